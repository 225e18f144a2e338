"""What became of the demonstration's plans: reports in the order of their days, each looked at before the next."""

import datetime as dt
import itertools
import random

import pytest

from actionplans.models import CheckIn, Milestone, Plan
from demo import promises
from tests.makers.plans import make_plan
from tests.makers.workshops import make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 21, 6, 0, tzinfo=dt.UTC)


def test_reports_follow_each_other_by_their_days() -> None:
    """Milestones of neighbouring days, and some whose place in the plan is not the order of their days."""
    workshop = make_workshop(Workshop.State.HELD)
    chance = random.Random(3)
    for _each in range(30):
        plan = make_plan(workshop)
        days = [dt.date(2026, 7, 1) + dt.timedelta(chance.choice([0, 1, 3, 5, 6, 30, 31, 60])) for _at in range(6)]
        Milestone.objects.bulk_create(
            Milestone(plan=plan, position=at, kind="step", month=1, title=f"第{at}件事", promised_on=day, due_on=day)
            for at, day in enumerate(days, 1)
        )
    promises.follow_up(workshop=workshop, chance=chance, now=NOW)
    several = 0
    for plan in Plan.objects.all():
        reports = list(CheckIn.objects.filter(plan=plan).order_by("number"))
        several += len(reports) > 1
        for one, following in itertools.pairwise(reports):
            assert one.submitted_at is not None
            assert one.reviewed_at is not None
            assert following.submitted_at is not None
            assert one.submitted_at < one.reviewed_at < following.submitted_at
    assert several > 10
