"""What a stranger may read of a national report: the same figures and plans, and nobody's name, number or mail.

The association's own edition names who is in charge of a plan and who follows it up, because ministers and counties
work with it. 個人資料保護法第 20 條第 1 項 lets these data serve what they were collected for, and a download for
everybody is not that. So fields that hold a person say that they are left out, names and numbers that people wrote into
their sentences are blotted out, and what a county keeps to itself (the reason of a light, of an annual plan's decision,
the last report) stays with it. The figures, and the codes that lead to them, are the edition's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from actionplans import personal
from actionplans.models import Plan
from reports.chapter_records import Chapter
from reports.plan_records import InAnnualPlan, PlanRecord, Progress, Stakeholder
from reports.records import CountyRecord, NationalReport, WorkshopRecord
from workshops.models import Programme, Workshop

# By kind of record: fields that are about a person, or that a county has not let everybody read.
WITHHELD: Mapping[type[Any], tuple[str, ...]] = {
    PlanRecord: ("person_in_charge", "supervisor"),
    WorkshopRecord: ("supervisor",),
    Stakeholder: ("contact",),
    Progress: ("reason", "last"),
    InAnnualPlan: ("reason",),
}
# What is an address in the value and no sentence.
_CODES = frozenset({"code", "county", "page", "group", "workshop", "pillar", "call_item"})


def of(report: NationalReport, names: Mapping[str, frozenset[str]]) -> NationalReport:
    """The report as everybody may read it, in the language that is active.

    Args:
        names: by county's code, whose names stand nowhere in it.
    """
    said = _("公開版不列")
    counties = tuple(_without(county, names.get(county.code, frozenset()), said) for county in report.counties)
    everybody = frozenset().union(*names.values())
    chapters = tuple(_chapter(chapter, everybody) for chapter in report.chapters)
    return replace(report, counties=counties, chapters=chapters, made_by=None)


def names_of(programme: Programme) -> dict[str, frozenset[str]]:
    """Whose names are looked for, by county: the people of its workshops, and of its adopted plans."""
    found: dict[str, set[str]] = defaultdict(set)
    workshops = Workshop.objects.filter(programme=programme)
    for workshop in workshops.select_related("lecturer", "assistant", "supervisor").prefetch_related("groups"):
        found[workshop.county_id] |= personal.people_of(workshop, workshop.groups.all())
    plans = Plan.objects.adopted().filter(workshop__programme=programme).select_related("workshop", "supervisor")
    for plan in plans.prefetch_related("check_ins"):
        found[plan.county_id] |= personal.own_names_of(plan)
    return {county: frozenset(names) for county, names in found.items()}


def not_yet_public(report: NationalReport) -> int:
    """How many plans it tells of that their counties had not made public when it was frozen."""
    return sum(plan.progress.page is None for plan in report.plans)


def _without(county: CountyRecord, names: frozenset[str], said: str) -> CountyRecord:
    found = _each(county, names, said)
    assert isinstance(found, CountyRecord)  # noqa: S101  a record stays of its kind
    return replace(found, name=county.name)


def _chapter(chapter: Chapter, names: frozenset[str]) -> Chapter:
    """What was written beside the figures, without photos: their right can be taken back, and a file cannot."""
    pieces = (replace(piece, text=personal.blotted(piece.text, names)) for piece in chapter.pieces if not piece.photo)
    return replace(chapter, heading=personal.blotted(chapter.heading, names), pieces=tuple(pieces))


def _each(part: Any, names: frozenset[str], said: str) -> Any:
    """A part of the value, with every sentence in it read through."""
    if isinstance(part, str):
        return personal.blotted(part, names)
    if isinstance(part, tuple):
        return tuple(_each(one, names, said) for one in part)
    if not is_dataclass(part) or isinstance(part, type):
        return part
    withheld = WITHHELD.get(type(part), ())
    changed = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if field.name in withheld:
            changed[field.name] = said if value else value
        elif field.name not in _CODES:
            changed[field.name] = _each(value, names, said)
    return replace(part, **changed)
