"""Training sessions: planning, places, signing in and closing; each boundary on both sides."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.workflow.moves import MoveRefused
from tests.makers.trainings import BASIC, EVENING, MORNING, SATURDAY, attend, make_place, make_session, slot
from tests.makers.volunteers import NOW, make_enrolment, make_entry, make_training, make_unit, make_volunteer
from volunteers.models import (
    CertificateSeries,
    Lesson,
    LessonAttendance,
    ServiceEntry,
    SessionPlace,
    Training,
    TrainingCertificate,
    TrainingSession,
    Unit,
)
from volunteers.training import lesson_sign_in, places, session_closing, sessions

pytestmark = pytest.mark.django_db
SOCIAL = tuple(
    slot(number, hours, programme="SP_SOCIAL")
    for number, hours in ((1, "09:00-11:00"), (2, "11:00-12:00"), (3, "13:00-15:00"), (4, "15:00-16:00"))
)


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


def begin(session: TrainingSession) -> None:
    sessions.move(session=session, name="begin", by=SYSTEM, now=MORNING)


def close(session: TrainingSession, now: dt.datetime = EVENING) -> session_closing.Closed:
    return session_closing.close(session=session, by=SYSTEM, now=now)


# Planning -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "words"), [("14:00-15:59", "規定 120 分鐘，目前排了 119 分鐘"), ("14:00-16:00", ""), ("14:00-17:00", "")]
)
def test_a_course_is_taught_in_its_whole_length(unit, last: str, words: str) -> None:
    session = make_session(unit, state="planned", slots=(*BASIC[:2], slot(3, last)))
    if words:
        with pytest.raises(MoveRefused, match=words):
            sessions.move(session=session, name="open", by=SYSTEM, now=NOW)
    else:
        sessions.move(session=session, name="open", by=SYSTEM, now=NOW)
        assert session.state == "open"


def test_a_long_course_may_be_split_over_days(unit) -> None:
    parts = tuple(
        slot(1, "08:00-16:00", programme="SP_AGRICULTURE", on=SATURDAY + dt.timedelta(days=n)) for n in range(4)
    )
    assert not list(sessions.unready(make_session(unit, state="planned", slots=parts)))
    assert list(sessions.unready(make_session(unit, state="planned", slots=parts[:3])))


def test_nothing_is_opened_without_lessons(unit) -> None:
    session = make_session(unit, state="planned", slots=())
    with pytest.raises(MoveRefused, match="還沒有排課"):
        sessions.move(session=session, name="open", by=SYSTEM, now=NOW)


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        ((slot(1, "09:00-11:00"), slot(2, "10:59-12:59")), "第 2 堂.*重疊"),
        ((slot(1, "09:00-11:00"), slot(2, "11:00-13:00")), ""),
        ((slot(1, "11:00-09:00"),), "結束要晚於開始"),
        ((slot(4, "09:00-11:00"),), "沒有這門課"),
        ((slot(1, programme="SP_NOTHING"),), "沒有這門課"),
    ],
)
def test_lessons_fit_the_day(unit, slots, words: str) -> None:
    session = make_session(unit, state="planned", slots=())
    if words:
        with pytest.raises(ValidationError, match=words):
            sessions.teach(session=session, slots=slots, by=SYSTEM, now=NOW)
    else:
        sessions.teach(session=session, slots=slots, by=SYSTEM, now=NOW)
        assert session.lessons.count() == 2


def test_an_office_cannot_introduce_a_units_work(unit) -> None:
    session = make_session(authority=unit.authority, category="social", state="planned", slots=())
    assert session.issuer == unit.authority.name
    with pytest.raises(ValidationError, match="要由那個單位自己辦"):
        sessions.teach(session=session, slots=[slot(1, programme="SP_UNIT")], by=SYSTEM, now=NOW)


@pytest.mark.parametrize(("day", "begins"), [(SATURDAY - dt.timedelta(days=1), False), (SATURDAY, True)])
def test_signing_in_begins_on_the_first_day(unit, day: dt.date, begins: bool) -> None:
    session = make_session(unit)
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(23, 30)))
    if begins:
        sessions.move(session=session, name="begin", by=SYSTEM, now=at)
    else:
        with pytest.raises(MoveRefused, match="第一堂課是"):
            sessions.move(session=session, name="begin", by=SYSTEM, now=at)


def test_it_is_cancelled_with_a_reason_and_never_after_somebody_came(unit) -> None:
    session = make_session(unit)
    place = make_place(session)
    with pytest.raises(MoveRefused, match="要寫原因"):
        sessions.move(session=session, name="cancel", by=SYSTEM, now=NOW)
    begin(session)
    attend(session, {place: (1,)})
    with pytest.raises(MoveRefused, match="已經有人簽到"):
        sessions.move(session=session, name="cancel", by=SYSTEM, now=EVENING, reason="講師生病")
    with pytest.raises(ValidationError, match="課程不能再改"):
        sessions.teach(session=session, slots=BASIC, by=SYSTEM, now=EVENING)


# Places ------------------------------------------------------------------------------------------------------------


def test_who_comes_when_it_is_full_waits_and_moves_up(unit) -> None:
    session = make_session(unit, capacity=2)
    first, second, third, fourth = (make_place(session) for _one in range(4))
    assert [one.state for one in (first, second, third, fourth)] == ["enrolled", "enrolled", "waiting", "waiting"]
    assert places.withdraw(place=first, by=SYSTEM, now=NOW) == 1
    third.refresh_from_db()
    assert third.state == "enrolled"
    again = make_place(session, first.volunteer)
    assert again.state == "waiting"
    sessions.change(session=session, values={"capacity": 3}, by=SYSTEM, now=NOW)
    states = dict(session.places.values_list("volunteer", "state"))
    assert states[fourth.volunteer_id] == "enrolled", "who waited longer moves up first"
    assert states[first.volunteer_id] == "waiting"


@pytest.mark.parametrize(
    ("open_to", "own", "county", "elsewhere"),
    [("own", True, False, False), ("county", True, True, False), ("anyone", True, True, True)],
)
def test_whom_it_is_open_to(unit, open_to: str, own: bool, county: bool, elsewhere: bool) -> None:
    session = make_session(unit, open_to=open_to)
    for home, may in ((unit, own), (make_unit(), county), (make_unit("HUA"), elsewhere)):
        person = make_enrolment(home).volunteer
        if may:
            assert make_place(session, person).state == "enrolled"
        else:
            with pytest.raises(ValidationError, match="只開放給"):
                make_place(session, person)


def test_nobody_is_signed_up_twice_or_when_it_is_not_open(unit) -> None:
    session = make_session(unit)
    place = make_place(session)
    with pytest.raises(ValidationError, match="已經報名了"):
        make_place(session, place.volunteer)
    begin(session)
    session.refresh_from_db()
    with pytest.raises(ValidationError, match="沒有開放報名"):
        make_place(session)


@pytest.mark.parametrize(
    ("joined", "short"),
    [(dt.date(2025, 6, 7), 0), (dt.date(2025, 6, 8), 1)],
)
def test_growth_training_asks_for_a_year_both_trainings_and_the_units_word(unit, joined, short: int) -> None:
    """HB-TRN-03: 365 days with both ends, on the session's first day (2026-06-06)."""
    session = make_session(
        unit, title="成長訓練",
        slots=tuple(slot(n, f"{7 + n:02}:00-{8 + n:02}:00", programme="GROWTH") for n in range(1, 10)), state="planned",
    )  # fmt: skip
    TrainingSession.objects.filter(pk=session.pk).update(state="open")
    session.refresh_from_db()
    person = make_enrolment(unit, on=joined).volunteer
    make_training(person, "BASIC")
    assert any("任一類特殊訓練" in why for why in places.barred(session, person, unit=unit, on=SATURDAY))
    make_training(person, "SP_SOCIAL")
    why = places.barred(session, person, unit=unit, on=SATURDAY)
    assert bool(why) is bool(short)
    if short:
        assert f"還差 {short} 天" in why[0]
        assert "手冊" in why[-1]
    else:
        alone = places.barred(session, person, unit=None, on=SATURDAY)
        assert "由運用單位推薦" in alone[0]


