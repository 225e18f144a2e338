"""Lines of the ledger: how they are given, told apart from others, and turned round; nothing here writes."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation import reasons
from foundation.taiwan.fullwidth import tight
from volunteers.models import ServiceBatch, ServiceEntry
from volunteers.rules.hours import Odd, Shift, Verdict

State = ServiceEntry.State
COLUMNS = (
    "volunteer_id", "unit_id", "category", "served_on", "month", "starts", "ends", "minutes", "counted", "why",
    "content", "served_people", "times", "odd", "state", "batch_id", "approval_id", "refused_why", "corrects_id",
    "origin",
)  # fmt: skip
WITH_RENEWED = (*COLUMNS, "renews_id")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is to be entered: who, what for, when and how long.

    Attributes:
        volunteer: the person's row.
        continues: whether it is the part after midnight of the line before, so that it is no service of its own.
    """

    volunteer: int
    category: str
    shift: Shift
    content: str = ""
    served_people: int = 0
    continues: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of the lines, in their order: the verdict, or None where the line stood in the ledger already."""

    batch: ServiceBatch | None
    verdicts: tuple[Verdict | None, ...]

    @property
    def added(self) -> int:
        """How many lines are new."""
        return sum(one is not None for one in self.verdicts)


def month_of(day: dt.date) -> int:
    """Year and month as 202603."""
    return day.year * 100 + day.month


def origin_of(unit: int, line: Line) -> str:
    """What tells that a line came before: the unit, the person, the day, the time and what was done.

    The file it stood in does not matter: the same list sent twice, or two lists that overlap, give each line once.
    """
    shift = line.shift
    when = (shift.on, shift.starts, shift.ends, shift.minutes)
    said = "|".join(str(one) for one in (unit, line.volunteer, line.category, *when, tight(line.content)))
    return hashlib.blake2b(said.encode(), digest_size=24).hexdigest()


def counter_of(row: ServiceEntry, batch: ServiceBatch) -> tuple[object, ...]:
    """The line that takes an approved one out, as `bulk.insert` takes it."""
    return (
        row.volunteer_id, row.unit_id, row.category, row.served_on, row.month, row.starts, row.ends, -row.minutes,
        -row.counted, row.why, row.content, -row.served_people, -row.times, "", State.APPROVED.value, batch.pk, None,
        "", row.pk, None,
    )  # fmt: skip


def copy_of(row: ServiceEntry, **changed: object) -> tuple[object, ...]:
    """A line once more with some values changed, in its place; of the columns `WITH_RENEWED`."""
    values = {name: getattr(row, name) for name in COLUMNS} | {"renews_id": row.pk} | changed
    return tuple(values[name] for name in WITH_RENEWED)


def odd_of(verdict: Verdict) -> str:
    """The codes of what is odd about a line, as they are kept."""
    return " ".join(Odd(one).value for one in verdict.odd)


def written(reason: str, most: int) -> str:
    """The reason for taking a line out or refusing it, as it is kept.

    Raises:
        ValidationError: it tells nothing, or is too long.
    """
    return reasons.written(reason, ask=_("請寫下原因（至少 6 個字），志工本人看得到這段文字。"), most=most)
