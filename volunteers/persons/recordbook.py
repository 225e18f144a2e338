"""Record books (志願服務紀錄冊): applied for, issued under a number, replaced, cancelled, and noted when misused.

Source: 志願服務法 第 12 條; 志願服務證及服務紀錄冊管理辦法 第 5–10 條; 臺北市志願服務實務手冊「紀錄冊」: 「1 人 1
冊終身使用」, applied for by the unit with proof of both trainings, kept by the volunteer, whatever unit and category
she serves in later (TRN-07).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import reasons
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.fullwidth import tidy
from foundation.workflow.moves import Move, MoveRefused, Table
from volunteers.models import BookNote, Enrolment, RecordBook, Unit, Volunteer
from volunteers.rules import completions
from volunteers.serving import facts, ledger

State = RecordBook.State


def latest(books: Sequence[RecordBook]) -> RecordBook | None:
    """Of one person's books the one that something is to be done with: an open application, else the one she holds."""
    order = (State.APPLIED, State.RETURNED, State.ISSUED)
    return next((book for state in order for book in books if book.state == state), books[0] if books else None)


def missing(volunteer: Volunteer, unit: Unit) -> list[str]:
    """What is missing before a unit may apply for somebody's book; empty where nothing is."""
    lines = facts.completions_of(volunteer.pk)
    found: list[str] = []
    if completions.basic(lines).done is None:
        found.append(_("還沒有基礎訓練的結業證明。"))
    if completions.special(unit.category, lines, unit=unit.pk).done is None:
        found.append(_("還沒有%(category)s特殊訓練的結業證明。") % {"category": unit.category_shown})
    if not volunteer.identity_sealed or volunteer.born_on is None or not volunteer.sex:
        found.append(_("名冊要有姓名、性別、出生日期和證號，請先補齊。"))
    return found


def apply(*, volunteer: Volunteer, unit: Unit, by: Acts, now: dt.datetime, lost: str = "") -> RecordBook:
    """Apply for somebody's book at the unit's authority; with `lost`, for a new one in place of the one she has.

    The one she has stays hers until the new one is issued: what becomes of an application changes nothing she holds.

    Args:
        lost: what became of the book she had (遺失、毀損), at least six characters.

    Raises:
        ValidationError: something is missing, she is not in the unit, or she has a book already.
    """
    on = timezone.localdate(now)
    if not Enrolment.objects.filter(volunteer=volunteer, unit=unit).on(on).exists():
        raise ValidationError(_("這個人現在不在這個單位，不能由這個單位申請。"))
    if problems := missing(volunteer, unit):
        raise ValidationError(problems)
    if lost:
        lost = reasons.written(lost, ask=_("請寫下原來的紀錄冊怎麼了（至少 6 個字）。"), most=300, field="lost")
    with transaction.atomic():
        Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        held = RecordBook.objects.held().filter(volunteer=volunteer).first()
        if RecordBook.objects.filter(volunteer=volunteer, state__in=(State.APPLIED, State.RETURNED)).exists():
            raise ValidationError(_("這個人的紀錄冊已經在申請，等主管機關答覆。"))
        if held is not None and not lost:
            raise ValidationError(_("這個人已經有紀錄冊；紀錄冊一人一冊、終身使用。"))
        if lost and held is None:
            raise ValidationError({"lost": _("這個人還沒有紀錄冊，請直接申請。")})
        book = RecordBook.objects.create(
            volunteer=volunteer,
            unit=unit,
            authority=unit.authority,
            applied_on=on,
            replaces=held,
            note=tidy(lost)[:200],
        )
        trail.record(Verb.CREATED, book, by=by, county=unit.county_id, at=now)
    return book


MOVES = Table(
    field="state",
    moves=(
        Move("return", frozenset({State.APPLIED}), State.RETURNED, gettext_lazy("退回補正"), Permission.REVIEW_UNITS,
             needs_reason=True, verb=Verb.RETURNED),
        Move("again", frozenset({State.RETURNED}), State.APPLIED, gettext_lazy("補正後再送"),
             Permission.KEEP_VOLUNTEERS),
        Move("issue", frozenset({State.APPLIED}), State.ISSUED, gettext_lazy("核發"), Permission.REVIEW_UNITS),
        Move("cancel", frozenset({State.APPLIED, State.RETURNED, State.ISSUED}), State.CANCELLED, gettext_lazy("註銷"),
             Permission.REVIEW_UNITS, needs_reason=True),
    ),
)  # fmt: skip


