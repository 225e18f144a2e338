"""What is decided about following up a plan: the table of moves, rows that stay, and what follows from each."""

import dataclasses
import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Prefetch
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionplans.consensus import adoption
from actionplans.followup import checkins, decisions, lights, milestones, reminders
from actionplans.models import CheckIn, Decision, Milestone, Plan, Postponement, Succession
from foundation.accounts import trail_lines
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.notices.models import Notice
from foundation.notices.sending import send_due
from tests.makers.accounts import make_user
from tests.makers.deciding import AUTUMN, MEETING, make_decision
from tests.makers.followup import make_followed, make_link, make_submitted
from tests.makers.workshops import make_workshop
from tests.notices.conftest import TAIPEI
from tests.notices.test_sending import Postbox
from workshops.models import Programme

pytestmark = pytest.mark.django_db
Kind, Standing = Decision.Kind, Plan.Standing
TODAY = dt.date(2026, 9, 3)


@pytest.fixture
def plan() -> Plan:
    """Adopted in June 2026, with one day it has promised something for: Wednesday 16 September. Nobody is asked again
    beside the ladder.
    """
    made = make_followed(contact_email="datong@example.org", person_in_charge="張大同")
    first = made.milestones.first()
    made.milestones.exclude(pk=first.pk).delete()
    Milestone.objects.filter(pk=first.pk).update(due_on=dt.date(2026, 9, 16), promised_on=dt.date(2026, 9, 16))
    Programme.objects.update(ask_late_every=0)
    return Plan.objects.get(pk=made.pk)


@pytest.fixture
def officer(plan: Plan) -> User:
    return make_user(county=plan.county_id)


def neighbour(county: str = "TTT") -> Plan:
    """Another plan that is followed up, of this county."""
    return make_followed(workshop=make_workshop("held", county=county))


def again(plan: Plan) -> Plan:
    return Plan.objects.get(pk=plan.pk)


def day_of(plan: Plan) -> dict[int, dt.date]:
    return {plan.milestones.get().pk: dt.date(2026, 12, 16)}


def light_of(plan: Plan) -> tuple[str, str]:
    found = again(plan)
    told = lights.light(lights.points_of(found.milestones.with_reports()), on=TODAY, decided=lights.decided_on(found))
    return told.status, told.reason


MOVES = {
    Kind.CONTINUE: ({Standing.FOLLOWED}, Standing.FOLLOWED),
    Kind.EXTEND: ({Standing.FOLLOWED}, Standing.FOLLOWED),
    Kind.PAUSE: ({Standing.FOLLOWED}, Standing.PAUSED),
    Kind.RESUME: ({Standing.PAUSED, Standing.RELEASED, Standing.MERGED}, Standing.FOLLOWED),
    Kind.RELEASE: ({Standing.FOLLOWED, Standing.PAUSED}, Standing.RELEASED),
    Kind.MERGE: ({Standing.FOLLOWED, Standing.PAUSED}, Standing.MERGED),
}
LEADS_TO = {Standing.PAUSED: Kind.PAUSE, Standing.RELEASED: Kind.RELEASE, Standing.MERGED: Kind.MERGE}


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize("kind", list(Kind))
def test_every_decision_is_taken_from_where_the_table_lets_it_and_from_nowhere_else(plan, officer, standing, kind):
    other = neighbour()
    if standing in LEADS_TO:
        make_decision(plan, LEADS_TO[standing], into=other)
    from_, to = MOVES[kind]
    before = Decision.objects.count()
    options = {"by": officer, "into": other, "dates": day_of(plan)}
    if standing in from_:
        made = make_decision(plan, kind, **options)
        assert again(plan).standing == plan.standing == to
        assert (made.number, made.recorded_by) == (before + 1, str(officer))
    else:
        with pytest.raises(ValidationError) as refused:
            make_decision(plan, kind, **options)
        assert "kind" in refused.value.message_dict
        assert Decision.objects.count() == before
        assert again(plan).standing == standing


