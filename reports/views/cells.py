"""Single cells of the completeness matrix: sent back with a mark, answered, accepted."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts import trail_lines
from foundation.accounts.access import gate, get_visible
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.ui.choosing import name_rows, rows_of
from foundation.ui.lines import Lines
from foundation.ui.refusals import taken as form_taken
from foundation.workflow.moves import MoveRefused
from reports.completeness import returning
from reports.dashboards.workshop_steps import label_of, steps_of, taken
from reports.models import CellReturn
from reports.models.cell import LONGEST_MARK
from workshops.models import Programme, Workshop


class ReturnForm(forms.Form):
    """Which workshop's step goes back, and what is to be mended."""

    workshop = forms.ModelChoiceField(label=gettext_lazy("哪一場"), queryset=Workshop.objects.none(), empty_label=None)
    mark = forms.CharField(
        label=gettext_lazy("要補正什麼"), max_length=LONGEST_MARK, widget=Lines(attrs={"rows": 3}),
        help_text=gettext_lazy("寫給縣市承辦人看，例如：第 3 組的表單是空白的，請補上或說明。"),
    )  # fmt: skip


@gate(Permission.MAKE_NATIONAL_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: HttpRequest, slug: str, county: str, step: str) -> HttpResponse:
    """One cell: the workshops that have taken the step, what went back of it, and the form that sends one back."""
    programme = get_visible(Programme, request.user, slug=slug)
    place = County.objects.filter(pk=county).first()
    steps = steps_of(programme)
    found = next((one for one in steps if one.code == step), None)
    if place is None or found is None:
        raise Http404
    mine = Workshop.objects.visible_to(request.user).filter(county=place)
    far = [one.pk for one in taken(programme, by=request.user, county=county) if one.reached > steps.index(found)]
    workshops = mine.filter(pk__in=far).order_by("number", "pk")
    form = ReturnForm(request.POST if request.method == "POST" else None)
    rows_of(form, "workshop").queryset = workshops
    name_rows(form, "workshop", lambda one: _("第 %(number)s 場") % {"number": one.number})
    now = timezone.now()
    if request.method == "POST" and form_taken(
        form, lambda: returning.give_back(step=found, by=request.user, now=now, **form.cleaned_data)
    ):
        messages.success(request, _("已退回，%(county)s的承辦人會在「今天先做」看到。") % {"county": place.shown})
        return redirect("reports:completeness_cell", slug=slug, county=county, step=step)
    rows = CellReturn.objects.visible_to(request.user).filter(
        workshop__in=mine, workshop__programme=programme, step=step
    )
    context = {
        "programme": programme,
        "county": place,
        "step": found,
        "workshops": workshops,
        "form": form,
        "returns": rows.select_related("workshop"),
    }
    return render(request, "reports/cell.html", context, status=422 if form.errors else 200)


@gate(Permission.SEE_WORKSHOPS)
@require_safe
def cell_return(request: HttpRequest, pk: int) -> HttpResponse:
    """One returned cell, for the county's officer and the association."""
    return _page(request, _one(request, pk))


@gate(Permission.SEE_WORKSHOPS)
@require_POST
def cell_return_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a returned cell, send it back again, or accept it."""
    found, name = _one(request, pk), request.POST.get("do", "")
    words = request.POST.get("words", "")
    if name not in returning.MOVES.moves:
        raise Http404
    if name not in [one.name for one in returning.MOVES.possible(found, request.user)]:
        said = [_("現在不能這樣做：可能剛有人處理了這一筆。請看下面的歷程。")]
        return _page(request, found, typed=words, problems=said, status=422)
    try:
        returning.move(cell=found, name=name, words=words, by=request.user, now=timezone.now())
    except MoveRefused as refused:
        return _page(request, _one(request, pk), typed=words, problems=refused.problems, status=422)
    except ValidationError as refused:
        return _page(request, found, typed=words, problems=refused.messages, status=422)
    messages.success(request, returning.MOVES.moves[name].label)
    return redirect("reports:cell_return", pk=pk)


def _page(
    request: HttpRequest, found: CellReturn, *, typed: str = "", problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    moves = returning.MOVES.possible(found, request.user)
    context = {
        "cell": found,
        "workshop": found.workshop,
        "step": label_of(found.step),
        "moves": moves,
        "asks_words": any(one.needs_reason for one in moves),
        "typed": typed,
        "problems": problems or [],
        "longest": LONGEST_MARK,
        "events": trail_lines.read(trail.history_of(found)[:20]),
    }
    return render(request, "reports/cell_return.html", context, status=status)


def _one(request: HttpRequest, pk: int) -> CellReturn:
    rows = CellReturn.objects.select_related("workshop__programme", "workshop__county")
    return get_visible(rows, request.user, pk=pk)
