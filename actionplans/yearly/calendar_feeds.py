"""The secret address of somebody's own calendar: made, renewed, revoked, read. Only a digest is kept."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from actionplans import link_tokens
from actionplans.models import CalendarFeed
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb

# A look is noted no more often than this: calendar programs come by all day.
AGAIN = dt.timedelta(hours=1)


def of(user: User) -> CalendarFeed | None:
    """Somebody's own, if she has one."""
    return CalendarFeed.objects.visible_to(user).select_related("user").first()


def make(*, language: str, by: User, now: dt.datetime, statutory: bool = False) -> tuple[CalendarFeed, str]:
    """A new address and its token, the only time it can be read; the one she had leads nowhere from now on."""
    token, digest = link_tokens.made()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        found = CalendarFeed.objects.filter(user=by).first()
        feed = found or CalendarFeed(user=by, language=language, statutory=statutory)
        feed.token_digest, feed.made_at, feed.read_at = digest, now, None
        feed.save()
        trail.record(Verb.CALENDAR_MADE, feed, by=by, at=now)
    return feed, token


def choose(*, feed: CalendarFeed, language: str, statutory: bool, by: User, now: dt.datetime) -> CalendarFeed:
    """Change what stands in it; the address stays."""
    with transaction.atomic():
        locked = CalendarFeed.objects.select_for_update().get(pk=feed.pk)
        was, changed = trail.differences(locked, {"language": language, "statutory": statutory})
        if changed:
            for name, value in changed.items():
                setattr(locked, name, value)
            locked.save(update_fields=list(changed))
            trail.record(Verb.CHANGED, locked, by=by, was=was, now=changed, at=now)
    return locked


def revoke(*, feed: CalendarFeed, by: User, now: dt.datetime) -> None:
    """From this moment its address leads nowhere."""
    with transaction.atomic():
        trail.record(Verb.CALENDAR_REVOKED, feed, by=by, at=now)
        feed.delete()


def find(token: str) -> CalendarFeed | None:
    """The one of a token; None where it was never made, is renewed or revoked."""
    return CalendarFeed.objects.select_related("user").filter(token_digest=link_tokens.digest(token)).first()


def note_read(feed: CalendarFeed, *, now: dt.datetime) -> None:
    """Remember that a program has read it: its owner sees whether it works, and whether somebody else has it."""
    if feed.read_at is None or now - feed.read_at >= AGAIN:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
