"""The results of a round as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.exports.registry import Export, UnknownExport
from foundation.exports.table import Column, Table
from volunteers.models import Evaluation, EvaluationRound

from . import rounds


class OfRound(forms.Form):
    """Which round's."""

    round = forms.IntegerField(label=gettext_lazy("考核"), min_value=1)


class EvaluationResults(Export):
    """Everybody's result in a round that has been told; no identity number, and no words of talk or appeal."""

    key = "evaluation-results"
    label = gettext_lazy("考核結果")
    permission = Permission.KEEP_VOLUNTEERS
    formats = ("ods", "xlsx", "csv")
    form = OfRound

    @staticmethod
    def round(user: User, params: dict[str, Any]) -> EvaluationRound:
        """The round of a unit this person keeps.

        Raises:
            UnknownExport: it is not there, not hers, or its results have not been told.
        """
        seen = EvaluationRound.objects.visible_to(user).filter(pk=params["round"], told_at__isnull=False)
        found: EvaluationRound | None = seen.select_related("unit__organisation", "scale").first()
        if found is None:
            raise UnknownExport
        return found

    def title(self, user: User, **params: Any) -> str:
        """The unit's name and the round's."""
        found = self.round(user, params)
        return f"{found.unit}{found}"

    def subject(self, user: User, **params: Any) -> models.Model:
        """The round, so that its history tells of the download."""
        return self.round(user, params)

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, by the number in the unit."""
        columns = [
            Column("number", _("志工編號"), "code", width=12, missing=""),
            Column("name", _("姓名"), "text", width=14),
            Column("minutes", _("採計分鐘"), "integer"),
            Column("times", _("次數"), "integer"),
            Column("called", _("召開會議"), "integer"),
            Column("came", _("出席會議"), "integer"),
            Column("training_minutes", _("訓練分鐘"), "integer"),
            Column("absences", _("未到天數"), "integer"),
            Column("leaves", _("請假天數"), "integer"),
            Column("score", _("成績"), "decimal", decimals=4, missing=""),
            Column("grade", _("等第"), "text", width=10, missing=""),
            Column("decision", _("複核結果"), "text", width=14, missing=""),
            Column("left_out", _("不列入考核的原因"), "text", width=24, missing=""),
        ]
        return [Table(_("考核結果"), self.title(user, **params), columns, self._rows(self.round(user, params)))]

    def _rows(self, found: EvaluationRound) -> Iterator[tuple[object, ...]]:
        kept = ("minutes", "times", "called", "came", "training_minutes", "absences", "leaves")
        for one in rounds.listed(found).select_related("volunteer"):
            one.round = found
            yield (
                getattr(one, "unit_number", None) or "", one.volunteer.name, *(one.evidence[name] for name in kept),
                one.score, one.grade_shown, _decided(one), one.left_out_why,
            )  # fmt: skip


def _decided(one: Evaluation) -> str:
    return str(one.get_decision_display()) if one.decision else ""
