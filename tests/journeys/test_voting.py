"""Dot voting at a table: every page says that it has begun, and a vote outlives a network that is gone."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from actionplans.consensus import ballots
from actionplans.models import Ballot, Vote
from foundation.audit.trail import SYSTEM
from tests.journeys.test_offline_pages import keep_all
from tests.journeys.test_table import SAVED, pill
from tests.makers.actionplans import fill, make_sheet
from tests.makers.board import LATER
from tests.makers.workshops import make_group
from workshops.models import Group, Seat

pytestmark = pytest.mark.django_db(transaction=True)

Device = Callable[..., Page]


@pytest.fixture
def ballot(group: Group) -> Callable[[], Ballot]:
    """`ballot()` opens one on two tables' ideas."""
    for table, title in ((group, "不讓太陽決定"), (make_group(group.workshop, name="山線組"), "路線共乘")):
        fill(make_sheet("design", table), title=title, pillar="support")

    def begin() -> Ballot:
        return ballots.open_ballot(
            workshop=group.workshop, question="先做哪一個？", dots=3, voter="seat", hidden=False, by=SYSTEM, now=LATER
        )

    return begin


def test_every_page_of_a_table_says_that_voting_has_begun(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot], axe: Any, shot: Any
) -> None:
    page = handset("a")
    page.goto(f"{live_server.url}/t/inventory/")
    expect(pill(page)).to_have_text(SAVED)
    asked = page.locator("[data-asked]")
    expect(asked).to_have_count(0)
    opened = ballot()
    expect(asked).to_contain_text("正在投票：先做哪一個？", timeout=8000)
    axe(page)
    shot(page, "voting-asked")
    asked.get_by_role("link", name="去投票").click()
    expect(page.get_by_role("heading", name="先做哪一個？")).to_be_visible()
    page.wait_for_timeout(3000)
    expect(asked).to_have_count(0)  # here it is done already
    page.goto(f"{live_server.url}/t/inventory/")
    expect(asked).to_have_count(1)
    ballots.close(ballot=opened, by=SYSTEM, now=LATER)
    expect(asked).to_have_count(0, timeout=8000)


def test_an_idea_without_a_pillar_is_voted_for_like_any_other(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot], group: Group, shot: Any
) -> None:
    """Its row has no sign: the name and the buttons stand where they stand in the others, and on the screen."""
    fill(make_sheet("design", make_group(group.workshop)), title="還沒選主軸的一個名字很長的構想" * 2)
    ballot()
    page = handset("a")
    page.goto(f"{live_server.url}/t/vote/")
    boxes = [one.bounding_box() for one in page.locator(".b-vote__l .v-stepnum").all()]
    assert len({(round(box["x"]), round(box["width"])) for box in boxes if box}) == 1
    assert len({round(box["x"]) for one in page.locator(".b-vote__l label").all() if (box := one.bounding_box())}) == 1
    assert all(box and box["x"] + box["width"] <= page.viewport_size["width"] for box in boxes)  # type: ignore[index]
    page.get_by_role("button", name="「還沒選主軸的一個名字很長的構想還沒選主軸的一個名字很長的構想」多 1 點").click()
    expect(page.locator("[data-left]")).to_have_text("2")
    shot(page, "voting-no-pillar")


def test_a_vote_without_a_network_waits_and_is_sent_once(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot], axe: Any, shot: Any
) -> None:
    ballot()
    page = handset("a")
    page.goto(f"{live_server.url}/t/vote/")
    page.context.set_offline(True)
    more = page.get_by_role("button", name="「路線共乘」多 1 點")
    more.click()
    more.click()
    page.get_by_role("button", name="送出這一票").click()
    expect(page.locator("[data-vote-waits]")).to_contain_text("留在這臺裝置")
    expect(page.get_by_role("spinbutton", name="路線共乘")).to_have_value("2")
    axe(page)
    shot(page, "voting-waits")
    page.context.set_offline(False)
    expect(page.get_by_text("已投 2 點")).to_be_visible(timeout=15000)
    expect(page.get_by_role("spinbutton", name="路線共乘")).to_have_value("2")
    vote = Vote.objects.get()
    assert [mark.dots for mark in vote.marks.all()] == [2]


