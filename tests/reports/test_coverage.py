"""What counts as tracked: one rule, which the county's table, the plan's own page and every file follow."""

import datetime as dt
import io
import re

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from actionplans.followup import checkins, lights
from actionplans.models import Idea, Plan
from foundation.exports import xlsx
from reports import coverage, document, paper
from reports.national import build
from reports.records import NationalReport
from reports.tables import tables
from tests.makers.accounts import make_user
from tests.makers.deciding import make_decision
from tests.makers.followup import make_followed, make_submitted
from tests.makers.plans import make_full_plan
from tests.makers.workshops import NOON, make_programme, make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 21, 0, 0, tzinfo=dt.UTC)
STATE = Workshop.State
# What has happened to a plan, and whether that is following it up.
COURSES = {
    "nothing": False, "waiting": False, "returned": False, "accepted": True, "done": True, "continue": False,
    "pause": True, "release": True,
}  # fmt: skip


def lead(plan: Plan, course: str) -> None:
    """Let something happen to a plan."""
    supervisor = make_user("supervisor", plan.county_id)
    if course in ("continue", "pause", "release"):
        make_decision(plan, course)
    elif course != "nothing":
        claims = plan.milestones.count() if course == "done" else 1
        sent = make_submitted(plan, supervisor, claims=claims)
        if course == "returned":
            checkins.send_back(check_in=sent, remarks={"happened": "寫清楚一點"}, by=supervisor, now=NOON)
        elif course != "waiting":
            checkins.accept(check_in=sent, by=plan.supervisor, now=NOON)


@pytest.fixture
def programme() -> Programme:
    """Three workshops, with and without a report handed in, and a plan of each course in each."""
    programme = make_programme(plans_max=len(COURSES))
    for state, county in ((STATE.HELD, "TTT"), (STATE.REPORTED, "HUA"), (STATE.CLOSED, "TPE")):
        workshop = make_workshop(state, programme=programme, county=county, date=dt.date(2026, 6, 9))
        for number, course in enumerate(COURSES, 1):
            lead(make_followed(workshop=workshop, title=course, code=f"{county}-115-{number:02}"), course)
    return programme


@pytest.fixture
def report(programme: Programme) -> NationalReport:
    return build(programme, now=NOW)


def test_tracked_is_what_somebody_has_followed_up_whatever_the_workshops_state(report: NationalReport) -> None:
    assert len(report.plans) == 3 * len(COURSES)
    for plan in report.plans:
        assert plan.is_tracked is COURSES[plan.title], plan.code
        assert plan.is_tracked is plan.progress.is_tracked
    assert report.figure("plans_tracked").value == 3 * sum(COURSES.values())
    assert report.figure("plans_tracked").note == coverage.tracked_when()


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("state", [STATE.HELD, STATE.REPORTED, STATE.CLOSED])
def test_a_county_is_tracked_once_one_of_its_plans_is(state: str, course: str) -> None:
    workshop = make_workshop(state, programme=make_programme(), county="HUA", date=dt.date(2026, 6, 9))
    lead(make_followed(workshop=workshop), course)
    report = build(workshop.programme, now=NOW)
    (county,) = [each for each in report.counties if each.code == "HUA"]
    assert county.level == (4 if COURSES[course] else 3)
    assert report.figure("counties_tracked").value == int(COURSES[course])


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_the_countys_table_and_the_plans_page_say_the_same_of_every_plan(programme: Programme, language: str) -> None:
    with translation.override(language):
        report = build(programme, now=NOW)
        html = render_to_string("print/national.html", paper.context(report))
    pages = html.split('<section class="plan ')[1:]
    for plan in report.plans:
        (row,) = re.findall(rf'<tr><td class="ref">{plan.code}</td>.*?</tr>', html)
        (page,) = [one for one in pages if f'id="plan-{plan.code}"' in one]
        assert f"<td>{plan.progress.word}</td>" in row, plan.code
        assert f"<b>{plan.progress.word}</b>" in page, plan.code


def test_every_file_says_the_same(report: NationalReport) -> None:
    import openpyxl

    stream = io.BytesIO()
    xlsx.write(tables(report), stream, imprint=paper.imprint(report))
    book = openpyxl.load_workbook(io.BytesIO(stream.getvalue()))
    heading, *rows = book["行動方案"].iter_rows(values_only=True)
    code, tracked, word = (heading.index(name) for name in ("方案編號", "進入追蹤", "進度"))
    in_sheet = {row[code]: (row[tracked], row[word]) for row in rows}
    in_json = {
        one["code"]: (one["is_tracked"], one["progress"]["word"])
        for county in document.value(report)["counties"]
        for one in county["plans"]
    }
    assert in_sheet == in_json == {one.code: (one.is_tracked, one.progress.word) for one in report.plans}
    heading, *rows = book["各縣市"].iter_rows(values_only=True)
    at = heading.index("進入追蹤的方案")
    assert sum(row[at] for row in rows) == report.figure("plans_tracked").value


def test_the_method_says_what_tracked_is_on_paper_and_in_the_spreadsheet(report: NationalReport) -> None:
    assert coverage.tracked_when() in render_to_string("print/national_annex.html", paper.context(report))
    (method,) = [one for one in tables(report) if one.name == "說明"]
    assert any(coverage.tracked_when() in str(cell) for row in method.rows for cell in row)


def test_the_english_report_is_english_between_the_words_people_wrote(programme: Programme) -> None:
    workshop = make_workshop(STATE.HELD, programme=programme, county="KIN", groups=2, date=dt.date(2026, 6, 9))
    one, other = workshop.groups.all()
    plan = make_full_plan(workshop, one, code="KIN-115-01", sdgs=[3, 11])
    Idea.objects.create(group=other, workshop=workshop, decision=Idea.Decision.MERGED, plan=plan, title="另一班車")
    with translation.override("en"):
        html = render_to_string("print/national.html", paper.context(build(programme, now=NOW)))
    (county,) = re.findall(r'id="county-KIN".*?</section>', html, re.DOTALL)
    assert re.search(r"<b>1</b>\s*<span>workshop</span>", county)
    assert re.search(r"<b>1</b>\s*<span>plan</span>", county)
    page = html.partition('id="plan-KIN-115-01"')[2].partition("</section>")[0]
    assert "(Kept)" in page
    assert "(Merged)" in page
    assert "3, 11" in page
    assert not re.search(r"年\d+月|／|\(Keep\)", html)


def test_a_plan_whose_workshop_has_not_handed_in_is_not_called_unbegun(report: NationalReport) -> None:
    (plan,) = [one for one in report.plans if one.code == "TTT-115-05"]
    assert (plan.progress.status, plan.is_tracked) == (lights.DONE, True)
    assert timezone.localdate(NOW) > dt.date(2026, 6, 9)
