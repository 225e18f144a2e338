"""The board and adoption: every decision, its refusals, and the way back to the tables."""

import datetime as dt
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from actionplans.asking import questions
from actionplans.asking.standard_forms import STANDARD
from actionplans.consensus import adoption, consolidation
from actionplans.models import (
    Consensus,
    Idea,
    Plan,
    PlanResource,
    PlanResult,
    PlanRisk,
    PlanStakeholder,
    by_month,
    plan_parts,
    with_parts,
)
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.taiwan import roc
from tests.makers.accounts import make_user
from tests.makers.actionplans import change, fill, give_forms, make_sheet, write
from tests.makers.board import LATER, ideas_of, make_adopted, make_candidate, make_room, write_table
from tests.makers.workshops import make_group, make_workshop
from workshops import stages
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
Decision = Idea.Decision


def test_the_board_shows_each_table_with_what_it_wrote():
    workshop = make_room(tables=2)
    make_group(workshop)
    full, _second, empty = consolidation.board(workshop)
    assert (full.title, full.pillar, full.lead_unit) == ("行動1", "support", "行動1協會")
    assert [issue.text for issue in full.issues] == ["行動1的困難"]
    assert full.missing == ()
    assert empty.title == ""
    assert len(empty.missing) == 3


def test_the_board_asks_as_many_questions_for_three_tables_as_for_one(django_assert_num_queries):
    one, three = make_room(tables=1), make_room(tables=3, county="HUA")
    consolidation.board(one)
    consolidation.board(three)
    with django_assert_num_queries(6):
        consolidation.board(one)
    with django_assert_num_queries(6):
        consolidation.board(three)


def test_keeping_an_idea_takes_everything_its_table_wrote_along():
    officer = make_user()
    idea = ideas_of(make_room())[0]
    plan = consolidation.keep(idea=idea, by=officer, now=LATER)
    idea.refresh_from_db()
    assert (idea.decision, idea.plan) == (Decision.KEPT, plan)
    assert (plan.title, plan.lead_agency, plan.state, plan.code) == ("行動1", "行動1協會", Plan.State.CANDIDATE, None)
    assert [(step.what, step.from_month, step.to_month) for step in plan.steps.all()] == [("第一件事", 1, 2)]
    assert [(one.baseline, one.target) for one in plan.indicators.all()] == [("22", "8")]
    assert [(one.month, one.change) for one in plan.results.all()] == [(1, "看得到")]
    assert [(one.name, one.at_hand) for one in plan.resources.all()] == [("車", False)]
    issue = plan.issues.get()
    assert (issue.text, issue.group, issue.affected) == ("行動1的困難", idea.group, "志工")
    assert trail.history_of(idea).first().verb == Verb.IDEA_KEPT


def rewrite(group, **values):
    """Change what stands on a table's design sheet."""
    sheet = make_sheet("design", group)
    stands = dict(sheet.entries.values_list("path", "version"))
    write(sheet, *(change("set", key, value, base=stands.get(key, 0)) for key, value in values.items()))


LONG = "颱風停班，送餐改由里長代送；" * 60


def judge(group, *, verdict="adjust", who="社區巴士隊", why="短時段志工還不夠"):
    """One table's feasibility sheet, with whatever else than resources it asks."""
    fill(
        make_sheet("feasibility", group),
        verdict=verdict,
        verdict_why=why,
        risks=[{"risk": f"{who}停駛", "answer": "備用車由公所支援"}, {"risk": LONG}, {"risk": " ", "answer": "再談"}],
        stakeholders=[
            {"name": who, "kind": "private_sector", "influence": "high", "support": "low", "contact": "社會處"},
            {"name": f"{who}的鄰居"},
        ],
        month3_change=f"{who}試辦",
        month6_proof="班表",
    )


