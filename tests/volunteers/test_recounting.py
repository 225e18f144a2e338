"""Approved lines judged once more: what changed after the approval is shown, and corrected in one stroke."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from foundation.accounts.models import Membership
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.results import half, make_accepted, numbers, serve
from tests.makers.volunteers import NOW, line, make_enrolment, make_entry, make_trained, make_unit
from volunteers.models import BookNote, ServiceBatch, ServiceEntry, ServiceTotal, Unit, Volunteer
from volunteers.persons import people, recordbook
from volunteers.serving import approvals, ledger, recounting, sums
from volunteers.training import trainings

pytestmark = pytest.mark.django_db
D = dt.date
MARCH = D(2026, 3, 7)
WHY = "訓練紀錄登錄錯人"


def approved(unit: Unit, person: Volunteer, on: dt.date = MARCH, hours: str = "09:00-12:00") -> ServiceEntry:
    entry = make_entry(unit, person, on, hours)
    approvals.approve_lines(unit=unit, entries=[entry.pk], by=SYSTEM, now=NOW)
    entry.refresh_from_db()
    return entry


def find(unit: Unit, month: int = 202603) -> list[tuple[int, int, str]]:
    found = recounting.find(unit=unit, month=month)
    return [(one.entry.pk, one.verdict.counted, one.verdict.why or "") for one in found.differing]


def revoke(person: Volunteer, unit: Unit) -> None:
    training = person.trainings.get(programme="SP_SOCIAL")
    trainings.revoke(training=training, reason="登錄到別人的", by=SYSTEM, now=NOW)


def note(person: Volunteer, unit: Unit) -> None:
    recordbook.note(
        book=person.books.get(), kind=BookNote.Kind.LENT, first=MARCH, last=MARCH, reason="借給鄰居用了一天",
        by=SYSTEM, now=NOW,
    )  # fmt: skip


def leave(person: Volunteer, unit: Unit) -> None:
    before = MARCH - dt.timedelta(days=1)
    people.leave(enrolment=person.enrolments.get(unit=unit), on=before, why="", by=SYSTEM, now=NOW)


@pytest.mark.parametrize(("change", "why"), [(revoke, "no_special"), (note, "book_note"), (leave, "not_enrolled")])
def test_what_changed_after_the_approval_is_shown_and_corrected(
    change: Callable[[Volunteer, Unit], None], why: str
) -> None:
    unit = make_unit()
    person, other = make_trained(unit), make_trained(unit)
    entry, untouched = approved(unit, person), approved(unit, other)
    assert find(unit) == []
    change(person, unit)
    assert find(unit) == [(entry.pk, 0, why)]
    assert ServiceTotal.objects.get(volunteer=person).counted == 180, "nothing happens by itself"
    assert recounting.recount(unit=unit, month=202603, reason=WHY, by=SYSTEM, now=NOW) == 1
    assert ServiceTotal.objects.get(volunteer=person).counted == 0
    counter, new = ServiceEntry.objects.filter(batch__source="counter").order_by("pk")
    assert (counter.corrects, counter.counted, counter.state) == (entry, -180, "approved")
    assert (new.minutes, new.counted, new.why, new.state, new.approval) == (180, 0, why, "approved", entry.approval)
    assert new.batch == counter.batch
    assert new.batch.reason == WHY
    untouched.refresh_from_db()
    assert not ServiceEntry.objects.filter(corrects=untouched).exists()
    assert list(sums.differences()) == []
    assert find(unit) == []
    assert Event.objects.filter(verb=Verb.HOURS_CORRECTED, reason=WHY).count() == 1
    again = ledger.enter(unit=unit, lines=[line(person, MARCH)], source="list", by=SYSTEM, now=NOW)
    assert again.verdicts == (None,), "the same list sent again finds its line"


def test_what_was_mended_comes_back() -> None:
    unit = make_unit()
    person = make_trained(unit)
    revoke(person, unit)
    entry = approved(unit, person)
    assert ServiceTotal.objects.get(volunteer=person).counted == 0
    trainings.record(volunteer=person, programme="SP_SOCIAL", on=D(2025, 1, 1), issuer="推廣中心", by=SYSTEM, now=NOW)
    assert find(unit) == [(entry.pk, 180, "")]
    recounting.recount(unit=unit, month=202603, reason=WHY, by=SYSTEM, now=NOW)
    assert ServiceTotal.objects.get(volunteer=person).counted == 180
    assert list(sums.differences()) == []


def test_two_that_share_a_day_do_not_differ_because_of_their_order() -> None:
    here, there = make_unit(), make_unit("HUA")
    person = make_trained(here)
    make_enrolment(there, person)
    approved(here, person, hours="10:00-12:00")
    approved(there, person, hours="09:00-11:00")
    approved(here, person, hours="08:30-10:30")
    assert find(here) == []
    assert find(there) == []


@pytest.mark.parametrize(
    "served",
    [
        # unit, clock, minutes: those that came first stand first
        [("there", "11:00-13:00", 120), ("here", "09:00-12:00", 60)],
        [("here", "09:00-12:00", 60), ("there", "11:00-13:00", 60)],
        [("here", "09:00-12:00", 170), ("there", "08:00-10:00", 60)],
        [("there", "09:00-12:00", 170), ("here", "08:00-10:00", 60)],
        [("here", "09:00-12:00", 60), ("there", "10:00-13:00", 60), ("here", "11:30-14:00", 60)],
        [("here", "", 120), ("there", "09:00-12:00", 180), ("here", "10:00-13:00", 30)],
        [("here", "00:00-22:00", 1320), ("there", "", 200), ("here", "21:00-24:00", 10)],
    ],
)
def test_hours_short_of_their_clock_stay(served: list[tuple[str, str, int]]) -> None:
    units = {"here": make_unit(), "there": make_unit("HUA")}
    person = make_trained(units["here"])
    make_enrolment(units["there"], person)
    for where, hours, minutes in served:
        given = line(person, MARCH, hours or str(minutes))
        given = replace(given, shift=replace(given.shift, minutes=minutes))
        entered = ledger.enter(unit=units[where], lines=[given], source="list", by=SYSTEM, now=NOW)
        waiting = ServiceEntry.objects.filter(batch=entered.batch).values_list("pk", flat=True)
        approvals.approve_lines(unit=units[where], entries=waiting, by=SYSTEM, now=NOW)
    assert [find(unit) for unit in units.values()] == [[], []]


@pytest.mark.parametrize("change", [revoke, leave])
def test_of_a_day_whose_lines_no_longer_count_each_goes_once(change: Callable[[Volunteer, Unit], None]) -> None:
    unit = make_unit()
    person = make_trained(unit)
    entries = [approved(unit, person, hours=hours) for hours in ("09:00-11:00", "10:00-12:00", "11:00-13:00")]
    assert [one.counted for one in entries] == [120, 60, 60]
    change(person, unit)
    assert [(key, counted) for key, counted, _why in find(unit)] == [(one.pk, 0) for one in entries]


def test_of_two_that_share_their_time_one_goes_and_two_come_into_it_once() -> None:
    """What is left free goes to one of the others, never to both."""
    unit = make_unit()
    person = make_trained(unit)
    entries = [approved(unit, person, hours=hours) for hours in ("09:00-12:00", "09:00-11:00", "10:00-12:00")]
    assert [one.counted for one in entries] == [180, 0, 0]
    ledger.correct(entries=entries[:1], reason=WHY, by=SYSTEM, now=NOW)
    assert [(key, counted) for key, counted, _why in find(unit)] == [(entries[1].pk, 120), (entries[2].pk, 60)]
    recounting.recount(unit=unit, month=202603, reason=WHY, by=SYSTEM, now=NOW)
    assert find(unit) == []


def test_what_a_full_day_has_room_for_again_is_given_to_every_line_that_was_cut() -> None:
    unit = make_unit()
    person = make_trained(unit)
    entries = [approved(unit, person, hours="600")]
    for content in ("關懷訪視", "電話問安", "送餐"):
        given = line(person, MARCH, "600", content=content)
        entered = ledger.enter(unit=unit, lines=[given], source="list", by=SYSTEM, now=NOW)
        entries.append(ServiceEntry.objects.get(batch=entered.batch))
        approvals.approve_lines(unit=unit, entries=[entries[-1].pk], by=SYSTEM, now=NOW)
    assert [one.counted for one in entries] == [600, 600, 240, 0]
    ledger.correct(entries=entries[:1], reason=WHY, by=SYSTEM, now=NOW)
    assert [(key, counted) for key, counted, _why in find(unit)] == [(entries[2].pk, 600), (entries[3].pk, 240)]


def test_time_that_was_counted_twice_is_found() -> None:
    unit = make_unit()
    person = make_trained(unit)
    first, second = approved(unit, person), approved(unit, person, hours="11:00-13:00")
    ServiceEntry.objects.filter(pk=second.pk).update(counted=120, why="")
    assert find(unit) == [(second.pk, 60, "overlap")]
    ServiceEntry.objects.filter(pk=first.pk).update(counted=120, why="overlap")
    assert find(unit) == [], "of lines that share their time which came first is not judged again"


def test_the_time_that_one_loses_is_the_others() -> None:
    """The unit's own line goes, and the one of the same day that had to make room for it counts whole."""
    unit = make_unit()
    person = make_trained(unit)
    first, second = approved(unit, person), approved(unit, person, hours="11:00-13:00")
    ledger.correct(entries=[first], reason=WHY, by=SYSTEM, now=NOW)
    assert find(unit) == [(second.pk, 120, "")]


