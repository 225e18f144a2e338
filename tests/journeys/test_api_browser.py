"""The API in a real browser: the token's page, and Swagger UI from our own files under our own policy."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import sign_in
from tests.makers.accounts import make_user

METHODS = {"get", "post", "put", "patch", "delete"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signed_in(page: Page, live_server: Any) -> Page:
    """A page of a signed-in officer."""
    sign_in(page, make_user(), live_server.url)
    return page


def test_a_token_is_issued_shown_once_and_revoked(
    signed_in: Page, live_server: Any, axe: Callable[[Page], None], shot: Callable[..., Path]
) -> None:
    page = signed_in
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{live_server.url}/members/tokens/")
        page.get_by_label("用途").fill(f"社會處志工系統 {width}")
        page.get_by_role("button", name="發出權杖").click()
        expect(page.locator("#secret")).to_have_text(re.compile("^[0-9a-f]{64}$"))
        axe(page)
        shot(page, "tokens")
    page.goto(f"{live_server.url}/members/tokens/")
    expect(page.locator("#secret")).to_have_count(0)


def drawn_while_scrolling(page: Page, operations: int) -> set[str]:
    """The operations that come into sight: a long description is drawn only as far as somebody looks."""
    page.mouse.move(640, 500)
    found: set[str] = set()
    for _step in range(400):
        found |= set(page.eval_on_selector_all(".opblock", "found => found.map((one) => one.id)"))
        if len(found) >= operations:
            break
        page.mouse.wheel(0, 300)
        page.wait_for_timeout(50)
    return found


def test_the_api_can_be_read_and_tried_offline(signed_in: Page, live_server: Any, shot: Callable[..., Path]) -> None:
    page = signed_in
    page.goto(f"{live_server.url}/api/v1/")
    expect(page.get_by_role("heading", name="地方實踐平臺 API")).to_be_visible()
    schema = page.request.get(f"{live_server.url}/api/v1/schema/").json()
    operations = sum(method in METHODS for path in schema["paths"].values() for method in path)
    expect(page.locator(".opblock").first).to_be_visible()
    assert len(drawn_while_scrolling(page, operations)) == operations
    page.evaluate("scrollTo(0, 0)")
    page.locator("#operations-accounts-me .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_role("button", name="Execute").click()
    expect(page.locator("#operations-accounts-me .live-responses-table")).to_contain_text("county_officer")
    shot(page, "api-docs")
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, "api-docs")
