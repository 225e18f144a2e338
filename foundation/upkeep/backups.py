"""Backups: one sealed file each, proved by putting it back into a temporary place before it counts.

The file's name is given to it only when it is whole; what is half written ends in `.part` and goes with the next one.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import sealed
from foundation.jobs.command import why_not_written
from foundation.taiwan import roc
from foundation.whole import is_half

from . import archive, snapshots, vault
from .snapshots import NotCopied

# Packages that earlier versions were made with: what they migrated does not say that a program is newer. What is left
# of them jobs.0004_leases clears away.
FORMER_PACKAGES = frozenset({"django_tasks_database"})
PREFIX, SUFFIX, PART = "platform-", ".backup", ".part"
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that stands."""

    path: Path
    bytes: int
    files: int
    rows: int
    proved: bool


def make(*, now: dt.datetime, prove: bool, progress: archive.Progress = lambda size: None) -> Made:
    """Write a backup of the database and the media as they are now, while the platform goes on.

    Args:
        prove: put it back into a temporary place before it counts.

    Raises:
        NotCopied: it could not be made or proved; no file is left that looks like one.
    """
    passphrase, folder = passphrase_of(), folder_of()
    target = folder / f"{PREFIX}{now.astimezone(dt.UTC):{STAMP}}{SUFFIX}"
    part = target.with_name(target.name + PART)
    try:
        with _room(folder) as room, _created(part) as out:
            database = settings.DATABASES["default"] | {"NAME": connections["default"].settings_dict["NAME"]}
            copy = room / archive.DATABASE
            # The database first: whatever it speaks of was stored before it was spoken of.
            counts = snapshots.take(database, copy)
            kind = "sqlite" if snapshots.is_file(database) else "postgresql"
            told = {"made_at": now.isoformat(), "kind": kind}
            with archive.writing(out, passphrase=passphrase, told=told, progress=progress) as kept:
                kept.add(copy, archive.DATABASE)
                copy.unlink()
                for path, name in media_files():
                    kept.add(path, archive.MEDIA + name)
                kept.finish({**told, **_keys(), "rows": counts, "migrations": migrations()})
            out.flush()
            os.fsync(out.fileno())
        if prove:
            proved(part)
        os.replace(part, target)
    except OSError as trouble:
        raise NotCopied(
            _("備份寫不進 %(folder)s：%(why)s。") % {"folder": folder, "why": why_not_written(trouble)}
        ) from trouble
    finally:
        part.unlink(missing_ok=True)
    return Made(target, target.stat().st_size, len(kept.files) - 1, sum(counts.values()), prove)


def proved(path: Path, progress: archive.Progress = lambda size: None) -> dict[str, Any]:
    """Put a backup back into a temporary place and hold it against its manifest, row counts included; the manifest.

    Raises:
        NotCopied: it does not open, or is not whole.
    """
    with _room(folder_of()) as room:
        manifest = unpacked(path, room, progress)
        copy = room / archive.DATABASE
        if manifest["kind"] == "sqlite":
            snapshots.prove_file(copy, manifest["rows"])
        else:
            snapshots.prove_dump(copy, settings.DATABASES["default"], manifest["rows"])
    return manifest


def unpacked(path: Path, room: Path, progress: archive.Progress = lambda size: None) -> dict[str, Any]:
    """Everything of a backup below a folder, held against its manifest, which is returned.

    Raises:
        NotCopied: it cannot be read, does not open, or is not whole.
    """
    try:
        with path.open("rb") as source:
            return archive.unpack(source, room, passphrase=passphrase_of(), progress=progress)
    except vault.Unopenable as shut:
        raise NotCopied(_why(shut.why) % {"file": path.name}) from shut
    except OSError as trouble:
        raise NotCopied(
            _("%(file)s 讀不出來：%(why)s。") % {"file": path, "why": why_not_written(trouble)}
        ) from trouble


