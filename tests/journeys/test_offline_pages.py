"""A table without a network: its pages open all the same, show the newest that is known, and claim nothing untrue."""

import datetime as dt
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, BrowserType, Page, Route, expect
from playwright.sync_api import Error as PlaywrightError

from actionplans.models import Operation, Sheet
from actionplans.writing import sheets
from foundation.audit.trail import SYSTEM
from tests.journeys.conftest import sign_in
from tests.journeys.test_device_storage import KEPT, WAITING
from tests.journeys.test_table import SAVED, pill, ready_design, words
from tests.makers.accounts import make_user
from tests.makers.actionplans import fill, give_forms, make_sheet, make_table
from tests.makers.workshops import make_seat, make_workshop
from workshops import calls, room, seats
from workshops.models import Group, Room, Seat, Workshop
from workshops.stages import MOVES

pytestmark = pytest.mark.django_db(transaction=True)

Device = Callable[..., Page]
ALL_KEPT = """async (wanted) => {
  const keys = await (await caches.open("table-pages")).keys();
  const paths = keys.map((key) => new URL(key.url).pathname).filter((path) => path !== "/t/seat-of-the-kept-pages");
  return paths.sort().join() === wanted.join() && Boolean(navigator.serviceWorker.controller);
}"""
PATHS = ["/t/", "/t/commitment/", "/t/design/", "/t/feasibility/", "/t/inventory/", "/t/offline/", "/t/present/"]
PORTAL = "<html><body><h1>Free Wi-Fi</h1><form action='https://portal.example/'></form></body></html>"


# The worker's file is on its way for a while, as on a bad line: the network may go before it is there.
SLOW_WORKER = """(() => {
  if (!window.ServiceWorkerContainer) return; // the browser's own page says that there is no network
  const real = ServiceWorkerContainer.prototype.register;
  ServiceWorkerContainer.prototype.register = async function (...all) {
    await new Promise((done) => setTimeout(done, 3000));
    return real.apply(this, all);
  };
})()"""


def until(page: Page, what: str, argument: Any = None, seconds: int = 30) -> None:
    """Wait until a script's promise comes true. `wait_for_function` takes any promise for true, and a promise that is
    never kept would be waited for without end."""
    in_time = f"(it) => Promise.race([({what})(it), new Promise((done) => setTimeout(done, 5000, false))])"
    for _half_second in range(2 * seconds):
        if page.evaluate(in_time, argument):
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"never true: {what}")


def keep_all(page: Page) -> None:
    """Wait until the device has kept the table's pages and the service worker sees to them."""
    until(page, ALL_KEPT, PATHS)


def test_the_page_itself_is_kept_without_waiting_for_anything(handset: Device, live_server: Any, group: Group) -> None:
    """On a first visit whose network goes at once: no timer of a second or more is needed for this page to be kept."""
    page = handset("a")
    page.add_init_script("""
      const real = window.setTimeout;
      window.setTimeout = (work, delay = 0, ...more) => (delay >= 1000 ? 0 : real(work, delay, ...more));
    """)
    page.goto(f"{live_server.url}/t/inventory/")
    page.locator("html[data-reloads]").wait_for(state="attached", timeout=20000)
    kept = page.evaluate(
        "caches.open('table-pages').then((pages) => pages.keys()).then((keys) => keys.map((key) => key.url))"
    )
    assert [address for address in kept if address.endswith("/t/inventory/")]
    assert not [address for address in kept if address.endswith("/t/design/")], "the others have their turn later"
    page.context.set_offline(True)
    page.reload()
    box = page.get_by_label("新增：遇到的困難").locator("visible=true")
    box.fill("沒有網路也能寫")
    box.press("Enter")
    expect(pill(page)).to_contain_text("1 筆待上傳")


