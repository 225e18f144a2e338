"""The blank A3 forms: what a table writes on when there is no network, laid out from the programme's own questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.ui.pillars import PILLARS
from workshops import papers
from workshops.models import Group, Workshop

from . import call, questions
from .models import QuestionSet, SheetKind
from .page_codes import PageCode

# Lines that fit an A3 page: one fewer for each question the association has added to the column.
STRENGTH_LINES, DIFFICULTY_LINES = 3, 7
STEP_LINES = 3
RESOURCE_LINES = 5


def blank_forms(workshop: Workshop, site: str, by: User) -> dict[str, Any]:
    """Two sheets for each group (one set without a number while there are no groups), and a third for added questions.

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
    added = [(form.title, [question for question in form.questions() if question.is_extra]) for form in forms.values()]
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
        "step_lines": range(1, STEP_LINES + 1),
        "resource_lines": range(RESOURCE_LINES),
        "resources": {one.key: one for one in _list_fields(forms[SheetKind.FEASIBILITY], "resources")},
        "added": [part for part in added if part[1]],
        "sheets_each": 3 if any(part[1] for part in added) else 2,
        "pillars": [(pillar, PILLARS[pillar.code]) for pillar in call.PILLARS],
        "groups": [(group, _codes(workshop, group, sets)) for group in groups],
    }


def _codes(workshop: Workshop, group: Group | None, sets: Mapping[str, QuestionSet]) -> list[PageCode]:
    """The codes of a group's sheets, in their order. They name the page; what opens the table stands on its card."""
    table = group.number if group else 0
    versions = (("A", SheetKind.INVENTORY), ("B", SheetKind.DESIGN), ("C", SheetKind.DESIGN))
    return [PageCode(workshop.pk, table, sheet, sets[kind].version, 1) for sheet, kind in versions]


def _list_fields(form: questions.Form, key: str) -> tuple[questions.Question, ...]:
    return form.by_key[key].fields


def _column(section: questions.Section) -> dict[str, Any]:
    """One pillar's column: its lists in the form's order, each with as many lines as fit, and its Call items."""
    pillar = next(one for one in call.PILLARS if one.code == section.pillar)
    lists = [
        {
            "question": question,
            "votes": question.key.endswith("_difficulties"),
            "lines": range(DIFFICULTY_LINES if question.key.endswith("_difficulties") else STRENGTH_LINES),
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
)
