"""Without a script: whoever's browser runs none can still join, write, hand in, register and decide."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from actionplans.models import Operation, Plan, Sheet
from actionplans.writing import sheets
from tests.makers.accounts import make_user
from tests.makers.actionplans import make_table
from tests.makers.board import ideas_of, make_room
from tests.makers.workshops import make_programme
from workshops.models import Seat, Workshop

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_table_joins_writes_and_hands_in(phone: Callable[..., Page], counties: None) -> None:
    group = make_table(name="海線組")
    page = phone(java_script_enabled=False)
    page.goto("/j/")
    page.get_by_label("桌上的代碼").fill("?????")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("alert")).to_contain_text("找不到這個代碼")
    page.get_by_label("桌上的代碼").fill(group.code)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("怎麼稱呼").fill("阿明")
    page.get_by_role("button", name="加入這一組").click()
    assert Seat.objects.get().name == "阿明"

    for pillar in ("recognition", "support", "safeguarding"):  # no tab hides what no script can show
        expect(page.locator(f"#pane-{pillar}")).to_be_visible()
    pane = page.locator("#pane-support")
    pane.get_by_label("新增：做得好的").fill("社區巴士有空檔")
    pane.get_by_label("新增：遇到的困難").fill("送餐每月缺班 22 班")
    pane.get_by_role("button", name="加入").first.click()
    item = page.locator("#pane-support [data-item]", has_text="缺班")
    item.get_by_role("button", name="再加一票").click()
    expect(item.locator(".s-vote b")).to_have_text("1")

    # The next sheet waits for a core issue, and says so.
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("main")).to_contain_text("核心議題")
    page.goto("/t/inventory/")
    item.get_by_role("button", name="核心議題").click()
    item.get_by_label("誰受影響").fill("高齡志工 60 人")
    page.get_by_role("button", name="下一步").click()

    page.get_by_label("行動名稱").fill("颱風天也有人敲門")
    page.get_by_role("group", name="主要主軸").get_by_text("支持").click()
    page.get_by_label("主責單位").fill("送餐志工隊")
    page.get_by_label("新增：具體行動").fill("颱風前一天排雙人班")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", name="行動方案可行性檢視")).to_be_visible()
    page.get_by_label("新增：利害關係人").fill("社區巴士隊")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("main")).to_contain_text("颱風天也有人敲門")
    page.go_back()
    expect(page.get_by_role("heading", name="行動方案可行性檢視")).to_be_visible()

    written = {sheet.kind: sheets.read(sheet) for sheet in Sheet.objects.filter(group=group)}
    (issue,) = sheets.core_issues(written["inventory"])
    assert (issue.text, issue.affected, issue.votes) == ("送餐每月缺班 22 班", "高齡志工 60 人", 1)
    assert written["design"].values["lead_unit"] == "送餐志工隊"
    assert [one.get("what") for one in written["design"].items("steps")] == ["颱風前一天排雙人班"]
    assert [one.get("name") for one in written["feasibility"].items("stakeholders")] == ["社區巴士隊"]
    assert not Operation.objects.exclude(outcome="applied").exists()


def test_an_officer_registers_a_step(browser_of: Callable[..., Page], counties: None) -> None:
    make_programme()
    page = browser_of(make_user(), java_script_enabled=False)
    page.goto("/workshops/register/")
    page.get_by_role("button", name="開始登記").click()
    page.get_by_label("日期").fill("115/13/1")
    page.get_by_label("場地名稱").fill("社會福利館")
    page.get_by_role("button", name="下一步：人員與分組").click()
    expect(page.locator("#id_date_error")).to_contain_text("月")
    expect(page.get_by_label("日期")).to_have_value("115/13/1")
    expect(page.get_by_label("場地名稱")).to_have_value("社會福利館")
    page.get_by_label("日期").fill("115/6/10")
    page.get_by_role("button", name="下一步：人員與分組").click()
    expect(page.get_by_label("主辦機關")).to_be_visible()
    workshop = Workshop.objects.get()
    assert (str(workshop.date), workshop.venue, workshop.unfinished) == ("2026-06-10", "社會福利館", {})


def test_a_room_decides(browser_of: Callable[..., Page], counties: None) -> None:
    workshop = make_room()
    first, second, third, _fourth = ideas_of(workshop)
    page = browser_of(make_user(), java_script_enabled=False)
    page.goto(f"/workshops/{workshop.pk}/board/")

    def card(title: str):
        return page.locator("article.b-idea").filter(has=page.get_by_role("heading", name=title, exact=True))

    card("行動1").get_by_role("button", name="保留").click()
    card("行動2").locator("summary", has_text="併入").click()
    card("行動2").get_by_role("button", name="併入這一項").click()
    card("行動3").locator("summary", has_text="暫緩").click()
    card("行動3").get_by_label("為什麼暫緩").fill("明年再談")
    card("行動3").get_by_role("button", name="暫緩這個構想").click()
    page.get_by_role("textbox", name="共識聲明").fill("先讓志工平安。")
    page.get_by_role("button", name="儲存共識聲明").click()
    expect(page.get_by_role("textbox", name="共識聲明")).to_have_value("先讓志工平安。")
    plan = Plan.objects.get()
    for idea in (first, second, third):
        idea.refresh_from_db()
    assert [first.plan, second.plan, third.plan] == [plan, plan, None]
    assert third.reason == "明年再談"
