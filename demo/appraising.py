"""How the home county appraises its units: rules, last year's result with something to mend, and this year."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils import timezone

from foundation.accounts.models import User
from volunteers.evaluating import appraisals, improvements, schemes
from volunteers.models import Appraisal, Unit
from volunteers.rules.appraising import TAITUNG_GRADES

ASPECTS = [
    ("行政管理", Decimal(30), ["有專責的督導與排班", "按時回報成果"]),
    ("志工管理", Decimal(40), ["訓練與紀錄冊完備", "志工都有保險", "定期考核並開志工會議"]),
    ("服務成效", Decimal(30), ["服務對象的回饋", "有創新或擴大"]),
]


def appraise(*, unit: Unit, coordinator: User, officer: User, now: dt.datetime) -> None:
    """The authority settles its rules, appraised last year, and has begun this year."""
    today = timezone.localdate(now)
    grades = [(name, Decimal(least)) for name, least in TAITUNG_GRADES]
    schemes.settle(
        authority=unit.authority, cycle_years=2, aspects=ASPECTS, grades=grades, way="書面審查（示範）", appeal_days=30,
        source="年度評鑑計畫（示範）", valid_from=dt.date(today.year - 3, 1, 1), by=officer, now=now,
    )  # fmt: skip
    fit = list(appraisals.raters_for([unit], today))
    raters = next((officer, one) for one in fit if one.pk != officer.pk)
    for back in (1, 0):
        when = now - dt.timedelta(days=300 * back)
        [made] = appraisals.begin(
            units=[unit], year=today.year - back, first_on=dt.date(today.year - back - 1, 1, 1),
            last_on=dt.date(today.year - back - 1, 12, 31),
            self_due_on=timezone.localdate(when) + dt.timedelta(days=20), raters=raters, by=officer, now=when,
        )  # fmt: skip
        if back:
            _told(made, coordinator, officer, raters, when)
    _to_mend(unit, coordinator, officer, now)


def _told(one: Appraisal, coordinator: User, officer: User, raters: tuple[User, User], now: dt.datetime) -> None:
    points = {each.number: 84 + each.number for each in one.rules.indicators}
    words = "訪視人次比前一年多兩成；訓練改為每季一次。（示範）"
    appraisals.assess(appraisal=one, points=points, words=words, hand_in=True, by=coordinator, now=now)
    for place, rater in enumerate(raters):
        given = {number: value - 2 * place for number, value in points.items()}
        appraisals.rate(appraisal=one, points=given, remark="", by=rater, now=now)
    appraisals.tell(appraisal=one, opinion="排班清楚；保險名冊請每月核對。（示範）", by=officer, now=now)


def _to_mend(unit: Unit, coordinator: User, officer: User, now: dt.datetime) -> None:
    told = unit.appraisals.get(told_at__isnull=False)
    due = timezone.localdate(now) + dt.timedelta(days=45)
    first = improvements.ask(
        appraisal=told, words="保險名冊每月核對一次並留下紀錄（示範）", due_on=due, by=officer, now=now
    )  # fmt: skip
    improvements.ask(appraisal=told, words="訂出明年的訓練計畫（示範）", due_on=due, by=officer, now=now)
    words = "已由值班幹部每月 5 日核對，附上兩個月的紀錄。（示範）"
    improvements.report(improvement=first, words=words, by=coordinator, now=now)
