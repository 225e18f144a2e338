"""Endpoints on annual plans, for reading: what a county sets out to do in a year, and the action plans in it."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoints
from foundation.api.filters import Filter, described
from foundation.taiwan.counties import COUNTIES
from foundation.taiwan.serializers import RocText

from .kpis import kpi_tables
from .models import AnnualPlan, Plan, WorkItem


class WorkItemOut(serializers.ModelSerializer[WorkItem]):
    """A work item; months are those of the plan's year."""

    class Meta:
        model = WorkItem
        fields = (
            "id", "number", "title", "area", "strategy", "lead_unit", "co_units", "aim", "from_month", "to_month",
            "budget",
        )  # fmt: skip


class AnnualPlanOut(serializers.ModelSerializer[AnnualPlan]):
    """An annual plan; `year` is Gregorian."""

    county = serializers.CharField(source="county_id")
    approved_on_roc = RocText("approved_on")

    class Meta:
        model = AnnualPlan
        fields = (
            "id", "county", "year", "title", "state", "document_number", "approved_on", "approved_on_roc", "edition",
        )  # fmt: skip


class InItOut(serializers.Serializer[Any]):
    """An action plan that is or is to be in an annual plan."""

    plan = serializers.IntegerField(source="pk")
    code = serializers.CharField()
    title = serializers.CharField()
    item = serializers.IntegerField(source="uptake.item_id", allow_null=True)
    state = serializers.CharField(source="uptake.state")


class KpiOut(serializers.Serializer[Any]):
    """An indicator as it stands; `value` is per cent or a number, as its target is."""

    number = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    target = serializers.CharField()
    value = serializers.FloatField(source="exact", allow_null=True)
    state = serializers.ChoiceField(choices=kpi_tables.WORDS)
    how = serializers.CharField()
    source = serializers.CharField()
    is_final = serializers.BooleanField()


class AnnualPlanWhole(AnnualPlanOut):
    """An annual plan with its work items, its indicators, and the action plans in it that one may see."""

    items = WorkItemOut(many=True)
    kpis = serializers.SerializerMethodField()
    plans = serializers.SerializerMethodField()

    class Meta(AnnualPlanOut.Meta):
        fields = (*AnnualPlanOut.Meta.fields, "vision", "strategies", "items", "kpis", "plans")

    @extend_schema_field(KpiOut(many=True))
    def get_kpis(self, annual: AnnualPlan) -> Any:
        """The indicators, in the order of the plan."""
        return KpiOut(kpi_tables.rows(annual, today=timezone.localdate()), many=True).data

    @extend_schema_field(InItOut(many=True))
    def get_plans(self, annual: AnnualPlan) -> Any:
        """The action plans, each with the work item it is in."""
        rows = Plan.objects.visible_to(self.context["user"]).adopted().filter(uptake__annual=annual)
        return InItOut(rows.select_related("uptake").order_by("code"), many=True).data


class AnnualPlans(Endpoints):
    """The counties' annual plans."""

    area = Area.ANNUAL_PLANS
    queryset = AnnualPlan.objects.none()
    permission = Permission.SEE_ANNUAL_PLANS
    filters = {
        "county": Filter("county", gettext_lazy("縣市代碼"), tuple(one.code for one in COUNTIES)),
        "year": Filter("year", gettext_lazy("年度"), number=True),
        "state": Filter("state", gettext_lazy("狀態"), tuple(AnnualPlan.State.values)),
    }

    @extend_schema(responses=AnnualPlanOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Annual plans one may see."""
        return self.page_of(AnnualPlan.objects.visible_to(request.user), AnnualPlanOut)

    @extend_schema(responses=AnnualPlanWhole)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One annual plan with its work items and action plans."""
        rows = (
            AnnualPlan.objects.visible_to(request.user)
            .select_related("county")
            .prefetch_related(Prefetch("items", WorkItem.objects.order_by("number")))
        )
        found = get_visible(rows, request.user, pk=pk)
        return Response(AnnualPlanWhole(found, context={"user": request.user}).data)
