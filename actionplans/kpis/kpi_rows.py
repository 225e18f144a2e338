"""The rows behind a part of an indicator, as somebody may see them, found by the very query by which it is counted.

They are those of the day of the page: a typed figure stands beside them, and a frozen one does not move with them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.models import ChairLevel, Kpi, KpiFigure, Meeting
from foundation.taiwan import roc
from volunteers.models import Appraisal, Enrolment, SpotCheck, Training, TrainingSession
from volunteers.rules.courses import PROGRAMMES

from . import measures
from .judging import BOUND, PARTS, part_name
from .keeping import may_type
from .measures import Measure
from .standing import held_by_office

Shown = Callable[[Any], "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is called, where it leads, and what else is to be said of it."""

    text: str
    url: str
    detail: str


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind a part.

    Attributes:
        measure: how it is counted; None where somebody has to type it.
        query, shown: the rows this person sees, to be paged, and how one of them is shown.
        total: how many there are, seen or not.
        typed: what somebody typed of it, the latest first: that goes before what is counted.
        offices: of an indicator of every authority, each with its units and meetings.
    """

    name: str
    measure: Measure | None
    query: QuerySet[Any] | None
    shown: Shown
    total: int
    typed: Sequence[KpiFigure]
    offices: Sequence[Row] = ()


def behind(*, kpi: Kpi, part: str, user: Any, on: dt.date) -> Behind | None:
    """What is behind a part of an indicator on a day; None where it has no such part.

    Args:
        part: one of `judging.PARTS`; `numerator` stands for the authorities of an indicator of every one.
    """
    if part not in (PARTS[kpi.kind] or may_type(kpi)):
        return None
    typed = list(kpi.figures.filter(part=part, on__lte=on).select_related("office").order_by("-on", "-pk"))
    if kpi.kind == Kpi.Kind.EACH:
        return Behind(_("各機關"), None, None, _nothing, 0, typed, _offices(kpi, typed))
    name = getattr(kpi, part, "") if part in ("numerator", "denominator") else ""
    if not name:
        return Behind(part_name(part), None, None, _nothing, 0, typed)
    measure = measures.MEASURES[name]
    query = measure.rows(kpi.annual.county, on)
    seen, shown = _seen(query, user, kpi)
    return Behind(str(measure.name), measure, seen, shown, int(measure.count(kpi.annual.county, on)), typed)


def _seen(query: QuerySet[Any], user: Any, kpi: Kpi) -> tuple[QuerySet[Any], Shown]:
    """Those of the rows that a person sees, and how one is shown."""
    model: Any = query.model
    rows = query.filter(pk__in=model.objects.visible_to(user).order_by().values("pk"))
    if model is Enrolment:
        people = rows.order_by("volunteer__name", "volunteer__key").values("volunteer__key", "volunteer__name")
        return people.distinct(), _person
    if model is Training:
        found = rows.order_by("-completed_on", "-pk").values(
            "volunteer__key", "volunteer__name", "programme", "completed_on"
        )
        return found, _trained
    if model is Meeting:
        least = kpi.chaired_by
        return rows.order_by("held_on", "pk"), lambda one: _meeting(one, least)
    if model is TrainingSession:
        return rows.order_by("title", "pk"), _session
    return rows.select_related("unit__organisation").order_by("unit__number", "pk"), _of_unit


def _nothing(row: Any) -> Row:
    raise LookupError(row)


def _person(row: Any) -> Row:
    return Row(row["volunteer__name"], reverse("volunteers:person", args=[row["volunteer__key"]]), "")


def _trained(row: Any) -> Row:
    code = row["programme"]
    name = PROGRAMMES[code].name if code in PROGRAMMES else code
    address = reverse("volunteers:person", args=[row["volunteer__key"]])
    return Row(row["volunteer__name"], address, f"{name}　{roc.shown_short(row['completed_on'])}")


def _meeting(one: Meeting, least: str) -> Row:
    told = [roc.shown_short(one.held_on), one.get_chair_level_display() or _("沒寫主席職級")]
    if least and one.chair_level and not ChairLevel(one.chair_level).reaches(least):
        told.append(_("職級不到，不算"))
    return Row(one.short, reverse("actionplans:meeting", args=[one.pk]), "　".join(str(each) for each in told))


def _session(one: TrainingSession) -> Row:
    return Row(str(one), reverse("volunteers:session", args=[one.pk]), str(one.get_state_display()))


def _of_unit(one: Appraisal | SpotCheck) -> Row:
    if isinstance(one, SpotCheck):
        day = roc.shown_short(one.done_on) if one.done_on else ""
        address, told = reverse("volunteers:spot_check", args=[one.pk]), f"{one.get_manner_display()}　{day}"
        return Row(one.unit.name, address, told)
    return Row(one.unit.name, reverse("volunteers:appraisal", args=[one.pk]), str(one))


def _offices(kpi: Kpi, typed: Sequence[KpiFigure]) -> list[Row]:
    """Every authority with how many units it has and how often it met; the last figure typed of each counts."""
    held = held_by_office(kpi, reversed(typed))
    found = []
    for office in measures.offices(kpi.annual.county, meetings=held):
        told = _("轄 %(units)s 個運用單位，開了 %(meetings)s 場") % {"units": office.units, "meetings": office.meetings}
        left_out = held[office.key].left_out(kpi.chaired_by) if office.key in held and kpi.chaired_by else ""
        if office.units < BOUND:
            told = _("轄 %(units)s 個運用單位，不用另外開會") % {"units": office.units}
        found.append(Row(office.name, "", f"{told}　{left_out}".strip()))
    return found
