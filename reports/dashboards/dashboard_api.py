"""The dashboard for programs: the same value and the same rows, through the same wall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint
from foundation.api.filters import Filter, described, unknown_parameter
from foundation.api.problems import WrongParameter

from . import figures, rows
from .places import MEASURES, UnknownPlace, Wanted
from .values import Dashboard, Matrix, Tile

FILTERS = {
    "county": Filter("county", _("縣市代碼")),
    "authority": Filter("authority", _("目的事業主管機關的代碼")),
    "unit": Filter("unit", _("運用單位"), number=True),
    "programme": Filter("programme", _("方案年度的代稱")),
    "measure": Filter("measure", _("地圖顯示"), MEASURES),
}


class PointOut(serializers.Serializer[Any]):
    """A reading of an indicator."""

    on = serializers.DateField()
    value = serializers.FloatField()


class TileOut(serializers.Serializer[Any]):
    """An indicator with its aim, its reason, its course and where that leads."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.FloatField(allow_null=True)
    unit = serializers.CharField(allow_blank=True)
    target = serializers.FloatField(allow_null=True)
    at_most = serializers.BooleanField()
    met = serializers.BooleanField(allow_null=True)
    state = serializers.CharField(help_text=_("met、missed、unknown；none 是不適用"))
    why = serializers.CharField()
    forecast = serializers.FloatField(allow_null=True)
    forecast_how = serializers.CharField(allow_blank=True)
    points = PointOut(many=True)
    source_of_aim = serializers.CharField(allow_blank=True)
    on = serializers.DateField(allow_null=True)


class DashboardStepOut(serializers.Serializer[Any]):
    """A step: how many have come so far; `key` asks for the rows behind it."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.IntegerField()
    definition = serializers.CharField()
    note = serializers.CharField(allow_blank=True)


class FunnelOut(serializers.Serializer[Any]):
    """Steps, each among those who have taken the one before."""

    key = serializers.CharField()
    title = serializers.CharField()
    steps = DashboardStepOut(many=True)


class CellOut(serializers.Serializer[Any]):
    """A figure of a place, or a word about it; `key` asks for the rows behind it."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.IntegerField(allow_null=True)
    word = serializers.CharField(allow_blank=True)


class DashboardLineOut(serializers.Serializer[Any]):
    """A county or a unit with its figures."""

    label = serializers.CharField()  # type: ignore[assignment]
    figures = CellOut(many=True)


class MatrixOut(serializers.Serializer[Any]):
    """Places and figures; `more` lines are not listed, and are in the sums."""

    kind = serializers.ChoiceField(choices=["counties", "units", "aims"])
    lines = DashboardLineOut(many=True)
    sums = CellOut(many=True)
    more = serializers.IntegerField()


class DashboardMonthOut(serializers.Serializer[Any]):
    """What was served in a month."""

    month = serializers.IntegerField(help_text=_("西元年月，例如 202603"))
    minutes = serializers.IntegerField()


class TodoOut(serializers.Serializer[Any]):
    """Something that waits for whoever asks."""

    code = serializers.CharField()
    text = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()
    tone = serializers.CharField(allow_blank=True)
    url = serializers.CharField()


class DashboardOut(serializers.Serializer[Any]):
    """A dashboard; `counted_at` is of when its counts of people are."""

    level = serializers.ChoiceField(choices=["nation", "county", "authority", "unit"])
    place = serializers.CharField()
    programme = serializers.CharField(allow_blank=True)
    as_of = serializers.DateTimeField()
    counted_at = serializers.DateTimeField(allow_null=True)
    uncounted = serializers.IntegerField()
    todos = TodoOut(many=True, allow_null=True)
    tiles = TileOut(many=True)
    indicators = TileOut(many=True)
    funnels = FunnelOut(many=True)
    matrix = MatrixOut(allow_null=True)
    aims = MatrixOut(allow_null=True)
    hours = DashboardMonthOut(many=True)


class RowOut(serializers.Serializer[Any]):
    """A row behind a figure and what it gives to it."""

    text = serializers.CharField()
    number = serializers.IntegerField()
    detail = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)


