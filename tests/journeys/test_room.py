"""The room on its day: two phones, the wall of who leads it and the projector see one clock and hear each other."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from actionplans.models import Sheet, SheetKind
from foundation.accounts.models import User
from foundation.audit.trail import SYSTEM
from tests.journeys import processor
from tests.journeys.conftest import WALL
from tests.makers.accounts import make_user
from tests.makers.actionplans import fill, give_forms, make_sheet
from tests.makers.workshops import make_seat, make_workshop
from workshops import calls, clock, codes, room, room_kept, room_told, seats
from workshops.models import Group, Room, Seat, Workshop
from workshops.room_told import told
from workshops.seats import COOKIE
from workshops.stages import MOVES
from workshops.views import polling
from workshops.views.turns import Turns

pytestmark = pytest.mark.django_db(transaction=True)
# What is pressed is seen everywhere within two seconds of asking; the rest is for a machine that does other things too.
SOON = 10000


@pytest.fixture
def workshop(counties: None) -> Workshop:
    made = make_workshop(
        Workshop.State.CONFIRMED, groups=2, date=timezone.localdate(), starts_at=timezone.localtime().time()
    )
    give_forms(made.programme)
    return made


@pytest.fixture
def lead(workshop: Workshop) -> User:
    return make_user(name="陳大文")


def sit(phone: Callable[..., Page], group: Group, address: str, **options: Any) -> tuple[Page, Seat]:
    page = phone(**options)
    token = f"phone-{group.number}"
    seat = make_seat(
        group, token=token, name=f"第 {group.number} 支手機", taken_at=timezone.now(), seen_at=timezone.now()
    )
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": address}])
    page.add_init_script("navigator.vibrate = (pattern) => { (window.felt ||= []).push(pattern); return true; };")
    page.goto("/t/")
    return page, seat


def clock_of(page: Page) -> int:
    """The seconds that are left on a page's clock."""
    minutes, seconds = page.locator("[data-rc-left]:visible").first.locator("b").all_inner_texts()
    return int(minutes) * 60 + int(seconds)


