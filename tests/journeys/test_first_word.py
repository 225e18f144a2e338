"""From the scanned code to the first word, on a slow phone with a slow line.

The limit is 5 seconds on Fast 3G with a processor four times slower; `-s` prints what it took. A machine that is busy
with other things takes longer: how long each process that takes part stood ready and got no processor is counted
(`processor.py`), and only that is taken off. Nothing that the page, the server or the line need is.
"""

import sys
import time
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys import processor
from tests.journeys.conftest import PHONE
from tests.journeys.test_pull_the_plug import Server, server
from tests.makers.actionplans import make_table
from tests.makers.workshops import make_seat
from workshops.models import Group
from workshops.seats import COOKIE

pytestmark = pytest.mark.django_db(transaction=True)

__all__ = ["server"]  # the fixture: the platform as a process of its own, with compressed answers
FAST_3G = {"offline": False, "latency": 562.5, "downloadThroughput": 180_000, "uploadThroughput": 84_375}
LIMIT = 5.0
BADLY_WRONG = 120


def warm_up(address: str, group: Group) -> None:
    """Another phone was there before: the server has read its code and its templates."""
    make_seat(group, token="token-before")
    for path in ("/j/ACDEF/", "/t/inventory/", "/j/clock"):
        asked = urllib.request.Request(f"{address}{path}", headers={"Cookie": f"{COOKIE}=token-before"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            assert answer.status == 200


def test_the_first_word_comes_soon_after_the_scan(browser: Browser, server: Any) -> None:
    assert isinstance(server, Server)
    group = make_table(name="海線組", code="ACDEF")
    warm_up(server.url, group)
    context = browser.new_context(viewport=PHONE, locale="zh-TW", reduced_motion="reduce")
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", FAST_3G)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    before, began = processor.waited(), time.monotonic()
    page.goto(f"{server.url}/j/ACDEF/", wait_until="commit")
    page.get_by_role("button", name="加入這一組").click(no_wait_after=True)
    box = page.get_by_label("新增：遇到的困難").first
    box.press_sequentially("每", timeout=60000)
    took = time.monotonic() - began
    idle = processor.since(before)
    sys.stdout.write(f"scan to first word: {took:.1f} s, {idle:.1f} s of it without a processor\n")
    expect(box).to_have_value("每")
    expect(page.locator("[data-saves] > [data-is]:visible")).to_have_count(1, timeout=60_000)  # the scripts are there
    expect(box).to_have_value("每")
    context.close()
    assert took < BADLY_WRONG
    assert took - idle < LIMIT
