"""Papers of a workshop: its report and its commitment sheet, as PDF and as ODT.

Both are official papers of a county and Chinese whichever language the page of whoever asks for them speaks.
"""

from __future__ import annotations

import dataclasses
import functools
import io
import operator
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from actionplans.consensus import signatures
from actionplans.paper import county_report, plan_papers
from actionplans.paper.county_report import CountyReport
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import odt, pdf
from foundation.exports.views import respond
from workshops.models import Workshop
from workshops.people import may_here

# Who leads the room reads the promises aloud, and has seen each name being signed.
PRINTS_COMMITMENTS = (Permission.MAKE_COUNTY_REPORT, Permission.RUN_WORKSHOP)
FORMATS = {"pdf": pdf.CONTENT_TYPE, "odt": odt.CONTENT_TYPE}


@gate(Permission.MAKE_COUNTY_REPORT)
@override(settings.LANGUAGE_CODE)
def report(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The workshop's report as it stands this minute."""
    value = _report_for(request, pk, kind, Permission.MAKE_COUNTY_REPORT)
    return _paper(request, value, kind, "print/county_report.html", county_report.report_blocks, _("行動方案報告"))


@gate(Permission.SEE_PLANS)
@override(settings.LANGUAGE_CODE)
def commitments(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The commitment sheets of the adopted plans, to be signed; who leads the room prints them before people leave."""
    value = _report_for(request, pk, kind, *PRINTS_COMMITMENTS)
    if not value.plans:
        raise Http404
    return _paper(request, value, kind, "print/commitments.html", county_report.commitment_blocks, _("行動方案承諾書"))


def may_print_commitments(user: Any, workshop: Workshop) -> bool:
    """Whether this person may print a workshop's commitment sheets."""
    return any(may_here(user, permission, workshop) for permission in PRINTS_COMMITMENTS)


def _report_for(request: HttpRequest, pk: int, kind: str, *permissions: Permission) -> CountyReport:
    if kind not in FORMATS:
        raise Http404
    walls = [Workshop.objects.scope_filter(request.user, permission) for permission in permissions]
    rows = Workshop.objects.with_people().filter(functools.reduce(operator.or_, walls))
    return county_report.build(get_visible(rows, request.user, pk=pk), now=timezone.now())


def _paper(
    request: HttpRequest,
    value: CountyReport,
    kind: str,
    template: str,
    blocks: Callable[[CountyReport], list[odt.Block]],
    name: str,
) -> HttpResponseBase:
    stream = io.BytesIO()
    title = f"{value.workshop}　{name}"
    imprint = dataclasses.replace(value.imprint(), title=title)
    if kind == "pdf":
        stream.write(pdf.render(pdf.compose(template, _context(value)), imprint=imprint))
    else:
        odt.write(blocks(value), stream, imprint=imprint, header=title)
    trail.record(Verb.PRINTED, value.workshop, by=request.user, now={"paper": name, "format": kind})
    stream.seek(0)
    return respond(stream, name=f"{value.workshop}_{name}.{kind}", content_type=FORMATS[kind])


def _context(value: CountyReport) -> dict[str, object]:
    return {
        "report": value,
        "demo": getattr(settings, "DEMO", False),
        "facts": county_report.facts(value),
        "issues": county_report.issue_table(value),
        "ideas": county_report.idea_table(value),
        "votes": county_report.vote_table(value),
        "vote_line": county_report.vote_line(value),
        "adopted": county_report.plan_table(value),
        "plans": [(plan, plan_papers.report_rows(plan), plan_papers.parts(plan)) for plan in value.plans],
        "promises": [
            (
                plan,
                plan_papers.promise_facts(plan),
                [
                    (one, signatures.path_of(one), signatures.signed_otherwise(one, plan))
                    for one in plan.signatures.all()
                ],
            )
            for plan in value.plans
        ],
        "added": county_report.added_table(value) if value.added else None,
        "follow_up": county_report.follow_up(value),
        "uptakes": plan_papers.uptake_table(value.plans) if value.plans else None,
        "as_of": county_report.as_of(value),
    }
