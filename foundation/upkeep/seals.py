"""Every column that holds sealed values, and how all of them come under the newest key.

An app names its columns when it becomes ready; a test holds that none is forgotten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction

from foundation import sealed

BATCH = 500
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Column:
    """A column of sealed values: of texts, or of whole files."""

    model: type[models.Model]
    name: str
    place: str
    holds_files: bool = False

    def __str__(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    @property
    def rows(self) -> models.QuerySet[models.Model]:
        """The rows in which something is sealed, by key."""
        return self.model._base_manager.exclude(**{self.name: b"" if self.holds_files else ""}).order_by("pk")

    def anew(self, value: Any) -> Any:
        """A sealed value under the key that seals now, opened once more to prove it.

        Raises:
            Unsealable: it does not open.
        """
        if self.holds_files:
            plain = sealed.unseal_file(value, place=self.place)
            fresh: Any = sealed.seal_file(plain, place=self.place)
            whole = sealed.unseal_file(fresh, place=self.place) == plain
        else:
            text = sealed.unseal(value, place=self.place)
            fresh = sealed.seal(text, place=self.place)
            whole = sealed.unseal(fresh, place=self.place) == text
        if not whole:
            raise sealed.Unsealable("what was sealed anew is not what it was")
        return fresh


@dataclass(slots=True)
class Turned:
    """What became of one column."""

    column: Column
    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)
    resealed: int = 0
    shut: list[str] = field(default_factory=list)  # keys of the rows that do not open, at most MOST_NAMED
    shut_count: int = 0


COLUMNS: list[Column] = []


def register(*columns: Column) -> None:
    """Name columns that hold sealed values."""
    COLUMNS.extend(one for one in columns if one not in COLUMNS)


def key_of(value: Any) -> str:
    """The name of the key that a sealed value needs; "?" where it says none."""
    begin = bytes(value[:80]).decode(errors="replace") if not isinstance(value, str) else value[:80]
    version, _dot, rest = begin.partition(".")
    name, dot, _rest = rest.partition(".")
    return name if version == sealed.VERSION and dot and name.isalnum() else "?"


def used(column: Column) -> Counter[str]:
    """How many values of a column need which key."""
    return Counter(key_of(value) for (value,) in _begins(column))


def samples(column: Column) -> dict[str, Any]:
    """One value of a column for each key that its values need."""
    found: dict[str, Any] = {}
    for (value,) in column.rows.values_list(column.name).iterator(chunk_size=BATCH):
        found.setdefault(key_of(value), value)
    return found


def rotate(column: Column, *, tell: Callable[[int, int], None] = lambda done, total: None) -> Turned:
    """Seal everything of a column anew that is not under the key that seals now.

    Batch by batch, each a transaction of its own: ended in the middle, it goes on where it stopped the next time. What
    somebody writes meanwhile is not written over. What does not open is left as it is and named.
    """
    turned = Turned(column, before=used(column))
    now = next(iter(sealed.fingerprints()))
    total, done = sum(turned.before.values()), 0
    last: Any = None
    while keys := _next_keys(column, last):
        with transaction.atomic():
            rows = column.rows.filter(pk__in=keys).select_for_update(no_key=True, of=("self",))
            fresh = []
            for row in rows.only("pk", column.name):
                value = getattr(row, column.name)
                if key_of(value) == now:
                    continue
                try:
                    setattr(row, column.name, column.anew(value))
                except sealed.Unsealable:
                    turned.shut_count += 1
                    turned.shut = [*turned.shut, str(row.pk)][:MOST_NAMED]
                    continue
                fresh.append(row)
            column.model._base_manager.bulk_update(fresh, [column.name], batch_size=100)
        turned.resealed += len(fresh)
        done, last = done + len(keys), keys[-1]
        tell(min(done, total), total)
    turned.after = used(column)
    return turned


def _next_keys(column: Column, last: Any) -> list[Any]:
    rows = column.rows if last is None else column.rows.filter(pk__gt=last)
    # Whole files are large: fewer of them at a time.
    return list(rows.values_list("pk", flat=True)[: BATCH // 50 if column.holds_files else BATCH])


def _begins(column: Column) -> Iterator[tuple[Any]]:
    if column.holds_files:
        return iter(column.rows.values_list(column.name).iterator(chunk_size=10))
    begin = models.functions.Substr(column.name, 1, 80)
    return iter(column.rows.annotate(begin=begin).values_list("begin").iterator(chunk_size=5000))
