"""What the API says of sheets, ideas and plans, and what it takes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy, gettext_noop
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.api.shapes import Shape
from foundation.taiwan.serializers import RocText
from workshops.api_shapes import PersonOut

from .consensus.adoption import missing_for_adoption
from .models import (
    Consensus,
    Idea,
    Operation,
    Plan,
    PlanIndicator,
    PlanIssue,
    PlanResource,
    PlanResult,
    PlanRisk,
    PlanStakeholder,
    PlanStep,
    SheetKind,
    Uptake,
)

WORDS = (
    "title", "pillar", "call_item", "problem", "goal", "beneficiaries", "partners", "vow", "lead_agency",
    "person_in_charge", "supervisor", "first_step", "first_step_on",
)  # fmt: skip
ANYTHING: dict[str, Any] = {"description": gettext_noop("文字、數字、真假、清單或空值，看題目的 kind。")}


@extend_schema_field(ANYTHING)
class AnyValue(serializers.JSONField):
    """An answer of whatever kind its question is."""


class SheetOut(serializers.Serializer[Any]):
    """A sheet: what it says now, and what it still lacks."""

    id = serializers.IntegerField()
    group = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=SheetKind.choices)
    questions_version = serializers.IntegerField()
    handed_in_at = serializers.DateTimeField(allow_null=True)
    handed_in_at_roc = RocText("handed_in_at")
    handed_in_by = serializers.CharField()
    closed = serializers.CharField(help_text=gettext_lazy("為什麼現在不能寫；空白就是可以寫。"))
    answers = serializers.DictField(child=AnyValue())
    lists = serializers.DictField(child=serializers.ListField(child=serializers.DictField(child=AnyValue())))
    missing = serializers.ListField(child=serializers.CharField(), help_text=gettext_lazy("還缺這些才能進下一階段。"))
    wanted = serializers.ListField(child=serializers.CharField(), help_text=gettext_lazy("還沒寫，但不擋下一階段。"))


class SheetWithForm(SheetOut):
    """A sheet with its questions."""

    form = serializers.DictField(
        child=AnyValue(), help_text=gettext_lazy("表單的段落與題目；題目的 key 就是 operations 的 path。")
    )


class DisputeOut(serializers.Serializer[Any]):
    """The value that lost, waiting for somebody to choose."""

    id = serializers.UUIDField()
    value = AnyValue()
    by = serializers.CharField()
    at = serializers.CharField()
    late = serializers.BooleanField()


class EntryOut(serializers.Serializer[Any]):
    """The present value at one path."""

    path = serializers.CharField()
    value = AnyValue()
    version = serializers.IntegerField()
    order = serializers.IntegerField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    dispute = DisputeOut(required=False)


class StateOut(serializers.Serializer[Any]):
    """Every entry, or those changed after a sequence number; `sequence` is what to ask for next."""

    sequence = serializers.IntegerField()
    entries = EntryOut(many=True)
    closed = serializers.CharField()


class OperationIn(serializers.Serializer[Any]):
    """One operation, as the pages' script sends it. The same id is the same operation, however often it is sent."""

    id = serializers.UUIDField()
    action = serializers.ChoiceField(choices=Operation.Action.choices)
    path = serializers.CharField(max_length=160, help_text=gettext_lazy("field、list/項目 或 list/項目/field"))
    value = AnyValue(required=False)
    base = serializers.IntegerField(required=False, default=0, help_text=gettext_lazy("根據第幾版改的；沒看過就是 0。"))
    after = serializers.UUIDField(required=False, allow_null=True)
    resolves = serializers.UUIDField(required=False, allow_null=True)
    replaces = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text=gettext_lazy("接替哪一筆沒有寫入的操作；誰來接替、接替幾次，都只算一次。"),
    )
    handed_in = serializers.CharField(
        required=False, allow_null=True, allow_blank=True,
        help_text=gettext_lazy("寫的時候看到的完成時間，還沒完成是空字串；之後又交出的話，兩邊都留著。不給就照常寫入。"),
    )  # fmt: skip
    device_at = serializers.DateTimeField(required=False, allow_null=True)


class OperationsIn(serializers.Serializer[Any]):
    """A batch of up to 200 operations; each is taken or refused for itself."""

    operations = OperationIn(many=True)


class ReceiptOut(serializers.Serializer[Any]):
    """What became of one operation."""

    id = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=Operation.Outcome.choices)
    version = serializers.IntegerField()
    message = serializers.CharField()
    sequence = serializers.IntegerField()


class ReceiptsOut(serializers.Serializer[Any]):
    """One receipt for each operation, in their order."""

    receipts = ReceiptOut(many=True)
    at = serializers.DateTimeField()


class CardOut(serializers.Serializer[Any]):
    """One group's idea as the board shows it."""

    id = serializers.IntegerField(source="idea.pk")
    group = serializers.IntegerField(source="group.pk")
    group_number = serializers.IntegerField(source="group.number")
    decision = serializers.ChoiceField(source="idea.decision", choices=Idea.Decision.choices)
    reason = serializers.CharField(source="idea.reason")
    plan = serializers.IntegerField(source="idea.plan_id", allow_null=True)
    title = serializers.CharField()
    problem = serializers.CharField()
    pillar = serializers.CharField()
    call_item = serializers.CharField()
    lead_unit = serializers.CharField()
    verdict = serializers.CharField()
    issues = serializers.SerializerMethodField()
    missing = serializers.ListField(child=serializers.CharField())

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_issues(self, card: Any) -> list[str]:
        """The group's core issues in its words."""
        return [issue.text for issue in card.issues]


