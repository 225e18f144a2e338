"""How far the counties have come, and what they cover: pure functions over the counties' records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from actionplans.call import ITEMS, PILLARS

from .plan_records import PlanRecord
from .records import CountyRecord, Figure, Matrix, MatrixRow, PillarCount, ProgrammeFacts, Step


def level(county: CountyRecord) -> int:
    """How many steps of the way a county has taken: 0 not registered … 4 tracked (the tile map's levels)."""
    if any(plan.is_tracked for plan in county.plans):
        return 4
    if county.plans:
        return 3
    if county.held:
        return 2
    return 1 if county.workshops else 0


def level_names() -> tuple[str, ...]:
    """The words of levels 0–4."""
    return (_("尚未登記"), _("已登記"), _("已辦理"), _("已採納"), _("追蹤中"))


def tracked_when() -> str:
    """`Progress.is_tracked` in words: what the method text and the figures call tracked."""
    return _("督導確認過進度回報，或已決定暫停、解除列管、併案")


def funnel(counties: Sequence[CountyRecord]) -> tuple[Step, ...]:
    """登記 → 辦理 → 採納 → 追蹤, counted in counties; each step contains the next.

    registered: at least one workshop handed in (not a draft, not cancelled).
    held: at least one workshop that ended (已辦理、已交報告、已結案), or that has adopted a plan while it still runs.
    adopted: at least one adopted plan.
    tracked: at least one adopted plan that somebody has followed up (`Progress.is_tracked`).
    """
    steps = (
        ("registered", _("登記工作坊"), _("送出登記、沒有取消")),
        ("held", _("已辦理"), _("工作坊已結束，或進行中已採納方案")),
        ("adopted", pgettext("走到哪一步", "採納行動方案"), _("至少採納一件行動方案")),
        ("tracked", _("進入追蹤"), _("至少一件方案：%(when)s") % {"when": tracked_when()}),
    )
    found = []
    for needed, (code, label, definition) in enumerate(steps, 1):
        missing = [county for county in counties if county.level < needed]
        found.append(
            Step(
                code,
                label,
                definition,
                tuple(county.code for county in counties if county.level >= needed),
                tuple(county.code for county in missing),
                tuple(county.name for county in missing),
            )
        )
    return tuple(found)


def pillars(counties: Iterable[CountyRecord]) -> tuple[PillarCount, ...]:
    """Adopted plans and core issues by pillar, in the Call's order."""
    given = list(counties)
    plans = Counter(plan.pillar for county in given for plan in county.plans)
    issues = Counter(issue.pillar for county in given for issue in county.issues)
    return tuple(PillarCount(each.code, each.shown, plans[each.code], issues[each.code]) for each in PILLARS)


def matrix(counties: Sequence[CountyRecord], items_of: Callable[[CountyRecord], Iterable[str | None]]) -> Matrix:
    """How often each county names each item of the Call.

    Args:
        items_of: a county's items, one for each of its plans (or issues); None where no item was chosen.
    """
    counted = [Counter(items_of(county)) for county in counties]
    rows = []
    for item in ITEMS:
        cells = tuple(count[item.code] for count in counted)
        label, short = item.shown.split(" ", 1)
        rows.append(
            MatrixRow(
                item.code,
                label,
                short,
                item.pillar.code,
                cells,
                sum(cells),
                sum(1 for each in cells if each),
            )
        )
    unassigned = tuple(count[None] for count in counted)
    sums = tuple(sum(count.values()) for count in counted)
    return Matrix(
        tuple(county.code for county in counties),
        tuple(county.name for county in counties),
        tuple(rows),
        unassigned,
        sums,
        sum(sums),
    )


def share(part: int, whole: int) -> Decimal | None:
    """Part of a whole in percent, to one decimal; None of nothing."""
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


def has_measure(plan: PlanRecord) -> bool:
    """Whether a plan has an indicator of which both the start and the goal are written."""
    return any(each.baseline and each.target for each in plan.indicators)


def figures(programme: ProgrammeFacts, counties: Sequence[CountyRecord], steps: Sequence[Step]) -> tuple[Figure, ...]:
    """The numbers of the summary. Percentages and averages are None where there is nothing to divide by.

    Where a programme asks for no plans (a dialogue), how many workshops have enough of them is no number.
    """
    plans = [plan for county in counties for plan in county.plans]
    held = [workshop for county in counties for workshop in county.held]
    listed = [workshop for workshop in held if workshop.people is not None]
    everybody = len(counties)
    count = {step.code: step.count for step in steps}
    of_all = _("共 %(all)s 縣市") % {"all": everybody}
    lists = _("%(listed)s／%(held)s 場有名單") % {"listed": len(listed), "held": len(held)}
    within = [each for each in held if programme.plans_min <= each.plans <= programme.plans_max]
    measured = sum(1 for plan in plans if has_measure(plan))
    tracked = sum(1 for plan in plans if plan.is_tracked)
    in_range = _("每場 %(least)s–%(most)s 件") % {"least": programme.plans_min, "most": programme.plans_max}
    answered = len({plan.call_item for plan in plans if plan.call_item})
    average = (Decimal(len(plans)) / len(held)).quantize(Decimal("0.1"), ROUND_HALF_UP) if held else None

    def people(kind: str) -> int | None:
        return sum(getattr(each, kind) or 0 for each in listed) if listed else None

    found = (
        Figure("counties_registered", _("登記的縣市"), count["registered"], "counties", of_all),
        Figure("counties_held", _("辦理工作坊的縣市"), count["held"], "counties", of_all),
        Figure("counties_adopted", _("採納行動方案的縣市"), count["adopted"], "counties", of_all),
        Figure("counties_tracked", _("進入追蹤的縣市"), count["tracked"], "counties", of_all),
        Figure("workshops_registered", _("登記的工作坊"), sum(len(each.workshops) for each in counties), "workshops"),
        Figure("workshops_held", _("辦理的工作坊"), len(held), "workshops"),
        Figure(
            "workshops_in_range",
            _("方案件數合於規定的工作坊"),
            len(within),
            "workshops",
            in_range,
        ),
        Figure("groups", pgettext("組數", "小組"), sum(each.groups for each in held), "groups"),
        Figure("people", _("參加者"), people("people"), "people", lists),
        Figure("people_officials", pgettext("人數", "機關業務承辦"), people("officials"), "people", lists),
        Figure("people_centre", pgettext("人數", "志推中心"), people("centre"), "people", lists),
        Figure("people_cadres", pgettext("人數", "運用單位幹部"), people("cadres"), "people", lists),
        Figure("issues", _("核心議題"), sum(len(each.issues) for each in counties), "items"),
        Figure("plans", _("採納的行動方案"), len(plans), "plans"),
        Figure("plans_per_workshop", _("每場平均方案"), average, "plans"),
        Figure("plans_tracked", _("進入追蹤的方案"), tracked, "plans", tracked_when()),
        Figure("plans_measured", _("有指標可量的方案"), measured, "plans", _("至少一項指標寫了現況值和目標值")),
        Figure(
            "plans_measured_share",
            _("有指標可量的比例"),
            share(measured, len(plans)),
            "%",
            _("%(part)s／%(whole)s 件") % {"part": measured, "whole": len(plans)},
        ),
        Figure("items_answered", _("有方案回應的行動號召"), answered, "items", _("共 14 項")),
    )
    asked = [each for each in found if programme.plans_max or each.code != "workshops_in_range"]
    return tuple(replace(each, unit=unit(each.unit, each.value)) for each in asked)


def unit(name: str, value: int | Decimal | None) -> str:
    """What is counted, as it stands behind its number: 1 workshop, 2 workshops. `%` stays as it is."""
    number = value if isinstance(value, int) else 2  # an average, or nothing yet
    words = {
        "counties": npgettext("數字的單位", "縣市", "縣市", number),
        "workshops": npgettext("數字的單位", "場", "場", number),
        "groups": npgettext("數字的單位", "組", "組", number),
        "people": npgettext("數字的單位", "人", "人", number),
        "items": npgettext("數字的單位", "項", "項", number),
        "plans": npgettext("數字的單位", "件", "件", number),
    }
    return words.get(name, name)
