"""Volunteers: their identity numbers, who finds them, joining and leaving."""

import datetime as dt
import logging

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from foundation.accounts.models import Membership
from foundation.accounts.roles import Permission, Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.taiwan.identity import is_valid
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import (
    NOW,
    identity,
    line,
    make_enrolment,
    make_place,
    make_post,
    make_trained,
    make_unit,
    make_volunteer,
)
from volunteers.models import Cover, Enrolment, Place, RecordBook, ServiceEntry, Training, Unit, Volunteer
from volunteers.persons import people, revealing
from volunteers.rostering import attendance
from volunteers.serving import ledger

pytestmark = pytest.mark.django_db
NUMBER = "A123456789"


def test_the_makers_numbers_are_right() -> None:
    assert all(is_valid(identity(number)) for number in (1, 2, 99, 1234567))


def test_an_identity_number_is_sealed_marked_and_masked(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        person = make_volunteer("林素珠", number=" a１２３４５６７８９ ")
    person.refresh_from_db()
    assert person.identity_shown == "A12****789"
    assert Volunteer.objects.get(identity_mark=people.mark_of(NUMBER)) == person
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM volunteers_volunteer")
        stored = str(cursor.fetchall())
    trail = str(list(Event.objects.values_list("was", "now", "reason", "object_label")))
    # The logger of questions is DEBUG's own; everything of ours may be read there.
    said = " ".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert all(NUMBER not in text and "23456" not in text for text in (stored, trail, said, str(person)))


def test_one_person_is_registered_once() -> None:
    make_volunteer(number=NUMBER)
    with pytest.raises(ValidationError, match="已經登錄過"):
        make_volunteer(number="A 123456789")
    other = make_volunteer()
    with pytest.raises(ValidationError, match="已經登錄過"):
        people.change(volunteer=other, values={}, number=NUMBER, by=SYSTEM, now=NOW)
    assert Volunteer.objects.count() == 2


@pytest.mark.parametrize("number", ["A123456788", "A12345678", "123456789A", "A323456789"])
def test_a_wrong_number_is_refused_without_being_told(number: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make_volunteer(number=number)
    assert number not in str(refused.value)


def test_a_wrong_check_digit_may_stay_with_its_reason() -> None:
    person = people.register(
        values={"name": "陳阿土"}, number="A123456788", reason="手寫名冊，本人已過世", by=SYSTEM, now=NOW
    )
    assert person.identity_reason == "手寫名冊，本人已過世"
    with pytest.raises(ValidationError):
        people.register(values={"name": "陳阿土"}, number="A12345678", reason="手寫名冊", by=SYSTEM, now=NOW)
    right = people.register(values={"name": "陳阿水"}, number=NUMBER, reason="不需要", by=SYSTEM, now=NOW)
    assert right.identity_reason == ""


@pytest.mark.parametrize(("number", "kind"), [("A800000014", "ui"), ("AB00207171", "old_ui")])
def test_residents_numbers_say_what_they_are(number: str, kind: str) -> None:
    """DAT-05."""
    assert make_volunteer(number=number).identity_kind == kind


@pytest.mark.parametrize(
    ("number", "fits"), [("AB12345", True), ("12345", False), ("AB 123 456", True), ("護照123", False)]
)
def test_a_passport_is_one_by_its_kind(number: str, fits: bool) -> None:
    if not fits:
        with pytest.raises(ValidationError):
            people.read_identity(number, kind="passport")
        return
    assert people.read_identity(number, kind="passport")["identity_kind"] == "passport"


def test_the_trail_says_that_something_private_changed_and_not_what() -> None:
    person = make_volunteer("林素珠")
    people.change(
        volunteer=person, values={"phone": "0912-345-678", "address": "臺東市", "name": "林淑珠"}, by=SYSTEM, now=NOW
    )
    event = Event.objects.get(verb=Verb.CHANGED)
    assert event.now == {"name": "…", "phone": "…", "address": "…"}
    assert people.change(volunteer=person, values={"phone": "0912-345-678"}, by=SYSTEM, now=NOW).phone == "0912-345-678"
    assert Event.objects.filter(verb=Verb.CHANGED).count() == 1, "nothing has changed the second time"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "=1+1"}, "name"),
        ({"born_on": dt.date(2026, 6, 11)}, "born_on"),
        ({"born_on": dt.date(1905, 1, 1)}, "born_on"),
        ({"phone": "不知道"}, "phone"),
        ({"email": "a@"}, "email"),
        ({"sex": "x"}, "sex"),
    ],
)
def test_wrong_values_are_told_by_their_field(values: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        people.register(values={"name": "林素珠"} | values, by=SYSTEM, now=NOW)
    assert list(refused.value.message_dict) == [field]
    assert not Volunteer.objects.exists()


def test_half_an_identity_cannot_be_stored() -> None:
    person = make_volunteer()
    with pytest.raises(IntegrityError), transaction.atomic():
        Volunteer.objects.filter(pk=person.pk).update(identity_mark=None)


def test_a_number_is_read_with_a_reason_and_a_line() -> None:
    unit = make_unit()
    person = make_enrolment(unit, make_volunteer(number=NUMBER)).volunteer
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    assert revealing.identity_of(volunteer=person, reason="申請紀錄冊核對", by=officer, now=NOW) == NUMBER
    event = Event.objects.get(verb=Verb.IDENTITY_REVEALED)
    assert (event.reason, event.county, event.actor_key) == ("申請紀錄冊核對", "TTT", str(officer.pk))
    for reader, reason, error in (
        (officer, "看", ValidationError),
        (make_user(Role.COUNTY_OFFICER, "HUA"), "申請紀錄冊核對", PermissionDenied),
        (make_user(Role.ASSOCIATION), "申請紀錄冊核對", PermissionDenied),
    ):
        with pytest.raises(error):
            revealing.identity_of(volunteer=person, reason=reason, by=reader, now=NOW)
    assert Event.objects.filter(verb=Verb.IDENTITY_REVEALED).count() == 1


def test_joining_leaving_and_coming_back() -> None:
    unit, person = make_unit(), make_volunteer()
    first = make_enrolment(unit, person, on=dt.date(2025, 1, 1))
    with pytest.raises(ValidationError, match="已經在"):
        make_enrolment(unit, person, on=dt.date(2025, 6, 1))
    people.leave(enrolment=first, on=dt.date(2025, 6, 30), why="搬家", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="已經離隊"):
        people.leave(enrolment=first, on=dt.date(2025, 7, 1), why="搬家", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="已經在"):
        make_enrolment(unit, person, on=dt.date(2025, 6, 30))
    back = make_enrolment(unit, person, on=dt.date(2025, 7, 1))
    with pytest.raises(ValidationError, match="早於"):
        people.leave(enrolment=back, on=dt.date(2025, 6, 30), why="", by=SYSTEM, now=NOW)
    days = [dt.date(2024, 12, 31), dt.date(2025, 1, 1), dt.date(2025, 6, 30), dt.date(2025, 7, 1)]
    assert [Enrolment.objects.on(day).count() for day in days] == [0, 1, 1, 1]


def test_no_one_joins_an_ended_unit_or_tomorrow() -> None:
    with pytest.raises(ValidationError, match="今天以後"):
        make_enrolment(make_unit(), on=NOW.date() + dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="終止"):
        make_enrolment(make_unit(state=Unit.State.ENDED))


WALLED = (Enrolment, Volunteer, RecordBook, Training, Cover, ServiceEntry)


def test_who_sees_whom() -> None:
    """Her unit's coordinator, her category's authority, her county's officer, she herself; nobody else."""
    from tests.makers.volunteers import make_entry

    here, there, health = make_unit(), make_unit("HUA"), make_unit("TTT", "health")
    mine, theirs = make_trained(here, name="林素珠"), make_trained(there, name="張三")
    make_entry(here, mine)
    make_entry(there, theirs)
    coordinator = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=coordinator).update(organisation=here.organisation)
    other = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=other).update(organisation=health.organisation)
    herself = make_user(Role.VOLUNTEER, "TTT")
    mine.user = herself
    mine.save()
    see = {
        coordinator: True,
        make_user(Role.COUNTY_OFFICER, "TTT"): True,
        make_user(Role.AUTHORITY_OFFICER, "TTT", sector="社福類"): True,
        herself: True,
        other: False,
        make_user(Role.AUTHORITY_OFFICER, "TTT", sector="衛生類"): False,
        make_user(Role.AUTHORITY_OFFICER, "TTT"): False,
        make_user(Role.COUNTY_OFFICER, "HUA"): False,
        make_user(Role.ASSOCIATION): False,
        make_user(Role.VOLUNTEER, "TTT"): False,
        make_user(Role.SUPERVISOR, "TTT"): False,
    }
    for user, sees in see.items():
        for model in WALLED:
            key = {"pk": mine.pk} if model is Volunteer else {"volunteer": mine}
            rows = model._default_manager.all().visible_to(user)  # type: ignore[attr-defined]
            assert rows.filter(**key).exists() is sees, (user.access.roles, model)
    assert not Volunteer.objects.visible_to(herself, Permission.KEEP_VOLUNTEERS).filter(pk=theirs.pk).exists()


