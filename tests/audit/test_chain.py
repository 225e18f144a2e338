"""Whoever changes, removes or slips in a line of the trail after the day is found."""

import datetime as dt
import random
import threading
import time
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from foundation.accounts.roles import Role
from foundation.audit import chain, trail
from foundation.audit.chain import Wrong
from foundation.audit.models import Event, TrailSeal
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.upkeep import anchors, restoring
from tests.makers.accounts import make_organisation, make_user

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
DROP_GUARD = {
    "sqlite": "DROP TRIGGER audit_event_append_only",
    "postgresql": "ALTER TABLE audit_event DISABLE TRIGGER audit_event_append_only",
}


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.TRAIL_ANCHORS = str(tmp_path / "seals")


def lines(count: int) -> list[int]:
    unit = make_organisation()
    return [
        trail.record(Verb.CHANGED, unit, by=SYSTEM, now={"value": 1.0}, reason="原因", at=NOW).pk
        for _one in range(count)
    ]


def tamper(sql: str, *given: object) -> None:
    """What somebody does who has the database in her hands."""
    with connection.cursor() as cursor:
        cursor.execute(DROP_GUARD[connection.vendor])
        cursor.execute(sql, given)


@pytest.fixture
def three_days() -> list[list[int]]:
    days = []
    for day in range(3):
        days.append(lines(4))
        chain.seal(now=NOW + day * DAY)
    return days


def test_an_untouched_trail_holds(three_days):
    lines(2)
    proof = chain.prove()
    assert (proof.seals, proof.lines, proof.unsealed, proof.wrong) == (3, 12, 2, ())
    first, second, third = TrailSeal.objects.all()
    assert (second.previous, third.previous, first.previous) == (first.digest, second.digest, chain.BEGIN)


@pytest.mark.parametrize(
    "column", ["verb", "actor_label", "object_key", "object_label_en", "county", "reason", "origin", "actor_kind"]
)
def test_a_changed_line_is_named(three_days, column):
    changed = three_days[1][2]
    tamper(f"UPDATE audit_event SET {column} = 'x' WHERE id = %s", changed)
    assert chain.prove().wrong == (Wrong(2, "changed", changed),)


def test_a_changed_value_or_time_is_named(three_days):
    first, second = three_days[2][0], three_days[0][3]
    tamper("UPDATE audit_event SET now = '{\"value\": 2}' WHERE id = %s", first)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET at = %s WHERE id = %s", [NOW + dt.timedelta(microseconds=1), second])
    assert chain.prove().wrong == (Wrong(1, "changed", second), Wrong(3, "changed", first))


def test_a_deleted_line_is_named(three_days):
    gone = three_days[0][1]
    tamper("DELETE FROM audit_event WHERE id = %s", gone)
    assert chain.prove().wrong == (Wrong(1, "deleted", gone),)


def test_the_last_line_of_a_day_cannot_be_cut_off(three_days):
    gone = three_days[2][3]
    tamper("DELETE FROM audit_event WHERE id = %s", gone)
    assert chain.prove().wrong == (Wrong(3, "deleted", gone),)


def test_a_line_slipped_in_is_named(three_days):
    gap = three_days[1][1]
    event = Event.objects.get(pk=gap)
    tamper("DELETE FROM audit_event WHERE id = %s", gap)
    TrailSeal.objects.all()._raw_delete(TrailSeal.objects.db)
    chain.seal(now=NOW)
    event.pk = None
    event.save()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_event SET id = %s WHERE id = %s", [gap, event.pk])
    assert chain.prove().wrong == (Wrong(1, "inserted", gap),)


def test_a_seal_that_was_made_to_fit_is_found_by_the_next_and_by_the_files(three_days):
    outside = {one.number: one.digest for one in TrailSeal.objects.all()}
    changed = three_days[1][0]
    tamper("UPDATE audit_event SET reason = 'x' WHERE id = %s", changed)
    second = TrailSeal.objects.get(number=2)
    digest, prints, _count = chain._digest(2, second.previous, second.since, second.upto)
    with connection.cursor() as cursor:
        cursor.execute(
            {"sqlite": "DROP TRIGGER audit_trailseal_append_only"}.get(
                connection.vendor, "ALTER TABLE audit_trailseal DISABLE TRIGGER audit_trailseal_append_only"
            )
        )
        cursor.execute("UPDATE audit_trailseal SET digest = %s, prints = %s WHERE number = 2", [digest, prints])
    assert chain.prove().wrong == (Wrong(3, "seal"),), "the third was made on the digest that stood before"
    third = TrailSeal.objects.get(number=3)
    digest, prints, _count = chain._digest(3, digest, third.since, third.upto)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_trailseal SET previous = (SELECT digest FROM audit_trailseal WHERE number = 2), digest = %s, "
            "prints = %s WHERE number = 3",
            [digest, prints],
        )
    assert chain.prove().wrong == (), "whoever writes the whole database can compute the whole chain anew …"
    assert chain.prove(anchors=outside).wrong == (Wrong(2, "anchor"), Wrong(3, "anchor")), "… but not what lies outside"


