"""The page behind the link at the foot of a letter that one may do without."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from foundation.accounts.access import public

from . import declining


# A mail programme that offers to decline posts without having opened the page; the link itself is the secret.
@csrf_exempt
@public("the signed link names one person and one kind of letters, and opens nothing else")
@require_http_methods(["GET", "POST"])
@never_cache
def letters(request: HttpRequest, token: str) -> HttpResponse:
    """Decline a kind of letters, or ask for it again. Opening the page changes nothing: programmes look at links."""
    found = declining.read(token)
    if found is None:
        raise Http404
    kind, user = found
    if request.method == "POST":
        change = declining.accept if "again" in request.POST else declining.decline
        change(kind=kind, user=user, by=user, now=timezone.now())
        # Mail programmes do not follow redirects of what they post (RFC 8058, 3.1); a page that was pressed does.
        if "List-Unsubscribe" not in request.POST:
            return redirect(request.path)
    return render(
        request,
        "notices/declining.html",
        {"kind": kind, "reader": user, "declined": declining.has_declined(kind=kind, user=user)},
    )
