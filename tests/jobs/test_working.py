"""The worker: outlives a database that goes and comes back, ends when it is asked to, and can be killed at any time."""

import logging
import signal
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from foundation.jobs import kinds, leases, working
from foundation.jobs.leases import LEASE, LeaseLost, Stopped
from foundation.jobs.models import Job
from foundation.jobs.work import Progress
from foundation.jobs.working import LONGEST_PAUSE, Worker
from tests.makers.accounts import make_user
from tests.processes import Child, python, until

# What a worker's process does here: it notes each beginning, tells how far it is, and leaves a file. Leases are short.
SCRIPT = """
import datetime as dt, sys, time
import django
django.setup()
from django.core.management import call_command
from foundation.jobs import kinds, leases
from foundation.jobs.work import Result

leases.LEASE, leases.BEAT = dt.timedelta(seconds=float(sys.argv[1])), dt.timedelta(seconds=float(sys.argv[1]) / 4)

def steps(job, progress):
    with open(job.params["diary"], "a") as diary:
        diary.write(f"{job.pk}\\n")
    for number in range(job.params["steps"]):
        progress(number, job.params["steps"], "一步")
        time.sleep(0.1)
    return Result("file.txt", b"x" * 100_000)

kinds.register("steps", steps)
call_command("worker", "--interval", "0.1")
"""


def worker(lease: float = 3) -> AbstractContextManager[Child]:
    return python("-W", "error::RuntimeWarning", "-c", SCRIPT, str(lease))


@pytest.fixture
def make_job(tmp_path: Path, transactional_db: None) -> Callable[[int], Job]:
    def make(steps: int) -> Job:
        params = {"steps": steps, "diary": str(tmp_path / "diary")}
        return Job.objects.create(
            kind="steps", label="作業", by=make_user(None), asked_at=timezone.now(), params=params
        )

    return make


def diary(tmp_path: Path) -> Counter[int]:
    path = tmp_path / "diary"
    return Counter(int(line) for line in path.read_text().splitlines()) if path.exists() else Counter()


def state(job: Job) -> tuple[str, int]:
    job.refresh_from_db()
    return job.state, job.begun


def is_going(job: Job) -> bool:
    return state(job)[0] == "running" and job.done > 0


def is_whole(job: Job) -> bool:
    with job.result.open() as file:
        return bool(file.read() == b"x" * 100_000)


# Real processes ------------------------------------------------------------------------------------------------------


def test_what_a_killed_worker_was_doing_another_begins_again(make_job: Any, tmp_path: Path) -> None:
    job = make_job(20)
    with worker() as first:
        until(lambda: is_going(job))
        first.kill()
    assert state(job) == ("running", 1)
    with worker():
        until(lambda: state(job)[0] == "done")
    assert (job.begun, diary(tmp_path), is_whole(job)) == (2, {job.pk: 2}, True)


def test_a_job_longer_than_its_lease_keeps_its_worker(make_job: Any, tmp_path: Path) -> None:
    job = make_job(30)
    with worker(1.5), worker(1.5):
        until(lambda: state(job)[0] == "done")
    assert (job.begun, diary(tmp_path)) == (1, {job.pk: 1})


def test_two_workers_never_do_the_same_job(make_job: Any, tmp_path: Path) -> None:
    jobs = [make_job(1) for _number in range(12)]
    with worker(), worker():
        until(lambda: not Job.objects.unfinished().exists())
    assert [state(job) for job in jobs] == [("done", 1)] * 12
    assert diary(tmp_path) == {job.pk: 1 for job in jobs}
    assert len(set(Job.objects.values_list("worker", flat=True))) == 2, "both had something to do"


def test_a_worker_that_was_frozen_changes_nothing_when_it_wakes(make_job: Any, tmp_path: Path) -> None:
    job = make_job(15)
    with worker() as frozen:
        until(lambda: is_going(job))
        frozen.signal(signal.SIGSTOP)
        with worker():
            until(lambda: state(job)[0] == "done")
        before = Job.objects.values().get()
        frozen.signal(signal.SIGCONT)
        until(lambda: "taken up by somebody else" in frozen.said())
    assert Job.objects.values().get() == before
    assert (job.begun, is_whole(job)) == (2, True)


@pytest.mark.parametrize(
    ("steps", "words", "then"),
    [(15, 1, ("done", 1)), (600, 2, ("waiting", 0))],
    ids=["one word: it is finished", "two words: it is given back"],
)
def test_it_ends_when_it_is_asked_to(make_job: Any, steps: int, words: int, then: tuple[str, int]) -> None:
    job, waiting = make_job(steps), make_job(1)
    with worker() as child:
        until(lambda: is_going(job))
        child.signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            child.process.wait(0.3)
        if words == 2:
            child.signal(signal.SIGTERM)
        assert child.process.wait(30) == 0
    assert (state(job), state(waiting)) == (then, ("waiting", 0))
    assert "Traceback" not in child.said()


