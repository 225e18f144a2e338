"""Two steps at sign-in, and how long one stays signed in."""

import base64
import datetime as dt
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError

from foundation import sealed
from foundation.accounts import second_factor
from foundation.accounts.models import SecondFactor
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 30, 4, 0, 10, tzinfo=dt.UTC)
STEP = dt.timedelta(seconds=30)
WORD = "correct horse battery"
LOGIN, ASK, OWN = "/account/login/", "/account/second/", "/members/second/"
BACK = {"referer": "http://testserver/members/assign/"}


@pytest.fixture
def officer():
    return make_user(Role.COUNTY_OFFICER, email="officer@example.org", password=WORD, name="王小明")


@pytest.fixture
def factor(officer) -> SecondFactor:
    """Set up a minute ago."""
    secret = second_factor.fresh()
    then = NOW - 2 * STEP
    code = second_factor.code_at(second_factor.opened(secret), second_factor.step_of(then))
    officer.spares = second_factor.confirm(secret_sealed=secret, code=code, by=officer, now=then)
    return SecondFactor.objects.get()


def code(factor: SecondFactor, at: dt.datetime = NOW) -> str:
    return second_factor.code_at(second_factor.opened(factor.secret_sealed), second_factor.step_of(at))


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def first_step(client, to="/members/"):
    return client.post(LOGIN, {"login": "officer@example.org", "password": WORD, "next": to})


