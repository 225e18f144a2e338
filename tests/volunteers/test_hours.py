"""Which hours count: the given cases TRN-* and HRS-*, and every rule's boundary on both sides."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.rules.completions import Moment
from volunteers.rules.hours import DAY, ODD_WORDS, RULES, Facts, Odd, Reason, Shift, assess, split

D = dt.date
ON = D(2024, 4, 7)
ALWAYS = ((D(2020, 1, 1), None),)


def facts(**more: Any) -> Facts:
    """Somebody for whom everything counts, but for what is said."""
    return Facts(**({"basic": Moment(D(2020, 1, 1)), "special": Moment(D(2020, 1, 1)), "enrolled": ALWAYS} | more))


def shift(hours: str = "09:00-12:00", on: dt.date = ON) -> Shift:
    """A shift by the clock, or so many minutes."""
    if ":" not in hours:
        return Shift(on, int(hours))
    first, last = (int(text[:2]) * 60 + int(text[3:]) for text in hours.split("-"))
    return Shift(on, last - first, first, last)


def clock(*parts: int) -> dt.datetime:
    """A time by the clock on the wall in Taipei."""
    return dt.datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001


def span(hours: str) -> tuple[int, int]:
    one = shift(hours)
    assert one.starts is not None
    assert one.ends is not None
    return one.starts, one.ends


def test_what_nothing_stands_against_counts_whole() -> None:
    """HRS-01: three hours by the sign-in; the way there and back is not in it."""
    verdict = assess(shift(), facts())
    assert (verdict.minutes, verdict.counted, verdict.why, verdict.odd) == (180, 180, None, ())


@pytest.mark.parametrize(
    ("on", "counted", "why"),
    [
        (D(2024, 3, 9), 0, Reason.BEFORE_BASIC),
        (D(2024, 3, 10), 0, Reason.TRAINING_DAY),
        (D(2024, 3, 17), 0, Reason.BEFORE_SPECIAL),
        (D(2024, 3, 23), 0, Reason.BEFORE_SPECIAL),
        (D(2024, 3, 24), 0, Reason.TRAINING_DAY),
        (D(2024, 3, 25), 180, None),
        (D(2024, 3, 31), 180, None),
    ],
)
def test_hours_count_from_when_both_trainings_are_complete(on: dt.date, counted: int, why: Reason | None) -> None:
    """TRN-01, TRN-02: before, never; entering the record later does not bring them back."""
    known = facts(basic=Moment(D(2024, 3, 10)), special=Moment(D(2024, 3, 24)))
    verdict = assess(shift(on=on), known)
    assert (verdict.counted, verdict.why) == (counted, why)


@pytest.mark.parametrize(
    ("hours", "counted", "why"),
    [
        ("09:00-11:00", 0, Reason.BEFORE_SPECIAL),
        ("11:59-15:00", 0, Reason.BEFORE_SPECIAL),
        ("12:00-15:00", 180, None),
        ("14:00-17:00", 180, None),
        ("180", 0, Reason.TRAINING_DAY),
    ],
)
def test_on_the_day_itself_the_hour_decides(hours: str, counted: int, why: Reason | None) -> None:
    """TRN-04: a shift counts if it begins no sooner than the training was complete."""
    verdict = assess(shift(hours, D(2024, 3, 24)), facts(special=Moment(D(2024, 3, 24), dt.time(12))))
    assert (verdict.counted, verdict.why) == (counted, why)


def test_who_lacks_a_training_is_told_which() -> None:
    assert assess(shift(), facts(basic=None)).why is Reason.NO_BASIC
    assert assess(shift(), facts(special=None)).why is Reason.NO_SPECIAL


@pytest.mark.parametrize(
    ("on", "counted"), [(D(2024, 1, 19), 0), (D(2024, 1, 20), 180), (D(2024, 6, 30), 180), (D(2024, 7, 1), 0)]
)
def test_only_days_in_the_unit_count(on: dt.date, counted: int) -> None:
    verdict = assess(shift(on=on), facts(enrolled=((D(2024, 1, 20), D(2024, 6, 30)),)))
    assert verdict.counted == counted
    assert (verdict.why is Reason.NOT_ENROLLED) is (counted == 0)


@pytest.mark.parametrize(("on", "counted"), [(D(2024, 1, 21), 0), (D(2024, 4, 19), 0), (D(2024, 4, 20), 180)])
def test_probation_is_no_service(on: dt.date, counted: int) -> None:
    """TRN-12: ninety days from the day of joining."""
    verdict = assess(shift(on=on), facts(enrolled=((D(2024, 1, 21), None),), probation_days=90))
    assert verdict.counted == counted
    assert (verdict.why is Reason.PROBATION) is (counted == 0)


@pytest.mark.parametrize(
    ("on", "counted"), [(D(2024, 4, 6), 180), (D(2024, 4, 7), 0), (D(2024, 4, 9), 0), (D(2024, 4, 10), 180)]
)
def test_nothing_counts_while_the_book_was_lent(on: dt.date, counted: int) -> None:
    assert assess(shift(on=on), facts(noted=((D(2024, 4, 7), D(2024, 4, 9)),))).counted == counted


@pytest.mark.parametrize(("on", "why"), [(ON, None), (ON + dt.timedelta(days=1), Reason.LAPSED)])
def test_a_qualification_counts_until_its_last_day(on: dt.date, why: Reason | None) -> None:
    assert assess(shift(on=on), facts(special_valid=((D(2020, 1, 1), ON),))).why is why


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (D(2024, 3, 31), None), (D(2024, 4, 1), Reason.LAPSED), (D(2024, 5, 31), Reason.LAPSED),
        (D(2024, 6, 1), None), (D(2025, 5, 31), None), (D(2025, 6, 1), Reason.LAPSED),
    ],
)  # fmt: skip
def test_a_new_certificate_does_not_mend_what_was_served_without_one(on: dt.date, why: Reason | None) -> None:
    """SP_FIRE_EMS: 資格失效時不得視為完成訓練."""
    valid = ((D(2023, 4, 1), D(2024, 3, 31)), (D(2024, 6, 1), D(2025, 5, 31)))
    assert assess(shift(on=on), facts(special_valid=valid)).why is why


@pytest.mark.parametrize(
    ("roster", "counted", "why"),
    [
        (None, 180, None),
        ({}, 0, Reason.OFF_ROSTER),
        ({ON: [span("09:00-12:00")]}, 180, None),
        ({ON: [span("08:00-13:00")]}, 180, None),
        ({ON: [span("10:00-12:00")]}, 120, Reason.OFF_ROSTER),
        ({ON: [span("09:00-10:00"), span("09:30-10:30")]}, 90, Reason.OFF_ROSTER),
        ({ON - dt.timedelta(days=1): [span("09:00-12:00")]}, 0, Reason.OFF_ROSTER),
    ],
)
def test_where_a_unit_goes_by_its_roster_only_that_counts(roster: Any, counted: int, why: Reason | None) -> None:
    """HRS-03: a swap that was agreed stands on the roster; HRS-05: an event's hours are its roster."""
    verdict = assess(shift(), facts(roster=roster))
    assert (verdict.counted, verdict.why) == (counted, why)


