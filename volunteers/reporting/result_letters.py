"""Who is reminded of a results report: the unit's coordinators when it opens, before its last day, when it is late, and
when it was returned. A letter names the unit and the period, and no volunteer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import subject_keys
from foundation.notices import hours, ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.taiwan import roc
from volunteers.filing import addressees
from volunteers.models import ResultReport
from volunteers.rules import result_forms

KEY = "result"
BEFORE = dt.timedelta(days=3)
"""How long before the last day a unit is reminded: no source says, it is the house's choice."""
AHEAD = dt.timedelta(days=14)
TOLD_FOR = dt.timedelta(days=60)
"""How long after the last day a unit is reminded still, once; later the office's list of the missing remains."""
OPENED, DUE, LATE, RETURNED = "opened", "due", "late", "returned"
State = ResultReport.State


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to the reports as they stand. Two questions before the writing."""
    return ledger.plan(kind=KEY, wishes=wishes(now=now), now=now)


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """What is to be said about reports that are with their unit."""
    today = timezone.localdate(now)
    # What was returned or opened again is to be mended however old it is.
    told = Q(due_on__gte=today - TOLD_FOR) | Q(state=State.RETURNED, returned_at__gte=now - TOLD_FOR)
    rows = list(ResultReport.objects.unsent().filter(told).select_related("unit").order_by("pk"))
    readers = addressees.of_units([one.unit for one in rows], today)
    for one in rows:
        for step, at in _steps(one):
            if at <= now + AHEAD:
                for reader in readers[one.unit_id]:
                    yield Wish(
                        key=f"{KEY}/{one.pk}/{step}/{reader.address or '-'}"[:200], kind=KEY, subject_key=str(one.pk),
                        step=step[:40], county=one.county_id, to_name=reader.name, to_address=reader.address,
                        due_at=at,
                    )  # fmt: skip


def _steps(one: ResultReport) -> Iterator[tuple[str, dt.datetime]]:
    if one.state == State.RETURNED and one.returned_at is not None:
        moment = timezone.localtime(one.returned_at)
        yield f"{RETURNED}-{moment:%Y%m%d%H%M}", hours.after(moment.date())
    if one.state == State.RETURNED:
        return
    # Only what began to be reported in time is announced: who opens the register late is told what is due.
    if timezone.localdate(one.opened_at) <= one.due_on:
        # What was sent and taken back is no news, but its day is the same.
        if one.first_sent_on is None:
            yield OPENED, hours.after(max(one.opens_on, timezone.localdate(one.opened_at)))
        # Who is told only now that it opened is told its last day with it, and need not hear it twice at once.
        if one.first_sent_on is not None or timezone.localdate(one.opened_at) < one.due_on - BEFORE:
            yield f"{DUE}-{one.due_on}", hours.before(one.due_on - BEFORE)
    yield f"{LATE}-{one.due_on}", hours.after(one.due_on + dt.timedelta(days=1))


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter as things stand; None where it need not be said any more."""
    one = (
        ResultReport.objects.unsent()
        .filter(pk=notice.subject_key)
        .select_related("authority", "unit__organisation")
        .first()
    )
    step = notice.step.partition("-")[0]
    if one is None or (step == RETURNED) != (one.state == State.RETURNED):
        return None
    told = {"unit": one.unit.name, "period": one.period, "day": roc.shown(one.due_on)}
    subjects = {
        OPENED: _("%(period)s成果回報開始填了，%(day)s以前送出"),
        DUE: _("%(period)s成果回報要在%(day)s以前送出"),
        LATE: _("%(period)s成果回報過了期限（%(day)s）"),
        RETURNED: _("%(period)s成果回報退回修改"),
    }
    form = result_forms.form_of(one.authority.code)
    lines = [_("數字已經從名冊和時數帶入，請看過、補上平臺不知道的，再送出。"), form.rhythm.source + _("。")]
    if step == RETURNED:
        marked = [_("主管機關在數字旁邊寫了要改什麼。")] if one.marks else []
        lines = [*marked, *([one.remark] if one.remark else [])]
    return Letter(
        subject=subjects[step] % told,
        lines=tuple(lines),
        facts=((_("運用單位"), one.unit.name), (_("主管機關"), one.authority.shown), (_("回報期限"), told["day"])),
        action=_("看這份回報"),
        url=settings.SITE_ADDRESS + reverse("volunteers:result", args=[one.pk]),
        foot=_("您收到這封信，是因為您承辦這個運用單位。送出以後就不會再寄。"),
    )


def visible(user: Any) -> models.Q:
    """The letters about the reports this person sees."""
    return subject_keys.among(ResultReport.objects.visible_to(user))


LETTERS = Kind(KEY, write, visible, plan=plan_all)
