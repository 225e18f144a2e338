"""A county asks its units to the survey, notes who has confirmed, and settles a dialogue of two hours; the association
sees it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from foundation.accounts.roles import Role
from pledges.models import Dialogue, SurveyAsk
from tests.journeys.conftest import PHONE
from tests.makers.accounts import make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_units_are_asked_and_confirm_and_a_dialogue_is_two_hours_long(
    browser_of: Callable[..., Page], counties: None, axe: Callable[[Page], None], shot: Callable[[Page, str], Path]
) -> None:
    officer, staff = make_user(Role.COUNTY_OFFICER, "TTT", name="王承辦"), make_user(Role.ASSOCIATION, name="黃秘書")
    page = browser_of(officer)
    page.goto(reverse("pledges:calls"))
    page.get_by_role("link", name="臺東縣").click()
    page.get_by_label("邀請了哪些單位").fill("海線志工隊\n山線志工隊\n臺東醫院")
    page.get_by_label("邀請日期").fill("114/6/1")
    page.get_by_role("button", name="加入名單").click()
    expect(page.locator("main")).to_contain_text("邀請了 3 個單位，0 個已經確認填寫")
    axe(page)

    # Nothing is ticked: said beside the button, and nothing is lost.
    page.get_by_role("button", name="勾選的已經填寫").click()
    expect(page.locator("main")).to_contain_text("還沒勾選單位")
    page.get_by_label("海線志工隊").check()
    page.get_by_label("臺東醫院").check()
    page.get_by_label("確認填寫日期").fill("114/6/10")
    page.get_by_label("填寫的語言").select_option("fr")
    page.get_by_role("button", name="勾選的已經填寫").click()
    expect(page.locator("main")).to_contain_text("邀請了 3 個單位，2 個已經確認填寫")
    assert SurveyAsk.objects.filter(language="fr").count() == 2

    page.get_by_label("新對話的名稱").fill("臺東全球對話")
    page.get_by_role("button", name="登錄一場對話").click()
    page.locator("#id_held_on").fill("114/6/15")
    page.locator("#id_starts_at").fill("1330")
    page.locator("#id_place").fill("縣府大禮堂")
    rows = page.locator(".v-repeat__row")
    for at, (title, minutes) in enumerate((("號召導讀", "39"), ("分組對話", "60"), ("見解分享", "20"))):
        rows.nth(at).get_by_label("項目").fill(title)
        rows.nth(at).get_by_label("分鐘").fill(minutes)
    page.get_by_role("button", name="儲存並定案").click()
    expect(page.locator(".v-error-summary")).to_contain_text("議程合計 1 小時 59 分，還差 1 分才到 2 小時")
    axe(page)
    shot(page, "dialogue-short")
    rows.nth(0).get_by_label("分鐘").fill("40")
    page.get_by_role("button", name="儲存並定案").click()
    expect(page.locator("main")).to_contain_text("13:30–14:10")
    page.get_by_label("參加人數").fill("42")
    page.get_by_label("收集到的見解").fill("偏遠據點要有交通接送，保險要跟著人走。")
    page.get_by_role("button", name="回報給協會").click()
    expect(page.locator("main")).to_contain_text("保險要跟著人走")
    axe(page)
    assert Dialogue.objects.get().state == "reported"

    for options in ({}, {"viewport": PHONE}):
        theirs = browser_of(staff, **options)
        theirs.goto(reverse("pledges:calls"))
        expect(theirs.locator("main")).to_contain_text("邀請了 3 個單位，2 個已經確認填寫。對話：1 個縣市已經回報")
        axe(theirs)
        shot(theirs, "calls")
        theirs.get_by_role("link", name="臺東縣").click()
        expect(theirs.get_by_role("button", name="加入名單")).to_have_count(0)
        assert theirs.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        axe(theirs)
    phone = browser_of(officer, viewport=PHONE)
    phone.goto(reverse("pledges:county_calls", args=["TTT"]))
    axe(phone)
    shot(phone, "county-calls")
