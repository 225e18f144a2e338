"""Where a period stands, seen from an authority, a county or the nation: the whole, and each place in it.

Two numbers stand beside each other: what is frozen, and the total of what is accepted at this moment. Papers, tables
and programs give the frozen one where there is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Scope as Reached
from foundation.accounts.scope import reach
from foundation.exports.registry import UnknownExport
from volunteers.models import Authority, ResultReport, ResultSum
from volunteers.models.result import WHOLE, Term, period_shown, year_shown
from volunteers.rules.result_figures import BY_KEY

from . import summing, totals
from .totals import Scope, Totals

State = ResultReport.State


@dataclass(frozen=True, slots=True)
class Standing:
    """One authority or county: how its reports stand, its figures so far, and its sum where one went up."""

    name: str
    county: str
    authority: int | None
    code: str
    counts: Mapping[str, int]
    totals: Totals
    sum: ResultSum | None

    @property
    def is_settled(self) -> bool:
        """Whether its sum was accepted, and is in the one above."""
        return self.sum is not None and self.sum.state == ResultSum.State.ACCEPTED

    @property
    def settled(self) -> Totals:
        """Its frozen figures where its sum is up, and those of this moment where it is not."""
        return totals.frozen(self.sum) if self.sum is not None and self.sum.is_locked else self.totals


@dataclass(frozen=True, slots=True)
class Overview:
    """A period in an authority, a county, or the nation (`county` None).

    Attributes:
        whole: the figures of what is accepted at this moment.
        authority: where it is an authority's own.
        is_part: whether a county is seen by somebody who sees some of its authorities only: then it has no sum.
        own: the place's sum, where it went up or came back.
        frozen: the figures that are frozen; None while nothing is. Of the nation they grow with each county's sum.
        ready, of: of how many counties' sums (in a county: authorities') so many are accepted.
        distinct: people counted once, of the sum that is frozen; empty while there is none.
    """

    title: str
    year: int
    term: str
    county: County | None
    whole: Totals
    counts: Mapping[str, int]
    below: tuple[Standing, ...]
    authority: Authority | None = None
    is_part: bool = False
    own: ResultSum | None = None
    frozen: Totals | None = None

    @property
    def settled(self) -> Totals:
        """The figures that papers and programs give."""
        return self.frozen or self.whole

    @property
    def distinct(self) -> dict[str, int]:
        """People counted once."""
        return dict(self.own.distinct) if self.own is not None and self.own.is_locked else {}

    @property
    def ready(self) -> int:
        """How many sums of the places below are accepted."""
        return sum(one.is_settled for one in self.below)

    @property
    def of(self) -> int:
        """How many places there are below."""
        return len(self.below)

    @property
    def standing(self) -> str:
        """How far its sum has come, in words."""
        if self.is_part:
            return _("您看得到的主管機關的合計，不是縣市的彙整")
        if self.own is not None and self.own.is_locked:
            return self.own.standing
        if self.county is None and self.frozen is not None:
            said = _("還沒定案：%(of)s 個縣市裡 %(ready)s 個已核定，數字是這些縣市的合計")
            return said % {"of": self.of, "ready": self.ready}
        return _("還沒彙整送出")

    @property
    def who(self) -> str:
        """Whose it is."""
        place = self.authority or self.county
        return place.shown if place else _("全國")


def counties_of(user: Any) -> list[County]:
    """The counties whose sums somebody may see: all her own, and those where she sees a whole authority's units."""
    scope = reach(user, Permission.SEE_UNITS)
    if scope.everywhere:
        return list(County.objects.all())
    return list(County.objects.filter(pk__in=scope.counties | {county for county, _sector in scope.sectors}))


def may_close(user: Any, county: str | None, authority: Authority | None) -> bool:
    """Whether somebody may hand a sum up: an officer any of her county, an authority's officer that of her office, and
    the association the nation's (`county` None).

    An office that stands for every category is nobody's alone, and a ministry's units are their county's.
    """
    if county is None:
        return reach(user, Permission.MAKE_NATIONAL_REPORT).everywhere
    scope = reach(user, Permission.REVIEW_UNITS)
    return scope.covers(county) or (authority is not None and _holds(scope, county, authority))


def _holds(scope: Reached, county: str, authority: Authority) -> bool:
    """Whether all of an office's categories are somebody's."""
    held = {category for at, category in scope.sectors if at == county}
    return authority.county_id == county and bool(authority.categories) and set(authority.categories) <= held


def may_answer(user: Any, one: ResultSum) -> bool:
    """Whether somebody may accept a sum or give it back: the county an authority's, the association the others."""
    if one.authority_id is None:
        return reach(user, Permission.MAKE_NATIONAL_REPORT).everywhere
    return reach(user, Permission.REVIEW_UNITS).covers(str(one.county_id))


def offices_of(user: Any, county: str) -> list[Authority]:
    """The authorities of a county whose sums somebody sees: all of her county, or the whole ones she has."""
    scope = reach(user, Permission.SEE_UNITS)
    if scope.covers(county):
        named = ResultReport.objects.filter(county=county).order_by().values("authority").distinct()
        return list(Authority.objects.filter(pk__in=named))
    return [one for one in Authority.objects.filter(county=county) if _holds(scope, county, one)]


