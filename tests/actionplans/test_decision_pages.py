"""Pages on decisions about plans: writing one down, correcting one, and what a plan's page says of them."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from actionplans.models import Decision, Plan
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.deciding import make_decision
from tests.makers.followup import make_followed, make_link, make_submitted
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db
TYPED = {"kind": "release", "reason": "辦完了", "decided_on": "115/9/3", "decided_by": "王處長"}


@pytest.fixture
def plan():
    return make_followed()


@pytest.fixture
def officer(client, plan):
    officer = make_user(county=plan.county_id)
    client.force_login(officer)
    return officer


@pytest.fixture
def way(plan):
    return reverse("actionplans:decide", args=[plan.pk])


def test_a_decision_is_written_down_and_shown_with_its_source(client, plan, officer, way):
    page = client.get(way).content.decode()
    assert "持續列管" in page
    assert 'value="resume"' not in page, "there is nothing to go on with"
    sent = client.post(way, TYPED | {"meeting_title": "第2次聯繫會報", "minutes_number": "府社工字第1號", "seen": 0})
    assert sent.status_code == 302
    shown = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    for words in (
        'data-status="released"',
        "解除列管：115/9/3 第2次聯繫會報決議",
        "府社工字第1號",
        "辦完了",
        str(officer),
    ):
        assert words in shown
    assert reverse("actionplans:check_in", args=[plan.pk]) not in shown
    listed = client.get(reverse("actionplans:plans")).content.decode()
    assert "解除列管：115/9/3 第2次聯繫會報決議" in listed


def test_what_was_typed_stays_where_something_is_missing(client, officer, way):
    answer = client.post(way, TYPED | {"kind": "merge", "reason": "和另一項重複", "decided_on": "下週", "seen": 0})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "和另一項重複" in page
    assert 'value="下週"' in page
    assert not Decision.objects.exists()


def test_a_decision_nobody_knew_of_is_shown_first(client, plan, officer, way):
    make_decision(plan, "continue")
    answer = client.post(way, TYPED | {"seen": 0})
    assert answer.status_code == 409
    assert "剛剛有人登錄了另一個決定" in answer.content.decode()
    assert client.post(way, TYPED | {"seen": 1}).status_code == 302


def test_all_milestones_are_postponed_together_but_for_those_with_a_day_of_their_own(client, plan, officer, way):
    first, *others = plan.milestones.all()
    before = {one.pk: one.due_on for one in others}
    typed = TYPED | {"kind": "extend", "months": "2 個月", f"day_{first.pk}": "116/3/1", "seen": 0}
    assert client.post(way, typed).status_code == 302
    assert plan.milestones.get(pk=first.pk).due_on > dt.date(2027, 2, 27)
    for one in plan.milestones.exclude(pk=first.pk):
        assert one.due_on > before[one.pk] + dt.timedelta(days=55)
    shown = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert "展延（115/9/3 王處長決定）" in shown


def test_what_is_reported_is_not_postponed_along_and_the_page_says_so(client, plan, officer, way):
    """Before the decision, beside the field, and after it."""
    first, *others = plan.milestones.all()
    make_submitted(plan, make_link(plan)[0], claims=1)
    page = client.get(way).content.decode()
    assert f"已回報完成的不會一起延：「{first.shown}」" in page
    assert page.count("不跟著全部往後延") == 1
    typed = TYPED | {"kind": "extend", "months": "2 個月", "seen": 0}
    told = client.post(way, typed, follow=True).content.decode()
    assert f"沒有一起延：「{first.shown}」" in told
    assert plan.milestones.get(pk=first.pk).due_on == first.due_on
    assert all(one.due_on < plan.milestones.get(pk=one.pk).due_on for one in others)
    told = client.post(way, typed | {"seen": 1, f"day_{first.pk}": "117/3/1"}, follow=True).content.decode()
    assert "沒有一起延" not in told


def test_where_all_is_reported_postponing_everything_says_that_it_moves_nothing(client, plan, officer, way):
    make_submitted(plan, make_link(plan)[0], claims=99)
    answer = client.post(way, TYPED | {"kind": "extend", "months": "2 個月", "seen": 0})
    assert answer.status_code == 422
    assert "還沒完成的都已經回報完成，不會一起延" in answer.content.decode()
    assert not Decision.objects.exists()
    first = plan.milestones.first()
    typed = TYPED | {"kind": "extend", "months": "2 個月", "seen": 0, f"day_{first.pk}": "117/3/1"}
    assert client.post(way, typed).status_code == 302


@pytest.mark.parametrize(("on", "warned"), [(dt.date(2026, 12, 16), False), (dt.date(2026, 12, 17), True)])
def test_whoever_writes_down_a_day_that_has_passed_is_told(client, plan, officer, way, on, warned):
    """Decided on 3 September to 16 December, and written down on that day, or after it."""
    first = plan.milestones.first()
    plan.milestones.update(due_on=dt.date(2026, 9, 16), promised_on=dt.date(2026, 9, 16))
    typed = TYPED | {"kind": "extend", f"day_{first.pk}": "115/12/16", "seen": 0}
    with time_machine.travel(dt.datetime.combine(on, dt.time(4), dt.UTC), tick=False):
        client.force_login(officer)
        sent = client.post(way, typed, follow=True)
    assert "已登錄「展延」" in sent.content.decode()
    assert (f"新期限已經過了：「{first.shown}」" in sent.content.decode()) is warned


def test_a_merged_plan_and_the_one_it_went_into_point_to_each_other(client, plan, officer, way):
    other = make_followed(workshop=make_workshop("held"))
    assert client.post(way, TYPED | {"kind": "merge", "into": other.pk, "seen": 0}).status_code == 302
    here, there = (reverse("actionplans:plan", args=[one.pk]) for one in (plan, other))
    assert there in client.get(here).content.decode()
    assert here in client.get(there).content.decode()


def test_a_correction_shows_both(client, plan, officer):
    old = make_decision(plan, "release")
    way = reverse("actionplans:decision_correct", args=[old.pk])
    assert "第2次聯繫會報" in client.get(way).content.decode()
    typed = {"reason": old.reason, "decided_on": "115/9/3", "decided_by": "王處長", "meeting_title": "第3次聯繫會報"}
    assert client.post(way, typed).status_code == 302
    shown = client.get(reverse("actionplans:plan", args=[plan.pk])).content.decode()
    assert "已由第 2 號更正" in shown
    assert "更正第 1 號" in shown


def test_who_only_reads_the_plan_does_not_read_its_decisions(client, plan):
    make_decision(plan, "continue", reason="先看經費")
    where = reverse("actionplans:plan", args=[plan.pk])
    for role, reads in ((Role.VOLUNTEER, False), (Role.ASSOCIATION, True)):
        client.force_login(make_user(role, plan.county_id if role != Role.ASSOCIATION else None))
        page = client.get(where).content.decode()
        assert ("先看經費" in page) == reads
        assert reverse("actionplans:decide", args=[plan.pk]) not in page
    client.force_login(Plan.objects.get(pk=plan.pk).supervisor)
    assert "先看經費" in client.get(where).content.decode()


def test_a_released_plan_takes_no_reports(client, plan, officer):
    make_decision(plan, "release")
    answer = client.get(reverse("actionplans:check_in", args=[plan.pk]), follow=True)
    assert "不用再回報" in answer.content.decode()


def test_pages_with_decisions_ask_as_often_for_one_as_for_three(client, plan, officer, way, django_assert_num_queries):
    for page in (way, reverse("actionplans:plan", args=[plan.pk]), reverse("actionplans:plans")):
        make_decision(plan, "extend", dates={plan.milestones.first().pk: dt.date(2027, 1, 5)})
        client.get(page)
        with django_assert_num_queries(100, exact=False) as one:
            client.get(page)
        for day in (6, 7):
            make_decision(plan, "extend", dates={plan.milestones.first().pk: dt.date(2027, 2, day)})
        with django_assert_num_queries(len(one)):
            client.get(page)
        plan.milestones.update(due_on=dt.date(2026, 12, 1))
