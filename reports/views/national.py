"""The national dashboard, and asking for the report as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.roles import Permission
from foundation.jobs.models import Job
from foundation.taiwan import roc
from reports import document, drawing, making, workday
from reports.making import FORMATS, JOB
from reports.national import build
from reports.records import Matrix, MatrixRow, NationalReport
from workshops.models import Programme

LAST_JOBS = 5


def newest(user: object) -> Programme | None:
    """The programme a dashboard opens with: the newest of local workshops that is no draft, or else the newest."""
    seen = Programme.objects.visible_to(user).order_by("-year", "slug")
    workshops = seen.filter(kind=Programme.Kind.LOCAL_WORKSHOP).exclude(state=Programme.State.DRAFT)
    return workshops.first() or seen.exclude(state=Programme.State.DRAFT).first() or seen.first()


@require_safe
@gate(Permission.MAKE_NATIONAL_REPORT)
def national(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """The nation at a glance: map, steps, pillars, matrix, and what the association has to do."""
    programme = get_visible(Programme, request.user, slug=slug) if slug else newest(request.user)
    if programme is None:
        return render(request, "reports/national.html", {"report": None})
    report = build(programme, now=timezone.now())
    return render(
        request,
        "reports/national.html",
        {
            **shown(report),
            "programme": programme,
            "programmes": Programme.objects.visible_to(request.user).order_by("-year", "slug"),
            "todos": workday.for_association(programme, report.workshops, workday.today()),
            "formats": FORMATS,
            "jobs": Job.objects.visible_to(request.user).filter(kind=JOB)[:LAST_JOBS],
        },
    )


@require_POST
@gate(Permission.MAKE_NATIONAL_REPORT)
def make(request: HttpRequest, slug: str) -> HttpResponse:
    """Start making the report in the background and show how far it is."""
    programme = get_visible(Programme, request.user, slug=slug)
    suffix = request.POST.get("format", "")
    if suffix not in FORMATS:
        return render(
            request,
            "reports/refused.html",
            {"programme": programme, "suffix": suffix[:20], "known": _("、").join(FORMATS)},
            status=400,
        )
    job = making.start(programme, suffix, by=request.user, now=timezone.now())
    return redirect("jobs:job", pk=job.pk)


@require_safe
@public("the shape of the report holds no data")
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the report's JSON."""
    return JsonResponse(document.schema(), json_dumps_params={"ensure_ascii": False, "indent": 2})


def shown(report: NationalReport) -> dict[str, object]:
    """What the dashboard's drawings need, all of it from the value."""
    workshops = reverse("workshops:list")
    urls = {
        county.code: f"{workshops}?programme={report.programme.slug}&county={county.code}"
        for county in report.counties
        if county.workshops
    }
    return {
        "report": report,
        "tiles": drawing.tiles(report, urls, codes=not roc.in_chinese()),
        "level_counts": drawing.level_counts(report),
        "steps": steps(report),
        "pillar_rows": drawing.pillars(report),
        "blocks": blocks(report.plans_matrix),
        "headlines": [report.figure(code) for code in ("workshops_held", "people", "issues", "plans_measured_share")],
    }


def steps(report: NationalReport) -> list[dict[str, object]]:
    """The funnel's lines with the width of their bars."""
    return [{**row, "percent": row["value"] * 100 // len(report.counties)} for row in drawing.funnel(report)]


def blocks(matrix: Matrix) -> list[list[MatrixRow]]:
    """The matrix's rows, pillar by pillar."""
    found: dict[str, list[MatrixRow]] = {}
    for row in matrix.rows:
        found.setdefault(row.pillar, []).append(row)
    return list(found.values())
