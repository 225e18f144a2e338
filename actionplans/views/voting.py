"""Dot voting: the lead opens and closes a ballot, the tables give their dots by phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from actionplans.consensus import adoption, ballots
from actionplans.consensus.forms import BallotForm
from actionplans.models import Ballot, Vote
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.taiwan.fullwidth import halfwidth
from workshops.models import Seat, Workshop
from workshops.people import may_here
from workshops.views.polling import seen_by
from workshops.views.room import at_table, for_script

from .kept import seated

LONGEST_TYPED = 20


def _run(request: HttpRequest, pk: int) -> Workshop:
    rows = Workshop.objects.visible_to(request.user, Permission.RUN_WORKSHOP).with_people()
    return get_visible(rows, request.user, pk=pk)


def _page(request: HttpRequest, workshop: Workshop, form: BallotForm | None = None) -> HttpResponse:
    ballot = ballots.current(workshop.pk)
    context = {
        "workshop": workshop,
        "result": ballots.result(ballot) if ballot else None,
        "earlier": [ballots.result(one) for one in Ballot.objects.filter(workshop=workshop) if one != ballot],
        "form": form or BallotForm(),
        "may_open": workshop.state in adoption.OPEN_STATES and not (ballot and ballot.is_open),
        "may_adopt": may_here(request.user, Permission.ADOPT_PLANS, workshop),
    }
    return render(request, "actionplans/ballot.html", context, status=422 if form and form.errors else 200)


@gate(Permission.RUN_WORKSHOP)
@require_http_methods(["GET", "POST"])
def ballot(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead's page of the workshop's ballots; POST opens one."""
    workshop = _run(request, pk)
    if request.method != "POST":
        return _page(request, workshop)
    form = BallotForm(request.POST)
    if form.is_valid():
        try:
            ballots.open_ballot(workshop=workshop, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("投票開始了，各桌的裝置現在可以投。"))
            return redirect("actionplans:ballot", pk=workshop.pk)
        except ValidationError as problem:
            for sentence in problem.messages:
                form.add_error(None, sentence)
    return _page(request, workshop, form)


@gate(Permission.RUN_WORKSHOP)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a ballot; everybody sees the result from now on."""
    found = get_visible(Ballot.objects.visible_to(request.user, Permission.RUN_WORKSHOP), request.user, pk=pk)
    ballots.close(ballot=found, by=request.user, now=timezone.now())
    messages.success(request, _("投票結束了，結果已經公布。"))
    return redirect("actionplans:ballot", pk=found.workshop_id)


@gate(Permission.RUN_WORKSHOP)
@require_POST
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a ballot on the projector's board (`shown=1`), or take it off."""
    found = get_visible(Ballot.objects.visible_to(request.user, Permission.RUN_WORKSHOP), request.user, pk=pk)
    shown = request.POST.get("shown") == "1"
    ballots.project(ballot=found, shown=shown, by=request.user, now=timezone.now())
    messages.success(request, _("投票已經放上投影看板。") if shown else _("投票已經從投影看板收起。"))
    return redirect("actionplans:ballot", pk=found.workshop_id)


@gate(Permission.READ_SHEETS)
@require_GET
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """How a ballot stands, for pages that ask again every few seconds; 304 while nothing has changed (few queries)."""
    found = get_visible(Ballot.objects.all(), request.user, pk=pk)
    return _tagged(
        request, found, lambda: render(request, "actionplans/_ballot.html", {"result": ballots.result(found)})
    )


def _tagged(request: HttpRequest, found: Ballot | None, make: Any, more: str = "") -> HttpResponse:
    tag = f'"{found.pk}-{found.revision}{more}"' if found else '"none"'
    response = HttpResponse(status=304) if seen_by(request) == tag else make()
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


@seated
@require_http_methods(["GET", "POST"])
def vote(request: HttpRequest, *, seat: Seat, now: dt.datetime) -> HttpResponse:
    """The dots of a seat or its table; without scripts a form with a number for each idea."""
    found = ballots.current(seat.group.workshop_id)
    if request.method == "POST":
        return _cast(request, seat, now)
    mine = ballots.own_vote(found, seat) if found else None

    def make() -> HttpResponse:
        # A script that follows the ballot gets no page: what became of the vote is said to who reads the next one.
        if "HX-Request" in request.headers:
            result = ballots.result(found) if found else None
            context = {"result": result, "own": _own(mine), "seen": ballots.stamp(mine)}
            return render(request, "actionplans/_ballot.html", context) if found else HttpResponse()
        return _vote_page(request, seat, now, found, mine)

    # The page carries this device's own dots, so they are part of what it is known by.
    return _tagged(request, found, make, f"-{_own(mine)}-{ballots.stamp(mine)}")


