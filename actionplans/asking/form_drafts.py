"""Working on the next version of a form: one draft for each form of a programme, whoever of the association writes.

Every change is written at once and leaves its line. Two people may work on the same draft: what they change beside
each other is kept, what they change in the same place is not written over but told (`Clash`), and what was looked at
before publishing or discarding must still be what is there (`Outdated`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from actionplans.models import QuestionSet, Sheet
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from workshops.models import Programme, Workshop

from . import questions, wording
from .form_changes import Change, changes_between
from .questions import EXTRA, Form, Question
from .wording import Wording, Words

S = Workshop.State


class Clash(Exception):
    """Somebody else has changed the same words meanwhile; nothing was written.

    All by address and name: `there` is what stands there now, `theirs` the part of it that would have been written
    over, `both` the words with the changes of either side, one's own where they clash. `by` changed the draft last.
    """

    def __init__(self, *, there: Wording, theirs: Wording, both: Wording, by: str) -> None:
        super().__init__(by)
        self.there, self.theirs, self.both, self.by = there, theirs, both, by


class Outdated(Exception):
    """The draft is no longer what was looked at."""


class Gone(Exception):
    """There is no such draft any more: it was published or discarded."""


@dataclass(frozen=True, slots=True)
class Former:
    """A question of the association's own that an earlier version asked and this draft does not."""

    question: Question
    section: str
    title: str
    version: int


def begin(*, programme: Programme, kind: str, by: Acts, now: dt.datetime) -> QuestionSet:
    """The draft of a form: the one there is, or a new one that says what the newest version says.

    Raises:
        QuestionSet.DoesNotExist: the programme has no published form of this kind.
    """
    drafts = QuestionSet.objects.filter(programme=programme, kind=kind).drafts()
    if found := drafts.first():
        return found
    source = questions.newest(programme, kind)
    try:
        with transaction.atomic():
            draft = QuestionSet.objects.create(
                programme=programme,
                kind=kind,
                version=questions.last_version(programme, kind) + 1,
                definition=source.definition,
                changed_at=now,
                changed_by=by.as_actor().label,
            )
            trail.record(Verb.CREATED, draft, by=by, now={"version": draft.version}, at=now)
    except IntegrityError:  # somebody else began at the same moment
        return drafts.get()
    return draft


def reword(*, draft: QuestionSet, words: Wording, drawn: Wording, by: Acts, now: dt.datetime) -> QuestionSet:
    """Change words of a draft.

    Args:
        words: by address and name, as `wording.words_of` gives them.
        drawn: the same words as the page that is sent showed them. Only what differs from it is a change; a word that
            is not in it counts as one that nobody has seen.

    Raises:
        Clash: somebody else has changed one of these words since, to something else; nothing is written.
        ValidationError: a word is empty, too long or unknown.
        Gone: the draft was published or discarded.
    """
    with _at_work(draft, by, now) as work:
        form = work.form
        there = wording.words_of(form)
        wanted = wording.words_of(wording.reword(form, words))
        both: dict[str, dict[str, Any]] = {}
        theirs: dict[str, dict[str, Any]] = {}
        for address, given in words.items():
            both[address] = dict(there[address])
            for name in given:
                seen = drawn.get(address, {}).get(name)
                new, old = wanted[address][name], there[address][name]
                if new in (seen, old):
                    continue
                both[address][name] = new
                if old != seen:
                    theirs.setdefault(address, {})[name] = old
        if theirs:
            here = {address: there[address] for address in words}
            raise Clash(there=here, theirs=theirs, both=both, by=work.draft.changed_by)
        work.form = wording.reword(form, both)
    return work.draft


def move(*, draft: QuestionSet, key: str, up: bool, by: Acts, now: dt.datetime) -> QuestionSet:
    """Put a question a place higher or lower in its section; at the end it stays.

    Raises:
        Gone: the draft was published or discarded.
    """
    with _at_work(draft, by, now) as work:
        work.form = wording.moved(work.form, key, up=up)
    return work.draft


def add(
    *, draft: QuestionSet, kind: str, words: Words, section: str, after: str, by: Acts, now: dt.datetime
) -> tuple[QuestionSet, str]:
    """Add a question of the association's own; its key is made here and answers to nothing that was ever asked.

    Args:
        kind: how it is answered, one of `questions.EXTRA_KINDS`.
        words: label, hint, placeholder, options and their English, as `wording.words_of` names them.
        section, after: where it stands; see `wording.with_extra`.

    Returns:
        The draft, and the question's key.

    Raises:
        ValidationError: a place that is gone, a kind that cannot be added, words that are empty or too long.
        Gone: the draft was published or discarded.
    """
    with _at_work(draft, by, now) as work:
        made = wording.own_question(_free_key(work.draft), kind, words)
        work.form = wording.with_extra(work.form, made, section=section, after=after)
    return work.draft, made.key


def _free_key(draft: QuestionSet) -> str:
    used = {key for form in _versions(draft) for key in form.by_key} | set(questions.read(draft.definition).by_key)
    numbers = [int(key.removeprefix(EXTRA)) for key in used if key.removeprefix(EXTRA).isdecimal()]
    return f"{EXTRA}{max(numbers, default=0) + 1}"


def remove(*, draft: QuestionSet, key: str, by: Acts, now: dt.datetime) -> QuestionSet:
    """Take a question of the association's own out of the draft; what earlier versions asked stays theirs.

    Raises:
        ValidationError: reports rely on the question, or it is not there; the message says so.
        Gone: the draft was published or discarded.
    """
    with _at_work(draft, by, now) as work:
        work.form = wording.without(work.form, key)
    return work.draft


