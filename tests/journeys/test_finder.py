"""One box finds everything, by keyboard alone; and keys of one character can be turned off."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.makers.accounts import make_user
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_officer_finds_a_workshop_without_a_mouse(
    counties: None, browser_of: Callable[..., Page], axe: Any, shot: Any
) -> None:
    make_workshop(venue="里民活動中心")
    wanted = make_workshop(venue="里民體育館")
    page = browser_of(make_user())
    page.goto("/workshops/")
    page.keyboard.press("Control+k")
    box = page.locator("#finder-q")
    expect(box).to_be_focused()
    box.press_sequentially("里民")
    expect(page.locator("#finder-found a")).to_have_count(2)
    axe(page)
    shot(page, "finder")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#finder-found a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box).to_be_focused()
    box.press_sequentially("體育館")
    expect(page.locator("#finder-found a")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/workshops/{wanted.pk}/")


def test_keys_of_one_character_open_and_can_be_turned_off(
    counties: None, browser_of: Callable[..., Page], axe: Any
) -> None:
    page = browser_of(make_user())
    page.goto("/workshops/")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="鍵盤快速鍵")
    expect(keys).to_be_visible()
    axe(page)
    keys.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.reload()
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.locator("#finder-q")).to_be_focused()


def test_a_slash_that_is_written_is_only_written(counties: None, browser_of: Callable[..., Page]) -> None:
    page = browser_of(make_user())
    page.goto("/find/")
    page.locator("#find").press_sequentially("1/2?")
    expect(page.locator("#find")).to_have_value("1/2?")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_without_scripts_the_finder_is_a_page(counties: None, browser_of: Callable[..., Page]) -> None:
    workshop = make_workshop(venue="里民活動中心")
    page = browser_of(make_user(), java_script_enabled=False)
    page.goto("/workshops/")
    page.get_by_role("link", name="搜尋").click()
    page.locator("#find").fill("里民")
    page.get_by_role("button", name="找").click()
    expect(page.locator(f'a[href="/workshops/{workshop.pk}/"]')).to_be_visible()
    assert "q=" not in page.url
