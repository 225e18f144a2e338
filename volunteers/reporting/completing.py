"""What a unit completes by hand in a report, where the register cannot know; two people may be at it at once."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import ResultFigure, ResultReport
from volunteers.rules.result_figures import BY_KEY, LONGEST_WORDS, Measure

from . import reports

LONGEST_WHY = 200
SHOWN = 60
"""How much of somebody's words is said again in a sentence."""
Written = tuple[str, str, str]
"""What stands of a figure by hand: number, words, and where the number is from; empty where there is nothing."""
Given = Mapping[str, Mapping[str, str]]


def _written(by_hand: int | None, words: str, why: str) -> Written:
    """Texts as they are compared: browsers send other ends of lines than they were given."""
    return "" if by_hand is None else str(by_hand), "\n".join(words.splitlines()), why


def _stands(one: ResultFigure) -> Written:
    return _written(one.by_hand, one.words, one.why)


def shown(figures: Iterable[ResultFigure]) -> str:
    """What a page notes of what stood by hand when it showed it."""
    return json.dumps({one.key: _stands(one) for one in figures if BY_KEY[one.key].by_hand}, ensure_ascii=False)


def read(text: str) -> dict[str, Written]:
    """What a page says it showed; what cannot be read says nothing."""
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(told, dict):
        return {}
    return {
        key: (one[0], one[1], one[2])
        for key, one in told.items()
        if isinstance(one, list) and len(one) == 3 and all(isinstance(part, str) for part in one)
    }


def write(
    *, report: ResultReport, given: Given, by: Acts, now: dt.datetime, was: Mapping[str, Written] | None = None
) -> dict[str, str]:
    """Write what the unit completes by hand: of each figure `number` (empty: the register's holds), `words`, `why`.

    What is right is written; answers a sentence by figure for what is not, and for what somebody else has written
    since the page was shown. What was left as the page showed it is left as it stands.

    Args:
        was: what the page showed by figure (`shown`); without it what is given holds.

    Raises:
        ValidationError: the report is not with its unit; with a sentence for each figure that was typed in vain.
    """
    problems: dict[str, str] = {}
    with transaction.atomic():
        try:
            reports.held(report)
        except ValidationError as refused:
            raise ValidationError([*refused.messages, *_in_vain(given, was or {})]) from None
        changed: list[ResultFigure] = []
        for one in report.figures.all():
            asked = given.get(one.key)
            if asked is None or not BY_KEY[one.key].by_hand:
                continue
            try:
                by_hand, words, why = _read(one, asked)
            except ValidationError as problem:
                problems[one.key] = " ".join(problem.messages)
                continue
            stands, mine = _stands(one), _written(by_hand, words, why)
            before = (was or {}).get(one.key, stands)
            if mine in (before, stands):
                continue
            if before != stands:
                said = _("別人在這段時間改成「%(text)s」，您填的還沒有存。看過以後再按一次，就換成您填的。")
                problems[one.key] = said % {"text": _said(stands) or _("（空白）")}
                continue
            one.by_hand, one.words, one.why = by_hand, words, why
            changed.append(one)
        if changed:
            ResultFigure.objects.bulk_update(changed, ["by_hand", "words", "why"])
            noted = {"result_figures": [one.key for one in changed]}
            trail.record(Verb.RESULT_WRITTEN, report, by=by, now=noted, at=now)
    return problems


def unseen(report: ResultReport, given: Given, was: Mapping[str, Written]) -> list[str]:
    """Sentences on what stands by hand now and neither stood on the page nor was typed into it."""
    found = []
    for one in report.figures.all():
        stands, before = _stands(one), was.get(one.key)
        if before is not None and stands not in (before, _typed(given.get(one.key, {}))):
            found.append(_("「%(figure)s」在這段時間由別人改過，請看過再送出。") % {"figure": BY_KEY[one.key].label})
    return found


def _typed(asked: Mapping[str, str]) -> Written:
    """What was typed of a figure, as it would be written."""
    number = _plain(asked.get("number", ""))
    words = "\n".join(asked.get("words", "").strip().splitlines())
    return str(int(number)) if number.isascii() and number.isdigit() else number, words, asked.get("why", "").strip()


def _in_vain(given: Given, was: Mapping[str, Written]) -> Iterator[str]:
    for key, asked in given.items():
        typed = _typed(asked)
        if key in was and typed != was[key]:
            yield _("您填的「%(figure)s」沒有存：%(text)s") % {
                "figure": BY_KEY[key].label, "text": _said(typed) or _("（空白）"),
            }  # fmt: skip


def _said(one: Written) -> str:
    number, words, why = one
    text = words or number
    text = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    return _("%(text)s（%(why)s）") % {"text": text, "why": why} if text and why else text or why


def _plain(text: str) -> str:
    return text.strip().replace(",", "").replace("，", "")


def _read(one: ResultFigure, asked: Mapping[str, str]) -> tuple[int | None, str, str]:
    why = asked.get("why", one.why).strip()
    if long := reasons.too_long(why, LONGEST_WHY):
        raise ValidationError(long)
    if BY_KEY[one.key].measure is Measure.WORDS:
        words = asked.get("words", one.words).strip()
        if long := reasons.too_long(words, LONGEST_WORDS, what=str(BY_KEY[one.key].label)):
            raise ValidationError(long)
        return None, words, why
    text = _plain(asked.get("number", "" if one.by_hand is None else str(one.by_hand)))
    if not text:
        return None, "", why
    if not (text.isascii() and text.isdigit()) or len(text) > 12:
        raise ValidationError(_("「%(text)s」不是 0 以上的整數。") % {"text": text[:20]})
    return int(text), "", why
