"""Deciding for programs: what is done with candidates of a proposal, and with one of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
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
from foundation.api.shapes import NamedMove, Reason, Shape
from volunteers.models import AwardCandidate, AwardProposal
from volunteers.models.award_paper import LONGEST_DEEDS
from volunteers.rules.award_routes import PAPERS

from . import ceremony, deciding, papers, proposal_api, proposals
from .proposal_api import CandidateOut, ProposalOut

SEE, KEEP, REVIEW = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS, Permission.REVIEW_UNITS
OF_UNIT = ("submit", "withdraw", "order")
MOST = 1000


class ProposalMove(NamedMove):
    """What is done with candidates; `marks` and `ranks` are by the candidate's id."""

    needs: ClassVar[dict[str, tuple[str, ...]]] = {
        "forward": ("number",), "approve": ("given_on",), "decline": ("reason",),
    }  # fmt: skip
    move = serializers.ChoiceField(
        choices=(
            ("submit", gettext_lazy("送件")), ("withdraw", gettext_lazy("撤回")), ("order", gettext_lazy("單位排序")),
            ("rank", gettext_lazy("機關排序")), ("return", gettext_lazy("退回補正")),
            ("forward", gettext_lazy("轉送中央")), ("approve", gettext_lazy("核定")),
            ("decline", gettext_lazy("不通過")),
        )
    )  # fmt: skip
    candidates = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=list, max_length=MOST
    )
    marks = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(max_length=500)), required=False, default=dict,
        help_text=gettext_lazy("退回時，每位候選人、每份文件要補正什麼；候選人本身寫在 herself"),
    )  # fmt: skip
    ranks = serializers.DictField(
        child=serializers.IntegerField(min_value=1, max_value=9999, allow_null=True), required=False, default=dict,
        help_text=gettext_lazy("排序時，每位候選人的名次"),
    )  # fmt: skip
    given_on = serializers.DateField(required=False, default=None, allow_null=True)
    number = serializers.CharField(max_length=50, required=False, default="", allow_blank=True)
    words = serializers.CharField(
        max_length=300, required=False, default="", allow_blank=True, help_text=gettext_lazy("由人認定的說明")
    )


class CandidatePaperIn(Shape):
    """A paper that is written: which one, and its words."""

    key = serializers.ChoiceField(choices=[(one.key, one.label) for one in PAPERS.values() if one.is_text])
    words = serializers.CharField(max_length=LONGEST_DEEDS)


class CandidateStatement(Shape):
    """A condition that people know of, and whether it is fulfilled."""

    key = serializers.CharField(max_length=40)
    holds = serializers.BooleanField()


class AwardProposals(proposal_api.AwardProposals):
    """Proposals for awards, and what is done with their candidates."""

    @extend_schema(request=ProposalMove, responses=ProposalOut)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Hand in, withdraw, order, return with marks, send on, approve or decline candidates: all of them or none.

        Who keeps the unit hands in, withdraws and orders; the rest is its authority's.
        """
        asked = given(request, ProposalMove)
        name = asked["move"]
        rows = AwardProposal.objects.visible_to(request.user, KEEP if name in OF_UNIT else REVIEW)
        found = get_visible(rows.select_related("window__county", "unit__organisation"), request.user, pk=pk)
        _move(found, name, asked, {"by": asking(request), "now": timezone.now()})
        return self.retrieve(request, pk)


class AwardCandidates(Endpoints):
    """Who is put forward."""

    area = Area.AWARDS
    queryset = AwardCandidate.objects.none()
    permission = SEE
    permissions = {"papers": KEEP, "revoke": REVIEW}

    def _one(self, request: Request, pk: str, permission: Permission = SEE) -> AwardCandidate:
        rows = AwardCandidate.objects.visible_to(request.user, permission)
        foreign = ("window__county", "proposal__unit__organisation", "volunteer", "given")
        return get_visible(rows.select_related(*foreign), request.user, pk=pk)

    @extend_schema(responses=CandidateOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One candidate: how far she has come, and where she stood on the day of the proposal."""
        return self.told(self._one(request, pk), CandidateOut)

    @extend_schema(request=CandidatePaperIn, responses=CandidateOut)
    @action(detail=True, methods=["put"])
    def papers(self, request: Request, pk: str) -> Response:
        """Write a paper of a candidate who is with her unit; papers that are files are attached on the page."""
        one = self._one(request, pk, KEEP)
        papers.write(candidate=one, by=asking(request), now=timezone.now(), **given(request, CandidatePaperIn))
        return self.retrieve(request, pk)

    @extend_schema(request=CandidateStatement, responses=CandidateOut)
    @action(detail=True, methods=["post"])
    def statements(self, request: Request, pk: str) -> Response:
        """State that a condition is or is not fulfilled: by the unit, or by its authority."""
        reviews = AwardCandidate.objects.visible_to(request.user, REVIEW).filter(pk=pk).exists()
        one = self._one(request, pk, REVIEW if reviews else KEEP)
        papers.state(candidate=one, by=asking(request), now=timezone.now(), **given(request, CandidateStatement))
        return self.retrieve(request, pk)

    @extend_schema(request=Reason, responses=CandidateOut)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """Take an approved award back: from now on it counts as not received."""
        one = self._one(request, pk, REVIEW)
        ceremony.revoke(candidate=one, by=asking(request), now=timezone.now(), **given(request, Reason))
        return self.retrieve(request, pk)


def _move(found: AwardProposal, name: str, asked: dict[str, Any], who: dict[str, Any]) -> None:
    there = set(found.candidates.values_list("pk", flat=True))
    picked = set(asked["candidates"])
    if picked - there:
        raise ValidationError({"candidates": _("有的人不在這件提報。")})
    of_window: dict[str, Any] = {"window": found.window, **who}
    match name:
        case "submit":
            proposals.submit(proposal=found, candidates=picked, **who)
        case "withdraw":
            proposals.withdraw(proposal=found, candidates=picked, **who)
        case "order":
            proposals.order(proposal=found, ranks=_by_candidate(asked, "ranks", there), **who)
        case "rank":
            deciding.rank(ranks=_by_candidate(asked, "ranks", there), **of_window)
        case "return":
            deciding.send_back(marks=_by_candidate(asked, "marks", there), **of_window)
        case "forward":
            deciding.forward(candidates=picked, number=asked["number"], **of_window)
        case "approve":
            facts = {field: asked[field] for field in ("given_on", "number", "words")}
            deciding.approve(candidates=picked, **facts, **of_window)
        case "decline":
            deciding.decline(candidates=picked, reason=asked["reason"], **of_window)


def _by_candidate(asked: dict[str, Any], field: str, there: set[int]) -> dict[int, Any]:
    """What was sent of each candidate of this proposal.

    Raises:
        ValidationError: somebody is not in it.
    """
    keys = {str(key): key for key in there}
    if strange := asked[field].keys() - keys.keys():
        raise ValidationError({field: _("「%(key)s」不是這件提報的候選人。") % {"key": min(strange)[:20]}})
    return {keys[name]: value for name, value in asked[field].items()}
