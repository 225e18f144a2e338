"""A group's sheets for people with an account: reading them, and sitting down at the table to write."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from actionplans import call
from actionplans.models import Idea, Sheet, SheetKind
from actionplans.paper import paper_heap, paper_keying
from actionplans.public import lineage
from actionplans.tables import slides, unsettled
from actionplans.writing import sheet_pages
from actionplans.writing.desks import desk_of
from actionplans.writing.operations import Outcome
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
    may_write = Group.objects.visible_to(request.user, Permission.WRITE_SHEETS).filter(pk=pk).exists()
    context = {
        "group": group,
        "workshop": group.workshop,
        "desk": desk,
        "pages": [(page, paper_keying.said_of_paper(page, keyed), unsettled.boxes_in(page)) for page in pages],
        "slide": slides.slide_of(desk.contents[SheetKind.DESIGN], desk.issue),
        "became": lineage.became(group, desk.issues, user=request.user),
        "idea": Idea.objects.filter(group=group).first(),
        "pillars": call.PILLARS,
        "may_write": may_write,
        "may_not_settle": _may_not_settle(group, may_write=may_write),
        "closed": codes.why_closed(group.workshop, timezone.now(), leads=_leads(request, group)),
    }
    return render(request, "actionplans/group_sheets.html", context)


@gate(Permission.WRITE_SHEETS)
@require_POST
def settle(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Choose one of two versions that stand against each other in a table's sheet."""
    rows = Group.objects.visible_to(request.user, Permission.WRITE_SHEETS).select_related("workshop__programme")
    group = get_object_or_404(rows, pk=pk)
    opened = get_object_or_404(Sheet.objects.select_related("questions"), group=group, kind=kind)
    opened.group = group
    address = f"{reverse('actionplans:group_sheets', args=[pk])}#s-{opened.kind}"
    try:
        receipts = unsettled.settle(sheet=opened, data=request.POST, by=request.user, now=timezone.now())
    except seats.CannotJoin as full:
        messages.error(request, str(full))
        return redirect(address)
    for told in dict.fromkeys(one.message for one in receipts if one.message):
        messages.warning(request, told)
    if not receipts:
        messages.info(request, _("這一格已經有人選好了。"))
    elif all(one.outcome == Outcome.APPLIED for one in receipts):
        messages.success(request, _("選好了，沒選的留在歷程裡。"))
    return redirect(address)


def _may_not_settle(group: Group, *, may_write: bool) -> str:
    """Why this reader cannot choose between two versions here; empty where she can."""
    if not may_write:
        return _("由承辦人或講師選一個。")
    return paper_heap.why_closed(group.workshop)


def _leads(request: HttpRequest, group: Group) -> bool:
    """Whether this person may open the tables herself."""
    return people.may_here(request.user, Permission.RUN_WORKSHOP, group.workshop)
