"""Units: entering one in the register and changing what is known of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import County, Organisation
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import naming
from foundation.taiwan.fullwidth import tidy
from volunteers.models import Authority, Unit

from . import authorities

FIELDS = (
    "body", "category", "registration", "address", "contact_name", "contact_phone", "contact_email", "head_title",
    "head_name", "probation_days", "needs_roster", "swaps_confirmed", "team_formed_on",
)  # fmt: skip


def register(
    *,
    county: str,
    name: str,
    values: Mapping[str, Any],
    by: Acts,
    now: dt.datetime,
    authority: Authority | None = None,
) -> Unit:
    """Enter a unit in a county's register; it gets the next number there.

    Args:
        values: of `FIELDS`; `body` and `category` are needed.
        authority: the office in charge; without it, the county's for the category.

    Raises:
        ValidationError: a value is wrong, or the county has a unit of this name.
    """
    called = _called(name)
    _formed_by(values, now)
    with transaction.atomic():
        place = County.objects.select_for_update().get(pk=county)
        organisation = Organisation.objects.filter(county=place, name=called).first()
        if organisation is None:
            organisation = Organisation(county=place, name=called, kind=Organisation.Kind.UNIT)
            organisation.full_clean()
            organisation.save()
        elif Unit.objects.filter(organisation=organisation).exists():
            raise ValidationError({"name": _("本縣市已經登錄過這個單位。")})
        last = Unit.objects.filter(county=place).aggregate(last=Max("number"))["last"] or 0
        unit = Unit(
            organisation=organisation,
            county=place,
            number=last + 1,
            authority=authority or authorities.in_charge(county=county, category=values["category"]),
            **_cleaned(values),
        )
        if unit.is_public:
            unit.state = Unit.State.ACTIVE
        unit.full_clean()
        unit.save()
        trail.record(Verb.CREATED, unit, by=by, now={"name": called, "category": unit.category}, at=now)
    return unit


def change(*, unit: Unit, values: Mapping[str, Any], by: Acts, now: dt.datetime) -> Unit:
    """Correct what is known of a unit. A new category takes it to that category's authority, unless one is named.

    Args:
        values: of `FIELDS`, with `name` (its organisation is called so too) and `authority` where they change.

    Raises:
        ValidationError: a value is wrong, or another organisation of the county is called so.
    """
    _formed_by(values, now)
    with transaction.atomic():
        held = Unit.objects.select_for_update().select_related("organisation").get(pk=unit.pk)
        was, new = trail.differences(held, _cleaned(values))
        office = values.get("authority") or held.authority
        if "category" in new and office == held.authority:
            office = authorities.in_charge(county=held.county_id, category=new["category"])
        if office != held.authority:
            was["authority"], new["authority"] = held.authority, office
        called = _called(values["name"]) if "name" in values else held.name
        if not new and called == held.name:
            return held
        for field, value in new.items():
            setattr(held, field, value)
        held.full_clean()
        held.save()
        if called != held.name:
            was["name"], new["name"] = held.name, called
            _rename(held.organisation, called)
        trail.record(Verb.CHANGED, held, by=by, was=was, now=new, at=now)
    return held


def _formed_by(values: Mapping[str, Any], now: dt.datetime) -> None:
    day = values.get("team_formed_on")
    if day is not None and day > timezone.localdate(now):
        raise ValidationError({"team_formed_on": _("團隊成立日期在今天以後。請填已經成立的那一天。")})


def _called(name: str) -> str:
    try:
        called = naming.unit(name)
    except ValueError as wrong:
        raise ValidationError({"name": str(wrong)}) from wrong
    if not called:
        raise ValidationError({"name": _("請填單位名稱。")})
    return called


def _rename(organisation: Organisation, called: str) -> None:
    taken = Organisation.objects.filter(county=organisation.county_id, name=called).exclude(pk=organisation.pk)
    if taken.exists():
        raise ValidationError({"name": _("本縣市已經有叫這個名稱的單位。")})
    organisation.name = called
    organisation.full_clean()
    organisation.save(update_fields=["name"])


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tidy(values[name]) if isinstance(values[name], str) else values[name] for name in FIELDS if name in values
    }
