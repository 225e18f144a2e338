"""Lists that units send: kept for a while, explained where their columns are not clear, and taken in.

A short list is taken in at once, a long one in the background (`foundation.jobs`). What a heading means in a unit's
lists is remembered (`ColumnMeaning`). File and answer are sealed and thrown away after `KEPT_FOR`.
"""

from __future__ import annotations

import datetime as dt
import logging
import secrets
import time
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import InterfaceError, OperationalError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation import sealed
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.imports import rows
from foundation.imports.asking import Asked, ask
from foundation.imports.grid import Grid, Unreadable
from foundation.imports.layout import Layout, recognise_grids
from foundation.imports.spec import heading_key
from foundation.jobs import work
from foundation.jobs.models import Job
from foundation.jobs.work import Progress, WorkRefused
from volunteers.models import ColumnMeaning, Policy, SentList, Unit

from . import kept_answers
from .kept_answers import Answer
from .list_kinds import KINDS, ListKind, Tell, Whose

KEPT_FOR = dt.timedelta(hours=2)
AT_ONCE = 500
"""A list of more rows than this is taken in in the background."""
PAUSE = 0.1
"""Seconds between two parts of a list in the background, in which a workshop's tables save: SQLite has one writer."""
JOB = "sent_list"
PLACE = "volunteers.sent_list"
UNCLEAR = frozenset({"heading", "missing"})
"""Codes of `Unreadable` that somebody who knows the sheet can clear up."""
NOT_READ = ""
LONGEST_HEADING = 100
logger = logging.getLogger(__name__)


def send(
    *,
    unit: Unit,
    kind: ListKind,
    upload: File[bytes],
    only_check: bool,
    by: User,
    now: dt.datetime,
    language: str,
    policy: Policy | None = None,
    reason: str = "",
) -> SentList:
    """Keep a list and take it in, or begin to; where its columns are not clear it waits for an explanation.

    Args:
        policy: one of the unit's, where it is a list of insured people.
        reason: why its identity numbers are kept although their check digits are wrong (`ListKind.overrides`).

    Raises:
        Unreadable: the file cannot be used; the message says why and what to do.
    """
    throw_away(now=now)
    content = upload.read((kind.limits.megabytes << 20) + 1)
    grids = kind.read(content)
    found = SentList(
        key=secrets.token_urlsafe(12),
        unit=unit,
        kind=kind.name,
        policy=policy,
        name=(upload.name or str(kind.sheet))[:200],
        content=sealed.seal_file(content, place=PLACE),
        only_check=only_check,
        reason=reason[:200] if kind.overrides else "",
        sent_at=now,
        sent_by=by,
    )
    try:
        layout = recognise_grids(grids, kind.spec, meanings(unit, kind))
    except Unreadable as unclear:
        if unclear.code not in UNCLEAR:
            raise
        found.asks = True
        found.save()
        return found
    found.save()
    return _take_in(found, layout, by=by, now=now, language=language)


def explain(
    *, sent: SentList, asked: Asked, fields: Mapping[int, str], by: User, now: dt.datetime, language: str
) -> SentList:
    """Remember what a list's headings mean, for this and the unit's next lists, and take it in.

    Args:
        asked: what was asked (`question`).
        fields: by a column's place the key of its field, or `NOT_READ`.

    Raises:
        ValidationError: a required field is nowhere, two columns are said to be the same, or a heading is too long.
        Unreadable: the sheet still cannot be used.
    """
    kind = KINDS[sent.kind]
    _refuse_unfit(kind, asked, fields)
    with transaction.atomic():
        for one in asked.columns:
            _remember(sent.unit, kind, one.column.heading, fields.get(one.column.index, NOT_READ))
        trail.record(
            Verb.CHANGED, sent.unit, by=by, now={"columns_read": sum(map(bool, fields.values()))}, at=now
        )  # fmt: skip
        sent.sheet = asked.sheet
        layout = _layout(sent)
        sent.asks = False
        sent.save(update_fields=["sheet", "asks"])
    return _take_in(sent, layout, by=by, now=now, language=language)


def _refuse_unfit(kind: ListKind, asked: Asked, fields: Mapping[int, str]) -> None:
    for one in asked.columns:
        if fields.get(one.column.index) and len(heading_key(one.column.heading)) > LONGEST_HEADING:
            raise ValidationError(
                _("%(letter)s 欄的欄名超過 %(most)s 個字，記不住。請在檔案裡縮短，再傳一次。")
                % {"letter": one.column.letter, "most": LONGEST_HEADING}
            )
    chosen = [key for key in fields.values() if key]
    twice = [one.shown for one in kind.spec.fields if chosen.count(one.key) > 1]
    missing = [one.shown for one in kind.spec.fields if one.required and one.key not in chosen]
    comma = _("、")
    if twice:
        raise ValidationError(_("%(fields)s選了兩次。一種資料只能有一欄。") % {"fields": comma.join(twice)})
    if missing:
        raise ValidationError(
            _("還沒有說哪一欄是%(fields)s。沒有這一欄的話，要先在檔案裡補上。") % {"fields": comma.join(missing)}
        )


def _remember(unit: Unit, kind: ListKind, heading: str, field: str) -> None:
    compared = heading_key(heading)[:LONGEST_HEADING]
    natural = kind.spec.field_for(heading)
    here = ColumnMeaning.objects.filter(unit=unit, kind=kind.name, heading_key=compared)
    if field == (natural.key if natural else NOT_READ):
        here.delete()
    elif not here.update(field=field, heading=heading[:LONGEST_HEADING]):
        ColumnMeaning.objects.create(
            unit=unit, kind=kind.name, heading=heading[:LONGEST_HEADING], heading_key=compared, field=field
        )


