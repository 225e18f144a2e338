"""The pages of a table: who gets in, what they show, what their endpoints answer."""

import datetime as dt
import json
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actionplans import call
from actionplans.asking import questions
from actionplans.models import Operation, Sheet
from actionplans.writing import sheets
from actionplans.writing.desks import desk_of
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_user
from tests.makers.actionplans import also_ask, change, fill, make_sheet, make_table, write
from tests.makers.workshops import make_group, make_seat
from workshops import seats
from workshops.models import Group, Seat, Workshop
from workshops.seats import COOKIE

pytestmark = pytest.mark.django_db

PAGES = ["/t/", "/t/inventory/", "/t/design/", "/t/feasibility/", "/t/commitment/", "/t/present/"]
SCRIPTS = ["/t/inventory/state", "/t/inventory/operations"]


def sit(client: Client, group: Group, **fields: Any) -> Seat:
    """Let this browser hold a seat at the table."""
    token = str(uuid.uuid4())
    client.cookies[COOKIE] = token
    return make_seat(group, token=token, **({"seen_at": timezone.now()} | fields))


@pytest.fixture
def group() -> Group:
    return make_table(name="海線組", host_name="李小芬")


def design(group: Group, **values: Any) -> Sheet:
    sheet = make_sheet("design", group)
    fill(sheet, **({"title": "送餐分流", "pillar": "support", "lead_unit": "社會處"} | values))
    return sheet


def post(client: Client, url: str, *operations: dict[str, Any]) -> Any:
    return client.post(
        url, json.dumps({"operations": operations}), content_type="application/json",
        headers={"accept": "application/json"},
    )  # fmt: skip


def operation(action: str = "set", path: str = "title", value: Any = "送餐", **fields: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "action": action, "path": path, "value": value} | fields


# --- the door --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("case", ["none", "wrong", "revoked"])
def test_a_device_without_a_seat_is_sent_to_the_door(client: Client, group: Group, page: str, case: str) -> None:
    if case == "wrong":
        client.cookies[COOKIE] = "nonsense"
    if case == "revoked":
        sit(client, group, revoked_at=timezone.now() - dt.timedelta(seconds=1))
    answer = client.get(page)
    assert (answer.status_code, answer["Location"]) == (302, "/j/")
    assert "QR" in next(iter(answer.wsgi_request._messages)).message


@pytest.mark.parametrize("page", SCRIPTS)
def test_a_script_without_a_seat_is_told_so(client: Client, group: Group, page: str) -> None:
    method = client.get if page.endswith("state") else client.post
    answer = method(page, headers={"accept": "application/json"})
    assert (answer.status_code, "代碼" in answer.json()["error"]) == (403, True)


@pytest.mark.parametrize(
    "page", ["/t/other/", "/t/other/state", "/t/other/operations", "/t/other/done/", "/t/other/parts"]
)
def test_there_are_four_sheets_and_no_other(client: Client, group: Group, page: str) -> None:
    sit(client, group)
    method = client.post if page.endswith(("operations", "done/")) else client.get
    assert method(page).status_code == 404


@pytest.mark.parametrize(
    ("page", "method"), [("/t/", "post"), ("/t/design/done/", "get"), ("/t/design/operations", "get")]
)
def test_methods_that_are_not_meant_are_refused(client: Client, group: Group, page: str, method: str) -> None:
    sit(client, group)
    assert getattr(client, method)(page).status_code == 405


def test_a_seat_opens_only_its_own_tables_sheets(client: Client, group: Group) -> None:
    other = make_table()
    theirs = design(other, title="別組的祕密")
    sit(client, group)
    design(group)
    for page in PAGES:
        assert "別組的祕密" not in client.get(page).content.decode()
    answer = post(client, f"/t/design/operations?sheet={theirs.pk}", operation())
    assert (answer.status_code, "另一組" in answer.json()["error"]) == (409, True)
    assert client.get(f"/t/design/state?sheet={theirs.pk}").status_code == 409
    client.post("/t/design/", {"sheet": theirs.pk, "b:title": "1", "v:title": "改別組的"})
    assert sheets.read(theirs).get("title") == "別組的祕密"
    assert not Operation.objects.filter(value="改別組的").exists()


