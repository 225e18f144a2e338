"""Charts as drawings of our own: the same geometry for the web (colours by CSS class) and for paper (colours as
presentation attributes, since a style sheet of the web does not reach a PDF).

Every chart says in words what it shows (`role="img"` with a label of all its numbers), nothing is told by colour
alone, and nothing divides by zero: without numbers a chart says 「尚無資料」.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .pillars import PILLARS, pillar

Medium = Literal["web", "print"]

# Words in letters with the space behind them; of other writing each sign by itself.
LATIN = re.compile("[!-\u2e7f]+ ?|.", re.DOTALL)
HEAT = ("#ffffff", "#dfe9ee", "#bbd1dc", "#89aec0", "#1f4a63")
PAPER: dict[str, str] = {
    "text": "#1d2429",
    "soft": "#47453f",
    "muted": "#625f58",
    "on": "#ffffff",
    "track": "#f1eee7",
    "axis": "#85817a",
    "action": "#1f3f54",
    "goal": "#2f6a2c",
    "goal-text": "#24531f",
    "late": "#a3182f",
    "step-0": "#bccdd7",
    "step-1": "#8fabba",
    "step-2": "#46697d",
    "step-3": "#1f3f54",
    **{f"heat-{level}": colour for level, colour in enumerate(HEAT)},
    **{code: each.solid for code, each in PILLARS.items()},
    **{f"{code}-ink": each.ink for code, each in PILLARS.items()},
}
FONT = "Noto Sans CJK TC"
WIDTH = 360


class Sheet:
    """A drawing that grows downwards; knows how its medium is told a colour."""

    def __init__(self, medium: Medium, width: float) -> None:
        if medium not in ("web", "print"):
            raise ValueError(f"unknown medium {medium!r}; expected web or print")
        self.medium, self.width, self.parts = medium, width, []  # type: ignore[var-annotated]

    def paint(self, colour: str, stroke: bool = False) -> str:
        if colour not in PAPER:
            raise ValueError(f"unknown colour {colour!r} of a chart")
        if self.medium == "web":
            return f'class="c-{"s" if stroke else "f"}-{colour}"'
        return f'stroke="{PAPER[colour]}" fill="none"' if stroke else f'fill="{PAPER[colour]}"'

    def text(
        self,
        x: float,
        y: float,
        words: Any,
        size: float,
        colour: str = "text",
        bold: bool = False,
        anchor: str = "start",
    ) -> None:
        family = f' font-family="{FONT}"' if self.medium == "print" else ""
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{700 if bold else 400}" '
            f'text-anchor="{anchor}"{family} {self.paint(colour)}>{conditional_escape(str(words))}</text>'
        )

    def box(self, x: float, y: float, width: float, height: float, colour: str, radius: float = 3) -> None:
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:g}" rx="{radius:g}" '
            f"{self.paint(colour)}/>"
        )

    def sign(self, code: str, x: float, y: float, size: float) -> None:
        self.parts.append(
            f'<g transform="translate({x:g} {y:g}) scale({size / 24:.3f})"><path fill-rule="evenodd" '
            f'{self.paint(code)} d="{pillar(code).sign}"/></g>'
        )

    def done(self, height: float, label: str) -> SafeString:
        return mark_safe(  # noqa: S308  every word in it went through escape above
            f'<svg class="c-chart" viewBox="0 0 {self.width:g} {height:g}" role="img" aria-label="{escape(label)}">'
            f"{''.join(self.parts)}</svg>"
        )


def letters(text: str, size: float) -> float:
    """About how wide the text stands: a full-width character is as wide as it is high, others about 0.56 of it."""
    return sum(size if ord(each) > 0x2E7F else size * 0.56 for each in text)


def wrapped(text: str, size: float, width: float) -> list[str]:
    """The text broken into lines no wider than `width`; none begins with a closing mark, which has its room kept.

    Words in letters stay whole, unless one alone is wider than the line.
    """
    lines, line = [], ""
    for word in LATIN.findall(text):
        whole = letters(word.rstrip(" "), size) <= width - size
        for each in [word] if whole else word:
            closing = each in "，。、；：！？」』）》"
            if line and not closing and letters(line + each.rstrip(" "), size) > width - size:
                lines.append(line)
                line = ""
            line += each
    return [*lines, line] if line else lines


def number(value: float) -> str:
    """A number with its thousands, and one decimal where it has any."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def spoken(title: str, said: Sequence[str]) -> str:
    """What a chart says in words."""
    words = _("、").join(said) if said else _("尚無資料")
    return _("%(title)s：%(words)s") % {"title": title, "words": words} if title else words


