"""Files are there whole or not at all: a writer killed anywhere, names, permissions, what is replaced or swept."""

import errno
import io
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.management import call_command
from django.utils import timezone

from foundation import whole
from foundation.files.whole import WholeFileStorage
from foundation.upkeep.backups import media_files

OLD, NEW = b"old" * 1000, b"new" * 100_000


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# The function --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("there", [True, False])
def test_it_stands_there_when_the_block_has_ended_and_not_before(tmp_path: Path, there: bool) -> None:
    path = tmp_path / "letter"
    if there:
        path.write_bytes(OLD)
    with whole.writing(path) as out:
        out.write(NEW)
        out.flush()
        assert (path.read_bytes() if there else path.exists()) == (OLD if there else False)
    assert (path.read_bytes(), names(tmp_path)) == (NEW, ["letter"])


@pytest.mark.parametrize("replace", [True, False])
def test_what_goes_wrong_changes_nothing(tmp_path: Path, replace: bool) -> None:
    path = tmp_path / "letter"
    path.write_bytes(OLD)
    with pytest.raises(TypeError), whole.writing(path, replace=replace) as out:
        out.writelines([NEW, None])  # type: ignore[list-item]
    assert (path.read_bytes(), names(tmp_path)) == (OLD, ["letter"])


def test_one_that_is_there_is_kept_where_it_is_not_to_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "letter"
    whole.write(path, OLD, replace=False)
    with pytest.raises(FileExistsError):
        whole.write(path, NEW, replace=False)
    assert (path.read_bytes(), names(tmp_path)) == (OLD, ["letter"])


def test_a_file_system_without_links_has_whole_files_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_paths: Any) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refused)
    path = tmp_path / "letter"
    whole.write(path, NEW, replace=False)
    assert (path.read_bytes(), names(tmp_path)) == (NEW, ["letter"])
    with pytest.raises(FileExistsError):
        whole.write(path, OLD, replace=False)
    assert (path.read_bytes(), names(tmp_path)) == (NEW, ["letter"])


def test_its_bytes_are_on_the_disk_before_its_name_and_the_name_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        what = "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else f"{os.fstat(descriptor).st_size} bytes"
        steps.append(what)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", lambda old, new: (steps.append("name"), replace(old, new)))
    whole.write(tmp_path / "letter", b"12345")
    assert steps == ["5 bytes", "name", "folder"]


@pytest.mark.parametrize("mode", [0o666, 0o640, 0o600])
def test_who_may_read_it(tmp_path: Path, mode: int) -> None:
    before = os.umask(0o022)
    try:
        whole.write(tmp_path / "letter", b"x", mode=mode)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "letter").stat().st_mode) == mode & ~0o022


# Killed half-way -----------------------------------------------------------------------------------------------------

