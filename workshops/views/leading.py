"""What who leads the room presses: clock, queue, messages, help that has come. Each answers a page or a script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Scope, reach
from foundation.prepared import Prepared
from foundation.workflow.moves import MoveRefused
from workshops import calls, room, room_told
from workshops.clock import CannotDo
from workshops.models import Group, Workshop
from workshops.models.workshop import WorkshopQuerySet

# The wall stands in an app above this one.
WALL = "actionplans:wall"
# Whose questions are kept: everybody who leads a room on the same day.
PEOPLE_KEPT = 256
SOME_KEY = -271828


class PressForm(forms.Form):
    """A press on the clock or the queue, and what the page showed."""

    what = forms.ChoiceField(choices=[(name, name) for name in room.PRESSES if name not in ("end", "reopen")])
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    minutes = forms.IntegerField(required=False, min_value=-60, max_value=60)
    group = forms.IntegerField(required=False, min_value=0, max_value=999)


def led(request: HttpRequest, pk: int) -> Workshop:
    """The workshop with its people and its room, if this person runs it (one query)."""
    user: Any = request.user
    scopes = tuple(reach(user, permission) for permission in (Permission.RUN_WORKSHOP, Permission.SEE_WORKSHOPS))
    workshop = _within(user.pk, *scopes).first(pk)
    if workshop is None:
        raise Http404
    return workshop


@lru_cache(maxsize=PEOPLE_KEPT)
def _within(person: int, run: Scope, see: Scope) -> Prepared[Workshop]:
    """The question for a workshop that lies within both scopes of a person; asked by every board, every two seconds."""
    walls = [WorkshopQuerySet.within(scope, person) for scope in (run, see)]
    return Prepared(
        lambda pk: Workshop.objects.filter(*walls, pk=pk).order_by("pk"),
        SOME_KEY,
        related=("programme", "county", "lecturer", "assistant", "supervisor", "room"),
    )


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a press: what is to be said, and the step the room has come to by it."""

    said: str
    step: int


def _done(request: HttpRequest, pk: int, act: Callable[[], str | Done]) -> HttpResponse:
    """Do it, and say what came of it: to a script as JSON, to a page as a message on the wall."""
    step = None
    try:
        done, tone, status = act(), messages.SUCCESS, 200
        said, step = (done.said, done.step) if isinstance(done, Done) else (done, None)
    except (CannotDo, room.Overtaken) as refused:
        said, tone, status = str(refused), messages.WARNING, 409
    except MoveRefused as refused:
        said, tone, status = " ".join(refused.problems), messages.WARNING, 409
    except ValidationError as wrong:
        said, tone, status = " ".join(wrong.messages), messages.WARNING, 422
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"said": said} | ({} if step is None else {"step": step}), status=status)
    if said:
        messages.add_message(request, tone, said)
    return redirect(WALL, pk=pk)


@gate(Permission.RUN_WORKSHOP)
@require_POST
def press(request: HttpRequest, pk: int) -> HttpResponse:
    """Press a button of the clock or of the queue; the answer brings the step from which the next press goes on."""
    workshop, by, now = led(request, pk), _who(request), timezone.now()

    def act() -> Done:
        form = PressForm(request.POST)
        if not form.is_valid():
            raise CannotDo(_("沒有這個按鈕，請重新整理頁面。"))
        asked = form.cleaned_data
        if asked["what"] == "start":
            made = room.start(workshop=workshop, by=by, now=now)
            return Done(_("工作坊開始，計時中。"), made.step)
        made = room.press(
            workshop=workshop, what=asked["what"], seen=asked["seen"], by=by, now=now,
            minutes=asked["minutes"] or 0, group=asked["group"] or 0,
        )  # fmt: skip
        return Done(" ".join(room_told.said(made)), made.step)

    return _done(request, pk, act)


@gate(Permission.RUN_WORKSHOP)
@require_POST
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message to one table or to all."""
    workshop, by, now = led(request, pk), _who(request), timezone.now()

    def act() -> str:
        to = request.POST.get("group", "")
        known = to.isascii() and to.isdecimal() and len(to) < 4
        group = workshop.groups.filter(number=int(to)).first() if known else None
        if to and group is None:
            raise ValidationError(_("沒有這一組，請重新選。"))
        calls.tell(workshop=workshop, text=request.POST.get("text", ""), group=group, by=by, now=now)
        return _("已送到%(group)s。") % {"group": group} if group else _("已送到每一桌。")

    return _done(request, pk, act)


@gate(Permission.RUN_WORKSHOP)
@require_POST
def helped(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Somebody has come to the table that asked."""
    workshop, by, now = led(request, pk), _who(request), timezone.now()
    group = _group(request, workshop, number)

    def act() -> str:
        calls.end_help(group=group, by=by, now=now)
        return _("%(group)s：助教到了。") % {"group": group}

    return _done(request, pk, act)


@gate(Permission.RUN_WORKSHOP)
@require_POST
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """When a quiet table is pointed out, and whether the projector is careful."""
    workshop, by, now = led(request, pk), _who(request), timezone.now()

    def act() -> str:
        typed = request.POST.get("quiet_minutes", "")
        quiet = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 0
        room.set_up(workshop=workshop, by=by, now=now, quiet_minutes=quiet, safe="safe" in request.POST)
        return _("現場設定已儲存。")

    return _done(request, pk, act)


def _group(request: HttpRequest, workshop: Workshop, number: int) -> Group:
    return get_visible(workshop.groups.select_related("workshop"), request.user, number=number)


def _who(request: HttpRequest) -> Any:
    return request.user
