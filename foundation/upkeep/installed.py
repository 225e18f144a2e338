"""The doctor's look at the machine: settings, disk, folders, programs and fonts, mail, the clock."""

from __future__ import annotations

import datetime as dt
import importlib
import os
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core import checks, mail
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from foundation.audit.models import Event
from foundation.jobs.command import why_not_written

from .finding import Finding, fine, note, wrong

# A disk with less room than this cannot take in an afternoon's photos; below a tenth one should plan.
LEAST_ROOM, LEAST_SHARE = 1 << 30, 0.1
MAIL_PATIENCE = 10  # seconds
CLOCK_TOLERANCE = dt.timedelta(minutes=2)
SECRETS = ("env", "secret_key", "sealing_key", "marking_key", "backup_passphrase")
NOTHING_WAS_BEFORE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def is_real() -> bool:
    """Whether this is a real installation, not the demonstration or somebody's desk."""
    return str(os.environ.get("DJANGO_SETTINGS_MODULE", "")).endswith("production")


def settings_fit() -> Iterator[Finding]:
    """What Django and we ourselves have to say of the settings."""
    try:
        said = checks.run_checks(include_deployment_checks=is_real())
    except ImproperlyConfigured as broken:
        yield wrong(_("設定讀不懂：%(why)s") % {"why": broken}, _("改好 var/env 或環境變數，再執行一次。"))
        return
    for one in said:
        if one.level >= checks.WARNING:
            yield wrong(f"{one.id or ''} {one.msg}".strip(), str(one.hint or _("依 Django 的說明改設定。")))
    if not is_real():
        yield note(
            _("這是示範或單機的設定（%(name)s）。") % {"name": os.environ.get("DJANGO_SETTINGS_MODULE", "")},
            _("正式使用請設 DJANGO_SETTINGS_MODULE=config.settings.production，說明在 docs/operations.md。"),
        )
    elif not settings.SITE_ADDRESS.startswith("https://"):
        yield wrong(
            _("信裡的連結會指到 %(address)s。") % {"address": settings.SITE_ADDRESS},
            _("把 SITE_ADDRESS 設成大家打開平臺的 https 網址。"),
        )
    if is_real() and settings.DEMO:
        yield wrong(_("正式的平臺開著 DEMO：每一頁都說內容是假的。"), _("拿掉 DEMO。"))
    if is_real() and "example.org" in settings.DEFAULT_FROM_EMAIL:
        yield wrong(
            _("寄信人還是範例的 %(address)s。") % {"address": settings.DEFAULT_FROM_EMAIL},
            _("設定 DEFAULT_FROM_EMAIL。"),
        )
    for path in (settings.VAR / name for name in SECRETS):
        if path.exists() and path.stat().st_mode & 0o077:
            yield wrong(_("別的帳號讀得到 %(path)s，裡面是密鑰。") % {"path": path}, f"chmod 600 {path}")
    yield fine(_("設定讀得懂。"))


def room_left() -> Iterator[Finding]:
    """How much room the disks have, and whether there is enough for the next backup."""
    database = connection.settings_dict["NAME"]
    is_file = connection.vendor == "sqlite" and Path(database).exists()
    places = {_("資料庫"): Path(database).parent} if is_file else {}
    places |= {_("上傳的檔案"): Path(settings.MEDIA_ROOT), _("備份"): Path(settings.BACKUP_FOLDER)}
    for name, path in places.items():
        there = next(one for one in (path, *path.parents) if one.exists())
        usage = shutil.disk_usage(there)
        told = {"name": name, "free": f"{usage.free / (1 << 30):.1f}", "path": path}
        if usage.free < LEAST_ROOM:
            yield wrong(_("%(name)s的磁碟只剩 %(free)s GB（%(path)s）。") % told, _("騰出空間，或換大一點的磁碟。"))
        elif usage.free < usage.total * LEAST_SHARE:
            yield note(_("%(name)s的磁碟剩不到一成：%(free)s GB（%(path)s）。") % told, _("近期內安排更大的磁碟。"))
        else:
            yield fine(_("%(name)s的磁碟還有 %(free)s GB。") % told)


