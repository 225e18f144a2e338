"""The plan's page of changes: whoever saves writes what she changed, and nothing else."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from actionplans.consensus import adoption
from actionplans.models import Plan
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.plans import make_plan
from tests.makers.workshops import make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    workshop = make_workshop(Workshop.State.HELD, supervisor=make_user(Role.SUPERVISOR, "TTT"))
    return make_plan(workshop, vow="三桌承諾", partners="公所")


@pytest.fixture
def officer(client: Client) -> User:
    user = make_user()
    client.force_login(user)
    return user


def opened(client: Client, plan: Plan) -> dict[str, Any]:
    """What the page sends when nothing on it is changed."""
    html = client.get(reverse("actionplans:plan_edit", args=[plan.pk])).content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(initial-[a-z_]+)"(?: value="([^"]*)")?', html))
    return {name.removeprefix("initial-"): value for name, value in sent.items()} | sent


def test_the_page_knows_what_it_showed(client: Client, plan: Plan, officer: User) -> None:
    assert len([name for name in opened(client, plan) if name.startswith("initial-")]) == 14


def send(client: Client, plan: Plan, page: dict[str, Any], **typed: Any) -> Any:
    return client.post(reverse("actionplans:plan_edit", args=[plan.pk]), page | typed)


def test_a_page_opened_before_undoes_nothing_it_has_not_touched(client: Client, plan: Plan, officer: User) -> None:
    first, second = opened(client, plan), opened(client, plan)
    assert send(client, plan, first, vow="甲分頁").status_code == 302
    assert send(client, plan, second, partners="社區巴士隊").status_code == 302
    plan.refresh_from_db()
    assert (plan.vow, plan.partners) == ("甲分頁", "社區巴士隊")


def test_what_both_have_changed_is_asked_about_and_saved_when_sent_again(
    client: Client, plan: Plan, officer: User
) -> None:
    first, second = opened(client, plan), opened(client, plan)
    send(client, plan, first, vow="甲分頁")
    answer = send(client, plan, second, vow="乙分頁", partners="社區巴士隊")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "您打開這一頁之後，「一句承諾」被改成「甲分頁」" in html
    assert 'value="乙分頁"' in html, "what was typed is still there"
    plan.refresh_from_db()
    assert (plan.vow, plan.partners) == ("甲分頁", "公所"), "nothing is saved by halves"
    again = {name: value for name, value in second.items()} | {"initial-vow": "甲分頁"}
    assert 'name="initial-vow" value="甲分頁"' in html
    assert send(client, plan, again, vow="乙分頁", partners="社區巴士隊").status_code == 302
    plan.refresh_from_db()
    assert (plan.vow, plan.partners) == ("乙分頁", "社區巴士隊")


@pytest.mark.parametrize(
    ("field", "theirs", "mine", "said"),
    [
        ("first_step_on", "116/1/31", "116/2/1", "116/01/31"),
        ("pillar", "recognition", "safeguarding", "肯定"),
    ],
)
def test_what_was_changed_is_said_in_words(
    client: Client, plan: Plan, officer: User, field: str, theirs: str, mine: str, said: str
) -> None:
    first, second = opened(client, plan), opened(client, plan)
    assert send(client, plan, first, **{field: theirs}).status_code == 302
    assert said in send(client, plan, second, **{field: mine}).content.decode()


def test_two_who_mean_the_same_are_not_asked(client: Client, plan: Plan, officer: User) -> None:
    first, second = opened(client, plan), opened(client, plan)
    for page in (first, second):
        assert send(client, plan, page, vow="一樣", supervisor=str(plan.supervisor_id)).status_code == 302


def test_a_script_of_somebody_signed_out_is_told_so(client: Client, plan: Plan) -> None:
    address = reverse("actionplans:plan_edit", args=[plan.pk])
    assert client.get(address).status_code == 302
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 401
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(address, {"vow": "一"}).status_code == 403
    assert strict.post(address, {"vow": "一"}, headers={"HX-Request": "true"}).status_code == 401


CARRIED_BY = {
    "lead_agency": "北投區公所",
    "person_in_charge": "林接手",
    "contact_email": "lin@example.org",
    "partners": "社區巴士隊",
}


@pytest.mark.parametrize("state", [Workshop.State.REPORTED, Workshop.State.CLOSED])
def test_who_carries_a_plan_out_changes_after_its_report(
    client: Client, plan: Plan, officer: User, state: Workshop.State
) -> None:
    Workshop.objects.update(state=state)
    successor = make_user(Role.SUPERVISOR, "TTT")
    page = opened(client, plan)
    assert {name for name in page if not name.startswith("initial-")} == {*CARRIED_BY, "supervisor"}
    saved = send(client, plan, page, **CARRIED_BY, supervisor=str(successor.pk), title="另一件事")
    assert (saved.status_code, saved.url) == (302, reverse("actionplans:plan", args=[plan.pk]))
    before = plan.title
    plan.refresh_from_db()
    assert {name: getattr(plan, name) for name in CARRIED_BY} == CARRIED_BY
    assert (plan.supervisor, plan.title) == (successor, before)
    assert "更新負責的人" in client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()


@pytest.mark.parametrize("name", ["lead_agency", "person_in_charge", "supervisor"])
def test_what_adoption_needs_is_not_emptied_later_either(client: Client, plan: Plan, officer: User, name: str) -> None:
    Workshop.objects.update(state=Workshop.State.CLOSED)
    answer = send(client, plan, opened(client, plan), **{name: ""})
    assert answer.status_code == 422
    assert "採納的方案要有" in answer.content.decode()


@pytest.mark.parametrize(
    ("state", "adopted", "name", "allowed"),
    [
        (Workshop.State.RUNNING, False, "title", True),
        (Workshop.State.HELD, True, "title", True),
        (Workshop.State.HELD, True, "lead_agency", True),
        (Workshop.State.REPORTED, True, "title", False),
        (Workshop.State.REPORTED, True, "first_step_on", False),
        (Workshop.State.REPORTED, True, "partners", True),
        (Workshop.State.CLOSED, True, "contact_email", True),
        (Workshop.State.CLOSED, True, "vow", False),
        (Workshop.State.REPORTED, False, "partners", False),
    ],
)
def test_the_promise_is_fixed_with_the_report(
    plan: Plan, state: Workshop.State, adopted: bool, name: str, allowed: bool
) -> None:
    if not adopted:
        plan = make_plan(plan.workshop, state=Plan.State.CANDIDATE)
    Workshop.objects.update(state=state)
    plan = Plan.objects.get(pk=plan.pk)
    value: Any = dt.date(2027, 1, 4) if name == "first_step_on" else "lin@example.org"
    assert adoption.may_change(plan, name) is allowed
    if allowed:
        adoption.describe(plan=plan, by=SYSTEM, **{name: value})
        assert getattr(Plan.objects.get(pk=plan.pk), name) == value
        return
    with pytest.raises(ValidationError) as refused:
        adoption.describe(plan=plan, by=SYSTEM, **{name: value})
    assert "請協會先退回報告" in str(refused.value)
    adoption.describe(plan=plan, by=SYSTEM, **{name: getattr(plan, name)})  # what changes nothing is not refused


def test_a_candidate_of_a_workshop_that_has_reported_has_no_page_to_save(
    client: Client, plan: Plan, officer: User
) -> None:
    candidate = make_plan(plan.workshop, state=Plan.State.CANDIDATE)
    Workshop.objects.update(state=Workshop.State.REPORTED)
    html = client.get(reverse("actionplans:plan_edit", args=[candidate.pk])).content.decode()
    assert "報告已經交出，方案不能再改" in html
    assert "<fieldset" in html
    assert "disabled" in html.split("<fieldset")[1].split(">")[0]
