"""What is drawn once for everybody: never old, never in another's language, never with another's token."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from actionplans import drawn
from actionplans.consensus import ballots
from actionplans.tables import ready
from actionplans.writing import desks, sheets
from foundation.accounts.models import User
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.actionplans import change, fill, make_running, make_sheet, write
from tests.makers.workshops import make_group, make_participant, make_seat
from workshops import attendance, calls, codes, room, seats
from workshops.models import Group, Room, Seat, Workshop

pytestmark = pytest.mark.django_db
PAGES = ("wall", "projector")
# Changes that the projector shows.
PROJECTED = (
    "a word", "a starred word", "a hand-in", "another sheet", "help", "somebody came", "a device gone silent",
    "a press", "a presentation", "the settings", "a word typed on", "care again", "a taking back", "a name", "a ballot",
    "a vote", "a table", "the state",
)  # fmt: skip


def forget() -> None:
    """Whatever the process keeps of what boards show."""
    for one in (drawn, desks, ready):
        one.forget()


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def workshop() -> Workshop:
    return make_running()


@pytest.fixture
def lead(client: Client) -> User:
    user = make_user()
    client.force_login(user)
    return user


def parts(client: Client, workshop: Workshop, page: str) -> dict[str, str]:
    answer = client.get(f"/workshops/{workshop.pk}/{page}/state", headers={"accept": "application/json"})
    return {name: drawn.TOKEN.sub("", one["html"]) + one["mark"] for name, one in answer.json()["parts"].items()}


def whole(client: Client, workshop: Workshop) -> dict[tuple[str, str], dict[str, str]]:
    """Both boards in both languages."""
    found = {}
    for language in ("en", "zh-hant"):
        client.cookies["django_language"] = language
        found |= {(page, language): parts(client, workshop, page) for page in PAGES}
    return found


def test_what_is_kept_is_what_would_be_drawn_after_every_kind_of_change(
    client: Client, lead: User, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    monkeypatch.setattr("workshops.views.polling.timezone.now", lambda: now)
    group, seat = workshop.groups.get(number=1), make_seat(workshop.groups.get(number=1), seen_at=now, taken_at=now)
    inventory, design = make_sheet("inventory", group), make_sheet("design", group)
    plans = [fill(make_sheet("design", workshop.groups.get(number=2)), title="走讀", pillar="support")]

    def press(what: str, **given: int) -> None:
        step = Room.objects.get(workshop=workshop).step
        room.press(workshop=workshop, what=what, seen=step, by=lead, now=now, **given)

    def ballot() -> Any:
        return ballots.current(workshop.pk)

    def of_seat(**values: Any) -> None:
        Seat.objects.filter(pk=seat.pk).update(**values)

    def typed_on() -> None:
        (issue,) = sheets.core_issues(sheets.read(inventory))
        path = f"support_difficulties/{issue.item}/text"
        write(inventory, change("set", path, "太熱，沒有", base=1), by=seat, now=now + dt.timedelta(minutes=1))

    long_ago = now - dt.timedelta(minutes=20)
    changes = {
        "a word": lambda: fill(inventory, by=seat, support_difficulties=[{"text": "沒車", "call_item": "S1"}]),
        "a starred word": lambda: fill(inventory, by=seat, support_difficulties=[{"text": "太熱", "core": True}]),
        "a hand-in": lambda: sheets.hand_in(sheet=inventory, by=seat, now=now),
        "another sheet": lambda: fill(design, by=seat, title="送餐分流", pillar="support", lead_unit="協會"),
        "help": lambda: calls.ask_help(group=group, by=seat, now=now),
        "somebody came": lambda: calls.end_help(group=Group.objects.get(pk=group.pk), by=lead, now=now),
        "something unsent": lambda: calls.note_device(seat=seat, unsent=4, now=now),
        "a device's name": lambda: of_seat(name="小芬"),
        "a device gone silent": lambda: of_seat(seen_at=long_ago),
        "a device silent for longer": lambda: of_seat(seen_at=long_ago - dt.timedelta(minutes=1)),
        "a device back": lambda: of_seat(seen_at=now),
        "another device": lambda: make_seat(group, seen_at=now, taken_at=now),
        "a press": lambda: press("next"),
        "discussion": lambda: press("next"),
        "minutes": lambda: press("give", minutes=5),
        "a pause": lambda: press("pause"),
        "a skipped block": lambda: press("skip"),
        "the order": lambda: press("present_sooner", group=2),
        "a presentation": lambda: press("present"),
        "its end": lambda: press("present_stop"),
        "the settings": lambda: room.set_up(workshop=workshop, by=lead, now=now, quiet_minutes=20, safe=False),
        "a word typed on": typed_on,
        "care again": lambda: room.set_up(workshop=workshop, by=lead, now=now, quiet_minutes=6, safe=True),
        "a taking back": lambda: sheets.take_back(sheet=inventory, by=seat, now=now),
        "a message": lambda: calls.tell(workshop=workshop, text="收尾", group=None, by=SYSTEM, now=now),
        "somebody is expected": lambda: make_participant(workshop, group=group, unit="長青隊", name="林小華"),
        "an arrival": lambda: attendance.arrive(participant=workshop.participants.get(), by=lead, now=now),
        "a name": lambda: Group.objects.filter(pk=group.pk).update(name="長青"),
        "a ballot": lambda: ballots.open_ballot(
            workshop=workshop, question="先做哪一個？", dots=3, voter="table", hidden=False, by=lead, now=now
        ),
        "a vote": lambda: ballots.cast(ballot=ballot(), dots={ballot().choices.first().pk: 2}, by=seat, now=now),
        "a device moved away": lambda: seats.revoke_seat(seat=seat, by=SYSTEM, now=now),
        "a code": lambda: codes.revoke_code(group=Group.objects.get(pk=group.pk), by=SYSTEM, now=now),
        "a table": lambda: make_group(workshop),
        "the state": lambda: Workshop.objects.filter(pk=workshop.pk).update(state="held"),
    }
    assert plans
    seen = whole(client, workshop)
    for name, act in changes.items():
        act()
        kept = whole(client, workshop)
        forget()
        assert kept == whole(client, workshop), name
        news = {one for one in kept if kept[one] != seen[one]}
        assert {language for _page, language in news} == {"en", "zh-hant"}, f"{name} is seen"
        assert name not in PROJECTED or ("projector", "en") in news, f"{name} is seen by the whole room"
        seen = kept


def test_only_the_table_that_changed_is_drawn_anew(
    client: Client, lead: User, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    times: list[str] = []
    real = drawn.render_to_string

    def counted(template: str, *given: Any) -> str:
        times.append(template)
        return real(template, *given)

    monkeypatch.setattr(drawn, "render_to_string", counted)
    seat = make_seat(workshop.groups.get(number=1))
    parts(client, workshop, "wall")
    tile = "actionplans/_tile.html"
    assert times.count(tile) == 2
    times.clear()
    design = make_sheet("design", seat.group)
    fill(design, by=seat, title="送")
    parts(client, workshop, "wall")
    assert times == [tile]
    times.clear()
    later = timezone.now() + dt.timedelta(minutes=7)
    write(design, change("set", "title", "送餐", base=1), by=seat, now=later)
    shown = parts(client, workshop, "wall")["table-1"]
    assert f'data-ago="{timezone.localtime(later).isoformat()}">{timezone.localtime(later):%H:%M}</span>' in shown
    assert times == [], "nothing but when somebody wrote is new"


def test_the_day_of_a_late_room_moves_with_the_minute(
    client: Client, lead: User, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody presses when a block's time is over, all that is to come begins later from minute to minute."""
    late = (timezone.now() + dt.timedelta(hours=3)).replace(second=10)
    clocks = []
    for seconds in (0, 40, 60):
        monkeypatch.setattr("workshops.views.polling.timezone.now", lambda at=seconds: late + dt.timedelta(seconds=at))
        kept = whole(client, workshop)
        forget()
        assert kept == whole(client, workshop)
        clocks.append([re.findall(r"data-rc-starts[^>]*>(\d\d:\d\d)", kept[page, "en"]["clock"]) for page in PAGES])
    assert clocks[0] == clocks[1] != clocks[2]
    assert all(len(times) > 2 for times in clocks[0])


