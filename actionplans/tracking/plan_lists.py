"""A sheet of plans that comes back: what it would change, cell by cell, and taking over what somebody accepts.

Nothing changes when a sheet is read. What is accepted goes through the same function as the page on which a plan is
edited, all of one plan or none of it, with a line of the trail for each plan.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.consensus import adoption
from actionplans.models import Plan
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.imports import rows
from foundation.imports.rows import GoodRow, Problem, Understood
from foundation.taiwan import roc
from workshops.people import supervisors_of

from . import plan_sheet
from .plan_sheet import CODE, EDITABLE, LIMITS, MARK, NEEDED, SPEC


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that would change: what it says on the platform, and what it would say.

    Attributes:
        row: in the file. plan: its key. key: the field. label: its heading, in the language of the page.
        was, will: as people read them. value: what is to be saved (of a supervisor the key).
        base: what stood on the platform when this was laid before somebody; if it changed since, nothing is saved.
        conflict: whether the platform has changed this cell, too, since the sheet was downloaded.
    """

    row: int
    plan: int
    code: str
    title: str
    key: str
    label: str
    was: str
    will: str
    value: Any
    base: str
    conflict: bool

    @property
    def empties(self) -> bool:
        """Whether something would be gone: the second cell of two merged ones and a formula without a result read so,
        too.
        """
        return bool(self.was) and not self.will

    @property
    def name(self) -> str:
        """What it is called when the page is sent."""
        return f"{self.plan}:{self.key}"


@dataclass(slots=True)
class Taken:
    """What became of rows that had something to change: by row, the labels of what was saved, or why nothing was."""

    saved: dict[int, list[str]] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)
    left: dict[int, list[str]] = field(default_factory=dict)


def read(source: IO[bytes] | bytes) -> Understood:
    """A sheet (ODS, XLSX, XLS, CSV).

    Raises:
        foundation.imports.grid.Unreadable: the file as a whole cannot be used; the message says why and what to do.
    """
    return rows.read(source, SPEC, limits=LIMITS)


def compared(understood: Understood, *, user: User) -> tuple[Understood, list[Edit]]:
    """What the good rows would change of plans this person may edit; those that cannot be taken are problems now."""
    mine = Plan.objects.visible_to(user, Permission.ADOPT_PLANS).adopted().select_related("workshop", "supervisor")
    plans = {one.code: one for one in mine.filter(code__in=[row.values[CODE] for row in understood.good])}
    people = _People()
    edits: list[Edit] = []
    problems: list[Problem] = []
    for row in understood.good:
        plan = plans.get(row.values[CODE])
        if plan is None:
            why, cure = _("沒有這個方案編號，或不是您能修改的方案。"), _("請照下載的檔案填；新的方案要在工作坊採納。")
            problems.append(understood.problem(row, CODE, why, cure))
            continue
        found, wrong = _of_row(understood, row, plan, people)
        for one in found:
            if not adoption.may_change(plan, one.key):
                why, cure = (
                    _("這場工作坊的報告已經交出，承諾的內容不能再改。"),
                    _("改回原來的內容，或請協會先退回報告。"),
                )
                wrong.append(understood.problem(row, one.key, why, cure))
        problems += wrong
        edits += () if wrong else found
    return understood.refuse(problems), edits


class _People:
    """Who may supervise, asked once for each county."""

    def __init__(self) -> None:
        self._of: dict[str, dict[str, User]] = {}

    def find(self, plan: Plan, email: str) -> User | None:
        if plan.county_id not in self._of:
            self._of[plan.county_id] = {one.email.lower(): one for one in supervisors_of(plan.workshop)}
        return self._of[plan.county_id].get(email.lower())


