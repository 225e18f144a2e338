"""Small cells stay hidden: nobody gets one back from what is shown and the totals (brute force over all tables)."""

import itertools
from collections.abc import Iterator

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from reports.opendata.hiding import CannotHideError, folded, hidden, hidden_of_line

LEAST = 5
Table = list[list[int]]


def others(cells: Table, gone: frozenset[tuple[int, int]]) -> Iterator[dict[tuple[int, int], int]]:
    """Every way to fill the hidden cells with whole numbers from zero, so that all totals are as they are known."""
    unknown = sorted(gone)
    rows = [sum(cells[row][column] for row_, column in unknown if row_ == row) for row in range(len(cells))]
    columns = [
        sum(cells[row][column] for row, column_ in unknown if column_ == column) for column in range(len(cells[0]))
    ]

    def fill(at: int, given_: dict[tuple[int, int], int]) -> Iterator[dict[tuple[int, int], int]]:
        if at == len(unknown):
            if not any(rows) and not any(columns):
                yield dict(given_)
            return
        row, column = unknown[at]
        last_of_row = at + 1 == len(unknown) or unknown[at + 1][0] != row
        least = rows[row] if last_of_row else 0
        for value in range(least, min(rows[row], columns[column]) + 1):
            rows[row] -= value
            columns[column] -= value
            given_[row, column] = value
            yield from fill(at + 1, given_)
            rows[row] += value
            columns[column] += value

    yield from fill(0, {})


def small_of(cells: Table) -> set[tuple[int, int]]:
    return {(row, at) for row, each in enumerate(cells) for at, value in enumerate(each) if 0 < value < LEAST}


tables = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from((0, 0, 1, 2, 4, 5, 6, 9)), min_size=width, max_size=width), min_size=2, max_size=4
    )
)


@given(cells=tables)
@settings(max_examples=300, deadline=None)
@example(cells=[[1, 9], [9, 9]])
@example(cells=[[1, 5, 0], [0, 5, 5], [5, 0, 5]])
def test_no_hidden_value_is_the_only_one_that_fits(cells: Table) -> None:
    small = small_of(cells)
    assume(len(small) <= 8)
    try:
        gone = hidden(cells, small)
    except CannotHideError as problem:
        # It is said only of what the totals tell even where every single cell is hidden.
        everything = frozenset(itertools.product(range(len(cells)), range(len(cells[0]))))
        values = {way[problem.cell] for way in itertools.islice(others(cells, everything), 20_000)}
        assert len(values) == 1
        return
    assert small <= gone
    values_of: dict[tuple[int, int], set[int]] = {cell: set() for cell in gone}
    for way in itertools.islice(others(cells, gone), 200_000):
        for cell, value in way.items():
            values_of[cell].add(value)
        if all(len(found) > 1 for found in values_of.values()):
            break
    for cell, found in values_of.items():
        assert len(found) > 1, f"{cell} can only be {found}"


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert hidden([[5, 9], [0, 7]], set()) == frozenset()


def test_the_cheapest_neighbours_go_with_it() -> None:
    cells = [[1, 50, 9], [60, 70, 8], [7, 80, 90]]
    assert hidden(cells, {(0, 0)}) == {(0, 0), (0, 2), (2, 2), (2, 0)} or len(hidden(cells, {(0, 0)})) == 4
    assert (1, 1) not in hidden(cells, {(0, 0)})


@given(values=st.lists(st.integers(0, 12), min_size=1, max_size=7))
@example(values=[3])
@example(values=[3, 0, 0])
@example(values=[3, 9])
def test_a_line_tells_none_of_its_small_numbers(values: list[int]) -> None:
    gone, total = hidden_of_line(values, LEAST)
    assert {at for at, value in enumerate(values) if 0 < value < LEAST} <= gone
    if gone and not total:
        assert len(gone) > 1, "one alone is what the others leave of the total"
        assert sum(values[at] for at in gone) > 0
    assert total == (0 < sum(values) < LEAST)


@given(totals=st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_lines_are_folded_until_each_is_large_enough(totals: list[int]) -> None:
    groups = folded(totals, LEAST)
    assert sorted(itertools.chain.from_iterable(groups)) == list(range(len(totals)))
    if sum(totals) >= LEAST:
        assert all(not (0 < sum(totals[at] for at in group) < LEAST) for group in groups)
    for group in groups:
        assert len(group) == 1 or any(totals[at] < LEAST for at in group)


@pytest.mark.parametrize(("totals", "groups"), [([9, 4, 7], [[0], [1, 2]]), ([5, 5], [[0], [1]]), ([0, 9], [[0], [1]])])
def test_a_small_line_goes_with_the_next_larger_one(totals: list[int], groups: list[list[int]]) -> None:
    assert folded(totals, LEAST) == groups