DIED = "if (!sessionStorage.getItem('died')) { localStorage.clear(); sessionStorage.setItem('died', '1'); }"


def test_a_vote_that_is_called_kept_outlives_a_battery(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot]
) -> None:
    """Browsers write localStorage to the disk late; what it had not written is gone when the battery dies."""
    ballot()
    page = handset("a")
    page.goto(f"{live_server.url}/t/vote/")
    page.context.set_offline(True)
    page.get_by_role("button", name="「路線共乘」多 1 點").click()
    page.get_by_role("button", name="送出這一票").click()
    expect(page.locator("[data-vote-waits]")).to_contain_text("留在這臺裝置")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.add_init_script(DIED)
    page.goto(f"{live_server.url}/t/vote/")
    # Sent by the page that was left, or by this one: it counts once either way.
    expect(page.get_by_text("1 臺已經投票")).to_be_visible(timeout=15000)
    assert [mark.dots for mark in Vote.objects.get().marks.all()] == [1]
    # It was answered: nothing of it waits any more, in neither place.
    page.wait_for_function("""async () => {
      const { transact, answer } = await import("/static/js/sheet/indexed.js");
      const rows = await transact(["sheets"], "readonly", (all) => answer(all.getAllKeys()));
      return ![...rows, ...Object.keys(localStorage)].some((key) => key.startsWith("vote/"));
    }""")


FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }"


def test_a_device_that_can_keep_no_vote_says_so(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot]
) -> None:
    ballot()
    page = handset("a")
    page.add_init_script(FULL)
    page.goto(f"{live_server.url}/t/vote/")
    page.context.set_offline(True)
    page.get_by_role("button", name="「路線共乘」多 1 點").click()
    page.get_by_role("button", name="送出這一票").click()
    expect(page.locator("[data-vote-waits]")).to_contain_text("這臺裝置也留不住")
    page.context.set_offline(False)
    expect(page.get_by_text("已經投過，可以改")).to_be_visible(timeout=15000)
    assert [mark.dots for mark in Vote.objects.get().marks.all()] == [1]


def test_a_vote_that_waited_too_long_is_answered(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot]
) -> None:
    opened = ballot()
    page = handset("a")
    page.goto(f"{live_server.url}/t/vote/")
    page.route("**/t/vote/", lambda route: route.abort())
    page.get_by_role("button", name="「路線共乘」多 1 點").click()
    page.get_by_role("button", name="送出這一票").click()
    expect(page.locator("[data-vote-waits]")).to_be_visible()
    ballots.close(ballot=opened, by=SYSTEM, now=LATER)
    page.unroute("**/t/vote/")
    expect(page.get_by_text("投票已經結束，這次的選擇沒有計入。")).to_be_visible(timeout=15000)
    assert not Vote.objects.exists()
    page.reload()
    expect(page.get_by_text("沒有計入")).to_have_count(0)


def test_a_vote_whose_answer_was_lost_does_not_undo_what_the_table_chose_later(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot]
) -> None:
    opened = ballot()
    Ballot.objects.update(voter=Ballot.Voter.TABLE)
    one, other = handset("a"), handset("b")
    one.goto(f"{live_server.url}/t/vote/")
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            lost.append(route.fetch().status)
            return route.abort()
        return route.continue_()

    one.route("**/t/vote/", lose)
    one.get_by_role("button", name="「路線共乘」多 1 點").click()
    one.get_by_role("button", name="送出這一票").click()
    expect(one.locator("[data-vote-waits]")).to_be_visible()
    assert lost
    other.goto(f"{live_server.url}/t/vote/")
    other.get_by_role("button", name="「路線共乘」多 1 點").click()
    other.get_by_role("button", name="改成這樣").click()
    expect(other.get_by_text("已投 2 點")).to_be_visible()
    one.unroute("**/t/vote/")
    expect(one.get_by_text("以後來的為準")).to_be_visible(timeout=15000)
    expect(one.get_by_role("spinbutton", name="路線共乘")).to_have_value("2")
    assert [mark.dots for mark in Vote.objects.get(ballot=opened).marks.all()] == [2]


