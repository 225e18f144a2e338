"""The record book's page of awards: what she has received and still holds good, whoever gave it."""

from __future__ import annotations

from foundation.taiwan import roc
from volunteers.models import AwardGiven, Unit, Volunteer
from volunteers.persons import booklet
from volunteers.persons.booklet import Line
from volunteers.rules.booklet import Page

from . import books


@booklet.source(Page.AWARDS)
def awards_received(volunteer: Volunteer, unit: Unit) -> list[Line]:
    """A line for each award: its day, its name as it was called then, and who gave it. What was revoked is left out."""
    rows = AwardGiven.objects.filter(volunteer=volunteer, revoked_on=None).order_by("given_on", "pk")
    known = books.as_given(rows)
    return [
        Line(f"a{row.pk}", (roc.short(row.given_on), str(rule.name), str(rule.authority)))
        for row in rows
        if (rule := known.get(row.pk)) is not None
    ]
