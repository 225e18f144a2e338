"""A session that is about to end says so, and one tap goes on; nothing typed is lost either way."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from actionplans.models import Plan
from foundation.accounts.models import User
from tests.journeys.conftest import PHONE, sign_in
from tests.makers.accounts import make_user
from tests.makers.plans import make_plan
from tests.makers.workshops import make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)
SOON = 25_000
TYPED = "讓最遠的志工也準時到站"


@pytest.fixture
def officer(counties: None) -> User:
    return make_user(password="taiwan-volunteers")


def begun(browser_of: Callable[..., Page], officer: User, **options: Any) -> tuple[Page, Plan]:
    """Somebody in the middle of a sentence."""
    plan = make_plan(make_workshop(Workshop.State.HELD), vow="原來的")
    page = browser_of(officer, **options)
    page.goto(f"/plans/{plan.pk}/edit/")
    page.get_by_label("一句承諾").fill(TYPED)
    return page, plan


def test_one_tap_goes_on_and_nothing_is_loaded_anew(
    browser_of: Callable[..., Page], officer: User, axe: Any, shot: Any, settings: Any
) -> None:
    settings.SESSION_IDLE_MINUTES = 0.5
    page, plan = begun(browser_of, officer, viewport=PHONE)
    page.evaluate("window.same = true")
    line = page.locator("[data-lasting]")
    expect(line.get_by_role("alert")).to_contain_text("不到一分鐘就會登出", timeout=SOON)
    axe(page)
    shot(page, "lasting")
    field = page.get_by_label("一句承諾")
    field.focus()
    button = line.get_by_role("button", name="繼續")
    button.focus()
    page.keyboard.press("Enter")
    expect(line).to_have_count(0)
    expect(page.get_by_text("沒有登出，可以繼續")).to_be_visible()
    expect(field).to_be_focused()
    expect(field).to_have_value(TYPED)
    assert page.evaluate("window.same") is True
    # It is what the server knows, not only what the page says: the next line comes half a minute later.
    expect(line).to_have_count(1, timeout=SOON)
    page.get_by_role("button", name="繼續").click()
    settings.SESSION_IDLE_MINUTES = 60  # what is saved is another matter
    page.get_by_role("button", name="儲存", exact=True).click()
    expect(page.get_by_text("已儲存「")).to_be_visible()
    assert Plan.objects.get(pk=plan.pk).vow == TYPED


def test_where_it_has_ended_already_the_page_says_so_and_keeps_what_is_typed(
    browser_of: Callable[..., Page], live_server: Any, officer: User, shot: Any, settings: Any
) -> None:
    settings.SESSION_IDLE_MINUTES = 0.5
    page, plan = begun(browser_of, officer)
    page.context.clear_cookies(name="sessionid")
    line = page.locator("[data-lasting]")
    expect(line).to_contain_text("您已經登出，打的內容還在這一頁", timeout=SOON)
    expect(line.get_by_role("link", name="在新分頁登入")).to_have_attribute("target", "_blank")
    expect(page.get_by_label("一句承諾")).to_have_value(TYPED)
    shot(page, "lasting-over")
    settings.SESSION_IDLE_MINUTES = 60
    # Somebody else at this browser is not her.
    sign_in(page, make_user(password="taiwan-volunteers"), live_server.url)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(1_000)
    expect(line).to_have_count(1)
    sign_in(page, officer, live_server.url)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(line).to_have_count(0, timeout=SOON)
    page.get_by_role("button", name="儲存", exact=True).click()
    expect(page.get_by_text("已儲存「")).to_be_visible()
    assert Plan.objects.get(pk=plan.pk).vow == TYPED
