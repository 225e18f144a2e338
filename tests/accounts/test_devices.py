"""Where one is signed in, and how long; a password that is too old."""

import datetime as dt

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from foundation.accounts import devices, password_age
from foundation.accounts.models import SignIn, User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 30, 4, 0, 10, tzinfo=dt.UTC)
WORD = "correct horse battery"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"  # noqa: E501
ASK, LIST, OVER = "/account/session/", "/members/devices/", "/members/password/"


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, email="officer@example.org", password=WORD, name="王小明")


def sign_in(agent: str = EDGE, address: str = "203.0.113.77") -> Client:
    client = Client(headers={"User-Agent": agent}, REMOTE_ADDR=address)
    client.post("/account/login/", {"login": "officer@example.org", "password": WORD})
    assert "_auth_user_id" in client.session
    return client


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (EDGE, ("Edge", "Windows")),
        (PHONE, ("Safari", "iPhone")),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36", ("Chrome", "ChromeOS")),
        ("Mozilla/5.0 (Android 15; Mobile; rv:143.0) Gecko/143.0 Firefox/143.0", ("Firefox", "Android")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", ("Safari", "macOS")),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36 Line/14.1.0", ("LINE", "Android")),
        ("curl/8.5.0", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_browser_is_known_by_its_kind(agent: str, said: tuple[str, str]) -> None:
    assert devices.kind_of(agent) == said


@pytest.mark.parametrize(
    ("address", "net"),
    [
        ("203.0.113.77", "203.0.113.*"),
        ("2001:db8:12:34::1", "2001:0db8:0012:*"),
        ("::ffff:203.0.113.77", "203.0.113.*"),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_of_an_address_the_net_is_kept(address: str, net: str) -> None:
    assert devices.net_of(address) == net


def test_she_sees_where_she_is_signed_in_and_ends_what_is_not_hers(officer: User) -> None:
    here, phone = sign_in(), sign_in(PHONE, "198.51.100.9")
    page = here.get(LIST).content.decode()
    for words in ("Edge（Windows）", "Safari（iPhone）", "203.0.113.*", "198.51.100.*", "這個裝置"):
        assert words in page
    assert "113.77" not in page
    assert page.count("device_end") == 0
    other = SignIn.objects.get(system="iPhone")
    assert f"/members/devices/{other.pk}/end/" in page
    assert f"/members/devices/{SignIn.objects.get(system='Windows').pk}/end/" not in page
    here.post(f"/members/devices/{other.pk}/end/")
    refused = phone.get("/members/")
    assert (refused.status_code, refused.url) == (302, "/account/login/?next=/members/")
    assert here.get("/members/").status_code == 200
    line = Event.objects.get(verb=Verb.SESSION_ENDED)
    assert (line.actor_key, line.now) == (
        str(officer.pk),
        {"browser": "Safari（iPhone）", "address": "198.51.100.*"},
    )
    assert list(SignIn.objects.values_list("system", flat=True)) == ["Windows"]


def test_all_others_end_at_once_and_nobody_elses(officer: User) -> None:
    here, *others = (sign_in() for _one in range(3))
    stranger = Client()
    stranger.force_login(make_user(Role.COUNTY_OFFICER, email="other@example.org"))
    here.post(f"{LIST}others/end/")
    assert here.get("/members/").status_code == 200
    assert [client.get("/members/").status_code for client in others] == [302, 302]
    assert stranger.get("/members/").status_code == 200
    assert Event.objects.filter(verb=Verb.SESSION_ENDED).count() == 2


def test_nobody_ends_another_persons_and_nobody_her_own_here(officer: User) -> None:
    here = sign_in()
    own = SignIn.objects.get()
    stranger = Client()
    stranger.force_login(make_user(Role.ASSOCIATION, email="other@example.org"))
    assert stranger.post(f"/members/devices/{own.pk}/end/").status_code == 404
    here.post(f"/members/devices/{own.pk}/end/")
    assert here.get("/members/").status_code == 200


def test_it_goes_with_its_session(officer: User) -> None:
    client = sign_in()
    client.post("/account/logout/")
    assert not SignIn.objects.exists()
    sign_in()
    Session.objects.all().delete()
    assert not SignIn.objects.exists()


def test_a_new_password_keeps_this_one_and_ends_the_others(officer: User) -> None:
    here, other = sign_in(), sign_in(PHONE)
    word = "another horse, another battery"
    here.post("/account/password/change/", {"oldpassword": WORD, "password1": word, "password2": word})
    assert other.get("/members/").status_code == 302
    assert here.get("/members/").status_code == 200
    assert "這個裝置" in here.get(LIST).content.decode()


def test_one_list_costs_the_same_for_one_and_for_three(officer: User, django_assert_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    here = sign_in()
    here.get(LIST)
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as asked:
            here.get(LIST)
        counts.append(len(asked))
        sign_in(PHONE)
        sign_in(PHONE)
    assert counts[0] == counts[1]


# How long it still lasts ---------------------------------------------------------------------------------------------


def test_asking_keeps_nothing_open_and_one_tap_does(officer: User, settings: pytest.FixtureRequest) -> None:
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 60, 12
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in()
        assert client.get(ASK).json() == {"who": officer.pk, "left": 3600, "last": 12 * 3600}
        clock.shift(dt.timedelta(minutes=58))
        assert client.get(ASK).json()["left"] == 120
        clock.shift(dt.timedelta(seconds=60))
        assert client.get(ASK).json()["left"] == 60
        assert client.post(ASK).json()["left"] == 3600
        clock.shift(dt.timedelta(minutes=59))
        assert client.get("/members/").status_code == 200


@pytest.mark.parametrize(("by_clock", "left"), [(True, 1800), (False, 3600)])
def test_what_a_page_asks_by_itself_is_nobodys_work(
    officer: User, settings: pytest.FixtureRequest, by_clock: bool, left: int
) -> None:
    settings.SESSION_IDLE_MINUTES = 60
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in()
        clock.shift(dt.timedelta(minutes=30))
        assert client.get("/members/", headers={"Asked-By-Clock": "1"} if by_clock else {}).status_code == 200
        assert client.get(ASK).json()["left"] == left
        clock.shift(dt.timedelta(minutes=30))
        still = client.get("/members/", headers={"Asked-By-Clock": "1"})
        assert (still.status_code == 200) is not by_clock


def test_no_tap_puts_off_the_last_moment(officer: User, settings: pytest.FixtureRequest) -> None:
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 60, 1.5
    with time_machine.travel(NOW, tick=False) as clock:
        client = sign_in()
        clock.shift(dt.timedelta(minutes=50))
        client.post(ASK)
        clock.shift(dt.timedelta(minutes=39))
        assert client.post(ASK).json() == {"who": officer.pk, "left": 60, "last": 60}
        clock.shift(dt.timedelta(minutes=1))
        over = client.post(ASK)
    assert (over.status_code, over.json()) == (401, {"who": None})


def test_pages_say_how_long_only_where_there_is_a_limit(officer: User, settings: pytest.FixtureRequest) -> None:
    client = sign_in()
    assert "data-session-left" not in client.get("/members/").content.decode()
    settings.SESSION_IDLE_MINUTES = 60
    assert 'data-session-left="3600"' in client.get("/members/").content.decode()
    assert "data-session-left" not in Client().get("/account/login/").content.decode()


# The age of a password -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "over"), [(89, None), (90, 90), (200, 200)])
def test_a_password_is_too_old_after_its_days(
    officer: User, settings: pytest.FixtureRequest, days: int, over: int | None
) -> None:
    settings.PASSWORD_AGE_DAYS = 90
    officer.password_set_at = NOW - dt.timedelta(days=days)
    assert password_age.days_over(officer, now=NOW) == over
    settings.PASSWORD_AGE_DAYS = 0
    assert password_age.days_over(officer, now=NOW) is None


def test_setting_one_is_noted(officer: User) -> None:
    assert officer.password_set_at is not None
    assert make_user(None, email="none@example.org").password_set_at is None


def test_whoever_signs_in_with_an_old_one_changes_it_first(officer: User, settings: pytest.FixtureRequest) -> None:
    settings.PASSWORD_AGE_DAYS = 90
    User.objects.update(password_set_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=95))
    client = sign_in()
    assert client.get("/members/").url == OVER
    assert client.get("/api/v1/me/").status_code == 401
    page = client.get(OVER).content.decode()
    assert "已經用了 95 天" in page
    assert "每 90 天" in page
    word = "another horse, another battery"
    client.post("/account/password/change/", {"oldpassword": WORD, "password1": word, "password2": word})
    assert client.get("/members/").status_code == 200


def test_nobody_is_interrupted_at_work(officer: User, settings: pytest.FixtureRequest) -> None:
    client = sign_in()
    settings.PASSWORD_AGE_DAYS = 90
    User.objects.update(password_set_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=95))
    assert client.get("/members/").status_code == 200
    assert client.get(OVER).status_code == 200
