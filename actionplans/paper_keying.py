"""Keying in what a table has written by hand: the sheet's own operations, from a seat that says so.

A list on paper is a row of lines; so it is here. Each line that is filled in becomes one new item, with everything
that stands on the line. Boxes that stood already are read as on any page without scripts.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import halfwidth
from workshops.models import Group, Workshop
from workshops.own_seats import own_seat

from . import call, paper_heap, plain_forms, questions, sheets
from .models import Operation, Sheet
from .operations import Action, Change, Outcome
from .sheet_pages import Box, Listing, Page

# Empty lines offered below what stands: as many as the blank form has, and never none.
MOST_LINES, FEWEST_LINES = 7, 2
LINES = {"resources": 5, "stakeholders": 5, "steps": 3, "indicators": 3, "risks": 3}


@dataclass(frozen=True, slots=True)
class Line:
    """One empty line of a list, to be filled in: its boxes, each with the name it is sent under and what was typed."""

    number: int
    cells: tuple[tuple[Box, str, str], ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a page that was sent in.

    Attributes:
        written: how many operations took effect.
        problems: sentences about those that did not.
        lines: the lines (`list`, number) whose new item was refused; they are shown again as typed.
    """

    written: int
    problems: tuple[str, ...]
    lines: frozenset[tuple[str, int]]


def lines_of(listing: Listing, typed: Mapping[str, str], keep: frozenset[tuple[str, int]]) -> list[Line]:
    """The empty lines of a list, those of `keep` with what was typed in them."""
    key = listing.question.key
    usual = LINES.get(key, MOST_LINES if listing.takes_stars else MOST_LINES // 2)
    wanted = max(usual - len(listing.rows), FEWEST_LINES)
    last = max((number for name, number in keep if name == key), default=-1)
    return [
        Line(
            number,
            tuple(
                (box, name, typed.get(name, "") if (key, number) in keep else "")
                for box in listing.blank.boxes.values()
                if not box.question.detail  # the paper does not ask for these
                for name in [f"r:{key}:{number}:{box.question.key}"]
            ),
        )
        for number in range(max(wanted, last + 1))
    ]


def save(*, group: Group, kind: str, data: QueryDict, by: User, now: dt.datetime) -> Saved:
    """Write what was keyed for one sheet, as 依紙本補登, in the name of whoever keyed it.

    Raises:
        CannotJoin: the table has as many devices as a table can have.
    """
    sheet = sheets.open_sheet(group=group, kind=kind)
    form = questions.read(sheet.questions.definition)
    batch = _batch(data.get("batch", ""))
    changes = plain_forms.changes_from(sheet, data)
    lines: dict[uuid.UUID, tuple[str, int]] = {}
    for key, question in form.by_key.items():
        if question.kind != "list":
            continue
        for number in range(questions.MOST_ITEMS):
            given = {one.key: data.get(f"r:{key}:{number}:{one.key}", "").strip() for one in question.fields}
            if not any(given.values()):
                if f"r:{key}:{number}:{question.fields[0].key}" not in data:
                    break
                continue
            made = _item(question, given, batch, number)
            lines[made[0].id] = (key, number)
            changes += made
    seat = own_seat(group=group, user=by, now=now, on_paper=True)
    receipts = sheets.apply(
        sheet=sheet, changes=changes, by=seat, now=now, closed=paper_heap.why_closed(group.workshop)
    )
    # The same page sent twice is written once, and told once.
    written = Operation.objects.filter(
        id__in=[change.id for change in changes], received_at=now, outcome=Outcome.APPLIED
    ).count()
    refused = [one for one in receipts if one.outcome != Outcome.APPLIED]
    problems = dict.fromkeys(one.message for one in refused if one.message)
    if written:
        trail.record(
            Verb.PAPER_KEYED, group.workshop, by=by, now={"sheet": str(sheet), "entries": written}, at=now
        )  # fmt: skip
    return Saved(written, tuple(problems), frozenset(lines[one.id] for one in refused if one.id in lines))


def _batch(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def _item(question: questions.Question, given: Mapping[str, str], batch: uuid.UUID, number: int) -> list[Change]:
    """One line as the item it becomes, with its star set afterwards."""
    path = f"{question.key}/{uuid.uuid5(batch, f'line|{question.key}|{number}|{sorted(given.items())}')}"
    identity = uuid.uuid5(batch, f"add|{path}")
    values = {one.key: _value(one, given[one.key]) for one in question.fields if given[one.key] and one.kind != "flag"}
    changes = [Change(identity, Action.ADD, path, values)]
    changes += [
        Change(uuid.uuid5(batch, f"star|{path}|{one.key}"), Action.SET, f"{path}/{one.key}", True)
        for one in question.fields
        if one.kind == "flag" and given[one.key]
    ]
    return changes


def _value(question: questions.Question, text: str) -> Any:
    """What was typed as the form stores it; what fits nowhere is passed on, and refused with its own sentence."""
    if question.kind in ("count", "month"):
        plain = halfwidth(text)
        return int(plain[:4]) if plain.isascii() and plain.isdecimal() else text
    if question.kind == "call_item":
        plain = halfwidth(text).upper()
        return next((one.code for one in call.ITEMS if plain in (one.code, one.label.upper())), text)
    if question.kind == "choices":
        by_label = {label: value for value, label in question.options}
        return [by_label.get(part.strip(), part.strip()) for part in text.replace("，", "、").split("、")]
    return text


def keyed_by(workshop_sheets: list[Sheet]) -> dict[int, list[str]]:
    """For each sheet the hands that keyed it from paper, as the log names them (one query)."""
    found: dict[int, list[str]] = {}
    rows = Operation.objects.filter(sheet__in=workshop_sheets, on_paper=True, outcome=Outcome.APPLIED)
    for sheet, label in rows.order_by("sequence").values_list("sheet", "seat_label"):
        names = found.setdefault(sheet, [])
        if label not in names:
            names.append(label)
    return found


def said_of_workshop(workshop: Workshop) -> str:
    """Which tables' sheets were keyed in from paper, and by whom; empty where none was (one query)."""
    rows = Operation.objects.filter(sheet__group__workshop=workshop, on_paper=True, outcome=Outcome.APPLIED)
    told: dict[str, set[int]] = {}
    for number, label in rows.order_by("sheet__group__number").values_list("sheet__group__number", "seat_label"):
        told.setdefault(label, set()).add(number)
    return _("；").join(
        _("第 %(numbers)s 組（%(who)s）")
        % {"numbers": _("、").join(str(number) for number in sorted(numbers)), "who": label.rpartition("：")[2]}
        for label, numbers in told.items()
    )


def said_of_paper(page: Page, names: Mapping[int, list[str]]) -> str:
    """「依紙本補登：王小明」, or nothing where a table wrote its sheet itself."""
    return _("、").join(names.get(page.sheet.pk or 0, []))
