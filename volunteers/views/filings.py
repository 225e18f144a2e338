"""Pages on filings: what waits, one plan, writing it part by part, its review, and what becomes of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts import sectors, trail_lines
from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.audit import trail
from foundation.files.content import MOST_MEGABYTES, Unfit
from foundation.files.models import StoredFile
from foundation.ui.refusals import take_problems
from foundation.workflow.moves import MoveRefused
from volunteers.filing import attachments, filing_documents, filing_terms, filings
from volunteers.filing.filing_forms import ApproveForm, ExtendForm, HeadForm, StopForm, WaiveForm
from volunteers.models import Filing, Unit
from volunteers.rules import plan_parts
from volunteers.views.units import PLAN_SHAPES, kept, unit_page

PAGE = 30
SEE, KEEP, REVIEW = Permission.SEE_UNITS, Permission.KEEP_UNIT, Permission.REVIEW_UNITS
S = Filing.State
ROWS = ("unit__organisation", "unit__county", "authority", "amends__unit")


@gate(SEE)
@require_safe
def filing_list(request: HttpRequest) -> HttpResponse:
    """The filings this person sees, those that wait first (a fixed number of questions)."""
    seen = Filing.objects.visible_to(request.user)
    state = request.GET.get("state", "")
    rows = seen.filter(state=state) if state in S.values else seen
    page = Paginator(rows.select_related(*ROWS).order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.shape = PLAN_SHAPES[S(one.state)]  # type: ignore[attr-defined]
    shown = {"page": page, "state": state, "states": S.choices}
    return render(request, "volunteers/filings.html", shown)


@gate(KEEP)
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a unit's plan, or go on with the draft that is open."""
    unit = kept(request, pk)
    try:
        made = filings.begin(unit=unit, by=request.user, now=timezone.now())
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return redirect("volunteers:unit", pk=pk)
    return redirect("volunteers:filing_edit" if made.is_open else "volunteers:filing", pk=made.pk)


@gate(SEE)
@require_safe
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan as it stands, and what its reader can do with it."""
    return page_of(request, get_visible(Filing.objects.select_related(*ROWS), request.user, pk=pk))


def page_of(
    request: HttpRequest, found: Filing, *, bound: dict[str, forms.Form] | None = None,
    problems: list[str] | None = None, marks: dict[str, str] | None = None, status: int = 200,
    paper_problem: dict[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of a filing.

    Args:
        bound: forms that were sent and not taken, by name of the move.
        marks: what was written of a return that was not taken.
        paper_problem: why a file was not taken, by key of the document.
    """
    keeps = Filing.objects.visible_to(request.user, KEEP).filter(pk=found.pk).exists()
    reviews = Filing.objects.visible_to(request.user, REVIEW).filter(pk=found.pk).exists()
    today = timezone.localdate()
    blank: dict[str, forms.Form] = {}
    if found.state == S.SUBMITTED and reviews:
        blank = {"approve": ApproveForm(initial={"on": today})}
    elif found.state == S.APPROVED:
        if reviews:
            blank = {"extend": ExtendForm(), "lapse": StopForm(initial={"on": today}, prefix="lapse")}
        if keeps:
            blank["end"] = StopForm(initial={"on": today}, prefix="end")
    said = marks if marks is not None else found.marks
    last = found.last_day
    return render(
        request,
        "volunteers/filing.html",
        {
            "filing": found,
            "shape": PLAN_SHAPES[S(found.state)],
            "parts": [(one, found.parts.get(one.key, ""), said.get(one.key, "")) for one in plan_parts.PARTS],
            "facts_mark": said.get(filings.FACTS_MARK, ""),
            "documents_mark": said.get(filings.DOCUMENTS_MARK, ""),
            "remark": said.get("remark", found.remark),
            "counties": [one.shown for one in County.objects.filter(pk__in=found.counties)],
            "categories": [sectors.name(one) for one in found.categories],
            "documents": _documents(found),
            "paper_problem": paper_problem or {},
            "elsewhere": filing_terms.elsewhere(found) if keeps else [],
            "keeps": keeps,
            "reviews": reviews,
            "moves": blank | (bound or {}),
            "problems": problems or [],
            "missing": filings.MOVES.problems(found, "submit") if keeps and found.is_open else [],
            "advised": plan_parts.advised(found.parts) if keeps and found.is_open else [],
            "is_long": filing_terms.is_long(found),
            "over": last is not None and found.state == S.APPROVED and last < today,
            "results_due": filing_terms.results_due(last) if last and found.state == S.APPROVED else None,
            "sees_unit": Unit.objects.visible_to(request.user).filter(pk=found.unit_id).exists(),
            "events": trail_lines.read(trail.history_of(found)[:30])
            if reach(request.user, Permission.READ_TRAIL).covers(found.county_id)
            else None,
        },
        status=status,
    )


