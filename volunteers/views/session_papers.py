"""A session's papers as PDF: sign-in sheets for its organiser, certificates for her and for whose they are."""

from __future__ import annotations

import io

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import pdf, taken
from foundation.exports.views import respond
from volunteers.certifying import certificate_papers, issuing, waiting
from volunteers.models import TrainingCertificate, TrainingSession
from volunteers.training import session_papers

from .sessions import SEE, held, looks

KINDS = ("sign-in", "attendance", "certificates")
ROWS = ("place__volunteer", "place__session__unit__organisation", "place__session__authority")


@gate(SEE)
@require_safe
@override(settings.LANGUAGE_CODE)
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The sign-in sheet, what was attended, or all certificates of a session."""
    found = held(request, pk)
    if kind not in KINDS:
        raise Http404
    if kind != "certificates":
        context = session_papers.sheet(found, filled=kind == "attendance")
        return _give(request, found, "print/lesson_sheet.html", context, str(context["title"]), found, copied=True)
    rows = list(
        TrainingCertificate.objects.filter(place__session=found)
        .select_related(*ROWS)
        .prefetch_related("place__session__lessons")
    )
    if not rows:
        messages.info(request, _("這個場次還沒有證明。結案以後，全程到課的人才有。"))
        return redirect("volunteers:session", pk=pk)
    return _certificates(request, rows, _("訓練證明"), found)


@gate(None)
@require_safe
@override(settings.LANGUAGE_CODE)
def certificate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One certificate: for the organiser, who keeps or sees the person, and she herself."""
    looks(request)
    rows = TrainingCertificate.objects.select_related(*ROWS).prefetch_related("place__session__lessons")
    one = get_visible(rows, request.user, pk=pk)
    return _certificates(request, [one], one.number, one.place.session)


@gate(SEE)
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Sign every certificate of a closed session that is not signed yet: a unit's own, or an office's."""
    found = held(request, pk)
    try:
        made = issuing.for_trainings(
            rows=list(waiting.trainings(session=found)[: waiting.MOST]), by=request.user, now=timezone.now()
        )
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect("volunteers:session", pk=pk)
    if not made:
        messages.info(request, _("沒有要發的。"))
        return redirect("volunteers:session", pk=pk)
    words = ngettext("發了 %(count)s 張。", "發了 %(count)s 張。", len(made)) % {"count": f"{len(made):,}"}
    messages.success(request, words)
    return redirect(f"{reverse('volunteers:certificates')}?stroke={made[0].together}")


def _certificates(
    request: HttpRequest, rows: list[TrainingCertificate], title: str, session: TrainingSession
) -> HttpResponseBase:
    # Those that are signed say what was frozen with them, and bear the code of the page that tells whether they hold.
    signed = certificate_papers.signed_papers([one.pk for one in rows])
    plain = zip(rows, session_papers.certificates(rows), strict=True)
    context = {
        "papers": [signed.get(one.pk) or paper for one, paper in plain], "demo": getattr(settings, "DEMO", False),
    }  # fmt: skip
    thing = rows[0].place if len(rows) == 1 else session
    return _give(request, session, "print/certificates.html", context, title, thing)


def _give(
    request: HttpRequest, session: TrainingSession, template: str, context: dict[str, object], title: str,
    thing: object, *, copied: bool = False,
) -> HttpResponseBase:  # fmt: skip
    """A paper; `copied` prints at the foot of a list who took it."""
    now = timezone.now()
    copy = taken.copy_for(request.user, now=now) if copied else None  # type: ignore[arg-type]
    name = f"{session}_{title}"
    page = pdf.compose(template, context | {"title": name})
    imprint = session_papers.imprint(name, session, now, taken=copy.line if copy else "")
    stream = io.BytesIO(pdf.render(page, imprint=imprint))
    told = {"paper": title, "format": "pdf"} | ({"copy": copy.number} if copy else {})
    trail.record(Verb.PRINTED, thing, by=request.user, now=told)  # type: ignore[arg-type]
    return respond(stream, name=f"{name}.pdf", content_type=pdf.CONTENT_TYPE)
