"""Pages for everybody who looks for a place to serve: the list, one opening, the feed, hearing of new ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.syndication.views import Feed
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts import sectors
from foundation.accounts.access import public
from foundation.accounts.models import County
from foundation.taiwan.fullwidth import tidy
from volunteers.models import Opening
from volunteers.recruiting import floods, subscriptions
from volunteers.recruiting.subscriptions import Filters
from volunteers.rules import allowances as allowance_rules
from volunteers.rules import consents, opening_parts, service_words
from volunteers.rules.service_words import SKILLS, SLOTS
from volunteers.unit_life import allowances

WHY = "a unit has published what it looks for volunteers for; no page of these holds personal data"
PAGE = 20
NEWEST = 30


def client(request: HttpRequest) -> str:
    """The address a form comes from."""
    return str(request.META.get("REMOTE_ADDR", ""))


@public(WHY)
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Openings by county, kind, time and skill, as the address says (a fixed number of questions)."""
    return _list(request, Filters.read(request.GET))


def _list(
    request: HttpRequest, filters: Filters, *, problem: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    q = tidy(request.GET.get("q", ""))[:60]
    rows = filters.rows(Opening.objects.open_on(timezone.localdate()))
    if q:
        rows = rows.filter(title__icontains=q) | rows.filter(unit__organisation__name__icontains=q)
    rows = rows.select_related("unit__organisation", "county").order_by("-published_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.slots_shown = service_words.shown(one.slots, SLOTS)  # type: ignore[attr-defined]
        one.skills_shown = service_words.shown(one.skills, SKILLS)  # type: ignore[attr-defined]
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "volunteers/places.html",
        {
            "page": page,
            "filters": filters,
            "words": filters.words,
            "q": q,
            "filtered": bool(q) or filters != Filters(),
            "query": query.urlencode(),
            "hidden": [(name, value) for name, value in asdict(filters).items() if value],
            "counties": County.objects.all(),
            "categories": [(code, sectors.name(code)) for code in sectors.CATEGORIES],
            "slots": SLOTS.items(),
            "skills": SKILLS.items(),
            "today": timezone.localdate(),
            "problem": problem,
            "typed": typed,
        },
        status=status,
    )


def open_one(pk: int) -> Opening:
    """An opening that everybody may read: one that is open, or was until lately, so that a link still says so.

    Raises:
        Http404: it is a draft, or none.
    """
    rows = Opening.objects.select_related("unit__organisation", "county", "post").exclude(state=Opening.State.DRAFT)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@public(WHY)
@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """One opening with all its parts; prints as a sheet for a notice board."""
    found = open_one(pk)
    today = timezone.localdate()
    duties = found.post.duties.standing().filter(on__gte=today).order_by("on", "starts")[:20] if found.post else ()
    return render(
        request,
        "volunteers/place.html",
        {
            "opening": found,
            "unit": found.unit,
            "takes": found.takes_on(today),
            "ahead": found.opens_on is not None and today < found.opens_on and found.state == Opening.State.PUBLISHED,
            "parts": [(part, found.parts[part.key]) for part in opening_parts.PARTS if found.parts.get(part.key)],
            "slots": service_words.shown(found.slots, SLOTS),
            "skills": service_words.shown(found.skills, SKILLS),
            "duties": duties,
            "told": allowances.told([found.unit], on=today),
            "no_wage": allowance_rules.NO_WAGE,
            "today": today,
            "here": settings.SITE_ADDRESS + reverse("volunteers:place", args=[pk]),
            "sum": found.parts.get("purpose", "")[:160],
        },
    )


class Atom(Feed):  # type: ignore[type-arg]
    """New openings, by the same filters as the list."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> Filters:  # type: ignore[override]
        """What is looked for."""
        return Filters.read(request.GET)

    def title(self, found: Filters) -> str:
        """What the feed is called."""
        return _("志工招募：%(what)s") % {"what": found.words} if found.words else _("志工招募")

    def link(self, found: Filters) -> str:
        """The list it is about."""
        return reverse("volunteers:places") + found.query

    def feed_url(self, found: Filters) -> str:
        """Its own address."""
        return reverse("volunteers:places_atom") + found.query

    def subtitle(self, found: Filters) -> str:
        """What stands in it."""
        return _("新公告、還在收報名的志工招募。")

    def items(self, found: Filters) -> Any:
        """The newest."""
        rows = found.rows(Opening.objects.open_on(timezone.localdate())).select_related("unit__organisation", "county")
        return rows.order_by("-published_at", "-pk")[:NEWEST]

    def item_title(self, item: Opening) -> str:  # type: ignore[override]
        """What an entry is called."""
        return f"{item.title}（{item.unit}）"

    def item_description(self, item: Opening) -> str:  # type: ignore[override]
        """What it says."""
        return str(item.parts.get("content") or item.parts.get("purpose") or item.category_shown)

    def item_link(self, item: Opening) -> str:
        """Where it stands."""
        return reverse("volunteers:place", args=[item.pk])

    def item_pubdate(self, item: Opening) -> dt.datetime | None:
        """When it was published."""
        return item.published_at

    item_updateddate = item_pubdate


atom = public(WHY)(require_safe(Atom()))


@public("an address is asked whether it wants letters; nothing is told of any")
@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask an address whether it wants to hear of new openings."""
    filters, typed = Filters.read(request.POST), request.POST.get("email", "")[:254]
    if floods.is_flooded("subscribe", client(request)):
        return _list(request, filters, problem=_("這個網路送出太多次了，請一個小時以後再試。"), typed=typed, status=429)
    floods.count("subscribe", client(request))
    try:
        subscriptions.ask(email=typed, filters=filters, now=timezone.now())
    except ValidationError as refused:
        return _list(request, filters, problem=" ".join(refused.messages), typed=typed, status=422)
    messages.success(request, _("已寄出確認信。打開信裡的連結按「確認訂閱」，才會開始寄。"))
    return redirect(reverse("volunteers:places") + filters.query)


# A mail programme that offers to decline posts without having opened the page; the link itself is the secret.
@csrf_exempt
@public("the signed link names one subscription and opens nothing else")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm or end a subscription. Opening the page changes nothing: programmes look at links."""
    found = subscriptions.read(token)
    if found is None:
        return render(request, "volunteers/subscription.html", {"subscription": None}, status=404)
    now = timezone.now()
    if request.method == "POST":
        if "confirm" in request.POST:
            subscriptions.confirm(subscription=found, now=now)
            return redirect(request.path)
        subscriptions.end(subscription=found, now=now)
        return render(request, "volunteers/subscription.html", {"subscription": None, "ended": True})
    filters = subscriptions.of(found)
    return render(
        request, "volunteers/subscription.html", {"subscription": found, "words": filters.words, "query": filters.query}
    )


def told(opening: Opening) -> list[consents.Told]:
    """What stands above an application to it."""
    return consents.applying(unit=str(opening.unit), days=settings.APPLICATIONS_KEPT_DAYS)
