"""What the page of a report says has changed since its writer last reported."""

import datetime as dt
import html

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from actionplans.consensus import adoption
from actionplans.followup import changed_since, checkins, decisions
from actionplans.meeting import rulings
from actionplans.models import CheckInLink, Plan
from foundation.accounts.models import User
from tests.makers.accounts import make_user
from tests.makers.deciding import AUTUMN, MEETING, make_decision
from tests.makers.followup import make_followed, make_link, make_submitted
from tests.makers.meetings import make_meeting, make_ruling

pytestmark = pytest.mark.django_db
NOVEMBER = AUTUMN + dt.timedelta(days=60)


@pytest.fixture
def plan() -> Plan:
    return make_followed(person_in_charge="張大同", contact_email="datong@example.org")


@pytest.fixture
def officer(plan: Plan) -> User:
    return make_user(county=plan.county_id)


@pytest.fixture
def link(plan: Plan) -> CheckInLink:
    """Hers, by which she has reported at noon of the first day."""
    link, _token = make_link(plan)
    make_submitted(plan, link)
    return link


def said(plan: Plan, writer: User | CheckInLink) -> list[str]:
    """Every sentence, with what belongs to it."""
    plan.refresh_from_db()
    found = changed_since.told(plan=plan, writer=writer)
    return ["｜".join((one.said, *one.more)) for one in found.lines]


def test_nothing_is_said_where_nothing_has_changed(plan: Plan, link: CheckInLink) -> None:
    assert said(plan, link) == []


def test_a_postponement_is_told_with_both_days_and_where_it_was_decided(plan: Plan, link: CheckInLink) -> None:
    first = plan.milestones.first()
    assert first is not None
    make_decision(plan, "extend", dates={first.pk: dt.date(2026, 12, 16)})
    [line] = said(plan, link)
    assert line.startswith("展延（115/9/3 第2次聯繫會報決議）")
    assert f"{first.shown}：期限 " in line
    assert "→ 115/12/16" in line
    assert "主責單位改組" in line


def test_a_ruling_is_told_with_who_and_until_when_and_so_is_its_being_taken_back(
    plan: Plan, link: CheckInLink, officer: User
) -> None:
    meeting = make_meeting("session", by=officer, county=plan.county_id)
    ruling = make_ruling(meeting.items.get(plan=plan), by=officer, person="陳科長", due_on=dt.date(2026, 9, 30))
    [line] = said(plan, link)
    assert line == "第2次志願服務聯繫會報裁示：請於會後一週內提出分流規則｜由誰辦理：陳科長｜期限：115年9月30日（三）"
    later, _token = make_link(plan, now=NOVEMBER)
    make_submitted(plan, later, now=NOVEMBER)
    rulings.withdraw(ruling=ruling, by=officer, now=NOVEMBER + dt.timedelta(hours=1))
    [line] = said(plan, later)
    assert line == "第2次志願服務聯繫會報收回裁示：請於會後一週內提出分流規則"


def test_a_ruling_that_is_a_decision_is_told_once(plan: Plan, link: CheckInLink, officer: User) -> None:
    meeting = make_meeting("session", by=officer, county=plan.county_id)
    make_ruling(meeting.items.get(plan=plan), by=officer, kind="continue", words="請繼續")
    [line] = said(plan, link)
    assert line.startswith("持續列管（")


def test_a_plan_that_was_merged_into_this_one_is_told(plan: Plan, link: CheckInLink) -> None:
    other = make_followed(title="共乘接送", workshop=plan.workshop)
    make_decision(other, "merge", into=plan)
    assert said(plan, link) == ["「共乘接送」併入這一項（115/9/3 第2次聯繫會報決議）"]


def test_a_correction_says_of_what(plan: Plan, link: CheckInLink, officer: User) -> None:
    made = make_decision(plan, "continue")
    decisions.correct(decision=made, reason="另有說明", cited=MEETING, by=officer, now=NOVEMBER)
    assert said(plan, link)[0] == "更正第 1 號決定：持續列管（115/9/3 第2次聯繫會報決議）｜另有說明"


