"""Certificates for programs: what was issued, how it stands, and the signed document itself."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.accounts.access import get_visible
from foundation.accounts.roles import Permission
from foundation.api.areas import Area
from foundation.api.endpoints import Endpoints
from foundation.api.filters import Filter, described
from volunteers.models import Certificate

from . import certificate_lists, credentials
from .certificate_forms import STATES
from .verifying import state_of


class CertificateOut(serializers.ModelSerializer[Certificate]):
    """A certificate: what it says in both languages is frozen; `state` tells whether it holds."""

    volunteer = serializers.UUIDField(source="volunteer.key", allow_null=True, read_only=True, default=None)
    state = serializers.SerializerMethodField()
    address = serializers.SerializerMethodField(help_text=_("公開的查驗頁"))
    replaces = serializers.CharField(source="replaces.number", allow_null=True, read_only=True, default=None)

    class Meta:
        model = Certificate
        fields = (
            "id", "number", "kind", "unit", "volunteer", "issued_on", "state", "revoked_on", "replaces", "address",
            "says",
        )  # fmt: skip

    @extend_schema_field(serializers.ChoiceField(choices=[code for code, _label in STATES]))
    def get_state(self, one: Certificate) -> str:
        """Whether it holds."""
        return state_of(one).value

    def get_address(self, one: Certificate) -> str:
        """Where anybody may check it."""
        return credentials.address(one.code)


class Certificates(Endpoints):
    """What was certified."""

    area = Area.AWARDS
    queryset = Certificate.objects.none()
    permission = Permission.SEE_VOLUNTEERS
    filters = {
        "unit": Filter("unit", _("運用單位的編號（id）"), number=True),
        "kind": Filter("kind", _("種類"), tuple(Certificate.Kind.values)),
        "state": Filter(
            "state", _("狀態"), tuple(code for code, _label in STATES), narrow=certificate_lists.of_state
        ),
    }  # fmt: skip

    def _rows(self, request: Request) -> Any:
        rows = Certificate.objects.visible_to(request.user).select_related("volunteer", "replaces", "replaced_by")
        return rows.defer("replaces__credential", "replaced_by__credential")

    @extend_schema(responses=CertificateOut(many=True), parameters=described(filters))
    def list(self, request: Request) -> Response:
        """Certificates one may see."""
        return self.page_of(self._rows(request), CertificateOut)

    @extend_schema(responses=CertificateOut)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One certificate."""
        return Response(CertificateOut(get_visible(self._rows(request), request.user, pk=pk)).data)

    @extend_schema(responses={200: OpenApiTypes.OBJECT})
    @action(detail=True)
    def credential(self, request: Request, pk: str) -> Response:
        """The signed document (Open Badges 3.0), as it was issued."""
        return Response(get_visible(self._rows(request), request.user, pk=pk).credential)