def nothing(sheet: Sheet, title: str) -> SafeString:
    """A chart of which there are no numbers yet."""
    sheet.box(0, 0, sheet.width, 26, "track")
    sheet.text(10, 18, _("尚無資料"), 13, "muted")
    return sheet.done(26, spoken(title, []))


def _known(row: Mapping[str, Any], needed: set[str], allowed: set[str]) -> None:
    keys = set(row)
    if missing := needed - keys:
        raise ValueError(f"a row of this chart needs {', '.join(sorted(missing))}")
    if unknown := keys - needed - allowed:
        raise ValueError(f"a row of this chart does not know {', '.join(sorted(unknown))}")


def bar_chart(
    rows: Iterable[Mapping[str, Any]],
    *,
    label: str = "",
    unit: str = "",
    medium: Medium = "web",
    width: float = WIDTH,
) -> SafeString:
    """Bars with words and numbers. A row: `label`, `value` (None: 「未填」), and `pillar` for its colour and sign."""
    given = list(rows)
    for row in given:
        _known(row, {"label", "value"}, {"pillar"})
    sheet = Sheet(medium, width)
    if not given:
        return nothing(sheet, label)
    most = max((float(row["value"] or 0) for row in given), default=0) or 1
    amounts = [_("未填") if row["value"] is None else f"{number(row['value'])} {unit}".strip() for row in given]
    left = max((26 if row.get("pillar") else 0) + letters(str(row["label"]), 13) for row in given) + 12
    right = max(letters(amount, 13) for amount in amounts) + 12
    above = left > width * 0.42  # long words stand over their bar instead of beside it
    start = 0.0 if above else left
    room = max(width - start - right, 20)
    y, said = 0.0, []
    for row, amount in zip(given, amounts, strict=True):
        code = row.get("pillar") or ""
        indent = 26 if code else 0
        lines = wrapped(str(row["label"]), 13, width - indent) if above else [str(row["label"])]
        if code:
            sheet.sign(code, 0, y + (0 if above else 3), 20)
        for line in lines:
            sheet.text(indent, y + (15 if above else 18), line, 13, f"{code}-ink" if code else "text", bold=True)
            y += 18 if above else 0
        y += 2 if above else 0
        length = room * float(row["value"] or 0) / most
        sheet.box(start, y + 3, room, 20, "track")
        if length:
            sheet.box(start, y + 3, max(length, 3), 20, code or "action")
        sheet.text(width, y + 18, amount, 13, bold=True, anchor="end")
        said.append(f"{row['label']} {amount}")
        y += 34
    return sheet.done(y - 8, spoken(label, said))


def stacked_bar(
    parts: Iterable[Mapping[str, Any]],
    *,
    label: str = "",
    unit: str = "",
    medium: Medium = "web",
    width: float = WIDTH,
) -> SafeString:
    """Shares of a whole in one bar, with their words below. A part: `label`, `value`, and `pillar` or `step` (0–3)."""
    given = list(parts)
    for part in given:
        _known(part, {"label", "value"}, {"pillar", "step"})
    sheet = Sheet(medium, width)
    whole = sum(float(part["value"] or 0) for part in given)
    if whole <= 0:
        return nothing(sheet, label)
    x, y, said = 0.0, 44.0, []
    key = 0.0
    for place, part in enumerate(given):
        colour = part.get("pillar") or f"step-{min(int(part.get('step', place)), 3)}"
        value = float(part["value"] or 0)
        length = width * value / whole
        if value:
            sheet.box(min(x, width - 1), 0, max(length - 2, 1), 24, colour)
        x += length
        words = f"{part['label']} {number(value)}"
        wide = 24 + letters(words, 13) + 14
        if key and key + wide > width:
            key, y = 0.0, y + 24
        if part.get("pillar"):
            sheet.sign(part["pillar"], key, y - 13, 17)
        else:
            sheet.box(key, y - 11, 14, 14, colour)
        sheet.text(key + 22, y, words, 13, bold=True)
        key += wide
        said.append(f"{words} {unit}".strip())
    return sheet.done(y + 6, spoken(label, said))


