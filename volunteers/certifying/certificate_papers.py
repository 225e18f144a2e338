"""Certificates on paper: beautiful, with the seal's place and a QR code to the page that says whether they hold.

The frame follows the house's drawing of a certificate; how the official form of 績效證明書 looks in detail no source at
hand shows, so that a county compares it with its form before it prints.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any

import segno
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from foundation.exports import pdf
from foundation.exports.imprint import Imprint
from foundation.jobs import work
from foundation.jobs.models import Job
from volunteers.models import Certificate

from . import certificate_sizes, credentials

JOB = "certificates"
TAGS = {"zh-hant": "zh-Hant-TW", "en": "en"}
PORTRAIT, LANDSCAPE = "print/certificates.html", "print/certificate.html"
PART = 100
"""As many are laid out at once."""
ROWS = ("unit__organisation", "authority", "volunteer", "team__organisation")


def context(rows: Sequence[Certificate], language: str) -> dict[str, Any]:
    """What a print template draws; a paper for each certificate, in the words that are frozen with it."""
    return {
        "papers": [_paper(one, language) for one in rows], "language": TAGS[language],
        "demo": getattr(settings, "DEMO", False), "title": title(rows, language),
    }  # fmt: skip


def title(rows: Sequence[Certificate], language: str) -> str:
    """What the document is called."""
    says = rows[0].says[language]
    return f"{says['title']} {says['number']}" if len(rows) == 1 else str(says["title"])


def html(rows: Sequence[Certificate], language: str) -> str:
    """The finished page."""
    template = PORTRAIT if rows[0].kind == Certificate.Kind.TRAINING else LANDSCAPE
    with override(language):
        return pdf.compose(template, context(rows, language))


def paper(
    rows: Sequence[Certificate], language: str, *, now: dt.datetime, progress: Callable[[int], None] | None = None
) -> bytes:
    """The certificates as one PDF, each with its bookmark.

    Args:
        rows: of one kind, with what `ROWS` names.
    """
    imprint = Imprint(
        title(rows, language), creator=str(rows[0].says[language]["issuer"]), created=now, language=TAGS[language]
    )

    parts = (html(rows[start : start + PART], language) for start in range(0, len(rows), PART))
    return pdf.render_parts(parts, imprint=imprint, progress=progress)


def signed_papers(keys: Collection[int]) -> dict[int, dict[str, Any]]:
    """Of certificates of trainings, by their keys, the paper of those that are signed and hold: with the QR code."""
    rows = Certificate.objects.standing().filter(training__in=keys).select_related(*ROWS, "replaces")
    return {one.training_id: _paper(one, "zh-hant") for one in rows if one.training_id is not None}


def shown_code(code: str) -> str:
    """A code as somebody types it from paper."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def in_background(job: Job, progress: work.Progress) -> work.Result:
    """All certificates of one stroke that whoever asked may see."""
    rows = list(
        Certificate.objects.visible_to(job.by).filter(together=job.params["stroke"]).select_related(*ROWS)
        .order_by("pk")
    )  # fmt: skip
    if not rows:
        raise work.WorkRefused(_("這一批證明書已經看不到了。"))
    seen: set[int] = set()

    def tell(number: int) -> None:
        seen.add(number)
        if len(seen) % 10 == 0 or len(seen) == len(rows):
            words = ngettext("排好 %(count)s 張", "排好 %(count)s 張", len(seen)) % {"count": f"{len(seen):,}"}
            progress(len(seen), len(rows), words)

    progress(0, len(rows))
    data = paper(rows, job.params["language"], now=job.asked_at, progress=tell)
    return work.Result(f"{title(rows, job.params['language'])}.pdf", data)


def may_have(job: Job) -> bool:
    """Whether whoever asked may still see what the file holds."""
    rows = Certificate.objects.filter(together=job.params["stroke"])
    return rows.visible_to(job.by).count() == rows.count()


def _paper(one: Certificate, language: str) -> dict[str, Any]:
    says = dict(one.says[language])
    address = credentials.address(one.code)
    # A small black-and-white picture: a drawing of as many squares takes the typesetter many times as long.
    # Trying all eight masks takes four times as long; of the eight this one draws addresses most evenly.
    code = segno.make(address, error="m", micro=False, mask=6).png_data_uri(scale=4, border=2)
    earlier = one.replaces.number if one.replaces_id is not None and one.replaces is not None else ""
    return says | {
        "bookmark": f"{says['number']}　{says['name']}", "kind": one.kind, "replaces": earlier,
        "size": certificate_sizes.size_of(says, language),
        "check": {"picture": code, "code": shown_code(one.code), "address": address},
        # What the training's template calls these.
        "heading": says["title"], "courses": says["rows"], "signed": says["head"],
    }  # fmt: skip
