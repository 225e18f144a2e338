"""Proposals for programs: the same rows as on the pages, with what was found of each candidate then."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Prefetch
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoints
from foundation.api.filters import Filter, described
from volunteers.models import AwardCandidate, AwardProposal


class CandidateOut(serializers.ModelSerializer[AwardCandidate]):
    """Who is put forward, how far it has come, and where she stood on the day of the proposal."""

    name = serializers.CharField(read_only=True)
    outcome = serializers.SerializerMethodField(help_text=_("提報那一天的資格"))
    given_on = serializers.DateField(source="given.given_on", default=None, read_only=True)
    revoked_on = serializers.DateField(source="given.revoked_on", default=None, read_only=True)
    volunteer = serializers.UUIDField(source="volunteer.key", default=None, read_only=True)

    class Meta:
        model = AwardCandidate
        fields = (
            "id", "kind", "volunteer", "name", "state", "found_on", "outcome", "unit_rank", "authority_rank", "marks",
            "submitted_at", "decided_at", "decision_number", "decision_why", "given_on", "revoked_on",
        )  # fmt: skip

    @extend_schema_field(serializers.CharField())
    def get_outcome(self, one: AwardCandidate) -> str:
        """As it was frozen."""
        return str(one.found.get("outcome", ""))


class ProposalOut(serializers.ModelSerializer[AwardProposal]):
    """What one unit puts forward for an award in a year."""

    award = serializers.CharField(source="window.award", read_only=True)
    year = serializers.IntegerField(source="window.year", read_only=True)
    county = serializers.CharField(source="window.county_id", read_only=True)
    opens_on = serializers.DateField(source="window.opens_on", read_only=True)
    closes_on = serializers.DateField(source="window.closes_on", read_only=True)
    candidates = CandidateOut(many=True, read_only=True)

    class Meta:
        model = AwardProposal
        fields = ("id", "award", "year", "county", "opens_on", "closes_on", "unit", "candidates")


class AwardProposals(Endpoints):
    """Proposals for awards."""

    area = Area.AWARDS
    queryset = AwardProposal.objects.none()
    permission = Permission.SEE_VOLUNTEERS
    filters = {
        "unit": Filter("unit", _("運用單位的編號（id）"), number=True),
        "award": Filter("window__award", _("獎項的代碼")),
    }

    def _rows(self, request: Request) -> Any:
        people = AwardCandidate.objects.visible_to(request.user)
        people = people.select_related("volunteer", "given", "proposal__unit__organisation")
        rows = AwardProposal.objects.visible_to(request.user).select_related("window")
        return rows.prefetch_related(Prefetch("candidates", people.order_by(F("unit_rank").asc(nulls_last=True), "pk")))

    @extend_schema(responses=ProposalOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Proposals of units one sees."""
        return self.page_of(self._rows(request), ProposalOut)

    @extend_schema(responses=ProposalOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One proposal."""
        return Response(ProposalOut(get_visible(self._rows(request), request.user, pk=pk)).data)
