"""What counties do in a symposium, and what everybody reads of it: answers, slides, delegates, the public page."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may
from foundation.calendars import writing
from foundation.files import documents
from foundation.files.content import Unfit
from foundation.ui.refusals import take_problems, taken
from foundation.workflow.moves import MoveRefused
from reports.models import CaseInvitation, Delegate, Symposium
from reports.symposium import delegating, inviting, planning, telling
from reports.symposium.forms import AnswerForm, DelegateForm, SlidesForm

from . import symposium as pages

SHOWN = ("pdf", "odp")
SEE, KEEP = Permission.SEE_WORKSHOPS, Permission.REGISTER_WORKSHOP
WHY = "an announced symposium is for everybody; nobody's name is in it who does not speak"


@gate(SEE)
@require_safe
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """One invited case."""
    return _page(request, _found(request, pk))


@gate(SEE)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whether the county comes; or, for the association, take the invitation back or ask again."""
    found, name = _found(request, pk), request.POST.get("do", "")
    if name not in inviting.MOVES.moves:
        raise Http404
    if name not in [one.name for one in inviting.MOVES.possible(found, request.user)]:
        said = [_("現在不能這樣做：可能剛有人處理了。請看下面的狀態。")]
        return _page(request, found, problems=said, status=422)
    now = timezone.now()
    try:
        if name in ("withdraw", "again"):
            inviting.take_back(invitation=found, name=name, by=request.user, now=now)
            messages.success(request, _("已收回邀請。") if name == "withdraw" else _("已再邀請，承辦人會收到信。"))
            return redirect("reports:case_invitation", pk=pk)
        form = AnswerForm(request.POST)
        if taken(
            form,
            lambda: inviting.answer(invitation=found, name=name, by=request.user, now=now, **form.cleaned_data),
        ):
            messages.success(request, _("已回覆協會。"))
            return redirect("reports:case_invitation", pk=pk)
    except MoveRefused as refused:
        return _page(request, _found(request, pk), problems=refused.problems, status=422)
    return _page(request, _found(request, pk), answer_form=form, status=422)


@gate(KEEP)
@require_POST
def slides(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is shown."""
    found = _found(request, pk)
    if not may(request.user, KEEP, county=found.county_id):
        raise Http404
    form = SlidesForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            document = documents.read(upload.read((documents.MOST_MEGABYTES << 20) + 1))
            if document.kind not in SHOWN:
                raise Unfit(_("簡報要是 PDF 或 ODP。請另存成其中一種再傳。"))
            inviting.put_slides(
                invitation=found, document=document, name=upload.name or "", by=request.user, now=timezone.now()
            )
            messages.success(request, _("簡報收到了。"))
            return redirect("reports:case_invitation", pk=pk)
        except Unfit as unfit:
            form.add_error("file", str(unfit))
        except MoveRefused as refused:
            return _page(request, found, problems=refused.problems, status=422)
    return _page(request, found, slides_form=form, status=422)


@gate(KEEP)
@require_POST
def register(request: HttpRequest, pk: int, county: str) -> HttpResponse:
    """Register a delegate of a county."""
    found, place = pages.found_by(request, pk), _county(request, county)
    form, now = DelegateForm(request.POST, auto_id=f"{place.pk}-%s"), timezone.now()
    if form.is_valid():
        try:
            delegating.register(symposium=found, county=place, by=request.user, now=now, **form.cleaned_data)
            messages.success(request, _("已報名：%(name)s") % {"name": form.cleaned_data["name"]})
            return redirect("reports:symposium", pk=pk)
        except ValidationError as refused:
            take_problems(form, refused)
    return pages.page_of(request, found, delegate_form=form, county=str(place.pk), status=422)


@gate(KEEP)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a delegate off the list."""
    found = get_visible(Delegate.objects.select_related("county"), request.user, pk=pk)
    if not may(request.user, KEEP, county=found.county_id):
        raise Http404
    if delegating.withdraw(delegate=found, by=request.user, now=timezone.now()):
        messages.success(request, _("已取消：%(name)s。名額空出來了。") % {"name": found.name})
    return redirect("reports:symposium", pk=found.symposium_id)


@public(WHY)
@require_safe
def public_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The programme for everybody."""
    found = _announced(slug)
    items = planning.told(found)
    context = {
        "symposium": found, "items": items, "when": telling.when(found, items), "name": telling.name(found),
        "structured": telling.structured(found, items), "length": planning.length(items),
    }  # fmt: skip
    return render(request, "reports/symposium_public.html", context)


@public(WHY)
@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The day for calendars."""
    found = _announced(slug)
    one = telling.entry(found, planning.told(found))
    response = HttpResponse(
        writing.write(telling.name(found), [one], stamp=found.changed_at), content_type=writing.CONTENT_TYPE
    )
    response["Content-Disposition"] = f'inline; filename="symposium-{slug}.ics"'
    return response


def _announced(slug: str) -> Symposium:
    return get_object_or_404(Symposium.objects.announced().select_related("programme"), programme__slug=slug)


def _county(request: HttpRequest, code: str) -> County:
    if not may(request.user, KEEP, county=code):
        raise Http404
    return get_object_or_404(County, pk=code)


def _found(request: HttpRequest, pk: int) -> CaseInvitation:
    rows = CaseInvitation.objects.select_related("plan__workshop__county", "symposium__programme", "slides")
    return get_visible(rows, request.user, pk=pk)


def _page(
    request: HttpRequest, found: CaseInvitation, *, answer_form: AnswerForm | None = None,
    slides_form: SlidesForm | None = None, problems: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    moves = inviting.MOVES.possible(found, request.user)
    items = planning.told(found.symposium)
    context = {
        "invitation": found, "symposium": found.symposium, "plan": found.plan,
        "shape": pages.CASE_SHAPES[found.state], "moves": moves,
        "answers": any(one.permission == KEEP for one in moves), "when": telling.when(found.symposium, items),
        "place_in_day": next((one for one in items if one.item.invitation_id == found.pk), None),
        "may_put": found.state == CaseInvitation.State.ACCEPTED and may(request.user, KEEP, county=found.county_id),
        "answer_form": answer_form or AnswerForm(initial={"presenter": found.presenter, "words": found.words}),
        "slides_form": slides_form or SlidesForm(), "problems": problems or [],
    }  # fmt: skip
    return render(request, "reports/case_invitation.html", context, status=status)
