"""Codes of the report lead back: from a line of a file to the page behind it, for who may see that page.

A plan is called by its own number; a workshop W12, its third table W12-3, that table's first core issue W12-3-1.
A figure has a number of its own after the report's code: P3E2-14 (programme 3, edition 2); so have a pillar (P3E2-R),
an item of the Call (P3E2-R2; P3E2-R2I for its core issues), a county (P3E2-TTT) and a cell of a matrix (P3E2-R2-TTT).
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.urls import reverse

from actionplans.models import Plan, Sheet, SheetKind
from actionplans.writing import contents
from foundation.accounts.roles import Permission
from foundation.exports.table import Link
from workshops.models import Group, Workshop

# Never renumbered: the codes of printed editions lead here. A new figure takes the next number.
FIGURES = {
    "counties_registered": "01", "counties_held": "02", "counties_adopted": "03", "counties_tracked": "04",
    "workshops_registered": "05", "workshops_held": "06", "workshops_in_range": "07", "groups": "08", "people": "09",
    "people_officials": "10", "people_centre": "11", "people_cadres": "12", "issues": "13", "plans": "14",
    "plans_per_workshop": "15", "plans_tracked": "16", "plans_measured": "17", "plans_measured_share": "18",
    "items_answered": "19",
}  # fmt: skip
PLACED = re.compile(r"W(\d{1,9})(?:-(\d{1,4}))?(?:-(\d{1,4}))?", re.ASCII)


def address(code: str) -> str:
    """Where a code leads; files are read elsewhere, so the address is whole."""
    return settings.SITE_ADDRESS + place_of(code)


def place_of(code: str) -> str:
    """The same within the house."""
    return reverse("reports:code", args=[code])


def link(code: str) -> Link:
    """A code as a cell that leads back."""
    return Link(code, address(code))


def page_of(code: str, *, user: Any) -> str | None:
    """The page behind a code; None where there is none, or this person may not see it."""
    plan = Plan.objects.visible_to(user).filter(code=code).first()
    if plan is not None:
        return reverse("actionplans:lineage", args=[plan.pk])
    found = PLACED.fullmatch(code)
    if found is None:
        return None
    workshop = int(found[1])
    table, issue = (int(part) if part else None for part in found.groups()[1:])
    if table is None:
        seen = Workshop.objects.visible_to(user).filter(pk=workshop).exists()
        return reverse("workshops:detail", args=[workshop]) if seen else None
    rows = Group.objects.visible_to(user, Permission.READ_SHEETS)
    group = rows.filter(workshop=workshop, number=table).first()
    if group is None:
        return None
    page = reverse("actionplans:group_sheets", args=[group.pk])
    return page if issue is None else page + _place(group, issue)


def _place(group: Group, number: int) -> str:
    """Where on the table's page its core issue of this number stands; the page itself where it has fewer by now."""
    sheet = Sheet.objects.filter(group=group, kind=SheetKind.INVENTORY).first()
    issues = contents.core_issues(contents.read(sheet)) if sheet else []
    return f"#item-{issues[number - 1].item}" if 0 < number <= len(issues) else ""
