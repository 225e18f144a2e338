"""The ledger: lines in, approved once, corrected by counter-lines, never twice; and the sums that always equal them."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Min, Q

from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.volunteers import (
    NOW,
    line,
    make_cover,
    make_enrolment,
    make_entry,
    make_trained,
    make_training,
    make_unit,
)
from volunteers.insuring import insurance
from volunteers.models import ServiceBatch, ServiceEntry, ServiceMonth, ServiceTotal, Unit, Volunteer
from volunteers.persons import people, recordbook
from volunteers.serving import approvals, ledger, recounting, spot_checks, sums
from volunteers.training import trainings

pytestmark = pytest.mark.django_db
D = dt.date
MARCH, APRIL = D(2026, 3, 7), D(2026, 4, 4)
WHY = "簽到表登錯日期"


def enter(unit: Unit, *lines: ledger.Line) -> ledger.Entered:
    return ledger.enter(unit=unit, lines=lines, source="list", by=SYSTEM, now=NOW)


def approve(unit: Unit, month: int = 202603) -> None:
    approvals.approve_ordinary(unit=unit, month=month, seed="s", by=SYSTEM, now=NOW)


def counted(person: Volunteer) -> int:
    total = ServiceTotal.objects.filter(volunteer=person).first()
    return total.counted if total else 0


def test_a_line_waits_and_is_in_no_sum_until_it_is_approved() -> None:
    unit = make_unit()
    person = make_trained(unit)
    entry = make_entry(unit, person, MARCH)
    assert (entry.state, entry.minutes, entry.counted, entry.month) == ("pending", 180, 180, 202603)
    assert counted(person) == 0
    approve(unit)
    entry.refresh_from_db()
    assert entry.state == "approved"
    assert counted(person) == 180
    month = ServiceMonth.objects.get()
    assert (month.volunteer, month.unit, month.month, month.minutes, month.times) == (person, unit, 202603, 180, 1)
    assert ServiceTotal.objects.get().first_on == MARCH
    assert list(sums.differences()) == []


def test_the_same_list_twice_is_entered_once() -> None:
    unit = make_unit()
    person = make_trained(unit)
    lines = [line(person, MARCH), line(person, APRIL), line(person, MARCH, "13:00-14:00")]
    assert enter(unit, *lines).added == 3
    again = enter(unit, *lines, line(person, D(2026, 5, 2)))
    assert [verdict is None for verdict in again.verdicts] == [True, True, True, False]
    nothing = enter(unit, *lines)
    assert (nothing.added, nothing.batch) == (0, None)
    assert ServiceEntry.objects.count() == 4
    assert ServiceBatch.objects.count() == 2, "a list with nothing new leaves nothing behind"


def test_a_line_twice_in_one_list_is_one_and_what_differs_is_two() -> None:
    unit = make_unit()
    person = make_trained(unit)
    given = [line(person), line(person), line(person, content="送餐"), line(person, hours="180")]
    assert [one is None for one in enter(unit, *given).verdicts] == [False, True, False, False]


def test_what_overlaps_counts_once_across_units_and_within_one_list() -> None:
    here, there = make_unit(), make_unit("HUA")
    person = make_trained(here)
    make_enrolment(there, person)
    first, second = enter(
        here, line(person, hours="09:00-12:00"), line(person, hours="11:00-12:30", content="二")
    ).verdicts
    assert first
    assert second
    assert (first.counted, second.counted, second.why) == (180, 30, "overlap")
    verdict = enter(there, line(person, hours="12:00-13:00")).verdicts[0]
    assert verdict
    assert verdict.counted == 30, "30 of these minutes were served here already"


def test_two_that_wait_at_two_units_do_not_both_lose_what_they_share() -> None:
    here, there = make_unit(), make_unit("HUA")
    person = make_trained(here)
    make_enrolment(there, person)
    enter(here, line(person, hours="09:00-12:00"))
    enter(there, line(person, hours="11:00-13:00"))
    for _again in range(2):
        ledger.look_again_at([person.pk], by=SYSTEM, now=NOW)
        assert list(ServiceEntry.objects.order_by("pk").values_list("counted", flat=True)) == [180, 60]


def test_the_same_shift_by_the_clock_and_by_its_length_is_not_approved_unseen() -> None:
    """A device says 09:00 to 12:00, the unit's paper says three hours of that day; so does another unit's."""
    here, there = make_unit(), make_unit("HUA")
    person = make_trained(here)
    make_enrolment(there, person)
    enter(here, line(person))
    first = enter(here, line(person, hours="180")).verdicts[0]
    second = enter(there, line(person, hours="120")).verdicts[0]
    assert first is not None
    assert second is not None
    assert "untimed" in first.odd
    assert "untimed" in second.odd
    approve(here)
    assert counted(person) == 180
    with pytest.raises(ValidationError, match="沒有可以"):
        approve(there)
    ledger.look_again_at([person.pk], by=SYSTEM, now=NOW)
    assert set(ServiceEntry.objects.filter(starts=None).values_list("odd", flat=True)) == {
        "untimed",
        "untimed uncovered",
    }


@pytest.mark.parametrize("way", ["correct", "undo", "refuse", "refuse_all"])
def test_time_that_is_taken_out_is_free_for_what_waits(way: str) -> None:
    """HRS-09, turned round: the other unit's line was given what this one left."""
    here, there = make_unit(), make_unit("HUA")
    person = make_trained(here)
    make_enrolment(there, person)
    entry = make_entry(here, person, MARCH)
    other = make_entry(there, person, MARCH, "11:00-13:00")
    assert (other.counted, other.why) == (60, "overlap")
    match way:
        case "correct":
            approve(here)
            ledger.correct(entries=[entry], reason=WHY, by=SYSTEM, now=NOW)
        case "undo":
            ledger.undo(batch=entry.batch, reason=WHY, by=SYSTEM, now=NOW)
        case "refuse":
            approvals.refuse(entry=entry, reason=WHY, by=SYSTEM, now=NOW)
        case _:
            approvals.refuse_all(unit=here, entries=[entry.pk], reason=WHY, by=SYSTEM, now=NOW)
    other.refresh_from_db()
    assert (other.counted, other.why, other.odd) == (120, "", "uncovered")


