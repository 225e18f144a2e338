"""`manage.py national_report`: the file whole or not at all, and one line for every mistake."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from reports import making
from tests.makers.plans import make_plan
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
BEGINS = {"pdf": b"%PDF-", "xlsx": b"PK", "ods": b"PK", "json": b"{"}


@pytest.fixture
def programme() -> Programme:
    programme = make_programme(slug="ivy-2026")
    make_plan(make_workshop(Workshop.State.HELD, programme=programme))
    return programme


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("national_report", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("format", making.FORMATS)
def test_each_format_makes_its_file_and_leaves_a_line(programme: Programme, tmp_path: Path, format: str) -> None:  # noqa: A002
    out = tmp_path / f"report.{format}"
    said = run("--programme", "ivy-2026", "--format", format, "--out", str(out))
    assert out.read_bytes().startswith(BEGINS[format])
    assert str(out) in said
    assert list(tmp_path.iterdir()) == [out], "nothing but the file is left"
    line = Event.objects.get(verb=Verb.REPORT_MADE)
    assert (line.actor_key, line.object_key, line.now["format"]) == ("system", str(programme.pk), format)
    assert line.origin == "national_report"


def test_an_old_file_is_replaced_whole(programme: Programme, tmp_path: Path) -> None:
    out = tmp_path / "report.json"
    out.write_text("old")
    run("--programme", "ivy-2026", "--format", "json", "--out", str(out))
    assert json.loads(out.read_text(encoding="utf-8"))["programme"]["slug"] == "ivy-2026"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--programme", "nope", "--format", "json", "--out", "x.json"], ["nope", "ivy-2026"]),
        (["--programme", "ivy-2026", "--format", "doc", "--out", "x.doc"], ["doc", "pdf、xlsx、ods、json"]),
        (["--programme", "ivy-2026", "--format", "json", "--out", "not/there/x.json"], ["not/there"]),
        (["--programme", "ivy-2026", "--format", "json", "--out", "."], ["資料夾"]),
    ],
)
def test_a_mistake_is_one_line_and_status_2(
    programme: Programme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError) as raised:
        run(*arguments)
    assert raised.value.returncode == 2
    assert "\n" not in str(raised.value)
    assert all(word in str(raised.value) for word in words)
    assert list(tmp_path.iterdir()) == []
    assert not Event.objects.filter(verb=Verb.REPORT_MADE).exists()


def test_what_breaks_on_the_way_leaves_the_old_file(
    programme: Programme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "report.json"
    out.write_text("old")

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CommandError, match="磁碟滿了"):
        run("--programme", "ivy-2026", "--format", "json", "--out", str(out))
    assert out.read_text() == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_without_its_arguments_the_command_line_gets_one_line(tmp_path: Path) -> None:
    root = Path(settings.ROOT)
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "manage.py", "national_report", "--out", "x"],
        cwd=root, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "--programme" in done.stderr
