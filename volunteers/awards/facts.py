"""What the register knows of people as far as it bears on awards: a few questions, whatever their number."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Sum
from django.db.models.functions import Cast

from foundation.files.models import StoredFile
from foundation.prepared import PreparedOfSome
from volunteers.models import (
    AwardGiven,
    AwardStatement,
    Enrolment,
    Evaluation,
    EvaluationScale,
    RecordBook,
    ServiceCard,
    ServiceEntry,
    ServiceMonth,
    Unit,
    Volunteer,
)
from volunteers.persons import portraits
from volunteers.rules import award_years, completions, grading
from volunteers.rules.award_books import statement_key
from volunteers.rules.award_facts import Given, Person, Place, Served, Statement, Stay
from volunteers.rules.award_leaves import CARD
from volunteers.rules.completions import Completion
from volunteers.serving import facts as serving

PUBLIC = frozenset(Unit.PUBLIC)
AT = ("county", "category", "body", "authority__code", "number")
"""What `place` takes of a unit."""
DAY = dt.timedelta(days=1)
SOME_DAY, LATER_DAY, SOME_MONTH = dt.date(1971, 2, 3), dt.date(1971, 3, 4), 197102
"""Where days and months of the caller's go."""


def _people(keys: Any, on: dt.date) -> Any:
    books = RecordBook.objects.held().filter(volunteer=OuterRef("pk"), issued_on__lte=on)
    photos = StoredFile.objects.filter(
        purpose=portraits.KEY, subject_key=Cast(OuterRef("pk"), CharField(max_length=64))
    )
    rows = Volunteer.objects.filter(pk__in=keys).annotate(holds_book=Exists(books), has_photo=Exists(photos))
    return rows.order_by().values_list("pk", "born_on", "occupation", "holds_book", "has_photo")


def _stays(keys: Any, on: dt.date, *with_it: str) -> Any:
    cards = ServiceCard.objects.filter(enrolment=OuterRef("pk"), issued_on__lte=on, valid_until__gte=on)
    there = Enrolment.objects.filter(volunteer__in=keys, joined_on__lte=on).annotate(has_card=Exists(cards)).order_by()
    return there.values_list("volunteer", "unit", "joined_on", "left_on", "has_card", *with_it)


def _served_later(keys: Any, on: dt.date, until: dt.date) -> Any:
    later = ServiceEntry.objects.approved().filter(volunteer__in=keys, served_on__gt=on, served_on__lte=until)
    by_unit = later.order_by().values("volunteer", "unit", "category").annotate(minutes_later=Sum("counted"))
    return by_unit.values_list("volunteer", "unit", "category", "minutes_later")


def _evaluations(keys: Any, on: dt.date) -> Any:
    rows = Evaluation.objects.told().filter(volunteer__in=keys, round__told_at__date__lte=on).exclude(grade="")
    return rows.order_by().values_list(
        "volunteer", "grade", "round__last_on", "round__scale__base", "round__scale__grades"
    )


PEOPLE = PreparedOfSome(_people, SOME_DAY)
STAYS = PreparedOfSome(_stays, SOME_DAY)
STAYS_WITH_PLACES = PreparedOfSome(lambda keys, on: _stays(keys, on, *(f"unit__{name}" for name in AT)), SOME_DAY)
MONTHS = PreparedOfSome(
    lambda keys, month: ServiceMonth.objects.filter(volunteer__in=keys, month__lte=month).order_by().values_list(
        "volunteer", "unit", "category", "month", "counted"
    ),
    SOME_MONTH,
)  # fmt: skip
SERVED_LATER = PreparedOfSome(_served_later, SOME_DAY, LATER_DAY)
EVALUATIONS = PreparedOfSome(_evaluations, SOME_DAY)
GIVEN = PreparedOfSome(
    lambda keys, on: AwardGiven.objects.filter(volunteer__in=keys, given_on__lte=on, revoked_on=None)
    .order_by("given_on").values_list("volunteer", "award", "given_on", "counted_until", "valid_from", "valid_until"),
    SOME_DAY,
)  # fmt: skip
STATED = PreparedOfSome(
    lambda keys, on: AwardStatement.objects.filter(volunteer__in=keys, stated_on__lte=on).order_by("stated_on", "pk")
    .values_list("volunteer", "award", "key", "holds", "stated_on"),
    SOME_DAY,
)  # fmt: skip


def place(unit: int, county: str, category: str, body: str, office: str, number: int) -> Place:
    """A unit as a place, from its row."""
    return Place(unit, county, category, body in PUBLIC, office, f"{county}-{number:04}")