def forget(*, meaning: ColumnMeaning, by: User, now: dt.datetime) -> None:
    """Take the heading as everybody would again."""
    with transaction.atomic():
        trail.record(Verb.CHANGED, meaning.unit, by=by, now={"columns_read": 0}, at=now)
        meaning.delete()


def take_in(*, sent: SentList, by: User, now: dt.datetime, language: str) -> SentList:
    """Take in for good what was only checked.

    Raises:
        Unreadable: the unit's headings have come to mean something else meanwhile.
    """
    layout = _layout(sent)
    SentList.objects.filter(pk=sent.pk).update(only_check=False)
    sent.only_check = False
    return _take_in(sent, layout, by=by, now=now, language=language)


def _take_in(sent: SentList, layout: Layout, *, by: User, now: dt.datetime, language: str) -> SentList:
    if len(layout.grid.rows) - layout.first_row < AT_ONCE:
        _take(sent, layout, by=by, now=now)
        return sent
    sheet = KINDS[sent.kind].sheet
    with transaction.atomic():
        SentList.objects.filter(pk=sent.pk).update(answer="", refusal="")
        job = work.start(
            kind=JOB,
            label=lambda: _("匯入%(sheet)s：%(unit)s") % {"sheet": sheet, "unit": sent.unit},
            by=by,
            params={"sent_list": sent.key, "only_check": sent.only_check},
            now=now,
            language=language,
        )
        SentList.objects.filter(pk=sent.pk).update(job=job)
    sent.refresh_from_db()
    return sent


def _take(sent: SentList, layout: Layout, *, by: User, now: dt.datetime, tell: Tell = lambda done: None) -> None:
    kind = KINDS[sent.kind]
    refusal = text = ""
    try:
        answer = kind.take(
            whose=whose(sent), understood=rows.understand(layout), name=sent.name, dry=sent.only_check, by=by, now=now,
            tell=tell, reason=sent.reason,
        )  # fmt: skip
        text = kept_answers.closed(answer)
    except ValidationError as problem:
        refusal = " ".join(problem.messages)[:500]
    SentList.objects.filter(pk=sent.pk).update(answer=text, refusal=refusal)
    sent.answer, sent.refusal = text, refusal


def in_background(job: Job, progress: Progress) -> None:
    """Take a long list in; `params` hold its key.

    Raises:
        WorkRefused: it was thrown away, can no longer be taken in by who sent it, or the house failed.
    """
    sent = _sent(job)
    if sent is None:
        raise WorkRefused(_("這份清單已經不在了。請再傳一次；已經匯入的不會重複。"))
    try:
        progress(0, 0, _("讀取檔案"))
        layout = _layout(sent)
        total = len(layout.grid.rows)

        def tell(done: int) -> None:
            words = ngettext("已處理 %(count)s 列", "已處理 %(count)s 列", done) % {"count": f"{done:,}"}
            progress(done, total, words)
            time.sleep(PAUSE)

        _take(sent, layout, by=job.by, now=timezone.now(), tell=tell)
    except Unreadable as unclear:
        raise WorkRefused(str(unclear)) from unclear
    except (OperationalError, InterfaceError):
        raise  # the database is away: begun again, it goes on from what was not taken in
    except Exception as failure:
        logger.exception("list %s of unit %s failed", sent.pk, sent.unit_id)
        raise WorkRefused(
            _("匯入到一半發生錯誤。已經匯入的都在；再傳一次同一份，會從沒有匯入的接著做，不會重複。")
        ) from failure


def may_have(job: Job) -> bool:
    """Whether whoever asked for it may still see what became of the list."""
    return _sent(job) is not None


def address(job: Job) -> str:
    """Where to read what became of the list."""
    sent = _sent(job)
    return reverse(f"volunteers:{sent.kind}_answer", args=[whose(sent).key, sent.key]) if sent else ""


def _sent(job: Job) -> SentList | None:
    rows = SentList.objects.visible_to(job.by).select_related("unit__organisation", "unit__county", "policy")
    return rows.filter(key=job.params["sent_list"]).first()


def whose(sent: SentList) -> Whose:
    """Whose list it is."""
    return Whose(sent.unit, sent.policy)


def answer_to(sent: SentList) -> Answer | None:
    """What became of a list, once that is known."""
    return kept_answers.opened(sent.answer, KINDS[sent.kind].answer) if sent.answer else None


def question(sent: SentList, *, sheet: str = "", heading_row: int = 0) -> Asked:
    """What to ask about a list's columns."""
    kind = KINDS[sent.kind]
    spec = kind.spec.with_meanings(meanings(sent.unit, kind))
    return ask(_grids(sent), spec, sheet=sheet or sent.sheet, heading_row=heading_row)


def meanings(unit: Unit, kind: ListKind) -> dict[str, str]:
    """What headings mean in a unit's lists of a kind, by `heading_key`."""
    return dict(ColumnMeaning.objects.filter(unit=unit, kind=kind.name).values_list("heading_key", "field"))


def throw_away(*, now: dt.datetime) -> int:
    """Delete what has been kept long enough. Answers how many lists."""
    number, _kinds = SentList.objects.filter(sent_at__lt=now - KEPT_FOR).delete()
    return number


def _layout(sent: SentList) -> Layout:
    kind = KINDS[sent.kind]
    grids = _grids(sent)
    chosen = [grid for grid in grids if grid.name == sent.sheet] if sent.sheet else grids
    return recognise_grids(chosen, kind.spec, meanings(sent.unit, kind))


def _grids(sent: SentList) -> list[Grid]:
    content: Any = sent.content  # PostgreSQL gives a memoryview
    return KINDS[sent.kind].read(sealed.unseal_file(content, place=PLACE))
