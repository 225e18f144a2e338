"""Appraising units for programs: begun, assessed by the unit, rated, told, mended, appealed and closed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoints, asking, given
from volunteers.models import Appraisal, Improvement, Unit

from . import appraisal_api, appraisals, improvements
from . import appraisal_shapes as shapes
from .appraisal_api import AppraisalOut, ImprovementOut

SEE, REVIEW, KEEP = Permission.SEE_UNITS, Permission.REVIEW_UNITS, Permission.KEEP_UNIT


class Appraisals(appraisal_api.Appraisals):
    """Appraisals of units, and what the authority and the unit do in them."""

    permissions = {
        **dict.fromkeys(("create", "raters", "points", "moves", "improvements", "answer"), REVIEW),
        **dict.fromkeys(("self_assessment", "appeal"), KEEP),
    }

    def _one(self, request: Request, pk: str, permission: Permission | None = None) -> Appraisal:
        """One appraisal, of those this person sees, or only of those where she holds a permission."""
        rows = Appraisal.objects.select_related("unit__organisation", "unit__county", "scheme__authority")
        if permission is not None:
            rows = rows.filter(pk__in=Appraisal.objects.visible_to(request.user, permission).values("pk"))
        return get_visible(rows, request.user, pk=pk)

    @extend_schema(request=shapes.AppraisalsBeginIn, responses={201: AppraisalOut(many=True)})
    def create(self, request: Request) -> Response:
        """Begin the appraisal of units, all of them or none; each is asked for its own assessment."""
        asked, now = given(request, shapes.AppraisalsBeginIn), timezone.now()
        units = list({one.pk: one for one in asked.pop("units")}.values())
        rows = appraisals.raters_for(units, timezone.localdate(now), of_all=False)
        named = [asked.pop(name) for name in ("first_rater", "second_rater")]
        known = {one.pk: one for one in rows.filter(pk__in=named)}
        strange = {
            name: _("評審要是審查這些單位的人。")
            for name, key in zip(("first_rater", "second_rater"), named, strict=True)
            if key not in known
        }
        if strange:
            raise ValidationError(strange)
        made = appraisals.begin(
            units=units, raters=(known[named[0]], known[named[1]]), by=asking(request), now=now, **asked
        )
        told = self._rows(request).filter(pk__in=[one.pk for one in made]).order_by("pk")
        return Response(AppraisalOut(told, many=True).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=shapes.AppraisalRaterOut(many=True))
    @action(detail=False, pagination_class=None)
    def raters(self, request: Request) -> Response:
        """Who may rate the units that one reviews."""
        units = Unit.objects.visible_to(request.user, REVIEW).working().select_related("organisation", "authority")
        found = appraisals.raters_for(list(units), timezone.localdate(), of_all=False)
        return Response(shapes.AppraisalRaterOut(found, many=True).data)

    @extend_schema(responses=shapes.AppraisalIndicatorOut(many=True))
    @action(detail=True, pagination_class=None)
    def indicators(self, request: Request, pk: str) -> Response:
        """What points are given for, as the authority had settled it when this appraisal was begun."""
        rules = self._one(request, pk).rules
        told = [
            {"number": one.number, "name": str(one.name), "aspect": str(rules.names[aspect])}
            for aspect in rules.aspects
            for one in rules.of_aspect(aspect)
        ]
        return Response(shapes.AppraisalIndicatorOut(told, many=True).data)

    @extend_schema(request=shapes.SelfAssessmentIn, responses=AppraisalOut)
    @action(detail=True, methods=["put"], url_path="self-assessment")
    def self_assessment(self, request: Request, pk: str) -> Response:
        """Keep what a unit says of itself, or hand it in, with which it goes to the raters."""
        one, asked = self._one(request, pk, KEEP), given(request, shapes.SelfAssessmentIn)
        if strange := asked["points"].keys() - {each.number for each in one.rules.indicators}:
            raise ValidationError({"points": _("「%(name)s」不是指標的號碼。") % {"name": min(strange)}})
        appraisals.assess(appraisal=one, by=asking(request), now=timezone.now(), **asked)
        return self.retrieve(request, pk)

    @extend_schema(request=shapes.AppraisalPointsIn, responses=AppraisalOut)
    @action(detail=True, methods=["put"])
    def points(self, request: Request, pk: str) -> Response:
        """Give the points of one rater, or other ones while the result has not been told."""
        one = self._one(request, pk, REVIEW)
        asked = given(request, shapes.AppraisalPointsIn)
        appraisals.rate(appraisal=one, by=asking(request), now=timezone.now(), **asked)
        return self.retrieve(request, pk)

    @extend_schema(request=shapes.AppraisalMove, responses=AppraisalOut)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Tell the result of both raters, give the unit its own assessment back, or close."""
        one = self._one(request, pk, REVIEW)
        asked = given(request, shapes.AppraisalMove)
        who: dict[str, Any] = {"appraisal": one, "by": request.user, "now": timezone.now()}
        match asked["move"]:
            case "tell":
                appraisals.tell(opinion=asked["opinion"], **who)
            case "back":
                appraisals.send_back(reason=asked["reason"], **who)
            case "close":
                appraisals.close(**who)
        return self.retrieve(request, pk)

    @extend_schema(request=shapes.ImprovementIn, responses={201: ImprovementOut})
    @action(detail=True, methods=["post"])
    def improvements(self, request: Request, pk: str) -> Response:
        """Ask a unit to mend something until a day; it reads that with the result."""
        one = self._one(request, pk, REVIEW)
        made = improvements.ask(
            appraisal=one, by=asking(request), now=timezone.now(), **given(request, shapes.ImprovementIn)
        )
        return self.told(made, ImprovementOut, made=True)

    @extend_schema(request=shapes.AppraisalAppealIn, responses=AppraisalOut)
    @action(detail=True, methods=["post"])
    def appeal(self, request: Request, pk: str) -> Response:
        """Ask the authority to look at a result again."""
        one = self._one(request, pk, KEEP)
        asked = given(request, shapes.AppraisalAppealIn)
        appraisals.appeal(appraisal=one, by=asking(request), now=timezone.now(), **asked)
        return self.retrieve(request, pk)

    @extend_schema(request=shapes.AppraisalAnswerIn, responses=AppraisalOut)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """Answer a unit that asked: keep the result, or give another score, with words either way."""
        one = self._one(request, pk, REVIEW)
        asked = given(request, shapes.AppraisalAnswerIn)
        appraisals.decide(appraisal=one, by=asking(request), now=timezone.now(), **asked)
        return self.retrieve(request, pk)


class Improvements(Endpoints):
    """Things that units are to mend."""

    area = Area.UNITS
    queryset = Improvement.objects.none()
    permission = SEE

    @extend_schema(request=shapes.ImprovementMove, responses=ImprovementOut)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """The unit says what it has done; the authority accepts that, or says what is still missing."""
        asked = given(request, shapes.ImprovementMove)
        needed = KEEP if asked["move"] == "report" else REVIEW
        rows = Improvement.objects.filter(pk__in=Improvement.objects.visible_to(request.user, needed).values("pk"))
        found = get_visible(rows, request.user, pk=pk)
        who: dict[str, Any] = {"improvement": found, "by": request.user, "now": timezone.now()}
        match asked["move"]:
            case "report":
                improvements.report(words=asked["words"], **who)
            case "accept":
                improvements.accept(**who)
            case "back":
                improvements.send_back(reason=asked["reason"], due_on=asked["due_on"], **who)
        found.refresh_from_db()
        return self.told(found, ImprovementOut)
