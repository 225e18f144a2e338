"""What waits for whom among the plans under 列管, by kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from actionplans.followup import many_lights, who_reads
from actionplans.followup.ladders import ASSOCIATION, OFFICER
from actionplans.followup.pace import PACE
from actionplans.models import CheckIn, Plan
from actionplans.models.plan import PlanQuerySet
from foundation.accounts.askers import for_each_asker
from foundation.accounts.models import User
from foundation.accounts.roles import Permission, Role
from foundation.accounts.scope import reach
from foundation.notices.models import Notice
from foundation.prepared import PreparedRows
from workshops.models import Programme

from . import reached

REVIEW, OVERDUE, ADDRESS, UNREACHED = "review", "overdue", "address", "unreached"
SHOWN = 3  # of each kind that waits
TOLD = {Role.COUNTY_OFFICER: OFFICER, Role.ASSOCIATION: ASSOCIATION}
Ladders = tuple[tuple[Role, tuple[tuple[int, tuple[int, ...]], ...]], ...]
"""By role: from which day on which programmes tell her."""


@dataclass(frozen=True)
class Waiting:
    """What waits for one person, by kind, the most urgent first; a plan waits once, under its first kind.

    Of a supervisor: reports to look at, and what is overdue. Of an officer and the association: what is overdue for as
    many days as the ladder of the programme says. Of an officer, too: plans without an address that can still be given
    one.

    Attributes:
        lying: by who is told of it, the moment since which a report has waited too long.
    """

    user: User
    on: dt.date
    lying: Mapping[str, dt.datetime]
    ladders: Ladders

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The kinds that can wait for her."""
        if not reach(self.user, Permission.FOLLOW_UP):
            return ()
        addresses = (ADDRESS,) if reach(self.user, Permission.ADOPT_PLANS) else ()
        return (REVIEW, OVERDUE, UNREACHED, *addresses)

    @cached_property
    def rows(self) -> PlanQuerySet:
        """The plans she follows up."""
        rows = Plan.objects.visible_to(self.user, Permission.FOLLOW_UP).adopted()
        return rows if self.names else rows.none()

    @cached_property
    def kinds(self) -> dict[str, Q]:
        """What is true of a plan that waits for each reason."""
        made = {
            REVIEW: self._to_review, OVERDUE: self._overdue, UNREACHED: self._unreached, ADDRESS: self._without_address
        }  # fmt: skip
        return {name: made[name]() for name in self.names}

    def _to_review(self) -> Q:
        user, on = self.user, self.on
        submitted = CheckIn.objects.filter(state=CheckIn.State.SUBMITTED).order_by()
        submitted = submitted.exclude(who_reads.left_to_others(user, on=on))
        review: Q = Q(supervisor=user.pk) & Q(pk__in=submitted.values("plan"))
        # A report that nobody has looked at waits for whoever has been told of it by now, too (`unlooked`): of one that
        # a supervisor wrote herself these are told at once.
        left = {OFFICER: who_reads.left_to_officers(on=on), ASSOCIATION: who_reads.left_to_association(on=on)}
        for role, to in TOLD.items():
            if role in user.access.roles:
                lying = Q(submitted_at__lte=self.lying[to])
                review |= Q(pk__in=submitted.filter(lying | left[to]).values("plan"))
        return review

    def _overdue(self) -> Q:
        late: Q = Q(supervisor=self.user.pk) & many_lights.owing(lt=self.on)
        for role, days_of in self.ladders:
            for days, programmes in days_of if role in self.user.access.roles else ():
                past = many_lights.owing(lte=self.on - dt.timedelta(days=days))
                late |= Q(workshop__programme__in=programmes) & past
        return late

    @staticmethod
    def _unreached() -> Q:
        missed = Notice.objects.filter(kind__in=reached.KINDS).missed().order_by()
        return Q(pk__in=missed.annotate(plan=Cast("subject_key", IntegerField())).values("plan"))

    def _without_address(self) -> Q:
        places = reach(self.user, Permission.ADOPT_PLANS)
        return Q(contact_email="") & many_lights.owing() & places.rows("county")

    def _kind(self) -> Case:
        whens = [When(condition, then=Value(kind)) for kind, condition in self.kinds.items()]
        return Case(*whens, default=Value(""), output_field=CharField())

    def of(self, rows: PlanQuerySet, kind: str) -> PlanQuerySet:
        """Those among the rows that wait for her for this reason."""
        if kind not in self.names:
            return rows.none()
        mine = self.rows.annotate(waits=self._kind()).filter(waits=kind).order_by().values("pk")
        return rows.filter(pk__in=mine)

    def all(self) -> Any:
        """Key, kind and the first day that is owed of everything that waits, in the order of that day."""
        reasons = Q()
        for condition in self.kinds.values():
            reasons |= condition
        rows = self.rows.filter(reasons).annotate(waits=self._kind(), owed_on=many_lights.first_owed())
        rows = rows.order_by(F("owed_on").asc(nulls_last=True), "pk")
        return rows.values_list("pk", "waits", "owed_on")

    def first(self) -> list[Any]:
        """The first few of each kind (two queries), with `waits`, `owed_on`, and how many of the kind there are.

        Of the others only their keys are read: to have each kind counted and cut short by the database asks for the
        sets behind the kinds again and again, and takes longer (measured with 9,000 that wait).
        """
        if not self.names:
            return []
        groups: dict[str, list[tuple[int, dt.date | None]]] = {kind: [] for kind in self.names}
        moments = [self.lying[to] for to in _told(self.user)]
        for key, kind, owed_on in _all_that_waits(self.user, self.on, self.ladders).all(*moments):
            groups[kind].append((key, owed_on))
        keys = [key for group in groups.values() for key, _owed_on in group[:SHOWN]]
        plans = Plan.objects.select_related("county").order_by().in_bulk(keys)
        found: list[Any] = []
        for kind, group in groups.items():
            for key, owed_on in group[:SHOWN]:
                plan: Any = plans[key]
                plan.waits, plan.owed_on, plan.of_kind = kind, owed_on, len(group)
                found.append(plan)
        return found


