"""A new officer finds help where she works: the guide at the page's head, the handbook, and what a message means."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from foundation.accounts.roles import Role
from tests.journeys.conftest import DESKTOP, PHONE
from tests.makers.accounts import make_user
from workshops.models import Group

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_new_officer_opens_the_guide_by_keyboard_and_takes_the_handbook_home(
    counties: None,
    browser_of: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[..., Path],
    tmp_path: Path,
) -> None:
    page = browser_of(make_user(Role.COUNTY_OFFICER, county="TTT"))
    page.goto(reverse("workshops:list"))
    guide = page.locator("details.v-guide")
    button = guide.locator("summary")
    assert guide.get_attribute("open") is None, "it is never in the way"

    for _press in range(12):
        page.keyboard.press("Tab")
        if button.evaluate("one => one === document.activeElement"):
            break
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(guide.get_by_text("要辦新的一場按「登記新工作坊」")).to_be_visible()
    picture = guide.locator("img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("one => one.complete && one.naturalWidth > 0", arg=picture.element_handle())
    axe(page)
    shot(page, "help-guide-open")
    page.keyboard.press("Escape")
    expect(guide.get_by_text("要辦新的一場按「登記新工作坊」")).to_be_hidden()
    expect(button).to_be_focused()

    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    shot(page, "help-guide-narrow")
    page.set_viewport_size(PHONE)
    button.press("Enter")
    box = guide.locator(".v-guide__b").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    axe(page)
    shot(page, "help-guide-open")
    page.set_viewport_size(DESKTOP)

    guide.get_by_role("link", name="手冊").press("Enter")
    expect(page).to_have_url(re.compile(reverse("handbooks:home") + "$"))
    hers = page.locator("li", has_text="您的角色")
    expect(hers).to_contain_text("縣市承辦人")
    axe(page)
    shot(page, "help-home")
    with page.expect_download(timeout=180_000) as waiting:  # the first of all is set now
        hers.get_by_role("link", name="下載 PDF").focus()
        page.keyboard.press("Enter")
    waiting.value.save_as(tmp_path / "handbook.pdf")
    book = pypdf.PdfReader(tmp_path / "handbook.pdf")
    assert "縣市承辦人使用手冊" in str(book.metadata and book.metadata.title)
    text = "".join(one.extract_text() for one in book.pages)
    assert "要辦新的一場按「登記新工作坊」" in re.sub(r"\s", "", text), "the same words as on the page"

    page.get_by_role("link", name="縣市承辦人", exact=True).click()
    expect(page.get_by_role("heading", name="縣市承辦人使用手冊")).to_be_visible()
    axe(page)
    shot(page, "help-reader")
    page.goto(reverse("handbooks:problems"))
    axe(page)
    shot(page, "help-problems")
    page.get_by_role("link", name="找不到這一頁").click()
    expect(page.get_by_role("heading", name="找誰幫忙")).to_be_visible()
    axe(page)
    shot(page, "help-problem")
    page.goto("/nothing/here/")
    assert page.locator("details.v-guide").count() == 0, "no page, no guide"
    page.get_by_role("link", name="看這是什麼意思、怎麼辦").click()
    expect(page.get_by_role("heading", name="找不到這一頁")).to_be_visible()


def test_the_table_s_guide_is_words_alone_and_there_without_a_network(
    group: Group,
    handset: Callable[..., Page],
    live_server: Any,
    axe: Callable[[Page], None],
    shot: Callable[..., Path],
) -> None:
    page = handset("a")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for name, kwargs in (("table", {}), ("sheet", {"kind": "inventory"})):
        page.goto(live_server.url + reverse(f"actionplans:{name}", kwargs=kwargs))
        guide = page.locator("details.v-guide")
        markup = guide.evaluate("one => new TextEncoder().encode(one.outerHTML).length")
        assert markup < 2000, "a page that devices keep grows by less than two kilobytes"
        shot(page, f"help-{name}-closed")
        page.context.set_offline(True)
        guide.locator("summary").click()
        expect(guide.locator("dd").first).to_be_visible()
        page.context.set_offline(False)
        axe(page)
        shot(page, f"help-{name}-open")
        page.keyboard.press("Escape")
        expect(guide.locator("dd").first).to_be_hidden()
    assert not [one for one in asked if "/guides/" in one]


def test_strangers_have_the_guide_too(
    counties: None, phone: Callable[..., Page], axe: Callable[[Page], None], shot: Callable[..., Path]
) -> None:
    page = phone()
    for name in ("account_login", "workshops:join", "actionplans:public_index", "volunteers:places"):
        page.goto(reverse(name))
        guide = page.locator("details.v-guide")
        guide.locator("summary").click()
        expect(guide.locator("dd").nth(2)).to_be_visible()
        box = guide.locator(".v-guide__b").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE["width"]
        button = guide.locator("summary").bounding_box()
        assert button is not None
        assert 0 <= box["y"] - button["y"] <= 160, "it opens where it is asked for"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], name
        axe(page)
        shot(page, f"help-stranger-{name.replace(':', '-')}")
