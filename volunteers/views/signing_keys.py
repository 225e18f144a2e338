"""The page of the keys that sign certificates, and changing one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.ui.refusals import take_problems
from volunteers.certifying import keys
from volunteers.certifying.certificate_forms import KeyForm
from volunteers.models import Authority, SigningKey

REVIEW = Permission.REVIEW_UNITS


@gate(REVIEW)
@require_safe
def signing_keys(request: HttpRequest) -> HttpResponse:
    """Which keys the county's offices sign with, and signed with before."""
    return _page(request)


@gate(REVIEW)
@require_POST
def key_rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign with another key from now on."""
    held = SigningKey.objects.visible_to(request.user, REVIEW).select_related("authority").filter(retired_on=None)
    key = get_visible(held, request.user, pk=pk)
    form = KeyForm(request.POST)
    if form.is_valid():
        try:
            keys.rotate(
                authority=key.authority, reason=form.cleaned_data["reason"], lost=form.cleaned_data["lost"],
                by=request.user, now=timezone.now(),
            )  # fmt: skip
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("從現在起用新的金鑰簽。舊的公鑰還在，驗得到以前簽的。"))
            return redirect("volunteers:signing_keys")
    return _page(request, 422, form, key.pk)


def _page(request: HttpRequest, status: int = 200, form: KeyForm | None = None, at: int = 0) -> HttpResponse:
    rows = SigningKey.objects.visible_to(request.user, REVIEW).select_related("authority")
    found: dict[Authority, list[SigningKey]] = {}
    for key in rows:
        found.setdefault(key.authority, []).append(key)
    shown = [{"authority": one, "keys": its, "address": keys.issuer_address(one)} for one, its in found.items()]
    county = bool(reach(request.user, REVIEW).counties or reach(request.user, REVIEW).everywhere)
    given = {"offices": shown, "form": form or KeyForm(), "at": at, "of_county": county}
    return render(request, "volunteers/signing_keys.html", given, status=status)
