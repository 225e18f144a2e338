"""The appraisal of units (評鑑): how often, as far as any source says it, and when a unit's turn is.

Sources: 志願服務法 第 19 條 (the authority appraises units at regular times; no interval is given);
臺北市志願服務實務手冊「參與志願服務評鑑」, whose table gives the offices' intervals: four of its rows are scattered
in the text we have, so that these are read with doubt and say so. What it does not give is the authority's own setting:
indicators, weights, how long a result may be appealed, until when improvements are due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LAW = "志願服務法第 19 條"
HANDBOOK = "臺北市志願服務實務手冊「參與志願服務評鑑」（107.9.20）"


@dataclass(frozen=True, slots=True)
class Cycle:
    """How often an office appraises: in years (None: no interval is given), how, and whether the reading is certain."""

    years: int | None
    way: str
    is_certain: bool


_BY_PLAN = "依據當次評鑑計畫辦理"
CYCLES: dict[str, Cycle] = {
    "tpe-dosw": Cycle(2, _BY_PLAN, True),
    "tpe-health": Cycle(2, _BY_PLAN, False),
    "tpe-civil": Cycle(1, _BY_PLAN, False),
    "tpe-labor": Cycle(1, "書面資料審核", False),
    "tpe-doed": Cycle(1, "臺北市政府產業發展局志願服務績效評鑑實施計畫", True),
    "tpe-land": Cycle(1, "依據當年度考核所屬各地政事務所推動志願服務績效實施計畫", True),
    "tpe-transport": Cycle(1, "依據當次志願服務工作計畫辦理，並辦理 1 次書面查核", True),
    "tpe-finance": Cycle(None, "配合衛生福利部考評指標辦理", False),
}
"""By the office's code; of every other no source says how often."""

TAITUNG_GRADES: tuple[tuple[str, int], ...] = (
    ("優等", 90), ("甲等", 85), ("乙等", 80), ("丙等", 70), ("丁等", 60), ("戊等", 0),
)  # fmt: skip
TAITUNG_SOURCE = "臺東縣績優志工團隊、運用單位評選的規定（law.taitung.gov.tw FL044435 第五點）"
"""A published example of bands for units: self-assessment until 8/31, the county's raters until 10/5."""


class Way(StrEnum):
    """Who appraises."""

    AUTHORITY = "authority"
    SELF = "self_assessment"


def way(*, is_unit: bool, other_units: int) -> Way:
    """Whether an authority that uses volunteers itself assesses itself instead of being appraised.

    Source: 志願服務績效評鑑 for counties (六)2: an authority that is a unit itself and has no other unit under it
    evaluates itself in place of the appraisal (KPI-09).
    """
    return Way.SELF if is_unit and not other_units else Way.AUTHORITY


class Turn(StrEnum):
    """Where a unit stands in its authority's round."""

    UNSETTLED = "unsettled"  # the authority has settled no interval
    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"
    SELF = "self"
    SELF_LATE = "self_late"
    RATING = "rating"
    DONE = "done"


TURNS: dict[Turn, str | Promise] = {
    Turn.UNSETTLED: _("主管機關還沒訂週期"),
    Turn.LATER: _("還沒輪到"),
    Turn.DUE: _("今年要評鑑"),
    Turn.OVERDUE: _("逾期未評鑑"),
    Turn.SELF: _("單位自評中"),
    Turn.SELF_LATE: _("自評逾期"),
    Turn.RATING: pgettext_lazy("評鑑", "評分中"),
    Turn.DONE: _("今年已評鑑"),
}


def due_year(*, ended: Sequence[int], begins: int, cycle: int | None) -> int | None:
    """The year in which a unit's turn is at the latest.

    Args:
        ended: years of its appraisals whose result was told.
        begins: the year from which the authority's interval holds; whoever was never appraised has one interval.
        cycle: the interval in years.
    """
    if cycle is None:
        return None
    return max(max(ended, default=begins - 1) + cycle, begins)


def turn(*, year: int, due: int | None, ended: Sequence[int], running: bool, handed_in: bool, is_late: bool) -> Turn:
    """Where a unit stands in a year.

    Args:
        running: whether an appraisal is under way; handed_in: whether its own assessment is in; is_late: whether the
            day for that is over.
    """
    if running:
        return Turn.RATING if handed_in else Turn.SELF_LATE if is_late else Turn.SELF
    if year in ended:
        return Turn.DONE
    if due is None:
        return Turn.UNSETTLED
    if due > year:
        return Turn.LATER
    return Turn.OVERDUE if due < year else Turn.DUE
