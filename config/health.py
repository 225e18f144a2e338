"""What machines ask of the platform: is it alive, may it be sent people, how is it doing; whom to tell of a hole."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Iterator
from urllib.parse import urljoin

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from foundation.accounts.access import public
from foundation.audit.models import TrailSeal
from foundation.jobs.models import Job, Round
from foundation.notices.models import Notice
from foundation.upkeep import backups

# RFC 9116, 2.5.5: a date that is less than a year away.
SECURITY_TEXT_HOLDS = dt.timedelta(days=180)

Sample = tuple[dict[str, str], float]


@public("a watchdog asks whether the process answers; it learns nothing else")
@require_GET
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing behind it is asked, so that a database that is gone restarts no server."""
    return HttpResponse("ok\n", content_type="text/plain")


@public("a balancer asks whether to send people here; it learns nothing else")
@require_GET
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """People can be sent here: the database answers and has the tables."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            found = cursor.fetchone()
    except DatabaseError:
        connection.close()
        found = None
    if found is None:
        return HttpResponse("database\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


@public("only addresses that the settings name get an answer, the others that of a page that is not there")
@require_GET
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers in Prometheus' text format, for addresses that `METRICS_ADDRESSES` names; no number is about anybody."""
    if not _may_measure(request.META.get("REMOTE_ADDR", "")):
        raise Http404
    text = "".join(_written(name, kind, words, samples) for name, kind, words, samples in _families(timezone.now()))
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


@public("whoever has found a hole must know whom to tell")
@require_GET
def security_text(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell of a hole. Not there where nobody has been named (`SECURITY_CONTACT`)."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    contact = settings.SECURITY_CONTACT
    contact = contact if ":" in contact else f"mailto:{contact}"
    ends = (timezone.now() + SECURITY_TEXT_HOLDS).astimezone(dt.UTC).replace(microsecond=0)
    here = urljoin(settings.SITE_ADDRESS + "/", request.path.lstrip("/"))
    lines = [f"Contact: {contact}", f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: zh, en"]
    return HttpResponse("\n".join([*lines, f"Canonical: {here}", ""]), content_type="text/plain; charset=utf-8")


def _may_measure(address: str) -> bool:
    try:
        asked = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(asked in ipaddress.ip_network(one, strict=False) for one in settings.METRICS_ADDRESSES)


def _families(now: dt.datetime) -> Iterator[tuple[str, str, str, list[Sample]]]:
    """Each number with its kind, what it is, and its samples: a fixed number of queries."""
    jobs = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
    yield _one(
        "platform_jobs", "gauge", "Jobs by state.", {"state": {one: jobs.get(one, 0) for one in Job.State.values}}
    )
    lost = Job.objects.lost(now).count()
    yield "platform_jobs_lost", "gauge", "Running jobs whose worker is not heard of any more.", [({}, lost)]
    waiting = Job.objects.filter(state=Job.State.WAITING)
    oldest = waiting.order_by("asked_at").values_list("asked_at", flat=True).first()
    waited = (now - oldest).total_seconds() if oldest else 0
    yield "platform_queue_tasks", "gauge", "Jobs that wait for a worker.", [({}, jobs.get(Job.State.WAITING, 0))]
    yield "platform_queue_oldest_seconds", "gauge", "How long the oldest of them has waited.", [({}, max(0.0, waited))]
    notices = dict(Notice.objects.order_by().values_list("state").annotate(Count("pk")))
    yield _one(
        "platform_notices", "gauge", "Letters by state.", {"state": {str(one): count for one, count in notices.items()}}
    )
    rounds = list(Round.objects.all())
    done = {one.name: one.done_at.timestamp() for one in rounds if one.done_at}
    failed = {one.name: float(_fails(one)) for one in rounds}
    yield _one("platform_round_done_timestamp_seconds", "gauge", "When scheduled work last succeeded.", {"round": done})
    yield _one("platform_round_failing", "gauge", "Whether its last round failed.", {"round": failed})
    newest = next((made.timestamp() for made, _path in backups.standing()), 0.0)
    yield "platform_backup_timestamp_seconds", "gauge", "When the newest backup was made; 0 for none.", [({}, newest)]
    sealed = TrailSeal.objects.order_by("-number").values_list("sealed_at", flat=True).first()
    at = sealed.timestamp() if sealed else 0.0
    yield "platform_trail_sealed_timestamp_seconds", "gauge", "When the trail was last sealed; 0 for never.", [({}, at)]


def _fails(one: Round) -> bool:
    return one.failed_at is not None and (one.done_at is None or one.done_at < one.failed_at)


def _one(name: str, kind: str, words: str, by: dict[str, dict[str, float]]) -> tuple[str, str, str, list[Sample]]:
    [(label, values)] = by.items()
    return name, kind, words, [({label: key}, value) for key, value in sorted(values.items())]


def _written(name: str, kind: str, words: str, samples: list[Sample]) -> str:
    lines = [f"# HELP {name} {words}", f"# TYPE {name} {kind}"]
    for labels, value in samples:
        told = ",".join(f'{key}="{_plain(text)}"' for key, text in labels.items())
        lines.append(f"{name}{f'{{{told}}}' if told else ''} {value:.0f}")
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
