"""Disk full, database away: what is answered to whom; what was acknowledged stays, what was not goes through later."""

import errno
import json
import logging
import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from psycopg import errors as postgres

from actionplans.models import Operation
from actionplans.writing import sheets
from config import faults
from tests.makers.accounts import make_user
from tests.makers.actionplans import make_sheet, make_table
from tests.makers.api import program
from tests.makers.country import make_country
from tests.makers.workshops import make_seat
from workshops.seats import COOKIE

SECRET = "postgres://platform:hunter2@db.example"


def sqlite_says(code: int, words: str = SECRET) -> OperationalError:
    driver = sqlite3.OperationalError(words)
    driver.sqlite_errorcode, driver.sqlite_errorname = code, f"CODE_{code}"  # as the driver does
    return caused(OperationalError(words), driver)


def caused(exc: Exception, by: Exception) -> Any:
    exc.__cause__ = by
    return exc


def postgres_says(driver: Exception) -> OperationalError:
    return caused(OperationalError(SECRET), driver)


FULL = [
    OSError(errno.ENOSPC, SECRET),
    OSError(errno.EDQUOT, SECRET),
    sqlite_says(sqlite3.SQLITE_FULL),
    postgres_says(postgres.DiskFull(SECRET)),
]
AWAY = [
    sqlite_says(sqlite3.SQLITE_CANTOPEN),
    sqlite_says(sqlite3.SQLITE_IOERR_READ),
    postgres_says(psycopg.OperationalError(SECRET)),  # refused, or cut: no server gave a code
    postgres_says(postgres.AdminShutdown(SECRET)),
    postgres_says(postgres.CannotConnectNow(SECRET)),
    postgres_says(postgres.ConnectionFailure(SECRET)),
    InterfaceError("connection already closed"),
]
NEITHER = [
    OSError(errno.EACCES, "not allowed"),
    sqlite_says(sqlite3.SQLITE_BUSY),
    sqlite_says(sqlite3.SQLITE_ERROR, "no such table: connection is closed"),
    postgres_says(postgres.LockNotAvailable(SECRET)),
    postgres_says(postgres.QueryCanceled(SECRET)),
    InterfaceError("the cursor is closed"),
    caused(ValueError("the house's own answer"), OSError(errno.ENOSPC, "full")),
    KeyError("anything else"),
    None,
]


@pytest.mark.parametrize(
    ("exc", "fault"),
    [*((one, "full") for one in FULL), *((one, "away") for one in AWAY), *((one, None) for one in NEITHER)],
    ids=repr,
)
def test_what_is_a_fault_and_what_is_none(exc: Exception | None, fault: str | None) -> None:
    assert faults.fault_of(exc) == fault


def test_what_failed_while_the_fault_was_cleared_away_is_the_same_fault() -> None:
    after = OperationalError("no such savepoint")
    after.__context__ = sqlite_says(sqlite3.SQLITE_FULL)
    assert faults.fault_of(after) == "full"


# Answers -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def quiet() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def break_with(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Exception], None]:
    def put(where: str, exc: Exception) -> None:
        def broken(*args: Any, **kwargs: Any) -> None:
            raise exc

        monkeypatch.setattr(where, broken)

    return put


MIDDLEWARE, VIEW = "config.middleware._has_more", "config.health._may_measure"


@pytest.mark.parametrize("where", [MIDDLEWARE, VIEW])
@pytest.mark.parametrize(("exc", "status"), [(FULL[0], 507), (FULL[2], 507), (AWAY[0], 503), (AWAY[2], 503)], ids=repr)
def test_a_page_says_that_nothing_is_lost_and_what_to_do(quiet, break_with, where, exc, status):
    """Without a database: pytest-django refuses every query of this test."""
    break_with(where, exc)
    answer = quiet.get("/metrics", headers={"accept": "text/html"})
    html = answer.content.decode()
    assert answer.status_code == status
    assert answer.get("Retry-After") == ("15" if status == 503 else None)
    assert "no-store" in answer["Cache-Control"]
    assert "都還在" in html
    assert "everything shown as saved before is safe" in html
    assert ("清出空間" in html) == (status == 507)
    assert ("等半分鐘" in html) == (status == 503)
    assert re.search(r"<title>[^｜<]+｜地方實踐平臺</title>", html)
    assert html.count("<h1>") == html.count("</h1>") == html.count("<main") == 1


@pytest.mark.parametrize("where", [MIDDLEWARE, VIEW])
def test_one_line_is_logged_and_says_nothing_of_what_the_driver_said(quiet, break_with, caplog, where):
    break_with(where, AWAY[2])
    with caplog.at_level(logging.INFO):
        quiet.get("/metrics?name=王小明")
    [line] = caplog.records
    assert (line.name, line.levelname, line.exc_info) == ("config.faults", "ERROR", None)
    assert line.getMessage() == "away: GET /metrics (OperationalError -)"


def test_the_line_says_the_drivers_code(quiet, break_with, caplog):
    break_with(VIEW, FULL[2])
    quiet.get("/metrics")
    assert caplog.records[-1].getMessage() == "full: GET /metrics (OperationalError CODE_13)"


