"""What is to be done, worked out from the records and never ticked: the first thing a dashboard says (「今天先做」).

Each line has a number or a name, a reason and one place to go. Late ones come first, then by how pressing their kind
is. Nothing here changes anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from actionplans.models import Plan
from foundation.taiwan import roc
from foundation.taiwan.counties import COUNTIES
from workshops.models import Programme, Workshop

# Days after a workshop within which its report is expected, and days before it when its groups must stand.
REPORT_DAYS = 14
GROUPING_DAYS = 7
PRESSING_DAYS = 2
FIRST_STEP_DAYS = 7
NAMES_SHOWN = 4
REASON_LETTERS = 80
_TONES = {"late": 0, "risk": 1, "": 2}

State = Workshop.State


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do. `tone`: late, risk or empty; `count` where it stands for several things."""

    code: str
    text: str
    detail: str
    url: str
    action: str
    tone: str = ""
    count: int = 1


class Seen(Protocol):
    """A workshop as the association's list of things to do asks about it: a report's record, or a dashboard's."""

    @property
    def county(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def date(self) -> dt.date | None: ...
    @property
    def supervisor(self) -> object: ...


def for_association(programme: Programme, workshops: Sequence[Seen], on: dt.date) -> list[Todo]:
    """What waits for the association in one programme.

    Args:
        workshops: all that are registered, of every county.
    """
    query = {"programme": programme.slug}
    stand: dict[str, list[Seen]] = {state: [] for state in State.values}
    for each in workshops:
        stand[each.state].append(each)
    waiting, held, to_close = (stand[state] for state in (State.SUBMITTED, State.HELD, State.REPORTED))
    running_late = [each for each in held if each.date and (on - each.date).days > REPORT_DAYS]
    unfollowed = [each for each in (*held, *to_close) if each.supervisor is None]
    there = {each.county for each in workshops}
    absent = [county.shown for county in COUNTIES if county.code not in there]
    found = [
        Todo(
            "confirm", _("場工作坊等待確認"), _within(waiting), _list(query, State.SUBMITTED), _("去確認"),
            _soon(waiting, on), len(waiting),
        ),
        Todo(
            "reports_late", _("場已辦理，超過 %(days)s 天沒交報告") % {"days": REPORT_DAYS},
            _within(running_late), _list(query, State.HELD), _("看名單"), "late", len(running_late),
        ),
        Todo(
            "review", _("份行動方案報告待審閱"), _within(to_close), _list(query, State.REPORTED),
            _("去審閱"), "", len(to_close),
        ),
        Todo(
            "supervisors", _("場還沒有追蹤督導"), _within(unfollowed), _list(query, State.REPORTED),
            _("去看看"), "risk", len(unfollowed),
        ),
        Todo(
            "absent", _("個縣市還沒登記"), names_of(absent), _list(query), _("看工作坊"),
            _deadline(programme.held_by, on), len(absent),
        ),
    ]  # fmt: skip
    return in_order(each for each in found if each.count)


def for_counties(
    workshops: Sequence[Any], plans: Sequence[Plan], programmes: Iterable[Programme], counties: Iterable[str],
    on: dt.date, sent_back: Mapping[int, str],
) -> list[Todo]:  # fmt: skip
    """What waits for a county's officer.

    Args:
        workshops: her counties', annotated with `listed` (people on the list) and `tables` (groups).
        plans: her counties' adopted plans.
        programmes: those open for registration.
        counties: codes of her counties.
        sent_back: why workshops went back, by workshop.
    """
    found: list[Todo] = []
    adopted: dict[int, int] = {}
    for plan in plans:
        adopted[plan.workshop_id] = adopted.get(plan.workshop_id, 0) + 1
    for workshop in workshops:
        found += _of_workshop(workshop, adopted.get(workshop.pk, 0), on, sent_back.get(workshop.pk, ""))
    for plan in plans:
        found += _of_plan(plan, on)
    have = {(each.programme_id, each.county_id) for each in workshops if each.state != State.CANCELLED}
    for programme in programmes:
        lacking = [code for code in counties if (programme.pk, code) not in have]
        if lacking and programme.kind == Programme.Kind.LOCAL_WORKSHOP:
            found.append(
                Todo(
                    "register", _("還沒登記%(programme)s") % {"programme": programme.shown},
                    _("建議 %(day)s以前辦理") % {"day": roc.shown(programme.held_by)} if programme.held_by else "",
                    reverse("workshops:register"), _("去登記"), _deadline(programme.held_by, on),
                )
            )  # fmt: skip
    return in_order(found)


def for_named(workshops: Sequence[Workshop], plans: Sequence[Plan], on: dt.date) -> list[Todo]:
    """What waits for a lecturer or a supervisor: the workshops ahead, and the first steps of the plans she follows."""
    found = [
        Todo(
            "teach", _("%(county)s第 %(number)s 場") % {"county": each.county.shown, "number": each.number},
            roc.shown(each.date), reverse("workshops:detail", args=[each.pk]), _("看準備情形"),
            "risk" if (each.date - on).days <= GROUPING_DAYS else "",
        )
        for each in workshops
        if each.state in (State.CONFIRMED, State.RUNNING) and each.date and each.date >= on
    ]  # fmt: skip
    for plan in plans:
        found += _of_plan(plan, on)
    return in_order(found)


def _of_workshop(workshop: Any, adopted: int, on: dt.date, sent_back: str) -> Iterator[Todo]:
    # Any: a workshop with the two counts that `for_counties` asks for.
    name = _("第 %(number)s 場") % {"number": workshop.number}
    page = reverse("workshops:detail", args=[workshop.pk])
    days = (workshop.date - on).days if workshop.date else None
    if sent_back and workshop.state in (State.DRAFT, State.HELD):
        what = _("%(workshop)s的登記被退回") if workshop.state == State.DRAFT else _("%(workshop)s的報告被退回")
        yield Todo("sent_back", what % {"workshop": name}, _clipped(sent_back), page, _("去修改"), "late")
    elif workshop.state == State.DRAFT:
        yield Todo(
            "draft", _("%(workshop)s的登記還沒送出") % {"workshop": name}, _("草稿會保留，補完就能送出"), page,
            _("繼續填"), "risk" if days is not None and days <= REPORT_DAYS else "",
        )  # fmt: skip
    elif workshop.state == State.RUNNING:
        yield Todo(
            "running", _("%(workshop)s進行中") % {"workshop": name}, _("看各組進度、整併構想"),
            reverse("actionplans:board", args=[workshop.pk]), _("開啟整併"), "risk",
        )  # fmt: skip
    elif workshop.state == State.CONFIRMED and days is not None and days >= 0:
        if not workshop.listed:
            yield Todo(
                "participants", _("%(workshop)s還沒有參加者名單") % {"workshop": name},
                _("%(day)s舉行") % {"day": roc.shown_month_day(workshop.date, on=on)},
                reverse("workshops:participants", args=[workshop.pk]), _("匯入名單"), _pressing(days),
            )  # fmt: skip
        elif not workshop.tables and days <= GROUPING_DAYS:
            yield Todo(
                "groups", _("%(workshop)s還沒分組") % {"workshop": name},
                _("%(day)s舉行") % {"day": roc.shown_month_day(workshop.date, on=on)},
                reverse("workshops:grouping", args=[workshop.pk]), _("去分組"), _pressing(days),
            )  # fmt: skip
    elif workshop.state == State.HELD:
        since = -days if days is not None else 0
        least = workshop.programme.plans_min
        detail = (
            _("已採納 %(adopted)s 件，至少要 %(least)s 件") % {"adopted": adopted, "least": least}
            if adopted < least
            else _("已採納 %(adopted)s 件，可以交報告了") % {"adopted": adopted}
        )
        yield Todo(
            "report", _("%(workshop)s還沒交報告") % {"workshop": name}, detail,
            reverse("actionplans:board", args=[workshop.pk]), _("去整併與採納"),
            "late" if since > REPORT_DAYS else "risk",
        )  # fmt: skip
    if workshop.state in (State.HELD, State.REPORTED) and workshop.supervisor_id is None:
        yield Todo(
            "supervisor", _("%(workshop)s還沒有追蹤督導") % {"workshop": name}, _("指派後協會才能結案"), page,
            _("指派督導"), "risk",
        )  # fmt: skip


def _of_plan(plan: Plan, on: dt.date) -> Iterator[Todo]:
    """The first step of a plan, from a week before its day to a week after it."""
    if plan.first_step_on is None or abs((plan.first_step_on - on).days) > FIRST_STEP_DAYS:
        return
    yield Todo(
        "first_step", _("「%(plan)s」的第一步") % {"plan": plan.title},
        _("%(day)s：%(step)s") % {"day": roc.shown_month_day(plan.first_step_on, on=on), "step": plan.first_step},
        reverse("actionplans:plan", args=[plan.pk]), _("看方案"), "risk" if plan.first_step_on < on else "",
    )  # fmt: skip


def _clipped(reason: str) -> str:
    """As much of a reason as a line of the list holds; the whole stands on the workshop's own page."""
    line = " ".join(reason.split())
    return line if len(line) <= REASON_LETTERS else f"{line[: REASON_LETTERS - 1]}…"


def today() -> dt.date:
    """The day it is in Taiwan; asked for at the edge only."""
    return timezone.localdate()


def _pressing(days: int) -> str:
    return "late" if days <= PRESSING_DAYS else "risk" if days <= GROUPING_DAYS else ""


def _soon(workshops: Iterable[Seen], on: dt.date) -> str:
    return "risk" if any(each.date and (each.date - on).days <= GROUPING_DAYS for each in workshops) else ""


def _deadline(day: dt.date | None, on: dt.date) -> str:
    if day is None:
        return ""
    return "late" if day < on else "risk" if (day - on).days <= 30 else ""


def _list(query: dict[str, str], state: str = "") -> str:
    wanted = query | ({"state": state} if state else {})
    return f"{reverse('workshops:list')}?{urlencode(wanted)}"


def _within(workshops: Iterable[Seen]) -> str:
    there = {each.county for each in workshops}
    return names_of(county.shown for county in COUNTIES if county.code in there)


def names_of(names: Iterable[str]) -> str:
    """The first few names, and how many there are where there are more."""
    given = list(names)
    words = _("、").join(given[:NAMES_SHOWN])
    return _("%(names)s等 %(count)s 個縣市") % {"names": words, "count": len(given)} if given[NAMES_SHOWN:] else words


def in_order(todos: Iterable[Todo]) -> list[Todo]:
    """Late ones first, then those at risk; else in the order in which they came."""
    return sorted(todos, key=lambda each: _TONES[each.tone])
