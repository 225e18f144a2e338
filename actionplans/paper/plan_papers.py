"""A plan on paper: its promise as names and values, and everything it stands on as tables, for PDF and ODT alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from actionplans import call
from actionplans.models import Idea, Plan, Uptake, by_month
from actionplans.models.plan_parts import FromTable
from actionplans.writing import choices
from foundation.exports.table import Column, Table
from foundation.taiwan import roc

Fact = tuple[str, str | None]
Facts = list[Fact]
# Two facts share a row of a printed page where neither takes more than two lines of its half.
HALF_ROW = 36


def promise_facts(plan: Plan) -> Facts:
    """A plan's promise as names and values; None prints as 未填."""
    return [
        *_promise(plan),
        (_("可行性判斷"), choices.verdict_in_words(plan.verdict) or None),
        (_("永續發展目標"), choices.sdgs_in_words(plan.sdgs) or None),
        (_("來自"), "、".join(str(idea.group) for idea in plan.ideas.all()) or None),
    ]


def report_facts(plan: Plan) -> Facts:
    """The same for a report: also why the verdict was given, and what each merged idea said itself."""
    return [
        *_promise(plan),
        (_("承諾"), f"「{plan.vow}」" if plan.vow else None),
        (_("可行性判斷"), choices.verdict_in_words(plan.verdict) or None),
        (_("為什麼這樣判斷"), plan.verdict_why or None),
        (_("永續發展目標"), choices.sdgs_in_words(plan.sdgs) or None),
        (_("來自"), "\n".join(idea_line(idea) for idea in plan.ideas.all()) or None),
    ]


def report_rows(plan: Plan) -> list[Facts]:
    """The report's facts as its page sets them: one to a row, or two that belong together where both are short."""
    (pillar, item, problem, goal, gains, lead, person, supervisor, partners, step, vow, verdict, why, sdgs,
     source) = report_facts(plan)  # fmt: skip
    together = [
        (pillar, item), (problem,), (goal,), (gains, partners), (lead,), (person, supervisor), (step,), (vow,),
        (verdict, sdgs), (why,), (source,),
    ]  # fmt: skip
    rows: list[Facts] = []
    for facts in together:
        fits = all(len(value or "") <= HALF_ROW for _name, value in facts)
        rows += [list(facts)] if fits else [[fact] for fact in facts]
    return rows


def _promise(plan: Plan) -> Facts:
    item = call.ITEM_BY_CODE.get(plan.call_item)
    return [
        (_("主軸"), call.PILLAR_BY_CODE[plan.pillar].name if plan.pillar else None),
        (_("行動號召"), f"{item.label} {item.short}" if item else None),
        (_("我們看見的問題"), plan.problem or None),
        (_("目標"), plan.goal or None),
        (_("誰會受益"), plan.beneficiaries or None),
        (_("主責單位"), plan.lead_agency or None),
        (_("負責人"), plan.person_in_charge or None),
        (_("追蹤督導"), str(plan.supervisor) if plan.supervisor else None),
        (_("協力單位"), plan.partners or None),
        (_("第一步"), f"{roc.long(plan.first_step_on)}前：{plan.first_step}" if plan.first_step_on else None),
    ]


def idea_line(idea: Idea) -> str:
    """Where a plan comes from, in one line: the table, what became of its idea, and what it said itself."""
    line = _("%(group)s（%(decision)s）") % {"group": idea.group, "decision": idea.get_decision_display()}
    if idea.decision != Idea.Decision.MERGED:
        return line
    verdict = "：".join(part for part in (choices.verdict_in_words(idea.verdict), idea.verdict_why) if part)
    said = (f"「{idea.title}」" if idea.title else "", verdict)
    return line + "，".join(part for part in said if part)


def table(name: str, columns: list[tuple[str, str, int]], rows: list[tuple[Any, ...]], title: str = "") -> Table:
    """Columns as key, label and width in percent of the page. The title is the heading, where the name is not."""
    return Table(name, title or name, [Column(key, label, width=width) for key, label, width in columns], rows)


def _named(plan: Plan, words: str, row: FromTable) -> str | None:
    """What a row is called, with its table where the plan comes from several; None prints as 未填."""
    if row.group is None or len(plan.ideas.all()) < 2:
        return words or None
    return f"{words or _('未填')}（{row.group}）"


def uptake_table(plans: Iterable[Plan]) -> Table:
    """Which plans go into the county's annual plan, or another document (企劃案四(二)2)."""
    rows = [
        (
            plan.code,
            plan.title,
            *((one.get_state_display(), *_where(one)) if (one := plan.uptake) else (None, "—", "—")),
        )
        for plan in plans
    ]
    columns = [("code", _("編號"), 16), ("title", _("行動方案"), 28), ("state", _("納入"), 12)]
    last = [("where", _("計畫或文件，工作項目"), 26), ("number", _("文號"), 18)]
    return table(_("納入年度計畫"), [*columns, *last], rows)


