"""What a cell is, for every format."""

import datetime as dt
import math
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy

from foundation.exports.table import BadCell, Column, Link, Table, half_widths
from tests.makers.exports import table, wall

TAIPEI = ZoneInfo("Asia/Taipei")


def cell(kind: str, value: object) -> object:
    return next(table([[value]], kind=kind).cells())[0]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("text", "臺東", "臺東"),
        ("text", "", None),
        ("text", " \n\u3000", None),
        ("text", None, None),
        ("text", 0, "0"),
        ("text", gettext_lazy("未填"), "未填"),
        ("text", "a\r\nb\rc", "a\nb\nc"),
        ("text", "a\x00b\x1fc\ud800d\ufffee\tf", "abcde\tf"),
        ("text", "\x07", None),
        ("text", "\x07 ", None),
        ("code", "007", "007"),
        ("integer", 0, 0),
        ("integer", 3.0, 3),
        ("integer", Decimal(4), 4),
        ("integer", "不適用", "不適用"),
        ("decimal", 0.5, 0.5),
        ("percent", Decimal("0.25"), Decimal("0.25")),
        ("date", dt.date(2026, 6, 1), dt.date(2026, 6, 1)),
        ("date", wall("2026-06-01T23:30"), dt.date(2026, 6, 1)),
        ("date", dt.datetime(2026, 5, 31, 16, 0, tzinfo=dt.UTC), dt.date(2026, 6, 1)),
        ("datetime", dt.datetime(2026, 6, 1, 1, 2, 3, 999999, tzinfo=dt.UTC), wall("2026-06-01T09:02:03")),
        ("datetime", dt.datetime(2026, 6, 1, 9, 0, tzinfo=TAIPEI), wall("2026-06-01T09:00")),
        ("bool", False, False),
        ("link", "https://example.org", Link("https://example.org", "https://example.org")),
        ("link", Link("方案", "https://example.org"), Link("方案", "https://example.org")),
        ("link", Link(" ", "https://example.org"), None),
        ("link", "", None),
    ],
)
def test_a_value_becomes_a_cell_of_its_column(kind: str, value: object, expected: object) -> None:
    found = cell(kind, value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("integer", True),
        ("integer", 1.5),
        ("integer", math.inf),
        ("decimal", math.nan),
        ("decimal", Decimal("NaN")),
        ("percent", False),
        ("date", 20260601),
        ("datetime", dt.date(2026, 6, 1)),
        ("bool", 1),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_place(kind: str, value: object) -> None:
    rows = table([[None], [value]], kind=kind).cells()
    assert next(rows) == [None]
    with pytest.raises(BadCell, match=r"table 名單, row 2: .*column 'value'"):
        next(rows)


@pytest.mark.parametrize("row", [[], [1, 2]])
def test_a_row_of_another_width_is_refused(row: list[int]) -> None:
    with pytest.raises(BadCell, match=f"row 1: {len(row)} values for 1 columns"):
        next(table([row]).cells())


def test_a_table_needs_columns_with_keys_of_their_own() -> None:
    for columns in ([], [Column("a", "甲"), Column("a", "乙")]):
        with pytest.raises(ValueError, match="keys of their own"):
            Table("名單", "名單", columns, [])
    with pytest.raises(ValueError, match="unknown kind"):
        Column("a", "甲", "colour")


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        (Column("a", "甲"), None, "未填"),
        (Column("a", "甲", missing="不適用"), "", "不適用"),
        (Column("a", "甲", missing=""), None, ""),
        (Column("a", "甲", "integer"), 0, "0"),
        (Column("a", "甲", "integer"), 1234567, "1,234,567"),
        (Column("a", "甲", "decimal"), 1234.56, "1,234.6"),
        (Column("a", "甲", "percent"), 0.815, "81.5%"),
        (Column("a", "甲", "percent", decimals=0), Decimal(1), "100%"),
        (Column("a", "甲", "date"), dt.date(2026, 6, 1), "115/06/01"),
        (Column("a", "甲", "date"), dt.date(1905, 6, 1), "1905-06-01"),
        (Column("a", "甲", "datetime"), wall("2026-06-01T09:05"), "115/06/01 09:05"),
        (Column("a", "甲", "bool"), True, "是"),
        (Column("a", "甲", "link"), Link("方案", "https://example.org"), "方案"),
    ],
)
def test_a_value_as_people_read_it(column: Column, value: object, expected: str) -> None:
    assert column.shown(value) == expected


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("date", dt.date(2026, 6, 1), "2026-06-01"),
        ("date", dt.date(1905, 6, 1), "1905-06-01"),
        ("datetime", wall("2026-06-01T09:05"), "2026-06-01 09:05"),
    ],
)
def test_a_date_in_an_english_file_is_gregorian(kind: str, value: object, expected: str) -> None:
    with translation.override("en"):
        assert Column("a", "A", kind).shown(value) == expected


def test_a_column_is_wide_enough_for_its_heading() -> None:
    assert half_widths("目的A") == 5
    assert Column("a", "甲", "integer").shown_width == 9
    assert Column("a", "目的事業主管機關", "integer").shown_width == 20
    assert Column("a", "長" * 99).shown_width == 60
    assert Column("a", "長" * 99, width=12).shown_width == 12
