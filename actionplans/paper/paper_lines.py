"""What is typed on the keying page, as the operations it becomes: new lines of a list, and counts as they are on paper.

A box that holds no answer does not keep the rest of its line from being saved: it is sent by itself behind the line, is
refused there and stays in the log with what was typed.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.http import QueryDict

from actionplans import call
from actionplans.asking import questions
from actionplans.writing.operations import Action, Change, wrong
from foundation.taiwan.fullwidth import halfwidth

# A count changes by at most so much at once (see `operations`).
MOST_AT_ONCE = 99


def batch_in(text: str) -> uuid.UUID:
    """The number of the page that was sent; a new one where it has none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


def new_lines(form: questions.Form, data: QueryDict, batch: uuid.UUID) -> Iterator[tuple[str, int, list[Change]]]:
    """Each line that was filled in: its list, its number, and the operations it becomes."""
    for key, question in form.by_key.items():
        if question.kind != "list":
            continue
        for number in range(questions.MOST_ITEMS):
            given = {one.key: data.get(f"r:{key}:{number}:{one.key}", "").strip() for one in question.fields}
            if any(given.values()):
                yield key, number, list(_item(question, given, batch, number))
            elif f"r:{key}:{number}:{question.fields[0].key}" not in data:
                break


def _item(question: questions.Question, given: Mapping[str, str], batch: uuid.UUID, number: int) -> Iterator[Change]:
    """One line as the item it becomes, its star set afterwards, and what is no answer behind it."""
    path = f"{question.key}/{uuid.uuid5(batch, f'line|{question.key}|{number}|{sorted(given.items())}')}"
    values = {
        one.key: value_of(one, given[one.key]) for one in question.fields if given[one.key] and one.kind != "flag"
    }
    flaws = {one.key: text for one in question.fields if one.key in values and (text := wrong(one, values[one.key]))}
    if question.fields[0].key in flaws or len(flaws) == len(values):
        flaws = {}  # nothing of it can stand: the whole line is refused, and shown again as it was typed
    right = {key: value for key, value in values.items() if key not in flaws}
    yield Change(uuid.uuid5(batch, f"add|{path}"), Action.ADD, path, right)
    for one in question.fields:
        if one.kind == "flag" and given[one.key]:
            yield Change(uuid.uuid5(batch, f"star|{path}|{one.key}"), Action.SET, f"{path}/{one.key}", True)
    for key, text in flaws.items():
        yield Change(uuid.uuid5(batch, f"flaw|{path}|{key}"), Action.SET, f"{path}/{key}", given[key], flaw=text)


def counts_in(form: questions.Form, data: QueryDict, batch: uuid.UUID) -> Iterator[Change]:
    """Counts of items that stand, typed as they are on paper (`t:<path>`, and `s:<path>` as the page had shown them).

    What is sent is the difference: whoever counted on a phone meanwhile is not undone.
    """
    for name in data:
        path = name[2:]
        question = form.at(path) if name.startswith("t:") and "/" in path else None
        if question is None or question.kind != "count":
            continue
        typed, shown = data.get(name, "").strip(), data.get(f"s:{path}", "")
        value = value_of(question, typed or "0")
        if typed == shown:
            continue
        if text := wrong(question, value):
            yield Change(uuid.uuid5(batch, f"count|{path}|{typed}"), Action.COUNT, path, typed, flaw=text)
            continue
        left = value - (int(shown) if shown.isascii() and shown.isdecimal() and len(shown) < 4 else 0)
        while left:
            part = max(-MOST_AT_ONCE, min(MOST_AT_ONCE, left))
            yield Change(uuid.uuid5(batch, f"count|{path}|{shown}|{typed}|{left}"), Action.COUNT, path, part)
            left -= part


def value_of(question: questions.Question, text: str) -> Any:
    """What was typed as the form stores it; what fits nowhere is passed on, and refused with its own sentence."""
    if question.kind in ("count", "month"):
        plain = halfwidth(text)
        return int(plain[:4]) if plain.isascii() and plain.isdecimal() else text
    if question.kind == "call_item":
        plain = halfwidth(text).upper()
        return next((one.code for one in call.ITEMS if plain in (one.code, one.label.upper())), text)
    if question.kind == "choices":
        by_label = {label: value for value, label in (*question.options_en, *question.options)}
        return [by_label.get(part.strip(), part.strip()) for part in text.replace("，", "、").split("、")]
    return text
