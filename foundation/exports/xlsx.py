"""XLSX, written as a stream: several tables, one sheet each, in the memory of a few rows.

A library builds an object for every cell and takes ten times as long. What is written here is the plain core of
ECMA-376: inline strings, one style sheet, no shared strings, no formulas.

**No text can become a formula.** A text is always a string cell (`t="inlineStr"`) with the number format Text (@),
exactly as it was given: Excel and LibreOffice do not evaluate it. Where it begins like a formula its format also has
Excel's mark of a quoted text (`quotePrefix`), so that it stays text when somebody enters the cell again or formats it
as a number first. No apostrophe stands in the text itself, because it could then not be read back as it was written.
Only a CSV that somebody saves *from* the spreadsheet loses that protection; whoever needs CSV takes ours (`csv.py`),
which guards such texts.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import IO, BinaryIO
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from foundation.taiwan.formulas import TRIGGERS, starts_formula

from . import sheets
from .imprint import Imprint
from .package import Package, PartTooLarge, Sink
from .table import Cell, Column, Link, Table, TooManyRows, half_widths, shown, text_cell
from .xlsx_parts import (
    RELATIONSHIPS_CLOSE,
    RELATIONSHIPS_OPEN,
    Styles,
    content_types,
    core_properties,
    package_relationships,
    relationship,
    workbook,
    workbook_relationships,
)

CELL_LIMIT = 32_767
# Excel opens a sheet with at most this many links.
LINK_LIMIT = 65_530
# Whole numbers beyond this lose digits in a spreadsheet, so they are written as text.
_EXACT = 2**53
_ROWS_AT_ONCE = 256
_SPOOL = 1 << 18
# What `_text` must look at: markup, blanks that may stand at an end, an underscore that may begin an escape.
_SPECIAL = re.compile("[&<>_\\s]")
# A character beyond the first plane counts twice in Excel, so half the limit is always safe.
_SHORT = CELL_LIMIT // 2
# Excel reads _x000D_ in a text as a control character; a text that says just that must be told apart.
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_EPOCH = dt.date(1899, 12, 30).toordinal()
# Excel believes in a 29 February 1900: earlier days would be one off, and are written as text.
_FIRST_DAY = dt.date(1900, 3, 1)

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write(tables: Sequence[Table], stream: BinaryIO, *, imprint: Imprint | None = None) -> None:
    """Write the tables into one workbook.

    Args:
        tables: at least one; their rows are read once, sheet by sheet.
        stream: seekable, such as a temporary file.
        imprint: document properties; without it the title of the first table.

    Raises:
        TooManyRows: a table does not fit a sheet.
        BadCell: a row does not fit its columns.
    """
    if not tables:
        raise ValueError("a workbook needs a table")
    imprint = imprint or Imprint(title=str(tables[0].title))
    names = sheets.names(table.name for table in tables)
    styles = Styles()
    rows: list[int] = []
    with Package(stream) as package:
        package.add("[Content_Types].xml", content_types(len(tables)))
        package.add("_rels/.rels", package_relationships())
        package.add("docProps/core.xml", core_properties(imprint))
        for number, table in enumerate(tables, 1):
            with Links() as links:
                try:
                    with package.part(f"xl/worksheets/sheet{number}.xml") as sink:
                        rows.append(_sheet(table, sink, styles, links, first=number == 1, taken=imprint.taken))
                except PartTooLarge as error:
                    message = _("「%(table)s」太大，Excel 打不開。請先篩選，分次下載，或改下載 CSV。")
                    raise TooManyRows(message % {"table": table.title}) from error
                if links.count:
                    with package.part(f"xl/worksheets/_rels/sheet{number}.xml.rels") as sink:
                        links.write_targets(sink)
        package.add("xl/styles.xml", styles.xml())
        package.add("xl/workbook.xml", workbook(names, [len(table.columns) for table in tables], rows))
        package.add("xl/_rels/workbook.xml.rels", workbook_relationships(len(tables)))


class Links:
    """The links of one sheet: they belong after its rows, so they wait in two temporary files."""

    def __init__(self) -> None:
        self.count = 0
        self._places = tempfile.SpooledTemporaryFile(_SPOOL, "w+", encoding="utf-8")  # noqa: SIM115  closed below
        self._targets = tempfile.SpooledTemporaryFile(_SPOOL, "w+", encoding="utf-8")  # noqa: SIM115  closed below

    def __enter__(self) -> Links:
        return self

    def __exit__(self, *_: object) -> None:
        self._places.close()
        self._targets.close()

    def add(self, place: str, url: str) -> bool:
        """Let the cell lead to the address; False where it cannot, and stays plain text."""
        uri = sheets.address(url)
        if uri is None or self.count >= LINK_LIMIT:
            return False
        self.count += 1
        self._places.write(f'<hyperlink ref="{place}" r:id="rId{self.count}"/>')
        self._targets.write(relationship(f"rId{self.count}", "hyperlink", uri, external=True))
        return True

    def write_places(self, sink: Sink) -> None:
        """Which cells are links: stands at the end of the sheet."""
        if self.count:
            sink.write("<hyperlinks>")
            _pour(self._places, sink)
            sink.write("</hyperlinks>")

    def write_targets(self, sink: Sink) -> None:
        """Where they lead: a part of its own."""
        sink.write(RELATIONSHIPS_OPEN)
        _pour(self._targets, sink)
        sink.write(RELATIONSHIPS_CLOSE)


def _pour(source: IO[str], sink: Sink) -> None:
    source.seek(0)
    while piece := source.read(_SPOOL):
        sink.write(piece)


def _sheet(table: Table, sink: Sink, styles: Styles, links: Links, *, first: bool, taken: str) -> int:
    """Write one sheet; the answer is its number of rows, heading included."""
    columns = table.columns
    width = len(columns)
    refs = [sheets.letters(index) for index in range(width)]
    sink.write(_head(table, refs, first=first))
    heads = [str(text_cell(str(column.label)) or column.key) for column in columns]
    sink.write(
        '<row r="1">'
        + "".join(
            f'<c r="{ref}1{_typed(styles, "header", head)}{_text(head)}</c>'
            for ref, head in zip(refs, heads, strict=True)
        )
        + "</row>"
    )
    writers = [_writer(column, ref, styles, links) for column, ref in zip(columns, refs, strict=True)]
    number = 1
    block: list[str] = []
    for number, row in enumerate(table.sheet_cells(), 2):
        block.append(f'<row r="{number}">')
        cells = [put(cell, number) for put, cell in zip(writers, row, strict=True)]
        for place in table.wrong.get(number - 2, ()):
            cells[place] = _wrong(columns[place], refs[place], number, row[place], styles)
        block += cells
        block.append("</row>")
        if not number % _ROWS_AT_ONCE:
            sink.write("".join(block))
            block.clear()
    sink.write("".join(block))
    sink.write(f'</sheetData><autoFilter ref="A1:{refs[-1]}{number}"/>')
    links.write_places(sink)
    sink.write(_tail(table, taken))
    return number


def _writer(column: Column, ref: str, styles: Styles, links: Links) -> Callable[[Cell | Link, int], str]:
    """The function that writes a cell of this column in a given row."""
    text_kind = "code" if column.kind == "code" else "text"
    own_style = styles.of(column.kind, column.decimals)
    missing = str(text_cell(str(column.missing)) or "")
    absent = f"{_typed(styles, 'missing', missing)}{_text(missing)}</c>" if missing else None
    start = f'<c r="{ref}'
    as_text = _typed(styles, text_kind, "")
    as_number = f'" s="{own_style}"><v>'
    as_bool = f'" s="{own_style}" t="b"><v>'

    def put(cell: Cell | Link, row: int) -> str:
        kind = type(cell)
        if kind is str:
            if len(cell) < _SHORT and cell[0] not in TRIGGERS and _SPECIAL.search(cell) is None:  # type: ignore[arg-type,index]
                return f"{start}{row}{as_text}<is><t>{cell}</t></is></c>"
            return f"{start}{row}{_typed(styles, text_kind, cell)}{_text(cell)}</c>"  # type: ignore[arg-type]
        if cell is None:
            return f"{start}{row}{absent}" if absent else ""
        if kind is int and not -_EXACT <= cell <= _EXACT:  # type: ignore[operator]
            return f"{start}{row}{_typed(styles, text_kind, str(cell))}{_text(str(cell))}</c>"
        if isinstance(cell, dt.date):
            value = serial(cell)
            if value is None:
                return f"{start}{row}{as_text}{_text(cell.isoformat())}</c>"
            return f"{start}{row}{as_number}{value}</v></c>"
        if kind is bool:
            return f"{start}{row}{as_bool}{cell:d}</v></c>"
        if isinstance(cell, Link):
            style = "link" if links.add(f"{ref}{row}", cell.url) else text_kind
            return f"{start}{row}{_typed(styles, style, cell.text)}{_text(cell.text)}</c>"
        return (
            f"{start}{row}{as_number}{cell:f}</v></c>" if kind is Decimal else f"{start}{row}{as_number}{cell}</v></c>"
        )

    return put


def _wrong(column: Column, ref: str, row: int, cell: Cell | Link, styles: Styles) -> str:
    """A cell that is to be mended: coloured, as text, whatever its column holds."""
    if cell is None:
        return f'<c r="{ref}{row}" s="{styles.of("wrong")}"/>'
    text = shown(cell, column)
    return f'<c r="{ref}{row}{_typed(styles, "wrong", text)}{_text(text)}</c>'


def _typed(styles: Styles, kind: str, text: str) -> str:
    """What stands between a string cell's place and its text: its format, quoted where it begins like a formula."""
    return f'" s="{styles.of(kind, quoted=starts_formula(text))}" t="inlineStr">'


