"""The dashboard, the rows behind its figures, and the same on paper."""

from __future__ import annotations

import io
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import pdf
from foundation.exports.views import respond
from foundation.jobs import work
from reports.dashboards import figures, kept_figures, maps, matrices, papers, places
from reports.dashboards import rows as row_lists
from reports.dashboards.counting import JOB
from reports.dashboards.places import NATION, UnknownPlace, Wanted
from reports.dashboards.register import STALE
from reports.dashboards.values import Dashboard

SEE, COUNT = Permission.SEE_UNITS, Permission.MAKE_COUNTY_REPORT
PAGE = 50


def _asked(request: HttpRequest) -> Dashboard:
    """The dashboard that the address asks for.

    Raises:
        Http404: there is none such, or it is not hers.
    """
    try:
        return figures.build(request.user, Wanted.read(request.GET), now=timezone.now())
    except UnknownPlace as unknown:
        raise Http404 from unknown


@gate(SEE)
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """What needs somebody, how far it is and where it lacks; the filters stand in the address."""
    value = _asked(request)
    return render(
        request, "reports/dashboard.html",
        {
            "value": value, "place": value.place,
            "figures": kept_figures.figures_of(value, here=matrices.here(value.place)), **_choices(request, value),
        },
    )  # fmt: skip


def _choices(request: HttpRequest, value: Dashboard) -> dict[str, Any]:
    """What can be filtered by, and whether the reader may have people counted anew."""
    place = value.place
    counts = reach(request.user, COUNT)
    return {
        "counties": places.counties(request.user),
        "offices": places.offices(request.user, place),
        "programmes": places.programmes(request.user, place),
        "measures": maps.measure_names() if place.level == NATION else {},
        "may_count": counts.everywhere or (place.county is not None and counts.covers(place.county.pk)),
        "is_old": value.counted_at is not None and value.as_of - value.counted_at > STALE,
    }


@gate(SEE)
@require_safe
def rows(request: HttpRequest, key: str) -> HttpResponse:
    """The rows behind a figure, a page at a time; they add up to it."""
    try:
        found = row_lists.behind(request.user, Wanted.read(request.GET), key, now=timezone.now())
    except UnknownPlace as unknown:
        raise Http404 from unknown
    page = Paginator(found.rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request, "reports/dashboard_rows.html",
        {"found": found, "place": found.place, "page": page, "on_page": sum(one.number for one in page)},
    )  # fmt: skip


@gate(SEE)
@require_safe
def paper(request: HttpRequest) -> HttpResponseBase:
    """The dashboard as a PDF, in the language of the page."""
    value = _asked(request)
    html = pdf.compose("print/dashboard.html", papers.context(value) | {"demo": getattr(settings, "DEMO", False)})
    stream = io.BytesIO(pdf.render(html, imprint=papers.imprint(value)))
    subject: Any = value.place.unit or value.place.county or request.user
    county = str(value.place.county.pk) if value.place.county else None
    trail.record(
        Verb.PRINTED, subject, by=request.user, county=county, now={"paper": papers.NAME, "format": "pdf"}
    )  # fmt: skip
    return respond(stream, name=f"{papers.title(value)}.pdf", content_type=pdf.CONTENT_TYPE)


@gate(COUNT)
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Have people counted anew in the background."""
    code = request.POST.get("county", "")[:3]
    scope = reach(request.user, COUNT)
    county = County.objects.filter(pk=code).first() if code else None
    if not (scope.covers(county.pk) if county else scope.everywhere and not code):
        raise Http404
    job = work.start(
        kind=JOB, label=lambda: _("統計%(place)s的志工人數") % {"place": county.shown if county else _("全國")},
        by=request.user, params={"county": code}, now=timezone.now(), language=get_language() or "zh-hant",
    )  # fmt: skip
    return redirect("jobs:job", pk=job.pk)