def test_no_more_is_approved_than_was_looked_at() -> None:
    unit = make_unit()
    person = make_trained(unit)
    make_entry(unit, person, MARCH)
    seen = approvals.inbox(unit=unit, month=202603, seed="a").seal
    late = make_entry(unit, person, MARCH + dt.timedelta(days=1))
    with pytest.raises(ValidationError, match="新增或改變"):
        approvals.approve_ordinary(unit=unit, month=202603, seed="a", seen=seen, by=SYSTEM, now=NOW)
    assert not ServiceEntry.objects.approved().exists()
    approvals.refuse(entry=late, reason=WHY, by=SYSTEM, now=NOW)
    approvals.approve_ordinary(unit=unit, month=202603, seed="a", seen=seen, by=SYSTEM, now=NOW)
    assert counted(person) == 180


def test_no_day_ahead_and_no_ended_unit() -> None:
    unit = make_unit()
    person = make_trained(unit)
    with pytest.raises(ValidationError, match="今天以後"):
        enter(unit, line(person, NOW.date()), line(person, NOW.date() + dt.timedelta(days=1)))
    unit.state = Unit.State.ENDED
    with pytest.raises(ValidationError, match="終止"):
        enter(unit, line(person))
    assert not ServiceEntry.objects.exists()


def test_approval_leaves_the_odd_ones_and_says_how_many_were_drawn() -> None:
    unit = make_unit()
    person = make_trained(unit)
    enter(
        unit,
        *(line(person, MARCH + dt.timedelta(days=day)) for day in range(8)),
        line(person, D(2026, 3, 30), "13:00-13:30"),
    )
    stranger = make_enrolment(unit).volunteer
    enter(unit, line(stranger, MARCH))
    inbox = approvals.inbox(unit=unit, month=202603, seed="a")
    assert (len(inbox.odd), inbox.ordinary, len(inbox.sample)) == (1, 9, 5)
    approval = approvals.approve_ordinary(unit=unit, month=202603, seed="a", by=SYSTEM, now=NOW)
    assert (approval.entries, approval.sampled, approval.left) == (9, 5, 1)
    assert "每 20 筆" in approval.rule
    assert ServiceEntry.objects.get(volunteer=stranger).state == "pending"
    with pytest.raises(ValidationError, match="沒有可以"):
        approve(unit)
    odd = approvals.approve_lines(unit=unit, entries=inbox.odd, by=SYSTEM, now=NOW)
    assert (odd.entries, odd.left, odd.sampled) == (1, 0, 0)
    assert counted(stranger) == 0, "approved as it is: attended, and not counted"
    assert list(sums.differences()) == []


