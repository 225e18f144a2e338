"""Writing annual plans by programs: drawing one up, its work items, its approval, and what of the action plans goes
into it.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, given
from foundation.api.problems import Conflict
from foundation.api.shapes import Among, NamedMove, Shape

from . import api_annual
from .api_annual import AnnualPlanWhole, WorkItemOut
from .models import AnnualPlan, Plan, Uptake, WorkItem
from .yearly import annual as annual_plans
from .yearly import uptakes
from .yearly.uptakes import DecidedMeanwhile, Target

EDIT = Permission.EDIT_ANNUAL_PLANS
ITEM = ("title", "area", "strategy", "lead_unit", "co_units", "aim", "from_month", "to_month", "budget")


class AnnualPlanIn(Shape):
    """A year's annual plan, and from which one its work items and indicators are copied."""

    county = serializers.PrimaryKeyRelatedField(
        queryset=County.objects.all(), pk_field=serializers.CharField(), required=False, default=None
    )
    year = serializers.IntegerField(min_value=2020, max_value=2100)
    title = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    like = Among(lambda user: AnnualPlan.objects.visible_to(user, EDIT), required=False, default=None, allow_null=True)


class StrategyIn(Shape):
    """A strategy: its name, and what it is."""

    name = serializers.CharField(max_length=60)
    words = serializers.CharField(required=False, default="", allow_blank=True)


class AnnualPlanChange(Shape):
    """What it is called, its vision and its strategies; what is not sent stays."""

    title = serializers.CharField(max_length=100, required=False)
    vision = serializers.CharField(required=False, allow_blank=True)
    strategies = serializers.ListField(child=StrategyIn(), required=False, max_length=50)


class AnnualPlanMove(NamedMove):
    """Writing down its approval, or opening it to be revised."""

    needs = {"issue": ("document_number", "approved_on", "approver"), "reopen": ("reason",)}
    move = serializers.ChoiceField(
        choices=(("issue", gettext_lazy("登錄核定")), ("reopen", gettext_lazy("修正年度計畫")))
    )
    document_number = serializers.CharField(max_length=50, required=False, default="")
    approved_on = serializers.DateField(required=False, default=None)
    approver = serializers.CharField(max_length=50, required=False, default="")


class WorkItemIn(Shape, serializers.ModelSerializer[WorkItem]):
    """A work item; months are those of the plan's year."""

    class Meta:
        model = WorkItem
        fields = ITEM


class ArrangeIn(Shape):
    """Up or down by one place, or out."""

    do = serializers.ChoiceField(choices=("up", "down", "out"))


class UptakeIn(Shape):
    """Whether an action plan goes into the annual plan, where, and who decided when."""

    state = serializers.ChoiceField(choices=Uptake.State.choices)
    annual = Among(lambda user: AnnualPlan.objects.visible_to(user, EDIT), required=False, default=None)
    item = Among(lambda user: WorkItem.objects.visible_to(user, EDIT), required=False, default=None)
    document = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    document_number = serializers.CharField(max_length=50, required=False, default="", allow_blank=True)
    document_on = serializers.DateField(required=False, default=None, allow_null=True)
    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)
    decided_on = serializers.DateField()
    decided_by = serializers.CharField(max_length=50)
    corrects = serializers.BooleanField(
        required=False, default=False, help_text=gettext_lazy("現在這一筆登錄錯了，這是更正")
    )
    seen = serializers.IntegerField(min_value=0, help_text=gettext_lazy("讀到時這項方案有幾筆納入紀錄"))


class TakenUpOut(serializers.ModelSerializer[Uptake]):
    """What was decided on an action plan."""

    class Meta:
        model = Uptake
        fields = ("number", "state", "annual", "item", "reason", "decided_on", "decided_by")


class UptakesOut(serializers.Serializer[Any]):
    """Everything that was decided on an action plan, the newest first; `seen` goes along with the next decision."""

    seen = serializers.IntegerField()
    uptakes = TakenUpOut(many=True)


