"""Who may stand in the register twice, and the pages on which it is decided."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.volunteers import NOW, make_enrolment, make_entry, make_trained, make_unit, make_volunteer
from volunteers.merging import doubles
from volunteers.models import Apart, Merge, Unit, Volunteer

pytestmark = pytest.mark.django_db
WHY = "身分證影本與本人確認是同一人"


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def officer(unit: Unit) -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


@pytest.fixture
def desk(client: Client, officer: User) -> Client:
    client.force_login(officer)
    return client


def pairs() -> list[doubles.Pair]:
    return doubles.suggested(Volunteer.objects.living())


BORN, PHONE = dt.date(1960, 5, 4), "0912345678"
SAME = {"name": "黃淑芬", "born_on": BORN, "phone": PHONE, "number": ""}


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        ({}, 2),
        ({"name": "黄　淑芬"}, 2),
        ({"phone": ""}, 1),
        ({"born_on": None}, 1),
        ({"phone": "", "born_on": None}, 0),
        ({"name": "黃淑芳"}, 1),
        ({"name": "黃淑芳", "phone": "0900000000"}, 0),
        ({"number": "A123456789"}, 2),
    ],
)
def test_a_pair_agrees_in_two_things(other: dict[str, Any], reasons: int) -> None:
    make_volunteer(**SAME)
    make_volunteer(**(SAME | other))
    found = pairs()
    assert [len(one.reasons) for one in found] == ([reasons] if reasons else [])


def test_the_words_of_a_latin_name_come_in_any_order() -> None:
    make_volunteer("Maria dela Cruz", number="", born_on=BORN)
    make_volunteer("DELA CRUZ, Maria", number="", born_on=BORN)
    assert len(pairs()) == 1


@pytest.mark.parametrize(
    ("first", "second", "found", "warned"),
    [
        ("A123456789", "B100000011", 1, True),
        ("AB00207171", "A800000014", 1, False),
    ],
)
def test_two_numbers(first: str, second: str, found: int, warned: bool) -> None:
    make_volunteer(**(SAME | {"number": first}))
    make_volunteer(**(SAME | {"number": second}))
    said = pairs()
    assert [bool(one.warning) for one in said] == [warned] * found


def test_two_right_numbers_that_agree_in_little_are_two_people() -> None:
    make_volunteer(**(SAME | {"number": "A123456789", "phone": ""}))
    make_volunteer(**(SAME | {"number": "B100000011", "phone": ""}))
    assert pairs() == []


def test_namesakes_of_one_unit_where_a_date_is_missing(unit: Unit) -> None:
    make_enrolment(unit, make_volunteer("林素珠", number="", born_on=None))
    make_enrolment(unit, make_volunteer("林素珠"))
    make_enrolment(make_unit("HUA"), make_volunteer("林素珠", number="", born_on=None))
    assert len(pairs()) == 1


def test_who_is_not_the_same_is_remembered_once() -> None:
    first, second = make_volunteer(**SAME), make_volunteer(**SAME)
    for pair in ((second, first), (first, second)):
        doubles.apart(first=pair[0], second=pair[1], by=SYSTEM, now=NOW)
    assert pairs() == []
    assert Apart.objects.count() == Event.objects.filter(verb=Verb.FOUND_APART).count() == 1


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_many_questions_for_three_as_for_one(
    desk, unit, number, django_assert_max_num_queries
) -> None:
    for one in range(number):
        for _both in range(2):
            make_enrolment(unit, make_volunteer(f"林{one}珠", number="", born_on=BORN))
    with django_assert_max_num_queries(16):
        content = desk.get("/register/doubles/").content.decode()
    assert content.count("看合併的預覽") == number


def test_the_list_ends_at_the_county_line(desk, unit) -> None:
    make_enrolment(unit, make_volunteer(**SAME))
    make_enrolment(make_unit("HUA"), make_volunteer(**SAME))
    assert "沒有可能重複" in desk.get("/register/doubles/").content.decode()


def test_two_rows_are_made_one_and_two_again(desk, unit) -> None:
    kept, gone = make_trained(unit, name="黃淑芬"), make_trained(unit, name="黄淑芬", phone=PHONE)
    make_entry(unit, gone)
    address = f"/register/people/{kept.key}/merge/{gone.key}/"
    shown = desk.get(address)
    content = shown.content.decode()
    for words in ("會填入「0912345678」", "不能並存", "3月7日", "另一冊註銷"):
        assert words in content, words
    assert desk.post(address, {"reason": "同人"}).status_code == 422
    done = desk.post(address, {"reason": WHY, "seen": shown.context["preview"].mark, "take-name": "gone"})
    assert done.status_code == 302
    kept.refresh_from_db()
    assert kept.name == "黄淑芬"
    assert desk.get(f"/register/people/{gone.key}/")["Location"] == f"/register/people/{kept.key}/"
    made = Merge.objects.get()
    assert "合併過的紀錄" in desk.get("/register/merges/").content.decode()
    desk.post(f"/register/merges/{made.pk}/undo/", {"reason": "錯"})
    assert Volunteer.objects.living().count() == 1
    desk.post(f"/register/merges/{made.pk}/undo/", {"reason": "本人說是她妹妹"})
    assert Volunteer.objects.living().count() == 2
    assert desk.get(f"/register/people/{gone.key}/").status_code == 200


def test_nobody_decides_on_what_has_changed_meanwhile(desk, unit) -> None:
    kept, gone = make_trained(unit), make_trained(unit)
    address = f"/register/people/{kept.key}/merge/{gone.key}/"
    seen = desk.get(address).context["preview"].mark
    make_entry(unit, gone)
    refused = desk.post(address, {"reason": WHY, "seen": seen})
    assert refused.status_code == 422
    assert "有了新的資料" in refused.content.decode()
    assert not Merge.objects.exists()


def test_across_the_county_line_only_a_whole_number_opens_and_tells_how_many(desk, unit) -> None:
    there = make_unit("HUA", name="花蓮祕密志工隊")
    kept = make_enrolment(unit, make_volunteer("林素珠", number="")).volunteer
    gone = make_trained(there, name="林淑珠", number="A123456789", phone=PHONE, address="花蓮市某路一號")
    make_entry(there, gone)
    address = f"/register/people/{kept.key}/merge/{gone.key}/"
    assert desk.get(address).status_code == 404
    refused = desk.post(f"/register/people/{kept.key}/elsewhere/", {"number": "B100000011"}, follow=True)
    assert "沒有別的紀錄" in refused.content.decode()
    found = desk.post(f"/register/people/{kept.key}/elsewhere/", {"number": "A123456789"})
    assert found["Location"] == address
    shown = desk.get(address)
    content = shown.content.decode()
    for hidden in ("花蓮", "林淑珠", PHONE, "某路", "A123456789"):
        assert hidden not in content, hidden
    assert "林○珠" in content
    assert Event.objects.filter(verb=Verb.PERSON_LOOKED_UP, object_key=str(gone.pk)).count() == 1
    assert desk.post(address, {"reason": WHY, "seen": shown.context["preview"].mark}).status_code == 302
    assert Volunteer.objects.living().get() == kept


def test_a_coordinator_does_not_merge(client, unit) -> None:
    client.force_login(make_user(Role.AUTHORITY_OFFICER, "TTT"))
    assert client.get("/register/doubles/").status_code == 404
