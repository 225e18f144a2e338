"""A volunteer's own page: why a month did not count, line by line, her cover, and who looked at her data."""

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import (
    NOW,
    make_cover,
    make_enrolment,
    make_entry,
    make_trained,
    make_training,
    make_unit,
    make_volunteer,
)
from volunteers.models import Cover, Enrolment, ServiceEntry, Unit, Volunteer
from volunteers.persons import own_record, people, revealing
from volunteers.rights import looks
from volunteers.serving import approvals, ledger

pytestmark = pytest.mark.django_db
D = dt.date
MARCH = "/register/mine/hours/202603/"


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def late(unit: Unit, client: Client) -> Volunteer:
    """Somebody whose special training was complete in the middle of March; signed in."""
    made = make_enrolment(unit, make_volunteer("黃大明")).volunteer
    make_training(made, "BASIC")
    make_training(made, "SP_SOCIAL", on=D(2026, 3, 14))
    return linked(made, client)


def linked(person: Volunteer, client: Client) -> Volunteer:
    person.user = make_user(Role.VOLUNTEER, "TTT")
    person.save()
    client.force_login(person.user)
    return person


def test_every_line_of_march_says_what_counts_and_why_not_with_its_source(client, unit, late) -> None:
    make_entry(unit, late, D(2026, 3, 7))
    make_entry(unit, late, D(2026, 3, 21))
    shown = client.get(MARCH).text
    assert "不採計：" in shown
    assert "服務在這一類特殊訓練完成以前。" in shown
    assert "無法追溯受訓之前的服務時數" in shown
    assert "全部會採計；等單位核定。" in shown
    lines = own_record.lines(ServiceEntry.objects.filter(volunteer=late), 202603)
    assert [(one.entry.served_on.day, one.missed, one.rule is None) for one in lines] == [
        (7, 180, False), (21, 0, True),
    ]  # fmt: skip


def test_what_was_refused_or_taken_out_says_so(client, unit, late) -> None:
    refused, corrected = make_entry(unit, late, D(2026, 3, 20)), make_entry(unit, late, D(2026, 3, 21))
    approvals.refuse(entry=refused, reason="那天沒有到班", by=SYSTEM, now=NOW)
    approvals.approve_lines(unit=unit, entries=[corrected.pk], by=SYSTEM, now=NOW)
    corrected.refresh_from_db()
    ledger.correct(entries=[corrected], reason="簽到表登錯日期", by=SYSTEM, now=NOW)
    shown = client.get(MARCH).text
    assert "單位不予採計：</b>那天沒有到班" in shown
    assert "這一筆後來沖銷了：簽到表登錯日期" in shown


def test_no_month_of_anybody_else_and_no_month_that_is_none(client, unit, late) -> None:
    make_entry(unit, make_trained(unit, name="林素珠"), D(2026, 3, 7))
    assert "這個月沒有時數" in client.get(MARCH).text
    for wrong in (202600, 202613, 1):
        assert client.get(f"/register/mine/hours/{wrong}/").status_code == 404


def test_the_page_leads_to_the_month_and_sums_by_unit(client, unit, late) -> None:
    other = make_unit(name="山線關懷志工隊")
    make_enrolment(other, late)
    for where in (unit, other):
        make_entry(where, late, D(2026, 3, 21), "09:00-12:00" if where == unit else "13:00-14:00")
        keys = where.entries.values_list("pk", flat=True)
        approvals.approve_lines(unit=where, entries=list(keys), by=SYSTEM, now=NOW)
    assert f'href="{MARCH}"' in client.get("/register/mine/").text
    sums = own_record.by_unit(ServiceEntry.objects.filter(volunteer=late))
    assert [(one.unit, one.counted) for one in sums] == [(unit, 180), (other, 60)]


