"""Action plans and the annual plan: what was decided, where they go in, and what stands when it was written wrongly."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from actionplans.consensus import adoption
from actionplans.followup.decisions import DecidedMeanwhile
from actionplans.models import Plan, Uptake
from actionplans.yearly import annual, uptakes
from actionplans.yearly.uptakes import Target
from foundation.accounts.models import User
from foundation.audit.models import Event
from tests.makers.accounts import make_user
from tests.makers.annual import issue, make_annual, make_item, make_uptake
from tests.makers.deciding import AUTUMN
from tests.makers.followup import make_followed
from tests.makers.plans import make_plan
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_user(county="TTT")


@pytest.fixture
def plan() -> Plan:
    return make_followed(workshop=make_workshop("held"))


def problems(plan: Plan, *given, **options) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refused:
        make_uptake(plan, *given, **options)
    return refused.value.message_dict


def test_a_plan_goes_into_a_work_item(officer, plan):
    item = make_annual("issued", by=officer).items.get()
    made = make_uptake(plan, "taken", item, by=officer)
    plan.refresh_from_db()
    assert plan.uptake == made
    assert (made.annual, made.item, made.where, made.where_number) == (
        item.annual, item, "115年度臺東縣志願服務推動計畫", item.annual.document_number,
    )  # fmt: skip
    line = Event.objects.get(verb="uptake_decided")
    assert (line.now["uptake_state"], line.now["decided_by"]) == ("taken", "社會處王處長")


def test_or_into_another_document_that_is_named(plan):
    elsewhere = Target(document="115年施政重點", document_number="府計字第1號", document_on=dt.date(2026, 8, 1))
    made = make_uptake(plan, "taken", target=elsewhere)
    assert (made.where, made.where_number, made.annual) == ("115年施政重點", "府計字第1號", None)


@pytest.mark.parametrize("state", ["running", "held", "reported", "closed"])
def test_a_workshop_that_is_over_still_lets_it_be_decided(state):
    make_uptake(make_followed(workshop=make_workshop(state)), "planned")


def test_one_that_is_released_or_merged_may_still_go_in(plan, officer):
    Plan.objects.filter(pk=plan.pk).update(standing="released")
    make_uptake(plan, "taken", make_annual("issued", by=officer))


def test_another_county_s_annual_plan_is_refused(plan):
    elsewhere = make_annual("issued", county="HUA")
    assert problems(plan, "taken", elsewhere) == {"target": ["這項方案屬於臺東縣，只能納入同縣市的年度計畫。"]}
    assert "target" in problems(plan, "planned", elsewhere.items.get())
    assert not Uptake.objects.exists()


def test_a_work_item_belongs_to_the_annual_plan_that_is_named(plan, officer):
    first, second = make_annual("issued", by=officer), make_annual("issued", year=2025, by=officer)
    wrong = Target(annual=first, item=second.items.get())
    assert "不在這份年度計畫裡" in problems(plan, "taken", target=wrong)["target"][0]


@pytest.mark.parametrize(
    ("state", "options", "field"),
    [
        ("taken", {}, "target"),
        ("taken", {"target": Target(document_number="府社工字第1號")}, "target"),
        ("planned", {"target": Target(document_number="府社工字第1號")}, "document"),
        ("planned", {"target": Target(document_on=dt.date(2026, 1, 1))}, "document"),
        ("declined", {"reason": " "}, "reason"),
        ("declined", {"reason": "長" * 1001}, "reason"),
        ("planned", {"decided_by": " "}, "decided_by"),
        ("planned", {"decided_on": dt.date(2026, 9, 4)}, "decided_on"),
        ("planned", {"decided_on": dt.date(2026, 6, 9)}, "decided_on"),
        ("open", {}, "state"),
        ("planned", {"corrects": True}, "state"),
        ("maybe", {}, "state"),
        ("taken", {"target": Target(document="王小明的計畫")}, "document"),
        ("taken", {"target": Target(document="0912345678")}, "document"),
        ("taken", {"target": Target(document="長" * 101)}, "document"),
    ],
)
def test_what_is_missing_or_cannot_be_is_said_beside_its_field(plan, state, options, field):
    assert list(problems(plan, state, **options)) == [field]
    assert not Uptake.objects.exists()


@pytest.mark.parametrize("day", [dt.date(2026, 6, 10), dt.date(2026, 9, 3)])
def test_from_the_day_of_adoption_to_today(plan, day):
    assert make_uptake(plan, "planned", decided_on=day).where == ""


def test_a_platform_s_annual_plan_and_another_document_are_not_named_at_once(plan, officer):
    both = Target(annual=make_annual("issued", by=officer), document="施政重點")
    assert "document" in problems(plan, "taken", target=both)


def test_a_candidate_goes_nowhere():
    assert "state" in problems(make_plan(make_workshop("held"), state="candidate"), "planned")


def test_what_does_not_go_in_names_no_document(plan, officer):
    made = make_uptake(plan, "declined", make_annual("issued", by=officer))
    assert (made.annual, made.reason) == (None, "經費另列")


def test_a_draft_takes_nothing_in_but_what_is_planned_goes_in_as_it_is_issued(officer, plan):
    found = make_annual(by=officer)
    assert "還是草稿" in problems(plan, "taken", found)["target"][0]
    other = make_followed(workshop=make_workshop("closed"))
    make_uptake(plan, "planned", found.items.get())
    make_uptake(other, "declined")
    issue(found, by=officer)
    plan.refresh_from_db()
    other.refresh_from_db()
    assert (plan.uptake.state, plan.uptake.item, plan.uptake.number) == ("taken", found.items.get(), 2)
    assert (plan.uptake.decided_by, plan.uptake.decided_on) == ("縣長", dt.date(2026, 9, 3))
    assert other.uptake.state == "declined"
    annual.reopen(annual=found, reason="修正", by=officer, now=AUTUMN)
    make_uptake(other, "taken", found)
    issue(found, by=officer)
    assert Uptake.objects.filter(plan=plan).count() == 2, "what went in stays as it is"


def test_another_decision_follows_and_nothing_is_overwritten(officer, plan):
    first = make_uptake(plan, "planned", by=officer)
    second = make_uptake(plan, "declined", by=officer, seen=1)
    assert [one.number for one in uptakes.history_of(plan)] == [2, 1]
    assert (second.corrects, plan.uptake) == (None, second)
    with pytest.raises(TypeError):
        first.save()
    with pytest.raises(TypeError):
        Uptake.objects.all().delete()


def test_one_written_down_wrongly_is_corrected_or_taken_back(officer, plan):
    wrong = make_uptake(plan, "declined", by=officer)
    right = make_uptake(plan, "planned", by=officer, corrects=True)
    assert right.corrects == wrong
    assert Event.objects.filter(verb="uptake_corrected").count() == 1
    assert "reason" in problems(plan, "open", reason="")
    back = make_uptake(plan, "open", by=officer, reason="登錄到別的方案")
    plan.refresh_from_db()
    assert (back.corrects, plan.uptake) == (right, None)
    assert "state" in problems(plan, "open", reason="再收一次")
    make_uptake(plan, "planned", by=officer)
    assert uptakes.count_of(plan) == 4


def test_two_who_decide_at_once_are_told_of_each_other(plan):
    make_uptake(plan, "planned", seen=0)
    with pytest.raises(DecidedMeanwhile):
        make_uptake(plan, "declined", seen=0)
    assert uptakes.count_of(plan) == 1


def test_a_plan_with_a_record_stays_adopted(officer, plan):
    make_uptake(plan, "planned", by=officer)
    with pytest.raises(ValidationError, match="納入年度計畫的紀錄"):
        adoption.withdraw(plan=plan, reason="不做了", by=officer, now=AUTUMN)


def row(plan: Plan, **fields) -> Uptake:
    given = {
        "plan": plan, "county": plan.county, "number": 1, "state": "planned", "decided_on": dt.date(2026, 9, 3),
        "decided_by": "王處長", "recorded_at": AUTUMN, "recorded_by": "林小美",
    }  # fmt: skip
    return Uptake(**given | fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "taken"},
        {"state": "maybe"},
        {"state": "declined"},
        {"state": "declined", "reason": "x", "document": "y"},
        {"state": "open", "reason": "x"},
        {"state": "planned", "decided_by": ""},
    ],
)
def test_the_database_holds_it_as_well(plan, fields):
    given = {"decided_by": "王處長"} | fields
    with transaction.atomic(), pytest.raises(IntegrityError):
        row(plan, **given).save()


def test_the_database_knows_no_work_item_without_its_annual_plan(plan, officer):
    item = make_item(make_annual(by=officer))
    with transaction.atomic(), pytest.raises(IntegrityError):
        row(plan, item=item).save()


def refused(write: Callable[[Any], object], thing: Any) -> bool:
    """Whether the database will have none of it, as the transaction ends."""
    try:
        with transaction.atomic():
            write(thing)
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


def test_no_row_says_that_a_plan_goes_into_another_county_s_annual_plan(plan):
    mine, theirs, other = make_annual(), make_annual(county="HUA"), make_annual(year=2027)
    for wrong, said in (
        ({"annual": theirs}, "同縣市"),
        ({"annual": theirs, "county_id": "HUA"}, "uptake_of_its_plan_s_county"),
        ({"annual": mine, "item": other.items.get()}, "不在這份年度計畫裡"),
    ):
        with pytest.raises(ValidationError, match=said):
            row(plan, **wrong).full_clean()
        assert refused(lambda one: Uptake.objects.bulk_create([one]), row(plan, **wrong))
    assert not Uptake.objects.exists()
    right = row(plan, annual=mine, item=mine.items.get())
    right.full_clean()
    right.save()
    connection.check_constraints()


def test_nor_does_it_come_to_be_another_county_s_later(plan):
    annual_plan = make_annual()
    make_uptake(plan, "planned", annual_plan)
    for thing in (plan, annual_plan):
        assert refused(lambda one: type(one).objects.filter(pk=one.pk).update(county="HUA"), thing)
