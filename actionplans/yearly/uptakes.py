"""Whether an action plan goes into its county's annual plan (納入年度計畫): the one door for what was decided.

企劃案四(二)2: 建議納入地方年度志願服務推動計畫或施政重點. It may be decided at any time after adoption, whatever has
become of the workshop. Nothing is overwritten: another decision follows, and one written down wrongly is followed by
one that says that it corrects it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans import personal
from actionplans.followup import publishing
from actionplans.followup.decisions import DecidedMeanwhile
from actionplans.models import AnnualPlan, Plan, Uptake, WorkItem
from actionplans.models.decision import LONGEST_REASON
from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc

State = Uptake.State
GOES_IN = (State.TAKEN, State.PLANNED)
NONE = "none"  # what filters call plans of which nothing was decided


@dataclass(frozen=True, slots=True)
class Target:
    """Where an action plan goes: an annual plan, with the work item where there is one; or another document."""

    annual: AnnualPlan | None = None
    item: WorkItem | None = None
    document: str = ""
    document_number: str = ""
    document_on: dt.date | None = None


NOWHERE = Target()


def count_of(plan: Plan) -> int:
    """How many rows there are on a plan; a page sends along how many it knew of."""
    return Uptake.objects.filter(plan=plan).count()


def history_of(plan: Plan) -> list[Uptake]:
    """What was decided on a plan, the newest first (one query)."""
    rows = Uptake.objects.filter(plan=plan).select_related("annual", "item", "corrects", "corrected", "plan")
    return list(rows.order_by("-number"))


def may_go_into(plan: Plan) -> QuerySet[AnnualPlan]:
    """The annual plans of a plan's county, the latest year first."""
    return AnnualPlan.objects.filter(county=plan.county_id)


def decide(
    *,
    plan: Plan,
    state: str,
    decided_on: dt.date,
    decided_by: str,
    by: Acts,
    now: dt.datetime,
    target: Target = NOWHERE,
    reason: str = "",
    corrects: bool = False,
    seen: int | None = None,
) -> Uptake:
    """Write down what was decided.

    Args:
        state: one of `Uptake.State`; `OPEN` takes back what was written down and is always a correction.
        target: where the plan goes in; for a plan that does not it is left out.
        reason: why; a plan that goes in needs none.
        corrects: whether the row that stands was written down wrongly, and this is no other decision.
        seen: how many rows there were (`count_of`) when the page was made; None does not ask.

    Raises:
        DecidedMeanwhile: the page did not know of another row.
        ValidationError: by field, what is missing or cannot be.
    """
    reason, decided_by = reason.strip(), decided_by.strip()
    with transaction.atomic():
        locked = Plan.objects.select_for_update(of=("self",)).select_related("uptake").get(pk=plan.pk)
        number = (Uptake.objects.filter(plan=locked).aggregate(last=Max("number"))["last"] or 0) + 1
        if seen is not None and seen != number - 1:
            raise DecidedMeanwhile(_("剛剛有人登錄了另一筆。請先看納入年度計畫的紀錄，還要登錄就再按一次。"))
        old = locked.uptake
        target = _tidied(target) if state in GOES_IN else NOWHERE
        problems = _who_and_when(locked, decided_on, decided_by, timezone.localdate(now))
        problems |= _why(locked, state, reason, corrects) | _where(locked, state, target)
        if problems:
            raise ValidationError(problems)
        made = _write(
            locked, number, state, target, reason, decided_on, decided_by, by, now,
            corrects=old if corrects or state == State.OPEN else None,
        )  # fmt: skip
    plan.uptake = locked.uptake
    return made


def settle(thing: AnnualPlan, *, by: Acts, now: dt.datetime) -> None:
    """As an annual plan is issued: the action plans that were to go into it do."""
    issued = AnnualPlan.objects.get(pk=thing.pk)
    rows = Plan.objects.select_for_update(of=("self",)).filter(uptake__annual=issued, uptake__state=State.PLANNED)
    for plan in rows.select_related("uptake__item").order_by("pk"):
        old = plan.uptake
        if old is None or issued.approved_on is None:
            continue
        number = Uptake.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] + 1
        _write(
            plan, number, State.TAKEN, Target(issued, old.item), "", max(issued.approved_on, old.decided_on),
            issued.approver, by, now,
        )  # fmt: skip