def test_without_a_network_every_page_of_the_table_opens(handset: Device, live_server: Any, group: Group) -> None:
    """Reload, stepper, overview: also sheets that nobody had opened, and that were not their turn yet."""
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    keep_all(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="地方現況盤點表")).to_be_visible()
    expect(page.locator("[data-kept]")).to_contain_text("停在那個時候")
    page.get_by_label("新增：遇到的困難").locator("visible=true").fill("沒有網路也寫得下")
    page.keyboard.press("Enter")
    expect(pill(page)).to_have_text(KEPT)
    page.goto(f"{live_server.url}/t/design/")
    page.get_by_label("行動名稱").fill("離線設計")
    expect(pill(page)).to_have_text(KEPT)
    for path, heading in (("", "今天的五個階段"), ("feasibility/", "可行性"), ("commitment/", "承諾")):
        page.goto(f"{live_server.url}/t/{path}")
        expect(page.get_by_role("heading", name=heading).first).to_be_visible()
    page.goto(f"{live_server.url}/t/design/")
    expect(page.get_by_label("行動名稱")).to_have_value("離線設計")
    page.context.set_offline(False)
    expect(pill(page)).to_have_text(SAVED, timeout=20000)
    assert words(group)["title"] == "離線設計"
    for _second in range(20):
        if words(group, "inventory"):
            break
        page.wait_for_timeout(500)
    page.reload()
    expect(page.locator("[data-kept]")).to_be_hidden()


NOT_KEPT = "連上之前不要重新整理，也不要關掉"


def test_words_typed_before_the_page_is_kept_are_safe_and_the_page_says_that_it_is_not(
    handset: Device, live_server: Any, group: Group, axe: Any, shot: Any
) -> None:
    """The network goes before the service worker is there."""
    ready_design(group)
    page = handset("a")
    page.add_init_script(SLOW_WORKER)
    page.goto(f"{live_server.url}/t/design/", wait_until="commit")
    page.get_by_label("行動名稱").wait_for()
    page.context.set_offline(True)
    page.get_by_label("行動名稱").fill("剛加入就斷線")
    expect(pill(page)).to_have_text(KEPT)
    expect(page.get_by_text(NOT_KEPT)).to_be_visible()
    axe(page)
    shot(page, "offline-not-kept")
    with pytest.raises(PlaywrightError, match="INTERNET_DISCONNECTED"):
        page.reload()
    page.context.set_offline(False)
    page.goto(f"{live_server.url}/t/design/")
    expect(page.get_by_label("行動名稱")).to_have_value("剛加入就斷線")
    expect(pill(page)).to_have_text(SAVED, timeout=20000)
    assert words(group)["title"] == "剛加入就斷線"


def test_a_page_that_could_not_be_kept_is_kept_as_soon_as_it_can_be(
    handset: Device, live_server: Any, group: Group
) -> None:
    ready_design(group)
    page = handset("a")
    page.add_init_script(SLOW_WORKER)
    page.goto(f"{live_server.url}/t/design/", wait_until="commit")
    page.get_by_label("行動名稱").wait_for()
    page.context.set_offline(True)
    page.get_by_label("行動名稱").fill("離線")
    expect(page.get_by_text(NOT_KEPT)).to_be_visible()
    page.wait_for_timeout(4000)
    page.context.set_offline(False)
    expect(pill(page)).to_have_text(SAVED, timeout=20000)
    expect(page.locator("html")).to_have_attribute("data-reloads", "", timeout=30000)
    page.context.set_offline(True)
    page.get_by_label("行動名稱").fill("離線重開")
    expect(pill(page)).to_have_text(KEPT)
    expect(page.get_by_text("可以繼續填")).to_be_visible()
    expect(page.get_by_text(NOT_KEPT)).to_be_hidden()
    page.reload()
    expect(page.get_by_label("行動名稱")).to_have_value("離線重開")
    expect(page.get_by_text(NOT_KEPT)).to_be_hidden()


def test_a_page_from_the_device_shows_the_newest_that_was_heard(
    handset: Device, live_server: Any, group: Group
) -> None:
    ready_design(group)
    page, other = handset("a"), handset("b")
    page.goto(f"{live_server.url}/t/design/")
    keep_all(page)
    other.goto(f"{live_server.url}/t/design/")
    other.get_by_label("誰會受益").fill("別人後來寫的")
    expect(page.get_by_label("誰會受益")).to_have_value("別人後來寫的", timeout=12000)
    page.wait_for_timeout(1000)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_label("誰會受益")).to_have_value("別人後來寫的")


