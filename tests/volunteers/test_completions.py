"""When a training is complete: the given cases TRN-*, and each boundary on both sides."""

import datetime as dt

import pytest

from volunteers.rules.completions import Completion, Moment, basic, special, standing
from volunteers.rules.courses import PROGRAMMES, special_for

D = dt.date
DAY = D(2024, 3, 24)


def done(programme: str, on: dt.date = DAY, course: int = 0, **more: object) -> Completion:
    return Completion(programme, course, on, **more)  # type: ignore[arg-type]


def courses(programme: str, *numbers: int, on: dt.date = DAY) -> list[Completion]:
    return [done(programme, on, number) for number in numbers]


def test_the_lengths_are_those_of_the_handbook() -> None:
    hours = {code: programme.minutes / 60 for code, programme in PROGRAMMES.items()}
    assert hours == {
        "BASIC": 6, "SP_SOCIAL": 6, "SP_COMPREHENSIVE": 3, "SP_HEALTH": 4, "SP_CIVIL": 4, "SP_LABOR": 12,
        "SP_EDUCATION": 2, "SP_FIRE_EMS": 40, "SP_AGRICULTURE": 32, "SP_ECONOMY": 3, "SP_ANIMAL_SHELTER": 4,
        "SP_ANIMAL_PROTECTOR": 12, "SP_LAND": 12, "SP_TAX": 0, "SP_WATER_SAVING": 12, "SP_WATER_GUIDE": 32,
        "GROWTH": 18, "LEADERSHIP": 18, "SP_UNIT": 0, "SUPERVISOR": 0, "IN_SERVICE": 0,
    }  # fmt: skip


def test_all_courses_are_asked_and_not_only_as_many_hours() -> None:
    """TRN-08: 5 of 6 hours, 綜合討論 is missing; more hours of other courses do not help."""
    found = special("social", [*courses("SP_SOCIAL", 1, 2, 3), *courses("SP_LABOR", 1)], unit=None)
    assert found.done is None
    assert [str(course.name) for course in found.missing] == ["綜合討論"]
    assert special("social", courses("SP_SOCIAL", 1, 2, 3, 4), unit=None).done == Moment(DAY)


def test_courses_one_by_one_are_complete_with_the_last() -> None:
    lines = [done("BASIC", D(2024, 3, number), number) for number in (1, 2, 3)]
    assert basic(lines[:2]).done is None
    assert basic(lines).done == Moment(D(2024, 3, 3))
    assert basic([*lines, done("BASIC", D(2024, 3, 2))]).done == Moment(D(2024, 3, 2)), (
        "the whole was certified earlier"
    )


def test_of_two_records_of_a_course_the_first_counts() -> None:
    lines = [done("SP_ECONOMY", D(2024, 5, 1), 1), done("SP_ECONOMY", D(2024, 4, 1), 1)]
    assert special("economy", lines, unit=None).done == Moment(D(2024, 4, 1))


def test_a_day_without_a_time_is_later_than_its_evening() -> None:
    noon, late, unknown = Moment(DAY, dt.time(12)), Moment(DAY, dt.time(23, 59)), Moment(DAY)
    assert sorted([unknown, late, noon], key=lambda one: one.order) == [noon, late, unknown]
    assert unknown.order < Moment(DAY + dt.timedelta(days=1), dt.time(0)).order


@pytest.mark.parametrize(("on", "complete"), [(D(2018, 5, 13), False), (D(2018, 5, 14), True)])
def test_courses_of_before_the_regulation_are_other_courses(on: dt.date, complete: bool) -> None:
    assert (basic(courses("BASIC", 1, 2, 3, on=on)).done is not None) is complete
    assert basic([done("BASIC", on)]).done == Moment(on), "a whole training counts by what was asked then"


