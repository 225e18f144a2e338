"""Moving everything that hangs on one row to another row of the same kind, and noting it so that it can be taken back.

It goes by what the models say, so that a table of tomorrow is not forgotten: every foreign key to the row is followed,
and every unique constraint that would be broken is found before anything is moved. Where two rows cannot stand beside
each other, one is *folded* into the other: what hangs on it moves in the same way, and the row itself is taken out with
its values noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q

CHUNK = 500


def _column(model: type[models.Model], name: str) -> Any:
    """A model's own field; Django's types do not tell it from the other end of a foreign key."""
    return model._meta.get_field(name)


@dataclass(frozen=True, slots=True)
class Relation:
    """A foreign key by which rows of a model hang on another's."""

    model: type[models.Model]
    name: str

    @property
    def label(self) -> str:
        """How a journal calls the model."""
        return self.model._meta.label_lower

    @property
    def column(self) -> str:
        """The attribute that holds the key."""
        return str(_column(self.model, self.name).attname)

    def of(self, key: Any) -> models.QuerySet[Any]:
        """The rows that hang on one."""
        return self.model._base_manager.filter(**{self.column: key})


@cache
def relations(model: type[models.Model]) -> tuple[Relation, ...]:
    """Every foreign key to a model, also those that the model has no name for, in a fixed order."""
    every: list[Any] = model._meta.get_fields(include_hidden=True)
    found = {
        Relation(one.related_model, one.field.name)
        for one in every
        if one.auto_created and not one.concrete and (one.one_to_many or one.one_to_one)
    }
    return tuple(sorted(found, key=lambda one: (one.label, one.name)))


def with_rows(among: Sequence[Relation], key: Any) -> list[Relation]:
    """Those of the relations by which anything hangs on a row, in their order; one question for all of them."""
    quote = connection.ops.quote_name
    tables = ((quote(one.model._meta.db_table), quote(_column(one.model, one.name).column)) for one in among)
    # Names of tables and columns are the models' own.
    asked = [
        f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {table} WHERE {column} = %s)"  # noqa: S608
        for number, (table, column) in enumerate(tables)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), [key] * len(asked))
        return [among[number] for (number,) in sorted(cursor.fetchall())]


@dataclass(frozen=True, slots=True)
class Rule:
    """That there is one row at most with these values among the rows of a condition."""

    names: tuple[str, ...]
    condition: Q


@cache
def rules(relation: Relation) -> tuple[Rule, ...]:
    """The unique rules that a moved row could break.

    Raises:
        NotImplementedError: a constraint speaks of the foreign key in an expression, which nobody has needed yet.
    """
    meta, name = relation.model._meta, relation.name
    found = [Rule((name,), Q())] if _column(relation.model, name).unique else []
    found += [Rule(tuple(names), Q()) for names in meta.unique_together if name in names]
    for one in meta.constraints:
        if not isinstance(one, models.UniqueConstraint):
            continue
        if one.expressions and name in {ref for each in one.expressions for ref in _named(each)}:
            raise NotImplementedError(f"{one.name} speaks of {name} in an expression")
        if name in one.fields:
            found.append(Rule(tuple(one.fields), one.condition or Q()))
    return tuple(found)


def _named(expression: Any) -> Iterator[str]:
    if isinstance(expression, str | models.F):
        yield str(getattr(expression, "name", expression))
    for one in getattr(expression, "get_source_expressions", list)():
        yield from _named(one)


def collisions(relation: Relation, loser: Any, winner: Any) -> Iterator[tuple[models.Model, models.Model]]:
    """Rows of the winner's with the row of the loser's that cannot stand beside it, each of the loser's once."""
    seen: set[Any] = set()
    for rule in rules(relation):
        others = [_column(relation.model, name).attname for name in rule.names if name != relation.name]
        theirs = {
            tuple(getattr(row, name) for name in others): row
            for row in relation.of(winner).filter(rule.condition).order_by("pk")
        }
        for row in relation.of(loser).filter(rule.condition).order_by("pk") if theirs else ():
            values = tuple(getattr(row, name) for name in others)
            if row.pk not in seen and values in theirs and None not in values:
                seen.add(row.pk)
                yield theirs[values], row


Settle = Callable[["Journal", models.Model, models.Model], None]
"""What is done with two rows that cannot stand beside each other: the one that stands, and the other."""


@dataclass(slots=True)
class Journal:
    """What has been done, step by step, as it is kept (`models.Merge.steps`)."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    moved: int = 0

    def move(self, relation: Relation, loser: Any, winner: Any) -> None:
        """Move whatever still hangs on the loser; nothing may collide any more."""
        keys = list(relation.of(loser).order_by("pk").values_list("pk", flat=True))
        if not keys:
            return
        relation.of(loser).update(**{relation.column: winner})
        self.moved += len(keys)
        self.steps.append(
            {
                "do": "move",
                "model": relation.label,
                "column": relation.column,
                "rows": keys,
                "was": loser,
                "now": winner,
            }
        )

    def set(self, row: models.Model, **values: Any) -> None:
        """Change a row's values, all of them in one statement; what is the same already is left out."""
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return
        was = {name: getattr(row, name) for name in changed}
        type(row)._base_manager.filter(pk=row.pk).update(**changed)
        for name, value in changed.items():
            setattr(row, name, value)
        self.steps.append({"do": "set", "model": row._meta.label_lower, "row": row.pk, "was": was, "now": changed})

    def fold(self, winner: models.Model, loser: models.Model) -> None:
        """Take a row out, with everything that hangs on it moved to the row that stands for both."""
        for relation in relations(type(loser)):
            for stands, goes in list(collisions(relation, loser.pk, winner.pk)):
                self.fold(stands, goes)
            self.move(relation, loser.pk, winner.pk)
        values = {one.attname: getattr(loser, one.attname) for one in loser._meta.concrete_fields}
        self.steps.append({"do": "fold", "model": loser._meta.label_lower, "values": values})
        loser.delete()


def take_back(steps: Sequence[dict[str, Any]]) -> list[str]:
    """Take back steps, from the last to the first. Answers the names of the models of which something was left.

    A row that was deleted or changed since is left as it is now; a row that moved on since stays where it is.
    """
    left: list[str] = []
    for step in reversed(steps):
        model = apps.get_model(step["model"])
        key = model._meta.pk.to_python
        if step["do"] == "move":
            keys = [key(one) for one in step["rows"]]
            for start in range(0, len(keys), CHUNK):
                rows = model._base_manager.filter(pk__in=keys[start : start + CHUNK], **{step["column"]: step["now"]})
                rows.update(**{step["column"]: step["was"]})
        elif not _restored(model, step):
            left.append(str(model._meta.verbose_name))
    return left


def _restored(model: type[models.Model], step: dict[str, Any]) -> bool:
    try:
        with transaction.atomic():
            if step["do"] == "fold":
                model(**_values(model, step["values"])).save(force_insert=True)
                return True
            row = model._base_manager.filter(pk=model._meta.pk.to_python(step["row"]))
            now = row.filter(**_values(model, step["now"]))
            return bool(now.update(**_values(model, step["was"]))) or not row.exists()
    except IntegrityError:
        # Something that came since stands in its place.
        return False


def _values(model: type[models.Model], noted: dict[str, Any]) -> dict[str, Any]:
    return {name: _column(model, _field(model, name)).to_python(value) for name, value in noted.items()}


def _field(model: type[models.Model], attname: str) -> str:
    return next(one.name for one in model._meta.concrete_fields if attname in (one.attname, one.name))
