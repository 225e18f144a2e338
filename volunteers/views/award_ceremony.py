"""Pages on the ceremony: who gets what in which order, and its list on paper."""

from __future__ import annotations

import io

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import pdf, taken
from foundation.exports.imprint import Imprint
from foundation.exports.views import respond
from foundation.taiwan import roc
from volunteers.proposing import ceremony

from .award_windows import reviewed, told

REVIEW = Permission.REVIEW_UNITS
PAPER = "頒獎名冊"


@gate(REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def ceremony_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The order of the day; sent back, it is settled anew."""
    window = told(reviewed(request, pk), timezone.localdate())
    rows = list(ceremony.entries(window))
    problem, typed = "", {one.pk: one.ceremony_order or number for number, one in enumerate(rows, 1)}
    if request.method == "POST":
        sent = {one.pk: request.POST.get(f"order-{one.pk}", "").strip() for one in rows}
        try:
            if any(text and not (text.isdecimal() and len(text) < 6) for text in sent.values()):
                raise ValidationError(_("次序請填數字。"))
            order = {key: int(text) if text else None for key, text in sent.items()}
            ceremony.arrange(window=window, order=order, by=request.user, now=timezone.now())
        except ValidationError as refused:
            problem, typed = refused.messages[0], sent
        else:
            messages.success(request, _("已存好頒獎次序。"))
            return redirect("volunteers:award_ceremony", pk=pk)
    shown = [(one, typed[one.pk]) for one in rows]
    context = {"window": window, "rows": shown, "problem": problem}
    return render(request, "volunteers/award_ceremony.html", context, status=422 if problem else 200)


@gate(REVIEW)
@require_safe
@override(settings.LANGUAGE_CODE)
def ceremony_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The list of the day as a PDF."""
    window, now = told(reviewed(request, pk), timezone.localdate()), timezone.now()
    name = str(window.rule.name) if window.rule else window.award
    title = f"{window.year - 1911} 年度{name}{PAPER}"
    facts = [
        (_("縣市"), window.county.shown),
        (_("頒獎日期"), roc.shown(window.ceremony_on) if window.ceremony_on else None),
        (_("頒獎地點"), window.ceremony_place or None),
    ]
    context = {
        "title": title, "facts": facts, "rows": list(ceremony.entries(window)), "name": name,
        "demo": getattr(settings, "DEMO", False),
    }  # fmt: skip
    copy = taken.copy_for(request.user, now=now)  # type: ignore[arg-type]
    imprint = Imprint(title=title, creator=window.county.shown, created=now, taken=copy.line)
    stream = io.BytesIO(pdf.render(pdf.compose("print/award_ceremony.html", context), imprint=imprint))
    trail.record(Verb.PRINTED, window, by=request.user, now={"paper": PAPER, "format": "pdf", "copy": copy.number})
    return respond(stream, name=f"{title}.pdf", content_type=pdf.CONTENT_TYPE)
