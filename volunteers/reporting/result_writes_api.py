"""Writing results reports by programs: what the unit completes by hand, and every move from handing in to accepting."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
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
from foundation.api.endpoints import asking, given
from foundation.api.shapes import NamedMove, Shape
from volunteers.models import ResultReport
from volunteers.rules.result_figures import BY_KEY

from . import completing, reports, result_api

KEEP, REVIEW = Permission.KEEP_UNIT, Permission.REVIEW_UNITS
KEEPS = {"fill", "submit", "take_back"}
MOVES = (
    ("fill", gettext_lazy("重新帶入")), ("submit", gettext_lazy("送出")), ("take_back", gettext_lazy("收回修改")),
    ("return", gettext_lazy("退回修改")), ("accept", gettext_lazy("核定")), ("reopen", gettext_lazy("重新開啟")),
)  # fmt: skip


class ReportSeen(result_api.ReportWhole):
    """A report with its figures; `seen` goes along when it is handed in or accepted."""

    seen = serializers.SerializerMethodField()

    class Meta(result_api.ReportWhole.Meta):
        fields = (*result_api.ReportWhole.Meta.fields, "seen", "remark", "marks")

    def get_seen(self, report: ResultReport) -> str:
        """The mark of its figures as they are told."""
        return reports.mark_of(report)


class FigureIn(Shape):
    """What the unit says of a figure; a number that is null lets the register's hold."""

    number = serializers.IntegerField(min_value=0, max_value=10**12 - 1, required=False, allow_null=True)
    words = serializers.CharField(required=False, allow_blank=True)
    why = serializers.CharField(required=False, allow_blank=True)


class FiguresIn(Shape):
    """Figures by their keys; the others stay."""

    figures = serializers.DictField(child=FigureIn(), allow_empty=False)


class ReportMove(NamedMove):
    """A move of a report; `reopen` asks for a reason, `return` for a remark or marks."""

    move = serializers.ChoiceField(choices=MOVES)
    seen = serializers.CharField(
        max_length=80, required=False, default="", help_text=gettext_lazy("送出、核定時寫讀到的 seen")
    )  # fmt: skip
    remark = serializers.CharField(
        max_length=500, required=False, default="", allow_blank=True, help_text=gettext_lazy("退回原因")
    )
    marks = serializers.DictField(
        child=serializers.CharField(max_length=500, allow_blank=True), required=False, default=dict,
        help_text=gettext_lazy("退回修改：哪個數字要改什麼"),
    )  # fmt: skip


class Results(result_api.Results):
    """Results reports of units, read and written."""

    permissions = {"partial_update": KEEP}

    def _one(self, request: Request, pk: str, permission: Permission) -> ResultReport:
        rows = ResultReport.objects.visible_to(request.user, permission)
        return get_visible(rows.select_related("unit__organisation", "authority", "county"), request.user, pk=pk)

    @extend_schema(responses=ReportSeen)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One report with its figures."""
        return self.told(get_visible(self._rows(request), request.user, pk=pk), ReportSeen)

    @extend_schema(request=FiguresIn, responses=ReportSeen)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Write what the unit completes by hand: all that is sent or nothing of it."""
        report = self._one(request, pk, KEEP)
        asked = given(request, FiguresIn)["figures"]
        there = set(report.figures.values_list("key", flat=True))
        wrong = {key: _("這一份沒有這個數字，或它不由人填。") for key in asked
                 if key not in there or not BY_KEY[key].by_hand}  # fmt: skip
        with transaction.atomic():
            if not wrong:
                figures = {key: _texts(one) for key, one in asked.items()}
                wrong = completing.write(report=report, given=figures, by=asking(request), now=timezone.now())
            if wrong:
                raise serializers.ValidationError({"figures": {key: [said] for key, said in wrong.items()}})
        return self.retrieve(request, pk)

    @extend_schema(request=ReportMove, responses=ReportSeen)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Read the register anew, hand in, take back, return with marks, accept, or open again."""
        asked = given(request, ReportMove)
        report = self._one(request, pk, KEEP if asked["move"] in KEEPS else REVIEW)
        who: dict[str, Any] = {"report": report, "by": request.user, "now": timezone.now()}
        match asked["move"]:
            case "fill":
                reports.fill_again(**who)
            case "submit":
                if not asked["seen"]:
                    raise ValidationError({"seen": _("送出時請寫讀到的 seen，才知道您看過的是哪些數字。")})
                reports.submit(seen=asked["seen"], **who)
            case "take_back":
                reports.take_back(**who)
            case "return":
                reports.send_back(marks=asked["marks"], remark=asked["remark"], **who)
            case "accept":
                reports.accept(seen=asked["seen"], **who)
            case "reopen":
                reports.reopen(reason=asked["reason"], **who)
        return self.retrieve(request, pk)


def _texts(one: dict[str, Any]) -> dict[str, str]:
    """As the page sends it."""
    texts: dict[str, str] = {name: one[name] for name in ("words", "why") if name in one}
    if "number" in one:
        texts["number"] = "" if one["number"] is None else str(one["number"])
    return texts
