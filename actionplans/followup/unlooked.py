"""A report that waits for somebody's look (等督導確認): whoever has to look is told, then the next one up.

What a report calls done is asked for no more, so a report that nobody looks at would silence everything. When and to
whom is data (`pace.toml`): the supervisor at once, later the county's officers, then the association. A supervisor's
own report is told to the officers at once, because somebody else has to look at it (`who_reads.py`).

While one report on a plan waits, another that comes in sends no letter of its own: whoever looks finds them all on one
page, and the next letter names each. Only what she has asked for herself, a report that was mended, she is always told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import cast

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
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

from . import lights, reminders
from .ladders import AHEAD, ASSOCIATION, OFFICER, SUPERVISOR, UPWARDS
from .pace import PACE, Told
from .reminders import Reader

KEY = "unlooked"
MOST = 10  # reports that one letter names
State = CheckIn.State


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to what waits for a look. A fixed number of queries before the writing."""
    return ledger.plan(kind=KEY, wishes=wishes(now=now), now=now)


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """The letters about reports that wait, of plans under 列管 (two queries): of those on one plan, about the earliest.

    Of what should have been said already each reader has the last: after days of downtime one letter serves better than
    two, and it names the days that were missed.
    """
    groups: dict[tuple[int, bool], list[CheckIn]] = defaultdict(list)
    for one in _waiting().annotate(**_looked()).select_related("plan__supervisor"):
        groups[one.plan_id, one.asks_supervisor].append(one)
    if not groups:
        return
    officers, association = reminders.officers_on(timezone.localdate(now))
    for group in groups.values():
        plan = group[0].plan
        readers = {
            SUPERVISOR: [reminders.reader_of(plan.supervisor)],
            OFFICER: officers.get(plan.county_id) or association,
            ASSOCIATION: association,
        }
        for one in group:
            yield from _about(one, _said(one, is_first=one == group[0]), readers, now)


def _waiting() -> QuerySet[CheckIn]:
    """What waits for a look, the earliest first."""
    rows = CheckIn.objects.filter(state=State.SUBMITTED, plan__in=Plan.objects.followed())
    return rows.order_by("submitted_at", "pk")


def _looked() -> dict[str, Subquery]:
    """When somebody last looked at a report that had waited as this one came in: one that the supervisor is asked for,
    and one that others are.
    """
    earlier = CheckIn.objects.filter(
        plan=OuterRef("plan"), number__lt=OuterRef("number"), reviewed_at__gt=OuterRef("submitted_at")
    ).order_by("-reviewed_at")
    own = Q(user=F("plan__supervisor"), user__isnull=False)
    return {
        "looked": Subquery(earlier.filter(~own).values("reviewed_at")[:1]),
        "looked_own": Subquery(earlier.filter(own).values("reviewed_at")[:1]),
    }


def _said(one: CheckIn, *, is_first: bool) -> list[tuple[Told, dt.datetime]]:
    """What is said of a report, and when.

    Of what waited behind another whoever has looked at that one has seen: she is told again when its own days are
    over, and not before the morning after her look.
    """
    since = cast(dt.datetime, one.submitted_at)  # the database holds it of what has been handed in
    looked: dt.datetime | None = one.looked if one.asks_supervisor else one.looked_own  # type: ignore[attr-defined]
    is_mended, came_alone = one.reviewed_at is not None, is_first and looked is None
    morning = hours.after(timezone.localdate(looked) + dt.timedelta(days=1)) if looked else since
    at_once = [(told, since) for told in PACE.told if not told.after and (is_mended or came_alone)]
    later = [(told, max(_due_at(told, since), morning)) for told in PACE.told if told.after and is_first]
    return at_once + later


def _about(
    one: CheckIn, said: list[tuple[Told, dt.datetime]], readers: dict[str, list[Reader]], now: dt.datetime
) -> Iterator[Wish]:
    own = not one.asks_supervisor
    for to in dict.fromkeys(told.to for told, _due in said):
        rungs = [(told, due_at) for told, due_at in said if told.to == to]
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
    return hours.after(timezone.localdate(since) + dt.timedelta(days=told.after))


