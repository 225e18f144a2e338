"""A unit's half-year report: it opens, is completed and handed in, comes back with a mark, and is locked."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import give, make_user
from tests.makers.results import serve
from tests.makers.volunteers import make_trained, make_unit
from volunteers.models import ResultReport
from volunteers.reporting import opening
from volunteers.rules import result_forms

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_half_years_report_from_opening_to_acceptance_with_one_return(counties, browser_of, axe, shot):
    unit = make_unit("TPE", "social", name="城心志工隊")
    coordinator = make_user(None, name="張大同")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    officer = make_user(Role.COUNTY_OFFICER, "TPE", name="黃小玲")
    window = result_forms.form_of("tpe-dosw").rhythm.latest(timezone.localdate())
    person = make_trained(unit, name="林素珠", education="college", occupation="retired")
    serve(unit, person, window.first_on + dt.timedelta(days=40), 180)
    assert opening.open_due(by=SYSTEM, now=timezone.now()) == 1

    # The unit begins with what is left to do.
    page = browser_of(coordinator)
    page.goto("/register/results/")
    axe(page)
    page.get_by_role("link", name="成果回報").first.click()
    page.locator("section", has_text="需要你處理").get_by_role("link", name="城心志工隊").click()
    expect(page.get_by_role("heading", name="可以送出")).to_be_visible()
    expect(page.get_by_text("受服務人次卻是 0")).to_be_visible()
    axe(page)
    shot(page, "result-open")

    # A figure leads to the rows behind it.
    page.get_by_role("link", name="服務總時數 3 小時").click()
    expect(page.get_by_role("link", name="林素珠")).to_be_visible()
    axe(page)
    page.go_back()

    # What the register cannot know is put by hand; without its source it does not go out, and nothing is lost.
    page.get_by_text("改填「受服務人次」").click()
    page.get_by_label("改填", exact=True).locator("visible=true").fill("40")
    page.get_by_role("button", name="儲存並送出").click()
    expect(page.get_by_role("alert")).to_contain_text("數字從哪裡來")
    axe(page)
    page.get_by_label("數字從哪裡來").locator("visible=true").fill("活動簽到單")
    page.get_by_role("button", name="儲存並送出").click()
    expect(page.get_by_text("已送出，主管機關會看到。")).to_be_visible()
    axe(page)

    # The authority returns it with a mark beside one figure.
    office = browser_of(officer)
    office.goto("/register/results/")
    office.get_by_role("link", name="1 份送出來的回報等你審查").click()
    office.get_by_role("link", name="城心志工隊").click()
    office.get_by_text("請單位改「受服務人次」").click()
    office.get_by_label("「受服務人次」要改什麼").fill("和六月的簽到單不符")
    axe(office)
    office.get_by_role("button", name="退回修改").click()
    expect(office.get_by_text("已退回修改。")).to_be_visible()

    # The unit puts it right.
    page.reload()
    expect(page.get_by_text("和六月的簽到單不符")).to_be_visible()
    page.get_by_label("改填", exact=True).locator("visible=true").fill("36")
    page.get_by_role("button", name="儲存並送出").click()
    expect(page.get_by_text("已送出，主管機關會看到。")).to_be_visible()

    # It is accepted, and locked.
    office.reload()
    office.get_by_role("button", name="核定並鎖定").click()
    expect(office.get_by_text("數字已經鎖定")).to_be_visible()
    axe(office)
    report = ResultReport.objects.get()
    assert report.state == ResultReport.State.ACCEPTED
    assert report.figures.get(key="served").value == 36
    page.reload()
    expect(page.get_by_role("button", name="儲存並送出")).to_have_count(0)

    # And it stands in the county's sum.
    office.goto(f"/register/results/sums/?year={window.year}&term={window.term}")
    expect(office.get_by_role("row", name="受服務人次").get_by_role("cell", name="36")).to_be_visible()
    axe(office)
    shot(office, "result-sums")
