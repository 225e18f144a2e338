"""What the tables' core issues are about: tags one can count and click, likeness, and the names that staff give."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from reports.gathering import core_issues
from reports.models import Theme
from reports.themes import likeness, naming, tagging
from reports.views.national import newest
from workshops.models import Programme

SEE = Permission.MAKE_NATIONAL_REPORT
PAGE = 40


@gate(SEE)
@require_safe
def themes(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """The issues by their tags, those that say the same, and the named themes."""
    programme = get_visible(Programme, request.user, slug=slug) if slug else newest(request.user)
    if programme is None:
        return render(request, "reports/themes.html", {"programme": None})
    every = tagging.tagged(core_issues(programme))
    counted = tagging.counts(every)
    wanted = {
        kind: value
        for kind in tagging.KINDS
        if (value := request.GET.get(kind, "")) in {one.key for one in counted[kind]}
    }
    found = tagging.chosen(every, wanted)
    by_key = {one.key: one for one in every}
    named = []
    for theme in Theme.objects.visible_to(request.user).filter(programme=programme).prefetch_related("issues"):
        mine = [
            by_key[one.group_id, one.item_id] for one in theme.issues.all() if (one.group_id, one.item_id) in by_key
        ]
        named.append((theme, mine, len({one.issue.county for one in mine})))
    places = {one.key: theme.name for theme, mine, _counties in named for one in mine}
    names = {one.key: one.label for one in counted["county"]}
    return render(
        request,
        "reports/themes.html",
        {
            "programme": programme,
            "programmes": Programme.objects.visible_to(request.user).order_by("-year", "slug"),
            "facets": tagging.counts(found),
            "wanted": wanted,
            "found": found,
            "every": every,
            "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "alike": likeness.groups(every),
            "named": named,
            "places": places,
            "names": names,
            "subjects": {one.key: one.shown for one in tagging.subjects()},
        },
    )


@gate(SEE)
@require_POST
def name(request: HttpRequest, slug: str) -> HttpResponse:
    """Name what was ticked."""
    programme = get_visible(Programme, request.user, slug=slug)
    issues = [_key(value) for value in request.POST.getlist("issue")]
    words = request.POST.get("name", "")

    def act() -> None:
        naming.name(programme=programme, words=words, issues=issues, by=request.user, now=timezone.now())

    return _done(request, programme, act)


@gate(SEE)
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a theme, merge it into another, or take one issue out."""
    theme = get_visible(Theme.objects.select_related("programme"), request.user, pk=pk)
    now, do = timezone.now(), request.POST.get("do", "")

    def act() -> None:
        if do == "rename":
            naming.rename(theme=theme, words=request.POST.get("name", ""), by=request.user, now=now)
        elif do == "merge":
            into = get_visible(Theme, request.user, pk=request.POST.get("into") or 0)
            naming.merge(theme=theme, into=into, by=request.user, now=now)
        elif do == "take_out":
            naming.take_out(theme=theme, issue=_key(request.POST.get("issue", "")), by=request.user, now=now)
        else:
            raise Http404

    return _done(request, theme.programme, act)


def _done(request: HttpRequest, programme: Programme, act: Any) -> HttpResponse:
    try:
        act()
    except ValidationError as problem:
        for sentence in problem.messages:
            messages.error(request, sentence)
    return redirect("reports:themes_of", slug=programme.slug)


def _key(value: str) -> tuple[int, str]:
    """`12:item` as the page writes it.

    Raises:
        Http404: no such thing.
    """
    group, _colon, item = value.partition(":")
    if not (group.isascii() and group.isdecimal() and len(group) < 19 and 0 < len(item) <= 64):
        raise Http404
    return int(group), item
