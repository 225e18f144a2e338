"""Random lives in the register, near the thresholds often enough: people with papers, awards and statements, the teams
they make up and the families they belong to, over units of several offices."""

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any

from foundation.audit.trail import SYSTEM
from foundation.files.models import StoredFile
from tests.makers.accounts import make_user
from tests.makers.evaluating import make_told
from tests.makers.own_awards import make_own
from tests.makers.volunteers import make_book, make_cover, make_training, make_unit, make_volunteer
from volunteers.awards import giving
from volunteers.certifying import keys
from volunteers.models import (
    AwardGiven,
    AwardStatement,
    Certificate,
    Enrolment,
    Evaluation,
    EvaluationRound,
    Family,
    FamilyMember,
    ServiceCard,
    ServiceMonth,
    SigningKey,
    Unit,
    Volunteer,
)
from volunteers.persons import portraits
from volunteers.rules.award_books import awards
from volunteers.rules.award_terms import Kind, leaves

D = dt.date
NOW = dt.datetime(2026, 6, 30, 4, 0, tzinfo=dt.UTC)
ON = D(2026, 6, 30)
CARD = "TW_MOHW_HONOR_CARD"
TEAM = {
    code: [leaf.key.partition(".")[2] for leaf in leaves(one.rule) if leaf.kind is Kind.STATED]
    for code, one in awards().items() if {"team", "unit"} & set(one.subjects) and code.startswith(("TPE", "TW_MOHW"))
}  # fmt: skip


def make_city(chance: random.Random, people: int) -> str:
    """Some units of Taipei and one of its neighbour with so many people; returns the county."""
    public: dict[str, Any] = {"body": Unit.Body.AGENCY}
    units = [
        make_unit("TPE", "social"), make_unit("TPE", "health", **public), make_unit("TPE", "fire", **public),
        make_unit("TPE", "civil", **public), make_unit("TPE", "household", **public), make_unit("NWT", "education"),
        make_unit("TPE", "social", name="第二社福隊"),
    ]  # fmt: skip
    own = make_own_awards(units)
    raters = (make_user(), make_user())
    for unit in units:
        make_told(unit, raters, D(2025, 12, 31), at=NOW)
    key = keys.current(units[0].authority, by=SYSTEM, now=NOW)
    lives = [make_life(units, own, key, chance) for _number in range(people)]
    for unit in units:
        if chance.random() < 0.5:
            Unit.objects.filter(pk=unit.pk).update(team_formed_on=chance.choice([D(2015, 1, 1), D(2023, 7, 1)]))
        _give_team(unit, own["team"], chance)
    _make_families(units, lives, chance)
    return "TPE"


def make_own_awards(units: Sequence[Unit]) -> dict[str, str]:
    """Own awards of every sort, scoped by office, by unit and by both; by a name, their codes."""
    first = units[0]
    return {
        "again": make_own(hours=60, either="either", years=3, again="within", again_years=3).code,
        "civil": make_own(grade=2, hours=None, needs=["serving"], categories=["civil"]).code,
        "far": make_own("NWT", hours=40).code,
        "office": make_own(hours=60, offices=[first.authority.code]).code,
        "unit": make_own(hours=40, years=1, units=[first.code, units[1].code], public=True).code,
        "both": make_own(hours=40, hours_window="year", offices=[first.authority.code], units=[units[6].code]).code,
        "once": make_own(hours=None, years=1, again="once", needs=["trained", "photo", "book"]).code,
        "papers": make_own(hours=40, papers=["performance_certificate"], stated="有具體優良事蹟").code,
        "kin": make_own(subject="family", hours=None, years=1, members=2).code,
        "team": make_own(
            subject="team", hours=None, members=2, team_years=3, booked=20, insured=20, seniors=10, again="once",
            units=[first.code, units[6].code],
        ).code,
        "family": make_own(subject="family", hours=60, years=1, members=2, again="within", again_years=2,
                           offices=[first.authority.code]).code,
    }  # fmt: skip


def make_life(units: Sequence[Unit], own: dict[str, str], key: SigningKey, chance: random.Random) -> Volunteer:
    """One life."""
    one = make_volunteer(
        born_on=chance.choice([None, D(1961, 6, 30), D(1961, 7, 1), D(1956, 2, 29), D(2000, 5, 5)]),
        occupation=chance.choice(["", "student", "retired"]),
    )
    for unit in chance.sample(units, chance.randint(1, 2)):
        _serve(one, unit, chance)
    if chance.random() < 0.6:
        make_book(one, units[0])
    if chance.random() < 0.7:
        make_training(one, "BASIC", on=D(2021, 7, 1))
        make_training(one, "SP_SOCIAL", on=D(2021, 7, 1))
    if chance.random() < 0.2:
        StoredFile.objects.create(
            purpose=portraits.KEY, subject_key=str(one.pk), sha256=str(one.pk), size=1, width=1, height=1, added_at=NOW
        )  # fmt: skip
    if chance.random() < 0.3:
        _certify(one, units[0], key, chance)
    for day in chance.sample([D(2023, 6, 30), D(2025, 3, 1), D(2026, 5, 1)], chance.choice([0, 0, 1, 2])):
        code = chance.choice([CARD, "TPE_SOC_CONTRIBUTION", "TW_MOHW_VOL_BRONZE", own["again"], own["once"]])
        giving.record(
            who=one, award=code, given_on=day, counted_until=chance.choice([D(2023, 6, 14), None]), on=ON, now=NOW,
            by=make_user(),
        )  # fmt: skip
    if chance.random() < 0.4:
        code, name = chance.choice([
            ("TPE_SOC_GOLD_DIAMOND_INDIVIDUAL", "innovation"), ("TPE_HEALTH_SPECIAL_CARE", "special_care"),
            ("TW_NFA_PHOENIX_ELITE", "exceptional"), (own["papers"], ""),
        ])  # fmt: skip
        name = name or _statement_of(code)
        giving.state(who=one, award=code, key=name, holds=chance.random() < 0.7, on=ON, now=NOW, by=make_user())
    return one


