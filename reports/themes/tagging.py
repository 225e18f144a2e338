"""Tags of core issues: the subjects whose words stand in their text, their pillar, item of the Call, and its actors.

Nothing is guessed: every subject shows the words that were found, and every count is a list one can open.
"""

from __future__ import annotations

import functools
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language

from actionplans.call import ACTORS, ITEM_BY_CODE, ITEMS, PILLARS
from foundation.taiwan.counties import COUNTIES
from reports.records import Issue

_FILE = Path(__file__).with_name("keywords.toml")
KINDS = ("subject", "pillar", "item", "actor", "county")


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject with the words that stand for it."""

    key: str
    zh: str
    en: str
    words: tuple[str, ...]

    @property
    def shown(self) -> str:
        """Its name in the language of the page."""
        return self.zh if (get_language() or "zh").startswith("zh") else self.en


@dataclass(frozen=True, slots=True)
class Tagged:
    """An issue with its place: `key` is the table's and the item's; `tags` hold what is true of it, by kind."""

    key: tuple[int, str]
    issue: Issue
    words: Mapping[str, tuple[str, ...]]
    tags: Mapping[str, tuple[str, ...]]

    @property
    def text(self) -> str:
        """Everything the table wrote about it, as one."""
        return "　".join(part for part in (self.issue.text, self.issue.affected, self.issue.why_first) if part)


@dataclass(frozen=True, slots=True)
class Count:
    """How many issues bear a tag; `counties` in how many counties."""

    key: str
    label: str
    issues: int
    counties: int
    words: tuple[str, ...] = ()


@functools.cache
def subjects() -> tuple[Subject, ...]:
    """The subjects in the order of their file."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(Subject(one["key"], one["zh"], one["en"], tuple(one["words"])) for one in data["subject"])


def tagged(issues: Mapping[tuple[int, str], Issue]) -> list[Tagged]:
    """Each issue with its tags."""
    return [_tagged(key, issue) for key, issue in issues.items()]


def _tagged(key: tuple[int, str], issue: Issue) -> Tagged:
    text = "　".join(part for part in (issue.text, issue.affected, issue.why_first) if part)
    found = {one.key: tuple(word for word in one.words if word in text) for one in subjects()}
    words = {name: given for name, given in found.items() if given}
    item = ITEM_BY_CODE.get(issue.call_item or "")
    tags = {
        "subject": tuple(words),
        "pillar": (issue.pillar,),
        "item": (item.code,) if item else (),
        "actor": tuple(actor.code for actor in item.everybody) if item else (),
        "county": (issue.county,),
    }
    return Tagged(key, issue, words, tags)


def chosen(given: Iterable[Tagged], wanted: Mapping[str, str]) -> list[Tagged]:
    """Those that bear every tag that is asked for."""
    return [one for one in given if all(value in one.tags[kind] for kind, value in wanted.items())]


def counts(given: Sequence[Tagged]) -> dict[str, list[Count]]:
    """How many of these issues bear each tag, by kind; tags that none bears are there as well."""
    labels: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {
        "subject": [(one.key, one.shown, one.words) for one in subjects()],
        "pillar": [(one.code, one.shown, ()) for one in PILLARS],
        "item": [(one.code, one.shown, ()) for one in ITEMS],
        "actor": [(one.code, one.shown, ()) for one in ACTORS],
        "county": [(one.code, one.shown, ()) for one in COUNTIES],
    }
    found = {}
    for kind, known in labels.items():
        number = Counter(tag for one in given for tag in one.tags[kind])
        places = Counter(tag for tag, _county in {(tag, one.issue.county) for one in given for tag in one.tags[kind]})
        found[kind] = [Count(key, label, number[key], places[key], words) for key, label, words in known]
    return found
