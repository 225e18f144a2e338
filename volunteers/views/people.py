"""Pages on volunteers: finding one, her page, entering her, joining and leaving, her trainings, her number."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import sought
from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.ui.refusals import take_problems
from volunteers.models import Enrolment, RecordBook, RightRequest, ServiceEntry, Training, Unit, Volunteer
from volunteers.persons import people, portraits, record, recordbook, revealing
from volunteers.persons.book_forms import BookNoteForm
from volunteers.persons.listing import People
from volunteers.persons.people_forms import LeaveForm, LinkForm, PersonForm, ReasonForm, TrainingForm
from volunteers.rights import looks
from volunteers.rules import grounds
from volunteers.training import trainings

ROWS = 50
SEE, KEEP = Permission.SEE_VOLUNTEERS, Permission.KEEP_VOLUNTEERS


def kept(request: HttpRequest, key: uuid.UUID) -> Volunteer:
    """A volunteer whose record this person keeps."""
    return get_visible(Volunteer.objects.visible_to(request.user, KEEP), request.user, key=key)


def units_of(request: HttpRequest, permission: Permission = KEEP) -> Any:
    """The units in which this person may do something."""
    return Unit.objects.visible_to(request.user, permission).select_related("organisation", "county")


def units_with(request: HttpRequest, one: Volunteer) -> list[Unit]:
    """The units that somebody is in now and this person keeps: one of them is meant by what is recorded of her."""
    here = Enrolment.objects.filter(volunteer=one, left_on=None).values("unit")
    return list(units_of(request).filter(pk__in=here).order_by("county__position", "number"))


def units_without(request: HttpRequest, one: Volunteer) -> Any:
    """The units of this person's into which somebody could come, or come back: she is in none of them now."""
    here = Enrolment.objects.filter(volunteer=one, left_on=None).values("unit")
    return units_of(request).exclude(state=Unit.State.ENDED).exclude(pk__in=here)


@gate(SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def people_list(request: HttpRequest) -> HttpResponse:
    """The volunteers of the units this person sees; who is looked for is sent by POST, and sealed in the address."""
    if request.method == "POST":
        return redirect(sought.address(request))
    looked_for = sought.of(request)
    unit = request.GET.get("unit", "")
    chosen = int(unit) if unit.isdecimal() else None
    everybody = People(request.user, looked_for.text, chosen, timezone.localdate())
    units = list(units_of(request, SEE).order_by("county__position", "number")[:500])
    page = Paginator(everybody, ROWS).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "volunteers/people.html",
        {
            "page": page,
            "sought": looked_for,
            "unit": unit,
            "units": units,
            # A list is taken into one unit: the chosen one, or the only one there is.
            "list_unit": next((one for one in units if str(one.pk) == unit or len(units) == 1), None),
            "query": query.urlencode(),
            "may_keep": bool(reach(request.user, KEEP)),
            "may_merge": bool(reach(request.user, Permission.MERGE_PEOPLE)),
        },
    )


