"""The board, the plans and their papers as people meet them."""

import datetime as dt
import io
import re
import zipfile

import pypdf
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionplans.asking.questions import Question
from actionplans.consensus import adoption, consolidation
from actionplans.models import Consensus, Entry, Idea, Plan, PlanResource, PlanRisk, PlanStakeholder, Sheet
from actionplans.paper import county_report, plan_papers
from actionplans.views.papers import _context
from actionplans.writing.sheets import open_sheet
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.exports import pdf
from tests.makers.accounts import make_user
from tests.makers.actionplans import also_ask, change, fill, make_sheet, write
from tests.makers.board import LATER, ideas_of, make_adopted, make_candidate, make_room
from tests.makers.exports import lines
from tests.makers.workshops import make_seat
from workshops.models import Group, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_user()
    client.force_login(user)
    return user


def test_an_officer_decides_from_the_board(client, officer):
    workshop = make_room(tables=3)
    first, second, third = ideas_of(workshop)
    page = client.get(reverse("actionplans:board", args=[workshop.pk]))
    assert "行動1的困難" in page.content.decode()
    client.post(reverse("actionplans:keep", args=[first.pk]))
    plan = Plan.objects.get()
    client.post(reverse("actionplans:merge", args=[second.pk]), {"plan": plan.pk})
    client.post(reverse("actionplans:park", args=[third.pk]), {"reason": "明年再做"})
    decided = dict(Idea.objects.values_list("group__number", "decision"))
    assert decided == {1: "kept", 2: "merged", 3: "parked"}
    page = client.get(reverse("actionplans:board", args=[workshop.pk])).content.decode()
    assert "明年再做" in page
    assert "負責人、追蹤督導、第一步、第一步的日期" in page
    client.post(reverse("actionplans:reopen", args=[third.pk]))
    assert Idea.objects.get(pk=third.pk).decision == "open"


@pytest.mark.parametrize(
    ("adopted", "candidates", "said"),
    [
        (0, 0, "還沒有可以併入的方案：先「保留」一個構想"),
        (0, 1, ""),
        (1, 0, "保留的方案都已經採納"),
        (1, 1, "要併入已採納的方案，先撤回它的採納"),
    ],
)
def test_an_idea_is_merged_or_its_card_says_why_not_and_how(client, officer, adopted, candidates, said):
    workshop = make_room(tables=3)
    ideas = ideas_of(workshop)
    last = ideas[-1]
    plans = [make_adopted(idea, officer) for idea in ideas[:adopted]]
    for idea in ideas[adopted : adopted + candidates]:
        consolidation.keep(idea=idea, by=officer, now=LATER)
    page = client.get(reverse("actionplans:board", args=[workshop.pk])).content.decode()
    card = page.split(f'aria-labelledby="idea-{last.pk}"')[1].split("</article>")[0]
    assert "併入</summary>" in card
    assert ("併入這一項" in card) == bool(candidates)
    assert said in card
    if not said:
        assert "撤回" not in card
    for plan in plans:
        assert f'href="#back-{plan.pk}"' in card, "the link opens where its adoption is withdrawn"
        assert f'id="back-{plan.pk}"' in page


def test_what_is_adopted_takes_another_idea_in_after_its_adoption_was_withdrawn(client, officer):
    """As the card says: the number stays."""
    first, second, _third = ideas_of(make_room(tables=3))
    plan = make_adopted(first, officer)
    code = plan.code
    client.post(reverse("actionplans:withdraw", args=[plan.pk]), {"reason": "併入第 2 組"})
    client.post(reverse("actionplans:merge", args=[second.pk]), {"plan": plan.pk})
    client.post(reverse("actionplans:adopt", args=[plan.pk]))
    plan.refresh_from_db()
    assert (plan.state, plan.code) == (Plan.State.ADOPTED, code)
    assert Idea.objects.get(pk=second.pk).plan == plan


