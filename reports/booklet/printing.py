"""The booklet's files: a PDF for the press, one for the screen, and an e-book, each made from the same value.

The press's PDF is A5 with 3 mm of bleed and crop marks outside it, in four inks only, its pages a multiple of four. All
are tagged and embed their fonts; they carry the day of the content, so that the same content gives the same bytes.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.call import PILLARS
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.exports import pdf
from foundation.exports.imprint import Imprint
from foundation.jobs.models import Job
from foundation.jobs.work import Result, WorkRefused
from foundation.ui import pillars
from reports import photo_rights
from reports.models import Booklet, BookletPhoto

from . import book, epub, inks
from .book import Book

JOB = "english_booklet"
TEMPLATE = "print/english_booklet.html"
TRIM = (148, 210)  # mm: A5
BLEED = 3  # mm
MARKS = 8  # mm around the trimmed page; the crop marks stand beyond the bleed
PHOTO_WIDTH = 154  # mm: a page's width with its bleed
POINTS = 72 / 25.4  # a millimetre
SHEET = 4  # pages on a folded sheet

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Format:
    """One of the files: its key, its ending, and what it is called."""

    key: str
    suffix: str
    label: str | Promise
    note: str | Promise


FORMATS: Mapping[str, Format] = {
    one.key: one
    for one in (
        Format(
            "print", "pdf", gettext_lazy("印刷用 PDF"), gettext_lazy("A5，3 公釐出血與裁切線，四色，頁數是 4 的倍數")
        ),
        Format("screen", "pdf", gettext_lazy("螢幕用 PDF"), gettext_lazy("A5，可點的目次與索引，適合寄送")),
        Format("epub", "epub", gettext_lazy("電子書 EPUB"), gettext_lazy("手機和電子書閱讀器，可放大字")),
    )
}


def make(booklet: Booklet, key: str, *, by: Acts, progress: Progress | None = None) -> bytes:
    """One of the booklet's files, as the bytes of a file.

    Args:
        key: one of `FORMATS`.
        progress: told in hundredths how far the work is, and what is being done.

    Raises:
        ValidationError: of a published booklet, a photo may no longer be printed.
    """
    tell = progress or _quiet
    tell(1, 100, _("整理內容"))
    value = book.of(booklet)
    pictures = _pictures(value)
    if key == "epub":
        tell(30, 100, _("製作電子書"))
        data = epub.write(
            value,
            publisher=publisher(),
            pictures={one: inks.photo(raw, press=False, millimetres=110) for one, raw in pictures.items()},
        )
    else:
        data = render(value, pictures, press=key == "print", progress=tell)
    trail.record(Verb.REPORT_MADE, booklet, by=by, now={"format": key}, at=timezone.now())
    return data


def render(value: Book, pictures: Mapping[int, bytes], *, press: bool, progress: Progress | None = None) -> bytes:
    """The book as PDF/UA.

    Args:
        pictures: the photos' bytes by their keys.
        press: for the press, not the screen.
    """
    tell = progress or _quiet
    tell(5, 100, _("處理照片"))
    placed = {key: inks.photo(data, press=press, millimetres=PHOTO_WIDTH) for key, data in pictures.items()}
    blanks = 0
    if press:
        tell(20, 100, _("試排頁數"))
        blanks = -pdf.pages(compose(value, placed, press=True)) % SHEET
    html = compose(value, placed, press=press, blanks=blanks)
    expected = 8 + 2 * len(value.pages)

    def page(number: int) -> None:
        tell(min(40 + 50 * number // expected, 92), 100, _("排版第 %(page)s 頁") % {"page": number})

    return pdf.render(html, imprint=imprint(value), progress=page, finish=_for_press if press else None)


def compose(value: Book, pictures: Mapping[int, bytes], *, press: bool, blanks: int = 0) -> str:
    """The finished HTML of the book."""
    with translation.override("en"):
        return pdf.compose(TEMPLATE, context(value, pictures, press=press, blanks=blanks))


def context(value: Book, pictures: Mapping[int, bytes], *, press: bool, blanks: int = 0) -> dict[str, Any]:
    """What the template is given."""
    return {
        "book": value,
        "pages": [_dressed(page, value, pictures) for page in value.pages],
        "introduction": paragraphs(value.introduction),
        "ink": inks.palette(press=press),
        "press": press,
        "blanks": range(blanks),
        "pillars": [(one, signs()[one.code]) for one in PILLARS],
        "publisher": publisher(),
        "bleed": BLEED,
        "marks": MARKS,
        # The cover's ground with its bleed on both sides, and an arch at the edge with it on one.
        "edge_width": TRIM[0] + 2 * BLEED,
        "edge_height": TRIM[1] + 2 * BLEED,
        "side_arch": f"{TRIM[0] / 3 + BLEED:.1f}",
    }


def paragraphs(text: str) -> list[str]:
    """The paragraphs of what was typed: each line that says something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def signs() -> dict[str, str]:
    """The pillars' outlines, as path data in a box of 24 by 24."""
    return {one.code: one.sign for one in pillars.PILLARS.values()}