def test_only_what_was_shown_is_corrected() -> None:
    unit = make_unit()
    person = make_trained(unit)
    approved(unit, person)
    with pytest.raises(ValidationError, match="沒有不同"):
        recounting.recount(unit=unit, month=202603, reason=WHY, by=SYSTEM, now=NOW)
    revoke(person, unit)
    seen = recounting.find(unit=unit, month=202603).seal
    approved(unit, person, D(2026, 3, 8))
    other = make_trained(unit)
    approved(unit, other)
    note(other, unit)
    with pytest.raises(ValidationError, match="又有改變"):
        recounting.recount(unit=unit, month=202603, seen=seen, reason=WHY, by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="原因"):
        recounting.recount(unit=unit, month=202603, reason="錯", by=SYSTEM, now=NOW)
    assert not ServiceBatch.objects.filter(source="counter").exists()


def test_some_people_wherever_they_served() -> None:
    here, there = make_unit(), make_unit("HUA")
    person, other = make_trained(here), make_trained(here)
    make_enrolment(there, person)
    for unit, who, on in ((here, person, MARCH), (there, person, D(2026, 4, 4)), (here, other, MARCH)):
        approved(unit, who, on)
    for who in (person, other):
        revoke(who, here)
    count = recounting.recount_people(people=[person.pk], months=[202603, 202604], reason=WHY, by=SYSTEM, now=NOW)
    assert count == 2
    assert ServiceTotal.objects.get(volunteer=person).counted == 0
    assert ServiceTotal.objects.get(volunteer=other).counted == 180
    assert list(sums.differences()) == []


