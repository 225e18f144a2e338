"""Pages on units: the list, one with what is known of it, entering and changing one, and whom to file with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts import sectors, trail_lines
from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.models import County, Organisation, User
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.audit import trail
from foundation.taiwan.fullwidth import tidy
from volunteers.filing import authorities, units
from volunteers.filing.filing_forms import WaiveForm
from volunteers.filing.unit_forms import GuideForm, UnitForm
from volunteers.insuring import coverage
from volunteers.models import Enrolment, Filing, Unit, UnitQuerySet

PAGE = 30
SEE, KEEP = Permission.SEE_UNITS, Permission.KEEP_UNIT
SHAPES = {
    Unit.State.PREPARING: "todo", Unit.State.ACTIVE: "ok", Unit.State.SUSPENDED: "paused", Unit.State.ENDED: "done",
}  # fmt: skip


PLAN_SHAPES = {
    Filing.State.DRAFT: "todo", Filing.State.SUBMITTED: "ok", Filing.State.RETURNED: "risk",
    Filing.State.APPROVED: "done", Filing.State.REPLACED: "merged", Filing.State.ENDED: "released",
    Filing.State.LAPSED: "paused",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which units a list shows, as its address says it; what is unknown there is left out."""

    q: str = ""
    county: str = ""
    category: str = ""
    state: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> Wanted:
        """What an address asks for."""
        category, state = query.get("category", ""), query.get("state", "")
        return cls(
            tidy(query.get("q", ""))[:100],
            query.get("county", "")[:3],
            category if category in sectors.CATEGORIES else "",
            state if state in Unit.State.values else "",
        )

    def rows(self, rows: UnitQuerySet) -> UnitQuerySet:
        """The units that are wanted."""
        for name in ("county", "category", "state"):
            if value := getattr(self, name):
                rows = rows.filter(**{name: value})
        if not self.q:
            return rows
        found = Q(organisation__name__icontains=self.q) | Q(contact_name__icontains=self.q)
        county, _dash, number = self.q.upper().rpartition("-")
        if number.isdecimal() and len(number) < 9:
            found |= Q(number=int(number)) & (Q(county=county) if county else Q())
        return rows.filter(found)


