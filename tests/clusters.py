"""A PostgreSQL server of a test's own: made in a temporary folder, on a free port, gone afterwards."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

WAL = ("wal_level=replica", "archive_mode=on", "max_wal_senders=2")


def programs() -> Path:
    """Where the server's programs are; the test is skipped where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.skip("no PostgreSQL server on this machine (apt-get install postgresql)")
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root, and there is no runuser")
    return found[-1].parent


@dataclass
class Cluster:
    """A server that can be stopped, killed and started again."""

    bin: Path
    place: Path
    port: int
    secret: str
    options: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        return self.place / "data"

    def address(self, name: str = "postgres") -> str:
        return f"postgres://check:{self.secret}@127.0.0.1:{self.port}/{name}"

    def told(self, name: str = "postgres") -> dict[str, Any]:
        return {
            "ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": "check", "PASSWORD": self.secret,
            "HOST": "127.0.0.1", "PORT": self.port,
        }  # fmt: skip

    def connect(self, name: str = "postgres") -> Any:
        import psycopg

        return psycopg.connect(self.address(name), autocommit=True)

    def run(self, program: str, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """One of the server's programs, as the account that may run it."""
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*as_postgres, str(self.bin / program), *words],
            cwd="/", capture_output=True, text=True, check=False, env={**os.environ, "PGPASSWORD": self.secret},
        )  # fmt: skip
        assert done.returncode == 0 or not check, done.stderr
        return done

    def own(self, path: Path) -> None:
        if os.geteuid() == 0:
            shutil.chown(path, "postgres", "postgres")

    def start(self, *options: str) -> None:
        said = " ".join(f"-c {one}" for one in ("listen_addresses=127.0.0.1", *self.options, *options))
        with (self.place / "said").open("w") as said_to:  # the server inherits what pg_ctl writes to
            as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
            done = subprocess.run(
                [
                    *as_postgres, str(self.bin / "pg_ctl"), "-D", str(self.data), "-l", str(self.place / "log"), "-w",
                    "-t", "60", "-o", f"-p {self.port} -k {self.place} {said}", "start",
                ],
                cwd="/", stdout=said_to, stderr=said_to, check=False,
            )  # fmt: skip
        log = self.place / "log"
        assert done.returncode == 0, log.read_text(errors="replace")[-2000:] if log.exists() else "no log"

    def stop(self, how: str = "fast") -> None:
        self.run("pg_ctl", "-D", str(self.data), "-m", how, "-w", "stop", check=False)

    def kill(self) -> None:
        """As a power cut would: no shutdown, no checkpoint, and none of its processes left."""
        [main, *_rest] = (self.data / "postmaster.pid").read_text().splitlines()
        os.kill(int(main), signal.SIGSTOP)  # so that it starts no other while they are counted
        family = [int(main), *children(int(main))]
        for one in family:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        until = time.monotonic() + 60
        while any(runs(one) for one in family):
            assert time.monotonic() < until, f"still running after SIGKILL: {family}"
            time.sleep(0.02)
        # A machine that comes up again has no process of that number; here its body may lie about unburied, and the
        # next server would take it for a living one.
        for note in (self.data / "postmaster.pid", self.place / f".s.PGSQL.{self.port}.lock"):
            note.unlink(missing_ok=True)


def state(process: int) -> tuple[str, int] | None:
    """The letter of its state and its parent; nothing when there is no such process."""
    try:
        told = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    letter, parent, *_rest = told.rpartition(")")[2].split()
    return letter, int(parent)


def runs(process: int) -> bool:
    """Whether it still holds anything: a zombie does not."""
    found = state(process)
    return found is not None and found[0] not in "ZX"


def children(process: int) -> list[int]:
    numbers = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [one for one in numbers if (found := state(one)) is not None and found[1] == process]


@contextmanager
def cluster(*options: str) -> Iterator[Cluster]:
    """A running server, empty."""
    found = programs()
    place = Path(tempfile.mkdtemp(prefix="test-postgres."))
    place.chmod(0o755)
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    server = Cluster(found, place, port, secrets.token_hex(16), options)
    server.own(place)
    secret = place / "secret"
    secret.write_text(server.secret)
    server.own(secret)
    try:
        server.run(
            "initdb", "-D", str(server.data), "-U", "check", "-A", "scram-sha-256", f"--pwfile={secret}",
            "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        server.start()
        yield server
    finally:
        server.stop("immediate")
        shutil.rmtree(place, ignore_errors=True)
