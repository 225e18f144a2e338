"""The association words a form: with the keys alone, without a script, and as far as a table's phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from actionplans.asking import questions
from actionplans.models import QuestionSet, Sheet
from actionplans.writing import sheets
from foundation.accounts.roles import Role
from tests.journeys.conftest import PHONE
from tests.journeys.test_keyboard import Keys
from tests.makers.accounts import make_user
from tests.makers.actionplans import fill, give_forms, make_sheet, make_table
from tests.makers.workshops import make_programme, make_seat
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db(transaction=True)


def keys_of(programme: Programme, section: int) -> list[str]:
    draft = QuestionSet.objects.drafts().get(programme=programme)
    return [one.key for one in questions.read(draft.definition).sections[section].questions]


def test_a_question_goes_from_the_editor_to_a_table_with_the_keys_alone(
    browser_of: Callable[..., Page], phone: Callable[..., Page], live_server: Any, counties: None, axe: Any
) -> None:
    group = make_table(state=Workshop.State.CONFIRMED, name="海線組")
    programme = group.workshop.programme
    page = browser_of(make_user(Role.ASSOCIATION))
    keys = Keys(page)
    page.goto(f"/programmes/{programme.slug}/questions/")
    keys.press(page.get_by_role("button", name="修改「地方志願服務行動設計表」"))
    page.wait_for_url("**/questions/design/")

    # A question goes two places down: its button keeps the focus, so that it can be pressed again.
    down = page.get_by_role("button", name="「具體行動」往後移")
    keys.press(down)
    page.wait_for_url("**#down-steps")
    keys.stays()
    assert keys.on(down)
    page.keyboard.press("Enter")
    expect(page.locator("#q-steps .v-repeat__n")).to_have_text("3")
    assert keys_of(programme, 1) == ["lead_unit", "partners", "steps"]

    keys.press(page.get_by_role("link", name="在「怎麼做」加一題"))
    keys.choose(page.get_by_role("group", name="怎麼回答"), "複選")
    keys.type(page.get_by_label("題目", exact=True), "需要縣府做什麼")
    keys.type(page.get_by_label("題目（英文）"), "What the county can do")
    options = page.get_by_role("group", name="選項")
    keys.type(options.get_by_label("選項", exact=True).nth(0), "出錢")
    keys.type(options.get_by_label("選項", exact=True).nth(1), "出力")
    keys.press(page.get_by_role("button", name="加一個選項"))
    expect(options.get_by_label("選項", exact=True)).to_have_count(3)
    assert keys.on(options.get_by_label("選項", exact=True).nth(2))
    page.keyboard.type("出場地")
    axe(page)
    keys.press(page.get_by_role("button", name="加進草稿"))
    page.wait_for_url("**/questions/design/#q-x_1")
    keys.stays()
    keys.press(page.get_by_role("link", name="在「怎麼做」加一題"))
    keys.choose(page.get_by_role("group", name="怎麼回答"), "數字")
    keys.type(page.get_by_label("題目", exact=True), "要幾位志工")
    page.keyboard.press("Enter")  # a new line in the box, not the page sent half done
    keys.press(page.get_by_role("button", name="加進草稿"))
    page.wait_for_url("**#q-x_2")

    page.goto(f"/programmes/{programme.slug}/questions/design/")
    keys.press(page.get_by_role("link", name="看小組的畫面"))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("group", name="需要縣府做什麼")).to_be_visible()
    assert page.locator("iframe").evaluate("(one) => one.contentWindow.innerWidth") in range(380, 391)
    frame.get_by_label("要幾位志工").fill("3")
    frame.get_by_role("button", name="下一步").click()
    expect(frame.get_by_label("要幾位志工")).to_have_value("3")
    assert not Sheet.objects.exists()

    page.goto(f"/programmes/{programme.slug}/questions/design/")
    keys.press(page.get_by_role("link", name="比對 3 處修改並發布"))
    expect(page.get_by_role("main")).to_contain_text("1 場還沒開始的工作坊會用新版")
    keys.press(page.get_by_role("button", name="發布新的一版"))
    page.wait_for_url("**/questions/")

    Workshop.objects.filter(pk=group.workshop_id).update(state=Workshop.State.RUNNING, started_at=timezone.now())
    make_seat(group, name="甲", token="token-甲")
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "每月缺班", "core": True}])
    table = phone()
    table.context.add_cookies([{"name": "seat", "value": "token-甲", "url": live_server.url}])
    table.goto("/t/design/")
    table.get_by_role("group", name="需要縣府做什麼").get_by_text("出場地").click()
    box = table.get_by_label("要幾位志工")
    box.press_sequentially("12.")
    expect(table.locator("[data-saves] [data-is=unsaved]")).to_be_visible()
    box.press_sequentially("5")
    expect(table.locator("[data-saves] [data-is=server]")).to_be_visible(timeout=20_000)
    box.fill("約三位")
    box.blur()
    expect(table.locator("details[data-refused]")).to_contain_text("「要幾位志工」要填數字", timeout=20_000)
    axe(table)
    content = sheets.read(Sheet.objects.get(group=group, kind="design"))
    assert (content.get("x_1"), content.get("x_2")) == (["o3"], 12.5)


def test_words_are_changed_and_published_without_a_script(browser_of: Callable[..., Page], counties: None) -> None:
    programme = make_programme()
    give_forms(programme)
    page = browser_of(make_user(Role.ASSOCIATION), java_script_enabled=False, viewport=PHONE)
    page.goto(f"/programmes/{programme.slug}/questions/")
    page.get_by_role("button", name="修改「地方現況盤點表」").click()
    page.get_by_role("link", name="修改「支持」的標題與引導問題").click()
    page.get_by_label("引導問題或說明", exact=True).fill("缺什麼？")
    page.get_by_role("button", name="存進草稿").click()
    page.get_by_role("link", name="在「支持」加一題").click()
    page.get_by_role("group", name="怎麼回答").get_by_text("單選").click()
    page.get_by_label("題目", exact=True).fill("最缺哪一種")
    labels = page.get_by_role("group", name="選項").get_by_label("選項", exact=True)
    labels.nth(0).fill("時間")
    labels.nth(1).fill("人")
    page.get_by_role("button", name="第 2 個選項往前移").click()
    expect(labels.nth(0)).to_have_value("人")
    page.get_by_role("button", name="加進草稿").click()
    page.get_by_role("button", name="「最缺哪一種」往前移").click()
    assert keys_of(programme, 1)[0] == "x_1"
    page.get_by_role("link", name="看小組的畫面").click()
    expect(page.frame_locator("iframe").get_by_text("缺什麼？")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="比對").click()
    page.get_by_role("button", name="發布新的一版").click()
    expect(page.get_by_role("main")).to_contain_text("目前第 2 版")
    form = questions.read(questions.newest(programme, "inventory").definition)
    assert (form.sections[1].help, form.by_key["x_1"].options) == ("缺什麼？", (("o1", "人"), ("o2", "時間")))


def test_two_people_on_one_question_choose_and_lose_nothing(browser_of: Callable[..., Page], counties: None) -> None:
    programme = make_programme()
    give_forms(programme)
    first, second = (browser_of(make_user(Role.ASSOCIATION, name=name)) for name in ("王甲", "李乙"))
    first.goto(f"/programmes/{programme.slug}/questions/")
    first.get_by_role("button", name="修改「地方志願服務行動設計表」").click()
    for page in (first, second):
        page.goto(f"/programmes/{programme.slug}/questions/design/words/title/")
    first.get_by_label("題目", exact=True).fill("甲的題目")
    first.get_by_label("說明", exact=True).fill("甲的說明")
    first.get_by_role("button", name="存進草稿").click()
    second.get_by_label("題目", exact=True).fill("乙的題目")
    second.get_by_role("button", name="存進草稿").click()
    expect(second.get_by_role("alert")).to_contain_text("王甲 剛改了同一段文字，你寫的還沒存")
    expect(second.get_by_role("alert")).to_be_focused()
    expect(second.get_by_role("main")).to_contain_text("現在存著的：甲的題目")
    expect(second.get_by_label("說明", exact=True)).to_have_value("甲的說明")
    second.get_by_role("button", name="存我寫的").click()
    second.wait_for_url("**/questions/design/#q-title")
    title = questions.read(QuestionSet.objects.drafts().get().definition).by_key["title"]
    assert (title.label, title.hint) == ("乙的題目", "甲的說明")
