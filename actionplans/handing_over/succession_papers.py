"""A hand-over on paper (交接單): what was open, until when, who is reached where, what was decided last; to be signed.

Read from what was kept, so that it says the same whenever it is printed; the paper is official and in Chinese.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from actionplans.meeting.meeting_papers import STATUS_WORDS
from actionplans.models import Decision, Meeting, Succession
from actionplans.personal import is_official
from foundation.exports import odt
from foundation.exports.imprint import Imprint
from foundation.exports.table import Column, Table
from foundation.taiwan import roc
from workshops.models import Workshop

from . import open_business
from .open_business import CONTACT, IN_CHARGE, SUPERVISOR, Business, PlanOpen, Said

Pairs = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the paper: a table of what is open. `columns` have a key, a heading, and a width in per cent."""

    title: str
    columns: tuple[tuple[str, str, float], ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def named(self) -> list[list[tuple[str, str, str]]]:
        """The rows, each cell with its column's key and heading, for tables that stand on end on a phone."""
        return [[(*column[:2], cell) for column, cell in zip(self.columns, row, strict=True)] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything the paper says."""

    succession: Succession
    business: Business

    @property
    def title(self) -> str:
        """The paper's whole name."""
        return _("%(county)s志願服務業務交接單") % {"county": self.succession.county.name}

    def imprint(self) -> Imprint:
        """The document's properties."""
        return Imprint(
            title=self.title, creator=self.succession.county.name, created=self.succession.made_at,
            subject=_("移交時還沒辦完的事、期限、聯絡方式和最近的決定。"),
        )  # fmt: skip


def of(made: Succession) -> Paper:
    """The paper of a hand-over. Reads its county."""
    return Paper(made, open_business.from_json(made.handed["business"]))


def reached_at(mail: str) -> str:
    """An address on a paper that goes from hand to hand: an office's as it is, somebody's own but for its beginning."""
    name, at, host = mail.partition("@")
    return mail if not at or is_official(mail) else f"{name[:1]}***@{host}"


def facts(paper: Paper) -> Pairs:
    """Who, to whom, when, and how much."""
    made, business = paper.succession, paper.business
    counts = [
        _("行動方案 %(count)s 項") % {"count": len(business.plans)},
        _("工作坊 %(count)s 場") % {"count": len(business.workshops)},
        _("裁示 %(count)s 項") % {"count": len(business.tasks)},
        _("會議 %(count)s 次") % {"count": len(business.meetings)},
        _("等督導確認的回報 %(count)s 則") % {"count": business.reports},
    ]
    told = _("、").join(counts)
    reminders = _("%(count)s 則，最近一則 %(day)s") % {"count": business.reminders, "day": _day(business.next_reminder)}
    return [
        (_("移交人"), _person(made.handed["from"])),
        (_("接交人"), _person(made.handed["to"])),
        (_("交接時間"), _moment(made.made_at)),
        (_("辦理的人"), made.made_by),
        (_("移交的事"), told),
        (_("排定的提醒"), reminders if business.reminders else _("沒有")),
        (_("說明"), made.note or _("沒有")),
    ]


def _person(known: dict[str, str]) -> str:
    """Role, name, and where she is reached; the role was kept in Chinese, and is told in the language of the page."""
    named = "　".join(part for part in (_(known["role"]) if known["role"] else "", known["name"]) if part)
    reached = _("、").join(part for part in (known["phone"], known["mail"]) if part)
    return f"{named}（{reached}）" if reached else named


def sections(business: Business, *, whole: bool = False) -> list[Section]:
    """What is open, one table for each kind; for the pages too, in their language.

    Args:
        whole: with addresses as they are, for a page behind the wall.
    """
    found = [
        Section(
            _("行動方案"),
            (("code", _("編號"), 12), ("title", pgettext("一件", "行動方案"), 22), ("roles", _("移交的身分"), 11),
             ("light", _("燈號"), 10), ("due", _("下一個期限"), 21), ("contact", _("主責單位與聯絡"), 24)),
            tuple(
                (one.code or _("尚未採納"), one.title, _roles(one.roles), _light(one.light), _due(one),
                 _contact(one, whole))
                for one in business.plans
            ),
        ),
        Section(
            _("工作坊"),
            (("name", _("工作坊"), 40), ("on", _("日期"), 16), ("state", _("狀態"), 14),
             ("roles", _("移交的身分"), 15), ("host", _("主辦機關"), 15)),
            tuple(
                (one.name, _day(one.on), str(Workshop.State(one.state).label), _roles(one.roles), one.host)
                for one in business.workshops
            ),
        ),
        Section(
            _("裁示交辦"),
            (("meeting", _("會議"), 20), ("item", _("案由"), 26), ("words", _("裁示"), 38), ("due", _("期限"), 16)),
            tuple((one.meeting, one.item, one.words, _day(one.due)) for one in business.tasks),
        ),
        Section(
            _("還沒完成的會議"),
            (("name", _("會議"), 44), ("on", _("日期"), 16), ("state", _("狀態"), 14), ("how", _("交接後"), 26)),
            tuple(
                (one.name, _day(one.on), str(Meeting.State(one.state).label), _after(one.state))
                for one in business.meetings
            ),
        ),
    ]  # fmt: skip
    last = tuple(
        (one.code or one.title, _day(each.on), _said(each), each.where) for one in business.plans for each in one.said
    )
    columns = (("plan", pgettext("一件", "行動方案"), 17.0), ("on", _("日期"), 16.0), ("words", _("決定或裁示"), 45.0),
               ("where", _("哪裡決定的"), 22.0))  # fmt: skip
    return [*found, Section(_("最近的決定"), columns, last)]


def _roles(roles: list[str]) -> str:
    words = {SUPERVISOR: _("督導"), IN_CHARGE: _("負責人"), CONTACT: _("聯絡人")}
    return _("、").join(words[one] for one in roles)


def _light(code: str) -> str:
    return str(STATUS_WORDS.get(code, ""))


def _due(one: PlanOpen) -> str:
    parts = [f"{_day(one.due)} {one.due_what}".strip()] if one.due else [_("沒有")]
    parts += [_("（%(count)s 則回報等督導確認）") % {"count": one.reports}] if one.reports else []
    return "".join(parts)


def _contact(one: PlanOpen, whole: bool) -> str:
    mail = one.mail if whole else reached_at(one.mail)
    return "\n".join(part for part in (one.lead, one.person, mail) if part)


def _said(one: Said) -> str:
    kind = str(Decision.Kind(one.kind).label) if one.kind else ""
    return "：".join(part for part in (kind, one.words) if part)


def _after(state: str) -> str:
    planned = state == Meeting.State.PLANNED
    return _("改由接交人做紀錄") if planned else _("紀錄仍是移交人，接交人接著發出")


def _day(text: str) -> str:
    if not text:
        return ""
    return roc.short(dt.date.fromisoformat(text)) if roc.in_chinese() else text


def _moment(at: dt.datetime) -> str:
    here = timezone.localtime(at)
    return f"{roc.shown(here.date())} {here:%H:%M}"


def signers() -> list[str]:
    """Who signs."""
    return [_("移交人"), _("接交人"), _("監交人")]


def blocks(paper: Paper) -> list[odt.Block]:
    """The paper as an editable document."""
    made: list[odt.Block] = [odt.Paragraph(paper.title, "title"), odt.Facts(facts(paper))]
    for number, one in enumerate(sections(paper.business), 1):
        made.append(odt.Heading(f"{number}. {one.title}"))
        if one.rows:
            columns = [Column(key, label, width=width, missing="") for key, label, width in one.columns]
            made.append(Table(f"t{number}", "", columns, [list(row) for row in one.rows]))
        else:
            made.append(odt.Paragraph(_("沒有。")))
    return [*made, odt.Signatures(signers())]
