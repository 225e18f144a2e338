"""Who is asked about next, where more than two wrote on one box at once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from actionplans.models import Entry, Operation, Sheet
from workshops.models import Group

from .operations import Change, Outcome


def open_in(groups: Iterable[Group]) -> dict[int, int]:
    """By group, in how many boxes two wrote differently and nobody has chosen yet (one query)."""
    waiting = Entry.objects.filter(sheet__group__in=[group.pk for group in groups], disputed__isnull=False)
    return dict(waiting.order_by().values_list("sheet__group").annotate(boxes=Count("pk")))


def ask_about_next(sheet: Sheet, settled_by: Change) -> None:
    """Let the one who lost before the dispute just settled be asked about, if her words stand nowhere yet.

    An entry points to the last who lost; without this the words of those before her would only be in the log. What a
    seat typed on replaces its own earlier words; words that were chosen, or looked at and left, are settled.
    """
    entries = Entry.objects.filter(sheet=sheet, path=settled_by.path, disputed=None)
    written = Operation.objects.filter(sheet=sheet, path=settled_by.path)
    settled = {settled_by.resolves, *written.filter(outcome=Outcome.APPLIED).values_list("resolves", flat=True)}
    lost = {one.seat_id: one for one in written.filter(outcome=Outcome.CONFLICT).order_by("sequence")}
    seen = [settled_by.value, *(one.value for one in lost.values() if one.id in settled)]
    waiting = [one for one in lost.values() if one.id not in settled and one.value not in seen]
    if waiting:
        entries.update(disputed=max(waiting, key=lambda one: one.sequence).id)
