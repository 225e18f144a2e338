"""Sheets and what is written on them: one line each."""

import datetime as dt
import itertools
import uuid
from typing import Any

from django.utils import timezone

from actionplans.asking import form_drafts, questions, wording
from actionplans.asking.questions import Question
from actionplans.models import QuestionSet, Sheet
from actionplans.writing import sheets
from actionplans.writing.sheets import Change, Receipt
from foundation.audit.trail import SYSTEM
from tests.makers.workshops import NOON, make_group, make_seat, make_workshop
from workshops import room
from workshops.models import Group, Programme, Seat, Workshop

_numbers = itertools.count(1)
DAY = dt.datetime(2026, 6, 10, 6, 0, tzinfo=dt.UTC)


def give_forms(programme: Programme) -> None:
    """The standard forms, if the programme has none yet."""
    if not programme.question_sets.exists():
        questions.lay_out(programme=programme, by=SYSTEM, now=NOON)


def also_ask(programme: Programme, kind: str, *asked: Question, now: dt.datetime = NOON) -> QuestionSet:
    """Publish the newest form again, with these questions of the association's own at its end."""
    form = questions.read(questions.newest(programme, kind).definition)
    for question in asked:
        last = form.sections[-1]
        form = wording.with_extra(form, question, section=last.key, after=last.questions[-1].key)
    return questions.publish(programme=programme, kind=kind, form=form, by=SYSTEM, now=now)


def make_draft(programme: Programme, kind: str = "design") -> QuestionSet:
    """A draft that says what the newest version says."""
    give_forms(programme)
    return form_drafts.begin(programme=programme, kind=kind, by=SYSTEM, now=NOON)


def make_table(state: str = Workshop.State.RUNNING, **fields: Any) -> Group:
    """A group of a running workshop whose programme has its forms."""
    group = make_group(make_workshop(state, agenda=False), **fields)
    give_forms(group.workshop.programme)
    return group


def make_running(groups: int = 2) -> Workshop:
    """A workshop that runs by its clock, with tables that have nothing written yet; for wall, projector and phones."""
    made = make_workshop(Workshop.State.RUNNING, groups=groups)
    give_forms(made.programme)
    room.begin(made, by=SYSTEM, now=timezone.now())
    return made


def make_sheet(kind: str = "inventory", group: Group | None = None) -> Sheet:
    """A group's sheet of a kind."""
    group = group or make_table()
    give_forms(group.workshop.programme)
    return sheets.open_sheet(group=group, kind=kind)


def change(action: str, path: str, value: Any = None, **fields: Any) -> Change:
    """One operation with an id of its own."""
    return Change(fields.pop("id", None) or uuid.uuid4(), action, path, value, **fields)


def write(
    sheet: Sheet, *changes: Change, by: Seat | None = None, now: dt.datetime = DAY, **fields: Any
) -> list[Receipt]:
    """Apply operations as a seat of the sheet's own group."""
    return sheets.apply(sheet=sheet, changes=changes, by=by or make_seat(sheet.group), now=now, **fields)


def fill(sheet: Sheet, *, by: Seat | None = None, **values: Any) -> None:
    """Write answers: a list of mappings becomes items, anything else an answer."""
    changes = []
    for key, value in values.items():
        if isinstance(value, list) and all(isinstance(one, dict) for one in value) and value:
            for one in value:
                path = f"{key}/i{next(_numbers)}"
                first = {name: given for name, given in one.items() if name != "core"}
                changes.append(change("add", path, first))
                if one.get("core"):
                    changes.append(change("set", f"{path}/core", True))
        else:
            changes.append(change("set", key, value))
    refused = [receipt for receipt in write(sheet, *changes, by=by) if receipt.outcome != "applied"]
    assert not refused, refused
