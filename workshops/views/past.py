"""The page of a workshop that was held before it was registered."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.accounts.access import gate
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.ui.refusals import take_problems
from workshops import past
from workshops.past_forms import PastForm


@gate(Permission.REGISTER_WORKSHOP)
@require_http_methods(["GET", "HEAD", "POST"])
def register_past(request: HttpRequest) -> HttpResponse:
    """Write down a workshop that was held, on one page."""
    scope = reach(request.user, Permission.REGISTER_WORKSHOP)
    counties = County.objects.all() if scope.everywhere else County.objects.filter(pk__in=scope.counties)
    known = {"contact_name": request.user.name, "contact_phone": request.user.phone}
    now = timezone.now()
    typed = request.POST if request.method == "POST" else None
    form = PastForm(typed, counties=counties, on=timezone.localdate(now), initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            workshop = past.register(
                programme=form.cleaned_data["programme"],
                county=form.cleaned_data["county"],
                data=request.POST.dict(),
                tables=form.cleaned_data["tables"],
                by=request.user,
                now=now,
            )
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已送出補登。各組的紙現在就可以拍照上傳登打，不必等協會確認。"))
            return redirect("workshops:detail", pk=workshop.pk)
    return render(
        request,
        "workshops/past.html",
        {"form": form, "any_open": form.fields["programme"].queryset.exists()},
        status=422 if form.errors else 200,
    )
