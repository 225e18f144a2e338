"""Passkeys in a real browser, with an authenticator that Chromium plays itself."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from foundation.accounts.models import Passkey, User
from tests.makers.accounts import make_user

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "taiwan-volunteers"
SOON = 20_000


def with_device(page: Page) -> tuple[Any, str]:
    """A phone that asks for its holder's finger, which it gets."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def sign_in_by_form(page: Page, user: User) -> None:
    page.get_by_label("公務電子郵件").fill(user.email)
    page.get_by_role("textbox", name="密碼").fill(WORD)
    page.get_by_role("button", name="登入", exact=True).click()


def test_a_passkey_is_added_and_signs_in_by_itself_and_behind_the_password(
    browser_of: Callable[..., Page], live_server: Any, counties: None, axe: Any, shot: Any
) -> None:
    # A passkey belongs to a name, never to a number: the server is asked by its name.
    home = live_server.url.replace("127.0.0.1", "localhost")
    officer = make_user(password=WORD)
    page = browser_of(None)
    session, device = with_device(page)
    page.goto(f"{home}/account/login/")
    sign_in_by_form(page, officer)
    page.goto(f"{home}/members/passkeys/")
    page.get_by_label("名稱").fill("公務手機")
    page.get_by_label("現在的密碼").fill("wrong")
    page.get_by_role("button", name="新增", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="密碼不對")).to_be_visible()
    axe(page)
    page.get_by_label("現在的密碼").fill(WORD)
    page.get_by_role("button", name="新增", exact=True).click()
    expect(page.get_by_text("已新增通行密鑰「公務手機」")).to_be_visible(timeout=SOON)
    expect(page.get_by_role("rowheader", name="公務手機")).to_be_visible()
    shot(page, "passkeys")
    page.goto(f"{home}/members/devices/")
    shot(page, "devices")

    # Alone: the device asks who holds it.
    page.context.clear_cookies()
    page.goto(f"{home}/account/login/?next=/members/passkeys/")
    axe(page)
    shot(page, "login-passkey")
    page.get_by_role("button", name="用通行密鑰登入").click()
    expect(page.get_by_role("rowheader", name="公務手機")).to_be_visible(timeout=SOON)

    # Behind the password, as the second step.
    page.context.clear_cookies()
    page.goto(f"{home}/account/login/?next=/members/passkeys/")
    sign_in_by_form(page, officer)
    expect(page.get_by_role("heading", name="登入的第二步")).to_be_visible()
    axe(page)
    shot(page, "second-passkey")
    page.get_by_role("button", name="用通行密鑰").click()
    expect(page.get_by_role("rowheader", name="公務手機")).to_be_visible(timeout=SOON)
    assert Passkey.objects.get().used_at is not None

    # A finger that is not hers opens nothing, and the page says what else there is.
    page.context.clear_cookies()
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto(f"{home}/account/login/")
    page.get_by_role("button", name="用通行密鑰登入").click()
    expect(page.get_by_role("alert").filter(has_text="用別的方法")).to_be_visible(timeout=SOON)
    expect(page.get_by_role("button", name="用通行密鑰登入")).to_be_enabled()