def test_a_room_runs_by_one_clock(
    workshop: Workshop,
    lead: User,
    browser_of: Callable[..., Page],
    phone: Callable[..., Page],
    live_server: Any,
    axe: Callable[[Page], None],
    shot: Callable[..., Any],
) -> None:
    one, two = workshop.groups.order_by("number")
    fill(make_sheet("design", one), title="送餐分流", pillar="support")
    first, _seat = sit(phone, one, live_server.url)
    second, seat = sit(phone, two, live_server.url, reduced_motion="no-preference")
    wall = browser_of(lead)
    wall.goto(f"/workshops/{workshop.pk}/wall/")
    board = browser_of(lead, viewport=WALL)
    board.goto(f"/workshops/{workshop.pk}/projector/")
    expect(first.locator(".s-rc")).to_be_hidden()

    # The workshop and its clock start together, and everybody sees the same time.
    wall.get_by_role("button", name="開始工作坊").click()
    for page in (first, second, wall, board):
        expect(page.locator("[data-rc-title]").first).to_have_text("破冰與工作坊定位說明", timeout=SOON)
    times = [clock_of(page) for page in (first, second, wall, board)]
    assert max(times) - min(times) <= 2, times
    assert 580 <= min(times) <= 600
    workshop.refresh_from_db()
    assert workshop.state == Workshop.State.RUNNING

    # Everybody sees how the day stands: on the phones, too, ahead or behind and the real end.
    ends = wall.locator("[data-rc-ends]").inner_text()
    for page in (first, second):
        expect(page.locator(".s-rline")).to_have_text(f"破冰與工作坊定位說明準時預計結束 {ends}")

    # A phone whose own clock is wrong by hours shows the room's time all the same.
    first.evaluate("() => { const real = Date.now; Date.now = () => real() - 7 * 3600 * 1000; }")
    first.wait_for_timeout(2500)
    assert abs(clock_of(first) - clock_of(second)) <= 2

    # Five minutes more: the rest is planned anew, and the end stays.
    wall.get_by_role("button", name="加 5 分鐘").click()
    expect(wall.get_by_text("「各組成果發表」50→45 分。").first).to_be_visible(timeout=SOON)
    for page in (first, second, board):
        page.wait_for_function(
            "() => Number([...document.querySelectorAll('[data-rc-left]')].pop().querySelector('b').textContent) >= 14",
            timeout=SOON,
        )
    expect(board.locator(".s-bt__l li").nth(7)).to_contain_text("45 分")

    # A pause stands still everywhere; the next item is felt at the tables, but not where motion is unwelcome.
    wall.get_by_role("button", name="暫停").click()
    expect(second.locator("[data-rc-word]")).to_have_text("暫停", timeout=SOON)
    stood = clock_of(second)
    second.wait_for_timeout(1500)
    assert clock_of(second) == stood
    wall.locator("#p-next").click()
    for page in (first, second, board):
        expect(page.locator("[data-rc-title]").first).to_have_text("行動號召三大主軸導入", timeout=SOON)
    second.wait_for_function("() => (window.felt || []).length > 0", timeout=SOON)
    expect(wall.locator(".v-toast")).to_have_count(0)  # what was said of an earlier press is no longer so
    assert first.evaluate("() => window.felt || []") == []

    # Somebody asks for help, and it is seen who; somebody comes.
    second.get_by_role("button", name="請助教").click()
    tile = wall.locator("[data-part=table-2]")
    expect(tile.get_by_text("請助教過來")).to_be_visible(timeout=SOON)
    expect(tile).to_contain_text("第 2 支手機")
    expect(board.locator("[data-st=help]")).to_contain_text("請助教過來", timeout=SOON)
    expect(board.locator("body")).not_to_contain_text("第 2 支手機")
    axe(wall)
    shot(wall, "wall")
    tile.get_by_role("button", name="助教到了").click()
    expect(second.get_by_role("button", name="請助教")).to_have_attribute("aria-pressed", "false", timeout=SOON)

    # A message reaches one table, and the wall hears that it was read.
    wall.get_by_label("給哪一桌").select_option("2")
    wall.get_by_label("要說什麼").fill("請派一個人來領紙")
    wall.get_by_role("button", name="送出口信").click()
    expect(second.get_by_text("請派一個人來領紙")).to_be_visible(timeout=SOON)
    expect(first.get_by_text("請派一個人來領紙")).to_have_count(0)
    expect(wall.locator("[data-part=words]")).to_contain_text("還沒看", timeout=SOON)
    axe(second)
    second.get_by_role("button", name="知道了").click()
    expect(second.get_by_text("請派一個人來領紙")).to_have_count(0)
    expect(wall.locator("[data-part=words]")).to_contain_text("看過了", timeout=SOON)

    # A group comes up: its name is on the projector, its slide once it is handed in; the next one is told to get ready.
    wall.get_by_role("button", name="請下一組上臺").click()
    expect(board.get_by_role("heading", name=str(one))).to_be_visible(timeout=SOON)
    shot(board, "projector-name")
    Sheet.objects.filter(group=one, kind=SheetKind.DESIGN).update(handed_in_at=timezone.now())
    expect(board.get_by_role("heading", name="送餐分流")).to_be_visible(timeout=SOON)
    expect(board.locator("[data-rc-said]")).to_contain_text("還有", timeout=SOON)
    expect(second.get_by_text("下一組就是你們，請準備，有 8 分鐘。")).to_be_visible(timeout=SOON)
    expect(first.get_by_text("輪到你們發表了，有 8 分鐘。")).to_be_visible(timeout=SOON)
    axe(board)
    wall.get_by_role("button", name="這一組結束").click()
    expect(board.locator("[data-projector]")).to_be_visible(timeout=SOON)
    axe(board)
    shot(board, "projector")

    # A device that is moved away is told so by itself.
    tile.locator("summary").click()
    tile.get_by_role("button", name="移出第 2 支手機").click()
    wall.get_by_role("alertdialog").get_by_role("button", name="移出").click()
    expect(second.get_by_role("alert").filter(has_text="移出")).to_be_visible(timeout=SOON)
    expect(second.locator(".s-rc")).to_be_hidden()
    seat.refresh_from_db()
    assert seat.revoked_at is not None
    expect(first.locator(".s-rc")).to_be_visible()


def test_on_the_projector_votes_are_whole_and_words_give_way(
    workshop: Workshop, lead: User, browser_of: Callable[..., Page], shot: Callable[..., Any]
) -> None:
    first = workshop.groups.order_by("number")[0]
    long = "山區的志工要自己開車一個小時才到得了服務的地方而且沒有人付油錢也沒有人知道"
    fill(
        make_sheet("inventory", first),
        **{
            f"{pillar}_difficulties": [{"text": long, "votes": votes} for votes in (12, 99, 3)]
            for pillar in ("recognition", "support", "safeguarding")
        },
    )
    Room.objects.update_or_create(workshop=workshop, defaults={"safe": False})
    board = browser_of(lead, viewport=WALL)
    board.goto(f"/workshops/{workshop.pk}/projector/")
    expect(board.locator(".s-bp em")).to_have_count(9)
    shot(board, "projector-votes")
    # Each vote ends where its box ends, and each text stops before its vote.
    assert (
        board.evaluate(
            """() => [...document.querySelectorAll(".s-bp li")].filter((line) => {
          const [text, vote] = [...line.children].map((one) => one.getBoundingClientRect());
          const box = line.closest("section").getBoundingClientRect();
          return vote.right > box.right + 0.5 || vote.bottom > box.bottom || text.right > vote.left;
        }).length"""
        )
        == 0
    )


