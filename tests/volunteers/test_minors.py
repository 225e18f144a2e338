"""Who is under age on which day."""

import datetime as dt

import pytest

from volunteers.rules import minors

BORN = dt.date(2008, 6, 10)


@pytest.mark.parametrize(
    ("on", "minor"),
    [(dt.date(2026, 6, 9), True), (dt.date(2026, 6, 10), False)],
)
def test_of_age_on_the_eighteenth_birthday(on, minor):
    assert minors.is_minor(BORN, on) is minor


@pytest.mark.parametrize(("on", "minor"), [(dt.date(2022, 12, 31), True), (dt.date(2023, 1, 1), False)])
def test_before_112_it_was_twenty(on, minor):
    assert minors.is_minor(dt.date(2004, 1, 1), on) is minor


def test_who_was_born_on_a_leap_day_is_older_on_the_first_of_march():
    born = dt.date(2008, 2, 29)
    assert [minors.age(born, day) for day in (dt.date(2026, 2, 28), dt.date(2026, 3, 1))] == [17, 18]
