"""Pages on agreements of service: a unit's terms, who has signed, and signing one's own."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import odt, pdf
from foundation.exports.views import respond
from foundation.files.content import MOST_MEGABYTES, Unfit
from foundation.taiwan import periods
from foundation.ui.refusals import take_problems
from volunteers.models import Agreement, Volunteer
from volunteers.rules import allowances as allowance_rules
from volunteers.rules.agreement_terms import TERMS
from volunteers.unit_life import agreement_papers, agreements, allowances, customs
from volunteers.unit_life.agreement_forms import EndForm, OfferForm, PaperForm, SignForm, TermsForm

from .hours import unit_of

KEEP, OWN = Permission.KEEP_VOLUNTEERS, Permission.SEE_OWN_RECORD
ROWS, MOST_OFFERED = 50, 500
FORMATS = {"pdf": pdf.CONTENT_TYPE, "odt": odt.CONTENT_TYPE}


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's agreements, the next to end first; who has none; and offering the latest terms."""
    unit, today = unit_of(request, pk, KEEP), timezone.localdate()
    months = customs.of(unit).agreement_months
    until = periods.months_within(today - dt.timedelta(days=1), months) if months else None
    form = OfferForm(request.POST if request.method == "POST" else None, initial={"starts_on": today, "ends_on": until})
    if request.method == "POST" and form.is_valid():
        keys = [int(key) for key in request.POST.getlist("who") if key.isdecimal() and len(key) < 19]
        try:
            count = agreements.offer(unit=unit, people=keys, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            said = ngettext("已提出 %(count)s 份，等志工簽署。", "已提出 %(count)s 份，等志工簽署。", count)
            messages.success(request, said % {"count": count})
            return redirect("volunteers:agreements", pk=pk)
    rows = Agreement.objects.filter(terms__unit=unit).select_related("terms", "volunteer")
    page = Paginator(rows.order_by("ends_on", "pk"), ROWS).get_page(request.GET.get("page"))
    for one in page:
        _tell(one, today)
    lacking = agreements.without(unit, today).select_related("volunteer").order_by("number", "pk")
    return render(
        request,
        "volunteers/agreements.html",
        {
            "unit": unit, "page": page, "today": today, "terms": agreements.latest(unit), "form": form,
            "without": lacking[:MOST_OFFERED],
        },
        status=422 if form.errors else 200,
    )  # fmt: skip


def _tell(one: Agreement, today: dt.date) -> None:
    """Whether it ends soon, for the page."""
    stands = one.signed_on is not None and one.last_day >= today
    one.soon = stands and one.last_day - today <= agreements.SOON  # type: ignore[attr-defined]


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a unit's terms."""
    unit = unit_of(request, pk, KEEP)
    last = agreements.latest(unit)
    form = TermsForm(request.POST if request.method == "POST" else None, initial=last.parts if last else {})
    if request.method == "POST" and form.is_valid():
        try:
            agreements.write(unit=unit, parts=form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已存成新的版本。已經簽的人照原來的版本。"))
            return redirect("volunteers:agreements", pk=pk)
    return render(
        request, "volunteers/agreement_terms.html", {"unit": unit, "form": form, "last": last},
        status=422 if form.errors else 200,
    )  # fmt: skip


def agreement_of(request: HttpRequest, pk: int) -> Agreement:
    """An agreement of a unit this person keeps, or her own."""
    rows = Agreement.objects.select_related("terms__unit__organisation", "terms__unit__county", "volunteer")
    return get_visible(rows, request.user, pk=pk)


def _kept(request: HttpRequest, pk: int) -> Agreement:
    one = agreement_of(request, pk)
    unit_of(request, one.terms.unit_id, KEEP)
    return one


@gate(None)
@require_safe
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement: what it says, and signing it."""
    return _page(request, agreement_of(request, pk))


def _page(request: HttpRequest, one: Agreement, status: int = 200, **given: Any) -> HttpResponse:
    mine = one.volunteer.user_id == request.user.pk
    keeps = Agreement.objects.visible_to(request.user).exclude(volunteer__user=request.user.pk).filter(pk=one.pk)
    today = timezone.localdate()
    _tell(one, today)
    return render(
        request,
        "volunteers/agreement.html",
        {
            "one": one, "unit": one.terms.unit, "mine": mine, "keeps": keeps.exists(), "today": today,
            "parts": [(term.label, one.terms.parts[term.key]) for term in TERMS if term.key in one.terms.parts],
            "scans": agreements.scans(one), "sign_form": SignForm(), "paper_form": PaperForm(auto_id="id_paper_%s"),
            "end_form": EndForm(auto_id="id_end_%s"), "told": allowances.told([one.terms.unit], on=today),
            "no_wage": allowance_rules.NO_WAGE,
        }
        | given,
        status=status,
    )  # fmt: skip


@gate(OWN)
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one's own."""
    one = agreement_of(request, pk)
    form = SignForm(request.POST)
    if form.is_valid():
        try:
            agreements.sign(agreement=one, name=form.cleaned_data["name"], by=request.user, now=timezone.now())
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已簽署。可以下載一份自己留著。"))
            return redirect("volunteers:agreement", pk=pk)
    return _page(request, one, 422, sign_form=form)


@gate(KEEP)
@require_POST
def paper_signed(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that she has signed on paper, with its scan."""
    one = _kept(request, pk)
    form = PaperForm(request.POST, request.FILES, auto_id="id_paper_%s")
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST_MEGABYTES * 1024 * 1024:
                raise Unfit(_("檔案超過 %(most)s MB。") % {"most": MOST_MEGABYTES})
            agreements.sign_on_paper(
                agreement=one, on=form.cleaned_data["on"], data=file.read(), file_name=file.name or "",
                by=request.user, now=timezone.now(),
            )  # fmt: skip
        except Unfit as unfit:
            form.add_error("file", str(unfit))
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已登錄紙本簽署。"))
            return redirect("volunteers:agreement", pk=pk)
    return _page(request, one, 422, paper_form=form)


@gate(KEEP)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one before its time."""
    one = _kept(request, pk)
    form = EndForm(request.POST, auto_id="id_end_%s")
    if form.is_valid():
        try:
            agreements.end(agreement=one, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已登錄提前結束。她在單位的資格不受影響，要離隊請另外登錄。"))
            return redirect("volunteers:agreement", pk=pk)
    return _page(request, one, 422, end_form=form)


@gate(None)
@require_safe
@override(settings.LANGUAGE_CODE)
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """One agreement on paper, to be signed or as it was."""
    one = agreement_of(request, pk)
    if kind not in FORMATS:
        raise Http404
    value = agreement_papers.of(one, now=timezone.now())
    stream = io.BytesIO()
    if kind == "pdf":
        context = {"paper": value, "demo": getattr(settings, "DEMO", False)}
        stream.write(pdf.render(pdf.compose("print/agreement.html", context), imprint=value.imprint()))
    else:
        odt.write(agreement_papers.blocks(value), stream, imprint=value.imprint(), header=value.title)
    trail.record(Verb.PRINTED, one, by=request.user, now={"paper": agreement_papers.NAME, "format": kind})
    stream.seek(0)
    return respond(stream, name=f"{value.title}.{kind}", content_type=FORMATS[kind])


@gate(OWN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own agreements, what waits to be signed first."""
    me = Volunteer.objects.living().filter(user=request.user.pk).first()
    if me is None:
        return render(request, "volunteers/not_linked.html")
    rows = Agreement.objects.filter(volunteer=me).select_related("terms__unit__organisation")
    page = Paginator(rows.order_by("-offered_at", "-pk"), ROWS).get_page(request.GET.get("page"))
    today = timezone.localdate()
    for one in page:
        _tell(one, today)
    return render(request, "volunteers/own_agreements.html", {"me": me, "page": page, "today": today})
