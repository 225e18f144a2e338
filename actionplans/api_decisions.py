"""Endpoints on decisions about plans under 列管: what was decided, deciding, and writing a wrong one down anew."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, given
from foundation.api.filters import Filter, described
from foundation.api.problems import Conflict
from foundation.api.shapes import Shape
from foundation.taiwan.counties import COUNTIES
from foundation.taiwan.serializers import RocText

from .followup import decisions
from .followup.decisions import Cited
from .models import Decision, Plan, Postponement
from .models.decision import LONGEST_REASON

MOST_DATES = 200


class PostponementOut(serializers.ModelSerializer[Postponement]):
    """A milestone that got another day."""

    title = serializers.CharField(source="milestone.shown")

    class Meta:
        model = Postponement
        fields = ("milestone", "title", "was_on", "now_on")


class DecisionOut(serializers.ModelSerializer[Decision]):
    """One decision on a plan; `corrected_by` is the later one that says the same rightly."""

    county = serializers.CharField(source="plan.county_id")
    decided_on_roc = RocText("decided_on")
    minutes_number = serializers.CharField(source="minutes_shown")
    corrected_by = serializers.IntegerField(source="corrected.pk", allow_null=True, default=None)
    ruling = serializers.IntegerField(source="ruling.pk", allow_null=True, default=None)
    postponements = PostponementOut(many=True)

    class Meta:
        model = Decision
        fields = (
            "id", "plan", "county", "number", "kind", "reason", "into", "decided_on", "decided_on_roc", "decided_by",
            "meeting_title", "minutes_number", "recorded_at", "recorded_by", "corrects", "corrected_by", "ruling",
            "postponements",
        )  # fmt: skip


class DateIn(Shape):
    """A milestone's new day."""

    milestone = serializers.IntegerField()
    on = serializers.DateField()


class Citing(Shape):
    """Where a decision stands."""

    reason = serializers.CharField(max_length=LONGEST_REASON, required=False, default="", allow_blank=True)
    decided_on = serializers.DateField()
    decided_by = serializers.CharField(max_length=50)
    meeting_title = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    minutes_number = serializers.CharField(max_length=50, required=False, default="", allow_blank=True)


class DecisionIn(Citing):
    """A decision on a plan."""

    kind = serializers.ChoiceField(choices=Decision.Kind.choices)
    into = serializers.IntegerField(required=False, allow_null=True, default=None)
    dates = DateIn(many=True, required=False, default=list, max_length=MOST_DATES)
    seen = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0,
        help_text=gettext_lazy("您看到這項方案有幾個決定；和現在不同就不登錄（409）。不送就不問。"),
    )  # fmt: skip


def rows_for(user: Any, permission: Permission) -> Any:
    """Decisions as they are told, on the plans that a person follows up (or decides on)."""
    rows = Decision.objects.visible_to(user, permission)
    return rows.select_related("plan", "corrected", "ruling__item__meeting").prefetch_related(
        "postponements__milestone"
    )


def days_of(sent: list[dict[str, Any]]) -> dict[int, dt.date]:
    """New days by their milestones' keys."""
    return {one["milestone"]: one["on"] for one in sent}


def other_plan(plan: Plan, key: int | None) -> Plan | None:
    """The plan into which one is merged, by key.

    Raises:
        django.core.exceptions.ValidationError: the plan cannot go into any of this key.
    """
    if key is None:
        return None
    found = decisions.may_take_in(plan).filter(pk=key).first() if 0 < key < 1 << 63 else None
    if found is None:
        raise ValidationError({"into": [_("請選併入哪一項方案：同縣市、列管中的另一項。")]})
    return found


def cited(sent: dict[str, Any]) -> Cited:
    """Where it stands, as the domain takes it."""
    names = ("decided_on", "decided_by", "meeting_title", "minutes_number")
    return Cited(**{name: sent[name] for name in names})


class Decisions(Endpoints):
    """The decisions on adopted plans."""

    area = Area.PLANS
    queryset = Decision.objects.none()
    permission = Permission.FOLLOW_UP
    permissions = {"correct": Permission.DECIDE_ON_PLANS}
    filters = {
        "plan": Filter("plan", gettext_lazy("行動方案"), number=True),
        "county": Filter("plan__county", gettext_lazy("縣市代碼"), tuple(one.code for one in COUNTIES)),
        "kind": Filter("kind", gettext_lazy("決定"), tuple(Decision.Kind.values)),
    }

    @extend_schema(responses=DecisionOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Decisions on the plans one follows up."""
        return self.page_of(rows_for(request.user, Permission.FOLLOW_UP), DecisionOut)

    @extend_schema(responses=DecisionOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One decision."""
        found = get_visible(rows_for(request.user, Permission.FOLLOW_UP), request.user, pk=pk)
        return Response(DecisionOut(found).data)

    @extend_schema(request=Citing, responses={201: DecisionOut})
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Write it down anew where it was written down wrongly; the first one stays."""
        found = get_visible(rows_for(request.user, Permission.DECIDE_ON_PLANS), request.user, pk=pk)
        sent = given(request, Citing)
        made = decisions.correct(
            decision=found, reason=sent["reason"], cited=cited(sent), by=request.user, now=timezone.now()
        )
        return Response(_told(made), status=201)


class PlanDecisions(Endpoint):
    """Deciding on a plan."""

    area = Area.PLANS
    permission = Permission.DECIDE_ON_PLANS

    @extend_schema(request=DecisionIn, responses={201: DecisionOut}, operation_id="plan_decide")
    def post(self, request: Request, plan: int) -> Response:
        """Write down what was decided on an adopted plan."""
        rows = Plan.objects.visible_to(request.user, Permission.DECIDE_ON_PLANS).adopted()
        found = get_visible(rows, request.user, pk=plan)
        sent = given(request, DecisionIn)
        try:
            made = decisions.decide(
                plan=found, kind=sent["kind"], reason=sent["reason"], cited=cited(sent), by=request.user,
                now=timezone.now(), into=other_plan(found, sent["into"]), dates=days_of(sent["dates"]),
                seen=sent["seen"],
            )  # fmt: skip
        except decisions.DecidedMeanwhile as meanwhile:
            raise Conflict(meanwhile.messages) from meanwhile
        return Response(_told(made), status=201)


def _told(made: Decision) -> Any:
    rows = Decision.objects.select_related("plan", "corrected", "ruling__item__meeting")
    return DecisionOut(rows.get(pk=made.pk)).data
