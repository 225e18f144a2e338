"""Pages on certificates: the list, one of them with what can be done about it, and all of a stroke as one file."""

from __future__ import annotations

import io
import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import sought
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import pdf
from foundation.exports.views import respond
from foundation.jobs import work
from volunteers.certifying import certificate_lists, certificate_papers, credentials, revising, verifying
from volunteers.certifying.certificate_forms import STATES, ListForm
from volunteers.certifying.verifying import State
from volunteers.models import Certificate, Unit

SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS
ROWS, MOST_UNITS = 50, 500
SHAPES = {State.VALID: "done", State.REVOKED: "late", State.REPLACED: "released"}
LABELS = dict(STATES)
PAPERS = (*certificate_papers.ROWS, "replaces", "replaced_by")


@gate(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def certificate_list(request: HttpRequest) -> HttpResponse:
    """Certificates by unit, kind and state, newest first; what is shown stands in the address, its words sealed."""
    if request.method == "POST":
        return redirect(sought.address(request))
    looked_for = sought.of(request)
    form = ListForm(request.GET)
    form.is_valid()
    wanted = {name: form.cleaned_data.get(name) or "" for name in form.fields}
    seen = Certificate.objects.visible_to(request.user)
    rows = certificate_lists.narrowed(seen, wanted, by=request.user).select_related(*PAPERS).defer("credential")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    for one in page:
        show(one)
    units = Unit.objects.visible_to(request.user, SEE).select_related("organisation", "county")
    asked = urlencode({name: value for name, value in wanted.items() if value})
    return render(
        request,
        "volunteers/certificates.html",
        {
            "page": page, "sought": looked_for, "wanted": wanted, "form": form, "query": asked, "asked": f"?{asked}",
            "units": list(units.order_by("county__position", "number")[:MOST_UNITS]),
            "may_issue": bool(reach(request.user, KEEP)),
            "reviews": bool(reach(request.user, Permission.REVIEW_UNITS)),
        },
    )  # fmt: skip


def show(one: Any) -> None:
    """How a certificate stands, for the page."""
    state = verifying.state_of(one)
    one.shape, one.state_shown = SHAPES[state], LABELS[state.value]
    one.is_standing = state is State.VALID


@gate(None)
@require_safe
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """One certificate: for its unit, whoever sees the person, and she herself."""
    return _page(request, _found(request, pk))


def _found(request: HttpRequest, pk: int) -> Certificate:
    rows = Certificate.objects.select_related(*PAPERS, "award", "key", "training__place", "unit__authority")
    return get_visible(rows, request.user, pk=pk)


def _page(
    request: HttpRequest, one: Certificate, status: int = 200, problem: str = "", typed: str = ""
) -> HttpResponse:
    show(one)
    rows = Certificate.objects.filter(pk=one.pk)
    revokes, reissues = rows.revocable_by(request.user).exists(), rows.reissuable_by(request.user).exists()
    keeps = revokes or reissues
    undone = one.revoked_on is not None and one.kind == Certificate.Kind.TRAINING and one.successor is None
    return render(
        request,
        "volunteers/certificate.html",
        {
            "one": one, "says": one.says["en" if (request.LANGUAGE_CODE or "").startswith("en") else "zh-hant"],
            "keeps": keeps, "revokes": revokes and one.is_standing,  # type: ignore[attr-defined]
            "reissues": reissues and (one.is_standing or undone),  # type: ignore[attr-defined]
            "absent": pdf.without_glyph("".join(f"{says['name']}{says['text']}" for says in one.says.values())),
            "history": revising.history(one), "address": credentials.address(one.code),
            "code": certificate_papers.shown_code(one.code), "problem": problem, "typed": typed,
            "differences": revising.differences(one) if keeps and one.is_standing else (),  # type: ignore[attr-defined]
            "sees_list": bool(reach(request.user, SEE)),
        },
        status=status,
    )  # fmt: skip


@gate(None)
@require_safe
def paper(request: HttpRequest, pk: int, language: str) -> HttpResponseBase:
    """A certificate as PDF, in Chinese or English."""
    one = _found(request, pk)
    if language not in certificate_papers.TAGS:
        raise Http404
    data = certificate_papers.paper([one], language, now=timezone.now())
    trail.record(Verb.PRINTED, one, by=request.user, now={"paper": one.get_kind_display(), "format": "pdf"})  # type: ignore[arg-type]
    return respond(io.BytesIO(data), name=f"{one.number}.pdf", content_type=pdf.CONTENT_TYPE)


@gate(None)
@require_safe
def credential(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The signed document, to be kept and shown to whoever wants to verify it without us."""
    one = _found(request, pk)
    data = json.dumps(one.credential, ensure_ascii=False, indent=2).encode()
    return respond(io.BytesIO(data), name=f"{one.number}.json", content_type="application/json")


@gate(SEE)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a certificate back: for whoever said what it says, and for the office that signed it."""
    one, typed = _found(request, pk), request.POST.get("reason", "")
    if not Certificate.objects.filter(pk=pk).revocable_by(request.user).exists():
        raise Http404
    try:
        revising.revoke(certificate=one, reason=typed, by=request.user, now=timezone.now())
    except ValidationError as refused:
        return _page(request, one, 422, refused.messages[0], typed)
    messages.success(request, _("已經撤銷。查驗頁和撤銷清單從現在起都這樣說。"))
    return redirect("volunteers:issued", pk=pk)


@gate(SEE)
@require_POST
def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a certificate anew."""
    one, typed = _found(request, pk), request.POST.get("reason", "")
    if not Certificate.objects.filter(pk=pk).reissuable_by(request.user).exists():
        raise Http404
    try:
        made = revising.reissue(certificate=one, reason=typed, by=request.user, now=timezone.now())
    except ValidationError as refused:
        return _page(request, one, 422, refused.messages[0], typed)
    messages.success(request, _("已經重發。原來那一張的查驗頁說它已被取代。"))
    return redirect("volunteers:issued", pk=made.pk)


@gate(SEE)
@require_POST
def together(request: HttpRequest, stroke: str, language: str) -> HttpResponse:
    """All certificates of one stroke as one file, made in the background."""
    rows = Certificate.objects.visible_to(request.user).filter(together=stroke)
    one = rows.first()
    if one is None or language not in certificate_papers.TAGS:
        raise Http404
    count = rows.count()
    job = work.start(
        kind=certificate_papers.JOB,
        label=lambda: _("%(count)s 張%(kind)s") % {"count": count, "kind": one.get_kind_display()},
        by=request.user,
        params={"stroke": stroke, "language": language}, now=timezone.now(), language=language,
    )  # fmt: skip
    return redirect("jobs:job", pk=job.pk)
