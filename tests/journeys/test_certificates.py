"""From a unit's hours to a stranger's phone: issued, printed with its code, scanned, and replaced."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from foundation.accounts.roles import Role
from tests.makers.accounts import give, make_user
from tests.makers.certifying import make_served, scanned
from tests.makers.volunteers import make_trained, make_unit
from volunteers.models import Certificate

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stranger_scans_what_a_unit_issued(counties: Any, browser_of: Any, phone: Any, axe: Any) -> None:
    unit = make_unit("TTT", name="海線關懷志工隊", head_title="理事長", head_name="陳美玲")
    coordinator = make_user(None, name="張大同")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    person = make_trained(unit, name="林素珠")
    make_served(unit, person)

    # The unit asks for a period, first vaguely and then to the day, and issues.
    page = browser_of(coordinator)
    page.goto(f"/register/units/{unit.pk}/certificates/")
    page.get_by_label("起日").fill("115/1/1")
    page.get_by_label("迄日").fill("115/5")
    page.get_by_role("button", name="看這段期間的時數").click()
    expect(page.get_by_text("實務手冊").first).to_be_visible()
    page.get_by_label("迄日").fill("115/5/31")
    page.get_by_role("button", name="看這段期間的時數").click()
    axe(page)
    expect(page.get_by_role("cell", name="3 小時")).to_be_visible()
    page.get_by_label("服務內容").fill("探訪獨居長者")
    page.get_by_role("button", name="發給勾選的人").click()
    expect(page.get_by_text("發了 1 張。")).to_be_visible()
    axe(page)

    # A stranger scans the paper and compares.
    one = Certificate.objects.get()
    stranger = phone()
    stranger.goto(urlsplit(scanned(one)).path)
    expect(stranger.get_by_text("有效", exact=True)).to_be_visible()
    expect(stranger.get_by_text("探訪獨居長者")).to_have_count(0)
    expect(stranger.get_by_text("林素珠")).to_be_visible()
    axe(stranger)

    # The unit issues it anew; the first paper's page says by what it was replaced.
    page.get_by_role("link", name=one.number).click()
    page.get_by_text("重發或撤銷").click()
    page.get_by_label("原因").fill("負責人改選，重新用印")
    page.get_by_role("button", name="重發").click()
    expect(page.get_by_text("已經重發")).to_be_visible()
    axe(page)
    stranger.reload()
    expect(stranger.get_by_text(f"已由 {one.number}之2 取代")).to_be_visible()
