"""Lines that were drawn in spot checks as a table: to take along, and to keep with what was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.exports.registry import Export, UnknownExport
from foundation.exports.table import Column, Table
from volunteers.models import SpotCheck, SpotCheckLine
from volunteers.templatetags.register import as_clock


class OfCheck(forms.Form):
    """One check's lines, or every one's."""

    spot_check = forms.IntegerField(label=gettext_lazy("時數抽驗"), min_value=1, required=False)


class SpotChecks(Export):
    """The lines of one check, or of all that this person sees."""

    key = "spot-checks"
    label = gettext_lazy("時數抽驗清冊")
    permission = Permission.SEE_VOLUNTEERS
    formats = ("ods", "xlsx", "csv")
    form = OfCheck

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, by check and day."""
        chosen = params.get("spot_check")
        if chosen and not SpotCheck.objects.visible_to(user).filter(pk=chosen).exists():
            raise UnknownExport
        columns = [
            Column("code", _("單位編號"), "code", width=12), Column("unit", _("單位"), "text", width=28),
            Column("manner", _("抽驗方式"), "text", width=12), Column("first_on", _("服務日期從"), "date"),
            Column("last_on", _("服務日期到"), "date"), Column("entries", _("母體筆數"), "integer"),
            Column("name", _("志工"), "text", width=14), Column("served_on", _("服務日期"), "date"),
            Column("starts", _("開始"), "code", missing=""), Column("ends", _("結束"), "code", missing=""),
            Column("minutes", _("到班分鐘"), "integer"), Column("counted", _("採計分鐘"), "integer"),
            Column("content", _("服務內容"), "text", width=24, missing=""),
            Column("finding", _("抽驗結果"), "text", width=12),
            Column("right", _("更正後的分鐘"), "integer", missing=""),
            Column("reason", _("原因"), "text", width=30, missing=""),
            Column("done_on", _("抽驗日期"), "date", missing=""),
        ]  # fmt: skip
        return [Table(_("時數抽驗"), self.title(user, **params), columns, _rows(user, chosen))]


def _rows(user: User, chosen: int | None) -> Iterator[tuple[object, ...]]:
    rows = SpotCheckLine.objects.visible_to(user).select_related(
        "spot_check__unit__organisation", "entry__volunteer"
    )  # fmt: skip
    if chosen:
        rows = rows.filter(spot_check=chosen)
    for one in rows.order_by("-spot_check__drawn_at", "spot_check", "entry__served_on", "pk").iterator(1000):
        check, entry = one.spot_check, one.entry
        yield (
            check.unit.code, check.unit.name, check.get_manner_display(), check.first_on, check.last_on, check.entries,
            entry.volunteer.name, entry.served_on, as_clock(entry.starts), as_clock(entry.ends), entry.minutes,
            entry.counted, entry.content, one.get_finding_display(), one.minutes, one.reason, check.done_on,
        )  # fmt: skip
