"""Filing a volunteer service plan: drafting it part by part, handing it in, its review, and when a unit was filed.

Source: 志願服務法 第 7 條、第 8 條; handbook 「備案」. What happens to an approved plan afterwards stands in
`filing_terms`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from foundation import reasons
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from foundation.taiwan.fullwidth import tidy
from foundation.workflow.moves import Move, MoveRefused, Table
from volunteers.models import Authority, Filing, Unit
from volunteers.rules import plan_parts
from volunteers.rules.plan_parts import BY_KEY, LONGEST_PART

from . import authorities, filing_documents
from .authorities import Way

State = Filing.State
KEEP, REVIEW = Permission.KEEP_UNIT, Permission.REVIEW_UNITS
FACTS = ("title", "counties", "nationwide", "categories", "starts_on", "ends_on")
FACTS_MARK, DOCUMENTS_MARK = "facts", "documents"
"""What can be marked beside the parts."""
Period = tuple[dt.date, dt.date | None]


def incomplete(filing: Filing) -> Iterable[str]:
    """What is missing before it can be handed in: the law's elements and what the authority asks for."""
    if not filing.title:
        yield _("請寫計畫名稱。")
    if not filing.categories:
        yield _("請選服務類別。")
    if not (filing.counties or filing.nationwide):
        yield _("請選服務縣市，或勾選全國。")
    if filing.authority_id is None and filing.categories and (filing.counties or filing.nationwide):
        yield _("有不只一種備案方式，請選向哪個機關備案。")
    if not (filing.starts_on and filing.ends_on):
        yield _("請填計畫的開始與結束日期。")
    for part in plan_parts.missing(filing.parts):
        needed = _("、").join(part.needed_for)
        yield _("「%(part)s」還沒寫，志願服務法要求計畫包括%(needed)s。") % {"part": part.label, "needed": needed}
    asked = filing_documents.required(filing.authority.code if filing.authority else None)
    attached = set(filing.papers.values_list("key", flat=True)) if asked else set()
    for document in asked:
        if document.key in attached:
            continue
        if document.key not in filing.documents:
            yield _("附件「%(document)s」還沒勾選。") % {"document": document.label}
        elif not filing.documents[document.key] and document.key not in filing_documents.MADE_HERE:
            yield _("附件「%(document)s」勾選了，還沒有檔案：請附上檔案，或在說明寫怎麼送（例如：紙本隨函寄送）。") % {
                "document": document.label
            }


MOVES = Table(
    field="state",
    moves=(
        Move("submit", frozenset({State.DRAFT, State.RETURNED}), State.SUBMITTED, gettext_lazy("送審"), KEEP,
             guards=(incomplete,), stamp="submitted_at"),
        Move("take_back", frozenset({State.SUBMITTED}), State.DRAFT, gettext_lazy("收回修改"), KEEP),
        Move("return", frozenset({State.SUBMITTED}), State.RETURNED, pgettext_lazy("動作", "退回補正"), REVIEW,
             verb=Verb.RETURNED, stamp="returned_at"),
        Move("approve", frozenset({State.SUBMITTED}), State.APPROVED, gettext_lazy("登錄核備"), REVIEW,
             verb=Verb.FILING_APPROVED),
        Move("replace", frozenset({State.APPROVED}), State.REPLACED, gettext_lazy("由修正版取代"), REVIEW),
        Move("end", frozenset({State.APPROVED}), State.ENDED, gettext_lazy("終止計畫"), KEEP,
             needs_reason=True, verb=Verb.FILING_STOPPED),
        Move("lapse", frozenset({State.APPROVED}), State.LAPSED, gettext_lazy("停止運用"), REVIEW,
             needs_reason=True, verb=Verb.FILING_STOPPED),
    ),
)  # fmt: skip


