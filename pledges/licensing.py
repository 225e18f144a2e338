"""The licence to the association and IAVE: given in recorded words, and taken back with a reason."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb

from . import pledging
from .models import Licence, Pledge

LONGEST_REASON = 500
LONGEST_SIGNER = 80


def give(*, pledge: Pledge, signer: str, version: str, by: Acts, now: dt.datetime) -> Licence:
    """Record that the county licenses what it sends, in the campaign's words of this moment.

    Args:
        signer: who licenses, unit and name.
        version: of the text that was read; another one now means that it has to be read again.

    Raises:
        ValidationError: nobody is named, the text is another by now, it holds already, or the pledge is not open.
    """
    text = pledge.campaign.licence
    named = signer.strip()
    if not named:
        raise ValidationError({"signer": _("請寫誰授權：單位、職稱和姓名。")})
    if long := reasons.too_long(named, LONGEST_SIGNER, what=_("授權人")):
        raise ValidationError({"signer": long})
    if version != text.version:
        raise ValidationError({"signer": _("授權文字已經改版，請重新整理頁面，讀過新的文字再授權。")})
    try:
        with transaction.atomic():
            if not Pledge.objects.select_for_update().get(pk=pledge.pk).is_open:
                raise ValidationError({"signer": _("現在不能登錄授權；先重新準備這份宣示。")})
            made = Licence.objects.create(
                pledge=pledge, version=text.version, text=text.zh, signer=named,
                given_at=now, given_by=by.as_actor().label,
            )  # fmt: skip
            trail.record(Verb.LICENCE_GIVEN, pledge, by=by, now={"licence": made.pk, "version": made.version}, at=now)
    except IntegrityError:
        raise ValidationError({"signer": _("已經登錄過授權，不用再登錄一次。")}) from None
    return made


def withdraw(*, pledge: Pledge, reason: str, by: Acts, now: dt.datetime) -> Licence:
    """Take the licence back: from now on nothing of it is on a wall or in a download; the ledger stays.

    Raises:
        ValidationError: no reason, or no licence holds.
        MoveRefused: somebody else was first.
    """
    said = reasons.written(reason, ask=_("請寫為什麼撤回授權。"), most=LONGEST_REASON)
    with transaction.atomic():
        held = Licence.objects.select_for_update().standing().filter(pledge=pledge).first()
        if held is None:
            raise ValidationError({"reason": _("沒有還有效的授權可以撤回。")})
        held.withdrawn_at, held.withdrawn_by, held.reason = now, by.as_actor().label, said
        held.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
        pledging.MOVES.apply(pledge, "withdraw", by=by, reason=said, now=now, noted={"licence": held.pk})
    return held
