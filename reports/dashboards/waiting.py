"""What waits for whoever looks (需要你處理): gathered from the rooms where it waits, and counted by none anew.

Workshops as the start page says it (`workday`), plans as the tracker (`waits.waiting_for`), the register's business
by the words its own pages ask with.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db.models import Count, F
from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.kpis import kept, year_end
from actionplans.models import Plan
from actionplans.tracking import waits
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may, reach
from foundation.prepared import Prepared
from foundation.taiwan import roc
from reports import workday
from reports.completeness import returning
from reports.models import CellReturn
from reports.workday import Todo
from volunteers.insuring import coverage
from volunteers.models import Filing, RecordBook, ResultReport, RightRequest, Unit
from workshops import sent_back
from workshops.models import Programme, Workshop

from .places import NATION, UNIT, Place
from .workshop_steps import Taken

P = Permission
PROGRAMMES = Prepared(lambda: Programme.objects.exclude(state=Programme.State.DRAFT).order_by("-year", "pk"))


def gather(
    user: Any, place: Place, programme: Programme | None, workshops: Sequence[Taken], *, now: dt.datetime, on: dt.date
) -> list[Todo]:
    """What waits for this person, late things first (a fixed number of questions)."""
    found: list[Todo] = []
    if place.level == NATION and programme is not None and reach(user, P.MAKE_NATIONAL_REPORT):
        found += workday.for_association(programme, workshops, on)
        found += returning.todos(user, waits=CellReturn.State.ANSWERED)
    elif (scope := reach(user, P.REGISTER_WORKSHOP)).counties:
        found += _of_counties(user, sorted(scope.counties), on)
        found += returning.todos(user, waits=CellReturn.State.RETURNED)
    if may(user, P.FOLLOW_UP):
        found += _of_plans(user, on, now)
    if reach(user, P.EDIT_ANNUAL_PLANS):
        found += _of_last_year(user, on)
    found += _of_register(user, on)
    if place.level == UNIT and place.unit is not None and reach(user, P.KEEP_VOLUNTEERS):
        found += _of_roster(place.unit, on)
    return workday.in_order(found)


def _of_counties(user: Any, counties: list[str], on: dt.date) -> list[Todo]:
    workshops = list(
        Workshop.objects.visible_to(user, P.REGISTER_WORKSHOP)
        .with_people()
        .annotate(listed=Count("participants", distinct=True), tables=Count("groups", distinct=True))
        .order_by(F("date").asc(nulls_first=True), "pk")
    )
    plans = list(Plan.objects.visible_to(user).adopted().with_people().filter(county__in=counties).order_by("code"))
    programmes = list(Programme.objects.visible_to(user).open())
    back = {key: event.reason for key, event in sent_back.reasons(workshops).items()}
    return workday.for_counties(workshops, plans, programmes, counties, on, back)


def _of_plans(user: Any, on: dt.date, now: dt.datetime) -> Iterator[Todo]:
    """The tracker's own list of what waits, a line for each kind."""
    programmes = PROGRAMMES.all()
    words = waits.kinds_in_words()
    tones = {waits.OVERDUE: "late", waits.UNREACHED: "risk"}
    seen: set[str] = set()
    for plan in waits.waiting_for(user, programmes, on=on, now=now).first():
        if plan.waits in seen:
            continue
        seen.add(plan.waits)
        yield Todo(
            f"plans_{plan.waits}", _("件方案：%(why)s") % {"why": words[plan.waits]}, plan.title,
            f"{reverse('actionplans:plans')}?needs={plan.waits}", _("看方案"), tones.get(plan.waits, ""), plan.of_kind,
        )  # fmt: skip


def _of_last_year(user: Any, on: dt.date) -> Iterator[Todo]:
    """Indicators of the year that is over which lack a figure: they are frozen by themselves only once it is there."""
    for annual, rows in groupby(kept.unfinished(user, on=on), key=lambda one: one.annual):
        lacking, until = list(rows), year_end.open_until(annual)
        detail = _("%(day)s以前登錄；還不知道的，寫下原因再凍結") % {"day": roc.shown(until)}
        yield Todo(
            "kpis_unfinished", _("項%(plan)s的指標還沒有數字") % {"plan": annual.title}, detail,
            reverse("actionplans:kpis", args=[annual.pk]), _("去登錄"), "late" if on > until else "risk", len(lacking),
        )  # fmt: skip


def _of_register(user: Any, on: dt.date) -> Iterator[Todo]:
    results = reverse("volunteers:results")
    if reach(user, P.REVIEW_UNITS):
        reviewed = ResultReport.objects.visible_to(user, P.REVIEW_UNITS)
        filings = Filing.objects.visible_to(user, P.REVIEW_UNITS).waiting().count()
        books = RecordBook.objects.of_units(user, P.REVIEW_UNITS).filter(state=RecordBook.State.APPLIED).count()
        lines = (
            ("results_missing", reviewed.missing(on).count(), _("份成果回報過了期限還沒送"), f"{results}?state=missing",
             "late"),
            ("results", reviewed.waiting().count(), _("份成果回報等你審查"), f"{results}?state=submitted", ""),
            ("filings", filings, _("份備案等你審查"), reverse("volunteers:filings"), "risk"),
            ("books", books, _("本紀錄冊等你核發"), reverse("volunteers:books"), ""),
        )  # fmt: skip
        for code, number, text, url, tone in lines:
            if number:
                yield Todo(code, text, "", url, _("去處理"), tone, number)
    if own := reach(user, P.KEEP_UNIT).organisations:
        mine = ResultReport.objects.visible_to(user, P.KEEP_UNIT).unsent().filter(unit__organisation__in=own)
        if number := mine.count():
            late = mine.missing(on).exists()
            yield Todo(
                "results_own", _("份成果回報還沒送"), "", results, _("去填報"), "late" if late else "risk", number
            )
    if reach(user, P.ANSWER_RIGHTS):
        asked = RightRequest.objects.visible_to(user, P.ANSWER_RIGHTS)
        if number := asked.open().count():
            late = asked.overdue(on).exists()
            yield Todo(
                "rights", _("件個資請求待答覆"), "", reverse("volunteers:rights"), _("去答覆"),
                "late" if late else "risk", number,
            )  # fmt: skip


def _of_roster(unit: Unit, on: dt.date) -> Iterator[Todo]:
    """Who serves within a week without cover, as the unit's own page says it."""
    if bare := coverage.ahead(unit, on=on):
        yield Todo(
            "bare_ahead", _("人接下來七天的班表上沒有保險"), _("、").join(one.volunteer.name for one in bare[:4]),
            reverse("volunteers:unit_insurance", args=[unit.pk]), _("去加保"), "late", len(bare),
        )  # fmt: skip
