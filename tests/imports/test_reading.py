"""Reading files: every kind is recognised by its content, and none can take the process down."""

import io
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.imports.grid import Limits, Unreadable
from foundation.imports.reading import read_file, read_text
from tests.makers.imports import HEADING, PEOPLE, a_csv, a_package, a_xlsx, add_member, an_ods

FILES = Path(__file__).with_name("files")
ROWS = [list(HEADING), *(list(person) for person in PEOPLE)]
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def refusal(data: bytes, **limits: int) -> Unreadable:
    """The refusal of a file; its message must be a whole sentence."""
    with pytest.raises(Unreadable, match=r"。$") as refused:
        read_file(data, limits=Limits(**limits))
    return refused.value


@pytest.mark.parametrize("name", ["list.xls", "list.ods"])
def test_files_of_a_real_office_suite(name: str) -> None:
    with (FILES / name).open("rb") as stream:
        [grid] = read_file(stream)
    assert grid.name == "名冊"
    assert grid.rows[0][0] == "臺東縣工作坊參加人員名冊"
    assert not any(grid.rows[1])
    assert grid.rows[2][1:4] == ["姓 名", "服務單位\n（全銜）", "參加身分*"]
    assert grid.rows[3] == [1.0, "王小明", "臺東縣政府社會處", "業務承辦", 912345678.0, date(2026, 5, 20)]