def test_a_vote_that_arrives_late_takes_nothing_of_a_newer_one_back(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot], shot: Any
) -> None:
    """One phone votes without a network; the table votes on another; then the first one finds its network again."""
    opened = ballot()
    Ballot.objects.update(voter=Ballot.Voter.TABLE)
    one, other = handset("a"), handset("b")
    one.goto(f"{live_server.url}/t/vote/")
    one.context.set_offline(True)
    one.get_by_role("button", name="「路線共乘」多 1 點").click()
    one.get_by_role("button", name="送出這一票").click()
    expect(one.locator("[data-vote-waits]")).to_be_visible()
    other.goto(f"{live_server.url}/t/vote/")
    other.get_by_role("button", name="「不讓太陽決定」多 1 點").click()
    other.get_by_role("button", name="送出這一票").click()
    expect(other.get_by_text("已投 1 點")).to_be_visible()
    one.context.set_offline(False)
    expect(one.get_by_text("沒計入的是：「路線共乘」1 點。")).to_be_visible(timeout=15000)
    expect(one.get_by_role("spinbutton", name="不讓太陽決定")).to_have_value("1")
    shot(one, "voting-overtaken")
    given = {mark.choice.title: mark.dots for mark in Vote.objects.get(ballot=opened).marks.select_related("choice")}
    assert given == {"不讓太陽決定": 1}
    one.get_by_role("button", name="「路線共乘」多 1 點").click()
    one.get_by_role("button", name="改成這樣").click()
    expect(one.get_by_text("已投 2 點")).to_be_visible()


def test_who_is_choosing_is_told_that_the_table_has_voted_and_then_hers_counts(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot]
) -> None:
    opened = ballot()
    Ballot.objects.update(voter=Ballot.Voter.TABLE)
    one, other = handset("a"), handset("b")
    one.goto(f"{live_server.url}/t/vote/")
    one.get_by_role("button", name="「路線共乘」多 1 點").click()
    first = opened.choices.order_by("pk").first()
    other.goto(f"{live_server.url}/t/vote/")
    other.locator(f"#c{first.pk}").fill("3")  # type: ignore[union-attr]
    other.get_by_role("button", name="送出這一票").click()
    expect(one.get_by_text("同組剛才投了一票")).to_be_visible(timeout=10000)
    one.get_by_role("button", name="送出這一票").click()
    expect(one.get_by_text("已投 1 點")).to_be_visible()


def test_votes_on_top_of_ones_own_count_though_no_answer_is_heard(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot]
) -> None:
    """The first arrives and its answer is lost; chosen anew, the second comes after the first and counts."""
    opened = ballot()
    page = handset("a")
    page.goto(f"{live_server.url}/t/vote/")

    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
        route.abort()

    page.route("**/t/vote/", lose)
    more = page.get_by_role("button", name="「路線共乘」多 1 點")
    for _again in range(2):
        more.click()
        page.locator("form[data-vote] [type=submit]").click()
        expect(page.locator("[data-vote-waits]")).to_be_visible()
        page.wait_for_timeout(500)
    page.unroute("**/t/vote/")
    expect(page.get_by_text("只算一次").or_(page.get_by_text("已投 2 點")).first).to_be_visible(timeout=15000)
    assert [mark.dots for mark in Vote.objects.get(ballot=opened).marks.all()] == [2]


def test_a_vote_that_waited_is_sent_once(handset: Device, live_server: Any, ballot: Callable[[], Ballot]) -> None:
    """Hearing the network again sends it; the timer that was set before does not send it a second time meanwhile."""
    ballot()
    page = handset("a")
    page.goto(f"{live_server.url}/t/vote/")
    page.route("**/t/vote/", lambda route: route.abort())
    page.get_by_role("button", name="「路線共乘」多 1 點").click()
    page.get_by_role("button", name="送出這一票").click()
    expect(page.locator("[data-vote-waits]")).to_be_visible()
    sent: list[str] = []

    def slow(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data or "")
        elif route.request.is_navigation_request():
            time.sleep(4)
        route.continue_()

    page.unroute("**/t/vote/")
    page.route("**/t/vote/", slow)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text("已投 1 點")).to_be_visible(timeout=15000)
    assert len(sent) == 1


