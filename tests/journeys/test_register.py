"""A unit takes in its roster and its month as it keeps them, and a volunteer finds out why March did not count."""

import datetime as dt
import io

import pytest
from playwright.sync_api import expect

from foundation.accounts.roles import Role
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import make_unit
from volunteers.models import Enrolment, ServiceEntry, ServiceTotal, Volunteer

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = 2026
ROSTER = (
    ("海線關懷志工隊　志工名冊",),
    ("編號", "姓 名", "身分證字號", "出生年月日", "手機", "入隊日期", "基礎訓練", "特殊訓練"),
    ("001", "林素珠", "Ａ１２３４５６７８９", "49.5.4", 912345678, "113/1/2", "1130310", "113年3月24日"),
    ("002", "黃 大明", "", "民國50年1月1日", "0912-000-000", "113/1/2", "113/3/10", f"{YEAR - 1911}/4/1"),
    ("003", "陳阿土", "A123456788", "", "", "113/1/2", "113/3/10", ""),
    ("合計", "3 人"),
)
MONTH = (
    ("服務時數統計表",),
    ("志工姓名", "服務日期", "簽到", "簽退", "時數", "服務內容"),
    ("林素珠", f"{YEAR - 1911}/3/7", "09:00", "12:00", "", "關懷訪視"),
    ("林素珠", dt.datetime(YEAR, 3, 14), "", "", "3小時30分", "送餐"),  # noqa: DTZ001  a date cell has no zone
    ("黄大明", f"{YEAR - 1911}/3/7", "09:00", "12:00", "", "關懷訪視"),
    ("不認識的人", f"{YEAR - 1911}/3/7", "09:00", "12:00", "", ""),
    ("林素珠", f"{YEAR - 1911}/3/21", "09:00", "", "", "忘了簽退"),
    ("合計",),
)


def sheet(rows: tuple[tuple[object, ...], ...], name: str) -> dict[str, object]:
    """The rows as a file that is dropped into a form."""
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": name, "mimeType": kind, "buffer": stream.getvalue()}


def test_from_a_dirty_roster_to_a_reason_for_march(counties, browser_of, axe, shot):
    unit = make_unit("TTT", name="海線關懷志工隊")
    coordinator, volunteer = make_user(None, name="張大同"), make_user(Role.VOLUNTEER, "TTT", name="黃大明")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)

    # The roster as it is kept: two rows go in, the third says what is wrong.
    page = browser_of(coordinator)
    page.goto("/register/people/")
    page.get_by_role("link", name="匯入名冊").click()
    axe(page)
    page.get_by_label("名冊").set_input_files(sheet(ROSTER, "名冊.xlsx"))
    page.get_by_role("button", name="送出").click()
    expect(page.get_by_role("heading", name="名冊匯入結果")).to_be_visible()
    expect(page.get_by_text("檢查碼不符")).to_be_visible()
    axe(page)
    shot(page, "register-roster")
    assert Enrolment.objects.filter(unit=unit).count() == 2

    # The month: checked first, then entered; what is not counted says why.
    page.goto(f"/register/units/{unit.pk}/hours/")
    page.get_by_role("link", name="匯入時數表").click()
    axe(page)
    page.get_by_label("時數表").set_input_files(sheet(MONTH, "三月.xlsx"))
    page.get_by_label("先檢查就好").check()
    page.get_by_role("button", name="送出").click()
    expect(page.get_by_text("什麼都沒有寫入")).to_be_visible()
    assert not ServiceEntry.objects.exists()
    page.get_by_role("link", name="再傳一份").click()
    page.get_by_label("時數表").set_input_files(sheet(MONTH, "三月.xlsx"))
    page.get_by_role("button", name="送出").click()
    expect(page.get_by_text("2 列沒有匯入。")).to_be_visible()
    expect(page.get_by_text("有簽到沒有簽退")).to_be_visible()
    axe(page)
    shot(page, "register-month")
    assert ServiceEntry.objects.count() == 3

    # The inbox shows what is odd; one stroke for each of the two heaps.
    page.get_by_role("link", name="看各月份").click()
    page.get_by_role("link", name=f"{YEAR - 1911}年3月").click()
    axe(page)
    for box in page.locator("input[name=entry]").all():
        box.check()
    page.get_by_role("button", name="核定選取的").click()
    expect(page.get_by_text("已核定 3 筆。")).to_be_visible()
    axe(page)
    first = Volunteer.objects.get(name="林素珠")
    assert ServiceTotal.objects.get(volunteer=first).counted == 390

    # Her page: the coordinator lets the volunteer read his own record.
    second = Volunteer.objects.get(name="黃 大明")
    page.goto(f"/register/people/{second.key}/")
    axe(page)
    page.get_by_text("讓她登入看自己的紀錄冊").click()
    page.get_by_label("登入的信箱").fill(volunteer.email)
    page.get_by_role("button", name="連結帳號").click()
    expect(page.get_by_text("已連好")).to_be_visible()

    # He finds out why March did not count, on his phone.
    phone = browser_of(volunteer, viewport={"width": 390, "height": 844})
    phone.goto("/register/mine/")
    expect(phone.get_by_text("服務在這一類特殊訓練完成以前。")).to_be_visible()
    expect(phone.get_by_text("無法追溯受訓之前的服務時數").first).to_be_visible()
    axe(phone)
    shot(phone, "register-mine")
