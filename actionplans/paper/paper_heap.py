"""A heap of photos: each finds its table and sheet by its code, or waits until somebody says where it belongs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import zxingcpp
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from PIL import Image

from actionplans.models import PaperPage
from actionplans.models.paper import named, scanned
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.files import content, pictures, scans, storing
from foundation.files.content import Kind, Unfit
from foundation.files.pictures import Picture
from workshops.models import Group, Workshop

from . import page_codes, paper_files
from .page_codes import PageCode

S = Workshop.State
# When paper may be keyed: the tables' own hours do not count, the room may have closed long ago.
QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
OPEN = (S.SUBMITTED, S.CONFIRMED, S.RUNNING, S.HELD)
PLACED, WAITING, TWICE, REFUSED = "placed", "waiting", "twice", "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one photo or of one page of a scan.

    Attributes:
        name: what the file was called, with the page of a scan.
        outcome: placed, waiting, twice or refused.
        text: the same in a sentence.
        page: the page it became, or the one that was there already.
    """

    name: str
    outcome: str
    text: str
    page: PaperPage | None = None


def why_closed(workshop: Workshop) -> str:
    """Why nobody keys in this workshop's paper now; empty when one may."""
    if workshop.state == S.DRAFT:
        return _("這場工作坊還沒送出登記，先送出再補登紙本。")
    if workshop.state == S.CANCELLED:
        return _("這場工作坊已經取消，不能補登紙本。")
    if workshop.state == S.CLOSED:
        return _("這場工作坊已經結案，不能再補登。")
    if workshop.state not in OPEN:
        return _("這場工作坊已經交出報告，不能再補登。要更正請洽協會秘書處退回報告。")
    return ""


def require_open(workshop: Workshop) -> None:
    """Refuse to change the heap of a workshop that takes no paper now.

    Raises:
        ValidationError: see `why_closed`.
    """
    if closed := why_closed(workshop):
        raise ValidationError(closed)


def take_in(*, workshop: Workshop, name: str, data: bytes, by: User, now: dt.datetime) -> list[Answer]:
    """Take in a photo, or the pages of a scan; each gets its own answer, and none holds up another.

    Raises:
        ValidationError: the workshop takes no paper now.
    """
    require_open(workshop)
    short = storing.plain_name(name)[-120:] or _("照片")
    try:
        if content.kind_of(data) is Kind.PICTURE:
            return [_one(workshop, short, pictures.read(data), by, now)]
        return list(_pages(workshop, short, data, by, now))
    except Unfit as unfit:
        return [Answer(short, REFUSED, str(unfit))]


def _pages(workshop: Workshop, name: str, data: bytes, by: User, now: dt.datetime) -> Iterator[Answer]:
    for number, count, page in scans.pages_of(data):
        here = name if count == 1 else scanned(name, number)
        yield (
            Answer(named(here), REFUSED, str(page)) if isinstance(page, Unfit) else _one(workshop, here, page, by, now)
        )


def _one(workshop: Workshop, name: str, picture: Picture, by: User, now: dt.datetime) -> Answer:
    text, turn = seen_on(picture.image)
    code = page_codes.read(text)
    try:
        with transaction.atomic():
            file = storing.keep(
                picture=picture, purpose=paper_files.KEY, subject=workshop, name=name, by=by, now=now
            )  # fmt: skip
            page, told = _row(workshop, code, text, turn)
            page.file = file
            if page.group is not None:
                page.placed_at = now  # by nobody: the code itself has told
            page.save()
    except storing.AlreadyThere as there:
        old = PaperPage.objects.filter(file=there.file).select_related("group").first()
        return Answer(named(name), TWICE, str(there), old)
    except Unfit as unfit:
        return Answer(named(name), REFUSED, str(unfit))
    return Answer(named(name), PLACED if page.group else WAITING, told, page)


def seen_on(image: Image.Image) -> tuple[str, int]:
    """The page code on a picture (empty if none can be read), and how far to turn the picture upright."""
    for found in zxingcpp.read_barcodes(image.convert("L"), formats=QR):
        if page_codes.read(found.text):
            return found.text, round(-found.orientation / 90) % 4 * 90
    return "", 0


def _row(workshop: Workshop, code: PageCode | None, text: str, turn: int) -> tuple[PaperPage, str]:
    """The page as far as its code tells, and what is said about it."""
    page = PaperPage(workshop=workshop, turn=turn)
    if code is None:
        return page, _("讀不到頁碼，請點選是哪一組的哪一張。")
    page.code, page.sheet, page.version, page.number = text[:40], code.sheet, code.version, code.page
    if code.workshop != workshop.pk:
        page.sheet = ""
        return page, _("頁碼是別場工作坊的，請看清楚再點選是哪一組的哪一張。")
    page.group = workshop.groups.filter(number=code.table).first()
    if page.group is None:
        return page, _no_table(workshop, code.table)
    told = {"group": page.group, "sheet": page_codes.NAMES[code.sheet], "number": code.page}
    same = PaperPage.objects.filter(workshop=workshop, group=page.group, sheet=code.sheet, number=code.page)
    if same.exclude(code="").exists():
        return page, _("%(group)s・%(sheet)s，已歸位。第 %(number)s 頁之前就有一張照片，登打一次就好。") % told
    return page, _("%(group)s・%(sheet)s，已歸位。") % told


