"""The consolidation board: from the groups' ideas to three to six promises.

Ideas are kept, merged or parked; kept and merged ones form candidate plans; a candidate is adopted once it has a lead
agency, a person in charge, a supervisor, and a first step with its date (企劃案四(一)2：產出至少 3-6 項方案).
Merging keeps every idea as a row with the plan it went into, so that each promise leads back to its tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from workshops.models import Group, Workshop

from . import sheets
from .models import (
    Consensus,
    Idea,
    Plan,
    PlanIndicator,
    PlanIssue,
    PlanResource,
    PlanResult,
    PlanStep,
    Sheet,
    SheetKind,
)

OPEN_STATES = (Workshop.State.RUNNING, Workshop.State.HELD)


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
    issues: tuple[sheets.CoreIssue, ...]
    steps: tuple[sheets.Item, ...]
    indicators: tuple[sheets.Item, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupSheets:
    """What a group has written on its sheets."""

    inventory: sheets.Content
    design: sheets.Content
    feasibility: sheets.Content
    commitment: sheets.Content


def written_by(groups: Iterable[Group]) -> dict[int, GroupSheets]:
    """The sheets of many groups, by group (two queries)."""
    ids = [group.pk for group in groups]
    rows = list(Sheet.objects.filter(group__in=ids).values_list("pk", "group_id", "kind"))
    contents = sheets.read_many([pk for pk, _group, _kind in rows])
    by_group: dict[int, dict[str, sheets.Content]] = {pk: {} for pk in ids}
    for pk, group_id, kind in rows:
        by_group[group_id][kind] = contents.get(pk, sheets.EMPTY)
    return {
        pk: GroupSheets(*(found.get(kind, sheets.EMPTY) for kind in SheetKind.values)) for pk, found in by_group.items()
    }


def board(workshop: Workshop) -> list[Card]:
    """The groups' ideas side by side, in the order of the tables. Groups without an idea row get one."""
    groups = list(workshop.groups.all())
    have = set(Idea.objects.filter(workshop=workshop).values_list("group_id", flat=True))
    lacking = [Idea(group=group, workshop=workshop) for group in groups if group.pk not in have]
    if lacking:
        Idea.objects.bulk_create(lacking, ignore_conflicts=True)
    ideas = {idea.group_id: idea for idea in Idea.objects.filter(workshop=workshop).select_related("plan")}
    written = written_by(groups)
    cards = []
    for group in groups:
        mine = written[group.pk]
        design = mine.design
        gate, _soft = sheets.missing(SheetKind.DESIGN, design)
        cards.append(
            Card(
                idea=ideas[group.pk],
                group=group,
                title=design.get("title"),
                problem=design.get("problem"),
                pillar=design.get("pillar"),
                call_item=design.get("call_item"),
                lead_unit=design.get("lead_unit"),
                verdict=mine.feasibility.get("verdict"),
                issues=tuple(sheets.core_issues(mine.inventory)),
                steps=design.items("steps"),
                indicators=design.items("indicators"),
                missing=tuple(gate),
            )
        )
    return cards


def _open(workshop: Workshop) -> None:
    state = Workshop.objects.select_for_update().values_list("state", flat=True).get(pk=workshop.pk)
    if state not in OPEN_STATES:
        raise ValidationError(_("工作坊進行中或剛結束時才能整併。交出報告之後，請協會先退回報告。"))


def keep(*, idea: Idea, by: Acts, now: dt.datetime) -> Plan:
    """Keep an idea as a candidate plan of its own, taking over what its table wrote.

    Raises:
        ValidationError: decided already, or the design sheet has no title yet.
    """
    with transaction.atomic():
        _open(idea.workshop)
        locked = Idea.objects.select_for_update().get(pk=idea.pk)
        if locked.decision != Idea.Decision.OPEN:
            raise ValidationError(_("這個構想已經決定了，請先按「重新考慮」。"))
        mine = written_by([idea.group])[idea.group_id]
        title = str(mine.design.get("title")).strip()
        if not title:
            raise ValidationError(_("%(group)s還沒寫行動名稱，寫好才能保留。") % {"group": idea.group})
        plan = Plan.objects.create(workshop=idea.workshop, county=idea.workshop.county, **_fields(mine, title))
        _copy_lists(plan, mine)
        _copy_issues(plan, idea.group, mine)
        _decide(locked, Idea.Decision.KEPT, plan)
        trail.record(Verb.IDEA_KEPT, locked, by=by, now={"plan": title}, at=now)
    return plan


