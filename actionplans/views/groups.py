"""A group's sheets for people with an account: reading them, and sitting down at the table to write."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from actionplans import call, paper_keying, sheet_pages, slides
from actionplans.desks import desk_of
from actionplans.models import Sheet, SheetKind
from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from workshops import codes, people, seats
from workshops.models import Group


@gate(Permission.WRITE_SHEETS)
@require_POST
def sit(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody who may write (an officer, the lecturer) a seat at a table of the workshop."""
    now = timezone.now()
    rows = Group.objects.visible_to(request.user, Permission.WRITE_SHEETS).select_related("workshop__programme")
    group = get_object_or_404(rows, pk=pk)
    if closed := codes.why_closed(group.workshop, now, leads=_leads(request, group)):
        messages.warning(request, closed)
        return redirect("actionplans:group_sheets", pk=group.pk)
    held = seats.seat_from(request, now)
    response = redirect("actionplans:table")
    if held is not None and held.group_id == group.pk and held.user_id == request.user.pk:
        return response
    try:
        _seat, token = seats.sit_down(
            group=group, now=now, leaving=seats.place_of(request), name=request.user.name, user=request.user
        )
    except seats.CannotJoin as refused:
        messages.error(request, str(refused))
        return redirect("actionplans:group_sheets", pk=group.pk)
    seats.remember(response, token, request)
    return response


@gate(Permission.READ_SHEETS)
@require_GET
def group_sheets(request: HttpRequest, pk: int) -> HttpResponse:
    """A group's sheets for reading."""
    rows = Group.objects.visible_to(request.user, Permission.READ_SHEETS)
    group = get_object_or_404(rows.select_related("workshop__programme", "workshop__county"), pk=pk)
    desk = desk_of(group)
    known = Sheet.objects.filter(group=group).select_related("questions")
    found = {one.kind: one for one in known}
    pages = [sheet_pages.page_of(found[k], issues=desk.issues) for k in SheetKind.values if k in found]
    keyed = paper_keying.keyed_by(list(found.values()))
    context = {
        "group": group,
        "workshop": group.workshop,
        "desk": desk,
        "pages": [(page, paper_keying.said_of_paper(page, keyed)) for page in pages],
        "slide": slides.slide_of(desk.contents[SheetKind.DESIGN], desk.issue),
        "pillars": call.PILLARS,
        "may_write": Group.objects.visible_to(request.user, Permission.WRITE_SHEETS).filter(pk=pk).exists(),
        "closed": codes.why_closed(group.workshop, timezone.now(), leads=_leads(request, group)),
    }
    return render(request, "actionplans/group_sheets.html", context)


def _leads(request: HttpRequest, group: Group) -> bool:
    """Whether this person may open the tables herself."""
    return people.may_here(request.user, Permission.RUN_WORKSHOP, group.workshop)
