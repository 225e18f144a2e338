"""A file that has come whole: what it is, what is found of it, and keeping it; or the sentence why it is not kept."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from PIL import Image

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.files import content, pictures
from foundation.files.content import Unfit
from foundation.files.storing import plain_name

from . import probing, verdicts
from .models import Media, Pledge

_SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "TIFF": "tif", "AVIF": "avif"}
_START = 1024


def take(*, pledge: Pledge, path: Path, sha256: str, name: str, by: Acts, now: dt.datetime) -> Media:
    """Look into a file and keep it with its verdict. The same file of a pledge is kept once, however often it comes.

    Args:
        sha256: of its bytes, as they were read here.
        name: what it was called; never used as an address and never believed.

    Raises:
        Unfit: it is no photo and no film, broken, too large, or there are enough already.
    """
    if there := Media.objects.filter(pledge=pledge, sha256=sha256).first():
        return there
    with path.open("rb") as stream:
        start = stream.read(_START)
    row = Media(pledge=pledge, original_name=plain_name(name), sha256=sha256, size=path.stat().st_size, added_at=now)
    row.added_by = by.as_actor().label
    container = probing.container_of(start)
    shown, small = _as_film(row, path, container) if container else _as_photo(row, path, start)
    _refuse_too_many(row)
    return _keep(row, path, shown, small, by=by, now=now)


def remove(*, media: Media, by: Acts, now: dt.datetime) -> None:
    """Delete a file for good; the trail keeps that it was there.

    Raises:
        Unfit: the pledge is handed in, and what was sent stays.
    """
    with transaction.atomic():
        pledge = Pledge.objects.select_for_update().get(pk=media.pledge_id)
        if not pledge.is_open:
            raise Unfit(_("已經送出，不能刪除檔案；協會退回補正後再改。"))
        trail.record(Verb.DELETED, media, by=by, was={"kind": media.kind, "sha256": media.sha256}, at=now)
        gone = Media(content=media.content.name, shown=media.shown.name, small=media.small.name)
        media.delete()
        transaction.on_commit(lambda: _forget(gone))


def _as_photo(row: Media, path: Path, start: bytes) -> tuple[bytes, bytes]:
    """Fill in what is known of a photo; the copies to show."""
    head = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").lower()
    if head.startswith((b"<", b"{", b"#", b"mz", b"#!")):
        raise Unfit(_("這個檔案其實是網頁、文字或程式，不是照片或影片，沒有收下。請選手機或相機的原檔。"))
    if row.size > content.MOST_MEGABYTES << 20:
        raise Unfit(_too_large(row.size, content.MOST_MEGABYTES))
    data = path.read_bytes()
    if content.kind_of(data) is not content.Kind.PICTURE:
        raise Unfit(_("這是 PDF，不是照片或影片，沒有收下。請選手機或相機的原檔（JPG、PNG、MP4）。"))
    picture = pictures.read(data)
    with Image.open(io.BytesIO(data), formats=pictures.FORMATS) as opened:
        row.width, row.height = opened.size
        row.dpi = max(0, min(round(min(opened.info.get("dpi", (0, 0)))), 100_000))
        row.container = (opened.format or "").lower()
        row.suffix = _SUFFIXES.get(opened.format or "", "jpg")
        if opened.getexif().get(0x0112, 1) > 4:  # the camera was held upright
            row.width, row.height = row.height, row.width
    row.kind = Media.Kind.PHOTO
    found = verdicts.of_photo(row.pledge.campaign, width=row.width, height=row.height, dpi=row.dpi)
    row.findings = verdicts.kept(found)
    return pictures.written(picture.image), pictures.thumbnail(picture.image)


def _as_film(row: Media, path: Path, container: str) -> tuple[bytes, bytes]:
    """Fill in what is known of a film; the copies to show."""
    campaign = row.pledge.campaign
    if row.size > campaign.film.megabytes << 20:
        raise Unfit(_too_large(row.size, campaign.film.megabytes))
    facts = probing.probe(path, container)
    drawn = probing.poster(path, facts)
    row.kind, row.container, row.suffix = Media.Kind.FILM, container, container
    row.width, row.height, row.tenths, row.codec = facts.width, facts.height, facts.tenths, facts.codec
    row.findings = verdicts.kept(verdicts.of_film(campaign, facts))
    return probing.shown(path, facts), pictures.thumbnail(pictures.read(drawn).image) if drawn else b""


def _too_large(size: int, most: int) -> str:
    return _("檔案有 %(size)s MB，最多 %(most)s MB，沒有收下。請用手機的原檔，不要另外轉檔放大。") % {
        "size": (size >> 20) + 1, "most": most
    }  # fmt: skip


def _refuse_too_many(row: Media) -> None:
    campaign = row.pledge.campaign
    most = campaign.film.most if row.is_film else campaign.photos.most
    if Media.objects.filter(pledge=row.pledge, kind=row.kind).count() >= most:
        raise Unfit(
            _("%(kind)s最多 %(most)s 個。請先刪除不用的，再上傳這一個。")
            % {"kind": row.get_kind_display(), "most": most}
        )


def _keep(row: Media, path: Path, shown: bytes, small: bytes, *, by: Acts, now: dt.datetime) -> Media:
    try:
        with path.open("rb") as stream:
            row.content.save("x", File(stream), save=False)
        for field, data in ((row.shown, shown), (row.small, small)):
            if data:
                field.save("x", ContentFile(data), save=False)
        with transaction.atomic():
            if not Pledge.objects.select_for_update().get(pk=row.pledge_id).is_open:
                raise Unfit(_("已經送出，不能再加檔案；協會退回補正後再改。"))
            _refuse_too_many(row)
            row.save()
            now_ = {"kind": row.kind, "size": row.size, "sha256": row.sha256}
            trail.record(Verb.CREATED, row, by=by, now=now_, at=now)
    except IntegrityError:
        _forget(row)
        return Media.objects.get(pledge=row.pledge, sha256=row.sha256)  # the same file came twice in one moment
    except BaseException:
        _forget(row)
        raise
    return row


def _forget(row: Media) -> None:
    for field in (row.content, row.shown, row.small):
        if field.name:
            field.storage.delete(field.name)
