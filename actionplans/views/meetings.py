"""Pages on liaison meetings: the list, one meeting as it is planned, held and issued, its facts and its agenda."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actionplans.followup import lights
from actionplans.meeting import meeting_agenda, meetings
from actionplans.meeting.meeting_forms import ItemForm, MeetingForm, RulingForm
from actionplans.models import Decision, Meeting, MeetingItem, Milestone, Plan, Ruling
from foundation.accounts import trail_lines
from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may, reach
from foundation.audit import trail
from foundation.ui.refusals import take_problems
from foundation.workflow.moves import MoveRefused

PAGE = 30
SHAPES = {Meeting.State.PLANNED: "todo", Meeting.State.IN_SESSION: "ok", Meeting.State.ISSUED: "done"}
HOLD = Permission.DECIDE_ON_PLANS


@gate(Permission.SEE_MEETINGS)
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings this person may see, by county; the newest first."""
    rows = Meeting.objects.visible_to(request.user).select_related("county").annotate(
        items_count=Count("items", filter=Q(items__taken_out=False), distinct=True),
        rulings_count=Count("items__rulings", filter=Q(items__rulings__withdrawn_at=None), distinct=True),
    )  # fmt: skip
    rows = rows.order_by("-held_on", "-number", "-pk")  # counting loses the model's own order
    wanted = request.GET.get("county", "")
    if wanted:
        rows = rows.filter(county=wanted)
    scope = reach(request.user, Permission.SEE_MEETINGS)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.shape = SHAPES[Meeting.State(one.state)]  # type: ignore[attr-defined]
    return render(
        request,
        "actionplans/meetings.html",
        {
            "page": page,
            "wanted": wanted,
            "counties": County.objects.all() if scope.everywhere else (),
            "may_hold": may(request.user, HOLD),
        },
    )


