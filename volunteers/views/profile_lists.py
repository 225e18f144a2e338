"""Taking a unit's lists out in the columns of official forms."""

from __future__ import annotations

import io

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from foundation.exports.views import respond
from foundation.ui.refusals import take_problems
from volunteers.exports import profile_files, profiles
from volunteers.exports.profile_forms import ListOutForm
from volunteers.models import Unit

from .hours import keeps, unit_of


@gate(Permission.SEE_VOLUNTEERS)
@require_http_methods(["GET", "HEAD", "POST"])
def lists_out(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Choose a list, a form and a kind of file, and take it."""
    unit = unit_of(request, pk)
    found = profiles.find()
    reveals = Unit.objects.visible_to(request.user, Permission.REVEAL_IDENTITY).filter(pk=pk).exists()
    form = ListOutForm(found.profiles, unit, *([request.POST] if request.method == "POST" else []), reveals=reveals)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        profile, suffix = given["profile"], request.POST.get("file", "ods")
        if suffix not in profiles.FILES:
            raise Http404
        try:
            if suffix not in profile.files:
                raise ValidationError(_("這個格式只有：%(files)s。") % {"files": _("、").join(profile.files).upper()})
            file = profile_files.make(
                unit=unit,
                profile=profile,
                key=given["key"],
                suffix=suffix,
                by=request.user,
                now=timezone.now(),
                reason=given["reason"],
                first=given["first"],
                last=given["last"],
                policy=given["policy"],
            )
        except ValidationError as problem:
            take_problems(form, problem)
        except PermissionDenied as not_hers:
            raise Http404 from not_hers
        else:
            return respond(io.BytesIO(file.content), name=file.name, content_type=file.content_type)
    english = (get_language() or "").startswith("en")
    sources = [
        {
            "name": one.name_en if english else one.name,
            "source": one.source,
            "lists": [(each.title_en if english else each.title, each.source) for each in one.lists.values()],
        }
        for one in found.profiles.values()
    ]
    context = {
        "unit": unit,
        "form": form,
        "files": profiles.FILES,
        "sources": sources,
        "bad": found.bad,
        "keeps": keeps(request, unit),
    }
    return render(request, "volunteers/lists_out.html", context, status=422 if form.errors else 200)