def test_a_conflict_nobody_has_settled_stands_on_the_card(client, officer):
    workshop = make_room(tables=2)
    sheet = Sheet.objects.get(group__number=2, group__workshop=workshop, kind="design")
    board = reverse("actionplans:board", args=[workshop.pk])
    assert "寫得不一樣" not in client.get(board).content.decode()
    write(sheet, change("set", "title", "另一個名字"), by=make_seat(sheet.group))
    lost = change("set", "goal", "甲"), change("set", "goal", "乙")
    for one in lost:
        write(sheet, one, by=make_seat(sheet.group))
    assert "有 2 處兩個人寫得不一樣" in client.get(board).content.decode()
    version = Entry.objects.get(sheet=sheet, path="goal").version
    write(sheet, change("set", "goal", "乙", base=version, resolves=lost[1].id), by=make_seat(sheet.group))
    assert "有 1 處兩個人寫得不一樣" in client.get(board).content.decode()


def test_the_workshops_supervisor_follows_a_kept_idea_up(client, officer):
    supervisor = make_user(Role.SUPERVISOR)
    for given in (None, supervisor):
        workshop = make_room(tables=1)
        Workshop.objects.filter(pk=workshop.pk).update(supervisor=given)
        client.post(reverse("actionplans:keep", args=[ideas_of(workshop)[0].pk]))
        assert Plan.objects.get(workshop=workshop).supervisor == given
        shown = client.get(reverse("actionplans:board", args=[workshop.pk])).content.decode()
        assert ("追蹤督導、" in shown) is (given is None)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [("merge", {"plan": "x"}, "請先選要併入哪一項方案"), ("park", {"reason": ""}, "為什麼暫緩")],
)
def test_a_decision_that_lacks_something_says_so_and_changes_nothing(client, officer, name, data, sentence):
    idea = ideas_of(make_room())[0]
    page = client.post(reverse(f"actionplans:{name}", args=[idea.pk]), data, follow=True)
    assert sentence in page.content.decode()
    assert Idea.objects.get(pk=idea.pk).decision == "open"


def test_the_board_of_another_county_is_not_there(client):
    workshop = make_room(county="HUA")
    idea = ideas_of(workshop)[0]
    plan = make_candidate(ideas_of(workshop)[1], make_user(county="HUA"))
    client.force_login(make_user())
    assert client.get(reverse("actionplans:board", args=[workshop.pk])).status_code == 404
    for address in (reverse("actionplans:keep", args=[idea.pk]), reverse("actionplans:adopt", args=[plan.pk])):
        assert client.post(address).status_code == 404
    assert client.get(reverse("actionplans:plan_edit", args=[plan.pk])).status_code == 404
    assert client.get(reverse("actionplans:plan", args=[plan.pk])).status_code == 404
    assert Idea.objects.get(pk=idea.pk).decision == "open"


def test_a_lecturer_reads_the_board_of_her_workshop_and_decides_nothing(client):
    workshop = make_room()
    lecturer = workshop.lecturer
    client.force_login(lecturer)
    page = client.get(reverse("actionplans:board", args=[workshop.pk]))
    assert page.status_code == 200
    assert reverse("actionplans:keep", args=[ideas_of(workshop)[0].pk]) not in page.content.decode()
    assert client.post(reverse("actionplans:keep", args=[ideas_of(workshop)[0].pk])).status_code == 404


def test_a_plan_is_completed_and_adopted_in_one_step(client, officer):
    idea = ideas_of(make_room(tables=1))[0]
    client.post(reverse("actionplans:keep", args=[idea.pk]))
    plan = Plan.objects.get()
    supervisor = make_user(Role.SUPERVISOR)
    form = {"title": plan.title, "pillar": plan.pillar, "lead_agency": "據點", "person_in_charge": "張大同"}
    form |= {"supervisor": supervisor.pk, "first_step": "開會", "first_step_on": "115年7月1日", "adopt": "1"}
    assert client.post(reverse("actionplans:plan_edit", args=[plan.pk]), form).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.first_step_on.isoformat()) == ("adopted", "2026-07-01")


