"""What shared links, search engines and programs learn of the public pages, and what they do not."""

import datetime as dt
import json
import re
from typing import Any

import pytest
from django.conf import settings as house
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actionplans import call
from actionplans.followup import publishing
from actionplans.models import Publication
from tests.makers.accounts import make_user
from tests.makers.plans import make_plan

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 8, 1, 2, 0, tzinfo=dt.UTC)


def page(client: Client, address: str, language: str = "zh-hant") -> str:
    client.cookies[house.LANGUAGE_COOKIE_NAME] = language
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def card(html: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="(og:[a-z:_]+)" content="([^"]*)">', html))


def data(html: str) -> dict[str, Any]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    assert len(found) == 1
    return dict(json.loads(found[0]))


def published(title: str = "不讓太陽決定", **fields: Any) -> Publication:
    plan = make_plan(title=title, call_item="S2", **fields)
    return publishing.publish(plan=plan, summary="高溫日改由社區巴士送餐。", summary_en="", by=make_user(), now=NOW)


def test_a_plans_page_says_what_a_shared_link_shows(client: Client) -> None:
    one = published('不讓"太陽"決定<b>')
    address = f"/results/TTT/{one.plan.code}/"
    html = page(client, address)
    said = card(html)
    assert said["og:url"] == house.SITE_ADDRESS + address
    assert said["og:title"].startswith("不讓&quot;太陽&quot;決定&lt;b&gt;")
    assert said["og:description"] == "高溫日改由社區巴士送餐。"
    assert said["og:locale"] == "zh_TW"
    assert card(page(client, address, "en"))["og:locale"] == "en_US"
    assert f'<link rel="canonical" href="{house.SITE_ADDRESS}{address}">' in page(client, address + "?from=mail")
    told = data(html)
    assert told["name"] == '不讓"太陽"決定<b>'
    assert told["identifier"] == one.plan.code
    assert dt.datetime.fromisoformat(told["dateModified"]) == one.changed_at


def test_what_is_told_to_programs_ends_no_script(client: Client) -> None:
    one = published("</script><script>alert(1)</script>")
    html = page(client, f"/results/TTT/{one.plan.code}/")
    assert "<script>alert(1)" not in html
    assert data(html)["name"] == "</script><script>alert(1)</script>"


def test_a_county_tells_the_workshops_its_public_plans_come_from(client: Client) -> None:
    one = published()
    hidden = make_plan(title="沒有公開的")
    told = data(page(client, "/results/TTT/"))
    assert [part["name"] for part in told["hasPart"]] == ["不讓太陽決定"]
    [event] = told["mentions"]
    assert event["@type"] == "Event"
    assert event["startDate"] == one.plan.workshop.date.isoformat()
    assert str(hidden.workshop) not in json.dumps(told, ensure_ascii=False)


def test_the_call_has_its_fourteen_items_and_who_answers_them(client: Client) -> None:
    published()
    html = page(client, "/results/call/")
    assert html.count('<li id="') == len(call.ITEMS) == 14
    assert "不是官方文本" not in html, "the Chinese is the official wording"
    assert html.count("件公開的行動方案回應這一項") == 1
    for item in call.ITEMS:
        assert item.text in html
    assert "not an official text" in page(client, "/results/call/", "en")


def test_the_call_asks_as_much_for_three_plans_as_for_one(client: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, "/results/call/")
        return len(queries)

    published()
    once = asked()
    published("二")
    published("三")
    assert asked() == once


def locations(client: Client) -> list[str]:
    answer = client.get("/sitemap.xml")
    assert answer.status_code == 200
    return re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", answer.content.decode())


def test_the_sitemap_knows_what_is_public_and_forgets_what_is_taken_back(client: Client) -> None:
    one = published()
    plan = f"/results/TTT/{one.plan.code}/"
    found = locations(client)
    assert {plan, "/results/TTT/", "/results/", "/results/call/", "/register/serve/", "/opendata/"} <= set(found)
    assert len(found) == len(set(found))
    publishing.withdraw(publication=one, reason="資料要再確認一次", by=make_user(), now=NOW)
    assert not {plan, "/results/TTT/"} & set(locations(client))


def test_every_address_of_the_sitemap_is_open_to_everybody(client: Client) -> None:
    published()
    for address in locations(client):
        assert client.get(address).status_code == 200, address


def test_robots_read_what_is_public_and_nothing_of_a_demonstration(client: Client, settings: Any) -> None:
    settings.DEMO = False
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /\n" in text
    assert "Allow: /results/\n" in text
    assert "Sitemap: " in text
    settings.DEMO = True
    assert client.get("/robots.txt").content.decode() == "User-agent: *\nDisallow: /\n"
