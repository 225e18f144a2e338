"""Somebody's own calendar: its secret address, what stands in it, the fixed days of the year, and the file itself."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from actionplans.models import CalendarFeed
from actionplans.yearly import calendar_dates, statutory, statutory_letters
from foundation.accounts.access import gate, public
from foundation.calendars import feeds


class ChoiceForm(forms.Form):
    """What stands in the calendar."""

    statutory = forms.BooleanField(label=gettext_lazy("加上法定期程"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("內容的語言"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


@gate(None)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Make the address, see it once, choose what stands in it, renew it, revoke it."""
    user, now = request.user, timezone.now()
    if not calendar_dates.may_read(user):
        raise Http404
    feed, address = feeds.of(CalendarFeed, user), ""
    do = request.POST.get("do", "") if request.method == "POST" else ""
    chosen = {"statutory": feed.statutory, "language": feed.language} if feed else {"language": get_language()}
    form = ChoiceForm(request.POST if do in ("make", "choose") else None, initial=chosen)
    if (do == "renew" and feed) or (do == "make" and form.is_valid()):
        given = form.cleaned_data if do == "make" else chosen
        feed, token = feeds.make(CalendarFeed, by=user, now=now, **given)
        address = settings.SITE_ADDRESS + reverse("actionplans:calendar_file", args=[token])
        form = ChoiceForm(initial={"statutory": feed.statutory, "language": feed.language})
    elif do == "choose" and feed and form.is_valid():
        feeds.choose(feed, by=user, now=now, **form.cleaned_data)
        messages.success(request, _("已儲存，行事曆下次更新時就會照改。"))
        return redirect("actionplans:calendar")
    elif do == "revoke" and feed:
        feeds.revoke(feed, by=user, now=now)
        messages.success(request, _("已停用，原來的網址從現在起打不開。"))
        return redirect("actionplans:calendar")
    return render(
        request,
        "actionplans/calendar.html",
        {"feed": feed, "address": address, "form": form},
        status=422 if form.is_bound and form.errors else 200,
    )


@gate(None)
@require_safe
def fixed_days(request: HttpRequest) -> HttpResponse:
    """The fixed days of the next twelve months, each with its source."""
    if not calendar_dates.may_read(request.user):
        raise Http404
    today = timezone.localdate()
    until = today.replace(year=today.year + 1, day=min(today.day, 28))
    places = calendar_dates.places_of(request.user)
    rows = [
        (one, statutory_letters.is_told(one.rule, request.user))
        for one in statutory.between(today, until, places=places)
    ]
    own = calendar_dates.results_due(request.user, today, until)
    return render(request, "actionplans/fixed_days.html", {"rows": rows, "own": own, "today": today})


@public("a calendar program signs in with nothing but its secret address; it shows what its owner may see")
@require_safe
def file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar, as its owner's roles of this moment let her see it."""
    feed, now = feeds.find(CalendarFeed, token), timezone.now()
    if feed is None or not calendar_dates.may_read(feed.user):
        raise Http404
    with override(feed.language):
        data = calendar_dates.write(feed, now=now)
    feeds.note_read(feed, now=now)
    return feeds.answer(request, data)
