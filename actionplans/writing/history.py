"""A sheet as it was at any moment, and who wrote what: the log of operations played again from its beginning.

`replay` is a pure function over the log; it must say the same as the entries do once the whole log is played. What lost
to somebody else's words took no effect, but it was written: it stands in its minute and can be taken up. What is
restored or taken up is written by an operation like any other: kept, counted once, and in conflict with whoever wrote
meanwhile.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.asking import questions
from actionplans.models import Operation, Sheet
from workshops.models import Seat

from . import sheets
from .operations import Action, Change, Outcome

MOST_VOTES = 999


@dataclass(frozen=True, slots=True)
class Written:
    """What stood at one path, since when, and by whom."""

    value: Any
    version: int
    by: str
    at: dt.datetime
    order: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A minute in which something was written: up to which operation, how many, and whose."""

    sequence: int
    at: dt.datetime
    count: int
    by: tuple[str, ...]

    @property
    def words(self) -> str:
        """The moment as a line of the list."""
        local = timezone.localtime(self.at)
        return _("%(time)s・%(by)s・%(count)s 筆") % {
            "time": f"{local:%m/%d %H:%M}", "by": _("、").join(self.by), "count": self.count,
        }  # fmt: skip


def log_of(sheet: Sheet) -> list[Operation]:
    """Everything that took effect on a sheet, and what lost to it, in order (one query)."""
    written = Operation.objects.filter(sheet=sheet, outcome__in=(Outcome.APPLIED, Outcome.CONFLICT))
    return list(written.order_by("sequence"))


def moments(log: Iterable[Operation]) -> list[Moment]:
    """The minutes in which something was written, oldest first."""
    minutes: dict[dt.datetime, list[Operation]] = {}
    for operation in log:
        minutes.setdefault(operation.received_at.replace(second=0, microsecond=0), []).append(operation)
    return [
        Moment(found[-1].sequence, at, len(found), tuple(dict.fromkeys(one.seat_label for one in found)))
        for at, found in minutes.items()
    ]


def replay(log: Iterable[Operation], *, until: int | None = None, most_core: int) -> dict[str, Written]:
    """What stood at each path after the operations up to and including number `until`.

    Args:
        most_core: how many stars a table may set; a restored item loses its star where their places are taken.
    """
    found: dict[str, Written] = {}
    for operation in log:
        if until is not None and operation.sequence > until:
            break
        if operation.outcome == Outcome.APPLIED:
            _play(found, operation, most_core)
    return found


def _play(found: dict[str, Written], operation: Operation, most_core: int) -> None:
    path, value, version = operation.path, operation.value, operation.version
    if operation.action == Action.ADD:
        _put(found, operation, path, True, version)
        for key, first in (value or {}).items():
            _put(found, operation, f"{path}/{key}", first, version)
    elif path in found and found[path].version == version:
        return  # it found what it wanted to write: nothing changed
    elif operation.action == Action.COUNT:
        before: int = (found[path].value or 0) if path in found else 0
        _put(found, operation, path, min(MOST_VOTES, max(0, before + int(value or 0))), version)
    elif operation.action in (Action.REMOVE, Action.RESTORE):
        standing = operation.action == Action.RESTORE
        core = found.get(f"{path}/core")
        if standing and core is not None and core.value is True and _stars(found) >= most_core:
            _put(found, operation, f"{path}/core", False, core.version + 1)
        _put(found, operation, path, standing, version)
    else:
        _put(found, operation, path, value, version)


def _put(found: dict[str, Written], operation: Operation, path: str, value: Any, version: int) -> None:
    order = found[path].order if path in found else operation.sequence
    found[path] = Written(value, version, operation.seat_label, operation.received_at, order)


def _stars(found: Mapping[str, Written]) -> int:
    lit = (path.removesuffix("/core") for path, one in found.items() if path.endswith("/core") and one.value is True)
    return sum(1 for item in lit if item not in found or found[item].value is not False)


def rows_of(found: Mapping[str, Written]) -> list[dict[str, Any]]:
    """The same in the shape of `sheets.state_of`, in the order of a page."""
    rows = [
        {"path": path, "value": one.value, "version": one.version, "order": one.order, "by": one.by,
         "at": one.at.isoformat()}
        for path, one in found.items()
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["order"], row["path"]))


def restore(
    *, sheet: Sheet, path: str, until: int, seen: int, mark: uuid.UUID, by: Seat, now: dt.datetime, closed: str = ""
) -> list[sheets.Receipt]:
    """Write again what stood at one box, or in one whole item, at an earlier moment.

    Args:
        seen: the newest operation when the page was drawn; what others wrote since is a conflict, not overwritten.
        mark: the page's own number; the same page sent twice counts once.
    """
    log = log_of(sheet)
    most = sheet.group.workshop.programme.issues_max
    then, shown = replay(log, until=until, most_core=most), replay(log, until=seen, most_core=most)
    changes = []
    for each in sorted(then, key=len):  # the item first, then what is in it
        was, shows = then[each], shown.get(each)
        if (each != path and not each.startswith(f"{path}/")) or (shows is not None and shows.value == was.value):
            continue
        action, value = _again(sheet, each, was.value, shows.value if shows else None)
        base = shows.version if shows else 0
        changes.append(Change(uuid.uuid5(mark, f"{until}|{each}"), action, each, value, base=base))
    return sheets.apply(sheet=sheet, changes=changes, by=by, now=now, closed=closed) if changes else []


def _again(sheet: Sheet, path: str, was: Any, shows: Any) -> tuple[str, Any]:
    question = questions.read(sheet.questions.definition).at(path)
    if question is not None and question.kind == "list":
        return Action.RESTORE if was else Action.REMOVE, None
    if question is not None and question.kind == "count":
        return Action.COUNT, (was or 0) - (shows or 0)
    return Action.SET, was


def take_up(
    *, sheet: Sheet, lost: int, seen: int, mark: uuid.UUID, by: Seat, now: dt.datetime, closed: str = ""
) -> list[sheets.Receipt]:
    """Write what lost to somebody else's words after all; a dispute about it is settled by that.

    Args:
        lost: the number of the operation; one that did not lose, or is another sheet's, is nothing to take up.
        seen, mark: as in `restore`.
    """
    log = log_of(sheet)
    found = next((one for one in log if one.sequence == lost and one.outcome == Outcome.CONFLICT), None)
    most = sheet.group.workshop.programme.issues_max
    shows = replay(log, until=seen, most_core=most).get(found.path) if found else None
    if found is None or (shows is not None and shows.value == found.value):
        return []
    base = shows.version if shows else 0
    change = Change(uuid.uuid5(mark, f"lost|{lost}"), Action.SET, found.path, found.value, base, resolves=found.id)
    return sheets.apply(sheet=sheet, changes=[change], by=by, now=now, closed=closed)
