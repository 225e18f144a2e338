"""Saved while one types, and never silently written over: the booklet's passages and the report's chapters alike.

Whoever writes says which version she began from. Of two who write on the same words at once the first is kept, and the
second is asked; what she has typed is kept beside it as a version that was set aside.
"""

from __future__ import annotations

import datetime as dt
import enum
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from reports.models.words import Worded

# What somebody types without a pause of this length is one version.
ONE_GO = dt.timedelta(minutes=10)


class WrittenMeanwhile(ValidationError):
    """Somebody else has changed the words since the page was made; `theirs` is how they stand now."""

    def __init__(self, theirs: Any) -> None:
        told = {"name": theirs.last_by}
        super().__init__(_("%(name)s剛剛改了這一段。您寫的還在格子裡，也留在歷程，請選一個。") % told)
        self.theirs = theirs


class Put(enum.Enum):
    """What became of typed words: nothing new, set aside, a new version begun, or the same person's carried on."""

    SAME = enum.auto()
    ASIDE = enum.auto()
    FRESH = enum.auto()
    GOES_ON = enum.auto()

    @property
    def stands(self) -> bool:
        """Whether the row says something else than before, and has to be saved."""
        return self in (Put.FRESH, Put.GOES_ON)


def cleaned(words: str) -> str:
    """Typed words as they are kept: one kind of line break, no blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in words.replace("\r\n", "\n").split("\n")).strip()


def put(locked: Worded, words: str, *, seen: int, by: User, now: dt.datetime, apart: bool = False) -> Put:
    """Put words into a row that the caller has locked, keeps and saves; their history is written here.

    Args:
        words: as `cleaned` gives them.
        seen: the version that whoever writes has seen.
        apart: begin a new version even where the same person goes on (what stood there was signed).
    """
    if words == locked.words:
        return Put.SAME
    aside = seen != locked.version
    fresh = _keep_version(locked, words, by, now, aside=aside, apart=apart)
    if aside:
        return Put.ASIDE
    setattr(locked, locked.WORDS, words)
    locked.version += 1
    locked.changed_at, locked.changed_by = now, by.as_actor().label[:200]
    return Put.FRESH if fresh else Put.GOES_ON


def _keep_version(row: Any, words: str, by: User, now: dt.datetime, *, aside: bool, apart: bool) -> bool:
    """Keep what was written in the history; whether a new version began with it.

    Somebody who goes on writing goes on with her own version, unless somebody else's came between.
    """
    who = by.as_actor().label[:200]
    last = row.versions.filter(set_aside=aside).first()
    if last is not None and last.written_by == who and now - last.written_at < ONE_GO and not apart:
        setattr(last, row.WORDS, words)
        last.written_at = now
        last.save(update_fields=[row.WORDS, "written_at"])
        return False
    row.versions.create(
        **{row.WORDS: words}, set_aside=aside, begun_at=now, begun_by=who, written_at=now, written_by=who
    )
    return True