def test_the_first_step_of_an_adopted_plan_is_shown_with_its_year(client, officer):
    room = make_room(tables=1)
    plan = make_candidate(ideas_of(room)[0], officer)
    adoption.describe(plan=plan, by=officer, first_step_on=dt.date(2027, 1, 1))
    adoption.adopt(plan=plan, by=officer, now=LATER)
    assert "116年1月1日（五）" in client.get(reverse("actionplans:board", args=[room.pk])).content.decode()


def test_who_is_put_in_charge_is_to_be_told_what_becomes_of_her_data(client, officer):
    plan = make_candidate(ideas_of(make_room(tables=1))[0], officer)
    content = client.get(reverse("actionplans:plan_edit", args=[plan.pk])).content.decode()
    assert "個人資料告知" in content
    assert "讓承諾有人負責" in content


def test_a_first_step_in_the_past_is_said_before_and_after_the_adoption(client, officer):
    room = make_room(tables=1)
    plan = make_candidate(ideas_of(room)[0], officer)
    adoption.describe(plan=plan, by=officer, first_step_on=timezone.localdate() - dt.timedelta(days=1))
    board = reverse("actionplans:board", args=[room.pk])
    assert "比採納的" in client.get(board).content.decode()
    done = client.post(reverse("actionplans:adopt", args=[plan.pk]), follow=True)
    text = done.content.decode()
    assert [message.level_tag for message in done.context["messages"]] == ["success", "warning"]
    assert text.count("比採納的") == 2
    assert f"{reverse('actionplans:plan_edit', args=[plan.pk])}#id_first_step_on" in text
    adoption.describe(plan=plan, by=officer, first_step_on=timezone.localdate())
    assert "比採納的" not in client.get(board).content.decode()


def test_a_wrong_date_keeps_everything_else_that_was_typed(client, officer):
    idea = ideas_of(make_room(tables=1))[0]
    client.post(reverse("actionplans:keep", args=[idea.pk]))
    plan = Plan.objects.get()
    form = {"title": "新的名字", "person_in_charge": "張大同", "first_step_on": "115/2/30"}
    page = client.post(reverse("actionplans:plan_edit", args=[plan.pk]), form)
    assert page.status_code == 422
    body = page.content.decode()
    assert "張大同" in body
    assert "115/2/30" in body
    assert "2 月" in body
    plan.refresh_from_db()
    assert plan.person_in_charge == ""


def test_the_list_of_plans_asks_as_much_for_three_as_for_one(
    client, officer, django_assert_num_queries, django_assert_max_num_queries
):
    ideas = ideas_of(make_room(tables=3))
    make_adopted(ideas[0], officer)
    client.get(reverse("actionplans:plans"))
    with django_assert_max_num_queries(20) as one:
        client.get(reverse("actionplans:plans"))
    for idea in ideas[1:]:
        make_adopted(idea, officer)
    with django_assert_num_queries(len(one.captured_queries)):
        page = client.get(reverse("actionplans:plans"))
    assert page.content.decode().count("行動") >= 3


def test_plans_are_found_by_pillar_call_item_and_word(client, officer):
    make_adopted(ideas_of(make_room(tables=1))[0], officer)
    for query, found in (
        ({"pillar": "support"}, True), ({"pillar": "recognition"}, False), ({"call_item": "S2"}, True),
        ({"call_item": "G1"}, False), ({"q": "行動1"}, True), ({"q": "沒有"}, False), ({"county": "HUA"}, False),
    ):  # fmt: skip
        page = client.get(reverse("actionplans:plans"), query).content.decode()
        assert ("行動1協會" in page) is found, query


