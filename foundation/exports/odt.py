"""ODT documents from a few kinds of blocks: letters and reports that the reader may go on editing.

The blocks become real headings, tables with repeated head rows and styles with names, so that a county can change
the whole document's look in its own word processor, and a screen reader finds its way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal
from xml.sax.saxutils import quoteattr

from . import opendocument, sheets
from .imprint import Imprint
from .odt_parts import TEXT_WIDTH, styles_xml
from .opendocument import DECLARATION, NAMESPACES, VERSION, inline
from .package import Package, Sink
from .table import MISSING, Column, Link, Table, text_cell

CONTENT_TYPE = "application/vnd.oasis.opendocument.text"
ParagraphStyle = Literal["body", "title", "subtitle", "lead", "quote", "note"]
_STYLE_NAMES = {
    "body": "Text_20_body", "title": "Title", "subtitle": "Subtitle", "lead": "Lead", "quote": "Quotations",
    "note": "Note",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that stands in the outline; level 1 to 3."""

    text: object
    level: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 3:
            raise ValueError(f"a heading has level 1 to 3, not {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line end stays one. What is missing reads 未填."""

    text: object
    style: ParagraphStyle = "body"


@dataclass(frozen=True, slots=True)
class Points:
    """A list, numbered where the order counts."""

    items: Sequence[object]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values in two columns: 主辦單位, 時間, 地點."""

    pairs: Sequence[tuple[object, object]]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins on a new page."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Lines to sign on, side by side, each with who signs."""

    labels: Sequence[object]


# A `Table` is a block too: its title is the caption, its head row comes again on every page.
Block = Heading | Paragraph | Points | Facts | Table | PageBreak | Signatures


def write(blocks: Sequence[Block], stream: BinaryIO, *, imprint: Imprint, header: str = "", note: str = "") -> None:
    """Write the blocks as one A4 document.

    Args:
        blocks: in reading order.
        stream: seekable, such as a temporary file.
        imprint: document properties; the title is not printed by itself (put a `Paragraph(…, "title")`).
        header: stands at the top of every page.
        note: stands at the foot of every page, beside 第 x 頁，共 y 頁.

    Raises:
        BadCell: a table's row does not fit its columns.
    """
    with Package(stream) as package:
        opendocument.start(package, CONTENT_TYPE)
        package.add("meta.xml", opendocument.meta(imprint))
        package.add("styles.xml", styles_xml(imprint, header=header, note=note))
        package.add("settings.xml", opendocument.settings())
        with package.part("content.xml") as sink:
            _content(blocks, sink)


def _content(blocks: Sequence[Block], sink: Sink) -> None:
    tables = [(number, block) for number, block in enumerate(blocks) if isinstance(block, Table)]
    sink.write(
        f'{DECLARATION}<office:document-content {NAMESPACES} office:version="{VERSION}">{opendocument.FONTS}'
        f"<office:automatic-styles>{''.join(_automatic(tables))}</office:automatic-styles><office:body><office:text>"
    )
    new_page = False
    for number, block in enumerate(blocks):
        if isinstance(block, PageBreak):
            new_page = True
            continue
        for piece in _block(block, number, "-page" if new_page else ""):
            sink.write(piece)
        new_page = False
    sink.write("</office:text></office:body></office:document-content>")


def _block(block: Block, number: int, page: str) -> Iterator[str]:
    """The XML of one block; `page` is the ending of the styles that begin a new page."""
    if isinstance(block, Heading):
        yield (
            f'<text:h text:style-name="Heading_20_{block.level}{page}" text:outline-level="{block.level}">'
            f"{_text(block.text)}</text:h>"
        )
    elif isinstance(block, Paragraph):
        yield _paragraph(block.text, f"{_STYLE_NAMES[block.style]}{page}")
    elif isinstance(block, Points):
        name = "Numbers" if block.numbered else "Points"
        yield f'<text:list text:style-name="{name}">'
        for index, item in enumerate(block.items):
            yield f"<text:list-item>{_paragraph(item, 'List' + ('' if index else page))}</text:list-item>"
        yield "</text:list>"
    elif isinstance(block, Facts):
        yield _open(f"facts{number}", f"Facts{page}", ["facts-name", "facts-value"])
        for fact, value in block.pairs:
            cells = _cell(fact, "cell", "Table_20_Heading") + _cell(value, "cell", "Table_20_Contents")
            yield f'<table:table-row table:style-name="row">{cells}</table:table-row>'
        yield "</table:table>"
    elif isinstance(block, Signatures):
        # A narrow empty column between two lines keeps them apart.
        columns = ["signature", "gap"] * len(block.labels)
        yield _open(f"signatures{number}", f"Facts{page}", columns[:-1])
        cells = "<table:table-cell/>".join(_cell(label, "line", "Table_20_Contents") for label in block.labels)
        yield f'<table:table-row table:style-name="signing">{cells}</table:table-row></table:table>'
    elif isinstance(block, Table):
        yield from _table(block, number, page)


def _table(table: Table, number: int, page: str) -> Iterator[str]:
    yield _paragraph(table.title, f"Caption{page}")
    yield _open(f"table{number}", "Facts", [f"table{number}-{index}" for index in range(len(table.columns))])
    heads = "".join(_cell(column.label, "head", "Table_20_Heading") for column in table.columns)
    yield (
        f'<table:table-header-rows><table:table-row table:style-name="row">{heads}</table:table-row>'
        "</table:table-header-rows>"
    )
    for row in table.cells():
        cells = "".join(
            _cell(
                cell if isinstance(cell, Link) else column.shown(cell),
                "cell",
                _contents_style(column, cell),
                column.missing,
            )
            for column, cell in zip(table.columns, row, strict=True)
        )
        yield f'<table:table-row table:style-name="row">{cells}</table:table-row>'
    yield "</table:table>"


def _contents_style(column: Column, cell: object) -> str:
    """Numbers stand to the right, so that their places line up."""
    right = column.kind in ("integer", "decimal", "percent") and not isinstance(cell, str) and cell is not None
    return "Table_20_Figures" if right else "Table_20_Contents"


def _open(name: str, style: str, columns: Sequence[str]) -> str:
    inner = "".join(f'<table:table-column table:style-name="{column}"/>' for column in columns)
    return f"<table:table table:name={quoteattr(name)} table:style-name={quoteattr(style)}>{inner}"


def _cell(value: object, style: str, paragraph: str, missing: object = MISSING) -> str:
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">'
        f"{_paragraph(value, paragraph, missing)}</table:table-cell>"
    )


