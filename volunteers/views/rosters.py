"""Pages on a unit's roster: the week, the month, what there is to do, and planning."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from volunteers.insuring import coverage
from volunteers.models import Attendance, Duty, Place, Post, Unit
from volunteers.rostering import duties, rosters
from volunteers.rostering.roster_forms import PlanForm, PostForm

from .hours import keeps, unit_of

SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS
WEEK = dt.timedelta(days=7)
ROWS = 50


@gate(KEEP)
@require_safe
def unit_rosters(request: HttpRequest) -> HttpResponse:
    """The rosters one keeps: the only one at once, or a list with what the coming week still needs."""
    on = timezone.localdate()
    coming = Q(posts__duties__on__gte=on, posts__duties__on__lt=on + WEEK, posts__duties__called_off_at=None)
    rows = (
        Unit.objects.visible_to(request.user, KEEP)
        .exclude(state=Unit.State.ENDED)
        .select_related("organisation")
        .annotate(shifts=Count("posts__duties", filter=coming, distinct=True))
        .order_by("-shifts", "county", "number")
    )
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    if page.paginator.count == 1:
        return redirect("volunteers:roster", pk=page.object_list[0].pk)
    return render(request, "volunteers/rosters.html", {"page": page})


@gate(SEE)
@require_safe
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's week."""
    return roster_page(request, unit_of(request, pk))


def roster_page(request: HttpRequest, unit: Unit, status: int = 200, **forms: Any) -> HttpResponse:
    """A week with its shifts and people; `forms` are those that were sent and refused."""
    today = timezone.localdate()
    first = _day(request.GET.get("from", "")) or today
    first -= dt.timedelta(days=first.weekday())
    rows = list(_duties(unit, first, first + WEEK))
    places = _places(rows)
    held = [place for place in places if place.state == Place.State.HELD]
    warned = rosters.warnings(unit, held)
    tell(rows, places, warned)
    kept = keeps(request, unit)
    by_day: dict[dt.date, list[Duty]] = defaultdict(list)
    for row in rows:
        by_day[row.on].append(row)
    week = [first + dt.timedelta(days=number) for number in range(7)]
    form = forms.get("plan") or PlanForm(unit, today, initial={"on": max(first, today)})
    next_month = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return render(
        request,
        "volunteers/roster.html",
        {
            "unit": unit,
            "week": [(day, by_day[day]) for day in week],
            "first": first,
            "last": week[-1],
            "before": first - WEEK,
            "after": first + WEEK,
            "today": today,
            "month": first.year * 100 + first.month,
            "targets": [today.replace(day=1), next_month],
            "posts": unit.posts.exists(),
            "plan": form,
            "keeps": kept,
            "problem": forms.get("problem", ""),
            "bare": coverage.ahead(unit, on=today),
            "warned": len({place.volunteer_id for place in held if place.pk in warned}),
            "free": sum(row.free for row in rows),  # type: ignore[attr-defined]
            "wanted": sum(1 for place in held if place.taker_id),
            "open_ones": Attendance.objects.filter(unit=unit, state=Attendance.State.FORGOTTEN).count(),
        },
        status=status,
    )


