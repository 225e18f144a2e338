"""The report's value as JSON and back, without loss: the same value renders to the same bytes years later.

`document` writes the JSON that others read; there an average of 80.0 is the number 80. Here every value comes back as
it was: decimals and days are text, and the records' own types say what they are.
"""

from __future__ import annotations

import datetime as dt
import functools
import types
import typing
from dataclasses import asdict, fields, is_dataclass
from decimal import Decimal
from typing import Any

from reports.records import NationalReport

# Raised whenever a value of today could no longer be read as one of then; `thawed` then has to know both.
VERSION = 1


def frozen(report: NationalReport) -> dict[str, Any]:
    """The report as plain values that JSON holds."""
    found: dict[str, Any] = _plain(asdict(report))
    return found


def thawed(value: dict[str, Any]) -> NationalReport:
    """The report that `frozen` made this of.

    Raises:
        TypeError, KeyError, ValueError: the value is no frozen report.
    """
    found = _read(NationalReport, value)
    if not isinstance(found, NationalReport):
        raise TypeError("no report")
    return found


def _plain(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _plain(each) for key, each in part.items()}
    if isinstance(part, list | tuple):
        return [_plain(each) for each in part]
    if isinstance(part, dt.datetime | dt.date):
        return part.isoformat()
    return str(part) if isinstance(part, Decimal) else part


@functools.cache
def _kinds(kind: type[Any]) -> dict[str, Any]:
    """The types of a record's fields; what an older value lacks keeps its default."""
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _read(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _read_one_of(inner, value)
    if origin is tuple:
        if inner[-1] is Ellipsis:
            return tuple(_read(inner[0], each) for each in value)
        return tuple(_read(one, each) for one, each in zip(inner, value, strict=True))
    if is_dataclass(kind):
        known = _kinds(typing.cast("typing.Hashable", kind))
        return kind(**{name: _read(known[name], each) for name, each in value.items()})  # type: ignore[operator]
    if kind is dt.datetime or kind is dt.date:
        return kind.fromisoformat(value)
    return Decimal(value) if kind is Decimal else value


def _read_one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    """A value that may be of several kinds: a number that is written as text is a decimal."""
    wanted = [kind for kind in kinds if kind is not types.NoneType]
    if len(wanted) == 1:
        return _read(wanted[0], value)
    return Decimal(value) if Decimal in wanted and isinstance(value, str) else value
