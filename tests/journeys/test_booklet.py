"""A booklet is made: stories chosen and put in order, two translate at once, another signs, it is published."""

import pytest
from playwright.sync_api import expect

from reports.booklet import passages
from reports.models import Booklet, Passage
from tests.makers.accounts import make_user
from tests.makers.booklets import NOON, make_booklet, make_case, translate_all

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = '.v-save[data-state="saved"]:not([hidden])'


def test_stories_are_chosen_and_put_in_order_by_keyboard(counties, browser_of, axe, shot):
    first = make_case(title="縱谷到站")
    make_case(title="共學圈", workshop=first.workshop)
    desk = browser_of(make_user("association", name="林小美"))
    desk.goto("/reports/booklets/")
    desk.get_by_role("link", name="做一本新的").click()
    desk.get_by_label("英文書名").fill("Promises Kept")
    desk.get_by_label("前言（中文）").fill("志工讓地方更好。")
    desk.get_by_role("button", name="接著選方案和縣市").click()
    axe(desk)
    desk.get_by_label("縱谷到站").check()
    desk.get_by_label("共學圈").check()
    desk.get_by_label("臺東縣").last.check()
    desk.get_by_role("button", name="選入勾選的").click()
    expect(desk.get_by_text("選入了 3 件")).to_be_visible()
    desk.get_by_role("button", name="縱谷到站：往前移").press("Enter")
    expect(desk.locator(".b-row__t a").nth(1)).to_have_text("縱谷到站")
    expect(desk.get_by_text("還差這些")).to_be_visible()
    axe(desk)
    shot(desk, "booklet")


def test_two_translate_at_once_and_another_signs(counties, browser_of, axe, shot):
    mei, ming = make_user("association", name="林小美"), make_user("association", name="王小明")
    booklet = make_booklet(make_case(), by=mei)
    where = f"/reports/highlights/{booklet.highlights.get().pk}/"
    desk, other = browser_of(mei), browser_of(ming)
    desk.goto(where)
    other.goto(where)

    # What is typed is kept by itself, and the page says which standard term is missing.
    desk.get_by_label("看見的問題的英文").fill("Helpers are 68 years old.")
    expect(desk.locator(SAVED)).to_contain_text(":")
    expect(desk.get_by_text("英文裡沒看到標準譯名").first).to_be_visible()
    desk.get_by_label("看見的問題的英文").fill("Volunteers are 68 years old.")
    expect(desk.get_by_text("英文裡沒看到標準譯名")).to_have_count(0)

    # Who writes on the same passage is shown the other's words, and keeps her own.
    other.get_by_label("看見的問題的英文").fill("Volunteers have grown old.")
    expect(other.get_by_text("林小美剛剛改了這一段")).to_be_visible()
    expect(other.get_by_label("看見的問題的英文")).to_have_value("Volunteers have grown old.")
    axe(other)
    shot(other, "booklet-two-at-once")
    other.get_by_role("button", name="用對方寫的").click()
    expect(other.get_by_label("看見的問題的英文")).to_have_value("Volunteers are 68 years old.")
    expect(other.get_by_text("林小美剛剛改了這一段")).to_have_count(0)

    # The translator cannot sign, the other can; a changed word takes the signature away.
    expect(desk.get_by_text("您翻譯的，等另一位審定。")).to_be_visible()
    other.reload()
    other.get_by_role("button", name="審定這一段").click()
    expect(other.get_by_text("王小明").last).to_be_visible()
    assert Passage.objects.get(part="problem").signed_by == "王小明"
    other.get_by_label("看見的問題的英文").fill("Volunteers are 68 on average.")
    expect(other.locator(SAVED)).to_contain_text(":")
    assert not Passage.objects.get(part="problem").is_signed
    other.goto(f"/reports/passages/{Passage.objects.get(part='problem').pk}/history/")
    expect(other.get_by_text("Volunteers have grown old.")).to_be_visible()


def test_a_line_that_breaks_loses_no_word(counties, browser_of):
    mei = make_user("association")
    booklet = make_booklet(make_case(), by=mei)
    desk = browser_of(mei)
    where = f"/reports/highlights/{booklet.highlights.get().pk}/"
    desk.goto(where)
    desk.route("**/reports/passages/**", lambda route: route.abort())
    desk.get_by_label("看見的問題的英文").fill("Typed without a line")
    expect(desk.locator('.v-save[data-state="offline"]:not([hidden])')).to_be_visible()
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.unroute("**/reports/passages/**")
    desk.goto("/reports/booklets/")
    desk.goto(where)
    expect(desk.locator(SAVED)).to_contain_text(":")
    assert Passage.objects.get(part="problem").english == "Typed without a line"


def test_it_is_published_once_all_is_signed(counties, browser_of, axe, shot):
    mei, ming = make_user("association", name="林小美"), make_user("association", name="王小明")
    booklet = make_booklet(make_case(), by=mei)
    translate_all(booklet, by=mei, reviewer=ming)
    problem = Passage.objects.get(part="problem")
    passages.unsign(passage=problem, by=ming, now=NOON)
    desk = browser_of(ming)
    desk.goto(f"/reports/booklets/{booklet.pk}/")
    desk.get_by_role("link", name="縱谷到站：還沒有另一位審定（看見的問題）。").click()
    desk.get_by_role("button", name="整件審定").click()
    expect(desk.get_by_text("審定了 1 段")).to_be_visible()
    desk.goto(f"/reports/booklets/{booklet.pk}/")
    desk.get_by_role("button", name="定稿").click()
    expect(desk.get_by_text("內容鎖定。要更正時重新開啟")).to_be_visible()
    axe(desk)
    assert Booklet.objects.get().published_by == "王小明"
