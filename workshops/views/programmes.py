"""Programmes, for those who manage them: the list, one programme with its agenda template, a new one from the last."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts import trail_lines
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may
from foundation.audit import trail
from foundation.ui import repeating
from foundation.workflow.moves import MoveRefused
from workshops import programmes
from workshops.agenda_check import stated_otherwise
from workshops.models import Programme
from workshops.programme_forms import BlockForm, NextProgrammeForm, ProgrammeForm
from workshops.schedule import Block

SHAPES = {Programme.State.DRAFT: "todo", Programme.State.OPEN: "ok", Programme.State.CLOSED: "done"}
MOST_BLOCKS = 30


@gate(Permission.MANAGE_PROGRAMMES)
@require_safe
def programme_list(request: HttpRequest) -> HttpResponse:
    """All programmes with how many workshops each has."""
    rows = Programme.objects.visible_to(request.user).annotate(held=Count("workshops")).order_by("-year", "kind", "pk")
    for row in rows:
        row.shape = SHAPES[Programme.State(row.state)]
    return render(request, "workshops/programmes.html", {"programmes": rows})


@gate(Permission.MANAGE_PROGRAMMES)
@require_http_methods(["GET", "HEAD", "POST"])
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme: its numbers, its agenda template, and whether counties may register."""
    row = get_visible(Programme, request.user, slug=slug)
    form = ProgrammeForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST":
        fresh = Programme.objects.get(pk=row.pk)  # the form has written into `row`
        if form.is_valid():
            try:
                programmes.change_programme(programme=fresh, changes=form.cleaned_data, by=request.user)
            except ValidationError as wrong:
                form.add_error(None, wrong)
            else:
                messages.success(request, _("方案已儲存。"))
                return redirect("workshops:programme", slug=slug)
        return _page(request, fresh, form=form, status=422)
    return _page(request, row, form=form)


@gate(Permission.MANAGE_PROGRAMMES)
@require_POST
def blocks(request: HttpRequest, slug: str) -> HttpResponse:
    """The agenda template: the buttons arrange what is on the page, 「儲存」 writes it."""
    row = get_visible(Programme, request.user, slug=slug)
    forms = repeating.posted(
        request.POST, lambda prefix: BlockForm(request.POST, prefix=prefix), letter="b", most=MOST_BLOCKS
    )
    action = request.POST.get("do", "save")
    if action != "save":
        return _page(request, row, blocks=repeating.arranged(forms, action, letter="b", new=_new_block), unsaved=True)
    if all([form.is_valid() for form in forms]):  # every form is to say what is wrong with it
        wanted = [(_block(form.cleaned_data), form.cleaned_data["title_en"]) for form in forms]
        try:
            programmes.write_blocks(programme=row, blocks=wanted, by=request.user)
        except ValidationError as wrong:
            return _page(request, row, blocks=forms, unsaved=True, problems=wrong.messages, status=422)
        messages.success(request, _("議程範本已儲存。已經排好議程的工作坊不受影響。"))
        return redirect("workshops:programme", slug=slug)
    return _page(request, row, blocks=forms, unsaved=True, status=422)


def _new_block(prefix: str) -> BlockForm:
    return BlockForm(prefix=prefix, initial={"stage": 0, "minutes_min": 10, "minutes_max": 10})


def _block(data: dict[str, Any]) -> Block:
    return Block(
        title=data["title"],
        kind=data["kind"],
        stage=data["stage"],
        minutes_min=data["minutes_min"],
        minutes_max=data["minutes_max"],
        output=data["output"],
        remark=data["remark"],
        form=data["form"],
    )


@gate(Permission.MANAGE_PROGRAMMES)
@require_POST
def programme_move(request: HttpRequest, slug: str) -> HttpResponse:
    """Open or close a programme."""
    row = get_visible(Programme, request.user, slug=slug)
    name, reason = request.POST.get("move", ""), request.POST.get("reason", "")
    if name not in programmes.MOVES.moves:
        raise Http404
    try:
        programmes.MOVES.apply(row, name, by=request.user, reason=reason, now=timezone.now())
    except MoveRefused as refused:
        return _page(request, row, refused=refused.problems, reason=reason, status=422)
    messages.success(request, _("方案現在是「%(state)s」。") % {"state": row.get_state_display()})
    return redirect("workshops:programme", slug=slug)


@gate(Permission.MANAGE_PROGRAMMES)
@require_http_methods(["GET", "HEAD", "POST"])
def programme_new(request: HttpRequest) -> HttpResponse:
    """A draft made from another programme."""
    last = Programme.objects.visible_to(request.user).first()
    start = {"like": last, "year": last.year + 1} if last else {}
    form = NextProgrammeForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = programmes.continue_programme(**form.cleaned_data, by=request.user, now=timezone.now())
        except ValidationError as wrong:
            known = {name: texts for name, texts in getattr(wrong, "error_dict", {}).items() if name in form.fields}
            for name, texts in known.items():
                form.add_error(name, texts)
            if not known:
                form.add_error(None, wrong.messages)
        else:
            messages.success(request, _("已建立草稿，檢查數字與議程後再開放登記。"))
            return redirect("workshops:programme", slug=made.slug)
    return render(request, "workshops/programme_new.html", {"form": form}, status=422 if form.errors else 200)


def _page(request: HttpRequest, row: Programme, status: int = 200, **given: Any) -> HttpResponse:
    shown = given.get("blocks")
    if shown is None:
        shown = [BlockForm(instance=block, prefix=f"b{block.position}") for block in row.blocks.all()]
    history = may(request.user, Permission.READ_TRAIL) and request.GET.get("tab") == "history"
    return render(
        request,
        "workshops/programme.html",
        {
            "programme": row,
            "shape": SHAPES[Programme.State(row.state)],
            "state": row.get_state_display(),
            "form": given.get("form") or ProgrammeForm(instance=row),
            "blocks": shown,
            "blocks_min": sum(_minutes(form, "minutes_min") for form in shown),
            "blocks_max": sum(_minutes(form, "minutes_max") for form in shown),
            "stated": stated_otherwise(programmes.blocks_of(row), programmes.STATED_STAGES.get(row.kind, {})),
            "unsaved": given.get("unsaved", False),
            "problems": given.get("problems", []),
            "refused": given.get("refused", []),
            "reason": given.get("reason", ""),
            "moves": programmes.MOVES.possible(row, request.user),
            "tab": "history" if history else "about",
            "events": trail_lines.read(trail.history_of(row)[:200]) if history else [],
        },
        status=status,
    )


def _minutes(form: BlockForm, name: str) -> int:
    """What a row says, typed or stored; 0 where that is no number."""
    value = str(form[name].value() or "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 5 else 0
