"""Every endpoint for every role: what is not hers is not there."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, resolve, reverse
from django.utils import timezone

from actionplans.handing_over import open_business
from actionplans.models import Plan, Succession
from config import api
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.actionplans import give_forms
from tests.makers.api import browser, program
from tests.makers.deciding import make_decision
from tests.makers.followup import make_followed
from tests.makers.meetings import make_meeting, make_ruling
from tests.makers.volunteers import make_enrolment, make_unit
from tests.makers.workshops import make_group, make_participant, make_programme, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db

ROLES = [role.value for role in Role]
ALL = set(ROLES)
NATION = {"association"}
OFFICE = {"association", "county_officer"}
SEES = {"association", "county_officer", "supervisor", "lecturer", "authority_officer"}
FOLLOWS = {"association", "county_officer", "supervisor"}
READS = {"association", "county_officer", "supervisor", "lecturer"}


def addresses(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, prefix)
        else:
            yield pattern.name, pattern


@pytest.fixture
def world() -> dict[str, Any]:
    """A running workshop in Taitung with one group, one participant; everybody named is named for it."""
    people = {role: make_user(role, "TTT") for role in ROLES}
    workshop = make_workshop(
        Workshop.State.RUNNING, programme=make_programme(), lecturer=people["lecturer"], supervisor=people["supervisor"]
    )
    give_forms(workshop.programme)
    group = make_group(workshop)
    person = make_participant(workshop)
    plan = make_followed(workshop=make_workshop(Workshop.State.CLOSED, programme=workshop.programme))
    Plan.objects.filter(pk=plan.pk).update(supervisor=people["supervisor"])
    meeting = make_meeting("session", by=people["county_officer"])
    made = {
        "plan": plan,
        "decision": make_decision(plan, "continue"),
        "meeting": meeting,
        "item": meeting.items.get(),
        "ruling": make_ruling(meeting.items.get(), person="張大同"),
        "succession": handed(people["supervisor"], make_user("supervisor", "TTT")),
        "holder": people["supervisor"].memberships.get(),
        "volunteer": make_enrolment(make_unit()).volunteer,
    }
    return {"people": people, "workshop": workshop, "group": group, "person": person, **made}


def handed(person: User, other: User) -> Succession:
    """An earlier hand-over; what moved does not matter to the door."""
    business = open_business.Business([], [], [], []).as_json()
    return Succession.objects.create(
        key=uuid.uuid4(), county_id="TTT", predecessor=person, successor=other, handed={"business": business},
        plans=[], made_at=timezone.now(), made_by="x",
    )  # fmt: skip


# name, address made of the world, who gets 200 in the county
READING = [
    ("me", {}, ALL),
    ("county-list", {}, ALL),
    ("programme-list", {}, SEES),
    ("programme-detail", {"slug": "programme"}, SEES),
    ("programme-moves", {"slug": "programme"}, NATION),
    ("programme-national-report", {"slug": "programme"}, NATION),
    ("workshop-list", {}, SEES),
    ("workshop-detail", {"pk": "workshop"}, SEES),
    ("workshop-moves", {"pk": "workshop"}, SEES),
    ("workshop-agenda", {"pk": "workshop"}, SEES),
    ("workshop-readiness", {"pk": "workshop"}, SEES),
    ("workshop-clock", {"pk": "workshop"}, SEES),
    ("workshop-groups", {"workshop": "workshop"}, SEES),
    ("workshop-tallies", {"workshop": "workshop"}, SEES),
    ("workshop-participants", {"workshop": "workshop"}, {"county_officer"}),
    ("workshop-board", {"workshop": "workshop"}, READS),
    ("group-detail", {"pk": "group"}, SEES),
    ("participant-detail", {"pk": "person"}, {"county_officer"}),
    ("sheet", {"group": "group", "kind": "inventory"}, READS),
    ("sheet-state", {"group": "group", "kind": "inventory"}, READS),
    ("plan-list", {}, ALL),
    ("volunteer-awards", {"key": "volunteer"}, {"county_officer"}),
    ("appraisal-list", {}, OFFICE),
    ("opening-list", {}, ALL),
    ("application-list", {}, {"county_officer"}),
    ("annual-plan-list", {}, {"association", "county_officer", "supervisor", "authority_officer"}),
    ("decision-list", {}, FOLLOWS),
    ("decision-detail", {"pk": "decision"}, FOLLOWS),
    ("meeting-list", {}, OFFICE),
    ("meeting-detail", {"pk": "meeting"}, OFFICE),
    ("succession-list", {}, FOLLOWS),
    ("plan-report-links", {"plan": "plan"}, FOLLOWS),
    ("plan-milestones", {"plan": "plan"}, FOLLOWS),
    ("check-in-list", {}, FOLLOWS),
    ("succession-detail", {"pk": "succession"}, FOLLOWS),
    ("holder-list", {}, OFFICE),
    ("holder-detail", {"pk": "holder"}, OFFICE),
]
# name, address, method, body, who is let through the door (whatever the answer is then)
WRITING = [
    ("programme-list", {}, "post", {}, NATION),
    ("programme-detail", {"slug": "programme"}, "patch", {"capacity": 61}, NATION),
    ("programme-carry-on", {"slug": "programme"}, "post", {}, NATION),
    ("programme-blocks", {"slug": "programme"}, "put", {}, NATION),
    ("programme-moves", {"slug": "programme"}, "post", {"move": "reopen"}, NATION),
    ("workshop-list", {}, "post", {}, {"county_officer"}),
    ("workshop-detail", {"pk": "workshop"}, "patch", {"venue": "x"}, {"county_officer"}),
    ("workshop-moves", {"pk": "workshop"}, "post", {"move": "confirm"}, NATION),
    ("workshop-moves", {"pk": "workshop"}, "post", {"move": "report"}, {"county_officer"}),
    ("workshop-lecturers", {"pk": "workshop"}, "put", {}, NATION),
    ("workshop-supervisor", {"pk": "workshop"}, "put", {}, {"county_officer"}),
    ("workshop-groups", {"workshop": "workshop"}, "post", {}, {"county_officer"}),
    ("workshop-seating", {"workshop": "workshop"}, "post", {"x": 1}, {"county_officer"}),
    ("workshop-codes", {"workshop": "workshop"}, "post", {"x": 1}, OFFICE | {"lecturer"}),
    ("workshop-disclosures", {"workshop": "workshop"}, "post", {}, NATION),
    ("workshop-participants", {"workshop": "workshop"}, "post", {}, {"county_officer"}),
    ("workshop-consensus", {"workshop": "workshop"}, "put", {}, {"county_officer"}),
    ("group-detail", {"pk": "group"}, "patch", {"x": 1}, {"county_officer"}),
    ("participant-detail", {"pk": "person"}, "patch", {"x": 1}, {"county_officer"}),
    ("sheet-operations", {"group": "group", "kind": "inventory"}, "post", {}, {"county_officer", "lecturer"}),
    ("sheet-hand-in", {"group": "group", "kind": "inventory"}, "post", {}, {"county_officer", "lecturer"}),
    ("plan-decisions", {"plan": "plan"}, "post", {}, {"county_officer"}),
    ("decision-correct", {"pk": "decision"}, "post", {}, {"county_officer"}),
    ("meeting-list", {}, "post", {}, {"county_officer"}),
    ("meeting-detail", {"pk": "meeting"}, "patch", {"place": "禮堂"}, {"county_officer"}),
    ("meeting-moves", {"pk": "meeting"}, "post", {}, {"county_officer"}),
    ("meeting-items", {"pk": "meeting"}, "post", {}, {"county_officer"}),
    ("meeting-agenda", {"pk": "meeting"}, "post", {}, {"county_officer"}),
    ("meeting-item-detail", {"pk": "item"}, "patch", {}, {"county_officer"}),
    ("meeting-item-arrange", {"pk": "item"}, "post", {}, {"county_officer"}),
    ("meeting-item-rulings", {"pk": "item"}, "post", {}, {"county_officer"}),
    ("ruling-withdraw", {"pk": "ruling"}, "post", {}, {"county_officer"}),
    ("ruling-close", {"pk": "ruling"}, "post", {}, {"county_officer"}),
    ("holder-hand-over", {"pk": "holder"}, "post", {}, OFFICE),
    ("plan-stop-report-links", {"plan": "plan"}, "post", {}, FOLLOWS),
    ("plan-check-ins", {"plan": "plan"}, "post", {}, FOLLOWS),
    ("programme-national-report-files", {"slug": "programme"}, "post", {}, NATION),
]
# Tried in tests of their own, where the things they are about are made first.
ELSEWHERE = {
    "idea-keep", "idea-merge", "idea-park", "idea-reopen", "plan-detail", "plan-adopt", "plan-withdraw",
    "annual-plan-detail", "unit-list", "unit-detail", "unit-hours", "volunteer-list", "volunteer-detail",
    "training-list", "hours-list", "hour-sums-list", "policy-list", "policy-detail", "policy-covers",
    "result-list", "result-detail", "result-totals",
    "award-proposal-list", "award-proposal-detail", "unit-awards", "family-awards",
    "appraisal-detail", "opening-detail", "opening-apply", "application-detail",
    "certificate-list", "certificate-detail", "certificate-credential",
    "spot-check-list", "spot-check-detail",
    "dashboards", "dashboard-rows",
    "check-in-detail", "check-in-accept", "check-in-send-back", "job", "job-result",
    "enrolment-leave", "training-revoke", "unit-waive", "volunteer-account", "volunteer-enrolments",
    "volunteer-look-up", "volunteer-trainings",
    "cover-off", "hour-batch-list", "hour-batch-undo", "hours-correct", "lesson-attendance", "lesson-walk-ins",
    "policy-end", "session-place-detail", "session-place-withdraw", "session-places", "spot-check-close",
    "spot-check-line-finding", "training-session-detail", "training-session-lessons", "training-session-list",
    "training-session-moves", "unit-month", "unit-month-approve", "unit-month-approve-lines",
    "unit-month-look-again", "unit-month-refuse-lines", "unit-policies",
    "application-decision", "application-enrolment", "application-interviews", "filing-copies", "filing-detail",
    "filing-list", "filing-moves", "opening-draft", "opening-moves", "result-moves", "unit-filings", "unit-openings",
    "policy-insured", "taken-list-list", "taken-list-undo", "unit-people", "unit-trainings",
    "workshop-participant-rows",
    "annual-plan-items", "annual-plan-kpis", "annual-plan-kpis-freeze", "annual-plan-kpis-take",
    "annual-plan-kpis-thaw", "annual-plan-moves", "kpi-detail", "kpi-figure-drop", "kpi-figures", "plan-uptakes",
    "work-item-arrange", "work-item-detail",
    "campaigns", "certificate-reissue", "certificate-revoke", "honor-card-detail", "honor-card-list",
    "honor-card-moves", "honor-card-waiting", "pledge-detail", "pledge-file-detail", "pledge-licence", "pledge-list",
    "pledge-moves", "pledge-uploads", "pledge-withdraw-licence", "upload", "upload-finish", "upload-part",
    "award-candidate-detail", "award-candidate-papers", "award-candidate-revoke", "award-candidate-statements",
    "award-proposal-moves", "award-window-detail", "award-window-list", "award-window-proposals",
    "case-invitation-detail", "case-invitation-list", "case-invitation-moves", "cell-return-detail", "cell-return-list",
    "cell-return-moves", "delegate-list", "delegate-withdraw", "edition-detail", "edition-errata", "edition-file",
    "edition-list", "edition-release", "programme-completeness", "programme-editions", "programme-stage-letters",
    "release-list", "release-withdraw", "symposium-delegates", "symposium-detail", "symposium-invitations",
    "symposium-list", "symposium-moves",
    "appraisal-answer", "appraisal-appeal", "appraisal-improvements", "appraisal-indicators", "appraisal-moves",
    "appraisal-points", "appraisal-raters", "appraisal-self-assessment", "improvement-moves",
    "chapter-choices", "chapter-paragraphs", "chapter-part-list", "chapter-part-moves", "chapter-words-detail",
    "chapter-words-versions", "programme-chapters",
    "attendance-list", "attendance-moves", "duty-attendances", "duty-call-off", "duty-detail", "duty-list",
    "duty-place-moves", "duty-places", "post-detail", "post-list", "press-list", "press-look", "station-list",
    "station-revoke", "unit-duties", "unit-duties-copy", "unit-posts", "unit-stations",
}  # fmt: skip
OPEN = {"schema"}
OF_FOLLOWING = ("plan", "decision", "meeting", "item", "ruling", "succession", "holder")


def address(name: str, parts: dict[str, str], world: dict[str, Any]) -> str:
    values = {
        "programme": world["workshop"].programme.slug, "workshop": world["workshop"].pk,
        "group": world["group"].pk, "person": world["person"].pk, "volunteer": world["volunteer"].key,
        **{key: world[key].pk for key in OF_FOLLOWING},
    }  # fmt: skip
    return reverse(f"v1:{name}", kwargs={key: values.get(part, part) for key, part in parts.items()})


def test_every_endpoint_is_tried() -> None:
    names = {name for name, _pattern in addresses(api.v1)}
    tried = {row[0] for row in READING} | {row[0] for row in WRITING} | ELSEWHERE | OPEN
    assert names == tried


def test_every_endpoint_declares_its_gate() -> None:
    listed = list(addresses(api.urlpatterns))
    assert len(listed) > 30
    without = [name for name, pattern in listed if not getattr(pattern.callback, "gate", None)]
    assert not without
    assert resolve("/api/v1/nothing/").func.gate == "api"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("name", "parts", "allowed"), READING, ids=[row[0] for row in READING])
def test_who_reads_what(name: str, parts: dict[str, str], allowed: set[str], role: str, world: dict[str, Any]) -> None:
    answer = browser(world["people"][role]).get(address(name, parts, world))
    assert answer.status_code == (200 if role in allowed else 404), answer.content.decode()[:300]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("name", "parts", "method", "body", "allowed"), WRITING, ids=[f"{row[2]}-{row[0]}" for row in WRITING]
)
def test_who_writes_what(
    name: str, parts: dict[str, str], method: str, body: Any, allowed: set[str], role: str, world: dict[str, Any]
) -> None:
    client = browser(world["people"][role])
    answer = getattr(client, method)(address(name, parts, world), body, format="json")
    if role in allowed:
        assert answer.status_code in (200, 201, 400, 409, 422), answer.content.decode()[:300]
    else:
        assert answer.status_code == 404, answer.content.decode()[:300]


OF_A_WORKSHOP = [row for row in READING if row[1] and "slug" not in row[1]]
CHANGING_A_WORKSHOP = [row for row in WRITING if row[1] and "slug" not in row[2] and "slug" not in row[1]]


@pytest.mark.parametrize("role", [role for role in ROLES if role != "association"])
def test_another_county_is_not_there(role: str, world: dict[str, Any]) -> None:
    client = browser(make_user(role, "HUA"))
    for name, parts, _allowed in OF_A_WORKSHOP:
        assert client.get(address(name, parts, world)).status_code == 404, name
    for name, parts, method, body, _allowed in CHANGING_A_WORKSHOP:
        answer = getattr(client, method)(address(name, parts, world), body, format="json")
        assert answer.status_code == 404, name
    for name in ("workshop-list", "plan-list"):
        answer = client.get(reverse(f"v1:{name}"))
        assert answer.status_code == 404 or answer.json()["results"] == []


PRIVATE = [row[:2] for row in READING if row[0] != "opening-list"]  # who looks for a place to serve has no account


@pytest.mark.parametrize(("name", "parts"), PRIVATE, ids=[row[0] for row in PRIVATE])
def test_nobody_is_asked_to_sign_in(name: str, parts: dict[str, str], world: dict[str, Any]) -> None:
    answer = program().get(address(name, parts, world))
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Token"
    assert answer["Content-Type"] == "application/problem+json"


def test_a_role_that_ended_opens_nothing(world: dict[str, Any]) -> None:
    import datetime as dt

    officer = make_user("county_officer", "TTT", ends_on=dt.date(2025, 6, 1))
    assert browser(officer).get(reverse("v1:workshop-list")).status_code == 404


def test_names_open_with_a_reason_and_without_contacts(world: dict[str, Any]) -> None:
    association: User = world["people"]["association"]
    client = program(association)
    where = address("workshop-participants", {"workshop": "workshop"}, world)
    assert client.get(where).status_code == 404
    opened = client.post(
        address("workshop-disclosures", {"workshop": "workshop"}, world), {"reason": "核對與會名單"}, format="json"
    )
    assert opened.status_code == 204
    (row,) = client.get(where).json()["results"]
    assert row["name"] == world["person"].name
    assert row["email"] is None
    assert row["phone"] is None
