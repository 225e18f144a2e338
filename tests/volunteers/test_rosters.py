"""Shifts and who is on them: planned, copied, held once at a time, swapped, and leave and absence counted apart."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.volunteers import (
    NOW,
    make_duty,
    make_enrolment,
    make_entry,
    make_place,
    make_post,
    make_trained,
    make_unit,
    make_volunteer,
)
from volunteers.models import Duty, Place, ServiceEntry, Unit, Volunteer
from volunteers.rostering import absences, duties, rosters, swaps
from volunteers.rules.leaving import Cause
from volunteers.serving import ledger

pytestmark = pytest.mark.django_db
SATURDAY = dt.date(2026, 6, 13)
ON = {"by": SYSTEM, "now": NOW}


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def person(unit: Unit) -> Volunteer:
    return make_trained(unit)


def coordinator_of(unit: Unit) -> User:
    user = make_user(Role.UNIT_COORDINATOR, unit.county_id)
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    return user


@pytest.mark.parametrize(
    ("until", "days"),
    [
        (None, ["06-13"]),
        (dt.date(2026, 6, 13), ["06-13"]),
        (dt.date(2026, 6, 19), ["06-13"]),
        (dt.date(2026, 6, 20), ["06-13", "06-20"]),
        (dt.date(2026, 7, 4), ["06-13", "06-20", "06-27", "07-04"]),
    ],
)
def test_a_shift_is_repeated_each_week_up_to_a_day(unit, until, days) -> None:
    made = duties.plan(post=make_post(unit, needed=2), on=SATURDAY, starts=540, ends=720, until=until, **ON)
    assert [f"{one.on:%m-%d}" for one in made] == days
    assert {one.needed for one in made} == {2}


def test_a_plan_sent_twice_gives_its_shifts_once(unit) -> None:
    post = make_post(unit)
    duties.plan(post=post, on=SATURDAY, starts=540, ends=720, **ON)
    with pytest.raises(ValidationError, match="都已經排了"):
        duties.plan(post=post, on=SATURDAY, starts=540, ends=720, **ON)
    assert len(duties.plan(post=post, on=SATURDAY, starts=540, ends=720, until=dt.date(2026, 6, 20), **ON)) == 1
    assert Duty.objects.count() == 2


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"until": dt.date(2026, 6, 12)}, "不能早於第一班"),
        ({"until": dt.date(2027, 6, 19)}, "一次最多排一年"),
        ({"on": dt.date(2026, 7, 1)}, "停用"),
    ],
)
def test_a_plan_that_cannot_be_says_why(unit, values, sentence) -> None:
    post = make_post(unit, ended_on=dt.date(2026, 6, 30)) if "on" in values else make_post(unit)
    with pytest.raises(ValidationError, match=sentence):
        duties.plan(**{"post": post, "on": SATURDAY, "starts": 540, "ends": 720, **ON} | values)


def test_a_night_shift_ends_on_the_next_day(unit) -> None:
    duty = make_duty(make_post(unit), SATURDAY, "22:00-02:00")
    assert (duty.minutes, duty.over_midnight, duty.ends_shown) == (240, True, 120)
    assert duty.pieces() == [(SATURDAY, 1320, 1440), (dt.date(2026, 6, 14), 0, 120)]
    assert (duty.ends_at - duty.begins_at) == dt.timedelta(hours=4)


def test_a_month_is_copied_to_the_same_weekdays_with_its_people(unit, person) -> None:
    post = make_post(unit)
    may = duties.plan(post=post, on=dt.date(2026, 5, 2), starts=540, ends=720, until=dt.date(2026, 5, 30), **ON)
    assert len(may) == 5
    rosters.assign(duty=may[0], volunteer=person, **ON)
    gone = make_enrolment(unit).volunteer
    rosters.assign(duty=may[1], volunteer=gone, **ON)
    gone.enrolments.update(left_on=dt.date(2026, 5, 31))
    party = make_post(unit, "園遊會", kind="event")
    make_duty(party, dt.date(2026, 5, 16))
    made = duties.copy_month(unit=unit, month=dt.date(2026, 6, 1), people=True, **ON)
    assert [one.on.day for one in made] == [6, 13, 20, 27], "June has no fifth Saturday, and an event is one-off"
    held = Place.objects.held().filter(duty__in=made)
    assert [(one.duty.on.day, one.volunteer) for one in held] == [(6, person)]
    with pytest.raises(ValidationError, match="都已經複製過了"):
        duties.copy_month(unit=unit, month=dt.date(2026, 6, 1), **ON)


@pytest.mark.parametrize(
    ("first", "second", "clashes"),
    [
        ((13, "09:00-12:00"), (13, "12:00-14:00"), False),
        ((13, "09:00-12:00"), (13, "11:59-14:00"), True),
        ((13, "22:00-02:00"), (14, "01:00-03:00"), True),
        ((13, "22:00-02:00"), (14, "02:00-03:00"), False),
        ((14, "01:00-03:00"), (13, "22:00-02:00"), True),
        ((13, "09:00-12:00"), (14, "09:00-12:00"), False),
    ],
)
def test_nobody_is_in_two_places_at_one_time(unit, person, first, second, clashes) -> None:
    make_place(unit, person, SATURDAY.replace(day=first[0]), first[1])
    if clashes:
        with pytest.raises(ValidationError, match="已經有班：海線關懷志工隊"):
            make_place(unit, person, SATURDAY.replace(day=second[0]), second[1])
    else:
        make_place(unit, person, SATURDAY.replace(day=second[0]), second[1])


def test_where_else_she_serves_is_told_only_to_who_may_know(unit, person) -> None:
    other = make_unit(name="山線送餐隊")
    make_enrolment(other, person)
    make_place(unit, person)
    duty = make_duty(make_post(other))
    with pytest.raises(ValidationError) as refused:
        rosters.assign(duty=duty, volunteer=person, by=coordinator_of(other), now=NOW)
    assert "已經有別的班" in str(refused.value)
    assert "海線" not in str(refused.value)
    with pytest.raises(ValidationError, match="海線關懷志工隊"):
        rosters.assign(duty=duty, volunteer=person, by=make_user(Role.COUNTY_OFFICER, "TTT"), now=NOW)


def test_a_shift_takes_as_many_as_it_needs_and_only_the_units_people(unit, person) -> None:
    duty = make_duty(make_post(unit))
    rosters.assign(duty=duty, volunteer=person, **ON)
    other = make_enrolment(unit).volunteer
    with pytest.raises(ValidationError, match="都排滿了"):
        rosters.assign(duty=duty, volunteer=other, **ON)
    duties.need(duty=duty, people=2, **ON)
    rosters.assign(duty=duty, volunteer=other, **ON)
    with pytest.raises(ValidationError, match="不能比這少"):
        duties.need(duty=duty, people=1, **ON)
    with pytest.raises(ValidationError, match="不在這個單位"):
        rosters.assign(duty=make_duty(make_post(unit, "二")), volunteer=make_volunteer(), **ON)


@pytest.mark.parametrize(
    ("taking", "closes", "on", "may"),
    [
        ("own", None, SATURDAY, True),
        ("nobody", None, SATURDAY, False),
        ("own", dt.date(2026, 6, 10), SATURDAY, True),
        ("own", dt.date(2026, 6, 9), SATURDAY, False),
        ("own", None, dt.date(2026, 6, 9), False),
    ],
)
def test_a_free_place_is_taken_where_the_unit_lets_her(unit, person, taking, closes, on, may) -> None:
    duty = make_duty(make_post(unit, taking=taking, closes_on=closes), on)
    if may:
        assert rosters.take(duty=duty, volunteer=person, **ON).state == "held"
    else:
        with pytest.raises(ValidationError, match="沒有開放自己選"):
            rosters.take(duty=duty, volunteer=person, **ON)


def test_an_event_calls_up_volunteers_of_other_units_of_the_county(unit, person) -> None:
    event = make_post(unit, "燈會", kind="event", taking="anyone", needed=5)
    duty = make_duty(event)
    neighbour = make_enrolment(make_unit("TTT")).volunteer
    stranger = make_enrolment(make_unit("HUA")).volunteer
    assert rosters.take(duty=duty, volunteer=neighbour, **ON)
    with pytest.raises(ValidationError, match="沒有開放"):
        rosters.take(duty=duty, volunteer=stranger, **ON)
    with pytest.raises(ValidationError, match="只有活動"):
        make_post(unit, "長期", taking="anyone")


def test_what_keeps_hours_from_counting_is_said_beforehand(unit, person) -> None:
    ready = make_place(unit, person)
    untrained = make_place(unit, make_enrolment(unit).volunteer)
    late = make_place(unit, person, dt.date(2027, 1, 2))
    found = rosters.warnings(unit, [ready, untrained, late])
    assert ready.pk not in found
    words = [one.words for one in found[untrained.pk]]
    assert "基礎訓練" in words[0]
    assert {"那一天沒有保險", "還沒有紀錄冊"} <= set(words)
    assert [one.words for one in found[late.pk]] == ["那一天沒有保險"]


def test_the_warnings_ask_as_many_questions_for_three_as_for_one(unit, django_assert_max_num_queries) -> None:
    places = [make_place(unit, make_trained(unit)) for _one in range(3)]
    rows = list(Place.objects.filter(pk__in=[one.pk for one in places]).select_related("duty__post"))
    for number in (1, 3):
        with django_assert_max_num_queries(9):
            rosters.warnings(unit, rows[:number])


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_swap_is_done_at_once_or_when_the_coordinator_says_so(unit, person, confirmed) -> None:
    Unit.objects.filter(pk=unit.pk).update(swaps_confirmed=confirmed)
    other = make_trained(unit)
    place = make_place(unit, person)
    with pytest.raises(ValidationError, match="不換了"):
        swaps.want(place=place, volunteer=other, **ON)
    swaps.offer(place=place, **ON)
    assert list(swaps.offered_to(other, now=NOW)) == [place]
    assert not swaps.offered_to(person, now=NOW)
    with pytest.raises(ValidationError, match="自己提出"):
        swaps.want(place=place, volunteer=person, **ON)
    swaps.want(place=place, volunteer=other, **ON)
    place.refresh_from_db()
    assert place.state == ("held" if confirmed else "swapped")
    if confirmed:
        with pytest.raises(ValidationError, match="已經有人要接"):
            swaps.want(place=place, volunteer=make_trained(unit), **ON)
        swaps.confirm(place=place, **ON)
    new = Place.objects.held().get(duty=place.duty)
    assert (new.volunteer, new.replaces_id) == (other, place.pk)


def test_a_swap_taken_back_leaves_the_place_where_it_was(unit, person) -> None:
    place = swaps.offer(place=make_place(unit, person), **ON)
    swaps.want(place=place, volunteer=make_trained(unit), **ON)
    swaps.end(place=place, **ON)
    place.refresh_from_db()
    assert (place.state, place.taker, place.offered_at) == ("held", None, None)
    with pytest.raises(ValidationError, match="處理過"):
        swaps.confirm(place=place, **ON)


def test_nobody_takes_over_what_she_cannot_come_to(unit, person) -> None:
    other, stranger = make_trained(unit), make_enrolment(make_unit()).volunteer
    place = swaps.offer(place=make_place(unit, person), **ON)
    make_place(unit, other, SATURDAY, "11:00-13:00")
    with pytest.raises(ValidationError, match="這段時間已經有班"):
        swaps.want(place=place, volunteer=other, **ON)
    with pytest.raises(ValidationError, match="同一個單位"):
        swaps.want(place=place, volunteer=stranger, **ON)


def test_leave_has_a_reason_and_keeps_when_it_was_said(unit, person) -> None:
    place = make_place(unit, person)
    with pytest.raises(ValidationError, match="原因"):
        absences.ask_leave(place=place, reason=" ", **ON)
    place = absences.ask_leave(place=place, reason="看診", **ON)
    assert place.notice == dt.timedelta(days=2, hours=19)
    assert rosters.assign(duty=place.duty, volunteer=make_trained(unit), **ON), "the place is free"
    begun = make_place(unit, person, dt.date(2026, 6, 10), "14:00-16:00")
    with pytest.raises(ValidationError, match="已經開始"):
        absences.ask_leave(place=begun, reason="看診", **ON)
    assert absences.ask_leave(place=begun, reason="打電話來", unit_says=True, **ON).state == "leave"


def test_absence_is_noted_when_the_shift_is_over_and_can_be_lifted(unit, person) -> None:
    place = make_place(unit, person, dt.date(2026, 6, 10), "09:00-14:00")
    with pytest.raises(ValidationError, match="還沒結束"):
        absences.note_absent(place=place, by=SYSTEM, now=NOW - dt.timedelta(minutes=1))
    absences.note_absent(place=place, **ON)
    place.refresh_from_db()
    assert place.state == "absent"
    absences.lift(place=place, reason="登錯人", **ON)
    place.refresh_from_db()
    assert (place.state, place.told_at) == ("held", None)


@pytest.mark.parametrize(
    ("absent", "leave", "causes"),
    [(2, 11, []), (3, 11, [Cause.ABSENT]), (2, 12, [Cause.LEAVE]), (1, 11, []), (3, 12, [Cause.ABSENT, Cause.LEAVE])],
)
def test_leave_and_absence_are_counted_apart(unit, person, absent, leave, causes) -> None:
    """EVL-06: one absence and eleven leaves are no twelve."""
    for number in range(absent + leave):
        place = make_place(unit, person, dt.date(2026, 5, 1) + dt.timedelta(days=number))
        Place.objects.filter(pk=place.pk).update(state="absent" if number < absent else "leave", reason="看診")
    (record,) = absences.records(person.enrolments.all(), on=NOW.date())
    assert (len(record.absences), len(record.leaves)) == (absent, leave)
    assert [one.cause for one in record.suggestions] == causes
    assert person.enrolments.get().left_on is None, "nothing ends by itself"


@pytest.mark.parametrize(
    ("joined", "on", "since"),
    [
        ((2024, 1, 2), (2026, 6, 10), (2026, 1, 2)),
        ((2024, 6, 10), (2026, 6, 10), (2026, 6, 10)),
        ((2024, 6, 11), (2026, 6, 10), (2025, 6, 11)),
        ((2024, 2, 29), (2026, 3, 1), (2026, 2, 28)),
        ((2026, 6, 1), (2026, 6, 10), (2026, 6, 1)),
    ],
)
def test_the_agreements_year_begins_with_the_day_she_joined(joined, on, since) -> None:
    assert absences.agreed_on(dt.date(*joined), dt.date(*on)) == dt.date(*since)


def test_hours_off_the_roster_count_only_where_the_unit_does_not_go_by_it(unit, person) -> None:
    """HRS-02 and HRS-03: what is not on the roster counts nothing; what was swapped onto it does."""
    Unit.objects.filter(pk=unit.pk).update(needs_roster=True)
    unit.refresh_from_db()
    before = make_entry(unit, person, dt.date(2026, 3, 7))
    assert before.counted == 180, "what was before the roster stands on paper"
    make_duty(make_post(unit), dt.date(2026, 4, 4))
    off = make_entry(unit, person, dt.date(2026, 4, 11))
    assert (off.counted, off.why) == (0, "off_roster")
    other = make_trained(unit)
    place = make_place(unit, other, dt.date(2026, 4, 11), "10:00-12:00")
    Unit.objects.filter(pk=unit.pk).update(swaps_confirmed=False)
    Place.objects.filter(pk=place.pk).update(offered_at=NOW, taker=person)
    swaps.confirm(place=place, **ON)
    off.refresh_from_db()
    assert (off.counted, off.why) == (120, "off_roster"), "judged anew by the swap, within the shift's hours"


def test_an_event_counts_within_its_own_time_and_without_belonging_to_the_unit(unit) -> None:
    """HRS-05."""
    home = make_unit("TTT")
    guest = make_trained(home)
    duty = make_duty(make_post(unit, "燈會", kind="event", taking="anyone"), dt.date(2026, 6, 9), "09:00-17:00")
    rosters.assign(duty=duty, volunteer=guest, **ON)
    entry = make_entry(unit, guest, dt.date(2026, 6, 9), "08:15-17:30")
    assert (entry.counted, entry.why) == (480, "outside_event")
    assert "uncovered" in entry.odd, "she is insured at home, not here"
    elsewhen = make_entry(unit, guest, dt.date(2026, 6, 8))
    assert elsewhen.why == "not_enrolled"


def test_a_shift_is_called_off_with_a_reason(unit, person) -> None:
    place = make_place(unit, person)
    with pytest.raises(ValidationError, match="為什麼"):
        duties.call_off(duty=place.duty, reason="", **ON)
    duties.call_off(duty=place.duty, reason="颱風停班", **ON)
    assert not Place.objects.held().exists()
    assert not absences.records(person.enrolments.all(), on=NOW.date())[0].leaves
    with pytest.raises(ValidationError, match="已經取消"):
        duties.call_off(duty=place.duty, reason="颱風停班", **ON)
    make_place(unit, person, post=place.duty.post), "the time is free again"


def test_taking_somebody_off_is_neither_leave_nor_absence(unit, person) -> None:
    place = rosters.remove(place=make_place(unit, person), reason="", **ON)
    assert place.state == "removed"
    with pytest.raises(ValidationError, match="處理過"):
        rosters.remove(place=place, reason="", **ON)


def test_lines_of_the_ledger_are_judged_once(unit, person) -> None:
    entry = make_entry(unit, person)
    again = ledger.look_again(unit=unit, month=202603, by=SYSTEM, now=NOW)
    assert again == 0
    assert ServiceEntry.objects.get() == entry