def _documents(found: Filing) -> list[dict[str, Any]]:
    """What goes along: its name, whether it is there, what is said of it, and its files.

    What was attached for an office that the plan no longer goes to stands last, so that it can be read and removed.
    """
    offered = filing_documents.offered(found.authority.code if found.authority else None)
    files = attachments.by_key(found)
    asked = [
        {
            "key": one.key, "label": one.label, "has": one.key in found.documents or one.key in files,
            "words": found.documents.get(one.key, ""), "files": files.get(one.key, []),
            "takes": one.key not in filing_documents.MADE_HERE,
        }
        for one in offered
    ]  # fmt: skip
    keys = {one.key for one in offered}
    others = [
        {
            "key": key, "label": filing_documents.label_of(key), "has": True, "files": kept, "takes": False,
            "words": _("現在的備案機關不要這一種附件"),
        }
        for key, kept in files.items()
        if key not in keys
    ]  # fmt: skip
    return asked + others


@gate(KEEP)
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a file to one of a plan's documents, or take one out again."""
    rows = Filing.objects.visible_to(request.user, KEEP).select_related(*ROWS)
    found = get_visible(rows, request.user, pk=pk)
    key, who = request.POST.get("key", ""), {"by": request.user, "now": timezone.now()}
    try:
        if gone := request.POST.get("remove", ""):
            number = int(gone) if gone.isdecimal() and len(gone) < 19 else 0
            file = get_visible(StoredFile.objects.all(), request.user, pk=number)
            attachments.remove(filing=found, file=file, **who)
            messages.success(request, _("已移除檔案。"))
        else:
            given = request.FILES.get("file")
            if given is None:
                raise ValidationError(_("請選一個檔案。"))
            if (given.size or 0) > MOST_MEGABYTES << 20:
                raise Unfit(_("檔案超過 %(most)s MB。") % {"most": MOST_MEGABYTES})
            attachments.attach(filing=found, key=key, data=given.read(), file_name=given.name or "", **who)
            messages.success(request, _("已附上檔案。"))
    except Unfit as unfit:
        return page_of(request, found, paper_problem={key: str(unfit)}, status=422)
    except ValidationError as refused:
        return page_of(request, found, paper_problem={key: refused.messages[0]}, status=422)
    return redirect("volunteers:filing", pk=pk)


@gate(KEEP)
@require_POST
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the same plan as a draft for another county's office."""
    found = get_visible(Filing.objects.visible_to(request.user, KEEP).select_related(*ROWS), request.user, pk=pk)
    wanted = request.POST.get("authority", "")
    office = next((one for one in filing_terms.elsewhere(found) if str(one.pk) == wanted), None)
    if office is None:
        return page_of(request, found, problems=[_("請選要向哪個機關備案。")], status=422)
    try:
        made = filing_terms.copy_to(filing=found, authority=office, by=request.user, now=timezone.now())
    except ValidationError as refused:
        return page_of(request, found, problems=refused.messages, status=422)
    messages.success(request, _("已照這份計畫開一份給%(office)s的草稿；附件請再附一次。") % {"office": office.shown})
    return redirect("volunteers:filing", pk=made.pk)


