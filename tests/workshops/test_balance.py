"""The spread of people over tables: what always holds, whoever comes."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.balance import Person, balance, complete

KINDS = ("official", "centre", "cadre")
PEOPLE = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from([f"unit {n}" for n in range(12)])), min_size=0, max_size=70
).map(lambda rows: [Person(key, kind, unit) for key, (kind, unit) in enumerate(rows, 1)])
TABLES = st.integers(4, 10)
SEEDS = st.integers(0, 2**31)


def spread(people, places, tables, of):
    """For every value of `of`: how many people with it sit at each table."""
    found = {}
    for person in people:
        found.setdefault(of(person), [0] * tables)[places[person.key]] += 1
    return found


@given(PEOPLE, TABLES, SEEDS)
def test_everybody_sits_at_exactly_one_table(people, tables, seed):
    places = balance(people, tables, seed=seed)
    assert set(places) == {person.key for person in people}
    assert set(places.values()) <= set(range(tables))


@given(PEOPLE, TABLES, SEEDS)
def test_tables_are_of_one_size_within_one_and_larger_ones_come_first(people, tables, seed):
    sizes = Counter(balance(people, tables, seed=seed).values())
    row = [sizes[table] for table in range(tables)]
    assert max(row) - min(row) <= 1
    assert row == sorted(row, reverse=True)


@given(PEOPLE, TABLES, SEEDS)
def test_two_of_one_unit_share_a_table_only_when_there_are_more_of_them_than_tables(people, tables, seed):
    places = balance(people, tables, seed=seed)
    for row in spread(people, places, tables, lambda person: person.unit).values():
        assert max(row) == -(-sum(row) // tables)  # the pigeonhole's number, and never more
        assert max(row) - min(row) <= 1


@given(PEOPLE, TABLES, SEEDS)
def test_kinds_are_spread_within_one(people, tables, seed):
    places = balance(people, tables, seed=seed)
    for row in spread(people, places, tables, lambda person: person.kind).values():
        assert max(row) - min(row) <= 1


@given(PEOPLE, TABLES, SEEDS, st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_room_whatever_the_order(people, tables, seed, chance):
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert balance(people, tables, seed=seed) == balance(shuffled, tables, seed=seed)


def test_another_seed_gives_another_room():
    people = [Person(key, KINDS[key % 3], f"unit {key}") for key in range(40)]
    assert balance(people, 7, seed=1) != balance(people, 7, seed=2)


def test_no_tables_is_a_mistake():
    with pytest.raises(ValueError, match="0"):
        balance([], 0, seed=1)


@given(PEOPLE, TABLES, SEEDS, st.data())
def test_who_sits_already_stays_and_the_smallest_tables_fill_first(people, tables, seed, data):
    seated = {
        person.key: data.draw(st.integers(0, tables - 1)) for person in people if data.draw(st.booleans(), label="sits")
    }
    places = complete(people, seated, tables, seed=seed)
    assert set(places) == {person.key for person in people}
    assert {key: places[key] for key in seated} == seated
    before, after = Counter(seated.values()), Counter(places.values())
    smallest = min(after[table] for table in range(tables))
    assert all(after[table] <= smallest + 1 for table in range(tables) if after[table] > before[table])


def test_a_newcomer_is_kept_from_her_own_unit():
    people = [Person(1, "cadre", "a"), Person(2, "cadre", "b"), Person(3, "cadre", "a"), Person(4, "cadre", "b")]
    places = complete(people, {1: 0, 2: 1}, 2, seed=3)
    assert places[3] == 1
    assert places[4] == 0


def test_with_nobody_seated_completing_is_balancing():
    people = [Person(key, KINDS[key % 3], f"unit {key % 5}") for key in range(30)]
    assert complete(people, {}, 6, seed=9) == balance(people, 6, seed=9)