# Signing in --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("clock", "full"),
    [("07:59", None), ("08:00", True), ("09:15", True), ("09:16", False), ("11:00", False), ("11:01", None)],
)
def test_the_code_signs_in_from_an_hour_before_to_the_lessons_end(unit, clock: str, full: bool | None) -> None:
    session = make_session(unit)
    place = make_place(session)
    begin(session)
    lesson = session.lessons.first()
    now = timezone.make_aware(dt.datetime.combine(SATURDAY, dt.time.fromisoformat(clock)))
    if full is None:
        with pytest.raises(ValidationError):
            lesson_sign_in.arrive(place=place, lesson=lesson, by=SYSTEM, now=now)
    else:
        for _twice in range(2):
            assert lesson_sign_in.arrive(place=place, lesson=lesson, by=SYSTEM, now=now).is_full is full
        assert LessonAttendance.objects.count() == 1


def test_the_screens_code_is_good_for_a_few_minutes(unit, monkeypatch) -> None:
    lesson = make_session(unit).lessons.first()
    text = lesson_sign_in.token(lesson)
    assert lesson_sign_in.lesson_of(text) == lesson
    assert lesson_sign_in.lesson_of(text[:-1]) is None
    monkeypatch.setattr(lesson_sign_in, "CODE_LIVES", dt.timedelta(seconds=-1))
    assert lesson_sign_in.lesson_of(text) is None


