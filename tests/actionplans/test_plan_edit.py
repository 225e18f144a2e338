"""The plan's page of changes: whoever saves writes what she changed, and nothing else."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actionplans.models import Plan
from foundation.accounts.models import User
from tests.makers.accounts import make_user
from tests.makers.plans import make_plan
from tests.makers.workshops import make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return make_plan(make_workshop(Workshop.State.HELD), vow="三桌承諾", partners="公所")


@pytest.fixture
def officer(client: Client) -> User:
    user = make_user()
    client.force_login(user)
    return user


def opened(client: Client, plan: Plan) -> dict[str, Any]:
    """What the page sends when nothing on it is changed."""
    html = client.get(reverse("actionplans:plan_edit", args=[plan.pk])).content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(initial-[a-z_]+)"(?: value="([^"]*)")?', html))
    assert len(sent) == 14
    return {name.removeprefix("initial-"): value for name, value in sent.items()} | sent


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
