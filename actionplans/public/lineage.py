"""A plan's way from the sentence typed at a table to what became of it, with every change between, and the way back.

Nothing is kept for it: the operations of the sheets say who wrote which words when, the trail says what the board and
the county did with them. What a plan had promised is read backwards: as it says now, less what was changed since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from actionplans.asking import questions
from actionplans.asking.form_language import in_page_language
from actionplans.followup import who_reads
from actionplans.models import Idea, Operation, Plan, PlanIssue, SheetKind
from actionplans.writing import contents
from actionplans.writing.choices import in_words
from actionplans.writing.operations import Action, Outcome
from foundation.accounts import trail_lines
from foundation.accounts.roles import Permission
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from workshops.models import Group

# What the tables read of a plan as it was promised; its people's addresses are nobody's business here.
PROMISED = (
    "title", "problem", "goal", "beneficiaries", "lead_agency", "partners", "person_in_charge", "first_step",
    "first_step_on", "vow",
)  # fmt: skip
SINCE = frozenset({
    Verb.CHANGED, Verb.PLAN_DECIDED, Verb.DECISION_CORRECTED, Verb.UPTAKE_DECIDED, Verb.UPTAKE_CORRECTED,
})  # fmt: skip
KINDS = (SheetKind.INVENTORY, SheetKind.DESIGN, SheetKind.COMMITMENT)


@dataclass(frozen=True, slots=True)
class Version:
    """What somebody wrote in one place; `lost` where it took no effect because somebody else wrote there, too."""

    words: str
    by: str
    at: dt.datetime
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One answer of a sheet with all that was ever written there, oldest first."""

    label: str
    versions: tuple[Version, ...]

    @property
    def last(self) -> Version:
        """What stands."""
        return next((one for one in reversed(self.versions) if not one.lost), self.versions[-1])

    @property
    def earlier(self) -> list[Version]:
        """Everything else."""
        return [one for one in self.versions if one is not self.last]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A core issue as the plan has it, and how it came to stand on its table's sheet (empty where one may not read)."""

    issue: PlanIssue
    typed: Place | None
    starred: Version | None


@dataclass(frozen=True, slots=True)
class Brought:
    """What one table brought: its sentences, its design, and what the board did with its idea."""

    group: Group
    idea: Idea | None
    sentences: tuple[Sentence, ...]
    design: tuple[Place, ...]
    decided: tuple[Event, ...]
    may_read: bool


@dataclass(frozen=True, slots=True)
class Lineage:
    """The whole way of a plan."""

    tables: tuple[Brought, ...]
    adopted: Event | None
    promised: tuple[trail_lines.Change, ...]
    since: tuple[Event, ...]


@dataclass(slots=True)
class _Sheet:
    """What was written on one sheet, by path."""

    form: questions.Form
    kind: str
    written: dict[str, list[Version]] = field(default_factory=dict)


def of(plan: Plan, *, user: Any) -> Lineage:
    """A plan's way, as far as this person may see it. Three queries, beside the plan with its parts.

    Args:
        plan: with its issues and ideas (`with_parts`), which the caller has read through the wall.
    """
    ideas = {one.group_id: one for one in plan.ideas.all()}
    groups: dict[int, Group] = {key: one.group for key, one in ideas.items()}
    groups |= {one.group_id: one.group for one in plan.issues.all() if one.group_id not in groups}
    readable = set(
        Group.objects.visible_to(user, Permission.READ_SHEETS).filter(pk__in=groups).values_list("pk", flat=True)
    )
    sheets = _written(readable)
    events = trail_lines.read(
        Event.objects.filter(
            Q(object_type=Plan._meta.label_lower, object_key=str(plan.pk))
            | Q(object_type=Idea._meta.label_lower, object_key__in=[str(one.pk) for one in ideas.values()])
        ).order_by("pk")
    )
    mine = [one for one in events if one.object_type == Plan._meta.label_lower]
    adopted = next((one for one in reversed(mine) if one.verb == Verb.PLAN_ADOPTED), None)
    after = [one for one in mine if adopted is not None and one.pk > adopted.pk and one.verb in SINCE]
    return Lineage(
        tables=tuple(
            _brought(group, ideas.get(key), plan, sheets.get(key, {}), events, may_read=key in readable)
            for key, group in groups.items()
        ),
        adopted=adopted,
        promised=_promised(plan, after),
        since=_seen_by(after, plan, user),
    )


def _written(groups: Iterable[int]) -> dict[int, dict[str, _Sheet]]:
    """Everything that was ever written on these tables' sheets, by table and form (one query)."""
    rows = Operation.objects.filter(
        sheet__group__in=list(groups), sheet__kind__in=KINDS, outcome__in=(Outcome.APPLIED, Outcome.CONFLICT)
    )
    found: dict[int, dict[str, _Sheet]] = {}
    forms: dict[int, questions.Form] = {}
    for one in rows.select_related("sheet__questions").order_by("sequence"):
        asked = one.sheet.questions
        if asked.pk not in forms:
            forms[asked.pk] = in_page_language(questions.read(asked.definition))
        sheet = found.setdefault(one.sheet.group_id, {}).setdefault(
            one.sheet.kind, _Sheet(forms[asked.pk], one.sheet.kind)
        )
        _note(sheet, one)
    return found


