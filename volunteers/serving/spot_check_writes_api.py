"""Spot checks of hours by programs: drawing one, saying what was found of each line, and ending it."""

from __future__ import annotations

import secrets
from typing import Any

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
from volunteers.models import SpotCheck, SpotCheckLine, Unit

from . import spot_check_api, spot_checks
from .spot_check_api import SpotCheckLineOut, WholeSpotCheckOut

REVIEW = Permission.REVIEW_UNITS
SAID = tuple(one for one in SpotCheckLine.Finding.choices if one[0] != SpotCheckLine.Finding.OPEN)


class DrawIn(Shape):
    """Which unit's hours of which days are to be checked, and how."""

    unit = Among(lambda user: Unit.objects.visible_to(user, REVIEW))
    manner = serializers.ChoiceField(choices=SpotCheck.Manner.choices)
    first_on = serializers.DateField()
    last_on = serializers.DateField()


class FindingIn(Shape):
    """What was found of one line."""

    finding = serializers.ChoiceField(choices=SAID)
    minutes = serializers.IntegerField(
        min_value=1, max_value=24 * 60, required=False, default=None, allow_null=True, help_text=_("更正時數才要填")
    )
    reason = serializers.CharField(
        max_length=300, required=False, default="", allow_blank=True,
        help_text=_("更正或不予採計要寫，志工本人看得到"),
    )  # fmt: skip


class CloseIn(Shape):
    """When a check was done, and what came of it."""

    done_on = serializers.DateField()
    remark = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class SpotChecks(spot_check_api.SpotChecks):
    """Spot checks, read, drawn and ended."""

    permissions = {"create": REVIEW, "close": REVIEW}

    @extend_schema(request=DrawIn, responses={201: WholeSpotCheckOut})
    def create(self, request: Request) -> Response:
        """Draw the lines of a new check."""
        asked = given(request, DrawIn)
        made = spot_checks.draw(
            unit=asked["unit"], manner=asked["manner"], first=asked["first_on"], last=asked["last_on"],
            seed=secrets.token_hex(8), by=asking(request), now=timezone.now(),
        )  # fmt: skip
        answer = self.retrieve(request, str(made.pk))
        answer.status_code = 201
        return answer

    @extend_schema(request=CloseIn, responses=WholeSpotCheckOut)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """End a check of which every line has been looked at."""
        rows = SpotCheck.objects.filter(unit__in=Unit.objects.visible_to(request.user, REVIEW))
        check = get_visible(rows, request.user, pk=pk)
        asked = given(request, CloseIn)
        spot_checks.close(
            check=check, on=asked["done_on"], remark=asked["remark"], by=asking(request), now=timezone.now()
        )  # fmt: skip
        return self.retrieve(request, pk)


class SpotCheckLines(Endpoints):
    """Lines that were drawn."""

    area = Area.REGISTER
    queryset = SpotCheckLine.objects.none()
    permission = REVIEW

    @extend_schema(request=FindingIn, responses=SpotCheckLineOut)
    @action(detail=True, methods=["post"])
    def finding(self, request: Request, pk: str) -> Response:
        """Say what was found of a line: as it should be, fewer minutes, or nothing of it counts."""
        rows: Any = SpotCheckLine.objects.filter(spot_check__unit__in=Unit.objects.visible_to(request.user, REVIEW))
        line = get_visible(rows.select_related("spot_check__unit__organisation", "entry"), request.user, pk=pk)
        said = spot_checks.find(line=line, by=asking(request), now=timezone.now(), **given(request, FindingIn))
        return self.told(said, SpotCheckLineOut)
