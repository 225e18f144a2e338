"""A unit holds a basic training and signs people in; the volunteer sees it, and her hours count from then on."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from foundation.taiwan import roc
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import line, make_enrolment, make_training, make_unit, make_volunteer
from volunteers.models import Lesson, ServiceEntry, Training
from volunteers.serving import ledger

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_a_training_that_is_planned_to_hours_that_count(counties, browser_of, axe, shot):
    unit = make_unit("TTT", name="海線關懷志工隊")
    coordinator, reader = make_user(None, name="張大同"), make_user(Role.VOLUNTEER, "TTT", name="林素珠")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    volunteer = make_enrolment(unit, make_volunteer("林素珠")).volunteer
    volunteer.user = reader
    volunteer.save()
    make_training(volunteer, "SP_SOCIAL")
    other = make_enrolment(unit, make_volunteer("黃大明")).volunteer
    today = timezone.localdate()
    training_day = today - dt.timedelta(days=2)
    served = [
        line(volunteer, training_day - dt.timedelta(days=1), "09:00-12:00"),
        line(volunteer, today - dt.timedelta(days=1), "09:00-12:00"),
    ]
    ledger.enter(unit=unit, lines=served, source="list", by=SYSTEM, now=timezone.now())
    assert not ServiceEntry.objects.filter(counted__gt=0).exists()

    # She plans it: the three courses lay themselves out.
    page = browser_of(coordinator)
    page.goto("/register/sessions/")
    axe(page)
    page.get_by_role("link", name="辦一場訓練").click()
    page.get_by_label("場次名稱").fill("志工基礎訓練")
    page.get_by_label("先排哪一種訓練").select_option("BASIC")
    page.get_by_label("第一天").fill(roc.short(training_day))
    page.get_by_label("地點").fill("社福館三樓")
    axe(page)
    page.get_by_role("button", name="建立場次").click()
    expect(page.get_by_text("已建立場次")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="儲存課程").click()
    page.get_by_role("button", name="開放報名").click()

    # She signs two people up, begins, and keys the list in, lesson by lesson.
    page.get_by_role("link", name="報名").click()
    axe(page)
    page.get_by_label("林素珠").check()
    page.get_by_label("黃大明").check()
    page.get_by_role("button", name="報名選取的人").click()
    expect(page.get_by_text("已報名 2 人。")).to_be_visible()
    page.get_by_role("button", name="開始簽到").click()
    where = page.url
    for number in range(Lesson.objects.count()):
        page.goto(where)
        page.get_by_role("link", name="簽到", exact=True).nth(number).click()
        page.get_by_label("林素珠").select_option("full")
        if number == 0:
            axe(page)
            page.get_by_label("黃大明").select_option("partly")
        page.get_by_role("button", name="儲存簽到").click()
        expect(page.get_by_text("已存好，全程到課 1 人。")).to_be_visible()
    page.goto(where)
    axe(page)
    shot(page, "training-held")
    page.get_by_role("button", name="結案發證").click()
    expect(page.get_by_text("發了 1 張證明")).to_be_visible()
    expect(page.get_by_role("link", name="訓字第")).to_have_count(1)
    axe(page)
    shot(page, "training-closed")
    assert not Training.objects.filter(volunteer=other).exists()

    # She reads it on her phone, and what she served since then counts.
    phone = browser_of(reader, viewport={"width": 390, "height": 844})
    phone.goto("/register/mine/")
    phone.get_by_text("筆訓練紀錄").click()
    expect(phone.get_by_text("訓字第").first).to_be_visible()
    axe(phone)
    counted = list(ServiceEntry.objects.order_by("served_on").values_list("counted", flat=True))
    assert counted == [0, 180]
    with phone.expect_download() as given:
        phone.goto("/register/sessions/?when=past")
        phone.get_by_role("link", name="志工基礎訓練").click()
        phone.get_by_role("link", name="訓字第").click()
    assert given.value.suggested_filename.endswith(".pdf")
    shot(phone, "training-mine")
