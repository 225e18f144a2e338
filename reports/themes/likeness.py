"""Issues that say the same: by the pairs of characters they share, weighed by how rare each pair is.

Two texts are alike from `ALIKE` on: the weight of what both have, over the weight of what either has (a weighted
Jaccard index). A pair weighs log((n + 1) / number of texts that have it), so that what everybody writes (志工、單位)
counts for little. What is shown are the words themselves that the texts share, and nothing is said to be the same
without them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .tagging import Tagged

# About four pairs of twelve: two sentences of a line's length that share a word or two stay below it, the same trouble
# in other words is above it.
ALIKE = 0.15
# A pair of characters that more than this share of all texts has says nothing about any of them; nor does one that more
# than so many have, which lets ten thousand issues be compared while somebody waits.
COMMON = 0.2
MOST_TEXTS = 60
# Among a few texts a share says little: what so few have counts in any case.
FEW_TEXTS = 10
LEAST_SHARED = 2
WORDS_SHOWN = 6
_BETWEEN = re.compile(r"[^\w]+|_+")


@dataclass(frozen=True, slots=True)
class Alike:
    """Issues of at least two counties that say the same; `words` are the pieces of text that they share."""

    issues: tuple[Tagged, ...]
    words: tuple[str, ...]

    @property
    def counties(self) -> int:
        """In how many counties it was said."""
        return len({one.issue.county for one in self.issues})


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text; none reaches over a mark or a blank."""
    pieces = _BETWEEN.split(text.lower())
    return frozenset(piece[at : at + 2] for piece in pieces for at in range(len(piece) - 1))


def weights(texts: Sequence[frozenset[str]]) -> dict[str, int]:
    """How much each pair counts, in thousandths: whole numbers, so that the order of adding does not matter. The common
    ones are left out.
    """
    seen = Counter(pair for text in texts for pair in text)
    most = max(min(len(texts) * COMMON, MOST_TEXTS), FEW_TEXTS)
    return {pair: round(1000 * math.log((len(texts) + 1) / number)) for pair, number in seen.items() if number <= most}


def likeness(one: frozenset[str], other: frozenset[str], weight: Mapping[str, int]) -> float:
    """0 for texts that share nothing that counts, 1 for the same text; the same both ways."""
    return _share(_sum(one & other, weight), _sum(one, weight), _sum(other, weight))


def _sum(text: Iterable[str], weight: Mapping[str, int]) -> int:
    return sum(weight.get(pair, 0) for pair in text)


def _share(common: int, one: int, other: int) -> float:
    whole = one + other - common
    return common / whole if whole else 0.0


def groups(given: Sequence[Tagged]) -> list[Alike]:
    """Issues of several counties that say the same, the widest first. Each issue stands in one group at most.

    An issue begins a group with all that are like it and not yet in another: what is like one of them only by a third
    is not drawn in. The order in which issues come does not matter, but for equals.
    """
    texts = [pairs(one.issue.text or "") for one in given]
    weight = weights(texts)
    near = _near(texts, weight)
    order = sorted(range(len(given)), key=lambda at: (-_counties(given, [at, *near[at]]), given[at].issue.code))
    used: set[int] = set()
    found = []
    for at in order:
        if at in used:
            continue
        members = [at, *(other for other in near[at] if other not in used)]
        if _counties(given, members) < 2:
            continue
        words = shared([given[member].issue.text or "" for member in members])
        if not words:
            continue
        used.update(members)
        issues = tuple(sorted((given[member] for member in members), key=lambda one: one.issue.code))
        found.append(Alike(issues, words))
    return sorted(found, key=lambda one: (-one.counties, -len(one.issues), one.issues[0].issue.code))


def _near(texts: Sequence[frozenset[str]], weight: Mapping[str, int]) -> list[list[int]]:
    """For each text those that are like it. Only texts that share a pair that counts are compared."""
    having: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        for pair in text:
            if pair in weight:
                having[pair].append(at)
    whole = [_sum(text, weight) for text in texts]
    found: list[list[int]] = [[] for _text in texts]
    for at, text in enumerate(texts):
        common: Counter[int] = Counter()
        pieces: Counter[int] = Counter()
        for pair in text:
            for other in having.get(pair, ()):
                if other > at:
                    common[other] += weight[pair]
                    pieces[other] += 1
        for other, value in sorted(common.items()):
            if pieces[other] >= LEAST_SHARED and _share(value, whole[at], whole[other]) >= ALIKE:
                found[at].append(other)
                found[other].append(at)
    return found


def _counties(given: Sequence[Tagged], members: Iterable[int]) -> int:
    return len({given[member].issue.county for member in members})


def shared(texts: Sequence[str]) -> tuple[str, ...]:
    """The pieces of at least two characters that stand in the first text and in another, the longest first.

    A piece within a longer one that as many texts have is not told again.
    """
    first, rest = texts[0], texts[1:]
    found: dict[str, int] = {}
    for piece in _BETWEEN.split(first):
        for start in range(len(piece)):
            for end in range(start + 2, len(piece) + 1):
                number = sum(piece[start:end] in text for text in rest)
                if not number:
                    break
                found[piece[start:end]] = number
    kept: list[str] = []
    for word, number in sorted(found.items(), key=lambda one: (-len(one[0]), one[0])):
        if not any(word in longer and found[longer] >= number for longer in kept):
            kept.append(word)
    return tuple(sorted(kept, key=lambda word: (-found[word], -len(word), word))[:WORDS_SHOWN])
