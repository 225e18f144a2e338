"""A county's annual plan (年度志願服務推動計畫): drawn up with its work items, issued under its number, and changed.

企劃案四(二)2 recommends that action plans go into it (`uptakes`). Issued, it stands as it is; opening it again needs a
reason, and it is issued anew (臺北市志願服務工作計畫：「本計畫奉核可後實施，修正時亦同」).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.models import AnnualPlan, Kpi, KpiFigure, Uptake, WorkItem
from actionplans.models.annual import LONGEST_AIM
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from foundation.workflow.moves import Move, MoveRefused, Table

from . import uptakes

State = AnnualPlan.State
MINE = Permission.EDIT_ANNUAL_PLANS
# What a copy takes over of each work item; what was taken up into it stays with its year.
COPIED = (
    "number", "title", "area", "lead_unit", "co_units", "strategy", "aim", "from_month", "to_month", "budget",
)  # fmt: skip
LONGEST_STRATEGY, MOST_STRATEGIES = 60, 12
KPI_COPIED = (
    "number", "code", "name", "kind", "area", "unit", "numerator", "denominator", "target", "growth", "at_most",
    "source", "why", "condition", "chaired_by", "reading",
)  # fmt: skip


def has_items(annual: AnnualPlan) -> Iterable[str]:
    """An annual plan sets out to do something."""
    if not annual.items.exists():
        yield _("還沒有工作項目，請先加入至少一項。")


MOVES = Table(
    field="state",
    moves=(
        Move("issue", frozenset({State.DRAFT}), State.ISSUED, gettext_lazy("登錄核定"), MINE,
             guards=(has_items,), verb=Verb.ANNUAL_PLAN_ISSUED, stamp="issued_at"),
        Move("reopen", frozenset({State.ISSUED}), State.DRAFT, gettext_lazy("修正年度計畫"), MINE,
             needs_reason=True, verb=Verb.ANNUAL_PLAN_REOPENED),
    ),
)  # fmt: skip
MOVES.follow("issue", uptakes.settle)


def usual_title(county: County, year: int) -> str:
    """What the annual plan of a county is called where it has no name of its own: it stands on an official paper."""
    return f"{year - roc.OFFSET}年度{county.name}志願服務推動計畫"


def next_year(county: County, *, on: dt.date) -> int:
    """The first year from this one on for which the county has no annual plan."""
    taken = set(AnnualPlan.objects.filter(county=county, year__gte=on.year).values_list("year", flat=True))
    return next(year for year in range(on.year, on.year + len(taken) + 1) if year not in taken)


def draw_up(
    *, county: County, year: int, by: Acts, now: dt.datetime, title: str = "", like: AnnualPlan | None = None
) -> AnnualPlan:
    """Begin the annual plan of a year, as a draft.

    Args:
        year: Gregorian.
        like: an earlier one of the county, whose work items and indicators are copied; what was measured stays with
            its year.

    Raises:
        ValidationError: the year has one already, or `like` is another county's.
    """
    if like is not None and like.county_id != county.pk:
        raise ValidationError({"like": [_("只能複製同縣市的年度計畫。")]})
    with transaction.atomic():
        made = AnnualPlan(county=county, year=year, title=title.strip() or usual_title(county, year))
        if like is not None:
            made.vision, made.strategies = like.vision, like.strategies
        made.full_clean()
        made.save()
        copied = []
        if like is not None:
            copied = [
                WorkItem(annual=made, **{name: getattr(one, name) for name in COPIED}) for one in like.items.all()
            ]
            WorkItem.objects.bulk_create(copied)
            Kpi.objects.bulk_create(
                Kpi(annual=made, **{name: getattr(one, name) for name in KPI_COPIED}) for one in like.kpis.all()
            )
            if like.year == year - 1:
                _carry_budget(like, made)
        told = {"year": year, "title": made.title} | ({"like": like, "items": len(copied)} if like else {})
        trail.record(Verb.CREATED, made, by=by, now=told, at=now)
    return made


def _carry_budget(like: AnnualPlan, made: AnnualPlan) -> None:
    """What was spent of how much becomes the new year's 「去年」, with where it is from."""
    carried = {"budget": "budget_before", "spent": "spent_before"}
    latest: dict[tuple[str, str], KpiFigure] = {}
    rows = KpiFigure.objects.filter(kpi__annual=like, part__in=carried).select_related("kpi").order_by("on", "pk")
    for one in rows:
        latest[one.kpi.code, one.part] = one
    new = {one.code: one for one in made.kpis.all()}
    KpiFigure.objects.bulk_create(
        KpiFigure(
            kpi=new[code], part=carried[part], value=one.value, on=one.on, note=one.note, recorded_at=one.recorded_at,
            recorded_by=one.recorded_by,
        )
        for (code, part), one in latest.items()
    )  # fmt: skip


