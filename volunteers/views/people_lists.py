"""Pages on lists of people: sending one, and what became of its rows."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from foundation.imports.grid import Unreadable
from foundation.ui.refusals import take_problems
from volunteers import kept_answers, people_answers, people_lists
from volunteers.models import Unit
from volunteers.people_answers import PeopleAnswer
from volunteers.people_forms import PeopleListForm

from .hours import KEPT_FOR, unit_of

KEEP = Permission.KEEP_VOLUNTEERS


@gate(KEEP)
@require_http_methods(["GET", "POST"])
def add_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A list of people: checked only, or taken into the unit; a page says what became of each row."""
    unit = unit_of(request, pk, KEEP)
    form = PeopleListForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        upload, dry = form.cleaned_data["file"], form.cleaned_data["only_check"]
        try:
            taken = people_lists.take(
                unit=unit, understood=people_lists.read(upload), by=request.user, now=timezone.now(), dry=dry
            )
        except Unreadable as refused:
            form.add_error("file", str(refused))
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            token = secrets.token_urlsafe(12)
            answer = people_answers.answer_to(taken, name=upload.name, dry=dry)
            cache.set(_key(request, unit, token), kept_answers.closed(answer), KEPT_FOR)
            return redirect("volunteers:people_list_answer", pk=pk, token=token)
    return render(
        request, "volunteers/people_list.html", {"unit": unit, "form": form}, status=422 if form.errors else 200
    )


def _key(request: HttpRequest, unit: Unit, token: str) -> str:
    """Where the answer waits: only for who sent the list, and only for this unit."""
    return f"people-list:{request.user.pk}:{unit.pk}:{token}"


def _answer(request: HttpRequest, pk: int, token: str) -> tuple[Unit, PeopleAnswer | None]:
    unit = unit_of(request, pk, KEEP)
    kept = cache.get(_key(request, unit, token))
    return unit, kept_answers.opened(kept, PeopleAnswer) if kept else None


@gate(KEEP)
@require_GET
def list_answer(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """What became of a list, row by row."""
    unit, answer = _answer(request, pk, token)
    if answer is None:
        messages.info(request, _("這份匯入結果已經過了 30 分鐘，不再保留。已匯入的人都在名冊上。"))
        return redirect("volunteers:people")
    return render(request, "volunteers/people_list_answer.html", {"unit": unit, "answer": answer, "token": token})


@gate(KEEP)
@require_GET
def list_answer_file(request: HttpRequest, pk: int, token: str, suffix: str) -> HttpResponseBase:
    """The list as it was sent, with 結果 and 原因 added, to be mended and sent again."""
    unit, answer = _answer(request, pk, token)
    if answer is None or suffix not in kept_answers.SUFFIXES:
        raise Http404
    title = f"{unit}{_('名冊')}"
    return kept_answers.respond_with(answer.columns, answer.rows, name=_("名冊"), suffix=suffix, title=title)