def test_a_candidate_is_seen_by_who_reads_sheets_and_by_nobody_else(client, officer):
    plan = make_candidate(ideas_of(make_room(tables=1))[0], officer)
    assert client.get(reverse("actionplans:plan", args=[plan.pk])).status_code == 200
    client.force_login(make_user(Role.VOLUNTEER))
    assert client.get(reverse("actionplans:plan", args=[plan.pk])).status_code == 404
    adoption.adopt(plan=plan, by=officer, now=LATER)
    assert client.get(reverse("actionplans:plan", args=[plan.pk])).status_code == 200


def test_the_report_says_what_was_typed_in_both_formats(client, officer):
    workshop = make_room(tables=2)
    make_adopted(ideas_of(workshop)[0], officer)
    adoption.write_consensus(workshop=workshop, statement="先聽志工說", by=officer, now=LATER)
    paper = client.get(reverse("actionplans:county_report", args=[workshop.pk, "pdf"]))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.getvalue())).pages)
    letter = client.get(reverse("actionplans:county_report", args=[workshop.pk, "odt"]))
    xml = zipfile.ZipFile(io.BytesIO(letter.getvalue())).read("content.xml").decode()
    for word in ("行動方案報告", "行動1的困難", "行動2", "張大同", "先聽志工說", "未填"):
        assert word in text.replace("\n", ""), word
        assert word in xml, word
    assert Event.objects.filter(verb=Verb.PRINTED).count() == 2
    assert client.get(reverse("actionplans:county_report", args=[workshop.pk, "docx"])).status_code == 404


LONG = "讓海線四處據點的志工在高溫日也能準時到站、安心服務，並且知道出狀況時可以找誰。" * 4


@pytest.mark.parametrize(
    ("added", "whole"),
    [
        ("", True),
        # What a class that means something else elsewhere in the printed style does to a plan.
        (".adopted { display: flex; }", False),
        (".all { width: 260mm; }", False),
    ],
)
def test_every_line_of_a_plan_in_the_report_lies_inside_the_text_area(client, officer, monkeypatch, added, whole):
    from weasyprint import HTML

    workshop = make_room(tables=1)
    plan = make_adopted(ideas_of(workshop)[0], officer)
    Plan.objects.filter(pk=plan.pk).update(
        goal=LONG, partners="https://example.org/" + "a" * 200, sdgs=[1, 2, 3], verdict="adjust"
    )
    seen = []
    render, compose = HTML.render, pdf.compose

    def watched(*args, **kwargs):
        seen.append(render(*args, **kwargs))
        return seen[-1]

    monkeypatch.setattr(HTML, "render", watched)
    monkeypatch.setattr(pdf, "compose", lambda *args: compose(*args).replace("</style>", f"{added}</style>", 1))
    address = reverse("actionplans:county_report", args=[workshop.pk, "pdf"])
    assert client.get(address).getvalue().startswith(b"%PDF")
    drawn = lines(seen[-1])
    words = "".join(text for _page, text, _inside in drawn)
    for part in (plan.code, LONG, "可行性判斷", "需調整", "追蹤督導"):
        assert part in words
    outside = [(page, text) for page, text, inside in drawn if not inside]
    assert (not outside) is whole, outside


def test_answers_to_added_questions_are_an_annex_of_the_report_and_only_where_there_are_any(client, officer):
    workshop = make_room(tables=2)
    address = reverse("actionplans:county_report", args=[workshop.pk, "odt"])

    def letter():
        return zipfile.ZipFile(io.BytesIO(client.get(address).getvalue())).read("content.xml").decode()

    assert "加問的題目" not in letter()
    Sheet.objects.filter(group__workshop=workshop, kind="commitment").delete()
    Workshop.objects.filter(pk=workshop.pk).update(started_at=None)
    also_ask(workshop.programme, "commitment", Question("x_1", "number", "幾位志工"))
    first, second = workshop.groups.order_by("number")
    fill(open_sheet(group=Group.objects.get(pk=first.pk), kind="commitment"), x_1=12)
    open_sheet(group=Group.objects.get(pk=second.pk), kind="commitment")
    xml = letter()
    annex = xml[xml.index("附件、加問的題目") :]
    for words in ("我們的承諾", "幾位志工", str(first), str(second), ">12<", "未填"):
        assert words in annex
    printed = client.get(reverse("actionplans:county_report", args=[workshop.pk, "pdf"])).getvalue()
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages)
    assert "附件、加問的題目" in text
    assert "幾位志工" in text