def begin(*, unit: Unit, by: Acts, now: dt.datetime) -> Filing:
    """Begin a unit's plan as a draft; the draft that is open already, where there is one that is no copy of another.

    Raises:
        ValidationError: the unit is public and needs none.
    """
    if unit.is_public:
        raise ValidationError(_("機關、公立機構與公立學校不必備案。"))
    with transaction.atomic():
        held = Unit.objects.select_for_update().get(pk=unit.pk)
        waiting = held.filings.filter(state__in=(State.DRAFT, State.SUBMITTED, State.RETURNED))
        open_one = waiting.filter(amends=None, copied_from=None).first()
        if open_one is not None:
            return open_one
        made = Filing(unit=held, county=held.county, category=held.category, counties=[held.county_id])
        if held.category != authorities.COMPREHENSIVE:
            made.categories = [held.category]
        _route(made)
        made.full_clean()
        made.save()
        trail.record(Verb.CREATED, made, by=by, at=now)
    return made


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the parts that were sent: which were saved, and a sentence for each that was not."""

    saved: tuple[str, ...]
    problems: dict[str, str]


def mark_of(text: str) -> str:
    """What a page notes of a part as it showed it."""
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def write(
    *, filing: Filing, parts: Mapping[str, str], seen: Mapping[str, str], by: Acts, now: dt.datetime
) -> Written:  # fmt: skip
    """Write parts of a draft, each for itself: what one of them lacks keeps none of the others from being saved.

    Args:
        seen: the mark of each part as the page showed it; who has written meanwhile is not written over.
    """
    saved, problems = [], {}
    with transaction.atomic():
        held = _opened(filing)
        for key, text in parts.items():
            words, stands = text.replace("\r\n", "\n").strip(), held.parts.get(key, "")
            if key not in BY_KEY or words == stands:
                continue
            if len(words) > LONGEST_PART:
                problems[key] = _("最多 %(most)s 字，現在 %(have)s 字，請縮短。") % {
                    "most": f"{LONGEST_PART:,}", "have": f"{len(words):,}",
                }  # fmt: skip
            elif mark_of(stands) != seen.get(key, mark_of("")):
                problems[key] = _("您打開這一頁之後，這一項被改過了，現在寫的列在下面。要用您寫的，就再存一次。")
            else:
                held.parts[key] = words
                saved.append(key)
        if saved:
            held.save(update_fields=["parts"])
            trail.record(Verb.CHANGED, held, by=by, now={"plan_parts": saved}, at=now)
    filing.parts = held.parts
    return Written(tuple(saved), problems)


def describe(*, filing: Filing, values: Mapping[str, Any], by: Acts, now: dt.datetime) -> Filing:
    """Change what stands at the plan's head. The office follows from it, where it leaves no choice.

    Args:
        values: of `FACTS`, with `authority` where one of the ways is chosen, and `documents`.

    Raises:
        ValidationError: a value is wrong, the office is none of the ways', or it is no longer a draft.
    """
    with transaction.atomic():
        held = _opened(filing)
        given = {name: values[name] for name in (*FACTS, "documents", "authority") if name in values}
        if "title" in given:
            given["title"] = tidy(given["title"])
        if "documents" in given:
            given["documents"] = {key: tidy(name)[:100] for key, name in given["documents"].items()}
        chosen: Authority | None = given.pop("authority", held.authority)
        was, new = trail.differences(held, given)
        before = held.authority
        for name, value in new.items():
            setattr(held, name, value)
        held.authority = chosen
        _route(held)
        if "authority" in values and chosen is not None and held.authority != chosen:
            raise ValidationError({"authority": _("這個機關不在備案的方式裡，請重新選。")})
        if held.authority != before:
            was["authority"], new["authority"] = before, held.authority
        if not new:
            return held
        held.full_clean()
        held.save()
        trail.record(Verb.CHANGED, held, by=by, was=was, now=new, at=now)
    return held


def ways(filing: Filing) -> tuple[Way, ...]:
    """The ways to file this plan; none as long as place or kind is open."""
    if not filing.categories or not (filing.counties or filing.nationwide):
        return ()
    return authorities.ways(counties=filing.counties, categories=filing.categories, nationwide=filing.nationwide)


def submit(*, filing: Filing, by: Acts, now: dt.datetime) -> None:
    """Hand it in.

    Raises:
        MoveRefused: something is missing, or it is handed in already.
    """
    MOVES.apply(filing, "submit", by=by, now=now)


def take_back(*, filing: Filing, by: Acts, now: dt.datetime) -> None:
    """Take it back before the authority has answered.

    Raises:
        MoveRefused: the authority has answered.
    """
    MOVES.apply(filing, "take_back", by=by, now=now)


def send_back(*, filing: Filing, marks: Mapping[str, str], remark: str, by: Acts, now: dt.datetime) -> None:
    """Return it to be put right (志願服務法 第 8 條), with what is wanted beside each part.

    Raises:
        MoveRefused: it says nothing, or it is not waiting.
    """
    said = {
        key: text.strip()[:1000]
        for key, text in marks.items()
        if text.strip() and key in (*BY_KEY, FACTS_MARK, DOCUMENTS_MARK)
    }
    if not said and not remark.strip():
        raise MoveRefused([_("請至少在一項旁邊寫要補正什麼，或寫退回原因，單位才知道要改什麼。")])
    along = {"marks": said, "remark": remark.strip()[:500]}
    noted = {"plan_marks": list(said)}
    MOVES.apply(filing, "return", by=by, reason=remark, now=now, along=along, noted=noted)


def approve(*, filing: Filing, number: str, on: dt.date, by: Acts, now: dt.datetime) -> None:
    """Write down that the authority has approved it; the unit may use volunteers, and what it amends is replaced.

    Raises:
        ValidationError: by field, what of the approval is missing or cannot be.
        MoveRefused: it is not waiting.
    """
    _check_approval(number, on, now)
    with transaction.atomic():
        facts = {"approved_on": on, "approval_number": tidy(number), "marks": {}, "remark": ""}
        noted = {"approved_on": on, "approval_number": tidy(number)}
        MOVES.apply(filing, "approve", by=by, now=now, along=facts, noted=noted)
        old = filing.amends
        if old is not None and old.state == State.APPROVED:
            last = max(on, filing.starts_on or on) - dt.timedelta(days=1)
            MOVES.apply(old, "replace", by=by, now=now, along={"stopped_on": last}, noted={"stopped_on": last})
        set_state(filing.unit, Unit.State.ACTIVE, by=by, now=now)


def waive(*, unit: Unit, on: dt.date, why: str, by: Acts, now: dt.datetime) -> Unit:
    """Write down that the authority asks this unit for no filing, because its charter's purpose is the plan's.

    Raises:
        ValidationError: it needs none anyway, is waived already, or no reason is given.
    """
    why = reasons.written(
        tidy(why), ask=_("請寫下免備案的理由（至少 6 個字），例如章程第幾條。"), most=200, field="why"
    )  # fmt: skip
    if on > timezone.localdate(now):
        raise ValidationError({"on": _("日期不能晚於今天。")})
    with transaction.atomic():
        held = Unit.objects.select_for_update().get(pk=unit.pk)
        if held.is_public or held.waived_on is not None:
            raise ValidationError(_("這個單位本來就不必備案。"))
        held.waived_on, held.waived_why = on, why
        held.save(update_fields=["waived_on", "waived_why"])
        trail.record(Verb.FILING_WAIVED, held, by=by, now={"waived_on": on}, reason=held.waived_why, at=now)
        set_state(held, Unit.State.ACTIVE, by=by, now=now)
    return held


def periods(unit: Unit) -> list[Period] | None:
    """When a unit had an approved plan, both days included; None for who needs none (one question).

    A plan counts from its first day, and never before the day of its approval (事前備案).
    """
    if unit.is_public:
        return None
    found: list[Period] = [(unit.waived_on, None)] if unit.waived_on else []
    rows = unit.filings.stood().values_list("starts_on", "approved_on", "ends_on", "extended_to", "stopped_on")
    for starts, approved, ends, extended, stopped in rows:
        first = max(day for day in (starts, approved) if day)
        last = max(day for day in (ends, extended) if day)
        if stopped is not None:
            last = min(last, stopped)
        if first <= last:
            found.append((first, last))
    return sorted(found)


def set_state(unit: Unit, state: str, *, by: Acts, now: dt.datetime) -> None:
    """Let a unit begin or stop using volunteers, as its plan says."""
    was = Unit.objects.values_list("state", flat=True).get(pk=unit.pk)
    if was != state:
        Unit.objects.filter(pk=unit.pk).update(state=state)
        trail.record(Verb.MOVED, unit, by=by, was={"state": was}, now={"state": state}, at=now)
    unit.state = state


def _check_approval(number: str, on: dt.date, now: dt.datetime) -> None:
    found: dict[str, str] = {}
    if not number.strip():
        found["number"] = _("請寫文號，例如：府社工字第1150012345號。")
    elif len(tidy(number)) > 50:
        found["number"] = _("最多 50 個字。")
    today = timezone.localdate(now)
    if on > today:
        found["on"] = _("核備日期不能晚於今天（%(day)s）。") % {"day": roc.shown(today)}
    if found:
        raise ValidationError(found)


def _opened(filing: Filing) -> Filing:
    """The filing under lock, as long as the unit may write in it."""
    held = Filing.objects.select_for_update().select_related("unit", "authority").get(pk=filing.pk)
    if not held.is_open:
        raise ValidationError(_("計畫已經送出，不能再改。請先收回，或等審查結果。"))
    return held


def _route(filing: Filing) -> None:
    """Put it before the office that the ways leave; where they leave a choice, the one that was chosen."""
    found = ways(filing)
    offices = [office for way in found for office in way.offices]
    if filing.authority not in offices:
        filing.authority = offices[0] if len(offices) == 1 else None
    filing.category = found[0].category if found else filing.unit.category
    chosen = filing.authority
    filing.county_id = chosen.county_id if chosen is not None and chosen.county_id else filing.unit.county_id
