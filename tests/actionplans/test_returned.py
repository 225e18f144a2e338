"""A report that came back: its writer is told once, with the marks, and no more once it is mended."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from actionplans.followup import checkins, returned
from actionplans.models import CheckIn, CheckInLink, Plan
from foundation.accounts.models import User
from foundation.notices.models import Notice
from foundation.notices.sending import send_due
from tests.makers.accounts import make_user
from tests.makers.followup import make_followed, make_link, make_submitted
from tests.notices.conftest import TAIPEI
from tests.notices.test_sending import Postbox

pytestmark = pytest.mark.django_db
State = Notice.State
TUESDAY = dt.datetime(2026, 9, 1, 10, tzinfo=TAIPEI)
MARK = "來了幾個人？"


def later(**passed: int) -> dt.datetime:
    return TUESDAY + dt.timedelta(**passed)


@pytest.fixture
def plan() -> Plan:
    return make_followed(contact_email="datong@example.org", person_in_charge="張大同")


def give_back(check_in: CheckIn, now: dt.datetime = TUESDAY) -> CheckIn:
    supervisor = check_in.plan.supervisor
    assert supervisor is not None
    return checkins.send_back(check_in=check_in, remarks={"happened": MARK}, by=supervisor, now=now)


def told(now: dt.datetime) -> Postbox:
    """What goes out at a moment, after the ledger was brought to it (twice: nothing is said twice)."""
    box = Postbox()
    for _time in range(2):
        returned.plan_all(now=now)
        send_due(way=box, worker="one", now=now)
    return box


def test_whoever_wrote_by_link_is_told_once_and_her_link_opens_the_report(plan: Plan, client: Client) -> None:
    give_back(make_submitted(plan, make_link(plan)[0]))
    box = told(later(minutes=5))
    [message] = box.letters.values()
    assert "datong@example.org" in message.to[0]
    assert "請補充" in message.subject
    assert MARK in message.body
    assert list(box.handed.values()) == [1]
    [where] = re.findall(r"https?://[^\s]+", message.body)[:1]
    with time_machine.travel(later(hours=1), tick=False):
        page = client.get(re.sub(r"^https?://[^/]+", "", where), follow=True).content.decode()
    assert MARK in page
    assert "開了說明會" in page
    assert told(later(days=3)).letters == {}


def test_whoever_has_an_account_is_led_to_her_own_page(plan: Plan) -> None:
    assert plan.supervisor is not None
    give_back(make_submitted(plan, plan.supervisor))
    [message] = told(later(minutes=5)).letters.values()
    assert plan.supervisor.email in message.to[0]
    assert reverse("actionplans:check_in", args=[plan.pk]) in message.body


def test_a_mended_report_is_not_asked_for_any_more(plan: Plan) -> None:
    link, _token = make_link(plan)
    back = give_back(make_submitted(plan, link))
    returned.plan_all(now=TUESDAY)
    checkins.submit(check_in=back, by=link, now=later(minutes=2))
    assert told(later(minutes=5)).letters == {}
    assert Notice.objects.get(kind=returned.KEY).state == State.VOID


def test_each_return_is_told_of(plan: Plan) -> None:
    link, _token = make_link(plan)
    back = give_back(make_submitted(plan, link))
    assert len(told(later(minutes=5)).letters) == 1
    again = checkins.submit(check_in=back, by=link, now=later(hours=1))
    give_back(again, later(hours=2))
    assert len(told(later(hours=2, minutes=5)).letters) == 1


def test_an_older_report_is_not_asked_for_once_a_newer_one_is_in(plan: Plan) -> None:
    give_back(make_submitted(plan, make_link(plan)[0]))
    assert plan.supervisor is not None
    make_submitted(plan, plan.supervisor, now=later(minutes=1))
    assert told(later(minutes=5)).letters == {}


def test_nobody_is_disturbed_at_night(plan: Plan) -> None:
    give_back(make_submitted(plan, make_link(plan)[0]), later(hours=12))
    assert told(later(hours=12, minutes=5)).letters == {}
    assert len(told(later(days=1)).letters) == 1


@pytest.mark.parametrize(
    ("name", "address"),
    [("張大同", "datong@example.org"), ("李小芬", "")],
    ids=["who is in charge", "somebody whose address nobody knows"],
)
def test_a_link_given_out_by_hand_reaches_whom_its_name_says(plan: Plan, name: str, address: str) -> None:
    one = make_submitted(plan, make_link(plan, name)[0])
    assert returned.reader_of(one) == (name, address)
    give_back(one)
    returned.plan_all(now=TUESDAY)
    assert Notice.objects.get(kind=returned.KEY).state == (State.PLANNED if address else State.NOBODY)


def test_somebody_who_has_left_has_no_address(plan: Plan) -> None:
    writer: User | CheckInLink | None = plan.supervisor
    assert isinstance(writer, User)
    one = make_submitted(plan, writer)
    User.objects.filter(pk=writer.pk).update(is_active=False)
    assert returned.reader_of(CheckIn.objects.get(pk=one.pk)) == (str(writer), "")


def test_the_letters_are_asked_for_in_one_question(plan: Plan, django_assert_num_queries) -> None:
    for number in range(3):
        give_back(make_submitted(make_followed(contact_email=f"a{number}@example.org"), make_user()))
    with django_assert_num_queries(1):
        assert len(list(returned.wishes())) == 3


def test_who_follows_the_plan_up_sees_whom_nobody_reached(plan: Plan, client: Client) -> None:
    assert plan.supervisor is not None
    give_back(make_submitted(plan, make_link(plan, "李小芬")[0]))
    returned.plan_all(now=TUESDAY)
    client.force_login(plan.supervisor)
    assert "李小芬" in client.get(reverse("actionplans:unreached")).content.decode()
