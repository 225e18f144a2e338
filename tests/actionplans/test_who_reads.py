"""Who reads which reports on a plan, and who may look at one."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from actionplans.followup import came_back, checkins, evidence
from actionplans.models import CheckIn, Plan
from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.files.models import StoredFile
from tests.makers.accounts import make_user
from tests.makers.files import make_photo
from tests.makers.followup import make_check_in, make_followed, make_link, make_submitted
from tests.makers.workshops import NOON

pytestmark = pytest.mark.django_db
MARK = "來了幾個人？"


def after(hours: int) -> dt.datetime:
    return NOON + dt.timedelta(hours=hours)


@pytest.fixture
def plan() -> Plan:
    return make_followed()


@pytest.fixture
def officer(plan: Plan) -> User:
    return make_user(county=plan.county_id)


def reader_of(plan: Plan) -> User:
    """Somebody who sees plans and follows none up."""
    return make_user(Role.AUTHORITY_OFFICER, county=plan.county_id)


def one_of_each(plan: Plan, officer: User) -> dict[str, CheckIn]:
    """A report in every state, each saying its own, with a photo of its own; the accepted one came back once."""
    found = {}
    for number, state in enumerate(("accepted", "returned", "submitted", "draft")):
        link, _token = make_link(plan, f"回報人{number}")
        one = make_check_in(plan, link, happened=f"內容{state}")
        evidence.add_file(check_in=one, data=make_photo(), name=f"{state}.jpg", by=link, now=NOON)
        if state != "draft":
            checkins.submit(check_in=one, by=link, now=NOON)
        if state in ("accepted", "returned"):
            checkins.send_back(check_in=one, remarks={"happened": MARK}, by=officer, now=after(1))
        if state == "accepted":
            checkins.submit(check_in=one, by=link, now=after(2))
            checkins.accept(check_in=one, by=officer, now=after(3))
            CheckIn.objects.filter(pk=one.pk).update(remarks={"happened": MARK})  # one that was kept before
        found[state] = CheckIn.objects.get(pk=one.pk)
    return found


@pytest.mark.parametrize(
    ("who", "reads"),
    [
        ("officer", {"accepted", "returned", "submitted"}),
        ("supervisor", {"accepted", "returned", "submitted"}),
        ("reader", {"accepted"}),
        ("stranger", set()),
    ],
)
def test_reports_files_and_pages_follow_one_rule(
    plan: Plan, officer: User, client: Client, who: str, reads: set[str]
) -> None:
    reports = one_of_each(plan, officer)
    people = {
        "officer": officer, "supervisor": plan.supervisor, "reader": reader_of(plan),
        "stranger": make_user(county="HUA"),
    }  # fmt: skip
    user = people[who]
    assert user is not None
    assert {one.state for one in came_back.told_of(plan, user=user)} == reads
    files = StoredFile.objects.filter(evidence.visible(user), purpose=evidence.KEY)
    assert {one.subject_key for one in files} == {str(reports[state].pk) for state in reads}
    client.force_login(user)
    for name in ("plan", "lineage"):
        page = client.get(reverse(f"actionplans:{name}", args=[plan.pk]))
        if who == "stranger":
            assert page.status_code == 404
            continue
        words = page.content.decode()
        assert {state for state in reports if f"內容{state}" in words} == reads
        assert (MARK in words) is (name == "plan" and who != "reader")


def test_somebody_else_has_to_look_at_ones_own_report(plan: Plan, officer: User) -> None:
    assert plan.supervisor is not None
    own = make_submitted(plan, plan.supervisor)
    with pytest.raises(ValidationError, match=f"要由別人確認：{officer}"):
        checkins.accept(check_in=own, by=plan.supervisor, now=after(1))
    assert CheckIn.objects.get(pk=own.pk).state == "submitted"
    accepted = checkins.accept(check_in=own, by=officer, now=after(1))
    assert (accepted.state, accepted.is_self_accepted) == ("accepted", False)


@pytest.mark.parametrize("gone", ["left", "inactive", "never there"])
def test_where_nobody_else_can_it_is_marked(plan: Plan, client: Client, gone: str) -> None:
    supervisor = plan.supervisor
    assert supervisor is not None
    if gone != "never there":
        other = make_user(county=plan.county_id)
        if gone == "left":
            Membership.objects.filter(user=other).update(ends_on=NOON.date() - dt.timedelta(days=1))
        else:
            User.objects.filter(pk=other.pk).update(is_active=False)
    own = checkins.accept(check_in=make_submitted(plan, supervisor), by=supervisor, now=after(1))
    assert own.is_self_accepted
    client.force_login(supervisor)
    for name in ("plan", "lineage"):
        assert "自行確認" in client.get(reverse(f"actionplans:{name}", args=[plan.pk])).content.decode()


def test_a_report_by_link_is_nobody_s_own(plan: Plan) -> None:
    assert plan.supervisor is not None
    accepted = checkins.accept(check_in=make_submitted(plan, make_link(plan)[0]), by=plan.supervisor, now=after(1))
    assert not accepted.is_self_accepted


def test_the_database_holds_what_the_mark_means(plan: Plan) -> None:
    one = make_submitted(plan, make_link(plan)[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckIn.objects.filter(pk=one.pk).update(is_self_accepted=True)