def test_on_a_narrow_projector_a_table_that_is_away_and_its_number_stand_apart(
    workshop: Workshop, lead: User, browser_of: Callable[..., Page], shot: Callable[..., Any]
) -> None:
    MOVES.apply(workshop, "start", by=lead)
    away = timezone.now() - dt.timedelta(minutes=20)
    make_seat(workshop.groups.order_by("number")[0], token="away", taken_at=away, seen_at=away)
    board = browser_of(lead, viewport={"width": 390, "height": 844})
    board.goto(f"/workshops/{workshop.pk}/projector/")
    expect(board.get_by_text("連上就更新")).to_be_visible()
    shot(board, "projector-narrow-away")
    ends, begins = board.evaluate(
        """() => {
          const row = document.querySelector('.s-bg [data-st="off"]');
          const words = document.createRange();
          words.selectNodeContents(row.querySelector(".s-bg__t"));
          return [words.getBoundingClientRect().right, row.querySelector(".s-bg__i").getBoundingClientRect().left];
        }"""
    )
    assert ends <= begins


def test_a_title_of_many_words_leaves_the_slide_its_other_parts(
    workshop: Workshop, lead: User, browser_of: Callable[..., Page], shot: Callable[..., Any]
) -> None:
    MOVES.apply(workshop, "start", by=lead)
    first = workshop.groups.order_by("number")[0]
    fill(
        make_sheet("design", first), title="送餐志工備援名單與高溫日調度" * 17, pillar="support", lead_unit="社會處",
        problem="缺班", steps=[{"what": "訂規則"}, {"what": "找備援"}, {"what": "試辦"}],
    )  # fmt: skip
    Sheet.objects.filter(group=first, kind="design").update(handed_in_at=timezone.now())
    Room.objects.update_or_create(workshop=workshop, defaults={"safe": False})
    room.press(workshop=workshop, what="present", seen=1, by=lead, now=timezone.now())
    board = browser_of(lead, viewport=WALL)
    board.goto(f"/workshops/{workshop.pk}/projector/")
    slide = board.locator(".v-slide:visible")
    expect(slide.locator("footer")).to_be_visible()
    shot(board, "projector-long-title")
    outside = slide.evaluate(
        """(slide) => [...slide.querySelectorAll("li, footer")].filter((one) =>
          one.getBoundingClientRect().bottom > slide.getBoundingClientRect().bottom + 0.5).length"""
    )
    assert outside == 0


def test_the_marks_of_a_short_talk_stand_apart(
    workshop: Workshop, lead: User, browser_of: Callable[..., Page], shot: Callable[..., Any]
) -> None:
    """Five minutes and a half: half a minute lies between 「可以收尾」 and 「時間到」."""
    MOVES.apply(workshop, "start", by=lead)
    room.press(workshop=workshop, what="present", seen=1, by=lead, now=timezone.now())
    kept = Room.objects.get(workshop=workshop)
    for turn in kept.queue:
        turn["soft"], turn["length"] = 300_000_000, 330_000_000
    kept.save(update_fields=["queue"])
    board = browser_of(lead, viewport=WALL)
    board.goto(f"/workshops/{workshop.pk}/projector/")
    marks = board.locator(".s-ptrack .mk")
    expect(marks).to_have_text(["5 分可以收尾", "5 分 30 秒時間到"])
    shot(board, "projector-short-talk")
    first, last, bar = board.evaluate(
        """() => [...document.querySelectorAll(".s-ptrack .mk"), document.querySelector(".s-pbar")].map((one) => {
          const { left, right, top, bottom } = one.getBoundingClientRect();
          return { left, right, top, bottom };
        })"""
    )
    assert first["bottom"] <= last["top"] or first["right"] <= last["left"], (first, last)
    assert last["bottom"] <= bar["bottom"]


def test_script_and_server_say_the_same_pace(workshop: Workshop, phone: Callable[..., Page], live_server: Any) -> None:
    page, _seat = sit(phone, workshop.groups.get(number=1), live_server.url)
    seconds = [minute * 60 + more for minute in range(-4, 5) for more in (-30, -1, -0.5, 0, 0.5, 1)]
    told = page.evaluate(
        """async (seconds) => {
          const { at } = await import("/static/js/room/clock.js");
          const clock = { at: 0, left: 600, length: 600, rest: 0, phase: "run" };
          return seconds.map((late) => at({ ...clock, plan_ends: 600000 - late * 1000 }, 0).pace);
        }""",
        seconds,
    )
    assert told == [clock.pace(dt.timedelta(seconds=late)) for late in seconds]


def test_script_and_server_say_the_time_left_alike(
    workshop: Workshop, phone: Callable[..., Page], live_server: Any
) -> None:
    page, _seat = sit(phone, workshop.groups.get(number=1), live_server.url)
    seconds = [760, 1, 0.2, 0, -0.5, -1, -21, -3601, -5999, -6000, 14_400]
    told = page.evaluate(
        """async (seconds) => {
          const { leftSaid } = await import("/static/js/room/clock.js");
          return seconds.map(leftSaid);
        }""",
        seconds,
    )
    assert told == [room_told.left_said(dt.timedelta(seconds=one)) for one in seconds]


