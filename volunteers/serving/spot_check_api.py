"""Spot checks of hours for programs: what the pages show to whoever sees the unit's people."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Prefetch, Q
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
from volunteers.models import SpotCheck, SpotCheckLine


class SpotCheckOut(serializers.ModelSerializer[SpotCheck]):
    """A spot check: what was drawn from what, and how far it is."""

    drawn = serializers.IntegerField(read_only=True, help_text=_("抽出的筆數"))
    found = serializers.IntegerField(read_only=True, help_text=_("已登錄結果的筆數"))
    wrong = serializers.IntegerField(read_only=True, help_text=_("更正或不予採計的筆數"))

    class Meta:
        model = SpotCheck
        fields = (
            "id", "unit", "manner", "first_on", "last_on", "entries", "rule", "seed", "drawn_at", "drawn", "found",
            "wrong", "done_on", "remark",
        )  # fmt: skip


class SpotCheckLineOut(serializers.ModelSerializer[SpotCheckLine]):
    """A line that was drawn; `entry` is its number among the hours."""

    class Meta:
        model = SpotCheckLine
        fields = ("id", "entry", "finding", "minutes", "reason", "found_at")


class WholeSpotCheckOut(SpotCheckOut):
    """A spot check with its lines."""

    lines = SpotCheckLineOut(source="seen_lines", many=True, read_only=True)

    class Meta(SpotCheckOut.Meta):
        fields = (*SpotCheckOut.Meta.fields, "lines")  # type: ignore[assignment]


class SpotChecks(Endpoints):
    """Spot checks of units whose people one sees."""

    area = Area.REGISTER
    queryset = SpotCheck.objects.none()
    permission = Permission.SEE_VOLUNTEERS
    filters = {
        "unit": Filter("unit", _("運用單位的編號（id）"), number=True),
        "manner": Filter("manner", _("抽驗方式"), tuple(SpotCheck.Manner.values)),
    }

    def _rows(self, request: Request) -> Any:
        return counted(SpotCheck.objects.visible_to(request.user))

    @extend_schema(responses=SpotCheckOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Spot checks one sees."""
        return self.page_of(self._rows(request), SpotCheckOut)

    @extend_schema(responses=WholeSpotCheckOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One spot check with its lines."""
        seen = Prefetch("lines", SpotCheckLine.objects.visible_to(request.user).order_by("pk"), "seen_lines")
        row = get_visible(self._rows(request).prefetch_related(seen), request.user, pk=pk)
        return Response(WholeSpotCheckOut(row).data)


def counted(rows: Any) -> Any:
    """Checks with how many lines were drawn, looked at, and found wrong."""
    finding = SpotCheckLine.Finding
    return rows.annotate(
        drawn=Count("lines"),
        found=Count("lines", filter=~Q(lines__finding=finding.OPEN)),
        wrong=Count("lines", filter=Q(lines__finding__in=(finding.CORRECTED, finding.REFUSED))),
    )
