"""ODS, written as a stream: several tables, one sheet each, in the memory of a few rows.

The usual libraries build the whole document first and need a thousand times the memory. As in `xlsx.py` no text can
become a formula: it is a string cell in the format Text, exactly as given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from . import opendocument, sheets
from .imprint import Imprint
from .ods_parts import Styles, settings, styles_xml
from .opendocument import DECLARATION, NAMESPACES, VERSION, exact, paragraphs
from .package import Package, PartTooLarge, Sink
from .table import Cell, Column, Link, Table, TooManyRows, shown, speaker, text_cell

CONTENT_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
# Whole numbers beyond this lose digits in a spreadsheet, so they are written as text.
_EXACT = 2**53
_ROWS_AT_ONCE = 256


def write(tables: Sequence[Table], stream: BinaryIO, *, imprint: Imprint | None = None) -> None:
    """Write the tables into one spreadsheet document.

    Args:
        tables: at least one; their rows are read once, sheet by sheet.
        stream: seekable, such as a temporary file.
        imprint: document properties; without it the title of the first table.

    Raises:
        TooManyRows: a table does not fit a sheet.
        BadCell: a row does not fit its columns.
    """
    if not tables:
        raise ValueError("a spreadsheet needs a table")
    imprint = imprint or Imprint(title=str(tables[0].title))
    names = sheets.names(table.name for table in tables)
    with Package(stream) as package:
        opendocument.start(package, CONTENT_TYPE)
        package.add("meta.xml", opendocument.meta(imprint))
        package.add("styles.xml", styles_xml(imprint))
        package.add("settings.xml", settings(names, [table.frozen_columns for table in tables]))
        try:
            with package.part("content.xml") as sink:
                _content(tables, names, sink)
        except PartTooLarge as error:
            message = _("「%(table)s」太大，試算表軟體打不開。請先篩選，分次下載，或改下載 CSV。")
            raise TooManyRows(message % {"table": tables[0].title}) from error


def _content(tables: Sequence[Table], names: Sequence[str], sink: Sink) -> None:
    styles = Styles(tables)
    sink.write(
        f'{DECLARATION}<office:document-content {NAMESPACES} office:version="{VERSION}">{opendocument.FONTS}'
        f"<office:automatic-styles>{styles.xml()}</office:automatic-styles><office:body><office:spreadsheet>"
    )
    areas = []
    for number, (table, name) in enumerate(zip(tables, names, strict=True), 1):
        rows = _sheet(table, name, sink, styles, number)
        quoted = "'" + name.replace("'", "''") + "'"
        area = f"{quoted}.A1:{quoted}.{sheets.letters(len(table.columns) - 1)}{rows}"
        areas.append(
            # Under this name LibreOffice takes the range for the sheet's own filter, not for a named table.
            f'<table:database-range table:name="__Anonymous_Sheet_DB__{number - 1}" '
            f"table:target-range-address={quoteattr(area)} "
            'table:display-filter-buttons="true"/>'
        )
    sink.write(
        f"<table:database-ranges>{''.join(areas)}</table:database-ranges></office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def _sheet(table: Table, name: str, sink: Sink, styles: Styles, number: int) -> int:
    """Write one sheet; the answer is its number of rows, heading included."""
    widths = "".join(
        f'<table:table-column table:style-name="{styles.column(column)}" '
        f'table:default-cell-style-name="{styles.cell(column)}"/>'
        for column in table.columns
    )
    heads = "".join(
        '<table:table-cell table:style-name="header" office:value-type="string">'
        f"{paragraphs(str(text_cell(str(column.label)) or column.key))}</table:table-cell>"
        for column in table.columns
    )
    sink.write(
        f'<table:table table:name={quoteattr(name)} table:style-name="sheet{number}">{widths}'
        f'<table:table-header-rows><table:table-row table:style-name="row">{heads}</table:table-row>'
        "</table:table-header-rows>"
    )
    writers = [_writer(column) for column in table.columns]
    count = 1
    block: list[str] = []
    for count, row in enumerate(table.sheet_cells(), 2):
        block.append('<table:table-row table:style-name="row">')
        cells = [put(cell) for put, cell in zip(writers, row, strict=True)]
        for place in table.wrong.get(count - 2, ()):
            cells[place] = _wrong(table.columns[place], row[place])
        block += cells
        block.append("</table:table-row>")
        if not count % _ROWS_AT_ONCE:
            sink.write("".join(block))
            block.clear()
    sink.write("".join(block) + "</table:table>")
    return count


def _writer(column: Column) -> Callable[[Cell | Link], str]:
    """The function that writes a cell of this column."""
    missing = text_cell(str(column.missing))
    absent = (
        f'<table:table-cell table:style-name="missing" office:value-type="string">{paragraphs(str(missing))}{_END}'
        if missing
        else "<table:table-cell/>"
    )
    # A cell without a style of its own has its column's: that is every cell but the exceptional ones.
    own = column.kind in ("text", "code")
    as_text = f'<table:table-cell {"" if own else _STRAY}office:value-type="string"'
    kind, attribute = _VALUES.get(column.kind, ("float", "value"))
    start = f'<table:table-cell office:value-type="{kind}" office:{attribute}="'
    # The value is repeated as people read it, for software that does not format values itself (previews, converters).
    say, value = speaker(column), _WRITTEN.get(column.kind, str)
    special = opendocument.SPECIAL.search

    def typed(cell: Any) -> str:
        return f'{start}{value(cell)}"><text:p>{say(cell)}</text:p>{_END}'

    if column.kind in ("date", "bool"):
        # A column has few different days.
        typed = lru_cache(maxsize=4096)(typed)

    def put(cell: Cell | Link) -> str:
        if type(cell) is str:
            if special(cell) is None:
                return f"{as_text}><text:p>{cell}</text:p>{_END}"
            return f"{as_text}{exact(cell)}>{paragraphs(cell)}{_END}"
        if cell is None:
            return absent
        if type(cell) is int and not -_EXACT <= cell <= _EXACT:
            return f"{as_text}><text:p>{cell}</text:p>{_END}"
        return _link(cell, as_text) if type(cell) is Link else typed(cell)

    return put


def _wrong(column: Column, cell: Cell | Link) -> str:
    """A cell that is to be mended: coloured, as text, whatever its column holds."""
    start = '<table:table-cell table:style-name="wrong"'
    if cell is None:
        return f"{start}/>"
    text = shown(cell, column)
    return f'{start} office:value-type="string"{exact(text)}>{paragraphs(text)}{_END}'


_END = "</table:table-cell>"
_STRAY = 'table:style-name="text" '
_VALUES = {
    "percent": ("percentage", "value"), "date": ("date", "date-value"), "datetime": ("date", "date-value"),
    "bool": ("boolean", "boolean-value"),
}  # fmt: skip
_WRITTEN: dict[str, Callable[[Any], str]] = {
    "date": dt.date.isoformat, "datetime": dt.datetime.isoformat, "bool": {True: "true", False: "false"}.__getitem__,
}  # fmt: skip


def _link(link: Link, as_text: str) -> str:
    uri = sheets.address(link.url)
    if uri is None:
        return f"{as_text}{exact(link.text)}>{paragraphs(link.text)}{_END}"
    text = escape(link.text.replace("\n", " "))
    return (
        '<table:table-cell table:style-name="link" office:value-type="string"><text:p><text:a xlink:type="simple" '
        f"xlink:href={quoteattr(uri)}>{text}</text:a></text:p>{_END}"
    )
