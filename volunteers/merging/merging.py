"""Making one of two rows of one person: what would move, what has to be decided, and doing it.

「志工 1 人應該只能申請 1 本紀錄冊，不論到任何地方擔任志工，服務時數紀錄都是登錄在同一本紀錄冊上」
(臺北市志願服務實務手冊「紀錄冊」). The kept row keeps its values; of the other it takes what it has not, and what
somebody chose. Of two identity numbers one is the first, the other stays on the emptied row and still finds the person.
`unmerging` takes it back.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.files.models import StoredFile
from foundation.taiwan import roc
from volunteers.models import Apart, Merge, ServiceEntry, ServiceMonth, ServiceTotal, Unit, Volunteer
from volunteers.persons import portraits
from volunteers.persons.people import FIELDS
from volunteers.rules.hours import Shift
from volunteers.serving import ledger, shared_time, sums

from .merging_rows import rule_of
from .moving import Journal, Relation, collisions, relations, with_rows

IDENTITY = ("identity_kind", "identity_sealed", "identity_mark", "identity_shown", "identity_reason")
DERIVED = (ServiceMonth, ServiceTotal)
"""Sums: made anew from the lines instead of being moved."""
STAY = frozenset({(Merge, "kept"), (Merge, "gone"), (Apart, "first"), (Apart, "second")})
"""What is said of the two rows themselves, and not of the person."""


def moving_relations() -> list[Relation]:
    """Every foreign key to a volunteer whose rows go to the kept one: all there are, but for what is said above."""
    return [
        one for one in relations(Volunteer) if one.model not in DERIVED and (one.model, one.name) not in STAY
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that the two rows have differently; `fills` where only the row that goes has one."""

    name: str
    label: str
    kept: str
    gone: str
    fills: bool


@dataclass(frozen=True, slots=True)
class Clash:
    """Two rows that cannot stand beside each other; `stands` is the one that would stand if nobody chooses."""

    label: str
    kept: models.Model
    gone: models.Model
    stands: models.Model

    @property
    def key(self) -> str:
        """What its choice is called."""
        return f"{self.gone._meta.label_lower}-{self.kept.pk}-{self.gone.pk}"

    @property
    def choices(self) -> list[tuple[int, str, bool]]:
        """The two rows: key, words, whether it would stand if nobody chooses."""
        said = rule_of(type(self.gone)).said
        return [(row.pk, said(row), row == self.stands) for row in (self.kept, self.gone)]

    @property
    def consequence(self) -> str:
        """What becomes of the row that does not stand."""
        return str(rule_of(type(self.gone)).consequence)


