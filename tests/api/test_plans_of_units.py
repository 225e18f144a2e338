"""A unit's plan, its results and its calls for volunteers through the API, from the draft to the answer."""

import datetime as dt

import pytest

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.api import program
from tests.makers.recruiting import make_application, make_opening
from tests.makers.results import make_report
from tests.makers.volunteers import make_filing, make_unit
from volunteers.models import Filing, Unit

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


@pytest.fixture
def unit() -> Unit:
    return make_unit("TTT", name="海線關懷志工隊", filed=False)


def sent(client, where: str, body: object = None, *, how: str = "post", status: int = 200) -> dict:
    answer = getattr(client, how)(f"{API}/{where}/", body if body is not None else {}, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def pointers(problem: dict) -> set[str]:
    return {one["pointer"] for one in problem["errors"]}


def test_a_plan_is_begun_written_whole_or_not_and_not_over_somebody_else(officer, unit) -> None:
    client = program(officer)
    made = sent(client, f"units/{unit.pk}/filings", status=201)
    assert (made["state"], made["counties"]) == ("draft", ["TTT"])
    assert made["missing"]
    where, key = f"filings/{made['id']}", next(iter(made["seals"]))
    wrong = sent(client, where, {"title": "新的", "parts": {"nothing": "x"}}, how="patch", status=422)
    assert pointers(wrong) == {"/parts/nothing"}
    assert pointers(sent(client, where, {"counties": ["XXX"]}, how="patch", status=422)) == {"/counties"}
    upside_down = {"starts_on": "2026-07-01", "ends_on": "2026-01-01"}
    assert sent(client, where, upside_down | {"title": "新的"}, how="patch", status=422)["errors"]
    assert Filing.objects.get(pk=made["id"]).title == ""
    written = sent(client, where, {"title": "關懷訪視", "parts": {key: "一週兩次"}}, how="patch")
    assert (written["title"], written["parts"][key]) == ("關懷訪視", "一週兩次")
    stale = sent(client, where, {"parts": {key: "一週三次"}}, how="patch", status=422)
    assert pointers(stale) == {f"/parts/{key}"}
    fresh = sent(client, where, {"parts": {key: "一週三次"}, "seen": written["seals"]}, how="patch")
    assert fresh["parts"][key] == "一週三次"
    assert sent(client, f"{where}/moves", {"move": "submit"}, status=409)["errors"]


def test_a_plan_is_handed_in_returned_approved_and_ended(officer, unit) -> None:
    client = program(officer)
    where = f"filings/{make_filing(unit).pk}"
    assert sent(client, f"{where}/moves", {"move": "submit"})["state"] == "submitted"
    assert sent(client, f"{where}/moves", {"move": "return"}, status=409)["errors"]
    assert sent(client, f"{where}/moves", {"move": "return", "remark": "請補經費"})["remark"] == "請補經費"
    sent(client, f"{where}/moves", {"move": "submit"})
    assert pointers(sent(client, f"{where}/moves", {"move": "approve"}, status=422)) == {"/number", "/on"}
    assert pointers(sent(client, f"{where}/moves", {"move": "x"}, status=422)) == {"/move"}
    approval = {"move": "approve", "number": "府社工字第1150012345號", "on": "2026-01-05"}
    assert sent(client, f"{where}/moves", approval)["approved_on"] == "2026-01-05"
    amended = sent(client, f"{where}/moves", {"move": "amend"})
    assert (amended["version"], amended["state"]) == (2, "draft")
    other = program(make_user(Role.COUNTY_OFFICER, "HUA"))
    sent(other, f"{where}/moves", {"move": "amend"}, status=404)


def test_results_are_written_handed_in_as_seen_and_accepted(officer) -> None:
    client = program(officer)
    report = make_report(make_unit("TTT"))
    whole = client.get(f"{API}/results/{report.pk}/").json()
    where = f"results/{report.pk}"
    wrong = sent(client, where, {"figures": {"nothing": {"number": 1}}}, how="patch", status=422)
    assert pointers(wrong) == {"/figures/nothing"}
    negative = sent(client, where, {"figures": {"nothing": {"number": -1}}}, how="patch", status=422)
    assert pointers(negative) == {"/figures/nothing/number"}
    words = next(one["key"] for one in whole["figures"] if one["measure"] == "words")
    written = sent(client, where, {"figures": {words: {"words": "辦了兩場"}}}, how="patch")
    assert next(one for one in written["figures"] if one["key"] == words)["words"] == "辦了兩場"
    assert pointers(sent(client, f"{where}/moves", {"move": "submit"}, status=422)) == {"/seen"}
    assert sent(client, f"{where}/moves", {"move": "submit", "seen": "x"}, status=409)["errors"]
    assert sent(client, f"{where}/moves", {"move": "fill"})["state"] == "open"
    assert sent(client, f"{where}/moves", {"move": "accept"}, status=409)["errors"]


def test_a_call_is_begun_written_as_it_was_seen_and_closed(officer, unit) -> None:
    client = program(officer)
    made = sent(client, f"units/{unit.pk}/openings", status=201)
    where = f"openings/{made['id']}"
    assert made["lacking"]
    body = {"title": "海線訪視", "slots": ["nothing"], "seen": made["seal"]}
    assert pointers(sent(client, where, body, how="patch", status=422)) == {"/slots"}
    assert pointers(sent(client, where, {"title": "海線訪視"}, how="patch", status=422)) == {"/seen"}
    written = sent(client, where, {"title": "海線訪視", "wanted": 5, "seen": made["seal"]}, how="patch")
    assert (written["title"], written["wanted"]) == ("海線訪視", 5)
    sent(client, where, {"title": "別的", "seen": made["seal"]}, how="patch", status=422)
    assert client.get(f"{API}/{where}/draft/").json() == written
    assert sent(client, f"{where}/moves", {"move": "publish"}, status=409)["errors"]
    other = program(make_user(Role.COUNTY_OFFICER, "HUA"))
    sent(other, where, {"title": "別的", "seen": written["seal"]}, how="patch", status=404)


def test_who_applied_is_spoken_with_decided_on_and_taken_in(officer) -> None:
    client = program(officer)
    opening = make_opening(make_unit("TTT"))
    application = make_application(opening)
    where = f"applications/{application.key}"
    day = dt.date.fromisoformat(client.get(f"{API}/{where}/").json()["sent_at"][:10]) + dt.timedelta(days=1)
    assert pointers(sent(client, f"{where}/interviews", {"held_on": "2999-01-01", "who": "林"}, status=422)) == {
        "/held_on"
    }
    talked = sent(client, f"{where}/interviews", {"held_on": day.isoformat(), "who": "林承辦", "notes": "很清楚"})
    assert talked["state"] == "talked"
    assert pointers(sent(client, f"{where}/decision", {"verdict": "refuse"}, status=422)) == {"/why"}
    assert sent(client, f"{where}/decision", {"verdict": "accept"})["state"] == "accepted"
    body = {"joined_on": day.isoformat(), "same": str(application.key)}
    assert pointers(sent(client, f"{where}/enrolment", body, status=422)) == {"/same"}
    person = sent(client, f"{where}/enrolment", {"joined_on": day.isoformat()})["volunteer"]
    assert client.get(f"{API}/volunteers/{person}/").json()["name"] == application.name


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_questions_does_not_grow_with_the_rows(
    officer, unit, rows: int, django_assert_max_num_queries
) -> None:
    for _number in range(rows):
        make_filing(unit)
    client = program(officer)
    with django_assert_max_num_queries(10):
        assert len(client.get(f"{API}/filings/").json()["results"]) == rows
