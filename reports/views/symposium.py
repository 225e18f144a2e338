"""Pages of the symposium for the association: its day, the cases it invites, and what is announced."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import pdf
from foundation.exports.imprint import Imprint
from foundation.exports.views import respond
from foundation.taiwan.counties import COUNTIES
from foundation.ui import repeating
from foundation.ui.refusals import take_problems, taken
from foundation.workflow.moves import MoveRefused
from reports.models import CaseInvitation, Delegate, Symposium, SymposiumItem
from reports.symposium import delegating, inviting, planning, telling
from reports.symposium.forms import BeginForm, DelegateForm, InviteForm, ItemForm, SymposiumForm
from workshops.models import Programme

GATE = Permission.MAKE_NATIONAL_REPORT
SEE = Permission.SEE_WORKSHOPS
LETTER = "i"
SHAPES = {"draft": "todo", "announced": "done"}
CASE_SHAPES = {"invited": "todo", "accepted": "done", "declined": "none", "withdrawn": "none"}


@gate(SEE)
@require_safe
def symposia(request: HttpRequest) -> HttpResponse:
    """The symposia, and, for the association, the form that begins one."""
    return _index(request)


def _index(request: HttpRequest, form: BeginForm | None = None) -> HttpResponse:
    plans_them = bool(reach(request.user, GATE))
    if not plans_them and not reach(request.user, Permission.REGISTER_WORKSHOP):
        raise Http404
    mine = CaseInvitation.objects.visible_to(request.user).filter(state=CaseInvitation.State.INVITED)
    context = {
        "symposia": Symposium.objects.visible_to(request.user).select_related("programme"), "shapes": SHAPES,
        "plans_them": plans_them,
        "waiting": [] if plans_them else mine.select_related("plan", "symposium").order_by("invited_at"),
        "form": (form or BeginForm(programmes=_without(request))) if plans_them else None,
    }  # fmt: skip
    return render(request, "reports/symposia.html", context, status=422 if form is not None else 200)


@gate(GATE)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the symposium of a programme."""
    form, now = BeginForm(request.POST, programmes=_without(request)), timezone.now()
    made: list[Symposium] = []
    if taken(form, lambda: made.append(planning.begin(by=request.user, now=now, **form.cleaned_data))):
        return redirect("reports:symposium", pk=made[0].pk)
    return _index(request, form)


def _without(request: HttpRequest) -> Any:
    return Programme.objects.visible_to(request.user).filter(symposium=None)


@gate(SEE)
@require_safe
def symposium(request: HttpRequest, pk: int) -> HttpResponse:
    """One symposium: what the association arranges, what a county's officer may do in it."""
    return page_of(request, found_by(request, pk))


@gate(GATE)
@require_POST
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """Its facts and its items: the buttons arrange what is on the page, the others write it."""
    found = found_by(request, pk)
    form = SymposiumForm(request.POST, instance=Symposium.objects.get(pk=pk))
    cases = _cases(found)
    rows = _posted(request, cases)
    action = request.POST.get("do", "save")
    if action not in ("save", "announce"):
        rows = repeating.arranged(rows, action, letter=LETTER, new=lambda prefix: ItemForm(prefix=prefix, cases=cases))
        return page_of(request, found, form=form, rows=rows, unsaved=True)
    if not all([form.is_valid(), *[one.is_valid() for one in rows]]):  # every form is to say what is wrong with it
        return page_of(request, found, form=form, rows=rows, unsaved=True, status=422)
    now = timezone.now()
    try:
        items = [planning.Item(**one.cleaned_data) for one in rows]
        kept = planning.describe(symposium=found, items=items, by=request.user, now=now, **form.cleaned_data)
    except ValidationError as refused:
        take_problems(form, refused)
        return page_of(request, found, form=form, rows=rows, unsaved=True, status=422)
    if action == "announce":
        try:
            planning.MOVES.apply(kept, "announce", by=request.user, now=now)
        except MoveRefused as refused:
            return page_of(request, found_by(request, pk), problems=refused.problems, status=422)
    messages.success(request, _("已公告，縣市可以報名了。") if action == "announce" else _("已儲存。"))
    return redirect("reports:symposium", pk=pk)


@gate(GATE)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an announcement back, or take a planned symposium out."""
    found, name = found_by(request, pk), request.POST.get("move", "")
    if name not in ("take_back", "drop"):
        raise Http404
    try:
        if name == "drop":
            planning.drop(symposium=found, by=request.user, now=timezone.now())
            messages.success(request, _("已刪除。"))
            return redirect("reports:symposia")
        planning.MOVES.apply(found, name, by=request.user, now=timezone.now())
    except MoveRefused as refused:
        return page_of(request, found, problems=refused.problems, status=422)
    messages.success(request, _("公告已收回，公開的頁面看不到了。"))
    return redirect("reports:symposium", pk=pk)


@gate(GATE)
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a county to tell of a plan; what stands typed and unsaved in the programme is shown as it was typed."""
    found, now = found_by(request, pk), timezone.now()
    form = InviteForm(request.POST, plans=inviting.candidates(found, request.user))
    if not taken(form, lambda: inviting.invite(symposium=found, by=request.user, now=now, **form.cleaned_data)):
        return page_of(request, found, invite_form=form, status=422, **_unsaved(request, found))
    messages.success(request, _("已邀請，承辦人會收到信。"))
    if unsaved := _unsaved(request, found):
        return page_of(request, found, **unsaved)
    return redirect("reports:symposium", pk=pk)


