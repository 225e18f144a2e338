"""Letters about honour cards: the link by which she checks her card, and the reminder before it runs out.

What is reminded is the award that runs out, so that cards from before the platform are reminded too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import subject_keys
from foundation.notices import hours, ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.taiwan import roc
from volunteers.models import AwardGiven, HonorCard, Volunteer
from volunteers.rules.certificates import REMINDED_BEFORE

from . import honor_cards

CHECK, RENEW = "honor-card-check", "honor-card"
AHEAD = dt.timedelta(days=7)
OUT = (Notice.State.TAKEN, Notice.State.SENT, Notice.State.UNCLEAR)
"""What she has had, or may have had."""


def plan_checks(*, now: dt.datetime) -> Planned:
    """Who is to check a card that was made. One question before the writing."""
    return ledger.plan(kind=CHECK, wishes=check_wishes(now=now), now=now)


def check_wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """One letter a card, as long as it is not checked."""
    rows = HonorCard.objects.filter(ended_on=None, checked_at=None).select_related("volunteer__user", "unit")
    for one in rows.order_by("pk"):
        yield _wish(CHECK, one.pk, "check", one.volunteer, one.unit.county_id, one.made_at)


def plan_renewals(*, now: dt.datetime) -> Planned:
    """Who is to be reminded. Two questions before the writing."""
    return ledger.plan(kind=RENEW, wishes=renewal_wishes(now=now), now=now)


def renewal_wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """One letter a term, before it ends, also when her address has changed since; none to who has the next one already.

    What was returned goes to her new address: of that she knows nothing.
    """
    today = timezone.localdate(now)
    later = AwardGiven.objects.filter(
        volunteer=models.OuterRef("volunteer"), award=honor_cards.AWARD, revoked_on=None,
        valid_until__gt=models.OuterRef("valid_until"),
    )  # fmt: skip
    rows = AwardGiven.objects.filter(
        award=honor_cards.AWARD, revoked_on=None, volunteer__merged_into=None, valid_until__gte=today,
        valid_until__lte=today + REMINDED_BEFORE + AHEAD,
    )  # fmt: skip
    out = Notice.objects.filter(kind=RENEW, state__in=OUT)
    told = {(subject, step): key for subject, step, key in out.values_list("subject_key", "step", "key")}
    for one in rows.exclude(models.Exists(later)).select_related("volunteer__user").order_by("pk"):
        if one.volunteer is not None and one.valid_until is not None:
            due = hours.before(one.valid_until - REMINDED_BEFORE)
            wish = _wish(RENEW, one.pk, f"{one.valid_until}", one.volunteer, None, max(due, one.recorded_at))
            if told.get((wish.subject_key, wish.step), wish.key) == wish.key:
                yield wish


def _wish(kind: str, key: int, step: str, person: Volunteer, county: str | None, due: dt.datetime) -> Wish:
    user = person.user
    address = user.email if user is not None and user.is_active else person.email
    return Wish(
        key=f"{kind}/{key}/{step}/{address or '-'}"[:200], kind=kind, subject_key=str(key), step=step[:20],
        county=county, to_name=_("志工"), to_address=address, due_at=due,
    )  # fmt: skip


def asking(notice: Notice, now: dt.datetime) -> Letter | None:
    """Please check your English name and address."""
    rows = HonorCard.objects.filter(pk=notice.subject_key, ended_on=None, checked_at=None)
    one = rows.select_related("unit__authority").first()
    if one is None:
        return None
    return Letter(
        subject=_("請核對您的志願服務榮譽卡"),
        lines=(
            _("發卡以前，請核對印在卡上的英文姓名和寄送地址。"),
            _("這個連結不必登入就能開，請不要轉寄給別人。"),
        ),
        facts=((_("發證機關"), one.unit.authority.shown), (_("有效期限"), roc.shown(one.valid_until))),
        action=_("核對資料"),
        url=settings.SITE_ADDRESS + honor_cards.address_for(one),
        foot=_("您收到這封信，是因為您得到志願服務榮譽卡。"),
    )


def reminding(notice: Notice, now: dt.datetime) -> Letter | None:
    """It runs out: hours and years after the last cut-off count for the next one."""
    one = AwardGiven.objects.filter(pk=notice.subject_key, revoked_on=None).first()
    if one is None or one.valid_until is None:
        return None
    return Letter(
        subject=_("您的志願服務榮譽卡在%(day)s到期") % {"day": roc.shown(one.valid_until)},
        lines=(
            _("期滿可以重新申請：要再滿三年、300 小時，用過的年資和時數不重複計算。"),
            _("現在符合不符合、還差多少，登入以後在「獎項」看得到；申請請找服務的單位。"),
        ),
        action=_("看我的紀錄冊"),
        url=settings.SITE_ADDRESS + reverse("volunteers:mine"),
        foot=_("您收到這封信，是因為您有志願服務榮譽卡。每個期限只提醒一次。"),
    )


def checks_visible(user: Any) -> models.Q:
    """The letters about the cards this person sees."""
    return subject_keys.among(HonorCard.objects.visible_to(user))


def renewals_visible(user: Any) -> models.Q:
    """The letters about the awards this person sees."""
    return subject_keys.among(AwardGiven.objects.visible_to(user))


KINDS = (
    Kind(CHECK, asking, checks_visible, plan=plan_checks),
    Kind(RENEW, reminding, renewals_visible, plan=plan_renewals),
)
