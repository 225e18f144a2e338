"""Random histories of hours: whatever happens in whatever order, the sums are what the lines say, no time counts twice,
and two people who were made one and taken apart again have what they had.

`./check --histories` plays ten thousand; a plain run plays a few.
"""

import datetime as dt
import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.audit.trail import SYSTEM
from tests.makers.volunteers import NOW, make_enrolment, make_trained, make_training, make_unit
from volunteers.merging import merging, unmerging
from volunteers.models import ServiceBatch, ServiceEntry, ServiceMonth, ServiceTotal, Unit, Volunteer
from volunteers.rules.hours import Shift
from volunteers.serving import approvals, ledger, recounting, spot_checks, sums
from volunteers.training import trainings

pytestmark = pytest.mark.django_db
D = dt.date
WHY = "簽到表登錯日期"
HISTORIES = int(os.environ.get("HOUR_HISTORIES", "50"))
PARTS = 2 if HISTORIES > 100 else 1
"""Histories are played in so many parts, one for each process that plays (`./check --histories`)."""


def enter(unit: Unit, *lines: ledger.Line) -> ledger.Entered:
    return ledger.enter(unit=unit, lines=lines, source="list", by=SYSTEM, now=NOW)


def approve(unit: Unit) -> None:
    approvals.approve_ordinary(unit=unit, month=202603, seed="s", by=SYSTEM, now=NOW)


def kept(people: list[Volunteer]) -> list[Any]:
    """What is summed of some people, and what of their lines stands and waits."""
    months = ServiceMonth.objects.filter(volunteer__in=people).exclude(minutes=0, counted=0, times=0)
    lines = ServiceEntry.objects.filter(
        volunteer__in=people, state__in=("pending", "approved"), corrects=None, corrected_by=None
    )
    totals = ServiceTotal.objects.filter(volunteer__in=people)
    told = ("volunteer", "unit", "served_on", "starts", "ends", "minutes", "counted", "why", "state")
    return [
        sorted(months.values_list("volunteer", "unit", "month", "minutes", "counted", "times")),
        sorted(totals.values_list("volunteer", "counted", "first_on"), key=str),
        sorted(lines.values_list(*told), key=str),
    ]


def _merged_and_taken_apart(people: list[Volunteer], since: Sequence[Unit] | None = None) -> None:
    first, second = people[:2]
    done = merging.merge(kept=first, gone=second, reason="同一個人登錄兩次", by=SYSTEM, now=NOW)
    assert list(sums.differences()) == []
    for unit in since or ():
        _step("recount", unit, first, D(2026, 3, 1), 0, 10)
        _step("check", unit, first, D(2026, 3, 1), 0, 10)
        _step("recount", unit, first, D(2026, 3, 1), 0, 10)
        assert list(sums.differences()) == []
    unmerging.undo(merge=done, reason="其實是她的妹妹", by=SYSTEM, now=NOW)
    assert list(sums.differences()) == []


STEP = st.tuples(
    st.sampled_from([
        "enter", "short", "untimed", "approve", "odd", "correct", "refuse", "undo", "again", "train", "revoke",
        "recount", "check",
    ]),
    st.integers(0, 2), st.integers(0, 3), st.integers(0, 23), st.integers(10, 300),
)  # fmt: skip
Step = tuple[str, int, int, int, int]


