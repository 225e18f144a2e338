"""An annual plan on paper (年度志願服務推動計畫), for PDF and ODT: its work items, and the action plans taken up.

An official paper of a county, and Chinese whichever language the page speaks; a draft says that it is one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from actionplans.models import AnnualPlan, Plan, WorkItem
from foundation.exports import odt
from foundation.exports.imprint import Imprint
from foundation.exports.table import Column, Table
from foundation.taiwan import roc

Pairs = list[tuple[str, str | None]]
# Key, width in per cent; the headings are said when the paper is made.
ITEM_WIDTHS = (
    ("number", 7.0),
    ("title", 33.0),
    ("area", 17.0),
    ("lead_unit", 17.0),
    ("months", 12.0),
    ("budget", 14.0),
)
PLAN_WIDTHS = (("code", 16.0), ("title", 32.0), ("lead_agency", 22.0), ("item", 20.0), ("state", 10.0))


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the paper: columns with key, heading and width, and rows of words."""

    columns: tuple[tuple[str, str, float], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything the paper says. `unseen` action plans are in it that whoever prints it may not see; `kpis` is the
    table of its indicators.
    """

    annual: AnnualPlan
    items: tuple[WorkItem, ...]
    plans: tuple[Plan, ...]
    unseen: int
    as_of: dt.datetime
    kpis: Section | None = None

    @property
    def stands(self) -> str:
        """What a reader has to know of it: a draft, a draft of a change, or which edition and why."""
        annual = self.annual
        if annual.state == AnnualPlan.State.DRAFT:
            return _("修正中，尚未核定") if annual.in_force else _("草稿，尚未核定")
        if annual.edition > 1:
            return _("第 %(number)s 版，修正：%(why)s") % {"number": annual.edition, "why": annual.correction}
        return ""

    def imprint(self) -> Imprint:
        """The document's properties."""
        return Imprint(
            title=self.annual.title, creator=self.annual.county.name, created=self.as_of,
            subject=_("年度工作項目、主責單位、期程與經費，以及納入的行動方案。"),
        )  # fmt: skip


def facts(paper: Paper) -> Pairs:
    """What it is, and who approved it; None prints as 未填."""
    annual = paper.annual
    money = sum(one.budget or 0 for one in paper.items)
    known: Pairs = [
        (_("縣市"), annual.county.name),
        (_("年度"), annual.year_shown),
        (_("經費合計"), _("%(money)s 元") % {"money": f"{money:,}"} if money else None),
    ]
    if annual.state == AnnualPlan.State.DRAFT:
        return known
    approved = roc.long(annual.approved_on) if annual.approved_on else None
    return [
        (_("文號"), annual.document_number), (_("核定日期"), approved), (_("核定"), annual.approver), *known,
    ]  # fmt: skip


def items_table(paper: Paper) -> Section:
    """The work items, one a line."""
    heads = (_("項次"), _("工作項目"), _("計畫內容要項"), _("主責單位"), _("期程"), _("經費（元）"))
    rows = tuple(
        (
            str(one.number), one.title, str(one.get_area_display()), _units(one), one.months,
            "" if one.budget is None else f"{one.budget:,}",
        )
        for one in paper.items
    )  # fmt: skip
    return Section(_columns(ITEM_WIDTHS, heads), rows)


def _units(item: WorkItem) -> str:
    if not item.co_units:
        return item.lead_unit
    return _("%(lead)s（協辦：%(others)s）") % {"lead": item.lead_unit, "others": item.co_units}


def plans_table(paper: Paper) -> Section:
    """The action plans that are or are to be in it."""
    heads = (_("方案編號"), _("行動方案"), _("主責單位"), _("工作項目"), _("納入"))
    titles = {one.pk: str(one) for one in paper.items}
    rows = []
    for one in paper.plans:
        stands = one.uptake
        item = titles.get(stands.item_id or 0, _("整份計畫")) if stands else ""
        rows.append(
            (one.code or "", one.title, one.lead_agency, item, str(stands.get_state_display()) if stands else "")
        )
    return Section(_columns(PLAN_WIDTHS, heads), tuple(rows))


def _columns(widths: Sequence[tuple[str, float]], heads: Sequence[str]) -> tuple[tuple[str, str, float], ...]:
    return tuple((key, head, width) for (key, width), head in zip(widths, heads, strict=True))


def aims(paper: Paper) -> list[tuple[str, str]]:
    """What each work item is to achieve, where somebody wrote it."""
    return [(str(one), one.aim) for one in paper.items if one.aim.strip()]


def unseen(paper: Paper) -> str:
    """That there are action plans which the reader's own paper does not name."""
    return (
        _("另有 %(count)s 件行動方案不是由列印的人追蹤，沒有列出。") % {"count": paper.unseen} if paper.unseen else ""
    )


def blocks(paper: Paper) -> list[odt.Block]:
    """The paper as an editable document."""
    made: list[odt.Block] = [
        odt.Paragraph(paper.annual.title, "title"),
        *([odt.Paragraph(paper.stands, "note")] if paper.stands else []),
        odt.Facts(facts(paper)),
    ]
    if paper.annual.vision:
        made += [odt.Heading(_("願景")), odt.Paragraph(paper.annual.vision)]
    if paper.annual.strategies:
        made.append(odt.Heading(_("策略")))
    for name, words in paper.annual.strategies:
        made += [odt.Heading(name, 2), odt.Paragraph(words)]
    made += [odt.Heading(_("工作項目")), _table("items", items_table(paper))]
    if wanted := aims(paper):
        made.append(odt.Heading(_("要做到什麼")))
        for heading, words in wanted:
            made += [odt.Heading(heading, 2), odt.Paragraph(words)]
    if paper.kpis is not None and paper.kpis.rows:
        made += [odt.Heading(_("績效指標")), _table("kpis", paper.kpis)]
    made += [odt.Heading(_("納入的行動方案")), _table("plans", plans_table(paper))]
    return [*made, *([odt.Paragraph(unseen(paper), "note")] if paper.unseen else [])]


def _table(name: str, section: Section) -> odt.Block:
    if not section.rows:
        return odt.Paragraph(_("沒有。"))
    columns = [Column(key, label, width=width, missing="") for key, label, width in section.columns]
    return Table(name, "", columns, [list(row) for row in section.rows])
