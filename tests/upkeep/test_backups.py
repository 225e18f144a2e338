"""A backup is what stood at one moment, and comes back row by row."""

import datetime as dt
import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from foundation import sealed
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.upkeep import archive, backups, restoring, snapshots, vault
from foundation.upkeep.snapshots import NotCopied
from tests.makers.accounts import make_user

ROOT = Path(settings.ROOT)
NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
ONLY_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a database that is a file")

WRITER = """
import sqlite3, sys, time
here = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
here.execute("PRAGMA journal_mode=WAL")
here.execute("CREATE TABLE hours (id INTEGER PRIMARY KEY, words TEXT)")
here.execute("CREATE TABLE trail (id INTEGER PRIMARY KEY, about INTEGER REFERENCES hours)")
for one in range(1, 10**9):
    here.execute("BEGIN IMMEDIATE")
    here.execute("INSERT INTO hours VALUES (?, ?)", (one, "x" * 2000))
    here.execute("UPDATE hours SET words = words || ? WHERE id = ?", ("y", max(1, one - 7)))
    here.execute("INSERT INTO trail VALUES (?, ?)", (one, one))
    here.execute("COMMIT")
    print(one, flush=True)
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    """A folder and media of its own, and keys that cost nothing to make."""
    monkeypatch.setattr(vault, "COSTS", {"n": 2, "r": 1, "p": 1})
    settings.BACKUP_FOLDER = str(tmp_path / "backups")
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR = tmp_path


@pytest.fixture
def media(tmp_path: Path) -> Path:
    folder = tmp_path / "media" / "plans"
    folder.mkdir(parents=True)
    (folder / "圖.png").write_bytes(os.urandom(3 << 20))
    (folder / "empty").write_bytes(b"")
    return tmp_path / "media"


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as found:
        names = [name for (name,) in found.execute(snapshots.TABLES)]
        return {name: sorted(found.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}


def at(path: Path) -> dict[str, str]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}


def test_a_copy_taken_while_another_process_writes_is_one_moment(tmp_path: Path) -> None:
    source = tmp_path / "living.sqlite3"
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(source)], stdout=subprocess.PIPE, text=True)
    try:
        assert writer.stdout is not None
        for line in writer.stdout:
            if int(line) >= 200:
                break
        acknowledged = int(line)
        for turn in range(5):
            target = tmp_path / f"copy-{turn}"
            counts = snapshots.take(at(source), target)
            snapshots.prove_file(target, counts)
            rows = rows_of(target)
            assert counts["hours"] == counts["trail"] >= acknowledged, "acts are whole, none is gone"
            assert [about for _id, about in sorted(rows["trail"])] == sorted(one for one, _words in rows["hours"])
            grown = {one: words.count("y") for one, words in rows["hours"]}
            assert all(grown[one] == 1 for one in grown if 7 < one <= counts["hours"] - 7)
            acknowledged = counts["hours"]
            time.sleep(0.05)
        still = int(writer.stdout.readline())
        assert still, "the writer was never held up for good"
    finally:
        writer.kill()
        writer.communicate()


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Another installation, empty: where a backup is put back."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(place / "db.sqlite3"))
    monkeypatch.setattr(restoring.connections, "close_all", lambda: None)
    monkeypatch.setattr(backups, "migrations", lambda: [])
    settings.MEDIA_ROOT = place / "media"
    return place


def made(path: Path = Path()) -> backups.Made:
    trail.record(Verb.CREATED, make_user(None), by=SYSTEM)
    return backups.make(now=NOW, prove=True)


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_proved_by_putting_it_back(media: Path) -> None:
    """On both databases."""
    one = made()
    assert one.proved
    assert one.files == 2
    assert one.path.stat().st_mode & 0o777 == 0o600
    manifest = backups.proved(one.path)
    assert manifest["rows"]["audit_event"] == 1
    assert manifest["files"]["media/plans/圖.png"]["size"] == 3 << 20
    assert "accounts.0001_initial" in manifest["migrations"]
    assert manifest["sealing_keys"] == sealed.fingerprints()
    assert {path.name for path in Path(settings.BACKUP_FOLDER).iterdir()} == {one.path.name}, "nothing lies about"


@ONLY_SQLITE
@pytest.mark.django_db(transaction=True)
def test_it_comes_back_elsewhere_row_by_row(media: Path, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    one = made()
    before = rows_of(Path(connection.settings_dict["NAME"]))
    place = request.getfixturevalue("elsewhere")
    done = restoring.put_back(path=one.path, replace=False, now=NOW)
    assert isinstance(done, restoring.PutBack)
    assert rows_of(place / "db.sqlite3") == before
    assert len(before["audit_event"]) == 1
    for name in ("圖.png", "empty"):
        assert (place / "media/plans" / name).read_bytes() == (media / "plans" / name).read_bytes()
    assert (done.safety, done.old_media) == (None, None)


@ONLY_SQLITE
@pytest.mark.django_db(transaction=True)
def test_a_living_installation_is_written_over_only_when_told(media: Path, request: pytest.FixtureRequest) -> None:
    one = made()
    place = request.getfixturevalue("elsewhere")
    restoring.put_back(path=one.path, replace=False, now=NOW)
    original = rows_of(place / "db.sqlite3")
    with closing(sqlite3.connect(place / "db.sqlite3")) as living, living:
        living.execute("DELETE FROM audit_event")
    (place / "media/new").write_text("later")
    changed = rows_of(place / "db.sqlite3")
    assert changed != original

    plan = restoring.put_back(path=one.path, replace=False, now=NOW)
    assert isinstance(plan, restoring.Plan)
    assert plan.is_over_something
    assert (plan.files, plan.standing_files) == (2, 3)
    assert rows_of(place / "db.sqlite3") == changed, "only said, not done"
    with pytest.raises(CommandError, match="--replace") as refusal:
        call_command("restore", str(one.path))
    assert refusal.value.returncode == 2

    later = NOW + dt.timedelta(hours=1)
    done = restoring.put_back(path=one.path, replace=True, now=later)
    assert isinstance(done, restoring.PutBack)
    assert rows_of(place / "db.sqlite3") == original
    assert not (place / "media/new").exists()
    assert done.old_media is not None
    assert (done.old_media / "new").read_text() == "later"
    assert done.safety is not None
    restoring.put_back(path=done.safety, replace=True, now=later + dt.timedelta(hours=1))
    assert rows_of(place / "db.sqlite3") == changed, "and the way back is open"
    assert (place / "media/new").read_text() == "later"


@ONLY_SQLITE
@pytest.mark.django_db(transaction=True)
def test_nothing_is_written_over_under_a_running_platform(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    one = made()
    place = request.getfixturevalue("elsewhere")
    restoring.put_back(path=one.path, replace=False, now=NOW)
    with (tmp_path / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        with pytest.raises(NotCopied, match="還在執行"):
            restoring.put_back(path=one.path, replace=True, now=NOW + dt.timedelta(hours=1))
    assert len(backups.standing()) == 1
    assert not list(place.glob("media.before*"))


@ONLY_SQLITE
@pytest.mark.django_db(transaction=True)
def test_a_backup_that_is_broken_or_does_not_fit_changes_nothing(
    request: pytest.FixtureRequest, settings: object
) -> None:
    one = made()
    place = request.getfixturevalue("elsewhere")
    cut = one.path.with_name("cut.backup")
    cut.write_bytes(one.path.read_bytes()[:-10])
    for path, says in [
        (cut, "不完整"),
        (place / "none.backup", "讀不出來"),
        (ROOT / "README.md", "不是這個平臺的備份檔"),
    ]:
        with pytest.raises(NotCopied, match=says):
            restoring.put_back(path=path, replace=True, now=NOW)
    settings.BACKUP_PASSPHRASE = "another passphrase, long enough"  # type: ignore[attr-defined]
    with pytest.raises(NotCopied, match="BACKUP_PASSPHRASE"):
        restoring.put_back(path=one.path, replace=True, now=NOW)
    assert not (place / "db.sqlite3").exists()
    assert not (place / "media").exists()


@ONLY_SQLITE
@pytest.mark.django_db(transaction=True)
def test_a_backup_of_an_earlier_program_that_had_other_packages_is_put_back(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "migrations", lambda: ["django_tasks_database.0001_initial", "jobs.0003_rounds"])
    one = made()
    place = request.getfixturevalue("elsewhere")
    restoring.put_back(path=one.path, replace=True, now=NOW)
    assert (place / "db.sqlite3").exists()


@ONLY_SQLITE
@pytest.mark.django_db(transaction=True)
def test_a_backup_of_a_newer_program_is_not_put_into_an_older(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "migrations", lambda: ["accounts.9999_from_the_future"])
    one = made()
    with pytest.raises(NotCopied, match="9999_from_the_future"):
        restoring.put_back(path=one.path, replace=True, now=NOW)


@ONLY_SQLITE
@pytest.mark.django_db(transaction=True)
def test_missing_keys_are_named_beforehand(request: pytest.FixtureRequest, settings: object) -> None:
    one = made()
    request.getfixturevalue("elsewhere")
    settings.SEALING_KEYS = [f"other:{sealed.make_key()}"]  # type: ignore[attr-defined]
    settings.MARKING_KEY = sealed.make_key()  # type: ignore[attr-defined]
    told: list[restoring.Plan] = []
    restoring.put_back(path=one.path, replace=False, now=NOW, before=told.append)
    assert told[0].missing_keys == ("SEALING_KEYS: test", "MARKING_KEY")


@pytest.mark.django_db(transaction=True)
def test_a_file_deleted_meanwhile_is_noted_and_breaks_nothing(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = list(backups.media_files())
    (media / "plans/empty").unlink()
    monkeypatch.setattr(backups, "media_files", lambda: listed)
    manifest = backups.proved(made().path)
    assert manifest["vanished"] == ["media/plans/empty"]


@ONLY_SQLITE
@pytest.mark.django_db(transaction=True)
def test_a_row_that_got_lost_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof that cannot fail would be none: the manifest speaks of a row more than the copy holds."""
    take = snapshots.take
    monkeypatch.setattr(
        snapshots, "take", lambda *given: (found := take(*given)) | {"audit_event": found["audit_event"] + 1}
    )
    with pytest.raises(NotCopied, match="audit_event 應該有 2 筆，卻有 1 筆"):
        made()
    assert not list(Path(settings.BACKUP_FOLDER).iterdir()), "no file that looks like a backup"


