"""An adopted plan as a part of the report's value: what it promises, with what, and where it comes from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from actionplans.followup import lights

from . import codes


@dataclass(frozen=True, slots=True)
class Source:
    """Where a plan comes from: a table's idea, kept or merged, in the words of the board, and what it said itself."""

    group: str
    group_name: str
    decision: str
    title: str | None
    problem: str | None
    goal: str | None
    beneficiaries: str | None
    vow: str | None
    verdict: str | None
    verdict_why: str | None


@dataclass(frozen=True, slots=True)
class Concern:
    """A core issue a plan answers, as it was taken over when the plan was formed; `code` is the table's if its issue
    is no longer among the core issues.
    """

    code: str
    text: str | None
    pillar: str
    call_item: str | None


@dataclass(frozen=True, slots=True)
class PlanStep:
    """What, who, from which month to which after the workshop. `group` is the table's code, as in every row below."""

    what: str
    who: str | None
    from_month: int | None
    to_month: int | None
    group: str | None = None

    @property
    def months(self) -> tuple[int | None, int | None]:
        """Its months in order, also where a table wrote them backwards."""
        first, last = self.from_month, self.to_month
        return (last, first) if first is not None and last is not None and last < first else (first, last)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A result wanted, in the table's words; the numbers are there where the words are one."""

    name: str
    baseline: str | None
    baseline_number: Decimal | None
    target: str | None
    target_number: Decimal | None
    unit: str | None
    verified_by: str | None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What is to be seen so many months after the workshop; `due` is the day, where the workshop's date is known."""

    month: int
    due: dt.date | None
    change: str | None
    indicator: str | None
    proof: str | None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """What a plan needs; `at_hand` is None where nobody said whether it is there or still to be found."""

    name: str
    kind: str | None
    at_hand: bool | None
    provider: str | None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Stakeholder:
    """Who makes or breaks a plan; `influence` and `support` are high or low in words."""

    name: str
    kind: str | None
    influence: str | None
    support: str | None
    contact: str | None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """Where a plan may get stuck, and what is done then; one of the two may be unsaid."""

    risk: str | None
    answer: str | None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How an adopted plan stands on the day the report is of; counted from its milestones and typed by nobody.

    Attributes:
        status, word: its light as a key and in words.
        reached, milestones: how many are done, of how many.
        check_ins: how many reports its supervisor has confirmed; the last was handed in on `last_on` and says `last`.
        page: the path of its public page; None while it is not public.
    """

    status: str
    word: str
    reason: str | None
    reached: int
    milestones: int
    check_ins: int
    last_on: dt.date | None
    last: str | None
    page: str | None

    @property
    def is_tracked(self) -> bool:
        """Whether somebody has followed the plan up (進入追蹤): its supervisor has confirmed a report, or its follow-up
        was interrupted or ended by a decision. `coverage.tracked_when` says the same to the reader.
        """
        return self.check_ins > 0 or self.status in (lights.PAUSED, lights.RELEASED, lights.MERGED)


@dataclass(frozen=True, slots=True)
class InAnnualPlan:
    """Whether a plan goes into its county's annual plan or another document (納入年度計畫).

    Attributes:
        status: taken, planned or declined; None, like everything else, where nothing is decided.
        word: 是, 預定 or 否.
        document, number, on: the annual plan or other document, its number and its day.
    """

    status: str | None = None
    word: str | None = None
    document: str | None = None
    number: str | None = None
    on: dt.date | None = None
    item: str | None = None
    reason: str | None = None
    decided_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """An adopted plan (行動方案), with everything that is known about it."""

    code: str
    key: int
    county: str
    county_name: str
    workshop: str
    title: str
    title_en: str | None
    pillar: str
    pillar_name: str
    call_item: str | None
    problem: str | None
    goal: str | None
    beneficiaries: str | None
    partners: str | None
    vow: str | None
    verdict: str | None
    verdict_why: str | None
    sdgs: tuple[int, ...]
    lead_agency: str | None
    person_in_charge: str | None
    supervisor: str | None
    first_step: str | None
    first_step_on: dt.date | None
    adopted_on: dt.date | None
    is_tracked: bool
    progress: Progress
    annual: InAnnualPlan
    steps: tuple[PlanStep, ...]
    indicators: tuple[Indicator, ...]
    results: tuple[Result, ...]
    resources: tuple[Resource, ...]
    stakeholders: tuple[Stakeholder, ...]
    risks: tuple[Risk, ...]
    concerns: tuple[Concern, ...]
    sources: tuple[Source, ...]

    @property
    def address(self) -> str:
        """Where its code leads back to."""
        return codes.address(self.code)

    @property
    def at_hand(self) -> tuple[Resource, ...]:
        """The resources that are there."""
        return tuple(each for each in self.resources if each.at_hand)

    @property
    def to_find(self) -> tuple[Resource, ...]:
        """The resources that are still missing."""
        return tuple(each for each in self.resources if each.at_hand is False)

    @property
    def unmarked(self) -> tuple[Resource, ...]:
        """The resources of which nobody said whether they are there."""
        return tuple(each for each in self.resources if each.at_hand is None)

    @property
    def months(self) -> tuple[tuple[int, tuple[Result, ...]], ...]:
        """What is to be seen, month by month; after a merger a month may have several."""
        numbers = dict.fromkeys(each.month for each in self.results)
        return tuple((month, tuple(each for each in self.results if each.month == month)) for month in numbers)
