"""What waited on one device is taken over by another: whole, once, and at its own table only."""

import base64
import html
import json
import uuid
import zlib
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from actionplans.models import Operation, Sheet
from actionplans.writing import asked_anew, sheets, takeover
from actionplans.writing.operations import Unreadable
from foundation.audit import trail
from tests.actionplans.test_table_views import operation, post, sit
from tests.makers.actionplans import DAY, change, make_sheet, make_table
from tests.makers.workshops import make_seat
from workshops.models import Group, Seat, Workshop

pytestmark = pytest.mark.django_db


def parcel(sheet: Sheet, *operations: dict[str, Any], drafts: Sequence[dict[str, Any]] = ()) -> str:
    told: dict[str, Any] = {"format": "table-operations-1", "sheets": {str(sheet.pk): operations}}
    return json.dumps(told | ({"drafts": {str(sheet.pk): drafts}} if drafts else {}))


def take(text: str, by: Seat, **fields: Any) -> list[str]:
    """What becomes of everything in a parcel."""
    taken = takeover.take_over(parcel=takeover.read(text), by=by, now=DAY, **fields)
    return [one.receipt.outcome for one in taken]


def pictures(text: str, letters: int = 60, name: str = "0a1b2c3d", packed: bool = True) -> list[str]:
    """The addresses that a device draws, in small pieces."""
    tool = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = b"\1" + tool.compress(text.encode()) + tool.flush() if packed else b"\0" + text.encode()
    code = base64.urlsafe_b64encode(data).decode().rstrip("=")
    parts = [code[at : at + letters] for at in range(0, len(code), letters)]
    return [
        f"https://example.org/t/take-over/#{name}.{place}.{len(parts)}.{part}" for place, part in enumerate(parts, 1)
    ]


def parcel_of_a_draft(action: str) -> str:
    return json.dumps({"format": "table-operations-1", "sheets": {}, "drafts": {"1": [operation(action)]}})


@pytest.fixture
def group() -> Group:
    return make_table(name="海線組")


def test_a_file_and_its_pictures_say_the_same(group: Group) -> None:
    sheet = make_sheet("design", group)
    text = parcel(sheet, operation(value="不讓太陽決定誰能出門" * 9), operation(path="goal"))
    read = takeover.read(text)
    assert [(change.path, change.action) for change in read.operations[sheet.pk]] == [("title", "set"), ("goal", "set")]
    shuffled = pictures(text)[::-1]
    assert len(shuffled) > 2
    assert takeover.read("\n".join([*shuffled, shuffled[0]])) == read
    assert takeover.read(" ".join(pictures(text, packed=False))) == read


def test_a_whole_day_of_long_sentences_is_taken_over(group: Group) -> None:
    sheet, seat = make_sheet("design", group), make_seat(group)
    long = [operation(value="把排班表改成每月十號前公布" * 50 + str(number)) for number in range(250)]
    parts = takeover.read(json.dumps(json.loads(parcel(sheet, *long)), ensure_ascii=False))
    assert len(takeover.take_over(parcel=parts, by=seat, now=DAY)) == 250


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "還沒有內容"),
        ("   \n", "還沒有內容"),
        ("你好", "讀不懂"),
        ("{", "讀不懂"),
        ('{"format": "something-else", "sheets": {}}', "不是待上傳的檔案"),
        ('{"format": "table-operations-1", "sheets": []}', "不是待上傳的檔案"),
        ('{"format": "table-operations-1", "sheets": {"x": []}}', "不是待上傳的檔案"),
        ('{"format": "table-operations-1", "sheets": {}}', "沒有待上傳的內容"),
        ('{"format": "table-operations-1", "sheets": {"1": []}}', "沒有待上傳的內容"),
        ('{"format": "table-operations-1", "sheets": {"1": {}}}', "讀不懂"),
        ('{"format": "table-operations-1", "sheets": {"1": [{"id": "x"}]}}', "沒有正確的代號"),
        ('{"format": "table-operations-1", "sheets": {}, "drafts": {}}', "沒有待上傳的內容"),
        ('{"format": "table-operations-1", "sheets": {}, "drafts": []}', "不是待上傳的檔案"),
        ('{"format": "table-operations-1", "sheets": {}, "drafts": {"1": [{"id": "x"}]}}', "沒有正確的代號"),
        (parcel_of_a_draft("set"), "讀不懂"),
        ("0a1b2c3d.1.1.AAAA", "讀不懂"),
        ("0a1b2c3d.1.2.AAAA", "還沒掃到第 2 張"),
        ("0a1b2c3d.2.3.AAAA", "還沒掃到第 1、3 張"),
        ("0a1b2c3d.1.1.AAAA 0a1b2c3e.1.1.AAAA", "兩份不同"),
    ],
)
def test_what_cannot_be_read_is_told_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        takeover.read(text)


