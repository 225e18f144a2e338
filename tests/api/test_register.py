"""The register for programs: what the pages show, behind the same wall, and hours taken in row by row."""

import datetime as dt
import uuid

import pytest

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.api import program
from tests.makers.volunteers import NOW, identity, make_entry, make_trained, make_unit
from volunteers.models import Policy, ServiceBatch, ServiceEntry, Unit
from volunteers.persons import people
from volunteers.serving import approvals

pytestmark = pytest.mark.django_db
API = "/api/v1"
MARCH = dt.date(2026, 3, 7)


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


@pytest.fixture
def unit() -> Unit:
    return make_unit("TTT", name="海線關懷志工隊")


def listed(client, where: str, **asked: object) -> list[dict]:
    answer = client.get(f"{API}/{where}/", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_people_are_listed_with_masked_numbers_and_only_the_units_one_sees(officer, unit) -> None:
    number = identity(8_000_081)
    person = make_trained(unit, name="林素珠", number=number)
    there = make_unit("HUA", name="花蓮的隊")
    people.join(volunteer=person, unit=there, on=dt.date(2025, 1, 1), by=officer, now=NOW)
    make_trained(there, name="花蓮的人")
    client = program(officer)
    [told] = listed(client, "volunteers")
    assert told["name"] == "林素珠"
    assert number not in client.get(f"{API}/volunteers/").content.decode()
    assert told["identity"] == person.identity_shown
    assert [one["unit"] for one in told["enrolments"]] == [unit.pk]
    one = client.get(f"{API}/volunteers/{person.key}/").json()
    assert one == told
    assert client.get(f"{API}/volunteers/{uuid.uuid4()}/").status_code == 404
    assert listed(client, "volunteers", unit=unit.pk) == [told]
    assert listed(client, "volunteers", unit=there.pk) == [], "that she is there, too, is not told"
    assert listed(client, "trainings", unit=there.pk) == []
    assert len(listed(client, "trainings", unit=unit.pk)) == 2
    assert [each["code"] for each in listed(client, "units")] == [unit.code]
    assert {each["programme"] for each in listed(client, "trainings", volunteer=person.key)} == {"BASIC", "SP_SOCIAL"}
    assert listed(client, "trainings", volunteer="x") == []


def test_hours_and_their_sums(officer, unit) -> None:
    person = make_trained(unit, name="林素珠")
    make_entry(unit, person, MARCH)
    approvals.approve_ordinary(unit=unit, month=202603, seed="s", by=officer, now=NOW)
    make_entry(unit, person, dt.date(2026, 4, 4))
    client = program(officer)
    assert len(listed(client, "hours", unit=unit.pk)) == 2
    [line] = listed(client, "hours", month=202603, state="approved", volunteer=person.key)
    assert (line["starts"], line["ends"], line["counted"], line["served_on"]) == ("09:00", "12:00", 180, "2026-03-07")
    [total] = listed(client, "hour-sums", volunteer=person.key)
    assert (total["month"], total["counted"], total["times"]) == (202603, 180, 1)
    assert listed(client, "volunteers")[0]["counted_minutes"] == 180
    assert client.get(f"{API}/hours/", {"mnth": 202603}).status_code == 400


def test_policies_and_who_is_on_them(officer, unit) -> None:
    person = make_trained(unit, name="林素珠")
    policy = Policy.objects.get(unit=unit)
    client = program(officer)
    [told] = listed(client, "policies", unit=unit.pk)
    assert client.get(f"{API}/policies/{policy.pk}/").json() == told
    [cover] = listed(client, f"policies/{policy.pk}/covers")
    assert cover["volunteer"] == str(person.key)
    elsewhere = program(make_user(Role.COUNTY_OFFICER, "HUA"))
    assert elsewhere.get(f"{API}/policies/{policy.pk}/covers/").status_code == 404
    assert listed(elsewhere, "hours") == []


@pytest.mark.parametrize("where", ["units", "volunteers", "trainings", "hours", "hour-sums", "policies"])
def test_the_number_of_questions_does_not_grow_with_the_rows(
    officer, where: str, django_assert_max_num_queries
) -> None:  # fmt: skip
    client = program(officer)
    for _round in range(3):
        unit = make_unit("TTT")
        for _number in range(2):
            make_entry(unit, make_trained(unit), MARCH)
        approvals.approve_ordinary(unit=unit, month=202603, seed="s", by=officer, now=NOW)
    with django_assert_max_num_queries(12):
        assert len(listed(client, where)) >= 3


def test_rows_of_hours_go_in_once_and_each_is_told_what_became_of_it(officer, unit) -> None:
    make_trained(unit, name="林素珠")
    rows = [
        {"name": "林素珠", "on": "115/3/7", "starts": "9:00", "ends": "12:00", "content": "關懷訪視", "served": "3"},
        {"name": "林素珠", "on": "2026-03-07", "starts": "11:00", "ends": "13:00"},
        {"name": "林素珠", "on": "2026-03-07", "starts": "9:30", "ends": "10:00"},
        {"name": "沒有這個人", "on": "115/3/7", "minutes": "3"},
        {"name": "林素珠", "on": "115/13/7", "minutes": "3"},
        {"name": "合計", "on": "115/3/7", "minutes": "3"},
    ]
    client = program(officer)
    where = f"{API}/units/{unit.pk}/hours/"
    checked = client.post(where, {"rows": rows, "only_check": True}, format="json").json()
    assert not ServiceEntry.objects.exists()
    assert checked["batch"] is None
    told = client.post(where, {"rows": rows, "name": "排班系統"}, format="json").json()
    outcomes = [one["outcome"] for one in told["rows"]]
    assert outcomes == ["entered", "partly", "uncounted", "wrong", "wrong", "skipped"]
    assert [one["outcome"] for one in checked["rows"]] == outcomes
    assert [one["row"] for one in told["rows"]] == [1, 2, 3, 4, 5, 6]
    assert [one["minutes"] for one in told["rows"]][:3] == [180, 60, 0]
    assert "名冊上沒有這個人" in told["rows"][3]["reason"]
    assert (told["entered"], told["there"], told["wrong"]) == (3, 0, 2)
    assert ServiceBatch.objects.get(pk=told["batch"]).label == "排班系統"
    again = client.post(where, {"rows": rows[:3]}, format="json").json()
    assert [one["outcome"] for one in again["rows"]] == ["there"] * 3
    assert ServiceEntry.objects.count() == 3
    assert "There is nobody" not in str(told)


def test_what_is_no_row_is_refused_as_a_whole(officer, unit) -> None:
    client = program(officer)
    where = f"{API}/units/{unit.pk}/hours/"
    for rows in ([], [{"name": "林素珠"}], [{"name": "林素珠", "on": "115/3/7", "hours": "3"}], [{}] * 501):
        answer = client.post(where, {"rows": rows}, format="json")
        assert answer.status_code == 422, rows[:1]
    assert program(make_user(Role.COUNTY_OFFICER, "HUA")).post(where, {"rows": []}, format="json").status_code == 404
    assert not ServiceEntry.objects.exists()
