"""Awards on paper, in the language of the page: findings of a person, a team or a family, and who stands where."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import pdf, taken
from foundation.exports.views import respond
from foundation.taiwan import roc
from volunteers.awards import books, finding_papers, lists
from volunteers.awards.award_forms import KINDS, NEW, ListForm
from volunteers.models import AwardStanding, Unit, Volunteer

from .families import family_of

SEE = Permission.SEE_VOLUNTEERS
TAGS = {True: "zh-Hant-TW", False: "en"}


@gate(None)
@require_safe
def person_paper(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Every award as it stands for one volunteer, or one of them: for whoever sees her record, and for herself."""
    return _findings(request, get_visible(Volunteer, request.user, key=key), finding_papers.of_person)


@gate(Permission.SEE_UNITS)
@require_safe
def team_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every award for teams as it stands for a unit's team, or one of them: for whoever sees the unit's page."""
    unit = get_visible(Unit.objects.select_related("organisation", "county"), request.user, pk=pk)
    return _findings(request, unit, finding_papers.of_team)


@gate(None)
@require_safe
def family_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every award for families as it stands for one, or one of them: for whoever sees its page."""
    return _findings(request, family_of(request, pk), finding_papers.of_family)


def _findings(request: HttpRequest, one: Any, paper: Callable[..., bytes]) -> HttpResponseBase:
    now, code = timezone.now(), request.GET.get("award", "")
    try:
        data = paper(one, on=timezone.localdate(now), now=now, language=TAGS[roc.in_chinese()], award=code)
    except KeyError as unknown:
        raise Http404 from unknown
    trail.record(Verb.PRINTED, one, by=request.user, now={"paper": finding_papers.ONE, "format": "pdf"})
    name = _("%(name)s的獎項資格") % {"name": one.name}
    return respond(io.BytesIO(data), name=f"{name}.pdf", content_type=pdf.CONTENT_TYPE)


@gate(SEE)
@require_safe
def list_paper(request: HttpRequest) -> HttpResponseBase:
    """The list that is shown, on paper; a longer one than fits is refused, and its spreadsheet is not."""
    now = timezone.now()
    on = timezone.localdate(now)
    rules = books.every(on)
    form = ListForm(request.GET, awards=rules)
    form.is_valid()
    wanted = {name: form.cleaned_data.get(name) or "" for name in ("unit", "award", "kind", "which")}
    rows = lists.standings(
        request.user, on=on, unit=wanted["unit"] or None, award=wanted["award"], state=wanted["which"],
        kind=wanted["kind"],
    )  # fmt: skip
    count = rows.count()
    if count > finding_papers.MOST:
        told = {"count": f"{count:,}", "most": f"{finding_papers.MOST:,}"}
        messages.error(
            request, _("這份名單有 %(count)s 列，PDF 最多 %(most)s 列。請先選獎項或單位，或下載試算表。") % told
        )
        return redirect(f"{reverse('volunteers:award_lists')}?{request.GET.urlencode()}")
    labels = {NEW: _("上個月以來新增"), **dict(AwardStanding.State.choices)}
    chosen = rules.get(wanted["award"])
    parts = [
        str(chosen.name) if chosen else "",
        str(KINDS.get(wanted["kind"], "")),
        str(labels.get(wanted["which"], "")),
    ]
    title = "　".join(filter(None, (_("獎項名單"), *parts)))
    copy = taken.copy_for(request.user, now=now)  # type: ignore[arg-type]
    data = finding_papers.of_list(
        rows,
        user=request.user,
        rules=rules,
        title=title,
        on=on,
        now=now,
        language=TAGS[roc.in_chinese()],
        taken=copy.line,
    )  # type: ignore[arg-type]
    trail.record(
        Verb.PRINTED,
        request.user,
        by=request.user,
        now={"paper": finding_papers.LIST, "format": "pdf", "people": count, "copy": copy.number},
    )  # type: ignore[arg-type]
    return respond(io.BytesIO(data), name=f"{title}.pdf", content_type=pdf.CONTENT_TYPE)
