"""Commands answer in one line."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from foundation.jobs.command import why_not_written


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        ("national_report", "--programme", "x", "--out", "x.pdf"),
        ("national_report", "--bogus"),
        ("seed_demo",),
        ("seed_demo", "--bogus"),
        ("seed_demo", "--accounts"),
    ],
    ids=" ".join,
)
def test_an_empty_database_or_a_wrong_word_is_one_line(words: tuple[str, ...], tmp_path: Path) -> None:
    done = run(*words, DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "Error" not in done.stderr.partition("資料庫不能用")[0], done.stderr


def test_settings_that_lack_something_are_one_line() -> None:
    done = run("check", DJANGO_SETTINGS_MODULE="config.settings.production", SECRET_KEY="", ALLOWED_HOSTS="")
    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", [("national_report", "--programme", "x", "--out", "x"), ("migrate",)], ids=" ".join)
@pytest.mark.parametrize("address", ["nonsense", "postgres://amy:se/cret@db/platform"])
def test_an_address_of_no_database_is_one_line_without_its_password(words: tuple[str, ...], address: str) -> None:
    done = run(*words, DATABASE_URL=address)
    assert done.returncode == 2, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert "DATABASE_URL" in done.stderr
    assert not [part for part in ("nonsense", "amy", "se/", "cret") if part in done.stderr]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("national_report", "--out", "x.pdf"), "還要寫 --programme。--help 說明用法。"),
        (("national_report", "--programme", "x", "--out", "x", "--bogus"), "不認得 --bogus。--help 說明用法。"),
        (("national_report", "--programme", "x", "--out"), "--out 後面要寫內容。--help 說明用法。"),
        (("seed_demo", "--seed", "abc"), "--seed 讀不懂 'abc'。--help 說明用法。"),
    ],
    ids=" ".join,
)
def test_a_complaint_about_the_arguments_is_in_our_words(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = run(*words, DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert (done.returncode, done.stderr.strip()) == (2, said)


@pytest.mark.parametrize("command", ["national_report", "seed_demo"])
def test_help_is_ours_from_end_to_end(command: str) -> None:
    done = run(command, "--help")
    assert done.returncode == 0
    for line in done.stdout.partition("選項")[2].splitlines():
        assert not line.strip().startswith("-") or any("\u4e00" <= letter <= "\u9fff" for letter in line), line
    assert "--pythonpath" not in done.stdout


@pytest.mark.parametrize(
    ("number", "said"),
    [(errno.ENOSPC, "磁碟滿了"), (errno.EACCES, "沒有寫入的權限"), (errno.EXDEV, "Invalid cross-device link")],
)
def test_why_a_file_could_not_be_written(number: int, said: str) -> None:
    assert why_not_written(OSError(number, os.strerror(number))) == said
