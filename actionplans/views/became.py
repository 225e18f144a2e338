"""What became of a table's idea: on a device that sat there, and by the card that lay on the table."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from actionplans.tables import became
from actionplans.views.publishing import voiced
from foundation.accounts.access import public
from workshops import codes
from workshops.models import Group, Seat
from workshops.views import room


def _page(request: HttpRequest, group: Group, now: dt.datetime, *, at_table: bool) -> HttpResponse:
    found = became.of(group, on=timezone.localdate(now), now=now)
    context = {"became": found, "group": group, "workshop": group.workshop, "at_table": at_table}
    return render(request, "actionplans/became.html", context)


@room.seated
@require_safe
def table(request: HttpRequest, *, seat: Seat, now: dt.datetime) -> HttpResponse:
    """For a device that sat at the table."""
    return _page(request, seat.group, now, at_table=True)


@public("the card that lay on the table opens what its people wrote and heard, and what everybody may read")
@never_cache
@require_safe
def card(request: HttpRequest, code: str) -> HttpResponse:
    """For whoever has the table's card, once its sheets are closed for good."""
    now = timezone.now()
    group = codes.group_of_card(code, request.GET.get("k", ""))
    if group is None or not became.after_the_day(group, now):
        raise Http404
    return _page(request, group, now, at_table=False)


@room.seated
@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: HttpRequest, *, seat: Seat, now: dt.datetime) -> HttpResponse:
    """Say whether the plan is as the table meant it, where its county has asked this table."""
    found = became.of(seat.group, on=timezone.localdate(now), now=now)
    if found.asked is None:
        messages.info(request, _("縣市現在沒有請這一組說。已經送出的都在。"))
        return redirect("actionplans:became")
    then = f"{reverse('actionplans:became_voice')}?thanks=1"
    return voiced(request, found.asked.publication, found.asked, then)
