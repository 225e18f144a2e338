"""How every indicator of an annual plan stands on a day: its figures and how they were made, judgement, course."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from actionplans.models import AnnualPlan, Kpi, KpiFigure, KpiReading
from foundation.taiwan import roc
from volunteers.models import Authority

from . import chairing, measures
from .chairing import Chaired
from .judging import PARTS, Aim, Forecast, Judgement, Office, forecast, judge, part_name, said


@dataclass(frozen=True, slots=True)
class Part:
    """One figure of an indicator: what it is, how much, how it came about, and whether somebody typed it.

    `unknown` is how much more there is of which it is open whether it counts.
    """

    part: str
    name: str
    value: Fraction | None
    how: str
    typed: bool
    unknown: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an indicator stands.

    Attributes:
        readings: what it showed when it was read, the earliest first.
        course: the same with `on`, the day of which it is, as it is drawn: day and value, without readings that had
            none.
    """

    kpi: Kpi
    judgement: Judgement
    parts: Sequence[Part]
    forecast: Forecast
    readings: Sequence[KpiReading]
    is_final: bool
    course: Sequence[tuple[dt.date, Fraction]] = ()
    on: dt.date | None = None

    @property
    def state(self) -> str:
        """The word for its light: met, missed, unknown or not applicable."""
        if not self.judgement.applies:
            return "none"
        return {True: "met", False: "missed", None: "unknown"}[self.judgement.met]

    @property
    def monthly(self) -> list[KpiReading]:
        """The readings that a table shows: the last one of each month, and the final one. What was read of the very
        day is left out: the figures of this moment stand for it.
        """
        read = [one for one in self.readings if self.is_final or one.on != self.on]
        months = {(one.on.year, one.on.month): one for one in read}
        return [one for one in read if one.is_final or months[one.on.year, one.on.month] is one]


def aim_of(kpi: Kpi) -> Aim:
    """What an indicator is to reach, for the rules."""
    return Aim(
        kpi.kind, None if kpi.target is None else Fraction(kpi.target),
        None if kpi.growth is None else Fraction(kpi.growth), kpi.at_most, kpi.unit,
        of_whole=kpi.kind == Kpi.Kind.RATE and {kpi.numerator, kpi.denominator} <= measures.PEOPLE,
    )  # fmt: skip


def ahead(
    kpi: Kpi, course: Sequence[tuple[dt.date, Fraction]], *, is_final: bool, on: dt.date, known: bool = True
) -> Forecast:
    """Where an indicator leads by its whole course; nowhere once its year is frozen.

    Args:
        known: whether it has a value now; what has lost its figures leads nowhere by those of before.
    """
    if is_final:
        return Forecast(None, _("年度已經結束"))
    if not known and course:
        return Forecast(None, _("現在沒有數字，不能推估"))
    return forecast(aim_of(kpi), course, on=on)


def standings(annual: AnnualPlan, *, on: dt.date) -> list[Standing]:
    """Every indicator of an annual plan, in its order; a frozen one shows its final reading.

    A measure is counted once however many indicators rest on it; three questions besides, one where authorities are
    asked for, and one for last year's budget.
    """
    kpis = list(annual.kpis.all())
    figures: dict[int, list[KpiFigure]] = {}
    for figure in KpiFigure.objects.filter(kpi__in=kpis, on__lte=on).order_by("on", "pk"):
        figures.setdefault(figure.kpi_id, []).append(figure)
    readings: dict[int, list[KpiReading]] = {}
    for reading in KpiReading.objects.filter(kpi__in=kpis).order_by("on"):
        readings.setdefault(reading.kpi_id, []).append(reading)
    if any(one.kind == Kpi.Kind.BUDGET for one in kpis):
        _add_last_year(annual, kpis, figures, on=on)
    counted: dict[str, Fraction] = {}
    found = []
    for kpi in kpis:
        kpi.annual = annual
        past = readings.get(kpi.pk, [])
        final = next((one for one in past if one.is_final), None)
        parts = (
            [_kept_part(one) for one in final.parts]
            if final is not None
            else _parts(annual, kpi, figures.get(kpi.pk, []), counted, on=on)
        )
        if on.year < annual.year:
            judged = Judgement(None, None, _("年度還沒開始"))
        elif final is not None:
            value = None if final.value is None else Fraction(final.value)
            judged = Judgement(value, final.met, final.why, applies=final.applies, other=final.other)
        else:
            known = {one.part: one.value for one in parts}
            unknown = sum((one.unknown for one in parts), Fraction(0))
            judged = judge(aim_of(kpi), known, _offices(annual, kpi, figures), unknown=unknown)
        course = [(one.on, Fraction(one.value)) for one in past if one.value is not None and one.on <= on]
        if final is None:
            # What was read this morning gives way to what has been typed since.
            course = [one for one in course if one[0] < on]
            course += [] if judged.value is None else [(on, judged.value)]
        leads = ahead(kpi, course, is_final=final is not None, on=on, known=judged.value is not None)
        found.append(Standing(kpi, judged, parts, leads, past, final is not None, tuple(course), on))
    return found