def issue(*, book: RecordBook, number: str, by: Acts, now: dt.datetime, on: dt.date | None = None) -> RecordBook:
    """Issue a book under its number.

    Raises:
        ValidationError: the number is missing or another book's, she holds another book than the one this takes the
            place of, or the application was dealt with already.
    """
    called = tidy(number)
    if not called:
        raise ValidationError({"number": _("請填紀錄冊編號。")})
    day = on or timezone.localdate(now)
    if not book.applied_on <= day <= timezone.localdate(now):
        raise ValidationError({"on": _("核發日期要在申請之後、今天以前。")})
    try:
        with transaction.atomic():
            _retire(book, by=by, now=now)
            MOVES.apply(book, "issue", by=by, now=now, along={"number": called[:30], "issued_on": day},
                        noted={"number": called})  # fmt: skip
            ledger.look_again_at([book.volunteer_id], by=by, now=now)
    except IntegrityError as taken:
        others = RecordBook.objects.held().filter(volunteer=book.volunteer_id)
        if any(other.pk != book.replaces_id for other in others):
            raise ValidationError(_("這個人已經有紀錄冊；紀錄冊一人一冊、終身使用。")) from taken
        raise ValidationError({"number": _("這個機關已經發過這個編號。")}) from taken
    except MoveRefused as refused:
        raise ValidationError(refused.problems) from refused
    book.refresh_from_db()
    return book


def move(*, book: RecordBook, name: str, by: Acts, now: dt.datetime, reason: str = "") -> RecordBook:
    """Return, hand in again, or cancel.

    Raises:
        ValidationError: the book is not where this move begins, or the reason is missing.
    """
    try:
        with transaction.atomic():
            MOVES.apply(book, name, by=by, now=now, reason=reason)
            ledger.look_again_at([book.volunteer_id], by=by, now=now)
    except MoveRefused as refused:
        raise ValidationError(refused.problems) from refused
    book.refresh_from_db()
    return book


def _retire(book: RecordBook, *, by: Acts, now: dt.datetime) -> None:
    """Let the book that this one takes the place of be hers no longer."""
    if book.replaces_id is None:
        return
    old = RecordBook.objects.select_for_update().held().filter(pk=book.replaces_id).first()
    if old is None:
        return
    RecordBook.objects.filter(pk=old.pk).update(state=State.REPLACED)
    trail.record(
        Verb.MOVED, old, by=by, county=old.unit.county_id, was={"state": State.ISSUED},
        now={"state": State.REPLACED}, reason=book.note, at=now,
    )  # fmt: skip


def note(
    *, book: RecordBook, kind: str, first: dt.date, last: dt.date, reason: str, by: Acts, now: dt.datetime
) -> BookNote:
    """Note that a book was lent, used by another or misused; what waits in that time is judged anew at once.

    Approved lines of that time are not touched: the month's page shows them (`recounting.find`), and one stroke with a
    reason takes them out.

    Raises:
        ValidationError: the days or the reason are wrong.
    """
    reason = reasons.written(reason, ask=_("請寫下發生什麼事（至少 6 個字）。"), most=300)
    if last < first or first > timezone.localdate(now):
        raise ValidationError({"last": _("迄日不能早於起日，起日不能在今天以後。")})
    with transaction.atomic():
        made = BookNote(
            book=book, kind=kind, from_on=first, to_on=last, reason=reason, noted_at=now,
            noted_by=by.as_actor().label[:200],
        )  # fmt: skip
        made.full_clean()
        made.save()
        trail.record(
            Verb.BOOK_NOTED, made, by=by, county=book.unit.county_id, now={"from_on": first, "to_on": last},
            reason=made.reason, at=now,
        )  # fmt: skip
        ledger.look_again_at([book.volunteer_id], by=by, now=now)
    return made


def lift_note(*, note: BookNote, reason: str, by: Acts, now: dt.datetime) -> BookNote:
    """Lift a note that was wrong: it stays to be read, and what waits for approval in its time is judged anew.

    Raises:
        ValidationError: the reason is missing, or it has been lifted already.
    """
    reason = reasons.written(reason, ask=_("請寫下為什麼撤銷註記（至少 6 個字）。"), most=300)
    with transaction.atomic():
        held = BookNote.objects.select_for_update(of=("self",)).select_related("book__unit").get(pk=note.pk)
        if held.lifted_at is not None:
            raise ValidationError(_("這項註記已經撤銷。"))
        held.lifted_at, held.lifted_by, held.lifted_why = now, by.as_actor().label[:200], reason
        held.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
        trail.record(Verb.BOOK_NOTE_LIFTED, held, by=by, county=held.book.unit.county_id, reason=reason, at=now)
        ledger.look_again_at([held.book.volunteer_id], by=by, now=now)
    return held
