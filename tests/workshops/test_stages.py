"""The door of a workshop's state: every move from every state, every guard, who may, and what it leaves behind."""

import datetime as dt

import pytest

from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.workflow.moves import MoveRefused
from tests.makers.accounts import give, make_user
from tests.makers.workshops import NOON, make_programme, make_workshop
from workshops import people
from workshops.models import Workshop
from workshops.stages import MOVES, missing_for_submission

pytestmark = pytest.mark.django_db
S = Workshop.State

ALLOWED = {
    "submit": ({S.DRAFT}, S.SUBMITTED),
    "confirm": ({S.SUBMITTED}, S.CONFIRMED),
    "return": ({S.SUBMITTED, S.CONFIRMED}, S.DRAFT),
    "start": ({S.CONFIRMED}, S.RUNNING),
    "record": ({S.CONFIRMED}, S.HELD),
    "finish": ({S.RUNNING}, S.HELD),
    "resume": ({S.HELD}, S.RUNNING),
    "report": ({S.HELD}, S.REPORTED),
    "reopen": ({S.REPORTED}, S.HELD),
    "close": ({S.REPORTED}, S.CLOSED),
    "cancel": ({S.DRAFT, S.SUBMITTED, S.CONFIRMED}, S.CANCELLED),
}
NEEDS_REASON = {"return", "resume", "reopen", "cancel"}


@pytest.fixture
def no_guards_from_above(monkeypatch):
    """What the apps above ask for is tested there."""
    monkeypatch.setattr(MOVES, "_extra", {})


def ready(state):
    return make_workshop(state, groups=1, lecturer=make_user(Role.LECTURER), supervisor=make_user(Role.SUPERVISOR))


def test_the_table_is_the_whole_table():
    assert set(MOVES.moves) == set(ALLOWED)
    assert {name for name, move in MOVES.moves.items() if move.needs_reason} == NEEDS_REASON


@pytest.mark.parametrize("name", ALLOWED)
@pytest.mark.parametrize("state", S.values)
def test_every_move_from_every_state(name, state, no_guards_from_above):
    workshop = ready(state)
    day = {"record": dt.date(2026, 3, 10), "start": NOON.date()}.get(name)
    if day:
        workshop.date = day
        workshop.save(update_fields=["date"])
    starts, to = ALLOWED[name]
    if state in starts:
        MOVES.apply(workshop, name, by=SYSTEM, reason="換日期", now=NOON)
        workshop.refresh_from_db()
        assert workshop.state == to
        event = trail.history_of(workshop).first()
        assert (event.was, event.now) == ({"state": state}, {"state": to})
        stamp = MOVES.moves[name].stamp
        if stamp:
            assert getattr(workshop, stamp) == NOON
            assert getattr(workshop, stamp.removesuffix("_at") + "_by") == "系統"
    else:
        with pytest.raises(MoveRefused, match="狀態已經不同"):
            MOVES.apply(workshop, name, by=SYSTEM, reason="換日期", now=NOON)
        workshop.refresh_from_db()
        assert workshop.state == state
        assert not trail.history_of(workshop).exists()


@pytest.mark.parametrize("name", sorted(NEEDS_REASON))
@pytest.mark.parametrize("reason", ["", "  "])
def test_going_back_needs_a_reason(name, reason):
    workshop = ready(min(ALLOWED[name][0]))
    with pytest.raises(MoveRefused, match="要寫原因"):
        MOVES.apply(workshop, name, by=SYSTEM, reason=reason, now=NOON)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"date": None}, "日期：還沒填。"),
        ({"starts_at": None}, "開始時間：還沒填。"),
        ({"minutes": None}, "總長度：還沒填。"),
        (
            {"minutes": 179},
            "總長度：179 分太短，這個方案至少要 180 分（3 小時）。請加長時段；排不出時間的話，請洽協會秘書處。",
        ),
        ({"minutes": 241}, "總長度：241 分太長，這個方案最多 240 分（4 小時）。請縮短，或分成兩場。"),
        ({"groups_planned": None}, "組數：還沒填。"),
        ({"seats": None}, "容納人數：還沒填。"),
        ({"flat_floor": None}, "場地：請選是不是可分組討論的平面會議室。"),
        ({"venue": ""}, "場地名稱：還沒填。"),
        ({"address": ""}, "地址：還沒填。"),
        ({"host_unit": ""}, "主辦機關：還沒填。"),
        ({"contact_name": ""}, "聯絡人：還沒填。"),
        ({"contact_phone": ""}, "聯絡電話：還沒填。"),
        ({"network": ""}, "現場網路：請選一項，我們才知道要不要準備紙本。"),
        (
            {"officials_expected": None, "centre_expected": None, "cadres_expected": None},
            "參加人數：三類人數至少填一類。",
        ),
        ({"cadres_expected": 37}, "參加人數：預計 61 人，超過上限 60 人，請調整人數或分兩場。"),
        ({"agenda": False}, "議程：還沒排。按「帶入建議議程」就會排好。"),
        (
            {"date": None, "unfinished": {"date": {"value": "115/2/30", "problem": "115年2月沒有 30 日。"}}},
            "日期：115年2月沒有 30 日。",
        ),
        ({"programme": "closed"}, "這個方案目前不開放登記。"),
    ],
)
def test_what_is_missing_keeps_a_registration_from_being_handed_in(changes, sentence):
    if "programme" in changes:
        changes = {"programme": make_programme(state=changes["programme"])}
    workshop = make_workshop(**changes)
    assert list(missing_for_submission(workshop)) == [sentence]
    with pytest.raises(MoveRefused) as refused:
        MOVES.apply(workshop, "submit", by=SYSTEM, now=NOON)
    assert refused.value.problems == [sentence]


