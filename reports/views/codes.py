"""The door behind the codes of a report: typed from the page, or followed from a file."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from reports import codes
from reports.editions import looking_up

ROWS = 50


@gate(Permission.SEE_PLANS)
@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """A field for a code as it is printed; a known one leads on."""
    given = request.GET.get("code", "")
    code = looking_up.written(given)
    if not code:
        return render(request, "reports/code_lookup.html", {"given": "", "is_unknown": False})
    page = codes.page_of(code, user=request.user)
    if page is None and looking_up.find(code, user=request.user, now=timezone.now()) is None:
        return render(request, "reports/code_lookup.html", {"given": given[:60], "is_unknown": True}, status=404)
    return redirect(page or codes.place_of(code))


@gate(Permission.SEE_PLANS)
@require_safe
def code(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from a code of the report to what it stands for: a page, or the rows of a figure."""
    page = codes.page_of(code, user=request.user)
    if page is not None:
        return redirect(page)
    found = looking_up.find(code, user=request.user, now=timezone.now())
    if found is None:
        raise Http404
    rows = Paginator(found.rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "reports/code.html", {"found": found, "page": rows})
