"""The worked cases of awards, honour cards and years, each under its number."""

import datetime as dt
from dataclasses import replace

import pytest

from tests.makers.awards import (
    D,
    assess,
    everything_said,
    family,
    fulfils,
    given,
    person,
    place,
    said,
    served,
    team,
)
from volunteers.rules import award_years
from volunteers.rules.award_facts import Stay
from volunteers.rules.award_findings import Finding
from volunteers.rules.award_judging import Assessment, Outcome, highest
from volunteers.rules.award_quota import most_nominations
from volunteers.rules.award_terms import Kind

CARD = "TW_MOHW_HONOR_CARD"


def leaf_of(one: Assessment, kind: Kind) -> Finding:
    def walk(finding: Finding) -> list[Finding]:
        own = [finding] if finding.kind == kind else []
        return own + [each for child in finding.children for each in walk(child)]

    return walk(one.finding)[0]


@pytest.mark.parametrize(("end", "full"), [(D(2018, 12, 31), 3), (D(2018, 12, 30), 2)])
def test_yrs_01_02_the_first_day_counts_and_one_day_less_is_not_three_years(end: dt.date, full: int) -> None:
    stretches = award_years.joined([(D(2016, 1, 1), None)], end)
    assert award_years.full_years(stretches, unbroken=False) == full
    assert award_years.full_years(stretches, unbroken=True) == full


@pytest.mark.parametrize(
    ("first", "years", "last"),
    [
        (D(2020, 2, 29), 3, D(2023, 2, 28)),
        (D(2020, 2, 29), 4, D(2024, 2, 28)),
        (D(2021, 3, 1), 3, D(2024, 2, 29)),
    ],
)
def test_yrs_03_04_05_periods_end_by_the_civil_code(first: dt.date, years: int, last: dt.date) -> None:
    assert award_years.period_end(first, years) == last
    assert award_years.full_years([(first, last)], unbroken=True) == years
    assert award_years.full_years([(first, last - dt.timedelta(days=1))], unbroken=True) == years - 1


def test_yrs_06_years_that_do_not_hang_together_are_of_365_days() -> None:
    at = place(category="culture")
    stays = (Stay(at, D(2018, 1, 1), D(2019, 12, 31)), Stay(at, D(2020, 7, 1), D(2021, 6, 30)))
    one = person(
        stays=stays, trained_on=D(2018, 1, 1), served=(served(1600, D(2019, 5, 1), at=at),),
    )  # fmt: skip
    on = D(2021, 6, 30)
    years = leaf_of(assess(CARD, one, on), Kind.YEARS)
    assert (years.of, years.value, years.answer) == (1095, 3, "yes")
    assert fulfils(CARD, one, on)
    assert assess("TW_MOC_CULTURE_INDIVIDUAL", one, on).outcome is not Outcome.CANDIDATE
    assert leaf_of(assess("TW_MOC_CULTURE_INDIVIDUAL", one, on), Kind.YEARS).value == 2


def test_yrs_09_11_service_counts_from_the_month_of_the_65th_birthday() -> None:
    at = place(category="health")
    one = person(
        start=D(2020, 1, 1), at=at, born_on=D(1959, 8, 20),
        served=(served(30, D(2024, 7, 1), D(2024, 7, 31), at), served(125, D(2024, 8, 1), D(2025, 7, 30), at)),
    )  # fmt: skip
    found = assess("TPE_HEALTH_SENIOR", one, D(2025, 7, 31))
    hours = leaf_of(found, Kind.HOURS)
    assert (hours.since, hours.value) == (D(2024, 8, 1), 125 * 60)
    assert found.outcome is Outcome.CANDIDATE
    earlier = assess("TPE_HEALTH_SENIOR", one, D(2025, 7, 30))
    assert (earlier.outcome, earlier.reachable_on) == (Outcome.NOT_YET, D(2025, 7, 31))
    assert award_years.month_of_age(D(1956, 2, 29), 65) == D(2021, 2, 1)


def test_crd_01_three_years_three_hundred_hours_and_still_serving() -> None:
    one = person(start=D(2021, 5, 1), served=(served(300, D(2023, 1, 1)),))
    assert assess(CARD, one, D(2024, 4, 30)).outcome is Outcome.ELIGIBLE
    assert assess(CARD, one, D(2024, 4, 29)).reachable_on == D(2024, 4, 30)
    short = replace(one, served=(served(299.5, D(2023, 1, 1)),))
    assert assess(CARD, short, D(2024, 4, 30)).outcome is Outcome.NO


def test_crd_03_who_has_left_does_not_get_it() -> None:
    one = person(start=D(2019, 1, 1), left=D(2024, 3, 31), served=(served(800, D(2023, 1, 1)),))
    found = assess(CARD, one, D(2024, 6, 1))
    assert found.outcome is Outcome.NO
    assert leaf_of(found, Kind.SERVING).answer == "no"
    assert assess(CARD, one, D(2024, 3, 31)).outcome is Outcome.ELIGIBLE


