"""Lines entered in the place of others before that was kept: filled in where only one can be meant."""

import datetime as dt
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from foundation.audit.trail import SYSTEM
from tests.makers.volunteers import NOW, make_entry, make_trained, make_unit
from volunteers.merging import merging, unmerging
from volunteers.models import ServiceBatch, ServiceEntry, Unit, Volunteer
from volunteers.serving import approvals, recounting, spot_checks
from volunteers.training import trainings

pytestmark = pytest.mark.django_db
D = dt.date
WHY = "簽到表登錯日期"


def fill() -> dict[int, int]:
    """Forget what is kept and fill it in from the lines."""
    ServiceEntry.objects.exclude(renews=None).update(renews=None)
    editor = SimpleNamespace(connection=connection)
    import_module("volunteers.migrations.0041_older_lines_in_the_place_of_others").fill(apps, editor)
    return kept()


def kept() -> dict[int, int]:
    return dict(ServiceEntry.objects.exclude(renews=None).values_list("pk", "renews"))


def approved(unit: Unit, person: Volunteer, on: dt.date, hours: str = "09:00-12:00") -> ServiceEntry:
    entry = make_entry(unit, person, on, hours)
    approvals.approve_lines(unit=unit, entries=[entry.pk], by=SYSTEM, now=NOW)
    entry.refresh_from_db()
    return entry


def recounted(unit: Unit) -> None:
    recounting.recount(unit=unit, month=202603, reason=WHY, by=SYSTEM, now=NOW)


def test_recounts_one_after_the_other_are_told_again():
    unit = make_unit()
    people = [make_trained(unit) for _one in range(3)]
    for person in people:
        for day in (7, 8):
            approved(unit, person, D(2026, 3, day))
            approved(unit, person, D(2026, 3, day), "14:00-16:00")
    for person in people:
        trainings.revoke(training=person.trainings.get(programme="SP_SOCIAL"), reason=WHY, by=SYSTEM, now=NOW)
    recounted(unit)
    for person in people:
        trainings.record(volunteer=person, programme="SP_SOCIAL", on=D(2020, 1, 1), issuer="臺東縣", by=SYSTEM, now=NOW)
    recounted(unit)
    before = kept()

    assert len(before) == 24
    assert fill() == before


def test_a_spot_check_that_mended_minutes_is_told_again():
    unit = make_unit()
    person = make_trained(unit)
    for day in (7, 8, 9):
        approved(unit, person, D(2026, 3, day))
    check = spot_checks.draw(
        unit=unit, manner="paper", first=D(2026, 3, 1), last=D(2026, 3, 31), seed="1", by=SYSTEM, now=NOW
    )
    for line in check.lines.all():
        spot_checks.find(line=line, finding="corrected", reason=WHY, by=SYSTEM, now=NOW, minutes=60)
    spot_checks.close(check=check, on=D(2026, 4, 1), by=SYSTEM, now=NOW)
    before = kept()

    assert before
    assert fill() == before


def test_a_merge_and_its_way_back_are_told_as_far_as_one_batch_tells():
    unit = make_unit()
    first, second = make_trained(unit), make_trained(unit)
    approved(unit, first, D(2026, 3, 7))
    part = approved(unit, second, D(2026, 3, 7), "11:00-14:00")
    done = merging.merge(kept=first, gone=second, reason="同一個人登錄兩次", by=SYSTEM, now=NOW)
    unmerging.undo(merge=done, reason="其實是她的妹妹", by=SYSTEM, now=NOW)
    before = kept()
    found = fill()

    assert part.pk in before.values()
    assert found
    assert found.items() <= before.items(), "what is said is true"


@pytest.mark.parametrize("clock", [(540, 720), (None, None)])
def test_where_two_lines_may_be_meant_nothing_is_said(clock):
    unit = make_unit()
    person = make_trained(unit)
    starts, ends = clock
    entry = approved(unit, person, D(2026, 3, 7))
    ServiceEntry.objects.filter(pk=entry.pk).update(starts=starts, ends=ends)
    entry.refresh_from_db()
    batch = ServiceBatch.objects.create(unit=unit, source="counter", reason=WHY, made_at=NOW, made_by="某人")

    def copied(source: ServiceEntry, **changed) -> ServiceEntry:
        row = ServiceEntry.objects.get(pk=source.pk)
        row.pk, row.origin, row.batch = None, None, batch
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(force_insert=True)
        return row

    twin = copied(entry, batch=entry.batch)
    for one in (entry, twin):
        copied(one, corrects=one, minutes=-one.minutes, counted=-one.counted, times=-1)
    copied(entry, counted=0, why="no_special")

    assert fill() == {}


def test_a_line_of_another_batch_is_never_meant():
    unit = make_unit()
    person = make_trained(unit)
    approved(unit, person, D(2026, 3, 7))
    trainings.revoke(training=person.trainings.get(programme="SP_SOCIAL"), reason=WHY, by=SYSTEM, now=NOW)
    recounted(unit)
    last = ServiceEntry.objects.get(corrects=None, corrected_by=None)
    ServiceEntry.objects.filter(pk=last.pk).update(
        batch=ServiceBatch.objects.create(unit=unit, source="counter", reason=WHY, made_at=NOW, made_by="某人")
    )

    assert fill() == {}
