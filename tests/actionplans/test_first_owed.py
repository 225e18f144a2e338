"""The first day that a plan owes something for: the database keeps it, whatever is done to what it depends on."""

import datetime as dt
import random

import pytest
from django.db.models import Min

from actionplans.followup import checkins, decisions, many_lights, milestones
from actionplans.models import CheckIn, Milestone, Plan
from tests.makers.accounts import make_user
from tests.makers.deciding import AUTUMN, make_decision
from tests.makers.followup import make_check_in, make_followed, make_link, make_submitted
from tests.makers.plans import make_plan
from tests.makers.workshops import NOON

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 9, 1)


def owed_first(plan: Plan) -> dt.date | None:
    """By the rule: of what is neither reached nor called done by a report that waits."""
    rows = plan.milestones.with_reports().filter(reached_at=None, reported_at=None)
    found: dt.date | None = rows.aggregate(first=Min("due_on"))["first"]
    return found


def are_true() -> None:
    for plan in Plan.objects.all():
        assert plan.first_owed_on == owed_first(plan), plan


def test_every_word_that_moves_a_milestone_moves_it() -> None:
    plan, other = make_followed(), make_followed()
    are_true()
    assert plan.milestones.count() > 2
    link, officer = make_link(plan)[0], make_user(county=plan.county_id)
    before = Plan.objects.get(pk=plan.pk).first_owed_on
    report = make_submitted(plan, link, claims=1, now=NOON)
    are_true()
    assert Plan.objects.get(pk=plan.pk).first_owed_on != before, "it was handed in"
    checkins.send_back(check_in=report, remarks={"happened": "?"}, by=officer, now=NOON)
    assert Plan.objects.get(pk=plan.pk).first_owed_on == before, "it was returned"
    make_check_in(plan, link, claims=2)
    are_true()
    checkins.submit(check_in=report, by=link, now=NOON)
    are_true()
    checkins.accept(check_in=report, by=officer, now=NOON)
    are_true()
    rest = {one.pk: one.due_on for one in plan.milestones.filter(reached_at=None)}
    make_decision(plan, "extend", dates=decisions.later_by(rest, 2, on=AUTUMN.date()))
    are_true()
    plan.refresh_from_db()
    plan.first_step_on = dt.date(2026, 12, 24)
    plan.save()
    milestones.follow_first_step(plan)
    are_true()
    milestones.set_out(other)
    are_true()


def test_a_plan_that_is_saved_whole_puts_no_old_day_back() -> None:
    old = make_followed()
    old.refresh_from_db()
    old.milestones.update(due_on=DAY)
    old.save()
    assert Plan.objects.get(pk=old.pk).first_owed_on == DAY
    Plan.objects.update(first_owed_on=dt.date(2000, 1, 1))
    are_true()


def test_whatever_is_written_it_is_true() -> None:
    """Rows made, moved, reached, given to another plan and deleted, one by one and many at once."""
    chance = random.Random(11)
    plans = [make_plan() for _each in range(4)]
    links = {plan.pk: make_link(plan)[0] for plan in plans}

    def make() -> None:
        plan = chance.choice(plans)
        Milestone.objects.bulk_create(
            Milestone(plan=plan, position=chance.randrange(1, 32000), kind="step", month=1, title="事",
                      promised_on=DAY, due_on=DAY + dt.timedelta(chance.randrange(90)))
            for _each in range(chance.randrange(1, 3))
        )  # fmt: skip

    def move() -> None:
        some = Milestone.objects.filter(pk__in=chance.sample(keys(), min(2, len(keys()))))
        some.update(due_on=DAY + dt.timedelta(chance.randrange(90)))

    def reach() -> None:
        Milestone.objects.filter(pk__in=keys()[:1]).update(reached_at=chance.choice([None, NOON]))

    def give() -> None:
        Milestone.objects.filter(pk__in=keys()[-1:]).update(plan=chance.choice(plans), position=chance.randrange(32000))

    def drop() -> None:
        Milestone.objects.filter(pk__in=keys()[:1]).delete()

    def claim() -> None:
        plan = chance.choice(plans)
        report = make_check_in(plan, links[plan.pk])
        report.claims.set(chance.sample(keys(), min(3, len(keys()))))

    def state() -> None:
        CheckIn.objects.update(state=chance.choice(["submitted", "accepted"]), submitted_at=NOON, reviewed_at=NOON)

    def keys() -> list[int]:
        found = list(Milestone.objects.order_by("pk").values_list("pk", flat=True))
        chance.shuffle(found)
        return found

    for _step in range(150):
        chance.choice([make, make, move, reach, give, drop, claim, state])()
        are_true()
    assert Milestone.objects.exists()


def test_only_what_is_followed_up_owes() -> None:
    plan, paused = make_followed(), make_followed()
    make_decision(paused, "pause")
    assert list(Plan.objects.filter(many_lights.owing())) == [plan]
    assert Plan.objects.get(pk=paused.pk).first_owed_on is not None, "it stands beside it all the same"
