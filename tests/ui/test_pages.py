"""The shells, the doors and the error pages."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from foundation.ui.navigation import Entry
from tests.makers.accounts import make_user

pytestmark = pytest.mark.urls("tests.ui.addresses")

WITHOUT_ACCOUNT = [
    "/",
    "/table/",
    "/login/",
    "/reset/",
    "/reset/sent/",
    "/reset/done/",
    "/inactive/",
    "/signup/",
    "/privacy/",
    "/accessibility/",
    *(f"/problem/{number}/" for number in ("400", "403", "403_csrf", "404", "429", "500")),
]
ALL = [*WITHOUT_ACCOUNT, "/workshops/"]


@pytest.fixture
def menu(monkeypatch: pytest.MonkeyPatch) -> dict[str, Entry]:
    """A menu of our own, whatever the apps have registered."""
    entries = {
        entry.url_name: entry
        for entry in (
            Entry("workshops:list", "工作坊", "calendar-event", lambda user: True, order=10, count=lambda user: 3),
            Entry("reports:national", "全國報告", "journal-text", lambda user: False, group="results"),
        )
    }
    monkeypatch.setattr("foundation.ui.navigation._entries", entries)
    return entries


@pytest.mark.parametrize("address", ALL)
def test_a_page_keeps_the_content_security_policy(client: Client, address: str) -> None:
    """No inline style, script or handler: the policy would silently drop them."""
    html = client.get(address).content.decode()
    assert not re.search(r"<[^>]+\sstyle=", html)
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)", html)
    assert not re.search(r"<[^>]+\son[a-z]+=", html)
    assert not re.search(r"""(?:src|href)=["']https?://""", html)


