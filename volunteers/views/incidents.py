"""Pages on accidents in service and their claims."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.files.content import MOST_MEGABYTES, Unfit
from foundation.ui.refusals import take_problems
from volunteers.insuring import incidents
from volunteers.insuring.incident_forms import ClaimForm, IncidentForm, PaperForm, StepForm
from volunteers.models import Claim, Incident
from volunteers.views.hours import unit_of

ROWS = 50
KEEP = Permission.KEEP_INCIDENTS
SHAPES = {
    Claim.State.PREPARING: "todo", Claim.State.FILED: "ok", Claim.State.LACKING: "risk", Claim.State.PAID: "done",
    Claim.State.DECLINED: "released", Claim.State.DROPPED: "paused",
}  # fmt: skip


@gate(KEEP)
@require_safe
def of_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's incidents: when, who, and where their claims stand; what happened is on each one's page only."""
    unit, today = unit_of(request, pk, KEEP), timezone.localdate()
    rows = Incident.objects.visible_to(request.user).filter(unit=unit)
    page = Paginator(rows.select_related("volunteer").prefetch_related("claims"), ROWS).get_page(
        request.GET.get("page")
    )
    for one in page:
        claims = list(one.claims.all())
        for claim in claims:
            claim.shape = SHAPES[Claim.State(claim.state)]  # type: ignore[attr-defined]
        one.told_of, one.until = claims, incidents.deadlines(one)[-1].on  # type: ignore[attr-defined]
        one.is_late = not claims and one.until < today  # type: ignore[attr-defined]
    return render(request, "volunteers/incidents.html", {"unit": unit, "page": page, "today": today})


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter an incident."""
    unit = unit_of(request, pk, KEEP)
    finds = request.POST.get("do") == "find"
    sent = request.POST if request.method == "POST" and not finds else None
    # Looking for a name is no sending: what was typed stays, and nothing of it is refused yet.
    form = IncidentForm(sent, unit=unit, text=request.POST.get("find", ""), initial=request.POST.dict())
    if sent is not None and form.is_valid():
        try:
            made = incidents.report(
                unit=unit, volunteer=form.cleaned_data["volunteer"], values=form.values,
                told=form.cleaned_data["told"], by=request.user, now=timezone.now(),
            )  # fmt: skip
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("已登錄事故。下面是核對結果和期限。"))
            return redirect("volunteers:incident", pk=made.pk)
    given = {"form": form, "unit": unit}
    return render(request, "volunteers/incident_new.html", given, status=422 if form.errors else 200)


@gate(KEEP)
@require_safe
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    """One incident: what happened, whether it was service and covered, what is due, its papers and claims."""
    return _page(request, _incident(request, pk))


def _page(request: HttpRequest, found: Incident, status: int = 200, **forms: Any) -> HttpResponse:
    today = timezone.localdate()
    claims = list(found.claims.select_related("policy").order_by("pk"))
    for one in claims:
        one.incident, one.shape = found, SHAPES[Claim.State(one.state)]  # type: ignore[attr-defined]
        one.steps, one.due = incidents.steps(one), incidents.answer_due(one)  # type: ignore[attr-defined]
        tried = forms.get("tried") == one.pk
        one.form = forms["step_form"] if tried else StepForm(auto_id=f"id_{one.pk}_%s")  # type: ignore[attr-defined]
    return render(
        request,
        "volunteers/incident.html",
        {
            "incident": found,
            "unit": found.unit,
            "checks": incidents.checks(found),
            "deadlines": incidents.deadlines(
                found, filed_on=min((one.filed_on for one in claims if one.filed_on), default=None)
            ),
            "today": today,
            "claims": claims,
            "papers": incidents.papers(found),
            "claim_form": ClaimForm(incident=found),
            "paper_form": PaperForm(),
        }
        | forms,
        status=status,
    )


@gate(KEEP)
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a photo or a document to an incident."""
    found = _incident(request, pk)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST_MEGABYTES * 1024 * 1024:
                raise Unfit(_("檔案超過 %(most)s MB。") % {"most": MOST_MEGABYTES})
            incidents.attach(
                incident=found, data=file.read(), name=file.name or "", by=request.user, now=timezone.now()
            )
        except Unfit as unfit:
            form.add_error("file", str(unfit))
        else:
            messages.success(request, _("已附上文件。"))
            return redirect("volunteers:incident", pk=pk)
    return _page(request, found, 422, paper_form=form)


@gate(KEEP)
@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a claim for an incident."""
    found = _incident(request, pk)
    form = ClaimForm(request.POST, incident=found)
    if form.is_valid():
        try:
            incidents.claim(incident=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("已開始一件理賠。備齊文件送件後，回來登錄日期與金額。"))
            return redirect("volunteers:incident", pk=pk)
    return _page(request, found, 422, claim_form=form)


@gate(KEEP)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a claim one step on."""
    rows = Claim.objects.visible_to(request.user).select_related("incident__unit__organisation", "incident__volunteer")
    found = get_visible(rows, request.user, pk=pk)
    name = request.POST.get("step", "")
    if name not in incidents.MOVES.moves:
        raise Http404
    form = StepForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        try:
            incidents.move(claim=found, name=name, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("已更新理賠：%(state)s。") % {"state": found.get_state_display()})
            return redirect("volunteers:incident", pk=found.incident_id)
    return _page(request, found.incident, 422, step_form=form, tried=found.pk)


def _incident(request: HttpRequest, pk: int) -> Incident:
    rows = Incident.objects.visible_to(request.user).select_related("unit__organisation", "unit__county", "volunteer")
    return get_visible(rows, request.user, pk=pk)
