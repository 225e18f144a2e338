"""The report as spreadsheets: one sheet for each table, the same figures as on paper, typed and with their codes.

`foundation.exports` writes them as XLSX and ODS: frozen headings, filters, text that can never become a formula.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from actionplans.call import PILLARS
from foundation.exports.table import Column, Table

from . import codes, coverage, paper, plan_tables
from .models import ChapterPart
from .records import Matrix, NationalReport

NO_DATA = gettext_lazy("尚無資料")


def tables(report: NationalReport) -> list[Table]:
    """All sheets, in the order of the report."""
    return [
        _summary(report),
        *([_chapters(report)] if report.chapters else []),
        _counties(report),
        _workshops(report),
        *plan_tables.tables(report),
        _issues(report),
        _added(report),
        _matrix(report.plans_matrix, _("涵蓋矩陣"), _("行動號召 × 縣市：採納的行動方案（件）")),
        _matrix(report.issues_matrix, _("議題矩陣"), _("行動號召 × 縣市：核心議題（項）")),
        _method(report),
    ]


def _summary(report: NationalReport) -> Table:
    columns = [
        Column("code", _("代號"), "code", 24),
        Column("label", _("項目"), "text", 30),
        Column("value", _("數值"), "decimal", 12, NO_DATA),
        Column("unit", _("單位"), "text", 8, ""),
        Column("note", _("說明"), "text", 48, ""),
        Column("short", _("查詢代號"), "code", 14, ""),
    ]
    rows: list[list[Any]] = [
        [each.code, each.label, each.value, each.unit, each.note, codes.link(f"{report.code}-{each.short}")]
        for each in report.figures
    ]
    letters = {pillar.code: pillar.letter for pillar in PILLARS}
    rows += [
        [
            f"pillar_{each.code}",
            _("主軸：%(pillar)s") % {"pillar": each.name},
            each.plans,
            coverage.unit("plans", each.plans),
            "",
            codes.link(f"{report.code}-{letters[each.code]}"),
        ]
        for each in report.pillars
    ]
    rows += [[f"finding_{each.code}", each.headline, "–", "", each.text, ""] for each in report.findings]
    return Table(_("摘要"), paper.title(report), columns, rows, 2)


def _chapters(report: NationalReport) -> Table:
    """What the association wrote, piece by piece; a photo by what stands below it."""
    columns = [
        Column("chapter", _("章"), "text", 26),
        Column("kind", _("種類"), "text", 8),
        Column("text", _("文字"), "text", 90, ""),
        Column("plan", _("案例"), "code", 14, ""),
        Column("codes", _("文中數字的代號"), "text", 24, ""),
        Column("licence", _("依什麼刊登"), "text", 24, ""),
    ]
    kinds = dict(ChapterPart.Kind.choices)
    rows: list[list[Any]] = []
    for chapter in report.chapters:
        for piece in chapter.pieces:
            photo = piece.photo
            text = (
                _("、").join(one for one in (photo.caption or photo.alt, photo.credit) if one) if photo else piece.text
            )
            written = _("、").join(f"{report.code}-{part}" for part in piece.parts)
            plan = codes.link(piece.plan) if piece.plan else None
            rows.append([chapter.heading, str(kinds[piece.kind]), text, plan, written, photo.licence if photo else ""])
    return Table(_("正文"), _("協會寫進報告的正文"), columns, rows, 2)


def _counties(report: NationalReport) -> Table:
    columns = [
        Column("code", _("縣市代碼"), "code", 10),
        Column("name", _("縣市"), "text", 10),
        Column("level", _("進度級數"), "integer"),
        Column("level_name", _("進度"), "text", 12),
        Column("registered", _("登記場次"), "integer"),
        Column("held", _("辦理場次"), "integer"),
        Column("people", _("參加者"), "integer"),
        Column("issues", _("核心議題"), "integer"),
        Column("plans", _("行動方案"), "integer"),
        *(Column(each.code, each.name, "integer") for each in report.pillars),
        Column("tracked", _("進入追蹤的方案"), "integer"),
        Column("items", _("回應的行動號召"), "integer"),
    ]
    rows = [
        [
            county.code, county.name, county.level, report.level_names[county.level], len(county.workshops),
            len(county.held), county.people, len(county.issues), len(county.plans), *county.by_pillar,
            sum(1 for plan in county.plans if plan.is_tracked), county.items_answered,
        ]
        for county in report.counties
    ]  # fmt: skip
    return Table(_("各縣市"), _("各縣市一覽"), columns, rows, 2)


def _workshops(report: NationalReport) -> Table:
    names = {county.code: county.name for county in report.counties}
    columns = [
        Column("code", _("工作坊編號"), "code", 11),
        Column("county", _("縣市"), "text", 10),
        Column("number", _("場次"), "integer"),
        Column("state", _("狀態"), "text", 10),
        Column("held", _("計入辦理"), "bool"),
        Column("date", _("日期"), "date"),
        Column("minutes", _("總分鐘"), "integer"),
        Column("venue", _("場地")),
        Column("host_unit", _("主辦機關"), "text", 24),
        Column("supervisor", _("追蹤督導"), "text", 14),
        Column("groups", _("小組"), "integer"),
        Column("officials", pgettext("人數", "機關業務承辦"), "integer"),
        Column("centre", pgettext("人數", "志推中心"), "integer"),
        Column("cadres", pgettext("人數", "運用單位幹部"), "integer"),
        Column("people", _("參加者"), "integer"),
        Column("expected", _("預計人數"), "integer"),
        Column("issues", _("核心議題"), "integer"),
        Column("plans", _("行動方案"), "integer"),
        Column("parked", _("暫緩的構想"), "integer"),
        Column("consensus", _("共識聲明"), "text", 60),
    ]
    rows = [
        [
            codes.link(each.code), names[each.county], each.number, each.state_label, each.is_held, each.date,
            each.minutes, each.venue, each.host_unit, each.supervisor, each.groups, each.officials, each.centre,
            each.cadres,
            each.people, each.expected, each.issues, each.plans, each.ideas_parked, each.consensus,
        ]
        for each in report.workshops
    ]  # fmt: skip
    return Table(_("工作坊"), _("登記的工作坊"), columns, rows, 2)


def _issues(report: NationalReport) -> Table:
    labels = plan_tables.labels()
    names = {county.code: county.name for county in report.counties}
    pillars = {each.code: each.name for each in report.pillars}
    columns = [
        Column("code", _("議題編號"), "code"),
        Column("county", _("縣市"), "text", 10),
        Column("workshop", _("工作坊編號"), "code", 11),
        Column("group", _("小組編號"), "code", 11),
        Column("pillar", _("主軸"), "text", 10),
        Column("call_item", _("行動號召"), "text", 28),
        Column("text", _("小組的話"), "text", 50),
        Column("affected", _("誰受影響"), "text", 36),
        Column("why_first", _("為什麼先做"), "text", 36),
        Column("votes", _("票數"), "integer"),
        Column("answered_by", _("回應的方案"), "text", 24, ""),
    ]
    rows = [
        [
            codes.link(each.code), names[each.county], each.workshop, each.group, pillars[each.pillar],
            labels.get(each.call_item or ""), each.text, each.affected, each.why_first, each.votes,
            _("、").join(each.answered_by),
        ]
        for each in report.issues
    ]  # fmt: skip
    return Table(_("核心議題"), _("各縣市核心議題"), columns, rows, 1)


def _added(report: NationalReport) -> Table:
    names = {county.code: county.name for county in report.counties}
    columns = [
        Column("group", _("小組編號"), "code", 11),
        Column("county", _("縣市"), "text", 10),
        Column("workshop", _("工作坊編號"), "code", 11),
        Column("question", _("題目代號"), "code", 16),
        Column("form", _("表單"), "text", 20),
        Column("label", _("題目"), "text", 40),
        Column("answer", _("回答"), "text", 50),
        Column("number", _("數值"), "decimal", 12, ""),
    ]
    rows = [
        [
            each.group, names[each.county], each.workshop, each.question, each.form, each.label, each.answer,
            each.number,
        ]
        for each in report.added
    ]  # fmt: skip
    return Table(_("加問的題目"), _("協會加問的題目與各組的回答"), columns, rows, 1)


def _matrix(matrix: Matrix, name: str, title: str) -> Table:
    columns = [
        Column("item", _("代號"), "code", 8, ""),
        Column("label", _("行動號召"), "text", 34),
        *(
            Column(code, county, "integer", 9)
            for code, county in zip(matrix.counties, matrix.county_names, strict=True)
        ),
        Column("total", _("合計"), "integer", 8),
        Column("counties", _("縣市數"), "integer", 9, ""),
    ]

    def rows() -> Iterator[list[Any]]:
        for row in matrix.rows:
            yield [row.item, f"{row.label} {row.short}", *row.cells, row.total, row.counties]
        yield ["", _("沒有選行動號召"), *matrix.unassigned, matrix.unassigned_total, None]
        yield ["", _("各縣市合計"), *matrix.column_sums, matrix.total, matrix.counties_with_any]

    return Table(name, title, columns, list(rows()), 2)


def _method(report: NationalReport) -> Table:
    facts = report.programme
    rows: list[list[Any]] = [
        [_("方案"), facts.name],
        [_("方案代稱"), facts.slug],
        [_("資料時間"), report.as_of],
        [_("版次"), _("第 %(number)s 版") % {"number": report.edition.number} if report.edition else _("草稿")],
        [_("依據"), facts.source],
        [_("編號"), _("TTT-115-01 是行動方案；W12 是工作坊，W12-3 是它的第 3 組，W12-3-1 是該組的第 1 項核心議題。")],
        [_("未填"), _("該組沒有寫下答案；沒有參加者名單的場次，人數顯示未填。")],
        *([step.label, step.definition] for step in report.funnel),
    ]
    text: list[list[str | None]] = []
    when = Column("value", _("資料時間"), "datetime")
    for label, value in rows:
        text.append([label, when.shown(value) if value is report.as_of else value])
    return Table(
        _("說明"), _("資料說明"), [Column("label", _("項目"), "text", 24), Column("text", _("說明"), "text", 90)], text
    )
