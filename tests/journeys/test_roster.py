"""A week is planned, a shift is swapped, somebody signs in and out at the entrance, and her hours wait."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from foundation.accounts.roles import Role
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import make_trained, make_unit
from volunteers.models import Attendance, Duty, Enrolment, Place, ServiceEntry, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_planned_week_to_hours_that_wait(counties, browser_of, browser, live_server, axe, shot):
    unit = make_unit("TTT", name="海線關懷志工隊")
    first, second = make_trained(unit, name="林素珠"), make_trained(unit, name="陳阿土")
    Enrolment.objects.filter(volunteer=second).update(number="023")
    coordinator, hers, his = make_user(None), make_user(Role.VOLUNTEER, "TTT"), make_user(Role.VOLUNTEER, "TTT")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    for person, user in ((first, hers), (second, his)):
        Volunteer.objects.filter(pk=person.pk).update(user=user)

    # The coordinator says what there is to do, and plans it for three weeks.
    page = browser_of(coordinator)
    page.goto(f"/register/units/{unit.pk}/roster/")
    page.get_by_role("link", name="新增服務項目或活動").click()
    page.get_by_label("服務項目").fill("關懷訪視")
    axe(page)
    page.get_by_role("button", name="儲存").click()
    expect(page.get_by_text("現在可以排班了")).to_be_visible()
    day = timezone.localdate() + dt.timedelta(days=2)
    page.get_by_label("服務項目").select_option(label="關懷訪視")
    page.get_by_label("日期").fill(f"{day.year - 1911}/{day.month}/{day.day}")
    page.get_by_label("開始").fill("0900")
    page.get_by_label("結束").fill("1200")
    until = day + dt.timedelta(days=14)
    page.get_by_label("每週重複到").fill(f"{until.year - 1911}/{until.month}/{until.day}")
    page.get_by_role("button", name="排班", exact=True).click()
    expect(page.get_by_text("已排 3 班")).to_be_visible()
    axe(page)
    shot(page, "roster-week")
    page.get_by_role("link", name="關懷訪視").first.click()
    page.get_by_label("排一位志工").select_option(label="林素珠")
    page.get_by_role("button", name="排上").click()
    expect(page.get_by_text("已排好")).to_be_visible()
    axe(page)

    # She would like to swap; he takes it; the coordinator agrees.
    phone = browser_of(hers)
    phone.goto("/register/mine/roster/")
    phone.get_by_role("button", name="想換班").click()
    expect(phone.get_by_text("已提出換班，還沒有人接")).to_be_visible()
    axe(phone)
    other = browser_of(his)
    other.goto("/register/mine/roster/")
    other.get_by_role("button", name="我來接").click()
    expect(other.get_by_text("確認以後才算你的班")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="同意換班").click()
    expect(page.get_by_text("接 林素珠 的班")).to_be_visible()
    assert Place.objects.held().get().volunteer == second

    # The day has come: he signs in at the device and out again.
    page.goto(f"/register/units/{unit.pk}/stations/")
    page.get_by_label("放在哪裡").fill("一樓服務臺")
    page.get_by_role("button", name="設立").click()
    axe(page)
    address = page.locator("input[readonly]").input_value()
    now = timezone.localtime()
    Duty.objects.filter(places__volunteer=second).update(
        on=now.date(), starts=max(0, now.hour * 60 + now.minute - 30), ends=now.hour * 60 + now.minute + 120
    )
    kiosk = browser.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 780}, locale="zh-TW"
    ).new_page()
    path = "/register/" + address.partition("/register/")[2]
    kiosk.goto(path)
    axe(kiosk)
    shot(kiosk, "kiosk")
    kiosk.get_by_label("志工編號末三碼").fill("023")
    kiosk.get_by_role("button", name="下一步").click()
    expect(kiosk.get_by_text("陳○土")).to_be_visible()
    expect(kiosk.get_by_text("陳阿土")).to_have_count(0)
    kiosk.get_by_role("button", name="簽到：關懷訪視").click()
    expect(kiosk.get_by_text("離開時請記得簽退")).to_be_visible()
    Attendance.objects.update(came_at=timezone.now() - dt.timedelta(minutes=20))
    kiosk.get_by_role("link", name="下一位").click()
    kiosk.get_by_label("志工編號末三碼").fill("023")
    kiosk.get_by_role("button", name="下一步").click()
    kiosk.get_by_role("button", name="簽退").click()
    expect(kiosk.get_by_text("等承辦人核定")).to_be_visible()

    # The hours wait for approval on the month's page.
    entry = ServiceEntry.objects.get()
    assert (entry.state, entry.batch.source, entry.volunteer) == ("pending", "roster", second)
    page.goto(f"/register/units/{unit.pk}/hours/")
    expect(page.get_by_text("1 筆", exact=False).first).to_be_visible()
