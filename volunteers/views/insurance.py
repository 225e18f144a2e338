"""Pages on insurance: a unit's policies and lists, its coverage calendar, and how the units of an office stand."""

from __future__ import annotations

import contextlib
import datetime as dt
import uuid
from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, F, Max, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.taiwan import roc
from foundation.ui.refusals import take_problems
from volunteers.insuring import called_up, coverage, insurance
from volunteers.insuring.insurance import ENDS_SOON
from volunteers.insuring.insurance_forms import EndForm, InsureForm, OffForm, PolicyForm
from volunteers.models import Authority, Cover, Policy, Unit, Volunteer
from volunteers.serving import ledger
from volunteers.views.hours import keeps, unit_of

ROWS = 50
PEOPLE = 25
SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS


@gate(Permission.SEE_UNITS)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How the units of an office stand: rate, uncovered services of a month, policies about to end."""
    today = timezone.localdate()
    month = _month(request.GET.get("month", ""), today)
    seen = Unit.objects.visible_to(request.user)
    everywhere = reach(request.user, Permission.SEE_UNITS).everywhere
    county = request.GET.get("county", "")[:3]
    if county:
        seen = seen.filter(county=county)
    shown: dict[str, Any] = {
        "month": month, "neighbours": coverage.neighbours(month), "today": today, "county": county,
        "county_asked": f"?county={county}" if county else "",
        "counties": County.objects.all() if everywhere else (), "source": coverage.SOURCE,
        "rate": coverage.rate_of_people(seen, today), "places": insurance.rate(seen, today),
    }  # fmt: skip
    if everywhere and not county:
        names = {one.pk: one for one in County.objects.all()}
        rates = coverage.rates(seen, today, by="unit__county")
        shown["by_county"] = [(names[key], rates[key]) for key in names if key in rates]
        return render(request, "volunteers/insurance.html", shown)
    page = Paginator(coverage.standings(seen, month, today), ROWS).get_page(request.GET.get("page"))
    units = Unit.objects.select_related("organisation", "county").in_bulk([row.unit for row in page])
    offices = {one.pk: one for one in Authority.objects.filter(units__in=seen).distinct()}
    by_office = coverage.rates(seen, today, by="unit__authority")
    shown |= {
        "page": page,
        "rows": [(units[row.unit], row) for row in page],
        "offices": [(offices[key], one) for key, one in sorted(by_office.items(), key=str) if key in offices],
        "sees_people": bool(reach(request.user, SEE)),
        "query": f"month={month}" + (f"&county={county}" if county else ""),
    }
    return render(request, "volunteers/insurance.html", shown)


@gate(SEE)
@require_safe
def of_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's policies, those about to end, and who is in it without cover today."""
    unit, today = unit_of(request, pk), timezone.localdate()
    running = Q(covers__starts_on__lte=today, covers__ends_on__gte=today)
    policies = list(unit.policies.annotate(listed=Count("covers", filter=running)).order_by("-ends_on", "-pk"))
    for one in policies:
        one.unit, one.runs = unit, one.starts_on <= today <= one.ends_on  # type: ignore[attr-defined]
        one.short = max(0, (one.least_people or 0) - one.listed) if one.runs else 0  # type: ignore[attr-defined]
        one.shape = "ok" if one.runs else "todo" if one.starts_on > today else "done"  # type: ignore[attr-defined]
    mine = Unit.objects.filter(pk=pk)
    without = insurance.without_cover(mine, today).select_related("volunteer").order_by("number", "pk")
    return render(
        request,
        "volunteers/unit_insurance.html",
        {
            "unit": unit,
            "policies": policies,
            "ending": list(insurance.ending(mine, today)),
            "soon": ENDS_SOON.days,
            "without": Paginator(without, ROWS).get_page(request.GET.get("page")),
            "rate": coverage.rate_of_people(mine, today),
            "running": [one for one in policies if one.runs],  # type: ignore[attr-defined]
            "since": roc.shown_short(today),
            "month": ledger.month_of(today),
            "keeps": keeps(request, unit),
            "keeps_incidents": mine.visible_to(request.user, Permission.KEEP_INCIDENTS).exists(),
        },
    )


