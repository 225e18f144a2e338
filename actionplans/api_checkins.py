"""Endpoints on progress reports: what a plan owes, what was reported, reporting by account, and the look at it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_field
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
from foundation.api.shapes import Nothing, Shape
from foundation.taiwan.counties import COUNTIES
from foundation.taiwan.serializers import RocText

from .followup import checkins, evidence, lights
from .models import CheckIn, Evidence, Milestone, Plan, Reading
from .models.checkin import LONGEST_ANSWER


class MilestoneOut(serializers.ModelSerializer[Milestone]):
    """A point by which the plan is followed up; `waits` says that a report calling it done is not looked at yet."""

    title = serializers.CharField(source="shown")
    due_on_roc = RocText("due_on")
    waits = serializers.BooleanField(source="is_reported")

    class Meta:
        model = Milestone
        fields = ("id", "kind", "title", "who", "month", "promised_on", "due_on", "due_on_roc", "reached_at", "waits")


class LightOut(serializers.Serializer[Any]):
    """How a plan stands: the light, in words, and why."""

    status = serializers.CharField()
    reason = serializers.CharField()


class PlanMilestonesOut(serializers.Serializer[Any]):
    """What a plan has promised for when, and how it stands."""

    light = LightOut()
    milestones = MilestoneOut(many=True)


class ReadingOut(serializers.ModelSerializer[Reading]):
    """What an indicator showed: as it was typed, and the number in it."""

    class Meta:
        model = Reading
        fields = ("indicator", "typed", "number")


class EvidenceOut(serializers.ModelSerializer[Evidence]):
    """A piece of evidence; where it is a file, only that there is one."""

    is_file = serializers.SerializerMethodField()

    class Meta:
        model = Evidence
        fields = ("id", "url", "caption", "is_file", "added_at")

    def get_is_file(self, piece: Evidence) -> bool:
        """Whether it is a photo or a document."""
        return piece.file_id is not None


class CheckInOut(serializers.ModelSerializer[CheckIn]):
    """A progress report; `remarks` are the supervisor's marks where it was sent back."""

    county = serializers.CharField(source="plan.county_id")
    claims = serializers.PrimaryKeyRelatedField[Milestone](many=True, read_only=True)
    readings = ReadingOut(many=True)
    evidence = EvidenceOut(many=True)
    remarks = serializers.SerializerMethodField()

    class Meta:
        model = CheckIn
        fields = (
            "id", "plan", "county", "number", "state", "happened", "hindered", "next_what", "next_on", "reporter",
            "claims", "readings", "evidence", "remarks", "submitted_at", "reviewed_at", "reviewed_by",
        )  # fmt: skip

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_remarks(self, found: CheckIn) -> dict[str, str]:
        """By question, what has to be added."""
        return dict(found.remarks)


class ReadingIn(Shape):
    """What an indicator shows now."""

    indicator = serializers.IntegerField()
    typed = serializers.CharField(max_length=100, allow_blank=True)


class LinkIn(Shape):
    """Evidence that stands in the web."""

    url = serializers.CharField(max_length=500)
    caption = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)


class CheckInIn(Shape):
    """A report, handed in as it is sent; what came back is sent again whole."""

    happened = serializers.CharField(max_length=LONGEST_ANSWER)
    hindered = serializers.CharField(max_length=LONGEST_ANSWER, required=False, default="", allow_blank=True)
    next_what = serializers.CharField(max_length=LONGEST_ANSWER, required=False, default="", allow_blank=True)
    next_on = serializers.DateField(required=False, default=None, allow_null=True)
    reporter = serializers.CharField(
        max_length=50, required=False, help_text=gettext_lazy("沒有寫時，是權杖主人的名字")
    )
    readings = ReadingIn(many=True, required=False, default=list)
    claims = serializers.ListField(child=serializers.IntegerField(), required=False, default=list, max_length=200)
    links = LinkIn(many=True, required=False, default=list)
    seen = serializers.IntegerField(
        min_value=0, help_text=gettext_lazy("送出的人看到自己有幾次回報已經送出；不一樣就是 409，不會送出兩次")
    )


class RemarksIn(Shape):
    """What has to be added, by question."""

    remarks = serializers.DictField(child=serializers.CharField(max_length=500))


def _followed(request: Request, plan: int) -> Plan:
    rows = Plan.objects.visible_to(request.user, Permission.FOLLOW_UP).adopted().with_people()
    return get_visible(rows, request.user, pk=plan)


def _told_to(user: Any) -> Any:
    """Reports on the plans one follows up; what others have not handed in is theirs."""
    rows = CheckIn.objects.visible_to(user, Permission.FOLLOW_UP).select_related("plan")
    return rows.filter(~Q(state=CheckIn.State.DRAFT) | Q(user=user.pk))


def _answer(pk: int, status: int = 200) -> Response:
    rows = CheckIn.objects.select_related("plan").prefetch_related("claims", "readings", "evidence")
    return Response(CheckInOut(rows.get(pk=pk)).data, status=status)


