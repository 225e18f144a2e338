"""Sheets through the API: the same log as the browser's, each operation exactly once."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from actionplans.models import Entry, Operation
from actionplans.writing import sheets
from tests.makers.accounts import make_user
from tests.makers.actionplans import fill, make_sheet, make_table
from tests.makers.api import browser, program
from tests.makers.workshops import make_seat
from workshops.models import Group, Seat, Workshop
from workshops.seats import COOKIE

pytestmark = pytest.mark.django_db


def at(name: str, group: Group, kind: str = "inventory") -> str:
    return reverse(f"v1:{name}", args=[group.pk, kind])


def operation(path: str, value: Any, action: str = "set", **fields: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "action": action, "path": path, "value": value, **fields}


@pytest.fixture
def table() -> Group:
    return make_table()


@pytest.fixture
def officer() -> Any:
    return make_user()


def test_written_read_and_handed_in(table: Group, officer: Any) -> None:
    client = program(officer)
    sent = [
        operation("title", "陪伴到家"), operation("pillar", "support"), operation("lead_unit", "社會處"),
        operation("steps/a1", {"what": "找人"}, "add"),
    ]  # fmt: skip
    refused = client.post(at("sheet-hand-in", table, "design"), {}, format="json")
    assert refused.status_code == 409
    assert "行動名稱" in refused.json()["detail"]
    written = client.post(at("sheet-operations", table, "design"), {"operations": sent}, format="json")
    assert [one["outcome"] for one in written.json()["receipts"]] == ["applied"] * 4, written.json()
    body = client.get(at("sheet", table, "design")).json()
    assert body["answers"] == {"title": "陪伴到家", "pillar": "support", "lead_unit": "社會處"}
    assert body["lists"]["steps"] == [{"id": "a1", "what": "找人"}]
    assert body["missing"] == []
    assert "目標" in body["wanted"]
    keys = {question["key"] for section in body["form"]["sections"] for question in section["questions"]}
    assert {"title", "steps"} <= keys
    done = client.post(at("sheet-hand-in", table, "design"), {}, format="json")
    assert done.json()["handed_in_at"]
    assert officer.name in done.json()["handed_in_by"]


def test_the_same_operation_by_api_and_by_browser_takes_effect_once(table: Group, officer: Any) -> None:
    """An id is one operation, whichever way it comes and however often."""
    client = program(officer)
    phone = Client()
    make_seat(table, token="phone")
    phone.cookies[COOKIE] = "phone"
    item = operation("support_difficulties/a1", {"text": "沒有車"}, "add")
    votes = operation("support_difficulties/a1/votes", 2, "count")
    batch = {"operations": [item, votes]}
    first = client.post(at("sheet-operations", table), batch, format="json").json()
    by_phone = phone.post(
        reverse("actionplans:operations", args=["inventory"]), batch, content_type="application/json"
    ).json()
    again = client.post(at("sheet-operations", table), batch, format="json").json()
    assert first["receipts"] == by_phone["receipts"] == again["receipts"]
    assert Operation.objects.count() == 2
    assert Entry.objects.get(path="support_difficulties/a1/votes").value == 2


def test_a_conflict_keeps_both_values(table: Group, officer: Any) -> None:
    sheet = sheets.open_sheet(group=table, kind="design")
    fill(sheet, title="桌上寫的")
    client = program(officer)
    answer = client.post(
        at("sheet-operations", table, "design"), {"operations": [operation("title", "程式寫的", base=0)]}, format="json"
    )
    assert answer.json()["receipts"][0]["outcome"] == "conflict"
    (entry,) = client.get(at("sheet-state", table, "design")).json()["entries"]
    assert entry["value"] == "桌上寫的"
    assert entry["dispute"]["value"] == "程式寫的"


def test_state_tells_only_what_is_new(table: Group, officer: Any) -> None:
    client = program(officer)
    client.post(at("sheet-operations", table, "design"), {"operations": [operation("title", "甲")]}, format="json")
    before = client.get(at("sheet-state", table, "design")).json()["sequence"]
    client.post(at("sheet-operations", table, "design"), {"operations": [operation("goal", "乙")]}, format="json")
    body = client.get(at("sheet-state", table, "design"), {"after": before}).json()
    assert [entry["path"] for entry in body["entries"]] == ["goal"]
    assert body["sequence"] > before
    assert client.get(at("sheet-state", table, "design"), {"after": "x"}).status_code == 400


def test_one_person_has_one_seat_in_her_name(table: Group, officer: Any) -> None:
    client = program(officer)
    for _time in range(2):
        client.post(at("sheet-operations", table, "design"), {"operations": [operation("title", "甲")]}, format="json")
    seat = Seat.objects.get(group=table)
    assert (seat.user, seat.name) == (officer, officer.name)
    assert {one.seat for one in Operation.objects.all()} == {seat}


def test_a_closed_table_keeps_what_was_sent_and_says_why(officer: Any) -> None:
    table = make_table(Workshop.State.CLOSED)
    answer = program(officer).post(
        at("sheet-operations", table, "design"), {"operations": [operation("title", "甲")]}, format="json"
    )
    (receipt,) = answer.json()["receipts"]
    assert receipt["outcome"] == "refused"
    assert receipt["message"]
    assert not Entry.objects.exists()
    assert Operation.objects.count() == 1
    assert program(officer).post(at("sheet-hand-in", table, "design"), {}, format="json").status_code == 409


@pytest.mark.parametrize(
    "sent", ["[]", "{}", '{"operations": 3}', '{"operations": [{"action": "set"}]}', '{"operations": [{"id": "x"}]}']
)
def test_a_batch_that_is_none(sent: str, table: Group, officer: Any) -> None:
    answer = program(officer).post(at("sheet-operations", table), sent, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:problem:malformed"
    assert set(answer.json()["translations"]) == {"en"}
    assert not Operation.objects.exists()


def test_one_operation_that_cannot_be_read_is_refused_alone(table: Group, officer: Any) -> None:
    sent = [operation("title", "甲"), operation("nowhere", "乙"), operation("title", "丙", base=-1)]
    answer = program(officer).post(at("sheet-operations", table, "design"), {"operations": sent}, format="json")
    assert [one["outcome"] for one in answer.json()["receipts"]] == ["applied", "refused", "refused"]


def test_a_sheet_that_is_none(table: Group, officer: Any) -> None:
    client = program(officer)
    assert client.get(at("sheet", table, "nothing")).status_code == 404
    table.workshop.programme.question_sets.all().delete()
    assert client.get(at("sheet", table)).status_code == 404


def test_a_supervisor_reads_and_does_not_write() -> None:
    supervisor = make_user("supervisor")
    sheet = make_sheet()
    workshop = sheet.group.workshop
    Workshop.objects.filter(pk=workshop.pk).update(supervisor=supervisor)
    client = browser(supervisor)
    assert client.get(at("sheet", sheet.group)).status_code == 200
    answer = client.post(at("sheet-operations", sheet.group), {"operations": []}, format="json")
    assert answer.status_code == 404


def test_a_batch_nested_without_end_is_no_json(table: Group, officer: Any) -> None:
    endless = '{"operations": ' + "[" * 5000 + "]" * 5000 + "}"
    answer = browser(officer).post(at("sheet-operations", table), endless, content_type="application/json")
    assert answer.status_code == 400