def test_an_event_counts_as_long_as_it_lasts() -> None:
    """HRS-05: on the spot from 08:15 to 17:30, the event from 09:00 to 17:00."""
    assert assess(shift("08:15-17:30"), facts(roster={ON: [span("09:00-17:00")]})).counted == 8 * 60


@pytest.mark.parametrize(
    ("taken", "counted"),
    [([], 120), (["09:00-12:00"], 60), (["09:00-13:00"], 0), (["13:00-14:00"], 120), (["09:00-11:00"], 120),
     (["11:15-11:30", "12:30-12:45"], 90), (["11:15-11:30", "11:20-11:40"], 95)],
)  # fmt: skip
def test_the_same_time_counts_once(taken: list[str], counted: int) -> None:
    """HRS-09: 09:00-12:00 elsewhere and 11:00-13:00 here are four hours, and somebody looks."""
    verdict = assess(shift("11:00-13:00"), facts(taken={ON: [span(one) for one in taken]}))
    assert verdict.counted == counted
    assert (Odd.OVERLAP in verdict.odd) is (counted < 120)


@pytest.mark.parametrize(
    ("hours", "known", "counted", "why"),
    [
        ("120", {"roster": ["09:00-11:00"]}, 120, None),
        ("121", {"roster": ["09:00-11:00"]}, 120, Reason.OFF_ROSTER),
        ("480", {"roster": ["09:00-11:00", "10:00-11:30"]}, 150, Reason.OFF_ROSTER),
        ("480", {"events": ["09:00-11:00"]}, 120, Reason.OUTSIDE_EVENT),
        ("480", {"events": ["09:00-11:00"], "roster": ["13:00-14:00"]}, 180, Reason.OUTSIDE_EVENT),
        ("120", {"roster": ["09:00-11:00"], "taken": ["09:00-10:00"]}, 60, Reason.OVERLAP),
        ("120", {"roster": ["09:00-11:00"], "taken": ["12:00-13:00"]}, 120, None),
        ("120", {"roster": ["09:00-11:00"], "untimed_here": 60}, 60, Reason.OVERLAP),
        ("09:00-11:00", {"roster": ["09:00-11:00"], "untimed_here": 60}, 60, Reason.OVERLAP),
        ("09:00-11:00", {"roster": ["09:00-12:00"], "untimed_here": 60}, 120, None),
        ("09:00-11:00", {"untimed_here": 60}, 120, None),
        ("480", {"untimed_here": 60}, 480, None),
    ],
)
def test_a_line_without_a_clock_has_no_more_than_the_day_still_holds(
    hours: str, known: dict[str, Any], counted: int, why: Reason | None
) -> None:
    """HRS-03, HRS-05: neither eight hours on a shift of two, nor the same shift by the clock and by its length."""
    more: dict[str, Any] = {
        name: {ON: [span(one) for one in known[name]]} for name in ("roster", "events", "taken") if name in known
    }
    used = known.get("untimed_here", 0)
    verdict = assess(shift(hours), facts(**more, untimed_here={ON: used}, untimed_on={ON: used}, minutes_on={ON: used}))
    assert (verdict.counted, verdict.why) == (counted, why)


