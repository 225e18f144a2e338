"""Annual plans written through the API: from the draft to the approval, its indicators, and what goes into it."""

import pytest

from actionplans.models import AnnualPlan, Kpi
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.annual import make_annual, make_item
from tests.makers.api import program
from tests.makers.followup import make_followed
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


def sent(client, where: str, body: object = None, *, how: str = "post", status: int = 200) -> dict:
    answer = getattr(client, how)(f"{API}/{where}/", body if body is not None else {}, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if status != 204 else {}


def pointers(problem: dict) -> set[str]:
    return {one["pointer"] for one in problem["errors"]}


def test_a_plan_is_drawn_up_described_approved_and_opened_again(officer) -> None:
    client = program(officer)
    assert pointers(sent(client, "annual-plans", {"year": 2027, "county": "HUA"}, status=422)) == {"/county"}
    made = sent(client, "annual-plans", {"year": 2027}, status=201)
    assert (made["county"], made["year"], made["state"]) == ("TTT", 2027, "draft")
    sent(client, "annual-plans", {"year": 2027}, status=422)
    where = f"annual-plans/{made['id']}"
    told = sent(client, where, {"strategies": [{"name": "友善", "words": "單一窗口"}]}, how="patch")
    assert (told["title"], told["strategies"]) == (made["title"], [["友善", "單一窗口"]])
    twice = {"strategies": [{"name": "友善"}, {"name": "友善"}]}
    assert pointers(sent(client, where, twice, how="patch", status=422)) == {"/strategies"}
    approval = {"move": "issue", "document_number": "府社工字第1號", "approved_on": "2026-02-02", "approver": "縣長"}
    assert "工作項目" in sent(client, f"{where}/moves", approval, status=409)["detail"]
    assert pointers(sent(client, f"{where}/items", {"title": "訓練", "strategy": "別的"}, status=422)) == {"/strategy"}
    item = sent(client, f"{where}/items", {"title": "辦訓練", "strategy": "友善", "budget": 120000}, status=201)
    other = sent(client, f"{where}/items", {"title": "辦表揚"}, status=201)
    changed = sent(client, f"work-items/{item['id']}", {"budget": 5}, how="patch")
    assert changed == item | {"budget": 5}
    sent(client, f"work-items/{other['id']}/arrange", {"do": "up"}, status=204)
    assert [one["id"] for one in client.get(f"{API}/{where}/").json()["items"]] == [other["id"], item["id"]]
    sent(client, f"work-items/{other['id']}/arrange", {"do": "out"}, status=204)
    missing = sent(client, f"{where}/moves", {"move": "issue"}, status=422)
    assert pointers(missing) == {"/document_number", "/approved_on", "/approver"}
    assert sent(client, f"{where}/moves", approval)["state"] == "issued"
    sent(client, f"work-items/{item['id']}", {"budget": 6}, how="patch", status=422)
    assert sent(client, f"{where}/moves", {"move": "reopen", "reason": "議會刪減經費"})["state"] == "draft"
    sent(program(make_user(Role.COUNTY_OFFICER, "HUA")), where, {"title": "別的"}, how="patch", status=404)


def test_indicators_are_taken_in_added_changed_and_given_figures(officer) -> None:
    client = program(officer)
    annual = make_annual(by=officer)
    where = f"annual-plans/{annual.pk}/kpis"
    sent(client, f"{where}/take", {"codes": ["nothing"]}, status=422)
    [taken] = sent(client, f"{where}/take", {"codes": ["recognition"]})
    assert sent(client, f"{where}/take", {"codes": ["recognition"]}) == []
    assert pointers(sent(client, f"kpis/{taken['id']}", {"kind": "count"}, how="patch", status=422)) == {"/kind"}
    wrong = sent(client, where, {"name": "走訪", "kind": "budget", "numerator": "nothing"}, status=422)
    assert pointers(wrong) == {"/kind", "/numerator"}
    own = sent(client, where, {"name": "走訪", "kind": "count", "unit": "次", "target": 12}, status=201)
    assert sent(client, f"kpis/{own['id']}", {"target": 10}, how="patch")["target"] == 10
    figure = {"part": own["parts"][0], "value": 3, "on": "2026-03-01", "note": "走訪紀錄"}
    assert pointers(sent(client, f"kpis/{own['id']}/figures", figure | {"part": "x"}, status=422)) == {"/part"}
    made = sent(client, f"kpis/{own['id']}/figures", figure, status=201)
    assert (made["value"], made["note"]) == (3, "走訪紀錄")
    assert {one["code"] for one in client.get(f"{API}/{where}/").json()["results"]} == {"recognition", own["code"]}
    sent(client, f"kpis/{own['id']}/figures/{made['id']}/drop", {"reason": "短"}, status=422)
    sent(client, f"kpis/{taken['id']}/figures/{made['id']}/drop", {"reason": "別的指標的數字"}, status=404)
    sent(client, f"kpis/{own['id']}/figures/{made['id']}/drop", {"reason": "走訪紀錄登錯了"}, status=204)
    later = make_annual(by=officer, year=2099)
    assert sent(client, f"annual-plans/{later.pk}/kpis/freeze", status=422)["errors"]
    thaw = {"until": "2999-01-01", "reason": "決算數字更正"}
    assert sent(client, f"{where}/thaw", thaw, status=422)["errors"]
    sent(client, f"kpis/{own['id']}", how="delete", status=204)
    assert Kpi.objects.get().code == "recognition"


def test_an_action_plan_is_taken_up_as_it_was_seen(officer) -> None:
    client = program(officer)
    annual = make_annual(items=0, by=officer)
    item = make_item(annual, by=officer)
    plan = make_followed(workshop=make_workshop("closed"))
    where = f"plans/{plan.pk}/uptakes"
    assert client.get(f"{API}/{where}/").json() == {"seen": 0, "uptakes": []}
    other = make_annual(by=officer, year=2029)
    body = {"state": "planned", "item": item.pk, "decided_on": "2026-09-03", "decided_by": "王處長", "seen": 0}
    assert pointers(sent(client, where, body | {"annual": other.pk}, status=422)) == {"/item"}
    told = sent(client, where, body, status=201)
    assert (told["seen"], told["uptakes"][0]["annual"], told["uptakes"][0]["item"]) == (1, annual.pk, item.pk)
    assert sent(client, where, body, status=409)["errors"]
    there = AnnualPlan.objects.get(pk=make_annual(county="HUA").pk)
    assert pointers(sent(client, where, body | {"item": None, "annual": there.pk, "seen": 1}, status=422))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_questions_does_not_grow_with_the_rows(
    officer, rows: int, django_assert_max_num_queries
) -> None:  # fmt: skip
    client, annual = program(officer), make_annual(by=officer)
    for number in range(rows):
        body = {"name": f"走訪{number}", "kind": "count", "target": 1}
        sent(client, f"annual-plans/{annual.pk}/kpis", body, status=201)
    with django_assert_max_num_queries(10):
        assert len(client.get(f"{API}/annual-plans/{annual.pk}/kpis/").json()["results"]) == rows
