"""Signing in by another house's word (OpenID Connect Core 1.0, authorization code with PKCE), by settings alone.

Off while `OIDC_ISSUER` is empty. The issuer says who somebody is; who may come in stays with us: it opens accounts that
are there, by its own name for them (`sub`), the first time by an e-mail address that it has verified. It makes none. A
second step that an account has is asked for all the same.

State, nonce and the PKCE verifier belong to one attempt of one session, and are taken once. Of tokens only those signed
with a key of the issuer and an algorithm of the list are believed (RFC 8725); its answers are read without following it
elsewhere, up to a megabyte.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import secrets
import urllib.error
import urllib.request
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from foundation.audit.verbs import Verb

from . import ways_in
from .models import OutsideSubject, User

PENDING = "oidc"
LASTS = dt.timedelta(minutes=10)
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
LEEWAY = 60  # seconds that two clocks may be apart
TIMEOUT = 10
MOST = 1 << 20
KEPT = 3600
ASKED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


def is_on() -> bool:
    """Whether this installation believes an issuer."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def begin(request: HttpRequest, *, back: str, to: str, now: dt.datetime) -> str:
    """Where her browser is sent to; what belongs to this attempt waits in her session.

    Args:
        back: our address that the issuer sends her back to.
        to: where she wanted to go.

    Raises:
        ValidationError: the issuer does not answer.
    """
    state, nonce, verifier = (secrets.token_urlsafe(32) for _one in range(3))
    request.session[PENDING] = {
        "state": state, "nonce": nonce, "verifier": verifier, "back": back, "to": to, "at": now.timestamp(),
    }  # fmt: skip
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": settings.OIDC_CLIENT_ID, "redirect_uri": back, "scope": "openid email",
        "state": state, "nonce": nonce, "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    address: str = _about()["authorization_endpoint"]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def finish(request: HttpRequest, *, now: dt.datetime) -> tuple[User, str]:
    """Who has come back, and where she wanted to go.

    Raises:
        ValidationError: the issuer refused, what came back is not of this attempt, or she has no account here.
    """
    pending = request.session.pop(PENDING, None)
    given = request.GET.get("state", "")
    if not pending or not hmac.compare_digest(pending["state"].encode(), given.encode()):
        raise ValidationError(_("這次登入不是從這裡開始的，請再登入一次。"))
    if now.timestamp() - pending["at"] > LASTS.total_seconds():
        raise ValidationError(_("等太久了，請再登入一次。"))
    code = request.GET.get("code", "")
    if not code:
        raise ValidationError(_("%(name)s沒有讓您登入。") % {"name": settings.OIDC_NAME})
    claims = _claims(_tokens(code, pending), pending["nonce"])
    return _account(claims, now), pending["to"]


def _account(claims: dict[str, Any], now: dt.datetime) -> User:
    """The account of a subject; the first time found by its verified address, and written down then."""
    issuer, subject = settings.OIDC_ISSUER, str(claims["sub"])
    known = OutsideSubject.objects.filter(issuer=issuer, subject=subject).select_related("user").first()
    email = claims.get("email")
    if known is None and claims.get("email_verified") is True and isinstance(email, str) and email:
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is not None and not OutsideSubject.objects.filter(issuer=issuer, user=user).exists():
            try:
                with transaction.atomic():
                    known = OutsideSubject.objects.create(user=user, issuer=issuer, subject=subject, joined_at=now)
                    ways_in.changed(Verb.OUTSIDE_JOINED, user, by=user, now={"issuer": issuer}, at=now)
            except IntegrityError:  # twice at the same moment
                known = OutsideSubject.objects.filter(issuer=issuer, subject=subject).first()
    if known is None or not known.user.is_active:
        raise ValidationError(_("這裡沒有您的帳號；請洽縣市承辦人或協會，用公務電子郵件指派角色。"))
    return known.user


def _tokens(code: str, pending: dict[str, Any]) -> dict[str, Any]:
    fields = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": pending["back"],
        "client_id": settings.OIDC_CLIENT_ID, "code_verifier": pending["verifier"],
    }  # fmt: skip
    if settings.OIDC_CLIENT_SECRET:
        fields["client_secret"] = settings.OIDC_CLIENT_SECRET
    return _read(_about()["token_endpoint"], urlencode(fields).encode())


def _claims(tokens: dict[str, Any], nonce: str) -> dict[str, Any]:
    token = str(tokens.get("id_token") or "")
    try:
        name = jwt.get_unverified_header(token).get("kid")
        claims: dict[str, Any] = jwt.decode(
            token,
            key=_key(name),
            algorithms=ALGORITHMS,
            audience=settings.OIDC_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError, TypeError, KeyError) as wrong:
        raise ValidationError(_not_believed()) from wrong
    parties = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    told = claims.get("azp", settings.OIDC_CLIENT_ID)
    if (len(parties) > 1 and "azp" not in claims) or told != settings.OIDC_CLIENT_ID:
        raise ValidationError(_not_believed())
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise ValidationError(_not_believed())
    return claims


def _key(name: str | None) -> Any:
    """The issuer's key of this name; its keys are read anew once where it is not among those we know."""
    for fresh in (False, True):
        found = jwt.PyJWKSet.from_dict(_kept("keys", lambda: _read(_about()["jwks_uri"]), fresh=fresh)).keys
        for one in found:
            if (one.key_id == name or (name is None and len(found) == 1)) and one.public_key_use in (None, "sig"):
                return one
    raise KeyError(name)


def _about() -> dict[str, Any]:
    told = _kept("about", lambda: _read(f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration"))
    if told.get("issuer") != settings.OIDC_ISSUER or not all(isinstance(told.get(name), str) for name in ASKED):
        raise ValidationError(_not_believed())
    return told


def _kept(what: str, read: Any, *, fresh: bool = False) -> dict[str, Any]:
    name = f"oidc.{what}.{hashlib.sha256(settings.OIDC_ISSUER.encode()).hexdigest()[:16]}"
    told = None if fresh else cache.get(name)
    if told is None:
        told = read()
        cache.set(name, told, KEPT)
    return told


class _Stays(urllib.request.HTTPRedirectHandler):
    """An issuer's answer stands where it was asked for."""

    def redirect_request(self, *_told: Any, **_more: Any) -> None:
        return None


def _read(address: str, sent: bytes | None = None) -> dict[str, Any]:
    if not _is_safe(address):
        raise ValidationError(_not_believed())
    asked = urllib.request.Request(address, data=sent, headers={"Accept": "application/json"})  # noqa: S310  looked at
    try:
        with urllib.request.build_opener(_Stays).open(asked, timeout=TIMEOUT) as answer:
            told = json.loads(answer.read(MOST))
    except (OSError, ValueError) as trouble:  # what urllib raises is an OSError
        if isinstance(trouble, urllib.error.HTTPError):
            trouble.close()
        raise ValidationError(
            _("%(name)s沒有回應，請稍後再試，或用密碼登入。") % {"name": settings.OIDC_NAME}
        ) from trouble
    if not isinstance(told, dict):
        raise ValidationError(_not_believed())
    return told


def _is_safe(address: str) -> bool:
    """Whether nobody on the way can read or change what is said: TLS, or this very machine."""
    parts = urlsplit(address)
    if parts.scheme == "https":
        return True
    try:
        return parts.scheme == "http" and ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def _not_believed() -> str:
    return _("%(name)s傳回來的資料不能相信，沒有登入。") % {"name": settings.OIDC_NAME}