def describe(
    *, annual: AnnualPlan, title: str, by: Acts, now: dt.datetime, vision: str | None = None,
    strategies: Sequence[tuple[str, str]] | None = None,
) -> AnnualPlan:  # fmt: skip
    """Change what it is called, its vision and its strategies; what is None stays.

    Args:
        strategies: title and words of each. One that gets another title in its place takes its work items along.

    Raises:
        ValidationError: it is issued, the title is none, or a strategy has none, one too long, or another's.
    """
    facts: dict[str, Any] = {"title": title.strip()}
    if vision is not None:
        facts["vision"] = vision.strip()
    if strategies is not None:
        facts["strategies"] = _strategies(strategies)
    with transaction.atomic():
        locked = open_one(annual)
        was, changed = trail.differences(locked, facts)
        if not changed:
            return locked
        old = [name for name, _words in locked.strategies]
        for name, value in changed.items():
            setattr(locked, name, value)
        locked.full_clean()
        locked.save(update_fields=list(changed))
        _rename(locked, old)
        trail.record(Verb.CHANGED, locked, by=by, was=was, now=changed, at=now)
    return locked


def _strategies(given: Sequence[tuple[str, str]]) -> list[list[str]]:
    found = [[name.strip(), words.strip()] for name, words in given]
    names = [name for name, _words in found]
    if any(not 1 <= len(name) <= LONGEST_STRATEGY for name in names) or len(set(names)) < len(names):
        raise ValidationError(
            {"strategies": [_("每個策略要有名稱，60 個字以內，不能重複；名稱和說明用「：」分開。")]}
        )  # fmt: skip
    if len(found) > MOST_STRATEGIES or any(len(words) > LONGEST_AIM for _name, words in found):
        raise ValidationError({"strategies": [_("最多 12 個策略，每個說明 1,000 個字以內。")]})
    return found


def _rename(annual: AnnualPlan, old: Sequence[str]) -> None:
    """Let work items follow their strategy: by its place where its title changed, to none where it is gone."""
    new = [name for name, _words in annual.strategies]
    for place, name in enumerate(old):
        if name not in new:
            instead = new[place] if place < len(new) and new[place] not in old else ""
            WorkItem.objects.filter(annual=annual, strategy=name).update(strategy=instead)


def _known_strategy(annual: AnnualPlan, name: str) -> None:
    if name and name not in [known for known, _words in annual.strategies]:
        raise ValidationError({"strategy": [_("這份計畫沒有這個策略，請重新選。")]})


def issue(
    *, annual: AnnualPlan, document_number: str, approved_on: dt.date, approver: str, by: Acts, now: dt.datetime
) -> None:
    """Write down that it was approved; action plans that were to go into it are taken up with it.

    Raises:
        MoveRefused: it is issued already, or has no work item.
        ValidationError: by field, what of the approval is missing or cannot be.
    """
    given = {"document_number": document_number.strip(), "approver": approver.strip()}
    found: dict[str, list[str]] = {}
    if not given["document_number"]:
        found["document_number"] = [_("請寫文號，例如：府社工字第1150012345號。")]
    if not given["approver"]:
        found["approver"] = [_("請寫是誰核定的，例如：縣長。")]
    for name, value in given.items():
        if len(value) > 50:
            found[name] = [_("最多 50 個字。")]
    if approved_on > timezone.localdate(now):
        found["approved_on"] = [_("核定日期不能晚於今天（%(day)s）。") % {"day": roc.shown(timezone.localdate(now))}]
    if found:
        raise ValidationError(found)
    with transaction.atomic():
        edition = AnnualPlan.objects.select_for_update().get(pk=annual.pk).edition + 1
        facts = given | {"approved_on": approved_on, "edition": edition}
        MOVES.apply(annual, "issue", by=by, now=now, along=facts, noted=facts)


