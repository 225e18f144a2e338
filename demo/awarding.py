"""The county's own team of long standing: who has reached an award, who nearly has, and one card from before."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from foundation.accounts.models import County, User
from volunteers.awards import families, giving, own_awards, runs
from volunteers.filing import units
from volunteers.insuring import insurance
from volunteers.models import Authority, ServiceBatch, Unit, Volunteer
from volunteers.persons import people, recordbook
from volunteers.proposing import deciding, proposals, windows
from volunteers.rules.award_terms import Words
from volunteers.rules.award_years import months_after
from volunteers.rules.hours import Shift
from volunteers.serving import approvals, ledger
from volunteers.serving.ledger import Line
from volunteers.training import trainings

from . import people as folk

HOURS_A_MONTH = (32, 32, 26, 24, 20, 8)
"""Of each of them, in the months that are told: of 300 hours and more two have their card's worth, one nearly."""
MONTHS = 12
CARD = "TW_MOHW_HONOR_CARD"
TRAINING_CENTRE = "志願服務推廣中心（示範）"


def award(*, county: str, officer: User, chance: random.Random, now: dt.datetime) -> Unit:
    """Enter the team with its years and hours, and assess the county."""
    today = timezone.localdate(now)
    begun = now - dt.timedelta(days=3 * 366 + 30)
    joined = timezone.localdate(begun)
    unit = units.register(
        county=county, name="縣政府服務臺志工隊（示範）", values={"body": Unit.Body.AGENCY, "category": "social"},
        by=officer, now=begun,
    )  # fmt: skip
    team = [_member(unit, name, number, officer, begun) for number, name in enumerate(folk.names(chance, 6), 1)]
    first = months_after(today.replace(day=1), -MONTHS)
    values = {
        "kind": "own", "insurer": "示範產物保險", "number": "示範-0009", "starts_on": first,
        "ends_on": months_after(first, MONTHS + 12), "sum_insured": 1_000_000,
    }  # fmt: skip
    policy = insurance.take_out(unit=unit, values=values, by=officer, now=begun)
    insurance.insure(policy=policy, volunteers=team, starts_on=first, by=officer, now=now)
    for month in range(MONTHS, 0, -1):
        _served(unit, team, months_after(today.replace(day=1), -month), officer, now)
    giving.record(
        who=team[1], award=CARD, given_on=joined, counted_until=joined - dt.timedelta(days=20),
        note="紙本舊卡", on=today, now=now, by=officer,
    )  # fmt: skip
    _own(county, officer, today, now)
    families.keep(unit=unit, members=[(team[0].pk, ""), (team[1].pk, "配偶")], agreed=True, by=officer, now=now)
    run = runs.start(county=County.objects.get(pk=county), on=today, now=now, by=officer)
    runs.go_on(run, today=today)
    _proposed(unit, officer, now)
    return unit


def _own(county: str, officer: User, today: dt.date, now: dt.datetime) -> None:
    """An award of the county's own, and what it is to say from next year on."""
    office = Authority.objects.of_county(county)[0]
    empty = dict.fromkeys(
        ("age", "grade", "members", "team_years", "insured", "booked", "seniors", "again_years", "lasts", "valid_to")
    )
    values = empty | {
        "name": "縣民服務志工獎（示範）", "name_en": "County Service Volunteer Award (demonstration)",
        "subject": "person", "categories": [], "public": True, "hours": 250, "hours_window": "ever", "years": 1,
        "years_window": "ever", "unbroken": False, "either": "both", "needs": ["book"], "papers": [], "again": "once",
        "before": "", "before_words": Words("", ""), "stated": "有具體優良事蹟｜Specific good deeds",
        "sources": "示範用的獎勵要點第 3 點「在本縣機關服務滿 1 年且達 250 小時」",
        "valid_from": today.replace(month=1, day=1),
    }  # fmt: skip
    version = own_awards.draft(authority=office, values=values, by=officer, now=now)
    own_awards.settle(
        version=version, seen=version.edition, reason="依縣政府公告辦理（示範）", by=officer, now=now
    )  # fmt: skip
    together = values | {
        "name": "志工家庭獎（示範）", "name_en": "Volunteer Family Award (demonstration)", "subject": "family",
        "members": 2, "hours": 100, "stated": "有親屬關係｜Related to each other",
        "sources": "示範用的獎勵要點第 5 點「二人以上的家庭，每人在本縣服務滿 1 年且達 100 小時」",
    }  # fmt: skip
    kin = own_awards.draft(authority=office, values=together, by=officer, now=now)
    own_awards.settle(version=kin, seen=kin.edition, reason="依縣政府公告辦理（示範）", by=officer, now=now)
    more = values | {"hours": 300, "valid_from": dt.date(today.year + 1, 1, 1)}
    own_awards.draft(authority=office, values=more, by=officer, now=now, award=version.award)


