"""Pages on editing many plans in a spreadsheet: download, upload, look at each difference, decide."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from actionplans.consensus.forms import PlanListForm
from actionplans.tracking import plan_answers, plan_lists
from actionplans.tracking.tracker import Wanted
from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may
from foundation.imports.grid import Unreadable

KEPT_FOR = 30 * 60  # seconds that a difference waits for somebody's decision: it holds names


@gate(Permission.FOLLOW_UP)
@require_http_methods(["GET", "POST"])
def plan_list(request: HttpRequest) -> HttpResponse:
    """Download the plans of a filter, and send the sheet back; nothing changes before somebody has decided.

    Whoever follows plans up downloads; only who may change a county's plans sends back (docs/decisions/0007).
    """
    sent, may_change = request.method == "POST", may(request.user, Permission.ADOPT_PLANS)
    if sent and not may_change:
        raise Http404
    form = PlanListForm(request.POST, request.FILES) if sent else PlanListForm()
    if sent and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            understood, edits = plan_lists.compared(plan_lists.read(upload), user=request.user)
        except Unreadable as refused:
            form.add_error("file", str(refused))
        else:
            token = secrets.token_urlsafe(12)
            cache.set(_key(request, token), plan_answers.answer_to(understood, edits, name=upload.name), KEPT_FOR)
            return redirect("actionplans:plan_list_answer", token=token)
    return render(
        request,
        "actionplans/plan_list.html",
        {"form": form, "wanted": Wanted.read(request.GET), "may_change": may_change},
        status=422 if form.errors else 200,
    )


def _key(request: HttpRequest, token: str) -> str:
    """Where the answer waits: only for who sent the sheet."""
    return f"plan-list:{request.user.pk}:{token}"


@gate(Permission.ADOPT_PLANS)
@require_http_methods(["GET", "POST"])
def plan_list_answer(request: HttpRequest, token: str) -> HttpResponse:
    """What a sheet would change, cell by cell; sent, the accepted cells are saved and what came of it is said."""
    answer = cache.get(_key(request, token))
    if answer is None:
        messages.info(request, _("這份差異已經過了 30 分鐘，不再保留。沒有按下套用的，什麼都沒有改；請再上傳一次。"))
        return redirect("actionplans:plan_list")
    # A button pressed twice decides once: whoever comes second finds the lock.
    if request.method == "POST" and answer.taken is None and cache.add(f"{_key(request, token)}:once", 1, KEPT_FOR):
        accepted = set(request.POST.getlist("accept"))
        taken = plan_lists.take(edits=answer.edits, accepted=accepted, by=request.user, now=timezone.now())
        cache.set(_key(request, token), answer.decided(taken), KEPT_FOR)
    if request.method == "POST":
        return redirect("actionplans:plan_list_answer", token=token)
    return render(request, "actionplans/plan_list_answer.html", {"answer": answer, "token": token})


@gate(Permission.ADOPT_PLANS)
@require_GET
def plan_list_file(request: HttpRequest, token: str, suffix: str) -> HttpResponseBase:
    """The sheet as it was sent, with 結果 and 原因 added."""
    answer = cache.get(_key(request, token))
    if answer is None or suffix not in plan_answers.SUFFIXES:
        raise Http404
    return plan_answers.respond_with(answer, suffix=suffix)
