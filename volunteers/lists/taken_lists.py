"""Lists that were taken in: kept with the first row that brings something, so that all of it can be taken back."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, QuerySet

from foundation.audit.trail import Acts
from volunteers.models import Policy, TakenList, Unit

SHOWN = 10


class Coming:
    """A list that is being taken in.

    Attributes:
        row: as it is kept; not saved before something has come.
    """

    def __init__(
        self, *, kind: str, unit: Unit, name: str, by: Acts, now: dt.datetime, policy: Policy | None = None
    ) -> None:
        self.row = TakenList(
            unit=unit, kind=kind, policy=policy, name=name[:200], made_at=now, made_by=by.as_actor().label[:200]
        )

    def add(self, rows: int = 1) -> TakenList:
        """The kept list, for what so many rows bring; called beside the writing of it, in one transaction."""
        if self.row.pk is None or not TakenList.objects.filter(pk=self.row.pk).update(added=F("added") + rows):
            self.row.pk, self.row.added = None, rows  # it was undone with the row before, where that was refused
            self.row.save()
        return self.row


def before(unit: Unit, kind: str, policy: Policy | None = None) -> QuerySet[TakenList]:
    """A unit's latest lists of a kind, of one policy where it is asked for."""
    return TakenList.objects.filter(unit=unit, kind=kind, policy=policy)[:SHOWN]
