"""Who is reminded of what a plan has promised, and when: the ladder (提醒的階梯).

Before a day comes, whoever is in charge is reminded; once it is past, the supervisor, then the county's officers, then
the association. Source: 企劃案五 puts one supervisor in charge of following up; that the county and the association are
told when nothing moves is this house's answer to promises that nobody looks at again. One notice speaks of all that a
plan has promised for one day. While a plan is late, whoever is in charge is asked again and again, at a programme's
pace. Whoever is in charge without an address is reached through the supervisor. A letter that was refused or came back,
or of which nobody knows whether it went out, is said to the next one up the ladder as soon as that is known.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from actionplans.models import CheckIn, Decision, Milestone, Plan, Postponement, Succession
from foundation import subject_keys
from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Permission, Role
from foundation.notices import hours, ledger
from foundation.notices.kinds import Kind
from foundation.notices.ledger import Planned, Wish
from foundation.notices.letters import Letter
from foundation.notices.models import Notice
from foundation.taiwan import roc
from workshops.programmes import NUMBERS

from . import checkin_links, decided_since, ladders
from .decided_since import Since
from .ladders import AHEAD, ASSOCIATION, IN_CHARGE, OFFICER, SUPERVISOR, UPWARDS, Rung
from .lights import SOON
from .pace import PACE

KEY = "followup"
# Of these nobody can say that they reached anybody; the next one up the ladder is told. One of which the mail server
# said nothing is perhaps read twice, which is better than by nobody.
LOST = Notice.UNDELIVERED


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is written to."""

    name: str
    address: str


def plan_all(*, now: dt.datetime) -> Planned:
    """Bring the ledger to what the plans say now. A fixed number of queries before the writing."""
    return ledger.plan(kind=KEY, wishes=wishes(now=now), now=now)


