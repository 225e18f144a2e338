"""Leave (請假) and absence (未到): noted on the place, counted apart, and never with an end of their own.

Source: 臺北市志願服務實務手冊「無故缺席達 3 次以上或 1 年內請假達 12 次以上者」. What they may lead to is said by
`leaving.suggestions`; people decide.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from volunteers.models import Enrolment, Place, ServiceEntry, Unit
from volunteers.rules.leaving import Suggestion, suggestions, year_before

from . import rosters

State = Place.State


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody's roster says of a year, with what the handbook would allow.

    Attributes:
        agreed_on: the first day of the agreement's running year: the day she joined, each year anew.
        absences: days of absence without a word since then; leaves: days of leave within a year. A day counts once,
            however many shifts it had.
    """

    enrolment: Enrolment
    agreed_on: dt.date
    absences: tuple[dt.date, ...]
    leaves: tuple[dt.date, ...]
    suggestions: tuple[Suggestion, ...]


def ask_leave(*, place: Place, reason: str, by: Acts, now: dt.datetime, unit_says: bool = False) -> Place:
    """Say that she will not come. The place is free for somebody else; when it was said is kept.

    Args:
        unit_says: the coordinator notes it, which she may also after the shift has begun.

    Raises:
        ValidationError: no reason, not hers any more, or the shift has begun.
    """
    reason = reasons.written(
        reason, ask=_("請寫下請假的原因（例如：看診、家人照顧）。"), most=200, least=reasons.A_WORD
    )
    with transaction.atomic():
        place = _locked(place)
        fit = (State.HELD, State.ABSENT) if unit_says else (State.HELD,)
        if place.state not in fit or place.duty.called_off_at is not None:
            raise ValidationError(_("這一班已經換掉、請假或取消了，請重新整理頁面。"))
        if place.duty.begins_at <= now and not unit_says:
            raise ValidationError(_("這一班已經開始，不能在這裡請假；請打電話告訴單位承辦人。"))
        _refuse_signed(place)
        _note(place, State.LEAVE, reason, by, now)
        trail.record(Verb.LEAVE_ASKED, place, by=by, at=now)
        rosters.judge_anew(place, by=by, now=now)
    return place


def note_absent(*, place: Place, by: Acts, now: dt.datetime, reason: str = "") -> Place:
    """Note that she did not come and had told nobody.

    Raises:
        ValidationError: the shift is not over, or she has signed in.
    """
    with transaction.atomic():
        place = _locked(place)
        if place.state != State.HELD or place.duty.called_off_at is not None:
            raise ValidationError(_("這個排班已經處理過了，請重新整理頁面。"))
        if place.duty.ends_at > now:
            raise ValidationError(_("這一班還沒結束，還不能登錄未到。"))
        _refuse_signed(place)
        _note(place, State.ABSENT, reason, by, now)
        trail.record(Verb.ABSENCE_NOTED, place, by=by, at=now)
        rosters.judge_anew(place, by=by, now=now)
    return place


def lift(*, place: Place, reason: str, by: Acts, now: dt.datetime) -> Place:
    """Take a leave or an absence back that was noted by mistake: she holds the place again.

    Raises:
        ValidationError: no reason, nothing is noted, or she has another place then.
    """
    reason = reasons.written(reason, ask=_("請寫下為什麼更正。"), most=200, least=reasons.A_WORD)
    with transaction.atomic():
        place = _locked(place)
        if place.state not in (State.LEAVE, State.ABSENT):
            raise ValidationError(_("這個排班沒有登錄請假或未到，請重新整理頁面。"))
        if rosters.clash(place.volunteer, place.duty) is not None:
            raise ValidationError(_("這段時間已經有別的班，不能改回排定。"))
        if place.duty.places.filter(state=State.HELD).count() >= place.duty.needed:
            raise ValidationError(_("這一班已經有別人補上，人數滿了。請先把需要人數改多。"))
        place.state, place.told_at, place.told_by, place.reason = State.HELD, None, "", ""
        place.offered_at, place.offered_by, place.taker = None, "", None
        place.save()
        trail.record(Verb.ABSENCE_LIFTED, place, by=by, reason=reason, at=now)
        rosters.judge_anew(place, by=by, now=now)
    return place


