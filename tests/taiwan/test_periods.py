"""Periods in months, and last days that fall on days off."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.taiwan import periods

day = dt.date.fromisoformat
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))


@pytest.mark.parametrize(
    ("begins", "months", "ends"),
    [
        ("2026-06-10", 3, "2026-09-10"),
        ("2026-06-10", 6, "2026-12-10"),
        ("2026-06-30", 3, "2026-09-30"),
        ("2026-05-31", 1, "2026-06-30"),  # no 31 June: the month's last day (民法 121 II)
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-08-30", 6, "2028-02-29"),
        ("2026-12-01", 1, "2027-01-01"),
        ("2026-01-31", 12, "2027-01-31"),
        ("2024-02-29", 12, "2025-02-28"),
    ],
)
def test_months_end_on_the_day_that_corresponds(begins: str, months: int, ends: str) -> None:
    assert periods.months_after(day(begins), months) == day(ends)


@pytest.mark.parametrize(
    ("happened", "months", "ends"),
    [
        ("2026-06-10", 2, "2026-08-10"),
        ("2026-06-30", 2, "2026-08-31"),  # July and August
        ("2026-06-29", 2, "2026-08-29"),
        ("2025-05-31", 2, "2025-07-31"),  # RPT-04
        ("2023-12-31", 2, "2024-02-29"),  # RPT-03
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-12-29", 2, "2027-02-28"),  # no 30 February: the month's last day (民法 121 II)
        ("2026-12-28", 2, "2027-02-28"),
        ("2026-12-27", 2, "2027-02-27"),
        ("2026-02-28", 2, "2026-04-30"),
        ("2028-02-28", 2, "2028-04-28"),
        ("2028-02-29", 2, "2028-04-30"),
        ("2026-11-30", 2, "2027-01-31"),
        ("2026-02-28", 24, "2028-02-29"),
    ],
)
def test_the_law_s_months_begin_on_the_day_after(happened: str, months: int, ends: str) -> None:
    assert periods.months_within(day(happened), months) == day(ends)


@given(DAYS, st.integers(1, 36))
def test_the_law_s_months_end_on_the_eve_of_the_corresponding_day(happened: dt.date, months: int) -> None:
    first = happened + dt.timedelta(days=1)
    after = periods.months_within(happened, months) + dt.timedelta(days=1)
    whole = (after.year - first.year) * 12 + after.month - first.month
    if after.day == first.day:
        assert whole == months
    else:  # no such day in the last month, whose last the period's is
        assert (after.day, whole) == (1, months + 1)
        assert first.day > periods.months_within(happened, months).day


@pytest.mark.parametrize("months", [0, -1])
def test_a_period_has_a_month_at_least(months: int) -> None:
    with pytest.raises(ValueError, match="period of"):
        periods.months_after(day("2026-06-10"), months)


@pytest.mark.parametrize(
    ("due", "ends"),
    [
        ("2026-09-10", "2026-09-10"),  # a Thursday
        ("2026-09-12", "2026-09-14"),  # Saturday: Monday
        ("2026-09-13", "2026-09-14"),  # Sunday
        ("2026-09-24", "2026-09-24"),
        ("2026-09-25", "2026-09-29"),  # 中秋節 on a Friday, a weekend, 孔子誕辰紀念日 on Monday
        ("2026-10-09", "2026-10-12"),  # a compensation day, then the national day on a Saturday
        ("2026-12-25", "2026-12-28"),  # 行憲紀念日, a day off since 114
        ("2024-12-25", "2024-12-25"),  # and none before
        ("2026-12-31", "2026-12-31"),
        ("2027-01-01", "2027-01-04"),  # across the weekend
        ("2026-02-14", "2026-02-23"),  # the whole New Year
        ("2027-12-31", "2028-01-03"),  # a compensation day of the next year's holiday
    ],
)
def test_a_last_day_off_moves_to_the_next_working_day(due: str, ends: str) -> None:
    assert periods.last_day(day(due)) == day(ends)


def test_a_holiday_says_its_name_and_a_weekend_has_none() -> None:
    assert periods.day_off_name(day("2026-06-19")) == "端午節"
    assert periods.day_off_name(day("2026-06-20")) == ""
    assert periods.day_off_name(day("2026-06-22")) == ""


@given(DAYS)
def test_no_period_ends_on_a_day_off_nor_earlier_than_it_would(when: dt.date) -> None:
    ends = periods.last_day(when)
    assert ends >= when
    assert not periods.is_day_off(ends)
    assert all(periods.is_day_off(when + dt.timedelta(days=one)) for one in range((ends - when).days))


@given(DAYS, st.integers(1, 36), st.integers(1, 36))
def test_longer_periods_never_end_earlier(begins: dt.date, one: int, other: int) -> None:
    shorter, longer = sorted((one, other))
    assert periods.months_after(begins, shorter) <= periods.months_after(begins, longer)
    assert periods.months_after(begins, longer) > begins
