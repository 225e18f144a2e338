"""Applying without an account, and the page behind the signed link."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from foundation.accounts.access import public
from foundation.workflow.moves import MoveRefused
from volunteers.models import Application, Opening
from volunteers.recruiting import applications, floods
from volunteers.recruiting.application_forms import ApplicationForm
from volunteers.rules import minors

from .places import client, open_one, told


@public("whoever wants to serve applies without an account; nothing is shown of what others wrote")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Apply to an opening."""
    found = open_one(pk)
    if not found.takes_on(timezone.localdate()):
        return redirect("volunteers:place", pk=pk)
    if request.method != "POST":
        return _page(request, found, ApplicationForm(initial={"sent_key": uuid.uuid4()}))
    form = ApplicationForm(request.POST)
    if floods.is_flooded(floods.APPLYING, client(request)):
        form.add_error(None, _("這個網路送出太多次了。您填的還在這一頁，請一個小時以後再送一次。"))
        return _page(request, found, form, 429)
    complete = form.is_valid()
    try:
        made = applications.apply(
            opening=found, values=form.values, sent_key=form.key, agreed=form.consent, now=timezone.now(),
            **form.identity,
        ) if complete else None  # fmt: skip
    except ValidationError as refused:
        form.refuse(refused)
        made = None
    if made is None:
        return _page(request, found, form, 422)
    floods.count(floods.APPLYING, client(request))
    messages.success(request, _("已送出報名。信寄到您的信箱，裡面的連結看得到結果，也可以撤回。"))
    response = redirect("volunteers:place", pk=pk)
    response.set_cookie("applied", str(form.key), max_age=600, samesite="Lax", secure=request.is_secure())
    return response


def _page(request: HttpRequest, opening: Opening, form: ApplicationForm, status: int = 200) -> HttpResponse:
    return render(
        request,
        "volunteers/apply.html",
        {
            "opening": opening, "unit": opening.unit, "form": form, "told": told(opening),
            "guardian_source": minors.SOURCE,
        },
        status=status,
    )  # fmt: skip


@public("a signed link leads to one application, for whoever wrote it")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def applied(request: HttpRequest, token: str) -> HttpResponse:
    """Where one's application stands, and taking it back. Opening the page changes nothing."""
    found = applications.read(token)
    if found is None:
        return render(request, "volunteers/applied.html", {"application": None}, status=404)
    problems: list[str] = []
    if request.method == "POST":
        try:
            applications.withdraw(application=found, by=applications.actor(found), now=timezone.now())
            return redirect(request.path)
        except MoveRefused as refused:
            problems = refused.problems
    told_of = found.answered_as == found.state or found.state in (
        Application.State.RECEIVED, Application.State.TALKED, Application.State.WITHDRAWN, Application.State.ENROLLED,
    )  # fmt: skip
    given = {
        "application": found,
        "opening": found.opening,
        "unit": found.opening.unit,
        # What was decided she learns from the letter, not from a page that is ahead of it.
        "state": found.get_state_display() if told_of else Application.State.TALKED.label,
        "answer": found.answer_words if found.answered_as == found.state else "",
        "may_withdraw": found.state in openable(),
        "problems": problems,
    }
    return render(request, "volunteers/applied.html", given, status=422 if problems else 200)


def openable() -> frozenset[str]:
    """The states from which one takes it back."""
    return applications.MOVES.moves["withdraw"].from_
