"""Reading the promises aloud and signing them on the screen, one plan after the other."""

from __future__ import annotations

import json

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from actionplans.consensus import adoption, signatures
from actionplans.consensus.forms import SignatureForm
from actionplans.models import Consensus, Plan, Signature
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from workshops.models import Workshop

from .papers import may_print_commitments

LARGEST = 200_000


def _page(request: HttpRequest, workshop: Workshop, place: int, form: SignatureForm | None = None) -> HttpResponse:
    rows = Plan.objects.filter(workshop=workshop).adopted().with_people().prefetch_related("signatures")
    plans = list(rows.order_by("code"))
    place = min(max(place, 1), max(len(plans), 1))
    plan = plans[place - 1] if plans else None
    context = {
        "workshop": workshop,
        "consensus": Consensus.objects.filter(workshop=workshop).first(),
        "plans": plans,
        "plan": plan,
        "place": place,
        "signed": [
            (one, signatures.path_of(one), signatures.signed_otherwise(one, plan)) for one in plan.signatures.all()
        ]
        if plan
        else [],
        "form": form or SignatureForm(initial={"unit": plan.lead_agency} if plan else {}),
        "may_sign": workshop.state in adoption.OPEN_STATES,
        "may_print": may_print_commitments(request.user, workshop),
    }
    return render(request, "actionplans/readback.html", context, status=422 if form and form.errors else 200)


def _run(request: HttpRequest, pk: int) -> Workshop:
    rows = Workshop.objects.visible_to(request.user, Permission.RUN_WORKSHOP).with_people()
    return get_visible(rows, request.user, pk=pk)


@gate(Permission.RUN_WORKSHOP)
@require_GET
def readback(request: HttpRequest, pk: int) -> HttpResponse:
    """One adopted plan at a time in large letters (`?plan=2` is the second), with its signatures."""
    asked = request.GET.get("plan", "1")
    place = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 5 else 1
    return _page(request, _run(request, pk), place)


@gate(Permission.RUN_WORKSHOP)
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a name under a plan."""
    plans = Plan.objects.filter(workshop__in=Workshop.objects.visible_to(request.user, Permission.RUN_WORKSHOP))
    plan = get_visible(plans, request.user, pk=pk)
    place = _order_of(plan.workshop_id)
    if pk not in place:
        messages.error(
            request, _("「%(plan)s」的採納剛剛撤回了，這次沒有簽。重新採納之後請再簽一次。") % {"plan": plan}
        )
        return redirect("actionplans:readback", pk=plan.workshop_id)
    form = SignatureForm(request.POST)
    if form.is_valid():
        try:
            signed = signatures.sign(
                plan=plan,
                name=form.cleaned_data["name"],
                unit=form.cleaned_data["unit"],
                strokes=_strokes(form.cleaned_data["strokes"]),
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, _("%(who)s已簽署「%(plan)s」。") % {"who": signed, "plan": plan})
            return redirect(_address_of(plan))
        except ValidationError as problem:
            for sentence in problem.messages:
                form.add_error(None, sentence)
    return _page(request, _run(request, plan.workshop_id), place.index(pk) + 1, form)


def _strokes(text: str) -> object:
    if not text:
        return None
    try:
        return json.loads(text) if len(text) <= LARGEST else text
    except (ValueError, RecursionError):
        return text  # no drawing, and said so by whoever reads it


@gate(Permission.RUN_WORKSHOP)
@require_POST
def unsign(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a signature down that was a mistake."""
    plans = Plan.objects.filter(workshop__in=Workshop.objects.visible_to(request.user, Permission.RUN_WORKSHOP))
    found = Signature.objects.filter(plan__in=plans, pk=pk).select_related("plan__workshop").first()
    asked = request.POST.get("plan", "")
    if found is None and asked.isascii() and asked.isdecimal() and len(asked) < 19:
        # Somebody was quicker: who may run this room is told so, and everybody else that there is nothing.
        plan = get_visible(plans, request.user, pk=int(asked))
        messages.info(request, _("這個簽署剛剛已經撤下了。"))
        return redirect(_address_of(plan))
    if found is None:
        raise Http404
    try:
        signatures.unsign(signature=found, by=request.user, now=timezone.now())
        messages.success(request, _("已撤下%(who)s的簽署。") % {"who": found})
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(_address_of(found.plan))


def _order_of(workshop: int) -> list[int]:
    """The adopted plans in the order in which they are read aloud."""
    return list(Plan.objects.filter(workshop=workshop).adopted().order_by("code").values_list("pk", flat=True))


def _address_of(plan: Plan) -> str:
    order, page = _order_of(plan.workshop_id), reverse("actionplans:readback", args=[plan.workshop_id])
    return f"{page}?plan={order.index(plan.pk) + 1}" if plan.pk in order else page