class ConsensusOut(serializers.ModelSerializer[Consensus]):
    """What the room agreed on."""

    class Meta:
        model = Consensus
        fields = ("statement", "written_at", "written_by")


class BoardOut(serializers.Serializer[Any]):
    """The consolidation board."""

    cards = CardOut(many=True)
    consensus = ConsensusOut(allow_null=True)
    missing_for_report = serializers.ListField(child=serializers.CharField())


class IdeaOut(serializers.ModelSerializer[Idea]):
    """An idea and what the workshop did with it."""

    class Meta:
        model = Idea
        fields = ("id", "group", "workshop", "decision", "reason", "plan")


class MergeIn(Shape):
    """The candidate an idea goes into."""

    plan = serializers.IntegerField()


class StatementIn(Shape):
    """What the room agreed on."""

    statement = serializers.CharField(max_length=1000)


class IssueOut(serializers.ModelSerializer[PlanIssue]):
    """A core issue a plan answers."""

    class Meta:
        model = PlanIssue
        fields = ("group", "item_id", "text", "pillar", "call_item", "affected", "why_first")


class StepOut(serializers.ModelSerializer[PlanStep]):
    """One of a plan's steps; months count from the workshop."""

    class Meta:
        model = PlanStep
        fields = ("position", "group", "what", "who", "from_month", "to_month")


class IndicatorOut(serializers.ModelSerializer[PlanIndicator]):
    """A result wanted."""

    class Meta:
        model = PlanIndicator
        fields = ("id", "position", "group", "name", "baseline", "target", "unit", "verified_by")


class ResultOut(serializers.ModelSerializer[PlanResult]):
    """What is to be seen after some months."""

    class Meta:
        model = PlanResult
        fields = ("month", "group", "change", "indicator", "proof")


class ResourceOut(serializers.ModelSerializer[PlanResource]):
    """A resource the plan needs."""

    class Meta:
        model = PlanResource
        fields = ("position", "group", "name", "kind", "at_hand", "provider")


class StakeholderOut(serializers.ModelSerializer[PlanStakeholder]):
    """Who makes or breaks the plan; empty where the table did not say."""

    class Meta:
        model = PlanStakeholder
        fields = ("position", "group", "name", "kind", "influence", "support", "contact")


class RiskOut(serializers.ModelSerializer[PlanRisk]):
    """Where the plan may get stuck, and what is done then."""

    class Meta:
        model = PlanRisk
        fields = ("position", "group", "risk", "answer")


class OriginOut(serializers.ModelSerializer[Idea]):
    """An idea that went into the plan, in its table's words at that time."""

    class Meta:
        model = Idea
        fields = (
            "group", "decision", "title", "problem", "goal", "beneficiaries", "vow", "verdict", "verdict_why",
        )  # fmt: skip


class UptakeOut(serializers.ModelSerializer[Uptake]):
    """Whether a plan goes into its county's annual plan, or another document that is named."""

    document = serializers.CharField(source="where", help_text=gettext_lazy("年度計畫或其他文件的名稱"))
    document_number = serializers.CharField(source="where_number")
    decided_on_roc = RocText("decided_on")

    class Meta:
        model = Uptake
        fields = (
            "state",
            "annual",
            "item",
            "document",
            "document_number",
            "document_on",
            "decided_on",
            "decided_on_roc",
        )


class PlanOut(serializers.ModelSerializer[Plan]):
    """An action plan."""

    county = serializers.CharField(source="county_id")
    programme = serializers.CharField(source="workshop.programme.slug")
    supervisor = PersonOut(allow_null=True)
    first_step_on_roc = RocText("first_step_on")
    adopted_at_roc = RocText("adopted_at")
    sdgs = serializers.ListField(child=serializers.IntegerField())
    uptake = UptakeOut(allow_null=True, help_text=gettext_lazy("納入年度計畫；還沒決定時是空值"))

    class Meta:
        model = Plan
        fields = (
            "id", "code", "state", "workshop", "programme", "county", *WORDS, "first_step_on_roc", "title_en",
            "verdict", "verdict_why", "sdgs", "adopted_at", "adopted_at_roc", "adopted_by", "uptake",
        )  # fmt: skip
        read_only_fields = fields


class PlanWhole(PlanOut):
    """An action plan with its parts and the tables it came from."""

    issues = IssueOut(many=True)
    steps = StepOut(many=True)
    indicators = IndicatorOut(many=True)
    results = ResultOut(many=True)
    resources = ResourceOut(many=True)
    stakeholders = StakeholderOut(many=True)
    risks = RiskOut(many=True)
    ideas = OriginOut(many=True)
    groups = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()

    class Meta(PlanOut.Meta):
        fields = (
            *PlanOut.Meta.fields, "issues", "steps", "indicators", "results", "resources", "stakeholders", "risks",
            "ideas", "groups", "missing",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field({"type": "array", "items": {"type": "integer"}})
    def get_groups(self, plan: Plan) -> list[int]:
        """The groups whose ideas went into it."""
        return [idea.group_id for idea in plan.ideas.all()]

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_missing(self, plan: Plan) -> list[str]:
        """What a candidate still lacks before it can be adopted."""
        return missing_for_adoption(plan) if plan.state == Plan.State.CANDIDATE else []


class PlanChange(Shape, serializers.ModelSerializer[Plan]):
    """What a plan says; what is not sent stays."""

    supervisor = serializers.IntegerField(allow_null=True, required=False)

    class Meta:
        model = Plan
        fields = WORDS
