"""How often somebody is asked or told while a plan needs it, read from `pace.toml`: data with its source and date."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path

from .ladders import UPWARDS


@dataclass(frozen=True, slots=True)
class Told:
    """So many days after a report came in these are told that nobody has looked at it."""

    after: int
    to: str

    @property
    def step(self) -> str:
        """What the ledger calls it."""
        return f"look+{self.after}"


@dataclass(frozen=True, slots=True)
class Pace:
    """The whole table.

    Attributes:
        told: of a report that waits, the earliest first.
        risk_every: days between two questions while the light is 有風險.
        source, since: whose rule it is, and from which day on.
    """

    told: tuple[Told, ...]
    risk_every: int
    source: str
    since: dt.date

    def lying(self, to: str) -> int:
        """After how many days a report waits for these as well."""
        return min(one.after for one in self.told if one.to == to)


def read(text: str) -> Pace:
    """The table, checked.

    Raises:
        ValueError: it does not hold what it must; the sentence says what.
    """
    raw = tomllib.loads(text)
    told = tuple(Told(int(one["after"]), str(one["to"])) for one in raw["look"]["told"])
    if [one.after for one in told] != sorted({one.after for one in told}):
        raise ValueError("pace.toml: the days have to go up")
    if [UPWARDS.index(one.to) for one in told] != sorted(UPWARDS.index(one.to) for one in told):
        raise ValueError("pace.toml: each is told after those below her")
    if not 1 <= (every := int(raw["risk"]["every"])) <= 14:
        raise ValueError("pace.toml: a plan is at risk for 14 days before its day")
    return Pace(told, every, str(raw["look"]["source"]), raw["look"]["since"])


PACE = read((Path(__file__).parent / "pace.toml").read_text(encoding="utf-8"))
