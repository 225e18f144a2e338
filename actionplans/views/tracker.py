"""The tracker: the list of adopted plans, with what waits for its reader before everything else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from actionplans import call
from actionplans.followup import many_lights
from actionplans.models import Plan, SavedView
from actionplans.tracking import news, saved_views, tracker, waits
from actionplans.tracking.tracker import Wanted
from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import County, User
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may, reach
from workshops.models import Programme

PAGE = 50


@gate(Permission.SEE_PLANS)
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The adopted plans this person may see; the filters stand in the address."""
    user, now = request.user, timezone.now()
    today = timezone.localdate(now)
    programmes = list(Programme.objects.exclude(state=Programme.State.DRAFT).order_by("-year", "pk"))
    waiting = waits.waiting_for(user, programmes, on=today, now=now)
    seen = Plan.objects.visible_to(user).adopted()
    wanted = Wanted.read(request.GET)
    rows = tracker.narrowed(seen, wanted, on=today, waiting=waiting)
    counts = many_lights.counted(rows, on=today)
    tallies = many_lights.tallies(counts)
    shown = {key: number for key, number in counts.items() if wanted.light in ("", key[0])}
    page = Paginator(range(sum(shown.values())), PAGE).get_page(request.GET.get("page"))
    keys = many_lights.part(rows, shown, max(page.start_index() - 1, 0), page.end_index(), on=today)
    follows = may(user, Permission.FOLLOW_UP)
    scope = reach(user, Permission.SEE_PLANS)
    counties = County.objects.all() if scope.everywhere else County.objects.filter(pk__in=scope.counties)
    return render(
        request,
        "actionplans/plans.html",
        {
            "page": page,
            "plans": tracker.page_of(keys, programmes, on=today),
            "wanted": wanted,
            "filtered": bool(wanted.query),
            "tallies": [(light, number) for light, number in tallies.items() if number or light == wanted.light],
            "total": sum(tallies.values()),
            "counties": counties,
            "programmes": programmes,
            "pillars": call.PILLARS,
            "call_items": call.ITEMS,
            "supervisors": User.objects.filter(Exists(seen.filter(supervisor=OuterRef("pk")))).order_by("name", "pk"),
            "within": [str(days) for days in tracker.WITHIN],
            "waiting": waiting.first() if follows and not request.GET else (),
            "needs": waits.kinds_in_words(),
            "uptakes": tracker.uptakes_asked(),
            "saved": SavedView.objects.visible_to(user),
            "may_follow_up": follows,
            "may_see_meetings": may(request.user, Permission.SEE_MEETINGS),
            "may_see_annual": may(request.user, Permission.SEE_ANNUAL_PLANS),
            "may_change": may(user, Permission.ADOPT_PLANS),
            **(_news(request, user, now) if follows else {}),
        },
    )


def _news(request: HttpRequest, user: User, now: dt.datetime) -> dict[str, Any]:
    """What has changed since her last visit; a page that a browser fetches ahead is no visit."""
    if request.method != "GET" or request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        return {}
    last = saved_views.visit(user=user, now=now)
    changed = news.since(user, last, on=timezone.localdate(now)) if last else news.NOTHING
    return {
        "last_visit": last,
        "changed": changed.first,
        "more_changed": news.more(len(changed.keys) - len(changed.first)),
        "changed_keys": changed.keys,
        "read_until": now.isoformat(),
    }


@gate(Permission.FOLLOW_UP)
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """She has read what is new."""
    now = timezone.now()
    until = _moment(request.POST.get("until", "")[:40])
    saved_views.note_read(user=request.user, until=until or now, now=now)
    messages.success(request, _("下次只列出這之後的變動。"))
    return redirect("actionplans:plans")


def _moment(text: str) -> dt.datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def _back(wanted: Wanted) -> HttpResponse:
    address = reverse("actionplans:plans")
    return redirect(f"{address}?{wanted.query}" if wanted.query else address)


@gate(Permission.SEE_PLANS)
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters of the page under a name."""
    wanted = Wanted.read(request.POST)
    try:
        view = saved_views.save(name=request.POST.get("name", ""), wanted=wanted, by=request.user, now=timezone.now())
        messages.success(request, _("已把這組篩選存成「%(name)s」。") % {"name": view.name})
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return _back(wanted)


@gate(Permission.SEE_PLANS)
@require_POST
def rename_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it something else."""
    view = get_visible(SavedView, request.user, pk=pk)
    try:
        saved_views.rename(view=view, name=request.POST.get("name", ""), by=request.user, now=timezone.now())
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return _back(Wanted.read(request.POST))


@gate(Permission.SEE_PLANS)
@require_POST
def remove_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget it."""
    view = get_visible(SavedView, request.user, pk=pk)
    saved_views.remove(view=view, by=request.user, now=timezone.now())
    messages.success(request, _("已刪除篩選「%(name)s」。") % {"name": view.name})
    return _back(Wanted.read(request.POST))