def wishes(*, now: dt.datetime) -> Iterator[Wish]:
    """The notices of all that plans under 列管 still owe, also those whose day has passed unsent (the ledger knows).

    Nobody is reminded of what is paused, released or merged, and of what is postponed by its new day.
    """
    until = timezone.localdate(now) + AHEAD + dt.timedelta(days=NUMBERS["remind_before"].high)
    open_ = Milestone.objects.filter(reached_at=None, due_on__lte=until, plan__in=Plan.objects.followed())
    moved = Postponement.objects.filter(milestone=models.OuterRef("pk")).order_by("-pk")
    told = CheckIn.objects.filter(plan=models.OuterRef("plan")).exclude(submitted_at=None).order_by("-submitted_at")
    again = Decision.objects.filter(plan=models.OuterRef("plan"), kind=Decision.Kind.RESUME, corrects=None)
    resumed = again.order_by("-number")
    rows = open_.with_reports().annotate(
        postponed_by=models.Subquery(moved.values("decision")[:1]),
        told_at=models.Subquery(told.values("submitted_at")[:1]),
        resumed_by=models.Subquery(resumed.values("pk")[:1]),
    )
    rows = rows.select_related("plan__supervisor", "plan__workshop__programme").order_by("plan", "due_on", "position")
    owed: dict[tuple[int, dt.date], Plan] = {}
    since: dict[tuple[int, dt.date], Since | None] = {}
    resumed_by: dict[int, Since | None] = {}
    asked: dict[int, tuple[dt.date, list[Rung], list[Rung], list[Rung]]] = {}
    today = timezone.localdate(now)
    decided = decided_since.moments()
    for one in rows:
        if one.is_reported:
            continue
        promise, adopted_at = (one.plan_id, one.due_on), one.plan.adopted_at
        promised = decided.get(one.postponed_by) or (Since(adopted_at, adopted_at) if adopted_at else None)
        resumed_by[one.plan_id] = decided.get(one.resumed_by)
        known = since.setdefault(promise, promised)
        since[promise] = min(known, promised) if known and promised else None
        owed.setdefault(promise, one.plan)
        if one.plan_id not in asked:  # the earliest day of each plan: nobody is asked twice about the same plan
            told_on = timezone.localdate(one.told_at) if one.told_at else None
            programme = one.plan.workshop.programme
            every = ladders.risk_every(programme, PACE.risk_every)
            near = ladders.asks_at_risk(one.due_on, told_on, every=every, soon=SOON, on=today)
            over = ladders.passed_at_risk(one.due_on, told_on, every=every, soon=SOON, on=today)
            late = ladders.asks(programme, one.due_on, told_on, on=today)
            asked[one.plan_id] = (one.due_on, [*near], [*over], [*late])
    if not owed:
        return
    officers, association = officers_on(today)
    taken = _taken_over(owed)
    lost = _lost()
    for (plan_key, due_on), plan in owed.items():
        decisions = [one for one in (since[plan_key, due_on], resumed_by[plan_key]) if one]
        known_at = max((one.written_at for one in decisions), default=None)
        readers = {
            IN_CHARGE: [_in_charge(plan)],
            SUPERVISOR: [reader_of(plan.supervisor)],
            OFFICER: officers.get(plan.county_id) or association,
            ASSOCIATION: association,
        }
        first, at_risk, missed, asks = asked[plan_key]
        at_risk, missed, asks = (at_risk, missed, asks) if due_on == first else ([], [], [])
        programme = plan.workshop.programme
        ladder = list(ladders.ladder_of(programme))
        # Whichever of these goes out next says on which days she was not asked while it was at risk.
        nearest = [rung for rung in ladder if rung.days < 0][-1:]
        for rung in (*ladder, *at_risk, *asks):
            passed = [*missed] if rung in (*nearest, *at_risk[:1], *asks[:1]) else []
            passed += ladders.passed_over(programme, due_on, rung) if rung in asks[:1] else ()
            day = due_on + dt.timedelta(days=rung.days)
            due_at = hours.before(day) if rung.days < 0 else hours.after(day)
            # What lay before the promise was made, its day postponed, the rung put in, or the plan taken back into
            # 列管, was never missed: nobody was to be told then.
            bounds = (ladders.since(programme, rung), *(one.counts_from for one in decisions))
            began_at = max(filter(None, bounds), default=None)
            if due_at > now + AHEAD or (began_at is not None and due_at < began_at):
                continue
            for who in UPWARDS[UPWARDS.index(rung.to) :]:
                returned: list[dt.datetime | None] = []
                for reader in readers[who]:
                    # What was due before she took the plan over was said to whoever had it then, if it could be.
                    told_then = known_at is None or due_at >= known_at
                    if told_then and due_at < taken.get((plan.pk, reader.address), due_at):
                        returned.append(None)
                        continue
                    key = _key(plan, due_on, rung, reader)
                    returned.append(lost.get(key))
                    yield Wish(
                        key=key, kind=KEY, subject_key=str(plan.pk), step=rung.step, county=plan.county_id,
                        to_name=reader.name, to_address=reader.address, due_at=due_at,
                        covers=tuple(_key(plan, due_on, one, reader) for one in passed),
                    )  # fmt: skip
                lost_at = [one for one in returned if one]
                if not lost_at or len(lost_at) < len(returned):
                    break  # it is on its way to somebody, or has arrived
                due_at = max(due_at, hours.after(timezone.localdate(max(lost_at))))


def _key(plan: Plan, due_on: dt.date, rung: Rung, reader: Reader) -> str:
    return f"{KEY}/{plan.pk}/{due_on}/{rung.step}/{reader.address or reader.name}"[:200]


def _in_charge(plan: Plan) -> Reader:
    if plan.contact_email:
        return Reader(plan.person_in_charge, plan.contact_email)
    return reader_of(plan.supervisor)


def reader_of(user: User | None) -> Reader:
    if user is None or not user.is_active:
        return Reader(_("（沒有人）"), "")
    return Reader(str(user), user.email)


