"""Pages on progress reports: writing one (signed in, or by link), the links themselves, and the supervisor's look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from actionplans.followup import came_back, changed_since, checkin_links, checkins, evidence, ladders, lights, writers
from actionplans.followup.checkin_forms import CheckInForm, in_words, shown
from actionplans.followup.pace import PACE
from actionplans.models import CheckIn, CheckInLink, Plan
from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.files import documents
from foundation.files.content import MOST_MEGABYTES, Unfit
from foundation.ui.refusals import by_field

WHY = "a signed link leads somebody without an account to exactly one plan"


def _followed(request: HttpRequest, pk: int) -> Plan:
    rows = Plan.objects.visible_to(request.user, Permission.FOLLOW_UP).adopted().with_people()
    return get_visible(rows, request.user, pk=pk)


@gate(Permission.FOLLOW_UP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a report on a plan one follows up."""
    plan = _followed(request, pk)
    if not plan.is_reported_on:
        messages.info(request, _("這項方案已經解除列管或併案，不用再回報。"))
        return redirect("actionplans:plan", pk=pk)
    return _report(request, plan, request.user, reverse("actionplans:check_in", args=[pk]))


@public(WHY)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Write a report by link."""
    now = timezone.now()
    link = checkin_links.find(token)
    if link is None:
        raise Http404
    closed = not link.is_open(now) or not link.plan.is_reported_on
    if closed and request.htmx:
        return _not_kept(request, _("這個連結已經停用或過期，這裡寫的不會再存。請先複製下來，再向督導要新的連結。"))
    if closed:
        return render(request, "actionplans/link_closed.html", {"link": link}, status=410)
    checkin_links.note_opened(link, now=now)
    return _report(request, link.plan, link, reverse("actionplans:by_link", args=[token]))


def _report(request: HttpRequest, plan: Plan, writer: Any, address: str) -> HttpResponse:
    now = timezone.now()
    open_ones = plan.milestones.filter(reached_at=None)
    parts = {"indicators": plan.indicators.all(), "milestones": open_ones}
    problem: ValidationError | None = None
    found: CheckIn | None = None
    typed: dict[str, Any] = {}
    if request.method == "POST":
        sent = CheckInForm(request.POST, **parts)
        right, wrong = sent.sorted_out()
        claims = [int(one) for one in request.POST.getlist("claims") if one.isdecimal() and len(one) < 19]
        try:
            found = checkins.write(
                plan=plan, writer=writer, values=right, problems=wrong, readings=sent.readings(),
                claims=claims if "claims_asked" in request.POST else None, now=now, seen=_seen(request),
                known=sent.known_of(request.POST.get("known", "")),
            )  # fmt: skip
            if request.htmx and "do" in request.POST:
                return _evidence(request, found, writer)
            if request.htmx:
                return render(
                    request,
                    "actionplans/_check_in_saved.html",
                    {"check_in": found, "now": now, "overtaken": _overtaken(found)},
                    status=409 if found.overtaken else 200,
                )
            if overtaken := _overtaken(found):
                raise ValidationError(overtaken)
            return redirect(f"{address}{_act(request, found, writer)}")
        except checkins.AlreadyIn:
            if "do" in request.POST and (request.htmx or _is_in(plan, writer, right)):  # a button pressed twice
                return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
            too_late = _("這次回報已經在別的分頁或裝置送出了，這裡寫的還沒有存。")
            if request.htmx:
                return _not_kept(request, too_late + _("要補充的話，請先複製下來，重新整理之後再寫一次。"))
            problem = ValidationError(too_late + _("要當成新的一次回報，請再送出一次。"))
            typed = {name: _posted(request, name) for name in sent.fields if name in request.POST}
        except ValidationError as refused:
            problem = refused
        except Unfit as unfit:
            problem = ValidationError({"photo": str(unfit)})
    found_now = checkins.open_of(plan=plan, writer=writer)
    last = _last_of(plan, writer)
    if found_now is None and last is not None and "again" not in request.GET and problem is None:
        return render(
            request, "actionplans/check_in_done.html", {**_around(plan, writer), "check_in": last, "address": address}
        )
    back = came_back.returned_to(plan=plan, writer=writer)
    stands = shown(found_now) or {"reporter": writer.name}
    knows = CheckInForm(stands, **parts).knows()
    typed |= {name: _posted(request, name) for name in (found.overtaken if found is not None else ())}
    form = CheckInForm(stands | typed, **parts)
    form.is_valid()
    if problem is not None:
        for name, sentences in by_field(problem).items():
            said = form.errors.get(name, ())
            form.add_error(name if name in form.fields else None, [one for one in sentences if one not in said])
    return render(
        request,
        "actionplans/check_in.html",
        {
            **_around(plan, writer),
            **({"before": back} if back is not None and back != found_now else {}),
            "form": form,
            "knows": knows,
            "kept_as": f"link-{writer.pk}" if isinstance(writer, CheckInLink) else f"user-{writer.pk}-{plan.pk}",
            "seen": checkins.handed_in(plan=plan, writer=writer),
            "returned": back,
            "changes": changed_since.told(plan=plan, writer=writer),
            "remarks": {name: back.remarks.get(name, "") if back else "" for name in checkins.REMARKED},
            "evidence": found_now.evidence.select_related("file") if found_now else (),
            "typed_url": _still_typed(request, found_now),
            "address": address,
            "megabytes": MOST_MEGABYTES,
            "document_megabytes": documents.MOST_MEGABYTES,
            "most": evidence.MOST,
        },
        status=422 if problem is not None else 200,
    )


def _overtaken(found: CheckIn) -> dict[str, list[str]]:
    """By field, that somebody else was there first, and what stands there now."""
    words = _("這一格剛剛在別的分頁或裝置改成「%(text)s」。這裡留著你填的；再存一次，就換成你填的。")
    empty = _("這一格剛剛在別的分頁或裝置清空了。這裡留著你填的；再存一次，就換成你填的。")
    return {
        name: [words % {"text": in_words(there)} if in_words(there) else empty]
        for name, there in found.overtaken.items()
    }


def _posted(request: HttpRequest, name: str) -> Any:
    """What was typed in a field, for the page to go on showing it."""
    return request.POST.getlist(name) if name == "claims" else request.POST.get(name, "")


def _is_in(plan: Plan, writer: Any, values: Mapping[str, Any]) -> bool:
    """Whether this is what the writer has handed in last."""
    last = _last_of(plan, writer)
    return last is not None and checkins.says(last, values)


def _not_kept(request: HttpRequest, why: str) -> HttpResponse:
    """The answer to what cannot be kept any more: the page stays with what was typed, and says so."""
    return render(request, "actionplans/_check_in_saved.html", {"why": why}, status=409)


def _evidence(request: HttpRequest, found: CheckIn, writer: Any) -> HttpResponse:
    """Do what a button of the evidence says, and give back that part alone: the page stays, with all that is typed."""
    problems: list[str] = []
    try:
        _act(request, found, writer)
    except ValidationError as refused:
        problems = refused.messages
    except Unfit as unfit:
        problems = [str(unfit)]
    pieces = found.evidence.select_related("file")
    return render(
        request,
        "actionplans/_check_in_evidence.html",
        {"evidence": pieces, "most": evidence.MOST, "problems": problems, "address": request.path},
        status=422 if problems else 200,
    )


def _still_typed(request: HttpRequest, found: CheckIn | None) -> str:
    """The address that was sent along and could not be taken; what was taken stands among the evidence."""
    typed = request.POST.get("url", "").strip()[:500]
    return "" if found is not None and found.evidence.filter(url=typed).exists() else typed


def _seen(request: HttpRequest) -> int | None:
    text = request.POST.get("seen", "")
    return int(text) if text.isdecimal() and len(text) < 6 else None


def _act(request: HttpRequest, found: CheckIn, writer: Any) -> str:
    """Do what the button says; where to go on then, as the end of the page's address."""
    now, do = timezone.now(), request.POST.get("do", "")
    # An address that was typed goes along with every button, as all that was typed does.
    if do == "url" or request.POST.get("url", "").strip():
        evidence.add_address(
            check_in=found, url=request.POST.get("url", ""), caption=request.POST.get("caption", ""), by=writer, now=now
        )
    # So does a file that was chosen and not sent yet.
    photo = request.FILES.get("photo")
    if photo is not None or do == "photo":
        if photo is None:
            raise ValidationError({"photo": _("還沒選照片或文件。")})
        if photo.size > MOST_MEGABYTES << 20:
            raise Unfit(_("檔案超過 %(most)s MB。照片請調低解析度，文件請壓縮裡面的圖片。") % {"most": MOST_MEGABYTES})
        evidence.add_file(check_in=found, data=photo.read(), name=photo.name or "", by=writer, now=now)
    if do in ("photo", "url"):
        return "#evidence"
    if do.startswith("drop-"):
        piece = found.evidence.filter(pk=do.removeprefix("drop-") if do[5:].isdecimal() else None).first()
        if piece is not None:
            evidence.remove(evidence=piece, by=writer, now=now)
        return "#evidence"
    if do == "submit":
        checkins.submit(check_in=found, by=writer, now=now)
    return ""