def bring_back(*, draft: QuestionSet, key: str, by: Acts, now: dt.datetime) -> QuestionSet:
    """Ask a question of an earlier version again, under its old key, at the end of its section.

    Raises:
        ValidationError: no earlier version asked it, or the draft asks it already.
        Gone: the draft was published or discarded.
    """
    with _at_work(draft, by, now) as work:
        found = next((one for one in former(work.draft) if one.question.key == key), None)
        if found is None:
            raise ValidationError(_("這一題不在停用的題目裡，請重新整理頁面。"))
        section = next((one for one in work.form.sections if one.key == found.section), work.form.sections[-1])
        last = section.questions[-1].key if section.questions else ""
        work.form = wording.with_extra(work.form, found.question, section=section.key, after=last)
    return work.draft


def publish(*, draft: QuestionSet, seen: int, by: Acts, now: dt.datetime) -> QuestionSet:
    """Make the draft the form's next version; sheets already opened keep theirs.

    Args:
        seen: the draft's `revision` when its changes were looked at.

    Raises:
        Outdated: somebody has changed it since.
        ValidationError: it says what the newest version says, or lost what reports rely on.
        Gone: the draft was published or discarded.
    """
    with transaction.atomic():
        locked = _locked(draft)
        last = questions.newest(locked.programme, locked.kind)
        form = questions.read(locked.definition)
        if locked.revision != seen:
            raise Outdated
        if form == questions.read(last.definition):
            raise ValidationError(_("沒有任何修改，沒有發布新版本。"))
        questions.keep_meaning(locked.kind, form)
        if locked.version < last.version:
            locked.version = questions.last_version(locked.programme, locked.kind) + 1
        locked.published_at, locked.published_by = now, by.as_actor().label
        locked.save()
        trail.record(
            Verb.QUESTIONS_PUBLISHED, locked, by=by, was={"version": last.version}, now={"version": locked.version},
            at=now,
        )  # fmt: skip
    return locked


def discard(*, draft: QuestionSet, seen: int, by: Acts, now: dt.datetime) -> None:
    """Throw the draft away; the trail keeps what it would have changed.

    Raises:
        Outdated: somebody has changed it since `seen`.
        Gone: the draft was published or discarded already.
    """
    with transaction.atomic():
        locked = _locked(draft)
        if locked.revision != seen:
            raise Outdated
        _was, lost = _in_words(_before(locked), questions.read(locked.definition))
        trail.record(Verb.DELETED, locked, by=by, was=lost, at=now)
        locked.delete()


def changes_of(version: QuestionSet) -> list[Change]:
    """In what a version differs from the one before it, a draft from the newest; nothing for the first."""
    return changes_between(_before(version), questions.read(version.definition))


def _before(version: QuestionSet) -> Form:
    """What stood before it; itself where nothing did."""
    rows = QuestionSet.objects.filter(programme=version.programme_id, kind=version.kind).published()
    found = (rows.filter(version__lt=version.version) if version.published_at else rows).first()
    return questions.read((found or version).definition)


def former(draft: QuestionSet) -> list[Former]:
    """Questions of the association's own that earlier versions asked and the draft does not, as they last stood."""
    here = questions.read(draft.definition).by_key
    rows = QuestionSet.objects.filter(programme=draft.programme_id, kind=draft.kind).published()
    found: dict[str, Former] = {}
    for row in rows:
        for section in questions.read(row.definition).sections:
            for question in section.questions:
                if question.is_extra and question.key not in here:
                    found.setdefault(question.key, Former(question, section.key, section.title, row.version))
    return list(found.values())


def asked_before(draft: QuestionSet) -> set[str]:
    """The keys that a published version has asked."""
    return {key for form in _versions(draft) for key in form.by_key}


def _versions(draft: QuestionSet) -> Iterator[Form]:
    rows = QuestionSet.objects.filter(programme=draft.programme_id, kind=draft.kind).published()
    return (questions.read(row.definition) for row in rows)


def reached(programme: Programme, kind: str) -> QuerySet[Workshop]:
    """The workshops whose tables would get a version published now: not begun, and no table has opened its sheet."""
    opened = Sheet.objects.filter(kind=kind, group__workshop=OuterRef("pk"))
    waiting = Workshop.objects.filter(programme=programme, state__in=(S.DRAFT, S.SUBMITTED, S.CONFIRMED))
    return waiting.filter(~Exists(opened), started_at__isnull=True)


# --- one change ------------------------------------------------------------------------------------------------------


@dataclass
class _Work:
    draft: QuestionSet
    form: Form


def _locked(draft: QuestionSet) -> QuestionSet:
    rows = QuestionSet.objects.select_for_update(of=("self",)).select_related("programme")
    found = rows.drafts().filter(pk=draft.pk).first()
    if found is None:
        raise Gone
    return found


@contextmanager
def _at_work(draft: QuestionSet, by: Acts, now: dt.datetime) -> Iterator[_Work]:
    """The draft under lock; what the block makes of its form is written with its line, if it makes a difference."""
    with transaction.atomic():
        locked = _locked(draft)
        before = questions.read(locked.definition)
        work = _Work(locked, before)
        yield work
        if work.form == before:
            return
        locked.definition = questions.write(work.form)
        locked.revision += 1
        locked.changed_at, locked.changed_by = now, by.as_actor().label
        locked.save()
        old, new = _in_words(before, work.form)
        trail.record(Verb.CHANGED, locked, by=by, was=old, now=new, at=now)


def _in_words(before: Form, after: Form) -> tuple[dict[str, str], dict[str, str]]:
    """What was and what is, by its place in the form."""
    with override(settings.LANGUAGE_CODE):  # one language for good, whichever the writer's page speaks
        changes = changes_between(before, after)
        was = {one.place: one.was for one in changes if one.sort != "added"}
        return was, {one.place: one.now for one in changes if one.sort != "removed"}