def _told(user: User) -> list[str]:
    return [to for role, to in TOLD.items() if role in user.access.roles]


@for_each_asker
def _all_that_waits(user: User, on: dt.date, ladders: Ladders) -> PreparedRows:
    """What waits, with the moments since which reports have waited too long; a day's question."""
    told = _told(user)

    def rows(*moments: dt.datetime) -> Any:
        return Waiting(user, on, dict(zip(told, moments, strict=True)), ladders).all()

    return PreparedRows(rows, *(dt.datetime(1971, 2, 3, hour, tzinfo=dt.UTC) for hour in range(len(told))))


def waiting_for(user: User, programmes: Iterable[Programme], *, on: dt.date, now: dt.datetime) -> Waiting:
    """What waits for this person among the plans she follows up."""
    known = list(programmes)
    ladders = tuple((role, _by_days(known, f"tell_{to}")) for role, to in TOLD.items())
    return Waiting(user, on, {to: now - dt.timedelta(days=PACE.lying(to)) for to in TOLD.values()}, ladders)


def _by_days(programmes: Iterable[Programme], name: str) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """Programmes by the first day on which this ladder's rung is reached; those that never tell are left out."""
    found: dict[int, list[int]] = {}
    for one in programmes:
        if after := getattr(one, name):
            found.setdefault(min(after), []).append(one.pk)
    return tuple((days, tuple(keys)) for days, keys in found.items())


def kinds_in_words() -> dict[str, str]:
    """What waits, by kind, in the language of the page."""
    return {
        REVIEW: _("有回報等您確認"),
        OVERDUE: _("過了期限，沒有回報"),
        UNREACHED: _("提醒沒有人收到"),
        ADDRESS: _("沒有負責人的信箱"),
    }