def test_a_personal_code_is_good_in_its_session_only(unit) -> None:
    session, other = make_session(unit), make_session(unit)
    place = make_place(session)
    assert lesson_sign_in.place_by_code(session.lessons.first(), f" {place.code.lower()}") == place
    assert lesson_sign_in.place_by_code(other.lessons.first(), place.code) is None


def test_the_list_touches_only_who_stood_on_it(unit) -> None:
    session = make_session(unit)
    first, second = make_place(session), make_place(session)
    begin(session)
    lesson = session.lessons.first()

    def marked(full: list[int], partly: list[int], shown: list[int]) -> int:
        return lesson_sign_in.mark(
            session=session, lesson=lesson, full=full, partly=partly, shown=shown, by=SYSTEM, now=EVENING
        )

    assert marked([first.pk], [], [first.pk]) == 1
    assert marked([], [second.pk], [second.pk]) == 1, "late or early does not count"
    assert marked([], [], [first.pk]) == 0
    assert list(LessonAttendance.objects.values_list("place", "is_full")) == [(second.pk, False)]


def test_who_comes_without_a_place_is_taken_in_at_the_door(unit) -> None:
    session = make_session(unit, capacity=1)
    make_place(session)
    waits = make_place(session)
    person = make_enrolment(unit).volunteer
    with pytest.raises(ValidationError, match="還沒有開始簽到"):
        places.walk_in(session=session, volunteer=person, by=SYSTEM, now=MORNING)
    begin(session)
    assert places.walk_in(session=session, volunteer=person, by=SYSTEM, now=MORNING).walk_in
    place = places.walk_in(session=session, volunteer=waits.volunteer, by=SYSTEM, now=MORNING)
    assert (place.pk, place.state) == (waits.pk, SessionPlace.State.ENROLLED)
    with pytest.raises(ValidationError, match="只開放給"):
        places.walk_in(session=session, volunteer=make_volunteer(), by=SYSTEM, now=MORNING)


# Closing -----------------------------------------------------------------------------------------------------------


def test_closing_records_and_certifies_what_was_attended_in_full(unit) -> None:
    session = make_session(unit)
    whole, part, none = (make_place(session) for _one in range(3))
    begin(session)
    attend(session, {whole: (1, 2, 3), part: (1, 3), none: ()})
    closed = close(session)
    assert (len(closed.certificates), closed.nothing, closed.known) == (2, 1, 0)
    assert session.state == "closed"
    rows = Training.objects.order_by("volunteer", "course").values_list(
        "volunteer", "course", "minutes", "completed_at", "certificate"
    )
    assert list(rows) == [
        (whole.volunteer_id, 0, 360, dt.time(16), "TTT-0001訓字第1150001號"),
        (part.volunteer_id, 1, 120, dt.time(11), "TTT-0001訓字第1150002號"),
        (part.volunteer_id, 3, 120, dt.time(16), "TTT-0001訓字第1150002號"),
    ]
    assert TrainingCertificate.objects.get(place=part).courses == [1, 3]
    assert TrainingCertificate.objects.get(place=whole).courses == []
    with pytest.raises(MoveRefused):
        close(session)


@pytest.mark.parametrize(("clock", "ends"), [("15:59", False), ("16:00", True)])
def test_it_is_closed_after_its_last_lesson(unit, clock: str, ends: bool) -> None:
    session = make_session(unit)
    begin(session)
    now = timezone.make_aware(dt.datetime.combine(SATURDAY, dt.time.fromisoformat(clock)))
    if ends:
        close(session, now)
    else:
        with pytest.raises(MoveRefused, match="上完課才能結案"):
            close(session, now)
    session.refresh_from_db()
    assert (session.state == "closed") is ends


def test_a_number_is_never_given_twice(unit) -> None:
    for _time in range(2):
        session = make_session(unit)
        place = make_place(session)
        begin(session)
        attend(session, {place: (1, 2, 3)})
        close(session)
    Training.objects.update(revoked_on=SATURDAY, revoked_why="登錄到別人的")
    third = make_session(unit)
    assert session_closing.number_for(third, on=SATURDAY) == "TTT-0001訓字第1150003號"
    assert session_closing.number_for(third, on=dt.date(2027, 1, 1)) == "TTT-0001訓字第1160001號"
    office = make_session(authority=unit.authority, category="social")
    assert session_closing.number_for(office, on=SATURDAY).endswith("訓字第1150001號")
    assert CertificateSeries.objects.count() == 3


