"""What was typed before a sheet was handed in and arrives later: nothing changes by itself, and no word is lost."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actionplans.models import Entry, Operation, Sheet
from actionplans.writing import history, sheets, takeover
from actionplans.writing.operations import Change, read_operations
from actionplans.writing.sheet_state import handed_in_at
from tests.actionplans.test_table_views import operation, post, sit
from tests.makers.actionplans import DAY, change, fill, make_sheet, make_table, write
from tests.makers.workshops import make_seat
from workshops.models import Group

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
ITEM = "steps/a"


@pytest.fixture
def sheet() -> Sheet:
    """A design that was handed in."""
    made = make_sheet("design")
    fill(made, title="送餐分流", pillar="support", lead_unit="社會處")
    write(made, change("add", ITEM, {"what": "訂規則"}))
    return hand_in(made)


def hand_in(sheet: Sheet, at: dt.datetime = DAY + HOUR) -> Sheet:
    Sheet.objects.filter(pk=sheet.pk).update(handed_in_at=at)
    sheet.refresh_from_db()
    return sheet


def send(sheet: Sheet, one: Change) -> sheets.Receipt:
    (receipt,) = write(sheet, one, now=DAY + 2 * HOUR)
    return receipt


def said(sheet: Sheet) -> Any:
    content = sheets.read(sheet)
    return dict(content.values), [dict(one.values) for one in content.items("steps")]


@pytest.mark.parametrize(
    ("action", "path", "value", "outcome"),
    [
        ("set", "title", "改過的", "conflict"),
        ("set", "goal", "本來空白", "conflict"),
        ("set", "title", "", "conflict"),
        ("set", f"{ITEM}/what", "改過的", "conflict"),
        ("set", f"{ITEM}/who", "阿英", "conflict"),
        ("set", "title", "送餐分流", "applied"),
        ("add", "steps/b", {"what": "多一步"}, "refused"),
        ("remove", ITEM, None, "refused"),
        ("restore", ITEM, None, "refused"),
    ],
)
@pytest.mark.parametrize("heard", ["", "an earlier one"])
def test_nothing_late_changes_what_was_handed_in(
    sheet: Sheet, action: str, path: str, value: Any, outcome: str, heard: str
) -> None:
    before = said(sheet)
    receipt = send(sheet, change(action, path, value, base=1 if path in ("title", f"{ITEM}/what") else 0,
                                 handed_in=heard and (DAY - HOUR).isoformat()))  # fmt: skip
    assert receipt.outcome == outcome
    values, steps = said(sheet)
    assert ({key: one for key, one in values.items() if one is not None}, [
        {key: one for key, one in step.items() if one is not None} for step in steps
    ]) == before  # fmt: skip
    assert Operation.objects.get(id=receipt.id).value == value, "no word is lost"
    if outcome != "applied":
        assert "交出之後才送到" in receipt.message
    disputed = Entry.objects.filter(sheet=sheet, disputed=receipt.id).values_list("path", flat=True)
    assert list(disputed) == ([path] if outcome == "conflict" else [])


@pytest.mark.parametrize("case", ["unsaid", "heard", "taken back", "never handed in"])
def test_everything_else_is_written(sheet: Sheet, case: str) -> None:
    heard = {"unsaid": None, "heard": handed_in_at(sheet)}.get(case, (DAY - HOUR).isoformat())
    if case in ("taken back", "never handed in"):
        sheets.take_back(sheet=sheet, by=make_seat(sheet.group), now=DAY + HOUR)
    heard = "" if case == "never handed in" else heard
    sent = [change("set", "title", "改過的", base=1, handed_in=heard), change("set", "goal", "減半", handed_in=heard),
            change("add", "steps/b", {"what": "多一步"}, handed_in=heard)]  # fmt: skip
    assert {send(sheet, one).outcome for one in sent} == {"applied"}
    values, steps = said(sheet)
    assert (values["title"], values["goal"], len(steps)) == ("改過的", "減半", 2)


def test_a_late_star_is_put_by_hand_and_a_late_vote_counts() -> None:
    inventory = make_sheet("inventory")
    fill(inventory, support_difficulties=[{"text": "沒車"}])
    path = Entry.objects.get(sheet=inventory, value=True).path
    hand_in(inventory)
    star = send(inventory, change("set", f"{path}/core", True, handed_in=""))
    assert (star.outcome, "星號" in star.message) == ("refused", True)
    assert send(inventory, change("count", f"{path}/votes", 2, handed_in="")).outcome == "applied"
    assert send(inventory, change("set", f"{path}/core", True, handed_in=handed_in_at(inventory))).outcome == "applied"


def test_the_scribe_chooses_between_what_was_handed_in_and_what_came_late(sheet: Sheet) -> None:
    """In a box that was empty, too; whoever writes on there meanwhile is in nobody's way."""
    heard = handed_in_at(sheet)
    for path, version in (("title", 1), ("goal", 0)):
        late = change("set", path, "晚到的", base=version, handed_in="")
        send(sheet, late)
        row = next(one for one in sheets.state_of(sheet)["entries"] if one["path"] == path)
        assert (row["version"], row["dispute"]["value"], row["dispute"]["late"]) == (version, "晚到的", True)
        assert send(sheet, late).outcome == "conflict", "the same one again is the same one"
        taken = send(sheet, change("set", path, "晚到的", base=version, resolves=late.id, handed_in=heard))
        assert (taken.outcome, taken.version) == ("applied", version + 1)
    assert not Entry.objects.filter(sheet=sheet, disputed__isnull=False).exists()
    assert (said(sheet)[0]["title"], said(sheet)[0]["goal"]) == ("晚到的", "晚到的")


