"""The rows behind a figure, as somebody may see them: counties, then units, then people; or the workshops themselves.

They add up to the figure. Counties and units are those of the kept counts, of the same moment as the dashboard's; the
people of a single unit are looked up now, and the page says both numbers where they differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.taiwan import roc
from foundation.taiwan.counties import COUNTIES
from reports.models import UnitCount
from reports.models.count import FIGURES
from volunteers.models import Enrolment, ResultReport, ServiceMonth

from . import counting, figures, matrices, places, register, workshop_steps
from .places import NATION, UNIT, Place, UnknownPlace, Wanted


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is called, how much it gives to the figure, and where it leads.

    `link` is the end of an address of the same figure's rows below it; `page` is a page of its own.
    """

    text: str
    number: int
    detail: str = ""
    link: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a figure.

    Attributes:
        label: what the figure is called; `definition` who counts.
        unit: what the numbers count; minutes are `minutes`.
        rows: all of them; their numbers add up to `total`.
        hidden: how many are not shown to this person, who may know how many but not who.
        kept: what the kept count says of a unit, where it is not what is there now; None else.
    """

    place: Place
    key: str
    label: str
    definition: str
    unit: str
    rows: Sequence[Row]
    as_of: dt.datetime
    hidden: int = 0
    kept: int | None = None
    kept_at: dt.datetime | None = None

    @property
    def total(self) -> int:
        """The figure."""
        return sum(one.number for one in self.rows) + self.hidden


def behind(user: Any, wanted: Wanted, key: str, *, now: dt.datetime) -> Behind:
    """The rows of a figure of the dashboard with these filters.

    Raises:
        UnknownPlace: there is no such place or figure, or it is not hers.
    """
    place = places.find(user, wanted)
    kind, _dash, name = key.partition("-")
    match kind, name:
        case "workshops", _:
            return _workshops(user, place, key, name, now)
        case "plans", "":
            return _plans(user, place, key, now)
        case "results", "missing":
            return _reports(user, place, key, now)
        case "people", _ if name in FIGURES:
            return _people(user, place, key, name, now)
        case "hours", _ if name in {str(month) for month in counting.months_until(timezone.localdate(now))}:
            return _hours(user, place, key, name, now)
    raise UnknownPlace


def month_shown(month: int) -> str:
    """115年3月 for 202603; in English March 2026."""
    day = dt.date(month // 100, month % 100, 1)
    return roc.year_month(day) if roc.in_chinese() else date_format(day, "F Y")


def _programme(user: Any, place: Place) -> Any:
    found = places.programme_of(place.wanted, places.programmes(user, place))
    if found is None:
        raise UnknownPlace
    return found


def _workshops(user: Any, place: Place, key: str, code: str, now: dt.datetime) -> Behind:
    programme = _programme(user, place)
    steps = workshop_steps.steps_of(programme)
    number = next((at for at, one in enumerate(steps, 1) if one.code == code), None)
    if number is None:
        raise UnknownPlace
    found = workshop_steps.taken(programme, by=user, county=place.county.pk if place.county else "")
    names = figures_names()
    rows = [
        Row(
            _("%(county)s第 %(number)s 場") % {"county": names.get(one.county, one.county), "number": one.number}, 1,
            _("走到「%(step)s」") % {"step": steps[one.reached - 1].label},
            page=reverse("workshops:detail", args=[one.pk]),
        )
        for one in found
        if one.reached >= number
    ]  # fmt: skip
    step = steps[number - 1]
    return Behind(place, key, _("工作坊：%(step)s") % {"step": step.label}, step.definition, _("場"), rows, now)


def figures_names() -> dict[str, str]:
    """The counties' names by code, in the language of the page."""
    return {one.code: one.shown for one in COUNTIES}


def _plans(user: Any, place: Place, key: str, now: dt.datetime) -> Behind:
    programme = _programme(user, place)
    names = figures_names()
    rows = [
        Row(
            plan.title,
            1,
            f"{names.get(plan.county_id, '')}　{plan.code}",
            page=reverse("actionplans:plan", args=[plan.pk]),
        )
        for plan in figures.adopted(user, place, programme).order_by("county__position", "code", "pk")
    ]
    return Behind(place, key, _("採納的行動方案"), programme.dated, _("件"), rows, now)


