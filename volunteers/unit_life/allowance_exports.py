"""A receipt list as a table to be printed and signed."""

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
from foundation.taiwan import roc
from volunteers.models import ReceiptList
from volunteers.rules.allowances import KINDS

from . import allowances


class OfList(forms.Form):
    """Which list's."""

    receipts = forms.IntegerField(label=gettext_lazy("印領清冊"), min_value=1)


class Receipts(Export):
    """Who receives what, with a field to sign in; no identity number."""

    key = "allowance-receipts"
    label = gettext_lazy("誤餐費、交通費印領清冊")
    permission = Permission.KEEP_VOLUNTEERS
    formats = ("ods", "xlsx", "csv")
    form = OfList

    @staticmethod
    def receipts(user: User, params: dict[str, Any]) -> ReceiptList:
        """The list of a unit this person keeps.

        Raises:
            UnknownExport: it is not there, or not hers.
        """
        seen = ReceiptList.objects.visible_to(user).filter(pk=params["receipts"])
        found: ReceiptList | None = seen.select_related("unit__organisation").first()
        if found is None:
            raise UnknownExport
        return found

    def title(self, user: User, **params: Any) -> str:
        """The unit's name and the days."""
        return title(self.receipts(user, params))

    def subject(self, user: User, **params: Any) -> models.Model:
        """The list, so that its history tells of the download."""
        return self.receipts(user, params)

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet by the number in the unit, the sum below."""
        found = self.receipts(user, params)
        columns = [
            Column("number", _("志工編號"), "code", width=12, missing=""), Column("name", _("姓名"), "text", width=14),
            Column("days", _("服務天數"), "integer"),
            *(Column(kind, f"{label}（{_('元')}）", "integer") for kind, label in KINDS.items()),
            Column("total", _("合計（元）"), "integer"), Column("signed", _("簽章"), "text", width=24, missing=""),
        ]  # fmt: skip
        return [Table(_("印領清冊"), title(found), columns, _rows(found))]


def title(found: ReceiptList) -> str:
    """What a list is called on paper."""
    days = f"{roc.short(found.first_on)}–{roc.short(found.last_on)}"
    return _("%(unit)s志工誤餐費、交通費印領清冊（%(days)s）") % {"unit": found.unit.name, "days": days}


def _rows(found: ReceiptList) -> Iterator[tuple[object, ...]]:
    listed = allowances.rows(found)
    for one in listed:
        yield (one.number, one.name, one.days, *(one.amounts.get(kind, 0) for kind in KINDS), one.total, "")
    sums = [sum(one.amounts.get(kind, 0) for one in listed) for kind in KINDS]
    yield ("", _("合計"), sum(one.days for one in listed), *sums, sum(sums), "")
