"""What a row is: a name, something measured, and the goal it is held against.

A module of this package registers its rows like this::

    @row("export.xlsx")
    def xlsx(run: Run) -> Iterator[Result]:
        table = ...
        ours, theirs = run.interleaved(lambda: write(table), lambda: openpyxl_alone(table))
        yield Result(figure=ours, reference=theirs, unit="s", goal=Goal(ratio_at_most=1.1))
        yield Result(part="memory", figure=run.peak_mib(lambda: write(table)), unit="MiB", goal=Goal(at_most=60))

The first result carries the row's name, further ones the name and their part (`export.xlsx.memory`).
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from benchmarks.measure import Run


@dataclass(frozen=True, kw_only=True)
class Goal:
    """Bounds that all must hold: of the ratio to the reference, or of the figure itself (a count or a size)."""

    ratio_at_most: float | None = None
    ratio_at_least: float | None = None
    at_most: float | None = None
    at_least: float | None = None

    def __str__(self) -> str:
        bounds = [
            (self.ratio_at_most, "≤ {:g}×"),
            (self.ratio_at_least, "≥ {:g}×"),
            (self.at_most, "≤ {:g}"),
            (self.at_least, "≥ {:g}"),
        ]
        return "，".join(text.format(bound) for bound, text in bounds if bound is not None)

    def reached(self, *, figure: float, ratio: float | None) -> bool:
        """Whether every bound holds; a bound on a ratio that could not be made does not."""
        pairs = [
            (self.ratio_at_most, ratio, 1),
            (self.ratio_at_least, ratio, -1),
            (self.at_most, figure, 1),
            (self.at_least, figure, -1),
        ]
        return all(
            value is not None and (value - bound) * sign <= 0 for bound, value, sign in pairs if bound is not None
        )


@dataclass(frozen=True, kw_only=True)
class Result:
    """One measured line. `reference` is in the same unit as `figure`, and was measured between its rounds."""

    figure: float
    unit: str
    goal: Goal
    reference: float | None = None
    part: str = ""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.figure / self.reference if self.reference else None


class LeftOut(Exception):
    """The row cannot be measured on this machine; the message says what it lacks. Not a fault of the row."""


@dataclass(frozen=True)
class Line:
    """A row of `var/bench.json`. `ok` is nothing where the work itself broke; then `note` says how."""

    name: str
    figure: float | None
    unit: str
    reference: float | None
    ratio: float | None
    goal: str
    ok: bool | None
    note: str

    def as_json(self) -> dict[str, object]:
        return asdict(self)


Measure = Callable[[Run], Iterator[Result]]
ROWS: dict[str, Measure] = {}


def row(name: str) -> Callable[[Measure], Measure]:
    """Register a row under its dotted name.

    Raises:
        ValueError: the name is taken; two rows of one name could not be told apart in the results.
    """

    def register(measure: Measure) -> Measure:
        if name in ROWS and ROWS[name].__qualname__ != measure.__qualname__:
            raise ValueError(f"the bench has a row {name} already")
        ROWS[name] = measure
        return measure

    return register


def chosen(wanted: list[str]) -> list[str]:
    """The rows that a command line means: all without a word, else by name or by the name's beginning (`export`).

    Raises:
        LookupError: a word fits no row; carries that word.
    """
    names = sorted(ROWS)
    if not wanted:
        return names
    found = []
    for word in wanted:
        fitting = [name for name in names if name == word or name.startswith(word + ".")]
        if not fitting:
            raise LookupError(word)
        found += fitting
    return list(dict.fromkeys(found))


def measured(name: str, run: Run) -> Iterator[Line]:
    """Run one row; what breaks in it becomes a line that says so, and the other rows still run."""
    try:
        for result in ROWS[name](run):
            yield Line(
                name=f"{name}.{result.part}" if result.part else name,
                figure=_rounded(result.figure),
                unit=result.unit,
                reference=_rounded(result.reference),
                ratio=_rounded(result.ratio),
                goal=str(result.goal),
                ok=result.goal.reached(figure=result.figure, ratio=result.ratio),
                note=result.note,
            )
    except LeftOut as lacking:
        yield Line(name, None, "", None, None, "未量", False, str(lacking))
    except Exception as error:
        yield Line(name, None, "", None, None, "", None, f"{type(error).__name__}: {error}")


def _rounded(value: float | None) -> float | None:
    """Four significant digits: more would pretend."""
    return None if value is None else float(f"{value:.4g}")
