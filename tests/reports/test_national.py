"""The value of the national report: what is counted, what leads back, what is missing, and what it costs."""

import dataclasses
import datetime as dt
import json
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from jsonschema import Draft202012Validator

from actionplans.asking.questions import Question
from actionplans.followup import checkins, lights, publishing
from actionplans.models import PlanResource
from actionplans.yearly.uptakes import Target
from reports import coverage, document
from reports.national import build
from reports.plan_gathering import months_after, number
from reports.plan_pages import PlanPage
from reports.records import CountyRecord, NationalReport
from reports.tables import tables
from tests.makers.accounts import make_user
from tests.makers.actionplans import also_ask, give_forms
from tests.makers.annual import make_annual, make_uptake
from tests.makers.followup import make_followed, make_link, make_submitted
from tests.makers.plans import make_adopted, make_consensus, make_full_plan, make_inventory, make_plan, make_sheet
from tests.makers.workshops import NOON, make_group, make_participant, make_programme, make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 21, 0, 0, tzinfo=dt.UTC)
STATE = Workshop.State


def built(programme: Programme) -> NationalReport:
    return build(programme, now=NOW)


def county(report: NationalReport, code: str) -> CountyRecord:
    return next(each for each in report.counties if each.code == code)


def values(report: NationalReport) -> dict[str, object]:
    return {figure.code: figure.value for figure in report.figures}


def test_a_programme_without_anything_is_a_report_of_22_empty_counties() -> None:
    report = built(make_programme())
    assert len(report.counties) == 22
    assert {each.level for each in report.counties} == {0}
    assert [step.count for step in report.funnel] == [0, 0, 0, 0]
    assert all(len(step.missing_names) == 22 for step in report.funnel)
    found = values(report)
    assert found["plans"] == 0
    assert found["people"] is None
    assert found["plans_per_workshop"] is None
    assert found["plans_measured_share"] is None
    assert report.figure("people").shown == "尚無資料"
    assert [each.code for each in report.findings] == ["nothing_yet"]
    assert report.plans_matrix.total == 0
    assert all(row.is_gap for row in report.plans_matrix.rows)


def test_the_value_is_frozen() -> None:
    report = built(make_programme())
    with pytest.raises(dataclasses.FrozenInstanceError):
        report.as_of = NOW


@pytest.mark.parametrize(
    ("state", "adopted", "level"),
    [
        (STATE.DRAFT, False, 0),
        (STATE.CANCELLED, False, 0),
        (STATE.SUBMITTED, False, 1),
        (STATE.CONFIRMED, False, 1),
        (STATE.RUNNING, False, 1),
        (STATE.RUNNING, True, 3),
        (STATE.HELD, False, 2),
        (STATE.HELD, True, 3),
        (STATE.REPORTED, False, 2),
        (STATE.REPORTED, True, 3),
        (STATE.CLOSED, False, 2),
        (STATE.CLOSED, True, 3),
    ],
)
def test_how_far_a_county_has_come(state: str, adopted: bool, level: int) -> None:
    workshop = make_workshop(state, programme=make_programme(), county="HUA")
    if adopted:
        make_plan(workshop)
    report = built(workshop.programme)
    assert county(report, "HUA").level == level
    assert [step.count for step in report.funnel] == [1 if level > step else 0 for step in range(4)]
    for step in report.funnel:
        assert ("HUA" in step.reached) is not ("花蓮縣" in step.missing_names)
        assert len(step.reached) + len(step.missing) == 22


def test_a_candidate_is_no_plan_and_another_programmes_plan_is_none_of_ours() -> None:
    mine, other = make_programme(), make_programme()
    make_plan(make_workshop(STATE.HELD, programme=mine), state="candidate")
    make_plan(make_workshop(STATE.REPORTED, programme=other))
    report = built(mine)
    assert report.plans == ()
    assert report.figure("workshops_registered").value == 1
    assert report.figure("counties_held").value == 1


