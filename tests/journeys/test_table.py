"""A table on its day: two devices write one sheet, the network goes and comes back, and no word is lost."""

import contextlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, Route, expect

from actionplans.models import Operation, Sheet
from actionplans.writing import sheets
from tests.makers.actionplans import fill, make_running, make_sheet
from tests.makers.workshops import make_seat
from workshops.models import Group, Workshop

pytestmark = pytest.mark.django_db(transaction=True)

Device = Callable[..., Page]
SAVED = re.compile("已存伺服器")


def pill(page: Page) -> Any:
    """The word at the top of the page."""
    return page.locator("[data-saves] > [data-is]:visible")


def words(group: Group, kind: str = "design") -> dict[str, Any]:
    return dict(sheets.read(Sheet.objects.get(group=group, kind=kind)).values)


def ready_design(group: Group) -> None:
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "每月缺班 22 班", "core": True}])


def test_two_phones_fill_the_inventory_together(handset: Device, live_server: Any, group: Group, axe: Any) -> None:
    one, two = handset("a"), handset("b")
    for page in (one, two):
        page.goto(f"{live_server.url}/t/")
        page.get_by_role("link", name="盤點").click()
        expect(page.get_by_role("heading", name="地方現況盤點表")).to_be_visible()
    one.get_by_role("tab", name="支持").click()
    two.get_by_role("tab", name="支持").click()

    one.get_by_label("新增：遇到的困難").locator("visible=true").fill("送餐每月缺班 22 班")
    one.keyboard.press("Enter")
    one.get_by_role("button", name="上班族想服務").locator("visible=true").click()
    one.keyboard.press("Enter")
    two.get_by_label("新增：做得好的").locator("visible=true").fill("社區巴士有空檔")
    two.keyboard.press("Enter")
    for page in (one, two):
        pane = page.locator("#pane-support")
        expect(pane.locator("[data-item] > p")).to_have_count(3, timeout=12000)
        expect(pill(page)).to_have_text(SAVED, timeout=8000)

    item = two.locator("[data-item]", has_text="缺班")
    item.get_by_role("button", name="再加一票").click()
    one.locator("[data-item]", has_text="缺班").get_by_role("button", name="再加一票").click()
    expect(two.locator("[data-item]", has_text="缺班").locator(".s-vote b")).to_have_text("2", timeout=12000)
    item.get_by_role("button", name="核心議題").click()
    item.get_by_label("誰受影響").fill("高齡志工 60 人")
    expect(one.locator("[data-core-list]")).to_contain_text("高齡志工 60 人", timeout=12000)
    axe(one)
    content = sheets.read(Sheet.objects.get(group=group, kind="inventory"))
    (issue,) = sheets.core_issues(content)
    assert (issue.text, issue.votes, issue.affected) == ("送餐每月缺班 22 班", 2, "高齡志工 60 人")
    assert content.items("support_difficulties")[1].get("call_item") == "S2"

    two.get_by_role("button", name="下一步").click()
    expect(two.get_by_role("heading", name="地方志願服務行動設計表")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("textsize", ["0", "2"])
def test_the_word_on_saving_breaks_no_time_in_two(
    phone: Callable[..., Page], live_server: Any, counties: None, width: int, textsize: str
) -> None:
    """English needs more room than a phone has beside the clock: words may go to a second line, a time stays whole."""
    group = make_running().groups.get(number=1)
    ready_design(group)
    make_seat(group, token="narrow")
    page = phone(viewport={"width": width, "height": 844})
    page.context.add_cookies([{"name": "seat", "value": "narrow", "url": live_server.url}])
    page.goto(f"{live_server.url}/t/design/")
    expect(page.locator("[data-rc-left]").first).to_be_visible()
    page.locator("[data-path=title]").fill("Night line")
    said = page.locator("[data-saved-at]")
    expect(said).to_contain_text(":", timeout=12000)
    page.evaluate(
        """(size) => { document.documentElement.dataset.textsize = size;
        document.querySelector("[data-is=server] > span").firstChild.data = "Saved on the server "; }""", textsize,
    )  # fmt: skip
    lines, overflow = page.evaluate(
        """() => { const range = document.createRange();
        range.selectNodeContents(document.querySelector("[data-saved-at]"));
        const pill = document.querySelector("[data-is=server]");
        return [range.getClientRects().length, pill.scrollWidth - pill.clientWidth]; }"""
    )
    assert (lines, overflow) == (1, 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_confirmation_keeps_its_buttons_in_sight(page: Page, live_server: Any) -> None:
    """However long the question is: on a phone its answer is not below the edge."""
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(f"{live_server.url}/j/")
    page.evaluate(
        """async () => { const { ask } = await import("/static/js/dialogs.js");
        ask("一行很長的話\\n".repeat(60), "結束"); }"""
    )
    expect(page.get_by_role("button", name="結束")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [320, 820, 1920])
def test_every_page_fits_and_axe_is_content(
    handset: Device, live_server: Any, group: Group, axe: Any, width: int
) -> None:
    fill(
        make_sheet("inventory", group),
        recognition_difficulties=[{"text": "沒人問過志工的意見" * 4, "core": True, "votes": 12, "call_item": "R6"}],
        recognition_strengths=[{"text": "每年表揚"}],
    )
    fill(
        make_sheet("design", group), title="送餐分流" * 6, pillar="support", lead_unit="社會處",
        steps=[{"what": "訂規則"}], indicators=[{"name": "缺班率", "target": "9", "unit": "％"}],
    )  # fmt: skip
    fill(
        make_sheet("feasibility", group), resources=[{"name": "保冷箱", "status": "to_find"}],
        stakeholders=[{"name": "社區巴士隊", "influence": "high", "support": "low"}, {"name": "商家"}],
        risks=[{"risk": "颱風"}],
    )  # fmt: skip
    page = handset("a", viewport={"width": width, "height": 900})
    for kind in ("", "inventory/", "design/", "feasibility/", "present/", "commitment/"):
        page.goto(f"{live_server.url}/t/{kind}")
        if kind not in ("", "present/"):
            expect(pill(page)).to_have_text(SAVED)
            page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, kind
        axe(page)


def test_a_slide_is_read_upright_on_a_phone_and_drawn_whole_on_its_side(
    handset: Device, live_server: Any, group: Group, axe: Any, shot: Any
) -> None:
    ready_design(group)
    fill(
        make_sheet("design", group), title="送餐分流" * 4, pillar="support", lead_unit="社會處", problem="缺班",
        steps=[{"what": "訂出中午高溫時送餐的規則"}], indicators=[{"name": "缺班率", "target": "9", "unit": "％"}],
    )  # fmt: skip
    page = handset("a", viewport={"width": 390, "height": 844})
    page.goto(f"{live_server.url}/t/present/")
    small = """() => [...document.querySelectorAll(".v-slide :is(h2, p, li, dd, dt, header, footer)")]
      .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 13).length"""
    assert page.evaluate(small) == 0
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    axe(page)
    shot(page, "slide-upright")
    page.set_viewport_size({"width": 844, "height": 390})
    assert page.evaluate("document.documentElement.scrollHeight - innerHeight") <= 0


def test_a_sentence_on_the_inventory_is_counted_and_never_refused(
    handset: Device, live_server: Any, group: Group
) -> None:
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    quick = page.locator("[data-quick=recognition_difficulties]")
    typing = quick.get_by_label("新增：遇到的困難")
    for words, said in (("缺", "1/40 字"), ("缺" * 40, "40/40 字"), ("缺" * 41, "超過 1 字（建議 40 字內）")):
        typing.fill(words)
        expect(quick.locator(".v-count")).to_have_text(said)
    typing.press("Enter")
    expect(page.locator("[data-item] > p").first).to_have_text("缺" * 41)
    expect(quick.locator(".v-count")).to_have_text("0/40 字")


def test_the_key_that_ends_an_input_method_adds_nothing(handset: Device, live_server: Any, group: Group) -> None:
    """Chromium says that it composes; Safari says nothing more, and gives the key the number 229."""
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    box = page.get_by_label("新增：遇到的困難").locator("visible=true")
    box.fill("送餐")
    for ending in ({"isComposing": True, "keyCode": 13}, {"isComposing": False, "keyCode": 229}):
        box.evaluate(
            """(box, how) => box.dispatchEvent(new KeyboardEvent("keydown",
            { key: "Enter", bubbles: true, cancelable: true, ...how }))""", ending,
        )  # fmt: skip
    expect(page.locator("[data-item]")).to_have_count(0)
    expect(box).to_have_value("送餐")
    box.press("Enter")
    expect(page.locator("[data-item] > p").first).to_have_text("送餐")


@pytest.mark.parametrize("width", [320, 390])
def test_a_groups_name_stands_in_one_line_beside_the_clock(
    handset: Device, live_server: Any, group: Group, width: int
) -> None:
    Group.objects.filter(pk=group.pk).update(name="海線組")
    page = handset("a", viewport={"width": width, "height": 800})
    page.goto(f"{live_server.url}/t/inventory/")
    page.locator(".s-rc").evaluate(
        """(clock) => { clock.hidden = false; clock.querySelector("b").textContent = "+99:59";
          clock.querySelector("[data-rc-word]").textContent = "時間到"; }"""
    )
    name = page.locator(".s-gtop__t b")
    assert name.evaluate(
        "(one) => one.getBoundingClientRect().height < 1.8 * parseFloat(getComputedStyle(one).fontSize)"
    )
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_an_assistant_called_in_english_makes_the_head_no_higher(
    handset: Device, live_server: Any, group: Group
) -> None:
    Group.objects.filter(pk=group.pk).update(name="海線組")
    page = handset("a")
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.goto(f"{live_server.url}/t/inventory/")
    height, called = page.evaluate(
        """() => {
          const clock = document.querySelector("[data-room-clock]");
          clock.hidden = false;
          clock.querySelector("[data-rc-word]").textContent = "Please wrap up";
          const help = document.querySelector("[data-room-help]");
          const [on, off] = [help.querySelector("[data-on]"), help.querySelector("[data-off]")];
          const high = () => document.querySelector(".s-gtop").offsetHeight;
          help.hidden = off.hidden = false;
          on.hidden = true;
          const before = high();
          [on.hidden, off.hidden] = [false, true];
          return [before, high()];
        }"""
    )
    assert called == height


def test_the_pillars_are_walked_with_the_arrow_keys(handset: Device, live_server: Any, group: Group) -> None:
    make_sheet("inventory", group)
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    page.get_by_role("tab", name="肯定").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tab", name="保障")).to_be_focused()
    expect(page.locator("#pane-safeguarding")).to_be_visible()
    expect(page.locator("#pane-recognition")).to_be_hidden()
    page.keyboard.press("Home")
    expect(page.get_by_role("tab", name="肯定")).to_have_attribute("aria-selected", "true")


def test_a_third_star_is_answered_with_the_reason(handset: Device, live_server: Any, group: Group) -> None:
    fill(
        make_sheet("inventory", group),
        recognition_difficulties=[{"text": "甲", "core": True}, {"text": "乙", "core": True}, {"text": "丙"}],
    )
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    page.locator("[data-item]", has_text="丙").get_by_role("button", name="核心議題").click()
    expect(page.locator("[data-star-note]")).to_contain_text("先取消其中一項")
    assert not Operation.objects.filter(path__endswith="/core", value=True, outcome="refused").exists()


def test_the_only_core_issue_is_chosen_by_pressing_it_and_the_slide_says_it_before(
    handset: Device, live_server: Any, group: Group
) -> None:
    ready_design(group)
    page = handset("a")
    page.goto(f"{live_server.url}/t/design/")
    card, on_slide = page.locator(".s-issue"), page.locator('[data-slot="issue"]').first
    expect(card.locator("[data-issue-text]")).to_have_text("還沒選要回應哪一項")
    page.get_by_label("行動名稱").fill("不讓太陽決定")
    expect(pill(page)).to_have_text(SAVED, timeout=8000)
    expect(on_slide).to_have_text("每月缺班 22 班")
    card.get_by_text("每月缺班 22 班").click()
    expect(card.locator("[data-issue-text]")).to_have_text("每月缺班 22 班")
    expect(card.get_by_text("按一下就選它")).to_have_count(0)
    expect(pill(page)).to_have_text(SAVED, timeout=8000)
    assert words(group)["core_issue"]
    page.reload()
    expect(card.locator("[data-issue-text]")).to_have_text("每月缺班 22 班")
    expect(on_slide).to_have_text("每月缺班 22 班")


def test_without_a_network_everything_waits_and_then_arrives_once(
    handset: Device, live_server: Any, group: Group
) -> None:
    ready_design(group)
    page = handset("a")
    page.goto(f"{live_server.url}/t/design/")
    expect(pill(page)).to_have_text(SAVED)
    page.context.set_offline(True)
    page.get_by_label("行動名稱").fill("不讓太陽決定")
    page.get_by_label("誰會受益").fill("送餐志工")
    expect(pill(page)).to_contain_text("已存本機", timeout=8000)
    expect(page.locator("[data-offline]")).to_be_visible(timeout=8000)
    expect(page.locator("[data-slide] h2").first).to_have_text("不讓太陽決定")
    assert Operation.objects.filter(path="title").count() == 0

    page.context.set_offline(False)
    expect(pill(page)).to_have_text(SAVED, timeout=20000)
    expect(page.locator("[data-offline]")).to_be_hidden(timeout=8000)
    assert words(group)["title"] == "不讓太陽決定"
    assert Operation.objects.filter(path="title", outcome="applied").count() == 1


def test_a_prompt_leaves_a_half_typed_sentence_alone(
    handset: Device, live_server: Any, group: Group, axe: Any, shot: Any
) -> None:
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    page.get_by_role("tab", name="支持").click()
    pane = page.locator("#pane-support")
    box = pane.get_by_label("新增：遇到的困難")
    prompts = pane.locator(".s-prompts").first.locator(".s-prompt")
    first, second, third = (prompts.nth(at).get_attribute("data-prompt-text") or "" for at in range(3))
    # Nothing of one's own stands there: the sentence comes into the box, and another takes its place.
    prompts.nth(0).click()
    expect(box).to_have_value(first)
    prompts.nth(1).click()
    expect(box).to_have_value(second)
    box.press_sequentially("，在離島")
    prompts.nth(2).click()
    expect(box).to_have_value(f"{second}，在離島")
    expect(box).to_be_focused()
    expect(pane.locator("[data-item] > p")).to_have_text([third])
    expect(pane.get_by_text("格子裡打的字沒有動")).to_be_visible()
    axe(page)
    shot(page, "prompt-beside")
    box.press_sequentially("更難")
    expect(pane.get_by_text("格子裡打的字沒有動")).to_be_hidden()
    box.press("Enter")
    expect(pane.locator("[data-item] > p")).to_have_count(2)
    expect(pill(page)).to_have_text(SAVED, timeout=8000)
    said = [one.get("text") for one in sheets.read(Sheet.objects.get(kind="inventory")).items("support_difficulties")]
    assert said == [third, f"{second}，在離島更難"]


def test_a_killed_tab_takes_up_where_it_was(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    page = handset("a")
    page.goto(f"{live_server.url}/t/design/")

    def refuse(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<html>請登入無線網路</html>")

    page.route("**/operations*", refuse)  # a captive portal
    page.get_by_label("行動名稱").fill("寫到一半")
    expect(pill(page)).to_contain_text("已存本機", timeout=8000)
    # A tab that is closed still sends a farewell, past the portal; one whose process is gone sends nothing.
    with contextlib.suppress(PlaywrightError):
        page.goto("chrome://crash", timeout=20000)
    again = page.context.new_page()
    page.close()
    assert "title" not in {operation.path for operation in Operation.objects.all()}
    again.goto(f"{live_server.url}/t/design/")
    expect(again.get_by_label("行動名稱")).to_have_value("寫到一半")
    expect(pill(again)).to_have_text(SAVED, timeout=12000)
    assert words(group)["title"] == "寫到一半"


def test_leaving_for_another_page_sends_what_waits(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    page = handset("a")
    page.goto(f"{live_server.url}/t/design/")
    page.route("**/operations*", lambda route: route.abort())
    page.get_by_label("誰會受益").fill("送餐志工")
    expect(pill(page)).to_contain_text("已存本機", timeout=8000)
    page.unroute("**/operations*")
    page.goto(f"{live_server.url}/t/")
    left = "import('/static/js/sheet/store.js').then((store) => store.DeviceStore.waiting()).then((all) => all.length)"
    for _half_second in range(24):
        if page.evaluate(left) == 0:
            break
        page.wait_for_timeout(500)
    assert words(group)["beneficiaries"] == "送餐志工"


class LostAnswers:
    """The server does what it is asked, and its answers do not arrive until they are let through."""

    def __init__(self, page: Page) -> None:
        self.lost = 0
        self.page = page
        page.route("**/operations*", self.lose)

    def lose(self, route: Route) -> None:
        with contextlib.suppress(PlaywrightError):
            route.fetch()
            self.lost += 1
        with contextlib.suppress(PlaywrightError):
            route.abort()

    def until_news(self) -> None:
        """Wait until the page has asked twice what is new: what the server has done so far is heard."""
        for _twice in range(2):
            with self.page.expect_response(lambda answer: "/state" in answer.url, timeout=15000):
                pass
        self.page.wait_for_timeout(200)

    def let_through(self) -> None:
        self.page.unroute("**/operations*")


def test_an_answer_that_got_lost_counts_once(handset: Device, live_server: Any, group: Group) -> None:
    """At the server and on the page, which hears of its own vote before the answer to it comes."""
    fill(make_sheet("inventory", group), recognition_difficulties=[{"text": "沒人問過"}])
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    expect(pill(page)).to_have_text(SAVED)
    answers = LostAnswers(page)
    page.get_by_role("button", name="再加一票").locator("visible=true").click()
    answers.until_news()
    assert answers.lost
    answers.let_through()
    expect(pill(page)).to_have_text(SAVED, timeout=20000)
    expect(page.locator(".s-vote b").locator("visible=true")).to_have_text("1")
    expect(page.get_by_role("button", name="再加一票，目前 1 票").locator("visible=true")).to_have_count(1)
    (item,) = sheets.read(Sheet.objects.get(group=group, kind="inventory")).items("recognition_difficulties")
    assert item.get("votes") == 1
    page.reload()
    expect(page.locator(".s-vote b").locator("visible=true")).to_have_text("1")


def test_what_others_made_of_ones_words_is_shown_though_the_answer_comes_later(
    handset: Device, live_server: Any, group: Group
) -> None:
    """The news of it came while one's own words were on their way: nobody says it again."""
    ready_design(group)
    one, two = handset("a"), handset("b")
    for page in (one, two):
        page.goto(f"{live_server.url}/t/design/")
        expect(pill(page)).to_have_text(SAVED)
    answers = LostAnswers(one)
    one.get_by_label("行動名稱").fill("送餐")
    one.get_by_label("誰會受益").focus()
    expect(two.get_by_label("行動名稱")).to_have_value("送餐", timeout=12000)
    two.get_by_label("行動名稱").fill("送餐分流")
    two.get_by_label("誰會受益").focus()
    expect(pill(two)).to_have_text(SAVED, timeout=8000)
    answers.until_news()
    answers.let_through()
    expect(pill(one)).to_have_text(SAVED, timeout=20000)
    expect(one.get_by_label("行動名稱")).to_have_value("送餐分流", timeout=4000)
    assert not Operation.objects.filter(outcome="conflict").exists()


def test_an_item_that_others_brought_back_is_shown_though_the_answer_to_its_removal_comes_later(
    handset: Device, live_server: Any, group: Group
) -> None:
    fill(make_sheet("inventory", group), recognition_difficulties=[{"text": "沒人問過"}])
    one, two = handset("a"), handset("b")
    for page in (one, two):
        page.goto(f"{live_server.url}/t/inventory/")
        expect(pill(page)).to_have_text(SAVED)
    answers = LostAnswers(one)
    one.get_by_label("編輯「沒人問過」").click()
    one.get_by_role("button", name="刪除這一則").click()
    expect(two.locator("[data-item]", has_text="沒人問過")).to_have_count(0, timeout=12000)
    two.locator("[data-removed=recognition_difficulties] summary").click()
    two.locator("[data-removed=recognition_difficulties]").get_by_role("button", name="復原").click()
    expect(pill(two)).to_have_text(SAVED, timeout=8000)
    answers.until_news()
    answers.let_through()
    expect(pill(one)).to_have_text(SAVED, timeout=20000)
    expect(one.locator("#pane-recognition [data-item]", has_text="沒人問過")).to_have_count(1, timeout=4000)
    expect(one.locator("[data-removed=recognition_difficulties]")).to_be_hidden()


def test_an_item_that_others_removed_goes_once_it_is_left(handset: Device, live_server: Any, group: Group) -> None:
    fill(make_sheet("inventory", group), recognition_difficulties=[{"text": "沒人問過"}])
    one, two = handset("a"), handset("b")
    for page in (one, two):
        page.goto(f"{live_server.url}/t/inventory/")
        expect(pill(page)).to_have_text(SAVED)
        page.get_by_label("編輯「沒人問過」").click()
    two.locator("[data-item] textarea").locator("visible=true").first.focus()
    writes = two.evaluate("document.activeElement.dataset.path")
    assert writes
    with two.expect_response(lambda answer: "/state" in answer.url and answer.status == 200, timeout=15000):
        one.get_by_role("button", name="刪除這一則").click()
    two.wait_for_timeout(300)
    assert two.evaluate("document.activeElement.dataset.path") == writes, "nobody is thrown out of what she writes in"
    two.get_by_label("新增：遇到的困難").locator("visible=true").focus()
    expect(two.locator("#pane-recognition [data-item]", has_text="沒人問過")).to_have_count(0)
    expect(two.locator("[data-removed=recognition_difficulties]")).to_contain_text("沒人問過")


def test_two_who_write_the_same_box_choose_which_words_stay(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    one, two = handset("a"), handset("b")
    for page in (one, two):
        page.goto(f"{live_server.url}/t/design/")
        expect(pill(page)).to_have_text(SAVED)
    two.context.set_offline(True)
    two.get_by_label("目標").first.fill("乙寫的目標")
    one.get_by_label("目標").first.fill("甲寫的目標")
    one.get_by_label("行動名稱").focus()
    expect(pill(one)).to_have_text(SAVED, timeout=8000)
    two.context.set_offline(False)
    expect(pill(two)).to_contain_text("有衝突", timeout=20000)
    pill(two).click()
    dialog = two.locator("#dlg-conflict")
    expect(dialog).to_contain_text("甲寫的目標")
    expect(dialog).to_contain_text("乙寫的目標")
    dialog.get_by_role("radio").nth(1).check()
    dialog.get_by_role("button", name="留下選的版本").click()
    for page in (one, two):
        expect(page.get_by_label("目標").first).to_have_value("乙寫的目標", timeout=12000)
        expect(pill(page)).to_have_text(SAVED, timeout=12000)
    assert {"甲寫的目標", "乙寫的目標"} <= set(Operation.objects.filter(path="goal").values_list("value", flat=True))


def test_a_box_somebody_writes_in_is_not_overwritten(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    one, two = handset("a"), handset("b")
    for page in (one, two):
        page.goto(f"{live_server.url}/t/design/")
    two.get_by_label("誰會受益").focus()
    one.get_by_label("誰會受益").fill("送餐志工")
    note = two.locator(".v-field", has=two.get_by_label("誰會受益")).locator("[data-note]")
    expect(note).to_contain_text("送餐志工", timeout=12000)
    expect(two.get_by_label("誰會受益")).to_have_value("")
    two.get_by_label("行動名稱").focus()
    expect(two.get_by_label("誰會受益")).to_have_value("送餐志工")


# Without scroll anchoring, as in Safari.
NO_ANCHORING = """document.addEventListener("DOMContentLoaded", () => {
  for (const one of [document.documentElement, document.body]) one.style.overflowAnchor = "none";
});"""


@pytest.mark.parametrize(
    ("script", "writes"), [("", True), (NO_ANCHORING, False)], ids=["somebody writes", "somebody reads in Safari"]
)
def test_others_words_move_neither_the_cursor_nor_the_page(
    handset: Device, live_server: Any, group: Group, script: str, *, writes: bool
) -> None:
    """They come in above: two new items, and a sentence that becomes four lines."""
    fill(
        make_sheet("inventory", group),
        recognition_difficulties=[{"text": f"第 {n} 則", "core": n == 1} for n in range(1, 9)],
    )
    one, two = handset("a"), handset("b")
    two.add_init_script(script)
    for page in (one, two):
        page.goto(f"{live_server.url}/t/inventory/")
        expect(pill(page)).to_have_text(SAVED)
    box = two.get_by_label("新增：做得好的").locator("visible=true")
    box.scroll_into_view_if_needed()
    if writes:
        box.press_sequentially("社區巴士有")
        two.keyboard.press("ArrowLeft")
    two.evaluate("""() => {
      const box = [...document.querySelectorAll("[data-quick=recognition_strengths] input")][0];
      scrollBy(0, box.getBoundingClientRect().top - innerHeight / 2);
      window.watched = box;
    }""")
    before = two.evaluate("watched.getBoundingClientRect().top")
    assert two.evaluate("scrollY") > 100, "there is something above"
    new = one.get_by_label("新增：遇到的困難").locator("visible=true")
    for words in ("又一則", "再一則"):
        new.fill(words)
        new.press("Enter")
    one.locator("[data-core-boxes] textarea").locator("visible=true").first.fill("高齡志工六十人以上，" * 8)
    one.get_by_label("新增：遇到的困難").locator("visible=true").focus()
    items = two.locator('[data-list="recognition_difficulties"] > [data-item]')
    expect(items).to_have_count(10, timeout=12000)
    expect(two.locator("[data-core-boxes] textarea").locator("visible=true").first).to_have_value(
        re.compile("高齡"), timeout=12000
    )
    two.wait_for_timeout(1500)  # what the server reckons from it comes as well
    assert abs(two.evaluate("watched.getBoundingClientRect().top") - before) < 2
    if writes:
        assert two.evaluate("[document.activeElement === watched, watched.selectionStart]") == [True, 4]


def test_the_other_device_is_told_that_the_stage_is_done(
    handset: Device, live_server: Any, group: Group, axe: Any
) -> None:
    ready_design(group)
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    expect(pill(page)).to_have_text(SAVED)
    told = page.locator("[data-part=handed]")
    expect(told).to_be_empty()
    sheet, other = Sheet.objects.get(group=group, kind="inventory"), make_seat(group, name="小美")
    sheets.hand_in(sheet=sheet, by=other, now=timezone.now())
    expect(told).to_contain_text("・小美）", timeout=12000)
    expect(page.locator(".v-toast")).to_contain_text("標成完成了")
    axe(page)
    page.reload()
    expect(told).to_contain_text("小美")
    sheets.take_back(sheet=sheet, by=other, now=timezone.now())
    expect(told).to_be_empty(timeout=12000)


def test_what_a_closed_table_refused_stays_on_the_device(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    page = handset("a")
    page.goto(f"{live_server.url}/t/design/")
    expect(pill(page)).to_have_text(SAVED)
    Workshop.objects.filter(pk=group.workshop_id).update(state=Workshop.State.REPORTED)
    for label, words_of_it in (("行動名稱", "最後一句話"), ("誰會受益", "多寫的")):
        page.get_by_label(label).fill(words_of_it)
        page.get_by_label(label).blur()
    refused = page.locator("details[data-refused]")
    expect(refused).to_contain_text("有 2 筆沒有寫入", timeout=8000)
    expect(pill(page)).to_contain_text("已存本機")
    page.reload()
    refused.locator("summary").click()
    expect(refused).to_contain_text("最後一句話")

    Workshop.objects.filter(pk=group.workshop_id).update(state=Workshop.State.RUNNING)
    refused.locator("li", has_text="最後一句話").get_by_role("button", name="再送一次").click()
    refused.locator("li", has_text="多寫的").get_by_role("button", name="不用了").click()
    expect(refused).to_be_hidden()
    expect(pill(page)).to_have_text(SAVED, timeout=8000)
    assert words(group) == {"title": "最後一句話"}


def test_the_matrix_is_set_with_the_keys_alone(handset: Device, live_server: Any, group: Group) -> None:
    fill(make_sheet("design", group), title="送餐", pillar="support", lead_unit="社會處")
    page = handset("a")
    page.goto(f"{live_server.url}/t/feasibility/")
    page.get_by_label("新增：利害關係人").fill("社區巴士隊")
    page.keyboard.press("Enter")
    person = page.locator(".s-who", has_text="社區巴士隊")
    person.locator("summary").focus()
    page.keyboard.press("Enter")
    for question in ("影響力", "支持程度"):
        person.get_by_role("group", name=question).get_by_role("radio", name="高").focus()
        page.keyboard.press("Space")
    expect(page.locator('[data-place="high-high"] .s-who')).to_have_count(1)
    expect(pill(page)).to_have_text(SAVED, timeout=8000)
    (who,) = sheets.read(Sheet.objects.get(group=group, kind="feasibility")).items("stakeholders")
    assert (who.get("influence"), who.get("support")) == ("high", "high")


def test_what_was_removed_comes_back(handset: Device, live_server: Any, group: Group) -> None:
    fill(make_sheet("inventory", group), recognition_difficulties=[{"text": "沒人問過"}])
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    page.get_by_label("編輯「沒人問過」").click()
    page.get_by_role("button", name="刪除這一則").click()
    expect(page.locator("[data-item]", has_text="沒人問過")).to_have_count(0)
    page.locator("[data-removed=recognition_difficulties] summary").click()
    page.locator("[data-removed=recognition_difficulties]").get_by_role("button", name="復原").click()
    expect(page.locator("#pane-recognition [data-item]", has_text="沒人問過")).to_have_count(1)
    expect(pill(page)).to_have_text(SAVED, timeout=8000)
    assert len(sheets.read(Sheet.objects.get(group=group, kind="inventory")).items("recognition_difficulties")) == 1


def test_without_scripts_every_button_saves_the_whole_page(handset: Device, live_server: Any, group: Group) -> None:
    page = handset("a", java_script_enabled=False)
    page.goto(f"{live_server.url}/t/inventory/")
    support = page.locator("#pane-support")
    support.get_by_label("新增：做得好的").fill("社區巴士有空檔")
    support.get_by_label("新增：遇到的困難").fill("每月缺班 22 班")
    support.get_by_role("button", name="加入").first.click()
    item = page.locator("#pane-support [data-item]", has_text="缺班").first
    item.get_by_role("button", name="核心議題").click()
    item = page.locator("#pane-support [data-item]", has_text="缺班").first
    item.get_by_label("誰受影響").fill("高齡志工")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("行動名稱").fill("送餐分流")
    page.get_by_role("button", name="儲存這一頁").click()
    expect(page.get_by_label("行動名稱")).to_have_value("送餐分流")
    content = sheets.read(Sheet.objects.get(group=group, kind="inventory"))
    assert [issue.affected for issue in sheets.core_issues(content)] == ["高齡志工"]
    assert len(content.items("support_strengths")) == 1
    assert words(group)["title"] == "送餐分流"


def test_a_sentence_that_is_not_added_yet_is_neither_called_saved_nor_lost(
    handset: Device, live_server: Any, group: Group
) -> None:
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    expect(pill(page)).to_have_text(SAVED)
    difficulty = page.get_by_label("新增：遇到的困難").locator("visible=true")
    difficulty.fill("還沒按加入的一句話")
    expect(pill(page)).to_have_text(re.compile("已存本機"))
    page.reload()
    expect(difficulty).to_have_value("還沒按加入的一句話")
    expect(pill(page)).to_have_text(re.compile("已存本機"))
    page.locator("[data-next]").first.click()
    for _second in range(12):
        found = sheets.read(Sheet.objects.get(group=group, kind="inventory")).items("recognition_difficulties")
        if found:
            break
        page.wait_for_timeout(500)
    assert [item.get("text") for item in found] == ["還沒按加入的一句話"]


def test_words_typed_before_the_script_has_come_are_kept(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    fill(make_sheet("design", group), partners="公所", pillar="support")
    page = handset("a")
    waiting: list[Route] = []
    # A slow network: the page is there, its script is not.
    page.route("**/js/sheet/page.js", lambda route: waiting.append(route))
    page.goto(f"{live_server.url}/t/design/", wait_until="commit")
    page.get_by_label("行動名稱").fill("手比網路快")
    page.locator("[data-path=pillar]").get_by_text("保障").click()
    expect(page.locator("[data-path=pillar] input[value=safeguarding]")).to_be_checked()
    expect(pill(page)).to_have_count(0)  # nothing is claimed yet
    waiting[0].continue_()
    expect(pill(page)).to_have_text(SAVED, timeout=12000)
    expect(page.get_by_label("行動名稱")).to_have_value("手比網路快")
    said = words(group)
    assert (said["title"], said["pillar"], said["partners"]) == ("手比網路快", "safeguarding", "公所")
