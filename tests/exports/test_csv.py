"""CSV: what Excel opens is readable and harmless, and comes back as it was."""

import csv as stdlib_csv
import datetime as dt
import io
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from foundation.exports import csv
from foundation.exports.table import Column, Link, Table, text_cell
from foundation.taiwan.formulas import unguarded
from tests.makers.exports import table, wall


def made(given_table: Table) -> bytes:
    stream = io.BytesIO()
    csv.write(given_table, stream)
    assert not stream.closed
    return stream.getvalue()


def rows_of(data: bytes) -> list[list[str]]:
    return list(stdlib_csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_excel_can_tell_its_encoding_and_lines() -> None:
    assert made(table([["臺東"], [None]])) == "\ufeff值\r\n臺東\r\n未填\r\n".encode()


def test_values_are_plain() -> None:
    kinds = ("integer", "decimal", "percent", "date", "datetime", "bool", "link")
    row = [
        -5, Decimal("1E+3"), 0.5, dt.date(2026, 6, 1), wall("2026-06-01T09:05"), False,
        Link("=方案", "https://example.org"),
    ]  # fmt: skip
    data = made(table([row], columns=[Column(kind, kind, kind) for kind in kinds]))
    assert rows_of(data)[1] == ["-5", "1000", "0.5", "2026-06-01", "2026-06-01 09:05:00", "否", "'=方案"]


@given(st.text())
def test_any_text_comes_back_and_starts_no_formula(text: str) -> None:
    field = rows_of(made(table([[text]])))[1][0]
    assert field.lstrip()[:1] not in set("=+-@＝＋－＠")
    assert unguarded(field) == (text_cell(text) or "未填")


def test_headings_are_guarded_too() -> None:
    assert rows_of(made(table([], columns=[Column("a", "=1+1"), Column("b", "乙")])))[0] == ["'=1+1", "乙"]
