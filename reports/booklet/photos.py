"""Photos beside cases and counties: only such as may be printed, each with credit, caption and a description.

By what right one may be printed is `reports.photo_rights`.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from actionplans.models import Evidence
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from pledges.models import Media
from reports.models import BookletPhoto, Highlight
from reports.photo_rights import Right, licensed_media, public_evidence, shown

from .booklets import open_one

MOST = 4  # of one case or county: a page holds no more
FIELDS = ("caption", "alt", "credit")


def evidence_of(highlight: Highlight) -> QuerySet[Evidence]:
    """The photos of a case that everybody may see."""
    if highlight.plan_id is None:
        return Evidence.objects.none()
    return public_evidence(shown().filter(publication__plan=highlight.plan_id))


def media_of(highlight: Highlight) -> QuerySet[Media]:
    """The photos of the county's pledges whose licence holds."""
    return licensed_media().filter(pledge__county=highlight.where.pk)


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


def lacks(photo: BookletPhoto, right: Right) -> list[str]:
    """What a photo still lacks before it can be printed, in words."""
    missing = [] if right.holds else [right.words]
    if not photo.alt:
        missing.append(_("沒有寫畫面上有什麼"))
    if not photo.credit:
        missing.append(_("沒有寫出處"))
    return missing


def _origin(photo: BookletPhoto) -> dict[str, int]:
    return {"evidence": photo.evidence_id} if photo.evidence_id else {"media": photo.media_id or 0}
