"""Progress reports and long work through the API: the pages' own words, and nothing that is not one's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionplans.models import CheckIn, Plan
from foundation.accounts.models import User
from foundation.jobs.models import Job
from tests.makers.accounts import make_user
from tests.makers.api import browser, program
from tests.makers.followup import make_check_in, make_followed
from tests.makers.workshops import make_programme, make_workshop

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any) -> str:
    return reverse(f"v1:{name}", args=args)


@pytest.fixture
def officer() -> User:
    return make_user(county="TTT")


@pytest.fixture
def plan(officer: User) -> Plan:
    return make_followed(workshop=make_workshop("closed"))


def send(client: Any, plan: Plan, **body: Any) -> Any:
    return client.post(at("plan-check-ins", plan.pk), {"happened": "開了會", "seen": 0, **body}, format="json")


def test_one_request_writes_and_hands_in(officer: User, plan: Plan) -> None:
    answer = send(program(officer), plan, hindered="缺車", next_what="找車", next_on="2026-12-24")
    assert answer.status_code == 201, answer.json()
    told = answer.json()
    assert (told["state"], told["number"], told["reporter"], told["next_on"]) == (
        "submitted", 1, officer.name[:50], "2026-12-24",
    )  # fmt: skip
    assert CheckIn.objects.get().user == officer


def test_sent_twice_it_is_one_report(officer: User, plan: Plan) -> None:
    client = program(officer)
    assert send(client, plan).status_code == 201
    second = send(client, plan)
    assert (second.status_code, second.json()["type"]) == (409, "urn:problem:conflict")
    [error] = second.json()["errors"]
    assert error["detail"].startswith("已經有別的回報送出了。")
    assert send(client, plan, seen=1).status_code == 201
    assert CheckIn.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"happened": ""}, "/happened"),
        ({"claims": [10**12]}, "/claims/0"),
        ({"readings": [{"indicator": 10**12, "typed": "3"}]}, "/readings/0/indicator"),
        ({"links": [{"url": "ftp://example.org/"}]}, "/links/0/url"),
        ({"links": [{"url": "https://example.org/1"}, {"url": "nothing"}]}, "/links/1/url"),
        ({"seen": -1}, "/seen"),
        ({"why": "x"}, "/why"),
    ],
)
def test_what_is_wrong_is_said_where_and_nothing_is_kept(
    officer: User, plan: Plan, body: dict[str, Any], pointer: str
) -> None:
    answer = send(program(officer), plan, **body)
    assert answer.status_code == 422, answer.json()
    assert pointer in [one["pointer"] for one in answer.json()["errors"]]
    assert not CheckIn.objects.exists()


def test_a_claim_without_evidence_is_not_handed_in(officer: User, plan: Plan) -> None:
    claimed = plan.milestones.get(position=1)
    refused = send(program(officer), plan, claims=[claimed.pk])
    assert refused.json()["errors"][0]["pointer"] == "/claims"
    assert not CheckIn.objects.exists()
    shown = send(program(officer), plan, claims=[claimed.pk], links=[{"url": "https://www.example.org/1"}])
    assert shown.status_code == 201, shown.json()
    told = browser(officer).get(at("plan-milestones", plan.pk)).json()
    assert next(one["waits"] for one in told["milestones"] if one["id"] == claimed.pk) is True
    assert told["light"]["reason"]


def test_marks_name_questions_there_are(officer: User, plan: Plan) -> None:
    found = send(program(officer), plan).json()["id"]
    supervisor = browser(plan.supervisor)
    where = at("check-in-send-back", found)
    unknown = supervisor.post(where, {"remarks": {"weather": "？"}}, format="json")
    assert unknown.json()["errors"][0]["pointer"] == "/remarks/weather"
    assert supervisor.post(where, {"remarks": {"happened": "  "}}, format="json").status_code == 422
    returned = supervisor.post(where, {"remarks": {"happened": "誰來了？"}}, format="json")
    assert (returned.json()["state"], returned.json()["remarks"]) == ("returned", {"happened": "誰來了？"})


def test_what_somebody_else_has_not_handed_in_is_hers(officer: User, plan: Plan) -> None:
    draft = make_check_in(plan, plan.supervisor, now=timezone.now())
    assert draft.state == "draft"
    assert program(officer).get(at("check-in-list")).json()["results"] == []
    assert program(officer).get(at("check-in-detail", draft.pk)).status_code == 404
    assert program(officer).post(at("check-in-accept", draft.pk), {}, format="json").status_code == 404
    assert [one["id"] for one in browser(plan.supervisor).get(at("check-in-list")).json()["results"]] == [draft.pk]


def test_the_list_asks_as_often_for_three_as_for_one(officer: User, plan: Plan) -> None:
    client = program(officer)
    counts = []
    for number in range(3):
        send(client, plan, seen=number)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert len(client.get(at("check-in-list")).json()["results"]) == number + 1
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_the_report_as_a_file_is_a_job_of_ones_own(django_capture_on_commit_callbacks: Any) -> None:
    make_programme(slug="local")
    association = make_user("association")
    client = program(association)
    with django_capture_on_commit_callbacks(execute=True):
        started = client.post(at("programme-national-report-files", "local"), {"format": "json"}, format="json")
    assert started.status_code == 202, started.json()
    job = client.get(at("job", started.json()["id"])).json()
    assert (job["state"], job["percent"]) == ("done", 100)
    file = client.get(job["result"])
    assert b'"counties"' in b"".join(file.streaming_content)
    other = program(make_user("association"))
    assert other.get(at("job", job["id"])).status_code == 404
    assert other.get(job["result"]).status_code == 404
    assert (
        client.post(at("programme-national-report-files", "local"), {"format": "exe"}, format="json").status_code == 422
    )
    assert Job.objects.count() == 1