def test_the_choice_says_that_the_handing_in_is_why_it_is_asked(client: Client) -> None:
    """Where two wrote at once it is not, and nothing is said of one."""
    said = "它寫的在交出之後才送到"
    group: Group = make_table()
    design = make_sheet("design", group)
    fill(design, title="送餐分流", goal="減半")
    write(design, change("set", "goal", "同時寫的"), by=make_seat(group))
    sit(client, group)
    html = client.get("/t/design/").content.decode()
    assert "這一格有兩個版本" in html
    assert html.count(said) == 1, "in the dialog, which shows it only where it is so"
    hand_in(design)
    send(design, change("set", "title", "晚到的", base=1, handed_in=""))
    page = client.get("/t/design/").content.decode()
    assert page.count(said) == 2
    assert Operation.objects.filter(late=True).values_list("path", flat=True).get() == "title"


def test_what_came_late_stands_in_the_history_and_is_taken_up_from_there(sheet: Sheet) -> None:
    receipt = send(sheet, change("set", "goal", "晚到的", handed_in=""))
    log = history.log_of(sheet)
    assert log[-1].id == receipt.id
    assert "goal" not in history.replay(log, most_core=2)
    (taken,) = history.take_up(
        sheet=sheet, lost=log[-1].sequence, seen=log[-1].sequence, mark=receipt.id, by=make_seat(sheet.group), now=DAY
    )
    assert (taken.outcome, said(sheet)[0]["goal"]) == ("applied", "晚到的")


def test_an_added_item_is_written_when_it_is_sent_again(sheet: Sheet) -> None:
    """As the page does it: a new operation, on what it has heard of by now."""
    send(sheet, change("add", "steps/b", {"what": "多一步"}, handed_in=""))
    assert send(sheet, change("set", "steps/b/who", "阿英", handed_in="")).outcome == "refused"
    heard = handed_in_at(sheet)
    assert send(sheet, change("add", "steps/b", {"what": "多一步"}, handed_in=heard)).outcome == "applied"
    assert send(sheet, change("set", "steps/b/who", "阿英", handed_in=heard)).outcome == "applied"


