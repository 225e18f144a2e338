"""One value, many papers: the figures of PDF, XLSX, ODS, JSON and the screen agree, and the JSON fits its schema."""

import datetime as dt
import io
import json
import re

import pytest
from django.utils import translation
from jsonschema import Draft202012Validator, FormatChecker
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from actionplans.asking.questions import Question
from foundation.exports import ods, xlsx
from reports import document, paper, tables
from reports.national import build
from reports.records import NationalReport
from tests.makers.actionplans import also_ask, give_forms
from tests.makers.plans import make_adopted, make_consensus, make_full_plan, make_inventory, make_plan, make_sheet
from tests.makers.workshops import make_participant, make_programme, make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 21, 0, 0, tzinfo=dt.UTC)
SHEETS = [
    "摘要", "各縣市", "工作坊", "行動方案", "具體行動", "指標", "成果追蹤點", "資源", "利害關係人", "風險與因應",
    "構想來源", "核心議題", "加問的題目", "涵蓋矩陣", "議題矩陣", "說明",
]  # fmt: skip
WORDS = "騎車單趟 40 分鐘，每月缺班 22 班，午餐只好靠里長"


@pytest.fixture
def programme() -> Programme:
    """Two counties with plans, one that only registered, a plan with everything and one with nothing."""
    programme = make_programme()
    give_forms(programme)
    options = (("o1", "出錢"), ("o2", "出力"))
    also_ask(
        programme, "design", Question("x_1", "number", "幾位志工"), Question("x_2", "choice", "要什麼", options=options)
    )
    first = make_workshop(Workshop.State.REPORTED, programme=programme, county="TTT", groups=2)
    for group in first.groups.all():
        make_inventory(group, "S3", "R4")
    make_sheet(first.groups.first(), "design", {"x_1": 1200, "x_2": "o2"})
    make_sheet(first.groups.last(), "design", {"x_2": "o2"})
    make_full_plan(first, first.groups.first(), title="縱谷到站", problem=WORDS, code="TTT-115-01")
    make_plan(first, title="=HYPERLINK(1)", call_item="", code="TTT-115-02")
    for at in range(3):
        make_participant(first, unit=f"單位{at}")
    make_consensus(first)
    second = make_workshop(Workshop.State.HELD, programme=programme, county="HUA")
    make_adopted(second, ["R2", "R2", "G2"])
    make_workshop(Workshop.State.SUBMITTED, programme=programme, county="TPE")
    return programme


@pytest.fixture
def report(programme: Programme) -> NationalReport:
    return build(programme, now=NOW)


def spreadsheet(report: NationalReport, writer) -> bytes:
    stream = io.BytesIO()
    writer.write(tables.tables(report), stream, imprint=paper.imprint(report))
    return stream.getvalue()


def from_xlsx(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def from_ods(data: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: [tuple(row) for row in book.get_sheet_by_name(name).to_python()] for name in book.sheet_names}


def printed(report: NationalReport) -> str:
    reader = PdfReader(io.BytesIO(paper.render(report)))
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in reader.pages))


def test_the_figures_agree_wherever_they_stand(report: NationalReport) -> None:
    text = printed(report)
    written = document.value(report)["figures"]
    book, open_document = from_xlsx(spreadsheet(report, xlsx)), from_ods(spreadsheet(report, ods))
    summary = {row[0]: row[2] for row in book["摘要"][1:]}
    free = {row[0]: row[2] for row in open_document["摘要"][1:]}
    assert {each.code: each.value for each in report.figures}["plans"] == 5
    for each in report.figures:
        line = f"{each.label}{each.shown}{each.unit}{each.note}"
        assert re.sub(r"\s+", "", line) in text, f"{each.label} is not on paper as {line}"
        assert written[each.code]["value"] == each.value
        if each.value is None:
            assert (summary[each.code], free[each.code]) == ("尚無資料", "尚無資料")
        else:
            assert float(summary[each.code]) == float(each.value) == float(free[each.code])


def test_counties_matrix_and_plans_agree(report: NationalReport) -> None:
    book, open_document = from_xlsx(spreadsheet(report, xlsx)), from_ods(spreadsheet(report, ods))
    assert list(book) == list(open_document) == SHEETS
    for rows in (book["各縣市"], open_document["各縣市"]):
        assert [(row[0], row[2], row[8]) for row in rows[1:]] == [
            (each.code, each.level, len(each.plans)) for each in report.counties
        ]
    for rows in (book["涵蓋矩陣"], open_document["涵蓋矩陣"]):
        for line, row in zip(rows[1:15], report.plans_matrix.rows, strict=True):
            assert line[0] == row.item
            assert [int(cell) for cell in line[2:26]] == [*row.cells, row.total, row.counties]
        assert [int(cell) for cell in rows[16][2:25]] == [*report.plans_matrix.column_sums, report.plans_matrix.total]
    codes = [plan.code for plan in report.plans]
    assert [row[0] for row in book["行動方案"][1:]] == codes
    assert [row[0] for row in open_document["行動方案"][1:]] == codes
    assert [plan["code"] for county in document.value(report)["counties"] for plan in county["plans"]] == codes
    text = printed(report)
    assert all(code in text for code in codes)


def test_what_a_table_wrote_stands_in_every_format(report: NationalReport) -> None:
    assert re.sub(r"\s+", "", WORDS) in printed(report)
    assert any(WORDS in row for row in from_xlsx(spreadsheet(report, xlsx))["行動方案"])
    assert any(WORDS in row for row in from_ods(spreadsheet(report, ods))["行動方案"])
    assert WORDS in document.render(report).decode()