@pytest.mark.parametrize(("number", "found"), [(2, [2, 3]), (3, [])])
def test_a_seal_that_is_gone_is_missed(three_days, number, found):
    outside = {one.number: one.digest for one in TrailSeal.objects.all()}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_trailseal WHERE number = %s", [number])
    assert [one.seal for one in chain.prove().wrong] == found
    assert Wrong(number, "missing") in chain.prove(anchors=outside).wrong


def test_seals_are_append_only(three_days):
    with pytest.raises(TypeError):
        TrailSeal.objects.update(lines=1)
    with pytest.raises(TypeError):
        TrailSeal.objects.all().delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_trailseal SET lines = 1")


def test_two_that_seal_at_once_make_one(monkeypatch):
    lines(2)
    settled = chain._settled
    monkeypatch.setattr(chain, "_settled", lambda: (monkeypatch.undo(), chain.seal(now=NOW), settled())[-1])
    with pytest.raises(IntegrityError), transaction.atomic():
        chain.seal(now=NOW)
    assert TrailSeal.objects.count() in (0, 1)


def test_nothing_new_makes_no_seal(three_days):
    assert chain.seal(now=NOW + 9 * DAY) is None
    assert TrailSeal.objects.count() == 3


@pytest.mark.parametrize(
    ("hours", "due"),
    # Sealed at 20:00 in Taiwan: the next day begins four hours later.
    [(0, False), (3.9, False), (4, True), (30, True)],
)
def test_once_a_day_in_taiwan(hours, due):
    assert not chain.is_due(NOW)
    lines(1)
    assert chain.is_due(NOW)
    chain.seal(now=NOW)
    assert not chain.is_due(NOW + 9 * DAY), "nothing new"
    lines(1)
    assert chain.is_due(NOW + dt.timedelta(hours=hours)) is due


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-99, 99) | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3),
    )
)
def test_a_hash_does_not_depend_on_how_a_database_gives_values_back(value):
    as_kept = {"b": value, "a": 2.0}
    as_given = {"a": 2, "b": value}
    assert chain.hash_of((as_kept,)) == chain.hash_of((as_given,))
    assert chain.hash_of((as_kept,)) != chain.hash_of(({**as_given, "a": 3},))


def test_the_queries_do_not_grow_with_the_lines():
    asked = []
    for day, count in enumerate((3, 40)):
        lines(count)
        with CaptureQueriesContext(connection) as queries:
            chain.seal(now=NOW + day * DAY)
        asked.append(len(queries))
    assert asked[0] == asked[1]


# The commands and the page ------------------------------------------------------------------------------------------


def run(name: str, **options: object) -> str:
    out = StringIO()
    call_command(name, stdout=out, **options)
    return out.getvalue()


def test_the_digest_lies_outside_and_is_held_against_it(tmp_path):
    lines(3)
    assert "封存了 3 筆稽核紀錄，寫出 1 個檔案" in run("seal_trail", now="2026-11-30T20:00+08:00")
    [file] = Path(settings.TRAIL_ANCHORS).iterdir()
    seal = TrailSeal.objects.get()
    assert file.name == "trail-00001.txt"
    assert file.stat().st_mode & 0o777 == 0o400
    assert anchors.known() == {1: seal.digest}
    assert seal.digest in file.read_text()
    assert "115" in file.read_text()
    assert "核對了 1 個另存的檔案" in run("prove_trail")
    assert "封存了 0 筆稽核紀錄，寫出 0 個檔案" in run("seal_trail", now="2026-11-30T20:00+08:00")
    file.unlink()
    file.write_text("雜湊值：" + "0" * 64 + "\n")
    with pytest.raises(CommandError) as refusal:
        run("prove_trail")
    assert refusal.value.returncode == 2


def test_a_file_that_is_gone_is_not_written_anew():
    for day in (1, 2):
        lines(1)
        run("seal_trail", now=f"2026-11-{day:02}T20:00+08:00")
    (Path(settings.TRAIL_ANCHORS) / "trail-00001.txt").unlink()
    assert "寫出 0 個檔案" in run("seal_trail", now="2026-11-03T20:00+08:00")
    assert list(anchors.known()) == [2]


