"""The county report: what its plans say, what they leave unsaid, and where its pages break."""

import io
import re
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from actionplans.models import Ballot, Idea, Mark, Plan, PlanResource, PlanRisk, Vote, with_parts
from actionplans.paper import county_report, plan_papers
from actionplans.views import papers
from foundation.exports import odt, pdf
from foundation.taiwan import roc
from tests.makers.annual import make_annual, make_uptake
from tests.makers.board import LATER
from tests.makers.exports import boxes, lines
from tests.makers.plans import make_full_plan, make_plan
from tests.makers.workshops import make_group, make_seat, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db

# Each part of a plan, as its heading says it and as the line of what is missing names it.
PARTS = {
    "steps": ("具體行動", "具體行動"),
    "indicators": ("想看到的成果", "想看到的成果"),
    "results": ("第 1、3、6 個月", "看得到的改變"),
    "resources": ("資源", "資源"),
    "stakeholders": ("利害關係人", "利害關係人"),
    "risks": ("風險與因應", "風險與因應"),
}
ALL_MISSING = "未填：具體行動、想看到的成果、看得到的改變、資源、利害關係人、風險與因應"


@pytest.fixture
def workshop():
    return make_workshop(Workshop.State.HELD)


def full(workshop, **fields):
    return make_full_plan(workshop, make_group(workshop), **fields)


def again(plan):
    return with_parts(Plan.objects.filter(pk=plan.pk)).get()


def html_of(workshop):
    rows = Workshop.objects.with_people()
    value = county_report.build(rows.get(pk=workshop.pk), now=LATER)
    return pdf.compose("print/county_report.html", papers._context(value))


def pdf_of(workshop):
    return PdfReader(io.BytesIO(pdf.render(html_of(workshop), title="報告")))


def xml_of(workshop):
    stream = io.BytesIO()
    value = county_report.build(workshop, now=LATER)
    odt.write(county_report.report_blocks(value), stream, imprint=value.imprint())
    return zipfile.ZipFile(stream).read("content.xml").decode()


def plain(page):
    return re.sub(r"\s", "", page.extract_text())


def outline(reader, level=None):
    """Every bookmark of a level, the top being 0: its title and its page, counted from 1."""

    def walk(entries, depth):
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry, depth + 1)
            elif level in (None, depth):
                yield entry.title, reader.get_destination_page_number(entry) + 1

    return list(walk(reader.outline, 0))


def titles(parts):
    return [*(["具體行動"] if parts.steps else []), *(str(one.title) for one in parts.tables)]


def test_a_full_plan_has_every_part_and_names_none_as_missing(workshop):
    parts = plan_papers.parts(again(full(workshop)))
    assert titles(parts) == [heading for heading, _name in PARTS.values()]
    assert all(table.rows for table in parts.tables)
    assert parts.missing_line == ""


def test_a_plan_without_parts_names_them_all_in_one_line(workshop):
    parts = plan_papers.parts(again(make_plan(workshop)))
    assert titles(parts) == []
    assert parts.missing_line == ALL_MISSING


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_either_printed_or_named(workshop, part):
    plan, (heading, name) = full(workshop), PARTS[part]
    getattr(plan, part).all().delete()
    parts = plan_papers.parts(again(plan))
    assert titles(parts) == [one for one, _name in PARTS.values() if one != heading]
    assert parts.missing_line == f"未填：{name}"


def test_months_in_which_nobody_wrote_a_word_are_missing_and_single_ones_stay(workshop):
    plan = full(workshop)
    assert [row[1] for row in plan_papers.month_table(again(plan)).rows] == ["路線盤點完成", None, "缺班 8 班以下"]
    plan.results.update(change=" ", indicator="", proof="")
    assert plan_papers.parts(again(plan)).missing_line == "未填：看得到的改變"


def test_a_row_of_which_little_was_filled_in_is_still_a_table(workshop):
    plan = make_plan(workshop)
    PlanResource.objects.create(plan=plan, position=1, name="推車")
    parts = plan_papers.parts(again(plan))
    assert titles(parts) == ["資源"]
    assert list(parts.tables[0].cells()) == [["推車", None, None, None]]
    assert "資源" not in parts.missing


def test_a_step_without_words_says_so(workshop):
    plan = full(workshop)
    plan.steps.update(what="", who="")
    assert plan_papers.step_lines(again(plan)) == ["未填（誰：未填，第 1–2 個月）"]


@pytest.mark.parametrize(("length", "rows"), [(0, 11), (36, 11), (37, 12), (2000, 12)])
def test_facts_share_a_row_while_they_are_short_and_none_is_lost(workshop, length, rows):
    plan = again(full(workshop, partners="字" * length))
    found = plan_papers.report_rows(plan)
    assert len(found) == rows
    assert sorted(str(fact) for row in found for fact in row) == sorted(map(str, plan_papers.report_facts(plan)))


