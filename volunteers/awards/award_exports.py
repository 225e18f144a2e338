"""Awards as tables: the findings of a person, a team or a family, and who stands on which list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.exports.registry import Export, UnknownExport
from foundation.exports.table import Column, Table
from volunteers.models import Family, RecordBook, Unit, Volunteer

from . import books, completeness, eligibility, lists, told, words
from .award_forms import FamilyKeyForm, ListForm, PersonForm, UnitForm

CHUNK = 1_000


class _Findings(Export):
    """Every award as it stands for one of whom awards are asked, condition by condition: what the page says."""

    permission = Permission.SEE_VOLUNTEERS
    formats = ("ods", "xlsx", "csv")

    def whose(self, user: User, params: dict[str, Any]) -> Any:
        """The person, unit or family that this person sees.

        Raises:
            UnknownExport: it is not there, or not hers to see.
        """
        raise NotImplementedError

    def lacks(self, whose: Any) -> str:
        """What the register lacks for any award; nothing is asked of a team or a family as such."""
        return ""

    def subject(self, user: User, **params: Any) -> models.Model:
        """Whose it is, so that a volunteer sees who took it."""
        whose: models.Model = self.whose(user, params)
        return whose

    def title(self, user: User, **params: Any) -> str:
        """The name and what it is."""
        return f"{self.whose(user, params).name}{self.label}"

    def sheet(self, user: User, params: dict[str, Any]) -> Sequence[Table]:
        """One sheet, award by award."""
        columns = [
            Column("award", _("獎項"), "text", width=28),
            Column("authority", _("目的事業主管機關"), "text", width=20),
            Column("version", _("規則版次"), "integer"),
            Column("outcome", _("結果"), "text", width=16),
            Column("level", _("層次"), "integer"),
            Column("asked", _("條件"), "text", width=40),
            Column("answer", _("是否符合"), "text", width=10),
            Column("found", _("現況"), "text", width=30, missing=""),
            Column("missing", _("還缺什麼"), "text", width=40, missing=""),
            Column("reachable_on", _("預估達標日"), "date", missing=""),
            Column("evidence", _("依憑的紀錄"), "text", width=40, missing=""),
            Column("reading", _("採用的讀法"), "text", width=40, missing=""),
            Column("source", _("依據的那一句"), "text", width=60, missing=""),
            Column("lacks", _("申請前登錄簿還缺"), "text", width=40, missing=""),
        ]
        return [Table(str(self.label), self.title(user, **params), columns, self._rows(user, params))]

    def _rows(self, user: User, params: dict[str, Any]) -> Iterator[Sequence[object]]:
        whose = self.whose(user, params)
        found, lacks = eligibility.concerning(whose, timezone.localdate()), self.lacks(whose)
        names = words.names_of(found)
        for one in found:
            whole = told.tell(one, names, lacks)
            for line in whole.lines:
                yield (
                    str(one.award.name), str(one.award.authority), one.award.version, str(whole.said), line.depth,
                    line.asked, line.answered, line.found, line.missing, line.reachable_on,
                    _("；").join(line.evidence), line.reading, line.source,
                    lacks if line.depth == 0 and lacks in whole.short else None,
                )  # fmt: skip


class AwardFindings(_Findings):
    """A volunteer's awards."""

    key = "award-findings"
    label = gettext_lazy("獎項資格")
    form = PersonForm

    def whose(self, user: User, params: dict[str, Any]) -> Volunteer:
        """The volunteer."""
        return _one(Volunteer.objects.visible_to(user).filter(key=params["person"]))

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, award by award."""
        return self.sheet(user, params)

    def lacks(self, whose: Any) -> str:
        """What the register lacks of her: the photo, the book, the trainings' certificates."""
        on = timezone.localdate()
        held = RecordBook.objects.held().filter(volunteer=whose, issued_on__lte=on).exists()
        return completeness.sentence(completeness.missing(whose, on, has_book=held))


class AwardTeam(_Findings):
    """The awards of a unit's team, and of the unit itself."""

    key = "award-team"
    label = gettext_lazy("團隊獎項資格")
    form = UnitForm

    def whose(self, user: User, params: dict[str, Any]) -> Unit:
        """The unit."""
        rows = Unit.objects.visible_to(user, self.permission).select_related("organisation", "authority")
        return _one(rows.filter(pk=params["unit"]))

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, award by award."""
        return self.sheet(user, params)


class AwardFamily(_Findings):
    """The awards of a family, member by member."""

    key = "award-family"
    label = gettext_lazy("家庭獎項資格")
    form = FamilyKeyForm

    def whose(self, user: User, params: dict[str, Any]) -> Family:
        """The family."""
        return _one(Family.objects.visible_to(user).filter(pk=params["family"]))

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, award by award."""
        return self.sheet(user, params)


def _one(rows: models.QuerySet[Any]) -> Any:
    found = rows.first()
    if found is None:
        raise UnknownExport
    return found


class AwardLists(Export):
    """Who stands on which list of which award, from the latest assessment."""

    key = "award-lists"
    label = gettext_lazy("獎項名單")
    permission = Permission.SEE_VOLUNTEERS
    formats = ("ods", "xlsx", "csv")
    form = ListForm

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, by award and name."""
        columns = [
            Column("award", _("獎項"), "text", width=28),
            Column("authority", _("目的事業主管機關"), "text", width=20),
            Column("kind", _("對象"), "text", width=10),
            Column("name", _("姓名"), "text", width=20),
            Column("units", _("運用單位"), "text", width=32, missing=""),
            Column("numbers", _("志工編號"), "text", width=14, missing=""),
            Column("state", _("狀態"), "text", width=12),
            Column("since", _("起日"), "date"),
            Column("reachable_on", _("預估達標日"), "date", missing=""),
            Column("version", _("規則版次"), "integer"),
        ]
        return [Table(str(self.label), self.title(user, **params), columns, self._rows(user, params))]

    def _rows(self, user: User, params: dict[str, Any]) -> Iterator[Sequence[object]]:
        on = timezone.localdate()
        rules = books.every(on)
        rows = lists.standings(
            user, on=on, unit=params.get("unit"), award=params.get("award") or "", state=params.get("which") or "",
            kind=params.get("kind") or "",
        )  # fmt: skip
        for one in lists.with_names(rows, user, on).iterator(chunk_size=CHUNK):
            rule, told = rules.get(one.award), lists.said(one)
            yield (
                str(rule.name) if rule else one.award, str(rule.authority) if rule else "", str(told.kind), told.name,
                _("、").join(told.units), _("、").join(told.numbers), one.get_state_display(), one.since,
                one.reachable_on, one.version,
            )  # fmt: skip
