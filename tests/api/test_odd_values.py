"""Whatever is sent where: an answer with a sentence, never an error of ours."""

import json
import logging
import re
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from actionplans.models import Idea, Plan
from tests.makers.accounts import make_user
from tests.makers.actionplans import give_forms
from tests.makers.annual import make_annual
from tests.makers.api import browser
from tests.makers.deciding import make_decision
from tests.makers.followup import make_check_in, make_followed
from tests.makers.meetings import make_meeting, make_ruling
from tests.makers.pledges import make_pledge
from tests.makers.results import make_report
from tests.makers.symposia import make_symposium
from tests.makers.volunteers import make_duty, make_enrolment, make_filing, make_post, make_training, make_unit
from tests.makers.workshops import make_group, make_participant, make_programme, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db

ODD: list[Any] = [None, "", "\x00", "\ud800", "x" * 5000, 10**30, -1, True, [None], {"a": {"b": []}}]
WRITES = ("post", "put", "patch")


def bodies(schema: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    """The properties of what an operation takes."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    name = content.get("$ref", "").rpartition("/")[2]
    found: dict[str, Any] = schema["components"]["schemas"].get(name, {}).get("properties", {})
    return found


def test_no_value_and_no_parameter_brings_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rest_framework.views.APIView.check_throttles", lambda self, request: None)
    monkeypatch.setattr("config.problems._refused_again", lambda *_args: None)  # the same once more
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    clients = [browser(make_user("association")), browser(make_user())]
    schema = clients[0].get(reverse("v1:schema")).json()
    workshop = make_workshop(Workshop.State.DRAFT, programme=make_programme(slug="odd"))
    give_forms(workshop.programme)
    group = make_group(workshop)
    running = make_workshop(Workshop.State.RUNNING, programme=workshop.programme)
    idea = Idea.objects.create(group=make_group(running), workshop=running)
    plan = Plan.objects.create(workshop=running, county=running.county, title="候選")
    person = make_participant(workshop)
    followed = make_followed(workshop=make_workshop(Workshop.State.CLOSED, programme=workshop.programme))
    meeting = make_meeting("session")
    item = meeting.items.get(plan=followed)
    annual = make_annual()
    served = make_enrolment(make_unit())
    parts = {
        "plan": followed.pk, "decisions": make_decision(followed, "continue").pk, "meetings": meeting.pk,
        "meeting-items": item.pk, "rulings": make_ruling(item).pk, "successions": 1,
        "holders": make_user().memberships.get().pk,
        "slug": "odd", "kind": "design", "group": group.pk, "workshop": workshop.pk, "workshops": workshop.pk,
        "groups": group.pk, "participants": person.pk, "ideas": idea.pk, "plans": plan.pk,
        "unit": served.unit_id, "units": served.unit_id, "policy": 1, "policies": 1,
        "key": served.volunteer.key, "volunteers": served.volunteer.key, "results": make_report(served.unit).pk,
        "award-proposals": 1, "openings": 1, "opening": 1, "applications": served.volunteer.key, "appraisals": 1,
        "certificates": 1, "spot-checks": 1, "dashboards": "people-joined", "families": 1,
        "filings": make_filing(served.unit).pk,
        "annual": annual.pk, "annual-plans": annual.pk, "work-items": annual.items.get().pk, "kpis": 1, "kpi": 1,
        "figure": 1,
        "pledges": make_pledge().pk, "pledge-files": 1, "token": "00000000-0000-4000-8000-000000000000",
        "posts": 1, "duties": make_duty(make_post(served.unit)).pk, "duty-places": 1, "attendances": 1, "presses": 1,
        "stations": 1, "award-windows": 1, "award-candidates": 1, "improvements": 1,
        "code": "results", "chapter-parts": 1, "chapter-words": 1,
        "edition": 1, "editions": 1, "language": "en", "suffix": "json", "releases": 1, "cell-returns": 1,
        "symposia": make_symposium(followed.workshop.programme).pk, "delegates": 1, "case-invitations": 1,
        "honor-cards": 1, "taken-lists": 1, "month": 202603, "hours": 1, "hour-batches": 1, "covers": 1,
        "spot-check-lines": 1, "training-sessions": 1, "session": 1, "lesson": 1, "session-places": 1,
        "enrolments": served.pk, "trainings": make_training(served.volunteer).pk,
        "check-ins": make_check_in(followed, followed.supervisor).pk, "jobs": 1, "pk": 1,
    }  # fmt: skip

    def filled(where: str) -> str:
        kind = where.split("/")[3]
        return re.sub(r"{(\w+)}", lambda part: str(parts[kind if part[1] == "id" else part[1]]), where)

    tried, broken = 0, []
    for where, item in schema["paths"].items():
        for method, operation in item.items():
            if method not in (*WRITES, "get"):
                continue
            names = bodies(schema, operation) if method in WRITES else {}
            sent = [{name: odd} for name in names for odd in ODD]
            queries = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
            asked = [{name: odd} for name in queries for odd in ODD if isinstance(odd, str | int) and odd != "\ud800"]
            for client in clients:
                for body in sent:
                    with transaction.atomic():
                        answer = getattr(client, method)(
                            filled(where), json.dumps(body), content_type="application/json"
                        )
                        transaction.set_rollback(True)
                    tried += 1
                    if answer.status_code >= 500:
                        broken.append(f"{method} {where} {str(body)[:60]}")
                    if answer.status_code == 404:
                        break  # the door is closed to this person whatever she brings
                for query in asked if method == "get" else []:
                    answer = client.get(filled(where), query)
                    tried += 1
                    if answer.status_code >= 500:
                        broken.append(f"{method} {where} {str(query)[:60]}")
    assert tried > 500
    assert not broken, "\n".join(broken)


def test_what_nobody_sees_is_taken_out_of_texts_as_on_the_pages() -> None:
    client = browser(make_user())
    workshop = make_workshop(Workshop.State.CONFIRMED)
    where = reverse("v1:workshop-participants", args=[workshop.pk])
    person = {"name": "\u202e王小明", "kind": "cadre", "unit": "海線\x07志工隊", "title": "\u3164\u200b"}
    answer = client.post(where, json.dumps(person), content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert {name: answer.json()[name] for name in person} == {
        "name": "王小明", "kind": "cadre", "unit": "海線志工隊", "title": "",
    }  # fmt: skip
    nameless = json.dumps(person | {"name": "\u200b\u200b"})
    assert client.post(where, nameless, content_type="application/json").status_code == 422
