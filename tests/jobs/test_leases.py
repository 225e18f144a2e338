"""Who does which job: one worker at a time, taken up when its worker died, given up after the third time."""

import datetime as dt
import importlib
import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import InterfaceError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.files.whole import WholeFileStorage
from foundation.jobs import kinds as registry
from foundation.jobs import leases, work
from foundation.jobs.leases import LEASE, MOST_BEGUN, REST, STALE, LeaseLost
from foundation.jobs.models import Job
from foundation.jobs.work import Progress, Result
from tests.makers.accounts import make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 1, 1, 0, tzinfo=dt.UTC)
MOMENT = dt.timedelta(microseconds=1)
RUNNING, WAITING = Job.State.RUNNING, Job.State.WAITING


@pytest.fixture
def kind() -> Iterator[Callable[[Callable[..., Any]], None]]:
    """Says what the work of these tests is."""
    before = dict(registry._kinds)
    yield lambda function: registry.register("test", function)
    registry._kinds.clear()
    registry._kinds.update(before)


def make_job(**what: Any) -> Job:
    return Job.objects.create(**{"kind": "test", "label": "作業", "by": make_user(None), "asked_at": NOW} | what)


def take(job: Job | None = None, *, worker: str = "one", now: dt.datetime = NOW) -> leases.Held | None:
    return leases.take(worker=worker, now=now, only=job.pk if job else None)


def held(job: Job, **what: Any) -> leases.Held:
    found = take(job, **what)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("job", "taken"),
    [
        ({"state": WAITING}, True),
        ({"state": RUNNING, "begun": 1, "held_until": NOW + MOMENT}, False),
        ({"state": RUNNING, "begun": 1, "held_until": NOW}, True),
        ({"state": RUNNING, "begun": 1, "held_until": NOW - LEASE}, True),
        ({"state": RUNNING, "held_until": None}, True),  # of a program that knew no leases
        ({"state": "done"}, False),
        ({"state": "failed"}, False),
        ({"state": WAITING, "asked_at": NOW - 10 * STALE}, True),
    ],
)
def test_what_may_be_taken(job: dict[str, Any], taken: bool) -> None:
    found = make_job(**job)
    now = take(found)
    found.refresh_from_db()
    assert (now is not None) is taken
    if now is not None:
        assert (found.state, found.worker, found.held_until) == (RUNNING, "one", NOW + LEASE)
        assert found.begun == now.begun == job.get("begun", 0) + 1


@pytest.mark.parametrize(
    ("job", "says"),
    [
        ({"begun": MOST_BEGUN - 1}, ""),
        ({"begun": MOST_BEGUN}, f"中斷了 {MOST_BEGUN} 次"),
        ({"begun": 1, "asked_at": NOW - STALE}, ""),
        ({"begun": 1, "asked_at": NOW - STALE - MOMENT}, "24 小時以前"),
    ],
)
def test_what_was_lost_is_not_begun_for_ever(job: dict[str, Any], says: str) -> None:
    found = make_job(state=RUNNING, **job)
    found.result.save("half.txt", ContentFile(b"x"))
    now = take()
    found.refresh_from_db()
    assert (now is None) is bool(says)
    if says:
        assert (found.state, found.finished_at, bool(found.result)) == ("failed", NOW, False)
        assert says in found.message
    else:
        assert found.message == f"做到一半中斷了，從頭再做一次（第 {found.begun} 次）。"


def test_the_first_asked_is_the_first_done_also_when_it_was_lost() -> None:
    lost, waiting = make_job(state=RUNNING, begun=1, held_until=NOW), make_job()
    assert [one and one.job.pk for one in (take(), take(), take())] == [lost.pk, waiting.pk, None]


def test_of_two_who_saw_the_same_job_one_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    job = make_job()
    first = type(Job.objects).to_take
    others: list[leases.Held | None] = []

    def between(self: Any, now: dt.datetime) -> Any:
        rows = first(self, now)
        if not others:
            list(rows)
            others.append(None)
            seen = list(rows.filter(pk=job.pk).select_related("by"))
            others.append(take(job, worker="other"))
            rows = rows.filter(pk=job.pk)
            once = iter([seen[0], None])
            return SimpleNamespace(select_related=lambda _name: SimpleNamespace(first=lambda: next(once)))
        return rows

    monkeypatch.setattr(type(Job.objects), "to_take", between)
    assert take(worker="one") is None
    job.refresh_from_db()
    assert (job.worker, job.begun) == ("other", 1)


