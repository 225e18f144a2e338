"""The pages of a station: a device at the entrance, or a phone that scanned a poster. They open nothing else."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.accounts.access import public
from foundation.audit.trail import Actor, Acts
from foundation.ui import kept_pages, modules
from foundation.ui.kept_pages import Shell
from foundation.ui.stored_words import said
from volunteers.models import Attendance, Press, Volunteer
from volunteers.rostering import attendance, presses, stations
from volunteers.rostering.stations import Door

SCRIPTS = ("js/kiosk.js", "js/app.js")
STYLES = (*modules.STYLES, "css/rosters.css")
TRIES, WITHIN = 30, 5 * 60
"""How often somebody who is not found may be looked for at one station, within so many seconds."""


@public("a device at the entrance and a poster have nothing but their signed address; they show veiled names only")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Sign in or out here."""
    now = timezone.now()
    door = stations.door(pk=pk, key=key, now=now)
    if door is None:
        if request.method == "POST":
            raise Http404
        return render(request, "volunteers/here_closed.html", status=404)
    if request.method != "POST":
        return _page(request, door)
    if "what" in request.POST:
        return _press(request, door)
    return _look(request, door, request.POST.get("who", "")[:40])


@public("a script that holds no data; whoever asks for it knows the device's signed address")
@require_safe
def worker(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The service worker that keeps a device's page; from this address it looks after nothing else."""
    door = stations.door(pk=pk, key=key, now=timezone.now())
    if door is None or not door.at_device:
        raise Http404
    page = reverse("volunteers:here", args=[pk, key])
    shell = Shell(f"kiosk-{pk}", SCRIPTS, STYLES, (page,))
    response = HttpResponse(kept_pages.worker(shell), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _own(request: HttpRequest) -> Volunteer | None:
    """The volunteer whose account is signed in on this phone; a device belongs to nobody."""
    if not request.user.is_authenticated:
        return None
    return Volunteer.objects.living().filter(user=request.user.pk).first()


def _look(request: HttpRequest, door: Door, typed: str) -> HttpResponse:
    """Who is meant: her name veiled, with what the button would do."""
    tried = f"station-tries:{door.station.pk}"
    if cache.get(tried, 0) >= TRIES:
        problem = _("找不到的次數太多，請等五分鐘，或請承辦人在點名頁登錄。")
        return _page(request, door, problem=problem, status=429)
    found = stations.find(door.station, typed, at_device=door.at_device, now=timezone.now())
    if not found:
        cache.add(tried, 0, WITHIN)
        cache.incr(tried)
        problem = (
            _("找不到這個號碼。請輸入志工編號的末三碼或簽到碼，或洽現場承辦人。")
            if door.at_device
            else _("找不到這個簽到碼。請看「我的班表」裡的簽到碼，或洽現場承辦人。")
        )
        return _page(request, door, problem=problem, status=422)
    return _page(request, door, found=[_shown(door, one) for one in found])


def _press(request: HttpRequest, door: Door) -> HttpResponse:
    """Sign whoever was pressed in or out."""
    own = None if door.at_device else _own(request)
    given = request.POST.get("person", "")
    person = own if given == "me" else stations.offered(door.station, given)
    if person is None:
        return _page(request, door, problem=_("畫面停太久了，請再輸入一次。"), status=422)
    by: Acts = request.user if own == person and own else _actor(door, person)
    now = timezone.now()
    try:
        done = (
            _pressed(request, door, by, now)
            if door.at_device
            else attendance.sign(unit=door.station.unit, volunteer=person, how=Attendance.How.PHONE, by=by, now=now)
        )
    except ValidationError as problem:
        return _page(request, door, problem=" ".join(problem.messages), status=422)
    asked = Attendance.objects.filter(
        unit=door.station.unit, volunteer=person, state=Attendance.State.FORGOTTEN, said_left_at=None
    )
    entries = list(done.batch.entries.filter(volunteer=person).order_by("-pk")[:2]) if done.batch else []
    return _page(
        request,
        door,
        done=done,
        name=person.veiled,
        asked=asked.order_by("-came_at").first(),
        waits=bool(entries),
        off=done.state == Attendance.State.IN and done.place is None and door.station.unit.needs_roster,
    )


def _pressed(request: HttpRequest, door: Door, by: Acts, now: dt.datetime) -> Attendance:
    """A press at the device itself: once, also if the device sends it again because the answer was lost."""
    key = _key(request.POST.get("press", "")) or uuid.uuid4()
    sent = presses.Sent(key, given=request.POST.get("person", ""))
    press = presses.take(station=door.station, sent=sent, by=by, now=now, kept=False)
    if press.attendance is None:
        raise ValidationError(said(press.why))
    return press.attendance


@public("a device sends what was pressed without a connection; its signed address opens signing in and nothing else")
@never_cache
@require_POST
def kept(request: HttpRequest, pk: int, key: str) -> JsonResponse:
    """Take what a device kept, in its order; each answer says what became of it, with a veiled name."""
    now = timezone.now()
    door = stations.door(pk=pk, key=key, now=now)
    if door is None or not door.at_device:
        raise Http404
    tried = f"station-tries:{door.station.pk}"
    if cache.get(tried, 0) >= TRIES:
        return JsonResponse({"error": _("找不到的次數太多，請等五分鐘。")}, status=429)
    try:
        rows = _sent(json.loads(request.body))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, RawPostDataException):
        return JsonResponse({"error": _("看不懂送來的內容。")}, status=400)  # the last is what a form raises
    receipts = []
    for one in rows:
        press = presses.take(station=door.station, sent=one, by=stations.actor(door.station), now=now)
        if press.volunteer is None:
            cache.add(tried, 0, WITHIN)
            cache.incr(tried)
        receipts.append({"id": str(press.key), "outcome": press.outcome, "words": _words(press)})
    return JsonResponse({"receipts": receipts})


def _sent(given: dict[str, Any]) -> list[presses.Sent]:
    """The presses as they were sent; how long ago each was, by the clock of the device alone."""
    sent_at = float(given["sent_at"])
    return [
        presses.Sent(
            uuid.UUID(one["id"]), str(one.get("typed", ""))[:40], str(one.get("given", ""))[:200],
            dt.timedelta(milliseconds=sent_at - float(one["at"])),
        )
        for one in given["presses"][: presses.MOST]
    ]  # fmt: skip


def _words(press: Press) -> str:
    told = {
        "when": f"{timezone.localtime(press.pressed_at):%H:%M}", "what": press.get_outcome_display(),
        "why": said(press.why),
        "who": press.volunteer.veiled if press.volunteer else press.said or _("這個簽到碼"),
    }  # fmt: skip
    if press.outcome == Press.Outcome.NOTHING:
        return _("%(when)s %(who)s：沒有記成，%(why)s已請承辦人處理。") % told
    return _("%(when)s %(who)s：%(what)s") % told


def _key(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _actor(door: Door, person: Volunteer) -> Actor:
    return stations.actor(door.station) if door.at_device else Actor("volunteer", str(person.key), str(person))


def _shown(door: Door, person: Volunteer) -> dict[str, Any]:
    """One name with its button: whether she is there decides what it does."""
    unit, now = door.station.unit, timezone.now()
    one = attendance.here(unit=unit, volunteer=person)
    place = attendance.expected(unit=unit, volunteer=person, now=now)
    return {
        "name": person.veiled,
        "given": stations.offer(door.station, person),
        "inside": one if one is not None and not attendance.is_stale(one, now) else None,
        "place": place,
    }


def _page(request: HttpRequest, door: Door, status: int = 200, **what: Any) -> HttpResponse:
    me = None if door.at_device else _own(request)
    context: dict[str, Any] = {"station": door.station, "unit": door.station.unit, "at_device": door.at_device} | what
    if me is not None and not what:
        context["me"] = _shown(door, me) | {"given": "me"}
    if door.at_device and not what.get("found"):
        context["phone"] = settings.SITE_ADDRESS + stations.passing_address(door.station, timezone.now())
    if door.at_device:
        context["worker"] = f"{request.path}worker.js"
    response = render(request, "volunteers/here.html", context, status=status)
    if door.at_device:
        response[kept_pages.OURS] = str(door.station.pk)
        if request.method == "GET" and status == HTTPStatus.OK:
            response[kept_pages.KEPT] = "1"
    return response
