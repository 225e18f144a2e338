"""Coming and going: hours from what was signed, once, and none where nobody signed out."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from foundation.audit.trail import SYSTEM
from tests.makers.volunteers import make_duty, make_enrolment, make_place, make_post, make_trained, make_unit
from volunteers.models import Attendance, Place, ServiceBatch, ServiceEntry, Unit, Volunteer
from volunteers.rostering import attendance, rosters
from volunteers.serving import ledger

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 6, 9)


def at(clock: str, day: dt.date = DAY) -> dt.datetime:
    """A moment of Taiwan's clock."""
    return dt.datetime.fromisoformat(f"{day}T{clock}+08:00")


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def person(unit: Unit) -> Volunteer:
    return make_trained(unit)


def sign(unit: Unit, person: Volunteer, clock: str, day: dt.date = DAY) -> Attendance:
    return attendance.sign(unit=unit, volunteer=person, how="kiosk", by=SYSTEM, now=at(clock, day))


def test_what_was_signed_becomes_hours_that_wait(unit, person) -> None:
    place = make_place(unit, person, DAY)
    came = sign(unit, person, "08:55")
    assert (came.state, came.place) == ("in", place)
    assert not ServiceEntry.objects.exists(), "nothing counts while she is there"
    left = sign(unit, person, "12:05")
    entry = ServiceEntry.objects.get()
    assert (left.state, left.batch_id) == ("out", entry.batch_id)
    assert (entry.minutes, entry.counted, entry.state, entry.content) == (190, 190, "pending", place.duty.post.name)
    assert entry.batch.source == "roster"


def test_a_unit_by_roster_counts_the_shift_only(unit, person) -> None:
    Unit.objects.filter(pk=unit.pk).update(needs_roster=True)
    unit.refresh_from_db()
    make_place(unit, person, DAY)
    sign(unit, person, "08:30")
    sign(unit, person, "12:05")
    assert ServiceEntry.objects.get().counted == 180
    sign(unit, person, "15:00")
    sign(unit, person, "16:00")
    off = ServiceEntry.objects.get(starts=900)
    assert (off.counted, off.why) == (0, "off_roster")


@pytest.mark.parametrize(("clock", "found"), [("06:59", False), ("07:00", True), ("11:59", True), ("12:00", False)])
def test_she_comes_for_the_shift_that_is_near(unit, person, clock, found) -> None:
    make_place(unit, person, DAY)
    place = attendance.expected(unit=unit, volunteer=person, now=at(clock))
    assert (place is not None) is found


def test_the_day_is_one_batch_and_a_batch_taken_back_is_not_added_to(unit, person) -> None:
    other = make_trained(unit)
    for one in (person, other):
        sign(unit, one, "09:00")
        sign(unit, one, "10:00")
    assert ServiceBatch.objects.count() == 1
    ledger.undo(batch=ServiceBatch.objects.get(), reason="整天都登錯了", by=SYSTEM, now=at("11:00"))
    sign(unit, person, "13:00")
    sign(unit, person, "14:00")
    assert ServiceBatch.objects.count() == 2
    assert ServiceEntry.objects.filter(state="pending").count() == 1


def test_a_night_is_split_at_midnight_and_is_one_service(unit, person) -> None:
    """HRS-04, through the door."""
    make_place(unit, person, DAY, "22:00-02:00")
    sign(unit, person, "22:00")
    sign(unit, person, "02:00", dt.date(2026, 6, 10))
    rows = ServiceEntry.objects.order_by("served_on").values_list("served_on", "minutes", "times")
    assert list(rows) == [(DAY, 120, 1), (dt.date(2026, 6, 10), 120, 0)]


def test_pressing_twice_in_a_minute_gives_no_hours(unit, person) -> None:
    sign(unit, person, "09:00")
    with pytest.raises(ValidationError, match="剛剛才簽到"):
        sign(unit, person, "09:00")
    with pytest.raises(ValidationError, match="還沒簽退"):
        attendance.come(unit=unit, volunteer=person, how="list", by=SYSTEM, now=at("09:30"))


@pytest.mark.parametrize(("clock", "state"), [("16:00", "out"), ("16:01", "forgotten")])
def test_a_sign_out_is_forgotten_four_hours_after_the_shift(unit, person, clock, state) -> None:
    make_place(unit, person, DAY)
    first = sign(unit, person, "09:00")
    second = sign(unit, person, clock)
    first.refresh_from_db()
    assert first.state == state
    assert (second == first) is (state == "out"), "who forgot comes anew"