def test_crd_05_a_renewal_takes_three_new_years() -> None:
    one = person(
        start=D(2018, 1, 1), given=(given(CARD, D(2023, 12, 20), counted_until=D(2023, 12, 13)),),
        served=(served(900, D(2023, 1, 1)), served(500, D(2024, 6, 1))),
    )  # fmt: skip
    found = assess(CARD, one, D(2026, 12, 12))
    assert (found.outcome, found.reachable_on) == (Outcome.NOT_YET, D(2026, 12, 13))
    assert leaf_of(found, Kind.HOURS).value == 500 * 60
    assert assess(CARD, one, D(2026, 12, 13)).outcome is Outcome.ELIGIBLE


def test_crd_07_08_11_how_long_a_card_is_valid() -> None:
    assert award_years.next_term(approved=D(2024, 2, 29), previous_until=None, years=3)[1] == D(2027, 2, 28)
    renewed = award_years.next_term(approved=D(2026, 5, 15), previous_until=D(2026, 6, 30), years=3)
    assert renewed == (D(2026, 7, 1), D(2029, 6, 30))
    late = award_years.next_term(approved=D(2026, 5, 15), previous_until=D(2025, 6, 30), years=3)
    assert late == (D(2026, 5, 16), D(2029, 5, 15))


def test_crd_09_after_a_gap_the_window_still_begins_after_the_last_cutoff() -> None:
    one = person(
        start=D(2018, 1, 1),
        given=(given(CARD, D(2021, 7, 1), counted_until=D(2021, 6, 30), valid_until=D(2024, 6, 30)),),
        served=(served(180, D(2021, 7, 1), D(2022, 3, 31)), served(150, D(2022, 4, 1), D(2025, 3, 31))),
    )  # fmt: skip
    found = assess(CARD, one, D(2025, 3, 31))
    hours = leaf_of(found, Kind.HOURS)
    assert (hours.since, hours.value, found.outcome) == (D(2021, 7, 1), 330 * 60, Outcome.ELIGIBLE)
    other = assess(CARD, one, D(2025, 3, 31), card_window="before_expiry")
    assert leaf_of(other, Kind.HOURS).since == D(2021, 7, 1)
    assert leaf_of(other, Kind.HOURS).until == D(2024, 6, 30)
    assert other.readings == {"card_window": "before_expiry"}
    assert other.outcome is Outcome.UNKNOWN, "150 hours lie on both sides of the card's end"


def test_by_the_announcement_of_hualien_a_renewal_counts_from_the_day_the_last_card_began() -> None:
    """Its own example: examined on 13 December 2023, valid from the 14th; the next one counts from the 14th."""
    began, until = award_years.next_term(approved=D(2023, 12, 13), previous_until=None, years=3)
    last = given(CARD, D(2023, 12, 13), counted_until=D(2023, 11, 30), valid_from=began, valid_until=until)
    one = person(
        start=D(2018, 1, 1), given=(last,), served=(served(900, D(2023, 12, 13)), served(300, D(2023, 12, 14)))
    )
    for reading in ("after_card_began", "before_expiry"):
        found = assess(CARD, one, D(2026, 12, 13), card_window=reading)
        hours = leaf_of(found, Kind.HOURS)
        assert (hours.since, hours.value, found.outcome) == (D(2023, 12, 14), 300 * 60, Outcome.ELIGIBLE), reading
        assert assess(CARD, one, D(2026, 12, 12), card_window=reading).outcome is Outcome.NOT_YET


def test_crd_12_hours_of_two_units_are_added_up_and_hrs_12_of_certificates() -> None:
    a, b = place(1), place(2, "NWT", "health")
    stays = (Stay(a, D(2021, 1, 1)), Stay(b, D(2022, 1, 1)))
    one = person(
        stays=stays, trained_on=D(2021, 1, 1),
        served=(served(180, D(2023, 1, 1), at=a), served(150, D(2023, 1, 1), at=b)),
    )  # fmt: skip
    found = assess(CARD, one, D(2024, 1, 1))
    assert (leaf_of(found, Kind.HOURS).value, found.outcome) == (330 * 60, Outcome.ELIGIBLE)
    assert {each.unit: each.minutes for each in leaf_of(found, Kind.HOURS).evidence} == {1: 180 * 60, 2: 150 * 60}
    more = replace(one, served=(served(1800, D(2023, 1, 1), at=a), served(1250, D(2023, 1, 1), at=b)))
    assert fulfils("TW_MOHW_VOL_BRONZE", more)
    assert not fulfils("TW_MOHW_VOL_SILVER", more)