def test_the_inbox_shows_it_and_one_button_corrects_it(client: Client) -> None:
    unit = make_unit()
    person = make_trained(unit, name="林素珠")
    approved(unit, person)
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    client.force_login(user)
    address = f"/register/units/{unit.pk}/hours/202603/"
    assert "照現在的資料會不同" not in client.get(address).content.decode()
    revoke(person, unit)
    page = client.get(address)
    assert "照現在的資料會不同" in page.content.decode()
    seal = page.context["differing"].seal
    assert client.post(f"{address}recount/", {"reason": "短", "seal": seal}).status_code == 422
    assert client.post(f"{address}recount/", {"reason": WHY, "seal": "old"}).status_code == 422
    assert ServiceTotal.objects.get(volunteer=person).counted == 180
    assert client.post(f"{address}recount/", {"reason": WHY, "seal": seal}).status_code == 302
    assert ServiceTotal.objects.get(volunteer=person).counted == 0


def test_a_locked_report_keeps_its_figures_and_the_next_tells_the_difference() -> None:
    unit = make_unit("TPE", "social")
    person = make_trained(unit)
    serve(unit, person, D(2025, 3, 7), 180)
    first = make_accepted(unit, half(2025, 1))
    revoke(person, unit)
    assert recounting.recount(unit=unit, month=202503, reason=WHY, by=SYSTEM, now=NOW) == 1
    first.refresh_from_db()
    assert numbers(first)["minutes"] == 180
    second = make_accepted(unit, half(2025, 2))
    assert "minutes" not in numbers(second), "the next period counts its own"
    assert [(one.was, one.now) for one in second.corrections.filter(key="minutes")] == [(180, 0)]