def _no_table(workshop: Workshop, table: int) -> str:
    """Why a page finds no table: it was printed before there were any, or for more than there are."""
    if not table:
        return _("這一頁沒有印組別，請點選是哪一組。")
    count = workshop.groups.count()
    if not count:
        return _("這一頁印的是第 %(table)s 組，這場還沒有分組。分組之後再點選是哪一組。") % {"table": table}
    return ngettext(
        "這一頁印的是第 %(table)s 組，這場只有 %(count)s 組。請對照紙上的字，點選是哪一組。",
        "這一頁印的是第 %(table)s 組，這場只有 %(count)s 組。請對照紙上的字，點選是哪一組。",
        count,
    ) % {"table": table, "count": count}


def titles(pages: Iterable[PaperPage]) -> dict[int, str]:
    """What to call each placed page: its sheet, and which page of it where there are several.

    A page's code tells which page it is; of two photos of it the later one is called the second. One put there by hand
    has no number of its own and gets the next that is free.
    """
    found: dict[tuple[int | None, str], list[PaperPage]] = {}
    for page in pages:
        if page.group_id and page.sheet:
            found.setdefault((page.group_id, page.sheet), []).append(page)
    named: dict[int, str] = {}
    for (_group, sheet), mine in found.items():
        several = len(mine) > 1 or mine[0].number != 1
        photos: dict[int, int] = {}
        for page in sorted(mine, key=lambda one: not one.code):
            number = page.number
            while not page.code and number in photos:
                number += 1
            photos[number] = photos.get(number, 0) + 1
            told = {"sheet": page_codes.NAMES[sheet], "number": number, "photo": photos[number]}
            if photos[number] > 1:
                named[page.pk] = _("%(sheet)s・第 %(number)s 頁（同一頁的第 %(photo)s 張照片）") % told
            else:
                named[page.pk] = _("%(sheet)s・第 %(number)s 頁") % told if several else str(told["sheet"])
    return named


def place(*, page: PaperPage, group: Group, sheet: str, by: Acts, now: dt.datetime) -> PaperPage:
    """Say where a page belongs; it may be said anew, as long as nobody has keyed it.

    Raises:
        ValidationError: no such sheet, a table of another workshop, keyed already, or the workshop takes no paper now.
    """
    require_open(page.workshop)
    if sheet not in page_codes.SHEETS or group.workshop_id != page.workshop_id:
        raise ValidationError(_("沒有這一組或這一張表單，請重新整理頁面。"))
    with transaction.atomic():
        # One statement: of two who place it at once each is told what stands, and a keyed page stays where it is.
        changed = PaperPage.objects.filter(pk=page.pk, keyed_at=None).update(
            group=group, sheet=sheet, placed_at=now, placed_by=by.as_actor().label
        )
        if not changed:
            raise ValidationError(_("這一頁已經登打完了，要換組別請先按「還沒登打完」。"))
        trail.record(
            Verb.PAGE_PLACED, page, by=by, county=page.workshop.county_id, at=now,
            was={"group": page.group, "sheet": page.sheet}, now={"group": group, "sheet": sheet},
        )  # fmt: skip
    page.group, page.sheet, page.placed_at, page.placed_by = group, sheet, now, by.as_actor().label
    return page


def turn(*, page: PaperPage, degrees: int) -> PaperPage:
    """Turn the picture clockwise, for whoever reads it next.

    Raises:
        ValidationError: the workshop takes no paper now.
    """
    require_open(page.workshop)
    page.turn = (page.turn + degrees) % 360 // 90 * 90
    PaperPage.objects.filter(pk=page.pk).update(turn=page.turn)
    return page


def mark_keyed(*, page: PaperPage, by: Acts, now: dt.datetime, keyed: bool = True) -> PaperPage:
    """Say that everything on a page is keyed in, or that it is not.

    Raises:
        ValidationError: nobody has said where it belongs, or the workshop takes no paper now.
    """
    require_open(page.workshop)
    if page.group_id is None or not page.sheet:
        raise ValidationError(_("先點選這一頁是哪一組的哪一張，再登打。"))
    page.keyed_at, page.keyed_by = (now, by.as_actor().label) if keyed else (None, "")
    PaperPage.objects.filter(pk=page.pk).update(keyed_at=page.keyed_at, keyed_by=page.keyed_by)
    return page


def discard(*, page: PaperPage, by: Acts, now: dt.datetime) -> None:
    """Throw away a photo that was taken by mistake; what was keyed from it stays.

    Raises:
        ValidationError: the workshop takes no paper now.
    """
    require_open(page.workshop)
    with transaction.atomic():
        file = page.file
        page.delete()
        storing.remove(file=file, by=by, now=now)
