"""Calls for volunteers by programs: beginning one, writing it, publishing and closing it, and who of those who applied
comes in.
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
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, HoldsPermission, asking, given
from foundation.api.shapes import Among, NamedMove, Nothing, Shape
from volunteers.models import Application, Opening, Post, Unit
from volunteers.rules import interviews, opening_parts
from volunteers.rules.service_words import SKILLS, SLOTS

from . import deciding, openings, recruiting_api
from .recruiting_api import ApplicationOut, OpeningOut

KEEP = Permission.KEEP_VOLUNTEERS


class OpeningKept(OpeningOut):
    """A call as who keeps the unit has it; `seal` goes along as `seen` when it is changed."""

    seal = serializers.SerializerMethodField()
    lacking = serializers.SerializerMethodField(help_text=gettext_lazy("公告之前還缺什麼"))

    class Meta(OpeningOut.Meta):
        fields = (*OpeningOut.Meta.fields, "post", "seal", "lacking")  # type: ignore[assignment]

    def get_seal(self, one: Opening) -> str:
        """How it stands now."""
        return openings.seal(one)

    def get_lacking(self, one: Opening) -> list[str]:
        """In sentences; nothing once it is published."""
        return list(openings.MOVES.problems(one, "publish")) if one.state == Opening.State.DRAFT else []


class OpeningChange(Shape, serializers.ModelSerializer[Opening]):
    """A call's head and its parts; what is not sent stays."""

    county = serializers.PrimaryKeyRelatedField(
        queryset=County.objects.all(), pk_field=serializers.CharField(), required=False
    )
    post = Among(lambda user: Post.objects.visible_to(user, KEEP), required=False, allow_null=True)
    slots = serializers.MultipleChoiceField(choices=tuple(SLOTS), required=False)
    skills = serializers.MultipleChoiceField(choices=tuple(SKILLS), required=False)
    parts = serializers.DictField(child=serializers.CharField(allow_blank=True), required=False, default=dict)
    seen = serializers.CharField(max_length=40, help_text=gettext_lazy("讀到的 seal"))

    class Meta:
        model = Opening
        fields = (*openings.FIELDS, "parts", "seen")
        extra_kwargs = {"category": {"required": False}}


class OpeningMove(NamedMove):
    """Publishing a call, or closing it."""

    move = serializers.ChoiceField(choices=tuple((one.name, one.label) for one in openings.MOVES.moves.values()))


class InterviewIn(Shape):
    """What was spoken; what was found is kept sealed."""

    held_on = serializers.DateField()
    who = serializers.CharField(max_length=100)
    points = serializers.MultipleChoiceField(choices=tuple(interviews.POINTS), required=False, default=set)
    notes = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class VerdictIn(Shape):
    """Accepted, waiting, or not."""

    verdict = serializers.ChoiceField(choices=deciding.VERDICTS)
    why = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class TakeInIn(Shape):
    """Into the unit since when, and whether she is somebody whom the register knows."""

    joined_on = serializers.DateField()
    number_in_unit = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)
    same = serializers.UUIDField(
        required=False, default=None, allow_null=True,
        help_text=gettext_lazy("名冊裡同名同生日的人是同一個人時，寫他的 key"),
    )  # fmt: skip


class TakenInOut(serializers.Serializer[Any]):
    """The person of the register she is now."""

    volunteer = serializers.UUIDField(source="key")


