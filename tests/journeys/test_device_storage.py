"""What a table's device keeps: whatever storage it has, whatever is killed, no word is lost and none is said to be safe
that is not.
"""

import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from actionplans.models import Operation, Sheet
from actionplans.writing import sheets
from tests.journeys.test_table import SAVED, pill, ready_design, words
from tests.makers.actionplans import fill, make_sheet
from workshops.models import Group

pytestmark = pytest.mark.django_db(transaction=True)

Device = Callable[..., Page]
KEPT = re.compile("已存本機")
UNSAVED = re.compile("未存")
WAITING = "import('/static/js/sheet/store.js').then((store) => store.DeviceStore.waiting())"
NO_STORAGE = """
  Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("blocked", "SecurityError"); } });
  Object.defineProperty(window, "localStorage", { get() { throw new DOMException("blocked", "SecurityError"); } });
"""
ONLY_LOCAL = 'Object.defineProperty(window, "indexedDB", { get() { throw new DOMException("no", "SecurityError"); } });'
PRIVATE = """
  StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException("Security error", "SecurityError"));
"""
# As Chromium's private windows are before the version that tells every page the same number.
OLD_PRIVATE = """
  StorageManager.prototype.estimate = () => Promise.resolve({ usage: 0, quota: 1200000000 });
  Object.defineProperty(performance, "memory", { get: () => ({ jsHeapSizeLimit: 4300000000 }) });
"""
# A disk that does not answer before it is woken.
SLOW = """
  const real = IDBFactory.prototype.open;
  const asleep = [];
  // A page that goes away sends what waits; nobody hears of it here.
  const send = window.fetch;
  window.fetch = (address, given) => {
    const gone = given?.keepalive && sessionStorage.getItem("mute");
    return gone ? Promise.reject(new TypeError("no network")) : send(address, given);
  };
  window.wakeDisk = () => { sessionStorage.removeItem("slow"); for (const go of asleep.splice(0)) go(); };
  IDBFactory.prototype.open = function (...given) {
    if (!sessionStorage.getItem("slow")) return real.apply(this, given);
    const asked = {};
    asleep.push(() => {
      const request = real.apply(this, given);
      for (const name of ["onupgradeneeded", "onerror", "onsuccess"]) {
        request[name] = () => { if (name !== "onerror") asked.result = request.result; asked[name]?.(); };
      }
    });
    return asked;
  };
"""
FULL = """
  const full = () => { throw new DOMException("The quota has been exceeded.", "QuotaExceededError"); };
  if (sessionStorage.getItem("full")) { IDBObjectStore.prototype.add = full; Storage.prototype.setItem = full; }
"""


def open_design(page: Page, live_server: Any) -> Page:
    page.goto(f"{live_server.url}/t/design/")
    expect(pill(page)).to_have_text(SAVED)
    return page


def unreachable(page: Page) -> None:
    page.route("**/operations*", lambda route: route.abort())


