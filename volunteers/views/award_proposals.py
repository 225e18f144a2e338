"""Pages on a unit's proposal: handing in, and what the authority makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems
from foundation.workflow.moves import MoveRefused
from volunteers.awards import words
from volunteers.models import AwardCandidate, AwardProposal
from volunteers.proposing import deciding, findings, proposals, subjects, windows
from volunteers.proposing.moves import asked_papers, issued_here
from volunteers.proposing.proposal_forms import ApproveForm
from volunteers.rules import award_routes
from volunteers.rules.award_routes import PAPERS

from .award_windows import SHAPES, told

SEE, KEEP, REVIEW = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS, Permission.REVIEW_UNITS
ROWS, MOST = 100, 1000
State, Kind = AwardCandidate.State, AwardCandidate.Kind


def proposal_of(request: HttpRequest, pk: int, permission: Permission = SEE) -> AwardProposal:
    """A proposal of a unit where this person holds the permission."""
    rows = AwardProposal.objects.visible_to(request.user, permission)
    return get_visible(rows.select_related("window__county", "unit__organisation"), request.user, pk=pk)


@gate(SEE)
@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit's proposal: its candidates, what each lacks, and what its reader can do (a fixed number of questions)."""
    return _page(request, proposal_of(request, pk))


def _page(request: HttpRequest, found: AwardProposal, status: int = 200, **given: Any) -> HttpResponse:
    on = timezone.localdate()
    window = told(found.window, on)
    wanted = request.GET.get("state", "")
    rows = AwardCandidate.objects.visible_to(request.user).filter(proposal=found)
    rows = rows.select_related("volunteer", "given").prefetch_related("kin", "papers")
    if wanted in State.values:
        rows = rows.filter(state=wanted)
    page = Paginator(rows.order_by(F("unit_rank").asc(nulls_last=True), "pk"), ROWS).get_page(request.GET.get("page"))
    for one in page:
        one.proposal, one.window = found, window
    today = subjects.candidates(window, page, on) if window.rule else {}
    issued = issued_here(page.object_list, on)
    for one in page:
        _tell(one, today.get(one.pk), issued[one.pk])
    keeps = AwardProposal.objects.visible_to(request.user, KEEP).filter(pk=found.pk).exists()
    reviews = AwardProposal.objects.visible_to(request.user, REVIEW).filter(pk=found.pk).exists()
    return render(
        request,
        "volunteers/award_proposal.html",
        {
            "proposal": found, "window": window, "page": page, "keeps": keeps, "reviews": reviews, "wanted": wanted,
            "states": State.choices, "late": windows.late(window, on),
            "share": windows.share(window, found.unit, on),
            "goes_on": bool(window.rule) and award_routes.route(window.rule).goes_on,
            "with_unit": any(one.is_open for one in page),
            "certifies": (keeps or reviews) and found.candidates.filter(state=State.APPROVED).exists(),
            "waits": any(one.state in (State.SUBMITTED, State.FORWARDED) for one in page),
            "approve_form": ApproveForm(initial={"given_on": on}), "problems": [], "papers": list(PAPERS.values()),
            "marked": {}, "picked": frozenset(), "reason": "", "number": "",
        }
        | given,
        status=status,
    )  # fmt: skip


def _tell(one: AwardCandidate, today: Any, issued: set[str]) -> None:
    """What the list says of a candidate: its sign, what it lacks, where today differs, and what is asked anew."""
    one.shape = SHAPES[State(one.state)]  # type: ignore[attr-defined]
    then = findings.outcome_of(one.found)
    one.then = words.OUTCOMES[then]  # type: ignore[attr-defined]
    one.today = words.OUTCOMES[today.outcome] if today is not None and today.outcome is not then else ""  # type: ignore[attr-defined]
    there = {paper.key for paper in one.papers.all()} | issued
    asked = asked_papers(one)
    one.lacks = [PAPERS[key].label for key in asked if key not in there] if one.is_open else []  # type: ignore[attr-defined]
    one.marks_shown = [  # type: ignore[attr-defined]
        (PAPERS[key].label if key in PAPERS else _("候選人"), text) for key, text in one.marks.items()
    ]
    one.to_mark = asked or [award_routes.DEEDS]  # type: ignore[attr-defined]


MINE = ("submit", "withdraw", "order")


@gate(SEE)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """What is done with those who are picked: handed in, withdrawn, returned, sent on, approved, declined, ordered."""
    name = request.POST.get("move", "")
    found = proposal_of(request, pk, KEEP if name in MINE else REVIEW)
    if name not in WORDS:
        raise Http404
    sent = request.POST.getlist("who")
    there = set(found.candidates.values_list("pk", flat=True))
    picked = {int(key) for key in sent if key.isdecimal() and len(key) < 19} & there
    form = ApproveForm(request.POST) if name == "approve" else None
    marks = _marks(request, there)
    kept = {"picked": picked, "reason": request.POST.get("reason", ""), "number": request.POST.get("number_sent", ""),
            "marked": marks}  # fmt: skip
    if form is not None and not form.is_valid():
        return _page(request, found, 422, approve_form=form, **kept)
    try:
        said = WORDS[name](request, found, picked, form.cleaned_data if form else {}, marks)
    except MoveRefused as refused:
        kept |= {"approve_form": form} if form else {}
        return _page(request, found, 422, problems=list(map(str, refused.problems)), **kept)
    except ValidationError as refused:
        if form is None:
            return _page(request, found, 422, problems=refused.messages, **kept)
        take_problems(form, refused)
        return _page(request, found, 422, approve_form=form, **kept)
    messages.success(request, said)
    return redirect("volunteers:award_proposal", pk=pk)


