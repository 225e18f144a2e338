"""Awards as tables: one person's findings, and who stands on which list."""

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
from volunteers.models import Enrolment, Unit, Volunteer
from volunteers.rules.award_judging import Outcome

from . import books, eligibility, lists, words
from .award_forms import ListForm, PersonForm

CHUNK = 1_000


class AwardFindings(Export):
    """Every award as it stands for one volunteer, condition by condition: what the page says, line by line."""

    key = "award-findings"
    label = gettext_lazy("獎項資格")
    permission = Permission.SEE_VOLUNTEERS
    formats = ("ods", "xlsx", "csv")
    form = PersonForm

    @staticmethod
    def person(user: User, params: dict[str, Any]) -> Volunteer:
        """The volunteer whom this person sees.

        Raises:
            UnknownExport: she is not there, or not hers to see.
        """
        found = Volunteer.objects.visible_to(user).filter(key=params["person"]).first()
        if found is None:
            raise UnknownExport
        return found

    def title(self, user: User, **params: Any) -> str:
        """Her name and what it is."""
        return f"{self.person(user, params).name}{self.label}"

    def subject(self, user: User, **params: Any) -> models.Model:
        """The volunteer, so that she sees who took it."""
        return self.person(user, params)

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, award by award."""
        columns = [
            Column("award", _("獎項"), "text", width=28),
            Column("authority", _("目的事業主管機關"), "text", width=20),
            Column("outcome", _("結果"), "text", width=16),
            Column("level", _("層次"), "integer"),
            Column("asked", _("條件"), "text", width=40),
            Column("answer", _("是否符合"), "text", width=10),
            Column("found", _("現況"), "text", width=30, missing=""),
            Column("missing", _("還缺什麼"), "text", width=40, missing=""),
            Column("reachable_on", _("預估達標日"), "date", missing=""),
            Column("evidence", _("依憑的紀錄"), "text", width=40, missing=""),
            Column("reading", _("採用的讀法"), "text", width=40, missing=""),
            Column("source", _("公式與依據"), "text", width=60),
        ]
        return [Table(str(self.label), self.title(user, **params), columns, self._rows(user, params))]

    def _rows(self, user: User, params: dict[str, Any]) -> Iterator[Sequence[object]]:
        found = eligibility.assess(self.person(user, params), timezone.localdate())
        units = {unit for one in found for unit in words.units_in(one.finding)}
        names = {one.pk: one.name for one in Unit.objects.filter(pk__in=units).select_related("organisation")}
        for one in found:
            if one.outcome is Outcome.ENDED:
                continue
            for line in words.lines(one, names):
                yield (
                    str(one.award.name), str(one.award.authority), str(words.OUTCOMES[one.outcome]), line.depth,
                    line.asked, line.answered, line.found, line.missing, line.reachable_on,
                    _("；").join(line.evidence), line.reading, one.award.sources[0],
                )  # fmt: skip


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
            Column("name", _("姓名"), "text", width=14),
            Column("units", _("運用單位"), "text", width=32, missing=""),
            Column("numbers", _("志工編號"), "text", width=14, missing=""),
            Column("state", _("狀態"), "text", width=12),
            Column("since", _("起日"), "date"),
            Column("reachable_on", _("預估達標日"), "date", missing=""),
        ]
        return [Table(str(self.label), self.title(user, **params), columns, self._rows(user, params))]

    def _rows(self, user: User, params: dict[str, Any]) -> Iterator[Sequence[object]]:
        on = timezone.localdate()
        rules = books.every(on)
        rows = lists.standings(
            user, on=on, unit=params.get("unit"), award=params.get("award") or "", state=params.get("which") or ""
        )
        there = Enrolment.objects.visible_to(user).on(on).select_related("unit__organisation")
        people = rows.select_related("volunteer").prefetch_related(
            models.Prefetch("volunteer__enrolments", there, to_attr="current")
        )
        for one in people.order_by("award", "volunteer__name_key", "volunteer").iterator(chunk_size=CHUNK):
            rule = rules.get(one.award)
            current = one.volunteer.current
            yield (
                str(rule.name) if rule else one.award, str(rule.authority) if rule else "", one.volunteer.name,
                _("、").join(place.unit.name for place in current),
                _("、").join(place.number for place in current if place.number), one.get_state_display(), one.since,
                one.reachable_on,
            )  # fmt: skip
