"""Letters to officers about reports that have not come: the day after their last day, and once more two weeks later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.accounts.roles import Permission
from foundation.notices import hours, ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.taiwan import roc
from volunteers.filing import addressees
from volunteers.models import Authority, ResultReport
from volunteers.models.result import period_shown

from .wanted import MISSING

State = ResultReport.State
KEY = "result-missing"
STEPS = (1, 15)
"""How many days after the last day: no source says, it is the house's choice."""
TOLD_FOR = dt.timedelta(days=60)
NAMED = 20
"""How many units a letter names; the list has them all."""


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to what is missing. Three questions before the writing."""
    return ledger.plan(kind=KEY, wishes=wishes(now=now), now=now)


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """One letter for each office, period, last day and step, while anything of it is missing."""
    today = timezone.localdate(now)
    missing = ResultReport.objects.filter(state=State.OPEN, due_on__lt=today, due_on__gte=today - TOLD_FOR)
    rows = list(
        missing.order_by("authority", "county", "year", "term", "due_on")
        .values_list("authority", "county", "year", "term", "due_on").annotate(number=Count("pk"))
    )  # fmt: skip
    offices = Authority.objects.in_bulk({row[0] for row in rows})
    readers = addressees.of_offices({(offices[row[0]], row[1]) for row in rows}, today)
    for authority, county, year, term, due_on, _number in rows:
        for days in STEPS:
            day = due_on + dt.timedelta(days=days)
            for one in readers[authority, county] if day <= today else ():
                subject = f"{authority}/{county}/{year}/{term}"
                yield Wish(
                    key=f"{KEY}/{subject}/{due_on}/{days}/{one.address or '-'}"[:200], kind=KEY, subject_key=subject,
                    step=f"{due_on}/{days}", county=county, to_name=one.name, to_address=one.address,
                    due_at=hours.after(day),
                )  # fmt: skip


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """What is missing at the moment at which it goes out; None where everything has come."""
    authority, county, year, term = notice.subject_key.split("/")
    due_on = dt.date.fromisoformat(notice.step.partition("/")[0])
    rows = ResultReport.objects.filter(
        authority=int(authority), county=county, year=int(year), term=term, due_on=due_on, state=State.OPEN
    )
    found = list(rows.select_related("unit__organisation", "authority").order_by("unit__number"))
    if not found:
        return None
    office, period = found[0].authority, period_shown(int(year), term)
    said = ngettext(
        "%(period)s成果回報：%(count)s 個單位過了期限（%(day)s）還沒送出",
        "%(period)s成果回報：%(count)s 個單位過了期限（%(day)s）還沒送出",
        len(found),
    )
    query = {"state": MISSING, "year": year, "term": term, "county": county, "authority": office.code}
    more = len(found) - NAMED
    return Letter(
        subject=said % {"period": period, "count": len(found), "day": roc.shown(due_on)},
        lines=(_("單位自己也收到提醒。清單可以下載，裡面有承辦人和電話。"),
               *((_("還有 %(number)s 個單位在清單裡。") % {"number": more},) if more > 0 else ())),
        facts=((_("主管機關"), office.shown),
               *((one.unit.code, one.unit.name) for one in found[:NAMED])),
        action=_("看還沒送出的單位"),
        url=f"{settings.SITE_ADDRESS}{reverse('volunteers:results')}?{urlencode(query)}",
        foot=_("期限過後第 1 天和第 15 天各寄一次，都送出就不寄。您收到這封信，是因為您承辦這個機關的業務。"),
    )  # fmt: skip


def visible(user: Any) -> Q:
    """The letters of offices whose work is this person's."""
    found = Q(pk__in=())
    reached = ResultReport.objects.visible_to(user, Permission.REVIEW_UNITS)
    for authority, county in reached.order_by().values_list("authority", "county").distinct():
        found |= Q(subject_key__startswith=f"{authority}/{county}/")
    return found


LETTERS = Kind(KEY, write, visible, plan=plan_all)
