"""A unit's report on its way: handed in, returned with marks, accepted and locked, opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from foundation import reasons
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.workflow.moves import Move, MoveRefused, Table
from volunteers.models import ResultFigure, ResultReport, ResultSum
from volunteers.models.result import Term
from volunteers.rules import result_checks
from volunteers.rules.result_checks import Look
from volunteers.rules.result_figures import BY_KEY, FIGURES, UNKNOWN

from . import filling
from .measuring import measured

State = ResultReport.State
KEEP, REVIEW = Permission.KEEP_UNIT, Permission.REVIEW_UNITS
LONGEST_MARK, LONGEST_REMARK = 300, 500
SAID = 6
"""How many figures that have changed are named; of more than these only the number is said."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something that is left before a report can be handed in."""

    key: str
    words: str


def values_of(figures: Iterable[ResultFigure]) -> dict[str, int]:
    """The numbers that hold, by key."""
    return {one.key: one.value or 0 for one in figures if not BY_KEY[one.key].is_words}


def to_do(figures: Iterable[ResultFigure]) -> list[ToDo]:
    """What is left to do before it can be handed in."""
    rows = list(figures)
    found = [ToDo(key, words) for key, words in result_checks.mistakes(values_of(rows))]
    for one in rows:
        if one.by_hand is not None and not one.why:
            said = _("「%(figure)s」是人工填的，請寫數字從哪裡來。") % {"figure": BY_KEY[one.key].label}
            found.append(ToDo(one.key, said))
        if BY_KEY[one.key].is_words and not one.words and one.key != "contact":
            found.append(ToDo(one.key, _("「%(figure)s」還沒寫。") % {"figure": BY_KEY[one.key].label}))
    return found


def advice(figures: Iterable[ResultFigure]) -> list[ToDo]:
    """What may be completed by hand, because the register does not know: nothing stops over it."""
    rows = {one.key: one for one in figures}
    found = []
    for key in (f"education_{UNKNOWN}", f"occupation_{UNKNOWN}"):
        if key in rows and (number := rows[key].value):
            said = _("「%(figure)s」有 %(number)s 人不詳，請補志工資料，或在這裡改填。") % {
                "figure": _("學歷") if key.startswith("education") else _("職業"), "number": number,
            }  # fmt: skip
            found.append(ToDo(key, said))
    if "served" in rows and not rows["served"].value and rows.get("minutes") and rows["minutes"].value:
        found.append(ToDo("served", _("有服務時數，受服務人次卻是 0：時數表沒有登錄的話，請改填。")))
    return found


def _unfinished(report: ResultReport) -> Iterable[str]:
    return [one.words for one in to_do(report.figures.all())]


def _summed(report: ResultReport) -> Iterator[str]:
    """Nothing in a sum that went further up is changed under it."""
    closed = ResultSum.objects.filter(
        authority=report.authority_id, county=report.county_id, year=report.year,
        term__in=(report.term, Term.YEAR), state__in=ResultSum.LOCKS,
    )  # fmt: skip
    if closed.exists():
        yield _("這一期的機關彙整已經送出，請先退回彙整再改。")


def _corrected(report: ResultReport) -> Iterator[str]:
    """Nothing changes that a locked report has corrected: the correction would be told of figures that are no more."""
    told = report.corrected.filter(report__state=State.ACCEPTED).select_related("report").first()
    if told is not None:
        yield _("%(period)s的回報已經核定，裡面更正了這一期的數字。請先重新開啟那一份。") % {
            "period": told.report.period
        }


MOVES = Table(
    field="state",
    moves=(
        Move("submit", frozenset(ResultReport.WITH_UNIT), State.SUBMITTED, pgettext_lazy("成果回報", "送出"), KEEP,
             guards=(_unfinished,), stamp="submitted_at", verb=Verb.RESULT_SENT),
        Move("take_back", frozenset({State.SUBMITTED}), State.OPEN, pgettext_lazy("成果回報", "收回修改"), KEEP),
        Move("return", frozenset({State.SUBMITTED}), State.RETURNED, pgettext_lazy("動作", "退回修改"), REVIEW,
             stamp="returned_at", verb=Verb.RETURNED),
        Move("accept", frozenset({State.SUBMITTED}), State.ACCEPTED, pgettext_lazy("成果回報", "核定"), REVIEW,
             guards=(_summed,), stamp="accepted_at", verb=Verb.RESULT_ACCEPTED),
        Move("reopen", frozenset({State.ACCEPTED}), State.RETURNED, pgettext_lazy("成果回報", "重新開啟"), REVIEW,
             guards=(_summed, _corrected), needs_reason=True, stamp="returned_at", verb=Verb.RESULT_REOPENED),
    ),
)  # fmt: skip


def fill_again(*, report: ResultReport, by: Acts, now: dt.datetime) -> bool:
    """Read the register anew; what was written by hand stays. Answers whether anything moved.

    Raises:
        ValidationError: the report is not with its unit.
    """
    with transaction.atomic():
        found = held(report)
        moved = filling.fill_again(found, now=now)
        report.filled_at = found.filled_at
        if moved:
            trail.record(Verb.RESULT_FILLED, report, by=by, at=now)
    return moved