def read(user: Any, *, on: dt.date, year: int, term: str = "", county: str = "", authority: str = "") -> Overview:
    """A period as somebody sees it. A fixed number of questions.

    Who sees nothing of a county but one whole authority sees that one.

    Args:
        on: the day by which reports are late or missing.
        authority: the code of one.

    Raises:
        UnknownExport: she sees no sums there.
    """
    scope = reach(user, Permission.SEE_UNITS)
    term = str(Term.YEAR) if term in WHOLE else term
    if not county:
        if not scope.everywhere:
            mine = counties_of(user)
            if len(mine) != 1:
                raise UnknownExport
            county = str(mine[0].pk)
        elif not authority:
            return _nation(year, term, on)
    place = next((one for one in counties_of(user) if one.pk == county), None)
    if place is None:
        raise UnknownExport
    offices = offices_of(user, county)
    is_part = not scope.covers(county)
    held = {category for at, category in scope.sectors if at == county}
    if authority or (is_part and len(offices) == 1 and held <= set(offices[0].categories)):
        office = next((one for one in offices if not authority or one.code == authority), None)
        if office is None:
            raise UnknownExport
        return _authority(year, term, place, office, on)
    return _county(year, term, place, user, on, is_part=is_part)


def _period(year: int, term: str) -> str:
    return _("%(year)s年度") % {"year": year_shown(year)} if term in WHOLE else period_shown(year, term)


def _nation(year: int, term: str, on: dt.date) -> Overview:
    rows = ResultReport.objects.of_period(year, term)
    names = {str(one.pk): one.shown for one in County.objects.all()}
    known = list(ResultSum.objects.filter(authority=None, year=year, term=term).select_related("county"))
    sums = {one.county_id: one for one in known}
    below = tuple(
        Standing(names[key], key, None, "", counts, found, sums.get(key))
        for key, (counts, found) in _grouped(rows, "county", year, term, on).items()
    )
    own = sums.get(None)
    frozen = totals.frozen(own) if own and own.is_locked else None
    ready = [one for one in known if one.county_id and one.state == ResultSum.State.ACCEPTED]
    if frozen is None and ready:
        frozen = summing.added_up(year, term, Scope(), ready)
    title = _("全國%(period)s成果彙整") % {"period": _period(year, term)}
    whole = totals.read(year=year, term=term)
    return Overview(title, year, term, None, whole, _counts(rows, on), below, own=own, frozen=frozen)


def _county(year: int, term: str, place: County, user: Any, on: dt.date, *, is_part: bool) -> Overview:
    rows = ResultReport.objects.visible_to(user).of_period(year, term).filter(county=place)
    offices = {one.pk: one for one in Authority.objects.filter(results__in=rows.values("pk")).distinct()}
    # Who sees some of an office's reports sees only theirs: its sum is over all of them.
    seen = ResultSum.objects.visible_to(user).filter(county=place, year=year, term=term)
    sums = {one.authority_id: one for one in seen}
    below = tuple(
        Standing(offices[key].shown, str(place.pk), key, offices[key].code, counts, found, sums.get(key))
        for key, (counts, found) in _grouped(rows, "authority", year, term, on).items()
    )
    whole = totals.of(rows, year=year, term=term, scope=Scope(str(place.pk)))
    own = None if is_part else sums.get(None)
    said = _("%(county)s%(period)s成果（看得到的主管機關）") if is_part else _("%(county)s%(period)s成果彙整")
    title = said % {"county": place.shown, "period": _period(year, term)}
    frozen = totals.frozen(own) if own and own.is_locked else None
    return Overview(title, year, term, place, whole, _counts(rows, on), below, is_part=is_part, own=own, frozen=frozen)


def _authority(year: int, term: str, place: County, office: Authority, on: dt.date) -> Overview:
    """An authority's own sum in a county, over all its reports: whoever may read it may read all that is in it."""
    rows = ResultReport.objects.of_period(year, term).filter(county=place, authority=office)
    scope = Scope(str(place.pk), office.pk)
    own = ResultSum.objects.filter(county=place, authority=office, year=year, term=term).first()
    frozen = totals.frozen(own) if own and own.is_locked else None
    said = (
        _("%(authority)s%(period)s成果彙整") if office.county_id else _("%(county)s報%(authority)s%(period)s成果彙整")
    )
    title = said % {"county": place.shown, "authority": office.shown, "period": _period(year, term)}
    whole = totals.of(rows, year=year, term=term, scope=scope)
    return Overview(title, year, term, place, whole, _counts(rows, on), (), office, own=own, frozen=frozen)


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
    figures = totals.numbers(rows.accepted(), whole_year=term in WHOLE)
    for key, place, number in (
        figures.order_by().values("key", f"report__{by}").annotate(total=Sum("number"))
        .values_list("key", f"report__{by}", "total")
    ):  # fmt: skip
        values.setdefault(place, {})[key] = int(number)
    corrected: dict[Any, dict[str, int]] = {}
    for key, place, number in (
        totals.corrected(rows.accepted()).order_by().values("key", f"report__{by}").annotate(total=Sum("number"))
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
