"""Watching a job, and taking the file it left. Everybody sees only her own."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from foundation.accounts.access import gate

from . import own
from .models import Job

# A worker takes up a job within a second or so; after this long nobody seems to be working.
PATIENCE = dt.timedelta(seconds=30)


@require_GET
@never_cache
@gate(None)
def job(request: HttpRequest, pk: int) -> HttpResponseBase:
    """How far a job is: a page, or (asked for by htmx) only the part that changes."""
    found = own.find(request.user, pk)
    now = timezone.now()
    lost = found.state == Job.State.RUNNING and (found.held_until or found.asked_at) < now - PATIENCE
    waits = lost or (found.state == Job.State.WAITING and now - found.asked_at > PATIENCE)
    ahead = Job.objects.ahead_of(found) if waits and Job.objects.somebody_works(now, PATIENCE) else None
    template = "jobs/_progress.html" if getattr(request, "htmx", False) else "jobs/job.html"
    return render(request, template, {"job": found, "nobody_works": waits and ahead is None, "ahead": ahead})


@require_GET
@never_cache
@gate(None)
def result(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The finished file, as an attachment."""
    return own.result(own.find(request.user, pk))
