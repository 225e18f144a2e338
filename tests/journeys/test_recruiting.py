"""A unit publishes an opening, a stranger applies on a phone, is spoken with, gets her letter, and is in the list."""

import datetime as dt
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from foundation.accounts.roles import Role
from foundation.notices.sending import send_due
from tests.makers.accounts import give, make_user
from tests.makers.recruiting import make_findable, make_opening, whole
from tests.makers.volunteers import make_enrolment, make_unit, make_volunteer
from tests.volunteers.test_applications import Box
from volunteers.models import Application, Enrolment, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)
WORKING = dt.datetime(2026, 11, 30, 2, 0, tzinfo=dt.UTC)


def typed(day):
    return f"{day.year - 1911}/{day.month}/{day.day}"


def test_from_an_opening_to_a_volunteer_of_the_unit(counties, browser_of, browser, live_server, axe, shot):
    unit = make_unit("TTT", name="海線關懷志工隊")
    coordinator = make_user(None)
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    today = timezone.localdate()

    # The unit writes what the handbook asks for, and publishes it.
    page = browser_of(coordinator)
    page.goto("/register/openings/")
    axe(page)
    page.get_by_role("button", name="海線關懷志工隊").click()
    expect(page.get_by_text("計畫裡寫過的先帶進來了")).to_be_visible()
    axe(page)
    page.get_by_label("招募名稱").fill("海線獨居長者訪視志工")
    page.get_by_label("報名開始").fill(typed(today))
    page.get_by_label("報名截止").fill(typed(today + dt.timedelta(days=20)))
    page.get_by_label("假日上午").check()
    for key, words in whole().items():
        page.locator(f"#id_part_{key}").fill(words)
    page.get_by_role("button", name="儲存").click()
    expect(page.get_by_text("已儲存招募")).to_be_visible()
    page.get_by_role("button", name="公告").click()
    expect(page.get_by_text("大家看得到了")).to_be_visible()
    axe(page)

    # A stranger finds it on her phone and applies; what she had begun is still there when she comes back.
    phone = browser.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 780}, locale="zh-TW"
    ).new_page()
    phone.goto("/register/serve/?county=TTT&slot=weekend_am")
    axe(phone)
    phone.get_by_role("link", name="海線獨居長者訪視志工").click()
    axe(phone)
    phone.get_by_role("link", name="我要報名").click()
    phone.get_by_label("姓名", exact=True).fill("高雅婷")
    phone.get_by_label("證號").fill("A123456789")
    expect(phone.get_by_text("已存在這個裝置")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("上次填到一半的先放回來了")).to_be_visible()
    expect(phone.get_by_label("姓名", exact=True)).to_have_value("高雅婷")
    expect(phone.get_by_label("證號")).to_have_value("")
    axe(phone)
    phone.get_by_role("button", name="送出報名").click()
    expect(phone.get_by_text("請寫電話").first).to_be_visible()
    axe(phone)
    phone.get_by_label("出生日期").fill("81/3/20")
    phone.get_by_label("電話", exact=True).fill("0912345678")
    phone.get_by_label("電子郵件").fill("kao@example.org")
    phone.get_by_label("假日上午").check()
    phone.get_by_label("為什麼想來").fill("外婆在東河，想就近幫忙。")
    phone.get_by_label("我看過上面的說明").check()
    shot(phone, "apply")
    phone.get_by_role("button", name="送出報名").click()
    expect(phone.get_by_text("已送出報名")).to_be_visible()
    assert phone.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('kept-form/')).length") == 0

    # The letter's link shows how it stands.
    box = Box()
    send_due(way=box, worker="a", now=WORKING if timezone.now() < WORKING else timezone.now())
    link = re.search(r"/register/applied/\S+", box.letters[0].body).group()
    phone.goto(link)
    expect(phone.get_by_text("已收到")).to_be_visible()
    axe(phone)

    # The interview, the decision, the reply.
    page.goto("/register/openings/")
    page.get_by_role("link", name="海線獨居長者訪視志工").click()
    page.get_by_role("link", name="高雅婷").click()
    axe(page)
    page.get_by_label("讓她發問").check()
    page.locator("#id_notes").fill("熟悉東河，週六可以。")
    page.get_by_role("button", name="登錄面談").click()
    expect(page.get_by_text("熟悉東河，週六可以。")).to_be_visible()
    page.locator("label", has_text=re.compile("^錄取$")).click()
    page.get_by_role("button", name="登錄決定").click()
    expect(page.get_by_text("已登錄決定：錄取")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="海線獨居長者訪視志工").first.click()
    page.get_by_role("link", name="寄回覆信").click()
    axe(page)
    page.get_by_role("button", name="寄給勾選的人").click()
    expect(page.get_by_text("已交寄 1 封回覆信")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("很高興通知您錄取了")).to_be_visible()

    # She is taken in without typing again, and stands in the unit's list.
    page.get_by_role("link", name="高雅婷").click()
    page.get_by_role("button", name="加入單位").click()
    expect(page.get_by_text("報名時寫的都帶進名冊了")).to_be_visible()
    page.goto(f"/register/people/?unit={unit.pk}")
    expect(page.get_by_role("link", name="高雅婷")).to_be_visible()
    person = Volunteer.objects.get()
    assert (person.phone, person.email) == ("0912345678", "kao@example.org")
    assert Enrolment.objects.get().unit == unit
    assert Application.objects.get().state == "enrolled"


