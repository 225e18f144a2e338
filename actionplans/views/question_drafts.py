"""Pages where association staff work on the next version of a form.

Every change is saved into the draft at once. Writing begins a draft where there is none, so that a page that was open
while somebody published or discarded the old one loses nothing.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from actionplans.asking import form_drafts, questions, wording
from actionplans.models import QuestionSet, SheetKind
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from workshops.models import Programme

from .question_sets import parts_of

SHOWN_NAMES = 6


def asked_for(request: HttpRequest, slug: str, kind: str) -> tuple[Programme, QuestionSet | None]:
    """The programme and the draft of one of its forms; what is sent begins one.

    Raises:
        Http404: no such programme or form for this person.
    """
    programme = get_visible(Programme, request.user, slug=slug)
    rows = QuestionSet.objects.visible_to(request.user).filter(programme=programme, kind=kind)
    if not rows.published().exists():
        raise Http404
    if request.method == "POST":
        return programme, form_drafts.begin(programme=programme, kind=kind, by=request.user, now=timezone.now())
    return programme, rows.drafts().select_related("programme").first()


def draft_page(slug: str, kind: str, at: str = "") -> HttpResponse:
    return redirect(reverse("actionplans:question_set", args=[slug, kind]) + (f"#{at}" if at else ""))


@gate(Permission.EDIT_QUESTIONS)
@require_safe
def question_set(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The draft of a form; where there is none, its newest version."""
    programme, draft = asked_for(request, slug, kind)
    if draft is None:
        newest = questions.newest(programme, kind)
        return redirect("actionplans:question_version", slug=slug, kind=kind, version=newest.version)
    form = questions.read(draft.definition)
    ways, before = wording.ways(form), form_drafts.asked_before(draft)
    parts = [(section, rows, wording.last_of_blocks(section)[-1]) for section, rows in parts_of(form)]
    for row in (row for _section, rows, _last in parts for row in rows):
        key = row["question"].key
        row |= {"up": ways[key][0], "down": ways[key][1], "asked": key in before}
    context = {
        "programme": programme,
        "draft": draft,
        "kind_label": SheetKind(kind).label,
        "form": form,
        "parts": parts,
        "former": form_drafts.former(draft),
        "changes": form_drafts.changes_of(draft),
    }
    return render(request, "actionplans/question_set.html", context)


@gate(Permission.EDIT_QUESTIONS)
@require_POST
def question_begin(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Begin a draft, or go on with the one there is."""
    asked_for(request, slug, kind)
    return draft_page(slug, kind)


@gate(Permission.EDIT_QUESTIONS)
@require_POST
def question_arrange(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The buttons beside a question: up, down, away, and back again."""
    _programme, draft = asked_for(request, slug, kind)
    pressed = request.POST.get("do", "")
    name, _dash, key = pressed.partition("-")
    act: dict[str, Any] = {"draft": draft, "key": key, "by": request.user, "now": timezone.now()}
    try:
        if name in ("up", "down"):
            form_drafts.move(up=name == "up", **act)
        elif name == "remove":
            form_drafts.remove(**act)
            messages.success(request, _("題目已經從草稿拿掉。以前寫下的回答都留著。"))
        elif name == "back":
            form_drafts.bring_back(**act)
            messages.success(request, _("題目已經放回草稿。"))
    except ValidationError as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
    except form_drafts.Gone:
        messages.error(request, gone())
    return draft_page(slug, kind, pressed if name in ("up", "down") else f"q-{key}" if name == "back" else "")


def gone() -> str:
    return _("這份草稿剛被發布或捨棄，這次沒有寫入。請再按一次，會寫進新的草稿。")


# --- publishing ------------------------------------------------------------------------------------------------------


@gate(Permission.EDIT_QUESTIONS)
@require_safe
def question_changes(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """What the draft changes and whom it reaches, with the two ways out: publish, or discard."""
    programme, draft = asked_for(request, slug, kind)
    if draft is None:
        return draft_page(slug, kind)
    reached = list(form_drafts.reached(programme, kind).select_related("county", "programme"))
    context = {
        "programme": programme,
        "draft": draft,
        "kind_label": SheetKind(kind).label,
        "newest": questions.newest(programme, kind),
        "changes": form_drafts.changes_of(draft),
        "reached": reached[:SHOWN_NAMES],
        "reached_count": len(reached),
        "reached_more": max(0, len(reached) - SHOWN_NAMES),
        "kept_count": programme.workshops.count() - len(reached),
    }
    return render(request, "actionplans/question_changes.html", context)


def _looked_at(request: HttpRequest, slug: str, kind: str) -> tuple[QuestionSet | None, int]:
    """The draft whose changes were on the page, and its state there."""
    programme = get_visible(Programme, request.user, slug=slug)
    rows = QuestionSet.objects.visible_to(request.user).filter(programme=programme, kind=kind).drafts()
    given = [request.POST.get(name, "") for name in ("draft", "seen")]
    pk, seen = (int(text) if text.isdecimal() and len(text) < 19 else -1 for text in given)
    return rows.select_related("programme").filter(pk=pk).first(), seen


@gate(Permission.EDIT_QUESTIONS)
@require_POST
def question_publish(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Make the draft the next version."""
    draft, seen = _looked_at(request, slug, kind)
    try:
        if draft is None:
            raise form_drafts.Gone
        made = form_drafts.publish(draft=draft, seen=seen, by=request.user, now=timezone.now())
    except form_drafts.Gone:
        messages.warning(request, _("這份草稿已經被發布或捨棄了。"))
    except form_drafts.Outdated:
        messages.warning(request, _("草稿剛被改過，還沒發布。下面是最新的修改，看過再發布。"))
        return redirect("actionplans:question_changes", slug=slug, kind=kind)
    except ValidationError as refused:
        for sentence in refused.messages:
            messages.error(request, sentence)
        return redirect("actionplans:question_changes", slug=slug, kind=kind)
    else:
        messages.success(
            request,
            _("已發布第 %(version)s 版。之後開始的工作坊用新版；已經開始的工作坊，各組都維持原版。")
            % {"version": made.version},
        )
    return redirect("actionplans:question_sets", slug=slug)


@gate(Permission.EDIT_QUESTIONS)
@require_POST
def question_discard(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Throw the draft away."""
    draft, seen = _looked_at(request, slug, kind)
    try:
        if draft is None:
            raise form_drafts.Gone
        form_drafts.discard(draft=draft, seen=seen, by=request.user, now=timezone.now())
    except form_drafts.Gone:
        messages.warning(request, _("這份草稿已經被發布或捨棄了。"))
    except form_drafts.Outdated:
        messages.warning(request, _("草稿剛被改過，還沒捨棄。下面是最新的修改，看過再決定。"))
        return redirect("actionplans:question_changes", slug=slug, kind=kind)
    else:
        messages.success(request, _("草稿已捨棄，表單維持目前的版本。"))
    return redirect("actionplans:question_sets", slug=slug)