class AnnualPlans(api_annual.AnnualPlans):
    """The counties' annual plans, read and written."""

    permissions = {"create": EDIT, "partial_update": EDIT, "moves": EDIT, "items": EDIT}

    def _edited(self, request: Request, pk: str) -> AnnualPlan:
        rows = AnnualPlan.objects.visible_to(request.user, EDIT).select_related("county")
        return get_visible(rows, request.user, pk=pk)

    @extend_schema(request=AnnualPlanIn, responses={201: AnnualPlanWhole})
    def create(self, request: Request) -> Response:
        """Begin the annual plan of a year as a draft, from nothing or from an earlier one."""
        values = given(request, AnnualPlanIn)
        counties = reach(request.user, EDIT).counties
        if values["county"] is None and len(counties) == 1:
            values["county"] = County.objects.get(pk__in=counties)
        if values["county"] is None or values["county"].pk not in counties:
            raise ValidationError({"county": _("請選您負責的縣市：%(codes)s。") % {"codes": _("、").join(counties)}})
        made = annual_plans.draw_up(by=request.user, now=timezone.now(), **values)
        answer = self.retrieve(request, str(made.pk))
        answer.status_code = status.HTTP_201_CREATED
        return answer

    @extend_schema(request=AnnualPlanChange, responses=AnnualPlanWhole)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what a draft is called, its vision and its strategies."""
        found = self._edited(request, pk)
        values = {"title": found.title} | given(request, AnnualPlanChange, partial=True)
        if "strategies" in values:
            values["strategies"] = [(one["name"], one.get("words", "")) for one in values["strategies"]]
        annual_plans.describe(annual=found, by=request.user, now=timezone.now(), **values)
        return self.retrieve(request, pk)

    @extend_schema(request=AnnualPlanMove, responses=AnnualPlanWhole)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Write down its approval (planned action plans go in with it), or open it to be revised."""
        found = self._edited(request, pk)
        asked = given(request, AnnualPlanMove)
        who: dict[str, Any] = {"annual": found, "by": request.user, "now": timezone.now()}
        if asked["move"] == "reopen":
            annual_plans.reopen(reason=asked["reason"], **who)
        else:
            facts = {name: asked[name] for name in ("document_number", "approved_on", "approver")}
            annual_plans.issue(**facts, **who)
        return self.retrieve(request, pk)

    @extend_schema(request=WorkItemIn, responses={201: WorkItemOut})
    @action(detail=True, methods=["post"])
    def items(self, request: Request, pk: str) -> Response:
        """Add a work item at the end of a draft."""
        found = self._edited(request, pk)
        made = annual_plans.add_item(
            annual=found, by=request.user, now=timezone.now(), **given(request, WorkItemIn)
        )  # fmt: skip
        return self.told(made, WorkItemOut, made=True)


class WorkItems(Endpoints):
    """Work items of annual plans."""

    area = Area.ANNUAL_PLANS
    queryset = WorkItem.objects.none()
    permission = EDIT

    def _one(self, request: Request, pk: str) -> WorkItem:
        rows = WorkItem.objects.visible_to(request.user, EDIT).select_related("annual__county")
        return get_visible(rows, request.user, pk=pk)

    @extend_schema(request=WorkItemIn, responses=WorkItemOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what a work item of a draft says."""
        item = self._one(request, pk)
        values = given(request, WorkItemIn, partial=True)
        # A strategy that is not sent is looked at as well: it is one of the plan's.
        changed = annual_plans.change_item(
            item=item, by=request.user, now=timezone.now(), **{"strategy": item.strategy, **values}
        )
        return self.told(changed, WorkItemOut)

    @extend_schema(request=ArrangeIn, responses={204: None})
    @action(detail=True, methods=["post"])
    def arrange(self, request: Request, pk: str) -> Response:
        """Move a work item up or down, or take it out."""
        who: dict[str, Any] = {"item": self._one(request, pk), "by": request.user, "now": timezone.now()}
        do = given(request, ArrangeIn)["do"]
        if do == "out":
            annual_plans.remove_item(**who)
        else:
            annual_plans.move_item(up=do == "up", **who)
        return Response(status=status.HTTP_204_NO_CONTENT)


class PlanUptakes(Endpoint):
    """What was decided on taking an action plan up into an annual plan."""

    area = Area.ANNUAL_PLANS
    permission = EDIT

    def _plan(self, request: Request, pk: int) -> Plan:
        rows = Plan.objects.visible_to(request.user, EDIT).adopted().with_people()
        return get_visible(rows.select_related("uptake__annual", "uptake__item"), request.user, pk=pk)

    @extend_schema(responses=UptakesOut, operation_id="plan_uptakes")
    def get(self, request: Request, plan: int) -> Response:
        """Everything that was decided on taking a plan up."""
        return self._answer(self._plan(request, plan))

    @extend_schema(request=UptakeIn, responses={201: UptakesOut}, operation_id="plan_take_up")
    def post(self, request: Request, plan: int) -> Response:
        """Write down what was decided: taken up, to be, declined, or taken back; 409 where somebody did meanwhile."""
        found = self._plan(request, plan)
        asked = given(request, UptakeIn)
        item = asked.pop("item")
        annual = asked.pop("annual") or (item.annual if item else None)
        if item is not None and item.annual_id != annual.pk:
            raise ValidationError({"item": _("這一項不在這份年度計畫裡。")})
        where = {name: asked.pop(name) for name in ("document", "document_number", "document_on")}
        try:
            with transaction.atomic():
                uptakes.decide(
                    plan=found, target=Target(annual=annual, item=item, **where), by=request.user,
                    now=timezone.now(), **asked,
                )  # fmt: skip
        except DecidedMeanwhile as meanwhile:
            raise Conflict(meanwhile.messages) from meanwhile
        answer = self._answer(found)
        answer.status_code = status.HTTP_201_CREATED
        return answer

    def _answer(self, plan: Plan) -> Response:
        rows = uptakes.history_of(plan)
        return Response(UptakesOut({"seen": len(rows), "uptakes": rows}).data)
