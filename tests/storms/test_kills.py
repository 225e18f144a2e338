"""kill -9 of web server, workers and database at random moments, while tables save and long work runs.

Afterwards everything that was acknowledged is there, once; no job hangs, no file is half, the trail is whole.
`./check --kills=N` kills N times on each database; `KILLS_SEED=7 ./check --kills` plays the same choices and pauses
again (what is caught in the middle depends on the machine).
"""

import datetime as dt
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import time
import uuid
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from actionplans.models import Operation, Sheet
from actionplans.writing import sheets
from benchmarks.register import unit_with
from foundation import whole
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.jobs.leases import MOST_BEGUN
from foundation.jobs.models import Job
from reports.models import Edition, EditionFile
from tests.clusters import Cluster, cluster
from tests.makers.accounts import make_user
from tests.makers.actionplans import make_sheet, make_table
from tests.makers.country import make_country
from tests.makers.workshops import make_seat
from tests.processes import until
from tests.storms.house import House, Writer
from volunteers.lists import sent_lists
from volunteers.models import SentList, ServiceEntry
from workshops.seats import COOKIE

KILLS = int(os.environ.get("KILLS", "0"))
SEED = int(os.environ.get("KILLS_SEED") or random.SystemRandom().randrange(10**6))
OURS = "STORM_CLUSTER"
TABLES, PEOPLE, DAYS = 4, 60, 10
ROWS = PEOPLE * DAYS
"""Of a list: more than are taken in at once."""
# How a job may fail here: killed three times, or two workers published at the same moment.
IN_WORDS = (f"中斷了 {MOST_BEGUN} 次", "剛剛由別人發布了")
# Seconds within which all work is done once nobody kills any more: leases lapse in six, and each list takes a few.
QUIET_WITHIN = 300

pytestmark = [
    pytest.mark.skipif(not KILLS, reason="takes minutes: ./check --kills"),
    pytest.mark.django_db(transaction=True),
]


class Table(Writer):
    """A device at a table: sends each word again until it is told what became of it."""

    def __init__(self, house: House, sheet: Sheet, number: int) -> None:
        token = f"{number:032}"
        make_seat(sheet.group, token=token, seen_at=timezone.now())
        super().__init__(house, {COOKIE: token}, 0.05)
        self.sheet, self.version, self.count = sheet, 0, 0
        self.acknowledged: list[str] = []
        self.last = ""

    def step(self) -> None:
        self.count += 1
        value = f"第 {self.count} 次寫的字"
        one = {"id": str(uuid.uuid4()), "action": "set", "path": "title", "value": value, "base": self.version}
        body = json.dumps({"operations": [one]}).encode()
        while (told := self.post("/t/design/operations", body, "application/json", "application/json")) is None:
            pass
        assert told[0] == 200, told
        [receipt] = json.loads(told[2])["receipts"]
        assert receipt["outcome"] == "applied", receipt
        self.version, self.last = receipt["version"], value
        self.acknowledged.append(one["id"])


class Office(Writer):
    """Somebody who asks for long work; what nobody answered is not asked for again, so it is there once or not."""

    def __init__(self, house: House, user: User, pause: float) -> None:
        client = Client()
        client.force_login(user)
        super().__init__(house, {"sessionid": client.cookies["sessionid"].value}, pause)
        self.count = 0
        self.jobs: dict[int, str] = {}

    def ask(self, path: str, what: str, **fields: str) -> None:
        told = self.post(path, urlencode(fields).encode(), "application/x-www-form-urlencoded")
        if told is not None:
            assert told[0] == 302, told
            [number] = re.findall(r"/jobs/(\d+)/", told[1])
            self.jobs[int(number)] = what


class Association(Office):
    """Publishes editions, and has reports made."""

    def __init__(self, house: House, slug: str) -> None:
        super().__init__(house, make_user(Role.ASSOCIATION), 0.5)
        self._slug = slug

    def step(self) -> None:
        self.count += 1
        if self.count % 2:
            note = f"edition {self.count}"
            self.ask(reverse("reports:edition_publish", args=[self._slug]), note, note=note)
        else:
            self.ask(reverse("reports:make", args=[self._slug]), "report", format="json")


