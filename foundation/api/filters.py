"""Query parameters that narrow a list. A parameter nobody knows is refused: a misspelt filter would show everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from .problems import WrongParameter

PAGING = frozenset({"cursor", "page_size"})


@dataclass(frozen=True, slots=True)
class Filter:
    """One query parameter of a list.

    Attributes:
        lookup: the look-up on the rows, such as `programme__slug`.
        label: what it narrows by, for the schema.
        choices: the values it takes; without them any text (or a number, with `number`) is one.
        narrow: instead of a look-up, a function of rows and value.
    """

    lookup: str
    label: str | Promise
    choices: tuple[str, ...] = ()
    number: bool = False
    narrow: Callable[[Any, str], Any] | None = None

    def problem(self, value: str) -> str:
        """Why the value cannot be used; empty when it can."""
        if self.choices and value not in self.choices:
            return _("沒有「%(value)s」。可以用：%(choices)s。") % {
                "value": value[:40], "choices": _("、").join(self.choices),
            }  # fmt: skip
        if self.number and not (value.isascii() and value.isdigit() and len(value) <= 9):
            return _("「%(value)s」不是數字。") % {"value": value[:40]}
        if "\x00" in value:
            return _("內容有不能用的字元。")
        return ""


def narrowed(rows: Any, parameters: Any, filters: Mapping[str, Filter]) -> Any:
    """The rows that every given parameter lets through.

    Raises:
        WrongParameter: a parameter is unknown, or its value is.
    """
    problems: dict[str, str] = {}
    for name in parameters:
        if name in PAGING:
            continue
        if name not in filters:
            problems[name] = unknown_parameter(name, [*filters, *sorted(PAGING)])
            continue
        value = parameters[name]
        if problem := filters[name].problem(value):
            problems[name] = problem
        elif narrow := filters[name].narrow:
            rows = narrow(rows, value)
        else:
            rows = rows.filter(**{filters[name].lookup: value})
    if problems:
        raise WrongParameter(problems)
    return rows


def unknown_parameter(name: str, known: Iterable[str]) -> str:
    """The sentence about a parameter that nobody knows."""
    return _("沒有「%(name)s」這個參數。可以用：%(known)s。") % {"name": name[:40], "known": _("、").join(known)}


def described(filters: Mapping[str, Filter]) -> list[OpenApiParameter]:
    """The filters for the schema."""
    return [
        OpenApiParameter(
            name, int if one.number else str, description=str(one.label), enum=one.choices or None, required=False
        )
        for name, one in filters.items()
    ]
