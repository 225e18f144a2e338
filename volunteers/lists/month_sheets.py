"""Month sheets: a row for each person, a column for each day, and the hours where they cross.

Many units keep their hours so, often a sheet a month. Such sheets are written out before anything else is done with
them, one line a service, so that all that holds for lists of hours holds for them; each line says in which cell it
stood.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.imports.grid import Grid, Limits, Unreadable
from foundation.imports.layout import ROWS_BEFORE_HEADING
from foundation.imports.spec import IGNORED_FIRST_CELLS, Cell, as_text, column_letter, is_blank
from foundation.imports.workbooks import too_many_rows
from foundation.taiwan import numerals
from foundation.taiwan.fullwidth import tight

from .hour_lists import SPEC
from .numbers import only_count
from .times import says_both

LEAST_DAYS = 15
"""So many days in a row make a month of a heading."""
ALONG = ("name", "identity", "identity_kind", "number", "category", "content")
"""What else of a person's row goes with each of her days."""
_OWN = tuple(SPEC.named(key).label for key in ("on", "span", "minutes"))
_NOTHING = frozenset({"-", "--", "—", "–", "/", "0"})
_DAY = re.compile(r"(\d{1,2})日?")
_MONTH = re.compile(r"(\d{2,4})\s*年(?:度)?\s*(\d{1,2})\s*月(?!\s*\d{1,2}\s*日)")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A month sheet: its heading's row, from zero; the date of each day's column; the columns that go along."""

    grid: Grid
    heading: int
    days: dict[int, str]
    along: dict[str, int]


def written_out(grids: list[Grid], limits: Limits) -> list[Grid]:
    """The sheets with all that are month sheets written out as one; the same where none is.

    Raises:
        Unreadable: a month sheet does not say which month it is of, or there is too much of it.
    """
    sheets = {number: sheet for number, grid in enumerate(grids) if (sheet := _month_sheet(grid)) is not None}
    if not sheets:
        return grids
    keys = [key for key in ALONG if any(key in sheet.along for sheet in sheets.values())]
    rows: list[list[Cell]] = [[*(SPEC.named(key).label for key in keys), *_OWN, _("原表的格")]]
    for sheet in sheets.values():
        rows += _services(sheet, keys)
        if len(rows) > limits.rows:
            raise Unreadable("rows", too_many_rows("", len(rows), limits))
    return [Grid(rows), *(grid for number, grid in enumerate(grids) if number not in sheets)]


def _month_sheet(grid: Grid) -> _Sheet | None:
    for number, row in enumerate(grid.rows[:ROWS_BEFORE_HEADING]):
        days = {index: day for index, cell in enumerate(row) if (day := _day(cell))}
        days = _rising(days)
        if len(days) < LEAST_DAYS:
            continue
        above = grid.rows[number - 1] if number else []
        along = {**_columns(above), **_columns(row)}
        if "name" in along and "on" not in along:
            dated = {index: _date(row[index], day, grid, number) for index, day in days.items()}
            return _Sheet(grid, number, dated, {key: along[key] for key in ALONG if key in along})
    return None


def _rising(days: dict[int, int]) -> dict[int, int]:
    """The days as far as each is later than the one before."""
    found: dict[int, int] = {}
    for index, day in days.items():
        if found and day <= next(reversed(found.values())):
            break
        found[index] = day
    return found


def _columns(row: list[Cell]) -> dict[str, int]:
    return {field.key: index for index, cell in enumerate(row) if (field := SPEC.field_for(cell)) is not None}


def _day(cell: Cell) -> int:
    """The day of the month that a heading says; 0 for none."""
    if isinstance(cell, dt.date):
        return cell.day
    found = _DAY.fullmatch(tight(as_text(cell))) if not isinstance(cell, bool) else None
    return int(found[1]) if found and int(found[1]) <= 31 else 0


def _date(cell: Cell, day: int, grid: Grid, heading: int) -> str:
    if isinstance(cell, dt.date):
        return f"{cell.year}/{cell.month}/{cell.day}"
    year, month = _month_of(grid, heading)
    return f"{year}/{month}/{day}"


def _month_of(grid: Grid, heading: int) -> tuple[int, int]:
    """The year, as it is written, and the month that stand above the heading, or else in the sheet's name."""
    texts = [as_text(cell) for row in grid.rows[:heading] for cell in row if not is_blank(cell)]
    found: set[tuple[int, int]] = set()
    for text in texts:
        found |= _months(text)
    found = found or _months(grid.name)
    if len(found) != 1:
        where = _("工作表「%(name)s」") % {"name": grid.name} if grid.name else _("這份表")
        raise Unreadable(
            "month",
            _("%(where)s像是一格一天的月表，看不出是哪一年哪一月。請在標題寫一次年月，例如「115年9月」，再傳一次。")
            % {"where": where},
        )
    return found.pop()


def _months(text: str) -> set[tuple[int, int]]:
    plain = numerals.in_digits(unicodedata.normalize("NFKC", text), before="[年月]")
    return {(int(year), int(month)) for year, month in _MONTH.findall(plain) if 1 <= int(month) <= 12}


def _services(sheet: _Sheet, keys: list[str]) -> Iterator[list[Cell]]:
    """A line for each cell that says something: what goes along, the date, what it says, and where it stands."""
    below = range(sheet.heading + 1, len(sheet.grid.rows))
    people = [row for row in below if _is_person(sheet.grid, row, sheet.along["name"])]
    left_out = set()
    if "number" in sheet.along:
        numbers = [as_text(sheet.grid.seen(row, sheet.along["number"])) for row in people]
        left_out = {"number"} if only_count(numbers) else set()
    for row in people:
        cells = sheet.grid.rows[row]
        for index, date in sheet.days.items():
            cell = cells[index] if index < len(cells) else None
            if is_blank(cell) or tight(as_text(cell)) in _NOTHING:
                continue
            along = [
                sheet.grid.seen(row, sheet.along[key]) if key in sheet.along and key not in left_out else None
                for key in keys
            ]
            place = f"{sheet.grid.name} {column_letter(index)}{row + 1}".strip()
            both = says_both(cell)
            yield [*along, date, cell if both else None, None if both else cell, place]


def _is_person(grid: Grid, row: int, name: int) -> bool:
    """Whether a row is somebody's: it has a name, which is none of a sum's words, nor stands beside one."""
    shown = grid.seen(row, name)
    cells = grid.rows[row]
    first = next((cell for cell in cells if not is_blank(cell)), None)
    sums = [tight(as_text(cell)).rstrip(":：").casefold() for cell in (shown, first)]
    # A heading of two rows may be merged down to where the weekdays stand.
    is_heading = SPEC.field_for(shown) is not None
    return not (is_blank(shown) or is_heading or any(word in IGNORED_FIRST_CELLS for word in sums))