def reopen(*, annual: AnnualPlan, reason: str, by: Acts, now: dt.datetime) -> None:
    """Open an issued one to change it; what was taken up stays.

    Raises:
        MoveRefused: no reason, or it is not issued.
    """
    if not reason.strip():
        raise MoveRefused([_("請寫為什麼要修正。")])
    MOVES.apply(annual, "reopen", by=by, reason=reason, now=now, along={"correction": reason.strip()[:500]})


def add_item(*, annual: AnnualPlan, by: Acts, now: dt.datetime, **facts: Any) -> WorkItem:
    """One more thing to do, at the end.

    Args:
        facts: `title`, and what else is known of `area`, `lead_unit`, `aim`, `from_month`, `to_month`, `budget`.

    Raises:
        ValidationError: by field; or the annual plan is issued.
    """
    with transaction.atomic():
        locked = open_one(annual)
        _known_strategy(locked, facts.get("strategy", ""))
        last = locked.items.aggregate(last=Max("number"))["last"] or 0
        made = WorkItem(annual=locked, number=last + 1, **facts)
        made.full_clean()
        made.save()
        told = {name: value for name, value in facts.items() if value not in (None, "")}
        trail.record(Verb.CREATED, made, by=by, now=told, at=now)
        trail.record(Verb.WORK_ITEMS_CHANGED, locked, by=by, now={"added": str(made)}, at=now)
    return made


def change_item(*, item: WorkItem, by: Acts, now: dt.datetime, **facts: Any) -> WorkItem:
    """Change what an item says.

    Raises:
        ValidationError: by field; or the annual plan is issued.
    """
    with transaction.atomic():
        annual = open_one(item.annual)
        _known_strategy(annual, facts.get("strategy", ""))
        locked = WorkItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
        was, changed = trail.differences(locked, facts)
        if not changed:
            return locked
        for name, value in changed.items():
            setattr(locked, name, value)
        locked.full_clean()
        locked.save(update_fields=list(changed))
        locked.annual = annual
        trail.record(Verb.CHANGED, locked, by=by, was=was, now=changed, at=now)
    return locked


def move_item(*, item: WorkItem, up: bool, by: Acts, now: dt.datetime) -> None:
    """Let it change places, and numbers, with the item before (or after) it.

    Raises:
        ValidationError: the annual plan is issued.
    """
    with transaction.atomic():
        annual = open_one(item.annual)
        rows = list(annual.items.all())
        at = next((place for place, one in enumerate(rows) if one.pk == item.pk), -1)
        to = at - 1 if up else at + 1
        if at < 0 or not 0 <= to < len(rows):
            return
        rows[at], rows[to] = rows[to], rows[at]
        _number(rows)
        trail.record(Verb.WORK_ITEMS_CHANGED, annual, by=by, now={"moved": item.title, "place": to + 1}, at=now)


def remove_item(*, item: WorkItem, by: Acts, now: dt.datetime) -> None:
    """Take an item out; those after it move up.

    Raises:
        ValidationError: the annual plan is issued, or an action plan was or is to be taken up into the item.
    """
    with transaction.atomic():
        annual = open_one(item.annual)
        if Uptake.objects.filter(item=item).exists():
            raise ValidationError(
                _("「%(item)s」有行動方案的納入紀錄，不能刪除；可以改寫它的內容。") % {"item": item.title}
            )
        removed = WorkItem.objects.filter(pk=item.pk, annual=annual).delete()[0]
        if removed:
            _number(list(annual.items.all()))
            trail.record(Verb.WORK_ITEMS_CHANGED, annual, by=by, now={"removed": item.title}, at=now)


def open_one(annual: AnnualPlan) -> AnnualPlan:
    """The annual plan, locked for this transaction, if it may still change.

    Raises:
        ValidationError: it is issued.
    """
    locked = AnnualPlan.objects.select_for_update(of=("self",)).select_related("county").get(pk=annual.pk)
    if locked.state != State.DRAFT:
        raise ValidationError(_("年度計畫已經核定。要改請先按「修正年度計畫」，寫明原因。"))
    return locked


def _number(rows: list[WorkItem]) -> None:
    """Number them in this order; no number stands twice meanwhile."""
    high = max((one.number for one in rows), default=0)
    moved = [(place, one) for place, one in enumerate(rows, 1) if one.number != place]
    for first in (high, 0):
        for place, one in moved:
            WorkItem.objects.filter(pk=one.pk).update(number=first + place)
