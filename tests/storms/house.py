"""The whole house in a storm: web server, workers and (where it is ours) the database, each killed and begun again."""

import contextlib
import http.client
import os
import signal
import socket
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import IO

from django.db import connection

from tests.clusters import Cluster, children
from tests.processes import Child, begin, until

WORKERS = 2
# A worker as `manage.py worker` is, but with leases that end while the test still waits, and without the pages of a
# report, which take longer than a storm.
WORKER = """
import datetime as dt
import django
django.setup()
from django.core.management import call_command
from foundation.jobs import leases
from reports.editions import publishing

leases.LEASE, leases.BEAT, leases.REST = (dt.timedelta(seconds=seconds) for seconds in (6, 1.5, 2))
publishing.publish.__kwdefaults__["formats"] = ("json", "xlsx")
call_command("worker", "--interval", "0.2")
"""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@dataclass
class House:
    """What runs, and what was killed so far."""

    chance: Random
    cluster: Cluster | None = None
    port: int = field(default_factory=free_port)
    killed: Counter[str] = field(default_factory=Counter)
    _said: IO[str] = field(default_factory=lambda: tempfile.TemporaryFile("w+", encoding="utf-8"))  # noqa: SIM115
    _web: Child | None = None
    _workers: list[Child] = field(default_factory=list)

    def begin(self) -> None:
        """Start everything and wait until the server answers."""
        self._web = self._begin_web()
        self._workers = [begin("-c", WORKER, said=self._said) for _number in range(WORKERS)]
        until(self.answers, seconds=120)

    def _begin_web(self) -> Child:
        return begin(
            "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{self.port}", "--workers", "2",
            "--worker-class", "gthread", "--threads", "8", "--log-level", "critical", "--no-control-socket",
            said=self._said,
        )  # fmt: skip

    def answers(self) -> bool:
        """Whether the server does, and the database behind it."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                asked.request("GET", "/ready/")
                return asked.getresponse().status == 200
            finally:
                asked.close()
        return False

    def kill_one(self) -> str:
        """Kill -9 one of them and start it anew, as whoever looks after services does; answers which."""
        what = self.chance.choice(["web", "worker"] + (["database"] if self.cluster else []))
        self.killed[what] += 1
        if what == "web" and self._web is not None:
            one_of_it = children(self._web.process.pid)
            if one_of_it and self.chance.random() < 0.5:  # its parent begins another
                os.kill(self.chance.choice(sorted(one_of_it)), signal.SIGKILL)
            else:
                self._web.kill()
                self._web = self._begin_web()
        elif what == "worker":
            number = self.chance.randrange(WORKERS)
            self._workers[number].kill()
            self._workers[number] = begin("-c", WORKER, said=self._said)
        elif self.cluster is not None:
            connection.close()
            self.cluster.kill()
            time.sleep(self.chance.uniform(0, 3))
            self.cluster.start()
        return what

    def living(self) -> bool:
        """Whether nobody has ended who was not killed."""
        return all(one.process.poll() is None for one in [self._web, *self._workers] if one is not None)

    def said(self) -> str:
        """The last that any of them wrote."""
        self._said.seek(0)
        return self._said.read()[-6000:]

    def end(self) -> None:
        """Kill everything."""
        for one in [self._web, *self._workers]:
            if one is not None:
                one.kill()
        self._said.close()


class Writer(threading.Thread):
    """Somebody with a browser, who goes on until the storm is over. What is raised here is raised by `finish`."""

    def __init__(self, house: House, cookies: dict[str, str], pause: float) -> None:
        super().__init__(daemon=True)
        self._house, self._pause, self._over = house, pause, threading.Event()
        self._token = "stormstormstormstormstormstorm42"
        self._cookies = "; ".join(f"{name}={value}" for name, value in {**cookies, "csrftoken": self._token}.items())
        self.trouble: BaseException | None = None
        self.unanswered = 0

    def step(self) -> None:
        """One thing that she does."""
        raise NotImplementedError

    def run(self) -> None:
        """Do one thing after the other."""
        try:
            while not self._over.wait(self._pause):
                self.step()
        except BaseException as trouble:
            self.trouble = trouble

    def finish(self) -> None:
        """Let her end what she is at."""
        self._over.set()
        self.join(120)
        assert not self.is_alive(), "still waits for an answer"
        if self.trouble is not None:
            raise self.trouble

    def post(self, path: str, body: bytes, kind: str, accept: str = "text/html") -> tuple[int, str, bytes] | None:
        """Send something: status, where it leads to and what is said; None where nobody knows what became of it."""
        asked = http.client.HTTPConnection("127.0.0.1", self._house.port, timeout=30)
        headers = {"Cookie": self._cookies, "X-CSRFToken": self._token, "Content-Type": kind, "Accept": accept}
        try:
            asked.request("POST", path, body=body, headers=headers)
            answer = asked.getresponse()
            told = answer.status, answer.headers.get("Location", ""), answer.read()
        except (OSError, http.client.HTTPException):
            told = None
        finally:
            asked.close()
        if told is None or told[0] >= 500:
            self.unanswered += 1
            time.sleep(0.2)
            return None
        return told
