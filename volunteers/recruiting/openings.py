"""Openings: drafted from the unit's plan, published, closed (招募公告).

Source: 志願服務法 第 6 條、第 7 條; handbook 「除了各級政府機關、機構、公立學校等公立單位之外，都需要跟目的事業主管機關
申請志願服務運用計畫核備之後，才能成為志工運用單位，開始召募與運用志工」: whoever needs a filed plan publishes nothing
without one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from foundation.taiwan.fullwidth import tidy
from foundation.workflow.moves import Move, Table
from volunteers.filing import filings
from volunteers.models import Opening, Post, Unit
from volunteers.rules import opening_parts, reply_texts
from volunteers.rules.service_words import SKILLS, SLOTS

State = Opening.State
KEEP = Permission.KEEP_VOLUNTEERS
FIELDS = (
    "kind", "post", "title", "county", "district", "category", "slots", "skills", "wanted", "opens_on", "closes_on",
    "least_age", "most_age",
)  # fmt: skip


def may_recruit(unit: Unit, on: dt.date) -> list[str]:
    """Why a unit may not call for volunteers on a day, in words; empty where it may."""
    if unit.state != Unit.State.ACTIVE:
        return [_("這個單位現在沒有運用志工（%(state)s），不能公告招募。") % {"state": unit.get_state_display()}]
    filed = filings.periods(unit)
    if filed is None or any(first <= on and (last is None or on <= last) for first, last in filed):
        return []
    return [
        _("志願服務計畫核備之後才能招募志工（志願服務法第 7 條與手冊）。這個單位在 %(day)s 沒有有效的計畫。")
        % {"day": roc.shown(on)}
    ]


def incomplete(opening: Opening) -> Iterable[str]:
    """What is missing before it can be published."""
    if not opening.title:
        yield _("請寫招募名稱。")
    if not (opening.opens_on and opening.closes_on):
        yield _("請填報名開始與截止的日期。")
    if opening.is_event and opening.post is None:
        yield _("大型活動要先在班表新增活動，再選是哪一個。")
    if opening.post is not None and opening.post.taking != Post.Taking.ANYONE:
        yield _("班表上的「%(post)s」沒有開放別的單位的志工報名，請先改成開放。") % {"post": opening.post}
    if not opening.is_event and not opening.slots:
        yield _("請至少勾選一個服務時段，要找服務的人才找得到。")
    for part in opening_parts.missing(opening.parts):
        yield _("「%(part)s」還沒寫。") % {"part": part.label}


def too_soon_or_late(opening: Opening, on: dt.date) -> Iterable[str]:
    """What of the day stands in the way of publishing it."""
    yield from may_recruit(opening.unit, on)
    if opening.closes_on is not None and opening.closes_on < on:
        yield _("報名截止（%(day)s）已經過了，請改日期。") % {"day": roc.shown(opening.closes_on)}


MOVES = Table(
    field="state",
    moves=(
        Move("publish", frozenset({State.DRAFT}), State.PUBLISHED, pgettext_lazy("動作", "公告"), KEEP,
             guards=(incomplete,), dated_guards=(too_soon_or_late,), stamp="published_at",
             verb=Verb.OPENING_PUBLISHED),
        Move("close", frozenset({State.PUBLISHED}), State.CLOSED, gettext_lazy("結束招募"), KEEP, stamp="closed_at"),
    ),
)  # fmt: skip


def begin(*, unit: Unit, by: Acts, now: dt.datetime) -> Opening:
    """Begin an opening as a draft, with what the unit's plan in force already says.

    Raises:
        ValidationError: the unit has ended.
    """
    if unit.state == Unit.State.ENDED:
        raise ValidationError(_("這個單位已經終止運用志工，不能招募。"))
    plan = unit.filings.filter(state="approved").order_by("-approved_on", "-pk").first()
    parts = opening_parts.begun_with(plan.parts) if plan is not None else {}
    if plan is not None:
        parts["plan"] = f"{plan.title}（{plan.approval_number}）"
    with transaction.atomic():
        made = Opening(unit=unit, county=unit.county, category=unit.category, parts=parts)
        made.full_clean()
        made.save()
        trail.record(Verb.CREATED, made, by=by, county=unit.county_id, at=now)
    return made


def seal(opening: Opening) -> str:
    """What a page notes of an opening as it showed it."""
    told = [str(getattr(opening, f"{name}_id", getattr(opening, name))) for name in FIELDS]
    told += [f"{key}={text}" for key, text in sorted(opening.parts.items())]
    return hashlib.blake2b("\0".join(told).encode(), digest_size=8).hexdigest()


def write(
    *, opening: Opening, values: Mapping[str, Any], parts: Mapping[str, str], seen: str, by: Acts, now: dt.datetime
) -> Opening:
    """Change an opening. One that is published stays whole: what is needed cannot be taken out of it.

    Args:
        values: of `FIELDS`.
        parts: of `opening_parts`, by key.
        seen: the seal of what the page showed; who has written meanwhile is not written over.

    Raises:
        ValidationError: a value is wrong, it is closed, or something needed of a published one would be gone.
    """
    with transaction.atomic():
        held = Opening.objects.select_for_update(of=("self",)).select_related("unit", "post").get(pk=opening.pk)
        if held.state == State.CLOSED:
            raise ValidationError(_("招募已經結束，不能再改。要再招募，請新增一個。"))
        if seen != seal(held):
            raise ValidationError(_("您打開這一頁之後，這個招募被改過了。請對照後再存一次，就用您寫的。"))
        given = {name: values[name] for name in FIELDS if name in values}
        for name in ("title", "district"):
            if name in given:
                given[name] = tidy(given[name] or "")
        for name, words in (("slots", SLOTS), ("skills", SKILLS)):
            if name in given:
                given[name] = tuple(code for code in words if code in given[name])
        if given.get("kind", held.kind) != Opening.Kind.EVENT:
            given["post"] = None
        was, new = trail.differences(held, given)
        changed = _written(held, parts)
        for name, value in new.items():
            setattr(held, name, value)
        if not new and not changed:
            return held
        _check(held, timezone.localdate(now))
        held.save()
        if changed:
            was["opening_parts"], new["opening_parts"] = "", changed
        trail.record(Verb.CHANGED, held, by=by, county=held.unit.county_id, was=was, now=new, at=now)
    return held


def move(*, opening: Opening, name: str, by: Acts, now: dt.datetime) -> Opening:
    """Publish or close it.

    Raises:
        MoveRefused: something is missing, the unit may not recruit, or it has moved already.
    """
    MOVES.apply(opening, name, by=by, now=now)
    return opening


def reword(*, opening: Opening, replies: Mapping[str, str], by: Acts, now: dt.datetime) -> Opening:
    """Keep a unit's own words for reply letters; what is the usual wording is not kept as its own.

    Raises:
        ValidationError: a text is too long.
    """
    found: dict[str, str] = {}
    problems: dict[str, str] = {}
    for kind in reply_texts.KINDS:
        text = replies.get(kind, "").replace("\r\n", "\n").strip()
        if len(text) > reply_texts.LONGEST:
            over = {"most": reply_texts.LONGEST, "have": len(text)}
            problems[kind] = _("最多 %(most)s 字，現在 %(have)s 字，請縮短。") % over
        elif text and text != reply_texts.USUAL[kind]:
            found[kind] = text
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        held = Opening.objects.select_for_update().get(pk=opening.pk)
        if found != held.replies:
            held.replies = found
            held.save(update_fields=["replies"])
            told = {"reply_letters": sorted(found)}
            trail.record(Verb.CHANGED, held, by=by, county=held.unit.county_id, now=told, at=now)
    return held


def _written(held: Opening, parts: Mapping[str, str]) -> list[str]:
    """Put in what was written; answers the keys that changed."""
    changed, problems = [], {}
    for key, text in parts.items():
        words = text.replace("\r\n", "\n").strip()
        if key not in opening_parts.BY_KEY or words == held.parts.get(key, ""):
            continue
        if len(words) > opening_parts.LONGEST:
            problems[key] = _("最多 %(most)s 字，現在 %(have)s 字，請縮短。") % {
                "most": f"{opening_parts.LONGEST:,}", "have": f"{len(words):,}",
            }  # fmt: skip
        held.parts[key] = words
        changed.append(key)
    if problems:
        raise ValidationError(problems)
    return changed


def _check(held: Opening, on: dt.date) -> None:
    if held.post is not None and (held.post.unit_id != held.unit_id or not held.post.is_event):
        raise ValidationError({"post": _("請選這個單位班表上的活動。")})
    held.full_clean(exclude=["parts", "replies"])
    if held.state == State.PUBLISHED and (lacking := list(incomplete(held))):
        raise ValidationError([_("已經公告的招募要保持完整。"), *lacking])