def _proposed(unit: Unit, officer: User, now: dt.datetime) -> None:
    """Who stands on the card's list is put forward: one has come back to be mended, the others wait."""
    today = timezone.localdate(now)
    values = {
        "opens_on": today - dt.timedelta(days=20), "closes_on": today + dt.timedelta(days=25),
        "corrections_until": today + dt.timedelta(days=40), "note": "申請時要仍在服務中。",
    }  # fmt: skip
    window = windows.open_window(
        county=unit.county, award=CARD, year=today.year, values=values, by=officer, now=now, on=today
    )
    windows.open_window(
        county=unit.county, award="TW_MOHW_VOL_BRONZE", year=today.year,
        values={**values, "papers": ["certificate"], "forwards_by": today + dt.timedelta(days=55)}, by=officer,
        now=now, on=today,
    )  # fmt: skip
    keys = [one.volunteer.pk for one in proposals.listed(window, unit, today)]
    made = proposals.propose(window=window, unit=unit, volunteers=keys, by=officer, now=now)
    if not made.taken:
        return
    proposal = made.taken[0].proposal
    proposals.submit(proposal=proposal, candidates=[one.pk for one in made.taken], by=officer, now=now)
    marks = {made.taken[0].pk: {"photo": "請附兩年內的正面照片"}}
    deciding.send_back(window=window, marks=marks, by=officer, now=now)


def _member(unit: Unit, name: str, number: int, by: User, at: dt.datetime) -> Volunteer:
    on = timezone.localdate(at)
    one = people.enter(
        values={"name": name, "sex": "female" if number % 2 else "male", "born_on": dt.date(1950 + number * 4, 8, 9)},
        number=folk.identity(900 + number), unit=unit, on=on, number_in_unit=f"H{number:02}", by=by, now=at,
    )  # fmt: skip
    for programme in ("BASIC", "SP_SOCIAL"):
        trainings.record(volunteer=one, programme=programme, on=on, issuer=TRAINING_CENTRE, by=by, now=at)
    book = recordbook.apply(volunteer=one, unit=unit, by=by, now=at)
    recordbook.issue(book=book, number=f"TTT-舊冊-{number:04}", by=by, now=at)
    return one


def _served(unit: Unit, team: list[Volunteer], month: dt.date, by: User, now: dt.datetime) -> None:
    """A month of half and whole days at the counter, approved in one stroke."""
    lines: list[Line] = []
    for one, hours in zip(team, HOURS_A_MONTH, strict=True):
        left, day = hours * 60, month
        while left > 0:
            length = min(left, 240)
            lines.append(
                Line(one.pk, unit.category, Shift(day, length, 540, 540 + length), "服務臺諮詢", served_people=6)
            )
            left, day = left - length, day + dt.timedelta(days=3)
    ledger.enter(unit=unit, lines=lines, source=ServiceBatch.Source.LIST, by=by, now=now, label=f"{month.month}月.ods")
    approvals.approve_ordinary(unit=unit, month=ledger.month_of(month), seed="demo", by=by, now=now)
