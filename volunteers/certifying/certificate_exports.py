"""Certificates and honour cards as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.exports.registry import Export
from foundation.exports.table import Column, Table
from volunteers.models import Certificate, HonorCard

from . import certificate_lists, credentials
from .certificate_forms import STATES, ListForm
from .verifying import state_of

CHUNK = 1_000


class CertificateList(Export):
    """The register of what was certified, with every number and what became of it."""

    key = "certificates"
    label = gettext_lazy("證明書清冊")
    permission = Permission.SEE_VOLUNTEERS
    formats = ("ods", "xlsx", "csv")
    form = ListForm

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, newest first."""
        columns = [
            Column("number", _("字號"), "text", width=28),
            Column("kind", _("種類"), "text", width=20),
            Column("name", _("發給"), "text", width=16),
            Column("unit", _("運用單位"), "text", width=28, missing=""),
            Column("issued_on", _("發證日期"), "date"),
            Column("first", _("起日"), "text", width=12, missing=""),
            Column("last", _("迄日"), "text", width=12, missing=""),
            Column("stays", _("在單位的各段期間"), "text", width=40, missing=""),
            Column("minutes", _("核定分鐘"), "integer", missing=""),
            Column("state", _("狀態"), "text", width=12),
            Column("revoked_on", _("撤銷日期"), "date", missing=""),
            Column("why", _("撤銷或重發的原因"), "text", width=30, missing=""),
            Column("replaces", _("取代的證明書"), "text", width=28, missing=""),
            Column("address", _("查驗頁"), "text", width=48),
        ]
        return [Table(str(self.label), self.title(user, **params), columns, self._rows(user, params))]

    def _rows(self, user: User, params: dict[str, Any]) -> Iterator[Sequence[object]]:
        labels = dict(STATES)
        rows = certificate_lists.narrowed(Certificate.objects.visible_to(user), params, by=user)
        found = rows.select_related(
            "volunteer", "team__organisation", "unit__organisation", "replaces", "replaced_by"
        ).defer("credential", "replaces__credential", "replaced_by__credential")  # fmt: skip
        for one in found.iterator(chunk_size=CHUNK):
            facts = one.facts
            minutes = sum(facts["minutes"].values()) if "minutes" in facts else None
            yield (
                one.number, one.get_kind_display(), one.says["zh-hant"]["name"], one.unit.name if one.unit else None,
                one.issued_on, facts.get("first"), facts.get("last"),
                _("、").join(f"{first} {last}" for first, last in facts.get("stays", ())) or None, minutes,
                str(labels[state_of(one).value]),
                one.revoked_on, one.revoked_why or one.replaces_why, one.replaces.number if one.replaces else None,
                credentials.address(one.code),
            )  # fmt: skip


class HonorCardList(Export):
    """The register of honour cards; the addresses they are sent to stand in it for who sends them."""

    key = "honor-cards"
    label = gettext_lazy("榮譽卡清冊")
    permission = Permission.SEE_VOLUNTEERS
    formats = ("ods", "xlsx", "csv")

    def tables(self, user: User, **params: Any) -> Sequence[Table]:
        """One sheet, newest first."""
        columns = [
            Column("number", _("卡號"), "text", width=18),
            Column("name", _("姓名"), "text", width=14),
            Column("name_en", _("英文姓名"), "text", width=20, missing=""),
            Column("unit", _("運用單位"), "text", width=28),
            Column("fare", _("卡別"), "text", width=8),
            Column("valid_from", _("有效起日"), "date"),
            Column("valid_until", _("有效期限"), "date"),
            Column("address", _("寄送地址"), "text", width=40, missing=""),
            Column("issued_on", _("發卡日期"), "date", missing=""),
            Column("ended_on", _("失效日期"), "date", missing=""),
            Column("ended_for", _("失效原因"), "text", width=12, missing=""),
            Column("replaces", _("補發自"), "text", width=18, missing=""),
        ]
        return [Table(str(self.label), self.title(user, **params), columns, self._rows(user))]

    def _rows(self, user: User) -> Iterator[Sequence[object]]:
        rows = HonorCard.objects.visible_to(user).select_related("unit__organisation", "replaces")
        for one in rows.iterator(chunk_size=CHUNK):
            yield (
                one.number, one.name, one.name_en, one.unit.name, one.get_fare_display(), one.valid_from,
                one.valid_until, one.address, one.issued_on, one.ended_on, one.get_ended_for_display(),
                one.replaces.number if one.replaces else None,
            )  # fmt: skip
