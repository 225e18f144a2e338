"""A device at the entrance is cut off, people come and go, and it comes back: nothing is lost, doubled or made up."""

import datetime as dt
import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from foundation.audit.trail import SYSTEM
from tests.makers.volunteers import make_trained, make_unit
from volunteers.models import Attendance, Enrolment, Press
from volunteers.rostering import stations

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_presses_wait_for_the_network_and_count_once(
    browser: Browser, live_server: Any, counties: None, axe: Any
) -> None:
    now = timezone.now()
    unit = make_unit(name="海線關懷志工隊")
    first, second = make_trained(unit, name="林素珠"), make_trained(unit, name="陳阿土")
    Enrolment.objects.filter(volunteer=first).update(number="001")
    Enrolment.objects.filter(volunteer=second).update(number="002")
    station = stations.set_up(unit=unit, kind="kiosk", name="一樓服務臺", by=SYSTEM, now=now - dt.timedelta(days=1))
    context = browser.new_context(base_url=live_server.url, viewport={"width": 800, "height": 900}, locale="zh-TW")
    page = context.new_page()
    page.goto(stations.address_of(station))
    page.wait_for_load_state("networkidle")

    def press(number: str) -> None:
        page.get_by_label("志工編號末三碼").fill(number)
        page.get_by_role("button", name="下一步").click()

    # Cut off: it keeps what is pressed, and says just that.
    context.set_offline(True)
    for number in ("001", "002", "777"):
        press(number)
        expect(page.locator("[data-kept] [data-who]")).to_have_text(number)
    expect(page.get_by_text("已記在這臺機器上，還沒送出")).to_be_visible()
    expect(page.get_by_text(re.compile("還沒送出的筆數：.*3"))).to_be_visible()
    expect(page.get_by_text("離開時請記得簽退")).to_have_count(0)
    axe(page)
    assert not Attendance.objects.exists()

    # The answer to the first parcel is lost on the way: it is sent again, and counts once.
    lost = []

    def lose(route: Any) -> None:
        if not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route("**/presses/", lose)
    context.set_offline(False)
    expect(page.get_by_text("剛才記下的已經送出")).to_be_visible(timeout=30_000)
    expect(page.get_by_text(f"{first.veiled}：簽到")).to_have_count(1)
    expect(page.get_by_text("777：沒有記成")).to_be_visible()
    assert len(lost) == 1
    assert sorted(Attendance.objects.values_list("volunteer", "state")) == [(first.pk, "in"), (second.pk, "in")]
    assert Press.objects.filter(kept=True).count() == 3

    # A button that was pressed when the line went down is kept under its own name, and the form comes back.
    Attendance.objects.update(came_at=now - dt.timedelta(minutes=20))
    page.reload()
    press("001")
    expect(page.get_by_role("button", name="簽退")).to_be_visible()
    context.set_offline(True)
    page.get_by_role("button", name="簽退").click()
    expect(page.get_by_text("已記在這臺機器上，還沒送出")).to_be_visible()
    expect(page.get_by_label("志工編號末三碼")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text(f"{first.veiled}：簽退")).to_be_visible(timeout=30_000)
    assert Attendance.objects.get(volunteer=first).state == "out"
    context.close()


KEPT = """async (name) =>
  Boolean(navigator.serviceWorker.controller) && (await (await caches.open(name)).keys()).length > 1"""


def test_a_device_that_restarts_without_a_network_goes_on(
    browser: Browser, live_server: Any, counties: None, axe: Any
) -> None:
    """Its battery is empty while it is cut off: switched on again it still takes presses, and each counts once."""
    now = timezone.now()
    unit = make_unit(name="海線關懷志工隊")
    for number in ("001", "002"):
        Enrolment.objects.filter(volunteer=make_trained(unit)).update(number=number)
    station = stations.set_up(unit=unit, kind="kiosk", name="一樓服務臺", by=SYSTEM, now=now - dt.timedelta(days=1))
    context = browser.new_context(base_url=live_server.url, viewport={"width": 800, "height": 900}, locale="zh-TW")
    page = context.new_page()
    page.goto(stations.address_of(station))
    for _half_second in range(60):
        if page.evaluate(KEPT, f"kiosk-{station.pk}-pages"):
            break
        page.wait_for_timeout(500)

    def press(number: str) -> None:
        page.get_by_label("志工編號末三碼").fill(number)
        page.get_by_role("button", name="下一步").click()
        expect(page.locator("[data-kept] [data-who]")).to_have_text(number)

    context.set_offline(True)
    press("001")
    page.close()
    page = context.new_page()
    page.goto(stations.address_of(station))
    expect(page.get_by_role("heading", name="志工簽到退")).to_be_visible()
    expect(page.get_by_text(re.compile("還沒送出的筆數：.*1"))).to_be_visible()
    expect(page.locator(".r-scan")).to_have_count(0)
    axe(page)
    press("002")
    assert not Attendance.objects.exists()
    context.set_offline(False)
    expect(page.get_by_text("剛才記下的已經送出")).to_be_visible(timeout=30_000)
    page.reload()
    expect(page.locator(".r-scan")).to_be_visible()
    assert sorted(Press.objects.values_list("outcome", "kept")) == [("came", True), ("came", True)]
    assert Attendance.objects.count() == 2
    context.close()