def serial(when: dt.date) -> str | None:
    """The day as Excel counts it, a time as a fraction of it; None before March 1900."""
    if isinstance(when, dt.datetime):
        if when.date() < _FIRST_DAY:
            return None
        seconds = when.hour * 3600 + when.minute * 60 + when.second
        return repr(when.toordinal() - _EPOCH + seconds / 86400)
    return None if when < _FIRST_DAY else str(when.toordinal() - _EPOCH)


def _text(text: str) -> str:
    """A text as an inline string, cut where Excel would call the file damaged."""
    if len(text) > _SHORT and len(text.encode("utf-16-le")) // 2 > CELL_LIMIT:
        text = shortened(text)
    if "&" in text or "<" in text or ">" in text:
        text = escape(text)
    if "_x" in text:
        text = _ESCAPED.sub("_x005F_", text)
    if text != text.strip():
        return f'<is><t xml:space="preserve">{text}</t></is>'
    return f"<is><t>{text}</t></is>"


def shortened(text: str) -> str:
    """The beginning of a text that is too long for an Excel cell, with a sentence that says so."""
    note = _("…（全文 %(length)s 字，超過 Excel 一格的上限，其餘未列；完整內容見 ODS 或 CSV。）")
    note %= {"length": len(text)}
    room = (CELL_LIMIT - len(note)) * 2
    return text.encode("utf-16-le")[:room].decode("utf-16-le", errors="ignore") + note


