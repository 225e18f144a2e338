"""Pages on requests about one's own data: the queue, one request for either side, and what was granted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.exports.views import respond
from foundation.ui.refusals import take_problems
from volunteers.models import RightRequest, Volunteer
from volunteers.rights import answering, asking, copying, erasing, holdings
from volunteers.rights.right_forms import ExtendForm, GrantForm, RefuseForm
from volunteers.rules.rights import RIGHTS, Right
from volunteers.views.mine import SHAPES

ROWS = 50
SHOWN_ROWS = 100
ANSWER = Permission.ANSWER_RIGHTS
SHOWN = ("open", "late", "closed", "all")


@gate(ANSWER)
@require_safe
def right_list(request: HttpRequest) -> HttpResponse:
    """The requests this person may answer, by the day on which they are due; the filters stand in the address."""
    today = timezone.localdate()
    shown, right = request.GET.get("show", "open"), request.GET.get("right", "")
    rows = RightRequest.objects.visible_to(request.user, ANSWER)
    late = rows.overdue(today).count()
    if shown in ("open", "late"):
        rows = rows.open() if shown == "open" else rows.overdue(today)
    elif shown == "closed":
        rows = rows.exclude(state__in=RightRequest.OPEN)
    if right in list(Right):
        rows = rows.filter(right=right)
    order = ("-due_on", "-pk") if shown == "closed" else ("due_on", "pk")
    rows = rows.select_related("volunteer", "county", "unit__organisation").order_by(*order)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    for one in page.object_list:
        one.shape = SHAPES[RightRequest.State(one.state)]  # type: ignore[attr-defined]
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "volunteers/rights.html",
        {
            "page": page,
            "today": today,
            "late": late,
            "shown": shown if shown in SHOWN else "open",
            "choices": [
                ("open", _("待答覆")),
                ("late", _("過了期限")),
                ("closed", _("已結束")),
                ("all", _("全部")),
            ],
            "right": right,
            "rights": RIGHTS.values(),
            "query": query.urlencode(),
        },
    )


@gate(None)
@require_safe
def right(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: for whoever answers it, and for her who asked."""
    return _page(request, _asked(request, pk))


def _page(request: HttpRequest, found: RightRequest, status: int = 200, **forms: Form) -> HttpResponse:
    today = timezone.localdate()
    mine = found.volunteer.user_id == request.user.pk
    answers = found.is_open and answering.may_answer(found, request.user)
    grants = answers and answering.may_grant(found, request.user)
    foreseen = erasing.foresee(found.volunteer, on=today) if answers and found.right == Right.ERASE else None
    seen = {"seen": foreseen.mark} if foreseen else {}
    found.shape = SHAPES[RightRequest.State(found.state)]  # type: ignore[attr-defined]
    given: dict[str, Any] = {
        "asked": found,
        "mine": mine,
        "today": today,
        "sees": not mine and Volunteer.objects.visible_to(request.user).filter(pk=found.volunteer_id).exists(),
        "files": asking.files(found),
        "answers": answers,
        "grants": grants,
        "in_the_way": answering.in_the_way(found, today) if answers else (),
        "foreseen": foreseen,
        "may_extend": answers and found.state == RightRequest.State.RECEIVED and today <= found.due_on,
        "extend_form": ExtendForm(asked=found, auto_id="extend_%s"),
        "grant_form": GrantForm(initial=seen, auto_id="grant_%s"),
        "refuse_form": RefuseForm(asked=found, auto_id="refuse_%s"),
        "until": copying.until(found),
        "reads": copying.may_have(found, request.user, Right.READ, on=today),
        "takes": copying.may_have(found, request.user, Right.COPY, on=today),
    }
    return render(request, "volunteers/right.html", given | forms, status=status)


@gate(None)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request one step on: the office extends, grants or refuses; she takes it back, or lifts a stop."""
    found, name, now = _asked(request, pk), request.POST.get("move", ""), timezone.now()
    if name in ("withdraw", "lift"):
        return _hers(request, found, name, now)
    forms: dict[str, Form] = {
        "extend": ExtendForm(request.POST, asked=found, auto_id="extend_%s"),
        "grant": GrantForm(request.POST, auto_id="grant_%s"),
        "refuse": RefuseForm(request.POST, asked=found, auto_id="refuse_%s"),
    }
    if name not in forms:
        raise Http404
    words = {"extend": answering.extend, "grant": answering.grant, "refuse": answering.refuse}
    said = {
        "extend": _("已延長期限，會寄信告訴本人原因。"),
        "grant": _("已准許，會寄信告訴本人。"),
        "refuse": _("已駁回，會寄信告訴本人；依據和說明她登入看得到。"),
    }
    form = forms[name]
    if form.is_valid():
        try:
            words[name](request=found, by=request.user, now=now, **form.cleaned_data)  # type: ignore[operator]
        except PermissionDenied as denied:
            raise Http404 from denied
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, said[name])
            return redirect("volunteers:right", pk=pk)
    found.refresh_from_db()
    return _page(request, found, 422, **{f"{name}_form": form})


def _hers(request: HttpRequest, found: RightRequest, name: str, now: dt.datetime) -> HttpResponse:
    if found.volunteer.user_id != request.user.pk:
        raise Http404
    word = asking.withdraw if name == "withdraw" else asking.lift
    try:
        word(request=found, by=request.user, now=now)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("已撤回請求。") if name == "withdraw" else _("已恢復使用。"))
    return redirect("volunteers:right", pk=found.pk)


@gate(Permission.SEE_OWN_RECORD)
@require_safe
def data(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that is held about her, to read."""
    found = _asked(request, pk)
    if not copying.may_have(found, request.user, Right.READ, on=timezone.localdate()):
        raise Http404
    held = [(one, list(one.cells)[-SHOWN_ROWS:], len(one.rows)) for one in holdings.of(found.volunteer)]
    return render(request, "volunteers/right_data.html", {"asked": found, "held": held, "most": SHOWN_ROWS})


@gate(Permission.SEE_OWN_RECORD)
@require_safe
def copy(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Her copy, as a file; each download leaves a line."""
    found = _asked(request, pk)
    try:
        stream, name = copying.make(request=found, by=request.user, now=timezone.now())
    except PermissionDenied as denied:
        raise Http404 from denied
    return respond(stream, name=name, content_type="application/zip")


def _asked(request: HttpRequest, pk: int) -> RightRequest:
    rows = RightRequest.objects.select_related("volunteer", "county", "unit__organisation")
    return get_visible(rows, request.user, pk=pk)
