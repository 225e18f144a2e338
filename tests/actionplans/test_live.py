"""The wall and the projector: what they show, to whom what is hidden, how cheaply they say that nothing has changed."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionplans.consensus import ballots
from actionplans.models import Ballot, Sheet
from actionplans.tables import live, ready
from actionplans.tables.slides import slide_of
from actionplans.writing import sheets
from foundation.accounts import sessions
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.actionplans import change, fill, give_forms, make_running, make_sheet, write
from tests.makers.english import speak_english
from tests.makers.workshops import make_group, make_participant, make_seat, make_workshop
from workshops import attendance, calls, codes, ending, room, seats
from workshops.models import Group, Participant, Room, Workshop
from workshops.stages import MOVES
from workshops.views import polling

pytestmark = pytest.mark.django_db


@pytest.fixture
def workshop() -> Workshop:
    return make_running()


@pytest.fixture
def lead(client: Client) -> User:
    user = make_user()
    client.force_login(user)
    return user


def ask(client: Client, workshop: Workshop, page: str = "wall", tag: str = "") -> Any:
    headers = {"accept": "application/json"} | ({"if-none-match": tag} if tag else {})
    return client.get(f"/workshops/{workshop.pk}/{page}/state", headers=headers)


def part(client: Client, workshop: Workshop, name: str, page: str = "wall") -> str:
    return ask(client, workshop, page).json()["parts"][name]["html"]


def press(client: Client, workshop: Workshop, what: str, **fields: Any) -> Any:
    step = Room.objects.get(workshop=workshop).step
    return client.post(
        f"/workshops/{workshop.pk}/room/press/", {"what": what, "seen": step} | fields,
        headers={"accept": "application/json"},
    )  # fmt: skip


# Nothing new ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weakened", ["", "W/"])
@pytest.mark.parametrize("page", ["wall", "projector"])
def test_an_unchanged_board_costs_one_query(client, lead, workshop, page, weakened, django_assert_num_queries):
    first = ask(client, workshop, page)
    assert (first.status_code, abs(int(first["Room-Time"]) / 1000 - timezone.now().timestamp()) < 5) == (200, True)
    with django_assert_num_queries(1):
        again = ask(client, workshop, page, weakened + first["ETag"])
    assert (again.status_code, again.content, bool(again["Room-Time"])) == (304, b"", True)


@pytest.mark.parametrize("page", ["wall", "projector"])
def test_an_unchanged_board_is_answered_before_anything_else_is_looked_at(client, lead, workshop, page, monkeypatch):
    """As it would be by the page itself, to which a request goes on that carries more than its address."""
    tag = ask(client, workshop, page)["ETag"]
    reached = list[str]()
    real = polling._unchanged
    monkeypatch.setattr(polling, "_unchanged", lambda request, *args: reached.append("") or real(request, *args))
    monkeypatch.setattr(sessions.WithinLimits, "process_view", lambda *_asked: reached.append("middleware"))
    client.handler = type(client.handler)()  # middleware is bound when it is loaded
    path = f"/workshops/{workshop.pk}/{page}/state"
    early = client.get(path, headers={"if-none-match": tag})
    assert reached == [""]
    late = client.get(f"{path}?x=1", headers={"if-none-match": tag})
    assert reached == ["", "middleware", ""]
    assert (early.status_code, early.content) == (late.status_code, late.content) == (304, b"")
    kept = {"ETag", "Cache-Control", "Vary", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"}
    assert {name: early.get(name) for name in kept} == {name: late.get(name) for name in kept}


def test_a_known_tag_opens_neither_another_house_nor_an_address_with_a_number(client, lead, workshop):
    path, tag = f"/workshops/{workshop.pk}/wall/state", ask(client, workshop)["ETag"]
    assert client.get(path, headers={"if-none-match": tag, "host": "elsewhere.example"}).status_code == 400
    assert client.get(f"{path}?q=A123456789", headers={"if-none-match": tag}).status_code == 400
    assert client.post(path, headers={"if-none-match": tag}).status_code == 405
    assert client.get("/workshops/nowhere", headers={"if-none-match": tag}).status_code == 404


def test_a_board_with_news_asks_for_its_stamp_no_more_than_it_must(client, lead, workshop, monkeypatch):
    """Once to see that there is news, and once before it is drawn."""
    tag = ask(client, workshop)["ETag"]
    press(client, workshop, "next")
    asked = list[int]()
    raw = live.STAMP.raw
    monkeypatch.setattr(live.STAMP, "raw", lambda *values: asked.append(0) or raw(*values))
    assert (ask(client, workshop, tag=tag).status_code, len(asked)) == (200, 2)


@pytest.mark.parametrize(("hours", "still"), [(11, True), (12, False)])
def test_a_board_that_only_asks_ends_with_its_session(client, workshop, settings, hours, still):
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 60, 12
    began = timezone.now()
    with time_machine.travel(began, tick=False) as clock:
        client.force_login(make_user())
        tag = ask(client, workshop)["ETag"]
        for minute in range(30, hours * 60 + 1, 30):
            clock.move_to(began + dt.timedelta(minutes=minute))
            answer = ask(client, workshop, tag=tag)
            tag = answer.get("ETag", tag)
        assert (answer.status_code in (200, 304)) is still


@pytest.mark.parametrize(
    ("days", "minutes", "still"), [(0, 59, True), (0, 61, True), (0, 180, True), (-1, 59, True), (-1, 61, False)]
)
def test_a_board_stays_for_the_day_of_its_workshop_though_nobody_touches_it(
    client, workshop, settings, days, minutes, still
):
    """It asks by its clock, which is nobody's work: in the room of its workshop it is shown, elsewhere forgotten."""
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS = 60, 12
    began = dt.datetime(2026, 6, 16, 1, 0, tzinfo=dt.UTC)
    type(workshop).objects.filter(pk=workshop.pk).update(date=began.date() + dt.timedelta(days=days))
    with time_machine.travel(began, tick=False) as clock:
        client.force_login(make_user())
        client.get(f"/workshops/{workshop.pk}/wall/")
        for minute in range(0, minutes + 1):
            clock.move_to(began + dt.timedelta(minutes=minute))
            answer = client.get(
                f"/workshops/{workshop.pk}/wall/state",
                headers={"accept": "application/json", "asked-by-clock": "1"},
            )
        assert (answer.status_code == 200) is still


