"""The record book's pages printed onto the book itself: which lines are new, where they go, what was printed before.

Source: 志願服務證及服務紀錄冊管理辦法; 臺北市志願服務實務手冊「按月彙整後，填入志願服務紀錄冊」. A unit prints what it
stands for: its own approved hours, month by month, and the trainings that no one has printed yet. Identity numbers are
not printed: the book has hers from when it was issued.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Min, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.exports import pdf
from foundation.exports.imprint import Imprint
from foundation.taiwan import roc
from volunteers.models import BookFit, Printing, RecordBook, ServiceEntry, Training, Unit, Volunteer
from volunteers.models.book_fit import NAMES
from volunteers.rules import booklet
from volunteers.rules.booklet import COLUMNS, Measures, Page
from volunteers.rules.courses import PROGRAMMES

NAME = "紀錄冊內頁"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: what it says, column by column. `key` tells whether just this was printed before."""

    key: str
    cells: tuple[str, ...]


Source = Callable[[Volunteer, Unit], list[Line]]
_SOURCES: dict[Page, Source] = {}


def source(page: Page) -> Callable[[Source], Source]:
    """Say where a page's lines come from; a page without a source is not offered."""

    def said(function: Source) -> Source:
        _SOURCES[page] = function
        return function

    return said


def kinds() -> list[Page]:
    """The pages that can be printed, in the book's order."""
    return [page for page in Page if page in _SOURCES]


@source(Page.BASIC)
def _basic(volunteer: Volunteer, unit: Unit) -> list[Line]:
    book = RecordBook.objects.held().filter(volunteer=volunteer).select_related("authority").first()
    rows = [
        (_("姓名"), volunteer.name), (_("性別"), volunteer.get_sex_display()),
        (_("出生日期"), roc.short(volunteer.born_on) if volunteer.born_on else ""),
        (_("紀錄冊編號"), book.number if book else ""),
        (_("核發日期"), roc.short(book.issued_on) if book and book.issued_on else ""),
        (_("核發機關"), book.authority.shown if book else ""), (_("運用單位"), str(unit)),
    ]  # fmt: skip
    return [Line(f"b{at}-{value}", (label, value)) for at, (label, value) in enumerate(rows) if value]


@source(Page.TRAINING)
def _trainings(volunteer: Volunteer, unit: Unit) -> list[Line]:
    found = []
    for one in Training.objects.valid().filter(volunteer=volunteer).order_by("completed_on", "pk"):
        programme = PROGRAMMES.get(one.programme)
        course = programme.course(one.course) if programme and one.course else None
        what = str(course.name if course else programme.name if programme else one.programme)
        cells = (roc.short(one.completed_on), what, _hours(one.minutes), one.issuer)
        found.append(Line(f"t{one.pk}", cells))
    return found


@source(Page.HOURS)
def _served(volunteer: Volunteer, unit: Unit) -> list[Line]:
    """The unit's months; one that was corrected since is another line."""
    lines = ServiceEntry.objects.approved().filter(volunteer=volunteer, unit=unit)
    counting = Q(corrects=None, corrected_by=None, counted__gt=0)
    rows = (
        lines.order_by("month")
        .values("month")
        .annotate(
            first=Min("served_on", filter=counting),
            last=Max("served_on", filter=counting),
            sum_counted=Sum("counted"),
        )
    )
    contents: dict[int, dict[str, None]] = {}
    standing = lines.filter(counting).order_by("served_on", "pk")
    for month, content in standing.values_list("month", "content"):
        contents.setdefault(month, {}).setdefault(content or _("志願服務"))
    return [
        Line(
            f"h{unit.pk}-{row['month']}-{row['sum_counted']}",
            (
                f"{roc.short(row['first'])}–{roc.short(row['last'])}", _("、").join(contents.get(row["month"], {})),
                _hours(row["sum_counted"]), str(unit),
            ),
        )
        for row in rows
        if row["sum_counted"]
    ]  # fmt: skip