def _vote_page(
    request: HttpRequest, seat: Seat, now: dt.datetime, found: Ballot | None, mine: Vote | None,
    typed: dict[int, str] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page of the vote, with the dots that stand, or with those that were typed and do not count yet."""
    rows = _rows(found, ballots.marks_of(mine), typed)
    left = found.dots - sum(_number(row["dots"]) or 0 for row in rows) if found else 0
    context = {
        "seat": seat,
        "group": seat.group,
        "result": ballots.result(found) if found else None,
        "mine": mine,
        "own": _own(mine),
        "seen": ballots.stamp(mine),
        "rows": rows,
        "left": abs(left),
        "too_many": left < 0,
    }
    response = at_table(request, "actionplans/vote.html", context, seat=seat, now=now)
    response.status_code = 200 if typed is None else 422
    return response


def _own(mine: Vote | None) -> str:
    """The dots that stand for this device, so that its page notices what was sent from elsewhere."""
    marks = ballots.marks_of(mine)
    return "-" if marks is None else " ".join(f"{choice}:{dots}" for choice, dots in sorted(marks.items()))


def _number(typed: str) -> int | None:
    """The dots that somebody typed (also in full width); None where it is no number of dots."""
    plain = halfwidth(typed).strip()
    return int(plain or 0) if len(plain) < 5 and (not plain or (plain.isascii() and plain.isdecimal())) else None


def _rows(
    found: Ballot | None, mine: dict[int, int] | None, typed: dict[int, str] | None = None
) -> list[dict[str, Any]]:
    """The ideas with their dots; what was typed stays as it was typed, with the reason where it is too much."""
    if found is None:
        return []
    choices = list(found.choices.select_related("idea__group"))
    standing = {pk: str(dots) for pk, dots in (mine or {}).items()} if typed is None else typed
    shown = {one.pk: standing.get(one.pk, "0") for one in choices}
    asked = {pk: _number(text) for pk, text in shown.items()}
    fits = ballots.fitting({pk: dots or 0 for pk, dots in asked.items()}, found.dots)
    return [{"choice": one, "dots": shown[one.pk], "why": _why(found, fits, one.pk, asked[one.pk])} for one in choices]


def _why(found: Ballot, fits: dict[int, int], choice: int, asked: int | None) -> str:
    if asked is None:
        return _("這裡要填整數，例如 2。還沒送出，改好再送。")
    if asked <= fits[choice]:
        return ""
    used = sum(fits.values()) - fits[choice]
    said = _("這裡寫了 {given} 點，最多 {n} 點（一共 {dots} 點，其他構想用了 {used} 點）。還沒送出，改好再送。")
    return said.format(given=asked, dots=found.dots, used=used, n=found.dots - used)


def _cast(request: HttpRequest, seat: Seat, now: dt.datetime) -> HttpResponse:
    chosen = request.POST.get("ballot", "")
    rows = Ballot.objects.filter(workshop=seat.group.workshop_id)
    found = rows.filter(pk=chosen).first() if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19 else None
    if found is None:
        return _cast_answer(request, _("找不到這次投票，請重新整理頁面。"), cast=False)
    typed = {
        int(name[1:]): value[:LONGEST_TYPED]
        for name, value in request.POST.items()
        if name[:1] == "c" and name[1:].isascii() and name[1:].isdecimal() and len(name) < 19
    }
    dots = {choice: _number(text) for choice, text in typed.items()}
    key = request.POST.get("key", "")
    try:
        vote = ballots.cast(
            ballot=found, dots=_readable(dots), by=seat, now=now, key=key, seen=request.POST.get("seen"),
            after=request.POST.get("after", "").split(),
        )  # fmt: skip
    except ValidationError as problem:
        said = " ".join(problem.messages)
        # Without scripts the page is the answer, and what was typed stays on it.
        if not for_script(request) and found.is_open and set(typed) <= set(found.choices.values_list("pk", flat=True)):
            messages.error(request, said)
            return _vote_page(request, seat, now, found, ballots.own_vote(found, seat), typed)
        return _cast_answer(request, said, cast=False)
    if key and vote.cast_at != now:
        return _cast_answer(request, _already(vote, key), cast=True)
    said = _("已投 %(given)s 點。投票結束前都可以改。") % {"given": sum(filter(None, dots.values()))}
    return _cast_answer(request, said, cast=True)


def _readable(dots: Mapping[int, int | None]) -> dict[int, int]:
    """The dots, where all of them are numbers: half a vote is none.

    Raises:
        ValidationError: one of them is no number of dots.
    """
    if None in dots.values():
        raise ValidationError(_("有一格填的不是點數，這一票還沒送出。要填整數，例如 2。"))
    return {choice: number or 0 for choice, number in dots.items()}


def _already(vote: Vote, key: str) -> str:
    """What to say of a vote that comes a second time."""
    if vote.sent[-1] == key[: ballots.LONGEST_KEY]:
        return _("這一票之前就收到了，只算一次。")
    return _("這一票之前就收到了。後來又投過一次，以後來的為準。")


def _cast_answer(request: HttpRequest, said: str, *, cast: bool) -> HttpResponse:
    """A script is told whether the vote counts; the page it opens next says it in words.

    A script that stays where it is (`told`) says them itself, and nobody hears them a second time.
    """
    status = 200 if cast else 409
    if for_script(request) and request.POST.get("told") == "1":
        return JsonResponse({"cast": cast, "said": said}, status=status)
    messages.add_message(request, messages.SUCCESS if cast else messages.ERROR, said)
    return JsonResponse({"cast": cast}, status=status) if for_script(request) else redirect("actionplans:vote")
