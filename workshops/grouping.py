"""The tables of a workshop: making groups, seating people, and mending the result by hand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tidy, tight

from .balance import FEWEST_GROUPS, MOST_GROUPS, Person, complete
from .models import Group, Participant, Workshop
from .participants import require_open

FEWEST_AT_A_TABLE = 4


def make_groups(*, workshop: Workshop, count: int, by: Acts, now: dt.datetime) -> list[Group]:
    """Let the workshop have exactly this many groups, numbered from 1; those that stand keep names, codes and people.

    Groups too many are taken away from the end, and their people wait for a table. A group at which somebody has
    joined or written is never taken away.

    Raises:
        ValidationError: fewer than 4 or more than 10, a group that is in use would have to go, or the workshop is
            reported, closed or cancelled.
    """
    require_open(workshop)
    if not FEWEST_GROUPS <= count <= MOST_GROUPS:
        raise ValidationError(
            {
                "count": _("可以分 %(least)s 到 %(most)s 組，%(count)s 組不在範圍內。請改組數。")
                % {"least": FEWEST_GROUPS, "most": MOST_GROUPS, "count": count}
            }
        )
    with transaction.atomic():
        Workshop.objects.select_for_update().get(pk=workshop.pk)
        groups = list(workshop.groups.order_by("number"))
        was = len(groups)
        for number in range(was + 1, count + 1):
            groups.append(Group.objects.create(workshop=workshop, number=number))
        for group in groups[count:]:
            _take_away(group)
        groups = groups[:count]
        if was != count:
            trail.record(Verb.GROUPED, workshop, by=by, was={"groups": was}, now={"groups": count}, at=now)
    return groups


def _take_away(group: Group) -> None:
    """Delete a group that nobody has used.

    Raises:
        ValidationError: a device has joined, or sheets or plans hang on it.
    """
    used = [
        relation
        for relation in Group._meta.related_objects
        if relation.related_model is not Participant
        and relation.related_model._default_manager.filter(**{relation.field.name: group.pk}).exists()
    ]
    if used:
        raise ValidationError(
            {
                "count": _("第 %(number)s 組已經有裝置加入或寫了內容，不能刪除。請保留這一組。")
                % {"number": group.number}
            }
        )
    try:
        group.delete()
    except models.ProtectedError:
        raise ValidationError(
            {"count": _("第 %(number)s 組已經有行動方案，不能刪除。請保留這一組。") % {"number": group.number}}
        ) from None


def seat_people(
    *, workshop: Workshop, seed: int, by: Acts, now: dt.datetime, start_over: bool = False
) -> tuple[int, int]:
    """Give everybody without a table one, balanced by unit and kind; answers how many moved, of how many.

    Who sits already stays, so that a table mended by hand stays mended; `start_over` seats everybody anew. Which of the
    many equally good answers comes out depends on `seed` alone.

    Raises:
        ValidationError: there are no groups yet, nobody is on the list, or the list is closed.
    """
    require_open(workshop)
    with transaction.atomic():
        Workshop.objects.select_for_update().get(pk=workshop.pk)
        groups = list(workshop.groups.order_by("number"))
        people = list(workshop.participants.order_by("pk"))
        if not groups:
            raise ValidationError(_("還沒有小組。請先選組數，再分組。"))
        if not people:
            raise ValidationError(_("名單上還沒有人。請先加入參加者，再分組。"))
        index = {group.pk: at for at, group in enumerate(groups)}
        seated = {} if start_over else {one.pk: index[one.group_id] for one in people if one.group_id in index}
        everybody = [Person(one.pk, one.kind, unit_key(one.unit)) for one in people]
        places = complete(everybody, seated, len(groups), seed=seed)
        moved = [one for one in people if one.group_id != groups[places[one.pk]].pk]
        for one in moved:
            one.group = groups[places[one.pk]]
        Participant.objects.bulk_update(moved, ["group"])
        trail.record(
            Verb.GROUPED,
            workshop,
            by=by,
            now={"people": len(people), "moved": len(moved), "groups": len(groups), "start_over": start_over},
            at=now,
        )
    return len(moved), len(people)


def move(*, participant: Participant, group: Group | None, by: Acts, now: dt.datetime) -> Participant:
    """Seat one person at another table of her workshop, or (None) let her wait for one.

    Raises:
        ValidationError: the table is another workshop's, or the list is closed.
    """
    require_open(participant.workshop)
    if group is not None and group.workshop_id != participant.workshop_id:
        raise ValidationError({"group": _("這一組不是這場工作坊的。請重新選組。")})
    if participant.group_id == (group.pk if group else None):
        return participant
    with transaction.atomic():
        was = participant.group.number if participant.group else None
        Participant.objects.filter(pk=participant.pk).update(group=group)
        participant.group = group
        trail.record(
            Verb.GROUPED,
            participant,
            by=by,
            county=participant.workshop.county_id,
            was={"group": was},
            now={"group": group.number if group else None},
            at=now,
        )
    return participant


def describe(*, group: Group, name: str, host_name: str, by: Acts, now: dt.datetime) -> Group:
    """Give a group a name and its table a host (桌長).

    Raises:
        ValidationError: too long, or the workshop is reported, closed or cancelled.
    """
    require_open(group.workshop)
    was, new = trail.differences(group, {"name": tidy(name), "host_name": tidy(host_name)})
    if not new:
        return group
    for field, value in new.items():
        setattr(group, field, value)
    group.full_clean()
    with transaction.atomic():
        group.save(update_fields=list(new))
        for values in (was, new):
            if "host_name" in values:
                values["host_name"] = Participant.masked(values["host_name"]) if values["host_name"] else ""
        trail.record(Verb.CHANGED, group, by=by, county=group.county_id, was=was, now=new, at=now)
    return group


def unit_key(unit: str) -> str:
    """A unit for comparing: without blanks, 臺 for 台."""
    return tight(unit).replace("台", "臺").casefold()


@dataclass(frozen=True, slots=True)
class Clash:
    """People of one unit at one table; `avoidable` when the unit has no more people than there are tables."""

    unit: str
    people: int
    avoidable: bool

    @property
    def sentence(self) -> str:
        """What stands under the table."""
        words = {"unit": self.unit, "people": self.people}
        if self.avoidable:
            return _("「%(unit)s」有 %(people)s 人同桌，可以換一位到別組。") % words
        return _("「%(unit)s」有 %(people)s 人同桌，這個單位的人數比組數多，避不開。") % words


@dataclass(frozen=True, slots=True)
class TableOf:
    """One table with its people, counts by kind in the order of the kinds, and what is odd about it."""

    group: Group
    people: tuple[Participant, ...]
    kinds: tuple[tuple[str, int], ...]
    clashes: tuple[Clash, ...]

    @property
    def too_few(self) -> bool:
        """Whether so few sit here that there is nobody to talk to."""
        return len(self.people) < FEWEST_AT_A_TABLE


@dataclass(frozen=True, slots=True)
class Tables:
    """The whole room: the tables, and who has none."""

    tables: tuple[TableOf, ...]
    waiting: tuple[Participant, ...]

    @property
    def avoidable(self) -> int:
        """How many clashes of units could be mended."""
        return sum(clash.avoidable for table in self.tables for clash in table.clashes)


def counted_as(kind: str) -> str:
    """What those of a kind are called in front of their number."""
    return {
        Participant.Kind.OFFICIAL.value: pgettext("人數", "機關業務承辦"),
        Participant.Kind.CENTRE.value: pgettext("人數", "志推中心"),
        Participant.Kind.CADRE.value: pgettext("人數", "運用單位幹部"),
    }[kind]


def look_at(workshop: Workshop) -> Tables:
    """The room as it stands (two queries). Names are in it: whoever shows it asks `may_read_names` first."""
    groups = list(workshop.groups.order_by("number"))
    people = list(workshop.participants.in_order())
    totals = Counter(unit_key(one.unit) for one in people)
    tables = []
    for group in groups:
        here = [one for one in people if one.group_id == group.pk]
        units = Counter(unit_key(one.unit) for one in here)
        spelt = {unit_key(one.unit): one.unit for one in here}
        kinds = Counter(one.kind for one in here)
        # More people than tables: two must sit together, and no table need hold more than an even share.
        clashes = tuple(
            Clash(spelt[unit], number, number > -(-totals[unit] // len(groups)))
            for unit, number in sorted(units.items())
            if number > 1
        )
        counts = tuple((counted_as(kind), kinds[kind]) for kind in Participant.Kind.values)
        tables.append(TableOf(group, tuple(here), counts, clashes))
    return Tables(tuple(tables), tuple(one for one in people if one.group_id is None))