def test_more_time_is_told_in_words_to_tables_and_projector(
    workshop: Workshop,
    lead: User,
    browser_of: Callable[..., Page],
    phone: Callable[..., Page],
    live_server: Any,
    axe: Callable[[Page], None],
    shot: Callable[..., Any],
) -> None:
    MOVES.apply(workshop, "start", by=lead)
    table, _seat = sit(phone, workshop.groups.get(number=1), live_server.url, reduced_motion="no-preference")
    board = browser_of(lead, viewport=WALL)
    board.goto(f"/workshops/{workshop.pk}/projector/")
    places = {page: page.locator("[data-given]") for page in (table, board)}
    for page in places:
        page.wait_for_function(
            "() => performance.getEntriesByType('resource').some((one) => /clock|state/.test(one.name))"
        )
        page.wait_for_timeout(500)

    def press(what: str, minutes: int = 0) -> list[room_told.Step]:
        step = Room.objects.get(workshop=workshop).step
        made = room.press(workshop=workshop, what=what, minutes=minutes, seen=step, by=lead, now=timezone.now())
        workshop.refresh_from_db()
        return [one for one in told(made, workshop=workshop, groups=[], now=timezone.now()).steps]

    def at(step: room_told.Step) -> str:
        assert step.starts_at is not None
        return f"{timezone.localtime(step.starts_at):%H:%M}"

    def expect_said(*sentences: str) -> None:
        for place in places.values():
            expect(place.locator("p > span > span")).to_have_text(list(sentences), timeout=SOON)
            expect(place.locator("p")).to_be_visible()
            expect(place).to_have_attribute("role", "status")

    # The presentations give the five minutes, so whatever lies before them moves and the end stays.
    end = wall_end = None
    for minutes, this in ((5, "這一項多 5 分，到 {}。"), (-1, "這一項少 1 分，到 {}。")):
        steps = press("give", minutes)
        run = room_kept.run_in(Room.objects.get(workshop=workshop))
        assert run is not None
        end = f"{timezone.localtime(run.ends(timezone.now())):%H:%M}"
        still = wall_end in (None, end)
        wall_end = end
        expect_said(
            this.format(at(steps[1])),
            *(f"{at(one)} 起「{one.title}」，{one.minutes} 分。" for one in steps[1:4]),
            "後面還有 4 項的時間也改了。",
            f"預計結束仍是 {end}。" if still else f"預計結束改為 {end}。",
        )
    assert len(table.evaluate("() => window.felt || []")) == 2
    shot(table, "given")
    shot(board, "given-projector")
    axe(table)

    # What is passed over is said as well, and who was between two pages is told on the next one.
    table.goto("about:blank")
    steps = press("skip")
    table.goto(f"{live_server.url}/t/")
    expect(table.locator("[data-given]")).to_contain_text(f"「{steps[1].title}」略過。", timeout=SOON)
    expect(board.locator("[data-given]")).to_contain_text(f"{at(steps[2])} 起「{steps[2].title}」", timeout=SOON)
    for place in places.values():  # said, and not left standing
        expect(place.locator("p")).to_be_hidden(timeout=40000)
    press("give", 1)
    expect(table.locator("[data-given] > p")).to_be_visible(timeout=SOON)
    table.locator("[data-given] > p").click()  # read
    expect(table.locator("[data-given] > p")).to_be_hidden()


def test_what_is_said_of_a_block_goes_with_it(
    workshop: Workshop, lead: User, phone: Callable[..., Page], browser_of: Callable[..., Page], live_server: Any
) -> None:
    MOVES.apply(workshop, "start", by=lead)
    table, _seat = sit(phone, workshop.groups.get(number=1), live_server.url)
    board = browser_of(lead, viewport=WALL)
    board.goto(f"/workshops/{workshop.pk}/projector/")
    for page in (table, board):
        page.wait_for_function(
            "() => performance.getEntriesByType('resource').some((one) => /clock|state/.test(one.name))"
        )
        page.wait_for_timeout(500)
        # It is hidden by the next block, not because its seconds are over.
        page.evaluate(
            "() => { const real = setTimeout; window.setTimeout = (f, ms) => real(f, ms >= 12000 ? 1e8 : ms); }"
        )

    def press(what: str, **more: Any) -> None:
        step = Room.objects.get(workshop=workshop).step
        room.press(workshop=workshop, what=what, seen=step, by=lead, now=timezone.now(), **more)

    press("give", minutes=5)
    for page in (table, board):
        expect(page.locator("[data-given] > p")).to_be_visible(timeout=SOON)
    press("next")
    for page in (table, board):
        expect(page.locator("[data-given] > p")).to_be_hidden(timeout=SOON)


