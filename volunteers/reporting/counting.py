"""The figures of many units for a period, from the register: a fixed number of questions, however many units.

Who the figure's people are is said once (`people`), for the count and for the rows behind it (`rows.py`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from foundation.accounts import sectors
from volunteers.models import (
    AwardGiven,
    Cover,
    Enrolment,
    Gathering,
    RecordBook,
    ResultReport,
    ServiceEntry,
    ServiceMonth,
    Unit,
    Volunteer,
)
from volunteers.rules.courses import PROGRAMMES
from volunteers.rules.result_figures import (
    AGES,
    NUMBERS,
    OTHER_TRAINING,
    TRAINING_KEYS,
    UNKNOWN,
    YEARS,
    training_kind,
)

HONOUR_CARD = "TW_MOHW_HONOR_CARD"
Counts = dict[int, Counter[str]]
"""By unit, by key."""


def years_before(day: dt.date, years: int) -> dt.date:
    """The day so many years earlier; the 29th of February stands for the 28th where there is none."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def members(day: dt.date) -> QuerySet[Enrolment]:
    """Who is in which unit on a day, each person once a unit."""
    earlier = Enrolment.objects.on(day).filter(
        unit=OuterRef("unit"), volunteer=OuterRef("volunteer"), pk__lt=OuterRef("pk")
    )
    return Enrolment.objects.on(day).filter(~Exists(earlier)).annotate(**_held(day))


def _held(day: Any) -> dict[str, Exists]:
    """What a member has on a day, which may be one that her row says."""
    books = RecordBook.objects.filter(
        volunteer=OuterRef("volunteer"),
        issued_on__lte=day,
        state__in=(RecordBook.State.ISSUED, RecordBook.State.REPLACED),
    )
    cards = AwardGiven.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day),
        volunteer=OuterRef("volunteer"), award=HONOUR_CARD, given_on__lte=day, revoked_on=None,
    )  # fmt: skip
    covers = Cover.objects.filter(
        policy__unit=OuterRef("unit"), volunteer=OuterRef("volunteer"), starts_on__lte=day, ends_on__gte=day
    )
    return {"has_book": Exists(books), "has_card": Exists(cards), "has_cover": Exists(covers)}


def people(day: dt.date) -> dict[str, Q]:
    """What is true of the members who make a figure, by its key."""
    found: dict[str, Q] = {
        "people": Q(), "books": Q(has_book=True), "cards": Q(has_card=True), "insured": Q(has_cover=True),
    }  # fmt: skip
    for name, choices in (
        ("sex", Volunteer.Sex), ("education", Volunteer.Education), ("occupation", Volunteer.Occupation),
    ):  # fmt: skip
        for code in choices.values:
            found[f"{name}_{code}"] = Q(**{f"volunteer__{name}": code})
        found[f"{name}_{UNKNOWN}"] = ~Q(**{f"volunteer__{name}__in": choices.values})
    found[f"age_{UNKNOWN}"] = Q(volunteer__born_on=None)
    for first, last in AGES:
        found[f"age_{first}"] = _band("volunteer__born_on", day, first, last)
    for first, last in YEARS:
        found[f"tenure_{first}"] = _band("joined_on", day, first, last)
    return found


def _band(path: str, day: dt.date, first: int, last: int | None) -> Q:
    """Whose day of beginning lies `first` to `last` full years back; `first` 0 takes whoever began later too."""
    found = Q(**{f"{path}__isnull": False})
    if first:
        found &= Q(**{f"{path}__lte": years_before(day, first)})
    if last is not None:
        found &= Q(**{f"{path}__gt": years_before(day, last + 1)})
    return found


def count(units: Collection[int], first: dt.date, last: dt.date) -> Counts:
    """Every figure that the register knows, for each of these units; what is nowhere found is 0."""
    keys = [one.key for one in NUMBERS]
    found: Counts = {unit: Counter(dict.fromkeys(keys, 0)) for unit in units}
    within = Unit.objects.filter(pk__in=list(units))
    for unit, key, number in (
        *_people(within, last), *_service(within, first, last), *_trained(within, first, last),
        *_life(within, first, last),
    ):  # fmt: skip
        found[unit][key] += number
    return found


Found = Iterator[tuple[int, str, int]]


def _people(units: QuerySet[Unit], day: dt.date) -> Found:
    counts = {f"n_{key}": Count("pk", filter=which) if which else Count("pk") for key, which in people(day).items()}
    rows: Any = members(day).filter(unit__in=units).order_by().values("unit").annotate(**counts)
    for row in rows:
        for name in counts:
            yield row["unit"], name.removeprefix("n_"), row[name]


def is_of_months(first: dt.date, last: dt.date) -> bool:
    """Whether a period is whole months, so that the sums of months will do."""
    return first.day == 1 and (last + dt.timedelta(days=1)).day == 1


