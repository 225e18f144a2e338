"""How many people stand behind the hours of a kind of service in a county: a sum of minutes says nothing of that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from volunteers.models import ResultFigure, ResultReport
from volunteers.models.result import Term


def of_kinds(year: int, counties: Collection[str]) -> dict[tuple[str, str], int]:
    """By county and figure: the people of the units that told of hours of this kind. One question.

    A unit counts once a year, with the most people that any of its reports has; one whose form does not ask for people
    counts none, so that what it did is hidden rather than told.
    """
    reports = ResultReport.objects.of_period(year, Term.YEAR).accepted().filter(county__in=list(counties))
    people = ResultFigure.objects.filter(report=OuterRef("report"), key="people")
    rows = (
        ResultFigure.objects.filter(report__in=reports.order_by().values("pk"), key__startswith="kind_")
        .annotate(
            number=Coalesce("by_hand", "counted", 0),
            people=Coalesce(Subquery(people.values(number=Coalesce("by_hand", "counted", 0))[:1]), 0),
        )
        .filter(number__gt=0)
        .order_by()
        .values("report__county", "key", "report__unit", "people")
        .annotate(times=Sum(F("number")))
    )
    most: dict[tuple[str, str, int], int] = defaultdict(int)
    for row in rows.iterator(chunk_size=2000):
        key = row["report__county"], row["key"], row["report__unit"]
        most[key] = max(most[key], row["people"])
    found: dict[tuple[str, str], int] = defaultdict(int)
    for (county, kind, _unit), number in most.items():
        found[county, kind] += number
    return dict(found)
