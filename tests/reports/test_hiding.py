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


def shared_out(total: int, among: int) -> Iterator[tuple[int, ...]]:
    """Every way to share a sum out among hidden numbers: each is one at least, for a zero is always shown."""
    for cuts in itertools.combinations(range(1, total), among - 1):
        yield tuple(last - first for first, last in itertools.pairwise((0, *cuts, total)))


@given(values=st.lists(st.sampled_from((0, 1, 1, 2, 3, 4, 5, 6, 10, 12)), min_size=1, max_size=6))
@settings(max_examples=300, deadline=None)
@example(values=[3])
@example(values=[3, 0, 0])
@example(values=[3, 9])
@example(values=[1, 1, 10])
@example(values=[1, 1, 1, 1, 1])
@example(values=[1, 1, 1, 1, 1, 10])
@example(values=[1, 3, 10])
@example(values=[2, 1])
def test_a_line_tells_none_of_its_small_numbers(values: list[int]) -> None:
    gone, total = hidden_of_line(values, LEAST)
    small = {at for at, value in enumerate(values) if 0 < value < LEAST}
    assert small <= gone
    assert all(values[at] for at in gone)
    if total:
        assert gone == {at for at, value in enumerate(values) if value}, "nothing is left that could go with them"
        return
    if not gone:
        assert not small
        return
    assert sum(values[at] for at in gone) >= LEAST
    ways = list(shared_out(sum(values[at] for at in gone), len(gone)))
    for place in range(len(gone)):
        assert len({way[place] for way in ways}) > 1, "whoever subtracts what is shown has it"


@pytest.mark.parametrize(
    ("values", "gone", "total"),
    [([1, 1, 10], {0, 1, 2}, False), ([1, 1, 10, 30], {0, 1, 2}, False), ([1, 4, 10], {0, 1}, False),
     ([1, 3, 10], {0, 1, 2}, False), ([3], {0}, True), ([4, 0], {0}, True), ([1, 1, 1, 1, 1], {0, 1, 2, 3, 4}, True),
     ([5, 9], set(), False), ([0, 0], set(), False)],
)  # fmt: skip
def test_as_many_of_a_line_go_as_keep_the_small_ones_hidden(values: list[int], gone: set[int], total: bool) -> None:
    assert hidden_of_line(values, LEAST) == (gone, total)


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
