"""Windows for programs: opening an award for a year, changing its days and papers, and putting people forward."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
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
from foundation.api.shapes import Among, Shape
from volunteers.awards import books
from volunteers.models import AwardCandidate, AwardWindow, Family, Unit, Volunteer
from volunteers.rules.award_routes import PAPERS

from . import proposals, subjects, windows

SEE, KEEP, REVIEW = Permission.SEE_UNITS, Permission.KEEP_VOLUNTEERS, Permission.REVIEW_UNITS
Kind = AwardCandidate.Kind


class AwardWindowOut(serializers.ModelSerializer[AwardWindow]):
    """From when to when a county takes proposals for an award in a year, and what it asks for."""

    county = serializers.CharField(source="county_id", read_only=True)
    papers = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = AwardWindow
        fields = ("id", "county", "award", "year", *windows.FIELDS)


class AwardWindowChange(Shape):
    """A window's days, papers and numbers."""

    opens_on = serializers.DateField()
    closes_on = serializers.DateField()
    corrections_until = serializers.DateField(required=False, allow_null=True)
    forwards_by = serializers.DateField(required=False, allow_null=True)
    papers = serializers.ListField(
        child=serializers.ChoiceField(choices=[(one.key, one.label) for one in PAPERS.values()]),
        required=False, max_length=len(PAPERS),
    )  # fmt: skip
    one_in = serializers.IntegerField(min_value=1, max_value=1000, required=False, allow_null=True)
    share_of = serializers.ChoiceField(choices=AwardWindow.Share.choices, required=False, allow_blank=True)
    most_a_unit = serializers.IntegerField(min_value=1, max_value=10_000, required=False, allow_null=True)
    places = serializers.IntegerField(min_value=1, max_value=10_000, required=False, allow_null=True)
    has_committee = serializers.BooleanField(required=False)
    ceremony_on = serializers.DateField(required=False, allow_null=True)
    ceremony_place = serializers.CharField(max_length=100, required=False, allow_blank=True)
    note = serializers.CharField(max_length=300, required=False, allow_blank=True)


class AwardWindowIn(AwardWindowChange):
    """An award to be opened for a year; what is left out starts as the award's sources say."""

    award = serializers.CharField(max_length=60, help_text=gettext_lazy("獎項的代碼"))
    year = serializers.IntegerField(min_value=2011, max_value=2211, help_text=gettext_lazy("西元年"))
    closes_on = serializers.DateField(required=False)


class ProposeIn(Shape):
    """Whom a unit puts forward: people by their keys, or one of its families; neither for its team."""

    unit = Among(lambda user: Unit.objects.visible_to(user, KEEP))
    volunteers = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=500)
    family = Among(
        lambda user: Family.objects.visible_to(user).standing(), required=False, default=None, allow_null=True
    )  # fmt: skip


class ProposedOut(serializers.Serializer[Any]):
    """Who was put forward, and whom the rule refuses, with the reason."""

    proposal = serializers.IntegerField(allow_null=True)
    candidates = serializers.ListField(child=serializers.IntegerField())
    refused = serializers.ListField(child=serializers.CharField())


class AwardWindows(Endpoints):
    """Windows in which units put people forward for an award."""

    area = Area.AWARDS
    queryset = AwardWindow.objects.none()
    permission = SEE
    permissions = {"create": REVIEW, "partial_update": REVIEW, "proposals": KEEP}
    filters = {
        "award": Filter("award", gettext_lazy("獎項的代碼")),
        "year": Filter("year", gettext_lazy("西元年"), number=True),
    }

    @extend_schema(responses=AwardWindowOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Windows of the counties one sees."""
        return self.page_of(AwardWindow.objects.visible_to(request.user), AwardWindowOut)

    @extend_schema(responses=AwardWindowOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One window."""
        return self.told(get_visible(AwardWindow, request.user, pk=pk), AwardWindowOut)

    @extend_schema(request=AwardWindowIn, responses={201: AwardWindowOut})
    def create(self, request: Request) -> Response:
        """Open an award to proposals for a year, in one's own county."""
        now = timezone.now()
        on = timezone.localdate(now)
        county, offered = windows.opened_by(request.user, on)
        if county is None:
            raise Http404
        asked = given(request, AwardWindowIn)
        code, year = asked.pop("award"), asked.pop("year")
        award = next((one for one in offered if one.code == code), None)
        if award is None:
            raise ValidationError({"award": _("這個縣市沒有這個獎項。")})
        values = windows.started_with(award, year) | asked
        if "closes_on" not in values:
            raise ValidationError({"closes_on": _("這個獎沒有規定截止日，請寫受理截止日。")})
        made = windows.open_window(
            county=county, award=code, year=year, values=values, by=asking(request), now=now, on=on
        )  # fmt: skip
        return self.told(made, AwardWindowOut, made=True)

    @extend_schema(request=AwardWindowChange, responses=AwardWindowOut)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change a window; what has been handed in stays."""
        found = get_visible(AwardWindow.objects.visible_to(request.user, REVIEW), request.user, pk=pk)
        if books.of_window(found.award, found.opens_on) is None:
            raise Http404
        values = given(request, AwardWindowChange, partial=True)
        return self.told(
            windows.change(window=found, values=values, by=asking(request), now=timezone.now()), AwardWindowOut
        )  # fmt: skip

    @extend_schema(request=ProposeIn, responses={201: ProposedOut})
    @action(detail=True, methods=["post"])
    def proposals(self, request: Request, pk: str) -> Response:
        """Put people, a family or the team of a unit forward; of people each for herself, refused ones with the reason.

        They are drafts of the unit until it hands them in.
        """
        window = get_visible(AwardWindow.objects.select_related("county"), request.user, pk=pk)
        asked = given(request, ProposeIn)
        who: dict[str, Any] = {
            "window": window, "unit": asked["unit"], "by": asking(request), "now": timezone.now()
        }  # fmt: skip
        rule = books.of_window(window.award, window.opens_on)
        if rule is None or asked["unit"].county_id != window.county_id:
            raise ValidationError({"unit": _("這個單位不在受理的縣市。")})
        match subjects.kind_of(rule):
            case Kind.TEAM:
                return self._told_one(proposals.propose_team(**who))
            case Kind.FAMILY:
                if asked["family"] is None or asked["family"].unit_id != asked["unit"].pk:
                    raise ValidationError({"family": _("請選一個登錄過的家庭。")})
                members = list(asked["family"].members.values_list("volunteer", "relation"))
                return self._told_one(proposals.propose_family(members=members, **who))
        done = proposals.propose(volunteers=_people(request, asked["volunteers"]), **who)
        return self.told(
            {
                "proposal": done.taken[0].proposal_id if done.taken else None,
                "candidates": [one.pk for one in done.taken],
                "refused": list(done.refused),
            },
            ProposedOut, made=True,
        )  # fmt: skip

    def _told_one(self, made: AwardCandidate) -> Response:
        answer = {"proposal": made.proposal_id, "candidates": [made.pk], "refused": []}
        return self.told(answer, ProposedOut, made=True)


def _people(request: Request, keys: list[Any]) -> set[int]:
    """Those whom this person keeps, by their keys.

    Raises:
        ValidationError: one of them is not there for her.
    """
    rows = Volunteer.objects.visible_to(request.user, KEEP).living().filter(key__in=keys)
    found = dict(rows.values_list("key", "pk"))
    if len(found) != len(set(keys)):
        raise ValidationError({"volunteers": _("有的人現在不在您管理的單位。")})
    return set(found.values())
