"""The commands at the root: plain POSIX sh, helpful, and answering a wrong call with one line."""

import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
SCRIPTS = ["start", "check", "bench"]
NOT_POSIX = {
    r"\[\[": "[[ … ]]",
    r"^\s*function\s": "function f",
    r"^\s*local\s": "local",
    r"<<<": "<<<",
    r"&>": "&>",
    r"\bsource\s": "source",
    r"\$'": "$'…'",
    r"\becho\s+-": "echo -n/-e",
    r"set -o pipefail": "pipefail",
    r"\$\{[A-Za-z_]+(\[|//|\^|,|:[0-9])": "arrays and bash's substitutions",
    r"<\(|>\(": "process substitution",
}


def run(script: str, *arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / script), *arguments],
        cwd=cwd or ROOT,
        env={"PATH": os.environ["PATH"], "LANG": "C", **environment},
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.mark.parametrize("path", [*SCRIPTS, "config/machine.sh", ".ci/run"])
def test_a_script_is_posix_shell(path: str) -> None:
    shell = shutil.which("dash") or "sh"
    checked = subprocess.run([shell, "-n", str(ROOT / path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    text = (ROOT / path).read_text(encoding="utf-8")
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    found = [what for pattern, what in NOT_POSIX.items() if re.search(pattern, code, re.MULTILINE)]
    assert not found, f"{path} uses {found}"


@pytest.mark.parametrize("script", SCRIPTS)
def test_help_says_how_to_call_it(script: str, tmp_path: Path) -> None:
    answer = run(script, "--help", cwd=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert f"./{script}" in answer.stdout
    assert "--help" in answer.stdout


@pytest.mark.parametrize("script", SCRIPTS)
def test_an_unknown_option_is_answered_with_one_line(script: str) -> None:
    answer = run(script, "--everything")
    assert answer.returncode == 2
    assert "--everything" in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert answer.stdout == ""


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80 80", "123456", "1e3"])
def test_a_port_that_is_none_is_answered_with_one_line(port: str) -> None:
    answer = run("start", PORT=port)
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert "PORT=8080" in answer.stderr


def copied(target: Path) -> Path:
    """The scripts alone in a folder of their own, with an environment that is already as the lock says."""
    (target / "config").mkdir(parents=True)
    for name in [
        "start",
        "check",
        "config/machine.sh",
        "requirements.txt",
        "requirements-dev.txt",
        "requirements-uv.txt",
    ]:
        shutil.copy(ROOT / name, target / name)
    (target / ".venv").symlink_to(ROOT / ".venv")
    return target


def test_a_port_in_use_is_answered_with_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        answer = run("start", PORT=str(port))
    assert answer.returncode == 2, answer.stdout + answer.stderr
    assert answer.stderr.count("\n") == 1
    assert str(port) in answer.stderr


def test_missing_packages_are_named_where_they_cannot_be_installed(tmp_path: Path) -> None:
    """Somebody without root is told what to ask the administrator for, before anything is changed."""
    project, tools = tmp_path / "a project", tmp_path / "bin"
    copied(project)
    tools.mkdir()
    for name, body in {
        "dpkg-query": 'case "$*" in *gettext*|*fonts-noto-cjk*) exit 1 ;; esac; echo installed',
        "id": "echo 1000",
        "sudo": "exit 1",
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{body}\n")
        (tools / name).chmod(0o755)
    answer = subprocess.run(
        [str(project / "start")], env={"PATH": f"{tools}:{os.environ['PATH']}"},
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert answer.returncode == 2
    assert answer.stderr.endswith("apt-get install --no-install-recommends fonts-noto-cjk gettext\n")
    assert answer.stderr.count("\n") == 1
    assert not (project / "var").exists()


def test_ci_runs_the_check_and_nothing_else() -> None:
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == ["set -eu", 'cd -- "$(dirname -- "$0")/.."', "exec ./check"]
