"""A new unit writes its plan, the authority returns it with a mark, and it is approved: seen from both sides."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from foundation.accounts.roles import Role
from foundation.taiwan import roc
from tests.makers.accounts import give, make_organisation, make_user
from volunteers.models import Filing, Unit

pytestmark = pytest.mark.django_db(transaction=True)
LEGAL = ("服務內容", "召募管道及時間", "志工服務進行方式", "志工的訓練", "志工的工作倫理及相關工作規定", "志工服務考核")


def test_from_a_new_unit_to_an_approved_plan(counties, browser_of, axe, shot):
    coordinator = make_user(None, name="張大同")
    give(coordinator, Role.UNIT_COORDINATOR, organisation=make_organisation("TTT", name="海線志工隊"))
    officer = make_user(Role.AUTHORITY_OFFICER, "TTT", name="黃小玲", sector="社會福利類")
    today = timezone.localdate()

    # The unit enters itself.
    page = browser_of(coordinator)
    page.goto("/register/units/")
    page.get_by_role("link", name="登錄運用單位").click()
    axe(page)
    page.get_by_label("性質").select_option("社團法人")
    page.get_by_label("服務類別").select_option("社會福利類")
    page.get_by_role("button", name="登錄單位").click()
    expect(page.get_by_role("heading", name="海線志工隊")).to_be_visible()
    axe(page)

    # It writes its plan; a date that cannot be loses nothing of what stands beside it.
    page.get_by_role("button", name="寫計畫送備案").click()
    axe(page)
    page.get_by_label("計畫名稱").fill("長者關懷訪視計畫")
    page.get_by_label("計畫開始").fill(f"{roc.year(today) + 1}/1/1")
    page.get_by_label("計畫結束").fill(f"{roc.year(today) + 1}/2/30")
    for label in LEGAL:
        page.get_by_label(label, exact=True).fill(f"{label}寫在這裡。")
    page.get_by_role("button", name="儲存", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert len(Filing.objects.get().parts) == len(LEGAL)
    axe(page)
    page.get_by_label("計畫結束").fill(f"{roc.year(today) + 1}/12/31")
    page.get_by_role("button", name="儲存並看整份").click()
    expect(page.get_by_role("heading", name="可以送審")).to_be_visible()
    axe(page)
    shot(page, "filing-ready")
    page.get_by_role("button", name="送審", exact=True).click()
    expect(page.get_by_text("已送審")).to_be_visible()

    # The authority marks one part and returns it.
    office = browser_of(officer)
    office.goto("/register/filings/?state=submitted")
    office.get_by_role("link", name="長者關懷訪視計畫").click()
    office.get_by_text("要補正「服務內容」").click()
    office.get_by_label("「服務內容」要補正什麼").fill("請寫每週幾次")
    axe(office)
    office.get_by_role("button", name="退回補正").click()
    expect(office.get_by_text("已退回補正", exact=False).first).to_be_visible()

    # The unit puts it right.
    page.reload()
    expect(page.get_by_text("請寫每週幾次")).to_be_visible()
    page.get_by_role("link", name="寫計畫").click()
    page.get_by_label("服務內容", exact=True).fill("每週到家訪視 2 次。")
    page.get_by_role("button", name="儲存並看整份").click()
    page.get_by_role("button", name="送審", exact=True).click()

    # And it is approved.
    office.reload()
    office.get_by_label("核備文號").fill("府社工字第1號")
    office.get_by_role("button", name="登錄核備").click()
    expect(office.get_by_text("已登錄核備")).to_be_visible()
    axe(office)
    page.goto("/register/units/")
    expect(page.get_by_text("運用中", exact=True).last).to_be_visible()
    assert Unit.objects.get().state == Unit.State.ACTIVE
    assert Filing.objects.get().parts["content"] == "每週到家訪視 2 次。"