@pytest.mark.parametrize(
    ("hours", "before", "untimed", "odd"),
    [
        ("09:00-12:00", 0, 0, False), ("180", 0, 0, False), ("180", 60, 0, True), ("180", 60, 60, True),
        ("09:00-12:00", 60, 60, True), ("09:00-12:00", 60, 0, False),
    ],
)  # fmt: skip
def test_somebody_looks_where_it_cannot_be_known_whether_it_is_the_same_time(
    hours: str, before: int, untimed: int, odd: bool
) -> None:
    verdict = assess(shift(hours), facts(minutes_on={ON: before}, untimed_on={ON: untimed}))
    assert (Odd.UNTIMED in verdict.odd) is odd
    assert verdict.counted == 180


@pytest.mark.parametrize(
    ("hours", "counted"),
    [("09:00-12:00", 180), ("13:00-15:00", 120), ("09:00-15:00", 300), ("12:00-13:00", 0), ("16:00-17:00", 0)],
)
def test_who_is_on_the_roster_and_at_an_event_serves_on_both(hours: str, counted: int) -> None:
    known = facts(roster={ON: [span("09:00-12:00")]}, events={ON: [span("13:00-15:00")]})
    assert assess(shift(hours), known).counted == counted


@pytest.mark.parametrize(("enrolled", "counted"), [(ALWAYS, 60), ((), 0)])
def test_who_came_for_an_event_only_serves_within_it_only(enrolled: Any, counted: int) -> None:
    known = facts(enrolled=enrolled, one_off=[ON], events={ON: [span("13:00-15:00")]})
    assert assess(shift("09:00-10:00"), known).counted == counted
    assert assess(shift("14:00-16:00"), known).counted == 60


@pytest.mark.parametrize(
    ("minutes", "taken", "counted", "why"),
    [(150, [], 150, None), (150, ["09:00-09:20"], 150, None), (150, ["09:00-10:00"], 120, Reason.OVERLAP)],
)
def test_fewer_minutes_than_the_clock_shows_are_a_break_somewhere(
    minutes: int, taken: list[str], counted: int, why: Reason | None
) -> None:
    known = facts(taken={ON: [span(one) for one in taken]})
    verdict = assess(Shift(ON, minutes, 9 * 60, 12 * 60), known)
    assert (verdict.minutes, verdict.counted, verdict.why) == (minutes, counted, why)