def test_a_vote_that_waits_is_sent_from_the_page_that_stands_in_for_its_own(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot]
) -> None:
    """Reloaded without a network the vote's page is not there; once there is one, it comes by itself and sends."""
    ballot()
    page = handset("a")
    page.goto(f"{live_server.url}/t/vote/")
    keep_all(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="「路線共乘」多 1 點").click()
    page.get_by_role("button", name="送出這一票").click()
    expect(page.locator("[data-vote-waits]")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="要連線才看得到")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("已投 1 點")).to_be_visible(timeout=20000)
    assert [mark.dots for mark in Vote.objects.get().marks.all()] == [1]


def test_a_vote_that_came_another_way_is_on_the_page_unless_somebody_is_choosing_there(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot]
) -> None:
    """The page of the vote may have been drawn a moment before the vote that the page before it had sent."""
    opened = ballot()
    page = handset("a")
    page.goto(f"{live_server.url}/t/vote/")
    first, second = opened.choices.order_by("pk")
    seat = Seat.objects.get(name="a")
    ballots.cast(ballot=opened, dots={first.pk: 2}, by=seat, now=LATER)
    expect(page.get_by_text("已經投過，可以改")).to_be_visible(timeout=10000)
    expect(page.locator("[data-left]")).to_have_text("1")
    page.locator(f"#c{second.pk}").fill("1")
    ballots.cast(ballot=opened, dots={first.pk: 3}, by=seat, now=LATER)
    expect(page.locator("[data-vote-result]")).to_contain_text("3 點", timeout=10000)
    expect(page.locator(f"#c{second.pk}")).to_have_value("1")


def posts(page: Page) -> list[str]:
    """The votes of all tabs of a browser that arrive, from now on."""
    sent: list[str] = []
    page.context.on(
        "requestfinished",
        lambda request: sent.append(request.url) if request.method == "POST" and "/t/vote/" in request.url else None,
    )
    return sent


def choose_offline(page: Page, address: str) -> None:
    """Choose a dot on the vote's page once the network is gone."""
    page.goto(f"{address}/t/vote/")
    keep_all(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="「路線共乘」多 1 點").click()
    page.get_by_role("button", name="送出這一票").click()
    expect(page.locator("[data-vote-waits]")).to_be_visible()


@pytest.mark.parametrize("path", ["/t/inventory/", "/t/"])
def test_a_vote_that_waits_is_sent_from_whatever_page_of_the_table_is_open(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot], shot: Any, path: str
) -> None:
    ballot()
    page = handset("a")
    choose_offline(page, live_server.url)
    page.goto(f"{live_server.url}{path}")
    line = page.locator("[data-rw-vote]")
    expect(line).to_contain_text("有一票還沒送出，留在這臺裝置", timeout=8000)
    shot(page, "voting-waits-elsewhere")
    sent = posts(page)
    page.context.set_offline(False)
    expect(page.get_by_text("已投 1 點").first).to_be_visible(timeout=20000)
    page.wait_for_timeout(4000)
    assert len(sent) == 1
    assert [mark.dots for mark in Vote.objects.get().marks.all()] == [1]
    assert Ballot.objects.get().revision == 1


def test_two_tabs_send_a_vote_that_waits_once(handset: Device, live_server: Any, ballot: Callable[[], Ballot]) -> None:
    """Its own page, which tries again every three seconds, and a sheet beside it."""
    ballot()
    page = handset("a")
    choose_offline(page, live_server.url)
    others = [page.context.new_page() for _tab in range(2)]
    for other, path in zip(others, ("inventory", "commitment"), strict=True):
        other.goto(f"{live_server.url}/t/{path}/")
        expect(other.locator("[data-rw-vote]")).to_be_visible(timeout=8000)
    sent = posts(page)
    page.context.set_offline(False)
    expect(page.get_by_role("button", name="改成這樣")).to_be_visible(timeout=20000)
    page.wait_for_timeout(5000)
    assert len(sent) == 1
    assert Ballot.objects.get().revision == 1
    for other in others:
        expect(other.locator("[data-rw-vote]")).not_to_contain_text("還沒送出")


