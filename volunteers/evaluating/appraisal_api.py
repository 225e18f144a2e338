"""Appraisals of units for programs: what the pages show to who reviews or keeps the unit."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoints
from foundation.api.filters import Filter, described
from volunteers.models import Appraisal, Improvement


class ImprovementOut(serializers.ModelSerializer[Improvement]):
    """Something the unit is to mend."""

    class Meta:
        model = Improvement
        fields = ("id", "words", "due_on", "report", "reported_at", "returned_why", "accepted_at")


class AppraisalOut(serializers.ModelSerializer[Appraisal]):
    """A unit's appraisal; score and grade are empty until it was told, the raters' points are not given out."""

    grade = serializers.CharField(source="grade_shown", read_only=True)
    evidence = serializers.DictField(
        child=serializers.IntegerField(), read_only=True, help_text=_("這段期間名冊與帳上的數字")
    )
    improvements = ImprovementOut(source="seen_improvements", many=True, read_only=True)

    class Meta:
        model = Appraisal
        fields = (
            "id", "unit", "year", "own", "first_on", "last_on", "self_due_on", "state", "evidence", "handed_in_at",
            "score", "grade", "opinion", "told_at", "closed_at", "improvements",
        )  # fmt: skip


class Appraisals(Endpoints):
    """Appraisals of units one reviews or keeps."""

    area = Area.UNITS
    queryset = Appraisal.objects.none()
    permission = Permission.SEE_UNITS
    filters = {
        "unit": Filter("unit", _("運用單位的編號（id）"), number=True),
        "year": Filter("year", _("西元年度"), number=True),
        "state": Filter("state", _("狀態"), tuple(Appraisal.State.values)),
    }

    def _rows(self, request: Request) -> Any:
        seen = Prefetch(
            "improvements", Improvement.objects.visible_to(request.user).order_by("due_on", "pk"), "seen_improvements"
        )
        return Appraisal.objects.visible_to(request.user).select_related("scheme__authority").prefetch_related(seen)

    @extend_schema(responses=AppraisalOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Appraisals one sees."""
        return self.page_of(self._rows(request), AppraisalOut)

    @extend_schema(responses=AppraisalOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One appraisal."""
        return Response(AppraisalOut(get_visible(self._rows(request), request.user, pk=pk)).data)
