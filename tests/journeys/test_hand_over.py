"""Receipts, handing over what waits to another device, and leaving only when all is sent."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from actionplans.models import Sheet
from actionplans.writing import sheets
from tests.journeys.test_device_storage import KEPT, open_design, unreachable
from tests.journeys.test_table import SAVED, pill, ready_design, words
from tests.makers.actionplans import change, fill, make_sheet
from workshops.models import Group, Seat, Workshop

pytestmark = pytest.mark.django_db(transaction=True)

Device = Callable[..., Page]


def test_the_receipts_say_what_went_and_what_waits(handset: Device, live_server: Any, group: Group, axe: Any) -> None:
    ready_design(group)
    page = open_design(handset("a"), live_server)
    page.locator("[data-receipts] > summary").click()
    expect(page.locator("[data-receipts-none]")).to_be_visible()
    page.get_by_label("行動名稱").fill("先寫的")
    page.get_by_label("行動名稱").blur()
    expect(pill(page)).to_have_text(SAVED, timeout=12000)
    unreachable(page)
    page.get_by_label("誰會受益").fill("後寫的")
    page.get_by_label("誰會受益").blur()
    expect(page.locator("[data-receipts-list] > li")).to_have_count(2)
    newest, older = page.locator("[data-receipts-list] > li").all()
    expect(newest).to_have_text("已存本機 誰會受益：後寫的", use_inner_text=True)
    expect(older).to_have_text(re.compile(r"^已存伺服器\s行動名稱：先寫的"), use_inner_text=True)
    axe(page)
    page.reload()  # the list is on the device
    page.locator("[data-receipts] > summary").click()
    expect(page.locator("[data-receipts-list] > li")).to_have_count(2)
    page.unroute("**/operations*")
    expect(page.locator("[data-receipts-list] > li").first).to_contain_text("已存伺服器", timeout=20000)


def test_a_file_carries_what_waits_to_another_device(
    handset: Device, live_server: Any, group: Group, tmp_path: Path
) -> None:
    fill(make_sheet("inventory", group), recognition_difficulties=[{"text": "沒人問過"}])
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    expect(pill(page)).to_have_text(SAVED)
    unreachable(page)
    page.get_by_role("button", name="再加一票").locator("visible=true").click()
    page.get_by_label("新增：遇到的困難").locator("visible=true").fill("只在這支手機上")
    page.keyboard.press("Enter")
    expect(pill(page)).to_contain_text("2 筆待上傳")
    page.locator("[data-receipts] > summary").click()
    with page.expect_download() as caught:
        page.get_by_role("button", name="存成檔案").click()
    caught.value.save_as(tmp_path / "waiting.json")

    other = handset("b")
    other.goto(f"{live_server.url}/t/")
    other.get_by_role("link", name="接手另一臺裝置").click()
    other.get_by_label("選檔案").set_input_files(tmp_path / "waiting.json")
    other.get_by_role("button", name="接手這些內容").click()
    expect(other.get_by_role("heading", name="接手了 2 筆")).to_be_visible()
    page.unroute("**/operations*")  # and the first one sends them itself after all
    expect(pill(page)).to_have_text(SAVED, timeout=40000)
    items = sheets.read(Sheet.objects.get(group=group, kind="inventory")).items("recognition_difficulties")
    assert [(item.get("text"), item.get("votes", 0)) for item in items] == [("沒人問過", 1), ("只在這支手機上", 0)]


def test_codes_carry_it_too(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    page = open_design(handset("a"), live_server)
    page.context.set_offline(True)
    for label in ("行動名稱", "誰會受益", "問題"):
        page.get_by_label(label).first.fill(f"{label}：" + "".join(chr(0x4E00 + 37 * n % 9000) for n in range(180)))
        page.get_by_label(label).first.blur()
    expect(pill(page)).to_contain_text("3 筆待上傳")
    unreachable(page)
    page.context.set_offline(False)
    page.locator("[data-receipts] > summary").click()
    page.get_by_role("button", name="顯示 QR 碼").click()
    expect(page.locator("[data-codes] svg").first).to_be_visible()
    count = page.locator("[data-codes] svg").count()
    assert count > 1
    expect(page.locator("[data-codes]")).to_contain_text(f"第 {count} 張，共 {count} 張")
    read = page.evaluate("""async () => {
      const { held } = await import("/static/js/sheet/held.js");
      const { addresses, pack } = await import("/static/js/sheet/parcel.js");
      return addresses(pack(await held()), `${location.origin}/t/take-over/`);
    }""")
    assert len(read) == count
    other = handset("b")
    other.goto(read[0])  # what a camera does with each of them; the next come before the page has looked
    other.evaluate("rest => rest.forEach((one) => { location.hash = new URL(one).hash })", read[1:])
    expect(other.locator("[data-progress]")).to_contain_text(f"{count} 張都掃到了")
    other.get_by_role("button", name="接手這些內容").click()
    expect(other.get_by_role("heading", name="接手了 3 筆")).to_be_visible()
    assert words(group)["title"].startswith("行動名稱：")


def refuse(group: Group, device: Page, words: str) -> None:
    """The table is closed while something is on its way: the server refuses it, and the device keeps it."""
    Workshop.objects.filter(pk=group.workshop_id).update(state=Workshop.State.REPORTED)
    box = device.get_by_label("新增：遇到的困難").locator("visible=true")
    box.fill(words)
    box.press("Enter")
    expect(device.locator("[data-refused]")).to_contain_text("有 1 筆沒有寫入", timeout=15000)
    Workshop.objects.filter(pk=group.workshop_id).update(state=group.workshop.state)


def save_file(page: Page, path: Path) -> Path:
    page.locator("[data-receipts] > summary").click()
    with page.expect_download() as caught:
        page.get_by_role("button", name="存成檔案").click()
    caught.value.save_as(path)
    return path


def take(page: Page, live_server: Any, path: Path) -> None:
    page.goto(f"{live_server.url}/t/take-over/")
    page.get_by_label("選檔案").set_input_files(path)
    page.get_by_role("button", name="接手這些內容").click()


def listed(group: Group) -> list[Any]:
    items = sheets.read(Sheet.objects.get(group=group, kind="inventory")).items("recognition_difficulties")
    return [item.get("text") for item in items]


def test_what_was_refused_and_what_nobody_has_added_is_seen_and_taken_over(
    handset: Device, live_server: Any, group: Group, tmp_path: Path, axe: Any, shot: Any
) -> None:
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    expect(pill(page)).to_have_text(SAVED)
    refuse(group, page, "被退回的一句")
    box = page.get_by_label("新增：遇到的困難").locator("visible=true")
    box.fill("打好沒加入的一句")
    expect(pill(page)).to_have_text(re.compile("已存本機 1 句還沒加入"))
    expect(page.locator("[data-receipts-count]")).to_have_text("1 筆沒有寫入、1 句還沒加入")
    assert page.evaluate("document.documentElement.dataset.unsent") == "2"
    brought = save_file(page, tmp_path / "held.json")
    shot(page, "held-receipts")

    # Elsewhere in the table it is said, and nobody leaves with it unsettled.
    page.goto(f"{live_server.url}/t/")
    note = page.locator("[data-elsewhere]")
    expect(note).to_contain_text("有 1 筆沒有寫入，內容留在這臺裝置")
    expect(note).to_contain_text("有 1 句打好了還沒加入")
    shot(page, "held-elsewhere")
    page.get_by_role("button", name="離開這一組").click()
    page.get_by_role("alertdialog").get_by_role("button", name="離開這一組").click()
    expect(page.locator(".v-toast")).to_contain_text("還留著 1 筆沒有寫入、1 句還沒加入", timeout=15000)
    assert Seat.objects.get(group=group, name="a").revoked_at is None

    # At the door, too, once the device has no seat; from there it can be handed on as well.
    Seat.objects.filter(group=group, name="a").update(revoked_at=dt.datetime.now(dt.UTC))
    page.goto(f"{live_server.url}/j/")
    stranded = page.locator("[data-stranded]")
    expect(stranded).to_contain_text("1 筆沒有寫入、1 句打好沒加入")
    expect(stranded).to_contain_text("海線組")
    shot(page, "held-stranded")
    axe(page)
    with page.expect_download() as caught:
        page.get_by_role("button", name="存成檔案").click()
    again = tmp_path / "stranded.json"
    caught.value.save_as(again)

    # Another device takes both: what was refused is written, the sentence when somebody asks for it, and each once.
    other = handset("b")
    take(other, live_server, brought)
    expect(other.get_by_role("heading", name="接手了 1 筆")).to_be_visible()
    assert listed(group) == ["被退回的一句"]
    expect(other.get_by_role("heading", name="還有 1 句打好了、還沒加入")).to_be_visible()
    axe(other)
    shot(other, "take-over-drafts")
    other.get_by_role("button", name="把勾選的加進清單").click()
    expect(other.get_by_role("heading", name="接手了 1 筆")).to_be_visible()
    assert listed(group) == ["被退回的一句", "打好沒加入的一句"]
    take(other, live_server, again)
    expect(other.get_by_role("heading", name="還有 1 句")).to_have_count(0)
    assert listed(group) == ["被退回的一句", "打好沒加入的一句"]

    # The first device comes back, sends the refused one once more and adds its sentence: nothing is there twice.
    Seat.objects.filter(group=group, name="a").update(revoked_at=None)
    page.goto(f"{live_server.url}/t/inventory/")
    expect(box).to_have_value("打好沒加入的一句")
    box.press("Enter")
    page.locator("[data-refused] > summary").click()
    page.locator("[data-refused]").get_by_role("button", name="再送一次").click()
    expect(page.locator("[data-refused]")).to_be_hidden(timeout=12000)
    expect(pill(page)).to_have_text(SAVED, timeout=12000)
    assert listed(group) == ["被退回的一句", "打好沒加入的一句"]
    expect(page.locator('[data-list="recognition_difficulties"] > [data-item]')).to_have_count(2)


def test_a_sentence_typed_on_after_it_was_taken_over_is_another_one(
    handset: Device, live_server: Any, group: Group, tmp_path: Path
) -> None:
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    expect(pill(page)).to_have_text(SAVED)
    box = page.get_by_label("新增：遇到的困難").locator("visible=true")
    box.fill("先寫一半")
    expect(pill(page)).to_have_text(KEPT)
    brought = save_file(page, tmp_path / "held.json")
    box.fill("先寫一半，再寫一半")
    other = handset("b")
    take(other, live_server, brought)
    other.get_by_role("button", name="把勾選的加進清單").click()
    expect(other.get_by_role("heading", name="接手了 1 筆")).to_be_visible()
    box.press("Enter")
    expect(pill(page)).to_have_text(SAVED, timeout=12000)
    assert listed(group) == ["先寫一半", "先寫一半，再寫一半"]


def test_a_sentence_that_was_taken_over_and_edited_since_keeps_its_later_words(
    handset: Device, live_server: Any, group: Group, tmp_path: Path
) -> None:
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    expect(pill(page)).to_have_text(SAVED)
    box = page.get_by_label("新增：遇到的困難").locator("visible=true")
    box.fill("先寫的")
    expect(pill(page)).to_have_text(KEPT)
    brought = save_file(page, tmp_path / "held.json")
    other = handset("b")
    take(other, live_server, brought)
    other.get_by_role("button", name="把勾選的加進清單").click()
    expect(other.get_by_role("heading", name="接手了 1 筆")).to_be_visible()
    sheet = Sheet.objects.get(group=group, kind="inventory")
    path = sheet.entries.get(path__endswith="/text").path
    edited = change("set", path, "接手之後改的", base=1)
    sheets.apply(sheet=sheet, changes=[edited], by=Seat.objects.get(group=group, name="b"), now=dt.datetime.now(dt.UTC))
    item = page.locator(f'[data-path="{path}"]')
    expect(item).to_have_value("接手之後改的", timeout=15000)
    page.route("**/state*", lambda route: route.abort())  # nobody tells the page once more
    box.press("Enter")
    expect(box).to_have_value("")
    expect(item).to_have_value("接手之後改的")
    expect(pill(page)).to_have_text(SAVED, timeout=12000)
    expect(item).to_have_value("接手之後改的")
    assert listed(group) == ["接手之後改的"]


def test_a_draft_older_than_what_was_handed_in_waits_to_be_asked_for(
    handset: Device, live_server: Any, group: Group
) -> None:
    fill(make_sheet("inventory", group), recognition_difficulties=[{"text": "缺班", "core": True}])
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    box = page.get_by_label("新增：遇到的困難").locator("visible=true")
    box.fill("還沒加入就交出去了")
    expect(pill(page)).to_have_text(KEPT)
    sheet = Sheet.objects.get(group=group, kind="inventory")
    sheets.hand_in(sheet=sheet, by=Seat.objects.filter(group=group)[0], now=dt.datetime.now(dt.UTC))
    page.reload()
    offered = page.locator("[data-older]")
    expect(offered).to_contain_text("還沒加入就交出去了")
    expect(box).to_have_value("")
    expect(pill(page)).to_have_text(re.compile("已存本機 1 句還沒加入"))  # offered, it is on this device alone
    offered.get_by_role("button", name="放回去").click()
    expect(box).to_have_value("還沒加入就交出去了")
    box.press("Enter")
    expect(pill(page)).to_have_text(SAVED, timeout=12000)
    page.reload()
    expect(box).to_have_value("")
    expect(offered).to_have_count(0)


def test_nobody_leaves_the_table_before_all_is_sent(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    page = open_design(handset("a"), live_server)
    page.context.route("**/operations*", lambda route: route.abort())
    page.get_by_label("行動名稱").fill("還在手機上")
    page.get_by_role("link", name="小組選單").click()  # goes on, because the words are on the device

    def leave() -> None:
        page.get_by_role("button", name="離開這一組").click()
        page.get_by_role("alertdialog").get_by_role("button", name="離開這一組").click()

    leave()
    expect(page.locator(".v-toast")).to_contain_text("還有 1 筆沒有上傳", timeout=15000)
    assert Seat.objects.get(group=group, name="a").revoked_at is None
    page.context.unroute("**/operations*")
    leave()
    expect(page.get_by_text("已離開")).to_be_visible(timeout=15000)
    assert words(group)["title"] == "還在手機上"


def test_the_stepper_sends_first(handset: Device, live_server: Any, group: Group) -> None:
    ready_design(group)
    page = open_design(handset("a"), live_server)
    page.get_by_label("行動名稱").fill("換頁之前")
    page.locator(".s-gsteps").get_by_role("link").first.click()
    page.wait_for_url(lambda address: not address.endswith("/t/design/"))
    assert words(group)["title"] == "換頁之前"


def test_what_was_typed_before_the_sheet_was_handed_in_asks_first(
    handset: Device, live_server: Any, group: Group, axe: Any, shot: Any
) -> None:
    """One phone is offline and changes a box and adds a step; another hands the sheet in meanwhile."""
    ready_design(group)
    fill(make_sheet("design", group), title="送餐分流", pillar="support", lead_unit="社會處", goal="少缺班")
    page = open_design(handset("a"), live_server)
    expect(pill(page)).to_have_text(SAVED)
    page.context.set_offline(True)
    page.get_by_label("目標").first.fill("離線時改的目標")
    page.get_by_label("目標").first.blur()
    step = page.locator("[data-quick=steps] input").first
    step.fill("離線時加的一步")
    step.press("Enter")
    expect(pill(page)).to_contain_text("2 筆待上傳")
    sheet = Sheet.objects.get(group=group, kind="design")
    sheets.hand_in(sheet=sheet, by=Seat.objects.filter(group=group)[0], now=dt.datetime.now(dt.UTC))
    page.context.set_offline(False)
    asked = page.locator("[data-refused]")
    expect(asked).to_contain_text("有 1 筆沒有寫入", timeout=20000)
    expect(page.locator("[data-dispute]:visible")).to_have_count(1, timeout=12000)
    assert (words(group)["goal"], sheets.read(sheet).items("steps")) == ("少缺班", ())
    asked.locator("summary").click()
    expect(asked).to_contain_text("交出之後才送到，要加進去嗎")
    page.locator("[data-receipts] > summary").click()
    expect(page.locator("[data-receipts-list]")).to_contain_text("離線時加的一步")
    axe(page)
    shot(page, "late-asks")
    asked.get_by_role("button", name="再送一次").click()
    expect(asked).to_be_hidden(timeout=12000)
    page.locator("[data-dispute]:visible").get_by_role("button", name="選一個").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("離線時改的目標")
    expect(dialog.locator("[data-c-late]")).to_contain_text("它寫的在交出之後才送到")
    axe(page)
    shot(page, "late-choose")
    dialog.locator("input[value=take]").check(force=True)
    dialog.get_by_role("button", name="留下選的版本").click()
    expect(pill(page)).to_have_text(SAVED, timeout=12000)
    assert words(group)["goal"] == "離線時改的目標"
    assert [one.get("what") for one in sheets.read(sheet).items("steps")] == ["離線時加的一步"]


def test_who_types_in_the_seconds_around_a_hand_in_is_asked_and_loses_nothing(
    handset: Device, live_server: Any, group: Group, shot: Any
) -> None:
    """She is online, in the middle of a sentence, when another device of her table hands the sheet in."""
    ready_design(group)
    fill(make_sheet("design", group), title="送餐分流", pillar="support", lead_unit="社會處", goal="少缺班")
    page = open_design(handset("a"), live_server)
    expect(pill(page)).to_have_text(SAVED)
    goal = page.get_by_label("目標").first
    goal.press_sequentially("，每月")
    sheet = Sheet.objects.get(group=group, kind="design")
    sheets.hand_in(sheet=sheet, by=Seat.objects.filter(group=group)[0], now=dt.datetime.now(dt.UTC))
    goal.press_sequentially("少一半")
    typed = goal.input_value()
    goal.blur()
    dispute = page.locator("[data-dispute]:visible")
    expect(dispute).to_have_count(1, timeout=15000)
    shot(page, "late-online")
    assert words(group)["goal"] != typed
    dispute.get_by_role("button", name="選一個").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(typed)
    shot(page, "late-online-choose")
    dialog.locator("input[value=take]").check(force=True)
    dialog.get_by_role("button", name="留下選的版本").click()
    expect(pill(page)).to_have_text(SAVED, timeout=12000)
    assert words(group)["goal"] == typed