def _marks(request: HttpRequest, there: set[int]) -> dict[int, dict[str, str]]:
    """What is written beside candidates: `mark-<candidate>-<paper>`."""
    found: dict[int, dict[str, str]] = {}
    for name, text in request.POST.items():
        what, _dash, rest = name.partition("-")
        key, _dash, paper = rest.partition("-")
        if what == "mark" and text.strip() and key.isdecimal() and len(key) < 19 and int(key) in there:
            found.setdefault(int(key), {})[paper] = text
    return found


def _ranks(request: HttpRequest, there: set[int]) -> dict[int, int | None]:
    """Places as they were typed: `rank-<candidate>`.

    Raises:
        ValidationError: what was typed is no number.
    """
    found: dict[int, int | None] = {}
    for name, text in request.POST.items():
        what, _dash, key = name.partition("-")
        if what == "rank" and key.isdecimal() and len(key) < 19 and int(key) in there:
            typed = text.strip()
            if typed and not (typed.isdecimal() and len(typed) < 6):
                raise ValidationError(_("排序請填數字，不排的留空白。"))
            found[int(key)] = int(typed) if typed else None
    return found


Acted = Callable[[HttpRequest, AwardProposal, set[int], dict[str, Any], dict[int, dict[str, str]]], str]


def _who(request: HttpRequest) -> dict[str, Any]:
    by: User = request.user  # type: ignore[assignment]
    return {"by": by, "now": timezone.now()}


def _submit(request: HttpRequest, found: AwardProposal, picked: set[int], *_rest: Any) -> str:
    count = proposals.submit(proposal=found, candidates=picked, **_who(request))
    return ngettext("已送件 %(count)s 位。", "已送件 %(count)s 位。", count) % {"count": count}


def _withdraw(request: HttpRequest, found: AwardProposal, picked: set[int], *_rest: Any) -> str:
    count = proposals.withdraw(proposal=found, candidates=picked, **_who(request))
    return ngettext("已撤回 %(count)s 位。", "已撤回 %(count)s 位。", count) % {"count": count}


def _order(request: HttpRequest, found: AwardProposal, picked: set[int], *_rest: Any) -> str:
    ranks = _ranks(request, set(found.candidates.values_list("pk", flat=True)))
    proposals.order(proposal=found, ranks=ranks, **_who(request))
    return _("已存好排序。")


def _rank(request: HttpRequest, found: AwardProposal, picked: set[int], *_rest: Any) -> str:
    ranks = _ranks(request, set(found.candidates.values_list("pk", flat=True)))
    deciding.rank(window=found.window, ranks=ranks, **_who(request))
    return _("已存好排序。")


def _return(
    request: HttpRequest, found: AwardProposal, picked: set[int], given: dict[str, Any],
    marks: dict[int, dict[str, str]],
) -> str:  # fmt: skip
    count = deciding.send_back(window=found.window, marks=marks, **_who(request))
    return ngettext(
        "已退回 %(count)s 位，單位會收到通知。", "已退回 %(count)s 位，單位會收到通知。", count
    ) % {"count": count}  # fmt: skip


def _forward(request: HttpRequest, found: AwardProposal, picked: set[int], *_rest: Any) -> str:
    number = request.POST.get("number_sent", "")
    count = deciding.forward(window=found.window, candidates=picked, number=number, **_who(request))
    return ngettext("已轉送 %(count)s 位。", "已轉送 %(count)s 位。", count) % {"count": count}


def _approve(
    request: HttpRequest, found: AwardProposal, picked: set[int], given: dict[str, Any], *_rest: Any
) -> str:  # fmt: skip
    count = deciding.approve(window=found.window, candidates=picked, **given, **_who(request))
    said = ngettext("已核定 %(count)s 位，得獎紀錄已經登錄。", "已核定 %(count)s 位，得獎紀錄已經登錄。", count)
    return said % {"count": count}


def _decline(request: HttpRequest, found: AwardProposal, picked: set[int], *_rest: Any) -> str:
    reason = request.POST.get("reason", "")
    count = deciding.decline(window=found.window, candidates=picked, reason=reason, **_who(request))
    return ngettext("已登錄 %(count)s 位未獲獎。", "已登錄 %(count)s 位未獲獎。", count) % {"count": count}


WORDS: dict[str, Acted] = {
    "submit": _submit, "withdraw": _withdraw, "order": _order, "rank": _rank, "return": _return, "forward": _forward,
    "approve": _approve, "decline": _decline,
}  # fmt: skip
