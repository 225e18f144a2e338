"""The door of a table: a code typed, or the address behind its QR; no account, and no script needed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST

from foundation.accounts.access import public
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from workshops import codes, entrance, guessing, seats
from workshops.models import Group, Seat
from workshops.people import may_here

WHY = "the people at the tables have a code and no account"


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _wait(request: HttpRequest) -> HttpResponse | None:
    """The page for an address that has tried too many wrong codes."""
    minutes = guessing.minutes_to_wait(_address(request), now=timezone.now())
    if not minutes:
        return None
    why = ngettext(
        "這個網路試了太多次錯的代碼。請掃桌上的 QR 碼加入，或等 %(minutes)s 分鐘再輸入。",
        "這個網路試了太多次錯的代碼。請掃桌上的 QR 碼加入，或等 %(minutes)s 分鐘再輸入。",
        minutes,
    ) % {"minutes": minutes}
    response = render(request, "workshops/join.html", {"why": why, "typed": "", "seat": None}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def _refused(request: HttpRequest, code: str, refused: seats.CannotJoin) -> HttpResponse:
    unknown = isinstance(refused, codes.UnknownCode)
    if unknown:
        guessing.note_wrong(_address(request), codes.clean_code(code), now=timezone.now())
    context = {"why": str(refused), "typed": code[:12], "seat": None}
    return render(request, "workshops/join.html", context, status=404 if unknown else 403)


def _seat(request: HttpRequest) -> Seat | None:
    return seats.seat_from(request, timezone.now())


@public(WHY)
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Type the code that stands on the table's card."""
    typed = (request.POST if request.method == "POST" else request.GET).get("code", "")
    if not typed:
        why = _("還沒填代碼。請輸入桌上卡片的 5 個字。") if request.method == "POST" else ""
        return render(request, "workshops/join.html", {"why": why, "typed": "", "seat": _seat(request)})
    if wait := _wait(request):
        return wait
    try:
        group = codes.group_of_code(typed, timezone.now())
    except seats.CannotJoin as refused:
        return _refused(request, typed, refused)
    return redirect("workshops:join_code", code=group.code)


@public(WHY)
@never_cache
@gzip_page
@require_http_methods(["GET", "POST"])
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """Show which table this is; taking the seat is one button, so that a link preview takes none.

    Who comes by a table's QR has not guessed, and never waits for those who do.
    """
    now = timezone.now()
    if not codes.is_key(code, request.GET.get("k", "")) and (wait := _wait(request)):
        return wait
    try:
        group = codes.group_of_code(code, now)
    except seats.CannotJoin as refused:
        card = codes.group_of_card(code, request.GET.get("k", ""))
        if card is not None and (later := entrance.afterwards(card, now)):
            return redirect(later)
        return _refused(request, code, refused)
    held = _seat(request)
    if held is not None and held.group_id == group.pk and request.method == "POST":
        return redirect(entrance.first_page(held, now))
    if request.method == "POST":
        return _take(request, group, held)
    return render(request, "workshops/join_code.html", _context(request, group, held))


def _context(request: HttpRequest, group: Group, held: Seat | None, why: str = "") -> dict[str, object]:
    begins = entrance.first_page(held, timezone.now()) if held is not None and held.group_id == group.pk else ""
    return {
        "group": group,
        "workshop": group.workshop,
        "held": held,
        "here": bool(begins),
        "why": why,
        "writes_as": _writer(request, group),
        "table_url": begins,
    }


def _writer(request: HttpRequest, group: Group) -> User | None:
    """The signed-in person in whose name the seat writes; somebody without a part in this workshop is just a phone."""
    user = request.user
    return user if isinstance(user, User) and may_here(user, Permission.WRITE_SHEETS, group.workshop) else None


def _take(request: HttpRequest, group: Group, held: Seat | None) -> HttpResponse:
    now, user = timezone.now(), _writer(request, group)
    try:
        seat, token = seats.sit_down(
            group=group,
            now=now,
            leaving=seats.place_of(request),
            name=request.POST.get("name", "") or (user.name if user else ""),
            user=user,
        )
    except seats.CannotJoin as refused:
        return render(request, "workshops/join_code.html", _context(request, group, held, str(refused)), status=409)
    messages.success(request, _("已加入%(group)s，你是%(seat)s。") % {"group": group, "seat": seat})
    response = redirect(entrance.first_page(seat, now))
    seats.remember(response, token, request)
    return response


@public(WHY)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Give the seat back; what was written stays.

    The device keeps the token, which opens nothing any more: where it sits down again it is still the same voter.
    """
    seat, now = seats.place_of(request), timezone.now()
    if seat is not None and seat.is_open(now):
        seats.revoke_seat(seat=seat, by=seat, now=now)
        messages.success(request, _("已離開%(group)s。寫下的內容都留著。") % {"group": seat.group})
    return redirect("workshops:join")
