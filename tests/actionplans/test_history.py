"""A sheet's past: the log played again says what stood, since when and by whom; restoring overwrites nobody."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actionplans.models import Entry, Operation, Sheet
from actionplans.writing import history, sheets
from tests.actionplans.test_table_views import sit
from tests.makers.accounts import make_user
from tests.makers.actionplans import DAY, change, make_sheet, make_table, write
from tests.makers.workshops import make_seat
from workshops.models import Group

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def played(sheet: Sheet, until: int | None = None) -> dict[str, Any]:
    log = history.log_of(sheet)
    return {path: one.value for path, one in history.replay(log, until=until, most_core=2).items()}


def newest() -> int:
    return Operation.objects.latest("sequence").sequence


def restore(sheet: Sheet, path: str, until: int, **fields: Any) -> list[sheets.Receipt]:
    values = {"seen": newest(), "mark": uuid.uuid4(), "by": make_seat(sheet.group), "now": DAY + 9 * MINUTE} | fields
    return history.restore(sheet=sheet, path=path, until=until, **values)


def test_each_moment_shows_what_stood_then_and_whose_it_was() -> None:
    sheet = make_sheet("design")
    ming, hua = make_seat(sheet.group, name="阿明"), make_seat(sheet.group, name="小華")
    write(sheet, change("set", "title", "一"), by=ming)
    write(sheet, change("set", "goal", "少缺班"), by=hua)
    first = newest()
    write(sheet, change("set", "title", "二", base=1), by=hua, now=DAY + MINUTE)
    log = history.log_of(sheet)
    one, two = history.moments(log)
    assert (one.sequence, one.count, one.by) == (first, 2, ("阿明", "小華"))
    assert (two.at, two.count, two.by) == (DAY + MINUTE, 1, ("小華",))
    assert played(sheet, first) == {"title": "一", "goal": "少缺班"}
    assert played(sheet) == {"title": "二", "goal": "少缺班"}
    then = history.replay(log, until=first, most_core=2)["title"]
    assert (then.by, then.at, then.version) == ("阿明", DAY, 1)


ITEMS = ("support_difficulties/a", "support_difficulties/b", "safeguarding_difficulties/c")
STEPS = st.one_of(
    st.tuples(st.just("add"), st.sampled_from(ITEMS), st.just({"text": "困難", "votes": 1})),
    st.tuples(st.sampled_from(["remove", "restore"]), st.sampled_from(ITEMS), st.none()),
    st.tuples(st.just("set"), st.sampled_from([f"{item}/text" for item in ITEMS]), st.sampled_from(["甲", "乙"])),
    st.tuples(st.just("set"), st.sampled_from([f"{item}/core" for item in ITEMS]), st.booleans()),
    st.tuples(st.just("count"), st.sampled_from([f"{item}/votes" for item in ITEMS]), st.integers(-3, 99)),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(STEPS, st.integers(0, 4)), max_size=25))
def test_the_whole_log_says_what_the_sheet_says(steps: list[tuple[Any, int]]) -> None:
    sheet = make_sheet()
    seats = [make_seat(sheet.group, name="甲"), make_seat(sheet.group, name="乙")]
    for place, ((action, path, value), base) in enumerate(steps):
        write(sheet, change(action, path, value, base=base), by=seats[place % 2], now=DAY + place * MINUTE)
    log = history.log_of(sheet)
    most = sheet.group.workshop.programme.issues_max
    found = history.replay(log, most_core=most)
    stands = {one.path: (one.value, one.version, one.seat_label) for one in Entry.objects.filter(sheet=sheet)}
    assert {path: (one.value, one.version, one.by) for path, one in found.items()} == stands


def test_one_field_is_restored_and_everything_since_stays_in_the_log() -> None:
    sheet = make_sheet("design")
    write(sheet, change("set", "title", "一"), change("set", "goal", "甲"))
    then = newest()
    write(sheet, change("set", "title", "二", base=1), change("set", "goal", "乙", base=1))
    (receipt,) = restore(sheet, "title", then)
    assert receipt.outcome == "applied"
    assert sheets.read(sheet).values == {"title": "一", "goal": "乙"}
    assert Operation.objects.filter(path="title").count() == 3
    assert restore(sheet, "title", then) == []


def test_a_removed_item_comes_back_as_it_was() -> None:
    sheet = make_sheet()
    item = "support_difficulties/a"
    write(sheet, change("add", item, {"text": "缺班", "call_item": "S2"}), change("count", f"{item}/votes", 3))
    then = newest()
    write(sheet, change("set", f"{item}/text", "改了", base=1), change("count", f"{item}/votes", 2))
    write(sheet, change("remove", item))
    assert {one.outcome for one in restore(sheet, item, then)} == {"applied"}
    (found,) = sheets.read(sheet).items("support_difficulties")
    assert (found.get("text"), found.get("votes"), found.get("call_item")) == ("缺班", 3, "S2")


def test_what_somebody_wrote_after_the_page_was_drawn_is_not_overwritten() -> None:
    sheet = make_sheet("design")
    write(sheet, change("set", "title", "一"))
    then = newest()
    write(sheet, change("set", "title", "二", base=1))
    seen = newest()
    write(sheet, change("set", "title", "三", base=2))
    (receipt,) = restore(sheet, "title", then, seen=seen)
    assert receipt.outcome == "conflict"
    assert sheets.read(sheet).values == {"title": "三"}


def lose(sheet: Sheet, seat: Any, value: str = "乙", **fields: Any) -> int:
    """Words on what somebody else has changed meanwhile; the number of their operation."""
    (receipt,) = write(sheet, change("set", "title", value, base=0), by=seat, **fields)
    assert receipt.outcome == "conflict"
    return receipt.sequence


def take_up(sheet: Sheet, lost: int, **fields: Any) -> list[sheets.Receipt]:
    values = {"seen": newest(), "mark": uuid.uuid4(), "by": make_seat(sheet.group), "now": DAY + 9 * MINUTE} | fields
    return history.take_up(sheet=sheet, lost=lost, **values)


def test_what_lost_stands_in_its_minute_and_takes_no_effect() -> None:
    sheet = make_sheet("design")
    hua = make_seat(sheet.group, name="小華")
    write(sheet, change("set", "title", "甲"))
    lost = lose(sheet, hua, now=DAY + MINUTE)
    log = history.log_of(sheet)
    assert [(one.count, one.by) for one in history.moments(log)][1:] == [(1, ("小華",))]
    assert log[-1].sequence == lost
    assert played(sheet) == {"title": "甲"}


def test_what_lost_is_taken_up_and_its_dispute_is_settled() -> None:
    sheet = make_sheet("design")
    write(sheet, change("set", "title", "甲"))
    lost = lose(sheet, make_seat(sheet.group))
    mark = uuid.uuid4()
    for _press in range(2):
        (receipt,) = take_up(sheet, lost, mark=mark, seen=lost)
        assert receipt.outcome == "applied"
    assert sheets.read(sheet).values == {"title": "乙"}
    assert Entry.objects.get(sheet=sheet, path="title").disputed is None
    assert played(sheet) == {"title": "乙"}
    assert take_up(sheet, lost) == [], "it stands there already"


def test_taking_up_overwrites_nobody_and_takes_up_only_what_lost() -> None:
    sheet = make_sheet("design")
    (won,) = write(sheet, change("set", "title", "甲"))
    lost = lose(sheet, make_seat(sheet.group))
    write(sheet, change("set", "title", "丙", base=1))
    (receipt,) = take_up(sheet, lost, seen=lost)
    assert receipt.outcome == "conflict"
    assert sheets.read(sheet).values == {"title": "丙"}
    assert take_up(sheet, won.sequence) == []
    assert take_up(make_sheet("design"), lost) == [], "another table's"


def test_the_same_press_twice_counts_once() -> None:
    sheet = make_sheet()
    item = "support_difficulties/a"
    write(sheet, change("add", item, {"text": "缺班"}), change("count", f"{item}/votes", 3))
    then = newest()
    write(sheet, change("count", f"{item}/votes", 4))
    mark, seen = uuid.uuid4(), newest()
    for _press in range(2):
        restore(sheet, item, then, mark=mark, seen=seen)
    assert sheets.read(sheet).items("support_difficulties")[0].get("votes") == 3


@pytest.fixture
def group() -> Group:
    return make_table()


def test_the_table_walks_through_its_minutes_and_restores(client: Client, group: Group) -> None:
    sheet = make_sheet("design", group)
    seat = sit(client, group, name="阿明")
    write(sheet, change("set", "title", "第一版"), by=seat)
    then = newest()
    write(sheet, change("set", "title", "第二版", base=1), by=seat, now=DAY + MINUTE)
    page = client.get(f"/t/design/history/?at={then}")
    shown = page.content.decode()
    assert "第一版" in shown
    assert "阿明 寫的" in shown
    assert shown.count("s-past__b") == 1
    assert client.get("/t/design/history/").content.decode().count("s-past__b") == 0
    form = {"path": "title", "until": then, "seen": page.context["seen"], "mark": page.context["mark"]}
    done = client.post("/t/design/restore/", form, follow=True)
    assert "已復原" in done.content.decode()
    assert sheets.read(sheet).values == {"title": "第一版"}


def test_the_pages_tell_what_lost_and_whose_it_was(client: Client, group: Group) -> None:
    sheet = make_sheet("design", group)
    seat = sit(client, group, name="阿明")
    write(sheet, change("set", "title", "甲案"), by=seat)
    lost = lose(sheet, make_seat(group, name="小華"), "乙案", now=DAY + MINUTE)
    page = client.get(f"/t/design/history/?at={lost}")
    (line,) = re.findall(r'<li data-state="lost">(.*?)</li>', page.content.decode(), re.DOTALL)
    assert all(word in line for word in ("小華", "行動名稱", "乙案", "沒有採用", "改用這一份"))
    officer = Client()
    officer.force_login(make_user())
    theirs = officer.get(f"/groups/{group.pk}/sheets/design/").content.decode()
    (line,) = re.findall(r'<li data-state="lost">(.*?)</li>', theirs, re.DOTALL)
    assert "乙案" in line
    assert "<form" not in line
    form = {"lost": lost, "until": lost, "seen": page.context["seen"], "mark": page.context["mark"]}
    done = client.post("/t/design/restore/", form, follow=True).content.decode()
    assert "已改用這一份" in done
    assert sheets.read(sheet).values == {"title": "乙案"}
    again = client.get(f"/t/design/history/?at={lost}").content.decode()
    assert ("後來採用" in again, "改用這一份</button>" in again) == (True, False)
    assert client.post("/t/design/restore/", form | {"lost": "x"}).status_code == 404


@pytest.mark.parametrize(
    ("starred", "chosen", "shown"),
    [
        (["a"], None, "甲"),  # the only one, which nobody has to choose
        (["a", "b"], None, None),
        (["a", "b"], "b", "乙"),
        (["a"], "b", "甲"),  # what was chosen bears no star any more
        ([], None, None),
    ],
)
def test_the_core_issue_of_then_is_shown_in_its_words(
    client: Client, group: Group, starred: list[str], chosen: str | None, shown: str | None
) -> None:
    seat = sit(client, group, name="阿明")
    inventory, design = make_sheet("inventory", group), make_sheet("design", group)
    for item, text in (("a", "甲的困難"), ("b", "乙的困難")):
        write(inventory, change("add", f"support_difficulties/{item}", {"text": text}), by=seat)
    for item in starred:
        write(inventory, change("set", f"support_difficulties/{item}/core", True), by=seat)
    write(design, change("set", "title", "送餐"), by=seat)
    if chosen:
        write(design, change("set", "core_issue", chosen), by=seat)
    then = newest()
    # What is starred and reworded later belongs to a later minute.
    for item in "ab":
        write(
            inventory, change("set", f"support_difficulties/{item}/text", "後來的話", base=1), by=seat, now=DAY + MINUTE
        )
    page = client.get(f"/t/design/history/?at={then}").content.decode()
    (answer,) = re.findall(r"<dt>核心議題</dt><dd>(.*?)</dd>", page, re.DOTALL)
    assert (f"{shown}的困難" if shown else "未填") in answer
    assert "後來的話" not in page
    if chosen in starred:
        assert "乙的困難" in page.partition("當時的表單")[0], "what was written names the issue, not its number"


@pytest.mark.parametrize("asked", ["", "?at=x", "?at=99999999999", "?at=0", "?at=-1", "?at=" + "9" * 30])
def test_a_moment_that_never_was_is_the_nearest_there_is(client: Client, group: Group, asked: str) -> None:
    sit(client, group)
    assert "還沒有歷程" in client.get(f"/t/design/history/{asked}").content.decode()
    write(make_sheet("design", group), change("set", "title", "第一版"))
    assert "第一版" in client.get(f"/t/design/history/{asked}").content.decode()


def test_the_number_of_queries_does_not_grow_with_the_log(
    client: Client, group: Group, django_assert_max_num_queries: Any
) -> None:
    sheet = make_sheet("design", group)
    sit(client, group)
    write(sheet, change("set", "title", "0"))
    client.get("/t/design/history/")
    with django_assert_max_num_queries(20) as one:
        client.get("/t/design/history/")
    write(sheet, *[change("set", "title", str(number), base=number) for number in range(1, 6)])
    with django_assert_max_num_queries(len(one)):
        client.get("/t/design/history/")
