"""What became of a table's words (後來怎麼了), for the people of the table: months later, without an account.

Shown is what they wrote or heard in the room: their own core issues and idea, what the workshop decided on it, and of
an adopted plan its name and number, which stand on the commitment that was read out. How the plan stands, what is new
and what comes next only as its county has published it (`public_results`), in the very same words. Nothing that is
reported or decided inside, and nobody's name.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from actionplans.models import Idea, Plan, SheetKind, VoiceLink
from actionplans.public import public_results
from actionplans.public.public_results import Shown
from actionplans.writing.desks import desk_of
from workshops import codes
from workshops.models import Group, Workshop


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one table's idea.

    Attributes:
        issues: the table's core issues in its words.
        title: what the table called its idea; empty where it brought none.
        settled: whether the workshop is over, so that what was decided stands.
        decision: one of `Idea.Decision`.
        reason: why it was set aside, as it was told to the table.
        plan: the plan it went into.
        public: the plan as everybody may read it; None while its county has not published it.
        asked: the link by which the county asks this very table; None where it does not.
    """

    issues: tuple[str, ...]
    title: str
    settled: bool
    decision: str
    reason: str = ""
    plan: Plan | None = None
    public: Shown | None = None
    asked: VoiceLink | None = None

    @property
    def is_adopted(self) -> bool:
        """Whether somebody has promised to keep it."""
        return self.plan is not None and self.plan.state == Plan.State.ADOPTED


def of(group: Group, *, on: dt.date, now: dt.datetime) -> Became:
    """What became of a table's idea (a fixed number of queries)."""
    desk = desk_of(group)
    issues = tuple(one.text for one in desk.issues)
    idea = Idea.objects.select_related("plan__workshop").filter(group=group).first()
    title = (idea.title if idea else "") or str(desk.contents[SheetKind.DESIGN].get("title") or "")
    if group.workshop.state not in Workshop.HELD:
        return Became(issues, title, settled=False, decision=Idea.Decision.OPEN)
    if idea is None or idea.plan is None:
        parked = idea is not None and idea.decision == Idea.Decision.PARKED
        decision = Idea.Decision.PARKED if parked else Idea.Decision.OPEN
        return Became(issues, title, True, decision, reason=idea.reason if idea and parked else "")
    public = public_results.of_plan(idea.plan, on=on)
    return Became(
        issues, title, True, idea.decision, plan=idea.plan, public=public,
        asked=_asked(group, public, now) if public else None,
    )  # fmt: skip


def _asked(group: Group, public: Shown, now: dt.datetime) -> VoiceLink | None:
    links = VoiceLink.objects.filter(group=group, publication=public.publication, revoked_at=None, expires_at__gt=now)
    return links.select_related("publication__plan__county", "group").first()


def after_the_day(group: Group, now: dt.datetime) -> bool:
    """Whether a table's card leads here instead of to its sheets: the workshop is over, and they are closed."""
    return group.workshop.state in Workshop.HELD and bool(codes.why_closed(group.workshop, now))
