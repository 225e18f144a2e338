"""An officer registers a workshop in a real browser: saved as she types, beside a colleague, without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from foundation.taiwan import clock
from tests.journeys.conftest import sign_in
from tests.makers.accounts import make_user
from tests.makers.workshops import make_workshop
from workshops import agenda_of, registration
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(counties):
    """An officer of Taitung."""
    return make_user(name="王小明")


def step(workshop: Workshop, name: str) -> str:
    return f"/workshops/{workshop.pk}/register/{name}/"


def saved(page: Page) -> None:
    """The page says that it has saved, with the time."""
    expect(page.locator("[data-v-savebox] .v-save:visible")).to_contain_text(":", timeout=10_000)


def test_every_field_is_saved_as_she_types(page: Page, live_server, officer, axe, shot):
    workshop = make_workshop()
    sign_in(page, officer, live_server.url)
    page.goto(live_server.url + step(workshop, "place"))
    page.get_by_label("日期").fill("115/2/30")
    page.get_by_label("容納人數").fill("45")
    page.get_by_label("地址").focus()
    expect(page.locator("#id_date_error")).to_contain_text("沒有 30 日", timeout=10_000)
    expect(page.locator("#hints")).to_contain_text("少於預計參加的 56 人")
    expect(page.get_by_label("地址")).to_be_focused()
    page.get_by_label("日期").fill("1150612")
    page.get_by_label("地址").focus()
    expect(page.locator("#id_date_error")).to_have_count(0, timeout=10_000)
    expect(page.locator("#when")).to_contain_text("115年6月12日（五）")
    workshop.refresh_from_db()
    assert (workshop.date.isoformat(), workshop.seats, workshop.unfinished) == ("2026-06-12", 45, {})
    axe(page)
    shot(page, "registration-place")


def test_the_word_of_saving_is_what_the_server_has_said(page: Page, live_server, officer):
    workshop = make_workshop(address="")
    sign_in(page, officer, live_server.url)
    page.goto(live_server.url + step(workshop, "place"))
    box, address = page.locator("[data-v-savebox]"), page.get_by_label("地址")
    address.press_sequentially("中山路")
    expect(box).to_have_attribute("data-state", "saving")  # from the first letter on, before anything is sent
    address.blur()
    expect(box).to_have_attribute("data-state", "saved")

    page.context.set_offline(True)
    address.fill("中山路276號")
    address.blur()
    expect(page.get_by_text("沒有連上，還沒儲存")).to_be_visible()
    page.context.set_offline(False)
    expect(box).to_have_attribute("data-state", "saved", timeout=15_000)  # it tries again by itself
    workshop.refresh_from_db()
    assert workshop.address == "中山路276號"


def test_an_answer_speaks_of_what_was_sent_and_not_of_what_was_typed_since(page: Page, live_server, officer):
    workshop = make_workshop(address="")
    sign_in(page, officer, live_server.url)
    page.goto(live_server.url + step(workshop, "place"))
    box, address = page.locator("[data-v-savebox]"), page.get_by_label("地址")
    held: list[Route] = []
    page.route("**/place/", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    address.fill("中山路")
    address.blur()
    with page.expect_response("**/place/"):
        page.wait_for_timeout(1500)
        address.press_sequentially("276號")
        held.pop().continue_()
    page.unroute("**/place/")
    page.wait_for_timeout(300)
    expect(box).to_have_attribute("data-state", "saving")
    address.blur()
    expect(box).to_have_attribute("data-state", "saved")


def test_a_colleagues_words_are_not_overwritten(page: Page, live_server, officer):
    workshop = make_workshop()
    sign_in(page, officer, live_server.url)
    page.goto(live_server.url + step(workshop, "place"))
    base = registration.snapshot(workshop, "place")
    registration.save_step(
        workshop=workshop, step="place", data=base | {"venue": "對方的館"}, by=make_user(name="陳小華"), base=base
    )
    page.get_by_label("場地名稱").fill("我的館")
    page.get_by_label("地址").focus()
    expect(page.locator("#clashes")).to_contain_text("陳小華", timeout=10_000)
    expect(page.get_by_label("場地名稱")).to_have_value("我的館")
    page.get_by_role("button", name="用我填的").click()
    page.wait_for_url("**/people/")
    workshop.refresh_from_db()
    assert workshop.venue == "我的館"


def test_the_agenda_is_arranged_with_the_keyboard(page: Page, live_server, officer, axe, shot):
    workshop = make_workshop(groups_planned=8)
    sign_in(page, officer, live_server.url)
    page.goto(live_server.url + step(workshop, "agenda"))
    page.get_by_role("button", name="各組成果發表加 5 分鐘").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-v-sum]")).to_have_text("210")
    expect(page.locator("[data-v-end]")).to_have_text("17:00")
    page.get_by_role("button", name="行動號召三大主軸導入往前移").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#agenda-words")).to_contain_text("8 組 × 8 分 = 64 分，超過發表上限 60 分", timeout=10_000)
    saved(page)
    axe(page)
    shot(page, "registration-agenda")
    lines = agenda_of.lines_of(Workshop.objects.get())
    assert [line.minutes for line in lines] == [20, 10, 30, 10, 30, 30, 10, 55, 15]
    # nothing was pressed twice by saving: the page says the same when it is opened again
    page.reload()
    expect(page.locator("[data-v-sum]")).to_have_text("210")
    page.get_by_role("button", name="刪除歸納總結與承諾").click()
    expect(page.locator("[data-v-sum]")).to_have_text("195")
    page.get_by_role("button", name="下一步：確認送出").click()
    page.wait_for_url("**/confirm/")
    assert Workshop.objects.get().agenda.count() == 8


def test_the_heads_tone_is_the_servers_verdict(page: Page, live_server, officer, axe, shot):
    """Three hours are permitted and the breaks were cut for them: the head says so, and shows no green tick."""
    workshop = make_workshop(minutes=180, agenda=False)
    agenda_of.restore_agenda(workshop=workshop, by=officer)
    sign_in(page, officer, live_server.url)
    page.goto(live_server.url + step(workshop, "agenda"))
    head = page.locator("#agenda-sum")
    expect(head).to_contain_text("建議議程把「休息」縮短了才放得進")
    expect(head).to_have_attribute("data-tone", "risk")
    expect(head.locator(".s-agsum__ok")).to_be_hidden()
    expect(head.locator(".s-agsum__risk")).to_be_visible()
    axe(page)
    shot(page, "registration-agenda-short")
    page.get_by_role("button", name="歸納總結與承諾減 5 分鐘").click()
    expect(head).to_have_attribute("data-tone", "late")
    page.get_by_role("button", name="小組討論一：地方現況盤點加 5 分鐘").click()
    page.get_by_role("button", name="小組討論一：地方現況盤點加 5 分鐘").click()
    expect(head).to_contain_text("「休息」、「歸納總結與承諾」少於建議的最短時間", timeout=10_000)
    expect(head).to_have_attribute("data-tone", "risk")


@pytest.mark.parametrize(
    ("typed", "total", "wrong"),
    [("６０", "235", False), ("60分", "235", False), ("999", "175", True), ("abc", "175", True), ("-4", "175", True),
     ("0", "175", True), ("", "175", True)],
)  # fmt: skip
def test_the_page_counts_as_the_server_does(page: Page, live_server, officer, typed, total, wrong):
    workshop = make_workshop(minutes=205)
    sign_in(page, officer, live_server.url)
    page.goto(live_server.url + step(workshop, "agenda"))
    line = page.locator("[data-v-line]").nth(2)
    with page.expect_response("**/agenda/check/") as told:
        line.locator("[name=minutes]").fill(typed)
        expect(page.locator("[data-v-sum]")).to_have_text(total)
    expect(line.locator("[data-v-wrong]")).to_be_visible(visible=wrong)
    expect(page.locator("[data-v-verdict]")).to_contain_text("分鐘數要先改好" if wrong else "長度符合")
    expect(page.locator("#agenda-sum")).to_have_attribute("data-tone", "late" if wrong else "ok")
    expect(page.locator("[data-v-spoken]")).to_have_text(clock.spoken(int(total)))
    assert ("第 3 項" in told.value.text()) is wrong


def test_it_works_without_a_script(browser: Browser, live_server, officer):
    workshop = make_workshop(remark="補登")
    context = browser.new_context(java_script_enabled=False, locale="zh-TW", viewport={"width": 390, "height": 844})
    page = context.new_page()
    sign_in(page, officer, live_server.url)
    page.goto(live_server.url + step(workshop, "place"))
    page.get_by_label("場地名稱").fill("另一個館")
    page.get_by_role("button", name="下一步：人員與分組").click()
    page.get_by_role("button", name="下一步：議程").click()
    page.get_by_role("button", name="小組討論一：地方現況盤點加 5 分鐘").click()
    page.get_by_role("button", name="下一步：確認送出").click()
    page.get_by_role("button", name="送出登記").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("臺東縣")
    workshop.refresh_from_db()
    assert (workshop.state, workshop.venue, workshop.minutes) == ("submitted", "另一個館", 210)
    context.close()
