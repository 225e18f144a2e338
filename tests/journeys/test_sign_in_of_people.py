"""People arrive: the officer taps on her phone, a table signs itself in, somebody new comes, the numbers follow."""

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from tests.journeys.conftest import PHONE
from tests.makers.accounts import make_user
from tests.makers.actionplans import give_forms
from tests.makers.workshops import make_participant, make_workshop
from workshops.models import Participant, Workshop

pytestmark = pytest.mark.django_db(transaction=True)


def test_people_arrive_at_the_door_and_at_the_table(counties, browser_of, phone, axe, shot):
    cache.clear()
    workshop = make_workshop(Workshop.State.RUNNING, agenda=False, groups=4)
    give_forms(workshop.programme)
    group = workshop.groups.get(number=1)
    for number, name in enumerate(("林春華", "陳美玲", "張大同")):
        make_participant(workshop, name=name, unit=f"第 {number} 隊", group=group)

    # The officer finds one person by a few characters, and taps once.
    page = browser_of(make_user(name="王小明"), viewport=PHONE)
    page.goto(f"/workshops/{workshop.pk}/arrivals/")
    page.get_by_label("找姓名或單位").press_sequentially("春")
    expect(page.locator("#people > li")).to_have_count(1)
    page.get_by_role("button", name="林春華到了").click()
    expect(page.locator("#numbers")).to_contain_text("已到1")
    axe(page)
    shot(page, "arrivals")

    # Another signs herself in on the table's device, which shows nobody else's name.
    device = phone()
    device.goto(f"/j/{group.code}/")
    device.get_by_role("button", name="加入這一組").click()
    device.get_by_role("link", name="同桌的人在這裡簽到").click()
    axe(device)
    for name in ("林春華", "陳美玲", "張大同"):
        expect(device.get_by_text(name)).to_have_count(0)
    device.get_by_label("你的全名").fill("陳美")
    device.get_by_role("button", name="我到了").click()
    expect(device.get_by_role("alert")).to_contain_text("找不到這個姓名")
    device.get_by_label("你的全名").fill("陳美玲")
    device.get_by_role("button", name="我到了").click()
    expect(device.get_by_text("陳美玲，已簽到。")).to_be_visible()

    # Somebody new.
    device.get_by_role("link", name="換下一位簽到").click()
    device.get_by_role("link", name="我是新來的").click()
    device.get_by_label("姓名", exact=True).fill("黃新人")
    device.get_by_role("textbox", name="單位").fill("新成立的隊")
    device.get_by_role("button", name="加入並簽到").click()
    expect(device.get_by_text("黃新人，已簽到。")).to_be_visible()

    # The officer's numbers follow by themselves.
    expect(page.locator("#numbers")).to_contain_text("當天加入1", timeout=30_000)
    expect(page.locator("#numbers")).to_contain_text("還沒到1")
    assert Participant.objects.get(name="黃新人").group == group