def test_everything_that_is_seen_is_news(client, lead, workshop):
    group = workshop.groups.get(number=1)
    seat = make_seat(group, seen_at=timezone.now(), taken_at=timezone.now())
    sheet, people = make_sheet("inventory", group), list[Participant]()
    second = workshop.groups.get(number=2)
    changes = {
        "a press": lambda: press(client, workshop, "next"),
        "a word": lambda: fill(sheet, by=seat, support_difficulties=[{"text": "沒車"}]),
        "a hand-in": lambda: sheets.Sheet.objects.filter(pk=sheet.pk).update(handed_in_at=timezone.now()),
        "a taking back": lambda: sheets.take_back(sheet=sheet, by=seat, now=timezone.now()),
        "help": lambda: calls.ask_help(group=group, by=seat, now=timezone.now()),
        "a message": lambda: calls.tell(workshop=workshop, text="x", group=None, by=SYSTEM, now=timezone.now()),
        "something unsent": lambda: calls.note_device(seat=seat, unsent=4, now=timezone.now()),
        "another device": lambda: make_seat(group, seen_at=timezone.now()),
        "a device gone silent": lambda: (
            type(seat).objects.filter(pk=seat.pk).update(seen_at=timezone.now() - dt.timedelta(minutes=5))
        ),
        "a device moved away": lambda: seats.revoke_seat(seat=seat, by=SYSTEM, now=timezone.now()),
        "a code": lambda: codes.revoke_code(group=group, by=SYSTEM, now=timezone.now()),
        "a table": lambda: make_group(workshop),
        "somebody on the list": lambda: people.append(make_participant(workshop, group=group)),
        "an arrival": lambda: attendance.arrive(participant=people[0], by=lead, now=timezone.now()),
        "another table": lambda: Participant.objects.filter(pk=people[0].pk).update(group=second),
        "no arrival after all": lambda: attendance.undo(participant=people[0], by=lead, now=timezone.now()),
        "a walk-in": lambda: attendance.walk_in(
            workshop=workshop, values={"name": "王小明", "unit": "志工隊", "kind": "cadre"}, group=group, by=lead,
            now=timezone.now(),
        ),
        "the state": lambda: Workshop.objects.filter(pk=workshop.pk).update(state="held"),
    }  # fmt: skip
    for name, act in changes.items():
        tag = ask(client, workshop)["ETag"]
        act()
        assert ask(client, workshop, tag=tag).status_code == 200, name


def test_a_tag_is_its_readers_its_pages_and_a_minutes(client, lead, workshop, monkeypatch):
    """Nobody's tag opens anything: made up, of another page, of another browser, or of somebody who no longer may."""
    tag = ask(client, workshop)["ETag"]
    assert ask(client, workshop, "projector", tag).status_code == 200
    stranger = Client()
    for given in (tag, '"x"', '"running-1.2.3"', ""):
        assert ask(stranger, workshop, tag=given).status_code == 302
    lead.memberships.all().delete()
    assert ask(client, workshop, tag=tag).status_code == 304  # it told her nothing that she did not know
    real = timezone.now()
    monkeypatch.setattr("workshops.views.polling.timezone.now", lambda: real + dt.timedelta(seconds=61))
    assert ask(client, workshop, tag=tag).status_code == 404


def test_an_old_tag_is_looked_at_whole_and_given_anew(client, lead, workshop, monkeypatch):
    tag = ask(client, workshop)["ETag"]
    real = timezone.now()
    monkeypatch.setattr("workshops.views.polling.timezone.now", lambda: real + dt.timedelta(seconds=61))
    again = ask(client, workshop, tag=tag)
    assert (again.status_code, again["ETag"] != tag) == (304, True)


@pytest.mark.parametrize(("page", "most"), [("wall", 13), ("projector", 17)])
def test_a_changed_board_asks_no_more_than_this(client, lead, workshop, page, most, django_assert_num_queries):
    """Who asks (3), the stamp, the workshop, its tables, devices, sheets, entries, promises, last words; its own."""
    for group in workshop.groups.all():
        fill(make_sheet("inventory", group), support_difficulties=[{"text": "沒車", "core": True}])
    ask(client, workshop, page)
    with django_assert_num_queries(most):
        assert ask(client, workshop, page).status_code == 200


@pytest.mark.parametrize("page", ["wall", "projector"])
def test_a_board_opens_to_whom_its_room_is_and_only_as_long(client, lead, workshop, page):
    """The question for the room is kept by person and reach: it must not outlive either."""
    people = {
        "lead": (lead, 200),
        "association": (make_user(Role.ASSOCIATION, None), 200),
        "her county": (make_user(Role.COUNTY_OFFICER, workshop.county_id), 200),
        "another county": (make_user(Role.COUNTY_OFFICER, "TPE"), 404),
        "lecturer": (make_user(Role.LECTURER, None), 404),
    }

    def answers() -> dict[str, int]:
        found = {}
        for name, (person, _status) in people.items():
            client.force_login(person)
            found[name] = ask(client, workshop, page).status_code
        return found

    expected = {name: status for name, (_person, status) in people.items()}
    assert answers() == answers() == expected
    Workshop.objects.filter(pk=workshop.pk).update(lecturer=people["lecturer"][0])
    assert answers() == expected | {"lecturer": 200}
    Workshop.objects.filter(pk=workshop.pk).update(lecturer=None)
    people["her county"][0].memberships.update(ends_on=timezone.localdate())
    assert answers() == expected | {"her county": 404}


