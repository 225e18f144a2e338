"""Grades and leaving: the given cases EVL-*, and each boundary on both sides."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from volunteers.rules import grading
from volunteers.rules.appraising import TAITUNG_GRADES
from volunteers.rules.grading import SCALES, SIMPLE, TAIPEI, TAITUNG, grade
from volunteers.rules.leaving import WORDS, Cause, suggestions

ON = dt.date(2026, 6, 10)
YEAR = dt.date(2026, 1, 1)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("score", "name"),
    [("100", "優等"), ("90", "優等"), ("89.99", "甲等"), ("80", "甲等"), ("79.99", "乙等"), ("70", "乙等"),
     ("69.99", "丙等"), ("60", "丙等"), ("59.99", "丁等"), ("0", "丁等")],
)  # fmt: skip
def test_the_grades_of_the_handbook(score: str, name: str) -> None:
    """EVL-01."""
    assert str(grade(Decimal(score)).name) == name


@pytest.mark.parametrize(
    ("score", "name", "failing"),
    [("100", "優等", False), ("90", "優等", False), ("89.99", "甲等", False), ("85", "甲等", False),
     ("84.99", "乙等", False), ("80", "乙等", False), ("79.99", "丙等", False), ("70", "丙等", False),
     ("69.99", "丁等", False), ("60", "丁等", False), ("59.99", "戊等", True), ("0", "戊等", True)],
)  # fmt: skip
def test_the_grades_of_another_county(score: str, name: str, failing: bool) -> None:
    """law.taitung.gov.tw FL044435 五: what is called 丁等 there passes, which it does not by the handbook."""
    found = grade(Decimal(score), TAITUNG)
    assert (str(found.name), found.is_failing) == (name, failing)
    assert grade(Decimal("59.99")).is_failing


def test_the_bands_are_those_that_units_are_appraised_by() -> None:
    assert [(str(one.name), one.least) for one in TAITUNG.grades] == list(TAITUNG_GRADES)
    assert "FL044435" in TAITUNG.source


def test_the_grade_is_read_from_the_exact_score() -> None:
    """EVL-02."""
    score = Decimal("89.95")
    assert str(grade(score).name) == "甲等"
    assert grading.shown(score) == "90.0"


@pytest.mark.parametrize("score", ["-0.01", "100.01"])
def test_there_is_no_such_score(score: str) -> None:
    with pytest.raises(ValueError, match="score"):
        grade(Decimal(score))


@given(st.decimals(0, 100, places=3), st.decimals(0, 100, places=3), st.sampled_from(sorted(SCALES)))
def test_a_better_score_never_earns_a_worse_grade(one: Decimal, other: Decimal, scale: str) -> None:
    low, high = sorted((one, other))
    assert grade(low, SCALES[scale]).least <= grade(high, SCALES[scale]).least


@pytest.mark.parametrize(
    ("weights", "fits"),
    [(("40", "40", "30"), False), (("40", "30", "30"), True), (("33.3", "33.3", "33.4"), True),
     (("33.3", "33.3", "33.3"), False), (("120", "-10", "-10"), False)],
)  # fmt: skip
def test_weights_add_up_to_a_hundred(weights: tuple[str, ...], fits: bool) -> None:
    """EVL-07."""
    given_weights = dict(zip(TAIPEI.aspects, map(Decimal, weights), strict=True))
    if fits:
        grading.check_weights(TAIPEI, given_weights)
    else:
        with pytest.raises(ValidationError):
            grading.check_weights(TAIPEI, given_weights)
    with pytest.raises(ValidationError):
        grading.check_weights(SIMPLE, {"attitude": Decimal(100)})


def test_every_scale_has_a_grade_for_nothing_and_eleven_indicators_in_three_aspects() -> None:
    for scale in SCALES.values():
        assert min(one.least for one in scale.grades) == 0
        assert sum(one.is_failing for one in scale.grades) == 1
        assert scale.aspects == tuple(grading.ASPECTS)
        assert [one.number for one in scale.indicators] == list(range(1, 12))


def causes(absences: int = 0, leaves: int = 0, **more: bool) -> list[Cause]:
    found = suggestions(
        on=ON,
        agreed_on=YEAR,
        absences=[ON - DAY * each for each in range(absences)],
        leaves=[ON - DAY * each for each in range(leaves)],
        **more,
    )
    return [one.cause for one in found]


@pytest.mark.parametrize(
    ("absences", "leaves", "found"),
    [(3, 0, [Cause.ABSENT]), (2, 11, []), (1, 11, []), (0, 12, [Cause.LEAVE]), (3, 12, [Cause.ABSENT, Cause.LEAVE])],
)
def test_absences_and_leaves_are_counted_apart(absences: int, leaves: int, found: list[Cause]) -> None:
    """EVL-04, EVL-06."""
    assert causes(absences, leaves) == found


def test_a_failed_evaluation_is_suggested() -> None:
    assert causes(failed=True) == [Cause.FAILED]


def test_what_is_longer_ago_does_not_count() -> None:
    leaves = [ON - DAY * each for each in range(11)]
    for oldest, counts in ((dt.date(2025, 6, 11), True), (dt.date(2025, 6, 10), False)):
        found = suggestions(on=ON, agreed_on=YEAR, absences=[], leaves=[*leaves, oldest])
        assert bool(found) is counts
    for oldest, counts in ((YEAR, True), (YEAR - DAY, False)):
        found = suggestions(on=ON, agreed_on=YEAR, absences=[ON, ON - DAY, oldest], leaves=[])
        assert bool(found) is counts
    leap = dt.date(2028, 2, 29)
    assert not suggestions(on=leap, agreed_on=leap, absences=[], leaves=[dt.date(2027, 2, 28)] * 12)
    assert suggestions(on=leap, agreed_on=leap, absences=[], leaves=[dt.date(2027, 3, 1)] * 12)


def test_every_suggestion_has_its_words_and_source() -> None:
    assert set(WORDS) == set(Cause)
    assert all(
        one.source for one in suggestions(on=ON, agreed_on=YEAR, absences=[ON] * 3, leaves=[ON] * 12, failed=True)
    )
