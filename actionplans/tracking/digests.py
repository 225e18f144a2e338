"""The week's letter (每週摘要): what waits for a supervisor, an officer or the association among the plans they follow.

It says nothing that the page of plans does not say (`waits.waiting_for`), comes on the first working day of a week,
not at all where nothing waits, and may be declined. After weeks of downtime one letter tells the whole time. What has a
day of its own is reminded of by the ladder (`reminders`), whoever declines this.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.notices import declining, hours, ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Declined, Notice
from foundation.taiwan import roc
from workshops.models import Programme

from . import news, waits

KEY = "digest"
READERS = (Role.SUPERVISOR, Role.COUNTY_OFFICER, Role.ASSOCIATION)
WEEK = dt.timedelta(days=7)
PASSED = 53  # so many weeks back one letter may speak of those that did not go out


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to who follows plans up now. Two queries before the writing."""
    return ledger.plan(kind=KEY, wishes=wishes(now=now), now=now)


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """This week's letter and the next for everybody who follows plans up and has not declined.

    A week that has passed is not made up for: its letter would say what this week's says, and that says of what time
    it speaks. Nobody is written to of a week that had begun when her role did.
    """
    today = timezone.localdate(now)
    monday = today - dt.timedelta(days=today.weekday())
    for week in (monday, monday + WEEK):
        held = Membership.objects.current(today).filter(role__in=READERS, user__is_active=True)
        held = held.exclude(user__in=Declined.objects.filter(kind=KEY).values("user"))
        rows = held.values("user", "user__name", "user__email").annotate(since=Min("starts_on")).order_by("user")
        for row in rows:
            if row["since"] <= week:
                yield Wish(
                    key=f"{KEY}/{row['user']}/{week}", kind=KEY, subject_key=str(row["user"]), step=f"{week}",
                    county=None, to_name=row["user__name"], to_address=row["user__email"], due_at=hours.after(week),
                    covers=tuple(f"{KEY}/{row['user']}/{week - WEEK * back}" for back in range(1, PASSED)),
                )  # fmt: skip


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """What waits for her at the moment at which it goes out; None where nothing does, or she has declined meanwhile."""
    user = User.objects.filter(pk=notice.subject_key, is_active=True).first()
    if user is None or declining.has_declined(kind=DIGESTS, user=user):
        return None
    today = timezone.localdate(now)
    plans = waits.waiting_for(user, Programme.objects.all(), on=today, now=now).first()
    if not plans:
        return None
    words = waits.kinds_in_words()
    counts = {one.waits: one.of_kind for one in plans}
    total = sum(counts.values())
    subject = ngettext("這週有 %(count)s 件行動方案等您處理", "這週有 %(count)s 件行動方案等您處理", total)
    return Letter(
        subject=subject % {"count": total},
        lines=(
            *(_("%(what)s：%(count)s 件。") % {"what": words[kind], "count": count} for kind, count in counts.items()),
            *_slept_through(notice, user, today),
        ),
        facts=tuple((one.county.shown, _fact(one)) for one in plans),
        action=_("打開行動方案"),
        url=settings.SITE_ADDRESS + reverse("actionplans:plans"),
        foot=_("每週第一個上班日寄一次，沒有事就不寄。您收到這封信，是因為您追蹤或承辦行動方案。"),
        decline=settings.SITE_ADDRESS + declining.address_for(DIGESTS, user),
    )


def _slept_through(notice: Notice, user: User, today: dt.date) -> Iterator[str]:
    """Of what time the letter speaks, where those of earlier weeks did not go out."""
    first = ledger.missed_before(notice).first()
    if first is None:
        return
    day = roc.shown(timezone.localdate(first.due_at))
    yield _("%(day)s起的每週摘要沒有寄出，這一封把那時到今天的一起說。") % {"day": day}
    if changed := len(news.since(user, first.due_at, on=today).keys):
        words = ngettext(
            "這段時間有 %(count)s 件方案有變動。", "這段時間有 %(count)s 件方案有變動。", changed
        )  # fmt: skip
        yield words % {"count": changed}


def _fact(plan: Any) -> str:
    if plan.owed_on is None:
        return str(plan.title)
    return _("%(title)s（%(day)s 到期）") % {"title": plan.title, "day": roc.shown(plan.owed_on)}


def visible(user: User) -> models.Q:
    """Everybody's own."""
    return models.Q(subject_key=str(user.pk))


DIGESTS = Kind(KEY, write, visible, gettext_lazy("每週摘要"), plan=plan_all)
