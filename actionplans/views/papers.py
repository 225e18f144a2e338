"""Papers of a workshop: its report and its commitment sheet, as PDF and as ODT."""

from __future__ import annotations

import io
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans import county_report
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import odt, pdf
from workshops.models import Workshop

FORMATS = {"pdf": pdf.CONTENT_TYPE, "odt": odt.CONTENT_TYPE}


def _report_for(request: HttpRequest, pk: int) -> county_report.CountyReport:
    rows = Workshop.objects.with_people().filter(
        Workshop.objects.scope_filter(request.user, Permission.MAKE_COUNTY_REPORT)
    )
    return county_report.build(get_visible(rows, request.user, pk=pk), now=timezone.now())


def _answer(
    request: HttpRequest, report: county_report.CountyReport, kind: str, content: bytes, name: str
) -> HttpResponse:
    trail.record(Verb.PRINTED, report.workshop, by=request.user, now={"paper": name, "format": kind})  # type: ignore[arg-type]
    response = HttpResponse(content, content_type=FORMATS[kind])
    filename = f"{report.workshop}_{name}.{kind}"
    response["Content-Disposition"] = (
        f"attachment; filename=\"workshop-{report.workshop.pk}.{kind}\"; filename*=UTF-8''{quote(filename)}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@gate(Permission.MAKE_COUNTY_REPORT)
def report(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The workshop's report as it stands this minute."""
    if kind not in FORMATS:
        raise Http404
    value = _report_for(request, pk)
    if kind == "pdf":
        html = pdf.compose("print/county_report.html", _context(value))
        content = pdf.render(html, imprint=value.imprint())
    else:
        stream = io.BytesIO()
        odt.write(county_report.report_blocks(value), stream, imprint=value.imprint(), header=value.title)
        content = stream.getvalue()
    return _answer(request, value, kind, content, _("行動方案報告"))


@gate(Permission.MAKE_COUNTY_REPORT)
def commitments(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The commitment sheets of the adopted plans, to be signed."""
    if kind not in FORMATS:
        raise Http404
    value = _report_for(request, pk)
    if not value.plans:
        raise Http404
    if kind == "pdf":
        html = pdf.compose("print/commitments.html", _context(value))
        content = pdf.render(html, imprint=value.imprint())
    else:
        stream = io.BytesIO()
        odt.write(county_report.commitment_blocks(value), stream, imprint=value.imprint(), header=value.title)
        content = stream.getvalue()
    return _answer(request, value, kind, content, _("承諾書"))


def _context(value: county_report.CountyReport) -> dict[str, object]:
    return {
        "report": value,
        "facts": county_report.facts(value),
        "issues": county_report.issue_table(value),
        "ideas": county_report.idea_table(value),
        "plans": [
            (
                plan,
                county_report.plan_facts(plan),
                [county_report.step_line(step) for step in plan.steps.all()],
                county_report.indicator_table(plan),
                county_report.month_table(plan),
            )
            for plan in value.plans
        ],
        "follow_up": county_report.follow_up(value),
        "as_of": county_report.as_of(value),
    }
