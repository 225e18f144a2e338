"""Everything moves into another database, row by row, or nothing does."""

import datetime as dt
import decimal
import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, connections, transaction

from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.upkeep import filling, moving, new_home
from foundation.upkeep.snapshots import NotCopied
from tests.clusters import cluster
from tests.makers.accounts import make_user
from tests.makers.world import make_world

NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
ONLY_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="moves away from a file")
pytestmark = [pytest.mark.django_db, ONLY_SQLITE]


@pytest.fixture(autouse=True)
def nobody_at_work(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def migrated(tmp_path: Path) -> Path:
    """Another file with the same tables, and in them what the migrations put there."""
    copy = tmp_path / "new.sqlite3"
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as here,
        closing(sqlite3.connect(copy)) as there,
    ):
        here.backup(there)  # what has been committed: nothing of the test
    return copy


@pytest.fixture
def beside(migrated: Path) -> Iterator[str]:
    with new_home.opened({"ENGINE": "django.db.backends.sqlite3", "NAME": str(migrated)}) as alias:
        yield alias


def test_every_table_stands_behind_what_it_points_to() -> None:
    order = moving.tables()
    at = {model: place for place, model in enumerate(order)}
    late = [
        (model._meta.label, field.name)
        for model in order
        for field in model._meta.local_concrete_fields
        if field.remote_field and at[field.remote_field.model._meta.concrete_model] > at[model]
    ]
    # Circles: rows of these wait for their check until the end, which costs a server memory.
    assert len(late) <= 3, late
    with connection.cursor() as cursor:
        standing = set(connection.introspection.table_names(cursor))
    assert standing - moving.known_tables() <= new_home.NOT_MOVED, "and none is forgotten"


def test_all_rows_go_and_are_the_same(beside: str) -> None:
    make_world()
    gone = make_user(Role.ASSOCIATION)
    last = gone.pk
    Membership.objects.filter(user=gone).delete()
    gone.delete()
    told: list[tuple[str, int, int]] = []
    proved = moving.move(source="default", target=beside, tell=lambda *one: told.append(one))
    assert sum(table.rows for table in proved) == sum(m._base_manager.count() for m in moving.tables()) > 500
    between = [m for m in moving.tables() if m._meta.auto_created and m._base_manager.exists()]
    assert between, "the world has rows between two others"
    assert told[-1][1:] == (told[-1][2],) * 2 or told
    for model in moving.tables():
        names = [field.attname for field in model._meta.local_concrete_fields]
        here, there = (
            list(model._base_manager.using(alias).order_by("pk").values_list(*names)) for alias in ("default", beside)
        )
        assert here == there, model
    # The trail speaks of the one that was deleted: nobody gets her number.
    with transaction.atomic(using=beside):
        user = User(email="next@example.org", name="下一位")
        user.save(using=beside)
    assert user.pk > last


def test_what_guards_rows_stands_again_over_there(beside: str) -> None:
    make_world()
    moving.move(source="default", target=beside)
    with pytest.raises(IntegrityError, match="append-only"), connections[beside].cursor() as cursor:
        cursor.execute("UPDATE audit_event SET reason = 'another'")
    with connections[beside].cursor() as cursor, pytest.raises(IntegrityError):
        cursor.execute("UPDATE accounts_membership SET user_id = 987654321")


