"""Keying in what a table has written by hand: the sheet's own operations, from a seat that says so.

A list on paper is a row of lines; so it is here. Each line that is filled in becomes one new item, with everything
on the line that is an answer; a box that is none waits beside it. Boxes that stood already are read as on any page
without scripts.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from actionplans.asking import questions
from actionplans.asking.form_language import in_page_language
from actionplans.consensus import soundness
from actionplans.models import Operation, Sheet
from actionplans.writing import plain_forms, sheets
from actionplans.writing.contents import Item
from actionplans.writing.operations import Action, Change, Outcome, wrong
from actionplans.writing.sheet_pages import Box, Listing, Page, Row
from actionplans.writing.sheets import Receipt
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from workshops.models import Group, Workshop
from workshops.own_seats import own_seat

from . import paper_heap, paper_layout, paper_lines


@dataclass(frozen=True, slots=True)
class Cell:
    """One box of an empty line: the name it is sent under, what was typed, and why that was not taken."""

    box: Box
    name: str
    typed: str = ""
    error: str = ""

    @property
    def html_id(self) -> str:
        """Its id in the page."""
        return self.name.replace(":", "-")


@dataclass(frozen=True, slots=True)
class Line:
    """One empty line of a list, to be filled in."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something that was sent was not taken.

    Attributes:
        text: what is wrong and how to mend it.
        where: the part, list and line it speaks of, in words; empty for the whole page.
        name: the field as it is sent (`r:<list>:<line>:<field>`, `v:<path>`); empty for the whole page.
        disputed: whether two versions of the field now stand to choose from; then what was typed is one of them.
    """

    text: str
    where: str = ""
    name: str = ""
    disputed: bool = False

    @property
    def target(self) -> str:
        """The id to which the summary leads."""
        kind, _colon, rest = self.name.partition(":")
        if kind == "v":
            return f"f-{rest.replace('/', '-')}{'-keep' if self.disputed else ''}"
        return self.name.replace(":", "-")


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a page that was sent in.

    Attributes:
        written: how many operations took effect.
        problems: those that did not, and why.
        lines: the lines (`list`, number) whose new item was refused; they are shown again as typed.
        hints: what looks odd about the steps that were written; they stand all the same.
        typed: by the box's name, what was typed where it is no answer while the rest of its line was taken.
    """

    written: int
    problems: tuple[Problem, ...]
    lines: frozenset[tuple[str, int]]
    hints: tuple[str, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def errors(self) -> dict[str, str]:
        """The sentences by the field they stand beside."""
        return {one.name: one.text for one in self.problems if one.name and not one.disputed}


NOTHING = Saved(0, (), frozenset())


def rows_of(page: Page, listing: Listing, workshop: Workshop) -> list[tuple[Row, list[str], bool]]:
    """The items that stand, each with what looks odd about it and whether something in it waits for an answer."""
    hints = hints_of(page, listing, workshop)
    return [
        (row, hints.get(row.path, []), any(box.dispute or box.error for box in row.boxes.values()))
        for row in listing.rows
    ]


def lines_of(listing: Listing, typed: Mapping[str, str], saved: Saved = NOTHING, *, shut: bool = False) -> list[Line]:
    """The empty lines of a list, as many as the paper has below what stands; those that were refused, as typed.

    Args:
        shut: nothing can be saved any more; only what was typed and refused is left to be read.
    """
    key, keep, errors = listing.question.key, saved.lines, saved.errors
    wanted = max(paper_layout.most(listing.question) - len(listing.rows), paper_layout.OPEN)
    last = max((number for name, number in keep if name == key), default=-1)
    return [
        Line(
            number,
            tuple(
                Cell(box, name, typed.get(name, "") if (key, number) in keep else "", errors.get(name, ""))
                for box in listing.blank.boxes.values()
                if not box.question.detail  # the paper does not ask for these
                for name in [f"r:{key}:{number}:{box.question.key}"]
            ),
        )
        for number in range(max(wanted, last + 1))
        if not shut or (key, number) in keep
    ]


def shown_again(page: Page, typed: Mapping[str, str], saved: Saved) -> Page:
    """The page with its boxes as they were typed where that was not taken, and why not beside them."""
    errors = saved.errors

    def again(box: Box) -> Box:
        error = errors.get(f"v:{box.path}", "")
        if not error:
            return box
        keeps = box.kind in ("text", "lines", "number", "count")
        was = typed.get(f"v:{box.path}", "")
        if was and not keeps:
            error = _("%(error)s打的是「%(typed)s」。") % {"error": error, "typed": was}
        return replace(box, error=error, value=was if keeps else box.value, stood=box.value)

    def each(one: Box | Listing) -> Box | Listing:
        if isinstance(one, Box):
            return again(one)
        rows = (replace(row, boxes={key: again(box) for key, box in row.boxes.items()}) for row in one.rows)
        return replace(one, rows=tuple(rows))

    return replace(page, parts=tuple(replace(part, answers=tuple(map(each, part.answers))) for part in page.parts))


def save(*, group: Group, kind: str, data: QueryDict, by: User, now: dt.datetime) -> Saved:
    """Write what was keyed for one sheet, as 依紙本補登, in the name of whoever keyed it.

    Raises:
        CannotJoin: the table has as many devices as a table can have.
    """
    sheet = sheets.open_sheet(group=group, kind=kind)
    form = questions.read(sheet.questions.definition)
    batch = paper_lines.batch_in(data.get("batch", ""))
    changes = [*plain_forms.changes_from(sheet, data), *paper_lines.counts_in(form, data, batch)]
    lines: dict[uuid.UUID, tuple[str, int]] = {}
    for key, number, made in paper_lines.new_lines(form, data, batch):
        lines |= {one.id: (key, number) for one in made}
        changes += made
    seat = own_seat(group=group, user=by, now=now, on_paper=True)
    closed = paper_heap.why_closed(group.workshop)
    receipts = sheets.apply(sheet=sheet, changes=changes, by=seat, now=now, closed=closed)
    # The same page sent twice is written once, and told once.
    written = Operation.objects.filter(
        id__in=[change.id for change in changes], received_at=now, outcome=Outcome.APPLIED
    ).count()
    refused = {one.id: one for one in receipts if one.outcome != Outcome.APPLIED}
    kept = frozenset(lines[one.id] for one in changes if one.id in refused and one.action == Action.ADD)
    if written:
        trail.record(
            Verb.PAPER_KEYED, group.workshop, by=by, now={"sheet": str(sheet), "entries": written}, at=now
        )  # fmt: skip
    worded = in_page_language(form)
    if closed:
        return Saved(written, tuple(_too_late(worded, closed, [one for one in changes if one.id in refused])), kept)
    problems = [
        problem
        for change in changes
        if change.id in refused
        for problem in _problems(worded, change, refused[change.id], lines.get(change.id), data, kept)
    ]
    touched = {change.path.split("/")[1] for change in changes if change.path.startswith("steps/")}
    return Saved(
        written, tuple(dict.fromkeys(problems)), kept, tuple(_hints(sheet, touched)),
        {f"v:{change.path}": change.value for change in changes if change.flaw},
    )  # fmt: skip


def _too_late(form: questions.Form, closed: str, refused: list[Change]) -> Iterator[Problem]:
    """The reason once for the whole page; the boxes show what was typed in them, so that it can be copied."""
    if refused:
        yield Problem(closed)
    for change in refused:
        if change.action == Action.SET and (question := form.at(change.path)) and question.kind != "flag":
            yield Problem(_("沒有存。"), question.label, f"v:{change.path}")


def _hints(sheet: Sheet, touched: Collection[str]) -> Iterator[str]:
    """What looks odd about the months of the steps that this page has written."""
    for step in sheets.read(sheet).items("steps") if touched else ():
        if step.id in touched:
            for text in step_hints(step, sheet.group.workshop):
                yield _("「%(step)s」%(text)s") % {"step": step.get("what"), "text": text}


def step_hints(step: Item, workshop: Workshop) -> list[str]:
    """What looks odd about one step's months."""
    return soundness.months(step, workshop.programme.tracking_months)


def hints_of(page: Page, listing: Listing, workshop: Workshop) -> dict[str, list[str]]:
    """What stands beside the rows of a list, by their path: what looks odd about their months. It blocks nothing."""
    if listing.question.key != "steps":
        return {}
    return {f"steps/{step.id}": step_hints(step, workshop) for step in page.content.items("steps")}


def _problems(
    form: questions.Form,
    change: Change,
    receipt: Receipt,
    line: tuple[str, int] | None,
    data: QueryDict,
    kept: frozenset[tuple[str, int]],
) -> list[Problem]:
    """What to say about an operation that was not taken, where whoever typed it looks.

    A new line that was refused is told once, field by field: its star, which could not be set either, says nothing new.
    """
    if not receipt.message:
        return []
    key, _slash, _rest = change.path.partition("/")
    question = form.by_key.get(key)
    if question is None:
        return [Problem(receipt.message)]
    where = _where(form, question)
    if line is None:
        return [Problem(receipt.message, where, f"v:{change.path}", receipt.outcome == Outcome.CONFLICT)]
    number = line[1]
    where = _("%(list)s，新的第 %(number)s 行") % {"list": where, "number": number + 1}
    words = data.get(f"r:{key}:{number}:{question.fields[0].key}", "").strip()
    if change.action != Action.ADD:
        rest = _("%(line)s「%(words)s」存了，只有這一格沒存") % {"line": where, "words": words[:20]} if words else where
        return [] if line in kept else [Problem(receipt.message, rest, f"v:{change.path}")]
    # Nothing of this line could be saved, its sentence neither; whoever reads of the box must know.
    where = _("%(line)s「%(words)s」整行還沒存") % {"line": where, "words": words[:20]} if words else where
    flaws = [
        Problem(text, where, name)
        for one in question.fields
        for name in [f"r:{key}:{number}:{one.key}"]
        if one.kind != "flag"
        and (typed := data.get(name, "").strip())
        and (text := wrong(one, paper_lines.value_of(one, typed)))
    ]
    return flaws or [Problem(receipt.message, where, f"r:{key}:{number}:{question.fields[0].key}")]


def _where(form: questions.Form, question: questions.Question) -> str:
    """A question by its part and its own name: two parts may ask alike."""
    section = next(one for one in form.sections if question in one.questions)
    if question.kind != "list" or section.title == question.label:
        return question.label
    return _("%(part)s・%(list)s") % {"part": section.title, "list": question.label}


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
