"""A county's public plans as one table, for whoever wants to count for herself; codes lead back to the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _

from actionplans import call
from foundation.accounts.models import County
from foundation.exports.table import Column, Link, Table
from foundation.ui.templatetags.ui import STATUSES

from .public_results import Shown

SUFFIXES = ("ods", "csv")


def of_county(county: County, rows: Sequence[Shown], *, absolute: Callable[[str], str]) -> Table:
    """The table; `absolute` makes a whole address of one on this site."""
    return Table(
        _("公開的行動方案"),
        _("%(county)s公開的行動方案") % {"county": county.shown},
        (
            Column("code", _("方案編號"), "code"),
            Column("county", _("縣市")),
            Column("title", _("行動名稱"), width=36),
            Column("title_en", _("英文名稱"), width=36, missing=""),
            Column("pillar", _("主軸")),
            Column("call_item", _("行動號召"), "code"),
            Column("problem", _("我們看見的問題"), width=48),
            Column("goal", _("目標"), width=36),
            Column("lead_agency", _("主責單位")),
            Column("status", _("進度")),
            Column("reason", _("說明"), width=36),
            Column("reached", _("完成的里程碑"), "integer"),
            Column("milestones", _("里程碑"), "integer"),
            Column("next_on", _("下一項期限"), "date", missing=""),
            Column("update", _("最近公開的進度"), width=48, missing=""),
            Column("changed", _("頁面更新"), "datetime"),
            Column("page", _("網頁"), "link"),
        ),
        _cells(rows, absolute),
        frozen_columns=1,
    )


def _cells(rows: Iterable[Shown], absolute: Callable[[str], str]) -> Iterable[Sequence[object]]:
    for one in rows:
        plan, pillar = one.plan, call.PILLAR_BY_CODE.get(one.plan.pillar)
        address = absolute(one.address)
        status, _icon = STATUSES[one.light.status]
        yield (
            plan.code, plan.county.shown, plan.title, plan.title_en, pillar.shown if pillar else None,
            one.item.label if one.item else None, plan.problem, plan.goal, plan.lead_agency, str(status),
            one.light.reason, one.light.reached, one.light.total, one.next.due_on if one.next else None,
            str(one.last.words) if one.last else None, one.publication.changed_at, Link(address, address),
        )  # fmt: skip
