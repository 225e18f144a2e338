"""A volunteer's own calendar: her shifts and trainings as her program reads them, and nobody else's."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from foundation.calendars import feeds
from tests.makers.accounts import make_user
from tests.makers.trainings import make_place as make_session_place
from tests.makers.trainings import make_session
from tests.makers.volunteers import NOW, make_enrolment, make_place, make_unit, make_volunteer
from volunteers.models import OwnCalendar, Unit, Volunteer
from volunteers.rostering import absences, duties, own_dates

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def summer() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def me(unit: Unit) -> Volunteer:
    person = make_enrolment(unit, make_volunteer("林素珠")).volunteer
    person.user = make_user(Role.VOLUNTEER, "TTT")
    person.save()
    return person


def address(user: User, language: str = "zh-hant") -> str:
    _feed, token = feeds.make(OwnCalendar, language=language, by=user, now=NOW)
    return reverse("volunteers:own_calendar_file", args=[token])


def read(where: str) -> dict[str, Any]:
    answer = Client().get(where)
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(one["uid"]).partition("@")[0]: one for one in events}


def test_her_shifts_stand_at_their_hours_in_taiwan_and_nobody_elses(unit: Unit, me: Volunteer) -> None:
    mine = make_place(unit, me, dt.date(2026, 6, 13), "09:00-12:00")
    night = make_place(unit, me, dt.date(2026, 6, 14), "22:00-26:00")
    other = make_place(unit, make_enrolment(unit, make_volunteer("陳大文")).volunteer)
    found = read(address(me.user))
    assert set(found) == {f"shift-{mine.pk}", f"shift-{night.pk}"}
    assert found[f"shift-{mine.pk}"]["dtstart"].dt == dt.datetime(2026, 6, 13, 1, tzinfo=dt.UTC)
    assert found[f"shift-{night.pk}"]["dtend"].dt == dt.datetime(2026, 6, 14, 18, tzinfo=dt.UTC)
    assert "海線關懷志工隊" in str(found[f"shift-{mine.pk}"]["description"])
    assert f"shift-{other.pk}" not in found


def test_called_off_stays_as_cancelled_and_leave_takes_it_out(unit: Unit, me: Volunteer) -> None:
    off, leave = make_place(unit, me), make_place(unit, me, dt.date(2026, 6, 20))
    duties.call_off(duty=off.duty, reason="颱風停班停課", by=SYSTEM, now=NOW)
    absences.ask_leave(place=leave, reason="看診", by=SYSTEM, now=NOW)
    found = read(address(me.user))
    assert set(found) == {f"shift-{off.pk}"}
    assert found[f"shift-{off.pk}"]["status"] == "CANCELLED"
    assert "颱風停班停課" in str(found[f"shift-{off.pk}"]["description"])


def test_trainings_she_signed_up_for_stand_lesson_by_lesson_and_a_waiting_place_is_tentative(unit, me) -> None:
    session = make_session(unit, capacity=1)
    make_session_place(session)
    make_session_place(session, me)
    found = read(address(me.user, "en"))
    assert len(found) == 3
    assert {str(one["status"]) for one in found.values()} == {"TENTATIVE"}
    assert {str(one["location"]) for one in found.values()} == {"臺東縣社會福利館"}


def test_renewed_revoked_or_without_the_role_the_address_leads_nowhere(unit: Unit, me: Volunteer) -> None:
    first = address(me.user)
    second = address(me.user)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert OwnCalendar.objects.get().read_at == NOW
    me.user.memberships.all().delete()
    assert Client().get(second).status_code == 404
    feeds.revoke(OwnCalendar.objects.get(), by=me.user, now=NOW)
    assert not OwnCalendar.objects.exists()


def test_the_page_makes_shows_once_and_revokes(client: Client, me: Volunteer) -> None:
    client.force_login(me.user)
    where = reverse("volunteers:own_calendar")
    made = client.post(where, {"do": "make", "language": "zh-hant"}).content.decode()
    assert "/register/calendar/" in made
    assert "/register/calendar/" not in client.get(where).content.decode()
    assert client.post(where, {"do": "choose", "language": "en"}).status_code == 302
    assert OwnCalendar.objects.get().language == "en"
    assert client.post(where, {"do": "choose", "language": "xx"}).status_code == 422
    client.post(where, {"do": "revoke"})
    assert not OwnCalendar.objects.exists()


def test_three_shifts_take_as_many_questions_as_one(unit: Unit, me: Volunteer) -> None:
    counts = []
    for number in range(3):
        make_place(unit, me, dt.date(2026, 6, 13 + number))
        make_session_place(make_session(unit), me)
        with CaptureQueriesContext(connection) as asked:
            own_dates.entries(me.user, now=NOW)
        counts.append(len(asked))
    assert counts[0] == counts[2] <= 5
