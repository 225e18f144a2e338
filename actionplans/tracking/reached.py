"""What became of the reminders, as people read it: of one plan, and of all that somebody follows up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from actionplans.followup import many_lights, reminders, returned, unlooked
from actionplans.models import CheckIn, Plan
from foundation.accounts.roles import Permission
from foundation.notices import ledger, sending
from foundation.notices.models import Notice
from foundation.taiwan import roc

KINDS = (reminders.KEY, returned.KEY, unlooked.KEY)
"""The kinds of letters that are about a plan under 列管."""
OF_REPORTS = {returned.KEY: _lazy("退回：%(report)s請補充"), unlooked.KEY: _lazy("%(report)s還沒有人看")}


def of_plan(plan: Plan, *, most: int = 100) -> list[Notice]:
    """The ledger of one plan, the newest first, each with `about` (two queries).

    What need not be said any more is left out; what was missed and a later letter says as well is not.
    """
    rows = Notice.objects.filter(kind__in=KINDS, subject_key=str(plan.pk)).order_by("-due_at", "-pk")
    return with_about(rows.exclude(~Q(why=ledger.COVERED), state=Notice.State.VOID)[:most])


def with_about(notices: Iterable[Notice]) -> list[Notice]:
    """Each with `about`: what it reminds of, or which report came back or waits (one query where one does)."""
    rows = list(notices)
    keys = [_report_of(one) for one in rows if one.kind in OF_REPORTS]
    reports = CheckIn.objects.in_bulk(keys) if keys else {}
    for one in rows:
        if one.kind in OF_REPORTS:
            about = OF_REPORTS[one.kind] % {"report": reports.get(_report_of(one)) or _("回報")}
        else:
            about = _reminds_of(one)
        one.about = about  # type: ignore[attr-defined]
    return rows


def _report_of(notice: Notice) -> int:
    return int(notice.key.split("/")[2])


def _reminds_of(notice: Notice) -> str:
    """From its key and its step: the day it is about, and how long before or after that it is due."""
    day = roc.shown_short(dt.date.fromisoformat(notice.key.split("/")[2]))
    days = int(notice.step.removeprefix("T"))
    if days < 0:
        words = ngettext("提醒：%(day)s到期，%(days)s 天前", "提醒：%(day)s到期，%(days)s 天前", -days)
    elif days > 0:
        words = ngettext("提醒：%(day)s到期，過了 %(days)s 天", "提醒：%(day)s到期，過了 %(days)s 天", days)
    else:
        words = _("提醒：%(day)s到期，當天")
    return words % {"day": day, "days": abs(days)}


@dataclass(frozen=True, slots=True)
class Told:
    """What became of the letters about the plans that somebody follows up.

    `sent` went out and did not come back; `waiting` are still to go out; `settled` reached nobody, and need not any
    more; `stuck` should be out by now, and the mail server does not take them. Of `without_address` plans that owe
    something nobody has written down where whoever is in charge is reached: the supervisor has their letters.
    """

    sent: int
    waiting: int
    settled: int
    stuck: int
    without_address: int

    @property
    def title(self) -> str:
        """What is true where the list of those nobody has reached is empty."""
        if not self.sent:
            return _("沒有還要處理的提醒") if self.settled else _("還沒有寄過提醒")
        words = ngettext("寄出的 %(count)s 封提醒沒有被退回", "寄出的 %(count)s 封提醒都沒有被退回", self.sent)
        return words % {"count": self.sent}

    @property
    def text(self) -> str:
        """What is still to come, and what has been seen to."""
        said = []
        if self.waiting:
            words = ngettext("排好 %(count)s 封，到了日期就會寄。", "排好 %(count)s 封，到了日期就會寄。", self.waiting)
            said.append(words % {"count": self.waiting})
        if self.settled:
            words = ngettext(
                "有 %(count)s 封沒有人收到，後來處理好了，或不必再寄。",
                "有 %(count)s 封沒有人收到，後來處理好了，或不必再寄。",
                self.settled,
            )
            said.append(words % {"count": self.settled})
        said.append(_("沒有信箱、寄不到或被退回的，會列在這裡。"))
        return " ".join(said)


def told(user: Any) -> Told:
    """What became of the letters (two queries)."""
    rows = Notice.objects.visible_to(user).filter(kind__in=KINDS).order_by()
    settled = Q(state__in=(Notice.State.NOBODY, *Notice.UNDELIVERED), is_moot=True)
    counted = rows.aggregate(
        sent=Count("pk", filter=Q(state=Notice.State.SENT)),
        waiting=Count("pk", filter=Q(state__in=(Notice.State.PLANNED, Notice.State.TAKEN))),
        settled=Count("pk", filter=settled),
        stuck=Count("pk", filter=Q(state=Notice.State.PLANNED) & (Q(why=sending.AWAY) | Q(tries__gt=0))),
    )
    followed = Plan.objects.visible_to(user, Permission.FOLLOW_UP).adopted()
    return Told(**counted, without_address=followed.filter(many_lights.owing(), contact_email="").count())


def with_plans(notices: Iterable[Notice]) -> list[tuple[Notice, Plan | None]]:
    """Notices of this kind, each with `about` and its plan (two queries at most)."""
    rows = with_about(notices)
    plans = Plan.objects.in_bulk([int(one.subject_key) for one in rows])
    return [(one, plans.get(int(one.subject_key))) for one in rows]
