"""Allowances (誤餐費、交通費): what a unit may give back of a volunteer's cost, and what is due for served duties.

Source: 志願服務法 第 16 條 (the unit may, where needed, subsidise transport and meals), 第 3 條 (nobody serves for
pay); 臺北市志願服務實務手冊「志工代金」: not necessary, by the unit's means, and explained *before* somebody serves.
The handbook's three hours are an example: no source gives amounts or a least time: all numbers are the unit's own.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOURCE = "志願服務法第 16 條；臺北市志願服務實務手冊「志工代金」（107.9.20）"
NO_WAGE = _("這是補貼志工自己花的餐費和車錢，不是報酬：志願服務不以獲取報酬為目的（志願服務法第 3 條、第 16 條）。")
MOST = 10_000
"""So many dollars for one service are no meal and no ticket: a slip of the key is asked about, not paid."""


class Kind(StrEnum):
    """What it is for."""

    MEAL = "meal"
    TRAVEL = "travel"


KINDS: dict[str, str | Promise] = {Kind.MEAL: _("誤餐費"), Kind.TRAVEL: _("交通費")}


class Per(StrEnum):
    """What it is counted by."""

    SERVICE = "service"
    DAY = "day"


PERS: dict[str, str | Promise] = {Per.SERVICE: _("每次服務"), Per.DAY: _("每個服務日")}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a unit gives from a day on: how much, for what, and from how many minutes; nothing where `amount` is 0."""

    kind: str
    amount: int
    per: str
    least_minutes: int
    valid_from: dt.date


@dataclass(frozen=True, slots=True)
class Line:
    """One served line of the ledger: whose, when, how long she was there, and 0 times for the part after midnight."""

    person: int
    on: dt.date
    starts: int | None
    minutes: int
    times: int


@dataclass(frozen=True, slots=True)
class Due:
    """What somebody is due for one day."""

    person: int
    kind: str
    on: dt.date
    times: int
    amount: int


def in_force(terms: Iterable[Terms], kind: str, on: dt.date) -> Terms | None:
    """What holds of one kind on a day: the latest that was settled for it."""
    fit = [one for one in terms if one.kind == kind and one.valid_from <= on]
    return max(fit, key=lambda one: one.valid_from, default=None)


def services(lines: Iterable[Line]) -> dict[tuple[int, dt.date], list[int]]:
    """The minutes of each service by person and the day it began: a shift over midnight is one service."""
    found: dict[tuple[int, dt.date], list[int]] = defaultdict(list)
    rest = []
    for one in sorted(lines, key=lambda each: (each.person, each.on, each.starts or 0)):
        if one.times > 0:
            found[one.person, one.on].append(one.minutes)
        else:
            rest.append(one)
    for one in rest:
        begun = found.get((one.person, one.on - dt.timedelta(days=1)))
        if begun:
            begun[-1] += one.minutes
    return found


def due(lines: Iterable[Line], terms: Sequence[Terms]) -> list[Due]:
    """What is due for these lines, by what held on the day of each service; in order of person, day and kind.

    Counted by the day, the minutes of all its services are added up; counted by the service, each stands for itself.
    """
    found = []
    for (person, on), minutes in sorted(services(lines).items()):
        for kind in Kind:
            held = in_force(terms, kind, on)
            if held is None or not held.amount:
                continue
            each = [sum(minutes)] if held.per == Per.DAY else minutes
            times = sum(1 for one in each if one >= held.least_minutes)
            if times:
                found.append(Due(person, kind, on, times, times * held.amount))
    return found
