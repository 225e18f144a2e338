"""Whose a job is, and the file it left: the same door for the pages and for programs."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404

from foundation.accounts.access import get_visible

from . import kinds
from .models import Job


def find(user: Any, pk: int) -> Job:
    """One's own job, while one may still have what it left.

    Raises:
        Http404: somebody else's, none, or closed to her by now.
    """
    job = get_visible(Job.objects.select_related("by"), user, pk=pk)
    if not kinds.is_open(job):
        raise Http404
    return job


def result(job: Job) -> FileResponse:
    """The finished file, as an attachment.

    Raises:
        Http404: it is not finished, leaves no file, or the file is gone.
    """
    if not job.result or job.state != Job.State.DONE:
        raise Http404
    try:
        file = job.result.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    return FileResponse(file, as_attachment=True, filename=job.result_name)
