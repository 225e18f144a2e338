"""Every rung of the ladder of real plans is said exactly once, whatever clocks and workers do while it is laid out."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator

import pytest

from actionplans.followup import reminders
from actionplans.models import Milestone, Plan
from foundation.accounts.roles import Role
from foundation.notices import hours
from foundation.notices.models import Notice
from foundation.notices.sending import LEASE, Sent, send_due, steps
from tests.makers.accounts import make_user
from tests.makers.followup import make_followed
from tests.notices.conftest import TAIPEI
from tests.notices.test_sending import Postbox

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
BEGUN = dt.datetime(2026, 9, 1, 9, tzinfo=TAIPEI)
CALM = dt.datetime(2026, 11, 2, 9, tzinfo=TAIPEI)
# Whom each rung reaches where nothing is lost (the programme of the tests).
RUNGS = {"T-14": "charge", "T-3": "charge", "T+3": "supervisor", "T+10": "officer", "T+20": "association"}
JUMPS = (LEASE, -LEASE, 3 * LEASE, DAY, -DAY, 5 * DAY, -4 * DAY, 40 * DAY, -40 * DAY, 400 * DAY, -400 * DAY)


def make_promise(number: int, dice: random.Random) -> Plan:
    """A plan that owes one thing, some day in September."""
    plan = make_followed(contact_email=f"charge{number}@example.org", person_in_charge=f"張大{number}")
    first = plan.milestones.first()
    plan.milestones.exclude(pk=first.pk).delete()
    day = dt.date(2026, 9, dice.randint(4, 28))
    Milestone.objects.filter(pk=first.pk).update(due_on=day, promised_on=day)
    return plan


class Autumn:
    """Two workers who lay the ladder out and send, a clock that jumps by minutes and by years, and deaths."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.now = BEGUN
        self.box = Postbox()
        self.running: dict[str, Iterator[str]] = {}
        self.lives = self.deaths = self.jumps = self.laid = 0

    def play(self, moves: int) -> None:
        for _move in range(moves):
            fate = self.dice.random()
            if fate < 0.04 and self.running:
                del self.running[self.dice.choice(sorted(self.running))]
                self.deaths += 1
            elif fate < 0.07:
                self.now += self.dice.choice(JUMPS)
                self.jumps += 1
            elif fate < 0.15:
                self.now += dt.timedelta(hours=self.dice.randint(1, 9))
            elif fate < 0.3:
                reminders.plan_all(now=self.now)
                self.laid += 1
            else:
                self.work(self.dice.choice("ab"))

    def work(self, name: str) -> None:
        if name not in self.running:
            self.lives += 1
            self.running[name] = steps(
                way=self.box, worker=f"{name}{self.lives}", clock=lambda: self.now, done=Sent()
            )  # fmt: skip
        if next(self.running[name], None) is None:
            del self.running[name]

    def calm(self) -> None:
        """The clock is right again, and one worker goes on."""
        self.running = {}
        for day in range(8):
            now = CALM + day * DAY
            if not hours.is_quiet(now):
                reminders.plan_all(now=now)
                send_due(way=self.box, worker="calm", now=now)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_rung_is_said_exactly_once(seed: int) -> None:
    officer, association = make_user(Role.COUNTY_OFFICER, county="TTT"), make_user(Role.ASSOCIATION)
    autumn = Autumn(seed)
    plans = [make_promise(number, autumn.dice) for number in range(5)]
    autumn.play(1200)
    assert min(autumn.deaths, autumn.jumps, autumn.laid) > 10, "or this proves nothing"
    autumn.calm()
    assert not any(count > 1 for count in autumn.box.handed.values()), "said twice"
    for plan in plans:
        assert plan.supervisor is not None
        reached = {
            "charge": plan.contact_email, "supervisor": plan.supervisor.email, "officer": officer.email,
            "association": association.email,
        }  # fmt: skip
        rows = Notice.objects.about(reminders.KEY, plan).filter(step__in=RUNGS)
        said = Counter((row.step, row.to_address) for row in rows if row.state == Notice.State.SENT)
        assert said == Counter({(step, reached[who]): 1 for step, who in RUNGS.items()})
        for row in rows:
            assert autumn.box.handed[row.name] == 1
    waits = Notice.objects.filter(due_at__lte=CALM + 7 * DAY, state__in=(Notice.State.PLANNED, Notice.State.TAKEN))
    assert not waits.exists(), "dropped"
