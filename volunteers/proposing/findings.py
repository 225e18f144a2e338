"""What a rule said of a candidate on a day, frozen in both languages, and how it differs from what it says today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from volunteers.awards import words
from volunteers.awards.words import Line
from volunteers.rules.award_findings import Answer, Finding
from volunteers.rules.award_judging import Assessment, Outcome

LANGUAGES = ("zh-hant", "en")
SAID = ("asked", "found", "missing", "reading", "evidence", "source")
PROPOSABLE = (Outcome.ELIGIBLE, Outcome.CANDIDATE, Outcome.UNKNOWN, Outcome.BY_PEOPLE)
"""Whom a unit may put forward: of whom the rule does not say no."""


def freeze(one: Assessment, names: Mapping[int, str]) -> dict[str, Any]:
    """An assessment as it is kept with a candidate: every line with its words, in both languages."""
    told: dict[str, list[Line]] = {}
    for language in LANGUAGES:
        with override(language):
            told[language] = words.lines(one, names)
    lines = []
    for both in zip(*(told[language] for language in LANGUAGES), strict=True):
        first = both[0]
        row: dict[str, Any] = {"depth": first.depth, "answer": str(first.answer), "is_group": first.is_group}
        if first.reachable_on is not None:
            row["reachable_on"] = first.reachable_on.isoformat()
        for language, line in zip(LANGUAGES, both, strict=True):
            kept = {name: value for name, value in asdict(line).items() if name in SAID and value}
            row[language] = {
                name: str(value) if isinstance(value, str) else list(value) for name, value in kept.items()
            }
        lines.append(row)
    return {
        "award": one.award.code, "version": one.award.version, "on": one.on.isoformat(), "outcome": one.outcome.value,
        "readings": dict(one.readings), "lines": lines,
    }  # fmt: skip


def lines_of(frozen: Mapping[str, Any]) -> list[Line]:
    """What was frozen, line by line, in the language of the page."""
    language = "en" if (get_language() or "").startswith("en") else "zh-hant"
    found = []
    for row in frozen.get("lines", ()):
        said = row[language]
        found.append(
            Line(
                row["depth"], row["answer"], said.get("asked", ""), said.get("found", ""), said.get("missing", ""),
                None, said.get("reading", ""), tuple(said.get("evidence", ())), row["is_group"], said.get("source", ""),
            )
        )  # fmt: skip
    return found


def outcome_of(frozen: Mapping[str, Any]) -> Outcome:
    """Where she stood then."""
    return Outcome(frozen["outcome"])


@dataclass(frozen=True, slots=True)
class Change:
    """One condition that reads otherwise today."""

    asked: str
    was: Line
    now: Line


def differences(frozen: Mapping[str, Any], today: Assessment, names: Mapping[int, str]) -> list[Change]:
    """The conditions of which today says something else; where the rule has changed, those that are in both."""
    before = {(line.depth, line.asked): line for line in lines_of(frozen) if not line.is_group}
    return [
        Change(line.asked, was, line)
        for line in words.lines(today, names)
        if (was := before.get((line.depth, line.asked))) is not None
        and (str(was.answer), was.found) != (str(line.answer), line.found)
    ]


def open_leaves(finding: Finding) -> list[Finding]:
    """The conditions that nobody has answered yet and on which the whole still hangs."""
    if finding.answer is not Answer.UNKNOWN:
        return []
    if not finding.children:
        return [finding]
    return [leaf for one in finding.children for leaf in open_leaves(one)]


def open_words(one: Assessment) -> list[str]:
    """The same in words, each once."""
    found = [words.asked_of(leaf.leaf) for leaf in open_leaves(one.finding) if leaf.leaf is not None]
    if any(leaf.kind == "in_scope" for leaf in open_leaves(one.finding)):
        found.insert(0, _("服務的單位在這個獎的範圍內"))
    return list(dict.fromkeys(found))
