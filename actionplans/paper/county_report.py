"""A workshop's report (行動方案報告) and its commitment sheet, as values that PDF and ODT render.

企劃案四(二)1：於工作坊後完成行動方案報告，提供地方政府與相關單位參考。 Both are built anew at each download,
so that they say what was saved a minute ago.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from actionplans import call
from actionplans.consensus import ballots, signatures
from actionplans.models import Ballot, Consensus, Idea, Plan, SheetKind, with_parts
from actionplans.writing import contents, written
from actionplans.writing.added_answers import AddedAnswer, added_answers
from foundation.exports import odt
from foundation.exports.imprint import Imprint
from foundation.exports.table import Table
from foundation.taiwan import roc
from workshops import attendance
from workshops.models import AgendaItem, Group, Participant, Workshop

from . import paper_keying, plan_papers


@dataclass(frozen=True, slots=True)
class GroupPart:
    """What one table found and brought forward."""

    group: Group
    issues: tuple[contents.CoreIssue, ...]
    title: str
    decision: str
    reason: str
    plan: str
    items: int


@dataclass(frozen=True, slots=True)
class CountyReport:
    """Everything a workshop's report says. `people` counts by kind; None where no list was kept. `on_paper` says which
    tables' sheets were keyed in afterwards, and by whom.
    """

    workshop: Workshop
    as_of: dt.datetime
    agenda: tuple[AgendaItem, ...]
    people: dict[str, int]
    groups: tuple[GroupPart, ...]
    plans: tuple[Plan, ...]
    parked: tuple[Idea, ...]
    consensus: str
    on_paper: str = ""
    attendance: attendance.Attendance | None = None
    added: tuple[AddedAnswer, ...] = ()
    votes: tuple[ballots.Result, ...] = ()

    @property
    def title(self) -> str:
        """What the document is called."""
        return _("%(workshop)s　行動方案報告") % {"workshop": self.workshop}

    @property
    def total_people(self) -> int | None:
        """How many took part; None where no list was kept."""
        return sum(self.people.values()) or None

    def imprint(self) -> Imprint:
        """The document's properties."""
        return Imprint(
            title=self.title,
            creator=self.workshop.host_unit or self.workshop.county.name,
            created=self.as_of,
            subject=_("地方實踐工作坊的核心議題、採納的行動方案與後續追蹤。"),
        )


def build(workshop: Workshop, *, now: dt.datetime) -> CountyReport:
    """Gather a workshop's report (a fixed number of queries)."""
    groups = list(workshop.groups.all())
    sheets_of = written.written_by(groups)
    ideas = {idea.group_id: idea for idea in Idea.objects.filter(workshop=workshop).select_related("plan", "group")}
    counted = dict(
        Participant.objects.filter(workshop=workshop).values_list("kind").annotate(n=Count("pk")).order_by("kind")
    )
    consensus = Consensus.objects.filter(workshop=workshop).first()
    parts = []
    for group in groups:
        mine = sheets_of[group.pk]
        idea = ideas.get(group.pk)
        parts.append(
            GroupPart(
                group=group,
                issues=tuple(contents.core_issues(mine.inventory)),
                title=str(mine.design.get("title")),
                decision=idea.get_decision_display() if idea else "",
                reason=idea.reason if idea else "",
                plan=idea.plan.title if idea and idea.plan else "",
                items=sum(len(found) for found in mine.inventory.lists.values()),
            )
        )
    adopted = Plan.objects.filter(workshop=workshop).adopted()
    adopted = adopted.select_related("supervisor", "county", "uptake__annual", "uptake__item")
    plans = with_parts(adopted).prefetch_related("signatures").order_by("code")
    return CountyReport(
        workshop=workshop,
        as_of=now,
        agenda=tuple(workshop.agenda.all()),
        people={str(label): counted[kind] for kind, label in Participant.Kind.choices if kind in counted},
        groups=tuple(parts),
        plans=tuple(plans),
        parked=tuple(idea for idea in ideas.values() if idea.decision == Idea.Decision.PARKED),
        consensus=consensus.statement if consensus else "",
        on_paper=paper_keying.said_of_workshop(workshop),
        attendance=attendance.of(workshop),
        added=tuple(added_answers([group.pk for group in groups])),
        votes=tuple(ballots.results_of(Ballot.objects.filter(workshop=workshop, closed_at__isnull=False))),
    )