@pytest.mark.parametrize(
    ("ordinary", "looked_at"), [(0, 0), (1, 1), (5, 5), (6, 5), (100, 5), (101, 6), (1000, 50), (1001, 50), (9999, 50)]
)
def test_how_many_are_looked_at(ordinary: int, looked_at: int) -> None:
    assert approvals.sample_size(ordinary) == looked_at


def test_a_seed_draws_the_same_lines_again() -> None:
    keys = list(range(1, 400))
    assert approvals.drawn(keys, "a") == approvals.drawn(keys[::-1], "a")
    assert approvals.drawn(keys, "a") != approvals.drawn(keys, "b")


def test_a_correction_takes_a_line_out_and_the_right_one_may_come() -> None:
    unit = make_unit()
    person = make_trained(unit)
    entry = make_entry(unit, person, MARCH)
    make_entry(unit, person, APRIL)
    approve(unit)
    approve(unit, 202604)
    batch = ledger.correct(entries=[entry], reason=WHY, by=SYSTEM, now=NOW, instead=[line(person, D(2026, 3, 8))])
    counter = ServiceEntry.objects.get(batch=batch)
    assert (counter.corrects, counter.minutes, counter.counted, counter.times) == (entry, -180, -180, -1)
    assert counted(person) == 180
    assert ServiceTotal.objects.get().first_on == APRIL, "the day that was taken out is no first day"
    assert ServiceMonth.objects.get(month=202603).counted == 0
    assert list(sums.differences()) == []
    with pytest.raises(ValidationError, match="沖銷過"):
        ledger.correct(entries=[entry], reason=WHY, by=SYSTEM, now=NOW)
    assert enter(unit, line(person, MARCH)).added == 1, "the line may be entered again after all"


def test_only_what_is_approved_can_be_corrected_and_only_with_a_reason() -> None:
    unit = make_unit()
    entry = make_entry(unit, make_trained(unit))
    with pytest.raises(ValidationError, match="還沒核定"):
        ledger.correct(entries=[entry], reason=WHY, by=SYSTEM, now=NOW)
    approve(unit)
    with pytest.raises(ValidationError, match="原因"):
        ledger.correct(entries=[entry], reason="錯了", by=SYSTEM, now=NOW)
    assert ServiceEntry.objects.count() == 1


def test_a_refused_line_stays_and_counts_nothing() -> None:
    unit = make_unit()
    person = make_trained(unit)
    entry = approvals.refuse(entry=make_entry(unit, person), reason="沒有簽到紀錄", by=SYSTEM, now=NOW)
    assert (entry.state, entry.refused_why) == ("refused", "沒有簽到紀錄")
    with pytest.raises(ValidationError, match="處理過"):
        approvals.refuse(entry=entry, reason="沒有簽到紀錄", by=SYSTEM, now=NOW)
    assert enter(unit, line(person, hours="09:30-11:00", content="另一件")).verdicts[0].counted == 90  # type: ignore[union-attr]
    assert counted(person) == 0


