"""One's own tokens of the API: issuing, seeing once, revoking."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts import tokens
from foundation.accounts.access import gate, get_visible
from foundation.accounts.asked_again import password_first
from foundation.accounts.forms import TokenForm
from foundation.accounts.models import ApiToken
from foundation.accounts.roles import Permission


@gate(Permission.USE_API)
@never_cache
@require_http_methods(["GET", "POST"])
@password_first("POST")
def tokens_of(request: HttpRequest) -> HttpResponse:
    """The list of one's tokens. A new one is shown in the answer to its own form, and never again."""
    form = TokenForm(request.POST or None, user=request.user)
    secret, made = "", None
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = tokens.issue(by=request.user, now=timezone.now(), **form.cleaned_data)
            form = TokenForm(user=request.user)
        except ValidationError as problem:
            form.add_error(None, problem)
    now = timezone.now()
    mine = ApiToken.objects.visible_to(request.user).select_related("county", "unit")
    rows = [(token, token.is_over(now)) for token in mine]
    return render(
        request,
        "accounts/tokens.html",
        {"form": form, "rows": rows, "secret": secret, "made": made},
        status=422 if form.errors else 200,
    )


@gate(Permission.USE_API)
@require_POST
def revoke(request: HttpRequest, hint: str) -> HttpResponse:
    """Take one back; it is named by its first characters, so that no address carries a digest."""
    found = get_visible(ApiToken, request.user, token_key__startswith=hint)
    tokens.revoke(token=found, by=request.user, now=timezone.now())
    messages.success(request, _("已撤銷「%(name)s」，從現在起不能再用。") % {"name": found.name})
    return redirect("accounts:tokens")