@pytest.mark.parametrize("address", ALL)
def test_a_page_has_a_language_one_main_and_no_id_twice(client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert re.search(r'<html lang="zh-Hant-TW"', html)
    assert html.count("<main") == 1
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("address", [each for each in WITHOUT_ACCOUNT if each != "/table/"])
def test_a_page_has_one_heading_of_the_first_level_and_a_title(client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    assert html.count("<h1") == 1
    assert re.search(r"<title>[^｜<]+｜地方實踐平臺</title>", html)


def test_labels_lead_to_their_inputs(client: Client) -> None:
    html = client.get("/").content.decode()
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    named = {*re.findall(r'<label[^>]* for="([^"]+)"', html)}
    for described in re.findall(r'aria-(?:describedby|labelledby)="([^"]*)"', html):
        named.update(described.split())
    assert named
    assert not named - ids


def test_the_menu_shows_what_one_may_and_where_one_is(client: Client, menu: dict[str, Entry]) -> None:
    html = client.get("/workshops/").content.decode()
    assert re.search(r'href="/workshops/" aria-current="page"', html)
    assert '<span class="v-nav__n">3</span>' in html
    assert "全國報告" not in html
    below = client.get("/workshops/register/").content.decode()
    assert re.search(r'href="/workshops/" aria-current="true"', below)


def test_the_shell_says_who_one_is_and_where(client: Client, menu: dict[str, Entry]) -> None:
    html = client.get("/workshops/").content.decode()
    assert "王小明" in html
    assert "臺東縣・縣市承辦人" in html


def test_text_size_and_menu_come_from_cookies_and_nonsense_is_ignored(client: Client, menu: dict[str, Entry]) -> None:
    client.cookies["textsize"] = "2"
    client.cookies["navmode"] = "rail"
    html = client.get("/workshops/").content.decode()
    assert 'data-textsize="2"' in html
    assert 'data-nav="rail"' in html
    assert "展開選單" in html
    client.cookies["textsize"] = '"><script>'
    client.cookies["navmode"] = "sideways"
    html = client.get("/workshops/").content.decode()
    assert 'data-textsize="0"' in html
    assert 'data-nav="full"' in html


def test_the_language_can_be_switched_and_comes_back(client: Client) -> None:
    page = client.get("/privacy/").content.decode()
    assert 'name="language" value="en"' in page
    answer = client.post("/language/", {"language": "en", "next": "/privacy/"})
    assert answer["Location"] == "/privacy/"
    page = client.get("/privacy/").content.decode()
    assert '<html lang="en"' in page
    assert 'name="language" value="zh-hant"' in page


def test_only_a_demonstration_says_so(client: Client, settings) -> None:
    settings.DEMO = True
    assert "示範資料" in client.get("/login/").content.decode()
    settings.DEMO = False
    assert "示範資料" not in client.get("/login/").content.decode()


def test_the_error_of_last_resort_needs_nothing() -> None:
    """Django renders 500.html without a request: no user, no language, no database."""
    html = render_to_string("500.html")
    assert "伺服器發生問題" in html
    assert "回首頁" in html


def test_a_link_whose_page_is_missing_is_left_out(client: Client) -> None:
    """`join` and `help` have no address here; the door stands all the same."""
    html = client.get("/login/").content.decode()
    assert "用桌上的代碼加入小組" not in html
    assert 'href=""' not in html


@pytest.mark.django_db
def test_a_wrong_sign_in_says_where_and_how(client: Client) -> None:
    answer = client.post("/login/", {"login": "nobody", "password": ""})
    html = answer.content.decode()
    assert "還有 2 個地方要修正" in html
    assert 'href="#id_login">公務電子郵件：' in html
    assert re.search(r'<input[^>]*name="login"[^>]*aria-invalid="true"', html)
    assert re.search(r'<input[^>]*name="login"[^>]*aria-describedby="id_login_error"', html)
    assert re.search(r'<input[^>]*name="login"[^>]*value="nobody"', html)


@pytest.fixture
def signed_in(client: Client) -> Client:
    """A browser in which somebody has signed in."""
    client.force_login(make_user(name="林小美", email="may@example.org", password="correct horse battery"))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/password/", "/logout/", "/again/"])
def test_the_doors_inside_stand(signed_in: Client, address: str) -> None:
    answer = signed_in.get(address)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert html.count("<h1") == 1
    assert "csrfmiddlewaretoken" in html
    assert not re.search(r"<[^>]+\sstyle=", html)


@pytest.mark.django_db
def test_who_has_no_password_yet_sets_one(client: Client) -> None:
    client.force_login(make_user())
    html = client.get("/password/set/").content.decode()
    assert html.count('type="password"') == 2


@pytest.mark.django_db
def test_a_weak_password_says_why_in_the_pages_words(signed_in: Client) -> None:
    given = {"oldpassword": "correct horse battery", "password1": "12345678", "password2": "12345678"}
    html = signed_in.post("/password/", given).content.decode()
    assert 'href="#id_password1">新密碼：' in html
    assert 'id="id_password1_error"' in html


@pytest.mark.django_db
def test_a_used_link_offers_another(client: Client) -> None:
    html = client.get("/reset/1-used/").content.decode()
    assert "這個連結不能用了" in html
    assert 'href="/reset/"' in html


@pytest.mark.django_db
def test_a_good_link_asks_for_the_new_password(client: Client, mailoutbox: list) -> None:
    make_user(email="may@example.org", password="correct horse battery")
    client.post("/reset/", {"email": "may@example.org"})
    link = re.search(r"/reset/\S+-\S+/", mailoutbox[0].body)[0]
    html = client.get(link, follow=True).content.decode()
    assert html.count('autocomplete="new-password"') == 2
    assert "至少 12 個字元" in html


@pytest.mark.django_db
def test_letters_speak_our_language(client: Client, mailoutbox: list) -> None:
    make_user(email="may@example.org")
    client.post("/reset/", {"email": "may@example.org"})
    client.post("/reset/", {"email": "nobody@example.org"})
    known, unknown = mailoutbox
    assert known.subject.endswith("重設地方實踐平臺的密碼")
    assert "/reset/" in known.body
    assert unknown.subject.endswith("這個信箱沒有地方實踐平臺的帳號")
    assert "nobody@example.org" in unknown.body