def test_what_was_sent_from_another_page_is_not_forgotten(
    handset: Device, live_server: Any, group: Group, shot: Any
) -> None:
    """Words sent from the next page are shown when their own page opens without a network, and are written on from."""
    ready_design(group)
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    keep_all(page)
    page.context.set_offline(True)
    page.get_by_label("新增：遇到的困難").locator("visible=true").fill("每月缺班 22 班")
    page.keyboard.press("Enter")
    expect(pill(page)).to_have_text(KEPT)
    page.goto(f"{live_server.url}/t/design/")
    page.get_by_label("行動名稱").fill("不讓太陽決定")
    expect(pill(page)).to_have_text(KEPT)
    page.goto(f"{live_server.url}/t/feasibility/")
    expect(page.locator("[data-elsewhere]")).to_contain_text("「地方現況盤點表」還有 1 筆留在這臺裝置")
    expect(page.locator("[data-elsewhere]")).to_contain_text("「地方志願服務行動設計表」還有 1 筆")
    shot(page, "other-sheets")
    page.context.set_offline(False)
    expect(page.locator("[data-elsewhere]")).to_be_hidden(timeout=15000)
    until(page, f"() => {WAITING}.then((all) => !all.length)")
    assert words(group)["title"] == "不讓太陽決定"
    items = sheets.read(Sheet.objects.get(group=group, kind="inventory")).items("recognition_difficulties")
    assert [item.get("text") for item in items] == ["每月缺班 22 班"]
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/t/design/")
    expect(page.get_by_label("行動名稱")).to_have_value("不讓太陽決定")
    page.get_by_label("行動名稱").fill("不讓太陽決定送餐")
    expect(pill(page)).to_have_text(KEPT)
    page.goto(f"{live_server.url}/t/inventory/")
    expect(page.locator('[data-list="recognition_difficulties"] > [data-item]')).to_have_count(1)
    page.context.set_offline(False)
    page.goto(f"{live_server.url}/t/design/")
    expect(pill(page)).to_have_text(SAVED, timeout=20000)
    assert words(group)["title"] == "不讓太陽決定送餐"
    assert not Operation.objects.exclude(outcome="applied").exists()
    expect(page.get_by_label("行動名稱")).to_have_value("不讓太陽決定送餐")


@pytest.mark.parametrize("trouble", [
    "() => { Cache.prototype.put = async () => { throw new DOMException('full', 'QuotaExceededError'); }; }",
    "() => { CacheStorage.prototype.open = Cache.prototype.put = () => new Promise(() => {}); }",
])  # fmt: skip
def test_a_device_that_can_keep_nothing_more_still_opens_every_page(
    handset: Device, live_server: Any, group: Group, trouble: str
) -> None:
    ready_design(group)
    page = handset("a")
    page.goto(f"{live_server.url}/t/design/")
    keep_all(page)
    [worker] = page.context.service_workers
    worker.evaluate(trouble)
    fill(make_sheet("design", group), beneficiaries="後來才寫的")
    page.goto(f"{live_server.url}/t/design/", timeout=10000)
    expect(page.get_by_label("誰會受益")).to_have_value("後來才寫的", timeout=3000)
    expect(page.locator("[data-kept]")).to_be_hidden()
    expect(pill(page)).to_have_text(SAVED)


@pytest.fixture
def lasting(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], live_server: Any, group: Group, tmp_path: Path
) -> Iterator[Callable[[], BrowserContext]]:
    """`lasting()` starts the browser of one phone whose profile stays on its disk; closing it is killing it."""
    make_seat(group, name="a", token="token-a")
    begun: list[BrowserContext] = []

    def begin() -> BrowserContext:
        context = browser_type.launch_persistent_context(
            tmp_path / "profile", **browser_type_launch_args, locale="zh-TW", viewport={"width": 390, "height": 844}
        )
        if not begun:
            expires = 4102444800
            seat = {"name": seats.COOKIE, "value": "token-a", "url": live_server.url, "expires": expires}
            context.add_cookies([seat])
        begun.append(context)
        return context

    yield begin
    begun[-1].close()
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)


