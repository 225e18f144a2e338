"""The paper of a meeting: its agenda while it is planned, its minutes afterwards. An official paper, in Chinese."""

from __future__ import annotations

import io

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from actionplans.meeting import meeting_papers
from actionplans.models import Meeting
from actionplans.views.meetings import items_of
from actionplans.views.papers import FORMATS
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import odt, pdf
from foundation.exports.views import respond


@gate(Permission.SEE_MEETINGS)
@require_safe
@override(settings.LANGUAGE_CODE)
def minutes(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The meeting's paper as it stands this minute."""
    found = get_visible(Meeting.objects.select_related("county"), request.user, pk=pk)
    if kind not in FORMATS:
        raise Http404
    value = meeting_papers.build(found, items_of(found), now=timezone.now())
    stream = io.BytesIO()
    if kind == "pdf":
        context = {
            "minutes": value,
            "demo": getattr(settings, "DEMO", False),
            "facts": meeting_papers.facts(value),
            "items": [(meeting_papers.heading(one), meeting_papers.item_facts(value, one)) for one in value.items],
        }
        stream.write(pdf.render(pdf.compose("print/minutes.html", context), imprint=value.imprint()))
    else:
        odt.write(meeting_papers.blocks(value), stream, imprint=value.imprint(), header=value.title)
    trail.record(Verb.PRINTED, found, by=request.user, now={"paper": str(value.kind), "format": kind})
    stream.seek(0)
    return respond(stream, name=f"{found}_{value.kind}.{kind}", content_type=FORMATS[kind])
