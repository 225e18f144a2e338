"""Pages on record books: applying on a person's page, and the authority's list of applications."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.ui.refusals import take_problems, taken
from volunteers.models import BookNote, RecordBook
from volunteers.persons import recordbook
from volunteers.persons.book_forms import BookNoteForm, IssueForm
from volunteers.views.people import kept, person_page, units_with

ROWS = 50
KEEP, REVIEW = Permission.KEEP_VOLUNTEERS, Permission.REVIEW_UNITS
State = RecordBook.State


@gate(REVIEW)
@require_safe
def book_list(request: HttpRequest) -> HttpResponse:
    """The books of the units this person reviews: applications first, or those of one state."""
    return _list(request)


def _list(request: HttpRequest, status: int = 200, form: IssueForm | None = None, tried: int = 0) -> HttpResponse:
    state = request.GET.get("state", State.APPLIED)
    rows = RecordBook.objects.of_units(request.user, REVIEW).select_related(
        "volunteer", "unit__organisation", "authority", "replaces"
    )
    page = Paginator(rows.filter(state=state).order_by("applied_on", "pk"), ROWS).get_page(request.GET.get("page"))
    for book in page.object_list:
        book.form = form if form is not None and book.pk == tried else IssueForm(auto_id=f"id_{book.pk}_%s")  # type: ignore[attr-defined]
    return render(
        request,
        "volunteers/books.html",
        {"page": page, "state": state, "states": State.choices, "query": f"state={state}"},
        status=status,
    )


@gate(KEEP)
@require_POST
def apply(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Apply for somebody's book, or for a new one in place of the one she lost."""
    person = kept(request, key)
    units = units_with(request, person)
    unit = next((one for one in units if len(units) == 1 or str(one.pk) == request.POST.get("unit")), None)
    try:
        if not units:
            raise ValidationError(_("這個人現在不在這個單位，不能由這個單位申請。"))
        if unit is None:
            raise ValidationError(_("她在好幾個單位，請選由哪個單位申請。"))
        recordbook.apply(
            volunteer=person, unit=unit, lost=request.POST.get("lost", ""), by=request.user, now=timezone.now()
        )
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return person_page(request, person, 422, lost=request.POST.get("lost", ""), lost_unit=request.POST.get("unit"))
    messages.success(request, _("已送出紀錄冊的申請。"))
    return redirect("volunteers:person", key=key)


@gate(REVIEW)
@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a book under its number."""
    book = get_visible(RecordBook.objects.of_units(request.user, REVIEW), request.user, pk=pk)
    form = IssueForm(request.POST, auto_id=f"id_{pk}_%s")
    if form.is_valid():
        try:
            recordbook.issue(book=book, by=request.user, now=timezone.now(), **form.cleaned_data)
        except ValidationError as problem:
            take_problems(form, problem)
        else:
            messages.success(request, _("已核發%(name)s的紀錄冊。") % {"name": book.volunteer.name})
            return redirect("volunteers:books")
    return _list(request, 422, form, pk)


@gate(REVIEW)
@require_POST
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Return an application, or cancel a book."""
    book = get_visible(RecordBook.objects.of_units(request.user, REVIEW), request.user, pk=pk)
    return _moved(request, book, name if name in ("return", "cancel") else "return", "volunteers:books")


@gate(KEEP)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a returned application in again."""
    book = get_visible(RecordBook.objects.of_units(request.user, KEEP), request.user, pk=pk)
    return _moved(request, book, "again", "")


@gate(KEEP)
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a book was lent, used by another or misused: any unit she serves in does, whoever applied for it."""
    book = get_visible(RecordBook.objects.visible_to(request.user, KEEP), request.user, pk=pk)
    form = BookNoteForm(request.POST)
    if not taken(form, lambda: recordbook.note(book=book, by=request.user, now=timezone.now(), **form.cleaned_data)):
        return person_page(request, book.volunteer, 422, note=form, noted=book.pk)
    messages.success(request, _("已註記；那段期間還沒核定的時數不再採計。"))
    return redirect("volunteers:person", key=book.volunteer.key)


@gate(REVIEW)
@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift a note that was wrong: the office that issued the book does."""
    books = RecordBook.objects.of_units(request.user, REVIEW)
    found = get_visible(BookNote.objects.filter(book__in=books), request.user, pk=pk)
    try:
        recordbook.lift_note(
            note=found, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now()
        )  # fmt: skip
        messages.success(request, _("已撤銷註記；那段期間還沒核定的時數重新判斷過了。"))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("volunteers:person", key=found.book.volunteer.key)


def _moved(request: HttpRequest, book: RecordBook, name: str, then: str) -> HttpResponse:
    try:
        recordbook.move(
            book=book, name=name, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now()
        )
        messages.success(request, _("已更新%(name)s的紀錄冊。") % {"name": book.volunteer.name})
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect(then) if then else redirect("volunteers:person", key=book.volunteer.key)
