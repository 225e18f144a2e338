"""Hour slips and the blank monthly sheet as PDF."""

from __future__ import annotations

import datetime as dt
import io

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import pdf, taken
from foundation.exports.imprint import Imprint
from foundation.exports.views import respond
from foundation.taiwan import roc
from foundation.taiwan.forms import RocDateField
from foundation.ui.refusals import take_problems
from volunteers.models import Unit
from volunteers.serving import hour_slips

from .hours import unit_of

KEEP = Permission.KEEP_VOLUNTEERS


class PeriodForm(forms.Form):
    """From which day to which, both included."""

    first = RocDateField(label=gettext_lazy("第一天"))
    last = RocDateField(label=gettext_lazy("最後一天"))


@gate(KEEP)
@require_http_methods(["GET", "POST"])
def slips(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Choose a period, and print its slips: the print is logged, and a later one says that it is a reprint."""
    unit = unit_of(request, pk, KEEP)
    now = timezone.now()
    end = timezone.localdate(now).replace(day=1) - dt.timedelta(days=1)
    form = PeriodForm(
        request.POST if request.method == "POST" else None, initial={"first": end.replace(day=1), "last": end}
    )
    if request.method == "POST" and form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        try:
            with override(settings.LANGUAGE_CODE):
                found = hour_slips.of(unit=unit, first=first, last=last)
            if not found:
                raise ValidationError(_("這段期間沒有已核定的時數。請先到當月的時數頁核定。"))
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            copy = taken.copy_for(request.user, now=now)  # type: ignore[arg-type]
            time = hour_slips.note_printed(
                unit=unit, first=first, last=last, slips=len(found), copy=copy.number, by=request.user, now=now
            )
            with override(settings.LANGUAGE_CODE):
                title = f"{unit}時數條{roc.compact(first)}-{roc.compact(last)}"
                context = {"unit": unit, "slips": found, "title": title, "first": first, "last": last, "time": time}
                return _pdf("print/hour_slips.html", context, unit, title, now, copy)
    events = trail.history_of(unit).filter(verb=Verb.PRINTED, now__paper=hour_slips.NAME)[:10]
    context = {"unit": unit, "form": form, "events": events}
    return render(request, "volunteers/hour_slips.html", context, status=422 if form.errors else 200)


@gate(KEEP)
@require_safe
@override(settings.LANGUAGE_CODE)
def sheet(request: HttpRequest, pk: int, month: int) -> HttpResponseBase:
    """A month's blank sheet, whose columns are those that the list of hours is read by."""
    unit = unit_of(request, pk, KEEP)
    if not 191201 <= month <= 999912 or not 1 <= month % 100 <= 12:
        raise Http404
    first = dt.date(month // 100, month % 100, 1)
    title = f"{unit}{roc.year_month(first)}服務時數表"
    context = {"unit": unit, "title": title, "rows": hour_slips.sheet(unit=unit, month=first), "month": first}
    now = timezone.now()
    copy = taken.copy_for(request.user, now=now)  # type: ignore[arg-type]
    noted = {"paper": hour_slips.SHEET, "format": "pdf", "first_day": first, "copy": copy.number}
    trail.record(Verb.PRINTED, unit, by=request.user, now=noted, at=now)
    return _pdf("print/month_sheet.html", context, unit, title, now, copy)


def _pdf(
    template: str, context: dict[str, object], unit: Unit, title: str, now: dt.datetime, copy: taken.Copy
) -> HttpResponseBase:
    demo = {"demo": getattr(settings, "DEMO", False)}
    imprint = Imprint(title=title, creator=unit.name, created=now, taken=copy.line)
    stream = io.BytesIO(pdf.render(pdf.compose(template, context | demo), imprint=imprint))
    return respond(stream, name=f"{title}.pdf", content_type=pdf.CONTENT_TYPE)