def test_a_seat_is_seen_at_most_once_a_minute(client: Client, group: Group) -> None:
    seat = sit(client, group, seen_at=timezone.now() - dt.timedelta(minutes=5))
    client.get("/t/")
    seat.refresh_from_db()
    first = seat.seen_at
    assert timezone.now() - first < dt.timedelta(minutes=1)
    client.get("/t/")
    seat.refresh_from_db()
    assert seat.seen_at == first


# --- the stages ------------------------------------------------------------------------------------------------------


def states(group: Group) -> dict[str, str]:
    return {stage.key: stage.word for stage in desk_of(group).stages}


def test_stages_say_how_far_they_have_come(client: Client, group: Group) -> None:
    sit(client, group)
    assert set(states(group).values()) == {"還沒開始"}
    inventory = make_sheet("inventory", group)
    fill(inventory, support_difficulties=[{"text": "缺班"}])
    assert states(group)["inventory"].startswith("尚缺 1 項核心議題")
    fill(inventory, support_difficulties=[{"text": "沒車", "core": True}])
    assert states(group)["inventory"] == "進行中"
    client.post("/t/inventory/done/")
    assert states(group)["inventory"] == "完成"
    design(group)
    assert states(group)["present"] == "尚缺 具體行動、想看到的成果"
    fill(make_sheet("design", group), steps=[{"what": "x"}], indicators=[{"name": "y"}])
    present = {stage.state for stage in desk_of(group).stages if stage.key == "present"}
    assert (states(group)["present"], present) == ("投影片可以看", {"current"})
    client.post("/t/design/done/")
    present = {stage.state for stage in desk_of(group).stages if stage.key == "present"}
    assert (states(group)["present"], present) == ("投影片可以看", {"done"})
    page = client.get("/t/").content.decode()
    assert "完成" in page
    assert "海線組" in page


def test_a_stage_is_opened_by_the_one_before_it(client: Client, group: Group) -> None:
    sit(client, group)
    for page, back in (("design", "/t/inventory/"), ("feasibility", "/t/design/"), ("present", "/t/design/")):
        answer = client.get(f"/t/{page}/").content.decode()
        assert "前一步還差一點" in answer
        assert f'href="{back}"' in answer
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "缺班", "core": True}])
    assert "前一步還差一點" not in client.get("/t/design/").content.decode()


def test_what_already_stands_is_never_shut_away(client: Client, group: Group) -> None:
    sit(client, group)
    fill(make_sheet("feasibility", group), verdict_why="先寫了")
    assert "先寫了" in client.get("/t/feasibility/").content.decode()


@pytest.mark.parametrize(
    ("kind", "following"),
    [("inventory", "/t/design/"), ("design", "/t/feasibility/"), ("feasibility", "/t/present/"), ("commitment", "/t/")],
)
def test_going_on_marks_the_stage_as_done(client: Client, group: Group, kind: str, following: str) -> None:
    sit(client, group)
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "缺班", "core": True}])
    design(group)
    assert client.post(f"/t/{kind}/done/")["Location"] == following
    assert Sheet.objects.get(group=group, kind=kind).handed_in_at is not None


def test_a_stage_that_is_done_can_be_taken_back_while_the_table_is_open(client: Client, group: Group) -> None:
    sit(client, group)
    sheet = design(group)
    client.post("/t/design/done/")
    assert "改回進行中" in client.get("/t/").content.decode()
    assert client.post("/t/design/undone/")["Location"] == "/t/"
    sheet.refresh_from_db()
    assert sheet.handed_in_at is None
    client.post("/t/design/done/")
    Workshop.objects.filter(pk=group.workshop_id).update(state="reported")
    client.post("/t/design/undone/")
    sheet.refresh_from_db()
    assert sheet.handed_in_at is not None


def test_going_on_without_the_minimum_says_what_is_missing(client: Client, group: Group) -> None:
    sit(client, group)
    answer = client.post("/t/inventory/done/", follow=True)
    assert "還不能往下走，尚缺：1 項核心議題" in answer.content.decode()
    assert Sheet.objects.get(group=group, kind="inventory").handed_in_at is None