def test_hrs_13_only_service_is_there_to_be_counted() -> None:
    one = person(start=D(2020, 1, 1), hours=290)
    assert not fulfils(CARD, one)


def test_awd_02_only_the_citys_hours() -> None:
    here, there = place(1), place(2, "NWT")
    one = person(
        start=D(2020, 1, 1), papers=frozenset({"performance_certificate"}),
        served=(served(400, D(2023, 1, 1), at=here), served(300, D(2023, 1, 1), at=there)),
    )  # fmt: skip
    found = assess("TPE_SOC_CONTRIBUTION", one)
    assert (leaf_of(found, Kind.HOURS).value, found.outcome) == (400 * 60, Outcome.NO)


@pytest.mark.parametrize(
    ("code", "facts", "expected"),
    [
        ("TPE_SOC_GOLD_DIAMOND_TEAM", {"members": 15, "insured": 15, "booked": 12, "years": 3}, True),
        ("TPE_SOC_GOLD_DIAMOND_TEAM", {"members": 15, "insured": 15, "booked": 11, "years": 3}, False),
        ("TPE_SOC_GOLD_DIAMOND_TEAM", {"members": 15, "insured": 14, "booked": 15, "years": 5}, False),
    ],
)
def test_awd_04_05_rates_are_compared_exactly(code: str, facts: dict[str, int], expected: bool) -> None:
    assert fulfils(code, team(**facts)) is expected


def test_awd_07_every_member_of_the_family() -> None:
    code = "TPE_SOC_GOLD_DIAMOND_FAMILY"
    one, other = person(start=D(2021, 1, 1), hours=900), person(start=D(2022, 1, 1), hours=599)
    found = assess(code, family(one, other))
    assert found.outcome is Outcome.NO
    each = next(child for child in found.finding.children if child.kind == "each")
    assert [(member.member, member.answer) for member in each.children] == [(1, "unknown"), (2, "no")]
    assert fulfils(code, family(one, replace(other, served=one.served)))


PUBLIC = place(public=True)


def senior(years: int, hours: float, at: object = PUBLIC) -> object:
    start = award_years.years_before(D(2026, 6, 30), years) + dt.timedelta(days=1)
    return person(start=start, hours=hours, at=at, born_on=D(1954, 3, 1))  # type: ignore[arg-type]


def test_awd_08_only_those_the_city_itself_recruited() -> None:
    assert assess("TPE_SENIOR_SONGQING", senior(2, 300, place())).outcome is Outcome.NO  # type: ignore[arg-type]
    assert fulfils("TPE_SENIOR_SONGQING", senior(2, 300))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("years", "hours", "expected"),
    [(1, 120, "SONGQING"), (3, 359, "SONGQING"), (3, 360, "SONGBAI"), (5, 600, "SONGHE"), (5, 599, "SONGBAI")],
)
def test_awd_10_the_highest_of_three(years: int, hours: float, expected: str) -> None:
    codes = ("TPE_SENIOR_SONGQING", "TPE_SENIOR_SONGBAI", "TPE_SENIOR_SONGHE")
    found = highest(assess(code, senior(years, hours)) for code in codes)  # type: ignore[arg-type]
    assert found["長青志願服務獎"].award.code == f"TPE_SENIOR_{expected}"


@pytest.mark.parametrize(("members", "seniors", "expected"), [(20, 10, True), (21, 10, False)])
def test_awd_13_half_of_the_team(members: int, seniors: int, expected: bool) -> None:
    one = team(members, years=3, seniors=seniors, place=place(category="health"))
    assert fulfils("TPE_HEALTH_SENIOR_TEAM", one) is expected


def test_awd_14_special_care_is_for_people_to_decide() -> None:
    code, at = "TPE_HEALTH_SPECIAL_CARE", place(category="health")
    one = person(start=D(2026, 1, 1), hours=20, at=at)
    assert assess(code, one).outcome is Outcome.BY_PEOPLE
    assert assess(code, replace(one, statements=said(code, special_care=True))).outcome is Outcome.ELIGIBLE


def test_awd_15_hours_of_two_years_are_not_added_up() -> None:
    at = place(category="land", public=True)
    one = person(
        start=D(2023, 1, 1), at=at,
        served=(served(200, D(2024, 3, 1), at=at), served(200, D(2025, 3, 1), at=at)),
    )  # fmt: skip
    for year in (2024, 2025):
        assert not fulfils("TPE_LAND_300", one, D(year, 12, 31))
    assert fulfils("TPE_LAND_300", replace(one, served=(served(300, D(2025, 3, 1), at=at),)), D(2025, 12, 31))


