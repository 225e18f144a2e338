"""Somebody's own calendar: what it shows of what she may see, as her program reads it, and who may read it at all."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from actionplans.followup import checkins
from actionplans.models import CalendarFeed, Milestone
from actionplans.yearly import calendar_dates
from foundation.accounts import membership
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.calendars import feeds
from tests.makers.accounts import give, make_user
from tests.makers.deciding import AUTUMN, make_decision
from tests.makers.followup import make_check_in, make_followed
from tests.makers.meetings import make_meeting
from tests.makers.volunteers import make_unit
from tests.makers.workshops import make_participant, make_programme, make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def autumn() -> Any:
    with time_machine.travel(AUTUMN, tick=False):
        yield


@pytest.fixture
def officer() -> User:
    return make_user(name="林小美")


def address(user: User, *, language: str = "zh-hant", statutory: bool = False) -> str:
    _feed, token = feeds.make(CalendarFeed, language=language, statutory=statutory, by=user, now=AUTUMN)
    return reverse("actionplans:calendar_file", args=[token])


def read(where: str, client: Client | None = None) -> dict[str, Any]:
    answer = (client or Client()).get(where)
    assert answer.status_code == 200
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(one["uid"]).partition("@")[0]: one for one in events}


def test_a_workshop_stands_at_its_hour_in_taiwan_and_its_place(officer: User) -> None:
    workshop = make_workshop("confirmed", date=dt.date(2026, 9, 10))
    make_participant(workshop, name="張三豐")
    draft = make_workshop("draft", date=dt.date(2026, 9, 11))
    where = address(officer)
    raw = Client().get(where).content.decode()
    one = read(where)[f"workshop-{workshop.pk}"]
    assert one["dtstart"].dt == dt.datetime(2026, 9, 10, 5, 30, tzinfo=dt.UTC)  # 13:30 in Taiwan
    assert one["dtend"].dt - one["dtstart"].dt == dt.timedelta(minutes=205)
    assert str(one["location"]) == "社會福利館 3 樓平面會議室　示範路 100 號"
    assert str(one["status"]) == "CONFIRMED"
    assert f"workshop-{draft.pk}@" not in raw
    for private in ("張三豐", "王小明", "089-000000", "contact@example.org"):
        assert private not in raw


@pytest.mark.parametrize(
    ("state", "status"),
    [("submitted", "TENTATIVE"), ("confirmed", "CONFIRMED"), ("held", "CONFIRMED"), ("cancelled", "CANCELLED")],
)
def test_what_is_called_off_stays_in_sight_as_cancelled(officer: User, state: str, status: str) -> None:
    workshop = make_workshop(state, date=dt.date(2026, 9, 10))
    assert str(read(address(officer))[f"workshop-{workshop.pk}"]["status"]) == status


def test_a_milestone_is_a_whole_day_and_moves_under_the_same_name(officer: User) -> None:
    plan = make_followed(title="行動,號召;一\\二")
    first = plan.milestones.first()
    Milestone.objects.filter(pk=first.pk).update(due_on=dt.date(2026, 9, 30))
    where = address(officer)
    one = read(where)[f"milestone-{first.pk}"]
    assert (one["dtstart"].dt, one["dtend"].dt) == (dt.date(2026, 9, 30), dt.date(2026, 10, 1))
    assert one["dtstart"].params["VALUE"] == "DATE"
    assert str(one["summary"]).startswith("行動,號召;一\\二：")
    assert r"行動\,號召\;一\\二" in Client().get(where).content.decode().replace("\r\n ", "")
    Milestone.objects.filter(pk=first.pk).update(due_on=dt.date(2026, 12, 31))
    assert read(where)[f"milestone-{first.pk}"]["dtstart"].dt == dt.date(2026, 12, 31)


def test_what_is_done_says_so_and_what_is_asked_no_more_is_cancelled(officer: User) -> None:
    done, released = make_followed(), make_followed()
    reached = done.milestones.first()
    Milestone.objects.filter(pk=reached.pk).update(reached_at=AUTUMN)
    make_decision(released, "release")
    found = read(address(officer))
    assert str(found[f"milestone-{reached.pk}"]["summary"]).endswith("（完成）")
    assert str(found[f"milestone-{reached.pk}"]["status"]) == "CONFIRMED"
    assert str(found[f"milestone-{released.milestones.first().pk}"]["status"]) == "CANCELLED"


def test_the_last_report_s_next_step_stands_without_its_words(officer: User) -> None:
    plan = make_followed()
    for day in (dt.date(2026, 9, 20), dt.date(2026, 10, 5)):
        told = make_check_in(plan, officer, next_what="找張大同拿鑰匙", next_on=day, now=AUTUMN)
        checkins.submit(check_in=told, by=officer, now=AUTUMN)
    make_check_in(plan, officer, next_on=dt.date(2026, 11, 1), now=AUTUMN)  # still being written
    where = address(officer)
    assert read(where)[f"next-{plan.pk}"]["dtstart"].dt == dt.date(2026, 10, 5)
    assert "張大同" not in Client().get(where).content.decode()


def test_meetings_and_the_windows_of_programmes(officer: User) -> None:
    programme = make_programme(year=2026, held_by=dt.date(2026, 6, 30), symposium_by=dt.date(2026, 9, 30))
    whole = make_meeting(by=officer)
    timed = make_meeting(by=officer, number=3, held_on=dt.date(2026, 12, 3), starts_at=dt.time(14, 0))
    found = read(address(officer))
    assert found[f"meeting-{whole.pk}"]["dtstart"].dt == dt.date(2026, 9, 3)
    assert found[f"meeting-{timed.pk}"]["dtstart"].dt == dt.datetime(2026, 12, 3, 6, 0, tzinfo=dt.UTC)
    assert "dtend" not in found[f"meeting-{timed.pk}"]  # nobody has said when it ends
    assert found[f"programme-{programme.pk}-held"]["dtstart"].dt == dt.date(2026, 6, 30)
    assert found[f"programme-{programme.pk}-symposium"]["dtstart"].dt == dt.date(2026, 9, 30)


# Who sees what ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "county", "named", "sees"),
    [
        (Role.ASSOCIATION, None, False, {"workshop", "milestone", "meeting", "programme"}),
        (Role.COUNTY_OFFICER, "TTT", False, {"workshop", "milestone", "meeting", "programme"}),
        (Role.COUNTY_OFFICER, "HUA", False, {"programme"}),
        (Role.SUPERVISOR, "TTT", False, {"programme"}),
        (Role.SUPERVISOR, "TTT", True, {"workshop", "milestone", "programme"}),
        (Role.AUTHORITY_OFFICER, "TTT", False, {"workshop", "milestone", "programme"}),
    ],
)
def test_each_sees_what_she_may(role: str, county: str | None, named: bool, sees: set[str]) -> None:
    user = make_user(role, county)
    workshop = make_workshop("held", date=dt.date(2026, 9, 1), supervisor=user if named else None)
    make_followed(workshop=workshop)
    make_meeting()
    assert {key.partition("-")[0] for key in read(address(user))} == sees


def test_her_roles_of_this_moment_decide(officer: User) -> None:
    make_workshop("confirmed", date=dt.date(2026, 9, 10))
    where = address(officer)
    assert len(read(where)) > 1
    held = officer.memberships.get()
    membership.end_role(membership=held, by=SYSTEM, on=AUTUMN.date())
    assert Client().get(where).status_code == 404
    membership.give_role(email=officer.email, name="林小美", role=Role.COUNTY_OFFICER, county=held.county, by=SYSTEM,
                         on=AUTUMN.date())  # fmt: skip
    assert Client().get(where).status_code == 200
    User.objects.update(is_active=False)
    assert Client().get(where).status_code == 404


def test_a_renewed_or_revoked_address_leads_nowhere(officer: User) -> None:
    old = address(officer, statutory=True)
    new = address(officer)
    assert CalendarFeed.objects.get().statutory  # renewing changes the address and nothing else
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    feeds.revoke(CalendarFeed.objects.get(), by=officer, now=AUTUMN)
    assert Client().get(new).status_code == 404
    lines = Event.objects.filter(object_type="actionplans.calendarfeed").order_by("pk")
    verbs = list(lines.values_list("verb", flat=True))
    assert verbs == ["calendar_made", "calendar_made", "calendar_revoked"]
    token = new.rpartition("/")[2].removesuffix(".ics")
    assert token not in str(list(Event.objects.values())) + str(list(CalendarFeed.objects.values()))


# What a program needs -----------------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_sent_again(officer: User) -> None:
    workshop = make_workshop("confirmed", date=dt.date(2026, 9, 10))
    where, client = address(officer), Client()
    first = client.get(where)
    etag = first["ETag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', etag)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "private, no-cache"
    with time_machine.travel(AUTUMN + dt.timedelta(hours=7), tick=False):
        again = client.get(where, headers={"if-none-match": etag})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    type(workshop).objects.update(venue="別的地方")
    changed = client.get(where, headers={"if-none-match": etag})
    assert (changed.status_code, changed["ETag"] == etag) == (200, False)


def test_it_is_a_calendar_by_the_book(officer: User) -> None:
    make_followed()
    make_workshop("confirmed", date=dt.date(2026, 9, 10), venue="很長的場地名稱" * 12)
    raw = Client().get(address(officer, statutory=True)).content
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    assert raw.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in raw
    keys = [str(one["uid"]) for one in Calendar.from_ical(raw).walk("VEVENT")]
    assert len(keys) == len(set(keys))


def test_it_speaks_its_owner_s_language(officer: User) -> None:
    workshop = make_workshop("confirmed", date=dt.date(2026, 9, 10))
    found = read(address(officer, language="en", statutory=True))
    assert "Taitung" in str(found[f"workshop-{workshop.pk}"]["summary"])
    assert "International Volunteer Day" in str(found["fixed-volunteer-day-2026"]["summary"])


def test_the_fixed_days_stand_in_it_where_she_wants_them(officer: User) -> None:
    assert not [key for key in read(address(officer)) if key.startswith("fixed-")]
    feeds.choose(CalendarFeed.objects.get(), language="zh-hant", statutory=True, by=officer, now=AUTUMN)
    found = read(address(officer))
    one = found["fixed-act-7-2027"]
    assert one["dtstart"].dt == dt.date(2027, 3, 2)  # 28 February is a Sunday and 和平紀念日, 1 March its compensation
    assert "原本是 116年2月28日（日）" in str(one["description"])
    assert "志願服務法第7條" in str(one["description"])
    assert not [key for key in found if key.startswith("fixed-tpe")]
    taipei = read(address(make_user(Role.COUNTY_OFFICER, "TPE"), statutory=True))
    window = taipei["fixed-tpe-7-2027"]
    assert (window["dtstart"].dt, window["dtend"].dt) == (dt.date(2027, 7, 1), dt.date(2027, 7, 11))


def test_the_last_days_of_results_stand_with_them_for_who_keeps_a_unit_and_for_its_office(officer: User) -> None:
    unit = make_unit("TTT", name="海線志工隊")
    coordinator = make_user(None)
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    found = read(address(coordinator, statutory=True))
    one = found[f"result-{unit.pk}-2026-year"]
    assert "海線志工隊：115年全年成果回報" in str(one["summary"])
    assert (one["dtstart"].dt, one["dtend"].dt) == (dt.date(2027, 1, 1), dt.date(2027, 3, 3))
    assert "原本是 116年2月28日（日）" in str(one["description"])
    assert f"results-{unit.authority.pk}-2026-year" in read(address(officer, statutory=True))
    other = make_user(None)
    give(other, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    assert not [key for key in read(address(other)) if key.startswith("result")]


def test_a_look_is_noted_once_an_hour(officer: User) -> None:
    where = address(officer)
    for minutes, noted in ((0, 0), (59, 0), (60, 60)):
        with time_machine.travel(AUTUMN + dt.timedelta(minutes=minutes), tick=False):
            Client().get(where)
        assert CalendarFeed.objects.get().read_at == AUTUMN + dt.timedelta(minutes=noted)


@pytest.mark.parametrize("rows", [1, 3])
def test_it_asks_the_same_number_of_questions_however_much_there_is(officer: User, rows: int) -> None:
    for _one in range(rows):
        plan = make_followed(workshop=make_workshop("held", date=dt.date(2026, 9, 1)))
        told = make_check_in(plan, officer, next_on=dt.date(2026, 10, 5), now=AUTUMN)
        checkins.submit(check_in=told, by=officer, now=AUTUMN)
    make_meeting(by=officer)
    feed, _token = feeds.make(CalendarFeed, language="zh-hant", statutory=True, by=officer, now=AUTUMN)
    feed.user.__dict__.pop("access", None)
    with CaptureQueriesContext(connection) as asked:
        calendar_dates.entries(feed, now=AUTUMN)
    assert len(asked) == 7


# The page -----------------------------------------------------------------------------------------------------------


def test_the_address_is_shown_once(client: Client, officer: User) -> None:
    client.force_login(officer)
    where = reverse("actionplans:calendar")
    assert "建立網址" in client.get(where).content.decode()
    shown = client.post(where, {"do": "make", "language": "zh-hant", "statutory": "on"}).content.decode()
    (link,) = re.findall(r'value="(http[^"]+\.ics)"', shown)
    for program in ("Google", "Outlook", "Apple", "data-v-copy"):
        assert program in shown
    assert ".ics" not in client.get(where).content.decode()
    assert "fixed-act-7-2027" in read(link.removeprefix("http://127.0.0.1:8000"))
    client.post(where, {"do": "choose", "language": "en"})
    feed = CalendarFeed.objects.get()
    assert (feed.statutory, feed.language) == (False, "en")
    renewed = client.post(where, {"do": "renew"}).content.decode()
    assert link not in renewed
    assert ".ics" in renewed
    client.post(where, {"do": "revoke"})
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("sent", [{"do": "make", "language": "xx"}, {"do": "make"}])
def test_a_language_it_does_not_speak_is_refused(client: Client, officer: User, sent: dict[str, str]) -> None:
    client.force_login(officer)
    assert client.post(reverse("actionplans:calendar"), sent).status_code == 422
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("do", ["renew", "choose", "revoke", "", "nothing"])
def test_without_an_address_there_is_nothing_to_change(client: Client, officer: User, do: str) -> None:
    client.force_login(officer)
    answer = client.post(reverse("actionplans:calendar"), {"do": do, "language": "en"})
    assert answer.status_code in (200, 422)
    assert not CalendarFeed.objects.exists()


def test_the_page_of_fixed_days_names_every_source(client: Client, officer: User) -> None:
    client.force_login(officer)
    page = client.get(reverse("actionplans:fixed_days")).content.decode()
    for words in ("國際志工日", "40/212", "志願服務法第7條", "116/02/28", "D0050134"):
        assert words in page
    # Days of another city are not among those for everybody; a rhythm's own source may name where it is told.
    assert "臺北市志願服務實務手冊" not in page[page.index("大家的日子") :]
    assert "各單位" in page[: page.index("大家的日子")], "when results are due to one's offices stands above"
