"""What machines ask: alive, ready, numbers, whom to tell."""

import datetime as dt
import re

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from foundation.jobs.models import Job, Round
from tests.makers.accounts import make_user

NOW = timezone.now()


@pytest.fixture
def no_database(monkeypatch):
    def gone(*given, **named):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(connection, "cursor", gone)
    monkeypatch.setattr(connection, "close", lambda: None)


def test_alive_even_without_a_database(client, no_database):
    answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_with_a_database(client):
    assert client.get("/ready/").status_code == 200


def test_not_ready_without(client, no_database):
    answer = client.get("/ready/")
    assert (answer.status_code, answer.content) == (503, b"database\n")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "allowed", "status"),
    [
        ("127.0.0.1", ["127.0.0.1"], 200),
        ("10.1.2.3", ["10.1.0.0/16"], 200),
        ("10.2.0.1", ["10.1.0.0/16"], 404),
        ("2001:db8::1", ["2001:db8::/32", "127.0.0.1"], 200),
        ("127.0.0.1", [], 404),
        ("unix:", ["127.0.0.1"], 404),
    ],
)
def test_numbers_only_for_who_is_named(client, settings, address, allowed, status):
    settings.METRICS_ADDRESSES = allowed
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == status


@pytest.mark.django_db
def test_numbers_are_numbers_and_about_nobody(client, django_assert_num_queries):
    somebody = make_user(None, name="王小明")
    Job.objects.create(kind="report", label="x", by=somebody, asked_at=NOW)
    Round.objects.create(name="open_results", done_at=NOW, failed_at=NOW - dt.timedelta(hours=1))
    Round.objects.create(name="read_kpis", failed_at=NOW, trouble='a "quoted" trouble')
    with django_assert_num_queries(6):
        text = client.get("/metrics").content.decode()
    assert 'platform_jobs{state="waiting"} 1\n' in text
    assert 'platform_jobs{state="failed"} 0\n' in text
    assert 'platform_round_failing{round="open_results"} 0\n' in text
    assert 'platform_round_failing{round="read_kpis"} 1\n' in text
    assert f'platform_round_done_timestamp_seconds{{round="open_results"}} {NOW.timestamp():.0f}\n' in text
    assert "王小明" not in text
    assert "quoted" not in text
    for line in text.splitlines():
        assert re.fullmatch(r"# (HELP|TYPE) platform_\w+ .+|platform_\w+(\{\w+=\"[^\"]*\"\})? \d+", line), line


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("security@example.org", "Contact: mailto:security@example.org"),
        ("https://example.org/report", "Contact: https://example.org/report"),
    ],
)
def test_whom_to_tell_of_a_hole(client, settings, contact, line):
    settings.SECURITY_CONTACT = contact
    lines = client.get("/.well-known/security.txt").content.decode().splitlines()
    assert line in lines
    [ends] = [one.removeprefix("Expires: ") for one in lines if one.startswith("Expires: ")]
    left = dt.datetime.fromisoformat(ends) - timezone.now()
    assert dt.timedelta(days=30) < left < dt.timedelta(days=365)
    assert any(one.startswith("Canonical: ") and one.endswith("/.well-known/security.txt") for one in lines)


@pytest.mark.django_db
def test_nobody_named_is_no_page(client):
    assert client.get("/.well-known/security.txt").status_code == 404
