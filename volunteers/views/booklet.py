"""Pages on printing the record book: what is new for somebody, and how a unit's printers meet the book."""

from __future__ import annotations

import io
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.exports import pdf
from foundation.exports.views import respond
from foundation.ui.refusals import take_problems
from volunteers.models import BookFit, Enrolment, Printing, Unit
from volunteers.persons import booklet
from volunteers.persons.booklet_forms import FitForm, PrintForm
from volunteers.rules.booklet import NAMES, Measures, Page
from volunteers.views.people import kept, units_of

from .hours import unit_of

KEEP = Permission.KEEP_VOLUNTEERS
LOGGED = 20


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def pages(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Somebody's lines, the new ones ticked; printing those of one page."""
    person = kept(request, key)
    unit = units_of(request).filter(enrolments__in=Enrolment.objects.filter(volunteer=person)).first()
    if unit is None:
        raise Http404
    there = list(BookFit.objects.visible_to(request.user, KEEP).filter(unit=unit))
    asked = request.POST.get("fit") or request.GET.get("fit", "")
    fit = next((one for one in there if str(one.pk) == asked), there[0] if there else None)
    form = PrintForm(request.POST if request.method == "POST" else None)
    sent = request.POST.get("page", "")
    if request.method == "POST" and fit is not None and sent in booklet.kinds() and form.is_valid():
        page, first, now = Page(sent), form.cleaned_data["first"], timezone.now()
        try:
            lines = booklet.note_printed(
                volunteer=person, unit=unit, page=page, keys=request.POST.getlist("line"), first=first, fit=fit,
                reason=form.cleaned_data["reason"], by=request.user, now=now,
            )  # fmt: skip
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            data = booklet.paper(unit, page, lines, first=first, fit=fit.measures, now=now)
            name = f"{person.name}_{booklet.NAME}_{NAMES[page]}.pdf"
            return respond(io.BytesIO(data), name=name, content_type=pdf.CONTENT_TYPE)
    shown: dict[str, Any] = {
        "person": person, "unit": unit, "fits": there, "fit": fit, "form": form, "log": _log(person),
    }  # fmt: skip
    shown["pages"] = [
        {
            "page": one, "name": NAMES[one.page],
            "form": form if sent == one.page else PrintForm(initial={"first": one.first}, auto_id=f"id_{one.page}_%s"),
            "new": sum(not each.printed for each in one.lines),
        }
        for one in booklet.offered(person, unit, (fit.measures if fit else Measures()).lines)
    ]  # fmt: skip
    return render(request, "volunteers/booklet.html", shown, status=422 if form.errors else 200)


def _log(person: Any) -> Any:
    return Printing.objects.filter(volunteer=person, paper=Printing.Paper.BOOK).select_related("unit__organisation")[
        :LOGGED
    ]


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def fits(request: HttpRequest, pk: int) -> HttpResponse:
    """How a unit's printers meet the book: each one's measures, and trying them out."""
    unit = unit_of(request, pk, KEEP)
    rows = list(BookFit.objects.visible_to(request.user, KEEP).filter(unit=unit))
    chosen = next((one for one in rows if str(one.pk) == request.GET.get("fit", "")), rows[0] if rows else None)
    if "new" in request.GET:
        chosen = None
    start = FitForm.shown(chosen.measures if chosen else Measures()) | {"printer": chosen.printer if chosen else ""}
    form = FitForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            kept_one = booklet.keep_fit(
                unit=unit, printer=form.cleaned_data["printer"], measures=form.measures, by=request.user,
                now=timezone.now(),
            )  # fmt: skip
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已記住「%(printer)s」的設定。先印一張測試頁對對看。") % {"printer": kept_one})
            return redirect(f"{request.path}?fit={kept_one.pk}")
    shown = {"unit": unit, "fits": rows, "chosen": chosen, "form": form}
    return render(request, "volunteers/book_fits.html", shown, status=422 if form.errors else 200)


@gate(KEEP)
@require_safe
def trial(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A printer's test page with rulers."""
    found: BookFit = get_visible(
        BookFit.objects.visible_to(request.user, KEEP).select_related("unit__organisation"), request.user, pk=pk
    )
    unit: Unit = found.unit
    data = booklet.trial(unit, found.measures, now=timezone.now())
    return respond(io.BytesIO(data), name=f"{_('紀錄冊測試頁')}_{found}.pdf", content_type=pdf.CONTENT_TYPE)