def test_a_worker_with_nothing_to_do_ends_at_once(transactional_db: None) -> None:
    with worker() as child:
        until(lambda: _listens(child))
        child.signal(signal.SIGTERM)
        assert child.process.wait(10) == 0
        assert child.said() == ""


def _listens(child: Child) -> bool:
    """Whether it catches SIGTERM by now (the bits of the signals caught, proc(5))."""
    status = Path(f"/proc/{child.process.pid}/status").read_text()
    [caught] = [line.split()[1] for line in status.splitlines() if line.startswith("SigCgt")]
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a file has no connections that could be cut")
def test_it_outlives_connections_that_are_cut(make_job: Any, tmp_path: Path) -> None:
    job = make_job(30)
    with worker() as child:
        until(lambda: is_going(job))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        until(lambda: state(job)[0] == "done")
        assert child.process.poll() is None
    assert (job.begun, diary(tmp_path), "Traceback" in child.said()) == (2, {job.pk: 2}, False)


# In this process -----------------------------------------------------------------------------------------------------


@pytest.fixture
def kind() -> Iterator[Callable[[Callable[..., Any]], None]]:
    before = dict(kinds._kinds)
    yield lambda function: kinds.register("steps", function)
    kinds._kinds.clear()
    kinds._kinds.update(before)


class Away:
    """A database that fails so often, and then answers."""

    def __init__(self, times: int, trouble: Exception) -> None:
        self.times, self.trouble = times, trouble

    def __call__(self) -> str:
        self.times -= 1
        if self.times >= 0:
            raise self.trouble
        return "there"


@pytest.mark.parametrize("trouble", [OperationalError("gone: host=secret"), InterfaceError("connection closed")])
def test_it_waits_longer_each_time_and_says_so_once(
    trouble: Exception, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(working.time, "sleep", slept.append)
    with caplog.at_level(logging.WARNING):
        assert Worker().surely(Away(9, trouble)) == "there"
    assert slept == [0.5, 1, 2, 4, 8, 16, 30, 30, LONGEST_PAUSE]
    began, ended = [line.getMessage() for line in caplog.records]
    assert began == f"the database does not answer ({type(trouble).__name__}); waiting for it"
    assert ended.startswith("the database answers again, after ")


def test_what_is_no_trouble_of_the_database_is_not_waited_for() -> None:
    with pytest.raises(ZeroDivisionError):
        Worker().surely(Away(1, ZeroDivisionError()))


def test_asked_to_end_it_waits_for_no_database() -> None:
    one = Worker()
    one._stopping = True
    with pytest.raises(Stopped):
        one.surely(Away(1, OperationalError()))


@pytest.mark.django_db(transaction=True)
def test_work_that_is_stopped_in_the_middle_is_given_back(kind: Any, caplog: pytest.LogCaptureFixture) -> None:
    one, again = Worker(), []

    def stopped(job: Job, progress: Progress) -> None:
        again.append(job.pk)
        try:
            one._stopping = True
            one._time_is_up()
        except Exception as failure:  # what kinds of work do with anything that goes wrong
            raise AssertionError from failure

    kind(stopped)
    job = Job.objects.create(kind="steps", label="x", by=make_user(None), asked_at=timezone.now())
    one.run()
    assert (state(job), again) == (("waiting", 0), [job.pk])
    one._time_is_up()  # outside of the work nothing is stopped


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_put_off_while_the_block_lasts_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "BEAT", LEASE / 3000)
    job = Job.objects.create(kind="x", label="x", by=make_user(None), asked_at=timezone.now())
    now = timezone.now()
    held = leases.take(worker="one", now=now)
    assert held is not None
    later = now + LEASE
    with working.beating(held, clock=lambda: later):
        until(lambda: Job.objects.filter(pk=job.pk, held_until=later + LEASE).exists())
    later += LEASE
    assert not Job.objects.filter(held_until__gt=later).exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_does_what_is_there_and_ends(kind: Any) -> None:
    kind(lambda job, progress: None)
    jobs = [Job.objects.create(kind="steps", label="x", by=make_user(None), asked_at=timezone.now()) for _ in "ab"]
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM)]
    try:
        call_command("worker", "--until-empty")
    finally:
        for number, handler in zip((signal.SIGTERM, signal.SIGINT, signal.SIGALRM), before, strict=True):
            signal.signal(number, handler)
    assert [state(job) for job in jobs] == [("done", 1)] * 2


@pytest.mark.parametrize("interval", ["0", "-1", "60.1", "nan"])
def test_an_interval_that_is_none_is_refused(interval: str) -> None:
    with pytest.raises(CommandError, match="--interval"):
        call_command("worker", f"--interval={interval}")


@pytest.mark.django_db(transaction=True)
def test_a_job_that_is_lost_ends_no_worker(kind: Any) -> None:
    def lost(job: Job, progress: Progress) -> None:
        raise LeaseLost

    kind(lost)
    job = Job.objects.create(kind="steps", label="x", by=make_user(None), asked_at=timezone.now())
    Worker().run(until_empty=True)
    assert state(job) == ("running", 1)
