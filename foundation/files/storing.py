"""Keeping a picture and letting it go, each with its line in the trail."""

from __future__ import annotations

import datetime as dt

from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb

from . import pictures, purposes
from .content import Unfit
from .models import StoredFile
from .pictures import Picture

MOST_FILES = 2000


class AlreadyThere(Unfit):
    """The same photo is kept for the same thing; `file` is the one that is there."""

    def __init__(self, file: StoredFile) -> None:
        super().__init__(_("這張照片已經上傳過了，沒有再收一次。"))
        self.file = file


def keep(
    *,
    picture: Picture,
    purpose: str,
    subject: models.Model,
    name: str,
    by: Acts,
    now: dt.datetime,
    county: str | None = None,
    licence: str = StoredFile.Licence.INTERNAL,
) -> StoredFile:
    """Keep a picture for something.

    Args:
        purpose: a registered key.
        name: what the file was called; shown, and never used as an address.
        county: code of the county it belongs to; without it, the subject's `county_id`.

    Raises:
        AlreadyThere: it is kept for this thing already.
        Unfit: the thing has as many files as one thing may have.
        KeyError: nobody registered the purpose.
    """
    purposes.find(purpose)
    kept = StoredFile.objects.of(purpose, subject)
    if there := kept.filter(sha256=picture.digest).first():
        raise AlreadyThere(there)
    if kept.count() >= MOST_FILES:
        raise Unfit(_("這裡已經有 %(most)s 個檔案，請先刪除用不到的。") % {"most": MOST_FILES})
    content = pictures.written(picture.image)
    row = StoredFile(
        purpose=purpose,
        subject_key=str(subject.pk),
        county_id=county if county is not None else getattr(subject, "county_id", None),
        original_name=name[:200],
        sha256=picture.digest,
        size=len(content),
        width=picture.image.width,
        height=picture.image.height,
        licence=licence,
        added_by=by if isinstance(by, User) else None,
        added_at=now,
    )
    row.content.save("x.jpg", ContentFile(content), save=False)
    row.thumbnail.save("x.jpg", ContentFile(pictures.thumbnail(picture.image)), save=False)
    try:
        with transaction.atomic():
            row.save()
            trail.record(Verb.CREATED, row, by=by, now={"purpose": purpose, "size": row.size}, at=now)
    except IntegrityError:
        _forget(row)
        there = kept.filter(sha256=picture.digest).first()
        if there is None:
            raise
        raise AlreadyThere(there) from None  # the same photo came twice in one moment
    except BaseException:
        _forget(row)
        raise
    return row


def remove(*, file: StoredFile, by: Acts, now: dt.datetime) -> None:
    """Delete a file for good; the trail keeps that it was there."""
    with transaction.atomic():
        trail.record(Verb.DELETED, file, by=by, was={"purpose": file.purpose, "sha256": file.sha256}, at=now)
        gone = StoredFile(content=file.content.name, thumbnail=file.thumbnail.name)
        file.delete()
        transaction.on_commit(lambda: _forget(gone))


def _forget(row: StoredFile) -> None:
    for field in (row.content, row.thumbnail):
        if field.name:
            field.storage.delete(field.name)