def _paragraph(value: object, style: str, missing: object = MISSING) -> str:
    return f'<text:p text:style-name="{style}">{_text(value, missing)}</text:p>'


def _text(value: object, missing: object = MISSING) -> str:
    cell = text_cell(value)
    if isinstance(cell, Link):
        uri = sheets.address(cell.url)
        if uri is not None:
            return f'<text:a xlink:type="simple" xlink:href={quoteattr(uri)}>{inline(cell.text)}</text:a>'
        return inline(cell.text)
    return inline(str(missing) if cell is None else str(cell))


def _automatic(tables: Sequence[tuple[int, Table]]) -> Iterator[str]:
    """Styles that only this document needs: beginnings of pages, and the tables' columns in proportion."""
    for parent in (*_STYLE_NAMES.values(), "List", "Caption", *(f"Heading_20_{level}" for level in (1, 2, 3))):
        yield (
            f'<style:style style:name="{parent}-page" style:family="paragraph" style:parent-style-name="{parent}">'
            '<style:paragraph-properties fo:break-before="page"/></style:style>'
        )
    for name, extra in (("Facts", ""), ("Facts-page", ' fo:break-before="page"')):
        yield (
            f'<style:style style:name="{name}" style:family="table"><style:table-properties table:align="margins" '
            f'style:width="{TEXT_WIDTH}cm" fo:margin-bottom="0.4cm"{extra}/></style:style>'
        )
    columns = {"facts-name": 4.0, "facts-value": TEXT_WIDTH - 4.0, "signature": 5.0, "gap": 0.6}
    for number, table in tables:
        whole = sum(column.shown_width for column in table.columns)
        columns |= {
            f"table{number}-{index}": TEXT_WIDTH * column.shown_width / whole
            for index, column in enumerate(table.columns)
        }
    for name, width in columns.items():
        yield (
            f'<style:style style:name="{name}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{width:.3f}cm" style:rel-column-width="{width * 1000:.0f}*"/></style:style>'
        )
    for name, properties in (("row", 'fo:keep-together="always"'), ("signing", 'style:min-row-height="1.8cm"')):
        yield (
            f'<style:style style:name="{name}" style:family="table-row"><style:table-row-properties {properties}/>'
            "</style:style>"
        )
    thin, strong = "0.5pt solid #dcd8ce", "1pt solid #1f3f54"
    for name, look in (
        ("cell", f'fo:border-bottom="{thin}"'),
        ("head", f'fo:border-bottom="{strong}" fo:background-color="#eff3f5" style:vertical-align="bottom"'),
        ("line", f'fo:border-bottom="{strong}" style:vertical-align="bottom"'),
    ):
        yield (
            f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties {look} '
            'fo:padding="0.12cm"/></style:style>'
        )
