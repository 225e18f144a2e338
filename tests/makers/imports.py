"""Sheets as people send them: a spec with boring fields, and files of every kind made from plain rows."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from foundation.imports import cells
from foundation.imports.spec import Field, Spec

KINDS = {"業務承辦": "officer", "機關業務承辦": "officer", "志推中心": "centre", "幹部": "leader", "單位幹部": "leader"}
HEADING = ("姓名", "服務單位", "身分")
ROW_OF_ODS = "<table:table-row><table:table-cell><text:p>王小明</text:p></table:table-cell></table:table-row>"
PEOPLE = (("王小明", "臺東縣政府社會處", "業務承辦"), ("李大華", "海線據點", "幹部"))


def a_spec(**changes: Any) -> Spec:
    """Participants: name and kind are required, name and unit tell people apart."""
    given: dict[str, Any] = {
        "name": "participants",
        "fields": (
            Field(key="name", label="姓名", parse=cells.text(longest=20), required=True, example="王小明"),
            Field(key="unit", label="服務單位", parse=cells.text(), aliases=("單位", "機關", "單位全銜"), default=""),
            Field(key="kind", label="身分", parse=cells.choice(KINDS), aliases=("參加身分", "類別"), required=True),
            Field(key="phone", label="電話", parse=cells.phone, aliases=("聯絡電話", "手機"), default=""),
            Field(key="day", label="報名日期", parse=cells.day),
        ),
        "positional": True,
        "key": lambda values: (values["name"], values["unit"]),
    }
    return Spec(**(given | changes))


def a_xlsx(*rows: Sequence[Any], sheets: Mapping[str, Sequence[Sequence[Any]]] | None = None) -> bytes:
    """An XLSX file of one sheet, or of several by name; a name starting with `hidden` is hidden."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, content in (sheets or {"工作表1": rows}).items():
        sheet = book.create_sheet(name)
        if name.startswith("hidden"):
            sheet.sheet_state = "hidden"
        for number, row in enumerate(content, 1):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def a_csv(*rows: Sequence[str], encoding: str = "utf-8", separator: str = ",", end: str = "\r\n") -> bytes:
    """A CSV file in an encoding."""
    return end.join(separator.join(row) for row in rows).encode(encoding)


def a_package(members: Mapping[str, bytes]) -> bytes:
    """A ZIP package of the given members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return stream.getvalue()


def add_member(package: bytes, name: str, content: bytes) -> bytes:
    """The same package with one member more."""
    stream = io.BytesIO(package)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return stream.getvalue()


def an_ods(table: str) -> bytes:
    """An ODS file whose one table has this content (XML of rows)."""
    namespaces = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"' for prefix in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {namespaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="名單">{table}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    return a_package(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b'<?xml version="1.0"?><manifest/>',
        }
    )
