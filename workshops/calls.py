"""What passes between the tables and who leads the room: calls for help, messages, and what a device still holds."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.prepared import Prepared

from .models import Group, Receipt, Seat, Word, Workshop
from .room import touch

LONGEST = 200
MOST_UNSENT = 9999
SEEN_EVERY = dt.timedelta(minutes=1)


def ask_help(*, group: Group, by: Acts, now: dt.datetime) -> Group:
    """The table asks somebody to come (請助教); asked already, it stays as it was."""
    return _help(group, by=by, now=now, verb=Verb.HELP_ASKED)


def end_help(*, group: Group, by: Acts, now: dt.datetime) -> Group:
    """Somebody has come, or nobody is needed any more."""
    return _help(group, by=by, now=now, verb=Verb.HELP_ENDED)


def _help(group: Group, *, by: Acts, now: dt.datetime, verb: Verb) -> Group:
    asking = verb == Verb.HELP_ASKED
    # Beside its table a device needs no table's name, which would be in the language of who asked.
    at, who = (now, str(by) if isinstance(by, Seat) else by.as_actor().label) if asking else (None, "")
    with transaction.atomic():
        rows = Group.objects.filter(pk=group.pk, help_asked_at__isnull=asking)
        if rows.update(help_asked_at=at, help_asked_by=who):
            touch(group.workshop)
            trail.record(verb, group, by=by, at=now)
            group.help_asked_at, group.help_asked_by = at, who
    return group


def tell(*, workshop: Workshop, text: str, group: Group | None, by: Acts, now: dt.datetime) -> Word:
    """Send a message to one table, or to all of them.

    Raises:
        ValidationError: nothing to say, or too much.
    """
    text = " ".join(text.split())
    if not text:
        raise ValidationError({"text": _("還沒寫內容。寫一句話再送。")})
    if len(text) > LONGEST:
        raise ValidationError({"text": _("太長了：%(n)s 字，最多 %(most)s 字。") % {"n": len(text), "most": LONGEST}})
    with transaction.atomic():
        word = Word.objects.create(workshop=workshop, group=group, text=text, sent_at=now, sent_by=by.as_actor().label)
        touch(workshop)
        trail.record(Verb.WORD_SENT, word, by=by, now={"group": group.number if group else None}, at=now)
    return word


def confirm(*, word: Word, seat: Seat, now: dt.datetime) -> None:
    """Somebody at this device has read the message; twice is once."""
    with transaction.atomic():
        _receipt, fresh = Receipt.objects.get_or_create(word=word, seat=seat, defaults={"read_at": now})
        if fresh:
            touch(word.workshop)
            trail.record(Verb.WORD_READ, word, by=seat, at=now)


def note_device(*, seat: Seat, unsent: int | None, now: dt.datetime) -> None:
    """A device has called: that it is there, and how many operations it still holds. Written only when there is news.

    Like the time it was last seen, this is no change of anybody's and leaves no line.
    """
    held = seat.unsent if unsent is None else min(max(unsent, 0), MOST_UNSENT)
    if held != seat.unsent or now - seat.seen_at > SEEN_EVERY:
        Seat.objects.filter(pk=seat.pk).update(unsent=held, seen_at=now)
        seat.unsent, seat.seen_at = held, now


def unread(seat: Seat) -> list[Word]:
    """What the device's table was told since it sits there and it has not confirmed yet, oldest first (one query)."""
    return UNREAD.all(seat.group.workshop_id, seat.group_id, seat.pk, seat.taken_at)


# Each press lets all devices of a room ask at once.
UNREAD = Prepared(
    lambda workshop, group, seat, since: Word.objects.for_seat(
        Seat(pk=seat, group=Group(pk=group, workshop_id=workshop), taken_at=since)
    ),
    -271828,
    -314159,
    -141421,
    dt.datetime(1971, 2, 3, tzinfo=dt.UTC),
)
