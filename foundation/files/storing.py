"""Keeping a picture or a document and letting it go, each with its line in the trail."""

from __future__ import annotations

import datetime as dt
import re

from django.core.files.base import ContentFile
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import unseen

from . import pictures, purposes
from .content import Unfit
from .documents import Document
from .models import StoredFile
from .pictures import Picture

MOST_FILES = 2000
LONGEST_NAME = 200  # as the column


class AlreadyThere(Unfit):
    """The same file is kept for the same thing; `file` is the one that is there."""

    def __init__(self, file: StoredFile) -> None:
        super().__init__(_("這個檔案已經上傳過了，沒有再收一次。"))
        self.file = file


def keep(
    *,
    picture: Picture | Document,
    purpose: str,
    subject: models.Model,
    name: str,
    by: Acts,
    now: dt.datetime,
    county: str | None = None,
    licence: str = StoredFile.Licence.INTERNAL,
) -> StoredFile:
    """Keep a picture or a document for something.

    Args:
        purpose: a registered key.
        name: what the file was called; shown (see `plain_name`), and never used as an address.
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
    row = StoredFile(
        purpose=purpose,
        subject_key=str(subject.pk),
        county_id=county if county is not None else getattr(subject, "county_id", None),
        original_name=plain_name(name),
        sha256=picture.digest,
        licence=licence,
        added_by=by if isinstance(by, User) else None,
        added_at=now,
    )
    _put_content(row, picture)
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


def _put_content(row: StoredFile, given: Picture | Document) -> None:
    """Write what is kept to the disk, and what is known of it into the row."""
    if isinstance(given, Document):
        row.kind, content = given.kind, given.content
    else:
        row.width, row.height = given.image.size
        content = pictures.written(given.image)
        row.thumbnail.save("x", ContentFile(pictures.thumbnail(given.image)), save=False)
    row.size = len(content)
    row.content.save("x", ContentFile(content), save=False)


def plain_name(name: str) -> str:
    """What a file was called, in one line that reads as it is: no folders, nothing that turns the line around.

    A name that is too long loses its middle: its ending says what it was taken for.
    """
    last = " ".join(unseen.written(re.split(r"[\\/]", name)[-1]).split())
    return last if len(last) <= LONGEST_NAME else f"{last[: LONGEST_NAME - 21]}…{last[-20:]}"


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
