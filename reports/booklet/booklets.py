"""Making a booklet and choosing what it tells of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from actionplans.models import Plan
from foundation.accounts.models import County, User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from reports.arranging import change_places
from reports.models import Booklet, Highlight, Passage
from workshops.models import Programme

from . import sources

MOST = 120  # of one booklet: beyond this it is no booklet
FACTS = ("year", "title", "subtitle", "introduction")


def make(
    *, programme: Programme, year: int, title: str, by: Acts, now: dt.datetime, subtitle: str = "",
    introduction: str = "",
) -> Booklet:  # fmt: skip
    """Begin a booklet.

    Args:
        title, subtitle: in English.
        introduction: in Chinese; it is translated like every other passage.

    Raises:
        ValidationError: by field, or the programme has a booklet of this title.
    """
    made = Booklet(
        programme=programme, year=year, title=title.strip(), subtitle=subtitle.strip(),
        introduction=introduction.strip(), made_at=now, made_by=by.as_actor().label[:200],
    )  # fmt: skip
    made.full_clean()
    with transaction.atomic():
        made.save()
        _bring(made, None, sources.of_booklet(made), by=by, now=now)
        trail.record(Verb.CREATED, made, by=by, now={"title": made.title, "year": made.year}, at=now)
    return made


def describe(
    *, booklet: Booklet, year: int, title: str, subtitle: str, introduction: str, by: Acts, now: dt.datetime
) -> Booklet:
    """Change a booklet's title, year and Chinese introduction. Its translation keeps the Chinese it was made from.

    Raises:
        ValidationError: by field, or the booklet is published.
    """
    with transaction.atomic():
        locked = open_one(booklet)
        was = {name: getattr(locked, name) for name in FACTS}
        locked.year, locked.title, locked.subtitle = year, title.strip(), subtitle.strip()
        locked.introduction = introduction.strip()
        locked.full_clean()
        told = {name: getattr(locked, name) for name in FACTS if getattr(locked, name) != was[name]}
        if told:
            locked.save(update_fields=list(told))
            if not locked.passages.filter(highlight=None).exists():
                _bring(locked, None, sources.of_booklet(locked), by=by, now=now)
            trail.record(Verb.CHANGED, locked, by=by, was={name: was[name] for name in told}, now=told, at=now)
    return locked


def choose(
    *, booklet: Booklet, plans: Iterable[Plan], counties: Iterable[County], by: Acts, now: dt.datetime
) -> list[Highlight]:
    """Take plans and counties into a booklet, after what is there; one that is there already stays where it is.

    Raises:
        ValidationError: a plan that is not adopted or of another programme, too many, or the booklet is published.
    """
    plans, counties = list(plans), list(counties)
    with transaction.atomic():
        locked = open_one(booklet)
        theirs = {plan.pk: plan.workshop.programme_id for plan in plans}
        if wrong := [p for p in plans if p.state != Plan.State.ADOPTED or theirs[p.pk] != locked.programme_id]:
            raise ValidationError(
                _("「%(plan)s」不是這個方案已採納的行動方案，沒有選入任何一件。") % {"plan": wrong[0].title}
            )
        rows = locked.highlights.all()
        had_plans = {row.plan_id for row in rows}
        had_counties = {row.county_id for row in rows}
        plans = [plan for plan in plans if plan.pk not in had_plans]
        counties = [county for county in counties if county.pk not in had_counties]
        if len(rows) + len(plans) + len(counties) > MOST:
            raise ValidationError(_("一本成果冊最多 %(most)s 件，請少選幾件。") % {"most": MOST})
        place = rows.aggregate(last=Max("position"))["last"] or 0
        who = by.as_actor().label[:200]
        made = [
            Highlight(booklet=locked, county=county, position=place + number, added_at=now, added_by=who)
            for number, county in enumerate(counties, 1)
        ]
        place += len(counties)
        made += [
            Highlight(booklet=locked, plan=plan, position=place + number, added_at=now, added_by=who)
            for number, plan in enumerate(plans, 1)
        ]
        for row in made:
            row.save()
        said = sources.of_highlights(locked, made)
        titles = {plan.pk: plan.title_en.strip() for plan in plans}
        for row in made:
            _bring(locked, row, said[row.pk], by=by, now=now, title_en=titles.get(row.plan_id or 0, ""))
        if made:
            trail.record(Verb.CHANGED, locked, by=by, now={"chosen": [_name(row) for row in made]}, at=now)
    return made


def arrange(*, highlight: Highlight, up: bool, by: Acts, now: dt.datetime) -> None:
    """Change places with the one before or after; at the end it stays where it is.

    Raises:
        ValidationError: the booklet is published.
    """
    with transaction.atomic():
        locked = open_one(highlight.booklet)
        rows = list(locked.highlights.select_for_update().order_by("position", "pk"))
        place = change_places(rows, row=highlight, up=up)
        if place is not None:
            trail.record(Verb.CHANGED, locked, by=by, now={"moved": _name(highlight), "place": place}, at=now)


def drop(*, highlight: Highlight, by: Acts, now: dt.datetime) -> None:
    """Take one out of the booklet, with its translation; the trail keeps what the translation said.

    Raises:
        ValidationError: the booklet is published.
    """
    with transaction.atomic():
        locked = open_one(highlight.booklet)
        words = [f"{one.get_part_display()}：{one.english}" for one in highlight.passages.all() if one.english]
        was = {"taken_out": _name(highlight), "words": words}
        highlight.delete()
        trail.record(Verb.CHANGED, locked, by=by, was=was, at=now)


def open_one(booklet: Booklet) -> Booklet:
    """The booklet, locked for writing.

    Raises:
        ValidationError: it is published.
    """
    locked = Booklet.objects.select_for_update(of=("self",)).get(pk=booklet.pk)
    if not locked.is_open:
        raise ValidationError(_("「%(title)s」已經定稿。要修改請先重新開啟。") % {"title": locked.title})
    return locked


def _bring(
    booklet: Booklet, highlight: Highlight | None, parts: sources.Parts, *, by: Acts, now: dt.datetime,
    title_en: str = "",
) -> None:  # fmt: skip
    """Make the passages of what the data say; an English name that the plan has already comes along."""
    order = list(Passage.Part)
    who = by.as_actor().label[:200]
    for part in sorted(parts, key=lambda one: order.index(Passage.Part(one))):
        made = Passage(booklet=booklet, highlight=highlight, part=part, source=parts[part], taken_at=now, taken_by=who)
        if part == Passage.Part.TITLE and title_en:
            made.english, made.version, made.changed_at, made.changed_by = title_en, 1, now, who
            made.translator = by if isinstance(by, User) else None
        made.save()


def _name(row: Highlight) -> str:
    return row.plan.code or row.plan.title if row.plan is not None else str(row.county)
