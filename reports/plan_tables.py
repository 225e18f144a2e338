"""The adopted plans as spreadsheets: the plans themselves, and a sheet for each kind of row below them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.call import ITEMS
from foundation.exports.table import Column, Table

from . import codes
from .plan_records import PlanRecord
from .records import NationalReport

# Which table a row came from; rows that an officer added came from none.
GROUP = Column("group", gettext_lazy("小組編號"), "code", 11, "")


def tables(report: NationalReport) -> list[Table]:
    """The sheets about plans, in the order of the report."""
    return [
        _plans(report),
        _steps(report),
        _indicators(report),
        _results(report),
        _resources(report),
        _stakeholders(report),
        _risks(report),
        _sources(report),
    ]


def _plans(report: NationalReport) -> Table:
    marks, origin = labels(), _("%(group)s（%(decision)s）")
    columns = [
        Column("code", _("方案編號"), "code"),
        Column("county", _("縣市"), "text", 10),
        Column("workshop", _("工作坊編號"), "code", 11),
        Column("title", _("行動名稱"), "text", 40),
        Column("pillar", _("主軸"), "text", 10),
        Column("call_item", _("行動號召"), "text", 28),
        Column("problem", _("問題"), "text", 50),
        Column("goal", _("目標"), "text", 50),
        Column("beneficiaries", _("誰會受益"), "text", 30),
        Column("lead_agency", _("主責單位"), "text", 24),
        Column("partners", _("一起做"), "text", 30),
        Column("person_in_charge", _("負責人"), "text", 12),
        Column("supervisor", _("追蹤督導"), "text", 14),
        Column("first_step", _("第一步"), "text", 36),
        Column("first_step_on", _("第一步日期"), "date"),
        Column("steps", _("具體行動"), "text", 50),
        Column("to_find", _("還要找的資源"), "text", 36),
        Column("at_hand", _("已有的資源"), "text", 36),
        Column("unmarked", _("還沒標示已有或要找的資源"), "text", 36),
        Column("verdict", _("可行性"), "text", 10),
        Column("verdict_why", _("為什麼這樣判斷"), "text", 36),
        Column("vow", _("一句承諾"), "text", 36),
        Column("sdgs", _("SDGs"), "text", 12),
        Column("adopted_on", _("採納日期"), "date"),
        Column("tracked", _("進入追蹤"), "bool"),
        Column("status", _("進度"), "text", 10),
        Column("reason", _("進度說明"), "text", 36),
        Column("reached", _("完成的里程碑"), "integer"),
        Column("milestones", _("里程碑"), "integer"),
        Column("check_ins", _("確認過的回報"), "integer"),
        Column("last_on", _("最近一次回報"), "date"),
        Column("last", _("最近做了什麼"), "text", 44),
        Column("page", _("公開頁"), "text", 24),
        Column("annual", _("納入年度計畫"), "text", 10),
        Column("annual_document", _("納入的計畫或文件"), "text", 36),
        Column("annual_number", _("文號"), "text", 24),
        Column("annual_item", _("工作項目"), "text", 30),
        Column("annual_reason", _("不納入的原因"), "text", 30),
        Column("sources", _("來源小組"), "text", 24),
        Column("concerns", _("回應的議題"), "text", 24),
    ]
    rows = [
        [
            codes.link(each.code), each.county_name, each.workshop, each.title, each.pillar_name,
            marks.get(each.call_item or ""), each.problem, each.goal, each.beneficiaries, each.lead_agency,
            each.partners, each.person_in_charge, each.supervisor, each.first_step, each.first_step_on,
            lines(step.what for step in each.steps),
            lines(one.name for one in each.to_find), lines(one.name for one in each.at_hand),
            lines(one.name for one in each.unmarked), each.verdict, each.verdict_why,
            each.vow, _("、").join(map(str, each.sdgs)), each.adopted_on, each.is_tracked,
            each.progress.word, each.progress.reason, each.progress.reached, each.progress.milestones,
            each.progress.check_ins, each.progress.last_on, each.progress.last, each.progress.page,
            each.annual.word, each.annual.document, each.annual.number, each.annual.item, each.annual.reason,
            lines(origin % {"group": one.group, "decision": one.decision} for one in each.sources),
            lines(concern.code for concern in each.concerns),
        ]
        for each in report.plans
    ]  # fmt: skip
    return Table(_("行動方案"), _("採納的行動方案"), columns, rows, 1)


def _below(
    report: NationalReport,
    name: str,
    title: str,
    columns: Sequence[Column],
    rows: Callable[[PlanRecord], list[list[Any]]],
) -> Table:
    """Rows below the plans, each with the number, the county and the title of its plan."""
    first = [
        Column("plan", _("方案編號"), "code"),
        Column("county", _("縣市"), "text", 10),
        Column("title", _("行動名稱"), "text", 36),
    ]
    found = [[plan.code, plan.county_name, plan.title, *row] for plan in report.plans for row in rows(plan)]
    return Table(name, title, [*first, *columns], found, 1)


def _steps(report: NationalReport) -> Table:
    columns = [
        Column("what", _("做什麼"), "text", 44),
        Column("who", _("誰"), "text", 24),
        Column("from_month", _("從第幾個月"), "integer"),
        Column("to_month", _("到第幾個月"), "integer"),
        GROUP,
    ]
    return _below(
        report, _("具體行動"), _("行動方案的具體行動"), columns,
        lambda plan: [[each.what, each.who, each.from_month, each.to_month, each.group] for each in plan.steps],
    )  # fmt: skip


def _indicators(report: NationalReport) -> Table:
    columns = [
        Column("name", _("指標"), "text", 30),
        Column("baseline", _("現況值"), "text", 14),
        Column("target", _("目標值"), "text", 14),
        Column("unit", _("單位"), "text", 10),
        Column("baseline_number", _("現況數值"), "decimal", 11, ""),
        Column("target_number", _("目標數值"), "decimal", 11, ""),
        Column("verified_by", _("怎麼確認"), "text", 36),
        GROUP,
    ]
    return _below(
        report, _("指標"), _("行動方案的指標"), columns,
        lambda plan: [
            [
                each.name, each.baseline, each.target, each.unit, each.baseline_number, each.target_number,
                each.verified_by, each.group,
            ]
            for each in plan.indicators
        ],
    )  # fmt: skip


def _results(report: NationalReport) -> Table:
    columns = [
        Column("month", _("第幾個月"), "integer"),
        Column("due", _("到期日"), "date"),
        Column("change", _("看得到的改變"), "text", 44),
        Column("indicator", _("指標與目標值"), "text", 30),
        Column("proof", _("用什麼證明"), "text", 30),
        Column("supervisor", _("追蹤督導"), "text", 14),
        GROUP,
    ]
    return _below(
        report, _("成果追蹤點"), _("第 1、3、6 個月要看到的改變"), columns,
        lambda plan: [
            [each.month, each.due, each.change, each.indicator, each.proof, plan.supervisor, each.group]
            for each in plan.results
        ],
    )  # fmt: skip


def _resources(report: NationalReport) -> Table:
    columns = [
        Column("name", _("資源"), "text", 36),
        Column("kind", _("種類"), "text", 10),
        Column("at_hand", _("已有"), "bool"),
        Column("provider", _("由誰提供"), "text", 24),
        GROUP,
    ]
    return _below(
        report, _("資源"), _("行動方案需要的資源"), columns,
        lambda plan: [[each.name, each.kind, each.at_hand, each.provider, each.group] for each in plan.resources],
    )  # fmt: skip


def _stakeholders(report: NationalReport) -> Table:
    columns = [
        Column("name", _("誰"), "text", 30),
        Column("kind", _("類別"), "text", 16),
        Column("influence", _("影響力"), "text", 9),
        Column("support", _("支持程度"), "text", 9),
        Column("contact", _("誰去聯絡"), "text", 24),
        GROUP,
    ]
    return _below(
        report, _("利害關係人"), _("誰會影響成敗"), columns,
        lambda plan: [
            [each.name, each.kind, each.influence, each.support, each.contact, each.group]
            for each in plan.stakeholders
        ],
    )  # fmt: skip


def _risks(report: NationalReport) -> Table:
    columns = [Column("risk", _("如果……"), "text", 50), Column("answer", _("那就……"), "text", 50), GROUP]
    return _below(
        report, _("風險與因應"), _("可能卡住的地方，與因應"), columns,
        lambda plan: [[each.risk, each.answer, each.group] for each in plan.risks],
    )  # fmt: skip


def _sources(report: NationalReport) -> Table:
    columns = [
        Column("group", _("小組編號"), "code", 11),
        Column("group_name", _("小組"), "text", 16),
        Column("decision", _("決定"), "text", 9),
        Column("own_title", _("當時的行動名稱"), "text", 36),
        Column("problem", _("問題"), "text", 44),
        Column("goal", _("目標"), "text", 44),
        Column("beneficiaries", _("誰會受益"), "text", 26),
        Column("vow", _("一句承諾"), "text", 30),
        Column("verdict", _("可行性"), "text", 10),
        Column("verdict_why", _("為什麼這樣判斷"), "text", 36),
    ]
    return _below(
        report, _("構想來源"), _("方案來自哪些組，各組當時怎麼說"), columns,
        lambda plan: [
            [
                each.group, each.group_name, each.decision, each.title, each.problem, each.goal, each.beneficiaries,
                each.vow, each.verdict, each.verdict_why,
            ]
            for each in plan.sources
        ],
    )  # fmt: skip


def labels() -> dict[str, str]:
    """The items of the Call as a spreadsheet names them."""
    return {item.code: item.shown for item in ITEMS}


def lines(words: Any) -> str:
    """Several values in one cell, one on each line."""
    return "\n".join(words)
