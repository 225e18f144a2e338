"""Pages on the forms of a programme: their versions, what each says, and how a table sees it."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from actionplans.asking import form_drafts, questions
from actionplans.asking.form_changes import KINDS
from actionplans.asking.form_language import in_page_language
from actionplans.models import QuestionSet, SheetKind
from actionplans.writing import previews
from foundation.accounts import trail_lines
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.audit import trail
from workshops.models import Programme

from .table import sheet_context, stage_links


@gate(Permission.EDIT_QUESTIONS)
@require_safe
def question_sets(request: HttpRequest, slug: str) -> HttpResponse:
    """The forms of a programme: the draft of each, and its versions."""
    programme = get_visible(Programme, request.user, slug=slug)
    rows = QuestionSet.objects.visible_to(request.user).filter(programme=programme)
    rows = list(rows.annotate(in_use=Count("sheets")).order_by("-version"))
    kinds = [
        {
            "kind": kind,
            "draft": next((one for one in rows if one.kind == kind and one.published_at is None), None),
            "versions": [one for one in rows if one.kind == kind and one.published_at],
        }
        for kind in SheetKind
    ]
    return render(request, "actionplans/question_sets.html", {"programme": programme, "kinds": kinds})


def parts_of(form: questions.Form) -> list[tuple[questions.Section, list[dict[str, Any]]]]:
    """Each section with a row for each question: how it is answered, and what English readers see of it."""
    with override("en"):
        english = in_page_language(form).by_key
    return [
        (
            section,
            [
                {
                    "question": one,
                    "kind": KINDS[one.kind],
                    "english": english[one.key].label if english[one.key].label != one.label else "",
                }
                for one in section.questions
            ],
        )
        for section in form.sections
    ]


def version_of(request: HttpRequest, slug: str, kind: str, version: int) -> QuestionSet:
    """A version of a form, published or not.

    Raises:
        Http404: there is none, or this person does not edit forms.
    """
    programme = get_visible(Programme, request.user, slug=slug)
    rows = QuestionSet.objects.select_related("programme").filter(programme=programme)
    return get_visible(rows, request.user, kind=kind, version=version)


@gate(Permission.EDIT_QUESTIONS)
@require_safe
def question_version(request: HttpRequest, slug: str, kind: str, version: int) -> HttpResponse:
    """What a published version asks, and what was new in it; a draft has a page of its own."""
    row = version_of(request, slug, kind, version)
    if row.published_at is None:
        return redirect("actionplans:question_set", slug=slug, kind=kind)
    form = questions.read(row.definition)
    context = {
        "programme": row.programme,
        "row": row,
        "form": form,
        "parts": parts_of(form),
        "changes": form_drafts.changes_of(row),
        "in_use": row.sheets.count(),
        "newest": questions.newest(row.programme, kind).pk == row.pk,
        "tab": "history" if request.GET.get("tab") == "history" else "about",
        "events": trail_lines.read(trail.history_of(row)[:200]),
    }
    return render(request, "actionplans/question_version.html", context)


@gate(Permission.EDIT_QUESTIONS)
@require_safe
def question_preview(request: HttpRequest, slug: str, kind: str, version: int) -> HttpResponse:
    """A version in a frame as wide as a phone."""
    row = version_of(request, slug, kind, version)
    return render(request, "actionplans/question_preview.html", {"programme": row.programme, "row": row})


@gate(Permission.EDIT_QUESTIONS)
@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": [SELF]})
def question_sheet(request: HttpRequest, slug: str, kind: str, version: int) -> HttpResponse:
    """The page a table would get; nothing typed there goes anywhere."""
    row = version_of(request, slug, kind, version)
    if kind not in SheetKind.values:
        raise Http404
    desk, page, seat = previews.preview_of(row)
    steps = stage_links(desk, kind)
    steps["steps"] = [step | {"url": ""} for step in steps["steps"]]
    context = sheet_context(desk, page) | steps | {"seat": seat, "closed": "", "preview": True}
    return render(request, f"actionplans/{kind}.html", context)
