"""The guides are followed literally: what they say to write is written into a copy of the house, and its tests pass."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
BLOCK = re.compile(r"^```(\w+) (?:(new|append):)?(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COPIED = (
    "actionplans", "config", "demo", "docs", "foundation", "handbooks", "locale", "pledges", "reports", "static",
    "templates", "tests", "volunteers", "workshops", "manage.py", "pyproject.toml", "requirements.txt",
)  # fmt: skip


def follow(text: str, house: Path) -> int:
    """Write into the house what a guide says to write; returns how many places."""
    places = 0
    for language, way, where, block in BLOCK.findall(text):
        path, places = house / where, places + 1
        if way == "new":
            assert not path.exists(), f"{where} is there already"
            path.write_text(block, encoding="utf-8")
        elif way == "append":
            path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + block, encoding="utf-8")
        else:
            assert language == "diff", f"what is to be done with {where}?"
            _change(path, block)
    return places


def _change(path: Path, block: str) -> None:
    """Lines with a blank stand there, with - go, with + come; together they are found once."""
    lines = block.splitlines()
    before = "\n".join(line[1:] for line in lines if line[0] in " -")
    after = "\n".join(line[1:] for line in lines if line[0] in " +")
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path.name} has this {text.count(before)} times: {before}"
    path.write_text(text.replace(before, after), encoding="utf-8")


def commands(text: str) -> Iterator[list[str]]:
    """The tests that a guide says to run."""
    for line in text.splitlines():
        if line.startswith("    .venv/bin/python -m pytest "):
            yield line.split()[3:]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the house to build in; pictures and styles are only looked at."""
    for name in COPIED:
        source, copy = ROOT / name, tmp_path / name
        if name == "static":
            copy.symlink_to(source)
        elif source.is_dir():
            shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__", ".*"))
        else:
            shutil.copy(source, copy)
    kept = ROOT / "var" / "test-database"
    if kept.is_dir():
        shutil.copytree(kept, tmp_path / "var" / "test-database")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)  # tests of the house ask which files are its own
    return tmp_path


def test_there_are_guides() -> None:
    assert {path.stem for path in GUIDES} >= {"add-an-award", "add-a-question", "add-an-export"}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_what_a_guide_says_works(guide: Path, house: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    assert follow(text, house), "a guide says what to write, and where"
    ran = 0
    for arguments in commands(text):
        outcome = subprocess.run(
            [sys.executable, "-m", "pytest", *arguments, "-q", "-p", "no:cacheprovider", "-n", "0"],
            cwd=house,
            env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert outcome.returncode == 0, outcome.stdout[-4000:] + outcome.stderr[-2000:]
        assert re.search(r"[1-9]\d* passed", outcome.stdout), "the guide's own tests ran"
        ran += 1
    assert ran, "a guide says how to see that it works"
