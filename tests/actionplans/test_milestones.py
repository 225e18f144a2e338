"""Milestones: the days a plan's promises fall due, made at its adoption."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from actionplans.consensus import adoption
from actionplans.followup import milestones
from actionplans.models import Milestone, Plan, PlanResult, PlanStep
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.taiwan import periods
from tests.makers.accounts import make_user
from tests.makers.board import LATER, ideas_of, make_adopted, make_candidate, make_room
from tests.makers.plans import make_plan
from workshops.models import Workshop

day = dt.date.fromisoformat
HELD = day("2026-06-10")
FIRST = ("邀據點開會", "王小明", day("2026-07-15"))
Kind = Milestone.Kind


def draft(**fields):
    return milestones.drafted(
        **{"held_on": HELD, "first_step": FIRST, "steps": (), "results": (), "months": (3, 6)} | fields
    )


def test_the_first_step_and_the_months_of_the_programme_are_always_there():
    assert [(one.kind, one.title, one.month, one.due_on) for one in draft()] == [
        (Kind.FIRST_STEP, "邀據點開會", None, day("2026-07-15")),
        (Kind.RESULT, "", 3, day("2026-09-10")),
        (Kind.RESULT, "", 6, day("2026-12-10")),
    ]


@pytest.mark.parametrize(
    ("first", "last", "month", "due"),
    [
        (1, 2, 2, "2026-08-10"),
        (2, None, 2, "2026-08-10"),
        (None, 4, 4, "2026-10-12"),  # the 10th is the national day, a Saturday
        (None, None, 6, "2026-12-10"),
        (0, 0, 6, "2026-12-10"),
        (12, 12, 12, "2027-06-10"),
    ],
)
def test_a_step_is_due_at_the_end_of_its_last_month(first, last, month, due):
    (step,) = [one for one in draft(steps=[("盤點", "阿英", first, last)]) if one.kind == Kind.STEP]
    assert (step.title, step.who, step.month, step.due_on) == ("盤點", "阿英", month, day(due))


def test_what_several_tables_want_to_see_stands_together_once():
    results = [(3, "班表出來"), (3, " 班表出來 "), (3, "有 8 人"), (1, "不看這個月"), (6, "  ")]
    assert [one.title for one in draft(results=results) if one.kind == Kind.RESULT] == ["班表出來；有 8 人", ""]


@pytest.mark.parametrize(
    ("months", "results", "last_step"), [((), [], 6), ((9,), [9], 9), ((6, 3, 3), [3, 6], 6), ((0, -1), [], 6)]
)
def test_a_programme_that_looks_at_no_month_has_no_results_to_look_at(months, results, last_step):
    found = draft(months=months, steps=[("盤點", "", None, None)])
    assert [one.month for one in found if one.kind == Kind.RESULT] == results
    assert [one.month for one in found if one.kind == Kind.STEP] == [last_step]


def test_a_day_off_moves_the_day_due_and_not_the_day_promised():
    first = draft(first_step=("開會", "王小明", day("2026-06-19")))[0]  # 端午節, a Friday
    assert (first.promised_on, first.due_on) == (day("2026-06-19"), day("2026-06-22"))


def test_titles_longer_than_their_column_show_that_there_was_more():
    found = draft(results=[(3, "甲" * 1500), (3, "乙" * 1500)])
    (third,) = [one for one in found if one.month == 3]
    assert len(third.title) == 2000
    assert third.title.endswith("…")


@pytest.mark.parametrize(
    ("on", "month"),
    [
        ("2026-06-09", 0),
        ("2026-06-10", 0),
        ("2026-06-11", 1),
        ("2026-07-10", 1),
        ("2026-07-11", 2),
        ("2026-12-10", 6),
        ("2027-06-11", 13),
    ],
)
def test_the_month_a_day_falls_in(on, month):
    assert milestones.month_of(HELD, day(on)) == month


@given(st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31)), st.integers(1, 900))
def test_a_day_lies_within_the_month_it_falls_in(held_on, days):
    on = held_on + dt.timedelta(days=days)
    month = milestones.month_of(held_on, on)
    assert periods.months_after(held_on, month) >= on
    assert month == 1 or periods.months_after(held_on, month - 1) < on


MONTHS = st.none() | st.integers(0, 36)


@given(
    st.dates(dt.date(2024, 1, 1), dt.date(2035, 12, 31)),
    st.lists(st.tuples(st.text(min_size=1, max_size=5), st.text(max_size=5), MONTHS, MONTHS), max_size=6),
    st.lists(st.integers(-3, 36), max_size=4),
)
def test_every_promise_becomes_one_milestone_in_order_and_on_no_day_off(held_on, steps, months):
    found = draft(held_on=held_on, first_step=("開會", "王", held_on), steps=steps, months=months)
    assert len([one for one in found if one.kind == Kind.STEP]) == len(steps)
    assert [one.month for one in found if one.kind == Kind.RESULT] == sorted({one for one in months if one >= 1})
    assert [one.promised_on for one in found] == sorted(one.promised_on for one in found)
    assert all(one.due_on >= one.promised_on and not periods.is_day_off(one.due_on) for one in found)


# Adoption ---


@pytest.mark.django_db
def test_adoption_sets_the_milestones_out_and_says_how_many():
    plan = make_adopted(ideas_of(make_room())[0], make_user())
    held_on = plan.workshop.date
    assert [(one.position, one.kind, one.shown, one.due_on) for one in plan.milestones.all()] == [
        (1, "first", "開會", day("2026-07-01")),
        (2, "step", "第一件事", periods.last_day(periods.months_after(held_on, 2))),
        (3, "result", "第 3 個月的成果", periods.last_day(periods.months_after(held_on, 3))),
        (4, "result", "第 6 個月的成果", periods.last_day(periods.months_after(held_on, 6))),
    ]
    line = trail.history_of(plan).get(verb=Verb.PLAN_ADOPTED)
    assert line.now == {"code": plan.code, "milestones": 4}


@pytest.mark.django_db
def test_taking_an_adoption_back_takes_its_milestones_and_adopting_again_sets_them_out_anew():
    officer = make_user()
    plan = make_adopted(ideas_of(make_room())[0], officer)
    adoption.withdraw(plan=plan, reason="換人負責", by=officer, now=LATER)
    assert not plan.milestones.exists()
    adoption.describe(plan=Plan.objects.get(), by=officer, first_step="改成拜訪")
    adoption.adopt(plan=Plan.objects.get(), by=officer, now=LATER)
    assert [one.title for one in plan.milestones.filter(kind="first")] == ["改成拜訪"]
    assert plan.milestones.count() == 4


@pytest.mark.django_db
def test_a_candidate_has_no_milestones_and_a_changed_first_step_is_followed_until_it_is_done():
    officer = make_user()
    plan = make_candidate(ideas_of(make_room())[0], officer)
    assert not Milestone.objects.exists()
    adoption.adopt(plan=plan, by=officer, now=LATER)
    changed = {"first_step": "打電話", "first_step_on": day("2026-07-04"), "person_in_charge": "李四"}
    adoption.describe(plan=plan, by=officer, **changed)
    first = plan.milestones.get(kind="first")
    assert (first.title, first.who, first.promised_on, first.due_on) == (
        "打電話", "李四", day("2026-07-04"), day("2026-07-06"),
    )  # fmt: skip
    plan.milestones.filter(kind="first").update(reached_at=LATER)
    adoption.describe(plan=plan, by=officer, first_step="再改")
    assert plan.milestones.get(kind="first").title == "打電話"


@pytest.mark.django_db
def test_milestones_are_read_by_who_sees_the_plan():
    plan = make_adopted(ideas_of(make_room())[0], make_user())
    assert Milestone.objects.visible_to(make_user(county="TTT")).count() == plan.milestones.count()
    assert Milestone.objects.visible_to(make_user(Role.ASSOCIATION)).count() == plan.milestones.count()
    assert not Milestone.objects.visible_to(make_user(county="HUA")).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "overdue"), [("2026-06-30", 0), ("2026-07-01", 0), ("2026-07-02", 1), ("2030-01-01", 4)]
)
def test_the_day_itself_is_not_overdue_yet(on, overdue):
    plan = make_adopted(ideas_of(make_room())[0], make_user())
    assert plan.milestones.overdue(day(on)).count() == overdue


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"kind": "other"}, {"kind": "step", "title": ""}, {"kind": "result", "month": None}, {"position": 1}]
)
def test_the_database_refuses_a_milestone_that_says_nothing(wrong):
    plan = make_plan()
    right = {"plan": plan, "kind": "step", "title": "盤點", "month": 1, "promised_on": HELD, "due_on": HELD}
    Milestone.objects.create(**right, position=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.create(**{**right, "position": 2} | wrong)


@pytest.mark.django_db
def test_plans_adopted_before_there_were_milestones_get_theirs_once():
    workshop = make_room(Workshop.State.HELD)
    plan, candidate = make_plan(workshop), make_plan(workshop, Plan.State.CANDIDATE)
    PlanStep.objects.create(plan=plan, position=1, what="盤點", from_month=1)
    PlanResult.objects.create(plan=plan, month=3, change="班表出來")
    migration = import_module("actionplans.migrations.0010_milestones_of_adopted_plans")
    for _time in range(2):
        migration.set_out(apps, None)
        assert sorted((one.kind, one.title) for one in plan.milestones.all()) == [
            ("first", "邀 4 處據點開會"),
            ("result", ""),
            ("result", "班表出來"),
            ("step", "盤點"),
        ]
        assert not candidate.milestones.exists()


@pytest.mark.parametrize(
    ("due", "reached", "found"),
    [
        (("2026-07-15", "2026-09-10"), (), 1),
        (("2026-09-17", "2026-09-10"), (), 2),  # put off past the one behind it
        (("2026-09-10", "2026-09-10"), (), 1),
        (("2026-07-15", "2026-09-10"), (1,), 2),
        (("2026-07-15", "2026-09-10"), (1, 2), None),
        ((), (), None),
    ],
)
def test_the_next_is_the_one_that_is_due_first_and_not_the_one_that_stands_first(due, reached, found):
    points = [
        Milestone(position=at, due_on=day(when), reached_at=LATER if at in reached else None)
        for at, when in enumerate(due, 1)
    ]
    first = milestones.next_of(points)
    assert (first.position if first else None) == found
