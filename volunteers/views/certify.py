"""A unit's page for issuing: who served how long between two days, who is to be thanked, what waits for its paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from volunteers.awards import books
from volunteers.certifying import issuing, served
from volunteers.certifying.certificate_forms import PerformanceForm, SpanForm, ThanksForm
from volunteers.models import (
    AwardCandidate,
    AwardGiven,
    AwardKin,
    Certificate,
    Enrolment,
    TrainingCertificate,
    Unit,
    Volunteer,
)
from volunteers.rules import certificates

KEEP = Permission.KEEP_VOLUNTEERS
MOST = issuing.MOST


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """What a unit can certify, and issuing it. The days are in the address, so that they can be sent on."""
    rows = Unit.objects.visible_to(request.user, KEEP).select_related(
        "organisation", "county", "authority", "succeeded_by__organisation"
    )
    unit = get_visible(rows, request.user, pk=pk)
    if request.method == "POST":
        return _sent(request, unit)
    span = SpanForm(request.GET if "first" in request.GET else None)
    return _page(request, unit, span)


def _sent(request: HttpRequest, unit: Unit) -> HttpResponse:
    what, now = request.POST.get("what", ""), timezone.now()
    chosen = [int(one) for one in request.POST.getlist("person") if one.isascii() and one.isdecimal()]
    performance, thanks = PerformanceForm(request.POST), ThanksForm(request.POST)
    deeds: dict[str, tuple[Any, Callable[[], list[Certificate]]]] = {
        "performance": (performance, lambda: _performance(unit, chosen, performance.cleaned_data, request, now)),
        "thanks": (
            thanks,
            lambda: issuing.thank(
                unit=unit, people=Volunteer.objects.filter(pk__in=chosen, enrolments__unit=unit).distinct(),
                text=thanks.cleaned_data["text"], text_en=thanks.cleaned_data["text_en"], by=request.user, now=now,
            ),
        ),
        "awards": (
            SpanForm(),
            lambda: issuing.for_awards(rows=list(awards_of(unit, request.user)), unit=unit, by=request.user, now=now),
        ),
        "trainings": (
            SpanForm(), lambda: issuing.for_trainings(rows=list(trainings_of(unit)), by=request.user, now=now),
        ),
    }  # fmt: skip
    form, deed = deeds.get(what, deeds["performance"])
    if not form.is_bound or form.is_valid():
        try:
            made = deed()
        except ValidationError as refused:
            if form.is_bound:
                take_problems(form, refused)
            else:
                messages.error(request, refused.messages[0])
                return redirect("volunteers:unit_certificates", pk=unit.pk)
        else:
            if not made:
                messages.info(request, _("沒有要發的。"))
                return redirect("volunteers:unit_certificates", pk=unit.pk)
            words = ngettext("發了 %(count)s 張。", "發了 %(count)s 張。", len(made)) % {"count": f"{len(made):,}"}
            messages.success(request, words)
            return redirect(f"{reverse('volunteers:certificates')}?stroke={made[0].together}")
    span = SpanForm({name: request.POST.get(name, "") for name in ("first", "last")})
    kept = {"performance_form": performance} if form is performance else {"thanks_form": thanks}
    return _page(request, unit, span if form is performance else SpanForm(), 422, chosen, **kept)


def _performance(
    unit: Unit, chosen: list[int], sent: dict[str, Any], request: HttpRequest, now: Any
) -> list[Certificate]:
    claimed = sent["claimed"]
    return issuing.performance(
        unit=unit, people=chosen, first=sent["first"], last=sent["last"], content=sent["content"].strip(),
        remark=sent["remark"].strip(), claimed=None if claimed is None else claimed * 60, by=request.user, now=now,
    )  # fmt: skip


def _page(
    request: HttpRequest, unit: Unit, span: SpanForm, status: int = 200, chosen: list[int] | None = None, **forms: Any
) -> HttpResponse:
    found: list[served.Served] = []
    if span.is_bound and span.is_valid():
        first, last = span.cleaned_data["first"], span.cleaned_data["last"]
        people = list(Enrolment.objects.filter(unit=unit).order_by().values_list("volunteer", flat=True).distinct())
        known = served.between(unit, people[:MOST], first, last).values()
        found = sorted(
            (one for one in known if one.first is not None), key=lambda one: (one.volunteer.name_key, one.volunteer.pk)
        )
    team = Volunteer.objects.filter(
        pk__in=Enrolment.objects.filter(unit=unit).on(timezone.localdate()).values("volunteer")
    )
    given = list(awards_of(unit, request.user))
    called = books.called([(one.award, one.given_on) for one in given])
    return render(
        request,
        "volunteers/unit_certificates.html",
        {
            "unit": unit, "span": span, "found": found, "asked": span.is_bound and not span.errors,
            "performance_form": PerformanceForm(
                initial={name: span.data.get(name, "") for name in ("first", "last")} if span.is_bound else None
            ),
            "thanks_form": ThanksForm(), "team": list(team.order_by("name_key", "pk")[:MOST]),
            "chosen": {str(one) for one in chosen or ()},
            "awards": [{"row": one, "award": called.get((one.award, one.given_on))} for one in given],
            "trainings": list(trainings_of(unit)), "exact": certificates.EXACT, "own_only": certificates.OWN_ONLY,
            "minimum": certificates.MINIMUM, "successor": certificates.SUCCESSOR,
            "ended": unit.state == Unit.State.ENDED, **forms,
        },
        status=status,
    )  # fmt: skip


def awards_of(unit: Unit, user: Any) -> Any:
    """What the unit's people, and the unit itself, received and have no certificate for: of what was not decided here
    only what this person may vouch for."""
    certified = Certificate.objects.filter(revoked_on=None, award__isnull=False).values("award")
    people = Enrolment.objects.filter(unit=unit, left_on=None).values("volunteer")
    rows = AwardGiven.objects.filter(revoked_on=None, award__in=books.codes()).exclude(pk__in=certified)
    rows = rows.filter(volunteer__in=people) | rows.filter(unit=unit)
    if not issuing.may_vouch(unit, user):
        rows = rows.filter(
            Q(pk__in=AwardCandidate.objects.exclude(given=None).values("given"))
            | Q(pk__in=AwardKin.objects.exclude(given=None).values("given"))
        )
    return rows.select_related("volunteer", "unit__organisation").order_by("given_on", "pk")[:MOST]


def trainings_of(unit: Unit) -> Any:
    """Certificates of the unit's own sessions that are not signed yet."""
    signed = Certificate.objects.filter(training__isnull=False).values("training")
    return (
        TrainingCertificate.objects.filter(place__session__unit=unit)
        .exclude(pk__in=signed)
        .select_related("place__volunteer", "place__session__unit__organisation", "place__session__unit__authority",
                        "place__session__authority")
        .prefetch_related("place__session__lessons")
        .order_by("pk")[:MOST]
    )  # fmt: skip