@pytest.mark.parametrize(
    ("starts", "ends", "until", "later"),
    [
        (D(2026, 1, 1), D(2026, 6, 10), D(2026, 6, 10), None),
        (D(2026, 1, 1), D(2026, 6, 9), None, None),
        (D(2026, 6, 11), D(2026, 12, 31), None, D(2026, 6, 11)),
        (D(2026, 6, 10), D(2026, 12, 31), D(2026, 12, 31), None),
    ],
)
def test_covered_until_when(unit, late, starts, ends, until, later) -> None:
    make_cover(late, unit, starts_on=starts, ends_on=ends)
    elsewhere = make_unit()
    make_enrolment(elsewhere, late)
    rows = Enrolment.objects.filter(volunteer=late).select_related("unit__organisation")
    found = {one.unit: one for one in own_record.cover(rows, Cover.objects.filter(volunteer=late), NOW.date())}
    assert (found[unit].until, found[unit].starts_on) == (until, later)
    assert found[elsewhere].until is None, "cover at one unit is none at another"


def test_the_page_has_a_button_for_each_of_the_five_rights(client, late) -> None:
    shown = client.get("/register/mine/").text
    for right in ("read", "copy", "correct", "stop", "erase"):
        assert f'href="{reverse("volunteers:right_ask", args=[right])}"' in shown
    assert client.get(reverse("volunteers:right_ask", args=["forget"])).status_code == 404


def test_she_reads_who_looked_at_her_data_and_why(client, unit, late) -> None:
    coordinator = make_user(None, name="張大同")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    revealing.identity_of(volunteer=late, reason="核對保險名冊上的證號", by=coordinator, now=NOW)
    cover = make_cover(late, unit)
    desk = Client()
    desk.force_login(coordinator)
    b"".join(desk.get(f"/exports/insured-list.csv?policy={cover.policy_id}").streaming_content)  # type: ignore[attr-defined]
    b"".join(desk.get(f"/exports/training-gaps.csv?unit={unit.pk}").streaming_content)  # type: ignore[attr-defined]
    told = [(one.who, str(one.what), one.reason) for one in looks.of(late)]
    assert ("張大同", "下載了你所在的清單「被保險人名冊」", "") in told
    assert ("張大同", "下載了你所在的清單「缺訓練的志工」", "") in told
    assert ("張大同", "查看完整證號", "核對保險名冊上的證號") in told
    assert len(told) == 3
    assert "核對保險名冊上的證號" in client.get("/register/mine/").text


def test_opening_her_record_is_noted_once_a_reader_and_day_and_never_her_own_look(client, unit, late) -> None:
    coordinator = make_user(None, name="張大同")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    desk = Client()
    desk.force_login(coordinator)
    record = f"/register/people/{late.key}/"
    for _twice in range(2):
        assert desk.get(record).status_code == 200
    assert client.get(record).status_code == 200
    assert [(one.who, str(one.what)) for one in looks.of(late)] == [("張大同", "查看志工的紀錄")]
    looks.seen(one=late, by=coordinator, now=timezone.now() + dt.timedelta(days=1))
    assert len(looks.of(late)) == 2


@pytest.mark.parametrize(("on", "held"), [(D(2026, 5, 31), False), (D(2026, 6, 1), True), (D(2026, 6, 3), False)])
def test_a_list_taken_when_she_was_not_in_the_unit_did_not_hold_her(unit, on, held) -> None:
    one = make_enrolment(unit, make_volunteer("周小美"), on=D(2026, 6, 1)).volunteer
    people.leave(enrolment=one.enrolments.get(), on=D(2026, 6, 2), why="", by=SYSTEM, now=NOW)
    when = dt.datetime.combine(on, dt.time(4), dt.UTC)
    trail.record(Verb.EXPORTED, unit, by=make_user(), now={"export": "uncovered-hours"}, at=when)
    assert bool(looks.of(one)) is held


def test_an_account_without_a_record_asks_for_nothing(client) -> None:
    account: User = make_user(Role.VOLUNTEER, "TTT")
    client.force_login(account)
    assert "還沒有連到志工資料" in client.get("/register/mine/").text
    assert client.get(reverse("volunteers:right_ask", args=["copy"])).status_code == 404
