"""The report on paper: one PDF/UA document, typeset from the frozen value.

The page is HTML first (`compose`), so that tests and proofreaders can look at it, and a PDF then. The renderer knows
the number of pages only when it has laid them all out, so the progress bar counts against an estimate that is a little
too high.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from actionplans.call import ITEMS
from foundation.exports import pdf
from foundation.exports.imprint import Imprint
from foundation.taiwan import roc
from foundation.ui import charts
from foundation.ui import tiles as tile_maps

from . import drawing
from .chapter_records import ChapterPiece
from .plan_pages import gap, pages_of
from .plan_records import PlanRecord
from .records import NationalReport

TEMPLATE = "print/national.html"
# A chart this wide fills half a line so that its smallest letters come to about 9 points.
CHART_WIDTH = 270
HEADLINES = ("counties_held", "plans", "people", "plans_tracked")
_SVG = re.compile(r'(<svg[^>]*aria-label="([^"]*)"[^>]*>)')

Progress = Callable[[int, int, str], None]


def title(report: NationalReport) -> str:
    """What the document is called."""
    return _("%(programme)s　%(year)s全國成果報告") % {"programme": programme_name(report), "year": year(report)}


def programme_name(report: NationalReport) -> str:
    """The programme's name in the language of the document."""
    facts = report.programme
    return facts.name if _in_chinese() else facts.name_en or facts.name


def year(report: NationalReport) -> str:
    """115 年 in Chinese, spaced as the other numbers on paper; 2026 otherwise."""
    western = report.programme.year
    return f"{western - roc.OFFSET} 年" if _in_chinese() else f"{western} "


def imprint(report: NationalReport) -> Imprint:
    """What the file says about itself, in every format."""
    language = "zh-Hant-TW" if _in_chinese() else "en-TW"
    subject = _("%(counties)s 個縣市、%(plans)s 件行動方案的執行、涵蓋與追蹤情形") % {
        "counties": len(report.counties),
        "plans": len(report.plans),
    }
    return Imprint(
        title=title(report),
        creator=_("協會秘書處"),
        created=report.as_of,
        subject=subject,
        language=language,
    )


def compose(report: NationalReport, tell: Callable[[PlanRecord], None] | None = None) -> str:
    """The finished HTML of the document; `tell` hears of each plan whose page has to be tried out."""
    return pdf.compose(TEMPLATE, context(report, tell))


def render(report: NationalReport, progress: Progress | None = None) -> bytes:
    """The document as PDF/UA-1; `progress` hears in hundredths how far the work is."""
    bar = _Bar(pages_expected(report), progress)
    bar.tell(bar.START, _("組合頁面"))
    html = compose(report, lambda plan: bar.tell(bar.START, _("試排方案頁 %(code)s") % {"code": plan.code}))
    bar.tell(bar.COMPOSED, _("準備排版"))
    return pdf.render(html, imprint=imprint(report), progress=bar.page)


class _Bar:
    """How far a rendering is, in hundredths of its time as measured on reports of some hundred pages.

    The renderer lays out all pages, then those again whose page numbers were not yet known, and writes the file, with
    its tags and fonts, at last. It tells of pages only, so the last part begins whenever the furthest page comes again.
    """

    START, COMPOSED, FIRST, AGAIN, WRITING = 1, 5, 28, 57, 62

    def __init__(self, expected: int, progress: Progress | None) -> None:
        self._expected, self._progress = max(expected, 1), progress
        self._furthest, self._last, self._done, self._again = 0, 0, 0, False

    def page(self, number: int) -> None:
        """A page is being laid out."""
        self._again = self._again or number <= self._last
        self._last = number
        if not self._again:
            self._furthest = number
            share = min(number / self._expected, 1.0)
            self.tell(
                self.FIRST + int(share * (self.AGAIN - self.FIRST - 1)), _("排版第 %(page)s 頁") % {"page": number}
            )
        elif number >= self._furthest:
            self.tell(self.WRITING, _("寫入 PDF：標籤、書籤與字型"))
        elif self._done < self.WRITING:
            self.tell(self.AGAIN, _("核對目次頁碼"))

    def tell(self, done: int, message: str) -> None:
        """Never backwards."""
        self._done = max(self._done, done)
        if self._progress is not None:
            self._progress(self._done, 100, message)


