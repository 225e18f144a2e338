"""Files that come in parts over bad lines: begun, continued where they were, whole; and dropped when nobody goes on.

A part says where in the file it belongs. It is taken only where the last one ended, so a part that was sent twice
changes nothing, and whoever has lost count is told how far the file has come. What makes a file the same after a
reload, a restart of the browser or of the server is its fingerprint, which the whole is held against in the end.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.files import content
from foundation.files.content import Unfit
from foundation.files.storing import plain_name

from . import taking_in
from .models import Media, Pledge, Upload

PART_BYTES = 1 << 20
"""What a page sends at a time: on a line of 1 Mbit/s eight seconds, which is what is lost when it breaks."""
MOST_PART_BYTES = 4 << 20
MOST_UNDER_WAY = 20
ABANDONED_AFTER = dt.timedelta(days=3)
"""How long nobody has to go on until what has come is dropped."""
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class OutOfStep(Exception):
    """A part does not begin where the file ends; `received` says where that is."""

    def __init__(self, received: int) -> None:
        super().__init__(_("這一段接不上，請從已經收到的地方接著傳。"))
        self.received = received


def begin(*, pledge: Pledge, name: str, size: int, sha256: str, by: Acts, now: dt.datetime) -> Upload:
    """Announce a file, or find the one that was announced before: its `received` says where to go on.

    Raises:
        Unfit: the pledge is not open, the file is empty or too large, or too many are under way.
    """
    if not pledge.is_open:
        raise Unfit(_("已經送出，不能再加檔案；協會退回補正後再改。"))
    if size <= 0:
        raise Unfit(_("檔案是空的。請確認手機裡打得開，再選一次。"))
    most = max(pledge.campaign.film.megabytes, content.MOST_MEGABYTES)
    if size > most << 20:
        raise Unfit(_("檔案有 %(size)s MB，最多 %(most)s MB。") % {"size": (size >> 20) + 1, "most": most})
    if not _FINGERPRINT.fullmatch(sha256):
        raise Unfit(_("檔案的指紋不完整，請重新整理頁面，再選一次檔案。"))
    same = Upload.objects.filter(pledge=pledge, sha256=sha256)
    if there := same.under_way().first():
        return there
    if there := same.filter(media__isnull=False).first():
        return there
    if Upload.objects.filter(pledge=pledge).under_way().count() >= MOST_UNDER_WAY:
        raise Unfit(_("有 %(most)s 個檔案還沒傳完，請先傳完，或等它們過期。") % {"most": MOST_UNDER_WAY})
    try:
        with transaction.atomic():
            made = Upload.objects.create(
                pledge=pledge, name=plain_name(name), size=size, sha256=sha256,
                begun_at=now, begun_by=by.as_actor().label, heard_at=now,
            )  # fmt: skip
    except IntegrityError:
        return same.under_way().get()
    return made


def add_part(*, upload: Upload, offset: int, part: bytes, now: dt.datetime) -> Upload:
    """Take the next part.

    Raises:
        OutOfStep: it does not begin where the file ends.
        Unfit: it is empty, too long, or goes beyond the file's end.
    """
    if not part or len(part) > MOST_PART_BYTES or offset + len(part) > upload.size:
        raise Unfit(_("這一段的長度不對，請重新整理頁面，再選一次檔案。"))
    with transaction.atomic():
        locked = Upload.objects.select_for_update().get(pk=upload.pk)
        on_disk = locked.path.stat().st_size if locked.path.exists() else 0
        if on_disk < locked.received:  # the disk was put back to an earlier day: what is missing has to come again
            locked.received = on_disk
            locked.save(update_fields=["received"])
        ended = locked.media_id is not None or bool(locked.refused)
        if not ended and locked.received == offset:
            locked.path.parent.mkdir(parents=True, exist_ok=True)
            with locked.path.open("r+b" if locked.path.exists() else "w+b") as stream:
                stream.seek(offset)
                stream.write(part)
                stream.truncate()
            locked.received = offset + len(part)
            locked.heard_at = now
            locked.save(update_fields=["received", "heard_at"])
            return locked
    raise OutOfStep(locked.received)


def finish(*, upload: Upload, by: Acts, now: dt.datetime) -> Upload:
    """The file is whole: look into it, and keep it or say why not. Asked again, it answers the same.

    Raises:
        OutOfStep: it is not whole yet, or what came is not what was announced (then it begins anew).
    """
    if upload.media_id is not None or upload.refused:
        return upload
    if upload.received != upload.size or not upload.path.exists():
        raise OutOfStep(upload.received)
    with upload.path.open("rb") as stream:
        fingerprint = hashlib.file_digest(stream, "sha256").hexdigest()
    if fingerprint != upload.sha256:
        Upload.objects.filter(pk=upload.pk).update(received=0)
        upload.path.unlink(missing_ok=True)
        raise OutOfStep(0)
    try:
        upload.media = taking_in.take(
            pledge=upload.pledge, path=upload.path, sha256=fingerprint, name=upload.name, by=by, now=now
        )
    except Unfit as why:
        upload.refused = str(why)
    upload.save(update_fields=["media", "refused"])
    upload.path.unlink(missing_ok=True)
    return upload


def take_form(*, pledge: Pledge, name: str, data: bytes, by: Acts, now: dt.datetime) -> Media:
    """A file that came in one form, from a page without scripts: the same way, in one step.

    Raises:
        Unfit: see `begin` and `taking_in.take`.
    """
    upload = begin(pledge=pledge, name=name, size=len(data), sha256=hashlib.sha256(data).hexdigest(), by=by, now=now)
    while upload.media_id is None and upload.received < upload.size:
        part = data[upload.received : upload.received + MOST_PART_BYTES]
        upload = add_part(upload=upload, offset=upload.received, part=part, now=now)
    upload = finish(upload=upload, by=by, now=now)
    if upload.media is None:
        raise Unfit(upload.refused)
    return upload.media


def drop_abandoned(*, by: Acts, now: dt.datetime) -> int:
    """Delete what nobody went on with, and the memory of what has ended; how many rows went."""
    old = list(Upload.objects.filter(heard_at__lt=now - ABANDONED_AFTER))
    for upload in old:
        with transaction.atomic():
            if upload.media_id is None and not upload.refused:
                trail.record(Verb.DELETED, upload, by=by, was={"size": upload.size}, at=now)
            path = upload.path
            upload.delete()
        path.unlink(missing_ok=True)
    return len(old)
