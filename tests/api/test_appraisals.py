"""Appraisals of units through the API: begun, assessed, rated by two, told, mended, appealed and closed."""

import datetime as dt

import pytest
import time_machine

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from tests.makers.accounts import give, make_user
from tests.makers.api import browser, program
from tests.makers.evaluating import appraise, make_appraisal, make_scheme
from tests.makers.volunteers import NOW, make_unit
from volunteers.models import Appraisal, Unit

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit("TTT", name="海線關懷志工隊")


@pytest.fixture
def raters() -> tuple[User, User]:
    found = make_user(Role.COUNTY_OFFICER, "TTT"), make_user(Role.AUTHORITY_OFFICER, "TTT")
    found[1].memberships.update(sector="社會福利類")
    return found


@pytest.fixture
def coordinator(unit: Unit) -> User:
    made = make_user(None)
    give(made, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return made


def sent(client, where: str, body: object = None, *, how: str = "post", status: int = 200):
    answer = getattr(client, how)(f"{API}/{where}/", body if body is not None else {}, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def pointers(problem: dict) -> set[str]:
    return {one["pointer"] for one in problem["errors"]}


def test_units_are_begun_with_by_two_raters_who_review_them(unit, raters) -> None:
    make_scheme(unit.authority)
    client = program(raters[0])
    known = {one["id"] for one in client.get(f"{API}/appraisals/raters/").json()}
    assert known == {one.pk for one in raters}
    body = {
        "units": [unit.pk], "year": 2026, "first_on": "2025-01-01", "last_on": "2025-12-31",
        "self_due_on": (NOW.date() + dt.timedelta(days=30)).isoformat(), "first_rater": raters[0].pk,
        "second_rater": raters[1].pk,
    }  # fmt: skip
    stranger = make_user(Role.COUNTY_OFFICER, "HUA")
    assert pointers(sent(client, "appraisals", body | {"second_rater": stranger.pk}, status=422)) == {"/second_rater"}
    twice = sent(client, "appraisals", body | {"second_rater": raters[0].pk}, status=422)
    assert pointers(twice) == {"/second_rater"}
    assert pointers(sent(client, "appraisals", body | {"units": [make_unit("HUA").pk]}, status=422)) == {"/units/0"}
    assert pointers(sent(client, "appraisals", body | {"last_on": "2024-12-31"}, status=422)) == {"/first_on"}
    [made] = sent(client, "appraisals", body | {"units": [unit.pk, unit.pk]}, status=201)
    assert (made["unit"], made["state"], made["year"]) == (unit.pk, "self", 2026)
    sent(client, "appraisals", body, status=422)
    assert Appraisal.objects.count() == 1


def test_a_unit_assesses_itself_two_rate_and_the_result_is_told(unit, raters, coordinator) -> None:
    one = make_appraisal(unit, raters)
    first, second, own = program(raters[0]), browser(raters[1]), browser(coordinator)
    listed = own.get(f"{API}/appraisals/{one.pk}/indicators/").json()
    assert [each["number"] for each in listed] == [1, 2, 3]
    assert all(each["name"] and each["aspect"] for each in listed)
    where = f"appraisals/{one.pk}/self-assessment"
    points = {str(each["number"]): 80 for each in listed}
    assert pointers(sent(own, where, {"points": {"x": 1}}, how="put", status=422)) == {"/points"}
    assert pointers(sent(own, where, {"points": {"9": 1}}, how="put", status=422)) == {"/points"}
    assert pointers(sent(own, where, {"points": {"1": 101}}, how="put", status=422)) == {"/points/1"}
    assert sent(own, where, {"points": {"1": 80}}, how="put")["state"] == "self"
    sent(own, where, {"points": {"1": 80}, "words": "訪視三百戶，滿意度九成。", "hand_in": True}, how="put", status=422)
    body = {"points": points, "words": "訪視三百戶，滿意度九成。", "hand_in": True}
    sent(second, where, body, how="put", status=404)
    assert sent(own, where, body, how="put")["state"] == "rating"
    rate = f"appraisals/{one.pk}/points"
    sent(own, rate, {"points": points}, how="put", status=404)
    sent(program(make_user(Role.COUNTY_OFFICER, "TTT")), rate, {"points": points}, how="put", status=422)
    told = sent(first, rate, {"points": points}, how="put")
    assert told["score"] is None
    moves = f"appraisals/{one.pk}/moves"
    assert "兩位評審" in sent(first, moves, {"move": "tell"}, status=422)["detail"]
    sent(second, rate, {"points": points, "remark": "資料齊全"}, how="put")
    assert pointers(sent(first, moves, {"move": "back"}, status=422)) == {"/reason"}
    done = sent(first, moves, {"move": "tell", "opinion": "整體良好"})
    assert (done["state"], float(done["score"]), done["grade"], done["opinion"]) == ("told", 80.0, "甲等", "整體良好")
    sent(first, moves, {"move": "close"}, status=422)


def test_what_is_to_be_mended_is_reported_sent_back_and_accepted(unit, raters, coordinator) -> None:
    one = appraise(make_appraisal(unit, raters), 80)
    officer, own = program(raters[0]), browser(coordinator)
    where, due = f"appraisals/{one.pk}/improvements", (NOW.date() + dt.timedelta(days=30)).isoformat()
    assert pointers(sent(officer, where, {"words": "請補訓練計畫書"}, status=422)) == {"/due_on"}
    past = (NOW.date() - dt.timedelta(days=1)).isoformat()
    assert pointers(sent(officer, where, {"words": "請補訓練計畫書", "due_on": past}, status=422)) == {"/due_on"}
    made = sent(officer, where, {"words": "請補訓練計畫書", "due_on": due}, status=201)
    moves = f"improvements/{made['id']}/moves"
    sent(officer, moves, {"move": "accept"}, status=422)
    sent(browser(raters[1]), moves, {"move": "report", "words": "已訂年度訓練計畫"}, status=404)
    assert sent(own, moves, {"move": "report", "words": "已訂年度訓練計畫"})["report"] == "已訂年度訓練計畫"
    sent(own, moves, {"move": "accept"}, status=404)
    assert pointers(sent(officer, moves, {"move": "back"}, status=422)) == {"/reason", "/due_on"}
    back = sent(officer, moves, {"move": "back", "reason": "請附簽到表影本", "due_on": due})
    assert (back["returned_why"], back["reported_at"]) == ("請附簽到表影本", None)
    sent(own, moves, {"move": "report", "words": "已補簽到表影本"})
    assert sent(officer, moves, {"move": "accept"})["accepted_at"]


def test_a_result_is_appealed_once_and_answered_with_words(unit, raters, coordinator) -> None:
    one = appraise(make_appraisal(unit, raters), 80)
    officer, own = program(raters[0]), browser(coordinator)
    where = f"appraisals/{one.pk}"
    sent(officer, f"{where}/answer", {"words": "核對後沒有漏計"}, status=422)
    sent(browser(raters[1]), f"{where}/appeal", {"words": "服務成效漏計兩季"}, status=404)
    assert pointers(sent(own, f"{where}/appeal", {"words": "短"}, status=422)) == {"/words"}
    sent(own, f"{where}/appeal", {"words": "服務成效漏計兩季"})
    sent(own, f"{where}/appeal", {"words": "服務成效漏計兩季"}, status=422)
    assert pointers(sent(officer, f"{where}/answer", {"words": "核對後更正", "score": 101}, status=422)) == {"/score"}
    answered = sent(officer, f"{where}/answer", {"words": "核對後加計兩季", "score": 91})
    assert (float(answered["score"]), answered["grade"]) == (91.0, "優等")
    assert program(make_user(Role.COUNTY_OFFICER, "HUA")).get(f"{API}/{where}/").status_code == 404