def test_a_parcel_that_swells_beyond_measure_is_refused() -> None:
    bomb = pictures("{" + " " * (takeover.LARGEST + 1), letters=4000)
    with pytest.raises(Unreadable, match="太大"):
        takeover.read("\n".join(bomb))
    fits = "{" + " " * (takeover.LARGEST - 1)
    with pytest.raises(Unreadable, match="讀不懂"):
        takeover.read(fits)


def test_whoever_brings_it_and_however_often_it_counts_once(group: Group) -> None:
    sheet = make_sheet("inventory", group)
    item = str(uuid.uuid4())
    brought = [
        operation("add", f"support_strengths/{item}", {"text": "社區巴士"}),
        operation("count", f"support_strengths/{item}/votes", 1),
    ]
    seat = make_seat(group)
    for _time in range(2):
        taken = takeover.take_over(parcel=takeover.read(parcel(sheet, *brought)), by=seat, now=DAY)
        assert [one.receipt.outcome for one in taken] == ["applied", "applied"]
    (found,) = sheets.read(sheet).items("support_strengths")
    assert (found.get("text"), found.get("votes")) == ("社區巴士", 1)
    assert trail.history_of(group).filter(verb="taken_over").count() == 2


def test_of_a_device_that_sat_at_two_tables_each_takes_what_is_its_own(client: Client, group: Group) -> None:
    """It brings what waits here, what waits and is typed at another table, and something for a sheet that is gone."""
    mine, theirs = make_sheet("inventory", group), make_sheet("inventory", make_table())
    gone = make_sheet("design", make_table())
    number = gone.pk
    gone.delete()

    def added(text: str) -> dict[str, Any]:
        return operation("add", f"support_strengths/{uuid.uuid4()}", {"text": text})

    draft, foreign = added("這一組還沒加的"), added("別組還沒加的")
    waiting = {str(mine.pk): [added("這一組的")], str(theirs.pk): [added("別組的")], str(number): [added("不在了的")]}
    drafts = {str(theirs.pk): [foreign], str(mine.pk): [draft]}
    text = json.dumps({"format": "table-operations-1", "sheets": waiting, "drafts": drafts})
    sit(client, group)
    page = client.post("/t/take-over/", {"text": text})
    shown = page.content.decode()
    assert page.status_code == 200
    assert "接手了 1 筆" in shown
    assert "還有 1 句打好了、還沒加入" in shown
    assert "3 筆不屬於這一組，沒有動" in shown
    assert "別組還沒加的" not in shown.replace(html.escape(text), "")
    page = client.post("/t/take-over/", {"text": text, "add": "1", "draft": [draft["id"], foreign["id"]]})
    assert "接手了 1 筆" in page.content.decode()
    assert [one.get("text") for one in sheets.read(mine).items("support_strengths")] == ["這一組的", "這一組還沒加的"]
    assert sheets.read(theirs).is_empty
    assert set(Operation.objects.values_list("sheet", flat=True)) == {mine.pk}


@pytest.mark.parametrize("empty", [False, True])
def test_a_parcel_of_nothing_but_another_tables_is_refused(group: Group, empty: bool) -> None:
    """Also where it names a sheet of this table with nothing in it."""
    mine, theirs = make_sheet("design", group), make_sheet("design", make_table())
    told = {str(theirs.pk): [operation()]} | ({str(mine.pk): []} if empty else {})
    brought = takeover.read(json.dumps({"format": "table-operations-1", "sheets": told}))
    for ask in (takeover.drafts_left, takeover.not_ours):
        with pytest.raises(takeover.AnotherTable, match="別組"):
            ask(parcel=brought, by=make_seat(group))
    with pytest.raises(takeover.AnotherTable, match="別組"):
        takeover.take_over(parcel=brought, by=make_seat(group), now=DAY)
    assert not Operation.objects.exists()


