"""The roster's pages: what they do, what they refuse in words, and how many questions they ask."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.volunteers import NOW, make_duty, make_enrolment, make_place, make_post, make_trained, make_unit
from volunteers.models import Attendance, Duty, Enrolment, Place, ServiceEntry, Unit, Volunteer
from volunteers.rostering import rosters, stations, swaps

pytestmark = pytest.mark.django_db


def soon(days: int = 3) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def desk(client: Client, unit: Unit) -> Client:
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    client.force_login(user)
    return client


@pytest.fixture
def person(unit: Unit) -> Volunteer:
    return make_trained(unit, name="林素珠")


def phone_of(person: Volunteer) -> Client:
    user: User = make_user(Role.VOLUNTEER, "TTT")
    Volunteer.objects.filter(pk=person.pk).update(user=user)
    phone = Client()
    phone.force_login(user)
    return phone


@pytest.mark.parametrize("people", [1, 3])
@pytest.mark.parametrize(("where", "most"), [("roster/", 22), ("attendance/", 14), ("absences/", 14), ("posts/", 12)])
def test_lists_ask_as_many_questions_for_three_as_for_one(
    desk, unit, people, where, most, django_assert_max_num_queries
) -> None:
    for _one in range(people):
        someone = make_trained(unit)
        place = make_place(unit, someone, timezone.localdate())
        make_place(unit, someone, soon(1))
        Attendance.objects.create(unit=unit, volunteer=someone, place=place, how="list", came_at=timezone.now())
        Place.objects.filter(pk=make_place(unit, someone, soon(-9)).pk).update(state="absent")
    with django_assert_max_num_queries(most):
        assert desk.get(f"/register/units/{unit.pk}/{where}").status_code == 200


def test_a_post_is_added_and_planned_for_weeks(desk, unit) -> None:
    given = {"kind": "roster", "name": "送餐", "category": "social", "needed": 2, "taking": "own"}
    assert desk.post(f"/register/units/{unit.pk}/posts/new/", given).status_code == 302
    refused = desk.post(f"/register/units/{unit.pk}/posts/new/", given | {"taking": "anyone"})
    assert "只有活動可以" in refused.content.decode()
    shift = {"post": unit.posts.get().pk, "on": f"{soon():%Y-%m-%d}", "starts": "2200", "ends": "0200"}
    shift["until"] = f"{soon(17):%Y-%m-%d}"
    assert desk.post(f"/register/units/{unit.pk}/roster/plan/", shift).status_code == 302
    assert list(Duty.objects.values_list("starts", "ends", "needed")) == [(1320, 1560, 2)] * 3
    again = desk.post(f"/register/units/{unit.pk}/roster/plan/", shift)
    assert again.status_code == 422
    assert "都已經排了" in again.content.decode()


def test_somebody_is_put_on_a_shift_and_warned_about(desk, unit, person) -> None:
    duty = make_duty(make_post(unit, needed=2), soon())
    untrained = make_enrolment(unit).volunteer
    address = f"/register/duties/{duty.pk}/"
    for one in (person, untrained):
        assert desk.post(f"{address}assign/", {"volunteer": one.pk}).status_code == 302
    full = desk.post(f"{address}assign/", {"volunteer": make_trained(unit).pk})
    assert "都排滿了" in full.content.decode()
    stranger = make_trained(make_unit("HUA"))
    assert "請選一位志工" in desk.post(f"{address}assign/", {"volunteer": stranger.pk}).content.decode()
    week = desk.get(f"/register/units/{unit.pk}/roster/?from={soon()}").content.decode()
    assert "還沒有基礎訓練的紀錄" in week


def test_who_was_there_is_ticked_off_and_waits_for_approval(desk, unit, person) -> None:
    place = make_place(unit, person, soon(-1))
    address = f"/register/duties/{place.duty_id}/"
    assert "點名" in desk.get(address).content.decode()
    assert "還沒有選誰到了" in desk.post(f"{address}note/", {"came": "0900", "left": "1200"}).content.decode()
    sent = {"came": "0905", "left": "1200", "place": place.pk}
    assert desk.post(f"{address}note/", sent).status_code == 302
    assert ServiceEntry.objects.get().minutes == 175
    assert "已經簽到過了" in desk.post(f"{address}note/", sent).content.decode()


def test_a_swap_goes_from_phone_to_phone_to_the_desk(desk, unit, person) -> None:
    other = make_trained(unit, name="陳阿土")
    place = make_place(unit, person, soon())
    hers, his = phone_of(person), phone_of(other)
    assert hers.post(f"/register/mine/places/{place.pk}/offer/").status_code == 302
    page = his.get("/register/mine/roster/").content.decode()
    assert "林○珠" in page
    assert "林素珠" not in page
    assert his.post(f"/register/mine/places/{place.pk}/want/").status_code == 302
    assert his.post(f"/register/mine/places/{place.pk}/want/").status_code == 404, "no longer offered"
    assert "陳阿土 願意接班" in desk.get(f"/register/duties/{place.duty_id}/").content.decode()
    assert desk.post(f"/register/places/{place.pk}/confirm/").status_code == 302
    assert Place.objects.held().get().volunteer == other


def test_nobody_moves_anothers_place_from_her_own_page(unit, person) -> None:
    place = make_place(unit, person, soon())
    other = phone_of(make_trained(unit))
    for name in ("leave", "offer", "end", "want", "absent", "nothing"):
        assert other.post(f"/register/mine/places/{place.pk}/{name}/", {"reason": "看診"}).status_code == 404
    assert Place.objects.get().state == "held"


def test_a_volunteer_asks_leave_and_reads_how_often_she_has(unit, person) -> None:
    place = make_place(unit, person, soon())
    hers = phone_of(person)
    assert "請假的原因" in hers.post(f"/register/mine/places/{place.pk}/leave/", {"reason": ""}).content.decode()
    assert hers.post(f"/register/mine/places/{place.pk}/leave/", {"reason": "看診"}).status_code == 302
    assert "3 次以上單位可能找你談" in hers.get("/register/mine/roster/").content.decode()


def test_a_free_place_is_taken_on_the_phone(unit, person) -> None:
    duty = make_duty(make_post(unit, taking="own"), soon())
    hers = phone_of(person)
    assert "我要這一班" in hers.get("/register/mine/roster/").content.decode()
    assert hers.post(f"/register/duties/{duty.pk}/take/").status_code == 302
    assert "我要這一班" not in hers.get("/register/mine/roster/").content.decode(), "it is full, and hers"
    closed = make_duty(make_post(unit, "內勤"), soon())
    assert hers.post(f"/register/duties/{closed.pk}/take/").status_code == 404


def test_the_device_finds_her_veiled_and_signs_in_and_out(client, unit, person) -> None:
    Enrolment.objects.filter(volunteer=person).update(number="TTT0123")
    station = stations.set_up(unit=unit, kind="kiosk", name="一樓", by=SYSTEM, now=NOW)
    address = stations.address_of(station)
    assert "或用手機掃這裡" in client.get(address).content.decode()
    found = client.post(address, {"who": "123"})
    content = found.content.decode()
    assert "林○珠" in content
    assert "林素珠" not in content
    given = found.context["found"][0]["given"]
    done = client.post(address, {"what": "sign", "person": given}).content.decode()
    assert "離開時請記得簽退" in done
    assert "剛剛才簽到" in client.post(address, {"what": "sign", "person": given}).content.decode()
    Attendance.objects.update(came_at=timezone.now() - dt.timedelta(hours=1))
    out = client.post(address, {"what": "sign", "person": given}).content.decode()
    assert "等承辦人核定" in out
    assert ServiceEntry.objects.filter(state="pending").exists()
    assert client.post(address, {"who": "999"}).status_code == 422


def test_guessing_at_a_device_comes_to_an_end(client, unit, person) -> None:
    station = stations.set_up(unit=unit, kind="poster", name="一樓", by=SYSTEM, now=NOW)
    address = stations.address_of(station)
    statuses = [client.post(address, {"who": "ACDEFGHJ"}).status_code for _try in range(31)]
    assert statuses == [422] * 30 + [429]


def test_a_poster_knows_a_phone_by_its_account_or_its_code(client, unit, person) -> None:
    station = stations.set_up(unit=unit, kind="poster", name="一樓", by=SYSTEM, now=NOW)
    address = stations.address_of(station)
    hers = phone_of(person)
    assert "林○珠" in hers.get(address).content.decode()
    assert client.post(address, {"what": "sign", "person": "me"}).status_code == 422, "nobody is signed in here"
    assert hers.post(address, {"what": "sign", "person": "me"}).status_code == 200
    assert Attendance.objects.get().how == "phone"
    hers.post("/register/mine/code/")
    code = person.personal_code.code
    assert "林○珠" in client.post(address, {"who": f"{code[:4]} {code[4:]}"}).content.decode()


def test_a_closed_station_says_so(client, unit) -> None:
    station = stations.set_up(unit=unit, kind="kiosk", name="一樓", by=SYSTEM, now=NOW)
    address = stations.address_of(station)
    stations.revoke(station=station, by=SYSTEM, now=NOW)
    closed = client.get(address)
    assert (closed.status_code, "簽到點打不開" in closed.content.decode()) == (404, True)


def test_a_forgotten_sign_out_is_asked_of_her_and_settled_by_the_desk(desk, unit, person) -> None:
    place = make_place(unit, person, soon(-2))
    one = Attendance.objects.create(
        unit=unit, volunteer=person, place=place, how="kiosk", came_at=place.duty.begins_at, state="forgotten"
    )
    hers = phone_of(person)
    assert "簽到以後沒有簽退" in hers.get("/register/mine/roster/").content.decode()
    assert hers.post(f"/register/attendances/{one.pk}/say/", {"left": "1130"}).status_code == 302
    assert not ServiceEntry.objects.exists()
    assert "11:30" in desk.get(f"/register/units/{unit.pk}/attendance/").content.decode()
    refused = desk.post(f"/register/attendances/{one.pk}/settle/", {"left": "1130"})
    assert "怎麼知道" in refused.content.decode()
    settled = desk.post(f"/register/attendances/{one.pk}/settle/", {"left": "1130", "reason": "本人說明"})
    assert settled.status_code == 302
    assert ServiceEntry.objects.get().minutes == 150


def test_absences_show_what_the_handbook_would_allow(desk, unit, person) -> None:
    for number in range(3):
        place = make_place(unit, person, soon(-number - 1))
        Place.objects.filter(pk=place.pk).update(state="absent")
    Enrolment.objects.update(joined_on=soon(-30))
    content = desk.get(f"/register/units/{unit.pk}/absences/").content.decode()
    assert "無故缺席 3 次以上" in content
    assert "無故缺席達 3 次以上或 1 年內請假達 12 次以上者" in content


def test_the_month_stands_as_a_calendar(desk, unit, person) -> None:
    make_place(unit, person, dt.date(2026, 2, 28))
    page = desk.get(f"/register/units/{unit.pk}/roster/202602/")
    assert "排滿" in page.content.decode()
    assert desk.get(f"/register/units/{unit.pk}/roster/202613/").status_code == 404


def test_an_event_of_another_unit_is_open_to_her(unit, person) -> None:
    other = make_unit("TTT", name="山線志工隊")
    duty = make_duty(make_post(other, "燈會", kind="event", taking="anyone", needed=9), soon())
    hers = phone_of(person)
    assert "報名以後，辦活動的單位看得到你的姓名" in hers.get("/register/mine/roster/").content.decode()
    assert hers.post(f"/register/duties/{duty.pk}/take/").status_code == 302
    boss = Client()
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=other.organisation)
    boss.force_login(user)
    assert "林素珠" in boss.get(f"/register/duties/{duty.pk}/").content.decode()
    assert boss.get(f"/register/people/{person.key}/").status_code == 404, "her record stays her own unit's"


def test_waiting_swaps_are_told_on_the_week(desk, unit, person) -> None:
    place = make_place(unit, person, soon())
    swaps.offer(place=place, by=SYSTEM, now=timezone.now())
    swaps.want(place=place, volunteer=make_trained(unit), by=SYSTEM, now=timezone.now())
    page = desk.get(f"/register/units/{unit.pk}/roster/?from={soon()}").content.decode()
    assert "有 1 個換班等你確認" in page
    assert rosters.clash(person, place.duty) is not None
