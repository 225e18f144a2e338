"""Sending one cell of the matrix back with a mark: one workshop, one step. The county answers, the association accepts
or asks again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import reasons
from foundation.accounts.askers import for_each_asker
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.prepared import Prepared
from foundation.workflow.moves import Move, Table
from reports.dashboards.workshop_steps import StepName, label_of, steps_of, taken
from reports.models import CellReturn
from reports.models.cell import LONGEST_MARK
from reports.workday import Todo
from workshops.models import Programme, Workshop

State = CellReturn.State
MOVES = Table(
    field="state",
    moves=(
        Move("answer", frozenset({State.RETURNED}), State.ANSWERED, gettext_lazy("補好了，再送出"),
             Permission.REGISTER_WORKSHOP, needs_reason=True, stamp="answered_at"),
        Move("again", frozenset({State.ANSWERED}), State.RETURNED, gettext_lazy("再退回"),
             Permission.MAKE_NATIONAL_REPORT, needs_reason=True, verb=Verb.RETURNED, stamp="returned_at"),
        Move("accept", frozenset({State.RETURNED, State.ANSWERED}), State.ACCEPTED, gettext_lazy("收下"),
             Permission.MAKE_NATIONAL_REPORT, stamp="accepted_at"),
    ),
)  # fmt: skip


def give_back(*, workshop: Workshop, step: StepName, mark: str, by: Acts, now: dt.datetime) -> CellReturn:
    """Send a workshop's step back to its county.

    Raises:
        ValidationError: no mark, the workshop has not taken the step, or it is with the county already.
    """
    mark = reasons.written(
        mark, ask=_("請寫要補正什麼，縣市才知道要改哪裡。"), most=LONGEST_MARK, field="mark"
    )  # fmt: skip
    places = [one.code for one in steps_of(workshop.programme)]
    rows = taken(workshop.programme, by=None, county=workshop.county_id)
    reached = {one.pk: one.reached for one in rows}.get(workshop.pk, 0)
    if step.code not in places or reached <= places.index(step.code):
        raise ValidationError(
            _("第 %(number)s 場還沒走到「%(step)s」，沒有可以退回的。要催請寫信。")
            % {"number": workshop.number, "step": step.label}
        )
    made = CellReturn(
        workshop=workshop, step=step.code, mark=mark, returned_at=now, returned_by=by.as_actor().label[:200]
    )
    try:
        with transaction.atomic():
            made.save()
            trail.record(Verb.RETURNED, made, by=by, now={"step": [step.code]}, reason=mark, at=now)
    except IntegrityError as problem:
        raise ValidationError(
            _("第 %(number)s 場的「%(step)s」已經退回，還沒收下。請在那一筆接著處理。")
            % {"number": workshop.number, "step": step.label}
        ) from problem
    return made


def move(*, cell: CellReturn, name: str, words: str, by: Acts, now: dt.datetime) -> CellReturn:
    """Answer it, send it back again, or accept it. The caller has asked whether `by` may (`MOVES.possible`).

    Raises:
        MoveRefused: it is somebody else's turn by now.
        ValidationError: words are missing or too long.
    """
    along: dict[str, Any] = {}
    if name == "answer":
        ask = _("請寫補了什麼，或為什麼不用改。")
        words = reasons.written(words, ask=ask, most=LONGEST_MARK, field="words", least=reasons.A_WORD)
        along = {"answer": words}
    elif name == "again":
        words = reasons.written(
            words, ask=_("請寫還要補正什麼，縣市才知道要改哪裡。"), most=LONGEST_MARK, field="words"
        )
        along = {"mark": words}
    MOVES.apply(cell, name, by=by, reason=words if along else "", now=now, along=along)
    return cell


def todos(user: Any, *, waits: str) -> Iterator[Todo]:
    """The cells that wait for this person (one question).

    Args:
        waits: `State.RETURNED` for a county's officer, `State.ANSWERED` for the association.
    """
    for one in _waiting(user).all(str(waits)):
        told = {
            "county": one.workshop.county.shown, "number": one.workshop.number,
            "step": label_of(one.step),
        }  # fmt: skip
        is_back = waits == State.RETURNED
        text = _("第 %(number)s 場的「%(step)s」被退回") if is_back else _("%(county)s第 %(number)s 場補了「%(step)s」")
        yield Todo(
            "cell_returned" if is_back else "cell_answered", text % told, one.mark if is_back else one.answer,
            reverse("reports:cell_return", args=[one.pk]), _("去補正") if is_back else _("去看"),
            "late" if is_back else "risk",
        )  # fmt: skip


@for_each_asker
def _waiting(user: Any) -> Prepared[CellReturn]:
    def rows(state: str) -> Any:
        return CellReturn.objects.visible_to(user).filter(state=state).order_by("returned_at", "pk")

    return Prepared(rows, "state of none", related=("workshop__county",))


def open_cells(programme: Programme, user: Any) -> dict[tuple[str, str], list[CellReturn]]:
    """What is under way in each cell of the matrix, by county and step (one question)."""
    found: dict[tuple[str, str], list[CellReturn]] = {}
    rows = CellReturn.objects.visible_to(user).filter(workshop__programme=programme).open().select_related("workshop")
    for one in rows:
        found.setdefault((one.county_id, one.step), []).append(one)
    return found
