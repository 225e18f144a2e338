"""The components as people use them: with a mouse, with keys alone, on a phone, without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from foundation.ui.navigation import Entry
from tests.journeys.conftest import DESKTOP, PHONE

# Beside it stands the page's guide, which is folded up the same way.
ACCOUNT = "details.v-menu:not(.v-guide) > summary"
pytestmark = [pytest.mark.urls("tests.ui.addresses"), pytest.mark.django_db(transaction=True)]

Inspect = Callable[[Page], None]
PAGES = ["/", "/login/", "/workshops/", "/table/", "/problem/404/", "/problem/500/", "/privacy/", "/accessibility/"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_page_is_wider_than_its_window_and_axe_is_content(live_server, page: Page, axe: Inspect, size: dict) -> None:
    page.set_viewport_size(size)
    for address in PAGES:
        page.goto(f"{live_server.url}{address}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
        axe(page)


def test_largest_text_fits_the_smallest_phone(live_server, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    page.context.add_cookies([{"name": "textsize", "value": "2", "url": live_server.url}])
    for address in PAGES:
        page.goto(f"{live_server.url}{address}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address


def test_the_dark_room_is_readable(live_server, page: Page, axe: Inspect) -> None:
    page.goto(live_server.url)
    page.evaluate("document.documentElement.dataset.bsTheme = 'dark'")
    axe(page)


def test_text_size_and_menu_stay_as_one_left_them(live_server, page: Page) -> None:
    page.goto(f"{live_server.url}/workshops/")
    page.get_by_role("button", name="放大字級").first.click()
    page.get_by_role("button", name="收合選單").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-textsize", "1")
    expect(page.locator(".v-shell")).to_have_attribute("data-nav", "rail")


def test_the_menu_of_a_phone_is_a_dialog_that_escape_closes(live_server, page: Page, axe: Inspect) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/workshops/")
    page.get_by_role("button", name="開啟選單").click()
    dialog = page.get_by_role("dialog", name="選單")
    expect(dialog).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("button", name="開啟選單")).to_be_focused()


def test_the_menu_needs_no_script(live_server, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = Entry("workshops:list", "工作坊", "calendar-event", lambda user: True)
    monkeypatch.setattr("foundation.ui.navigation._entries", {entry.url_name: entry})
    context = browser.new_context(java_script_enabled=False, viewport=PHONE, locale="zh-TW")
    page = context.new_page()
    page.goto(f"{live_server.url}/workshops/")
    expect(page.get_by_role("navigation", name="主選單").get_by_role("link", name="工作坊")).to_be_visible()
    page.locator(ACCOUNT).click()
    expect(page.get_by_role("button", name="English")).to_be_visible()
    context.close()


def test_the_account_menu_works_with_keys_alone(live_server, page: Page) -> None:
    page.goto(f"{live_server.url}/workshops/")
    page.locator(ACCOUNT).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="更換密碼")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="更換密碼")).to_be_hidden()
    expect(page.locator(ACCOUNT)).to_be_focused()


def test_the_first_tab_leads_past_the_menu(live_server, page: Page) -> None:
    page.goto(f"{live_server.url}/workshops/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到主要內容")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_what_cannot_be_undone_is_asked_first(live_server, page: Page, axe: Inspect) -> None:
    page.goto(live_server.url)
    page.get_by_role("button", name="先問一次再做").click()
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_contain_text("已發出的代碼立刻失效")
    expect(dialog.get_by_role("button", name="取消", exact=True)).to_be_focused()
    axe(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert "cancelled" not in page.url
    page.get_by_role("button", name="先問一次再做").click()
    dialog.get_by_role("button", name="取消工作坊").click()
    page.wait_for_url("**/?cancelled=1")


def test_a_dialog_gives_the_focus_back(live_server, page: Page) -> None:
    page.goto(live_server.url)
    opener = page.get_by_role("button", name="刪除", exact=True).first
    opener.click()
    expect(page.get_by_role("dialog", name="刪除這則困難？")).to_be_visible()
    page.get_by_role("button", name="留著").click()
    expect(opener).to_be_focused()


def test_rows_come_and_go_with_their_numbers(live_server, page: Page) -> None:
    page.goto(live_server.url)
    page.get_by_role("button", name="加一位利害關係人").click()
    numbers = page.locator(".v-repeat__n")
    expect(numbers).to_have_text(["1", "2", "3"])
    expect(page.locator(".v-repeat__row").nth(2).get_by_role("textbox")).to_be_focused()
    page.get_by_role("button", name="刪除這一列").first.click()
    expect(numbers).to_have_text(["1", "2"])


def test_letters_are_counted_by_people_not_by_code_units(live_server, page: Page) -> None:
    page.goto(live_server.url)
    box = page.locator("#id_free-title")
    box.fill("𠮷" * 18)
    expect(page.locator("#id_free-title-n")).to_have_text("18/18 字")
    box.fill("字" * 20)
    expect(page.locator("#id_free-title-n")).to_have_text("超過 2 字（建議 18 字內）")


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(live_server, page: Page, axe: Inspect) -> None:
    page.goto(f"{live_server.url}/login/")
    page.get_by_label("公務電子郵件").fill("nobody")
    page.get_by_role("button", name="登入", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    axe(page)
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("公務電子郵件")).to_be_focused()


def test_a_password_can_be_looked_at(live_server, page: Page) -> None:
    page.goto(f"{live_server.url}/login/")
    password = page.get_by_label("密碼", exact=True)
    password.fill("correct horse")
    page.get_by_role("button", name="顯示").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="隱藏").click()
    expect(password).to_have_attribute("type", "password")
