"""Signing in by another house's word: only what it has signed for us counts, and only accounts that are there open."""

import datetime as dt
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.messages import get_messages
from django.test import Client

from foundation.accounts import oidc
from foundation.accounts.models import OutsideSubject, User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_passkey, make_user
from tests.makers.issuer import CLIENT, SECRET, Issuer, issuer

pytestmark = pytest.mark.django_db
THERE, BACK = "/account/oidc/", "/account/oidc/back/"


@pytest.fixture
def outside(settings: Any) -> Iterator[Issuer]:
    with issuer() as told:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = told.address, CLIENT, SECRET
        settings.OIDC_NAME = "縣府帳號"
        yield told


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, email="Officer@example.org")


def walk(client: Client, outside: Issuer, to: str = "/members/", **changed: str) -> Any:
    there = client.get(THERE, {"next": to})
    assert there.url.startswith(f"{outside.address}/authorize?"), there.url
    return client.get(BACK, {**outside.agree(there.url), **changed})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def said(answer: Any) -> str:
    return " ".join(str(one) for one in get_messages(answer.wsgi_request))


def test_an_account_that_is_there_opens(client: Client, outside: Issuer, officer: User) -> None:
    assert "用縣府帳號登入" in client.get("/account/login/").content.decode()
    done = walk(client, outside)
    assert (done.status_code, done.url) == (302, "/members/")
    assert client.get("/members/").status_code == 200
    joined = OutsideSubject.objects.get()
    assert (joined.user, joined.issuer, joined.subject) == (officer, outside.address, "subject-1")
    assert Event.objects.get(verb=Verb.OUTSIDE_JOINED).now == {"issuer": outside.address}
    assert Event.objects.filter(verb=Verb.SIGNED_IN, actor_key=str(officer.pk)).count() == 1


def test_afterwards_its_own_name_for_her_counts_and_not_the_address(outside: Issuer, officer: User) -> None:
    walk(Client(), outside)
    other = make_user(Role.ASSOCIATION, email="new-name@example.org")
    outside.claims = {"email": other.email}
    client = Client()
    walk(client, outside)
    assert client.session["_auth_user_id"] == str(officer.pk)
    # And nobody else there becomes her by taking her address.
    outside.claims = {"sub": "subject-2"}
    client = Client()
    assert "沒有您的帳號" in said(walk(client, outside))
    assert not signed_in(client)


def test_leads_nowhere_outside(outside: Issuer, officer: User) -> None:
    assert walk(Client(), outside, to="https://evil.example/").url == "/"


def test_a_second_step_is_asked_for_all_the_same(client: Client, outside: Issuer, officer: User) -> None:
    make_passkey(officer, now=dt.datetime.now(dt.UTC))
    assert walk(client, outside).url == "/account/second/"
    assert not signed_in(client)


FOREIGN = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PAST = int(time.time()) - 3600


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"claims": {"email": "nobody@example.org"}}, "沒有您的帳號"),
        ({"claims": {"email_verified": False}}, "沒有您的帳號"),
        ({"claims": {"email_verified": "true"}}, "沒有您的帳號"),
        ({"claims": {"email_verified": None}}, "沒有您的帳號"),
        ({"claims": {"email": ["officer@example.org"]}}, "沒有您的帳號"),
        ({"claims": {"iss": "https://evil.example"}}, "不能相信"),
        ({"claims": {"aud": "another"}}, "不能相信"),
        ({"claims": {"aud": [CLIENT, "another"]}}, "不能相信"),
        ({"claims": {"azp": "another"}}, "不能相信"),
        ({"claims": {"exp": PAST, "iat": PAST - 60}}, "不能相信"),
        ({"claims": {"exp": None}}, "不能相信"),
        ({"claims": {"sub": None}}, "不能相信"),
        ({"claims": {"nonce": "another"}}, "不能相信"),
        ({"claims": {"nonce": None}}, "不能相信"),
        ({"signed_with": FOREIGN}, "不能相信"),
        ({"name": "unknown"}, "不能相信"),
        ({"algorithm": "none", "signed_with": ""}, "不能相信"),
        ({"algorithm": "HS256", "signed_with": "x" * 64}, "不能相信"),
        ({"broken": "/token"}, "沒有回應"),
        ({"broken": "/keys"}, "沒有回應"),
    ],
)
def test_whatever_is_not_right_opens_nothing(outside: Issuer, officer: User, told: dict[str, Any], says: str) -> None:
    for name, value in told.items():
        setattr(outside, name, value)
    client = Client()
    answer = walk(client, outside)
    assert answer.url == "/account/login/"
    assert says in said(answer)
    assert not signed_in(client)
    assert not OutsideSubject.objects.exists()
    assert User.objects.count() == 1, "and it makes none"


