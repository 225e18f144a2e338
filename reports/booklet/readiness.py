"""What a booklet still lacks before it can be published: counted, and said place by place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from actionplans import personal
from reports import photo_rights
from reports.models import Booklet, BookletPhoto, Highlight, Passage

from . import photos, sources

UNTRANSLATED, OUTDATED, UNSIGNED, SIGNED = "untranslated", "outdated", "unsigned", "signed"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one highlight stands (or, without one, what belongs to the whole book).

    Attributes:
        passages: its passages, each with `state` and, where the data say something else now, `newer`.
        fresh: parts of which the data speak now and that were not taken yet, with their Chinese.
        photos: its photos, each with `right` and `lacks`.
    """

    highlight: Highlight | None
    passages: tuple[Passage, ...]
    fresh: tuple[tuple[str, str], ...]
    photos: tuple[BookletPhoto, ...] = ()

    def count(self, state: str) -> int:
        """How many passages stand so."""
        return [one.state for one in self.passages].count(state)  # type: ignore[attr-defined]

    @property
    def untranslated(self) -> int:
        """Passages without English."""
        return self.count(UNTRANSLATED)

    @property
    def outdated(self) -> int:
        """Passages whose Chinese the data say differently now."""
        return self.count(OUTDATED)

    @property
    def unsigned(self) -> int:
        """Passages that are translated and that nobody else has signed."""
        return self.count(UNSIGNED)

    @property
    def signed(self) -> int:
        """Passages that can be printed."""
        return self.count(SIGNED)

    @property
    def photos_lacking(self) -> int:
        """Photos that cannot be printed yet."""
        return len([one for one in self.photos if one.lacks])  # type: ignore[attr-defined]

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing here."""
        return self.signed == len(self.passages) and not self.photos_lacking


@dataclass(frozen=True, slots=True)
class Readiness:
    """How a booklet stands as a whole; `problems` are sentences, each with where to go."""

    book: Standing
    highlights: tuple[Standing, ...]
    problems: tuple[tuple[str, Highlight | None], ...] = field(default=())

    @property
    def all(self) -> tuple[Standing, ...]:
        """The book's own passages first, then its highlights in their order."""
        return (self.book, *self.highlights)

    @property
    def passages(self) -> int:
        """How many passages there are."""
        return sum(len(one.passages) for one in self.all)

    @property
    def untranslated(self) -> int:
        """How many have no English."""
        return sum(one.untranslated for one in self.all)

    @property
    def outdated(self) -> int:
        """How many were translated from other Chinese than the data say now."""
        return sum(one.outdated for one in self.all)

    @property
    def unsigned(self) -> int:
        """How many nobody has signed."""
        return sum(one.unsigned for one in self.all)

    @property
    def signed(self) -> int:
        """How many can be printed."""
        return sum(one.signed for one in self.all)

    @property
    def percent(self) -> int:
        """The share that can be printed."""
        return self.signed * 100 // self.passages if self.passages else 0


def of(booklet: Booklet) -> Readiness:
    """How the booklet stands now (a fixed number of queries)."""
    rows = list(
        booklet.highlights.select_related("plan__county", "county").prefetch_related(
            "passages", Prefetch("photos", BookletPhoto.objects.select_related("evidence__file", "media"))
        )
    )
    there = sources.of_highlights(booklet, rows)
    own = list(booklet.passages.filter(highlight=None))
    right = photo_rights.rights(photo for row in rows for photo in row.photos.all())
    book = standing(None, own, sources.of_booklet(booklet))
    highlights = []
    for row in rows:
        pictures = list(row.photos.all())
        for photo in pictures:
            photo.right = right[photo.pk]  # type: ignore[attr-defined]
            photo.lacks = photos.lacks(photo, right[photo.pk])  # type: ignore[attr-defined]
        highlights.append(standing(row, row.passages.all(), there[row.pk], pictures))
    return Readiness(book, tuple(highlights), tuple(_problems(book, highlights)))


def standing(
    highlight: Highlight | None,
    passages: Iterable[Passage],
    there: sources.Parts,
    pictures: Iterable[BookletPhoto] = (),
) -> Standing:
    """How one highlight stands, its passages in the order of the page."""
    order = {str(part): place for place, part in enumerate(Passage.Part)}
    rows = sorted(passages, key=lambda one: order[one.part])
    for one in rows:
        now = there.get(one.part, "")
        one.newer = now if now != one.source else None  # type: ignore[attr-defined]
        one.state = _state(one)  # type: ignore[attr-defined]
    known = {one.part for one in rows}
    fresh = tuple((part, there[part]) for part in sorted(there, key=order.__getitem__) if part not in known)
    return Standing(highlight, tuple(rows), fresh, tuple(pictures))


def personal_in(booklet: Booklet) -> list[tuple[str, Highlight]]:
    """Where the English of a case says who somebody is: a sentence, and where to go. Asked once, before publishing."""
    found = []
    rows = booklet.highlights.select_related("plan__workshop", "plan__supervisor", "plan__county", "county")
    for row in rows.prefetch_related("passages"):
        names = personal.names_of(row.plan) if row.plan is not None else frozenset()
        texts = {f"{row}：{one.get_part_display()}": one.english for one in row.passages.all()}
        found += [(problem, row) for problem in personal.problems(texts, names)]
    return found


def _state(passage: Passage) -> str:
    if not passage.english:
        return UNTRANSLATED
    if passage.newer is not None:  # type: ignore[attr-defined]
        return OUTDATED
    return SIGNED if passage.is_signed else UNSIGNED


def _problems(book: Standing, highlights: list[Standing]) -> Iterable[tuple[str, Highlight | None]]:
    if not highlights:
        yield _("還沒有選入任何方案或縣市。"), None
    if not book.passages:
        yield _("還沒有寫前言。"), None
    said = {
        UNTRANSLATED: _("還沒有英文"), OUTDATED: _("中文資料後來改了"), UNSIGNED: _("還沒有另一位審定"),
    }  # fmt: skip
    for one in (book, *highlights):
        name = str(one.highlight) if one.highlight else _("全書")
        for state, words in said.items():
            parts = [str(each.get_part_display()) for each in one.passages if each.state == state]  # type: ignore[attr-defined]
            if parts:
                yield (
                    _("%(name)s：%(words)s（%(parts)s）。")
                    % {"name": name, "parts": _("、").join(parts), "words": words},
                    one.highlight,
                )
        for photo in one.photos:
            if photo.lacks:  # type: ignore[attr-defined]
                lacks = _("、").join(photo.lacks)  # type: ignore[attr-defined]
                yield (
                    _("%(name)s：%(photo)s%(lacks)s。") % {"name": name, "photo": photo, "lacks": lacks},
                    one.highlight,
                )
