"""What shared links, programs and search engines learn of the walls, and of which pledges they learn nothing."""

import json
import re
import urllib.robotparser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from foundation.accounts.models import User
from pledges import licensing
from pledges.models import Pledge
from tests.makers.accounts import make_user
from tests.makers.pledges import NOW, make_accepted, make_whole

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_user()


def read(client: Client, address: str) -> tuple[str, dict[str, Any]]:
    html = client.get(address).content.decode()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return html, json.loads(data)


def locations(client: Client) -> list[str]:
    found = re.findall(r"<loc>(.*?)</loc>", client.get(reverse("sitemap")).content.decode())
    return [re.sub(r"^https?://[^/]+", "", one) for one in found]


def test_a_county_s_wall_is_the_event_at_which_it_was_called_out(client: Client, officer: User):
    pledge = make_accepted(by=officer)
    address = reverse("pledges:county_wall", args=["TTT"])
    html, told = read(client, address)
    assert (told["@type"], told["startDate"], told["location"]["name"]) == ("Event", "2025-11-29", "縣府廣場")
    assert told["organizer"]["name"] == "臺東縣"
    assert told["url"] == settings.SITE_ADDRESS + address
    assert f'<meta property="og:url" content="{settings.SITE_ADDRESS}{address}">' in html
    assert re.search(r'property="og:title" content="臺東縣・[^"]+"', html)
    head = html.partition("</head>")[0]
    assert not re.search(r"wall/media|王縣長|林小芳|089-", head), "neither people nor pictures that may be taken back"

    Pledge.objects.filter(pk=pledge.pk).update(held_on=None)
    assert read(client, address)[1]["@type"] == "WebPage"


def test_the_nation_s_wall_names_those_on_it_and_no_others(client: Client, officer: User):
    make_accepted(by=officer)
    make_whole("HUA")
    _html, told = read(client, reverse("pledges:wall"))
    assert [one["name"] for one in told["hasPart"]] == ["臺東縣"]
    assert [one["startDate"] for one in told["mentions"]] == ["2025-11-29"]


def test_search_engines_find_a_wall_as_long_as_its_licence_holds(client: Client, officer: User):
    pledge = make_accepted(by=officer)
    address = reverse("pledges:county_wall", args=["TTT"])
    assert {reverse("pledges:wall"), address} <= set(locations(client))
    licensing.withdraw(pledge=pledge, reason="有人不同意公開", by=officer, now=NOW)
    assert address not in locations(client)
    assert reverse("pledges:wall") in locations(client)


def test_robots_may_read_every_page_of_the_map(client: Client, officer: User, settings: Any):
    make_accepted(by=officer)
    settings.DEMO = False
    rules = urllib.robotparser.RobotFileParser()
    rules.parse(client.get("/robots.txt").content.decode().splitlines())
    listed = locations(client)
    assert len(listed) > 8
    assert [one for one in listed if not rules.can_fetch("AnyBot", one)] == []
    assert not rules.can_fetch("AnyBot", reverse("pledges:index"))