def test_everything_about_a_plan_comes_along_and_leads_back() -> None:
    workshop = make_workshop(STATE.REPORTED, programme=make_programme(), groups=2, date=dt.date(2026, 8, 31))
    first, second = workshop.groups.all()
    make_inventory(first, "S3", "G2")
    make_inventory(second, "R4")
    plan = make_full_plan(workshop, first, code="TTT-115-01", supervisor=make_user("supervisor", name="李小芬"))
    (record,) = built(workshop.programme).plans
    code = f"W{workshop.pk}"
    assert (record.code, record.key, record.workshop, record.county_name) == ("TTT-115-01", plan.pk, code, "臺東縣")
    assert record.sources[0].group == f"{code}-1"
    assert record.sources[0].decision == "保留"
    assert record.concerns[0].code == f"{code}-1-1"
    assert record.indicators[0].baseline_number == 22
    assert record.indicators[0].target == "8"
    assert [(each.month, each.due, each.change) for each in record.results] == [
        (1, dt.date(2026, 9, 30), "路線盤點完成"),
        (3, dt.date(2026, 11, 30), None),
        (6, dt.date(2027, 2, 28), "缺班 8 班以下"),
    ]
    assert [each.name for each in record.to_find] == ["短時段志工 8 位"]
    assert [each.name for each in record.at_hand] == ["社區巴士"]
    assert record.verdict_why == "路線和班表都談好了"
    (who,), (risk,) = record.stakeholders, record.risks
    assert (who.name, who.kind, who.influence, who.support, who.contact) == ("公所", "政府", "高", "低", None)
    assert (risk.risk, risk.answer) == ("巴士故障", "備用車由公所支援")
    assert {each.group for each in (who, risk, *record.steps)} == {f"{code}-1"}
    assert {each.group for each in (*record.results, *record.resources)} == {None}
    assert (record.sources[0].title, record.sources[0].verdict, record.sources[0].goal) == ("縱谷到站", "可行", None)
    assert record.unmarked == ()
    assert (record.supervisor, record.verdict, record.sdgs) == ("李小芬", "可行", (3, 11))
    assert not record.is_tracked, "nobody has reported yet"


def test_a_resource_nobody_has_marked_is_neither_at_hand_nor_to_find() -> None:
    workshop = make_workshop(STATE.REPORTED, programme=make_programme(), groups=1)
    plan = make_full_plan(workshop, workshop.groups.get())
    PlanResource.objects.create(plan=plan, position=3, name="推車", kind="things")
    report = built(workshop.programme)
    (record,) = report.plans
    assert [each.name for each in record.unmarked] == ["推車"]
    assert "推車" not in [each.name for each in (*record.at_hand, *record.to_find)]
    (table,) = [each for each in tables(report) if each.name == "行動方案"]
    (row,) = table.rows
    cells = {column.key: cell for column, cell in zip(table.columns, row, strict=True)}
    assert (cells["unmarked"], cells["at_hand"]) == ("推車", "社區巴士")
    Draft202012Validator(document.schema()).validate(json.loads(document.render(report)))
    html = render_to_string("print/national_plan.html", {"page": PlanPage(record), "gap": ""})
    assert html.index("還要找的資源") < html.index("還沒標示已有或要找的資源") < html.index("推車")


def test_a_core_issue_knows_its_table_and_the_plans_that_answer_it() -> None:
    workshop = make_workshop(STATE.HELD, programme=make_programme(), groups=2)
    first, second = workshop.groups.all()
    make_inventory(first, "S3", "R1")
    make_inventory(second, "")
    make_full_plan(workshop, first, code="TTT-115-01")
    report = built(workshop.programme)
    code = f"W{workshop.pk}"
    assert [(each.code, each.call_item, each.answered_by) for each in report.issues] == [
        (f"{code}-1-1", "R1", ()),
        (f"{code}-1-2", "S3", ("TTT-115-01",)),
        (f"{code}-2-1", None, ()),
    ]
    assert report.plans[0].concerns[0].code == f"{code}-1-2"
    assert report.issues_matrix.total == 3
    assert report.issues_matrix.unassigned_total == 1


