"""The chapters as a part of the report's value: numbers put in, cases that still stand, photos that may be printed."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from reports import photo_rights
from reports.booklet import inks
from reports.chapter_records import Chapter, ChapterPhoto, ChapterPiece
from reports.models import ChapterPart, ChapterWords
from reports.photo_rights import Right
from reports.records import NationalReport
from workshops.models import Programme

from . import references
from .references import Filled, Numbers

PHOTO_WIDTH = 168
"""Millimetres: as wide as a page's text."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A part with its words in one language, filled, by role."""

    part: ChapterPart
    words: dict[str, Filled]
    right: Right | None

    def said(self, role: str) -> str:
        found = self.words.get(role)
        return found.text.strip() if found else ""


def with_chapters(report: NationalReport, programme: Programme) -> NationalReport:
    """The report with what is written into its chapters, in the language that is active. Two questions where nothing
    is written."""
    told = _told(programme, references.of(report), _language())
    chapters = []
    for code, heading in ChapterPart.Chapter.choices:
        pieces = tuple(piece for one in told if one.part.chapter == code if (piece := _piece(one, report)))
        if pieces:
            chapters.append(Chapter(code, str(heading), pieces))
    return replace(report, chapters=tuple(chapters))


def problems(report: NationalReport, programme: Programme, *, language: str) -> list[str]:
    """What keeps the report from being published, in sentences that name the chapter.

    Args:
        report: as it was built in that language; the sentences are in the active one.
    """
    with override(language):
        numbers = references.of(report)
    plans = {plan.code for plan in report.plans}
    found: list[str] = []
    where = _("%(chapter)s（英文）：") if language == "en" else _("%(chapter)s：")
    for one in _told(programme, numbers, language):
        said = [sentence for filled in one.words.values() for sentence in references.problems(filled, numbers)]
        said += part_problems(one.part, one.right, plans)
        if one.right is not None and one.right.holds:
            said += [
                _("照片沒有寫「%(what)s」。") % {"what": ChapterWords.Role(role).label}
                for role in (ChapterWords.Role.ALT, ChapterWords.Role.CREDIT)
                if not one.said(role)
            ]
        found += [where % {"chapter": one.part.get_chapter_display()} + sentence for sentence in said]
    return list(dict.fromkeys(found))


def part_problems(part: ChapterPart, right: Right | None, plans: Iterable[str]) -> list[str]:
    """Why a case or a photo cannot be printed.

    Args:
        plans: the numbers of the plans that the report tells of.
    """
    if part.plan is not None and (part.plan.code or "") not in plans:
        return [_("案例「%(plan)s」已經不是採納的行動方案，不會印出來，請拿掉。") % {"plan": part.plan.title}]
    if right is not None and not right.holds:
        return [_("%(why)s，這張照片不會印出來，請拿掉。") % {"why": right.words}]
    return []


def standing_parts(programme: Programme) -> list[ChapterPart]:
    """The programme's parts in the report's order, with all that belongs to them (two questions)."""
    rows = ChapterPart.objects.filter(programme=programme).standing().prefetch_related("words")
    rows = rows.select_related("plan__county", "evidence__file", "evidence__check_in__plan__county", "media")
    order = ChapterPart.Chapter.values
    return sorted(rows, key=lambda one: (order.index(one.chapter), one.position, one.pk))


def rights_of(parts: Iterable[ChapterPart]) -> dict[int, Right]:
    """By what right each photo among them may be printed, by key; two questions, none without a photo."""
    photos = [one for one in parts if one.kind == ChapterPart.Kind.PHOTO]
    return photo_rights.rights(photos) if photos else {}


def _language() -> str:
    return "zh-hant" if (get_language() or "zh").startswith("zh") else "en"


def _told(programme: Programme, numbers: Numbers, language: str) -> list[_Told]:
    parts = standing_parts(programme)
    rights = rights_of(parts)
    return [
        _Told(
            part,
            {one.role: references.fill(one.text, numbers) for one in part.words.all() if one.language == language},
            rights.get(part.pk),
        )
        for part in parts
    ]


def _piece(told: _Told, report: NationalReport) -> ChapterPiece | None:
    """One part as it is printed; None for what has nothing to say in this language, or may not be printed."""
    text = told.said(ChapterWords.Role.TEXT)
    parts = tuple(dict.fromkeys(part for filled in told.words.values() for part in filled.parts))
    kind = told.part.kind
    if told.part.plan is not None:
        code = told.part.plan.code
        known = any(plan.code == code for plan in report.plans)
        return ChapterPiece(kind, text, parts, plan=code) if known else None
    if told.right is not None:
        return ChapterPiece(kind, "", parts, photo=_photo(told, told.right)) if told.right.holds else None
    return ChapterPiece(kind, text, parts) if text else None


def _photo(told: _Told, right: Right) -> ChapterPhoto:
    from PIL import Image  # noqa: PLC0415  a page that only shows words needs no pictures

    data = inks.photo(photo_rights.content(told.part), press=False, millimetres=PHOTO_WIDTH)
    with Image.open(io.BytesIO(data)) as opened:
        width, height = opened.size
    return ChapterPhoto(
        caption=told.said(ChapterWords.Role.CAPTION),
        alt=told.said(ChapterWords.Role.ALT),
        credit=told.said(ChapterWords.Role.CREDIT),
        licence=right.words,
        width=width,
        height=height,
        sha256=hashlib.sha256(data).hexdigest(),
        jpeg=base64.b64encode(data).decode(),
    )
