"""What a list filled in where nothing was known, and making it empty again where it is still what the list said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from foundation import sealed
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import Volunteer

PLACE = "volunteers.filled"
IDENTITY = {
    "identity_kind": "", "identity_sealed": "", "identity_mark": None, "identity_shown": "", "identity_reason": "",
}  # fmt: skip


def mark(person: Volunteer, name: str) -> str:
    """What tells later whether the value is still the same; the value cannot be had from it."""
    value = person.identity_mark if name == "identity" else getattr(person, name)
    return sealed.mark(f"{name}={value}", place=PLACE)


def empty(*, volunteer: Volunteer, filled: Mapping[str, str], by: Acts, now: dt.datetime) -> bool:
    """Make empty what is as it was filled in; what somebody has changed since stays. Whether anything was."""
    person = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    same = [name for name, was in filled.items() if mark(person, name) == was]
    if not same:
        return False
    values: dict[str, object] = {}
    for name in same:
        values |= IDENTITY if name == "identity" else {name: None if name == "born_on" else ""}
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=list(values))
    trail.record(
        Verb.CHANGED, person, by=by, was=dict.fromkeys(same, "…"), now=dict.fromkeys(same, ""), at=now
    )  # fmt: skip
    return True
