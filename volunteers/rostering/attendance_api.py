"""Coming and going for programs: who is there, who forgot to sign out, where one signs, leave and absence."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoints, asking, given
from foundation.api.filters import Filter, described
from foundation.api.shapes import NamedMove, Shape
from foundation.ui.stored_words import said
from volunteers.models import Attendance, Press, Station, Unit

from . import attendance, presses, stations

SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS
UNIT = Filter("unit", gettext_lazy("運用單位的編號（id）"), number=True)


class SignInOut(serializers.ModelSerializer[Attendance]):
    """Somebody came and went; `said_left_at` is what she says herself where she forgot to sign out."""

    volunteer = serializers.UUIDField(source="volunteer.key", read_only=True)

    class Meta:
        model = Attendance
        fields = (
            "id", "unit", "volunteer", "place", "state", "how", "came_at", "left_at", "said_left_at", "reason", "batch",
        )  # fmt: skip


class AttendanceMove(NamedMove):
    """What becomes of a sign-in."""

    needs = {"settle": ("left", "reason"), "void": ("reason",)}
    move = serializers.ChoiceField(
        choices=(
            ("sign_out", gettext_lazy("現在簽退")), ("settle", gettext_lazy("登錄幾點離開")),
            ("void", gettext_lazy("作廢")),
        )
    )  # fmt: skip
    left = serializers.DateTimeField(required=False, default=None, allow_null=True)


class PressOut(serializers.ModelSerializer[Press]):
    """A press at a device without a connection that came to nothing, and why."""

    unit = serializers.IntegerField(source="station.unit_id", read_only=True)
    volunteer = serializers.UUIDField(source="volunteer.key", read_only=True, allow_null=True, default=None)
    why = serializers.SerializerMethodField()

    class Meta:
        model = Press
        fields = ("id", "unit", "station", "volunteer", "said", "pressed_at", "why", "looked_at")

    def get_why(self, press: Press) -> str:
        """Why it came to nothing, in the reader's words."""
        return said(press.why)


class StationOut(serializers.ModelSerializer[Station]):
    """Where one signs; whoever has the address of one that is open may sign there."""

    address = serializers.SerializerMethodField()

    class Meta:
        model = Station
        fields = ("id", "unit", "kind", "name", "made_at", "revoked_at", "address")

    def get_address(self, station: Station) -> str:
        """The whole address; empty where it opens nothing any more."""
        return "" if station.revoked_at else settings.SITE_ADDRESS + stations.address_of(station)


class StationIn(Shape):
    """A device or a poster."""

    kind = serializers.ChoiceField(choices=Station.Kind.choices)
    name = serializers.CharField(max_length=60, help_text=gettext_lazy("放在哪裡，例如：一樓服務臺"))


class Attendances(Endpoints):
    """Coming and going."""

    area = Area.REGISTER
    queryset = Attendance.objects.none()
    permission = SEE
    permissions = {"moves": KEEP}
    filters = {"unit": UNIT, "state": Filter("state", gettext_lazy("狀態"), tuple(Attendance.State.values))}

    @extend_schema(responses=SignInOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Who came and went at units whose people one sees."""
        return self.page_of(Attendance.objects.visible_to(request.user).select_related("volunteer"), SignInOut)

    @extend_schema(request=AttendanceMove, responses=SignInOut)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Sign somebody out, decide when she left who forgot to, or take a sign-in out that should not be."""
        rows = Attendance.objects.visible_to(request.user, KEEP).select_related("unit__organisation", "volunteer")
        one = get_visible(rows, request.user, pk=pk)
        asked = given(request, AttendanceMove)
        who: dict[str, Any] = {"attendance": one, "by": request.user, "now": timezone.now()}
        match asked["move"]:
            case "sign_out":
                one = attendance.go(**who)
            case "settle":
                one = attendance.settle(left_at=asked["left"], reason=asked["reason"], **who)
            case "void":
                one = attendance.void(reason=asked["reason"], **who)
        return self.told(one, SignInOut)


class Presses(Endpoints):
    """Presses that came to nothing."""

    area = Area.REGISTER
    queryset = Press.objects.none()
    permission = SEE
    permissions = {"look": KEEP}
    filters = {"unit": Filter("station__unit", gettext_lazy("運用單位的編號（id）"), number=True)}

    @extend_schema(responses=PressOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Presses kept by a device that came to nothing, and that nobody has dealt with."""
        rows = Press.objects.visible_to(request.user).open().select_related("station", "volunteer")
        return self.page_of(rows, PressOut)

    @extend_schema(request=None, responses=PressOut)
    @action(detail=True, methods=["post"])
    def look(self, request: Request, pk: str) -> Response:
        """Note that it has been dealt with."""
        rows = Press.objects.visible_to(request.user, KEEP).select_related("station__unit", "volunteer")
        press = get_visible(rows, request.user, pk=pk)
        presses.look_at(press=press, by=asking(request), now=timezone.now())
        press.refresh_from_db()
        return self.told(press, PressOut)


class Stations(Endpoints):
    """Where one signs in and out."""

    area = Area.REGISTER
    queryset = Station.objects.none()
    permission = KEEP
    filters = {"unit": UNIT}

    def _rows(self, request: Request) -> Any:
        return Station.objects.visible_to(request.user, KEEP)

    @extend_schema(responses=StationOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Devices and posters of units one keeps, closed ones among them."""
        return self.page_of(self._rows(request), StationOut)

    @extend_schema(request=None, responses=StationOut)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """Close a station for good: its address opens nothing any more."""
        one = get_visible(self._rows(request).select_related("unit"), request.user, pk=pk)
        return self.told(stations.revoke(station=one, by=asking(request), now=timezone.now()), StationOut)


class UnitStations(Endpoints):
    """Setting up where one signs at a unit."""

    area = Area.REGISTER
    queryset = Station.objects.none()
    permission = KEEP

    @extend_schema(request=StationIn, responses={201: StationOut}, operation_id="unit_station_set_up")
    def create(self, request: Request, unit: int) -> Response:
        """Set up a device or a poster; the answer has its address."""
        found = get_visible(Unit.objects.visible_to(request.user, KEEP), request.user, pk=unit)
        made = stations.set_up(unit=found, by=asking(request), now=timezone.now(), **given(request, StationIn))
        return self.told(made, StationOut, made=True)
