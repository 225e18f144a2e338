"""The nation's report through the API: editions, what counties lack, and the symposium."""

import datetime as dt
import hashlib

import pytest
from django.utils import timezone

from actionplans.models import Plan
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from reports.models import CellReturn, Delegate, StageLetter, Symposium
from tests.makers.accounts import make_user
from tests.makers.api import program
from tests.makers.editions import make_edition
from tests.makers.plans import make_adopted
from tests.makers.releases import release_edition
from tests.makers.symposia import make_delegate, make_invitation, make_symposium
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
API = "/api/v1"
TODAY = timezone.localdate()


@pytest.fixture
def plan() -> Plan:
    made = make_workshop(Workshop.State.HELD, programme=make_programme(slug="ivy-2026"), county="TTT")
    return make_adopted(made, ["S3"])[0]


@pytest.fixture
def programme(plan: Plan) -> Programme:
    return plan.workshop.programme


@pytest.fixture
def staff() -> User:
    return make_user(Role.ASSOCIATION, None)


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


def sent(client, where: str, body: object = None, *, how: str = "post", status: int = 200) -> dict:
    answer = getattr(client, how)(f"{API}/{where}/", body if body is not None else {}, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if answer.content else {}


def pointers(problem: dict) -> set[str]:
    return {one["pointer"] for one in problem["errors"]}


def test_an_edition_is_published_in_the_background_and_its_files_are_byte_for_byte(programme, staff, officer) -> None:
    client = program(staff)
    job = sent(client, "programmes/ivy-2026/editions", {"note": "九月研討會"}, status=202)
    assert job["state"]
    sent(client, "programmes/nothing/editions", status=404)
    made = make_edition(programme, by=staff)
    [listed] = client.get(f"{API}/editions/", {"programme": "ivy-2026"}).json()["results"]
    assert (listed["number"], listed["errata"]) == (made.number, [])
    file = next(one for one in listed["files"] if one["suffix"] == "json")
    taken = client.get(f"{API}/editions/{made.pk}/files/{file['language']}/json/")
    data = b"".join(taken.streaming_content) if taken.streaming else taken.content
    assert (len(data), hashlib.sha256(data).hexdigest()) == (file["size"], file["sha256"])
    assert Event.objects.filter(verb="exported", object_type="reports.edition").exists()
    assert client.get(f"{API}/editions/{made.pk}/files/en/docx/").status_code == 404
    assert program(officer).get(f"{API}/editions/{made.pk}/").status_code == 404


def test_an_edition_is_corrected_beside_and_released_and_taken_back(programme, plan, staff) -> None:
    client, made = program(staff), make_edition(programme, by=staff)
    where = f"editions/{made.pk}/errata"
    body = {"code": plan.code, "was": "3 人", "becomes": "4 人", "why": "漏了一位講師"}
    assert pointers(sent(client, where, {}, status=422)) == {"/code", "/was", "/becomes", "/why"}
    assert pointers(sent(client, where, body | {"code": "XXX-1"}, status=422)) == {"/code"}
    assert sent(client, where, body, status=201)["errata"][0]["becomes"] == "4 人"
    refused = sent(client, f"editions/{made.pk}/release", status=422)
    assert "還沒有公開" in refused["detail"]
    sent(client, f"editions/{made.pk}/release", {"knows": True}, status=202)
    release = release_edition(made, by=staff)
    sent(client, f"editions/{made.pk}/release", {"knows": True}, status=422)
    where = f"releases/{release.pk}/withdraw"
    assert pointers(sent(client, where, {}, status=422)) == {"/reason"}
    gone = sent(client, where, {"reason": "數字有誤，更正後再開放"})
    assert (gone["edition"], gone["withdrawn_at"] is not None) == (made.pk, True)
    sent(client, where, {"reason": "數字有誤，更正後再開放"}, status=422)
    assert [one["id"] for one in client.get(f"{API}/releases/").json()["results"]] == [release.pk]


def test_a_step_goes_back_to_its_county_is_answered_and_accepted(plan, staff, officer) -> None:
    client, county = program(staff), program(officer)
    lines = client.get(f"{API}/programmes/ivy-2026/completeness/").json()["counties"]
    assert len(lines) == 22
    own = next(one for one in lines if one["county"] == "TTT")
    assert {cell["step"]: cell["state"] for cell in own["cells"]}["held"] == "taken"
    body = {"workshop": plan.workshop_id, "step": "held", "mark": "場地寫成去年的，請改"}
    assert pointers(sent(client, "cell-returns", body | {"step": "nothing"}, status=422)) == {"/step"}
    assert pointers(sent(client, "cell-returns", body | {"workshop": 0}, status=422)) == {"/workshop"}
    sent(county, "cell-returns", body, status=404)
    made = sent(client, "cell-returns", body, status=201)
    assert (made["county"], made["state"]) == ("TTT", "returned")
    assert [one["id"] for one in county.get(f"{API}/cell-returns/").json()["results"]] == [made["id"]]
    assert program(make_user(Role.COUNTY_OFFICER, "HUA")).get(f"{API}/cell-returns/").json()["results"] == []
    where = f"cell-returns/{made['id']}/moves"
    assert sent(client, where, {"move": "answer", "words": "已改"}, status=409)["errors"]
    assert pointers(sent(county, where, {"move": "answer"}, status=422)) == {"/words"}
    assert sent(county, where, {"move": "answer", "words": "已改成社會處"})["state"] == "answered"
    assert sent(client, where, {"move": "again", "words": "還是去年的地址"})["mark"] == "還是去年的地址"
    assert sent(client, where, {"move": "accept"})["state"] == "accepted"
    assert sent(client, where, {"move": "accept"}, status=409)["errors"]
    assert CellReturn.objects.get().answer == "已改成社會處"


def test_a_county_is_written_to_once_a_day_about_a_step(plan, staff, officer) -> None:
    client = program(staff)
    where, body = "programmes/ivy-2026/stage-letters", {"county": "TTT", "step": "adopted"}
    assert pointers(sent(client, where, body | {"county": "XXX"}, status=422)) == {"/county"}
    assert pointers(sent(client, where, body | {"step": "nothing"}, status=422)) == {"/step"}
    made = sent(client, where, body, status=201)
    assert made["subject"]
    assert made["body"]
    assert sent(client, where, body | {"subject": "再問一次"}) == made
    assert StageLetter.objects.count() == 1
    assert sent(client, where, body | {"county": "KIN"}, status=422)["detail"]


def test_a_symposium_is_planned_announced_and_taken_back(programme, staff, officer) -> None:
    client, county = program(staff), program(officer)
    assert pointers(sent(client, "symposia", {"programme": "nothing", "title": "研討會"}, status=422)) == {"/programme"}
    made = sent(client, "symposia", {"programme": "ivy-2026", "title": "全國成果研討會"}, status=201)
    assert (made["state"], made["items"]) == ("draft", [])
    second = {"programme": "ivy-2026", "title": "第二場"}
    assert pointers(sent(client, "symposia", second, status=422)) == {"/programme"}
    assert county.get(f"{API}/symposia/{made['id']}/").status_code == 404
    where = f"symposia/{made['id']}"
    assert sent(client, f"{where}/moves", {"move": "announce"}, status=409)["errors"]
    day = TODAY + dt.timedelta(days=30)
    facts = {"held_on": day.isoformat(), "starts_at": "09:30", "place": "國際會議中心", "seats": 1}
    late = facts | {"register_until": (day + dt.timedelta(days=1)).isoformat()}
    assert pointers(sent(client, where, late, how="patch", status=422)) == {"/register_until"}
    opening = {"kind": "opening", "title": "開幕", "minutes": 20}
    wrong = [opening, {"kind": "break", "title": "茶敘", "minutes": 15, "invitation": 1}]
    assert pointers(sent(client, where, {"items": wrong}, how="patch", status=422)) == {"/items/1/invitation"}
    facts |= {"register_until": (day - dt.timedelta(days=9)).isoformat(), "items": [opening]}
    kept = sent(client, where, facts, how="patch")
    assert [(one["title"], one["starts"], one["ends"]) for one in kept["items"]] == [("開幕", "09:30:00", "09:50:00")]
    assert sent(client, where, {"address": "中山南路"}, how="patch")["items"] == kept["items"]
    assert sent(client, f"{where}/moves", {"move": "announce"})["state"] == "announced"
    assert sent(client, where, how="delete", status=409)["errors"]
    assert county.get(f"{API}/symposia/{made['id']}/").json()["place"] == "國際會議中心"
    assert sent(client, f"{where}/moves", {"move": "take_back"})["state"] == "draft"
    sent(client, where, how="delete", status=204)
    assert not Symposium.objects.exists()


def test_a_county_answers_an_invitation_and_registers_its_delegates(programme, plan, staff, officer) -> None:
    client, county, symposium = program(staff), program(officer), make_symposium(programme, seats=1)
    hua = program(make_user(Role.COUNTY_OFFICER, "HUA"))
    where = f"symposia/{symposium.pk}/invitations"
    assert pointers(sent(client, where, {"plan": 0}, status=422)) == {"/plan"}
    made = sent(client, where, {"plan": plan.pk}, status=201)
    sent(client, where, {"plan": plan.pk}, status=422)
    moves = f"case-invitations/{made['id']}/moves"
    sent(hua, moves, {"move": "decline", "words": "不是我們的"}, status=404)
    assert pointers(sent(county, moves, {"move": "accept"}, status=422)) == {"/presenter"}
    assert sent(county, moves, {"move": "accept", "presenter": "社會處 陳科長"})["state"] == "accepted"
    assert sent(county, moves, {"move": "withdraw"}, status=409)["errors"]
    assert sent(client, moves, {"move": "withdraw"})["state"] == "withdrawn"
    where = f"symposia/{symposium.pk}/delegates"
    body = {"county": "TTT", "name": "林代表", "unit": "臺東縣政府"}
    assert pointers(sent(county, where, body | {"county": "HUA"}, status=422)) == {"/county"}
    sent(client, where, body, status=404)
    one = sent(county, where, body, status=201)
    assert sent(county, where, body | {"name": "王代表"}, status=422)["detail"]
    assert [each["id"] for each in county.get(f"{API}/delegates/").json()["results"]] == [one["id"]]
    assert hua.get(f"{API}/delegates/").json()["results"] == []
    sent(hua, f"delegates/{one['id']}/withdraw", status=404)
    assert sent(county, f"delegates/{one['id']}/withdraw")["withdrawn_at"]
    assert sent(county, f"delegates/{one['id']}/withdraw", status=409)["errors"]
    assert not Delegate.objects.coming().exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_questions_does_not_grow_with_the_rows(
    rows: int, programme, plan, staff, django_assert_max_num_queries
) -> None:
    symposium = make_symposium(programme)
    workshops = [plan.workshop]
    for number in range(rows):
        make_delegate(symposium, ("TTT", "HUA", "KIN")[number])
        make_edition(programme, by=staff)
    make_invitation(symposium, plan)
    client = program(staff)
    for where, count in (("delegates", rows), ("editions", rows), ("case-invitations", len(workshops))):
        with django_assert_max_num_queries(9):
            assert len(client.get(f"{API}/{where}/").json()["results"]) == count
