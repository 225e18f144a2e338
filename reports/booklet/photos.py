"""Photos beside cases and counties: only such as may be printed, each with credit, caption and a description.

There are two ways in which a photo's right is recorded in the house. A county has let everybody see it as evidence of
a plan (`PublicUpdate.pieces`), or it belongs to an accepted pledge whose licence to the association and IAVE holds.
Both can be taken back, so whoever prints asks again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from actionplans.models import Evidence, PublicUpdate
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.files.models import StoredFile
from pledges.models import Media
from reports.models import BookletPhoto, Highlight

from .booklets import open_one

MOST = 4  # of one case or county: a page holds no more
FIELDS = ("caption", "alt", "credit")


@dataclass(frozen=True, slots=True)
class Right:
    """Whether a photo may be printed; `words` say by what, or why not."""

    holds: bool
    words: str


def evidence_of(highlight: Highlight) -> QuerySet[Evidence]:
    """The photos of a case that everybody may see."""
    if highlight.plan_id is None:
        return Evidence.objects.none()
    shown = _shown().filter(publication__plan=highlight.plan_id)
    rows = Evidence.objects.filter(pk__in=shown.values("pieces"), file__kind=StoredFile.Kind.PICTURE)
    return rows.select_related("file").order_by("-check_in__number", "pk")


def media_of(highlight: Highlight) -> QuerySet[Media]:
    """The photos of the county's pledges whose licence holds."""
    rows = Media.objects.on_the_wall().filter(kind=Media.Kind.PHOTO, pledge__county=highlight.where.pk)
    return rows.exclude(shown="").distinct().order_by("-pk")


def add(
    *, highlight: Highlight, by: Acts, now: dt.datetime, evidence: Evidence | None = None, media: Media | None = None
) -> BookletPhoto:
    """Put a photo beside a case or a county. The county's name is its first credit.

    Raises:
        ValidationError: it may not be printed, there are as many as a page holds, or the booklet is published.
    """
    with transaction.atomic():
        open_one(highlight.booklet)
        there = highlight.photos.filter(evidence=evidence, media=media).first()
        if there is not None:
            return there
        if evidence is not None and not evidence_of(highlight).filter(pk=evidence.pk).exists():
            raise ValidationError(_("縣市沒有公開這張照片，不能放進成果冊。"))
        if media is not None and not media_of(highlight).filter(pk=media.pk).exists():
            raise ValidationError(_("這張照片的授權沒有登錄或已經撤回，不能放進成果冊。"))
        if highlight.photos.count() >= MOST:
            raise ValidationError(_("一件最多 %(most)s 張照片，請先拿掉一張。") % {"most": MOST})
        made = BookletPhoto(
            highlight=highlight, evidence=evidence, media=media, credit=f"{highlight.where.name_en} Government",
            added_at=now, added_by=by.as_actor().label[:200],
        )  # fmt: skip
        made.full_clean(exclude=["highlight", "evidence", "media"])
        made.save()
        trail.record(Verb.CREATED, made, by=by, now=_origin(made), at=now)
    return made


def describe(*, photo: BookletPhoto, caption: str, alt: str, credit: str, by: Acts, now: dt.datetime) -> BookletPhoto:
    """Write what is printed below a photo, and what is read to who does not see it.

    Raises:
        ValidationError: by field, or the booklet is published.
    """
    with transaction.atomic():
        open_one(photo.highlight.booklet)
        locked = BookletPhoto.objects.select_for_update(of=("self",)).get(pk=photo.pk)
        was = {name: getattr(locked, name) for name in FIELDS}
        locked.caption, locked.alt, locked.credit = caption.strip(), alt.strip(), credit.strip()
        locked.full_clean(exclude=["highlight", "evidence", "media"])
        told = {name: getattr(locked, name) for name in FIELDS if getattr(locked, name) != was[name]}
        if told:
            locked.save(update_fields=list(told))
            trail.record(Verb.CHANGED, locked, by=by, was={name: was[name] for name in told}, now=told, at=now)
    return locked


def remove(*, photo: BookletPhoto, by: Acts, now: dt.datetime) -> None:
    """Take a photo out of the booklet; where it came from it stays.

    Raises:
        ValidationError: the booklet is published.
    """
    with transaction.atomic():
        open_one(photo.highlight.booklet)
        trail.record(Verb.DELETED, photo, by=by, was=_origin(photo), at=now)
        photo.delete()


def rights(photos: Iterable[BookletPhoto]) -> dict[int, Right]:
    """Whether each may be printed now, by key (two queries)."""
    rows = list(photos)
    shown = set(
        _shown()
        .filter(pieces__in=[row.evidence_id for row in rows if row.evidence_id])
        .values_list("pieces", flat=True)
    )
    licensed = set(
        Media.objects.on_the_wall().filter(pk__in=[row.media_id for row in rows if row.media_id])
        .values_list("pk", flat=True)
    )  # fmt: skip
    return {row.pk: _right(row, shown, licensed) for row in rows}


def lacks(photo: BookletPhoto, right: Right) -> list[str]:
    """What a photo still lacks before it can be printed, in words."""
    missing = [] if right.holds else [right.words]
    if not photo.alt:
        missing.append(_("沒有寫畫面上有什麼"))
    if not photo.credit:
        missing.append(_("沒有寫出處"))
    return missing


def content(photo: BookletPhoto) -> bytes:
    """The picture as the house wrote it anew: a JPEG without place and camera."""
    file = photo.evidence.file.content if photo.evidence and photo.evidence.file else photo.media.shown  # type: ignore[union-attr]
    with file.open("rb") as stream:
        data: bytes = stream.read()
    return data


def _shown() -> QuerySet[PublicUpdate]:
    """Updates that everybody may read now."""
    return PublicUpdate.objects.filter(Q(publication__withdrawn_at=None), publication__plan__state="adopted")


def _right(photo: BookletPhoto, shown: set[int], licensed: set[int]) -> Right:
    if photo.evidence_id is not None:
        if photo.evidence_id in shown:
            return Right(True, _("縣市已公開這張佐證照片"))
        return Right(False, _("縣市已收回這張照片的公開"))
    if photo.media_id in licensed:
        return Right(True, _("宣示素材已授權協會與 IAVE"))
    return Right(False, _("宣示素材的授權已經撤回"))


def _origin(photo: BookletPhoto) -> dict[str, int]:
    return {"evidence": photo.evidence_id} if photo.evidence_id else {"media": photo.media_id or 0}
