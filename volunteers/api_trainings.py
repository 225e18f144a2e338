"""Writing trainings for programs: recording what somebody completed, and taking a record back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
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
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint, asking, given
from foundation.api.shapes import Among, Reason, Shape
from volunteers import api as register
from volunteers.api_shapes import TrainingOut
from volunteers.models import Enrolment, Training, Unit, Volunteer
from volunteers.training import trainings

KEEP = Permission.KEEP_VOLUNTEERS
CATEGORIES = tuple(sectors.CATEGORIES.items())


class TrainingIn(Shape):
    """A training that somebody has completed, or one course of it."""

    programme = serializers.CharField(max_length=24, help_text=gettext_lazy("訓練代碼，例如 BASIC"))
    course = serializers.IntegerField(
        min_value=0, max_value=999, required=False, default=0, help_text=gettext_lazy("第幾門課；0 是整個訓練")
    )
    unit = Among(
        lambda user: Unit.objects.visible_to(user, KEEP), required=False, default=None,
        help_text=gettext_lazy("只有介紹一個單位業務的訓練才要；她只在一個單位就不必寫"),
    )  # fmt: skip
    category = serializers.ChoiceField(choices=CATEGORIES, required=False, default="", allow_blank=True)
    completed_on = serializers.DateField()
    completed_at = serializers.TimeField(required=False, default=None, allow_null=True)
    minutes = serializers.IntegerField(
        min_value=1, max_value=60 * 400, required=False, default=None, allow_null=True,
        help_text=gettext_lazy("不寫就用規定的時數"),
    )  # fmt: skip
    issuer = serializers.CharField(max_length=100)
    certificate = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    is_online = serializers.BooleanField(required=False, default=False)
    valid_until = serializers.DateField(required=False, default=None, allow_null=True)


class PersonTrainings(Endpoint):
    """Recording what somebody completed."""

    area = Area.REGISTER
    permission = KEEP

    @extend_schema(request=TrainingIn, responses={201: TrainingOut}, operation_id="volunteer_training_record")
    def post(self, request: Request, key: str) -> Response:
        """Record a training that somebody completed; her hours that wait are judged anew."""
        one = get_visible(Volunteer.objects.visible_to(request.user, KEEP), request.user, key=key)
        values = given(request, TrainingIn)
        made = trainings.record(
            volunteer=one, on=values.pop("completed_on"), at=values.pop("completed_at"),
            unit=_meant(request, one, values.pop("unit")), by=asking(request), now=timezone.now(), **values,
        )  # fmt: skip
        return Response(TrainingOut(made).data, status=status.HTTP_201_CREATED)


class Trainings(register.Trainings):
    """Trainings that people completed, and taking one back."""

    permissions = {"revoke": KEEP}

    @extend_schema(request=Reason, responses=TrainingOut)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """Take back a record that should not stand; it stays visible with the reason."""
        rows = Training.objects.visible_to(request.user, KEEP).select_related("volunteer")
        found = get_visible(rows, request.user, pk=pk)
        reason = given(request, Reason)["reason"]
        return self.told(
            trainings.revoke(training=found, reason=reason, by=asking(request), now=timezone.now()), TrainingOut
        )


def _meant(request: Request, one: Volunteer, named: Unit | None) -> Unit | None:
    """The unit that is meant: the named one, or the only one that she is in and this person keeps."""
    here = Enrolment.objects.filter(volunteer=one, left_on=None).values("unit")
    units = list(Unit.objects.visible_to(request.user, KEEP).filter(pk__in=here)[:2])
    if named is None:
        return units[0] if len(units) == 1 else None
    if not Unit.objects.filter(pk__in=here).filter(pk=named.pk).exists():
        raise ValidationError({"unit": _("她現在不在這個單位。")})
    return named
