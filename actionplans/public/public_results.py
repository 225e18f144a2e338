"""What everybody may read of the adopted plans, as values: the pages, files, feeds and calendars are made of these.

Nothing else of a plan goes out: no person in charge, no supervisor, nobody who reported, no evidence not chosen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actionplans import call, personal
from actionplans.followup import lights
from actionplans.followup.lights import Light
from actionplans.followup.milestones import next_of
from actionplans.followup.readings import number_in
from actionplans.models import (
    CheckIn,
    Decision,
    Evidence,
    Milestone,
    Plan,
    PlanIndicator,
    Publication,
    PublicUpdate,
    Reading,
    Voice,
)
from foundation.taiwan import roc
from foundation.ui.templatetags.ui import STATUSES
from workshops.models import Participant

CHINESE, ENGLISH = "zh-Hant-TW", "en"
# A number of people smaller than this is not told: it could say who.
FEWEST_PEOPLE = 3
COMING = 4


@dataclass(frozen=True, slots=True)
class Words:
    """A text and the language it is in; a page in another language marks it (WCAG 3.1.2)."""

    text: str
    language: str

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Course:
    """How an indicator went: the words and numbers of each published check-in, oldest first, against its target.

    `points` has a number where one was said, so that a chart can be drawn; the table beside it has all words.
    """

    name: str
    unit: str
    baseline: str
    target: str
    goal: float | None
    said: tuple[tuple[dt.date, str], ...]
    points: tuple[float | None, ...]

    @property
    def is_drawn(self) -> bool:
        """Whether there are two numbers to draw a line between."""
        return sum(point is not None for point in self.points) > 1

    @property
    def labels(self) -> list[str]:
        """What stands below the points: the beginning, and the day of each check-in."""
        return [_("開始"), *(f"{day.month}/{day.day}" for day, _words in self.said)]


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan as the public sees it in a list."""

    publication: Publication
    plan: Plan
    title: Words
    summary: Words
    light: Light
    next: Milestone | None
    last: PublicUpdate | None

    @property
    def address(self) -> str:
        """Its page; the same for good."""
        return reverse("actionplans:public_plan", args=[self.plan.county_id, self.plan.code])

    @property
    def item(self) -> call.CallItem | None:
        """The item of the Call it answers."""
        return call.ITEM_BY_CODE.get(self.plan.call_item)


@dataclass(frozen=True, slots=True)
class Opinions:
    """The voices beside a plan that the public reads, and how many were kept back."""

    table: tuple[Voice, ...]
    independent: tuple[Voice, ...]
    declined: int

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of the table say what, in words."""
        return [(str(label), sum(one.stance == code for one in self.table)) for code, label in Voice.Stance.choices]


def shown(*, on: dt.date, county: str | None = None) -> list[Shown]:
    """The plans that are public, of a county or of all; five queries, however many there are."""
    rows = _rows()
    if county is not None:
        rows = rows.filter(plan__county=county)
    return [_shown(one, on) for one in rows]


def find(*, county: str, code: str) -> Publication | None:
    """The publication at an address, if it is open."""
    return _rows().filter(plan__county=county, plan__code=code).first()


def one(publication: Publication, *, on: dt.date) -> Shown:
    """A single plan as the public sees it."""
    return _shown(publication, on)


def of_plan(plan: Plan, *, on: dt.date) -> Shown | None:
    """A plan as the public sees it; None while it is not public."""
    publication = _rows().filter(plan=plan).first()
    return _shown(publication, on) if publication else None


def _rows() -> QuerySet[Publication]:
    updates = PublicUpdate.objects.select_related("check_in").prefetch_related(
        Prefetch("pieces", Evidence.objects.select_related("file"))
    )
    return (
        Publication.objects.open()
        .select_related("plan__county", "plan__workshop__programme", "plan__uptake__annual")
        .prefetch_related(
            Prefetch("plan__milestones", Milestone.objects.with_reports()),
            Prefetch("plan__decisions", Decision.objects.select_related("into")),
            Prefetch("updates", updates),
        )
        .order_by("plan__county__position", "plan__code")
    )


def _shown(publication: Publication, on: dt.date) -> Shown:
    plan = publication.plan
    followed = plan.standing == Plan.Standing.FOLLOWED
    milestones = list(plan.milestones.all()) if followed else []
    updates = list(publication.updates.all())
    return Shown(
        publication=publication,
        plan=plan,
        title=in_page_language(plan.title, plan.title_en),
        summary=in_page_language(publication.summary, publication.summary_en),
        light=_public_light(plan, on),
        next=next_of(milestones),
        last=updates[0] if updates else None,
    )


def _public_light(plan: Plan, on: dt.date) -> Light:
    """How the plan stands. Who decided at which meeting is the county's own matter, and may hold a name."""
    light = lights.of(plan, on=on)
    return light if plan.standing == Plan.Standing.FOLLOWED else replace(light, reason="")