# --- the sheets ------------------------------------------------------------------------------------------------------


def test_the_inventory_offers_sentences_with_their_actors(client: Client, group: Group) -> None:
    sit(client, group)
    page = client.get("/t/inventory/").content.decode()
    for item in call.ITEMS:
        for prompt in call.prompts(item):
            assert prompt.text in page
    assert "志工要持續服務，缺什麼？" in page


def test_every_kind_of_question_has_a_box_and_added_questions_appear(client: Client, group: Group) -> None:
    programme = group.workshop.programme
    for kind in ("inventory", "design", "feasibility", "commitment"):
        also_ask(
            programme, kind,
            questions.Question("x_note", "text", f"我們加的一題 {kind}", hint="寫一句"),
            questions.Question("x_pick", "choice", "選一個", options=(("a", "甲"), ("b", "乙"))),
            questions.Question("x_many", "choices", "選幾個", options=(("a", "丙"), ("b", "丁"))),
            questions.Question("x_count", "number", "幾個人", placeholder="例如 12"),
        )  # fmt: skip
    sit(client, group)
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "缺班", "core": True}])
    design(group, x_note="自己的話")
    for kind in ("inventory", "design", "feasibility", "commitment"):
        page = client.get(f"/t/{kind}/").content.decode()
        assert f"我們加的一題 {kind}" in page
        assert "乙" in page
        assert "丁" in page
        assert "例如 12" in page
        form = questions.read(make_sheet(kind, group).questions.definition)
        for question in form.questions():
            wanted = f'data-list="{question.key}"' if question.kind == "list" else f'data-path="{question.key}"'
            assert wanted in page or question.key == "core_issue", question.key
            for inner in question.fields:
                name = f"{question.key}/__item__/{inner.key}"
                assert f'data-path="{name}"' in page or f'="{name}"' in page, name
    assert "自己的話" in client.get("/t/design/").content.decode()


def test_the_design_shows_its_core_issue_and_lets_one_choose_between_two(client: Client, group: Group) -> None:
    sit(client, group)
    inventory = make_sheet("inventory", group)
    fill(inventory, support_difficulties=[{"text": "缺班很多", "core": True}])
    page = client.get("/t/design/").content.decode()
    assert "缺班很多" in page
    fill(inventory, recognition_difficulties=[{"text": "沒人問過", "core": True}])
    page = client.get("/t/design/").content.decode()
    assert "還沒選要回應哪一項" in page
    issue = desk_of(group).issues[0]
    fill(make_sheet("design", group), core_issue=issue.item)
    assert desk_of(group).issue == issue


def test_months_are_counted_from_the_workshops_day(client: Client) -> None:
    group = make_table()
    Workshop.objects.filter(pk=group.workshop_id).update(date=dt.date(2026, 8, 31))
    sit(client, group)
    design(group)
    page = client.get("/t/feasibility/").content.decode()
    for day in ("2026-09-30", "2026-11-30", "2027-02-28"):
        assert f'datetime="{day}"' in page


def test_a_workshop_without_a_date_has_months_without_days(client: Client) -> None:
    group = make_table("draft")
    Workshop.objects.filter(pk=group.workshop_id).update(date=None)
    sit(client, group)
    design(group)
    assert "第 6 個月" in client.get("/t/feasibility/").content.decode()


def test_the_vows_of_the_other_groups_of_the_room_are_shown(client: Client, group: Group) -> None:
    sit(client, group)
    design(group)
    other, silent = make_group(group.workshop), make_group(group.workshop)
    design(other)
    fill(make_sheet("commitment", other), vow="每個月說一個故事")
    fill(make_sheet("commitment", silent), first_who="某人")
    fill(make_sheet("commitment", make_table()), vow="別場的")
    page = client.get("/t/commitment/").content.decode()
    assert "每個月說一個故事" in page
    assert "別場的" not in page


def test_the_slide_fills_the_screen(client: Client, group: Group) -> None:
    sit(client, group)
    design(group, steps=[{"what": "訂規則"}], indicators=[{"name": "缺班率", "baseline": "18", "target": "9"}])
    page = client.get("/t/present/").content.decode()
    assert "18→9" in page
    assert "訂規則" in page


