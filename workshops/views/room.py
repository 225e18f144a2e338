"""The room as a device at a table sees it: its clock, its calls for help, the messages it was sent."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from foundation.accounts import sessions
from foundation.accounts.access import public
from workshops import asking, calls, codes, seats
from workshops.models import Seat, Word, Workshop
from workshops.room import room_of
from workshops.room_told import told
from workshops.tables_of import TABLES
from workshops.talks_told import own_turn, queue_told

from .polling import seen_by, timely

# The page of a table's stages lives in an app above this one.
TABLE = "actionplans:table"
KEY = "the token of the device's seat is the key; it opens what is its own table's and nothing else"


def seated(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the device's seat; a device without one is sent to the door (a script is told so)."""

    @wraps(view)
    def wrapped(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        seat = seats.seat_from(request, now, brief=for_script(request))
        if seat is not None:
            calls.note_device(seat=seat, unsent=_unsent(request), now=now)
            return view(request, seat=seat, now=now, **kwargs)
        gone = seats.why_no_seat(request, now)
        if for_script(request):
            return JsonResponse({"error": gone}, status=403)
        messages.warning(request, gone)
        return redirect("workshops:join")

    return public(KEY)(never_cache(wrapped))


def _unsent(request: HttpRequest) -> int | None:
    """How many operations the device says it still holds, if it says so."""
    said = request.GET.get("unsent", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else None


def for_script(request: HttpRequest) -> bool:
    """Whether a page's script asks, and not the browser for a page."""
    return request.headers.get("Accept", "").startswith("application/json")


def at_table(
    request: HttpRequest, template: str, context: dict[str, Any], *, seat: Seat, now: dt.datetime, status: int = 200
) -> HttpResponse:
    """A page of a table, with the room's clock in its bar, what the table was told, and what it is asked to do."""
    return render(request, template, context | {"bar": _bar(seat, now), "seat": seat}, status=status)


def _bar(seat: Seat, now: dt.datetime) -> dict[str, Any]:
    workshop = seat.group.workshop
    room, groups = room_of(workshop), TABLES.all(workshop.pk)
    clock = told(room, workshop=workshop, groups=groups, now=now)
    queue = queue_told(room, workshop=workshop, groups=groups, now=now)
    return {
        "told": clock,
        "turn": own_turn(seat.group.number, queue, goes_on=bool(clock.talk or clock.coming)),
        "group": seat.group,
        "helps": _helps(workshop),
        "words": calls.unread(seat),
        "asked": asking.of(seat),
    }


def _helps(workshop: Workshop) -> bool:
    """Whether anybody is still there to be asked to a table."""
    return workshop.state not in codes.NEVER_OPEN


@sessions.looks_itself
@seated
@require_GET
def seat_clock(request: HttpRequest, *, seat: Seat, now: dt.datetime) -> HttpResponse:
    """The room for a device that asks again and again: one query while nothing has changed, and 304.

    `unsent` is how many operations the device still holds.
    """
    room = room_of(seat.group.workshop)
    tag = f'"{room.revision}.{seat.pk}.{seat.group.workshop.state}"'
    if seen_by(request) == tag:
        return timely(HttpResponse(status=304), now, tag)
    bar = _bar(seat, now)
    answer = {
        "clock": bar["told"].as_json(),
        "table": seat.group.number,
        "turn": {"key": bar["turn"].key, "text": bar["turn"].text},
        "help": seat.group.help_asked_at is not None,
        "helps": bar["helps"],
        "words": [{"id": word.pk, "text": word.text, "by": word.sent_by} for word in bar["words"]],
        "asked": [dataclasses.asdict(one) for one in bar["asked"]],
    }
    return timely(JsonResponse(answer), now, tag)


@seated
@require_POST
def seat_help(request: HttpRequest, *, seat: Seat, now: dt.datetime) -> HttpResponse:
    """Ask an assistant to come, or say that nobody is needed any more."""
    if request.POST.get("needed") == "no":
        calls.end_help(group=seat.group, by=seat, now=now)
        messages.info(request, _("已取消請助教。"))
    elif not _helps(seat.group.workshop):
        messages.warning(request, _("報告已經交出，現場沒有助教了。要改內容請洽承辦人。"))
    else:
        calls.ask_help(group=seat.group, by=seat, now=now)
        messages.success(request, _("已經告訴助教，請稍等。"))
    return _back(request)


@seated
@require_POST
def seat_read(request: HttpRequest, *, pk: int, seat: Seat, now: dt.datetime) -> HttpResponse:
    """Somebody at this device has read a message."""
    word = get_object_or_404(Word.objects.told_to(seat).select_related("workshop"), pk=pk)
    calls.confirm(word=word, seat=seat, now=now)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    if for_script(request):
        list(messages.get_messages(request))  # the page shows it at once, not on the next page once more
        return HttpResponse(status=204)
    return redirect(TABLE)