def _head(table: Table, refs: Sequence[str], *, first: bool) -> str:
    frozen = min(table.frozen_columns, len(refs) - 1)
    corner = f"{sheets.letters(frozen)}2"
    pane = "bottomRight" if frozen else "bottomLeft"
    across = f'xSplit="{frozen}" ' if frozen else ""
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{column.shown_width:g}" customWidth="1"/>'
        for number, column in enumerate(table.columns, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView tabSelected="{first:d}" workbookViewId="0">'
        f'<pane {across}ySplit="1" topLeftCell="{corner}" activePane="{pane}" state="frozen"/>'
        f'<selection pane="{pane}" activeCell="{corner}" sqref="{corner}"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="16"/><cols>{widths}</cols><sheetData>'
    )


def _tail(table: Table, taken: str) -> str:
    wide = sum(column.shown_width for column in table.columns) > half_widths("字" * 45)
    title = escape(str(table.title).replace("&", "&&"))
    mark = f"&amp;L&amp;8{escape(' ' + taken.replace('&', '&&'))}" if taken else ""
    page = _("第 %(page)s 頁，共 %(pages)s 頁") % {"page": "&P", "pages": "&N"}
    return (
        '<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="9" orientation="{"landscape" if wide else "portrait"}" fitToHeight="0"/>'
        f"<headerFooter><oddHeader>&amp;L{title}</oddHeader><oddFooter>{mark}&amp;R{escape(page)}</oddFooter>"
        "</headerFooter>"
        "</worksheet>"
    )
