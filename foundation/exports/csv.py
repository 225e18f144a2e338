"""CSV for spreadsheets and for programs: UTF-8 with a byte order mark, CRLF, one table.

The mark lets Excel recognise the Chinese text. Dates are ISO 8601 and numbers plain, because a CSV is read by
machines at least as often as by people.

**The guard.** A CSV carries no types, so a spreadsheet would run a text that begins like a formula. Such a text gets
an apostrophe in front (`foundation.taiwan.formulas`); typed numbers do not. The import side takes it off again, so
that the round trip gives the text back.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal
from typing import BinaryIO

from django.utils.translation import gettext as _

from foundation.taiwan.formulas import guarded

from .table import Cell, Link, Table, text_cell

CONTENT_TYPE = "text/csv; charset=utf-8"


def write(table: Table, stream: BinaryIO, *, encoding: str = "utf-8-sig") -> None:
    """Write the table, row by row.

    Args:
        table: its rows are read once.
        stream: anything that takes bytes; it stays open.
        encoding: another one where an older program wants it, as Python calls it.

    Raises:
        BadCell: a row does not fit its columns.
        UnicodeEncodeError: the encoding lacks a character.
    """
    text = io.TextIOWrapper(stream, encoding=encoding, newline="", write_through=False)
    try:
        rows = csv.writer(text, lineterminator="\r\n")
        rows.writerow([guarded(str(text_cell(str(column.label)) or column.key)) for column in table.columns])
        missing = [guarded(str(text_cell(str(column.missing)) or "")) for column in table.columns]
        field = _field(_("是"), _("否"))
        for row in table.cells():
            rows.writerow([absent if cell is None else field(cell) for cell, absent in zip(row, missing, strict=True)])
        text.flush()
    finally:
        text.detach()


def _field(yes: str, no: str) -> Callable[[Cell | Link], object]:
    def field(cell: Cell | Link) -> object:
        if isinstance(cell, str):
            return guarded(cell)
        if isinstance(cell, Link):
            return guarded(cell.text)
        if isinstance(cell, bool):
            return yes if cell else no
        if isinstance(cell, dt.datetime):
            return cell.isoformat(sep=" ")
        return format(cell, "f") if isinstance(cell, Decimal) else cell

    return field