def test_a_killed_browser_opens_again_without_a_network(
    lasting: Callable[[], BrowserContext], live_server: Any, group: Group
) -> None:
    ready_design(group)
    first = lasting()
    page = first.pages[0]
    page.goto(f"{live_server.url}/t/design/")
    keep_all(page)
    first.set_offline(True)
    page.get_by_label("行動名稱").fill("電池沒電之前")
    expect(pill(page)).to_have_text(KEPT)
    first.close()

    second = lasting()
    second.set_offline(True)
    page = second.pages[0]
    page.goto(f"{live_server.url}/t/design/")
    expect(page.get_by_label("行動名稱")).to_have_value("電池沒電之前")
    expect(pill(page)).to_have_text(KEPT)
    second.set_offline(False)
    expect(pill(page)).to_have_text(SAVED, timeout=20000)
    assert words(group)["title"] == "電池沒電之前"


@pytest.mark.parametrize("answer", [
    {"status": 200, "content_type": "text/html", "body": PORTAL},
    {"status": 200, "content_type": "application/json", "body": "{}"},
    {"status": 500, "content_type": "text/html", "body": "<h1>Server Error (500)</h1>"},
])  # fmt: skip
def test_what_is_not_our_answer_is_neither_shown_nor_believed(
    handset: Device, live_server: Any, group: Group, answer: dict[str, Any]
) -> None:
    ready_design(group)
    page = handset("a")
    page.goto(f"{live_server.url}/t/design/")
    keep_all(page)
    page.context.route(f"{live_server.url}/**", lambda route: route.fulfill(**answer))
    page.get_by_label("行動名稱").fill("入口網頁擋不住")
    expect(page.locator("[data-offline]")).to_be_visible(timeout=12000)
    expect(pill(page)).to_have_text(KEPT)
    page.reload()
    expect(page.get_by_label("行動名稱")).to_have_value("入口網頁擋不住")
    expect(pill(page)).to_have_text(KEPT)
    page.context.unroute(f"{live_server.url}/**")
    expect(pill(page)).to_have_text(SAVED, timeout=40000)
    assert words(group)["title"] == "入口網頁擋不住"
    assert page.evaluate(ALL_KEPT, PATHS)


