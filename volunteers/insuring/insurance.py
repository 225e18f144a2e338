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
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tidy
from volunteers.filing import filings
from volunteers.models import (
    Cover,
    Enrolment,
    Policy,
    RecordBook,
    ServiceEntry,
    TakenList,
    Unit,
    Volunteer,
)
from volunteers.rules.rates import Rate
from volunteers.serving import ledger

from . import cover_days
from .cover_days import Days

FIELDS = (
    "kind", "insurer", "number", "starts_on", "ends_on", "sum_insured", "covers_way", "least_people", "note",
)  # fmt: skip
ENDS_SOON = dt.timedelta(days=30)


def take_out(*, unit: Unit, values: Mapping[str, Any], by: Acts, now: dt.datetime) -> Policy:
    """Enter a policy of a unit.

    Raises:
        ValidationError: a value is wrong, the unit has this policy already, or its kind is not for this unit.
    """
    policy = Policy(unit=unit, **{name: _cleaned(values[name]) for name in FIELDS if name in values})
    with transaction.atomic():
        policy.full_clean()
        _check_kind(policy)
        policy.save()
        trail.record(
            Verb.CREATED, policy, by=by, now={"starts_on": policy.starts_on, "ends_on": policy.ends_on}, at=now
        )
    return policy


def change(*, policy: Policy, values: Mapping[str, Any], by: Acts, now: dt.datetime) -> Policy:
    """Correct what is known of a policy; who is on its list stays on it.

    Raises:
        ValidationError: a value is wrong, the list would stand outside the policy's days, or its new kind does not
            take this unit or some of those who are on the list.
    """
    with transaction.atomic():
        held = Policy.objects.select_for_update().select_related("unit__organisation").get(pk=policy.pk)
        was, new = trail.differences(held, {name: _cleaned(values[name]) for name in FIELDS if name in values})
        if not new:
            return held
        for name, value in new.items():
            setattr(held, name, value)
        held.full_clean()
        _check_kind(held)
        outside = held.covers.filter(Q(starts_on__lt=held.starts_on) | Q(ends_on__gt=held.ends_on)).count()
        if outside:
            raise ValidationError(
                ngettext(
                    "名冊上有 %(count)s 人的期間會超出保單的起迄。先把這個人移出名冊，或用「提前終止」。",
                    "名冊上有 %(count)s 人的期間會超出保單的起迄。先把這些人移出名冊，或用「提前終止」。",
                    outside,
                )
                % {"count": outside}
            )
        if held.kind == Policy.Kind.JOINT:
            holders = RecordBook.objects.held().values("volunteer")
            without = held.covers.exclude(volunteer__in=holders).count()
            if without:
                raise ValidationError(
                    ngettext(
                        "名冊上有 %(count)s 人還沒有紀錄冊；共同供應契約只保領有紀錄冊的志工。",
                        "名冊上有 %(count)s 人還沒有紀錄冊；共同供應契約只保領有紀錄冊的志工。",
                        without,
                    )
                    % {"count": without}
                )
        held.save(update_fields=list(new))
        trail.record(Verb.CHANGED, held, by=by, was=was, now=new, at=now)
    return held