@gate(KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a plan: everything on one page, each part saved for itself."""
    rows = Filing.objects.visible_to(request.user, KEEP).select_related(*ROWS)
    found = get_visible(rows, request.user, pk=pk)
    if not found.is_open:
        messages.info(request, _("計畫已經送出，不能再改。請先收回，或等審查結果。"))
        return redirect("volunteers:filing", pk=pk)
    form = HeadForm(initial=HeadForm.started_with(found), filing=found)
    typed: dict[str, str] = {}
    problems: dict[str, str] = {}
    if request.method == "POST":
        form = HeadForm(request.POST, filing=found)
        form.is_valid()
        typed = {key: request.POST[f"part-{key}"] for key in plan_parts.BY_KEY if f"part-{key}" in request.POST}
        seen = {key: request.POST[f"seen-{key}"] for key in typed if f"seen-{key}" in request.POST}
        now = timezone.now()
        try:
            written = filings.write(filing=found, parts=typed, seen=seen, by=request.user, now=now)
            problems = written.problems
            filings.describe(filing=found, values=form.values, by=request.user, now=now)
        except ValidationError as refused:
            form.refuse(refused)
        if not problems and not form.errors:
            messages.success(request, _("已儲存。"))
            away = "submit" in request.POST or "look" in request.POST
            return redirect("volunteers:filing" if away else "volunteers:filing_edit", pk=pk)
        found.refresh_from_db()
    parts = [
        {
            "part": one,
            "text": typed[one.key] if one.key in problems else found.parts.get(one.key, ""),
            "theirs": found.parts.get(one.key, "") if one.key in problems else "",
            "problem": problems.get(one.key, ""),
            "mark": found.marks.get(one.key, ""),
            "seen": filings.mark_of(found.parts.get(one.key, "")),
        }
        for one in plan_parts.PARTS
    ]
    return render(
        request,
        "volunteers/filing_edit.html",
        {
            "filing": found,
            "form": form,
            "parts": parts,
            "problems": problems,
            "facts_mark": found.marks.get(filings.FACTS_MARK, ""),
            "documents_mark": found.marks.get(filings.DOCUMENTS_MARK, ""),
            "questions": plan_parts.QUESTIONS,
            "smart": plan_parts.SMART,
            "most": plan_parts.LONGEST_PART,
            "nothing_asked": not filing_documents.required(found.authority.code if found.authority else None),
            "document_source": filing_documents.SOURCE,
            "element_source": plan_parts.LAW,
        },
        status=422 if problems or form.errors else 200,
    )


FORMS: dict[str, type[forms.Form]] = {
    "approve": ApproveForm, "extend": ExtendForm, "end": StopForm, "lapse": StopForm,
}  # fmt: skip
MINE = ("submit", "take_back", "amend", "end")  # what the unit does; the rest is its authority's


@gate(SEE)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a plan in, take it back, return or approve it, amend, extend, end or stop it."""
    name = request.POST.get("move", "")
    rows = Filing.objects.visible_to(request.user, KEEP if name in MINE else REVIEW).select_related(*ROWS)
    found = get_visible(rows, request.user, pk=pk)
    form = FORMS[name](request.POST, prefix=name if name in ("end", "lapse") else None) if name in FORMS else None
    marks = {key.removeprefix("mark-"): text for key, text in request.POST.items() if key.startswith("mark-")}
    remark = request.POST.get("remark", "")
    if form is not None and not form.is_valid():
        return page_of(request, found, bound={name: form}, status=422)
    try:
        target, told = _made(request, found, name, form.cleaned_data if form else {}, marks, remark)
    except ValidationError as refused:
        if form is None:
            return page_of(request, found, problems=refused.messages, status=422)
        take_problems(form, refused)
        return page_of(request, found, bound={name: form}, status=422)
    except MoveRefused as refused:
        fresh = get_visible(rows, request.user, pk=pk)
        told_again = marks | {"remark": remark} if name == "return" and fresh.state == S.SUBMITTED else None
        return page_of(request, fresh, problems=list(map(str, refused.problems)), marks=told_again, status=422)
    messages.success(request, told)
    return redirect("volunteers:filing_edit" if target.is_open and name != "return" else "volunteers:filing", target.pk)


def _made(
    request: HttpRequest, found: Filing, name: str, given: dict[str, Any], marks: dict[str, str], remark: str
) -> tuple[Filing, str]:  # fmt: skip
    """Make the move: the filing to go on with, and what is said of it."""
    who: dict[str, Any] = {"filing": found, "by": request.user, "now": timezone.now()}
    match name:
        case "submit":
            filings.submit(**who)
            return found, _("已送審，等主管機關審查。")
        case "take_back":
            filings.take_back(**who)
            return found, _("已收回，改好再送審。")
        case "return":
            filings.send_back(marks=marks, remark=remark, **who)
            return found, _("已退回補正，單位看得到每一項的意見。")
        case "approve":
            filings.approve(number=given["number"], on=given["on"], **who)
            return found, _("已登錄核備，單位可以運用志工。")
        case "amend":
            return filing_terms.amend(**who), _("已開始修正版，核備之前原計畫繼續有效。")
        case "extend":
            filing_terms.extend(**given, **who)
            return found, _("已登錄延長。")
        case "end":
            filing_terms.end(on=given["on"], reason=given["reason"], **who)
            return found, _("已登錄終止。請以正式公文函報主管機關。")
        case "lapse":
            filing_terms.lapse(on=given["on"], reason=given["reason"], **who)
            return found, _("已登錄停止運用。")
    raise Http404


@gate(REVIEW)
@require_POST
def waive(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down that a unit's authority asks it for no filing."""
    rows = Unit.objects.visible_to(request.user, REVIEW).select_related("organisation", "county", "authority")
    unit = get_visible(rows, request.user, pk=pk)
    form = WaiveForm(request.POST)
    if form.is_valid():
        try:
            filings.waive(unit=unit, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("已登錄免備案。"))
            return redirect("volunteers:unit", pk=pk)
        except ValidationError as refused:
            take_problems(form, refused)
    return unit_page(request, unit, waiving=form, status=422)
