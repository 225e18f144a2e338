"""Endpoints on long work: how far one's own is, and the file it left."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from foundation.accounts.access import get_visible
from foundation.api.endpoints import Endpoint

from . import kinds
from .models import Job


class JobOut(serializers.ModelSerializer[Job]):
    """Long work; `result` is the address of its file once it is done."""

    label = serializers.CharField(source="shown")
    percent = serializers.IntegerField()
    result = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = ("id", "kind", "label", "state", "percent", "message", "asked_at", "finished_at", "result")

    def get_result(self, job: Job) -> str | None:
        """Where its file is."""
        if job.state != Job.State.DONE or not job.result:
            return None
        return str(reverse("v1:job-result", args=[job.pk]))


def found(request: Request, pk: int) -> Job:
    """One's own job, while one may still have what it left.

    Raises:
        Http404: somebody else's, none, or closed to her by now.
    """
    job = get_visible(Job.objects.select_related("by"), request.user, pk=pk)
    if not kinds.is_open(job):
        raise Http404
    return job


class JobOf(Endpoint):
    """How far a job is."""

    @extend_schema(responses=JobOut, operation_id="job")
    def get(self, request: Request, pk: int) -> Response:
        """How far it is; asked again every few seconds until `state` is done or failed."""
        return Response(JobOut(found(request, pk)).data)


class JobResult(Endpoint):
    """The file a job left."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}, operation_id="job_result")
    def get(self, request: Request, pk: int) -> Any:
        """The finished file."""
        job = found(request, pk)
        if not job.result or job.state != Job.State.DONE:
            raise Http404
        try:
            file = job.result.open("rb")
        except FileNotFoundError as gone:
            raise Http404 from gone
        return FileResponse(file, as_attachment=True, filename=job.result_name)
