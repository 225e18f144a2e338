"""An annual plan is drawn up and approved, and action plans go into it, seen from both sides."""

import datetime as dt

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from actionplans.models import AnnualPlan, Plan
from foundation.taiwan import roc
from tests.makers.accounts import make_user
from tests.makers.followup import make_followed
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_an_empty_plan_to_an_action_plan_taken_up(counties, browser_of, axe, shot):
    plan = make_followed(workshop=make_workshop("closed"), title="偏鄉志工共乘")
    today = timezone.localdate()
    officer = make_user(county="TTT", name="林小美")
    page = browser_of(officer)

    # Reached from the list of action plans; begun by its year alone.
    page.goto("/plans/")
    page.get_by_role("link", name="年度計畫").click()
    page.get_by_role("link", name="開始一份年度計畫").click()
    page.get_by_role("button", name="開始草稿").click()
    expect(page.get_by_role("heading", name=f"{today.year - roc.OFFSET}年度臺東縣志願服務推動計畫")).to_be_visible()

    # Two work items, one after the other; the second is moved up.
    page.get_by_role("link", name="加入工作項目").click()
    page.get_by_label("工作項目", exact=True).fill("辦理志工教育訓練")
    page.get_by_label("計畫內容要項").select_option("訓練")
    page.get_by_label("經費（元）").fill("12萬")
    page.get_by_role("button", name="加入，再寫下一項").click()
    page.get_by_label("工作項目", exact=True).fill("偏遠據點交通")
    page.get_by_label("從幾月").fill("3")
    page.get_by_label("到幾月").fill("2")
    page.get_by_role("button", name="加入", exact=True).click()
    expect(page.get_by_text("月份要從 1 到 12").first).to_be_visible()
    page.get_by_label("到幾月").fill("11")
    page.get_by_role("button", name="加入", exact=True).click()
    page.get_by_role("button", name="2. 偏遠據點交通：往前移").click()
    expect(page.get_by_role("article").first).to_contain_text("偏遠據點交通")
    axe(page)

    # Still a draft: the action plan cannot be in it yet, but is to go in.
    page.get_by_role("link", name="偏鄉志工共乘：登錄是否納入").click()
    expect(page.locator("#id_target")).to_be_visible()
    page.locator("label.s-radio", has_text="不寫進去").click()
    expect(page.locator("#id_target")).to_be_hidden()
    page.locator("label.s-radio", has_text="已經寫進核定的").click()
    page.locator("#id_target").select_option(label="1. 偏遠據點交通")
    page.get_by_label("誰決定的").fill("社會處王處長")
    page.get_by_role("button", name="登錄", exact=True).click()
    expect(page.get_by_text("還是草稿，請選「預定納入」").first).to_be_visible()
    page.locator("label.s-radio", has_text="說好要寫進去").click()
    axe(page)
    page.get_by_role("button", name="登錄", exact=True).click()
    expect(page.locator("#uptake")).to_contain_text("預定納入")
    axe(page)

    # Approved, it takes the action plan in; both pages say so.
    page.locator("#uptake").get_by_role("link", name="志願服務推動計畫").click()
    page.get_by_label("文號").fill("府社工字第1150012345號")
    page.get_by_label("核定的人").fill("縣長")
    page.get_by_role("button", name="登錄核定").click()
    expect(page.get_by_text("1 件預定納入的行動方案一起改成納入")).to_be_visible()
    expect(page.get_by_role("article").first).to_contain_text("偏鄉志工共乘")
    axe(page)
    shot(page, "annual-plan")
    found = Plan.objects.select_related("uptake").get(pk=plan.pk)
    assert (found.uptake.state, found.uptake.decided_by) == ("taken", "縣長")
    assert AnnualPlan.objects.get().approved_on == today
    page.get_by_role("link", name="偏鄉志工共乘").click()
    expect(page.locator("#uptake")).to_contain_text("府社工字第1150012345號")
    assert found.uptake.decided_on >= today - dt.timedelta(days=1)
