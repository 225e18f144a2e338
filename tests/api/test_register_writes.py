"""Writing the register through the API: the functions of the pages, refusals with the place of what is wrong."""

import datetime as dt

import pytest

from foundation.accounts.models import Organisation, User
from foundation.accounts.roles import Role
from tests.makers.accounts import give, make_user
from tests.makers.api import browser, program
from tests.makers.volunteers import identity, make_enrolment, make_trained, make_unit
from volunteers.models import Unit, Volunteer

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


@pytest.fixture
def unit() -> Unit:
    return make_unit("TTT", name="海線關懷志工隊")


def sent(client, where: str, body: object = None, *, how: str = "post", status: int = 200) -> dict:
    answer = getattr(client, how)(f"{API}/{where}/", body if body is not None else {}, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def pointers(problem: dict) -> set[str]:
    return {one["pointer"] for one in problem["errors"]}


def test_a_unit_is_entered_changed_and_read_whole(officer) -> None:
    client = program(officer)
    wrong = sent(client, "units", {"name": "山線志工隊", "county": "HUA"}, status=422)
    assert pointers(wrong) == {"/body", "/category"}
    facts = {"name": "山線志工隊", "body": "association", "category": "social"}
    assert pointers(sent(client, "units", facts | {"county": "HUA"}, status=422)) == {"/county"}
    made = sent(client, "units", facts | {"contact_name": "林承辦"}, status=201)
    assert (made["county"], made["state"], made["contact_name"]) == ("TTT", "preparing", "林承辦")
    assert pointers(sent(client, "units", facts, status=422)) == {"/name"}
    changed = sent(client, f"units/{made['id']}", {"probation_days": 30}, how="patch")
    assert changed == made | {"probation_days": 30}
    assert client.get(f"{API}/units/{made['id']}/").json() == changed
    elsewhere = make_unit("HUA").authority_id
    refused = sent(client, f"units/{made['id']}", {"authority": elsewhere}, how="patch", status=422)
    assert pointers(refused) == {"/authority"}
    waived = sent(client, f"units/{made['id']}/waive", {"on": "2026-01-05", "why": "章程第三條所載目的與計畫相符"})
    assert (waived["state"], waived["waived_on"]) == ("active", "2026-01-05")


def test_a_coordinator_enters_her_own_unit_only(unit) -> None:
    facts = {"body": "association", "category": "social"}
    new = Organisation.objects.create(county_id="TTT", name="山線志工隊", kind=Organisation.Kind.UNIT)
    coordinator = make_user(None)
    give(coordinator, Role.UNIT_COORDINATOR, "TTT", organisation=new)
    client = browser(coordinator)
    assert sent(client, "units", facts | {"name": "別的單位"}, status=422)["errors"][0]["pointer"] == ""
    assert sent(client, "units", facts, status=201)["name"] == "山線志工隊"
    sent(client, "units", facts, status=404)


def test_somebody_is_entered_with_her_number_and_it_is_never_given_back(officer, unit) -> None:
    client = program(officer)
    number = identity(8_000_123)
    found = sent(client, "volunteers/look-up", {"identity": number})
    assert found == {"key": None, "name": ""}
    body = {"name": "林素珠", "identity": number, "born_on": "1960-05-01", "unit": unit.pk, "joined_on": "2026-01-05"}
    wrong = sent(client, "volunteers", body | {"identity": number[:-1] + "x"}, status=422)
    assert pointers(wrong) == {"/identity"}
    assert number[:-1] not in str(wrong)
    assert not Volunteer.objects.exists()
    made = sent(client, "volunteers", body, status=201)
    assert number not in str(made)
    assert made["identity"] == Volunteer.objects.get().identity_shown
    assert [one["unit"] for one in made["enrolments"]] == [unit.pk]
    assert pointers(sent(client, "volunteers", body, status=422)) == {"/identity"}
    assert sent(client, "volunteers/look-up", {"identity": number})["key"] == made["key"]
    changed = sent(client, f"volunteers/{made['key']}", {"name": "林淑珠"}, how="patch")
    assert (changed["name"], changed["identity"]) == ("林淑珠", made["identity"])
    another = identity(8_000_124)
    corrected = sent(client, f"volunteers/{made['key']}", {"identity": another}, how="patch")
    assert Volunteer.objects.get().identity_shown == corrected["identity"] != made["identity"]


def test_a_unit_of_others_is_not_there_to_enter_somebody_into(officer, unit) -> None:
    there = make_unit("HUA")
    body = {"name": "林素珠", "unit": there.pk, "joined_on": "2026-01-05"}
    assert pointers(sent(program(officer), "volunteers", body, status=422)) == {"/unit"}
    assert not Volunteer.objects.exists()


def test_somebody_from_elsewhere_joins_by_her_key_and_leaves(officer, unit) -> None:
    number = identity(8_000_125)
    person = make_enrolment(make_unit("HUA"), make_trained(make_unit("HUA"), number=number)).volunteer
    client = program(officer)
    assert client.get(f"{API}/volunteers/{person.key}/").status_code == 404
    found = sent(client, "volunteers/look-up", {"identity": number})
    assert found["key"] == str(person.key)
    assert person.name not in str(found)
    where = f"volunteers/{person.key}/enrolments"
    assert pointers(sent(client, where, {"unit": unit.pk, "joined_on": "2999-01-01"}, status=422)) == {"/joined_on"}
    made = sent(client, where, {"unit": unit.pk, "joined_on": "2026-01-05", "number_in_unit": "A7"}, status=201)
    assert (made["number"], made["left_on"]) == ("A7", None)
    early = sent(client, f"enrolments/{made['id']}/leave", {"left_on": "2026-01-04"}, status=422)
    assert pointers(early) == {"/left_on"}
    left = sent(client, f"enrolments/{made['id']}/leave", {"left_on": "2026-01-05"})
    assert (left["left_on"], left["freed"]) == ("2026-01-05", [])
    again = program(make_user(Role.COUNTY_OFFICER, "KIN"))
    assert again.post(f"{API}/enrolments/{made['id']}/leave/", {"left_on": "2026-01-06"}).status_code == 404


def test_a_training_is_recorded_once_and_taken_back_with_a_reason(officer, unit) -> None:
    person = make_enrolment(unit).volunteer
    client = program(officer)
    where = f"volunteers/{person.key}/trainings"
    body = {"programme": "BASIC", "completed_on": "2026-02-01", "issuer": "縣政府"}
    assert pointers(sent(client, where, body | {"programme": "NONE"}, status=422)) == {"/programme"}
    there = make_unit("TTT").pk
    assert pointers(sent(client, where, body | {"unit": there}, status=422)) == {"/unit"}
    made = sent(client, where, body, status=201)
    assert (made["minutes"] > 0, made["revoked_on"]) == (True, None)
    assert pointers(sent(client, where, body, status=422)) == {"/completed_on"}
    assert sent(client, f"trainings/{made['id']}/revoke", {"reason": "短"}, status=422)["errors"]
    revoked = sent(client, f"trainings/{made['id']}/revoke", {"reason": "登錄到別人的"})
    assert revoked["revoked_why"] == "登錄到別人的"
    assert dt.date.fromisoformat(revoked["revoked_on"])
