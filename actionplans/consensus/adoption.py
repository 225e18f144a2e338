"""Adopting plans: the promise, its number, and what the room agreed on.

A candidate is adopted once it has a lead agency, a person in charge, a supervisor, and a first step with its date
(企劃案四(一)2：產出至少 3-6 項可執行之地方志願服務行動方案).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.followup import checkin_links, milestones, publishing
from actionplans.models import CheckIn, Consensus, Decision, Idea, Plan, Uptake
from foundation.accounts.models import County
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from workshops.models import Workshop

OPEN_STATES = (Workshop.State.RUNNING, Workshop.State.HELD)
# Who carries a plan out changes while it is carried out; what was promised does not.
CARRIED_BY = ("lead_agency", "person_in_charge", "contact_email", "supervisor", "partners")


def require_open(workshop: Workshop) -> None:
    """Lock the workshop and make sure that its board is still open.

    Raises:
        ValidationError: it has not started, or its report is handed in.
    """
    if lock(workshop) not in OPEN_STATES:
        raise ValidationError(_("工作坊進行中或剛結束時才能整併。交出報告之後，請協會先退回報告。"))


def lock(workshop: Workshop) -> str:
    """Let nobody else move the workshop until the transaction ends; its state."""
    return Workshop.objects.select_for_update().values_list("state", flat=True).get(pk=workshop.pk)


def may_change(plan: Plan, name: str) -> bool:
    """Whether a field of a plan may still be changed: all while its board is open, afterwards who carries it out."""
    return plan.workshop.state in OPEN_STATES or (plan.state == Plan.State.ADOPTED and name in CARRIED_BY)


def describe(*, plan: Plan, by: Acts, now: dt.datetime | None = None, **fields: Any) -> Plan:
    """Change what a plan says (title, pillar, call item, problem, goal, beneficiaries, partners, lead agency, person
    in charge, supervisor, first step and its date). An adopted plan may not lose what its adoption needs.

    Once the workshop's report is handed in only who carries an adopted plan out may change: people move on while the
    plan is followed up, and reminders have to reach those who stay.

    Raises:
        ValidationError: a value that the model does not take, a promise whose workshop has handed in its report
            already, or the plan is public and would tell who somebody is.
    """
    with transaction.atomic():
        lock(plan.workshop)
        locked = Plan.objects.select_for_update(of=("self",)).select_related("workshop").get(pk=plan.pk)
        was, now_ = trail.differences(locked, fields)
        if not now_:
            return locked
        _require_changeable(locked, now_)
        for name, value in fields.items():
            setattr(locked, name, value)
        locked.full_clean()
        locked.save(update_fields=list(fields))
        publishing.require_nothing_personal(locked)
        milestones.follow_first_step(locked)
        if now_.keys() - publishing.OF_ITS_PEOPLE:
            publishing.note_change(locked.pk, now=now or timezone.now())
        if was.get("contact_email"):  # the letters of whoever had it open nothing any more
            checkin_links.revoke_sent(
                plan=locked, by=by, now=now or timezone.now(), to_address=str(was["contact_email"])
            )
        trail.record(Verb.CHANGED, locked, by=by, was=was, now=now_, at=now)
    return locked


def _require_changeable(plan: Plan, names: Iterable[str]) -> None:
    fixed = [name for name in names if not may_change(plan, name)]
    if fixed and plan.state == Plan.State.CANDIDATE:
        raise ValidationError(_("工作坊進行中或剛結束時才能整併。交出報告之後，請協會先退回報告。"))
    if fixed:
        named = _("、").join(str(_column(name).verbose_name) for name in fixed)
        raise ValidationError(
            _(
                "報告已經交出，「%(fields)s」不能再改；要改請協會先退回報告。"
                "主責單位、負責人、信箱、追蹤督導和協力單位隨時可以改。"
            )
            % {"fields": named}
        )


def _column(name: str) -> Any:
    return Plan._meta.get_field(name)


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


def oddity(plan: Plan, *, on: dt.date) -> str:
    """What looks odd about a promise: a first step before the day on which it is made. A hint; it blocks nothing.

    A workshop that was written down afterwards (it never started here) made its promises on its own day.

    Args:
        on: the day of adoption; today, while that is still to come.
    """
    workshop = plan.workshop
    agreed = workshop.date if workshop.started_at is None and workshop.held_at is not None and workshop.date else on
    if plan.first_step_on is None or plan.first_step_on >= agreed:
        return ""
    return _("「%(plan)s」的第一步寫在 %(day)s，比採納的 %(agreed)s早。日期寫錯就改；已經做了就留著。") % {
        "plan": plan,
        "day": roc.shown(plan.first_step_on),
        "agreed": roc.shown(agreed),
    }


def adopted_on(plan: Plan, now: dt.datetime) -> dt.date:
    """The day on which a plan was adopted; today where it is not yet."""
    return timezone.localdate(plan.adopted_at or now)


def adopt(*, plan: Plan, by: Acts, now: dt.datetime) -> Plan:
    """Adopt a candidate: it gets its number and its milestones, and is a record of its own from then on.

    Raises:
        ValidationError: something is missing, the workshop has its most plans already, or it is adopted already.
    """
    with transaction.atomic():
        require_open(plan.workshop)
        locked = (
            Plan.objects.select_for_update(of=("self",)).select_related("workshop__programme", "county").get(pk=plan.pk)
        )
        if locked.state != Plan.State.CANDIDATE:
            raise ValidationError(_("這項方案已經採納。"))
        if lacking := missing_for_adoption(locked):
            raise ValidationError(_("還缺：%(parts)s。補上就能採納。") % {"parts": _("、").join(lacking)})
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
        set_out = milestones.set_out(locked)
        trail.record(Verb.PLAN_ADOPTED, locked, by=by, now={"code": locked.code, "milestones": len(set_out)}, at=now)
    return locked


def withdraw(*, plan: Plan, reason: str, by: Acts, now: dt.datetime) -> Plan:
    """Take an adoption back while the workshop has not handed in its report; the number stays the plan's.

    Who has signed has signed what is promised no more: the signatures are taken down, each with its line.

    Raises:
        ValidationError: no reason, or not adopted.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("請寫下為什麼撤回。")})
    with transaction.atomic():
        require_open(plan.workshop)
        locked = Plan.objects.select_for_update().get(pk=plan.pk)
        if locked.state != Plan.State.ADOPTED:
            raise ValidationError(_("這項方案還沒有採納。"))
        if CheckIn.objects.filter(plan=locked).exists():
            raise ValidationError(_("這項方案已經有進度回報，不能撤回採納。"))
        if Decision.objects.filter(plan=locked).exists() or Decision.objects.filter(into=locked).exists():
            raise ValidationError(_("這項方案已經有列管決定，不能撤回採納。"))
        if Uptake.objects.filter(plan=locked).exists():
            raise ValidationError(_("這項方案已經有納入年度計畫的紀錄，不能撤回採納。"))
        locked.state = Plan.State.CANDIDATE
        locked.adopted_at, locked.adopted_by = None, ""
        locked.save(update_fields=["state", "adopted_at", "adopted_by"])
        locked.milestones.all().delete()
        for one in locked.signatures.all():
            trail.record(Verb.COMMITMENT_UNSIGNED, locked, by=by, was={"name": str(one)}, at=now)
        locked.signatures.all().delete()
        trail.record(Verb.PLAN_WITHDRAWN, locked, by=by, reason=reason.strip(), at=now)
    return locked


def write_consensus(*, workshop: Workshop, statement: str, by: Acts, now: dt.datetime) -> Consensus:
    """Write down what the room agreed on (企劃案四(一)1：形成地方對三大主軸之共識)."""
    if not statement.strip():
        raise ValidationError({"statement": _("共識聲明不能空白。")})
    with transaction.atomic():
        require_open(workshop)
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
    # Two workshops of one county may adopt at once; its plans are numbered one after the other.
    County.objects.select_for_update(no_key=True).get(pk=plan.county_id)
    prefix = f"{plan.county_id}-{plan.workshop.programme.year - 1911}-"
    plans = Plan.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    given_up = Idea.objects.filter(code__startswith=prefix).values_list("code", flat=True)
    numbers = [int(code.rsplit("-", 1)[1]) for code in (*plans, *given_up) if code]
    return f"{prefix}{max(numbers, default=0) + 1:02d}"