def test_commitment_sheets_have_a_page_for_each_adopted_plan(client, officer):
    workshop = make_room(tables=2)
    address = reverse("actionplans:commitments", args=[workshop.pk, "pdf"])
    assert client.get(address).status_code == 404
    for idea in ideas_of(workshop):
        make_adopted(idea, officer)
    document = pypdf.PdfReader(io.BytesIO(client.get(address).getvalue()))
    assert len(document.pages) == 2
    letter = client.get(reverse("actionplans:commitments", args=[workshop.pk, "odt"]))
    assert "行動方案承諾書" in zipfile.ZipFile(io.BytesIO(letter.getvalue())).read("content.xml").decode()


@pytest.mark.parametrize(("vow", "asked"), [("", True), ("每個月去一次", False)])
def test_a_commitment_sheet_without_a_vow_has_a_line_to_write_on(officer, vow, asked):
    workshop = make_room(tables=1)
    plan = make_adopted(ideas_of(workshop)[0], officer)
    Plan.objects.filter(pk=plan.pk).update(vow=vow)
    html = pdf.compose("print/commitments.html", _context(county_report.build(workshop, now=LATER)))
    assert ('<p class="pen">' in html, '<p class="vow">' in html) == (asked, not asked)
    assert html.count(f"「{vow}」") == (0 if asked else 1), "the promise stands above the table, and nowhere twice"
    assert '<th scope="row">承諾</th>' not in html


def test_a_report_of_an_empty_workshop_says_so_instead_of_failing(client, officer):
    workshop = make_room(tables=0)
    assert client.get(reverse("actionplans:county_report", args=[workshop.pk, "pdf"])).status_code == 200
    assert client.get(reverse("actionplans:county_report", args=[workshop.pk, "odt"])).status_code == 200


def test_what_the_table_judged_stands_on_the_plans_page_and_in_the_report(client, officer):
    workshop = make_room(tables=2)
    workshop.assistant = make_user(Role.LECTURER, name="高助教")
    workshop.save()
    idea = ideas_of(workshop)[0]
    fill(make_sheet("feasibility", idea.group), verdict="adjust")
    fill(make_sheet("design", idea.group), sdgs=[11, 3])
    plan = make_adopted(idea, officer)
    page = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    letter = client.get(reverse("actionplans:county_report", args=[workshop.pk, "odt"]))
    xml = zipfile.ZipFile(io.BytesIO(letter.getvalue())).read("content.xml").decode()
    for words in ("可行性判斷", "需調整", "永續發展目標", "3 健康與福祉、11 永續城鄉"):
        assert words in page
        assert words in xml
    assert "高助教" in xml
    Plan.objects.filter(pk=plan.pk).update(verdict="", sdgs=[0, 18, "x"])
    page = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert "<dt>可行性判斷</dt><dd>未填</dd>" in page
    assert "<dt>永續發展目標</dt><dd>未填</dd>" in page


def test_the_workshops_supervisor_is_proposed_for_a_plan_that_has_none(client, officer):
    workshop = make_room(tables=2)
    first, second = ideas_of(workshop)
    open_plan = consolidation.keep(idea=first, by=officer, now=LATER)
    own = make_adopted(second, officer)
    named = make_user(Role.SUPERVISOR, "TTT")

    def proposed(plan):
        form = client.get(reverse("actionplans:plan_edit", args=[plan.pk])).context["form"]
        return form["supervisor"].value(), str(form["supervisor"])

    value, html = proposed(open_plan)
    assert not value
    assert "還沒指派" in html
    assert "---------" not in html
    Workshop.objects.filter(pk=workshop.pk).update(supervisor=named)
    assert proposed(open_plan)[0] == named.pk
    assert proposed(own)[0] == own.supervisor_id != named.pk
    open_plan.refresh_from_db()
    assert open_plan.supervisor is None