@pytest.mark.parametrize(
    ("already", "counted", "why"),
    [(DAY - 180, 180, None), (DAY - 179, 179, Reason.DAY_FULL), (DAY, 0, Reason.DAY_FULL)],
)
def test_a_day_has_no_more_than_24_hours(already: int, counted: int, why: Reason | None) -> None:
    verdict = assess(shift("180"), facts(minutes_on={ON: already}))
    assert (verdict.counted, verdict.why) == (counted, why)


@pytest.mark.parametrize(
    ("hours", "odd"), [("00:00-12:00", False), ("00:00-12:01", True), ("720", False), ("721", True)]
)
def test_more_than_twelve_hours_a_day_are_looked_at(hours: str, odd: bool) -> None:
    assert (Odd.LONG_DAY in assess(shift(hours), facts()).odd) is odd


@pytest.mark.parametrize(
    ("known", "odd"),
    [
        ({"covered": ()}, Odd.UNCOVERED),
        ({"covered": ((ON - dt.timedelta(days=9), ON - dt.timedelta(days=1)),)}, Odd.UNCOVERED),
        ({"has_book": False}, Odd.NO_BOOK),
        ({"filed": []}, Odd.UNFILED),
    ],
)
def test_what_is_wrong_with_the_unit_does_not_cost_the_volunteer_her_hours(known: Any, odd: Odd) -> None:
    verdict = assess(shift(), facts(**known))
    assert verdict.counted == 180
    assert verdict.odd == (odd,)


def test_a_shift_over_midnight_is_two_days() -> None:
    """HRS-04: two hours of December, two of January."""
    first, second = split(clock(2024, 12, 31, 22), clock(2025, 1, 1, 2))
    assert (first, second) == (Shift(D(2024, 12, 31), 120, 1320, 1440), Shift(D(2025, 1, 1), 120, 0, 120))
    assert list(split(clock(2024, 12, 31, 22), clock(2025, 1, 1))) == [first]


@pytest.mark.parametrize("minutes", [0, -1, 24 * 60 + 1])
def test_a_shift_ends_within_a_day(minutes: int) -> None:
    start = clock(2024, 12, 31, 22)
    with pytest.raises(ValueError, match="within a day"):
        list(split(start, start + dt.timedelta(minutes=minutes)))


@given(st.datetimes(clock(2024, 2, 27), clock(2024, 3, 2)), st.integers(1, 24 * 60))
def test_nothing_is_lost_or_won_at_midnight(start: dt.datetime, minutes: int) -> None:
    start = start.replace(second=0, microsecond=0)
    pieces = list(split(start, start + dt.timedelta(minutes=minutes)))
    assert sum(piece.minutes for piece in pieces) == minutes
    assert all(
        piece.starts is not None and piece.ends is not None and 0 <= piece.starts < piece.ends <= DAY
        for piece in pieces
    )
    assert len({piece.on for piece in pieces}) == len(pieces)


@given(
    st.lists(st.tuples(st.integers(0, DAY - 1), st.integers(1, 300)), min_size=1, max_size=8),
    st.integers(0, 3),
)
def test_no_minute_of_a_day_counts_twice(pieces: list[tuple[int, int]], untimed: int) -> None:
    """Whatever comes in, in whatever order: what counts of a day is never more than what it covers."""
    known = facts()
    covered: set[int] = set()
    counted = 0
    for start, length in pieces:
        end = min(start + length, DAY)
        verdict = assess(Shift(ON, end - start, start, end), known)
        counted += verdict.counted
        covered.update(range(start, end))
        if verdict.counted:
            known.taken.setdefault(ON, []).append((start, end))
            known.minutes_on[ON] = known.minutes_on.get(ON, 0) + verdict.counted
    assert counted == len(covered)
    for _more in range(untimed):
        counted += assess(Shift(ON, DAY // 2), known).counted
        known.minutes_on[ON] = counted
    assert counted <= DAY


def test_minutes_are_summed_and_not_rounded() -> None:
    """HRS-06: three times a hundred minutes are five hours."""
    assert sum(assess(shift("100", ON + dt.timedelta(days=day)), facts()).counted for day in range(3)) == 300


def test_every_reason_and_every_remark_has_its_words_and_source() -> None:
    assert set(RULES) == set(Reason)
    assert all(
        rule.source and str(rule.words).endswith("。") and str(rule.cure).endswith("。") for rule in RULES.values()
    )
    assert set(ODD_WORDS) == set(Odd)