@dataclass(frozen=True, slots=True)
class Moving:
    """Rows of one kind that move."""

    relation: Relation
    key: int
    count: int

    @property
    def label(self) -> str:
        """What such rows are called."""
        return str(self.relation.model._meta.verbose_name)

    def seen_by(self, user: Any, most: int) -> tuple[list[str], int]:
        """What somebody may read of them, in words: the first, and how many more she may not see or has no room for."""
        rows = self.relation.model._default_manager.filter(**{self.relation.column: self.key})
        if hasattr(rows, "visible_to"):
            rows = rows.visible_to(user)
        said = rule_of(self.relation.model).said
        told = [said(row) for row in rows.order_by("pk")[:most]]
        return told, self.count - len(told)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do."""

    kept: Volunteer
    gone: Volunteer
    differences: list[Difference]
    clashes: list[Clash]
    moving: list[Moving]
    twice: dict[int, int]

    @property
    def rows(self) -> int:
        """How many rows move."""
        return sum(one.count for one in self.moving)

    @property
    def mark(self) -> str:
        """A print of what was shown, so that nobody decides on what has changed meanwhile."""
        return f"{mark_of(self.kept.pk)[:16]}{mark_of(self.gone.pk)[:16]}"


def preview(*, kept: Volunteer, gone: Volunteer) -> Preview:
    """What would happen; nothing is written.

    Raises:
        ValidationError: the two cannot be made one.
    """
    _refuse_unfit(kept, gone)
    moving = [Moving(one, gone.pk, one.of(gone.pk).count()) for one in moving_relations()]
    return Preview(
        kept,
        gone,
        list(_differences(kept, gone)),
        [clash for one in moving_relations() for clash in _clashes(one, kept, gone)],
        [one for one in moving if one.count],
        shared_time.twice(kept.pk, gone.pk),
    )


def merge(
    *,
    kept: Volunteer,
    gone: Volunteer,
    reason: str,
    by: Acts,
    now: dt.datetime,
    take: Collection[str] = (),
    stands: Mapping[str, Any] | None = None,
    seen: str = "",
) -> Merge:
    """Make one of two rows, whole or not at all.

    Args:
        take: names of values (of `FIELDS`, or `identity`, `user`) in which the row that goes is right.
        stands: by a clash's `key`, the row that stands (its primary key); the others go by the house's rule.
        seen: the `mark` of the preview that was decided on, if there was one.

    Raises:
        ValidationError: the two cannot be made one, or the reason tells nothing.
    """
    reason = reasons.written(reason, ask=_("請寫下怎麼知道是同一個人（至少 6 個字）。"), most=300)
    with transaction.atomic():
        lock(kept.pk, gone.pk)
        first, other = (Volunteer.objects.get(pk=one.pk) for one in (kept, gone))
        if seen and seen != preview(kept=first, gone=other).mark:
            raise ValidationError(_("您打開這一頁之後，其中一筆有了新的資料。請再看一次，然後合併。"))
        _refuse_unfit(first, other)
        journal = Journal()
        verdicts = shared_time.pending([first.pk, other.pk])
        twice = shared_time.twice(first.pk, other.pk)
        _settle(journal, first, other, stands or {}, timezone.localdate(now))
        origins = _move(journal, first, other)
        _combine(journal, first, other, take)
        why = _("同一人的紀錄合併，重疊的時間只算一次")
        out = shared_time.take_out(twice, reason=why, by=by, now=now)
        sums.retell([first.pk, other.pk])
        ledger.look_again_at([first.pk], by=by, now=now)
        made = Merge.objects.create(
            kept=first, gone=other, reason=reason, rows=journal.moved, made_at=now,
            made_by=by.as_actor().label[:200], mark=mark_of(first.pk),
            steps={"rows": journal.steps, "origins": origins, "out": out, "verdicts": verdicts},
        )  # fmt: skip
        for person in (first, other):
            trail.record(
                Verb.PEOPLE_MERGED, person, by=by, county=home_of(by), now={"moved_rows": journal.moved},
                reason=made.reason, at=now,
            )  # fmt: skip
    return made


def lock(*people: int) -> None:
    """The units of their lines, then the people, in the ledger's order."""
    units = ServiceEntry.objects.filter(volunteer__in=people).order_by().values("unit")
    list(Unit.objects.select_for_update().filter(pk__in=units).order_by("pk").values_list("pk", flat=True))
    list(Volunteer.objects.select_for_update().filter(pk__in=people).order_by("pk").values_list("pk", flat=True))


def home_of(by: Acts) -> str:
    """The county of whoever does it: a volunteer has none of her own."""
    return by.access.home_county if isinstance(by, User) else ""


def mark_of(person: int) -> str:
    """A print of what hangs on a person, to tell whether anything came or changed."""
    found = hashlib.sha256()
    for one in with_rows(moving_relations(), person):
        # A line that is only approved or judged is no new fact; what is entered is.
        names = ("pk",) if one.model is ServiceEntry else ()
        for values in one.of(person).order_by("pk").values_list(*names).iterator():
            found.update(repr((one.label, one.name, values)).encode())
    return found.hexdigest()


def _refuse_unfit(kept: Volunteer, gone: Volunteer) -> None:
    if kept.pk == gone.pk:
        raise ValidationError(_("這是同一筆紀錄，不必合併。"))
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        raise ValidationError(_("其中一筆已經併入別的紀錄，請重新整理名單再看一次。"))


def _differences(kept: Volunteer, gone: Volunteer) -> Iterator[Difference]:
    for name in FIELDS:
        ours, theirs = getattr(kept, name), getattr(gone, name)
        if theirs not in ("", None) and theirs != ours:
            yield Difference(name, _label(name), _shown(kept, name), _shown(gone, name), ours in ("", None))
    if gone.identity_mark:
        yield Difference("identity", _("證號"), kept.identity_shown, gone.identity_shown, not kept.identity_mark)
    if gone.user_id:
        yield Difference("user", _("登入帳號"), _account(kept), _account(gone), kept.user_id is None)