def test_a_large_month_is_judged_in_parts_that_divide_nobody() -> None:
    unit = make_unit()
    people = [make_trained(unit) for _one in range(4)]
    for person, days in zip(people, (1, 3, 2, 1), strict=True):
        for day in range(1, days + 1):
            approved(unit, person, D(2026, 3, day))
    parts = recounting.parts(unit=unit, month=202603, lines_each=3)

    keys = [one.pk for one in people]
    assert [(one.people, one.lines) for one in parts] == [
        ((keys[0],), 1), ((keys[1],), 3), ((keys[2], keys[3]), 3),
    ]  # fmt: skip
    assert [one.lines for one in recounting.parts(unit=unit, month=202603, lines_each=1)] == [1, 3, 2, 1]
    assert recounting.parts(unit=unit, month=202604) == []


def test_the_page_judges_one_part_says_so_and_corrects_no_more(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(recounting, "LINES_EACH", 1)
    unit = make_unit()
    first, second = make_trained(unit, name="林素珠"), make_trained(unit, name="王大明")
    for person in (first, second):
        approved(unit, person)
    revoke(second, unit)
    client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    address = f"/register/units/{unit.pk}/hours/202603/"

    page = client.get(address)
    assert not page.context["differing"].differing
    assert "這個月已核定 2 筆，分 2 次對照現在的資料。這是第 1 次，看了 1 筆" in page.content.decode()
    assert "看過的這些沒有不同" in page.content.decode()
    page = client.get(f"{address}?part=2")
    assert [one.entry.volunteer for one in page.context["differing"].differing] == [second]
    revoke(first, unit)
    sent = {"reason": WHY, "seal": page.context["differing"].seal}
    refused = client.post(f"{address}recount/", sent | {"part": 1})
    assert refused.status_code == 422, "what was looked at is another part"
    done = client.post(f"{address}recount/", sent | {"part": 2})
    assert done.headers["Location"] == f"{address}?part=2"
    assert ServiceTotal.objects.get(volunteer=second).counted == 0
    assert ServiceTotal.objects.get(volunteer=first).counted == 180, "nobody had looked at hers"


def test_a_month_asks_the_same_whatever_it_holds(client: Client, monkeypatch) -> None:
    unit = make_unit()
    client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    monkeypatch.setattr(recounting, "LINES_EACH", 2)
    counts = []
    for number in (1, 6):
        for _one in range(number):
            person = make_trained(unit)
            approved(unit, person)
            revoke(person, unit)
        client.get(f"/register/units/{unit.pk}/hours/202603/")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/register/units/{unit.pk}/hours/202603/")
        counts.append(len(asked))

    assert counts[0] == counts[1]
