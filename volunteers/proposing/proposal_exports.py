"""Candidates and ceremonies as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.exports.registry import Export, UnknownExport
from foundation.exports.table import Column, Table
from volunteers.awards import books, words
from volunteers.models import AwardCandidate, AwardWindow

from . import ceremony, findings
from .proposal_forms import WindowListForm

CHUNK = 1_000


class _OfWindow(Export):
    """What leaves of one window."""

    permission = Permission.SEE_VOLUNTEERS
    formats = ("ods", "xlsx", "csv")
    form = WindowListForm

    @staticmethod
    def window(user: User, params: dict[str, Any]) -> AwardWindow:
        """The window, where this person sees it.

        Raises:
            UnknownExport: it is not there, or not hers to see.
        """
        found = AwardWindow.objects.visible_to(user).filter(pk=params["window"]).first()
        if found is None:
            raise UnknownExport
        return found

    def title(self, user: User, **params: Any) -> str:
        """The year, the award and what it is."""
        window = self.window(user, params)
        rule = books.of_window(window.award, window.opens_on)
        return f"{window.year - 1911} {rule.name if rule else window.award} {self.label}"

    def subject(self, user: User, **params: Any) -> models.Model:
        """The window."""
        return self.window(user, params)


class AwardCandidates(_OfWindow):
    """Who is put forward in a window, by unit, with what was found then and what became of it."""

    key = "award-candidates"
    label = gettext_lazy("提報名冊")

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet."""
        columns = [
            Column("unit", _("運用單位"), "text", width=30),
            Column("rank", _("單位排序"), "integer", missing=""),
            Column("name", _("姓名"), "text", width=16),
            Column("kind", _("對象"), "text", width=12),
            Column("state", _("狀態"), "text", width=14),
            Column("found_on", _("資格的日期"), "date"),
            Column("then", _("提報時的資格"), "text", width=20),
            Column("open", _("還缺什麼"), "text", width=40, missing=""),
            Column("authority_rank", _("主管機關排序"), "integer", missing=""),
            Column("decided_by", _("決定的人"), "text", width=16, missing=""),
            Column("number", _("文號"), "text", width=24, missing=""),
            Column("why", _("決定的理由"), "text", width=40, missing=""),
            Column("given_on", _("得獎日期"), "date", missing=""),
        ]
        return [Table(str(self.label), self.title(user, **params), columns, self._rows(user, params))]

    def _rows(self, user: User, params: dict[str, Any]) -> Iterator[Sequence[object]]:
        rows = AwardCandidate.objects.visible_to(user).filter(window=self.window(user, params))
        if params.get("which"):
            rows = rows.filter(state=params["which"])
        rows = rows.select_related("volunteer", "proposal__unit__organisation", "given")
        for one in rows.order_by("proposal__unit__number", models.F("unit_rank").asc(nulls_last=True), "pk").iterator(
            chunk_size=CHUNK
        ):
            missing = [line.missing for line in findings.lines_of(one.found) if line.missing]
            yield (
                str(one.proposal.unit), one.unit_rank, one.name, one.get_kind_display(), one.get_state_display(),
                one.found_on, str(words.OUTCOMES[findings.outcome_of(one.found)]),
                _("；").join(dict.fromkeys(missing)), one.authority_rank, one.decided_by, one.decision_number,
                one.decision_why, one.given.given_on if one.given else None,
            )  # fmt: skip


class AwardCeremony(_OfWindow):
    """Who gets what on the day, in its order."""

    key = "award-ceremony"
    label = gettext_lazy("頒獎名冊")

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet."""
        columns = [
            Column("number", _("次序"), "integer"),
            Column("name", _("得獎人"), "text", width=18),
            Column("unit", _("運用單位"), "text", width=32),
            Column("award", _("獎項"), "text", width=30),
            Column("given_on", _("得獎日期"), "date"),
        ]
        return [Table(str(self.label), self.title(user, **params), columns, self._rows(user, params))]

    def _rows(self, user: User, params: dict[str, Any]) -> Iterator[Sequence[object]]:
        window = self.window(user, params)
        rule = books.of_window(window.award, window.opens_on)
        rows = ceremony.entries(window).filter(pk__in=AwardCandidate.objects.visible_to(user).values("pk"))
        for number, one in enumerate(rows, 1):
            yield (
                number, one.name, str(one.proposal.unit), str(rule.name) if rule else window.award,
                one.given.given_on if one.given else None,
            )  # fmt: skip
