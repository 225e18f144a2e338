"""The rows behind a figure, as somebody may see them, found by the very conditions by which the figure was counted.

They are those of today: where a figure was taken before something changed, the page says both numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.taiwan import roc
from volunteers.awards import books
from volunteers.models import Enrolment, Gathering, ResultReport
from volunteers.rules.courses import PROGRAMMES
from volunteers.rules.result_figures import BY_KEY, Group
from volunteers.templatetags.register import as_hours

from . import counting


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is called, where it leads, and what it gives to the figure."""

    text: str
    url: str
    detail: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a figure, to be paged: a query of values, and how those of one page are shown."""

    query: QuerySet[Any]
    shown: Callable[[Iterable[Any]], list[Row]]


def behind(report: ResultReport, key: str, user: Any) -> Behind | None:
    """The rows of a report's figure that this person may see; None where a figure has no rows (words).

    Args:
        key: of a figure of the report.
    """
    figure = BY_KEY[key]
    first, last = report.first_on, report.last_on
    theirs = Enrolment.objects.visible_to(user).filter(unit=report.unit_id).order_by().values("pk")
    if figure.is_words:
        return None
    if key in (by := counting.people(last)):
        rows = counting.members(last).filter(by[key], unit=report.unit_id, pk__in=theirs)
        return Behind(
            rows.order_by("volunteer__name", "pk").values("volunteer__key", "volunteer__name", "joined_on"),
            _each(_member),
        )
    if figure.group is Group.TRAINING:
        found = counting.trained(first, last).filter(kind=key, unit=report.unit_id, pk__in=theirs)
        names = ("volunteer__key", "volunteer__name", "volunteer__trainings__programme",
                 "volunteer__trainings__completed_on")  # fmt: skip
        return Behind(found.order_by("volunteer__name", names[3], "pk").values(*names), _each(_trained))
    if figure.group in (Group.SERVICE, Group.KINDS):
        hours = counting.served(first, last).visible_to(user).filter(unit=report.unit_id)
        if figure.group is Group.KINDS:
            hours = hours.filter(category=key.removeprefix("kind_"))
        sums = hours.values("volunteer__key", "volunteer__name").annotate(
            sum_counted=Sum("counted"), sum_times=Sum("times"), sum_served=Sum("served_people")
        )
        return Behind(sums.order_by("-sum_counted", "volunteer__name", "volunteer__key"), _each(_served))
    if figure.group is Group.MEETINGS:
        met = counting.gatherings(first, last).visible_to(user).filter(unit=report.unit_id)
        liaison = Gathering.Kind.LIAISON
        met = met.filter(kind=liaison) if key == "liaison" else met.exclude(kind=liaison)
        return Behind(met.order_by("held_on", "pk").values("pk", "title", "held_on"), _each(_met))
    if key == "honours_team":
        teams = counting.honoured_teams(first, last).filter(unit=report.unit_id)
        return Behind(teams.order_by("given_on", "pk").values("award", "given_on", "version"), _teams)
    given = counting.honoured(first, last).filter(unit=report.unit_id, pk__in=theirs)
    asked = {name: F(f"volunteer__awards_given__{name}") for name in ("award", "given_on", "version")}
    values = given.values("volunteer__key", "volunteer__name", **asked)
    return Behind(values.order_by("given_on", "volunteer__name", "pk"), _honoured)


def _each(shown: Callable[[Any], Row]) -> Callable[[Iterable[Any]], list[Row]]:
    return lambda rows: [shown(row) for row in rows]


def _person(row: Any, detail: str) -> Row:
    return Row(row["volunteer__name"], reverse("volunteers:person", args=[row["volunteer__key"]]), detail)


def _member(row: Any) -> Row:
    return _person(row, _("%(day)s加入") % {"day": roc.short(row["joined_on"])})


def _trained(row: Any) -> Row:
    code, day = row["volunteer__trainings__programme"], row["volunteer__trainings__completed_on"]
    name = PROGRAMMES[code].name if code in PROGRAMMES else code
    return _person(row, f"{name}　{roc.short(day)}")


def _served(row: Any) -> Row:
    told = {"hours": as_hours(row["sum_counted"]), "times": row["sum_times"], "served": row["sum_served"]}
    return _person(row, _("%(hours)s・服務 %(times)s 次・受服務 %(served)s 人次") % told)


def _met(row: Any) -> Row:
    return Row(row["title"], reverse("volunteers:gathering", args=[row["pk"]]), roc.short(row["held_on"]))


def _called(rows: Iterable[Any]) -> list[tuple[Any, str]]:
    """Each row with its award's name, as the version has it by which it was decided."""
    asked = [(row, (row["award"], row["given_on"], row["version"])) for row in rows]
    known = books.decided({each for _row, each in asked})
    return [(row, str(known[each].name) if each in known else row["award"]) for row, each in asked]


def _teams(rows: Iterable[Any]) -> list[Row]:
    return [Row(name, "", roc.short(row["given_on"])) for row, name in _called(rows)]


def _honoured(rows: Iterable[Any]) -> list[Row]:
    return [_person(row, f"{name}　{roc.short(row['given_on'])}") for row, name in _called(rows)]