@pytest.mark.parametrize("passphrase", ["", "nineteen characters"])
def test_without_a_passphrase_there_is_no_backup(passphrase: str, settings: object) -> None:
    settings.BACKUP_PASSPHRASE = passphrase  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="BACKUP_PASSPHRASE") as refusal:
        call_command("backup")
    assert refusal.value.returncode == 2


def test_a_folder_that_cannot_be_is_one_line(settings: object) -> None:
    settings.BACKUP_FOLDER = "/dev/null/backups"  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="/dev/null/backups"):
        call_command("backup")


def standing(*hours: float) -> list[str]:
    folder = Path(settings.BACKUP_FOLDER)
    folder.mkdir(exist_ok=True)
    for hour in hours:
        (folder / f"platform-{NOW - dt.timedelta(hours=hour):%Y%m%dT%H%M%SZ}.backup").touch()
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("ages", "every", "due"),
    [
        ((), 24, True), ((), 0, False), ((23.9,), 24, False), ((23.92,), 24, True), ((30,), 0, False),
        ((23, 50), 24, False), ((2,), 1, True),
    ],
)  # fmt: skip
def test_the_clock_makes_one_when_the_newest_is_old(
    ages: tuple[float, ...], every: int, due: bool, settings: object
) -> None:
    settings.BACKUP_HOURS = every  # type: ignore[attr-defined]
    standing(*ages)
    assert backups.is_due(NOW) is due