WRITER = """
import os, signal, sys
from pathlib import Path
import django
from django.conf import settings
settings.configure()
from django.core.files.base import ContentFile
from foundation import whole
from foundation.files.whole import WholeFileStorage

place, how, step = Path(sys.argv[1]), sys.argv[2], sys.argv[3]

def killed(*_words):
    os.kill(os.getpid(), signal.SIGKILL)

class Breaks(ContentFile):
    def chunks(self, chunk_size=None):
        yield b"new" * 50_000
        sys.stdout.flush()
        killed()

content = Breaks(b"x") if step == "write" else ContentFile(b"new" * 100_000)
if step == "fsync":
    os.fsync = killed
if step == "name":
    os.replace = os.link = killed
if how == "storage":
    WholeFileStorage(location=place).save("letter", content)
elif how == "replacing storage":
    WholeFileStorage(location=place, allow_overwrite=True).save("letter", content)
else:
    with whole.writing(place / "letter") as out:
        for chunk in content.chunks():
            out.write(chunk)
"""


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("how", ["function", "storage", "replacing storage"])
@pytest.mark.parametrize("step", ["write", "fsync", "name"])
def test_a_writer_killed_anywhere_leaves_no_half_file(tmp_path: Path, how: str, step: str, there: bool) -> None:
    if there:
        (tmp_path / "letter").write_bytes(OLD)
    killed = subprocess.run(
        [sys.executable, "-c", WRITER, str(tmp_path), how, step], cwd=settings.ROOT, capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    assert [name for name in names(tmp_path) if not whole.is_half(name)] == (["letter"] if there else [])
    if there:
        assert (tmp_path / "letter").read_bytes() == OLD
    assert len(names(tmp_path)) == 1 + there, "what was begun lies beside it"
    assert whole.sweep(tmp_path, before=time.time() + 1) == 1
    assert names(tmp_path) == (["letter"] if there else [])


# The storage ---------------------------------------------------------------------------------------------------------


@pytest.fixture(params=[FileSystemStorage, WholeFileStorage], ids=["Django's", "ours"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> FileSystemStorage:
    """Django's own is walked through the same tests: names and permissions are as they were."""
    return request.param(location=tmp_path / "media", base_url="/media/")


def modes(place: Path) -> list[tuple[str, int]]:
    return [(str(path.relative_to(place)), stat.S_IMODE(path.stat().st_mode)) for path in sorted(place.rglob("*"))]


def test_names_are_as_before(storage: FileSystemStorage) -> None:
    first = storage.save("jobs/2026/06/a.txt", ContentFile(OLD))
    second = storage.save("jobs/2026/06/a.txt", ContentFile(NEW))
    assert first == "jobs/2026/06/a.txt"
    assert second.startswith("jobs/2026/06/a_")
    assert second.endswith(".txt")
    assert len(second) == len("jobs/2026/06/a_1234567.txt")
    with storage.open(first) as one, storage.open(second) as two:
        assert (one.read(), two.read()) == (OLD, NEW)
    assert storage.listdir("jobs/2026/06")[1] != []
    assert len(storage.listdir("jobs/2026/06")[1]) == 2


@pytest.mark.parametrize(("file", "folder"), [(None, None), (0o644, None), (0o600, 0o700)])
def test_permissions_are_as_before(tmp_path: Path, file: int | None, folder: int | None) -> None:
    found = []
    for number, kind in enumerate((FileSystemStorage, WholeFileStorage)):
        place = tmp_path / str(number)
        kind(location=place, file_permissions_mode=file, directory_permissions_mode=folder).save(
            "a/b/c.txt", ContentFile(b"x")
        )
        found.append(modes(place))
    assert found[0] == found[1]


def test_what_came_as_a_file_is_moved_as_before(storage: FileSystemStorage) -> None:
    upload = TemporaryUploadedFile("a.bin", "application/octet-stream", len(NEW), None)
    upload.write(NEW)
    upload.flush()
    name = storage.save("films/a.bin", upload)
    with storage.open(name) as file:
        assert file.read() == NEW
    assert not Path(upload.temporary_file_path()).exists()
    upload.close()


def test_whoever_is_slower_with_a_name_gets_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = WholeFileStorage(location=tmp_path)
    available = WholeFileStorage.get_available_name
    asked: list[str] = []

    def late(self: Any, name: str, max_length: int | None = None) -> str:
        asked.append(name)
        if len(asked) == 1:
            (tmp_path / name).write_bytes(OLD)  # between the question and the answer
            return name
        return available(self, name, max_length)

    monkeypatch.setattr(WholeFileStorage, "get_available_name", late)
    name = storage.save("a.txt", ContentFile(NEW))
    assert name != "a.txt"
    assert ((tmp_path / "a.txt").read_bytes(), (tmp_path / name).read_bytes()) == (OLD, NEW)
    assert len(names(tmp_path)) == 2


def test_one_that_may_replace_does_so(tmp_path: Path) -> None:
    storage = WholeFileStorage(location=tmp_path, allow_overwrite=True)
    assert [storage.save("a.txt", ContentFile(what)) for what in (OLD, NEW)] == ["a.txt", "a.txt"]
    assert ((tmp_path / "a.txt").read_bytes(), names(tmp_path)) == (NEW, ["a.txt"])


def test_what_breaks_off_while_it_comes_in_leaves_nothing(tmp_path: Path) -> None:
    class Breaks(io.BytesIO):
        size = 10

        def chunks(self, chunk_size: int | None = None) -> Any:
            yield b"12345"
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        WholeFileStorage(location=tmp_path)._save("a.txt", Breaks())
    assert names(tmp_path) == []


def test_it_is_where_uploads_go() -> None:
    assert isinstance(default_storage, WholeFileStorage)


# Swept ---------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_lies_for_a_day_is_swept_and_nothing_else(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT, settings.HANDBOOK_FOLDER = tmp_path / "media", str(tmp_path / "books")
    settings.EMAIL_FILE_PATH = tmp_path / "not there"
    now = timezone.now()
    kept, gone = [], []
    for folder in (tmp_path / "media" / "jobs" / "2026", tmp_path / "books"):
        folder.mkdir(parents=True)
        for hours, name, stays in [
            (24.1, whole.half_in(folder).name, False),
            (23.9, whole.half_in(folder).name, True),
            (48, "a.half", True),
            (48, ".hidden", True),
            (48, "a.txt", True),
        ]:
            (folder / name).write_bytes(b"x")
            at = now.timestamp() - hours * 3600
            os.utime(folder / name, (at, at))
            (kept if stays else gone).append(folder / name)
    call_command("drop_half_files", now=now.isoformat())
    assert [path.exists() for path in kept] == [True] * 8
    assert [path.exists() for path in gone] == [False] * 2
    assert not any(whole.is_half(Path(name).name) for _path, name in media_files())
    assert len(list(media_files())) == 3
