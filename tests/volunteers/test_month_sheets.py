"""Month sheets, a column a day: written out one line a service, through the page on which they are sent."""

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from foundation.accounts.models import Membership
from foundation.accounts.roles import Role
from foundation.imports.grid import Grid, Limits, Unreadable
from foundation.imports.spec import Cell
from tests.makers.accounts import make_user
from tests.makers.volunteers import make_trained, make_unit
from volunteers.lists import month_sheets
from volunteers.models import Enrolment, ServiceEntry, Unit

DAYS: list[Cell] = list(range(1, 32))
LIMITS = Limits()


def row(name: Cell, *before: Cell, **said: Any) -> list[Cell]:
    """Somebody's row: what stands before her name, and what she did on days (`d7=3`)."""
    return [*before, name, *(said.get(f"d{day}") for day in range(1, 32)), None]


def out(*grids: Grid) -> list[list[Cell]]:
    """The lines below the heading, without the columns that are empty in all of them."""
    (made,) = month_sheets.written_out(list(grids), LIMITS)
    return [[cell for cell in line if cell is not None] for line in made.rows[1:]]


TITLE: list[Cell] = ["海線關懷志工隊 115年3月服務時數統計表"]
HEAD: list[Cell] = ["姓名", *DAYS, "合計"]


def test_each_cell_becomes_a_line() -> None:
    people = [row("林素珠", d7=3, d8="09:00-11:30"), row("王大明", d31="2小時30分"), ["合計", *[None] * 31, 8]]
    assert out(Grid([TITLE, HEAD, *people], "三月")) == [
        ["林素珠", "115/3/7", 3, "三月 H3"],
        ["林素珠", "115/3/8", "09:00-11:30", "三月 I3"],
        ["王大明", "115/3/31", "2小時30分", "三月 AF4"],
    ]


@pytest.mark.parametrize("nothing", [None, "", "-", "－", "/", 0, "0", " "])
def test_a_day_without_service_is_no_line(nothing: Cell) -> None:
    assert out(Grid([TITLE, HEAD, row("林素珠", d7=nothing, d8=1)])) == [["林素珠", "115/3/8", 1, "I3"]]


def test_what_is_no_time_is_not_left_out() -> None:
    assert out(Grid([TITLE, HEAD, row("林素珠", d7="假", d8=True)])) == [
        ["林素珠", "115/3/7", "假", "H3"], ["林素珠", "115/3/8", True, "I3"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("above", "name", "date"),
    [
        (["中華民國１１５年３月份"], "", "115/3/7"),
        (["一一五年三月時數表"], "", "115/3/7"),
        (["2026年3月"], "", "2026/3/7"),
        (["115 年度 3 月", "製表：115年4月2日"], "", "115/3/7"),
        (["時數表"], "115年3月", "115/3/7"),
        (["115年3月", "115年3月服務時數"], "115年4月", "115/3/7"),
    ],
)
def test_the_month_stands_in_the_title_or_in_the_sheets_name(above: list[Cell], name: str, date: str) -> None:
    (line,) = out(Grid([above, HEAD, row("林素珠", d7=3)], name))
    assert line[1] == date


@pytest.mark.parametrize("above", [["時數表"], ["115年"], ["115年3月", "115年4月"], ["115年13月"]])
def test_a_sheet_of_no_month_is_refused_in_words(above: list[Cell]) -> None:
    with pytest.raises(Unreadable, match="看不出是哪一年哪一月。請在標題寫一次年月"):
        month_sheets.written_out([Grid([above, HEAD, row("林素珠", d7=3)])], LIMITS)


def test_headings_may_be_dates_and_stand_in_two_rows() -> None:
    days: list[Cell] = [dt.date(2026, 3, day) for day in range(1, 32)]
    week: list[Cell] = [None, *("日一二三四五六" * 5)[:31]]
    merged = {(1, 0): 0, (2, 0): 0}
    grid = Grid([["姓名", *[None] * 31], [None, *days], week, row("林素珠", d2=1)], merged=merged)
    assert out(grid) == [["林素珠", "2026/3/2", 1, "C4"]]


def test_several_months_come_as_one_and_other_sheets_stay() -> None:
    march, april = (Grid([[f"115年{month}月"], HEAD, row("林素珠", d1=2)], f"{month}月") for month in (3, 4))
    other = Grid([["說明"]], "說明")
    made = month_sheets.written_out([march, other, april], LIMITS)
    assert [line[1] for line in made[0].rows[1:]] == ["115/3/1", "115/4/1"]
    assert made[1:] == [other]


@pytest.mark.parametrize(
    "head",
    [["姓名", *range(1, 15)], ["單位", *DAYS], ["姓名", "服務日期", *DAYS], ["姓名", "服務日期", "時數"]],
)
def test_what_is_no_month_sheet_stays_as_it_is(head: list[Cell]) -> None:
    grids = [Grid([TITLE, head, ["林素珠", "115/3/7", 3]])]
    assert month_sheets.written_out(grids, LIMITS) is grids


def test_fifteen_days_are_enough() -> None:
    head: list[Cell] = ["姓名", *(day for day in range(1, 31) if day % 2)]
    assert len(out(Grid([TITLE, head, ["林素珠", *[1] * 15]]))) == 15


def test_more_lines_than_one_list_may_have_are_refused() -> None:
    grid = Grid([TITLE, HEAD, row("林素珠", d1=1, d2=1)])
    assert len(month_sheets.written_out([grid], Limits(rows=3))[0].rows) == 3
    with pytest.raises(Unreadable, match="最多 2 列"):
        month_sheets.written_out([grid], Limits(rows=2))


@pytest.fixture
def unit() -> Unit:
    return make_unit()


@pytest.fixture
def desk(client: Client, unit: Unit) -> Client:
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    client.force_login(user)
    return client


def _sent(desk: Client, unit: Unit, rows: list[list[Cell]]) -> str:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    for one in rows:
        sheet.append(one)
    stream = io.BytesIO()
    book.save(stream)
    sent = desk.post(
        reverse("volunteers:hour_list", args=[unit.pk]), {"file": ContentFile(stream.getvalue(), name="三月.xlsx")}
    )
    return desk.get(sent["Location"]).content.decode() if sent.status_code == 302 else sent.content.decode()


@pytest.mark.django_db
def test_a_month_sheet_goes_in_once_and_wrong_cells_are_told(desk: Client, unit: Unit) -> None:
    for name, number in (("林素珠", "023"), ("王大明", "")):
        Enrolment.objects.filter(volunteer=make_trained(unit, name=name)).update(number=number)
    people = [row("林素珠", 1, d7=3, d8="09:00-11:30", d9="假"), row("王大明", 2, d7=dt.time(3, 30))]
    sheet = [TITLE, ["編號", *HEAD], *people, ["合計"]]
    page = _sent(desk, unit, sheet)
    found = ServiceEntry.objects.order_by("volunteer", "served_on")
    assert list(found.values_list("volunteer__name", "served_on__day", "starts", "minutes")) == [
        ("林素珠", 7, None, 180), ("林素珠", 8, 540, 150), ("王大明", 7, None, 210),
    ]  # fmt: skip
    assert "假" in page
    _sent(desk, unit, sheet)
    assert found.count() == 3


@pytest.mark.django_db
def test_a_month_sheet_without_a_month_says_what_to_do(desk: Client, unit: Unit) -> None:
    assert "看不出是哪一年哪一月" in _sent(desk, unit, [["時數表"], HEAD, row("林素珠", d7=3)])
    assert not ServiceEntry.objects.exists()
