"""The page on which a unit puts people forward: from the list in one press, a family, or its team."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from volunteers.awards import families
from volunteers.awards.family_forms import KinForm
from volunteers.models import AwardCandidate, AwardStanding, AwardWindow, Family, Unit
from volunteers.proposing import proposals, subjects, windows

from .award_windows import told
from .hours import unit_of

KEEP = Permission.KEEP_VOLUNTEERS
MOST = 1000
Kind = AwardCandidate.Kind
SHAPES: dict[str, str] = {AwardStanding.State.ELIGIBLE: "done", AwardStanding.State.CANDIDATE: "ok"}


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, pk: int, unit: int) -> HttpResponse:
    """Put people forward from the list in one press, or a family, or the team."""
    at, now = unit_of(request, unit, KEEP), timezone.now()
    on = timezone.localdate(now)
    window = told(get_visible(AwardWindow.objects.select_related("county"), request.user, pk=pk), on)
    if window.rule is None or at.county_id != window.county_id:
        raise Http404
    kind = subjects.kind_of(window.rule)
    chosen = request.POST.get("family", "") if kind == Kind.FAMILY else ""
    form = KinForm(request.POST if request.method == "POST" and not chosen else None) if kind == Kind.FAMILY else None
    problems: list[str] = []
    if request.method == "POST" and (form is None or chosen or form.is_valid()):
        who: dict[str, Any] = {"window": window, "unit": at, "by": request.user, "now": now}
        try:
            target = _proposed(request, kind, at, form if not chosen else None, who)
        except ValidationError as refused:
            if form is not None and not chosen:
                take_problems(form, refused, members="applicant")
            else:
                problems = refused.messages
        else:
            return target
    on_list = proposals.listed(window, at, on) if kind == Kind.PERSON else []
    return render(
        request,
        "volunteers/award_propose.html",
        {
            "window": window, "unit": at, "kind": kind, "form": form, "number": len(on_list),
            "listed": [(one, SHAPES.get(one.state, "risk")) for one in on_list[:MOST]],
            "families": _kept(at) if kind == Kind.FAMILY else [],
            "late": windows.late(window, on), "problems": problems, "share": windows.share(window, at, on),
        },
        status=422 if problems or (form is not None and form.errors) else 200,
    )  # fmt: skip


def _proposed(
    request: HttpRequest, kind: str, unit: Unit, form: KinForm | None, who: dict[str, Any]
) -> HttpResponse:  # fmt: skip
    on = timezone.localdate(who["now"])
    if kind == Kind.TEAM:
        made = proposals.propose_team(**who)
        messages.success(request, _("已提報。附齊文件以後，記得按「送件」。"))
        return redirect("volunteers:award_candidate", pk=made.pk)
    if kind == Kind.FAMILY:
        members = _members_of(unit, request.POST.get("family", "")) if form is None else form.members(unit, on)
        made = proposals.propose_family(members=members, **who)
        messages.success(request, _("已提報。附齊文件以後，記得按「送件」。"))
        return redirect("volunteers:award_candidate", pk=made.pk)
    keys = {int(key) for key in request.POST.getlist("who") if key.isdecimal() and len(key) < 19}
    if name := request.POST.get("other", "").strip():
        keys.add(families.found(unit, name, on))
    done = proposals.propose(volunteers=keys, **who)
    for line in done.refused[:20]:
        messages.warning(request, line)
    if not done.taken:
        return redirect("volunteers:award_propose", pk=who["window"].pk, unit=unit.pk)
    count = len(done.taken)
    said = ngettext("已提報 %(count)s 位。附齊文件以後，記得按「送件」。",
                    "已提報 %(count)s 位。附齊文件以後，記得按「送件」。", count)  # fmt: skip
    messages.success(request, said % {"count": count})
    return redirect("volunteers:award_proposal", pk=done.taken[0].proposal_id)


def _kept(unit: Unit) -> list[Family]:
    """The families that a unit keeps, to be put forward in one press."""
    return list(Family.objects.standing().filter(unit=unit).prefetch_related("members__volunteer"))


def _members_of(unit: Unit, sent: str) -> list[tuple[int, str]]:
    """The members of a family that the unit keeps.

    Raises:
        ValidationError: it keeps no such family.
    """
    key = int(sent) if sent.isdecimal() and len(sent) < 19 else 0
    kept = Family.objects.standing().filter(unit=unit, pk=key).first()
    if kept is None:
        raise ValidationError({"members": _("請選一個登錄過的家庭。")})
    return list(kept.members.values_list("volunteer", "relation"))
