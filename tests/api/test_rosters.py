"""Rosters through the API: what there is to do, shifts, who is on them, and who came and went."""

import datetime as dt

import pytest
from django.utils import timezone

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.api import program
from tests.makers.volunteers import make_duty, make_place, make_post, make_trained, make_unit
from volunteers.models import Attendance, Duty, Place, Station, Unit, Volunteer
from volunteers.rostering import attendance, rosters

pytestmark = pytest.mark.django_db
API = "/api/v1"
AHEAD = timezone.localdate() + dt.timedelta(days=10)
YESTERDAY = timezone.localdate() - dt.timedelta(days=1)


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


@pytest.fixture
def unit() -> Unit:
    return make_unit("TTT")


def sent(client, where: str, body: object = None, *, how: str = "post", status: int = 200) -> dict:
    answer = getattr(client, how)(f"{API}/{where}/", body if body is not None else {}, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def pointers(problem: dict) -> set[str]:
    return {one["pointer"] for one in problem["errors"]}


def assigned(duty: Duty, person: Volunteer) -> Place:
    return rosters.assign(duty=duty, volunteer=person, by=SYSTEM, now=timezone.now())


def test_a_post_is_opened_for_the_units_category_and_corrected(officer, unit) -> None:
    client = program(officer)
    where = f"units/{unit.pk}/posts"
    assert pointers(sent(client, where, {}, status=422)) == {"/name"}
    assert pointers(sent(client, where, {"name": "送餐", "taking": "anyone"}, status=422)) == {"/taking"}
    made = sent(client, where, {"name": "送餐", "needed": 2}, status=201)
    assert (made["unit"], made["category"], made["kind"], made["needed"]) == (unit.pk, unit.category, "roster", 2)
    changed = sent(client, f"posts/{made['id']}", {"place": "活動中心"}, how="patch")
    assert changed == made | {"place": "活動中心"}
    assert client.get(f"{API}/posts/", {"unit": unit.pk}).json()["results"] == [changed]
    other = program(make_user(Role.COUNTY_OFFICER, "HUA"))
    assert other.get(f"{API}/posts/").json()["results"] == []
    sent(other, f"posts/{made['id']}", {"place": "別處"}, how="patch", status=404)
    sent(other, where, {"name": "送餐"}, status=404)


def test_shifts_are_planned_every_week_once_and_called_off_with_a_reason(officer, unit) -> None:
    client, post = program(officer), make_post(unit, needed=2)
    where = f"units/{unit.pk}/duties"
    body = {"post": post.pk, "on": AHEAD.isoformat(), "starts": "22:00", "ends": "06:00"}
    strange = make_post(make_unit("TTT"))
    assert pointers(sent(client, where, body | {"post": strange.pk}, status=422)) == {"/post"}
    early = (AHEAD - dt.timedelta(days=1)).isoformat()
    assert pointers(sent(client, where, body | {"until": early}, status=422)) == {"/until"}
    weeks = body | {"until": (AHEAD + dt.timedelta(days=14)).isoformat()}
    made = sent(client, where, weeks, status=201)["made"]
    assert list(Duty.objects.order_by("on").values_list("pk", flat=True)) == made
    assert len(made) == 3
    sent(client, where, weeks, status=422)
    listed = client.get(f"{API}/duties/", {"month": f"{AHEAD:%Y%m}", "post": post.pk}).json()["results"]
    assert {one["id"] for one in listed} == set(Duty.objects.filter(on__month=AHEAD.month).values_list("pk", flat=True))
    assert client.get(f"{API}/duties/", {"month": 202613}).json()["results"] == []
    one = client.get(f"{API}/duties/{made[0]}/").json()
    assert (one["unit"], one["needed"], one["held"], one["places"]) == (unit.pk, 2, 0, [])
    assert one["begins_at"].startswith(f"{AHEAD.isoformat()}T22:00")
    assert one["ends_at"].startswith(f"{AHEAD + dt.timedelta(days=1):%Y-%m-%d}T06:00")
    assert sent(client, f"duties/{made[0]}", {"needed": 3}, how="patch")["needed"] == 3
    assert pointers(sent(client, f"duties/{made[0]}", {"needed": 0}, how="patch", status=422)) == {"/needed"}
    sent(client, f"duties/{made[0]}/call-off", {"reason": ""}, status=422)
    off = sent(client, f"duties/{made[0]}/call-off", {"reason": "颱風停班"})
    assert (off["called_off_why"], off["called_off_at"] is not None) == ("颱風停班", True)
    sent(client, f"duties/{made[0]}/call-off", {"reason": "颱風停班"}, status=422)


def test_a_month_is_planned_as_the_one_before_with_its_people(officer, unit) -> None:
    client, person = program(officer), make_trained(unit)
    make_place(unit, person, AHEAD.replace(day=8))
    next_month = (AHEAD.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    where = f"units/{unit.pk}/duties/copy"
    assert pointers(sent(client, where, {"month": 202613}, status=422)) == {"/month"}
    made = sent(client, where, {"month": int(f"{next_month:%Y%m}"), "people": True}, status=201)["made"]
    new = Duty.objects.get(pk__in=made)
    assert (new.on.year, new.on.month) == (next_month.year, next_month.month)
    assert new.places.get().volunteer == person
    sent(client, where, {"month": int(f"{next_month:%Y%m}")}, status=422)


def test_somebody_is_put_on_a_shift_takes_leave_and_is_told_as_on_the_page(officer, unit) -> None:
    client, person, duty = program(officer), make_trained(unit), make_duty(make_post(unit), AHEAD)
    where = f"duties/{duty.pk}/places"
    stranger = make_trained(make_unit("HUA"))
    assert pointers(sent(client, where, {"volunteer": str(stranger.key)}, status=422)) == {"/volunteer"}
    made = sent(client, where, {"volunteer": str(person.key)}, status=201)
    assert (made["volunteer"], made["state"]) == (str(person.key), "held")
    sent(client, where, {"volunteer": str(person.key)}, status=422)
    assert Event.objects.filter(verb="place_given", actor_key=str(officer.pk)).count() == 1
    one = client.get(f"{API}/duties/{duty.pk}/").json()
    assert (one["held"], [place["id"] for place in one["places"]]) == (1, [made["id"]])
    assert {told["place"] for told in one["warnings"]} <= {made["id"]}
    moves = f"duty-places/{made['id']}/moves"
    assert pointers(sent(client, moves, {"move": "leave"}, status=422)) == {"/reason"}
    assert pointers(sent(client, moves, {"move": "vanish"}, status=422)) == {"/move"}
    sent(client, moves, {"move": "absent"}, status=422)
    left = sent(client, moves, {"move": "leave", "reason": "看診"})
    assert (left["state"], left["reason"]) == ("leave", "看診")
    assert sent(client, moves, {"move": "lift", "reason": "按錯人"})["state"] == "held"
    assert sent(client, moves, {"move": "remove"})["state"] == "removed"
    sent(client, moves, {"move": "remove"}, status=422)
    sent(program(make_user(Role.COUNTY_OFFICER, "HUA")), moves, {"move": "remove"}, status=404)


def test_who_was_there_is_noted_for_all_or_for_nobody(officer, unit) -> None:
    client, duty = program(officer), make_duty(make_post(unit), YESTERDAY, needed=3)
    places = [assigned(duty, make_trained(unit)) for _number in range(2)]
    elsewhere = make_place(unit, make_trained(unit), YESTERDAY)
    where = f"duties/{duty.pk}/attendances"
    came, left = (timezone.make_aware(dt.datetime.combine(YESTERDAY, dt.time(hour))).isoformat() for hour in (9, 12))
    keys = [place.pk for place in places]
    body = {"places": keys, "came": came, "left": left}
    assert pointers(sent(client, where, body | {"places": [*keys, elsewhere.pk]}, status=422)) == {"/places"}
    assert pointers(sent(client, where, body | {"came": left, "left": came}, status=422)) == {"/left"}
    assert not Attendance.objects.exists()
    noted = sent(client, where, body, status=201)
    assert {one["place"] for one in noted} == set(keys)
    assert {one["state"] for one in noted} == {"out"}
    refused = sent(client, where, body | {"places": [keys[0]]}, status=422)
    assert "簽到過" in refused["detail"]


def test_a_forgotten_sign_out_is_settled_from_what_is_known(officer, unit) -> None:
    client, person = program(officer), make_trained(unit)
    came = timezone.now() - dt.timedelta(hours=30)
    signed = attendance.come(unit=unit, volunteer=person, how="kiosk", by=officer, now=came)
    [listed] = client.get(f"{API}/attendances/", {"unit": unit.pk, "state": "in"}).json()["results"]
    assert listed["volunteer"] == str(person.key)
    where = f"attendances/{signed.pk}/moves"
    assert "忘了簽退" in sent(client, where, {"move": "sign_out"}, status=422)["detail"]
    assert pointers(sent(client, where, {"move": "settle"}, status=422)) == {"/left", "/reason"}
    left = (came + dt.timedelta(hours=2)).isoformat()
    early = (came - dt.timedelta(hours=2)).isoformat()
    body = {"move": "settle", "left": early, "reason": "督導在場"}
    assert pointers(sent(client, where, body, status=422)) == {"/left"}
    settled = sent(client, where, body | {"left": left})
    assert (settled["state"], settled["reason"]) == ("out", "督導在場")
    sent(client, where, {"move": "void", "reason": "按錯人"}, status=422)
    sent(program(make_user(Role.COUNTY_OFFICER, "HUA")), where, {"move": "void", "reason": "按錯人"}, status=404)


def test_a_station_is_set_up_and_its_address_closed(officer, unit) -> None:
    client = program(officer)
    assert pointers(sent(client, f"units/{unit.pk}/stations", {"kind": "kiosk"}, status=422)) == {"/name"}
    made = sent(client, f"units/{unit.pk}/stations", {"kind": "poster", "name": "一樓服務臺"}, status=201)
    assert f"/register/here/{made['id']}/" in made["address"]
    assert client.get(f"{API}/stations/", {"unit": unit.pk}).json()["results"] == [made]
    association = program(make_user(Role.ASSOCIATION, None))
    assert association.get(f"{API}/stations/").status_code == 404
    closed = sent(client, f"stations/{made['id']}/revoke")
    assert (closed["address"], Station.objects.get().revoked_at is not None) == ("", True)
    sent(client, f"stations/{made['id']}/revoke", status=422)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_questions_does_not_grow_with_the_rows(
    rows: int, officer, unit, django_assert_max_num_queries
) -> None:
    duty = make_duty(make_post(unit), YESTERDAY, needed=3)
    for _number in range(rows):
        place = assigned(duty, make_trained(unit))
        attendance.note(place=place, came_at=duty.begins_at, left_at=duty.ends_at, by=officer, now=timezone.now())
        make_duty(make_post(unit, f"服務{_number}"), YESTERDAY)
    client = program(officer)
    for where, count in (("posts", rows + 1), ("duties", rows + 1), ("attendances", rows)):
        with django_assert_max_num_queries(8):
            assert len(client.get(f"{API}/{where}/").json()["results"]) == count
    with django_assert_max_num_queries(16):
        assert len(client.get(f"{API}/duties/{duty.pk}/").json()["places"]) == rows
