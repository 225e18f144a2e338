"""What a device keeps while it is cut off: taken once, at its own time, in order; what is unclear changes nothing."""

import datetime as dt
import importlib
import json
import uuid

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import NOW, make_trained, make_unit
from volunteers.models import Attendance, Enrolment, Press, ServiceEntry, Station, Unit, Volunteer
from volunteers.rostering import attendance, presses, stations
from volunteers.rostering.presses import OLDEST, Sent

pytestmark = pytest.mark.django_db
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)
LONG_AGO = NOW - dt.timedelta(days=30)


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def station(unit: Unit) -> Station:
    return stations.set_up(unit=unit, kind="kiosk", name="一樓服務臺", by=SYSTEM, now=LONG_AGO)


@pytest.fixture
def person(unit: Unit) -> Volunteer:
    found = make_trained(unit)
    Enrolment.objects.filter(volunteer=found).update(number="A023")
    return found


def take(station: Station, typed: str = "023", *, age: dt.timedelta, key: int = 0) -> Press:
    sent = Sent(uuid.UUID(int=key or int(age.total_seconds()) + 1), typed=typed, age=age)
    return presses.take(station=station, sent=sent, by=SYSTEM, now=NOW)


def test_coming_and_going_count_at_the_times_of_the_presses(station, person) -> None:
    assert take(station, age=3 * HOUR).outcome == "came"
    assert take(station, age=HOUR).outcome == "left"
    one = Attendance.objects.get()
    assert (one.came_at, one.left_at) == (NOW - 3 * HOUR, NOW - HOUR)
    assert ServiceEntry.objects.get().minutes == 120


def test_what_is_sent_twice_counts_once_and_is_answered_alike(station, person) -> None:
    first = take(station, age=3 * HOUR, key=7)
    again = take(station, age=3 * HOUR, key=7)
    assert again.pk == first.pk
    assert Attendance.objects.get().state == "in", "a second one would have signed her out"


@pytest.mark.parametrize(
    ("age", "outcome"), [(dt.timedelta(), "came"), (OLDEST, "came"), (OLDEST + MINUTE, "nothing"), (-MINUTE, "nothing")]
)
def test_a_clock_that_was_set_is_not_believed(station, person, age, outcome) -> None:
    assert take(station, age=age, key=5).outcome == outcome


def test_before_the_device_was_set_up_nobody_pressed(unit, person) -> None:
    new = stations.set_up(unit=unit, kind="kiosk", name="後門", by=SYSTEM, now=NOW - HOUR)
    assert take(new, age=2 * HOUR).outcome == "nothing"
    assert take(new, age=HOUR).outcome == "came"


@pytest.mark.parametrize("typed", ["999", "", "A"])
def test_whoever_is_not_clear_is_shown_to_the_coordinator_and_changes_nothing(station, person, typed) -> None:
    press = take(station, typed, age=HOUR)
    assert (press.outcome, press.attendance, press.said) == ("nothing", None, typed)
    assert press.why
    assert list(Press.objects.open()) == [press]
    assert not Attendance.objects.exists()
    presses.look_at(press=press, by=SYSTEM, now=NOW)
    assert not Press.objects.open().exists()
    with pytest.raises(ValidationError):
        presses.look_at(press=press, by=SYSTEM, now=NOW)


def test_of_two_with_the_same_ending_nobody_is_signed(station, person, unit) -> None:
    other = make_trained(unit)
    Enrolment.objects.filter(volunteer=other).update(number="B023")
    assert take(station, age=HOUR).why == "這個號碼不只一個人，分不出是誰。"
    assert take(station, "B023", age=HOUR, key=3).volunteer == other


def test_who_signed_elsewhere_since_is_left_to_the_coordinator(station, person, unit) -> None:
    attendance.come(unit=unit, volunteer=person, how="phone", by=SYSTEM, now=NOW - HOUR)
    assert "之後" in take(station, age=2 * HOUR).why
    assert Attendance.objects.get().state == "in"


def test_a_personal_code_is_never_kept_in_words(station, person) -> None:
    code = stations.code_of(person, by=SYSTEM, now=NOW).code
    assert take(station, code, age=HOUR).outcome == "came"
    wrong = take(station, code[::-1] if code[::-1] != code else "ACDEFGHJ", age=MINUTE)
    assert (wrong.outcome, wrong.said) == ("nothing", "")


def test_a_button_is_believed_as_long_after_it_was_offered_as_at_the_door(station, person) -> None:
    with time_machine.travel(NOW - 2 * HOUR, tick=False):
        given = stations.offer(station, person)
    fresh, stale = (Sent(uuid.UUID(int=key), given=given, age=age) for key, age in ((1, 2 * HOUR - MINUTE), (2, HOUR)))
    assert presses.take(station=station, sent=stale, by=SYSTEM, now=NOW).outcome == "nothing"
    assert presses.take(station=station, sent=fresh, by=SYSTEM, now=NOW).outcome == "came"


