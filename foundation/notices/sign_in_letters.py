"""Letters to somebody whose ways to sign in were changed: which, when, from where, and what to do if it was not her.

They go out at once, at night as well, and cannot be declined. A letter holds no secret and no link that signs anybody
in; of an address only the net is told, as her list of devices has it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts import devices
from foundation.accounts.models import User
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.taiwan import roc

from . import ledger
from .kinds import Kind
from .ledger import Wish
from .letters import Letter
from .models import Notice

KEY = "way-in"


def tell(user: User, event: Event) -> None:
    """Let her be told of what a line of the trail says; once for each line."""
    ledger.say(
        Wish(
            key=f"{KEY}/{event.pk}", kind=KEY, subject_key=str(user.pk), step=event.verb,
            county=event.county or None, to_name=str(user), to_address=user.email if user.is_active else "",
            due_at=event.at,
        ),
        now=event.at,
    )  # fmt: skip


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter about one change; None where its line is gone."""
    event = Event.objects.filter(pk=notice.key.rpartition("/")[2]).first()
    if event is None:
        return None
    at = timezone.localtime(event.at)
    facts = [(_("什麼"), _what(event)), (_("時間"), f"{roc.shown(at.date())} {at:%H:%M}")]
    if browser := event.now.get("browser"):
        facts.append((_("裝置"), str(browser)))
    if net := devices.net_of(event.origin):
        facts.append((_("網路位址（不含最後一段）"), net))
    if event.actor_key != notice.subject_key:
        facts.append((_("由誰"), event.actor_shown))
    return Letter(
        subject=_("您的帳號：%(what)s") % {"what": _what(event)},
        lines=(
            _("您登入地方實踐平臺的方式剛才改了。是您自己做的，或請承辦人做的，就不用理這封信。"),
            _(
                "不是您：請馬上在登入頁按「忘記密碼」換一個新密碼（別處的登入會跟著結束），再看「登入的裝置」、"
                "「通行密鑰」和「API 權杖」裡有沒有不認得的，並告訴縣市承辦人或協會。"
            ),
            _("這封信不會要您的密碼或驗證碼；有人要，請不要給。"),
        ),
        facts=tuple(facts),
        action=_("看登入的裝置"),
        url=settings.SITE_ADDRESS + reverse("accounts:devices"),
        foot=_("您收到這封信，是因為這個信箱是平臺帳號的信箱。這類信不能停寄。"),
    )


def visible(user: Any) -> models.Q:
    """One's own."""
    return models.Q(subject_key=str(user.pk))


def _what(event: Event) -> str:
    words = {
        Verb.PASSWORD_CHANGED: _("換了密碼"),
        Verb.SECOND_FACTOR_ON: _("啟用了兩步驟驗證和備用碼"),
        Verb.SECOND_FACTOR_OFF: _("停用了兩步驟驗證"),
        Verb.PASSKEY_ADDED: _("新增了一把通行密鑰"),
        Verb.PASSKEY_REMOVED: _("移除了一把通行密鑰"),
        Verb.OUTSIDE_JOINED: _("連結了外部帳號（%(name)s）") % {"name": settings.OIDC_NAME},
        Verb.TOKEN_ISSUED: _("發出了一個 API 權杖"),
    }
    return words[Verb(event.verb)]


LETTERS = Kind(KEY, write, visible, is_prompt=True)
