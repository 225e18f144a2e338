"""The room at a table: who is answered, what with, how cheaply, and what a press does."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.actionplans import make_running
from tests.makers.workshops import make_seat, make_workshop
from workshops import asking, calls, room, seats, talks_told
from workshops.models import Group, Room, Seat, Workshop
from workshops.seats import COOKIE

pytestmark = pytest.mark.django_db
SCRIPT = {"accept": "application/json"}


@pytest.fixture
def workshop() -> Workshop:
    return Workshop.objects.get(pk=make_running(groups=3).pk)


@pytest.fixture
def seat(client: Client, workshop: Workshop) -> Seat:
    client.cookies[COOKIE] = "mine"
    return make_seat(workshop.groups.get(number=2), token="mine", taken_at=timezone.now(), seen_at=timezone.now())


def ask(client: Client, tag: str = "", query: str = "") -> Any:
    return client.get("/j/clock" + query, headers=SCRIPT | ({"if-none-match": tag} if tag else {}))


def test_a_device_hears_the_clock_of_its_room(client, seat):
    answer = ask(client)
    told = answer.json()
    assert (told["clock"]["title"], told["clock"]["length"], told["table"]) == ("破冰與工作坊定位說明", 600, 2)
    assert 595 < told["clock"]["left"] <= 600
    assert (told["help"], told["words"]) == (False, [])
    assert abs(int(answer["Room-Time"]) / 1000 - timezone.now().timestamp()) < 5


@pytest.mark.parametrize("signed_in", [False, True])  # an officer who sits at a table with her own browser
@pytest.mark.parametrize("weakened", ["", "W/"])  # by whoever compressed the answer on its way
def test_an_unchanged_room_costs_one_query(client, seat, django_assert_num_queries, weakened, signed_in):
    if signed_in:
        client.force_login(make_user())
    tag = ask(client)["ETag"]
    with django_assert_num_queries(1):
        again = ask(client, weakened + tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert int(again["Room-Time"])


def test_every_change_in_the_room_is_news(client, seat, workshop):
    group = seat.group
    changes = [
        lambda: room.press(workshop=workshop, what="next", seen=1, by=SYSTEM, now=timezone.now()),
        lambda: calls.ask_help(group=group, by=seat, now=timezone.now()),
        lambda: calls.tell(workshop=workshop, text="收尾", group=None, by=SYSTEM, now=timezone.now()),
        lambda: Workshop.objects.filter(pk=workshop.pk).update(state="held"),
    ]
    for change in changes:
        tag = ask(client)["ETag"]
        change()
        assert ask(client, tag).status_code == 200


def test_a_device_that_was_moved_away_is_told_at_once(client, seat):
    tag = ask(client)["ETag"]
    seats.revoke_seat(seat=seat, by=SYSTEM, now=timezone.now())
    answer = ask(client, tag)
    assert (answer.status_code, "移出" in answer.json()["error"]) == (403, True)
    for address in ("/j/help/", "/j/words/1/"):
        assert client.post(address, headers=SCRIPT).status_code == 403
        assert client.post(address).headers["Location"] == "/j/"


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("?unsent=7", 7),
        ("?unsent=0", 0),
        ("", 3),
        ("?unsent=x", 3),
        ("?unsent=-1", 3),
        ("?unsent=999999", 3),
        ("?unsent=٣", 3),
    ],
)
def test_what_a_device_still_holds_is_noted(client, seat, query, kept):
    Seat.objects.filter(pk=seat.pk).update(unsent=3)
    ask(client, query=query)
    seat.refresh_from_db()
    assert seat.unsent == kept


def test_help_is_asked_for_and_taken_back(client, seat):
    assert client.post("/j/help/", {"needed": "yes"}, headers=SCRIPT).status_code == 204
    assert ask(client).json()["help"] is True
    page = client.get("/t/").content.decode()
    assert 'aria-pressed="true"' in page
    assert client.post("/j/help/", {"needed": "no"}).headers["Location"] == "/t/"
    seat.group.refresh_from_db()
    assert seat.group.help_asked_at is None


def test_a_message_stands_on_the_page_until_it_is_read(client, seat, workshop):
    word = calls.tell(workshop=workshop, text="還有 5 分鐘", group=None, by=SYSTEM, now=timezone.now())
    elsewhere = calls.tell(
        workshop=workshop, text="只給第一組", group=workshop.groups.get(number=1), by=SYSTEM, now=timezone.now()
    )
    assert [one["text"] for one in ask(client).json()["words"]] == ["還有 5 分鐘"]
    assert "還有 5 分鐘" in client.get("/t/").content.decode()
    assert client.post(f"/j/words/{elsewhere.pk}/", headers=SCRIPT).status_code == 404
    for _press in range(2):  # the answer to the first may be lost
        assert client.post(f"/j/words/{word.pk}/", headers=SCRIPT).status_code == 204
    assert ask(client).json()["words"] == []
    assert "還有 5 分鐘" not in client.get("/t/").content.decode()
    assert (word.receipts.count(), elsewhere.receipts.count()) == (1, 0)


def test_the_page_says_whose_turn_it_is(client, seat, workshop):
    def pressed(what: str, **fields: int) -> None:
        step = Room.objects.get(workshop=workshop).step
        room.press(workshop=workshop, what=what, seen=step, by=SYSTEM, now=timezone.now(), **fields)

    assert "分鐘。" not in shown(client), "nobody presents yet"
    pressed("present")
    assert "下一組就是你們，請準備，有 8 分鐘。" in shown(client)
    assert ask(client).json()["turn"] == {"key": "next", "text": "下一組就是你們，請準備，有 8 分鐘。"}
    pressed("present_sooner", group=3)
    assert "前面還有 2 組，你們有 8 分鐘。" in shown(client)
    pressed("present_sooner", group=2)
    pressed("present")
    assert "輪到你們發表了，有 8 分鐘。" in shown(client)
    assert ask(client).json()["clock"]["talk"]["group"] == 2
    pressed("present_stop")
    assert "輪到你們" not in shown(client)
    assert 'data-rw-turn="" hidden>' in shown(client), "of the others' turn nothing stands there, not even a line"


@pytest.mark.parametrize(
    ("states", "goes_on", "told"),
    [
        ("todo todo todo*", True, ("2", "前面還有 2 組，你們有 6 分鐘。", 3)),
        ("todo todo* todo", True, ("1", "前面還有 1 組，你們有 6 分鐘。", 2)),
        ("todo* todo todo", True, ("next", "下一組就是你們，請準備，有 6 分鐘。", 1)),
        ("done now todo*", True, ("next", "下一組就是你們，請準備，有 6 分鐘。", 3)),
        ("done todo todo*", True, ("1", "前面還有 1 組，你們有 6 分鐘。", 3)),
        ("done skipped todo*", True, ("next", "下一組就是你們，請準備，有 6 分鐘。", 2)),
        ("done now* todo", True, ("now", "輪到你們發表了，有 6 分鐘。", 2)),
        ("done* now todo", True, ("", "", 1)),
        ("todo skipped* todo", True, ("", "", None)),
        ("todo todo todo*", False, ("", "", 3)),  # before the presentations and after them nobody is told
    ],
)
def test_a_table_is_told_its_place_in_the_queue(states, goes_on, told):
    lines = [
        talks_told.Waiting(Group(number=number), state.rstrip("*"), dt.timedelta(minutes=6))
        for number, state in enumerate(states.split(), 1)
    ]
    mine = next(number for number, state in enumerate(states.split(), 1) if state.endswith("*"))
    found = talks_told.own_turn(mine, lines, goes_on=goes_on)
    assert (found.key, found.text, found.place) == told


def shown(client: Client) -> str:
    page = client.get("/t/").content.decode()
    return page[: page.index("<template")]  # the words for the script stand behind


def test_without_a_clock_the_bar_is_empty(client, seat):
    Room.objects.all().delete()
    assert ask(client).json()["clock"]["on"] is False
    page = client.get("/t/").content.decode()
    assert "data-room-clock" in page
    assert "時的時間" in page


def test_the_page_shows_the_time_it_was_made(client, seat):
    page = client.get("/t/").content.decode()
    assert "破冰與工作坊定位說明" in page
    assert f"{timezone.localtime():%H:%M} 時的時間" in page


@pytest.mark.parametrize(
    ("left", "phase", "word"),
    [
        (122, "run", "進行中"),
        (119, "soon", "快到了"),
        (32, "soon", "快到了"),
        (29, "last", "請收尾"),
        (-1, "over", "時間到"),
    ],
)
def test_a_table_sees_how_the_day_stands(client, seat, workshop, left, phase, word):
    """The block, its time with a colour and a word, ahead or behind, and the real end: all that wall and board show."""
    kept = Room.objects.get(workshop=workshop)
    began = timezone.now() - dt.timedelta(seconds=600 - left)
    kept.run["parts"][0]["began_at"] = began.isoformat()
    kept.run["plan_ends_at"] = (began + dt.timedelta(minutes=195)).isoformat()
    kept.save(update_fields=["run"])
    page = shown(client)
    chip = page[page.index('class="v-clock') : page.index("</div>", page.index('class="v-clock'))]
    line = page[page.index('class="s-rline"') : page.index("</p>", page.index('class="s-rline"'))]
    assert f'data-phase="{phase}"' in chip
    assert f'role="status">{word}<' in chip
    assert "破冰與工作坊定位說明" in line
    assert "慢 10 分" in line
    ends = max(timezone.now(), began + dt.timedelta(minutes=10)) + dt.timedelta(minutes=195)
    assert f"{timezone.localtime(ends):%H:%M}" in line


@pytest.mark.parametrize("rows", [1, 3])
def test_the_news_cost_the_same_for_one_group_and_for_three(client, rows, django_assert_num_queries):
    made = make_workshop(Workshop.State.RUNNING, groups=rows)
    room.begin(made, by=SYSTEM, now=timezone.now())
    client.cookies[COOKIE] = "here"
    make_seat(made.groups.get(number=1), token="here", seen_at=timezone.now(), taken_at=timezone.now())
    with django_assert_num_queries(4):
        json.loads(ask(client).content)


def test_what_a_table_is_asked_is_told_once_by_each_source(client, seat, monkeypatch):
    asked = asking.Asked("ballot-7", "正在投票：先做哪一個？", "去投票", "/t/vote/")

    def only_table_two(one: Seat) -> asking.Asked | None:
        return asked if one.group.number == 2 else None

    monkeypatch.setattr(asking, "_sources", [])
    asking.add(only_table_two)
    asking.add(only_table_two)
    asking.add(lambda one: None)
    told = ask(client).json()["asked"]
    assert told == [{"key": "ballot-7", "text": asked.text, "action": "去投票", "url": "/t/vote/"}]


@pytest.mark.parametrize(("state", "offered"), [("running", True), ("held", True), ("reported", False)])
def test_help_is_offered_while_somebody_is_there(client, seat, workshop, state, offered):
    Workshop.objects.filter(pk=workshop.pk).update(state=state)
    assert ask(client).json()["helps"] is offered
    page = client.get("/t/").content.decode()
    assert ("data-room-help>" in page, "data-room-help hidden>" in page) == (offered, not offered)
    client.post("/j/help/", {"needed": "yes"}, headers=SCRIPT)
    seat.group.refresh_from_db()
    assert (seat.group.help_asked_at is not None) is offered
