"""The given cases of training as one table, and what changed by date, each boundary on both sides."""

import datetime as dt
from collections.abc import Sequence

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from foundation.accounts.roles import Role
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import make_enrolment, make_training, make_unit
from volunteers.rules import completions, grounds, prerequisites
from volunteers.rules.completions import Completion, Ground, Moment
from volunteers.rules.courses import PROGRAMMES, special_for
from volunteers.rules.hours import Facts, Reason, Shift, assess

D = dt.date
LAST, SINCE = D(2018, 5, 13), D(2018, 5, 14)
OLD = (11, 12, 13, 14, 15, 16)


def done(programme: str, on: dt.date, course: int = 0, **more: object) -> Completion:
    return Completion(programme, course, on, **more)  # type: ignore[arg-type]


def parts(on: dt.date, *numbers: int) -> list[Completion]:
    """Courses of basic training."""
    return [done("BASIC", on, number) for number in numbers]


def counted(facts: Facts, shifts: Sequence[tuple[dt.date, float]]) -> tuple[float, list[Reason | None]]:
    """Hours that count of some shifts, and why the others do not."""
    verdicts = [assess(Shift(on, round(hours * 60)), facts) for on, hours in shifts]
    return sum(one.counted for one in verdicts) / 60, [one.why for one in verdicts]


def facts_of(basic: dt.date, special: dt.date, **more: object) -> Facts:
    return Facts(basic=Moment(basic), special=Moment(special), enrolled=[(D(2019, 1, 1), None)], **more)  # type: ignore[arg-type]


