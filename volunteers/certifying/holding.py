"""Which papers somebody holds by certificates issued here, for the awards that ask for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import Q, QuerySet

from foundation.prepared import PreparedOfSome
from volunteers.models import Certificate

SOME_DAY = dt.date(1971, 2, 3)
PERFORMANCE = "performance_certificate"


def held(people: Collection[int], on: dt.date) -> Iterator[tuple[int, str]]:
    """The performance certificates that hold on a day: rows of a volunteer's key and the paper (one question)."""
    for (person,) in HELD.all(people, on):
        yield person, PERFORMANCE


def issued(people: Collection[int], on: dt.date) -> QuerySet[Certificate]:
    """The performance certificates themselves, for whoever puts these people forward (read only)."""
    return _standing(people, on).select_related("unit__organisation").defer("credential").order_by("issued_on", "pk")


def _standing(people: Collection[int], on: dt.date) -> QuerySet[Certificate]:
    rows = Certificate.objects.filter(kind=Certificate.Kind.PERFORMANCE, volunteer__in=people, issued_on__lte=on)
    rows = rows.filter(Q(revoked_on=None) | Q(revoked_on__gt=on))
    return rows.filter(Q(replaced_by=None) | Q(replaced_by__issued_on__gt=on))


HELD = PreparedOfSome(lambda people, on: _standing(people, on).order_by().values_list("volunteer").distinct(), SOME_DAY)
