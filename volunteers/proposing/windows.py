"""Opening an award to proposals for a year: from when to when, with which papers, and how many from each unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.accounts.models import County
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from foundation.taiwan.fullwidth import tidy
from volunteers.awards import books
from volunteers.models import AwardStanding, AwardWindow, Enrolment, Unit
from volunteers.rules import award_routes
from volunteers.rules.award_routes import PAPERS
from volunteers.rules.award_terms import Award

FIELDS = (
    "opens_on", "closes_on", "corrections_until", "forwards_by", "papers", "one_in", "share_of", "most_a_unit",
    "places", "has_committee", "note", "ceremony_on", "ceremony_place",
)  # fmt: skip


def offered(county: str, on: dt.date) -> list[Award]:
    """The awards that a county may open: its own and the centre's, those that are still given."""
    return [
        one
        for one in books.every(on, county).values()
        if one.is_offered(on) and (not one.is_local or one.scope.county == county)
    ]


def started_with(award: Award, year: int) -> dict[str, Any]:
    """What the sources say of an award's window, as a start for the authority's own."""
    way = award_routes.route(award)
    found: dict[str, Any] = {"papers": list(way.papers), "has_committee": way.is_selected, "share_of": way.share_of}
    if way.unit_until:
        found["closes_on"] = award_routes.month_end(year, way.unit_until)
    if way.authority_until and way.goes_on:
        found["forwards_by"] = award_routes.month_end(year, way.authority_until)
    for name in ("one_in", "most_a_unit"):
        if getattr(way, name):
            found[name] = getattr(way, name)
    return found


def open_window(
    *, county: County, award: str, year: int, values: Mapping[str, Any], by: Acts, now: dt.datetime, on: dt.date
) -> AwardWindow:
    """Open an award to proposals.

    Raises:
        ValidationError: by field, what cannot be.
    """
    if award not in {one.code for one in offered(county.pk, on)}:
        raise ValidationError({"award": _("這個縣市沒有這個獎項。")})
    made = AwardWindow(county=county, award=award, year=year, made_at=now, made_by=by.as_actor().label[:200])
    _fill(made, values)
    with transaction.atomic():
        made.full_clean()
        made.save()
        told = {"award": award, "opens_on": made.opens_on, "closes_on": made.closes_on}
        trail.record(Verb.CREATED, made, by=by, now=told, at=now)
    return made


def change(*, window: AwardWindow, values: Mapping[str, Any], by: Acts, now: dt.datetime) -> AwardWindow:
    """Change a window; what has been handed in stays.

    Raises:
        ValidationError: by field, what cannot be.
    """
    with transaction.atomic():
        held = AwardWindow.objects.select_for_update().get(pk=window.pk)
        given = {name: values[name] for name in FIELDS if name in values}
        was, new = trail.differences(held, given)
        if not new:
            return held
        _fill(held, given)
        held.full_clean()
        held.save()
        trail.record(Verb.CHANGED, held, by=by, was=was, now=new, at=now)
    return held


def _fill(window: AwardWindow, values: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(window, name, tidy(value) if name in ("note", "ceremony_place") else value)
    if set(window.papers) - PAPERS.keys():
        raise ValidationError({"papers": _("請從列出的文件選。")})


def late(window: AwardWindow, on: dt.date) -> str:
    """Why nothing can be handed in on a day; empty where it can."""
    award = books.one(window.award, window.opens_on)
    told = {
        "award": award.name if award else window.award, "opens": roc.shown(window.opens_on),
        "closes": roc.shown(window.closes_on), "today": roc.shown(on),
    }  # fmt: skip
    if on < window.opens_on:
        return _("「%(award)s」從%(opens)s開始受理，今天是%(today)s，還不能送。") % told
    if on > window.closes_on:
        return _("「%(award)s」在%(closes)s截止，今天是%(today)s，已經不能送。") % told
    return ""


def too_late_to_correct(window: AwardWindow, on: dt.date) -> str:
    """Why what was returned cannot be handed in again; empty where it can, and where no day is set."""
    last = window.corrections_until
    if last is None or on <= last:
        return ""
    return _("補正期限是%(last)s，今天是%(today)s，已經不能再送。請和主管機關聯絡。") % {
        "last": roc.shown(last), "today": roc.shown(on),
    }  # fmt: skip


def most_from(window: AwardWindow, unit: Unit, on: dt.date) -> int | None:
    """How many a unit may put forward; None where nothing limits it. Of those who qualify as of the last assessment."""
    base = 0
    if window.one_in:
        here = Enrolment.objects.filter(unit=unit).on(on)
        if window.share_of == AwardWindow.Share.MEMBERS:
            base = here.count()
        else:
            states = (AwardStanding.State.ELIGIBLE, AwardStanding.State.CANDIDATE)
            rows = AwardStanding.objects.filter(award=window.award, state__in=states)
            base = rows.filter(volunteer__in=here.order_by().values("volunteer")).count()
    return award_routes.most(one_in=window.one_in or 0, base=base, most_a_unit=window.most_a_unit or 0)
