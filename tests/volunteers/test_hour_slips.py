"""What is printed of hours: approved ones with exact days, and a blank sheet that comes back as a list."""

import csv
import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from foundation.accounts.models import Membership
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.imports.rows import read
from tests.makers.accounts import make_user
from tests.makers.volunteers import NOW, make_entry, make_place, make_trained, make_unit
from volunteers.lists import hour_lists
from volunteers.models import Enrolment, ServiceEntry, Unit
from volunteers.serving import approvals, hour_slips, ledger

pytestmark = pytest.mark.django_db
MARCH = (dt.date(2026, 3, 1), dt.date(2026, 3, 31))


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


def slips_of(unit: Unit, first: dt.date = MARCH[0], last: dt.date = MARCH[1]) -> list[tuple[str, int]]:
    return [(one.name, one.minutes) for one in hour_slips.of(unit=unit, first=first, last=last)]


def copies_of(answer: Any) -> list[str]:
    """The copy's number at the foot of each page of a PDF, without repetition."""
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(answer.getvalue())).pages]
    found = [re.findall(r"副本 ([0-9A-F]{4}-[0-9A-F]{4})", text) for text in pages]
    assert all(len(one) == 1 for one in found)
    return sorted({number for one in found for number in one})


def test_only_approved_hours_stand_on_a_slip_with_their_exact_days(unit) -> None:
    person = make_trained(unit, name="林素珠")
    for day in (1, 7, 31):
        make_entry(unit, person, dt.date(2026, 3, day))
    assert slips_of(unit) == []
    approvals.approve_lines(unit=unit, entries=ServiceEntry.objects.values_list("pk", flat=True), by=SYSTEM, now=NOW)
    make_entry(unit, person, dt.date(2026, 3, 20))
    (slip,) = hour_slips.of(unit=unit, first=MARCH[0], last=MARCH[1])
    (item,) = slip.items
    assert (item.first, item.last, item.times, item.minutes) == (*MARCH, 3, 540)
    assert slips_of(unit, last=dt.date(2026, 3, 30)) == [("林素珠", 360)]
    ledger.correct(entries=[ServiceEntry.objects.get(served_on=MARCH[0])], reason="簽到表登錯日期", by=SYSTEM, now=NOW)
    assert slips_of(unit) == [("林素珠", 360)], "what was corrected is off"
    assert slips_of(make_unit()) == [], "another unit's hours are its own"


@pytest.mark.parametrize(
    ("last", "sentence"), [(dt.date(2026, 2, 28), "不能早於"), (dt.date(2027, 3, 2), "最多印一年")]
)
def test_a_period_that_cannot_be_says_why(unit, last, sentence) -> None:
    with pytest.raises(ValidationError, match=sentence):
        hour_slips.of(unit=unit, first=MARCH[0], last=last)


def test_a_print_is_logged_and_the_next_one_says_reprint(client: Client, unit) -> None:
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    client.force_login(user)
    address = f"/register/units/{unit.pk}/slips/"
    sent = {"first": "115/3/1", "last": "115/3/31"}
    assert "沒有已核定的時數" in client.post(address, sent).content.decode()
    make_entry(unit, make_trained(unit))
    approvals.approve_ordinary(unit=unit, month=202603, seed="x", by=SYSTEM, now=NOW)
    answer = client.post(address, sent)
    assert answer["Content-Type"] == "application/pdf"
    assert copies_of(answer) == [Event.objects.filter(verb=Verb.PRINTED).latest("pk").now["copy"]]
    assert hour_slips.printed(unit=unit, first=MARCH[0], last=MARCH[1]).count() == 1
    assert "2026-03-01 到 2026-03-31，1 張" in client.get(address).content.decode()
    again = hour_slips.note_printed(unit=unit, first=MARCH[0], last=MARCH[1], slips=1, copy="", by=SYSTEM, now=NOW)
    assert again == 2


def test_the_blank_sheet_filled_in_is_a_list_that_is_understood(unit) -> None:
    person = make_trained(unit, name="林素珠")
    Enrolment.objects.update(number="023")
    make_place(unit, person, dt.date(2026, 3, 7))
    rows = [row for row in hour_slips.sheet(unit=unit, month=MARCH[0]) if row.name]
    assert [(row.number, row.name, row.on, row.hint) for row in rows] == [("023", "林素珠", "115/03/07", "09:00–12:00")]
    assert [row.name for row in hour_slips.sheet(unit=unit, month=dt.date(2026, 4, 1)) if row.name] == ["林素珠"]
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(
        ("志工編號", "姓名", "服務日期", "開始時間", "結束時間", "服務時數", "服務內容", "受服務人次", "簽名")
    )
    for row in rows:
        writer.writerow((row.number, row.name, row.on, "09:00", "12:00", "", row.content, "3", ""))
    understood = read(stream.getvalue().encode(), hour_lists.SPEC, limits=hour_lists.LIMITS)
    taken = hour_lists.take(unit=unit, understood=understood, by=SYSTEM, now=NOW)
    assert not taken.understood.problems
    assert ServiceEntry.objects.get().counted == 180


def test_the_sheet_of_a_month_says_who_took_it(client: Client, unit) -> None:
    user = make_user(Role.UNIT_COORDINATOR, "TTT", name="張大同")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    client.force_login(user)
    make_trained(unit)
    answer = client.get(reverse("volunteers:month_sheet", args=[unit.pk, 202603]))
    line = Event.objects.get(verb=Verb.PRINTED)
    assert copies_of(answer) == [line.now["copy"]]
    assert line.now["paper"] == hour_slips.SHEET
    assert hour_slips.printed(unit=unit, first=MARCH[0], last=MARCH[1]).count() == 0, "a blank sheet is no slip"
