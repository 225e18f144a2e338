"""Tokens: shown once, for a while, and only their owner's."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.accounts import tokens
from foundation.accounts.models import ApiToken, Membership
from foundation.audit.models import Event
from tests.makers.accounts import make_user
from tests.makers.api import program

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 5, 1, 4, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(("days", "good"), [(0, False), (1, True), (365, True), (366, False)])
def test_a_token_lasts_one_to_365_days(days: int, good: bool) -> None:
    officer = make_user()
    if not good:
        with pytest.raises(ValidationError, match="365"):
            tokens.issue(name="系統", days=days, by=officer, now=NOW)
        assert not ApiToken.objects.exists()
        return
    token, secret = tokens.issue(name="系統", days=days, by=officer, now=NOW)
    assert token.expiry == NOW + dt.timedelta(days=days)
    assert secret not in {token.digest, token.token_key}
    assert secret.startswith(token.token_key)


def test_only_who_may_use_the_api_gets_one() -> None:
    with pytest.raises(PermissionDenied):
        tokens.issue(name="系統", days=1, by=make_user("volunteer"), now=NOW)


def test_twenty_tokens_are_the_most() -> None:
    officer = make_user()
    for _number in range(20):
        token, _secret = tokens.issue(name="系統", days=1, by=officer, now=NOW)
    with pytest.raises(ValidationError, match="20"):
        tokens.issue(name="系統", days=1, by=officer, now=NOW)
    tokens.revoke(token=token, by=officer, now=NOW)
    tokens.issue(name="系統", days=1, by=officer, now=NOW)


def test_the_trail_never_holds_a_digest_or_a_secret() -> None:
    officer = make_user()
    token, secret = tokens.issue(name="系統", days=1, by=officer, now=NOW)
    digest = token.digest
    tokens.revoke(token=token, by=officer, now=NOW)
    events = list(Event.objects.filter(object_type="accounts.apitoken"))
    assert {event.verb for event in events} == {"token_issued", "token_revoked"}
    assert {event.county for event in events} == {"TTT"}
    written = str([(event.object_key, event.object_label, event.was, event.now) for event in events])
    assert digest not in written
    assert secret not in written
    assert token.hint in written


def test_a_revoked_or_ended_token_opens_nothing() -> None:
    officer = make_user()
    client = program(officer)
    assert client.get(reverse("v1:me")).json()["token"]["name"] == "測試系統"
    ApiToken.objects.update(expiry=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(reverse("v1:me")).status_code == 401
    assert ApiToken.objects.count() == 1, "it stays in the owner's list"
    again = program(officer)
    tokens.revoke(token=ApiToken.objects.get(expiry__gt=timezone.now()), by=officer, now=NOW)
    assert again.get(reverse("v1:me")).status_code == 401


def test_a_token_ends_with_its_owners_right() -> None:
    officer = make_user()
    client = program(officer)
    assert client.get(reverse("v1:me")).status_code == 200
    Membership.objects.filter(user=officer).update(ends_on=dt.date(2025, 6, 1))
    answer = client.get(reverse("v1:me"))
    assert answer.status_code == 401


@pytest.mark.parametrize("header", ["Token", "Token a b", "Token 沒有", "Token " + "0" * 64, "Token \xff\xfe"])
def test_a_wrong_token_is_401(header: str) -> None:
    answer = program().get(reverse("v1:me"), headers={"Authorization": header.encode().decode("latin-1")})
    assert answer.status_code == 401
    assert answer.json()["type"] == "urn:problem:not_signed_in"


def test_last_use_is_noted_once_a_minute() -> None:
    token, _secret = tokens.issue(name="系統", days=1, by=make_user(), now=NOW)
    tokens.note_use(token=token, now=NOW)
    tokens.note_use(token=token, now=NOW + dt.timedelta(seconds=59))
    assert ApiToken.objects.get().last_used_at == NOW
    tokens.note_use(token=token, now=NOW + dt.timedelta(seconds=60))
    assert ApiToken.objects.get().last_used_at == NOW + dt.timedelta(seconds=60)


class TestPage:
    def test_issued_shown_once_revoked(self, client: Client) -> None:
        officer = make_user()
        client.force_login(officer)
        page = reverse("accounts:tokens")
        assert "還沒有權杖" in client.get(page).content.decode()
        made = client.post(page, {"name": "社會處志工系統", "days": "30", "areas": ["register"]})
        token = ApiToken.objects.get()
        secret = made.context["secret"]
        assert secret in made.content.decode()
        again = client.get(page).content.decode()
        assert secret not in again
        assert "社會處志工系統" in again
        assert token.hint in again
        client.post(reverse("accounts:token_revoke", args=[token.hint]))
        assert not ApiToken.objects.exists()

    def test_wrong_input_is_told_and_kept(self, client: Client) -> None:
        client.force_login(make_user())
        answer = client.post(reverse("accounts:tokens"), {"name": "系統甲", "days": "366", "areas": ["register"]})
        assert answer.status_code == 422
        assert "365" in answer.content.decode()
        assert "系統甲" in answer.content.decode()
        assert not ApiToken.objects.exists()

    def test_another_persons_token_is_not_there(self, client: Client) -> None:
        token, _secret = tokens.issue(name="系統", days=1, by=make_user(), now=NOW)
        client.force_login(make_user())
        assert client.post(reverse("accounts:token_revoke", args=[token.hint])).status_code == 404
        assert ApiToken.objects.count() == 1

    @pytest.mark.parametrize(("role", "status"), [("association", 200), ("county_officer", 200), ("lecturer", 404)])
    def test_who_has_the_page(self, client: Client, role: str, status: int) -> None:
        client.force_login(make_user(role))
        assert client.get(reverse("accounts:tokens")).status_code == status