def officers_on(on: dt.date) -> tuple[dict[str, list[Reader]], list[Reader]]:
    """The officers by county, and the association's people, who hold these roles on a day (one query)."""
    held = (Role.COUNTY_OFFICER, Role.ASSOCIATION)
    roles = Membership.objects.current(on).filter(role__in=held, user__is_active=True)
    officers: dict[str, list[Reader]] = defaultdict(list)
    association = []
    for one in roles.select_related("user").order_by("user__email"):
        if one.role == Role.ASSOCIATION:
            association.append(reader_of(one.user))
        elif one.county_id:
            officers[one.county_id].append(reader_of(one.user))
    return officers, association


def _taken_over(owed: Mapping[tuple[int, dt.date], Plan]) -> dict[tuple[int, str], dt.datetime]:
    """Since when whom a plan was handed over to has had it (業務交接), by plan and address (one query).

    Only of the counties that owe something, and not what lies before the first day on which anybody could have been
    reminded of it: who took over before that has had all of it.
    """
    keys = {key for key, _day in owed}
    first = min(due_on for _key, due_on in owed) - dt.timedelta(days=NUMBERS["remind_before"].high + 1)
    rows = Succession.objects.filter(
        county__in={plan.county_id for plan in owed.values()}, made_at__gte=hours.before(first)
    )
    found = rows.order_by("made_at").values_list("plans", "successor__email", "made_at")
    return {(key, address): made_at for plans, address, made_at in found for key in plans if key in keys}


def _lost() -> dict[str, dt.datetime]:
    """Which letters reached nobody, and since when that is known (one query)."""
    rows = Notice.objects.filter(kind=KEY, state__in=LOST).annotate(known_at=Coalesce("bounced_at", "taken_at"))
    return dict(rows.exclude(known_at=None).values_list("key", "known_at"))


def write(notice: Notice, now: dt.datetime) -> Letter | None:
    """The letter of a notice, as things stand when it goes out; None where nothing of that day is left."""
    _kind, _key, day, *_rest = notice.key.split("/")
    due_on = dt.date.fromisoformat(day)
    plan = Plan.objects.followed().with_people().filter(pk=notice.subject_key).first()
    if plan is None:
        return None
    rows = plan.milestones.filter(reached_at=None, due_on=due_on).with_reports()
    owed = [one for one in rows if not one.is_reported]
    if not owed:
        return None
    today = timezone.localdate(now)
    return Letter(
        subject=_subject(plan, due_on, today),
        lines=(*_lines(plan, owed, notice, due_on, today), *passed_over(notice)),
        facts=(
            (pgettext("一件", "行動方案"), plan.title),
            (_("要完成的事"), "；".join(one.shown for one in owed)),
            (_("期限"), roc.shown(due_on)),
            (_("縣市"), plan.county.shown),
        ),
        action=_("回報進度（不用登入）") if _reports(plan, notice) else _("看這項方案"),
        url=_address(plan, notice, now),
        foot=_("您收到這封信，是因為這項行動方案由您負責、追蹤或承辦。有人回報、督導確認之後就不會再寄。"),
    )


def _subject(plan: Plan, due_on: dt.date, today: dt.date) -> str:
    left = (due_on - today).days
    if left > 0:
        words = ngettext("「%(title)s」%(days)s 天後到期", "「%(title)s」%(days)s 天後到期", left)
        return words % {"title": plan.title, "days": left}
    if left == 0:
        return _("「%(title)s」今天到期") % {"title": plan.title}
    words = ngettext("「%(title)s」逾期 %(days)s 天", "「%(title)s」逾期 %(days)s 天", -left)
    return words % {"title": plan.title, "days": -left}