def _where(uptake: Uptake) -> tuple[str, str]:
    said = (uptake.where, str(uptake.item or ""), uptake.reason if uptake.state == uptake.State.DECLINED else "")
    return "，".join(filter(None, said)) or "—", uptake.where_number or "—"


def indicator_table(plan: Plan) -> Table:
    """A plan's indicators."""
    rows = [
        (_named(plan, one.name, one), one.baseline or None, one.target or None, one.unit or None,
         one.verified_by or None)
        for one in plan.indicators.all()
    ]  # fmt: skip
    columns = [("name", _("看什麼"), 32), ("baseline", _("現況值"), 13), ("target", _("目標值"), 13)]
    return table(_("想看到的成果"), [*columns, ("unit", _("單位"), 12), ("how", _("怎麼確認"), 30)], rows)


def month_table(plan: Plan) -> Table:
    """What is to be seen after 1, 3 and 6 months."""
    rows = [
        (
            _("第 %(month)s 個月") % {"month": month}, _named(plan, one.change, one), one.indicator or None,
            one.proof or None,
        )
        for month, found in by_month(plan.results.all())
        for one in found
    ]  # fmt: skip
    columns = [("month", _("時間"), 14), ("change", _("看得到的改變"), 34), ("indicator", _("指標與目標值"), 28)]
    # A name without the mark that parts names in a line.
    title = _("第 1、3、6 個月")
    return table(_("看得到的改變"), [*columns, ("proof", _("用什麼證明"), 24)], rows, title)


def resource_table(plan: Plan) -> Table:
    """What the plan needs, and whether it is there."""
    marked = {True: _("已有"), False: _("要找"), None: None}
    rows = [
        (_named(plan, one.name, one), one.get_kind_display() or None, marked[one.at_hand], one.provider or None)
        for one in plan.resources.all()
    ]
    columns = [("name", _("資源"), 42), ("kind", _("種類"), 14), ("status", _("狀態"), 14)]
    return table(_("資源"), [*columns, ("provider", _("由誰提供"), 30)], rows)


def stakeholder_table(plan: Plan) -> Table:
    """Who makes or breaks the plan."""
    rows = [
        (
            _named(plan, one.name, one), one.get_kind_display() or None, one.get_influence_display() or None,
            one.get_support_display() or None, one.contact or None,
        )
        for one in plan.stakeholders.all()
    ]  # fmt: skip
    columns = [("name", _("誰"), 34), ("kind", _("類別"), 18), ("influence", _("影響力"), 11)]
    return table(_("利害關係人"), [*columns, ("support", _("支持程度"), 13), ("contact", _("誰去聯絡"), 24)], rows)


def risk_table(plan: Plan) -> Table:
    """Where it may get stuck, and what is done then."""
    rows = [(_named(plan, one.risk, one), one.answer or None) for one in plan.risks.all()]
    return table(_("風險與因應"), [("risk", _("如果……"), 50), ("answer", _("那就……"), 50)], rows)


@dataclass(frozen=True, slots=True)
class Parts:
    """What a plan stands on, as far as it says something: steps, each in a line, and tables in the order of the report,
    whose titles are their headings. `missing` names the parts of which nothing was written, for one line.
    """

    steps: list[str]
    tables: list[Table]
    missing: str

    @property
    def missing_line(self) -> str:
        """What nobody filled in, in one line; empty where something stands in every part."""
        return _("未填：%(parts)s") % {"parts": self.missing} if self.missing else ""


def parts(plan: Plan) -> Parts:
    """Everything a plan stands on. A part without a word is no table with an empty row, but stays named."""
    steps = step_lines(plan)
    said_by_month = any(one.says_something for one in plan.results.all())
    tables = [
        (indicator_table(plan), plan.indicators.all()),
        (month_table(plan), said_by_month),
        (resource_table(plan), plan.resources.all()),
        (stakeholder_table(plan), plan.stakeholders.all()),
        (risk_table(plan), plan.risks.all()),
    ]
    missing = [] if steps else [_("具體行動")]
    missing += [str(one.name) for one, said in tables if not said]
    return Parts(steps, [one for one, said in tables if said], "、".join(missing))


def step_lines(plan: Plan) -> list[str]:
    """The steps, each in one line: what, who, and the months."""
    line = _("%(what)s（%(who)s，%(months)s）")
    return [
        line
        % {
            "what": _named(plan, step.what, step) or _("未填"),
            "who": step.who or _("誰：未填"),
            "months": step.months or _("月份：未填"),
        }
        for step in plan.steps.all()
    ]
