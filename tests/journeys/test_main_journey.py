"""The main job, end to end: a county registers a workshop, table 3 writes, and the words stand in the national report.

Everything is done by hand in browsers: an officer's, the association's, a lecturer's and two phones. Only what the
other tables write goes straight to the sheets.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from actionplans.models import Operation, Plan, Sheet
from actionplans.writing import sheets
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.board import write_table
from workshops.models import Group, Workshop
from workshops.standard_programmes import workshop_2026

pytestmark = pytest.mark.django_db(transaction=True)

PASSWORD = "海風與山路-2026"
SOON = 20_000  # ms: a phone asks for news every few seconds
LONG = 180_000  # ms: a report of many pages on a slow machine
SAVED = re.compile("已存伺服器")

# What table 3 says. Each of these must come out at the other end.
DIFFICULTY = "池上送餐每到颱風季就缺班"
AFFECTED = "獨居長者 46 人"
WHY_FIRST = "斷一餐就可能出事"
TITLE = "颱風天也有人敲門"
GOAL = "十月底以前，颱風日缺班從 9 班降到 2 班"
VOW = "風再大，也要有人敲門。"
CONSENSUS = "先讓志工平安，再談人數。"
STRENGTH = "社區巴士隊願意一起跑"

PEOPLE = [
    "姓名\t身分\t單位",
    *(f"承辦{n}\t機關業務承辦\t鄉公所{n}" for n in range(1, 7)),
    *(f"中心{n}\t志推中心\t志推中心" for n in range(1, 4)),
    *(f"幹部{n}\t運用單位幹部\t志工隊{n // 2}" for n in range(2, 17)),
]


@pytest.fixture
def cast(counties: None) -> dict[str, User]:
    """Who takes part, and the programme of 2026 as its plan document gives it."""
    workshop_2026(by=SYSTEM, now=dt.datetime(2026, 3, 1, tzinfo=dt.UTC))
    return {
        "officer": make_user(Role.COUNTY_OFFICER, "TTT", name="林承辦", email="officer@ttt.example", password=PASSWORD),
        "association": make_user(Role.ASSOCIATION, None, name="陳祕書"),
        "lecturer": make_user(Role.LECTURER, None, name="高講師"),
        "supervisor": make_user(Role.SUPERVISOR, "TTT", name="吳督導"),
    }


def test_from_a_countys_registration_to_the_national_report(
    page: Page,
    browser_of: Callable[..., Page],
    phone: Callable[..., Page],
    live_server: Any,
    cast: dict[str, User],
    shot: Callable[..., Path],
    axe: Callable[[Page], None],
    tmp_path: Path,
) -> None:
    office, association = page, browser_of(cast["association"])
    lecturer = browser_of(cast["lecturer"])

    the_officer_signs_in(office, live_server.url)
    workshop = the_officer_registers_a_workshop(office, shot)
    the_association_confirms_it(association, workshop, shot)
    the_officer_lists_and_groups_people(office, live_server.url, workshop, shot)
    codes = the_officer_issues_codes(office, live_server.url, workshop, shot)
    the_lecturer_starts_the_workshop(lecturer, workshop)

    one, two = phone(), phone()
    the_first_phone_follows_the_qr(one, codes[3]["address"], shot)
    the_second_phone_types_the_code(two, codes[3]["code"])
    they_take_stock_together(one, two, shot)
    they_design_an_action_and_survive_a_dead_network(one, two, shot)
    they_check_whether_it_can_be_done(one, two, shot)
    they_make_a_promise(one, shot)
    axe(one)
    for number in (1, 2, 4, 5):
        write_table(Group.objects.get(workshop=workshop, number=number), title=f"第{number}桌的行動")

    the_officer_finishes_the_workshop(office, live_server.url, workshop)
    the_officer_merges_and_adopts(office, live_server.url, workshop, shot)
    county_report = the_officer_hands_in_the_report(office, live_server.url, workshop, tmp_path, shot)
    for words in (TITLE, DIFFICULTY, GOAL, VOW, CONSENSUS):
        assert plain(words) in county_report, words

    national_report = the_association_makes_the_national_report(association, tmp_path, shot)
    for words in (TITLE, DIFFICULTY, AFFECTED, GOAL, VOW, "TTT-115-01", "臺東縣", "張大同", "吳督導"):
        assert plain(words) in national_report, words


# --- the office ------------------------------------------------------------------------------------------------------


def the_officer_signs_in(page: Page, address: str) -> None:
    page.goto(f"{address}/workshops/")
    page.get_by_label("公務電子郵件").fill("officer@ttt.example")
    page.locator("input[name=password]").fill("不是這個")
    page.get_by_role("button", name="登入", exact=True).click()
    expect(page.get_by_label("公務電子郵件")).to_have_value("officer@ttt.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="登入", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="工作坊")).to_be_visible()  # where she wanted to go


def the_officer_registers_a_workshop(page: Page, shot: Callable[..., Path]) -> Workshop:
    page.get_by_role("link", name="登記新工作坊").first.click()
    page.get_by_role("button", name="開始登記").click()

    page.get_by_label("日期").fill("115/6/31")
    page.get_by_label("開始時間").fill("13:30")
    page.get_by_label("總長度").fill("205")
    page.get_by_label("場地名稱").fill("社會福利館 3 樓")
    page.get_by_label("地址").fill("臺東市示範路 100 號")
    page.get_by_label("容納人數").fill("60")
    page.get_by_text("是，桌椅可以移動").click()
    page.get_by_text("穩定").first.click()
    page.get_by_role("button", name="下一步：人員與分組").click()
    # June has thirty days. Nothing else is lost by it, not even after coming back.
    expect(page.locator("#id_date_error")).to_contain_text("6 月沒有 31 日")
    page.reload()
    expect(page.get_by_label("日期")).to_have_value("115/6/31")
    expect(page.get_by_label("場地名稱")).to_have_value("社會福利館 3 樓")
    expect(page.get_by_label("容納人數")).to_have_value("60")
    page.get_by_label("日期").fill("115/6/10")
    shot(page, "main-01-place")
    page.get_by_role("button", name="下一步：人員與分組").click()

    page.get_by_label("主辦機關").fill("臺東縣政府社會處")
    page.get_by_label("聯絡人").fill("林承辦")
    page.get_by_label("聯絡電話").fill("089-000000")
    page.get_by_label("追蹤督導").select_option(label="吳督導")
    page.get_by_label("請協會派講師").fill("1")
    page.get_by_label("機關業務承辦").fill("12")
    page.get_by_label("志推中心").fill("6")
    page.get_by_label("運用單位幹部").fill("30")
    page.get_by_label("組數").fill("8")
    page.get_by_label("給協會的話").fill("補登 6 月已經談好的場次")  # whoever registers a past day says why
    page.get_by_role("button", name="下一步：議程").click()

    # Eight groups of eight minutes do not fit; the agenda says so in words, and gives way.
    expect(page.locator("#agenda-words")).to_contain_text("8 組")
    page.get_by_role("button", name="各組成果發表加 5 分鐘").click()
    expect(page.locator("#agenda-words")).to_contain_text("8 組 × 8 分 = 64 分，超過發表上限 60 分", timeout=SOON)
    before = page.locator("[data-v-end]").inner_text()
    page.get_by_role("button", name="歸納總結與承諾加 5 分鐘").click()
    expect(page.locator("[data-v-end]")).not_to_have_text(before)
    shot(page, "main-02-agenda")
    page.get_by_role("button", name="下一步：確認送出").click()
    expect(page.locator(".s-review")).to_contain_text("社會福利館 3 樓（60 人）")
    expect(page.locator(".s-review")).to_contain_text("115年6月10日")
    page.get_by_role("button", name="送出登記").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("臺東縣")
    expect(page.locator("header .v-status")).to_contain_text("已送出")
    return Workshop.objects.get()


def the_association_confirms_it(page: Page, workshop: Workshop, shot: Callable[..., Path]) -> None:
    page.goto(f"/workshops/{workshop.pk}/")
    page.get_by_role("button", name="確認工作坊").click()
    expect(page.get_by_role("alert").first).to_contain_text("講師：還沒派任")
    page.get_by_label("講師", exact=True).select_option(label="高講師")
    page.get_by_role("button", name="儲存派任").click()
    page.get_by_role("button", name="確認工作坊").click()
    expect(page.get_by_text("現在是「已確認」")).to_be_visible()
    shot(page, "main-03-confirmed")


def the_officer_lists_and_groups_people(
    page: Page, address: str, workshop: Workshop, shot: Callable[..., Path]
) -> None:
    page.goto(f"{address}/workshops/{workshop.pk}/participants/")
    page.get_by_role("link", name="貼上或上傳名單").first.click()
    page.get_by_label("或直接貼上").fill("\n".join([*PEOPLE, "沒寫身分\t董事長\t某協會"]))
    page.get_by_role("button", name="匯入名單").click()
    wrong = page.locator("tbody tr")
    expect(wrong).to_have_count(1)
    expect(wrong).to_contain_text("董事長")
    expect(wrong).to_contain_text("身分")
    shot(page, "main-04-list")
    page.get_by_role("link", name="看名單").click()
    expect(page.locator("tbody tr")).to_have_count(24)  # the good rows stay

    page.get_by_role("link", name="分組").first.click()
    page.get_by_label("組數").fill("6")
    page.get_by_role("button", name="自動分組").click()
    expect(page.locator("[data-v-drop]")).to_have_count(6)
    for table in page.locator("[data-v-drop]").all():
        expect(table.locator(".s-person")).to_have_count(4)
    shot(page, "main-05-grouping")


def the_officer_issues_codes(
    page: Page, address: str, workshop: Workshop, shot: Callable[..., Path]
) -> dict[int, dict[str, str]]:
    page.goto(f"{address}/workshops/{workshop.pk}/tables/")
    page.get_by_role("button", name="發出 6 組代碼").click()
    cards = page.locator(".s-codes > section")
    expect(cards.locator(".s-code__c")).to_have_count(6)
    for code in cards.locator(".s-code__c").all():  # read aloud as one word, so it stands on one line
        assert code.evaluate("(one) => one.offsetHeight < 1.9 * parseFloat(getComputedStyle(one).fontSize)")
        assert code.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    shot(page, "main-06-codes")
    return {
        number: {
            "code": card.locator(".s-code__c").inner_text(),
            "address": card.locator("[data-v-copy-text]").get_attribute("data-v-copy-text") or "",
        }
        for number, card in enumerate(cards.all(), 1)
    }


def the_lecturer_starts_the_workshop(page: Page, workshop: Workshop) -> None:
    # It is started on its own day; the papers afterwards tell the day that was registered.
    registered = Workshop.objects.values_list("date", flat=True).get(pk=workshop.pk)
    Workshop.objects.filter(pk=workshop.pk).update(date=timezone.localdate())
    page.goto(f"/workshops/{workshop.pk}/")
    page.get_by_role("button", name="開始工作坊").click()
    expect(page.get_by_text("現在是「進行中」")).to_be_visible()
    Workshop.objects.filter(pk=workshop.pk).update(date=registered)


# --- table 3 ---------------------------------------------------------------------------------------------------------


def pill(page: Page) -> Locator:
    """The word at the top of the page that says what is safe."""
    return page.locator("[data-saves] > [data-is]:visible")


def saved(*pages: Page) -> None:
    for page in pages:
        expect(pill(page)).to_have_text(SAVED, timeout=SOON)


def the_first_phone_follows_the_qr(page: Page, address: str, shot: Callable[..., Path]) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("第 3 組")
    page.get_by_label("怎麼稱呼").fill("阿明")
    shot(page, "main-07-join")
    page.get_by_role("button", name="加入這一組").click()
    expect(page.get_by_role("heading", name="地方現況盤點表")).to_be_visible()
    page.get_by_role("link", name="小組選單").click()
    expect(page.get_by_role("heading", name="今天的五個階段")).to_be_visible()
    shot(page, "main-08-table")
    page.get_by_role("link", name="盤點").click()


def the_second_phone_types_the_code(page: Page, code: str) -> None:
    page.goto("/j/")
    page.get_by_label("桌上的代碼").fill("00000")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("alert")).to_contain_text("找不到這個代碼")
    page.get_by_label("桌上的代碼").fill(f"{code[:2]} {code[2:]}".lower())
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("怎麼稱呼").fill("小華")
    page.get_by_role("button", name="加入這一組").click()
    expect(page.get_by_text("已加入")).to_be_visible()


def they_take_stock_together(one: Page, two: Page, shot: Callable[..., Path]) -> None:
    for page in (one, two):
        saved(page)
        page.get_by_role("tab", name="支持").click()
    one.get_by_label("新增：遇到的困難").locator("visible=true").fill(DIFFICULTY)
    one.keyboard.press("Enter")
    two.get_by_label("新增：做得好的").locator("visible=true").fill(STRENGTH)
    two.keyboard.press("Enter")
    for page in (one, two):  # both see what both have written
        pane = page.locator("#pane-support")
        expect(pane.locator("[data-item] > p", has_text=DIFFICULTY)).to_be_visible(timeout=SOON)
        expect(pane.locator("[data-item] > p", has_text=STRENGTH)).to_be_visible(timeout=SOON)
    item = two.locator("[data-item]", has_text=DIFFICULTY)
    item.get_by_role("button", name="再加一票").click()
    item.get_by_role("button", name="核心議題").click()
    item.get_by_label("誰受影響").fill(AFFECTED)
    item.get_by_label("為什麼先做這一題").fill(WHY_FIRST)
    expect(one.locator("[data-core-list]")).to_contain_text(AFFECTED, timeout=SOON)
    saved(one, two)
    shot(two, "main-09-inventory")


def they_design_an_action_and_survive_a_dead_network(one: Page, two: Page, shot: Callable[..., Path]) -> None:
    one.get_by_role("button", name="下一步").click()
    expect(one.get_by_role("heading", name="地方志願服務行動設計表")).to_be_visible()
    two.goto("/t/design/")
    saved(one, two)
    one.get_by_label("行動名稱").fill(TITLE)
    one.get_by_role("group", name="主要主軸").get_by_text("支持").click()
    one.get_by_label("主責單位").fill("池上鄉送餐志工隊")
    saved(one)
    expect(two.get_by_label("行動名稱")).to_have_value(TITLE, timeout=SOON)
    expect(two.locator(".v-field", has=two.get_by_label("行動名稱"))).to_contain_text("8/18 字")  # counted here, too

    two.context.set_offline(True)
    two.get_by_label("目標").first.fill(GOAL)
    two.get_by_label("誰會受益").fill("獨居長者")
    expect(pill(two)).to_contain_text("已存本機", timeout=SOON)
    expect(two.locator("[data-offline]")).to_be_visible(timeout=SOON)
    one.get_by_label("目標").first.fill("有人寫了別的目標")
    one.get_by_label("我們看見什麼問題").fill("颱風一來，送餐就停。")
    saved(one)
    shot(two, "main-10-offline")
    two.context.set_offline(False)

    # One of the two must be chosen, and nothing of what was written without a network is gone.
    expect(pill(two)).to_contain_text("有衝突", timeout=SOON)
    pill(two).click()
    dialog = two.locator("#dlg-conflict")
    expect(dialog).to_contain_text("有人寫了別的目標")
    expect(dialog).to_contain_text(GOAL)
    shot(two, "main-11-conflict")
    dialog.get_by_role("radio").nth(1).check()
    dialog.get_by_role("button", name="留下選的版本").click()
    for page in (one, two):
        expect(page.get_by_label("目標").first).to_have_value(GOAL, timeout=SOON)
        expect(page.get_by_label("誰會受益")).to_have_value("獨居長者", timeout=SOON)
        saved(page)
    told = Operation.objects.filter(path="goal").values_list("value", flat=True)
    assert {GOAL, "有人寫了別的目標"} <= set(told)

    for label, text in (("新增：具體行動", "颱風前一天排雙人班"), ("新增：想看到的成果", "颱風日缺班數")):
        one.get_by_label(label).fill(text)
        one.keyboard.press("Enter")
    saved(one)
    indicator = one.locator("[data-list=indicators] [data-item]").first
    indicator.get_by_label("現在").fill("9")
    indicator.get_by_label("目標").fill("2")
    indicator.get_by_label("單位").fill("班")
    theirs = two.locator("[data-list=indicators] [data-item]").first
    expect(theirs.get_by_label("目標")).to_have_value("2", timeout=SOON)
    saved(one, two)
    shot(one, "main-12-design")


def they_check_whether_it_can_be_done(one: Page, two: Page, shot: Callable[..., Path]) -> None:
    one.get_by_role("button", name="下一步").click()
    expect(one.get_by_role("heading", name="行動方案可行性檢視")).to_be_visible()
    two.goto("/t/feasibility/")
    one.get_by_label("新增：資源").fill("四輪傳動車 1 輛")
    one.keyboard.press("Enter")
    one.locator("[data-list=resources] [data-item]").get_by_text("要找").click()
    two.get_by_label("新增：利害關係人").fill("社區巴士隊")
    two.keyboard.press("Enter")
    who = two.locator(".s-who", has_text="社區巴士隊")
    who.locator("summary").click()
    for question in ("影響力", "支持程度"):
        who.get_by_role("group", name=question).get_by_text("高").click()
    expect(two.locator('[data-place="high-high"] .s-who')).to_have_count(1)
    expect(one.locator('[data-place="high-high"] .s-who')).to_have_count(1, timeout=SOON)
    one.get_by_label("看得到的改變").first.fill("雙人班表排好")
    one.get_by_role("group", name="我們的判斷").get_by_text("可行", exact=True).click()
    saved(one, two)
    content = sheets.read(Sheet.objects.get(group__number=3, kind="feasibility"))
    assert (content.values["verdict"], content.values["month1_change"]) == ("feasible", "雙人班表排好")
    shot(one, "main-13-feasibility")


def they_make_a_promise(page: Page, shot: Callable[..., Path]) -> None:
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", name="成果發表", exact=False)).to_be_attached()
    expect(page.locator("main")).to_contain_text(TITLE)
    shot(page, "main-14-present")
    page.get_by_role("link", name="去寫承諾").click()
    page.get_by_label("一句承諾").fill(VOW)
    saved(page)
    page.get_by_role("button", name="完成").click()
    expect(page.get_by_role("heading", name="今天的五個階段")).to_be_visible()
    shot(page, "main-15-stages")


# --- the board -------------------------------------------------------------------------------------------------------


def the_officer_finishes_the_workshop(page: Page, address: str, workshop: Workshop) -> None:
    page.goto(f"{address}/workshops/{workshop.pk}/")
    page.get_by_role("button", name="結束工作坊").click()
    page.get_by_role("alertdialog").get_by_role("button", name="結束工作坊").click()
    expect(page.get_by_text("現在是「已辦理」")).to_be_visible()


def idea(page: Page, title: str) -> Locator:
    return page.locator("article.b-idea").filter(has=page.get_by_role("heading", name=title, exact=True))


def the_officer_merges_and_adopts(page: Page, address: str, workshop: Workshop, shot: Callable[..., Path]) -> None:
    page.goto(f"{address}/workshops/{workshop.pk}/board/")
    for title in (TITLE, "第1桌的行動", "第2桌的行動"):
        idea(page, title).get_by_role("button", name="保留").click()
        expect(page.locator("article.b-plan").filter(has_text=title)).to_be_visible()
    merged = idea(page, "第4桌的行動")
    merged.locator("summary", has_text="併入").click()
    merged.get_by_label("併入哪一項方案").select_option(label=TITLE)
    merged.get_by_role("button", name="併入這一項").click()
    expect(page.locator("article.b-plan").filter(has_text=TITLE)).to_contain_text("第 4 組（併入）")
    parked = idea(page, "第5桌的行動")
    parked.locator("summary", has_text="暫緩").click()
    parked.get_by_label("為什麼暫緩").fill("經費要等明年")
    parked.get_by_role("button", name="暫緩這個構想").click()
    expect(idea(page, "第5桌的行動")).to_contain_text("經費要等明年")
    shot(page, "main-16-board")

    for title in (TITLE, "第1桌的行動", "第2桌的行動"):
        page.locator("article.b-plan").filter(has_text=title).get_by_role("link", name="填負責人與第一步").click()
        page.get_by_role("button", name="儲存並採納").click()
        expect(page.get_by_role("main")).to_contain_text("負責人")  # what is missing, said before anything is promised
        assert not Plan.objects.adopted().filter(title=title).exists()
        page.get_by_label("負責人", exact=True).fill("張大同")
        page.get_by_label("追蹤督導").select_option(label="吳督導")
        page.get_by_label("第一步", exact=True).fill("先開一次會")
        page.get_by_label("第一步的日期").fill("115/7/1")
        page.get_by_role("button", name="儲存並採納").click()
        expect(page.locator("article.b-plan--in").filter(has_text=title)).to_be_visible()
    page.get_by_role("textbox", name="共識聲明").fill(CONSENSUS)
    page.get_by_role("button", name="儲存共識聲明").click()
    expect(page.get_by_role("textbox", name="共識聲明")).to_have_value(CONSENSUS)
    shot(page, "main-17-adopted")


def the_officer_hands_in_the_report(
    page: Page, address: str, workshop: Workshop, folder: Path, shot: Callable[..., Path]
) -> str:
    page.goto(f"{address}/workshops/{workshop.pk}/")
    page.get_by_role("button", name="交行動方案報告").click()
    expect(page.get_by_text("現在是「已交報告」")).to_be_visible()
    shot(page, "main-18-reported")
    return words_of(page, page.get_by_role("link", name="行動方案報告（PDF）"), folder / "county.pdf")


def the_association_makes_the_national_report(page: Page, folder: Path, shot: Callable[..., Path]) -> str:
    page.goto("/reports/national/")
    shot(page, "main-19-national")
    page.get_by_role("button", name="產製報告（PDF）").click(timeout=LONG)
    expect(page.get_by_text("做好了。")).to_be_visible(timeout=LONG)
    shot(page, "main-20-made")
    return words_of(page, page.get_by_role("link", name=re.compile("下載 .*pdf")), folder / "national.pdf")


def words_of(page: Page, link: Locator, path: Path) -> str:
    """Take the paper behind a link and read it."""
    from pypdf import PdfReader

    with page.expect_download(timeout=LONG) as arriving:
        link.click()
    arriving.value.save_as(path)
    return plain("".join(sheet.extract_text() for sheet in PdfReader(path).pages))


def plain(text: str) -> str:
    """Text as it can be compared with what a paper says: without the breaks of lines, in plain forms of signs."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
