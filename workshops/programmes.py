"""Programmes: making one, making the next from the last, changing it, opening and closing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan.clock import spoken
from foundation.workflow.moves import Move, Table

from .agenda_language import noted
from .models import AgendaBlock, Programme
from .numbers import Numbers
from .schedule import Block

S = Programme.State

# Stages as the plan's text states them (企劃案三(三)：第三階段 1-1.5 小時); its own table adds up to 50–80 minutes.
STATED_STAGES: dict[str, dict[int, tuple[int, int]]] = {Programme.Kind.LOCAL_WORKSHOP: {3: (60, 90)}}
STAGES = {
    1: gettext_lazy("理念對齊與地方現況盤點"),
    2: gettext_lazy("行動方案設計與可行性推演"),
    3: gettext_lazy("成果發表與共識凝聚"),
}

FIELDS = (
    "name", "name_en", "minutes_min", "minutes_advised", "minutes_max", "capacity", "groups_min", "groups_max",
    "presentation_min", "presentation_max", "issues_min", "issues_max", "plans_min", "plans_max", "held_by",
    "symposium_by", "tracking_months", "remind_before", "tell_supervisor", "tell_officer", "tell_association",
    "ask_late_every", "source",
)  # fmt: skip
BLOCK_FIELDS = ("stage", "kind", "title", "title_en", "minutes_min", "minutes_max", "output", "remark", "form")

# Nobody is written to oftener than this about one thing, and nothing is said of it after a third of a year.
_DAYS = Numbers(1, 120, most=5)
NUMBERS = {
    "tracking_months": Numbers(1, 36, most=36),
    "remind_before": Numbers(1, 60, most=5),
    "tell_supervisor": _DAYS,
    "tell_officer": _DAYS,
    "tell_association": _DAYS,
}

# What the ladder of reminders is made of, and what stands for its pace where that is one number.
LADDER = ("remind_before", "tell_supervisor", "tell_officer", "tell_association", "ask_late_every")
EVERY = "every"

Made = Callable[..., Any]
_made: list[Made] = []


def on_made(callback: Made) -> None:
    """Let an app above lay out its part of every new programme.

    The callback gets `programme=`, `like=` (the programme it continues, or None), `by=` and `now=`, inside the
    transaction that makes the programme. Called once, when that app is ready.
    """
    if callback not in _made:
        _made.append(callback)


def why_no_such_length(programme: Programme, minutes: int) -> str:
    """Why a workshop of this length cannot be held under the programme, and how to mend it; empty where it can."""
    if minutes < programme.minutes_min:
        return _(
            "%(minutes)s 分太短，這個方案至少要 %(least)s 分（%(spoken)s）。"
            "請加長時段；排不出時間的話，請洽協會秘書處。"
        ) % {"minutes": minutes, "least": programme.minutes_min, "spoken": spoken(programme.minutes_min)}
    if minutes > programme.minutes_max:
        return _("%(minutes)s 分太長，這個方案最多 %(most)s 分（%(spoken)s）。請縮短，或分成兩場。") % {
            "minutes": minutes,
            "most": programme.minutes_max,
            "spoken": spoken(programme.minutes_max),
        }
    return ""


def has_blocks(programme: Programme) -> Iterable[str]:
    """Counties can only register for something that has an agenda."""
    if not programme.blocks.exists():
        yield _("議程範本：還沒有區塊，縣市會排不出議程。")


MOVES = Table(
    field="state",
    moves=[
        Move(
            "open", frozenset({S.DRAFT}), S.OPEN, gettext_lazy("開放登記"), Permission.MANAGE_PROGRAMMES, (has_blocks,)
        ),
        Move("close", frozenset({S.OPEN}), S.CLOSED, gettext_lazy("結束登記"), Permission.MANAGE_PROGRAMMES),
        Move(
            "reopen", frozenset({S.CLOSED}), S.OPEN, gettext_lazy("重新開放"), Permission.MANAGE_PROGRAMMES,
            needs_reason=True,
        ),
    ],
)  # fmt: skip


def create_programme(
    *,
    slug: str,
    kind: str,
    year: int,
    by: Acts,
    now: dt.datetime,
    blocks: Iterable[Block] = (),
    like: Programme | None = None,
    **fields: Any,
) -> Programme:
    """Make a draft programme with its agenda template and whatever apps above add to it.

    Args:
        fields: any of `FIELDS`.
        like: the programme it continues, for the apps above.

    Raises:
        ValidationError: a field is wrong, or there is one of this kind in this year already.
    """
    _known(fields)
    with transaction.atomic():
        programme = Programme(slug=slug, kind=kind, year=year, state=S.DRAFT, **fields)
        _clean(programme)
        programme.save()
        _lay(programme, [(block, "") for block in blocks])
        trail.record(Verb.CREATED, programme, by=by, now={"name": programme.name, "year": year, "kind": kind}, at=now)
        for callback in _made:
            callback(programme=programme, like=like, by=by, now=now)
    return programme


def continue_programme(
    *, like: Programme, year: int, by: Acts, now: dt.datetime, name: str = "", slug: str = ""
) -> Programme:
    """A draft for another year, made from the last one: all numbers and blocks copied, dates moved by the years.

    Args:
        name, slug: without them, the old ones with the year changed where it stands in them.

    Raises:
        ValidationError: there is one of this kind in that year already.
    """
    moved = year - like.year
    fields = {field: getattr(like, field) for field in FIELDS}
    fields["name"] = name or _next_text(like.name, like.year, year)
    fields["name_en"] = _next_text(like.name_en, like.year, year) if like.name_en else ""
    fields |= {field: list(getattr(like, field)) for field in NUMBERS}
    for date in ("held_by", "symposium_by"):
        fields[date] = _years_later(fields[date], moved)
    with transaction.atomic():
        made = create_programme(
            slug=slug or _next_slug(like.slug, like.year, year),
            kind=like.kind,
            year=year,
            by=by,
            now=now,
            like=like,
            blocks=(),
            **fields,
        )
        AgendaBlock.objects.bulk_create(
            AgendaBlock(
                programme=made,
                position=block.position,
                **{field: getattr(block, field) for field in BLOCK_FIELDS},
            )
            for block in like.blocks.all()
        )
    return made


def change_programme(
    *, programme: Programme, changes: Mapping[str, Any], by: Acts, now: dt.datetime | None = None
) -> Programme:
    """Change any of `FIELDS`.

    Raises:
        ValidationError: a value is wrong; nothing is changed then.
    """
    _known(changes)
    with transaction.atomic():
        locked = Programme.objects.select_for_update().get(pk=programme.pk)
        was, changed = trail.differences(locked, changes)
        for field, value in changes.items():
            setattr(locked, field, value)
        _clean(locked)
        if changed:
            locked.rungs_since = _rungs_since(locked.rungs_since, was, changed, now or timezone.now())
            locked.save(update_fields=[*changed, "rungs_since"])
            trail.record(Verb.CHANGED, locked, by=by, was=was, now=changed, at=now)
    for field, value in changes.items():
        setattr(programme, field, value)
    programme.rungs_since = locked.rungs_since
    return programme


def _rungs_since(
    known: Mapping[str, Any], was: Mapping[str, Any], changed: Mapping[str, Any], now: dt.datetime
) -> dict[str, Any]:
    """Since when the numbers of the ladder stand there, after a change of some of them."""
    found = {field: dict(since) for field, since in known.items()}
    for field in LADDER:
        if field not in changed:
            continue
        of_field = found.setdefault(field, {})
        numbers = changed[field] if isinstance(changed[field], list) else [EVERY]
        before = was.get(field, ()) if isinstance(changed[field], list) else ()
        of_field |= {str(number): now.isoformat() for number in numbers if number not in before}
    return found


def write_blocks(*, programme: Programme, blocks: Iterable[tuple[Block, str]], by: Acts) -> list[AgendaBlock]:
    """Replace the agenda template; workshops that have arranged theirs keep it.

    Args:
        blocks: each block with its English title, in order.

    Raises:
        ValidationError: a block without a title or with its minutes the wrong way round; nothing is changed then.
    """
    wanted = list(blocks)
    if programme.state != S.DRAFT and not wanted:
        raise ValidationError(_("開放登記的方案至少要有一個議程區塊。"))
    with transaction.atomic():
        was = _said(programme)
        programme.blocks.all().delete()
        made = _lay(programme, wanted)
        now = _said(programme)
        if was != now:
            trail.record(Verb.CHANGED, programme, by=by, was={"blocks": was}, now={"blocks": now})
    return made


def blocks_of(programme: Programme) -> tuple[Block, ...]:
    """The agenda template as frozen values."""
    return tuple(
        Block(one.title, one.kind, one.stage, one.minutes_min, one.minutes_max, one.output, one.remark, one.form)
        for one in programme.blocks.all()
    )


def _known(fields: Mapping[str, Any]) -> None:
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"a programme has no changeable {', '.join(sorted(unknown))}")


def _clean(programme: Programme) -> None:
    """Check the whole, and that months and days are numbers in their order."""
    if wrong := {field: text for field, few in NUMBERS.items() if (text := few.why_not(getattr(programme, field)))}:
        raise ValidationError(wrong)
    if programme.slug == "new":
        raise ValidationError({"slug": _("「new」是系統用的網址，請換一個代稱。")})
    programme.full_clean(exclude=list(NUMBERS))  # an empty list is a good answer: nothing is followed up


def _lay(programme: Programme, blocks: Iterable[tuple[Block, str]]) -> list[AgendaBlock]:
    rows = []
    problems: list[str] = []
    for position, (block, title_en) in enumerate(blocks, 1):
        row = AgendaBlock(
            programme=programme,
            position=position,
            stage=block.stage,
            kind=block.kind,
            title=block.title,
            title_en=title_en,
            minutes_min=block.minutes_min,
            minutes_max=block.minutes_max,
            output=block.output,
            remark=block.remark,
            form=block.form,
        )
        try:
            row.full_clean(exclude=["programme"], validate_unique=False)
        except ValidationError as wrong:
            problems += [_("第 %(n)s 項：%(problem)s") % {"n": position, "problem": text} for text in wrong.messages]
        rows.append(row)
    if problems:
        raise ValidationError(problems)
    return AgendaBlock.objects.bulk_create(rows)


def _said(programme: Programme) -> list[str]:
    """The template in words, for the trail."""
    return [noted(one.title, f"{one.minutes_min}–{one.minutes_max}") for one in programme.blocks.all()]


def _next_text(text: str, old: int, new: int) -> str:
    """A name with its year changed, Gregorian or 民國; one that names none stays as it is."""
    return text.replace(str(old), str(new)).replace(f"{old - 1911}年", f"{new - 1911}年")


def _next_slug(slug: str, old: int, new: int) -> str:
    """A slug with its year changed; one that names none gets the new year at its end."""
    changed = _next_text(slug, old, new)
    return changed if changed != slug else f"{slug}-{new}"


def _years_later(date: dt.date | None, years: int) -> dt.date | None:
    if date is None:
        return None
    try:
        return date.replace(year=date.year + years)
    except ValueError:  # 29 February in a year that has none
        return date.replace(year=date.year + years, day=28)


def as_fields(programme: Programme) -> dict[str, Any]:
    """The changeable fields with their values, for a form."""
    return model_to_dict(programme, fields=FIELDS)
