"""Issuing and revoking tokens of the API."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from knox.models import get_digest_token
from knox.settings import CONSTANTS

from foundation.api.areas import CHOOSABLE
from foundation.audit import trail
from foundation.audit.verbs import Verb

from . import narrowing, ways_in
from .models import ApiToken, County, Organisation, User
from .roles import Permission
from .scope import reach

LONGEST_DAYS = 365
MOST_TOKENS = 20
SEEN_EVERY = dt.timedelta(minutes=1)


def issue(
    *,
    name: str,
    days: int,
    by: User,
    now: dt.datetime,
    read_only: bool = False,
    areas: Collection[str] = (),
    county: County | None = None,
    unit: Organisation | None = None,
) -> tuple[ApiToken, str]:
    """A new token of one's own, and the secret that is shown once.

    Args:
        days: how long it is good, 1 to 365.
        read_only: whether it may only read.
        areas: the only areas of the API that it opens; without any it opens all, those among them that are yet to come.
        county, unit: the only place that it reaches, one of hers (`narrowing`); without any it reaches as far as she.

    Raises:
        PermissionDenied: this person may not use the API.
        ValidationError: no name, days out of bounds, an area or a place that is none of hers, or too many tokens
            already.
    """
    if not reach(by, Permission.USE_API):
        raise PermissionDenied
    if not name.strip():
        raise ValidationError({"name": _("請寫這個權杖給哪個系統用，以後才知道能不能撤銷。")})
    if not 1 <= days <= LONGEST_DAYS:
        raise ValidationError(
            {"days": _("期限可以是 1 到 %(most)s 天，%(days)s 天不在範圍內。") % {"most": LONGEST_DAYS, "days": days}}
        )
    if unknown := set(areas) - set(CHOOSABLE):
        raise ValidationError({"areas": _("沒有「%(area)s」這個範圍。") % {"area": min(unknown)[:40]}})
    _check_place(by, county, unit)
    with transaction.atomic():
        if ApiToken.objects.visible_to(by).filter(expiry__gt=now).count() >= MOST_TOKENS:
            raise ValidationError(_("您已經有 %(most)s 個權杖，請先撤銷不用的。") % {"most": MOST_TOKENS})
        digest, secret = get_digest_token()
        token = ApiToken.objects.create(
            user=by,
            name=name.strip()[:60],
            digest=digest,
            token_key=secret[: CONSTANTS.TOKEN_KEY_LENGTH],
            expiry=now + dt.timedelta(days=days),
            read_only=read_only,
            areas=[area.value for area in CHOOSABLE if area in areas],
            county=unit.county if unit is not None else county,
            unit=unit,
        )
        ways_in.changed(Verb.TOKEN_ISSUED, by, by=by, thing=_named(token), now=_told(token), at=now)
    return token, secret


def _check_place(by: User, county: County | None, unit: Organisation | None) -> None:
    """Refuse a place that is none of hers, and two at once."""
    if county is not None and not narrowing.counties_of(by).filter(pk=county.pk).exists():
        raise ValidationError({"county": _("這個縣市不在您的範圍內。")})
    if unit is not None and not narrowing.units_of(by).filter(pk=unit.pk).exists():
        raise ValidationError({"unit": _("這個單位不在您的範圍內。")})
    if unit is not None and county is not None and unit.county_id != county.pk:
        raise ValidationError({"unit": _("這個單位不在您選的縣市。請改選縣市，或不選縣市。")})


def _told(token: ApiToken) -> dict[str, Any]:
    """What the trail keeps of a new token: its end, and what it is limited to."""
    limits = {
        "read_only": token.read_only, "areas": token.areas, "county": token.county and token.county.name,
        "unit": token.unit and token.unit.name,
    }  # fmt: skip
    return {"expires": token.expiry, **{name: value for name, value in limits.items() if value}}


def revoke(*, token: ApiToken, by: User, now: dt.datetime) -> None:
    """Take a token back; from this moment it opens nothing."""
    with transaction.atomic():
        trail.record(Verb.TOKEN_REVOKED, _named(token), by=by, county=by.access.home_county, at=now)
        token.delete()


def note_use(*, token: ApiToken, now: dt.datetime) -> None:
    """Remember that a token was used, at most once a minute."""
    if token.last_used_at is None or now - token.last_used_at >= SEEN_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        token.last_used_at = now


def _named(token: ApiToken) -> ApiToken:
    """The token as the trail may keep it: by its public beginning, never by its digest (which is the model's key)."""
    shown = ApiToken(digest=token.hint, token_key=token.token_key, name=token.name, user=token.user)
    shown.expiry = token.expiry
    return shown
