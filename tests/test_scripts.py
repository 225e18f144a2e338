"""The commands at the root: plain POSIX sh, helpful, and answering a wrong call with one line."""

import fcntl
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


@pytest.mark.parametrize("number", ["", "0", "007", "-1", "ten", "1.5", "12345"])
def test_a_number_of_kills_that_is_none_is_answered_with_one_line(number: str) -> None:
    answer = run("check", f"--kills={number}")
    assert (answer.returncode, answer.stdout, answer.stderr.count("\n")) == (2, "", 1)
    assert "--kills=50" in answer.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80 80", "123456", "1e3"])
def test_a_port_that_is_none_is_answered_with_one_line(port: str) -> None:
    answer = run("start", PORT=port)
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert "PORT=8080" in answer.stderr


def test_a_port_in_use_is_answered_with_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        answer = run("start", PORT=str(port))
    assert answer.returncode == 2, answer.stdout + answer.stderr
    assert answer.stderr.count("\n") == 1
    assert str(port) in answer.stderr


def test_ci_runs_the_check_and_nothing_else() -> None:
    lines = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == ["set -eu", 'cd -- "$(dirname -- "$0")/.."', "exec ./check"]


FAKE_PYTHON = r"""#!/bin/sh
# Stands for .venv's Python: writes down how it was called, and does no more of the work than leave its files.
case "$1" in
    --version) echo "Python 3.11.2" ;;
    -) case "$(cat)" in *DATABASES*) echo "$PWD/var/db.sqlite3" ;; esac ;;
    -c) [ $# -lt 3 ] || echo "$3" ;;
    *)
        printf '%s|%s\n' "$*" "${DATABASE_URL:-}" >>calls
        case "$2" in
            migrate) [ -z "${DATABASE_URL:-}" ] || : >>"${DATABASE_URL#sqlite:///}" ;;
            national_report) while [ "$1" != --out ]; do shift; done; : >"$2" ;;
            seed_demo) [ -z "${FAIL_SEED:-}" ] || { echo "a county is missing" >&2; exit 1; } ;;
        esac ;;
esac
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """`start` in a folder with a space in its name, on a machine where everything is installed already."""
    target = tmp_path / "a project"
    (target / "config").mkdir(parents=True)
    for name in ["start", "config/machine.sh", "requirements.txt", "requirements-uv.txt"]:
        shutil.copy(ROOT / name, target / name)
    python = target / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(FAKE_PYTHON)
    python.chmod(0o755)
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "dpkg-query").write_text("#!/bin/sh\necho installed\n")
    (tools / "dpkg-query").chmod(0o755)
    return target


def start(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (project / "calls").unlink(missing_ok=True)
    return subprocess.run(
        [str(project / "start"), *arguments],
        cwd="/", env={"PATH": f"{project.parent / 'bin'}:{os.environ['PATH']}", **environment},
        capture_output=True, text=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip


def calls(project: Path) -> list[str]:
    """What was asked of Python, without the database it was asked for."""
    return [line.partition("|")[0] for line in (project / "calls").read_text(encoding="utf-8").splitlines()]


def test_the_first_start_makes_environment_database_demo_and_reports(project: Path) -> None:
    answer = start(project, "--no-serve")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    made = calls(project)
    assert made[:2] == [
        "-m pip --disable-pip-version-check install -q --require-hashes -r requirements-uv.txt",
        "-m uv pip sync -q --python .venv/bin/python --require-hashes requirements.txt",
    ]
    assert made[2:6] == [
        "manage.py migrate --verbosity 0",
        "manage.py createcachetable --verbosity 0",
        "manage.py seed_demo",
        "manage.py count_register --months 6",
    ]
    assert [call.split()[5] for call in made[6:9]] == ["pdf", "ods", "xlsx"]
    assert made[9:] == ["manage.py seed_demo --accounts"]
    assert sorted(path.name for path in (project / "var/demo").iterdir()) == [
        f"national-report-2026.{kind}" for kind in ["ods", "pdf", "xlsx"]
    ]
    assert (project / "var/db.sqlite3").exists()
    assert not list((project / "var").glob("*.new*"))


def test_the_database_is_built_beside_and_moved_when_whole(project: Path) -> None:
    start(project, "--no-serve")
    lines = (project / "calls").read_text(encoding="utf-8").splitlines()
    places = {line.rpartition("|")[2] for line in lines if "migrate" in line or line.startswith("manage.py seed_demo|")}
    assert places == {f"sqlite:///{project}/var/db.sqlite3.new"}


def test_a_demo_that_does_not_load_leaves_no_database_behind(project: Path) -> None:
    answer = start(project, "--no-serve", FAIL_SEED="yes")
    assert answer.returncode == 2
    assert "a county is missing" in answer.stderr
    assert not (project / "var/db.sqlite3").exists()
    assert start(project, "--no-serve").returncode == 0
    assert "manage.py seed_demo" in calls(project)


def test_the_second_start_keeps_what_was_typed(project: Path) -> None:
    start(project, "--no-serve")
    (project / "var/db.sqlite3").write_text("typed")
    (project / "var/demo/national-report-2026.pdf").write_text("looked at")
    answer = start(project, "--no-serve")
    assert answer.returncode == 0, answer.stderr
    assert calls(project) == [
        "manage.py migrate --verbosity 0",
        "manage.py createcachetable --verbosity 0",
        "manage.py seed_demo --accounts",
    ]
    assert (project / "var/db.sqlite3").read_text() == "typed"
    assert (project / "var/demo/national-report-2026.pdf").read_text() == "looked at"


def test_a_changed_lock_is_installed_again(project: Path) -> None:
    start(project, "--no-serve")
    with (project / "requirements.txt").open("a") as lock:
        lock.write("another==1\n")
    start(project, "--no-serve")
    assert "-m uv pip sync -q --python .venv/bin/python --require-hashes requirements.txt" in calls(project)


def test_tools_of_the_tests_stay_when_only_start_runs(project: Path) -> None:
    shutil.copy(ROOT / "requirements-dev.txt", project)
    (project / ".venv/requirements.stamp").write_text("requirements-dev.txt of an older day\n")
    start(project, "--no-serve")
    assert "-m uv pip sync -q --python .venv/bin/python --require-hashes requirements-dev.txt" in calls(project)


def test_reset_starts_over(project: Path) -> None:
    start(project, "--no-serve")
    for name in ["db.sqlite3", "media/photo.jpg", "demo/national-report-2026.pdf", "secret_key"]:
        (project / "var" / name).parent.mkdir(exist_ok=True)
        (project / "var" / name).write_text("typed")
    answer = start(project, "--reset", "--no-serve")
    assert answer.returncode == 0, answer.stderr
    assert "manage.py seed_demo" in calls(project)
    assert (project / "var/db.sqlite3").read_text() == ""
    assert (project / "var/demo/national-report-2026.pdf").read_text() == ""
    assert not (project / "var/media").exists()
    assert (project / "var/secret_key").read_text() == "typed"


def test_reset_waits_for_nobody_who_is_still_served(project: Path) -> None:
    start(project, "--no-serve")
    (project / "var/db.sqlite3").write_text("typed")
    with (project / "var/start.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        answer = start(project, "--reset", "--no-serve")
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert (project / "var/db.sqlite3").read_text() == "typed"


def test_it_serves_as_long_as_everything_lives_and_stops_when_one_of_them_ends(project: Path) -> None:
    python = project / ".venv/bin/python"
    serving = FAKE_PYTHON.replace('case "$2" in', """case "$*" in
            *gunicorn*) trap 'exit 0' TERM; while :; do sleep 0.1; done ;;
            *"manage.py worker"*|*" --every "*) trap 'exit 0' TERM; while [ ! -e ended ]; do sleep 0.1; done ;;
        esac
        case "$2" in""")  # fmt: skip
    python.write_text(serving)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    served = subprocess.Popen(
        [str(project / "start")], cwd="/", text=True, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={"PATH": f"{project.parent / 'bin'}:{os.environ['PATH']}", "PORT": str(port)},
    )  # fmt: skip
    try:
        assert served.stdout is not None
        while "平臺已啟動" not in (line := served.stdout.readline()):
            assert line, served.stderr and served.stderr.read()
        with pytest.raises(subprocess.TimeoutExpired):
            served.wait(timeout=2.5)
        (project / "ended").touch()
        _out, said = served.communicate(timeout=20)
    finally:
        served.kill()
    assert (served.returncode != 0, "意外停止" in said) == (True, True)


def test_missing_packages_are_named_where_they_cannot_be_installed(project: Path) -> None:
    """Somebody without root is told what to ask the administrator for, before anything is changed."""
    for name, body in {
        "dpkg-query": 'case "$*" in *gettext*|*fonts-noto-cjk*) exit 1 ;; esac; echo installed',
        "id": "echo 1000",
        "sudo": "exit 1",
    }.items():
        (project.parent / "bin" / name).write_text(f"#!/bin/sh\n{body}\n")
        (project.parent / "bin" / name).chmod(0o755)
    answer = start(project)
    assert answer.returncode == 2
    assert answer.stderr.endswith("apt-get install --no-install-recommends fonts-noto-cjk gettext\n")
    assert answer.stderr.count("\n") == 1
    assert not (project / "var").exists()


def test_a_choice_of_steps_is_compared_with_as_many_noes_as_it_names() -> None:
    """`[ "$unit$docs" = nono ]` with one no too many never holds, and nobody would notice."""
    found = re.findall(r'\[ "((?:\$[a-z]+){2,})" = ((?:no)+) \]', (ROOT / "check").read_text(encoding="utf-8"))
    assert found
    assert [names for names, noes in found if names.count("$") != noes.count("no")] == []
