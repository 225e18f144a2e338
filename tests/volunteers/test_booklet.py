"""The record book's pages onto the book: only new lines, on the next free line, shifted as the printer needs it."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import NOW, make_enrolment, make_entry, make_trained, make_unit
from volunteers.models import BookFit, Printing, Unit, Volunteer
from volunteers.persons import booklet
from volunteers.rules import booklet as rules
from volunteers.rules.booklet import Measures, Page
from volunteers.serving import approvals, ledger

pytestmark = pytest.mark.django_db


@given(st.integers(0, 40), st.integers(1, 12), st.integers(1, 12))
def test_every_line_has_its_own_place_and_none_lies_off_the_page(count, first, per_page) -> None:
    first = min(first, per_page)
    sheets = rules.pages(range(count), first=first, per_page=per_page)
    places = [(number, at) for number, sheet in enumerate(sheets) for at, _line in sheet]
    assert [line for sheet in sheets for _at, line in sheet] == list(range(count))
    assert len(set(places)) == count
    assert all(0 <= at < per_page for _number, at in places)
    if count:
        assert places[0] == (0, first - 1)


@pytest.mark.parametrize(("printed", "first"), [(0, 1), (10, 11), (11, 1), (12, 2)])
def test_the_next_line_follows_the_last_one(printed: int, first: int) -> None:
    assert rules.next_free(printed, 11) == first


def test_long_words_get_smaller_type() -> None:
    assert rules.size_of("關懷訪視", 20, 8) == rules.SIZES[0]
    assert rules.size_of("關懷訪視" * 5, 20, 8) < rules.SIZES[0]


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def person(unit: Unit) -> Volunteer:
    found = make_trained(unit)
    make_entry(unit, found, dt.date(2026, 3, 7))
    make_entry(unit, found, dt.date(2026, 3, 8), "09:00-11:20")
    approvals.approve_ordinary(unit=unit, month=202603, seed="x", by=SYSTEM, now=NOW)
    return found


@pytest.fixture
def fit(unit: Unit) -> BookFit:
    return booklet.keep_fit(unit=unit, printer="雷射", measures=Measures(), by=SYSTEM, now=NOW)


def lines_of(person: Volunteer, unit: Unit, page: Page) -> list[booklet.Offered]:
    return next(one for one in booklet.offered(person, unit, 11) if one.page is page).lines


def note(person: Volunteer, unit: Unit, fit: BookFit, page: Page, reason: str = "") -> list[booklet.Line]:
    keys = [one.line.key for one in lines_of(person, unit, page)]
    return booklet.note_printed(
        volunteer=person, unit=unit, page=page, keys=keys, first=1, fit=fit, reason=reason, by=SYSTEM, now=NOW
    )


def test_a_month_is_one_line_with_its_exact_days_and_what_counts(person, unit) -> None:
    (one,) = lines_of(person, unit, Page.HOURS)
    assert one.line.cells == ("115/03/07–115/03/08", "探訪獨居長者", "5:20", "海線關懷志工隊")
    assert not one.printed
    assert len(lines_of(person, unit, Page.TRAINING)) == 2
    assert person.books.get().number in str([line.line.cells for line in lines_of(person, unit, Page.BASIC)])
    assert person.identity_shown not in str(lines_of(person, unit, Page.BASIC))


def test_what_was_printed_is_printed_again_only_with_a_reason(person, unit, fit) -> None:
    note(person, unit, fit, Page.HOURS)
    assert [one.printed for one in lines_of(person, unit, Page.HOURS)] == [True]
    assert next(one for one in booklet.offered(person, unit, 11) if one.page is Page.HOURS).first == 2
    with pytest.raises(ValidationError, match="印過"):
        note(person, unit, fit, Page.HOURS)
    note(person, unit, fit, Page.HOURS, "上次印歪了要重印")
    rows = Printing.objects.filter(volunteer=person, paper="book").order_by("pk")
    assert [one.reason for one in rows] == ["", "上次印歪了要重印"]
    assert Event.objects.filter(verb=Verb.PRINTED, object_key=str(person.pk)).count() == 2


def test_a_month_that_was_corrected_is_a_new_line(person, unit, fit) -> None:
    note(person, unit, fit, Page.HOURS)
    make_entry(unit, person, dt.date(2026, 3, 9))
    approvals.approve_ordinary(unit=unit, month=202603, seed="x", by=SYSTEM, now=NOW)
    (one,) = lines_of(person, unit, Page.HOURS)
    assert (one.printed, one.line.cells[2]) == (False, "8:20")


def test_a_day_that_was_taken_out_is_no_days_bound(person, unit) -> None:
    entry = person.entries.get(served_on=dt.date(2026, 3, 8))
    ledger.correct(entries=[entry], reason="簽到表登錯日期", by=SYSTEM, now=NOW)
    (one,) = lines_of(person, unit, Page.HOURS)
    assert one.line.cells[0] == "115/03/07–115/03/07"


def test_nothing_chosen_or_something_unknown_prints_nothing(person, unit, fit) -> None:
    for keys, first in (([], 1), (["h0-202603-1"], 1), ([lines_of(person, unit, Page.HOURS)[0].line.key], 12)):
        with pytest.raises(ValidationError):
            booklet.note_printed(
                volunteer=person, unit=unit, page=Page.HOURS, keys=keys, first=first, fit=fit, by=SYSTEM, now=NOW
            )
    assert not Printing.objects.exists()


def test_the_page_is_as_large_as_the_book_and_holds_its_words(person, unit, fit) -> None:
    data = booklet.paper(unit, Page.HOURS, note(person, unit, fit, Page.HOURS), first=11, fit=fit.measures, now=NOW)
    (page,) = PdfReader(io.BytesIO(data)).pages
    assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [90, 125]
    assert "5:20" in page.extract_text()
    trial = PdfReader(io.BytesIO(booklet.trial(unit, fit.measures, now=NOW))).pages
    assert len(trial) == 1
    assert "服務日期" in trial[0].extract_text()


def test_a_fit_is_remembered_by_printer_and_stays_on_the_page(unit, fit) -> None:
    again = booklet.keep_fit(unit=unit, printer="雷射", measures=Measures(shift_x=-3), by=SYSTEM, now=NOW)
    assert (again.pk, again.measures.shift_x) == (fit.pk, -3)
    with pytest.raises(ValidationError, match="超出頁面"):
        booklet.keep_fit(unit=unit, printer="雷射", measures=Measures(lines=20), by=SYSTEM, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        BookFit.objects.filter(pk=fit.pk).update(shift_y=41)


def test_the_pages_print_and_remember(client: Client, person, unit) -> None:
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    client.force_login(user)
    fits = reverse("volunteers:book_fits", args=[unit.pk])
    sent = {"printer": "噴墨", "shift_x": "0.5", "shift_y": "-1", "width": "90", "height": "125", "left": "6",
            "right": "6", "top": "20", "line": "8", "lines": "11"}  # fmt: skip
    assert client.post(fits, sent | {"shift_x": "0.3"}).status_code == 422
    assert client.post(fits, sent).status_code == 302
    fit = BookFit.objects.get()
    assert (fit.shift_x, fit.shift_y) == (1, -2)
    assert client.get(reverse("volunteers:book_trial", args=[fit.pk])).status_code == 200
    where = reverse("volunteers:booklet", args=[person.key])
    page = client.get(where).content.decode()
    assert "印表機" in page
    (line,) = lines_of(person, unit, Page.HOURS)
    answer = client.post(where, {"page": "hours", "fit": fit.pk, "line": line.line.key, "first": "1"})
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    answer = client.post(where, {"page": "hours", "fit": fit.pk, "line": line.line.key, "first": "1"})
    assert (answer.status_code, Printing.objects.count()) == (422, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_many_questions_for_many_lines(client, person, unit, count, django_assert_max_num_queries):
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    client.force_login(user)
    for number in range(count):
        make_entry(unit, make_enrolment(unit).volunteer if number else person, dt.date(2026, 4 + number % 2, 8))
    with django_assert_max_num_queries(30):
        assert client.get(reverse("volunteers:booklet", args=[person.key])).status_code == 200