@gate(SEE)
@require_safe
def roster_month(request: HttpRequest, pk: int, month: int) -> HttpResponse:
    """A unit's month as a calendar."""
    unit = unit_of(request, pk)
    if not 190001 <= month <= 999912 or not 1 <= month % 100 <= 12:
        raise Http404
    first = dt.date(month // 100, month % 100, 1)
    last = first + dt.timedelta(days=calendar.monthrange(first.year, first.month)[1])
    rows = list(_duties(unit, first, last))
    tell(rows, _places(rows), {})
    by_day: dict[dt.date, list[Duty]] = defaultdict(list)
    for row in rows:
        by_day[row.on].append(row)
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    earlier = first - dt.timedelta(days=1)
    return render(
        request,
        "volunteers/roster_month.html",
        {
            "unit": unit,
            "month": month,
            "keeps": keeps(request, unit),
            "weeks": [[(day, by_day[day], day.month == first.month) for day in week] for week in weeks],
            "before": earlier.year * 100 + earlier.month,
            "after": last.year * 100 + last.month,
            "today": timezone.localdate(),
        },
    )


@gate(KEEP)
@require_POST
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a shift, once or every week."""
    unit = unit_of(request, pk, KEEP)
    now = timezone.now()
    form = PlanForm(unit, timezone.localdate(now), request.POST)
    if form.is_valid():
        try:
            made = duties.plan(by=request.user, now=now, **form.values)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(
                request, ngettext("已排 %(count)s 班。", "已排 %(count)s 班。", len(made)) % {"count": len(made)}
            )
            return to_week(unit, made[0].on)
    return roster_page(request, unit, 422, plan=form)


@gate(KEEP)
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a month as the one before it."""
    unit = unit_of(request, pk, KEEP)
    month = _day(request.POST.get("month", ""))
    try:
        if month is None:
            raise ValidationError(_("請選要排的月份。"))
        made = duties.copy_month(
            unit=unit, month=month, people=bool(request.POST.get("people")), by=request.user, now=timezone.now()
        )
    except ValidationError as problem:
        return roster_page(request, unit, 422, problem=" ".join(problem.messages))
    messages.success(
        request, ngettext("已複製 %(count)s 班。", "已複製 %(count)s 班。", len(made)) % {"count": len(made)}
    )
    return to_week(unit, min(one.on for one in made))


@gate(SEE)
@require_safe
def posts(request: HttpRequest, pk: int) -> HttpResponse:
    """What a unit has people do."""
    unit = unit_of(request, pk)
    on = timezone.localdate()
    coming = Q(duties__on__gte=on, duties__called_off_at=None)
    rows = unit.posts.annotate(coming=Count("duties", filter=coming)).order_by(
        F("ended_on").asc(nulls_first=True), "kind", "name"
    )
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(
        request, "volunteers/posts.html", {"unit": unit, "page": page, "keeps": keeps(request, unit), "today": on}
    )


@gate(KEEP)
@require_http_methods(["GET", "POST"])
def post_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a post or an event."""
    unit = unit_of(request, pk, KEEP)
    form = PostForm(request.POST if request.method == "POST" else None, initial={"category": unit.category})
    if request.method == "POST" and form.is_valid():
        try:
            duties.open_post(unit=unit, values=form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已新增。現在可以排班了。"))
            return redirect("volunteers:roster", pk=unit.pk)
    return _post_page(request, unit, form)


@gate(KEEP)
@require_http_methods(["GET", "POST"])
def post_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a post or an event."""
    rows = Post.objects.visible_to(request.user, KEEP).select_related("unit__organisation")
    post = get_visible(rows, request.user, pk=pk)
    initial = {name: getattr(post, name) for name in duties.FIELDS}
    form = PostForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            duties.change_post(post=post, values=form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已存好。"))
            return redirect("volunteers:posts", pk=post.unit_id)
    return _post_page(request, post.unit, form, post)


def _post_page(request: HttpRequest, unit: Unit, form: PostForm, post: Post | None = None) -> HttpResponse:
    context = {"unit": unit, "form": form, "post": post}
    return render(request, "volunteers/post_edit.html", context, status=422 if form.errors else 200)


def to_week(unit: Unit, day: dt.date) -> HttpResponse:
    """To the week of a day."""
    response = redirect("volunteers:roster", pk=unit.pk)
    response["Location"] += f"?from={day.isoformat()}"
    return response


def tell(rows: list[Duty], places: list[Place], warned: dict[int, list[rosters.Mend]]) -> None:
    """Put on each shift its people (`people`), how many places are free (`free`), and on each person her warnings."""
    by_duty: dict[int, list[Place]] = defaultdict(list)
    for place in places:
        place.mends = warned.get(place.pk, [])  # type: ignore[attr-defined]
        by_duty[place.duty_id].append(place)
    for row in rows:
        row.people = by_duty[row.pk]  # type: ignore[attr-defined]
        held = sum(place.state == Place.State.HELD for place in by_duty[row.pk])
        row.free = 0 if row.called_off_at else max(0, row.needed - held)  # type: ignore[attr-defined]


def _duties(unit: Unit, first: dt.date, end: dt.date) -> Any:
    rows = Duty.objects.filter(post__unit=unit, on__gte=first, on__lt=end).select_related("post")
    return rows.order_by("on", "starts", "pk")


def _places(rows: list[Duty]) -> list[Place]:
    """Their people, those who were put there by mistake or have swapped left out."""
    shown = (Place.State.HELD, Place.State.LEAVE, Place.State.ABSENT)
    found = Place.objects.filter(duty__in=[row.pk for row in rows], state__in=shown)
    return list(found.select_related("volunteer", "taker", "duty__post").order_by("given_at", "pk"))


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