def imprint(value: Book) -> Imprint:
    """What the files say about themselves."""
    subject = f"{value.programme}: {len(value.pages)} pages of counties and cases"
    return Imprint(title=value.title, creator=publisher(), created=value.when, subject=subject, language="en")


def publisher() -> str:
    """Who makes the book, in English."""
    with translation.override("en"):
        return _("協會秘書處")


def in_background(job: Job, progress: Progress) -> Result:
    """The same as work for the background; `params` hold the booklet's key and the format.

    Raises:
        WorkRefused: the booklet is gone, a photo lost its right, or whoever asked may no longer have it.
    """
    if not may(job.by, Permission.MAKE_NATIONAL_REPORT):
        raise WorkRefused(_("你的角色已經不能產製英文成果冊。需要的話，請協會重新指派角色。"))
    booklet = Booklet.objects.visible_to(job.by).filter(pk=job.params["booklet"]).select_related("programme").first()
    if booklet is None:
        raise WorkRefused(_("這本英文成果冊已經不在，沒有產生檔案。"))
    shown = -1

    def tell(done: int, total: int, message: str) -> None:
        nonlocal shown
        if done > shown:
            shown = done
            progress(done, total, message)

    try:
        data = make(booklet, job.params["format"], by=job.by, progress=tell)
    except ValidationError as refused:
        raise WorkRefused(" ".join(refused.messages)) from refused
    return Result(file_name(booklet, FORMATS[job.params["format"]]), data)


def file_name(booklet: Booklet, wanted: Format) -> str:
    """english-booklet-2026-7-print.pdf; a draft says so."""
    draft = "-draft" if booklet.is_open else ""
    which = "" if wanted.key == "epub" else f"-{wanted.key}"
    return f"english-booklet-{booklet.year}-{booklet.pk}{which}{draft}.{wanted.suffix}"


def _dressed(page: book.Page, value: Book, pictures: Mapping[int, bytes]) -> dict[str, Any]:
    """A page as the template reads it: its texts by part as paragraphs, its photos as addresses."""
    return {
        "page": page,
        "said": {part: paragraphs(text) for part, text in page.texts},
        "cases": [value.page(key) for key in page.cases],
        "photos": [
            (photo, f"data:image/jpeg;base64,{base64.b64encode(pictures[photo.key]).decode()}")
            for photo in page.photos
            if photo.key in pictures
        ],
        "sign": signs().get(page.pillar, ""),
    }


def _pictures(value: Book) -> dict[int, bytes]:
    """The photos' bytes by key.

    Raises:
        ValidationError: a photo may no longer be printed; a draft has left such out already.
    """
    keys = [one.key for one in value.photos]
    rows = {
        row.pk: row
        for row in BookletPhoto.objects.filter(pk__in=keys).select_related("evidence__file", "media", "highlight")
    }
    rights = photo_rights.rights(rows.values())
    if lost := [key for key in keys if key not in rows or not rights[key].holds]:
        raise ValidationError(
            _("照片 %(numbers)s 的公開或授權已經收回，沒有產生檔案。請重新開啟成果冊，拿掉這些照片再定稿。")
            % {"numbers": _("、").join(map(str, lost))}
        )
    return {key: photo_rights.content(row) for key, row in rows.items()}


def _for_press(document: Any, file: Any) -> None:
    """Boxes as the press wants them, and the crop marks in black ink: the renderer draws them in RGB.

    The bleed box is cut to 3 mm; what lies beyond it to the media box carries the marks.
    """
    bleed = BLEED * POINTS
    for entry in file.objects:
        if isinstance(entry, dict) and entry.get("Type") == "/Page":
            left, bottom, right, top = entry["TrimBox"]
            entry["BleedBox"] = _array([left - bleed, bottom - bleed, right + bleed, top + bleed])
            # PDF/X wants one of the two.
            entry.pop("ArtBox", None)
        stream = getattr(entry, "stream", None)
        if isinstance(stream, list):
            entry.stream = [_in_black(part) for part in stream]


def _array(numbers: list[float]) -> Any:
    import pydyf

    return pydyf.Array(numbers)


def _in_black(part: Any) -> Any:
    """One operator of a page: RGB black becomes black ink; anything else stays."""
    return {b"0 0 0 rg": b"0 0 0 1 k", b"0 0 0 RG": b"0 0 0 1 K"}.get(part, part) if isinstance(part, bytes) else part


def _quiet(done: int, total: int, message: str) -> None:
    """Nobody is watching."""
