"""`export.xlsx` and `export.ods`: 100,000 rows of twelve columns through the export door.

Two references: openpyxl's write-only mode, which is what one would take, and a bare stream, which is what one cannot
go below: the same typed cells put into a zip file as fast as Python formats them, with no checks of any kind.
"""

from __future__ import annotations

import datetime as dt
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from benchmarks.measure import Run
from benchmarks.rows import Goal, Result, row

NOW = dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC)
KINDS = (
    "code", "text", "text", "text", "integer", "integer", "decimal", "percent", "date", "datetime", "bool", "text",
)  # fmt: skip
LEVEL = 2  # as foundation.exports.package


@row("export.xlsx")
def xlsx(run: Run) -> Iterator[Result]:
    """An XLSX export against openpyxl and against the bare stream."""
    yield from _measured(run, "xlsx", _bare_xlsx)


@row("export.ods")
def ods(run: Run) -> Iterator[Result]:
    """An ODS export against openpyxl (which writes XLSX: the usual way to a table) and against the bare stream."""
    yield from _measured(run, "ods", _bare_ods)


def _measured(run: Run, suffix: str, bare: Callable[[Sequence[Sequence[Any]]], object]) -> Iterator[Result]:
    rows = _rows(run.size(small=300, full=100_000))
    run.database()
    through_the_door = _door(rows, suffix)
    ours, usual, least = run.interleaved(
        through_the_door, lambda: _openpyxl(rows), lambda: bare(rows), rounds=1 if run.scale == "small" else 3
    )
    note = f"{len(rows):,} 列 × {len(KINDS)} 欄"
    yield Result(figure=ours, reference=usual, unit="s", goal=Goal(ratio_at_most=1.1), note=f"{note}，對照 openpyxl")
    yield Result(
        part="stream", figure=ours, reference=least, unit="s", goal=Goal(ratio_at_most=1.5), note=f"{note}，對照裸串流"
    )
    yield Result(part="memory", figure=run.peak_mib(through_the_door), unit="MiB", goal=Goal(at_most=60), note=note)


@cache
def _rows(count: int) -> list[tuple[Any, ...]]:
    day, moment = dt.date(2026, 1, 1), dt.datetime(2026, 6, 1, 9, 0)  # noqa: DTZ001  the time on the wall
    needs = ("社區據點志工訓練不足", "無障礙交通接送", "督導兼任，一人帶太多志工", "=守則 & <辦法>")
    return [
        (
            f"TTT-115-{number:06}",
            f"{needs[number % 4]}（第 {number} 件）",
            "臺東縣政府社會處" if number % 9 else None,
            needs[number % 3],
            number,
            number % 60,
            number / 7,
            number % 100 / 100,
            day + dt.timedelta(days=number % 365),
            moment + dt.timedelta(minutes=number),
            number % 2 == 0,
            "縱谷到站",
        )
        for number in range(count)
    ]


def _door(rows: Sequence[Sequence[Any]], suffix: str) -> Callable[[], object]:
    """What `views.download` does once the request is understood: find, make, audit."""
    from foundation.accounts.models import Membership, User
    from foundation.accounts.roles import Permission, Role
    from foundation.exports import registry
    from foundation.exports.table import Column, Table

    columns = [Column(f"c{number}", f"欄位 {number}", kind) for number, kind in enumerate(KINDS, 1)]

    class Measured(registry.Export):
        key = "measured"
        label = "量測"
        permission = Permission.SEE_PLANS

        def tables(self, user: User, **params: Any) -> Sequence[Table]:
            return [Table("量測", "量測", columns, rows)]

    user, _ = User.objects.get_or_create(email="exports@example.org", defaults={"name": "量測"})
    Membership.objects.get_or_create(user=user, role=Role.ASSOCIATION, defaults={"starts_on": NOW.date()})
    assert user.access  # read the roles now: they are not what is measured  # noqa: S101

    def make() -> None:
        with tempfile.TemporaryFile() as stream:
            registry.make(registry.find("measured", user), stream, suffix=suffix, by=user, now=NOW)

    return make


def _openpyxl(rows: Sequence[Sequence[Any]]) -> None:
    """The usual way: write-only mode, formats on dates and percents, a frozen and filtered heading."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("量測")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:L{len(rows) + 1}"
    sheet.append([f"欄位 {number}" for number in range(1, len(KINDS) + 1)])
    for values in rows:
        cells: list[Any] = ["未填" if value is None else value for value in values]
        percent = WriteOnlyCell(sheet, cells[7])
        percent.number_format = "0.0%"
        # A text that begins like a formula becomes one, unless it is told not to.
        text = WriteOnlyCell(sheet, cells[1])
        text.data_type = "s"
        cells[7], cells[1] = percent, text
        sheet.append(cells)
    with tempfile.TemporaryFile() as stream:
        book.save(stream)


def _bare_xlsx(rows: Sequence[Sequence[Any]]) -> None:
    day_one = dt.date(1899, 12, 30).toordinal()

    def line(number: int, values: Sequence[Any]) -> str:
        cells = []
        for letter, value in zip("ABCDEFGHIJKL", values, strict=True):
            if isinstance(value, str):
                cells.append(f'<c r="{letter}{number}" s="1" t="inlineStr"><is><t>{escape(value)}</t></is></c>')
            elif isinstance(value, dt.datetime):
                seconds = value.hour * 3600 + value.minute * 60 + value.second
                cells.append(
                    f'<c r="{letter}{number}" s="3"><v>{value.toordinal() - day_one + seconds / 86400}</v></c>'
                )
            elif isinstance(value, dt.date):
                cells.append(f'<c r="{letter}{number}" s="2"><v>{value.toordinal() - day_one}</v></c>')
            elif isinstance(value, bool):
                cells.append(f'<c r="{letter}{number}" t="b"><v>{value:d}</v></c>')
            elif value is not None:
                cells.append(f'<c r="{letter}{number}"><v>{value}</v></c>')
        return f'<row r="{number}">{"".join(cells)}</row>'

    _bare(rows, line)


def _bare_ods(rows: Sequence[Sequence[Any]]) -> None:
    start, end = "<table:table-cell office:value-type=", "</text:p></table:table-cell>"

    def line(number: int, values: Sequence[Any]) -> str:
        cells = []
        for value in values:
            if isinstance(value, str):
                cells.append(f'{start}"string" table:style-name="text"><text:p>{escape(value)}{end}')
            elif isinstance(value, dt.date):
                said = value.isoformat()
                cells.append(f'{start}"date" table:style-name="date" office:date-value="{said}"><text:p>{said}{end}')
            elif isinstance(value, bool):
                cells.append(f'{start}"boolean" office:boolean-value="{str(value).lower()}"><text:p>{value}{end}')
            elif value is None:
                cells.append("<table:table-cell/>")
            else:
                cells.append(f'{start}"float" office:value="{value}"><text:p>{value:,}{end}')
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    _bare(rows, line)


def _bare(rows: Sequence[Sequence[Any]], line: Callable[[int, Sequence[Any]], str]) -> None:
    with (
        tempfile.TemporaryFile() as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as out,
        out.open("sheet.xml", "w") as part,
    ):
        for begin in range(0, len(rows), 256):
            part.write("".join(map(line, range(begin + 2, begin + 258), rows[begin : begin + 256])).encode())
