"""The lock is whole: every dependency pinned with its hashes, and no registry's address in it."""

import re
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt", "requirements-docs.txt"]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME: list[str] = [
    *PYPROJECT["project"]["dependencies"],
    *PYPROJECT["project"]["optional-dependencies"]["postgres"],
]


def name_of(requirement: str) -> str:
    """The package's name as registries compare it (`Django>=5` and `django_x` → `django`, `django-x`)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[<>=!~;@]", requirement, maxsplit=1)[0]).lower()


def entries(lock: str) -> dict[str, str]:
    """Each locked package with its entry, hashes included."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return {name_of(line): line for line in text.splitlines() if line and not line.startswith("#")}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|--find-links|@ ", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_with_its_hashes(lock: str) -> None:
    locked = entries(lock)
    assert locked
    loose = [name for name, line in locked.items() if not re.search(r"==\S+.*--hash=sha256:[0-9a-f]{64}", line)]
    assert not loose


@pytest.mark.parametrize("requirement", RUNTIME)
def test_a_runtime_dependency_is_locked(requirement: str) -> None:
    assert name_of(requirement) in entries("requirements.txt")
    assert name_of(requirement) in entries("requirements-dev.txt")


@pytest.mark.parametrize("requirement", PYPROJECT["dependency-groups"]["dev"])
def test_a_tool_of_the_tests_is_locked_for_the_tests(requirement: str) -> None:
    assert name_of(requirement) in entries("requirements-dev.txt")


def test_both_locks_agree_on_what_they_share() -> None:
    runtime, tests = entries("requirements.txt"), entries("requirements-dev.txt")
    assert set(runtime) <= set(tests)
    assert {name: line.split()[0] for name, line in runtime.items()} == {
        name: tests[name].split()[0] for name in runtime
    }
