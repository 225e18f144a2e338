"""How the number of a figure reads, by what it counts."""

from __future__ import annotations

from volunteers.rules.result_figures import Figure, Measure
from volunteers.templatetags.register import as_hours


def measured(figure: Figure, number: int | None) -> str:
    """A number as people read it: hours and minutes, or with thousands set apart."""
    if number is None:
        return "—"
    return as_hours(number) if figure.measure is Measure.MINUTES else f"{number:,}".replace("-", "−")


def signed(figure: Figure, number: int) -> str:
    """A difference with its sign."""
    return ("+" if number > 0 else "") + measured(figure, number)