def _key(one: CheckIn, told: Told, reader: Reader) -> str:
    since = cast(dt.datetime, one.submitted_at)
    about = f"{KEY}/{one.plan_id}/{one.pk}/{since:%Y%m%dT%H%M%S%z}"
    return f"{about}/{told.step}/{reader.address or reader.name}"[:200]


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter, as things stand when it goes out; None where somebody has looked, or nobody has to any more."""
    one = _waiting().filter(pk=int(notice.key.split("/")[2])).select_related("plan__county", "plan__supervisor").first()
    if one is None:
        return None
    plan, since = one.plan, cast(dt.datetime, one.submitted_at)
    rows = _waiting().filter(plan=plan).select_related("plan").prefetch_related("claims")
    waiting = [each for each in rows if each.asks_supervisor == one.asks_supervisor]
    days = (timezone.localdate(now) - timezone.localdate(since)).days
    claims = list(dict.fromkeys(each.shown for report in waiting for each in report.claims.all()))
    who = _("、").join(dict.fromkeys(each.reporter for each in waiting))
    lines = [_("%(who)s回報了進度，確認之前方案不會動。") % {"who": who}]
    if claims:  # of everything else the ladder goes on to speak
        done = _("、").join(f"「{each}」" for each in claims)
        lines.append(_("%(done)s已經回報完成，確認或退回之前不會再提醒負責人。") % {"done": done})
    if days:
        words = ngettext("已經等了 %(days)s 天，還沒有人看。", "已經等了 %(days)s 天，還沒有人看。", days)
        if len(waiting) > 1:
            words = ngettext(
                "%(report)s已經等了 %(days)s 天，還沒有人看。", "%(report)s已經等了 %(days)s 天，還沒有人看。", days
            )
        lines.append(words % {"report": one, "days": days})
    lines.append(_("有人看過之前，再有新的回報都列在方案頁上，不會一次一封信。"))
    own_address = plan.supervisor.email if plan.supervisor else ""
    if plan.supervisor is not None and notice.to_address != own_address:
        by_herself = _("這是督導%(name)s自己寫的回報，要由別人確認。")
        by_other = _("追蹤督導是%(name)s。請聯絡，或由您確認或退回。")
        lines.append((by_herself if one.user_id == plan.supervisor_id else by_other) % {"name": plan.supervisor})
    facts = [
        (pgettext("一件", "行動方案"), plan.title),
        (_("縣市"), plan.county.shown),
        *(_fact(each) for each in waiting[:MOST]),
    ]
    if (left := len(waiting) - MOST) > 0:
        facts.append((_("還有"), ngettext("%(count)s 次", "%(count)s 次", left) % {"count": left}))
    return Letter(
        subject=_subject(plan, waiting),
        lines=(*lines, *reminders.passed_over(notice)),
        facts=tuple(facts),
        action=_("看這次回報"),
        url=f"{settings.SITE_ADDRESS}{reverse('actionplans:plan', args=[plan.pk])}#check-ins",
        foot=_("您收到這封信，是因為這項行動方案由您追蹤或承辦。有人確認或退回之後就不會再寄。"),
    )


def _subject(plan: Plan, waiting: list[CheckIn]) -> str:
    """Which report waits, by number and day, so that no two letters read alike; of several, how many and since when."""
    first = waiting[0]
    day = timezone.localdate(cast(dt.datetime, first.submitted_at))
    state = lights.waits(day, on=day, asks_supervisor=first.asks_supervisor)
    named = {"title": plan.title, "state": state, "report": first, "day": _day(first)}
    if len(waiting) == 1:
        return _("「%(title)s」%(report)s（%(day)s）%(state)s") % named
    words = ngettext(
        "「%(title)s」有 %(count)s 次回報%(state)s（%(day)s起）",
        "「%(title)s」有 %(count)s 次回報%(state)s（%(day)s起）",
        len(waiting),
    )  # fmt: skip
    return words % (named | {"count": len(waiting)})


def _fact(one: CheckIn) -> tuple[str, str]:
    """One that waits: its number, and when it came from whom, and what it says is done."""
    parts = [_("%(day)s，%(who)s") % {"day": _day(one), "who": one.reporter}]
    done = "；".join(each.shown for each in one.claims.all())
    return str(one), "　".join([*parts, *([_("說完成了：%(what)s") % {"what": done}] if done else [])])


def _day(one: CheckIn) -> str:
    return roc.shown_short(timezone.localdate(cast(dt.datetime, one.submitted_at)))


NOTICES = Kind(KEY, write, reminders.visible, plan=plan_all)