def test_who_takes_over_asks_for_what_is_added_and_chooses_what_is_changed(sheet: Sheet) -> None:
    parcel = {"format": "table-operations-1", "sheets": {str(sheet.pk): [
        operation(value="晚到的", base=1, handed_in=""), operation("add", "steps/b", {"what": "多一步"}, handed_in=""),
    ]}}  # fmt: skip
    read = takeover.read(json.dumps(parcel))
    taken = takeover.take_over(parcel=read, by=make_seat(sheet.group), now=DAY + 2 * HOUR)
    assert [one.receipt.outcome for one in taken] == ["conflict", "applied"]


@pytest.mark.parametrize(
    ("sent", "read"), [("", ""), ("2026-06-10T14:00:00+08:00", "2026-06-10T14:00:00+08:00"), (None, None), (7, None)]
)
def test_what_a_device_says_it_has_heard_of(sent: Any, read: Any) -> None:
    (found,) = read_operations([operation(handed_in=sent)])
    assert (found.handed_in, found.flaw) == (read, "")
    assert read_operations([operation()])[0].handed_in is None


def test_a_page_says_what_its_operations_are_to_carry(client: Client) -> None:
    group: Group = make_table()
    design = make_sheet("design", group)
    sit(client, group)
    assert 'data-handed-in=""' in client.get("/t/inventory/").content.decode()
    fill(design, title="送餐分流", pillar="support", lead_unit="社會處")
    heard = handed_in_at(hand_in(design))
    assert client.get("/t/design/state").json()["handed_in"] == heard
    url = f"/t/design/operations?sheet={design.pk}"
    late = operation(value="舊的", base=1, handed_in="")
    told = post(client, url, late, operation(value="新的", base=1, handed_in=heard)).json()["receipts"]
    assert [one["outcome"] for one in told] == ["conflict", "applied"]


def test_a_save_that_says_what_it_has_heard_of_asks_nothing_more(sheet: Sheet) -> None:
    counts = []
    seat = make_seat(sheet.group)
    write(sheet, change("set", "goal", "少缺班"), by=seat)  # from now on the sheet's form is at hand
    for base, heard in enumerate((None, handed_in_at(sheet), None), 1):
        with CaptureQueriesContext(connection) as asked:
            write(sheet, change("set", "title", f"第 {base} 次", base=base, handed_in=heard), by=seat)
        counts.append(len(asked))
    assert len(set(counts)) == 1


STEPS = st.tuples(
    st.sampled_from(["set", "add", "remove", "hand in", "take back"]),
    st.sampled_from(["title", "goal", "steps/a/what", "steps/a", "steps/b"]),
    st.sampled_from("甲乙"),
    st.integers(0, 3),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=25))
def test_two_scribes_one_of_whom_has_heard_of_nothing(steps: list[tuple[str, str, str, int]]) -> None:
    """While the sheet is handed in, what one who has heard of no handing-in sends changes nothing, and every word of
    hers stands in the log; the log played again says what the sheet says.
    """
    design = make_sheet("design")
    seats = [make_seat(design.group, name=name) for name in ("甲", "乙")]
    for place, (action, path, value, base) in enumerate(steps):
        now = DAY + place * dt.timedelta(minutes=1)
        if action in ("hand in", "take back"):
            Sheet.objects.filter(pk=design.pk).update(handed_in_at=now if action == "hand in" else None)
            continue
        design.refresh_from_db()
        item = path.startswith("steps/") and path.count("/") == 1
        if item != (action != "set"):
            continue
        before = said(design)
        deaf = change(action, path, {"what": value} if action == "add" else value if action == "set" else None,
                      base=base, handed_in="")  # fmt: skip
        (receipt,) = write(design, deaf, by=seats[place % 2], now=now)
        assert Operation.objects.get(id=receipt.id).value == deaf.value
        if design.handed_in_at is not None:
            strip = [
                {key: one for key, one in each.items() if one is not None} for each in (before[0], said(design)[0])
            ]
            assert strip[0] == strip[1]
            assert len(before[1]) == len(said(design)[1])
    most = design.group.workshop.programme.issues_max
    played = history.replay(history.log_of(design), most_core=most)
    stands = {one.path: (one.value, one.version) for one in Entry.objects.filter(sheet=design, version__gt=0)}
    assert {path: (one.value, one.version) for path, one in played.items()} == stands