def played(history: Callable[[list[Step]], None]) -> None:
    """Play random histories, each in a savepoint of its own: all of them begin in the world that was made before."""

    @given(steps=st.lists(STEP, min_size=1, max_size=14))
    # On a machine that is busy elsewhere a draw may wait for a minute; that says nothing of the histories.
    @settings(max_examples=-(-HISTORIES // PARTS), deadline=None, suppress_health_check=[HealthCheck.too_slow])
    def one(steps: list[Step]) -> None:
        with transaction.atomic():
            history(steps)
            transaction.set_rollback(True)

    one()


@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_happens_the_sums_equal_the_lines_and_no_time_counts_twice(part: int) -> None:
    units = [make_unit(), make_unit("HUA")]
    people = [make_trained(units[0]), make_trained(units[0]), make_enrolment(units[0]).volunteer]
    for person in people[:2]:
        make_enrolment(units[1], person)

    def history(steps: list[Step]) -> None:
        for what, who, day, hour, length in steps:
            _step(what, units[day % 2], people[who], D(2026, 3, 1) + dt.timedelta(days=day), hour * 60, length)
        assert list(sums.differences()) == []
        before = kept(people)
        _merged_and_taken_apart(people)
        assert kept(people) == before
        _no_time_twice(people)
        days = whose(people)
        _merged_and_taken_apart(people, units)
        assert whose(people) == days
        _no_time_twice(people)

    played(history)


@pytest.mark.parametrize("part", range(PARTS))
def test_where_nothing_was_mended_a_recount_finds_nothing(part: int) -> None:
    units = [make_unit(), make_unit("HUA")]
    person = make_trained(units[0])
    make_enrolment(units[1], person)

    def history(steps: list[Step]) -> None:
        for what, _who, day, hour, length in steps:
            if what in ("enter", "short", "untimed"):
                _step(what, units[day % 2], person, D(2026, 3, 1) + dt.timedelta(days=day // 2), hour * 60, length)
        for unit in units:
            waiting = ServiceEntry.objects.filter(unit=unit, state="pending").values_list("pk", flat=True)
            if waiting:
                approvals.approve_lines(unit=unit, entries=list(waiting), by=SYSTEM, now=NOW)
        for unit in units:
            assert not recounting.find(unit=unit, month=202603).differing

    played(history)


def whose(people: list[Volunteer]) -> list[Any]:
    """Whose the lines are that stand, whatever has been found of them."""
    lines = ServiceEntry.objects.filter(volunteer__in=people, corrects=None, corrected_by=None)
    return sorted(lines.filter(state__in=("pending", "approved")).values_list("volunteer", "unit", "served_on"))


def _step(what: str, unit: Unit, person: Volunteer, on: dt.date, start: int, length: int) -> None:
    mine = ServiceEntry.objects.filter(unit=unit).order_by("pk")
    try:
        match what:
            case "enter":
                end = min(start + length, 24 * 60)
                enter(unit, ledger.Line(person.pk, "social", Shift(on, end - start, start, end)))
            case "short":
                end = min(start + length, 24 * 60)
                enter(unit, ledger.Line(person.pk, "social", Shift(on, (end - start) // 2 + 1, start, end)))
            case "untimed":
                enter(unit, ledger.Line(person.pk, "social", Shift(on, length)))
            case "approve":
                approve(unit)
            case "odd":
                waiting = list(mine.filter(state="pending").values_list("pk", flat=True))
                approvals.approve_lines(unit=unit, entries=waiting[: length % 3 + 1], by=SYSTEM, now=NOW)
            case "correct":
                entry = mine.filter(state="approved", corrects=None, corrected_by=None).first()
                if entry:
                    ledger.correct(entries=[entry], reason=WHY, by=SYSTEM, now=NOW)
            case "refuse":
                entry = mine.filter(state="pending").first()
                if entry:
                    approvals.refuse(entry=entry, reason=WHY, by=SYSTEM, now=NOW)
            case "undo":
                batch = ServiceBatch.objects.filter(unit=unit, source="list", undone_at=None).first()
                if batch:
                    ledger.undo(batch=batch, reason=WHY, by=SYSTEM, now=NOW)
            case "train":
                make_training(person, "SP_SOCIAL", on=on)
            case "revoke":
                training = person.trainings.valid().filter(programme="SP_SOCIAL").first()
                if training:
                    trainings.revoke(training=training, reason=WHY, by=SYSTEM, now=NOW)
            case "recount":
                recounting.recount(unit=unit, month=202603, reason=WHY, by=SYSTEM, now=NOW)
                assert not recounting.find(unit=unit, month=202603).differing
            case "check":
                check = spot_checks.draw(
                    unit=unit, manner="paper", first=on, last=D(2026, 3, 31), seed=str(length), by=SYSTEM, now=NOW
                )
                for one in check.lines.select_related("entry"):
                    shorter = one.entry.counted > 1 and length % 2 == 0
                    spot_checks.find(
                        line=one, finding="corrected" if shorter else "as_is", reason=WHY, by=SYSTEM, now=NOW,
                        minutes=one.entry.counted // 2 if shorter else None,
                    )  # fmt: skip
                spot_checks.close(check=check, on=D(2026, 4, 1), by=SYSTEM, now=NOW)
            case _:
                ledger.look_again(unit=unit, month=202603, by=SYSTEM, now=NOW)
    except ValidationError:
        pass  # refused whole: nothing has changed


def _no_time_twice(people: list[Volunteer]) -> None:
    standing = ServiceEntry.objects.filter(
        volunteer__in=people, state__in=("pending", "approved"), corrects=None, corrected_by=None
    )
    days: dict[tuple[int, dt.date], list[ServiceEntry]] = defaultdict(list)
    for one in standing:
        days[one.volunteer_id, one.served_on].append(one)
    for lines in days.values():
        timed = [one for one in lines if one.starts is not None]
        covered = {minute for one in timed for minute in range(one.starts or 0, one.ends or 0)}
        assert sum(one.counted for one in timed) <= len(covered)
        assert sum(one.counted for one in lines) <= 24 * 60
        # Of a day with a line that does not say when, all but one have been looked at, or are still to be.
        counting = [one for one in lines if one.counted > 0]
        if any(one.starts is None for one in counting):
            unseen = [one for one in counting if "untimed" not in one.odd]
            assert len({one.starts is None for one in unseen}) < 2
            assert sum(one.starts is None for one in unseen) <= 1