class PlanMilestones(Endpoint):
    """What a plan has promised for when."""

    area = Area.PLANS
    permission = Permission.FOLLOW_UP

    @extend_schema(responses=PlanMilestonesOut, operation_id="plan_milestones")
    def get(self, request: Request, plan: int) -> Response:
        """Its milestones and its light."""
        found = _followed(request, plan)
        rows = list(found.milestones.with_reports())
        light = lights.light(lights.points_of(rows), on=timezone.localdate(), decided=lights.decided_on(found))
        told = {"light": {"status": light.status, "reason": str(light.reason)}, "milestones": rows}
        return Response(PlanMilestonesOut(told).data)


class PlanCheckIns(Endpoint):
    """Reporting on a plan in one's own name."""

    area = Area.PLANS
    permission = Permission.FOLLOW_UP

    @extend_schema(request=CheckInIn, responses={201: CheckInOut}, operation_id="plan_check_in")
    def post(self, request: Request, plan: int) -> Response:
        """Write a report and hand it in, all of it or nothing."""
        found = _followed(request, plan)
        body = given(request, CheckInIn)
        now = timezone.now()
        with transaction.atomic():
            check_in = _written(found, body, request.user, now)
            for number, one in enumerate(body["links"]):
                _add(check_in, number, one, request.user, now)
            checkins.submit(check_in=check_in, by=request.user, now=now)
        return _answer(check_in.pk, 201)


def _written(plan: Plan, body: dict[str, Any], by: Any, now: Any) -> CheckIn:
    """The report with its answers, readings and claims."""
    own = set(plan.indicators.values_list("pk", flat=True))
    readings = {
        number: {"indicator": [_("這項方案沒有這個指標。")]}
        for number, one in enumerate(body["readings"])
        if one["indicator"] not in own
    }
    open_ones = set(Milestone.objects.filter(plan=plan, reached_at=None).values_list("pk", flat=True))
    claims = {
        number: [_("這項方案沒有這個里程碑，或它已經完成。")]
        for number, one in enumerate(body["claims"])
        if one not in open_ones
    }
    if strange := {name: wrong for name, wrong in (("readings", readings), ("claims", claims)) if wrong}:
        raise serializers.ValidationError(strange)
    values = {name: body[name] for name in ("happened", "hindered", "next_what", "next_on")}
    try:
        return checkins.write(
            plan=plan, writer=by, values={**values, "reporter": body.get("reporter") or by.name}, problems={},
            readings={one["indicator"]: one["typed"] for one in body["readings"]}, claims=body["claims"], now=now,
            seen=body["seen"],
        )  # fmt: skip
    except checkins.AlreadyIn as already:
        raise Conflict([_("已經有別的回報送出了。請先讀取最新的回報，再送一次。")]) from already


def _add(check_in: CheckIn, number: int, link: dict[str, str], by: Any, now: Any) -> None:
    if check_in.evidence.filter(url=link["url"].strip()).exists():
        return  # what came back is sent again whole
    try:
        evidence.add_address(check_in=check_in, url=link["url"], caption=link["caption"], by=by, now=now)
    except ValidationError as refused:
        raise serializers.ValidationError({"links": {number: {"url": refused.messages}}}) from refused


class CheckIns(Endpoints):
    """Progress reports of the plans one follows up."""

    area = Area.PLANS
    queryset = CheckIn.objects.none()
    permission = Permission.FOLLOW_UP
    filters = {
        "plan": Filter("plan", gettext_lazy("行動方案"), number=True),
        "county": Filter("plan__county", gettext_lazy("縣市代碼"), tuple(one.code for one in COUNTIES)),
        "state": Filter("state", gettext_lazy("狀態"), tuple(CheckIn.State.values)),
    }

    def _one(self, request: Request, pk: str) -> CheckIn:
        return get_visible(_told_to(request.user), request.user, pk=pk)

    @extend_schema(responses=CheckInOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Reports that were handed in, the newest first, and one's own drafts."""
        rows = _told_to(request.user)
        return self.page_of(rows.prefetch_related("claims", "readings", "evidence").order_by("-pk"), CheckInOut)

    @extend_schema(responses=CheckInOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One report."""
        return _answer(self._one(request, pk).pk)

    @extend_schema(request=Nothing, responses=CheckInOut)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Take it as true."""
        found = self._one(request, pk)
        given(request, Nothing)
        checkins.accept(check_in=found, by=request.user, now=timezone.now())
        return _answer(found.pk)

    @extend_schema(request=RemarksIn, responses=CheckInOut)
    @action(detail=True, methods=["post"], url_path="send-back", url_name="send-back")
    def send_back(self, request: Request, pk: str) -> Response:
        """Ask for more, with a mark on each answer that needs it."""
        found = self._one(request, pk)
        remarks = given(request, RemarksIn)["remarks"]
        if unknown := sorted(set(remarks) - set(checkins.REMARKED)):
            said = _("沒有這一題；可以標註的是 %(known)s。") % {"known": "、".join(checkins.REMARKED)}
            raise serializers.ValidationError({"remarks": {name: [said] for name in unknown}})
        checkins.send_back(check_in=found, remarks=remarks, by=request.user, now=timezone.now())
        return _answer(found.pk)
