"""A short list of codes in one column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

MARK = ","


class CodeList(models.CharField):
    """Codes such as kinds of service or times of the week, a tuple in Python.

    Stored as `,a,b,`, so that every database finds one of them by `having`; in the order of the given list.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        for name, usual in (("max_length", 400), ("default", tuple), ("blank", True)):
            kwargs.setdefault(name, usual)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_more: Any) -> tuple[str, ...]:
        """The codes."""
        return self.to_python(value)

    def to_python(self, value: Any) -> tuple[str, ...]:
        """The codes, from a column, a form or a fixture."""
        if isinstance(value, str):
            return tuple(one for one in value.split(MARK) if one)
        return tuple(value or ())

    def get_prep_value(self, value: Any) -> str:
        """The column; words for a look-up stay as they are."""
        if isinstance(value, str):
            return value
        codes = tuple(value or ())
        return f"{MARK}{MARK.join(codes)}{MARK}" if codes else ""

    def value_to_string(self, obj: models.Model) -> str:
        """For fixtures."""
        return self.get_prep_value(self.value_from_object(obj))


def having(name: str, code: str) -> models.Q:
    """Rows whose list of this name holds the code."""
    return models.Q(**{f"{name}__contains": f"{MARK}{code}{MARK}"})


def having_any(name: str, codes: Iterable[str]) -> models.Q:
    """Rows whose list of this name holds one of the codes; none where there is no code."""
    found = models.Q(pk__in=())
    for code in codes:
        found |= having(name, code)
    return found
