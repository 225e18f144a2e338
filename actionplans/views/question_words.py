"""Pages where association staff word what a form asks, and add questions of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionplans.asking import form_drafts, questions, wording
from actionplans.asking.form_changes import KINDS
from actionplans.asking.wording_forms import NewQuestionForm, WordsPage
from actionplans.models import QuestionSet, SheetKind
from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from foundation.ui.fields import summary

from .question_drafts import asked_for, draft_page, gone

DRAWN = "actionplans.drawn-words"
NEW_WORDS: dict[str, Any] = {
    **{name: "" for plain in ("label", "hint", "placeholder") for name in (plain, f"{plain}_en")},
    "options": [["", "", ""]] * 2,
}


@gate(Permission.EDIT_QUESTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def question_words(request: HttpRequest, slug: str, kind: str, question: str) -> HttpResponse:
    """The words of one question, and of the questions inside it where it is a list."""
    programme, draft = asked_for(request, slug, kind)
    if draft is None:
        return draft_page(slug, kind)
    there = questions.read(draft.definition).by_key.get(question)
    inner = [f"{question}.{one.key}" for one in there.fields] if there else []
    context = {
        "programme": programme, "question": there, "asked": question in form_drafts.asked_before(draft),
        "answered": KINDS[there.kind] if there else "", "why": wording.why_it_stays(there) if there else "",
    }  # fmt: skip
    return _words(request, draft, [question, *inner], f"q-{question}", context)


@gate(Permission.EDIT_QUESTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def question_heading(request: HttpRequest, slug: str, kind: str, section: str) -> HttpResponse:
    """The heading of a section with its guiding question, or (`form`) that of the whole form."""
    programme, draft = asked_for(request, slug, kind)
    if draft is None:
        return draft_page(slug, kind)
    whole = section == "form"
    address = wording.HEADING + ("" if whole else section)
    form = questions.read(draft.definition)
    titles = {one.key: one.title for one in form.sections}
    # The page of a pillar's section has no box for its title, which is the pillar's.
    name = form.title if whole else titles.get(section, "")
    context = {"programme": programme, "question": None, "asked": False, "answered": "", "why": "", "name": name}
    return _words(request, draft, [address], "main" if whole else f"s-{section}", context)


def _words(
    request: HttpRequest, draft: QuestionSet, addresses: list[str], at: str, context: dict[str, Any]
) -> HttpResponse:
    """Words to be changed: drawn, arranged, refused with what stands in the way, or saved."""
    there = wording.words_of(questions.read(draft.definition))
    drawn = _drawn(request) if request.method == "POST" else there
    shown = {one: words for one in addresses if (words := there.get(one) or drawn.get(one))}
    if addresses[0] not in shown:
        raise Http404
    page = WordsPage(shown, request.POST if request.method == "POST" else None)
    clash, problems, status = None, [], 200
    if request.method == "POST" and (action := request.POST.get("do", "save")) != "save":
        page.arrange(action)
    elif request.method == "POST" and not page.is_valid():
        status = 422
    elif request.method == "POST":
        try:
            saved = form_drafts.reword(draft=draft, words=page.words, drawn=drawn, by=request.user, now=timezone.now())
        except form_drafts.Clash as found:
            # What is saved next is saved over what stands there now, in full sight of it.
            clash, drawn, page, status = found, found.there, WordsPage(found.both), 409
        except ValidationError as refused:
            problems, status = refused.messages, 422
        except form_drafts.Gone:
            problems, status = [gone()], 409
        else:
            messages.success(request, _("沒有任何修改。") if saved.revision == draft.revision else _("已存進草稿。"))
            return draft_page(draft.programme.slug, draft.kind, at)
    context |= {
        "draft": draft,
        "kind_label": SheetKind(draft.kind).label,
        "page": page,
        "groups": page.groups(clash.theirs if clash else {}),
        "clash": clash,
        "theirs": [row[1:] for row in clash.theirs.get(addresses[0], {}).get("options", ())] if clash else [],
        "drawn": signing.dumps({one: drawn[one] for one in shown if one in drawn}, salt=DRAWN, compress=True),
        "problems": [*page.problems, *_plain(problems)],
        "unsaved": request.method == "POST" and request.POST.get("do", "save") != "save",
    }
    return render(request, "actionplans/question_words.html", context, status=status)


def _plain(problems: list[str]) -> list[dict[str, str]]:
    return [{"target": "", "label": "", "text": text} for text in problems]


def _drawn(request: HttpRequest) -> wording.Wording:
    """The words as the page showed them when it was drawn; none where that was tampered with."""
    try:
        found: wording.Wording = signing.loads(request.POST.get("drawn", ""), salt=DRAWN)
    except signing.BadSignature:
        return {}
    return found


@gate(Permission.EDIT_QUESTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def question_add(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Add a question of the association's own, at any place of the form."""
    programme, draft = asked_for(request, slug, kind)
    if draft is None:
        return draft_page(slug, kind)
    data = request.POST if request.method == "POST" else None
    form = questions.read(draft.definition)
    new = NewQuestionForm(data, form=form, initial={"kind": "text", "place": request.GET.get("place", "")})
    page = WordsPage({"new": NEW_WORDS}, data)
    problems, status = [], 200
    if data is not None and (action := data.get("do", "save")) != "save":
        page.arrange(action)
    elif data is not None and not all([new.is_valid(), page.is_valid()]):
        status = 422
    elif data is not None:
        try:
            _saved, key = form_drafts.add(
                draft=draft, by=request.user, now=timezone.now(), **new.question(page.words["new"])
            )
        except ValidationError as refused:
            problems, status = refused.messages, 422
        except form_drafts.Gone:
            problems, status = [gone()], 409
        else:
            messages.success(request, _("題目已經加進草稿。"))
            return draft_page(slug, kind, f"q-{key}")
    context = {
        "programme": programme,
        "draft": draft,
        "kind_label": SheetKind(kind).label,
        "new": new,
        "page": page,
        "words": page.forms["new"],
        "unsaved": data is not None and data.get("do", "save") != "save",
        "problems": [*summary(new)["problems"], *page.problems, *_plain(problems)],
    }
    return render(request, "actionplans/question_add.html", context, status=status)
