"""One page for each adopted plan, however much its tables wrote.

A plan that is plainly short enough is set as it is. Any other is laid out by itself, first as it is, then closer, then
closer still; what even then takes more than a page is abridged: long texts end in 「……」 and long lists say how many
more there are, and the page says so. Nothing is lost by that: the whole text stands in the spreadsheets.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.exports import pdf
from foundation.taiwan import roc

from .plan_records import PlanRecord, Resource, Result, Stakeholder

TEMPLATE = "print/national_plan_alone.html"
# Up to here the three answers at the head of a plan stand side by side; longer ones one below the other.
LONGEST_IN_COLUMN = 150
# How closely a page can be set: in columns and tables, in smaller ones, line by line, and line by line in the smallest
# letters that can still be read; and from which height on (as `height` counts it) nobody needs to try.
DENSITIES = {0: 280, 1: 380, 2: 500, 3: 900}
IN_LINES = 2
# The most letters of a text and the most rows of a list when a page is abridged: from little to as much as it takes.
CUTS = tuple((round(700 * 0.86**step), round(12 * 0.92**step)) for step in range(24))
ELLIPSIS = "……"
LISTS = {
    "steps": gettext_lazy("具體行動"), "results": gettext_lazy("要看到的改變"), "indicators": gettext_lazy("指標"),
    "resources": gettext_lazy("資源"), "risks": gettext_lazy("風險"), "stakeholders": gettext_lazy("利害關係人"),
    "concerns": gettext_lazy("核心議題"), "sources": gettext_lazy("構想"),
}  # fmt: skip
# Millimetres. A page is 246 high; what is left is for what an estimate does not see.
HIGH_ENOUGH = 236
LINE, COLUMN_HEAD, FURNITURE = 4.8, 6.8, 90


def gap() -> str:
    """What stands between two things on one line: a space as wide as a letter, in the letters of the page."""
    return "　" if roc.in_chinese() else "\u2003"


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan as its page shows it; `left_out` says which rows are missing on it."""

    plan: PlanRecord
    density: int = 0
    is_cut: bool = False
    left_out: str = ""

    @property
    def is_in_lines(self) -> bool:
        """Whether everything stands line by line over the whole width."""
        return self.density >= IN_LINES

    @property
    def is_long(self) -> bool:
        """Whether the answers at the head are too long to stand side by side."""
        plan = self.plan
        answers = (plan.problem, plan.goal, plan.beneficiaries, plan.partners)
        return any(len(each or "") > LONGEST_IN_COLUMN for each in answers)


def pages_of(
    plans: Iterable[PlanRecord], items: Any, tell: Callable[[PlanRecord], None] | None = None
) -> list[PlanPage]:
    """The pages of plans, in their order; `tell` hears of each plan that has to be tried out, which takes its time."""

    def laid_out(page: PlanPage) -> int:
        return pdf.pages(pdf.compose(TEMPLATE, {"page": page, "items": items, "gap": gap()}))

    found = []
    for plan in plans:
        if tell is not None and not is_short(plan):
            tell(plan)
        found.append(page_of(plan, laid_out))
    return found


def page_of(plan: PlanRecord, pages: Callable[[PlanPage], int]) -> PlanPage:
    """The plan's page, set so that it is one; `pages` says how many a setting takes."""
    if is_short(plan):
        return PlanPage(plan)
    for density, most in DENSITIES.items():
        if height(plan) <= most and pages(PlanPage(plan, density)) == 1:
            return PlanPage(plan, density)

    def cut(place: int) -> PlanPage:
        shown = abridged(plan, *CUTS[place])
        return PlanPage(shown, max(DENSITIES), is_cut=True, left_out=_left_out(plan, shown))

    # The more is cut, the fewer pages it takes: the first cut that is enough is found by halving.
    return cut(min(bisect_left(range(len(CUTS)), True, key=lambda place: pages(cut(place)) == 1), len(CUTS) - 1))


def is_short(plan: PlanRecord) -> bool:
    """Whether the plan fits a page for certain, so that nobody has to try."""
    return height(plan) <= HIGH_ENOUGH


