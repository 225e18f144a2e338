"""The list of ASVS: complete, each number once, its totals right, and what it names is there."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
LINES = (ROOT / "docs/asvs.md").read_text(encoding="utf-8").splitlines()
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in LINES if line.startswith("| V")]
ANSWERS = ("met", "part", "no", "not applicable")


def test_each_number_stands_once_with_its_level() -> None:
    known = (ROOT / "tests/asvs_numbers.txt").read_text(encoding="utf-8").splitlines()
    asked = [tuple(line.split()) for line in known if not line.startswith("#")]
    assert len(asked) == 253
    assert [(row[0], row[1]) for row in ROWS] == asked


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_an_answer_has_a_place_and_a_test_or_a_reason(row: list[str]) -> None:
    _number, _level, asks, answer, where, test = row
    assert answer in ANSWERS
    assert asks
    assert where, "an answer says where, or why not"
    # What is met without a test is a matter of documents.
    assert answer != "met" or "`tests/" in test or "docs/" in where
    if answer == "not applicable":
        assert test == "—"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_a_row_names_is_there(row: list[str]) -> None:
    named = re.findall(r"`([a-z_]+/[\w./-]*)`", " ".join(row))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_totals_are_those_of_the_rows() -> None:
    said = {
        cells[0]: [int(one) for one in cells[1:]]
        for line in LINES
        if (cells := [cell.strip() for cell in line.strip("|").split("|")])[0] in ("1", "2", "both")
    }
    counted = Counter((row[1], row[3]) for row in ROWS)
    by_level = {level: [counted[level, answer] for answer in ANSWERS] for level in ("1", "2")}
    by_level["both"] = [sum(pair) for pair in zip(by_level["1"], by_level["2"], strict=True)]
    assert said == {level: [*numbers, sum(numbers)] for level, numbers in by_level.items()}
