"""Questions that are asked thousands of times a minute: put together once, asked as text.

What a device's save or a board's drawing costs is mostly Django's putting the same few queries together again; the
database needs a tenth of that to answer them. A prepared question is an ordinary queryset, taken apart once for each
kind of database. It gives ordinary objects with what is related to them (`Prepared`), or rows (`PreparedRows`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateField, Field, Model, QuerySet
from django.db.models.fields.related import RelatedField

M = TypeVar("M", bound=Model)
Converter = Callable[[Any, Any, Any], Any]


Example = str | int | dt.date
# No key is larger; a database refuses to look for one.
MOST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Text:
    """A question as text; `given` are its values, and `places` says of each which of the caller's goes there, or -1.

    The text is empty where the queryset knows without asking that there is nothing to find. Of a number that its
    field cannot hold it knows as much, so an example must be one that could be there.
    """

    sql: str
    given: tuple[Any, ...]
    places: tuple[int, ...]
    number: int

    def rows(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """What the database answers for these values; one query.

        Raises:
            ValueError: there are more values than places for them, or fewer.
        """
        if len(values) != self.number:
            raise ValueError(f"{len(values)} values for {self.number} places")
        if not self.sql or any(isinstance(one, int) and abs(one) > MOST for one in values):
            return []
        own = [_adapted(one) for one in values]
        with connection.cursor() as cursor:
            cursor.execute(
                self.sql,
                [own[place] if place >= 0 else one for one, place in zip(self.given, self.places, strict=True)],
            )
            return cursor.fetchall()


def _text_of(sql_with_params: Callable[[], tuple[str, Sequence[Any]]], examples: Sequence[Example]) -> Text:
    try:
        sql, given = sql_with_params()
    except EmptyResultSet:
        return Text("", (), (), len(examples))
    adapted = list(map(_adapted, examples))
    places = tuple(adapted.index(one) if one in adapted else -1 for one in given)
    for place, example in enumerate(adapted):
        if place not in places:
            raise ValueError(f"{example!r} stands nowhere in {sql}")
    return Text(sql, tuple(given), places, len(examples))


def _adapted(value: Any) -> Any:
    """A value as the database takes it."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value


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
    """A question for one kind of database: its text, and how a row is read."""

    text: Text
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
    """A queryset's rows as objects.

    Args:
        rows: makes the queryset from its values.
        examples: values that stand nowhere else in the query, one for each argument: they show where each goes.
        related: what comes with it, as for `select_related`.
        only: the columns that come, as for `only`; without them all do. Keys always come.

    Raises:
        ValueError: when it is first asked: an example was not found.
    """

    def __init__(
        self,
        rows: Callable[..., QuerySet[M]],
        *examples: Example,
        related: Sequence[str] = (),
        only: Sequence[str] = (),
    ) -> None:
        self.rows, self.examples, self.related, self.only = rows, examples, tuple(related), frozenset(only)
        self._plan = cache(self._planned)

    def first(self, *values: Any) -> M | None:
        """The first row for these values; one query."""
        plan = self._plan(connection.vendor, 1)
        return next((plan.read(row) for row in plan.text.rows(values)), None)  # type: ignore[return-value]

    def all(self, *values: Any) -> list[M]:
        """All rows for these values; one query."""
        plan = self._plan(connection.vendor, None)
        return [plan.read(row) for row in plan.text.rows(values)]  # type: ignore[misc]

    def _planned(self, _vendor: str, most: int | None) -> Plan:
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
        asked = rows.values_list(*names)[:most].query
        return Plan(_text_of(asked.sql_with_params, self.examples), tuple(parts), tuple(converters))

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


class PreparedRows:
    """The rows of a `values_list`.

    `raw` gives them as the database does: quickly, and equal when they say the same. `read` and `value` make of them
    what the ordinary query would give.

    Args:
        rows: makes the queryset from its values.
        examples: as for `Prepared`.
    """

    def __init__(self, rows: Callable[..., QuerySet[Any, tuple[Any, ...]]], *examples: Example) -> None:
        self.rows, self.examples = rows, examples
        self._plan = cache(self._planned)

    def raw(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows as they come; one query."""
        return self._plan(connection.vendor)[0].rows(values)

    def all(self, *values: Any) -> list[tuple[Any, ...]]:
        """The rows with their values; one query."""
        return self.read_all(self.raw(*values))

    def read_all(self, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """Rows that came raw, with their values."""
        converters = self._plan(connection.vendor)[1]
        if not converters:
            return list(rows)
        columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
        for place, (expression, convert) in converters.items() if columns else ():
            # The same day stands in many rows, and nobody changes a day; what JSON gives is each row's own.
            is_day = isinstance(expression.output_field, DateField)
            known = {value: _converted(value, expression, convert) for value in set(columns[place])} if is_day else {}
            columns[place] = [
                known[value] if is_day else _converted(value, expression, convert) for value in columns[place]
            ]
        return list(zip(*columns, strict=True))

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """A row with its values."""
        return tuple(self.value(row, place) for place in range(len(row)))

    def value(self, row: Sequence[Any], place: int) -> Any:
        """The value at one place of a row."""
        expression, converters = self._plan(connection.vendor)[1].get(place, (None, ()))
        return _converted(row[place], expression, converters)

    def _planned(self, _vendor: str) -> tuple[Text, dict[int, tuple[Any, Sequence[Converter]]]]:
        compiler = self.rows(*self.examples).query.get_compiler(connection=connection)
        text = _text_of(compiler.as_sql, self.examples)
        found = compiler.get_converters([one for one, _sql, _alias in compiler.select]) if text.sql else {}
        return text, {place: (expression, tuple(converters)) for place, (converters, expression) in found.items()}


class PreparedOfSome:
    """The rows of a `values_list` about some keys: asked as text where it is one key, as a page about one person does;
    a list of many is put together for its own length.

    Args:
        rows: makes the queryset from the keys and its values.
        examples: of the values, as for `Prepared`.
    """

    KEY = -271828

    def __init__(self, rows: Callable[..., QuerySet[Any, tuple[Any, ...]]], *examples: Example) -> None:
        self.rows = rows
        self._of_one = PreparedRows(lambda key, *values: rows([key], *values), self.KEY, *examples)

    def all(self, keys: Collection[Any] | QuerySet[Any, Any], *values: Any) -> Iterable[tuple[Any, ...]]:
        """The rows with their values; one query. The keys may be a question themselves."""
        if isinstance(keys, QuerySet) or len(keys) != 1:
            return self.rows(keys, *values)
        return self._of_one.all(*keys, *values)


def _converted(value: Any, expression: Any, converters: Sequence[Converter]) -> Any:
    for convert in converters:
        value = convert(value, expression, connection)
    return value


def hang(one: Model, relation: str, rows: Sequence[Model]) -> None:
    """Let an object have at hand what hangs on it, as `prefetch_related` would."""
    found = getattr(one, relation).all()
    found._result_cache, found._prefetch_done = list(rows), True
    one.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = found
