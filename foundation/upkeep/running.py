"""The doctor's look at what runs: the database, the keys, the worker, the rounds, the backups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from foundation import sealed
from foundation.audit import chain
from foundation.audit.models import TrailSeal
from foundation.jobs.models import Job, Round

from . import anchors, backups, seals
from .finding import Finding, fine, note, wrong
from .snapshots import NotCopied

# Long work begins within seconds while a worker is there.
LONGEST_IN_QUEUE = dt.timedelta(minutes=5)
# A backup by the clock comes once a day; two missed are no accident.
OLDEST_BACKUP = dt.timedelta(hours=50)


def database_stands() -> Iterator[Finding]:
    """Whether the database answers, is as this program wants it, and is set to be written by many."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        there = set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations)
        strange = {(app, name) for app, name in there if app not in backups.FORMER_PACKAGES}
    except DatabaseError as broken:
        yield wrong(
            _("資料庫不能用：%(why)s。") % {"why": str(broken).strip().splitlines()[0]},
            _("檢查 DATABASE_URL 和資料庫的服務。"),
        )
        return
    if waiting:
        yield wrong(
            _("資料庫還有 %(count)s 個變更沒有套用，例如 %(name)s。") % {"count": len(waiting), "name": waiting[0][0]},
            "manage.py migrate",
        )
    if strange:
        yield wrong(
            _("資料庫比程式新（%(name)s）。") % {"name": ".".join(sorted(strange)[0])},
            _("換成較新的程式，或還原較舊的備份。"),
        )
    try:
        cache.set("doctor", "here", 60)
        if cache.get("doctor") != "here":
            yield wrong(_("快取存不住東西：登入的鎖定和次數限制不會起作用。"), "manage.py createcachetable")
    except DatabaseError:
        yield wrong(_("沒有快取的資料表：登入的鎖定和次數限制不會起作用。"), "manage.py createcachetable")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
            broken_part = cursor.execute("PRAGMA quick_check(1)").fetchone()[0]
        if mode != "wal":
            yield wrong(
                _("資料庫不是 WAL 模式（%(mode)s）：一人寫入時別人要等。") % {"mode": mode}, "PRAGMA journal_mode=WAL"
            )
        if broken_part != "ok":
            yield wrong(
                _("資料庫的檔案壞了：%(why)s。") % {"why": broken_part},
                _("停下平臺，還原最近的備份（docs/operations.md）。"),
            )
    yield fine(_("資料庫打得開。"))


def keys_open() -> Iterator[Finding]:
    """Whether the keys are there and open what has been sealed: one value for each column and key."""
    try:
        now, *others = sealed.fingerprints()
        sealed.marking_fingerprint()
    except ImproperlyConfigured as broken:
        yield wrong(
            _("金鑰不能用：%(why)s") % {"why": broken}, _("設定 SEALING_KEYS 和 MARKING_KEY（docs/operations.md）。")
        )
        return
    old = 0
    for column in seals.COLUMNS:
        try:
            found, counts = seals.samples(column), seals.used(column)
        except DatabaseError:
            continue  # said elsewhere
        for name, value in found.items():
            try:
                column.anew(value)
            except sealed.Unsealable:
                yield wrong(
                    _("%(column)s 有 %(count)s 筆用金鑰 %(key)s 封存，現在打不開。")
                    % {"column": column, "count": counts[name], "key": name},
                    _("把那一把金鑰加回 SEALING_KEYS 的後面。"),
                )
            else:
                old += counts[name] if name != now else 0
    if old:
        yield note(_("還有 %(count)s 筆用較舊的金鑰封存。") % {"count": old}, "manage.py rotate_keys")
    elif others:
        yield note(
            _("沒有資料需要舊的金鑰（%(names)s）了。") % {"names": "、".join(others)}, _("可以從 SEALING_KEYS 拿掉。")
        )
    yield fine(_("金鑰打得開封存的資料。"))


def work_goes_on(now: dt.datetime) -> Iterator[Finding]:
    """Whether somebody does the long work, and the rounds by the clock succeed."""
    try:
        waiting = Job.objects.unattended(now, now - LONGEST_IN_QUEUE)
        failing = list(Round.objects.failing())
        ever = Round.objects.filter(done_at__isnull=False).exists()
    except DatabaseError:
        return  # said elsewhere
    if waiting:
        yield wrong(
            _("有 %(count)s 件背景作業等了 5 分鐘以上：沒有程序在做。") % {"count": waiting},
            "manage.py worker",
        )
    for one in failing:
        yield wrong(
            _("定時的 %(name)s 上一次沒有做成：%(why)s") % {"name": one.name, "why": one.trouble},
            f"manage.py {one.name}",
        )
    if not ever:
        yield note(_("還沒有任何定時的工作做過。"), _("./start 會一起啟動；正式的平臺見 docs/operations.md。"))
    elif not waiting and not failing:
        yield fine(_("背景作業和定時的工作都在做。"))


def trail_holds(now: dt.datetime) -> Iterator[Finding]:
    """Whether the trail is sealed day by day; that it still is what was sealed, `prove_trail` computes."""
    try:
        last = TrailSeal.objects.defer("prints").last()
        due = chain.is_due(now)
        newest_anchor = max(anchors.known(), default=0)
    except DatabaseError:
        return  # said elsewhere
    if last is not None and newest_anchor < last.number:
        yield wrong(
            _("稽核軌跡的封存沒有另存成檔案（%(folder)s）。") % {"folder": settings.TRAIL_ANCHORS},
            "manage.py seal_trail",
        )
    elif due and (last is None or now - last.sealed_at > OLDEST_BACKUP):
        yield note(_("稽核軌跡有兩天以上沒有封存。") if last else _("稽核軌跡還沒有封存過。"), "manage.py seal_trail")
    else:
        yield fine(_("稽核軌跡每天封存。"))


def backups_are_young(now: dt.datetime) -> Iterator[Finding]:
    """Whether there is a backup, and how old the newest is."""
    try:
        backups.passphrase_of()
    except NotCopied as why:
        yield wrong(str(why), _("設定 BACKUP_PASSPHRASE。"))
        return
    newest = next((made for made, _path in backups.standing()), None)
    if newest is None:
        yield wrong(_("還沒有備份（%(folder)s）。") % {"folder": settings.BACKUP_FOLDER}, "manage.py backup --verify")
    elif now - newest > OLDEST_BACKUP:
        yield wrong(
            _("最新的備份是 %(hours)s 小時前的。") % {"hours": int((now - newest).total_seconds() // 3600)},
            "manage.py backup --verify",
        )
    else:
        yield fine(_("最新的備份是 %(hours)s 小時前的。") % {"hours": int((now - newest).total_seconds() // 3600)})
