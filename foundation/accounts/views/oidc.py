"""Signing in by another house's word: there, and back."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from foundation.accounts import oidc
from foundation.accounts.access import public


@public("whoever wants to sign in")
@never_cache
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """There."""
    if not oidc.is_on():
        raise Http404
    back = request.build_absolute_uri(reverse("account_oidc_back"))
    try:
        return redirect(
            oidc.begin(request, back=back, to=get_next_redirect_url(request) or "", now=timezone.now())
        )  # fmt: skip
    except ValidationError as problem:
        return _refused(request, problem)


@public("whoever comes back from signing in there; who she is, the issuer's signed word says")
@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """And back."""
    if not oidc.is_on():
        raise Http404
    try:
        user, to = oidc.finish(request, now=timezone.now())
    except ValidationError as problem:
        return _refused(request, problem)
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=to or None))
    return answer


def _refused(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    messages.error(request, " ".join(problem.messages))
    return redirect("account_login")