def _of_row(understood: Understood, row: GoodRow, plan: Plan, people: _People) -> tuple[list[Edit], list[Problem]]:
    edits: list[Edit] = []
    wrong: list[Problem] = []
    marks = dict(zip(EDITABLE, row.values[MARK].split("-"), strict=True))
    for key in EDITABLE:
        if key not in understood.layout.columns:
            continue  # a column that was taken out or renamed changes nothing
        value, now = row.values[key], plan_sheet.written(plan, key)
        wanted, base = plan_sheet.canonical(value), plan_sheet.canonical(now)
        if wanted == base or plan_sheet.digest(value) == marks[key]:
            continue  # the same, or nobody touched it in the sheet: what the platform says by now stays
        try:
            value = _checked(plan, key, value, people)
        except ValidationError as refused:
            wrong.append(understood.problem(row, key, *rows.sentence(ValueError(" ".join(refused.messages)))))
            continue
        edits.append(
            Edit(
                row=row.number, plan=plan.pk, code=plan.code or "", title=plan.title, key=key,
                label=understood.layout.field(key).shown, was=_shown(now), will=_shown(row.values[key]),
                value=value.pk if isinstance(value, User) else value, base=base,
                conflict=plan_sheet.digest(now) != marks[key],
            )
        )  # fmt: skip
    return edits, wrong


def _checked(plan: Plan, key: str, value: Any, people: _People) -> Any:
    if value is None and key in NEEDED:
        raise ValidationError(_("採納的方案不能沒有這一項。請填寫，或留下原來的內容。"))
    if key == "supervisor":
        found = people.find(plan, value)
        if found is None:
            raise ValidationError(_("這個信箱不是本縣市的督導或承辦人。請先指派角色，或改填別人。"))
        return found
    column: Any = Plan._meta.get_field(key)
    return column.clean("" if value is None else value, plan)


def _shown(value: Any) -> str:
    return roc.shown(value) if isinstance(value, dt.date) else str(value or "")


def take(*, edits: Collection[Edit], accepted: Collection[str], by: User, now: dt.datetime) -> Taken:
    """Save the accepted cells, plan by plan.

    Args:
        accepted: names of edits (see `Edit.name`); the others are left as they are.
    """
    taken = Taken()
    for row, of_plan in _by_row(edits):
        chosen = [one for one in of_plan if one.name in accepted]
        if left := [one.label for one in of_plan if one.name not in accepted]:
            taken.left[row] = left
        if not chosen:
            continue
        try:
            _save(chosen, by, now)
            taken.saved[row] = [one.label for one in chosen]
        except ValidationError as refused:
            taken.refused[row] = " ".join(refused.messages)
    counts = {"changed": len(taken.saved), "wrong": len(taken.refused), "left": len(taken.left)}
    trail.record(Verb.IMPORTED, by, by=by, now=counts, at=now)
    return taken


def _save(chosen: list[Edit], by: User, now: dt.datetime) -> None:
    with transaction.atomic():
        mine = Plan.objects.visible_to(by, Permission.ADOPT_PLANS).adopted().select_related("workshop")
        plan = mine.filter(pk=chosen[0].plan).first()
        if plan is None:
            raise ValidationError(_("這項方案已經不是您能修改的。"))
        adoption.lock(plan.workshop)  # before its plans, as everywhere
        locked = Plan.objects.select_for_update(of=("self",)).select_related("workshop", "supervisor").get(pk=plan.pk)
        for one in chosen:
            if plan_sheet.canonical(plan_sheet.written(locked, one.key)) != one.base:
                raise ValidationError(
                    _("您看差異的時候，「%(label)s」又被改了。請重新上傳這份檔案，再看一次。") % {"label": one.label}
                )
        people = {one.pk: one for one in supervisors_of(locked.workshop)}
        values = {one.key: people.get(one.value) if one.key == "supervisor" else one.value for one in chosen}
        adoption.describe(plan=locked, by=by, now=now, **values)


def _by_row(edits: Collection[Edit]) -> Iterator[tuple[int, list[Edit]]]:
    found: dict[int, list[Edit]] = {}
    for one in edits:
        found.setdefault(one.row, []).append(one)
    yield from found.items()
