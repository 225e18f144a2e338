"""The door of every state, tried on a table of its own over workshops: what opens, what refuses, what it leaves."""

import pytest
from django.db import transaction
from django.utils import timezone

from foundation.accounts.roles import Permission, Role
from foundation.audit import trail
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.workflow.moves import Move, MoveRefused, Table
from tests.makers.accounts import make_user
from tests.makers.workshops import NOON, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
DRAFT, SUBMITTED, CONFIRMED = Workshop.State.DRAFT, Workshop.State.SUBMITTED, Workshop.State.CONFIRMED


def never(thing):
    return ["第一個問題。", "第二個問題。"]


def also_never(thing):
    yield "第三個問題。"


def content(thing):
    return ()


def table(*guards):
    return Table(
        field="state",
        moves=[
            Move(
                "hand_in", frozenset({DRAFT}), SUBMITTED, "送出", Permission.REGISTER_WORKSHOP,
                guards, stamp="submitted_at",
            ),
            Move(
                "give_back", frozenset({SUBMITTED, CONFIRMED}), DRAFT, "退回", Permission.CONFIRM_WORKSHOP,
                needs_reason=True, verb=Verb.RETURNED,
            ),
        ],
    )  # fmt: skip


def refused(moves, thing, name, **fields):
    """The problems of a refused move, after which nothing has changed."""
    was, lines = Workshop.objects.values().get(pk=thing.pk), Event.objects.count()
    held = thing.state
    with pytest.raises(MoveRefused) as refusal:
        moves.apply(thing, name, **({"by": SYSTEM, "now": NOON} | fields))
    assert Workshop.objects.values().get(pk=thing.pk) == was
    assert Event.objects.count() == lines
    assert thing.state == held
    return refusal.value.problems


def test_a_move_changes_the_state_and_stamps_who_and_when():
    by = make_user(Role.COUNTY_OFFICER, name="王小明")
    workshop = make_workshop(DRAFT)
    assert table(content).apply(workshop, "hand_in", by=by, now=NOON) is workshop
    kept = Workshop.objects.get(pk=workshop.pk)
    for thing in (workshop, kept):
        assert (thing.state, thing.submitted_at, thing.submitted_by) == (SUBMITTED, NOON, "王小明")


def test_a_move_leaves_its_line():
    by = make_user(Role.COUNTY_OFFICER)
    workshop = make_workshop(DRAFT, county="HUA")
    table().apply(workshop, "hand_in", by=by, reason="  早點送  ", now=NOON)
    line = trail.history_of(workshop).get()
    assert (line.verb, line.actor_key, line.county, line.at) == (Verb.MOVED, str(by.pk), "HUA", NOON)
    assert (line.was, line.now, line.reason) == ({"state": "draft"}, {"state": "submitted"}, "早點送")


def test_a_move_without_a_stamp_stamps_nothing():
    workshop = make_workshop(SUBMITTED)
    before = (workshop.submitted_at, workshop.submitted_by)
    table().apply(workshop, "give_back", by=SYSTEM, reason="換日期", now=NOON)
    workshop.refresh_from_db()
    assert (workshop.state, workshop.submitted_at, workshop.submitted_by) == (DRAFT, *before)
    assert trail.history_of(workshop).get().verb == Verb.RETURNED


def test_the_clock_is_the_edges(time_machine):
    time_machine.move_to(NOON, tick=False)
    workshop = make_workshop(DRAFT)
    table().apply(workshop, "hand_in", by=SYSTEM)
    assert workshop.submitted_at == timezone.now() == NOON


@pytest.mark.parametrize("name", ["hand_in", "give_back"])
@pytest.mark.parametrize("state", [state for state in Workshop.State if state != Workshop.State.CLOSED])
def test_a_move_starts_where_the_table_says(name, state):
    moves, workshop = table(), make_workshop(state)
    if state in moves.moves[name].from_:
        assert moves.apply(workshop, name, by=SYSTEM, reason="原因").state == moves.moves[name].to
    else:
        label = moves.moves[name].label
        assert refused(moves, workshop, name, reason="原因") == [
            f"狀態已經不同，無法「{label}」。請重新整理頁面再看一次。"
        ]


