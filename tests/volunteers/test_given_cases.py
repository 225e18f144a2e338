"""The given cases of hours and data that no other file names: HRS-07 and DAT-*."""

import datetime as dt

import pytest

from foundation.audit.trail import SYSTEM
from foundation.taiwan import counties, identity, naming, roc
from tests.makers.awards import assess, person
from tests.makers.volunteers import make_trained, make_unit
from volunteers.models import ServiceEntry
from volunteers.rostering import attendance
from volunteers.rules.award_judging import Outcome

D = dt.date


@pytest.mark.django_db
def test_hrs_07_what_is_signed_in_universal_time_belongs_to_taipeis_day_and_month() -> None:
    """16:30 to 18:30 on 31 January in universal time is half past midnight to half past two on 1 February."""
    unit = make_unit()
    volunteer = make_trained(unit)
    start = dt.datetime(2025, 1, 31, 16, 30, tzinfo=dt.UTC)
    for moment in (start, start + dt.timedelta(hours=2)):
        attendance.sign(unit=unit, volunteer=volunteer, how="list", by=SYSTEM, now=moment)
    entry = ServiceEntry.objects.get()
    assert (entry.served_on, entry.month, entry.starts, entry.minutes) == (D(2025, 2, 1), 202502, 30, 120)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("111.4.8", D(2022, 4, 8)), ("107.9.20", D(2018, 9, 20)), ("民國111年4月8日", D(2022, 4, 8)),
        ("1110408", D(2022, 4, 8)), ("１１１．４．８", D(2022, 4, 8)), ("99.12.31", D(2010, 12, 31)),
    ],
)  # fmt: skip
def test_dat_01_days_of_the_republic_in_all_usual_spellings(text: str, day: D) -> None:
    assert roc.parse(text) == day


def test_dat_02_the_leap_day_is_there_in_leap_years_only() -> None:
    assert roc.parse("113.2.29") == D(2024, 2, 29)
    with pytest.raises(ValueError, match="。"):
        roc.parse("111.2.29")


@pytest.mark.parametrize(("number", "holds"), [("A123456789", True), ("A123456788", False), ("a123456789", True)])
def test_dat_04_the_check_digit_after_capitals(number: str, holds: bool) -> None:
    assert identity.read(number).checksum_holds is holds


@pytest.mark.parametrize(
    ("number", "kind"), [("A800000014", "ui"), ("AB00207171", "old_ui"), ("A123456789", "national")]
)
def test_dat_05_residents_numbers_of_now_and_of_before(number: str, kind: str) -> None:
    found = identity.read(number)
    assert (found.kind.value, found.checksum_holds) == (kind, True)


def test_dat_07_a_variant_and_a_blank_make_no_other_name() -> None:
    assert naming.person_key("黃 淑芬") == naming.person_key("黄淑芬")


@pytest.mark.parametrize(("text", "code"), [("台北市", "TPE"), ("臺北市", "TPE"), ("09007", "LIE"), ("09020", "KIN")])
def test_dat_08_counties_however_they_are_written(text: str, code: str) -> None:
    assert counties.find(text).code == code


@pytest.mark.parametrize("text", ["桃園縣", "新竹"])
def test_dat_08_what_nobody_can_tell_is_asked(text: str) -> None:
    with pytest.raises(ValueError, match="。"):
        counties.find(text)


def test_dat_10_no_number_of_hours_is_not_nought() -> None:
    """不受服務年資及時數限制: an award that names none is decided by people, whatever the hours are."""
    for hours in (1, 10_000):
        assert assess("TW_MOJ_CRIME_VICTIM", person(start=D(2020, 1, 1), hours=hours)).outcome is Outcome.BY_PEOPLE