def _hours(minutes: int) -> str:
    """3, or 3:20: exact, and short enough for its column."""
    return f"{minutes // 60}:{minutes % 60:02}" if minutes % 60 else str(minutes // 60)


@dataclass(frozen=True, slots=True)
class Offered:
    """A line that can be printed, and whether it was."""

    line: Line
    printed: bool


@dataclass(frozen=True, slots=True)
class OfPage:
    """A page's lines, and on which line of the paper the next one goes."""

    page: Page
    lines: list[Offered]
    first: int


def offered(volunteer: Volunteer, unit: Unit, per_page: int) -> list[OfPage]:
    """What can be printed for somebody, page by page; what was printed by whichever unit counts as printed."""
    done = _printed(volunteer)
    found = []
    for page in kinds():
        with override(settings.LANGUAGE_CODE):
            lines = [Offered(one, one.key in done) for one in _SOURCES[page](volunteer, unit)]
        before = len({key for key in done if key.startswith(page[0])})
        first = 1 if page is Page.BASIC else booklet.next_free(before, per_page)
        found.append(OfPage(page, lines, first))
    return found


def _printed(volunteer: Volunteer) -> set[str]:
    rows = Printing.objects.filter(volunteer=volunteer, paper=Printing.Paper.BOOK).values_list("lines", flat=True)
    return {key for lines in rows for key in lines}


def note_printed(
    *, volunteer: Volunteer, unit: Unit, page: Page, keys: Collection[str], first: int, fit: BookFit, by: Acts,
    now: dt.datetime, reason: str = "",
) -> list[Line]:  # fmt: skip
    """Note that lines of a page are printed, and answer them in their order.

    Args:
        keys: of the lines.
        first: on which line of the paper they begin, from 1.
        reason: why, where one of them was printed before.

    Raises:
        ValidationError: no line is chosen, one is not there (any more), or one was printed before and no reason given.
    """
    if not 1 <= first <= fit.lines:
        raise ValidationError({"first": _("這一頁只有 %(count)s 行。") % {"count": fit.lines}})
    with transaction.atomic():
        Volunteer.objects.select_for_update().get(pk=volunteer.pk)
        of_page = next((one for one in offered(volunteer, unit, fit.lines) if one.page is page), None)
        chosen = [one for one in of_page.lines if one.line.key in keys] if of_page else []
        if not chosen or len(chosen) != len(set(keys)):
            raise ValidationError(_("請勾選要印的；有的紀錄可能剛剛改過，請重新整理再選。"))
        if any(one.printed for one in chosen):
            asked = _("其中有印過的。請寫下為什麼再印（至少 6 個字），例如印歪、換新冊。")
            reason = reasons.written(reason, ask=asked, most=200)
        else:
            reason = ""
        with override(settings.LANGUAGE_CODE):
            told = f"{booklet.NAMES[page]}：{len(chosen)}"
        Printing.objects.create(
            volunteer=volunteer, unit=unit, paper=Printing.Paper.BOOK, pages=told, reason=reason, printed_at=now,
            printed_by=by.as_actor().label[:200], lines=[one.line.key for one in chosen],
        )  # fmt: skip
        BookFit.objects.filter(pk=fit.pk).update(used_at=now, used_by=by.as_actor().label[:200])
        trail.record(
            Verb.PRINTED, volunteer, by=by, county=unit.county_id, now={"paper": NAME, "rows": len(chosen)},
            reason=reason, at=now,
        )  # fmt: skip
    return [one.line for one in chosen]


def keep_fit(*, unit: Unit, printer: str, measures: Measures, by: Acts, now: dt.datetime) -> BookFit:
    """Remember how a printer meets the book; the same printer's is changed.

    Raises:
        ValidationError: the lines do not lie on the page, or it is shifted too far.
    """
    if not measures.fits:
        raise ValidationError({"lines": _("這樣印會超出頁面：頂端加上每行高度乘以行數，要在頁面高度以內。")})
    values = {name: getattr(measures, name) for name in NAMES}
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        fit = BookFit.objects.filter(unit=unit, printer=printer).first() or BookFit(unit=unit, printer=printer)
        was = {name: getattr(fit, name) for name in NAMES} if fit.pk else {}
        for name, value in values.items():
            setattr(fit, name, value)
        fit.used_at, fit.used_by = now, by.as_actor().label[:200]
        fit.full_clean()
        fit.save()
        if was != values:
            told = {name: value for name, value in values.items() if was.get(name) != value}
            trail.record(Verb.CHANGED, fit, by=by, was={name: was.get(name) for name in told}, now=told, at=now)
    return fit


def paper(unit: Unit, page: Page, lines: Sequence[Line], *, first: int, fit: Measures, now: dt.datetime) -> bytes:
    """The lines as PDF, each page as large as the book's."""
    sheets = booklet.pages(lines, first=first, per_page=fit.lines)
    return _pdf(unit, page, fit, now, sheets=sheets)


def trial(unit: Unit, fit: Measures, *, now: dt.datetime) -> bytes:
    """A test print: rulers from the paper's edges, and each line of the page, to be held against the book."""
    return _pdf(unit, Page.HOURS, fit, now, sheets=[[]], trial=True)


@dataclass(frozen=True, slots=True)
class Box:
    """Where a column lies, in millimetres."""

    left: float
    width: float
    label: str | Promise


def _pdf(unit: Unit, page: Page, fit: Measures, now: dt.datetime, **more: object) -> bytes:
    left, columns = fit.left / 2, []
    for column in COLUMNS[page]:
        width = (fit.width - fit.left - fit.right) * column.share / 200
        columns.append(Box(left, width, column.label))
        left += width
    with override(settings.LANGUAGE_CODE):
        title = f"{unit}{NAME}"
        context = {
            "title": title, "fit": fit, "columns": columns, "w": fit.width / 2, "h": fit.height / 2,
            "x": fit.shift_x / 2, "y": fit.shift_y / 2, "top": fit.top / 2, "line": fit.line / 2, "trial": False,
            "line_tops": [(fit.top + fit.line * at) / 2 for at in range(fit.lines)],
            "across": range(fit.width // 2 + 1), "down": range(fit.height // 2 + 1),
        } | more  # fmt: skip
        if context["sheets"]:
            context["sheets"] = [
                [
                    {
                        "top": (fit.top + fit.line * at) / 2,
                        "cells": [
                            {"box": column, "text": text, "size": booklet.size_of(text, column.width, fit.line / 2)}
                            for column, text in zip(columns, line.cells, strict=True)
                        ],
                    }
                    for at, line in sheet
                ]
                for sheet in context["sheets"]  # type: ignore[attr-defined]
            ]
        html = pdf.compose("print/booklet.html", context)
        return pdf.render(html, imprint=Imprint(title, creator=unit.name, created=now))
