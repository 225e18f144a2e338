"""What a chapter holds, in its order: paragraphs, cases and photos added, moved, taken out, put back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from actionplans.models import Evidence, Plan
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from pledges.models import Media
from reports import photo_rights
from reports.arranging import change_places
from reports.models import ChapterPart, ChapterWords
from workshops.models import Programme

LANGUAGES = ("zh-hant", "en")
MOST = 60
"""Of one chapter: beyond this it is no chapter of a report."""
_Role = ChapterWords.Role
ROLES = {
    ChapterPart.Kind.PARAGRAPH: (_Role.TEXT,),
    ChapterPart.Kind.CASE: (_Role.TEXT,),
    ChapterPart.Kind.PHOTO: (_Role.CAPTION, _Role.ALT, _Role.CREDIT),
}


def evidence_of(programme: Programme) -> QuerySet[Evidence]:
    """The photos of the programme's plans that everybody may see."""
    shown = photo_rights.shown().filter(publication__plan__workshop__programme=programme)
    return photo_rights.public_evidence(shown)


def add_paragraph(*, programme: Programme, chapter: str, by: Acts, now: dt.datetime) -> ChapterPart:
    """An empty paragraph at the chapter's end.

    Raises:
        ValidationError: there is no such chapter, or it holds as many parts as one may.
    """
    with transaction.atomic():
        return _add(_locked(programme), chapter, ChapterPart.Kind.PARAGRAPH, by=by, now=now)


def add_cases(
    *, programme: Programme, chapter: str, plans: Iterable[Plan], by: Acts, now: dt.datetime
) -> list[ChapterPart]:  # fmt: skip
    """Adopted plans told of as cases, at the chapter's end; one that is there already stays where it is.

    Raises:
        ValidationError: a plan that is not adopted or of another programme, or the chapter is full; none was taken.
    """
    with transaction.atomic():
        locked = _locked(programme)
        made = []
        for plan in plans:
            if plan.state != Plan.State.ADOPTED or plan.workshop.programme_id != programme.pk:
                raise ValidationError(
                    _("「%(plan)s」不是這個方案已採納的行動方案，沒有選入任何一件。") % {"plan": plan.title}
                )
            made.append(_add(locked, chapter, ChapterPart.Kind.CASE, by=by, now=now, plan=plan))
    return made


def add_photos(
    *, programme: Programme, chapter: str, evidence: Iterable[Evidence] = (), media: Iterable[Media] = (),
    by: Acts, now: dt.datetime,
) -> list[ChapterPart]:  # fmt: skip
    """Photos that may be printed, at the chapter's end, each credited to its county until somebody writes otherwise.

    Raises:
        ValidationError: one may not be printed, or the chapter is full; none was taken.
    """
    evidence, media = list(evidence), list(media)
    with transaction.atomic():
        locked = _locked(programme)
        may = set(evidence_of(programme).filter(pk__in=[one.pk for one in evidence]).values_list("pk", flat=True))
        if any(one.pk not in may for one in evidence):
            raise ValidationError(_("縣市沒有公開其中一張照片，沒有放進任何一張。請重新整理頁面再選。"))
        held = photo_rights.licensed_media().filter(pk__in=[one.pk for one in media]).values_list("pk", flat=True)
        if any(one.pk not in set(held) for one in media):
            raise ValidationError(_("其中一張宣示照片的授權沒有登錄或已經撤回，沒有放進任何一張。"))
        kind = ChapterPart.Kind.PHOTO
        made = [_add(locked, chapter, kind, by=by, now=now, evidence=one) for one in evidence]
        made += [_add(locked, chapter, kind, by=by, now=now, media=one) for one in media]
    return made


def arrange(*, part: ChapterPart, up: bool, by: Acts, now: dt.datetime) -> None:
    """Change places with the one before or after; at the end it stays where it is."""
    with transaction.atomic():
        programme = _locked(part.programme)
        rows = list(_of(programme, part.chapter).standing())
        place = change_places(rows, row=part, up=up)
        if place is not None:
            trail.record(Verb.CHANGED, part, by=by, now={"moved": str(part), "place": place}, at=now)


def remove(*, part: ChapterPart, by: Acts, now: dt.datetime) -> None:
    """Take a part out; its words stay with it."""
    with transaction.atomic():
        who = by.as_actor().label[:200]
        rows = ChapterPart.objects.filter(pk=part.pk).standing()
        if rows.update(removed_at=now, removed_by=who):
            words = [one.text for one in part.words.all() if one.text]
            trail.record(Verb.CHANGED, part, by=by, was={"taken_out": str(part), "words": words}, at=now)


def put_back(*, part: ChapterPart, by: Acts, now: dt.datetime) -> None:
    """Put a part that was taken out at its chapter's end again.

    Raises:
        ValidationError: the chapter holds as many parts as one may.
    """
    with transaction.atomic():
        _bring_back(_locked(part.programme), part, by=by, now=now)


def _locked(programme: Programme) -> Programme:
    """The programme, so that two who add at once do not take the same place."""
    return Programme.objects.select_for_update(of=("self",), no_key=True).get(pk=programme.pk)


def _of(programme: Programme, chapter: str) -> Any:
    return ChapterPart.objects.filter(programme=programme, chapter=chapter)


def _add(
    programme: Programme, chapter: str, kind: ChapterPart.Kind, *, by: Acts, now: dt.datetime,
    plan: Plan | None = None, evidence: Evidence | None = None, media: Media | None = None,
) -> ChapterPart:  # fmt: skip
    if chapter not in ChapterPart.Chapter.values:
        raise ValidationError(_("報告裡沒有這一章，請從章節清單進入。"))
    if kind != ChapterPart.Kind.PARAGRAPH:
        same = _of(programme, chapter).filter(plan=plan, evidence=evidence, media=media).first()
        if same is not None:
            _bring_back(programme, same, by=by, now=now)
            return same
    made = ChapterPart(
        programme=programme, chapter=chapter, kind=kind, plan=plan, evidence=evidence, media=media,
        position=_next(programme, chapter), added_at=now, added_by=by.as_actor().label[:200],
    )  # fmt: skip
    made.save()
    county = _county_of(evidence, media)
    for language in LANGUAGES:
        for role in ROLES[kind]:
            text = ""
            if role == _Role.CREDIT and county is not None:
                text = county.name if language == "zh-hant" else f"{county.name_en} Government"
            ChapterWords.objects.create(part=made, role=role, language=language, text=text)
    trail.record(Verb.CREATED, made, by=by, now={"chapter": made.get_chapter_display(), "kind": kind.value}, at=now)
    return made


def _bring_back(programme: Programme, part: ChapterPart, *, by: Acts, now: dt.datetime) -> None:
    rows = ChapterPart.objects.filter(pk=part.pk).exclude(removed_at=None)
    if rows.update(removed_at=None, removed_by="", position=_next(programme, part.chapter)):
        trail.record(Verb.CHANGED, part, by=by, now={"put_back": str(part)}, at=now)


def _next(programme: Programme, chapter: str) -> int:
    rows = _of(programme, chapter).standing()
    if rows.count() >= MOST:
        raise ValidationError(_("一章最多 %(most)s 段，請先拿掉幾段。") % {"most": MOST})
    last: int = rows.aggregate(last=Max("position"))["last"] or 0
    return last + 1


def _county_of(evidence: Evidence | None, media: Media | None) -> Any:
    if evidence is not None:
        return evidence.check_in.plan.county
    return media.pledge.county if media is not None else None