def test_anything_else_stays_a_500(quiet, break_with, caplog):
    break_with(VIEW, NEITHER[0])
    answer = quiet.get("/metrics")
    assert (answer.status_code, "伺服器發生問題" in answer.content.decode()) == (500, True)
    assert caplog.records[-1].exc_info


@pytest.mark.parametrize(("exc", "status"), [(FULL[0], 507), (AWAY[0], 503)], ids=repr)
def test_a_script_gets_json(quiet, break_with, exc, status):
    break_with(MIDDLEWARE, exc)
    answer = quiet.get("/metrics", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (status, {"error": faults.told(faults.fault_of(exc))})


@pytest.mark.django_db
@pytest.mark.parametrize("where", [MIDDLEWARE, "foundation.api.endpoints.HoldsPermission.has_permission"])
@pytest.mark.parametrize(
    ("exc", "status", "code"), [(FULL[0], 507, "disk_full"), (AWAY[0], 503, "database_away")], ids=repr
)
def test_the_api_gets_a_problem_in_both_languages(break_with, caplog, where, exc, status, code):
    client = program(make_user())
    client.raise_request_exception = False
    break_with(where, exc)
    answer = client.get(reverse("v1:me"))
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (body["type"], body["status"], "incident" in body) == (f"urn:problem:{code}", status, False)
    assert "都還在" in body["detail"]
    assert "safe" in body["translations"]["en"]["detail"]
    assert answer.get("Retry-After") == ("15" if status == 503 else None)
    assert [one.name for one in caplog.records] == ["config.faults"]
    assert SECRET not in answer.content.decode() + caplog.text


class Connection:
    """As much of a connection as `noted` asks about."""

    def __init__(self, *, in_atomic_block: bool = False) -> None:
        self.in_atomic_block, self.closed = in_atomic_block, 0

    def close(self) -> None:
        self.closed += 1
        raise InterfaceError("connection already closed")


@pytest.mark.parametrize(("fault", "inside", "closed"), [("away", False, 1), ("away", True, 0), ("full", False, 0)])
def test_a_broken_connection_is_let_go_unless_somebody_is_inside_it(monkeypatch, fault, inside, closed):
    one = Connection(in_atomic_block=inside)
    monkeypatch.setattr(faults, "connections", type("All", (), {"all": lambda self, initialized_only: [one]})())
    faults.noted(fault, AWAY[0], method="GET", path="/")
    assert one.closed == closed


# The real thing ------------------------------------------------------------------------------------------------------


@pytest.fixture
def fill_up() -> Iterator[Callable[[], Callable[[], None]]]:
    """Fills the database to its last page, as a disk without room does; what it returns makes room again."""
    lifted = False

    def lift() -> None:
        nonlocal lifted
        lifted = True
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
            cursor.execute("DROP TABLE IF EXISTS ballast")

    def fill() -> Callable[[], None]:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE ballast (what BLOB)")
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
            for size in (1 << 20, 1 << 12, 1):
                with pytest.raises(OperationalError, match="full"):  # noqa: PT012  until the last page is taken
                    while True:
                        cursor.execute("INSERT INTO ballast VALUES (zeroblob(%s))", [size])
        return lift

    yield fill
    if not lifted:
        lift()


def save(client: Client, one: dict[str, Any]) -> Any:
    return client.post(
        "/t/design/operations", json.dumps({"operations": [one]}), content_type="application/json",
        headers={"accept": "application/json"},
    )  # fmt: skip


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a PostgreSQL server cannot be filled by one test alone")
@pytest.mark.django_db(transaction=True)
def test_a_save_on_a_full_disk_is_refused_whole_and_goes_through_once_there_is_room(quiet, fill_up):
    make_country()
    group = make_table()
    token = str(uuid.uuid4())
    quiet.cookies[COOKIE] = token
    make_seat(group, token=token, seen_at=timezone.now())
    sheet = make_sheet("design", group)
    operations = Operation.objects.filter(sheet=sheet).order_by("sequence")
    kept: list[str] = []
    lift = fill_up()
    for number in range(500):  # what is left in half-filled pages takes some
        one: dict[str, Any] = {"id": str(uuid.uuid4()), "action": "set", "path": "title", "base": number}
        one["value"] = f"{number}" + "字" * 200
        answer = save(quiet, one)
        if answer.status_code != 200:
            break
        assert answer.json()["receipts"][0]["outcome"] == "applied"
        kept.append(one["id"])
    for refused in (answer, save(quiet, one)):  # the queue sends it again, and is told the same
        assert (refused.status_code, refused.json()) == (507, {"error": faults.told("full")})
        assert [str(found) for found in operations.values_list("id", flat=True)] == kept
        assert sheets.read(sheet).get("title").startswith(f"{len(kept) - 1}字")

    lift()
    for _again in range(2):
        receipt = save(quiet, one).json()["receipts"][0]
        assert (receipt["outcome"], receipt["version"]) == ("applied", len(kept) + 1)
        assert [str(found) for found in operations.values_list("id", flat=True)] == [*kept, one["id"]]
        assert sheets.read(sheet).get("title") == one["value"]
