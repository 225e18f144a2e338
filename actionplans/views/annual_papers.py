"""An annual plan as a paper. An official paper, in Chinese."""

from __future__ import annotations

import io

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from actionplans.kpis import kpi_tables
from actionplans.models import AnnualPlan, Plan
from actionplans.views.papers import FORMATS
from actionplans.yearly import annual_papers, uptakes
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import odt, pdf
from foundation.exports.views import respond


@gate(Permission.SEE_ANNUAL_PLANS)
@require_safe
@override(settings.LANGUAGE_CODE)
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The annual plan as it stands this minute (a fixed number of queries)."""
    found = get_visible(AnnualPlan.objects.select_related("county"), request.user, pk=pk)
    if kind not in FORMATS:
        raise Http404
    inside = Plan.objects.adopted().filter(uptake__annual=found, uptake__state__in=uptakes.GOES_IN)
    seen = inside.visible_to(request.user).select_related("uptake").order_by("code")
    plans = tuple(seen)
    value = annual_papers.Paper(
        found, tuple(found.items.all()), plans, inside.count() - len(plans), timezone.now(),
        kpi_tables.section(kpi_tables.rows(found, today=timezone.localdate())),
    )  # fmt: skip
    stream = io.BytesIO()
    if kind == "pdf":
        context = {
            "paper": value,
            "demo": getattr(settings, "DEMO", False),
            "facts": annual_papers.facts(value),
            "items": annual_papers.items_table(value),
            "aims": annual_papers.aims(value),
            "plans": annual_papers.plans_table(value),
            "unseen": annual_papers.unseen(value),
        }
        stream.write(pdf.render(pdf.compose("print/annual.html", context), imprint=value.imprint()))
    else:
        odt.write(annual_papers.blocks(value), stream, imprint=value.imprint(), header=found.title)
    trail.record(Verb.PRINTED, found, by=request.user, now={"paper": "年度計畫", "format": kind})
    stream.seek(0)
    return respond(stream, name=f"{found.title}.{kind}", content_type=FORMATS[kind])
