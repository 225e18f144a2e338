"""What does not fit into a field: a browser cuts it off silently, and the page says so."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from actionplans.models import Sheet
from actionplans.writing import sheets
from tests.makers.accounts import make_user
from tests.makers.actionplans import fill, make_sheet
from tests.makers.board import make_room
from tests.makers.workshops import make_workshop
from workshops.models import Group

pytestmark = pytest.mark.django_db(transaction=True)

Device = Callable[..., Page]


def paste(page: Page, text: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def test_a_text_that_is_too_long_for_a_sheet_is_not_cut_in_silence(
    handset: Device, live_server: Any, group: Group, axe: Callable[[Page], None], shot: Any
) -> None:
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "每月缺班 22 班", "core": True}])
    page = handset("a")
    page.goto(f"{live_server.url}/t/design/")
    problem = page.get_by_label("我們看見什麼問題")
    said = page.locator(".v-limit:visible")
    problem.click()
    paste(page, "長" * 2000)
    expect(page.locator("[data-saves] > [data-is]:visible")).to_contain_text("已存伺服器", timeout=8000)
    expect(said).to_have_count(0)
    problem.fill("起頭")
    page.keyboard.press("End")
    paste(page, "長" * 3210)
    expect(said).to_have_text("貼上的文字有 3,210 字，這一格最多 2,000 字：只放進前面 1,998 字，後面的沒有放進來。")
    expect(said).to_have_attribute("role", "status")
    assert problem.input_value() == "起頭" + "長" * 1998
    axe(page)
    shot(page, "limit-sheet")
    paste(page, "再貼")
    expect(said).to_have_text("貼上的文字有 2 字，這一格已經寫滿 2,000 字，沒有放進來。")
    page.keyboard.press("Backspace")
    expect(said).to_have_count(0)
    page.keyboard.type("甲")
    expect(said).to_have_count(0)
    page.keyboard.type("乙")
    expect(said).to_have_text("這一格最多 2,000 字，已經寫滿了。")
    page.keyboard.press("Control+a")
    paste(page, "長" * 2000)
    expect(said).to_have_text("這一格最多 2,000 字，已經寫滿了。")
    page.keyboard.press("Control+a")
    page.keyboard.type("短")
    expect(said).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    ("address", "label", "most"), [("ballot/", "投票題目", 60), ("agenda/", "第 2 項課程內容", 60)]
)
def test_every_field_with_a_limit_says_so(
    browser_of: Callable[..., Page], shot: Any, width: int, address: str, label: str, most: int
) -> None:
    room = make_room() if address == "ballot/" else make_workshop()
    page = browser_of(make_user(name="王小明"), viewport={"width": width, "height": 900})
    page.goto(f"/workshops/{room.pk}/{address}")
    page.get_by_label(label).click()
    page.keyboard.press("Control+a")
    paste(page, "長" * (most + 1))
    said = f"貼上的文字有 {most + 1} 字，這一格最多 {most} 字：只放進前面 {most} 字，後面的沒有放進來。"
    expect(page.locator(".v-limit:visible")).to_have_text(said)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    shot(page, f"limit-{address}")


def test_a_new_item_that_is_too_long_keeps_every_word_and_says_by_how_much(
    handset: Device, live_server: Any, group: Group, axe: Callable[[Page], None], shot: Any
) -> None:
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    box = page.get_by_label("新增：遇到的困難").locator("visible=true")
    said = page.locator("[data-quick-note]:visible")
    whole = "頭" + "長" * 2998 + "尾"
    box.click()
    paste(page, whole)
    expect(said).to_have_text(
        "這一則有 3,000 字，最多 2,000 字，多了 1,000 字。全部都留在格子裡，縮短或分成幾則再加入。"
    )
    page.keyboard.press("Enter")
    expect(box).to_have_value(whole)
    expect(box).to_be_focused()
    axe(page)
    shot(page, "limit-item")
    page.locator("[data-next]").click()  # nor does it go with the page
    expect(box).to_have_value(whole)
    page.reload()
    expect(box).to_have_value(whole)
    expect(said).to_contain_text("多了 1,000 字")
    box.fill(whole[-2000:])
    expect(said).to_have_count(0)
    page.keyboard.press("Enter")
    expect(box).to_have_value("")
    expect(page.locator("[data-saves] > [data-is]:visible")).to_contain_text("已存伺服器", timeout=8000)
    sheet = Sheet.objects.get(group=group, kind="inventory")
    assert [item.get("text") for item in sheets.read(sheet).items("recognition_difficulties")] == [whole[-2000:]]
