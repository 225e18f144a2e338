"""Finding a person: by her identity number, by her name however it is written, or by her number in a unit."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Upper

from foundation import sought
from foundation.taiwan import identity, naming
from foundation.taiwan.fullwidth import tight
from volunteers.models import Enrolment, Volunteer

from .people import mark_of

LAST = "\U0010ffff"
FEWEST_LETTERS = 2


def find(rows: QuerySet[Volunteer], text: str) -> QuerySet[Volunteer]:
    """Those of `rows` that the text means; all of them where it says nothing.

    A whole identity number finds its person by the mark, also one that she had before; it is never compared as text,
    and part of one finds nobody. What may be a passport's number is looked for by its mark as well. Otherwise the text
    is the beginning of a name (variants of characters, width and blanks are the same), or a unit's number for somebody.
    """
    plain = tight(text)
    if not plain:
        return rows
    if sought.is_identity(plain):
        return rows.filter(pk__in=Volunteer.objects.numbered(mark_of(plain)))
    wanted = named(naming.person_key(text))
    if plain.isascii() and any(sign.isdigit() for sign in plain):
        numbered = Enrolment.objects.alias(upper=Upper("number")).filter(upper=plain.upper()).values("volunteer")
        if identity.may_be_passport(plain):
            marked = Volunteer.objects.numbered(mark_of(plain)).values("pk")
            return rows.filter(Q(pk__in=numbered) | Q(pk__in=marked) | wanted)
        return rows.filter(Q(pk__in=numbered) | wanted)
    return rows.filter(wanted)


def named(key: str) -> Q:
    """People whose folded name begins so, asked the way each database answers from its index."""
    if connection.vendor == "postgresql":
        return Q(name_key__startswith=key)
    return Q(name_key__gte=key, name_key__lt=key + LAST)
