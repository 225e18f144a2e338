"""Allowances: settled before they hold, told before somebody serves, reckoned from the ledger, received once."""

import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.exports import registry
from tests.makers.accounts import give, make_user
from tests.makers.recruiting import make_opening
from tests.makers.volunteers import NOW, make_entry, make_trained, make_unit
from volunteers.models import Allowance, AllowanceTerms, ReceiptList, Unit, Volunteer
from volunteers.rules import allowances as rules
from volunteers.rules.allowances import Due, Line, Terms
from volunteers.serving import approvals, ledger
from volunteers.unit_life import agreements, allowances

pytestmark = pytest.mark.django_db
D = dt.date
DAY = dt.timedelta(days=1)
EARLY = dt.datetime(2026, 2, 20, 4, tzinfo=dt.UTC)
MARCH, END = D(2026, 3, 1), D(2026, 3, 31)


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def coordinator(unit: Unit) -> User:
    made = make_user(None)
    give(made, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return made


@pytest.fixture
def person(unit: Unit) -> Volunteer:
    found = make_trained(unit, name="林素珠")
    found.user = make_user(Role.VOLUNTEER, "TTT")
    found.save()
    return found


def settle(unit: Unit, kind: str = "meal", amount: int = 80, **values: Any) -> AllowanceTerms:
    given = {"per": "service", "least_minutes": 0, "words": "", "valid_from": MARCH, "now": EARLY} | values
    return allowances.settle(unit=unit, kind=kind, amount=amount, by=SYSTEM, **given)


def served(unit: Unit, person: Volunteer, *days: int) -> None:
    for day in days:
        make_entry(unit, person, D(2026, 3, day))
    approvals.approve_ordinary(unit=unit, month=202603, seed="a", by=SYSTEM, now=NOW)


def make(unit: Unit, first: dt.date = MARCH, last: dt.date = END) -> ReceiptList:
    return allowances.make(unit=unit, first_on=first, last_on=last, by=SYSTEM, now=NOW)


# What is due ---------------------------------------------------------------------------------------------------------


def terms(**values: Any) -> Terms:
    return Terms(**{"kind": "meal", "amount": 80, "per": "service", "least_minutes": 0, "valid_from": MARCH} | values)


def line(day: int = 7, minutes: int = 180, *, starts: int = 540, times: int = 1, person: int = 1) -> Line:
    return Line(person, D(2026, 3, day), starts, minutes, times)


@pytest.mark.parametrize(
    ("lines", "held", "found"),
    [
        ([line()], [terms()], [(7, 1, 80)]),
        ([line(minutes=180)], [terms(least_minutes=180)], [(7, 1, 80)]),
        ([line(minutes=179)], [terms(least_minutes=180)], []),
        ([line(), line(starts=900)], [terms()], [(7, 2, 160)]),
        ([line(), line(starts=900)], [terms(per="day")], [(7, 1, 80)]),
        ([line(minutes=100), line(minutes=80, starts=900)], [terms(per="day", least_minutes=180)], [(7, 1, 80)]),
        ([line(minutes=100), line(minutes=80, starts=900)], [terms(least_minutes=180)], []),
        ([line()], [terms(amount=0)], []),
        ([line()], [], []),
        ([line()], [terms(valid_from=D(2026, 3, 7))], [(7, 1, 80)]),
        ([line()], [terms(valid_from=D(2026, 3, 8))], []),
        ([line()], [terms(), terms(valid_from=D(2026, 3, 7), amount=100)], [(7, 1, 100)]),
        ([line()], [terms(), terms(valid_from=D(2026, 3, 7), amount=0)], []),
        ([line(starts=1320, minutes=120), line(8, 60, starts=0, times=0)], [terms(least_minutes=180)], [(7, 1, 80)]),
        ([line(8, 60, starts=0, times=0)], [terms()], []),
    ],
)
def test_what_is_due_for_served_lines(lines, held, found) -> None:
    assert [(one.on.day, one.times, one.amount) for one in rules.due(lines, held)] == found


def test_meals_and_transport_stand_beside_each_other() -> None:
    found = rules.due([line(person=2), line()], [terms(), terms(kind="travel", amount=50, per="day")])
    assert found == [
        Due(1, "meal", D(2026, 3, 7), 1, 80), Due(1, "travel", D(2026, 3, 7), 1, 50),
        Due(2, "meal", D(2026, 3, 7), 1, 80), Due(2, "travel", D(2026, 3, 7), 1, 50),
    ]  # fmt: skip


# Told beforehand -----------------------------------------------------------------------------------------------------


def test_it_is_settled_before_it_holds(unit) -> None:
    today = NOW.date()
    with pytest.raises(ValidationError, match="起日不能早於今天"):
        settle(unit, valid_from=today - DAY, now=NOW)
    settle(unit, valid_from=today, now=NOW)
    with pytest.raises(ValidationError, match="換一個起日"):
        settle(unit, valid_from=today, now=NOW)
    with pytest.raises(ValidationError, match="10,000"):
        settle(unit, amount=rules.MOST + 1, valid_from=today + DAY, now=NOW)


def test_who_serves_is_told_on_roster_opening_and_agreement(unit, person) -> None:
    settle(unit, least_minutes=180, words="次月簽領")
    settle(unit, "travel", 0)
    make_unit_elsewhere = make_unit()
    settle(make_unit_elsewhere, amount=99)
    opening = make_opening(unit)
    agreements.write(unit=unit, parts={"content": "訪視長輩", "rights": "保險訓練", "duties": "守倫理守則",
                                       "rules": "依班表服務", "exit": "另訂"}, by=SYSTEM, now=NOW)  # fmt: skip
    agreements.offer(
        unit=unit, people=[person.pk], starts_on=NOW.date(), ends_on=NOW.date() + 300 * DAY, by=SYSTEM, now=NOW
    )
    client = Client()
    client.force_login(person.user)
    for where in (
        reverse("volunteers:own_roster"), reverse("volunteers:place", args=[opening.pk]),
        reverse("volunteers:agreement", args=[person.agreements.get().pk]),
    ):  # fmt: skip
        page = client.get(where).content.decode()
        assert "每次服務 80 元" in page, where
        assert "次月簽領" in page
        assert "不是報酬" in page
        assert "99 元" not in page


def test_a_unit_that_settled_nothing_tells_nothing(unit, person) -> None:
    client = Client()
    client.force_login(person.user)
    assert "誤餐費" not in client.get(reverse("volunteers:own_roster")).content.decode()


# Listed, received ----------------------------------------------------------------------------------------------------


def test_a_day_stands_on_one_list(unit, person) -> None:
    settle(unit)
    served(unit, person, 7, 14)
    made = make(unit, last=D(2026, 3, 10))
    assert [(one.days, one.total) for one in allowances.rows(made)] == [(1, 80)]
    rest = make(unit)
    assert [one.served_on.day for one in rest.lines.all()] == [14]
    with pytest.raises(ValidationError, match="沒有還沒列過"):
        make(unit)
    allowances.discard(receipts=made, by=SYSTEM, now=NOW)
    assert [one.served_on.day for one in make(unit).lines.all()] == [7]


def test_only_approved_service_is_listed_and_what_was_taken_out_is_said(unit, person) -> None:
    settle(unit)
    make_entry(unit, person, D(2026, 3, 7))
    with pytest.raises(ValidationError, match="沒有還沒列過"):
        make(unit)
    served(unit, person, 14)
    made = make(unit)
    assert allowances.taken_out(made) == []
    entry = unit.entries.get(served_on=D(2026, 3, 14))
    ledger.correct(entries=[entry], reason="登錄到別人的", by=SYSTEM, now=NOW)
    assert [one.served_on.day for one in allowances.taken_out(made)] == [14]


def test_a_list_that_was_paid_stays(unit, person) -> None:
    settle(unit)
    served(unit, person, 7)
    made = make(unit)
    for wrong in (D(2026, 3, 30), NOW.date() + DAY):
        with pytest.raises(ValidationError, match="發放日期"):
            allowances.pay(receipts=made, on=wrong, by=SYSTEM, now=NOW)
    allowances.pay(receipts=made, on=D(2026, 3, 31), by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="已經登錄發放"):
        allowances.pay(receipts=made, on=D(2026, 3, 31), by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="不能刪除"):
        allowances.discard(receipts=made, by=SYSTEM, now=NOW)


def test_the_database_itself_pays_no_day_twice(unit, person) -> None:
    settle(unit)
    served(unit, person, 7)
    one = make(unit).lines.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Allowance.objects.create(
            receipts=one.receipts, unit=unit, volunteer=person, kind="meal", served_on=one.served_on, times=1, amount=80
        )


@pytest.mark.parametrize(
    ("first", "last"),
    [(MARCH + DAY, MARCH), (MARCH, NOW.date() + DAY), (D(2025, 1, 1), D(2026, 1, 2))],
)
def test_days_out_of_order_make_no_list(unit, first, last) -> None:
    settle(unit)
    with pytest.raises(ValidationError, match="最多一年"):
        make(unit, first, last)


# Pages and paper -----------------------------------------------------------------------------------------------------


def test_a_coordinator_settles_lists_prints_and_pays(unit, person, coordinator) -> None:
    settle(unit)
    served(unit, person, 7)
    client = Client()
    client.force_login(coordinator)
    where = reverse("volunteers:allowances", args=[unit.pk])
    sent = {"kind": "travel", "amount": "50", "per": "day", "least_hours": "3", "valid_from": "115/1/1"}
    refused = client.post(where, sent)
    assert refused.status_code == 422
    assert "起日不能早於今天" in refused.content.decode()
    assert client.post(where, sent | {"valid_from": "199/1/1"}).status_code == 302
    assert AllowanceTerms.objects.get(kind="travel").least_minutes == 180
    days = {"first_on": "115/3/1", "last_on": "115/3/31"}
    assert client.post(reverse("volunteers:receipts_make", args=[unit.pk]), days).status_code == 302
    made = ReceiptList.objects.get()
    assert client.post(reverse("volunteers:receipts_make", args=[unit.pk]), days).status_code == 422
    page = client.get(reverse("volunteers:receipts", args=[made.pk])).content.decode()
    assert "林素珠" in page
    paper = client.get(reverse("volunteers:receipts_paper", args=[made.pk]))
    [printed] = PdfReader(io.BytesIO(paper.getvalue())).pages
    assert f"副本 {Event.objects.get(verb=Verb.PRINTED).now['copy']}" in printed.extract_text()
    export = registry.find("allowance-receipts", coordinator)
    rows = list(export.tables(coordinator, receipts=made.pk)[0].cells())
    assert [row[1:6] for row in rows] == [["林素珠", 1, 80, 0, 80], ["合計", 1, 80, 0, 80]]
    with pytest.raises(registry.UnknownExport):
        export.tables(make_user(Role.COUNTY_OFFICER, "HUA"), receipts=made.pk)
    move = reverse("volunteers:receipts_move", args=[made.pk])
    assert client.post(move, {"do": "pay", "on": "115/3/1"}).status_code == 422
    assert client.post(move, {"do": "pay", "on": "115/4/1"}).status_code == 302
    assert client.post(move, {"do": "discard"}).status_code == 422
    assert client.post(move, {"do": "nonsense"}).status_code == 404


@pytest.mark.parametrize("people", [1, 3])
def test_the_pages_ask_as_much_for_many_as_for_few(unit, coordinator, people, django_assert_max_num_queries) -> None:
    settle(unit)
    for _one in range(people):
        served(unit, make_trained(unit), 7)
    made = make(unit)
    client = Client()
    client.force_login(coordinator)
    for where in (reverse("volunteers:allowances", args=[unit.pk]), reverse("volunteers:receipts", args=[made.pk])):
        with django_assert_max_num_queries(16):
            assert client.get(where).status_code == 200
