"""A cell of the completeness matrix goes back: the officer finds it in what she has to do, answers, it is accepted."""

import pytest
from playwright.sync_api import expect

from tests.makers.accounts import make_user
from tests.makers.plans import make_adopted
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


def test_a_cell_goes_back_is_answered_and_accepted(counties, browser_of, axe, shot):
    programme = make_programme(slug="ivy-2026")
    make_adopted(make_workshop(Workshop.State.HELD, programme=programme, county="TTT"), ["S3"])
    desk = browser_of(make_user("association", name="林小美"))
    officer = browser_of(make_user("county_officer", "TTT", name="陳承辦"), viewport=PHONE)

    desk.goto("/reports/completeness/")
    desk.get_by_role("link", name="臺東縣「採納方案」1 場：看或退回").click()
    desk.get_by_role("button", name="退回給縣市").click()
    expect(desk.locator("#id_mark")).to_be_visible()
    desk.get_by_label("要補正什麼").fill("主責單位寫的是去年的單位，請改。")
    axe(desk)
    shot(desk, "cell")
    desk.get_by_role("button", name="退回給縣市").click()
    expect(desk.get_by_text("已退回，臺東縣的承辦人會在")).to_be_visible()
    desk.goto("/reports/completeness/")
    expect(desk.get_by_text("退回 1")).to_be_visible()
    axe(desk)
    shot(desk, "completeness-returned")

    officer.goto("/")
    axe(officer)
    shot(officer, "home-returned")
    officer.get_by_role("link", name="去補正").click()
    expect(officer.get_by_text("主責單位寫的是去年的單位，請改。").first).to_be_visible()
    officer.get_by_label("補了什麼，或為什麼不用改").fill("已改成社會處。")
    axe(officer)
    shot(officer, "cell-return")
    assert officer.evaluate("document.documentElement.scrollWidth <= innerWidth")
    officer.get_by_role("button", name="補好了，再送出").click()
    expect(officer.get_by_text("等協會看").first).to_be_visible()

    desk.goto("/")
    desk.get_by_role("link", name="補了「採納方案」").click()
    expect(desk.get_by_text("已改成社會處。").first).to_be_visible()
    shot(desk, "cell-answered")
    desk.get_by_role("button", name="收下").click()
    expect(desk.get_by_text("已收下").first).to_be_visible()
    desk.goto("/reports/completeness/")
    expect(desk.get_by_text("待看 1")).to_have_count(0)
