"""Endpoints on people and places: who one is, and the counties."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_noop
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.api.areas import CHOOSABLE, Area
from foundation.api.endpoints import Door, Endpoint, Endpoints
from foundation.api.filters import described
from foundation.taiwan.serializers import RocText

from . import answered
from .models import ApiToken, County
from .roles import Permission, Role

Door.repeated = staticmethod(answered.handler)


class CountyOut(serializers.ModelSerializer[County]):
    """One of the 22 counties."""

    class Meta:
        model = County
        fields = ("code", "name", "name_en", "position")


class TokenOut(serializers.Serializer[ApiToken]):
    """The token this request came with, and its limits: without `areas` it opens all, without a place it reaches as far
    as its owner.
    """

    name = serializers.CharField()
    expires_at = serializers.DateTimeField(source="expiry")
    expires_at_roc = RocText("expiry")
    read_only = serializers.BooleanField()
    areas = serializers.ListField(child=serializers.ChoiceField(choices=[area.value for area in CHOOSABLE]))
    county = serializers.CharField(source="county_id", allow_null=True)
    unit = serializers.CharField(source="unit.name", allow_null=True, default=None)


class MeOut(serializers.Serializer[Any]):
    """Who asks, and what she may do where."""

    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()
    email = serializers.EmailField()
    roles = serializers.SerializerMethodField()
    permissions = serializers.SerializerMethodField()
    token = serializers.SerializerMethodField()

    @extend_schema_field({"type": "array", "items": {"type": "string", "enum": Role.values}})
    def get_roles(self, user: Any) -> list[str]:
        """The codes of the roles held today."""
        return sorted(user.access.roles)

    @extend_schema_field(
        {
            "type": "object",
            "description": gettext_noop(
                "每項權限管到哪裡：everywhere（全國）、counties（縣市代碼）、named（只有指名給您的）。"
            ),
            "additionalProperties": {
                "type": "object",
                "required": ["everywhere", "counties", "named"],
                "properties": {
                    "everywhere": {"type": "boolean"},
                    "counties": {"type": "array", "items": {"type": "string"}},
                    "named": {"type": "boolean"},
                },
            },
        }
    )
    def get_permissions(self, user: Any) -> dict[str, Any]:
        """How far each permission reaches."""
        scopes = ((permission, user.access.scope(permission)) for permission in Permission)
        return {
            permission.value: {
                "everywhere": scope.everywhere,
                "counties": sorted(scope.counties),
                "named": bool(scope.named),
            }
            for permission, scope in scopes
            if scope
        }

    @extend_schema_field(TokenOut(allow_null=True))
    def get_token(self, user: Any) -> dict[str, Any] | None:
        """The token in use; null with the browser's session."""
        token = self.context["request"].auth
        return TokenOut(token).data if isinstance(token, ApiToken) else None


class Me(Endpoint):
    """Who I am, and what I may do."""

    area = Area.BASICS

    @extend_schema(responses=MeOut, tags=["accounts"], operation_id="me")
    def get(self, request: Request) -> Response:
        """Who asks, and what she may do where."""
        return Response(MeOut(request.user, context={"request": request}).data)


class Counties(Endpoints):
    """The counties: public facts, the same for everybody."""

    area = Area.BASICS
    queryset = County.objects.all()
    page_order: ClassVar[str] = "position"
    lookup_value_regex = "[A-Z]{3}"

    @extend_schema(
        responses=CountyOut(many=True), tags=["accounts"], operation_id="counties_list", parameters=described({})
    )
    def list(self, request: Request) -> Response:
        """The 22 counties, in their usual order."""
        return self.page_of(County.objects.all(), CountyOut)
