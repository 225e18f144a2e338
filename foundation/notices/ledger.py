"""What is to be said to whom and when. Planning is repeatable: the same wishes make the same rows, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb

from .models import Notice

Thing = TypeVar("Thing")
State = Notice.State
# How many rows one statement takes; SQLite's limit of variables is far above it.
AT_ONCE = 500
# Why something is not said any more; kept in one language, shown in the page's. The ledger does not know what has
# changed, or whether a clock was put on or back: it says no more than it knows.
NEEDLESS = gettext_noop("照現在的資料和日期，不用寄這一封了。")
COVERED = gettext_noop("那時沒有寄出，併在後來的一封裡說。")
# What stands where a name and an address were; the domain is one that can be nobody's (RFC 2606).
FORGOTTEN, FORGOTTEN_ADDRESS = "－", "deleted@example.invalid"


@dataclass(frozen=True, slots=True)
class Wish:
    """A notice as somebody wishes it to be.

    Attributes:
        key: what is said once; it names the thing, the day, the step and the person.
        due_at: when it should go out (see `hours`).
        to_address: empty where nobody has one; then the ledger says that nobody is reached.
        covers: keys of earlier ones that this one says as well, should they have been missed: of what is asked again
            and again, or summed up each week, one letter after days of downtime serves better than many.
    """

    key: str
    kind: str
    subject_key: str
    step: str
    county: str | None
    to_name: str
    to_address: str
    due_at: dt.datetime
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """What planning changed."""

    made: int
    withdrawn: int


def plan(*, kind: str, wishes: Iterable[Wish], now: dt.datetime) -> Planned:
    """Let the ledger hold exactly these notices of a kind that still wait, beside those that are past.

    New ones are added; what waits and is wished no more is withdrawn (a day was moved, another person has taken over);
    what was withdrawn and is wished again waits again. What was missed and a later one says as well is withdrawn, and
    says so. What was sent, or is being sent, is never touched: the same key is never said twice. Like every look at the
    clock this is no deed of anybody's and leaves no line of its own; what was sent does. Of what did not arrive it is
    noted whether it still has to.
    """
    wanted = {wish.key: wish for wish in wishes}
    with transaction.atomic():
        open_ = Notice.objects.filter(kind=kind, state__in=(State.PLANNED, State.NOBODY))
        standing = dict(open_.values_list("key", "pk"))
        gone = {key: pk for key, pk in standing.items() if key not in wanted}
        covered = {key for wish in wanted.values() for key in wish.covers if key in gone}
        withdrawn = _withdraw([gone[key] for key in covered], why=COVERED, due_at__lte=now)
        withdrawn += _withdraw(list(gone.values()), why=NEEDLESS)
        _note_moot(kind, wanted)
        fresh = [wish for key, wish in wanted.items() if key not in standing]
        back = 0
        for keys in _parts([wish.key for wish in fresh]):
            waits = Notice.objects.filter(key__in=keys, state=State.VOID, sent_at=None)
            back += waits.exclude(to_address="").update(state=State.PLANNED, why="", retry_at=None)
            back += waits.filter(to_address="").update(state=State.NOBODY, why="")
        before = Notice.objects.filter(kind=kind).count()
        Notice.objects.bulk_create((_row(wish, now) for wish in fresh), ignore_conflicts=True, batch_size=AT_ONCE)
        made = Notice.objects.filter(kind=kind).count() - before
    return Planned(made + back, withdrawn)


def say_each(wishes: Iterable[Wish], *, now: dt.datetime) -> None:
    """Let many things be said because something has just happened, as `say` does, in a few statements."""
    rows = (_row(wish, now) for wish in wishes)
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)


def say(wish: Wish, *, now: dt.datetime) -> bool:
    """Let one thing be said because something has just happened. The same key is said once. Answers whether it is new.

    For kinds that nobody plans: what is said so stays until it went out.
    """
    before = Notice.objects.filter(key=wish.key).exists()
    Notice.objects.bulk_create([_row(wish, now)], ignore_conflicts=True)
    return not before


def forget(*, kinds: Iterable[str], subject_key: str) -> None:
    """Take names and addresses out of what was said about a thing; what still waits is said no more."""
    rows = Notice.objects.filter(kind__in=list(kinds), subject_key=subject_key)
    rows.filter(state__in=(State.PLANNED, State.NOBODY)).update(state=State.VOID, why=_("個人資料已經刪除。"))
    rows.update(to_name=FORGOTTEN)
    rows.exclude(to_address="").update(to_address=FORGOTTEN_ADDRESS)


def note_opened(notice: Notice, *, now: dt.datetime) -> None:
    """Remember that whoever got it has opened what it leads to; the first time counts."""
    Notice.objects.filter(pk=notice.pk, opened_at=None).update(opened_at=now)


def send_again(*, notice: Notice, by: Acts, now: dt.datetime) -> bool:
    """Let a notice that reached nobody, or of which nobody knows, go out once more. Answers whether it will.

    Somebody decides this: of a letter that is perhaps on its way already she alone can know (by asking).
    """
    with transaction.atomic():
        rows = Notice.objects.filter(pk=notice.pk, state__in=Notice.UNDELIVERED).exclude(to_address="")
        if not rows.update(
            state=State.PLANNED, due_at=now, retry_at=None, tries=0, why="",
            sent_at=None, bounced_at=None, bounced_for="", is_moot=False,
        ):  # fmt: skip
            return False
        trail.record(Verb.NOTICE_AGAIN, notice, by=by, at=now)
    return True


def _withdraw(keys: list[int], *, why: str, **limits: dt.datetime) -> int:
    """Let these be said no more, as far as they still wait."""
    withdrawn = 0
    for part in _parts(keys):
        rows = Notice.objects.filter(pk__in=part, state__in=(State.PLANNED, State.NOBODY), **limits)
        withdrawn += rows.update(state=State.VOID, why=why)
    return withdrawn


def missed_before(notice: Notice) -> QuerySet[Notice]:
    """The earlier ones to the same person that this one says as well, since she was last written to; oldest first."""
    same = Notice.objects.filter(
        kind=notice.kind, subject_key=notice.subject_key, to_address=notice.to_address, due_at__lt=notice.due_at
    )  # fmt: skip
    last = same.exclude(taken_at=None).aggregate(last=Max("due_at"))["last"]
    missed = same.filter(state=State.VOID, why=COVERED)
    return (missed.filter(due_at__gt=last) if last else missed).order_by("due_at", "pk")


def _note_moot(kind: str, wanted: Mapping[str, Wish]) -> None:
    """What did not arrive is moot once nobody wishes it any more, and is not while somebody does."""
    rows = Notice.objects.filter(kind=kind, state__in=Notice.UNDELIVERED).values_list("pk", "key", "is_moot")
    changed: dict[bool, list[int]] = {True: [], False: []}
    for pk, key, was in rows:
        if (moot := key not in wanted) != was:
            changed[moot].append(pk)
    for moot, keys in changed.items():
        for part in _parts(keys):
            Notice.objects.filter(pk__in=part).update(is_moot=moot)


def _row(wish: Wish, now: dt.datetime) -> Notice:
    return Notice(
        key=wish.key, kind=wish.kind, subject_key=wish.subject_key, step=wish.step, county_id=wish.county,
        to_name=wish.to_name[:60], to_address=wish.to_address, due_at=wish.due_at, planned_at=now,
        state=State.PLANNED if wish.to_address else State.NOBODY,
    )  # fmt: skip


def _parts(items: list[Thing]) -> Iterable[list[Thing]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]
