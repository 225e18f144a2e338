"""Who lacks which training: for a unit, an authority or a county, asked of the database as a whole.

Somebody lacks basic training, or the special one of a category in which she serves: her unit's, and any other in which
she has served for it within a year (手冊「跨領域服務時應完成所跨服務領域之特殊訓練」). Whole trainings, by far the
most, are looked for by the database; who has single courses, trainings that run out or service in another category is
judged by the same rules as her hours (`completions`). The number of questions does not grow with the number of people.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from foundation.accounts import sectors
from volunteers.models import Enrolment, ServiceMonth, Training
from volunteers.rules import completions
from volunteers.rules.completions import Completion
from volunteers.rules.courses import BASIC, PROGRAMMES, Course, Programme, special_for
from volunteers.serving import facts

SOON = dt.timedelta(days=60)  # how long before a qualification runs out it is shown (the house's own)
WITHIN = 12  # months in which service in another category counts as serving there
RENEWED = tuple(code for code, one in PROGRAMMES.items() if one.renewed_yearly)


@dataclass(frozen=True, slots=True)
class Gap:
    """What somebody lacks in one unit and category.

    Attributes:
        basic, special: whether that training is missing.
        until: last day of a qualification that has run out or soon will; None where there is none.
        lapsed: whether it has.
    """

    enrolment: int
    volunteer: int
    unit: int
    category: str
    basic: bool
    special: bool
    until: dt.date | None = None
    lapsed: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The trainings that are missing; of several for a category, the first."""
        found = (BASIC,) if self.basic else ()
        return (*found, special_for(self.category)[0].code) if self.special or self.lapsed else found

    def is_(self, what: str) -> bool:
        """Whether it is one that a page asks for: a training's code, `lapsed`, `expiring`, or any."""
        match what:
            case "lapsed":
                return self.lapsed
            case "expiring":
                return self.until is not None and not self.lapsed
            case "":
                return bool(self.codes)
        return what in self.codes


@dataclass(frozen=True, slots=True)
class Found:
    """The gaps of some people, in their units' order, and how many people were looked at."""

    gaps: tuple[Gap, ...]
    people: int

    def counts(self) -> list[tuple[str, Programme, int]]:
        """How many lack each training, in the trainings' order."""
        number = Counter(code for gap in self.gaps for code in gap.codes)
        return [(code, one, number[code]) for code, one in PROGRAMMES.items() if number[code]]

    def number(self, what: str) -> int:
        """How many gaps are of this kind."""
        return sum(1 for gap in self.gaps if gap.is_(what))


def find(rows: QuerySet[Enrolment], *, on: dt.date) -> Found:
    """What the people of these enrolments lack on a day (a fixed number of questions).

    Args:
        rows: enrolments as their reader may see them; only those that hold on the day are looked at.
    """
    current: QuerySet[Enrolment] = rows.on(on)  # type: ignore[attr-defined]
    judged = current.annotate(has_basic=Exists(_whole((BASIC,))), has_special=_special())
    seen = list(
        judged.order_by("unit__county", "unit__number", "volunteer__name_key", "pk").values_list(
            "pk", "volunteer", "unit", "unit__category", "has_basic", "has_special"
        )
    )
    elsewhere = _other_categories(current, on)
    lines = _lines_of_few(current, on)
    gaps: list[Gap] = []
    for key, person, unit, category, has_basic, has_special in seen:
        known = lines.get(person)
        if known is None and has_basic and has_special and (person, unit) not in elsewhere:
            continue
        basic = has_basic or (known is not None and completions.basic(known).done is not None)
        for place in (category, *sorted(elsewhere.get((person, unit), ()))):
            gap = _judge(key, person, unit, place, basic, has_special and place == category, known, on)
            if gap.codes or gap.until is not None:
                gaps.append(gap)
    return Found(tuple(gaps), len(seen))


