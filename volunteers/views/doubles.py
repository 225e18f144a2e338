"""Pages on people who stand in the register twice: who may, the merge with its preview, and taking it back."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import by_field
from volunteers.merging import doubles, merging, unmerging
from volunteers.models import Enrolment, Merge, Volunteer
from volunteers.persons import people

MERGE = Permission.MERGE_PEOPLE
ROWS, LISTED = 25, 200
FOUND, FOUND_LASTS = "double_found", dt.timedelta(minutes=30)


@gate(MERGE)
@require_safe
def double_list(request: HttpRequest) -> HttpResponse:
    """Pairs that may be one person, among those who serve in this person's county; each with its reasons."""
    known = Volunteer.objects.visible_to(request.user, MERGE).living()
    page = Paginator(doubles.suggested(known), ROWS).get_page(request.GET.get("page"))
    keys = {key for pair in page.object_list for key in (pair.first, pair.second)}
    here = Enrolment.objects.visible_to(request.user).filter(left_on=None).select_related("unit__organisation")
    rows = Volunteer.objects.prefetch_related(Prefetch("enrolments", here, to_attr="current"), "books").in_bulk(keys)
    shown = [(pair, *doubles.in_order(rows[pair.first], rows[pair.second])) for pair in page.object_list]
    return render(request, "volunteers/doubles.html", {"page": page, "pairs": shown, "query": ""})


@gate(MERGE)
@require_POST
def apart(request: HttpRequest, key: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """Remember that two rows are two people."""
    first, second = _mine(request, key), _mine(request, other)
    if first.pk != second.pk:
        doubles.apart(first=first, second=second, by=request.user, now=timezone.now())
        messages.success(request, _("已記下不是同一人，以後不再列出這一對。"))
    return redirect("volunteers:doubles")


@gate(MERGE)
@require_POST
def elsewhere(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Look by her whole number whether a person stands in the register elsewhere; nothing else opens that door.

    Who is found stays veiled: her row can be merged for half an hour, and of what hangs on it only the number of rows
    is told.
    """
    one = _mine(request, key)
    passport = Volunteer.IdentityKind.PASSPORT if request.POST.get("kind") else ""
    try:
        found = people.look_up(
            number=request.POST.get("number", "")[:40], kind=passport, by=request.user, now=timezone.now()
        )
        if found is None or found.pk == one.pk:
            raise ValidationError(_("沒有別的紀錄用這個證號。"))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("volunteers:person", key=key)
    request.session[FOUND] = {"key": str(found.key), "at": timezone.now().isoformat()}
    return redirect("volunteers:merge", key=key, other=found.key)


@gate(MERGE)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, key: uuid.UUID, other: uuid.UUID) -> HttpResponse:
    """What a merge would do, what has to be decided; and doing it."""
    kept = _mine(request, key)
    gone, is_open = _other(request, other)
    problems: list[str] = []
    status = 200
    if request.method == "POST":
        chosen = {name[len("stands-") :]: value for name, value in request.POST.items() if name.startswith("stands-")}
        taken = [
            name[len("take-") :] for name, value in request.POST.items() if name[:5] == "take-" and value == "gone"
        ]
        try:
            made = merging.merge(
                kept=kept, gone=gone, reason=request.POST.get("reason", ""), take=taken, stands=chosen,
                seen=request.POST.get("seen", ""), by=request.user, now=timezone.now(),
            )  # fmt: skip
        except ValidationError as problem:
            problems, status = [text for texts in by_field(problem).values() for text in texts], 422
        else:
            request.session.pop(FOUND, None)
            messages.success(request, _("已合併，搬了 %(rows)s 筆。弄錯了可以取消合併。") % {"rows": made.rows})
            return redirect("volunteers:person", key=kept.key)
    try:
        shown = merging.preview(kept=kept, gone=gone)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("volunteers:doubles")
    moving = [(one, *one.seen_by(request.user, LISTED if is_open else 0)) for one in shown.moving]
    return render(
        request,
        "volunteers/merge.html",
        {
            "kept": kept,
            "gone": gone,
            "is_open": is_open,
            "preview": shown,
            "moving": moving,
            "problems": problems,
            "reason": request.POST.get("reason", ""),
            "sent": request.POST,
        },
        status=status,
    )


@gate(MERGE)
@require_safe
def merge_list(request: HttpRequest) -> HttpResponse:
    """The merges of this county's people, the latest first."""
    rows = Merge.objects.visible_to(request.user).select_related("kept", "gone")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "volunteers/merges.html", {"page": page, "query": ""})


@gate(MERGE)
@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    made = get_visible(Merge.objects.visible_to(request.user, MERGE), request.user, pk=pk)
    try:
        held = unmerging.undo(merge=made, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now())
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("已取消合併，原來的紀錄都回到各自的人。"))
        if held.left:
            messages.warning(
                request,
                _("合併以後改過的沒有動：%(kinds)s。請到兩個人的頁面核對。") % {"kinds": _("、").join(held.left)},
            )
    return redirect("volunteers:merges")


def _mine(request: HttpRequest, key: uuid.UUID) -> Volunteer:
    return get_visible(Volunteer.objects.visible_to(request.user, MERGE).living(), request.user, key=key)


def _other(request: HttpRequest, key: uuid.UUID) -> tuple[Volunteer, bool]:
    """The other row, and whether what it says may be read: else it was found by its whole number a while ago."""
    rows = Volunteer.objects.living()
    if (known := rows.visible_to(request.user, MERGE).filter(key=key).first()) is not None:
        return known, True
    found = request.session.get(FOUND) or {}
    recent = found.get("key") == str(key) and (
        timezone.now() - dt.datetime.fromisoformat(found["at"]) < FOUND_LASTS
    )  # fmt: skip
    one = rows.filter(key=key).first() if recent else None
    if one is None:
        raise Http404
    return one, False
