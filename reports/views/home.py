"""The page after signing in: what this person has to do today, and what is hers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actionplans.call import ITEM_BY_CODE, PILLARS
from actionplans.models import Plan
from foundation.accounts.access import gate
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from reports import workday
from reports.completeness import returning
from reports.gathering import took_place
from reports.models import CellReturn
from reports.national import build
from reports.views.national import newest, shown
from workshops import agenda_of, readiness, sent_back
from workshops.agenda_language import in_page_language
from workshops.models import Programme, Workshop
from workshops.views.workshops import SHAPES

AHEAD = (Workshop.State.SUBMITTED, Workshop.State.CONFIRMED, Workshop.State.RUNNING)
PLANS_SHOWN = 20
WORKSHOPS_SHOWN = 20
TODAY_SHOWN = 6


@require_safe
@gate(None)
def home(request: HttpRequest) -> HttpResponse:
    """The dashboard of the widest role a person has."""
    user = request.user
    if reach(user, Permission.MAKE_NATIONAL_REPORT):
        return _association(request)
    if reach(user, Permission.REGISTER_WORKSHOP):
        return _county(request)
    return _named(request)


def _association(request: HttpRequest) -> HttpResponse:
    programme = newest(request.user)
    if programme is None:
        return render(request, "reports/home_association.html", {"report": None})
    report = build(programme, now=timezone.now())
    day = workday.today()
    ahead = (
        Workshop.objects.visible_to(request.user)
        .with_people()
        .filter(state__in=AHEAD, date__gte=day)
        .order_by("date", F("starts_at").asc(nulls_last=True), "pk")[:WORKSHOPS_SHOWN]
    )
    return render(
        request,
        "reports/home_association.html",
        {
            **shown(report),
            "programme": programme,
            "today": day,
            "todos": workday.in_order(
                [
                    *workday.for_association(programme, report.workshops, day),
                    *returning.todos(request.user, waits=CellReturn.State.ANSWERED),
                ]
            ),
            "ahead": _shaped(ahead),
        },
    )


def _county(request: HttpRequest) -> HttpResponse:
    day = workday.today()
    scope = reach(request.user, Permission.REGISTER_WORKSHOP)
    counties = County.objects.all() if scope.everywhere else County.objects.filter(pk__in=scope.counties)
    places = list(counties)
    codes = [place.pk for place in places]
    workshops = list(
        Workshop.objects.visible_to(request.user, Permission.REGISTER_WORKSHOP)
        .with_people()
        .annotate(listed=Count("participants", distinct=True), tables=Count("groups", distinct=True))
        .order_by(F("date").asc(nulls_first=True), "pk")
    )
    plans = list(
        Plan.objects.visible_to(request.user).adopted().with_people().filter(county__in=codes).order_by("code")
    )
    programmes = list(Programme.objects.visible_to(request.user).open())
    upcoming = next((each for each in workshops if each.state in AHEAD and each.date and each.date >= day), None)
    back = {key: event.reason for key, event in sent_back.reasons(workshops).items()}
    todos = workday.in_order(
        [
            *returning.todos(request.user, waits=CellReturn.State.RETURNED),
            *workday.for_counties(workshops, plans, programmes, codes, day, back),
        ]
    )
    adopted = {plan.workshop_id for plan in plans}
    held = [each for each in workshops if took_place(each.state, has_plans=each.pk in adopted)]
    return render(
        request,
        "reports/home_county.html",
        {
            "today": day,
            "places": places,
            "todos": todos[:TODAY_SHOWN],
            "more_todos": max(len(todos) - TODAY_SHOWN, 0),
            "next": _next(upcoming, day),
            "workshops": _shaped(workshops),
            "plans": plans[:PLANS_SHOWN],
            "plans_count": len(plans),
            "pillars": _pillars(plans),
            "items_answered": len({plan.call_item for plan in plans if plan.call_item}),
            "held": len(held),
            "people": sum(each.listed for each in held),
            "programmes": programmes,
        },
    )


def _shaped(workshops: Iterable[Workshop]) -> list[Workshop]:
    """The workshops with the shape their state is drawn in, as on their own list."""
    rows = list(workshops)
    for row in rows:
        row.shape = SHAPES[Workshop.State(row.state)]
    return rows


def _next(workshop: Workshop | None, day: Any) -> dict[str, Any] | None:
    """The next workshop with its countdown, its agenda as a strip, and what is still missing for it."""
    if workshop is None:
        return None
    return {
        "workshop": workshop,
        "days": (workshop.date - day).days if workshop.date else None,
        "parts": agenda_of.parts_of(in_page_language(agenda_of.lines_of(workshop), workshop.programme)),
        "readiness": readiness.of(workshop),
        "is_editable": workshop.state in (Workshop.State.SUBMITTED, Workshop.State.CONFIRMED),
    }


def _pillars(plans: list[Plan]) -> list[dict[str, Any]]:
    """For each pillar: how many plans, and which items of the Call they answer."""
    found = []
    for pillar in PILLARS:
        mine = [plan for plan in plans if plan.pillar == pillar.code]
        codes = sorted({plan.call_item for plan in mine if plan.call_item})
        found.append(
            {
                "code": pillar.code,
                "count": len(mine),
                "units": range(min(len(mine), 8)),
                "items": _("、").join(ITEM_BY_CODE[code].shown.split(" ", 1)[0] for code in codes),
            }
        )
    return found


def _named(request: HttpRequest) -> HttpResponse:
    """Workshops that name the person, and the plans she may see."""
    day = workday.today()
    user = request.user
    sees = bool(reach(user, Permission.SEE_WORKSHOPS))
    workshops = list(
        Workshop.objects.visible_to(user)
        .with_people()
        .exclude(state__in=(Workshop.State.DRAFT, Workshop.State.CANCELLED))
        .order_by(F("date").desc(nulls_last=True), "pk")[:WORKSHOPS_SHOWN]
    )
    plans = Plan.objects.visible_to(user).adopted().with_people().order_by("county__position", "code")
    page = Paginator(plans, PLANS_SHOWN).get_page(1)
    named = [each for each in workshops if user.pk in (each.lecturer_id, each.assistant_id, each.supervisor_id)]
    followed = [plan for plan in page.object_list if plan.supervisor_id == user.pk]
    return render(
        request,
        "reports/home_named.html",
        {
            "today": day,
            "sees_workshops": sees,
            "sees_units": bool(reach(user, Permission.SEE_UNITS)),
            "sees_plans": bool(reach(user, Permission.SEE_PLANS)),
            "todos": workday.for_named(named, followed, day)[:TODAY_SHOWN],
            "workshops": _shaped(workshops),
            "plans": page.object_list,
            "plans_count": page.paginator.count,
        },
    )
