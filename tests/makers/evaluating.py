"""Scales, rounds and meetings, as tests need them."""

import datetime as dt
from decimal import Decimal
from typing import Any

from foundation.accounts.models import User
from foundation.audit.trail import SYSTEM
from tests.makers.volunteers import NOW
from volunteers.evaluating import appraisals, ratings, rounds, scales, schemes
from volunteers.models import (
    Appraisal,
    AppraisalScheme,
    Authority,
    Evaluation,
    EvaluationRound,
    EvaluationScale,
    Gathering,
    Unit,
    Volunteer,
)
from volunteers.unit_life import gatherings

WEIGHTS = {"attitude": Decimal(30), "performance": Decimal(40), "participation": Decimal(30)}
FIRST, LAST = dt.date(2026, 1, 1), dt.date(2026, 6, 30)


def make_scale(unit: Unit, **values: Any) -> EvaluationScale:
    """A scale with the handbook's indicators and grades, and weights of the unit's own."""
    given = {
        "base": "taipei", "weights": WEIGHTS, "indicators": (), "grades": (), "source": "一月志工會議決議",
        "valid_from": dt.date(2025, 1, 1),
    } | values  # fmt: skip
    return scales.settle(unit=unit, by=SYSTEM, now=NOW, **given)


def make_office_scale(unit: Unit, **values: Any) -> EvaluationScale:
    """A scale of the authority of a unit, for its units that have none."""
    given = {
        "base": "taipei", "weights": WEIGHTS, "indicators": (), "grades": (), "source": "一一五年度考核要點",
        "valid_from": dt.date(2025, 1, 1),
    } | values  # fmt: skip
    return scales.settle(authority=unit.authority, by=SYSTEM, now=NOW, **given)


def make_round(unit: Unit, raters: tuple[User, User], **values: Any) -> EvaluationRound:
    """A round over half a year of everybody in the unit."""
    given = {
        "year": 2026, "term": "first", "first_on": FIRST, "last_on": LAST, "least_days": 0, "appeal_days": 14,
    } | values  # fmt: skip
    scale = given.pop("scale", None) or EvaluationScale.objects.filter(unit=unit).first() or make_scale(unit)
    return rounds.begin(unit=unit, scale=scale, raters=raters, by=SYSTEM, now=NOW, **given)


def make_told(
    unit: Unit, raters: tuple[User, User], last: dt.date, *, at: dt.datetime = NOW, scale: EvaluationScale | None = None
) -> EvaluationRound:
    """A year's round whose results were told, still without anybody in it."""
    known = scale or EvaluationScale.objects.filter(unit=unit).first()
    return EvaluationRound.objects.create(
        unit=unit, scale=known or make_scale(unit, valid_from=dt.date(2020, 1, 1)), year=last.year, term="year",
        first_on=dt.date(last.year, 1, 1), last_on=last, least_days=0, appeal_days=14, first_rater=raters[0],
        second_rater=raters[1], state="told", begun_at=at, begun_by="", told_at=at,
    )  # fmt: skip


def rate_all(round_: EvaluationRound, first: int, second: int | None = None, *, now: dt.datetime = NOW) -> None:
    """Both raters give everybody the same points for every indicator."""
    for one in round_.evaluations.filter(left_out_why=""):
        rate(one, round_.first_rater, first, now=now)
        rate(one, round_.second_rater, first if second is None else second, now=now)


def rate(one: Evaluation, rater: User, value: int, *, now: dt.datetime = NOW) -> None:
    """One rater gives the same points for every indicator."""
    points = {each.number: value for each in one.round.scale.rules.indicators}
    ratings.rate(evaluation=one, points=points, remark="", by=rater, now=now)


def make_gathering(unit: Unit, on: dt.date = dt.date(2026, 5, 6), **values: Any) -> Gathering:
    """A meeting."""
    given = {
        "kind": "team", "title": "五月志工會議", "held_on": on, "starts": 14 * 60, "place": "活動中心", "chair": "",
        "agenda": "一、排班調整",
    } | values  # fmt: skip
    return gatherings.call(unit=unit, values=given, by=SYSTEM, now=NOW)


def note_presence(gathering: Gathering, came: list[Volunteer]) -> None:
    """Who came to a meeting."""
    gatherings.note_presence(
        gathering=gathering, came=[one.pk for one in came], excused=[], by=SYSTEM, now=NOW
    )  # fmt: skip


def hold(gathering: Gathering, came: list[Volunteer], excused: list[Volunteer] | None = None) -> Gathering:
    """A meeting that took place, with who came."""
    gatherings.note_presence(
        gathering=gathering, came=[one.pk for one in came], excused=[one.pk for one in excused or []], by=SYSTEM,
        now=NOW,
    )  # fmt: skip
    return gatherings.hold(gathering=gathering, minutes="下半年起每週二改為上午。", by=SYSTEM, now=NOW)


ASPECTS = [("行政管理", Decimal(40), ["有專責的督導", "按時回報成果"]), ("服務成效", Decimal(60), ["服務有具體成效"])]
BANDS = [("優等", Decimal(90)), ("甲等", Decimal(80)), ("待改善", Decimal(0))]


def make_scheme(authority: Authority, **values: Any) -> AppraisalScheme:
    """An authority's rules for appraising its units, every second year."""
    given = {
        "cycle_years": 2, "aspects": ASPECTS, "grades": BANDS, "way": "書面審查", "appeal_days": 30,
        "source": "評鑑計畫第三點", "valid_from": dt.date(2020, 1, 1),
    } | values  # fmt: skip
    return schemes.settle(authority=authority, by=SYSTEM, now=NOW, **given)


def make_appraisal(unit: Unit, raters: tuple[User, User], *, now: dt.datetime = NOW, **values: Any) -> Appraisal:
    """An appraisal of one unit that was just begun."""
    if not AppraisalScheme.objects.filter(authority=unit.authority).exists():
        make_scheme(unit.authority)
    given = {
        "year": 2026, "first_on": dt.date(2025, 1, 1), "last_on": dt.date(2025, 12, 31),
        "self_due_on": now.date() + dt.timedelta(days=30),
    } | values  # fmt: skip
    return appraisals.begin(units=[unit], raters=raters, by=SYSTEM, now=now, **given)[0]


def hand_in(one: Appraisal, value: int = 80, *, now: dt.datetime = NOW) -> Appraisal:
    """The unit hands its own assessment in."""
    points = {each.number: value for each in one.rules.indicators}
    words = "一年來訪視三百戶，滿意度九成。"
    return appraisals.assess(
        appraisal=one, points=points, words=words, hand_in=True, by=one.first_rater or SYSTEM, now=now
    )


def appraise(one: Appraisal, first: int, second: int | None = None, *, now: dt.datetime = NOW) -> Appraisal:
    """Handed in, rated by both with the same points for every indicator, and told."""
    one = hand_in(one, now=now)
    for rater, value in ((one.first_rater, first), (one.second_rater, first if second is None else second)):
        points = {each.number: value for each in one.rules.indicators}
        appraisals.rate(appraisal=one, points=points, remark="", by=rater, now=now)
    return appraisals.tell(appraisal=one, opinion="", by=SYSTEM, now=now)
