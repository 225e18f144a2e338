"""What authorities ask for and when: the data, the windows that follow from it, and what is odd."""

import datetime as dt

import pytest

from foundation.accounts import sectors
from volunteers.filing import offices
from volunteers.filing.filing_terms import Outlook, outlook, results_due
from volunteers.rules import result_checks, result_forms
from volunteers.rules.result_figures import ADD_UP, BY_KEY, FIGURES, Measure, of_group, training_kind
from volunteers.rules.result_forms import BadForm

D = dt.date
TEXT = result_forms.FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("authority", "year", "days"),
    [
        # 臺北市社會局：每年 1/1-1/10 及 7/1-7/10; a window does not move, although 2027-01-10 is a Sunday.
        ("tpe-dosw", 2026, [(D(2026, 7, 1), D(2026, 7, 10)), (D(2027, 1, 1), D(2027, 1, 10))]),
        ("tpe-edu", 2025, [(D(2026, 1, 1), D(2026, 1, 31))]),
        ("tpe-labor", 2025, [(D(2026, 1, 1), D(2026, 1, 31))]),
        # RPT-03: two months after a year's end, in a leap year
        ("ttt-government", 2023, [(D(2024, 1, 1), D(2024, 2, 29))]),
        # 2027-02-28 is a Sunday and 2027-03-01 makes up for it: a period of the law goes on to the next working day.
        ("tpe-health", 2026, [(D(2027, 1, 1), D(2027, 3, 2))]),
    ],
)
def test_each_authority_asks_in_its_own_rhythm(authority: str, year: int, days: list[tuple[dt.date, dt.date]]) -> None:
    windows = list(result_forms.form_of(authority).rhythm.in_year(year))
    assert [(one.opens_on, one.due_on) for one in windows] == days
    assert all(one.year == year and one.last_on < one.opens_on for one in windows)


def test_a_moved_day_says_which_it_was() -> None:
    (moved,) = result_forms.form_of("").rhythm.in_year(2026)
    assert (moved.was, moved.due_on) == (D(2027, 2, 28), D(2027, 3, 2))
    (stays,) = result_forms.form_of("").rhythm.in_year(2023)
    assert stays.was is None


@pytest.mark.parametrize(
    ("on", "year", "term"),
    [
        (D(2026, 6, 30), 2025, "second"),
        (D(2026, 7, 1), 2026, "first"),
        (D(2026, 12, 31), 2026, "first"),
        (D(2027, 1, 1), 2026, "second"),
    ],
)
def test_the_latest_window_opens_on_its_first_day_and_not_before(on: dt.date, year: int, term: str) -> None:
    found = result_forms.form_of("tpe-dosw").rhythm.latest(on)
    assert (found.year, found.term) == (year, term)


def test_rpt_04_a_plan_that_ends_within_the_year_is_reported_on_within_two_months() -> None:
    window = result_forms.at_the_end(D(2025, 5, 31), since=D(2025, 1, 1))
    assert window.due_on == D(2025, 7, 31) == results_due(D(2025, 5, 31))
    assert (window.term, window.first_on, window.opens_on) == ("end", D(2025, 1, 1), D(2025, 6, 1))


def test_two_months_from_the_last_of_june_are_july_and_august() -> None:
    window = result_forms.at_the_end(D(2026, 6, 30), since=D(2026, 1, 1))
    assert (window.due_on, window.was) == (D(2026, 8, 31), None)
    assert window.due_on == results_due(D(2026, 6, 30))


@pytest.mark.parametrize("ended_on", [D(2025, 12, 31), D(2026, 1, 31), D(2026, 2, 28), D(2026, 6, 30), D(2026, 7, 7)])
def test_a_plans_page_and_its_report_name_the_same_last_day(ended_on: dt.date) -> None:
    assert result_forms.at_the_end(ended_on, since=D(ended_on.year, 1, 1)).due_on == results_due(ended_on)


def test_rpt_03_two_months_from_the_years_end_of_2023_is_the_leap_day() -> None:
    assert results_due(D(2023, 12, 31)) == D(2024, 2, 29)


@pytest.mark.parametrize(
    ("on_time", "active", "found"),
    [(True, True, Outlook.EXTENDED), (False, True, Outlook.MAY_BE_SUSPENDED), (True, False, Outlook.MAY_BE_SUSPENDED)],
)
def test_rpt_05_timely_results_and_service_that_goes_on_extend(on_time: bool, active: bool, found: Outlook) -> None:
    assert outlook(on_time=on_time, active=active) is found


def test_coming_windows_are_those_that_end_in_a_time_first_and_last_day_included() -> None:
    rhythm = result_forms.form_of("tpe-dosw").rhythm
    assert [one.due_on for one in rhythm.coming(D(2026, 7, 10), D(2027, 1, 10))] == [D(2026, 7, 10), D(2027, 1, 10)]
    assert rhythm.coming(D(2026, 7, 11), D(2027, 1, 9)) == []


