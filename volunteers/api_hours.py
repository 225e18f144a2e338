"""Settling hours for programs: what waits in a month, approving or refusing it, and taking out what was wrong."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, asking, given
from foundation.api.filters import described
from foundation.api.shapes import Nothing, Reason, Shape
from volunteers import api as register
from volunteers.models import ServiceApproval, ServiceBatch, ServiceEntry, Unit
from volunteers.serving import approvals, ledger

KEEP = Permission.KEEP_VOLUNTEERS
MOST = 500


class WaitingOut(serializers.Serializer[Any]):
    """What of a unit's month waits for approval."""

    odd = serializers.ListField(child=serializers.IntegerField(), help_text=_("要一筆一筆看的紀錄"))
    sample = serializers.ListField(child=serializers.IntegerField(), help_text=_("一次核定前抽看的紀錄"))
    ordinary = serializers.IntegerField(help_text=_("可以一次核定的筆數"))
    minutes = serializers.IntegerField(help_text=_("可以一次核定的分鐘合計"))
    seal = serializers.CharField(help_text=_("這個月現在的樣子；一次核定時寫在 seen"))


class ApprovalOut(serializers.ModelSerializer[ServiceApproval]):
    """An approval: how many lines, how many of them were drawn to be looked at, and how many are left."""

    class Meta:
        model = ServiceApproval
        fields = ("id", "unit", "month", "entries", "sampled", "left", "rule", "approved_at")


class OrdinaryIn(Shape):
    """The seal of what was looked at."""

    seen = serializers.CharField(max_length=64)


class LinesIn(Shape):
    """Lines by their ids."""

    entries = serializers.ListField(child=serializers.IntegerField(min_value=1), min_length=1, max_length=MOST)


class RefusedIn(LinesIn):
    """Lines that do not count, and why; the volunteers read it."""

    reason = serializers.CharField(max_length=200)


class CountOut(serializers.Serializer[Any]):
    """How many lines were settled."""

    lines = serializers.IntegerField()


class BatchOut(serializers.ModelSerializer[ServiceBatch]):
    """Lines that came into the ledger together, or the counter-lines of a correction."""

    class Meta:
        model = ServiceBatch
        fields = ("id", "unit", "source", "label", "reason", "made_at", "undone_at")


class OfMonth(Endpoint):
    """What every endpoint on a unit's month stands on."""

    area = Area.REGISTER
    permission = KEEP

    def _unit(self, request: Request, unit: int, month: int) -> Unit:
        if not (190001 <= month <= 999812 and 1 <= month % 100 <= 12):
            raise Http404
        rows = Unit.objects.visible_to(request.user, self.needed_permission())
        return get_visible(rows.select_related("organisation", "county"), request.user, pk=unit)


class Waiting(OfMonth):
    """What waits in a month."""

    permission = Permission.SEE_VOLUNTEERS

    @extend_schema(responses=WaitingOut, operation_id="unit_month_waiting")
    def get(self, request: Request, unit: int, month: int) -> Response:
        """What waits in a month: what can be approved at once, what is drawn to be looked at, and what is odd."""
        found = approvals.inbox(unit=self._unit(request, unit, month), month=month, seed=f"{unit}-{month}")
        return Response(WaitingOut(found).data)


class ApproveOrdinary(OfMonth):
    """Approving what is not odd."""

    @extend_schema(request=OrdinaryIn, responses=ApprovalOut, operation_id="unit_month_approve")
    def post(self, request: Request, unit: int, month: int) -> Response:
        """Approve every line of a month that is not odd, as it was looked at."""
        found = self._unit(request, unit, month)
        done = approvals.approve_ordinary(
            unit=found, month=month, seed=f"{unit}-{month}", by=asking(request), now=timezone.now(),
            **given(request, OrdinaryIn),
        )  # fmt: skip
        return Response(ApprovalOut(done).data)


class ApproveLines(OfMonth):
    """Approving odd lines that somebody has looked at."""

    @extend_schema(request=LinesIn, responses=ApprovalOut, operation_id="unit_month_approve_lines")
    def post(self, request: Request, unit: int, month: int) -> Response:
        """Approve lines of one month one by one, although they are odd."""
        found = self._unit(request, unit, month)
        entries = given(request, LinesIn)["entries"]
        done = approvals.approve_lines(unit=found, entries=entries, by=asking(request), now=timezone.now())
        return Response(ApprovalOut(done).data)


class RefuseLines(OfMonth):
    """Refusing lines."""

    @extend_schema(request=RefusedIn, responses=CountOut, operation_id="unit_month_refuse_lines")
    def post(self, request: Request, unit: int, month: int) -> Response:
        """Let lines not count, with the reason; all of them or none."""
        found = self._unit(request, unit, month)
        lines = approvals.refuse_all(unit=found, by=asking(request), now=timezone.now(), **given(request, RefusedIn))
        return Response(CountOut({"lines": lines}).data)


class LookAgain(OfMonth):
    """Judging what waits anew."""

    @extend_schema(request=Nothing, responses=CountOut, operation_id="unit_month_look_again")
    def post(self, request: Request, unit: int, month: int) -> Response:
        """Judge the lines that wait anew, after a training or a date was mended; answers how many changed."""
        found = self._unit(request, unit, month)
        given(request, Nothing)
        lines = ledger.look_again(unit=found, month=month, by=asking(request), now=timezone.now())
        return Response(CountOut({"lines": lines}).data)


class Hours(register.Hours):
    """Lines of the ledger of hours, and taking one out."""

    permissions = {"correct": KEEP}

    @extend_schema(request=Reason, responses={201: BatchOut})
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Take an approved line out by a counter-line; what is right is entered anew."""
        rows = ServiceEntry.objects.visible_to(request.user, KEEP).select_related("unit__organisation")
        entry = get_visible(rows, request.user, pk=pk)
        reason = given(request, Reason)["reason"]
        made = ledger.correct(entries=[entry], reason=reason, by=asking(request), now=timezone.now())
        return self.told(made, BatchOut, made=True)


class Batches(Endpoints):
    """Lines that came in together."""

    area = Area.REGISTER
    queryset = ServiceBatch.objects.none()
    permission = Permission.SEE_UNITS
    permissions = {"undo": KEEP}
    filters = {"unit": register.UNIT}

    @extend_schema(responses=BatchOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """What came in together in the units one sees, and the corrections."""
        return self.page_of(ServiceBatch.objects.visible_to(request.user), BatchOut)

    @extend_schema(request=Reason, responses=BatchOut)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: str) -> Response:
        """Take back a whole batch within thirty days: what waits is withdrawn, what was approved is taken out."""
        rows = ServiceBatch.objects.visible_to(request.user, KEEP).select_related("unit__organisation")
        batch = get_visible(rows, request.user, pk=pk)
        reason = given(request, Reason)["reason"]
        return self.told(ledger.undo(batch=batch, reason=reason, by=asking(request), now=timezone.now()), BatchOut)
