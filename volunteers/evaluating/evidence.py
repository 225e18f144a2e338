"""What the ledgers say of a volunteer, filled in for her evaluation: hours, training, absences, meetings.

They speak to the handbook's indicators 9 (時數、次數), 10 (集會) and 11 (訓練). They are shown to the raters and to
her; no points follow from them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, Q, Sum

from volunteers.models import ServiceEntry, Training, Unit
from volunteers.rostering import absences
from volunteers.unit_life import gatherings
from volunteers.unit_life.gatherings import Presence

Evidence = dict[str, int]
KEYS = ("minutes", "times", "days", "absences", "leaves", "trainings", "training_minutes", "called", "came", "excused")


def gather(unit: Unit, people: Collection[int], first: dt.date, last: dt.date) -> dict[int, Evidence]:
    """The numbers of these people at a unit, from a day to a day, by a fixed number of questions."""
    found: dict[int, Evidence] = {person: dict.fromkeys(KEYS, 0) for person in people}
    lines = ServiceEntry.objects.filter(
        unit=unit, volunteer__in=list(people), served_on__range=(first, last), state=ServiceEntry.State.APPROVED
    ).order_by()
    stands = Q(corrects=None, corrected_by=None)
    for row in lines.values("volunteer").annotate(
        sum_counted=Sum("counted"), sum_times=Sum("times"),
        days=Count("served_on", filter=stands, distinct=True),
    ):  # fmt: skip
        found[row["volunteer"]] |= {"minutes": row["sum_counted"], "times": row["sum_times"], "days": row["days"]}
    learnt = Training.objects.valid().filter(volunteer__in=list(people), completed_on__range=(first, last)).order_by()
    for one in learnt.values("volunteer").annotate(number=Count("pk"), sum_minutes=Sum("minutes")):
        found[one["volunteer"]] |= {"trainings": one["number"], "training_minutes": one["sum_minutes"]}
    for person, (absent, away) in absences.counted(unit, people, first, last).items():
        found[person] |= {"absences": absent, "leaves": away}
    for person, seen in gatherings.presence(unit, people, first, last).items():
        found[person] |= _met(seen)
    return found


def _met(seen: Presence) -> Evidence:
    return {"called": seen.called, "came": seen.came, "excused": seen.excused}
