"""A plan and its letter as PDF and as ODT. Official papers, in Chinese whichever language the page speaks."""

from __future__ import annotations

import io

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import odt, pdf
from foundation.exports.views import respond
from volunteers.filing import filing_papers
from volunteers.models import Filing

FORMATS = {"pdf": pdf.CONTENT_TYPE, "odt": odt.CONTENT_TYPE}


@gate(Permission.SEE_UNITS)
@require_safe
@override(settings.LANGUAGE_CODE)
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The plan as it stands this minute, behind the draft of its letter."""
    rows = Filing.objects.select_related("unit__organisation", "authority", "amends")
    found = get_visible(rows, request.user, pk=pk)
    if kind not in FORMATS:
        raise Http404
    value = filing_papers.of(found, now=timezone.now())
    stream = io.BytesIO()
    if kind == "pdf":
        context = {"paper": value, "facts": value.facts, "demo": getattr(settings, "DEMO", False)}
        stream.write(pdf.render(pdf.compose("print/filing.html", context), imprint=value.imprint()))
    else:
        odt.write(filing_papers.blocks(value), stream, imprint=value.imprint(), header=value.title)
    trail.record(Verb.PRINTED, found, by=request.user, now={"paper": filing_papers.NAME, "format": kind})
    stream.seek(0)
    return respond(stream, name=f"{value.title}.{kind}", content_type=FORMATS[kind])
