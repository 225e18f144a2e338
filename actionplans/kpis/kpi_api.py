"""Indicators of annual plans by programs: taking shipped ones in, one of the county's own, figures that the register
cannot know, and freezing the year.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from actionplans.models import AnnualPlan, ChairLevel, Kpi, KpiFigure
from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, asking, given
from foundation.api.shapes import Among, Reason, Shape
from volunteers.models import Authority

from . import keeping
from .kpi_forms import OWN_KINDS
from .measures import MEASURES

SEE, EDIT = Permission.SEE_ANNUAL_PLANS, Permission.EDIT_ANNUAL_PLANS
OWN = ("name", "kind", "unit", "numerator", "denominator", "target", "at_most", "source", "why")
# What a shipped one counts is its source's.
SHIPPED = ("name", "target", "chaired_by", "source", "why")


class FigureOfKpiOut(serializers.ModelSerializer[KpiFigure]):
    """A figure that somebody wrote down, with where it comes from."""

    class Meta:
        model = KpiFigure
        fields = ("id", "part", "office", "value", "chair_level", "on", "note")


class KpiWholeOut(serializers.ModelSerializer[Kpi]):
    """An indicator as it is kept: what it counts, its target, and the figures that were written down."""

    figures = FigureOfKpiOut(many=True, read_only=True)
    parts = serializers.SerializerMethodField(help_text=_("可以登錄的數字"))

    class Meta:
        model = Kpi
        fields = ("id", "annual", "number", "code", *OWN, "chaired_by", "figures", "parts")

    def get_parts(self, kpi: Kpi) -> list[str]:
        """By the names that `figures/` takes."""
        return keeping.may_type(kpi)


class KpiIn(Shape, serializers.ModelSerializer[Kpi]):
    """An indicator of the county's own."""

    class Meta:
        model = Kpi
        fields = OWN

    def validate_kind(self, kind: str) -> str:
        """One that counties may make of their own."""
        return _known(kind, OWN_KINDS)

    def validate_numerator(self, measure: str) -> str:
        """Something that the register counts, or nothing."""
        return _known(measure, ("", *MEASURES))

    def validate_denominator(self, measure: str) -> str:
        """As the numerator."""
        return _known(measure, ("", *MEASURES))


class KpiChange(KpiIn):
    """What an indicator says; of a shipped one only name, target, chair, source and why."""

    class Meta(KpiIn.Meta):
        fields = (*OWN, "chaired_by")  # type: ignore[assignment]


class CodesIn(Shape):
    """Shipped indicators by their codes."""

    codes = serializers.ListField(child=serializers.CharField(max_length=40), min_length=1, max_length=100)


class KpiFigureIn(Shape):
    """A figure of what day, and where it comes from."""

    part = serializers.CharField(max_length=20)
    office = Among(lambda user: Authority.objects.all(), required=False, default=None, allow_null=True)
    value = serializers.DecimalField(max_digits=16, decimal_places=2, min_value=0)
    chair_level = serializers.ChoiceField(choices=ChairLevel.choices, required=False, default="", allow_blank=True)
    on = serializers.DateField()
    note = serializers.CharField(max_length=300)


class FreezeIn(Shape):
    """Why those are frozen as well that nobody can judge; without it they wait."""

    unknown_why = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class ThawIn(Shape):
    """Until when frozen indicators may be corrected, and why."""

    until = serializers.DateField()
    reason = serializers.CharField(max_length=300)


class SettledOut(serializers.Serializer[Any]):
    """How many indicators were frozen, or opened again."""

    kpis = serializers.IntegerField()


class AnnualKpis(Endpoints):
    """The indicators of an annual plan."""

    area = Area.ANNUAL_PLANS
    queryset = Kpi.objects.none()
    page_order = "number"
    permissions = {"list": SEE, "create": EDIT}

    @extend_schema(responses=KpiWholeOut(many=True), operation_id="annual_plan_kpis_list")
    def list(self, request: Request, annual: int) -> Response:
        """The indicators of an annual plan as they are kept; the plan itself says how they stand."""
        found = get_visible(AnnualPlan.objects.visible_to(request.user), request.user, pk=annual)
        rows = Kpi.objects.visible_to(request.user).filter(annual=found).prefetch_related("figures")
        return self.page_of(rows, KpiWholeOut)

    @extend_schema(request=KpiIn, responses={201: KpiWholeOut}, operation_id="annual_plan_kpi_add")
    def create(self, request: Request, annual: int) -> Response:
        """Add an indicator of the county's own to a draft."""
        found = edited(request, annual)
        made = keeping.add(annual=found, by=asking(request), now=timezone.now(), **given(request, KpiIn))
        return self.told(made, KpiWholeOut, made=True)