def test_sheets_keep_their_row_numbers_and_hidden_ones_stay_hidden() -> None:
    data = a_xlsx(sheets={"說明": [["請先讀"]], "hidden": ROWS, "名單": [[], [], *ROWS], "空的": []})
    grids = read_file(io.BytesIO(data))
    assert [grid.name for grid in grids] == ["說明", "名單"]
    assert [grid.rows.index(list(HEADING)) for grid in grids[1:]] == [2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_of_every_office(encoding: str, separator: str) -> None:
    [grid] = read_file(a_csv(*ROWS, encoding=encoding, separator=separator))
    assert grid.rows == ROWS


def test_csv_with_words_that_only_the_hong_kong_big5_has() -> None:
    [grid] = read_file("姓名,單位\n陳堃,測試\n李𡃁,測試\n".encode("big5hkscs"))
    assert grid.rows[2][0] == "李𡃁"


GUARDED = [["姓名", "電話"], ["王小明", "'+886 912 345 678"], ["'=1+1", "'0912"]]


@pytest.mark.parametrize(
    "read",
    [
        lambda: read_file(a_csv(*GUARDED)),
        lambda: read_file(a_xlsx(*GUARDED)),
        lambda: read_text("\n".join("\t".join(row) for row in GUARDED), columns=2),
    ],
    ids=["csv", "xlsx", "pasted"],
)
def test_the_mark_before_what_is_no_formula_is_taken_off(read) -> None:
    """Our own CSV files put it there, and a spreadsheet that opens and saves them keeps it."""
    [grid] = read()
    assert grid.rows == [["姓名", "電話"], ["王小明", "+886 912 345 678"], ["=1+1", "'0912"]]


def test_csv_keeps_line_ends_separators_and_quotes_within_a_cell() -> None:
    [grid] = read_file('姓名,備註\n王小明,"一行\n兩行, ""三""行"\n\n李大華,\n'.encode())
    assert grid.rows == [["姓名", "備註"], ["王小明", '一行\n兩行, "三"行'], [], ["李大華", ""]]


def test_csv_that_declares_its_separator() -> None:
    [grid] = read_file("sep=;\n姓名;單位\n王,明;甲\n".encode())
    assert grid.rows == [[], ["姓名", "單位"], ["王,明", "甲"]]


def test_an_open_quotation_mark_is_refused_with_its_line() -> None:
    refused = refusal('姓名,備註\n王小明,"沒有收尾\n李大華,好\n'.encode())
    assert refused.code == "quotes"
    assert "第 3 行" in str(refused)


def test_bytes_of_no_encoding_are_refused_with_their_line() -> None:
    refused = refusal("姓名,單位\n".encode() + b"\xff\xff,\x81\n")
    assert (refused.code, "第 2 行" in str(refused)) == ("encoding", True)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\0" * 100, "empty"),
        (b"%PDF-1.7 ...", "kind"),
        (b"\x89PNG\r\n\x1a\n...", "kind"),
        (b"\xff\xd8\xff\xe0JFIF", "kind"),
        ("<html><table><tr><td>姓名</td></tr></table></html>".encode(), "kind"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "kind"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "kind"),
        (b"PK\x03\x04 and then nothing of the sort", "broken"),
        (a_package({"word/document.xml": b"<w/>"}), "kind"),
        (a_package({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "kind"),
        (a_package({"xl/workbook.xml": b"<broken"}), "broken"),
        (a_package({"mimetype": ODS, "content.xml": b"<x"}), "broken"),
        (OLE, "kind"),
        (OLE + "Workbook".encode("utf-16-le"), "broken"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (OLE + "Workbook_VBA_PROJECT_CUR".encode("utf-16-le"), "macro"),
        (add_member(a_xlsx(*ROWS), "xl/vbaProject.bin", b"x"), "macro"),
        (add_member(an_ods(""), "Basic/Standard/Module1.xml", b"<x/>"), "macro"),
        (
            a_package({"mimetype": ODS, "content.xml": b"x", "META-INF/manifest.xml": b"<m:encryption-data/>"}),
            "password",
        ),
        (an_ods(""), "empty"),
        (a_xlsx(sheets={"hidden": ROWS, "看得到": []}), "empty"),
    ],
)
def test_what_is_no_readable_sheet_is_refused_in_a_sentence(data: bytes, code: str) -> None:
    assert refusal(data).code == code


def test_a_truncated_workbook_is_refused() -> None:
    data = a_xlsx(*ROWS)
    for length in (30, len(data) // 2, len(data) - 10):
        assert refusal(data[:length]).code == "broken"


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_damaged_file_is_rows_or_a_sentence(data: st.DataObject) -> None:
    """A few bytes changed anywhere in a good file: packages and readers break in a dozen ways."""
    damaged = bytearray((FILES / data.draw(st.sampled_from(["list.xls", "list.ods"]))).read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), min_size=1, max_size=20)):
        damaged[place] = data.draw(st.integers(0, 255))
    assert _rows_or_sentence(bytes(damaged))


@pytest.mark.parametrize("too_many", [0, 1])
def test_limits_hold_on_both_sides(too_many: int) -> None:
    rows = [["姓名"], *([f"志工{number}"] for number in range(4 + too_many))]
    for data in (a_xlsx(*rows), a_csv(*rows)):
        if too_many:
            refused = refusal(data, rows=5)
            assert refused.code == "rows"
            assert "最多 5 列" in str(refused)
        else:
            assert len(read_file(data, limits=Limits(rows=5))[0].rows) == 5


@pytest.mark.parametrize("make", [a_xlsx, a_csv])
def test_too_many_columns(make) -> None:
    data = make(["甲"] * 6)
    assert refusal(data, columns=5).code == "columns"
    assert len(read_file(data, limits=Limits(columns=6))[0].rows[0]) == 6


def test_a_file_beyond_the_size_is_not_even_read_to_its_end() -> None:
    stream = io.BytesIO(b"x" * (2 << 20))
    with pytest.raises(Unreadable, match="超過 1 MB"):
        read_file(stream, limits=Limits(megabytes=1))
    assert stream.tell() == (1 << 20) + 1


def test_one_cell_at_the_far_corner_does_not_fill_the_memory() -> None:
    """The reader would ask for half a terabyte and abort its process."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 1
    stream = io.BytesIO()
    book.save(stream)
    began = time.monotonic()
    assert refusal(stream.getvalue()).code in {"bomb", "rows"}
    assert time.monotonic() - began < 20


def test_a_style_at_the_far_corner_is_no_data() -> None:
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    book.active["A1"] = "姓名"
    book.active["XFD1048576"].font = Font(bold=True)
    stream = io.BytesIO()
    book.save(stream)
    assert read_file(stream.getvalue())[0].rows == [["姓名"]]


def test_repeated_cells_of_an_ods_do_not_fill_the_memory() -> None:
    cell = '<table:table-cell office:value-type="string"{}><text:p>志工</text:p></table:table-cell>'
    wide = cell.format(' table:number-columns-repeated="16384"')
    assert refusal(an_ods(f"<table:table-row>{wide}</table:table-row>")).code == "columns"
    huge = cell.format(' table:number-columns-repeated="2000000000"')
    assert refusal(an_ods(f"<table:table-row>{huge}</table:table-row>")).code in {"bomb", "columns"}
    tall = f'<table:table-row table:number-rows-repeated="1048576">{cell.format("")}</table:table-row>'
    assert refusal(an_ods(tall)).code == "rows"


def test_empty_rows_and_cells_to_the_end_of_an_ods_are_no_data() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>志工</text:p></table:table-cell>'
    rest = '<table:table-cell table:number-columns-repeated="16383"/>'
    blank = f'<table:table-row table:number-rows-repeated="1048575">{rest}</table:table-row>'
    [grid] = read_file(an_ods(f"<table:table-row>{cell}{rest}</table:table-row>{blank}"))
    assert grid.rows == [["志工"]]


def test_text_beyond_measure_is_refused() -> None:
    long = "長" * 20_000
    assert refusal(a_xlsx(*([long] * 5 for _ in range(20))), characters=1_000_000).code == "characters"


def test_a_package_that_unpacks_into_far_too_much_is_refused() -> None:
    bomb = add_member(a_xlsx(*ROWS), "xl/media/image1.bin", b"\0" * (3 << 20))
    assert refusal(bomb, unpacked_megabytes=2).code == "bomb"
    assert read_file(bomb, limits=Limits(unpacked_megabytes=8))[0].rows == ROWS


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode()))
def test_any_bytes_are_rows_or_a_sentence(data: bytes) -> None:
    assert _rows_or_sentence(data)


def _rows_or_sentence(data: bytes) -> bool:
    try:
        return all(isinstance(row, list) for grid in read_file(data) for row in grid.rows)
    except Unreadable as refused:
        return str(refused).endswith("。")


@pytest.mark.parametrize("mark", ["\t", ",", "，", "、", ";", "；", "|"])
def test_pasted_lines_are_cut_where_most_of_them_agree(mark: str) -> None:
    [grid] = read_text("\n".join(mark.join(row) for row in ROWS), columns=3)
    assert grid.rows == ROWS


def test_a_pasted_list_of_names_stays_one() -> None:
    [grid] = read_text("王小明\n李\u3000明\n\n陳 美麗\n", columns=3)
    assert grid.rows == [["王小明"], ["李\u3000明"], [], ["陳 美麗"]]


def test_pasted_lines_without_separators_are_cut_at_blanks() -> None:
    [grid] = read_text("王小明 臺東縣政府 業務承辦 兼 窗口\n李 明  海線據點  幹部", columns=3)
    assert grid.rows == [["王小明", "臺東縣政府", "業務承辦 兼 窗口"], ["李 明", "海線據點", "幹部"]]


def test_a_quotation_mark_in_pasted_text_is_just_one() -> None:
    [grid] = read_text('王小明\t"阿明\n李大華\t海線', columns=2)
    assert grid.rows == [["王小明", '"阿明'], ["李大華", "海線"]]


def test_pasted_cells_of_a_sheet_may_hold_line_ends() -> None:
    [grid] = read_text('王小明\t"第一行\n第二行"\n李大華\t海線', columns=2)
    assert grid.rows == [["王小明", "第一行\n第二行"], ["李大華", "海線"]]


@pytest.mark.parametrize(("pasted", "code"), [("", "empty"), (" \n\t\n", "empty"), ("人\n" * 11, "rows")])
def test_pasted_text_that_cannot_be_used(pasted: str, code: str) -> None:
    with pytest.raises(Unreadable, match=r"。$") as refused:
        read_text(pasted, limits=Limits(rows=10))
    assert refused.value.code == code