def test_a_plan_whose_issue_is_gone_leads_back_to_the_table() -> None:
    workshop = make_workshop(STATE.HELD, programme=make_programme(), groups=1)
    make_full_plan(workshop, workshop.groups.get())
    assert built(workshop.programme).plans[0].concerns[0].code == f"W{workshop.pk}-1"


def test_people_are_counted_by_kind_and_never_named() -> None:
    workshop = make_workshop(STATE.HELD, programme=make_programme())
    for at, kind in enumerate(("official", "cadre", "cadre")):
        make_participant(workshop, kind=kind, name=f"不可出現{kind}", unit=f"單位{at}")
    without = make_workshop(STATE.HELD, programme=workshop.programme, county="HUA")
    report = built(workshop.programme)
    (record,) = county(report, "TTT").workshops
    assert (record.officials, record.centre, record.cadres, record.people) == (1, 0, 2, 3)
    assert county(report, "HUA").workshops[0].people is None
    assert county(report, "HUA").people is None
    assert report.figure("people").value == 3
    assert report.figure("people").note == "1／2 場有名單"
    assert without.people_expected == county(report, "HUA").workshops[0].expected
    assert "不可出現" not in repr(report)


def test_blank_answers_are_none() -> None:
    workshop = make_workshop(STATE.HELD, programme=make_programme(), venue="  ", host_unit="")
    make_plan(workshop, problem=" \n", call_item="", goal="")
    make_consensus(workshop, "   ")
    report = built(workshop.programme)
    (plan,) = report.plans
    assert (plan.problem, plan.goal, plan.call_item, plan.verdict) == (None, None, None, None)
    assert [each.change for each in plan.results] == [None, None, None]
    assert (report.workshops[0].venue, report.workshops[0].consensus) == (None, None)


def test_the_matrix_adds_up_and_shows_gaps() -> None:
    programme = make_programme()
    make_adopted(make_workshop(STATE.HELD, programme=programme, county="TTT"), ["S3", "S3", "R1", ""])
    make_adopted(make_workshop(STATE.HELD, programme=programme, county="HUA"), ["S3"])
    matrix = built(programme).plans_matrix
    rows = {row.item: row for row in matrix.rows}
    assert [row.item for row in matrix.rows] == [
        *(f"R{n}" for n in range(1, 7)),
        *(f"S{n}" for n in range(1, 7)),
        "G1",
        "G2",
    ]
    assert (rows["S3"].total, rows["S3"].counties, rows["S3"].is_gap) == (3, 2, False)
    assert (rows["R1"].total, rows["R1"].counties, rows["R1"].is_gap) == (1, 1, True)
    assert (rows["G1"].total, rows["G1"].is_gap) == (0, True)
    assert matrix.column_sums[matrix.counties.index("TTT")] == 4
    assert sum(row.total for row in matrix.rows) + matrix.unassigned_total == matrix.total == 5
    assert matrix.counties_with_any == 2
    assert rows["S3"].label == "支3"


def test_averages_and_shares() -> None:
    programme = make_programme()
    workshop = make_workshop(STATE.HELD, programme=programme, groups=1)
    make_full_plan(workshop, workshop.groups.get())
    make_adopted(workshop, ["S1", "S1"])
    make_workshop(STATE.HELD, programme=programme, county="HUA")
    found = values(built(programme))
    assert found["plans_per_workshop"] == Decimal("1.5")
    assert found["plans_measured"] == 1
    assert found["plans_measured_share"] == Decimal("33.3")
    assert found["workshops_in_range"] == 1
    assert found["items_answered"] == 2
    assert found["groups"] == 1