class TakeIn(Endpoint):
    """Taking shipped indicators in."""

    area = Area.ANNUAL_PLANS
    permission = EDIT

    @extend_schema(request=CodesIn, responses=KpiWholeOut(many=True), operation_id="annual_plan_kpis_take")
    def post(self, request: Request, annual: int) -> Response:
        """Take shipped indicators into a draft; answers those that are new in it."""
        found = edited(request, annual)
        codes = given(request, CodesIn)["codes"]
        made = keeping.take_in(annual=found, codes=codes, by=asking(request), now=timezone.now())
        return Response(KpiWholeOut(made, many=True).data)


class Freeze(Endpoint):
    """Freezing a year."""

    area = Area.ANNUAL_PLANS
    permission = EDIT

    @extend_schema(request=FreezeIn, responses=SettledOut, operation_id="annual_plan_kpis_freeze")
    def post(self, request: Request, annual: int) -> Response:
        """Write down what each indicator shows at the year's end, for good."""
        found = edited(request, annual)
        number = keeping.freeze(annual=found, by=asking(request), now=timezone.now(), **given(request, FreezeIn))
        return Response(SettledOut({"kpis": number}).data)


class Thaw(Endpoint):
    """Opening a frozen year."""

    area = Area.ANNUAL_PLANS
    permission = EDIT

    @extend_schema(request=ThawIn, responses=SettledOut, operation_id="annual_plan_kpis_thaw")
    def post(self, request: Request, annual: int) -> Response:
        """Open a year's frozen indicators for correction until a day."""
        found = edited(request, annual)
        number = keeping.thaw(annual=found, by=asking(request), now=timezone.now(), **given(request, ThawIn))
        return Response(SettledOut({"kpis": number}).data)


class Kpis(Endpoints):
    """Indicators."""

    area = Area.ANNUAL_PLANS
    queryset = Kpi.objects.none()
    permission = EDIT

    def _one(self, request: Request, pk: str) -> Kpi:
        rows = Kpi.objects.visible_to(request.user, EDIT).select_related("annual__county")
        return get_visible(rows, request.user, pk=pk)

    @extend_schema(request=KpiChange, responses=KpiWholeOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change an indicator of a draft."""
        kpi = self._one(request, pk)
        values = given(request, KpiChange, partial=True)
        allowed = OWN if kpi.code.startswith("own-") else SHIPPED
        if wrong := [name for name in values if name not in allowed]:
            sentence = serializers.ErrorDetail(gettext("這項指標不能改這一欄：它算什麼，照它的依據。"), code="unknown")
            raise serializers.ValidationError({name: [sentence] for name in wrong})
        return self.told(keeping.change(kpi=kpi, by=asking(request), now=timezone.now(), **values), KpiWholeOut)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Take an indicator out of a draft."""
        keeping.remove(kpi=self._one(request, pk), by=asking(request), now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=KpiFigureIn, responses={201: FigureOfKpiOut})
    @action(detail=True, methods=["post"])
    def figures(self, request: Request, pk: str) -> Response:
        """Write down a figure that the register cannot know; it goes before what is counted."""
        kpi = self._one(request, pk)
        made = keeping.type_figure(kpi=kpi, by=asking(request), now=timezone.now(), **given(request, KpiFigureIn))
        return self.told(made, FigureOfKpiOut, made=True)


class DropFigure(Endpoint):
    """Taking a figure out."""

    area = Area.ANNUAL_PLANS
    permission = EDIT

    @extend_schema(request=Reason, responses={204: None}, operation_id="kpi_figure_drop")
    def post(self, request: Request, kpi: int, figure: int) -> Response:
        """Take a figure out that was wrong, with the reason."""
        rows = Kpi.objects.visible_to(request.user, EDIT).select_related("annual__county")
        found = get_visible(rows, request.user, pk=kpi).figures.filter(pk=figure).first()
        if found is None:
            raise Http404
        keeping.drop_figure(
            figure=found, by=asking(request), now=timezone.now(), **given(request, Reason)
        )  # fmt: skip
        return Response(status=status.HTTP_204_NO_CONTENT)


def _known(value: str, known: Collection[str]) -> str:
    if value in known:
        return value
    said = {"value": value[:40], "choices": gettext("、").join(one for one in known if one)}
    raise serializers.ValidationError(gettext("沒有「%(value)s」。可以用：%(choices)s。") % said)


def edited(request: Request, pk: int) -> AnnualPlan:
    """An annual plan that this person may change."""
    rows = AnnualPlan.objects.visible_to(request.user, EDIT).select_related("county")
    return get_visible(rows, request.user, pk=pk)