CASES = {
    # what is served before both trainings are complete does not count
    "TRN-01": lambda: (
        counted(facts_of(D(2024, 3, 10), D(2024, 3, 24)), [(D(2024, 3, 17), 3.0), (D(2024, 3, 31), 3.0)]),
        (3.0, [Reason.BEFORE_SPECIAL, None]),
    ),
    # a training that is recorded later does not bring older hours back
    "TRN-02": lambda: (
        counted(facts_of(D(2024, 1, 6), D(2024, 6, 15)), [(D(2024, 5, 1), 20.0), (D(2024, 6, 16), 12.0)])[0], 12.0,
    ),
    # on the day itself: the shift has to begin after the training ended
    "TRN-04": lambda: (
        [
            assess(
                Shift(D(2024, 3, 24), ends - starts, starts, ends),
                Facts(
                    basic=Moment(D(2024, 3, 10)), special=Moment(D(2024, 3, 24), dt.time(12)),
                    enrolled=[(D(2024, 1, 1), None)],
                ),
            ).counted
            for starts, ends in ((9 * 60, 11 * 60), (14 * 60, 17 * 60))
        ],
        [0, 180],
    ),
    # another category asks for its special training, and for no second basic one
    "TRN-06": lambda: (
        ({one.code for one in special_for("animal")}, completions.basic([done("BASIC", D(2019, 7, 6))]).done),
        ({"SP_ANIMAL_SHELTER", "SP_ANIMAL_PROTECTOR"}, Moment(D(2019, 7, 6))),
    ),
    # five of six hours: 綜合討論 is missing
    "TRN-08": lambda: (
        [
            course.number
            for course in completions.special(
                "social", [done("SP_SOCIAL", D(2024, 3, 24), number) for number in (1, 2, 3)], unit=None
            ).missing
        ],
        [4],
    ),
    # the social training of one unit is not another unit's introduction
    "TRN-09": lambda: (completions.special("comprehensive", [done("SP_SOCIAL", D(2024, 3, 24))], unit=2).done, None),
    # three years are full, the certificate of growth training is missing
    "TRN-11": lambda: (
        len(
            prerequisites.lacking(
                PROGRAMMES["LEADERSHIP"], trainings=[], periods=[(D(2021, 1, 4), None)], recommended=True,
                on=D(2024, 1, 3),
            )
        ),
        2,  # the reason and its source
    ),
    # practice is no service
    "TRN-12": lambda: (
        counted(
            Facts(
                basic=Moment(D(2024, 1, 20)), special=Moment(D(2024, 1, 20)), enrolled=[(D(2024, 1, 21), None)],
                probation_days=91,
            ),
            [(D(2024, 4, 20), 12.0), (D(2024, 2, 1), 12.0), (D(2024, 4, 21), 10.0)],
        )[0],
        10.0,
    ),
    # the social training is only the first half of tax service's
    "TRN-15": lambda: (
        [str(course.name) for course in completions.special("tax", [done("SP_SOCIAL", D(2024, 3, 1))], unit=1).missing],
        ["志工講習"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_given_cases(name: str) -> None:
    found, expected = CASES[name]()
    assert found == expected


@pytest.mark.parametrize(
    ("joined", "short"),
    [(D(2021, 1, 4), False), (D(2021, 1, 5), True)],
)
def test_three_years_are_full_on_their_last_day(joined: dt.date, short: bool) -> None:
    """TRN-11 on both sides: 2021-01-04 to 2024-01-03 are three years with both ends."""
    why = prerequisites.lacking(
        PROGRAMMES["LEADERSHIP"], trainings=[done("GROWTH", D(2023, 1, 1))], periods=[(joined, None)],
        recommended=True, on=D(2024, 1, 3),
    )  # fmt: skip
    assert bool(why) is short


@pytest.mark.parametrize(
    ("periods", "days"),
    [
        ([(D(2024, 1, 1), D(2024, 1, 31))], 31),
        ([(D(2024, 1, 1), D(2024, 1, 31)), (D(2024, 1, 15), D(2024, 2, 10))], 41),
        ([(D(2024, 1, 1), D(2024, 1, 31)), (D(2024, 3, 1), None)], 31 + 31),
        ([(D(2024, 5, 1), None)], 0),
        ([], 0),
    ],
)
def test_days_in_two_units_at_once_are_days_once(periods, days: int) -> None:
    assert prerequisites.served_days(periods, D(2024, 3, 31)) == days


@pytest.mark.parametrize(
    ("lines", "complete", "ground"),
    [
        ([done("BASIC", LAST)], True, Ground.FORMER_WHOLE),
        ([done("BASIC", SINCE)], True, Ground.WHOLE),
        ([done("BASIC", SINCE, n) for n in (1, 2, 3)], True, Ground.COURSES),
        ([done("BASIC", LAST, n) for n in (1, 2, 3)], False, None),
        ([done("BASIC", LAST, n) for n in OLD], True, Ground.FORMER_COURSES),
        ([done("BASIC", SINCE, n) for n in OLD], False, None),
        ([done("BASIC", LAST, n) for n in OLD if n != 16], False, None),
        ([*parts(LAST, 11, 12, 16), *parts(SINCE, 2, 3)], True, Ground.MIXED),
        ([*parts(LAST, 11, 12), *parts(SINCE, 2, 3)], False, None),
        ([done("SP_SOCIAL", LAST)], True, Ground.FORMER_WHOLE),
    ],
)  # fmt: skip
def test_what_was_completed_before_counts_by_what_was_asked_then(lines, complete: bool, ground: Ground | None) -> None:
    found = completions.standing(PROGRAMMES[lines[0].programme], lines)
    assert (found.done is not None, found.ground) == (complete, ground)


def test_what_is_missing_after_a_half_old_training_are_todays_courses() -> None:
    found = completions.basic([done("BASIC", LAST, n) for n in (11, 12, 15, 16)])
    assert [course.number for course in found.missing] == [3]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([done("BASIC", D(2017, 5, 6))], "當時規定的 12 小時；107年5月14日（一）起改為 6 小時"),
        ([done("SP_SOCIAL", D(2017, 5, 6))], "照當時的規定"),
        ([done("BASIC", LAST, n) for n in OLD], "內涵、志願服務倫理、志願服務發展趨勢 → 志願服務的內涵及倫理"),
        ([done("BASIC", SINCE, online=True)], "以網站發的結業證書為憑"),
        ([done("BASIC", SINCE)], ""),
        ([done("BASIC", SINCE, 1)], ""),
    ],
)  # fmt: skip
def test_people_are_told_why_it_counts(lines, words: str) -> None:
    with translation.override("zh-hant"):
        told = grounds.told([completions.standing(PROGRAMMES[lines[0].programme], lines)])
    assert bool(told) is bool(words)
    if words:
        assert words in told[0][0]
        assert told[0][1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("course", "on", "minutes"),
    [(0, LAST, 720), (0, SINCE, 360), (11, LAST, 120), (11, SINCE, None), (1, LAST, None), (1, SINCE, 120)],
)
def test_a_course_is_recorded_for_the_time_in_which_it_was_asked(course: int, on: dt.date, minutes) -> None:
    person = make_enrolment(make_unit()).volunteer
    if minutes is None:
        with pytest.raises(ValidationError, match="起課目改了"):
            make_training(person, on=on, course=course)
    else:
        assert make_training(person, on=on, course=course).minutes == minutes


@pytest.mark.django_db
def test_her_page_says_why(client) -> None:

    user = make_user(None)
    give(user, Role.COUNTY_OFFICER, "TTT")
    client.force_login(user)
    person = make_enrolment(make_unit()).volunteer
    make_training(person, on=D(2017, 5, 6))
    assert "當時規定的 12 小時" in client.get(f"/register/people/{person.key}/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("programme", "course", "on", "minutes", "enough"),
    [
        ("SP_SOCIAL", 0, SINCE, 359, False),
        ("SP_SOCIAL", 0, SINCE, 360, True),
        ("SP_SOCIAL", 1, SINCE, 119, False),
        ("SP_SOCIAL", 1, SINCE, 120, True),
        ("BASIC", 0, SINCE, 180, False),
        ("BASIC", 0, SINCE, 360, True),
        ("BASIC", 0, LAST, 359, False),
        ("BASIC", 0, LAST, 360, True),
        ("BASIC", 11, LAST, 119, False),
        ("BASIC", 11, LAST, 120, True),
        ("GROWTH", 0, SINCE, 1079, False),
        ("GROWTH", 0, SINCE, 1080, True),
        ("LEADERSHIP", 0, SINCE, 1079, False),
        ("SP_HEALTH", 0, SINCE, 180, True),
        ("IN_SERVICE", 0, SINCE, 30, True),
    ],
)
def test_fewer_hours_than_the_ministry_asks_are_no_completion(
    programme: str, course: int, on: dt.date, minutes: int, enough: bool
) -> None:
    """TRN-08; what an authority or a unit asks is theirs to say (手冊「依其個別需求自行訂定」)."""
    person = make_enrolment(make_unit(), on=D(2018, 1, 1)).volunteer
    if enough:
        assert make_training(person, programme, on=on, course=course, minutes=minutes).minutes == minutes
        return
    with pytest.raises(ValidationError, match="還不算完成") as refused:
        make_training(person, programme, on=on, course=course, minutes=minutes)
    assert list(refused.value.message_dict) == ["minutes"]
    assert not person.trainings.exists()
