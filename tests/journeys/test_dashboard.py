"""An officer opens her dashboard, follows a figure to its rows, filters, and takes it along on paper."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from foundation.accounts.roles import Role
from reports.dashboards import counting
from tests.makers.accounts import county, make_user
from tests.makers.plans import make_adopted
from tests.makers.volunteers import make_enrolment, make_trained, make_unit, make_volunteer
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_officer_follows_a_figure_to_the_people_behind_it(counties, browser_of, axe, shot):
    today = timezone.localdate()
    programme = make_programme(year=today.year)
    held = make_workshop(Workshop.State.HELD, programme=programme, groups=1, date=today - dt.timedelta(days=30))
    make_adopted(held, ["R1"])
    unit = make_unit("TTT", "social", name="海線關懷志工隊")
    make_unit("TTT", "health", name="山線健康志工隊")
    make_trained(unit, name="林素珠")
    make_enrolment(unit, make_volunteer("陳阿土"))
    counting.count(county("TTT"), now=timezone.now())
    officer = make_user(Role.COUNTY_OFFICER, "TTT", name="黃小玲")

    # She begins at her start page, and the dashboard begins with what needs her.
    page = browser_of(officer)
    page.goto("/")
    page.locator("main").get_by_role("link", name="成效總覽").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("臺東縣成效總覽")
    expect(page.locator("main").get_by_role("heading", level=2).first).to_have_text("需要你處理")
    axe(page)
    shot(page, "dashboard-county")

    # Half of them lack cover: which unit, and who?
    tile = page.locator("article", has=page.get_by_role("heading", name="投保率"))
    expect(tile).to_contain_text("50")
    tile.get_by_role("link", name="看還缺的在哪裡").click()
    expect(page.get_by_role("row", name="海線關懷志工隊")).to_contain_text("1")
    axe(page)
    page.get_by_role("link", name="海線關懷志工隊").click()
    expect(page.get_by_role("link", name="陳阿土")).to_be_visible()
    expect(page.get_by_text("林素珠")).to_have_count(0)
    page.get_by_role("link", name="陳阿土").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("陳阿土")

    # A unit of the matrix has a dashboard of its own, and the way back keeps nothing of the filter.
    page.goto("/dashboard/")
    page.get_by_role("row", name="海線關懷志工隊").get_by_role("rowheader").get_by_role("link").click()
    assert f"unit={unit.pk}" in page.url
    expect(page.get_by_role("heading", level=1)).to_have_text("海線關懷志工隊成效總覽")
    axe(page)
    page.get_by_role("link", name="回到我的總覽").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("臺東縣成效總覽")

    # On paper.
    with page.expect_download() as download:
        page.get_by_role("link", name="下載 PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="下載 PDF")).to_be_hidden()


def test_an_association_filters_the_map_and_goes_into_a_county(counties, browser_of, axe, shot):
    make_programme(year=2026)
    unit = make_unit("HUA", name="縱谷志工隊")
    make_trained(unit, name="林素珠")
    counting.count(county("HUA"), now=timezone.now())
    page = browser_of(make_user(Role.ASSOCIATION, None))
    page.goto("/dashboard/")
    page.get_by_label("地圖顯示").select_option("insured")
    page.get_by_role("button", name="篩選").click()
    assert "measure=insured" in page.url
    expect(page.get_by_role("group", name="22 縣市：投保率")).to_be_visible()
    axe(page)
    shot(page, "dashboard-nation")
    page.get_by_role("link", name="花蓮縣 100").or_(page.get_by_role("link", name="花蓮縣 100%")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("花蓮縣成效總覽")
    page.get_by_role("row", name="縱谷志工隊").get_by_role("link", name="縱谷志工隊，在隊志工 1").click()
    expect(page.get_by_text("看不到是誰：1 人沒有列出姓名")).to_be_visible()
    expect(page.get_by_text("林素珠")).to_have_count(0)