def test_a_thin_plan_prints_one_line_and_no_empty_table_in_both_formats(workshop):
    make_plan(workshop, call_item="")
    reader, xml = pdf_of(workshop), xml_of(workshop)
    text = plain(reader.pages[-1])
    assert text.count(ALL_MISSING) == 1
    assert xml.count(ALL_MISSING) == 1
    after = xml[xml.index('<text:h text:style-name="Heading_20_1-page"') :]
    for words in ("看什麼", "用什麼證明", "由誰提供", "誰去聯絡", "如果……"):
        assert words not in text
        assert words not in after
    assert "行動號召未填" in text, "a single answer that is missing stays in its row"
    assert after.count("<table:table ") == 1, "the facts"
    assert len([title for title, page in outline(reader) if page == len(reader.pages)]) == 1


def test_a_full_plan_prints_all_its_tables_in_both_formats(workshop):
    full(workshop)
    reader, xml = pdf_of(workshop), xml_of(workshop)
    headings = [heading for heading, _name in PARTS.values()]
    assert [title for title, _page in outline(reader, 2)] == headings
    text = plain(reader.pages[-1])
    for words in ("看什麼", "用什麼證明", "由誰提供", "誰去聯絡", "如果……"):
        assert words in text
        assert words in xml
    assert "未填：" not in text
    assert "未填：" not in xml


def test_the_follow_up_says_which_plans_go_into_the_annual_plan(workshop):
    taken, declined, undecided = (make_plan(workshop) for _one in range(3))
    annual = make_annual("issued")
    make_uptake(taken, "taken", annual.items.get())
    make_uptake(declined, "declined", reason="經費由中央補助")
    text, xml = "".join(map(plain, pdf_of(workshop).pages)), xml_of(workshop)
    rows = (
        (taken, "納入", f"{annual.title}，1. 工作1", annual.document_number),
        (declined, "不納入", "經費由中央補助", "—"),
        (undecided, "未填", "—", "—"),
    )
    for plan, *said in rows:
        for words in (plan.code, plan.title, *said):
            assert words.replace(" ", "") in text, words
            assert words in xml, words
    assert "納入年度計畫" in xml


def test_each_plan_begins_on_a_page_of_its_own_which_the_list_names(workshop):
    plans = [make_plan(workshop), full(workshop), full(workshop), make_plan(workshop)]
    for number in range(2, 40):
        PlanRisk.objects.create(plan=plans[2], position=number, risk=f"風險{number}", answer="先談")
    reader = pdf_of(workshop)
    pages = dict(outline(reader, 1))
    starts = [pages[f"{plan.code}　{plan.title}"] for plan in plans]
    assert starts[0] == pages["六、採納的行動方案"] + 1
    assert starts[1:3] == [starts[0] + 1, starts[0] + 2]
    assert starts[3] > starts[2] + 1, "a long plan takes more than a page, and the next one begins a new one"
    for start, plan in zip(starts, plans, strict=True):
        # The running heads are drawn after the page's body.
        assert plain(reader.pages[start - 1]).startswith(f"{plan.code}{plan.title}")
    listed = plain(reader.pages[pages["六、採納的行動方案"] - 1])
    for start, plan in zip(starts, plans, strict=True):
        day = roc.short(plan.first_step_on)
        assert f"{plan.code}{plan.title}{plan.lead_agency}{day}{start}" in listed


def test_a_full_plan_of_one_table_fits_its_page(workshop):
    full(workshop)
    make_plan(workshop)
    pages = [page for title, page in outline(pdf_of(workshop), 1) if "115-" in title]
    assert pages == [pages[0], pages[0] + 1]


@pytest.mark.parametrize(
    ("added", "alone", "torn"),
    [
        ("", False, False),
        (".r .adopted h3 { break-after: page; }", True, False),
        (".together { break-inside: auto !important; }", False, True),
    ],
)
def test_no_heading_stands_alone_at_a_pages_foot_and_short_tables_stay_whole(workshop, added, alone, torn):
    from weasyprint import HTML

    for count in range(14):
        plan = full(workshop, goal="半年內降到 8 班。" * 40 * (count % 3))
        for number in range(3, 3 + count):
            PlanResource.objects.create(plan=plan, position=number, name=f"資源{count}之{number}", kind="things")
    document = HTML(string=html_of(workshop).replace("</style>", f"{added}</style>", 1)).render()
    last, pages_of = {}, {}
    for page, words, _inside in lines(document):
        last[page] = words
        if found := re.fullmatch(r"資源(\d+)之\d+", words):
            pages_of.setdefault(int(found[1]), []).append(page)
    assert len(pages_of[13]) == 13
    assert bool({heading for heading, _name in PARTS.values()} & set(last.values())) is alone
    # Two rows stand in every plan besides those that are counted here; eight rows are short, nine are not.
    assert any(len(set(pages)) > 1 for count, pages in pages_of.items() if count + 2 <= 8) is torn