def in_annual_plan(plan: Plan) -> str:
    """Whether the plan goes into its county's annual plan, in a line; empty where that is not decided.

    An annual plan is called by its county and year, for its title is typed. Why one does not go in, and who decided, is
    the county's own matter.
    """
    stands = plan.uptake
    if stands is None:
        return ""
    where = stands.document
    if stands.annual:
        named = {"county": plan.county.shown, "roc": stands.annual.year - roc.OFFSET, "year": stands.annual.year}
        where = _("%(county)s%(roc)s年度（%(year)s）志願服務推動計畫") % named
    line = _("%(state)s：%(where)s") if where else "%(state)s"
    return line % {"state": stands.get_state_display(), "where": where}


def in_page_language(chinese: str, english: str) -> Words:
    """A text in the page's language where somebody wrote it in that, in the other one otherwise."""
    if (get_language() or "").startswith("en") and english:
        return Words(english, ENGLISH)
    return Words(chinese or english, CHINESE if chinese else ENGLISH)


def courses(publication: Publication) -> list[Course]:
    """How the plan's indicators went, by what the published check-ins said of them. Two queries."""
    check_ins = CheckIn.objects.filter(public_update__publication=publication, submitted_at__isnull=False)
    readings = Reading.objects.filter(check_in__in=check_ins).select_related("check_in__public_update")
    readings = readings.order_by("check_in__number")
    rows = PlanIndicator.objects.filter(plan=publication.plan_id).prefetch_related(Prefetch("readings", readings))
    return [_course(one) for one in rows.order_by("position")]


def _course(indicator: PlanIndicator) -> Course:
    readings = list(indicator.readings.all())
    goal, start = number_in(indicator.target), number_in(indicator.baseline)
    said = tuple(
        (timezone.localdate(one.check_in.submitted_at), _said(one)) for one in readings if one.check_in.submitted_at
    )
    return Course(
        name=indicator.name,
        unit=indicator.unit,
        baseline=indicator.baseline,
        target=indicator.target,
        goal=_plain(goal),
        said=said,
        points=(_plain(start), *(_plain(_number(one)) for one in readings)),
    )


def _said(reading: Reading) -> str:
    """A reading as the public reads it: as it was typed where the county has seen that, else its number alone."""
    if reading.check_in.public_update.with_readings:
        return reading.typed
    number = _number(reading)
    return "" if number is None else f"{number.normalize():f}"


def _number(reading: Reading) -> Decimal | None:
    """The number of a reading, unless it is somebody's telephone typed into the wrong box."""
    return None if any(personal.found_in(reading.typed, ())) else reading.number


def _plain(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def opinions(publication: Publication) -> Opinions:
    """The second voices. One query."""
    voices = list(publication.voices.exclude(state=Voice.State.WAITING).select_related("link__group"))
    open_ones = [one for one in voices if one.state == Voice.State.SHOWN]
    return Opinions(
        table=tuple(one for one in open_ones if one.kind == Voice.Kind.TABLE),
        independent=tuple(one for one in open_ones if one.kind == Voice.Kind.INDEPENDENT),
        declined=len(voices) - len(open_ones),
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers on top of a county's page. `people` is None where it is too small to be told, or unknown."""

    workshops: int
    people: int | None
    plans: int
    items: int
    reached: int
    milestones: int


def figures(rows: Sequence[Shown]) -> Figures:
    """What a county's public plans come to. One query."""
    ids = {one.plan.workshop_id for one in rows}
    people = Participant.objects.filter(workshop__in=ids, arrived_at__isnull=False).count()
    return Figures(
        workshops=len(ids),
        people=people if people >= FEWEST_PEOPLE else None,
        plans=len(rows),
        items=len({one.plan.call_item for one in rows if one.plan.call_item}),
        reached=sum(one.light.reached for one in rows),
        milestones=sum(one.light.total for one in rows),
    )


def coming(rows: Iterable[Shown], *, on: dt.date) -> list[Shown]:
    """The plans whose next milestone is still to come, soonest first."""
    ahead = [(one.next.due_on, one) for one in rows if one.next and one.next.due_on >= on]
    return [one for _day, one in sorted(ahead, key=lambda pair: pair[0])][:COMING]


def by_status(rows: Iterable[Shown]) -> list[tuple[str, int]]:
    """How many plans stand how, in the order of the lights; how none stands is left out."""
    counted = [one.light.status for one in rows]
    return [(status, counted.count(status)) for status in STATUSES if status in counted]


def by_pillar(rows: Iterable[Shown]) -> list[tuple[call.Pillar, list[Shown]]]:
    """The plans under their pillars, in the Call's order; pillars without one are left out."""
    counted = list(rows)
    found = [(pillar, [one for one in counted if one.plan.pillar == pillar.code]) for pillar in call.PILLARS]
    return [(pillar, plans) for pillar, plans in found if plans]