def post(client: Client, station: Station, sent_at: float, *rows: tuple[int, str, float]):
    body = {"sent_at": sent_at, "presses": [
        {"id": str(uuid.UUID(int=key)), "typed": typed, "given": "", "at": at} for key, typed, at in rows
    ]}  # fmt: skip
    return client.post(f"{stations.address_of(station)}presses/", json.dumps(body), content_type="application/json")


def test_a_device_sends_by_a_clock_of_its_own_and_hears_in_words(client: Client, station, person) -> None:
    answer = post(client, station, 10_800_000, (1, "023", 0), (2, "023", 7_200_000), (3, "999", 10_000_000))
    receipts = answer.json()["receipts"]
    assert [one["outcome"] for one in receipts] == ["came", "left", "nothing"]
    assert person.name not in answer.content.decode()
    assert person.veiled in receipts[0]["words"]
    assert "承辦人" in receipts[2]["words"]
    assert Attendance.objects.get().came_at == NOW - 3 * HOUR
    assert post(client, station, 10_800_000, (1, "023", 0)).json()["receipts"][0] == receipts[0]


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"sent_at": "x", "presses": []}', '{"sent_at": 1, "presses": [1]}',
                                  '{"sent_at": 1e400, "presses": [{"id": "x", "at": 0}]}'])  # fmt: skip
def test_nonsense_is_refused(client: Client, station, body) -> None:
    where = f"{stations.address_of(station)}presses/"
    assert client.post(where, body, content_type="application/json").status_code == 400


def test_a_form_is_nonsense_too(client: Client, station) -> None:
    assert client.post(f"{stations.address_of(station)}presses/", {"sent_at": "1"}).status_code == 400


def test_posters_and_revoked_devices_take_nothing(client: Client, unit, station) -> None:
    poster = stations.set_up(unit=unit, kind="poster", name="門口", by=SYSTEM, now=LONG_AGO)
    assert post(client, poster, 0).status_code == 404
    stations.revoke(station=station, by=SYSTEM, now=NOW)
    assert post(client, station, 0).status_code == 404


def test_wrong_numbers_cannot_be_tried_without_end(client: Client, station) -> None:
    rows = [(number + 1, "999", 0) for number in range(30)]
    assert post(client, station, 0, *rows).status_code == 200
    assert post(client, station, 0, (99, "999", 0)).status_code == 429


def test_the_answer_that_was_lost_does_not_sign_her_out(client: Client, station, person) -> None:
    where = stations.address_of(station)
    sent = {"what": "sign", "person": stations.offer(station, person), "press": str(uuid.UUID(int=4))}
    assert client.post(where, sent).status_code == 200
    assert client.post(where, sent).status_code == 200
    assert Attendance.objects.get().state == "in"


def test_the_coordinator_sees_and_settles_it(client: Client, station, unit) -> None:
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    client.force_login(user)
    press = take(station, "999", age=HOUR)
    where = reverse("volunteers:attendances", args=[unit.pk])
    assert "沒有記成" in client.get(where).content.decode()
    client.post(reverse("volunteers:press_look", args=[press.pk]))
    assert "沒有記成" not in client.get(where).content.decode()


def test_why_is_kept_in_the_catalogue_s_words_whatever_the_device_speaks(station, person) -> None:
    with override("en"):
        press = take(station, "777", age=HOUR)
    assert press.why == "找不到這個號碼。"
    sent = {"sent_at": 0, "presses": [{"id": str(uuid.UUID(int=99)), "typed": "778", "at": 0}]}
    where = stations.address_of(station) + "presses/"
    for language, told in (("en", "This number was not found."), ("zh-hant", "找不到這個號碼。")):
        client = Client(headers={"accept-language": language})
        answer = client.post(where, json.dumps(sent), content_type="application/json").json()
        assert told in answer["receipts"][0]["words"]


def test_rows_of_an_english_device_get_the_catalogue_s_words(station) -> None:
    several = "這個號碼不只一個人，分不出是誰。"
    given = {
        1: ("Signed out already.", "這次已經簽退了。"),
        2: ("More than one person has this number (2); it is not clear who it was.", several),
        3: ("這個號碼有 3 個人，分不出是誰。", several),
        4: ("找不到這個號碼。", "找不到這個號碼。"), 5: ("另有原因", "另有原因"),
    }  # fmt: skip
    for number, (old, _new) in given.items():
        Press.objects.create(
            station=station, key=uuid.UUID(int=number), pressed_at=NOW, received_at=NOW, outcome="nothing", why=old
        )
    importlib.import_module("volunteers.migrations.0027_press_words").into_the_catalogue(apps, None)
    assert {one.key.int: one.why for one in Press.objects.all()} == {key: new for key, (_old, new) in given.items()}
