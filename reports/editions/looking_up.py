"""A short code typed from the page: the figure it stands for, and the rows it was counted from.

Of an edition the rows are those of its day. Everybody who may see plans may look up the codes of editions, and finds
there the rows that are hers; the codes of drafts (without E) are the association's.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actionplans.call import PILLARS
from actionplans.models import Plan
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from reports import codes, coverage
from reports.models import Edition
from reports.national import build
from reports.plan_records import PlanRecord
from reports.records import CountyRecord, Issue, NationalReport, WorkshopRecord
from workshops.models import Group, Programme, Workshop

from . import freezing

CODE = re.compile(r"P(\d{1,9})(?:E(\d{1,4}))?-([0-9A-Z]{1,4}(?:-[A-Z]{3})?)", re.ASCII)
ITEM = re.compile(r"([A-Z]\d)(I?)(?:-([A-Z]{3}))?", re.ASCII)
LETTERS = {pillar.letter: pillar.code for pillar in PILLARS}
FIGURE_OF = {number: name for name, number in codes.FIGURES.items()}
COUNTY, WORKSHOP, PLAN, ISSUE = "county", "workshop", "plan", "issue"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was counted; `number` is what it adds to the figure (1 for most)."""

    kind: str
    code: str
    county: str
    county_name: str
    text: str
    number: int = 1

    @property
    def address(self) -> str:
        """Where its code leads; a county's is no page of its own."""
        return "" if self.kind == COUNTY else codes.address(self.code)


@dataclass(frozen=True, slots=True)
class Behind:
    """A figure with what it was counted from. `value` is as it is printed; `summed` says whether the rows add up to it
    (they do not to an average or a share).
    """

    part: str
    label: str
    value: int | Decimal | None
    unit: str
    rows: tuple[Row, ...]
    summed: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a code stands for, for one reader: of `counted` rows she sees `rows`."""

    code: str
    report: NationalReport
    behind: Behind
    rows: tuple[Row, ...]

    @property
    def counted(self) -> int:
        """How many rows there are in all."""
        return len(self.behind.rows)


def written(text: str) -> str:
    """A code as it was typed, without blanks, in capitals and half-width: ｐ3e2－14 is P3E2-14."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"\s+", "", re.sub("[‐-―−﹣ー]", "-", plain))[:60]


def find(code: str, *, user: Any, now: dt.datetime) -> Found | None:
    """What a figure's code stands for; None where there is none, or it is not for this person."""
    parts = CODE.fullmatch(code)
    if parts is None:
        return None
    key, number, part = int(parts[1]), parts[2], parts[3]
    report = _edition(key, int(number), user) if number else _draft(key, user, now)
    found = behind(report, part) if report is not None else None
    if report is None or found is None:
        return None
    return Found(code, report, found, seen(found.rows, user, key))


def _edition(programme: int, number: int, user: Any) -> NationalReport | None:
    edition = Edition.objects.visible_to(user, Permission.SEE_PLANS).filter(programme=programme, number=number).first()
    return report_of(edition) if edition is not None else None


def _draft(key: int, user: Any, now: dt.datetime) -> NationalReport | None:
    if not reach(user, Permission.MAKE_NATIONAL_REPORT):
        return None
    programme = Programme.objects.visible_to(user).filter(pk=key).first()
    return build(programme, now=now) if programme is not None else None


def report_of(edition: Edition) -> NationalReport:
    """The edition's report in the language of the page."""
    language = "zh-hant" if (get_language() or "zh").startswith("zh") else "en"
    return freezing.thawed(edition.values[language])


def seen(rows: Iterable[Row], user: Any, programme: int) -> tuple[Row, ...]:
    """Those that this person may see: what still stands by the walls of today, what is gone by its county.

    The words of a table's core issue are shown to who may read its sheet. Three questions at most.
    """
    plans_at, sheets_at = reach(user, Permission.SEE_PLANS), reach(user, Permission.READ_SHEETS)
    workshops_at = reach(user, Permission.SEE_WORKSHOPS)
    if plans_at.everywhere and sheets_at.everywhere:
        return tuple(rows)
    given = list(rows)
    kinds = {row.kind for row in given}
    shown: set[str] = set()
    if PLAN in kinds:
        seen = Plan.objects.visible_to(user).filter(workshop__programme=programme).adopted()
        shown |= {code for code in seen.values_list("code", flat=True) if code}
    if kinds & {WORKSHOP, COUNTY}:
        mine = Workshop.objects.visible_to(user).filter(programme=programme).values_list("pk", "county")
        for key, county in mine:
            shown |= {f"W{key}", str(county)}
    tables: set[str] = set()
    if ISSUE in kinds:
        groups = Group.objects.visible_to(user, Permission.READ_SHEETS).filter(workshop__programme=programme)
        tables = {f"W{workshop}-{number}" for workshop, number in groups.values_list("workshop", "number")}

    def is_hers(row: Row) -> bool:
        if row.kind == ISSUE:
            return sheets_at.covers(row.county) or row.code.rpartition("-")[0] in tables
        return row.code in shown or (workshops_at if row.kind == WORKSHOP else plans_at).covers(row.county)

    return tuple(row for row in given if is_hers(row))


def parts_of(report: NationalReport) -> list[str]:
    """Every figure that has a code of one step: summary, pillars, items of the Call (plans, then issues)."""
    items = [row.item for row in report.plans_matrix.rows]
    return [
        *(each.short for each in report.figures if each.short), *LETTERS, *items, *(f"{item}I" for item in items)
    ]  # fmt: skip


