"""What became of the adopted plans since: most are kept, some wait for the supervisor, some have fallen silent."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from actionplans.followup import checkin_links, checkins, evidence, readings
from actionplans.models import CheckIn, CheckInLink, Milestone, Plan
from foundation.accounts.models import User
from workshops.models import Workshop

KEPT, WAITING, RETURNED, LATE, SILENT = "kept", "waiting", "returned", "late", "silent"
# How often what happens, of a hundred plans.
OFTEN = {KEPT: 58, WAITING: 14, RETURNED: 6, LATE: 14, SILENT: 8}
EARLIEST = 4  # days before its day that something is reported
HINDERED = ("", "", "", "場地要等公所回覆，最快下個月", "人手不夠，平日白天找不到志工", "經費還在申請，先用現有的")
SOMETHING = ("已經做完，照片和紀錄在網頁上。", "照計畫做完，比原訂的人多一點。", "做完了，各隊的回應都整理好了。")


def follow_up(*, workshop: Workshop, chance: random.Random, now: dt.datetime) -> None:
    """Play what happened to a workshop's plans from its day until now."""
    plans = Plan.objects.filter(workshop=workshop).adopted().select_related("supervisor", "workshop", "county")
    for plan in plans:
        (story,) = chance.choices(list(OFTEN), list(OFTEN.values()))
        if plan.supervisor is not None:
            _play(plan, plan.supervisor, story, chance, now)


def _play(plan: Plan, supervisor: User, story: str, chance: random.Random, now: dt.datetime) -> None:
    due = [one for one in plan.milestones.order_by("due_on", "position") if _moment(one.due_on) < now]
    if story in (LATE, SILENT):
        due = due[: 1 if story == SILENT else max(1, len(due) - 2)]
    told = _together(due)
    moments = [
        _moment(group[0].due_on) - dt.timedelta(days=chance.randint(0, EARLIEST), minutes=chance.randint(0, 240))
        for group in told
    ]
    link: CheckInLink | None = None
    for number, (group, when, following) in enumerate(zip(told, moments, [*moments[1:], now], strict=True), 1):
        if link is None or not link.is_open(when):
            made_at = max(when - dt.timedelta(days=14), plan.adopted_at or when)
            link, _token = checkin_links.make(plan=plan, name=plan.person_in_charge, by=supervisor, now=made_at)
        checkin_links.note_opened(link, now=when)
        check_in = _report(plan, link, group, number / len(told), chance, when)
        last = number == len(told)
        looked = when + dt.timedelta(days=chance.randint(1, 4))
        if not last:  # nobody reports again before somebody has looked
            looked = min(looked, when + (following - when) / 2)
        if looked > now or (last and story == WAITING):
            return
        if last and story == RETURNED:
            remarks = {"evidence": "網頁看不到日期，請補一張當天的照片。"}
            checkins.send_back(check_in=check_in, remarks=remarks, by=supervisor, now=looked)
        else:
            checkins.accept(check_in=check_in, by=supervisor, now=looked)


def _together(due: list[Milestone]) -> list[list[Milestone]]:
    """What falls due within a few days is told in one report, so that reports follow each other by their days."""
    groups: list[list[Milestone]] = []
    for one in due:
        if groups and (one.due_on - groups[-1][0].due_on).days <= EARLIEST + 1:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _report(
    plan: Plan, link: CheckInLink, done: list[Milestone], share: float, chance: random.Random, when: dt.datetime
) -> CheckIn:
    following = plan.milestones.filter(due_on__gt=done[-1].due_on).order_by("due_on", "position").first()
    values = {
        "happened": "、".join(f"「{one.shown}」" for one in done) + chance.choice(SOMETHING),
        "hindered": chance.choice(HINDERED),
        "next_what": following.shown if following else "",
        "next_on": following.due_on if following else None,
    }
    shows = {one.pk: _between(one.baseline, one.target, share) for one in plan.indicators.all()}
    check_in = checkins.write(
        plan=plan, writer=link, values=values, problems={}, readings=shows, claims=[one.pk for one in done], now=when
    )
    address = f"https://www.example.org/{plan.county_id.lower()}/{plan.pk}/{done[0].position}"
    evidence.add_address(check_in=check_in, url=address, caption="成果紀錄（示範）", by=link, now=when)
    return checkins.submit(check_in=check_in, by=link, now=when)


def _between(baseline: str, target: str, share: float) -> str:
    """How far an indicator has come; nothing where the table wrote words."""
    first, last = readings.number_in(baseline), readings.number_in(target)
    if first is None or last is None:
        return ""
    return str(round(float(first) + (float(last) - float(first)) * share))


def _moment(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(16)))