def test_her_report_that_came_back_is_told(plan: Plan, link: CheckInLink, officer: User) -> None:
    report = link.check_ins.get()
    checkins.send_back(check_in=report, remarks={"happened": "來了幾個人？"}, by=officer, now=AUTUMN)
    newer, _token = make_link(plan, now=AUTUMN)  # the next reminder's, of the same person
    assert said(plan, newer) == [f"{officer.as_actor().label}請回報人補充第 1 次回報"]


def test_marks_on_her_answers_are_read_by_nobody_else(plan: Plan, link: CheckInLink, officer: User) -> None:
    report = link.check_ins.get()
    checkins.send_back(check_in=report, remarks={"happened": "來了幾個人？"}, by=officer, now=AUTUMN)
    other, _token = make_link(plan, "李小華", now=AUTUMN)
    assert said(plan, other) == [f"{officer.as_actor().label}請回報人補充第 1 次回報"]


def test_what_others_reported_is_told_and_her_own_is_not(plan: Plan, link: CheckInLink, officer: User) -> None:
    make_submitted(plan, officer, reporter="林小美", now=AUTUMN)
    assert said(plan, link) == ["林小美送出了第 2 次回報，等督導確認"]
    assert said(plan, officer) == []


def test_an_accepted_report_says_what_it_reached(plan: Plan, officer: User) -> None:
    link, _token = make_link(plan)
    report = make_submitted(plan, link, claims=1)
    checkins.accept(check_in=report, by=officer, now=AUTUMN)
    first = plan.milestones.first()
    assert first is not None
    assert said(plan, link) == [f"{officer.as_actor().label}確認了第 1 次回報｜完成：{first.shown}"]


def test_another_person_in_charge_is_told_and_no_address(plan: Plan, link: CheckInLink, officer: User) -> None:
    adoption.describe(plan=plan, by=officer, now=AUTUMN, person_in_charge="李小芬", contact_email="fen@example.org")
    [line] = said(plan, link)
    assert line == "改了負責人｜負責人：張大同 → 李小芬"
    assert "example.org" not in line


def test_what_was_before_her_last_report_is_not_told_again(plan: Plan, link: CheckInLink) -> None:
    make_decision(plan, "continue")
    again, _token = make_link(plan, now=NOVEMBER)
    assert len(said(plan, again)) == 1
    make_submitted(plan, again, now=NOVEMBER)
    assert said(plan, again) == []


def test_who_never_reported_is_told_all_since_the_adoption(plan: Plan, client: Client) -> None:
    make_decision(plan, "pause", now=AUTUMN)
    _link, token = make_link(plan, now=timezone.now())
    page = html.unescape(client.get(reverse("actionplans:by_link", args=[token])).content.decode())
    assert "採納（" in page
    assert "暫停（115/9/3 第2次聯繫會報決議）" in page


def test_the_page_by_link_tells_it(plan: Plan, link: CheckInLink, client: Client) -> None:
    make_decision(plan, "continue")
    _link, token = make_link(plan, now=timezone.now())
    page = html.unescape(client.get(reverse("actionplans:by_link", args=[token])).content.decode())
    assert "你上次回報（" in page
    assert "持續列管（115/9/3 第2次聯繫會報決議）" in page


def test_a_long_story_takes_no_more_questions(plan: Plan, link: CheckInLink, officer: User) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            changed_since.told(plan=plan, writer=link)
        return len(asked)

    first = plan.milestones.first()
    assert first is not None
    make_decision(plan, "extend", dates={first.pk: dt.date(2026, 12, 16)})
    make_submitted(plan, make_user(county=plan.county_id), now=AUTUMN)
    few = questions()
    for month in (1, 2, 3):
        make_decision(plan, "extend", dates={first.pk: dt.date(2027, month, 16)})
        make_submitted(plan, make_user(county=plan.county_id), now=AUTUMN)
    assert questions() == few
