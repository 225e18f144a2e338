"""A cell that went back is said to the county's officers: once for each time, and no more once they have answered."""

import datetime as dt

import pytest
from django.urls import reverse

from foundation.accounts.models import Membership, User
from foundation.notices.models import Notice
from foundation.notices.sending import send_due
from reports.completeness import return_letters, returning
from reports.dashboards.workshop_steps import steps_of
from reports.models import CellReturn
from tests.makers.accounts import make_user
from tests.makers.plans import make_adopted
from tests.makers.workshops import make_programme, make_workshop
from tests.notices.conftest import TAIPEI
from tests.notices.test_sending import Postbox
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
TUESDAY = dt.datetime(2026, 9, 1, 10, tzinfo=TAIPEI)
MARK = "主責單位寫的是去年的單位"


@pytest.fixture
def staff() -> User:
    return make_user("association", name="林小美")


@pytest.fixture
def officer() -> User:
    return make_user("county_officer", "TTT", name="陳承辦")


@pytest.fixture
def cell(staff: User) -> CellReturn:
    workshop = make_workshop(Workshop.State.HELD, programme=make_programme(slug="ivy-2026"), county="TTT")
    make_adopted(workshop, ["S3"])
    step = next(one for one in steps_of(workshop.programme) if one.code == "adopted")
    return returning.give_back(workshop=workshop, step=step, mark=MARK, by=staff, now=TUESDAY)


def told(now: dt.datetime) -> Postbox:
    """What goes out at a moment, after the ledger was brought to it (twice: nothing is said twice)."""
    box = Postbox()
    for _time in range(2):
        return_letters.plan_all(now=now)
        send_due(way=box, worker="one", now=now)
    return box


def later(**passed: int) -> dt.datetime:
    return TUESDAY + dt.timedelta(**passed)


def test_the_county_s_officers_are_told_once_what_to_mend(cell: CellReturn, officer: User) -> None:
    other = make_user("county_officer", "TPE")
    box = told(later(minutes=5))
    [message] = box.letters.values()
    assert officer.email in message.to[0]
    assert other.email not in str(message.to)
    assert MARK in message.body
    assert reverse("reports:cell_return", args=[cell.pk]) in message.body
    assert list(box.handed.values()) == [1]
    assert told(later(days=3)).letters == {}


def test_each_time_it_goes_back_is_said_again(cell: CellReturn, officer: User, staff: User) -> None:
    told(later(minutes=5))
    returning.move(cell=cell, name="answer", words="已改成社會處", by=officer, now=later(hours=1))
    assert told(later(hours=2)).letters == {}
    returning.move(cell=cell, name="again", words="電話也請一起改", by=staff, now=later(days=1))
    [message] = told(later(days=1, minutes=5)).letters.values()
    assert "電話也請一起改" in message.body
    assert "已改成社會處" in message.body
    assert MARK not in message.body


def test_what_was_answered_before_it_went_out_is_not_said(cell: CellReturn, officer: User) -> None:
    return_letters.plan_all(now=TUESDAY)
    returning.move(cell=cell, name="answer", words="已改成社會處", by=officer, now=later(minutes=1))
    box = Postbox()
    send_due(way=box, worker="one", now=later(minutes=5))
    assert box.letters == {}


def test_a_county_without_an_officer_stands_in_the_list_of_who_is_not_reached(cell: CellReturn) -> None:
    assert told(later(minutes=5)).letters == {}
    [notice] = Notice.objects.filter(kind=return_letters.KEY)
    assert (notice.to_address, notice.county_id, notice.subject_key) == ("", "TTT", str(cell.pk))


def test_whoever_follows_in_the_office_is_told_while_it_waits(cell: CellReturn, officer: User) -> None:
    told(later(minutes=5))
    Membership.objects.filter(user=officer).update(ends_on=dt.date(2026, 9, 1))
    follower = make_user("county_officer", "TTT", name="林接任")
    [message] = told(later(days=2)).letters.values()
    assert follower.email in message.to[0]


@pytest.mark.parametrize(
    ("role", "county", "sees"),
    [
        ("association", None, True),
        ("county_officer", "TTT", True),
        ("county_officer", "TPE", False),
        ("lecturer", "TTT", False),
    ],
)
def test_its_line_in_the_ledger_is_seen_by_who_sees_the_cell(
    cell: CellReturn, officer: User, role: str, county: str | None, sees: bool
) -> None:
    return_letters.plan_all(now=TUESDAY)
    user = make_user(role, county) if county else make_user(role)
    assert Notice.objects.filter(return_letters.visible(user)).exists() is sees