@dataclass(slots=True)
class Places:
    """Units as places, each read once."""

    known: dict[int, Place] = field(default_factory=dict)

    def learn(self, units: Collection[int]) -> None:
        """Read those that are not known yet (one question at most)."""
        new = set(units) - self.known.keys()
        if not new:
            return
        for key, *where in Unit.objects.filter(pk__in=new).order_by().values_list("pk", *AT):
            self.known[key] = place(key, *where)

    def learn_of(self, keys: Collection[int]) -> None:
        """Read the units of some people: three questions."""
        there = set(Enrolment.objects.filter(volunteer__in=keys).order_by().values_list("unit", flat=True).distinct())
        served = ServiceMonth.objects.filter(volunteer__in=keys).order_by().values_list("unit", flat=True).distinct()
        self.learn(there | set(served))

    def learn_all(self) -> None:
        """Read every unit."""
        self.learn(list(Unit.objects.values_list("pk", flat=True)))

    def __getitem__(self, unit: int) -> Place:
        return self.known[unit]


@dataclass(slots=True)
class _Raw:
    """One person's rows as they are read."""

    born_on: dt.date | None
    occupation: str
    has_book: bool
    has_photo: bool
    stays: list[tuple[int, dt.date, dt.date | None]] = field(default_factory=list)
    months: dict[tuple[int, str, int], int] = field(default_factory=dict)
    spans: list[tuple[int, str, dt.date, dt.date, int]] = field(default_factory=list)
    carded: set[int] = field(default_factory=set)
    given: list[Given] = field(default_factory=list)
    statements: dict[str, Statement] = field(default_factory=dict)
    trainings: list[Completion] = field(default_factory=list)


def gather(
    keys: Sequence[int], on: dt.date, places: Places | None = None, known: dt.date | None = None
) -> dict[int, Person]:
    """The facts of some people on a day: eleven questions at most, and one for each source of papers.

    Args:
        known: up to which later day statements and papers count, for a proposal that is decided afterwards: they say
            what was so and is made up for, while hours, ages and awards stay those of the day.
    """
    at = places or Places()
    raw = {
        key: _Raw(born, occupation, held, pictured) for key, born, occupation, held, pictured in PEOPLE.all(keys, on)
    }
    _months(raw, keys, on)
    # Whoever brings no places has none yet, and they come with the rows; a run over a county knows them all before.
    stays = STAYS_WITH_PLACES if places is None else STAYS
    for person, unit, first, last, carded, *where in stays.all(keys, on):
        raw[person].stays.append((unit, first, last))
        if carded:
            raw[person].carded.add(unit)
        if where:
            at.known[unit] = place(unit, *where)
    _given_and_stated(raw, keys, on, known or on)
    for person, one in serving.completions_by_person(keys):
        raw[person].trainings.append(one)
    _cut(raw, on)
    at.learn(
        {unit for one in raw.values() for unit, _first, _last in one.stays}
        | {unit for one in raw.values() for unit, _category, _month in one.months}
    )
    grades, papers = grades_of(keys, on), papers_of(keys, known or on)
    return {key: _person(key, one, at, grades.get(key), papers.get(key)) for key, one in raw.items()}


def grades_of(keys: Collection[int], on: dt.date) -> dict[int, int]:
    """The latest evaluation of some people as a rank from the best, 1 being the best; who is not there has none.

    Only what she has been told, as it stands (an appeal may have changed it). Of several the one whose time ended last
    is the latest; where two units' ended on one day, the better one: no source says which of them counts.
    """
    found: dict[int, tuple[dt.date, int]] = {}
    ranks: dict[str, tuple[str, ...]] = {}
    for person, grade, last, base, own in EVALUATIONS.all(keys, on):
        scale = ranks.get(f"{base}{own}")
        if scale is None:
            scale = ranks[f"{base}{own}"] = grading.ranked(EvaluationScale(base=base, grades=own).rules)
        now = (last, -scale.index(grade) - 1)
        found[person] = max(found.get(person, now), now)
    return {person: -rank for person, (_last, rank) in found.items()}


PapersOf = Callable[[Collection[int], dt.date], Iterable[tuple[int, str]]]
_papers: list[PapersOf] = []


def say_papers(source: PapersOf) -> None:
    """Let a room that issues papers say who holds which on a day: rows of a volunteer's key and the paper's.

    Only papers that hold on that day; those of units off the register are not known, so that nobody is said to have
    none.
    """
    if source not in _papers:
        _papers.append(source)


def papers_of(keys: Collection[int], on: dt.date) -> dict[int, frozenset[str]]:
    """The papers that some people are known to hold on a day."""
    found: dict[int, set[str]] = defaultdict(set)
    for source in _papers:
        for person, paper in source(keys, on):
            found[person].add(paper)
    return {person: frozenset(held) for person, held in found.items()}


