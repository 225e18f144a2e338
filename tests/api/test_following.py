"""Decisions, meetings and hand-overs through the API: what the pages do, by the same functions."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from actionplans.models import Decision, Meeting, Plan, Succession
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.api import browser, program
from tests.makers.deciding import make_decision
from tests.makers.followup import make_followed, make_link, make_sent_link
from tests.makers.meetings import DAY, make_meeting, make_ruling
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db
CITED = {"decided_on": "2026-09-03", "decided_by": "社會處王處長", "meeting_title": "第2次聯繫會報"}


@pytest.fixture(autouse=True)
def autumn(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = dt.datetime(2026, 9, 3, 8, tzinfo=dt.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


@pytest.fixture
def officer() -> User:
    return make_user(county="TTT")


@pytest.fixture
def plan(officer: User) -> Plan:
    return make_followed(workshop=make_workshop("closed"))


def at(name: str, *args: Any) -> str:
    return reverse(f"v1:{name}", args=args)


def post(client: APIClient, name: str, pk: int, **body: Any) -> Any:
    return client.post(at(name, pk), body, format="json")


# Links to report by -------------------------------------------------------------------------------------------------


def test_links_that_letters_carried_are_seen_and_stopped(officer: User, plan: Plan) -> None:
    client = browser(officer)
    by_hand, _token = make_link(plan, now=timezone.now())
    link, token = make_sent_link(plan, now=timezone.now())
    told = client.get(at("plan-report-links", plan.pk)).json()
    assert {(one["id"], one["sent"]) for one in told} == {(by_hand.pk, False), (link.pk, True)}
    assert token not in str(told)
    assert post(client, "plan-stop-report-links", plan.pk).json() == {"stopped": 1}
    assert [one["id"] for one in client.get(at("plan-report-links", plan.pk)).json()] == [by_hand.pk]


# Decisions ----------------------------------------------------------------------------------------------------------


def test_a_plan_is_decided_on_as_on_its_page(officer: User, plan: Plan) -> None:
    client = program(officer)
    milestone = plan.milestones.first()
    assert milestone is not None
    body = {**CITED, "kind": "extend", "reason": "主責單位改組", "seen": 0}
    answer = post(client, "plan-decisions", plan.pk, dates=[{"milestone": milestone.pk, "on": "2027-03-01"}], **body)
    assert answer.status_code == 201, answer.content.decode()
    told = answer.json()
    assert (told["plan"], told["number"], told["kind"], told["decided_by"]) == (plan.pk, 1, "extend", "社會處王處長")
    assert told["postponements"] == [
        {"milestone": milestone.pk, "title": milestone.shown, "was_on": f"{milestone.due_on}", "now_on": "2027-03-01"}
    ]
    milestone.refresh_from_db()
    assert milestone.due_on == dt.date(2027, 3, 2)  # the first is a Monday off, the day after 228's
    late = post(client, "plan-decisions", plan.pk, **body, dates=[])
    assert (late.status_code, late.json()["type"]) == (409, "urn:problem:conflict")
    line = Event.objects.filter(verb=Verb.PLAN_DECIDED).latest("pk")
    assert officer.name in line.actor_label


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"kind": "release"}, "/reason"),
        ({"kind": "extend", "reason": "x"}, "/dates"),
        ({"kind": "merge", "reason": "x"}, "/into"),
        ({"kind": "merge", "reason": "x", "into": 10**25}, "/into"),
        ({"kind": "nothing"}, "/kind"),
        ({"kind": "continue", "decided_on": "2027-09-03"}, "/decided_on"),
        ({"kind": "continue", "why": "x"}, "/why"),
    ],
)
def test_what_is_missing_is_said_where(officer: User, plan: Plan, body: dict[str, Any], where: str) -> None:
    answer = post(browser(officer), "plan-decisions", plan.pk, **{**CITED, **body})
    assert answer.status_code == 422
    assert where in [one["pointer"] for one in answer.json()["errors"]]
    assert not Decision.objects.exists()


def test_a_wrong_decision_is_written_down_anew_and_stays(officer: User, plan: Plan) -> None:
    first = make_decision(plan, "continue", by=officer)
    client = browser(officer)
    told = post(client, "decision-correct", first.pk, **{**CITED, "decided_by": "社會處李科長"}).json()
    assert (told["corrects"], told["decided_by"]) == (first.pk, "社會處李科長")
    assert client.get(at("decision-detail", first.pk)).json()["corrected_by"] == told["id"]


def test_decisions_are_those_of_the_plans_one_follows(officer: User, plan: Plan) -> None:
    make_decision(plan, "continue", by=officer)
    own, other = plan.supervisor, make_user(Role.SUPERVISOR, "TTT")
    for user, number in ((officer, 1), (own, 1), (other, 0), (make_user(county="HUA"), 0)):
        assert user is not None
        assert len(browser(user).get(at("decision-list")).json()["results"]) == number
    client = browser(officer)
    for asked, number in (({"plan": plan.pk}, 1), ({"plan": 0}, 0), ({"kind": "release"}, 0), ({"county": "TTT"}, 1)):
        assert len(client.get(at("decision-list"), asked).json()["results"]) == number


@pytest.mark.parametrize("name", ["decision-list", "meeting-list", "succession-list", "holder-list"])
def test_lists_cost_the_same_for_one_and_for_three(name: str) -> None:
    officer = make_user(county="TTT")
    client = browser(officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            rows = client.get(at(name)).json()["results"]
        assert rows
        return len(queries)

    def one(number: int) -> None:
        make_decision(make_followed(workshop=make_workshop("closed")), "continue", by=officer)
        make_meeting(by=officer, number=number)
        Succession.objects.create(
            key=uuid.uuid4(), county_id="TTT", predecessor=officer, successor=make_user(Role.SUPERVISOR, "TTT"),
            handed={}, made_at=timezone.now(), made_by="x",
        )  # fmt: skip

    one(1)
    asked()
    first = asked()
    one(2)
    one(3)
    assert asked() == first


# Meetings -----------------------------------------------------------------------------------------------------------


def test_a_meeting_from_its_agenda_to_its_minutes(officer: User, plan: Plan) -> None:
    client = program(officer)
    facts = {"title": "志願服務聯繫會報", "held_on": f"{DAY}", "chair": "社會處王處長", "note_taker": "林小美"}
    made = client.post(at("meeting-list"), facts, format="json")
    assert made.status_code == 201, made.content.decode()
    meeting = made.json()
    assert (meeting["county"], meeting["number"], meeting["year"], meeting["state"]) == ("TTT", 1, 2026, "planned")
    assert [one["plan"] for one in meeting["items"]] == [plan.pk]
    assert post(client, "meeting-items", meeting["id"], title="志工保險統一投保").status_code == 201
    assert post(client, "meeting-moves", meeting["id"], move="start").json()["state"] == "session"
    (item, topic) = client.get(at("meeting-detail", meeting["id"])).json()["items"]
    said = client.patch(at("meeting-item-detail", item["id"]), {"discussion": "談過了", "version": 0}, format="json")
    assert (said.json()["discussion"], said.json()["version"]) == ("談過了", 1)
    again = client.patch(at("meeting-item-detail", item["id"]), {"discussion": "蓋掉", "version": 0}, format="json")
    assert again.status_code == 409
    ruled = post(client, "meeting-item-rulings", item["id"], kind="continue", seen=0)
    assert ruled.status_code == 201, ruled.content.decode()
    (ruling,) = ruled.json()["rulings"]
    assert Decision.objects.get(pk=ruling["decision"]).plan_id == plan.pk
    told = post(client, "meeting-item-rulings", topic["id"], words="提出規則", person="張大同", due_on="2026-10-01")
    (task,) = told.json()["rulings"]
    assert (task["is_task"], task["person"], task["closed_at"]) == (True, "張大同", None)
    assert post(client, "ruling-close", task["id"]).json()["closed_why"] == "辦完了"
    refused = post(client, "meeting-moves", meeting["id"], move="issue", minutes_number="第1號")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:problem:conflict")
    client.patch(at("meeting-detail", meeting["id"]), {"attendees": "社會處　王處長"}, format="json")
    issued = post(client, "meeting-moves", meeting["id"], move="issue", minutes_number="第1號").json()
    assert (issued["state"], issued["minutes_number"], issued["edition"]) == ("issued", "第1號", 1)
    locked = client.patch(at("meeting-detail", meeting["id"]), {"place": "x"}, format="json")
    assert locked.status_code == 422
    assert post(client, "meeting-moves", meeting["id"], move="reopen", reason="漏字").json()["correction"] == "漏字"


def test_an_agenda_is_arranged_and_a_meeting_that_will_not_be_held_goes(officer: User, plan: Plan) -> None:
    client = browser(officer)
    meeting = make_meeting(by=officer)
    item = meeting.items.get()
    assert post(client, "meeting-item-arrange", item.pk, do="out").json()["taken_out"] is True
    assert post(client, "meeting-item-arrange", item.pk, do="back").json()["taken_out"] is False
    assert post(client, "meeting-agenda", meeting.pk).status_code == 200
    assert post(client, "meeting-items", meeting.pk, plan=plan.pk).status_code == 422, "it is on the agenda"
    assert post(client, "meeting-moves", meeting.pk, move="delete", reason="重複").status_code == 422
    post(client, "meeting-item-arrange", item.pk, do="out")
    assert post(client, "meeting-moves", meeting.pk, move="delete", reason="重複").status_code == 204
    assert not Meeting.objects.exists()


def test_a_ruling_in_words_is_taken_back_and_stays(officer: User, plan: Plan) -> None:
    meeting = make_meeting("session", by=officer)
    ruling = make_ruling(meeting.items.get(), by=officer)
    told = post(browser(officer), "ruling-withdraw", ruling.pk).json()
    assert told["withdrawn_at"]
    assert client_sees(officer, meeting) == [told["id"]]


def client_sees(user: User, meeting: Meeting) -> list[int]:
    (item,) = browser(user).get(at("meeting-detail", meeting.pk)).json()["items"]
    return [one["id"] for one in item["rulings"]]


def test_nobody_plans_a_meeting_of_another_county(officer: User) -> None:
    facts = {"title": "會報", "held_on": f"{DAY}", "county": "HUA"}
    answer = browser(officer).post(at("meeting-list"), facts, format="json")
    assert answer.status_code == 422
    assert not Meeting.objects.exists()


# Hand-overs ---------------------------------------------------------------------------------------------------------


def test_business_is_handed_over_whole_and_once(officer: User, plan: Plan) -> None:
    person = plan.supervisor
    assert person is not None
    other = make_user(Role.SUPERVISOR, "TTT")
    client = program(officer)
    (holder,) = [one for one in client.get(at("holder-list")).json()["results"] if one["person"]["id"] == person.pk]
    told = client.get(at("holder-detail", holder["id"])).json()
    assert [one["key"] for one in told["business"]["plans"]] == [plan.pk]
    assert {"id": other.pk, "name": other.name} in told["may_take_over"]
    assert person.email not in str(told)
    body = {"successor": other.pk, "seal": told["seal"], "key": f"{uuid.uuid4()}", "note": "鑰匙在櫃檯"}
    stale = post(client, "holder-hand-over", holder["id"], **{**body, "seal": "x"})
    assert stale.status_code == 409
    stranger = post(client, "holder-hand-over", holder["id"], **{**body, "successor": make_user().pk + 1000})
    assert [one["pointer"] for one in stranger.json()["errors"]] == ["/successor"]
    made = post(client, "holder-hand-over", holder["id"], **body)
    assert made.status_code == 201, made.content.decode()
    assert made.json()["handed"]["plans"][0]["title"] == plan.title
    twice = post(client, "holder-hand-over", holder["id"], **body)
    assert twice.json()["id"] == made.json()["id"]
    plan.refresh_from_db()
    assert plan.supervisor_id == other.pk
    assert Succession.objects.count() == 1


def test_a_supervisor_reads_the_hand_overs_that_name_her(officer: User, plan: Plan) -> None:
    one, two, three = (make_user(Role.SUPERVISOR, "TTT") for _each in range(3))
    Succession.objects.create(
        key=uuid.uuid4(),
        county_id="TTT",
        predecessor=one,
        successor=two,
        handed={},
        made_at=timezone.now(),
        made_by="x",
    )
    seen = [len(browser(user).get(at("succession-list")).json()["results"]) for user in (one, two, three, officer)]
    assert seen == [1, 1, 0, 1]