def _posted(request: HttpRequest, cases: Sequence[CaseInvitation]) -> list[ItemForm]:
    """The items as the page has them."""
    return repeating.posted(
        request.POST, lambda prefix: ItemForm(request.POST, prefix=prefix, cases=cases), letter=LETTER,
        most=planning.MOST_ITEMS,
    )  # fmt: skip


def _unsaved(request: HttpRequest, found: Symposium) -> dict[str, Any]:
    """What the programme's form holds that is not written yet, for `page_of`; nothing where all of it is."""
    if "row" not in request.POST:
        return {}
    form = SymposiumForm(request.POST, instance=Symposium.objects.get(pk=found.pk))
    rows = _posted(request, _cases(found))
    typed = [tuple(str(row[name].value() or "") for name in ItemForm.base_fields) for row in rows]
    stored = [
        tuple(str(getattr(one.item, name) or "") for name in (*list(ItemForm.base_fields)[:-1], "invitation_id"))
        for one in planning.told(found)
    ]
    blank = (str(SymposiumItem.Kind.choices[0][0]), "", "", "", "")
    if not form.has_changed() and [one for one in typed if one != blank] == stored:
        return {}
    return {"form": form, "rows": rows, "unsaved": True}


@gate(SEE)
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The programme of the day on paper, in the language of the page."""
    found = found_by(request, pk)
    items = planning.told(found)
    title = telling.name(found)
    context = {
        "title": title, "symposium": found, "items": items, "when": telling.when(found, items),
        "demo": getattr(settings, "DEMO", False),
    }  # fmt: skip
    imprint = Imprint(title=title, created=found.changed_at)
    stream = io.BytesIO(pdf.render(pdf.compose("print/symposium.html", context), imprint=imprint))
    trail.record(Verb.PRINTED, found, by=request.user, now={"paper": "symposium", "format": "pdf"})
    return respond(stream, name=f"{title}.pdf", content_type=pdf.CONTENT_TYPE)


def found_by(request: HttpRequest, pk: int) -> Symposium:
    """The symposium, as this person may see it."""
    return get_visible(Symposium.objects.select_related("programme"), request.user, pk=pk)


def page_of(
    request: HttpRequest, found: Symposium, *, form: SymposiumForm | None = None,
    rows: Sequence[ItemForm] | None = None, invite_form: InviteForm | None = None,
    delegate_form: DelegateForm | None = None, county: str = "", unsaved: bool = False,
    problems: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of a symposium, with what was typed and could not be taken."""
    items = planning.told(found)
    plans_it = bool(reach(request.user, GATE))
    context: dict[str, Any] = {
        "symposium": found, "shape": SHAPES[found.state], "items": items, "when": telling.when(found, items),
        "length": planning.length(items), "plans_it": plans_it, "unsaved": unsaved, "problems": problems or [],
        "cases": _shown(CaseInvitation.objects.visible_to(request.user).filter(symposium=found)),
        "public": telling.address(found) if found.state == Symposium.State.ANNOUNCED else "",
        "kept_days": delegating.KEPT_DAYS,
    }  # fmt: skip
    if plans_it:
        cases = _cases(found)
        if rows is None:
            rows = [
                ItemForm(
                    prefix=f"{LETTER}{at}", cases=cases,
                    initial={
                        "kind": one.item.kind, "title": one.item.title, "minutes": one.item.minutes,
                        "speaker": one.item.speaker, "invitation": one.item.invitation_id or "",
                    },
                )
                for at, one in enumerate(items, 1)
            ] or [ItemForm(prefix=f"{LETTER}1", cases=cases)]  # fmt: skip
        came = delegating.by_county(found)
        context |= {
            "form": form or SymposiumForm(instance=found), "rows": rows,
            "invite_form": invite_form or InviteForm(plans=inviting.candidates(found, request.user)),
            "counties": [(one, came.get(one.code, 0)) for one in COUNTIES], "coming": sum(came.values()),
        }  # fmt: skip
    else:
        context |= _of_counties(request, found, delegate_form, county)
    return render(request, "reports/symposium.html", context, status=status)


def _of_counties(
    request: HttpRequest, found: Symposium, form: DelegateForm | None, county: str
) -> dict[str, Any]:  # fmt: skip
    """What an officer does in it: the delegates of her counties, each with its form."""
    mine = County.objects.filter(reach(request.user, Permission.REGISTER_WORKSHOP).rows("pk")).order_by("position")
    rows: dict[str, list[Delegate]] = {}
    for one in Delegate.objects.visible_to(request.user).filter(symposium=found).coming():
        rows.setdefault(str(one.county_id), []).append(one)
    return {
        "open": found.takes_delegates_on(timezone.localdate()),
        "places": [
            {
                "county": one, "delegates": rows.get(str(one.pk), []),
                "free": max(0, found.seats - len(rows.get(str(one.pk), []))),
                "form": form if form is not None and str(one.pk) == county
                else DelegateForm(prefix=None, auto_id=f"{one.pk}-%s"),
            }
            for one in mine
        ],
    }  # fmt: skip


def _cases(found: Symposium) -> list[CaseInvitation]:
    return list(CaseInvitation.objects.filter(symposium=found).standing().select_related("plan"))


def _shown(rows: Any) -> list[tuple[CaseInvitation, str]]:
    found = rows.select_related("plan__workshop__county", "slides").order_by("plan__code")
    return [(one, CASE_SHAPES[one.state]) for one in found]
