"""Rows in bulk: each is told what became of it; wrong ones keep none of the others out."""

import pytest

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.api import program
from tests.makers.volunteers import identity, make_enrolment, make_trained, make_unit, make_volunteer
from tests.makers.workshops import make_workshop
from volunteers.models import Cover, TakenList, Training, Unit, Volunteer
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


@pytest.fixture
def unit() -> Unit:
    return make_unit("TTT", name="海線關懷志工隊")


def sent(client, where: str, body: object, status: int = 200) -> dict:
    answer = client.post(f"{API}/{where}/", body, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def outcomes(told: dict) -> list[str]:
    return [one["outcome"] for one in told["rows"]]


def test_people_come_in_row_by_row_and_a_list_is_taken_back(officer, unit) -> None:
    client, number = program(officer), identity(8_000_401)
    rows = [
        {"name": "林素珠", "identity": number, "joined_on": "115/1/2", "basic_on": "113/3/10"},
        {"name": "王小明", "born_on": "49/13/4"},
        {"name": "合計"},
    ]
    where = f"units/{unit.pk}/people"
    checked = sent(client, where, {"rows": rows, "only_check": True})
    assert not Volunteer.objects.exists()
    told = sent(client, where, {"rows": rows, "name": "人事系統"})
    assert outcomes(checked) == outcomes(told) == ["taken", "wrong", "skipped"]
    assert [one["row"] for one in told["rows"]] == [1, 2, 3]
    assert number not in str(told)
    assert told["wrong"] == 1
    assert told["rows"][1]["reason"]
    again = sent(client, where, {"rows": rows[:1]})
    assert (outcomes(again), Volunteer.objects.count()) == (["taken"], 1)
    [taken] = client.get(f"{API}/taken-lists/", {"unit": unit.pk}).json()["results"]
    assert (taken["name"], taken["kind"], taken["undone_at"]) == ("人事系統", "people_list", None)
    assert sent(client, f"taken-lists/{taken['id']}/undo", {"reason": "傳錯檔案了啦"})["count"] >= 1
    sent(client, f"taken-lists/{taken['id']}/undo", {"reason": "傳錯檔案了啦"}, 422)
    other = program(make_user(Role.COUNTY_OFFICER, "HUA"))
    sent(other, f"taken-lists/{taken['id']}/undo", {"reason": "傳錯檔案了啦"}, 404)


def test_trainings_come_in_row_by_row(officer, unit) -> None:
    make_enrolment(unit, make_volunteer("林素珠"))
    rows = [
        {"name": "林素珠", "training": "基礎訓練", "on": "113/3/10"},
        {"name": "沒有這個人", "training": "基礎訓練", "on": "113/3/10"},
    ]
    told = sent(program(officer), f"units/{unit.pk}/trainings", {"rows": rows})
    assert outcomes(told) == ["taken", "wrong"]
    assert Training.objects.get().programme == "BASIC"


def test_insured_people_come_in_row_by_row(officer, unit) -> None:
    make_trained(unit, name="王大明")
    make_enrolment(unit, make_volunteer("林素珠"))
    policy = unit.policies.get()
    before = Cover.objects.count()
    rows = [{"name": "林素珠", "starts_on": "115/5/2"}, {"name": "沒有這個人"}, {"name": "王大明"}]
    told = sent(program(officer), f"policies/{policy.pk}/insured", {"rows": rows})
    assert outcomes(told) == ["taken", "wrong", "taken"]
    assert Cover.objects.count() == before + 1


def test_participants_come_in_row_by_row_and_only_checking_writes_nothing(officer) -> None:
    workshop = make_workshop(Workshop.State.CONFIRMED)
    client = program(officer)
    rows = [
        {"name": "林小華", "kind": "運用單位幹部", "unit": "示範志工隊"},
        {"name": "王小明", "kind": "不知道", "unit": "示範志工隊"},
        {"name": "林小華", "kind": "運用單位幹部", "unit": "別的志工隊"},
    ]
    where = f"workshops/{workshop.pk}/participant-rows"
    checked = sent(client, where, {"rows": rows, "only_check": True})
    assert not workshop.participants.exists()
    told = sent(client, where, {"rows": rows})
    assert outcomes(checked) == outcomes(told) == ["added", "wrong", "added"]
    assert (told["added"], told["wrong"], len(told["namesakes"])) == (2, 1, 1)
    assert outcomes(sent(client, where, {"rows": rows[:1]})) == ["same"]


@pytest.mark.parametrize("where", ["people", "trainings"])
def test_what_is_no_row_is_refused_as_a_whole(officer, unit, where: str) -> None:
    client = program(officer)
    for rows in ([], [{"nothing": "x"}], ["x"], [{"name": "林素珠", "training": "基礎訓練", "on": "113/3/10"}] * 501):
        sent(client, f"units/{unit.pk}/{where}", {"rows": rows}, 422)
    assert not TakenList.objects.exists()
    sent(program(make_user(Role.COUNTY_OFFICER, "HUA")), f"units/{unit.pk}/{where}", {"rows": []}, 404)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_questions_does_not_grow_with_the_rows(
    officer, unit, rows: int, django_assert_max_num_queries
) -> None:
    client = program(officer)
    for number in range(rows):
        sent(client, f"units/{unit.pk}/people", {"rows": [{"name": f"林{'一二三'[number]}珠"}]})
    with django_assert_max_num_queries(8):
        assert len(client.get(f"{API}/taken-lists/").json()["results"]) == rows
