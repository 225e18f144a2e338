"""What a table has written since its idea was kept: the plan was made of what stood there then.

The last block of the day is the commitment, so that most tables write who does what first only after the board has kept
their idea. Nothing of it goes into the plan by itself, for somebody may have settled the words at the board; but who
keeps the board sees what is new, and takes it over with one press.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import Entry, Idea, Plan, SheetKind
from actionplans.writing import written
from foundation.audit import trail
from foundation.audit.models import Event
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc

from . import adoption

# The plan's field → the sheet and the answer it is made of.
FIELDS: dict[str, tuple[str, str]] = {
    "title": (SheetKind.DESIGN, "title"),
    "pillar": (SheetKind.DESIGN, "pillar"),
    "call_item": (SheetKind.DESIGN, "call_item"),
    "problem": (SheetKind.DESIGN, "problem"),
    "goal": (SheetKind.DESIGN, "goal"),
    "beneficiaries": (SheetKind.DESIGN, "beneficiaries"),
    "partners": (SheetKind.DESIGN, "partners"),
    "lead_agency": (SheetKind.DESIGN, "lead_unit"),
    "sdgs": (SheetKind.DESIGN, "sdgs"),
    "vow": (SheetKind.COMMITMENT, "vow"),
    "person_in_charge": (SheetKind.COMMITMENT, "first_who"),
    "first_step": (SheetKind.COMMITMENT, "first_what"),
    "first_step_on": (SheetKind.COMMITMENT, "first_when"),
}
LISTS = frozenset({"steps", "indicators", "resources", "stakeholders", "risks"})
SHEETS_OF_LISTS = (SheetKind.DESIGN, SheetKind.FEASIBILITY)
PARTS = "parts"


@dataclass(frozen=True, slots=True)
class Newer:
    """One thing the table says otherwise by now: the plan's field (or `PARTS`), what it is called, both wordings."""

    name: str
    label: str
    plan: str
    table: str


def of(plans: Iterable[Plan]) -> dict[int, list[Newer]]:
    """What is newer on the sheets than in each plan, by the plan's key; a fixed number of questions.

    Only the table with whose idea a plan began is asked: what merged tables wrote stays theirs.
    """
    by_key = {plan.pk: plan for plan in plans}
    ideas = list(Idea.objects.filter(plan__in=by_key, decision=Idea.Decision.KEPT).select_related("group"))
    changed = _changed_since(ideas, *_read_at(ideas))
    if not any(changed.values()):
        return {}
    said = written.written_by([idea.group for idea in ideas if changed[idea.pk]])
    found: dict[int, list[Newer]] = {}
    for idea in ideas:
        if changed[idea.pk] and idea.plan_id is not None:
            newer = list(_newer(by_key[idea.plan_id], said[idea.group_id], changed[idea.pk]))
            if newer:
                found[idea.plan_id] = newer
    return found


def take_over(*, plan: Plan, names: Iterable[str], by: Acts, now: dt.datetime) -> Plan:
    """Let a plan say what its table says by now.

    Args:
        names: the plan's fields, and `PARTS` for everything the table lists (steps, indicators, resources …).

    Raises:
        ValidationError: nothing of this is newer any more, or the plan's words are settled.
    """
    wanted = set(names)
    with transaction.atomic():
        adoption.require_open(plan.workshop)
        locked = Plan.objects.select_for_update(of=("self",)).select_related("workshop").get(pk=plan.pk)
        newer = {one.name for one in of([locked]).get(locked.pk, ())}
        if not wanted or wanted - newer:
            raise ValidationError(_("這幾處已經不同了，請重新整理頁面再看一次。"))
        idea = Idea.objects.select_related("group").get(plan=locked, decision=Idea.Decision.KEPT)
        mine = written.written_by([idea.group])[idea.group_id]
        fields = {name: value for name, value in written.fields_of(mine, "").items() if name in wanted}
        if "title" in wanted:
            fields["title"] = written.shortened(mine.design.get("title"), 100)
        if "sdgs" in fields:
            fields["sdgs"] = sorted({*locked.sdgs, *fields["sdgs"]})  # a merged table's stay
        if fields:
            adoption.describe(plan=locked, by=by, now=now, **fields)
        if PARTS in wanted:
            written.drop_parts(locked, idea.group)
            written.copy_parts(locked, idea.group, mine)
            trail.record(Verb.IDEA_FOLLOWED, idea, by=by, now={"plan": locked.title}, at=now)
        for name, words in written.words_of(mine).items():
            setattr(idea, name, words)
        idea.save(update_fields=list(written.words_of(mine)))
    locked.refresh_from_db()
    return locked


def _read_at(ideas: Iterable[Idea]) -> tuple[dict[int, dt.datetime], dict[int, dt.datetime]]:
    """When each idea was kept, and when its table's lists were last taken over, as the trail says it.

    An idea that was reopened in between counts from when it was kept again.
    """
    events = Event.objects.filter(
        verb__in=(Verb.IDEA_KEPT, Verb.IDEA_FOLLOWED),
        object_type=Idea._meta.label_lower,
        object_key__in=[str(idea.pk) for idea in ideas],
    )
    kept: dict[int, dt.datetime] = {}
    listed: dict[int, dt.datetime] = {}
    for event in events.order_by("at", "pk"):
        listed[int(event.object_key)] = event.at
        if event.verb == Verb.IDEA_KEPT:
            kept[int(event.object_key)] = event.at
    return kept, listed


def _changed_since(
    ideas: list[Idea], kept: dict[int, dt.datetime], listed: dict[int, dt.datetime]
) -> dict[int, set[tuple[str, str]]]:
    """Per idea, which answers of its table's sheets were written after it was kept, as (sheet, answer or list)."""
    first = min(kept.values(), default=None)
    groups = {idea.group_id: idea for idea in ideas if idea.pk in kept}
    changed: dict[int, set[tuple[str, str]]] = defaultdict(set)
    if first is None:
        return changed
    entries = Entry.objects.filter(sheet__group__in=groups, changed_at__gt=first).exclude(
        sheet__kind=SheetKind.INVENTORY
    )
    for group, kind, path, at in entries.values_list("sheet__group", "sheet__kind", "path", "changed_at"):
        idea, name = groups[group], path.partition("/")[0]
        if at > (listed if _is_part(kind, name) else kept)[idea.pk]:
            changed[idea.pk].add((kind, name))
    return changed


def _is_part(kind: str, name: str) -> bool:
    """Whether an answer goes into what a plan lists."""
    return (kind in SHEETS_OF_LISTS and name in LISTS) or (kind == SheetKind.FEASIBILITY and name.startswith("month"))


def _newer(plan: Plan, mine: written.GroupSheets, changed: set[tuple[str, str]]) -> Iterable[Newer]:
    says = dict(written.fields_of(mine, str(mine.design.get("title"))))
    for name, place in FIELDS.items():
        value = says.get(name)
        if place in changed and value and value != getattr(plan, name):
            label = str(Plan._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            yield Newer(name, label, _shown(plan, name, getattr(plan, name)), _shown(plan, name, value))
    if plan.state == Plan.State.CANDIDATE and any(_is_part(kind, name) for kind, name in changed):
        yield Newer(PARTS, _("步驟、指標、資源等清單"), "", _("各組後來改過"))


def _shown(plan: Plan, name: str, value: Any) -> str:
    """A value as people read it."""
    if name == "sdgs":
        return "、".join(str(one) for one in value)
    if name == "first_step_on":
        return roc.shown(value) if value else ""
    choices = dict(Plan._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    return str(choices.get(value, value or ""))