def test_nobody_keeps_her_own_record_for_being_herself() -> None:
    """A coordinator who serves elsewhere reads her record there, and changes nothing of it."""
    from tests.makers.volunteers import make_entry

    here, there = make_unit(), make_unit("HUA")
    mine = make_trained(there)
    make_entry(there, mine)
    user = make_user(Role.VOLUNTEER, "HUA")
    give(user, Role.UNIT_COORDINATOR, organisation=here.organisation)
    mine.user = user
    mine.save()
    for model in WALLED:
        rows = model._default_manager.all()
        key = {"pk": mine.pk} if model is Volunteer else {"volunteer": mine}
        assert rows.visible_to(user).filter(**key).exists()  # type: ignore[attr-defined]
        for permission in (Permission.KEEP_VOLUNTEERS, Permission.REVEAL_IDENTITY):
            assert not rows.visible_to(user, permission).filter(**key).exists(), model  # type: ignore[attr-defined]


def test_an_account_is_linked_once_and_only_a_volunteers() -> None:
    person, other = make_volunteer(), make_volunteer()
    user, second = (make_user(Role.VOLUNTEER, "TTT") for _one in range(2))
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    for email, why in (("nobody@example.org", "沒有用這個信箱"), (officer.email, "沒有用這個信箱")):
        with pytest.raises(ValidationError, match=why):
            people.link(volunteer=person, email=email, by=SYSTEM, now=NOW)
    assert people.link(volunteer=person, email=f" {user.email.upper()} ", by=SYSTEM, now=NOW).user == user
    people.link(volunteer=person, email=user.email, by=SYSTEM, now=NOW)
    assert Event.objects.filter(verb=Verb.ACCOUNT_LINKED).count() == 1
    with pytest.raises(ValidationError, match="另一位志工"):
        people.link(volunteer=other, email=user.email, by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="已經連到一個帳號"):
        people.link(volunteer=person, email=second.email, by=SYSTEM, now=NOW)


