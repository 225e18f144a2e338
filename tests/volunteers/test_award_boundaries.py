"""Test people made from the rules themselves: what each condition must say is known before it is asked."""

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.makers.awards import readings_of
from volunteers.rules.award_books import awards, disputes
from volunteers.rules.award_boundaries import cases
from volunteers.rules.award_facts import Family
from volunteers.rules.award_findings import Finding
from volunteers.rules.award_judging import judge
from volunteers.rules.award_person_boundaries import Case

D = dt.date
DAYS = (D(2026, 6, 30), D(2027, 2, 28), D(2028, 2, 29), D(2027, 3, 1), D(2026, 12, 31))
LEAST = 10


def readings() -> Iterator[dict[str, str]]:
    """The recommended readings, and then every other reading of each question by itself."""
    usual = readings_of(disputes(), {})
    yield usual
    for key, one in disputes().items():
        for reading in one.readings[1:]:
            yield usual | {key: reading.code}


def found(case: Case, finding: Finding) -> list[str]:
    """What was found of the case's condition; of a family, of its first member."""
    inside = isinstance(case.subject, Family) and any(one.kind == "each" for one in finding.children)
    return list(_answers(case, finding, inside))


def _answers(case: Case, finding: Finding, inside: bool) -> Iterator[str]:
    if finding.member > 1:
        return
    if finding.leaf == case.leaf:
        yield finding.answer.value
    for one in finding.children:
        yield from _answers(case, one, inside)


@pytest.mark.parametrize("code", awards())
def test_every_condition_says_what_it_must_of_people_around_its_numbers(code: str) -> None:
    made = 0
    for used in readings():
        for on in DAYS:
            for case in cases(awards()[code], on, used):
                made += 1
                answers = found(case, judge(awards()[code], case.subject, case.on, used).finding)
                assert set(answers) == {case.expected.value}, f"{case.words} {case.on} {used}: {answers}"
    assert made >= LEAST
    usual = readings_of(disputes(), {})
    assert sum(1 for on in DAYS for _case in cases(awards()[code], on, usual)) >= LEAST


def test_a_case_that_expects_the_wrong_thing_would_be_seen() -> None:
    award, used = awards()["TW_MOHW_VOL_BRONZE"], readings_of(disputes(), {})
    wrong = [
        case
        for case in cases(award, DAYS[0], used)
        if {one.value for one in (judge(award, case.subject, case.on, used).finding.answer,)} != {"yes"}
    ]
    assert len(wrong) >= 4, "a minute less, half an hour less, nothing, and received before"
