"""A volunteer finds out why March did not count and asks for a copy; the officer answers, and she takes it along."""

import datetime as dt
import json
import zipfile

import pytest
from playwright.sync_api import expect

from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.volunteers import identity, make_enrolment, make_entry, make_training, make_unit, make_volunteer
from volunteers.models import RightRequest

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = identity(2_345_678)


def test_from_a_month_that_did_not_count_to_a_copy_of_everything(counties, browser_of, axe, shot):
    unit = make_unit("TTT", name="海線關懷志工隊")
    person = make_enrolment(unit, make_volunteer("黃大明", number=NUMBER)).volunteer
    make_training(person, "BASIC")
    make_training(person, "SP_SOCIAL", on=dt.date(2026, 3, 14))
    make_entry(unit, person, dt.date(2026, 3, 7))
    make_entry(unit, person, dt.date(2026, 3, 21))
    person.user = make_user(Role.VOLUNTEER, "TTT", name="黃大明")
    person.save()
    officer = make_user(Role.COUNTY_OFFICER, "TTT", name="王小明")

    # On her phone: March, line by line, each with why and where that stands.
    phone = browser_of(person.user, viewport={"width": 390, "height": 844})
    phone.goto("/register/mine/")
    axe(phone)
    shot(phone, "rights-mine")
    phone.get_by_role("link", name="115年3月").click()
    expect(phone.get_by_text("服務在這一類特殊訓練完成以前。")).to_be_visible()
    expect(phone.get_by_text("無法追溯受訓之前的服務時數")).to_be_visible()
    expect(phone.get_by_text("全部會採計；等單位核定。")).to_be_visible()
    axe(phone)
    shot(phone, "rights-march")

    # She asks for a copy; what is too short is asked for again and nothing is lost.
    phone.get_by_role("link", name="我的紀錄冊").first.click()
    phone.get_by_role("link", name="製給複製本").click()
    phone.get_by_label("請求的內容").fill("全部")
    phone.get_by_role("button", name="送出請求").click()
    expect(phone.get_by_label("請求的內容")).to_have_value("全部")
    axe(phone)
    phone.get_by_label("請求的內容").fill("全部的資料，想自己留一份")
    phone.get_by_role("button", name="送出請求").click()
    expect(phone.get_by_text("已送出請求")).to_be_visible()
    expect(phone.get_by_text("個人資料保護法第 13 條第 1 項", exact=False)).to_be_visible()
    axe(phone)

    # The officer finds it in the queue, by its day, and grants it.
    desk = browser_of(officer)
    desk.goto("/register/rights/")
    axe(desk)
    shot(desk, "rights-queue")
    desk.get_by_role("link", name="製給複製本").click()
    expect(desk.get_by_text("全部的資料，想自己留一份")).to_be_visible()
    desk.get_by_label("給本人的答覆").fill("都在複製本裡，請收好。")
    axe(desk)
    shot(desk, "rights-answer")
    desk.get_by_role("button", name="准許").click()
    expect(desk.get_by_text("已准許，會寄信告訴本人。")).to_be_visible()
    expect(desk.get_by_role("link", name="下載我的複製本")).to_have_count(0)

    # She reads the answer and takes her copy along: the number in full is for her.
    phone.reload()
    expect(phone.get_by_text("都在複製本裡，請收好。")).to_be_visible()
    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="下載我的複製本").click()
    with zipfile.ZipFile(waiting.value.path()) as package:
        told = json.loads(package.read("資料.json"))
    assert told["held"]["volunteer"]["rows"][0]["identity"] == NUMBER
    assert len(told["held"]["serviceentry"]["rows"]) == 2
    phone.goto("/register/mine/")
    expect(phone.get_by_text("取得個資的複製本")).to_be_visible()
    assert RightRequest.objects.get().state == RightRequest.State.GRANTED