class Unit(Office):
    """Sends lists of hours, each until it is told that it was taken."""

    def __init__(self, house: House, unit: Any, names: list[str]) -> None:
        user = make_user(Role.UNIT_COORDINATOR, unit.county_id)
        user.memberships.update(organisation=unit.organisation)
        super().__init__(house, user, 2)
        self.unit, self._names = unit, names
        self.lists: dict[str, int] = {}

    def list_of(self, number: int) -> bytes:
        last = timezone.localdate() - dt.timedelta(days=1 + number * DAYS)
        days = [last - dt.timedelta(days=day) for day in range(DAYS)]
        rows = [
            f"{name},{place:05},{day.year - 1911}/{day.month}/{day.day},9:00,12:00"
            for day in days
            for place, name in enumerate(self._names)
        ]
        return ("姓名,志工編號,服務日期,開始時間,結束時間\n" + "\n".join(rows) + "\n").encode()

    def send(self, number: int) -> str:
        edge = uuid.uuid4().hex
        head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{number}.csv"\r\n'
        body = head.encode() + b"Content-Type: text/csv\r\n\r\n" + self.list_of(number) + f"\r\n--{edge}--\r\n".encode()
        path, kind = f"/register/units/{self.unit.pk}/hours/list/", f"multipart/form-data; boundary={edge}"
        while (told := self.post(path, body, kind)) is None:
            pass
        assert told[0] == 302, told
        return told[1].rstrip("/").rpartition("/")[2]

    def step(self) -> None:
        self.lists[self.send(self.count)] = self.count
        self.count += 1


@pytest.fixture
def house(transactional_db: None) -> Iterator[House]:
    ours = json.loads(os.environ[OURS]) if OURS in os.environ else None
    server = Cluster(Path(ours["bin"]), Path(ours["place"]), ours["port"], ours["secret"]) if ours else None
    call_command("createcachetable", "cache", verbosity=0)  # the tests' own cache is in memory
    one = House(random.Random(SEED), server)
    yield one
    one.end()


def test_what_was_acknowledged_is_there_once_whatever_is_killed(house: House, capsys: pytest.CaptureFixture) -> None:
    make_country()
    made = [make_sheet("design", make_table()) for _number in range(TABLES)]
    tables = [Table(house, sheet, number) for number, sheet in enumerate(made)]
    association = Association(house, made[0].group.workshop.programme.slug)
    unit = Unit(house, *unit_with(PEOPLE))
    writers: list[Writer] = [*tables, association, unit]
    house.begin()
    began = time.monotonic()
    with capsys.disabled():
        print(f"\n{KILLS} kills on {connection.vendor}, KILLS_SEED={SEED}")  # noqa: T201
    for writer in writers:
        writer.start()
    for _kill in range(KILLS):
        time.sleep(house.chance.uniform(0.5, 10))
        house.kill_one()
    until(house.answers, seconds=120)
    try:
        for writer in writers:
            writer.finish()
        quiet = time.monotonic()
        until(lambda: not Job.objects.unfinished().exists(), seconds=QUIET_WITHIN)
        assert house.living(), "only what was killed has ended"
        told = found(tables, association, unit)
    except AssertionError:
        with capsys.disabled():
            print(house.said())  # noqa: T201
        raise
    told |= {
        "killed": dict(house.killed), "seconds": round(quiet - began), "quiet after": round(time.monotonic() - quiet),
        "unanswered": sum(one.unanswered for one in writers),
    }  # fmt: skip
    with capsys.disabled():
        print(json.dumps(told, ensure_ascii=False))  # noqa: T201


