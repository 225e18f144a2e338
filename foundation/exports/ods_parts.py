"""The parts of an ODS file around its cells: styles, page, and what stays in sight when one scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from .imprint import Imprint
from .opendocument import DECLARATION, FONTS, NAMESPACES, VERSION, font, language
from .opendocument import settings as document_settings
from .table import Column, Table
from .xlsx_parts import WRONG

# One half-width character of the 10.5 pt sans face.
_CENTIMETRES = 0.2
_COLORS = {"header": "#173142", "link": "#1c557b", "missing": "#625f58"}
# A4 upright holds about this many half-width characters.
_UPRIGHT = 90


class Styles:
    """The automatic styles of one document: a cell style for each kind of value, a column style for each width."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tables
        self._widths: dict[float, str] = {}
        self._cells: dict[tuple[str, int], str] = {}
        for table in tables:
            for column in table.columns:
                self.cell(column)
                self.column(column)

    def cell(self, column: Column) -> str:
        """Name of the style of this column's own cells."""
        places = column.decimals if column.kind in ("decimal", "percent") else 0
        name = f"{column.kind}{places}" if places else column.kind
        return self._cells.setdefault((column.kind, places), name)

    def column(self, column: Column) -> str:
        """Name of the style that gives this column its width."""
        return self._widths.setdefault(column.shown_width, f"width{len(self._widths) + 1}")

    def xml(self) -> str:
        """All of them, data formats first."""
        formats, cells = [], []
        for (kind, places), name in self._cells.items():
            if kind not in ("text", "code", "link"):
                formats.append(_format(kind, places, f"format-{name}"))
                cells.append(_cell(name, f"format-{name}"))
        formats.append('<number:text-style style:name="format-text"><number:text-content/></number:text-style>')
        cells += [_cell(name, "format-text") for name in ("text", "code", "link", "header", "missing", "wrong")]
        widths = (
            f'<style:style style:name="{name}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{width * _CENTIMETRES + 0.2:.2f}cm"/></style:style>'
            for width, name in self._widths.items()
        )
        pages = (
            f'<style:style style:name="sheet{number}" style:family="table" style:master-page-name='
            f'"{"upright" if sum(column.shown_width for column in table.columns) <= _UPRIGHT else "wide"}">'
            '<style:table-properties table:display="true"/></style:style>'
            for number, table in enumerate(self._tables, 1)
        )
        row = (
            '<style:style style:name="row" style:family="table-row"><style:table-row-properties '
            'style:use-optimal-row-height="true"/></style:style>'
        )
        return "".join([*formats, *cells, *widths, *pages, row])


def _cell(name: str, data_format: str) -> str:
    wrap = ' fo:wrap-option="wrap"' if name in ("text", "link", "header", "wrong") else ""
    box = {
        "header": ' fo:background-color="#dde6eb" fo:border-bottom="0.75pt solid #1f3f54"',
        "wrong": f' fo:background-color="#{WRONG.lower()}"',
    }.get(name, "")
    bold = ' fo:font-weight="bold" style:font-weight-asian="bold"' if name == "header" else ""
    line = ' style:text-underline-style="solid" style:text-underline-width="auto"' if name == "link" else ""
    color = f' fo:color="{_COLORS[name]}"' if name in _COLORS else ""
    text = f"<style:text-properties{bold}{line}{color}/>" if bold or line or color else ""
    return (
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default" '
        f'style:data-style-name="{data_format}"><style:table-cell-properties style:vertical-align='
        f'"{"middle" if name == "header" else "top"}"{wrap}{box}/>{text}</style:style>'
    )


