"""Writing units for programs: entering one, changing one, and writing down that it needs no filing."""

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
from foundation.accounts.models import County, Organisation
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.api.endpoints import asking, given
from foundation.api.shapes import Among, Shape
from volunteers import api as register
from volunteers.api_shapes import UnitOut
from volunteers.filing import filings, units
from volunteers.models import Authority, Unit

KEEP = Permission.KEEP_UNIT


class UnitWhole(UnitOut):
    """A unit with everything that is known of it."""

    class Meta(UnitOut.Meta):
        fields = (  # type: ignore[assignment]
            *UnitOut.Meta.fields, "registration", "address", "contact_name", "contact_phone", "contact_email",
            "head_title", "head_name", "probation_days", "needs_roster", "swaps_confirmed", "team_formed_on",
            "waived_on", "waived_why",
        )  # fmt: skip


class UnitChange(Shape, serializers.ModelSerializer[Unit]):
    """What is known of a unit; what is not sent stays."""

    name = serializers.CharField(max_length=100, help_text=gettext_lazy("立案或登記的全名"))
    authority = Among(
        lambda user: Authority.objects.all(), required=False, help_text=gettext_lazy("不寫就照縣市和類別帶出")
    )

    class Meta:
        model = Unit
        fields = ("name", "authority", *units.FIELDS)


class UnitIn(UnitChange):
    """A new unit. Who keeps one unit only leaves out county and name: they are her organisation's."""

    name = serializers.CharField(max_length=100, required=False, help_text=gettext_lazy("立案或登記的全名"))
    county = serializers.PrimaryKeyRelatedField(
        queryset=County.objects.all(), pk_field=serializers.CharField(), required=False
    )

    class Meta(UnitChange.Meta):
        fields = (*UnitChange.Meta.fields, "county")  # type: ignore[assignment]


class WaiveIn(Shape):
    """From which day on a unit's authority asks for no filing, and why."""

    on = serializers.DateField()
    why = serializers.CharField(max_length=200)


class Units(register.Units):
    """Units that use volunteers, read and written."""

    permissions = {"create": KEEP, "partial_update": KEEP, "waive": Permission.REVIEW_UNITS}

    def _one(self, request: Request, pk: Any, permission: Permission = Permission.SEE_UNITS) -> Unit:
        rows = Unit.objects.visible_to(request.user, permission)
        return get_visible(rows.select_related("organisation", "county", "authority"), request.user, pk=pk)

    @extend_schema(responses=UnitWhole)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One unit with everything that is known of it."""
        return self.told(self._one(request, pk), UnitWhole)

    @extend_schema(request=UnitIn, responses={201: UnitWhole})
    def create(self, request: Request) -> Response:
        """Enter a unit: an officer any of her county, a coordinator the one of her organisation."""
        values = given(request, UnitIn)
        county, name = _home(request, values.pop("county", None), values.pop("name", ""))
        authority = values.pop("authority", None)
        _fits(authority, county)
        made = units.register(
            county=county, name=name, authority=authority, values=values, by=asking(request), now=timezone.now()
        )
        return self.told(self._one(request, made.pk), UnitWhole, made=True)

    @extend_schema(request=UnitChange, responses=UnitWhole)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Correct what is known of a unit; a new category takes it to that category's office."""
        found = self._one(request, pk, KEEP)
        values = given(request, UnitChange, partial=True)
        _fits(values.get("authority"), found.county_id)
        units.change(unit=found, values=values, by=asking(request), now=timezone.now())
        return self.told(self._one(request, pk), UnitWhole)

    @extend_schema(request=WaiveIn, responses=UnitWhole)
    @action(detail=True, methods=["post"])
    def waive(self, request: Request, pk: str) -> Response:
        """Write down that the unit's authority asks it for no filing."""
        found = self._one(request, pk, Permission.REVIEW_UNITS)
        filings.waive(unit=found, by=asking(request), now=timezone.now(), **given(request, WaiveIn))
        return self.told(self._one(request, pk), UnitWhole)


def _home(request: Request, county: County | None, name: str) -> tuple[str, str]:
    """Where the unit is entered and how it is called, as far as that is this person's to say."""
    counties = reach(request.user, KEEP).counties
    if not counties:
        own = Organisation.objects.filter(pk__in=reach(request.user, KEEP).organisations, unit=None).first()
        if own is None:
            raise Http404
        if (county is not None and county.pk != own.county_id) or (name and name != own.name):
            raise ValidationError(_("您只能登錄自己的單位；它的名稱或縣市不同。"))
        return own.county_id, own.name
    if county is None and len(counties) == 1:
        return next(iter(counties)), name
    if county is None or county.pk not in counties:
        raise ValidationError(
            {"county": _("請選您負責的縣市：%(codes)s。") % {"codes": _("、").join(sorted(counties))}}
        )
    return county.pk, name


def _fits(authority: Authority | None, county: str) -> None:
    if authority is not None and authority.county_id not in (None, county):
        raise ValidationError({"authority": _("這個機關不管這個縣市的單位。")})