def test_waiting_hours_are_judged_anew(unit) -> None:
    """TRN-04: who serves the evening after her training counts from its end, and not the morning before."""
    session = make_session(unit, slots=SOCIAL)
    person = make_enrolment(unit).volunteer
    make_training(person, "BASIC")
    early = make_entry(unit, person, SATURDAY, "07:00-08:30")
    late = make_entry(unit, person, SATURDAY, "16:00-18:00")
    assert (early.counted, late.counted) == (0, 0)
    place = make_place(session, person)
    begin(session)
    attend(session, {place: (1, 2, 3, 4)})
    close(session)
    counted = dict(ServiceEntry.objects.values_list("pk", "counted"))
    assert counted == {early.pk: 0, late.pk: 120}


@pytest.mark.parametrize(("passed", "given"), [(True, 1), (False, 0)])
def test_growth_training_is_certified_when_the_assessment_was_passed(unit, passed: bool, given: int) -> None:
    """「訓練期滿後，經考評及格，發給結業證明書」."""
    first, second = SATURDAY, SATURDAY - dt.timedelta(days=1)
    slots = tuple(slot(n, f"{6 + 2 * n:02}:00-{8 + 2 * n:02}:00", programme="GROWTH", on=second) for n in range(1, 6))
    slots += tuple(slot(n, f"{2 * n - 4:02}:00-{2 * n - 2:02}:00", programme="GROWTH") for n in range(6, 10))
    session = make_session(unit, slots=slots)
    person = make_enrolment(unit).volunteer
    make_training(person, "BASIC")
    make_training(person, "SP_SOCIAL")
    place = make_place(session, person)
    begin(session)
    attend(session, {place: tuple(range(1, 10))})
    with pytest.raises(MoveRefused, match="還有 1 人沒有登錄考評結果"):
        close(session)
    places.assess(place=place, passed=passed, by=SYSTEM, now=EVENING)
    closed = close(session)
    assert len(closed.certificates) == given
    assert Training.objects.filter(programme="GROWTH", course=0, completed_on=first).count() == given


def test_a_session_of_two_trainings_certifies_each(unit) -> None:
    later = SATURDAY + dt.timedelta(days=1)
    special = tuple(slot(one.course, f"{one.starts:%H:%M}-{one.ends:%H:%M}", programme="SP_SOCIAL", on=later)
                    for one in SOCIAL)  # fmt: skip
    session = make_session(unit, slots=(*BASIC, *special))
    place = make_place(session)
    begin(session)
    for number, lesson in enumerate(Lesson.objects.filter(session=session), 1):
        lesson_sign_in.mark(
            session=session, lesson=lesson, full=[place.pk] if number != 7 else [], partly=[], shown=[place.pk],
            by=SYSTEM, now=EVENING + dt.timedelta(days=1),
        )  # fmt: skip
    close(session, EVENING + dt.timedelta(days=1))
    found = {one.programme: one.courses for one in TrainingCertificate.objects.all()}
    assert found == {"BASIC": [], "SP_SOCIAL": [1, 2, 3]}


def test_what_is_recorded_already_gives_no_second_certificate(unit) -> None:
    session = make_session(unit)
    place = make_place(session)
    make_training(place.volunteer, "BASIC", on=SATURDAY)
    begin(session)
    attend(session, {place: (1, 2, 3)})
    closed = close(session)
    assert (closed.certificates, closed.known) == ([], 1)


def test_the_trail_never_names_a_volunteer(unit) -> None:
    session = make_session(unit)
    place = make_place(session)
    begin(session)
    attend(session, {place: (1, 2, 3)})
    close(session)
    said = " ".join(f"{one.object_label} {one.now} {one.was} {one.reason}" for one in Event.objects.all())
    assert place.volunteer.name not in said


@pytest.mark.parametrize(("until", "fits"), [(None, False), (dt.date(2026, 6, 5), False), (dt.date(2026, 6, 6), True)])
def test_who_closes_a_qualification_says_until_when_it_holds(until: dt.date | None, fits: bool) -> None:
    unit = make_unit(category="fire")
    session = make_session(unit, state="open", slots=(slot(1, "09:00-12:00", programme="IN_SERVICE"),))
    place = make_place(session)
    begin(session)
    attend(session, {place: (1,)})
    Lesson.objects.update(programme="SP_FIRE_EMS")
    if not fits:
        with pytest.raises(MoveRefused, match="有效期限"):
            session_closing.close(session=session, by=SYSTEM, now=EVENING, valid_until=until)
        assert not Training.objects.exists()
        return
    session_closing.close(session=session, by=SYSTEM, now=EVENING, valid_until=until)
    assert Training.objects.get().valid_until == until
