"""Pages of passkeys: one's own, and signing in with one. Browsers hand them over by script, as JSON."""

from __future__ import annotations

import json
from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from foundation.accounts import passkeys, second_factor, sessions
from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.adapter import SecondFactorStage
from foundation.accounts.asked_again import password_first
from foundation.accounts.models import Passkey


@gate(None)
@never_cache
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """One's own passkeys."""
    return render(
        request,
        "accounts/passkeys.html",
        {
            "rows": list(Passkey.objects.visible_to(request.user)),
            "most": passkeys.MOST,
            "is_required": second_factor.is_required(request.user) and not second_factor.is_on(request.user),
            "has_password": request.user.has_usable_password(),
        },
    )


@gate(None)
@never_cache
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """What the browser is asked for (without an answer), or keeping what it has made."""
    told, now = _told(request), timezone.now()
    if "answer" not in told:
        if not _knows_password(request, told):
            return JsonResponse({"error": _("密碼不對，沒有新增。")}, status=422)
        return _asked(passkeys.offer_to_add(request, user=request.user, now=now))
    try:
        made = passkeys.add(
            request, answer=told["answer"], name=str(told.get("name", "")), by=request.user, now=now
        )  # fmt: skip
    except ValidationError as problem:
        return JsonResponse({"error": " ".join(problem.messages)}, status=422)
    sessions.note_second_factor(request)
    messages.success(request, _("已新增通行密鑰「%(name)s」。") % {"name": made})
    return JsonResponse({"to": request.build_absolute_uri("./")})


@gate(None)
@require_POST
@password_first("POST")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one away."""
    found = get_visible(Passkey, request.user, pk=pk)
    try:
        passkeys.remove(passkey=found, by=request.user, now=timezone.now())
        messages.success(request, _("已移除通行密鑰「%(name)s」。") % {"name": found.name})
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("accounts:passkeys")


@public("whoever wants to sign in, or has given her password and shows the second step")
@never_cache
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """What the browser is asked for (without an answer), or signing in with what it has shown."""
    told, now = _told(request), timezone.now()
    if not ratelimit.consume(request, action="login"):
        return JsonResponse({"error": _("試得太快了，請等一下再試。")}, status=429)
    stage = LoginStageController.enter(request, SecondFactorStage.key) if told.get("second") else None
    if told.get("second") and stage is None:
        return JsonResponse({"error": _("等太久了，請從密碼開始再登入一次。")}, status=422)
    user = stage.login.user if stage else None
    if "answer" not in told:
        return _asked(passkeys.offer_to_check(request, user=user, now=now))
    try:
        shown = passkeys.check(request, answer=told["answer"], user=user, now=now)
    except ValidationError as problem:
        return JsonResponse({"error": " ".join(problem.messages)}, status=422)
    if stage:
        answer = stage.exit()
    else:
        request.by_passkey = True  # its device has verified its holder: that is both steps
        answer = perform_login(request, Login(user=shown, redirect_url=get_next_redirect_url(request)))
    return JsonResponse({"to": answer.get("Location", "/")})


def _told(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return {}
    try:
        told = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _asked(options: str) -> HttpResponse:
    return HttpResponse(options, content_type="application/json")


def _knows_password(request: HttpRequest, told: dict[str, Any]) -> bool:
    """A key stays when its holder has gone: whoever finds an open page must not leave one of hers."""
    if not request.user.has_usable_password():
        return True
    if not ratelimit.consume(request, action="reauthenticate", user=request.user):
        return False
    return request.user.check_password(str(told.get("password", "")))
