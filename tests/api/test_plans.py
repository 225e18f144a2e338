"""The board, the decisions and the plans through the API, to the national report."""

import datetime as dt
from typing import Any

import jsonschema
import pytest
from django.urls import reverse

from actionplans.models import Idea, Plan
from actionplans.writing import sheets
from foundation.audit.models import Event
from reports import document
from tests.makers.accounts import make_user
from tests.makers.actionplans import fill, make_table
from tests.makers.api import browser, program
from tests.makers.workshops import make_group
from workshops.models import Group, Workshop

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any) -> str:
    return reverse(f"v1:{name}", args=args)


def written(group: Group, title: str) -> Group:
    inventory = sheets.open_sheet(group=group, kind="inventory")
    fill(inventory, support_difficulties=[{"text": f"{title}的困難", "core": True}])
    fill(sheets.open_sheet(group=group, kind="design"), title=title, pillar="support", lead_unit="社會處")
    return group


@pytest.fixture
def workshop() -> Workshop:
    """A running workshop with four tables that have written their designs."""
    first = written(make_table(), "行動一")
    for number in ("二", "三", "四"):
        written(make_group(first.workshop), f"行動{number}")
    return first.workshop


def promise(client: Any, plan: int, supervisor: Any) -> Any:
    said = {
        "lead_agency": "社會處", "person_in_charge": "王小明", "supervisor": supervisor.pk, "first_step": "開會",
        "first_step_on": "2026-07-01",
    }  # fmt: skip
    answer = client.patch(at("plan-detail", plan), said, format="json")
    assert answer.status_code == 200, answer.json()
    return answer


def test_from_the_board_to_the_national_report(workshop: Workshop) -> None:
    officer, association = program(make_user()), program(make_user("association"))
    supervisor = make_user("supervisor")
    board = officer.get(at("workshop-board", workshop.pk)).json()
    assert [card["title"] for card in board["cards"]] == ["行動一", "行動二", "行動三", "行動四"]
    assert board["cards"][0]["issues"] == ["行動一的困難"]
    ideas = [card["id"] for card in board["cards"]]
    kept = [officer.post(at("idea-keep", pk), {}, format="json").json()["plan"] for pk in ideas[:3]]
    merged = officer.post(at("idea-merge", ideas[3]), {"plan": kept[0]}, format="json").json()
    assert (merged["decision"], merged["plan"]) == ("merged", kept[0])
    early = officer.post(at("plan-adopt", kept[0]), {}, format="json")
    assert early.status_code == 422
    assert "負責人" in early.json()["detail"]
    for plan in kept:
        assert promise(officer, plan, supervisor).json()["missing"] == []
        adopted = officer.post(at("plan-adopt", plan), {}, format="json").json()
        assert adopted["state"] == "adopted"
        assert adopted["code"].startswith("TTT-")
    whole = officer.get(at("plan-detail", kept[0])).json()
    assert {issue["text"] for issue in whole["issues"]} == {"行動一的困難", "行動四的困難"}
    assert len(whole["groups"]) == 2
    assert whole["first_step_on_roc"] == "115年7月1日（三）"
    said = officer.put(at("workshop-consensus", workshop.pk), {"statement": "我們一起做"}, format="json")
    assert said.json()["statement"] == "我們一起做"
    assert officer.get(at("workshop-board", workshop.pk)).json()["missing_for_report"] == []
    for move in ("finish", "report"):
        answer = officer.post(at("workshop-moves", workshop.pk), {"move": move}, format="json")
        assert answer.status_code == 200, answer.json()
    report = association.get(at("programme-national-report", workshop.programme.slug))
    body = report.json()
    jsonschema.validate(body, document.schema())
    told = [plan["title"] for county in body["counties"] for plan in county["plans"]]
    assert sorted(told) == sorted(Plan.objects.values_list("title", flat=True))
    assert Event.objects.filter(verb="report_made").count() == 1


def test_a_resource_nobody_has_marked_is_null(workshop: Workshop) -> None:
    officer = program(make_user())
    rows = [{"name": "車", "status": "at_hand"}, {"name": "桶", "status": "to_find"}, {"name": "推車"}]
    fill(sheets.open_sheet(group=workshop.groups.get(number=1), kind="feasibility"), resources=rows)
    idea = officer.get(at("workshop-board", workshop.pk)).json()["cards"][0]["id"]
    plan = officer.post(at("idea-keep", idea), {}, format="json").json()["plan"]
    whole = officer.get(at("plan-detail", plan)).json()
    assert {one["name"]: one["at_hand"] for one in whole["resources"]} == {"車": True, "桶": False, "推車": None}


