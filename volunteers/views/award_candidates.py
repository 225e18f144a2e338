"""Pages on one candidate: what was found then and today, her papers, what is stated, and where one's own stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.files.content import MOST_MEGABYTES, Unfit
from foundation.files.models import StoredFile
from volunteers.awards import giving, words
from volunteers.certifying import holding
from volunteers.models import AwardCandidate, AwardPaper, Volunteer
from volunteers.proposing import ceremony, findings, papers, subjects
from volunteers.proposing.moves import asked_papers, issued_here
from volunteers.proposing.proposal_forms import DeedsForm, StatedForm
from volunteers.rules.award_routes import PAPERS

from .award_windows import SHAPES, told

SEE, KEEP, REVIEW = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS, Permission.REVIEW_UNITS
OWN = Permission.SEE_OWN_RECORD
ROWS = 30
State = AwardCandidate.State


def candidate_of(request: HttpRequest, pk: int, permission: Permission = SEE) -> AwardCandidate:
    """A candidate this person sees, or of whom she holds the permission."""
    rows = AwardCandidate.objects.visible_to(request.user, permission)
    foreign = ("window__county", "proposal__unit__organisation", "volunteer", "given")
    return get_visible(rows.select_related(*foreign), request.user, pk=pk)


@gate(None)
@require_safe
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """One candidate, for her unit, its authority, herself, and the committee."""
    return _page(request, candidate_of(request, pk))


def _page(
    request: HttpRequest, one: AwardCandidate, status: int = 200, *, typed: str | None = None, **given: Any
) -> HttpResponse:  # fmt: skip
    """The page of a candidate.

    Args:
        typed: words of a paper that were sent and not taken.
    """
    on = timezone.localdate()
    window = told(one.window, on)
    today = subjects.candidates(window, [one], on).get(one.pk) if window.rule else None
    names = words.names_of([today]) if today is not None else {}
    rows = AwardCandidate.objects.filter(pk=one.pk)
    keeps = rows.visible_to(request.user, KEEP).exists()
    reviews = rows.visible_to(request.user, REVIEW).exists()
    may_state = reviews or (keeps and one.is_open)
    mine = one.volunteer is not None and one.volunteer.user_id == request.user.pk
    there = {paper.key: paper for paper in one.papers.all()}
    wanted = dict.fromkeys([*asked_papers(one), *there, *(["other"] if keeps and one.is_open else [])])
    then = findings.outcome_of(one.found)
    issued = list(holding.issued([one.volunteer_id], on)) if one.volunteer_id and (keeps or reviews or mine) else []
    enough = issued_here([one], on)[one.pk]
    return render(
        request,
        "volunteers/award_candidate.html",
        {
            "one": one, "window": window, "shape": SHAPES[State(one.state)], "keeps": keeps, "reviews": reviews,
            "mine": mine and not keeps,
            "then": words.OUTCOMES[then], "lines": findings.lines_of(one.found),
            "today": words.OUTCOMES[today.outcome] if today is not None else "",
            "changes": findings.differences(one.found, today, names) if today is not None else [],
            "kin": one.kin.select_related("volunteer"),
            "papers": [
                {
                    "paper": PAPERS[key], "row": there.get(key), "mark": one.marks.get(key, ""),
                    "files": list(papers.files_of(there[key])) if key in there else [],
                    "issued": issued if key == "certificate" else [], "is_enough": key in enough,
                    "form": _deeds(key, there.get(key), typed) if PAPERS[key].is_text else None,
                }
                for key in wanted if key in PAPERS
            ],
            "herself": one.marks.get("herself", ""), "found": one.findings.all(),
            "statements": list(giving.statements_of(window.rule).items())
            if window.rule and may_state and one.state not in (*AwardCandidate.OVER, State.APPROVED) else [],
            "paper_problem": {}, "sees_proposal": keeps or reviews, "problem": "",
        }
        | given,
        status=status,
    )  # fmt: skip


def _deeds(key: str, row: AwardPaper | None, typed: str | None) -> DeedsForm:
    words_there = row.words if row is not None else ""
    return DeedsForm(initial={"words": words_there if typed is None else typed}, auto_id=f"id_{key}_%s")


@gate(KEEP)
@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Write or attach a paper, or take a file out."""
    one, key, now = candidate_of(request, pk, KEEP), request.POST.get("key", ""), timezone.now()
    by = request.user
    try:
        if gone := request.POST.get("remove", ""):
            number = int(gone) if gone.isdecimal() and len(gone) < 19 else 0
            file = get_visible(StoredFile.objects.all(), request.user, pk=number)
            papers.remove(candidate=one, file=file, by=by, now=now)
            messages.success(request, _("已移除檔案。"))
            return redirect("volunteers:award_candidate", pk=pk)
        if key in PAPERS and PAPERS[key].is_text:
            papers.write(candidate=one, key=key, words=request.POST.get("words", ""), by=by, now=now)
        else:
            file = request.FILES.get("file")
            if file is None:
                raise ValidationError(_("請選一個檔案。"))
            if (file.size or 0) > MOST_MEGABYTES * 1024 * 1024:
                raise Unfit(_("檔案超過 %(most)s MB。") % {"most": MOST_MEGABYTES})
            papers.attach(candidate=one, key=key, data=file.read(), file_name=file.name or "", by=by, now=now)
    except Unfit as unfit:
        return _page(request, one, 422, paper_problem={key: str(unfit)})
    except ValidationError as refused:
        return _page(request, one, 422, paper_problem={key: refused.messages[0]}, typed=request.POST.get("words", ""))
    messages.success(request, _("已存好。"))
    return redirect("volunteers:award_candidate", pk=pk)


@gate(SEE)
@require_POST
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """State that a condition is or is not fulfilled: by the unit, or by its authority."""
    reviews = AwardCandidate.objects.visible_to(request.user, REVIEW).filter(pk=pk).exists()
    one = candidate_of(request, pk, REVIEW if reviews else KEEP)
    form = StatedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("請選符合或不符合。"))
        return redirect("volunteers:award_candidate", pk=pk)
    try:
        papers.state(
            candidate=one, key=form.cleaned_data["key"], holds=form.cleaned_data["holds"] == "yes", by=request.user,
            now=timezone.now(),
        )  # fmt: skip
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
    else:
        messages.success(request, _("已經切結。只留下結果、日期和切結的人。"))
    return redirect("volunteers:award_candidate", pk=pk)


@gate(REVIEW)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an approved award back."""
    one = candidate_of(request, pk, REVIEW)
    try:
        ceremony.revoke(candidate=one, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now())
    except ValidationError as refused:
        return _page(request, one, 422, problem=refused.messages[0])
    messages.success(request, _("已撤銷。從今天起視同沒有得過這個獎。"))
    return redirect("volunteers:award_candidate", pk=pk)


@gate(OWN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Where one's own proposals stand."""
    me = Volunteer.objects.living().filter(user=request.user.pk).first()
    if me is None:
        return render(request, "volunteers/not_linked.html")
    rows = AwardCandidate.objects.filter(volunteer=me) | AwardCandidate.objects.filter(kin__volunteer=me)
    rows = (
        rows.exclude(state=State.WITHDRAWN).distinct().select_related("window", "proposal__unit__organisation", "given")
    )
    page = Paginator(rows.select_related("volunteer").order_by("-pk"), ROWS).get_page(request.GET.get("page"))
    on = timezone.localdate()
    for one in page:
        told(one.window, on)
        one.shape = SHAPES[State(one.state)]
        one.opens = one.volunteer_id == me.pk
    return render(request, "volunteers/own_candidacies.html", {"me": me, "page": page})
