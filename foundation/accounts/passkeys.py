"""Passkeys (WebAuthn, level 2): as the second step behind a password, and alone where the device asks who holds it.

A passkey is bound to the name of this house by the browser, so that no page that only looks like it gets anything.
Alone it signs in only if the device has verified its holder (PIN, finger, face): that is the second of two factors. A
challenge is made for each attempt, lies in the session and is taken once, within five minutes. A device that counts its
signatures and counts backwards has been copied: it is refused.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from foundation.audit.verbs import Verb

from . import ways_in
from .models import Passkey, SecondFactor, User
from .second_factor import is_required

CHALLENGE = "passkey_challenge"
LASTS = dt.timedelta(minutes=5)
MOST = 10
LONGEST_NAME = 60
TRANSPORTS = frozenset(one.value for one in AuthenticatorTransport)


@dataclass(frozen=True, slots=True)
class House:
    """The name that passkeys are bound to, and the address that browsers say they stand at."""

    name: str
    origin: str


def house(request: HttpRequest) -> House:
    """This house, as it is opened by this request; Django has held its name against `ALLOWED_HOSTS`."""
    host = request.get_host()
    return House(host.rsplit(":", 1)[0] if not host.endswith("]") else host, f"{request.scheme}://{host}")


def is_on(user: User) -> bool:
    """Whether she has one."""
    return Passkey.objects.filter(user=user).exists()


def offer_to_add(request: HttpRequest, *, user: User, now: dt.datetime) -> str:
    """What her browser is asked for to make a new one, as JSON; the challenge waits in her session."""
    options = generate_registration_options(
        rp_id=house(request).name,
        rp_name=_("地方實踐平臺"),
        user_id=_handle(user),
        user_name=user.email,
        user_display_name=user.name or user.email,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_known(user),
    )
    return _kept(request, options, now)


def add(request: HttpRequest, *, answer: Any, name: str, by: User, now: dt.datetime) -> Passkey:
    """Keep a new one.

    Raises:
        ValidationError: there are too many, it has no name, is known already, or was not made for this.
    """
    challenge = _taken(request, now)
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise ValidationError(_("請給這把通行密鑰一個名稱，例如「公務手機」。"))
    if Passkey.objects.filter(user=by).count() >= MOST:
        raise ValidationError(_("最多 %(most)s 把；請先移除用不到的。") % {"most": MOST})
    here = house(request)
    try:
        made = verify_registration_response(
            credential=json.dumps(answer), expected_challenge=challenge, expected_rp_id=here.name,
            expected_origin=here.origin, require_user_verification=False,
        )  # fmt: skip
    except (WebAuthnException, ValueError, TypeError, KeyError) as wrong:
        raise ValidationError(_not_taken()) from wrong
    told = answer["response"].get("transports") if isinstance(answer.get("response"), dict) else None
    with transaction.atomic():
        try:
            with transaction.atomic():
                kept = Passkey.objects.create(
                    user=by,
                    name=name,
                    credential=bytes_to_base64url(made.credential_id),
                    public_key=bytes_to_base64url(made.credential_public_key),
                    sign_count=made.sign_count,
                    transports=[one for one in told if one in TRANSPORTS] if isinstance(told, list) else [],
                    made_at=now,
                )
        except IntegrityError as known:
            raise ValidationError(_("這把通行密鑰已經加過了。")) from known
        ways_in.changed(Verb.PASSKEY_ADDED, by, by=by, now={"passkey_name": name}, at=now)
    return kept


def remove(*, passkey: Passkey, by: User, now: dt.datetime) -> None:
    """Take one of one's own away.

    Raises:
        ValidationError: her role asks for two steps, and this is the only second one.
    """
    with transaction.atomic():
        others = Passkey.objects.select_for_update(no_key=True).filter(user=by).exclude(pk=passkey.pk)
        if is_required(by) and not list(others) and not SecondFactor.objects.filter(user=by).exists():
            raise ValidationError(_("您的角色規定要兩步驟驗證，這是最後一個方法；先加另一個，再移除它。"))
        ways_in.changed(Verb.PASSKEY_REMOVED, by, by=by, was={"passkey_name": passkey.name}, at=now)
        passkey.delete()


def offer_to_check(request: HttpRequest, *, user: User | None, now: dt.datetime) -> str:
    """What a browser is asked for to show one: hers as a second step, or (None) anybody's that says who she is."""
    alone = user is None
    options = generate_authentication_options(
        rp_id=house(request).name,
        allow_credentials=None if user is None else _known(user),
        user_verification=UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED,
    )
    return _kept(request, options, now)


def check(request: HttpRequest, *, answer: Any, user: User | None, now: dt.datetime) -> User:
    """Whose it is that was shown; with `user` it has to be hers, without it the device must have verified its holder.

    Raises:
        ValidationError: it is unknown, was not made for this, or its account is closed; one sentence for all of these.
    """
    challenge = _taken(request, now)
    here = house(request)
    with transaction.atomic():
        name = answer.get("id") if isinstance(answer, dict) else None
        found = Passkey.objects.select_for_update(no_key=True).filter(credential=name if isinstance(name, str) else "")
        passkey = (found if user is None else found.filter(user=user)).first()
        if passkey is None or not passkey.user.is_active:
            raise ValidationError(_not_taken())
        try:
            shown = verify_authentication_response(
                credential=json.dumps(answer), expected_challenge=challenge, expected_rp_id=here.name,
                expected_origin=here.origin, credential_public_key=base64url_to_bytes(passkey.public_key),
                credential_current_sign_count=passkey.sign_count, require_user_verification=user is None,
            )  # fmt: skip
        except (WebAuthnException, ValueError, TypeError, KeyError) as wrong:
            raise ValidationError(_not_taken()) from wrong
        passkey.sign_count, passkey.used_at = shown.new_sign_count, now
        passkey.save(update_fields=["sign_count", "used_at"])
    return passkey.user


def _known(user: User) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(one.credential), transports=[AuthenticatorTransport(each) for each in one.transports]
        )
        for one in Passkey.objects.filter(user=user)
    ]


def _handle(user: User) -> bytes:
    return f"user-{user.pk}".encode()


def _kept(request: HttpRequest, options: Any, now: dt.datetime) -> str:
    request.session[CHALLENGE] = [bytes_to_base64url(options.challenge), now.timestamp()]
    return options_to_json(options)


def _taken(request: HttpRequest, now: dt.datetime) -> bytes:
    challenge, made = request.session.pop(CHALLENGE, ["", 0])
    if not challenge or now.timestamp() - made > LASTS.total_seconds():
        raise ValidationError(_("等太久了，請再按一次。"))
    return base64url_to_bytes(challenge)


def _not_taken() -> str:
    return _("這把通行密鑰在這裡不能用，請用另一個方法登入。")