def _add_last_year(
    annual: AnnualPlan, kpis: Sequence[Kpi], figures: dict[int, list[KpiFigure]], *, on: dt.date
) -> None:
    """Last year's budget as last year's plan has it: what was spent is known long after the new plan is drawn up.

    A figure that somebody typed in the new plan goes before it; one that was only carried over does not.
    """
    rows = KpiFigure.objects.filter(
        kpi__annual__county=annual.county_id, kpi__annual__year=annual.year - 1, kpi__kind=Kpi.Kind.BUDGET,
        part__in=("budget", "spent"), on__lte=on,
    ).select_related("kpi__annual").order_by("on", "pk")  # fmt: skip
    before: dict[tuple[str, str], list[KpiFigure]] = {}
    for one in rows:
        before.setdefault((one.kpi.code, f"{one.part}_before"), []).append(one)
    for kpi in kpis:
        for part in ("budget_before", "spent_before") if kpi.kind == Kpi.Kind.BUDGET else ():
            known = before.get((kpi.code, part))
            if not known:
                continue
            carried = {(one.recorded_at, one.value) for one in known}
            mine = [one for one in figures.get(kpi.pk, []) if one.part == part]
            if all((one.recorded_at, one.value) in carried for one in mine):
                figures.setdefault(kpi.pk, []).append(_as_last_year(known[-1], part))


def _as_last_year(one: KpiFigure, part: str) -> KpiFigure:
    year = one.kpi.annual.year - roc.OFFSET
    note = _("%(note)s；%(year)s 年度計畫的數字") % {"note": one.note, "year": year}
    return KpiFigure(part=part, value=one.value, on=one.on, note=note, recorded_by=one.recorded_by)


def _parts(
    annual: AnnualPlan, kpi: Kpi, figures: Sequence[KpiFigure], counted: dict[str, Fraction], *, on: dt.date
) -> list[Part]:
    found = []
    for part in PARTS[kpi.kind]:
        measure = getattr(kpi, part, "") if part in ("numerator", "denominator") else ""
        latest = next((one for one in reversed(figures) if one.part == part), None)
        if kpi.chaired_by and measure == chairing.MEASURE:
            found.append(_chaired(annual, kpi, part, latest, on=on))
            continue
        how = _from(latest) if latest else _("還沒有登錄")
        if measure:
            if measure not in counted:
                counted[measure] = measures.figure(measure, annual.county, on=on)
            known = measures.MEASURES[measure]
            if latest is None:
                found.append(Part(part, str(known.name), counted[measure], str(known.how), typed=False))
            else:
                how = _("%(how)s；系統算出來是 %(counted)s") % {"how": how, "counted": said(counted[measure])}
                found.append(Part(part, str(known.name), Fraction(latest.value), how, typed=True))
            continue
        name = kpi.shown if part == "numerator" and kpi.kind in ("count", "done") else part_name(part)
        found.append(Part(part, name, Fraction(latest.value) if latest else None, how, typed=True))
    return found


def _chaired(annual: AnnualPlan, kpi: Kpi, part: str, latest: KpiFigure | None, *, on: dt.date) -> Part:
    """Meetings of which the indicator asks who chaired them: those that were high enough, and what is left out."""
    known = measures.MEASURES[chairing.MEASURE]
    counted = chairing.of_county(annual.county, on=on, least=kpi.chaired_by)
    held, how = counted, str(known.how)
    if latest is not None:
        held = chairing.of_figure(latest, kpi.chaired_by)
        how = _("%(how)s；系統算出來是 %(counted)s") % {"how": _from(latest), "counted": said(counted.enough)}
    if left_out := held.left_out(kpi.chaired_by):
        how = _("%(how)s；%(left_out)s") % {"how": how, "left_out": left_out}
    return Part(part, str(known.name), held.enough, how, latest is not None, held.unknown)


def _from(figure: KpiFigure) -> str:
    """Of what day a typed figure is, where it is from, and who typed it."""
    told = {"day": roc.short(figure.on), "note": figure.note, "who": figure.recorded_by}
    return _("%(day)s，%(note)s（%(who)s登錄）") % told


def kept_parts(parts: Sequence[Part]) -> list[list[Any]]:
    """Parts as a final reading keeps them: exact values as text."""
    return [[one.part, one.name, "" if one.value is None else str(one.value), one.how, one.typed] for one in parts]


def _kept_part(kept: Sequence[Any]) -> Part:
    part, name, value, how, typed = kept
    return Part(part, name, Fraction(value) if value else None, how, typed)


def _offices(annual: AnnualPlan, kpi: Kpi, figures: dict[int, list[KpiFigure]]) -> list[Office]:
    if kpi.kind != Kpi.Kind.EACH:
        return []
    return measures.offices(annual.county, meetings=held_by_office(kpi, figures.get(kpi.pk, [])))


def held_by_office(kpi: Kpi, figures: Iterable[KpiFigure]) -> dict[int, Chaired]:
    """How often each authority met, by the last figure typed of it (the earliest first)."""
    return {
        one.office_id: chairing.of_figure(one, kpi.chaired_by) if kpi.chaired_by else Chaired(Fraction(one.value))
        for one in figures
        if one.office_id
    }


def offices_of(annual: AnnualPlan) -> list[Authority]:
    """The authorities of which an indicator of every authority may be told."""
    return list(Authority.objects.of_county(annual.county_id))