@pytest.mark.parametrize(
    ("seconds", "digits"),
    # RFC 6238, appendix B, SHA-1; the last six of its eight digits.
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037"),
     (20000000000, "353130")],
)  # fmt: skip
def test_the_digits_are_the_standards(seconds, digits):
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert second_factor.code_at(secret, seconds // 30) == digits


@pytest.mark.parametrize(("early", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(officer, factor, early, taken):
    SecondFactor.objects.update(last_step=0)
    given = code(factor, NOW + early * STEP)
    if taken:
        second_factor.check(code=f" {given[:3]} {given[3:]}", by=officer, now=NOW)
    else:
        with pytest.raises(ValidationError):
            second_factor.check(code=given, by=officer, now=NOW)


def test_a_code_is_taken_once(officer, factor):
    second_factor.check(code=code(factor), by=officer, now=NOW)
    with pytest.raises(ValidationError, match="已經用過"):
        second_factor.check(code=code(factor), by=officer, now=NOW)
    with pytest.raises(ValidationError):
        second_factor.check(code=code(factor, NOW - STEP), by=officer, now=NOW)
    second_factor.check(code=code(factor, NOW + STEP), by=officer, now=NOW)


def test_a_spare_code_opens_once(officer, factor):
    spare = officer.spares[3]
    assert spare not in str(factor.spares), "only what cannot be turned back is kept"
    second_factor.check(code=spare.upper(), by=officer, now=NOW)
    with pytest.raises(ValidationError):
        second_factor.check(code=spare, by=officer, now=NOW)
    assert len(SecondFactor.objects.get().spares) == second_factor.SPARES - 1


@pytest.mark.parametrize(("minutes", "open_again"), [(14.9, False), (15, True)])
def test_after_five_wrong_codes_none_is_taken_for_a_quarter_of_an_hour(officer, factor, minutes, open_again):
    for _one in range(5):
        with pytest.raises(ValidationError, match="驗證碼不對"):
            second_factor.check(code="000000", by=officer, now=NOW)
    with pytest.raises(ValidationError, match="15 分鐘"):
        second_factor.check(code=code(factor), by=officer, now=NOW)
    later = NOW + dt.timedelta(minutes=minutes)
    if open_again:
        second_factor.check(code=code(factor, later), by=officer, now=later)
    else:
        with pytest.raises(ValidationError, match="15 分鐘"):
            second_factor.check(code=code(factor, later), by=officer, now=later)


def test_four_wrong_codes_shut_nothing_and_a_right_one_forgets_them(officer, factor):
    for turn in range(3):
        for _one in range(4):
            with pytest.raises(ValidationError):
                second_factor.check(code="000000", by=officer, now=NOW)
        later = NOW + turn * STEP
        second_factor.check(code=code(factor, later), by=officer, now=later)


def test_the_secret_is_sealed(factor):
    assert factor.secret_sealed.startswith("s1.test.")
    assert len(base64.b32decode(sealed.unseal(factor.secret_sealed, place="accounts.secondfactor.secret"))) == 20


# Signing in ---------------------------------------------------------------------------------------------------------


def test_the_password_alone_does_not_sign_in(client, officer, factor):
    with time_machine.travel(NOW, tick=False):
        answer = first_step(client)
        assert (answer.status_code, answer.url) == (302, ASK)
        assert not signed_in(client)
        assert client.get("/members/").status_code == 302
        assert not Event.objects.filter(verb=Verb.SIGNED_IN).exists()
        page = client.get(ASK).content.decode()
        assert 'autocomplete="one-time-code"' in page
        wrong = client.post(ASK, {"code": "000000"})
        assert (wrong.status_code, signed_in(client)) == (422, False)
        right = client.post(ASK, {"code": code(factor)})
        assert (right.status_code, right.url) == (302, "/members/")
    assert signed_in(client)
    assert Event.objects.filter(verb=Verb.SIGNED_IN).count() == 1


def test_without_a_second_factor_the_password_signs_in(client, officer):
    assert first_step(client).url == "/members/"
    assert signed_in(client)


def test_the_page_of_the_code_leads_nowhere_by_itself(client, officer, factor):
    with time_machine.travel(NOW, tick=False):
        for answer in (client.get(ASK), client.post(ASK, {"code": code(factor)})):
            assert (answer.status_code, answer.url) == (302, LOGIN)
    assert not signed_in(client)


def test_it_is_set_up_with_a_first_code(client, officer):
    client.force_login(officer)
    page = client.get(OWN).content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]{32})</code>", page)
    assert secret is not None
    assert secret[1] in client.get(OWN).content.decode(), "a second look does not change it"
    assert not SecondFactor.objects.exists()
    with time_machine.travel(NOW, tick=False):
        assert client.post(OWN, {"code": "000000"}).status_code == 422
        assert not SecondFactor.objects.exists()
        done = client.post(OWN, {"code": second_factor.code_at(secret[1], second_factor.step_of(NOW))})
    spares = re.findall(r"<code>((?:[a-z2-7]{4}-){5}[a-z2-7]{4})</code>", done.content.decode())
    assert len(set(spares)) == second_factor.SPARES
    again = client.get(OWN).content.decode()
    assert spares[0] not in again
    assert secret[1] not in again
    assert Event.objects.filter(verb=Verb.SECOND_FACTOR_ON, actor_key=str(officer.pk)).count() == 1


def test_it_is_switched_off_with_a_code(client, officer, factor):
    client.force_login(officer)
    with time_machine.travel(NOW, tick=False):
        client.post("/members/second/drop/", {"code": "000000"})
        assert SecondFactor.objects.exists()
        client.post("/members/second/drop/", {"code": code(factor)})
    assert not SecondFactor.objects.exists()
    assert Event.objects.filter(verb=Verb.SECOND_FACTOR_OFF).count() == 1


# Where a role asks for it -------------------------------------------------------------------------------------------


def test_whose_role_asks_for_it_sets_it_up_first(client, officer, settings):
    settings.SECOND_FACTOR_ROLES = ["county_officer"]
    first_step(client)
    assert client.get("/members/").url == OWN
    assert client.post("/members/assign/", {"email": "x@example.org"}).url == OWN
    assert client.get("/members/", headers={"HX-Request": "true"}).status_code == 401
    assert client.get("/api/v1/me/").status_code == 401
    page = client.get(OWN)
    assert page.status_code == 200
    secret = re.search(r"([A-Z2-7]{32})</code>", page.content.decode())
    with time_machine.travel(NOW, tick=False):
        client.post(OWN, {"code": second_factor.code_at(secret[1], second_factor.step_of(NOW))})
    assert client.get("/members/").status_code == 200
    with pytest.raises(ValidationError, match="不能停用"):
        second_factor.drop(code="000000", by=officer, now=NOW)


def test_other_roles_are_not_asked(client, officer, settings):
    settings.SECOND_FACTOR_ROLES = ["association"]
    client.force_login(officer)
    assert client.get("/members/").status_code == 200


def test_another_officer_takes_it_away_and_nobody_her_own(client, officer, factor):
    membership = officer.memberships.get()
    second = make_user(Role.COUNTY_OFFICER, email="second@example.org")
    client.force_login(officer)
    client.post(f"/members/{membership.pk}/second/reset/", {"reason": "手機遺失，想自己重設"})
    assert SecondFactor.objects.exists()
    client.force_login(make_user(Role.COUNTY_OFFICER, "HUA", email="far@example.org"))
    assert client.post(f"/members/{membership.pk}/second/reset/", {"reason": "手機遺失，已確認"}).status_code == 404
    client.force_login(second)
    assert "重設驗證" in client.get("/members/").content.decode()
    client.post(f"/members/{membership.pk}/second/reset/", {"reason": ""})
    assert SecondFactor.objects.exists()
    client.post(f"/members/{membership.pk}/second/reset/", {"reason": "手機遺失，已當面確認身分"})
    assert not SecondFactor.objects.exists()
    line = Event.objects.get(verb=Verb.SECOND_FACTOR_OFF)
    assert (line.actor_key, line.object_key, line.reason) == (
        str(second.pk), str(officer.pk), "手機遺失，已當面確認身分",
    )  # fmt: skip


# How long a session lasts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "still"), [(59, True), (60, False)])
def test_a_session_that_says_nothing_ends(client, officer, settings, minutes, still):
    settings.SESSION_IDLE_MINUTES = 60
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(officer)
        client.get("/members/")
        clock.shift(dt.timedelta(minutes=minutes))
        answer = client.get("/members/")
    assert (answer.status_code == 200) is still
    assert signed_in(client) is still
    told = Event.objects.filter(verb=Verb.SIGNED_OUT).values_list("reason", flat=True)
    assert list(told) == ([] if still else ["太久沒有動作，自動登出"])


@pytest.mark.parametrize(("minutes", "still"), [(719, True), (720, False)])
def test_a_session_ends_in_any_case(client, officer, settings, minutes, still):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 60, 12
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(officer)
        client.get("/members/")
        for at in range(30, minutes, 30):
            clock.move_to(NOW + dt.timedelta(minutes=at))
            assert client.get("/members/").status_code == 200
        clock.move_to(NOW + dt.timedelta(minutes=minutes))
        assert (client.get("/members/").status_code == 200) is still


def test_whoever_works_on_stays_and_the_session_is_seldom_written(client, officer, settings):
    settings.SESSION_IDLE_MINUTES = 60
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(officer)
        client.get("/members/")
        clock.shift(dt.timedelta(seconds=59))
        seen = client.session["seen"]
        client.get("/members/")
        assert client.session["seen"] == seen
        clock.shift(dt.timedelta(seconds=1))
        client.get("/members/")
        assert client.session["seen"] > seen


def test_a_form_sent_too_late_leads_to_the_sign_in_and_back(client, officer, settings):
    settings.SESSION_IDLE_MINUTES = 60
    with time_machine.travel(NOW, tick=False) as clock:
        client.force_login(officer)
        client.get("/members/assign/")
        clock.shift(dt.timedelta(hours=2))
        answer = client.post("/members/assign/", {"email": "x@example.org"}, headers=BACK)
    assert answer.url == "/account/login/?next=/members/assign/"
