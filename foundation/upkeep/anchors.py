"""The digests of the trail's seals outside the database: one small file each, to be printed or taken elsewhere."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from foundation.audit.models import TrailSeal
from foundation.taiwan import roc

NAME = re.compile(r"trail-(\d{5,})\.txt")
DIGEST = re.compile(r"^雜湊值：([0-9a-f]{64})$", re.MULTILINE)


def known() -> dict[int, str]:
    """The digests that the files hold, by the seal's number; an unreadable one holds none, so no seal agrees."""
    found = {}
    for path in Path(settings.TRAIL_ANCHORS).glob("trail-*.txt"):
        if name := NAME.fullmatch(path.name):
            digest = DIGEST.search(path.read_text(encoding="utf-8", errors="replace"))
            found[int(name[1])] = digest[1] if digest else ""
    return found


def write_missing() -> int:
    """Write a file for each seal after the newest that has one; how many were written.

    One that is missing among older ones stays missing: it would only say what the database says by now.

    Raises:
        OSError: a file could not be written.
    """
    folder = Path(settings.TRAIL_ANCHORS)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    newest = max(known(), default=0)
    count = 0
    for seal in TrailSeal.objects.filter(number__gt=newest).defer("prints"):
        part = folder / f".trail-{seal.number:05}.part"
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
            out.write(told(seal))
            out.flush()
            os.fsync(out.fileno())
        part.chmod(0o400)
        os.replace(part, folder / f"trail-{seal.number:05}.txt")
        count += 1
    return count


def set_aside(*, above: int, now: dt.datetime) -> int:
    """Rename the files of seals that a restored database does not have: they speak of lines that are no longer there.

    They stay beside the others, so that it can be seen what was lost; how many were renamed.

    Args:
        above: number of the restored database's last seal.
    """
    count = 0
    for number in known():
        if number > above:
            path = Path(settings.TRAIL_ANCHORS) / f"trail-{number:05}.txt"
            path.rename(path.with_name(f"{path.name}.before-{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"))
            count += 1
    return count


def told(seal: TrailSeal) -> str:
    """A seal as people print and keep it."""
    with override(settings.LANGUAGE_CODE):
        at = timezone.localtime(seal.sealed_at)
        return (
            "地方實踐平臺　稽核軌跡封存\n\n"
            f"編號：{seal.number}\n"
            f"封存時間：{roc.shown(at.date())} {at:%H:%M}\n"
            f"筆數：{seal.lines}（第 {seal.since + 1} 到第 {seal.upto} 號）\n"
            f"前一號：{seal.previous}\n"
            f"雜湊值：{seal.digest}\n\n"
            "這一頁證明到這個時候為止的稽核軌跡。請印出來或存到別的機器；\n"
            "manage.py prove_trail 用資料庫裡的紀錄重算，雜湊值要和這一頁相同。\n"
        )