def test_an_algorithm_without_a_key_is_none(outside: Issuer) -> None:
    assert not {"none", "HS256", "HS384", "HS512"} & set(oidc.ALGORITHMS)


def test_a_closed_account_stays_closed(outside: Issuer, officer: User) -> None:
    walk(Client(), outside)
    User.objects.update(is_active=False)
    client = Client()
    assert "沒有您的帳號" in said(walk(client, outside))
    assert not signed_in(client)


def test_what_comes_back_belongs_to_one_attempt(client: Client, outside: Issuer, officer: User) -> None:
    brought = outside.agree(client.get(THERE).url)
    other = Client()
    assert "不是從這裡開始" in said(other.get(BACK, brought)), "somebody else's browser"
    assert "不是從這裡開始" in said(client.get(BACK, {**brought, "state": "x"}))
    assert "不是從這裡開始" in said(client.get(BACK, brought)), "it is taken once"
    assert not signed_in(client)
    assert "沒有讓您登入" in said(client.get(BACK, {"state": outside.agree(client.get(THERE).url)["state"]}))


def test_it_lasts_ten_minutes(client: Client, outside: Issuer, officer: User) -> None:
    now = dt.datetime.now(dt.UTC)
    with time_machine.travel(now, tick=False) as clock:
        brought = outside.agree(client.get(THERE).url)
        clock.shift(dt.timedelta(seconds=601))
        assert "等太久" in said(client.get(BACK, brought))


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({"issuer": "https://evil.example"}, "不能相信"),
        ({"token_endpoint": None}, "不能相信"),
        ({"jwks_uri": "file:///etc/passwd"}, "不能相信"),
        ({"token_endpoint": "http://198.51.100.7/token"}, "不能相信"),
    ],
)
def test_an_issuer_that_says_what_it_is_not_is_left(
    client: Client, outside: Issuer, officer: User, about: dict[str, Any], says: str
) -> None:
    outside.about = about
    there = client.get(THERE)
    answer = there if there.url == "/account/login/" else client.get(BACK, outside.agree(there.url))
    assert says in said(answer)
    assert not signed_in(client)


def test_an_issuer_that_is_not_there_leaves_the_password(client: Client, outside: Issuer) -> None:
    outside.broken = "/.well-known/openid-configuration"
    assert "用密碼登入" in said(client.get(THERE))


def test_without_settings_there_is_none(client: Client) -> None:
    assert client.get(THERE).status_code == 404
    assert client.get(BACK).status_code == 404
    assert "account/oidc" not in client.get("/account/login/").content.decode()


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://id.example.org/x", True),
        ("http://127.0.0.1:1/x", True),
        ("http://[::1]:1/x", True),
        ("http://id.example.org/x", False),
        ("http://127.0.0.1.evil.example/x", False),
        ("ftp://127.0.0.1/x", False),
        ("file:///etc/passwd", False),
    ],
)
def test_nobody_reads_along(address: str, safe: bool) -> None:
    assert oidc._is_safe(address) is safe