def test_a_plan_says_where_nobody_marked_a_resource(client, officer):
    idea = ideas_of(make_room(tables=1))[0]
    plan = make_candidate(idea, officer)
    address = reverse("actionplans:plan", args=[plan.pk])
    assert "已有或要找：未填" not in client.get(address).content.decode()
    PlanResource.objects.create(plan=plan, position=9, name="推車")
    assert "已有或要找：未填" in client.get(address).content.decode()


def test_a_reported_workshop_shows_its_plans_as_they_are(client, officer):
    workshop = make_room(tables=1)
    plan = make_candidate(ideas_of(workshop)[0], officer)
    Workshop.objects.filter(pk=workshop.pk).update(state="reported")
    page = client.post(reverse("actionplans:plan_edit", args=[plan.pk]), {"title": "偷改", "first_step_on": ""})
    assert page.status_code == 422
    assert "先退回報告" in page.content.decode()
    plan.refresh_from_db()
    assert plan.title == "行動1"


def test_what_a_plan_stands_on_is_on_its_page_and_in_the_report(client, officer):
    workshop = make_room(tables=3)
    first, second, third = ideas_of(workshop)
    fill(
        make_sheet("feasibility", first.group), verdict="adjust", verdict_why="短時段志工還不夠",
        risks=[{"risk": "颱風停班", "answer": "里長代送"}, {"risk": "巴士故障"}],
        stakeholders=[{"name": "社區巴士隊", "kind": "private_sector", "influence": "high", "support": "low",
                       "contact": "社會處"}, {"name": "里長"}],
        month3_change="缺班降到 15 班",
    )  # fmt: skip
    fill(
        make_sheet("feasibility", second.group), verdict="later", verdict_why="經費還沒有著落",
        risks=[{"risk": "沒有人接班", "answer": "先找兩位"}],
    )  # fmt: skip
    plan = make_candidate(first, officer)
    client.post(reverse("actionplans:merge", args=[second.pk]), {"plan": plan.pk})
    adoption.adopt(plan=plan, by=officer, now=LATER)
    bare = make_adopted(third, officer)
    page = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    paper = client.get(reverse("actionplans:county_report", args=[workshop.pk, "pdf"]))
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.getvalue())).pages)
    text = re.sub(r"\s", "", text)
    letter = client.get(reverse("actionplans:county_report", args=[workshop.pk, "odt"]))
    xml = zipfile.ZipFile(io.BytesIO(letter.getvalue())).read("content.xml").decode()
    for words in (
        "短時段志工還不夠", "颱風停班", "里長代送", "社區巴士隊", "私營部門", "影響力", "支持程度", "缺班降到 15 班",
        "沒有人接班", "先找兩位", "經費還沒有著落", "行動2", "第 2 組",
    ):  # fmt: skip
        assert words in page, words
        assert words.replace(" ", "") in text, words
        assert words in xml, words
    page = client.get(reverse("actionplans:plan", args=[bare.pk])).content.decode()
    for heading in ("p-risk", "p-who", "p-mon"):
        part = page[page.index(f'id="{heading}"') :]
        assert "未填" in part[: part.index("</section>")], heading
    assert "<dt>為什麼這樣判斷</dt><dd>未填</dd>" in page
    assert "b-whose" not in page, "one table needs no names of tables"


