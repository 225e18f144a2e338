"""A sheet as a page shows it: its form, what stands in it, and where each box saves to.

Nothing here knows a question by name except how wide its box is; everything else follows from the form, so that the
association's own questions appear by themselves.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from actionplans import call
from actionplans.asking import questions
from actionplans.asking.form_language import in_page_language
from actionplans.models import Sheet

from . import sheets
from .choices import Option, in_words, options_of
from .contents import EMPTY, Content, CoreIssue

BLANK = "__item__"
# How many of twelve columns a box takes on a wide page; whatever is not named takes the whole row.
WIDTHS: Mapping[str, int] = {
    "pillar": 6, "call_item": 6, "lead_unit": 6, "partners": 6, "first_who": 5, "first_when": 7,
    "steps/what": 12, "steps/who": 6, "steps/from_month": 3, "steps/to_month": 3,
    "indicators/name": 12, "indicators/baseline": 3, "indicators/target": 3, "indicators/unit": 2,
    "indicators/verified_by": 4, "risks/risk": 6, "risks/answer": 6,
    "resources/name": 7, "resources/status": 5, "resources/kind": 7, "resources/provider": 5,
}  # fmt: skip
BIG = frozenset({"title", "vow"})
QUADRANTS = (("high", "low"), ("high", "high"), ("low", "low"), ("low", "high"))


@dataclass(frozen=True, slots=True)
class Box:
    """One answer on the page: the question, where it saves to, and what stands there."""

    question: questions.Question
    path: str
    value: Any = None
    version: int = 0
    by: str = ""
    dispute: Mapping[str, Any] | None = None
    width: int = 12
    options: tuple[Option, ...] = ()
    error: str = ""  # why what was sent was not taken, on a page that shows it again
    stood: Any = None  # what stands beneath that

    @property
    def kind(self) -> str:
        """How it is answered."""
        return self.question.kind

    @property
    def html_id(self) -> str:
        """Its id in the page."""
        return f"f-{self.path.replace('/', '-')}"

    @property
    def text(self) -> str:
        """What is shown in a text box."""
        return "" if self.value is None else str(self.value)

    @property
    def shown(self) -> str:
        """The answer in words, for reading and for choosing between two."""
        return in_words(self.question, self.value, self.options)

    @property
    def as_select(self) -> bool:
        """Whether its choices are too many to lie side by side."""
        return len(self.options) > 4

    @property
    def chosen(self) -> Option | None:
        """The option that stands, if any."""
        return next((one for one in self.options if one.chosen), None)

    @property
    def is_big(self) -> bool:
        """Whether it is the sentence of the page."""
        return self.path in BIG

    @property
    def short_label(self) -> str:
        """The label without the part that the row's head already says (「第 1 個月：」)."""
        return self.question.label.rpartition(_("："))[2]

    @property
    def lost(self) -> str:
        """The value that lost, in words."""
        return in_words(self.question, self.dispute["value"], self.options) if self.dispute else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a list on the page."""

    id: str
    path: str
    boxes: Mapping[str, Box]
    version: int = 0
    order: int = 0

    @property
    def main(self) -> Box:
        """The box that says what the item is."""
        return next(iter(self.boxes.values()))

    @property
    def rest(self) -> list[Box]:
        """The other boxes."""
        return list(self.boxes.values())[1:]

    @property
    def details(self) -> list[Box]:
        """What is asked only when the item is opened."""
        return [box for box in self.boxes.values() if box.question.detail]

    @property
    def is_core(self) -> bool:
        """Whether it carries a star."""
        return "core" in self.boxes and self.boxes["core"].value is True

    @property
    def item(self) -> call.CallItem | None:
        """The Call item it is about."""
        return call.ITEM_BY_CODE.get(self.boxes["call_item"].text) if "call_item" in self.boxes else None

    @property
    def place(self) -> str:
        """Its quadrant, `influence-support`; empty while one of the two is open."""
        influence, support = (self.boxes[key].text if key in self.boxes else "" for key in ("influence", "support"))
        return f"{influence}-{support}" if influence and support else ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list on the page: what stands, what was removed, and an empty item to make new ones from."""

    question: questions.Question
    rows: tuple[Row, ...]
    removed: tuple[Row, ...]
    blank: Row
    kind: str = "list"
    typed: str = ""  # a new item's words that did not fit, and the sentence that says so: for a page without scripts
    too_long: str = ""

    @property
    def html_id(self) -> str:
        """Its id in the page."""
        return f"l-{self.question.key}"

    @property
    def prompts(self) -> list[call.Prompt]:
        """Sentences to start from, where the list is one of a pillar."""
        if not self.question.pillar:
            return []
        sort: call.Sort = "difficulty" if self.question.key.endswith("difficulties") else "strength"
        return [prompt for item in call.pillar(self.question.pillar).items for prompt in call.prompts(item, sort)]

    @property
    def takes_stars(self) -> bool:
        """Whether its items can become core issues."""
        return "core" in self.blank.boxes

    @property
    def to_find(self) -> int:
        """How many resources are still to be found."""
        return sum(1 for row in self.rows if "status" in row.boxes and row.boxes["status"].value == "to_find")

    @property
    def at_hand(self) -> int:
        """How many resources are there already."""
        return sum(1 for row in self.rows if "status" in row.boxes and row.boxes["status"].value == "at_hand")

    @property
    def unplaced(self) -> list[Row]:
        """Stakeholders who have no quadrant yet."""
        return [row for row in self.rows if not row.place]

    @property
    def quadrants(self) -> list[tuple[str, str, str, list[Row]]]:
        """(place, name, what it means, who stands there), from high to low influence."""
        names = {
            "high-low": (_("讓他放心"), _("影響大，還不太支持")),
            "high-high": (_("緊密合作"), _("影響大，也很支持")),
            "low-low": (_("保持聯繫"), _("影響小，較少支持")),
            "low-high": (_("常常說明"), _("影響小，但很支持")),
        }
        places = [f"{influence}-{support}" for influence, support in QUADRANTS]
        return [(place, *names[place], [row for row in self.rows if row.place == place]) for place in places]


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the form with what stands in it."""

    section: questions.Section
    answers: tuple[Box | Listing, ...]

    @property
    def rows(self) -> int:
        """How many items its lists hold."""
        return sum(len(one.rows) for one in self.answers if isinstance(one, Listing))

    @property
    def has_core(self) -> bool:
        """Whether a core issue was chosen here."""
        return any(row.is_core for one in self.answers if isinstance(one, Listing) for row in one.rows)

    @property
    def months(self) -> list[tuple[int, list[Box]]]:
        """Boxes of the months 1, 3 and 6, each month with its own."""
        own = [box for box in self.answers if isinstance(box, Box)]
        return [(m, [box for box in own if box.path.startswith(f"month{m}_")]) for m in (1, 3, 6)]

    @property
    def extras_before(self) -> list[Box | Listing]:
        """The association's own questions that stand before all others."""
        return self._extras()[: next((at for at, one in enumerate(self.answers) if not one.question.is_extra), 0)]

    @property
    def extras_after(self) -> list[Box | Listing]:
        """Those that stand behind; where the page draws the others side by side, nothing stands between."""
        return self._extras()[len(self.extras_before) :]

    def _extras(self) -> list[Box | Listing]:
        return [one for one in self.answers if one.question.is_extra]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything one sheet's page shows."""

    sheet: Sheet
    form: questions.Form
    parts: tuple[Part, ...]
    sequence: int
    content: Content
    batch: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def disputes(self) -> int:
        """How many boxes wait for somebody to choose."""
        boxes = [box for part in self.parts for one in part.answers for box in boxes_of(one)]
        return sum(1 for box in boxes if box.dispute)