def test_a_row_that_changed_on_its_way_is_found_and_nothing_stays(beside: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof that cannot fail would be none."""
    user = make_user(Role.ASSOCIATION, name="王小明")
    before = User.objects.using(beside).count()
    write = filling.write

    def careless(model, there, fields, rows):  # type: ignore[no-untyped-def]
        if model is User:
            at = [field.attname for field in fields].index("name")
            rows = [(*row[:at], "王小民", *row[at + 1 :]) for row in rows]
        write(model, there, fields, rows)

    monkeypatch.setattr(filling, "write", careless)
    with pytest.raises(NotCopied, match=rf"accounts_user .*鍵值 {user.pk} 的 name") as refusal:
        moving.move(source="default", target=beside)
    assert "王小" not in str(refusal.value), "what stands in it is told to nobody"
    assert User.objects.using(beside).count() == before

    monkeypatch.setattr(filling, "write", lambda model, there, fields, rows: write(model, there, fields, rows[1:]))
    with pytest.raises(NotCopied, match="少了鍵值"):
        moving.move(source="default", target=beside)


@pytest.mark.parametrize(
    ("here", "there", "same"),
    [
        (decimal.Decimal("1.50"), decimal.Decimal("1.5"), True),
        ({"b": 1, "a": [1e2]}, {"a": [100], "b": 1}, True),
        (NOW, NOW.astimezone(dt.timezone(dt.timedelta(hours=8))), True),
        (memoryview(b"x"), b"x", True),
        (("a",), ["a"], True),
        (1, True, False),
        (1, "1", False),
        ("", None, False),
        ([1, 2], [2, 1], False),
        (NOW, NOW + dt.timedelta(microseconds=1), False),
        (dt.date(2026, 1, 1), "2026-01-01", False),
        (["n", "1"], 1, False),
        (10**30 + 1, 10**30, False),
    ],
)
def test_what_counts_as_the_same_value(here: object, there: object, same: bool) -> None:
    assert (moving._said(here) == moving._said(there)) is same


def test_a_database_in_which_something_stands_is_left_alone(migrated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = migrated.read_bytes()
    with pytest.raises(CommandError, match="不是空的") as refusal:
        call_command("move_database", to=f"sqlite:///{migrated}")
    assert refusal.value.returncode == 2
    assert migrated.read_bytes() == before
    assert not Event.objects.filter(verb=Verb.DATABASE_MOVED).exists()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "--to"),
        ("mysql://amy:secret@db/x", "--to 用 mysql"),
        ("postgres://amy:secret@127.0.0.1:1/platform", "連不上要搬去的資料庫"),
        ("sqlite:////proc/none/x.sqlite3", "連不上要搬去的資料庫"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_line(address: str, says: str) -> None:
    with pytest.raises(CommandError, match=says) as refusal:
        call_command("move_database", to=address)
    assert "secret" not in str(refusal.value)
    assert new_home.ALIAS not in connections.settings


def test_nothing_moves_under_a_running_platform(tmp_path: Path) -> None:
    with (tmp_path / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        with pytest.raises(CommandError, match="還在執行"):
            call_command("move_database", to=f"sqlite:///{tmp_path}/new.sqlite3")


def test_an_older_database_is_migrated_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from django.db.migrations.executor import MigrationExecutor

    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, nodes: [nodes])
    with pytest.raises(CommandError, match=r"manage\.py migrate"):
        call_command("move_database", to=f"sqlite:///{tmp_path}/new.sqlite3")


def test_from_sqlite_to_postgresql_by_one_command() -> None:
    """The real thing: a server of its own, its tables made there, a world moved, and a row that does not fit."""
    with cluster("fsync=off") as server:
        make_world()
        said = StringIO()
        with server.connect() as admin:
            admin.execute("CREATE DATABASE full_one")
            admin.execute("CREATE DATABASE platform")
        with server.connect("full_one") as other:
            other.execute("CREATE TABLE somebodys (id int)")
        with pytest.raises(CommandError, match="somebodys"):
            call_command("move_database", to=server.address("full_one"))

        call_command("move_database", to=server.address("platform"), stdout=said)
        assert "兩邊逐表核對，每一筆都相同" in said.getvalue()
        assert Event.objects.get(verb=Verb.DATABASE_MOVED).now == {"moved_to": "postgresql"}
        with new_home.opened(server.told("platform")) as there:
            assert Event.objects.using(there).filter(verb=Verb.DATABASE_MOVED).exists(), "its line went along"
            for model in moving.tables():
                assert model._base_manager.using(there).count() == model._base_manager.count(), model
            user = User(email="next@example.org", name="下一位")
            user.save(using=there)
            assert user.pk > max(User.objects.values_list("pk", flat=True))
            with pytest.raises(Exception, match="append-only"), connections[there].cursor() as cursor:
                cursor.execute("UPDATE audit_event SET reason = 'another'")
            # SQLite counts no characters: a name that is too long stands here, and does not fit there.
            last = User.objects.order_by("pk").last()
            assert last is not None
            with connection.cursor() as cursor:
                cursor.execute("UPDATE accounts_user SET name = %s WHERE id = %s", ["長" * 500, last.pk])
            before = User.objects.using(there).count()
            with pytest.raises(NotCopied, match=rf"accounts_user 鍵值 {last.pk} .*name") as refusal:
                moving.move(source="default", target=there)
            assert "長長" not in str(refusal.value)
            assert User.objects.using(there).count() == before, "and what stood there stands"


def test_the_settings_are_those_of_this_installation(migrated: Path) -> None:
    with new_home.opened({"ENGINE": settings.DATABASES["default"]["ENGINE"], "NAME": str(migrated)}) as alias:
        assert connections[alias].settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