def _note(sheet: _Sheet, one: Operation) -> None:
    lost = one.outcome == Outcome.CONFLICT
    given: Mapping[str, Any] = {one.path: one.value}
    if one.action == Action.ADD:
        given = {f"{one.path}/{key}": value for key, value in (one.value or {}).items()}
    elif one.action in (Action.REMOVE, Action.RESTORE):
        words = _("（刪除）") if one.action == Action.REMOVE else _("（復原）")
        sheet.written.setdefault(one.path, []).append(Version(words, one.seat_label, one.received_at, lost))
        return
    elif one.action == Action.COUNT:
        return
    for path, value in given.items():
        question = sheet.form.at(path)
        if question is None:
            continue
        words = str(value or "") if question.kind == "issue" else in_words(question, value)
        before = sheet.written.setdefault(path, [])
        if words or before:
            before.append(Version(words or _("（空白）"), one.seat_label, one.received_at, lost))


def _brought(
    group: Group, idea: Idea | None, plan: Plan, sheets: Mapping[str, _Sheet], events: list[Event], *, may_read: bool
) -> Brought:
    inventory = sheets.get(SheetKind.INVENTORY)
    issues = [one for one in plan.issues.all() if one.group_id == group.pk]
    design = [
        place
        for kind in (SheetKind.DESIGN, SheetKind.COMMITMENT)
        for place in _places(sheets.get(kind), {one.item_id: one.text for one in issues})
    ]
    key = str(idea.pk) if idea else ""
    return Brought(
        group=group,
        idea=idea,
        sentences=tuple(_sentence(one, inventory) for one in issues),
        design=tuple(design),
        decided=tuple(
            one for one in events if one.object_type == Idea._meta.label_lower and one.object_key == key
        ),
        may_read=may_read,
    )  # fmt: skip


def _sentence(issue: PlanIssue, inventory: _Sheet | None) -> Sentence:
    written = inventory.written if inventory else {}
    item = next((path.rpartition("/")[0] for path in written if path.endswith(f"/{issue.item_id}/text")), "")
    # What happened to the item as a whole (taken out, put back) is part of its sentence's history.
    lines = sorted((*written.get(f"{item}/text", ()), *written.get(item, ())), key=lambda one: one.at)
    stars = written.get(f"{item}/core", [])
    return Sentence(
        issue, Place(_("桌上的話"), tuple(lines)) if lines else None, stars[-1] if stars else None
    )  # fmt: skip


def _places(sheet: _Sheet | None, issues: Mapping[str, str]) -> list[Place]:
    """The answers of a sheet in the order of its form, each with its versions."""
    if sheet is None:
        return []
    order = {question.key: at for at, question in enumerate(sheet.form.questions())}
    paths = sorted(sheet.written, key=lambda path: order.get(path.partition("/")[0], len(order)))
    return [
        Place(
            _label(sheet.form, path),
            tuple(Version(issues.get(one.words, one.words), one.by, one.at, one.lost) for one in sheet.written[path]),
        )
        for path in paths
        if sheet.written[path]
    ]


def _label(form: questions.Form, path: str) -> str:
    key, _slash, rest = path.partition("/")
    first, inner = form.by_key.get(key), form.at(path)
    if first is None or inner is None or not rest or first is inner:
        return first.label if first else path
    return _("%(list)s：%(field)s") % {"list": first.label, "field": inner.label}


def _promised(plan: Plan, after: Iterable[Event]) -> tuple[trail_lines.Change, ...]:
    """The plan as it was adopted: what it says now, with what was changed since put back."""
    values = {name: getattr(plan, name) for name in PROMISED}
    for event in reversed(list(after)):
        values |= {name: event.was[name] for name in PROMISED if name in event.was}
    if values["first_step_on"] is not None:
        values["first_step_on"] = str(values["first_step_on"])
    line = Event(object_type=Plan._meta.label_lower, was={}, now={name: one for name, one in values.items() if one})
    return tuple(trail_lines.changes_of(line))


def _seen_by(after: Iterable[Event], plan: Plan, user: Any) -> tuple[Event, ...]:
    """What was changed since: all of it for who follows the plan up, for others only what the plan says itself."""
    if who_reads.follows(plan, user):
        return tuple(after)
    shown = []
    for event in after:
        if event.verb != Verb.CHANGED:
            continue
        event.was = {name: one for name, one in event.was.items() if name in PROMISED}
        event.now = {name: one for name, one in event.now.items() if name in PROMISED}
        if event.now:
            event.actor_label, event.actor_label_en, event.reason = "", None, ""
            shown.append(event)
    return tuple(trail_lines.read(shown))


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one core issue of a table: the plans that answer it, as far as this person may see them."""

    item: str
    text: str
    plans: tuple[Plan, ...]


def became(group: Group, issues: Iterable[contents.CoreIssue], *, user: Any) -> list[Became]:
    """What became of a table's core issues (one query)."""
    links = PlanIssue.objects.filter(group=group, plan__in=Plan.objects.visible_to(user)).select_related("plan")
    plans: dict[str, list[Plan]] = {}
    for one in links.order_by("plan__code", "plan"):
        plans.setdefault(one.item_id, []).append(one.plan)
    return [Became(one.item, one.text, tuple(plans.get(one.item, ()))) for one in issues]
