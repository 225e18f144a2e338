"""Service certificates (志願服務證): who may have one, making them, and printing them with a note of each print.

Source: 志願服務法 第 12 條; 志願服務證及服務紀錄冊管理辦法 第 2 條 (who has completed the training), as amended in 2024
(name, unit, day of issue and last day, number, the mark of voluntary service, photo); 臺北市志願服務實務手冊「服務證」:
made and kept by the unit, to tell volunteers by and for nothing else. The official mark is not ours to draw: the card
leaves its place for the sticker, or for the stock on which it is printed already.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.exports import pdf
from foundation.exports.imprint import Imprint
from foundation.files.models import StoredFile
from volunteers.models import Enrolment, Printing, ServiceCard, Unit
from volunteers.rules import completions
from volunteers.serving import facts

from . import portraits

NAME = "志願服務證"
ON_A_PAGE, ACROSS = 10, 2
LONGEST_YEARS = 5
MOST = 200
"""As many as one file holds: twenty sheets, and their backs."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in a unit: her certificate, her photo, what is missing before it can be made, how often it was printed.

    Attributes:
        missing: sentences; empty where it can be made.
    """

    enrolment: Enrolment
    card: ServiceCard | None
    photo: StoredFile | None
    missing: tuple[str, ...]
    printed: int


def holders(unit: Unit, enrolments: Sequence[Enrolment]) -> list[Holder]:
    """How far each of a unit's people is, in a fixed number of questions.

    Args:
        enrolments: of the unit, with their volunteers.
    """
    people = [one.volunteer_id for one in enrolments]
    today = dt.date.max
    known = facts.gather(unit, people, today, today)
    cards = {one.enrolment_id: one for one in ServiceCard.objects.filter(enrolment__in=enrolments)}
    photos = portraits.of(people)
    printed: dict[int, int] = {}
    for key in Printing.objects.filter(unit=unit, paper=Printing.Paper.CARD, volunteer__in=people).values_list(
        "volunteer", flat=True
    ):
        printed[key] = printed.get(key, 0) + 1
    return [
        Holder(
            one, cards.get(one.pk), photos.get(one.volunteer_id),
            tuple(_missing(unit, one, known[one.volunteer_id].trainings, one.volunteer_id in photos)),
            printed.get(one.volunteer_id, 0),
        )
        for one in enrolments
    ]  # fmt: skip


def unprinted(unit: Unit, on: dt.date) -> list[int]:
    """The memberships of a unit whose certificate can be made and never was printed, as many as one file holds."""
    rows = list(Enrolment.objects.filter(unit=unit).on(on).select_related("volunteer").order_by("number", "pk"))
    return [one.enrolment.pk for one in holders(unit, rows) if not one.missing and not one.printed][:MOST]


def _missing(unit: Unit, enrolment: Enrolment, lines: list[completions.Completion], has_photo: bool) -> list[str]:
    found: list[str] = []
    if completions.basic(lines).done is None:
        found.append(_("還沒有基礎訓練"))
    if completions.special(unit.category, lines, unit=unit.pk).done is None:
        found.append(_("還沒有%(category)s特殊訓練") % {"category": unit.category_shown})
    if not enrolment.number:
        found.append(_("還沒有志工編號"))
    if not has_photo:
        found.append(_("還沒有照片"))
    return found


def make(
    *,
    unit: Unit,
    enrolments: Collection[int],
    valid_until: dt.date,
    by: Acts,
    now: dt.datetime,
    reason: str = "",
) -> list[Holder]:
    """Make (or make anew) the certificates of some of a unit's people, and note that they are printed.

    A certificate that is printed once more keeps its day of issue; all of them get the last day.

    Raises:
        ValidationError: nobody is chosen, something is missing for one of them (who and what is said), the day is
            wrong, or one was printed before and no reason is given.
    """
    today = timezone.localdate(now)
    if not today <= valid_until <= today.replace(year=today.year + LONGEST_YEARS, day=min(today.day, 28)):
        raise ValidationError(
            {"valid_until": _("有效期限要在今天以後、%(years)s 年以內。") % {"years": LONGEST_YEARS}}
        )  # fmt: skip
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        rows = list(
            Enrolment.objects.on(today).filter(unit=unit, pk__in=list(enrolments)).select_related("volunteer")
            .order_by("number", "pk")
        )  # fmt: skip
        if not rows or len(rows) != len(set(enrolments)):
            raise ValidationError(_("請勾選要印的人；已離隊的人不能再發服務證，請重新整理名單。"))
        if len(rows) > MOST:
            raise ValidationError(_("一次最多印 %(most)s 張，請分批。") % {"most": MOST})
        found = holders(unit, rows)
        if short := [one for one in found if one.missing]:
            raise ValidationError(
                [
                    _("%(name)s：%(what)s。")
                    % {"name": one.enrolment.volunteer.name, "what": _("、").join(one.missing)}
                    for one in short
                ]
            )
        if any(one.printed for one in found):
            asked = _("其中有印過的。請寫下為什麼再印（至少 6 個字），例如遺失、損壞、換照片。")
            reason = reasons.written(reason, ask=asked, most=200)
        made = [_issued(one, valid_until, today) for one in found]
        Printing.objects.bulk_create(
            Printing(
                volunteer=one.enrolment.volunteer, unit=unit, paper=Printing.Paper.CARD, pages=_("正面、背面"),
                reason=reason if one.printed else "", printed_at=now,
                printed_by=by.as_actor().label[:200],
            )
            for one in found
        )  # fmt: skip
        trail.record(Verb.PRINTED, unit, by=by, now={"paper": NAME, "rows": len(made)}, reason=reason.strip(), at=now)
    return made


def _issued(holder: Holder, valid_until: dt.date, today: dt.date) -> Holder:
    card = holder.card or ServiceCard(enrolment=holder.enrolment, issued_on=today)
    card.number, card.valid_until = holder.enrolment.number, valid_until
    card.save()
    return Holder(holder.enrolment, card, holder.photo, (), holder.printed + 1)


def paper(unit: Unit, made: Sequence[Holder], *, single: bool, now: dt.datetime) -> bytes:
    """The certificates as PDF: ten to a sheet of A4 with marks to cut by and the backs behind, or one to a page.

    Args:
        single: pages of a card's own size, front and back, for a card printer.
    """
    language = "zh-Hant-TW" if (get_language() or "zh").startswith("zh") else "en"
    title = f"{unit}　{_('志願服務證')}"
    size = 1 if single else ON_A_PAGE
    fronts = [_shown(unit, one) for one in made]
    pages = []
    for start in range(0, len(fronts), size):
        part = fronts[start : start + size]
        for is_back in (False, True):
            places = [_place(index, mirrored=is_back and not single) for index in range(len(part))]
            cards = [one | {"place": place} for one, place in zip(part, places, strict=True)]
            pages.append({"cards": cards, "is_back": is_back})
    html = pdf.compose(
        "print/service_cards.html", {"pages": pages, "single": single, "title": title, "language": language}
    )
    return pdf.render(html, imprint=Imprint(title, creator=unit.name, created=now, language=language))


def _place(index: int, *, mirrored: bool) -> str:
    """Where a card lies on the sheet; a back lies behind its front when the sheet is turned along its long edge."""
    row, column = divmod(index, ACROSS)
    return f"c{ACROSS - 1 - column if mirrored else column} r{row}"


def _shown(unit: Unit, holder: Holder) -> dict[str, Any]:
    assert holder.card is not None  # noqa: S101  it has just been made
    assert holder.photo is not None  # noqa: S101  without one it is not made
    with holder.photo.content.open("rb") as stream:
        photo = base64.b64encode(stream.read()).decode()
    return {
        "name": holder.enrolment.volunteer.name,
        "number": holder.card.number,
        "unit": unit.name,
        "address": unit.address,
        "phone": unit.contact_phone,
        "issued_on": holder.card.issued_on,
        "valid_until": holder.card.valid_until,
        "photo": f"data:image/jpeg;base64,{photo}",
    }
