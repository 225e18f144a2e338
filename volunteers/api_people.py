"""Writing volunteers for programs: looking one up, entering, correcting, joining and leaving, her account.

An identity number is taken, checked and sealed; no answer gives one back but masked.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoints, asking, given
from foundation.api.shapes import Among, Shape
from volunteers import api as register
from volunteers.api_shapes import EnrolmentOut, VolunteerOut
from volunteers.models import Enrolment, Unit, Volunteer
from volunteers.persons import people

KEEP = Permission.KEEP_VOLUNTEERS


class NumberIn(Shape):
    """A whole identity number, to see whether somebody is in the register already."""

    identity = serializers.CharField(max_length=20)
    passport = serializers.BooleanField(default=False, help_text=_("這是護照號碼"))


class FoundOut(serializers.Serializer[Any]):
    """Whose number it is: her key, and a name that only who knows her recognises. Both empty where it is nobody's."""

    key = serializers.UUIDField(allow_null=True)
    name = serializers.CharField(allow_blank=True)


class PersonChange(Shape, serializers.ModelSerializer[Volunteer]):
    """What is known of a volunteer; what is not sent stays."""

    identity = serializers.CharField(
        max_length=20, required=False, allow_blank=True, write_only=True,
        help_text=_("完整證號。加密保存，回答裡只有遮蔽的。"),
    )  # fmt: skip
    passport = serializers.BooleanField(required=False, write_only=True, help_text=_("這是護照號碼"))
    identity_reason = serializers.CharField(
        max_length=200, required=False, allow_blank=True, write_only=True, help_text=_("檢查碼不符，仍要登錄的原因")
    )

    class Meta:
        model = Volunteer
        fields = (*people.FIELDS, "identity", "passport", "identity_reason")


class JoinIn(Shape):
    """Into which unit somebody comes, and since when."""

    unit = Among(lambda user: Unit.objects.visible_to(user, KEEP))
    joined_on = serializers.DateField()
    number_in_unit = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)
    rank = serializers.ChoiceField(choices=Enrolment.Rank.choices, required=False, default="")


class PersonIn(PersonChange, JoinIn):
    """Somebody who is not in the register yet, and the unit she comes into."""

    class Meta(PersonChange.Meta):
        fields = (*PersonChange.Meta.fields, "unit", "joined_on", "number_in_unit", "rank")  # type: ignore[assignment]


class LeaveIn(Shape):
    """Somebody's last day in a unit."""

    left_on = serializers.DateField()
    why = serializers.CharField(max_length=200, required=False, default="", allow_blank=True)


class LeftOut(EnrolmentOut):
    """An enrolment that is over, and the shifts that nobody serves now."""

    freed = serializers.ListField(child=serializers.DateField(), read_only=True, help_text=_("空出來的班在哪幾天"))

    class Meta(EnrolmentOut.Meta):
        fields = (*EnrolmentOut.Meta.fields, "freed")  # type: ignore[assignment]


class AccountIn(Shape):
    """The account with which she reads her record, by the address it signs in with."""

    email = serializers.EmailField()


class Volunteers(register.Volunteers):
    """People of the register, read and written."""

    permissions = {"create": KEEP, "partial_update": KEEP, "look_up": KEEP, "enrolments": KEEP, "account": KEEP}

    def _kept(self, request: Request, key: Any) -> Volunteer:
        return get_visible(Volunteer.objects.visible_to(request.user, KEEP).living(), request.user, key=key)

    def _whole(self, request: Request, key: Any, *, made: bool = False) -> Response:
        return self.told(get_visible(self._rows(request), request.user, key=key), VolunteerOut, made=made)

    @extend_schema(request=PersonIn, responses={201: VolunteerOut})
    def create(self, request: Request) -> Response:
        """Enter somebody and take her into a unit, both or neither."""
        values = given(request, PersonIn)
        person = people.enter(
            unit=values.pop("unit"), on=values.pop("joined_on"), number_in_unit=values.pop("number_in_unit"),
            rank=values.pop("rank"), **_identity(values), values=values, by=asking(request), now=timezone.now(),
        )  # fmt: skip
        return self._whole(request, person.key, made=True)

    @extend_schema(request=PersonChange, responses=VolunteerOut)
    def partial_update(self, request: Request, key: str) -> Response:
        """Correct what is known of somebody; without `identity` the number she has stays."""
        person = self._kept(request, key)
        values = given(request, PersonChange, partial=True)
        people.change(volunteer=person, **_identity(values), values=values, by=asking(request), now=timezone.now())
        return self._whole(request, key)

    @extend_schema(request=NumberIn, responses=FoundOut)
    @action(detail=False, methods=["post"], url_path="look-up")
    def look_up(self, request: Request) -> Response:
        """Who has this number, wherever she serves; a look at somebody of other units leaves a line she can read."""
        asked = given(request, NumberIn)
        kind = Volunteer.IdentityKind.PASSPORT.value if asked["passport"] else ""
        found = people.look_up(number=asked["identity"], kind=kind, by=asking(request), now=timezone.now())
        return self.told({"key": found and found.key, "name": found.veiled if found else ""}, FoundOut)

    @extend_schema(request=JoinIn, responses={201: EnrolmentOut})
    @action(detail=True, methods=["post"])
    def enrolments(self, request: Request, key: str) -> Response:
        """Take somebody who is in the register, wherever she serves, into one of one's own units."""
        person = Volunteer.objects.living().filter(key=key).first()
        if person is None:
            raise Http404
        asked = given(request, JoinIn)
        made = people.join(
            volunteer=person, unit=asked["unit"], on=asked["joined_on"], number=asked["number_in_unit"],
            rank=asked["rank"], by=asking(request), now=timezone.now(),
        )  # fmt: skip
        return self.told(made, EnrolmentOut, made=True)

    @extend_schema(request=AccountIn, responses=VolunteerOut)
    @action(detail=True, methods=["put"])
    def account(self, request: Request, key: str) -> Response:
        """Let an account read her record."""
        person = self._kept(request, key)
        people.link(volunteer=person, by=asking(request), now=timezone.now(), **given(request, AccountIn))
        return self._whole(request, key)


class Enrolments(Endpoints):
    """Belonging to a unit."""

    area = Area.REGISTER
    queryset = Enrolment.objects.none()
    permission = KEEP

    @extend_schema(request=LeaveIn, responses=LeftOut)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, pk: str) -> Response:
        """Let somebody leave a unit; she is taken off its shifts after her last day."""
        rows = Enrolment.objects.visible_to(request.user, KEEP).select_related("volunteer", "unit")
        found = get_visible(rows, request.user, pk=pk)
        asked = given(request, LeaveIn)
        freed = people.leave(
            enrolment=found, on=asked["left_on"], why=asked["why"], by=asking(request), now=timezone.now()
        )
        found.refresh_from_db()
        found.freed = [one.duty.on for one in freed]  # type: ignore[attr-defined]
        return self.told(found, LeftOut)


def _identity(values: dict[str, Any]) -> dict[str, str]:
    """Number, kind and reason, taken out of what was sent, as the words take them."""
    passport = Volunteer.IdentityKind.PASSPORT.value if values.pop("passport", False) else ""
    return {
        "number": values.pop("identity", ""), "kind": passport, "reason": values.pop("identity_reason", ""),
    }  # fmt: skip
