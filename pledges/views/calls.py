"""Pages of a campaign's other calls: all counties, and one county's survey list and dialogues."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.ui.refusals import take_problems
from pledges import campaign_rules, dialogues, overview, survey
from pledges.forms import AskForm, ConfirmForm
from pledges.models import Dialogue, SurveyAsk

SHAPES = {"draft": "todo", "settled": "ok", "reported": "done"}


@gate(Permission.SEE_PLEDGES)
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """Every county this person may see (a fixed number of questions)."""
    campaign = campaign_rules.current()
    scope = reach(request.user, Permission.SEE_PLEDGES)
    counties = County.objects.all() if scope.everywhere else County.objects.filter(pk__in=scope.counties)
    lines = overview.lines(campaign, counties, request.user)
    return render(
        request,
        "pledges/calls.html",
        {
            "campaign": campaign, "lines": lines,
            "asked": sum(one.asked for one in lines), "confirmed": sum(one.confirmed for one in lines),
            "reported": sum(one.reported > 0 for one in lines),
        },
    )  # fmt: skip


@gate(Permission.SEE_PLEDGES)
@require_safe
def county_calls(request: HttpRequest, county: str) -> HttpResponse:
    """One county's survey list and dialogues."""
    return page_of(request, found_for(request, county, Permission.SEE_PLEDGES))


@gate(Permission.KEEP_PLEDGE)
@require_POST
def ask(request: HttpRequest, county: str) -> HttpResponse:
    """Note units that were asked."""
    found = found_for(request, county, Permission.KEEP_PLEDGE)
    form = AskForm(request.POST)
    if form.is_valid():
        try:
            done = survey.ask(
                campaign=campaign_rules.current(), county=found, by=request.user, now=timezone.now(),
                **form.cleaned_data,
            )  # fmt: skip
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            said = ngettext("加入 %(n)s 個單位。", "加入 %(n)s 個單位。", len(done.new)) % {"n": len(done.new)}
            if done.known:
                said += ngettext(
                    "另外 %(n)s 個已經在名單上。", "另外 %(n)s 個已經在名單上。", done.known
                ) % {"n": done.known}  # fmt: skip
            messages.success(request, said)
            return redirect("pledges:county_calls", county=county)
    return page_of(request, found, ask_form=form, status=422)


@gate(Permission.KEEP_PLEDGE)
@require_POST
def asked(request: HttpRequest, county: str) -> HttpResponse:
    """What is done with the ticked units: confirmed, taken back, removed."""
    found = found_for(request, county, Permission.KEEP_PLEDGE)
    keys = [int(key) for key in request.POST.getlist("ask") if key.isascii() and key.isdecimal() and len(key) < 12]
    rows = SurveyAsk.objects.visible_to(request.user, Permission.KEEP_PLEDGE)
    chosen = rows.filter(county=found, campaign_key=campaign_rules.current().key, pk__in=keys)
    what, now = request.POST.get("do", ""), timezone.now()
    if what not in ("confirm", "back", "remove"):
        raise Http404
    form = ConfirmForm(request.POST if what == "confirm" else None, initial=_today())
    try:
        if what == "back":
            survey.take_back(asks=chosen, by=request.user, now=now)
            messages.success(request, _("已取消確認。"))
            return redirect("pledges:county_calls", county=county)
        if what == "remove":
            survey.remove(asks=chosen, by=request.user, now=now)
            messages.success(request, _("已刪除。"))
            return redirect("pledges:county_calls", county=county)
        if form.is_valid():
            done = survey.confirm(asks=chosen, by=request.user, now=now, **form.cleaned_data)
            messages.success(
                request, ngettext("確認了 %(n)s 個單位。", "確認了 %(n)s 個單位。", done) % {"n": done}
            )  # fmt: skip
            return redirect("pledges:county_calls", county=county)
    except ValidationError as refused:
        if what != "confirm":
            return page_of(request, found, problems=refused.messages, ticked=set(keys), status=422)
        take_problems(form, refused)
    return page_of(request, found, confirm_form=form, ticked=set(keys), status=422)


def found_for(request: HttpRequest, code: str, permission: Permission) -> County:
    """The county, where this permission holds in it.

    Raises:
        Http404: it is none, or not hers.
    """
    found = County.objects.filter(pk=code).first()
    if found is None or not reach(request.user, permission).covers(found.pk):
        raise Http404
    return found


def _today() -> dict[str, Any]:
    return {"on": timezone.localdate()}


def page_of(
    request: HttpRequest, found: County, *, ask_form: AskForm | None = None, confirm_form: ConfirmForm | None = None,
    title: str = "", problems: list[str] | None = None, ticked: set[int] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """A county's page, with what was typed and could not be taken."""
    campaign = campaign_rules.current()
    rows = list(SurveyAsk.objects.visible_to(request.user).filter(campaign_key=campaign.key, county=found))
    held = Dialogue.objects.visible_to(request.user).filter(campaign_key=campaign.key, county=found)
    listed = [
        {"dialogue": one, "shape": SHAPES[one.state], "short": dialogues.lacks_time(campaign, one.minutes),
         "late": dialogues.is_late(one)}
        for one in held.prefetch_related("sessions")
    ]  # fmt: skip
    return render(
        request,
        "pledges/county_calls.html",
        {
            "campaign": campaign, "county": found, "asks": rows, "listed": listed,
            "confirmed": sum(one.confirmed_on is not None for one in rows),
            "may_keep": reach(request.user, Permission.KEEP_PLEDGE).covers(found.pk),
            "ask_form": ask_form or AskForm(initial={"asked_on": timezone.localdate()}),
            "confirm_form": confirm_form or ConfirmForm(initial=_today()),
            "languages": [dict(SurveyAsk.Language.choices)[one] for one in campaign.survey.languages],
            "title": title, "problems": problems or [], "ticked": ticked or set(),
        },
        status=status,
    )  # fmt: skip