def test_a_vote_that_waited_too_long_is_answered_on_whatever_page_is_open(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot]
) -> None:
    opened = ballot()
    page = handset("a")
    choose_offline(page, live_server.url)
    page.goto(f"{live_server.url}/t/inventory/")
    expect(page.locator("[data-rw-vote]")).to_be_visible(timeout=8000)
    ballots.close(ballot=opened, by=SYSTEM, now=LATER)
    page.context.set_offline(False)
    expect(page.locator("[data-rw-vote]")).to_contain_text("這次的選擇沒有計入", timeout=20000)
    assert not Vote.objects.exists()


def test_nobody_leaves_the_table_before_a_vote_is_sent(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot]
) -> None:
    ballot()
    page = handset("a")
    choose_offline(page, live_server.url)
    page.goto(f"{live_server.url}/t/")
    page.get_by_role("button", name="離開這一組").click()
    page.get_by_role("alertdialog").get_by_role("button", name="離開這一組").click()
    expect(page.get_by_text("還有 1 筆沒有上傳")).to_be_visible(timeout=15000)
    page.context.set_offline(False)
    expect(page.get_by_text("已投 1 點").first).to_be_visible(timeout=20000)


def test_the_dot_too_many_is_refused_beside_its_idea_and_all_stays_as_it_was_typed(
    handset: Device, live_server: Any, ballot: Callable[[], Ballot], axe: Any, shot: Any
) -> None:
    """By typing, by the buttons and by the keys alone: three dots, and no more; and none goes without her knowing."""
    ballot()
    page = handset("a")
    page.goto(f"{live_server.url}/t/vote/")
    one, two = (page.get_by_role("spinbutton", name=name) for name in ("不讓太陽決定", "路線共乘"))
    more = page.get_by_role("button", name="「路線共乘」多 1 點")
    send = page.get_by_role("button", name="送出這一票")
    said = page.locator(".b-vote__l .v-limit:visible")
    one.fill("1")
    two.fill("7")
    two.blur()
    expect(two).to_have_value("7")
    expect(one).to_have_value("1")
    expect(said).to_have_text("這裡寫了 7 點，最多 2 點（一共 3 點，其他構想用了 1 點）。還沒送出，改好再送。")
    expect(said).to_have_attribute("role", "status")
    expect(two).to_have_attribute("aria-invalid", "true")
    assert two.get_attribute("aria-describedby") == said.get_attribute("id")
    expect(page.locator(".b-vote__left")).to_contain_text("5 點太多，還不能送出")
    axe(page)
    shot(page, "voting-too-many")
    send.click()
    expect(two).to_be_focused()
    expect(two).to_have_value("7")
    assert not Vote.objects.exists()
    page.get_by_role("button", name="「路線共乘」少 1 點").click()
    expect(two).to_have_value("2")
    expect(said).to_have_count(0)
    expect(page.locator(".b-vote__left")).to_contain_text("0 點還沒用")
    more.focus()
    page.keyboard.press("Enter")
    expect(more).to_be_focused()
    expect(two).to_have_value("2")
    expect(said).to_contain_text("這裡最多 2 點")
    one.focus()
    page.keyboard.press("ArrowUp")
    expect(one).to_have_value("1")
    expect(page.locator(".b-vote__l li", has=one).locator(".v-limit")).to_contain_text("這裡最多 1 點")
    two.fill("1.5")
    expect(page.locator(".b-vote__l li", has=two).locator(".v-limit")).to_contain_text("要填整數")
    send.click()
    expect(two).to_be_focused()
    two.fill("2")
    send.click()
    expect(page.get_by_text("已投 3 點")).to_be_visible(timeout=8000)
    assert sorted(mark.dots for mark in Vote.objects.get().marks.all()) == [1, 2]