def folders_take_files() -> Iterator[Finding]:
    """Whether uploads can be stored, proved by storing one."""
    folder = Path(settings.MEDIA_ROOT)
    if not isinstance(default_storage, FileSystemStorage):
        try:
            default_storage.exists("doctor")
            yield fine(_("連得到存放上傳檔案的服務。"))
        except OSError as trouble:
            yield wrong(
                _("連不到存放上傳檔案的服務：%(why)s。") % {"why": trouble},
                _("看看 MEDIA_STORE 開頭的設定、帳號的權限，和那個服務開著沒有。"),
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-") as probe:
            probe.write(b"?")
        yield fine(_("上傳的檔案存得進去。"))
    except OSError as trouble:
        yield wrong(
            _("上傳的檔案存不進 %(path)s：%(why)s。") % {"path": folder, "why": why_not_written(trouble)},
            _("讓執行平臺的帳號可以寫入這個資料夾。"),
        )


def tools_there() -> Iterator[Finding]:
    """Programs, libraries and fonts that papers and films need."""
    found = list(_missing_tools())
    yield from found or [fine(_("程式、函式庫、字型和翻譯都在。"))]


def _missing_tools() -> Iterator[Finding]:
    if shutil.which("ffmpeg") is None:
        yield wrong(_("找不到 ffmpeg：宣示的影片不能檢查。"), "apt-get install ffmpeg")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            importlib.import_module("weasyprint")
    except (OSError, ImportError) as missing:
        yield wrong(
            _("PDF 產不出來：%(why)s。") % {"why": str(missing).splitlines()[0]},
            "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0",
        )
    if not _has_chinese_font():
        yield wrong(_("沒有中文字型：PDF 上的字會是空格。"), "apt-get install fonts-noto-cjk")
    if not (Path(settings.LOCALE_PATHS[0]) / "en/LC_MESSAGES/django.mo").exists():
        yield wrong(
            _("英文的翻譯沒有編譯：英文頁面會是中文。"),
            _("執行 ./start --no-serve，或 msgfmt（見 docs/operations.md）。"),
        )


def mail_goes_out() -> Iterator[Finding]:
    """Whether the mail server lets us in; nothing is sent."""
    if "smtp" not in settings.EMAIL_BACKEND:
        told = _("信不會寄出去（%(backend)s）。") % {
            "backend": settings.EMAIL_BACKEND.rpartition(".")[0].rpartition(".")[2]
        }
        yield (wrong if is_real() else note)(told, _("設定 EMAIL_URL，例如 smtp+tls://帳號:密碼@主機:587。"))
        return
    server = mail.get_connection(timeout=MAIL_PATIENCE)
    try:
        server.open()
        server.close()
        yield fine(_("郵件伺服器接得上。"))
    except Exception as trouble:  # whatever it is, it is the finding
        yield wrong(
            _("郵件伺服器接不上：%(why)s。")
            % {"why": str(trouble).splitlines()[0] if str(trouble) else type(trouble).__name__},
            _("檢查 EMAIL_URL，和這部機器連不連得出去。"),
        )


def clock_is_right(now: dt.datetime) -> Iterator[Finding]:
    """Whether the clock agrees with what has happened already, and with the database's server."""
    if now < NOTHING_WAS_BEFORE:
        yield wrong(
            _("這部機器的時鐘是 %(now)s，太早了。") % {"now": f"{now:%Y-%m-%d %H:%M}"},
            _("讓機器自動校時（timedatectl set-ntp true）。"),
        )
        return
    try:
        newest = Event.objects.order_by("-pk").values_list("at", flat=True).first()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT clock_timestamp()")
                [theirs] = cursor.fetchone()
            if abs(theirs - now) > CLOCK_TOLERANCE:
                yield wrong(
                    _("這部機器和資料庫的時鐘差了 %(seconds)s 秒。")
                    % {"seconds": int(abs(theirs - now).total_seconds())},
                    _("兩部機器都自動校時。"),
                )
    except DatabaseError:
        return  # said elsewhere
    if newest is not None and newest > now + CLOCK_TOLERANCE:
        yield wrong(
            _("最新的稽核紀錄是 %(at)s，比現在還晚：時鐘往回跳過。") % {"at": f"{newest:%Y-%m-%d %H:%M} UTC"},
            _("讓機器自動校時；期限和鎖定的時間在那之前可能算錯。"),
        )
    else:
        yield fine(_("時鐘和紀錄相符。"))


def _has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return any(Path("/usr/share/fonts").rglob("NotoS*CJK*"))
    found = subprocess.run(["fc-list", ":lang=zh-tw", "family"], capture_output=True, text=True, check=False)  # noqa: S607
    return bool(found.stdout.strip())