class Openings(recruiting_api.Openings):
    """Calls for volunteers, read by everybody and written by who keeps the unit."""

    permissions = {"partial_update": KEEP, "moves": KEEP, "draft": KEEP}

    def get_permissions(self) -> Any:
        """Everybody reads; who writes is asked at the door."""
        return [HoldsPermission()] if self.action in self.permissions else super().get_permissions()

    def _kept(self, request: Request, pk: Any) -> Opening:
        rows = Opening.objects.visible_to(request.user)
        return get_visible(rows.select_related("unit__organisation", "unit__county", "post"), request.user, pk=pk)

    @extend_schema(responses=OpeningKept)
    @action(detail=True, methods=["get"])
    def draft(self, request: Request, pk: str) -> Response:
        """One call as it can be written: its seal, and what it lacks before it can be published."""
        return self.told(self._kept(request, pk), OpeningKept)

    @extend_schema(request=OpeningChange, responses=OpeningKept)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a call. One that is published stays whole: what is needed cannot be taken out of it."""
        found = self._kept(request, pk)
        # `seen` is asked for although the rest may be left out.
        values = given(request, OpeningChange, partial=True)
        parts, seen = values.pop("parts", {}), values.pop("seen", None)
        if seen is None:
            raise ValidationError({"seen": _("請寫讀到的 seal，才不會蓋掉別人剛改的。")})
        if wrong := [key for key in parts if key not in opening_parts.BY_KEY]:
            raise serializers.ValidationError({"parts": {str(key): [_("沒有這一項。")] for key in wrong}})
        if (post := values.get("post")) is not None and post.unit_id != found.unit_id:
            raise ValidationError({"post": _("這不是這個單位的活動。")})
        openings.write(
            opening=found, values=values, parts=found.parts | parts, seen=seen, by=asking(request), now=timezone.now()
        )  # fmt: skip
        return self.told(self._kept(request, pk), OpeningKept)

    @extend_schema(request=OpeningMove, responses=OpeningKept)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Publish a call, or close it."""
        found = self._kept(request, pk)
        asked = given(request, OpeningMove)
        openings.move(opening=found, name=asked["move"], by=asking(request), now=timezone.now())
        return self.told(self._kept(request, pk), OpeningKept)


class UnitOpenings(Endpoint):
    """Beginning a call."""

    area = Area.RECRUITING
    permission = KEEP

    @extend_schema(request=Nothing, responses={201: OpeningKept}, operation_id="unit_opening_begin")
    def post(self, request: Request, unit: int) -> Response:
        """Begin a call as a draft, with what the unit's plan in force already says."""
        rows = Unit.objects.visible_to(request.user, KEEP).select_related("organisation", "county")
        found = get_visible(rows, request.user, pk=unit)
        given(request, Nothing)
        made = openings.begin(unit=found, by=asking(request), now=timezone.now())
        return Response(OpeningKept(made).data, status=status.HTTP_201_CREATED)


class Applications(recruiting_api.Applications):
    """Applications, and what becomes of them."""

    def _kept(self, request: Request, key: str) -> Application:
        rows = Application.objects.visible_to(request.user)
        rows = rows.select_related("opening__unit__organisation", "opening__unit__county", "volunteer")
        return get_visible(rows, request.user, key=key)

    @extend_schema(request=InterviewIn, responses=ApplicationOut)
    @action(detail=True, methods=["post"])
    def interviews(self, request: Request, key: str) -> Response:
        """Write down an interview."""
        found = self._kept(request, key)
        asked = given(request, InterviewIn)
        deciding.interview(
            application=found, on=asked["held_on"], who=asked["who"], points=asked["points"], notes=asked["notes"],
            by=asking(request), now=timezone.now(),
        )  # fmt: skip
        return self.told(self._kept(request, key), ApplicationOut)

    @extend_schema(request=VerdictIn, responses=ApplicationOut)
    @action(detail=True, methods=["post"])
    def decision(self, request: Request, key: str) -> Response:
        """Accept her, put her on the waiting list, or refuse her with a reason that stands in no letter."""
        found = self._kept(request, key)
        deciding.decide(application=found, by=asking(request), now=timezone.now(), **given(request, VerdictIn))
        return self.told(self._kept(request, key), ApplicationOut)

    @extend_schema(request=TakeInIn, responses=TakenInOut)
    @action(detail=True, methods=["post"])
    def enrolment(self, request: Request, key: str) -> Response:
        """Take her into the unit: somebody the register knows, or a new person."""
        found = self._kept(request, key)
        asked = given(request, TakeInIn)
        same = None
        if asked["same"] is not None:
            same = next((one for one in deciding.alike(found, asking(request)) if one.key == asked["same"]), None)
            if same is None:
                raise ValidationError({"same": _("名冊裡沒有這個同名同生日的人。")})
        with transaction.atomic():
            person = deciding.take_in(
                application=found, on=asked["joined_on"], number=asked["number_in_unit"], same=same, by=asking(request),
                now=timezone.now(),
            )  # fmt: skip
        return self.told(person, TakenInOut)