def test_a_block_that_began_on_the_full_minute_ends_on_it(
    workshop: Workshop, lead: User, phone: Callable[..., Page], browser_of: Callable[..., Page], live_server: Any
) -> None:
    """What the server tells in two figures is put together to the same minute, at whatever fraction it was told."""
    began = timezone.now().replace(second=0, microsecond=0)
    MOVES.apply(workshop, "start", by=lead, now=began)
    kept, groups = Room.objects.get(workshop=workshop), list(workshop.groups.all())
    workshop.refresh_from_db()
    clocks = [
        told(kept, workshop=workshop, groups=groups, now=began + dt.timedelta(microseconds=part)).as_json()
        for part in (0, 1, 499, 500, 501, 123456, 999999, 20999501)
    ]
    page, _seat = sit(phone, workshop.groups.get(number=1), live_server.url)
    ends = page.evaluate(
        """async (clocks) => {
          const { at } = await import("/static/js/room/clock.js");
          // The device measures the server's time to some milliseconds, to either side.
          return clocks.flatMap((clock) => [-20, -0.4, 0, 0.3, 20].map((off) => at(clock, clock.at + off).partEnds));
        }""",
        clocks,
    )
    assert set(ends) == {(began + dt.timedelta(minutes=10)).timestamp() * 1000}


@pytest.mark.parametrize("address", ["/j/arrive/", "/t/inventory/history/", "/t/take-over/", "/t/present/"])
def test_every_page_of_a_table_hears_the_room(
    workshop: Workshop,
    lead: User,
    phone: Callable[..., Page],
    live_server: Any,
    axe: Callable[[Page], None],
    shot: Callable[..., Any],
    address: str,
) -> None:
    """Who signs in or looks at the past is not offline: she sees the clock, a message, and that she was moved away."""
    MOVES.apply(workshop, "start", by=lead)
    group = workshop.groups.get(number=1)
    make_sheet("inventory", group)
    fill(make_sheet("design", group), title="送餐分流", pillar="support", lead_unit="社會處")
    page, seat = sit(phone, group, live_server.url)
    page.goto(address)
    if address != "/t/present/":  # the slide has the whole page
        expect(page.locator("[data-rc-left]")).to_be_visible(timeout=SOON)
    Seat.objects.filter(pk=seat.pk).update(seen_at=timezone.now() - dt.timedelta(minutes=5))
    calls.tell(workshop=workshop, text="請派一個人來領紙", group=None, by=lead, now=timezone.now())
    expect(page.get_by_text("請派一個人來領紙")).to_be_visible(timeout=SOON)
    seat.refresh_from_db()
    assert timezone.now() - seat.seen_at < dt.timedelta(minutes=1)
    shot(page, f"hears{address}")
    axe(page)
    page.get_by_role("button", name="知道了").click()
    expect(page.get_by_text("請派一個人來領紙")).to_have_count(0)
    seats.revoke_seat(seat=seat, by=lead, now=timezone.now())
    expect(page.get_by_role("alert").filter(has_text="移出")).to_be_visible(timeout=SOON)


def test_two_leads_press_at_once(workshop: Workshop, lead: User, browser_of: Callable[..., Page]) -> None:
    """The second one sees what the first one did, and nothing happens twice."""
    here, there = browser_of(lead), browser_of(make_user(name="林小華"))
    for page in (here, there):
        page.goto(f"/workshops/{workshop.pk}/wall/")
    here.get_by_role("button", name="開始工作坊").click()
    expect(there.locator("#p-next")).to_be_visible(timeout=SOON)
    there.route("**/wall/state", lambda route: route.abort())  # her page has not heard yet
    here.locator("#p-next").click()
    expect(here.locator("[data-rc-title]")).to_have_text("行動號召三大主軸導入", timeout=SOON)
    there.locator("#p-next").click()
    expect(there.get_by_text("陳大文剛剛按了「下一項」，你按的沒有生效。")).to_be_visible(timeout=SOON)
    there.unroute("**/wall/state")
    expect(there.locator("[data-rc-title]")).to_have_text("行動號召三大主軸導入", timeout=15000)


def test_ones_own_quick_presses_all_count(workshop: Workshop, lead: User, browser_of: Callable[..., Page]) -> None:
    """Minutes count as often as they are pressed; who clicks twice on anything else does it once."""
    MOVES.apply(workshop, "start", by=lead)
    wall = browser_of(lead)
    answers: list[int] = []
    wall.on("response", lambda answer: answers.append(answer.status) if "/press/" in answer.url else None)
    wall.goto(f"/workshops/{workshop.pk}/wall/")
    expect(wall.locator("[data-rc-title]")).to_have_text("破冰與工作坊定位說明")
    wall.route("**/wall/state", lambda route: route.abort())  # what the page shows stays as old as can be
    for pause in (0, 100, 500, 700, 0, 0):
        wall.locator("#p-give1").click()
        wall.wait_for_timeout(pause)
    wall.wait_for_timeout(1000)
    assert answers == [200] * 6
    wall.locator("#p-next").dblclick()
    wall.wait_for_timeout(500)
    assert answers == [200] * 7
    wall.unroute("**/wall/state")
    expect(wall.locator("[data-rc-title]")).to_have_text("行動號召三大主軸導入", timeout=SOON)
    wall.locator("#p-next").click()
    expect(wall.locator("[data-rc-title]")).not_to_have_text("行動號召三大主軸導入", timeout=SOON)
    assert answers == [200] * 8
    run = Room.objects.get(workshop=workshop).run
    assert [part["minutes"] - part["planned"] for part in run["parts"][:3]] == [6, 0, 0]


