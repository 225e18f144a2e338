"""Who is written to about a request: the office when it comes, before it is due and when it is late; she herself when
it was extended (個資法 第 13 條: told in writing) and when it was answered. A letter names nobody and says nothing of
her words.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import subject_keys
from foundation.accounts.models import Membership
from foundation.accounts.roles import Role
from foundation.notices import hours, ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.taiwan import roc
from volunteers.models import RightRequest

KEY = "right"
BEFORE = dt.timedelta(days=3)
"""How long before the last day the office is reminded: no source says, it is the house's choice."""
AHEAD = dt.timedelta(days=7)
TOLD_FOR = dt.timedelta(days=14)
State = RightRequest.State
RECEIVED, DUE, LATE, EXTENDED, ANSWERED = "received", "due", "late", "extended", "answered"
Reader = tuple[str, str]


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to the requests as they stand. Three questions before the writing."""
    return ledger.plan(kind=KEY, wishes=wishes(now=now), now=now)


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """What is to be said about requests that wait, and about answers of the last days."""
    today = timezone.localdate(now)
    recent = models.Q(answered_at__gte=now - TOLD_FOR) | models.Q(state__in=RightRequest.OPEN)
    rows = list(RightRequest.objects.filter(recent).select_related("unit", "volunteer__user").order_by("pk"))
    offices = _offices(rows, today)
    for one in rows:
        if one.is_open:
            for step, at in _for_the_office(one):
                if at <= now + AHEAD:
                    yield from _wishes(one, step, at, offices[one.pk])
            if one.extended_at is not None:
                yield from _wishes(one, EXTENDED, hours.after(timezone.localdate(one.extended_at)), [_herself(one)])
        elif one.answered_at is not None and one.state in (State.GRANTED, State.REFUSED):
            yield from _wishes(one, ANSWERED, hours.after(timezone.localdate(one.answered_at)), [_herself(one)])


def _for_the_office(one: RightRequest) -> Iterator[tuple[str, dt.datetime]]:
    yield RECEIVED, hours.after(one.received_on)
    yield f"{DUE}-{one.due_on}", hours.before(one.due_on - BEFORE)
    yield f"{LATE}-{one.due_on}", hours.after(one.due_on + dt.timedelta(days=1))


def _wishes(one: RightRequest, step: str, at: dt.datetime, readers: Iterable[Reader]) -> Iterator[Wish]:
    for name, address in readers:
        yield Wish(
            key=f"{KEY}/{one.pk}/{step}/{address or '-'}"[:200], kind=KEY, subject_key=str(one.pk), step=step[:20],
            county=one.county_id, to_name=name, to_address=address, due_at=at,
        )  # fmt: skip


def _herself(one: RightRequest) -> Reader:
    """By the address she signs in with, else the one the register has; without a name, as in every such letter."""
    user = one.volunteer.user
    address = user.email if user is not None and user.is_active else one.volunteer.email
    return _("志工"), address


def _offices(rows: Iterable[RightRequest], on: dt.date) -> dict[int, list[Reader]]:
    """Whose queue a request stands in, by request: the county's officers, and of a unit its coordinators too."""
    held = Membership.objects.current(on).filter(user__is_active=True)
    officers: dict[str, list[Reader]] = defaultdict(list)
    coordinators: dict[int, list[Reader]] = defaultdict(list)
    roles = (Role.COUNTY_OFFICER, Role.UNIT_COORDINATOR)
    for one in held.filter(role__in=roles).select_related("user").order_by("user__email"):
        if one.role == Role.COUNTY_OFFICER and one.county_id:
            officers[one.county_id].append((str(one.user), one.user.email))
        elif one.organisation_id is not None:
            coordinators[one.organisation_id].append((str(one.user), one.user.email))
    found: dict[int, list[Reader]] = {}
    for row in rows:
        readers = list(officers[row.county_id])
        if row.unit is not None:
            readers += [one for one in coordinators[row.unit.organisation_id] if one not in readers]
        found[row.pk] = readers or [(_("（沒有人）"), "")]
    return found


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter as things stand; None where it need not be said any more."""
    one = RightRequest.objects.filter(pk=notice.subject_key).select_related("county", "unit__organisation").first()
    if one is None:
        return None
    step = notice.step.partition("-")[0]
    facts = ((_("請求"), str(one.entry.label)), (_("送給"), one.sent_to), (_("答覆期限"), roc.shown(one.due_on)))
    url = settings.SITE_ADDRESS + reverse("volunteers:right", args=[one.pk])
    if step in (EXTENDED, ANSWERED):
        if one.is_open != (step == EXTENDED):
            return None
        return _to_her(one, step, facts, url)
    if not one.is_open:
        return None
    subjects = {
        RECEIVED: _("收到一件個資請求：%(right)s") % {"right": one.entry.label},
        DUE: _("一件個資請求要在%(day)s以前答覆") % {"day": roc.shown(one.due_on)},
        LATE: _("一件個資請求過了答覆期限（%(day)s）") % {"day": roc.shown(one.due_on)},
    }
    return Letter(
        subject=subjects[step],
        lines=(_("志工對自己的資料提出請求，內容登入以後才看得到。"), one.entry.term.source + "。"),
        facts=facts,
        action=_("看這件請求"),
        url=url,
        foot=_("您收到這封信，是因為您承辦這個縣市或單位的個資請求。答覆以後就不會再寄。"),
    )


def _to_her(one: RightRequest, step: str, facts: tuple[tuple[str, str], ...], url: str) -> Letter:
    lines: tuple[str, ...]
    if step == EXTENDED:
        subject = _("你的個資請求延長到%(day)s以前答覆") % {"day": roc.shown(one.due_on)}
        lines = (_("原因：%(why)s") % {"why": one.extended_why}, one.entry.term.source + "。")
    else:
        subject = _("你的個資請求有答覆了")
        lines = (_("結果：%(state)s。答覆的內容登入以後看得到。") % {"state": one.get_state_display()},)
    foot = _("你收到這封信，是因為你對自己的資料提出了請求。")
    return Letter(subject=subject, lines=lines, facts=facts, action=_("看答覆"), url=url, foot=foot)


def visible(user: Any) -> models.Q:
    """The letters about the requests this person sees."""
    return subject_keys.among(RightRequest.objects.visible_to(user))


LETTERS = Kind(KEY, write, visible, plan=plan_all)
