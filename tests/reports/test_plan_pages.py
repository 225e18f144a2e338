"""One page for each plan: what fits stays whole, what cannot fit says so, and no setting is trusted untried."""

import datetime as dt
import random
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.utils import translation

from actionplans.asking.standard_forms import STANDARD
from foundation.exports import pdf
from reports import plan_pages
from reports.plan_pages import CUTS, ELLIPSIS, PlanPage
from reports.plan_records import (
    Concern,
    InAnnualPlan,
    Indicator,
    PlanRecord,
    PlanStep,
    Progress,
    Resource,
    Result,
    Risk,
    Source,
    Stakeholder,
)

WORDS = "據點分散，志工平均六十八歲，騎車單趟四十分鐘，每月缺班二十二班；天氣一變，長者的午餐就得靠里長臨時找人。"
DUE = dt.date(2026, 7, 15)


def text(letters: int) -> str:
    return (WORDS * (letters // len(WORDS) + 1))[:letters]


def plan(letters: int, rows: int, **fields: object) -> PlanRecord:
    """A plan whose every text has so many letters and whose every list has so many rows."""
    words = text(letters)
    values: dict[str, object] = {
        "code": "TTT-115-01", "key": 1, "county": "TTT", "county_name": "臺東縣", "workshop": "W12",
        "title": words[:100], "title_en": None, "pillar": "support", "pillar_name": "支持", "call_item": "S3",
        "problem": words, "goal": words, "beneficiaries": words, "partners": words, "vow": words[:100],
        "verdict": "需調整", "verdict_why": words, "sdgs": (3, 11), "lead_agency": words[:100],
        "person_in_charge": words[:50], "supervisor": words[:50], "first_step": words[:200], "first_step_on": DUE,
        "adopted_on": DUE, "is_tracked": True,
        "progress": Progress("late", "落後", words, 2, 6, 3, DUE, words, "/results/TTT/TTT-115-01/"),
        "annual": InAnnualPlan("planned", "預定", words, words[:50], DUE, words, words, DUE),
        "steps": (PlanStep(words, words, 1, 3, "W12-1"),) * rows,
        "indicators": (Indicator(words, words, None, words, None, words, words, "W12-1"),) * rows,
        "results": tuple(
            Result(month, DUE, words, words, words, "W12-1")
            for month in (1, 3, 6) for _each in range(max(1, rows // 3))
        ),
        "resources": tuple(
            Resource(words, "人力", (True, False, None)[at % 3], words, "W12-1") for at in range(rows)
        ),
        "stakeholders": (Stakeholder(words, "志願服務組織", "高", "低", words, "W12-1"),) * rows,
        "risks": (Risk(words, words, "W12-1"),) * rows,
        "concerns": (Concern("W12-1-1", words, "support", "S3"),) * min(rows, 16),
        "sources": (
            Source("W12-1", "第 1 組", "併入", words, words, words, words, words, "可行", words),
        ) * min(rows, 8),
    }  # fmt: skip
    return PlanRecord(**(values | fields))


def laid_out(page: PlanPage) -> int:
    return pdf.pages(pdf.compose(plan_pages.TEMPLATE, {"page": page, "items": [], "gap": plan_pages.gap()}))


def asked_for(key: str, inner: str = "") -> int:
    """How many letters the standard form suggests for an answer; 40 where it suggests nothing."""
    for form in STANDARD.values():
        for section in form["sections"]:
            for question in section["questions"]:
                found = question["fields"] if inner and question["key"] == key else [question]
                for one in found:
                    if one["key"] == (inner or key):
                        return int(one.get("words", 40))
    raise KeyError(key)


def as_the_forms_ask(rows: int) -> PlanRecord:
    """A plan that fills every box as far as the forms suggest, with so many rows in every list."""
    steps = (PlanStep(text(asked_for("steps", "what")), text(10), 1, 3, "W12-1"),) * rows
    parts = {key: text(asked_for("indicators", key)) for key in ("name", "baseline", "target", "unit")}
    indicator = Indicator(
        parts["name"], parts["baseline"], None, parts["target"], None, parts["unit"], text(10), "W12-1"
    )
    results = tuple(Result(month, DUE, text(20), text(12), text(10), "W12-1") for month in (1, 3, 6))
    return plan(
        10, rows,
        title=text(asked_for("title")), problem=text(asked_for("problem")), goal=text(asked_for("goal")),
        beneficiaries=text(asked_for("beneficiaries")), partners=text(asked_for("partners")),
        vow=text(asked_for("vow")), lead_agency=text(asked_for("lead_unit")), person_in_charge="王小明",
        supervisor="李小芬", verdict_why=text(40), first_step=text(30), steps=steps,
        indicators=(indicator,) * rows, results=results,
        risks=(Risk(text(25), text(25), "W12-1"),) * rows,
        stakeholders=(Stakeholder(text(10), "志願服務組織", "高", "低", text(6), "W12-1"),) * rows,
        resources=(Resource(text(12), "人力", True, text(8), "W12-1"),) * rows,
        concerns=(Concern("W12-1-1", text(40), "support", "S3"),) * 2,
        sources=(Source("W12-1", "第 1 組", "併入", text(18), None, None, None, None, "可行", None),) * 2,
    )  # fmt: skip


@pytest.mark.parametrize(("rows", "closest"), [(3, 2), (6, 3)])
def test_a_plan_filled_as_far_as_the_forms_suggest_stands_whole_on_one_page(rows: int, closest: int) -> None:
    full = as_the_forms_ask(rows)
    (page,) = plan_pages.pages_of([full], [])
    assert page.plan == full
    assert not page.is_cut
    assert page.density <= closest
    assert laid_out(page) == 1


@pytest.mark.parametrize(("letters", "rows"), [(2000, 200), (2000, 1), (20, 200), (150, 4)])
def test_what_cannot_fit_is_one_page_too_and_says_what_is_missing(letters: int, rows: int) -> None:
    (page,) = plan_pages.pages_of([plan(letters, rows)], [])
    assert laid_out(page) == 1
    assert page.is_cut
    html = re.sub(r"\s+", "", pdf.compose(plan_pages.TEMPLATE, {"page": page, "items": [], "gap": plan_pages.gap()}))
    assert "這一頁放不下全部內容" in html
    assert page.plan.title == plan(letters, rows).title
    assert [month for month, _results in page.plan.months] == [1, 3, 6]
    if letters > CUTS[0][0]:
        assert (page.plan.problem or "").endswith(ELLIPSIS)
    if rows > CUTS[0][1]:
        left = rows - len(page.plan.risks)
        assert f"風險{left}項" in html
        assert len(page.plan.risks) >= 2


def chance(seed: int) -> PlanRecord:
    """A plan of any shape."""
    dice = random.Random(seed)

    def some(most: int, blank: float = 0.2) -> str | None:
        length = dice.randint(1, most)
        kinds = [text(length), ("Volunteer " * most)[:length], ("字\n" * 6)[: min(length, 11)]]
        return None if dice.random() < blank else dice.choices(kinds, (8, 2, 1))[0]

    def words(most: int) -> str:
        return some(most, 0) or "字"

    def several(most: int, make: Callable[[], object]) -> tuple[object, ...]:
        return tuple(make() for _each in range(dice.randint(0, most)))

    return plan(
        8, 1,
        title=words(30), problem=some(60), goal=some(60), beneficiaries=some(30), partners=some(40), vow=some(26),
        verdict_why=some(60), first_step=some(30),
        steps=several(4, lambda: PlanStep(words(30), some(16), dice.choice([None, 1]), dice.choice([None, 3]), None)),
        indicators=several(
            3, lambda: Indicator(words(20), some(6), None, some(6), None, some(3), some(20), None)
        ),
        results=tuple(
            Result(month, DUE, some(25), some(20), some(20), "W12-1")
            for month in (1, 3, 6) for _each in range(dice.choice([1, 1, 2]))
        ),
        resources=several(4, lambda: Resource(words(16), some(2), dice.choice([None, True, False]), some(10), None)),
        stakeholders=several(3, lambda: Stakeholder(words(12), some(6), "高", None, some(8), None)),
        risks=several(2, lambda: Risk(words(30), some(30), None)),
        concerns=several(3, lambda: Concern("W12-3-1", some(60), "support", None)),
    )  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_a_plan_that_counts_as_short_is_short(language: str) -> None:
    """What is not laid out beforehand fits for certain: tried with the highest of many plans that count as short."""
    plans = [found for found in map(chance, range(600)) if plan_pages.is_short(found)]
    highest = sorted(plans, key=plan_pages.height)[-10:]
    assert plan_pages.height(highest[0]) >= plan_pages.HIGH_ENOUGH - 3, "nothing near the border was tried"
    with translation.override(language):
        assert [laid_out(PlanPage(found)) for found in highest] == [1] * len(highest)


@pytest.mark.parametrize(
    ("fits", "density", "cut"),
    [
        (lambda page: True, 0, False),
        (lambda page: page.density >= 1, 1, False),
        (lambda page: page.is_in_lines, 2, False),
        (lambda page: page.density >= 3, 3, False),
        (lambda page: page.is_cut, 3, True),
        (lambda page: False, 3, True),
    ],
)
def test_a_page_is_set_as_loosely_as_it_can_be(fits: Callable[[PlanPage], bool], density: int, cut: bool) -> None:
    full = plan(12, 2)
    assert not plan_pages.is_short(full)
    assert plan_pages.height(full) <= plan_pages.DENSITIES[0]
    page = plan_pages.page_of(full, lambda page: 1 if fits(page) else 2)
    assert (page.density, page.is_cut) == (density, cut)
    assert cut or page.plan == full


@pytest.mark.parametrize("place", [0, 1, 7, len(CUTS) - 1])
def test_no_more_is_cut_than_needed(place: int) -> None:
    full = plan(900, 20)
    enough = plan_pages.abridged(full, *CUTS[place])
    size = len(str(enough))
    page = plan_pages.page_of(full, lambda page: 1 if page.is_cut and len(str(page.plan)) <= size else 2)
    assert page.plan == enough


@pytest.mark.parametrize(
    ("letters", "rows", "problem", "steps"),
    [(10, 3, "據點分散，志工平均", 3), (9, 2, "據點分散，志工平均", 2), (8, 2, "據點分散，志……", 2)],
)
def test_only_what_is_too_long_is_abridged(letters: int, rows: int, problem: str, steps: int) -> None:
    shown = plan_pages.abridged(plan(9, 3), letters, rows)
    assert (shown.problem, len(shown.steps), len(shown.results)) == (problem, steps, 3)
    assert shown == plan(9, 3) or (letters, rows) != (10, 3)


def test_results_of_several_tables_stand_month_by_month() -> None:
    several = replace(
        plan(5, 1), results=tuple(Result(m, DUE, w, None, None, None) for m, w in [(1, "甲"), (1, "乙"), (3, "丙")])
    )
    assert [(month, [each.change for each in own]) for month, own in several.months] == [(1, ["甲", "乙"]), (3, ["丙"])]
