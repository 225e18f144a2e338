"""From bytes to grids of cells: ODS, XLSX, XLS, CSV, or pasted text. What cannot be read is refused in a sentence.

The file's name is never trusted; its content decides. Row numbers are the file's own (the first row is 1), so that a
problem can be found where it stands.
"""

from dataclasses import replace
from typing import IO

from django.utils.translation import gettext as _

from foundation.imports.delimited import grid_of, pasted_grid, text_of
from foundation.imports.grid import LIMITS, Grid, Limits, Unreadable
from foundation.imports.workbooks import OLE, PACKAGE, sheets_of, too_many_rows
from foundation.taiwan.formulas import unguarded


def read_file(source: IO[bytes] | bytes, *, limits: Limits = LIMITS) -> list[Grid]:
    """Every sheet of a file that holds anything. Raises `Unreadable`."""
    return [_unguarded(grid) for grid in _grids_of(_bytes(source, limits), limits)]


def _grids_of(data: bytes, limits: Limits) -> list[Grid]:
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable("empty", _("檔案是空的。請確認選對檔案，再上傳一次。"))
    if data.startswith((PACKAGE, OLE)):
        return sheets_of(data, limits)
    _refuse_other_formats(data)
    return [_within(grid_of(text_of(data)), limits)]


def read_text(pasted: str, *, columns: int = 1, limits: Limits = LIMITS) -> list[Grid]:
    """Pasted text as one grid; `columns` is how many cells a line without separators may be cut into."""
    if len(pasted) > limits.megabytes << 20:
        raise Unreadable("size", _("貼上的內容太長。請分成幾次貼上。"))
    if not pasted.strip():
        raise Unreadable("empty", _("這裡還沒有內容。請從試算表複製名單，貼在這裡。"))
    return [_unguarded(_within(pasted_grid(pasted, columns), limits))]


def _unguarded(grid: Grid) -> Grid:
    """The same cells without the mark that our own CSV files put before a text like +886 (and spreadsheets keep)."""
    rows = [[unguarded(cell) if isinstance(cell, str) else cell for cell in row] for row in grid.rows]
    return replace(grid, rows=rows)


def _bytes(source: IO[bytes] | bytes, limits: Limits) -> bytes:
    most = limits.megabytes << 20
    data = source if isinstance(source, bytes) else source.read(most + 1)
    if len(data) > most:
        raise Unreadable(
            "size",
            _("檔案超過 %(most)s MB。請刪去圖片和用不到的工作表，或分成幾個檔案。") % {"most": limits.megabytes},
        )
    return data


def _refuse_other_formats(data: bytes) -> None:
    """Refuse by their first bytes what is often sent instead of a sheet, each with its own cure."""
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf"):
        raise Unreadable("kind", _("這是 PDF，讀不出表格。請上傳原來的試算表（.ods、.xlsx、.xls、.csv）。"))
    if start.startswith((b"\x89png", b"\xff\xd8\xff", b"gif8", b"riff")):
        raise Unreadable("kind", _("這是圖片，讀不出表格。請上傳試算表（.ods、.xlsx、.xls、.csv）。"))
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"{\\rtf")):
        raise Unreadable(
            "kind", _("這個檔案其實是網頁或文件，不是試算表。請用試算表開啟，另存成 .xlsx 或 .ods 再上傳。")
        )


def _within(grid: Grid, limits: Limits) -> Grid:
    if len(grid.rows) > limits.rows:
        raise Unreadable("rows", too_many_rows("", len(grid.rows), limits))
    widest = max((len(row) for row in grid.rows), default=0)
    if widest > limits.columns:
        raise Unreadable(
            "columns",
            _("有一列拆成 %(number)s 欄，最多 %(most)s 欄。請檢查分隔符號和引號。")
            % {"number": f"{widest:,}", "most": limits.columns},
        )
    return grid
