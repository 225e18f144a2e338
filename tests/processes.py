"""Processes of the platform beside the test's own, on the same database and the same files, that can be killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO
from urllib.parse import quote

from django.conf import settings
from django.db import connection


def database_url(told: Mapping[str, object] | None = None) -> str:
    """The address of a database (the test's own) as `DATABASE_URL` has it."""
    one = told or connection.settings_dict
    if str(one["ENGINE"]).endswith("sqlite3"):
        return f"sqlite:///{quote(str(one['NAME']))}"
    password = quote(str(one["PASSWORD"]), safe="")
    return f"postgres://{one['USER']}:{password}@{one['HOST']}:{one['PORT']}/{one['NAME']}"


def environment(**more: str) -> dict[str, str]:
    """What lets a process read what the test has written: sessions, sealed numbers, files."""
    return {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", "DATABASE_URL": database_url(),
        "SECRET_KEY": settings.SECRET_KEY, "SEALING_KEYS": ",".join(settings.SEALING_KEYS),
        "MARKING_KEY": settings.MARKING_KEY, "MEDIA_ROOT": str(settings.MEDIA_ROOT), **more,
    }  # fmt: skip


class Child:
    """One such process."""

    def __init__(self, process: "subprocess.Popen[bytes]", said: IO[str]) -> None:
        self.process, self._said, self._last = process, said, ""

    def signal(self, number: int) -> None:
        """Send it to the process and to all that it has begun."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self.process.wait()

    def said(self) -> str:
        """All that it has written so far, also when it is gone."""
        if not self._said.closed:
            self._said.seek(0)
            self._last = self._said.read()
        return self._last


def begin(*words: str, said: IO[str], **more: str) -> Child:
    """A Python of ours; whoever begins it sees that it ends."""
    process = subprocess.Popen(
        [sys.executable, *words], cwd=settings.ROOT, env=environment(**more), stdin=subprocess.DEVNULL,
        stdout=said, stderr=said, start_new_session=True,
    )  # fmt: skip
    return Child(process, said)


@contextmanager
def python(*words: str, **more: str) -> Iterator[Child]:
    """A Python of ours, killed at the end of the block if it still runs."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        child = begin(*words, said=said, **more)
        try:
            yield child
        finally:
            child.kill()
            child.said()


def until(holds: Callable[[], bool], *, seconds: float = 60) -> None:
    """Wait until something holds; a machine may be busy."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} seconds"
        time.sleep(0.05)