def _statement_of(code: str) -> str:
    from volunteers.awards import books

    rule = books.one(code, ON)
    assert rule is not None
    return next(iter(giving.statements_of(rule)))


def _serve(one: Volunteer, unit: Unit, chance: random.Random) -> None:
    """Her place in a unit, with its months, evaluation, card and cover."""
    joined = chance.choice([D(2016, 7, 1), D(2021, 7, 1), D(2023, 7, 1), D(2024, 2, 29), D(2025, 7, 1)])
    left = chance.choice([None, None, D(2026, 1, 31)])
    there = Enrolment.objects.create(volunteer=one, unit=unit, joined_on=joined, left_on=left)
    for month in chance.sample([202001, 202307, 202502, 202601, 202603, 202606], chance.randint(0, 3)):
        minutes = round(60 * chance.choice([1, 40, 59.98, 60, 119, 120, 240, 300, 600, 1500, 3000]))
        ServiceMonth.objects.create(
            volunteer=one, unit=unit, category=unit.category if chance.random() < 0.8 else "comprehensive",
            month=month, minutes=minutes, counted=minutes, times=1, served_people=0,
        )  # fmt: skip
    if chance.random() < 0.5:
        grade, score = chance.choice([("excellent", 95), ("a", 85), ("b", 75)])
        round_ = EvaluationRound.objects.get(unit=unit)
        Evaluation.objects.create(round=round_, volunteer=one, score=score, grade=grade)
    if chance.random() < 0.3:
        ServiceCard.objects.create(
            enrolment=there, number=f"C{one.pk}-{unit.pk}", issued_on=joined,
            valid_until=chance.choice([D(2026, 6, 29), ON, D(2027, 1, 1)]),
        )  # fmt: skip
    if chance.random() < 0.4:
        make_cover(one, unit)


def _certify(one: Volunteer, unit: Unit, key: SigningKey, chance: random.Random) -> None:
    """A performance certificate, some issued later and some revoked."""
    revoked = chance.choice([None, None, D(2026, 3, 1)])
    Certificate.objects.create(
        kind="performance", number=f"P{one.pk}", code=f"p{one.pk}", unit=unit, authority=unit.authority, volunteer=one,
        says={}, issued_on=chance.choice([D(2025, 1, 1), ON, D(2026, 7, 1)]), issued_at=NOW, issued_by="-",
        together=str(one.pk), key=key, place=one.pk, credential={}, revoked_on=revoked,
        revoked_why="內容有誤" if revoked else "",
    )  # fmt: skip


def _give_team(unit: Unit, own: str, chance: random.Random) -> None:
    """What a team has received, and what was stated of it."""
    for code in chance.sample([*TEAM, own], 3):
        day = chance.choice([D(2020, 1, 1), D(2024, 7, 1), D(2026, 6, 1)])
        if chance.random() < 0.4:
            AwardGiven.objects.create(unit=unit, award=code, given_on=day, recorded_at=NOW, recorded_by="-")
        for key in TEAM.get(code, ()):
            if chance.random() < 0.7:
                AwardStatement.objects.create(
                    unit=unit, award=code, key=key, holds=chance.random() < 0.8, stated_on=day, stated_at=NOW,
                    stated_by="-",
                )  # fmt: skip


def _make_families(units: Sequence[Unit], lives: list[Volunteer], chance: random.Random) -> None:
    """Families of two and three, most of them over several units, some of them ended."""
    left = chance.sample(lives, len(lives))
    while len(left) >= 3 and chance.random() < 0.9:
        size = chance.choice([2, 2, 3])
        members, left = left[:size], left[size:]
        unit = chance.choice(list(units))
        family = Family.objects.create(
            county=unit.county, unit=unit, agreed_on=D(2026, 1, 1), kept_at=NOW, kept_by="-",
            ended_on=chance.choice([None, None, None, D(2026, 6, 1)]),
        )  # fmt: skip
        for number, one in enumerate(members, 1):
            FamilyMember.objects.create(family=family, volunteer=one, position=number, relation="配偶")
        code = chance.choice(["TPE_SOC_GOLD_DIAMOND_FAMILY", "TPE_HEALTH_FAMILY"])
        for key in ("kinship", "deeds"):
            for one in members:
                if chance.random() < 0.8:
                    giving.state(
                        who=one, award=code, key=key, holds=chance.random() < 0.9, on=ON, now=NOW, by=make_user()
                    )
