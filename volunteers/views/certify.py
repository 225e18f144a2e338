"""A unit's page for issuing: who served how long between two days, who is to be thanked, what waits for its paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from volunteers.certifying import givers, issuing, served, waiting
from volunteers.certifying.certificate_forms import PerformanceForm, SpanForm, ThanksForm
from volunteers.models import Certificate, Enrolment, Unit, Volunteer
from volunteers.rules import certificates

SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS
MOST = waiting.MOST


@gate(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """What a unit can certify, and what its authority can of its people; the days are in the address, to be sent on.

    Whoever keeps the unit's people certifies what the unit says; whoever reviews it, what its authority says: awards,
    and where the unit has ended and nobody went on with its work, its hours. The office that gives an award certifies
    what it has decided, whosever unit put them forward: 金鑽獎 is given by social affairs to every category's people.
    """
    rows = Unit.objects.select_related("organisation", "county", "authority", "succeeded_by__organisation")
    decided = waiting.decided_by(request.user).values("proposal__unit")
    unit = rows.filter(Q(pk__in=_seen(request.user)) | Q(pk__in=decided), pk=pk).first()
    if unit is None or not (may := _may(unit, request.user)):
        raise Http404
    if request.method == "POST":
        if request.POST.get("what", "performance") not in may:
            raise Http404
        return _sent(request, unit)
    span = SpanForm(request.GET if "first" in request.GET else None)
    return _page(request, unit, span)


def _may(unit: Unit, user: Any) -> frozenset[str]:
    """Which kinds of certificates somebody issues on this page."""
    found: set[str] = set()
    if Unit.objects.visible_to(user, KEEP).filter(pk=unit.pk).exists():
        found |= {"performance", "thanks", "trainings", "awards"}
    if Unit.objects.visible_to(user, Permission.REVIEW_UNITS).filter(pk=unit.pk).exists():
        found |= {"awards"}
        if unit.state == Unit.State.ENDED and unit.succeeded_by is None:
            found |= {"performance"}
    if not found and waiting.decided_by(user).filter(proposal__unit=unit).exists():
        found |= {"awards"}
    return frozenset(found)


def _seen(user: Any) -> Any:
    return Unit.objects.visible_to(user).order_by().values("pk")


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
            lambda: issuing.for_awards(rows=waiting.awards(unit, request.user), unit=unit, by=request.user, now=now),
        ),
        "trainings": (
            SpanForm(),
            lambda: issuing.for_trainings(
                rows=list(waiting.trainings(unit=unit)[:MOST]), by=request.user, now=now,
            ),
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
    may = _may(unit, request.user)
    if "performance" in may and span.is_bound and span.is_valid():
        first, last = span.cleaned_data["first"], span.cleaned_data["last"]
        people = list(Enrolment.objects.filter(unit=unit).order_by().values_list("volunteer", flat=True).distinct())
        known = served.between(unit, people[:MOST], first, last).values()
        found = sorted((one for one in known if one.stays), key=lambda one: (one.volunteer.name_key, one.volunteer.pk))
    team = Volunteer.objects.none()
    if "thanks" in may:
        here = Enrolment.objects.filter(unit=unit).on(timezone.localdate()).values("volunteer")
        team = Volunteer.objects.filter(pk__in=here)
    given = waiting.awards(unit, request.user)
    known = givers.know(given, unit, request.user)
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
            "awards": [
                {"row": one, "award": known.rules[one.pk], "signer": givers.signer(one, unit, known)} for one in given
            ],
            "may": may, "trainings": waiting.trainings(unit=unit).count() if "trainings" in may else 0,
            "exact": certificates.EXACT, "own_only": certificates.OWN_ONLY,
            "minimum": certificates.MINIMUM, "successor": certificates.SUCCESSOR,
            "ended": unit.state == Unit.State.ENDED, "sees_unit": _seen(request.user).filter(pk=unit.pk).exists(),
            **forms,
        },
        status=status,
    )  # fmt: skip