def test_the_page_takes_a_file_and_says_what_became_of_each(client: Client, group: Group) -> None:
    sheet = make_sheet("design", group)
    first = operation(value="已經送到的")
    sit(client, group)
    post(client, f"/t/design/operations?sheet={sheet.pk}", first)
    text = parcel(sheet, first, operation(path="goal", value="接手的"), operation(path="nowhere", value="x"))
    page = client.post("/t/take-over/", {"file": SimpleUploadedFile("waiting.json", text.encode())})
    shown = page.content.decode()
    assert page.status_code == 200
    assert "接手了 2 筆，1 筆沒有寫入" in shown
    assert [shown.count(f'data-state="{outcome}"') for outcome in ("applied", "refused")] == [2, 1]
    assert sheets.read(sheet).values == {"title": "已經送到的", "goal": "接手的"}


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        (["title", "goal"], "接手了 2 筆</h2>"),
        (["title", "nowhere"], "接手了 1 筆，1 筆沒有寫入</h2>"),
        (["nowhere", "nowhere"], ">2 筆沒有寫入</h2>"),
    ],
)
def test_what_was_not_written_is_not_counted_as_taken_over(
    client: Client, group: Group, paths: list[str], said: str
) -> None:
    sheet = make_sheet("design", group)
    sit(client, group)
    brought = parcel(sheet, *(operation(path=path) for path in paths))
    assert said in client.post("/t/take-over/", {"text": brought}).content.decode()


def test_a_refused_parcel_leaves_the_text_where_it_was(client: Client, group: Group) -> None:
    sit(client, group)
    page = client.post("/t/take-over/", {"text": "0a1b2c3d.1.2.AAAA"})
    assert page.status_code == 422
    assert "還沒掃到第 2 張" in page.content.decode()
    assert "0a1b2c3d.1.2.AAAA</textarea>" in page.content.decode()


def test_a_closed_table_keeps_what_is_brought_as_refused(client: Client, group: Group) -> None:
    sheet = make_sheet("design", group)
    sit(client, group)
    Workshop.objects.filter(pk=group.workshop_id).update(state=Workshop.State.REPORTED)
    page = client.post("/t/take-over/", {"text": parcel(sheet, operation())})
    assert "沒有寫入" in page.content.decode()
    assert Operation.objects.get().outcome == "refused"
    assert sheets.read(sheet).is_empty


def refuse(sheet: Sheet, *brought: dict[str, Any]) -> None:
    """The table is closed for a moment: everything is kept as refused."""
    assert set(take(parcel(sheet, *brought), make_seat(sheet.group), closed="名單已經交出")) == {"refused"}


def test_what_was_refused_is_taken_over_as_something_new_and_once(group: Group) -> None:
    sheet, seat = make_sheet("inventory", group), make_seat(group)
    item = f"support_strengths/{uuid.uuid4()}"
    brought = [
        operation("add", item, {"text": "社區巴士"}),
        operation("count", f"{item}/votes", 2),
        operation("set", f"{item}/evidence", "班表"),
    ]
    refuse(sheet, *brought)
    for _time in range(3):
        assert take(parcel(sheet, *brought), seat) == ["applied"] * 3
    (found,) = sheets.read(sheet).items("support_strengths")
    assert (found.get("text"), found.get("votes"), found.get("evidence")) == ("社區巴士", 2, "班表")
    # The log keeps both, and says of the later which it replaces.
    first = {str(one.id): one for one in Operation.objects.filter(outcome="refused")}
    assert set(first) == {one["id"] for one in brought}
    anew = Operation.objects.filter(outcome="applied")
    assert [str(one.replaces) for one in anew.order_by("sequence")] == [one["id"] for one in brought]
    assert not {str(one.id) for one in anew} & set(first)


def test_what_is_refused_again_is_tried_again_and_done_once(group: Group) -> None:
    sheet, seat = make_sheet("design", group), make_seat(group)
    brought = operation(value="第三次才寫入")
    refuse(sheet, brought)
    refuse(sheet, brought)
    assert take(parcel(sheet, brought), seat) == ["applied"]
    assert take(parcel(sheet, brought), seat) == ["applied"]
    assert list(Operation.objects.order_by("sequence").values_list("outcome", flat=True)) == [
        "refused", "refused", "applied",
    ]  # fmt: skip
    one, other, last = Operation.objects.order_by("sequence")
    assert (one.replaces, other.replaces, last.replaces) == (None, one.id, other.id)


def test_two_devices_that_ask_anew_for_the_same_thing_get_it_once(client: Client, group: Group) -> None:
    """One device sends a refused vote once more; another has taken it over meanwhile, or does so afterwards."""
    sheet = make_sheet("inventory", group)
    item = f"support_strengths/{uuid.uuid4()}"
    sit(client, group)
    url = f"/t/inventory/operations?sheet={sheet.pk}"
    post(client, url, operation("add", item, {"text": "社區巴士"}))
    early, late = operation("count", f"{item}/votes", 1), operation("count", f"{item}/votes", 1)
    refuse(sheet, early, late)
    assert take(parcel(sheet, early), make_seat(group)) == ["applied"]
    again = operation("count", f"{item}/votes", 1, replaces=early["id"])
    (told,) = post(client, url, again).json()["receipts"]
    assert (told["id"], told["outcome"]) == (again["id"], "applied")
    post(client, url, operation("count", f"{item}/votes", 1, replaces=late["id"]))
    assert take(parcel(sheet, late), make_seat(group)) == ["applied"]
    (found,) = sheets.read(sheet).items("support_strengths")
    assert found.get("votes") == 2


