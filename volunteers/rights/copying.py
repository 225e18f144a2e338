"""The copy (複製本): everything held about somebody as one file, for her alone.

A zip with a spreadsheet to read, JSON for other programs, her photo and what was attached to her requests and
accidents, and a leaf that says for whom and when it was made and by which request. The number in full stands in it: so
it is made anew at each download, kept nowhere, and every download leaves a line. It can be had for thirty days after it
was granted; no source sets a number of days, this is the house's choice, and she may ask again.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import tempfile
import zipfile
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import ods
from foundation.exports.imprint import Imprint
from foundation.exports.table import Column, Table
from foundation.files.models import StoredFile
from foundation.taiwan import roc
from volunteers.insuring import incidents
from volunteers.models import Incident, RightRequest
from volunteers.persons import portraits
from volunteers.rules.rights import Right

from . import asking, holdings, looks

LASTS = dt.timedelta(days=30)
_EPOCH = (1980, 1, 1, 0, 0, 0)


def until(request: RightRequest) -> dt.date | None:
    """The last day on which what was granted can be had; None where nothing was."""
    if request.state != RightRequest.State.GRANTED or request.answered_at is None:
        return None
    return timezone.localdate(request.answered_at) + LASTS


def may_have(request: RightRequest, user: User, right: Right, *, on: dt.date) -> bool:
    """Whether this person may have what this request was granted for: she herself, in time."""
    last = until(request)
    return request.right == right and request.volunteer.user_id == user.pk and last is not None and on <= last


def make(*, request: RightRequest, by: User, now: dt.datetime) -> tuple[IO[bytes], str]:
    """Her copy as a stream at its beginning, and what it is called.

    Raises:
        PermissionDenied: it was not granted to this person, or too long ago.
    """
    if not may_have(request, by, Right.COPY, on=timezone.localdate(now)):
        raise PermissionDenied
    held = holdings.of(request.volunteer)
    stream = tempfile.SpooledTemporaryFile(1 << 20)  # noqa: SIM115  closed by whoever sends it
    try:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            _add(package, _("說明.txt"), "\n".join(_leaf(request, now)).encode())
            _add(package, _("資料.ods"), _spreadsheet(request, held, now))
            _add(package, _("資料.json"), _json(request, held, now))
            for name, file in _files(request):
                with file.content.open("rb") as content:
                    _add(package, name, content.read())
        rows = sum(len(one.rows) for one in held)
        trail.record(Verb.COPY_TAKEN, request, by=by, now={"rows": rows, "format": "zip"}, at=now)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    day = roc.compact(timezone.localdate(now))
    return stream, _("我的資料_%(request)s_%(day)s.zip") % {"request": request.pk, "day": day}


def _leaf(request: RightRequest, now: dt.datetime) -> list[str]:
    """For whom, when and by which request: so that a copy that lies about says whose it is."""
    words = {
        "name": request.volunteer.name, "request": request.pk, "to": request.sent_to,
        "day": roc.shown(timezone.localdate(now)), "time": f"{timezone.localtime(now):%H:%M}",
        "asked": roc.shown(request.received_on),
    }  # fmt: skip
    return [
        _("個人資料複製本"),
        _("只給 %(name)s 本人。裡面有完整證號，請不要轉寄或放在公用電腦。") % words,
        _("依據：個人資料保護法第 3 條第 2 款、第 10 條。%(asked)s向%(to)s請求，請求編號 %(request)s。") % words,
        _("製作時間：%(day)s %(time)s。每次下載都留下紀錄。") % words,
    ]


def _spreadsheet(request: RightRequest, held: list[holdings.Holding], now: dt.datetime) -> bytes:
    leaf = Table(
        _("說明"), _("個人資料複製本"), [Column("words", _("說明"), "text", width=60)],
        [[line] for line in _leaf(request, now)],
    )  # fmt: skip
    seen = Table(
        _("誰看過我的資料"), _("誰看過我的資料"),
        [
            Column("at", _("時間"), "datetime"), Column("who", _("誰"), "text"), Column("what", _("做了什麼"), "text"),
            Column("reason", _("原因"), "text", missing=""),
        ],
        [[one.at, one.who, str(one.what), one.reason] for one in looks.of(request.volunteer)],
    )  # fmt: skip
    stream = io.BytesIO()
    ods.write([leaf, *(one.table for one in held), seen], stream, imprint=Imprint(_("個人資料複製本"), created=now))
    return stream.getvalue()


def _json(request: RightRequest, held: list[holdings.Holding], now: dt.datetime) -> bytes:
    told: dict[str, Any] = {
        "made_at": now, "request": request.pk, "note": _leaf(request, now),
        "held": {
            one.key: {
                "label": one.label, "fields": {column.key: str(column.label) for column in one.columns},
                "rows": [dict(zip((c.key for c in one.columns), row, strict=True)) for row in one.rows],
            }
            for one in held
        },
        "looks": [
            {"at": one.at, "who": one.who, "what": str(one.what), "reason": one.reason}
            for one in looks.of(request.volunteer)
        ],
    }  # fmt: skip
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()


def _files(request: RightRequest) -> list[tuple[str, StoredFile]]:
    """Her photo, and what was attached to her requests and accidents."""
    her = request.volunteer
    found: list[models.QuerySet[StoredFile]] = [StoredFile.objects.of(portraits.KEY, her)]
    found += [asking.files(one) for one in RightRequest.objects.filter(volunteer=her)]
    found += [incidents.papers(one) for one in Incident.objects.filter(volunteer=her)]
    return [(f"{_('檔案')}/{one.pk}.{one.suffix}", one) for some in found for one in some]


def _add(package: zipfile.ZipFile, name: str, data: bytes) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(info, data)
