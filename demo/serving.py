"""The people of the home county's first unit: trained, insured, with two months of hours, one still to be approved."""

from __future__ import annotations

import datetime as dt
import random

from django.utils import timezone

from foundation.accounts.models import User
from foundation.imports.rows import read
from volunteers.insuring import incidents, insurance
from volunteers.lists import insured_lists
from volunteers.models import RecordBook, ServiceBatch, ServiceEntry, Unit, Volunteer
from volunteers.persons import people, recordbook, revealing
from volunteers.rights import answering, asking
from volunteers.rules.hours import Shift
from volunteers.rules.rights import Right
from volunteers.serving import approvals, ledger, spot_checks
from volunteers.serving.ledger import Line
from volunteers.training import trainings

from . import appraising, papers, recruiting, rostering, unit_life
from . import people as folk

PEOPLE = 14
WORK = ("關懷訪視", "電話問安", "陪同就醫", "送餐")
TRAINING_CENTRE = "志願服務推廣中心（示範）"


def serve(
    *, unit: Unit, coordinator: User, officer: User, volunteer: User, chance: random.Random, now: dt.datetime
) -> None:
    """Fill the unit's register as its coordinator would; `volunteer` gets the record of somebody trained too late."""
    begun = now - dt.timedelta(days=260)
    team = [
        _enrolled(unit, name, number, coordinator, begun) for number, name in enumerate(folk.names(chance, PEOPLE), 1)
    ]
    late, *trained = team
    people.change(volunteer=late, values={"name": volunteer.name}, by=coordinator, now=begun)
    for one in team:
        trainings.record(
            volunteer=one,
            programme="BASIC",
            on=timezone.localdate(begun),
            issuer=TRAINING_CENTRE,
            by=coordinator,
            now=begun,
        )
    ready = begun + dt.timedelta(days=20)
    for one in trained:
        _special(one, coordinator, ready)
    _books(unit, trained[:-2], coordinator, officer, ready + dt.timedelta(days=3))
    _insured(unit, trained, coordinator, ready)
    months = _months(timezone.localdate(now))
    for month in months:
        _month(unit, team, month, coordinator, chance, now)
    first = ledger.month_of(months[0])
    approvals.approve_ordinary(unit=unit, month=first, seed="demo", by=coordinator, now=now)
    _checked(unit, months[0], officer, now)
    _hurt(unit, trained[0], coordinator, now)
    _special(late, coordinator, now - dt.timedelta(days=5))
    people.link(volunteer=late, email=volunteer.email, by=coordinator, now=now)
    rostering.roster(unit=unit, coordinator=coordinator, team=team, now=now)
    papers.papers(unit=unit, team=trained, by=coordinator, now=now)
    _asked(unit, late, coordinator, officer, volunteer, now)
    recruiting.recruit(unit=unit, coordinator=coordinator, officer=officer, volunteer=late, now=now)
    late.refresh_from_db()
    unit_life.live(unit=unit, coordinator=coordinator, officer=officer, team=team, now=now)
    appraising.appraise(unit=unit, coordinator=coordinator, officer=officer, now=now)


def _checked(unit: Unit, month: dt.date, officer: User, now: dt.datetime) -> None:
    """The authority looked at some lines of the first month: one of them is half an hour too long."""
    last = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    check = spot_checks.draw(unit=unit, manner="visit", first=month, last=last, seed="demo", by=officer, now=now)
    first, *rest = check.lines.select_related("entry", "spot_check__unit").order_by("pk")
    spot_checks.find(
        line=first, finding="corrected", minutes=first.entry.counted - 30, reason="簽到簿上早半小時離開（示範）",
        by=officer, now=now,
    )  # fmt: skip
    for line in rest:
        spot_checks.find(line=line, finding="as_is", by=officer, now=now)
    spot_checks.close(
        check=check, on=timezone.localdate(now), remark="一筆時數更正，其餘相符（示範）", by=officer, now=now
    )


def _enrolled(unit: Unit, name: str, number: int, by: User, now: dt.datetime) -> Volunteer:
    return people.enter(
        values={"name": name, "sex": "female" if number % 3 else "male", "born_on": dt.date(1948 + number * 3, 5, 4)},
        number=folk.identity(number), unit=unit, on=timezone.localdate(now), number_in_unit=f"{number:03}",
        by=by, now=now,
    )  # fmt: skip


def _special(one: Volunteer, by: User, at: dt.datetime) -> None:
    trainings.record(
        volunteer=one, programme="SP_SOCIAL", on=timezone.localdate(at), issuer=TRAINING_CENTRE, by=by, now=at
    )


