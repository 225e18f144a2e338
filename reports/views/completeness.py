"""Which county lacks which step, and writing to its officers about it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.ui.lines import Lines
from foundation.ui.refusals import taken
from reports.completeness import letters, stages
from reports.dashboards.workshop_steps import steps_of
from reports.models import StageLetter
from reports.views.national import newest
from workshops.models import Programme

SEE = Permission.MAKE_NATIONAL_REPORT


class LetterForm(forms.Form):
    """The letter, every word of it."""

    subject = forms.CharField(label=gettext_lazy("主旨"), max_length=100)
    body = forms.CharField(label=gettext_lazy("內容"), max_length=2000, widget=Lines(attrs={"rows": 9}))


@gate(SEE)
@require_safe
def completeness(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """The matrix; a hole leads to its letter."""
    programme = get_visible(Programme, request.user, slug=slug) if slug else newest(request.user)
    found = stages.matrix(programme, user=request.user, on=timezone.localdate()) if programme else None
    programmes = Programme.objects.visible_to(request.user).order_by("-year", "slug")
    return render(
        request, "reports/completeness.html", {"programme": programme, "found": found, "programmes": programmes}
    )


@gate(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, slug: str, county: str, step: str) -> HttpResponse:
    """The drafted letter about one hole; sent by POST."""
    programme = get_visible(Programme, request.user, slug=slug)
    place = County.objects.filter(pk=county).first()
    found = next((one for one in steps_of(programme) if one.code == step), None)
    if place is None or found is None:
        raise Http404
    now = timezone.now()
    drafted = letters.draft(programme, place, found, now=now)
    if request.method == "POST":
        form = LetterForm(request.POST)
        answered: list[bool] = []

        def send() -> None:
            _letter, is_new = letters.send(
                programme=programme, county=place, step=found, by=request.user, now=now, **form.cleaned_data
            )
            answered.append(is_new)

        if taken(form, send):
            told = {"county": place.shown}
            if answered[0]:
                messages.success(request, _("信已經排入寄送：%(county)s的承辦人。") % told)
            else:
                messages.info(request, _("今天已經為這一步寫信給%(county)s了，沒有再寄一次。") % told)
            return redirect("reports:completeness_of", slug=programme.slug)
        status = 422
    else:
        form, status = LetterForm(initial={"subject": drafted.subject, "body": drafted.body}), 200
    earlier = StageLetter.objects.visible_to(request.user).filter(programme=programme, county=place, step=step)
    return render(
        request,
        "reports/stage_letter.html",
        {
            "programme": programme,
            "county": place,
            "step": found,
            "form": form,
            "readers": drafted.readers,
            "earlier": earlier,
        },
        status=status,
    )
