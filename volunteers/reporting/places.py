"""Where a period stands, seen from a county or from the nation: the whole, and each authority or county in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.exports.registry import UnknownExport
from volunteers.models import Authority, ResultCorrection, ResultReport, ResultSum
from volunteers.models.result import period_shown, year_shown
from volunteers.rules.result_figures import BY_KEY

from . import totals
from .totals import Scope, Totals

State = ResultReport.State


@dataclass(frozen=True, slots=True)
class Standing:
    """One authority or county: how its reports stand, its figures so far, and its sum where one went up."""

    name: str
    county: str
    authority: int | None
    counts: Mapping[str, int]
    totals: Totals
    sum: ResultSum | None


@dataclass(frozen=True, slots=True)
class Overview:
    """A period in a county, or in the nation (`county` None).

    Attributes:
        own: the county's own sum, where it went up.
        distinct: people counted once, of the sum that is frozen; empty while there is none.
    """

    title: str
    year: int
    term: str
    county: County | None
    whole: Totals
    counts: Mapping[str, int]
    below: tuple[Standing, ...]
    own: ResultSum | None = None
    distinct: dict[str, int] = field(default_factory=dict)


def counties_of(user: Any) -> list[County]:
    """The counties whose sums somebody may see: all her own, and those where she sees a whole authority's units."""
    scope = reach(user, Permission.SEE_UNITS)
    if scope.everywhere:
        return list(County.objects.all())
    return list(County.objects.filter(pk__in=scope.counties | {county for county, _sector in scope.sectors}))


def may_close(user: Any, county: str, authority: Authority | None) -> bool:
    """Whether somebody may hand a sum up: an officer any of her county, an authority's officer that of her office.

    An office that stands for every category is nobody's alone.
    """
    scope = reach(user, Permission.REVIEW_UNITS)
    if scope.covers(county):
        return True
    held = {category for at, category in scope.sectors if at == county}
    return authority is not None and bool(authority.categories) and set(authority.categories) <= held


def may_answer(user: Any, one: ResultSum) -> bool:
    """Whether somebody may accept a sum or give it back: the county an authority's, the association a county's."""
    if one.authority_id is None:
        return reach(user, Permission.MAKE_NATIONAL_REPORT).everywhere
    return reach(user, Permission.REVIEW_UNITS).covers(str(one.county_id))


def read(user: Any, *, on: dt.date, year: int, term: str = "", county: str = "") -> Overview:
    """A period as somebody sees it. A fixed number of questions.

    Args:
        on: the day by which reports are late or missing.

    Raises:
        UnknownExport: she sees no sums there.
    """
    scope = reach(user, Permission.SEE_UNITS)
    if not county:
        if not scope.everywhere:
            mine = counties_of(user)
            if len(mine) != 1:
                raise UnknownExport
            county = str(mine[0].pk)
        else:
            return _nation(year, term, on)
    place = next((one for one in counties_of(user) if one.pk == county), None)
    if place is None:
        raise UnknownExport
    return _county(year, term, place, user, on)


def _period(year: int, term: str) -> str:
    return period_shown(year, term) if term else _("%(year)s年度") % {"year": year_shown(year)}


def _nation(year: int, term: str, on: dt.date) -> Overview:
    rows = ResultReport.objects.filter(year=year)
    rows = rows.filter(term=term) if term else rows
    names = {str(one.pk): one.shown for one in County.objects.all()}
    sums = {one.county_id: one for one in ResultSum.objects.filter(authority=None, year=year, term=term)}
    below = tuple(
        Standing(names[key], key, None, counts, found, sums.get(key))
        for key, (counts, found) in _grouped(rows, "county", year, term, on).items()
    )
    whole = totals.read(year=year, term=term)
    title = _("全國%(period)s成果彙整") % {"period": _period(year, term)}
    return Overview(title, year, term, None, whole, _counts(rows, on), below)


def _county(year: int, term: str, place: County, user: Any, on: dt.date) -> Overview:
    rows = ResultReport.objects.visible_to(user).filter(year=year, county=place)
    rows = rows.filter(term=term) if term else rows
    names = {one.pk: one.shown for one in Authority.objects.filter(results__in=rows.values("pk")).distinct()}
    known = list(ResultSum.objects.filter(county=place, year=year, term=term))
    sums = {one.authority_id: one for one in known}
    below = tuple(
        Standing(names[key], str(place.pk), key, counts, found, sums.get(key))
        for key, (counts, found) in _grouped(rows, "authority", year, term, on).items()
    )
    whole = totals.of(rows, year=year, term=term, scope=Scope(str(place.pk)))
    own = sums.get(None) if reach(user, Permission.SEE_UNITS).covers(place.pk) else None
    title = _("%(county)s%(period)s成果彙整") % {"county": place.shown, "period": _period(year, term)}
    return Overview(title, year, term, place, whole, _counts(rows, on), below, own, dict(own.distinct) if own else {})


def _by_state(today: dt.date) -> dict[str, Any]:
    late = Q(first_sent_on=None, due_on__lt=today) | Q(first_sent_on__gt=F("due_on"))
    return {
        "all": Count("pk"), "accepted": Count("pk", filter=Q(state=State.ACCEPTED)),
        "submitted": Count("pk", filter=Q(state=State.SUBMITTED)),
        "unsent": Count("pk", filter=Q(state__in=ResultReport.WITH_UNIT)),
        "missing": Count("pk", filter=Q(state__in=ResultReport.WITH_UNIT, due_on__lt=today)),
        "late": Count("pk", filter=late),
    }  # fmt: skip


def _counts(rows: Any, on: dt.date) -> dict[str, int]:
    found = rows.aggregate(**{f"n_{name}": one for name, one in _by_state(on).items()})
    return {name.removeprefix("n_"): int(number) for name, number in found.items()}


def _grouped(rows: Any, by: str, year: int, term: str, on: dt.date) -> dict[Any, tuple[dict[str, int], Totals]]:
    """Counts and figures of each place in one question each."""
    counts: dict[Any, dict[str, int]] = {}
    order = ("county__position",) if by == "county" else ("authority__code",)
    for row in rows.order_by(*order).values(by).annotate(**{f"n_{name}": one for name, one in _by_state(on).items()}):
        counts[row[by]] = {name.removeprefix("n_"): row[name] for name in row if name.startswith("n_")}
    values: dict[Any, dict[str, int]] = {}
    figures = totals.numbers(rows.accepted(), whole_year=not term)
    for key, place, number in (
        figures.order_by().values("key", f"report__{by}").annotate(total=Sum("number"))
        .values_list("key", f"report__{by}", "total")
    ):  # fmt: skip
        values.setdefault(place, {})[key] = int(number)
    corrected: dict[Any, dict[str, int]] = {}
    told = ResultCorrection.objects.filter(report__in=rows.accepted().order_by().values("pk"))
    for key, place, number in (
        told.order_by().values("key", f"report__{by}").annotate(total=Sum(F("now") - F("was")))
        .values_list("key", f"report__{by}", "total")
    ):  # fmt: skip
        corrected.setdefault(place, {})[key] = int(number)
    return {
        place: (
            of,
            Totals(
                year, term, Scope(), {key: values[place][key] for key in BY_KEY if key in values.get(place, ())},
                corrected.get(place, {}), of["accepted"], of["all"] - of["accepted"],
            ),
        )
        for place, of in counts.items()
    }  # fmt: skip