def missing(gaps: Iterable[Gap]) -> dict[tuple[int, str], tuple[Course, ...]]:
    """Which courses are still to be taken, by enrolment and category: for the rows of one page (one question)."""
    shown = list(gaps)
    lines: dict[int, list[Completion]] = defaultdict(list)
    for person, line in facts.completions_by_person([gap.volunteer for gap in shown]):
        lines[person].append(line)
    return {
        (gap.enrolment, gap.category): (
            *(completions.basic(lines[gap.volunteer]).missing if gap.basic else ()),
            *(
                completions.special(gap.category, lines[gap.volunteer], unit=gap.unit).missing
                if gap.special and not gap.lapsed
                else ()
            ),
        )
        for gap in shown
    }


def _judge(
    key: int, person: int, unit: int, category: str, basic: bool, whole: bool, known: Sequence[Completion] | None,
    on: dt.date,
) -> Gap:  # fmt: skip
    if known is None:
        return Gap(key, person, unit, category, not basic, not whole)
    special = completions.special(category, known, unit=unit)
    until = special.valid_until if special.done is not None else None
    lapsed = until is not None and until < on
    soon = until is not None and until <= on + SOON
    return Gap(key, person, unit, category, not basic, special.done is None, until if soon else None, lapsed)


def _whole(codes: Iterable[str], *, here: bool = False) -> QuerySet[Training]:
    """Whole trainings of the enrolment's person; `here`, of its unit."""
    found = Training.objects.valid().filter(volunteer=OuterRef("volunteer"), programme__in=tuple(codes), course=0)
    if here:
        found = found.filter(unit=OuterRef("unit"))
    own = Q(programme__in=[code for code in codes if PROGRAMMES[code].is_of_any_category])
    return found.filter(~own | Q(category=OuterRef("unit__category")))


def _special() -> Q:
    """Whether the special training of the unit's category is there as a whole: one of its trainings is enough."""
    found = Q(pk__in=())
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for category in sectors.CATEGORIES:
        groups[tuple(one.code for one in special_for(category))].append(category)
    for codes, categories in groups.items():
        plain = [code for code in codes if not (PROGRAMMES[code].of_one_unit or PROGRAMMES[code].includes)]
        done = Q(Exists(_whole(plain))) if plain else Q(pk__in=())
        for code in codes:
            if PROGRAMMES[code].of_one_unit:
                done |= Q(Exists(_whole((code,), here=True)))
            elif PROGRAMMES[code].includes:
                done |= Q(Exists(_whole((code,)))) & Q(Exists(_whole((PROGRAMMES[code].includes,))))
        found |= Q(unit__category__in=categories) & done
    return found


def _lines_of_few(current: QuerySet[Enrolment], on: dt.date) -> dict[int, list[Completion]]:
    """All that is recorded of those who have single courses, a qualification that can run out, or serve in another
    category than their unit's.
    """
    people = current.order_by().values("volunteer")
    few = Training.objects.valid().filter(volunteer__in=people)
    across = _across(current, on).order_by().values("volunteer")
    few = few.filter(Q(course__gt=0) | Q(programme__in=RENEWED) | Q(volunteer__in=across))
    found: dict[int, list[Completion]] = defaultdict(list)
    for person, line in facts.completions_by_person(few.order_by().values("volunteer")):
        found[person].append(line)
    return dict(found)


def _other_categories(current: QuerySet[Enrolment], on: dt.date) -> dict[tuple[int, int], set[str]]:
    """In which categories that are not their unit's people have served for it within a year."""
    rows = _across(current, on)
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for person, unit, category in rows.order_by().values_list("volunteer", "unit", "category").distinct():
        found[person, unit].add(category)
    return found


def _across(current: QuerySet[Enrolment], on: dt.date) -> QuerySet[ServiceMonth]:
    """Months within the year in which people served for one of these units in another category than its own."""
    months = on.year * 12 + on.month - 1 - WITHIN
    return ServiceMonth.objects.filter(
        unit__in=current.order_by().values("unit"), month__gte=months // 12 * 100 + months % 12 + 1, minutes__gt=0
    ).exclude(category=F("unit__category"))
