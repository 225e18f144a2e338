"""Endpoints on links by which somebody without an account reports: which lead somewhere, and stopping those sent."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint
from foundation.api.shapes import Nothing, Shape

from .followup import checkin_links
from .models import CheckInLink, Plan


class ReportLinkOut(serializers.ModelSerializer[CheckInLink]):
    """A link that leads to the report of one plan; its address is told to nobody but whom it was given to."""

    sent = serializers.SerializerMethodField(help_text=gettext_lazy("提醒信附的；不是的話，是有人直接給的"))

    class Meta:
        model = CheckInLink
        fields = ("id", "name", "sent", "made_at", "expires_at", "opened_at")

    def get_sent(self, link: CheckInLink) -> bool:
        """Whether a letter has carried it."""
        return link.notice_id is not None


class Stopped(Shape):
    """How many links lead nowhere any more."""

    stopped = serializers.IntegerField()


def _followed(request: Request, plan: int) -> Plan:
    rows = Plan.objects.visible_to(request.user, Permission.FOLLOW_UP).adopted()
    return get_visible(rows, request.user, pk=plan)


class PlanLinks(Endpoint):
    """The open links of a plan."""

    area = Area.PLANS
    permission = Permission.FOLLOW_UP

    @extend_schema(responses=ReportLinkOut(many=True), operation_id="plan_report_links")
    def get(self, request: Request, plan: int) -> Response:
        """Those that lead somewhere now, the newest first."""
        rows = _followed(request, plan).check_in_links.filter(revoked_at=None, expires_at__gt=timezone.now())
        return Response(ReportLinkOut(rows.order_by("-made_at", "-pk"), many=True).data)


class StopPlanLinks(Endpoint):
    """Stopping the links that letters have carried."""

    area = Area.PLANS
    permission = Permission.FOLLOW_UP

    @extend_schema(request=Nothing, responses=Stopped, operation_id="plan_stop_report_links")
    def post(self, request: Request, plan: int) -> Response:
        """Let every link that letters about this plan have carried lead nowhere; the next letter carries a new one."""
        found = _followed(request, plan)
        return Response({"stopped": checkin_links.revoke_sent(plan=found, by=request.user, now=timezone.now())})
