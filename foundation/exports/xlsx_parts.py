"""The small parts of an XLSX file around its sheets: styles, properties, the workbook and its relationships."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from .imprint import Imprint
from .sheets import letters

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml"

RELATIONSHIPS_OPEN = f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
RELATIONSHIPS_CLOSE = "</Relationships>"

WRONG = "FFD9D0"
"""What is to be mended stands on this: a light red on which the text stays readable, and a grey on black and white."""
# Built into every reader: 49 is Text, 3 is #,##0.
_TEXT, _WHOLE, _FIRST_OWN = 49, 3, 164
# The date is a real date; `[$-404]e` shows its year as the ROC year, and the cell's edit line the Gregorian one.
_DATE, _DATETIME = "[$-404]e/mm/dd", "[$-404]e/mm/dd hh:mm"


class Styles:
    """The cell formats that the sheets turn out to need, numbered as they are asked for."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, int, bool], int] = {("general", 0, False): 0}
        self._formats: dict[str, int] = {}

    def of(self, kind: str, decimals: int = 0, *, quoted: bool = False) -> int:
        """The number of the format of a kind of cell (a column's kind, `header`, `missing` or `wrong`).

        `quoted` is Excel's own mark of a text that somebody typed with an apostrophe in front; the apostrophe is no
        part of the text.
        """
        places = decimals if kind in ("decimal", "percent") else 0
        return self._numbers.setdefault((kind, places, quoted), len(self._numbers))

    def _format(self, kind: str, places: int) -> int:
        if kind in ("text", "code", "link", "header", "missing", "wrong"):
            return _TEXT
        if kind == "integer":
            return _WHOLE
        # LibreOffice shows these words for true and false; Excel shows its own.
        yes, no = _("是"), _("否")
        digits = "0" + ("." + "0" * places if places else "")
        code = {
            "decimal": f"#,##{digits}", "percent": f"{digits}%", "date": _DATE, "datetime": _DATETIME,
            "bool": f'"{yes}";"{yes}";"{no}"',
        }.get(kind)  # fmt: skip
        return self._formats.setdefault(code, _FIRST_OWN + len(self._formats)) if code else 0

    def xml(self) -> str:
        """The style sheet."""
        font = {"header": 1, "link": 2, "missing": 3}
        cells = []
        for kind, places, quoted in self._numbers:
            quote = ' quotePrefix="1"' if quoted else ""
            wrap = ' wrapText="1"' if kind in ("text", "header", "link", "wrong") else ""
            place = "center" if kind == "header" else "top"
            box = 1 if kind == "header" else 0
            fill = {"header": 2, "wrong": 3}.get(kind, 0)
            cells.append(
                f'<xf numFmtId="{self._format(kind, places)}" fontId="{font.get(kind, 0)}" fillId="{fill}" '
                f'borderId="{box}" xfId="0"{quote} applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" '
                f'applyAlignment="1"><alignment vertical="{place}"{wrap}/></xf>'
            )
        own = "".join(
            f'<numFmt numFmtId="{number}" formatCode={quoteattr(code)}/>' for code, number in self._formats.items()
        )
        own = f'<numFmts count="{len(self._formats)}">{own}</numFmts>' if own else ""
        fonts = "".join(
            f'<font>{marks}<sz val="11"/>{color}<name val="Microsoft JhengHei"/><family val="2"/>'
            '<charset val="136"/></font>'
            for marks, color in (
                ("", ""),
                ("<b/>", '<color rgb="FF173142"/>'),
                ("<u/>", '<color rgb="FF1C557B"/>'),
                ("", '<color rgb="FF625F58"/>'),
            )
        )
        return (
            f'{_DECLARATION}<styleSheet xmlns="{_SPREADSHEET}">{own}<fonts count="4">{fonts}</fonts>'
            '<fills count="4"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid">'
            '<fgColor rgb="FFDDE6EB"/><bgColor indexed="64"/></patternFill></fill>'
            f'<fill><patternFill patternType="solid"><fgColor rgb="FF{WRONG}"/>'
            '<bgColor indexed="64"/></patternFill></fill></fills>'
            '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left/><right/><top/>'
            '<bottom style="thin"><color rgb="FF1F3F54"/></bottom><diagonal/></border></borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="{len(cells)}">{"".join(cells)}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
        )


def content_types(count: int) -> str:
    """`[Content_Types].xml` of a workbook with so many sheets."""
    parts = {
        "/xl/workbook.xml": f"{_MIME}.sheet.main+xml",
        "/xl/styles.xml": f"{_MIME}.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    } | {f"/xl/worksheets/sheet{number}.xml": f"{_MIME}.worksheet+xml" for number in range(1, count + 1)}
    inner = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{inner}</Types>'
    )


def relationship(key: str, kind: str, target: str, *, external: bool = False) -> str:
    """One relationship of a part, by the last word of its type in ECMA-376."""
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{key}" Type="{_OFFICE}/relationships/{kind}" Target={quoteattr(target)}{mode}/>'


def package_relationships() -> str:
    """Where the workbook and its properties lie in the package."""
    return (
        RELATIONSHIPS_OPEN
        + relationship("rId1", "officeDocument", "xl/workbook.xml")
        + f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" '
        'Target="docProps/core.xml"/>' + RELATIONSHIPS_CLOSE
    )


def workbook_relationships(count: int) -> str:
    """What the workbook consists of: its sheets, then the style sheet."""
    numbers = range(1, count + 1)
    sheets = [relationship(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    styles = relationship(f"rId{count + 1}", "styles", "styles.xml")
    return RELATIONSHIPS_OPEN + "".join(sheets) + styles + RELATIONSHIPS_CLOSE


def workbook(names: Sequence[str], widths: Sequence[int], rows: Sequence[int]) -> str:
    """The workbook part: the sheets' names, their filtered areas, and the heading repeated on every printed page."""
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>' for number, name in enumerate(names, 1)
    )
    filters, titles = [], []
    for index, (name, width, last) in enumerate(zip(names, widths, rows, strict=True)):
        quoted = escape("'" + name.replace("'", "''") + "'")
        filters.append(
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">'
            f"{quoted}!$A$1:${letters(width - 1)}${last}</definedName>"
        )
        titles.append(f'<definedName name="_xlnm.Print_Titles" localSheetId="{index}">{quoted}!$1:$1</definedName>')
    return (
        f'{_DECLARATION}<workbook xmlns="{_SPREADSHEET}" xmlns:r="{_OFFICE}/relationships">'
        '<bookViews><workbookView activeTab="0"/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{''.join(filters + titles)}</definedNames></workbook>"
    )


def core_properties(imprint: Imprint) -> str:
    """Title, author, subject, language and date of the file."""
    when = imprint.created_utc()
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{when}</dcterms:{name}>' for name in ("created", "modified") if when
    )
    return (
        f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(imprint.title)}</dc:title><dc:subject>{escape(imprint.subject)}</dc:subject>"
        f"<dc:creator>{escape(imprint.creator)}</dc:creator>"
        f"<cp:lastModifiedBy>{escape(imprint.creator)}</cp:lastModifiedBy>{dates}"
        f"<dc:language>{escape(imprint.short_language)}</dc:language></cp:coreProperties>"
    )
