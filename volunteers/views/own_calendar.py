"""A volunteer's own calendar: making, renewing and revoking its secret address, and the file itself."""

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

from foundation.accounts.access import gate, public
from foundation.accounts.roles import Permission
from foundation.calendars import feeds
from volunteers.models import OwnCalendar
from volunteers.rostering import own_dates


class LanguageForm(forms.Form):
    """In which language it speaks."""

    language = forms.ChoiceField(label=gettext_lazy("內容的語言"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


@gate(Permission.SEE_OWN_RECORD)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Make the address, see it once, choose its language, renew it, revoke it."""
    user, now = request.user, timezone.now()
    feed, address = feeds.of(OwnCalendar, user), ""
    do = request.POST.get("do", "") if request.method == "POST" else ""
    chosen = {"language": feed.language if feed else get_language()}
    form = LanguageForm(request.POST if do in ("make", "choose") else None, initial=chosen)
    if (do == "renew" and feed) or (do == "make" and form.is_valid()):
        given = form.cleaned_data if do == "make" else chosen
        feed, token = feeds.make(OwnCalendar, by=user, now=now, **given)
        address = settings.SITE_ADDRESS + reverse("volunteers:own_calendar_file", args=[token])
        form = LanguageForm(initial={"language": feed.language})
    elif do == "choose" and feed and form.is_valid():
        feeds.choose(feed, by=user, now=now, **form.cleaned_data)
        messages.success(request, _("已儲存，行事曆下次更新時就會照改。"))
        return redirect("volunteers:own_calendar")
    elif do == "revoke" and feed:
        feeds.revoke(feed, by=user, now=now)
        messages.success(request, _("已停用，原來的網址從現在起打不開。"))
        return redirect("volunteers:own_calendar")
    given = {"feed": feed, "address": address, "form": form}
    return render(request, "volunteers/own_calendar.html", given, status=422 if form.errors else 200)


@public("a calendar program signs in with nothing but its secret address; it shows its owner's own shifts")
@require_safe
def file(request: HttpRequest, token: str) -> HttpResponseBase:
    """The calendar, as long as its owner reads her own record."""
    feed, now = feeds.find(OwnCalendar, token), timezone.now()
    if feed is None or not own_dates.may_read(feed.user):
        raise Http404
    with override(feed.language):
        data = own_dates.write(feed, now=now)
    feeds.note_read(feed, now=now)
    return feeds.answer(request, data)