def end(*, policy: Policy, on: dt.date, reason: str, by: Acts, now: dt.datetime) -> Policy:
    """Let a policy end before its time: `on` is its last day, and that of everybody on its list.

    Raises:
        ValidationError: the day is not before the policy's last one, or no reason is given.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("請寫提前終止的原因，例如改投另一張保單。")})
    with transaction.atomic():
        held = Policy.objects.select_for_update().select_related("unit__organisation").get(pk=policy.pk)
        if not held.starts_on <= on < held.ends_on:
            raise ValidationError({"on": _("最後一日要在保單的起日與原來的迄日之間。")})
        was = held.ends_on
        touched = list(held.covers.filter(ends_on__gt=on).values_list("volunteer", flat=True))
        held.covers.filter(starts_on__gt=on).delete()
        held.covers.filter(ends_on__gt=on).update(ends_on=on)
        held.ends_on = on
        held.save(update_fields=["ends_on"])
        trail.record(
            Verb.POLICY_ENDED, held, by=by, was={"ends_on": was}, now={"ends_on": on}, reason=reason.strip(), at=now
        )
        ledger.look_again_at(touched, by=by, now=now)
    return held


def take_off(*, cover: Cover, on: dt.date | None, by: Acts, now: dt.datetime) -> Cover | None:
    """Take somebody off a policy's list: `on` is her last day; None where she never was on the insurer's list.

    Returns:
        What is left of her cover; None where nothing is.

    Raises:
        ValidationError: the day is not within her cover.
    """
    with transaction.atomic():
        policy = Policy.objects.select_for_update().get(pk=cover.policy_id)
        held = Cover.objects.filter(pk=cover.pk).first()
        if held is None:
            raise ValidationError(_("這個人已經不在名冊上。請重新整理頁面再看一次。"))
        if on is not None and not held.starts_on <= on <= held.ends_on:
            raise ValidationError({"on": _("最後一日要在這個人的起日與迄日之間。")})
        if on is None:
            held.delete()
        else:
            held.ends_on = on
            held.save(update_fields=["ends_on"])
        trail.record(Verb.UNINSURED, policy, by=by, now={"people": 1}, at=now)
        ledger.look_again_at([cover.volunteer_id], by=by, now=now)
    return held if on is not None else None


def insure_team(
    *, policy: Policy, by: Acts, now: dt.datetime, starts_on: dt.date | None = None, ends_on: dt.date | None = None
) -> tuple[list[Cover], list[Refused]]:
    """Put everybody of the policy's unit on its list who is there in that time, for what of it she is not on it yet.

    Raises:
        ValidationError: see `insure`.
    """
    first, last = starts_on or policy.starts_on, ends_on or policy.ends_on
    team = Enrolment.objects.filter(unit=policy.unit, joined_on__lte=last).exclude(left_on__lt=first)
    people = list(Volunteer.objects.filter(pk__in=team.values("volunteer")).order_by("name_key", "pk"))
    keys = [one.pk for one in people]
    listed, stays = cover_days.listed(policy, keys), cover_days.stays(policy.unit, keys, (first, last))
    missing = [one for one in people if cover_days.wanting((first, last), listed[one.pk], stays[one.pk])]
    return insure(policy=policy, volunteers=missing, by=by, now=now, starts_on=starts_on, ends_on=ends_on)


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
    came_in: TakenList | None = None,
) -> tuple[list[Cover], list[Refused]]:
    """Put people on a policy's list, for all of its time or a part; who cannot be is named with the reason.

    Whoever is on it for some of the days is put on it for the others (`cover_days.wanting`).

    Args:
        came_in: the list that said so.

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
        stays = cover_days.stays(policy.unit, keys, (first, last))
        holders = set(RecordBook.objects.held().filter(volunteer__in=keys).values_list("volunteer", flat=True))
        listed = cover_days.listed(policy, keys)
        added: list[Cover] = []
        refused: list[Refused] = []
        for person in people:
            pieces = cover_days.wanting((first, last), listed[person.pk], stays[person.pk])
            if why := _unfit(policy, person.pk, stays, holders, pieces):
                refused.append(Refused(person, why))
                continue
            listed[person.pk] += pieces
            added += [
                Cover(policy=policy, volunteer=person, starts_on=a, ends_on=b, came_in=came_in) for a, b in pieces
            ]
        Cover.objects.bulk_create(added)
        if added:
            trail.record(Verb.INSURED, policy, by=by, now={"people": len({one.volunteer_id for one in added})}, at=now)
            ledger.look_again_at([cover.volunteer_id for cover in added], by=by, now=now)
    return added, refused


def _unfit(policy: Policy, key: int, stays: dict[int, list[Days]], holders: set[int], pieces: list[Days]) -> str:
    """Why somebody cannot be put on the list; empty where she can."""
    if not pieces:
        return _("這段期間已經在名冊上。")
    if not stays[key]:
        return _("這段期間不在這個單位，也沒有報名它的活動；保障只在要保的單位服勤時有效。")
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


def rate(units: QuerySet[Unit], on: dt.date) -> Rate:
    """The rate of some units on a day, in two questions."""
    people = Enrolment.objects.filter(unit__in=units).on(on).count()
    return Rate(people - without_cover(units, on).count(), people)


def _check_kind(policy: Policy) -> None:
    """The joint supply contract takes units whose plan is filed on the policy's first day (HB-INS-02)."""
    if policy.kind != Policy.Kind.JOINT:
        return
    filed = filings.periods(policy.unit)
    if filed is not None and not any(
        first <= policy.starts_on and (last is None or policy.starts_on <= last) for first, last in filed
    ):
        raise ValidationError(
            {"kind": _("保單起日時這個單位還沒有核備的計畫；共同供應契約只收已經備案的單位。先備案，或選自洽投保。")}
        )


def _cleaned(value: Any) -> Any:
    return tidy(value) if isinstance(value, str) else value
