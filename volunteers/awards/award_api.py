"""The awards of a volunteer, a team or a family for programs: the same findings as on their pages."""

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
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoint
from volunteers.models import Family, RecordBook, Unit, Volunteer
from volunteers.rules.award_judging import Assessment, Outcome

from . import completeness, eligibility, told, words


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
    sentence = serializers.CharField(
        source="source", allow_blank=True, help_text=_("這個條件依據的那一句；一組條件沒有")
    )


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
    missing = serializers.ListField(
        child=serializers.CharField(), help_text=_("還缺什麼，最確定的在前面；包含登錄簿還缺的證件照與訓練證明")
    )
    lines = LineOut(many=True)


def answer(found: list[Assessment], lacks: str = "") -> Response:
    """Assessments as programs read them; `lacks` is what the register lacks of her for any award."""
    names = words.names_of(found)
    rows = [
        {
            "code": each.award.code, "name": str(each.award.name), "authority": str(each.award.authority),
            "version": each.award.version, "outcome": each.outcome.value, "reachable_on": each.reachable_on,
            "readings": dict(each.readings), "sentence": each.award.sources[0],
            "missing": list(whole.short), "lines": whole.lines,
        }
        for each in found
        for whole in (told.tell(each, names, lacks),)
    ]  # fmt: skip
    return Response(AwardOut(rows, many=True).data)


class VolunteerAwards(Endpoint):
    """Every award that concerns a volunteer, as it stands today: of the local ones those of where she serves."""

    area = Area.AWARDS
    permission = Permission.SEE_VOLUNTEERS

    @extend_schema(operation_id="volunteer_awards", responses=AwardOut(many=True))
    def get(self, request: Request, key: Any) -> Response:
        """Every award, condition by condition."""
        one = get_visible(Volunteer, request.user, key=key)
        on = timezone.localdate()
        held = RecordBook.objects.held().filter(volunteer=one, issued_on__lte=on).exists()
        lacks = completeness.sentence(completeness.missing(one, on, has_book=held))
        return answer(eligibility.concerning(one, on), lacks)


class UnitAwards(Endpoint):
    """Every award for teams and for units, as it stands for a unit's team today."""

    area = Area.AWARDS
    permission = Permission.SEE_VOLUNTEERS

    @extend_schema(operation_id="unit_awards", responses=AwardOut(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Every award, condition by condition."""
        rows = Unit.objects.visible_to(request.user, Permission.SEE_VOLUNTEERS).select_related("authority")
        return answer(eligibility.concerning(get_visible(rows, request.user, pk=pk), timezone.localdate()))


class FamilyAwards(Endpoint):
    """Every award for families, as it stands for one that is kept, member by member."""

    area = Area.AWARDS
    permission = Permission.SEE_VOLUNTEERS

    @extend_schema(operation_id="family_awards", responses=AwardOut(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """Every award, condition by condition."""
        return answer(eligibility.concerning(get_visible(Family, request.user, pk=pk), timezone.localdate()))