@pytest.mark.parametrize(("most", "there"), [(6, True), (1, True), (0, False)])
def test_where_no_plans_are_asked_for_nobody_counts_whether_there_are_enough(most: int, there: bool) -> None:
    programme = make_programme(plans_min=min(3, most), plans_max=most)
    make_workshop(STATE.HELD, programme=programme)
    report = built(programme)
    assert ("workshops_in_range" in values(report)) is there
    assert "0–0" not in "".join(figure.note for figure in report.figures)


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "workshops"), (1, "workshop"), (2, "workshops"), (Decimal("1.0"), "workshops"), (None, "workshops")],
)
def test_a_unit_agrees_with_its_number_in_english(value: int | Decimal | None, words: str) -> None:
    with translation.override("en"):
        assert coverage.unit("workshops", value) == words
    assert coverage.unit("workshops", value) == "場"
    assert coverage.unit("%", value) == "%"


def fill(programme: Programme, counties: list[str]) -> None:
    """Two workshops in each county, each with two groups and a full plan."""
    for code in counties:
        for _each in range(2):
            workshop = make_workshop(STATE.CLOSED, programme=programme, county=code, groups=2)
            for group in workshop.groups.all():
                make_inventory(group, "S3", "R1")
                make_sheet(group, "design", {"x_1": 3})
            make_full_plan(workshop, workshop.groups.first())
            make_participant(workshop)
            make_consensus(workshop)


def test_added_questions_are_answered_table_by_table_and_summed_up() -> None:
    programme = make_programme()
    give_forms(programme)
    options = (("o1", "出錢"), ("o2", "出力"), ("o3", "出場地"))
    also_ask(
        programme, "design", Question("x_1", "number", "幾位志工"),
        Question("x_2", "choices", "需要什麼", options=options), Question("x_3", "text", "還有嗎"),
    )  # fmt: skip
    first = make_workshop(STATE.HELD, programme=programme, county="TTT", groups=3)
    one, two, three = first.groups.all()
    make_sheet(one, "design", {"x_1": 3, "x_2": ["o1", "o2"], "x_3": "謝謝"})
    make_sheet(two, "design", {"x_1": 2.5, "x_2": ["o2"]})
    make_sheet(three, "inventory")
    unheld = make_workshop(STATE.RUNNING, programme=programme, county="HUA", groups=1)
    make_sheet(unheld.groups.get(), "design", {"x_1": 99})
    report = built(programme)
    assert county(report, "HUA").added == ()
    assert [(each.group[-2:], each.question, each.answer, each.number) for each in county(report, "TTT").added] == [
        ("-1", "design.x_1", "3", Decimal(3)), ("-2", "design.x_1", "2.5", Decimal("2.5")),
        ("-1", "design.x_2", "出錢、出力", None), ("-2", "design.x_2", "出力", None),
        ("-1", "design.x_3", "謝謝", None), ("-2", "design.x_3", None, None),
    ]  # fmt: skip
    number, choice, text = report.added_questions
    assert (number.asked, number.answered, number.total, number.least, number.most) == (
        2, 2, Decimal("5.5"), Decimal("2.5"), Decimal(3),
    )  # fmt: skip
    assert (number.tally, choice.total) == ((), None)
    assert choice.tally == (("出錢", 1), ("出力", 2), ("出場地", 0))
    assert (text.code, text.form, text.label, text.asked, text.answered) == (
        "design.x_3", "地方志願服務行動設計表", "還有嗎", 2, 1,
    )  # fmt: skip


def test_a_plans_progress_is_what_its_page_says(client: Client) -> None:
    plan = make_followed()
    give_forms(plan.workshop.programme)
    check_in = make_submitted(plan, make_link(plan)[0], claims=2, happened="開了說明會，兩處據點參加")
    checkins.accept(check_in=check_in, by=plan.supervisor, now=NOON)
    waiting = make_submitted(plan, make_link(plan)[0], happened="還沒確認的事")
    publishing.publish(plan=plan, summary="", summary_en="", by=plan.supervisor, now=NOON)
    (record,) = build(plan.workshop.programme, now=NOW).plans
    light = lights.light(lights.points_of(plan.milestones.with_reports()), on=timezone.localdate(NOW))
    progress = record.progress
    assert (progress.status, progress.reason) == (light.status, light.reason)
    assert (progress.reached, progress.milestones) == (2, plan.milestones.count())
    assert (progress.check_ins, progress.last) == (1, "開了說明會，兩處據點參加")
    assert progress.last_on == timezone.localdate(check_in.submitted_at)
    assert waiting.happened not in str(record)
    assert client.get(progress.page).status_code == 200
    publishing.withdraw(publication=plan.publication, reason="更正", by=plan.supervisor, now=NOON)
    (record,) = build(plan.workshop.programme, now=NOW).plans
    assert record.progress.page is None


