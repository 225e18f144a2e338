"""What a group still owes when a workshop ends, and what its phone still asks: by what is really there."""

import datetime as dt

import pytest
from django.test import Client

from actionplans.consensus import adoption, consolidation, signatures
from actionplans.models import Idea, Sheet
from actionplans.tables import live, promises
from actionplans.tables import owed as owed_of
from actionplans.writing import sheets
from actionplans.writing.desks import desk_of
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.actionplans.test_table_views import sit
from tests.makers.accounts import make_user
from tests.makers.actionplans import change, fill, give_forms, make_sheet, write
from tests.makers.board import LATER, ideas_of, make_adopted, make_candidate, make_room
from tests.makers.workshops import make_group, make_seat, make_workshop
from workshops.models import Group, Workshop

pytestmark = pytest.mark.django_db

VOW = {"vow": "每週送餐", "first_who": "阿英", "first_when": "115/12/20", "first_what": "開會"}


def finish_sheets(group: Group) -> None:
    """All three sheets of a table with everything they ask for, and none of them marked as done."""
    fill(make_sheet("design", group), goal="少缺班", beneficiaries="長輩")
    for pillar in ("recognition", "safeguarding"):
        fill(make_sheet("inventory", group), **{f"{pillar}_strengths": [{"text": "有人做"}]})
    fill(
        make_sheet("feasibility", group),
        stakeholders=[{"name": "公所"}],
        risks=[{"risk": "下雨"}],
        month3_change="看得到",
        month6_change="看得到",
        verdict="feasible",
    )


def owed(room: Workshop) -> list[str]:
    return list(owed_of.unfinished(room, LATER))


def test_a_group_that_has_everything_owes_nothing_pressed_or_not() -> None:
    room = make_room(tables=2)
    one, two = room.groups.order_by("number")
    for group in (one, two):
        finish_sheets(group)
        fill(make_sheet("commitment", group), **VOW)
    assert owed(room) == []
    sheets.hand_in(sheet=make_sheet("design", one), by=make_seat(one), now=LATER)
    assert owed(room) == []


@pytest.mark.parametrize(
    ("became", "said"),
    [
        ("open", ["承諾還沒開始"]),
        ("candidate", ["「行動1」還沒採納"]),
        ("adopted", ["「行動1」已經採納，還沒有人簽署"]),
        ("signed", []),
        ("parked", []),
        ("merged, signed", []),
        ("merged", ["「行動2」已經採納，還沒有人簽署"]),
    ],
)
def test_the_promise_is_what_became_of_the_idea(became: str, said: list[str]) -> None:
    room = make_room(tables=2)
    group = room.groups.get(number=1)
    finish_sheets(group)
    bring_to(room, became)
    assert [line for line in owed(room) if line.startswith("第 1 組")] == [f"第 1 組還缺：{part}。" for part in said]


def bring_to(room: Workshop, became: str) -> None:
    first, second = ideas_of(room)
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    if became == "parked":
        consolidation.park(idea=first, reason="明年", by=SYSTEM, now=LATER)
    elif became.startswith("merged"):
        plan = make_adopted(second, officer)
        Idea.objects.filter(pk=first.pk).update(decision=Idea.Decision.MERGED, plan=plan)
    elif became == "candidate":
        make_candidate(first, officer)
    elif became != "open":
        plan = make_adopted(first, officer)
    if "signed" in became:
        signatures.sign(plan=plan, name="張大同", unit="社會處", by=officer, now=LATER)


def test_what_is_missing_is_named_and_the_rest_counted() -> None:
    room = make_room(tables=1)
    group = room.groups.get()
    (line,) = owed(room)
    assert line.startswith("第 1 組還缺：盤點（肯定：還沒有任何一則、保障：還沒有任何一則）；設計（目標、誰會受益）；")
    assert "可行性（利害關係人、風險與因應、第 3 個月要看到什麼等 5 項）" in line
    assert line.endswith("；承諾還沒開始。")
    write(make_sheet("design", group), change("set", "title", "", base=1))
    assert "設計（行動名稱、目標、誰會受益）" in owed(room)[0]


def test_hints_for_who_writes_are_not_told_to_who_ends_the_workshop() -> None:
    room = make_workshop(Workshop.State.RUNNING, agenda=False)
    give_forms(room.programme)
    group = make_group(room)
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "沒車"}])
    fill(make_sheet("commitment", group), vow="每週送餐", first_who="阿英", first_when="下個月", first_what="開會")
    (line,) = owed(room)
    assert "盤點（1 項核心議題、" in line
    assert "承諾（第一步：什麼時候）" in line
    assert "（按" not in line
    assert "））" not in line
    assert "按困難旁邊的星號" in str(desk_of(group).stages[0].gate), "the table itself is told how"


