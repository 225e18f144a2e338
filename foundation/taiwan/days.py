"""The day in Taiwan of a moment that the database keeps, told by the database itself.

Django's own `TruncDate` asks Python for each row on SQLite. Taiwan is eight hours before UTC all year (no summer time
since 1979), so that SQLite can add them.
"""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, Func


class DayInTaiwan(Func):
    """The calendar day in Taiwan of a moment."""

    arity = 1
    output_field = DateField()
    template = "(%(expressions)s AT TIME ZONE 'Asia/Taipei')::date"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """SQLite keeps moments as text in UTC."""
        return self.as_sql(compiler, connection, template="date(%(expressions)s, '+8 hours')", **more)