def test_a_table_reads_what_looks_odd_beside_its_sheets_and_again_after_typing(client: Client, group: Group) -> None:
    sit(client, group)
    design(group, indicators=[{"name": "缺班", "baseline": "22", "target": "少一點", "unit": "班"}])
    for address in ("/t/design/", "/t/design/parts", "/t/feasibility/", "/t/feasibility/parts"):
        assert "目標「少一點」沒有數字" in client.get(address).content.decode(), address
    assert "數字和月份再看一眼" not in client.get("/t/inventory/").content.decode()


def test_the_computed_parts_can_be_had_alone(client: Client, group: Group) -> None:
    sit(client, group)
    design(group, problem="沒有標準")
    page = client.get("/t/feasibility/parts").content.decode()
    assert "<html" not in page
    assert "還沒列需要的資源" in page


def test_a_disputed_box_shows_both_values(client: Client, group: Group) -> None:
    sit(client, group)
    sheet = design(group)
    write(sheet, change("set", "title", "另一個名字"), by=make_seat(group, name="乙"))
    page = client.get("/t/design/").content.decode()
    assert "另一個名字" in page
    assert 'name="take" value="title"' in page
    fill(make_sheet("feasibility", group), verdict="feasible")
    write(make_sheet("feasibility", group), change("set", "verdict", "later"))
    assert "暫緩" in client.get("/t/feasibility/").content.decode()


# --- state and operations --------------------------------------------------------------------------------------------


def test_a_device_asks_what_changed_in_three_queries_and_for_nothing_in_two(
    client: Client, group: Group, django_assert_num_queries: Any
) -> None:
    sit(client, group)
    client.defaults["HTTP_ACCEPT"] = "application/json"
    sheet = design(group)
    with django_assert_num_queries(3):
        full = client.get("/t/design/state")
    sequence = full.json()["sequence"]
    assert {row["path"] for row in full.json()["entries"]} == {"title", "pillar", "lead_unit"}
    with django_assert_num_queries(2):
        same = client.get(f"/t/design/state?after={sequence}", headers={"if-none-match": full["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", full["ETag"])
    with django_assert_num_queries(2):
        assert client.get(f"/t/design/state?after={sequence}").json()["entries"] == []
    write(sheet, change("set", "goal", "減半"))
    with django_assert_num_queries(3):
        news = client.get(f"/t/design/state?after={sequence}", headers={"if-none-match": full["ETag"]}).json()
    assert [row["path"] for row in news["entries"]] == ["goal"]


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30, "999999999"])
def test_a_device_that_asks_nonsense_gets_everything(client: Client, group: Group, after: str) -> None:
    sit(client, group)
    design(group)
    assert len(client.get("/t/design/state", {"after": after}).json()["entries"]) == 3


def test_a_sheet_that_was_never_opened_has_no_state(client: Client, group: Group) -> None:
    sit(client, group)
    assert client.get("/t/design/state").status_code == 404


def test_operations_get_their_receipts(client: Client, group: Group) -> None:
    sit(client, group, name="小芬")
    good, bad = operation(), operation(path="nothing")
    answer = post(client, "/t/design/operations", good, bad, operation(base="x")).json()
    assert [one["outcome"] for one in answer["receipts"]] == ["applied", "refused", "refused"]
    place = Operation.objects.get(id=good["id"]).sequence
    told = {"id": good["id"], "outcome": "applied", "version": 1, "message": "", "sequence": place}
    assert answer["receipts"][0] == told
    again = post(client, "/t/design/operations", good).json()
    assert again["receipts"][0]["version"] == 1
    assert Operation.objects.count() == 3
    assert sheets.read(make_sheet("design", group)).get("title") == "送餐"


