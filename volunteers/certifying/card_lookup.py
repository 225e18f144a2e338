"""Whether an honour card counts today: what a ticket office is told for a card's number and its holder's birthday.

Nothing else is said, and whoever asks with a wrong birthday is told what is told of a number that is not there, after
the same work. How often one may ask stands in `recruiting.floods`, by address and by number.
"""

from __future__ import annotations

import datetime as dt
import hmac
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from volunteers.models import HonorCard
from volunteers.recruiting import floods

from . import honor_cards

FLOOD, FLOOD_OF_NUMBER = "honor-card", "honor-card-number"


class Answer(StrEnum):
    """All that is ever answered."""

    VALID = "valid"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


WORDS: dict[Answer, str | Promise] = {
    Answer.VALID: _("有效"),
    Answer.EXPIRED: _("不在有效期間，或已經失效"),
    Answer.UNKNOWN: _("查不到這張卡，或出生日期不符"),
}


def look_up(*, number: str, born_on: dt.date, on: dt.date) -> Answer:
    """How a card stands on a day; one question, and one comparison, whatever the answer."""
    row = (
        HonorCard.objects.filter(number=honor_cards.plain(number), issued_on__isnull=False)
        .values_list("volunteer__born_on", "valid_from", "valid_until", "ended_on")
        .first()
    )
    born, first, last, ended = row or (None, dt.date.min, dt.date.min, None)
    same = hmac.compare_digest((born or dt.date.max).isoformat(), born_on.isoformat())
    in_time = first <= on <= last and ended is None
    if row is None or not same:
        return Answer.UNKNOWN
    return Answer.VALID if in_time else Answer.EXPIRED


def is_flooded(*, address: str, number: str) -> bool:
    """Whether so much was asked from this address, or about this number, that it is enough for now."""
    return floods.is_flooded(FLOOD, address) or floods.is_flooded(FLOOD_OF_NUMBER, honor_cards.plain(number))


def count(*, address: str, number: str) -> None:
    """One more question."""
    floods.count(FLOOD, address)
    floods.count(FLOOD_OF_NUMBER, honor_cards.plain(number))