def test_without_a_shift_it_is_forgotten_after_twelve_hours(unit, person) -> None:
    first = sign(unit, person, "06:00")
    assert not attendance.is_stale(first, at("18:00"))
    assert attendance.is_stale(first, at("18:01"))


def test_a_forgotten_sign_out_has_no_hours_until_the_unit_stands_for_it(unit, person) -> None:
    """HRS-10."""
    make_place(unit, person, DAY)
    sign(unit, person, "09:00")
    assert attendance.put_aside(units=Unit.objects.all(), by=SYSTEM, now=at("20:00")) == 1
    one = Attendance.objects.get()
    assert (one.state, ServiceEntry.objects.count()) == ("forgotten", 0)
    attendance.say(attendance=one, left_at=at("12:00"), by=SYSTEM, now=at("20:00"))
    assert not ServiceEntry.objects.exists(), "she has said it, the unit has not"
    one.refresh_from_db()
    with pytest.raises(ValidationError, match="怎麼知道"):
        attendance.settle(attendance=one, left_at=at("12:00"), reason="", by=SYSTEM, now=at("20:00"))
    attendance.settle(attendance=one, left_at=at("11:30"), reason="督導在場", by=SYSTEM, now=at("20:00"))
    assert ServiceEntry.objects.get().counted == 150
    with pytest.raises(ValidationError, match="處理過"):
        attendance.settle(attendance=one, left_at=at("11:30"), reason="督導在場", by=SYSTEM, now=at("20:00"))


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        (at("09:00"), "不能早於簽到"),
        (at("21:00"), "還沒到"),
        (at("08:00", dt.date(2026, 6, 10)), "還沒到"),
    ],
)
def test_a_time_that_cannot_be_is_refused(unit, person, left, sentence) -> None:
    make_place(unit, person, DAY)
    one = sign(unit, person, "09:00")
    with pytest.raises(ValidationError, match=sentence):
        attendance.say(attendance=one, left_at=left, by=SYSTEM, now=at("20:00"))


def test_the_list_notes_who_was_there(unit, person) -> None:
    place = make_place(unit, person, DAY)
    attendance.note(place=place, came_at=at("09:10"), left_at=at("12:00"), by=SYSTEM, now=at("13:00"))
    assert ServiceEntry.objects.get().minutes == 170
    with pytest.raises(ValidationError, match="已經簽到過了"):
        attendance.note(place=place, came_at=at("09:10"), left_at=at("12:00"), by=SYSTEM, now=at("13:00"))


def test_who_belongs_nowhere_here_is_sent_to_the_coordinator(unit) -> None:
    guest = make_trained(make_unit())
    with pytest.raises(ValidationError, match="找現場承辦人"):
        sign(unit, guest, "09:00")
    duty = make_duty(make_post(unit, "燈會", kind="event", taking="anyone"), DAY, "09:00-17:00")
    rosters.assign(duty=duty, volunteer=guest, by=SYSTEM, now=at("08:00"))
    sign(unit, guest, "08:15")
    sign(unit, guest, "17:30")
    entry = ServiceEntry.objects.get()
    assert (entry.minutes, entry.counted, entry.why, entry.batch.source) == (555, 480, "outside_event", "event")


def test_what_was_signed_by_mistake_is_void_and_stays_told(unit, person) -> None:
    place = make_place(unit, person, DAY)
    one = sign(unit, person, "09:00")
    with pytest.raises(ValidationError, match="為什麼"):
        attendance.void(attendance=one, reason="", by=SYSTEM, now=at("09:05"))
    attendance.void(attendance=one, reason="按錯人", by=SYSTEM, now=at("09:05"))
    assert sign(unit, person, "09:10").place == place
    assert Place.objects.held().count() == 1


def test_the_same_hours_from_a_list_are_not_counted_again(unit, person) -> None:
    make_place(unit, person, DAY)
    sign(unit, person, "09:00")
    sign(unit, person, "12:00")
    sign(unit, person, "13:00")
    sign(unit, person, "14:00")
    assert sum(ServiceEntry.objects.values_list("counted", flat=True)) == 240
    other = make_unit()
    make_enrolment(other, person)
    sign(other, person, "13:30")
    sign(other, person, "14:30")
    assert sum(ServiceEntry.objects.values_list("counted", flat=True)) == 270, "time passes once"
