"""Pages on service certificates: a unit's people with what is missing, printing, and the photo."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.exports import pdf
from foundation.exports.views import respond
from foundation.files.content import Unfit
from foundation.taiwan.forms import RocDateField
from foundation.ui.refusals import take_problems
from volunteers.models import Enrolment, Printing
from volunteers.persons import cards, portraits
from volunteers.views.people import kept, units_of

KEEP = Permission.KEEP_VOLUNTEERS
ROWS, LOGGED = 100, 20


class CardsForm(forms.Form):
    """How certificates are printed."""

    valid_until = RocDateField(label=gettext_lazy("有效期限"))
    size = forms.ChoiceField(
        label=gettext_lazy("紙張"),
        choices=[
            ("sheet", gettext_lazy("A4 一頁 10 張，有裁切記號，背面可雙面列印")),
            ("single", gettext_lazy("單張卡片大小（8.56 × 5.4 公分），卡片印表機用")),
        ],
    )
    reason = forms.CharField(
        label=gettext_lazy("再印的原因"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("印過的人再印才要寫，例如遺失、損壞、換照片"),
    )


@gate(KEEP)
@require_http_methods(["GET", "POST"])
def card_list(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A unit's people: whose certificate can be made, what the others lack; printing those that are chosen."""
    unit = get_visible(units_of(request), request.user, pk=pk)
    now = timezone.now()
    today = timezone.localdate(now)
    form = CardsForm(
        request.POST if request.method == "POST" else None,
        initial={"valid_until": dt.date(today.year + 1, 12, 31), "size": "sheet"},
    )
    if request.method == "POST" and form.is_valid():
        chosen = [int(one) for one in request.POST.getlist("enrolment") if one.isascii() and one.isdecimal()]
        if "new" in request.POST:
            chosen = cards.unprinted(unit, today)
        try:
            made = cards.make(
                unit=unit, enrolments=chosen, valid_until=form.cleaned_data["valid_until"],
                reason=form.cleaned_data["reason"], by=request.user, now=now,
            )  # fmt: skip
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            single = form.cleaned_data["size"] == "single"
            stream = io.BytesIO(cards.paper(unit, made, single=single, now=now))
            return respond(stream, name=f"{unit}_{cards.NAME}.pdf", content_type=pdf.CONTENT_TYPE)
    rows = Enrolment.objects.filter(unit=unit).on(today).select_related("volunteer").order_by("number", "pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    log = Printing.objects.visible_to(request.user).filter(unit=unit).select_related("volunteer")[:LOGGED]
    shown: dict[str, Any] = {
        "unit": unit, "page": page, "holders": cards.holders(unit, list(page.object_list)), "form": form, "log": log,
        "chosen": request.POST.getlist("enrolment"), "query": "",
    }  # fmt: skip
    return render(request, "volunteers/cards.html", shown, status=422 if form.errors else 200)


@gate(KEEP)
@require_POST
def photo(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Keep somebody's photo in place of the one before."""
    one = kept(request, key)
    sent = request.FILES.get("photo")
    try:
        if sent is None:
            raise Unfit(_("還沒選照片。"))
        portraits.keep(volunteer=one, data=sent.read(), by=request.user, now=timezone.now())
        messages.success(request, _("照片存好了。"))
    except Unfit as unfit:
        messages.error(request, str(unfit))
    return redirect("volunteers:person", key=key)
