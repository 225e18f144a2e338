"""What a row says again of the row it points to must be the same there: a constraint that the database holds.

A check cannot look into another table, and a trigger is forgotten when a table is made anew. A foreign key of two
columns can: a row that names its county beside its plan points to both at once, and so to no plan of another county.
Django writes foreign keys of one column only; this is the other one, for `Meta.constraints`, so that SQLite has it
again whenever a migration makes the table anew.
"""

from __future__ import annotations

from typing import Any

from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.ddl_references import Statement, Table


class Agrees(models.BaseConstraint):
    """`field` is the same in this row and in the row that the foreign key `to` points to; where that is empty, all is.

    The other model says beside its constraints that its key and that field are unique together: databases let a
    foreign key point to nothing less.
    """

    def __init__(self, *, to: str, field: str, name: str, **words: Any) -> None:
        super().__init__(name=name, **words)
        self.to, self.field = to, field

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """As a line of a table that is being made."""
        quote = schema_editor.quote_name
        there = self._other(model)
        here = ", ".join(quote(model._meta.get_field(name).column) for name in (self.to, self.field))
        other = ", ".join(quote(one.column) for one in (there._meta.pk, there._meta.get_field(self.field)))
        return (
            f"CONSTRAINT {quote(self.name)} FOREIGN KEY ({here}) REFERENCES {quote(there._meta.db_table)} ({other})"
            " DEFERRABLE INITIALLY DEFERRED"
        )

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """As a change of a table that stands."""
        line = self.constraint_sql(model, schema_editor)
        return Statement("ALTER TABLE %(table)s ADD %(line)s", table=self._table(model, schema_editor), line=line)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        """The way back."""
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=self._table(model, schema_editor), name=schema_editor.quote_name(self.name),
        )  # fmt: skip

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """The same for a row that is about to be written.

        Raises:
            ValidationError: it says something else than the row it points to.
        """
        if {self.to, self.field} & set(exclude or ()):
            return
        other = getattr(instance, self.to)
        here, there = model._meta.get_field(self.field), self._other(model)._meta.get_field(self.field)
        if other is not None and getattr(instance, here.attname) != getattr(other, there.attname):
            raise ValidationError(self.get_violation_error_message(), code=self.violation_error_code)

    def deconstruct(self) -> Any:
        """As a migration writes it."""
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "to": self.to, "field": self.field}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Agrees) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.name, self.to, self.field))

    def __repr__(self) -> str:
        return f"<Agrees: name={self.name!r} to={self.to!r} field={self.field!r}>"

    def _check(self, model: Any, connection: Any) -> list[Any]:
        there = self._other(model)
        wanted = {there._meta.pk.name, self.field}
        unique = (one for one in there._meta.constraints if isinstance(one, models.UniqueConstraint))
        if any(set(one.fields) == wanted and one.condition is None for one in unique):
            return []
        words = f"{there.__name__} does not say that {' and '.join(sorted(wanted))} are unique together."
        return [checks.Error(words, obj=model, id="agreeing.E001")]

    def _other(self, model: Any) -> Any:
        return model._meta.get_field(self.to).remote_field.model

    def _table(self, model: Any, schema_editor: Any) -> Table:
        return Table(model._meta.db_table, schema_editor.quote_name)
