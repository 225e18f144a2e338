"""What leaves the reports as tables."""

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

from . import codes
from .editions import comparing, looking_up
from .models import Delegate, Edition, Symposium


class TwoEditions(forms.Form):
    """Which two."""

    older = forms.IntegerField(min_value=1, max_value=2**31)
    newer = forms.IntegerField(min_value=1, max_value=2**31)


class OneSymposium(forms.Form):
    """Which one."""

    symposium = forms.IntegerField(min_value=1, max_value=2**31)


class SymposiumDelegates(Export):
    """Who comes to a symposium, county by county, for the door and the name tags."""

    key = "symposium-delegates"
    label = gettext_lazy("研討會的代表")
    permission = Permission.MAKE_NATIONAL_REPORT
    form = OneSymposium

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet."""
        found = Symposium.objects.visible_to(user).filter(pk=params["symposium"]).first()
        if found is None:
            raise UnknownExport(self.key)
        columns = [
            Column("county", _("縣市"), "text", 12), Column("name", _("姓名"), "text", 16),
            Column("unit", _("單位"), "text", 34), Column("job_title", _("職稱"), "text", 18, missing=""),
            Column("registered_at", _("報名時間"), "datetime", 18),
        ]  # fmt: skip
        rows = Delegate.objects.visible_to(user).filter(symposium=found).coming().select_related("county")
        lines = (
            (one.county.shown, one.name, one.unit, one.job_title or None, one.registered_at)
            for one in rows.order_by("county__position", "registered_at", "pk")
        )
        return [Table(_("代表"), found.title, columns, lines, 2)]


class EditionChanges(Export):
    """What moved between two editions of the national report, and which rows moved it."""

    key = "edition-changes"
    label = gettext_lazy("兩個版次的差異")
    permission = Permission.MAKE_NATIONAL_REPORT
    names_people = False
    form = TwoEditions

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """The figures, then every row that moved one of them."""
        rows = list(
            Edition.objects.visible_to(user).filter(pk__in=[params["older"], params["newer"]])
            .select_related("programme").order_by("number")
        )  # fmt: skip
        if len(rows) != 2 or rows[0].programme_id != rows[1].programme_id:
            raise UnknownExport(self.key)
        older, newer = (looking_up.report_of(row) for row in rows)
        found = comparing.compare(older, newer, reasons=comparing.withdrawn(older, newer))
        was, now = (_("第 %(number)s 版") % {"number": row.number} for row in rows)
        figures = [
            Column("code", _("代號"), "code", 10), Column("label", _("項目"), "text", 40),
            Column("was", was, "decimal", 12), Column("now", now, "decimal", 12),
            Column("by", _("差"), "decimal", 10), Column("unit", _("單位"), "text", 8, ""),
        ]  # fmt: skip
        lines = [[each.part, each.label, each.was, each.now, each.by, each.unit] for each in found.moves]
        details = [
            Column("code", _("代號"), "code", 10), Column("label", _("項目"), "text", 34),
            Column("way", _("怎麼變"), "text", 10), Column("row", _("編號"), "code", 14),
            Column("county", _("縣市"), "text", 10), Column("text", _("內容"), "text", 44),
            Column("was", was, "integer", 10, ""), Column("now", now, "integer", 10, ""),
            Column("why", _("為什麼"), "text", 44, ""),
        ]  # fmt: skip
        title = f"{rows[0].programme.shown}　{was} → {now}"
        return [
            Table(_("動了的數字"), title, figures, lines, 2),
            Table(_("動在哪裡"), title, details, list(_lines(found)), 2),
        ]


def _lines(found: comparing.Comparison) -> Iterator[list[Any]]:
    for move in found.moves:
        for change in move.changes:
            row = change.row
            yield [
                move.part, move.label, change.way_shown, codes.link(row.code) if row.address else row.code,
                row.county_name, row.text, change.was, change.now, change.why,
            ]  # fmt: skip
