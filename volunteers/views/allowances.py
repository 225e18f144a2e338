"""Pages on a unit's allowances: what it gives, and its receipt lists."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import pdf, taken
from foundation.exports.imprint import Imprint
from foundation.exports.views import respond
from foundation.ui.refusals import take_problems
from volunteers.models import AllowanceTerms, ReceiptList
from volunteers.rules import allowances as rules
from volunteers.unit_life import allowances
from volunteers.unit_life.allowance_exports import title
from volunteers.unit_life.allowance_forms import AllowanceForm, PaidForm, ReceiptForm

from .hours import unit_of

KEEP = Permission.KEEP_VOLUNTEERS
ROWS = 50
PAPER = "印領清冊"


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def unit_allowances(request: HttpRequest, pk: int) -> HttpResponse:
    """What a unit gives, and its receipt lists."""
    form = AllowanceForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        unit = unit_of(request, pk, KEEP)
        try:
            allowances.settle(unit=unit, by=request.user, now=timezone.now(), **form.values)
        except ValidationError as problem:
            take_problems(form, problem, least_minutes="least_hours")
        else:
            messages.success(request, _("已訂好代金，志工在班表、招募和服務協議上看得到。"))
            return redirect("volunteers:allowances", pk=pk)
    return _page(request, pk, form=form)


def _page(request: HttpRequest, pk: int, **forms: Any) -> HttpResponse:
    unit, today = unit_of(request, pk, KEEP), timezone.localdate()
    last = today.replace(day=1) - dt.timedelta(days=1)
    lists = ReceiptList.objects.visible_to(request.user).filter(unit=unit).order_by("-first_on", "-pk")
    counted = lists.annotate(people=Count("lines__volunteer", distinct=True), amount=Sum("lines__amount"))
    page = Paginator(counted, ROWS).get_page(request.GET.get("page"))
    terms = AllowanceTerms.objects.filter(unit=unit).order_by("-valid_from", "kind")
    context = {
        "unit": unit, "page": page, "told": allowances.told([unit], on=today), "terms": terms[:20], "today": today,
        "form": AllowanceForm(initial={"valid_from": today}), "no_wage": rules.NO_WAGE, "source": rules.SOURCE,
        "receipt_form": ReceiptForm(initial={"first_on": last.replace(day=1), "last_on": last}, auto_id="id_list_%s"),
    } | forms  # fmt: skip
    wrong = any(one.errors for one in forms.values())
    return render(request, "volunteers/allowances.html", context, status=422 if wrong else 200)


@gate(KEEP)
@require_POST
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a receipt list."""
    unit = unit_of(request, pk, KEEP)
    form = ReceiptForm(request.POST, auto_id="id_list_%s")
    if form.is_valid():
        try:
            made = allowances.make(unit=unit, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已產製印領清冊，列印給志工簽領。"))
            return redirect("volunteers:receipts", pk=made.pk)
    return _page(request, pk, receipt_form=form)


def _list(request: HttpRequest, pk: int) -> ReceiptList:
    rows = ReceiptList.objects.select_related("unit__organisation", "unit__county")
    return get_visible(rows, request.user, pk=pk)


@gate(KEEP)
@require_safe
def receipts(request: HttpRequest, pk: int) -> HttpResponse:
    """One receipt list: everybody on it, and what became of its services since."""
    return _receipts(request, _list(request, pk))


def _receipts(request: HttpRequest, found: ReceiptList, status: int = 200, **given: Any) -> HttpResponse:
    rows = allowances.rows(found)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "receipts": found, "unit": found.unit, "page": page, "kinds": rules.KINDS.values(),
        "rows": [(one, _amounts([one])) for one in page], "sums": _amounts(rows),
        "total": sum(one.total for one in rows), "taken_out": allowances.taken_out(found)[:ROWS],
        "form": PaidForm(initial={"on": timezone.localdate()}), "problem": "", "no_wage": rules.NO_WAGE,
        "asked": f"?receipts={found.pk}",
    } | given  # fmt: skip
    return render(request, "volunteers/receipts.html", context, status=status)


def _amounts(rows: Iterable[allowances.Row]) -> list[tuple[object, int]]:
    """What these receive together of each kind, with its name."""
    listed = list(rows)
    return [(label, sum(one.amounts.get(kind, 0) for one in listed)) for kind, label in rules.KINDS.items()]


@gate(KEEP)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a list was handed out, or throw it away."""
    found = _list(request, pk)
    now, form = timezone.now(), PaidForm(request.POST)
    does = request.POST.get("do", "")
    if does not in ("pay", "discard"):
        raise Http404
    try:
        if does == "discard":
            allowances.discard(receipts=found, by=request.user, now=now)
            messages.success(request, _("已刪除這份清冊，這些天可以重新產製。"))
            return redirect("volunteers:allowances", pk=found.unit_id)
        if form.is_valid():
            allowances.pay(receipts=found, by=request.user, now=now, on=form.cleaned_data["on"])
            messages.success(request, _("已登錄發放。"))
            return redirect("volunteers:receipts", pk=pk)
    except ValidationError as problem:
        if does == "discard":
            return _receipts(request, found, 422, problem=" ".join(problem.messages))
        take_problems(form, problem)
    return _receipts(request, found, 422, form=form)


@gate(KEEP)
@require_safe
@override(settings.LANGUAGE_CODE)
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A receipt list as PDF, to be signed."""
    found, now = _list(request, pk), timezone.now()
    rows = allowances.rows(found)
    context = {
        "title": title(found), "unit": found.unit, "kinds": rules.KINDS.values(), "no_wage": rules.NO_WAGE,
        "rows": [(one, _amounts([one])) for one in rows], "sums": _amounts(rows),
        "total": sum(one.total for one in rows), "demo": getattr(settings, "DEMO", False),
        "signed": (_("承辦人"), _("出納"), _("會計"), found.unit.head_title or _("負責人")),
    }  # fmt: skip
    copy = taken.copy_for(request.user, now=now)  # type: ignore[arg-type]
    imprint = Imprint(title=title(found), creator=found.unit.name, created=now, taken=copy.line)
    stream = io.BytesIO(pdf.render(pdf.compose("print/receipts.html", context), imprint=imprint))
    trail.record(Verb.PRINTED, found, by=request.user, now={"paper": PAPER, "format": "pdf", "copy": copy.number})
    return respond(stream, name=f"{title(found)}.pdf", content_type=pdf.CONTENT_TYPE)