def pages_expected(report: NationalReport) -> int:
    """About how many pages the document will have, rather too many than too few."""
    issues, plans = len(report.issues), len(report.plans)
    counties = sum(1 for county in report.counties if county.held)
    per_county = sum(2 + len(county.issues) // 18 for county in report.counties if county.held)
    return 14 + plans + per_county + issues // 12 + (plans + counties) // 26


def context(report: NationalReport, tell: Callable[[PlanRecord], None] | None = None) -> dict[str, Any]:
    """What the template is given: the value, its drawings, and words that depend on the language."""
    zh = _in_chinese()
    held = [county for county in report.counties if county.held]
    items = [(item, item.shown.split(" ", 1)) for item in ITEMS]
    return {
        "report": report,
        "language": "zh-Hant-TW" if zh else "en",
        "gap": gap(),
        "written": _written(report),
        "lookup": settings.SITE_ADDRESS + reverse("reports:code_lookup"),
        "demo": getattr(settings, "DEMO", False),
        "title": title(report),
        "programme_name": programme_name(report),
        "year": year(report).strip(),
        "description": imprint(report).subject,
        "headlines": [report.figure(code) for code in HEADLINES],
        "held": held,
        "held_pages": [(county, pages_of(county.plans, items, tell)) for county in held],
        "not_held": [county for county in report.counties if not county.held],
        "numeral": numeral(len(report.findings)) if zh else str(len(report.findings)),
        "level_counts": list(enumerate(zip(report.level_names, drawing.level_counts(report), strict=True)))[::-1],
        "matrices": [
            {"matrix": report.plans_matrix, "blocks": _blocks(report.plans_matrix.rows), "what": "plans"},
            {"matrix": report.issues_matrix, "blocks": _blocks(report.issues_matrix.rows), "what": "issues"},
        ],
        "heads": [list(county.name) if zh else [county.code] for county in report.counties],
        "items": items,
        "totals": {
            "workshops": report.figure("workshops_held").shown,
            "people": report.figure("people").shown,
        },
        "tilemap": _spoken(tile_maps.paper(drawing.tiles(report, codes=not zh), levels=report.level_names)),
        "funnel": _spoken(
            charts.funnel(
                drawing.funnel(report), total=len(report.counties), label=_("走到哪一步"), medium="print",
                width=CHART_WIDTH,
            )
        ),
        "pillars": _spoken(
            charts.bar_chart(
                drawing.pillars(report), label=_("主軸"), unit=_("件"), medium="print", width=CHART_WIDTH
            )
        ),
    }  # fmt: skip


def _written(report: NationalReport) -> dict[str, list[tuple[ChapterPiece, PlanRecord | None]]]:
    """What is written into each chapter that has something, each piece with the plan it tells of."""
    plans = {plan.code: plan for plan in report.plans} if report.chapters else {}
    empty: dict[str, list[tuple[ChapterPiece, PlanRecord | None]]] = {
        code: [] for code in ("foreword", "summary", "progress", "coverage", "results", "closing")
    }
    return empty | {
        chapter.code: [(piece, plans.get(piece.plan or "")) for piece in chapter.pieces] for chapter in report.chapters
    }


def numeral(count: int) -> str:
    """三 for 3, for headings; figures from eleven on."""
    return "〇一二三四五六七八九十"[count] if 0 <= count <= 10 else str(count)


def _blocks(rows: Any) -> list[tuple[str, list[Any]]]:
    """A matrix's rows by pillar, in their order."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.pillar, []).append(row)
    return list(found.items())


def _spoken(svg: str) -> str:
    """A drawing whose label the PDF can speak: the renderer takes it from a `<title>`."""
    from django.utils.safestring import mark_safe  # noqa: PLC0415  used once, for markup that is escaped already

    return mark_safe(_SVG.sub(r"\1<title>\2</title>", svg, count=1))  # noqa: S308  the label was escaped when drawn


def _in_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")
