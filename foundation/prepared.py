"""Questions that are asked thousands of times a minute: put together once, asked as text.

What a device's save costs is mostly Django's putting the same few queries together again; the database needs a tenth of
that to answer them. A prepared question is an ordinary queryset, taken apart once for each kind of database, and gives
ordinary objects with what is related to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Field, Model, QuerySet
from django.db.models.fields.related import RelatedField

M = TypeVar("M", bound=Model)
Converter = Callable[[Any, Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of one model in a row, and where its object hangs.

    Attributes:
        path: the way from the asked model, as in `select_related`; empty for that model itself.
        start: the place of its first column; its key is at `key`.
        relation: the field by which the part before it knows it; None for the asked model.
    """

    path: str
    model: type[Model]
    names: tuple[str, ...]
    start: int
    key: int
    relation: Any

    def read(self, row: Sequence[Any]) -> Model | None:
        """The object; None where nothing is related."""
        if row[self.key] is None:
            return None
        return self.model.from_db(connection.alias, self.names, row[self.start : self.start + len(self.names)])


@dataclass(frozen=True, slots=True)
class Plan:
    """A question for one kind of database: its text, what stands in for the values, and how a row is read."""

    sql: str
    given: tuple[Any, ...]
    parts: tuple[Part, ...]
    converters: tuple[tuple[int, Any, tuple[Converter, ...]], ...]

    def read(self, row: Sequence[Any]) -> Model:
        """The asked model's object, with those that are related to it."""
        values = list(row)
        for place, expression, converters in self.converters:
            for convert in converters:
                values[place] = convert(values[place], expression, connection)
        found: dict[str, Model | None] = {}
        for part in self.parts:
            one = part.read(values)
            before = found.get(part.path.rpartition("__")[0]) if part.relation else None
            if part.relation is not None and before is not None:
                part.relation.set_cached_value(before, one)
                if one is not None and part.relation.one_to_one:
                    part.relation.remote_field.set_cached_value(one, before)
            found[part.path] = one
        first = found[""]
        if first is None:
            raise ValueError("a row without a key")
        return first


class Prepared(Generic[M]):
    """The first row of a queryset, as an object.

    Args:
        rows: makes the queryset from its values.
        examples: values that stand nowhere else in the query, one for each argument: they show where the values go.
        related: what comes with it, as for `select_related`.
        only: the columns that come, as for `only`; without them all do. Keys always come.

    Raises:
        ValueError: when it is first asked: an example was not found exactly once.
    """

    def __init__(
        self,
        rows: Callable[..., QuerySet[M]],
        *examples: str | int,
        related: Sequence[str] = (),
        only: Sequence[str] = (),
    ) -> None:
        self.rows, self.examples, self.related, self.only = rows, examples, tuple(related), frozenset(only)
        self._plan = cache(self._planned)

    def first(self, *values: Any) -> M | None:
        """The first row for these values; one query."""
        plan = self._plan(connection.vendor)
        known = dict(zip(self.examples, values, strict=True))
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, [known.get(one, one) for one in plan.given])
            row = cursor.fetchone()
        return plan.read(row) if row is not None else None  # type: ignore[return-value]

    def _planned(self, _vendor: str) -> Plan:
        rows = self.rows(*self.examples)
        parts: list[Part] = []
        names: list[str] = []
        converters: list[tuple[int, Any, tuple[Converter, ...]]] = []
        for path, model, relation in self._models(rows.model):
            wanted = [field for field in model._meta.concrete_fields if self._comes(path, field)]
            key = len(names) + next(place for place, field in enumerate(wanted) if field.primary_key)
            parts.append(Part(path, model, tuple(field.attname for field in wanted), len(names), key, relation))
            for field in wanted:
                expression = field.get_col(model._meta.db_table)
                found = (*connection.ops.get_db_converters(expression), *expression.get_db_converters(connection))
                if found:
                    converters.append((len(names), expression, found))
                names.append(f"{path}__{field.attname}" if path else field.attname)
        sql, given = rows.values_list(*names)[:1].query.sql_with_params()
        for example in self.examples:
            if given.count(example) != 1:
                raise ValueError(f"{example!r} stands {given.count(example)} times in {sql}")
        return Plan(sql, tuple(given), tuple(parts), tuple(converters))

    def _models(self, model: type[Model]) -> Iterator[tuple[str, type[Model], Any]]:
        """The asked model, and each that comes with it after the one before it."""
        yield "", model, None
        told = set()
        for whole in self.related:
            here, path = model, ""
            for name in whole.split("__"):
                relation: Any = here._meta.get_field(name)
                path, here = f"{path}__{name}" if path else name, relation.related_model
                if path not in told:
                    told.add(path)
                    yield path, here, relation

    def _comes(self, path: str, field: Field[Any, Any]) -> bool:
        if field.primary_key or not self.only:
            return True
        start = f"{path}__" if path else ""
        joined = isinstance(field, RelatedField) and any(
            one == f"{start}{field.name}" or one.startswith(f"{start}{field.name}__") for one in self.related
        )
        return joined or f"{start}{field.name}" in self.only
