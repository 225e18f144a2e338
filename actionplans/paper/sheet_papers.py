"""The sheets on paper, A4 and A3, blank or with what the tables have written, each page with its code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans import call
from actionplans.asking import questions
from actionplans.asking.form_language import in_page_language
from actionplans.models import QuestionSet, Sheet, SheetKind
from actionplans.writing import sheet_pages, sheets
from actionplans.writing.sheet_pages import Box, Listing, Page, Part
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.ui.pillars import PILLARS
from workshops import papers
from workshops.models import Group, Workshop

from . import page_codes
from .page_codes import PageCode
from .paper_layout import OPEN, on_a4

# No sheet fills more pages than this by far; each of them needs its own code made beforehand.
FEWEST_CODES = 6
LETTERS_A_PAGE = 500
ITEMS_A_PAGE = 12
LINES = {"text": 1, "lines": 3, "issue": 1, "call_item": 1, "month": 1}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sheet of one table as it is printed."""

    group: Group | None
    page: Page
    name: str
    codes: tuple[PageCode, ...]
    blank: bool

    @property
    def parts(self) -> list[tuple[Part, list[tuple[Box | Listing, range]]]]:
        """Its sections, each answer with how many lines stay open below it."""
        return [(part, [(one, range(self._open(one))) for one in part.answers]) for part in self.page.parts]

    def _open(self, one: Box | Listing) -> int:
        if isinstance(one, Box) and one.path.startswith("month"):
            return 0 if one.shown else 1
        if isinstance(one, Box):
            return 0 if one.shown else LINES.get(one.kind, 0)
        return on_a4(one.question) if self.blank else OPEN


def leaves(workshop: Workshop, groups: Iterable[Group | None], *, blank: bool) -> list[Leaf]:
    """Every sheet of these tables, in the order of the afternoon.

    Raises:
        NothingToPrint: the programme has no published forms, or none of these tables has written anything.
    """
    try:
        sets = {kind: questions.version_for(workshop, kind) for kind in SheetKind}
    except QuestionSet.DoesNotExist:
        raise papers.NothingToPrint(_("這個方案還沒有發布表單。請協會先發布表單，再印紙本。")) from None
    wanted = list(groups)
    known = {
        (sheet.group_id, sheet.kind): sheet
        for sheet in Sheet.objects.filter(group__in=[group for group in wanted if group]).select_related("questions")
    }
    made = []
    for group in wanted:
        contents: dict[str, Any] = {}
        for kind in SheetKind:
            sheet = None if blank else known.get((group.pk, kind.value)) if group else None
            page = _page(sheet, sets[kind], contents)
            version = (sheet.questions if sheet else sets[kind]).version
            letter = page_codes.LETTER[kind.value]
            table = group.number if group else 0
            codes = tuple(
                PageCode(workshop.pk, table, letter, version, number) for number in range(1, _most_pages(page) + 1)
            )
            made.append(Leaf(group, page, f"s{table}{letter.lower()}", codes, blank))
    if not blank and all(leaf.page.content.is_empty for leaf in made):
        raise papers.NothingToPrint(_("各組還沒有寫下內容。要空白的表單，請印空白的那一份。"))
    return made


def _page(sheet: Sheet | None, form_of: QuestionSet, contents: dict[str, Any]) -> Page:
    if sheet is None:
        return _blank_page(form_of)
    page = sheet_pages.page_of(sheet, issues=sheets.core_issues(contents.get("inventory", sheets.EMPTY)))
    contents[sheet.kind] = page.content
    return page


def _blank_page(form_of: QuestionSet) -> Page:
    """A page of a form with nothing in it."""
    form = in_page_language(questions.read(form_of.definition))
    return sheet_pages.laid_out(Sheet(questions=form_of), (), form=form)


def _most_pages(page: Page) -> int:
    boxes = [box for part in page.parts for one in part.answers for box in sheet_pages.boxes_of(one)]
    items = sum(part.rows for part in page.parts)
    return FEWEST_CODES + sum(len(box.shown) for box in boxes) // LETTERS_A_PAGE + items // ITEMS_A_PAGE


def page_rules(made: Iterable[Leaf]) -> SafeString:
    """The style rules that put each page's own code into its corner."""
    rules = []
    for leaf in made:
        rules.append(f".{leaf.name} {{ page: {leaf.name}; break-before: page; }}")
        rules += [
            f"@page {leaf.name}:nth({code.page} of {leaf.name}) {{"
            f' @top-right {{ content: url("{code.as_picture}"); }} @bottom-right {{ content: "{code}"; }} }}'
            for code in leaf.codes
        ]
    return mark_safe("\n".join(rules))  # noqa: S308  our own letters, digits and a drawing of squares


def context(workshop: Workshop, groups: Iterable[Group | None], *, blank: bool, size: str) -> dict[str, Any]:
    """What `print/sheets.html` is given.

    Raises:
        NothingToPrint: see `leaves`.
    """
    made = leaves(workshop, groups, blank=blank)
    looks = [(pillar.code, PILLARS[pillar.code]) for pillar in call.PILLARS]
    return {"leaves": made, "rules": page_rules(made), "size": size, "pillars": looks}


def _all(workshop: Workshop) -> list[Group | None]:
    return list(workshop.groups.order_by("number")) or [None]


def blank_a4(workshop: Workshop, site: str, by: User) -> dict[str, Any]:
    """The blank sheets for a room that has only an A4 printer."""
    return context(workshop, _all(workshop), blank=True, size="A4")


def filled_a4(workshop: Workshop, site: str, by: User) -> dict[str, Any]:
    """What every table has written, as it stands."""
    return context(workshop, _all(workshop), blank=False, size="A4")


def filled_a3(workshop: Workshop, site: str, by: User) -> dict[str, Any]:
    """The same in two columns, to hang on a wall."""
    return context(workshop, _all(workshop), blank=False, size="A3")


PAPERS = (
    papers.Paper(
        "blank-a4", gettext_lazy("空白表單（A4）"),
        gettext_lazy("只有 A4 印表機時用：四張表單分頁印，每頁有頁碼 QR，拍照上傳會自己歸位。"),
        "A4", Permission.RUN_WORKSHOP, "print/sheets.html", blank_a4, is_long=True,
    ),
    papers.Paper(
        "filled-a4", gettext_lazy("已填表單（A4）"),
        gettext_lazy("各組現在寫下的內容，每張表留空行，可以接著手寫。"),
        "A4", Permission.READ_SHEETS, "print/sheets.html", filled_a4, is_long=True,
    ),
    papers.Paper(
        "filled-a3", gettext_lazy("已填表單（A3）"),
        gettext_lazy("各組現在寫下的內容，印大張貼在牆上或放在桌上討論。"),
        "A3", Permission.READ_SHEETS, "print/sheets.html", filled_a3, is_long=True,
    ),
)  # fmt: skip
