"""Taking a list in row by row, each whole or not at all: how lists of people and of trainings go in.

Rows go in by parts, and the waiting hours of all the people of a part are judged once at its end. If the house fails,
the parts before stand, and the same list goes on from there when it comes again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction

from foundation.audit.trail import Acts
from foundation.imports.rows import GoodRow, Problem, Understood, sentence
from volunteers.serving import ledger, together

PART = 50


def take(
    understood: Understood,
    act: Callable[[GoodRow], str],
    *,
    places: Mapping[str, str],
    dry: bool,
    tell: Callable[[int], None],
    by: Acts,
    now: dt.datetime,
) -> tuple[dict[int, str], Understood]:
    """Take the good rows in.

    Args:
        act: takes one row in and answers what became of it in a word; refuses it with a `ValidationError`.
        places: which column a refusal belongs to, where its field is called otherwise.
        dry: what was written is taken back after each row.
        tell: is told how many rows are done.

    Returns:
        The words by the rows' numbers, and the list with the refusals.
    """
    words: dict[int, str] = {}
    problems: list[Problem] = []
    good = understood.good
    for start in range(0, len(good), PART):
        with transaction.atomic():
            with together.judged_once(partial(ledger.look_again_at, by=by, now=now)):
                for row in good[start : start + PART]:
                    try:
                        with transaction.atomic():
                            word = act(row)
                            if dry:
                                transaction.set_rollback(True)
                    except ValidationError as refused:
                        problems.append(_problem(understood, row, refused, places))
                    else:
                        words[row.number] = word
            if dry:
                transaction.set_rollback(True)
        tell(min(start + PART, len(good)))
    return words, understood.refuse(problems)


def _problem(understood: Understood, row: GoodRow, refused: ValidationError, places: Mapping[str, str]) -> Problem:
    """The refusal at the cell it belongs to; at the first required one where it belongs to none."""
    fields = understood.layout.spec.fields
    messages = refused.message_dict if hasattr(refused, "error_dict") else {"": refused.messages}
    name, sentences = next(iter(messages.items()))
    key = places.get(name, name)
    if all(one.key != key for one in fields):
        key = next(one.key for one in fields if one.required)
    return understood.problem(row, key, *sentence(ValueError(" ".join(sentences))))
