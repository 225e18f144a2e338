"""Whoever's ways to sign in change is told by a letter: once, with no secret in it."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.test import Client

from foundation.accounts import oidc, second_factor, tokens, ways_in
from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.notices import ledger, sending, sign_in_letters
from foundation.notices.models import Notice
from tests.accounts.test_passkeys import enrol
from tests.makers.accounts import make_user
from tests.makers.authenticator import Device

pytestmark = pytest.mark.django_db
# In the middle of the night: such letters do not wait for the morning.
NOW = dt.datetime(2026, 11, 30, 18, 0, 10, tzinfo=dt.UTC)
WORD, NEW = "correct horse battery", "another horse, another battery"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0"


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, email="officer@example.org", password=WORD, name="王小明")


class Postbox:
    """A way that hands letters to the tests' own box."""

    def open(self) -> None: ...
    def close(self) -> None: ...

    def send(self, message: mail.EmailMultiAlternatives, *, name: str) -> None:
        message.send()

    def has(self, name: str) -> bool:
        return False


def set_up(user: User) -> list[str]:
    secret = second_factor.fresh()
    code = second_factor.code_at(second_factor.opened(secret), second_factor.step_of(NOW))
    return second_factor.confirm(secret_sealed=secret, code=code, by=user, now=NOW)


def sent() -> list[str]:
    """The letters that go out now, as text."""
    mail.outbox.clear()
    sending.send_due(way=Postbox(), worker="w", now=NOW + dt.timedelta(minutes=1))
    return [f"{one.subject}\n{one.body}" for one in mail.outbox]


def test_a_new_password_is_told_with_device_time_and_net(officer: User) -> None:
    client = Client(headers={"User-Agent": EDGE}, REMOTE_ADDR="203.0.113.77")
    client.force_login(officer)
    with time_machine.travel(NOW, tick=False):
        client.post("/account/password/change/", {"oldpassword": WORD, "password1": NEW, "password2": NEW})
        letters = sent()
    assert len(letters) == 1
    for words in (
        "換了密碼",
        "115年12月1日（二） 02:00",
        "Edge／Windows",
        "203.0.113.*",
        "忘記密碼",
        "/members/devices/",
    ):
        assert words in letters[0], words
    assert not any(secret in letters[0] for secret in (WORD, NEW, "113.77"))
    line = Event.objects.get(verb=Verb.PASSWORD_CHANGED)
    assert (line.object_key, line.now) == (str(officer.pk), {"browser": "Edge／Windows"})
    assert sent() == []


def test_a_refused_password_is_no_change(officer: User) -> None:
    client = Client()
    client.force_login(officer)
    client.post("/account/password/change/", {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    assert not Event.objects.filter(verb=Verb.PASSWORD_CHANGED).exists()
    assert not Notice.objects.exists()


def test_a_password_that_was_reset_is_told(officer: User) -> None:
    client = Client()
    client.post("/account/password/reset/", {"email": officer.email})
    address = next(word for word in mail.outbox[0].body.split() if "/account/password/reset/" in word)
    page = client.get(address[address.index("/account/") :], follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    officer.refresh_from_db()
    assert officer.check_password(NEW)
    assert Notice.objects.get().step == Verb.PASSWORD_CHANGED


def test_codes_switched_on_and_off_are_told_without_them(officer: User) -> None:
    spares = set_up(officer)
    second_factor.drop(code=spares[0], by=officer, now=NOW)
    on, off = sent()
    assert "啟用了兩步驟驗證" in on
    assert "停用了兩步驟驗證" in off
    assert not any(one in on + off for one in spares)


def test_who_reset_it_for_her_is_named(officer: User) -> None:
    set_up(officer)
    sent()
    other = make_user(Role.ASSOCIATION, email="other@example.org", name="林協會")
    second_factor.reset(
        membership=Membership.objects.get(user=officer), reason="手機遺失，已當面確認身分", by=other, now=NOW
    )
    (letter,) = sent()
    assert "林協會" in letter
    assert Notice.objects.latest("pk").to_address == officer.email


def test_passkeys_tokens_and_another_house_are_told(officer: User, settings: pytest.FixtureRequest) -> None:
    settings.OIDC_ISSUER, settings.OIDC_NAME = "https://id.example.org", "縣府單一簽入"
    key = enrol(officer, Device())
    client = Client()
    client.force_login(officer)
    client.post(f"/members/passkeys/{key.pk}/remove/")
    _token, secret = tokens.issue(name="縣府系統", days=30, by=officer, now=NOW)
    claims = {"sub": "1", "email": officer.email, "email_verified": True}
    oidc._account(claims, NOW)
    oidc._account(claims, NOW)
    Notice.objects.update(due_at=NOW)
    letters = sorted(sent())
    assert len(letters) == 4
    for words in ("新增了一把通行密鑰", "移除了一把通行密鑰", "發出了一個 API 權杖", "連結了外部帳號（縣府單一簽入）"):
        assert sum(words in one.split("\n")[0] for one in letters) == 1, words
    assert not any(secret in one for one in letters)


def test_one_change_is_told_once_and_to_her_alone(officer: User) -> None:
    event = ways_in.changed(Verb.PASSWORD_CHANGED, officer, by=officer, at=NOW)
    sign_in_letters.tell(officer, event)
    assert Notice.objects.count() == 1
    stranger = make_user(Role.ASSOCIATION, email="other@example.org")
    assert list(Notice.objects.visible_to(stranger)) == []
    assert Notice.objects.visible_to(officer).count() == 1
    ledger.forget(kinds=[sign_in_letters.KEY], subject_key=str(officer.pk))
    assert sent() == []


def test_a_change_that_is_undone_is_not_told(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(user: User, event: Event) -> None:
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr(ways_in, "_tellers", [*ways_in._tellers, refuse])
    with pytest.raises(RuntimeError):
        ways_in.changed(Verb.PASSWORD_CHANGED, officer, by=officer)
    assert not Notice.objects.exists()
    assert not Event.objects.filter(verb=Verb.PASSWORD_CHANGED).exists()


def test_every_change_has_its_words() -> None:
    made = {one for one in Verb if one.name.startswith(("PASSWORD_", "SECOND_FACTOR_", "PASSKEY_", "OUTSIDE_"))}
    for verb in {*made, Verb.TOKEN_ISSUED}:
        assert sign_in_letters._what(Event(verb=verb))
