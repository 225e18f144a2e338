"""How an adopted plan stands, as a light with its word and its reason (追蹤列管). Pure: facts in, a light out.

A plan is either moving, with evidence, or somebody can read why it is not. The share done is counted from milestones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actionplans.models import Milestone, Plan, standing_on
from foundation.taiwan import roc

SOON = 14  # days before a milestone that the first reminder goes out
OK, RISK, LATE, DONE, NONE = "ok", "risk", "late", "done", "todo"
PAUSED, RELEASED, MERGED = "paused", "released", "merged"


@dataclass(frozen=True, slots=True)
class Point:
    """A milestone as a light sees it; `due_on` is a Gregorian date. One that is `reported` waits for the supervisor."""

    title: str
    due_on: dt.date
    reached: bool
    reported: bool = False


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
        Point(one.shown, one.due_on, one.reached_at is not None, one.is_reported)  # type: ignore[attr-defined]
        for one in milestones
    ]


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
    waiting = [one for one in open_ if not one.reported]
    if not waiting:
        reason = _("已回報完成，等確認：%(title)s") % {"title": open_[0].title}
        return made(RISK if open_[0].due_on < on else OK, reason)
    first = waiting[0]
    late = [one for one in waiting if one.due_on < on]
    if late:
        days = (on - first.due_on).days
        reason = ngettext("逾期 %(days)s 天，無佐證：%(title)s", "逾期 %(days)s 天，無佐證：%(title)s", days)
        reason %= {"days": days, "title": first.title}
        if len(late) > 1:
            reason += _("（共 %(count)s 項逾期）") % {"count": len(late)}
        return made(LATE, reason)
    left = (first.due_on - on).days
    if left == 0:
        return made(RISK, _("今天到期：%(title)s") % {"title": first.title})
    if left <= SOON:
        reason = ngettext("%(days)s 天後到期：%(title)s", "%(days)s 天後到期：%(title)s", left)
        return made(RISK, reason % {"days": left, "title": first.title})
    return made(OK, _("下一項 %(date)s 到期：%(title)s") % {"date": roc.shown(first.due_on), "title": first.title})
