"""The roster for programs: what there is to do, the shifts, who is on them, and what becomes of a place."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, asking, given
from foundation.api.filters import Filter, described
from volunteers.models import Duty, Place, Post, Unit, Volunteer

from . import absences, attendance, duties, rosters, swaps
from . import duty_shapes as shapes
from .attendance_api import SignInOut
from .roster_forms import minutes

SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS


def kept_unit(request: Request, unit: int) -> Unit:
    """A unit whose people this person keeps."""
    return get_visible(Unit.objects.visible_to(request.user, KEEP), request.user, pk=unit)


def of_month(rows: Any, value: str) -> Any:
    """The shifts of a month such as 202606; none where it is no month."""
    year, month = divmod(int(value), 100)
    return rows.filter(on__year=year, on__month=month) if 1 <= month <= 12 and 1900 <= year <= 9999 else rows.none()


class Posts(Endpoints):
    """What units have people do."""

    area = Area.REGISTER
    queryset = Post.objects.none()
    permission = SEE
    permissions = {"partial_update": KEEP}
    filters = {
        "unit": Filter("unit", gettext_lazy("運用單位的編號（id）"), number=True),
        "kind": Filter("kind", gettext_lazy("種類"), tuple(Post.Kind.values)),
    }

    @extend_schema(responses=shapes.PostOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Service items and events of units one sees."""
        return self.page_of(Post.objects.visible_to(request.user, SEE), shapes.PostOut)

    @extend_schema(request=shapes.PostIn, responses=shapes.PostOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Correct a service item; shifts that are planned keep their own number of people."""
        post = get_visible(Post.objects.visible_to(request.user, KEEP), request.user, pk=pk)
        values = given(request, shapes.PostIn, partial=True)
        return self.told(
            duties.change_post(post=post, values=values, by=asking(request), now=timezone.now()), shapes.PostOut
        )  # fmt: skip


class UnitPosts(Endpoint):
    """Adding to what a unit has people do."""

    area = Area.REGISTER
    permission = KEEP

    @extend_schema(request=shapes.PostIn, responses={201: shapes.PostOut}, operation_id="unit_post_open")
    def post(self, request: Request, unit: int) -> Response:
        """Add a service item or an event."""
        found = kept_unit(request, unit)
        values = {"category": found.category} | given(request, shapes.PostIn)
        made = duties.open_post(unit=found, values=values, by=asking(request), now=timezone.now())
        return Response(shapes.PostOut(made).data, status=status.HTTP_201_CREATED)


class UnitDuties(Endpoint):
    """Planning shifts."""

    area = Area.REGISTER
    permission = KEEP

    @extend_schema(request=shapes.DutiesIn, responses={201: shapes.DutiesMadeOut}, operation_id="unit_duties_plan")
    def post(self, request: Request, unit: int) -> Response:
        """Plan a shift, once or every week; one that stands already is left as it is."""
        found, now = kept_unit(request, unit), timezone.now()
        asked = given(request, shapes.DutiesIn)
        post = Post.objects.filter(unit=found, pk=asked["post"]).first()
        if post is None:
            raise ValidationError({"post": _("這個單位沒有這個服務項目。")})
        times = {name: minutes(asked[name]) for name in ("starts", "ends")}
        made = duties.plan(**{**asked, **times, "post": post}, by=asking(request), now=now)
        return _made(made)


class MonthCopy(Endpoint):
    """Planning a month as the one before it."""

    area = Area.REGISTER
    permission = KEEP

    @extend_schema(request=shapes.MonthCopyIn, responses={201: shapes.DutiesMadeOut}, operation_id="unit_duties_copy")
    def post(self, request: Request, unit: int) -> Response:
        """Copy the shifts of the month before to the same weekdays, with their people where that is asked."""
        found = kept_unit(request, unit)
        asked = given(request, shapes.MonthCopyIn)
        return _made(duties.copy_month(unit=found, by=asking(request), now=timezone.now(), **asked))


class Duties(Endpoints):
    """Shifts."""

    area = Area.REGISTER
    queryset = Duty.objects.none()
    permission = SEE
    permissions = {name: KEEP for name in ("partial_update", "places", "call_off", "attendances")}
    filters = {
        "unit": Filter("post__unit", gettext_lazy("運用單位的編號（id）"), number=True),
        "post": Filter("post", gettext_lazy("服務項目的編號（id）"), number=True),
        "month": Filter("on", gettext_lazy("西元年月，例如 202603"), number=True, narrow=of_month),
    }

    def _one(self, request: Request, pk: str, permission: Permission = KEEP) -> Duty:
        rows = duties.with_numbers(Duty.objects.visible_to(request.user, permission))
        return get_visible(rows.select_related("post__unit__organisation"), request.user, pk=pk)

    def _whole(self, request: Request, pk: str) -> Response:
        one: Any = self._one(request, pk, SEE)
        shown = one.places.exclude(state=Place.State.REMOVED)
        one.seen_places = list(shown.select_related("volunteer", "taker", "duty__post"))
        held = [place for place in one.seen_places if place.state == Place.State.HELD]
        one.warnings = [
            {"place": place, "words": mend.words, "cure": mend.cure}
            for place, mends in rosters.warnings(one.post.unit, held).items()
            for mend in mends
        ]
        return self.told(one, shapes.DutyWithPlacesOut)

    @extend_schema(responses=shapes.DutyOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Shifts of units whose people one sees, those that were called off among them."""
        return self.page_of(
            duties.with_numbers(Duty.objects.visible_to(request.user, SEE)).select_related("post"), shapes.DutyOut
        )

    @extend_schema(responses=shapes.DutyWithPlacesOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One shift: its people, and what would keep their hours from counting."""
        return self._whole(request, pk)

    @extend_schema(request=shapes.DutyChange, responses=shapes.DutyWithPlacesOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Say how many people a shift needs."""
        people = given(request, shapes.DutyChange)["needed"]
        duties.need(duty=self._one(request, pk), people=people, by=asking(request), now=timezone.now())
        return self._whole(request, pk)

    @extend_schema(request=shapes.DutyPlaceIn, responses={201: shapes.DutyPlaceOut})
    @action(detail=True, methods=["post"])
    def places(self, request: Request, pk: str) -> Response:
        """Put somebody on a shift."""
        one, key = self._one(request, pk), given(request, shapes.DutyPlaceIn)["volunteer"]
        person = Volunteer.objects.visible_to(request.user, KEEP).living().filter(key=key).first()
        if person is None:
            raise ValidationError({"volunteer": _("她現在不在您管理的單位。")})
        made = rosters.assign(duty=one, volunteer=person, by=asking(request), now=timezone.now())
        return self.told(made, shapes.DutyPlaceOut, made=True)

    @extend_schema(request=shapes.CallOffIn, responses=shapes.DutyWithPlacesOut)
    @action(detail=True, methods=["post"], url_path="call-off")
    def call_off(self, request: Request, pk: str) -> Response:
        """Call a shift off; whoever was on it reads the reason, and it is no leave of hers."""
        one = self._one(request, pk)
        duties.call_off(duty=one, by=asking(request), now=timezone.now(), **given(request, shapes.CallOffIn))
        return self._whole(request, pk)

    @extend_schema(request=shapes.PresentIn, responses={201: SignInOut(many=True)})
    @action(detail=True, methods=["post"], pagination_class=None)
    def attendances(self, request: Request, pk: str) -> Response:
        """Note from the list who was there, all of them or none; their hours wait for approval."""
        one = self._one(request, pk)
        asked = given(request, shapes.PresentIn)
        found = list(one.places.filter(pk__in=asked["places"]).select_related("duty__post__unit"))
        if len(found) != len(set(asked["places"])):
            raise ValidationError({"places": _("有的排班不在這一班。")})
        times = {"came_at": asked["came"], "left_at": asked["left"]}
        with transaction.atomic():
            noted = [
                attendance.note(place=place, by=asking(request), now=timezone.now(), **times) for place in found
            ]  # fmt: skip
        return Response(SignInOut(noted, many=True).data, status=status.HTTP_201_CREATED)


class DutyPlaces(Endpoints):
    """Somebody's place on a shift."""

    area = Area.REGISTER
    queryset = Place.objects.none()
    permission = KEEP

    @extend_schema(request=shapes.PlaceMove, responses=shapes.DutyPlaceOut)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Take somebody off, note leave or absence, take that back, or answer a swap.

        Answers the place that counts then: of a swap, that of whoever took it over.
        """
        rows = Place.objects.visible_to(request.user, KEEP).select_related("duty__post__unit__organisation")
        place = get_visible(rows, request.user, pk=pk)
        asked = given(request, shapes.PlaceMove)
        who: dict[str, Any] = {"place": place, "by": request.user, "now": timezone.now()}
        match asked["move"]:
            case "remove":
                place = rosters.remove(reason=asked["reason"], **who)
            case "leave":
                place = absences.ask_leave(reason=asked["reason"], unit_says=True, **who)
            case "absent":
                place = absences.note_absent(reason=asked["reason"], **who)
            case "lift":
                place = absences.lift(reason=asked["reason"], **who)
            case "confirm":
                place = swaps.confirm(**who)
            case "end":
                place = swaps.end(**who)
        return self.told(place, shapes.DutyPlaceOut)


def _made(made: list[Duty]) -> Response:
    return Response(shapes.DutiesMadeOut({"made": [one.pk for one in made]}).data, status=status.HTTP_201_CREATED)
