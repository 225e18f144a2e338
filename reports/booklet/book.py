"""The booklet as a value: everything that stands in the book, in English, ready to be set.

A draft's value is built from the rows; a published one comes back from what was frozen. PDFs and the EPUB only show it,
so that the same value gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from actionplans import call
from actionplans.models import Plan
from reports.models import Booklet, Highlight, Passage
from workshops.models import Group, Workshop

from . import readiness, terms

VERSION = 1
HELD = (Workshop.State.HELD, Workshop.State.REPORTED, Workshop.State.CLOSED)
Part = Passage.Part


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo on a page; `key` is that of its row, by which its bytes are found."""

    key: int
    caption: str
    alt: str
    credit: str


@dataclass(frozen=True, slots=True)
class Page:
    """One case or one county. What does not belong to its kind is empty.

    Attributes:
        key: its anchor, `case-ttt-115-01` or `county-ttt`.
        texts: the English by the part it tells, lines by line breaks; a part without English is not there.
        numbers: of a county: workshops held, tables, action plans adopted.
        pillars: of a county: its adopted plans by pillar.
        cases: of a county: the keys of its cases in this book.
    """

    key: str
    county: str
    county_en: str
    county_zh: str
    code: str = ""
    title_zh: str = ""
    pillar: str = ""
    item: str = ""
    item_name: str = ""
    goals: tuple[int, ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()
    pillars: tuple[tuple[str, int], ...] = ()
    cases: tuple[str, ...] = ()
    photos: tuple[Photo, ...] = ()

    @property
    def is_case(self) -> bool:
        """Whether it tells of a plan."""
        return bool(self.code)

    @property
    def title(self) -> str:
        """What the contents call it; a case nobody has translated yet is called by its code."""
        return (self.text(Part.TITLE) or self.code) if self.is_case else self.county_en

    def text(self, part: str) -> str:
        """The English of a part; empty where there is none."""
        return dict(self.texts).get(str(part), "")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the index: what is looked up, its Chinese, and the anchors where it stands, in the book's order."""

    words: str
    chinese: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """The whole book.

    Attributes:
        as_of: when its content last changed, or was published (ISO 8601, UTC): the date the files carry.
        index: entries by group: counties, units, terms.
    """

    title: str
    subtitle: str
    year: int
    programme: str
    as_of: str
    is_draft: bool
    is_demo: bool
    introduction: str
    pages: tuple[Page, ...]
    index: tuple[tuple[str, tuple[Entry, ...]], ...]

    @property
    def when(self) -> dt.datetime:
        """`as_of` as a moment."""
        return dt.datetime.fromisoformat(self.as_of)

    def page(self, key: str) -> Page:
        """The page of that anchor."""
        return next(one for one in self.pages if one.key == key)

    @property
    def photos(self) -> tuple[Photo, ...]:
        """Every photo, in the book's order."""
        return tuple(photo for page in self.pages for photo in page.photos)


def of(booklet: Booklet) -> Book:
    """The book: as it was frozen, or as the draft stands now (a fixed number of queries)."""
    return thawed(booklet.frozen) if booklet.frozen else draft(booklet)


def draft(booklet: Booklet, found: readiness.Readiness | None = None) -> Book:
    """The book as its rows stand now, marked as a draft."""
    found = found or readiness.of(booklet)
    with translation.override("en"):
        rows = [(one, one.highlight) for one in found.highlights if one.highlight is not None]
        numbers = _numbers(booklet, [row.county_id for _one, row in rows if row.county_id])
        keys: dict[str, list[str]] = defaultdict(list)
        for _one, row in rows:
            if row.plan is not None:
                keys[row.plan.county_id].append(_key(row))
        pages = tuple(
            _case(one, row.plan) if row.plan is not None else _county(one, row, numbers, keys) for one, row in rows
        )
        introduction = next((one.english for one in found.book.passages if one.part == Part.INTRODUCTION), "")
        return Book(
            title=booklet.title,
            subtitle=booklet.subtitle,
            year=booklet.year,
            programme=booklet.programme.name_en or booklet.programme.name,
            as_of=_changed(booklet, found).astimezone(dt.UTC).isoformat(),
            is_draft=True,
            is_demo=bool(getattr(settings, "DEMO", False)),
            introduction=introduction,
            pages=pages,
            index=index_of(pages),
        )


def frozen(book: Book) -> dict[str, Any]:
    """The book as plain values to be stored."""
    return {"version": VERSION, **asdict(book)}


def thawed(values: dict[str, Any]) -> Book:
    """The book that `frozen` stored; what it stored survives the way through JSON unchanged."""
    pages = tuple(
        Page(**{
            **page,
            **{name: tuple(map(tuple, page[name])) for name in ("texts", "numbers", "pillars")},
            "goals": tuple(page["goals"]),
            "cases": tuple(page["cases"]),
            "photos": tuple(Photo(**one) for one in page["photos"]),
        })
        for page in values["pages"]
    )  # fmt: skip
    index = tuple(
        (group, tuple(Entry(one["words"], one["chinese"], tuple(one["keys"])) for one in entries))
        for group, entries in values["index"]
    )
    known = {name: values[name] for name in Book.__slots__ if name not in ("pages", "index")}
    return Book(**known, pages=pages, index=index)


def index_of(pages: Iterable[Page]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Where counties, units and terms stand: only what does, each in the order of its English."""
    groups: dict[str, dict[tuple[str, str], list[str]]] = {"Counties": {}, "Units": {}, "Terms": {}}
    for page in pages:
        groups["Counties"].setdefault((page.county_en, page.county_zh), []).append(page.key)
        if agency := page.text(Part.AGENCY):
            groups["Units"].setdefault((agency.replace("\n", ", "), ""), []).append(page.key)
        english = "\n".join(text for _part, text in page.texts)
        for term in terms.terms():
            if term.source != "MOI" and term.is_named_in(english):
                groups["Terms"].setdefault((term.en, term.zh[0]), []).append(page.key)
    return tuple(
        (
            group,
            tuple(
                Entry(words, chinese, tuple(keys))
                for (words, chinese), keys in sorted(found.items(), key=lambda one: (one[0][0].lower(), one[0]))
            ),
        )
        for group, found in groups.items()
        if found
    )


def _case(one: readiness.Standing, plan: Plan) -> Page:
    item = call.ITEM_BY_CODE.get(plan.call_item)
    return Page(
        key=f"case-{(plan.code or str(plan.pk)).lower()}",
        county=plan.county_id,
        county_en=plan.county.name_en,
        county_zh=plan.county.name,
        code=plan.code or str(plan.pk),
        title_zh=plan.title,
        pillar=plan.pillar,
        item=item.code if item else "",
        item_name=item.short_en if item else "",
        goals=tuple(sorted(each for each in plan.sdgs if isinstance(each, int))),
        texts=_texts(one),
        photos=_photos(one),
    )


def _county(one: readiness.Standing, row: Highlight, numbers: dict[str, Page], keys: dict[str, list[str]]) -> Page:
    counted = numbers[row.county_id or ""]
    return Page(
        key=_key(row),
        county=counted.county,
        county_en=row.where.name_en,
        county_zh=row.where.name,
        texts=_texts(one),
        numbers=counted.numbers,
        pillars=counted.pillars,
        cases=tuple(keys[row.where.pk]),
        photos=_photos(one),
    )


def _numbers(booklet: Booklet, counties: list[str]) -> dict[str, Page]:
    """What a county's page counts, by its code (three queries)."""
    here = {"workshop__programme": booklet.programme_id, "workshop__county__in": counties}
    held = Counter(
        Workshop.objects.filter(programme=booklet.programme_id, county__in=counties, state__in=HELD)
        .values_list("county_id", flat=True)
    )  # fmt: skip
    tables = Counter(
        Group.objects.filter(**here, workshop__state__in=HELD).values_list("workshop__county_id", flat=True)
    )
    plans = Counter(Plan.objects.filter(**here).adopted().values_list("workshop__county_id", "pillar"))
    found = {}
    for code in counties:
        by_pillar = tuple((pillar.code, plans[code, pillar.code]) for pillar in call.PILLARS)
        adopted = sum(count for (county, _pillar), count in plans.items() if county == code)
        numbers = (("workshops", held[code]), ("tables", tables[code]), ("plans", adopted))
        found[code] = Page(key="", county=code, county_en="", county_zh="", numbers=numbers, pillars=by_pillar)
    return found


def _texts(one: readiness.Standing) -> tuple[tuple[str, str], ...]:
    return tuple((passage.part, passage.english) for passage in one.passages if passage.english)


def _photos(one: readiness.Standing) -> tuple[Photo, ...]:
    """Those that may be printed; a draft shows the others neither."""
    return tuple(
        Photo(photo.pk, photo.caption, photo.alt, photo.credit)
        for photo in one.photos
        if photo.right.holds  # type: ignore[attr-defined]
    )


def _changed(booklet: Booklet, found: readiness.Readiness) -> dt.datetime:
    """When the content last changed."""
    moments = [booklet.made_at]
    for one in found.all:
        moments += [each for passage in one.passages for each in (passage.taken_at, passage.changed_at) if each]
        moments += [photo.added_at for photo in one.photos]
        if one.highlight is not None:
            moments.append(one.highlight.added_at)
    return timezone.localtime(max(moments))


def _key(row: Highlight) -> str:
    return (
        f"case-{(row.plan.code or str(row.plan.pk)).lower()}"
        if row.plan is not None
        else f"county-{row.where.pk.lower()}"
    )
