"""The indicators that are shipped, read from kpis.toml and checked, for counties to take into their annual plans."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .judging import KINDS

FILE = Path(__file__).with_name("kpis.toml")
NEEDED = {"code", "area", "name", "kind", "unit", "direction", "where", "why"}
ALLOWED = NEEDED | {"numerator", "denominator", "target", "growth", "condition", "reading"}


class WrongBook(ValueError):
    """The file of indicators says something that cannot be; the message says which and what."""


@dataclass(frozen=True, slots=True)
class Shipped:
    """One indicator as it is shipped; its words are Chinese, as its source is."""

    code: str
    area: str
    name: str
    kind: str
    unit: str
    direction: str
    source: str
    why: str
    numerator: str = ""
    denominator: str = ""
    target: int | None = None
    growth: int | None = None
    condition: str = ""
    reading: str = ""


@cache
def shipped() -> dict[str, Shipped]:
    """All of them by their code, in the order of the plan they come from."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> dict[str, Shipped]:
    """The indicators of a file.

    Raises:
        WrongBook: an indicator lacks something, says something unknown, or stands twice.
    """
    from .measures import MEASURES  # noqa: PLC0415  the data needs no register, only its names

    raw = tomllib.loads(text)
    found: dict[str, Shipped] = {}
    for one in raw["kpi"]:
        code = one.get("code", "?")
        if missing := NEEDED - set(one):
            raise WrongBook(f"{code}: {', '.join(sorted(missing))} missing")
        if unknown := set(one) - ALLOWED:
            raise WrongBook(f"{code}: {', '.join(sorted(unknown))} unknown")
        if one["kind"] not in KINDS:
            raise WrongBook(f"{code}: kind {one['kind']}")
        if one["direction"] not in ("up", "down"):
            raise WrongBook(f"{code}: direction {one['direction']}")
        for part in ("numerator", "denominator"):
            if one.get(part) and one[part] not in MEASURES:
                raise WrongBook(f"{code}: no measure {one[part]}")
        if code in found:
            raise WrongBook(f"{code}: twice")
        where = one.pop("where")
        found[code] = Shipped(source=f"{raw['source']}{where}", **one)
    return found