def test_a_save_reads_its_seat_table_and_workshop_at_once(client: Client, group: Group) -> None:
    sit(client, group, name="小芬")
    make_sheet("inventory", group)
    path = "support_difficulties/i1"
    both = operation("add", path, {"text": "缺班"}), operation("set", f"{path}/core", True)
    with CaptureQueriesContext(connection) as queries:
        answer = post(client, "/t/inventory/operations", *both).json()
    assert [one["outcome"] for one in answer["receipts"]] == ["applied"] * 2, answer
    read = [query["sql"] for query in queries if '"workshops_workshop"."state"' in query["sql"]]
    assert len(read) == 1, read
    assert not any('"workshops_workshop"."venue"' in query["sql"] for query in queries)


def test_a_malformed_batch_changes_nothing(client: Client, group: Group) -> None:
    sit(client, group)
    answer = post(client, "/t/design/operations", operation(), {"id": "x"})
    assert (answer.status_code, "第 2 筆" in answer.json()["error"]) == (400, True)
    assert not Operation.objects.exists()
    answer = post(client, "/t/design/operations", operation(value="字" * 100_000))
    assert (answer.status_code, "256 kB" in answer.json()["error"]) == (400, True)


@pytest.mark.parametrize(
    "content_type", ["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "", "x"]
)
def test_a_batch_sent_as_something_else_is_malformed(client: Client, group: Group, content_type: str) -> None:
    sit(client, group)
    sent = b'--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n[]\r\n--x--\r\n'
    answer = client.generic("POST", "/t/design/operations", sent, content_type)
    assert answer.status_code == 400
    assert "不是 JSON" in answer.json()["error"]


def test_a_closed_table_keeps_what_is_sent_and_says_why(client: Client) -> None:
    group = make_table("reported")
    sit(client, group)
    sheet = design(group)
    (receipt,) = post(client, "/t/design/operations", operation(value="太晚")).json()["receipts"]
    assert (receipt["outcome"], "已經結束" in receipt["message"]) == ("refused", True)
    assert Operation.objects.filter(sheet=sheet, value="太晚", outcome="refused").exists()
    assert "已經結束" in client.get("/t/design/state").json()["closed"]
    assert "已經結束" in client.get("/t/design/").content.decode()
    client.post("/t/design/done/")
    assert Sheet.objects.get(pk=sheet.pk).handed_in_at is None


def test_operations_need_the_token_against_forged_requests(group: Group) -> None:
    strict = Client(enforce_csrf_checks=True)
    sit(strict, group)
    assert post(strict, "/t/design/operations", operation()).status_code == 403


# --- without scripts -------------------------------------------------------------------------------------------------


def plain(client: Client, sheet: Sheet, **fields: Any) -> Any:
    data = {key.replace("__", "/"): value for key, value in fields.items()}
    return client.post(f"/t/{sheet.kind}/", {"sheet": sheet.pk, "batch": str(uuid.uuid4()), **data}, follow=True)


def test_a_page_saves_every_box_that_was_changed(client: Client, group: Group) -> None:
    sit(client, group)
    sheet = design(group, sdgs=[3], steps=[{"what": "訂規則", "from_month": 1}])
    (step,) = sheets.read(sheet).items("steps")
    path = f"steps/{step.id}"
    answer = plain(
        client, sheet,
        **{
            "b:title": "1", "v:title": "送餐分流", "b:goal": "0", "v:goal": "減半\r\n再減半", "b:pillar": "1",
            "v:pillar": "recognition", "b:sdgs": "1", "v:sdgs": ["3", "4", "x"], f"b:{path}/what": "1",
            f"v:{path}/what": "訂規則", f"b:{path}/to_month": "0", f"v:{path}/to_month": "6",
            f"b:{path}/from_month": "1", f"v:{path}/from_month": "", "b:steps": "1", "b:nothing": "0", "b:problem": "x",
        },
    )  # fmt: skip
    assert "已存伺服器" in answer.content.decode()
    content = sheets.read(sheet)
    assert (content.get("title"), content.get("goal"), content.get("pillar")) == (
        "送餐分流",
        "減半\n再減半",
        "recognition",
    )
    assert content.get("sdgs") == [3, 4]
    assert dict(content.items("steps")[0].values) == {"what": "訂規則", "from_month": None, "to_month": 6}
    assert Operation.objects.filter(path="title").count() == 1


@pytest.mark.parametrize(
    ("typed", "kept", "told"),
    [("１，２００", 1200, ""), ("3.5", 3.5, ""), ("0", 0, ""), ("約 12", None, "「幾個人」要填數字，例如 12 或 3.5。")],
)
def test_a_number_is_saved_as_a_number_without_scripts(
    client: Client, group: Group, typed: str, kept: float | None, told: str
) -> None:
    also_ask(group.workshop.programme, "design", questions.Question("x_count", "number", "幾個人"))
    sit(client, group)
    sheet = make_sheet("design", group)
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "缺班", "core": True}])
    page = plain(client, sheet, **{"b:x_count": "0", "v:x_count": typed}).content.decode()
    assert sheets.read(sheet).get("x_count", None) == kept
    assert told in page
    assert kept is None or f'value="{kept}"' in page