def facts(report: CountyReport) -> list[tuple[str, str | None]]:
    """The workshop's facts as names and values; None prints as 未填."""
    workshop = report.workshop
    people = "、".join(f"{label} {number} 人" for label, number in report.people.items())
    return [
        (_("方案"), workshop.programme.name),
        (_("日期"), roc.long(workshop.date) if workshop.date else None),
        (_("時間"), f"{workshop.starts_at:%H:%M}（{workshop.minutes} 分鐘）" if workshop.starts_at else None),
        (_("場地"), workshop.venue or None),
        (_("主辦機關"), workshop.host_unit or None),
        (_("聯絡人"), workshop.contact_name or None),
        (_("講師"), str(workshop.lecturer) if workshop.lecturer else None),
        (_("助教"), str(workshop.assistant) if workshop.assistant else None),
        (_("追蹤督導"), str(workshop.supervisor) if workshop.supervisor else None),
        (
            _("參加者"),
            _("共 %(total)s 人：%(people)s") % {"total": report.total_people, "people": people} if people else None,
        ),
        *_who_came(report),
        (_("分組"), _("%(count)s 組") % {"count": len(report.groups)} if report.groups else None),
        *([(_("依紙本補登"), report.on_paper)] if report.on_paper else []),
    ]


def _who_came(report: CountyReport) -> list[tuple[str, str | None]]:
    """How many came, where people signed in; nothing where nobody did (a list is no proof of having been there)."""
    came = report.attendance
    if came is None or not came.arrived + came.walk_ins:
        return []
    told = _("共 %(total)s 人：名單 %(listed)s 人中到 %(arrived)s 人，當天加入 %(walk_ins)s 人") % {
        "total": came.arrived + came.walk_ins, "listed": came.listed, "arrived": came.arrived,
        "walk_ins": came.walk_ins,
    }  # fmt: skip
    return [(_("實到"), told)]


def issue_table(report: CountyReport) -> Table:
    """The core issues of all tables."""
    rows = [
        (
            str(part.group),
            call.PILLAR_BY_CODE[issue.pillar].name,
            call.ITEM_BY_CODE[issue.call_item].label if issue.call_item else None,
            issue.text,
            issue.affected or None,
            issue.why_first or None,
        )
        for part in report.groups
        for issue in part.issues
    ]
    columns = [("group", _("小組"), 17), ("pillar", _("主軸"), 8), ("call", _("號召"), 8), ("issue", _("核心議題"), 29)]
    return plan_papers.table(
        _("各組核心議題"), [*columns, ("who", _("誰受影響"), 16), ("why", _("為什麼先做"), 22)], rows
    )


def idea_table(report: CountyReport) -> Table:
    """What became of each group's idea."""
    rows = [
        (str(part.group), part.title or None, part.decision or None, part.plan or part.reason or "—")
        for part in report.groups
    ]
    columns = [("group", _("小組"), 16), ("idea", _("構想"), 36), ("decision", _("決定"), 11)]
    return plan_papers.table(_("各組構想與決定"), [*columns, ("where", _("併入的方案或原因"), 37)], rows)


def vote_table(report: CountyReport) -> Table | None:
    """What the room gave its dots to, where it voted: how many, never whose."""
    if not report.votes:
        return None
    several = len(report.votes) > 1
    rows = [
        (
            *([f"{vote.ballot.number}. {vote.ballot.question}"] if several else []),
            str(standing.choice.idea.group),
            standing.choice.title,
            standing.dots or 0,
        )
        for vote in report.votes
        for standing in vote.standings
    ]
    # The one question stands in the line above the table.
    asked = [("question", _("投票題目"), 30)] if several else []
    columns = [*asked, ("group", _("小組"), 20), ("idea", _("構想"), 40 if several else 70), ("dots", _("點數"), 10)]
    return plan_papers.table(_("現場投票"), columns, rows)


def vote_line(report: CountyReport) -> str:
    """How many took part in each vote."""
    return _("；").join(
        _("「%(question)s」%(voters)s 份票中投了 %(voted)s 份")
        % {"question": vote.ballot.question, "voters": vote.voters, "voted": vote.voted}
        for vote in report.votes
    )


def plan_table(report: CountyReport) -> Table:
    """The adopted plans at a glance, before each has its page."""
    rows = [
        (plan.code, plan.title, plan.lead_agency, roc.short(plan.first_step_on) if plan.first_step_on else None)
        for plan in report.plans
    ]
    columns = [("code", _("編號"), 18), ("title", _("行動方案"), 38), ("lead", _("主責單位"), 28)]
    return plan_papers.table(_("採納的行動方案"), [*columns, ("first", _("第一步日期"), 16)], rows)