def test_answers_to_added_questions_agree_in_every_format(report: NationalReport) -> None:
    written = document.value(report)
    answers = [one for county in written["counties"] for one in county["added"]]
    assert [(one["label"], one["answer"]) for one in answers] == [
        ("幾位志工", "1200"), ("幾位志工", None), ("要什麼", "出力"), ("要什麼", "出力"),
    ]  # fmt: skip
    for book in (from_xlsx(spreadsheet(report, xlsx)), from_ods(spreadsheet(report, ods))):
        rows = [list(row) for row in book["加問的題目"][1:]]
        assert [row[0] for row in rows] == [one["group"] for one in answers]
        assert [(row[5], row[6]) for row in rows] == [(one["label"], one["answer"] or "未填") for one in answers]
        assert [float(row[7]) for row in rows if row[7]] == [1200]
    number, choice = written["added_questions"]
    assert (number["asked"], number["answered"], number["total"]) == (2, 1, 1200)
    assert choice["tally"] == {"出錢": 0, "出力": 2}
    text = printed(report)
    for words in ("協會加問的題目", "幾位志工1／2合計1200，最少1200，最多1200", "要什麼2／2出錢0、出力2"):
        assert words in text


def test_what_a_plan_stands_on_is_in_every_format(report: NationalReport) -> None:
    said = ("路線和班表都談好了", "公所", "政府", "巴士故障", "備用車由公所支援")
    text, told = printed(report), document.render(report).decode()
    for book in (from_xlsx(spreadsheet(report, xlsx)), from_ods(spreadsheet(report, ods))):
        who, risk, source = (book[name] for name in ("利害關係人", "風險與因應", "構想來源"))
        table = next(plan for plan in report.plans if plan.sources).sources[0].group
        assert [[cell or "" for cell in row[3:]] for row in who[1:]] == [["公所", "政府", "高", "低", "未填", table]]
        assert [[cell or "" for cell in row[3:]] for row in risk[1:]] == [["巴士故障", "備用車由公所支援", table]]
        assert [row[0] for row in (who[1], risk[1], source[1])] == ["TTT-115-01"] * 3
        assert (source[1][3], source[1][6], source[1][-2]) == (table, "縱谷到站", "可行")
        (why,) = [
            row[book["行動方案"][0].index("為什麼這樣判斷")] for row in book["行動方案"] if row[0] == "TTT-115-02"
        ]
        assert why == "未填"
    for words in said:
        assert words in text, words
        assert words in told, words
    bare = next(plan for county in json.loads(told)["counties"] for plan in county["plans"] if not plan["sources"])
    assert (bare["verdict_why"], bare["stakeholders"], bare["risks"]) == (None, [], [])


def test_cells_are_typed_frozen_and_filtered_and_no_text_is_a_formula(report: NationalReport) -> None:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(spreadsheet(report, xlsx)))
    sheet = book["行動方案"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref
    heading = [cell.value for cell in sheet[1]]
    titles = {row[0].value: row[heading.index("行動名稱")] for row in sheet.iter_rows(min_row=2)}
    assert (titles["TTT-115-02"].value, titles["TTT-115-02"].data_type) == ("=HYPERLINK(1)", "s")
    assert sheet.cell(2, heading.index("第一步日期") + 1).is_date
    assert sheet.cell(2, heading.index("進入追蹤") + 1).data_type == "b"
    numbers = [[cell.value for cell in row] for row in book["指標"].iter_rows(min_row=2)]
    assert any(22 in row for row in numbers)


def test_missing_answers_say_so_everywhere(report: NationalReport) -> None:
    (row,) = [row for row in from_xlsx(spreadsheet(report, xlsx))["行動方案"] if row[0] == "TTT-115-02"]
    assert row[5] == row[6] == "未填"
    plan = next(
        each
        for county in document.value(report)["counties"]
        for each in county["plans"]
        if each["code"] == "TTT-115-02"
    )
    assert plan["problem"] is None
    assert plan["call_item"] is None
    html = paper.compose(report)
    page = html[html.index('id="plan-TTT-115-02"') :]
    assert page[: page.index("</section>")].count("未填") >= 12


def test_the_json_fits_its_schema(report: NationalReport) -> None:
    schema = document.schema()
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema, format_checker=FormatChecker())
    check.validate(json.loads(document.render(report)))
    check.validate(json.loads(document.render(build(make_programme(), now=NOW))))
    broken = json.loads(document.render(report))
    broken["counties"][0]["plans"] = None
    assert not check.is_valid(broken)


def test_an_empty_programme_renders_in_every_format() -> None:
    report = build(make_programme(), now=NOW)
    text = printed(report)
    assert "尚無資料" in text
    assert "連江縣" in text
    assert "還沒有採納的行動方案" in text
    assert from_xlsx(spreadsheet(report, xlsx))["各縣市"][22][0] == report.counties[-1].code
    assert len(from_ods(spreadsheet(report, ods))["行動方案"]) == 1


def test_the_report_speaks_english(programme: Programme) -> None:
    with translation.override("en"):
        report = build(programme, now=NOW)
        html = paper.compose(report)
        assert '<html lang="en">' in html
        assert "Taitung County" in html
        assert [row.label for row in report.plans_matrix.rows][:2] == ["R1", "R2"]
