"""Commands answer in one line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings


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


def test_settings_that_lack_something_are_one_line() -> None:
    done = run("check", DJANGO_SETTINGS_MODULE="config.settings.production", SECRET_KEY="", ALLOWED_HOSTS="")
    assert done.returncode in (0, 2)
    assert "Traceback" not in done.stderr