@gate(None)
@require_safe
def person(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One volunteer's record: whoever keeps or reviews it, and she herself; a row that was merged leads to hers."""
    gone = Volunteer.objects.filter(key=key, merged_into__isnull=False).first()
    if gone is not None:
        return redirect("volunteers:person", key=get_visible(Volunteer, request.user, pk=gone.merged_into_id).key)
    found = get_visible(Volunteer, request.user, key=key)
    looks.seen(one=found, by=request.user, now=timezone.now())
    return person_page(request, found)


def person_page(request: HttpRequest, one: Volunteer, status: int = 200, **forms: Any) -> HttpResponse:
    """A volunteer's record with its forms; `forms` are those that were sent and refused."""
    enrolments = list(
        Enrolment.objects.visible_to(request.user)
        .filter(volunteer=one)
        .select_related("unit__organisation", "unit__county")
        .order_by(F("left_on").asc(nulls_first=True), "-joined_on")
    )
    basic, special = record.standings(one, enrolments)
    entries = ServiceEntry.objects.visible_to(request.user).filter(volunteer=one)
    keeps = Volunteer.objects.visible_to(request.user, KEEP).filter(pk=one.pk).exists()
    mine = one.user_id == request.user.pk
    total = getattr(one, "total", None)
    units = units_with(request, one) if keeps else []
    books = list(one.books.select_related("authority").prefetch_related("notes"))
    return render(
        request,
        "volunteers/person.html",
        {
            "person": one,
            "enrolments": enrolments,
            "basic": basic,
            "special": special,
            "grounds": grounds.told([basic, *(one.standing for one in special)]),
            "trainings": Training.objects.visible_to(request.user).filter(volunteer=one).select_related("unit"),
            "books": books,
            "book": recordbook.latest(books),
            "held_book": next((one for one in books if one.state == RecordBook.State.ISSUED), None),
            "covers": one.covers.visible_to(request.user).select_related("policy__unit__organisation"),
            "months": record.months(entries),
            "total": total.counted if total else 0,
            "book_missing": _book_missing(one, enrolments) if keeps and not books else (),
            "note_form": forms.get("note") or BookNoteForm(),
            "noted": forms.get("noted"),
            "lost": forms.get("lost", ""),
            "lost_unit": forms.get("lost_unit"),
            "lifts": _lifted_here(request, books),
            "keeps": keeps,
            "photo": portraits.of([one.pk]).get(one.pk),
            "merges": Volunteer.objects.visible_to(request.user, Permission.MERGE_PEOPLE).filter(pk=one.pk).exists(),
            "mine": mine,
            "reveals": not mine and bool(one.identity_sealed) and bool(reach(request.user, Permission.REVEAL_IDENTITY)),
            "looks": looks.of(one, most=20) if mine or keeps else (),
            "is_stopped": RightRequest.objects.stopping().filter(volunteer=one).exists(),
            "training_form": forms.get("training") or TrainingForm(units=units),
            "book_units": units if len(units) > 1 else (),
            "leave_form": forms.get("leave") or LeaveForm(),
            "joins": keeps and units_without(request, one).exists(),
            "link_form": forms.get("link") or LinkForm(),
            "reveal_form": forms.get("reveal") or ReasonForm(),
            "number": forms.get("number", ""),
        },
        status=status,
    )


def _lifted_here(request: HttpRequest, books: list[RecordBook]) -> set[int]:
    """Those of the books whose notes this person may lift."""
    noted = [book.pk for book in books if any(note.lifted_at is None for note in book.notes.all())]
    if not noted:
        return set()
    reviewed = RecordBook.objects.of_units(request.user, Permission.REVIEW_UNITS)
    return set(reviewed.filter(pk__in=noted).values_list("pk", flat=True))


@gate(KEEP)
@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Correct what is known of somebody."""
    one = kept(request, key)
    initial = {name: getattr(one, name) for name in people.FIELDS}
    form = PersonForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            people.change(volunteer=one, values=form.cleaned_data, by=request.user, now=timezone.now(), **form.identity)
        except ValidationError as problem:
            take_problems(form, problem, identity="number")
        else:
            messages.success(request, _("已存好。"))
            return redirect("volunteers:person", key=key)
    return render(
        request,
        "volunteers/person_edit.html",
        {"form": form, "person": one},
        status=422 if form.errors else 200,
    )


@gate(KEEP)
@require_POST
def training_add(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Record a training that somebody has completed."""
    one = kept(request, key)
    form = TrainingForm(request.POST, units=units_with(request, one))
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "unit"}
        try:
            trainings.record(
                volunteer=one,
                on=given.pop("completed_on"),
                at=given.pop("completed_at"),
                unit=form.meant,
                by=request.user,
                now=timezone.now(),
                **given,
            )
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已登錄訓練。"))
            return redirect("volunteers:person", key=key)
    return person_page(request, one, status=422, training=form)


@gate(KEEP)
@require_POST
def training_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a training that should not stand."""
    rows = Training.objects.visible_to(request.user, KEEP).select_related("volunteer")
    training = get_visible(rows, request.user, pk=pk)
    try:
        trainings.revoke(training=training, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now())
        messages.success(request, _("已撤銷這筆訓練。"))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("volunteers:person", key=training.volunteer.key)


@gate(Permission.REVEAL_IDENTITY)
@require_POST
def reveal(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The whole identity number, once, after a reason; the page is not kept anywhere."""
    one = get_visible(Volunteer, request.user, key=key)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            number = revealing.identity_of(
                volunteer=one, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
            )
        except PermissionDenied as denied:
            raise Http404 from denied
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            return person_page(request, one, number=number)
    return person_page(request, one, status=422, reveal=form)


def _book_missing(one: Volunteer, enrolments: list[Enrolment]) -> list[str]:
    """What is missing before her book can be applied for."""
    current = next((each for each in enrolments if each.left_on is None), None)
    return recordbook.missing(one, current.unit) if current else [_("這個人現在不在任何單位。")]


def sent(request: HttpRequest) -> Any:
    """What was sent, even where it is nothing; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None
