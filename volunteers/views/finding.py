"""Pages of matching: a volunteer's own (what fits, being found, who asked), and a unit's search for an opening."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts import sectors
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.ui.refusals import take_problems
from volunteers.models import Approach, Findable, Opening, Volunteer
from volunteers.recruiting import finding
from volunteers.recruiting.finding_forms import FindableForm
from volunteers.rules import consents, service_words
from volunteers.rules.service_words import SKILLS, SLOTS

from .openings import kept
from .own_roster import _me

OWN, KEEP = Permission.SEE_OWN_RECORD, Permission.KEEP_VOLUNTEERS
MOST = 30


@gate(OWN)
@require_safe
def own_places(request: HttpRequest) -> HttpResponse:
    """Places that fit one, who asked, and whether one may be found."""
    if not Volunteer.objects.living().filter(user=request.user.pk).exists():
        return render(request, "volunteers/not_linked.html")
    return _own(request, _me(request))


def _own(request: HttpRequest, me: Volunteer, form: FindableForm | None = None, problem: str = "") -> HttpResponse:
    today = timezone.localdate()
    stands = Findable.objects.standing().filter(volunteer=me).first()
    asked = Approach.objects.filter(volunteer=me).select_related("opening__unit__organisation", "opening__county")
    looked = Event.objects.filter(
        object_type="volunteers.volunteer", object_key=str(me.pk), verb=Verb.FINDABLE_SEEN
    ).order_by("-at")
    fits = finding.fitting(me, on=today)[:MOST]
    for one, _fit in fits:
        one.slots_shown = service_words.shown(one.slots, SLOTS)  # type: ignore[attr-defined]
    return render(
        request,
        "volunteers/own_places.html",
        {
            "me": me,
            "stands": stands,
            "form": form or FindableForm(stands=stands),
            "told": consents.being_found(),
            "asked": asked[:MOST],
            "fits": fits,
            "looked": looked[:MOST],
            "problem": problem,
            "today": today,
        },
        status=422 if problem or (form is not None and form.errors) else 200,
    )


@gate(OWN)
@require_POST
def own_findable(request: HttpRequest) -> HttpResponse:
    """Agree to be found, or take it back."""
    me, now = _me(request), timezone.now()
    if "end" in request.POST:
        finding.take_back(volunteer=me, by=request.user, now=now)
        messages.success(request, _("已撤回，單位馬上就查不到您。"))
        return redirect("volunteers:own_places")
    form = FindableForm(request.POST, stands=None)
    if form.is_valid():
        try:
            finding.agree(volunteer=me, version=form.version, wishes=form.wishes, by=request.user, now=now)
        except ValidationError as refused:
            take_problems(form, refused)
        else:
            messages.success(request, _("已登錄。正在招募的單位可以邀請您，您按「願意」才知道您是誰。"))
            return redirect("volunteers:own_places")
    return _own(request, me, form)


@gate(OWN)
@require_POST
def approach_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes or no to a unit that asked."""
    me = _me(request)
    found = get_visible(Approach.objects.filter(volunteer=me), request.user, pk=pk)
    yes = request.POST.get("answer") == "yes"
    try:
        finding.answer(approach=found, yes=yes, by=request.user, now=timezone.now())
    except ValidationError as refused:
        return _own(request, me, problem=" ".join(refused.messages))
    messages.success(request, _("已告訴單位，接下來會和您約面談。") if yes else _("已告訴單位這次不行，沒有說您是誰。"))
    return redirect("volunteers:own_places")


@gate(KEEP)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def seekers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may be found for an opening. Only pressing the button looks: each look leaves a line with everybody shown."""
    found = kept(request, pk)
    problem, now = "", timezone.now()
    slot, skill = request.POST.get("slot", ""), request.POST.get("skill", "")
    does = request.POST.get("do", "") if request.method == "POST" else ""
    if does in ("ask", "all"):
        given = {"opening": found, "words": request.POST.get("words", ""), "by": request.user, "now": now}
        chosen = [int(one) for one in request.POST.getlist("chosen") if one.isdecimal() and len(one) < 19]
        most = request.POST.get("most", "")
        try:
            if does == "ask":
                done = finding.ask(chosen=chosen, **given)
            else:
                many = int(most) if most.isdecimal() and len(most) < 6 else 0
                done = finding.ask_all(most=many, slot=slot, skill=skill, **given)
        except ValidationError as refused:
            problem = " ".join(refused.messages)
        else:
            words = ngettext("已邀請 %(count)s 人，等他們回覆。", "已邀請 %(count)s 人，等他們回覆。", done)
            messages.success(request, words % {"count": done})
            return redirect("volunteers:seekers", pk=pk)
    rows = None
    # Who called up many sees nobody by it, also where it was refused.
    if request.method == "POST" and does != "all":
        rows = finding.look(opening=found, by=request.user, now=now, slot=slot, skill=skill)
    approaches = Approach.objects.filter(opening=found).select_related("application")
    return render(
        request,
        "volunteers/seekers.html",
        {
            "opening": found,
            "unit": found.unit,
            "rows": [_shown(one) for one in rows] if rows is not None else None,
            "approaches": [(one, one.application) for one in approaches],
            "slots": SLOTS.items(),
            "skills": SKILLS.items(),
            "slot": slot,
            "skill": skill,
            "takes": found.takes_on(timezone.localdate()) and found.state == Opening.State.PUBLISHED,
            "problem": problem,
            "words": request.POST.get("words", ""),
            "most": finding.MOST_SEEN,
            "most_asked": finding.MOST_ASKED,
            "wanted": request.POST.get("most", "") or found.wanted,
            "asked": len(approaches),
        },
        status=422 if problem else 200,
    )


def _shown(one: finding.Seen) -> dict[str, object]:
    """What a unit sees of somebody, in words."""
    agreed = one.findable
    return {
        "key": one.key,
        "mark": one.mark,
        "categories": [sectors.name(code) for code in agreed.categories],
        "slots": service_words.shown(agreed.slots, SLOTS),
        "skills": service_words.shown(agreed.skills, SKILLS),
        "points": one.fit.points,
        "approach": one.approach,
    }