def test_the_trail_never_says_who_a_volunteer_is() -> None:
    """The association reads every county's trail, and is not to know who serves where."""
    from tests.makers.volunteers import make_entry

    unit = make_unit(name="海線志工隊")
    person = make_trained(unit, name="林素珠")
    make_entry(unit, person)
    people.change(volunteer=person, values={"name": "林淑珠"}, by=SYSTEM, now=NOW)
    people.leave(enrolment=person.enrolments.get(), on=NOW.date(), why="", by=SYSTEM, now=NOW)
    told = str(list(Event.objects.values_list("object_label", "object_label_en", "was", "now", "reason")))
    assert "林素珠" not in told
    assert "林淑珠" not in told


def test_a_look_at_somebody_of_another_unit_leaves_a_line_she_can_read() -> None:
    unit = make_unit()
    mine = make_enrolment(unit, make_volunteer()).volunteer
    theirs = make_enrolment(make_unit("HUA"), make_volunteer("林素珠", number=NUMBER)).volunteer
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    assert people.look_up(number=NUMBER, kind="", by=officer, now=NOW) == theirs
    event = Event.objects.get(verb=Verb.PERSON_LOOKED_UP)
    assert (event.object_key, event.county) == (str(theirs.pk), "TTT")
    assert people.look_up(number="F131232216", kind="", by=officer, now=NOW) is None
    people.change(volunteer=mine, values={}, number="B1" + "0000001" + "1", by=SYSTEM, now=NOW)
    assert people.look_up(number="B100000011", kind="", by=officer, now=NOW) == mine
    assert Event.objects.filter(verb=Verb.PERSON_LOOKED_UP).count() == 1, "of one's own people nothing is told"