def report_blocks(report: CountyReport) -> list[odt.Block]:
    """The report as an editable document."""
    blocks: list[odt.Block] = [
        odt.Paragraph(str(report.workshop), "subtitle"),
        odt.Paragraph(_("行動方案報告"), "title"),
        odt.Heading(_("一、工作坊概況")),
        odt.Facts(facts(report)),
        odt.Heading(_("二、共識聲明")),
        odt.Paragraph(report.consensus or None, "quote"),
        odt.Heading(_("三、核心議題")),
        _or_missing(issue_table(report)),
        odt.Heading(_("四、從構想到方案")),
        _or_missing(idea_table(report)),
        *_vote_blocks(report),
        odt.Heading(_("五、後續追蹤")),
        odt.Paragraph(follow_up(report)),
        *([plan_papers.uptake_table(report.plans)] if report.plans else []),
        odt.Heading(_("六、採納的行動方案")),
        plan_table(report) if report.plans else odt.Paragraph(_("還沒有採納的行動方案。")),
    ]
    for plan in report.plans:
        blocks += _plan_blocks(plan)
    if report.added:
        blocks += [odt.PageBreak(), odt.Heading(_("附件、加問的題目")), added_table(report)]
    blocks.append(odt.Paragraph(_("資料時間：%(when)s") % {"when": as_of(report)}, "note"))
    return blocks


def _vote_blocks(report: CountyReport) -> list[odt.Block]:
    table = vote_table(report)
    return [odt.Heading(_("現場投票"), 2), odt.Paragraph(vote_line(report)), table] if table else []


def _or_missing(table: Table) -> odt.Block:
    """A table, or 未填 where it has no row: a head alone would look like something that got lost."""
    return table if table.rows else odt.Paragraph(None)


def _plan_blocks(plan: Plan) -> list[odt.Block]:
    """An adopted plan, from the top of a page of its own."""
    parts = plan_papers.parts(plan)
    blocks: list[odt.Block] = [
        odt.PageBreak(),
        odt.Heading(f"{plan.code}　{plan.title}"),
        odt.Facts(plan_papers.report_facts(plan)),
    ]
    if parts.steps:
        blocks += [odt.Heading(_("具體行動"), 2), odt.Points(parts.steps, numbered=True)]
    blocks += parts.tables
    if parts.missing:
        blocks.append(odt.Paragraph(parts.missing_line))
    return blocks


def added_table(report: CountyReport) -> Table:
    """What each table answered to the questions the association has added."""
    names = {part.group.pk: str(part.group) for part in report.groups}
    rows = [(SheetKind(one.kind).label, one.question.label, names[one.group], one.words) for one in report.added]
    columns = [("form", _("表單"), 18), ("question", _("題目"), 28), ("group", _("小組"), 14)]
    return plan_papers.table(_("加問的題目"), [*columns, ("answer", _("回答"), 40)], rows)


def follow_up(report: CountyReport) -> str:
    """How the plans are followed up, in a sentence (企劃案四(二))."""
    months = "、".join(str(month) for month in report.workshop.programme.tracking_months)
    return _(
        "由追蹤督導於工作坊後第 %(months)s 個月記錄執行情形，透過志推中心或定期會議追蹤，"
        "並建議納入年度志願服務推動計畫。"
    ) % {"months": months}


def as_of(report: CountyReport) -> str:
    """When the figures were taken, in words."""
    from django.utils import timezone  # noqa: PLC0415  only to show the local time

    local = timezone.localtime(report.as_of)
    return f"{roc.long(local.date())} {local:%H:%M}"


def signed(plan: Plan) -> list[tuple[str, str]]:
    """Who has signed a plan on the screen, and what she signed."""
    found = []
    for one in plan.signatures.all():
        words = _("已在現場簽署：%(step)s，%(day)s。") % {"step": one.first_step, "day": roc.long(one.first_step_on)}
        if otherwise := signatures.signed_otherwise(one, plan):
            parts = [f"{label}「{said}」" for label, said in otherwise]
            words += _("簽名之後承諾改過。簽的是：") + _("、").join(parts)
        if one.strokes:
            words += _("（手寫簽名印在 PDF）")
        found.append((str(one), words))
    return found


def commitment_blocks(report: CountyReport) -> list[odt.Block]:
    """The commitment sheet (承諾書) to be signed before people leave the room, one page for each plan."""
    blocks: list[odt.Block] = []
    for plan in report.plans:
        if blocks:
            blocks.append(odt.PageBreak())
        blocks += [
            odt.Paragraph(str(report.workshop), "subtitle"),
            odt.Paragraph(_("行動方案承諾書"), "title"),
            odt.Heading(f"{plan.code}　{plan.title}"),
            odt.Paragraph(f"「{plan.vow}」" if plan.vow else None, "quote"),
            odt.Facts(plan_papers.promise_facts(plan)),
            *([odt.Facts(signed(plan))] if plan.signatures.all() else []),
            odt.Signatures([_("主責單位"), _("負責人"), _("追蹤督導"), _("主管機關")]),
            odt.Paragraph(_("簽署日期：　　年　　月　　日")),
        ]
    return blocks
