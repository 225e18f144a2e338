"""Courses over the days of a year, with their aim and where they lead; and columns, one a month.

Drawn like the other charts (`charts`): the same lines on the web and on paper, with all their numbers in words.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .charts import WIDTH, Medium, Sheet, letters, nothing, number, spoken

HEIGHT = 132.0


def course(
    points: Sequence[tuple[dt.date, float]],
    *,
    goal: float | None = None,
    ahead: tuple[dt.date, float] | None = None,
    unit: str = "",
    label: str = "",
    places: int = 1,
    medium: Medium = "web",
    width: float = WIDTH,
) -> SafeString:
    """A course by its days: a line with its last value, the aim as a dashed line, what is to come as a dotted one.

    The range of values is that of what is shown, with a margin: two shares of 96 and 98 % are told apart.

    Args:
        points: day and value, the earliest first.
        ahead: the day and the value to which the pace leads.
        places: decimals of what is shown; what is counted has none.
    """
    sheet = Sheet(medium, width)
    if not points:
        return nothing(sheet, label)
    values = [value for _day, value in points] + ([goal] if goal is not None else []) + ([ahead[1]] if ahead else [])
    low, high = min(values), max(values)
    margin = (high - low) * 0.12 or max(abs(high) * 0.05, 1.0)
    low, high = max(low - margin, 0.0) if low >= 0 else low - margin, high + margin
    first = points[0][0]
    last = max(points[-1][0], ahead[0] if ahead else points[-1][0])
    days = max((last - first).days, 1)
    top, foot, left = 18.0, 24.0, 6.0
    end = number(round(points[-1][1], places))
    right = max(letters(end, 13), letters(number(round(ahead[1], places)), 12) if ahead else 0) / 2 + 10

    def x(day: dt.date) -> float:
        return left + (day - first).days / days * (width - left - right)

    def y(value: float) -> float:
        return top + (high - value) / (high - low) * (HEIGHT - top - foot)

    line = None if goal is None else y(goal)
    said = [f"{_day(day)} {number(round(value, places))} {unit}".strip() for day, value in _ends(points)]
    if goal is not None:
        aim = f"{_('目標')} {number(goal)} {unit}".strip()
        sheet.parts.append(
            f'<line x1="0" x2="{width:g}" y1="{y(goal):.1f}" y2="{y(goal):.1f}" stroke-width="1.5" '
            f'stroke-dasharray="6 4" {sheet.paint("goal", True)}/>'
        )
        at_x, at_y = _free([(x(day), y(value)) for day, value in points], y(goal), letters(aim, 11), width)
        sheet.text(round(at_x, 1), round(at_y, 1), aim, 11, "goal-text", True)
        said.append(aim)
    way = " ".join(f"{x(day):.1f},{y(value):.1f}" for day, value in points)
    if len(points) > 1:
        sheet.parts.append(
            f'<polyline stroke-width="2.5" stroke-linejoin="round" points="{way}" {sheet.paint("action", True)}/>'
        )
    at, now = points[-1]
    if ahead and ahead[0] > at:
        sheet.parts.append(
            f'<line x1="{x(at):.1f}" y1="{y(now):.1f}" x2="{x(ahead[0]):.1f}" y2="{y(ahead[1]):.1f}" '
            f'stroke-width="2" stroke-dasharray="2 4" {sheet.paint("action", True)}/>'
        )
        sheet.parts.append(
            f'<circle cx="{x(ahead[0]):.1f}" cy="{y(ahead[1]):.1f}" r="3.5" stroke-width="1.5" '
            f"{sheet.paint('action', True)}/>"
        )
        sheet.text(
            round(x(ahead[0]), 1),
            round(_beside(y(ahead[1]), 8, 12, line), 1),
            number(round(ahead[1], places)),
            12,
            "soft",
            anchor="middle",
        )
        said.append(_("推估 %(day)s %(value)s") % {"day": _day(ahead[0]), "value": number(round(ahead[1], places))})
    sheet.parts.append(f'<circle cx="{x(at):.1f}" cy="{y(now):.1f}" r="4" {sheet.paint("action")}/>')
    near = ahead is not None and ahead[0] > at and x(ahead[0]) - x(at) < 34
    place, anchor = (x(at) - 8, "end") if near else (x(at), "middle")
    sheet.text(round(place, 1), round(_beside(y(now), 9, 13, line), 1), end, 13, bold=True, anchor=anchor)
    sheet.text(left, HEIGHT - 6, _day(first), 11, "muted")
    if last != first:
        sheet.text(width - 2, HEIGHT - 6, _day(last), 11, "muted", anchor="end")
    return sheet.done(HEIGHT, spoken(label, said))


def _free(way: Sequence[tuple[float, float]], line: float, wide: float, width: float) -> tuple[float, float]:
    """Where the words of an aim stand on their line, so that no course runs through them."""
    samples = [
        (x0 + (x1 - x0) * step / 8, y0 + (y1 - y0) * step / 8)
        for (x0, y0), (x1, y1) in itertools.pairwise(way)
        for step in range(9)
    ] or list(way)
    for left in (2.0, (width - wide) / 2, width - wide - 46):
        for base in (line - 4, line + 12):
            inside = any(left - 6 < x < left + wide + 6 and base - 14 < y < base + 6 for x, y in samples)
            if 12 <= base <= HEIGHT - 26 and not inside:
                return left, base
    return 2.0, max(line - 4, 12.0)


def _beside(at: float, up: float, size: float, line: float | None) -> float:
    """Where a number stands: above its point, or below where the aim's line would run through it and there is room."""
    base, below = at - up, at + size + 5
    crossed = line is not None and base - size < line < base + 2
    return below if crossed and below <= HEIGHT - 22 else base


