"""Who may go to which training: pure answers over what is recorded, each refusal a sentence with its source.

The data stand with the trainings (`courses.Prerequisites`). Years of service are days in any unit, together, with both
ends included (pitfalls 2 and 3): two units at a time are one year in a year, a break does not count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import completions
from .completions import Completion
from .courses import ANY_SPECIAL, PROGRAMMES, Programme

YEAR = 365
Period = tuple[dt.date, dt.date | None]


def served_days(periods: Iterable[Period], on: dt.date) -> int:
    """How many days somebody has been in any unit up to a day, that day included."""
    days, covered = 0, dt.date.min
    for first, last in sorted(periods, key=lambda one: one[0]):
        end = min(on, last or on)
        begin = max(first, covered + dt.timedelta(days=1)) if covered > dt.date.min else first
        if begin <= end:
            days += (end - begin).days + 1
            covered = end
    return days


def lacking(
    programme: Programme,
    *,
    trainings: Sequence[Completion],
    periods: Iterable[Period],
    recommended: bool,
    on: dt.date,
) -> list[str]:
    """Why somebody may not go to a training that day; empty where she may.

    Args:
        trainings: what she has completed, as the register has the certificates of it.
        periods: her times in units.
        recommended: whether a unit sends her.
    """
    needs = programme.needs
    if needs is None:
        return []
    days = served_days(periods, on)
    found: list[str] = []
    if days < needs.years * YEAR:
        found.append(
            ngettext(
                "%(training)s要參與志願服務滿 %(years)s 年，到這場訓練第一天還差 %(days)s 天。",
                "%(training)s要參與志願服務滿 %(years)s 年，到這場訓練第一天還差 %(days)s 天。",
                needs.years * YEAR - days,
            )
            % {"training": programme.name, "years": needs.years, "days": f"{needs.years * YEAR - days:,}"}
        )
    for name in _missing(needs.completed, trainings, on):
        found.append(
            _("%(training)s要先有%(first)s的結業證明，登錄裡還沒有。有證明就先登錄，再報名。")
            % {"training": programme.name, "first": name}
        )
    if needs.recommended and not recommended:
        found.append(_("%(training)s由運用單位推薦參加，請單位的承辦人報名。") % {"training": programme.name})
    if found:
        found.append(_("依據：%(source)s") % {"source": needs.source})
    return found


def _missing(codes: Iterable[str], trainings: Sequence[Completion], on: dt.date) -> Iterator[str]:
    known = [one for one in trainings if one.on <= on]
    for code in codes:
        if code == ANY_SPECIAL:
            if not any(_has_special(one, known) for one in PROGRAMMES.values() if one.is_special):
                yield _("任一類特殊訓練")
        elif completions.standing(PROGRAMMES[code], known).done is None:
            yield str(PROGRAMMES[code].name)


def _has_special(programme: Programme, known: Sequence[Completion]) -> bool:
    """Whether a special training is complete; one that introduces a unit's work, in whichever unit."""
    places = {one.unit for one in known} if programme.of_one_unit else {None}
    return any(completions.standing(programme, known, unit=place).done is not None for place in places)
