"""The rules of appraising units: how often, and whose turn it is."""

import pytest

from volunteers.filing import offices
from volunteers.rules import appraising, grading
from volunteers.rules.appraising import Turn, Way


def test_every_interval_is_of_an_office_that_is_known_and_doubt_is_said() -> None:
    known = {code for code, *_rest in offices.TAIPEI}
    assert set(appraising.CYCLES) <= known
    assert {code: one.years for code, one in appraising.CYCLES.items()} == {
        "tpe-dosw": 2, "tpe-health": 2, "tpe-civil": 1, "tpe-labor": 1, "tpe-doed": 1, "tpe-land": 1,
        "tpe-transport": 1, "tpe-finance": None,
    }  # fmt: skip
    assert {code for code, one in appraising.CYCLES.items() if one.is_certain} == {
        "tpe-dosw", "tpe-doed", "tpe-land", "tpe-transport",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("is_unit", "other_units", "way"),
    [(True, 0, Way.SELF), (True, 1, Way.AUTHORITY), (False, 0, Way.AUTHORITY), (False, 7, Way.AUTHORITY)],
)
def test_an_authority_with_no_other_unit_assesses_itself(is_unit: bool, other_units: int, way: Way) -> None:
    """KPI-09."""
    assert appraising.way(is_unit=is_unit, other_units=other_units) is way
    assert Way.SELF == "self_assessment"


@pytest.mark.parametrize(
    ("ended", "begins", "cycle", "due"),
    [
        ([], 2025, 1, 2025), ([], 2025, 2, 2026), ([2024], 2020, 2, 2026), ([2022, 2024], 2020, 2, 2026),
        ([2024], 2020, 1, 2025), ([2010], 2025, 2, 2025), ([2024], 2020, None, None), ([], 2025, None, None),
    ],
)  # fmt: skip
def test_a_turn_comes_once_in_an_interval(ended: list[int], begins: int, cycle: int | None, due: int | None) -> None:
    assert appraising.due_year(ended=ended, begins=begins, cycle=cycle) == due


@pytest.mark.parametrize(
    ("values", "turn"),
    [
        ({"due": 2026}, Turn.DUE), ({"due": 2027}, Turn.LATER), ({"due": 2025}, Turn.OVERDUE),
        ({"due": None}, Turn.UNSETTLED), ({"due": 2028, "ended": [2026]}, Turn.DONE),
        ({"due": None, "ended": [2026]}, Turn.DONE), ({"due": 2025, "running": True}, Turn.SELF),
        ({"due": 2025, "running": True, "is_late": True}, Turn.SELF_LATE),
        ({"due": 2025, "running": True, "is_late": True, "handed_in": True}, Turn.RATING),
    ],
)  # fmt: skip
def test_where_a_unit_stands(values: dict[str, object], turn: Turn) -> None:
    given = {"ended": [], "running": False, "handed_in": False, "is_late": False} | values
    assert appraising.turn(year=2026, **given) is turn  # type: ignore[arg-type]
    assert appraising.TURNS[turn]


def test_the_published_bands_have_their_edges() -> None:
    """臺東縣 FL044435."""
    rules = grading.Scale(
        "ttt", "", (), tuple(grading.Grade(name, name, grading.Decimal(least)) for name, least in
                             appraising.TAITUNG_GRADES), appraising.TAITUNG_SOURCE,
    )  # fmt: skip
    told = [grading.grade(grading.Decimal(score), rules).name for score in
            ("90", "89.99", "85", "84.99", "80", "79.99", "70", "69.99", "60", "59.99")]  # fmt: skip
    assert told == ["優等", "甲等", "甲等", "乙等", "乙等", "丙等", "丙等", "丁等", "丁等", "戊等"]
