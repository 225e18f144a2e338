"""Tables to write, and readers that say what stands in a written file."""

from __future__ import annotations

import datetime as dt
import io
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from foundation.exports.table import Column, Table


def wall(text: str) -> dt.datetime:
    """A time as it stands on the wall, without a zone: `2026-06-01T09:05`."""
    return dt.datetime.fromisoformat(text)


def table(
    rows: Iterable[Sequence[object]], *, kind: str = "text", name: str = "名單", columns: Sequence[Column] | None = None
) -> Table:
    """A table of one column, unless columns are given."""
    return Table(name, f"{name}一覽", columns or [Column("value", "值", kind)], rows)


def written(writer: Any, *tables: Table, **options: Any) -> bytes:
    """The bytes that a spreadsheet writer (`xlsx`, `ods`) makes of tables."""
    stream = io.BytesIO()
    writer.write(tables, stream, **options)
    return stream.getvalue()


def by_calamine(data: bytes, sheet: int = 0) -> list[list[Any]]:
    """The rows below the heading, as calamine reads them; whole numbers come back as whole."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)
    return [[_whole(value) for value in row] for row in rows[1:]]


def by_openpyxl(data: bytes, sheet: int = 0) -> list[list[Any]]:
    """The rows below the heading, as openpyxl reads them; midnight comes back as a day."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    rows = list(book.worksheets[sheet].iter_rows(values_only=True))[1:]
    book.close()
    return [[_day(_whole(value)) for value in row] for row in rows]


def by_odfdo(data: bytes, sheet: int = 0) -> list[list[Any]]:
    """The rows below the heading, as odfdo reads the typed values."""
    from odfdo import Document

    rows = Document(io.BytesIO(data)).body.get_table(sheet).get_values()[1:]
    return [[_day(_whole(value)) for value in row] for row in rows]


def _whole(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, float | Decimal):
        return value
    return int(value) if value == int(value) else float(value)


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, dt.datetime) and value.time() == dt.time() else value


def boxes(pdf: bytes) -> list[str]:
    """Glyphs drawn by the PDF that its embedded fonts do not have, as `font: glyph`; empty when no box is printed.

    Reads what is really drawn (the hexadecimal glyph numbers of the text operators) and looks every number up in
    the embedded font program.
    """
    from fontTools.ttLib import TTFont
    from pypdf import PdfReader

    found, programs = [], {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        fonts = (page["/Resources"].get_object().get("/Font") or {}).get_object()
        for name, glyphs in _drawn(page.get_contents().get_data().decode("latin-1")):
            if name not in programs:
                descriptor = (
                    fonts[name].get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
                )
                data = next(descriptor[key] for key in ("/FontFile2", "/FontFile3", "/FontFile") if key in descriptor)
                programs[name] = TTFont(io.BytesIO(data.get_object().get_data()))["maxp"].numGlyphs
            found += [f"{name}: {glyph}" for glyph in glyphs if not 0 < glyph < programs[name]]
    return found


def _drawn(content: str) -> Iterator[tuple[str, list[int]]]:
    """Font and glyph numbers of every text that a content stream draws."""
    font = ""
    for selected, text in re.findall(r"(/\S+) [\d.]+ Tf|(\[[^\]]*\] TJ|<[0-9a-fA-F]*> Tj)", content):
        font = selected or font
        digits = "".join(re.findall("<([0-9a-fA-F]*)>", text))
        if digits:
            yield font, [int(digits[start : start + 4], 16) for start in range(0, len(digits), 4)]


def lines(document: Any) -> list[tuple[int, str, bool]]:
    """Every line of text in the bodies of WeasyPrint's pages: page, words, and whether it lies inside the text area.

    Running heads and footers stand in the margins on purpose and are left out; half a millimetre (2 px of 96 to the
    inch) is forgiven, for punctuation that hangs.
    """
    from weasyprint.formatting_structure.boxes import TextBox

    found = []
    for number, page in enumerate(document.pages, 1):
        sheet = page._page_box
        left, top = sheet.content_box_x(), sheet.content_box_y()
        right, bottom = left + sheet.width, top + sheet.height
        for box in sheet.children[0].descendants():
            if isinstance(box, TextBox) and box.text.strip():
                inside = left - 2 <= box.position_x and box.position_x + box.width <= right + 2
                inside = inside and top - 2 <= box.position_y and box.position_y + box.height <= bottom + 2
                found.append((number, box.text, inside))
    return found


def words_beyond(pdf: bytes, margin: float) -> list[str]:
    """Words of a PDF that stand nearer to the right edge than `margin` (mm), as `page: word`; needs poppler-utils."""
    said = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    found, page, edge = [], 0, 0.0
    for line in said.splitlines():
        if size := re.search(r'<page width="([\d.]+)"', line):
            page, edge = page + 1, float(size[1]) - margin * 72 / 25.4
        elif (word := re.search(r'xMax="([\d.]+)" yMax="[\d.]+">(.*)</word>', line)) and float(word[1]) > edge + 1:
            found.append(f"{page}: {word[2]}")
    return found