def _label(name: str) -> str:
    field: Any = Volunteer._meta.get_field(name)
    return str(field.verbose_name)


def _shown(person: Volunteer, name: str) -> str:
    display = getattr(person, f"get_{name}_display", None)
    value = display() if display else getattr(person, name)
    return roc.shown(value) if isinstance(value, dt.date) else str(value or "")


def _account(person: Volunteer) -> str:
    return person.user.email if person.user else ""


def _clashes(relation: Relation, kept: Volunteer, gone: Volunteer) -> Iterator[Clash]:
    for ours, theirs in collisions(relation, gone.pk, kept.pk):
        stands = theirs if rule_of(relation.model).better(theirs, ours) else ours
        yield Clash(str(relation.model._meta.verbose_name), ours, theirs, stands)


def _settle(journal: Journal, kept: Volunteer, gone: Volunteer, stands: Mapping[str, Any], on: dt.date) -> None:
    """Let of two rows that cannot stand beside each other one stand, before anything is moved."""
    for relation in with_rows(moving_relations(), gone.pk):
        for clash in list(_clashes(relation, kept, gone)):
            chosen = str(stands.get(clash.key, clash.stands.pk))
            winner, loser = (clash.gone, clash.kept) if chosen == str(clash.gone.pk) else (clash.kept, clash.gone)
            rule_of(relation.model).settle(journal, winner, loser, on)


def _move(journal: Journal, kept: Volunteer, gone: Volunteer) -> list[list[Any]]:
    """Move everything. Answers of each line of the ledger its key, what told it before, and what tells it now.

    A list that was entered for the one row must be known again when it comes for the kept one.
    """
    lines = list(ServiceEntry.objects.filter(volunteer=gone.pk, origin__isnull=False))
    origins: list[list[Any]] = []
    ServiceEntry.objects.filter(pk__in=[row.pk for row in lines]).update(origin=None)
    there = set(ServiceEntry.objects.filter(volunteer=kept.pk).values_list("origin", flat=True))
    for row in lines:
        was = row.origin
        line = ledger.Line(kept.pk, row.category, Shift(row.served_on, row.minutes, row.starts, row.ends), row.content)
        new = ledger.origin_of(row.unit_id, line)
        row.origin = None if new in there else new
        there.add(new)
        origins.append([row.pk, was, row.origin])
        if row.origin is None and row.state == ServiceEntry.State.PENDING:
            # It was entered for both rows: once is enough.
            journal.set(row, state=ServiceEntry.State.WITHDRAWN)
    ServiceEntry.objects.bulk_update(lines, ["origin"], batch_size=500)
    for relation in with_rows(moving_relations(), gone.pk):
        journal.move(relation, gone.pk, kept.pk)
    photos = StoredFile.objects.filter(purpose=portraits.KEY)
    if not photos.filter(subject_key=str(kept.pk)).exists():
        for photo in photos.filter(subject_key=str(gone.pk)):
            journal.set(photo, subject_key=str(kept.pk))
    return origins


def _combine(journal: Journal, kept: Volunteer, gone: Volunteer, take: Collection[str]) -> None:
    """Give the kept row what it has not, and in what the other is right; then the other row stands empty."""
    for one in _differences(kept, gone):
        if not (one.fills or one.name in take):
            continue
        if one.name == "identity":
            ours, theirs = ({name: getattr(each, name) for name in IDENTITY} for each in (kept, gone))
            journal.set(gone, **(dict.fromkeys(IDENTITY, "") | {"identity_mark": None}))
            journal.set(kept, **theirs)
            journal.set(gone, **ours)
        elif one.name == "user":
            ours_user, theirs_user = kept.user_id, gone.user_id
            journal.set(gone, user_id=None)
            journal.set(kept, user_id=theirs_user)
            journal.set(gone, user_id=ours_user)
        elif one.name == "name":
            journal.set(kept, name=gone.name, name_key=gone.name_key)
        else:
            journal.set(kept, **{one.name: getattr(gone, one.name)})
    journal.set(gone, merged_into_id=kept.pk)
