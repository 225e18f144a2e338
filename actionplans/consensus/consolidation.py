"""The consolidation board: from the groups' ideas to candidate plans.

Ideas are kept, merged or parked; kept and merged ones form candidates. Merging keeps every idea as a row with the plan
it went into, so that each promise leads back to its tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import Idea, Plan, SheetKind
from actionplans.models.plan import LONGEST_PARKED
from actionplans.writing import contents, disputes, written
from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from workshops.models import Group, Workshop

from . import adoption, soundness

WORDS = ("title", "problem", "goal", "beneficiaries", "vow", "verdict", "verdict_why")


@dataclass(frozen=True, slots=True)
class Card:
    """One group's idea as the board shows it."""

    idea: Idea
    group: Group
    title: str
    problem: str
    pillar: str
    call_item: str
    lead_unit: str
    verdict: str
    issues: tuple[contents.CoreIssue, ...]
    steps: tuple[contents.Item, ...]
    indicators: tuple[contents.Item, ...]
    missing: tuple[str, ...]
    odd_steps: tuple[soundness.Oddity, ...]  # whose months run backwards
    disputed: int  # boxes in which two wrote differently and nobody has chosen yet
    dots: int | None = None  # what it got in the last closed ballot, where somebody has looked that up


def board(workshop: Workshop) -> list[Card]:
    """The groups' ideas side by side, in the order of the tables. Groups without an idea row get one."""
    groups = list(workshop.groups.all())
    have = set(Idea.objects.filter(workshop=workshop).values_list("group_id", flat=True))
    lacking = [Idea(group=group, workshop=workshop) for group in groups if group.pk not in have]
    if lacking:
        Idea.objects.bulk_create(lacking, ignore_conflicts=True)
    ideas = {idea.group_id: idea for idea in Idea.objects.filter(workshop=workshop).select_related("plan")}
    sheets_of = written.written_by(groups)
    disputed = disputes.open_in(groups)
    cards = []
    for group in groups:
        mine = sheets_of[group.pk]
        design = mine.design
        gate, _soft = contents.missing(SheetKind.DESIGN, design)
        cards.append(
            Card(
                idea=ideas[group.pk],
                group=group,
                title=design.get("title"),
                problem=mine.problem,
                pillar=design.get("pillar"),
                call_item=design.get("call_item"),
                lead_unit=design.get("lead_unit"),
                verdict=mine.feasibility.get("verdict"),
                issues=tuple(contents.core_issues(mine.inventory)),
                steps=design.items("steps"),
                indicators=design.items("indicators"),
                missing=tuple(gate),
                odd_steps=soundness.backward_steps(design),
                disputed=disputed.get(group.pk, 0),
            )
        )
    return cards


def keep(*, idea: Idea, by: Acts, now: dt.datetime) -> Plan:
    """Keep an idea as a candidate plan of its own, taking over what its table wrote.

    Raises:
        ValidationError: decided already, or the design sheet has no title yet.
    """
    with transaction.atomic():
        adoption.require_open(idea.workshop)
        locked = Idea.objects.select_for_update().get(pk=idea.pk)
        if locked.decision != Idea.Decision.OPEN:
            raise ValidationError(_("這個構想已經決定了，請先按「重新考慮」。"))
        mine = written.written_by([idea.group])[idea.group_id]
        title = str(mine.design.get("title")).strip()
        if not title:
            raise ValidationError(_("%(group)s還沒寫行動名稱，寫好才能保留。") % {"group": idea.group})
        plan = written.plan_of(idea.group, mine, title=title)
        if locked.code:
            Plan.objects.filter(pk=plan.pk).update(code=locked.code)
            plan.code, locked.code = locked.code, None
        _decide(locked, Idea.Decision.KEPT, plan, words=written.words_of(mine))
        trail.record(Verb.IDEA_KEPT, locked, by=by, now={"plan": title}, at=now)
    return plan


