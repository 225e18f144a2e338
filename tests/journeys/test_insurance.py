"""A coordinator finds a day that was served uncovered, puts the person on the list, and the day turns covered."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import NOW, make_enrolment, make_entry, make_unit, make_volunteer
from volunteers.insuring import insurance
from volunteers.models import Cover

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_uncovered_day_turns_covered(counties, browser_of, axe, shot):
    unit = make_unit("TTT", name="海線關懷志工隊")
    coordinator = make_user(None, name="張大同")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    covered = make_enrolment(unit, make_volunteer("林素珠")).volunteer
    bare = make_enrolment(unit, make_volunteer("黃大明")).volunteer
    on = dt.date(2026, 3, 7)
    values = {
        "kind": "own", "insurer": "示範產險", "number": "P-1", "starts_on": dt.date(2026, 1, 1),
        "ends_on": dt.date(2026, 12, 31),
    }  # fmt: skip
    policy = insurance.take_out(unit=unit, values=values, by=SYSTEM, now=NOW)
    insurance.insure(policy=policy, volunteers=[covered], by=SYSTEM, now=NOW)
    make_entry(unit, covered, on)
    make_entry(unit, bare, on)

    page = browser_of(coordinator)
    page.goto("/register/insurance/?month=202604")
    axe(page)
    page.get_by_role("link", name="115年3月").click()
    page.get_by_role("link", name="海線關懷志工隊").click()
    expect(page.get_by_text("有 1 天有人在沒有保險時服務")).to_be_visible()
    axe(page)
    shot(page, "insurance-calendar")

    # The day says who it was and when; her row leads to the policy's list.
    page.get_by_role("link", name=f"{on.day} 日：1 人沒有保險").click()
    expect(page.get_by_text("09:00–12:00")).to_be_visible()
    page.get_by_text("把黃大明加入保單名冊").click()
    axe(page)
    page.get_by_role("button", name="加入 P-1").click()
    expect(page.get_by_text("這個月登錄的服務都有保險。")).to_be_visible()
    expect(page.get_by_label(f"{on.day} 日：2 人服務，都有保險")).to_be_visible()
    assert Cover.objects.get(volunteer=bare).starts_on == on

    # The policy's page shows them both, with their numbers masked.
    page.goto(f"/register/policies/{policy.pk}/")
    axe(page)
    expect(page.get_by_role("link", name="黃大明", exact=True)).to_be_visible()
    expect(page.get_by_text(bare.identity_shown)).to_be_visible()
