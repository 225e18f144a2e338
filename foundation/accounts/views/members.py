"""Pages on who holds which role."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts import membership as memberships
from foundation.accounts import sectors
from foundation.accounts.access import gate, get_visible
from foundation.accounts.forms import AssignForm
from foundation.accounts.models import County, Membership, Passkey, SecondFactor
from foundation.accounts.roles import POLICIES, Permission


@gate(Permission.ASSIGN_ROLES)
def members(request: HttpRequest) -> HttpResponse:
    """Who holds which role in the places this person looks after."""
    today = timezone.localdate()
    rows = Membership.objects.visible_to(request.user).select_related("user", "county", "organisation")
    counties = list(County.objects.filter(pk__in=rows.values("county")))
    wanted = request.GET.get("county", "")
    if wanted not in {county.pk for county in counties}:
        wanted = ""
    if wanted:
        rows = rows.filter(county=wanted)
    current = rows.current(today).order_by(F("county__position").asc(nulls_first=True), "role", "user__name")
    return render(
        request,
        "accounts/members.html",
        {
            "current": [(row, POLICIES[row.role].description) for row in current],
            "ended": rows.filter(ends_on__lte=today).order_by("-ends_on"),
            "counties": counties,
            # Whose second step another officer may take away: everybody's but one's own.
            "with_second": {
                user
                for model in (SecondFactor, Passkey)
                for user in model.objects.exclude(user=request.user)
                .filter(user__in=rows.values("user"))
                .values_list("user", flat=True)
            },
            "wanted": wanted,
        },
    )


@gate(Permission.ASSIGN_ROLES)
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest) -> HttpResponse:
    """Give a role; the description of each stands beside it."""
    form = AssignForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = memberships.give_role(
                email=given["email"],
                name=given["name"],
                phone=given["phone"],
                role=given["role"],
                county=form.place,
                sector=given["sector"],
                by=request.user,
                on=timezone.localdate(),
            )
        except ValidationError as problem:
            for field, sentences in _by_field(problem, form):
                form.add_error(field, sentences)
        else:
            messages.success(
                request, _("%(name)s現在是%(role)s。") % {"name": made.user, "role": made.get_role_display()}
            )
            return redirect("accounts:members")
    offered = [(sector, sectors.shown(sector)) for sector in sectors.USUAL]
    shown = {"form": form, "sectors": offered}
    return render(request, "accounts/assign.html", shown, status=422 if form.errors else 200)


def _by_field(problem: ValidationError, form: AssignForm) -> list[tuple[str | None, list[ValidationError]]]:
    """Each field's problems; those of fields that this form does not show stand above it."""
    found: dict[str, list[ValidationError]] = problem.update_error_dict({})
    return [(name if name in form.fields else None, problems) for name, problems in found.items()]


@gate(Permission.ASSIGN_ROLES)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role from today on."""
    row = get_visible(Membership, request.user, pk=pk)
    if row.user_id == request.user.pk or row.role not in memberships.assignable_roles(request.user):
        messages.error(request, _("這個角色不是由您指派的，請洽協會秘書處。"))
        return redirect("accounts:members")
    try:
        memberships.end_role(
            membership=row,
            by=request.user,
            on=timezone.localdate(),
            reason=request.POST.get("reason", ""),
        )
        messages.success(request, _("已結束%(row)s。") % {"row": row})
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("accounts:members")
