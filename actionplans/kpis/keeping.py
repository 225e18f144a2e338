"""Indicators of an annual plan: taken in, changed, fed with figures, read every day, frozen at the year's end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.models import AnnualPlan, Kpi, KpiFigure, KpiReading
from actionplans.yearly.annual import open_one
from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import SYSTEM, Acts
from foundation.audit.verbs import Verb
from volunteers.models import Authority

from .book import shipped
from .judging import PARTS
from .standing import kept_parts, standings
from .year_end import end_of, open_until


def may_type(kpi: Kpi) -> list[str]:
    """Every figure of an indicator that may be typed: what has to be first, then what the register counts as well.

    The register does not know everything (a county's first year here has nobody of the year before): a typed figure
    with its source goes before what was counted, which is shown beside it.
    """
    needed = typed_parts(kpi)
    return needed + [one for one in PARTS[kpi.kind] if one not in needed]


def typed_parts(kpi: Kpi) -> list[str]:
    """The figures of an indicator that somebody has to type; none where the register knows them all."""
    if kpi.kind == Kpi.Kind.EACH:
        return ["numerator"]  # of one authority
    return [one for one in PARTS[kpi.kind] if not getattr(kpi, one, "")]


def take_in(*, annual: AnnualPlan, codes: Iterable[str], by: Acts, now: dt.datetime) -> list[Kpi]:
    """Take shipped indicators into an annual plan; those that are there already stay as they are.

    Raises:
        ValidationError: the annual plan is issued, or there is no such indicator.
    """
    book = shipped()
    wanted = list(dict.fromkeys(codes))
    if unknown := [code for code in wanted if code not in book]:
        raise ValidationError(_("沒有「%(code)s」這一項指標，請重新選。") % {"code": unknown[0][:40]})
    with transaction.atomic():
        locked = open_one(annual)
        there = set(locked.kpis.values_list("code", flat=True))
        last = locked.kpis.aggregate(last=Max("number"))["last"] or 0
        made = [
            Kpi(
                annual=locked, number=number, code=one.code, name=one.name, kind=one.kind, area=one.area, unit=one.unit,
                numerator=one.numerator, denominator=one.denominator, target=one.target, growth=one.growth,
                at_most=one.direction == "down", source=one.source, why=one.why, condition=one.condition,
                chaired_by=one.chaired_by, reading=one.reading,
            )
            for number, one in enumerate((book[code] for code in wanted if code not in there), last + 1)
        ]  # fmt: skip
        Kpi.objects.bulk_create(made)
        for one in made:
            trail.record(Verb.CREATED, one, by=by, now={"name": one.name, "target": one.target}, at=now)
    return made


def change(*, kpi: Kpi, by: Acts, now: dt.datetime, **facts: Any) -> Kpi:
    """Change an indicator: its name, target, source, why.

    Raises:
        ValidationError: by field; or the annual plan is issued, or the indicator frozen.
    """
    with transaction.atomic():
        annual = open_one(kpi.annual)
        locked = Kpi.objects.select_for_update(of=("self",)).get(pk=kpi.pk)
        _not_final(locked)
        was, changed = trail.differences(locked, facts)
        if not changed:
            return locked
        for name, value in changed.items():
            setattr(locked, name, value)
        locked.full_clean()
        locked.save(update_fields=list(changed))
        locked.annual = annual
        trail.record(Verb.CHANGED, locked, by=by, was=was, now=changed, at=now)
    return locked


def add(*, annual: AnnualPlan, by: Acts, now: dt.datetime, **facts: Any) -> Kpi:
    """An indicator of the county's own, at the end.

    Raises:
        ValidationError: by field; or the annual plan is issued.
    """
    with transaction.atomic():
        locked = open_one(annual)
        last = locked.kpis.aggregate(last=Max("number"))["last"] or 0
        made = Kpi(annual=locked, number=last + 1, code=f"own-{last + 1}", **facts)
        made.full_clean()
        made.save()
        trail.record(Verb.CREATED, made, by=by, now={"name": made.name, "target": made.target}, at=now)
    return made


def remove(*, kpi: Kpi, by: Acts, now: dt.datetime) -> None:
    """Take an indicator out, with its figures and readings; the trail keeps its name.

    Raises:
        ValidationError: the annual plan is issued, or the indicator has final figures.
    """
    with transaction.atomic():
        annual = open_one(kpi.annual)
        _not_final(kpi)
        trail.record(Verb.CHANGED, annual, by=by, was={"name": kpi.name}, now={"removed": kpi.name}, at=now)
        Kpi.objects.filter(pk=kpi.pk).delete()


def type_figure(
    *, kpi: Kpi, part: str, value: Decimal, on: dt.date, note: str, by: Acts, now: dt.datetime,
    office: Authority | None = None, chair_level: str = "",
) -> KpiFigure:  # fmt: skip
    """Write down a figure that the register cannot know, or knows too little of; also once the plan is issued.

    Args:
        part: one of the indicator's parts (`judging.PARTS`); `numerator` for the meetings of an `office`.
        on: the day of which it speaks, not after today; of the year before for what growth is measured from.
        note: where it comes from (文號、會議紀錄、決算書).
        chair_level: of meetings of which the indicator asks who chaired them, the lowest level that chaired one.

    Raises:
        ValidationError: by field; or the year's figures are frozen.
    """
    problems: dict[str, list[str]] = {}
    if part not in may_type(kpi):
        problems["part"] = [_("這項指標沒有這一個數字，請重新選。")]
    if on > timezone.localdate(now):
        problems["on"] = [_("日期還沒到，請填已經發生的。")]
    earlier = part in ("budget_before", "spent_before") or (kpi.kind == Kpi.Kind.GROWTH and part == "denominator")
    if on.year != kpi.annual.year and not (earlier and on.year == kpi.annual.year - 1):
        problems["on"] = [_("日期不在這個年度，請確認。")]
    if not note.strip():
        problems["note"] = [_("請寫數字從哪裡來，例如文號或會議紀錄。")]
    if kpi.kind == Kpi.Kind.EACH and office is None:
        problems["office"] = [_("請選是哪一個機關。")]
    if kpi.chaired_by and value and not chair_level:
        problems["chair_level"] = [_("請選主席的職級：這項指標要看由誰主持。")]
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        locked = Kpi.objects.select_for_update(of=("self",)).select_related("annual").get(pk=kpi.pk)
        _not_final(locked)
        level = chair_level if kpi.chaired_by else ""
        made = KpiFigure(
            kpi=locked, part=part, office=office, chair_level=level, value=value, on=on, note=note.strip(),
            recorded_at=now, recorded_by=by.as_actor().label,
        )  # fmt: skip
        made.full_clean()
        made.save()
        told = {"part": part, "value": value, "on": on, "note": made.note} | ({"office": office.name} if office else {})
        told |= {"chair_level": made.chair_level} if made.chair_level else {}
        trail.record(Verb.CREATED, made, by=by, now=told, at=now)
    return made


def drop_figure(*, figure: KpiFigure, reason: str, by: Acts, now: dt.datetime) -> None:
    """Take a typed figure back: it was wrong, or the register is to count again. The trail keeps it.

    Raises:
        ValidationError: no reason, or the year's figures are frozen.
    """
    reason = reasons.written(reason, ask=_("請寫下為什麼拿掉這個數字（至少 6 個字）。"), most=300)
    with transaction.atomic():
        kpi = Kpi.objects.select_for_update(of=("self",)).select_related("annual").get(pk=figure.kpi_id)
        _not_final(kpi)
        told = {"part": figure.part, "value": figure.value, "on": figure.on, "note": figure.note}
        trail.record(Verb.DELETED, figure, by=by, was=told, reason=reason, at=now)
        KpiFigure.objects.filter(pk=figure.pk).delete()


def read_all(*, now: dt.datetime) -> int:
    """Read every indicator of the annual plans in force, for today; once a day, however often it is run.

    A year that is over is read as of 31 December as long as its figures are taken (`open_until`); then what is known
    is frozen. What nobody knows waits for a figure, or for somebody who freezes it with a reason. Returns how many
    were read.
    """
    today = timezone.localdate(now)
    number = 0
    unfrozen = Kpi.objects.exclude(readings__is_final=True).values("annual")
    rows = AnnualPlan.objects.filter(edition__gte=1, year__lte=today.year, pk__in=unfrozen)
    for annual in rows.select_related("county"):
        if annual.year == today.year:
            number += _write(annual, on=today, now=now)
        elif today <= open_until(annual):
            number += _write(annual, on=end_of(annual), now=now)
        else:
            number += _freeze(annual, by=SYSTEM, now=now, unknown_why="")
    return number


def freeze(*, annual: AnnualPlan, by: Acts, now: dt.datetime, unknown_why: str = "") -> int:
    """Write down what each indicator shows on 31 December, for good. Those that are frozen already stay as they are.

    Args:
        unknown_why: why those are frozen as well that nobody can judge; at least six characters. Without it they wait.

    Raises:
        ValidationError: the year is not over, or the reason says nothing.
    """
    if timezone.localdate(now) <= end_of(annual):
        raise ValidationError(_("這個年度還沒結束，年底之後才能凍結。"))
    if unknown_why:
        unknown_why = reasons.written(
            unknown_why, ask=_("請寫下為什麼不知道也要凍結（至少 6 個字）。"), most=300, field="unknown_why"
        )
    return _freeze(annual, by=by, now=now, unknown_why=unknown_why)


def thaw(*, annual: AnnualPlan, until: dt.date, reason: str, by: Acts, now: dt.datetime) -> int:
    """Open a year's frozen indicators for correction until a day; afterwards they are frozen anew. How many there were.

    Raises:
        ValidationError: no reason, the day is not ahead or more than three months off, or nothing is frozen.
    """
    reason = reasons.written(reason, ask=_("請寫下要更正什麼（至少 6 個字）。"), most=300)
    today = timezone.localdate(now)
    if not today <= until <= today + dt.timedelta(days=92):
        raise ValidationError({"until": _("請填今天起三個月內的日期。")})
    with transaction.atomic():
        locked = AnnualPlan.objects.select_for_update(of=("self",)).get(pk=annual.pk)
        number = KpiReading.objects.filter(kpi__annual=locked, is_final=True).update(is_final=False, final_why="")
        if not number:
            raise ValidationError(_("這個年度的指標還沒有凍結。"))
        locked.figures_open_until = until
        locked.save(update_fields=["figures_open_until"])
        told = {"kpis_thawed": number, "figures_open_until": until}
        trail.record(Verb.CHANGED, locked, by=by, now=told, reason=reason, at=now)
    return number


def _freeze(annual: AnnualPlan, *, by: Acts, now: dt.datetime, unknown_why: str) -> int:
    with transaction.atomic():
        AnnualPlan.objects.select_for_update(of=("self",)).get(pk=annual.pk)
        number = _write(annual, on=end_of(annual), now=now, final=True, unknown_why=unknown_why)
        if number:
            trail.record(
                Verb.CHANGED, annual, by=by, now={"kpis_frozen": number}, reason=unknown_why, at=now
            )  # fmt: skip
    return number


def _write(
    annual: AnnualPlan, *, on: dt.date, now: dt.datetime, final: bool = False, unknown_why: str = ""
) -> int:  # fmt: skip
    number = 0
    for one in standings(annual, on=on):
        judged = one.judgement
        known = judged.met is not None or not judged.applies
        if one.is_final or (final and not known and not unknown_why):
            continue
        KpiReading.objects.update_or_create(
            kpi=one.kpi,
            on=on,
            defaults={
                "value": None if judged.value is None else _exact(judged.value), "met": judged.met,
                "why": judged.why[:500], "applies": judged.applies, "other": judged.other[:500], "is_final": final,
                "parts": kept_parts(one.parts) if final else [], "final_why": "" if known or not final else unknown_why,
                "read_at": now,
            },
        )  # fmt: skip
        number += 1
    return number


def _exact(value: Any) -> Decimal:
    return Decimal(value.numerator * 10**6 // value.denominator).scaleb(-6)


def _not_final(kpi: Kpi) -> None:
    if kpi.readings.filter(is_final=True).exists():
        raise ValidationError(_("這個年度的指標已經凍結，不能再改；更正請寫在下一年度。"))
