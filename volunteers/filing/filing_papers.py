"""A plan on paper, behind the draft of the letter (函) that goes with it to the authority; official, and in Chinese.

The letter's form is that of 文書處理手冊: 受文者, 主旨, 說明, 正本 and 副本. Number and date stay open: the unit gives
them when it sends the letter.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.accounts import sectors
from foundation.accounts.models import County
from foundation.exports import odt
from foundation.exports.imprint import Imprint
from foundation.taiwan import roc
from volunteers.models import Filing
from volunteers.rules.plan_parts import PARTS

from . import filing_documents

Pairs = list[tuple[str, str | None]]
OPEN = "　　　"  # left open for a hand to fill in
NAME = "志願服務計畫與公文"


@dataclass(frozen=True, slots=True)
class Letter:
    """The draft of the letter: its head, what it asks for, why, and who gets it."""

    sender: str
    head: Pairs
    subject: str
    points: tuple[str, ...]
    to: str
    signed: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything the paper says. `as_of` is when it was made."""

    filing: Filing
    letter: Letter
    facts: Pairs
    parts: tuple[tuple[str, str | None], ...]
    as_of: dt.datetime

    @property
    def title(self) -> str:
        """What the plan is called."""
        return str(self.filing)

    def imprint(self) -> Imprint:
        """The document's properties."""
        return Imprint(
            title=self.title, creator=self.filing.unit.name, created=self.as_of,
            subject=_("志願服務計畫，附備案公文草稿。"),
        )  # fmt: skip


def of(filing: Filing, *, now: dt.datetime) -> Paper:
    """The paper of a filing as it stands (one question, for the counties it serves)."""
    places = list(County.objects.filter(pk__in=filing.counties).values_list("name", flat=True))
    where = _("全國") if filing.nationwide else _("、").join(places)
    parts = tuple((str(part.label), filing.parts.get(part.key) or None) for part in PARTS)
    return Paper(filing, _letter(filing, where), _facts(filing, where), parts, now)


def documents(filing: Filing) -> list[str]:
    """What goes along with the letter, by its name."""
    asked = filing_documents.required(filing.authority.code if filing.authority else None)
    return [
        str(one.label)
        for one in filing_documents.offered(filing.authority.code if filing.authority else None)
        if one.key != "letter" and (one in asked or one.key in filing.documents or one.key == "plan")
    ]


def _letter(filing: Filing, where: str) -> Letter:
    unit, old = filing.unit, filing.amends
    along = documents(filing)
    time = _time(filing)
    law = _("依據志願服務法第 7 條辦理。")
    points: tuple[str, ...]
    if filing.state == Filing.State.ENDED:
        subject = _("本單位「%(plan)s」自 %(day)s 起終止，請查照。") % {
            "plan": filing, "day": roc.long(filing.stopped_on, with_weekday=False) if filing.stopped_on else OPEN,
        }  # fmt: skip
        points = (_approved(filing), _("終止原因：%(why)s") % {"why": filing.stopped_why or OPEN})
        along = []
    elif old is not None:
        subject = _("檢送本單位「%(plan)s」修正計畫 1 份，請惠予核備。") % {"plan": filing}
        points = (
            law,
            _approved(old),
            _("計畫期程：%(time)s；服務範圍：%(where)s。") % {"time": time, "where": where or OPEN},
        )
    else:
        subject = _("檢送本單位「%(plan)s」1 份，請惠予備案。") % {"plan": filing}
        points = (law, _("計畫期程：%(time)s；服務範圍：%(where)s。") % {"time": time, "where": where or OPEN})
    if along:
        points = (*points, _("檢附：%(documents)s。") % {"documents": _("、").join(along)})
    to = filing.authority.name if filing.authority else OPEN
    head: Pairs = [
        (_("受文者"), to),
        (_("發文日期"), _("中華民國%(open)s年%(open)s月%(open)s日") % {"open": OPEN}),
        (_("發文字號"), _("%(open)s字第%(open)s號") % {"open": OPEN}),
        (_("速別"), _("普通件")),
        (_("附件"), _("如說明") if along else _("無")),
        (_("聯絡人"), " ".join(filter(None, (unit.contact_name, unit.contact_phone, unit.contact_email))) or None),
        (_("地址"), unit.address or None),
    ]
    return Letter(unit.name, head, subject, points, to, " ".join(filter(None, (unit.head_title, unit.head_name))))


def _approved(filing: Filing) -> str:
    day = roc.long(filing.approved_on, with_weekday=False) if filing.approved_on else OPEN
    return _("原計畫經貴機關 %(day)s %(number)s 函核備在案。") % {"day": day, "number": filing.approval_number or OPEN}


def _time(filing: Filing) -> str:
    if not (filing.starts_on and filing.last_day):
        return OPEN
    first, last = (roc.long(day, with_weekday=False) for day in (filing.starts_on, filing.last_day))
    return _("%(first)s至%(last)s") % {"first": first, "last": last}


def _facts(filing: Filing, where: str) -> Pairs:
    kinds = _("、").join(sectors.name(one) for one in filing.categories)
    return [
        (_("運用單位"), f"{filing.unit.name}（{filing.unit.get_body_display()}）"),
        (_("立案或登記字號"), filing.unit.registration or None),
        (_("服務類別"), kinds or None),
        (_("服務範圍"), where or None),
        (_("計畫期程"), _time(filing).strip() or None),
        (_("備案機關"), filing.authority.name if filing.authority else None),
        (_("版本"), _("第 %(number)s 版") % {"number": filing.version}),
        (_("核備"), f"{roc.long(filing.approved_on, with_weekday=False)} {filing.approval_number}")
        if filing.approved_on
        else (_("核備"), _("尚未核備")),
    ]


def blocks(paper: Paper) -> list[odt.Block]:
    """The paper as an editable document: the letter first, the plan behind it."""
    letter = paper.letter
    made: list[odt.Block] = [
        odt.Paragraph(_("%(unit)s　函（稿）") % {"unit": letter.sender}, "title"),
        odt.Facts(letter.head),
        odt.Heading(_("主旨"), 2),
        odt.Paragraph(letter.subject),
        odt.Heading(_("說明"), 2),
        odt.Points(letter.points, numbered=True),
        odt.Facts([(_("正本"), letter.to), (_("副本"), letter.sender)]),
        odt.Signatures([letter.signed or _("負責人")]),
        odt.PageBreak(),
        odt.Paragraph(paper.title, "title"),
        odt.Facts(paper.facts),
    ]
    for number, (label, text) in enumerate(paper.parts, 1):
        made += [odt.Heading(f"{number}. {label}"), odt.Paragraph(text)]
    return made
