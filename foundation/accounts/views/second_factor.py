"""Pages of the second step: asking for the code, setting it up, taking it away."""

from __future__ import annotations

from allauth.account.stages import LoginStageController
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts import passkeys, second_factor, sessions
from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.adapter import SecondFactorStage
from foundation.accounts.asked_again import password_first
from foundation.accounts.models import Membership
from foundation.accounts.roles import Permission

PENDING = "second_factor_pending"


class CodeForm(forms.Form):
    """Six digits, or a spare code."""

    code = forms.CharField(label=gettext_lazy("驗證碼"), max_length=40)


@public("whoever has given a right password; nobody else gets further than the sign-in page")
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The code, after the password; a right one goes on with the sign-in."""
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    if stage is None:
        return redirect("account_login")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            second_factor.check(code=form.cleaned_data["code"], by=stage.login.user, now=timezone.now())
        except ValidationError as problem:
            form.add_error("code", problem)
        else:
            answer: HttpResponse = stage.exit()
            return answer
    user = stage.login.user
    shown = {"form": form, "has_codes": second_factor.has_codes(user), "has_passkeys": passkeys.is_on(user)}
    return render(request, "account/second_factor.html", shown, status=422 if form.errors else 200)


@gate(None)
@never_cache
@require_http_methods(["GET", "POST"])
@password_first("GET", "POST")
def own(request: HttpRequest) -> HttpResponse:
    """Whether one's own is on; setting it up. Spare codes are shown in the answer to its form, and never again."""
    user, spares = request.user, []
    form = CodeForm(request.POST if request.method == "POST" else None)
    is_on = second_factor.has_codes(user)
    # What her app is told lies sealed in her session until a code proves that it was put in.
    pending = "" if is_on else request.session.setdefault(PENDING, second_factor.fresh())
    if request.method == "POST" and not is_on and form.is_valid():
        try:
            spares = second_factor.confirm(
                secret_sealed=pending, code=form.cleaned_data["code"], by=user, now=timezone.now()
            )
            del request.session[PENDING]
            sessions.note_second_factor(request)
            is_on = True
        except ValidationError as problem:
            form.add_error("code", problem)
    secret = "" if is_on else second_factor.opened(pending)
    return render(
        request,
        "accounts/second_factor.html",
        {
            "form": form,
            "spares": spares,
            "is_on": is_on,
            "is_required": second_factor.is_required(user) and not passkeys.is_on(user),
            "address": second_factor.address_of(secret, user=user) if secret else "",
            "secret": secret,
        },
        status=422 if form.errors else 200,
    )


@gate(None)
@require_POST
@password_first("POST")
def drop(request: HttpRequest) -> HttpResponse:
    """Switch one's own off, with a code."""
    try:
        second_factor.drop(code=request.POST.get("code", ""), by=request.user, now=timezone.now())
        messages.success(request, _("已停用兩步驟驗證。"))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("accounts:second_factor")


@gate(Permission.ASSIGN_ROLES)
@require_POST
@password_first("POST")
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away that of somebody who has lost her phone, after having seen who she is."""
    membership = get_visible(Membership, request.user, pk=pk)
    try:
        second_factor.reset(
            membership=membership, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now()
        )
        messages.success(request, _("已重設%(name)s的兩步驟驗證，下次登入時重新設定。") % {"name": membership.user})
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("accounts:members")
