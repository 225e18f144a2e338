"""Pages on families: which a unit keeps, keeping one whose members all agreed, and where one stands with awards."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.ui.refusals import take_problems
from volunteers.awards import eligibility, words
from volunteers.awards import families as domain
from volunteers.awards.family_forms import KeepForm
from volunteers.models import Family, Unit

from .hours import unit_of
from .person_awards import cards_of

SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS


@gate(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_families(request: HttpRequest, pk: int) -> HttpResponse:
    """The families that a unit keeps; whoever keeps its people enters another."""
    unit = unit_of(request, pk, KEEP if request.method == "POST" else SEE)
    keeps = Unit.objects.visible_to(request.user, KEEP).filter(pk=unit.pk).exists()
    form = KeepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            members = form.members(unit, timezone.localdate(now))
            made = domain.keep(unit=unit, members=members, agreed=form.cleaned_data["agreed"], by=request.user, now=now)
        except ValidationError as refused:
            take_problems(form, refused, members="applicant")
        else:
            messages.success(request, _("已登錄這個家庭。下面是今天的資格，縣市評估時也會一起評估。"))
            return redirect("volunteers:family", pk=made.pk)
    rows = Family.objects.visible_to(request.user).standing().filter(unit=unit)
    return render(
        request,
        "volunteers/families.html",
        {"unit": unit, "keeps": keeps, "form": form, "families": rows.prefetch_related("members__volunteer")},
        status=422 if form.errors else 200,
    )


def family_of(request: HttpRequest, pk: int, permission: Permission = SEE) -> Family:
    """A family that this person sees, or keeps."""
    rows = Family.objects.visible_to(request.user, permission).select_related("unit__organisation", "county")
    return get_visible(rows, request.user, pk=pk)


@gate(None)
@require_safe
def family(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one family stands with every award for families, member by member."""
    one, on = family_of(request, pk), timezone.localdate()
    found = eligibility.assess_family(one, on)
    members = list(one.members.select_related("volunteer"))
    return render(
        request,
        "volunteers/family.html",
        {
            "family": one,
            "members": members,
            "groups": cards_of(found, words.names_of(found), {one.county_id}),
            "keeps": one.ended_on is None and Family.objects.visible_to(request.user, KEEP).filter(pk=pk).exists(),
            "may_list": Unit.objects.visible_to(request.user, SEE).filter(pk=one.unit_id).exists(),
            "paper_url": reverse("volunteers:family_paper", args=[one.pk]),
            "asked": f"?family={one.pk}",
            "may_download": bool(reach(request.user, SEE)),
        },
    )


@gate(KEEP)
@require_POST
def family_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a family's entry."""
    one = family_of(request, pk, KEEP)
    try:
        domain.end(family=one, by=request.user, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("已結束登錄。得過的獎都還在。"))
    return redirect("volunteers:families", pk=one.unit_id)