def served(first: dt.date, last: dt.date) -> Any:
    """What was served in a period: months' sums, or the approved lines where it is no whole months."""
    if is_of_months(first, last):
        months = first.year * 100 + first.month, last.year * 100 + last.month
        return ServiceMonth.objects.filter(month__range=months).order_by()
    return ServiceEntry.objects.approved().filter(served_on__range=(first, last)).order_by()


def _service(units: QuerySet[Unit], first: dt.date, last: dt.date) -> Found:
    rows = served(first, last).filter(unit__in=units).values("unit", "category").annotate(
        sum_counted=Sum("counted"), sum_times=Sum("times"), sum_served=Sum("served_people")
    )  # fmt: skip
    for row in rows:
        yield row["unit"], "minutes", row["sum_counted"]
        yield row["unit"], "times", row["sum_times"]
        yield row["unit"], "served", row["sum_served"]
        if row["category"] in sectors.CATEGORIES:
            yield row["unit"], f"kind_{row['category']}", row["sum_counted"]


def trained(first: dt.date, last: dt.date) -> Any:
    """Who completed something in a period while she was in a unit, with which kind of training."""
    kinds: dict[str, list[str]] = {}
    for code in PROGRAMMES:
        kinds.setdefault(training_kind(code), []).append(code)
    known = [
        When(volunteer__trainings__programme__in=codes, then=Value(TRAINING_KEYS[kind]))
        for kind, codes in kinds.items()
    ]
    return (
        Enrolment.objects.filter(
            Q(left_on=None) | Q(left_on__gte=F("volunteer__trainings__completed_on")),
            volunteer__trainings__completed_on__range=(first, last),
            volunteer__trainings__revoked_on=None,
            joined_on__lte=F("volunteer__trainings__completed_on"),
        )
        .annotate(kind=Case(*known, default=Value(TRAINING_KEYS[OTHER_TRAINING]), output_field=CharField()))
        .order_by()
    )


def _trained(units: QuerySet[Unit], first: dt.date, last: dt.date) -> Found:
    rows = trained(first, last).filter(unit__in=units).values("unit", "kind")
    for row in rows.annotate(number=Count("volunteer", distinct=True)):
        yield row["unit"], row["kind"], row["number"]


def gatherings(first: dt.date, last: dt.date) -> Any:
    """Meetings that were held in a period."""
    return Gathering.objects.held().filter(held_on__range=(first, last)).order_by()


def honoured(first: dt.date, last: dt.date) -> Any:
    """Who received an award in a period while she was in a unit; a row for each award."""
    return Enrolment.objects.filter(
        Q(left_on=None) | Q(left_on__gte=F("volunteer__awards_given__given_on")),
        volunteer__awards_given__given_on__range=(first, last),
        volunteer__awards_given__revoked_on=None,
        joined_on__lte=F("volunteer__awards_given__given_on"),
    ).order_by()


def honoured_teams(first: dt.date, last: dt.date) -> Any:
    """Awards that teams received in a period."""
    return AwardGiven.objects.filter(unit__isnull=False, given_on__range=(first, last), revoked_on=None).order_by()


def _life(units: QuerySet[Unit], first: dt.date, last: dt.date) -> Found:
    met = gatherings(first, last).filter(unit__in=units).values("unit", "kind")
    for row in met.annotate(number=Count("pk")):
        yield row["unit"], "liaison" if row["kind"] == Gathering.Kind.LIAISON else "meetings", row["number"]
    given = honoured(first, last).filter(unit__in=units).values("unit")
    for row in given.annotate(number=Count("volunteer__awards_given", distinct=True)):
        yield row["unit"], "honours_people", row["number"]
    for row in honoured_teams(first, last).filter(unit__in=units).values("unit").annotate(number=Count("pk")):
        yield row["unit"], "honours_team", row["number"]


def distinct(reports: QuerySet[ResultReport]) -> dict[str, int]:
    """People of these reports' units, each on its report's last day, counted once however many units she serves
    (RPT-06): no sum of units' figures. One question.

    Args:
        reports: one of each unit.
    """
    last = reports.order_by().filter(unit=OuterRef("unit")).values("last_on")[:1]
    rows = (
        Enrolment.objects.filter(unit__in=reports.order_by().values("unit"))
        .annotate(day=Subquery(last))
        .filter(Q(left_on=None) | Q(left_on__gte=F("day")), joined_on__lte=F("day"))
        .annotate(**_held(OuterRef("day")))
    )
    which = {"people": None, "books": Q(has_book=True), "cards": Q(has_card=True), "insured": Q(has_cover=True)}
    counts = {f"n_{key}": Count("volunteer", filter=one, distinct=True) for key, one in which.items()}
    found = rows.aggregate(**counts)
    return {key: int(found[f"n_{key}"]) for key in which}
