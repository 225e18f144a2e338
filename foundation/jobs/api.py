"""Endpoints on long work: how far one's own is, and the file it left."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from foundation.api.endpoints import Endpoint

from . import own
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


class JobOf(Endpoint):
    """How far a job is."""

    @extend_schema(responses=JobOut, operation_id="job")
    def get(self, request: Request, pk: int) -> Response:
        """How far it is; asked again every few seconds until `state` is done or failed."""
        return Response(JobOut(own.find(request.user, pk)).data)


class JobResult(Endpoint):
    """The file a job left."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}, operation_id="job_result")
    def get(self, request: Request, pk: int) -> Any:
        """The finished file."""
        return own.result(own.find(request.user, pk))