def test_a_page_drawn_before_others_wrote_touches_only_what_its_writer_changed(client: Client, group: Group) -> None:
    sit(client, group)
    sheet = design(group, steps=[{"what": "舊"}])
    (step,) = sheets.read(sheet).items("steps")
    path = f"steps/{step.id}/what"
    write(sheet, change("set", "title", "同桌改的", base=1), change("set", path, "同桌改的", base=1))
    plain(client, sheet, **{"b:title": "1", "v:title": "送餐分流", f"b:{path}": "1", f"v:{path}": "舊"})
    content = sheets.read(sheet)
    assert (content.get("title"), content.items("steps")[0].get("what")) == ("同桌改的", "同桌改的")
    answer = plain(client, sheet, **{"b:title": "1", "v:title": "我也改了"})
    assert "請選一個" in answer.content.decode()
    assert sheets.read(sheet).get("title") == "同桌改的"
    plain(client, sheet, take="title")
    assert sheets.read(sheet).get("title") == "我也改了"


@pytest.mark.parametrize(("choice", "kept"), [("keep", "送餐分流"), ("take", "乙"), ("both", "送餐分流；乙")])
def test_a_dispute_is_settled_without_scripts(client: Client, group: Group, choice: str, kept: str) -> None:
    sit(client, group)
    sheet = design(group)
    write(sheet, change("set", "title", "乙"))
    plain(client, sheet, **{choice: "title"})
    assert sheets.read(sheet).get("title") == kept
    assert "dispute" not in sheets.state_of(sheet)["entries"][0]
    before = Operation.objects.count()
    plain(client, sheet, **{choice: "title"})
    plain(client, sheet, **{choice: "goal"})
    assert Operation.objects.count() == before


def test_items_are_added_voted_starred_removed_and_restored_without_scripts(client: Client, group: Group) -> None:
    sit(client, group)
    sheet = make_sheet("inventory", group)
    plain(
        client,
        sheet,
        **{"n:support_difficulties": " 每月缺班 ", "c:support_difficulties": "S2", "add": "support_difficulties"},
    )
    (item,) = sheets.read(sheet).items("support_difficulties")
    assert dict(item.values) == {"text": "每月缺班", "call_item": "S2"}
    path = f"support_difficulties/{item.id}"
    plain(client, sheet, vote=f"{path}/votes")
    plain(client, sheet, vote=f"{path}/votes")
    plain(client, sheet, unvote=f"{path}/votes")
    plain(client, sheet, star=f"{path}/core")
    (issue,) = sheets.core_issues(sheets.read(sheet))
    assert issue.votes == 1
    plain(client, sheet, unstar=f"{path}/core")
    assert sheets.core_issues(sheets.read(sheet)) == []
    plain(client, sheet, remove=path)
    assert sheets.read(sheet).items("support_difficulties") == ()
    assert "每月缺班" in client.get("/t/inventory/").content.decode()
    plain(client, sheet, restore=path)
    assert len(sheets.read(sheet).items("support_difficulties")) == 1


def test_a_prompt_becomes_an_item_and_nonsense_does_not(client: Client, group: Group) -> None:
    sit(client, group)
    sheet = make_sheet("inventory", group)
    plain(client, sheet, prompt="support_strengths|S4|社區巴士|有空檔")
    (item,) = sheets.read(sheet).items("support_strengths")
    assert (item.get("text"), item.get("call_item")) == ("社區巴士|有空檔", "S4")
    for nonsense in ("support_strengths", "nothing|S4|x", "support_strengths|S4|"):
        plain(client, sheet, prompt=nonsense)
    assert Operation.objects.count() == 1