def merge(*, ideas: Sequence[Idea], into: Plan, by: Acts, now: dt.datetime) -> Plan:
    """Merge further ideas into a candidate: everything their tables listed comes along, and their partners.

    What the plan says in its own words (title, problem, goal, verdict …) stays that of the idea it began with; the
    merged idea keeps its own beside it.

    Raises:
        ValidationError: one of them is decided already, from another workshop, or the plan is adopted.
    """
    with transaction.atomic():
        adoption.require_open(into.workshop)
        plan = Plan.objects.select_for_update().get(pk=into.pk)
        if plan.state != Plan.State.CANDIDATE:
            raise ValidationError(_("「%(plan)s」已經採納，要併入請先撤回採納。") % {"plan": plan})
        for idea in ideas:
            locked = Idea.objects.select_for_update(of=("self",)).select_related("group").get(pk=idea.pk)
            if locked.workshop_id != plan.workshop_id:
                raise ValidationError(_("只能合併同一場工作坊的構想。"))
            if locked.decision != Idea.Decision.OPEN:
                raise ValidationError(_("%(group)s的構想已經決定了，請先按「重新考慮」。") % {"group": locked.group})
            mine = written.written_by([locked.group])[locked.group_id]
            written.copy_parts(plan, locked.group, mine)
            plan.sdgs = sorted({*plan.sdgs, *written.goals_of(mine)})
            partners = [*plan.partners.split("、"), *written.partners_of(mine)]
            plan.partners = "、".join(dict.fromkeys(one for one in partners if one))
            _decide(locked, Idea.Decision.MERGED, plan, words=written.words_of(mine))
            trail.record(Verb.IDEA_MERGED, locked, by=by, now={"plan": plan.title}, at=now)
        plan.save(update_fields=["partners", "sdgs"])
    return plan


def park(*, idea: Idea, reason: str, by: Acts, now: dt.datetime) -> Idea:
    """Set an idea aside, with the reason its table will read.

    Raises:
        ValidationError: no reason, or a longer one than is kept; decided already.
    """
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("請寫下為什麼暫緩，這一組看得到。")})
    if long := reasons.too_long(reason, LONGEST_PARKED, what=_("暫緩的原因")):
        raise ValidationError({"reason": long})
    with transaction.atomic():
        adoption.require_open(idea.workshop)
        locked = Idea.objects.select_for_update().get(pk=idea.pk)
        if locked.decision != Idea.Decision.OPEN:
            raise ValidationError(_("這個構想已經決定了，請先按「重新考慮」。"))
        _decide(locked, Idea.Decision.PARKED, None, reason)
        trail.record(Verb.IDEA_PARKED, locked, by=by, reason=reason, at=now)
    return locked


def reopen(*, idea: Idea, by: Acts, now: dt.datetime) -> Idea:
    """Take a decision back. A candidate that only this idea stood for goes; a merged one loses what this idea brought.

    The number of one that was adopted before stays with the idea, and comes back when it is kept again.

    Raises:
        ValidationError: its plan is adopted.
    """
    with transaction.atomic():
        adoption.require_open(idea.workshop)
        locked = Idea.objects.select_for_update(of=("self",)).select_related("plan", "group").get(pk=idea.pk)
        plan = locked.plan
        if plan is not None and plan.state == Plan.State.ADOPTED:
            raise ValidationError(_("「%(plan)s」已經採納，要重新考慮請先撤回採納。") % {"plan": plan})
        was = locked.decision
        if plan is not None and was == Idea.Decision.KEPT and plan.ideas.exclude(pk=locked.pk).exists():
            raise ValidationError(_("有其他組併入「%(plan)s」，請先讓他們重新考慮。") % {"plan": plan})
        _decide(locked, Idea.Decision.OPEN, None)
        if plan is not None and was == Idea.Decision.KEPT:
            locked.code = plan.code
            plan.delete()
            locked.save(update_fields=["code"])
        elif plan is not None:
            staying = [idea.group for idea in plan.ideas.select_related("group")]
            written.take_back(plan, locked.group, staying)
        trail.record(Verb.IDEA_REOPENED, locked, by=by, was={"decision": was}, at=now)
    return locked


def _decide(
    idea: Idea, decision: str, plan: Plan | None, reason: str = "", words: Mapping[str, str] | None = None
) -> None:
    """Write a decision; only an idea that went into a plan holds its own words there."""
    idea.decision, idea.plan, idea.reason = decision, plan, reason
    for name in WORDS:
        setattr(idea, name, (words or {}).get(name, ""))
    idea.save(update_fields=["decision", "plan", "reason", "code", *WORDS])
