"""Pages on which a progress report is written, signed in or by link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from actionplans.followup import came_back, changed_since, checkin_links, checkins, evidence, ladders, lights, writers
from actionplans.followup.checkin_forms import CheckInForm, in_words, shown
from actionplans.followup.pace import PACE
from actionplans.models import CheckIn, CheckInLink, Evidence, Plan
from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.files import documents
from foundation.files.content import MOST_MEGABYTES, Unfit
from foundation.files.models import StoredFile
from foundation.files.views import respond_small
from foundation.ui.refusals import by_field

WHY = "a signed link leads somebody without an account to exactly one plan"


def followed(request: HttpRequest, pk: int) -> Plan:
    """An adopted plan that this person follows up."""
    rows = Plan.objects.visible_to(request.user, Permission.FOLLOW_UP).adopted().with_people()
    return get_visible(rows, request.user, pk=pk)


@gate(Permission.FOLLOW_UP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a report on a plan one follows up."""
    plan = followed(request, pk)
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
    # A mail programme that only tries the address, and a browser that fetches ahead, have shown nobody anything.
    if request.method != "HEAD" and not request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        checkin_links.note_opened(link, now=now)
    return _report(request, link.plan, link, reverse("actionplans:by_link", args=[token]))


@public(WHY)
@require_safe
def photo_by_link(request: HttpRequest, token: str, pk: int) -> HttpResponseBase:
    """The small copy of a photo that she has attached herself, so that she sees which one it is."""
    link = checkin_links.find(token)
    if link is None or not link.is_open(timezone.now()):
        raise Http404
    piece = get_object_or_404(evidence.pictures_of(link), pk=pk)
    return respond_small(cast(StoredFile, piece.file))


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
                    {
                        "check_in": found,
                        "now": now,
                        "overtaken": _overtaken(found),
                        "not_claimed": checkins.not_claimed(found),
                    },
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
            "evidence": _pieces(found_now, writer, address) if found_now else (),
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
    return render(
        request,
        "actionplans/_check_in_evidence.html",
        {
            "evidence": _pieces(found, writer, request.path),
            "most": evidence.MOST,
            "problems": problems,
            "address": request.path,
        },
        status=422 if problems else 200,
    )


def _pieces(found: CheckIn, writer: Any, address: str) -> list[Evidence]:
    """The evidence of a report, each photo with the address of its small copy."""
    pieces = list(found.evidence.select_related("file"))
    for one in pieces:
        if one.file is not None and one.file.is_picture:
            by_link = isinstance(writer, CheckInLink)
            one.small = f"{address}photos/{one.pk}/" if by_link else reverse("files:thumbnail", args=[one.file_id])  # type: ignore[attr-defined]
    return pieces


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
    if said := checkins.not_claimed(found):
        # What she calls done would not be in the report: she looks at the list once more before it is handed in.
        if do == "submit" and found.not_its_own:
            raise ValidationError({"claims": said})
        messages.warning(request, " ".join(said))
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
