"""Where units stand with their appraisal, and what they are to mend, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.exports.registry import Export
from foundation.exports.table import Column, Table
from volunteers.models import Improvement, Unit
from volunteers.rules.appraising import TURNS, Turn

from . import turns
from .unit_evidence import KEYS

REVIEW, KEEP = Permission.REVIEW_UNITS, Permission.KEEP_UNIT


class WhichTurn(forms.Form):
    """Only those that stand there."""

    turn = forms.ChoiceField(
        label=gettext_lazy("狀態"), choices=[("", gettext_lazy("全部")), *((one, TURNS[one]) for one in Turn)],
        required=False,
    )  # fmt: skip


class AppraisalStandings(Export):
    """The units this person reviews or keeps, with whose turn it is and the latest result."""

    key = "appraisals"
    label = gettext_lazy("運用單位評鑑一覽")
    permission = Permission.SEE_UNITS
    formats = ("ods", "xlsx", "csv")
    form = WhichTurn

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, by the unit's number."""
        columns = [
            Column("code", _("單位編號"), "code", width=12), Column("name", _("單位"), "text", width=28),
            Column("authority", _("主管機關"), "text", width=24), Column("turn", _("狀態"), "text", width=14),
            Column("due", _("最晚年度（西元）"), "integer", missing=""),
            Column("self_due_on", _("自評期限"), "date", missing=""),
            Column("last", _("最近一次年度（西元）"), "integer", missing=""),
            Column("score", _("成績"), "decimal", decimals=4, missing=""),
            Column("grade", _("等第"), "text", width=10, missing=""),
            Column("improvements", _("未結案的改善事項"), "integer"), Column("late", _("逾期的改善事項"), "integer"),
            *(Column(key, label, "integer", missing="") for key, label in _shown_evidence()),
        ]  # fmt: skip
        return [Table(_("評鑑"), self.title(user, **params), columns, _standings(user, params.get("turn") or ""))]


def _shown_evidence() -> list[tuple[str, str]]:
    return [(key, _("核定分鐘") if key == "minutes" else str(label)) for key, label in KEYS.items()]


def units_of(user: User) -> models.QuerySet[Unit]:
    """The units at work that this person reviews or keeps."""
    mine = Unit.objects.visible_to(user, REVIEW) | Unit.objects.visible_to(user, KEEP)
    return mine.working().select_related("organisation", "authority", "county").order_by("county", "number")


def _standings(user: User, turn: str) -> Iterator[tuple[object, ...]]:
    for one in turns.standings(units_of(user), on=timezone.localdate()):
        if turn and one.turn != turn:
            continue
        told = one.last
        evidence = told.evidence if told else {}
        yield (
            one.unit.code, one.unit.name, one.unit.authority.shown, str(TURNS[one.turn]), one.due,
            one.current.self_due_on if one.current else None, told.year if told else None,
            told.score if told else None, told.grade_shown if told else "", one.improvements, one.late,
            *(evidence.get(key) for key in KEYS),
        )  # fmt: skip


class Improvements(Export):
    """What units are to mend, what they did, and what is overdue."""

    key = "appraisal-improvements"
    label = gettext_lazy("評鑑改善事項")
    permission = Permission.SEE_UNITS
    formats = ("ods", "xlsx", "csv")

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, by the day."""
        columns = [
            Column("code", _("單位編號"), "code", width=12), Column("name", _("單位"), "text", width=28),
            Column("year", _("年度（西元）"), "integer"), Column("words", _("改善事項"), "text", width=40),
            Column("due_on", _("改善期限"), "date"), Column("report", _("改善情形"), "text", width=40, missing=""),
            Column("reported", _("回報日期"), "date", missing=""),
            Column("returned_why", _("還要補什麼"), "text", width=24, missing=""),
            Column("accepted", _("結案日期"), "date", missing=""), Column("late", _("逾期"), "bool"),
        ]  # fmt: skip
        return [Table(_("改善事項"), self.title(user, **params), columns, _improvements(user))]


def _improvements(user: User) -> Iterator[tuple[object, ...]]:
    today = timezone.localdate()
    rows = Improvement.objects.visible_to(user).select_related("appraisal__unit__organisation")
    for one in rows.order_by("due_on", "pk"):
        unit = one.appraisal.unit
        yield (
            unit.code, unit.name, one.appraisal.year, one.words, one.due_on, one.report,
            timezone.localdate(one.reported_at) if one.reported_at else None, one.returned_why,
            timezone.localdate(one.accepted_at) if one.accepted_at else None, one.is_late(today),
        )  # fmt: skip
