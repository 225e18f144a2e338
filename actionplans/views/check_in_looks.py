"""Pages on what comes of progress reports: the links by which people write them, and the supervisor's look."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from actionplans.followup import checkin_links, checkins
from actionplans.models import CheckIn, CheckInLink
from actionplans.views.check_ins import followed
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission

MOST_KEPT = 2000  # characters of a mark that is too long to be sent


@gate(Permission.FOLLOW_UP)
@never_cache
@require_POST
def make_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link to report by; its address is shown this once."""
    plan = followed(request, pk)
    try:
        link, token = checkin_links.make(
            plan=plan, name=request.POST.get("name", ""), by=request.user, now=timezone.now()
        )
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("actionplans:plan", pk=pk)
    address = request.build_absolute_uri(reverse("actionplans:by_link", args=[token]))
    return render(request, "actionplans/link_made.html", {"plan": plan, "link": link, "address": address})


@gate(Permission.FOLLOW_UP)
@require_POST
def revoke_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a link at once."""
    rows = CheckInLink.objects.visible_to(request.user, Permission.FOLLOW_UP).select_related("plan")
    link = get_visible(rows, request.user, pk=pk)
    checkin_links.revoke(link=link, by=request.user, now=timezone.now())
    messages.success(request, _("%(link)s停用了，打開會看到說明。") % {"link": link})
    return redirect("actionplans:plan", pk=link.plan_id)


@gate(Permission.FOLLOW_UP)
@require_POST
def stop_links(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop every link that letters about this plan have carried."""
    plan = followed(request, pk)
    stopped = checkin_links.revoke_sent(plan=plan, by=request.user, now=timezone.now())
    words = ngettext("停用了提醒信裡的 %(count)s 個連結。", "停用了提醒信裡的 %(count)s 個連結。", stopped)
    messages.success(request, words % {"count": stopped})
    return redirect("actionplans:plan", pk=pk)


@gate(Permission.FOLLOW_UP)
@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a report, or send it back with marks on the answers; what could not be done keeps the marks."""
    rows = CheckIn.objects.visible_to(request.user, Permission.FOLLOW_UP).select_related("plan")
    found = get_visible(rows, request.user, pk=pk)
    now, do = timezone.now(), request.POST.get("do")
    remarks = {name: request.POST.get(f"remark_{name}", "") for name in checkins.REMARKED}
    try:
        if do == "accept" and any(words.strip() for words in remarks.values()):
            raise ValidationError(_("您寫了要補充的地方：要退回請按「退回請補充」；要確認，請先清掉那些字。"))
        if do == "accept":
            checkins.accept(check_in=found, by=request.user, now=now)
            messages.success(request, _("已確認%(check_in)s。") % {"check_in": found})
        elif do == "return":
            checkins.send_back(check_in=found, remarks=remarks, by=request.user, now=now)
            messages.success(request, _("已請回報人補充，原來的連結就能改。"))
        else:
            raise Http404
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        request.session[_marks_of(found)] = {
            name: words[:MOST_KEPT] for name, words in remarks.items() if words.strip()
        }
    return redirect(f"{reverse('actionplans:plan', args=[found.plan_id])}#check-ins")


def _marks_of(check_in: CheckIn) -> str:
    """Where marks wait that could not be sent."""
    return f"marks-{check_in.pk}"


def with_marks(request: HttpRequest, check_ins: Iterable[CheckIn]) -> list[CheckIn]:
    """Reports, each with its `marks`: what may be marked, and what stands there, typed before and not sent.

    `unsent` are marks on a report that waits for nobody any more: they are shown, to be copied.
    """
    rows = list(check_ins)
    for one in rows:
        typed = request.session.pop(_marks_of(one), {})
        one.marks = [(name, label, typed.get(name, "")) for name, label in checkins.remarked()]  # type: ignore[attr-defined]
        one.unsent = [words for words in typed.values() if one.state != CheckIn.State.SUBMITTED]  # type: ignore[attr-defined]
        one.marked = bool(typed)  # type: ignore[attr-defined]
        said = dict(one.remarks)
        one.remarked = [(label, said[name]) for name, label in checkins.remarked() if name in said]  # type: ignore[attr-defined]
    return rows
