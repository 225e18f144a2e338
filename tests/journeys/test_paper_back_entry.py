"""One person writes down a workshop that was held: eight sheets, thirty photos, every stroke and load counted."""

import io
import sys

import pytest
import segno
from django.conf import settings
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page, Route, expect

from actionplans.models import Operation, PaperPage, Sheet, SheetKind
from actionplans.paper.page_codes import PageCode
from actionplans.writing import sheets
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.actionplans import give_forms
from tests.makers.files import make_file, make_photo
from tests.makers.workshops import NOON, make_programme, make_workshop
from workshops.models import Workshop
from workshops.stages import MOVES

pytestmark = pytest.mark.django_db(transaction=True)

TABLES, PHOTOS_OF_A_TABLE, UNREADABLE, TWICE = 8, 3, 4, 2
# What the paper says: two lines on each inventory, and on the other sheets the answers in the order of their boxes.
LINES = (("志工交通費要自己先墊", "5"), ("班表太晚才排出來", "3"))
ANSWERS = {
    "D": {
        "v:title": "不讓太陽決定", "v:problem": "高溫日沒有人送餐", "v:goal": "年底前缺班減半",
        "v:beneficiaries": "獨居長輩", "r:steps:0:what": "分三條路線", "r:steps:0:who": "社會處",
        "v:lead_unit": "社會處", "r:indicators:0:name": "高溫日缺班率",
    },
    "F": {
        "r:resources:0:name": "保冷箱 12 個", "r:stakeholders:0:name": "衛生所", "r:risks:0:risk": "颱風停駛",
        "v:verdict_why": "人手都在",
    },
    "K": {
        "v:vow": "年底前每桌有人接", "v:first_who": "王小美", "v:first_when": "115/12/20",
        "v:first_what": "找三個人開會",
    },
}  # fmt: skip
KIND = {"A": "inventory", "D": "design", "F": "feasibility", "K": "commitment"}
MOST_STROKES, MOST_TABS = 3500, 80
# How long a hand takes, in seconds (the keystroke-level model of Card, Moran and Newell: an average typist's stroke,
# pointing and pressing, and the pause before something new), and a page's loading on the office's network.
STROKE, TAP, PAUSE, LOAD = 0.28, 1.3, 1.35, 2.0
# A Chinese character costs about this many strokes with an input method, choosing included.
STROKES_A_CHARACTER = 4
READING = 4.0  # one handwritten line


def sheets_of(table: int) -> str:
    """The letters of the three sheets that a table has handed in on paper."""
    return "ADF" if table % 2 else "ADK"