def merge(*, ideas: Sequence[Idea], into: Plan, by: Acts, now: dt.datetime) -> Plan:
    """Merge further ideas into a candidate: their core issues and partners come along, their rows stay.

    Raises:
        ValidationError: one of them is decided already, from another workshop, or the plan is adopted.
    """
    with transaction.atomic():
        _open(into.workshop)
        plan = Plan.objects.select_for_update().get(pk=into.pk)
        if plan.state != Plan.State.CANDIDATE:
            raise ValidationError(_("「%(plan)s」已經採納，要併入請先撤回採納。") % {"plan": plan})
        for idea in ideas:
            locked = Idea.objects.select_for_update().select_related("group").get(pk=idea.pk)
            if locked.workshop_id != plan.workshop_id:
                raise ValidationError(_("只能合併同一場工作坊的構想。"))
            if locked.decision != Idea.Decision.OPEN:
                raise ValidationError(_("%(group)s的構想已經決定了，請先按「重新考慮」。") % {"group": locked.group})
            mine = written_by([locked.group])[locked.group_id]
            _copy_issues(plan, locked.group, mine)
            partners = [
                one for one in (plan.partners, mine.design.get("lead_unit"), mine.design.get("partners")) if one
            ]
            plan.partners = "、".join(dict.fromkeys("、".join(partners).split("、")))
            _decide(locked, Idea.Decision.MERGED, plan)
            trail.record(Verb.IDEA_MERGED, locked, by=by, now={"plan": plan.title}, at=now)
        plan.save(update_fields=["partners"])
    return plan