def test_awd_16_seven_years_and_1999_hours_are_silver() -> None:
    at = place(category="education")
    one = person(start=D(2019, 7, 1), hours=1999, at=at)
    codes = [f"TW_MOE_EDU_{name}" for name in ("BRONZE", "SILVER", "GOLD", "DIAMOND")]
    assert highest(assess(code, one) for code in codes)["教育業務志願服務獎勵辦法"].award.code == "TW_MOE_EDU_SILVER"


@pytest.mark.parametrize(("qualified", "most"), [(0, 0), (1, 1), (2, 1), (3, 1), (4, 1), (6, 2), (10, 3)])
def test_awd_18_a_third_may_be_put_forward(qualified: int, most: int) -> None:
    assert most_nominations(qualified, one_in=3) == most


def test_awd_19_silver_takes_two_years_after_bronze() -> None:
    at = place(category="culture")
    one = person(start=D(2019, 1, 1), hours=2100, at=at, given=(given("TW_MOC_CULTURE_BRONZE", D(2024, 6, 1)),))
    found = assess("TW_MOC_CULTURE_SILVER", one, D(2025, 7, 1))
    assert (found.outcome, found.reachable_on) == (Outcome.NOT_YET, D(2026, 6, 1))
    assert assess("TW_MOC_CULTURE_SILVER", one, D(2026, 6, 1)).outcome is Outcome.CANDIDATE
    assert assess("TW_MOC_CULTURE_SILVER", replace(one, given=()), D(2026, 6, 1)).outcome is Outcome.NO


def test_awd_21_no_lower_step_after_a_higher_one() -> None:
    at = place(category="labour")
    one = person(start=D(2019, 1, 1), hours=1100, at=at, given=(given("TW_MOL_LABOR_GOLD", D(2024, 6, 1)),))
    assert assess("TW_MOL_LABOR_BRONZE", one).outcome is Outcome.NO
    assert assess("TW_MOL_LABOR_OUTSTANDING", one).outcome is Outcome.NO
    lower = replace(one, given=(given("TW_MOL_LABOR_BRONZE", D(2024, 6, 1)),))
    assert fulfils("TW_MOL_LABOR_GOLD", lower)
    assert not fulfils("TW_MOL_LABOR_BRONZE", lower)


@pytest.mark.parametrize(
    ("code", "hours", "counted", "expected"),
    [
        ("TW_MOHW_HW_BRONZE", {"social": 900, "health": 500, "education": 400}, 1400, False),
        ("TW_MOHW_HW_BRONZE", {"social": 900, "health": 500, "comprehensive": 100}, 1500, True),
        ("TW_MOI_INTERIOR_BRONZE", {"household": 900, "fire": 650, "social": 500}, 1550, True),
        ("TW_MOI_INTERIOR_BRONZE", {"household": 900, "social": 5000}, 900, False),
    ],
)
def test_awd_22_23_which_categories_are_added_up(
    code: str, hours: dict[str, int], counted: int, expected: bool
) -> None:
    one = person(
        start=D(2015, 1, 1),
        served=tuple(served(many, D(2023, 1, 1), category=category) for category, many in hours.items()),
    )
    found = assess(code, one)
    assert leaf_of(found, Kind.HOURS).value == counted * 60
    assert fulfils(code, one) is expected


def test_awd_25_what_has_ended_is_offered_to_nobody() -> None:
    code = "TW_EY_CONSUMER"
    one = person(start=D(2010, 1, 1), hours=400, statements=everything_said(code))
    assert assess(code, one, D(2026, 11, 21)).outcome is Outcome.ENDED
    assert assess(code, one, D(2011, 12, 31)).outcome is not Outcome.ENDED


def test_awd_26_27_phoenix_volunteers() -> None:
    code, at = "TW_NFA_PHOENIX_ELITE", place(category="fire", public=True)
    clean = {"phoenix": True, "no_serious_crime": True, "no_penalty_5y": True, "not_hero": True}
    one = person(start=D(2020, 1, 1), hours=1200, at=at)
    without = replace(one, statements=said(code, merit=False, exceptional=False, **clean))
    assert assess(code, without).outcome is Outcome.NO
    assert assess(code, replace(one, statements=said(code, merit=True, **clean))).outcome is Outcome.ELIGIBLE
    young = person(start=D(2025, 6, 1), hours=50, at=at)
    assert assess(code, replace(young, statements=said(code, exceptional=True, **clean))).outcome is Outcome.ELIGIBLE
    convicted = said(code, exceptional=True, **(clean | {"no_penalty_5y": False}))
    assert assess(code, replace(young, statements=convicted)).outcome is Outcome.NO


def test_awd_29_no_hours_named_is_not_no_hours_asked() -> None:
    one = person(start=D(2020, 1, 1), hours=1)
    assert assess("TW_MOJ_CRIME_VICTIM", one).outcome is Outcome.BY_PEOPLE
