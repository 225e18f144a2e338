"""A phone that goes on to another table while something for the first one still waits on it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.test_device_storage import KEPT
from tests.journeys.test_table import SAVED, pill, ready_design, words
from tests.makers.actionplans import make_table
from workshops.models import Group

pytestmark = pytest.mark.django_db(transaction=True)
OPERATIONS = re.compile(r"/t/\w+/operations")


def sit_down(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="加入這一組").click()
    expect(page.locator("#sheet")).to_be_visible()


def test_what_waits_for_the_first_table_is_said_at_the_second_and_sent_on_coming_back(
    handset: Callable[..., Page], live_server: Any, group: Group
) -> None:
    ready_design(group)
    other = make_table(name="山線組", number=2, code="ACDEF")
    page = handset("a")

    def unheard(route: Route) -> None:
        route.abort()

    page.route(OPERATIONS, unheard)
    page.goto(f"{live_server.url}/t/design/")
    said = page.locator("[data-elsewhere]")
    page.get_by_label("誰會受益").fill("只在這支手機上的字")
    expect(pill(page)).to_have_text(KEPT)
    expect(said).to_be_hidden()

    sit_down(page, f"{live_server.url}/j/ACDEF/")
    page.unroute(OPERATIONS, unheard)
    expect(said).to_contain_text(f"還有「{group}」沒傳完的 1 筆", timeout=15000)
    page.get_by_label("新增：遇到的困難").locator("visible=true").fill("山線的困難")
    page.keyboard.press("Enter")
    expect(pill(page)).to_have_text(SAVED, timeout=15000)  # this table's own words are safe, and nothing else is meant
    expect(said).to_be_visible()
    assert other.seats.count() == 1

    sit_down(page, f"{live_server.url}/j/{group.code}/")
    expect(pill(page)).to_have_text(SAVED, timeout=15000)
    for _half_second in range(30):
        if words(group).get("beneficiaries"):
            break
        page.wait_for_timeout(500)
    assert words(group)["beneficiaries"] == "只在這支手機上的字"
    expect(said).to_be_hidden(timeout=10000)