def boxes_of(one: Box | Listing) -> Iterable[Box]:
    """Every box of an answer: itself, or those of its items."""
    return [box for row in one.rows for box in row.boxes.values()] if isinstance(one, Listing) else [one]


def page_of(sheet: Sheet, *, issues: Iterable[CoreIssue] = (), last: int | None = None) -> Page:
    """Lay out a sheet (one query; two where `last`, the newest sequence number, is not known).

    Args:
        issues: the core issues a question of kind `issue` lets one choose from.
    """
    state = sheets.state_of(sheet, last=last)
    return laid_out(sheet, state["entries"], sequence=state["sequence"], issues=issues)


def laid_out(
    sheet: Sheet,
    rows: Iterable[Mapping[str, Any]],
    *,
    sequence: int = 0,
    issues: Iterable[CoreIssue] = (),
    form: questions.Form | None = None,
) -> Page:
    """The page on which a sheet shows rows as `sheets.state_of` gives them; without any, a blank sheet.

    Args:
        form: the wording to show; without it, the sheet's own in the page's language.
    """
    form = form or in_page_language(questions.read(sheet.questions.definition))
    entries = {row["path"]: row for row in rows}
    choices = tuple(issues)
    items: dict[str, list[str]] = {}
    for path in entries:
        key, slash, rest = path.partition("/")
        if slash and "/" not in rest:
            items.setdefault(key, []).append(rest)
    parts = tuple(
        Part(
            section,
            tuple(
                _listing(question, items.get(question.key, []), entries)
                if question.kind == "list"
                else _box(question, question.key, entries, question.key, choices)
                for question in section.questions
            ),
        )
        for section in form.sections
    )
    return Page(sheet, form, parts, sequence, content_of(entries.values()))


