"""The named styles of our ODT documents, and the page they stand on."""

from __future__ import annotations

from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from .imprint import Imprint
from .opendocument import DECLARATION, FONTS, NAMESPACES, VERSION, font, inline, language

# A4 is 21 cm wide; the margins are those of the printed report.
MARGIN = 2.1
TEXT_WIDTH = 21 - 2 * MARGIN
_INK, _SOFT = "#1d2429", "#47453f"


def styles_xml(imprint: Imprint, *, header: str, note: str) -> str:
    """`styles.xml`: what every paragraph looks like, and the page with its header and footer."""
    return (
        f'{DECLARATION}<office:document-styles {NAMESPACES} office:version="{VERSION}">{FONTS}<office:styles>'
        f'<style:default-style style:family="paragraph"><style:paragraph-properties fo:orphans="2" fo:widows="2" '
        'style:line-break="strict" style:punctuation-wrap="hanging"/>'
        f'<style:text-properties {font("Serif")} {_size(11)} fo:color="{_INK}" {language(imprint)}/>'
        "</style:default-style>"
        '<style:default-style style:family="table"><style:table-properties table:border-model="collapsing"/>'
        "</style:default-style>"
        '<style:style style:name="Standard" style:family="paragraph" style:class="text"/>'
        + _style("Text_20_body", "Text body", 'fo:line-height="160%" fo:margin-bottom="0.25cm"')
        + _style("Lead", "Lead", 'fo:line-height="165%" fo:margin-bottom="0.4cm"', _size(12.5))
        + _style("Title", "Title", 'fo:margin-bottom="0.2cm" fo:line-height="130%"', _bold(24))
        + _style("Subtitle", "Subtitle", 'fo:margin-bottom="0.8cm"', f'{font("Sans")} {_size(12)} fo:color="{_SOFT}"')
        + _style(
            "Quotations", "Quotations",
            'fo:margin="0.4cm" fo:padding-left="0.4cm" fo:border-left="3pt solid #0b7167" fo:line-height="160%"',
            _size(12),
        )
        + _style("Note", "Note", 'fo:margin-top="0.1cm"', f'{font("Sans")} {_size(9)} fo:color="{_SOFT}"')
        + _style("List", "List", 'fo:line-height="150%" fo:margin-bottom="0.1cm"')
        + _style(
            "Caption", "Caption", 'fo:keep-with-next="always" fo:margin-top="0.3cm" fo:margin-bottom="0.1cm"', _bold(10)
        )
        + _style("Table_20_Contents", "Table Contents", 'fo:line-height="135%"', f'{font("Sans")} {_size(9.5)}')
        + _style(
            "Table_20_Figures", "Table Figures", 'fo:line-height="135%" fo:text-align="end"',
            f'{font("Sans")} {_size(9.5)}',
        )
        + _style("Table_20_Heading", "Table Heading", 'fo:line-height="135%"', f'{_bold(9.5)} fo:color="{_SOFT}"')
        + _style("Header", "Header", "", f'{font("Sans")} {_size(8.5)} fo:color="{_SOFT}"')
        + _footer_style()
        + "".join(_heading(level, size) for level, size in ((1, 18), (2, 14), (3, 11.5)))
        + _lists()
        + "</office:styles><office:automatic-styles>"
        + _page_layout()
        + "</office:automatic-styles>"
        + _master_page(header, note)
        + "</office:document-styles>"
    )  # fmt: skip


def _size(points: float) -> str:
    return f'fo:font-size="{points:g}pt" style:font-size-asian="{points:g}pt" style:font-size-complex="{points:g}pt"'


def _bold(points: float) -> str:
    return f'{font("Sans")} {_size(points)} fo:font-weight="bold" style:font-weight-asian="bold"'


def _style(name: str, shown: str, paragraph: str = "", text: str = "") -> str:
    return (
        f'<style:style style:name="{name}" style:display-name="{shown}" style:family="paragraph" '
        f'style:parent-style-name="Standard" style:class="text"><style:paragraph-properties {paragraph}/>'
        f"<style:text-properties {text}/></style:style>"
    )


def _heading(level: int, size: float) -> str:
    return (
        f'<style:style style:name="Heading_20_{level}" style:display-name="Heading {level}" style:family="paragraph" '
        f'style:parent-style-name="Standard" style:next-style-name="Text_20_body" style:class="text" '
        f'style:default-outline-level="{level}"><style:paragraph-properties fo:keep-with-next="always" '
        f'fo:margin-top="{0.9 - level * 0.15:.2f}cm" fo:margin-bottom="0.2cm" fo:line-height="135%"/>'
        f"<style:text-properties {_bold(size)}/></style:style>"
    )


def _footer_style() -> str:
    return (
        '<style:style style:name="Footer" style:family="paragraph" style:parent-style-name="Standard">'
        f'<style:paragraph-properties><style:tab-stops><style:tab-stop style:position="{TEXT_WIDTH}cm" '
        f'style:type="right"/></style:tab-stops></style:paragraph-properties><style:text-properties {font("Sans")} '
        f'{_size(8.5)} fo:color="{_SOFT}"/></style:style>'
    )


def _lists() -> str:
    place = (
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.6cm" '
        'fo:margin-left="0.8cm"/></style:list-level-properties>'
    )
    return (
        '<text:list-style style:name="Points"><text:list-level-style-bullet text:level="1" text:bullet-char="•">'
        f'{place}</text:list-level-style-bullet></text:list-style><text:list-style style:name="Numbers">'
        f'<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix=".">{place}'
        "</text:list-level-style-number></text:list-style>"
    )


def _page_layout() -> str:
    return (
        '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" '
        'style:print-orientation="portrait" fo:margin-top="1.4cm" fo:margin-bottom="1.2cm" '
        f'fo:margin-left="{MARGIN}cm" fo:margin-right="{MARGIN}cm"/><style:header-style>'
        '<style:header-footer-properties fo:min-height="1cm" fo:margin-bottom="0.4cm"/></style:header-style>'
        '<style:footer-style><style:header-footer-properties fo:min-height="0.9cm" fo:margin-top="0.3cm"/>'
        "</style:footer-style></style:page-layout>"
    )


def _master_page(header: str, note: str) -> str:
    page = escape(_("第 %(page)s 頁，共 %(pages)s 頁")) % {
        "page": '<text:page-number text:select-page="current">1</text:page-number>',
        "pages": "<text:page-count>1</text:page-count>",
    }
    return (
        '<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"><style:header>'
        f'<text:p text:style-name="Header">{inline(header)}</text:p></style:header><style:footer>'
        f'<text:p text:style-name="Footer">{inline(note)}<text:tab/>{page}</text:p></style:footer></style:master-page>'
        "</office:master-styles>"
    )
