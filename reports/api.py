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
from foundation.api.endpoints import Endpoint
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

    permission = Permission.MAKE_NATIONAL_REPORT

    @extend_schema(responses=NationalReportOut, operation_id="programme_national_report")
    def get(self, request: Request, slug: str) -> Response:
        """The report as of now, as JSON; making it leaves a line in the trail."""
        programme = get_visible(Programme, request.user, slug=slug)
        made = making.make(programme, "json", by=request.user, now=timezone.now())
        return Response(json.loads(made))
