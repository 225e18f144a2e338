"""Boxes in which two wrote differently and nobody has chosen, and the choice made beside the sheet.

Tables choose at their own page, and paper beside its photo. When a table is closed and has no photo its sheet is only
read; then whoever may write for the table chooses there, under her own name, for as long as the paper may be keyed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from actionplans.models import Sheet
from actionplans.paper import paper_heap
from actionplans.writing import plain_forms, sheets
from actionplans.writing.sheet_pages import Box, Listing, Page
from actionplans.writing.sheets import Receipt
from foundation.accounts.models import User
from workshops.own_seats import own_seat


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One box that waits for a choice, and in words where it stands."""

    where: str
    box: Box


def boxes_in(page: Page) -> list[Unsettled]:
    """What waits on a page, in its order."""
    found = []
    for part in page.parts:
        for one in part.answers:
            if isinstance(one, Listing):
                name = _named(part.section.title, one.question.label)
                found += [
                    Unsettled(_("%(list)s「%(item)s」的%(box)s") % {
                        "list": name, "item": row.main.shown or _("未填"), "box": box.question.label,
                    }, box)
                    for row in one.rows for box in row.boxes.values() if box.dispute
                ]  # fmt: skip
            elif one.dispute:
                found.append(Unsettled(one.question.label, one))
    return found


def _named(part: str, label: str) -> str:
    return label if part == label else _("%(part)s・%(list)s") % {"part": part, "list": label}


def settle(*, sheet: Sheet, data: QueryDict, by: User, now: dt.datetime) -> list[Receipt]:
    """Choose one of two versions, or both, as the buttons of a page ask; nothing where that was settled meanwhile.

    Raises:
        CannotJoin: the table has as many devices as a table can have.
    """
    changes = plain_forms.chosen_in(sheet, data)
    if not changes:
        return []
    closed = paper_heap.why_closed(sheet.group.workshop)
    seat = own_seat(group=sheet.group, user=by, now=now)
    return sheets.apply(sheet=sheet, changes=changes, by=seat, now=now, closed=closed)
