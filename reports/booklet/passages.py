"""Translating passage by passage: saved while one types, never silently written over, signed by somebody else.

How two write at once is `reports.typed_words`. A passage that changes in either language loses its signature.
"""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from reports import typed_words
from reports.models import Booklet, Highlight, Passage
from reports.models.booklet import LONGEST_ENGLISH
from reports.typed_words import Put, WrittenMeanwhile

from . import sources
from .booklets import open_one

__all__ = ["WrittenMeanwhile", "sign", "take", "unsign", "write"]


def write(*, passage: Passage, english: str, seen: int, by: User, now: dt.datetime) -> Passage:
    """Keep the English typed so far. What is the same as what stands there is no change.

    Args:
        seen: the passage's version when the page was made.

    Raises:
        WrittenMeanwhile: somebody else has changed it; the words are kept as a version that was set aside.
        ValidationError: too long, or the booklet is published.
    """
    english = typed_words.cleaned(english)
    if long := reasons.too_long(english, LONGEST_ENGLISH, what=_("英文")):
        raise ValidationError({"english": [long]})
    with transaction.atomic():
        open_one(passage.booklet)
        locked = Passage.objects.select_for_update(of=("self",)).get(pk=passage.pk)
        was = locked.english
        done = typed_words.put(locked, english, seen=seen, by=by, now=now, apart=locked.is_signed)
        if done.stands:
            locked.translator = by
            _lose_signature(locked, by, now)
            locked.save()
        if done is Put.FRESH:
            trail.record(Verb.CHANGED, locked, by=by, was={"english": was}, now={"english": english}, at=now)
    if done is Put.ASIDE:
        raise WrittenMeanwhile(locked)
    return locked


def take(*, booklet: Booklet, highlight: Highlight | None, part: str, by: Acts, now: dt.datetime) -> Passage | None:
    """Take the Chinese as the data say it now. The English stays as it is, and has to be looked at and signed again.

    Returns:
        The passage; None where the data say nothing any more, and the passage went (the trail keeps its English).

    Raises:
        ValidationError: the booklet is published, or there is no such part.
    """
    with transaction.atomic():
        locked = open_one(booklet)
        there = sources.of_highlights(locked, [highlight])[highlight.pk] if highlight else sources.of_booklet(locked)
        text = there.get(part, "")
        found = Passage.objects.select_for_update(of=("self",)).filter(
            booklet=locked, highlight=highlight, part=part
        ).first()  # fmt: skip
        if found is None:
            if not text:
                raise ValidationError(_("資料裡沒有這一段，請重新整理頁面。"))
            found = Passage(booklet=locked, highlight=highlight, part=part)
        elif not text:
            trail.record(Verb.DELETED, found, by=by, was={"source": found.source, "english": found.english}, at=now)
            found.delete()
            return None
        if found.source != text:
            was = {"source": found.source}
            found.source, found.taken_at, found.taken_by = text, now, by.as_actor().label[:200]
            found.version += 1
            _lose_signature(found, by, now)
            found.save()
            trail.record(Verb.CHANGED, found, by=by, was=was, now={"source": text}, at=now)
    return found


def sign(*, passage: Passage, seen: int, by: User, now: dt.datetime) -> Passage:
    """Say that the English says what the Chinese says, and can be printed.

    Raises:
        ValidationError: nothing is translated, it is one's own translation, the data or the words have changed since
            they were looked at, or the booklet is published.
    """
    with transaction.atomic():
        booklet = open_one(passage.booklet)
        locked = Passage.objects.select_for_update(of=("self",)).get(pk=passage.pk)
        highlight = locked.highlight
        there = sources.of_highlights(booklet, [highlight])[highlight.pk] if highlight else sources.of_booklet(booklet)
        _require_signable(locked, seen, there.get(locked.part, ""), by)
        if not locked.is_signed:
            locked.signer, locked.signed_at, locked.signed_by = by, now, by.as_actor().label[:200]
            locked.save(update_fields=["signer", "signed_at", "signed_by"])
            trail.record(Verb.PASSAGE_SIGNED, locked, by=by, now={"version": locked.version}, at=now)
    return locked


def unsign(*, passage: Passage, by: Acts, now: dt.datetime) -> Passage:
    """Take a signature back.

    Raises:
        ValidationError: the booklet is published.
    """
    with transaction.atomic():
        open_one(passage.booklet)
        locked = Passage.objects.select_for_update(of=("self",)).get(pk=passage.pk)
        if locked.is_signed:
            _lose_signature(locked, by, now)
            locked.save(update_fields=["signer", "signed_at", "signed_by"])
    return locked


def _require_signable(passage: Passage, seen: int, source: str, by: User) -> None:
    if not passage.english:
        raise ValidationError(_("「%(part)s」還沒有英文，不能審定。") % {"part": passage.get_part_display()})
    if passage.translator_id == by.pk:
        raise ValidationError(
            _("「%(part)s」最後是您自己寫的，要由另一位審定。") % {"part": passage.get_part_display()}
        )
    if passage.version != seen:
        raise ValidationError(
            _("「%(part)s」在您看過之後又改了，請看過新的再審定。") % {"part": passage.get_part_display()}
        )
    if passage.source != source:
        raise ValidationError(
            _("「%(part)s」的中文資料已經改了，先取用新的中文、確認英文，再審定。")
            % {"part": passage.get_part_display()}
        )


def _lose_signature(passage: Passage, by: Acts, now: dt.datetime) -> None:
    if passage.is_signed:
        trail.record(Verb.PASSAGE_UNSIGNED, passage, by=by, was={"signed_by": passage.signed_by}, at=now)
    passage.signer, passage.signed_at, passage.signed_by = None, None, ""
