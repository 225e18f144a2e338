"""An agreement of service on paper, to be signed or as it was signed. Official, and in Chinese."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.exports import odt
from foundation.exports.imprint import Imprint
from foundation.taiwan import roc
from volunteers.models import Agreement
from volunteers.rules.agreement_terms import TERMS

NAME = "服務協議"


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything the paper says."""

    title: str
    unit: str
    facts: list[tuple[str, str | None]]
    parts: list[tuple[str, str]]
    signed: tuple[str, ...]
    as_of: dt.datetime

    def imprint(self) -> Imprint:
        """The document's properties."""
        return Imprint(title=self.title, creator=self.unit, created=self.as_of)


def of(agreement: Agreement, *, now: dt.datetime) -> Paper:
    """The paper of one agreement as it stands."""
    terms, unit, person = agreement.terms, agreement.terms.unit, agreement.volunteer
    signed = None
    if agreement.signed_on:
        day = roc.long(agreement.signed_on, with_weekday=False)
        signed = f"{agreement.signed_name} {day}（{agreement.get_how_display()}）"
    facts: list[tuple[str, str | None]] = [
        (_("運用單位"), unit.name),
        (_("志工"), person.name),
        (
            _("協議期間"),
            f"{roc.long(agreement.starts_on, with_weekday=False)}至{roc.long(agreement.ends_on, with_weekday=False)}",
        ),
        (_("版本"), _("第 %(number)s 版") % {"number": terms.version}),
        (_("簽署"), signed or _("尚未簽署")),
    ]
    parts = [(str(term.label), terms.parts[term.key]) for term in TERMS if term.key in terms.parts]
    return Paper(f"{unit.name}{NAME}", unit.name, facts, parts, (_("志工簽名"), unit.head_title or _("負責人")), now)


def blocks(paper: Paper) -> list[odt.Block]:
    """The paper as an editable document."""
    made: list[odt.Block] = [odt.Paragraph(paper.title, "title"), odt.Facts(paper.facts)]
    for number, (label, text) in enumerate(paper.parts, 1):
        made += [odt.Heading(f"{number}. {label}", 2), odt.Paragraph(text)]
    return [*made, odt.Signatures(paper.signed)]
