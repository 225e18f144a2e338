"""Pages on a county's support of its authorities in a year."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from actionplans.models import AnnualPlan, SupportGroup
from actionplans.yearly import support
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.ui.refusals import taken
from volunteers.models import Authority

from .annual import edited

SEE, EDIT = Permission.SEE_ANNUAL_PLANS, Permission.EDIT_ANNUAL_PLANS


@gate(SEE)
@require_safe
def groups(request: HttpRequest, pk: int) -> HttpResponse:
    """Every authority with its group, its units and its visits."""
    found = get_visible(AnnualPlan.objects.select_related("county"), request.user, pk=pk)
    return _page(request, found)


def _page(
    request: HttpRequest, found: AnnualPlan, status: int = 200, tried: int = 0,
    group_form: support.GroupForm | None = None, visit_form: support.VisitForm | None = None,
) -> HttpResponse:  # fmt: skip
    rows = []
    for one in support.of(found):
        mine = one.authority.pk == tried
        rows.append(
            {
                "one": one,
                "group_form": (mine and group_form)
                or support.GroupForm(instance=one.group, auto_id=f"id_g{one.authority.pk}_%s"),
                "visit_form": (mine and visit_form) or support.VisitForm(auto_id=f"id_v{one.authority.pk}_%s"),
                "open": mine,
            }
        )
    given = {
        "annual": found, "rows": rows, "may_edit": reach(request.user, EDIT).covers(found.county_id),
        "source": support.SOURCE,
    }  # fmt: skip
    return render(request, "actionplans/support.html", given, status=status)


@gate(EDIT)
@require_POST
def assign(request: HttpRequest, pk: int, authority: int) -> HttpResponse:
    """Put an authority into a group."""
    found = edited(request, pk)
    office = Authority.objects.of_county(found.county_id).filter(pk=authority).first()
    if office is None:
        raise Http404
    held = found.support.filter(authority=office).first()
    form = support.GroupForm(request.POST, instance=held, auto_id=f"id_g{office.pk}_%s")

    def word() -> None:
        support.assign(annual=found, authority=office, by=request.user, now=timezone.now(), **form.cleaned_data)

    if not taken(form, word):
        return _page(request, found, 422, office.pk, group_form=form)
    messages.success(request, _("已儲存%(office)s的分組。") % {"office": office.shown})
    return redirect("actionplans:support", pk=pk)


@gate(EDIT)
@require_POST
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a visit."""
    group = get_visible(SupportGroup.objects.visible_to(request.user, EDIT), request.user, pk=pk)
    form = support.VisitForm(request.POST, auto_id=f"id_v{group.authority_id}_%s")

    def word() -> None:
        support.visit(group=group, by=request.user, now=timezone.now(), **form.cleaned_data)

    if not taken(form, word):
        return _page(request, group.annual, 422, group.authority_id, visit_form=form)
    messages.success(request, _("已登錄這次輔導。"))
    return redirect("actionplans:support", pk=group.annual_id)