def test_why_it_will_stand_comes_along_whole():
    workshop = make_room(tables=1)
    group = workshop.groups.get()
    judge(group)
    plan = consolidation.keep(idea=ideas_of(workshop)[0], by=make_user(), now=LATER)
    plan.refresh_from_db()
    assert (plan.verdict, plan.verdict_why) == ("adjust", "短時段志工還不夠")
    assert [(one.position, one.risk, one.answer, one.group) for one in plan.risks.all()] == [
        (1, "社區巴士隊停駛", "備用車由公所支援", group), (2, LONG, "", group), (3, "", "再談", group),
    ]  # fmt: skip
    assert [
        (one.name, one.get_kind_display(), one.influence, one.support, one.contact, one.group)
        for one in plan.stakeholders.all()
    ] == [("社區巴士隊", "私營部門", "high", "low", "社會處", group), ("社區巴士隊的鄰居", "", "", "", "", group)]
    assert [(one.month, one.change, one.proof) for one in plan.results.all()] == [
        (1, "看得到", ""), (3, "社區巴士隊試辦", ""), (6, "", "班表"),
    ]  # fmt: skip


def test_a_plan_says_nothing_about_feasibility_where_its_table_did_not():
    workshop = make_workshop(Workshop.State.RUNNING, agenda=False)
    give_forms(workshop.programme)
    fill(make_sheet("design", make_group(workshop)), title="只有名字")
    plan = consolidation.keep(idea=ideas_of(workshop)[0], by=make_user(), now=LATER)
    assert (plan.verdict, plan.verdict_why) == ("", "")
    for rows in (plan.risks, plan.stakeholders, plan.results, plan.resources):
        assert not rows.exists()


@pytest.mark.parametrize(("letters", "kept"), [(100, "甲" * 100), (101, "甲" * 99 + "…")], ids=["fits", "too long"])
def test_a_line_too_long_for_a_plan_shows_that_there_was_more(letters, kept):
    workshop = make_room(tables=0)
    write_table(make_group(workshop), title="甲" * letters)
    plan = consolidation.keep(idea=ideas_of(workshop)[0], by=make_user(), now=LATER)
    assert plan.title == kept
    assert plan.ideas.get().title == "甲" * letters


def test_a_merged_plan_has_everything_of_both_tables_and_each_row_says_whose_it_is():
    officer = make_user()
    workshop = make_room(tables=2)
    one, other = workshop.groups.all()
    judge(one, verdict="feasible", who="甲", why="都談好了")
    judge(other, who="乙")
    first, second = ideas_of(workshop)
    plan = consolidation.keep(idea=first, by=officer, now=LATER)
    consolidation.merge(ideas=[second], into=plan, by=officer, now=LATER)
    plan.refresh_from_db()
    for rows, each in (
        (plan.steps, 1), (plan.indicators, 1), (plan.resources, 1), (plan.stakeholders, 2), (plan.risks, 3),
    ):  # fmt: skip
        assert [row.position for row in rows.all()] == list(range(1, 2 * each + 1))
        assert [row.group for row in rows.all()] == [one] * each + [other] * each
    assert [(row.month, row.change, row.group) for row in plan.results.all()] == [
        (1, "看得到", one), (1, "看得到", other), (3, "甲試辦", one), (3, "乙試辦", other), (6, "", one),
        (6, "", other),
    ]  # fmt: skip
    assert (plan.title, plan.verdict, plan.verdict_why) == ("行動1", "feasible", "都談好了")
    assert [(idea.title, idea.problem, idea.verdict, idea.verdict_why) for idea in plan.ideas.all()] == [
        ("行動1", "行動1的問題", "feasible", "都談好了"), ("行動2", "行動2的問題", "adjust", "短時段志工還不夠"),
    ]  # fmt: skip


def test_an_idea_taken_out_again_takes_its_own_rows_along_and_no_others():
    officer = make_user()
    workshop = make_room(tables=2)
    for group in workshop.groups.all():
        judge(group)
    first, second = ideas_of(workshop)
    plan = consolidation.keep(idea=first, by=officer, now=LATER)
    PlanRisk.objects.create(plan=plan, position=50, risk="承辦人自己加的")

    def standing():
        parts = ("issues", "steps", "indicators", "results", "resources", "stakeholders", "risks")
        return {part: [(str(row), row.group_id) for row in getattr(plan, part).all()] for part in parts}

    before = standing()
    consolidation.merge(ideas=[second], into=plan, by=officer, now=LATER)
    assert all(len(rows) > len(before[part]) for part, rows in standing().items())
    consolidation.reopen(idea=second, by=officer, now=LATER)
    assert standing() == before
    second.refresh_from_db()
    assert (second.title, second.verdict, second.verdict_why) == ("", "", "")


