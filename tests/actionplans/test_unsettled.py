"""Two versions of a box are chosen between beside the sheet, where no device and no photo can be asked."""

import uuid
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from actionplans.models import Entry, Operation, Sheet
from actionplans.tables import unsettled
from actionplans.writing import sheet_pages, sheets
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.actionplans import DAY, change, fill, make_sheet, make_table, write
from tests.makers.workshops import make_seat
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT", name="王小明")


def disputed(kind: str = "design", path: str = "title", *values: Any) -> Sheet:
    """A sheet of a workshop held long ago, without a photo, on which two wrote at once."""
    sheet = make_sheet(kind, make_table(Workshop.State.HELD))
    for name, value in zip(("阿明", "小華"), values or ("海線接送", "海線共乘"), strict=True):
        write(sheet, change("set", path, value), by=make_seat(sheet.group, name=name))
    return sheet


def buttons(sheet: Sheet, which: str, path: str = "title", **more: str) -> QueryDict:
    entry = Entry.objects.get(sheet=sheet, path=path)
    query = QueryDict(mutable=True)
    shown = {"batch": str(uuid.uuid4()), f"b:{path}": str(entry.version), f"d:{path}": str(entry.disputed)}
    query.update(shown | {which: path} | more)
    return query


@pytest.mark.parametrize(
    ("which", "stands"), [("keep", "海線接送"), ("take", "海線共乘"), ("both", "海線接送；海線共乘")]
)
def test_each_button_settles_and_loses_nothing(officer: User, which: str, stands: str) -> None:
    sheet = disputed()
    receipts = unsettled.settle(sheet=sheet, data=buttons(sheet, which), by=officer, now=DAY)
    assert [one.outcome for one in receipts] == ["applied"]
    entry = Entry.objects.get(path="title")
    assert (entry.value, entry.disputed) == (stands, None)
    assert {"海線接送", "海線共乘"} <= set(Operation.objects.values_list("value", flat=True))
    assert Operation.objects.latest("sequence").seat_label.startswith("王小明")
    assert trail.history_of(sheet).filter(verb=Verb.CONFLICT_RESOLVED).count() == 1


def test_only_the_choice_is_taken_and_only_once(officer: User) -> None:
    sheet = disputed()
    pressed = buttons(sheet, "take", **{"b:goal": "0", "v:goal": "偷偷寫的", "remove": "steps/x"})
    unsettled.settle(sheet=sheet, data=pressed, by=officer, now=DAY)
    assert not Entry.objects.filter(path="goal").exists()
    assert unsettled.settle(sheet=sheet, data=pressed, by=officer, now=DAY) == []


def test_what_was_written_since_the_page_was_drawn_is_not_written_over(officer: User) -> None:
    sheet = disputed()
    pressed = buttons(sheet, "take")
    write(sheet, change("set", "title", "後來改的", base=1))
    [receipt] = unsettled.settle(sheet=sheet, data=pressed, by=officer, now=DAY)
    assert receipt.outcome == "conflict"
    assert sheets.read(sheet).values["title"] == "後來改的"


@pytest.mark.parametrize(
    ("state", "open_"),
    [("held", True), ("confirmed", True), ("reported", False), ("closed", False), ("cancelled", False)],
)
def test_it_is_settled_as_long_as_paper_may_be_keyed(client: Client, officer: User, state: str, open_: bool) -> None:
    sheet = disputed()
    Workshop.objects.update(state=state, supervisor=make_user())
    client.force_login(officer)
    where = reverse("actionplans:group_sheets", args=[sheet.group_id])
    text = client.get(where).content.decode()
    assert "目前：海線接送" in text
    assert "小華：海線共乘" in text
    assert ('name="take"' in text) == open_
    answer = client.post(
        reverse("actionplans:settle", args=[sheet.group_id, "design"]), buttons(sheet, "take"), follow=True
    )
    assert answer.redirect_chain == [(f"{where}#s-design", 302)]
    assert ("選好了，沒選的留在歷程裡。" in answer.content.decode()) == open_
    assert (Entry.objects.get(path="title").disputed is None) == open_


def test_who_may_only_read_sees_both_and_no_button(client: Client) -> None:
    sheet = disputed()
    client.force_login(make_user(Role.ASSOCIATION))
    text = client.get(reverse("actionplans:group_sheets", args=[sheet.group_id])).content.decode()
    assert "小華：海線共乘" in text
    assert "由承辦人或講師選一個。" in text
    assert 'name="take"' not in text
    answer = client.post(reverse("actionplans:settle", args=[sheet.group_id, "design"]), buttons(sheet, "take"))
    assert answer.status_code == 404


def test_a_box_says_in_which_list_and_item_it_stands() -> None:
    sheet = make_sheet("inventory")
    fill(sheet, support_difficulties=[{"text": "沒有交通費"}])
    path = f"{Entry.objects.get(value='沒有交通費').path.rpartition('/')[0]}/call_item"
    for value in ("S1", "S2"):
        write(sheet, change("set", path, value))
    [one] = unsettled.boxes_in(sheet_pages.page_of(sheet))
    assert one.where == "支持・遇到的困難「沒有交通費」的對應的行動號召"


def test_core_issues_are_chosen_between_by_their_words(client: Client, officer: User) -> None:
    table = make_table(Workshop.State.HELD)
    inventory = make_sheet("inventory", table)
    fill(inventory, support_difficulties=[{"text": "沒有交通費", "core": True}, {"text": "班表太晚出", "core": True}])
    items = [Entry.objects.get(value=words).path.split("/")[1] for words in ("沒有交通費", "班表太晚出")]
    sheet = make_sheet("design", table)
    for value in items:
        write(sheet, change("set", "core_issue", value))
    client.force_login(officer)
    text = client.get(reverse("actionplans:group_sheets", args=[table.pk])).content.decode()
    assert "目前：沒有交通費" in text
    assert "：班表太晚出</p>" in text
