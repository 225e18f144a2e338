"""Insurance for programs: entering and changing a policy, ending it, and who is on its list."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, Endpoints, asking, given
from foundation.api.shapes import Shape
from volunteers import api as register
from volunteers.api_shapes import CoverOut, PolicyOut
from volunteers.insuring import called_up, insurance
from volunteers.models import Cover, Policy, Unit, Volunteer

KEEP = Permission.KEEP_VOLUNTEERS
MOST = 500


class PolicyIn(Shape, serializers.ModelSerializer[Policy]):
    """What is known of a policy."""

    class Meta:
        model = Policy
        fields = insurance.FIELDS


class EndIn(Shape):
    """The last day of a policy that ends before its time, and why."""

    on = serializers.DateField()
    reason = serializers.CharField(max_length=300)


class InsureIn(Shape):
    """Who is put on a list, and for which days; days that are not sent are the policy's own."""

    who = serializers.ChoiceField(
        choices=("team", "called", "people"),
        help_text=gettext_lazy("team 單位裡還不在名冊上的人、called 活動召募的人、people 指定的人"),
    )
    people = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, max_length=MOST,
        help_text=gettext_lazy("志工的 key；who 是 people 才用"),
    )  # fmt: skip
    starts_on = serializers.DateField(required=False, default=None, allow_null=True)
    ends_on = serializers.DateField(required=False, default=None, allow_null=True)


class NotInsuredOut(serializers.Serializer[Any]):
    """Somebody who was not put on the list, and why."""

    volunteer = serializers.UUIDField(source="volunteer.key")
    why = serializers.CharField()


class InsuredOut(serializers.Serializer[Any]):
    """Who was put on the list, and who was not."""

    added = CoverOut(many=True)
    refused = NotInsuredOut(many=True)


class OffIn(Shape):
    """Somebody's last day on a list; null where the insurer never had her on it."""

    on = serializers.DateField(allow_null=True)


class Policies(register.Policies):
    """Accident insurance policies, read and written."""

    permissions = {"partial_update": KEEP, "end": KEEP}

    def _kept(self, request: Request, pk: str) -> Policy:
        rows = Policy.objects.visible_to(request.user, KEEP).select_related("unit__organisation", "unit__county")
        return get_visible(rows, request.user, pk=pk)

    @extend_schema(request=PolicyIn, responses=PolicyOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Correct what is known of a policy; who is on its list stays on it."""
        policy = self._kept(request, pk)
        values = given(request, PolicyIn, partial=True)
        return self.told(
            insurance.change(policy=policy, values=values, by=asking(request), now=timezone.now()), PolicyOut
        )

    @extend_schema(request=EndIn, responses=PolicyOut)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """Let a policy end before its time, and with it everybody's cover."""
        policy = self._kept(request, pk)
        return self.told(
            insurance.end(policy=policy, by=asking(request), now=timezone.now(), **given(request, EndIn)), PolicyOut
        )


class UnitPolicies(Endpoint):
    """Entering a policy."""

    area = Area.REGISTER
    permission = KEEP

    @extend_schema(request=PolicyIn, responses={201: PolicyOut}, operation_id="unit_policy_take_out")
    def post(self, request: Request, unit: int) -> Response:
        """Enter a policy of a unit."""
        rows = Unit.objects.visible_to(request.user, KEEP).select_related("organisation", "county")
        found = get_visible(rows, request.user, pk=unit)
        values = given(request, PolicyIn)
        made = insurance.take_out(unit=found, values=values, by=asking(request), now=timezone.now())
        return Response(PolicyOut(made).data, status=status.HTTP_201_CREATED)


class PolicyCovers(register.PolicyCovers):
    """Who is on a policy's list, and putting people on it."""

    permissions = {"create": KEEP}

    @extend_schema(request=InsureIn, responses=InsuredOut, operation_id="policy_covers_insure")
    def create(self, request: Request, policy: int) -> Response:
        """Put people on a policy's list; who cannot be is named with the reason, and the others are put on it."""
        rows = Policy.objects.visible_to(request.user, KEEP).select_related("unit__organisation", "unit__county")
        found = get_visible(rows, request.user, pk=policy)
        asked = given(request, InsureIn)
        who: dict[str, Any] = {"policy": found, "by": request.user, "now": timezone.now()}
        days = {name: asked[name] for name in ("starts_on", "ends_on")}
        if asked["who"] == "team":
            added, refused = insurance.insure_team(**who, **days)
        elif asked["who"] == "called":
            added, refused = called_up.insure_called_up(**who)
        else:
            people = _people(request, found, asked["people"])
            added, refused = insurance.insure(volunteers=people, **who, **days)
        return self.told({"added": added, "refused": refused}, InsuredOut)


class Covers(Endpoints):
    """Somebody's place on a list."""

    area = Area.REGISTER
    queryset = Cover.objects.none()
    permission = KEEP

    @extend_schema(request=OffIn, responses={200: CoverOut, 204: None})
    @action(detail=True, methods=["post"])
    def off(self, request: Request, pk: str) -> Response:
        """Take somebody off a policy's list; 204 where nothing is left of her cover."""
        rows = Cover.objects.visible_to(request.user, KEEP).select_related("policy__unit__organisation", "volunteer")
        cover = get_visible(rows, request.user, pk=pk)
        left = insurance.take_off(cover=cover, by=asking(request), now=timezone.now(), **given(request, OffIn))
        return Response(status=status.HTTP_204_NO_CONTENT) if left is None else self.told(left, CoverOut)


def _people(request: Request, policy: Policy, keys: list[Any]) -> list[Volunteer]:
    """Those who are meant, of the people one keeps and those called up for the unit's events.

    Raises:
        ValidationError: nobody is named, or somebody who is not there.
    """
    called = called_up.places(policy, on=policy.starts_on).order_by().values("volunteer")
    mine = Volunteer.objects.visible_to(request.user, KEEP).values("pk")
    found = list(Volunteer.objects.filter(Q(pk__in=mine) | Q(pk__in=called), key__in=keys).order_by("name_key", "pk"))
    if not found:
        raise ValidationError({"people": _("還沒有選要加入名冊的人。")})
    if len(found) < len(set(keys)):
        raise ValidationError({"people": _("其中有人不在您管理的單位，也沒有報名單位的活動。")})
    return found