def test_an_idea_taken_out_again_takes_its_partners_and_goals_along_and_leaves_what_others_named():
    officer = make_user()
    workshop = make_room(tables=3)
    one, other, third = workshop.groups.all()
    for group, goals, partners in ((one, [3], "公所、甲會"), (other, [3, 4], "公所、乙會"), (third, [5], "丙會")):
        rewrite(group, sdgs=goals, partners=partners)
    first, second, last = ideas_of(workshop)
    plan = consolidation.keep(idea=first, by=officer, now=LATER)
    consolidation.merge(ideas=[second, last], into=plan, by=officer, now=LATER)
    plan.refresh_from_db()
    assert (plan.sdgs, plan.partners) == ([3, 4, 5], "公所、甲會、行動2協會、乙會、行動3協會、丙會")
    adoption.describe(plan=plan, by=officer, partners=f"{plan.partners}、承辦人補的")
    consolidation.reopen(idea=second, by=officer, now=LATER)
    plan.refresh_from_db()
    assert (plan.sdgs, plan.partners) == ([3, 5], "公所、甲會、行動3協會、丙會、承辦人補的")


def test_an_adopted_plan_stays_as_it_is_when_its_tables_go_on_writing():
    officer = make_user()
    workshop = make_room(tables=1)
    group = workshop.groups.get()
    judge(group)
    plan = make_adopted(ideas_of(workshop)[0], officer)
    rewrite(group, title="後來改的名字", problem="後來改的問題")
    fill(make_sheet("design", group), steps=[{"what": "後來加的"}])
    fill(make_sheet("feasibility", group), risks=[{"risk": "後來想到的"}])
    plan.refresh_from_db()
    assert (plan.title, plan.problem, plan.ideas.get().title) == ("行動1", "行動1的問題", "行動1")
    assert [step.what for step in plan.steps.all()] == ["第一件事"]
    assert "後來想到的" not in [one.risk for one in plan.risks.all()]


def test_a_plan_knows_every_choice_that_the_standard_forms_offer():
    fields = {
        f"{question.key}.{one.key}" if question.fields else question.key: {value for value, _label in one.options}
        for question in questions.read(STANDARD["feasibility"]).questions()
        for one in question.fields or (question,)
        if one.options
    }
    assert fields == {
        "resources.kind": set(PlanResource.Kind.values),
        "resources.status": {"at_hand", "to_find"},
        "stakeholders.kind": set(PlanStakeholder.Kind.values),
        "stakeholders.influence": set(PlanStakeholder.Degree.values),
        "stakeholders.support": set(PlanStakeholder.Degree.values),
        "verdict": set(Plan.Verdict.values),
    }


def test_rows_from_before_name_the_table_their_plan_began_with_and_may_go_back():
    officer = make_user()
    workshop = make_room(tables=2)
    for group in workshop.groups.all():
        judge(group)
    first, second = ideas_of(workshop)
    plan = consolidation.keep(idea=first, by=officer, now=LATER)
    migration = import_module("actionplans.migrations.0007_rows_name_their_table")
    for rows in (plan.steps, plan.results, plan.resources):
        rows.update(group=None)
    plan.indicators.update(group=None, name="長" * 101)
    migration.name_tables(apps, None)
    for rows in (plan.steps, plan.indicators, plan.results, plan.resources):
        assert {row.group for row in rows.all()} == {first.group}
    consolidation.merge(ideas=[second], into=plan, by=officer, now=LATER)
    migration.fit_older_tables(apps, None)
    assert [(one.month, one.group) for one in plan.results.all()] == [(month, first.group) for month in (1, 3, 6)]
    assert plan.indicators.first().name == "長" * 100


def test_the_idea_that_a_plan_began_with_stands_first():
    officer = make_user()
    first, second = ideas_of(make_room(tables=2))
    plan = consolidation.keep(idea=second, by=officer, now=LATER)
    consolidation.merge(ideas=[first], into=plan, by=officer, now=LATER)
    assert [idea.pk for idea in with_parts(Plan.objects.all()).get().ideas.all()] == [second.pk, first.pk]