@gate(HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a meeting; its agenda is made from what is open."""
    scope = reach(request.user, HOLD)
    counties = list(County.objects.filter(pk__in=scope.counties))
    now = timezone.now()
    today = timezone.localdate(now)
    first = {"number": meetings.next_number(counties[0], today.year), "note_taker": request.user.name}
    form = MeetingForm(request.POST if request.method == "POST" else None, counties=counties, initial=first)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            made = meetings.plan(county=facts.pop("county", counties[0]), by=request.user, now=now, **facts)
            messages.success(request, _("議程已從待決事項排好，可以調整順序、拿掉或加入。"))
            return redirect("actionplans:meeting", pk=made.pk)
        except ValidationError as refused:
            form.refuse(refused)
    return render(request, "actionplans/meeting_edit.html", {"form": form}, status=422 if form.errors else 200)


@gate(HOLD)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a meeting's facts, as long as its minutes are not out."""
    found = held(request, pk)
    fresh = Meeting.objects.get(pk=pk)
    form = MeetingForm(request.POST if request.method == "POST" else None, counties=[found.county], instance=fresh)
    if request.method == "POST" and form.is_valid():
        try:
            meetings.describe(meeting=found, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已儲存會議資料。"))
            return redirect("actionplans:meeting", pk=pk)
        except ValidationError as refused:
            form.refuse(refused)
    return render(
        request, "actionplans/meeting_edit.html", {"form": form, "meeting": found}, status=422 if form.errors else 200
    )


@gate(Permission.SEE_MEETINGS)
@never_cache
@require_safe
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: its agenda while it is planned, item by item while it is held, its minutes once they are out."""
    return page_of(request, get_visible(Meeting.objects.select_related("county"), request.user, pk=pk))


def held(request: HttpRequest, pk: int) -> Meeting:
    """A meeting that this person may hold."""
    rows = Meeting.objects.visible_to(request.user, HOLD).select_related("county")
    return get_visible(rows, request.user, pk=pk)


def items_of(found: Meeting) -> list[MeetingItem]:
    """The items of a meeting with all that its page shows (a fixed number of queries)."""
    milestones = Milestone.objects.with_reports()
    rows = found.items.select_related("plan__supervisor", "carries__item__meeting").prefetch_related(
        Prefetch("rulings", Ruling.objects.select_related("decision__into").order_by("number")),
        "rulings__decision__postponements__milestone",
        Prefetch("plan__milestones", milestones),
        Prefetch("plan__decisions", Decision.objects.select_related("into")),
    )
    return list(rows)


def page_of(
    request: HttpRequest, found: Meeting, *, tried: RulingForm | None = None, add_form: ItemForm | None = None,
    problems: list[str] | None = None, status: int = 200, theirs: MeetingItem | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a meeting.

    Args:
        tried: what was typed on one item and could not be taken, with the sentences that say why.
        theirs: the item as somebody else has left it, where two wrote on it at once.
    """
    rows = items_of(found)
    holds = reach(request.user, HOLD).covers(found.county_id)
    live = holds and found.state == Meeting.State.IN_SESSION
    today = timezone.localdate()
    into = list(Plan.objects.followed().filter(county=found.county_id).order_by("code")) if live else []
    for one in rows:
        one.meeting = found
        one.now = lights.of(one.plan, on=today) if one.plan else None  # type: ignore[attr-defined]
        if live and not one.taken_out:
            mine = tried is not None and tried.item.pk == one.pk
            one.form = tried if mine else RulingForm(item=one, plans=into)  # type: ignore[attr-defined]
            one.theirs = theirs if mine else None  # type: ignore[attr-defined]
    discussed = [one for one in rows if not one.taken_out]
    return render(
        request,
        "actionplans/meeting.html",
        {
            "meeting": found,
            "shape": SHAPES[Meeting.State(found.state)],
            "items": discussed,
            "taken_out": [one for one in rows if one.taken_out],
            "ruled": sum(1 for one in discussed if any(each.withdrawn_at is None for each in one.rulings.all())),
            "may_hold": holds,
            "live": live,
            "arranges": holds and found.is_open,
            "add_form": (add_form or ItemForm(meeting=found)) if holds and found.is_open else None,
            "problems": problems or [],
            "today": today,
            "events": trail_lines.read(trail.history_of(found)[:30])
            if reach(request.user, Permission.READ_TRAIL).covers(found.county_id)
            else None,
        },
        status=status,
    )


@gate(HOLD)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin, let the minutes go out, or open them again."""
    found, now = held(request, pk), timezone.now()
    name = request.POST.get("move", "")
    try:
        if name == "start":
            meetings.start(meeting=found, by=request.user, now=now)
        elif name == "issue":
            number = request.POST.get("minutes_number", "")
            meetings.issue(meeting=found, minutes_number=number, by=request.user, now=now)
            messages.success(request, _("會議紀錄已發出，可以下載 PDF 和 ODT。"))
        elif name == "reopen":
            meetings.reopen(meeting=found, reason=request.POST.get("reason", ""), by=request.user, now=now)
        elif name == "delete":
            meetings.delete(meeting=found, reason=request.POST.get("reason", ""), by=request.user, now=now)
            messages.success(request, _("已刪除「%(meeting)s」，原因留在紀錄裡。") % {"meeting": found})
            return redirect("actionplans:meetings")
        else:
            raise Http404
    except (MoveRefused, ValidationError) as refused:
        found = held(request, pk)
        problems = refused.problems if isinstance(refused, MoveRefused) else refused.messages
        return page_of(request, found, problems=[str(one) for one in problems], status=422)
    return redirect("actionplans:meeting", pk=pk)


@gate(HOLD)
@require_POST
def agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an item to the agenda, or whatever has become open since it was made."""
    found, now = held(request, pk), timezone.now()
    form = ItemForm(request.POST, meeting=found)
    try:
        if request.POST.get("do") == "make":
            came = meeting_agenda.make(meeting=found, by=request.user, now=now)
            told = _("帶入 %(count)s 案。") % {"count": came} if came else _("沒有新的待決事項。")
            messages.info(request, told)
            return _back(found)
        if form.is_valid():
            made = meeting_agenda.add(
                meeting=found, plan=form.cleaned_data["plan"], title=form.cleaned_data["title"], by=request.user,
                now=now,
            )  # fmt: skip
            return _back(found, made)
    except ValidationError as refused:
        take_problems(form, refused)
    return page_of(request, found, add_form=form, status=422)


@gate(HOLD)
@require_POST
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Move an item up or down, take it out, or put it back."""
    rows = MeetingItem.objects.visible_to(request.user, HOLD).select_related("meeting")
    item = get_visible(rows, request.user, pk=pk)
    given: dict[str, Any] = {"item": item, "by": request.user, "now": timezone.now()}
    do = request.POST.get("do", "")
    try:
        if do in ("up", "down"):
            meeting_agenda.move(up=do == "up", **given)
        elif do == "out":
            meeting_agenda.take_out(**given)
        elif do == "back":
            meeting_agenda.put_back(**given)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return _back(item.meeting, item if do != "out" else None)


def _back(found: Meeting, item: MeetingItem | None = None) -> HttpResponse:
    where = reverse("actionplans:meeting", args=[found.pk])
    return redirect(f"{where}#item-{item.pk}" if item else f"{where}#agenda")
