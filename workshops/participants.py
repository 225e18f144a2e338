"""The people invited to a workshop: putting one on the list, changing her, taking her off; and who may read names.

Contacts are kept for the invitation and nothing else: the trail says that one was changed, never what it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import Disclosure
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.imports import cells
from foundation.taiwan import naming
from foundation.taiwan.fullwidth import tidy, tight

from .models import Participant, Workshop
from .people import may_here

FIELDS = ("name", "kind", "unit", "title", "email", "phone")
CONTACTS = ("email", "phone")
_READERS: dict[str, Callable[[str], str]] = {
    "name": naming.person, "unit": naming.unit, "title": naming.position, "phone": cells.phone,
}  # fmt: skip
FINAL = (Workshop.State.REPORTED, Workshop.State.CLOSED, Workshop.State.CANCELLED)


def why_final(workshop: Workshop) -> str:
    """Why the list and the tables may no longer change; empty while they may."""
    if workshop.state == Workshop.State.CANCELLED:
        return _("這場工作坊已經取消，名單與分組不能再改。")
    if workshop.state in FINAL:
        return _("這場工作坊已經交出報告，名單與分組不能再改。要更正請洽協會秘書處退回報告。")
    return ""


def require_open(workshop: Workshop) -> None:
    """Refuse a change to the list or the tables of a workshop whose report has been handed in.

    Raises:
        ValidationError: the workshop is reported, closed or cancelled.
    """
    if refused := why_final(workshop):
        raise ValidationError(refused)


def key_of(name: str, unit: str) -> tuple[str, str]:
    """What makes two entries one person: name and unit, whatever their spacing, width and 台 for 臺."""
    return tight(name).casefold(), tight(unit).replace("台", "臺").casefold()


def add(*, workshop: Workshop, values: Mapping[str, str], by: Acts, now: dt.datetime) -> Participant:
    """Put one person on the list.

    Raises:
        ValidationError: a value is wrong, she is on the list already, or the list is closed.
    """
    require_open(workshop)
    with transaction.atomic():
        Workshop.objects.select_for_update().get(pk=workshop.pk)
        person = Participant(workshop=workshop, **_clean(values))
        _refuse_twice(person)
        person.full_clean()
        person.save()
        trail.record(
            Verb.CREATED,
            person,
            by=by,
            county=workshop.county_id,
            now={"kind": person.kind, "unit": person.unit},
            at=now,
        )
    return person


def change(*, participant: Participant, values: Mapping[str, str], by: Acts, now: dt.datetime) -> Participant:
    """Correct what the list says of one person; nothing is written where nothing differs.

    Raises:
        ValidationError: a value is wrong, another entry says the same of somebody, or the list is closed.
    """
    require_open(participant.workshop)
    with transaction.atomic():
        Workshop.objects.select_for_update().get(pk=participant.workshop_id)
        was, new = trail.differences(participant, _clean(values))
        if not new:
            return participant
        for name, value in new.items():
            setattr(participant, name, value)
        _refuse_twice(participant)
        participant.full_clean()
        participant.save(update_fields=list(new))
        trail.record(
            Verb.CHANGED,
            participant,
            by=by,
            county=participant.workshop.county_id,
            was=_told(was),
            now=_told(new),
            at=now,
        )
    return participant


def remove(*, participant: Participant, by: Acts, now: dt.datetime) -> None:
    """Take one person off the list, with everything the list held of her.

    Raises:
        ValidationError: the list is closed.
    """
    require_open(participant.workshop)
    with transaction.atomic():
        trail.record(Verb.DELETED, participant, by=by, county=participant.workshop.county_id, at=now)
        participant.delete()


@dataclass(frozen=True, slots=True)
class Cleared:
    """What became of a list that was emptied: how many went, how many stayed because they have signed in."""

    removed: int
    arrived: int


def clear(*, workshop: Workshop, by: Acts, now: dt.datetime) -> Cleared:
    """Empty a list that was the wrong one. Whoever has signed in was there, and stays.

    The workshop's trail keeps the numbers; each person's own keeps that she was taken off.

    Raises:
        ValidationError: the list is closed.
    """
    require_open(workshop)
    with transaction.atomic():
        Workshop.objects.select_for_update().get(pk=workshop.pk)
        listed = Participant.objects.filter(workshop=workshop)
        expected = listed.filter(arrived_at=None)
        cleared = Cleared(expected.count(), listed.exclude(arrived_at=None).count())
        for person in expected:
            trail.record(Verb.DELETED, person, by=by, county=workshop.county_id, at=now)
        expected.delete()
        if cleared.removed:
            trail.record(Verb.LIST_CLEARED, workshop, by=by, now={"removed": cleared.removed}, at=now)
    return cleared


def _clean(values: Mapping[str, str]) -> dict[str, str]:
    """The given fields as they are stored.

    Raises:
        ValidationError: by field, what cannot be a name, a unit, a position or a telephone number.
    """
    cleaned: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for field in FIELDS:
        if field not in values:
            continue
        text = tidy(str(values[field] or ""))
        try:
            cleaned[field] = _READERS[field](text) if text and field in _READERS else text
        except ValueError as refused:
            wrong[field] = str(refused)
    if wrong:
        raise ValidationError(wrong)
    return cleaned


def _refuse_twice(person: Participant) -> None:
    """The database refuses the same spelling; people also mean the same with other blanks or another 臺."""
    others = Participant.objects.filter(workshop=person.workshop_id).exclude(pk=person.pk)
    if key_of(person.name, person.unit) in {key_of(name, unit) for name, unit in others.values_list("name", "unit")}:
        raise ValidationError(
            {"name": _("「%(unit)s」的%(name)s已經在名單上。") % {"unit": person.unit, "name": person.name}}
        )


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the trail may keep for good: no contacts, no full names."""
    told = {name: (_("已更改") if name in CONTACTS else value) for name, value in values.items()}
    if "name" in told:
        told["name"] = Participant.masked(told["name"])
    return told


