"""Filings for programs: beginning a plan, writing it, handing it in, returning, approving, and how it ends."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts import sectors
from foundation.accounts.access import get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, asking, given
from foundation.api.filters import Filter, described
from foundation.api.shapes import Among, NamedMove, Nothing, Shape
from foundation.taiwan.counties import COUNTIES
from volunteers.models import Authority, Filing, Unit
from volunteers.rules import plan_parts

from . import filing_documents, filing_terms, filings

SEE, KEEP, REVIEW = Permission.SEE_UNITS, Permission.KEEP_UNIT, Permission.REVIEW_UNITS
ROWS = ("unit__organisation", "unit__county", "county", "authority")
MINE = ("submit", "take_back", "amend", "end")
MOVES = (
    ("submit", gettext_lazy("送審")), ("take_back", gettext_lazy("收回")), ("return", gettext_lazy("退回補正")),
    ("approve", gettext_lazy("核備")), ("amend", gettext_lazy("修正計畫")), ("extend", gettext_lazy("延長")),
    ("end", gettext_lazy("終止")), ("lapse", gettext_lazy("停止運用")),
)  # fmt: skip


class FilingOut(serializers.ModelSerializer[Filing]):
    """A plan as it is filed: where it stands."""

    counties = serializers.ListField(child=serializers.CharField(), read_only=True)
    categories = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Filing
        fields = (
            "id", "unit", "county", "category", "authority", "version", "amends", "title", "counties", "nationwide",
            "categories", "starts_on", "ends_on", "state", "submitted_at", "returned_at", "approved_on",
            "approval_number", "extended_to", "stopped_on",
        )  # fmt: skip


class FilingWhole(FilingOut):
    """A plan with what is written in it, and what its office wanted changed."""

    parts = serializers.DictField(
        child=serializers.CharField(), read_only=True,
        help_text="、".join(f"{one.key} {one.label}" for one in plan_parts.PARTS),
    )  # fmt: skip
    documents = serializers.DictField(child=serializers.CharField(), read_only=True)
    marks = serializers.DictField(child=serializers.CharField(), read_only=True)
    seals = serializers.SerializerMethodField(help_text=gettext_lazy("各項現在的樣子；修改那一項時寫在 seen"))
    missing = serializers.SerializerMethodField(help_text=gettext_lazy("送審之前還缺什麼"))

    class Meta(FilingOut.Meta):
        fields = (*FilingOut.Meta.fields, "parts", "documents", "marks", "remark", "seals", "missing")  # type: ignore[assignment]

    def get_seals(self, one: Filing) -> dict[str, str]:
        """By part, what `seen` takes."""
        return {part.key: filings.mark_of(one.parts.get(part.key, "")) for part in plan_parts.PARTS}

    def get_missing(self, one: Filing) -> list[str]:
        """In sentences; nothing once it is handed in."""
        return list(filings.MOVES.problems(one, "submit")) if one.is_open else []


class FilingChange(Shape):
    """What stands at a plan's head, and its parts; what is not sent stays."""

    title = serializers.CharField(max_length=100, required=False, allow_blank=True)
    starts_on = serializers.DateField(required=False, allow_null=True)
    ends_on = serializers.DateField(required=False, allow_null=True)
    categories = serializers.ListField(
        child=serializers.ChoiceField(choices=tuple(sectors.CATEGORIES)), required=False, max_length=20
    )
    counties = serializers.PrimaryKeyRelatedField(
        many=True, queryset=County.objects.all(), pk_field=serializers.CharField(), required=False
    )
    nationwide = serializers.BooleanField(required=False)
    authority = Among(
        lambda user: Authority.objects.all(), required=False, help_text=gettext_lazy("備案的方式有幾種時要選")
    )
    documents = serializers.DictField(
        child=serializers.CharField(max_length=100, allow_blank=True), required=False,
        help_text=gettext_lazy("附件：代碼對檔名或說明；整組換掉"),
    )  # fmt: skip
    parts = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False)
    seen = serializers.DictField(
        child=serializers.CharField(max_length=40), required=False,
        help_text=gettext_lazy("修改的各項讀到時的 seals；原來是空白就不必寫"),
    )  # fmt: skip


class FilingMove(NamedMove):
    """A move of a plan, with what it asks for."""

    needs = {
        "approve": ("number", "on"), "extend": ("until", "reported_on"), "end": ("on", "reason"),
        "lapse": ("on", "reason"),
    }  # fmt: skip
    move = serializers.ChoiceField(choices=MOVES)
    number = serializers.CharField(max_length=50, required=False, default="", help_text=gettext_lazy("核備文號"))
    on = serializers.DateField(
        required=False, default=None, help_text=gettext_lazy("核備日期；終止、停止運用的最後一日")
    )
    until = serializers.DateField(required=False, default=None, help_text=gettext_lazy("延長到"))
    reported_on = serializers.DateField(required=False, default=None, help_text=gettext_lazy("提報成果日期"))
    remark = serializers.CharField(
        max_length=500, required=False, default="", allow_blank=True, help_text=gettext_lazy("退回原因")
    )
    marks = serializers.DictField(
        child=serializers.CharField(max_length=1000, allow_blank=True), required=False, default=dict,
        help_text=gettext_lazy("退回補正：每一項要改什麼"),
    )  # fmt: skip


