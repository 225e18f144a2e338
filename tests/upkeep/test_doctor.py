"""The doctor says what is wrong, in words, and fails when something must be mended."""

import datetime as dt
import shutil
from collections import namedtuple
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from foundation import sealed
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.jobs.models import Job, Round
from foundation.upkeep import installed, running
from foundation.upkeep.finding import Grade
from tests.makers.accounts import make_user
from tests.makers.volunteers import make_volunteer

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.BACKUP_FOLDER, settings.MEDIA_ROOT, settings.VAR = str(tmp_path / "backups"), tmp_path / "media", tmp_path


def bad(looks) -> list[str]:
    return [found.what for found in looks if found.grade == Grade.MEND]


def noted(looks) -> list[str]:
    return [found.what for found in looks if found.grade == Grade.NOTE]


def stand(age: dt.timedelta) -> None:
    folder = Path(settings.BACKUP_FOLDER)
    folder.mkdir(exist_ok=True)
    (folder / f"platform-{NOW - age:%Y%m%dT%H%M%SZ}.backup").touch()


def test_all_is_well_when_it_is(monkeypatch):
    monkeypatch.setattr(installed, "_missing_tools", lambda: iter(()))
    stand(HOUR)
    Round.objects.create(name="open_results", done_at=NOW)
    out = StringIO()
    call_command("doctor", now="2026-11-30T12:00Z", stdout=out)
    assert "都好。" in out.getvalue()
    assert "✗" not in out.getvalue()


def test_what_must_be_mended_ends_with_two():
    out = StringIO()
    with pytest.raises(CommandError, match="件事要修") as refusal:
        call_command("doctor", now="2026-11-30T12:00Z", stdout=out)
    assert refusal.value.returncode == 2
    assert "✗ 還沒有備份" in out.getvalue()
    assert "→ manage.py backup --verify" in out.getvalue()


@pytest.mark.parametrize(
    ("hours", "says"), [(None, ["還沒有備份"]), (49.9, []), (50.1, ["最新的備份是 50 小時前的。"])]
)
def test_a_backup_may_not_be_old(hours, says):
    if hours:
        stand(hours * HOUR)
    found = bad(running.backups_are_young(NOW))
    assert len(found) == len(says)
    assert all(one.startswith(begin) for one, begin in zip(found, says, strict=True))


def test_a_passphrase_is_missed(settings):
    settings.BACKUP_PASSPHRASE = ""
    assert "BACKUP_PASSPHRASE" in bad(running.backups_are_young(NOW))[0]


def test_keys_that_do_not_open_what_is_sealed(settings):
    make_volunteer()
    assert bad(running.keys_open()) == []
    settings.SEALING_KEYS = [f"fresh:{sealed.make_key()}"]
    [told] = bad(running.keys_open())
    assert told == "volunteers.Volunteer.identity_sealed 有 1 筆用金鑰 test 封存，現在打不開。"
    settings.SEALING_KEYS = []
    assert "SEALING_KEYS is empty" in bad(running.keys_open())[0]


def test_old_keys_are_worth_a_word(settings):
    make_volunteer()
    settings.SEALING_KEYS = [f"fresh:{sealed.make_key()}", *settings.SEALING_KEYS]
    assert bad(running.keys_open()) == []
    assert noted(running.keys_open()) == ["還有 1 筆用較舊的金鑰封存。"]


def test_what_is_not_migrated_is_told():
    assert bad(running.database_stands()) == []
    MigrationRecorder(connection).record_applied("django_tasks_database", "0001_initial")  # of an earlier version
    MigrationRecorder(connection).record_unapplied("jobs", "0004_leases")
    [told] = bad(running.database_stands())
    assert "還有 1 個變更沒有套用，例如 jobs.0004_leases" in told
    MigrationRecorder(connection).record_applied("jobs", "0004_leases")
    MigrationRecorder(connection).record_applied("jobs", "9999_later")
    assert bad(running.database_stands()) == ["資料庫比程式新（jobs.9999_later）。"]


def test_a_cache_that_keeps_nothing(monkeypatch):
    monkeypatch.setattr(cache, "get", lambda key: None)
    assert "快取" in bad(running.database_stands())[0]