def _reports(user: Any, place: Place, key: str, now: dt.datetime) -> Behind:
    on = timezone.localdate(now)
    units = place.units(user).order_by().values("pk")
    missing = ResultReport.objects.visible_to(user).missing(on).filter(unit__in=units)
    rows = [
        Row(
            str(one),
            1,
            _("期限 %(day)s") % {"day": roc.shown_short(one.due_on)},
            page=reverse("volunteers:result", args=[one.pk]),
        )
        for one in missing.select_related("unit__organisation").order_by("due_on", "unit__number", "pk")
    ]
    return Behind(place, key, _("成果回報逾期"), _("過了期限還沒送的成果回報"), _("份"), rows, now)


def _said(name: str) -> tuple[str, str]:
    for step in figures.people_steps():
        if step.code == name:
            return _("志工：%(step)s") % {"step": step.label}, step.definition
    words = {
        "lacks_training": _("基礎訓練或該類別的特殊訓練還沒完成"),
        "lacks_book": _("還沒有紀錄冊"),
        "lacks_cover": _("在這個單位沒有保險"),
        "lacks_service": _("這一年內在這個單位沒有服務時數"),
    }
    label = next(one.label for one in matrices.lack_columns() if one.key == name)
    return _("志工：%(step)s") % {"step": label}, words[name]


def _people(user: Any, place: Place, key: str, name: str, now: dt.datetime) -> Behind:
    label, definition = _said(name)
    if place.level != UNIT:
        known = register.read(user, place, now=now)
        rows = [
            Row(part.name, part.figures[name], link=_below(place, part.key))
            for part in sorted(known.parts, key=lambda one: -one.figures[name])
            if part.figures[name]
        ]
        return Behind(place, key, label, definition, _("人"), rows, known.counted_at or now)
    on = timezone.localdate(now)
    there = Enrolment.objects.filter(unit=place.unit)
    keys = [one.enrolment for one in counting.standing(there, on=on) if one.is_(name)]
    seen = Enrolment.objects.visible_to(user).filter(unit=place.unit).in_bulk(keys) if keys else {}
    people = Enrolment.objects.filter(pk__in=seen).select_related("volunteer").order_by("volunteer__name", "pk")
    shown = [
        Row(
            one.volunteer.name, 1, _("%(day)s加入") % {"day": roc.shown_short(one.joined_on)},
            page=reverse("volunteers:person", args=[one.volunteer.key]),
        )
        for one in people
    ]  # fmt: skip
    count = UnitCount.objects.visible_to(user).filter(unit=place.unit).first()
    kept = getattr(count, name) if count is not None else None
    return Behind(
        place, key, label, definition, _("人"), shown, now, len(keys) - len(shown),
        kept if kept != len(keys) else None, count.counted_at if count else None,
    )  # fmt: skip


def _below(place: Place, key: str) -> str:
    return place.wanted.at(county=key) if place.level == NATION else place.wanted.at(unit=key)


def _hours(user: Any, place: Place, key: str, month: str, now: dt.datetime) -> Behind:
    label = _("%(month)s服務時數") % {"month": month_shown(int(month))}
    definition = _("採計的時數，由每月合計相加")
    if place.level != UNIT:
        known = register.read(user, place, now=now)
        rows = [
            Row(part.name, minutes, link=_below(place, part.key))
            for part in known.parts
            if (minutes := part.months.get(month, 0))
        ]
        return Behind(place, key, label, definition, "minutes", rows, known.counted_at or now)
    months = ServiceMonth.objects.filter(unit=place.unit, month=int(month)).order_by()
    sums = months.values("volunteer__key", "volunteer__name").annotate(total=Sum("counted"))
    whole = months.aggregate(total=Sum("counted"))["total"] or 0
    may_see = bool(reach(user, Permission.SEE_VOLUNTEERS))
    seen = ServiceMonth.objects.visible_to(user).filter(unit=place.unit, month=int(month)) if may_see else months.none()
    shown = [
        Row(row["volunteer__name"], row["total"], page=reverse("volunteers:person", args=[row["volunteer__key"]]))
        for row in sums.filter(pk__in=seen.values("pk")).order_by("-total", "volunteer__name", "volunteer__key")
        if row["total"]
    ]
    return Behind(place, key, label, definition, "minutes", shown, now, whole - sum(one.number for one in shown))
