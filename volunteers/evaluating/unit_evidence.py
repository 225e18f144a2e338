"""What the register says of units in a time, filled in for their appraisal, by a fixed number of questions.

They speak to what the handbook advises a unit to report on (成果回報：人數、紀錄冊、保險、訓練、時數); which of them an
authority judges by is its own. No points follow from them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteers.models import (
    Cover,
    Enrolment,
    EvaluationRound,
    Gathering,
    Incident,
    RecordBook,
    ServiceEntry,
    Training,
)

Evidence = dict[str, int]
KEYS: dict[str, str | Promise] = {
    "people": _("期末在隊人數"),
    "served": _("有服務的人數"),
    "minutes": _("核定時數"),
    "books": _("領有紀錄冊的人數"),
    "insured": _("期末在保的人數"),
    "trained": _("期間完成訓練的人數"),
    "gatherings": _("召開的志工會議"),
    "evaluations": _("辦理的志工考核"),
    "incidents": _("服務中的事故"),
}


def gather(units: Collection[int], first: dt.date, last: dt.date) -> dict[int, Evidence]:
    """The numbers of these units from a day to a day."""
    found: dict[int, Evidence] = {unit: dict.fromkeys(KEYS, 0) for unit in units}
    for key, rows, path, counted in _counts(list(units), first, last):
        for unit, number in rows.order_by().values_list(path).annotate(number=counted):
            found[unit][key] = number or 0
    return found


def _counts(units: list[int], first: dt.date, last: dt.date) -> Iterator[tuple[str, QuerySet[Any], str, Any]]:
    """Key, rows, the path to their unit, and what of them is counted."""
    people = Count("volunteer", distinct=True)
    there = Enrolment.objects.filter(unit__in=units).on(last)
    lines = ServiceEntry.objects.filter(
        unit__in=units, served_on__range=(first, last), state=ServiceEntry.State.APPROVED
    )
    stand = lines.filter(corrects=None, corrected_by=None)
    held = RecordBook.objects.held().filter(issued_on__lte=last).values("volunteer")
    learnt = Training.objects.valid().filter(completed_on__range=(first, last)).values("volunteer")
    covers = Cover.objects.filter(policy__unit__in=units, starts_on__lte=last, ends_on__gte=last)
    yield "people", there, "unit", people
    yield "served", stand, "unit", people
    yield "minutes", lines, "unit", Sum("counted")
    yield "books", there.filter(volunteer__in=held), "unit", people
    yield "insured", covers, "policy__unit", people
    yield "trained", there.filter(volunteer__in=learnt), "unit", people
    yield (
        "gatherings",
        Gathering.objects.held().filter(unit__in=units, held_on__range=(first, last)),
        "unit",
        Count("pk"),
    )
    told = EvaluationRound.objects.filter(unit__in=units, told_at__isnull=False, last_on__range=(first, last))
    yield "evaluations", told, "unit", Count("pk")
    yield "incidents", Incident.objects.filter(unit__in=units, happened_on__range=(first, last)), "unit", Count("pk")