@gate(SEE)
@require_safe
def calendar(request: HttpRequest, pk: int, month: int) -> HttpResponse:
    """A month of a unit, day by day, and everything that was served uncovered in it."""
    unit = unit_of(request, pk)
    return render(request, "volunteers/coverage.html", _calendar(request, unit, month))


def _calendar(request: HttpRequest, unit: Unit, month: int) -> dict[str, Any]:
    if not 190001 <= month <= 999811 or not 1 <= month % 100 <= 12:
        raise Http404
    first, last = coverage.first_and_last(month)
    found = coverage.month_of(unit, month)
    mine = Unit.objects.filter(pk=unit.pk)
    on = _day(request.GET.get("day", ""), first, last)
    rows = insurance.uncovered(mine, on or first, on or last)
    who = (
        rows.order_by().values("volunteer").annotate(lines=Count("pk"), since=Min("served_on"), until=Max("served_on"))
    )
    page = Paginator(who.order_by("-lines", "volunteer"), PEOPLE).get_page(request.GET.get("page"))
    keys = [row["volunteer"] for row in page]
    people = Volunteer.objects.in_bulk(keys)
    lines: dict[int, list[Any]] = defaultdict(list)
    for entry in rows.filter(volunteer__in=keys).order_by("served_on", F("starts").asc(nulls_first=True), "pk"):
        lines[entry.volunteer_id].append(entry)
    policies = list(unit.policies.filter(starts_on__lte=last, ends_on__gte=first).order_by("-starts_on"))
    for one in policies:
        one.unit = unit
    gaps = [
        {
            "person": people[row["volunteer"]],
            "lines": lines[row["volunteer"]],
            "policies": [
                (one, roc.shown_short(max(row["since"], one.starts_on)))
                for one in policies
                if one.starts_on <= row["until"] and one.ends_on >= row["since"]
            ],
        }
        for row in page
    ]
    return {
        "unit": unit, "month": month, "calendar": found, "neighbours": coverage.neighbours(month), "on": on,
        "page": page, "gaps": gaps, "policies": policies, "today": timezone.localdate(),
        "keeps": keeps(request, unit), "query": f"day={on.isoformat()}" if on else "",
        "ending": list(insurance.ending(mine, timezone.localdate())),
        "asked": f"?unit={unit.pk}&month={month}",
    }  # fmt: skip


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a policy of a unit."""
    unit = unit_of(request, pk, KEEP)
    form = PolicyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = insurance.take_out(unit=unit, values=form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("已登錄保單。接著把人加進名冊。"))
            return redirect("volunteers:policy", pk=made.pk)
    given = {"form": form, "unit": unit}
    return render(request, "volunteers/policy_edit.html", given, status=422 if form.errors else 200)


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is known of a policy."""
    policy = _policy(request, pk, KEEP)
    form = PolicyForm(request.POST if request.method == "POST" else None, instance=Policy.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            insurance.change(policy=policy, values=form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("已儲存保單資料。"))
            return redirect("volunteers:policy", pk=pk)
    given = {"form": form, "unit": policy.unit, "policy": policy}
    return render(request, "volunteers/policy_edit.html", given, status=422 if form.errors else 200)


@gate(SEE)
@require_safe
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    """A policy and its list."""
    return _policy_page(request, _policy(request, pk))


def _policy_page(request: HttpRequest, found: Policy, status: int = 200, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    rows = found.covers.select_related("volunteer").order_by("volunteer__name_key", "starts_on", "pk")
    runs = found.starts_on <= today <= found.ends_on
    listed = rows.filter(starts_on__lte=today, ends_on__gte=today).count()
    return render(
        request,
        "volunteers/policy.html",
        {
            "policy": found,
            "unit": found.unit,
            "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
            "runs": runs,
            "listed": listed,
            "short": max(0, (found.least_people or 0) - listed) if runs else 0,
            "keeps": keeps(request, found.unit),
            "reveals": bool(reach(request.user, Permission.REVEAL_IDENTITY)),
            "insure_form": InsureForm(),
            "called": called_up.places(found, on=today).order_by().values("volunteer").distinct().count(),
            "end_form": EndForm(),
            "refused": (),
            "asked": f"?policy={found.pk}",
            "month": ledger.month_of(today),
        }
        | forms,
        status=status,
    )


@gate(KEEP)
@require_POST
def insure(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the unit's people on a policy's list: all who are missing, or the chosen ones; who cannot be is told why."""
    found = _policy(request, pk, KEEP)
    form = InsureForm(request.POST)
    if not form.is_valid():
        return _policy_page(request, found, 422, insure_form=form)
    given: dict[str, Any] = {"policy": found, "by": request.user, "now": timezone.now(), **form.cleaned_data}
    try:
        if request.POST.get("who") == "team":
            added, refused = insurance.insure_team(**given)
        elif request.POST.get("who") == "called":
            added, refused = called_up.insure_called_up(
                policy=found, by=request.user, now=timezone.now()
            )  # fmt: skip
        else:
            called = called_up.places(found, on=found.starts_on).order_by().values("volunteer")
            seen = Volunteer.objects.filter(
                Q(pk__in=Volunteer.objects.visible_to(request.user, KEEP).values("pk")) | Q(pk__in=called)
            )
            chosen = list(seen.filter(key__in=_keys(request.POST.getlist("person"))).order_by("name_key", "pk"))
            if not chosen:
                raise ValidationError(_("還沒有選要加入名冊的人。"))
            added, refused = insurance.insure(volunteers=chosen, **given)
    except ValidationError as problem:
        take_problems(form, problem)
        return _policy_page(request, found, 422, insure_form=form)
    if added:
        people = len({one.volunteer_id for one in added})
        words = ngettext("已把 %(count)s 人加入名冊。", "已把 %(count)s 人加入名冊。", people)
        messages.success(request, words % {"count": people})
    elif not refused:
        messages.info(request, _("這個單位的人在這段期間都已經在名冊上。"))
    if refused:
        return _policy_page(request, found, 200 if added else 422, refused=refused)
    back = request.POST.get("back", "")
    if back.isdecimal() and len(back) == 6:
        return redirect("volunteers:coverage", pk=found.unit_id, month=int(back))
    return redirect("volunteers:policy", pk=pk)


@gate(KEEP)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a policy end before its time."""
    found = _policy(request, pk, KEEP)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            insurance.end(policy=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已提前終止；名冊上每個人的保障也到那一天為止。"))
            return redirect("volunteers:policy", pk=pk)
    return _policy_page(request, found, 422, end_form=form)


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off a policy's list."""
    rows = Cover.objects.visible_to(request.user, KEEP).select_related("policy__unit__organisation", "volunteer")
    cover = get_visible(rows, request.user, pk=pk)
    form = OffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        on: dt.date | None = None if form.cleaned_data["never"] else form.cleaned_data["on"]
        try:
            insurance.take_off(cover=cover, on=on, by=request.user, now=timezone.now())
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已更新%(name)s的保險。") % {"name": cover.volunteer.name})
            return redirect("volunteers:policy", pk=cover.policy_id)
    given = {"form": form, "cover": cover, "policy": cover.policy, "unit": cover.policy.unit}
    return render(request, "volunteers/cover_off.html", given, status=422 if form.errors else 200)


def _policy(request: HttpRequest, pk: int, permission: Permission = SEE) -> Policy:
    rows = Policy.objects.visible_to(request.user, permission).select_related("unit__organisation", "unit__county")
    return get_visible(rows, request.user, pk=pk)


def _keys(given: list[str]) -> list[uuid.UUID]:
    """Keys as addresses show them; what is none is left out."""
    found = []
    for text in given:
        with contextlib.suppress(ValueError):
            found.append(uuid.UUID(text))
    return found


def _month(text: str, today: dt.date) -> int:
    """The month an address asks for; this one where it asks for none that there is."""
    if text.isdecimal() and len(text) == 6 and "190001" <= text <= "999811" and 1 <= int(text[4:]) <= 12:
        return int(text)
    return ledger.month_of(today)


def _day(text: str, first: dt.date, last: dt.date) -> dt.date | None:
    try:
        on = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return on if first <= on <= last else None