def test_the_same_page_sent_twice_counts_once(client: Client, group: Group) -> None:
    sit(client, group)
    sheet = make_sheet("inventory", group)
    data = {"sheet": sheet.pk, "batch": str(uuid.uuid4()), "n:support_strengths": "有車"}
    for _time in range(2):
        client.post("/t/inventory/", data)
    (item,) = sheets.read(sheet).items("support_strengths")
    votes = {"sheet": sheet.pk, "batch": "nonsense", "vote": f"support_strengths/{item.id}/votes"}
    client.post("/t/inventory/", votes)
    client.post("/t/inventory/", votes | {"batch": data["batch"]})
    client.post("/t/inventory/", votes | {"batch": data["batch"]})
    assert sheets.read(sheet).items("support_strengths")[0].get("votes") == 2


@pytest.mark.parametrize("length", [2000, 2001])
def test_a_new_item_that_is_too_long_stays_in_its_box_without_scripts(
    client: Client, group: Group, length: int
) -> None:
    sit(client, group)
    sheet = make_sheet("inventory", group)
    data = {"n:support_strengths": "字" * length, "n:support_difficulties": "缺班", "add": "support_strengths"}
    page = plain(client, sheet, **data, next="1").content.decode()
    assert [item.get("text") for item in sheets.read(sheet).items("support_difficulties")] == ["缺班"]
    fits = length == 2000
    assert len(sheets.read(sheet).items("support_strengths")) == fits
    assert (f'value="{"字" * length}"' in page) is not fits
    assert ("這一則有 2,001 字，最多 2,000 字，多了 1 字。" in page) is not fits
    assert f'data-most="{questions.LONGEST_TEXT}"' in client.get("/t/inventory/").content.decode()


def test_a_list_without_a_call_item_ignores_one(client: Client, group: Group) -> None:
    sit(client, group)
    sheet = design(group)
    plain(client, sheet, **{"n:steps": "訂規則", "c:steps": "S2"})
    assert dict(sheets.read(sheet).items("steps")[0].values) == {"what": "訂規則"}


def test_going_on_without_scripts_saves_first(client: Client, group: Group) -> None:
    sit(client, group)
    sheet = make_sheet("design", group)
    data = {"b:title": "0", "v:title": "送餐", "b:pillar": "0", "v:pillar": "support", "next": "1"}
    answer = plain(client, sheet, **data)
    assert "尚缺：主責單位" in answer.content.decode()
    answer = plain(client, sheet, **{"b:lead_unit": "0", "v:lead_unit": "社會處", "next": "1"})
    assert answer.redirect_chain[-1][0] == "/t/feasibility/"
    answer = plain(client, sheet, **{"b:goal": "0", "v:goal": "字" * 2001, "next": "1"})
    assert "太長" in answer.content.decode()


# --- people with an account ------------------------------------------------------------------------------------------


def test_an_officer_takes_a_seat_and_keeps_it(client: Client, group: Group) -> None:
    officer = make_user("county_officer")
    client.force_login(officer)
    assert client.get(f"/groups/{group.pk}/sit/").status_code == 405
    assert client.post(f"/groups/{group.pk}/sit/")["Location"] == "/t/"
    assert client.get("/t/").status_code == 200
    client.post(f"/groups/{group.pk}/sit/")
    (seat,) = group.seats.all()
    assert (seat.user, seat.name) == (officer, officer.name)
    other = make_table()
    client.post(f"/groups/{other.pk}/sit/")
    assert other.seats.count() == 1


def test_an_officer_who_goes_from_table_to_table_leaves_no_empty_seats(client: Client, group: Group) -> None:
    """Each table has thirty places; an officer who helps everywhere all afternoon must not take them up."""
    other = make_group(group.workshop)
    client.force_login(make_user("county_officer"))
    for _turn in range(3):
        for table in (group, other):
            client.post(f"/groups/{table.pk}/sit/")
    assert [table.seats.filter(revoked_at=None).count() for table in (group, other)] == [0, 1]
    assert client.get("/t/").status_code == 200