def test_each_pause_is_an_operation_on_the_device(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    page = open_design(handset("a"), live_server)
    unreachable(page)
    page.get_by_label("行動名稱").fill("不讓太陽決定")
    expect(pill(page)).to_have_text(UNSAVED)  # the pause has not come yet
    expect(pill(page)).to_have_text(KEPT)
    page.get_by_label("誰會受益").fill("送餐志工")
    page.get_by_label("誰會受益").blur()
    expect(pill(page)).to_contain_text("2 筆待上傳")
    kept = page.evaluate(WAITING)
    assert [(one["path"], one["value"]) for one in kept] == [("title", "不讓太陽決定"), ("beneficiaries", "送餐志工")]
    assert [one["number"] for one in kept] == sorted(one["number"] for one in kept)


def test_what_an_older_page_left_behind_is_brought_over_once(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    sheet = make_sheet("design", group)
    left = {
        "id": "5c0f9d3e-55a5-4c1a-9a44-1ce5a1fd8f11", "action": "set", "path": "title", "value": "舊頁面寫的",
        "base": 0, "resolves": None, "after": None, "number": 1, "url": "/t/design/operations",
    }  # fmt: skip
    page = handset("a")
    page.goto(f"{live_server.url}/privacy/")
    page.evaluate(
        "([key, text]) => localStorage.setItem(key, text)",
        [f"sheet-operations/{sheet.pk}/waiting/{left['id']}", json.dumps(left)],
    )
    open_design(page, live_server)
    expect(page.get_by_label("行動名稱")).to_have_value("舊頁面寫的")
    assert words(group)["title"] == "舊頁面寫的"
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('/waiting/'))") == []
    assert Operation.objects.filter(path="title").count() == 1


def test_a_sentence_beside_the_button_outlives_a_battery(handset: Device, live_server: Any, group: Group) -> None:
    """Browsers write localStorage out late: what is called kept must be in IndexedDB, and emptied there as well."""
    page = handset("a")
    page.add_init_script("""
      const set = Storage.prototype.setItem;
      Storage.prototype.setItem = function (...given) { if (!sessionStorage.getItem("late")) set.apply(this, given); };
    """)
    page.goto(f"{live_server.url}/t/inventory/")
    expect(pill(page)).to_have_text(SAVED)
    box = page.get_by_label("新增：遇到的困難").locator("visible=true")
    box.fill("電池快沒電")
    expect(pill(page)).to_have_text(UNSAVED)  # the pause has not come yet
    expect(pill(page)).to_have_text(KEPT)
    # The battery dies before the browser has written out localStorage.
    page.evaluate("sessionStorage.setItem('late', '1')")
    box.fill("電池快沒電時寫的一句")
    expect(pill(page)).to_have_text(UNSAVED)
    expect(pill(page)).to_have_text(KEPT)
    page.reload()
    expect(box).to_have_value("電池快沒電時寫的一句")
    expect(pill(page)).to_have_text(KEPT)
    # Added, and dead again: the older copies do not bring the sentence back beside its own item.
    box.press("Enter")
    expect(pill(page)).to_have_text(SAVED)
    page.wait_for_function("""async () => {
      const { transact, answer } = await import("/static/js/sheet/indexed.js");
      const row = `sheet-drafts/${document.getElementById("sheet").dataset.sheet}`;
      const kept = await transact(["sheets"], "readonly", (sheets) => answer(sheets.get(row)));
      return kept.lists.recognition_difficulties.text === "";
    }""")
    page.reload()
    expect(pill(page)).to_have_text(SAVED)
    expect(box).to_have_value("")
    found = sheets.read(Sheet.objects.get(group=group, kind="inventory")).items("recognition_difficulties")
    assert [item.get("text") for item in found] == ["電池快沒電時寫的一句"]


@pytest.mark.parametrize(("script", "word"), [("", KEPT), (ONLY_LOCAL, UNSAVED)])
def test_a_reload_without_an_answer_keeps_the_words(
    handset: Device, live_server: Any, group: Group, script: str, word: re.Pattern[str]
) -> None:
    """Also where there is only localStorage: nobody knows when that reaches the disk, so it is not called kept."""
    ready_design(group)
    page = handset("a")
    page.add_init_script(script)
    open_design(page, live_server)
    unreachable(page)
    page.get_by_label("行動名稱").fill("不讓太陽決定")
    page.get_by_label("行動名稱").blur()
    expect(page.locator("[data-waiting]").first).to_have_text("1 筆待上傳")
    expect(pill(page)).to_have_text(word)
    expect(page.locator("[data-warn]")).to_be_visible(visible=word is UNSAVED)
    page.reload()
    expect(page.get_by_label("行動名稱")).to_have_value("不讓太陽決定")
    expect(pill(page)).to_have_text(word)
    page.unroute("**/operations*")
    expect(pill(page)).to_have_text(SAVED, timeout=12000)
    assert words(group)["title"] == "不讓太陽決定"


def test_words_of_the_last_moment_are_put_away_while_the_page_closes(
    handset: Device, live_server: Any, group: Group
) -> None:
    ready_design(group)
    page = open_design(handset("a"), live_server)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    unreachable(page)
    page.get_by_label("行動名稱").fill("最後一刻")
    page.reload()  # within the pause
    expect(page.get_by_label("行動名稱")).to_have_value("最後一刻")
    assert not asked, "nobody is asked about words that are safe"


@pytest.mark.parametrize(
    ("script", "why"),
    [(NO_STORAGE, "不能存在本機"), (PRIVATE, "這是無痕視窗"), (PRIVATE + ONLY_LOCAL, "這是無痕視窗")],
)
def test_where_nothing_stays_only_the_server_is_said_to_keep(
    handset: Device, live_server: Any, group: Group, script: str, why: str
) -> None:
    ready_design(group)
    page = handset("a", service_workers="block")
    page.add_init_script(script)
    open_design(page, live_server)
    unreachable(page)
    page.get_by_label("行動名稱").fill("只有伺服器會保存")
    page.get_by_label("行動名稱").blur()
    expect(page.locator("[data-warn]")).to_contain_text("只有伺服器會保存")
    expect(page.locator("[data-warn]")).to_contain_text(why)
    page.wait_for_timeout(600)
    expect(pill(page)).to_have_text(UNSAVED)
    page.unroute("**/operations*")
    expect(pill(page)).to_have_text(SAVED, timeout=12000)
    assert words(group)["title"] == "只有伺服器會保存"


def test_a_full_device_says_so_and_still_sends(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    page = handset("a")
    page.add_init_script(FULL)
    open_design(page, live_server)
    page.evaluate("sessionStorage.setItem('full', '1')")
    page.reload()
    expect(pill(page)).to_have_text(SAVED)
    unreachable(page)
    page.get_by_label("行動名稱").fill("放不下的話")
    expect(page.locator("[data-warn]")).to_contain_text("儲存空間滿了")
    expect(pill(page)).to_have_text(UNSAVED)
    page.unroute("**/operations*")
    expect(pill(page)).to_have_text(SAVED, timeout=12000)
    assert words(group)["title"] == "放不下的話"
    expect(page.locator("[data-warn]")).to_contain_text("都已經存到伺服器")
    expect(page.locator("[data-warn]")).not_to_contain_text("還沒存")


def test_a_device_that_is_nearly_full_says_so_in_time(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    page = handset("a")
    page.add_init_script(
        "StorageManager.prototype.estimate = () => Promise.resolve({ usage: 970000000, quota: 971000000 });"
    )
    open_design(page, live_server)
    expect(page.locator("[data-warn]")).to_contain_text("快滿了")


def test_room_is_looked_at_again_and_again(handset: Device, live_server: Any, group: Group) -> None:
    """Each minute, and whenever something did not fit; a browser may hide how much room there is."""
    ready_design(group)
    page = handset("a")
    page.add_init_script("""
      const left = () => Number(sessionStorage.getItem("left") ?? 20000000000);
      window.looks = 0;
      StorageManager.prototype.estimate = async () => {
        window.looks += 1;
        return { usage: 100000000, quota: 100000000 + left() };
      };
      const every = window.setInterval;
      window.setInterval = (work, delay, ...more) => {
        if (delay === 60000) window.minute = work;
        return every(work, delay, ...more);
      };
      const full = () => { throw new DOMException("The quota has been exceeded.", "QuotaExceededError"); };
      window.fill = () => { IDBObjectStore.prototype.add = full; };
    """)
    open_design(page, live_server)
    warning = page.locator("[data-warn]")
    expect(warning).to_be_hidden()
    page.evaluate("sessionStorage.setItem('left', '1000000')")
    page.evaluate("minute()")
    expect(warning).to_contain_text("快滿了")
    before = page.evaluate("looks")
    page.evaluate("fill()")
    unreachable(page)
    page.get_by_label("行動名稱").fill("放不下的話")
    expect(warning).to_contain_text("儲存空間滿了")
    page.wait_for_function("(before) => looks > before", arg=before)
    expect(pill(page)).to_have_text(UNSAVED)  # localStorage took it; nobody knows when that reaches the disk
    page.reload()  # and the copy is found
    expect(page.get_by_label("行動名稱")).to_have_value("放不下的話")


def test_a_slow_disk_is_waited_for_and_nothing_is_claimed_meanwhile(
    handset: Device, live_server: Any, group: Group, shot: Any
) -> None:
    """What an earlier visit left lies unread: the page says so, writes on, and joins it when the disk answers."""
    ready_design(group)
    page = handset("a")
    page.add_init_script(SLOW)
    open_design(page, live_server)
    unreachable(page)
    page.get_by_label("行動名稱").fill("上次離線寫的")
    page.get_by_label("行動名稱").blur()
    expect(pill(page)).to_have_text(KEPT)
    page.evaluate("sessionStorage.setItem('slow', '1'); sessionStorage.setItem('mute', '1')")
    page.reload()
    page.evaluate("sessionStorage.removeItem('mute')")
    warning = page.locator("[data-warn]")
    expect(warning).to_contain_text("還在讀這臺裝置上次留下的內容", timeout=15000)
    expect(pill(page)).to_have_text(UNSAVED)
    expect(page.get_by_label("行動名稱")).to_have_value("")
    page.unroute("**/operations*")
    goal = page.locator("[data-field]", has=page.get_by_label("目標")).first
    goal.get_by_label("目標").fill("這次寫的")
    expect(goal.locator("[data-fstate]")).to_have_text("已存伺服器", timeout=15000)
    page.wait_for_timeout(1500)
    assert words(group) == {"goal": "這次寫的"}
    expect(pill(page)).to_have_text(UNSAVED)
    shot(page, "slow-disk")
    page.evaluate("wakeDisk()")
    expect(pill(page)).to_have_text(SAVED, timeout=20000)
    expect(page.get_by_label("行動名稱")).to_have_value("上次離線寫的")
    expect(warning).to_be_hidden()
    assert words(group) == {"title": "上次離線寫的", "goal": "這次寫的"}


def test_a_disk_that_comes_late_brings_older_words_beside_newer_ones(
    handset: Device, live_server: Any, group: Group
) -> None:
    ready_design(group)
    page = handset("a")
    page.add_init_script(SLOW)
    open_design(page, live_server)
    unreachable(page)
    page.get_by_label("行動名稱").fill("上次寫的")
    page.get_by_label("行動名稱").blur()
    expect(pill(page)).to_have_text(KEPT)
    page.evaluate("sessionStorage.setItem('slow', '1'); sessionStorage.setItem('mute', '1')")
    page.reload()
    page.evaluate("sessionStorage.removeItem('mute')")
    expect(page.locator("[data-warn]")).to_contain_text("還在讀", timeout=15000)
    page.get_by_label("行動名稱").fill("這次寫的")
    page.get_by_label("行動名稱").blur()
    expect(page.locator("[data-waiting]").first).to_have_text("1 筆待上傳")
    expect(pill(page)).to_have_text(UNSAVED)  # a copy that a reload finds is not the disk
    page.unroute("**/operations*")
    expect(page.locator("html")).to_have_attribute("data-unsent", "0", timeout=20000)
    page.evaluate("wakeDisk()")
    expect(page.locator("[data-dispute]:visible")).to_have_count(1, timeout=20000)
    expect(page.get_by_label("行動名稱")).to_have_value("這次寫的")
    assert set(Operation.objects.filter(path="title").values_list("value", flat=True)) == {"上次寫的", "這次寫的"}


def test_the_three_words_in_english(handset: Device, live_server: Any, group: Group) -> None:
    """Of the page and of the field, in the language of the page."""
    ready_design(group)
    page = handset("a", locale="en-US")
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.goto(f"{live_server.url}/t/design/")
    box = page.locator("[data-path=title]")
    said = page.locator("[data-field]", has=box).locator("[data-fstate]")
    unreachable(page)
    box.fill("Visits")
    expect(pill(page)).to_have_text("Not saved")
    expect(said).to_have_text("Not saved")
    expect(pill(page)).to_contain_text("Saved on this device")
    expect(said).to_have_text("Saved on this device")
    page.unroute("**/operations*")
    expect(pill(page)).to_contain_text("Saved on the server", timeout=20000)
    expect(said).to_have_text("Saved on the server")


def test_what_may_be_a_private_window_is_said_to_be_one_perhaps(
    handset: Device, live_server: Any, group: Group
) -> None:
    """Nobody knows, so the word stays what is true of this window, and a sentence says what may become of it."""
    ready_design(group)
    page = handset("a")
    page.add_init_script(OLD_PRIVATE)
    open_design(page, live_server)
    expect(page.locator("[data-warn]")).to_contain_text("可能是無痕視窗。無痕視窗只有伺服器會保存")
    unreachable(page)
    page.get_by_label("行動名稱").fill("視窗還開著")
    expect(pill(page)).to_have_text(KEPT)


@pytest.mark.parametrize("promised", [False, True])
def test_a_window_that_does_not_tell_what_it_is_says_it_while_words_are_only_here(
    handset: Device, live_server: Any, group: Group, shot: Any, *, promised: bool
) -> None:
    """The browser of these journeys is off the record itself, and tells no page so; what is promised to last is not."""
    ready_design(group)
    page = handset("a")
    if promised:
        page.add_init_script("StorageManager.prototype.persisted = () => Promise.resolve(true);")
    open_design(page, live_server)
    line = page.get_by_text("無痕視窗只有伺服器會保存")
    expect(line).to_be_hidden()
    page.context.set_offline(True)
    page.get_by_label("行動名稱").fill("只在這裡")
    expect(pill(page)).to_have_text(KEPT)
    expect(page.locator("[data-offline]")).to_be_visible()
    expect(line).to_be_visible(visible=not promised)
    shot(page, f"offline-{'promised' if promised else 'perhaps-private'}")
    page.context.set_offline(False)
    expect(pill(page)).to_have_text(SAVED, timeout=20000)
    expect(line).to_be_hidden()


def test_what_was_refused_stays_in_its_place_among_copies(page: Page, live_server: Any) -> None:
    """Their order is counted, also across what older pages put aside without a number."""
    page.goto(f"{live_server.url}/privacy/")
    order = page.evaluate("""async () => {
      const { LocalStore } = await import("/static/js/sheet/shelf.js");
      const store = new LocalStore("1");
      const one = (id) => ({ id, action: "set", path: "title", value: id, after: null });
      for (const id of ["e", "d", "c", "b", "a"]) await store.put(one(id));
      await store.refuse({ ...one("d"), message: "no" });
      await store.refuse(one("0"));
      localStorage.setItem("sheet-operations/1/refused/g", JSON.stringify(one("g")));
      const held = LocalStore.held().map((each) => each.id);
      return [held, (await store.refused()).map((each) => each.id)];
    }""")
    assert order == [["g", "e", "d", "c", "b", "a", "0"], ["g", "d", "0"]]


BROKEN = """
  const real = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...given) {
    const broken = sessionStorage.getItem("broken");
    if (broken === "TypeError") throw new TypeError("closing");
    if (broken) throw new DOMException("closing", broken);
    return real.apply(this, given);
  };
"""


@pytest.mark.parametrize("name", ["InvalidStateError", "TypeError"])
def test_a_disk_that_closes_for_a_moment_is_not_taken_for_none(
    handset: Device, live_server: Any, group: Group, name: str
) -> None:
    ready_design(group)
    page = handset("a")
    page.add_init_script(BROKEN)
    open_design(page, live_server)
    unreachable(page)
    page.get_by_label("行動名稱").fill("上次離線寫的")
    page.get_by_label("行動名稱").blur()
    expect(pill(page)).to_have_text(KEPT)
    page.evaluate("(name) => sessionStorage.setItem('broken', name)", name)
    page.reload()
    expect(page.locator("[data-warn]")).to_contain_text("還在讀這臺裝置上次留下的內容", timeout=15000)
    page.evaluate("sessionStorage.removeItem('broken')")
    expect(page.get_by_label("行動名稱")).to_have_value("上次離線寫的", timeout=15000)
    expect(pill(page)).to_have_text(KEPT)


@pytest.mark.parametrize(
    ("opening", "absent"),
    [
        ('() => { throw new DOMException("private window", "InvalidStateError"); }', True),
        ('() => { throw new TypeError("not there"); }', True),
        ('() => { throw new DOMException("blocked", "SecurityError"); }', True),
        ('() => { throw new DOMException("later", "UnknownError"); }', False),
        ("() => failing(new DOMException('private window', 'InvalidStateError'))", True),
        ("() => failing(new DOMException('damaged', 'UnknownError'))", False),
    ],
)
def test_only_what_does_not_open_is_no_disk(page: Page, live_server: Any, opening: str, absent: bool) -> None:
    page.goto(f"{live_server.url}/privacy/")
    page.evaluate(f"""() => {{
      const failing = (error) => {{
        const request = {{ error }};
        setTimeout(() => request.onerror(), 0);
        return request;
      }};
      IDBFactory.prototype.open = {opening};
    }}""")
    answered = page.evaluate("""async () => {
      const { isAbsent, transact } = await import("/static/js/sheet/indexed.js");
      return transact(["sheets"], "readonly", () => null).then(() => "opened", isAbsent);
    }""")
    assert answered is absent


LEFT = {"text": "", "code": "", "handedIn": "", "prompted": "", "main": "text", "id": "left-0", "item": "item-0"}
SENTENCES = ["最早的一句", "後來的一句", "最後的一句"]


def older(form: str) -> Any:
    """What pages have kept beside a box: a list, or one sentence with the one before it inside."""
    first, second = (
        {**LEFT, "text": text, "id": f"left-{number}", "item": str(uuid.uuid4())}
        for number, text in enumerate(SENTENCES[:2], 1)
    )
    return [first, second] if form == "list" else {**second, "older": first}


@pytest.mark.parametrize("form", ["list", "one in the other"])
def test_each_sentence_left_beside_a_box_is_offered_and_goes_only_when_its_own_button_is_pressed(
    handset: Device, live_server: Any, group: Group, form: str, shot: Any
) -> None:
    sheet = make_sheet("inventory", group)
    page = handset("a")
    page.goto(f"{live_server.url}/privacy/")
    left = {**LEFT, "text": SENTENCES[2], "id": "left-3", "item": str(uuid.uuid4()), "older": older(form), "count": 1}
    page.evaluate(
        "([key, text]) => localStorage.setItem(key, text)",
        [f"sheet-drafts/{sheet.pk}/recognition_difficulties", json.dumps(left)],
    )
    page.goto(f"{live_server.url}/t/inventory/")
    box = page.get_by_label("新增：遇到的困難").locator("visible=true")
    notes = page.locator("[data-older]")
    expect(box).to_have_value(SENTENCES[2])
    expect(notes).to_have_count(2)
    expect(pill(page)).to_have_text(re.compile("已存本機 3 句還沒加入"))
    held = "import('/static/js/sheet/held.js').then((all) => all.held())"
    told = f"{held}.then((all) => all.drafts.map((one) => one.id))"
    assert sorted(page.evaluate(told)) == ["left-1", "left-2", "left-3"]
    shot(page, "drafts-offered")

    notes.filter(has_text=SENTENCES[0]).get_by_role("button", name="不用了").click()
    expect(notes).to_have_count(1)
    expect(pill(page)).to_have_text(re.compile("已存本機 2 句還沒加入"))
    page.reload()
    expect(notes).to_have_count(1)
    expect(notes).to_contain_text(SENTENCES[1])
    # Put back, it changes places with what stood in the box, under the ids that it had.
    notes.get_by_role("button", name="放回去").click()
    expect(box).to_have_value(SENTENCES[1])
    expect(notes).to_have_count(1)
    expect(notes).to_contain_text(SENTENCES[2])
    expect(pill(page)).to_have_text(re.compile("已存本機 2 句還沒加入"))
    assert sorted(page.evaluate(told)) == ["left-2", "left-3"]

    # With nothing in the box an offered sentence is only here all the same.
    box.fill("")
    expect(pill(page)).to_have_text(re.compile("已存本機 1 句還沒加入"))
    page.reload()
    expect(notes).to_contain_text(SENTENCES[2])
    expect(box).to_have_value("")
    expect(pill(page)).to_have_text(re.compile("已存本機 1 句還沒加入"))
    notes.get_by_role("button", name="不用了").click()
    expect(pill(page)).to_have_text(SAVED)
    page.reload()
    expect(pill(page)).to_have_text(SAVED)
    expect(notes).to_have_count(0)


def test_all_that_a_late_disk_had_beside_a_box_is_offered(handset: Device, live_server: Any, group: Group) -> None:
    sheet = make_sheet("inventory", group)
    page = handset("a")
    page.add_init_script(SLOW)
    page.goto(f"{live_server.url}/t/inventory/")
    expect(pill(page)).to_have_text(SAVED)
    left = {**LEFT, "text": SENTENCES[2], "id": "left-3", "older": older("list"), "count": 9}
    page.evaluate(
        """async ([sheet, left]) => {
          const { transact, answer } = await import("/static/js/sheet/indexed.js");
          const row = { sheet: `sheet-drafts/${sheet}`, lists: { recognition_difficulties: left } };
          await transact(["sheets"], "readwrite", (sheets) => answer(sheets.put(row)));
        }""",
        [sheet.pk, left],
    )
    page.evaluate("sessionStorage.setItem('slow', '1')")
    page.reload()
    expect(page.locator("[data-warn]")).to_contain_text("還在讀", timeout=15000)
    box = page.get_by_label("新增：遇到的困難").locator("visible=true")
    box.fill("這次打的")
    page.evaluate("wakeDisk()")
    expect(page.locator("[data-older]")).to_have_count(3, timeout=15000)
    expect(pill(page)).to_have_text(re.compile("已存本機 4 句還沒加入"), timeout=15000)
    page.reload()
    expect(page.locator("[data-older]")).to_have_count(3)
    expect(box).to_have_value("這次打的")


def test_a_clock_that_is_hours_wrong_changes_no_order(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    page = open_design(handset("a"), live_server)
    unreachable(page)
    page.evaluate("Date.now = () => 4102444800000")
    page.get_by_label("行動名稱").fill("一")
    expect(pill(page)).to_have_text(KEPT)
    page.reload()  # and the clock is set back by decades
    expect(page.get_by_label("行動名稱")).to_have_value("一")
    page.get_by_label("行動名稱").fill("一二")
    expect(pill(page)).to_contain_text("2 筆待上傳")
    page.reload()
    expect(page.get_by_label("行動名稱")).to_have_value("一二")
    page.unroute("**/operations*")
    expect(pill(page)).to_have_text(SAVED, timeout=12000)
    assert words(group)["title"] == "一二"
    assert not Operation.objects.exclude(outcome="applied").filter(sheet__kind="design").exists()


def test_what_is_typed_before_it_is_known_what_waits_is_typed_over_it(
    handset: Device, live_server: Any, group: Group
) -> None:
    """A slow phone: the words of an earlier visit are still being looked up when somebody goes on writing them."""
    ready_design(group)
    page = open_design(handset("a"), live_server)
    chain = page.evaluate("""async () => {
      const { Queue } = await import("/static/js/sheet/queue.js");
      const left = (path) => ({
        id: `left-${path}`, action: "set", path, value: "一", base: 0, resolves: null, after: null,
      });
      const all = async () => [left("title"), left("goal")];
      const put = async ({ after }) => ({ after, safe: true, why: "" });
      const store = { all, refused: async () => [], put };
      const nothing = () => null;
      const browser = { later: nothing, never: nothing, channel: nothing, alone: nothing, post: nothing };
      const queue = new Queue({ store, url: "", sheet: 0, browser });
      queue.push({ action: "set", path: "title", value: "一二" });
      queue.push({ action: "set", path: "beneficiaries", value: "志工" });
      await queue.resume();
      return queue.pending.map((each) => [each.path, each.value, each.after]);
    }""")
    assert chain == [
        ["title", "一", None],
        ["goal", "一", None],
        ["title", "一二", "left-title"],
        ["beneficiaries", "志工", None],
    ]


def test_two_tabs_share_one_queue(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    one = open_design(handset("a"), live_server)
    two = open_design(one.context.new_page(), live_server)
    sent: list[str] = []
    line = {"open": False}

    def count(route: Route) -> None:
        if not line["open"]:
            return route.abort()
        sent.extend(each["id"] for each in json.loads(route.request.post_data or "{}")["operations"])
        return route.continue_()

    one.context.route("**/operations*", count)
    one.get_by_label("行動名稱").fill("兩個分頁")
    one.get_by_label("行動名稱").blur()
    expect(two.get_by_label("行動名稱")).to_have_value("兩個分頁")
    two.get_by_label("誰會受益").fill("送餐志工")
    two.get_by_label("誰會受益").blur()
    for page in (one, two):
        expect(pill(page)).to_contain_text("2 筆待上傳")
    line["open"] = True
    for page in (one, two):
        expect(pill(page)).to_have_text(SAVED, timeout=20000)
    assert len(sent) == len(set(sent)) == 2
    assert words(group) == {"title": "兩個分頁", "beneficiaries": "送餐志工"}
    one.close()  # the one that is left goes on alone
    two.get_by_label("誰會受益").fill("送餐志工與長輩")
    expect(pill(two)).to_have_text(SAVED, timeout=12000)


def test_one_operation_the_server_breaks_on_holds_up_nothing(handset: Device, live_server: Any, group: Group) -> None:
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "每月缺班 22 班", "core": True}])
    page = open_design(handset("a"), live_server)

    def break_on_poison(route: Route) -> None:
        if "毒" in str(route.request.post_data_json):
            route.fulfill(status=500, content_type="text/html", body="<h1>Server Error</h1>")
        else:
            route.continue_()

    page.context.set_offline(True)
    for label, text in (("行動名稱", "毒"), ("誰會受益", "長輩"), ("問題", "缺班"), ("目標", "不缺班")):
        page.get_by_label(label).first.fill(text)
        page.get_by_label(label).first.blur()
    expect(pill(page)).to_contain_text("4 筆待上傳")
    page.route("**/operations*", break_on_poison)
    page.context.set_offline(False)
    expect(pill(page)).to_contain_text("1 筆待上傳", timeout=20000)
    expect(pill(page)).to_have_text(KEPT)
    assert words(group) == {"beneficiaries": "長輩", "problem": "缺班", "goal": "不缺班"}
    page.get_by_label("誰會受益").fill("長輩與志工")
    expect(pill(page)).to_contain_text("1 筆待上傳", timeout=20000)
    page.wait_for_timeout(1500)
    assert words(group)["beneficiaries"] == "長輩與志工"
    page.unroute("**/operations*")
    expect(pill(page)).to_have_text(SAVED, timeout=40000)
    assert words(group)["title"] == "毒"


def test_fifty_entries_of_a_phone_without_a_name_arrive(handset: Device, live_server: Any, group: Group) -> None:
    page = handset("")
    page.goto(f"{live_server.url}/t/inventory/")
    expect(pill(page)).to_have_text(SAVED)
    page.context.set_offline(True)
    box = page.get_by_label("新增：遇到的困難").locator("visible=true")
    for number in range(50):
        box.fill(f"第 {number} 則")
        box.press("Enter")
    expect(pill(page)).to_contain_text("50 筆待上傳")
    page.context.set_offline(False)
    expect(pill(page)).to_have_text(SAVED, timeout=20000)
    items = sheets.read(Sheet.objects.get(group=group, kind="inventory")).items("recognition_difficulties")
    assert [item.get("text") for item in items] == [f"第 {number} 則" for number in range(50)]
