"""The page of what can be printed, and the papers themselves."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.exports import pdf
from foundation.exports.views import respond
from workshops import papers
from workshops.models import Workshop
from workshops.people import may_here


@gate(Permission.SEE_WORKSHOPS)
@require_GET
def printing(request: HttpRequest, pk: int) -> HttpResponse:
    """What may be printed of this workshop, each with what it is good for."""
    workshop = get_visible(Workshop.objects.with_people(), request.user, pk=pk)
    return render(
        request,
        "workshops/print.html",
        {
            "workshop": workshop,
            "papers": papers.papers_for(workshop, request.user),
            "lists": may_here(request.user, Permission.MANAGE_PARTICIPANTS, workshop),
            "codeless": workshop.groups.filter(code=None).exists() or not workshop.groups.exists(),
        },
    )


@gate(Permission.SEE_WORKSHOPS)
@require_GET
def paper(request: HttpRequest, pk: int, key: str) -> HttpResponseBase:
    """One paper as PDF."""
    workshop = get_visible(Workshop.objects.with_people(), request.user, pk=pk)
    found = papers.find(key, workshop, request.user)
    if found is None:
        raise Http404
    site = request.build_absolute_uri("/").rstrip("/")
    try:
        document = papers.print_out(found, workshop=workshop, site=site, by=request.user, now=timezone.now())
    except papers.NothingToPrint as nothing:
        messages.warning(request, str(nothing))
        return redirect("workshops:print", pk=pk)
    return respond(io.BytesIO(document), name=f"{workshop}{found.label}.pdf", content_type=pdf.CONTENT_TYPE)
