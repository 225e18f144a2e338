"""Lists of hours as units keep them: read row by row, matched with people, and entered in the ledger.

Wrong rows come back with what is wrong and how to mend it; good ones go in once, even if the list comes again or two
lists overlap (`ledger.origin_of`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from foundation.accounts import sectors
from foundation.audit.trail import Acts
from foundation.imports import cells
from foundation.imports.grid import Limits
from foundation.imports.rows import GoodRow, Problem, Understood, sentence
from foundation.imports.spec import Cell, Field, Spec, as_text
from foundation.taiwan import naming
from volunteers.models import ServiceBatch, Unit
from volunteers.rules.hours import DAY, Shift, Verdict, split
from volunteers.serving import ledger
from volunteers.serving.ledger import Entered, Line

from . import numbers, times
from .members import Members
from .numbers import KIND, NUMBER
from .pace import Pace
from .times import Span

LIMITS = Limits(megabytes=20, rows=100_050)
"""100,000 rows of hours, and what stands above and below them."""
PART = 5_000
"""No more lines are written at a time; usually they are fewer (`Pace`)."""
LONGEST_NIGHT = 12 * 60
"""A shift that ends before it begins is one over midnight if it is no longer than this; else the times are swapped."""


def _category(cell: Cell) -> str:
    code = sectors.code_of(as_text(cell))
    if not code:
        raise ValueError(
            _("沒有「%(text)s」這個服務類別。請改成像「社會福利類」的名稱，或留空，用單位的類別。")
            % {"text": as_text(cell)[:20]}
        )
    return code


def _name(cell: Cell) -> str:
    return naming.person(as_text(cell))[:50]


SPEC = Spec(
    name="hours",
    check=lambda values: _check(values),
    fields=(
        Field(
            key="name", label=gettext_noop("姓名"), example=gettext_noop("王小明"), required=True, merges=True,
            parse=_name,
            aliases=("志工姓名", "名字", "志工", "服務志工", "name", "volunteer", "full name"),
        ),
        NUMBER,
        KIND,
        Field(
            key="number", label=gettext_noop("志工編號"), example="023", default="", merges=True,
            parse=cells.text(longest=20),
            aliases=("編號", "志工證號", "服務證號", "證號編號", "volunteer number", "no"),
        ),
        Field(
            key="on", label=gettext_noop("服務日期"), example="115/3/7", required=True, merges=True, parse=cells.day,
            aliases=("日期", "服勤日期", "值勤日期", "值班日期", "出勤日期", "服務日", "date", "day of service"),
        ),
        Field(
            key="starts", label=gettext_noop("開始時間"), example="09:00", parse=times.time_of_day,
            aliases=("開始", "簽到", "簽到時間", "到", "上班", "起", "起時", "起始時間",
                     "服務起時", "服務開始時間", "上班時間", "到班時間", "報到時間", "start", "from", "sign in"),
        ),
        Field(
            key="ends", label=gettext_noop("結束時間"), example="12:00", parse=times.time_of_day,
            aliases=("結束", "簽退", "簽退時間", "離", "下班", "迄", "迄時", "訖", "訖時", "迄止時間",
                     "服務迄時", "服務結束時間", "下班時間", "離班時間", "離開時間", "end", "to", "sign out"),
        ),
        Field(
            key="span", label=gettext_noop("起訖時間"), example="09:00-12:00", parse=times.span,
            aliases=("起迄時間", "服務起訖時間", "服務起迄時間", "服務時間", "服務時段", "時段", "時間", "值勤時間",
                     "值班時間", "服勤時間", "簽到退時間", "from and to", "time"),
        ),
        Field(
            key="minutes", label=gettext_noop("服務時數"), example="3.5", parse=times.minutes,
            aliases=("時數", "小時", "小時數", "總時數", "時數小計", "hours"),
        ),
        Field(
            key="category", label=gettext_noop("服務類別"), example=gettext_noop("社會福利類"), default="",
            parse=_category, aliases=("類別", "服務種類", "category"),
        ),
        Field(
            key="content", label=gettext_noop("服務內容"), example=gettext_noop("關懷訪視"), default="",
            parse=cells.text(longest=100), aliases=("內容", "服務項目", "項目", "工作內容", "what was done", "work"),
        ),
        Field(
            key="served", label=gettext_noop("受服務人次"), example="12", default=0, parse=cells.whole(most=100_000),
            aliases=("人次", "服務人次", "受服務人數", "people served"),
        ),
    ),
)  # fmt: skip


def _check(values: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield from numbers.check(values)
    if (span := values["span"]) is not None:
        own = Span(values["starts"], values["ends"])
        if span.starts is not None and own not in (Span(), span):
            yield "span", _("和開始、結束時間的欄位不一樣。"), _("請對照簽到表，改成一樣或清空一邊。")
            return
        if values["minutes"] is not None and span.minutes not in (None, values["minutes"]):
            yield "span", _("和時數的欄位不一樣。"), _("請對照簽到表，改成一樣或清空一邊。")
            return
    starts, ends, said = _times(values)
    if starts is None and ends is None:
        if said is None and span is not None:
            yield ("span", *sentence(ValueError(span.unclear)))
        elif said is None:
            yield "minutes", _("沒有開始與結束時間，也沒有時數。"), _("請填開始與結束時間，或填時數。")
        return
    if starts is None or ends is None:
        key = "starts" if starts is None else "ends"
        yield key, _("有簽到沒有簽退（或相反），算不出時數。"), _("請對照簽到表補上；不會用預設的時間代替。")
        return
    length = (ends - starts) % DAY if ends != starts else 0
    at = "span" if values["ends"] is None else "ends"
    if length == 0:
        yield at, _("結束時間和開始時間一樣。"), _("請對照簽到表改正。")
    elif ends < starts and length > LONGEST_NIGHT:
        yield at, _("結束時間比開始時間早。"), _("請檢查是不是填反了；跨過半夜的班次不超過 12 小時。")
    elif said is not None and said > length:
        yield (
            "minutes",
            _("時數比簽到到簽退的時間還長。"),
            _("時數只算實際服務的時間，不含往返；請對照簽到表改正。"),
        )


def _times(values: dict[str, Any]) -> tuple[int | None, int | None, int | None]:
    """When a row's service starts and ends, and how long the row says it was, from whichever columns say it."""
    starts, ends, said = values["starts"], values["ends"], values["minutes"]
    span: Span | None = values["span"]
    if span is None:
        return starts, ends, said
    if starts is None and ends is None:
        starts, ends = span.starts, span.ends
    return starts, ends, span.minutes if said is None else said