def submit(*, report: ResultReport, by: Acts, now: dt.datetime, seen: str = "") -> None:
    """Hand it in, with the figures that the register has at this moment: what was approved since the report was opened
    is in it, or it does not go out. What is corrected of earlier periods is told as it is by now. What was asked for
    when it was returned goes along, so that whoever looks at it again sees whether it was done.

    Args:
        seen: the mark of the report as the page showed it (`mark_of`); empty: not looked at.

    Raises:
        MoveRefused: something is left to do, the figures were read anew since, or the register has changed.
    """
    with transaction.atomic():
        held = ResultReport.objects.select_for_update().select_related("authority").get(pk=report.pk)
        if seen and seen != mark_of(held):
            raise MoveRefused([_("數字在這段時間重新帶入過，請再看一次才送出。")])
        if held.is_with_unit:
            if changed := filling.changes(held):
                raise MoveRefused([_("帶入以後帳上的數字變了，請按「重新帶入」，看過再送出。"), *_changed(changed)])
            filling.tell_corrections([held])
        first = held.first_sent_on or timezone.localdate(now)
        MOVES.apply(report, "submit", by=by, now=now, along={"first_sent_on": first})


def _changed(changes: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    """What has changed, in sentences; the first of it where it is much."""
    for key, (was, now) in list(changes.items())[:SAID]:
        figure = BY_KEY[key]
        yield _("「%(figure)s」帶入時是 %(was)s，現在是 %(now)s。") % {
            "figure": figure.label, "was": measured(figure, was), "now": measured(figure, now),
        }  # fmt: skip
    if (more := len(changes) - SAID) > 0:
        yield _("還有 %(number)s 項也變了。") % {"number": more}


def mark_of(report: ResultReport) -> str:
    """What a page notes of the figures as it showed them: when the register was read, and when they were handed in."""
    sent = report.submitted_at.isoformat() if report.submitted_at else ""
    return f"{report.filled_at.isoformat()}/{sent}"


def take_back(*, report: ResultReport, by: Acts, now: dt.datetime) -> None:
    """Take it back before the authority has answered.

    Raises:
        MoveRefused: the authority has answered.
    """
    MOVES.apply(report, "take_back", by=by, now=now)


def send_back(*, report: ResultReport, marks: Mapping[str, str], remark: str, by: Acts, now: dt.datetime) -> None:
    """Return it, with what is wanted beside each figure.

    Raises:
        MoveRefused: it says nothing, or it is not waiting.
    """
    there = set(report.figures.values_list("key", flat=True))
    said = {key: text.strip() for key, text in marks.items() if text.strip() and key in there}
    if not said and not remark.strip():
        raise MoveRefused([_("請至少在一個數字旁邊寫要改什麼，或寫退回原因，單位才知道要改什麼。")])
    for text, most in ((remark, LONGEST_REMARK), *((each, LONGEST_MARK) for each in said.values())):
        if long := reasons.too_long(text, most):
            raise MoveRefused([long])
    along = {"marks": said, "remark": remark.strip()}
    MOVES.apply(report, "return", by=by, reason=remark, now=now, along=along, noted={"result_marks": list(said)})


def accept(*, report: ResultReport, by: Acts, now: dt.datetime, seen: str = "") -> None:
    """Accept it; from now on its figures do not move.

    Args:
        seen: the mark of the report as the page showed it (`mark_of`); empty: not looked at.

    Raises:
        MoveRefused: it is not waiting, was taken back and handed in anew since, or the authority's sum has gone
            further up.
    """
    with transaction.atomic():
        _against_sums(report)
        held = ResultReport.objects.select_for_update().get(pk=report.pk)
        if seen and held.state == State.SUBMITTED and seen != mark_of(held):
            raise MoveRefused([_("單位在這段時間收回去，又重新送出過，請再看一次才核定。")])
        MOVES.apply(report, "accept", by=by, now=now, along={"marks": {}, "remark": ""})
        filling.tell_again(report)


def reopen(*, report: ResultReport, reason: str, by: Acts, now: dt.datetime) -> None:
    """Give an accepted report back to its unit. What was accepted is kept beside it.

    Raises:
        ValidationError: the reason tells nothing.
        MoveRefused: it is not accepted, a later accepted report tells a correction of it, or the authority's sum has
            gone further up.
    """
    kept = reasons.written(reason, ask=_("請寫為什麼要重新開啟（至少 6 個字）。"), most=LONGEST_REMARK)
    with transaction.atomic():
        _against_sums(report)
        held = ResultReport.objects.select_for_update().get(pk=report.pk)
        before = {
            "accepted_at": timezone.localtime(held.accepted_at).isoformat() if held.accepted_at else "", "reason": kept,
            "values": values_of(held.figures.all()),
        }  # fmt: skip
        along = {"former": [*held.former, before], "remark": kept}
        MOVES.apply(report, "reopen", by=by, reason=kept, now=now, along=along)
        filling.tell_again(report)


def _against_sums(report: ResultReport) -> None:
    """Let nobody sum the county's reports while one of them changes its state; who sums takes the same lock."""
    County.objects.select_for_update().get(pk=report.county_id)


def held(report: ResultReport) -> ResultReport:
    """A report under its lock, as long as its unit may write in it.

    Raises:
        ValidationError: it has been handed in.
    """
    found = ResultReport.objects.select_for_update().select_related("authority").get(pk=report.pk)
    if not found.is_with_unit:
        raise ValidationError(_("回報已經送出，不能再改。請先收回，或等審查結果。"))
    return found


def year_before(report: ResultReport) -> ResultReport | None:
    """The unit's report of the same period a year before."""
    return ResultReport.objects.filter(unit=report.unit_id, year=report.year - 1, term=report.term).first()


def looks(report: ResultReport, before: ResultReport | None) -> list[Look]:
    """What looks odd beside last year. Two questions."""
    return compared(report.figures.all(), values_of(before.figures.all()) if before else None)


def compared(figures: Iterable[ResultFigure], before: Mapping[str, int] | None) -> list[Look]:
    """What of these figures looks odd beside last year's."""
    return result_checks.looks(values_of(figures), before, among=[one.key for one in FIGURES])
