"""Pages where association staff reword the forms of a programme."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from actionplans import questions
from actionplans.models import QuestionSet, SheetKind
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from workshops.models import Programme


@gate(Permission.EDIT_QUESTIONS)
def question_sets(request: HttpRequest, slug: str) -> HttpResponse:
    """The forms of a programme and their versions."""
    programme = get_visible(Programme, request.user, slug=slug)
    versions = list(QuestionSet.objects.visible_to(request.user).filter(programme=programme).published())
    kinds = [(kind, [one for one in versions if one.kind == kind]) for kind in SheetKind]
    return render(request, "actionplans/question_sets.html", {"programme": programme, "kinds": kinds})


@gate(Permission.EDIT_QUESTIONS)
@require_http_methods(["GET", "POST"])
def question_set(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Change wording, order and additional questions of one form, and publish it as the next version.

    What was typed stays on the page when something in it cannot be published.
    """
    programme = get_visible(Programme, request.user, slug=slug)
    if kind not in SheetKind.values:
        raise Http404
    newest = QuestionSet.objects.filter(programme=programme, kind=kind).published().first()
    if newest is None:
        raise Http404
    form = questions.read(newest.definition)
    problems: list[str] = []
    if request.method == "POST":
        try:
            changed = _from_post(request, form)
            if changed == form:
                messages.info(request, _("沒有任何修改，沒有發布新版本。"))
            else:
                made = questions.publish(
                    programme=programme,
                    kind=kind,
                    form=changed,
                    by=request.user,  # type: ignore[arg-type]
                    now=timezone.now(),
                )
                messages.success(
                    request,
                    _("已發布第 %(version)s 版。之後開始的工作坊用新版；已經開始的工作坊，各組都維持原版。")
                    % {"version": made.version},
                )
            return redirect("actionplans:question_sets", slug=slug)
        except ValidationError as refusal:
            problems = list(refusal.messages)
    return render(
        request,
        "actionplans/question_set.html",
        {
            "programme": programme,
            "kind": kind,
            "kind_label": SheetKind(kind).label,
            "newest": newest,
            "form": form,
            "rows": _rows(request, form),
            "problems": problems,
            "new": {name: request.POST.get(f"new_{name}", "") for name in ("label", "hint", "kind", "options")},
        },
        status=422 if problems else 200,
    )


def _rows(request: HttpRequest, form: questions.Form) -> list[dict[str, object]]:
    """One row for each question, with what was just typed where the form came back."""
    rows: list[dict[str, object]] = []
    place = 0
    for section in form.sections:
        rows.append({"section": section})
        for question in section.questions:
            place += 1
            rows.append(_row(request, question.key, question, place))
            rows.extend(_row(request, f"{question.key}.{inner.key}", inner, None) for inner in question.fields)
    return rows


def _row(request: HttpRequest, key: str, question: questions.Question, place: int | None) -> dict[str, object]:
    return {
        "key": key,
        "question": question,
        "place": request.POST.get(f"place:{key}", place) if place else None,
        "label": request.POST.get(f"label:{key}", question.label),
        "hint": request.POST.get(f"hint:{key}", question.hint),
        "inner": place is None,
        "removed": f"remove:{key}" in request.POST,
    }


def _from_post(request: HttpRequest, form: questions.Form) -> questions.Form:
    removed = {
        question.key for question in form.questions() if question.is_extra and f"remove:{question.key}" in request.POST
    }
    kept = questions.without_extra(form, removed)
    wording: dict[str, dict[str, str]] = {}
    places: list[tuple[int, int, str]] = []
    for index, question in enumerate(kept.questions()):
        for key in (question.key, *(f"{question.key}.{inner.key}" for inner in question.fields)):
            words = {
                name: request.POST[f"{name}:{key}"] for name in ("label", "hint") if f"{name}:{key}" in request.POST
            }
            if words:
                wording[key] = words
        given = request.POST.get(f"place:{question.key}", "").strip()
        if given and not (given.isdecimal() and len(given) < 5):
            raise ValidationError(
                _("「%(label)s」的順序要填整數，例如 %(example)s。") % {"label": question.label, "example": index + 1}
            )
        places.append((int(given) if given else index + 1, index, question.key))
    return questions.reword(
        kept, wording=wording, order=[key for _place, _index, key in sorted(places)], added=_added(request, kept)
    )


def _added(request: HttpRequest, form: questions.Form) -> tuple[questions.Question, ...]:
    label = request.POST.get("new_label", "").strip()
    if not label:
        return ()
    number = 1
    while f"{questions.EXTRA}{number}" in form.by_key:
        number += 1
    lines = [line.strip() for line in request.POST.get("new_options", "").splitlines() if line.strip()]
    kind = request.POST.get("new_kind", "text")
    return (
        questions.Question(
            key=f"{questions.EXTRA}{number}",
            kind=kind,
            label=label,
            hint=request.POST.get("new_hint", "").strip(),
            options=tuple((f"o{index}", line) for index, line in enumerate(lines, 1)) if kind == "choice" else (),
        ),
    )