def test_every_office_of_the_sources_list_has_a_form_and_no_other_is_named() -> None:
    known = {code for code, *_rest in offices.TAIPEI}
    named = {code for code in result_forms.forms() if code}
    assert named <= known
    # Police, fire, works and water stand in no line of the handbook's table: the law alone holds for them.
    assert known - named == {"tpe-police", "tpe-fire", "tpe-water"}


@pytest.mark.parametrize(
    ("authority", "asked", "not_asked"),
    [
        ("tpe-dosw", ("contact", "people", "cards", "age_65", "tenure_0", "kind_social", "liaison"), ("innovation",)),
        ("tpe-health", ("contact", "cards", "education_college", "minutes"), ("liaison", "honours_people")),
        ("tpe-labor", ("people", "books", "insured", "liaison", "honours_team"), ("cards", "contact", "kind_social")),
        ("tpe-transport", ("publicity", "book_checks", "innovation", "books", "minutes"), ("served", "age_65")),
        ("tpe-land", ("minutes",), ("people", "times", "served")),
        ("hua-government", ("contact", "people", "minutes"), ("publicity",)),
    ],
)  # fmt: skip
def test_a_form_asks_what_its_authority_asks(
    authority: str, asked: tuple[str, ...], not_asked: tuple[str, ...]
) -> None:
    figures = result_forms.form_of(authority).figures
    assert set(asked) <= set(figures)
    assert not set(not_asked) & set(figures)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('key = "law"', 'kee = "law"'),
        ('content = "HOURS_ONLY"\nmethod', 'content = "HOURS"\nmethod'),
        ('figures = ["minutes"]', 'figures = ["minutes", "kilometres"]'),
        ('authorities = ["tpe-land"]', 'authorities = ["tpe-labor"]'),
        ("authorities = []", 'authorities = ["tpe-water"]'),
        ("months = 2", 'months = 2, due = "02-28"'),
    ],
)
def test_a_form_that_is_not_in_order_is_refused(was: str, now: str) -> None:
    assert was in TEXT
    with pytest.raises(BadForm):
        result_forms.read(TEXT.replace(was, now, 1))


def test_figures_have_keys_of_their_own_and_every_category_has_one() -> None:
    assert len(BY_KEY) == len(FIGURES)
    assert {f"kind_{code}" for code in sectors.CATEGORIES} <= BY_KEY.keys()


@pytest.mark.parametrize(
    ("programme", "kind"),
    [("BASIC", "BASIC"), ("SP_SOCIAL", "SPECIAL"), ("SP_UNIT", "SPECIAL"), ("GROWTH", "GROWTH"),
     ("IN_SERVICE", "IN_SERVICE"), ("LEADERSHIP", "LEADERSHIP"), ("SUPERVISOR", "OTHER")],
)  # fmt: skip
def test_trainings_fall_into_the_kinds_that_reports_name(programme: str, kind: str) -> None:
    assert training_kind(programme) == kind


def _whole(people: int) -> dict[str, int]:
    values = {one.key: 0 for one in FIGURES if not one.is_words} | {"people": people}
    for group in ADD_UP:
        values[of_group(group, BY_KEY)[0].key] = people
    return values


def test_parts_have_to_add_up_to_the_people() -> None:
    assert list(result_checks.mistakes(_whole(12))) == []
    wrong = _whole(12) | {"education_college": 1}
    ((key, words),) = result_checks.mistakes(wrong)
    assert key == "education_primary"
    assert "13" in words
    assert "12" in words


def test_nobody_has_more_books_than_people() -> None:
    assert [key for key, _words in result_checks.mistakes(_whole(12) | {"books": 13, "insured": 12})] == ["books"]


@pytest.mark.parametrize(
    ("key", "before", "now", "odd"),
    [
        ("people", 10, 14, False),  # 40 %, but only four people
        ("people", 10, 15, True),
        ("people", 100, 129, False),
        ("people", 100, 130, True),
        ("people", 0, 5, True),
        ("minutes", 6000, 8999, False),
        ("minutes", 6000, 9000, True),
        ("minutes", 6000, 3000, True),
        ("served", 18, 9, False),
        ("served", 20, 10, True),
    ],
)
def test_what_looks_odd_beside_last_year_on_both_sides_of_its_limit(key: str, before: int, now: int, odd: bool) -> None:
    found = result_checks.looks({key: now}, {key: before}, among=[key])
    assert bool(found) is odd
    if odd:
        assert (found[0].now, found[0].before) == (now, before)


def test_a_kind_of_service_that_is_new_is_odd_where_last_year_told_of_others() -> None:
    now = {"kind_social": 6000, "kind_health": 6000}
    (found,) = result_checks.looks(now, {"kind_social": 6000}, among=list(now))
    assert (found.key, found.before, found.share) == ("kind_health", 0, None)
    assert result_checks.looks(now, {"minutes": 6000}, among=list(now)) == [], "last year's form did not ask for kinds"


def test_without_a_report_of_last_year_nothing_is_odd() -> None:
    assert result_checks.looks({"people": 500}, None, among=["people"]) == []
    assert set(result_forms.odd_from()) == {Measure.PEOPLE, Measure.TIMES, Measure.MINUTES}
