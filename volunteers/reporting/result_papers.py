"""A results report, and a sum, on paper: as PDF and ODT. Official, and in Chinese."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.exports import odt
from foundation.exports.imprint import Imprint
from foundation.exports.table import Column, Table
from foundation.taiwan import roc
from volunteers.models import ResultReport
from volunteers.rules import result_forms

from . import showing
from .places import Overview

NAME, SUM_NAME = "成果回報表", "成果彙整表"


@dataclass(frozen=True, slots=True)
class PaperPart:
    """One table of the paper: its title, and lines of name, number and remark."""

    title: str
    lines: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything the paper says."""

    title: str
    creator: str
    facts: list[tuple[str, str | None]]
    parts: list[PaperPart]
    notes: list[str]
    signed: tuple[str, ...]
    as_of: dt.datetime

    def imprint(self) -> Imprint:
        """The document's properties."""
        return Imprint(title=self.title, creator=self.creator, created=self.as_of)


def of(report: ResultReport, *, now: dt.datetime) -> Paper:
    """The paper of a report as it stands."""
    form, unit = result_forms.form_of(report.authority.code), report.unit
    facts: list[tuple[str, str | None]] = [
        (_("運用單位"), f"{unit.name}（{unit.code}）"),
        (_("主管機關"), report.authority.name),
        (_("回報期間"), f"{roc.short(report.first_on)}–{roc.short(report.last_on)}"),
        (_("回報期限"), roc.shown(report.due_on)),
        (_("狀態"), report.get_state_display()),
        (_("依據"), form.source),
    ]
    parts = [PaperPart(str(part.name), [_paper_line(one) for one in part.lines]) for part in showing.parts(report)]
    corrected = showing.corrections(report)
    for title, adds_up in ((_("前期更正"), True), (_("前期期末日的人數更正（不加總）"), False)):
        lines = [
            (
                f"{one.period}　{one.figure.label}", one.difference,
                _("原來 %(was)s，現在 %(now)s") % {"was": one.was, "now": one.now},
            )
            for one in corrected
            if one.adds_up == adds_up
        ]  # fmt: skip
        if lines:
            parts.append(PaperPart(title, lines))
    notes = [_("數字由志願服務紀錄冊帶入；「人工填寫」的由運用單位填寫並註明來源。")]
    signed = (_("承辦人"), unit.head_title or _("負責人"))
    return Paper(str(report), unit.name, facts, parts, notes, signed, now)


def _paper_line(one: showing.Line) -> tuple[str, str, str]:
    """A figure's line; what is told in words stands in the broad column."""
    if one.figure.is_words:
        return str(one.figure.label), "", one.words or _("未填")
    return str(one.figure.label), one.shown, _remark(one)


def _remark(one: showing.Line) -> str:
    if not one.is_by_hand:
        return one.why
    said = _("人工填寫（帳上 %(counted)s）") % {"counted": one.counted_shown}
    return f"{said}：{one.why}" if one.why else said


def of_sum(seen: Overview, *, now: dt.datetime) -> Paper:
    """The paper of a sum: what is frozen where anything is, and else the figures of this moment."""
    found = seen.settled
    facts: list[tuple[str, str | None]] = [
        (_("期別"), seen.title), (_("已核定的份數"), str(found.reports)), (_("還沒核定的份數"), str(found.waiting)),
        (_("狀態"), seen.standing),
    ]  # fmt: skip
    parts = []
    for name, lines in showing.sum_parts(found, seen.distinct):
        rows = []
        for one in lines:
            said = []
            if one.distinct:
                said.append(_("歸戶（一人算一次）%(number)s 人") % {"number": one.distinct})
            if one.correction:
                said.append(_("前期更正 %(number)s") % {"number": one.correction})
            rows.append((str(one.figure.label), one.shown, _("；").join(said)))
        parts.append(PaperPart(str(name), rows))
    notes = [
        _("人數是各單位的合計，同一人在兩個單位服務算兩次；歸戶人數一人只算一次，不能相加。"),
        _("前期更正是已鎖定的期別後來查明的差額，另列在旁，不併入本期。"),
    ]
    return Paper(seen.title, seen.who, facts, parts, notes, (_("承辦人"), _("主管")), now)


def blocks(paper: Paper) -> list[odt.Block]:
    """The paper as an editable document."""
    columns = [
        Column("name", _("項目"), "text", width=26), Column("number", _("數字"), "text", width=18, missing=""),
        Column("remark", _("備註"), "text", width=30, missing=""),
    ]  # fmt: skip
    found: list[odt.Block] = [odt.Paragraph(paper.title, "title"), odt.Facts(paper.facts)]
    found += [Table(part.title, part.title, columns, part.lines) for part in paper.parts]
    found += [odt.Paragraph(one, "note") for one in paper.notes]
    return [*found, odt.Signatures(paper.signed)]
