"""The page of codes and devices: who sees it, and what each button does."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.workshops import make_group, make_participant, make_seat, make_workshop
from workshops import codes, readiness
from workshops.models import Workshop
from workshops.views import tables

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 6, 10, 4, 0, tzinfo=dt.UTC)  # 12:00 in Taipei, on the day


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def workshop():
    return make_workshop(Workshop.State.CONFIRMED, date=dt.date(2026, 6, 10))


def url(name, workshop, **more):
    return reverse(f"workshops:{name}", kwargs={"pk": workshop.pk, **more})


def test_the_page_shows_code_address_and_devices(client, workshop):
    group = make_group(workshop, code="NK4QX", host_name="陳大文")
    make_seat(group, name="阿明", seen_at=NOON - dt.timedelta(seconds=119))
    make_seat(group, name="小美", seen_at=NOON - dt.timedelta(seconds=121))
    make_seat(group, name="走了", revoked_at=NOON)
    client.force_login(make_user())
    shown = client.get(url("tables", workshop)).content.decode()
    assert "NK4QX" in shown
    assert "http://testserver/j/NK4QX/" in shown
    assert shown.count("連線中") == 1
    assert shown.count("分前") == 1
    assert "走了" not in shown
    assert "另有 1 臺已移出" in shown


def test_codes_are_issued_and_revoked(client, workshop):
    group = make_group(workshop, code=None)
    client.force_login(workshop.lecturer)
    client.post(url("tables_issue", workshop))
    group.refresh_from_db()
    assert group.code
    seat = make_seat(group)
    client.post(url("table_revoke", workshop, number=group.number))
    group.refresh_from_db()
    seat.refresh_from_db()
    assert group.code_revoked_at == NOON
    assert seat.revoked_at is None
    client.post(url("table_revoke", workshop, number=group.number), {"seats_too": "1"})
    seat.refresh_from_db()
    assert seat.revoked_at == NOON
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {Verb.CODE_ISSUED, Verb.CODE_REVOKED, Verb.SEAT_REVOKED} <= verbs


def test_a_device_is_moved_away(client, workshop):
    seat = make_seat(make_group(workshop))
    client.force_login(make_user())
    assert client.post(url("seat_revoke", workshop, seat=seat.pk)).status_code == 302
    seat.refresh_from_db()
    assert seat.revoked_at == NOON
    elsewhere = make_seat(make_group(make_workshop(Workshop.State.CONFIRMED)))
    assert client.post(url("seat_revoke", workshop, seat=elsewhere.pk)).status_code == 404


@pytest.mark.parametrize(
    ("date", "time", "until"),
    [
        ("115/6/12", "17:30", dt.datetime(2026, 6, 12, 9, 30, tzinfo=dt.UTC)),
        ("2026-06-10", "1201", dt.datetime(2026, 6, 10, 4, 1, tzinfo=dt.UTC)),
        ("115/6/10", "12:00", None),  # this very moment is past
        ("115/7/10", "12:00", dt.datetime(2026, 7, 10, 4, 0, tzinfo=dt.UTC)),  # thirty days
        ("115/7/10", "12:01", None),
        ("115/6/31", "12:00", None),
        ("115/6/12", "", None),
    ],
)
def test_tables_are_opened_until_a_time(client, workshop, date, time, until):
    client.force_login(make_user())
    answer = client.post(url("tables_open", workshop), {"date": date, "time": time})
    assert answer.status_code == (302 if until else 422)
    workshop.refresh_from_db()
    assert workshop.tables_open_until == until
    if not until:
        assert f'value="{date}"' in answer.content.decode()


def test_an_extension_can_be_ended(client, workshop):
    Workshop.objects.update(tables_open_until=NOON + dt.timedelta(days=2))
    client.force_login(make_user())
    client.post(url("tables_open", workshop), {"close": "1"})
    workshop.refresh_from_db()
    assert workshop.tables_open_until == NOON


@pytest.mark.parametrize("state", ["reported", "closed", "cancelled"])
def test_a_finished_workshop_opens_no_tables_and_gives_no_codes(client, state):
    workshop = make_workshop(state)
    group = make_group(workshop, code=None)
    client.force_login(make_user())
    assert client.get(url("tables", workshop)).status_code == 200
    assert client.post(url("tables_open", workshop), {"date": "115/6/12", "time": "1730"}).status_code == 422
    client.post(url("tables_issue", workshop))
    group.refresh_from_db()
    assert group.code is None


def test_only_who_runs_the_workshop_sees_its_codes(client, workshop):
    make_group(workshop, code="NK4QX")
    for user in (
        make_user(county="HUA"),
        make_user(Role.SUPERVISOR),
        make_user(Role.AUTHORITY_OFFICER),
        make_user(Role.LECTURER),  # not of this workshop
    ):
        client.force_login(user)
        assert client.get(url("tables", workshop)).status_code == 404
        assert client.post(url("tables_issue", workshop)).status_code == 404
        assert client.post(url("tables_open", workshop), {"date": "115/6/12", "time": "1730"}).status_code == 404
    for user in (make_user(), make_user(Role.ASSOCIATION), workshop.lecturer):
        client.force_login(user)
        assert "NK4QX" in client.get(url("tables", workshop)).content.decode()


def test_national_staff_do_not_read_the_hosts(client, workshop):
    group = make_group(workshop, host_name="陳大文")
    make_participant(workshop, group=group)
    client.force_login(make_user(Role.ASSOCIATION))
    assert "陳大文" not in client.get(url("tables", workshop)).content.decode()
    client.force_login(workshop.lecturer)
    assert "陳大文" in client.get(url("tables", workshop)).content.decode()


@pytest.mark.parametrize(
    ("now", "day", "proposed"),
    [
        ("2026-06-10T20:59:00+08:00", dt.date(2026, 6, 10), dt.date(2026, 6, 10)),
        ("2026-06-10T21:00:00+08:00", dt.date(2026, 6, 10), dt.date(2026, 6, 11)),
        ("2026-06-10T22:00:00+08:00", dt.date(2026, 6, 12), dt.date(2026, 6, 12)),
        ("2026-06-10T22:00:00+08:00", dt.date(2026, 6, 1), dt.date(2026, 6, 11)),
    ],
)
def test_the_proposed_moment_is_still_to_come(now: str, day: dt.date, proposed: dt.date) -> None:
    moment = dt.datetime.fromisoformat(now)
    given = tables._proposal(Workshop(date=day), moment)
    assert given["date"] == proposed
    assert timezone.make_aware(dt.datetime.combine(given["date"], given["time"])) > moment


@pytest.mark.parametrize("gone", [1, 2])
def test_sentences_name_the_button_as_it_reads(client, workshop, gone):
    for _table in range(3):
        make_group(workshop)
    client.force_login(workshop.lecturer)
    for group in workshop.groups.order_by("number")[:gone]:
        codes.revoke_code(group=group, by=SYSTEM, now=NOON)
    page = client.get(url("tables", workshop)).content.decode()
    assert f"</svg>發出 {gone} 組代碼</button>" in page
    assert page.count(f"代碼已停用。按「發出 {gone} 組代碼」會換新的。") == gone
    assert cure(workshop) == f"按「發出 {gone} 組代碼」，再印桌牌。"


def test_without_groups_there_is_no_such_button_to_name(workshop):
    assert cure(workshop) == "先分組，再發代碼、印桌牌。"


def test_where_no_code_is_given_any_more_no_button_is_named(client):
    over = make_workshop(Workshop.State.CLOSED, date=dt.date(2026, 6, 1))
    group = make_group(over)
    codes.revoke_code(group=group, by=SYSTEM, now=NOON)
    client.force_login(over.lecturer)
    page = client.get(url("tables", over)).content.decode()
    assert "代碼已停用。" in page
    assert "會換新的" not in page


def cure(workshop):
    return next(one.cure for one in readiness.of(workshop).checks if one.key == "codes")
