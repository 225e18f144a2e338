"""How an adopted plan stands, as a light with its word and its reason (追蹤列管). Pure: facts in, a light out.

A plan is either moving, with evidence, or somebody can read why it is not. The share done is counted from milestones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from actionplans.models import Milestone, Plan, standing_on
from foundation.taiwan import roc

SOON = 14  # days before a milestone that the first reminder goes out
OK, RISK, LATE, DONE, NONE = "ok", "risk", "late", "done", "todo"
PAUSED, RELEASED, MERGED = "paused", "released", "merged"


@dataclass(frozen=True, slots=True)
class Point:
    """A milestone as a light sees it; dates are Gregorian.

    One with `reported_on` waits since that day for a look: the supervisor's, or another's where she wrote it herself.
    """

    title: str
    due_on: dt.date
    reached: bool
    reported_on: dt.date | None = None
    asks_supervisor: bool = True


@dataclass(frozen=True, slots=True)
class Light:
    """`status` is one of the names above; `reason` says why in one line.

    `reached` of `total` milestones are done.
    """

    status: str
    reason: str
    reached: int
    total: int

    @property
    def percent(self) -> int:
        """The share done, in whole per cent, never rounded up to all of it."""
        return self.reached * 100 // self.total if self.total else 0


def points_of(milestones: Iterable[Milestone]) -> list[Point]:
    """The rows (`with_reports`) as facts."""
    return [
        point(one.shown, one.due_on, one.reached_at, one.reported_at, asks_supervisor=one.asks_supervisor)
        for one in milestones
    ]


def point(
    title: str, due_on: dt.date, reached_at: dt.datetime | None, reported_at: dt.datetime | None, *,
    asks_supervisor: bool,
) -> Point:  # fmt: skip
    """One row as a fact."""
    reported_on = timezone.localdate(reported_at) if reported_at else None
    return Point(title, due_on, reached_at is not None, reported_on, asks_supervisor)


def waiting(milestone: Milestone, *, on: dt.date) -> str:
    """For whom a milestone that is reported waits, and for how long; empty where it is not (`with_reports`)."""
    if milestone.reported_at is None:
        return ""
    since = timezone.localdate(milestone.reported_at)
    return waits(since, on=on, asks_supervisor=milestone.asks_supervisor)


def waits(since: dt.date, *, on: dt.date, asks_supervisor: bool) -> str:
    """For whom something that is reported waits, and for how many days, within a sentence."""
    days = (on - since).days
    if asks_supervisor:
        now, words = pgettext("句中", "等督導確認"), ngettext("等督導確認 %(days)s 天", "等督導確認 %(days)s 天", days)
    else:
        now, words = pgettext("句中", "等別人確認"), ngettext("等別人確認 %(days)s 天", "等別人確認 %(days)s 天", days)
    return words % {"days": days} if days > 0 else now


def of(plan: Plan, *, on: dt.date) -> Light:
    """How a plan stands on a day. Reads `plan.milestones` (`with_reports`) and `plan.decisions`."""
    return light(points_of(plan.milestones.all()), on=on, decided=decided_on(plan))


def decided_on(plan: Plan) -> tuple[str, str] | None:
    """Status and reason of a plan that is not followed up as usual; None of one that is. Reads `plan.decisions`."""
    if plan.standing == Plan.Standing.FOLLOWED:
        return None
    decision = standing_on(plan)
    source = decision.source if decision else ""
    if plan.standing == Plan.Standing.PAUSED:
        return PAUSED, _("暫停：%(source)s") % {"source": source}
    if plan.standing == Plan.Standing.RELEASED:
        return RELEASED, _("解除列管：%(source)s") % {"source": source}
    into = decision.into if decision else None
    return MERGED, _("併入 %(code)s：%(source)s") % {"code": into.code if into else "", "source": source}


def light(points: Sequence[Point], *, on: dt.date, decided: tuple[str, str] | None = None) -> Light:
    """How a plan with these milestones stands on a day. A milestone is late from the day after it was due.

    Args:
        decided: status and reason that a decision gives, whatever the milestones say.
    """
    total, reached = len(points), sum(one.reached for one in points)
    open_ = sorted((one for one in points if not one.reached), key=lambda one: one.due_on)

    def made(status: str, reason: str) -> Light:
        return Light(status, reason, reached, total)

    if decided is not None:
        return made(*decided)
    if not points:
        return made(NONE, _("還沒有里程碑。"))
    if not open_:
        return made(
            DONE, ngettext("%(count)s 項里程碑完成了。", "%(count)s 項里程碑都完成了。", total) % {"count": total}
        )
    owed = [one for one in open_ if one.reported_on is None]
    told, others = _reported(open_, on), len(open_) - len(owed)
    if not owed:
        reason = _("已回報完成，%(waits)s：%(title)s") % {"waits": told, "title": open_[0].title}
        if others > 1:
            reason += ngettext("（另 %(count)s 項也是）", "（另 %(count)s 項也是）", others - 1) % {"count": others - 1}
        return made(RISK if open_[0].due_on < on else OK, reason)
    status, reason = _owing(owed, on)
    if told:
        words = ngettext("（另 %(count)s 項已回報完成，%(waits)s）", "（另 %(count)s 項已回報完成，%(waits)s）", others)
        reason += words % {"count": others, "waits": told}
    return made(status, reason)


def _reported(points: Sequence[Point], on: dt.date) -> str:
    """For whom that waits longest which is reported, and for how long; empty where nothing is."""
    since = [(one.reported_on, one.asks_supervisor) for one in points if one.reported_on is not None]
    return waits(min(since)[0], on=on, asks_supervisor=min(since)[1]) if since else ""


def _owing(owed: Sequence[Point], on: dt.date) -> tuple[str, str]:
    """Status and reason by what is owed and not reported, the earliest first."""
    first = owed[0]
    late = [one for one in owed if one.due_on < on]
    if late:
        days = (on - first.due_on).days
        reason = ngettext("逾期 %(days)s 天，無佐證：%(title)s", "逾期 %(days)s 天，無佐證：%(title)s", days)
        reason %= {"days": days, "title": first.title}
        if len(late) > 1:
            reason += _("（共 %(count)s 項逾期）") % {"count": len(late)}
        return LATE, reason
    left = (first.due_on - on).days
    if left == 0:
        return RISK, _("今天到期：%(title)s") % {"title": first.title}
    if left <= SOON:
        reason = ngettext("%(days)s 天後到期：%(title)s", "%(days)s 天後到期：%(title)s", left)
        return RISK, reason % {"days": left, "title": first.title}
    return OK, _("下一項 %(date)s 到期：%(title)s") % {"date": roc.shown(first.due_on), "title": first.title}
