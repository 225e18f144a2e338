"""What a device sends: operations, how they are read from the wire, and whether one can be taken at all."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from actionplans import call
from actionplans.asking import questions
from actionplans.models import Operation
from foundation.taiwan.fullwidth import tight
from foundation.taiwan.unseen import written

Action = Operation.Action
Outcome = Operation.Outcome

LARGEST_BATCH = 256 * 1024
MOST_OPERATIONS = 200
LONGEST_PATH = 160
LATEST_VERSION = 2**31 - 1
# An answer is a value, a list of values, or an item of both; whatever is nested deeper is none.
DEEPEST_VALUE = 4
# What a box for a number takes; as many digits as every device and every spreadsheet still counts exactly.
NUMBER = re.compile(r"[-+]?[0-9]{1,12}(?:\.[0-9]{1,3})?")
LARGEST_NUMBER = 10**12
LATEST_MONTH, MOST_VOTES = 24, 999
ITEM_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Unreadable(ValueError):
    """A batch that is no batch; the message says why. Nothing of it is taken."""


@dataclass(frozen=True, slots=True)
class Change:
    """One operation as a device sends it.

    Attributes:
        id: made by the device; the same id is the same operation, however often it is sent.
        action: set, add, remove, restore or count.
        path: `field`, `list/<item>` or `list/<item>/<field>`.
        value: for set the new value; for add the item's first values by field; for count how many more (or fewer).
        base: the version of the entry the device had on its screen; 0 for an entry it had never seen.
        after: the device's own earlier operation on the same path, if this one was made on top of it before it was
            acknowledged; then its version counts instead of `base`.
        resolves: the operation whose losing value has been looked at; clears the dispute.
        replaces: the refused operation that is asked for anew. Whoever asks, and however often, it is done once.
        handed_in: the handing-in of the sheet that the device had heard of, as the server had said it (empty: of none);
            None where it does not say. See `late`.
        device_at: the device's clock, which may be wrong; kept, never trusted.
        flaw: what could not be read of it; such an operation is kept and refused.
    """

    id: uuid.UUID
    action: str
    path: str
    value: Any = None
    base: int = 0
    after: uuid.UUID | None = None
    resolves: uuid.UUID | None = None
    replaces: uuid.UUID | None = None
    handed_in: str | None = None
    device_at: dt.datetime | None = None
    flaw: str = ""


def read_batch(body: bytes) -> list[Change]:
    """Read what a device posted: `{"operations": [{"id": …, "action": …, "path": …, …}, …]}`.

    A single operation of which some part cannot be read comes back with its `flaw` named and is refused later, alone.

    Raises:
        Unreadable: too large, no JSON, not of this shape, too many, or an operation without a usable id (there would
            be nothing to tell the device about).
    """
    if len(body) > LARGEST_BATCH:
        raise Unreadable(_("一次送太多了：最多 %(most)s kB，請分批送。") % {"most": LARGEST_BATCH // 1024})
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as wrong_json:
        raise Unreadable(_("送來的內容不是 JSON，請重新整理頁面再送。")) from wrong_json
    listed = data.get("operations") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise Unreadable(_("送來的內容少了 operations 清單，請重新整理頁面再送。"))
    if len(listed) > MOST_OPERATIONS:
        raise Unreadable(
            _("一次送了 %(count)s 筆，最多 %(most)s 筆，請分批送。") % {"count": len(listed), "most": MOST_OPERATIONS}
        )
    return read_operations(listed)


def read_operations(listed: list[Any]) -> list[Change]:
    """Read operations that came in any number, as JSON has given them; each as in `read_batch`.

    Raises:
        Unreadable: an operation without a usable id.
    """
    return [_change(raw, place) for place, raw in enumerate(listed, 1)]


def _change(raw: Any, place: int) -> Change:
    identity = _uuid(raw.get("id")) if isinstance(raw, dict) else None
    if identity is None:
        raise Unreadable(_("第 %(place)s 筆沒有正確的代號（id 要是 UUID），這一批都沒有寫入。") % {"place": place})
    flaws = []
    action, path, base, device_at = raw.get("action"), raw.get("path"), raw.get("base", 0), raw.get("device_at")
    if not isinstance(action, str):
        flaws.append("action")
    if not isinstance(path, str):
        flaws.append("path")
    if type(base) is not int or not 0 <= base <= LATEST_VERSION:
        flaws.append("base")
        base = 0
    value, handed_in = raw.get("value"), raw.get("handed_in")
    if not _is_shallow(value, DEEPEST_VALUE):
        flaws.append("value")
        value = None
    links: dict[str, uuid.UUID | None] = {}
    for name in ("after", "resolves", "replaces"):
        links[name] = _uuid(raw.get(name))
        if raw.get(name) is not None and links[name] is None:
            flaws.append(name)
    return Change(
        id=identity,
        action=action if isinstance(action, str) else "",
        path=path if isinstance(path, str) else "",
        value=value,
        base=base,
        after=links["after"],
        resolves=links["resolves"],
        replaces=links["replaces"],
        handed_in=handed_in if isinstance(handed_in, str) else None,
        device_at=_moment(device_at),
        flaw=_("這一筆的 %(parts)s 不對，請重新整理頁面。") % {"parts": _("、").join(flaws)} if flaws else "",
    )


def _is_shallow(value: Any, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels > 0 and all(_is_shallow(one, levels - 1) for one in inner)


def _uuid(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _moment(value: Any) -> dt.datetime | None:
    """A device's time; a clock that says nonsense is no reason to refuse what was typed."""
    try:
        found = parse_datetime(value) if isinstance(value, str) else None
        return found.astimezone(dt.UTC) if found else None
    except (ValueError, OverflowError):
        return None


