"""A report that came back: its writer is told once, with the marks, and no more once it is mended."""

import datetime as dt
import html
import re
from urllib.parse import urlsplit

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
from tests.makers.followup import NEWS, make_check_in, make_followed, make_link, make_sent_link, make_submitted
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


def test_the_letter_opens_what_was_written(plan: Plan, client: Client) -> None:
    """Every answer stands in its field, with what was claimed and shown; and the same report goes in again."""
    one = plan.indicators.create(position=1, name="每月缺班", baseline="22", target="8", unit="班")
    link, _token = make_link(plan)
    sent = make_check_in(plan, link, claims=1, hindered="沒有車", next_what="再談一次")
    checkins.write(plan=plan, writer=link, values={}, problems={}, readings={one.pk: "19"}, claims=None, now=TUESDAY)
    give_back(checkins.submit(check_in=sent, by=link, now=TUESDAY))
    [message] = told(later(minutes=5)).letters.values()
    where = urlsplit(re.findall(r"https?://[^\s]+", message.body)[0]).path
    with time_machine.travel(later(hours=1), tick=False):
        page = client.get(where).content.decode()
        fields = dict(re.findall(r'<textarea name="(\w+)"[^>]*>\s*([^<]*)</textarea>', page))
        assert fields == {"happened": "開了說明會", "hindered": "沒有車", "next_what": "再談一次"}
        assert re.search(rf'name="reading_{one.pk}"[^>]*value="19"', page)
        assert len(re.findall(r'name="claims"[^>]* checked', page)) == 1
        assert NEWS in page
        assert MARK in page
        known = html.unescape(re.findall(r'name="known" value="([^"]*)"', page)[0])
        answer = {"seen": re.findall(r'name="seen" value="(\d+)"', page)[0], "known": known, "reporter": "張大同"}
        kept = fields | {"happened": "開了說明會，來了 12 人", f"reading_{one.pk}": "19", "do": "submit"}
        assert client.post(where, answer | kept).status_code == 302
        assert "收到了" in client.get(where).content.decode()
    again = CheckIn.objects.get()
    assert (again.number, again.state, again.happened) == (1, "submitted", "開了說明會，來了 12 人")
    assert (again.claims.count(), again.evidence.count(), again.readings.get().typed) == (1, 1, "19")
    assert again.link is not None
    assert again.link != link, "it is reached by the newer one from now on"


@pytest.mark.parametrize(
    ("first", "then", "goes_on"),
    [("張大同", "張大同", True), ("張大同", "李小芬", False)],
)
def test_what_was_begun_by_one_link_goes_on_by_the_next(plan: Plan, first: str, then: str, goes_on: bool) -> None:
    begun = make_check_in(plan, make_link(plan, first)[0])
    newer, _token = make_link(plan, then)
    assert (checkins.open_of(plan=plan, writer=newer) == begun) is goes_on


def test_whoever_is_reached_by_the_same_address_goes_on(plan: Plan) -> None:
    """The name of who is in charge is written otherwise meanwhile; the mailbox is the same."""
    begun = make_check_in(plan, make_sent_link(plan)[0])
    plan.person_in_charge = "張大同先生"
    assert checkins.open_of(plan=plan, writer=make_sent_link(plan)[0]) == begun
    assert checkins.open_of(plan=plan, writer=make_sent_link(plan, "other@example.org")[0]) is None


def test_a_new_reminder_asks_for_a_new_report(plan: Plan, client: Client) -> None:
    with time_machine.travel(later(days=1), tick=False):
        make_submitted(plan, make_link(plan, now=TUESDAY)[0], now=later(hours=1))
        _newer, token = make_link(plan, now=later(hours=2))
        assert 'name="happened"' in client.get(reverse("actionplans:by_link", args=[token])).content.decode()


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
