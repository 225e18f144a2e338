"""Accident insurance: policies, who is on their lists, and whether what was served was covered.

Source: 志願服務法 第 16 條; 臺北市志願服務實務手冊「保險」: cover at one unit is none at another (INS-01), the joint
supply contract takes units whose plan is filed and people who hold a record book (HB-INS-02), a trip of one's own is
no service (INS-04) and a travel policy may stand beside (INS-05). A policy's first and last day are covered, the day
after is not (INS-06).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tidy

from . import ledger
from .models import Cover, Enrolment, Policy, RecordBook, ServiceEntry, Unit, Volunteer

FIELDS = (
    "kind", "insurer", "number", "starts_on", "ends_on", "sum_insured", "covers_way", "least_people", "note",
)  # fmt: skip
ENDS_SOON = dt.timedelta(days=30)


def take_out(*, unit: Unit, values: Mapping[str, Any], by: Acts, now: dt.datetime) -> Policy:
    """Enter a policy of a unit.

    Raises:
        ValidationError: a value is wrong, or the unit has this policy already.
    """
    policy = Policy(unit=unit, **{name: _cleaned(values[name]) for name in FIELDS if name in values})
    with transaction.atomic():
        policy.full_clean()
        policy.save()
        trail.record(
            Verb.CREATED, policy, by=by, now={"starts_on": policy.starts_on, "ends_on": policy.ends_on}, at=now
        )
    return policy


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody who was not put on a policy's list, and why."""

    volunteer: Volunteer
    why: str


def insure(
    *,
    policy: Policy,
    volunteers: Iterable[Volunteer],
    by: Acts,
    now: dt.datetime,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> tuple[list[Cover], list[Refused]]:
    """Put people on a policy's list, for all of its time or a part; who cannot be is named with the reason.

    Raises:
        ValidationError: the days are not within the policy's.
    """
    first, last = starts_on or policy.starts_on, ends_on or policy.ends_on
    if not policy.starts_on <= first <= last <= policy.ends_on:
        raise ValidationError({"starts_on": _("名冊的期間要在保單的起日與迄日之間。")})
    with transaction.atomic():
        Policy.objects.select_for_update().get(pk=policy.pk)
        people = list(volunteers)
        keys = [person.pk for person in people]
        here = set(
            Enrolment.objects.filter(unit=policy.unit, volunteer__in=keys, joined_on__lte=last)
            .exclude(left_on__lt=first)
            .values_list("volunteer", flat=True)
        )
        holders = set(RecordBook.objects.held().filter(volunteer__in=keys).values_list("volunteer", flat=True))
        listed = set(
            Cover.objects.filter(
                policy=policy, volunteer__in=keys, starts_on__lte=last, ends_on__gte=first
            ).values_list("volunteer", flat=True)
        )
        added: list[Cover] = []
        refused: list[Refused] = []
        for person in people:
            if why := _unfit(policy, person.pk, here, holders, listed):
                refused.append(Refused(person, why))
            else:
                listed.add(person.pk)
                added.append(Cover(policy=policy, volunteer=person, starts_on=first, ends_on=last))
        Cover.objects.bulk_create(added)
        if added:
            trail.record(Verb.INSURED, policy, by=by, now={"people": len(added)}, at=now)
            ledger.look_again_at([cover.volunteer_id for cover in added], by=by, now=now)
    return added, refused


def _unfit(policy: Policy, key: int, here: set[int], holders: set[int], listed: set[int]) -> str:
    """Why somebody cannot be put on the list; empty where she can."""
    if key in listed:
        return _("這段期間已經在名冊上。")
    if key not in here:
        return _("這段期間不在這個單位；保障只在要保的單位服勤時有效。")
    if policy.kind == Policy.Kind.JOINT and key not in holders:
        return _("還沒有紀錄冊；共同供應契約只保領有紀錄冊的志工。")
    return ""


def covering(day: str, volunteer: str, unit: str) -> Exists:
    """Whether somebody was insured at a unit on a day, as part of a question; each is a path of the asked row."""
    return Exists(
        Cover.objects.filter(
            policy__unit=OuterRef(unit),
            volunteer=OuterRef(volunteer),
            starts_on__lte=OuterRef(day),
            ends_on__gte=OuterRef(day),
        )
    )


def uncovered(units: QuerySet[Unit], first: dt.date, last: dt.date) -> QuerySet[ServiceEntry]:
    """Every service between two days on which its volunteer was not insured there. One question, whatever the size."""
    standing = Q(state__in=(ServiceEntry.State.PENDING, ServiceEntry.State.APPROVED))
    return ServiceEntry.objects.filter(
        standing & ~covering("served_on", "volunteer", "unit"),
        unit__in=units,
        served_on__gte=first,
        served_on__lte=last,
        corrects=None,
        corrected_by=None,
    )


def without_cover(units: QuerySet[Unit], on: dt.date) -> QuerySet[Enrolment]:
    """Who is in a unit on a day and not insured there on it."""
    covered = Cover.objects.filter(
        policy__unit=OuterRef("unit"), volunteer=OuterRef("volunteer"), starts_on__lte=on, ends_on__gte=on
    )
    return Enrolment.objects.filter(~Exists(covered), unit__in=units).on(on)


def ending(units: QuerySet[Unit], on: dt.date) -> QuerySet[Policy]:
    """Policies that run on a day, end within a month, and have none of the unit's after them."""
    after = Policy.objects.filter(unit=OuterRef("unit"), ends_on__gt=OuterRef("ends_on"))
    return Policy.objects.filter(~Exists(after), unit__in=units, ends_on__lte=on + ENDS_SOON).on(on)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of those who are to be insured are (投保率): each (person, unit) counts, because cover is by unit."""

    insured: int
    people: int

    @property
    def exact(self) -> Fraction | None:
        """The rate; None where nobody is to be insured (INS-07: never 100 %)."""
        return Fraction(self.insured, self.people) if self.people else None

    @property
    def is_whole(self) -> bool | None:
        """Whether everybody is insured; the rounded percentage does not decide (KPI-05)."""
        return None if self.exact is None else self.exact == 1


def rate(units: QuerySet[Unit], on: dt.date) -> Rate:
    """The rate of some units on a day, in two questions."""
    people = Enrolment.objects.filter(unit__in=units).on(on).count()
    return Rate(people - without_cover(units, on).count(), people)


def _cleaned(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value