def storable(value: Any) -> Any:
    """The same value as every database can keep it and everybody can read it: nothing unseen in texts (see `unseen`),
    no half of a surrogate pair, no number beyond numbers.
    """
    if isinstance(value, str):
        return written(value.encode("utf-8", "replace").decode())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {storable(str(key)): storable(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(inner) for inner in value]
    return value


def refusal(form: questions.Form, change: Change) -> str:
    """Why this operation cannot be taken at all; empty when it can. Everything refused is kept in the log."""
    if change.flaw:
        return change.flaw
    if change.action not in Action.values:
        return _("不認得的操作「%(action)s」。") % {"action": change.action[:20]}
    question = form.at(change.path) if _is_path(change.path) else None
    if question is None:
        return _("這張表單沒有「%(path)s」這一格，請重新整理頁面。") % {"path": change.path[:60]}
    whole_item = question.kind == "list"
    if whole_item != (change.action in (Action.ADD, Action.REMOVE, Action.RESTORE)):
        return _("這一格不能這樣改，請重新整理頁面。")
    if change.action == Action.ADD:
        return _wrong_item(question, change.value)
    if change.action == Action.COUNT:
        whole = type(change.value) is int and -99 <= change.value <= 99
        return "" if question.kind == "count" and whole else _("票數一次只能加減 99 以內的整數。")
    if change.action == Action.SET:
        return _("票數請用加一或減一。") if question.kind == "count" else wrong(question, change.value)
    return ""


def number_in(text: str) -> int | float | None:
    """The number that somebody typed (`1,200`, `３．５`), or None where it is none."""
    plain = tight(text).replace(",", "")
    if not NUMBER.fullmatch(plain):
        return None
    found = float(plain)
    return int(found) if found.is_integer() else found


def _is_path(path: str) -> bool:
    _listing, slash, rest = path.partition("/")
    return len(path) <= LONGEST_PATH and (not slash or ITEM_ID.fullmatch(rest.partition("/")[0]) is not None)


def _wrong_item(question: questions.Question, given: Any) -> str:
    if not isinstance(given, Mapping):
        return _("新增的一則沒有內容。")
    inner = {one.key: one for one in question.fields}
    if given.get("core"):
        return _("新增後再選為核心議題。")
    for key, value in given.items():
        if key not in inner:
            return _("沒有「%(key)s」這一欄。") % {"key": key[:20]}
        if problem := wrong(inner[key], value):
            return problem
    return ""


def wrong(question: questions.Question, value: Any) -> str:
    """Why a value is no answer to a question; empty when it is one. An empty answer always is."""
    if value is None or value == "":
        return ""
    kind = question.kind
    if kind in ("text", "lines", "issue"):
        if not isinstance(value, str):
            return _("「%(label)s」要填文字。") % {"label": question.label}
        if len(value) > questions.LONGEST_TEXT:
            return _("「%(label)s」太長：%(length)s 字，最多 %(most)s 字。") % {
                "label": question.label, "length": len(value), "most": questions.LONGEST_TEXT,
            }  # fmt: skip
        return ""
    if kind == "number":
        number = type(value) is int or (isinstance(value, float) and math.isfinite(value))
        if number and abs(value) < LARGEST_NUMBER:
            return ""
        return _("「%(label)s」要填數字，例如 12 或 3.5。") % {"label": question.label}
    options = {option for option, _label in question.options}
    whole = type(value) is int
    several = isinstance(value, list) and len(value) <= 40
    fits = {
        "flag": isinstance(value, bool),
        "pillar": isinstance(value, str) and value in call.PILLAR_BY_CODE,
        "call_item": isinstance(value, str) and value in call.ITEM_BY_CODE,
        "choice": isinstance(value, str) and value in options,
        "choices": several and all(isinstance(one, str) and one in options for one in value),
        "month": whole and 0 <= value <= LATEST_MONTH,
        "sdgs": several and all(type(one) is int and 1 <= one <= 17 for one in value),
        "count": whole and 0 <= value <= MOST_VOTES,
    }
    return "" if fits.get(kind, False) else _no_such(question)


def _no_such(question: questions.Question) -> str:
    """What an answer would be, where something else was given."""
    label, first, last = question.label, call.ITEMS[0], call.ITEMS[-1]
    if question.kind == "count":
        return _("「%(label)s」要填 0 到 %(most)s 的整數，例如 5。") % {"label": label, "most": MOST_VOTES}
    if question.kind == "month":
        return _("「%(label)s」要填 0 到 %(most)s 的整數，例如 3。") % {"label": label, "most": LATEST_MONTH}
    if question.kind == "call_item":
        return _("「%(label)s」沒有這一項，要填 %(first)s 到 %(last)s（或 %(code)s 到 %(end)s）；不知道就空著。") % {
            "label": label, "first": first.label, "last": last.label, "code": first.code, "end": last.code,
        }  # fmt: skip
    if question.kind in ("choice", "choices"):
        options = _("、").join(name for _value, name in question.options)[:120]
        return _("「%(label)s」沒有這個選項，可以填：%(options)s。") % {"label": label, "options": options}
    return _("「%(label)s」沒有這個選項。") % {"label": label}
