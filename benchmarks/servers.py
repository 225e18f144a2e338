"""The real server of a measurement: gunicorn as `./start` runs it, on a database and a port of its own."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60
PROCESSES = min(2, os.cpu_count() or 1)


@contextmanager
def serving(database_url: str, *, settings: str = "config.settings.dev") -> Iterator[int]:
    """A server that answers on the port it gives, until the block is left.

    Raises:
        RuntimeError: it did not come up; carries the last words it said.
    """
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": settings}
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--workers", str(PROCESSES), "--worker-class", "gthread", "--threads", "8", "--timeout", "120",
        "--log-level", "error", "--no-control-socket",
    ]  # fmt: skip
    # A file, for a pipe that nobody reads fills up, and the server then stands still at its next complaint.
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=said)
        try:
            _wait_for(port, process, said)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait_for(port: int, process: "subprocess.Popen[bytes]", said: IO[str]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            said.seek(0)
            raise RuntimeError(f"the server ended before it answered: {said.read()[-500:]}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not answer in time")


def build(database: str, workshops: int) -> dict[str, Any]:
    """Fill an empty database with the day, in a process of its own."""
    environment = {**os.environ, "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.room", str(workshops)], cwd=ROOT, env=environment, text=True,
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"the day could not be written: {done.stderr[-500:]}")
    made: dict[str, Any] = json.loads(done.stdout)
    return made