def behind(report: NationalReport, part: str) -> Behind | None:
    """The figure that the last part of a code stands for; None for a part that names none."""
    names = {county.code: county.name for county in report.counties}
    if part in FIGURE_OF:
        return _figure(report, part, names)
    if part in LETTERS:
        (count,) = (each for each in report.pillars if each.code == LETTERS[part])
        rows = _plans(report, names, lambda plan: plan.pillar == count.code)
        return Behind(part, _("主軸：%(pillar)s") % {"pillar": count.name}, count.plans, _unit("plans", rows), rows)
    if part in names:
        rows = _plans(report, names, lambda plan: plan.county == part)
        label = _("%(county)s採納的行動方案") % {"county": names[part]}
        return Behind(part, label, len(rows), _unit("plans", rows), rows)
    return _cell(report, part, names)


def _cell(report: NationalReport, part: str, names: dict[str, str]) -> Behind | None:
    found = ITEM.fullmatch(part)
    if found is None:
        return None
    item, is_issue, county = found.groups()
    row = next((each for each in report.plans_matrix.rows if each.item == item), None)
    if row is None or (county is not None and county not in names):
        return None

    def belongs(each: PlanRecord | Issue) -> bool:
        return each.call_item == item and county in (None, each.county)

    rows = _issues(report, names, belongs) if is_issue else _plans(report, names, belongs)
    label = f"{row.label} {row.short}"
    if county is not None:
        label = f"{names[county]}　{label}"
    what = _("核心議題") if is_issue else _("行動方案")
    return Behind(part, f"{label}（{what}）", len(rows), _unit("items" if is_issue else "plans", rows), rows)


def _figure(report: NationalReport, part: str, names: dict[str, str]) -> Behind | None:
    code = FIGURE_OF[part]
    figure = next((each for each in report.figures if each.code == code), None)
    if figure is None:
        return None
    rows = _ROWS[code](report, names)
    summed = code not in _NOT_SUMMED
    return Behind(part, figure.label, figure.value, figure.unit, rows, summed, figure.note)


def _unit(name: str, rows: tuple[Row, ...]) -> str:
    return coverage.unit(name, len(rows))


Names = dict[str, str]


def _plans(report: NationalReport, names: Names, wanted: Callable[[PlanRecord], bool]) -> tuple[Row, ...]:
    return tuple(
        Row(PLAN, plan.code, plan.county, names[plan.county], plan.title) for plan in report.plans if wanted(plan)
    )


def _issues(report: NationalReport, names: Names, wanted: Callable[[Issue], bool]) -> tuple[Row, ...]:
    return tuple(
        Row(ISSUE, issue.code, issue.county, names[issue.county], issue.text or "")
        for issue in report.issues
        if wanted(issue)
    )


def _workshops(report: NationalReport, names: Names, count: Callable[[WorkshopRecord], int | None]) -> tuple[Row, ...]:
    """The workshops that count at all, each with what it adds."""
    rows = []
    for each in report.workshops:
        if (number := count(each)) is not None:
            text = _("第 %(number)s 場　%(state)s") % {"number": each.number, "state": each.state_label}
            rows.append(Row(WORKSHOP, each.code, each.county, names[each.county], text, number))
    return tuple(rows)


def _counties(report: NationalReport, step: str) -> tuple[Row, ...]:
    (found,) = (each for each in report.funnel if each.code == step)
    by_code: dict[str, CountyRecord] = {county.code: county for county in report.counties}
    return tuple(
        Row(COUNTY, code, code, by_code[code].name, report.level_names[by_code[code].level]) for code in found.reached
    )


def _held(count: Callable[[WorkshopRecord], int | None]) -> Callable[[NationalReport, Names], tuple[Row, ...]]:
    return lambda report, names: _workshops(report, names, lambda each: count(each) if each.is_held else None)


def _in_range(report: NationalReport, names: Names) -> tuple[Row, ...]:
    least, most = report.programme.plans_min, report.programme.plans_max
    return _workshops(report, names, lambda each: 1 if each.is_held and least <= each.plans <= most else None)


_ROWS: dict[str, Callable[[NationalReport, Names], tuple[Row, ...]]] = {
    "counties_registered": lambda report, _names: _counties(report, "registered"),
    "counties_held": lambda report, _names: _counties(report, "held"),
    "counties_adopted": lambda report, _names: _counties(report, "adopted"),
    "counties_tracked": lambda report, _names: _counties(report, "tracked"),
    "workshops_registered": lambda report, names: _workshops(report, names, lambda each: 1),
    "workshops_held": _held(lambda each: 1),
    "workshops_in_range": _in_range,
    "groups": _held(lambda each: each.groups),
    "people": _held(lambda each: each.people),
    "people_officials": _held(lambda each: each.officials),
    "people_centre": _held(lambda each: each.centre if each.people is not None else None),
    "people_cadres": _held(lambda each: each.cadres if each.people is not None else None),
    "issues": lambda report, names: _issues(report, names, lambda issue: True),
    "plans": lambda report, names: _plans(report, names, lambda plan: True),
    "plans_per_workshop": _held(lambda each: each.plans),
    "plans_tracked": lambda report, names: _plans(report, names, lambda plan: plan.is_tracked),
    "plans_measured": lambda report, names: _plans(report, names, coverage.has_measure),
    "plans_measured_share": lambda report, names: _plans(report, names, coverage.has_measure),
    "items_answered": lambda report, names: _plans(report, names, lambda plan: bool(plan.call_item)),
}
_NOT_SUMMED = {"plans_per_workshop", "plans_measured_share", "items_answered"}
