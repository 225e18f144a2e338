"""Finding a person: by her identity number, by her name however it is written, or by her number in a unit."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Lookup, Q, QuerySet, Value
from django.db.models.functions import Upper

from foundation import sought
from foundation.taiwan import identity, naming
from foundation.taiwan.fullwidth import tight
from volunteers.models import Enrolment, Volunteer

from .people import mark_of

LAST = "\U0010ffff"
FEWEST_LETTERS = 2


class Begins(Lookup[str]):
    """Whether a text begins as a pattern says; the pattern is a value, so that the question can be kept as text."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, of_left = self.process_lhs(compiler, connection)
        right, of_right = self.process_rhs(compiler, connection)
        return f"{left} LIKE {right}", (*of_left, *of_right)


class Words(NamedTuple):
    """What a text asks for: which question, and its values."""

    how: str
    values: tuple[str, ...]


ALL, NAME, NUMBER, PASSPORT, IDENTITY = "all", "name", "number", "passport", "identity"


def read(text: str) -> Words:
    """What a text asks for.

    A whole identity number finds its person by the mark, also one that she had before; it is never compared as text,
    and part of one finds nobody. What may be a passport's number is looked for by its mark as well. Otherwise the text
    is the beginning of a name (variants of characters, width and blanks are the same), or a unit's number for somebody.
    """
    plain = tight(text)
    if not plain:
        return Words(ALL, ())
    if sought.is_identity(plain):
        return Words(IDENTITY, (mark_of(plain),))
    name = _beginning(naming.person_key(text))
    if plain.isascii() and any(sign.isdigit() for sign in plain):
        if identity.may_be_passport(plain):
            return Words(PASSPORT, (*name, plain.upper(), mark_of(plain)))
        return Words(NUMBER, (*name, plain.upper()))
    return Words(NAME, name)


def find(rows: QuerySet[Volunteer], text: str) -> QuerySet[Volunteer]:
    """Those of `rows` that the text means (`read`); all of them where it says nothing."""
    words = read(text)
    return meant(rows, words.how, *words.values)


def meant(rows: QuerySet[Volunteer], how: str, *values: str) -> QuerySet[Volunteer]:
    """Those of `rows` that a question with these values means."""
    if how == ALL:
        return rows
    if how == IDENTITY:
        return rows.filter(pk__in=Volunteer.objects.numbered(*values))
    first, *others = values
    if connection.vendor == "postgresql":
        wanted = Q(Begins(F("name_key"), Value(first)))
    else:
        last, *others = others
        wanted = Q(name_key__gte=first, name_key__lt=last)
    if others:
        number, *marks = others
        numbered = Enrolment.objects.alias(upper=Upper("number")).filter(upper=number).values("volunteer")
        wanted |= Q(pk__in=numbered)
        for mark in marks:
            wanted |= Q(pk__in=Volunteer.objects.numbered(mark).values("pk"))
    return rows.filter(wanted)


def _beginning(key: str) -> tuple[str, ...]:
    """The beginning of a folded name as values, the way each database answers from its index."""
    if connection.vendor == "postgresql":
        return (f"{connection.ops.prep_for_like_query(key)}%",)
    return key, key + LAST
