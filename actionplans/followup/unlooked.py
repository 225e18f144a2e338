"""A report that waits for somebody's look (等督導確認): whoever has to look is told, then the next one up.

What a report calls done is asked for no more, so a report that nobody looks at would silence everything. When and to
whom is data (`pace.toml`): the supervisor at once, later the county's officers, then the association. A supervisor's
own report is told to the officers at once, because somebody else has to look at it (`who_reads.py`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import cast

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from actionplans.models import CheckIn, Plan
from foundation.notices import hours, ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.taiwan import roc

from . import reminders
from .ladders import AHEAD, ASSOCIATION, OFFICER, SUPERVISOR, UPWARDS
from .pace import PACE, Told
from .reminders import Reader

KEY = "unlooked"
State = CheckIn.State


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to what waits for a look. A fixed number of queries before the writing."""
    return ledger.plan(kind=KEY, wishes=wishes(now=now), now=now)


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """The letters about reports that wait, of plans under 列管 (two queries).

    Of what should have been said already each reader has the last: after days of downtime one letter serves better than
    two, and it names the days that were missed.
    """
    rows = CheckIn.objects.filter(state=State.SUBMITTED, plan__in=Plan.objects.followed())
    waiting = list(rows.select_related("plan__supervisor").order_by("pk"))
    if not waiting:
        return
    officers, association = reminders.officers_on(timezone.localdate(now))
    for one in waiting:
        readers = {
            SUPERVISOR: [reminders.reader_of(one.plan.supervisor)],
            OFFICER: officers.get(one.plan.county_id) or association,
            ASSOCIATION: association,
        }
        yield from _about(one, readers, now)


def _about(one: CheckIn, readers: dict[str, list[Reader]], now: dt.datetime) -> Iterator[Wish]:
    since = cast(dt.datetime, one.submitted_at)  # the database holds it of what has been handed in
    own = one.user_id is not None and one.user_id == one.plan.supervisor_id
    for to in dict.fromkeys(told.to for told in PACE.told):
        rungs = [(told, _due_at(told, since)) for told in PACE.told if told.to == to]
        ripe = [told for told, due_at in rungs if due_at <= now]
        for told, due_at in rungs:
            if due_at > now + AHEAD or told in ripe[:-1]:
                continue
            for reader in _readers(told, readers, own=own):
                passed = ripe[:-1] if ripe and told == ripe[-1] else ()
                yield Wish(
                    key=_key(one, told, reader), kind=KEY, subject_key=str(one.plan_id), step=told.step,
                    county=one.plan.county_id, to_name=reader.name, to_address=reader.address, due_at=due_at,
                    covers=tuple(_key(one, earlier, reader) for earlier in passed),
                )  # fmt: skip


def _readers(told: Told, readers: dict[str, list[Reader]], *, own: bool) -> list[Reader]:
    """Who is told: whoever comes first from there upwards who has an address, and did not write the report herself."""
    first = UPWARDS.index(told.to) + (own and told.to == SUPERVISOR)
    for who in UPWARDS[first:]:
        if reached := [one for one in readers[who] if one.address]:
            return reached
    return readers[UPWARDS[first]] or readers[SUPERVISOR]


def _due_at(told: Told, since: dt.datetime) -> dt.datetime:
    return since if not told.after else hours.after(timezone.localdate(since) + dt.timedelta(days=told.after))


def _key(one: CheckIn, told: Told, reader: Reader) -> str:
    since = cast(dt.datetime, one.submitted_at)
    about = f"{KEY}/{one.plan_id}/{one.pk}/{since:%Y%m%dT%H%M%S%z}"
    return f"{about}/{told.step}/{reader.address or reader.name}"[:200]


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter, as things stand when it goes out; None where somebody has looked, or nobody has to any more."""
    rows = CheckIn.objects.filter(state=State.SUBMITTED, plan__in=Plan.objects.followed())
    one = rows.filter(pk=int(notice.key.split("/")[2])).select_related("plan__county", "plan__supervisor").first()
    if one is None:
        return None
    plan, since = one.plan, cast(dt.datetime, one.submitted_at)
    days = (timezone.localdate(now) - timezone.localdate(since)).days
    claims = [each.shown for each in one.claims.all()]
    lines = [_("%(who)s回報了進度，確認之前方案不會動。") % {"who": one.reporter}]
    if claims:  # of everything else the ladder goes on to speak
        done = _("、").join(f"「{each}」" for each in claims)
        lines.append(_("%(done)s已經回報完成，確認或退回之前不會再提醒負責人。") % {"done": done})
    if days:
        words = ngettext("已經等了 %(days)s 天，還沒有人看。", "已經等了 %(days)s 天，還沒有人看。", days)
        lines.append(words % {"days": days})
    own_address = plan.supervisor.email if plan.supervisor else ""
    if plan.supervisor is not None and notice.to_address != own_address:
        by_herself = _("這是督導%(name)s自己寫的回報，要由別人確認。")
        by_other = _("追蹤督導是%(name)s。請聯絡，或由您確認或退回。")
        lines.append((by_herself if one.user_id == plan.supervisor_id else by_other) % {"name": plan.supervisor})
    facts = [
        (pgettext("一件", "行動方案"), plan.title),
        (_("縣市"), plan.county.shown),
        (_("回報日期"), roc.shown(timezone.localdate(since))),
    ]
    return Letter(
        subject=_("「%(title)s」有一次回報等著確認") % {"title": plan.title},
        lines=(*lines, *reminders.passed_over(notice)),
        facts=(*facts, (_("說完成了"), "；".join(claims))) if claims else tuple(facts),
        action=_("看這次回報"),
        url=f"{settings.SITE_ADDRESS}{reverse('actionplans:plan', args=[plan.pk])}#check-ins",
        foot=_("您收到這封信，是因為這項行動方案由您追蹤或承辦。有人確認或退回之後就不會再寄。"),
    )


NOTICES = Kind(KEY, write, reminders.visible, plan=plan_all)