@pytest.mark.parametrize(
    ("model", "values", "constraint"),
    [
        (PlanRisk, {"risk": "", "answer": ""}, "plan_risk_says_something"),
        (PlanStakeholder, {"name": ""}, "plan_stakeholder_has_name"),
        (PlanStakeholder, {"name": "誰", "influence": "some"}, "plan_stakeholder_place_is_known"),
        (PlanStakeholder, {"name": "誰", "support": "some"}, "plan_stakeholder_place_is_known"),
    ],
)
def test_the_database_holds_what_a_row_must_be(model, values, constraint):
    plan = make_candidate(ideas_of(make_room(tables=1))[0], make_user())
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.create(plan=plan, position=9, **values)
    with pytest.raises(IntegrityError, match="plan_verdict_is_known"), transaction.atomic():
        Plan.objects.filter(pk=plan.pk).update(verdict="perhaps")


def test_a_table_has_one_result_a_month_and_what_a_box_takes_a_plan_takes():
    plan = make_candidate(ideas_of(make_room(tables=1))[0], make_user())
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanResult.objects.create(plan=plan, month=1, group=plan.results.get().group, change="又一個")
    assert plan_parts.LONGEST_WORDS == questions.LONGEST_TEXT


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ([], [(1, [""]), (3, [""]), (6, [""])]),
        ([(3, "甲"), (3, "乙"), (12, "丙")], [(1, [""]), (3, ["甲", "乙"]), (6, [""]), (12, ["丙"])]),
        ([(1, " "), (1, "甲")], [(1, ["甲"]), (3, [""]), (6, [""])]),
    ],
)
def test_results_are_shown_month_by_month_also_where_nobody_wrote(written, shown):
    rows = [PlanResult(month=month, change=change) for month, change in written]
    assert [(month, [row.change for row in found]) for month, found in by_month(rows)] == shown


def test_a_resource_nobody_has_marked_stays_open_in_the_plan():
    workshop = make_room(tables=1)
    rows = [{"name": "旗子", "status": "at_hand"}, {"name": "桶"}]
    fill(make_sheet("feasibility", workshop.groups.get()), resources=rows)
    plan = consolidation.keep(idea=ideas_of(workshop)[0], by=make_user(), now=LATER)
    assert {one.name: one.at_hand for one in plan.resources.all()} == {"車": False, "旗子": True, "桶": None}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("115/12/20", dt.date(2026, 12, 20)), ("民國115年12月20日", dt.date(2026, 12, 20)), ("下個月", None), ("", None)],
)
def test_the_date_promised_at_the_table_reaches_the_plan_where_it_is_one(typed, kept):
    workshop = make_room(tables=1)
    fill(make_sheet("commitment", workshop.groups.get()), first_what="開會", first_when=typed)
    plan = consolidation.keep(idea=ideas_of(workshop)[0], by=make_user(), now=LATER)
    assert (plan.first_step, Plan.objects.get().first_step_on) == ("開會", kept)


def test_a_plan_answers_the_core_issue_its_table_chose():
    workshop = make_room(tables=1)
    group = workshop.groups.get()
    fill(make_sheet("inventory", group), safeguarding_difficulties=[{"text": "另一題", "core": True}])
    chosen = next(i for i in consolidation.board(workshop)[0].issues if i.text == "另一題")
    fill(make_sheet("design", group), core_issue=chosen.item)
    plan = consolidation.keep(idea=ideas_of(workshop)[0], by=make_user(), now=LATER)
    assert [issue.text for issue in plan.issues.all()] == ["另一題"]


def test_an_idea_without_a_title_cannot_be_kept():
    workshop = make_room(tables=0)
    make_group(workshop)
    with pytest.raises(ValidationError, match="還沒寫行動名稱"):
        consolidation.keep(idea=ideas_of(workshop)[0], by=make_user(), now=LATER)
    assert not Plan.objects.exists()


def test_merging_keeps_the_lineage_and_brings_issues_and_partners():
    officer = make_user()
    first, second, *_rest = ideas_of(make_room())
    plan = consolidation.keep(idea=first, by=officer, now=LATER)
    consolidation.merge(ideas=[second], into=plan, by=officer, now=LATER)
    plan.refresh_from_db()
    assert [(idea.group.number, idea.decision) for idea in plan.ideas.all()] == [(1, "kept"), (2, "merged")]
    assert {issue.group.number for issue in plan.issues.all()} == {1, 2}
    assert plan.partners == "公所、據點、行動2協會"


