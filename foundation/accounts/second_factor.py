"""Two steps at sign-in: what she knows (the password), and what she has (an app that shows six digits, or a passkey).

The digits are RFC 6238's: HMAC-SHA-1 over the count of thirty seconds since 1970. One step early or late is taken,
because phones' clocks differ; a code is taken once. After five wrong ones nothing is taken for fifteen minutes
(資通安全責任等級分級辦法 附表十 資通系統防護基準: 帳號鎖定).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import secrets
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import reasons, sealed
from foundation.audit.verbs import Verb

from . import ways_in
from .models import Membership, Passkey, SecondFactor, User
from .models.second_factor import PLACE

STEP = 30  # seconds
DIGITS = 6
DRIFT = 1  # steps early or late
MISSES = 5
SHUT = dt.timedelta(minutes=15)
SPARES = 10
LONGEST_REASON = 200


def code_at(secret: str, step: int) -> str:
    """The digits an app shows during one step (RFC 4226, 5.3)."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(now: dt.datetime) -> int:
    """Which step a moment is in."""
    return int(now.timestamp()) // STEP


def is_on(user: User) -> bool:
    """Whether she is asked for a second step at sign-in: a code, or a passkey (`passkeys.py`)."""
    return has_codes(user) or Passkey.objects.filter(user=user).exists()


def has_codes(user: User) -> bool:
    """Whether an app of hers shows codes."""
    return SecondFactor.objects.filter(user=user).exists()


def is_required(user: User) -> bool:
    """Whether one of her roles asks for two steps (`SECOND_FACTOR_ROLES`)."""
    return bool(settings.SECOND_FACTOR_ROLES) and not user.access.roles.isdisjoint(settings.SECOND_FACTOR_ROLES)


def fresh() -> str:
    """A new secret for an app, sealed: whoever sets up her second step keeps it in her session until `confirm`."""
    return sealed.seal(base64.b32encode(secrets.token_bytes(20)).decode(), place=PLACE)


def opened(secret_sealed: str) -> str:
    """What the app is told, base32."""
    return sealed.unseal(secret_sealed, place=PLACE)


def address_of(secret: str, *, user: User) -> str:
    """The same as an address that apps read from a QR code (otpauth)."""
    issuer = _("地方實踐平臺")
    told = {"secret": secret, "issuer": issuer, "digits": DIGITS, "period": STEP}
    return f"otpauth://totp/{quote(issuer)}:{quote(user.email)}?{urlencode(told, quote_via=quote)}"


def confirm(*, secret_sealed: str, code: str, by: User, now: dt.datetime) -> list[str]:
    """Switch two steps on with a first right code; the spare codes, which nobody can show again.

    Raises:
        ValidationError: the code is wrong, or two steps are on already.
    """
    step = _step_that_says(code, opened(secret_sealed), now)
    if step is None:
        raise ValidationError(wrong_code())
    spares = [_spare() for _one in range(SPARES)]
    with transaction.atomic():
        _factor, made = SecondFactor.objects.get_or_create(
            user=by,
            defaults={
                "secret_sealed": secret_sealed,
                "confirmed_at": now,
                "last_step": step,
                "spares": [_hash(one) for one in spares],
            },
        )
        if not made:
            raise ValidationError(_("兩步驟驗證已經啟用。"))
        ways_in.changed(Verb.SECOND_FACTOR_ON, by, by=by, at=now)
    return spares


def check(*, code: str, by: User, now: dt.datetime) -> None:
    """Take a code at sign-in, from the app or a spare one.

    Raises:
        ValidationError: it is wrong or was used, or too many were wrong.
    """
    _take(code=code, by=by, now=now)


def drop(*, code: str, by: User, now: dt.datetime) -> None:
    """Switch two steps off, with a code.

    Raises:
        ValidationError: her role asks for them, or the code is wrong.
    """
    if is_required(by) and not Passkey.objects.filter(user=by).exists():
        raise ValidationError(_("您的角色規定要兩步驟驗證，不能停用。換手機時，請另一位承辦人重設。"))
    _take(code=code, by=by, now=now)
    with transaction.atomic():
        SecondFactor.objects.filter(user=by).delete()
        ways_in.changed(Verb.SECOND_FACTOR_OFF, by, by=by, at=now)


def reset(*, membership: Membership, reason: str, by: User, now: dt.datetime) -> None:
    """Take somebody else's second step away who has lost her phone, codes and passkeys; she sets up a new one.

    Raises:
        ValidationError: it is one's own, there is none, or no reason was given.
    """
    user = membership.user
    if user.pk == by.pk:
        raise ValidationError(_("自己的兩步驟驗證要請另一位承辦人重設。"))
    why = reasons.written(reason, ask=_("請寫為什麼要重設，例如「手機遺失，已當面確認身分」。"), most=LONGEST_REASON)
    if not is_on(user):
        raise ValidationError(_("%(name)s沒有啟用兩步驟驗證。") % {"name": user})
    with transaction.atomic():
        SecondFactor.objects.filter(user=user).delete()
        Passkey.objects.filter(user=user).delete()
        ways_in.changed(Verb.SECOND_FACTOR_OFF, user, by=by, reason=why, at=now)


def _take(*, code: str, by: User, now: dt.datetime) -> None:
    # The count of misses is kept although the sign-in is refused: the refusal is raised outside.
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update(no_key=True).filter(user=by).first()
        refusal = _refusal(factor, code, now)
    if refusal:
        raise ValidationError(refusal)


def _refusal(factor: SecondFactor | None, code: str, now: dt.datetime) -> str:
    if factor is None:
        return _("還沒有設定兩步驟驗證。")
    if factor.shut_until is not None and now < factor.shut_until:
        return _("輸入錯誤太多次，請等 15 分鐘再試。")
    given = "".join(code.split()).lower()
    step = _step_that_says(given, opened(factor.secret_sealed), now)
    if step is not None and step > factor.last_step:
        factor.last_step, factor.misses, factor.shut_until = step, 0, None
        factor.save(update_fields=["last_step", "misses", "shut_until"])
        return ""
    if _hash(given) in factor.spares:
        factor.spares.remove(_hash(given))
        factor.misses, factor.shut_until = 0, None
        factor.save(update_fields=["spares", "misses", "shut_until"])
        return ""
    factor.misses += 1
    if factor.misses >= MISSES:
        factor.misses, factor.shut_until = 0, now + SHUT
    factor.save(update_fields=["misses", "shut_until"])
    return wrong_code()


def wrong_code() -> str:
    """What is said of a code that is none, whichever way it is wrong."""
    return _("驗證碼不對或已經用過，請看手機上現在的六個數字。")


def _step_that_says(code: str, secret: str, now: dt.datetime) -> int | None:
    given = "".join(code.split())
    steps = range(step_of(now) - DRIFT, step_of(now) + DRIFT + 1)
    return next((one for one in steps if hmac.compare_digest(code_at(secret, one).encode(), given.encode())), None)


def _spare() -> str:
    """120 random bits in groups of four signs: what is kept of them is a plain hash, which fewer would not bear."""
    signs = base64.b32encode(secrets.token_bytes(15)).decode().lower()
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


def _hash(spare: str) -> str:
    return hashlib.sha256(spare.encode()).hexdigest()
