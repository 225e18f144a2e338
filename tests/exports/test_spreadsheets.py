"""XLSX and ODS: what is written is what is read, by readers that are not ours."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from types import ModuleType
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from foundation.exports import ods, sheets, xlsx
from foundation.exports import table as tables
from foundation.exports.imprint import Imprint
from foundation.exports.table import Column, Link, Table, TooManyRows, text_cell
from foundation.taiwan.formulas import starts_formula
from tests.makers.exports import by_calamine, by_odfdo, by_openpyxl, table, wall, written

Reader = Callable[[bytes], list[list[Any]]]
READERS = [
    pytest.param(xlsx, by_openpyxl, id="xlsx-openpyxl"),
    pytest.param(xlsx, by_calamine, id="xlsx-calamine"),
    pytest.param(ods, by_calamine, id="ods-calamine"),
    pytest.param(ods, by_odfdo, id="ods-odfdo"),
]
WRITERS = [pytest.param(xlsx, id="xlsx"), pytest.param(ods, id="ods")]

VALUES: dict[str, list[object]] = {
    "text": [
        "臺東縣", "=1+1", "+886", "-5", "@x", "\t=1", "a\nb", ' "引" <b>&amp;', "  前後  ", "'", "🏞️", "a  b", "_x000D_",
    ],
    "code": ["007", "TTT-115-03", "1E5"],
    "integer": [0, -1, 1_000_000, 2**53],
    "decimal": [0.1, Decimal("-2.50"), 1e-9, 12345678.25],
    "percent": [0, 0.5, 1],
    "date": [dt.date(1900, 3, 1), dt.date(2026, 6, 1), dt.date(2100, 12, 31)],
    "datetime": [wall("2026-06-01T09:05:30"), wall("2026-12-31T23:59:59")],
    "bool": [True, False],
    "link": [Link("方案", "https://example.org/方案?a=1&b=2"), Link("不通", "javascript:alert(1)")],
}  # fmt: skip


def read_as(value: object) -> object:
    """How a written value comes back."""
    if isinstance(value, Link):
        return value.text
    if isinstance(value, Decimal):
        return float(value)
    return value


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize(("writer", "reader"), READERS)
def test_what_is_written_is_what_is_read(writer: ModuleType, reader: Reader, kind: str) -> None:
    values = VALUES[kind]
    found = reader(written(writer, table([[value] for value in values], kind=kind)))
    assert [row[0] for row in found] == [decoded(writer, reader, read_as(value)) for value in values]


def to_the_second(when: dt.datetime) -> dt.datetime:
    return when.replace(microsecond=0)


def decoded(writer: ModuleType, reader: Reader, value: object) -> object:
    """What this reader makes of a value that has more than one reading in the file.

    openpyxl does not decode the `_x005F_` with which OOXML writes a literal `_x000D_` (Excel does); odfdo shows a link
    with its address.
    """
    if reader is by_odfdo and value == "方案":
        return "[方案](https://example.org/%E6%96%B9%E6%A1%88?a=1&b=2)"
    if writer is xlsx and reader is by_openpyxl and isinstance(value, str):
        return re.sub("_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value)
    return value


@pytest.mark.parametrize(("writer", "reader"), READERS)
@given(texts=st.lists(st.text(), min_size=1, max_size=8))
@example(texts=["=cmd|' /C calc'!A0", "\x0b\x00=", "a\r\nb", "\ud800", "\t\t a \n  b ", "\x85\u2028", "_x005F_x000D_"])
def test_any_text_comes_back_as_it_was(writer: ModuleType, reader: Reader, texts: list[str]) -> None:
    found = reader(written(writer, table([[text] for text in texts])))
    expected = [decoded(writer, reader, text_cell(text) or "未填") for text in texts]
    assert [row[0] for row in found] == expected


@pytest.mark.parametrize(("writer", "reader"), READERS)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(-(2**53), 2**53),
            st.floats(-1e12, 1e12, allow_subnormal=False),
            st.dates(dt.date(1900, 3, 1), dt.date(2200, 1, 1)),
            st.datetimes(wall("1912-01-01T00:00"), wall("2200-01-01T00:00")).map(to_the_second),
            st.booleans(),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_value_comes_back_with_its_type(writer: ModuleType, reader: Reader, rows: list[tuple[Any, ...]]) -> None:
    kinds = ("integer", "decimal", "date", "datetime", "bool")
    columns = [Column(kind, kind, kind) for kind in kinds]
    found = reader(written(writer, table(rows, columns=columns)))
    for row, back in zip(rows, found, strict=True):
        whole, number, day, moment, truth = back
        assert (whole, day, truth) == (row[0], row[2], row[4])
        assert type(truth) is bool
        assert number == pytest.approx(row[1], rel=1e-12, abs=1e-300)
        assert abs(dt.datetime.combine(moment, dt.time()) - row[3] if type(moment) is dt.date else moment - row[3]) < (
            dt.timedelta(seconds=1)
        )


@pytest.mark.parametrize(("writer", "reader"), READERS)
def test_a_missing_answer_is_said_and_zero_is_zero(writer: ModuleType, reader: Reader) -> None:
    columns = [
        Column("text", "字"), Column("count", "數", "integer"), Column("rate", "率", "percent", missing="不適用"),
        Column("free", "可空", missing=""), Column("last", "末"),
    ]  # fmt: skip
    rows = [[None, None, None, None, "完"], ["", 0, 0, "  ", "完"]]
    first, second = reader(written(writer, table(rows, columns=columns)))
    assert [first[:3], second[:3]] == [["未填", "未填", "不適用"], ["未填", 0, 0]]
    assert {first[3], second[3]} <= {None, ""}
    assert (first[4], second[4]) == ("完", "完")


@pytest.mark.parametrize(("writer", "reader"), READERS)
def test_what_a_number_cannot_hold_stays_as_text(writer: ModuleType, reader: Reader) -> None:
    columns = [Column("count", "數", "integer"), Column("day", "日", "date")]
    found = reader(written(writer, table([[2**53 + 1, "不適用"]], columns=columns)))
    assert found == [["9007199254740993", "不適用"]]


@pytest.mark.parametrize("writer", WRITERS)
def test_no_formula_is_ever_written(writer: ModuleType) -> None:
    nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")']
    data = written(writer, Table("=1", "=1", [Column("a", "=1+1")], [[text] for text in nasty]))
    for text in parts(data).values():
        assert "<f>" not in text
        assert "table:formula" not in text
        assert "of:=" not in text


def test_a_text_cell_is_in_the_text_format_so_that_editing_it_runs_nothing() -> None:
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(written(xlsx, table([["=1+1"]])))).active
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].number_format == "@"
    content = parts(written(ods, table([["=1+1"]])))["content.xml"]
    assert re.search(r'<style:style style:name="text"[^>]* style:data-style-name="format-text">', content)
    assert '<table:table-column table:style-name="width1" table:default-cell-style-name="text"/>' in content
    assert '<table:table-cell office:value-type="string"><text:p>=1+1</text:p>' in content
    content = parts(written(ods, table([["=1+1"]], kind="integer")))["content.xml"]
    assert '<table:table-cell table:style-name="text" office:value-type="string"><text:p>=1+1</text:p>' in content


QUOTED = [
    "=1+1", "+886 2", "-5", "@SUM(A1)", "\t=1", "\tx", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠a", "=a&b",
    "-_x000D_", "=" * 40_000,
]  # fmt: skip
PLAIN = ["臺東縣", "1-1", "a=b", " a", "'", "'=1", "—", "0", "_x000D_", "a\t=1", "🏞️"]


def quotes(data: bytes) -> list[list[tuple[bool, str]]]:
    """Of every cell, heading included: whether Excel takes it for a quoted text, and its type."""
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    return [[(bool(cell.quotePrefix), cell.data_type) for cell in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("kind", ["text", "code", "link", "integer"])
def test_a_text_that_begins_like_a_formula_stays_text_when_it_is_entered_again(kind: str) -> None:
    data = written(xlsx, table([[text] for text in QUOTED + PLAIN], kind=kind))
    assert quotes(data)[1:] == [[(True, "s")]] * len(QUOTED) + [[(False, "s")]] * len(PLAIN)
    back = [row[0] for row in by_calamine(data)]
    assert back == [xlsx.shortened(text) if len(text) > 32_767 else text.replace("\r", "\n") for text in QUOTED + PLAIN]


def test_headings_missing_answers_links_and_long_numbers_are_quoted_too_and_values_never() -> None:
    columns = [
        Column("head", "=1", missing="-"), Column("link", "連結", "link"), Column("long", "數", "integer"),
        Column("rate", "率", "decimal"), Column("day", "日", "date"), Column("yes", "是否", "bool"),
    ]  # fmt: skip
    rows = [
        [None, Link("=1", "https://example.org/"), -(2**53) - 1, Decimal("-2.5"), dt.date(2026, 6, 1), False],
        ["甲", Link("網站", "https://example.org/"), -5, -2.5, dt.date(1800, 1, 1), True],
    ]
    yes, no, number, day, truth = (True, "s"), (False, "s"), (False, "n"), (False, "d"), (False, "b")
    assert quotes(written(xlsx, table(rows, columns=columns))) == [
        [yes, no, no, no, no, no],
        [yes, yes, yes, number, day, truth],
        [no, no, number, number, no, truth],
    ]


def test_quoted_texts_share_one_format_and_a_book_without_any_has_none() -> None:
    def formats(texts: list[str]) -> str:
        return parts(written(xlsx, table([[text] for text in texts])))["xl/styles.xml"]

    assert formats(PLAIN).count("quotePrefix") == 0
    assert formats(QUOTED * 50).count('quotePrefix="1"') == 1
    assert "quotePrefix" not in parts(written(ods, table([[text] for text in QUOTED])))["content.xml"]


@given(texts=st.lists(st.text(), min_size=1, max_size=8))
def test_a_text_is_quoted_exactly_when_it_begins_like_a_formula(texts: list[str]) -> None:
    found = [row[0] for row in quotes(written(xlsx, table([[text] for text in texts])))[1:]]
    assert found == [(starts_formula(str(text_cell(text) or "未填")), "s") for text in texts]


def test_an_ods_text_is_a_string_cell_of_the_text_format_whatever_it_begins_with() -> None:
    content = parts(written(ods, table([[text] for text in QUOTED if len(text) < 100])))["content.xml"]
    body = content.split("</table:table-header-rows>")[1]
    cells = re.findall(r"<table:table-cell[^>]*>", body)
    assert len(cells) == len(QUOTED) - 1
    assert all('office:value-type="string"' in cell and "table:style-name" not in cell for cell in cells)


def test_xlsx_has_a_frozen_filtered_heading_and_says_what_it_is() -> None:
    import openpyxl

    imprint = Imprint("全國報告 & 附表", "協會", dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC), "22 縣市")
    columns = [Column("name", "名稱"), Column("on", "日期", "date"), Column("rate", "率", "percent", decimals=2)]
    first = Table("方案's", "方案", columns, [["甲", dt.date(2026, 6, 1), 0.5]], frozen_columns=1)
    book = openpyxl.load_workbook(io.BytesIO(written(xlsx, first, table([]), imprint=imprint)))
    assert book.sheetnames == ["方案's", "名單"]
    sheet, empty = book.worksheets
    assert (sheet.freeze_panes, empty.freeze_panes) == ("B2", "A2")
    assert (sheet.auto_filter.ref, empty.auto_filter.ref) == ("A1:C2", "A1:A1")
    assert sheet["A1"].font.b
    assert sheet["B2"].number_format == "[$-404]e/mm/dd"
    assert sheet["C2"].number_format == "0.00%"
    assert sheet.column_dimensions["A"].width == 28
    assert sheet.print_title_rows == "$1:$1"
    properties = book.properties
    assert (properties.title, properties.creator, properties.language) == ("全國報告 & 附表", "協會", "zh-TW")
    assert properties.created == wall("2026-11-21T08:00")


def test_ods_has_a_frozen_filtered_heading_and_says_what_it_is() -> None:
    from odfdo import Document

    imprint = Imprint("全國報告 & 附表", "協會", dt.datetime(2026, 11, 21, 8, 0, tzinfo=dt.UTC), "22 縣市")
    columns = [Column("name", "名稱"), Column("on", "日", "date")]
    first = Table("方案's", "方案", columns, [["甲", None]], frozen_columns=1)
    data = written(ods, first, table([]), imprint=imprint)
    document = Document(io.BytesIO(data))
    assert document.get_type() == "spreadsheet"
    assert [sheet.name for sheet in document.body.tables] == ["方案's", "名單"]
    assert (document.meta.title, document.meta.creator, document.meta.language) == ("全國報告 & 附表", "協會", "zh-TW")
    files = parts(data)
    content = files["content.xml"]
    areas = re.findall(r'target-range-address="([^"]*)"', content)
    assert areas == ["'方案''s'.A1:'方案''s'.B2", "'名單'.A1:'名單'.A1"]
    assert content.count("display-filter-buttons") == content.count("<table:table-header-rows>") == 2
    assert 'number:calendar="ROC"' in content
    frozen = re.findall(r'"(Horizontal|Vertical)SplitPosition" config:type="int">(\d)', files["settings.xml"])
    assert frozen == [("Horizontal", "1"), ("Vertical", "1"), ("Horizontal", "0"), ("Vertical", "1")]


def test_an_ods_file_is_recognised_by_its_first_bytes() -> None:
    data = written(ods, table([["甲"]]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.flag_bits & 8, first.extra) == ("mimetype", 0, 0, b"")
        listed = set(re.findall(r'full-path="([^"/]+)"', archive.read("META-INF/manifest.xml").decode()))
        assert listed == set(archive.namelist()) - {"mimetype", "META-INF/manifest.xml"}
    assert data[38 : 38 + len(ods.CONTENT_TYPE)] == ods.CONTENT_TYPE.encode()


@pytest.mark.parametrize("writer", WRITERS)
def test_every_part_is_well_formed_and_the_same_again(writer: ModuleType) -> None:
    def made() -> bytes:
        rows = [[value for values in VALUES.values() for value in values[:1]] for _ in range(600)]
        return written(writer, table(rows, columns=[Column(kind, f"<{kind}>", kind) for kind in VALUES]))

    data = made()
    assert data == made()
    for name, text in parts(data).items():
        if name != "mimetype":
            ElementTree.fromstring(text)
    assert len(by_calamine(data)) == 600


def test_a_text_longer_than_an_excel_cell_says_that_it_was_cut() -> None:
    def back(text: str) -> str:
        return by_openpyxl(written(xlsx, table([[text]])))[0][0]

    assert back("字" * xlsx.CELL_LIMIT) == "字" * xlsx.CELL_LIMIT
    for text in ("字" * (xlsx.CELL_LIMIT + 1), "🏞" * (xlsx.CELL_LIMIT // 2 + 1)):
        cut = back(text)
        assert len(cut.encode("utf-16-le")) // 2 <= xlsx.CELL_LIMIT
        assert cut.endswith(f"…（全文 {len(text)} 字，超過 Excel 一格的上限，其餘未列；完整內容見 ODS 或 CSV。）")
    assert by_calamine(written(ods, table([["字" * 40_000]])))[0][0] == "字" * 40_000


def test_links_lead_where_they_may_and_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    import openpyxl

    monkeypatch.setattr(xlsx, "LINK_LIMIT", 2)
    links = [
        Link("甲", "https://example.org/甲?x=1&y=2"), "javascript:alert(1)", "mailto:a@example.org", "https://example.org",
    ]  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(written(xlsx, table([[link] for link in links], kind="link")))).active
    found = [cell.hyperlink.target if cell.hyperlink else None for cell in sheet["A"][1:]]
    assert found == ["https://example.org/%E7%94%B2?x=1&y=2", None, "mailto:a@example.org", None]
    content = parts(written(ods, table([[link] for link in links], kind="link")))["content.xml"]
    assert re.findall(r'xlink:href="([^"]*)"', content) == [
        "https://example.org/%E7%94%B2?x=1&amp;y=2", "mailto:a@example.org", "https://example.org",
    ]  # fmt: skip


@pytest.mark.parametrize("writer", WRITERS)
def test_more_rows_than_a_sheet_holds_are_refused_with_a_way_out(
    writer: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "SHEET_ROWS", 4)
    assert len(by_calamine(written(writer, table([["甲"]] * 3)))) == 3
    with pytest.raises(TooManyRows, match=r"「名單一覽」超過一張工作表的上限.*改下載 CSV。"):
        written(writer, table([["甲"]] * 4))


@pytest.mark.parametrize("writer", WRITERS)
def test_a_part_beyond_the_limit_is_refused_with_a_way_out(writer: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foundation.exports.package.PART_LIMIT", 20_000)
    with pytest.raises(TooManyRows, match="「名單一覽」太大"):
        written(writer, table([["甲" * 40_000]] * 2))


@pytest.mark.parametrize("writer", WRITERS)
def test_a_book_needs_a_table_and_a_seekable_stream(writer: ModuleType) -> None:
    with pytest.raises(ValueError, match="needs a table"):
        written(writer)

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    with pytest.raises(ValueError, match="seekable"):
        writer.write([table([])], Pipe())


@pytest.mark.parametrize("writer", WRITERS)
def test_memory_does_not_grow_with_the_rows(writer: ModuleType, tmp_path: Any) -> None:
    import tracemalloc

    columns = [Column("name", "名稱"), Column("link", "連結", "link"), Column("count", "數", "integer")]
    peaks = []
    for count in (1_000, 20_000):
        rows = ((f"方案 {number}", f"https://example.org/{number}", number) for number in range(count))
        with (tmp_path / "file").open("w+b") as stream:
            tracemalloc.start()
            writer.write([table(rows, columns=columns)], stream)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < peaks[0] + 2 * 1024 * 1024


def test_the_days_excel_cannot_count_are_written_out() -> None:
    days = [dt.date(1900, 2, 28), dt.date(1900, 3, 1)]
    assert [row[0] for row in by_openpyxl(written(xlsx, table([[day] for day in days], kind="date")))] == [
        "1900-02-28", dt.date(1900, 3, 1),
    ]  # fmt: skip
    assert xlsx.serial(dt.date(2026, 6, 1)) == "46174"
    assert xlsx.serial(wall("2026-06-01T12:00")) == "46174.5"
    assert xlsx.serial(wall("1900-02-28T12:00")) is None


def parts(data: bytes) -> dict[str, str]:
    """Every file in the package, as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_sheet_names_stay_valid_in_both() -> None:
    wanted = ["a/b", "A/B", "長" * 40, "'x'"]
    for writer in (xlsx, ods):
        from python_calamine import CalamineWorkbook

        book = CalamineWorkbook.from_filelike(io.BytesIO(written(writer, *(table([], name=name) for name in wanted))))
        assert book.sheet_names == sheets.names(wanted)


def test_cells_to_be_mended_are_coloured_and_stay_as_they_were_written() -> None:
    import openpyxl

    rows = [["林素珠", "115/2/30"], ["=1+1", ""], ["陳", "115/3/1"]]
    wrong = {0: [1], 1: [0, 1]}
    plain = Table("名單", "名單", [Column("name", "姓名"), Column("on", "日期", missing="")], rows)
    marked = replace(plain, wrong=wrong)
    sheet = openpyxl.load_workbook(io.BytesIO(written(xlsx, marked))).active
    coloured = {
        (cell.row - 2, cell.column - 1)
        for line in sheet.iter_rows(min_row=2)
        for cell in line
        if cell.fill.fgColor.rgb == "FFFFD9D0"
    }
    assert coloured == {(0, 1), (1, 0), (1, 1)}
    assert (sheet["B2"].value, sheet["A3"].value, sheet["A3"].data_type) == ("115/2/30", "=1+1", "s")
    assert by_odfdo(written(ods, marked)) == by_odfdo(written(ods, plain))
    content = parts(written(ods, marked))["content.xml"]
    assert content.count('table:style-name="wrong"') == 3
    assert 'fo:background-color="#ffd9d0"' in content
