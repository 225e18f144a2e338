"""Publishing a booklet: nothing goes out that is untranslated, unsigned, without rights, or names somebody."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from reports.models import Booklet

from . import book, readiness
from .booklets import open_one

LONGEST_WHY = 200


def publish(*, booklet: Booklet, by: Acts, now: dt.datetime) -> Booklet:
    """Freeze the book: from now on its files are made from what stood there now.

    Raises:
        ValidationError: something is missing, each place in a sentence of its own; or it is published already.
    """
    with transaction.atomic():
        locked = open_one(booklet)
        found = readiness.of(locked)
        problems = [words for words, _where in found.problems]
        problems += [words for words, _where in readiness.personal_in(locked)]
        if problems:
            raise ValidationError(problems)
        content = dataclasses.replace(
            book.draft(locked, found), is_draft=False, as_of=now.astimezone(dt.UTC).isoformat()
        )
        locked.state, locked.published_at, locked.published_by = Booklet.State.PUBLISHED, now, by.as_actor().label[:200]
        locked.frozen = book.frozen(content)
        locked.save(update_fields=["state", "published_at", "published_by", "frozen"])
        trail.record(Verb.BOOKLET_PUBLISHED, locked, by=by, now={"passages": found.passages}, at=now)
    return locked


def reopen(*, booklet: Booklet, reason: str, by: Acts, now: dt.datetime) -> Booklet:
    """Open a published booklet for changes; its files are drafts again until it is published anew.

    Raises:
        ValidationError: no reason is given, or a longer one than is kept.
    """
    why = reasons.written(reason, ask=_("請寫為什麼重新開啟，例如「更正臺東縣的數字」。"), most=LONGEST_WHY)
    with transaction.atomic():
        locked = Booklet.objects.select_for_update(of=("self",)).get(pk=booklet.pk)
        if not locked.is_open:
            locked.state, locked.published_at, locked.published_by, locked.frozen = Booklet.State.DRAFT, None, "", None
            locked.save(update_fields=["state", "published_at", "published_by", "frozen"])
            trail.record(Verb.BOOKLET_REOPENED, locked, by=by, reason=why, at=now)
    return locked
