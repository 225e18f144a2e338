"""A report that nobody looks at: who is told of it and when, once each, until somebody looks."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionplans.followup import checkins, pace, reminders, unlooked
from actionplans.followup.pace import PACE
from actionplans.models import Plan
from actionplans.tracking.waits import REVIEW, waiting_for
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.notices.models import Notice
from foundation.notices.sending import send_due
from tests.makers.accounts import make_user
from tests.makers.deciding import make_decision
from tests.makers.followup import make_followed, make_link, make_submitted
from tests.notices.conftest import TAIPEI
from tests.notices.test_sending import Postbox

pytestmark = pytest.mark.django_db
TUESDAY = dt.datetime(2026, 9, 1, 10, tzinfo=TAIPEI)
State = Notice.State


def later(**passed: int) -> dt.datetime:
    return TUESDAY + dt.timedelta(**passed)


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, county="TTT")


@pytest.fixture
def association() -> User:
    return make_user(Role.ASSOCIATION)


@pytest.fixture
def plan(officer: User, association: User) -> Plan:
    return make_followed(contact_email="datong@example.org", person_in_charge="張大同")


def told(now: dt.datetime) -> Postbox:
    """What goes out at a moment, after the ledger was brought to it (twice: nothing is said twice)."""
    box = Postbox()
    for _time in range(2):
        unlooked.plan_all(now=now)
        send_due(way=box, worker="one", now=now)
    assert all(count == 1 for count in box.handed.values())
    return box


def readers(box: Postbox) -> list[str]:
    return sorted(one.to[0] for one in box.letters.values())


def mail(user: User | None) -> str:
    assert user is not None
    return user.email


def test_one_after_the_other_is_told_until_somebody_looks(plan: Plan, officer: User, association: User) -> None:
    report = make_submitted(plan, make_link(plan)[0], claims=1, now=TUESDAY)
    (letter,) = told(later(minutes=5)).letters.values()
    assert mail(plan.supervisor) in letter.to[0]
    assert letter.subject == f"「{plan.title}」第 1 次回報（115/09/01）等督導確認"
    assert report.claims.get().shown in letter.body
    assert f"/plans/{plan.pk}/#check-ins" in letter.body
    assert told(later(days=6)).letters == {}
    assert mail(plan.supervisor) in readers(told(later(days=7)))[0]
    (to_officer,) = told(later(days=14)).letters.values()
    assert officer.email in to_officer.to[0]
    assert "已經等了 14 天" in to_officer.body
    assert str(plan.supervisor) in to_officer.body
    # 28 days later it is 29 September: the Monday before is 教師節's.
    assert association.email in readers(told(later(days=28)))[0]
    assert told(later(days=60)).letters == {}


def test_a_link_that_reports_again_and_again_sends_one_letter_that_names_what_waits(plan: Plan, officer: User) -> None:
    link = make_link(plan)[0]
    make_submitted(plan, link, now=TUESDAY)
    assert len(told(later(minutes=5)).letters) == 1
    for number in range(1, 13):
        make_submitted(plan, link, reporter=f"回報人{number}", now=later(minutes=10 * number))
    assert told(later(hours=3)).letters == {}, "she finds them all on the page that the first letter leads to"
    (again,) = told(later(days=7)).letters.values()
    assert again.subject == f"「{plan.title}」有 13 次回報等督導確認（115/09/01起）"
    assert "第 1 次回報：115/09/01，張大同" in again.body
    assert "第 2 次回報：115/09/01，回報人1" in again.body
    assert "還有：3 次" in again.body
    (to_officer,) = told(later(days=14)).letters.values()
    assert "有 13 次回報" in to_officer.subject


def test_several_that_came_before_the_round_are_one_letter(plan: Plan) -> None:
    for writer in (make_link(plan)[0], make_link(plan, "李小華")[0]):
        make_submitted(plan, writer, claims=1, now=TUESDAY)
    (letter,) = told(later(minutes=5)).letters.values()
    assert "有 2 次回報" in letter.subject


def test_what_waited_behind_another_is_not_told_late_once_somebody_looks(plan: Plan, officer: User) -> None:
    """She has seen it on the page; it is told when its own days are over, and not before the morning after her look."""
    assert plan.supervisor is not None
    link = make_link(plan)[0]
    first = make_submitted(plan, link, now=TUESDAY)
    told(later(minutes=5))
    make_submitted(plan, link, now=later(days=1))
    told(later(days=7, hours=1))
    checkins.accept(check_in=first, by=plan.supervisor, now=later(days=9))
    assert told(later(days=9, hours=1)).letters == {}
    (letter,) = told(later(days=10)).letters.values()
    assert letter.subject == f"「{plan.title}」第 2 次回報（115/09/02）等督導確認", "and nothing of being late"
    assert "已經等了 9 天" in letter.body


def test_a_report_that_was_mended_is_told_although_another_waits(plan: Plan) -> None:
    """She has asked for it herself."""
    assert plan.supervisor is not None
    link = make_link(plan)[0]
    first = make_submitted(plan, link, now=TUESDAY)
    told(later(minutes=5))
    make_submitted(plan, make_link(plan, "李小華")[0], now=later(hours=1))
    checkins.send_back(check_in=first, remarks={"happened": "?"}, by=plan.supervisor, now=later(hours=2))
    assert told(later(hours=3)).letters == {}
    checkins.submit(check_in=first, by=link, now=later(hours=4))
    (letter,) = told(later(hours=5)).letters.values()
    assert "有 2 次回報" in letter.subject
    assert told(later(hours=6)).letters == {}


def test_a_report_of_the_supervisors_own_does_not_keep_others_from_her(plan: Plan, officer: User) -> None:
    assert plan.supervisor is not None
    make_submitted(plan, plan.supervisor, now=TUESDAY)
    (letter,) = told(later(minutes=5)).letters.values()
    assert letter.subject == f"「{plan.title}」第 1 次回報（115/09/01）等別人確認"
    make_submitted(plan, make_link(plan)[0], now=later(hours=1))
    (letter,) = told(later(hours=2)).letters.values()
    assert mail(plan.supervisor) in letter.to[0]
    assert letter.subject == f"「{plan.title}」第 2 次回報（115/09/01）等督導確認"


@pytest.mark.parametrize("how", ["accepted", "returned", "paused"])
def test_whatever_ends_the_waiting_ends_the_letters(plan: Plan, officer: User, how: str) -> None:
    report = make_submitted(plan, make_link(plan)[0], now=TUESDAY)
    unlooked.plan_all(now=later(minutes=1))
    if how == "accepted":
        checkins.accept(check_in=report, by=officer, now=later(minutes=2))
    elif how == "returned":
        checkins.send_back(check_in=report, remarks={"happened": "?"}, by=officer, now=later(minutes=2))
    else:
        make_decision(plan, "pause", now=later(days=3))
    assert told(later(days=30)).letters == {}
    assert set(Notice.objects.filter(kind=unlooked.KEY).values_list("state", flat=True)) == {State.VOID}


def test_days_that_were_missed_are_one_letter_to_each(plan: Plan, officer: User, association: User) -> None:
    make_submitted(plan, make_link(plan)[0], now=TUESDAY)
    unlooked.plan_all(now=later(minutes=1))
    box = told(later(days=15))
    assert len(box.letters) == 2
    (hers,) = [one for one in box.letters.values() if mail(plan.supervisor) in one.to[0]]
    assert "該寄的提醒沒有寄出" in hers.body
    assert Notice.objects.get(step="look+0").why_shown == "那時沒有寄出，併在後來的一封裡說。"


def test_who_wrote_it_herself_is_not_asked_to_look(plan: Plan, officer: User) -> None:
    assert plan.supervisor is not None
    make_submitted(plan, plan.supervisor, now=TUESDAY)
    (letter,) = told(later(minutes=5)).letters.values()
    assert officer.email in letter.to[0]
    assert "要由別人確認" in letter.body


@pytest.mark.parametrize("claims", [0, 1])
def test_only_what_is_said_to_be_done_is_asked_for_no_more(plan: Plan, claims: int) -> None:
    """Of everything else the ladder goes on to speak, and the letter does not deny it."""
    make_submitted(plan, make_link(plan)[0], claims=claims, now=TUESDAY)
    first = plan.milestones.first()
    assert first is not None
    (letter,) = told(later(minutes=5)).letters.values()
    assert "確認之前方案不會動" in letter.body
    assert ("不會再提醒負責人" in letter.body) is bool(claims)
    assert (f"「{first.shown}」" in letter.body) is bool(claims)


def reviews(user: User | None, plan: Plan, at: dt.datetime) -> bool:
    """Whether a report on a plan stands under what waits for her."""
    assert user is not None
    user = User.objects.get(pk=user.pk)
    waiting = waiting_for(user, [plan.workshop.programme], on=timezone.localdate(at), now=at)
    return waiting.of(Plan.objects.all(), REVIEW).exists()


@pytest.mark.parametrize("writer", ["supervisor", "officer", "link"])
def test_a_report_waits_for_those_who_may_look_at_it(plan: Plan, officer: User, association: User, writer: str) -> None:
    """A supervisor's own is the officers' from the first day, because she has been told to leave it to others."""
    assert plan.supervisor is not None
    by = {"supervisor": plan.supervisor, "officer": officer, "link": make_link(plan)[0]}[writer]
    make_submitted(plan, by, now=TUESDAY)
    own = writer == "supervisor"
    assert reviews(plan.supervisor, plan, TUESDAY) is not own
    assert reviews(officer, plan, TUESDAY) is own
    assert not reviews(association, plan, TUESDAY)
    later_on = later(days=PACE.lying("officer"))
    assert reviews(plan.supervisor, plan, later_on) is not own
    assert reviews(officer, plan, later_on) is (writer != "officer"), "her own is the supervisor's"


@pytest.mark.parametrize("why", ["nobody", "inactive", "over", "elsewhere"])
def test_where_nobody_else_can_look_her_own_report_waits_for_her(association: User, why: str) -> None:
    plan = make_followed()
    assert plan.supervisor is not None
    if why == "inactive":
        make_user(Role.COUNTY_OFFICER, county=plan.county_id, is_active=False)
    if why == "over":
        make_user(Role.COUNTY_OFFICER, county=plan.county_id, ends_on=dt.date(2026, 8, 31))
    if why == "elsewhere":
        make_user(Role.COUNTY_OFFICER, county="HUA")
    make_submitted(plan, plan.supervisor, now=TUESDAY)
    assert reviews(plan.supervisor, plan, TUESDAY)
    assert reviews(association, plan, TUESDAY), "she has been told"
    make_user(Role.COUNTY_OFFICER, county=plan.county_id)
    assert not reviews(plan.supervisor, plan, TUESDAY)
    assert not reviews(association, plan, TUESDAY)


def test_where_nobody_follows_it_up_the_next_one_up_is_told(plan: Plan, officer: User) -> None:
    assert plan.supervisor is not None
    User.objects.filter(pk=plan.supervisor.pk).update(is_active=False)
    make_submitted(plan, make_link(plan)[0], now=TUESDAY)
    assert officer.email in readers(told(later(minutes=5)))[0]


def test_it_is_asked_in_two_questions(plan: Plan, django_assert_num_queries: Any) -> None:
    for _plan in range(3):
        make_submitted(make_followed(), make_user(), now=TUESDAY)
    with django_assert_num_queries(2):
        assert list(unlooked.wishes(now=TUESDAY))


@pytest.mark.parametrize(("role", "to"), [(Role.COUNTY_OFFICER, "officer"), (Role.ASSOCIATION, "association")])
def test_it_waits_for_whoever_has_been_told(plan: Plan, role: str, to: str) -> None:
    user = make_user(role, county="TTT") if role == Role.COUNTY_OFFICER else make_user(role)
    days = PACE.lying(to)
    make_submitted(plan, make_link(plan)[0], now=TUESDAY)
    waits = [
        waiting_for(user, [plan.workshop.programme], on=timezone.localdate(at), now=at)
        .of(Plan.objects.all(), REVIEW)
        .exists()
        for at in (later(days=days, seconds=-1), later(days=days))
    ]
    assert waits == [False, True]


def test_it_stands_in_the_ledger_of_its_plan(plan: Plan, officer: User, client: Client) -> None:
    make_submitted(plan, make_link(plan)[0], now=TUESDAY)
    unlooked.plan_all(now=later(minutes=1))
    client.force_login(officer)
    page = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert "第 1 次回報還沒有人看" in page


@pytest.mark.parametrize(
    "change",
    [("after = 7", "after = 0"), ('to = "association"', 'to = "supervisor"'), ("every = 7", "every = 15")],
)
def test_a_table_that_cannot_be_meant_is_refused(change: tuple[str, str]) -> None:
    text = (pace.Path(pace.__file__).parent / "pace.toml").read_text(encoding="utf-8")
    assert pace.read(text) == PACE
    with pytest.raises(ValueError, match=r"pace\.toml"):
        pace.read(text.replace(*change))


def test_the_ladder_that_is_silenced_is_followed_by_these_letters(plan: Plan) -> None:
    """All that is owed is reported: nobody is asked for it any more, and whoever has to look is."""
    make_submitted(plan, make_link(plan)[0], claims=99, now=TUESDAY)
    reminders.plan_all(now=later(days=40))
    assert not Notice.objects.filter(kind=reminders.KEY, state=State.PLANNED).exists()
    unlooked.plan_all(now=later(days=40))
    assert Notice.objects.filter(kind=unlooked.KEY, state=State.PLANNED, due_at__lte=later(days=40)).count() == 3
