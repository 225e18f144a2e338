"""Where a device begins that has just sat down."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from actionplans.consensus import ballots
from actionplans.tables import beginning
from actionplans.writing import sheets
from tests.makers.accounts import make_user
from tests.makers.actionplans import DAY, fill, give_forms, make_sheet, make_table
from tests.makers.board import make_room
from tests.makers.workshops import make_group, make_seat, make_workshop
from workshops.models import Group, Workshop

pytestmark = pytest.mark.django_db
ISSUE = {"text": "缺班", "core": True, "core_affected": "志工", "core_why": "每天"}
ACTION = {"title": "送餐", "pillar": "support", "lead_unit": "社會處"}


def began(group: Group) -> str:
    """The last part of the address where the group's next device begins."""
    return beginning.first_page(make_seat(group), DAY).removeprefix(reverse("actionplans:table")).strip("/")


def hand_in(group: Group, kind: str) -> None:
    sheets.hand_in(sheet=make_sheet(kind, group), by=make_seat(group), now=DAY)


def test_nobody_has_written_yet() -> None:
    assert began(make_table()) == "inventory"


@pytest.mark.parametrize(
    ("done", "at"),
    [
        ((), "design"),
        (("inventory",), "design"),
        (("inventory", "design"), "feasibility"),
        (("inventory", "design", "feasibility"), "commitment"),
    ],
)
def test_the_furthest_sheet_that_is_begun_or_the_next(done: tuple[str, ...], at: str) -> None:
    group = make_table()
    fill(make_sheet("inventory", group), recognition_difficulties=[ISSUE])
    fill(make_sheet("design", group), **ACTION)
    for kind in ("feasibility", "commitment"):
        if kind in done:
            fill(make_sheet(kind, group), verdict="feasible")
    for kind in done:
        hand_in(group, kind)
    assert began(group) == at


def test_an_inventory_without_a_core_issue_is_not_left_for_the_design() -> None:
    group = make_table()
    fill(make_sheet("inventory", group), recognition_difficulties=[{"text": "缺班"}])
    assert began(group) == "inventory"


def test_when_all_is_done_the_page_of_all_stages_opens() -> None:
    group = make_table()
    fill(make_sheet("inventory", group), recognition_difficulties=[ISSUE])
    fill(make_sheet("design", group), **ACTION)
    fill(make_sheet("feasibility", group), verdict="feasible")
    fill(make_sheet("commitment", group), vow="讓每一餐準時到")
    for kind in ("inventory", "design", "feasibility", "commitment"):
        hand_in(group, kind)
    assert began(group) == ""


@pytest.mark.parametrize(
    "state", [Workshop.State.CONFIRMED, Workshop.State.HELD, Workshop.State.REPORTED, Workshop.State.CLOSED]
)
def test_before_and_after_the_workshop_the_stages_come_first(state: str) -> None:
    workshop = make_workshop(state)
    give_forms(workshop.programme)
    assert began(make_group(workshop)) == ""


def test_while_a_vote_is_on_its_page_is_one_tap_away() -> None:
    workshop = make_room()
    group = workshop.groups.first()
    assert began(group) != ""
    officer = make_user()
    ballot = ballots.open_ballot(
        workshop=workshop, question="先做哪一件？", dots=3, voter="seat", hidden=False, by=officer, now=DAY
    )
    assert began(group) == ""
    ballots.close(ballot=ballot, by=officer, now=DAY + dt.timedelta(minutes=3))
    assert began(group) != ""


def test_the_code_leads_there_and_so_does_coming_back(client: Client) -> None:
    group = make_table(code="ACDEF")
    address = reverse("workshops:join_code", args=["ACDEF"])
    sheet = reverse("actionplans:sheet", args=["inventory"])
    assert client.post(address).headers["Location"] == sheet
    shown = client.get(sheet).content.decode()
    assert "已加入" in shown
    assert reverse("workshops:arrive_self") in shown
    assert f'href="{sheet}"' in client.get(address).content.decode()
    assert client.post(address).headers["Location"] == sheet
    assert group.seats.count() == 1