def test_a_restored_database_is_proved_without_what_it_lost():
    """The day that a restore loses is told by the line and by the files set aside, and not for ever as a wrong."""
    for day in (1, 2):
        lines(1)
        run("seal_trail", now=f"2026-11-{day:02}T20:00+08:00")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_trailseal WHERE number = 2")
        cursor.execute(DROP_GUARD[connection.vendor])
        cursor.execute("DELETE FROM audit_event WHERE id = (SELECT MAX(id) FROM audit_event)")
    with pytest.raises(CommandError):
        run("prove_trail")
    plan = restoring.Plan("2026-11-01T12:00:00+00:00", 1, 0, 1, 0, ())
    assert restoring.note(done=restoring.PutBack(plan, None, None), now=NOW)
    assert sorted(path.name for path in Path(settings.TRAIL_ANCHORS).iterdir()) == [
        "trail-00001.txt", "trail-00002.txt.before-20261130T120000Z",
    ]  # fmt: skip
    assert Event.objects.get(verb=Verb.RESTORED).now == {"backup_of": plan.made_at, "seals_aside": 1}
    run("prove_trail")
    run("seal_trail", now="2026-12-01T20:00+08:00")
    assert "2 次封存" in run("prove_trail")


def test_the_page_shows_the_digests(client):
    client.force_login(make_user(Role.ASSOCIATION))
    assert "還沒有封存過" in client.get("/members/trail/seals/").content.decode()
    lines(2)
    seal = chain.seal(now=NOW)
    html = client.get("/members/trail/seals/").content.decode()
    assert seal.digest in html
    assert "/members/trail/seals/" in client.get("/members/trail/").content.decode()


def test_the_page_asks_as_often_for_three_as_for_one(client):
    client.force_login(make_user(Role.ASSOCIATION))
    asked = []
    for day in range(3):
        lines(1)
        chain.seal(now=NOW + day * DAY)
        with CaptureQueriesContext(connection) as queries:
            client.get("/members/trail/seals/")
        asked.append(len(queries))
    assert asked[0] == asked[2]


def test_the_export_holds_what_the_page_shows(client):
    officer = make_user(Role.COUNTY_OFFICER)
    client.force_login(officer)
    here, elsewhere = make_organisation("TTT", name="這裡的單位"), make_organisation("HUA", name="別處的單位")
    trail.record(
        Verb.CHANGED, here, by=officer, county="TTT", was={"name": "甲"}, now={"name": "這裡的單位"}, reason="改名"
    )
    trail.record(Verb.CHANGED, elsewhere, by=SYSTEM, county="HUA")
    trail.record(Verb.CREATED, here, by=officer, county="TTT")
    text = client.get("/exports/trail.csv?verb=changed&q=").getvalue().decode("utf-8-sig")
    assert "這裡的單位" in text
    assert "甲 → 這裡的單位" in text
    assert "別處的單位" not in text
    assert len(text.strip().splitlines()) == 2
    line = Event.objects.filter(verb=Verb.EXPORTED).get()
    assert line.now["export"] == "trail"
    assert client.get("/exports/trail.csv?verb=nonsense").status_code in (400, 404)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_lines_that_are_written_meanwhile_are_neither_lost_nor_taken_for_slipped_in():
    """Six write, in transactions that take their time and are sometimes given up, while it is sealed over and over."""
    ended = threading.Event()

    def write(seed: int) -> None:
        dice = random.Random(seed)
        while not ended.is_set():
            with transaction.atomic():
                for _one in range(dice.randint(1, 4)):
                    Event.objects.create(
                        at=NOW, verb="changed", actor_kind="system", actor_key="system", actor_label="系統"
                    )
                    time.sleep(dice.random() / 100)
                transaction.set_rollback(dice.random() < 0.2)
        connection.close()

    writers = [threading.Thread(target=write, args=(seed,)) for seed in range(6)]
    for one in writers:
        one.start()
    least, most = time.monotonic() + 2, time.monotonic() + 60
    try:
        while time.monotonic() < least or (TrailSeal.objects.count() < 5 and time.monotonic() < most):
            chain.seal(now=NOW)
            time.sleep(0.02)
    finally:
        ended.set()
        for one in writers:
            one.join()
    chain.seal(now=NOW)
    proof = chain.prove()
    assert proof.wrong == ()
    assert proof.seals >= 5
    assert proof.lines == Event.objects.count() > 0