def park(*, idea: Idea, reason: str, by: Acts, now: dt.datetime) -> Idea:
    """Set an idea aside, with the reason its table will read.

    Raises:
        ValidationError: no reason, or decided already.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("請寫下為什麼暫緩，這一組看得到。")})
    with transaction.atomic():
        _open(idea.workshop)
        locked = Idea.objects.select_for_update().get(pk=idea.pk)
        if locked.decision != Idea.Decision.OPEN:
            raise ValidationError(_("這個構想已經決定了，請先按「重新考慮」。"))
        _decide(locked, Idea.Decision.PARKED, None, reason.strip()[:200])
        trail.record(Verb.IDEA_PARKED, locked, by=by, reason=reason.strip(), at=now)
    return locked


def reopen(*, idea: Idea, by: Acts, now: dt.datetime) -> Idea:
    """Take a decision back. A candidate that only this idea stood for goes; a merged one loses this idea's issues.

    Raises:
        ValidationError: its plan is adopted.
    """
    with transaction.atomic():
        _open(idea.workshop)
        locked = Idea.objects.select_for_update().select_related("plan").get(pk=idea.pk)
        plan = locked.plan
        if plan is not None and plan.state == Plan.State.ADOPTED:
            raise ValidationError(_("「%(plan)s」已經採納，要重新考慮請先撤回採納。") % {"plan": plan})
        was = locked.decision
        if plan is not None and was == Idea.Decision.KEPT and plan.ideas.exclude(pk=locked.pk).exists():
            raise ValidationError(_("有其他組併入「%(plan)s」，請先讓他們重新考慮。") % {"plan": plan})
        _decide(locked, Idea.Decision.OPEN, None)
        if plan is not None and was == Idea.Decision.KEPT:
            plan.delete()
        elif plan is not None:
            PlanIssue.objects.filter(plan=plan, group=locked.group).delete()
        trail.record(Verb.IDEA_REOPENED, locked, by=by, was={"decision": was}, at=now)
    return locked


def describe(*, plan: Plan, by: Acts, **fields: Any) -> Plan:
    """Change what a plan says (title, pillar, call item, problem, goal, beneficiaries, partners, lead agency, person
    in charge, supervisor, first step and its date). An adopted plan may not lose what its adoption needs.

    Raises:
        ValidationError: a value that the model does not take, or the workshop's report is handed in already.
    """
    with transaction.atomic():
        _open(plan.workshop)
        locked = Plan.objects.select_for_update().get(pk=plan.pk)
        was, now_ = trail.differences(locked, fields)
        if not now_:
            return locked
        for name, value in fields.items():
            setattr(locked, name, value)
        locked.full_clean()
        locked.save(update_fields=list(fields))
        trail.record(Verb.CHANGED, locked, by=by, was=was, now=now_)
    return locked


def missing_for_adoption(plan: Plan) -> list[str]:
    """What a candidate still lacks before somebody can promise it."""
    needed = {
        "title": _("行動名稱"),
        "pillar": _("主軸"),
        "lead_agency": _("主責單位"),
        "person_in_charge": _("負責人"),
        "supervisor_id": _("追蹤督導"),
        "first_step": _("第一步"),
        "first_step_on": _("第一步的日期"),
    }
    return [label for field, label in needed.items() if not getattr(plan, field)]


def adopt(*, plan: Plan, by: Acts, now: dt.datetime) -> Plan:
    """Adopt a candidate: it gets its number and is a record of its own from then on.

    Raises:
        ValidationError: something is missing, the workshop has its most plans already, or it is adopted already.
    """
    with transaction.atomic():
        _open(plan.workshop)
        locked = Plan.objects.select_for_update().select_related("workshop__programme", "county").get(pk=plan.pk)
        if locked.state != Plan.State.CANDIDATE:
            raise ValidationError(_("這項方案已經採納。"))
        if lacking := missing_for_adoption(locked):
            raise ValidationError(_("還缺：%(parts)s。補上就能採納。") % {"parts": "、".join(lacking)})
        programme = locked.workshop.programme
        standing = Plan.objects.filter(workshop=locked.workshop).adopted().count()
        if standing >= programme.plans_max:
            raise ValidationError(
                _("這場工作坊已經採納 %(most)s 項，最多就是 %(most)s 項。請合併或暫緩其中一項。")
                % {"most": programme.plans_max}
            )
        locked.state = Plan.State.ADOPTED
        locked.code = locked.code or _next_code(locked)
        locked.adopted_at = now
        locked.adopted_by = by.as_actor().label
        locked.save(update_fields=["state", "code", "adopted_at", "adopted_by"])
        trail.record(Verb.PLAN_ADOPTED, locked, by=by, now={"code": locked.code}, at=now)
    return locked


def withdraw(*, plan: Plan, reason: str, by: Acts, now: dt.datetime) -> Plan:
    """Take an adoption back while the workshop has not handed in its report; the number stays the plan's.

    Raises:
        ValidationError: no reason, or not adopted.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("請寫下為什麼撤回。")})
    with transaction.atomic():
        _open(plan.workshop)
        locked = Plan.objects.select_for_update().get(pk=plan.pk)
        if locked.state != Plan.State.ADOPTED:
            raise ValidationError(_("這項方案還沒有採納。"))
        locked.state = Plan.State.CANDIDATE
        locked.adopted_at, locked.adopted_by = None, ""
        locked.save(update_fields=["state", "adopted_at", "adopted_by"])
        trail.record(Verb.PLAN_WITHDRAWN, locked, by=by, reason=reason.strip(), at=now)
    return locked


def write_consensus(*, workshop: Workshop, statement: str, by: Acts, now: dt.datetime) -> Consensus:
    """Write down what the room agreed on (企劃案四(一)1：形成地方對三大主軸之共識)."""
    if not statement.strip():
        raise ValidationError({"statement": _("共識聲明不能空白。")})
    with transaction.atomic():
        _open(workshop)
        old = Consensus.objects.select_for_update().filter(workshop=workshop).first()
        was = {"statement": old.statement} if old else {}
        written, _made = Consensus.objects.update_or_create(
            workshop=workshop,
            defaults={"statement": statement.strip(), "written_at": now, "written_by": by.as_actor().label},
        )
        trail.record(Verb.CONSENSUS_WRITTEN, written, by=by, was=was, now={"statement": statement.strip()}, at=now)
    return written


