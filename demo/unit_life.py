"""The home county's first unit beside its service: a meeting, last year's evaluation, and one that is being rated."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from foundation.accounts.models import User
from volunteers.evaluating import ratings, rounds, scales
from volunteers.models import Evaluation, Gathering, Unit, Volunteer
from volunteers.rules.agreement_terms import TERMS
from volunteers.unit_life import agreements, allowances, complaints, customs, gatherings

WEIGHTS = {"attitude": Decimal(30), "performance": Decimal(40), "participation": Decimal(30)}


def live(*, unit: Unit, coordinator: User, officer: User, team: list[Volunteer], now: dt.datetime) -> None:
    """Fill it in as the coordinator would; the first of `team` has the volunteer's account."""
    today = timezone.localdate(now)
    limits = {"appeal_days": 20, "complaint_days": 30, "pause_days": 180, "agreement_months": 12}
    customs.settle(unit=unit, values=limits, by=coordinator, now=now)
    _met(unit, coordinator, team, today - dt.timedelta(days=12), now)
    ahead = today + dt.timedelta(days=18)
    _call(unit, coordinator, ahead, "下個月志工會議（示範）", "一、下半年訓練\n二、考核結果說明", now)
    first = today - dt.timedelta(days=240)
    scale = scales.settle(
        unit=unit, base="taipei", weights=WEIGHTS, indicators=(), grades=(), source="志工會議決議（示範）",
        valid_from=first, by=coordinator, now=now,
    )  # fmt: skip
    between = today - dt.timedelta(days=60)
    for term, begins, ends in (("first", first, between), ("second", between + dt.timedelta(days=1), today)):
        made = rounds.begin(
            unit=unit, year=today.year, term=term, first_on=begins, last_on=ends, scale=scale, least_days=30,
            appeal_days=20, raters=(coordinator, officer), by=coordinator, now=now,
        )  # fmt: skip
        rows = list(made.evaluations.select_related("round__scale", "volunteer").order_by("pk"))
        for place, one in enumerate(rows if term == "first" else rows[:4]):
            for rater in (coordinator, officer) if term == "first" or place < 2 else (coordinator,):
                _rate(one, rater, 58 if place == len(rows) - 1 else 94 - 2 * place, now)
        if term == "first":
            words = "談了下一期的排班，她希望改到週六。"
            ratings.talk(evaluation=rows[0], on=today - dt.timedelta(days=5), words=words, by=coordinator, now=now)
            rounds.tell(round_=made, by=coordinator, now=now)
    _allowances(unit, coordinator, now)
    parts = {term.key: f"{term.label}：依單位志工服務規章（示範）。" for term in TERMS}
    agreements.write(unit=unit, parts=parts, by=coordinator, now=now)
    offered = [one.pk for one in team[:6]]
    ends = today + dt.timedelta(days=364)
    agreements.offer(unit=unit, people=offered, starts_on=today, ends_on=ends, by=coordinator, now=now)
    complaints.open_box(unit=unit, by=coordinator, now=now)
    complaints.file(
        unit=unit, kind="duty", words="班表常常前一天才改，希望至少一週前公布。（示範）", goes_to="unit", named=(),
        filer=team[0].name, account=team[0].user, now=now - dt.timedelta(days=6),
    )  # fmt: skip


def _allowances(unit: Unit, by: User, now: dt.datetime) -> None:
    """Transport since some months, no meals, and a list of what is due."""
    since = now - dt.timedelta(days=150)
    first = timezone.localdate(since)
    for kind, amount, least, words in (("travel", 100, 120, "次月 10 日前簽領（示範）"), ("meal", 0, 0, "")):
        allowances.settle(
            unit=unit, kind=kind, amount=amount, per="service", least_minutes=least, words=words, valid_from=first,
            by=by, now=since,
        )  # fmt: skip
    allowances.make(unit=unit, first_on=first, last_on=timezone.localdate(now), by=by, now=now)


def _rate(one: Evaluation, rater: User, value: int, now: dt.datetime) -> None:
    points = {each.number: max(0, value - each.number % 3) for each in one.round.scale.rules.indicators}
    ratings.rate(evaluation=one, points=points, remark="準時、細心（示範）", by=rater, now=now)


def _call(unit: Unit, by: User, on: dt.date, title: str, agenda: str, now: dt.datetime) -> Gathering:
    values = {
        "kind": "team", "title": title, "held_on": on, "starts": 14 * 60, "place": "活動中心二樓", "chair": "志工隊長",
        "agenda": agenda,
    }  # fmt: skip
    return gatherings.call(unit=unit, values=values, by=by, now=now)


def _met(unit: Unit, by: User, team: list[Volunteer], on: dt.date, now: dt.datetime) -> None:
    meeting = _call(unit, by, on, "志工會議（示範）", "一、雨天訪視的安全\n二、班表調整", now)
    came, away = [one.pk for one in team[:9]], [team[9].pk]
    gatherings.note_presence(gathering=meeting, came=came, excused=away, by=by, now=now)
    words = "雨天訪視兩人同行；班表改為一週前公布。"
    gatherings.hold(gathering=meeting, minutes=words, by=by, now=now)
    due = on + dt.timedelta(days=30)
    gatherings.decide(gathering=meeting, words="採購雨衣十件", who="器材組", due_on=due, by=by, now=now)
