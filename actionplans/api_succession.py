"""Endpoints on hand-overs of an officer's business (業務交接): what is open, handing it over, and what was."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.models import Membership
from foundation.accounts.roles import Permission, Role
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoints, given
from foundation.api.filters import Filter, described
from foundation.api.problems import Conflict
from foundation.api.shapes import Shape
from foundation.taiwan.counties import COUNTIES
from foundation.taiwan.serializers import RocText
from workshops.api_shapes import PersonOut

from .handing_over import open_business, succession
from .models import Succession
from .models.succession import LONGEST_NOTE

CARRY = (Role.COUNTY_OFFICER, Role.SUPERVISOR)  # as on the pages: the roles that things are named for in a county
CODES = tuple(one.code for one in COUNTIES)


class SaidOut(serializers.Serializer[Any]):
    """A decision or a ruling on a plan."""

    on = serializers.CharField()
    kind = serializers.CharField()
    words = serializers.CharField()
    where = serializers.CharField()


class PlanOpenOut(serializers.Serializer[Any]):
    """A plan that goes along; `roles` say what she is to it, `light` and `due` how it stood."""

    key = serializers.IntegerField()
    code = serializers.CharField()
    title = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField())
    lead = serializers.CharField()
    person = serializers.CharField()
    light = serializers.CharField()
    due = serializers.CharField()
    due_what = serializers.CharField()
    reports = serializers.IntegerField()
    said = SaidOut(many=True)


class WorkshopOpenOut(serializers.Serializer[Any]):
    """A workshop that goes along."""

    key = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.CharField()
    on = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField())
    host = serializers.CharField()


class TaskOpenOut(serializers.Serializer[Any]):
    """What a ruling gave her to do."""

    key = serializers.IntegerField()
    meeting = serializers.CharField()
    item = serializers.CharField()
    words = serializers.CharField()
    due = serializers.CharField()


class MeetingOpenOut(serializers.Serializer[Any]):
    """A meeting whose notes she takes."""

    key = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.CharField()
    on = serializers.CharField()


class BusinessOut(serializers.Serializer[Any]):
    """Everything open; `unclear` names somebody called as she is and stays where it is."""

    plans = PlanOpenOut(many=True)
    workshops = WorkshopOpenOut(many=True)
    tasks = TaskOpenOut(many=True)
    meetings = MeetingOpenOut(many=True)
    reports = serializers.IntegerField()
    reminders = serializers.IntegerField()
    next_reminder = serializers.CharField()
    drafts = serializers.IntegerField()
    unclear = serializers.ListField(child=serializers.CharField())


class HolderOut(serializers.ModelSerializer[Membership]):
    """A role that carries business in a county, and who holds (or held) it."""

    person = PersonOut(source="user")
    county = serializers.CharField(source="county_id")

    class Meta:
        model = Membership
        fields = ("id", "role", "person", "county", "starts_on", "ends_on")


class HolderWhole(HolderOut):
    """What is open under the role's holder, who may take it over, and the `seal` that handing over asks for."""

    seal = serializers.SerializerMethodField()
    business = serializers.SerializerMethodField()
    may_take_over = serializers.SerializerMethodField()

    class Meta(HolderOut.Meta):
        fields = (*HolderOut.Meta.fields, "seal", "business", "may_take_over")

    @extend_schema_field({"type": "string"})
    def get_seal(self, _held: Membership) -> str:
        """What would move, in short: the same while nothing has come or gone."""
        return str(self.context["business"].seal)

    @extend_schema_field(BusinessOut)
    def get_business(self, _held: Membership) -> Any:
        """Everything open."""
        return BusinessOut(self.context["business"]).data

    @extend_schema_field(PersonOut(many=True))
    def get_may_take_over(self, _held: Membership) -> Any:
        """Who has such a role in the county now."""
        return PersonOut(self.context["people"], many=True).data


class HandOverIn(Shape):
    """Who takes over; `key` is made by the sender, so that the same hand-over sent twice is one."""

    successor = serializers.IntegerField()
    seal = serializers.CharField(max_length=64, help_text=gettext_lazy("看這個角色時得到的；之後有變就不交接（409）。"))
    key = serializers.UUIDField()
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, default="", allow_blank=True)
    ends_roles = serializers.BooleanField(required=False, default=False)