def found(tables: list[Table], association: Association, unit: Unit) -> dict[str, Any]:
    """Hold everything against what was acknowledged, and count it."""
    for table in tables:
        kept = Operation.objects.filter(sheet=table.sheet).order_by("sequence").values_list("id", flat=True)
        assert [str(one) for one in kept] == table.acknowledged, "each word once, in its order"
        assert sheets.read(table.sheet).get("title") == table.last
    jobs = {job.pk: job for job in Job.objects.all()}
    assert set(association.jobs) <= set(jobs), "an acknowledged job is there"
    for job in jobs.values():
        assert job.state == "done" or any(words in job.message for words in IN_WORDS), (job.kind, job.message)
        assert Event.objects.filter(verb=Verb.JOB_STARTED, object_key=str(job.pk)).count() == 1
    editions(association, jobs)
    for job in jobs.values():
        if job.kind == "national_report" and job.state == "done":
            with job.result.open("rb") as file:
                json.load(file)
    imported(unit)
    halves = the_files()
    now = timezone.now()
    for day in range(2):
        call_command("seal_trail", now=(now + dt.timedelta(days=day)).isoformat())
    call_command("prove_trail")
    return {
        "saves": sum(len(table.acknowledged) for table in tables), "editions": Edition.objects.count(),
        "lists": len(unit.lists), "rows": ServiceEntry.objects.count(), "jobs": len(jobs),
        "begun again": sum(max(job.begun - 1, 0) for job in jobs.values()),
        "failed": sum(job.state == "failed" for job in jobs.values()), "halves swept": halves,
        "lines of the trail": Event.objects.count(),
    }  # fmt: skip


def editions(association: Association, jobs: dict[int, Job]) -> None:
    """One of each that was acknowledged and done, none of one that failed, at most one of what nobody answered."""
    notes = Counter(Edition.objects.values_list("note", flat=True))
    assert not notes or max(notes.values()) == 1
    published = [job for job in jobs.values() if job.kind == "national_edition"]
    assert set(notes) == {job.params["edition_note"] for job in published if job.state == "done"}
    assert {what for what in association.jobs.values() if what != "report"} <= {
        job.params["edition_note"] for job in published
    }
    assert [one.number for one in Edition.objects.order_by("number")] == list(range(1, len(notes) + 1))
    files = list(EditionFile.objects.all())
    assert len(files) == 4 * len(notes)
    for file in files:
        with file.content.open("rb") as kept:
            assert hashlib.sha256(kept.read()).hexdigest() == file.sha256


def imported(unit: Unit) -> None:
    """Every list that was acknowledged is in whole, each row once; one that was given up goes on when sent again."""
    sent = {one.key: one for one in SentList.objects.filter(key__in=unit.lists).select_related("job")}
    assert set(sent) == set(unit.lists)
    for key, number in unit.lists.items():
        job = sent[key].job
        assert job is not None
        if job.state == "failed":
            unit.send(number)
    until(lambda: not Job.objects.unfinished().exists(), seconds=QUIET_WITHIN)
    numbers = sorted(set(unit.lists.values()))
    last = timezone.localdate()
    for number in numbers:
        days = [last - dt.timedelta(days=1 + number * DAYS + day) for day in range(DAYS)]
        rows = Counter(ServiceEntry.objects.filter(served_on__in=days).values_list("volunteer", "served_on"))
        assert (len(rows), sum(rows.values())) == (ROWS, ROWS), f"list {number}"
    assert ServiceEntry.objects.count() == ROWS * len(numbers)
    assert sent_lists.AT_ONCE < ROWS


def the_files() -> int:
    """Sweep what was begun; every other file is one that a row names. Answers how many were swept."""
    root = Path(settings.MEDIA_ROOT)
    swept = whole.sweep(root, before=time.time() + 1)
    named = {str(name) for name in Job.objects.exclude(result="").values_list("result", flat=True)}
    named |= {str(name) for name in EditionFile.objects.values_list("content", flat=True)}
    assert all(default_storage.exists(name) for name in named)
    lying = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    # An edition's files are written inside its transaction: of one that was killed there they stay, whole, unnamed.
    for name in lying - named:
        assert name.startswith("editions/"), f"a file that nobody names: {name}"
        if name.endswith(".json"):
            json.loads((root / name).read_bytes())
        else:
            assert zipfile.ZipFile(root / name).testzip() is None
    return swept


@pytest.mark.skipif(OURS in os.environ, reason="runs on the server of that test")
def test_the_same_on_postgresql_which_is_killed_too() -> None:
    with cluster() as server:
        told = {"bin": str(server.bin), "place": str(server.place), "port": server.port, "secret": server.secret}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:xdist", "-q", "-s", "-o", "faulthandler_timeout=7200", __file__],
            cwd=settings.ROOT, check=False,
            env={**os.environ, "DATABASE_URL": server.address(), OURS: json.dumps(told), "KILLS_SEED": str(SEED)},
        )  # fmt: skip
        assert done.returncode == 0