def test_a_whole_batch_is_taken_back() -> None:
    unit = make_unit()
    person = make_trained(unit)
    entered = enter(unit, line(person, MARCH), line(person, APRIL))
    approve(unit)
    assert entered.batch
    ledger.undo(batch=entered.batch, reason="傳錯檔案了啦", by=SYSTEM, now=NOW)
    assert dict(ServiceEntry.objects.values_list("served_on", "state").filter(corrects=None)) == {
        MARCH: "approved", APRIL: "withdrawn",
    }  # fmt: skip
    assert counted(person) == 0
    assert list(sums.differences()) == []
    with pytest.raises(ValidationError, match="已經收回"):
        ledger.undo(batch=entered.batch, reason="傳錯檔案了啦", by=SYSTEM, now=NOW)
    assert enter(unit, line(person, MARCH), line(person, APRIL)).added == 2, "the same file may come again"


def test_waiting_lines_are_judged_anew_with_whatever_they_depend_on() -> None:
    unit = make_unit()
    person = make_enrolment(unit).volunteer
    make_training(person, "BASIC")
    entry = make_entry(unit, person, MARCH)

    def stands() -> tuple[int, str, str]:
        entry.refresh_from_db()
        return entry.counted, entry.why, entry.odd

    assert stands() == (0, "no_special", "nothing_counts uncovered no_book")
    training = make_training(person, "SP_SOCIAL", on=D(2026, 3, 1))
    assert stands() == (180, "", "uncovered no_book")
    policy = make_cover(make_enrolment(unit).volunteer, unit).policy
    insurance.insure(policy=policy, volunteers=[person], by=SYSTEM, now=NOW)
    assert stands() == (180, "", "no_book")
    book = recordbook.apply(volunteer=person, unit=unit, by=SYSTEM, now=NOW)
    recordbook.issue(book=book, number="A-1", by=SYSTEM, now=NOW)
    assert stands() == (180, "", "")
    people.leave(enrolment=person.enrolments.get(), on=MARCH - dt.timedelta(days=1), why="", by=SYSTEM, now=NOW)
    assert stands()[:2] == (0, "not_enrolled")
    assert ledger.look_again(unit=unit, month=202603, by=SYSTEM, now=NOW) == 0, "nothing is left to be judged"
    trainings.revoke(training=training, reason="登錄到別人的", by=SYSTEM, now=NOW)
    assert stands()[:2] == (0, "not_enrolled"), "the first rule that bars it is told"


def test_what_was_approved_is_not_judged_anew() -> None:
    unit = make_unit()
    person = make_trained(unit)
    entry = make_entry(unit, person, MARCH)
    approve(unit)
    trainings.revoke(training=person.trainings.last(), reason="登錄到別人的", by=SYSTEM, now=NOW)
    entry.refresh_from_db()
    assert (entry.counted, entry.state) == (180, "approved")
    assert ledger.look_again(unit=unit, month=202604, by=SYSTEM, now=NOW) == 0


def test_the_trail_says_what_was_done() -> None:
    unit = make_unit()
    entry = make_entry(unit, make_trained(unit))
    approve(unit)
    ledger.correct(entries=[entry], reason=WHY, by=SYSTEM, now=NOW)
    verbs = list(Event.objects.filter(verb__startswith="hours").order_by("pk").values_list("verb", "county"))
    assert verbs == [(Verb.HOURS_ENTERED, "TTT"), (Verb.HOURS_APPROVED, "TTT"), (Verb.HOURS_CORRECTED, "TTT")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"counted": 181},
        {"counted": -1},
        {"minutes": 0, "counted": 0, "why": "x"},
        {"counted": 100},
        {"starts": 600, "ends": 600},
        {"starts": 600, "ends": None},
        {"ends": 24 * 60 + 1},
        {"minutes": 24 * 60 + 1, "counted": 0, "why": "x"},
        {"state": "refused"},
    ],
)
def test_the_database_refuses_a_line_that_cannot_be(wrong: dict[str, Any]) -> None:
    unit = make_unit()
    entry = make_entry(unit, make_trained(unit))
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceEntry.objects.filter(pk=entry.pk).update(**wrong)


