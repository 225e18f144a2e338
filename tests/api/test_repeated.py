"""`Idempotency-Key`: what a program sends again happens once, and is answered the same."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from foundation.accounts import answered
from foundation.accounts.models import AnsweredRequest, ApiToken, User
from tests.makers.accounts import make_user
from tests.makers.api import browser, program
from tests.makers.workshops import make_workshop
from workshops.models import Participant, Workshop

pytestmark = pytest.mark.django_db
KEY = "8f14e45f-ceea-467f-ab2d-5c5f0e8ed0d1"


@pytest.fixture
def workshop() -> Workshop:
    return make_workshop(Workshop.State.CONFIRMED)


def add(client: Any, workshop: Workshop, name: str = "林小華", key: str = KEY) -> Any:
    body = {"name": name, "kind": "cadre", "unit": "示範隊", "email": "hua@example.org"}
    where = reverse("v1:workshop-participants", args=[workshop.pk])
    return client.post(where, body, format="json", headers={"Idempotency-Key": key})


def test_the_same_request_happens_once_and_is_answered_the_same(workshop: Workshop) -> None:
    client = program(make_user())
    first, second = add(client, workshop), add(client, workshop)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Participant.objects.count() == 1
    kept = AnsweredRequest.objects.get()
    assert "hua@example.org" not in kept.answer_sealed


def test_a_key_for_something_else_is_refused(workshop: Workshop) -> None:
    client = program(make_user())
    add(client, workshop)
    other = add(client, workshop, name="王大同")
    assert (other.status_code, other.json()["type"]) == (422, "urn:problem:invalid")
    elsewhere = client.post(
        reverse("v1:workshop-groups", args=[workshop.pk]), {"count": 4}, format="json", headers={"Idempotency-Key": KEY}
    )
    assert elsewhere.status_code == 422
    assert Participant.objects.count() == 1


def test_what_was_refused_may_be_sent_again_under_its_key(workshop: Workshop) -> None:
    client = program(make_user())
    assert add(client, workshop, name="").status_code == 422
    assert not AnsweredRequest.objects.exists()
    assert add(client, workshop).status_code == 201


def test_a_key_is_its_owners(workshop: Workshop) -> None:
    assert add(program(make_user()), workshop).status_code == 201
    again = add(program(make_user()), workshop, name="王大同")
    assert again.status_code == 201
    assert Participant.objects.count() == 2


def test_a_key_is_its_tokens(workshop: Workshop) -> None:
    """A token with narrow limits is not told what another of the same person was answered."""
    officer = make_user()
    assert add(program(officer), workshop).status_code == 201
    limited = program(officer, county=officer.memberships.get().county)
    assert add(limited, workshop, name="王大同").status_code == 201
    assert add(browser(officer), workshop, name="陳小美").status_code == 201
    assert Participant.objects.count() == 3
    assert sorted(AnsweredRequest.objects.values_list("token", flat=True)) == sorted(
        ["", *ApiToken.objects.values_list("token_key", flat=True)]
    )


def test_what_was_answered_before_tokens_had_keys_is_kept_for_each(workshop: Workshop) -> None:
    officer = make_user()
    clients = [program(officer), program(officer)]
    add(clients[0], workshop)
    AnsweredRequest.objects.update(token="")
    migration = import_module("foundation.accounts.migrations.0011_token_limits")
    migration.keep_for_each_token(apps, None)
    assert [add(client, workshop)["Idempotency-Replayed"] for client in clients] == ["true", "true"]
    assert Participant.objects.count() == 1
    migration.keep_one(apps, None)
    assert AnsweredRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "fits"), [("a", True), ("x" * 200, True), ("x" * 201, False), ("有字", False), ("a b", False)]
)
def test_how_a_key_looks(workshop: Workshop, key: str, fits: bool) -> None:
    answer = add(program(make_user()), workshop, key=key)
    assert answer.status_code == (201 if fits else 400), answer.json()
    if not fits:
        assert answer.json()["errors"][0]["parameter"] == "Idempotency-Key"
    assert Participant.objects.count() == int(fits)


@pytest.mark.parametrize(("hours", "again"), [(23, False), (24, True)])
def test_after_a_day_a_key_is_new(workshop: Workshop, hours: int, again: bool) -> None:
    client = program(make_user())
    add(client, workshop)
    AnsweredRequest.objects.update(at=timezone.now() - dt.timedelta(hours=hours, seconds=1 if again else -1))
    assert add(client, workshop, name="王大同").status_code == (201 if again else 422)


def test_reading_and_browsers_need_no_key(workshop: Workshop) -> None:
    officer = make_user()
    client = program(officer)
    client.get(reverse("v1:me"), headers={"Idempotency-Key": KEY})
    assert not AnsweredRequest.objects.exists()
    assert add(browser(officer), workshop).status_code == 201


def test_two_at_once_meet_at_the_constraint(workshop: Workshop) -> None:
    officer: User = make_user()
    client = program(officer)
    now, token = timezone.now(), ApiToken.objects.get().token_key
    row = {"user": officer, "token": token, "key": KEY, "at": now}
    AnsweredRequest.objects.create(**row, told="0" * 64)  # under way, not answered yet
    waits = add(client, workshop)
    assert (waits.status_code, waits.json()["type"]) == (409, "urn:problem:conflict")
    assert not Participant.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        AnsweredRequest.objects.create(**row, told="1" * 64)


def test_old_answers_are_forgotten_by_the_clock(workshop: Workshop, capsys: Any) -> None:
    client = program(make_user())
    add(client, workshop)
    add(client, workshop, name="王大同", key="another")
    AnsweredRequest.objects.filter(key=KEY).update(at=timezone.now() - answered.KEPT)
    call_command("drop_answered_requests")
    assert "刪除 1 個" in capsys.readouterr().out
    assert AnsweredRequest.objects.get().key == "another"