def _lines(plan: Plan, owed: list[Milestone], notice: Notice, due_on: dt.date, today: dt.date) -> tuple[str, ...]:
    first = (
        _("工作坊承諾的事快到期了。做了什麼、卡在哪裡，花一分鐘回報就好。")
        if due_on >= today
        else _("工作坊承諾的事過了期限，還沒有人回報。")
    )
    if lost := _lost_before(plan, notice, due_on):
        passed = _("原本寄給%(name)s的信沒有寄到（%(why)s），所以寄給您。請打電話轉告，並請人改好信箱。")
        if lost.state == Notice.State.UNCLEAR:
            passed = _("寄給%(name)s的信不確定有沒有寄到（%(why)s），所以也寄給您。請打電話問收到沒有。")
        return (first, passed % {"name": lost.to_name, "why": lost.why_shown.rstrip("。")})
    if every := _asked_every(plan, due_on, today):
        first += ngettext("有風險的期間，每 %(days)s 天問您一次，到回報為止。",
                          "有風險的期間，每 %(days)s 天問您一次，到回報為止。", every) % {"days": every}  # fmt: skip
    if _reports(plan, notice) or notice.step.startswith("T-"):
        through = _("負責人%(name)s沒有留信箱，請您轉告，或代為回報。") % {"name": plan.person_in_charge}
        return (first,) if notice.to_address == plan.contact_email else (first, through)
    return (first, _("請和%(name)s聯絡：需要協助、展延，還是已經完成只差回報？") % {"name": plan.person_in_charge})


def _asked_every(plan: Plan, due_on: dt.date, today: dt.date) -> int:
    """Every how many days she is asked while this day is near; 0 where it is not, or she is not asked again.

    Nor where something of an earlier day is owed: then the light speaks of that, and she is asked about that.
    """
    if not 0 <= (due_on - today).days <= SOON:
        return 0
    earlier = plan.milestones.filter(reached_at=None, due_on__lt=due_on).with_reports()
    if any(not one.is_reported for one in earlier):
        return 0
    told_at = plan.check_ins.exclude(submitted_at=None).aggregate(last=models.Max("submitted_at"))["last"]
    every = ladders.risk_every(plan.workshop.programme, PACE.risk_every)
    told_on = timezone.localdate(told_at) if told_at else None
    return every if any(ladders.asks_at_risk(due_on, told_on, every=every, soon=SOON, on=today)) else 0


def passed_over(notice: Notice) -> Iterator[str]:
    """On which days the same should have been asked and was not."""
    if days := [roc.shown_short(timezone.localdate(one.due_at)) for one in ledger.missed_before(notice)]:
        yield _("%(days)s該寄的提醒沒有寄出，併在這一封。") % {"days": _("、").join(days)}


def _lost_before(plan: Plan, notice: Notice, due_on: dt.date) -> Notice | None:
    """The same letter to another who should have had it, if this one goes out because that reached nobody."""
    same = Notice.objects.about(KEY, plan).filter(step=notice.step, key__startswith=f"{KEY}/{plan.pk}/{due_on}/")
    return same.filter(state__in=LOST).exclude(to_name=notice.to_name).order_by("-pk").first()


def _reports(plan: Plan, notice: Notice) -> bool:
    """Whether this reader is given the link that opens the form without an account."""
    return bool(plan.contact_email) and notice.to_address == plan.contact_email


def _address(plan: Plan, notice: Notice, now: dt.datetime) -> str:
    if not _reports(plan, notice):
        return settings.SITE_ADDRESS + reverse("actionplans:plan", args=[plan.pk])
    _link, token = checkin_links.make_for(notice=notice, plan=plan, now=now)
    return settings.SITE_ADDRESS + reverse("actionplans:by_link", args=[token])


def visible(user: Any) -> models.Q:
    """The ledger of the plans that somebody follows up; it holds people's addresses."""
    return subject_keys.among(Plan.objects.visible_to(user, Permission.FOLLOW_UP).adopted())


NOTICES = Kind(KEY, write, visible, plan=plan_all)
