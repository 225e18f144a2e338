"""Writing a chapter's words: kept while one types, in versions, never silently over somebody else's."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from reports import typed_words
from reports.models import ChapterWords
from reports.models.chapter import LONGEST_WORDS
from reports.typed_words import Put, WrittenMeanwhile

LONGEST = {
    ChapterWords.Role.TEXT: LONGEST_WORDS, ChapterWords.Role.CAPTION: 300, ChapterWords.Role.ALT: 300,
    ChapterWords.Role.CREDIT: 100,
}  # fmt: skip


def longest(words: ChapterWords) -> int:
    """How many characters such words may have."""
    return LONGEST[ChapterWords.Role(words.role)]


def write(*, words: ChapterWords, text: str, seen: int, by: User, now: dt.datetime) -> ChapterWords:
    """Keep the words typed so far. What is the same as what stands there is no change.

    Args:
        seen: their version when the page was made.

    Raises:
        WrittenMeanwhile: somebody else has changed them; what was typed is kept as a version that was set aside.
        ValidationError: too long, or their part has been taken out.
    """
    text = typed_words.cleaned(text)
    if long := reasons.too_long(text, longest(words), what=words.get_role_display()):
        raise ValidationError({"text": [long]})
    with transaction.atomic():
        locked = ChapterWords.objects.select_for_update(of=("self",)).select_related("part").get(pk=words.pk)
        if locked.part.removed_at is not None:
            raise ValidationError(
                _("%(name)s剛剛拿掉了這一段，您寫的還在格子裡。請先在這一章最下面把它放回來。")
                % {"name": locked.part.removed_by}
            )
        was = locked.text
        done = typed_words.put(locked, text, seen=seen, by=by, now=now)
        if done.stands:
            locked.save()
        if done is Put.FRESH:
            trail.record(Verb.CHANGED, locked, by=by, was={"text": was}, now={"text": text}, at=now)
    if done is Put.ASIDE:
        raise WrittenMeanwhile(locked)
    return locked
