"""Letters before the fixed days of the year: one for each rule, unit or office that it concerns, and year.

Whom a rule concerns is its own to say (`statutory.Rule.told`); the days on which results are due have letters of their
own, about each report (`volunteers/reporting/result_letters.py`). One may do without them: they remind of what the law
says anyway.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.notices import declining, hours, ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Declined, Notice
from foundation.taiwan import roc
from volunteers.filing import addressees
from volunteers.models import Authority, Unit, UnitQuerySet
from volunteers.rules import result_forms

from . import statutory
from .statutory import TO_OFFICES, TO_UNITS, Fixed, Rule

KEY = "statutory"
BEFORE = dt.timedelta(days=14)
"""How long before the day it is said: no source says, it is the house's choice."""
AHEAD = dt.timedelta(days=14)
UNIT, OFFICE = "unit-", "office-"


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to the days that come. Five questions before the writing, and one for each rule."""
    return ledger.plan(kind=KEY, wishes=wishes(now=now), now=now)


def units_of(rule: Rule) -> UnitQuerySet:
    """The working units that are written to about a rule."""
    rows = Unit.objects.working()
    rows = rows.filter(county=rule.county) if rule.county else rows
    if rule.categories != ():
        rows = rows.filter(category__in=rule.categories or ())
    if rule.told_by:
        named, others = result_forms.reported_by(rule.told_by)
        rows = rows.exclude(authority__code__in=result_forms.forms().keys() - named) if others else rows.filter(
            authority__code__in=named
        )  # fmt: skip
    return rows


def is_told(rule: Rule, user: User) -> bool:
    """Whether somebody is written to before a rule's day, as far as this person sees (a question for few rules)."""
    return bool(rule.told) and (not rule.told_by or _seen(rule, user))


def _seen(rule: Rule, user: User) -> bool:
    return Unit.objects.visible_to(user).filter(pk__in=units_of(rule).values("pk")).exists()


def offices_of(rule: Rule) -> QuerySet[Authority]:
    """The authorities of counties that have units which a rule concerns."""
    return Authority.objects.filter(county__isnull=False, units__in=units_of(rule).values("pk")).distinct()


def year_of(fixed: Fixed) -> int:
    """The year in which a day is written, wherever a day off has moved it."""
    return (fixed.was or fixed.ends).year


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """What is to be said about days that have not passed."""
    today = timezone.localdate(now)
    declined = set(Declined.objects.filter(kind=KEY).values_list("user", flat=True))
    for fixed in statutory.between(today, today + BEFORE + AHEAD):
        at = hours.before(fixed.ends - BEFORE)
        if not fixed.rule.told or at > now + AHEAD:
            continue
        for subject, county, readers in _concerned(fixed.rule, today):
            for one in readers:
                if one.user is None or one.user not in declined:
                    step = f"{fixed.rule.key}-{year_of(fixed)}"
                    yield Wish(
                        key=f"{KEY}/{fixed.rule.key}/{year_of(fixed)}/{subject}/{one.address or '-'}"[:200], kind=KEY,
                        subject_key=subject, step=step[:40], county=county, to_name=one.name, to_address=one.address,
                        due_at=at,
                    )  # fmt: skip


def _concerned(rule: Rule, on: dt.date) -> Iterator[tuple[str, str, list[addressees.Addressee]]]:
    if rule.told == TO_UNITS:
        units = {one.pk: one for one in units_of(rule).select_related("organisation").order_by("pk")}
        for pk, readers in addressees.of_units(units.values(), on).items():
            yield f"{UNIT}{pk}", units[pk].county_id, readers
    elif rule.told == TO_OFFICES:
        places = [(one, str(one.county_id)) for one in offices_of(rule).order_by("pk")]
        for (pk, county), readers in addressees.of_offices(places, on).items():
            yield f"{OFFICE}{pk}", county, readers


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter; None once the day has passed, the rule concerns the unit no more, or the reader does without."""
    key, year = notice.key.split("/")[1:3]
    rule = next((one for one in statutory.RULES if one.key == key), None)
    if rule is None or not rule.told:
        return None
    fixed = statutory.in_year(rule, int(year))
    reader = User.objects.filter(email=notice.to_address, is_active=True).first() if notice.to_address else None
    who = _who(rule, notice.subject_key)
    if who is None or fixed.ends < timezone.localdate(now):
        return None
    if reader is not None and declining.has_declined(kind=LETTERS, user=reader):
        return None
    lines = [_("%(what)s，最晚%(day)s。") % {"what": rule.title, "day": roc.shown(fixed.ends)}]
    if rule.whose == statutory.VOLUNTEERS:
        lines.append(_("這一步由志工申請、運用單位收件，請提醒志工。"))
    if fixed.was:
        lines.append(_("原本是 %(day)s，遇假日順延。") % {"day": roc.shown(fixed.was)})
    return Letter(
        subject=_("%(day)s以前：%(what)s") % {"day": roc.shown(fixed.ends), "what": rule.title},
        lines=tuple(lines),
        facts=((_("對象"), who), (_("依據"), str(rule.source))),
        action=_("看法定期程"),
        url=settings.SITE_ADDRESS + reverse("actionplans:fixed_days"),
        foot=_("法定期程每年每一項寄一次。您收到這封信，是因為您承辦這個單位或機關的業務。"),
        decline=settings.SITE_ADDRESS + declining.address_for(LETTERS, reader) if reader is not None else "",
    )


def _who(rule: Rule, subject: str) -> str | None:
    """Whom it concerns, as long as it does."""
    pk = subject.partition("-")[2]
    if subject.startswith(UNIT):
        unit = units_of(rule).select_related("organisation").filter(pk=pk).first()
        return unit.name if unit else None
    office = offices_of(rule).filter(pk=pk).first()
    return office.shown if office else None


def visible(user: Any) -> Q:
    """The letters about units this person sees, and about offices whose work is hers."""

    def named(prefix: str) -> Any:
        return Concat(Value(prefix), Cast("pk", CharField(max_length=20)), output_field=CharField(max_length=64))

    units = Unit.objects.visible_to(user).annotate(text=named(UNIT)).values("text")
    offices = Authority.objects.led_by(user, Permission.REVIEW_UNITS).annotate(text=named(OFFICE)).values("text")
    return Q(subject_key__in=units) | Q(subject_key__in=offices)


LETTERS = Kind(KEY, write, visible, gettext_lazy("法定期程提醒"), plan=plan_all)
