"""The insured list with whole numbers: a reason, a line for each person, nothing for whoever may not read them."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import NOW, identity, make_enrolment, make_unit, make_volunteer
from volunteers.insuring import insurance
from volunteers.models import Policy, Unit

pytestmark = pytest.mark.django_db
D = dt.date
VALUES = {
    "kind": "own", "insurer": "示範產險", "number": "P-1", "starts_on": D(2026, 1, 1), "ends_on": D(2026, 12, 31),
}  # fmt: skip
WHY = "送保險公司辦理加保"
NUMBERS = [identity(11), identity(12)]


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def policy(unit: Unit) -> Policy:
    made = insurance.take_out(unit=unit, values=VALUES, by=SYSTEM, now=NOW)
    people = [make_enrolment(unit, make_volunteer(number=one)).volunteer for one in NUMBERS]
    people.append(make_enrolment(unit, make_volunteer("無證號", number="")).volunteer)
    insurance.insure(policy=made, volunteers=people, by=SYSTEM, now=NOW)
    return made


@pytest.fixture
def coordinator(unit: Unit) -> User:
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return user


def sent(client: Client, policy: Policy, **values: str):
    return client.post(reverse("volunteers:insured_numbers", args=[policy.pk]), {"suffix": "csv"} | values)


def test_whole_numbers_leave_with_a_line_for_each_person_who_has_one(client, policy, coordinator) -> None:
    client.force_login(coordinator)
    answer = sent(client, policy, reason=WHY)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert all(one in text for one in NUMBERS)
    assert len(text.strip().splitlines()) == 4, "a heading and three people, the one without a number too"
    lines = Event.objects.filter(verb=Verb.IDENTITY_REVEALED)
    assert {(one.object_key, one.reason) for one in lines} == {
        (str(key), WHY)
        for key in policy.covers.exclude(volunteer__identity_sealed="").values_list("volunteer", flat=True)
    }
    exported = Event.objects.get(verb=Verb.EXPORTED)
    assert (exported.object_key, exported.reason, exported.now["rows"]) == (str(policy.pk), WHY, 2)
    assert not any(one in str(Event.objects.values_list()) for one in NUMBERS)


@pytest.mark.parametrize("reason", ["", "要用", "　" * 20, "長" * 301])
def test_without_a_reason_that_tells_something_nothing_is_read(client, policy, coordinator, reason) -> None:
    client.force_login(coordinator)
    answer = sent(client, policy, reason=reason)
    assert answer.status_code == 422
    assert not any(one in answer.content.decode() for one in NUMBERS)
    assert not Event.objects.filter(verb__in=(Verb.IDENTITY_REVEALED, Verb.EXPORTED)).exists()


def test_who_sees_the_list_but_may_not_read_numbers_is_not_let_in(client, policy, unit) -> None:
    for who in (make_user(Role.COUNTY_OFFICER, "HUA"), make_user(Role.ASSOCIATION), make_user(Role.VOLUNTEER, "TTT")):
        client.force_login(who)
        assert sent(client, policy, reason=WHY).status_code == 404
    assert not Event.objects.filter(verb=Verb.IDENTITY_REVEALED).exists()


def test_a_long_list_takes_no_more_questions(client, policy, unit, coordinator, django_assert_max_num_queries) -> None:
    client.force_login(coordinator)
    more = [make_enrolment(unit, make_volunteer(number=identity(number))).volunteer for number in range(20, 26)]
    insurance.insure(policy=policy, volunteers=more, by=SYSTEM, now=NOW)
    with django_assert_max_num_queries(25):
        assert sent(client, policy, reason=WHY).status_code == 200