def height(plan: PlanRecord) -> float:
    """About how high a page set as usual would be, in millimetres: what its rows and lines take in national.css."""

    def listed(found: Iterable[float]) -> float:
        return sum(found) or LINE

    answers = (plan.problem, plan.goal, plan.beneficiaries, plan.partners)
    if PlanPage(plan).is_long:
        head = sum(8.5 + LINE * _broken(each, 52) for each in answers)
    else:
        last = COLUMN_HEAD + LINE * (_broken(plan.beneficiaries, 16) + _broken(plan.partners, 16))
        head = max(LINE * _broken(plan.problem, 16), LINE * _broken(plan.goal, 16), last)
    months = (
        sum(1 + LINE * _lines(each.change, 16.5) + 4 * _lines(_proof(each), 17.5) for each in own)
        for _month, own in plan.months
    )
    have, lack, open_ones = (
        listed(0.6 + LINE * _lines(_resource(each), 14.8) for each in found)
        for found in (plan.at_hand, plan.to_find, plan.unmarked)
    )
    lack += COLUMN_HEAD + open_ones if plan.unmarked else 0
    risks = listed(
        0.6 + LINE * (_lines(f"如果：{each.risk}", 14.8) + _lines(f"那就：{each.answer}", 14.8)) for each in plan.risks
    )
    people = listed(
        0.6 + LINE * _lines(f"{each.name}（{each.kind}）", 14.8) + 4.1 * _lines(_place(each), 16.5)
        for each in plan.stakeholders
    )
    indicators = (
        max(
            _lines(each.name, 15), _lines(each.baseline, 6), _lines(each.target, 6), _lines(each.unit, 4),
            _lines(each.verified_by, 12),
        )
        for each in plan.indicators
    )  # fmt: skip
    return (
        FURNITURE
        + 7 * _lines(plan.title, 25)
        + 4.6 * _lines(f"{plan.lead_agency}{plan.person_in_charge}{plan.supervisor}", 28)
        + head
        + listed(1.6 + LINE * max(_lines(step.what, 23), _lines(step.who, 12)) for step in plan.steps)
        + max(months)
        + listed(1.6 + LINE * lines for lines in indicators)
        + max(have, lack, LINE * (1 + _lines(plan.first_step, 16)))
        + max(risks, people, LINE * (1 + _lines(f"為什麼：{plan.verdict_why}", 16)))
        + (4.6 + 5.9 * _lines(plan.vow, 38) if plan.vow else 0)
        + 4.2 * _lines("".join(f"{each.group}{each.decision}{each.title}　　" for each in plan.sources), 52)
        + 4.2 * sum(_lines(f"{each.code}　{each.text}", 54) for each in plan.concerns)
    )


def _proof(result: Result) -> str:
    return f"指標：{result.indicator}　用什麼證明：{result.proof}"


def _resource(one: Resource) -> str:
    return f"{one.name}（{one.kind}），{one.provider}"


def _place(one: Stakeholder) -> str:
    return f"影響力：{one.influence or '未填'}　支持：{one.support or '未填'}　聯絡：{one.contact or '未填'}"


def _broken(text: str | None, letters: float) -> int:
    """The same where the page keeps a text's own lines."""
    return sum(_lines(line, letters) for line in (text or "").split("\n"))


def _lines(text: str | None, letters: float) -> int:
    """How many lines words take in a column that holds so many of our letters; Latin ones are about half as wide."""
    return 1 + int(sum(0.6 if letter.isascii() else 1 for letter in text or "") / letters)


def abridged(plan: PlanRecord, letters: int, rows: int) -> PlanRecord:
    """The plan with its long texts cut and its long lists shortened; what is short enough stays as it is.

    Title and progress stay whole, and every month keeps a result, so that none seems to have been forgotten.
    """
    kept = {name: getattr(plan, name)[:rows] for name in LISTS if name != "results"}
    results = tuple(each for _month, own in plan.months for each in own[: max(1, rows // 3)])
    short: PlanRecord = _cut(replace(plan, **kept, results=results), letters)
    return replace(short, title=plan.title, progress=plan.progress)


def _cut(value: Any, letters: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= letters else value[: letters - len(ELLIPSIS)] + ELLIPSIS
    if isinstance(value, tuple):
        return tuple(_cut(each, letters) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _cut(getattr(value, each.name), letters) for each in fields(value)})
    return value


def _left_out(plan: PlanRecord, shown: PlanRecord) -> str:
    """How many rows of which lists are not shown, in words; empty for none."""
    left = [
        _("%(name)s %(count)s 項") % {"name": name, "count": lost}
        for key, name in LISTS.items()
        if (lost := len(getattr(plan, key)) - len(getattr(shown, key)))
    ]
    return _("、").join(left)
