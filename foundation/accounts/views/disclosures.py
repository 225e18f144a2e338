"""The page on who from elsewhere has read names, and why."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from foundation.accounts.access import gate
from foundation.accounts.models import Disclosure
from foundation.accounts.roles import Permission

PAGE = 50


@gate(Permission.READ_TRAIL)
@require_GET
def disclosures(request: HttpRequest) -> HttpResponse:
    """Every look across the county line: who, at what, when and why; the county reads what concerns it."""
    rows = Disclosure.objects.visible_to(request.user).select_related("user", "county")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/disclosures.html", {"page": page, "now": timezone.now()})