@gate(SEE)
@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    """The units this person sees (a fixed number of questions)."""
    seen = Unit.objects.visible_to(request.user)
    wanted = Wanted.read(request.GET)
    rows = (
        wanted.rows(seen).select_related("organisation", "county", "authority").order_by("county__position", "number")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    people = people_of([one.pk for one in page])
    for one in page:
        one.shape = SHAPES[Unit.State(one.state)]  # type: ignore[attr-defined]
        one.people = people.get(one.pk, 0)  # type: ignore[attr-defined]
    return render(
        request,
        "volunteers/units.html",
        {
            "page": page,
            "wanted": wanted,
            "filtered": wanted != Wanted(),
            "counties": County.objects.all() if reach(request.user, SEE).everywhere else (),
            "categories": [(code, sectors.name(code)) for code in sectors.CATEGORIES],
            "states": Unit.State.choices,
            "may_enter": bool(reach(request.user, KEEP).counties) or own_organisation(request.user) is not None,
        },
    )


def people_of(keys: list[int]) -> dict[int, int]:
    """How many people are in each unit today (one question)."""
    rows = Enrolment.objects.on(timezone.localdate()).filter(unit__in=keys).order_by().values_list("unit")
    return dict(rows.annotate(Count("pk")))


def own_organisation(user: User) -> Organisation | None:
    """The organisation of somebody who keeps a unit that is not in the register yet."""
    mine = reach(user, KEEP).organisations
    return Organisation.objects.filter(pk__in=mine, unit=None).first() if mine else None


@gate(SEE)
@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: what is known of it, and who is in charge."""
    rows = Unit.objects.select_related("organisation", "county", "authority")
    return unit_page(request, get_visible(rows, request.user, pk=pk))


def unit_page(
    request: HttpRequest, found: Unit, *, waiving: WaiveForm | None = None, status: int = 200
) -> HttpResponse:  # fmt: skip
    """The page of a unit (a fixed number of questions); `waiving` is what was sent and not taken."""
    reviews = Unit.objects.visible_to(request.user, Permission.REVIEW_UNITS).filter(pk=found.pk).exists()
    plans = list(Filing.objects.visible_to(request.user).filter(unit=found).select_related("authority").order_by("-pk"))
    for one in plans:
        one.unit, one.shape = found, PLAN_SHAPES[Filing.State(one.state)]  # type: ignore[attr-defined]
    sees_people = Unit.objects.visible_to(request.user, Permission.SEE_VOLUNTEERS).filter(pk=found.pk).exists()
    may_waive = reviews and not found.is_public and found.waived_on is None
    return render(
        request,
        "volunteers/unit.html",
        {
            "unit": found,
            "shape": SHAPES[Unit.State(found.state)],
            "people": people_of([found.pk]).get(found.pk, 0),
            "sees_people": sees_people,
            "reviews": reviews,
            "bare": coverage.ahead(found, on=timezone.localdate()) if sees_people else [],
            "plans": plans,
            "needs_filing": not found.is_public and found.waived_on is None,
            "may_keep": Unit.objects.visible_to(request.user, KEEP).filter(pk=found.pk).exists(),
            "waiving": (waiving or WaiveForm.blank()) if may_waive else None,
            "events": trail_lines.read(trail.history_of(found)[:30])
            if reach(request.user, Permission.READ_TRAIL).covers(found.county_id)
            else None,
        },
        status=status,
    )


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a unit: an officer any of her county, a coordinator the one of her organisation."""
    counties = list(County.objects.filter(pk__in=reach(request.user, KEEP).counties))
    own = None if counties else own_organisation(request.user)
    if not counties and own is None:
        raise Http404
    form = UnitForm(request.POST if request.method == "POST" else None, counties=counties, organisation=own)
    if request.method == "POST" and form.is_valid():
        values = form.values
        place = form.cleaned_data.get("county")
        try:
            made = units.register(
                county=place.pk if place else form.home,
                name=own.name if own else values.pop("name"),
                authority=values.pop("authority"),
                values=values,
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, _("已登錄「%(unit)s」，編號 %(code)s。") % {"unit": made, "code": made.code})
            return redirect("volunteers:unit", pk=made.pk)
        except ValidationError as refused:
            form.refuse(refused)
    return render(request, "volunteers/unit_edit.html", {"form": form, "own": own}, status=422 if form.errors else 200)


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is known of a unit."""
    found = kept(request, pk)
    form = UnitForm(
        request.POST if request.method == "POST" else None, instance=Unit.objects.get(pk=pk),
        initial={"name": found.name},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            units.change(unit=found, values=form.values, by=request.user, now=timezone.now())
            messages.success(request, _("已儲存單位資料。"))
            return redirect("volunteers:unit", pk=pk)
        except ValidationError as refused:
            form.refuse(refused)
    given: dict[str, Any] = {"form": form, "unit": found}
    return render(request, "volunteers/unit_edit.html", given, status=422 if form.errors else 200)


def kept(request: HttpRequest, pk: int) -> Unit:
    """A unit whose register this person keeps."""
    rows = Unit.objects.visible_to(request.user, KEEP).select_related("organisation", "county", "authority")
    return get_visible(rows, request.user, pk=pk)


@public("which office is in charge of what is public knowledge")
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Whom to file with, from place and kind of service."""
    asked = bool(request.GET)
    form = GuideForm(request.GET if asked else None)
    ways: tuple[authorities.Way, ...] = ()
    if asked and form.is_valid():
        ways = authorities.ways(
            counties=[one.pk for one in form.cleaned_data["counties"]],
            categories=form.cleaned_data["categories"],
            nationwide=form.cleaned_data["nationwide"],
        )
    mixed = bool(ways) and len(form.cleaned_data["categories"]) > 1
    shown = {"form": form, "ways": ways, "mixed": mixed, "source": authorities.SOURCE}
    return render(request, "volunteers/guide.html", shown, status=422 if form.errors else 200)