def test_versions_nobody_has_chosen_and_what_devices_still_hold_are_named() -> None:
    room = make_room(tables=1)
    group = room.groups.get()
    finish_sheets(group)
    fill(make_sheet("commitment", group), **VOW)
    write(make_sheet("design", group), change("set", "goal", "別的", base=0))
    seat = make_seat(group, seen_at=LATER, unsent=3)
    assert owed(room) == ["第 1 組還缺：1 格有兩個版本還沒選；裝置上 3 筆還沒上傳。"]
    seat.seen_at = LATER - dt.timedelta(hours=1)
    seat.save()
    assert "裝置上 3 筆還沒上傳" in owed(room)[0], "a device that fell silent still holds them"


def test_as_many_questions_for_one_group_as_for_four(django_assert_num_queries) -> None:
    for tables in (1, 4):
        room = make_room(tables=tables, county="TTT" if tables == 1 else "HUA")
        ideas_of(room)
        with django_assert_num_queries(7):
            owed(room)


BECAME = ["open", "candidate", "adopted", "signed", "parked", "merged, signed", "merged"]


@pytest.mark.parametrize("became", BECAME)
def test_wall_and_projector_count_a_stage_as_done_where_the_phones_do(client: Client, became: str) -> None:
    room = make_room(tables=2)
    group = room.groups.get(number=1)
    bring_to(room, became)
    sit(client, group)
    on_phone = [stage.state == "done" for stage, _address, _barred in client.get("/t/").context["stages"]]
    officer = Client()
    officer.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    tile, _moving = officer.get(f"/workshops/{room.pk}/wall/").context["tiles"][0]
    assert (tile.done, tile.shares[-1] == 100) == (sum(on_phone), on_phone[-1])
    table = officer.get(f"/workshops/{room.pk}/projector/").context["tables"][0]
    assert table.said.startswith("盤點 "), "a promise that is kept does not hide the stage in hand"
    kept = list(promises.kept_ideas().filter(group=group))
    assert bool(kept) is on_phone[-1], "what the tag is made of says the same"


def test_all_five_stages_are_done_once_the_plan_is_signed(client: Client) -> None:
    room = make_room(tables=2)
    group = room.groups.get(number=1)
    finish_sheets(group)
    bring_to(room, "signed")
    seat = make_seat(group)
    for kind in ("inventory", "design", "feasibility"):
        sheets.hand_in(sheet=make_sheet(kind, group), by=seat, now=LATER)
    officer = Client()
    officer.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    html = officer.get(f"/workshops/{room.pk}/wall/state").json()["parts"]["table-1"]["html"]
    assert "完成 5/5" in html
    assert "五個階段都完成" in html
    assert "「行動1」" not in html, "its title may change, and the wall would not hear of it"
    assert officer.get(f"/workshops/{room.pk}/projector/").context["tables"][0].said == "五個階段都完成"


def test_every_promise_made_or_taken_back_is_news_to_the_wall() -> None:
    room, officer = make_room(tables=2), make_user(Role.COUNTY_OFFICER, "TTT")
    first, second = ideas_of(room)
    plan = make_adopted(first, officer)
    signed = signatures.sign(plan=plan, name="張大同", unit="社會處", by=officer, now=LATER)
    seen = [live.stamp_of(room.pk, LATER)]
    signatures.unsign(signature=signed, by=officer, now=LATER)
    seen.append(live.stamp_of(room.pk, LATER))
    assert seen[0] != seen[1]
    signatures.sign(plan=plan, name="張大同", unit="社會處", by=officer, now=LATER)
    consolidation.park(idea=second, reason="明年", by=SYSTEM, now=LATER)
    seen.append(live.stamp_of(room.pk, LATER))
    consolidation.reopen(idea=second, by=SYSTEM, now=LATER)
    assert live.stamp_of(room.pk, LATER) == seen[0]
    adoption.withdraw(plan=plan, reason="寫錯", by=officer, now=LATER)
    assert live.stamp_of(room.pk, LATER) == seen[1]
    assert len(set(seen)) == 3


@pytest.mark.parametrize("became", ["signed", "parked"])
def test_a_phone_asks_for_no_vow_once_there_is_nothing_to_promise(client: Client, became: str) -> None:
    room = make_room(tables=2)
    group = room.groups.get(number=1)
    fill(make_sheet("commitment", group), first_who="阿英")
    sit(client, group)
    asks = "還可以補：一句承諾"
    assert asks in client.get("/t/").content.decode()
    bring_to(room, became)
    word = "「行動1」已經採納，有 1 人簽署了承諾。" if became == "signed" else "這個構想暫緩了，今天不用寫承諾。"
    for address in ("/t/", "/t/commitment/", "/t/commitment/parts"):
        page = client.get(address).content.decode()
        assert asks not in page
        assert word in page
    assert "「承諾」改回進行中" not in client.get("/t/").content.decode()


def test_a_phone_that_cannot_write_any_more_is_asked_to_add_nothing(client: Client) -> None:
    room = make_room(tables=1)
    group = room.groups.get()
    sit(client, group)
    assert "還可以補：" in client.get("/t/").content.decode()
    supervisor = make_user(Role.SUPERVISOR, "TTT")
    Workshop.objects.filter(pk=room.pk).update(state=Workshop.State.REPORTED, supervisor=supervisor)
    page = client.get("/t/").content.decode()
    assert "還可以補：" not in page
    assert Sheet.objects.filter(group=group).exists()