def standing() -> list[tuple[dt.datetime, Path]]:
    """The backups in the folder with the moment each was made, newest first."""
    found = []
    for path in Path(settings.BACKUP_FOLDER).glob(f"{PREFIX}*{SUFFIX}"):
        try:
            written = path.name.removeprefix(PREFIX).removesuffix(SUFFIX)
            made = dt.datetime.strptime(written, STAMP).replace(tzinfo=dt.UTC)
        except ValueError:  # somebody's own file
            continue
        found.append((made, path))
    return sorted(found, reverse=True)


def is_due(now: dt.datetime) -> bool:
    """Whether the clock is to make one: the newest is older than the settings want (a few minutes early counts)."""
    if not settings.BACKUP_HOURS:
        return False
    newest = next((made for made, _path in standing()), None)
    return newest is None or now - newest >= dt.timedelta(hours=settings.BACKUP_HOURS, minutes=-5)


def drop_old(*, now: dt.datetime, keep_days: int) -> list[Path]:
    """Delete backups older than so many days; the newest stays however old it is. The deleted ones."""
    gone = [path for made, path in standing()[1:] if now - made > dt.timedelta(days=keep_days)]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def passphrase_of() -> str:
    """What opens the backups.

    Raises:
        NotCopied: there is none, or one that could be guessed.
    """
    passphrase: str = settings.BACKUP_PASSPHRASE
    if len(passphrase) < vault.SHORTEST_PASSPHRASE:
        raise NotCopied(
            _("BACKUP_PASSPHRASE 沒有設定或太短：至少 %(least)s 個字，並且另外保管一份；沒有它，備份打不開。")
            % {"least": vault.SHORTEST_PASSPHRASE}
        )
    return passphrase


def folder_of() -> Path:
    """Where backups go; made where it is missing, for nobody else to look into.

    Raises:
        NotCopied: it cannot be made.
    """
    folder = Path(settings.BACKUP_FOLDER)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as trouble:
        raise NotCopied(
            _("備份寫不進 %(folder)s：%(why)s。") % {"folder": folder, "why": why_not_written(trouble)}
        ) from trouble
    return folder


def media_files() -> Iterator[tuple[Path, str]]:
    """Every file of the media that is whole, with its name there, in order.

    Raises:
        NotCopied: they lie elsewhere than on this machine, where their own keeper has to save them.
    """
    if not isinstance(default_storage, FileSystemStorage):
        raise NotCopied(_("上傳的檔案不在這部機器上，請用存放它們的服務自己的備份；這個指令只備份得到這部機器的檔案。"))
    root = Path(settings.MEDIA_ROOT)
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = Path(folder) / name
            if path.is_file() and not path.is_symlink() and not is_half(name):
                yield path, path.relative_to(root).as_posix()


def migrations() -> list[str]:
    """What has been migrated in this database, `app.name` each; empty where there is no database yet."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connections["default"]).applied_migrations())


def shown(made_at: str) -> str:
    """When a backup was made, as people read it."""
    at = timezone.localtime(dt.datetime.fromisoformat(made_at))
    return f"{roc.shown(at.date())} {at:%H:%M}"


@contextmanager
def _room(folder: Path) -> Iterator[Path]:
    """A folder for what lies open while it is packed or proved; nobody else may look into it, and it goes."""
    with tempfile.TemporaryDirectory(prefix=".room-", dir=folder) as room:
        yield Path(room)


@contextmanager
def _created(path: Path) -> Iterator[Any]:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        yield out


def _keys() -> dict[str, Any]:
    try:
        return {"sealing_keys": sealed.fingerprints(), "marking_key": sealed.marking_fingerprint()}
    except ImproperlyConfigured:
        return {"sealing_keys": {}, "marking_key": ""}


def _why(why: str) -> str:
    return {
        "format": _("%(file)s 不是這個平臺的備份檔。"),
        "passphrase": _("%(file)s 打不開：BACKUP_PASSPHRASE 不是備份時的那一個，或檔案的開頭被改過。"),
        "changed": _("%(file)s 不完整或被改過，不能用；請用另一份備份。"),
    }[why]
