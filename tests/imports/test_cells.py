"""Reading single cells."""

from datetime import date, datetime, time, timedelta

import pytest

from foundation.imports import cells
from foundation.imports.spec import Cell, as_text
from foundation.taiwan import counties


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("115/6/1", date(2026, 6, 1)),
        (1150601.0, date(2026, 6, 1)),
        (date(2026, 6, 1), date(2026, 6, 1)),
        (datetime.fromisoformat("2026-06-01T09:00"), date(2026, 6, 1)),
        # Typed as 115/6/1 into a spreadsheet that took it for the year 115.
        (date(115, 6, 1), date(2026, 6, 1)),
    ],
)
def test_days(cell: Cell, expected: date) -> None:
    assert cells.day(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("下午1:30", time(13, 30)),
        (1330.0, time(13, 30)),
        (time(13, 30, 15), time(13, 30)),
        (datetime.fromisoformat("1899-12-31T13:30"), time(13, 30)),
        (timedelta(hours=13, minutes=30), time(13, 30)),
        (timedelta(hours=13, minutes=30, seconds=15), time(13, 30)),
        ("13:30:15", time(13, 30)),
        ("下午 01:30:15", time(13, 30)),
        ("2026/6/1 下午 01:30:00", time(13, 30)),
        ("2026-06-01 13:30", time(13, 30)),
        ("115/6/1 13:30:15", time(13, 30)),
        ("1899/12/31 上午 12:30:00", time(0, 30)),
        (0.5625, time(13, 30)),
    ],
)
def test_times(cell: Cell, expected: time) -> None:
    assert cells.time_of_day(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"), [(12.0, 12), ("12", 12), ("１２", 12), ("1,200", 1200), ("12 人", 12), ("0", 0), (5000, 5000)]
)
def test_whole_numbers(cell: Cell, expected: int) -> None:
    assert cells.whole(most=5000)(cell) == expected


@pytest.mark.parametrize("cell", [12.5, "十二", "", True, "5001", -1, "-1", float("inf"), "1e3"])
def test_what_is_no_whole_number_within_bounds(cell: Cell) -> None:
    with pytest.raises(ValueError, match=r"。請"):
        cells.whole(most=5000)(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (912345678.0, "0912345678"),
        ("912345678", "0912345678"),
        ("0912-345-678", "0912-345-678"),
        ("（０８９）１２３４５６ 分機 12", "(089)123456分機12"),
        ("089-123456 # 12", "089-123456#12"),
        ("+886 912 345 678", "+886 912 345 678"),
    ],
)
def test_telephones(cell: Cell, expected: str) -> None:
    assert cells.phone(cell) == expected


@pytest.mark.parametrize("cell", ["12345", "沒有", "name@example.org", "1" * 30])
def test_no_telephones(cell: Cell) -> None:
    with pytest.raises(ValueError, match="不像電話號碼"):
        cells.phone(cell)


def test_choices_by_any_spelling_and_offered_by_the_first() -> None:
    read = cells.choice({"葷": "meat", "葷食": "meat", "素": "veg", "素食": "veg"})
    assert [read(" 素 食"), read("葷")] == ["veg", "meat"]
    with pytest.raises(ValueError, match="請改成：葷、素。"):
        read("都可")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("是", True), ("Ｖ", True), (True, True), (1.0, True), ("否", False), ("×", False), (False, False)],
)
def test_ticks(cell: Cell, expected: bool) -> None:
    assert cells.yes_no(cell) is expected


def test_no_tick() -> None:
    with pytest.raises(ValueError, match="看不出是或否"):
        cells.yes_no("也許")


def test_addresses_counties_and_lines() -> None:
    assert cells.email("  Ming@Example.ORG ") == "Ming@example.org"
    with pytest.raises(ValueError, match="不是電子郵件地址"):
        cells.email("ming＃example")
    assert cells.county("台東") is counties.by_code("TTT")
    assert cells.text()(" 海線\n據點　Ａ ") == "海線 據點 A"
    assert cells.text(longest=3)("三個字") == "三個字"
    with pytest.raises(ValueError, match="這一格有 4 個字，最多 3 個字。請縮短。"):
        cells.text(longest=3)("四個字啊")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, ""), (115.0, "115"), (1.5, "1.5"), (True, "是"), (date(2026, 6, 1), "2026-06-01"),
        (datetime.fromisoformat("2026-06-01T00:00"), "2026-06-01"),
        (datetime.fromisoformat("2026-06-01T09:05"), "2026-06-01 09:05"), (time(9, 5), "09:05"),
        (" 甲 ", "甲"),
    ],
)  # fmt: skip
def test_a_cell_as_its_reader_sees_it(cell: Cell, shown: str) -> None:
    assert as_text(cell) == shown
