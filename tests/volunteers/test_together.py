"""Judging waiting hours once for many people: what comes out is what judging after every single change brings."""

import datetime as dt
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.volunteers import NOW, line, make_enrolment, make_entry, make_training, make_unit, make_volunteer
from volunteers.models import ServiceEntry, Unit, Volunteer
from volunteers.serving import ledger, together
from volunteers.training import trainings

pytestmark = pytest.mark.django_db
DAYS = [dt.date(2026, 3, day) for day in (5, 6, 7)]
LEARNT_ON = [dt.date(2025, 3, 1), *DAYS]
TRAININGS = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["BASIC", "SP_SOCIAL"]), st.sampled_from(LEARNT_ON)),
    min_size=1, max_size=5, unique_by=lambda one: one[:2],
)  # fmt: skip
HOURS = st.lists(
    st.tuples(
        st.integers(0, 1), st.integers(0, 1), st.sampled_from(DAYS),
        st.sampled_from(["08:00-10:00", "09:00-11:00", "10:30-12:00"]),
    ),
    min_size=1, max_size=6, unique=True,
)  # fmt: skip
judge = partial(ledger.look_again_at, by=SYSTEM, now=NOW)


def record(person: Volunteer, programme: str, on: dt.date, unit: Unit) -> None:
    trainings.record(
        volunteer=person, programme=programme, on=on, issuer="中心", category="", unit=unit, by=SYSTEM, now=NOW
    )


def standing() -> list[tuple[int, int, str, str]]:
    return list(ServiceEntry.objects.order_by("pk").values_list("pk", "counted", "why", "odd"))


@given(learnt=TRAININGS, served=HOURS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_one_judging_at_the_end_says_the_same_as_one_after_each_training(learnt, served) -> None:
    with transaction.atomic():
        units = [make_unit(), make_unit()]
        people = [make_volunteer() for _one in range(2)]
        for unit in units:
            for person in people:
                make_enrolment(unit, person)
        for who, where, on, hours in served:
            lines = [line(people[who], on, hours)]
            ledger.enter(unit=units[where], lines=lines, source="list", by=SYSTEM, now=NOW)
        told = []
        for at_once in (False, True):
            point = transaction.savepoint()
            if at_once:
                with together.judged_once(judge):
                    for who, programme, on in learnt:
                        record(people[who], programme, on, units[0])
            else:
                for who, programme, on in learnt:
                    record(people[who], programme, on, units[0])
            told.append(standing())
            transaction.savepoint_rollback(point)
        assert told[0] == told[1]
        transaction.set_rollback(True)


def test_of_two_units_at_the_same_time_the_earlier_line_has_it_after_one_change() -> None:
    units, person = [make_unit(), make_unit()], make_volunteer()
    for unit in units:
        make_enrolment(unit, person)
    late = make_entry(units[0], person, hours="09:30-11:00")
    early = make_entry(units[1], person, hours="09:00-11:00")
    make_training(person)
    record(person, "SP_SOCIAL", dt.date(2025, 3, 1), units[0])
    late.refresh_from_db()
    early.refresh_from_db()
    assert (early.counted, late.counted, late.why) == (120, 0, "overlap")


def test_everybody_is_judged_once_in_parts_and_nobody_where_it_fails() -> None:
    calls: list[list[int]] = []
    with together.judged_once(calls.append):
        assert together.put_off([2, 1])
        with together.judged_once(lambda keys: pytest.fail("the outer one judges")):
            assert together.put_off(range(together.PEOPLE + 1))
    assert [len(keys) for keys in calls] == [together.PEOPLE, 1]
    assert not together.put_off([1]), "nothing waits any more"
    with pytest.raises(ValidationError), together.judged_once(calls.append):  # noqa: PT012  what is put off before it
        together.put_off([1])
        raise ValidationError("no")
    assert len(calls) == 2


def test_a_list_judges_a_month_once() -> None:
    unit = make_unit()
    people = [make_enrolment(unit).volunteer for _one in range(6)]
    for person in people:
        make_entry(unit, person)
    with together.judged_once(judge):
        for person in people:
            record(person, "BASIC", dt.date(2025, 3, 1), unit)
            record(person, "SP_SOCIAL", dt.date(2025, 3, 1), unit)
    assert set(ServiceEntry.objects.values_list("counted", flat=True)) == {180}
    assert Event.objects.filter(verb=Verb.HOURS_RECOUNTED).count() == 1