def _write(
    plan: Plan, number: int, state: str, target: Target, reason: str, decided_on: dt.date, decided_by: str, by: Acts,
    now: dt.datetime, *, corrects: Uptake | None = None,
) -> Uptake:  # fmt: skip
    """Write the row, let the plan point to it, and leave the line."""
    old = plan.uptake
    made = Uptake(
        plan=plan, county_id=plan.county_id, number=number, state=state, annual=target.annual, item=target.item,
        document=target.document, document_number=target.document_number, document_on=target.document_on, reason=reason,
        decided_on=decided_on, decided_by=decided_by, corrects=corrects, recorded_at=now,
        recorded_by=by.as_actor().label[:200],
    )  # fmt: skip
    made.full_clean(validate_unique=False)
    made.save()
    plan.uptake = None if state == State.OPEN else made
    plan.save(update_fields=["uptake"])
    publishing.note_change(plan.pk, now=now)
    told = {
        "uptake_state": made.state, "goes_into": made.where, "item": made.item, "document_number": made.document_number,
        "document_on": made.document_on, "decided_on": made.decided_on, "decided_by": made.decided_by,
    }  # fmt: skip
    verb = Verb.UPTAKE_CORRECTED if corrects else Verb.UPTAKE_DECIDED
    trail.record(
        verb, plan, by=by, was={"uptake_state": old.state} if old else {},
        now={name: value for name, value in told.items() if value}, reason=reason, at=now,
    )  # fmt: skip
    return made


def _tidied(target: Target) -> Target:
    """A work item says which annual plan; words without the blanks around them."""
    annual = target.item.annual if target.item is not None and target.annual is None else target.annual
    return Target(annual, target.item, target.document.strip(), target.document_number.strip(), target.document_on)


def _who_and_when(plan: Plan, day: dt.date, name: str, on: dt.date) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if plan.state != Plan.State.ADOPTED:
        found["state"] = [_("還沒有採納的方案不能納入年度計畫。")]
    if not name:
        found["decided_by"] = [_("請寫是誰決定的。")]
    adopted = timezone.localdate(plan.adopted_at) if plan.adopted_at else None
    if day > on:
        found["decided_on"] = [_("決定日期不能晚於今天（%(day)s）。") % {"day": roc.shown(on)}]
    elif adopted and day < adopted:
        found["decided_on"] = [_("決定日期不能早於採納的日期（%(day)s）。") % {"day": roc.shown(adopted)}]
    return found


def _why(plan: Plan, state: str, reason: str, corrects: bool) -> dict[str, list[str]]:
    if state not in State:
        return {"state": [_("請選一項決定。")]}
    if plan.uptake is None and (corrects or state == State.OPEN):
        return {"state": [_("這項方案還沒有紀錄，沒有可以更正的。")]}
    if long := reasons.too_long(reason, LONGEST_REASON):
        return {"reason": [long]}
    if not reason and state == State.DECLINED:
        return {"reason": [_("請寫為什麼不納入。")]}
    if not reason and state == State.OPEN:
        return {"reason": [_("請寫為什麼收回。")]}
    return {}


def _where(plan: Plan, state: str, target: Target) -> dict[str, list[str]]:
    """What is wrong with where a plan goes in."""
    if state not in GOES_IN:
        return {}
    annual = target.annual
    if annual is not None:
        if annual.county_id != plan.county_id:
            return {"target": [_("這項方案屬於%(county)s，只能納入同縣市的年度計畫。") % {"county": plan.county.shown}]}
        if target.item is not None and target.item.annual_id != annual.pk:
            return {"target": [_("這個工作項目不在這份年度計畫裡，請重新選。")]}
        if target.document or target.document_number or target.document_on:
            return {"document": [_("選了平臺上的年度計畫，就不用再寫文件；請清掉其中一個。")]}
        if state == State.TAKEN and not AnnualPlan.objects.select_for_update().get(pk=annual.pk).in_force:
            return {
                "target": [_("「%(annual)s」還是草稿，請選「預定納入」；核定時會一起改成納入。") % {"annual": annual}]
            }
        return {}
    if not target.document:
        if state == State.TAKEN:
            return {"target": [_("請選納入哪一份年度計畫，或在下面寫文件名稱。")]}
        if target.document_number or target.document_on:
            return {"document": [_("請寫這個文號或日期是哪一份文件。")]}
    shown = {_("文件名稱"): target.document, _("文號"): target.document_number}
    if private := personal.problems(shown, personal.names_of(plan)):
        return {"document": [*private, _("這兩格會出現在公開頁，請改寫成不含個人資料。")]}
    return {}
