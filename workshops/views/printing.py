"""The page of what can be printed, and the papers themselves."""

from __future__ import annotations

import datetime as dt
import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.exports import pdf
from foundation.exports.views import respond
from workshops import long_papers, papers
from workshops.models import Workshop
from workshops.people import may_here


@gate(Permission.SEE_WORKSHOPS)
@require_GET
def printing(request: HttpRequest, pk: int) -> HttpResponse:
    """What may be printed of this workshop, each with what it is good for."""
    workshop = get_visible(Workshop.objects.with_people(), request.user, pk=pk)
    offered = papers.papers_for(workshop, request.user)
    return render(
        request,
        "workshops/print.html",
        {
            "workshop": workshop,
            "papers": offered,
            "lists": may_here(request.user, Permission.MANAGE_PARTICIPANTS, workshop),
            "jobs": long_papers.recent(workshop, request.user, offered),
        },
    )


@gate(Permission.SEE_WORKSHOPS)
@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, pk: int, key: str) -> HttpResponseBase:
    """One paper as PDF; a long one is asked for with POST and made in the background."""
    workshop = get_visible(Workshop.objects.with_people(), request.user, pk=pk)
    found = papers.find(key, workshop, request.user)
    if found is None:
        raise Http404
    now, site = timezone.now(), request.build_absolute_uri("/").rstrip("/")
    if not found.is_long:
        return _printed(request, found, workshop, site, now)
    if request.method == "GET":
        return redirect("workshops:print", pk=pk)
    job = long_papers.ask_for(
        paper=found, workshop=workshop, site=site, by=request.user, now=now, language=get_language() or "zh-hant"
    )
    return redirect("jobs:job", pk=job.pk)


def _printed(
    request: HttpRequest, paper: papers.Paper, workshop: Workshop, site: str, now: dt.datetime
) -> HttpResponseBase:
    try:
        document = papers.print_out(paper, workshop=workshop, site=site, by=request.user, now=now)
    except papers.NothingToPrint as nothing:
        messages.warning(request, str(nothing))
        return redirect("workshops:print", pk=workshop.pk)
    return respond(io.BytesIO(document), name=f"{workshop}_{paper.label}.pdf", content_type=pdf.CONTENT_TYPE)
