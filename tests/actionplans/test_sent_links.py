"""Links that letters carried: seen, stopped one by one and all at once, and with the contact they were sent to."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionplans.consensus import adoption
from actionplans.models import CheckInLink, Plan
from foundation.accounts.models import User
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.followup import make_followed, make_link, make_sent_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Plan:
    return make_followed(contact_email="datong@example.org", person_in_charge="張大同")


@pytest.fixture
def officer() -> User:
    return make_user()


def is_open(link: CheckInLink) -> bool:
    link.refresh_from_db()
    return link.is_open(timezone.now())


def test_all_of_them_are_stopped_by_one_button(plan: Plan, officer: User, client: Client) -> None:
    now = timezone.now()
    by_hand, _token = make_link(plan, "李小芬", now=now)
    first, token = make_sent_link(plan, now=now)
    second, _token = make_sent_link(plan, "other@example.org", now=now)
    elsewhere, _token = make_sent_link(make_followed(), now=now)
    client.force_login(officer)
    page = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert "提醒信裡還有 2 個有效的連結" in page
    assert "other@example.org" in page
    assert client.post(reverse("actionplans:links_stop", args=[plan.pk])).status_code == 302
    assert [is_open(one) for one in (by_hand, first, second, elsewhere)] == [True, False, False, True]
    assert Event.objects.filter(verb=Verb.LINK_REVOKED).count() == 2
    assert "提醒信裡還有" not in client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert client.get(reverse("actionplans:by_link", args=[token])).status_code == 410


def test_one_of_them_is_stopped_alone(plan: Plan, officer: User, client: Client) -> None:
    first, second = (make_sent_link(plan, now=timezone.now())[0] for _link in range(2))
    client.force_login(officer)
    client.post(reverse("actionplans:link_revoke", args=[first.pk]))
    assert [is_open(first), is_open(second)] == [False, True]


@pytest.mark.parametrize(
    ("changed", "stays"),
    [
        ({"contact_email": "fen@example.org", "person_in_charge": "李小芬"}, False),
        ({"contact_email": ""}, False),
        ({"person_in_charge": "張大同先生"}, True),
        ({"lead_agency": "社會處"}, True),
    ],
    ids=lambda one: "/".join(one) if isinstance(one, dict) else str(one),
)
def test_with_the_address_its_letters_stop_leading_anywhere(
    plan: Plan, officer: User, changed: dict[str, str], stays: bool
) -> None:
    now = timezone.now()
    old, _token = make_sent_link(plan, "Datong@example.org", now=now)
    other, _token = make_sent_link(plan, "supervisor@example.org", now=now)
    adoption.describe(plan=plan, by=officer, now=now + dt.timedelta(minutes=1), **changed)
    assert [is_open(old), is_open(other)] == [stays, True]
