"""Openings and applications as tables and for programs: the wall of the pages, and the limits of the public form."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from rest_framework.test import APIClient

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.exports import registry
from tests.makers.accounts import give, make_user
from tests.makers.api import browser
from tests.makers.recruiting import make_application, make_opening
from tests.makers.volunteers import NOW, make_unit
from volunteers.models import Application, Opening, Unit
from volunteers.recruiting import applications, floods, openings
from volunteers.rules import consents

pytestmark = pytest.mark.django_db
LIST = "v1:opening-list"
SENT = {
    "agreed": consents.APPLYING, "name": "陳小君", "born_on": "1990-03-20", "phone": "0912345678",
    "email": "chen@example.org", "slots": ["weekend_am"], "motive": "離家近",
}  # fmt: skip


@pytest.fixture(autouse=True)
def summer():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield
    cache.clear()


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def opening(unit: Unit) -> Opening:
    return make_opening(unit)


@pytest.fixture
def coordinator(unit: Unit) -> User:
    made = make_user(None)
    give(made, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return made


def rows(user: User, key: str, **params: Any) -> list[list[Any]]:
    return list(registry.find(key, user).tables(user, **params)[0].cells())


def apply_at(opening: Opening) -> str:
    return reverse("v1:opening-apply", args=[opening.pk])


def test_tables_hold_one_s_own_openings_and_who_applied(unit, opening, coordinator) -> None:
    make_opening(make_unit(), title="別人的招募")
    made = make_application(opening, name="陳小君", email="chen@example.org", number="A123456789")
    stranger = make_user(Role.COUNTY_OFFICER, "HUA")
    assert [row[0] for row in rows(coordinator, "openings")] == ["海線關懷志工隊"]
    assert len(rows(make_user(Role.COUNTY_OFFICER, "TTT"), "openings")) == 2
    assert rows(stranger, "openings") == []
    [row] = rows(coordinator, "applications", opening=opening.pk)
    assert "陳小君" in row
    assert not any("A123456789" in str(cell) for cell in row)
    with pytest.raises(registry.UnknownExport):
        rows(stranger, "applications", opening=opening.pk)
    applications.erase(application=made, by=applications.actor(made), now=NOW)
    [row] = rows(coordinator, "applications", opening=opening.pk)
    assert "資料已刪除" in row
    assert "chen@example.org" not in row


@pytest.mark.parametrize("count", [1, 3])
def test_tables_ask_as_much_for_many_as_for_few(unit, coordinator, count, django_assert_max_num_queries) -> None:
    for number in range(count):
        make_application(make_opening(unit, title=f"招募{number}"), name=f"陳小{number}")
    with django_assert_max_num_queries(4):
        assert len(rows(coordinator, "openings")) == count


def test_everybody_reads_what_is_open_and_a_keeper_her_drafts(unit, opening, coordinator) -> None:
    draft = openings.begin(unit=unit, by=coordinator, now=NOW)
    client = APIClient()
    assert [one["id"] for one in client.get(reverse(LIST)).json()["results"]] == [opening.pk]
    assert [one["id"] for one in browser(coordinator).get(reverse(LIST)).json()["results"]] == [opening.pk, draft.pk]
    one = client.get(reverse("v1:opening-detail", args=[opening.pk])).json()
    assert one["notice_version"] == consents.APPLYING
    assert any("海線關懷志工隊" in each["words"] for each in one["notice"])
    assert client.get(reverse("v1:opening-detail", args=[draft.pk])).status_code == 404
    assert client.post(apply_at(draft), SENT, format="json").status_code == 404


def test_a_program_applies_as_the_form_does_and_once(opening, coordinator) -> None:
    key = str(uuid.uuid4())
    client = APIClient()
    for _again in range(2):
        answer = client.post(apply_at(opening), SENT | {"sent_key": key}, format="json")
        assert (answer.status_code, answer.json()) == (201, {"sent_key": key})
    one = Application.objects.get()
    assert (one.name, one.born_on, one.slots) == ("陳小君", dt.date(1990, 3, 20), ("weekend_am",))
    listed = browser(coordinator).get(reverse("v1:application-list")).json()["results"]
    assert [each["name"] for each in listed] == ["陳小君"]
    assert "identity" not in " ".join(listed[0])
    stranger = browser(make_user(Role.COUNTY_OFFICER, "HUA"))
    assert stranger.get(reverse("v1:application-list")).json()["results"] == []
    assert stranger.get(reverse("v1:application-detail", args=[one.key])).status_code == 404
    assert client.get(reverse("v1:application-list")).status_code == 401


@pytest.mark.parametrize(
    ("change", "words"),
    [({"agreed": "old"}, "個人資料說明"), ({"born_on": "2015-01-01"}, "法定代理人"), ({"phone": "x"}, "電話"),
     ({"name": ""}, ""), ({"unknown": 1}, ""), ({"slots": ["nonsense"]}, "")],
)  # fmt: skip
def test_what_is_wrong_comes_back_and_nothing_is_kept(opening, change, words) -> None:
    answer = APIClient().post(apply_at(opening), SENT | change, format="json")
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Application.objects.exists()


def test_page_and_program_share_one_limit(opening) -> None:
    client = APIClient()
    for _one in range(floods.MOST):
        floods.count(floods.APPLYING, "127.0.0.1")
    answer = client.post(apply_at(opening), SENT, format="json")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) == floods.WITHIN
    assert not Application.objects.exists()


def test_a_closed_opening_takes_none(opening) -> None:
    over = NOW.date() - dt.timedelta(days=1)
    Opening.objects.filter(pk=opening.pk).update(opens_on=over, closes_on=over)
    answer = APIClient().post(apply_at(opening), SENT, format="json")
    assert answer.status_code == 422
    assert "不收報名" in answer.content.decode()