def _last_of(plan: Plan, writer: Any) -> CheckIn | None:
    """Her last report; of one who comes by link the last since it was made: a newer reminder asks for another."""
    rows = CheckIn.objects.filter(writers.reports_of(writer), plan=plan)
    if isinstance(writer, CheckInLink):
        rows = rows.filter(Q(submitted_at__gte=writer.made_at) | Q(link=writer))
    return rows.order_by("-number").first()


def _around(plan: Plan, writer: Any) -> dict[str, Any]:
    """What stands around the form: the plan, how it stands, and what was last reported by anybody."""
    rows = list(plan.milestones.with_reports())
    today = timezone.localdate()
    light = lights.light(lights.points_of(rows), on=today, decided=lights.decided_on(plan))
    return {
        "plan": plan,
        "asked_every": ladders.risk_every(plan.workshop.programme, PACE.risk_every) if light.status == "risk" else 0,
        "shell": "app.html" if isinstance(writer, User) else "plain.html",
        "milestones": rows,
        "light": light,
        "today": today,
        "before": CheckIn.objects.filter(plan=plan, state=CheckIn.State.ACCEPTED).first(),
    }


# Links and the supervisor's look


@gate(Permission.FOLLOW_UP)
@never_cache
@require_POST
def make_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link to report by; its address is shown this once."""
    plan = _followed(request, pk)
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
    plan = _followed(request, pk)
    stopped = checkin_links.revoke_sent(plan=plan, by=request.user, now=timezone.now())
    words = ngettext("停用了提醒信裡的 %(count)s 個連結。", "停用了提醒信裡的 %(count)s 個連結。", stopped)
    messages.success(request, words % {"count": stopped})
    return redirect("actionplans:plan", pk=pk)


@gate(Permission.FOLLOW_UP)
@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a report, or send it back with marks on the answers."""
    rows = CheckIn.objects.visible_to(request.user, Permission.FOLLOW_UP).select_related("plan")
    found = get_visible(rows, request.user, pk=pk)
    now = timezone.now()
    try:
        if request.POST.get("do") == "accept":
            checkins.accept(check_in=found, by=request.user, now=now)
            messages.success(request, _("已確認%(check_in)s。") % {"check_in": found})
        else:
            remarks = {name: request.POST.get(f"remark_{name}", "") for name in checkins.REMARKED}
            checkins.send_back(check_in=found, remarks=remarks, by=request.user, now=now)
            messages.success(request, _("已請回報人補充，原來的連結就能改。"))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect(f"{reverse('actionplans:plan', args=[found.plan_id])}#check-ins")
