"""The keying page says what it did not take beside its box, lets two versions be settled, and hides no focus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from actionplans.models import Entry, Operation, PaperPage
from tests.makers.accounts import make_user
from tests.makers.actionplans import give_forms
from tests.makers.files import make_file
from tests.makers.workshops import make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)
# How much of the focused box lies under the bar that stays at the foot of the window, in pixels.
HIDDEN = """() => {
  const one = document.activeElement, bar = document.querySelector(".s-key__bar");
  if (!one || !one.closest("[data-key]") || bar.contains(one)) return 0;
  return Math.max(0, one.getBoundingClientRect().bottom - bar.getBoundingClientRect().top);
}"""


def paper_of(officer: Any, sheet: str) -> str:
    workshop = make_workshop(Workshop.State.HELD, agenda=False, groups=1)
    give_forms(workshop.programme)
    file = make_file(workshop, by=officer)
    paper = PaperPage.objects.create(workshop=workshop, file=file, group=workshop.groups.get(), sheet=sheet)
    return reverse("actionplans:paper_page", args=[paper.pk])


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_two_versions_are_settled_on_the_keying_page(
    scripts: bool, counties: None, browser_of: Callable[..., Page], axe: Any, shot: Any
) -> None:
    officer = make_user(name="王小明")
    address = paper_of(officer, "D")
    first, second = browser_of(officer), browser_of(officer, java_script_enabled=scripts)
    first.goto(address)
    second.goto(address)
    for page, words in ((first, "海線接送"), (second, "海線共乘接送")):
        page.get_by_label("行動名稱").fill(words)
        page.locator(".s-key__bar").get_by_role("button", name="存檔").click()
    expect(second.get_by_role("link", name="行動名稱：另一臺裝置先改了這一格")).to_be_visible()
    both = second.locator("[data-dispute]:visible")
    expect(both).to_contain_text("目前：海線接送")
    expect(both).to_contain_text("海線共乘接送")
    if scripts:
        second.get_by_role("link", name="行動名稱：").click()
        expect(both.get_by_role("button", name="留目前的")).to_be_focused()
        axe(second)
        shot(second, "paper-dispute")
        second.set_viewport_size({"width": 390, "height": 844})
        shot(second, "paper-dispute")
    both.get_by_role("button", name="改用另一個").click()
    expect(second.get_by_text("已存伺服器。")).to_be_visible()
    expect(second.get_by_label("行動名稱")).to_have_value("海線共乘接送")
    expect(second.get_by_text("這一格有兩個版本").locator("visible=true")).to_have_count(0)
    entry = Entry.objects.get(path="title")
    assert (entry.value, entry.disputed) == ("海線共乘接送", None)
    assert Operation.objects.filter(path="title", value="海線接送").exists()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_what_is_not_taken_is_told_beside_its_box(
    scripts: bool, counties: None, browser_of: Callable[..., Page], axe: Any, shot: Any
) -> None:
    page = browser_of(make_user(), java_script_enabled=scripts)
    page.goto(paper_of(make_user(), "A"))
    line = page.get_by_role("group", name="遇到的困難，新的第 2 行").first
    line.get_by_label("一句話").fill("沒有交通費")
    line.get_by_label("對應的行動號召").fill("X9")
    line.get_by_label("票數").fill("很多")
    line.get_by_label("核心議題").check()
    page.locator(".s-key__bar").get_by_role("button", name="存檔").click()
    summary = page.get_by_role("alert").filter(has_text="這幾處沒有存，其他都存了")
    if scripts:
        expect(summary).to_be_focused()
    expect(summary.get_by_role("listitem")).to_have_count(2)
    expect(line.get_by_label("一句話")).to_have_value("")  # it is saved, and stands above with what was not
    line = page.locator(".s-key__rows li").filter(has_text="沒有交通費")
    votes = line.get_by_label("票數")
    expect(votes).to_have_attribute("aria-invalid", "true")
    expect(votes).to_have_accessible_description("「票數」要填 0 到 999 的整數，例如 5。")
    expect(votes).to_have_value("很多")
    expect(line.locator("summary")).to_contain_text("核心議題")
    expect(line).to_contain_text("打的是「X9」。")
    if scripts:
        axe(page)
        shot(page, "paper-refused")
        summary.get_by_role("link", name="票數").click()
        expect(votes).to_be_focused()
        page.set_viewport_size({"width": 390, "height": 844})
        shot(page, "paper-refused")
    votes.fill("5")
    line.get_by_label("對應的行動號召").select_option("R2")
    page.locator(".s-key__bar").get_by_role("button", name="存檔").click()
    expect(page.get_by_text("已存伺服器。")).to_be_visible()
    values = {one.path.rpartition("/")[2]: one.value for one in Entry.objects.filter(path__startswith="recognition_d")}
    assert (values["text"], values["votes"], values["call_item"]) == ("沒有交通費", 5, "R2")


@pytest.mark.parametrize("size", [(1280, 900), (390, 844), (1280, 600)])
def test_the_focus_is_never_under_the_bar(
    size: tuple[int, int], counties: None, browser_of: Callable[..., Page]
) -> None:
    page = browser_of(make_user(), viewport={"width": size[0], "height": size[1]})
    page.goto(paper_of(make_user(), "A"))
    page.locator("[data-key] input[type=text]").first.focus()
    for _stop in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(HIDDEN) <= 0, page.evaluate("document.activeElement.outerHTML")


def test_a_page_whose_report_was_handed_in_is_read_and_not_typed_in(
    counties: None, browser_of: Callable[..., Page], axe: Any, shot: Any
) -> None:
    page = browser_of(make_user())
    page.goto(paper_of(make_user(), "D"))
    page.get_by_label("行動名稱").fill("打到一半的名稱")
    expect(page.get_by_text("打的字先留在這臺裝置")).to_be_visible()
    Workshop.objects.update(state=Workshop.State.REPORTED)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    name = page.get_by_label("行動名稱")
    expect(name).not_to_be_editable()
    expect(name).to_have_value("")
    expect(page.get_by_text("現在也存不進去").locator("xpath=..")).to_contain_text("打到一半的名稱")
    expect(page.get_by_text("要更正請洽協會秘書處退回報告。格子只能看，可以選取、複製。").first).to_be_visible()
    axe(page)
    shot(page, "paper-shut")
    page.set_viewport_size({"width": 390, "height": 844})
    shot(page, "paper-shut")
    Workshop.objects.update(state=Workshop.State.HELD)
    page.reload()
    expect(page.get_by_label("行動名稱")).to_have_value("打到一半的名稱")
    expect(page.get_by_label("行動名稱")).to_be_editable()
