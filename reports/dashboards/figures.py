"""A dashboard put together: a fixed number of questions, however many counties, units, workshops and people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from actionplans.kpis import kept, year_end
from actionplans.kpis.judging import Aim, judge
from actionplans.models import AnnualPlan, Plan
from foundation.accounts.askers import for_each_asker
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.prepared import PreparedRows
from foundation.taiwan.days import DayInTaiwan
from volunteers.models import ResultReport
from volunteers.models.result import year_shown
from workshops.models import Programme

from . import counting, maps, matrices, places, register, waiting, workshop_steps
from .places import COUNTY, NATION, Place, Wanted
from .register import Known
from .values import Dashboard, Funnel, Hours, Matrix, Step, Tile
from .workshop_steps import StepName, Taken

PlansOfDay = tuple[str, dt.date, int]
_TOLD_BY = {"insurance_rate": "lacks_cover", "book_rate": "lacks_book"}
"""Indicators of an annual plan that tell what a tile of the register tells: a page has one number of one thing."""


def build(user: Any, wanted: Wanted, *, now: dt.datetime) -> Dashboard:
    """The dashboard that is asked for, as this person may see it, in the language that is active.

    What waits for her stands on her own widest one alone.

    Raises:
        UnknownPlace: the place or the programme is none, or it is not hers.
    """
    on = timezone.localdate(now)
    place = places.find(user, wanted)
    programme = places.programme_of(wanted, places.programmes(user, place))
    steps = workshop_steps.steps_of(programme) if programme else []
    workshops = _workshops(user, place, programme)
    known = register.read(user, place, now=now)
    counted_on = timezone.localdate(known.counted_at) if known.counted_at else on
    is_home = places.is_own(user, wanted, place)
    todos = waiting.gather(user, place, programme, workshops, now=now, on=on) if is_home else None
    link = matrices.here(place)
    tiles = register.tiles(known, on=counted_on, link=link)
    plans = _plans(user, place, programme) if programme else []
    if programme:
        tiles.append(_plans_tile(plans, programme, workshops, on=on, link=link))
    indicators, note, aims = _indicators(user, place, on)
    told = {_TOLD_BY.get(one.code, "") for one in indicators if one.value is not None}
    tiles = [one for one in tiles if one.key not in told]
    funnels = [_people_funnel(known, link)]
    if programme and place.has_workshops:
        funnels.insert(0, _workshop_funnel(place, steps, workshops, link))
    return Dashboard(
        place=place,
        programme=programme.dated if programme else "",
        as_of=now,
        counted_at=known.counted_at,
        uncounted=known.uncounted,
        is_live=known.is_live,
        todos=None if todos is None else tuple(todos),
        tiles=tuple(tiles),
        indicators=tuple(indicators),
        indicators_note=note,
        map=maps.of_counties(place, known, steps, workshops, plans) if place.level == NATION else None,
        funnels=tuple(funnels),
        matrix=_matrix(user, place, known, steps, workshops, on),
        aims=aims,
        hours=_hours(known, on),
    )


def _workshops(user: Any, place: Place, programme: Programme | None) -> list[Taken]:
    if programme is None or not place.has_workshops:
        return []
    return workshop_steps.taken(programme, by=user, county=_code(place))


def _code(place: Place) -> str:
    return place.county.pk if place.county else ""


def adopted(user: Any, place: Place, programme: Programme) -> Any:
    """The adopted plans of a programme in a place, as somebody may see them."""
    return _adopted(user, _code(place), programme.pk)


def _adopted(user: Any, county: str, programme: int) -> Any:
    rows = Plan.objects.visible_to(user).adopted().filter(workshop__programme=programme)
    return rows.filter(county=county) if county else rows


@for_each_asker
def _plans_by_day(user: Any, county: str) -> PreparedRows:
    def days(programme: int) -> Any:
        rows = _adopted(user, county, programme).order_by().annotate(day=DayInTaiwan("adopted_at"))
        counted = rows.values("county", "day").annotate(number=Count("pk")).order_by("day", "county")
        return counted.values_list("county", "day", "number")

    return PreparedRows(days, workshop_steps.ANY)


def _plans(user: Any, place: Place, programme: Programme) -> list[PlansOfDay]:
    """How many plans were adopted in which county on which day, in the order of days (one question)."""
    return _plans_by_day(user, _code(place)).all(programme.pk)


def _plans_tile(
    plans: Sequence[PlansOfDay], programme: Programme, workshops: Sequence[Taken], *, on: dt.date, link: str
) -> Tile:
    """Adopted plans against the fewest that the programme asks of each workshop that was held."""
    held = sum(one.reached >= 2 for one in workshops)
    whole = sum(number for _county, _day, number in plans)
    unit = npgettext("數字的單位", "件", "件", whole)
    target = Fraction(programme.plans_min * held) if held and programme.plans_min else None
    judged = judge(Aim("count", target, unit=unit), {"numerator": Fraction(whole)})
    course: dict[dt.date, Fraction] = {}
    so_far = 0
    for _county, day, number in plans:
        so_far += number
        course[day] = Fraction(so_far)
    if course:
        course[on] = Fraction(whole)
    points = kept.weekly(list(course.items()))
    why = judged.why if held else _("還沒有辦理的工作坊")
    if target is not None:
        told = {"least": programme.plans_min, "held": held}
        why = _("%(why)s；每場至少 %(least)s 件，辦了 %(held)s 場") % {"why": why, **told}
    return Tile(
        "plans", _("採納的行動方案"), Fraction(whole) if held or plans else None, unit, target, False, judged.met,
        why, None, _("件數跟著工作坊走，不推估") if held else "", tuple(points), programme.source, on, link,
    )  # fmt: skip


def _indicators(user: Any, place: Place, on: dt.date) -> tuple[list[Tile], str, Matrix | None]:
    """Of a county its annual plan's indicators, of the nation how many counties have met which.

    While a new year has no readings yet the year before stands there: its figures are still taken.
    """
    if place.level not in (NATION, COUNTY) or not reach(user, Permission.SEE_ANNUAL_PLANS):
        return [], "", None
    if place.level == NATION:
        return [], *_aims(user, on)
    annuals = list(AnnualPlan.objects.visible_to(user).filter(year=on.year, county=place.county))
    found = kept.with_courses(annuals, on=on) if annuals else []
    if any(one.reading is not None for one in found):
        return [_indicator(one) for one in found], "", None
    if not annuals:
        note = _("今年還沒有年度計畫。")
    elif not found:
        note = _("年度計畫還沒有績效指標。")
    else:
        note = _("指標還沒有讀數：年度計畫核定之後每天讀一次。")
    last_year = AnnualPlan.objects.visible_to(user).filter(year=on.year - 1, county=place.county)
    before = kept.with_courses(last_year, on=dt.date(on.year - 1, 12, 31)) if _still_taken(on) else []
    if all(one.reading is None for one in before):
        return [], note, None
    return [_indicator(one) for one in before], _of_last_year(note, on), None


def _aims(user: Any, on: dt.date) -> tuple[str, Matrix | None]:
    found = kept.latest(user, year=on.year, on=on)
    if _still_taken(on) and all(one.reading is None for one in found):
        before = kept.latest(user, year=on.year - 1, on=on)
        if any(one.reading is not None for one in before):
            return _of_last_year(_("今年的指標還沒有讀數。"), on), matrices.of_aims(before)
    return "", matrices.of_aims(found)


def _still_taken(on: dt.date) -> bool:
    """Whether figures of the year before are taken still."""
    return on <= year_end.taken_until(on.year - 1)


def _of_last_year(why: str, on: dt.date) -> str:
    return _("%(why)s這裡是 %(year)s 年度的。") % {"why": why, "year": year_shown(on.year - 1)}


def _indicator(one: kept.Kept) -> Tile:
    kpi, reading = one.kpi, one.reading
    value = None if reading is None or reading.value is None else Fraction(reading.value)
    unit = kpi.unit if kpi.kind in ("count", "done") else "%"
    # Of every authority the target is a number of meetings, and the value a share of authorities.
    target = Fraction(kpi.target) if kpi.target is not None and kpi.kind != "each" else None
    if kpi.kind == "each":
        target = Fraction(100)
    return Tile(
        f"kpi-{kpi.pk}", kpi.shown, value, unit, target, kpi.at_most, reading.met if reading else None,
        reading.why if reading else _("還沒有讀數"), one.forecast.value, one.forecast.how, tuple(one.course),
        kpi.source,
        reading.on if reading else None, page=f"{reverse('actionplans:kpis', args=[kpi.annual_id])}#kpi-{kpi.pk}",
        why_is_stored=reading is not None, code=kpi.code, applies=one.state != "none",
    )  # fmt: skip


def _workshop_funnel(place: Place, steps: Sequence[StepName], workshops: Sequence[Taken], link: str) -> Funnel:
    counted = workshop_steps.counted((one.reached for one in workshops), steps)
    notes = matrices.missing_from(steps, workshops) if place.level == NATION else [""] * len(steps)
    found = [
        Step(f"workshops-{step.code}", step.label, number, step.definition, note, link)
        for number, step, note in zip(counted, steps, notes, strict=True)
    ]
    return Funnel("workshops", _("工作坊走到哪一步"), _("場"), tuple(found))


def people_steps() -> list[StepName]:
    """The steps of people in the register, in the order of the page."""
    return [
        StepName("joined", _("在隊"), _("今天在單位裡的志工，在兩個單位算兩次")),
        StepName("trained", _("完成訓練"), _("基礎訓練和該類別的特殊訓練都完成")),
        StepName("booked", _("有紀錄冊"), _("前面都完成，而且有紀錄冊")),
        StepName("insured", _("有保險"), _("前面都完成，而且在這個單位有保險")),
        StepName("serving", _("有服務"), _("前面都完成，而且這一年內在這個單位有服務時數")),
    ]


def _people_funnel(known: Known, link: str) -> Funnel:
    if known.counted_at is None or not known.figures["joined"]:
        return Funnel("people", _("志工走到哪一步"), _("人"), ())
    found = []
    before: int | None = None
    for step in people_steps():
        value = known.figures[step.code]
        fewer = (before or 0) - value
        note = _("比前一步少 %(number)s 人") % {"number": f"{fewer:,}"} if before is not None and fewer else ""
        found.append(Step(f"people-{step.code}", step.label, value, step.definition, note, link))
        before = value
    return Funnel("people", _("志工走到哪一步"), _("人"), tuple(found))


def _matrix(
    user: Any, place: Place, known: Known, steps: Sequence[StepName], workshops: Sequence[Taken], on: dt.date
) -> Matrix | None:
    if place.level == NATION:
        return matrices.by_county(place, known, steps, workshops)
    if known.counted_at is None:
        return None
    units = place.units(user).order_by().values("pk")
    missing = matrices.reports_missing(units, ResultReport.objects.visible_to(user), on=on)
    return matrices.by_unit(place, known, missing)


def _hours(known: Known, on: dt.date) -> Hours:
    return Hours(tuple((month, known.months.get(str(month), 0)) for month in counting.months_until(on)))