def _day(day: dt.date) -> str:
    return f"{day.month}/{day.day}"


def _ends(points: Sequence[tuple[dt.date, float]]) -> Sequence[tuple[dt.date, float]]:
    """The first and the last: between them a line is looked at, or its table read."""
    return points if len(points) < 3 else (points[0], points[-1])


def columns(
    rows: Sequence[tuple[str, float]],
    *,
    unit: str = "",
    label: str = "",
    last_is_open: bool = False,
    medium: Medium = "web",
    width: float = 640,
) -> SafeString:
    """Columns side by side, each with its number above and its word below; from zero upwards.

    Args:
        rows: word and value; a value below zero stands as zero.
        last_is_open: that the last one is not over yet; it is drawn lighter, and said so.
    """
    sheet = Sheet(medium, width)
    most = max((value for _word, value in rows), default=0)
    if most <= 0:
        return nothing(sheet, label)
    height, top, foot = 170.0, 22.0, 22.0
    step = width / len(rows)
    said = []
    sheet.parts.append(
        f'<line x1="0" x2="{width:g}" y1="{height - foot:g}" y2="{height - foot:g}" stroke-width="1" '
        f"{sheet.paint('axis', True)}/>"
    )
    for place, (word, value) in enumerate(rows):
        tall = max(value, 0) / most * (height - top - foot)
        is_open = last_is_open and place == len(rows) - 1
        middle = round((place + 0.5) * step, 1)
        sheet.box(
            place * step + step * 0.14, height - foot - tall, step * 0.72, tall, "step-0" if is_open else "step-2", 2
        )
        sheet.text(middle, round(height - foot - tall - 5, 1), short(value), 11, "text", True, "middle")
        sheet.text(middle, height - 6, word, 11, "muted", anchor="middle")
        end = _("（還沒結束）") if is_open else ""
        said.append(f"{word} {number(value)} {unit}".strip() + end)
    return sheet.done(height, spoken(label, said))


def short(value: float) -> str:
    """A number as short as a column is wide: 12,400 is 1.2萬 in Chinese and 12.4k elsewhere; small ones whole."""
    if abs(value) < 10_000:
        return number(round(value))
    ten = _("萬")
    scaled, word = (value / 10_000, ten) if ten == "萬" else (value / 1_000, "k")
    return f"{scaled:,.0f}{word}" if scaled >= 100 else f"{scaled:,.1f}{word}".replace(f".0{word}", word)