def test_merging_refuses_what_is_decided_adopted_or_from_elsewhere():
    officer = make_user()
    first, second, third, _fourth = ideas_of(make_room())
    adopted = make_adopted(first, officer)
    other = consolidation.keep(idea=ideas_of(make_room(county="HUA"))[0], by=officer, now=LATER)
    kept = consolidation.keep(idea=second, by=officer, now=LATER)
    for ideas, into, sentence in (
        ([third], adopted, "已經採納"),
        ([third], other, "同一場"),
        ([second], kept, "已經決定"),
    ):
        with pytest.raises(ValidationError, match=sentence):
            consolidation.merge(ideas=ideas, into=into, by=officer, now=LATER)
    third.refresh_from_db()
    assert third.decision == Decision.OPEN


def test_parking_needs_a_reason_that_the_table_can_read():
    officer = make_user()
    idea = ideas_of(make_room())[0]
    with pytest.raises(ValidationError, match="為什麼暫緩"):
        consolidation.park(idea=idea, reason="  ", by=officer, now=LATER)
    consolidation.park(idea=idea, reason="經費還沒有著落", by=officer, now=LATER)
    idea.refresh_from_db()
    assert (idea.decision, idea.reason) == (Decision.PARKED, "經費還沒有著落")
    with pytest.raises(ValidationError, match="已經決定"):
        consolidation.park(idea=idea, reason="再一次", by=officer, now=LATER)


@pytest.mark.parametrize(("length", "over"), [(200, 0), (201, 1), (230, 30)])
def test_a_reason_that_is_too_long_is_told_by_how_much_and_nothing_of_it_is_cut(length, over):
    officer = make_user()
    idea = ideas_of(make_room())[0]
    words = "緩" * length
    if over:
        with pytest.raises(ValidationError, match=f"最多 200 字，現在 {length} 字，多了 {over} 字") as refused:
            consolidation.park(idea=idea, reason=words, by=officer, now=LATER)
        assert set(refused.value.message_dict) == {"reason"}
    else:
        consolidation.park(idea=idea, reason=f" {words} ", by=officer, now=LATER)
    idea.refresh_from_db()
    assert (idea.decision, idea.reason) == ((Decision.OPEN, "") if over else (Decision.PARKED, words))


def test_reopening_undoes_a_decision_and_nothing_else():
    officer = make_user()
    first, second, third, _fourth = ideas_of(make_room())
    plan = consolidation.keep(idea=first, by=officer, now=LATER)
    consolidation.merge(ideas=[second], into=plan, by=officer, now=LATER)
    with pytest.raises(ValidationError, match="併入"):
        consolidation.reopen(idea=first, by=officer, now=LATER)
    consolidation.reopen(idea=second, by=officer, now=LATER)
    assert {issue.group.number for issue in plan.issues.all()} == {1}
    consolidation.reopen(idea=first, by=officer, now=LATER)
    assert not Plan.objects.exists()
    consolidation.park(idea=third, reason="下次再談", by=officer, now=LATER)
    consolidation.reopen(idea=third, by=officer, now=LATER)
    assert set(Idea.objects.values_list("decision", "reason")) == {("open", "")}


def test_an_adopted_plan_must_be_withdrawn_before_its_idea_is_reopened():
    officer = make_user()
    idea = ideas_of(make_room())[0]
    plan = make_adopted(idea, officer)
    idea.refresh_from_db()
    with pytest.raises(ValidationError, match="先撤回採納"):
        consolidation.reopen(idea=idea, by=officer, now=LATER)
    code = plan.code
    with pytest.raises(ValidationError, match="為什麼撤回"):
        adoption.withdraw(plan=plan, reason=" ", by=officer, now=LATER)
    adoption.withdraw(plan=plan, reason="換人負責", by=officer, now=LATER)
    with pytest.raises(ValidationError, match="還沒有採納"):
        adoption.withdraw(plan=plan, reason="再一次", by=officer, now=LATER)
    again = adoption.adopt(plan=Plan.objects.get(), by=officer, now=LATER)
    assert again.code == code