def test_before_eight_in_the_morning_it_is_today_already() -> None:
    """07:30 in Taiwan is the day before in UTC."""
    early = dt.datetime(2026, 6, 9, 23, 30, tzinfo=dt.UTC)
    today, tomorrow = dt.date(2026, 6, 10), dt.date(2026, 6, 11)
    unit = make_unit()
    person = people.register(values={"name": "林素珠"}, by=SYSTEM, now=early)
    assert person.registered_on == today
    assert people.join(volunteer=person, unit=unit, on=today, by=SYSTEM, now=early).joined_on == today
    with pytest.raises(ValidationError, match="今天以後"):
        people.join(volunteer=make_volunteer(), unit=unit, on=tomorrow, by=SYSTEM, now=early)
    assert ledger.enter(unit=unit, lines=[line(person, today)], source="list", by=SYSTEM, now=early).added == 1
    with pytest.raises(ValidationError, match="今天以後"):
        ledger.enter(unit=unit, lines=[line(person, tomorrow)], source="list", by=SYSTEM, now=early)


def test_who_leaves_is_taken_off_the_shifts_after_her_last_day() -> None:
    unit, other = make_unit(), make_unit()
    person = make_enrolment(unit).volunteer
    make_enrolment(other, person)
    make_enrolment(unit)
    day = dt.timedelta(days=1)
    last = NOW.date() + day
    on_last, after, later = (make_place(unit, person, last + day * number) for number in range(3))
    event = make_post(unit, "園遊會", kind="event", taking="anyone")
    stays = [on_last, make_place(other, person, last + day * 5), make_place(unit, person, last + day * 6, post=event)]
    freed = people.leave(enrolment=person.enrolments.get(unit=unit), on=last, why="搬家", by=SYSTEM, now=NOW)
    assert [one.pk for one in freed] == [after.pk, later.pk]
    assert set(Place.objects.held()) == set(stays)
    assert Event.objects.filter(verb=Verb.PLACE_FREED).count() == 2


def test_a_shift_she_has_signed_in_to_is_not_taken_from_her_by_leaving() -> None:
    unit = make_unit()
    person = make_enrolment(unit).volunteer
    place = make_place(unit, person, NOW.date(), "13:00-17:00")
    attendance.come(unit=unit, volunteer=person, how="list", by=SYSTEM, now=NOW)
    assert (
        people.leave(
            enrolment=person.enrolments.get(), on=NOW.date() - dt.timedelta(days=1), why="", by=SYSTEM, now=NOW
        )
        == []
    )
    assert Place.objects.held().get() == place
