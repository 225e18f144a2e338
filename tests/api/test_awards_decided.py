"""Awards through the API: opened for a year, people put forward, returned, approved and taken back."""

import datetime as dt

import pytest
from django.utils import timezone

from tests.makers.api import browser, program
from tests.makers.proposing import (
    CONTRIBUTION,
    DIAMOND_TEAM,
    coordinator_of,
    make_award_candidate,
    make_deserving,
    make_window,
    officer_of,
)
from tests.makers.volunteers import make_trained, make_unit
from volunteers.models import AwardCandidate, AwardGiven, AwardWindow, Unit

pytestmark = pytest.mark.django_db
API = "/api/v1"
TODAY = timezone.localdate()


@pytest.fixture
def unit() -> Unit:
    return make_unit("TPE", "social")


def sent(client, where: str, body: object = None, *, how: str = "post", status: int = 200) -> dict:
    answer = getattr(client, how)(f"{API}/{where}/", body if body is not None else {}, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def pointers(problem: dict) -> set[str]:
    return {one["pointer"] for one in problem["errors"]}


def test_an_award_is_opened_for_a_year_with_what_its_sources_say(unit) -> None:
    client = program(officer_of())
    body = {"award": CONTRIBUTION, "year": TODAY.year, "opens_on": TODAY.isoformat()}
    assert pointers(sent(client, "award-windows", {}, status=422)) == {"/award", "/year", "/opens_on"}
    assert pointers(sent(client, "award-windows", body | {"award": "NONE"}, status=422)) == {"/award"}
    last = (TODAY + dt.timedelta(days=30)).isoformat()
    made = sent(client, "award-windows", body | {"closes_on": last}, status=201)
    assert (made["county"], made["award"], made["closes_on"]) == ("TPE", CONTRIBUTION, last)
    assert made["papers"]
    early = (TODAY - dt.timedelta(days=1)).isoformat()
    where = f"award-windows/{made['id']}"
    assert sent(client, where, {"closes_on": early}, how="patch", status=422)["errors"]
    assert pointers(sent(client, where, {"papers": ["wish"]}, how="patch", status=422)) == {"/papers/0"}
    changed = sent(client, where, {"papers": [], "places": 3}, how="patch")
    assert changed == made | {"papers": [], "places": 3}
    assert client.get(f"{API}/award-windows/", {"award": CONTRIBUTION}).json()["results"] == [changed]
    other = program(officer_of("HUA"))
    sent(other, where, {"places": 4}, how="patch", status=404)
    assert AwardWindow.objects.get().places == 3


def test_a_unit_puts_people_forward_and_the_authority_decides(unit) -> None:
    window = make_window(on=TODAY)
    person = make_deserving(unit, month=int(f"{TODAY.year - 1}03"))
    fresh = make_trained(unit)
    client, officer = browser(coordinator_of(unit)), program(officer_of())
    where = f"award-windows/{window.pk}/proposals"
    stranger = make_trained(make_unit("TPE", "social"))
    body = {"unit": unit.pk, "volunteers": [str(stranger.key)]}
    assert pointers(sent(client, where, body, status=422)) == {"/volunteers"}
    sent(client, where, {"unit": unit.pk}, status=422)
    made = sent(client, where, body | {"volunteers": [str(person.key), str(fresh.key)]}, status=201)
    [key], [said] = made["candidates"], made["refused"]
    assert fresh.name in said
    where = f"award-proposals/{made['proposal']}/moves"
    assert pointers(sent(client, where, {"move": "submit", "candidates": [key + 9]}, status=422)) == {"/candidates"}
    assert sent(client, where, {"move": "submit"}, status=409)["errors"]
    assert pointers(sent(client, where, {"move": "order", "ranks": {"x": 1}}, status=422)) == {"/ranks"}
    assert sent(client, where, {"move": "order", "ranks": {str(key): 1}})["candidates"][0]["unit_rank"] == 1
    assert sent(client, where, {"move": "submit", "candidates": [key]})["candidates"][0]["state"] == "submitted"
    sent(client, where, {"move": "approve", "candidates": [key], "given_on": TODAY.isoformat()}, status=404)
    assert sent(officer, where, {"move": "return"}, status=409)["errors"]
    back = sent(officer, where, {"move": "return", "marks": {str(key): {"herself": "請補事蹟"}}})
    assert back["candidates"][0]["marks"] == {"herself": "請補事蹟"}
    assert sent(client, where, {"move": "submit", "candidates": [key]})["candidates"][0]["state"] == "submitted"
    assert pointers(sent(officer, where, {"move": "approve", "candidates": [key]}, status=422)) == {"/given_on"}
    later = (TODAY + dt.timedelta(days=1)).isoformat()
    approve = {"move": "approve", "candidates": [key], "number": "府社工字第1號", "words": "書面審查，證明書齊全"}
    assert pointers(sent(officer, where, approve | {"given_on": later}, status=422)) == {"/given_on"}
    done = sent(officer, where, approve | {"given_on": TODAY.isoformat()})
    assert (done["candidates"][0]["state"], AwardGiven.objects.get().volunteer) == ("approved", person)
    assert pointers(sent(officer, f"award-candidates/{key}/revoke", {}, status=422)) == {"/reason"}
    gone = sent(officer, f"award-candidates/{key}/revoke", {"reason": "發現時數是重複登錄的"})
    assert gone["revoked_on"] == TODAY.isoformat()
    sent(officer, f"award-candidates/{key}/revoke", {"reason": "發現時數是重複登錄的"}, status=422)


def test_what_is_written_of_a_candidate_closes_with_handing_in(unit) -> None:
    window = make_window(on=TODAY, papers=["deeds"])
    one = make_award_candidate(window, unit, make_deserving(unit), on=TODAY)
    client = browser(coordinator_of(unit))
    where = f"award-candidates/{one.pk}/papers"
    assert pointers(sent(client, where, {"key": "photo", "words": "x"}, how="put", status=422)) == {"/key"}
    sent(client, where, {"key": "deeds", "words": "每週三到活動中心陪長輩量血壓。"}, how="put")
    assert one.papers.get().words.startswith("每週三")
    sent(client, f"award-candidates/{one.pk}/statements", {"key": "nothing", "holds": True}, status=422)
    moves = f"award-proposals/{one.proposal_id}/moves"
    sent(client, moves, {"move": "submit", "candidates": [one.pk]})
    refused = sent(client, where, {"key": "deeds", "words": "改寫一次，希望還來得及。"}, how="put", status=422)
    assert "送件" in refused["detail"]
    assert sent(client, moves, {"move": "withdraw", "candidates": [one.pk]})["candidates"][0]["state"] == "withdrawn"
    hua = program(officer_of("HUA"))
    assert hua.get(f"{API}/award-candidates/{one.pk}/").status_code == 404
    sent(hua, where, {"key": "deeds", "words": "別人寫的"}, how="put", status=404)


def test_a_team_is_put_forward_by_its_unit_or_the_rule_says_why_not(unit) -> None:
    window = make_window(DIAMOND_TEAM, on=TODAY)
    client = browser(coordinator_of(unit))
    refused = sent(client, f"award-windows/{window.pk}/proposals", {"unit": unit.pk}, status=422)
    assert "沒有提報" in refused["detail"]
    assert not AwardCandidate.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_questions_does_not_grow_with_the_rows(rows: int, unit, django_assert_max_num_queries) -> None:
    for number in range(rows):
        make_window(on=TODAY, year=TODAY.year + number)
    client = program(officer_of())
    with django_assert_max_num_queries(8):
        assert len(client.get(f"{API}/award-windows/").json()["results"]) == rows
