"""Results for programs: reports as the pages show them, and the totals of a period."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints
from foundation.api.filters import Filter, described
from foundation.api.problems import WrongParameter
from foundation.exports.registry import UnknownExport
from foundation.taiwan.counties import COUNTIES
from volunteers.models import ResultReport
from volunteers.models.result import Term
from volunteers.rules.result_figures import FLOWS

from . import places, showing

YEAR = Filter("year", gettext_lazy("西元年"), number=True)
TERM = Filter("term", gettext_lazy("期別"), tuple(Term.values))
COUNTY = Filter("county", gettext_lazy("縣市代碼"), tuple(one.code for one in COUNTIES))

AUTHORITY = Filter("authority", gettext_lazy("主管機關代碼"))


class ReportOut(serializers.ModelSerializer[ResultReport]):
    """A unit's report of a period."""

    unit_name = serializers.CharField(source="unit.name", read_only=True)
    authority = serializers.CharField(source="authority.code", read_only=True)

    class Meta:
        model = ResultReport
        fields: tuple[str, ...] = (
            "id", "unit", "unit_name", "county", "authority", "category", "year", "term", "first_on", "last_on",
            "opens_on", "due_on", "state", "first_sent_on",
        )  # fmt: skip


class FigureOut(serializers.Serializer[Any]):
    """One figure: the number that holds, the register's, and whether the unit put another."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    measure = serializers.ChoiceField(choices=["people", "times", "minutes", "words"])
    value = serializers.IntegerField(allow_null=True)
    counted = serializers.IntegerField(allow_null=True)
    by_hand = serializers.BooleanField()
    before = serializers.IntegerField(allow_null=True, help_text=gettext_lazy("去年同期"))
    words = serializers.CharField(allow_blank=True)
    why = serializers.CharField(allow_blank=True)


class CorrectionOut(serializers.Serializer[Any]):
    """What a report says of an earlier period that is locked."""

    report = serializers.IntegerField()
    key = serializers.CharField()
    was = serializers.IntegerField()
    now = serializers.IntegerField()
    adds_up = serializers.BooleanField(help_text=gettext_lazy("可以跨期加總的（時數、次數）；期末日的人數不加總"))


class ReportWhole(ReportOut):
    """A report with its figures and corrections."""

    figures = serializers.SerializerMethodField()
    corrections = serializers.SerializerMethodField()

    class Meta(ReportOut.Meta):
        fields = (*ReportOut.Meta.fields, "figures", "corrections")

    @extend_schema(responses=FigureOut(many=True))
    def get_figures(self, report: ResultReport) -> list[dict[str, Any]]:
        """In the order of the form."""
        rows = [
            {
                "key": one.figure.key, "label": str(one.figure.label), "measure": one.figure.measure.value,
                "value": one.value, "counted": one.counted if one.is_by_hand else one.value, "by_hand": one.is_by_hand,
                "before": one.before, "words": one.words, "why": one.why,
            }
            for part in showing.parts(report)
            for one in part.lines
        ]  # fmt: skip
        return [dict(row) for row in FigureOut(rows, many=True).data]

    def get_corrections(self, report: ResultReport) -> list[dict[str, Any]]:
        """Each told once, in the first report after it."""
        rows = [
            {"report": one.of_id, "key": one.key, "was": one.was, "now": one.now, "adds_up": one.key in FLOWS}
            for one in report.corrections.all()
        ]
        return [dict(row) for row in CorrectionOut(rows, many=True).data]


class Results(Endpoints):
    """Results reports of units."""

    area = Area.RESULTS
    queryset = ResultReport.objects.none()
    permission = Permission.SEE_UNITS
    filters = {
        "unit": Filter("unit", gettext_lazy("運用單位的編號（id）"), number=True),
        "year": YEAR, "term": TERM, "county": COUNTY,
        "state": Filter("state", gettext_lazy("狀態"), tuple(ResultReport.State.values)),
    }  # fmt: skip

    def _rows(self, request: Request) -> Any:
        return ResultReport.objects.visible_to(request.user).select_related("unit__organisation", "authority")

    @extend_schema(responses=ReportOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Reports of units one sees."""
        return self.page_of(self._rows(request), ReportOut)

    @extend_schema(responses=ReportWhole)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One report with its figures."""
        return Response(ReportWhole(get_visible(self._rows(request), request.user, pk=pk)).data)


class PlaceOut(serializers.Serializer[Any]):
    """An authority or a county: how its reports stand, and its figures so far."""

    name = serializers.CharField()
    county = serializers.CharField()
    accepted = serializers.IntegerField()
    all = serializers.IntegerField()
    late = serializers.IntegerField()
    state = serializers.CharField(allow_blank=True, help_text=gettext_lazy("彙整的狀態"))
    values = serializers.DictField(child=serializers.IntegerField())


class TotalsOut(serializers.Serializer[Any]):
    """The figures of a period: frozen ones where there are any, and beside them the sums of this moment."""

    title = serializers.CharField()
    year = serializers.IntegerField()
    term = serializers.CharField()
    state = serializers.CharField(allow_blank=True, help_text=gettext_lazy("彙整的狀態；空白是還沒彙整"))
    frozen = serializers.BooleanField(help_text=gettext_lazy("values 是不是已經鎖定的合計"))
    ready = serializers.IntegerField(help_text=gettext_lazy("下一層彙整已核定的個數"))
    of = serializers.IntegerField(help_text=gettext_lazy("下一層有回報的個數"))
    reports = serializers.IntegerField()
    waiting = serializers.IntegerField()
    values = serializers.DictField(child=serializers.IntegerField())
    live = serializers.DictField(
        child=serializers.IntegerField(), help_text=gettext_lazy("目前已核定的回報合計，還會變動")
    )
    distinct = serializers.DictField(child=serializers.IntegerField())
    corrections = serializers.DictField(child=serializers.IntegerField())
    places = PlaceOut(many=True)


class ResultTotals(Endpoint):
    """Totals of a period."""

    area = Area.RESULTS
    permission = Permission.SEE_UNITS
    filters = {"year": YEAR, "term": TERM, "county": COUNTY, "authority": AUTHORITY}

    @extend_schema(operation_id="result_totals", responses=TotalsOut, parameters=described(filters))
    def get(self, request: Request) -> Response:
        """Of an authority, a county or the nation; `year` must be given, without `term` it is the whole year."""
        asked = request.query_params
        problems = {
            name: self.filters[name].problem(value) if name in self.filters else _("沒有這個參數。")
            for name, value in asked.dict().items()
        }
        if not problems.get("year", "-"):
            problems["year"] = "" if 1912 <= int(asked["year"]) <= 9999 else _("請給西元年。")
        elif "year" not in asked:
            problems["year"] = _("請給西元年。")
        if wrong := {name: words for name, words in problems.items() if words}:
            raise WrongParameter(wrong)
        try:
            found = places.read(
                request.user,
                on=timezone.localdate(),
                year=int(asked["year"]),
                term=asked.get("term", ""),
                county=asked.get("county", ""),
                authority=asked.get("authority", ""),
            )
        except UnknownExport as unknown:
            raise NotFound from unknown
        return Response(
            TotalsOut(
                {
                    "title": found.title, "year": found.year, "term": found.term,
                    "state": found.own.state if found.own else "", "frozen": found.frozen is not None,
                    "ready": found.ready, "of": found.of, "reports": found.settled.reports,
                    "waiting": found.settled.waiting, "values": found.settled.values, "live": found.whole.values,
                    "distinct": found.distinct, "corrections": found.settled.corrections,
                    "places": [
                        {
                            "name": one.name, "county": one.county, "accepted": one.counts["accepted"],
                            "all": one.counts["all"], "late": one.counts["late"],
                            "state": one.sum.state if one.sum else "", "values": one.settled.values,
                        }
                        for one in found.below
                    ],
                }
            ).data
        )  # fmt: skip
