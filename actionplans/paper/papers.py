"""The blank A3 forms: what a table writes on when there is no network, laid out from the programme's own questions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans import call
from actionplans.asking import questions
from actionplans.models import QuestionSet, SheetKind
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.ui.pillars import PILLARS
from workshops import papers
from workshops.models import Group, Workshop

from .page_codes import PageCode
from .paper_layout import on_a3

# A further sheet for questions the association has added, in millimetres: what lies between its head and its foot, a
# line to write on, one of a heading and one of options, and what stands around them; characters to a line of each, and
# how many an option's tick box takes.
ROOM, WRITING_LINE, HEADING_LINE, OPTIONS_LINE, AROUND = 228.0, 9.8, 6.2, 7.7, 9.5
HEADING_CHARACTERS, OPTIONS_CHARACTERS, TICK = 40, 46, 4


def blank_forms(workshop: Workshop, site: str, by: User) -> dict[str, Any]:
    """Two sheets for each group (one set without a number while there are no groups), and more for added questions.

    Raises:
        NothingToPrint: the programme has no published forms.
    """
    try:
        sets = {kind.value: questions.version_for(workshop, kind) for kind in SheetKind}
    except QuestionSet.DoesNotExist:
        raise papers.NothingToPrint(_("這個方案還沒有發布表單。請協會先發布表單，再印紙本。")) from None
    forms = {kind: questions.read(each.definition) for kind, each in sets.items()}
    groups: list[Group | None] = list(workshop.groups.order_by("number")) or [None]
    inventory, design = forms[SheetKind.INVENTORY], forms[SheetKind.DESIGN]
    check = forms[SheetKind.FEASIBILITY].by_key
    added = further_sheets((form.title, one) for form in forms.values() for one in form.questions() if one.is_extra)
    programme = workshop.programme
    return {
        "inventory": inventory,
        "columns": [_column(section) for section in inventory.sections if section.pillar],
        "issues": range(1, programme.issues_max + 1),
        "issues_text": f"{programme.issues_min}–{programme.issues_max}",
        "core": {one.key: one for one in _list_fields(inventory, "recognition_difficulties")},
        "design": design,
        "ask": design.by_key,
        "check": check,
        "promise": forms[SheetKind.COMMITMENT].by_key,
        "months": [
            (month, [check[f"month{month}_{key}"] for key in ("change", "indicator", "proof")]) for month in (1, 3, 6)
        ],
        "step_lines": range(1, on_a3(design.by_key["steps"]) + 1),
        "resource_lines": range(on_a3(check["resources"])),
        "resources": {one.key: one for one in _list_fields(forms[SheetKind.FEASIBILITY], "resources")},
        "added": list(enumerate(added, 3)),
        "sheets_each": 2 + len(added),
        "pillars": [(pillar, PILLARS[pillar.code]) for pillar in call.PILLARS],
        "groups": [(group, _codes(workshop, group, sets, len(added))) for group in groups],
    }


def _codes(workshop: Workshop, group: Group | None, sets: Mapping[str, QuestionSet], further: int) -> list[PageCode]:
    """The codes of a group's sheets, in their order. They name the page; what opens the table stands on its card."""
    table = group.number if group else 0
    pages = [("A", SheetKind.INVENTORY, 1), ("B", SheetKind.DESIGN, 1)]
    pages += [("C", SheetKind.DESIGN, page) for page in range(1, further + 1)]
    return [PageCode(workshop.pk, table, sheet, sets[kind].version, page) for sheet, kind, page in pages]


def further_sheets(asked: Iterable[tuple[str, questions.Question]]) -> list[list[tuple[str, questions.Question]]]:
    """Added questions with their form's title, two side by side, as many on a sheet as fit."""
    given = list(asked)
    sheets: list[list[tuple[str, questions.Question]]] = []
    room = 0.0
    for row in (given[at : at + 2] for at in range(0, len(given), 2)):
        height = max(_height(title, question) for title, question in row)
        if height > room or not sheets:
            sheets.append([])
            room = ROOM
        sheets[-1] += row
        room -= height
    return sheets


def _height(title: str, question: questions.Question) -> float:
    heading = math.ceil((len(question.label) + len(title)) / HEADING_CHARACTERS) * HEADING_LINE
    if question.options:
        return AROUND + heading + _option_lines([len(label) + TICK for _v, label in question.options]) * OPTIONS_LINE
    return AROUND + heading + (3 if question.kind == "lines" else 2) * WRITING_LINE


def _option_lines(widths: Iterable[int]) -> int:
    """How many lines options take one behind the other; one that is longer than a line begins a line of its own."""
    lines, left = 0, 0
    for width in widths:
        if width > left:
            own = math.ceil(width / OPTIONS_CHARACTERS)
            lines, left = lines + own, own * OPTIONS_CHARACTERS
        left -= width
    return lines


def _list_fields(form: questions.Form, key: str) -> tuple[questions.Question, ...]:
    return form.by_key[key].fields


def _column(section: questions.Section) -> dict[str, Any]:
    """One pillar's column: its lists in the form's order, each with as many lines as fit, and its Call items."""
    pillar = next(one for one in call.PILLARS if one.code == section.pillar)
    lists = [
        {
            "question": question,
            "votes": question.key.endswith("_difficulties"),
            "lines": range(on_a3(question)),
        }
        for question in section.questions
        if question.kind == "list"
    ]
    return {"section": section, "pillar": pillar, "look": PILLARS[pillar.code], "lists": lists, "items": pillar.items}


BLANK_FORMS = papers.Paper(
    "blank-forms",
    gettext_lazy("紙本表單"),
    gettext_lazy("沒有網路時用的盤點表與行動設計表，每組一份。黑白影印也看得清楚。"),
    "A3",
    Permission.RUN_WORKSHOP,
    "print/blank_forms.html",
    blank_forms,
    is_long=True,
)