def funnel(
    rows: Iterable[Mapping[str, Any]],
    *,
    total: int,
    label: str = "",
    medium: Medium = "web",
    width: float = WIDTH,
) -> SafeString:
    """How many of `total` have come so far, and who has not. A row: `label`, `value`, and `note` (who is missing)."""
    given = list(rows)
    for row in given:
        _known(row, {"label", "value"}, {"note"})
    sheet = Sheet(medium, width)
    if not given:
        return nothing(sheet, label)
    y, said = 0.0, []
    for place, row in enumerate(given):
        value = int(row["value"] or 0)
        share = min(value / total, 1) if total > 0 else 0
        step = min(place, 3)
        sheet.box(0, y, width, 26, "track")
        sheet.box(0, y, width * share, 26, f"step-{step}")
        # Words stand on the bar only where it is surely longer than they are.
        words = f"{row['label']}"
        fits = width * share > 44 + letters(words, 13)
        colour = "on" if step > 1 and fits else "text"
        count_colour = "on" if step > 1 and width * share > 36 else "text"
        sheet.text(10, y + 19, value, 17, count_colour, bold=True)
        start = 40 if fits or width * share <= 36 else width * share + 8
        sheet.text(start, y + 18, words, 13, colour, bold=True)
        y += 26
        note = str(row.get("note") or "")
        for line in wrapped(note, 11, width - 4):
            y += 15
            sheet.text(2, y, line, 11, "soft")
        y += 12
        said.append(f"{words} {value}/{total}" + (_("（%(note)s）") % {"note": note} if note else ""))
    return sheet.done(y - 6, spoken(label, said))


def line_chart(
    points: Sequence[float | None],
    labels: Sequence[str],
    *,
    goal: float | None = None,
    unit: str = "",
    label: str = "",
    medium: Medium = "web",
    width: float = WIDTH,
) -> SafeString:
    """A course over time, from zero upwards, its goal as a dashed line. A missing point (None) leaves a gap.

    Raises `ValueError` when points and labels differ in number.
    """
    if len(points) != len(labels):
        raise ValueError(f"{len(points)} points but {len(labels)} labels")
    sheet = Sheet(medium, width)
    if all(each is None for each in points):
        return nothing(sheet, label)
    aim = f"{_('目標')} {number(goal)} {unit}".strip() if goal is not None else ""
    height, top, foot, right = 150.0, 22.0, 26.0, 24.0
    left = max(30.0, letters(aim, 11) + 22)  # the goal's words have a margin of their own: no point stands there
    values = [float(each) for each in points if each is not None] + ([float(goal)] if goal is not None else [])
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0

    def x(place: int) -> float:
        return left + (place * (width - left - right) / (len(points) - 1) if len(points) > 1 else 0)

    def y(value: float) -> float:
        return height - foot - (value - low) / span * (height - foot - top)

    sheet.parts.append(
        f'<line x1="0" x2="{width:g}" y1="{y(0):.1f}" y2="{y(0):.1f}" stroke-width="1" {sheet.paint("axis", True)}/>'
    )
    if goal is not None:
        sheet.parts.append(
            f'<line x1="0" x2="{width:g}" y1="{y(goal):.1f}" y2="{y(goal):.1f}" stroke-width="1.5" '
            f'stroke-dasharray="6 4" {sheet.paint("goal", True)}/>'
        )
        sheet.text(0, round(y(goal) - 5, 1), aim, 11, "goal-text", True)
    said = []
    for run in _runs(points):
        if len(run) > 1:
            way = " ".join(f"{x(place):.1f},{y(value):.1f}" for place, value in run)
            sheet.parts.append(
                f'<polyline stroke-width="2.5" stroke-linejoin="round" points="{way}" {sheet.paint("action", True)}/>'
            )
    for place, value in enumerate(points):
        sheet.text(round(x(place), 1), height - 8, labels[place], 11, "muted", anchor="middle")
        if value is None:
            said.append(f"{labels[place]} {_('未填')}")
            continue
        sheet.parts.append(f'<circle cx="{x(place):.1f}" cy="{y(value):.1f}" r="4" {sheet.paint("action")}/>')
        sheet.text(round(x(place), 1), round(y(value) - 9, 1), number(value), 12, bold=True, anchor="middle")
        said.append(f"{labels[place]} {number(value)} {unit}".strip())
    if goal is not None:
        said.append(aim)
    return sheet.done(height, spoken(label, said))


def _runs(points: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """The stretches of points without a gap between them."""
    runs: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(points):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((place, float(value)))
    return [run for run in runs if run]