def records(
    enrolments: Iterable[Enrolment],
    *,
    on: dt.date,
    failed: Iterable[int] = (),
    pause_days: Mapping[int, int] | None = None,
) -> list[Record]:
    """What the roster says of each of these people of a unit, in one question, and a second one where a unit has set
    after how many days without service it talks with her.

    Args:
        failed: keys of the enrolments whose last yearly evaluation gave the lowest grade.
        pause_days: those days, by the unit's key.
    """
    rows = list(enrolments)
    if not rows:
        return []
    units = {row.unit_id for row in rows}
    days: dict[tuple[int, int, str], set[dt.date]] = defaultdict(set)
    noted = Place.objects.filter(
        state__in=(State.LEAVE, State.ABSENT), volunteer__in=[row.volunteer_id for row in rows],
        duty__post__unit__in=units, duty__on__gt=on - dt.timedelta(days=366 * 2), duty__called_off_at=None,
    )  # fmt: skip
    for unit, person, state, day in noted.values_list("duty__post__unit", "volunteer", "state", "duty__on"):
        days[unit, person, state].add(day)
    lowest = set(failed)
    pauses = {unit: number for unit, number in (pause_days or {}).items() if unit in units}
    served = _last_served(rows, pauses)
    found = []
    for row in rows:
        agreed = agreed_on(row.joined_on, on)
        absences = sorted(days[row.unit_id, row.volunteer_id, State.ABSENT])
        leaves = sorted(days[row.unit_id, row.volunteer_id, State.LEAVE])
        said = suggestions(
            on=on, agreed_on=agreed, absences=absences, leaves=leaves, failed=row.pk in lowest,
            last_served=max(served.get((row.unit_id, row.volunteer_id), row.joined_on), row.joined_on),
            pause_days=pauses.get(row.unit_id),
        )  # fmt: skip
        found.append(
            Record(
                row, agreed, tuple(day for day in absences if agreed <= day <= on),
                tuple(day for day in leaves if year_before(on) < day <= on), tuple(said),
            )
        )  # fmt: skip
    return found


def paused(enrolments: Iterable[Enrolment], *, on: dt.date, pause_days: Mapping[int, int]) -> set[int]:
    """Keys of the enrolments without service for as long as their unit has settled."""
    rows = [row for row in enrolments if row.unit_id in pause_days]
    served = _last_served(rows, pause_days if rows else {})
    last = {row.pk: max(served.get((row.unit_id, row.volunteer_id), row.joined_on), row.joined_on) for row in rows}
    return {row.pk for row in rows if (on - last[row.pk]).days >= pause_days[row.unit_id]}


def _last_served(rows: list[Enrolment], pauses: Mapping[int, int]) -> dict[tuple[int, int], dt.date]:
    """The last day of service at each unit that asks, of lines that stand or wait."""
    if not pauses:
        return {}
    lines = ServiceEntry.objects.filter(
        unit__in=list(pauses), volunteer__in=[row.volunteer_id for row in rows], corrects=None, corrected_by=None,
        state__in=(ServiceEntry.State.PENDING, ServiceEntry.State.APPROVED),
    )  # fmt: skip
    days = lines.order_by().values("unit", "volunteer").annotate(last=Max("served_on"))
    return {(one["unit"], one["volunteer"]): one["last"] for one in days}


def counted(unit: Unit, people: Iterable[int], first: dt.date, last: dt.date) -> dict[int, tuple[int, int]]:
    """Days of absence and days of leave of people at a unit, from a day to a day, both included."""
    days: dict[int, tuple[set[dt.date], set[dt.date]]] = defaultdict(lambda: (set(), set()))
    noted = Place.objects.filter(
        state__in=(State.LEAVE, State.ABSENT), volunteer__in=list(people), duty__post__unit=unit,
        duty__on__range=(first, last), duty__called_off_at=None,
    )  # fmt: skip
    for person, state, day in noted.values_list("volunteer", "state", "duty__on"):
        days[person][state == State.LEAVE].add(day)
    return {person: (len(absent), len(away)) for person, (absent, away) in days.items()}


def agreed_on(joined: dt.date, on: dt.date) -> dt.date:
    """The latest yearly return of the day she joined that is not after `on`; of 29 February, the 28th."""
    for year in (on.year, on.year - 1):
        try:
            day = joined.replace(year=year)
        except ValueError:
            day = joined.replace(year=year, day=28)
        if day <= on:
            return max(day, joined)
    return joined


def _note(place: Place, state: str, reason: str, by: Acts, now: dt.datetime) -> None:
    place.state, place.reason = state, reason
    place.told_at, place.told_by = now, by.as_actor().label[:200]
    place.offered_at, place.offered_by, place.taker = None, "", None
    place.save()


def _refuse_signed(place: Place) -> None:
    if place.attendances.exclude(state="void").exists():
        raise ValidationError(_("這一班已經簽到，不能登錄請假或未到。簽到有誤請先作廢那一筆。"))


def _locked(place: Place) -> Place:
    rows = Place.objects.select_for_update(of=("self",)).select_related("duty__post__unit__organisation", "volunteer")
    return rows.get(pk=place.pk)