class Hands:
    """A person at the keyboard: does things in the page, and counts them."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.strokes = self.taps = self.loads = self.pauses = self.lines = 0
        page.on("load", self._loaded)

    def _loaded(self, _page: Page) -> None:
        self.loads += 1

    def type(self, text: str) -> None:
        # A digit is a key; an input method hands over whole words.
        if text.isascii():
            self.page.keyboard.type(text)
        else:
            self.page.keyboard.insert_text(text)
        self.strokes += sum(1 if letter.isascii() else STROKES_A_CHARACTER for letter in text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.strokes += key.count("+") + 1

    def reach(self, name: str) -> None:
        """Tab on to a box, every stroke counted."""
        for _stroke in range(MOST_TABS):
            if self.page.evaluate("document.activeElement.name") == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name} is not reached by the keyboard")

    def tap(self, name: str, role: str = "button", **more: object) -> None:
        self.page.get_by_role(role, name=name, **more).first.click()
        self.taps += 1

    def fill(self, label: str, text: str) -> None:
        self.pauses += 1
        self.page.get_by_label(label, exact=True).fill(text)
        self.taps += 1
        self.strokes += sum(1 if letter.isascii() else STROKES_A_CHARACTER for letter in text)

    @property
    def minutes(self) -> float:
        seconds = self.strokes * STROKE + self.taps * TAP + self.pauses * PAUSE + self.loads * LOAD
        return (seconds + self.lines * READING) / 60


def photo(code: PageCode | None, turn: int) -> bytes:
    image = Image.open(io.BytesIO(make_photo((1000, 707))))
    if code is not None:
        drawn = io.BytesIO()
        segno.make(str(code), error="q", micro=False).save(drawn, kind="png", scale=5, border=3)
        image.paste(Image.open(drawn).convert("RGB"), (780, 20))
    stream = io.BytesIO()
    image.rotate(turn, expand=True).save(stream, "JPEG")
    return stream.getvalue()


def photos(workshop: Workshop) -> list[dict[str, object]]:
    coded = [
        photo(PageCode(workshop.pk, table, letter, 1, 1), 90 * (table % 4))
        for table in range(1, TABLES + 1)
        for letter in sheets_of(table)
    ]
    heap = [*coded, *(photo(None, 0) for _one in range(UNREADABLE)), *coded[:TWICE]]
    return [{"name": f"IMG_{at:04}.jpg", "mimeType": "image/jpeg", "buffer": data} for at, data in enumerate(heap, 1)]


def test_eight_sheets_and_thirty_photos_take_one_person_less_than_45_minutes(counties, browser_of, axe, shot, capsys):
    give_forms(make_programme())
    officer = make_user(name="王小明")
    page = browser_of(officer)
    hands = Hands(page)

    # Written down, on one page.
    page.goto("/workshops/")
    hands.tap("補登已辦過的", role="link")
    axe(page)
    for label, text in (
        ("日期", "1150310"), ("開始時間", "1330"), ("總長度", "205"), ("場地名稱", "社福館"),
        ("主辦機關", "社會處"), ("聯絡電話", "089-326141"), ("運用單位幹部", "48"), ("當天分幾組", "8"),
        ("為什麼現在才登記", "平臺開放前已辦完"),
    ):  # fmt: skip
        hands.fill(label, text)
    hands.tap("送出補登")
    expect(page.get_by_role("heading", name="這場已經辦過")).to_be_visible()
    workshop = Workshop.objects.get()

    # Thirty photos at once; each gets its own answer.
    hands.tap("紙本補登", role="link")
    page.get_by_label("選照片").set_input_files(photos(workshop))
    hands.taps += 3  # the dialogue of the system: open, choose all, done
    rows = page.locator("[data-heap-list] > li[data-outcome]")
    expect(rows).to_have_count(TABLES * PHOTOS_OF_A_TABLE + UNREADABLE + TWICE, timeout=180_000)
    outcomes = [row.get_attribute("data-outcome") for row in rows.all()]
    assert outcomes.count("placed") == TABLES * PHOTOS_OF_A_TABLE
    assert (outcomes.count("waiting"), outcomes.count("twice")) == (UNREADABLE, TWICE)
    expect(page.locator(".s-pages--wait > li")).to_have_count(UNREADABLE)
    axe(page)
    shot(page, "paper-heap")

    # The rest finds its place with two taps each.
    for left in range(UNREADABLE, 0, -1):
        waiting = page.locator(".s-pages--wait > li").first
        waiting.get_by_text(str(left), exact=True).click()
        waiting.get_by_role("button", name="盤點表").click()
        hands.taps += 2
        expect(page.locator(".s-pages--wait > li")).to_have_count(left - 1)

    # Keyed in beside the picture, without touching the mouse.
    hands.tap("開始登打", role="link")
    total = TABLES * PHOTOS_OF_A_TABLE + UNREADABLE
    for done in range(total):
        expect(page.get_by_text(f"登打完 {done}／{total}")).to_be_visible()
        expect(page.locator("[data-key] :is(input, textarea):focus")).to_have_count(1)  # the cursor stands there
        shown = page.get_by_role("img", name="紙本照片").get_attribute("aria-label") or ""
        hands.pauses += 1
        number = int(shown[-8:-4]) - 1
        letter = sheets_of(number // PHOTOS_OF_A_TABLE + 1)[number % PHOTOS_OF_A_TABLE]
        if number >= TABLES * PHOTOS_OF_A_TABLE:
            pass  # of these nothing can be read
        elif letter in ANSWERS:
            for name, words in ANSWERS[letter].items():
                hands.reach(name)
                hands.lines += 1
                hands.type(words)
        else:
            for words, votes in LINES:
                hands.lines += 1
                hands.type(words)
                hands.press("Tab", "Tab")
                hands.type(votes)
                hands.press("Tab", "Tab", "Tab", "Tab")
        if done == 0:
            axe(page)
            shot(page, "paper-keying")
        with page.expect_navigation():
            hands.press("Control+Enter")
    expect(page.get_by_text("歸位的照片都登打完了。")).to_be_visible()

    # Confirmed by the association, held, and ready to be adopted.
    MOVES.apply(workshop, "confirm", by=make_user(Role.ASSOCIATION), now=NOON)
    hands.tap(str(workshop), role="link")
    hands.tap("補登為已辦理")
    workshop.refresh_from_db()
    assert workshop.state == Workshop.State.HELD

    keyed = Operation.objects.filter(on_paper=True)
    assert set(keyed.values_list("outcome", flat=True)) == {"applied"}
    lines = keyed.filter(action="add", sheet__kind=SheetKind.INVENTORY)
    assert lines.count() == TABLES * len(LINES)
    assert {one.value["votes"] for one in lines} == {5, 3}
    assert set(keyed.values_list("seat_label", flat=True)) == {"依紙本補登：王小明"}
    # Every sheet of every table says what its paper says.
    for table in range(1, TABLES + 1):
        for letter in sheets_of(table)[1:]:
            content = sheets.read(Sheet.objects.get(group__number=table, kind=KIND[letter]))
            for name, words in ANSWERS[letter].items():
                _mark, key, *rest = name.split(":")
                said = content.items(key)[0].get(rest[1]) if rest else content.get(key)
                assert said == words, (table, name)
    assert not PaperPage.objects.filter(keyed_at=None).exists()
    with capsys.disabled():
        sys.stdout.write(
            f"\n  back-entry: {hands.strokes} strokes, {hands.taps} taps, {hands.loads} page loads, "
            f"{hands.lines} lines read: about {hands.minutes:.1f} minutes\n"
        )
    assert hands.strokes <= MOST_STROKES
    assert hands.loads <= total + UNREADABLE + 8
    assert hands.taps <= 40
    assert hands.minutes < 45


def test_a_photo_that_nobody_has_taken_in_stays_in_the_list_and_can_be_sent_again(counties, browser_of):
    """Whoever was signed out is told so; what the door or a captive portal says is no answer about a photo."""
    workshop = make_workshop(Workshop.State.HELD, agenda=False, groups=1)
    give_forms(workshop.programme)
    page = browser_of(make_user())
    page.goto(reverse("actionplans:paper", args=[workshop.pk]))
    signed_in = [one for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    one = {"name": "IMG.jpg", "mimeType": "image/jpeg", "buffer": photo(PageCode(workshop.pk, 1, "A", 1, 1), 0)}
    page.get_by_label("選照片").set_input_files([one])
    row = page.locator("[data-heap-list] > li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("IMG.jpg")
    expect(row).to_contain_text("已經登出")
    assert not PaperPage.objects.exists()

    page.context.add_cookies(signed_in)
    portal = "<html><ul><li>請登入無線網路</li></ul></html>"
    page.route("**/paper/upload/", lambda route: route.fulfill(status=200, content_type="text/html", body=portal))
    row.get_by_role("button", name="再傳一次").click()
    expect(row).to_contain_text("沒有傳上去")
    expect(row).not_to_contain_text("無線網路")
    page.unroute("**/paper/upload/")
    row.get_by_role("button", name="再傳一次").click()
    expect(row).to_have_attribute("data-outcome", "placed")
    assert PaperPage.objects.count() == 1


def test_a_script_that_comes_late_does_not_take_the_line_from_under_the_hands(counties, browser_of):
    workshop = make_workshop(Workshop.State.HELD, agenda=False, groups=1)
    give_forms(workshop.programme)
    officer = make_user()
    table = workshop.groups.get()
    paper = PaperPage.objects.create(workshop=workshop, file=make_file(workshop, by=officer), group=table, sheet="A")
    page = browser_of(officer)
    held: list[Route] = []
    page.route("**/js/paper*.js", lambda route: held.append(route))
    page.goto(reverse("actionplans:paper_page", args=[paper.pk]), wait_until="commit")
    votes = page.locator("input[name='r:recognition_difficulties:0:votes']")
    votes.press_sequentially("1")
    expect(page.get_by_role("button", name="放大", exact=True)).to_be_hidden()
    assert held
    for route in held:
        route.continue_()
    expect(page.get_by_role("button", name="放大", exact=True)).to_be_visible()
    page.keyboard.type("2")
    expect(votes).to_have_value("12")


def key_of(name: str) -> str:
    return f"input[name='r:recognition_difficulties:{name}']"


def test_what_was_typed_is_there_after_the_tab_has_died_and_is_saved_once(counties, browser_of, axe, shot):
    workshop = make_workshop(Workshop.State.HELD, agenda=False, groups=1)
    give_forms(workshop.programme)
    officer = make_user(name="王小明")
    table = workshop.groups.get()
    paper = PaperPage.objects.create(workshop=workshop, file=make_file(workshop, by=officer), group=table, sheet="A")
    address = reverse("actionplans:paper_page", args=[paper.pk])
    page = browser_of(officer)
    page.goto(address)
    kept = page.get_by_text("打的字先留在這臺裝置")
    expect(kept).to_be_hidden()
    page.locator(key_of("0:text")).press_sequentially("沒人問過志工")
    expect(kept).to_be_visible()
    page.locator(key_of("0:votes")).fill("5")
    page.locator(key_of("0:core")).check()
    page.locator(key_of("6:text")).fill("最後一行")
    second = page.context.new_page()
    page.close()  # nobody is asked, as when a tab dies

    second.goto(address)
    back = second.get_by_text("上次打到一半的內容放回來了")
    expect(back).to_be_visible()
    expect(second.locator(key_of("0:text"))).to_have_value("沒人問過志工")
    expect(second.locator(key_of("0:votes"))).to_have_value("5")
    expect(second.locator(key_of("0:core"))).to_be_checked()
    axe(second)
    shot(second, "paper-draft")
    second.set_viewport_size({"width": 390, "height": 844})
    shot(second, "paper-draft")

    # The server takes it, its answer is lost, and the tab dies once more.
    second.route(
        f"**{address}",
        lambda route: (
            route.fetch(max_redirects=0) and route.abort() if route.request.method == "POST" else route.continue_()
        ),
    )
    second.get_by_role("button", name="存檔", exact=True).click()
    second.wait_for_timeout(1500)
    third = second.context.new_page()
    second.close()
    keyed = Operation.objects.filter(on_paper=True, action="add", outcome="applied")
    assert keyed.count() == 2
    third.context.clear_cookies(name="keyed")
    third.goto(address)
    expect(third.get_by_text("上次打到一半的內容放回來了")).to_be_visible()
    third.get_by_role("button", name="存檔", exact=True).click()
    expect(third.get_by_text("已存伺服器。")).to_be_visible()
    expect(third.get_by_text("上次打到一半的內容放回來了")).to_be_hidden()
    assert {one.value["text"] for one in keyed} == {"沒人問過志工", "最後一行"}
    assert keyed.count() == 2
    assert set(keyed.values_list("seat_label", flat=True)) == {"依紙本補登：王小明"}
    third.reload()
    expect(third.get_by_text("上次打到一半的內容放回來了")).to_be_hidden()
    expect(third.locator(key_of("0:text"))).to_have_value("")

    # What is right on a line is saved; what the server refuses stays on the device, too, and can be given up.
    third.locator(key_of("0:text")).fill("還有一句")
    third.locator(key_of("0:votes")).fill("很多")
    third.get_by_role("button", name="存檔", exact=True).click()
    expect(third.get_by_role("heading", name="這幾處沒有存，其他都存了")).to_be_visible()
    expect(third.get_by_text("打的字先留在這臺裝置")).to_be_visible()
    fourth = third.context.new_page()
    third.close()
    fourth.goto(address)
    votes = fourth.locator("input[name^='t:'][name$='/votes']").last
    expect(votes).to_have_value("很多")
    expect(fourth.get_by_text("還有一句").first).to_be_visible()
    fourth.get_by_role("button", name="不要這些內容").click()
    expect(votes).to_have_value("0")
    fourth.reload()
    expect(fourth.get_by_text("上次打到一半的內容放回來了")).to_be_hidden()
    assert {one.value["text"] for one in keyed.all()} == {"沒人問過志工", "最後一行", "還有一句"}