def _books(unit: Unit, team: list[Volunteer], by: User, officer: User, now: dt.datetime) -> None:
    for number, one in enumerate(team, 1):
        book: RecordBook = recordbook.apply(volunteer=one, unit=unit, by=by, now=now)
        if number < len(team):
            recordbook.issue(book=book, number=f"TTT-示範-{number:04}", by=officer, now=now)


def _insured(unit: Unit, team: list[Volunteer], by: User, now: dt.datetime) -> None:
    first = timezone.localdate(now).replace(month=1, day=1)
    values = {
        "kind": "own", "insurer": "示範產物保險", "number": "示範-0001", "starts_on": first,
        "ends_on": first.replace(year=first.year + 1) - dt.timedelta(days=1), "sum_insured": 1_000_000,
    }  # fmt: skip
    policy = insurance.take_out(unit=unit, values=values, by=by, now=now)
    begins = max(first, timezone.localdate(now))
    *chosen, added, again = team[:-1]
    insurance.insure(policy=policy, volunteers=[*chosen, again], starts_on=begins, by=by, now=now)
    # Two more come on the insurer's list; one of them is there already.
    lines = (f"{one.name},{begins:%Y/%m/%d},{policy.ends_on:%Y/%m/%d}" for one in (added, again))
    understood = read("\n".join(("姓名,生效日,到期日", *lines)).encode(), insured_lists.SPEC)
    insured_lists.take(policy=policy, understood=understood, name="加保名冊.csv", by=by, now=now)


def _hurt(unit: Unit, one: Volunteer, by: User, now: dt.datetime) -> None:
    """Somebody slipped while she served; her claim is filed and not answered yet."""
    served = ServiceEntry.objects.filter(unit=unit, volunteer=one).latest("served_on")
    values = {
        "happened_on": served.served_on, "known_on": served.served_on, "clock": served.starts, "doing": "service",
        "place": "服務對象家門口",
    }  # fmt: skip
    told = "送餐時在門口滑倒，左手腕擦傷，到衛生所包紮後自行返家。"
    incident = incidents.report(unit=unit, volunteer=one, values=values, told=told, by=by, now=now)
    claim = incidents.claim(incident=incident, policy=unit.policies.get(), insurer="", by=by, now=now)
    incidents.move(claim=claim, name="file", on=None, amount=1_200, why="", by=by, now=now)


def _asked(unit: Unit, one: Volunteer, coordinator: User, officer: User, account: User, now: dt.datetime) -> None:
    """What she asked about her own data: a copy that was granted, a correction that is late, and one that waits."""
    revealing.identity_of(volunteer=one, reason="核對保險名冊上的證號", by=coordinator, now=now - dt.timedelta(days=21))
    county = f"county-{unit.county_id}"
    for right, words, to, days in (
        (Right.CORRECT, "那幾天我都有去，訓練其實更早就完成了，請照結業證書更正日期。", f"unit-{unit.pk}", 45),
        (Right.READ, "想看單位登錄了我哪些資料，準備申請榮譽卡。", county, 6),
        (Right.COPY, "全部的資料，搬家前想自己留一份。", county, 12),
    ):
        when = now - dt.timedelta(days=days)
        asked = asking.ask(volunteer=one, right=right, words=words, to=to, by=account, now=when)
        if right == Right.COPY:
            answer = "資料都在複製本裡，下載以後請收好。"
            answering.grant(request=asked, answer=answer, by=officer, now=when + dt.timedelta(days=9))


def _months(today: dt.date) -> list[dt.date]:
    """The first days of the two months before this one."""
    last = today.replace(day=1) - dt.timedelta(days=1)
    before = last.replace(day=1) - dt.timedelta(days=1)
    return [before.replace(day=1), last.replace(day=1)]


def _month(
    unit: Unit, team: list[Volunteer], month: dt.date, by: User, chance: random.Random, now: dt.datetime
) -> None:
    lines: list[Line] = []
    for place, one in enumerate(team):
        for week in range(4):
            day = month + dt.timedelta(days=7 * week + chance.randrange(5))
            start = chance.choice((8 * 60 + 30, 9 * 60, 13 * 60 + 30))
            length = chance.choice((120, 150, 180))
            if place == 3 and week == 2:
                start, length = 8 * 60, 13 * 60  # somebody looks at so long a day
            shift = Shift(day, length, start, start + length)
            lines.append(Line(one.pk, unit.category, shift, chance.choice(WORK), served_people=chance.randrange(1, 6)))
    source = ServiceBatch.Source.LIST
    ledger.enter(unit=unit, lines=lines, source=source, by=by, now=now, label=f"{month.month}月時數表.ods")


def first_unit(coordinator: User) -> Unit:
    """The unit that the coordinator keeps."""
    return Unit.objects.get(organisation__memberships__user=coordinator)