@pytest.mark.parametrize(
    ("field", "empty", "word"),
    [
        ("pillar", "", "主軸"),
        ("lead_agency", "", "主責單位"),
        ("person_in_charge", "", "負責人"),
        ("supervisor", None, "追蹤督導"),
        ("first_step", "", "第一步"),
        ("first_step_on", None, "第一步的日期"),
    ],
)
def test_adoption_names_what_is_missing(field, empty, word):
    officer = make_user()
    plan = make_candidate(ideas_of(make_room(tables=1))[0], officer)
    adoption.describe(plan=plan, by=officer, **{field: empty})
    with pytest.raises(ValidationError, match=f"還缺：{word}"):
        adoption.adopt(plan=plan, by=officer, now=LATER)
    plan.refresh_from_db()
    assert plan.state == Plan.State.CANDIDATE


@pytest.mark.parametrize(
    ("days", "afterwards", "odd"),
    [(-1, False, True), (0, False, False), (1, False, False), (None, False, False),
     (-1, True, False), (-9, True, False), (-10, True, True)],
)  # fmt: skip
def test_a_first_step_before_the_promise_is_hinted_at_and_refused_never(days, afterwards, odd):
    officer = make_user()
    room = make_room("held", tables=1)
    adopted_on = timezone.localdate(LATER)
    if afterwards:  # held nine days before its plans were adopted here
        values = {"date": adopted_on - dt.timedelta(days=9), "started_at": None, "held_at": LATER}
        Workshop.objects.filter(pk=room.pk).update(**values)
    plan = make_candidate(ideas_of(room)[0], officer)
    day = None if days is None else adopted_on + dt.timedelta(days=days)
    adoption.describe(plan=plan, by=officer, first_step_on=day)
    plan = Plan.objects.get()
    said = adoption.oddity(plan, on=adoption.adopted_on(plan, LATER))
    assert bool(said) is odd
    if day is None:
        return
    plan = adoption.adopt(plan=plan, by=officer, now=LATER)
    assert plan.state == Plan.State.ADOPTED
    assert adoption.oddity(plan, on=adoption.adopted_on(plan, LATER + dt.timedelta(days=40))) == said
    if said:
        assert plan.title in said
        with translation.override("en"):
            english = adoption.oddity(plan, on=adopted_on)
        assert f"{day.day} {day:%B} {day.year}" in english
        assert not re.search("[年月日]", english.replace(plan.title, ""))
        assert roc.long(day) in said


def test_adopted_plans_are_numbered_within_county_and_year():
    officer = make_user()
    ideas = ideas_of(make_room(tables=3))
    year = ideas[0].workshop.programme.year - 1911
    assert [make_adopted(idea, officer).code for idea in ideas] == [f"TTT-{year}-0{n}" for n in (1, 2, 3)]
    elsewhere = ideas_of(make_room(tables=1, county="HUA"))[0]
    assert make_adopted(elsewhere, make_user(county="HUA")).code == f"HUA-{year}-01"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_workshops_of_a_county_are_given_their_numbers_one_after_the_other():
    officer = make_user()
    plan = make_candidate(ideas_of(make_room(tables=1))[0], officer)
    with CaptureQueriesContext(connection) as asked:
        adoption.adopt(plan=plan, by=officer, now=LATER)
    locks = [query["sql"] for query in asked if "FOR NO KEY UPDATE" in query["sql"]]
    assert [sql for sql in locks if "accounts_county" in sql]


def test_no_workshop_adopts_more_than_its_programme_allows():
    officer = make_user()
    ideas = ideas_of(make_room(tables=7))
    for idea in ideas[:6]:
        make_adopted(idea, officer)
    seventh = make_candidate(ideas[6], officer)
    with pytest.raises(ValidationError, match="最多就是 6 項"):
        adoption.adopt(plan=seventh, by=officer, now=LATER)
    with pytest.raises(ValidationError, match="已經採納"):
        adoption.adopt(plan=Plan.objects.filter(state="adopted").first(), by=officer, now=LATER)


def test_an_adopted_plan_cannot_lose_what_was_promised():
    officer = make_user()
    plan = make_adopted(ideas_of(make_room(tables=1))[0], officer)
    with pytest.raises(ValidationError):
        adoption.describe(plan=plan, by=officer, lead_agency="")
    plan.refresh_from_db()
    assert plan.lead_agency == "行動1協會"