def test_of_several_trainings_for_a_category_one_is_enough() -> None:
    """TRN-06."""
    assert {one.code for one in special_for("animal")} == {"SP_ANIMAL_SHELTER", "SP_ANIMAL_PROTECTOR"}
    assert special("animal", [done("SP_ANIMAL_PROTECTOR")], unit=None).done
    both = [done("SP_ANIMAL_PROTECTOR", D(2024, 5, 1)), done("SP_ANIMAL_SHELTER", D(2024, 4, 1))]
    assert special("animal", both, unit=None).done == Moment(D(2024, 4, 1))
    assert len(special("animal", courses("SP_ANIMAL_PROTECTOR", 1, 2, 3, 4, 5), unit=None).missing) == 1


def test_one_units_introduction_does_not_count_at_another() -> None:
    """TRN-09: and the social one does not stand in for it."""
    lines = [done("SP_COMPREHENSIVE", unit=1), done("SP_SOCIAL")]
    assert special("comprehensive", lines, unit=1).done
    assert special("comprehensive", lines, unit=2).done is None
    assert special("comprehensive", lines, unit=None).done is None


def test_tax_asks_for_the_social_training_and_the_briefing() -> None:
    """TRN-15."""
    found = special("tax", [done("SP_SOCIAL")], unit=None)
    assert found.done is None
    assert [str(course.name) for course in found.missing] == ["志工講習"]
    assert len(special("tax", [done("SP_TAX")], unit=None).missing) == 4
    both = [done("SP_SOCIAL", D(2024, 5, 1)), done("SP_TAX", D(2024, 4, 1))]
    assert special("tax", both, unit=None).done == Moment(D(2024, 5, 1)), "complete with the later of the two"


def test_household_registration_is_trained_with_civil_affairs() -> None:
    assert special("household", [done("SP_CIVIL")], unit=None).done


def test_a_category_without_a_training_of_its_own_takes_the_units() -> None:
    assert [one.code for one in special_for("culture")] == ["SP_UNIT"]
    assert special("culture", [done("SP_UNIT", unit=7)], unit=7).done
    assert special("culture", [done("SP_UNIT", unit=7)], unit=8).done is None


def test_a_qualification_says_until_when() -> None:
    first, second = (done("SP_FIRE_EMS", valid_until=D(year, 6, 30)) for year in (2025, 2027))
    assert special("fire", [first], unit=None).valid_until == D(2025, 6, 30)
    found = special("fire", [second, first], unit=None)
    assert found.periods == ((DAY, D(2025, 6, 30)), (DAY, D(2027, 6, 30)))
    assert special("fire", [second, first], unit=None).valid_until == D(2027, 6, 30)
    assert standing(PROGRAMMES["BASIC"], [done("BASIC", valid_until=D(2025, 1, 1))]).valid_until is None
    assert standing(PROGRAMMES["BASIC"], [done("BASIC")]).periods is None


@pytest.mark.parametrize(
    ("on", "until"),
    [(D(2024, 3, 24), D(2025, 3, 23)), (D(2024, 2, 29), D(2025, 2, 28)), (D(2024, 1, 1), D(2024, 12, 31))],
)
def test_a_qualification_that_says_no_day_holds_until_the_next_education_is_due(on: dt.date, until: dt.date) -> None:
    """SP_FIRE_EMS: 每年應依《救護技術員管理辦法》相關規定接受繼續教育."""
    assert special("fire", [done("SP_FIRE_EMS", on)], unit=None).periods == ((on, until),)


@pytest.mark.parametrize(
    ("category", "unit", "counts"),
    [("culture", 7, True), ("environment", 7, False), ("culture", 8, False), ("environment", 8, False)],
)
def test_what_a_unit_taught_for_one_category_does_not_count_for_another(category: str, unit: int, counts: bool) -> None:
    """TRN-06: 跨領域服務時應完成所跨服務領域之特殊訓練, also where the authority has set no courses."""
    lines = [done("SP_UNIT", unit=7, category="culture")]
    assert (special(category, lines, unit=unit).done is not None) is counts
