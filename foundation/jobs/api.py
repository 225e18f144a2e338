"""Endpoints on long work: how far one's own is, and the file it left."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, limits_of

from . import kinds, own
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

    area = Area.BASICS

    @extend_schema(responses=JobOut, operation_id="job")
    def get(self, request: Request, pk: int) -> Response:
        """How far it is; asked again every few seconds until `state` is done or failed."""
        return Response(JobOut(_found(request, pk)).data)


class JobResult(Endpoint):
    """The file a job left."""

    area = Area.BASICS

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY}, operation_id="job_result")
    def get(self, request: Request, pk: int) -> Any:
        """The finished file."""
        return own.result(_found(request, pk))


def _found(request: Request, pk: int) -> Job:
    """One's own job. A token that is limited is told of those alone that programs ask for, and that lie within.

    Raises:
        Http404: somebody else's, none, or asked for on a page.
        InsufficientScope: of an area that the token does not open.
    """
    job = own.find(request.user, pk)
    limits = limits_of(request)
    if limits is not None and (limits.areas or limits.place):
        if (area := kinds.area_of(job)) is None:
            raise Http404
        limits.check(area, request.method or "")
    return job
