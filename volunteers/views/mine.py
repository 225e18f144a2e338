"""A volunteer's own page: everything about her in one place, a month line by line, and asking for her rights."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.access import gate
from foundation.accounts.roles import Permission
from foundation.files import reading
from foundation.files.content import MOST_MEGABYTES, Unfit
from foundation.ui.refusals import take_problems
from volunteers.models import Enrolment, RightRequest, ServiceEntry, Training, Volunteer
from volunteers.persons import own_record, portraits, record
from volunteers.rights import asking, looks
from volunteers.rights.right_forms import AskForm
from volunteers.rules import grounds
from volunteers.rules.rights import RIGHTS, Right

OWN = Permission.SEE_OWN_RECORD
SHAPES = {
    RightRequest.State.RECEIVED: "todo", RightRequest.State.EXTENDED: "risk", RightRequest.State.GRANTED: "done",
    RightRequest.State.REFUSED: "released", RightRequest.State.WITHDRAWN: "paused", RightRequest.State.LIFTED: "paused",
}  # fmt: skip


def herself(request: HttpRequest) -> Volunteer | None:
    """The record of whoever is signed in; None where her account is linked to none."""
    return Volunteer.objects.living().filter(user=request.user.pk).first()


@gate(OWN)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own record."""
    me = herself(request)
    if me is None:
        return render(request, "volunteers/not_linked.html")
    now = timezone.now()
    today = timezone.localdate(now)
    enrolments = list(
        Enrolment.objects.filter(volunteer=me)
        .select_related("unit__organisation", "unit__county", "card")
        .order_by(F("left_on").asc(nulls_first=True), "-joined_on")
    )
    basic, special = record.standings(me, enrolments)
    entries = ServiceEntry.objects.filter(volunteer=me)
    books = list(me.books.select_related("authority").prefetch_related("notes"))
    total = getattr(me, "total", None)
    asked = list(
        RightRequest.objects.filter(volunteer=me).select_related("county", "unit__organisation").order_by("-pk")
    )
    for one in asked:
        one.shape = SHAPES[RightRequest.State(one.state)]  # type: ignore[attr-defined]
    return render(
        request,
        "volunteers/mine.html",
        {
            "person": me,
            "today": today,
            "total": total.counted if total else 0,
            "upcoming": own_record.upcoming(me, now, today),
            "months": record.months(entries),
            "units": own_record.by_unit(entries),
            "enrolments": enrolments,
            "basic": basic,
            "special": special,
            "grounds": grounds.told([basic, *(one.standing for one in special)]),
            "trainings": Training.objects.filter(volunteer=me).select_related("unit"),
            "covers": own_record.cover(enrolments, me.covers.all(), today),
            "books": books,
            "book": books[0] if books else None,
            "photo": portraits.of([me.pk]).get(me.pk),
            "looks": looks.of(me, most=20),
            "rights": RIGHTS.values(),
            "asked": asked,
            "is_stopped": any(one.right == Right.STOP and one.state == RightRequest.State.GRANTED for one in asked),
        },
    )


@gate(OWN)
@require_safe
def month(request: HttpRequest, month: int) -> HttpResponse:
    """One month of one's own, line by line: what counted, and of what did not, why."""
    me = herself(request)
    if me is None or not 1 <= month % 100 <= 12 or not 1900 <= month // 100 <= 2999:
        raise Http404
    entries = ServiceEntry.objects.filter(volunteer=me)
    sums = next((one for one in record.months(entries.filter(month=month)) if one.month == month), None)
    return render(
        request,
        "volunteers/own_month.html",
        {"person": me, "month": month, "sums": sums, "lines": own_record.lines(entries, month)},
    )


@gate(OWN)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, right: str) -> HttpResponse:
    """Ask for one of the five rights."""
    me = herself(request)
    if me is None or right not in list(Right):
        raise Http404
    wanted = Right(right)
    sent = request.method == "POST"
    form = AskForm(request.POST if sent else None, request.FILES if sent else None, person=me, right=wanted)
    if sent and form.is_valid():
        made = _asked(request, form, me, wanted)
        if made is not None:
            return redirect("volunteers:right", pk=made.pk)
    given = {"form": form, "entry": RIGHTS[wanted], "person": me}
    return render(request, "volunteers/right_ask.html", given, status=422 if form.errors else 200)


def _asked(request: HttpRequest, form: AskForm, me: Volunteer, right: Right) -> RightRequest | None:
    """The request with what goes along, both or neither; what is refused stands on the form."""
    file, now = form.cleaned_data["file"], timezone.now()
    try:
        picture = None
        if file is not None:
            if file.size > MOST_MEGABYTES * 1024 * 1024:
                raise Unfit(_("檔案超過 %(most)s MB。") % {"most": MOST_MEGABYTES})
            picture = reading.read(file.read())
        made = asking.ask(
            volunteer=me, right=right, words=form.cleaned_data["words"], to=form.cleaned_data["to"], by=request.user,
            now=now, picture=picture, name=file.name if file is not None else "",
        )  # fmt: skip
    except Unfit as unfit:
        form.add_error("file", str(unfit))
        return None
    except ValidationError as problem:
        take_problems(form, problem)
        return None
    messages.success(request, _("已送出請求，答覆的期限在下面。"))
    return made