class SuccessionOut(serializers.ModelSerializer[Succession]):
    """A hand-over."""

    county = serializers.CharField(source="county_id")
    predecessor = PersonOut()
    successor = PersonOut()
    made_at_roc = RocText("made_at")

    class Meta:
        model = Succession
        fields = ("id", "key", "county", "predecessor", "successor", "note", "made_at", "made_at_roc", "made_by")


class SuccessionWhole(SuccessionOut):
    """A hand-over with what was open at that moment."""

    handed = serializers.SerializerMethodField()

    class Meta(SuccessionOut.Meta):
        fields = (*SuccessionOut.Meta.fields, "handed")

    @extend_schema_field(BusinessOut)
    def get_handed(self, made: Succession) -> Any:
        """As it was kept."""
        return BusinessOut(open_business.from_json(made.handed["business"])).data


class Successions(Endpoints):
    """Hand-overs."""

    area = Area.SUCCESSIONS
    queryset = Succession.objects.none()
    permission = Permission.FOLLOW_UP
    filters = {"county": Filter("county", gettext_lazy("縣市代碼"), CODES)}

    @extend_schema(responses=SuccessionOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Hand-overs one may see."""
        rows = Succession.objects.visible_to(request.user).select_related("predecessor", "successor")
        return self.page_of(rows, SuccessionOut)

    @extend_schema(responses=SuccessionWhole)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One hand-over, as it was kept."""
        found = get_visible(Succession.objects.select_related("predecessor", "successor"), request.user, pk=pk)
        return Response(SuccessionWhole(found).data)


class Holders(Endpoints):
    """Whose business can be handed over."""

    area = Area.SUCCESSIONS
    queryset = Membership.objects.none()
    permission = Permission.ASSIGN_ROLES
    filters = {"county": Filter("county", gettext_lazy("縣市代碼"), CODES)}

    def _rows(self, request: Request) -> Any:
        rows = Membership.objects.visible_to(request.user).filter(role__in=CARRY)
        return rows.exclude(county=None).select_related("user", "county")

    @extend_schema(responses=HolderOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Roles that carry business, also those that have ended."""
        return self.page_of(self._rows(request), HolderOut)

    @extend_schema(responses=HolderWhole)
    def retrieve(self, request: Request, pk: str) -> Response:
        """What somebody has open in her county, and who may take it over."""
        held, now = get_visible(self._rows(request), request.user, pk=pk), timezone.now()
        if held.county is None:
            raise Http404
        on = timezone.localdate(now)
        context = {
            "business": open_business.of(held.user, county=held.county.code, now=now),
            "people": open_business.may_follow(held.user, county=held.county.code, on=on),
        }
        return Response(HolderWhole(held, context=context).data)

    @extend_schema(request=HandOverIn, responses={201: SuccessionWhole})
    @action(detail=True, methods=["post"], url_path="hand-over")
    def hand_over(self, request: Request, pk: str) -> Response:
        """Move everything that is open to a successor, or nothing."""
        held, now = get_visible(self._rows(request), request.user, pk=pk), timezone.now()
        sent = given(request, HandOverIn)
        if held.county is None:
            raise Http404
        people = open_business.may_follow(held.user, county=held.county.code, on=timezone.localdate(now))
        key = sent["successor"]
        successor = people.filter(pk=key).first() if 0 < key < 1 << 63 else None
        if successor is None:
            raise ValidationError({"successor": [_("請選本縣市現在有這個角色的人；還沒有角色，請先指派。")]})
        try:
            made = succession.hand_over(
                person=held.user, successor=successor, county=held.county, seen=sent["seal"], key=sent["key"],
                by=request.user, now=now, note=sent["note"], ends_roles=sent["ends_roles"],
            )  # fmt: skip
        except succession.OpenMeanwhile as meanwhile:
            raise Conflict(meanwhile.messages) from meanwhile
        return Response(SuccessionWhole(made).data, status=201)
