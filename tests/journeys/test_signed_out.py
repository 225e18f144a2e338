"""A session that ends while somebody writes: nothing typed is lost, and the page says what has happened."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from actionplans.models import Plan
from foundation.accounts.models import User
from tests.journeys.conftest import sign_in
from tests.makers.accounts import make_user
from tests.makers.plans import make_plan
from tests.makers.workshops import make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)

SOON = 12_000


@pytest.fixture
def officer(counties: None) -> User:
    return make_user(password="taiwan-volunteers")


def sign_in_by_form(page: Page, user: User) -> None:
    page.get_by_label("公務電子郵件").fill(user.email)
    page.get_by_role("textbox", name="密碼").fill("taiwan-volunteers")
    page.get_by_role("button", name="登入", exact=True).click()


@pytest.mark.parametrize("gone", ["sessionid", None])  # the session alone, or all cookies of this browser
def test_a_registration_goes_on_after_signing_in_elsewhere(
    browser_of: Callable[..., Page], live_server: Any, officer: User, axe: Any, shot: Any, gone: str | None
) -> None:
    workshop = make_workshop(Workshop.State.DRAFT)
    page = browser_of(officer)
    page.goto(f"/workshops/{workshop.pk}/register/place/")
    page.context.clear_cookies(**({"name": gone} if gone else {}))
    place = page.get_by_label("地址")
    place.fill("臺東市中山路 276 號")
    place.press("Tab")
    told = page.locator("[data-signed-out]")
    expect(told).to_contain_text("打的內容還在這一頁，還沒儲存", timeout=SOON)
    expect(place).to_have_value("臺東市中山路 276 號")
    expect(page.locator("main")).to_have_count(1)
    expect(page.locator("[data-v-savebox]")).to_have_attribute("data-state", "offline")
    axe(page)
    shot(page, "signed-out")
    sign_in(page, officer, live_server.url)
    other = page.context.new_page()
    other.goto(f"{live_server.url}/")  # signing in leaves a new token behind
    expect(told).to_have_count(0, timeout=SOON)
    expect(page.locator("[data-v-savebox]")).to_have_attribute("data-state", "saved", timeout=SOON)
    workshop.refresh_from_db()
    assert workshop.address == "臺東市中山路 276 號"


def test_a_form_is_filled_in_again_after_signing_in(
    browser_of: Callable[..., Page], live_server: Any, officer: User, shot: Any
) -> None:
    plan = make_plan(make_workshop(Workshop.State.HELD), vow="原來的")
    page = browser_of(officer)
    page.goto(f"/plans/{plan.pk}/edit/")
    page.get_by_label("一句承諾").fill("讓最遠的志工也準時到站")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="儲存", exact=True).click()
    sign_in_by_form(page, officer)
    expect(page.get_by_label("一句承諾")).to_have_value("讓最遠的志工也準時到站", timeout=SOON)
    expect(page.locator("[data-put-back]")).to_contain_text("還沒儲存")
    shot(page, "put-back")
    page.get_by_role("button", name="儲存", exact=True).click()
    expect(page.get_by_text("已儲存「")).to_be_visible()
    assert Plan.objects.get(pk=plan.pk).vow == "讓最遠的志工也準時到站"
    page.goto(f"/plans/{plan.pk}/edit/")
    expect(page.locator("[data-put-back]")).to_have_count(0)
    assert page.evaluate("sessionStorage.getItem('interrupted')") is None


def test_the_next_step_of_a_registration_loses_nothing_either(
    browser_of: Callable[..., Page], live_server: Any, officer: User
) -> None:
    workshop = make_workshop(Workshop.State.DRAFT)
    page = browser_of(officer)
    page.goto(f"/workshops/{workshop.pk}/register/place/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("地址").fill("臺東市中山路 276 號")
    page.get_by_role("button", name="下一步").click()
    sign_in_by_form(page, officer)
    expect(page.get_by_label("地址")).to_have_value("臺東市中山路 276 號", timeout=SOON)
    for state in ("saving", "saved"):  # never called saved before it is
        expect(page.locator("[data-v-savebox]")).to_have_attribute("data-state", state, timeout=SOON)
    workshop.refresh_from_db()
    assert workshop.address == "臺東市中山路 276 號"


def test_somebody_else_is_not_shown_what_was_typed(
    browser_of: Callable[..., Page], live_server: Any, officer: User
) -> None:
    plan = make_plan(make_workshop(Workshop.State.HELD), vow="原來的")
    colleague = make_user(password="taiwan-volunteers")
    page = browser_of(officer)
    page.goto(f"/plans/{plan.pk}/edit/")
    page.get_by_label("一句承諾").fill("只有我看得到")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="儲存", exact=True).click()
    sign_in_by_form(page, colleague)
    expect(page.get_by_label("一句承諾")).to_have_value("原來的", timeout=SOON)
    assert page.evaluate("sessionStorage.getItem('interrupted')") is None