@dataclass(slots=True)
class Taken:
    """What became of the list's rows, by their numbers: the verdicts of new ones, and those that stood there before.

    `understood` is the list with the problems that only the unit's own people bring up.
    """

    understood: Understood
    batch: ServiceBatch | None = None
    verdicts: dict[int, list[Verdict]] = field(default_factory=dict)
    there: list[int] = field(default_factory=list)


def take(
    *,
    unit: Unit,
    understood: Understood,
    by: Acts,
    now: dt.datetime,
    label: str = "",
    dry: bool = False,
    tell: Callable[[int], None] = lambda done: None,
) -> Taken:
    """Enter the good rows in the ledger.

    They go in by parts that others' writes can come between, each person's lines in the order of the list. If the house
    fails, what went in stays, and the same list goes on from there when it comes again.

    Args:
        dry: only say what would become of them.
        tell: is told how many rows are done.

    Raises:
        ValidationError: the unit has ended.
    """
    members = Members(unit, understood.good)
    today = timezone.localdate(now)
    problems: list[Problem] = []
    lines: dict[int, list[tuple[int, Line]]] = defaultdict(list)
    for row in understood.good:
        found = members.whose(row)
        if isinstance(found, str):
            problems.append(understood.problem(row, "name", found, _("請核對名冊，或先登錄這位志工。")))
        elif row.values["on"] > today:
            problems.append(understood.problem(row, "on", _("這一天還沒到。"), _("請到服務以後再登錄，或更正日期。")))
        else:
            lines[found] += [(row.number, line) for line in _lines(row, found, unit)]
    taken = Taken(understood.refuse(problems))
    source = ServiceBatch.Source.LIST
    done = len(problems)
    pace = Pace(PART)
    for part in _parts(lines.values(), pace):
        given = [line for _number, line in part]
        with pace.timed(len(part)):
            entered: Entered = (
                ledger.judge(unit=unit, lines=given, now=now)
                if dry
                else ledger.enter(unit=unit, lines=given, source=source, by=by, now=now, label=label, batch=taken.batch)
            )
        taken.batch = entered.batch
        for (number, _line), verdict in zip(part, entered.verdicts, strict=True):
            if verdict is not None:
                taken.verdicts.setdefault(number, []).append(verdict)
            elif number not in taken.verdicts:
                taken.there.append(number)
        done += len({number for number, _line in part})
        tell(done)
    return taken


def _parts(people: Iterable[list[tuple[int, Line]]], pace: Pace) -> Iterator[list[tuple[int, Line]]]:
    """The lines, person by person, in parts of about the pace's size; the lines of one row stay together."""
    part: list[tuple[int, Line]] = []
    for lines in people:
        for number, line in lines:
            if len(part) >= pace.size and part[-1][0] != number:
                yield part
                part = []
            part.append((number, line))
    yield part


def _lines(row: GoodRow, volunteer: int, unit: Unit) -> Iterator[Line]:
    values = row.values
    category = values["category"] or unit.category
    starts, ends, said = _times(values)
    if starts is None or ends is None:
        yield Line(volunteer, category, Shift(values["on"], said or 0), values["content"], values["served"])
        return
    begin = dt.datetime.combine(values["on"], dt.time()) + dt.timedelta(minutes=starts)
    end = begin + dt.timedelta(minutes=(ends - starts) % DAY or DAY)
    shifts = list(split(begin, end))
    for number, shift in enumerate(shifts if said is None else _lessened(shifts, said)):
        served = values["served"] if number == 0 else 0
        yield Line(volunteer, category, shift, values["content"], served, continues=number > 0)


def _lessened(shifts: list[Shift], said: int) -> list[Shift]:
    """The pieces of one shift with no more minutes than the paper says, as many of each as its share of the clock.

    The clock is kept: it says with what else the shift overlaps, and what of it lies outside the roster.
    """
    whole = sum(one.minutes for one in shifts)
    found: list[Shift] = []
    for one in shifts:
        before = sum(each.minutes for each in found)
        share = said - before if one is shifts[-1] else max(1, said * one.minutes // whole)
        if share > 0:
            found.append(replace(one, minutes=min(share, one.minutes)))
    return found
