"""Pages of one's sessions: where one is signed in, and how long this one still lasts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.accounts import devices, password_age, sessions
from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.asked_again import password_first
from foundation.accounts.models import SignIn


@gate(None)
@never_cache
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Where one is signed in."""
    now = timezone.now()
    rows = devices.signed_in(request.user, now=now)
    return render(
        request,
        "accounts/devices.html",
        {
            "rows": [(row, row.session_id == request.session.session_key) for row in rows],
            "others": any(row.session_id != request.session.session_key for row in rows),
        },
    )


@gate(None)
@require_POST
@password_first("POST")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one of one's own out; the browser one asks with is left to the way everybody signs out."""
    found = get_visible(SignIn, request.user, pk=pk)
    if found.session_id == request.session.session_key:
        messages.info(request, _("這就是您現在用的裝置；要登出，請用右上角的「登出」。"))
    else:
        devices.end(devices=[found], by=request.user, now=timezone.now())
        messages.success(request, _("已讓%(device)s登出。") % {"device": found})
    return redirect("accounts:devices")


@gate(None)
@require_POST
@password_first("POST")
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign all others out."""
    others = SignIn.objects.visible_to(request.user).exclude(session=request.session.session_key)
    ended = devices.end(devices=list(others), by=request.user, now=timezone.now())
    messages.success(request, _("已讓其他 %(count)s 個裝置登出。") % {"count": ended})
    return redirect("accounts:devices")


@public("whoever was signed in and asks whether she still is; it tells no more than that")
@never_cache
@require_http_methods(["GET", "POST"])
def left(request: HttpRequest) -> HttpResponse:
    """How long this session still lasts; asking is no work and keeps nothing open, sending it goes on."""
    if not request.user.is_authenticated:
        return JsonResponse({"who": None}, status=401)
    now = timezone.now()
    if request.method == "POST":
        sessions.go_on(request, now)
    return JsonResponse({"who": request.user.pk, **sessions.left(request, now)})


@gate(None)
@never_cache
@require_GET
def password_over(request: HttpRequest) -> HttpResponse:
    """Why a new password is asked for now, and the way to it."""
    days = password_age.days_over(request.user, now=timezone.now())
    return render(request, "accounts/password_over.html", {"days": days, "most": password_age.most()})
