"""Signing in and out."""

import re

import pytest
from django.conf import settings
from django.core import mail

from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
WORD = "correct horse battery"
WRONG = "電子郵件或密碼不對，請再輸入一次；忘記密碼可以重設。"


@pytest.fixture
def officer():
    """Somebody with a password."""
    return make_user(Role.COUNTY_OFFICER, email="officer@example.org", password=WORD, name="王小明")


def sign_in(client, email="officer@example.org", password=WORD, to="/members/"):
    return client.post(LOGIN, {"login": email, "password": password, "next": to})


def signed_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("typed", ["officer@example.org", "Officer@Example.ORG", " officer@example.org "])
def test_an_address_opens_in_any_case(client, officer, typed):
    response = sign_in(client, typed)
    assert (response.status_code, response.url) == (302, "/members/")
    assert signed_in(client)


def test_a_sign_in_leaves_its_line(client, officer):
    sign_in(client)
    line = Event.objects.get(verb=Verb.SIGNED_IN)
    assert (line.actor_key, line.object_key, line.county, line.origin) == (
        str(officer.pk), str(officer.pk), "TTT", "127.0.0.1",
    )  # fmt: skip


@pytest.mark.parametrize("email", ["officer@example.org", "nobody@example.org"])
def test_a_refused_sign_in_is_logged_without_whose(client, officer, email, caplog):
    sign_in(client, email, "wrong")
    lines = [one.getMessage() for one in caplog.records if one.name == "foundation.accounts.adapter"]
    assert lines == ["sign-in refused, asked from 127.0.0.*"]


def test_the_way_back_stays_in_the_house(client, officer):
    response = sign_in(client, to="https://elsewhere.example/")
    assert response.status_code == 302
    assert "elsewhere" not in response.url


@pytest.mark.parametrize(
    ("email", "password"),
    [("officer@example.org", "wrong"), ("nobody@example.org", WORD), ("nobody@example.org", "wrong")],
)
def test_a_wrong_word_and_an_unknown_address_get_the_same_sentence(client, officer, email, password):
    response = sign_in(client, email, password)
    html = response.content.decode()
    assert response.status_code == 200
    assert not signed_in(client)
    assert email in html, "what was typed stays"
    assert password not in html
    sentence = re.search(r'role="alert".*?<li>(.*?)</li>', html, re.DOTALL)
    assert sentence is not None
    assert sentence.group(1) == WRONG
    assert not Event.objects.exists()


def test_the_sentence_is_one(client, officer):
    answers = set()
    for email, password in (("officer@example.org", "wrong"), ("nobody@example.org", "wrong")):
        html = sign_in(client, email, password).content.decode().replace(email, "")
        answers.add(re.sub(r'(csrfmiddlewaretoken" value=|x-csrftoken": |nonce=)"[^"]*"', "", html))
    assert len(answers) == 1


def test_the_sixth_failure_waits_even_with_the_right_word(client, officer):
    for _attempt in range(5):
        assert "密碼" in sign_in(client, password="wrong").content.decode()
    response = sign_in(client)
    assert not signed_in(client)
    assert settings.ACCOUNT_RATE_LIMITS["login_failed"].startswith("5/15m/key")
    assert "請等 15 分鐘再登入" in response.content.decode()
    assert response.status_code in (200, 429)


def test_the_fifth_try_may_still_be_right(client, officer):
    for _attempt in range(4):
        sign_in(client, password="wrong")
    assert sign_in(client).status_code == 302


def test_who_is_not_active_does_not_come_in(client):
    make_user(Role.COUNTY_OFFICER, email="gone@example.org", password=WORD, is_active=False)
    sign_in(client, "gone@example.org")
    assert not signed_in(client)
    assert not Event.objects.exists()


def test_an_account_without_a_password_opens_for_nothing(client):
    make_user(Role.COUNTY_OFFICER, email="new@example.org")
    for word in ("", "!", "None"):
        sign_in(client, "new@example.org", word)
        assert not signed_in(client)


def test_nobody_signs_up_alone(client):
    page = client.get("/account/signup/").content.decode()
    assert 'name="email"' not in page
    assert "不開放自行註冊" in page
    client.post("/account/signup/", {"email": "new@example.org", "password1": WORD})
    from foundation.accounts.models import User

    assert not User.objects.exists()


def test_a_reset_does_not_tell_who_has_an_account(client, officer):
    answers = []
    for email in ("officer@example.org", "nobody@example.org"):
        response = client.post("/account/password/reset/", {"email": email})
        answers.append((response.status_code, response.url, client.get(response.url).content))
    assert answers[0][:2] == answers[1][:2]
    assert [message.to for message in mail.outbox] == [["officer@example.org"], ["nobody@example.org"]]
    links = [re.findall(r"http\S+/password/reset/\S+-\S+/", message.body) for message in mail.outbox]
    assert [len(found) for found in links] == [1, 0]


def test_a_new_account_gets_its_password_by_the_letter(client):
    user = make_user(Role.COUNTY_OFFICER, email="new@example.org")
    client.post("/account/password/reset/", {"email": "New@example.org"})
    (link,) = re.findall(r"http://testserver(\S+)", mail.outbox[0].body)
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    short = client.post(address, {"password1": "short", "password2": "short"})
    assert "12" in short.content.decode(), "the least length is said"
    done = client.post(address, {"password1": WORD, "password2": WORD})
    assert done.status_code == 302
    user.refresh_from_db()
    assert user.check_password(WORD)
    client.logout()
    assert sign_in(client, "new@example.org").status_code == 302
    again = client.get(link, follow=True).content.decode()
    assert 'name="password1"' not in again, "a letter opens once"


def test_signing_out_takes_a_button(client, officer):
    client.force_login(officer)
    page = client.get("/account/logout/")
    assert page.status_code == 200
    assert signed_in(client)
    assert 'method="post"' in page.content.decode()
    assert client.post("/account/logout/").status_code == 302
    assert not signed_in(client)
    line = Event.objects.get(verb=Verb.SIGNED_OUT)
    assert (line.actor_key, line.county) == (str(officer.pk), "TTT")


def test_signing_out_twice_leaves_one_line(client, officer):
    client.force_login(officer)
    client.post("/account/logout/")
    client.post("/account/logout/")
    assert Event.objects.filter(verb=Verb.SIGNED_OUT).count() == 1
