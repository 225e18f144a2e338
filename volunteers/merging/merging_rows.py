"""What is done with two rows of one person that cannot stand beside each other, by the kind of row.

Kinds that nobody has thought of go by the plain rule: the kept row's stands, and the other is folded into it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.taiwan import roc
from volunteers.models import Cover, Enrolment, RecordBook, ServiceEntry, Training
from volunteers.templatetags.register import as_clock, as_hours

from .moving import Journal

MOST_SAID = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """The plain rule."""

    consequence: str | Promise

    def better(self, theirs: Any, ours: Any) -> bool:
        """Whether the row of the person that goes is to stand, where nobody chooses."""
        return False

    def settle(self, journal: Journal, stands: Any, goes: Any, on: dt.date) -> None:
        """Let one stand."""
        journal.fold(stands, goes)

    def said(self, row: Any) -> str:
        """A row in words, for whoever decides; where nobody has found any, its values by the names of their fields."""
        told = []
        for one in row._meta.concrete_fields:
            value = getattr(row, one.attname)
            if not one.primary_key and not one.is_relation and one.editable and value not in ("", None, [], {}):
                display = getattr(row, f"get_{one.name}_display", None)
                told.append(f"{one.verbose_name} {display() if display else value}")
        return "，".join(told[:MOST_SAID])


class OfEnrolments(Rule):
    """In one unit twice: she is in it since the earlier day."""

    def better(self, theirs: Enrolment, ours: Enrolment) -> bool:
        """The one that came first."""
        return (theirs.joined_on, not theirs.number) < (ours.joined_on, not ours.number)

    def settle(self, journal: Journal, stands: Enrolment, goes: Enrolment, on: dt.date) -> None:
        """One membership, from the earlier day on."""
        journal.set(
            stands, joined_on=min(stands.joined_on, goes.joined_on), number=stands.number or goes.number,
            rank=Enrolment.Rank.CADRE if Enrolment.Rank.CADRE in (stands.rank, goes.rank) else stands.rank,
        )  # fmt: skip
        journal.fold(stands, goes)

    def said(self, row: Enrolment) -> str:
        """Where, and since when."""
        days = _days(row.joined_on, row.left_on)
        return f"{row.unit} {days} {row.number}".strip()


class OfCovers(Rule):
    """On one policy's list twice: covered until the later day."""

    def settle(self, journal: Journal, stands: Cover, goes: Cover, on: dt.date) -> None:
        """One place on the list, until the later day."""
        journal.set(stands, ends_on=max(stands.ends_on, goes.ends_on))
        journal.fold(stands, goes)

    def said(self, row: Cover) -> str:
        """On whose policy, and for how long."""
        return f"{row.policy.unit} {_days(row.starts_on, row.ends_on)}"


class OfBooks(Rule):
    """Two books: one is hers for life, the other is cancelled and keeps its number."""

    def better(self, theirs: RecordBook, ours: RecordBook) -> bool:
        """One that was issued, and of two the one issued first."""
        return _by_issue(theirs) < _by_issue(ours)

    def settle(self, journal: Journal, stands: RecordBook, goes: RecordBook, on: dt.date) -> None:
        """Cancel the other, and what has been applied for in its place."""
        note = str(_("同一人另有紀錄冊，合併時註銷"))
        waiting = goes.reissues.filter(state__in=(RecordBook.State.APPLIED, RecordBook.State.RETURNED))
        for one in (goes, *waiting):
            journal.set(one, state=RecordBook.State.CANCELLED, note=f"{one.note} {note}".strip()[:200])

    def said(self, row: RecordBook) -> str:
        """Its number, and since when."""
        day = roc.shown(row.issued_on or row.applied_on)
        return f"{row.number or gettext('還沒有編號')} {row.get_state_display()} {day}"


class OfTrainings(Rule):
    """One training recorded for both on one day: the record without a certificate is revoked."""

    def better(self, theirs: Training, ours: Training) -> bool:
        """The one that says more."""
        return (bool(theirs.certificate), theirs.completed_at is not None) > (
            bool(ours.certificate), ours.completed_at is not None,
        )  # fmt: skip

    def settle(self, journal: Journal, stands: Training, goes: Training, on: dt.date) -> None:
        """Revoke the other."""
        journal.set(goes, revoked_on=on, revoked_why=str(_("同一筆訓練登錄了兩次，合併時撤銷"))[:200])

    def said(self, row: Training) -> str:
        """What, when, and by which certificate."""
        return f"{row.shown} {roc.shown(row.completed_on)} {row.issuer} {row.certificate}".strip()


class OfEntries(Rule):
    """Lines of the ledger: none stands in another's way; time they share is dealt with apart (`shared_time`)."""

    def said(self, row: ServiceEntry) -> str:
        """When, where, how long."""
        clock = f"{as_clock(row.starts)}–{as_clock(row.ends)}" if row.starts is not None else as_hours(row.minutes)
        return f"{roc.shown(row.served_on)} {clock} {row.unit} {row.content}".strip()


_PLAIN = Rule(_("兩筆合成一筆；取消合併時會還原。"))
_RULES: dict[type[models.Model], Rule] = {
    Enrolment: OfEnrolments(_("合成一段在隊期間，從較早的加入日期算起。")),
    Cover: OfCovers(_("名冊上合成一列，保到較晚的迄日。")),
    RecordBook: OfBooks(_("另一冊註銷，編號仍留在紀錄裡；紙本請收回。")),
    Training: OfTrainings(_("另一筆撤銷，紀錄仍看得到。")),
    ServiceEntry: OfEntries(""),
}


def rule_of(model: type[models.Model]) -> Rule:
    """The rule for rows of this kind."""
    return _RULES.get(model, _PLAIN)


def _by_issue(book: RecordBook) -> tuple[bool, dt.date]:
    return book.issued_on is None, book.issued_on or book.applied_on


def _days(first: dt.date, last: dt.date | None) -> str:
    if last is None:
        return gettext("%(first)s 起") % {"first": roc.shown_short(first)}
    return gettext("%(first)s 至 %(last)s") % {"first": roc.shown_short(first), "last": roc.shown_short(last)}
