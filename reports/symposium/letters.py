"""Who is asked to tell of a plan is told so once: the county's officers, with what the plan is and where to answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.followup.reminders import Reader, officers_on
from foundation import subject_keys
from foundation.notices import ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.taiwan import roc
from reports.models import CaseInvitation

KEY, STEP = "symposium-case", "invited"
NOBODY = Reader("", "")


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to the invitations that wait for an answer."""
    return ledger.plan(kind=KEY, wishes=wishes(now=now), now=now)


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """One letter for each invitation and officer; asked again, it is another one (two questions)."""
    officers, _association = officers_on(timezone.localdate(now))
    rows = CaseInvitation.objects.filter(state=CaseInvitation.State.INVITED)
    for one in rows.select_related("plan").order_by("invited_at", "pk"):
        for reader in officers.get(one.county_id) or [NOBODY]:
            yield Wish(
                key=f"{KEY}/{one.pk}/{one.invited_at:%Y%m%d%H%M%S}/{reader.address or '-'}"[:200], kind=KEY,
                subject_key=str(one.pk), step=STEP, county=one.county_id,
                to_name=reader.name or _("（沒有人）"), to_address=reader.address, due_at=one.invited_at,
            )  # fmt: skip


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter as things stand; None where the county has answered or the invitation was taken back."""
    rows = CaseInvitation.objects.select_related("symposium", "plan")
    one = rows.filter(pk=notice.subject_key, state=CaseInvitation.State.INVITED).first()
    if one is None:
        return None
    symposium = one.symposium
    facts = [(_("行動方案"), f"{one.plan.code}　{one.plan.title}"), (_("研討會"), symposium.title)]
    if symposium.held_on is not None:
        facts.append((_("日期"), roc.shown(symposium.held_on)))
    if symposium.place:
        facts.append((_("地點"), symposium.place))
    return Letter(
        subject=_("邀請在研討會分享：%(plan)s") % {"plan": one.plan.title},
        lines=(
            _("協會邀請貴縣市在研討會分享這件行動方案的做法和成果。"),
            _("請在平臺回覆會不會來、由誰分享；決定來了，簡報也在那裡上傳（PDF 或 ODP，20 MB 以內）。"),
        ),
        facts=tuple(facts),
        action=_("回覆邀請"),
        url=settings.SITE_ADDRESS + reverse("reports:case_invitation", args=[one.pk]),
        foot=_("您收到這封信，是因為您是這個縣市的承辦人。回覆以後就不會再寄。"),
    )


def visible(user: Any) -> Q:
    """The letters about the invitations this person may see."""
    return subject_keys.among(CaseInvitation.objects.visible_to(user))


NOTICES = Kind(KEY, write, visible, plan=plan_all)