def content_of(entries: Iterable[Mapping[str, Any]]) -> Content:
    """What rows of `sheets.state_of` say, without another query."""
    values: dict[str, Any] = {}
    standing: dict[str, dict[str, dict[str, Any]]] = {}
    inside: list[tuple[str, str, str, Any]] = []
    for row in entries:
        key, slash, rest = row["path"].partition("/")
        item, deeper, inner = rest.partition("/")
        if not slash:
            values[key] = row["value"]
        elif deeper:
            inside.append((key, item, inner, row["value"]))
        elif row["value"]:
            standing.setdefault(key, {})[item] = {}
    for key, item, inner, value in inside:
        if item in standing.get(key, {}):
            standing[key][item][inner] = value
    if not values and not standing:
        return EMPTY
    return Content(values, {k: tuple(sheets.Item(i, v) for i, v in found.items()) for k, found in standing.items()})


def _listing(question: questions.Question, items: list[str], entries: Mapping[str, Any]) -> Listing:
    rows = [_row(question, item, entries) for item in items]
    standing = [row for row in rows if entries[row.path]["value"]]
    removed = [row for row in rows if not entries[row.path]["value"]]
    return Listing(question, tuple(standing), tuple(removed), _row(question, BLANK, {}))


def _row(question: questions.Question, item: str, entries: Mapping[str, Any]) -> Row:
    path = f"{question.key}/{item}"
    boxes = {one.key: _box(one, f"{path}/{one.key}", entries, f"{question.key}/{one.key}") for one in question.fields}
    entry = entries.get(path, {})
    return Row(item, path, boxes, entry.get("version", 0), entry.get("order", 0))


def _box(
    question: questions.Question, path: str, entries: Mapping[str, Any], name: str, issues: tuple[CoreIssue, ...] = ()
) -> Box:
    entry = entries.get(path, {})
    value = entry.get("value")
    return Box(
        question, path, value, entry.get("version", 0), entry.get("by", ""), entry.get("dispute"),
        WIDTHS.get(name, 12), options_of(question, value, issues),
    )  # fmt: skip
