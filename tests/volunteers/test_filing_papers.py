"""The plan and its letter on paper."""

import datetime as dt
import io
import zipfile

import pytest
from django.urls import reverse

from foundation.accounts.roles import Role
from foundation.audit import trail
from tests.makers.accounts import make_user
from tests.makers.volunteers import NOW, make_filing, make_unit
from volunteers.filing import filing_papers
from volunteers.models import Authority, Filing

pytestmark = pytest.mark.django_db
S = Filing.State


@pytest.fixture
def unit():
    return make_unit("TPE", name="海線志工隊", filed=False, head_title="理事長", head_name="王小明")


def test_the_letter_asks_for_what_the_plan_needs(unit):
    first = make_filing(unit, S.APPROVED)
    letter = filing_papers.of(make_filing(unit), now=NOW).letter
    assert ("受文者", "臺北市政府社會局") in letter.head
    assert "惠予備案" in letter.subject
    assert letter.points[-1] == "檢附：志願服務計畫書、立案證書或法人登記證書影本、組織章程。"
    assert letter.signed == "理事長 王小明"
    amended = filing_papers.of(make_filing(unit, amends=first, version=2), now=NOW).letter
    assert "修正計畫" in amended.subject
    assert "109年1月1日 府社工字第1號" in amended.points[1]
    ended = make_filing(unit, S.ENDED, stopped_on=dt.date(2026, 6, 1), stopped_why="不再辦理")
    letter = filing_papers.of(ended, now=NOW).letter
    assert "終止" in letter.subject
    assert letter.points[1] == "終止原因：不再辦理"
    assert ("附件", "無") in letter.head


def test_the_fire_departments_papers_are_its_own(unit):
    """FIL-05."""
    fire = Authority.objects.get(code="tpe-fire")
    found = filing_papers.documents(make_filing(unit, authority=fire))
    assert found == ["臺北市義勇消防總隊救護大隊勤（業）務計畫", "臺北市義勇消防人員服（協）勤實施計畫"]


def test_an_empty_draft_can_be_printed(unit):
    empty = make_filing(
        unit, title="", authority=None, counties=[], categories=[], parts={}, starts_on=None, ends_on=None
    )
    paper = filing_papers.of(empty, now=NOW)
    assert paper.title == "海線志工隊的志願服務計畫"
    assert filing_papers.blocks(paper)


@pytest.mark.parametrize(("kind", "head"), [("pdf", b"%PDF"), ("odt", b"PK")])
def test_it_is_given_out_in_chinese_and_noted(client, unit, kind, head):
    filing = make_filing(unit, parts={"content": "第一行\n第二行 <b>"})
    user = make_user(Role.COUNTY_OFFICER, "TPE")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    answer = client.get(reverse("volunteers:filing_paper", args=[filing.pk, kind]))
    data = b"".join(answer.streaming_content)
    assert data.startswith(head)
    line = trail.history_of(filing).first()
    assert line.now == {"paper": "志願服務計畫與公文", "format": kind}
    if kind == "odt":
        text = zipfile.ZipFile(io.BytesIO(data)).read("content.xml").decode()
        for words in ("海線志工隊　函（稿）", "受文者", "服務內容", "第二行 &lt;b&gt;"):
            assert words in text
    assert client.get(reverse("volunteers:filing_paper", args=[filing.pk, "docx"])).status_code == 404