@pytest.mark.parametrize("reason", ["", "  ", "\n　"])
def test_going_back_needs_a_reason(reason):
    assert refused(table(), make_workshop(SUBMITTED), "give_back", reason=reason) == [
        "「退回」要寫原因，對方才知道要改什麼。"
    ]


def test_every_guard_speaks():
    moves = table(never, content)
    moves.require("hand_in", also_never)
    workshop = make_workshop(DRAFT)
    assert refused(moves, workshop, "hand_in") == ["第一個問題。", "第二個問題。", "第三個問題。"]
    assert moves.problems(workshop, "hand_in") == ["第一個問題。", "第二個問題。", "第三個問題。"]
    assert moves.problems(workshop, "give_back") == []


def test_a_guard_from_above_is_asked_once():
    moves = table()
    moves.require("hand_in", also_never)
    moves.require("hand_in", also_never)
    assert moves.problems(make_workshop(DRAFT), "hand_in") == ["第三個問題。"]


def test_guards_look_at_the_row_as_it_is_now_not_as_it_was_read():
    def needs_venue(thing):
        return [] if thing.venue else ["場地名稱：還沒填。"]

    workshop = make_workshop(DRAFT)
    Workshop.objects.update(venue="")
    assert workshop.venue
    assert refused(table(needs_venue), workshop, "hand_in") == ["場地名稱：還沒填。"]


def test_of_two_who_press_at_once_the_second_is_refused():
    moves, first = table(), make_workshop(DRAFT)
    second = Workshop.objects.get(pk=first.pk)
    moves.apply(first, "hand_in", by=SYSTEM, now=NOON)
    assert refused(moves, second, "hand_in") == ["狀態已經不同，無法「送出」。請重新整理頁面再看一次。"]
    assert trail.history_of(first).count() == 1


def test_who_is_overtaken_between_the_look_and_the_change_is_refused():
    """Where the database locks no rows, somebody else can be quicker while the guards look."""

    def overtaken(thing):
        Workshop.objects.filter(pk=thing.pk).update(state=Workshop.State.CANCELLED)
        return ()

    workshop = make_workshop(DRAFT)
    with pytest.raises(MoveRefused), transaction.atomic():
        table(overtaken).apply(workshop, "hand_in", by=SYSTEM, now=NOON)
    assert not trail.history_of(workshop).exists()
    assert workshop.submitted_by == ""


def test_a_thing_that_is_gone_does_not_move():
    workshop = make_workshop(DRAFT)
    Workshop.objects.filter(pk=workshop.pk).delete()
    with pytest.raises(MoveRefused):
        table().apply(workshop, "hand_in", by=SYSTEM)


def test_a_move_that_leaves_no_line_is_no_move(monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError

    workshop = make_workshop(DRAFT)
    monkeypatch.setattr(trail, "record", broken)
    with pytest.raises(RuntimeError):
        table().apply(workshop, "hand_in", by=SYSTEM)
    assert workshop.state == DRAFT
    workshop.refresh_from_db()
    assert workshop.state == DRAFT


def test_a_move_that_is_not_in_the_table_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        table().apply(make_workshop(DRAFT), "fly", by=SYSTEM)


@pytest.mark.parametrize(
    ("role", "county", "state", "names"),
    [
        (Role.COUNTY_OFFICER, "TTT", DRAFT, ["hand_in"]),
        (Role.COUNTY_OFFICER, "HUA", DRAFT, []),
        (Role.COUNTY_OFFICER, "TTT", SUBMITTED, []),
        (Role.ASSOCIATION, None, SUBMITTED, ["give_back"]),
        (Role.ASSOCIATION, None, CONFIRMED, ["give_back"]),
        (Role.ASSOCIATION, None, DRAFT, []),
        (Role.VOLUNTEER, "TTT", DRAFT, []),
        (None, None, DRAFT, []),
    ],
)
def test_the_moves_somebody_may_make(role, county, state, names):
    workshop = make_workshop(state, county="TTT")
    assert [move.name for move in table().possible(workshop, make_user(role, county))] == names


def test_a_refusal_reads_as_one_sentence():
    assert str(MoveRefused(["甲。", "乙。"])) == "甲。；乙。"
