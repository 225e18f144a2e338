"""Meetings of a unit's volunteers: who is called, who came, minutes, decisions; and the unit's own time limits."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import give, make_user
from tests.makers.evaluating import hold, make_gathering
from tests.makers.volunteers import NOW, make_enrolment, make_trained, make_unit
from volunteers.models import Customs, Gathering, GatheringDecision, GatheringPresence, Unit
from volunteers.persons import people
from volunteers.unit_life import customs, gatherings
from volunteers.unit_life.gatherings import Presence

pytestmark = pytest.mark.django_db
D = dt.date
ON = D(2026, 5, 6)


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def desk(client: Client, unit: Unit) -> Client:
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    client.force_login(user)
    return client


def way(name: str, *keys: int) -> str:
    return reverse(f"volunteers:{name}", args=keys)


def test_who_was_in_the_unit_on_the_day_is_called(unit) -> None:
    first, last = make_enrolment(unit, on=ON), make_enrolment(unit, on=D(2025, 1, 1))
    make_enrolment(unit, on=ON + dt.timedelta(days=1))
    people.leave(enrolment=last, on=ON, why="搬家", by=SYSTEM, now=NOW)
    meeting = make_gathering(unit)
    assert set(gatherings.called(meeting)) == {first, last}
    with pytest.raises(ValidationError, match="不在這個單位"):
        gatherings.note_presence(
            gathering=meeting, came=[make_enrolment(unit, on=D(2026, 5, 7)).volunteer_id], excused=[], by=SYSTEM,
            now=NOW,
        )  # fmt: skip


def test_presence_is_noted_whole_and_counted(unit) -> None:
    one, two, three = (make_enrolment(unit).volunteer for _each in range(3))
    hold(make_gathering(unit), [one], [two])
    later = make_gathering(unit, D(2026, 6, 3), title="六月志工會議")
    make_gathering(unit, D(2026, 6, 4), title="還沒有紀錄的")
    hold(later, [one, two])
    counted = gatherings.presence(unit, [one.pk, two.pk, three.pk], D(2026, 1, 1), D(2026, 6, 30))
    assert counted == {one.pk: Presence(2, 2, 0), two.pk: Presence(2, 1, 1), three.pk: Presence(2, 0, 0)}
    assert gatherings.presence(unit, [one.pk], D(2026, 5, 7), D(2026, 6, 2)) == {}
    assert gatherings.presence(unit, [one.pk], D(2026, 6, 3), D(2026, 6, 3)) == {one.pk: Presence(1, 1, 0)}
    gatherings.note_presence(gathering=later, came=[three.pk], excused=[], by=SYSTEM, now=NOW)
    assert list(later.presences.values_list("volunteer", "state")) == [(three.pk, "came")]
    lines = Event.objects.filter(verb="presence_noted").count()
    gatherings.note_presence(gathering=later, came=[three.pk], excused=[], by=SYSTEM, now=NOW)
    assert Event.objects.filter(verb="presence_noted").count() == lines, "nothing changed, nothing is written"


def test_nobody_is_at_a_meeting_twice_or_before_it(unit) -> None:
    one = make_enrolment(unit).volunteer
    meeting = make_gathering(unit)
    with pytest.raises(ValidationError, match="又出席又請假"):
        gatherings.note_presence(gathering=meeting, came=[one.pk], excused=[one.pk], by=SYSTEM, now=NOW)
    ahead = make_gathering(unit, D(2026, 6, 11), title="下一次")
    for word in (
        lambda: gatherings.note_presence(gathering=ahead, came=[one.pk], excused=[], by=SYSTEM, now=NOW),
        lambda: gatherings.hold(gathering=ahead, minutes="先寫好的紀錄", by=SYSTEM, now=NOW),
    ):
        with pytest.raises(ValidationError, match="還沒開"):
            word()
    today = make_gathering(unit, D(2026, 6, 10), title="今天的")
    assert hold(today, [one]).state == "held"
    with pytest.raises(IntegrityError), transaction.atomic():
        GatheringPresence.objects.create(gathering=today, volunteer=one, state="excused")


def test_a_meeting_is_changed_called_off_and_not_held_after_that(unit) -> None:
    meeting = make_gathering(unit)
    with pytest.raises(ValidationError, match="同名"):
        make_gathering(unit)
    values = {name: getattr(meeting, name) for name in gatherings.FIELDS}
    changed = gatherings.change(gathering=meeting, values=values | {"place": "二樓"}, by=SYSTEM, now=NOW)
    assert changed.place == "二樓"
    with pytest.raises(ValidationError):
        gatherings.call_off(gathering=meeting, reason=" ", by=SYSTEM, now=NOW)
    gatherings.call_off(gathering=meeting, reason="颱風", by=SYSTEM, now=NOW)
    for word in (
        lambda: gatherings.call_off(gathering=meeting, reason="颱風", by=SYSTEM, now=NOW),
        lambda: gatherings.change(gathering=meeting, values=values, by=SYSTEM, now=NOW),
        lambda: gatherings.hold(gathering=meeting, minutes="有人來了就開", by=SYSTEM, now=NOW),
        lambda: gatherings.note_presence(gathering=meeting, came=[], excused=[], by=SYSTEM, now=NOW),
        lambda: gatherings.decide(gathering=meeting, words="改期", who="督導", due_on=None, by=SYSTEM, now=NOW),
    ):
        with pytest.raises(ValidationError, match="取消"):
            word()
    with pytest.raises(IntegrityError), transaction.atomic():
        Gathering.objects.filter(pk=meeting.pk).update(state="held", minutes="")


def test_a_meeting_is_not_moved_away_from_those_who_came(unit) -> None:
    enrolment = make_enrolment(unit, on=ON)
    meeting = hold(make_gathering(unit), [enrolment.volunteer])
    values = {name: getattr(meeting, name) for name in gatherings.FIELDS}
    with pytest.raises(ValidationError, match="先改出席"):
        gatherings.change(gathering=meeting, values=values | {"held_on": ON - dt.timedelta(days=1)}, by=SYSTEM, now=NOW)
    assert Gathering.objects.get().held_on == ON


def test_a_decision_has_somebody_a_day_and_an_end(unit) -> None:
    meeting = make_gathering(unit)
    given = {"gathering": meeting, "by": SYSTEM, "now": NOW}
    for wrong, field in (
        ({"words": "", "who": "督導", "due_on": None}, "words"),
        ({"words": "買雨衣", "who": " ", "due_on": None}, "who"),
        ({"words": "買雨衣", "who": "督導", "due_on": ON - dt.timedelta(days=1)}, "due_on"),
    ):
        with pytest.raises(ValidationError) as refused:
            gatherings.decide(**wrong, **given)
        assert field in refused.value.message_dict
    made = gatherings.decide(words="買雨衣", who="督導", due_on=ON, **given)
    for day in (ON - dt.timedelta(days=1), D(2026, 6, 11)):
        with pytest.raises(ValidationError, match="完成日期"):
            gatherings.settle(decision=made, outcome="買了十件", on=day, by=SYSTEM, now=NOW)
    gatherings.settle(decision=made, outcome="買了十件", on=None, by=SYSTEM, now=NOW)
    assert made.done_on == D(2026, 6, 10)
    with pytest.raises(ValidationError, match="已經登錄"):
        gatherings.settle(decision=made, outcome="又買了", on=None, by=SYSTEM, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        GatheringDecision.objects.filter(pk=made.pk).update(outcome="")


@pytest.mark.parametrize(
    ("values", "fits"),
    [({"appeal_days": 1}, True), ({"appeal_days": 365}, True), ({"appeal_days": 366}, False),
     ({"appeal_days": 0}, False),
     ({"agreement_months": 120}, True), ({"agreement_months": 121}, False), ({"pause_days": 3650}, True), ({}, True)],
)  # fmt: skip
def test_a_unit_s_time_limits_are_within_reason(unit, values, fits) -> None:
    if not fits:
        with pytest.raises(ValidationError, match="天數"):
            customs.settle(unit=unit, values=values, by=SYSTEM, now=NOW)
        assert not Customs.objects.exists()
        return
    held = customs.settle(unit=unit, values=values, by=SYSTEM, now=NOW)
    assert {name: getattr(held, name) for name in customs.FIELDS} == dict.fromkeys(customs.FIELDS) | values
    assert customs.of(unit).pk == held.pk
    again = customs.settle(unit=unit, values={}, by=SYSTEM, now=NOW)
    assert customs.pause_days([unit.pk]) == {}
    assert again.appeal_days is None


# Pages ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_as_many_questions_for_three_as_for_one(desk, unit, count, django_assert_max_num_queries) -> None:
    for number in range(count):
        one = make_trained(unit)
        meeting = make_gathering(unit, title=f"第 {number} 次")
        hold(meeting, [one])
        gatherings.decide(gathering=meeting, words="買雨衣", who="督導", due_on=ON, by=SYSTEM, now=NOW)
    with django_assert_max_num_queries(12):
        assert desk.get(way("gatherings", unit.pk)).status_code == 200
    with django_assert_max_num_queries(14):
        assert desk.get(way("gathering", Gathering.objects.order_by("pk")[0].pk)).status_code == 200


def test_a_meeting_is_entered_held_and_followed_up(desk, unit) -> None:
    one, two = make_trained(unit, name="林素珠"), make_trained(unit, name="陳阿土")
    sent = {
        "kind": "team",
        "title": "五月會議",
        "held_on": "115/5/6",
        "starts": "14:00",
        "place": "中心",
        "agenda": "排班",
    }
    assert desk.post(way("gathering_new", unit.pk), sent | {"held_on": "x"}).status_code == 422
    assert desk.post(way("gathering_new", unit.pk), sent).status_code == 302
    assert desk.post(way("gathering_new", unit.pk), sent).status_code == 422, "of this name on that day there is one"
    meeting = Gathering.objects.get()
    key = meeting.pk
    assert desk.post(way("gathering_edit", key), sent | {"place": "二樓"}).status_code == 302
    assert desk.get(way("gathering_edit", key)).content.decode().count("14:00") == 1
    assert desk.post(way("gathering_presence", key), {f"p{one.pk}": "came", f"p{two.pk}": "excused"}).status_code == 302
    assert desk.post(way("gathering_presence", key), {"p99999": "came", "px": "came"}).status_code == 422
    assert meeting.presences.count() == 2, "what was refused changed nothing"
    assert desk.post(way("gathering_hold", key), {"minutes": "短"}).status_code == 422
    assert desk.post(way("gathering_hold", key), {"minutes": "改為週二上午集合"}).status_code == 302
    assert desk.post(way("gathering_decide", key), {"words": "買雨衣"}).status_code == 422
    assert desk.post(way("gathering_decide", key), {"words": "買雨衣", "who": "督導"}).status_code == 302
    decision = meeting.decisions.get()
    assert "買雨衣" in desk.get(way("gatherings", unit.pk)).content.decode()
    assert desk.post(way("gathering_settle", decision.pk), {"outcome": ""}).status_code == 422
    assert desk.post(way("gathering_settle", decision.pk), {"outcome": "買了十件"}).status_code == 302
    assert desk.post(way("gathering_off", key), {"reason": "颱風"}).status_code == 422, "it was held"
    told = desk.get(way("gathering", key)).content.decode()
    for words in ("改為週二上午集合", "買了十件", "出席 1 人"):
        assert words in told
    assert "買雨衣" not in desk.get(way("gatherings", unit.pk)).content.decode()


def test_another_unit_s_meetings_are_not_there(desk) -> None:
    elsewhere = make_gathering(make_unit("HUA"))
    made = gatherings.decide(gathering=elsewhere, words="買雨衣", who="督導", due_on=None, by=SYSTEM, now=NOW)
    assert desk.get(way("gathering", elsewhere.pk)).status_code == 404
    assert desk.post(way("gathering_settle", made.pk), {"outcome": "買了"}).status_code == 404


def test_time_limits_are_settled_on_a_page(desk, unit) -> None:
    assert desk.post(way("customs", unit.pk), {"appeal_days": "0"}).status_code == 422
    assert desk.post(way("customs", unit.pk), {"appeal_days": "20", "pause_days": "180"}).status_code == 302
    assert customs.pause_days([unit.pk]) == {unit.pk: 180}
    assert 'value="20"' in desk.get(way("customs", unit.pk)).content.decode()