def test_a_plan_says_whether_it_goes_into_the_annual_plan() -> None:
    workshop = make_workshop(STATE.CLOSED)
    give_forms(workshop.programme)
    annual = make_annual("issued")
    taken, planned, declined, undecided, elsewhere = (make_followed(workshop=workshop) for _one in range(5))
    make_uptake(taken, "taken", annual.items.get())
    make_uptake(planned, "planned")
    make_uptake(declined, "declined")
    other = Target(document="115年施政重點", document_number="府計字第1號", document_on=dt.date(2026, 8, 1))
    make_uptake(elsewhere, "taken", target=other)
    report = built(workshop.programme)
    said = {one.key: one.annual for one in report.plans}
    assert [said[one.pk].word for one in (taken, planned, declined, undecided)] == ["是", "預定", "否", None]
    first = said[taken.pk]
    assert (first.document, first.number, first.item, first.on) == (
        annual.title, annual.document_number, "1. 工作1", annual.approved_on,
    )  # fmt: skip
    assert (said[elsewhere.pk].document, said[elsewhere.pk].on) == ("115年施政重點", dt.date(2026, 8, 1))
    assert said[declined.pk].reason == "經費另列"
    Draft202012Validator(document.schema()).validate(json.loads(document.render(report)))
    plans = next(table for table in tables(report) if table.name == "行動方案")
    row = {column.key: cell for column, cell in zip(plans.columns, next(iter(plans.rows)), strict=True)}
    assert (row["annual"], row["annual_document"], row["annual_item"]) == ("是", annual.title, "1. 工作1")
    pages = {
        one.key: render_to_string("print/national_plan.html", {"page": PlanPage(one), "items": [], "gap": "　"})
        for one in report.plans
    }
    for plan, words in ((taken, "是"), (planned, "預定"), (declined, "否"), (undecided, "未填")):
        assert f"納入年度計畫　{words}" in pages[plan.pk]


def test_the_number_of_queries_does_not_grow() -> None:
    small, large = make_programme(), make_programme()
    for programme in (small, large):
        give_forms(programme)
        also_ask(programme, "design", Question("x_1", "number", "幾位志工"))
    fill(small, ["TTT"])
    fill(large, ["TTT", "HUA", "TPE"])
    with CaptureQueriesContext(connection) as few:
        build(small, now=NOW)
    with CaptureQueriesContext(connection) as many:
        assert len(build(large, now=NOW).plans) == 6
    assert len(many) == len(few) <= 23


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("22", Decimal(22)),
        ("１，２００", Decimal(1200)),
        ("85%", Decimal(85)),
        ("-3.5", Decimal("-3.5")),
        ("", None),
        ("約 20", None),
        ("20 班", None),
        ("3-6", None),
        (".5", None),
    ],
)
def test_words_that_are_numbers(words: str, value: Decimal | None) -> None:
    assert number(words) == value


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2026, 6, 10), 6, dt.date(2026, 12, 10)),
        (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
        (dt.date(2027, 8, 31), 6, dt.date(2028, 2, 29)),
        (None, 3, None),
    ],
)
def test_months_after_a_day(day: dt.date | None, months: int, due: dt.date | None) -> None:
    assert months_after(day, months) == due


def test_group_without_a_sheet_has_no_issues() -> None:
    workshop = make_workshop(STATE.HELD, programme=make_programme())
    make_group(workshop)
    report = built(workshop.programme)
    assert report.issues == ()
    assert report.workshops[0].groups == 1