def test_a_room_of_any_number_is_one_that_is_not_there(client, lead):
    for number in (0, 2**63, 10**30):
        assert client.get(f"/workshops/{number}/wall/state").status_code == 404


@pytest.mark.parametrize("page", ["wall", "projector"])
def test_the_pages_cost_the_same_for_one_table_and_for_three(client, lead, page):
    counts = []
    for tables in (1, 3):
        made = make_workshop(Workshop.State.RUNNING, groups=tables)
        give_forms(made.programme)
        for group in made.groups.all():
            make_seat(group)
            fill(make_sheet("inventory", group), support_difficulties=[{"text": "沒車", "core": True}])
        client.get(f"/workshops/{made.pk}/{page}/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/workshops/{made.pk}/{page}/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


# The wall ------------------------------------------------------------------------------------------------------------


def test_a_tile_says_how_far_its_table_is(client, lead, workshop):
    group = workshop.groups.get(number=1)
    seat = make_seat(group, name="小芬的手機", seen_at=timezone.now(), taken_at=timezone.now(), unsent=3)
    fill(
        make_sheet("inventory", group),
        by=seat,
        support_difficulties=[{"text": "沒車"}],
        recognition_strengths=[{"text": "有茶會"}],
    )
    calls.ask_help(group=group, by=seat, now=timezone.now())
    html = part(client, workshop, "table-1")
    for said in ("盤點", "50%", "3 筆還沒上傳", "小芬的手機", "請助教過來", "停用代碼並移出裝置"):
        assert said in html, said
    assert "盤點 50%，完成 0/5" in html
    assert "尚缺 1 項核心議題</dd>" in html, "where the star is, only the table can see"
    assert "離線" not in html
    assert "離線" not in part(client, workshop, "table-2")  # it never had a device


def test_the_wall_counts_who_has_come_and_names_nobody(client, lead, workshop):
    """Table by table and in all; who is missing, the list says to whom may read it. The projector says nothing."""
    first, second = workshop.groups.order_by("number")[:2]
    here, _late = (make_participant(workshop, group=first, name=name) for name in ("陳來了", "陳未到"))
    make_participant(workshop, group=second, name="李未到")
    make_participant(workshop, name="無桌人")
    assert "已到 0/4 人" in part(client, workshop, "arrivals")
    attendance.arrive(participant=here, by=lead, now=timezone.now())
    attendance.walk_in(
        workshop=workshop, values={"name": "王加入", "unit": "志工隊", "kind": "cadre"}, group=second, by=lead,
        now=timezone.now(),
    )  # fmt: skip
    told = part(client, workshop, "arrivals")
    assert "已到 1/4 人" in told
    assert "另有 1 人當天加入" in told
    assert f'href="/workshops/{workshop.pk}/arrivals/?only=missing">看還沒到的 3 人' in told
    assert "1/2 人" in part(client, workshop, "table-1")
    assert "0/1 人，另有 1 人當天加入" in part(client, workshop, "table-2")
    for page in ("wall", "projector"):
        shown = (
            ask(client, workshop, page).content.decode()
            + client.get(f"/workshops/{workshop.pk}/{page}/").content.decode()
        )
        assert not re.search("陳來了|陳未到|李未到|無桌人|王加入", shown)
        assert ("已到 1/4 人" in shown) is (page == "wall")
    Participant.objects.filter(arrived_at=None).update(arrived_at=timezone.now())
    assert "名單上的人都到了" in part(client, workshop, "arrivals")


def test_who_may_not_read_the_list_sees_on_the_wall_how_many_are_missing(client, workshop):
    lecturer = make_user(role=Role.LECTURER)
    Workshop.objects.filter(pk=workshop.pk).update(lecturer=lecturer)
    client.force_login(lecturer)
    assert part(client, workshop, "arrivals").strip() == ""  # nobody is on the list
    make_participant(workshop)
    told = part(client, workshop, "arrivals")
    assert "還有 1 人沒到" in told
    assert "<a" not in told


def test_a_tile_says_of_which_stage_its_share_is(client, lead, workshop):
    """Going on to the next stage loses nothing: what is done stays in the picture."""
    group = workshop.groups.get(number=1)
    seat = make_seat(group)
    inventory = make_sheet("inventory", group)
    for pillar in ("support", "recognition", "safeguarding"):
        issue = {"text": "沒車", "core": pillar == "support", "core_affected": "志工", "core_why": "最急"}
        fill(inventory, by=seat, **{f"{pillar}_difficulties": [issue]})
    assert "盤點 100%，完成 0/5" in part(client, workshop, "table-1")
    sheets.hand_in(sheet=inventory, by=seat, now=timezone.now())
    html = part(client, workshop, "table-1")
    assert "設計 0%，完成 1/5" in html
    assert re.findall(r'data-pct="(\d+)"', html) == ["100", "0", "0", "0", "0"]


@pytest.mark.parametrize(("seconds", "live"), [(89, True), (90, False)])
def test_what_an_offline_device_holds_is_told_as_of_when_it_was_heard(client, lead, workshop, seconds, live):
    group, now = workshop.groups.get(number=1), timezone.now()
    seen_at = now - dt.timedelta(seconds=seconds)
    make_seat(group, seen_at=seen_at, unsent=3)
    make_seat(group, seen_at=now, unsent=2)
    tile = live_tile(group, now)
    assert (tile.unsent, tile.held_back) == ((5, 0) if live else (2, 3))
    Group.objects.get(pk=group.pk).seats.filter(unsent=2).delete()
    make_seat(workshop.groups.get(number=2), seen_at=now - dt.timedelta(minutes=5))
    silent = part(client, workshop, "table-2")
    assert f"最後連線 {timezone.localtime(now - dt.timedelta(minutes=5)):%H:%M}，那時 0 筆還沒上傳" in silent
    assert "離線前" not in silent
    html = part(client, workshop, "table-1")
    if not live:
        assert "離線前還有 3 筆沒上傳" in html
        assert f"最後連線 {timezone.localtime(seen_at):%H:%M}，那時 3 筆還沒上傳" in html
        assert ">3 筆還沒上傳" not in html


def live_tile(group: Group, now: dt.datetime) -> live.Tile:
    return live.tiles([Group.objects.get(pk=group.pk)], now)[0]


@pytest.mark.parametrize(("seconds", "away"), [(89, False), (90, True)])
def test_a_table_whose_devices_are_silent_is_away(workshop, seconds, away):
    now = timezone.now()
    group = workshop.groups.get(number=1)
    make_seat(group, seen_at=now - dt.timedelta(seconds=seconds))
    make_seat(group, seen_at=now, revoked_at=now - dt.timedelta(minutes=1))
    assert live.tiles([group], now)[0].away is away


def to_discussion(client: Client, workshop: Workshop, *, begun: float) -> None:
    """On to the first block in which tables write; it began so many minutes ago."""
    for _block in range(2):
        press(client, workshop, "next")
    kept = Room.objects.get(workshop=workshop)
    kept.run["parts"][kept.run["at"]]["began_at"] = ago(begun).isoformat()
    kept.save(update_fields=["run"])


def ago(minutes: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(minutes=minutes)


def is_pointed_out(client: Client, workshop: Workshop) -> bool:
    return "動靜" in shown(part(client, workshop, "table-1"))


@pytest.mark.parametrize(
    ("silent", "block", "quiet"),
    [
        (5.9, 30, False), (6, 30, True),
        # What lies before the block was no time to write in: not the break, not the talk before it.
        (60, 5.9, False), (60, 6, True), (60, 0, False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("written", [True, False])
def test_a_table_is_pointed_out_after_six_quiet_minutes_of_its_block(
    client, lead, workshop, silent, block, quiet, written
):
    to_discussion(client, workshop, begun=block)
    group, before = workshop.groups.get(number=1), ago(silent)
    seat = make_seat(group, taken_at=before - dt.timedelta(hours=written), seen_at=timezone.now())
    if written:
        write(
            make_sheet("inventory", group), change("add", "support_difficulties/i1", {"text": "x"}), by=seat, now=before
        )
    assert is_pointed_out(client, workshop) is quiet
    press(client, workshop, "next")  # in a break nobody writes
    assert not is_pointed_out(client, workshop)
    press(client, workshop, "next")  # and after it everybody starts anew
    assert not is_pointed_out(client, workshop)


@pytest.mark.parametrize(
    ("before", "since", "quiet"), [(3, 2.9, False), (3, 3, True), (0, 5.9, False), (5.9, 0, False)]
)
def test_a_pause_is_not_held_against_a_table(client, lead, workshop, before, since, quiet):
    """It was quiet for so long before a pause of half an hour, and has been for so long since."""
    to_discussion(client, workshop, begun=60)
    group = workshop.groups.get(number=1)
    make_seat(group, taken_at=ago(since + 30 + before), seen_at=timezone.now())
    step = Room.objects.get(workshop=workshop).step
    for at, (what, when) in enumerate((("pause", ago(since + 30)), ("resume", ago(since)))):
        room.press(workshop=workshop, what=what, seen=step + at, by=lead, now=when)
    assert is_pointed_out(client, workshop) is quiet


@pytest.mark.parametrize(("started", "quiet"), [(5.9, False), (6, True)])
def test_without_a_clock_nobody_is_quiet_before_the_workshop_began(client, lead, started, quiet):
    bare = make_workshop(Workshop.State.RUNNING, groups=1, agenda=False, started_at=ago(started))
    give_forms(bare.programme)
    make_seat(bare.groups.get(), taken_at=ago(90), seen_at=timezone.now())
    assert is_pointed_out(client, bare) is quiet


def shown(html: str) -> str:
    """Without what is hidden."""
    return re.sub(r"<p[^>]* hidden>.*?</p>", "", html, flags=re.DOTALL)


def test_pressing_says_what_gives_and_who_was_first(client, lead, workshop):
    answer = press(client, workshop, "give", minutes=5)
    assert answer.status_code == 200
    assert answer.json()["said"].startswith("「各組成果發表」50→45 分。 結束時間不變，仍是 ")
    assert answer.json()["step"] == 2  # from which the next press goes on, before the page has asked for news
    late = press(client, workshop, "give", minutes=5, seen=1)
    assert (late.status_code, "你剛剛按過「加減時間」" in late.json()["said"]) == (409, True)
    assert "step" not in late.json()  # what somebody else has done must be seen first
    wrong = press(client, workshop, "jump")
    assert (wrong.status_code, "沒有這個按鈕" in wrong.json()["said"]) == (409, True)
    plain = client.post(f"/workshops/{workshop.pk}/room/press/", {"what": "next", "seen": 2}, follow=True)
    assert plain.redirect_chain == [(f"/workshops/{workshop.pk}/wall/", 302)]
    assert "行動號召三大主軸導入" in plain.content.decode()


def test_a_room_that_has_ended_says_so_and_when(client, lead, workshop, ballot):
    Ballot.objects.update(projected=True)
    assert ballot.question in part(client, workshop, "ballot", "projector")
    MOVES.apply(workshop, "finish", by=SYSTEM, now=dt.datetime(2026, 5, 14, 4, 21, tzinfo=dt.UTC))
    assert ballot.question not in part(client, workshop, "ballot", "projector")
    for page in ("wall", "projector"):
        shown = part(client, workshop, "clock", page)
        assert "工作坊結束了" in shown
        assert "12:21 結束" in shown
        for one in ("預計結束", "現在　第", "data-rc-left", "data-rc-starts", "room/press"):
            assert one not in shown
    assert "謝謝大家" in part(client, workshop, "clock", "projector")
    MOVES.apply(workshop, "resume", by=SYSTEM, reason="還沒結束", now=timezone.now())
    assert "預計結束" in part(client, workshop, "clock", "projector")


def test_who_ends_the_workshop_is_told_what_is_unfinished(client, lead, workshop, ballot):
    now = timezone.now()
    asked = ending.asked(workshop, now)
    assert asked.startswith("現在是「破冰與工作坊定位說明」。\n議程還有 ")
    assert "\n第 1 組還缺：" in asked
    assert asked.endswith("。\n要結束工作坊嗎？計時會停，各桌不能再寫。"), "its time is long over"
    on_the_day = ending.asked(workshop, workshop.ends)
    assert re.search(r"。\n要結束工作坊嗎？計時會停；各桌還可以補寫到.+\d\d:\d\d。$", on_the_day)
    assert f'data-v-confirm="{asked}"' in client.get(f"/workshops/{workshop.pk}/").content.decode()
    assert f"投票「{ballot.question}」還沒結束。" in ending.asked(workshop, now)


def test_the_wall_starts_the_workshop_and_its_clock(client, lead):
    made = make_workshop(Workshop.State.CONFIRMED, groups=1, date=timezone.localdate())
    give_forms(made.programme)
    assert "開始工作坊" in client.get(f"/workshops/{made.pk}/wall/").content.decode()
    client.post(f"/workshops/{made.pk}/room/press/", {"what": "start", "seen": 0})
    made.refresh_from_db()
    assert (made.state, Room.objects.get(workshop=made).step) == ("running", 1)


@pytest.mark.parametrize(
    ("state", "days", "shown", "not_shown"),
    [
        ("confirmed", 0, "開始工作坊", "補登"),
        ("confirmed", 1, "開始工作坊", "補登"),  # an evening that begins after midnight
        ("confirmed", 2, "補登為已辦理", "開始工作坊"),
        ("running", 1, "開始計時", "結束工作坊"),
        ("running", 2, "到工作坊頁按「結束工作坊」", 'value="start"'),
    ],
)
def test_the_wall_offers_what_helps_once_the_day_is_gone(client, lead, state, days, shown, not_shown):
    made = make_workshop(state, groups=1, date=timezone.localdate() - dt.timedelta(days=days), agenda=False)
    give_forms(made.programme)
    for page in (client.get(f"/workshops/{made.pk}/wall/").content.decode(), part(client, made, "clock")):
        assert shown in page
        assert not_shown not in page


@pytest.mark.parametrize(
    ("state", "days", "gone"),
    [("confirmed", 1, False), ("confirmed", 2, True), ("running", 1, False), ("running", 2, True), ("held", 2, False)],
)
def test_the_projector_of_a_day_that_is_gone_promises_no_beginning(client, lead, state, days, gone):
    made = make_workshop(state, groups=1, date=timezone.localdate() - dt.timedelta(days=days), agenda=False)
    give_forms(made.programme)
    whole = client.get(f"/workshops/{made.pk}/projector/").content.decode()
    for page in (whole, part(client, made, "clock", "projector")):
        assert ("這一天已經過了" in page) is gone
        assert ("等一下就開始" in page) is (not gone and state != "held")


def test_from_the_wall_a_workshop_is_written_down_as_held(client, lead):
    made = make_workshop(Workshop.State.CONFIRMED, groups=1, date=timezone.localdate() - dt.timedelta(days=30))
    give_forms(made.programme)
    page = client.get(f"/workshops/{made.pk}/wall/").content.decode()
    assert f'action="/workshops/{made.pk}/move/"' in page
    assert 'name="move" value="record"' in page
    client.post(f"/workshops/{made.pk}/move/", {"move": "record"})
    made.refresh_from_db()
    assert made.state == "held"


def test_messages_show_how_many_tables_have_read_them(client, lead, workshop):
    seats = [make_seat(workshop.groups.get(number=1)), make_seat(workshop.groups.get(number=1))]
    client.post(f"/workshops/{workshop.pk}/room/words/", {"text": "收尾", "group": ""})
    word = workshop.words.get()
    for seat in seats:
        calls.confirm(word=word, seat=seat, now=timezone.now())
    assert "1/2 桌看過" in part(client, workshop, "words")
    answer = client.post(
        f"/workshops/{workshop.pk}/room/words/", {"text": "x", "group": "9"}, headers={"accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["said"]) == (422, "沒有這一組，請重新選。")


def test_a_device_moved_away_from_the_wall_leads_back_to_it(client, lead, workshop):
    seat = make_seat(workshop.groups.get(number=1))
    answer = client.post(f"/workshops/{workshop.pk}/tables/seats/{seat.pk}/revoke/", {"from": "wall"})
    assert answer["Location"] == f"/workshops/{workshop.pk}/wall/"


# The projector -------------------------------------------------------------------------------------------------------

EARLY = dt.datetime(2026, 6, 10, 6, 0, tzinfo=dt.UTC)


def later(minutes: float) -> dt.datetime:
    return EARLY + dt.timedelta(minutes=minutes)


def texts(group: Group, *, safe: bool = True) -> list[str]:
    return [one.text for one in ready.difficulties([group], safe=safe)]


def test_a_difficulty_is_shown_once_its_table_has_starred_it(workshop):
    group = workshop.groups.get(number=1)
    sheet, seat = make_sheet("inventory", group), make_seat(group)
    path = "support_difficulties/i1"
    write(sheet, change("add", path, {"text": "沒車"}), by=seat, now=later(0))
    assert (texts(group), texts(group, safe=False)) == ([], ["沒車"])
    write(sheet, change("set", f"{path}/core", True), by=seat, now=later(1))
    assert texts(group) == ["沒車"]
    write(sheet, change("set", f"{path}/text", "沒車沒", base=1), by=seat, now=later(2))
    assert (texts(group), texts(group, safe=False)) == (["沒車"], ["沒車沒"])
    write(sheet, change("set", f"{path}/core", False, base=1), by=seat, now=later(3))
    assert texts(group) == []
    write(sheet, change("set", f"{path}/core", True, base=2), by=seat, now=later(4))
    assert texts(group) == ["沒車沒"]
    write(sheet, change("remove", path, base=1), by=seat, now=later(5))
    assert (texts(group), texts(group, safe=False)) == ([], [])


def test_a_handed_in_inventory_is_shown_as_it_was_handed_in(workshop):
    group = workshop.groups.get(number=1)
    sheet, seat = make_sheet("inventory", group), make_seat(group)
    for number, minute in ((1, 0), (2, 5)):
        write(
            sheet,
            change("add", f"support_difficulties/i{number}", {"text": f"第 {number} 則"}),
            by=seat,
            now=later(minute),
        )
    write(sheet, change("set", "support_difficulties/i1/core", True), by=seat, now=later(1))
    sheets.hand_in(sheet=sheet, by=seat, now=later(5))
    assert sorted(texts(group)) == ["第 1 則", "第 2 則"]
    write(sheet, change("add", "support_difficulties/i3", {"text": "太晚"}), by=seat, now=later(6))
    write(sheet, change("set", "support_difficulties/i2/text", "第 2 則改", base=1), by=seat, now=later(6))
    assert sorted(texts(group)) == ["第 1 則", "第 2 則"]
    sheets.hand_in(sheet=sheet, by=seat, now=later(7))
    assert sorted(texts(group)) == ["太晚", "第 1 則", "第 2 則改"]


def test_the_slide_stands_as_it_stood_when_the_group_handed_it_in(workshop):
    group = workshop.groups.get(number=1)
    sheet, seat = make_sheet("design", group), make_seat(group)
    write(
        sheet, change("set", "title", "送餐分流"), change("add", "steps/a", {"what": "訂規則"}), by=seat, now=later(0)
    )
    write(
        sheet,
        change("set", "title", "送餐分", base=1),
        change("add", "steps/b", {"what": "寫到一"}),
        by=seat,
        now=later(9),
    )
    content = sheets.read(sheet)
    with pytest.raises(ValueError, match="handed in"):
        ready.slide_at(sheet, content, None)
    sheet.handed_in_at = later(5)
    then = ready.slide_at(sheet, content, None)
    assert (then.title, then.actions) == ("送餐分流", ("訂規則",))
    sheet.handed_in_at = later(9)
    assert ready.slide_at(sheet, content, None) == slide_of(content)


def test_names_are_blotted_out(client, lead, workshop):
    group = workshop.groups.get(number=1)
    Group.objects.filter(pk=group.pk).update(host_name="李小芬")
    make_participant(workshop, name="王大明")
    make_participant(workshop, name="王")  # a name of one character would blot out half the language
    seat = make_seat(group, name="林志工的手機")
    fill(
        make_sheet("inventory", group), by=seat,
        support_difficulties=[{"text": "王大明和李小芬沒有車，王爺廟的停車場太遠", "core": True}],
    )  # fmt: skip
    calls.ask_help(group=group, by=seat, now=timezone.now())
    page = client.get(f"/workshops/{workshop.pk}/projector/").content.decode()
    assert "○○○和○○○沒有車，王爺廟的停車場太遠" in page
    for name in ("王大明", "李小芬", "林志工"):
        assert name not in page
    room.set_up(workshop=workshop, by=lead, now=timezone.now(), quiet_minutes=6, safe=False)
    assert "王大明和李小芬沒有車" in part(client, workshop, "issues", "projector")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("莊淑芬、陳大文、王小明、小華都說沒人來", "○○○、○○○、○○○、○○○都說沒人來"),
        ("李助教和蘇督導來過", "○○○和○○○來過"),
        ("林志玲說沒有人來電話0912345678", "林志玲說沒有人來電話○○○"),
        ("電話０９１２－３４５", "電話０９１２－３４５"),
        ("電話０９１２３４５６７８", "電話○○○"),
        ("身分證A123456789，寫信到ming@example.com", "身分證○○○，寫信到○○○"),
        ("專線 089-345106，service@taitung.gov.tw", "專線 089-345106，service@taitung.gov.tw"),
        ("志推中心的記錄太多，志工排不出來", "志推中心的記錄太多，志工排不出來"),
    ],
)
def test_whoever_is_known_to_the_workshop_is_blotted_out(client, lead, workshop, written, shown):
    """Who leads and looks after the day, its contact, its officers and whoever sits at a table; numbers of anybody."""
    group = workshop.groups.get(number=1)
    make_participant(workshop, name="莊淑芬")
    people = {"lecturer": "陳大文", "assistant": "李助教", "supervisor": "蘇督導"}
    given = {task: make_user(Role.SUPERVISOR, workshop.county_id, name=name) for task, name in people.items()}
    Workshop.objects.filter(pk=workshop.pk).update(contact_name="志推中心", **given)
    make_user(Role.COUNTY_OFFICER, workshop.county_id, name="王小明")
    for name in ("小華", "記錄", "志工"):
        make_seat(group, name=name)
    fill(make_sheet("inventory", group), support_difficulties=[{"text": written, "core": True}])
    html = part(client, workshop, "issues", "projector")
    assert shown in html
    Workshop.objects.filter(pk=workshop.pk).update(contact_name="林志玲")
    assert "林志玲" not in part(client, workshop, "issues", "projector")


def test_a_table_named_after_somebody_is_blotted_out_all_over_the_board(client, lead, workshop):
    group = workshop.groups.get(number=1)
    Group.objects.filter(pk=group.pk).update(name="王大明隊")
    make_participant(workshop, name="王大明")
    press(client, workshop, "present")
    told = ask(client, workshop, "projector").json()
    assert "○○○隊" in told["parts"]["tables"]["html"]
    assert "王大明" not in str(told)
    assert Group.objects.get(pk=group.pk).name == "王大明隊"


def queries_of_the_board(client: Client, workshop: Workshop) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert ask(client, workshop, "projector").status_code == 200
    return len(asked)


def test_a_board_in_safe_mode_asks_the_same_however_many_tables_there_are(client, lead):
    counts = []
    for tables in (2, 6):
        made = make_running(groups=tables)
        for group in made.groups.all():
            make_seat(group, name=f"小華{group.number}")
            design = make_sheet("design", group)
            fill(design, title=f"行動 {group.number}", pillar="support")
            Sheet.objects.filter(pk=design.pk).update(handed_in_at=timezone.now())
            fill(make_sheet("inventory", group), support_difficulties=[{"text": "沒車", "core": True}])
        ballots.open_ballot(
            workshop=made, question="先做哪一個？", dots=3, voter="table", hidden=True, by=SYSTEM, now=timezone.now()
        )
        counts.append(queries_of_the_board(client, made))
    assert counts[0] == counts[1]


def test_difficulties_are_counted_as_issues_and_strengths_as_what_they_are(client, lead, workshop):
    one, two = workshop.groups.order_by("number")
    fill(
        make_sheet("inventory", one),
        support_difficulties=[{"text": "沒車"}, {"text": "太熱"}],
        support_strengths=[{"text": "社區巴士"}],
        recognition_strengths=[{"text": "年年表揚"}, {"text": "有人道謝"}],
    )
    fill(make_sheet("inventory", two), safeguarding_difficulties=[{"text": "沒有保險"}])
    html = part(client, workshop, "issues", "projector")
    assert "困難 3・做得好 3" in html
    columns = re.findall(r'data-pillar="(\w+)".*?class="v-num">(\d+)<.*?data-pct="(\d+)"', html, re.DOTALL)
    assert columns == [("recognition", "0", "0"), ("support", "2", "100"), ("safeguarding", "1", "50")]
    tables = part(client, workshop, "tables", "projector")
    assert re.findall(r'class="v-num">(\d+)</b><small>則', tables) == ["5", "1"], "what a table wrote in all"


def said_of(client, workshop) -> str:
    """What the board says of the first table's progress."""
    html = part(client, workshop, "tables", "projector")
    return re.sub(r"<[^>]+>", "", re.search(r'class="s-bg__t"><b>.*?</b><span>(.*?)</span></div>', html, re.DOTALL)[1])


def test_the_progress_of_a_table_is_told_in_words_where_there_is_nothing_to_count(client, lead, workshop):
    group = workshop.groups.get(number=1)
    make_seat(group, taken_at=timezone.now(), seen_at=timezone.now())
    assert said_of(client, workshop) == "還沒開始"
    inventory, design = make_sheet("inventory", group), make_sheet("design", group)
    fill(inventory, support_difficulties=[{"text": "沒車"}])
    assert re.fullmatch(r"盤點 [1-9]\d?%", said_of(client, workshop))
    fill(inventory, recognition_difficulties=[{"text": "沒人問過", "core": True}])
    sheets.hand_in(sheet=inventory, by=make_seat(group), now=timezone.now())
    assert said_of(client, workshop) == "盤點完成"
    fill(design, title="送餐分流", pillar="support", lead_unit="協會", steps=[{"what": "訂規則"}])
    fill(design, indicators=[{"name": "缺班"}])
    assert re.fullmatch(r"設計 [1-9]\d?%", said_of(client, workshop))
    for sheet in (design, make_sheet("feasibility", group)):
        fill(sheet, **({"month1_change": "看得到"} if sheet != design else {}))
        sheets.hand_in(sheet=sheet, by=make_seat(group), now=timezone.now())
    assert said_of(client, workshop) == "發表完成"
    assert "0%" not in said_of(client, workshop)
    commitment = make_sheet("commitment", group)
    fill(commitment, vow="每個月說一個故事")
    assert re.fullmatch(r"承諾 [1-9]\d?%", said_of(client, workshop))
    sheets.hand_in(sheet=commitment, by=make_seat(group), now=timezone.now())
    assert said_of(client, workshop) == "五個階段都完成"


def test_a_table_that_is_not_connected_is_shown_as_of_when_it_was(client, lead, workshop):
    group = workshop.groups.get(number=1)
    heard = timezone.now() - dt.timedelta(minutes=20)
    make_seat(group, taken_at=heard, seen_at=heard)
    assert said_of(client, workshop) == f"停在 {timezone.localtime(heard):%H:%M}，連上就更新"
    assert "資料在裝置上" not in part(client, workshop, "tables", "projector")


def test_the_items_of_the_call_light_up(client, lead, workshop):
    group = workshop.groups.get(number=2)
    fill(make_sheet("inventory", group), safeguarding_difficulties=[{"text": "太熱", "call_item": "G2"}])
    fill(make_sheet("design", group), title="x", call_item="G2")
    lit = ready.lit([tile.desk.contents for tile in live.tiles(list(workshop.groups.all()), timezone.now())])
    assert {code: count for code, count in lit.items() if count} == {"G2": 2}
    assert len(lit) == 14
    assert part(client, workshop, "call", "projector").count("data-lit") == 1


@pytest.fixture
def ballot(workshop: Workshop) -> Ballot:
    for number, title in ((1, "送餐分流"), (2, "王大明的菜園")):
        design = make_sheet("design", workshop.groups.get(number=number))
        fill(design, title=title, pillar="support")
        Sheet.objects.filter(pk=design.pk).update(handed_in_at=timezone.now())
    make_participant(workshop, name="王大明")
    return ballots.open_ballot(
        workshop=workshop, question="先做哪一個？", dots=3, voter="table", hidden=True, by=SYSTEM, now=timezone.now()
    )


def test_a_ballot_stands_on_the_board_until_the_lead_takes_it_off(client, lead, workshop, ballot):
    first, tag = ballot.choices.first(), ask(client, workshop, "projector")["ETag"]
    html = part(client, workshop, "ballot", "projector")
    assert "送餐分流" in html
    assert "○○○的菜園" in html
    assert "2 組，0 組已經投票。</span> <span>結束後才公布結果。" in html
    assert "<meter" not in html, "a hidden result has no bars"
    assert "去投票" in html, "whoever looks up learns where to vote"
    assert ask(client, workshop, "projector", tag).status_code == 304
    ballots.cast(ballot=ballot, dots={first.pk: 2}, by=make_seat(first.idea.group), now=timezone.now())
    assert ask(client, workshop, "projector", tag).status_code == 200
    ballots.close(ballot=ballot, by=lead, now=timezone.now())
    html = part(client, workshop, "ballot", "projector")
    assert "投票已結束。" in html
    assert "去投票" not in html
    assert html.index("送餐分流") < html.index("2 點") < html.index("○○○的菜園")
    for shown, there in (("0", False), ("1", True)):
        client.post(f"/ballots/{ballot.pk}/project/", {"shown": shown})
        assert ("送餐分流" in part(client, workshop, "ballot", "projector")) is there


def test_an_idea_in_a_vote_is_called_what_its_table_handed_in(client, lead, workshop, ballot):
    """What is half typed stays off the board in a vote, too; then it is the table's idea."""
    first, second = (Sheet.objects.get(group__number=number, kind="design") for number in (1, 2))
    write(first, change("set", "title", "送餐分流給陳", base=1), now=timezone.now() + dt.timedelta(seconds=1))
    Sheet.objects.filter(pk=second.pk).update(handed_in_at=None)
    html = part(client, workshop, "ballot", "projector")
    assert "<b>送餐分流</b>" in html
    assert "<b>第 2 組的構想</b>" in html
    assert "菜園" not in html
    room.set_up(workshop=workshop, by=lead, now=timezone.now(), quiet_minutes=6, safe=False)
    assert "<b>王大明的菜園</b>" in part(client, workshop, "ballot", "projector"), "as it stands on the phones"


def test_putting_a_ballot_where_it_is_leaves_no_line(lead, ballot):
    for shown in (True, False, False, True):
        ballots.project(ballot=ballot, shown=shown, by=lead, now=timezone.now())
    told = trail.history_of(ballot).filter(verb=Verb.BALLOT_PROJECTED).values_list("now", flat=True)
    assert sorted(told, key=str) == [{"projected": False}, {"projected": True}]


def test_the_blocks_are_named_in_the_language_of_the_page(client, lead, workshop, monkeypatch):
    words = speak_english(monkeypatch)
    step = ask(client, workshop, "projector").json()["clock"]
    assert step["title"] in words.values()
    assert step["title"] not in words


def test_the_slide_takes_the_board_s_place_while_a_group_presents(client, lead, workshop):
    sheet = make_sheet("design", workshop.groups.get(number=1))
    fill(sheet, title="送餐分流", pillar="support")
    Sheet.objects.filter(pk=sheet.pk).update(handed_in_at=timezone.now())
    assert ask(client, workshop, "projector").json()["show"] == "board"
    press(client, workshop, "present")
    told = ask(client, workshop, "projector").json()
    assert (told["show"], "送餐分流" in told["parts"]["slide"]["html"]) == ("slide", True)
    assert "第 2 組" in told["parts"]["bar"]["html"]
    write(sheet, change("set", "title", "半", base=1), now=timezone.now())
    assert "送餐分流" in part(client, workshop, "slide", "projector")
    press(client, workshop, "present_stop")
    assert ask(client, workshop, "projector").json()["show"] == "board"


def test_a_slide_shows_its_issue_in_the_words_that_were_ready(client, lead, workshop):
    """Where a design names no problem the core issue stands in: not as somebody is typing it anew."""
    group = workshop.groups.get(number=1)
    inventory, seat = make_sheet("inventory", group), make_seat(group)
    fill(inventory, by=seat, support_difficulties=[{"text": "每月缺班 22 班", "core": True}])
    design = make_sheet("design", group)
    fill(design, by=seat, title="送餐分流", pillar="support")
    Sheet.objects.filter(pk=design.pk).update(handed_in_at=timezone.now())
    item = sheets.read(inventory).items("support_difficulties")[0]
    write(
        inventory, change("set", f"support_difficulties/{item.id}/text", "每月缺", base=1), by=seat, now=timezone.now()
    )
    press(client, workshop, "present")
    assert "每月缺班 22 班" in part(client, workshop, "slide", "projector")
    room.set_up(workshop=workshop, by=lead, now=timezone.now(), quiet_minutes=6, safe=False)
    assert "每月缺班" not in part(client, workshop, "slide", "projector")


def test_of_a_design_that_is_not_handed_in_only_the_groups_name_is_shown(client, lead, workshop):
    """What is half typed stays off the board also while its group presents; it appears with the hand-in."""
    sheet = make_sheet("design", workshop.groups.get(number=1))
    fill(sheet, title="送餐分", pillar="support")
    press(client, workshop, "present")
    told = ask(client, workshop, "projector").json()
    assert told["show"] == "slide"
    assert "送餐分" not in str(told["parts"])
    assert str(workshop.groups.get(number=1)) in told["parts"]["slide"]["html"]
    assert 'data-show="board" hidden' in client.get(f"/workshops/{workshop.pk}/projector/").content.decode()
    Sheet.objects.filter(pk=sheet.pk).update(handed_in_at=timezone.now())
    assert "送餐分" in part(client, workshop, "slide", "projector")
    Sheet.objects.filter(pk=sheet.pk).update(handed_in_at=None)
    room.set_up(workshop=workshop, by=lead, now=timezone.now(), quiet_minutes=6, safe=False)
    assert "送餐分" in part(client, workshop, "slide", "projector")