def test_what_moves_is_text_and_tells_parts_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "render_to_string", lambda _template, values: f"<p>{values['moving']['hour']}</p>")
    early, late, odd = (drawn.part("a.html", "token", moving={"hour": hour}) for hour in ("09:00", "09:01", "<b>"))
    assert (early.html, late.html, odd.html) == ("<p>09:00</p>", "<p>09:01</p>", "<p>&lt;b&gt;</p>")
    assert len({early.mark, late.mark, odd.mark}) == 3
    assert drawn.part("a.html", "another's", moving={"hour": "09:00"}) == early


def test_everybody_gets_a_token_of_her_own(client: Client, lead: User, workshop: Workshop) -> None:
    calls.ask_help(group=workshop.groups.get(number=1), by=make_seat(workshop.groups.get(number=1)), now=timezone.now())
    for _reader in range(2):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(make_user())
        answer = browser.get(f"/workshops/{workshop.pk}/wall/state", headers={"accept": "application/json"})
        html = answer.json()["parts"]["table-1"]["html"]
        assert drawn.NOBODYS not in answer.content.decode()
        tokens = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', html))
        assert len(tokens) == 1
        path = f"/workshops/{workshop.pk}/room/helped/1/"
        assert browser.post(path, {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
        assert browser.post(path, {"csrfmiddlewaretoken": tokens.pop()}).status_code == 302


def test_boards_and_tables_read_the_same_sheets(workshop: Workshop) -> None:
    """A table's own page asks for its sheets alone; what is kept of one question is what the other would find."""
    group = workshop.groups.get(number=1)
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "沒車", "core": True}])
    fill(make_sheet("design", group), title="送餐分流")
    fill(make_sheet("design", workshop.groups.get(number=2)), title="走讀")
    alone = desks.desk_of(group)
    assert [desk.contents["design"].get("title") for desk in desks.desks_of(list(workshop.groups.all()))] == [
        "送餐分流", "走讀",
    ]  # fmt: skip
    assert alone == desks.desk_with(group, alone.contents)
    assert alone == desks.desks_of(list(workshop.groups.order_by("number")))[0]
    assert alone.contents["inventory"] == sheets.read(group.sheets.get(kind="inventory"))
    assert desks.desks_of([]) == []


def test_each_language_has_its_own(client: Client, lead: User, workshop: Workshop) -> None:
    """The items of the Call are the same values for everybody; how they are written is not."""
    assert "肯1" in parts(client, workshop, "projector")["call"]
    client.cookies["django_language"] = "en"
    assert "R1" in parts(client, workshop, "projector")["call"]
    assert "肯1" not in parts(client, workshop, "projector")["call"]