@pytest.mark.parametrize(("late", "mine"), [(dt.timedelta(0), True), (LEASE, True), (10 * LEASE, True)])
def test_a_lease_is_put_off_also_late_while_nobody_has_taken_it_up(late: dt.timedelta, mine: bool) -> None:
    job = make_job()
    one = held(job)
    assert one.renew(NOW + late) is mine
    job.refresh_from_db()
    assert job.held_until == NOW + late + LEASE


def writes(one: leases.Held) -> list[Callable[[], None]]:
    return [
        lambda: Progress(one)(1, 2, "x"),
        lambda: one.note(result="x"),
        lambda: one.finish(now=NOW),
        lambda: one.fail("x", now=NOW),
    ]


@pytest.mark.parametrize("number", range(4))
def test_whoever_slept_while_another_took_it_up_writes_nothing_any_more(number: int) -> None:
    job = make_job()
    one = held(job)
    other = held(job, worker="other", now=NOW + LEASE)
    before = Job.objects.values().get()
    with pytest.raises(LeaseLost):
        writes(one)[number]()
    assert one.renew(NOW + LEASE) is False
    one.give_back()
    one.drop(now=NOW)
    assert Job.objects.values().get() == before
    assert other.renew(NOW + 2 * LEASE)


def test_the_same_worker_does_not_go_on_with_an_earlier_begin() -> None:
    job = make_job()
    one = held(job)
    held(job, now=NOW + LEASE)
    assert one.renew(NOW + LEASE) is False


def test_an_end_said_twice_stays_as_it_was() -> None:
    one = held(make_job())
    one.finish(now=NOW, result="a", result_name="b")
    before = Job.objects.values().get()
    one.finish(now=NOW + LEASE)
    one.fail("doch nicht", now=NOW + LEASE)
    assert Job.objects.values().get() == before
    assert (before["state"], before["held_until"], before["done"], before["total"]) == ("done", None, 1, 1)


def test_what_is_given_back_was_not_begun() -> None:
    job = make_job()
    one = held(job)
    Progress(one)(1, 2, "第一步")
    one.give_back()
    job.refresh_from_db()
    assert (job.state, job.begun, job.done, job.total, job.message) == (WAITING, 0, 0, 0, "")
    assert held(job, worker="other").begun == 1


@pytest.mark.parametrize("trouble", [OperationalError("away"), InterfaceError("connection already closed")])
def test_trouble_with_the_database_begins_it_again_after_a_rest(kind: Any, trouble: Exception) -> None:
    def away(job: Job, progress: Progress) -> None:
        raise trouble

    kind(away)
    job, now = make_job(), NOW
    for number in range(1, MOST_BEGUN + 1):
        one = held(job, now=now)
        work.do(one, clock=lambda now=now: now)
        job.refresh_from_db()
        assert (job.state, job.begun) == (RUNNING, number)
        assert take(job, now=now + REST - MOMENT) is None
        now += REST
    assert take(job, now=now) is None
    job.refresh_from_db()
    assert job.state == "failed"


def test_the_file_of_a_worker_that_died_is_deleted_when_it_is_begun_again(kind: Any) -> None:
    kind(lambda job, progress: Result("名單.txt", b"whole"))
    job = make_job(state=RUNNING, begun=1)
    job.result.save(f"{job.pk}-名單.txt", ContentFile(b"half"))
    storage, old = job.result.storage, job.result.name
    work.run(job.pk, clock=lambda: NOW + LEASE)
    job.refresh_from_db()
    assert (job.state, job.begun) == ("done", 2)
    with job.result.open() as file:
        assert file.read() == b"whole"
    assert job.result.name == old or not storage.exists(old)


