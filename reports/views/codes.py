"""The door behind the codes of a report."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from reports import codes


@gate(Permission.SEE_PLANS)
@require_safe
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from a code of the report to what it stands for."""
    page = codes.page_of(code, user=request.user)
    if page is None:
        raise Http404
    return redirect(page)
