"""What a device may keep of its table: our own pages, in the name of its seat; nothing that holds for a moment only."""

import re

import pytest
from django.test import Client

from actionplans.writing import kept_pages
from tests.actionplans.test_table_views import PAGES, design, sit
from tests.makers.actionplans import make_table
from workshops.models import Group

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    return make_table()


@pytest.mark.parametrize("page", [*PAGES, "/t/offline/"])
def test_each_page_says_whose_it_is_and_may_be_kept(client: Client, group: Group, page: str) -> None:
    seat = sit(client, group)
    response = client.get(page, headers={kept_pages.FOR_LATER: "1"})
    assert response[kept_pages.OURS] == str(seat.pk)
    assert response[kept_pages.KEPT] == "1"


def test_a_stage_that_must_wait_is_shown_so_and_not_kept_so(client: Client, group: Group) -> None:
    sit(client, group)
    waits = client.get("/t/design/")
    assert "前一步還差一點" in waits.content.decode()
    assert kept_pages.OURS in waits
    assert kept_pages.KEPT not in waits
    later = client.get("/t/design/", headers={kept_pages.FOR_LATER: "1"})
    assert "行動名稱" in later.content.decode()


@pytest.mark.parametrize("path", ["/t/design/state", "/t/design/parts", "/t/design/history/", "/t/take-over/"])
def test_answers_that_are_no_pages_of_the_day_are_not_kept(client: Client, group: Group, path: str) -> None:
    design(group)
    seat = sit(client, group)
    response = client.get(path)
    assert response[kept_pages.OURS] == str(seat.pk)
    assert kept_pages.KEPT not in response


def test_a_stranger_gets_nothing_to_keep(client: Client) -> None:
    response = client.get("/t/")
    assert kept_pages.OURS not in response
    assert kept_pages.KEPT not in response


def test_the_worker_comes_from_below_the_table_and_is_asked_for_anew(client: Client) -> None:
    response = client.get("/t/worker.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"
    assert response.content.decode().startswith("const SHELL = {")


@pytest.mark.parametrize(
    ("aside", "headers"),
    [*((page, {kept_pages.FOR_LATER: "1"}) for page in [*PAGES, "/t/offline/"]), ("/t/vote/", {"HX-Request": "true"})],
)
def test_what_is_said_once_is_said_to_who_reads_and_not_kept(
    client: Client, group: Group, aside: str, headers: dict[str, str]
) -> None:
    sit(client, group)
    client.post("/t/vote/", {"ballot": "0"})
    client.get(aside, headers=headers)
    read = client.get("/t/")
    assert "找不到這次投票" in read.content.decode()
    assert kept_pages.KEPT not in read
    again = client.get("/t/")
    assert "找不到這次投票" not in again.content.decode()
    assert kept_pages.KEPT in again


@pytest.mark.parametrize("page", [*PAGES, "/t/offline/"])
def test_every_script_and_style_of_a_kept_page_is_kept_with_it(client: Client, group: Group, page: str) -> None:
    sit(client, group)
    html = client.get(page, headers={kept_pages.FOR_LATER: "1"}).content.decode()
    named = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', html)
    assert named
    assert [one for one in named if one not in kept_pages.worker()] == []
