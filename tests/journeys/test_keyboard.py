"""With the keys alone: signing in, registering, joining a table, writing, voting, starring, placing, deciding.

Nobody here touches a mouse. Wherever the focus goes it can be seen, and no action drops it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from actionplans.models import Idea, Plan, Sheet
from actionplans.writing import sheets
from tests.makers.accounts import make_user
from tests.makers.actionplans import fill, make_sheet, make_table
from tests.makers.board import ideas_of, make_room
from tests.makers.workshops import make_programme
from workshops.models import Workshop

pytestmark = pytest.mark.django_db(transaction=True)

MOST_STEPS = 200  # Tab stops on one page; more would be a page that nobody walks through
FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return "nowhere";
  const ringed = [one, one.closest("label"), one.closest("li"), ...(one.labels || [])].filter(Boolean);
  const seen = ringed.some((each) => {
    const style = getComputedStyle(each);
    const box = each.getBoundingClientRect();
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 && box.width > 0 && box.height > 0;
  });
  return seen ? "" : `unseen: ${one.outerHTML.slice(0, 160)}`;
}"""


class Keys:
    """A person's hands on the keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def on(self, target: Locator) -> bool:
        """Whether the focus is there."""
        return target.count() > 0 and bool(target.evaluate("(one) => one === document.activeElement"))

    def reach(self, target: Locator, key: str = "Tab") -> None:
        """Go on with Tab until the focus is there, and see it at every stop."""
        expect(target).to_be_visible()
        for _step in range(MOST_STEPS):
            if self.on(target):
                return
            self.page.keyboard.press(key)
            where = self.page.evaluate(FOCUS)
            assert where in ("", "nowhere"), where  # between the last stop and the first lies the browser's own bar
        raise AssertionError(f"no way to {target} with {key}")

    def type(self, target: Locator, text: str) -> None:
        """Go there and write over what stands there."""
        self.reach(target)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Go there and press it."""
        self.reach(target)
        self.page.keyboard.press(key)

    def choose(self, group: Locator, answer: str) -> None:
        """Go to a group of radio buttons and take an answer with Space and the arrows."""
        radios = group.get_by_role("radio")
        for _step in range(MOST_STEPS):
            if any(self.on(one) for one in radios.all()):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        wanted = group.get_by_role("radio", name=answer)
        for _step in range(radios.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowRight")
            self.stays()
        expect(wanted).to_be_checked()

    def stays(self) -> None:
        """The focus is somewhere, and can be seen."""
        assert self.page.evaluate(FOCUS) == ""


def test_an_officer_signs_in_and_registers(browser_of: Callable[..., Page], counties: None) -> None:
    make_programme()
    make_user(email="keys@ttt.example", password="海風與山路-2026")
    page = browser_of(None)
    keys = Keys(page)
    page.goto("/workshops/register/")
    keys.type(page.get_by_label("公務電子郵件"), "keys@ttt.example")
    keys.type(page.locator("input[name=password]"), "海風與山路-2026")
    page.keyboard.press("Enter")

    keys.press(page.get_by_role("button", name="開始登記"))
    page.wait_for_url("**/register/place/")
    keys.type(page.get_by_label("日期"), "115/6/31")
    keys.type(page.get_by_label("開始時間"), "13:30")
    keys.type(page.get_by_label("總長度"), "205")
    expect(page.locator("#id_date_error")).to_contain_text("沒有 31 日", timeout=20_000)
    keys.stays()  # saving in the background takes nobody's place away
    expect(page.get_by_label("總長度")).to_have_value("205")
    keys.reach(page.get_by_label("日期"), "Shift+Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("115/6/10")
    keys.type(page.get_by_label("場地名稱"), "社會福利館")
    keys.choose(page.get_by_role("group", name="可分組討論的平面會議室"), "是，桌椅可以移動")
    expect(page.locator("#id_date_error")).to_have_count(0, timeout=20_000)
    keys.stays()
    keys.press(page.get_by_role("button", name="下一步：人員與分組"))
    page.wait_for_url("**/people/")
    workshop = Workshop.objects.get()
    assert (str(workshop.date), workshop.minutes, workshop.flat_floor) == ("2026-06-10", 205, True)
    assert workshop.venue == "社會福利館"


def test_a_table_is_joined_and_its_stock_taken(phone: Callable[..., Page], counties: None) -> None:
    group = make_table()
    page = phone()
    keys = Keys(page)
    page.goto("/j/")
    keys.type(page.get_by_label("桌上的代碼"), group.code.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("第 1 組")
    keys.type(page.get_by_label("怎麼稱呼"), "阿明")
    keys.press(page.get_by_role("button", name="加入這一組"))

    keys.reach(page.get_by_role("tab", name="肯定"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="支持")).to_be_focused()
    keys.stays()
    new = page.locator("#pane-support").get_by_label("新增：遇到的困難")
    keys.type(new, "送餐每月缺班 22 班")
    page.keyboard.press("Enter")
    item = page.locator("#pane-support [data-item]", has_text="缺班")
    expect(item).to_be_visible()
    keys.stays()
    keys.press(item.get_by_role("button", name="再加一票"))
    expect(item.locator(".s-vote b")).to_have_text("1")
    keys.stays()
    keys.press(item.get_by_role("button", name="核心議題"), "Space")
    expect(item.get_by_label("誰受影響")).to_be_focused()
    keys.stays()
    page.keyboard.type("高齡志工 60 人")
    keys.press(item.get_by_label("編輯「送餐每月缺班 22 班」"))
    expect(item.get_by_label("怎麼知道的")).to_be_visible()
    keys.stays()
    expect(page.locator("[data-saves] > [data-is]:visible")).to_contain_text("已存伺服器", timeout=20_000)
    (issue,) = sheets.core_issues(sheets.read(Sheet.objects.get(kind="inventory")))
    assert (issue.text, issue.votes, issue.affected) == ("送餐每月缺班 22 班", 1, "高齡志工 60 人")

    keys.press(item.get_by_role("button", name="刪除這一則"))
    expect(item).to_have_count(0)
    keys.stays()
    removed = page.locator("[data-removed=support_difficulties]")
    keys.press(removed.locator("summary"))
    keys.press(removed.get_by_role("button", name="復原"))
    expect(item).to_have_count(1)
    keys.stays()


def test_a_stakeholder_is_placed_in_the_matrix(phone: Callable[..., Page], live_server: Any, counties: None) -> None:
    group = make_table()
    fill(make_sheet("design", group), title="送餐", pillar="support", lead_unit="社會處")
    page = phone()
    keys = Keys(page)
    page.goto(f"/j/{group.code}/")
    keys.press(page.get_by_role("button", name="加入這一組"))
    keys.press(page.get_by_role("link", name="可行性"))
    keys.type(page.get_by_label("新增：利害關係人"), "社區巴士隊")
    page.keyboard.press("Enter")
    person = page.locator(".s-who", has_text="社區巴士隊")
    keys.press(person.locator("summary"))
    keys.choose(person.get_by_role("group", name="影響力"), "低")
    keys.choose(person.get_by_role("group", name="支持程度"), "高")
    expect(page.locator('[data-place="low-high"] .s-who')).to_have_count(1)
    keys.stays()
    page.keyboard.press("ArrowRight")  # back to 低 or on to it: she moves while the focus stays on her
    expect(page.locator('[data-place="low-low"] .s-who')).to_have_count(1)
    keys.stays()
    expect(page.locator("[data-saves] > [data-is]:visible")).to_contain_text("已存伺服器", timeout=20_000)
    (who,) = sheets.read(Sheet.objects.get(group=group, kind="feasibility")).items("stakeholders")
    assert (who.get("influence"), who.get("support")) == ("low", "low")


def test_an_idea_is_kept_and_another_parked(browser_of: Callable[..., Page], counties: None) -> None:
    workshop = make_room()
    first, second, *_rest = ideas_of(workshop)
    page = browser_of(make_user())
    keys = Keys(page)
    page.goto(f"/workshops/{workshop.pk}/board/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the menu
    expect(page.locator("#main")).to_be_focused()
    keys.press(card(page, "行動1").get_by_role("button", name="保留"))
    expect(page.locator("article.b-plan", has_text="行動1")).to_be_visible()
    other = card(page, "行動2")
    keys.press(other.locator("summary", has_text="暫緩"))
    keys.type(other.get_by_label("為什麼暫緩"), "明年再談")
    keys.press(other.get_by_role("button", name="暫緩這個構想"))
    expect(other).to_contain_text("明年再談")
    first.refresh_from_db()
    second.refresh_from_db()
    assert [first.decision, second.decision] == [Idea.Decision.KEPT, Idea.Decision.PARKED]
    assert Plan.objects.get().title == "行動1"


def card(page: Page, title: str) -> Locator:
    return page.locator("article.b-idea").filter(has=page.get_by_role("heading", name=title, exact=True))
