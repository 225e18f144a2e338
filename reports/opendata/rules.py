"""What may be published of a settled year, read from our own data file (`rules.toml` says why)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from volunteers.rules.result_figures import BY_KEY, Group

FILE = Path(__file__).parent / "rules.toml"


class BadRulesError(ValueError):
    """The data file is not in order."""


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which words everybody may use it. `name` is its SPDX identifier."""

    name: str
    title: str
    title_en: str
    path: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What is published, and from how many people on.

    Attributes:
        least: fewer people than these are not shown; `why` says on what that stands.
        groups: traits by which people are told.
        held: figures of which a person has it or not.
        counted: counts of people that add up to nothing but their own total.
        done: figures about what was done.
    """

    least: int
    why: str
    why_en: str
    licence: Licence
    groups: tuple[Group, ...]
    held: tuple[str, ...]
    counted: tuple[str, ...]
    done: tuple[str, ...]


def read(text: str) -> Rules:
    """The rules from the data as it is written.

    Raises:
        BadRulesError: a figure is unknown or told twice, or the number lets a single person show.
    """
    data = tomllib.loads(text)
    kinds = [tuple(data[name]["figures"]) for name in ("held", "counted", "done")]
    named = [key for each in kinds for key in each]
    if unknown := set(named) - BY_KEY.keys():
        raise BadRulesError(f"nobody knows {sorted(unknown)}")
    if len(set(named)) != len(named):
        raise BadRulesError("a figure is told twice")
    if data["least"]["people"] < 3:
        raise BadRulesError("so few people know each other")
    groups = tuple(Group(one) for one in data["people"]["groups"])
    least = data["least"]
    return Rules(least["people"], least["why"], least["why_en"], Licence(**data["licence"]), groups, *kinds)


@cache
def rules() -> Rules:
    """The rules of the house."""
    return read(FILE.read_text(encoding="utf-8"))
