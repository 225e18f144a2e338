"""How the letters of recruiting read: the receipt, the reply, the request to somebody found. Each is said once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation import subject_keys
from foundation.notices.kinds import Kind
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.taiwan import roc
from volunteers.models import Application, Approach

from . import applications, deciding, finding


def _application(notice: Notice) -> Application | None:
    rows = Application.objects.select_related("opening__unit__organisation", "opening__county")
    return rows.filter(pk=int(notice.subject_key), erased_at=None).first()


def receipt(notice: Notice, now: dt.datetime) -> Letter | None:
    """That an application has come, with the link to see and to take it back."""
    one = _application(notice)
    if one is None or one.state == Application.State.WITHDRAWN:
        return None
    opening = one.opening
    facts = [(_("單位"), str(opening.unit)), (_("招募"), opening.title)]
    if opening.closes_on is not None:
        facts.append((_("報名截止"), roc.shown(opening.closes_on)))
    return Letter(
        subject=_("收到您的報名：%(title)s") % {"title": opening.title},
        lines=(
            _("單位會看您的報名，再和您約面談；結果也寄到這個信箱。"),
            _("下面的連結看得到現在的狀態，也可以隨時撤回。請不要轉寄給別人。"),
        ),
        facts=tuple(facts),
        action=_("看我的報名"),
        url=settings.SITE_ADDRESS + applications.address_for(one),
        foot=_("有人用這個信箱報名志工，所以寄這封信。不是您報名的，請打開連結撤回。"),
    )


def reply(notice: Notice, now: dt.datetime) -> Letter | None:
    """The unit's answer in its own words, as they stood when it was sent."""
    one = _application(notice)
    if one is None or one.answered_as != notice.step or not one.answer_words:
        return None
    return Letter(
        subject=_("%(unit)s回覆您的報名：%(title)s") % {"unit": one.opening.unit, "title": one.opening.title},
        lines=tuple(line for line in one.answer_words.split("\n") if line.strip()),
        action=_("看我的報名"),
        url=settings.SITE_ADDRESS + applications.address_for(one),
        foot=_("這是%(unit)s的回覆，由地方實踐平臺代寄。") % {"unit": one.opening.unit},
    )


def request(notice: Notice, now: dt.datetime) -> Letter | None:
    """That a unit would like somebody to come, who has agreed to be found."""
    one = (
        Approach.objects.select_related("opening__unit__organisation", "volunteer")
        .filter(pk=int(notice.subject_key), state=Approach.State.WAITING)
        .first()
    )
    if one is None or not finding.is_findable(one.volunteer):
        return None
    return Letter(
        subject=_("%(unit)s想請您來服務：%(title)s") % {"unit": one.opening.unit, "title": one.opening.title},
        lines=(
            *([one.words] if one.words else []),
            _("單位還不知道您是誰。您在自己的頁面按「願意」，單位才看得到您的姓名與聯絡方式。"),
        ),
        facts=((_("招募"), one.opening.title),),
        action=_("看邀請"),
        url=settings.SITE_ADDRESS + reverse("volunteers:own_places"),
        foot=_("您同意讓運用單位找到您，所以收到這封信；在同一頁隨時可以撤回同意。"),
    )


def _of_applications(user: Any) -> models.Q:
    return subject_keys.among(Application.objects.visible_to(user))


def _of_approaches(user: Any) -> models.Q:
    return subject_keys.among(Approach.objects.visible_to(user))


KINDS = (
    Kind(applications.RECEIPT, receipt, _of_applications, is_prompt=True),
    Kind(deciding.REPLY, reply, _of_applications),
    Kind(finding.REQUEST, request, _of_approaches),
)