def test_what_is_asked_anew_does_not_write_over_what_was_written_since(group: Group) -> None:
    sheet, seat = make_sheet("design", group), make_seat(group)
    brought = operation(value="被退回的")
    refuse(sheet, brought)
    sheets.apply(sheet=sheet, changes=[change("set", "title", "後來寫的")], by=seat, now=DAY)
    assert take(parcel(sheet, brought), seat) == ["conflict"]
    assert sheets.read(sheet).values["title"] == "後來寫的"
    assert Operation.objects.get(replaces=brought["id"]).value == "被退回的"


def test_what_came_after_something_refused_is_written_on_from_what_replaced_it(group: Group) -> None:
    sheet, seat = make_sheet("design", group), make_seat(group)
    first = operation(value="一")
    second = operation(value="一二", after=first["id"])
    refuse(sheet, first, second)
    assert take(parcel(sheet, first, second), seat) == ["applied", "applied"]
    assert sheets.read(sheet).values["title"] == "一二"


def test_an_operation_of_another_sheet_replaces_nothing_here(group: Group) -> None:
    design, inventory = make_sheet("design", group), make_sheet("inventory", group)
    theirs = operation("add", f"support_strengths/{uuid.uuid4()}", {"text": "巴士"})
    refuse(inventory, theirs)
    seat = make_seat(group)
    (receipt,) = sheets.apply(
        sheet=design, changes=[change("set", "title", "送餐", replaces=uuid.UUID(theirs["id"]))], by=seat, now=DAY
    )
    assert (receipt.outcome, Operation.objects.get(id=receipt.id).replaces) == ("applied", None)
    assert take(parcel(inventory, theirs), seat) == ["applied"]


def test_what_is_refused_for_ever_does_not_fill_the_log(group: Group) -> None:
    sheet, seat = make_sheet("design", group), make_seat(group)
    brought = operation(path="nowhere")
    for _time in range(asked_anew.MOST_TRIES + 5):
        assert take(parcel(sheet, brought), seat) == ["refused"]
    assert Operation.objects.count() == asked_anew.MOST_TRIES + 1


def test_drafts_are_written_only_when_somebody_asks_for_them_and_once(client: Client, group: Group) -> None:
    sheet = make_sheet("inventory", group)
    drafts = [
        operation("add", f"support_strengths/{uuid.uuid4()}", {"text": text})
        for text in ("沒按加入的", "第二句", "不要的")
    ]
    sit(client, group)
    text = parcel(sheet, operation("add", f"support_strengths/{uuid.uuid4()}", {"text": "加過的"}), drafts=drafts)

    def listed() -> list[str]:
        return [item.get("text") for item in sheets.read(sheet).items("support_strengths")]

    shown = client.post("/t/take-over/", {"text": text}).content.decode()
    assert "接手了 1 筆" in shown
    assert "還有 3 句打好了、還沒加入" in shown
    assert listed() == ["加過的"]
    wanted = [drafts[0]["id"], drafts[1]["id"]]
    for _time in range(2):
        shown = client.post("/t/take-over/", {"text": text, "add": "1", "draft": wanted}).content.decode()
        assert "接手了 2 筆" in shown
        assert "還有 1 句打好了、還沒加入" in shown
        assert "不要的" in shown
        assert listed() == ["加過的", "沒按加入的", "第二句"]
    nothing = client.post("/t/take-over/", {"text": text, "add": "1", "draft": "x"})
    assert (nothing.status_code, listed()) == (422, ["加過的", "沒按加入的", "第二句"])
    assert "還沒選要加的句子" in nothing.content.decode()


def test_a_parcel_of_drafts_alone_is_one_and_stays_at_its_own_table(client: Client, group: Group) -> None:
    mine, theirs = make_sheet("inventory", group), make_sheet("inventory", make_table())
    draft = operation("add", f"support_strengths/{uuid.uuid4()}", {"text": "只有草稿"})
    sit(client, group)
    told = client.post("/t/take-over/", {"text": parcel(mine, drafts=[draft])}).content.decode()
    assert "還有 1 句打好了、還沒加入" in told
    assert "接手了" not in told
    other = client.post("/t/take-over/", {"text": parcel(theirs, drafts=[draft])})
    assert (other.status_code, "別組" in other.content.decode()) == (422, True)
    assert not Operation.objects.exists()