def test_a_store_that_is_away_ends_no_worker(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    kind(lambda job, progress: None)
    jobs = [make_job(state=RUNNING, begun=number, result="jobs/half.txt") for number in (1, MOST_BEGUN)]

    def away(*_words: Any) -> None:
        raise OSError("the store does not answer")

    monkeypatch.setattr(WholeFileStorage, "delete", away)
    for job in jobs:
        work.run(job.pk, clock=lambda: NOW)
    assert [Job.objects.get(pk=job.pk).state for job in jobs] == ["done", "failed"]


def test_a_file_is_named_before_it_is_there_and_handed_out_only_when_the_job_is_done(kind: Any) -> None:
    kind(lambda job, progress: Result("a.txt", b"x"))
    job, seen = make_job(), []
    storage = job.result.storage

    def surely(write: Callable[[], None]) -> None:
        write()
        row = Job.objects.get()
        seen.append((row.state, storage.exists(row.result.name)))

    work.do(held(job), surely=surely)
    assert seen == [(RUNNING, False), ("done", True)]


def test_whoever_was_overtaken_takes_its_own_file_away(kind: Any) -> None:
    job = make_job()
    one = held(job)

    def slow(_job: Job, progress: Progress) -> Result:
        return Result("overtaken.txt", b"late")

    kind(slow)
    storage = job.result.storage
    calls: list[str] = []

    def surely(write: Callable[[], None]) -> None:
        if calls:
            work.run(job.pk, clock=lambda: NOW + LEASE)
        calls.append("")
        write()

    with pytest.raises(LeaseLost):
        work.do(one, surely=surely)
    job.refresh_from_db()
    folder = job.result.name.rpartition("/")[0]
    mine = [name for name in storage.listdir(folder)[1] if name.startswith(f"{job.pk}-") and "overtaken" in name]
    assert (job.state, mine) == ("done", [job.result.name.rpartition("/")[2]])


def test_what_it_made_and_its_end_are_kept_together(kind: Any) -> None:
    """Begun again after its worker died behind the commit, nothing is made twice; before it, nothing is there."""
    made: list[str] = []

    def makes(job: Job, progress: Progress) -> None:
        with transaction.atomic():
            make_user(None, email=f"made-{job.pk}-{len(made)}@example.org")
            made.append("")
            progress.settle()

    kind(makes)
    job = make_job()
    work.run(job.pk)
    assert take(job, now=timezone.now() + 10 * LEASE) is None
    other = make_job()
    one = held(other)
    held(other, worker="other", now=NOW + LEASE)
    with pytest.raises(LeaseLost):
        work.do(one)
    people = type(job.by).objects.filter(email__startswith="made-").values_list("email", flat=True)
    assert list(people) == [f"made-{job.pk}-0@example.org"]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_settled_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        Progress(held(make_job())).settle()


EACH_KIND = {
    "awards": "goes on behind the part that was stored last (runs.go_on)",
    "certificates": "leaves a file only",
    "count-register": "writes over what it counted",
    "english_booklet": "leaves a file only",
    "national_edition": "settles with the edition",
    "national_report": "leaves a file only",
    "paper": "leaves a file only",
    "public_release": "settles with the release",
    "sent_list": "rows that were taken in are not taken in again",
}


def test_of_each_kind_somebody_has_said_why_it_may_be_begun_again() -> None:
    assert set(registry._kinds) == set(EACH_KIND)


def page_of(job: Job) -> str:
    client = Client()
    client.force_login(job.by)
    return client.get(reverse("jobs:job", args=[job.pk])).content.decode()


@pytest.mark.parametrize(
    ("job", "again", "nobody"),
    [
        ({"begun": 1, "ago": -30}, False, False),
        ({"begun": 2, "ago": -30}, True, False),
        ({"begun": 1, "ago": 25}, False, False),
        ({"begun": 1, "ago": 35}, False, True),
        ({"begun": 2, "ago": 35}, False, True),
    ],
)
def test_the_page_says_that_it_was_begun_again_and_that_nobody_does_it(job: Any, again: bool, nobody: bool) -> None:
    ago = dt.timedelta(seconds=job.pop("ago"))
    page = page_of(make_job(state=RUNNING, held_until=timezone.now() - ago, **job))
    assert ("這是第 2 次" in page, "背景程式" in page) == (again, nobody)


def test_the_language_of_what_was_queued_before_is_kept() -> None:
    jobs = [make_job(), make_job(state=RUNNING), make_job(state="done"), make_job()]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE django_tasks_database_dbtaskresult (status text, args_kwargs text)")
        for job, status in zip(jobs, ["READY", "RUNNING", "SUCCESSFUL", "FAILED"], strict=True):
            told = json.dumps({"args": [job.pk, "en"], "kwargs": {}})
            cursor.execute("INSERT INTO django_tasks_database_dbtaskresult VALUES (%s, %s)", [status, told])
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('django_tasks_database', '0001_initial', %s)",
            [NOW],
        )
    migration = importlib.import_module("foundation.jobs.migrations.0004_leases")
    for _again in range(2):
        migration.take_over_the_queue(apps, SimpleNamespace(connection=connection))
    assert [Job.objects.get(pk=job.pk).language for job in jobs] == ["en", "en", "zh-hant", "zh-hant"]
    with connection.cursor() as cursor:
        assert migration.QUEUE not in connection.introspection.table_names(cursor)
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'django_tasks_database'")
        assert cursor.fetchone() == (0,)