def _format(kind: str, places: int, name: str) -> str:
    """The data format of a kind of cell. Dates are real dates shown with their ROC year."""
    number = f'<number:number number:decimal-places="{places}" number:min-decimal-places="{places}" '
    if kind in ("integer", "decimal"):
        return (
            f'<number:number-style style:name="{name}">{number}number:min-integer-digits="1" number:grouping="true"/>'
            "</number:number-style>"
        )
    if kind == "percent":
        return (
            f'<number:percentage-style style:name="{name}">{number}number:min-integer-digits="1"/>'
            "<number:text>%</number:text></number:percentage-style>"
        )
    if kind == "bool":
        return (
            f'<number:number-style style:name="{name}P0" style:volatile="true"><number:text>{escape(_("是"))}'
            f'</number:text></number:number-style><number:number-style style:name="{name}"><number:text>'
            f'{escape(_("否"))}</number:text><style:map style:condition="value()!=0" '
            f'style:apply-style-name="{name}P0"/></number:number-style>'
        )
    clock = (
        '<number:text> </number:text><number:hours number:style="long"/><number:text>:</number:text>'
        '<number:minutes number:style="long"/>'
        if kind == "datetime"
        else ""
    )
    return (
        f'<number:date-style style:name="{name}" number:language="zh" number:country="TW">'
        '<number:year number:calendar="ROC"/><number:text>/</number:text>'
        '<number:month number:style="long" number:calendar="ROC"/><number:text>/</number:text>'
        f'<number:day number:style="long" number:calendar="ROC"/>{clock}</number:date-style>'
    )


def styles_xml(imprint: Imprint) -> str:
    """`styles.xml`: the default cell with its font and language, and A4 pages in both directions."""
    layouts, masters = [], []
    page = _("第 %(page)s 頁，共 %(pages)s 頁")
    footer = escape(page) % {
        "page": "<text:page-number>1</text:page-number>",
        "pages": "<text:page-count>1</text:page-count>",
    }
    mark = f"<text:p>{escape(imprint.taken)}</text:p>" if imprint.taken else ""
    for name, width, height, way in (("upright", 21, 29.7, "portrait"), ("wide", 29.7, 21, "landscape")):
        layouts.append(
            f'<style:page-layout style:name="layout-{name}"><style:page-layout-properties fo:page-width="{width}cm" '
            f'fo:page-height="{height}cm" style:print-orientation="{way}" fo:margin="1.3cm" style:scale-to-X="1" '
            'style:scale-to-Y="0" style:print-page-order="ltr"/>'
            '<style:header-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-bottom="0.2cm"/>'
            '</style:header-style><style:footer-style><style:header-footer-properties fo:min-height="0.8cm" '
            'fo:margin-top="0.2cm"/></style:footer-style></style:page-layout>'
        )
        masters.append(
            f'<style:master-page style:name="{name}" style:page-layout-name="layout-{name}"><style:header>'
            f"<text:p>{escape(imprint.title)}</text:p></style:header><style:footer>{mark}<text:p>{footer}</text:p>"
            "</style:footer></style:master-page>"
        )
    return (
        f'{DECLARATION}<office:document-styles {NAMESPACES} office:version="{VERSION}">{FONTS}<office:styles>'
        f'<style:default-style style:family="table-cell"><style:text-properties {font("Sans")} fo:font-size="10.5pt" '
        f'style:font-size-asian="10.5pt" {language(imprint)}/></style:default-style>'
        '<style:style style:name="Default" style:family="table-cell"/></office:styles>'
        f"<office:automatic-styles>{''.join(layouts)}</office:automatic-styles>"
        f"<office:master-styles>{''.join(masters)}</office:master-styles></office:document-styles>"
    )


def settings(names: Sequence[str], frozen: Sequence[int]) -> str:
    """`settings.xml`: in every sheet the heading (and the first columns, where asked) stay in sight."""

    def item(name: str, kind: str, value: object) -> str:
        return f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'

    entries = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(name)}>"
        + item("CursorPositionX", "int", 0)
        + item("CursorPositionY", "int", 1)
        + item("HorizontalSplitMode", "short", 2 if columns else 0)
        + item("VerticalSplitMode", "short", 2)
        + item("HorizontalSplitPosition", "int", columns)
        + item("VerticalSplitPosition", "int", 1)
        + item("ActiveSplitRange", "short", 3 if columns else 2)
        + item("PositionLeft", "int", 0)
        + item("PositionRight", "int", columns)
        + item("PositionTop", "int", 0)
        + item("PositionBottom", "int", 1)
        + "</config:config-item-map-entry>"
        for name, columns in zip(names, frozen, strict=True)
    )
    return document_settings(
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        "<config:config-item-map-entry>"
        + item("ViewId", "string", "view1")
        + f'<config:config-item-map-named config:name="Tables">{entries}</config:config-item-map-named>'
        + item("ActiveTable", "string", escape(names[0]))
        + "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
    )