@pytest.mark.parametrize(("role", "county"), [("county_officer", "HUA"), ("volunteer", "TTT"), ("association", None)])
def test_who_may_not_write_gets_no_seat(client: Client, group: Group, role: str, county: str | None) -> None:
    client.force_login(make_user(role, county))
    assert client.post(f"/groups/{group.pk}/sit/").status_code == 404
    assert not group.seats.exists()


def test_a_lecturer_sits_only_where_she_is_named(client: Client, group: Group) -> None:
    client.force_login(group.workshop.lecturer)
    assert client.post(f"/groups/{group.pk}/sit/").status_code == 302
    assert client.post(f"/groups/{make_table().pk}/sit/").status_code == 404


def test_nobody_sits_at_a_closed_table_or_a_full_one(client: Client, group: Group) -> None:
    client.force_login(make_user("county_officer"))
    closed = make_table("closed")
    assert client.post(f"/groups/{closed.pk}/sit/")["Location"] == f"/groups/{closed.pk}/sheets/"
    assert not closed.seats.exists()
    for _number in range(30):
        make_seat(group)
    answer = client.post(f"/groups/{group.pk}/sit/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/groups/{group.pk}/sheets/"
    assert group.seats.count() == 30


def test_a_reader_reads_all_sheets_and_writes_nothing(client: Client, group: Group) -> None:
    fill(
        make_sheet("inventory", group),
        support_difficulties=[{"text": "缺班", "core": True, "votes": 3, "call_item": "S2"}],
    )
    design(group, sdgs=[3], steps=[{"what": "訂規則", "from_month": 2}])
    write(make_sheet("design", group), change("set", "title", "另一個"))
    make_sheet("commitment", group)
    client.force_login(make_user("association", None))
    page = client.get(f"/groups/{group.pk}/sheets/").content.decode()
    for words in ("缺班", "支2", "送餐分流", "第 2 個月", "3 健康與福祉", "未填", "還沒寫", "1 格有兩個版本"):
        assert words in page
    assert "textarea" not in page
    assert f"/groups/{group.pk}/sit/" not in page
    client.force_login(make_user("county_officer"))
    assert f"/groups/{group.pk}/sit/" in client.get(f"/groups/{group.pk}/sheets/").content.decode()


def test_a_group_that_has_written_nothing_says_so(client: Client, group: Group) -> None:
    client.force_login(make_user("county_officer"))
    assert "還沒開始填寫" in client.get(f"/groups/{group.pk}/sheets/").content.decode()


@pytest.mark.parametrize(("role", "county"), [("county_officer", "HUA"), ("volunteer", "TTT"), ("lecturer", "TTT")])
def test_who_may_not_read_finds_nothing(client: Client, group: Group, role: str, county: str) -> None:
    client.force_login(make_user(role, county))
    assert client.get(f"/groups/{group.pk}/sheets/").status_code == 404


def test_a_workshop_of_another_state_can_be_read(client: Client) -> None:
    group = make_table("closed")
    client.force_login(make_user("county_officer"))
    assert client.get(f"/groups/{group.pk}/sheets/").status_code == 200


@pytest.mark.parametrize("address", ["/t/nothing/", "/t/inventory/nothing/", "/t/a/b/c", "/nothing/"])
def test_an_address_that_is_not_there_leads_a_device_back_to_its_table(
    client: Client, group: Group, address: str
) -> None:
    seat = sit(client, group)
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert re.search(rf'<a class="btn btn-primary" href="/t/">.*?回到{group}</a>', page)
    assert "寫下的內容都還在" in page
    assert "聯絡貴縣市的承辦人" not in page
    seats.revoke_seat(seat=seat, by=SYSTEM, now=timezone.now())
    for browser in (client, Client()):
        page = browser.get("/nothing/").content.decode()
        assert f"回到{group}" not in page, "there is no table to go back to"
        assert "聯絡貴縣市的承辦人" in page
