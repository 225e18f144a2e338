"""Record books: one a person for life, from the application to the note that keeps hours from counting."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.audit.trail import SYSTEM
from tests.makers.volunteers import (
    NOW,
    make_book,
    make_enrolment,
    make_entry,
    make_training,
    make_unit,
    make_volunteer,
)
from volunteers.models import RecordBook, Unit, Volunteer
from volunteers.persons import recordbook
from volunteers.serving import approvals

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def unit() -> Unit:
    return make_unit()


def ready(unit: Unit) -> Volunteer:
    person = make_enrolment(unit).volunteer
    make_training(person, "BASIC")
    make_training(person, "SP_SOCIAL")
    return person


def apply(unit: Unit, person: Volunteer, lost: str = "") -> RecordBook:
    return recordbook.apply(volunteer=person, unit=unit, lost=lost, by=SYSTEM, now=NOW)


def issue(book: RecordBook, number: str = "A-000123") -> RecordBook:
    return recordbook.issue(book=book, number=number, by=SYSTEM, now=NOW)


def test_from_the_application_to_the_number(unit: Unit) -> None:
    book = apply(unit, ready(unit))
    assert (book.state, book.number, book.authority) == ("applied", "", unit.authority)
    recordbook.move(book=book, name="return", reason="相片不清楚", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="狀態已經不同"):
        issue(book)
    recordbook.move(book=book, name="again", by=SYSTEM, now=NOW)
    issued = issue(book, " A－000123 ")
    assert (issued.state, issued.issued_on) == ("issued", NOW.date())
    assert RecordBook.objects.held().get() == issued


def test_both_trainings_and_the_list_are_asked_first(unit: Unit) -> None:
    bare = make_enrolment(unit, make_volunteer(number="", born_on=None, sex="")).volunteer
    with pytest.raises(ValidationError) as refused:
        apply(unit, bare)
    assert [("基礎" in one, "社會福利類" in one, "補齊" in one) for one in refused.value.messages] == [
        (True, False, False), (False, True, False), (False, False, True),
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="不在這個單位"):
        apply(make_unit(), ready(unit))


def test_one_person_has_one_book_whatever_unit_and_category(unit: Unit) -> None:
    """TRN-07."""
    person = ready(unit)
    issue(apply(unit, person))
    other = make_unit(category="health")
    make_enrolment(other, person)
    make_training(person, "SP_HEALTH")
    with pytest.raises(ValidationError, match="一人一冊"):
        apply(other, person)


def test_a_number_is_one_books(unit: Unit) -> None:
    issue(apply(unit, ready(unit)), "A-000123")
    second = apply(unit, ready(unit))
    for number, why in (("a-000123", "已經發過"), (" ", "請填")):
        with pytest.raises(ValidationError, match=why):
            issue(second, number)
    second.refresh_from_db()
    assert second.state == "applied"
    assert issue(second, "A-000124").number == "A-000124"


def test_a_lost_book_is_replaced_and_the_old_number_stays_known(unit: Unit) -> None:
    person = ready(unit)
    with pytest.raises(ValidationError, match="還沒有紀錄冊"):
        apply(unit, person, "搬家時不見了")
    first = issue(apply(unit, person))
    with pytest.raises(ValidationError, match="怎麼了"):
        apply(unit, person, "不見")
    second = apply(unit, person, "搬家時不見了")
    first.refresh_from_db()
    assert (first.state, second.replaces, second.state) == ("issued", first, "applied"), "hers until the new one is"
    with pytest.raises(ValidationError, match="已經在申請"):
        apply(unit, person, "又找了一次還是不見")
    assert recordbook.latest(list(person.books.all())) == second
    assert issue(second, "A-000123").number == "A-000123", "the authority may keep the number"
    first.refresh_from_db()
    assert (first.state, RecordBook.objects.held().get()) == ("replaced", second)


def test_a_reissue_that_comes_to_nothing_leaves_her_the_book_she_has(unit: Unit) -> None:
    person = ready(unit)
    first = issue(apply(unit, person))
    second = apply(unit, person, "搬家時不見了")
    recordbook.move(book=second, name="cancel", reason="在舊家的抽屜找到了", by=SYSTEM, now=NOW)
    assert RecordBook.objects.held().get() == first
    assert recordbook.latest(list(person.books.all())) == first
    third = issue(apply(unit, person, "這次真的燒掉了"), "A-000200")
    assert RecordBook.objects.held().get() == third


def test_the_database_itself_keeps_one_book_a_person(unit: Unit) -> None:
    person = ready(unit)
    first = issue(apply(unit, person))
    apply(unit, person, "搬家時不見了")
    values = {"volunteer": person, "unit": unit, "authority": unit.authority, "applied_on": NOW.date()}
    for wrong in ({}, {"replaces": first}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RecordBook.objects.create(**values, **wrong)


@pytest.mark.parametrize("on", [D(2026, 6, 9), D(2026, 6, 11)])
def test_a_book_is_issued_between_application_and_today(unit: Unit, on: dt.date) -> None:
    book = apply(unit, ready(unit))
    with pytest.raises(ValidationError, match="核發日期"):
        recordbook.issue(book=book, number="A-1", on=on, by=SYSTEM, now=NOW)


def test_cancelling_needs_a_reason(unit: Unit) -> None:
    book = issue(apply(unit, ready(unit)))
    with pytest.raises(ValidationError, match="原因"):
        recordbook.move(book=book, name="cancel", by=SYSTEM, now=NOW)
    assert recordbook.move(book=book, name="cancel", reason="本人申請註銷", by=SYSTEM, now=NOW).state == "cancelled"
    assert apply(unit, book.volunteer).state == "applied"


def test_a_noted_book_keeps_waiting_hours_from_counting_and_touches_no_approved_ones(unit: Unit) -> None:
    person = ready(unit)
    book = issue(apply(unit, person))
    approved = make_entry(unit, person, D(2026, 3, 1))
    approvals.approve_lines(unit=unit, entries=[approved.pk], by=SYSTEM, now=NOW)
    inside, outside = make_entry(unit, person, D(2026, 3, 31)), make_entry(unit, person, D(2026, 4, 1))
    note = {"kind": "lent", "first": D(2026, 3, 1), "last": D(2026, 3, 31), "by": SYSTEM, "now": NOW}
    with pytest.raises(ValidationError, match="6 個字"):
        recordbook.note(book=book, reason="借人", **note)
    recordbook.note(book=book, reason="借給鄰居代簽", **note)
    for entry in (approved, inside, outside):
        entry.refresh_from_db()
    assert [(one.counted, one.why) for one in (approved, inside, outside)] == [(180, ""), (0, "book_note"), (180, "")]


@pytest.mark.parametrize(("first", "last"), [(D(2026, 3, 2), D(2026, 3, 1)), (D(2026, 6, 11), D(2026, 6, 12))])
def test_a_note_speaks_of_days_that_were(unit: Unit, first: dt.date, last: dt.date) -> None:
    book = issue(apply(unit, ready(unit)))
    with pytest.raises(ValidationError, match="起日"):
        recordbook.note(book=book, kind="lent", first=first, last=last, reason="借給鄰居代簽", by=SYSTEM, now=NOW)


def test_a_note_that_was_wrong_is_lifted_once_and_stays_to_be_read(unit: Unit) -> None:
    person = ready(unit)
    book = issue(apply(unit, person))
    entry = make_entry(unit, person, D(2026, 3, 7))
    days = {"first": D(2026, 3, 1), "last": D(2026, 3, 31)}
    note = recordbook.note(book=book, kind="lent", reason="借給鄰居代簽", by=SYSTEM, now=NOW, **days)
    entry.refresh_from_db()
    assert (entry.counted, entry.why) == (0, "book_note")
    with pytest.raises(ValidationError, match="6 個字"):
        recordbook.lift_note(note=note, reason="弄錯", by=SYSTEM, now=NOW)
    lifted = recordbook.lift_note(note=note, reason="鄰居同名，借的是另一冊", by=SYSTEM, now=NOW)
    entry.refresh_from_db()
    assert (entry.counted, entry.why, lifted.lifted_at) == (180, "", NOW)
    assert book.notes.get().reason == "借給鄰居代簽"
    with pytest.raises(ValidationError, match="已經撤銷"):
        recordbook.lift_note(note=note, reason="鄰居同名，借的是另一冊", by=SYSTEM, now=NOW)


def test_another_book_is_not_told_as_another_number(unit: Unit) -> None:
    person = ready(unit)
    issue(apply(unit, person))
    again = apply(unit, person, lost="搭車時遺失了")
    RecordBook.objects.filter(pk=again.replaces_id).update(state="cancelled")
    make_book(person, unit)
    with pytest.raises(ValidationError, match="一人一冊"):
        issue(again, "A-000999")
    other = apply(unit, ready(unit))
    with pytest.raises(ValidationError, match="發過這個編號"):
        issue(other, RecordBook.objects.held().get(volunteer=person).number)


def test_a_number_of_anothers_is_told_where_a_book_takes_the_place_of_ones_own(unit: Unit) -> None:
    person = ready(unit)
    issue(apply(unit, person))
    issue(apply(unit, ready(unit)), "A-000124")
    with pytest.raises(ValidationError, match="發過這個編號"):
        issue(apply(unit, person, lost="搭車時遺失了"), "A-000124")
