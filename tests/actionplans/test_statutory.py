"""The fixed days of the year: as their sources give them, moved where the law moves them."""

import datetime as dt

import pytest

from actionplans.yearly import statutory
from actionplans.yearly.statutory import RULES, Place

D = dt.date
BY_KEY = {one.key: one for one in RULES}


@pytest.mark.parametrize(
    ("key", "year", "begins", "ends", "was"),
    [
        # 二個月 after a year's end is the month's last day (民法121); in 2026 that is a Saturday and 和平紀念日.
        ("act-7", 2025, D(2025, 3, 3), D(2025, 3, 3), D(2025, 2, 28)),
        ("act-7", 2026, D(2026, 3, 2), D(2026, 3, 2), D(2026, 2, 28)),
        ("act-7", 2024, D(2024, 2, 29), D(2024, 2, 29), None),  # a Thursday in a leap year
        ("honour-6", 2026, D(2026, 6, 30), D(2026, 6, 30), None),  # a Tuesday
        ("honour-8", 2026, D(2026, 8, 31), D(2026, 8, 31), None),
        ("honour-6", 2029, D(2029, 7, 2), D(2029, 7, 2), D(2029, 6, 30)),  # a Saturday
        ("health-4", 2026, D(2026, 4, 30), D(2026, 4, 30), None),
        ("health-4", 2027, D(2027, 5, 3), D(2027, 5, 3), D(2027, 4, 30)),  # 勞動節 is a Saturday: a Friday off
        ("interior-1", 2027, D(2027, 2, 1), D(2027, 2, 1), D(2027, 1, 31)),  # a Sunday
        ("victims-7", 2026, D(2026, 7, 31), D(2026, 7, 31), None),
        # A handbook's window and a celebration stay where they are written.
        ("tpe-1", 2026, D(2026, 1, 1), D(2026, 1, 10), None),  # a Saturday
        ("tpe-7", 2026, D(2026, 7, 1), D(2026, 7, 10), None),
        ("tpe-january", 2027, D(2027, 1, 1), D(2027, 1, 31), None),
        ("volunteer-day", 2026, D(2026, 12, 5), D(2026, 12, 5), None),  # a Saturday
    ],
)
def test_a_rule_in_a_year(key: str, year: int, begins: dt.date, ends: dt.date, was: dt.date | None) -> None:
    fixed = statutory.in_year(BY_KEY[key], year)
    assert (fixed.begins, fixed.ends, fixed.was) == (begins, ends, was)


def test_every_rule_has_a_name_of_its_own_and_a_source() -> None:
    assert len(BY_KEY) == len(RULES)
    for one in RULES:
        assert str(one.title)
        assert str(one.whose)
        assert len(str(one.source)) > 5, one.key


@pytest.mark.parametrize(
    ("places", "wanted"),
    [(None, True), ([Place("TPE")], True), ([Place("TTT")], False), ([Place("TTT"), Place("TPE")], True)],
)
def test_a_city_s_own_days_are_its_own(places: list[Place] | None, wanted: bool) -> None:
    keys = {one.rule.key for one in statutory.between(D(2026, 1, 1), D(2026, 12, 31), places=places)}
    assert ("tpe-7" in keys) is wanted
    assert {"act-7", "honour-6", "volunteer-day"} <= keys


EVERYBODY = {"act-7", "honour-6", "honour-7", "honour-8", "volunteer-day"}
WELFARE = {"health-2", "health-3", "health-4"}
INTERIOR = {"interior-1", "interior-2", "interior-3"}


@pytest.mark.parametrize(
    ("categories", "rhythms", "more"),
    [
        ({"social"}, {"half_year"}, WELFARE | {"tpe-1", "tpe-7"}),
        ({"health"}, {"law"}, WELFARE),
        ({"police"}, {"law"}, INTERIOR),
        ({"education"}, {"january"}, {"tpe-january"}),
        ({"tax"}, {"law"}, set()),
        ({"comprehensive"}, {"law"}, WELFARE | INTERIOR),
        ({"social", "fire"}, {"half_year", "law"}, WELFARE | INTERIOR | {"tpe-1", "tpe-7"}),
    ],
)
def test_a_category_has_its_own_days_and_those_of_everybody(
    categories: set[str], rhythms: set[str], more: set[str]
) -> None:
    place = Place("TPE", frozenset(categories), frozenset(rhythms))
    found = {one.rule.key for one in statutory.between(D(2026, 1, 1), D(2026, 12, 31), places=[place])}
    assert found == EVERYBODY | more


def test_one_rhythm_has_no_report_of_a_whole_year() -> None:
    assert BY_KEY["act-7"].told_by == statutory.NOT_YEARLY == ("half_year",)


def test_they_come_in_order_within_their_bounds_and_once() -> None:
    found = statutory.between(D(2026, 3, 2), D(2027, 3, 1))
    days = [one.ends for one in found]
    assert days == sorted(days)
    assert found[0].rule.key == "act-7"  # due on the very first day
    assert D(2027, 3, 1) >= days[-1]
    assert len({(one.rule.key, one.ends) for one in found}) == len(found) == len(RULES)