def test_a_decision_leaves_one_line_that_says_it_all(plan, officer):
    make_decision(plan, Kind.EXTEND, by=officer, dates=day_of(plan))
    line = Event.objects.filter(verb="plan_decided").get()
    assert (line.object_key, line.reason, line.county) == (str(plan.pk), "主責單位改組", plan.county_id)
    assert line.now["decision"] == "extend"
    assert line.now["meeting_title"] == "第2次聯繫會報"
    assert line.now["minutes_number"] == MEETING.minutes_number
    assert line.now["postponed"][0].endswith("：2026-09-16 → 2026-12-16")
    told = {change.name: change.now for change in trail_lines.changes_of(line)}
    assert told["決定"] == "展延"
    assert told["決定日期"].startswith("115年")
    assert told["展延的期限"].endswith("：115/09/16 → 115/12/16")


def test_what_was_decided_is_neither_changed_nor_removed(plan):
    made = make_decision(plan, Kind.EXTEND, dates=day_of(plan))
    for row in (made, made.postponements.get()):
        with pytest.raises(TypeError):
            row.save()
        with pytest.raises(TypeError):
            row.delete()
        with pytest.raises(TypeError):
            type(row).objects.update(pk=0)
        with pytest.raises(TypeError):
            type(row).objects.all().delete()


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "長" * 1001}, "reason"),
        ({"cited": dataclasses.replace(MEETING, decided_by=" ")}, "decided_by"),
        ({"cited": dataclasses.replace(MEETING, decided_on=dt.date(2026, 9, 4))}, "decided_on"),
        ({"cited": dataclasses.replace(MEETING, decided_on=dt.date(2026, 1, 4))}, "decided_on"),
    ],
)
def test_a_decision_says_why_who_and_a_day_that_can_be(plan, options, field):
    with pytest.raises(ValidationError) as refused:
        make_decision(plan, Kind.RELEASE, **options)
    assert set(refused.value.message_dict) == {field}
    assert again(plan).standing == Standing.FOLLOWED


def test_a_plan_that_stays_under_watch_needs_no_reason(plan):
    assert make_decision(plan, Kind.CONTINUE, reason="").reason == ""


def test_whoever_did_not_know_of_a_decision_is_told_of_it(plan):
    seen = decisions.count_of(plan)
    make_decision(plan, Kind.CONTINUE, seen=seen)
    with pytest.raises(decisions.DecidedMeanwhile):
        make_decision(plan, Kind.RELEASE, seen=seen)
    assert again(plan).standing == Standing.FOLLOWED


# Merging ------------------------------------------------------------------------------------------------------------


def test_a_merged_plan_says_where_it_went_and_that_one_what_came(plan):
    other = neighbour()
    make_decision(plan, Kind.MERGE, into=other)
    assert again(plan).merged_into == other
    assert list(other.merged_here.all()) == [plan]
    assert light_of(plan) == ("merged", f"併入 {other.code}：115/9/3 第2次聯繫會報決議")
    make_decision(plan, Kind.RESUME)
    assert again(plan).merged_into is None


def test_a_plan_goes_only_into_one_of_its_county_that_is_followed(plan):
    abroad, paused = neighbour("HUA"), neighbour()
    make_decision(paused, Kind.PAUSE)
    for into in (None, plan, abroad, paused):
        with pytest.raises(ValidationError) as refused:
            make_decision(plan, Kind.MERGE, into=into)
        assert "into" in refused.value.message_dict


def test_two_plans_cannot_go_into_each_other(plan):
    other = neighbour()
    make_decision(plan, Kind.MERGE, into=other)
    with pytest.raises(ValidationError):
        make_decision(other, Kind.MERGE, into=plan)