def test_a_sum_that_was_tampered_with_is_found_and_mended() -> None:
    unit = make_unit()
    people = [make_trained(unit) for _one in range(3)]
    for person in people:
        make_entry(unit, person)
    approve(unit)
    ServiceMonth.objects.filter(volunteer=people[0]).update(counted=1)
    ServiceMonth.objects.filter(volunteer=people[1]).delete()
    ServiceTotal.objects.filter(volunteer=people[1]).update(first_on=D(2020, 1, 1))
    ServiceTotal.objects.filter(volunteer=people[2]).delete()
    found = list(sums.differences(people=2))
    assert {(one.volunteer, one.month) for one in found} == {
        (people[0].pk, 202603), (people[1].pk, 202603), (people[1].pk, None), (people[2].pk, None),
    }  # fmt: skip
    sums.rebuild()
    assert list(sums.differences()) == []


def test_a_command_proves_the_sums_and_mends_them() -> None:
    unit = make_unit()
    person = make_trained(unit)
    make_entry(unit, person, dt.date(2026, 3, 7))
    approvals.approve_ordinary(unit=unit, month=202603, seed="a", by=SYSTEM, now=NOW)
    out = StringIO()
    call_command("prove_hours", stdout=out)
    assert "完全一樣" in out.getvalue()
    ServiceMonth.objects.update(counted=1)
    with pytest.raises(CommandError, match="1 個合計不一樣"):
        call_command("prove_hours", stdout=out)
    assert ServiceMonth.objects.get().counted == 1
    call_command("prove_hours", "--repair", stdout=out)
    assert "已照帳上的紀錄重算 1 個合計" in out.getvalue()
    assert ServiceMonth.objects.get().counted == 180
    assert list(sums.differences()) == []


@pytest.mark.parametrize(
    "since", ["nothing", "recounted", "recounted twice", "corrected", "corrected and recounted", "refused"]
)
def test_a_batch_that_is_taken_back_takes_what_came_in_its_lines_place(since: str) -> None:
    unit = make_unit()
    person, other = make_trained(unit), make_trained(unit)
    entered = enter(unit, line(person), line(person, D(2026, 3, 8)))
    enter(unit, line(other))
    waiting = ServiceEntry.objects.filter(unit=unit).values_list("pk", flat=True)
    approvals.approve_lines(unit=unit, entries=waiting, by=SYSTEM, now=NOW)
    if "recounted" in since:
        training = person.trainings.get(programme="SP_SOCIAL")
        trainings.revoke(training=training, reason="登錄到別人的", by=SYSTEM, now=NOW)
        recounting.recount(unit=unit, month=202603, reason=WHY, by=SYSTEM, now=NOW)
        make_training(person, "SP_SOCIAL", on=D(2025, 1, 1))
        recounting.recount(unit=unit, month=202603, reason=WHY, by=SYSTEM, now=NOW)
    if "corrected" in since or since == "refused":
        check = spot_checks.draw(unit=unit, manner="paper", first=MARCH, last=APRIL, seed="s", by=SYSTEM, now=NOW)
        for one in check.lines.filter(entry__volunteer=person):
            finding, minutes = ("refused", None) if since == "refused" else ("corrected", 60)
            spot_checks.find(line=one, finding=finding, minutes=minutes, reason=WHY, by=SYSTEM, now=NOW)
    assert entered.batch
    ledger.undo(batch=entered.batch, reason=WHY, by=SYSTEM, now=NOW)
    standing = ServiceEntry.objects.approved().filter(corrects=None, corrected_by=None)
    assert [row.volunteer_id for row in standing] == [other.pk]
    assert ServiceTotal.objects.get(volunteer=person).counted == 0
    assert list(sums.differences()) == []
    if since != "refused":
        assert enter(unit, line(person)).added == 1, "it can come again"


def test_a_persons_first_day_is_read_from_her_lines_and_not_from_everybodys() -> None:
    """Without statistics SQLite takes the unique index on corrections to hold one line that corrects none."""
    rows = sums._counting(Q(volunteer=5)).values("volunteer").annotate(first=Min("served_on")).values("first")
    told = rows.explain()
    assert connection.vendor != "sqlite" or "volunteer_id=?" in told.splitlines()[0], told