class RowsOut(serializers.Serializer[Any]):
    """The rows behind a figure; they and `hidden` (whom one may count and not see) add up to `total`."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    definition = serializers.CharField()
    unit = serializers.CharField()
    total = serializers.IntegerField()
    hidden = serializers.IntegerField()
    as_of = serializers.DateTimeField()
    rows = RowOut(many=True)


def _wanted(request: Request) -> Wanted:
    """The filters of the address; what nobody knows is refused.

    Raises:
        WrongParameter: a parameter is unknown, or its value is.
        NotFound: the place cannot be any.
    """
    problems = {}
    for name in request.query_params:
        value = str(request.query_params[name])
        if name not in FILTERS:
            problems[name] = unknown_parameter(name, FILTERS)
        elif value and (problem := FILTERS[name].problem(value)):
            problems[name] = problem
    if problems:
        raise WrongParameter(problems)
    return Wanted.read(request.query_params)


class Dashboards(Endpoint):
    """The dashboard of a place."""

    area = Area.RESULTS
    permission = Permission.SEE_UNITS

    @extend_schema(parameters=described(FILTERS), responses=DashboardOut, operation_id="dashboard")
    def get(self, request: Request) -> Response:
        """The same figures as the page with the same filters."""
        try:
            found = figures.build(request.user, _wanted(request), now=timezone.now())
        except UnknownPlace as unknown:
            raise NotFound from unknown
        return Response(DashboardOut(as_told(found)).data)


class DashboardRows(Endpoint):
    """The rows behind a figure of a dashboard."""

    area = Area.RESULTS
    permission = Permission.SEE_UNITS

    @extend_schema(parameters=described(FILTERS), responses=RowsOut, operation_id="dashboard_rows")
    def get(self, request: Request, key: str) -> Response:
        """The rows as whoever asks may see them; they add up to the figure."""
        try:
            found = rows.behind(request.user, _wanted(request), key, now=timezone.now())
        except UnknownPlace as unknown:
            raise NotFound from unknown
        told = [{"text": one.text, "number": one.number, "detail": one.detail, "url": one.page} for one in found.rows]
        told_of = {
            name: getattr(found, name) for name in ("key", "label", "definition", "unit", "total", "hidden", "as_of")
        }
        return Response(RowsOut({**told_of, "rows": told}).data)


def as_told(value: Dashboard) -> dict[str, Any]:
    """A dashboard as its shape tells it."""
    return {
        "level": value.place.level, "place": value.place.name, "programme": value.programme, "as_of": value.as_of,
        "counted_at": value.counted_at, "uncounted": value.uncounted, "todos": value.todos,
        "tiles": _tiles(value.tiles), "indicators": _tiles(value.indicators), "funnels": value.funnels,
        "matrix": _matrix(value.matrix), "aims": _matrix(value.aims),
        "hours": [{"month": month, "minutes": minutes} for month, minutes in value.hours.months],
    }  # fmt: skip


def _tiles(tiles: Sequence[Tile]) -> list[dict[str, Any]]:
    return [
        {
            "key": one.key, "label": one.label, "value": one.value, "unit": one.unit, "target": one.target,
            "at_most": one.at_most, "met": one.met, "state": one.state, "why": one.why, "forecast": one.ahead,
            "forecast_how": one.ahead_how, "points": [{"on": day, "value": value} for day, value in one.points],
            "source_of_aim": one.source, "on": one.on,
        }
        for one in tiles
    ]  # fmt: skip


def _matrix(matrix: Matrix | None) -> dict[str, Any] | None:
    if matrix is None:
        return None

    def told(cells: Any) -> list[dict[str, Any]]:
        return [
            {"key": column.key, "label": column.label, "value": cell.value, "word": cell.word} for column, cell in cells
        ]

    lines = [{"label": line.label, "figures": told(cells)} for line, cells in matrix.shown]
    return {"kind": matrix.kind, "lines": lines, "sums": told(matrix.totals), "more": matrix.more}
