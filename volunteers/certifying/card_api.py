"""Certificates and honour cards by programs: taking one back, issuing it anew; making, checking, issuing and ending
cards.
"""

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
from foundation.api.shapes import NamedMove, Reason, Shape
from volunteers.models import Certificate, HonorCard

from . import certificate_api, honor_cards, revising
from .certificate_api import CertificateOut

SEE, REVIEW = Permission.SEE_VOLUNTEERS, Permission.REVIEW_UNITS


class HonorCardOut(serializers.ModelSerializer[HonorCard]):
    """An honour card: what stands on it, whether she checked it, and whether it counts."""

    volunteer = serializers.UUIDField(source="volunteer.key", read_only=True)

    class Meta:
        model = HonorCard
        fields = (
            "id", "volunteer", "unit", "given", "number", "name", "name_en", "fare", "valid_from", "valid_until",
            "checked_at", "issued_on", "replaces", "ended_on", "ended_for",
        )  # fmt: skip


class HonorCardIn(Shape):
    """The card of somebody who was given the award; `given` is the number of that giving."""

    given = serializers.IntegerField(min_value=1)
    fare = serializers.ChoiceField(choices=HonorCard.Fare.choices, required=False, default=HonorCard.Fare.FREE)
    number = serializers.CharField(
        max_length=30, required=False, default="", allow_blank=True,
        help_text=gettext_lazy("已經有紙卡才填；不填就編下一號"),
    )  # fmt: skip


class HonorCardMove(NamedMove):
    """A move of a card, with what it asks for."""

    needs = {"check": ("name_en", "address"), "end": ("why", "reason"), "replace": ("why", "reason")}
    move = serializers.ChoiceField(
        choices=(
            ("check", gettext_lazy("代為核對")), ("issue", gettext_lazy("發卡")), ("end", gettext_lazy("登錄失效")),
            ("replace", gettext_lazy("補發")),
        )
    )  # fmt: skip
    name_en = serializers.CharField(max_length=80, required=False, default="")
    address = serializers.CharField(max_length=200, required=False, default="")
    why = serializers.ChoiceField(choices=HonorCard.End.choices, required=False, default="")


class WaitingForCardOut(serializers.Serializer[Any]):
    """Somebody who was given the award and has no card yet."""

    given = serializers.IntegerField(source="pk")
    volunteer = serializers.UUIDField(source="volunteer.key")
    valid_from = serializers.DateField()
    valid_until = serializers.DateField()


class Certificates(certificate_api.Certificates):
    """What was certified, and taking it back or issuing it anew."""

    def _mine(self, request: Request, pk: str, rows: Any) -> Certificate:
        found = get_visible(self._rows(request), request.user, pk=pk)
        if not rows.filter(pk=found.pk).exists():
            raise Http404
        return found

    @extend_schema(request=Reason, responses=CertificateOut)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """Take a certificate back; its public page says so from this moment, without the reason."""
        one = self._mine(request, pk, Certificate.objects.revocable_by(request.user))
        revising.revoke(certificate=one, by=asking(request), now=timezone.now(), **given(request, Reason))
        return self.retrieve(request, pk)

    @extend_schema(request=Reason, responses={201: CertificateOut})
    @action(detail=True, methods=["post"])
    def reissue(self, request: Request, pk: str) -> Response:
        """Issue a certificate anew as things stand now; the one before says by which it is replaced."""
        one = self._mine(request, pk, Certificate.objects.reissuable_by(request.user))
        made = revising.reissue(certificate=one, by=asking(request), now=timezone.now(), **given(request, Reason))
        return self.told(get_visible(self._rows(request), request.user, pk=made.pk), CertificateOut, made=True)


class HonorCards(Endpoints):
    """Honour cards."""

    area = Area.AWARDS
    queryset = HonorCard.objects.none()
    permission = SEE
    permissions = {"create": REVIEW, "waiting": REVIEW, "moves": REVIEW}
    filters = {"unit": Filter("unit", gettext_lazy("運用單位的編號（id）"), number=True)}

    def _one(self, request: Request, pk: Any, permission: Permission = SEE) -> HonorCard:
        rows = HonorCard.objects.visible_to(request.user, permission)
        return get_visible(rows.select_related("volunteer", "unit__authority", "given"), request.user, pk=pk)

    @extend_schema(responses=HonorCardOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Cards one sees."""
        return self.page_of(HonorCard.objects.visible_to(request.user).select_related("volunteer"), HonorCardOut)

    @extend_schema(responses=HonorCardOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One card."""
        return self.told(self._one(request, pk), HonorCardOut)

    @extend_schema(responses=WaitingForCardOut(many=True))
    @action(detail=False)
    def waiting(self, request: Request) -> Response:
        """Who was given the award and has no card yet."""
        rows = honor_cards.without_card(asking(request)).select_related("volunteer")
        return self.page_of(rows, WaitingForCardOut)

    @extend_schema(request=HonorCardIn, responses={201: HonorCardOut})
    def create(self, request: Request) -> Response:
        """Make the card of somebody who was given the award; she checks it before it is issued."""
        asked = given(request, HonorCardIn)
        now = timezone.now()
        won = honor_cards.without_card(asking(request)).filter(pk=asked.pop("given")).first()
        if won is None or won.volunteer is None:
            raise ValidationError({"given": _("沒有這筆等發卡的得獎紀錄。")})
        unit = honor_cards.unit_for(won.volunteer, asking(request), timezone.localdate(now))
        if unit is None:
            raise ValidationError(_("她不在您審查的任何單位。"))
        made = honor_cards.make(given=won, unit=unit, by=asking(request), now=now, **asked)
        return self.told(self._one(request, made.pk), HonorCardOut, made=True)

    @extend_schema(request=HonorCardMove, responses=HonorCardOut)
    @action(detail=True, methods=["post"])
    def moves(self, request: Request, pk: str) -> Response:
        """Check a card for her, issue it, end it, or make it anew; answers the card that counts then."""
        card = self._one(request, pk, REVIEW)
        asked = given(request, HonorCardMove)
        who: dict[str, Any] = {"card": card, "by": request.user, "now": timezone.now()}
        match asked["move"]:
            case "check":
                told = {name: asked[name] for name in ("name_en", "address")}
                card = honor_cards.check(how=_("承辦人依書面"), **told, **who)
            case "issue":
                card = honor_cards.issue(**who)
            case "end":
                card = honor_cards.end(why=asked["why"], reason=asked["reason"], **who)
            case "replace":
                card = honor_cards.replace(why=asked["why"], reason=asked["reason"], **who)
        return self.told(self._one(request, card.pk), HonorCardOut)
