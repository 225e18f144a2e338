"""How far each county has come in the demonstration, so that every screen has something to show.

Days are those of the demonstration's own year; the two workshops near today move with the clock it is given.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

S = {"draft": 0, "submitted": 1, "confirmed": 2, "running": 3, "held": 4, "reported": 5, "closed": 6}


@dataclass(frozen=True, slots=True)
class Scene:
    """One county's workshop.

    Attributes:
        day: month and day of 2026; None for one that lies `ahead` days from now.
        reach: the state it has reached, a key of `S`.
        tables: how many groups; adopted: how many plans were adopted.
    """

    county: str
    reach: str
    day: tuple[int, int] | None = None
    ahead: int = 0
    tables: int = 7
    people: int = 54
    adopted: int = 4

    def has(self, state: str) -> bool:
        """Whether the workshop came at least as far."""
        return S[self.reach] >= S[state]

    def date(self, today: dt.date) -> dt.date:
        """The workshop's date."""
        return dt.date(2026, *self.day) if self.day else today + dt.timedelta(days=self.ahead)


SCENES = (
    Scene("TPE", "closed", (4, 16), tables=8, people=60, adopted=6),
    Scene("NWT", "closed", (4, 22), tables=8, people=58, adopted=5),
    Scene("TAO", "closed", (4, 29), tables=7, adopted=5),
    Scene("TXG", "closed", (5, 6), tables=8, people=60, adopted=6),
    Scene("TNN", "closed", (5, 8), tables=7, adopted=4),
    Scene("KHH", "closed", (5, 13), tables=8, people=60, adopted=6),
    Scene("KEE", "reported", (6, 17), tables=6, people=44, adopted=3),
    Scene("HSZ", "closed", (5, 15), tables=6, people=46, adopted=4),
    Scene("HSQ", "held", (6, 24), tables=6, people=45, adopted=2),
    Scene("MIA", "reported", (6, 18), tables=6, people=48, adopted=4),
    Scene("CHA", "reported", (6, 23), tables=7, adopted=5),
    Scene("NAN", "closed", (5, 20), tables=7, people=50, adopted=4),
    Scene("YUN", "draft", tables=6),
    Scene("CYI", "submitted", ahead=25, tables=6, people=42),
    Scene("CYQ", "closed", (5, 22), tables=6, people=47, adopted=4),
    Scene("PIF", "closed", (5, 27), tables=8, people=59, adopted=5),
    Scene("ILA", "closed", (5, 29), tables=7, people=52, adopted=4),
    Scene("HUA", "closed", (6, 3), tables=7, people=55, adopted=5),
    Scene("TTT", "closed", (6, 12), tables=7, people=56, adopted=5),
    Scene("TTT", "running", ahead=0, tables=8, people=56),
    Scene("PEN", "held", (6, 26), tables=6, people=40, adopted=0),
    Scene("KIN", "confirmed", ahead=18, tables=6, people=43),
)
"""連江縣 has not registered; every other county stands somewhere on the way."""