@pytest.mark.parametrize(
    ("job", "found"),
    [
        ({"asked_at": NOW - dt.timedelta(minutes=4)}, 0),
        ({"asked_at": NOW - dt.timedelta(minutes=6)}, 1),
        ({"state": Job.State.RUNNING, "held_until": NOW - dt.timedelta(minutes=4)}, 0),
        ({"state": Job.State.RUNNING, "held_until": NOW - dt.timedelta(minutes=6)}, 1),
        ({"state": Job.State.RUNNING, "held_until": None}, 1),
        ({"state": Job.State.DONE, "asked_at": NOW - dt.timedelta(minutes=6)}, 0),
    ],
)
@pytest.mark.parametrize("busy", [False, True])
def test_work_that_nobody_does(job, found, busy):
    Round.objects.create(name="open_results", done_at=NOW)
    Job.objects.create(**{"kind": "x", "label": "x", "by": make_user(None), "asked_at": NOW} | job)
    if busy:
        other = {"state": Job.State.RUNNING, "held_until": NOW + dt.timedelta(seconds=1)}
        Job.objects.create(kind="x", label="x", by=make_user(None), asked_at=NOW, **other)
    assert len(bad(running.work_goes_on(NOW))) == (0 if busy else found)


@pytest.mark.parametrize(
    ("done", "failed", "told"), [(None, 1, True), (2, 1, True), (1, 2, False), (1, None, False)], ids=str
)
def test_a_round_that_failed_is_named_until_it_succeeds(done, failed, told):
    ago = lambda hours: hours and NOW - hours * HOUR  # noqa: E731
    Round.objects.create(name="open_results", done_at=ago(done), failed_at=ago(failed), trouble="OSError: full")
    found = bad(running.work_goes_on(NOW))
    assert found == (["定時的 open_results 上一次沒有做成：OSError: full"] if told else [])


Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(
    ("total", "free", "worst"),
    [(100, 50, Grade.FINE), (100, 9.9, Grade.NOTE), (100, 0.9, Grade.MEND), (5, 0.99, Grade.MEND)],
)
def test_room_on_the_disk(monkeypatch, total, free, worst):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(total * 2**30, 0, free * 2**30))
    assert max(one.grade for one in installed.room_left()) == worst


def test_a_folder_that_takes_nothing(settings):
    assert bad(installed.folders_take_files()) == []
    settings.MEDIA_ROOT = Path("/dev/null/media")
    assert "存不進 /dev/null/media" in bad(installed.folders_take_files())[0]


@pytest.mark.parametrize(("missing", "says"), [("ffmpeg", "找不到 ffmpeg")])
def test_a_program_that_is_missing(monkeypatch, missing, says):
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == missing else which(name))
    assert any(says in one for one in bad(installed.tools_there()))


def test_a_font_that_is_missing(monkeypatch):
    monkeypatch.setattr(installed, "_has_chinese_font", lambda: False)
    assert any("沒有中文字型" in one for one in bad(installed.tools_there()))


def test_mail_that_goes_nowhere(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert "郵件伺服器接不上" in bad(installed.mail_goes_out())[0]
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert noted(installed.mail_goes_out()) == ["信不會寄出去（console）。"]
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings.production")
    assert bad(installed.mail_goes_out()) == ["信不會寄出去（console）。"]


@pytest.mark.parametrize(("minutes", "told"), [(1, 0), (3, 1), (-60, 0)])
def test_a_clock_that_went_back(minutes, told):
    trail.record(Verb.CREATED, make_user(None), by=SYSTEM, at=NOW + dt.timedelta(minutes=minutes))
    assert len(bad(installed.clock_is_right(NOW))) == told


def test_a_clock_that_was_never_set():
    assert "太早" in bad(installed.clock_is_right(dt.datetime(1970, 1, 1, tzinfo=dt.UTC)))[0]


def test_a_secret_that_others_can_read(tmp_path):
    secret = tmp_path / "secret_key"
    secret.write_text("x")
    secret.chmod(0o600)
    assert not any("secret_key" in one for one in bad(installed.settings_fit()))
    secret.chmod(0o640)
    assert any("secret_key" in one for one in bad(installed.settings_fit()))


@pytest.mark.parametrize(("trouble", "grade"), [(None, Grade.FINE), ("the media store does not answer", Grade.MEND)])
def test_a_store_of_uploads_is_asked(monkeypatch: pytest.MonkeyPatch, trouble: str | None, grade: Grade) -> None:
    class Store:
        def exists(self, name: str) -> bool:
            if trouble:
                raise OSError(trouble)
            return False

    monkeypatch.setattr(installed, "default_storage", Store())
    first = next(iter(installed.folders_take_files()))
    assert first.grade == grade
    assert trouble is None or trouble in first.what