def test_what_the_wall_has_said_goes_when_it_is_no_longer_so(
    workshop: Workshop, lead: User, browser_of: Callable[..., Page]
) -> None:
    MOVES.apply(workshop, "start", by=lead)
    wall = browser_of(lead)
    wall.goto(f"/workshops/{workshop.pk}/wall/")
    toast = wall.locator(".v-toast")
    wall.locator("#p-skip").click()
    expect(toast).to_contain_text("已略過", timeout=SOON)
    wall.locator("#p-next").click()  # has nothing to say
    expect(toast).to_have_count(0, timeout=SOON)
    wall.get_by_role("button", name="加 5 分鐘").click()
    expect(toast).to_contain_text("結束", timeout=SOON)
    step = Room.objects.get(workshop=workshop).step
    room.press(workshop=workshop, what="next", seen=step, by=make_user(name="林小華"), now=timezone.now())
    expect(toast).to_have_count(0, timeout=SOON)


def test_a_message_that_was_sent_leaves_no_word_below_its_field(
    workshop: Workshop, lead: User, browser_of: Callable[..., Page]
) -> None:
    wall = browser_of(lead)
    wall.goto(f"/workshops/{workshop.pk}/wall/")
    box = wall.get_by_label("要說什麼")
    box.fill("字" * 200)
    box.press("End")
    box.press_sequentially("多")
    expect(wall.get_by_text("已經寫滿了")).to_be_visible()
    wall.get_by_role("button", name="送出口信").click()
    expect(wall.locator(".v-toast")).to_contain_text("已送到每一桌")
    expect(wall.get_by_text("已經寫滿了")).to_have_count(0)


