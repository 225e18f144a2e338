"""What a county's papers look like: their names, the pillars' signs, whose data they show."""

import io
import re

import pytest
from django.urls import reverse
from pypdf import PdfReader

from actionplans.views import papers
from foundation.ui.pillars import PILLARS
from tests.makers.accounts import make_user
from tests.makers.board import ideas_of, make_adopted, make_room

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    found = make_user()
    client.force_login(found)
    return found


def composed(monkeypatch, client, name, plan):
    """The paper's HTML, and its answer."""
    pages: list[str] = []
    compose = papers.pdf.compose
    monkeypatch.setattr(papers.pdf, "compose", lambda *given: pages.append(compose(*given)) or pages[-1])
    answer = client.get(reverse(f"actionplans:{name}", args=[plan.workshop_id, "pdf"]))
    return pages[0], answer


@pytest.mark.parametrize(("name", "title"), [("county_report", "行動方案報告"), ("commitments", "行動方案承諾書")])
def test_a_paper_is_called_by_its_own_name(client, officer, monkeypatch, name, title):
    plan = make_adopted(ideas_of(make_room())[0], officer)
    _page, answer = composed(monkeypatch, client, name, plan)
    assert PdfReader(io.BytesIO(answer.getvalue())).metadata.title == f"{plan.workshop}　{title}"


@pytest.mark.parametrize("name", ["county_report", "commitments"])
def test_a_plan_stands_under_the_sign_of_its_pillar(client, officer, monkeypatch, name):
    plan = make_adopted(ideas_of(make_room())[0], officer)
    page, _answer = composed(monkeypatch, client, name, plan)
    heading = next(found for found in re.findall(r"<h[23][^>]*>(.*?)</h[23]>", page, re.DOTALL) if plan.code in found)
    assert [look.code for look in PILLARS.values() if look.sign in heading] == [plan.pillar]


@pytest.mark.parametrize("demo", [True, False])
def test_invented_data_says_so_at_the_foot(client, officer, monkeypatch, settings, demo):
    settings.DEMO = demo
    plan = make_adopted(ideas_of(make_room())[0], officer)
    page, _answer = composed(monkeypatch, client, "county_report", plan)
    foot = re.search(r'<span class="edition">(.*?)</span>', page)[1]
    assert ("示範資料" in foot) is demo
    assert "資料時間" in foot
