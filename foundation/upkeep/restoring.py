"""Putting a backup back: everything is unpacked and proved beside what stands, and only then takes its place.

What stood before is kept: as a backup of its own, and the media as a folder beside the new one.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from foundation import sealed
from foundation.audit import trail
from foundation.audit.models import TrailSeal
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.jobs.command import why_not_written
from foundation.jobs.models import Round

from . import anchors, archive, backups, snapshots
from .snapshots import NotCopied


@dataclass(frozen=True, slots=True)
class Plan:
    """What putting a backup back would do, for people to read before it is done."""

    made_at: str
    rows: int
    files: int
    standing_rows: int
    standing_files: int
    missing_keys: tuple[str, ...]

    @property
    def is_over_something(self) -> bool:
        """Whether a living installation would be written over."""
        return bool(self.standing_rows or self.standing_files)


@dataclass(frozen=True, slots=True)
class PutBack:
    """What was put back, and where what stood before is."""

    plan: Plan
    safety: Path | None
    old_media: Path | None


def put_back(*, path: Path, replace: bool, now: dt.datetime, before: Any = None) -> PutBack | Plan:
    """Put a backup back into this installation; only its plan where something stands and may not be replaced.

    Args:
        replace: whether what stands may be written over; a backup of it is made first.
        before: called with the plan before anything is changed.

    Raises:
        NotCopied: the backup is broken, does not fit, or could not be put back.
    """
    media = Path(settings.MEDIA_ROOT)
    if not isinstance(default_storage, FileSystemStorage):
        raise NotCopied(_("上傳的檔案不在這部機器上，這個指令不能還原它們。"))
    database = settings.DATABASES["default"] | {"NAME": connections["default"].settings_dict["NAME"]}
    try:
        media.parent.mkdir(parents=True, exist_ok=True)
        # Beside the media: what is proved there moves into its place without being copied again.
        with tempfile.TemporaryDirectory(prefix=".restoring-", dir=media.parent) as place:
            room = Path(place)
            manifest = backups.unpacked(path, room)
            _fits(manifest, database)
            copy = room / archive.DATABASE
            if manifest["kind"] == "sqlite":
                snapshots.prove_file(copy, manifest["rows"])
            plan = _plan(manifest, database)
            if plan.is_over_something and not replace:
                return plan
            _nobody_at_work()
            if before is not None:
                before(plan)
            # What has stood is saved first; nothing has changed yet if this does not succeed.
            over = plan.standing_rows > 0
            safety = backups.make(now=now, prove=False).path if over else None
            connections.close_all()
            if manifest["kind"] == "sqlite":
                snapshots.put_file_back(copy, Path(database["NAME"]))
            else:
                snapshots.put_dump_back(copy, database, over=over)
            return PutBack(plan, safety, _media_put_back(room / archive.MEDIA, media, now))
    except OSError as trouble:
        raise NotCopied(_("還原沒有做成：%(why)s。") % {"why": why_not_written(trouble)}) from trouble


def _nobody_at_work() -> None:
    """What somebody writes between the safety copy and the end would be lost: `./start` holds a lock while it runs."""
    lock = settings.VAR / "start.lock"
    if not lock.exists():
        return
    with lock.open("rb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as running:
            raise NotCopied(_("平臺還在執行，不能在它腳下還原；先停下它，再還原一次。")) from running


def note(*, done: PutBack, now: dt.datetime) -> bool:
    """Leave a line in the restored trail, and set the files aside of seals that it does not have.

    False where the backup is older than the tables that this needs: then nothing is written.
    """
    try:
        last = TrailSeal.objects.defer("prints").last()
        aside = anchors.set_aside(above=last.number if last else 0, now=now)
        trail.record(
            Verb.RESTORED,
            Round.of("restore"),
            by=SYSTEM,
            now={"backup_of": done.plan.made_at, "seals_aside": aside},
            at=now,
        )
    except DatabaseError:
        return False
    return True


def _media_put_back(unpacked: Path, media: Path, now: dt.datetime) -> Path | None:
    unpacked.mkdir(exist_ok=True)
    old = None
    if media.exists() and any(media.iterdir()):
        old = media.with_name(f"{media.name}.before-{now.astimezone(dt.UTC):{backups.STAMP}}")
        os.replace(media, old)
    elif media.exists():
        shutil.rmtree(media)
    os.replace(unpacked, media)
    return old


def _fits(manifest: dict[str, Any], database: dict[str, Any]) -> None:
    kind = "sqlite" if snapshots.is_file(database) else "postgresql"
    if manifest["kind"] != kind:
        raise NotCopied(
            _("這份備份是 %(kind)s 的，DATABASE_URL 指的是 %(here)s；請先還原到同一種資料庫。")
            % {"kind": manifest["kind"], "here": kind}
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations}
    made = [name for name in manifest["migrations"] if name.partition(".")[0] not in backups.FORMER_PACKAGES]
    if newer := [name for name in made if name not in known]:
        raise NotCopied(
            _("這份備份比這裡的程式新（例如 %(name)s）；請先換成備份時的版本或更新的版本。") % {"name": newer[0]}
        )


def _plan(manifest: dict[str, Any], database: dict[str, Any]) -> Plan:
    files = sum(name.startswith(archive.MEDIA) for name in manifest["files"])
    return Plan(
        made_at=manifest["made_at"],
        rows=sum(manifest["rows"].values()),
        files=files,
        standing_rows=_standing_rows(database),
        standing_files=sum(1 for _file in backups.media_files()),
        missing_keys=_missing_keys(manifest),
    )


def _standing_rows(database: dict[str, Any]) -> int:
    try:
        return sum(snapshots.rows_in(database).values())
    except NotCopied as broken:
        raise NotCopied(
            _("現在的資料庫讀不出來，無法先備份；請把它移到別處再還原。%(why)s") % {"why": broken}
        ) from broken


def _missing_keys(manifest: dict[str, Any]) -> tuple[str, ...]:
    """The keys that the backup was made with and that this installation has not, by their settings' names."""
    try:
        here, mark = set(sealed.fingerprints().values()), sealed.marking_fingerprint()
    except ImproperlyConfigured:
        here, mark = set(), ""
    missing = [f"SEALING_KEYS: {name}" for name, found in manifest["sealing_keys"].items() if found not in here]
    if manifest["marking_key"] not in ("", mark):
        missing.append("MARKING_KEY")
    return tuple(missing)
