"""An annual plan as PDF and ODT: the same words in both, a draft that says so, and what is in it."""

import io
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from actionplans.yearly import annual
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from tests.makers.accounts import make_user
from tests.makers.annual import issue, make_annual, make_item, make_uptake
from tests.makers.deciding import AUTUMN
from tests.makers.followup import make_followed

pytestmark = pytest.mark.django_db


def words(client: Client, pk: int, kind: str) -> str:
    answer = client.get(reverse("actionplans:annual_paper", args=[pk, kind]))
    data = b"".join(answer.streaming_content)
    if kind == "odt":
        return zipfile.ZipFile(io.BytesIO(data)).read("content.xml").decode()
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).replace("\n", "")


@pytest.fixture
def officer(client: Client) -> Any:
    officer = make_user(county="TTT")
    client.force_login(officer)
    return officer


@pytest.mark.parametrize("kind", ["pdf", "odt"])
def test_the_paper_says_what_the_page_says(client: Client, officer: Any, kind: str) -> None:
    found = make_annual(items=0)
    item = make_item(found, title="偏鄉交通", aim="三條路線", budget=1_200_000, area="resources")
    plan = make_followed(title="縱谷到站")
    make_uptake(plan, "planned", item)
    said = words(client, found.pk, kind)
    for one in (
        "偏鄉交通",
        "三條路線",
        "1,200,000",
        "資源連結",
        "社會處",
        "3–11 月",
        plan.code,
        "縱谷到站",
        "預定納入",
    ):
        assert one in said, one
    assert "草稿，尚未核定" in said
    assert plan.person_in_charge not in said
    line = Event.objects.filter(verb="printed").latest("pk")
    assert line.now == {"paper": "年度計畫", "format": kind}


def test_it_says_how_it_stands(client: Client, officer: Any) -> None:
    found = make_annual()
    issue(found, by=officer)
    said = words(client, found.pk, "odt")
    assert "府社工字第1150054321號" in said
    assert "尚未核定" not in said
    found.refresh_from_db()
    annual.reopen(annual=found, reason="追加經費", by=officer, now=AUTUMN)
    assert "修正中，尚未核定" in words(client, found.pk, "odt")
    issue(found, by=officer)
    said = words(client, found.pk, "odt")
    assert "第 2 版，修正：追加經費" in said


def test_an_empty_one_and_a_plan_in_the_whole_of_it(client: Client, officer: Any) -> None:
    found = make_annual(items=0)
    assert words(client, found.pk, "odt").count("沒有。") == 2
    make_uptake(make_followed(), "planned", found)
    assert "整份計畫" in words(client, found.pk, "odt")


def test_who_follows_one_plan_is_told_of_the_others_by_number(client: Client) -> None:
    found = make_annual()
    mine, other = make_followed(), make_followed()
    for one in (mine, other):
        make_uptake(one, "planned", found)
    client.force_login(mine.supervisor)
    said = words(client, found.pk, "odt")
    assert mine.code in said
    assert other.code not in said
    assert "另有 1 件" in said


def test_it_is_in_chinese_and_of_the_known_kinds(client: Client, officer: Any) -> None:
    found = make_annual()
    client.cookies["django_language"] = "en"
    assert "工作項目" in words(client, found.pk, "odt")
    assert client.get(reverse("actionplans:annual_paper", args=[found.pk, "docx"])).status_code == 404
    client.force_login(make_user(Role.COUNTY_OFFICER, "HUA"))
    assert client.get(reverse("actionplans:annual_paper", args=[found.pk, "odt"])).status_code == 404


def test_it_asks_no_more_for_more(client: Client, officer: Any) -> None:
    found = make_annual(items=1)
    make_uptake(make_followed(), "planned", found)
    words(client, found.pk, "odt")
    with CaptureQueriesContext(connection) as short:
        words(client, found.pk, "odt")
    for number in range(2):
        make_item(found, title=f"更多{number}")
        make_uptake(make_followed(), "planned", found)
    with CaptureQueriesContext(connection) as long:
        words(client, found.pk, "odt")
    assert len(long) == len(short)


def test_the_page_leads_to_both(client: Client, officer: Any) -> None:
    found = make_annual()
    said = client.get(reverse("actionplans:annual", args=[found.pk])).content.decode()
    for kind in ("pdf", "odt"):
        assert reverse("actionplans:annual_paper", args=[found.pk, kind]) in said