def test_a_unit_asks_somebody_it_does_not_know_and_she_says_yes(counties, browser_of, live_server, axe, shot):
    unit, elsewhere = make_unit("TTT", name="海線關懷志工隊"), make_unit("TTT", "health", name="山線健康志工隊")
    coordinator, hers = make_user(None), make_user(Role.VOLUNTEER, "TTT")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    person = make_enrolment(elsewhere, make_volunteer("林素珠", phone="0912000111")).volunteer
    Volunteer.objects.filter(pk=person.pk).update(user=hers)
    make_findable(make_volunteer("陳阿土"))
    today = timezone.localdate()
    opening = make_opening(unit, now=timezone.now(), opens_on=today, closes_on=today + dt.timedelta(days=9))

    # She sees what fits her and why, and agrees to be found.
    mine = browser_of(hers)
    mine.goto("/register/mine/serve/")
    expect(mine.get_by_role("link", name=opening.title)).to_be_visible()
    axe(mine)
    mine.get_by_label("臺東縣").check()
    mine.get_by_label("社會福利類").check()
    mine.get_by_label("平日上午").check()
    mine.get_by_role("button", name="讓單位找到我").click()
    expect(mine.get_by_text("請先看完說明").first).to_be_visible()
    mine.get_by_label("我看過上面的說明").check()
    mine.get_by_role("button", name="讓單位找到我").click()
    expect(mine.get_by_text("單位查得到您勾選的")).to_be_visible()
    expect(mine.get_by_text("是您想做的服務")).to_be_visible()

    # The unit sees a mark of her name and asks.
    page = browser_of(coordinator)
    page.goto(f"/register/openings/{opening.pk}/people/")
    page.get_by_role("button", name="查一次").click()
    expect(page.get_by_text("林○○")).to_be_visible()
    expect(page.get_by_text("素珠")).to_have_count(0)
    axe(page)
    shot(page, "seekers")
    page.get_by_label("林○○").check()
    page.get_by_role("button", name="寄信邀請").click()
    expect(page.get_by_text("已邀請 1 人")).to_be_visible()

    # She sees who looked, and says yes: now the unit knows her.
    mine.reload()
    expect(mine.get_by_role("heading", name="誰查到我")).to_be_visible()
    mine.get_by_role("button", name="願意", exact=True).click()
    expect(mine.get_by_text("已告訴單位")).to_be_visible()
    page.reload()
    page.get_by_role("link", name="林素珠").click()
    expect(page.get_by_text("0912000111")).to_be_visible()
