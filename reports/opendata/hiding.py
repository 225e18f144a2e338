"""Hiding small cells so that nobody gets them back by subtracting from totals: pure, over grids with known margins.

A hidden cell is safe when another table of whole numbers, none below zero, has the same margins and the same shown
cells, and another number in its place. Such a table differs by a cycle of hidden cells, of which every other one goes
up by one and the rest go down. So for each cell that is not safe yet the cheapest cycle through it is hidden as well
(complementary suppression): all that lie on it are safe by it.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Sequence

Cell = tuple[int, int]
Cells = Sequence[Sequence[int]]


class CannotHideError(ValueError):
    """Whatever is hidden, the margins tell this cell: fewer rows or columns have to be shown."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(f"the margins tell {cell}")
        self.cell = cell


def hidden(cells: Cells, small: Collection[Cell]) -> frozenset[Cell]:
    """The cells that must not be shown: the small ones, and what would tell them.

    Args:
        cells: rows of whole numbers, none below zero; the totals of rows and columns are known to everybody.
        small: those that may not be shown, by row and column.

    Raises:
        CannotHideError: the margins alone tell one of them.
    """
    found = set(small)
    while True:
        told = next((cell for cell in sorted(found) if not _is_safe(cells, found, cell)), None)
        if told is None:
            return frozenset(found)
        cycles = [cycle for up in (True, False) if (cycle := _cycle(cells, found, told, up=up)) is not None]
        if not cycles:
            raise CannotHideError(told)
        found |= min(cycles, key=lambda one: one[0])[1]


def _is_safe(cells: Cells, among: Collection[Cell], cell: Cell) -> bool:
    return any(_cycle(cells, among, cell, up=up, only=True) is not None for up in (True, False))


def _cycle(
    cells: Cells, among: Collection[Cell], cell: Cell, *, up: bool, only: bool = False
) -> tuple[int, set[Cell]] | None:
    """The cheapest cycle by which a cell goes up (or down) by one: what it costs to hide, and its cells.

    A walk from the cell's row to its column, over rows and columns by turns. Leaving a row changes a cell against the
    first one, leaving a column changes one with it; what goes down must be more than zero.

    Args:
        only: walk over hidden cells alone.
    """
    row, column = cell
    if not up and not cells[row][column]:
        return None
    rows, columns = len(cells), len(cells[0])

    def price(one: Cell) -> int | None:
        if one in among:
            return 0
        return None if only else cells[one[0]][one[1]] + 1

    def steps(at: tuple[bool, int]) -> list[tuple[Cell, tuple[bool, int]]]:
        is_row, number = at
        if is_row:
            return [((number, other), (False, other)) for other in range(columns) if not up or cells[number][other]]
        return [((other, number), (True, other)) for other in range(rows) if up or cells[other][number]]

    return _cheapest((True, row), (False, column), steps, price, cell)


Node = tuple[bool, int]


def _cheapest(
    start: Node, goal: Node, steps: Callable[[Node], list[tuple[Cell, Node]]], price: Callable[[Cell], int | None],
    first: Cell,
) -> tuple[int, set[Cell]] | None:  # fmt: skip
    """Dijkstra's walk from a row to a column, not over the first cell itself."""
    best: dict[Node, int] = {start: 0}
    came: dict[Node, tuple[Node, Cell]] = {}
    waiting: list[tuple[int, Node]] = [(0, start)]
    while waiting:
        cost, at = heapq.heappop(waiting)
        if at == goal:
            found = {first}
            while at != start:
                at, cell = came[at]
                found.add(cell)
            return cost, found
        if cost > best[at]:
            continue
        for cell, there in steps(at):
            more = price(cell)
            if cell == first or more is None:
                continue
            if cost + more < best.get(there, cost + more + 1):
                best[there] = cost + more
                came[there] = (at, cell)
                heapq.heappush(waiting, (cost + more, there))
    return None


def hidden_of_line(values: Sequence[int], least: int) -> tuple[frozenset[int], bool]:
    """The same for one line of numbers with its total: which of them, and whether the total itself, must not be shown.

    A zero is always shown, so everybody knows that each hidden number is one at least. The next larger ones go with
    them until what they are together is `least` or more and could be shared out in another way for each; where
    nothing is left to go with them the total goes.
    """
    some = sorted((at for at, value in enumerate(values) if value), key=lambda at: (values[at], at))
    found = [at for at in some if values[at] < least]
    if not found:
        return frozenset(), False
    for at in some[len(found) :]:
        if _is_open([values[one] for one in found], least):
            break
        found.append(at)
    return frozenset(found), not _is_open([values[one] for one in found], least)


def _is_open(hidden: Sequence[int], least: int) -> bool:
    """Whether numbers that are one at least can be others than they are, with the same sum: not all of them ones."""
    return len(hidden) > 1 and least <= sum(hidden) > len(hidden)


def folded(totals: Sequence[int], least: int) -> list[list[int]]:
    """Which lines are shown as one, so that each line's total may be shown: small ones with the next larger ones.

    Lines without anything stand alone: that nobody is there tells nothing of anybody.

    Returns:
        Groups of positions, those of one line in their order; a group that was folded comes last.
    """
    small = [at for at, total in enumerate(totals) if 0 < total < least]
    if not small:
        return [[at] for at in range(len(totals))]
    rest = sorted((at for at, total in enumerate(totals) if total >= least), key=lambda at: (totals[at], at))
    group = list(small)
    while rest and (sum(totals[at] for at in group) < least or len(group) == 1):
        group.append(rest.pop(0))
    return [*([at] for at in range(len(totals)) if at not in group), sorted(group)]
