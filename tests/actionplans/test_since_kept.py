"""What a table writes after its idea was kept: told to who keeps the board, and taken over only by her."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from actionplans.consensus import consolidation, since_kept
from actionplans.models import Entry, Idea, Plan, Sheet
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.actionplans import change, fill, make_sheet, write
from tests.makers.board import LATER, ideas_of, make_adopted, make_candidate, make_room
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
AFTER = LATER + dt.timedelta(minutes=5)
PROMISE = {"vow": "年底前每桌有人接", "first_who": "王小美", "first_when": "115/12/20", "first_what": "找三個人開會"}


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


@pytest.fixture
def workshop() -> Workshop:
    workshop = make_room(tables=2)
    Entry.objects.update(changed_at=LATER - dt.timedelta(hours=1))
    return workshop


def kept(workshop: Workshop, officer: User, number: int = 0) -> Plan:
    return consolidation.keep(idea=ideas_of(workshop)[number], by=officer, now=LATER)


def commit(plan: Plan, **values: object) -> None:
    """The table of a plan goes on writing its commitment."""
    group = plan.ideas.get(decision=Idea.Decision.KEPT).group
    fill(make_sheet("commitment", group), **(values or PROMISE))
    _after(plan)


def design(plan: Plan, **values: object) -> None:
    sheet = Sheet.objects.get(group=plan.ideas.get(decision=Idea.Decision.KEPT).group, kind="design")
    before = set(Entry.objects.filter(sheet=sheet).values_list("path", "version"))
    for key, value in values.items():
        entry = Entry.objects.filter(sheet=sheet, path=key).first()
        write(sheet, change("set", key, value, base=entry.version if entry else 0))
    for entry in Entry.objects.filter(sheet=sheet):
        if (entry.path, entry.version) not in before:
            Entry.objects.filter(pk=entry.pk).update(changed_at=AFTER)


def _after(plan: Plan) -> None:
    Entry.objects.filter(sheet__group__idea__plan=plan, sheet__kind="commitment").update(changed_at=AFTER)


def names(plan: Plan) -> list[str]:
    return [one.name for one in since_kept.of([plan]).get(plan.pk, [])]


def take(plan: Plan, *wanted: str, by: User) -> Plan:
    return since_kept.take_over(plan=plan, names=wanted, by=by, now=AFTER)


def test_nothing_is_newer_while_the_table_is_silent(workshop, officer) -> None:
    assert names(kept(workshop, officer)) == []


def test_a_commitment_made_after_the_idea_was_kept_reaches_the_plan(workshop, officer) -> None:
    plan = kept(workshop, officer)
    commit(plan)
    assert names(plan) == ["vow", "person_in_charge", "first_step", "first_step_on"]
    plan = take(plan, *names(plan), by=officer)
    assert (plan.vow, plan.person_in_charge, plan.first_step, plan.first_step_on) == (
        "年底前每桌有人接", "王小美", "找三個人開會", dt.date(2026, 12, 20),
    )  # fmt: skip
    assert names(plan) == []
    event = Event.objects.get(verb=Verb.CHANGED, object_key=str(plan.pk))
    assert event.now["vow"] == "年底前每桌有人接"


def test_what_was_settled_at_the_board_is_not_overwritten_by_itself(workshop, officer) -> None:
    plan = kept(workshop, officer)
    design(plan, title="新的名稱", goal="半年內缺班減半")
    newer = {one.name: (one.plan, one.table) for one in since_kept.of([plan])[plan.pk]}
    assert newer == {"title": ("行動1", "新的名稱"), "goal": ("", "半年內缺班減半")}
    plan = take(plan, "goal", by=officer)
    assert (plan.title, plan.goal) == ("行動1", "半年內缺班減半")
    assert names(plan) == ["title"], "what was not taken is still told"


def test_lists_are_taken_over_whole_while_the_plan_is_a_candidate(workshop, officer) -> None:
    first = kept(workshop, officer)
    consolidation.merge(ideas=[ideas_of(workshop)[1]], into=first, by=officer, now=LATER)
    sheet = Sheet.objects.get(group__number=1, kind="design", group__workshop=workshop)
    write(sheet, change("add", "steps/new1", {"what": "第二件事"}))
    Entry.objects.filter(sheet=sheet, path__startswith="steps/new1").update(changed_at=AFTER)
    assert names(first) == [since_kept.PARTS]
    plan = take(first, since_kept.PARTS, by=officer)
    steps = sorted(plan.steps.values_list("what", "group__number"))
    assert steps == [("第一件事", 1), ("第一件事", 2), ("第二件事", 1)]
    assert plan.indicators.count() == 2
    assert plan.partners == "公所、據點、行動2協會", "what the merged table brought stays"
    assert names(plan) == []
    Entry.objects.filter(sheet=sheet, path="steps/new1/what").update(changed_at=AFTER + dt.timedelta(minutes=1))
    assert names(plan) == [since_kept.PARTS], "and what it changes afterwards is told again"


def test_an_adopted_plan_hears_of_the_commitment_and_keeps_its_lists(workshop, officer) -> None:
    plan = make_adopted(ideas_of(workshop)[0], officer)
    commit(plan, vow="每個月聚一次")
    sheet = Sheet.objects.get(group__number=1, kind="design", group__workshop=workshop)
    write(sheet, change("add", "steps/new1", {"what": "第二件事"}))
    Entry.objects.filter(sheet=sheet, path__startswith="steps/new1").update(changed_at=AFTER)
    assert names(plan) == ["vow"]
    assert take(plan, "vow", by=officer).vow == "每個月聚一次"
    assert plan.steps.count() == 1


@pytest.mark.parametrize("wanted", [(), ("goal",), ("vow", "goal"), ("supervisor",)])
def test_only_what_is_newer_can_be_taken(workshop, officer, wanted) -> None:
    plan = kept(workshop, officer)
    commit(plan, vow="每個月聚一次")
    with pytest.raises(ValidationError, match="不同了"):
        take(plan, *wanted, by=officer)


def test_nothing_is_taken_after_the_report(workshop, officer) -> None:
    plan = kept(workshop, officer)
    commit(plan)
    Workshop.objects.update(state=Workshop.State.REPORTED)
    with pytest.raises(ValidationError, match="報告"):
        take(plan, "vow", by=officer)


def test_the_board_and_the_plans_page_show_it_and_take_it_over(workshop, officer) -> None:
    client = Client()
    client.force_login(officer)
    plan = make_candidate(ideas_of(workshop)[0], officer)
    commit(plan)
    board = client.get(f"/workshops/{workshop.pk}/board/").content.decode()
    assert "小組後來又寫了 4 處" in board
    assert "年底前每桌有人接" in board
    assert "年底前每桌有人接" in client.get(f"/plans/{plan.pk}/edit/").content.decode()
    client.post(f"/plans/{plan.pk}/newer/", {"take": ["vow"]})
    plan.refresh_from_db()
    assert plan.vow == "年底前每桌有人接"
    assert plan.person_in_charge == "張大同"
    assert "小組後來又寫了 3 處" in client.get(f"/workshops/{workshop.pk}/board/").content.decode()


@pytest.mark.parametrize("plans", [1, 2])
def test_the_questions_do_not_grow_with_the_plans(workshop, officer, plans, django_assert_num_queries) -> None:
    found = [kept(workshop, officer, number) for number in range(plans)]
    for plan in found:
        commit(plan)
    with django_assert_num_queries(5):
        assert len(since_kept.of(found)) == plans
