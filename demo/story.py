"""What one table of a demonstration workshop says, from its first sentence to its promise.

The sentences are invented; places are filled in for the county (`{place}` a township, `{unit}` a unit's name).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Story:
    """One table's afternoon.

    Attributes:
        call_item: the item of the Call it answers (R1–R6, S1–S6, G1–G2).
        difficulty, affected, why_first: its core issue; `others` are difficulties that got fewer stars.
        steps: what, who, from month, to month. indicators: name, baseline, target, unit, how verified.
        resources: name, kind, at hand, provider. stakeholders: name, kind, influence, support, who asks.
        months: for 1, 3 and 6 months the change, the indicator with its target, the proof.
    """

    call_item: str
    title: str
    difficulty: str
    affected: str
    why_first: str
    problem: str
    goal: str
    beneficiaries: str
    steps: tuple[tuple[str, str, int, int], ...]
    lead_unit: str
    partners: str
    indicators: tuple[tuple[str, str, str, str, str], ...]
    resources: tuple[tuple[str, str, bool, str], ...]
    stakeholders: tuple[tuple[str, str, str, str, str], ...]
    months: tuple[tuple[str, str, str], tuple[str, str, str], tuple[str, str, str]]
    risk: tuple[str, str]
    vow: str
    first_step: tuple[str, str]
    strengths: tuple[str, ...]
    others: tuple[str, ...]
    sdgs: tuple[int, ...]
    verdict: str = "feasible"

    def at(self, *, place: str, unit: str, say: Callable[[str], str] = str) -> Story:
        """The story with the county's own places and units; `say` puts a sentence into the county's own words."""

        def told(text: str) -> str:
            return say(text.replace("{place}", place).replace("{unit}", unit))

        return replace(self, **{one.name: _filled(getattr(self, one.name), told) for one in fields(self)})


def _filled(value: Any, told: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return told(value)
    if isinstance(value, tuple):
        return tuple(_filled(one, told) for one in value)
    return value