def _person(key: int, raw: _Raw, at: Places, grade: int | None, papers: frozenset[str] | None) -> Person:
    served = [
        Served(at[unit], category, *_month_days(month), minutes)
        for (unit, category, month), minutes in raw.months.items()
        if minutes
    ]
    served += [Served(at[unit], category, first, last, minutes) for unit, category, first, last, minutes in raw.spans]
    return Person(
        key=key,
        born_on=raw.born_on,
        is_student=raw.occupation == Volunteer.Occupation.STUDENT if raw.occupation else None,
        stays=tuple(Stay(at[unit], first, last) for unit, first, last in raw.stays),
        served=tuple(served),
        has_book=raw.has_book,
        has_photo=raw.has_photo,
        carded=frozenset(raw.carded),
        papers=papers,
        trained_on=_trained_on(raw, at),
        grade=grade,
        given=tuple(raw.given),
        statements=raw.statements,
    )


def _trained_on(raw: _Raw, at: Places) -> dt.date | None:
    """The first day on which she had both trainings for a unit of hers."""
    if not raw.trainings:
        return None
    basic = completions.basic(raw.trainings).done
    if basic is None:
        return None
    days = []
    for unit in {unit for unit, _first, _last in raw.stays}:
        special = completions.special(at[unit].category, raw.trainings, unit=unit).done
        if special is not None:
            days.append(max(basic.on, special.on))
    return min(days, default=None)


def _months(raw: dict[int, _Raw], keys: Sequence[int], on: dt.date) -> None:
    """The months up to a day; of its own month only what was served until then."""
    this = on.year * 100 + on.month
    for person, unit, category, month, counted in MONTHS.all(keys, this):
        raw[person].months[unit, category, month] = counted
    for person, unit, category, minutes_later in SERVED_LATER.all(keys, on, _month_days(this)[1]):
        raw[person].months[unit, category, this] -= minutes_later


def _given_and_stated(raw: dict[int, _Raw], keys: Sequence[int], on: dt.date, known: dt.date) -> None:
    for person, *given in GIVEN.all(keys, on):
        raw[person].given.append(Given(*given))
    for person, award, key, holds, stated_on in STATED.all(keys, known):
        raw[person].statements[statement_key(award, key)] = Statement(holds, stated_on)


def given_of(row: AwardGiven) -> Given:
    """An award that was received, as the rules take it."""
    return Given(row.award, row.given_on, row.counted_until, row.valid_from, row.valid_until)


def _cut(raw: dict[int, _Raw], on: dt.date) -> None:
    """Cut the months in which a card's window may begin or end, by the lines of the ledger."""
    cuts: dict[tuple[int, int], set[dt.date]] = defaultdict(set)
    for person, one in raw.items():
        for day in _card_days(one.given, on):
            if (day + DAY).month == day.month:
                cuts[person, day.year * 100 + day.month].add(day)
    if not cuts:
        return
    people = {person for person, _month in cuts}
    months = {month for _person, month in cuts}
    lines = ServiceEntry.objects.approved().filter(volunteer__in=people, month__in=months, served_on__lte=on)
    by_day = lines.order_by().values_list("volunteer", "unit", "category", "month", "served_on")
    sums: dict[tuple[int, int, str, int, dt.date, dt.date], int] = defaultdict(int)
    for person, unit, category, month, day, counted in by_day.annotate(Sum("counted")):
        days = cuts.get((person, month))
        if days is None:
            continue
        first, last = _month_days(month)
        start = max((cut + DAY for cut in days if cut < day), default=first)
        end = min((cut for cut in days if cut >= day), default=last)
        sums[person, unit, category, month, start, end] += counted
    for person, month in cuts:
        for key in [key for key in raw[person].months if key[2] == month]:
            raw[person].months[key] = 0
    for (person, unit, category, _month, start, end), counted in sums.items():
        raw[person].spans.append((unit, category, start, end, counted))


def _card_days(given: Iterable[Given], on: dt.date) -> set[dt.date]:
    """The days after which a window of an honour card may begin, or on which it may end."""
    cards = [one for one in given if one.award == CARD]
    found: set[dt.date] = set()
    for card in cards:
        found |= {day for day in (card.counted_until, card.valid_until) if day is not None}
        if card.valid_from is not None:
            found.add(card.valid_from - DAY)
        if card.valid_until is not None:
            found.add(award_years.years_before(card.valid_until, 3))
    return {day for day in found if day < on}


@lru_cache(maxsize=1_200)
def _month_days(month: int) -> tuple[dt.date, dt.date]:
    year, number = divmod(month, 100)
    return dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])
