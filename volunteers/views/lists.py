"""Pages on lists that units send: sending one, saying what its columns are, and what became of its rows."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.imports.grid import Unreadable
from volunteers.lists import kept_answers, sent_lists, taken_lists, undoing
from volunteers.lists.list_forms import ColumnsForm, ListForm
from volunteers.lists.list_kinds import KINDS, ListKind, Whose
from volunteers.models import ColumnMeaning, Policy, SentList, TakenList

from .hours import unit_of

KEEP = Permission.KEEP_VOLUNTEERS


@gate(KEEP)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int, kind: ListKind) -> HttpResponse:
    """A list: checked only, or taken in; a page says what became of each row."""
    whose = _whose(request, pk, kind)
    unit = whose.unit
    form = ListForm(kind, *((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            sent = sent_lists.send(
                unit=unit,
                policy=whose.policy,
                kind=kind,
                upload=form.cleaned_data["file"],
                only_check=form.cleaned_data["only_check"],
                reason=form.cleaned_data.get("reason", ""),
                by=request.user,
                now=timezone.now(),
                language=get_language() or "",
            )
        except Unreadable as refused:
            form.add_error("file", str(refused))
        else:
            return redirect(f"volunteers:{kind.name}_answer", pk=pk, token=sent.key)
    meanings = list(ColumnMeaning.objects.filter(unit=unit, kind=kind.name))
    shown = {one.key: one.shown for one in kind.spec.fields}
    for one in meanings:
        one.means = shown.get(one.field, "")  # type: ignore[attr-defined]
    return render(
        request,
        f"volunteers/{kind.name}.html",
        {
            "unit": unit,
            "policy": whose.policy,
            "form": form,
            "kind": kind,
            "meanings": meanings,
            "sent_before": taken_lists.before(unit, kind.name, whose.policy) if kind.take_back else (),
        },
        status=422 if form.errors else 200,
    )


def _whose(request: HttpRequest, pk: int, kind: ListKind) -> Whose:
    """The unit whose people this person keeps, or one of its policies: the address has the number of one of them."""
    if not kind.of_policy:
        return Whose(unit_of(request, pk, KEEP))
    rows = Policy.objects.visible_to(request.user, KEEP).select_related("unit__organisation", "unit__county")
    policy = get_visible(rows, request.user, pk=pk)
    return Whose(policy.unit, policy)


def _find(request: HttpRequest, pk: int, token: str, kind: ListKind, now: dt.datetime) -> tuple[Whose, SentList | None]:
    """Whose it is, and the list if it is still kept: only for who sent it."""
    whose = _whose(request, pk, kind)
    rows = SentList.objects.visible_to(request.user, KEEP).select_related(
        "unit__organisation", "unit__county", "policy", "job"
    )
    kept = rows.filter(
        unit=whose.unit, policy=whose.policy, kind=kind.name, key=token, sent_at__gt=now - sent_lists.KEPT_FOR
    )
    return whose, kept.first()


@gate(KEEP)
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int, token: str, kind: ListKind) -> HttpResponse:
    """What became of a list, row by row; before that how far it is, or what must be said of its columns."""
    whose, sent = _find(request, pk, token, kind, timezone.now())
    if sent is None:
        messages.info(request, str(kind.gone))
        return redirect(kind.home(whose))
    waits = sent.job is not None and not sent.job.is_finished
    if request.method == "POST" and not waits:
        if request.POST.get("what") == "take":
            return _take(request, sent, kind)
        return _columns(request, sent, kind, posted=True)
    if not waits and (sent.asks or "columns" in request.GET):
        return _columns(request, sent, kind)
    return render(
        request,
        f"volunteers/{kind.name}_answer.html",
        {
            "unit": whose.unit,
            "policy": whose.policy,
            "sent": sent,
            "kind": kind,
            "answer": sent_lists.answer_to(sent),
            "job": sent.job,
        },
    )


def _take(request: HttpRequest, sent: SentList, kind: ListKind) -> HttpResponse:
    try:
        sent_lists.take_in(
            sent=sent, by=request.user, now=timezone.now(), language=get_language() or ""
        )  # fmt: skip
    except Unreadable as refused:
        messages.error(request, str(refused))
    return redirect(f"volunteers:{kind.name}_answer", pk=sent_lists.whose(sent).key, token=sent.key)


def _columns(request: HttpRequest, sent: SentList, kind: ListKind, *, posted: bool = False) -> HttpResponse:
    given = request.POST if posted else request.GET
    row = given.get("row", "")
    asked = sent_lists.question(
        sent, sheet=given.get("sheet", ""), heading_row=int(row) if row.isdecimal() and len(row) < 6 else 0
    )
    form = ColumnsForm(kind, asked, *((request.POST,) if posted else ()))
    if posted and form.is_valid():
        try:
            sent_lists.explain(
                sent=sent,
                asked=asked,
                fields=form.chosen,
                by=request.user,
                now=timezone.now(),
                language=get_language() or "",
            )
        except (ValidationError, Unreadable) as refused:
            form.add_error(None, " ".join(refused.messages) if isinstance(refused, ValidationError) else str(refused))
        else:
            return redirect(f"volunteers:{kind.name}_answer", pk=sent_lists.whose(sent).key, token=sent.key)
    return render(
        request,
        "volunteers/list_columns.html",
        {
            "unit": sent.unit,
            "sent": sent,
            "kind": kind,
            "asked": asked,
            "form": form,
            "again": reverse(f"volunteers:{kind.name}", args=[sent_lists.whose(sent).key]),
        },
        status=422 if posted else 200,
    )


@gate(KEEP)
@require_GET
def answer_file(request: HttpRequest, pk: int, token: str, suffix: str, kind: ListKind) -> HttpResponseBase:
    """The list as it was sent, with 結果 and 原因 added, to be mended and sent again."""
    whose, sent = _find(request, pk, token, kind, timezone.now())
    told = sent_lists.answer_to(sent) if sent else None
    if told is None or suffix not in kept_answers.SUFFIXES:
        raise Http404
    return kept_answers.respond_with(told, name=str(kind.sheet), suffix=suffix, title=f"{whose.unit}{kind.sheet}")


@gate(KEEP)
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a heading as everybody would again."""
    rows = ColumnMeaning.objects.visible_to(request.user, KEEP).select_related("unit__organisation")
    meaning = get_visible(rows, request.user, pk=pk)
    kind = KINDS[meaning.kind]
    sent_lists.forget(meaning=meaning, by=request.user, now=timezone.now())
    messages.success(request, _("已取消「%(heading)s」的對照。") % {"heading": meaning.heading})
    if kind.of_policy:
        return redirect("volunteers:unit_insurance", pk=meaning.unit_id)
    return redirect(f"volunteers:{kind.name}", pk=meaning.unit_id)


@gate(KEEP)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back everything that a list brought, within thirty days."""
    rows = TakenList.objects.visible_to(request.user, KEEP).select_related(
        "unit__organisation", "unit__county", "policy"
    )
    taken = get_visible(rows, request.user, pk=pk)
    try:
        count = undoing.undo(taken=taken, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now())
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        words = ngettext("已收回這份清單的 %(count)s 筆。", "已收回這份清單的 %(count)s 筆。", count)
        messages.success(request, words % {"count": count})
    return redirect(f"volunteers:{taken.kind}", pk=Whose(taken.unit, taken.policy).key)
