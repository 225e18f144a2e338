"""A volunteer's awards for programs: the same findings as on her page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.endpoints import Endpoint
from volunteers.models import Unit, Volunteer
from volunteers.rules.award_judging import Outcome

from . import eligibility, words


class LineOut(serializers.Serializer[Any]):
    """One condition; `depth` says how far it stands inside the conditions before it."""

    depth = serializers.IntegerField()
    answer = serializers.ChoiceField(choices=["yes", "no", "unknown"])
    asked = serializers.CharField()
    found = serializers.CharField(allow_blank=True)
    missing = serializers.CharField(allow_blank=True)
    reachable_on = serializers.DateField(allow_null=True)
    reading = serializers.CharField(allow_blank=True)
    evidence = serializers.ListField(child=serializers.CharField())


class AwardOut(serializers.Serializer[Any]):
    """Where a volunteer stands with one award; `readings` are the readings of disputed questions that were used."""

    code = serializers.CharField()
    name = serializers.CharField()
    authority = serializers.CharField()
    version = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=[one.value for one in Outcome])
    reachable_on = serializers.DateField(allow_null=True)
    readings = serializers.DictField(child=serializers.CharField())
    sentence = serializers.CharField(help_text=_("門檻所在的那一句"))
    lines = LineOut(many=True)


class VolunteerAwards(Endpoint):
    """Every award as it stands for one volunteer today."""

    permission = Permission.SEE_VOLUNTEERS

    @extend_schema(operation_id="volunteer_awards", responses=AwardOut(many=True))
    def get(self, request: Request, key: Any) -> Response:
        """Every award, condition by condition."""
        one = get_visible(Volunteer, request.user, key=key)
        found = [each for each in eligibility.assess(one, timezone.localdate()) if each.outcome is not Outcome.ENDED]
        units = {unit for each in found for unit in words.units_in(each.finding)}
        names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=units).select_related("organisation")}
        rows = [
            {
                "code": each.award.code, "name": str(each.award.name), "authority": str(each.award.authority),
                "version": each.award.version, "outcome": each.outcome.value, "reachable_on": each.reachable_on,
                "readings": dict(each.readings), "sentence": each.award.sources[0],
                "lines": words.lines(each, names),
            }
            for each in found
        ]  # fmt: skip
        return Response(AwardOut(rows, many=True).data)
