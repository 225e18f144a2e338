"""The English booklet of the demonstration: a few cases translated and signed, some left to try it out."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from actionplans.models import Plan
from foundation.accounts import membership
from foundation.accounts.models import County, User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from reports.booklet import booklets, passages, photos, sources
from reports.models import Booklet, Highlight, Passage
from workshops.models import Programme

from .cast import DOMAIN
from .people import PASSWORD
from .stories_english import AGENCIES, AGREED, CASES, CHANGED, INTRODUCTION, INTRODUCTION_EN, NAMES, UNITS

COUNTIES = ("TTT", "HUA")
TITLES = tuple(CASES)
LEFT = 2  # passages at the end that nobody has translated yet


def draw_up(*, programme: Programme, staff: User, now: dt.datetime) -> Booklet | None:
    """Begin the booklet of the year from the cases that are public; None where there is none yet."""
    rows = Plan.objects.adopted().filter(
        workshop__programme=programme, title__in=TITLES, publication__withdrawn_at=None,
        publication__updates__isnull=False,
    )  # fmt: skip
    chosen: dict[str, Plan] = {}
    for plan in rows.select_related("workshop", "county").order_by("county__position", "code").distinct():
        # Of the same story the one of the counties that have a page, so that the page leads to it.
        if plan.title not in chosen or plan.county_id in COUNTIES:
            chosen[plan.title] = plan
    if not chosen:
        return None
    reviewer = _reviewer(now)
    made = booklets.make(
        programme=programme, year=programme.year, title="Promises Kept", introduction=INTRODUCTION, by=staff, now=now,
        subtitle="How Taiwan’s counties answer the Call to Action for the Future of Volunteering",
    )  # fmt: skip
    counties = {county.pk: county for county in County.objects.filter(pk__in=COUNTIES)}
    cases = [chosen[title] for title in TITLES if title in chosen]
    for code in COUNTIES:
        booklets.choose(booklet=made, plans=(), counties=[counties[code]], by=staff, now=now)
        own = [plan for plan in cases if plan.county_id == code]
        booklets.choose(booklet=made, plans=own, counties=(), by=staff, now=now)
    booklets.choose(booklet=made, plans=cases, counties=(), by=staff, now=now)
    _translate(made, staff, reviewer, now)
    for highlight in made.highlights.all():
        _show(highlight, staff, now)
    return made


def _translate(booklet: Booklet, staff: User, reviewer: User, now: dt.datetime) -> None:
    rows = list(booklet.passages.select_related("highlight__plan").order_by("highlight__position", "pk"))
    plans = sources.whole(row.highlight.plan_id for row in rows if row.highlight and row.highlight.plan_id)
    words = [(row, _english(row, plans)) for row in rows]
    told = [(row, english) for row, english in words if english]
    for number, (row, english) in enumerate(told):
        if number >= len(told) - LEFT:
            break
        kept = passages.write(passage=row, english=english, seen=row.version, by=staff, now=now)
        if number < len(told) - 2 * LEFT:
            passages.sign(passage=kept, seen=kept.version, by=reviewer, now=now)


def _english(row: Passage, plans: dict[int, Plan]) -> str:
    part = Passage.Part
    if row.part == part.INTRODUCTION:
        return INTRODUCTION_EN
    if row.part == part.COUNTY:
        return next((english for start, english in AGREED.items() if start in row.source), "")
    plan = plans[row.highlight.plan_id]  # type: ignore[union-attr,index]
    if row.part == part.AGENCY:
        return next((english for end, english in AGENCIES.items() if row.source.endswith(end)), "")
    if row.part == part.CHANGED:
        return CHANGED
    if row.part == part.EVIDENCE:
        return "\n".join(filter(None, map(_numbers, sources.lines_of(plan))))
    return CASES[plan.title].get(row.part, "")


def _numbers(line: sources.Line) -> str:
    name, unit = NAMES.get(line.name, ""), UNITS.get(line.unit, "")
    said = (("before", line.baseline), ("target", line.target), ("now", line.now))
    return f"{name}: " + ", ".join(f"{word} {value}{unit}" for word, value in said if value) if name else ""


def _show(highlight: Highlight, staff: User, now: dt.datetime) -> None:
    """The first photo that may be printed: public evidence of a case, or a licensed pledge of a county."""
    evidence = photos.evidence_of(highlight).first()
    media = photos.media_of(highlight).first() if highlight.county_id else None
    if evidence is None and media is None:
        return
    photo = photos.add(highlight=highlight, evidence=evidence, media=media, by=staff, now=now)
    photos.describe(
        photo=photo, caption="The county declares its commitment for IVY 2026.", credit=photo.credit, by=staff, now=now,
        alt="A drawing of a stage with people before it, in place of a photo: this is demonstration data",
    )  # fmt: skip


def _reviewer(now: dt.datetime) -> User:
    """Somebody else of the association, who signs what the first has translated."""
    email = f"reader@{DOMAIN}"
    given = membership.give_role(
        email=email, name="葉文心", role=Role.ASSOCIATION, county=None, by=SYSTEM, on=timezone.localdate(now)
    )  # fmt: skip
    reader: User = given.user
    reader.password = make_password(PASSWORD)
    reader.save(update_fields=["password"])
    return reader
