"""CSV files and pasted text: which letters they are in, and where one cell ends.

CSV from Taiwanese offices comes as UTF-8 with and without its mark, as Big5 (code page 950), and as the UTF-16 that
Excel calls Unicode text. Pasted text comes from a sheet (tabs), a letter (、 or ，), or a list of names, one a line.
"""

import csv
import io
import re
from collections.abc import Sequence

from django.utils.translation import gettext as _

from foundation.imports.grid import Grid, Unreadable
from foundation.imports.workbooks import other_kind

_FILE_SEPARATORS = ("\t", ",", ";")
_PASTED_SEPARATORS = ("\t", ",", "，", "、", ";", "；", "|")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f]")


def text_of(data: bytes) -> str:
    """The text of a CSV file. Raises `Unreadable` with the place when the bytes are in no known encoding."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data:
        raise Unreadable("kind", other_kind())
    else:
        encodings = ("utf-8-sig", "cp950", "big5hkscs")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _UNPRINTABLE.search(text):
            return text
        raise Unreadable("kind", other_kind())
    raise Unreadable(
        "encoding",
        _("第 %(line)s 行有讀不出來的字。請用試算表開啟，另存成「CSV UTF-8」，再上傳一次。")
        % {"line": _bad_line(data)},
    )


def grid_of(text: str) -> Grid:
    """The rows of a CSV file. Raises `Unreadable` for a quotation mark that is never closed."""
    lines = text.splitlines()
    # The one-line declaration that Excel understands.
    declared = re.fullmatch(r"sep=(.)", lines[0]) if lines else None
    separator = declared[1] if declared else _separator(lines, _FILE_SEPARATORS) or ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows: list[list[str]] = list(reader)
    except csv.Error as broken:
        raise Unreadable(
            "quotes",
            _("第 %(line)s 行附近的雙引號沒有成對，讀不出欄位。請補上或刪去那個雙引號，再上傳一次。")
            % {"line": max(reader.line_num, 1)},
        ) from broken
    if declared:
        rows[0] = []
    return Grid([list(row) for row in rows])


def pasted_grid(text: str, columns: int) -> Grid:
    """The rows of pasted text.

    Cut at the separator that most lines share; without one, at blanks into at most `columns` cells; a list of names
    stays a list of names. Quotation marks count only where they come in pairs.
    """
    lines = text.splitlines()
    separator = _separator(lines, _PASTED_SEPARATORS)
    if separator is None:
        return Grid([list(_cut_at_blanks(line, columns)) for line in lines])
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        rows = list(csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE))
    return Grid([list(row) for row in rows])


def _cut_at_blanks(line: str, columns: int) -> list[str]:
    """At most `columns` cells of a line. A blank after a single first character stays: 「王　明」 is one name."""
    line = line.strip()
    if not line:
        return []
    if columns <= 1:
        return [line]
    kept = re.match(r"[\u3400-\u9fff]\s+\S+", line)
    start = kept.end() if kept else 0
    first, *rest = re.split(r"\s+", line[start:], maxsplit=columns - 1)
    return [line[:start] + first, *rest]


def _separator(lines: Sequence[str], candidates: Sequence[str]) -> str | None:
    """The candidate that stands in the most of the first lines; among equals the one named first."""
    sample = [line for line in lines if line.strip()][:50]
    counted = {mark: sum(mark in line for line in sample) for mark in candidates}
    best = max(candidates, key=lambda mark: counted[mark])
    # A comma in one remark among many lines separates nothing.
    return best if counted[best] * 2 >= len(sample) and counted[best] else None


def _bad_line(data: bytes) -> int:
    """The first line that is neither UTF-8 nor Big5."""
    for number, line in enumerate(data.split(b"\n"), 1):
        for encoding in ("utf-8", "cp950"):
            try:
                line.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
        else:
            return number
    return 1
