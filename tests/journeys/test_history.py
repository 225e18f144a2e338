"""A sheet's past at the table: the slider walks through the minutes, and what stood then can be restored."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from actionplans.models import Operation
from tests.journeys.test_table import words
from tests.makers.actionplans import DAY, change, make_sheet, write
from tests.makers.workshops import make_seat
from workshops.models import Group

pytestmark = pytest.mark.django_db(transaction=True)

Device = Callable[..., Page]


def test_the_slider_walks_through_the_minutes_with_the_keys(
    handset: Device, live_server: Any, group: Group, axe: Any
) -> None:
    sheet = make_sheet("design", group)
    seat = make_seat(group, name="阿明")
    for minute, title in enumerate(("第一版", "第二版", "第三版")):
        write(sheet, change("set", "title", title, base=minute), by=seat, now=DAY + dt.timedelta(minutes=minute))
    page = handset("a")
    page.goto(f"{live_server.url}/t/design/")
    page.get_by_role("link", name="歷程").click()
    slider = page.get_by_role("slider", name="時間")
    expect(slider).to_be_visible()
    axe(page)
    slider.focus()
    page.keyboard.press("Home")
    title = page.locator("[data-past-body] dl > div", has_text="行動名稱").locator("dd")
    expect(title).to_contain_text("第一版")
    assert page.url.endswith(f"?at={Operation.objects.earliest('sequence').sequence}")
    assert "14:00" in (slider.get_attribute("aria-valuetext") or "")
    page.get_by_role("button", name="把「行動名稱」復原成這樣").click()
    expect(page.get_by_text("已復原成那時候的內容")).to_be_visible()
    assert words(group)["title"] == "第一版"
    assert list(Operation.objects.filter(path="title").values_list("value", flat=True))[1:] == [
        "第二版",
        "第三版",
        "第一版",
    ]


def test_the_past_can_be_read_without_scripts(handset: Device, live_server: Any, group: Group) -> None:
    sheet = make_sheet("design", group)
    for minute, title in enumerate(("第一版", "第二版")):
        write(sheet, change("set", "title", title, base=minute), now=DAY + dt.timedelta(minutes=minute))
    page = handset("a", java_script_enabled=False)
    page.goto(f"{live_server.url}/t/design/history/")
    page.get_by_label("看哪一分鐘").select_option(index=0)
    page.get_by_role("button", name="看這一分鐘").click()
    title = page.locator("[data-past-body] dl > div", has_text="行動名稱").locator("dd")
    expect(title).to_contain_text("第一版")


def test_what_lost_is_taken_up_and_a_long_name_stays_on_the_page(
    handset: Device, live_server: Any, group: Group, axe: Any, shot: Any
) -> None:
    sheet = make_sheet("design", group)
    write(sheet, change("set", "title", "先寫的"), by=make_seat(group, name="阿明"))
    lost = change("set", "title", "後到的")
    write(sheet, lost, by=make_seat(group, name="志願服務推廣中心主任王小明" * 2 + "的平板"[:4]), now=DAY)
    page = handset("a")
    page.goto(f"{live_server.url}/t/design/history/")
    line = page.locator("[data-past-body] li[data-state=lost]")
    expect(line).to_contain_text("沒有採用")
    card, name = page.locator("[data-past-body] .v-card").first.bounding_box(), line.locator("b").bounding_box()
    assert card is not None
    assert name is not None
    assert name["x"] + name["width"] <= card["x"] + card["width"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(page)
    shot(page, "history-lost")
    line.get_by_role("button", name="「行動名稱」改用這一份").click()
    expect(page.get_by_text("已改用這一份")).to_be_visible()
    assert words(group)["title"] == "後到的"
