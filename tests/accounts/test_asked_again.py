"""The password once more before ways to sign in change; what was typed is done afterwards."""

import datetime as dt
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client

from foundation.accounts import second_factor
from foundation.accounts.models import ApiToken, Membership, OutsideSubject, Passkey, SecondFactor, User
from foundation.accounts.roles import Role
from tests.makers.accounts import make_passkey, make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 30, 4, 0, 10, tzinfo=dt.UTC)
WORD = "correct horse battery"
TOKENS, SECOND, PASSKEYS = "/members/tokens/", "/members/second/", "/members/passkeys/"
TYPED = {"name": "縣府的志工系統", "days": "30", "areas": ["register", "awards"]}


@pytest.fixture(autouse=True)
def ten_minutes(settings: Any) -> None:
    settings.PASSWORD_AGAIN_MINUTES = 10


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, email="officer@example.org", password=WORD, name="王小明")


def sign_in() -> Client:
    client = Client()
    client.post("/account/login/", {"login": "officer@example.org", "password": WORD})
    assert "_auth_user_id" in client.session
    return client


def asked(to: str) -> str:
    return f"/account/reauthenticate/?next={quote(to, safe='')}"


def is_asked(answer: Any, to: str) -> bool:
    return answer.status_code == 302 and answer.url in (asked(to), asked(to).replace("%2F", "/"))


def again(client: Client, to: str, password: str = WORD) -> Any:
    return client.post(asked(to), {"password": password, "next": to})


@pytest.mark.parametrize(("minutes", "due"), [(9.9, False), (10, True)])
def test_it_is_asked_for_after_ten_minutes(officer: User, minutes: float, due: bool) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in()
        clock.shift(dt.timedelta(minutes=minutes))
        assert is_asked(client.post(TOKENS, TYPED), TOKENS) is due
        assert ApiToken.objects.exists() is not due


def test_what_was_typed_is_done_once_the_password_is_right(officer: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in()
        clock.shift(dt.timedelta(minutes=11))
        assert client.get(TOKENS).status_code == 200
        client.post(TOKENS, TYPED)
        refused = again(client, TOKENS, "wrong")
        assert refused.status_code == 200
        assert not ApiToken.objects.exists()
        done = again(client, TOKENS)
        made = ApiToken.objects.get()
        assert (made.name, sorted(made.areas)) == (TYPED["name"], sorted(TYPED["areas"]))
        assert done.status_code == 200
        assert "只顯示這一次" in done.content.decode()
        client.post(TOKENS, {**TYPED, "name": "第二個"})
        assert ApiToken.objects.count() == 2


def test_the_secret_of_an_app_is_shown_after_it_alone(officer: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in()
        clock.shift(dt.timedelta(minutes=11))
        assert is_asked(client.get(SECOND), SECOND)
        assert again(client, SECOND).url == SECOND
        assert "QR" in client.get(SECOND).content.decode()


def test_taking_away_asks_as_well(officer: User) -> None:
    other = make_user(Role.ASSOCIATION, email="other@example.org", password=WORD)
    held = make_passkey(officer, now=NOW)
    with time_machine.travel(NOW, tick=False) as clock:
        first = Client()
        first.post("/account/login/", {"login": other.email, "password": WORD})
        clock.shift(dt.timedelta(minutes=11))
        reset = f"/members/{Membership.objects.get(user=officer).pk}/second/reset/"
        assert is_asked(first.post(reset, {"reason": "手機遺失，已當面確認身分"}), reset)
        assert Passkey.objects.filter(pk=held.pk).exists()
        again(first, reset)
        assert not Passkey.objects.filter(pk=held.pk).exists()
        hers = make_passkey(other, now=NOW)
        clock.shift(dt.timedelta(minutes=10))
        remove = f"{PASSKEYS}{hers.pk}/remove/"
        assert is_asked(first.post(remove), remove)
        assert Passkey.objects.filter(pk=hers.pk).exists()
        again(first, remove)
        assert not Passkey.objects.filter(pk=hers.pk).exists()


def test_codes_are_not_switched_off_by_whoever_finds_the_page(officer: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in()
        secret = second_factor.fresh()
        code = second_factor.code_at(second_factor.opened(secret), second_factor.step_of(NOW))
        spares = second_factor.confirm(secret_sealed=secret, code=code, by=officer, now=NOW)
        session = client.session
        session["second_factor"] = True
        session.save()
        clock.shift(dt.timedelta(minutes=11))
        drop = f"{SECOND}drop/"
        assert is_asked(client.post(drop, {"code": spares[0]}), drop)
        assert SecondFactor.objects.exists()
        again(client, drop)
        assert not SecondFactor.objects.exists()


def test_other_sign_ins_are_ended_by_herself_alone(officer: User) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        here, other = sign_in(), sign_in()
        clock.shift(dt.timedelta(minutes=11))
        end = "/members/devices/others/end/"
        assert is_asked(here.post(end), end)
        assert other.get("/members/").status_code == 200
        again(here, end)
        assert other.get("/members/").status_code == 302
        assert here.get("/members/").status_code == 200


def test_whoever_has_to_set_up_her_second_step_is_not_sent_round(officer: User, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["county_officer"]
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in()
        clock.shift(dt.timedelta(minutes=11))
        assert client.get("/members/").url == SECOND
        assert is_asked(client.get(SECOND), SECOND)
        assert client.get(asked(SECOND)).status_code == 200
        assert again(client, SECOND).url == SECOND
        assert client.get(SECOND).status_code == 200


def test_whoever_has_no_password_is_not_asked_for_one(officer: User) -> None:
    officer.set_unusable_password()
    officer.save()
    OutsideSubject.objects.create(user=officer, issuer="https://id.example.org", subject="1", joined_at=NOW)
    client = Client()
    client.force_login(officer)
    assert client.get(SECOND).status_code == 200
    client.post(TOKENS, TYPED)
    assert ApiToken.objects.count() == 1


def test_nobody_is_asked_where_the_setting_says_never(officer: User, settings: Any) -> None:
    settings.PASSWORD_AGAIN_MINUTES = 0
    client = Client()
    client.force_login(officer)
    client.post(TOKENS, TYPED)
    assert ApiToken.objects.count() == 1