@pytest.mark.parametrize(
    ("days", "remark", "refused"), [(-1, "", True), (-1, " ", True), (-1, "補登", False), (0, "", False)]
)
def test_a_day_that_is_over_needs_a_reason(days, remark, refused):
    workshop = make_workshop(date=NOON.date() + dt.timedelta(days=days), remark=remark)
    if refused:
        with pytest.raises(MoveRefused, match="已經過了，請改日期；要補登的話，請在「給協會的話」寫原因。"):
            MOVES.apply(workshop, "submit", by=SYSTEM, now=NOON)
    else:
        MOVES.apply(workshop, "submit", by=SYSTEM, now=NOON)
        assert workshop.state == S.SUBMITTED


def test_sixty_people_are_welcome():
    assert not list(missing_for_submission(make_workshop(cadres_expected=36)))


@pytest.mark.parametrize(("wanted", "refused"), [(1, True), (0, False)])
def test_a_lecturer_is_sent_before_it_is_confirmed(wanted, refused):
    workshop = make_workshop(S.SUBMITTED, lecturers_wanted=wanted)
    if refused:
        with pytest.raises(MoveRefused, match="講師：還沒派任"):
            MOVES.apply(workshop, "confirm", by=SYSTEM, now=NOON)
    else:
        MOVES.apply(workshop, "confirm", by=SYSTEM, now=NOON)


def test_a_room_starts_with_its_groups():
    with pytest.raises(MoveRefused, match="分組：還沒有小組"):
        MOVES.apply(make_workshop(S.CONFIRMED), "start", by=SYSTEM, now=NOON)


@pytest.mark.parametrize(
    ("days", "why", "offered"),
    [
        (1, "才舉行，當天才能開始。要先試寫，請到「桌次與代碼」額外開放填寫。", ["start"]),
        (0, "", ["start"]),
        (-1, "", ["record", "start"]),
        (-2, "已經過了，不能再開始計時。已經辦完的，請到工作坊頁按「補登為已辦理」。", ["record"]),
        (-150, "不能再開始計時", ["record"]),
    ],
)
def test_a_room_starts_on_its_day_or_in_the_night_after(days, why, offered):
    workshop = make_workshop(S.CONFIRMED, groups=1, date=NOON.date() + dt.timedelta(days=days))
    lead = make_user(Role.LECTURER)
    workshop.lecturer = lead
    assert [move.name for move in people.moves_for(workshop, lead, on=NOON.date())] == offered
    if why:
        with pytest.raises(MoveRefused, match=why):
            MOVES.apply(workshop, "start", by=SYSTEM, now=NOON)
        assert workshop.state == S.CONFIRMED
    else:
        MOVES.apply(workshop, "start", by=SYSTEM, now=NOON)
        assert workshop.state == S.RUNNING


def test_it_closes_with_a_supervisor():
    with pytest.raises(MoveRefused, match="追蹤督導：還沒指派"):
        MOVES.apply(make_workshop(S.REPORTED), "close", by=SYSTEM, now=NOON)


@pytest.mark.parametrize(
    ("role", "state", "expected"),
    [
        (Role.COUNTY_OFFICER, S.DRAFT, {"submit", "cancel"}),
        (Role.COUNTY_OFFICER, S.SUBMITTED, {"cancel"}),
        (Role.COUNTY_OFFICER, S.CONFIRMED, {"start", "cancel"}),
        (Role.COUNTY_OFFICER, S.HELD, {"resume", "report"}),
        (Role.COUNTY_OFFICER, S.CLOSED, set()),
        (Role.ASSOCIATION, S.DRAFT, set()),
        (Role.ASSOCIATION, S.SUBMITTED, {"confirm", "return"}),
        (Role.ASSOCIATION, S.CONFIRMED, {"return", "start"}),
        (Role.ASSOCIATION, S.REPORTED, {"reopen", "close"}),
        (Role.AUTHORITY_OFFICER, S.SUBMITTED, set()),
        (Role.VOLUNTEER, S.CONFIRMED, set()),
    ],
)
def test_who_may_move_it(role, state, expected):
    workshop = make_workshop(state)
    assert {move.name for move in people.moves_for(workshop, make_user(role), on=NOON.date())} == expected


def test_an_officer_of_another_county_moves_nothing():
    workshop = make_workshop(S.DRAFT, county="HUA")
    assert people.moves_for(workshop, make_user(Role.COUNTY_OFFICER, "TTT")) == []


def test_a_lecturer_moves_only_the_workshop_that_names_her():
    """She sees the other one too, by another role; her permission to run workshops does not follow her there."""
    lecturer = make_user(Role.LECTURER)
    give(lecturer, Role.AUTHORITY_OFFICER)
    hers = make_workshop(S.CONFIRMED, lecturer=lecturer)
    other = make_workshop(S.CONFIRMED)
    assert [move.name for move in people.moves_for(hers, lecturer, on=NOON.date())] == ["start"]
    assert people.moves_for(other, lecturer) == []
