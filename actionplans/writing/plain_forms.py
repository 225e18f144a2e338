"""Operations from a page without scripts: one form holds every box, and the button says what else to do.

Every box that differs from what the page showed becomes an operation, so pressing any button saves the whole page and
nothing typed beside it is lost. The ids follow from the page's own number: the same form sent twice counts once.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from actionplans.asking import questions
from actionplans.models import Entry, Operation, Sheet

from .operations import Action, Change, number_in
from .sheet_pages import Box, Listing, Page


def changes_from(sheet: Sheet, data: QueryDict) -> list[Change]:
    """What a posted page asks for.

    Fields: `batch` (the page's number), `b:<path>` (the version each box was drawn with), `v:<path>` (its value),
    `n:<list>` (a new item's first words) with `c:<list>` (its Call item), and the buttons `add` (a list), `prompt`
    (`list|Call item|sentence`), `vote`, `unvote`, `star`, `unstar`, `remove`, `restore` (a path), and
    `keep` / `take` / `both` (a disputed path). Where the page showed both versions, `d:<path>` names the one that lost:
    it is that one which is chosen or left, and a third wording in the box settles it, too.
    """
    form = questions.read(sheet.questions.definition)
    batch = _batch(data.get("batch", ""))
    changes = _boxes(sheet, form, data, batch)
    for key, question in form.by_key.items():
        words = data.get(f"n:{key}", "").strip()
        if question.kind == "list" and words and not _over(words):
            changes.append(_new(question, words, data.get(f"c:{key}", ""), batch))
    return changes + _pressed(sheet, form, data, batch, {one.path: one.id for one in changes})


def too_long(sheet: Sheet, data: QueryDict) -> dict[str, str]:
    """Words for new items that do not fit into one, by list. They belong back where they stood."""
    form = questions.read(sheet.questions.definition)
    given = {key: data.get(f"n:{key}", "").strip() for key, question in form.by_key.items() if question.kind == "list"}
    return {key: words for key, words in given.items() if _over(words)}


def put_back(page: Page, words: Mapping[str, str]) -> Page:
    """The page with words that were too long where they were typed, each with the sentence that says by how much."""

    def with_words(one: Box | Listing) -> Box | Listing:
        typed = words.get(one.question.key, "") if isinstance(one, Listing) else ""
        return replace(one, typed=typed, too_long=_said(typed)) if typed and isinstance(one, Listing) else one

    return replace(
        page, parts=tuple(replace(part, answers=tuple(map(with_words, part.answers))) for part in page.parts)
    )


def _over(words: str) -> int:
    return max(0, len(words) - questions.LONGEST_TEXT)


def _said(words: str) -> str:
    return _("這一則有 %(n)s 字，最多 %(most)s 字，多了 %(over)s 字。全部都留在格子裡，縮短或分成幾則再加入。") % {
        "n": f"{len(words):,}", "most": f"{questions.LONGEST_TEXT:,}", "over": f"{_over(words):,}",
    }  # fmt: skip


def _batch(text: str) -> uuid.UUID:
    return _uuid(text) or uuid.uuid4()


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _id(batch: uuid.UUID, *parts: str) -> uuid.UUID:
    return uuid.uuid5(batch, "|".join(parts))


def _new(question: questions.Question, words: str, code: str, batch: uuid.UUID) -> Change:
    item = _id(batch, "item", question.key, words)
    first = {question.fields[0].key: words}
    if code and any(one.key == "call_item" for one in question.fields):
        first["call_item"] = code
    return Change(_id(batch, "add", question.key, words), Action.ADD, f"{question.key}/{item}", first)


def _boxes(sheet: Sheet, form: questions.Form, data: QueryDict, batch: uuid.UUID) -> list[Change]:
    shown = {name[2:]: version for name, version in data.items() if name.startswith("b:") and str(version).isdecimal()}
    current = {e.path: e for e in Entry.objects.filter(sheet=sheet, path__in=shown)}
    changes = []
    for path, drawn in shown.items():
        question, base = form.at(path), int(str(drawn)[:9])
        if question is None or question.kind in ("list", "count", "flag"):
            continue
        value = _value(question, data.getlist(f"v:{path}"))
        if _same(value, _as_drawn(sheet, path, base, current.get(path))):
            continue
        shown_beside = _uuid(data.get(f"d:{path}", ""))
        identity = _id(batch, "set", path, repr(value))
        changes.append(Change(identity, Action.SET, path, value, base=base, resolves=shown_beside))
    return changes


def _as_drawn(sheet: Sheet, path: str, base: int, entry: Entry | None) -> Any:
    """What stood in the box when the page was drawn: the log still knows, whatever has been written since."""
    if base == 0 or entry is None:
        return None
    if entry.version == base:
        return entry.value
    operation = (
        Operation.objects.filter(sheet=sheet, path=path, version=base, outcome=Operation.Outcome.APPLIED)
        .order_by("sequence")
        .first()
    )
    if operation is not None:
        return operation.value
    listing_item, _slash, key = path.rpartition("/")
    added = Operation.objects.filter(sheet=sheet, path=listing_item, action=Action.ADD).first()
    return added.value.get(key) if added is not None and base == 1 and isinstance(added.value, dict) else None


def _value(question: questions.Question, given: list[str]) -> Any:
    if question.kind == "choices":
        return given
    if question.kind == "sdgs":
        return [int(one[:4]) for one in given if one.isdecimal()]
    text = given[0].replace("\r\n", "\n") if given else ""
    if question.kind == "month":
        return int(text[:4]) if text.isdecimal() else None
    if question.kind == "number":
        number = number_in(text)
        return text if number is None else number
    return text


def _same(value: Any, before: Any) -> bool:
    return value == before or (not value and value != 0 and not before and before != 0)


def _pressed(
    sheet: Sheet, form: questions.Form, data: QueryDict, batch: uuid.UUID, before: Mapping[str, uuid.UUID]
) -> list[Change]:
    changes = []
    if prompt := data.get("prompt", ""):
        key, code, words = [*prompt.split("|", 2), "", ""][:3]
        question = form.by_key.get(key)
        if question is not None and question.kind == "list" and words:
            changes.append(_new(question, words, code, batch))
    for name, action, value in (
        ("vote", Action.COUNT, 1), ("unvote", Action.COUNT, -1), ("remove", Action.REMOVE, None),
        ("restore", Action.RESTORE, None),
    ):  # fmt: skip
        if path := data.get(name, ""):
            changes.append(Change(_id(batch, name, path), action, path, value))
    for name, value in (("star", True), ("unstar", False)):
        if path := data.get(name, ""):
            base = Entry.objects.filter(sheet=sheet, path=path).values_list("version", flat=True).first() or 0
            changes.append(Change(_id(batch, name, path, str(base)), Action.SET, path, value, base=base))
    return changes + _settled(sheet, data, batch, before)


def chosen_in(sheet: Sheet, data: QueryDict) -> list[Change]:
    """What a page asks for that has no boxes: only which of two versions to keep."""
    return _settled(sheet, data, _batch(data.get("batch", "")), {})


def _settled(sheet: Sheet, data: QueryDict, batch: uuid.UUID, before: Mapping[str, uuid.UUID]) -> list[Change]:
    pressed = [(name, data.get(name, "")) for name in ("keep", "take", "both")]
    return [
        change for name, path in pressed if path for change in _chosen(sheet, name, path, data, batch, before.get(path))
    ]


def _chosen(
    sheet: Sheet, which: str, path: str, data: QueryDict, batch: uuid.UUID, before: uuid.UUID | None
) -> list[Change]:
    """One of two values that stand against each other, or both in one; over what the same page writes in the box."""
    entry = Entry.objects.filter(sheet=sheet, path=path).first()
    if entry is None or not entry.disputed:
        return []
    looked_at = _uuid(data.get(f"d:{path}", "")) or entry.disputed
    lost = Operation.objects.filter(sheet=sheet, path=path, id=looked_at).first()
    if lost is None:
        return []
    values = {"keep": entry.value, "take": lost.value, "both": f"{entry.value}；{lost.value}"}
    identity = _id(batch, which, path, str(lost.id))
    version = entry.version
    if data.get(f"d:{path}") and (drawn := data.get(f"b:{path}", "")).isdecimal():
        version = int(drawn[:9])  # what stood there then was looked at; what has come since was not
    return [Change(identity, Action.SET, path, values[which], base=version, after=before, resolves=lost.id)]