def names_until(workshop: Workshop, user: Any, now: dt.datetime) -> dt.datetime | None:
    """When the names that this person opened with a reason close again; None without an open look."""
    opened = Disclosure.objects.open_to(user, "workshops.workshop", now).filter(subject_key=str(workshop.pk))
    last: dt.datetime | None = opened.order_by("-expires_at").values_list("expires_at", flat=True).first()
    return last


def may_read_names(workshop: Workshop, user: Any, now: dt.datetime) -> bool:
    """Whether this person sees who comes: the county's own officers always, others for half an hour with a reason."""
    own = Workshop.objects.visible_to(user, Permission.SEE_PARTICIPANTS).filter(pk=workshop.pk).exists()
    return own or names_until(workshop, user, now) is not None


def may_read_hosts(workshop: Workshop, user: Any, now: dt.datetime) -> bool:
    """Whether this person sees who hosts a table: whoever sees the names, and whoever works in the room."""
    return may_read_names(workshop, user, now) or may_here(user, Permission.WRITE_SHEETS, workshop)


def may_read_contacts(workshop: Workshop, user: Any) -> bool:
    """Whether this person sees addresses and numbers: only who invites."""
    return Workshop.objects.visible_to(user, Permission.MANAGE_PARTICIPANTS).filter(pk=workshop.pk).exists()


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of one kind are on the list, and how many were expected when the workshop was registered."""

    kind: str
    label: str
    listed: int
    expected: int | None


def tallies(workshop: Workshop) -> list[Tally]:
    """The counts by kind: what everybody sees who sees the workshop."""
    listed = dict.fromkeys(Participant.Kind.values, 0)
    for kind in Participant.objects.filter(workshop=workshop).values_list("kind", flat=True):
        listed[kind] += 1
    expected = {
        Participant.Kind.OFFICIAL: workshop.officials_expected,
        Participant.Kind.CENTRE: workshop.centre_expected,
        Participant.Kind.CADRE: workshop.cadres_expected,
    }
    return [Tally(kind.value, str(kind.label), listed[kind.value], expected[kind]) for kind in Participant.Kind]


def warnings(workshop: Workshop, listed: int) -> list[str]:
    """What is odd about the number of people; none of it stops anybody."""
    found = []
    if listed > (most := workshop.programme.capacity):
        found.append(
            _("名單有 %(listed)s 人，超過這個方案的上限 %(most)s 人，多 %(over)s 人。可以請單位減少名額，或分兩場。")
            % {"listed": listed, "most": most, "over": listed - most}
        )
    if workshop.seats is not None and listed > workshop.seats:
        found.append(
            _("名單有 %(listed)s 人，場地只能容納 %(seats)s 人。請換場地或減少人數。")
            % {"listed": listed, "seats": workshop.seats}
        )
    return found
