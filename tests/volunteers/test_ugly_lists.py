"""Lists of hours as units really keep them, through the page on which they are sent."""

import io
from collections.abc import Callable
from functools import partial

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from foundation.accounts.models import Membership
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.volunteers import make_trained, make_unit
from volunteers.models import ServiceEntry, Unit

pytestmark = pytest.mark.django_db
Line = tuple[str, int, int | None, int]


@pytest.fixture
def unit() -> Unit:
    unit = make_unit()
    for name in ("林素珠", "王大明"):
        make_trained(unit, name=name)
    return unit


@pytest.fixture
def desk(client: Client, unit: Unit) -> Client:
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    client.force_login(user)
    return client


def xlsx(rows: list[list[object]], *, merged: tuple[str, ...] = (), hidden: tuple[int, ...] = ()) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    for row in hidden:
        sheet.row_dimensions[row].hidden = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


TWO_ROWS = partial(
    xlsx,
    [
        ["海線關懷志工隊 115 年 3 月服務時數表"],
        ["序號", "志工", "服務日期", "服務時間", None, "服務時數", "備註"],
        [None, "姓名", None, "起", "迄", None, None],
        [1, "林素珠", "115.3.7", "09:00", "12:00", 3, ""],
        [2, "王大明", "115/03/08(日)", "0900", "1130", 2.5, "代班"],
        ["合計", None, None, None, None, 5.5],
        ["製表人：", "陳", "", "主管："],
    ],
    merged=("A1:G1", "D2:E2", "A2:A3"),
)
MERGED = partial(
    xlsx,
    [
        ["姓名", "日期", "簽到", "簽退", "時數"],
        ["林素珠", "115/3/7", "上午9時", "12:00", 3],
        [None, "115/3/8", "9點", "下午1:30", 4.5],
        [None, "小計", None, None, 7.5],
        ["王大明", "115/3/8", "09:00", "12:00", 3],
        ["以下空白"],
    ],
    merged=("A2:A4",),
)
SPELLINGS = partial(
    xlsx,
    [
        ["姓名(必填)", "※服務日期", "時 數"],
        ["範例：王小明", "115/1/1", 3],
        ["林素珠", "民國115年03月07日", "3小時"],
        ["林素珠", "1150308", "２小時３０分"],
        ["王大明", "中華民國115年3月9日", "2時30分"],
        ["王大明", "2026-03-10", "90分鐘"],
        ["備註：請於每月 5 日前繳交"],
    ],
    hidden=(5,),
)
EXCEL_CSV = partial(
    "姓名,服務日期,簽到時間,簽退時間\r\n"
    "林素珠,2026/3/7 上午 12:00:00,上午 09:00:00,下午 12:30:00\r\n"
    "王大明,2026/3/8 上午 12:00:00,2026/3/8 下午 01:05:12,2026/3/8 下午 03:05:40\r\n".encode,
    "utf-8-sig",
)
BIG5 = partial("姓名,服務日期,時數\r\n林　素珠,１１５／３／７,3.5\r\n總時數,,3.5\r\n".encode, "cp950")


@pytest.mark.parametrize(
    ("name", "content", "lines"),
    [
        ("兩列標題.xlsx", TWO_ROWS, [("林素珠", 7, 540, 180), ("王大明", 8, 540, 150)]),
        ("合併的姓名.xlsx", MERGED, [("林素珠", 7, 540, 180), ("林素珠", 8, 540, 270), ("王大明", 8, 540, 180)]),
        (
            "各種寫法.xlsx", SPELLINGS,
            [("林素珠", 7, None, 180), ("林素珠", 8, None, 150), ("王大明", 9, None, 150), ("王大明", 10, None, 90)],
        ),
        ("另存的.csv", EXCEL_CSV, [("林素珠", 7, 540, 210), ("王大明", 8, 785, 120)]),
        ("舊系統.csv", BIG5, [("林素珠", 7, None, 210)]),
    ],
)  # fmt: skip
def test_a_units_own_sheet_goes_in_whole(
    desk: Client, unit: Unit, name: str, content: Callable[[], bytes], lines: list[Line]
) -> None:
    sent = desk.post(reverse("volunteers:hour_list", args=[unit.pk]), {"file": ContentFile(content(), name=name)})
    page = desk.get(sent.headers["Location"])

    assert page.status_code == 200, page
    assert "沒有填" not in page.content.decode()
    desk.post(sent.headers["Location"], {"what": "take"})
    found = ServiceEntry.objects.order_by("served_on", "volunteer__pk")
    assert [(one.volunteer.name, one.served_on.day, one.starts, one.minutes) for one in found] == lines
