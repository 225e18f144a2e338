"""What the data say of a case or a county, in Chinese and part by part: what is translated.

Only words that may be public: of what changed, what the county lets everybody read, or else which milestones are
reached; never who somebody is. A part of which nothing is known is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from django.db.models import Prefetch

from actionplans.models import Consensus, Milestone, Plan, PublicUpdate, Reading
from reports.models import Booklet, Highlight, Passage
from reports.models.booklet import LONGEST_SOURCE

Part = Passage.Part
OF_PLAN = (Part.TITLE, Part.AGENCY, Part.QUOTE, Part.PROBLEM, Part.ACTION, Part.CHANGED, Part.EVIDENCE, Part.VOW)
OF_COUNTY = (Part.COUNTY,)
Parts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """What an indicator says: from what to what, and where it is now; empty where nothing was written."""

    name: str
    baseline: str
    target: str
    now: str
    unit: str


def whole(plans: Iterable[int]) -> dict[int, Plan]:
    """Plans with all that is told of them, by key (a fixed number of queries)."""
    updates = PublicUpdate.objects.select_related("check_in").prefetch_related(
        Prefetch("check_in__readings", Reading.objects.order_by("pk"))
    )
    rows = Plan.objects.filter(pk__in=set(plans)).select_related("county", "publication")
    rows = rows.prefetch_related(
        "issues", "steps", "indicators", Prefetch("milestones", Milestone.objects.order_by("position")),
        Prefetch("publication__updates", updates.order_by("-check_in__number")),
    )  # fmt: skip
    return {plan.pk: plan for plan in rows}


def of_plan(plan: Plan) -> Parts:
    """A plan's parts; `plan` comes from `whole`."""
    steps = [step.what.strip() for step in plan.steps.all()]
    issues = [issue.text.strip() for issue in plan.issues.all()]
    found: dict[Part, str] = {
        Part.TITLE: plan.title,
        Part.AGENCY: plan.lead_agency,
        Part.QUOTE: issues[0] if issues else "",
        Part.PROBLEM: plan.problem,
        Part.ACTION: "\n".join([plan.goal.strip(), *steps]),
        Part.CHANGED: _changed(plan),
        Part.EVIDENCE: "\n".join(map(_told, lines_of(plan))),
        Part.VOW: plan.vow,
    }
    return _clean(found)


def lines_of(plan: Plan) -> tuple[Line, ...]:
    """The numbers of a plan, with the newest that the public reads."""
    now: dict[int, str] = {}
    for update in _updates(plan):
        for reading in update.check_in.readings.all():
            if reading.indicator_id in now:
                continue
            if update.with_readings:
                now[reading.indicator_id] = reading.typed.strip()
            elif reading.number is not None:
                now[reading.indicator_id] = f"{reading.number.normalize():f}"
    return tuple(
        Line(one.name.strip(), one.baseline.strip(), one.target.strip(), now.get(one.pk, ""), one.unit.strip())
        for one in plan.indicators.all()
    )


def of_counties(booklet: Booklet, counties: Iterable[str]) -> dict[str, Parts]:
    """The counties' parts by code: what their workshops of the booklet's programme agreed on (one query)."""
    said: dict[str, list[str]] = {code: [] for code in counties}
    rows = Consensus.objects.filter(workshop__programme=booklet.programme_id, workshop__county__in=list(said))
    for county, statement in rows.order_by("workshop__number").values_list("workshop__county_id", "statement"):
        said[county].append(statement.strip())
    return {code: _clean({Part.COUNTY: "\n".join(words)}) for code, words in said.items()}


def of_booklet(booklet: Booklet) -> Parts:
    """What belongs to the whole book."""
    return _clean({Part.INTRODUCTION: booklet.introduction})


def of_highlights(booklet: Booklet, highlights: Iterable[Highlight]) -> dict[int, Parts]:
    """What the data say now of each highlight, by its key (a fixed number of queries)."""
    rows = list(highlights)
    plans = whole(row.plan_id for row in rows if row.plan_id)
    counties = of_counties(booklet, [row.county_id for row in rows if row.county_id])
    return {row.pk: of_plan(plans[row.plan_id]) if row.plan_id else counties[row.county_id or ""] for row in rows}


def differences(was: str, now: str) -> list[tuple[str, str]]:
    """The lines in which two wordings differ, side by side; empty on the side that has none."""
    pairs = zip_longest(was.splitlines(), now.splitlines(), fillvalue="")
    return [(old, new) for old, new in pairs if old != new]


def _changed(plan: Plan) -> str:
    if updates := _updates(plan):
        return str(updates[0].words)
    return "\n".join(one.title for one in plan.milestones.all() if one.reached_at is not None)


def _updates(plan: Plan) -> list[PublicUpdate]:
    publication = getattr(plan, "publication", None)
    if publication is None or publication.withdrawn_at is not None:
        return []
    return list(publication.updates.all())


def _told(line: Line) -> str:
    """志工人數：原來 12 人，目標 20 人，現在 18 人"""
    said = (("原來", line.baseline), ("目標", line.target), ("現在", line.now))
    numbers = "，".join(f"{word} {value}{' ' + line.unit if line.unit else ''}" for word, value in said if value)
    return f"{line.name}：{numbers}" if numbers else line.name


def _clean(found: Mapping[Passage.Part, str]) -> Parts:
    lined = {
        str(part): "\n".join(line.strip() for line in text.splitlines() if line.strip())[:LONGEST_SOURCE]
        for part, text in found.items()
    }
    return {part: text for part, text in lined.items() if text}