def test_the_report_stays_tagged_and_prints_no_boxes(workshop):
    full(workshop)
    make_plan(workshop)
    data = pdf.render(html_of(workshop), title="報告")
    root = PdfReader(io.BytesIO(data)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert boxes(data) == []


def test_no_value_is_read_with_the_name_of_its_neighbour(workshop):
    full(workshop)
    html = html_of(workshop)
    # The renderer gives every cell all the names of its row.
    assert max(row.count('scope="row"') for row in html.split("<tr>")) == 1
    assert '<p class="fact"><b>誰會受益</b>42 位志工</p><p class="fact"><b>協力單位</b>社區巴士隊</p>' in html


def test_the_document_begins_a_page_before_each_plan(workshop):
    plans = [make_plan(workshop), full(workshop), make_plan(workshop)]
    xml = xml_of(workshop)
    assert re.search('style:name="Heading_20_1-page".*?fo:break-before="page"', xml)
    broken = re.findall('<text:h text:style-name="Heading_20_1-page"[^>]*>(.*?)</text:h>', xml)
    assert [re.sub("<[^>]*>", "", words) for words in broken] == [f"{plan.code}　{plan.title}" for plan in plans]
    assert xml.index("六、採納的行動方案") < xml.index("Heading_20_1-page", xml.index("<office:text>"))


def test_a_workshop_without_tables_has_no_tables_head_without_a_row(workshop):
    text, xml = plain(pdf_of(workshop).pages[0]), xml_of(workshop)
    for words in ("誰受影響", "併入的方案或原因", "第一步日期"):
        assert words not in text
        assert words not in xml
    for part in ("三、核心議題", "四、從構想到方案"):
        assert f"{part}未填" in text
        assert re.search(f"{part}</text:h><text:p [^>]*>未填<", xml)
    assert "六、採納的行動方案還沒有採納的行動方案。" in text


def voted(workshop, dots, *, closed=True):
    """A ballot on one idea for each number of dots, each given by a device of its own."""
    number = Ballot.objects.filter(workshop=workshop).count() + 1
    ballot = Ballot.objects.create(
        workshop=workshop, number=number, question=f"先做哪一個{number}", voter="seat", opened_at=LATER,
        opened_by="王小明",
    )  # fmt: skip
    for position, given in enumerate(dots, 1):
        group = make_group(workshop)
        idea = Idea.objects.create(workshop=workshop, group=group)
        choice = ballot.choices.create(position=position, idea=idea, title=f"構想{number}-{position}")
        vote = Vote.objects.create(ballot=ballot, group=group, seat=make_seat(group), cast_at=LATER)
        if given:
            Mark.objects.create(vote=vote, choice=choice, dots=given)
    if closed:
        Ballot.objects.filter(pk=ballot.pk).update(closed_at=LATER, closed_by="王小明", voters=len(dots) + 2)
    return ballot


def test_what_the_room_voted_for_stands_in_the_report_by_dots(workshop):
    voted(workshop, [1, 3, 0])
    text, xml = "".join(plain(page) for page in pdf_of(workshop).pages), xml_of(workshop)
    assert "現場投票" in text
    assert "5份票中投了3份" in text
    places = [text.index(f"構想1-{one}") for one in (2, 1, 3)]
    assert places == sorted(places)
    for words in ("現場投票", "5 份票中投了 3 份", "構想1-2"):
        assert words in re.sub("<[^>]*>", "", xml)


def test_a_question_is_named_in_the_table_only_beside_another(workshop):
    voted(workshop, [1, 2])
    (first,) = county_report.build(workshop, now=LATER).votes
    assert [column.key for column in county_report.vote_table(county_report.build(workshop, now=LATER)).columns] == [
        "group", "idea", "dots"
    ]  # fmt: skip
    voted(workshop, [1])
    table = county_report.vote_table(county_report.build(workshop, now=LATER))
    assert [row[0] for row in table.rows] == [f"1. {first.ballot.question}"] * 2 + ["2. 先做哪一個2"]


def test_a_workshop_that_did_not_vote_or_still_votes_has_no_result(workshop):
    voted(workshop, [1, 2], closed=False)
    assert "現場投票" not in plain(pdf_of(workshop).pages[0])
    assert "現場投票" not in xml_of(workshop)


def test_two_votes_ask_no_more_than_one(workshop):
    def asked():
        with CaptureQueriesContext(connection) as captured:
            county_report.build(workshop, now=LATER)
        return len(captured)

    voted(workshop, [1, 2])
    one = asked()
    voted(workshop, [3, 1])
    assert asked() == one
    (first, second) = county_report.build(workshop, now=LATER).votes
    assert [standing.dots for standing in (*first.standings, *second.standings)] == [2, 1, 3, 1]


def test_three_plans_ask_no_more_than_one(workshop):
    full(workshop)
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            html_of(workshop)
        counts.append(len(asked))
        full(workshop)
        full(workshop)
    assert counts[0] == counts[1]