def missing_for_report(workshop: Workshop) -> Iterable[str]:
    """What a workshop needs before its report can be handed in: its plans, decided ideas, and its consensus."""
    programme = workshop.programme
    standing = Plan.objects.filter(workshop=workshop).adopted().count()
    if standing < programme.plans_min:
        yield _("行動方案：已採納 %(standing)s 項，至少要 %(least)s 項。") % {
            "standing": standing,
            "least": programme.plans_min,
        }
    candidates = Plan.objects.filter(workshop=workshop, state=Plan.State.CANDIDATE).count()
    if candidates:
        yield _("還有 %(count)s 項方案沒有採納，請採納或重新考慮。") % {"count": candidates}
    if not Consensus.objects.filter(workshop=workshop).exists():
        yield _("共識聲明：還沒寫。")


def _next_code(plan: Plan) -> str:
    prefix = f"{plan.county_id}-{plan.workshop.programme.year - 1911}-"
    taken = Plan.objects.select_for_update().filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(code.rsplit("-", 1)[1]) for code in taken if code]
    return f"{prefix}{max(numbers, default=0) + 1:02d}"


def _decide(idea: Idea, decision: str, plan: Plan | None, reason: str = "") -> None:
    idea.decision, idea.plan, idea.reason = decision, plan, reason
    idea.save(update_fields=["decision", "plan", "reason"])


def _fields(mine: GroupSheets, title: str) -> Mapping[str, Any]:
    design = mine.design
    return {
        "title": title[:100],
        "pillar": design.get("pillar"),
        "call_item": design.get("call_item"),
        "problem": design.get("problem"),
        "goal": design.get("goal"),
        "beneficiaries": design.get("beneficiaries"),
        "partners": design.get("partners"),
        "lead_agency": str(design.get("lead_unit"))[:100],
        "sdgs": design.get("sdgs", []),
        "verdict": mine.feasibility.get("verdict"),
        "vow": str(mine.commitment.get("vow"))[:100],
        "person_in_charge": str(mine.commitment.get("first_who"))[:50],
        "first_step": str(mine.commitment.get("first_what"))[:200],
    }


def _copy_lists(plan: Plan, mine: GroupSheets) -> None:
    PlanStep.objects.bulk_create(
        PlanStep(
            plan=plan,
            position=position,
            what=str(item.get("what"))[:200],
            who=str(item.get("who"))[:100],
            from_month=item.get("from_month", None),
            to_month=item.get("to_month", None),
        )
        for position, item in enumerate(mine.design.items("steps"), 1)
        if item.get("what")
    )
    PlanIndicator.objects.bulk_create(
        PlanIndicator(
            plan=plan,
            position=position,
            name=str(item.get("name"))[:100],
            baseline=str(item.get("baseline"))[:40],
            target=str(item.get("target"))[:40],
            unit=str(item.get("unit"))[:20],
            verified_by=str(item.get("verified_by"))[:100],
        )
        for position, item in enumerate(mine.design.items("indicators"), 1)
        if item.get("name")
    )
    PlanResult.objects.bulk_create(
        PlanResult(
            plan=plan,
            month=month,
            change=str(mine.feasibility.get(f"month{month}_change"))[:200],
            indicator=str(mine.feasibility.get(f"month{month}_indicator"))[:200],
            proof=str(mine.feasibility.get(f"month{month}_proof"))[:200],
        )
        for month in (1, 3, 6)
    )
    PlanResource.objects.bulk_create(
        PlanResource(
            plan=plan,
            position=position,
            name=str(item.get("name"))[:100],
            kind=item.get("kind"),
            at_hand=item.get("status") == "at_hand",
            provider=str(item.get("provider"))[:100],
        )
        for position, item in enumerate(mine.feasibility.items("resources"), 1)
        if item.get("name")
    )


def _copy_issues(plan: Plan, group: Group, mine: GroupSheets) -> None:
    chosen = mine.design.get("core_issue")
    issues = sheets.core_issues(mine.inventory)
    wanted = [issue for issue in issues if issue.item == chosen] or issues
    PlanIssue.objects.bulk_create(
        (
            PlanIssue(
                plan=plan,
                group=group,
                item_id=issue.item,
                text=issue.text[:300],
                pillar=issue.pillar,
                call_item=issue.call_item,
                affected=issue.affected[:300],
                why_first=issue.why_first[:300],
            )
            for issue in wanted
        ),
        ignore_conflicts=True,
    )
