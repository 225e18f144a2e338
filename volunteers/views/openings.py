"""Pages on a unit's openings: the list, drafting, publishing, who applied, and the reply letters."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from foundation.workflow.moves import MoveRefused
from volunteers.models import Application, Opening, Unit
from volunteers.recruiting import deciding, openings
from volunteers.recruiting.opening_forms import OpeningForm, RepliesForm
from volunteers.rules import interviews, opening_parts, reply_texts

from .hours import unit_of

KEEP = Permission.KEEP_VOLUNTEERS
ROWS = 30
SHAPES = {Opening.State.DRAFT: "todo", Opening.State.PUBLISHED: "ok", Opening.State.CLOSED: "released"}
APPLIED_SHAPES = {
    Application.State.RECEIVED: "todo", Application.State.TALKED: "ok", Application.State.ACCEPTED: "done",
    Application.State.WAITLISTED: "paused", Application.State.REFUSED: "released",
    Application.State.WITHDRAWN: "released", Application.State.ENROLLED: "done",
}  # fmt: skip


@gate(KEEP)
@require_safe
def opening_list(request: HttpRequest) -> HttpResponse:
    """The openings one keeps, with how many applied and how many wait (a fixed number of questions)."""
    waits = Q(applications__state__in=(Application.State.RECEIVED, Application.State.TALKED))
    rows = (
        Opening.objects.visible_to(request.user)
        .select_related("unit__organisation", "county")
        .annotate(applied=Count("applications"), waiting=Count("applications", filter=waits))
        .order_by("-pk")
    )
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    today = timezone.localdate()
    for one in page:
        one.shape = SHAPES[Opening.State(one.state)]  # type: ignore[attr-defined]
        one.over = one.state == Opening.State.PUBLISHED and one.closes_on and one.closes_on < today  # type: ignore[attr-defined]
    units = Unit.objects.visible_to(request.user, KEEP).exclude(state=Unit.State.ENDED).select_related("organisation")
    return render(request, "volunteers/openings.html", {"page": page, "units": units})


@gate(KEEP)
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin an opening as a draft."""
    try:
        made = openings.begin(unit=unit_of(request, pk, KEEP), by=request.user, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("volunteers:openings")
    messages.success(request, _("已開一份草稿，計畫裡寫過的先帶進來了。"))
    return redirect("volunteers:opening_edit", pk=made.pk)


@gate(KEEP)
@require_safe
def opening(request: HttpRequest, pk: int) -> HttpResponse:
    """One opening: where it stands, and who applied."""
    return opening_page(request, kept(request, pk))


def kept(request: HttpRequest, pk: int) -> Opening:
    """An opening of a unit whose people this person keeps."""
    rows = Opening.objects.visible_to(request.user).select_related(
        "unit__organisation", "unit__county", "county", "post"
    )
    return get_visible(rows, request.user, pk=pk)


def opening_page(
    request: HttpRequest, found: Opening, *, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    """The page of an opening (a fixed number of questions), with why a move was refused."""
    today = timezone.localdate()
    rows = found.applications.select_related("approach").annotate(talks=Count("interviews")).order_by("sent_at", "pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    for one in page:
        one.shape = APPLIED_SHAPES[Application.State(one.state)]  # type: ignore[attr-defined]
        one.told = one.answered_as == one.state  # type: ignore[attr-defined]
    counts = dict(found.applications.order_by().values_list("state").annotate(Count("pk")))
    return render(
        request,
        "volunteers/opening.html",
        {
            "opening": found,
            "unit": found.unit,
            "shape": SHAPES[Opening.State(found.state)],
            "page": page,
            "counts": [(label, counts[state]) for state, label in Application.State.choices if state in counts],
            "moves": [one for one in openings.MOVES.moves.values() if found.state in one.from_],
            "lacking": openings.MOVES.problems(found, "publish") if found.state == Opening.State.DRAFT else [],
            "problems": problems or [],
            "to_answer": len(deciding.unanswered(found)),
            "takes": found.takes_on(today),
            "source": interviews.SOURCE,
            "asked": f"?opening={found.pk}",
        },
        status=status,
    )


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an opening."""
    found = kept(request, pk)
    form = OpeningForm(request.POST if request.method == "POST" else None, opening=found, unit=found.unit)
    if request.method == "POST" and form.is_valid():
        try:
            openings.write(
                opening=found, values=form.values, parts=form.parts, seen=request.POST.get("seen", ""),
                by=request.user, now=timezone.now(),
            )  # fmt: skip
        except ValidationError as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("已儲存招募。"))
            return redirect("volunteers:opening", pk=pk)
    given: dict[str, Any] = {
        "form": form, "opening": found, "unit": found.unit, "seen": openings.seal(found), "most": opening_parts.LONGEST
    }  # fmt: skip
    return render(request, "volunteers/opening_edit.html", given, status=422 if form.errors else 200)


@gate(KEEP)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish or close it."""
    found, name = kept(request, pk), request.POST.get("move", "")
    if name not in openings.MOVES.moves:
        raise Http404
    try:
        openings.move(opening=found, name=name, by=request.user, now=timezone.now())
    except MoveRefused as refused:
        return opening_page(request, found, problems=refused.problems, status=422)
    done = {"publish": _("已公告，大家看得到了。"), "close": _("已結束招募，不再收報名。")}
    messages.success(request, done[name])
    return redirect("volunteers:opening", pk=pk)


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def replies(request: HttpRequest, pk: int) -> HttpResponse:
    """The texts of the reply letters, and sending them to whoever has none yet."""
    found = kept(request, pk)
    form = RepliesForm(request.POST if request.method == "POST" else None, opening=found)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            openings.reword(opening=found, replies=form.cleaned_data, by=request.user, now=now)
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            if "send" not in request.POST:
                messages.success(request, _("已儲存回覆信。"))
                return redirect("volunteers:opening_replies", pk=pk)
            chosen = [int(one) for one in request.POST.getlist("chosen") if one.isdecimal() and len(one) < 19]
            sent = deciding.answer(opening=found, chosen=chosen, by=request.user, now=now)
            if sent:
                words = ngettext("已交寄 %(count)s 封回覆信。", "已交寄 %(count)s 封回覆信。", sent)
                messages.success(request, words % {"count": sent})
                return redirect("volunteers:opening", pk=pk)
            form.add_error(None, _("沒有要寄的信：請勾選還沒收到回覆的人。"))
    given = {
        "form": form, "opening": found, "unit": found.unit, "waiting": deciding.unanswered(found),
        "marks": (reply_texts.NAME, reply_texts.UNIT, reply_texts.TITLE), "most": reply_texts.LONGEST,
    }  # fmt: skip
    return render(request, "volunteers/opening_replies.html", given, status=422 if form.errors else 200)