def test_describing_leaves_a_line_only_for_what_changed():
    officer = make_user()
    plan = consolidation.keep(idea=ideas_of(make_room(tables=1))[0], by=officer, now=LATER)
    adoption.describe(plan=plan, by=officer, title=plan.title)
    assert not trail.history_of(plan).exists()
    adoption.describe(plan=plan, by=officer, title="新的名字")
    line = trail.history_of(plan).get()
    assert (line.was, line.now) == ({"title": "行動1"}, {"title": "新的名字"})


@pytest.mark.parametrize("state", ["confirmed", "reported", "closed"])
def test_nothing_is_decided_before_the_room_starts_or_after_it_reported(state):
    officer = make_user()
    workshop = make_room()
    idea = ideas_of(workshop)[0]
    plan = make_candidate(ideas_of(workshop)[1], officer)
    supervisor = make_user("supervisor")
    Workshop.objects.filter(pk=workshop.pk).update(state=state, supervisor=supervisor)
    for act in (
        lambda: consolidation.keep(idea=idea, by=officer, now=LATER),
        lambda: consolidation.park(idea=idea, reason="不行", by=officer, now=LATER),
        lambda: consolidation.reopen(idea=idea, by=officer, now=LATER),
        lambda: adoption.adopt(plan=plan, by=officer, now=LATER),
        lambda: adoption.describe(plan=plan, by=officer, title="改"),
        lambda: adoption.write_consensus(workshop=workshop, statement="共識", by=officer, now=LATER),
    ):
        with pytest.raises(ValidationError, match="才能整併"):
            act()


def test_the_consensus_is_written_once_and_changed_with_a_line():
    officer = make_user()
    workshop = make_room(tables=0)
    with pytest.raises(ValidationError, match="不能空白"):
        adoption.write_consensus(workshop=workshop, statement=" ", by=officer, now=LATER)
    adoption.write_consensus(workshop=workshop, statement="先聽志工說", by=officer, now=LATER)
    adoption.write_consensus(workshop=workshop, statement="先聽志工說，再做", by=officer, now=LATER)
    written = Consensus.objects.get()
    assert written.statement == "先聽志工說，再做"
    assert [line.was for line in trail.history_of(written)] == [{"statement": "先聽志工說"}, {}]


def test_the_report_waits_for_plans_candidates_and_consensus():
    officer = make_user()
    workshop = make_room(Workshop.State.HELD, tables=4)
    ideas = ideas_of(workshop)
    make_adopted(ideas[0], officer)
    make_adopted(ideas[1], officer)
    assert [text.split("：")[0] for text in stages.MOVES.problems(workshop, "report")] == ["行動方案", "共識聲明"]
    third = make_candidate(ideas[2], officer)
    adoption.write_consensus(workshop=workshop, statement="共識", by=officer, now=LATER)
    assert len(stages.MOVES.problems(workshop, "report")) == 2
    adoption.adopt(plan=third, by=officer, now=LATER)
    assert stages.MOVES.problems(workshop, "report") == []
    stages.MOVES.apply(workshop, "report", by=officer, now=LATER + dt.timedelta(days=1))
    assert workshop.state == Workshop.State.REPORTED


def test_a_number_that_was_given_is_never_another_plans():
    """The sheet with it was taken home: given up, it stays the idea's, and comes back with it."""
    workshop, officer = make_room(tables=3), make_user()
    first, second, third = ideas_of(workshop)
    given_up = make_adopted(first, officer)
    adoption.withdraw(plan=given_up, reason="再想想", by=officer, now=LATER)
    consolidation.reopen(idea=first, by=officer, now=LATER)
    other = make_adopted(second, officer)
    assert other.code != given_up.code
    assert make_adopted(third, officer).code not in (given_up.code, other.code)
    first.refresh_from_db()
    assert first.code == given_up.code
    again = consolidation.keep(idea=first, by=officer, now=LATER)
    assert Plan.objects.get(pk=again.pk).code == given_up.code
    first.refresh_from_db()
    assert first.code is None


def test_an_idea_that_was_never_adopted_has_no_number():
    workshop, officer = make_room(tables=1), make_user()
    (idea,) = ideas_of(workshop)
    consolidation.keep(idea=idea, by=officer, now=LATER)
    consolidation.reopen(idea=Idea.objects.get(pk=idea.pk), by=officer, now=LATER)
    assert Idea.objects.get(pk=idea.pk).code is None
