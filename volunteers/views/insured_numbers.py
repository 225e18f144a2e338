"""A policy's list with whole identity numbers, for the insurer: only for a reason, and each person can read it."""

from __future__ import annotations

import io

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports.imprint import Imprint
from foundation.exports.registry import FORMATS
from foundation.exports.views import respond
from foundation.taiwan import roc
from foundation.ui.refusals import take_problems
from volunteers.exports.insured import InsuredList
from volunteers.models import Cover, Policy
from volunteers.persons import revealing

REVEAL = Permission.REVEAL_IDENTITY


class NumbersForm(forms.Form):
    """Why whole numbers are needed, and as which file."""

    reason = forms.CharField(
        label=_("原因"), max_length=revealing.LONGEST_WHY, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如：送保險公司辦理 115 年度加保"),
    )  # fmt: skip
    suffix = forms.ChoiceField(
        label=_("檔案格式"), choices=[(one, one.upper()) for one in InsuredList.formats], initial="ods"
    )


@gate(REVEAL)
@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Ask for the reason, then give the list out with whole numbers."""
    rows = Policy.objects.visible_to(request.user, REVEAL).select_related("unit__organisation", "unit__county")
    policy = get_visible(rows, request.user, pk=pk)
    covers = Cover.objects.visible_to(request.user).filter(policy=policy)
    form = NumbersForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _file(request, policy, form.cleaned_data["reason"], form.cleaned_data["suffix"])
        except PermissionDenied as denied:
            raise Http404 from denied
        except ValidationError as problem:
            take_problems(form, problem)
    given = {
        "form": form, "policy": policy, "unit": policy.unit,
        "people": covers.values("volunteer").distinct().count(),
        "without": covers.filter(volunteer__identity_sealed="").values("volunteer").distinct().count(),
    }  # fmt: skip
    return render(request, "volunteers/insured_numbers.html", given, status=422 if form.errors else 200)


def _file(request: HttpRequest, policy: Policy, reason: str, suffix: str) -> HttpResponseBase:
    now = timezone.localtime()
    people = Cover.objects.visible_to(request.user).filter(policy=policy).values_list("volunteer", flat=True)
    found = revealing.identities_of(people=set(people), reason=reason, by=request.user, now=now)
    export = InsuredList()
    table = export.table(request.user, policy, found)
    stream, form = io.BytesIO(), FORMATS[suffix]
    form.write([table], stream, Imprint(str(table.title), creator=request.user.access.label, created=now))
    told = {"export": export.key, "format": suffix, "rows": len(found), "policy": policy.pk}
    trail.record(Verb.EXPORTED, policy, by=request.user, now=told, reason=reason.strip(), at=now)
    stream.seek(0)
    name = f"{table.title}_{roc.compact(timezone.localdate(now))}.{suffix}"
    return respond(stream, name=name, content_type=form.content_type)