@pytest.mark.parametrize(
    ("months", "words"),
    [
        ((1, 2), "第 1–2 個月"), ((3, 3), "第 3 個月"), ((3, None), "第 3 個月"), ((None, 6), "到第 6 個月"),
        ((0, 1), "第 0–1 個月"), ((None, None), "月份：未填"),
    ],
)  # fmt: skip
def test_a_step_says_its_months_as_far_as_they_are_known(client, officer, months, words):
    plan = make_candidate(ideas_of(make_room(tables=1))[0], officer)
    plan.steps.update(from_month=months[0], to_month=months[1])
    assert words in client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert words in "".join(plan_papers.step_lines(plan))


def test_a_plans_page_asks_as_often_for_three_rows_as_for_one(client, officer, django_assert_num_queries):
    plan = make_candidate(ideas_of(make_room(tables=1))[0], officer)
    group = plan.ideas.get().group
    address = reverse("actionplans:plan", args=[plan.pk])

    def add():
        place = plan.risks.count() + 1
        PlanRisk.objects.create(plan=plan, position=place, group=group, risk="如果")
        PlanStakeholder.objects.create(plan=plan, position=place, group=group, name="誰")

    add()
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    add()
    add()
    with django_assert_num_queries(len(one)):
        client.get(address)


@pytest.mark.parametrize(("language", "pillars"), [("zh-hant", "肯定 支持 保障"), ("en", "Recognition Support")])
def test_a_plans_pillars_are_named_in_the_language_of_the_page(client, officer, settings, language, pillars):
    plan = make_candidate(ideas_of(make_room(tables=1))[0], officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    form = client.get(reverse("actionplans:plan_edit", args=[plan.pk])).context["form"]
    named = [label for _code, label in form.fields["pillar"].choices]
    assert set(pillars.split()) <= set(named)
    assert len(named) == 3


@pytest.mark.parametrize(
    ("on", "status", "said"),
    [
        ("2026-06-12", "ok", "下一項 115年7月1日（三） 到期：開會"),
        ("2026-06-17", "risk", "14 天後到期：開會"),
        ("2026-07-13", "late", "逾期 12 天，無佐證：開會"),
    ],
)
def test_a_plan_shows_how_it_stands_and_its_milestones(client, officer, on, status, said):
    plan = make_adopted(ideas_of(make_room(tables=1))[0], officer)
    with time_machine.travel(f"{on}T10:00:00+08:00", tick=False):
        client.force_login(officer)
        one = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
        listed = client.get(reverse("actionplans:plans")).content.decode()
    for page in (one, listed):
        assert f'data-status="{status}"' in page
        assert said in page
    assert "4 項里程碑完成 0 項（0%）" in one
    assert one.count('<li data-state="next">') == 1
    assert "第 6 個月的成果" in one


def test_a_candidate_has_no_progress_to_show(client, officer):
    plan = make_candidate(ideas_of(make_room(tables=1))[0], officer)
    page = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert "s-planbar" not in page
    assert "里程碑" not in page


def _consensus(client, workshop, **sent):
    return client.post(reverse("actionplans:consensus", args=[workshop.pk]), sent)


def test_a_consensus_that_fills_its_box_is_taken_with_its_line_breaks(client, officer):
    """A browser counts a line break as one character and sends two."""
    workshop = make_room(tables=1)
    words = "\r\n".join(["一" * 30] * 32)
    counted = words.replace("\r\n", "\n")
    assert len(counted) < 1000 < len(words)
    assert _consensus(client, workshop, statement=words).status_code == 302
    assert Consensus.objects.get().statement == counted


@pytest.mark.parametrize(("words", "said"), [("一" * 1001, "1000"), ("   ", "必填"), ("", "必填")])
def test_a_consensus_that_is_refused_stays_in_its_box(client, officer, words, said):
    workshop = make_room(tables=1)
    answer = _consensus(client, workshop, statement=words)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words.strip() in page
    assert 'aria-invalid="true"' in page
    assert not Consensus.objects.exists()


def test_two_who_write_the_consensus_are_asked_and_not_overwritten(client, officer):
    workshop = make_room(tables=1)
    assert _consensus(client, workshop, statement="甲", **{"initial-statement": ""}).status_code == 302
    answer = _consensus(client, workshop, statement="乙", **{"initial-statement": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "您打開這一頁之後，「共識聲明」被改成「甲」" in page
    assert ">\n乙</textarea>" in page
    assert Consensus.objects.get().statement == "甲"
    assert _consensus(client, workshop, statement="乙", **{"initial-statement": "甲"}).status_code == 302
    assert Consensus.objects.get().statement == "乙"


def test_after_a_decision_one_goes_on_at_the_next_idea(client, officer):
    workshop = make_room(tables=3)
    first, second, third = ideas_of(workshop)
    board = reverse("actionplans:board", args=[workshop.pk])

    def decide(name, idea, **sent):
        return client.post(reverse(f"actionplans:{name}", args=[idea.pk]), sent).url.removeprefix(board)

    assert decide("keep", second) == f"#idea-{third.pk}"
    assert decide("park", third, reason="明年再談") == f"#idea-{third.pk}"
    assert decide("merge", first, plan=Plan.objects.get().pk) == "#h-cand"
    assert decide("reopen", first) == f"#idea-{first.pk}"


def test_merging_into_what_is_gone_says_so(client, officer):
    workshop = make_room(tables=1)
    (idea,) = ideas_of(workshop)
    answer = client.post(reverse("actionplans:merge", args=[idea.pk]), {"plan": "987654"}, follow=True)
    assert "剛剛被重新考慮，已經不在了" in answer.content.decode()


def test_only_who_may_print_is_offered_the_commitment_sheet(client):
    workshop = make_room(tables=1)
    make_adopted(ideas_of(workshop)[0], make_user())
    lecturer = make_user(Role.LECTURER, "TTT")
    workshop.lecturer = lecturer
    workshop.save()
    stranger = make_user(Role.LECTURER, "TTT", name="別場的講師")
    for user, offered in ((lecturer, True), (make_user(), True), (make_user(Role.AUTHORITY_OFFICER, "TTT"), False)):
        client.force_login(stranger)
        assert client.get(reverse("actionplans:commitments", args=[workshop.pk, "odt"])).status_code == 404
        client.force_login(user)
        page = client.get(reverse("actionplans:board", args=[workshop.pk])).content.decode()
        for kind in ("pdf", "odt"):
            assert (reverse("actionplans:commitments", args=[workshop.pk, kind]) in page) is offered
        printed = client.get(reverse("actionplans:commitments", args=[workshop.pk, "odt"])).status_code
        assert printed == (200 if offered else 404)


@pytest.mark.parametrize(
    ("first", "last", "said", "shown"),
    [
        (2, 0, "到第 0 個月，比開始的第 2 個月早。", "第 0–2 個月"),
        (5, 4, "到第 4 個月，比開始的第 5 個月早。", "第 4–5 個月"),
        (4, 4, "", "第 4 個月"),
        (0, 2, "", "第 0–2 個月"),
        (3, None, "", "第 3 個月"),
        (None, 3, "", "到第 3 個月"),
    ],
)
def test_months_that_run_backwards_are_remarked_and_shown_in_order(client, officer, first, last, said, shown):
    room = make_room(tables=1)
    idea = ideas_of(room)[0]
    fill(make_sheet("design", idea.group), steps=[{"what": "排班表", "from_month": first, "to_month": last}])
    board = reverse("actionplans:board", args=[room.pk])
    assert (f"「排班表」{said}" in client.get(board).content.decode()) is bool(said)
    plan = consolidation.keep(idea=idea, by=officer, now=LATER)
    step = plan.steps.get(what="排班表")
    assert (step.oddity, step.months) == (said, shown)
    assert client.get(board).content.decode().count(f"「排班表」{said}") == (1 if said else 0)
    page = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert shown in page
    assert (f"表單上寫：{said}" in page) is bool(said)
