"""Errata: what an edition says wrongly is noted beside it and printed with every later download; its files stay."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.exports import binding, pdf
from reports import paper
from reports.models import Edition, EditionFile, Erratum
from reports.records import NationalReport

from . import freezing, looking_up, publishing


def note(
    *, edition: Edition, code: str, was: str, becomes: str, why: str, by: Acts, now: dt.datetime
) -> Erratum:  # fmt: skip
    """Note a correction to an edition.

    Args:
        code: of the figure, plan, workshop or core issue it is about, as the edition prints it.
        was, becomes: what the edition says, and what is right.
        why: what went wrong.

    Raises:
        ValidationError: a part is missing or too long, nothing changes, or the edition has no such code.
    """
    erratum = Erratum(
        edition=edition, code=looking_up.written(code), was=_line(was), becomes=_line(becomes), why=_line(why),
        noted_at=now, noted_by=by.as_actor().label,
    )  # fmt: skip
    erratum.clean_fields(exclude=["edition"])
    if erratum.was == erratum.becomes:
        raise ValidationError({"becomes": _("和原來寫的一樣，沒有要更正的。")})
    if not knows(looking_up.report_of(edition), erratum.code):
        raise ValidationError(
            {"code": _("這一版沒有代號「%(code)s」。代號印在報告的數字旁邊。") % {"code": erratum.code}}
        )
    with transaction.atomic():
        erratum.save()
        trail.record(
            Verb.ERRATUM_NOTED, edition, by=by, at=now, reason=erratum.why,
            was={"erratum": f"{erratum.code} {erratum.was}"}, now={"erratum": f"{erratum.code} {erratum.becomes}"},
        )  # fmt: skip
    return erratum


def knows(report: NationalReport, code: str) -> bool:
    """Whether a report prints this code."""
    prefix, _dash, part = code.partition("-")
    if prefix == report.code:
        return looking_up.behind(report, part) is not None
    printed = {one.code for one in report.plans} | {one.code for one in report.workshops}
    return code in printed or any(one.code == code for one in report.issues)


def sheet(edition: Edition, language: str) -> bytes:
    """The page of errata, in the language that is active; the same errata give the same bytes."""
    report = freezing.thawed(edition.values[language])
    errata = list(edition.errata.all())
    title = _("%(title)s　勘誤表") % {"title": paper.title(report)}
    html = pdf.compose(
        "print/errata.html",
        {
            "title": title,
            "language": "zh-Hant-TW" if (get_language() or "zh").startswith("zh") else "en",
            "report": report,
            "errata": errata,
            "demo": getattr(settings, "DEMO", False),
        },
    )
    imprint = paper.imprint(report)
    last = errata[-1].noted_at if errata else edition.published_at
    return pdf.render(html, imprint=type(imprint)(title, imprint.creator, last, imprint.subject, imprint.language))


def bound(file: EditionFile) -> bytes:
    """The edition's PDF with its errata before it; as it was published where there are none.

    Raises:
        DamagedEdition: its own bytes are lost.
    """
    data = publishing.content(file)
    if not file.edition.errata.exists():
        return data
    return binding.bind([sheet(file.edition, file.language), data])


def _line(text: str) -> str:
    return " ".join(text.split())