def test_the_database_holds_where_a_merged_plan_went(plan):
    for changes in ({"standing": "merged"}, {"merged_into": plan}, {"standing": "lost"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.filter(pk=plan.pk).update(**changes)


# Postponing ---------------------------------------------------------------------------------------------------------


def test_a_postponed_milestone_is_due_on_its_new_day_and_keeps_what_was_promised(plan):
    key = plan.milestones.get().pk
    made = make_decision(plan, Kind.EXTEND, dates={key: dt.date(2026, 12, 19)})
    found = plan.milestones.get()
    assert (found.promised_on, found.due_on) == (dt.date(2026, 9, 16), dt.date(2026, 12, 21))  # 19 is a Saturday
    row = made.postponements.get()
    assert (row.was_on, row.now_on) == (dt.date(2026, 9, 16), dt.date(2026, 12, 19))
    assert found.last_postponement == row


@pytest.mark.parametrize("day", [dt.date(2026, 9, 16), dt.date(2026, 9, 1), dt.date(2036, 1, 1)])
def test_a_new_day_lies_behind_the_promised_one_and_within_reason(plan, day):
    with pytest.raises(ValidationError) as refused:
        make_decision(plan, Kind.EXTEND, dates={plan.milestones.get().pk: day})
    assert "dates" in refused.value.message_dict
    assert not Postponement.objects.exists()


def test_a_day_written_down_wrongly_is_moved_back_by_a_new_decision(plan):
    key = plan.milestones.get().pk
    make_decision(plan, Kind.EXTEND, dates={key: dt.date(2027, 10, 15)})
    make_decision(plan, Kind.EXTEND, dates={key: dt.date(2026, 10, 15)}, reason="年份寫錯")
    assert plan.milestones.get().due_on == dt.date(2026, 10, 15)
    assert Postponement.objects.count() == 2


def test_an_extension_moves_something_that_is_still_open(plan):
    for dates in ({}, {0: dt.date(2026, 12, 1)}):
        with pytest.raises(ValidationError):
            make_decision(plan, Kind.EXTEND, dates=dates)
    plan.milestones.update(reached_at=timezone.now())
    with pytest.raises(ValidationError):
        make_decision(plan, Kind.EXTEND, dates=day_of(plan))


def test_the_whole_plan_is_postponed_by_months():
    days = {1: dt.date(2026, 8, 31), 2: dt.date(2026, 9, 16)}
    told = {1: dt.date(2026, 10, 3), 2: dt.date(2026, 10, 16)}
    assert decisions.later_by(days, 1, on=TODAY) == told, "a month from the decision for what is past"


def test_a_postponed_first_step_keeps_its_day_when_the_plan_is_worded_anew(plan):
    make_decision(plan, Kind.EXTEND, dates=day_of(plan))
    fresh = again(plan)
    fresh.first_step = "換一種說法"
    milestones.follow_first_step(fresh)
    found = plan.milestones.get()
    assert (found.title, found.due_on) == ("換一種說法", dt.date(2026, 12, 16))


# Pausing and going on -----------------------------------------------------------------------------------------------


def test_what_fell_due_in_a_pause_needs_another_day_to_go_on(plan):
    make_decision(plan, Kind.PAUSE)
    later = {"cited": dataclasses.replace(MEETING, decided_on=dt.date(2026, 10, 1)), "now": at(10, 1)}
    with pytest.raises(ValidationError) as refused:
        make_decision(plan, Kind.RESUME, **later)
    assert plan.milestones.get().shown in refused.value.message_dict["dates"][0]
    make_decision(plan, Kind.RESUME, dates=day_of(plan), **later)
    assert plan.milestones.get().due_on == dt.date(2026, 12, 16)


@pytest.mark.parametrize("kind", [Kind.RELEASE, Kind.MERGE])
def test_what_fell_due_while_it_was_not_followed_needs_another_day_as_well(plan, kind):
    make_decision(plan, kind, into=neighbour())
    later = {"cited": dataclasses.replace(MEETING, decided_on=dt.date(2026, 10, 1)), "now": at(10, 1)}
    with pytest.raises(ValidationError, match="要訂新期限"):
        make_decision(again(plan), Kind.RESUME, **later)
    make_decision(again(plan), Kind.RESUME, dates=day_of(plan), **later)
    assert again(plan).standing == Standing.FOLLOWED


@pytest.mark.parametrize(("on", "needs"), [(dt.date(2026, 9, 16), False), (dt.date(2026, 9, 17), True)])
def test_a_day_has_passed_once_it_is_over(plan, on, needs):
    assert decisions.past_their_day(plan, on=on) == [], "it is followed up: the ladder speaks of it"
    make_decision(plan, Kind.PAUSE)
    assert bool(decisions.past_their_day(again(plan), on=on)) is needs


@pytest.mark.parametrize("paused_on", [dt.date(2026, 9, 16), dt.date(2026, 9, 17), dt.date(2026, 9, 21)])
def test_what_was_late_already_needs_another_day_whenever_it_was_paused(plan, paused_on):
    make_decision(plan, Kind.PAUSE, cited=dataclasses.replace(MEETING, decided_on=paused_on), now=at(9, paused_on.day))
    with pytest.raises(ValidationError, match="要訂新期限"):
        make_decision(again(plan), Kind.RESUME, now=at(10, 1))


@pytest.mark.parametrize(("day", "taken"), [(dt.date(2026, 10, 1), False), (dt.date(2026, 10, 2), True)])
def test_going_on_the_new_day_lies_ahead_of_whoever_writes_it_down(plan, day, taken):
    """Decided on 3 September and written down on 1 October: from then on it is reminded of."""
    make_decision(plan, Kind.PAUSE)
    dates = {plan.milestones.get().pk: day}
    if taken:
        make_decision(again(plan), Kind.RESUME, dates=dates, now=at(10, 1))
        assert plan.milestones.get().due_on == day
        return
    with pytest.raises(ValidationError, match="和今天"):
        make_decision(again(plan), Kind.RESUME, dates=dates, now=at(10, 1))


@pytest.mark.parametrize("kind", [Kind.PAUSE, Kind.RELEASE])
def test_a_plan_taken_back_long_after_its_day_is_told_of_up_the_whole_ladder(plan, kind):
    """Paused the day after, taken back on the sixtieth: every rung counts anew from the new day, and is said."""
    make_user(role=Role.ASSOCIATION)
    cited = dataclasses.replace(MEETING, decided_on=dt.date(2026, 9, 17))
    make_decision(plan, kind, cited=cited, now=at(9, 17))
    late = {"cited": dataclasses.replace(MEETING, decided_on=dt.date(2026, 11, 16)), "now": at(11, 16)}
    with pytest.raises(ValidationError, match="要訂新期限"):
        make_decision(again(plan), Kind.RESUME, **late)
    new = dt.date(2026, 11, 30)
    make_decision(again(plan), Kind.RESUME, dates={plan.milestones.get().pk: new}, **late)
    steps = set()
    for days in range(14, 120, 3):
        reminders.plan_all(now=at(11, 16) + dt.timedelta(days=days))
        steps |= {one.split()[1] for one in waiting(plan) if one.startswith(str(new))}
    programme = Programme.objects.get(pk=plan.workshop.programme_id)
    above = (*programme.tell_supervisor, *programme.tell_officer, *programme.tell_association)
    assert above
    assert {f"T+{days}" for days in above} <= steps


def test_what_is_not_due_yet_goes_on_as_it_was(plan):
    make_decision(plan, Kind.PAUSE)
    make_decision(plan, Kind.RESUME)
    assert plan.milestones.get().due_on == dt.date(2026, 9, 16)
    assert again(plan).standing == Standing.FOLLOWED


# Lights -------------------------------------------------------------------------------------------------------------


def test_the_light_of_a_decision_says_where_it_was_decided(plan):
    assert light_of(plan)[0] == "risk"
    make_decision(plan, Kind.PAUSE, cited=dataclasses.replace(MEETING, meeting_title=""))
    assert light_of(plan) == ("paused", "暫停：115/9/3 社會處王處長決定")
    make_decision(plan, Kind.RELEASE)
    assert light_of(plan) == ("released", "解除列管：115/9/3 第2次聯繫會報決議")
    make_decision(plan, Kind.RESUME)
    assert light_of(plan)[0] == "risk"


def test_a_released_plan_that_was_done_still_says_how_much_was_done(plan):
    plan.milestones.update(reached_at=AUTUMN)
    make_decision(plan, Kind.RELEASE)
    reported = Milestone.objects.with_reports()
    found = lights.of(Plan.objects.prefetch_related(Prefetch("milestones", reported)).get(pk=plan.pk), on=TODAY)
    assert (found.status, found.percent) == ("released", 100)


# Correcting ---------------------------------------------------------------------------------------------------------


def test_a_decision_is_corrected_by_a_new_one_and_both_stay(plan, officer):
    old = make_decision(plan, Kind.RELEASE)
    right = dataclasses.replace(MEETING, meeting_title="第3次聯繫會報")
    new = decisions.correct(decision=old, reason=old.reason, cited=right, by=officer, now=AUTUMN)
    assert (new.number, new.kind, new.corrects) == (2, old.kind, old)
    assert Decision.objects.get(pk=old.pk).meeting_title == "第2次聯繫會報"
    assert light_of(plan) == ("released", "解除列管：115/9/3 第3次聯繫會報決議")
    line = Event.objects.filter(verb="decision_corrected").get()
    assert (line.was, line.now) == ({"meeting_title": "第2次聯繫會報"}, {"meeting_title": "第3次聯繫會報"})
    with pytest.raises(ValidationError):
        decisions.correct(decision=old, reason="再一次", cited=MEETING, by=officer, now=AUTUMN)
    with pytest.raises(ValidationError):
        decisions.correct(decision=new, reason=new.reason, cited=right, by=officer, now=AUTUMN)


# Reminders ----------------------------------------------------------------------------------------------------------


def at(month: int, day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, tzinfo=TAIPEI)


def waiting(plan: Plan) -> list[str]:
    rows = Notice.objects.about(reminders.KEY, plan).filter(state__in=("planned", "nobody")).order_by("due_at")
    return [row.key.split("/")[2] + " " + row.step for row in rows]


@pytest.mark.parametrize("kind", [Kind.PAUSE, Kind.RELEASE, Kind.MERGE])
def test_nobody_is_reminded_of_what_is_paused_released_or_merged(plan, kind):
    reminders.plan_all(now=at(9, 1))
    assert waiting(plan)
    make_decision(plan, kind, into=neighbour())
    box = Postbox()
    # The ledger has not been laid out anew yet: the letter is needless as it is about to go out.
    assert send_due(way=box, worker="a", now=at(9, 21)).sent == 0
    assert box.letters == {}
    reminders.plan_all(now=at(9, 21))
    assert waiting(plan) == []


def test_after_a_pause_what_is_still_to_come_is_reminded_of_once(plan):
    box = Postbox()
    reminders.plan_all(now=at(9, 2))
    assert send_due(way=box, worker="a", now=at(9, 2)).sent == 1
    make_decision(plan, Kind.PAUSE)
    reminders.plan_all(now=at(9, 4))
    assert waiting(plan) == []
    make_decision(plan, Kind.RESUME, now=at(9, 7))
    for now in (at(9, 7), at(9, 11), at(9, 12), at(9, 21)):
        reminders.plan_all(now=now)
        send_due(way=box, worker="a", now=now)
    assert Notice.objects.filter(subject_key=str(plan.pk), state="sent").count() == 3  # T−14, T−3, T+3
    assert set(box.handed.values()) == {1}


def test_a_postponed_milestone_is_reminded_of_by_its_new_day_and_never_twice(plan):
    box = Postbox()
    reminders.plan_all(now=at(9, 2))
    send_due(way=box, worker="a", now=at(9, 2))
    make_decision(plan, Kind.EXTEND, dates={plan.milestones.get().pk: dt.date(2026, 10, 14)})
    for month, day in ((9, 11), (9, 21), (9, 30), (10, 8), (10, 19)):
        for _twice in range(2):
            reminders.plan_all(now=at(month, day))
            send_due(way=box, worker="a", now=at(month, day))
    sent = [notice.key.split("/")[2:4] for notice in Notice.objects.filter(state="sent").order_by("sent_at")]
    assert sent == [["2026-09-16", "T-14"], ["2026-10-14", "T-14"], ["2026-10-14", "T-3"], ["2026-10-14", "T+3"]]
    assert set(box.handed.values()) == {1}


def test_what_lay_before_a_postponement_was_never_missed(plan):
    """On 3 September to the 17th: fourteen days before was a day before anybody had said so."""
    make_decision(plan, Kind.EXTEND, dates={plan.milestones.get().pk: dt.date(2026, 9, 17)})
    reminders.plan_all(now=at(9, 4))
    assert waiting(plan)[0] == "2026-09-17 T-3"


def test_a_day_that_also_another_milestone_has_is_reminded_of_as_that_one_was_promised(plan):
    day = dt.date(2026, 9, 17)
    Milestone.objects.create(
        plan=plan, position=9, kind="step", title="訂分流規則", month=3, promised_on=day, due_on=day
    )
    make_decision(plan, Kind.EXTEND, dates={plan.milestones.order_by("position").first().pk: day})
    reminders.plan_all(now=at(9, 4))
    assert waiting(plan)[0] == "2026-09-17 T-14"


@pytest.mark.parametrize("plans", [1, 3])
def test_planning_reminders_asks_the_same_of_one_plan_and_of_three(plan, plans):
    for one in [plan, *(make_followed() for _one in range(plans - 1))]:
        Milestone.objects.filter(plan=one).update(due_on=dt.date(2026, 9, 16), promised_on=dt.date(2026, 9, 10))
        make_decision(one, Kind.EXTEND, dates={one.milestones.first().pk: dt.date(2026, 9, 30)})
    with CaptureQueriesContext(connection) as asked:
        assert list(reminders.wishes(now=at(9, 10)))
    # What is owed, what was decided, who is told, what was handed over, and what did not arrive.
    assert len(asked) == 5


# What else follows --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "open_"), [(Kind.PAUSE, True), (Kind.RELEASE, False), (Kind.MERGE, False)])
def test_reports_are_taken_as_long_as_somebody_waits_for_them(plan, kind, open_):
    link, _token = make_link(plan, now=AUTUMN)
    make_decision(plan, kind, into=neighbour())
    if open_:
        make_submitted(plan, link, now=AUTUMN)
        assert CheckIn.objects.get().state == "submitted"
    else:
        with pytest.raises(ValidationError, match="解除列管或併案"):
            make_submitted(plan, link, now=AUTUMN)


def test_a_report_that_waited_is_still_looked_at_after_the_release(plan, officer):
    link, _token = make_link(plan, now=AUTUMN)
    report = make_submitted(plan, link, claims=1, now=AUTUMN)
    make_decision(plan, Kind.RELEASE)
    checkins.accept(check_in=report, by=officer, now=AUTUMN)
    assert plan.milestones.get().reached_at == AUTUMN


def test_an_adoption_on_which_something_was_decided_stays(plan, officer):
    target = make_followed(workshop=plan.workshop)
    plan.workshop.state = "held"
    plan.workshop.save()
    make_decision(plan, Kind.MERGE, into=target)
    for one in (plan, target):
        with pytest.raises(ValidationError, match="列管決定"):
            adoption.withdraw(plan=one, reason="寫錯", by=officer, now=AUTUMN)


# Written down late --------------------------------------------------------------------------------------------------


def sent_after(plan: Plan, *moments: dt.datetime) -> list[tuple[str, str, int]]:
    """What has gone out by these rounds, each of them made twice: the day it is about, the step, days late."""
    box = Postbox()
    for now in moments:
        for _twice in range(2):
            reminders.plan_all(now=now)
            send_due(way=box, worker="a", now=now)
    assert set(box.handed.values()) <= {1}
    rows = Notice.objects.about(reminders.KEY, plan).filter(state="sent").order_by("due_at", "pk")
    return [(row.key.split("/")[2][5:], row.step, row.days_late) for row in rows]


@pytest.mark.parametrize(
    ("decided_on", "new", "written", "light", "sent"),
    [
        # Written down on the day of the decision: what the new day asks for lies ahead, but for what lay before.
        ((9, 3), (9, 17), (9, 3), "risk", []),
        ((9, 3), (10, 14), (9, 3), "ok", []),
        # T−14 of the new day lay on the day of the decision, which does not count itself; the day after does.
        ((9, 2), (9, 16), (9, 3), "risk", []),
        ((9, 1), (9, 16), (9, 3), "risk", [("09-16", "T-14", 1)]),
        ((9, 23), (10, 7), (10, 1), "risk", []),
        ((9, 22), (10, 7), (10, 1), "risk", [("10-07", "T-14", 8)]),
        # The new day is today, was yesterday, was weeks ago: each rung between is said once, late.
        ((9, 3), (10, 1), (10, 1), "risk", [("10-01", "T-14", 14), ("10-01", "T-3", 7)]),
        ((9, 3), (9, 30), (10, 1), "late", [("09-30", "T-14", 15), ("09-30", "T-3", 7)]),
        (
            (9, 3), (9, 21), (10, 1), "late",
            [("09-21", "T-14", 24), ("09-21", "T-3", 13), ("09-21", "T+3", 7), ("09-21", "T+10", 0)],
        ),
    ],
)  # fmt: skip
def test_a_postponement_written_down_late_counts_from_its_day(plan, decided_on, new, written, light, sent):
    """The new day lies behind that of the decision; whether it has passed meanwhile is no matter of the minutes."""
    first = plan.milestones.get()
    Milestone.objects.filter(pk=first.pk).update(due_on=dt.date(2026, 9, 15), promised_on=dt.date(2026, 9, 15))
    cited = dataclasses.replace(MEETING, decided_on=dt.date(2026, *decided_on))
    now = at(*written, 16)
    make_decision(plan, Kind.EXTEND, cited=cited, dates={first.pk: dt.date(2026, *new)}, now=now)
    points = lights.points_of(plan.milestones.with_reports())
    assert lights.light(points, on=timezone.localdate(now)).status == light
    assert sent_after(plan, now, now + dt.timedelta(hours=1)) == sent


@pytest.mark.parametrize(("day", "taken"), [((9, 21), False), ((9, 22), True)])
def test_the_new_day_lies_behind_that_of_the_decision_and_not_of_its_writing(plan, day, taken):
    cited = dataclasses.replace(MEETING, decided_on=dt.date(2026, 9, 21))
    given = {"cited": cited, "dates": {plan.milestones.get().pk: dt.date(2026, *day)}, "now": at(10, 1)}
    if taken:
        assert make_decision(plan, Kind.EXTEND, **given)
        return
    with pytest.raises(ValidationError, match="決定日期"):
        make_decision(plan, Kind.EXTEND, **given)


@pytest.mark.parametrize(
    ("decided_on", "written", "sent"),
    [
        ((9, 7), (9, 7), []),
        ((9, 7), (9, 11), [("09-16", "T-3", 0)]),
        ((9, 7), (9, 14), [("09-16", "T-3", 3)]),
        ((9, 11), (9, 14), []),  # what was due in the morning of the decision was due in the pause
        ((9, 10), (9, 14), [("09-16", "T-3", 3)]),
        ((9, 14), (9, 14), []),
    ],
)
def test_what_was_due_before_a_resumption_was_written_down_is_said_late_and_once(plan, decided_on, written, sent):
    """Paused on 3 September; the letter of T−14 (the 2nd) had gone out before, that of T−3 is due on the 11th."""
    assert sent_after(plan, at(9, 2)) == [("09-16", "T-14", 0)]
    make_decision(plan, Kind.PAUSE)
    reminders.plan_all(now=at(9, 4))
    cited = dataclasses.replace(MEETING, decided_on=dt.date(2026, *decided_on))
    make_decision(again(plan), Kind.RESUME, cited=cited, now=at(*written, 16))
    assert sent_after(plan, at(*written, 17), at(*written, 18))[1:] == sent


def test_a_corrected_day_counts_and_the_day_it_was_written_down_for_does_not(plan, officer):
    """Resumed by the minutes of the 14th, which were of the 7th: T−3 of the 11th is due after all."""
    assert sent_after(plan, at(9, 2))
    make_decision(plan, Kind.PAUSE)
    wrong, right = (dataclasses.replace(MEETING, decided_on=dt.date(2026, 9, day)) for day in (14, 7))
    old = make_decision(again(plan), Kind.RESUME, cited=wrong, now=at(9, 14, 16))
    assert sent_after(plan, at(9, 14, 17)) == [("09-16", "T-14", 0)]
    decisions.correct(decision=old, reason=old.reason, cited=right, by=officer, now=at(9, 15))
    assert sent_after(plan, at(9, 15)) == [("09-16", "T-14", 0), ("09-16", "T-3", 4)]


def test_whoever_took_over_meanwhile_is_told_what_could_not_be_said_then(plan, officer):
    """Handed over on the 13th, while nobody knew that the plan was followed up again since the 7th."""
    successor = make_user(role=Role.SUPERVISOR, county=plan.county_id)
    make_decision(plan, Kind.PAUSE)
    Plan.objects.filter(pk=plan.pk).update(contact_email="", supervisor=successor)
    Succession.objects.create(
        key=uuid.uuid4(), county_id=plan.county_id, predecessor=plan.supervisor, successor=successor, handed={},
        plans=[plan.pk], made_at=at(9, 13), made_by=str(officer),
    )  # fmt: skip
    cited = dataclasses.replace(MEETING, decided_on=dt.date(2026, 9, 7))
    make_decision(again(plan), Kind.RESUME, cited=cited, now=at(9, 14, 16))
    assert sent_after(plan, at(9, 14, 17)) == [("09-16", "T-3", 3)]
    assert Notice.objects.get(state="sent").to_address == successor.email


def test_a_plan_is_not_taken_back_before_it_was_let_go(plan):
    make_decision(plan, Kind.PAUSE)
    early = dataclasses.replace(MEETING, decided_on=dt.date(2026, 9, 2))
    with pytest.raises(ValidationError, match="不能早於「暫停」那天") as refused:
        make_decision(again(plan), Kind.RESUME, cited=early, now=at(9, 7))
    assert set(refused.value.message_dict) == {"decided_on"}
    make_decision(again(plan), Kind.RESUME, now=at(9, 7))
