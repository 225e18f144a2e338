"""Who sits with whom: people spread over tables by their unit and their kind. Pure functions, no database.

Nobody wants to spend an afternoon among colleagues: a table is worth most when its people come from different units
and when officials, centre staff and cadres are mixed. Three things are asked at once: tables of the same size, the
people of one unit apart, each kind spread evenly.

All three can always be had. Draw each unit and each kind as a point and each person as a line between the two: a
colouring of the lines with as many colours as tables, in which no colour meets a point twice before every colour has
met it once, exists for every such drawing (König 1916; de Werra 1971, "Equitable colorations of graphs"). `balance`
finds it. Where some people sit already, `complete` does what can still be done.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

FEWEST_GROUPS, MOST_GROUPS = 4, 10
CLASH, MIX = 100, 1  # what two of one unit at a table cost, against an uneven mix of kinds


@dataclass(frozen=True, slots=True)
class Person:
    """What the spread needs to know: a key of her own, the kind she comes as, and her unit (comparable spelling)."""

    key: int
    kind: str
    unit: str


def balance(people: Iterable[Person], tables: int, *, seed: int) -> dict[int, int]:
    """A table (from 0) for every person, by her key; the same seed gives the same answer whatever the order.

    Sizes differ by at most one, larger tables first; of every unit and of every kind the numbers at any two tables
    differ by at most one, so two of one unit share a table only when the unit has more people than there are tables.

    Raises:
        ValueError: no tables.
    """
    if tables < 1:
        raise ValueError(tables)
    chance = random.Random(seed)  # noqa: S311  a fair spread, not a secret
    order = sorted(people, key=lambda person: person.key)
    chance.shuffle(order)
    lines = _lines(order, tables)
    colours = _coloured(lines, tables)
    _level(lines, colours, tables)
    sizes = Counter(colours)
    place = {colour: at for at, colour in enumerate(sorted(range(tables), key=lambda colour: -sizes[colour]))}
    return {person.key: place[colour] for person, colour in zip(order, colours, strict=True)}


Point = tuple[str, str, int]
Line = tuple[Point, Point]


def _lines(people: Sequence[Person], tables: int) -> list[Line]:
    """Each person as a line from her unit to her kind; a point with more lines than tables is split into several."""
    seen: Counter[tuple[str, str]] = Counter()
    lines = []
    for person in people:
        ends = []
        for name in (("unit", person.unit), ("kind", person.kind)):
            ends.append((*name, seen[name] // tables))
            seen[name] += 1
        lines.append((ends[0], ends[1]))
    return lines


def _coloured(lines: Sequence[Line], colours: int) -> list[int]:
    """A colour for each line so that no two lines of one colour meet; no point has more lines than colours.

    Where the two ends of a line have no free colour in common, the path that alternates between a colour free at one
    end and one free at the other is turned round; between units and kinds such a path never comes back to its start.
    """
    at: dict[Point, list[int | None]] = defaultdict(lambda: [None] * colours)
    chosen = [-1] * len(lines)
    for number, (unit, kind) in enumerate(lines):
        wanted = at[unit].index(None)
        other = at[kind].index(None)
        if at[kind][wanted] is not None:
            path, point, colour = [], kind, wanted
            while (step := at[point][colour]) is not None:
                path.append(step)
                point = lines[step][1] if lines[step][0] == point else lines[step][0]
                colour = other if colour == wanted else wanted
            _turn(path, lines, chosen, at, wanted, other)
        chosen[number] = wanted
        at[unit][wanted] = at[kind][wanted] = number
    return chosen


def _turn(
    path: Sequence[int],
    lines: Sequence[Line],
    chosen: list[int],
    at: dict[Point, list[int | None]],
    one: int,
    other: int,
) -> None:
    """Exchange two colours along a path."""
    for step in path:
        for point in lines[step]:
            at[point][chosen[step]] = None
    for step in path:
        chosen[step] = other if chosen[step] == one else one
        for point in lines[step]:
            at[point][chosen[step]] = step


def _level(lines: Sequence[Line], chosen: list[int], colours: int) -> None:
    """Make the colours equally frequent, within one, and keep what `_coloured` promised.

    Of two colours, the lines form paths and circles; a path that begins and ends with the more frequent colour has one
    line more of it, and turning the path brings the two nearer to each other.
    """
    while True:
        sizes = Counter({colour: 0 for colour in range(colours)})
        sizes.update(chosen)
        most, least = max(sizes, key=lambda c: (sizes[c], -c)), min(sizes, key=lambda c: (sizes[c], c))
        if sizes[most] - sizes[least] <= 1:
            return
        path = _heavier_path(lines, chosen, most, least)
        for step in path:
            chosen[step] = least if chosen[step] == most else most


def _heavier_path(lines: Sequence[Line], chosen: Sequence[int], most: int, least: int) -> list[int]:
    """The lines of a connected part in which `most` is one ahead of `least`."""
    touching: dict[Point, list[int]] = defaultdict(list)
    both = [number for number, colour in enumerate(chosen) if colour in (most, least)]
    for number in both:
        for point in lines[number]:
            touching[point].append(number)
    seen: set[int] = set()
    for start in both:
        if start in seen:
            continue
        part, waiting = [], [start]
        seen.add(start)
        while waiting:
            number = waiting.pop()
            part.append(number)
            for point in lines[number]:
                for near in touching[point]:
                    if near not in seen:
                        seen.add(near)
                        waiting.append(near)
        if sum(1 if chosen[number] == most else -1 for number in part) > 0:
            return part
    raise AssertionError("a more frequent colour has a part in which it leads")


def complete(people: Iterable[Person], seated: Mapping[int, int], tables: int, *, seed: int) -> dict[int, int]:
    """A table for everybody when some sit already: those stay where they are.

    The smallest tables are filled first; within that, units are kept apart and kinds mixed as well as exchanging any
    two newcomers can make it. With nobody seated this is `balance`.
    """
    everybody = sorted(people, key=lambda person: person.key)
    fixed = {person.key: seated[person.key] for person in everybody if person.key in seated}
    if not fixed:
        return balance(everybody, tables, seed=seed)
    newcomers = [person for person in everybody if person.key not in fixed]
    chance = random.Random(seed)  # noqa: S311  a fair spread, not a secret
    chance.shuffle(newcomers)
    sizes = Counter({table: 0 for table in range(tables)})
    sizes.update(fixed.values())
    free: Counter[int] = Counter()
    for _newcomer in newcomers:
        smallest = min(range(tables), key=lambda table: (sizes[table], table))
        sizes[smallest] += 1
        free[smallest] += 1
    room = _Room(tables)
    for person in everybody:
        if person.key in fixed:
            room.take(person, fixed[person.key])
    shared = Counter(person.unit for person in everybody)
    placed: dict[int, int] = {}
    for person in sorted(newcomers, key=lambda one: -shared[one.unit]):
        table = min((t for t in range(tables) if free[t]), key=lambda t: (room.price(person, t), t))
        free[table] -= 1
        room.take(person, table)
        placed[person.key] = table
    _exchange(newcomers, placed, room)
    return fixed | placed


class _Room:
    """Who of which unit and kind sits at which table, and what one more would cost."""

    def __init__(self, tables: int) -> None:
        self.units: list[Counter[Hashable]] = [Counter() for _table in range(tables)]
        self.kinds: list[Counter[Hashable]] = [Counter() for _table in range(tables)]

    def take(self, person: Person, table: int, count: int = 1) -> None:
        """Somebody sits down, or (with -1) gets up."""
        self.units[table][person.unit] += count
        self.kinds[table][person.kind] += count

    def price(self, person: Person, table: int) -> int:
        """What this person adds to a table at which she does not sit."""
        return CLASH * self.units[table][person.unit] + MIX * self.kinds[table][person.kind]


def _exchange(newcomers: Sequence[Person], placed: dict[int, int], room: _Room) -> None:
    """Exchange pairs of newcomers for as long as that makes the whole better; every exchange lowers the total."""
    better = True
    while better:
        better = False
        for index, one in enumerate(newcomers):
            for other in newcomers[index + 1 :]:
                here, there = placed[one.key], placed[other.key]
                if here == there:
                    continue
                room.take(one, here, -1)
                room.take(other, there, -1)
                stays = room.price(one, here) + room.price(other, there)
                goes = room.price(one, there) + room.price(other, here)
                if goes < stays:
                    here, there = there, here
                    placed[one.key], placed[other.key] = here, there
                    better = True
                room.take(one, here)
                room.take(other, there)
