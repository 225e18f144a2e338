"""The results of a round on paper, as PDF and ODT: the rules they were given by, and everybody's grade.

Official, and in Chinese. Source: 手冊「考核應明訂以公平、公正及公開的制度」.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.exports import odt
from foundation.exports.imprint import Imprint
from foundation.exports.table import Column, Table
from foundation.taiwan import roc
from volunteers.models import Evaluation, EvaluationRound
from volunteers.rules import grading
from volunteers.templatetags.register import as_hours

NAME = "考核結果名冊"


@dataclass(frozen=True, slots=True)
class Line:
    """One volunteer's line."""

    number: str
    name: str
    hours: str
    meetings: str
    trained: str
    away: str
    score: str
    grade: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything the paper says."""

    title: str
    facts: list[tuple[str, str | None]]
    lines: list[Line]
    unit: str
    signed: tuple[str, ...]
    as_of: dt.datetime

    def imprint(self) -> Imprint:
        """The document's properties."""
        return Imprint(title=self.title, creator=self.unit, created=self.as_of)


def of(round_: EvaluationRound, rows: Iterable[Evaluation], *, now: dt.datetime) -> Paper:
    """The paper of a round that has been told.

    Args:
        rows: those to be listed, in their order, each with its volunteer and `unit_number`.
    """
    scale, unit = round_.scale, round_.unit
    weights = _("、").join(f"{grading.ASPECTS[name]} {weight.normalize()}" for name, weight in scale.weights.items())
    grades = _("、").join(f"{one.name} {one.least}" for one in scale.rules.grades)
    facts: list[tuple[str, str | None]] = [
        (_("運用單位"), f"{unit.name}（{unit.code}）"),
        (_("考核期間"), f"{roc.short(round_.first_on)}–{roc.short(round_.last_on)}"),
        (_("考核標準"), f"{scale.rules.name}"),
        (_("配分"), weights),
        (_("等第（分數以上）"), grades),
        (_("依據"), scale.source),
        (_("考核人"), _("、").join((round_.first_rater.name, round_.second_rater.name))),
        (_("告知日期"), roc.shown(round_.told_at.date()) if round_.told_at else None),
    ]
    lines = [_line(one, round_) for one in rows]
    signed = (_("考核人"), _("考核人"), unit.head_title or _("負責人"))
    return Paper(f"{unit.name}{round_}", facts, lines, unit.name, signed, now)


def _line(one: Evaluation, round_: EvaluationRound) -> Line:
    seen = one.evidence
    one.round = round_
    return Line(
        getattr(one, "unit_number", None) or "", one.volunteer.name, as_hours(seen["minutes"]),
        f"{seen['came']}／{seen['called']}", as_hours(seen["training_minutes"]),
        f"{seen['absences']}／{seen['leaves']}", one.score_shown, one.grade_shown,
    )  # fmt: skip


def blocks(paper: Paper) -> list[odt.Block]:
    """The paper as an editable document."""
    columns = [
        Column("number", _("志工編號"), "text", missing="", width=9), Column("name", _("姓名"), "text", width=12),
        Column("hours", _("時數"), "text", width=14), Column("meetings", _("集會"), "text", width=9),
        Column("trained", _("訓練"), "text", width=14), Column("away", _("未到／請假"), "text", width=10),
        Column("score", _("成績"), "text", width=9), Column("grade", _("等第"), "text", width=9),
    ]  # fmt: skip
    rows = [
        (one.number, one.name, one.hours, one.meetings, one.trained, one.away, one.score, one.grade)
        for one in paper.lines
    ]
    return [
        odt.Paragraph(paper.title, "title"), odt.Facts(paper.facts), Table(NAME, NAME, columns, rows),
        odt.Paragraph(_("考核結果只供續聘、獎勵與改善參考，不會自動產生任何處置。"), "note"),
        odt.Signatures(paper.signed),
    ]  # fmt: skip
