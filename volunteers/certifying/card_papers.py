"""Honour cards on paper: both sides, of a bank card's size, ten to a sheet of A4 or one to a page."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.exports import pdf
from foundation.exports.imprint import Imprint
from foundation.files.models import StoredFile
from volunteers.models import HonorCard
from volunteers.persons import portraits

ON_A_PAGE, ACROSS = 10, 2
NAME = "志願服務榮譽卡"


def paper(cards: Sequence[HonorCard], *, single: bool, now: dt.datetime) -> bytes:
    """The cards as PDF, fronts and backs; in Chinese with the English name, as such cards are."""
    photos = portraits.of([one.volunteer_id for one in cards])
    size = 1 if single else ON_A_PAGE
    with override("zh-hant"):
        shown = [_shown(one, photos.get(one.volunteer_id)) for one in cards]
        pages = []
        for start in range(0, len(shown), size):
            part = shown[start : start + size]
            for is_back in (False, True):
                placed = [card | {"place": _place(index, is_back and not single)} for index, card in enumerate(part)]
                pages.append({"cards": placed, "is_back": is_back})
        title = _("志願服務榮譽卡")
        html = pdf.compose(
            "print/honor_cards.html",
            {"pages": pages, "single": single, "title": title, "demo": getattr(settings, "DEMO", False)},
        )
    return pdf.render(html, imprint=Imprint(title, creator=cards[0].unit.authority.name, created=now))


def _place(index: int, mirrored: bool) -> str:
    row, column = divmod(index, ACROSS)
    return f"c{ACROSS - 1 - column if mirrored else column} r{row}"


def _shown(card: HonorCard, photo: StoredFile | None) -> dict[str, Any]:
    picture = ""
    if photo is not None:
        with photo.content.open("rb") as stream:
            picture = f"data:image/jpeg;base64,{base64.b64encode(stream.read()).decode()}"
    return {
        "number": card.number, "name": card.name, "name_en": card.name_en, "valid_from": card.valid_from,
        "valid_until": card.valid_until, "issuer": card.unit.authority.name, "photo": picture,
        "fare": card.get_fare_display(), "is_half": card.fare == HonorCard.Fare.HALF,
    }  # fmt: skip
