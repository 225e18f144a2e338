"""The national report for programs: the same value as paper, spreadsheets and screens."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, given
from foundation.api.shapes import Shape
from foundation.jobs.api import JobOut
from workshops.models import Programme

from . import making


class NationalReportOut(serializers.Serializer[Any]):
    """Some of the report's parts; the whole is described by its own JSON Schema, at `/reports/national/schema.json`."""

    version = serializers.IntegerField()
    programme = serializers.DictField()
    as_of = serializers.DateTimeField()
    figures = serializers.DictField()
    counties = serializers.ListField(child=serializers.DictField())


class NationalReportOf(Endpoint):
    """The national report of a programme."""

    area = Area.REPORTS
    permission = Permission.MAKE_NATIONAL_REPORT

    @extend_schema(responses=NationalReportOut, operation_id="programme_national_report")
    def get(self, request: Request, slug: str) -> Response:
        """The report as of now, as JSON; making it leaves a line in the trail."""
        programme = get_visible(Programme, request.user, slug=slug)
        made = making.make(programme, "json", by=request.user, now=timezone.now())
        return Response(json.loads(made))


class FileIn(Shape):
    """Which file of the report."""

    format = serializers.ChoiceField(choices=making.FORMATS)


class NationalReportFiles(Endpoint):
    """The national report as a file, made in the background."""

    area = Area.REPORTS
    permission = Permission.MAKE_NATIONAL_REPORT

    @extend_schema(request=FileIn, responses={202: JobOut}, operation_id="programme_national_report_file")
    def post(self, request: Request, slug: str) -> Response:
        """Start making it; the job says how far it is and where its file lies then."""
        programme = get_visible(Programme, request.user, slug=slug)
        sent = given(request, FileIn)
        job = making.start(programme, sent["format"], by=request.user, now=timezone.now())
        job.refresh_from_db()
        return Response(JobOut(job).data, status=202)