def test_a_board_that_is_to_ask_again_does_so_at_once(
    workshop: Workshop, lead: User, browser_of: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While others are being drawn the wall asks again as soon as it is told to, and not two seconds later."""
    MOVES.apply(workshop, "start", by=lead)
    turns = Turns(rest=0)
    monkeypatch.setattr(polling, "TURNS", turns)
    monkeypatch.setattr(turns, "wait", lambda: 0.1)
    page = browser_of(lead)
    with page.expect_response(lambda answer: "/wall/state" in answer.url and answer.status == 200):
        page.goto(f"/workshops/{workshop.pk}/wall/")
    asked: list[int] = []
    page.on("response", lambda answer: asked.append(answer.status) if "/wall/state" in answer.url else None)
    with turns.take():
        page.wait_for_timeout(2500)
        calls.ask_help(group=workshop.groups.get(number=1), by=SYSTEM, now=timezone.now())
        page.wait_for_timeout(3500)
        held = len(asked)
    assert set(asked) == {304}
    assert held > 6  # one in two seconds would be three or four
    expect(page.locator(".s-tile").first).to_contain_text("請助教", timeout=SOON)


@pytest.mark.parametrize("path", ["/t/inventory/", "/t/", "/t/present/", "/t/sign-in/"])
def test_a_device_that_is_moved_away_is_told_wherever_it_stands(
    workshop: Workshop, phone: Callable[..., Page], live_server: Any, shot: Callable[..., Any], path: str
) -> None:
    """Scrolled down to the last line, too: the word comes to where she reads."""
    group = workshop.groups.get(number=1)
    if path == "/t/present/":
        fill(make_sheet("inventory", group), support_difficulties=[{"text": "沒車", "core": True}])
        fill(make_sheet("design", group), title="送餐分流", pillar="support", lead_unit="社會處")
    page, seat = sit(phone, group, live_server.url)
    page.goto(path if path != "/t/sign-in/" else reverse("workshops:arrive_self"))
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    gone = page.locator("[data-rw-gone]")
    expect(gone).to_have_count(1)
    expect(gone).to_be_hidden()
    seats.revoke_seat(seat=seat, by=SYSTEM, now=timezone.now())
    expect(gone).to_be_visible(timeout=SOON)
    expect(gone).to_contain_text("移出")
    high = page.viewport_size["height"]  # type: ignore[index]
    box = gone.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= high
    covers = gone.get_by_role("link").evaluate(
        """(link) => {
          const at = link.getBoundingClientRect();
          return document.elementFromPoint(at.x + 5, at.y + 5) === link;
        }"""
    )
    assert covers, "nothing lies over it"
    shot(page, f"room-moved-away{path.replace('/', '-')}")


def test_without_scripts_the_wall_works_by_its_buttons(
    workshop: Workshop, lead: User, browser_of: Callable[..., Page]
) -> None:
    page = browser_of(lead, java_script_enabled=False)
    page.goto(f"/workshops/{workshop.pk}/wall/")
    page.get_by_role("button", name="開始工作坊").click()
    expect(page.get_by_text("工作坊開始，計時中。")).to_be_visible()
    page.get_by_role("button", name="加 1 分鐘").click()
    expect(page.locator("[data-rc-left]")).to_contain_text("1")
    expect(page.get_by_text("「各組成果發表」50→49 分。").first).to_be_visible()


def test_the_times_of_the_agenda_follow_the_run(
    workshop: Workshop, lead: User, browser_of: Callable[..., Page]
) -> None:
    """In an overrun block the others move on with every minute, and nobody presses; given minutes count from then."""
    now = timezone.now()
    MOVES.apply(workshop, "start", by=SYSTEM, now=now - dt.timedelta(minutes=13))  # its first block has ten minutes
    pages = {browser_of(lead): ".s-wsteps", browser_of(lead, viewport=WALL): ".s-bt__l"}
    for page, path in zip(pages, ("wall", "projector"), strict=True):
        page.goto(f"/workshops/{workshop.pk}/{path}/")
        page.wait_for_function(
            "() => performance.getEntriesByType('resource').some((one) => one.name.includes('/state'))"
        )
        page.wait_for_timeout(500)
        shown = page.locator(f"{pages[page]} [data-state=todo] .v-num")
        shown.evaluate_all("(all) => all.forEach((one) => { one.textContent = '00:00'; })")
        for place, minutes in ((0, 0), (1, 20)):
            expect(shown.nth(place)).to_have_text(clock_in(minutes), timeout=SOON)
    next(iter(pages)).get_by_role("button", name="加 5 分鐘").click()
    for page, steps in pages.items():
        expect(page.locator(f"{steps} [data-state=todo] .v-num").first).to_have_text(clock_in(5), timeout=SOON)


def clock_in(minutes: int) -> re.Pattern[str]:
    """The time in so many minutes; or what it will be a minute later, when the page is looked at."""
    soon = timezone.localtime() + dt.timedelta(minutes=minutes)
    return re.compile("|".join(f"{soon + dt.timedelta(minutes=more):%H:%M}" for more in (-1, 0, 1)))


# What no page may be slower than: the time from when something is written down to when it is seen.
FRESH = 2.0
NOTE_TITLES = """() => {
  window.seenAt = {};
  const note = () => {
    const title = document.querySelector("[data-rc-title]")?.textContent;
    if (title && !(title in window.seenAt)) window.seenAt[title] = Date.now() / 1000;
  };
  note();
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
ASKS = re.compile(r"/j/clock|/state")


def test_whatever_is_pressed_is_seen_within_two_seconds(
    workshop: Workshop, lead: User, browser_of: Callable[..., Page], phone: Callable[..., Page], live_server: Any
) -> None:
    """Pressed a moment after a page has asked, so that it waits as long as a page can wait. Each of three times counts,
    without the time in which our processes stood ready and got no processor.
    """
    MOVES.apply(workshop, "start", by=lead)
    table, _seat = sit(phone, workshop.groups.get(number=1), live_server.url)
    wall, board = browser_of(lead), browser_of(lead, viewport=WALL)
    wall.goto(f"/workshops/{workshop.pk}/wall/")
    board.goto(f"/workshops/{workshop.pk}/projector/")
    pages = {"table": table, "wall": wall, "projector": board}
    for page in pages.values():
        expect(page.locator("[data-rc-title]").first).to_have_text("破冰與工作坊定位說明", timeout=SOON)
        page.evaluate(NOTE_TITLES)
    ages: dict[str, list[float]] = {name: [] for name in pages}
    for _turn in range(3):
        for name, page in pages.items():
            with page.expect_response(lambda answer: bool(ASKS.search(answer.url))):
                pass
            step = Room.objects.get(workshop=workshop).step
            made = room.press(workshop=workshop, what="next", seen=step, by=lead, now=timezone.now())
            pressed, before = time.time(), processor.waited()
            run = room_kept.run_in(made)
            title = run.part.block.title if run is not None and run.part is not None else "議程走完"
            expect(page.locator("[data-rc-title]").first).to_have_text(title, timeout=SOON)
            seen = page.evaluate("(title) => window.seenAt[title]", title)
            ages[name].append(seen - pressed - processor.since(before))
            page.evaluate("(title) => { delete window.seenAt[title]; }", title)
            for other in pages.values():
                expect(other.locator("[data-rc-title]").first).to_have_text(title, timeout=SOON)
                other.evaluate("(title) => { delete window.seenAt[title]; }", title)
    assert all(max(each) <= FRESH for each in ages.values()), ages


def test_a_code_that_is_revoked_ends_within_two_seconds_on_every_device(
    workshop: Workshop, lead: User, phone: Callable[..., Page], live_server: Any
) -> None:
    """Every device, on its table's page as on a sheet; taken off is the time when our processes got no processor."""
    MOVES.apply(workshop, "start", by=lead)
    late = []
    for group in workshop.groups.order_by("number"):
        codes.issue_codes(workshop=workshop, by=lead, now=timezone.now())
        group.refresh_from_db()
        page, _seat = sit(phone, group, live_server.url)
        page.goto("/t/inventory/" if group.number % 2 else "/t/")
        expect(page.locator("[data-rc-left]")).to_be_visible(timeout=SOON)
        page.evaluate(
            """() => {
              const gone = document.querySelector("[data-rw-gone]");
              new MutationObserver(() => { window.goneAt ??= gone.hidden ? undefined : Date.now() / 1000; })
                .observe(gone, { attributes: true });
            }"""
        )
        with page.expect_response(lambda answer: "/j/clock" in answer.url):
            pass
        codes.revoke_code(group=group, by=lead, now=timezone.now(), seats_too=True)
        revoked, before = time.time(), processor.waited()
        expect(page.locator("[data-rw-gone]")).to_be_visible(timeout=SOON)
        late.append(page.evaluate("() => window.goneAt") - revoked - processor.since(before))
    assert max(late) <= FRESH, late


def test_the_wall_hears_of_everything_a_device_holds(
    workshop: Workshop, lead: User, browser_of: Callable[..., Page], phone: Callable[..., Page], live_server: Any
) -> None:
    """Of all its sheets at this table, from whatever page it has open, and what the server did not take too.

    What it still has for another table, or for a workshop of the past, does not worry who leads this one.
    """
    MOVES.apply(workshop, "start", by=lead)
    group = workshop.groups.get(number=1)
    make_sheet("inventory", group)
    design = make_sheet("design", group)
    page, seat = sit(phone, group, live_server.url)
    wall = browser_of(lead)
    wall.goto(f"/workshops/{workshop.pk}/wall/")
    tile = wall.locator("[data-part=table-1]")
    page.route("**/operations*", lambda route: route.abort())

    page.goto("/t/inventory/")
    page.locator(".s-quick input:visible").first.fill("山區沒有車")
    page.locator(".s-quick button:visible").first.click()
    expect(tile).to_contain_text("1 筆還沒上傳", timeout=SOON)
    refused = {
        "id": "0b5ef9d6-4bd5-4b0b-8e4b-0b5ef9d64bd5",
        "action": "set",
        "path": "title",
        "value": "送餐",
        "base": 0,
    }
    page.evaluate(
        """async ([sheet, refused]) => {
          const { DeviceStore } = await import("/static/js/sheet/store.js");
          const { remember } = await import("/static/js/sheet/held.js");
          remember("987654", { group: "987654", name: "去年那一組", title: "" });
          await new DeviceStore("987654").refuse({ ...refused, id: "of another table" });
          await new DeviceStore(sheet).refuse(refused);
        }""",
        [str(design.pk), refused],
    )
    expect(tile).to_contain_text("2 筆還沒上傳", timeout=SOON)
    for address in ("/t/", "/t/take-over/", "/t/design/", "/t/inventory/"):
        page.goto(address)
        Seat.objects.filter(pk=seat.pk).update(unsent=7)  # whatever stood there, the page knows better
        expect(tile).to_contain_text("2 筆還沒上傳", timeout=SOON)
    page.unroute("**/operations*")
    expect(tile).to_contain_text("1 筆還沒上傳", timeout=SOON)

    # Gone silent, it keeps the number that was heard last, with its age.
    page.close()
    Seat.objects.filter(pk=seat.pk).update(seen_at=timezone.now() - dt.timedelta(minutes=5))
    expect(tile.locator("summary")).to_contain_text("離線前還有 1 筆沒上傳・5 分鐘前", timeout=SOON)


def test_the_wall_hears_what_the_page_holds_while_the_disk_is_silent(
    workshop: Workshop, lead: User, browser_of: Callable[..., Page], phone: Callable[..., Page], live_server: Any
) -> None:
    """The script that asks the disk does not come; the page itself knows what waits. Then the script comes."""
    MOVES.apply(workshop, "start", by=lead)
    group = workshop.groups.get(number=1)
    make_sheet("inventory", group)
    page, seat = sit(phone, group, live_server.url, service_workers="block")
    page.route("**/operations*", lambda route: route.abort())
    page.route("**/sheet/held.js*", lambda route: route.abort())
    page.goto("/t/inventory/")
    Seat.objects.filter(pk=seat.pk).update(unsent=7)
    with page.expect_response(lambda answer: "/j/clock" in answer.url):
        pass
    with page.expect_response(lambda answer: "/j/clock" in answer.url) as asked:
        pass
    assert "unsent" not in asked.value.url, "nothing is known of what lies on the disk"
    wall = browser_of(lead)
    wall.goto(f"/workshops/{workshop.pk}/wall/")
    tile = wall.locator("[data-part=table-1]")
    page.locator(".s-quick input:visible").first.fill("山區沒有車")
    page.locator(".s-quick button:visible").first.click()
    expect(tile).to_contain_text("1 筆還沒上傳", timeout=SOON)
    page.unroute("**/sheet/held.js*")
    page.unroute("**/operations*")
    expect(page.locator("html")).to_have_attribute("data-unsent", "0", timeout=20000)
    expect(tile).not_to_contain_text("還沒上傳", timeout=SOON)