class TestDecisions:
    def test_park_asks_why_and_reopen_takes_it_back(self, workshop: Workshop) -> None:
        officer = program(make_user())
        pk = officer.get(at("workshop-board", workshop.pk)).json()["cards"][0]["id"]
        assert officer.post(at("idea-park", pk), {}, format="json").status_code == 422
        long = officer.post(at("idea-park", pk), {"reason": "緩" * 201}, format="json")
        assert (long.status_code, long.json()["errors"][0]["pointer"]) == (422, "/reason")
        assert "最多 200 字，現在 201 字" in str(long.json())
        assert officer.post(at("idea-park", pk), {"reason": "明年再做"}, format="json").json()["decision"] == "parked"
        assert officer.post(at("idea-keep", pk), {}, format="json").status_code == 422
        assert officer.post(at("idea-reopen", pk), {}, format="json").json()["decision"] == "open"

    def test_a_plan_of_another_workshop_takes_nothing_in(self, workshop: Workshop) -> None:
        officer = program(make_user())
        other = written(make_table(), "別場").workshop
        mine = officer.get(at("workshop-board", workshop.pk)).json()["cards"][0]["id"]
        foreign = officer.get(at("workshop-board", other.pk)).json()["cards"][0]["id"]
        plan = officer.post(at("idea-keep", foreign), {}, format="json").json()["plan"]
        answer = officer.post(at("idea-merge", mine), {"plan": plan}, format="json")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/plan"

    @pytest.mark.parametrize("role", ["association", "supervisor", "lecturer", "authority_officer", "volunteer"])
    def test_only_who_adopts_decides(self, role: str, workshop: Workshop) -> None:
        pk = program(make_user()).get(at("workshop-board", workshop.pk)).json()["cards"][0]["id"]
        plan = Plan.objects.create(workshop=workshop, county=workshop.county, title="候選")
        client = browser(make_user(role))
        for name in ("idea-keep", "idea-merge", "idea-park", "idea-reopen"):
            assert client.post(at(name, pk), {}, format="json").status_code == 404, name
        for name in ("plan-adopt", "plan-withdraw"):
            assert client.post(at(name, plan.pk), {}, format="json").status_code == 404, name
        assert client.patch(at("plan-detail", plan.pk), {"title": "x"}, format="json").status_code == 404
        assert Idea.objects.get(pk=pk).decision == "open"

    def test_another_county_finds_nothing(self, workshop: Workshop) -> None:
        pk = program(make_user()).get(at("workshop-board", workshop.pk)).json()["cards"][0]["id"]
        plan = Plan.objects.create(workshop=workshop, county=workshop.county, title="候選")
        client = program(make_user(county="HUA"))
        for name in ("idea-keep", "idea-merge", "idea-park", "idea-reopen"):
            assert client.post(at(name, pk), {"plan": plan.pk, "reason": "x"}, format="json").status_code == 404, name
        for name in ("plan-adopt", "plan-withdraw"):
            assert client.post(at(name, plan.pk), {"reason": "x"}, format="json").status_code == 404, name
        assert client.get(at("plan-detail", plan.pk)).status_code == 404
        assert client.patch(at("plan-detail", plan.pk), {"title": "x"}, format="json").status_code == 404


class TestPlans:
    def make(self, workshop: Workshop, **fields: Any) -> Plan:
        supervisor = make_user("supervisor")
        values = {
            "state": "adopted", "code": f"TTT-115-{Plan.objects.count() + 1:02d}", "title": "陪伴到家",
            "pillar": "support", "lead_agency": "社會處", "person_in_charge": "王小明", "supervisor": supervisor,
            "first_step": "開會", "first_step_on": dt.date(2026, 7, 1),
            "adopted_at": dt.datetime(2026, 6, 10, 8, 0, tzinfo=dt.UTC), "adopted_by": "王小明",
        }  # fmt: skip
        return Plan.objects.create(workshop=workshop, county=workshop.county, **(values | fields))

    def test_adopted_ones_are_seen_candidates_only_by_who_works_on_them(self, workshop: Workshop) -> None:
        self.make(workshop)
        Plan.objects.create(workshop=workshop, county=workshop.county, title="候選")
        assert len(browser(make_user("volunteer")).get(at("plan-list")).json()["results"]) == 1
        assert len(browser(make_user("volunteer", "HUA")).get(at("plan-list")).json()["results"]) == 0
        officer = program(make_user())
        assert len(officer.get(at("plan-list")).json()["results"]) == 2
        assert len(officer.get(at("plan-list"), {"state": "adopted", "pillar": "support"}).json()["results"]) == 1

    def test_withdrawn_with_a_reason(self, workshop: Workshop) -> None:
        plan = self.make(workshop)
        officer = program(make_user())
        assert officer.post(at("plan-withdraw", plan.pk), {"reason": " "}, format="json").status_code == 422
        body = officer.post(at("plan-withdraw", plan.pk), {"reason": "經費沒過"}, format="json").json()
        assert (body["state"], body["code"]) == ("candidate", plan.code)

    def test_a_wrong_change_changes_nothing(self, workshop: Workshop) -> None:
        plan = self.make(workshop)
        stranger = make_user("supervisor", "HUA", name="林花蓮")
        officer = program(make_user())
        for sent, pointer in (
            ({"title": "新", "supervisor": stranger.pk}, "/supervisor"),
            ({"title": "新", "pillar": "luck"}, "/pillar"),
            ({"title": "新", "lead_agency": ""}, ""),
            ({"title": "新", "code": "TTT-115-99"}, "/code"),
        ):
            answer = officer.patch(at("plan-detail", plan.pk), sent, format="json")
            assert answer.status_code == 422, (sent, answer.json())
            assert pointer in {error["pointer"] for error in answer.json()["errors"]}
            assert "林花蓮" not in answer.content.decode()
        plan.refresh_from_db()
        assert plan.title == "陪伴到家"

    def test_the_list_asks_as_often_for_three_rows_as_for_one(
        self, workshop: Workshop, django_assert_max_num_queries: Any
    ) -> None:
        client = program(make_user("association"))
        client.get(at("plan-list"))

        def queries() -> int:
            with django_assert_max_num_queries(20) as asked:
                client.get(at("plan-list"))
            return len(asked)

        self.make(workshop)
        one = queries()
        self.make(make_table().workshop)
        self.make(workshop)
        assert queries() == one
