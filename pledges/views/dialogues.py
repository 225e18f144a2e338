"""Pages of a county's dialogue: its programme, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may
from foundation.taiwan.clock import spoken
from foundation.ui import repeating
from foundation.ui.refusals import take_problems
from foundation.workflow.moves import MoveRefused
from pledges import campaign_rules
from pledges import dialogues as words
from pledges.forms import DialogueForm, ReportForm, SessionForm
from pledges.models import Dialogue

from . import calls

LETTER = "s"


@gate(Permission.KEEP_PLEDGE)
@require_POST
def begin(request: HttpRequest, county: str) -> HttpResponse:
    """Begin a dialogue of a county."""
    found = calls.found_for(request, county, Permission.KEEP_PLEDGE)
    title = request.POST.get("title", "")
    try:
        made = words.begin(
            campaign=campaign_rules.current(), county=found, title=title, by=request.user, now=timezone.now()
        )
    except ValidationError as refused:
        sentences = [_("對話的名稱：%(why)s") % {"why": one} for one in refused.messages]
        return calls.page_of(request, found, title=title, problems=sentences, status=422)
    return redirect("pledges:dialogue", pk=made.pk)


@gate(Permission.SEE_PLEDGES)
@require_safe
def dialogue(request: HttpRequest, pk: int) -> HttpResponse:
    """One dialogue."""
    return _page(request, _found(request, pk, Permission.SEE_PLEDGES))


@gate(Permission.KEEP_PLEDGE)
@require_POST
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Its facts and its programme: the buttons arrange what is on the page, the others write it."""
    found = _found(request, pk, Permission.KEEP_PLEDGE)
    form = DialogueForm(request.POST, instance=Dialogue.objects.select_related("county").get(pk=pk))
    rows = repeating.posted(
        request.POST, lambda prefix: SessionForm(request.POST, prefix=prefix), letter=LETTER, most=words.MOST_SESSIONS
    )
    action = request.POST.get("do", "save")
    if action not in ("save", "settle"):
        rows = repeating.arranged(rows, action, letter=LETTER, new=_new)
        return _page(request, found, form=form, rows=rows, unsaved=True)
    if not all([form.is_valid(), *[one.is_valid() for one in rows]]):  # every form is to say what is wrong with it
        return _page(request, found, form=form, rows=rows, unsaved=True, status=422)
    now = timezone.now()
    try:
        sessions = [(one.cleaned_data["title"], one.cleaned_data["minutes"]) for one in rows]
        kept = words.describe(dialogue=found, sessions=sessions, by=request.user, now=now, **form.cleaned_data)
    except ValidationError as refused:
        take_problems(form, refused)
        return _page(request, found, form=form, rows=rows, unsaved=True, status=422)
    if action == "settle":
        try:
            words.MOVES.apply(kept, "settle", by=request.user, now=now)
        except MoveRefused as refused:
            return _page(request, _found(request, pk, Permission.KEEP_PLEDGE), problems=refused.problems, status=422)
    messages.success(request, _("議程已定案。") if action == "settle" else _("已儲存。"))
    return redirect("pledges:dialogue", pk=pk)


@gate(Permission.KEEP_PLEDGE)
@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell how many came and what they said."""
    found = _found(request, pk, Permission.KEEP_PLEDGE)
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            words.report(dialogue=found, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已回報給協會。"))
            return redirect("pledges:dialogue", pk=pk)
        except ValidationError as refused:
            take_problems(form, refused)
        except MoveRefused as refused:
            return _page(request, found, report_form=form, problems=refused.problems, status=422)
    return _page(request, found, report_form=form, status=422)


@gate(Permission.KEEP_PLEDGE)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the programme or the report again, or take a planned dialogue out."""
    found = _found(request, pk, Permission.KEEP_PLEDGE)
    name, now = request.POST.get("move", ""), timezone.now()
    if name not in ("reopen", "amend", "drop"):
        raise Http404
    try:
        if name == "drop":
            words.drop(dialogue=found, by=request.user, now=now)
            messages.success(request, _("已刪除。"))
            return redirect("pledges:county_calls", county=found.county_id)
        words.MOVES.apply(found, name, by=request.user, now=now)
    except MoveRefused as refused:
        return _page(request, found, problems=refused.problems, status=422)
    return redirect("pledges:dialogue", pk=pk)


def _found(request: HttpRequest, pk: int, permission: Permission) -> Dialogue:
    rows = Dialogue.objects.visible_to(request.user, permission).select_related("county")
    return get_visible(rows.prefetch_related("sessions"), request.user, pk=pk)


def _new(prefix: str) -> SessionForm:
    return SessionForm(prefix=prefix)


def _page(
    request: HttpRequest, found: Dialogue, *, form: DialogueForm | None = None,
    rows: Sequence[SessionForm] | None = None, report_form: ReportForm | None = None, unsaved: bool = False,
    problems: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of a dialogue, with what was typed and could not be taken."""
    sessions = words.timed(found)
    if rows is None:
        rows = [
            SessionForm(prefix=f"{LETTER}{at}", initial={"title": one.title, "minutes": one.minutes})
            for at, (one, _clock) in enumerate(sessions, 1)
        ] or [_new(f"{LETTER}{at}") for at in (1, 2, 3)]
    least = found.campaign.dialogue.least_minutes
    told = {"people": found.people, "insights": found.insights}
    return render(
        request,
        "pledges/dialogue.html",
        {
            "dialogue": found, "campaign": found.campaign, "shape": calls.SHAPES[found.state],
            "sessions": sessions, "rows": rows, "form": form or DialogueForm(instance=found),
            "report_form": report_form or ReportForm(initial=told), "unsaved": unsaved,
            "length": spoken(found.minutes), "least": spoken(least),
            "short": words.lacks_time(found.campaign, found.minutes), "is_late": words.is_late(found),
            "may_keep": may(request.user, Permission.KEEP_PLEDGE, county=found.county_id),
            "problems": problems or [],
        },
        status=status,
    )  # fmt: skip
