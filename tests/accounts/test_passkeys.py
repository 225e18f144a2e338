"""Passkeys: made, shown as a second step and alone, refused where anything about them is not right."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from foundation.accounts import second_factor
from foundation.accounts.models import Passkey, User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_passkey, make_user
from tests.makers.authenticator import Device

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 30, 4, 0, 10, tzinfo=dt.UTC)
WORD = "correct horse battery"
OWN, ADD, SHOW, ASK = "/members/passkeys/", "/members/passkeys/add", "/account/passkey/", "/account/second/"
ELSEWHERE = "在這裡不能用"


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, email="officer@example.org", password=WORD, name="王小明")


def post(client: Client, address: str, **told: Any) -> Any:
    return client.post(address, told, content_type="application/json")


def enrol(officer: User, device: Device, name: str = "公務手機") -> Passkey:
    client = Client()
    client.force_login(officer)
    options = post(client, ADD, password=WORD).json()
    done = post(client, ADD, name=name, answer=device.make(options))
    assert done.status_code == 200, done.content.decode()
    return Passkey.objects.get(name=name)


def first_step(client: Client) -> None:
    answer = client.post("/account/login/", {"login": "officer@example.org", "password": WORD, "next": "/members/"})
    assert answer.url == ASK


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_it_is_made_named_listed_and_removed(officer: User) -> None:
    client = Client()
    client.force_login(officer)
    options = post(client, ADD, password=WORD).json()
    post(client, ADD, name="  公務   手機 ", answer=Device().make(options))
    kept = Passkey.objects.get()
    assert (kept.user, kept.name, kept.transports, kept.sign_count) == (officer, "公務 手機", ["internal"], 0)
    assert "還沒用過" in client.get(OWN).content.decode()
    client.post(f"{OWN}{kept.pk}/remove/")
    assert not Passkey.objects.exists()
    lines = Event.objects.filter(verb__in=[Verb.PASSKEY_ADDED, Verb.PASSKEY_REMOVED]).order_by("pk")
    assert [(line.verb, line.actor_key) for line in lines] == [
        (Verb.PASSKEY_ADDED, str(officer.pk)),
        (Verb.PASSKEY_REMOVED, str(officer.pk)),
    ]


def test_behind_the_password_it_is_the_second_step(officer: User) -> None:
    device = Device(verifies=False)
    enrol(officer, device)
    client = Client()
    first_step(client)
    page = client.get(ASK).content.decode()
    assert "用通行密鑰" in page
    assert "one-time-code" not in page, "she has no codes"
    options = post(client, SHOW, second=True).json()
    assert [one["id"] for one in options["allowCredentials"]] == [Passkey.objects.get().credential]
    done = post(client, SHOW, second=True, answer=device.show(options))
    assert (done.status_code, done.json()) == (200, {"to": "/members/"})
    assert signed_in(client)
    assert Passkey.objects.get().sign_count == 1
    assert Event.objects.filter(verb=Verb.SIGNED_IN).count() == 1


def test_alone_it_signs_in_where_the_device_has_verified_its_holder(officer: User) -> None:
    device = Device()
    enrol(officer, device)
    client = Client()
    options = post(client, SHOW).json()
    assert (options["userVerification"], options["allowCredentials"]) == ("required", [])
    done = post(client, f"{SHOW}?next=/members/", answer=device.show(options))
    assert done.json() == {"to": "/members/"}
    assert client.get("/members/").status_code == 200
    assert Event.objects.filter(verb=Verb.SIGNED_IN, actor_key=str(officer.pk)).count() == 1


def test_alone_it_leads_nowhere_outside(officer: User) -> None:
    device = Device()
    enrol(officer, device)
    client = Client()
    options = post(client, SHOW).json()
    assert post(client, f"{SHOW}?next=https://evil.example/", answer=device.show(options)).json() == {"to": "/"}


def unverified(device: Device, client: Client) -> Any:
    device.verifies = False
    return device.show(post(client, SHOW).json())


def another_address(device: Device, client: Client) -> Any:
    device.origin = "https://testserver.evil.example"
    return device.show(post(client, SHOW).json())


def another_name(device: Device, client: Client) -> Any:
    device.name = "evil.example"
    return device.show(post(client, SHOW).json())


def another_key(device: Device, client: Client) -> Any:
    return Device(credential=device.credential).show(post(client, SHOW).json())


def a_copy(device: Device, client: Client) -> Any:
    Passkey.objects.update(sign_count=7)
    return device.show(post(client, SHOW).json())


def unknown(device: Device, client: Client) -> Any:
    return Device().show(post(client, SHOW).json())


def of_a_closed_account(device: Device, client: Client) -> Any:
    User.objects.update(is_active=False)
    return device.show(post(client, SHOW).json())


def of_another_challenge(device: Device, client: Client) -> Any:
    old = post(client, SHOW).json()
    post(client, SHOW)
    return device.show(old)


def nonsense(device: Device, client: Client) -> Any:
    post(client, SHOW)
    return {"id": Passkey.objects.get().credential, "response": {"signature": 3}}


@pytest.mark.parametrize(
    "shown",
    [
        unverified, another_address, another_name, another_key, a_copy, unknown, of_a_closed_account,
        of_another_challenge, nonsense,
    ],
)  # fmt: skip
def test_alone_it_is_refused_by_the_same_words_whatever_is_wrong(officer: User, shown: Any) -> None:
    device = Device()
    enrol(officer, device)
    client = Client()
    refused = post(client, SHOW, answer=shown(device, client))
    assert refused.status_code == 422
    assert ELSEWHERE in refused.json()["error"]
    assert not signed_in(client)


@pytest.mark.parametrize(("seconds", "taken"), [(300, True), (301, False)])
def test_a_challenge_lasts_five_minutes_and_is_taken_once(officer: User, seconds: int, taken: bool) -> None:
    device, client = Device(), Client()
    enrol(officer, device)
    with time_machine.travel(NOW, tick=False) as clock:
        options = post(client, SHOW).json()
        clock.shift(dt.timedelta(seconds=seconds))
        answer = device.show(options)
        assert (post(client, SHOW, answer=answer).status_code == 200) is taken
        again = post(Client() if taken else client, SHOW, answer=answer)
    assert again.status_code == 422
    assert "再按一次" in again.json()["error"]


def test_as_a_second_step_only_ones_own_counts(officer: User) -> None:
    enrol(officer, Device())
    other = make_user(Role.COUNTY_OFFICER, email="other@example.org", password=WORD)
    theirs = Device()
    enrol(other, theirs, "別人的")
    client = Client()
    first_step(client)
    options = post(client, SHOW, second=True).json()
    assert post(client, SHOW, second=True, answer=theirs.show(options)).status_code == 422
    assert not signed_in(client)


def test_the_second_step_leads_nowhere_without_the_first(officer: User) -> None:
    device = Device(verifies=False)
    enrol(officer, device)
    refused = post(Client(), SHOW, second=True)
    assert refused.status_code == 422
    assert "從密碼開始" in refused.json()["error"]


def test_whoever_finds_an_open_page_leaves_no_key(officer: User) -> None:
    client = Client()
    client.force_login(officer)
    for word in ("", "wrong"):
        assert post(client, ADD, password=word).status_code == 422
    assert "passkey_challenge" not in client.session
    assert post(client, ADD, name="我的", answer=Device().make({"challenge": "AAAA"})).status_code == 422
    assert not Passkey.objects.exists()


@pytest.mark.parametrize("name", ["", "   "])
def test_it_needs_a_name(officer: User, name: str) -> None:
    client = Client()
    client.force_login(officer)
    options = post(client, ADD, password=WORD).json()
    assert "名稱" in post(client, ADD, name=name, answer=Device().make(options)).json()["error"]


def test_one_device_is_added_once_and_there_are_not_too_many(officer: User) -> None:
    device = Device()
    enrol(officer, device)
    client = Client()
    client.force_login(officer)
    options = post(client, ADD, password=WORD).json()
    assert "已經加過" in post(client, ADD, name="再一次", answer=device.make(options)).json()["error"]
    for number in range(9):
        made = make_passkey(make_user(None), now=NOW)
        Passkey.objects.filter(pk=made.pk).update(user=officer, name=str(number))
    options = post(client, ADD, password=WORD).json()
    assert "最多 10 把" in post(client, ADD, name="太多", answer=Device().make(options)).json()["error"]


def test_whose_role_asks_for_two_steps_keeps_one(officer: User, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["county_officer"]
    client = Client()
    client.post("/account/login/", {"login": "officer@example.org", "password": WORD})
    assert client.get("/members/").url == "/members/second/"
    assert client.get(OWN).status_code == 200
    options = post(client, ADD, password=WORD).json()
    post(client, ADD, name="公務手機", answer=Device().make(options))
    assert client.get("/members/").status_code == 200, "a passkey is a second step"
    client.post(f"{OWN}{Passkey.objects.get().pk}/remove/")
    assert Passkey.objects.count() == 1
    enrol(officer, Device(), "備用")
    client.post(f"{OWN}{Passkey.objects.first().pk}/remove/")  # type: ignore[union-attr]
    assert Passkey.objects.count() == 1


def test_another_officer_takes_them_away_when_the_device_is_lost(officer: User) -> None:
    enrol(officer, Device())
    client = Client()
    client.force_login(make_user(Role.COUNTY_OFFICER, email="second@example.org"))
    membership = officer.memberships.get()
    assert "重設驗證" in client.get("/members/").content.decode()
    client.post(f"/members/{membership.pk}/second/reset/", {"reason": "手機遺失，已當面確認身分"})
    assert not Passkey.objects.exists()
    assert not second_factor.is_on(officer)
    assert Event.objects.get(verb=Verb.SECOND_FACTOR_OFF).reason == "手機遺失，已當面確認身分"


def test_nobody_removes_another_persons(officer: User) -> None:
    kept = enrol(officer, Device())
    client = Client()
    client.force_login(make_user(Role.ASSOCIATION, email="other@example.org"))
    assert client.post(f"{OWN}{kept.pk}/remove/").status_code == 404
    assert Passkey.objects.exists()


def test_trying_is_slowed_down(officer: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    client = Client()
    assert [post(client, SHOW).status_code for _one in range(5)][-1] == 429


def test_one_list_costs_the_same_for_one_and_for_three(officer: User) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(officer)
    counts = []
    for _turn in range(2):
        enrol(officer, Device(), f"手機 {_turn}")
        client.get(OWN)
        with CaptureQueriesContext(connection) as asked:
            client.get(OWN)
        counts.append(len(asked))
        enrol(officer, Device(), f"備用 {_turn}")
    assert counts[0] == counts[1]