class CopyIn(Shape):
    """The office of another county to which the same plan goes."""

    authority = Among(lambda user: Authority.objects.all())


class Filings(Endpoints):
    """Plans as they are filed."""

    area = Area.UNITS
    queryset = Filing.objects.none()
    permission = SEE
    permissions = {"partial_update": KEEP, "copies": KEEP}
    filters = {
        "unit": Filter("unit", gettext_lazy("運用單位的編號（id）"), number=True),
        "county": Filter("county", gettext_lazy("縣市代碼"), tuple(one.code for one in COUNTIES)),
        "state": Filter("state", gettext_lazy("狀態"), tuple(Filing.State.values)),
    }

    def _one(self, request: Request, pk: Any, permission: Permission = SEE) -> Filing:
        rows = Filing.objects.visible_to(request.user, permission).select_related(*ROWS)
        return get_visible(rows, request.user, pk=pk)

    @extend_schema(responses=FilingOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Plans of the units one sees and those filed with one's office; drafts only for who keeps the unit."""
        return self.page_of(Filing.objects.visible_to(request.user), FilingOut)

    @extend_schema(responses=FilingWhole)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One plan, with what is written in it."""
        return self.told(self._one(request, pk), FilingWhole)

    @extend_schema(request=FilingChange, responses=FilingWhole)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Write a draft: all that is sent or nothing of it."""
        found = self._one(request, pk, KEEP)
        values = given(request, FilingChange)
        parts, seen = values.pop("parts", {}), values.pop("seen", {})
        if "counties" in values:
            values["counties"] = [one.pk for one in values["counties"]]
        _refuse_unknown("parts", parts, plan_parts.BY_KEY)
        offered = filing_documents.offered(found.authority.code if found.authority else None)
        _refuse_unknown("documents", values.get("documents", {}), {one.key for one in offered})
        who: dict[str, Any] = {"by": request.user, "now": timezone.now()}
        with transaction.atomic():
            if parts:
                written = filings.write(filing=found, parts=parts, seen=seen, **who)
                if written.problems:
                    raise serializers.ValidationError({"parts": {k: [v] for k, v in written.problems.items()}})
            if values:
                filings.describe(filing=found, values=values, **who)
        return self.told(self._one(request, pk), FilingWhole)

    @extend_schema(request=FilingMove, responses=FilingWhole)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Hand a plan in, take it back, return or approve it, amend, extend, end or stop it; answers the plan that
        goes on (of `amend` the new version).
        """
        asked = given(request, FilingMove)
        found = self._one(request, pk, KEEP if asked["move"] in MINE else REVIEW)
        target = _moved(found, asked, {"filing": found, "by": request.user, "now": timezone.now()})
        return self.told(self._one(request, target.pk), FilingWhole)

    @extend_schema(request=CopyIn, responses={201: FilingWhole})
    @action(detail=True, methods=["post"])
    def copies(self, request: Request, pk: str) -> Response:
        """Begin the same plan as a draft for another county's office."""
        found = self._one(request, pk, KEEP)
        office = given(request, CopyIn)["authority"]
        made = filing_terms.copy_to(filing=found, authority=office, by=asking(request), now=timezone.now())
        return self.told(self._one(request, made.pk), FilingWhole, made=True)


class UnitFilings(Endpoint):
    """Beginning a plan."""

    area = Area.UNITS
    permission = KEEP

    @extend_schema(request=Nothing, responses={201: FilingWhole}, operation_id="unit_filing_begin")
    def post(self, request: Request, unit: int) -> Response:
        """Begin a unit's plan as a draft; the draft that is open already, where there is one."""
        rows = Unit.objects.visible_to(request.user, KEEP).select_related("organisation", "county", "authority")
        found = get_visible(rows, request.user, pk=unit)
        given(request, Nothing)
        made = filings.begin(unit=found, by=asking(request), now=timezone.now())
        return Response(FilingWhole(made).data, status=status.HTTP_201_CREATED)


def _moved(found: Filing, asked: dict[str, Any], who: dict[str, Any]) -> Filing:
    """Make the move; answers the filing to go on with."""
    match asked["move"]:
        case "submit":
            filings.submit(**who)
        case "take_back":
            filings.take_back(**who)
        case "return":
            filings.send_back(marks=asked["marks"], remark=asked["remark"], **who)
        case "approve":
            filings.approve(number=asked["number"], on=asked["on"], **who)
        case "amend":
            return filing_terms.amend(**who)
        case "extend":
            filing_terms.extend(
                until=asked["until"], reported_on=asked["reported_on"], reason=asked["reason"], **who
            )  # fmt: skip
        case "end":
            filing_terms.end(on=asked["on"], reason=asked["reason"], **who)
        case "lapse":
            filing_terms.lapse(on=asked["on"], reason=asked["reason"], **who)
    return found


def _refuse_unknown(name: str, sent: Any, known: Any) -> None:
    wrong = [key for key in sent if key not in known]
    if wrong:
        raise serializers.ValidationError({name: {str(key): [_("沒有這一項。")] for key in wrong}})
