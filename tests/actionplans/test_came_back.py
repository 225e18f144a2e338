"""A returned report and what came after: whom it still waits for, and when a later one has settled it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionplans.followup import came_back, checkins
from actionplans.models import CheckIn, Plan
from foundation.accounts.models import User
from tests.makers.accounts import make_user
from tests.makers.followup import make_followed, make_link, make_submitted
from tests.makers.workshops import NOON

pytestmark = pytest.mark.django_db
MARKS = {"happened": "來了幾個人？"}


def after(hours: int) -> dt.datetime:
    return NOON + dt.timedelta(hours=hours)


@pytest.fixture
def plan() -> Plan:
    return make_followed()


@pytest.fixture
def officer(plan: Plan) -> User:
    return make_user(county=plan.county_id)


def settled(plan: Plan) -> dict[int, int | None]:
    return {one.number: one.settled_by for one in came_back.told_of(plan, user=plan.supervisor)}  # type: ignore[attr-defined]


def test_a_later_report_settles_it_once_that_is_accepted(plan: Plan, officer: User) -> None:
    checkins.send_back(check_in=make_submitted(plan, make_link(plan)[0]), remarks=MARKS, by=officer, now=after(1))
    later = make_submitted(plan, make_link(plan, "李小芬")[0], now=after(2))
    assert settled(plan) == {1: None, 2: None}
    checkins.accept(check_in=later, by=officer, now=after(3))
    assert settled(plan) == {1: 2, 2: None}
    checkins.accept(check_in=make_submitted(plan, make_link(plan, "李小芬")[0], now=after(4)), by=officer, now=after(5))
    assert settled(plan) == {1: 2, 2: None, 3: None}


def test_what_comes_back_after_the_later_one_was_accepted_is_still_asked(plan: Plan, officer: User) -> None:
    first = make_submitted(plan, make_link(plan)[0])
    checkins.accept(check_in=make_submitted(plan, officer, now=after(1)), by=plan.supervisor, now=after(2))
    checkins.send_back(check_in=first, remarks=MARKS, by=officer, now=after(3))
    assert settled(plan) == {1: None, 2: None}
    assert [one.pk for one in came_back.waiting()] == [first.pk]
    newer, _token = make_link(plan, now=after(4))
    assert came_back.returned_to(plan=plan, writer=newer) == first


def test_what_was_accepted_or_waits_is_settled_by_nothing(plan: Plan, officer: User) -> None:
    checkins.accept(check_in=make_submitted(plan, make_link(plan)[0]), by=officer, now=after(1))
    make_submitted(plan, make_link(plan)[0], now=after(2))
    checkins.accept(check_in=make_submitted(plan, officer, now=after(3)), by=plan.supervisor, now=after(4))
    assert settled(plan) == {1: None, 2: None, 3: None}


def test_the_pages_say_so(plan: Plan, officer: User, client: Client) -> None:
    link, token = make_link(plan, now=timezone.now())
    now = timezone.now()
    checkins.send_back(check_in=make_submitted(plan, link, now=now), remarks=MARKS, by=officer, now=now)
    client.force_login(officer)
    way, own = reverse("actionplans:by_link", args=[token]), reverse("actionplans:plan", args=[plan.pk])
    assert "請補充過" not in client.get(own).content.decode()
    assert "督導請你補充" in client.get(way).content.decode()
    checkins.accept(check_in=make_submitted(plan, officer, now=now), by=plan.supervisor, now=timezone.now())
    assert "請補充過，第 2 次回報補上了" in client.get(own).content.decode()
    assert "請補充過，第 2 次回報補上了" in client.get(reverse("actionplans:lineage", args=[plan.pk])).content.decode()
    page = client.get(way).content.decode()
    assert "第 1 次回報請你補充的，後來由第 2 次回報補上了" in page
    assert "督導請你補充，地方" not in page
    assert CheckIn.objects.get(number=1).state == CheckIn.State.RETURNED
