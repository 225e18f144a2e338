"""The national report as a value: what its parts are.

Everything here is frozen and made once, by `reports.national.build`; paper, spreadsheets, JSON and the dashboard only
show it, so that their figures cannot differ. A missing answer is None. Codes lead back to the records: `TTT-115-01` is
the plan of that number, `W12` the workshop with key 12, `W12-3` its table 3, `W12-3-1` that table's first core issue.
Names of counties, items and figures are in the language the report was made in.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from . import codes
from .chapter_records import Chapter
from .plan_records import PlanRecord


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """The programme the report is about, with the numbers its workshops go by."""

    slug: str
    name: str
    name_en: str | None
    kind: str
    year: int
    held_by: dt.date | None
    symposium_by: dt.date | None
    tracking_months: tuple[int, ...]
    plans_min: int
    plans_max: int
    capacity: int
    source: str | None


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """Which edition a frozen report is, when it was published, and what for."""

    number: int
    published_on: dt.date
    note: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the summary. `value` is None where there is nothing to count from (never a division by zero)."""

    code: str
    label: str
    value: int | Decimal | None
    unit: str
    note: str = ""

    @property
    def shown(self) -> str:
        """The number as people read it, with thousands separators; 「尚無資料」 where there is none."""
        return _("尚無資料") if self.value is None else f"{self.value:,}"

    @property
    def short(self) -> str:
        """Its number in the short code that is printed beside it."""
        return codes.FIGURES.get(self.code, "")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: which counties have come so far, and which have not."""

    code: str
    label: str
    definition: str
    reached: tuple[str, ...]
    missing: tuple[str, ...]
    missing_names: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many counties have come so far."""
        return len(self.reached)


@dataclass(frozen=True, slots=True)
class PillarCount:
    """How many adopted plans (each counted once) and core issues a pillar has."""

    code: str
    name: str
    plans: int
    issues: int


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One item of the Call across the counties, in the matrix's order of counties."""

    item: str
    label: str
    short: str
    pillar: str
    cells: tuple[int, ...]
    total: int
    counties: int

    @property
    def is_gap(self) -> bool:
        """Whether at most one county answers the item."""
        return self.counties <= 1


@dataclass(frozen=True, slots=True)
class Matrix:
    """The 14 items of the Call × the counties. What names no item stands in `unassigned`, so that the sums add up."""

    counties: tuple[str, ...]
    county_names: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    unassigned: tuple[int, ...]
    column_sums: tuple[int, ...]
    total: int

    @property
    def unassigned_total(self) -> int:
        """How many name no item at all."""
        return sum(self.unassigned)

    @property
    def counties_with_any(self) -> int:
        """How many counties have at least one."""
        return sum(1 for each in self.column_sums if each)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the figures say, by a rule; `numbers` are the figures the sentence rests on."""

    code: str
    headline: str
    text: str
    numbers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """A core issue (核心議題) of a table. `answered_by` are the codes of the plans that answer it."""

    code: str
    county: str
    workshop: str
    group: str
    text: str | None
    pillar: str
    call_item: str | None
    votes: int
    affected: str | None
    why_first: str | None
    answered_by: tuple[str, ...]

    @property
    def address(self) -> str:
        """Where its code leads back to."""
        return codes.address(self.code)


@dataclass(frozen=True, slots=True)
class AddedAnswer:
    """What a table answered to a question the association has added; `answer` is None where it was left open.

    `question` is the question's code (`design.x_1`), the same in every version of the form; `label` is how it was put
    to this table. `chosen` holds the options taken, `number` the figure given, each only for such questions.
    """

    county: str
    workshop: str
    group: str
    question: str
    form: str
    label: str
    answer: str | None
    chosen: tuple[str, ...]
    number: Decimal | None


@dataclass(frozen=True, slots=True)
class AddedQuestion:
    """A question the association has added, with what the tables that were asked made of it.

    `tally` counts each option taken; `total`, `least` and `most` are those of the figures given. All are empty where
    the question asks for words.
    """

    code: str
    form: str
    label: str
    asked: int
    answered: int
    tally: tuple[tuple[str, int], ...]
    total: Decimal | None
    least: Decimal | None
    most: Decimal | None


@dataclass(frozen=True, slots=True)
class WorkshopRecord:
    """A registered workshop. People are counted by kind, never named; None where no list was handed in."""

    code: str
    key: int
    county: str
    number: int
    state: str
    state_label: str
    date: dt.date | None
    minutes: int | None
    venue: str | None
    host_unit: str | None
    is_held: bool
    supervisor: str | None
    groups: int
    officials: int | None
    centre: int | None
    cadres: int | None
    expected: int | None
    issues: int
    plans: int
    ideas_parked: int
    consensus: str | None

    @property
    def people(self) -> int | None:
        """How many people are on the list in all."""
        return None if self.officials is None else self.officials + (self.centre or 0) + (self.cadres or 0)


@dataclass(frozen=True, slots=True)
class CountyRecord:
    """One of the 22 counties, also where it has nothing yet. `level` counts the steps it has taken (0–4)."""

    code: str
    name: str
    column: int
    row: int
    level: int
    workshops: tuple[WorkshopRecord, ...]
    plans: tuple[PlanRecord, ...]
    issues: tuple[Issue, ...]
    added: tuple[AddedAnswer, ...]
    by_pillar: tuple[int, ...]
    items_answered: int

    @property
    def held(self) -> tuple[WorkshopRecord, ...]:
        """The workshops that took place."""
        return tuple(each for each in self.workshops if each.is_held)

    @property
    def people(self) -> int | None:
        """People on the lists of the workshops that took place; None where no list was handed in."""
        given = [each.people for each in self.held if each.people is not None]
        return sum(given) if given else None


@dataclass(frozen=True, slots=True)
class NationalReport:
    """The whole report at one moment.

    `code` begins the short codes of its figures: P3-14 is figure 14 of programme 3 today, P3E2-14 that of its second
    edition. `edition` is None while the report is a draft. `chapters` are what the association wrote beside the figures
    (`reports.chapters`), none of which have to be there.
    """

    programme: ProgrammeFacts
    as_of: dt.datetime
    made_by: str | None
    figures: tuple[Figure, ...]
    funnel: tuple[Step, ...]
    level_names: tuple[str, ...]
    pillars: tuple[PillarCount, ...]
    plans_matrix: Matrix
    issues_matrix: Matrix
    findings: tuple[Finding, ...]
    added_questions: tuple[AddedQuestion, ...]
    counties: tuple[CountyRecord, ...]
    code: str = ""
    edition: EditionFacts | None = None
    chapters: tuple[Chapter, ...] = ()

    @property
    def plans(self) -> tuple[PlanRecord, ...]:
        """All adopted plans, county by county in the official order."""
        return tuple(plan for county in self.counties for plan in county.plans)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All core issues, county by county."""
        return tuple(issue for county in self.counties for issue in county.issues)

    @property
    def added(self) -> tuple[AddedAnswer, ...]:
        """All answers to added questions, county by county."""
        return tuple(answer for county in self.counties for answer in county.added)

    @property
    def workshops(self) -> tuple[WorkshopRecord, ...]:
        """All registered workshops, county by county."""
        return tuple(workshop for county in self.counties for workshop in county.workshops)

    def chapter(self, code: str) -> Chapter | None:
        """What was written into a chapter, if anything was."""
        return next((each for each in self.chapters if each.code == code), None)

    def figure(self, code: str) -> Figure:
        """The figure of that code; `KeyError` for an unknown one."""
        for each in self.figures:
            if each.code == code:
                return each
        raise KeyError(code)
