"""The sentences of the summary: one case for each rule, and for its silence."""

import dataclasses
import datetime as dt

import pytest

from reports import coverage
from reports.findings import findings
from reports.national import facts_of
from reports.plan_records import Indicator, PlanRecord
from reports.records import CountyRecord, Finding, Issue, WorkshopRecord
from workshops.models import Programme

FACTS = facts_of(
    Programme(slug="p", name="方案", year=2026, kind="local_workshop", plans_min=3, plans_max=6, capacity=60)
)
PILLARS = {"R": "recognition", "S": "support", "G": "safeguarding", "": "support"}
MEASURED = (Indicator("缺班", "22", None, "8", None, None, None),)
ALL = [*(f"R{n}" for n in range(1, 7)), *(f"S{n}" for n in range(1, 7)), "G1", "G2"]


def plan(item: str, county: str, indicators: tuple[Indicator, ...] = MEASURED) -> PlanRecord:
    empty = {field.name: None for field in dataclasses.fields(PlanRecord)}
    lists = dict.fromkeys(("steps", "results", "resources", "concerns", "sources", "sdgs"), ())
    known = {"county": county, "pillar": PILLARS[item[:1]], "call_item": item or None, "indicators": indicators}
    return PlanRecord(**(empty | lists | known))


def issue(item: str, county: str) -> Issue:
    return Issue("W1-1-1", county, "W1", "W1-1", "話", PILLARS[item[:1]], item, 0, None, None, ())


def workshop(county: str, plans: int) -> WorkshopRecord:
    empty = {field.name: None for field in dataclasses.fields(WorkshopRecord)}
    return WorkshopRecord(**(empty | {"county": county, "is_held": True, "plans": plans}))


def county(
    code: str, *items: str, issues: tuple[str, ...] = (), held: tuple[int, ...] = (), plans=None
) -> CountyRecord:
    return CountyRecord(
        code=code,
        name=code,
        column=1,
        row=1,
        level=0,
        workshops=tuple(workshop(code, count) for count in held),
        plans=plans if plans is not None else tuple(plan(item, code) for item in items),
        issues=tuple(issue(item, code) for item in issues),
        added=(),
        by_pillar=(0, 0, 0),
        items_answered=0,
    )


def said(*counties: CountyRecord) -> dict[str, Finding]:
    plans = coverage.matrix(counties, lambda each: [one.call_item for one in each.plans])
    issues = coverage.matrix(counties, lambda each: [one.call_item for one in each.issues])
    return {each.code: each for each in findings(FACTS, counties, plans, issues, coverage.pillars(counties))}


def test_nothing_adopted_is_the_only_thing_to_say() -> None:
    found = said(county("A", held=(0,), issues=("R1",)), county("B"))
    assert list(found) == ["nothing_yet"]
    assert "1 個縣市辦理了工作坊" in found["nothing_yet"].text


def test_the_most_answered_item_with_its_counties() -> None:
    found = said(county("A", "S3", "S3", "R1"), county("B", "S3"))["most_answered"]
    assert found.text == "「支3 專業發展與培訓」有 3 件方案、2 個縣市提出，是 14 項中最多的。"
    assert found.numbers == (("plans", 3), ("counties", 2))


def test_a_tie_names_all() -> None:
    text = said(county("A", "S3", "R1"))["most_answered"].text
    assert text == "「肯1 系統性肯定，視為策略資產」、「支3 專業發展與培訓」各有 1 件方案，同為 14 項中最多的。"


def test_many_items_are_named_up_to_four_and_counted() -> None:
    text = said(county("A", "S3"))["unanswered"].text
    assert text.startswith("14 項中有 13 項沒有任何縣市提出方案：「肯1")
    assert text.endswith("「肯4 研究與影響力衡量」等 13 項。")


def test_when_all_are_answered_those_of_one_county_are_told() -> None:
    found = said(county("A", *ALL), county("B", *ALL[1:]))
    assert "unanswered" not in found
    assert found["answered_once"].numbers == (("items", 1),)
    assert "answered_once" not in said(county("A", *ALL), county("B", *ALL))


def test_heard_but_not_answered() -> None:
    found = said(county("A", "S3", issues=("R4", "S3")), county("B", issues=("R4",)))["heard_not_answered"]
    assert found.numbers == (("items", 1), ("issues", 2))
    assert "「肯4 研究與影響力衡量」" in found.text
    assert "heard_not_answered" not in said(county("A", "S3", issues=("S3",)))


def test_pillars_only_when_they_differ() -> None:
    assert (
        said(county("A", "S3", "S1", "R1"))["pillars"].text == "3 件中，支持有 2 件（66.7%），保障只有 0 件（0.0%）。"
    )
    assert "pillars" not in said(county("A", "S3", "R1", "G1"))


@pytest.mark.parametrize(
    ("indicators", "lacking"),
    [
        (MEASURED, False),
        ((), True),
        ((Indicator("缺班", "22", None, None, None, None, None),), True),
        ((Indicator("缺班", None, None, "8", None, None, None),), True),
        ((Indicator("甲", None, None, None, None, None, None), *MEASURED), False),
    ],
)
def test_a_plan_can_be_measured_when_start_and_goal_are_written(
    indicators: tuple[Indicator, ...], lacking: bool
) -> None:
    found = said(county("A", plans=(plan("S3", "A", indicators),)))
    assert ("not_measured" in found) is lacking


@pytest.mark.parametrize(("plans", "short"), [(2, True), (3, False)])
def test_a_workshop_below_the_least(plans: int, short: bool) -> None:
    assert ("below_least" in said(county("A", "S3", held=(plans,)))) is short


def test_shares_never_divide_by_zero() -> None:
    assert coverage.share(0, 0) is None
    assert str(coverage.share(1, 8)) == "12.5"
    assert str(coverage.share(1, 3)) == "33.3"


def test_findings_hold_no_date() -> None:
    """They rest on figures alone: the same figures say the same on any day."""
    assert not any(isinstance(value, dt.date) for value in dataclasses.astuple(said(county("A", "S3"))["pillars"]))