def test_a_server_half_a_minute_late_is_waited_for(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    page = handset("a")
    page.goto(f"{live_server.url}/t/design/")
    expect(pill(page)).to_have_text(SAVED)
    held: list[Route] = []
    page.route("**/operations*", lambda route: held.append(route))
    page.get_by_label("行動名稱").fill("慢慢來")
    expect(pill(page)).to_have_text(KEPT)
    for _second in range(50):
        page.wait_for_timeout(1000)
        if len(held) > 1:  # it has asked again, and waits longer this time
            break
    page.wait_for_timeout(25000)
    held[1].continue_()
    expect(pill(page)).to_have_text(SAVED, timeout=8000)
    assert words(group)["title"] == "慢慢來"


def test_the_pages_go_with_the_seat(handset: Device, live_server: Any, group: Group) -> None:
    other = make_table(name="山線組", number=2, code="ACDEF")
    fill(make_sheet("design", group), title="海線的祕密", pillar="support", lead_unit="社會處")
    page = handset("a")
    page.goto(f"{live_server.url}/t/")
    keep_all(page)
    page.goto(f"{live_server.url}/j/ACDEF/")
    page.get_by_role("button", name="加入這一組").click()
    expect(page.get_by_role("heading", name="地方現況盤點表")).to_be_visible()
    expect(page.locator("header")).to_contain_text("山線組")
    keep_all(page)
    page.context.set_offline(True)
    page.goto(f"{live_server.url}/t/design/")
    expect(page.get_by_label("行動名稱")).to_have_value("")
    assert "海線的祕密" not in page.content()
    page.context.set_offline(False)
    page.goto(f"{live_server.url}/t/")
    page.get_by_role("button", name="離開這一組").click()
    page.get_by_role("alertdialog").get_by_role("button", name="離開這一組").click()
    expect(page.get_by_text(re.compile("已離開"))).to_be_visible()
    assert page.evaluate("caches.has('table-pages')") is False
    assert other.seats.count() == 1


def test_the_pages_go_when_the_seat_is_taken_away(handset: Device, live_server: Any, group: Group, shot: Any) -> None:
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    keep_all(page)
    for seat in Seat.objects.filter(group=group):
        seats.revoke_seat(seat=seat, by=seat, now=seat.taken_at)
    gone = page.locator("[data-rw-gone]")
    expect(gone).to_contain_text("已經被移出", timeout=12000)
    expect(gone.get_by_role("link", name="重新加入")).to_be_visible()
    page.wait_for_timeout(3500)
    for other in ("[data-warn]", "[data-offline]"):
        expect(page.locator(other)).to_be_hidden()  # one message, not three
    shot(page, "moved-away")
    assert page.evaluate("caches.has('table-pages')") is False
    page.get_by_label("新增：遇到的困難").locator("visible=true").fill("移出以後寫的")
    page.keyboard.press("Enter")
    expect(page.locator("[data-warn]")).to_contain_text("還存在這臺裝置", timeout=12000)
    expect(page.locator("[data-offline]")).to_be_hidden()


def test_the_door_says_what_a_device_that_was_moved_away_still_holds(
    handset: Device, live_server: Any, group: Group, axe: Any, shot: Any, tmp_path: Path
) -> None:
    page = handset("a")
    page.goto(f"{live_server.url}/j/")
    expect(page.locator("[data-stranded]")).to_be_hidden()  # nothing waits
    page.goto(f"{live_server.url}/t/inventory/")
    page.context.route("**/operations*", lambda route: route.abort())
    page.get_by_label("新增：遇到的困難").locator("visible=true").fill("還沒上傳就被移出")
    page.keyboard.press("Enter")
    expect(page.locator("[data-saves] > [data-is]:visible")).to_contain_text("1 筆待上傳")
    for seat in Seat.objects.filter(group=group):
        seats.revoke_seat(seat=seat, by=seat, now=seat.taken_at)
    page.reload()
    page.wait_for_url("**/j/**")
    note = page.locator("[data-stranded]")
    expect(note).to_contain_text(f"「{group}」的 1 筆沒有上傳")
    axe(page)
    shot(page, "stranded")
    with page.expect_download() as caught:
        note.get_by_role("button", name="存成檔案").click()
    caught.value.save_as(tmp_path / "waiting.json")
    assert "還沒上傳就被移出" in (tmp_path / "waiting.json").read_text(encoding="utf-8")
    note.get_by_role("button", name="顯示 QR 碼").click()
    expect(note.locator("[data-codes] svg")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_room_goes_on_and_says_when_it_is_not_heard(handset: Device, live_server: Any, group: Group) -> None:
    """What the room is asked never comes from the device; without an answer its time is not called true."""
    workshop = make_workshop(Workshop.State.CONFIRMED, groups=1, date=timezone.localdate(), starts_at=dt.time(0, 0))
    give_forms(workshop.programme)
    MOVES.apply(workshop, "start", by=SYSTEM, now=timezone.now())
    page = handset("a")
    Seat.objects.filter(name="a").update(group=workshop.groups.get())
    page.goto(f"{live_server.url}/t/inventory/")
    clock = page.locator(".s-rc")
    expect(clock.locator("[data-rc-word]")).to_have_text("進行中")
    keep_all(page)
    page.context.set_offline(True)
    expect(clock.locator("[data-rc-word]")).to_have_text("離線", timeout=15000)
    page.reload()
    expect(page.locator("[data-kept]")).to_be_visible()
    expect(clock.locator("[data-rc-word]")).to_have_text("離線", timeout=15000)
    # It counts on from what was heard.
    expect(clock.locator("[data-rc-left]")).to_have_text(re.compile(r"剩 0[5-9] 分 \d\d 秒"))
    page.evaluate("Object.keys(localStorage).forEach((key) => key.startsWith('room/') && localStorage.removeItem(key))")
    page.reload()
    expect(page.locator("[data-kept]")).to_be_visible()
    expect(clock).to_be_hidden(timeout=15000)  # the time on the page is of then
    calls.tell(workshop=workshop, text="收尾", group=None, by=SYSTEM, now=timezone.now())
    page.context.set_offline(False)
    expect(page.get_by_text("收尾")).to_be_visible(timeout=15000)
    expect(clock.locator("[data-rc-word]")).to_have_text("進行中")
    kept = page.evaluate("""async () => {
      const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
      return (await Promise.all(caches_.map((one) => one.keys()))).flat().map((one) => one.url);
    }""")
    assert not [address for address in kept if "/j/" in address or "state" in address or "operations" in address]


def test_the_door_and_signing_out_let_no_page_stay(handset: Device, live_server: Any, group: Group) -> None:
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    keep_all(page)
    page.goto("about:blank")  # nobody tells this phone that it was moved away
    for seat in Seat.objects.filter(group=group):
        seats.revoke_seat(seat=seat, by=seat, now=seat.taken_at)
    page.goto(f"{live_server.url}/t/inventory/")
    expect(page.get_by_role("heading", name="加入小組")).to_be_visible()
    until(page, "() => caches.has('table-pages').then((there) => !there)")

    lead = make_user(name="陳大文")
    sign_in(page, lead, live_server.url)
    page.goto(f"{live_server.url}/programmes/")
    page.evaluate("caches.open('table-pages').then((cache) => cache.put('/t/', new Response('x')))")
    page.locator("[data-v-menu] > summary").click()
    page.get_by_role("button", name="登出").click()
    page.wait_for_url(lambda address: "/programmes/" not in address)
    until(page, "() => caches.has('table-pages').then((there) => !there)")


def test_the_clock_of_a_page_reloaded_without_a_network_is_right_again_with_one(
    handset: Device, live_server: Any, group: Group
) -> None:
    """What was pressed before and meanwhile is heard once the network is back, and the note about it goes."""
    workshop = make_workshop(Workshop.State.CONFIRMED, groups=1, date=timezone.localdate(), starts_at=dt.time(0, 0))
    give_forms(workshop.programme)
    MOVES.apply(workshop, "start", by=SYSTEM, now=timezone.now())

    def press(what: str, **values: int) -> None:
        step = Room.objects.get(workshop=workshop).step
        room.press(workshop=workshop, what=what, seen=step, by=SYSTEM, now=timezone.now(), **values)

    page = handset("a")
    Seat.objects.filter(name="a").update(group=workshop.groups.get())
    page.goto(f"{live_server.url}/t/inventory/")
    clock = page.locator(".s-rc")
    expect(clock.locator("[data-rc-word]")).to_have_text("進行中")
    keep_all(page)
    press("give", minutes=5)
    press("pause")
    expect(clock.locator("[data-rc-word]")).to_have_text("暫停", timeout=15000)
    press("resume")
    expect(clock.locator("[data-rc-left]")).to_have_text(re.compile(r"剩 1[0-4] 分 \d\d 秒"), timeout=15000)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-kept]")).to_be_visible()
    page.wait_for_timeout(3000)
    press("give", minutes=5)
    page.context.set_offline(False)
    expect(clock.locator("[data-rc-word]")).to_have_text("進行中", timeout=15000)
    expect(clock.locator("[data-rc-left]")).to_have_text(re.compile(r"剩 1[5-9] 分 \d\d 秒"), timeout=15000)
    before = clock.locator("[data-rc-left]").inner_text()
    expect(clock.locator("[data-rc-left]")).not_to_have_text(before)
    expect(page.locator("[data-kept]")).to_be_hidden(timeout=15000)
