"""Who has come: arrivals by one tap or by one's own name, people who were not on the list, and who is missing.

Nobody's name is shown to a device that is not signed in: whoever signs herself in at a table types her name, and
learns only whether it is on the list.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.prepared import PreparedRows

from . import participants
from .models import Group, Participant, Seat, Workshop
from .participants import key_of

S = Workshop.State
OPEN = (S.CONFIRMED, S.RUNNING, S.HELD)


@dataclass(frozen=True, slots=True)
class Attendance:
    """How many are on the list, how many of them came, and how many came without having been on it."""

    listed: int
    arrived: int
    walk_ins: int

    @property
    def missing(self) -> int:
        """How many of the list are not there."""
        return self.listed - self.arrived


def of(workshop: Workshop) -> Attendance:
    """The numbers of one workshop (one query); people who walked in count as come, and not as listed."""
    rows = Participant.objects.filter(workshop=workshop).values_list("walk_in", "arrived_at")
    listed = [arrived for walk_in, arrived in rows if not walk_in]
    return Attendance(len(listed), sum(1 for arrived in listed if arrived), len(rows) - len(listed))


def by_table(workshop: Workshop) -> dict[int | None, Attendance]:
    """The numbers of each table by its key, and under None of who has no table yet (one query)."""
    found: dict[int | None, Attendance] = {}
    for group, walk_in, all_of_them, came in BY_TABLE.raw(workshop.pk):
        before = found.get(group, Attendance(0, 0, 0))
        found[group] = (
            replace(before, walk_ins=all_of_them) if walk_in else replace(before, listed=all_of_them, arrived=came)
        )
    return found


def together(tables: Iterable[Attendance]) -> Attendance:
    """The numbers of several tables as one."""
    each = list(tables)
    return Attendance(*(sum(getattr(one, name) for one in each) for name in ("listed", "arrived", "walk_ins")))


SOME_KEY = -271828
# A wall asks it with everything else, every two seconds while something is new; it names nobody.
BY_TABLE = PreparedRows(
    lambda workshop: (
        Participant.objects.filter(workshop=workshop)
        .order_by()
        .values_list("group", "walk_in")
        .annotate(all_of_them=Count("pk"), came=Count("arrived_at"))
    ),
    SOME_KEY,
)


def why_closed(workshop: Workshop) -> str:
    """Why nobody signs in now; empty when one may. Until the report the list of who came may still be mended."""
    if workshop.state in OPEN:
        return ""
    if workshop.state in (S.DRAFT, S.SUBMITTED):
        return _("這場工作坊還沒確認，還不能簽到。")
    return participants.why_final(workshop)


def _require_open(workshop: Workshop) -> None:
    if closed := why_closed(workshop):
        raise ValidationError(closed)


def arrive(*, participant: Participant, by: Acts, now: dt.datetime) -> Participant:
    """She is here; the first time counts, however often it is said.

    Raises:
        ValidationError: nobody signs in to this workshop now.
    """
    _require_open(participant.workshop)
    with transaction.atomic():
        label = by.as_actor().label
        fresh = Participant.objects.filter(pk=participant.pk, arrived_at=None)
        if fresh.update(arrived_at=now, arrived_by=label):
            _tell(Verb.ARRIVED, participant, by, now)
            participant.arrived_at, participant.arrived_by = now, label
        else:
            participant.refresh_from_db(fields=["arrived_at", "arrived_by"])
    return participant


def undo(*, participant: Participant, by: Acts, now: dt.datetime) -> Participant:
    """She is not here after all (a wrong tap). Who walked in is taken off the list instead.

    Raises:
        ValidationError: nobody signs in to this workshop now, or she was never on the list.
    """
    _require_open(participant.workshop)
    if participant.walk_in:
        raise ValidationError(_("當天加入的人請到「參加者」移除。"))
    with transaction.atomic():
        if Participant.objects.filter(pk=participant.pk, arrived_at__isnull=False).update(
            arrived_at=None, arrived_by=""
        ):
            _tell(Verb.ARRIVAL_UNDONE, participant, by, now)
    participant.arrived_at, participant.arrived_by = None, ""
    return participant


def _tell(verb: Verb, participant: Participant, by: Acts, now: dt.datetime) -> None:
    trail.record(verb, participant, by=by, county=participant.workshop.county_id, at=now)


def walk_in(
    *, workshop: Workshop, values: Mapping[str, str], group: Group | None, by: Acts, now: dt.datetime
) -> Participant:
    """Somebody came who was not on the list: she is put on it, at a table, as arrived.

    Raises:
        ValidationError: a value is wrong, she is on the list already, or nobody signs in now.
    """
    _require_open(workshop)
    with transaction.atomic():
        person = participants.add(workshop=workshop, values=values, by=by, now=now)
        person.group = group if group is not None and group.workshop_id == workshop.pk else None
        person.walk_in, person.arrived_at, person.arrived_by = True, now, by.as_actor().label
        person.save(update_fields=["group", "walk_in", "arrived_at", "arrived_by"])
        _tell(Verb.ARRIVED, person, by, now)
    return person


@dataclass(frozen=True, slots=True)
class Found:
    """What typing one's own name has led to: `arrived`, `unit` (which of several, asked by unit) or `unknown`."""

    outcome: str
    person: Participant | None = None


def arrive_by_name(*, seat: Seat, name: str, unit: str = "", now: dt.datetime) -> Found:
    """Sign oneself in at a table by one's own name, exactly; who has no table yet sits down at this one.

    Raises:
        ValidationError: nobody signs in to this workshop now.
    """
    workshop = seat.group.workshop
    _require_open(workshop)
    wanted, at = key_of(name, unit)
    rows = Participant.objects.filter(workshop=workshop).select_related("workshop", "group")
    found = [one for one in rows if key_of(one.name, one.unit)[0] == wanted] if wanted else []
    if len(found) > 1:
        found = [one for one in found if key_of(one.name, one.unit)[1] == at]
        if not found:
            return Found("unit")
    if not found:
        return Found("unknown")
    person = arrive(participant=found[0], by=seat, now=now)
    if person.group_id is None:
        Participant.objects.filter(pk=person.pk, group=None).update(group=seat.group)
        person.group = seat.group
    return Found("arrived", person)