@pytest.mark.parametrize(
    ("ages", "days", "kept"),
    [((1, 23, 24, 24.1), 1, 3), ((100,), 1, 1), ((100, 200), 1, 1), ((), 1, 0), ((1, 2, 3), 30, 3)],
)
def test_old_ones_go_and_the_newest_stays(ages: tuple[float, ...], days: int, kept: int) -> None:
    names = standing(*ages)
    (Path(settings.BACKUP_FOLDER) / "platform-somebody.backup").touch()
    gone = backups.drop_old(now=NOW, keep_days=days)
    left = {path.name for path in Path(settings.BACKUP_FOLDER).iterdir()}
    assert len(left) == kept + 1
    assert len(gone) == len(names) - kept
    assert left >= set(names[-1:])


def test_names_that_lead_out_of_the_archive_are_refused() -> None:
    fine = [archive.DATABASE, archive.MANIFEST, "media/a", "media/a/b"]
    bad = ["/etc/passwd", "media/../../x", "../x", "other", "media/../x"]
    assert [name for name in fine + bad if archive._is_inside(name)] == fine


def test_without_postgresqls_programs_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(NotCopied, match="postgresql-client"):
        snapshots.take({"ENGINE": "django.db.backends.postgresql", "NAME": "x"}, tmp_path / "x")


def test_by_the_clock_it_waits_until_one_is_due(capsys: pytest.CaptureFixture[str]) -> None:
    standing(0)
    from foundation.upkeep.management.commands.backup import Command

    command = Command()
    command.options = {"every": 1, "keep_days": None, "verify": False}
    assert command.round(NOW) == "還不到備份的時候。"
