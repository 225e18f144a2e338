"""Annual plans: one a year and county, work items in their order, issued under a number, changed for a reason."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actionplans.models import AnnualPlan, WorkItem
from actionplans.yearly import annual
from foundation.accounts.models import County, User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.workflow.moves import MoveRefused
from tests.makers.accounts import make_user
from tests.makers.annual import NUMBER, issue, make_annual, make_item, make_uptake
from tests.makers.deciding import AUTUMN
from tests.makers.followup import make_followed
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return make_user(county="TTT")


def titles(found: AnnualPlan) -> list[str]:
    return [str(one) for one in found.items.all()]


def test_it_bears_its_county_and_its_year_in_both_calendars(officer):
    found = make_annual(by=officer, year=2027)
    assert str(found) == "116年度臺東縣志願服務推動計畫"
    assert found.year_shown == "116 年度（西元 2027 年）"
    assert Event.objects.filter(verb="created", object_type="actionplans.annualplan").get().now["year"] == 2027


def test_a_county_has_one_a_year(officer):
    make_annual(by=officer)
    with pytest.raises(ValidationError, match="已經有年度計畫"):
        make_annual(by=officer)
    make_annual(year=2027, by=officer)
    make_annual(county="HUA")
    assert annual.next_year(County.objects.get(pk="TTT"), on=dt.date(2026, 11, 1)) == 2028
    assert annual.next_year(County.objects.get(pk="HUA"), on=dt.date(2026, 11, 1)) == 2027
    assert annual.next_year(County.objects.get(pk="KIN"), on=dt.date(2026, 11, 1)) == 2026


def test_the_items_of_last_year_are_copied_and_nothing_taken_up_with_them(officer):
    old = make_annual("issued", items=2, by=officer)
    make_uptake(make_followed(workshop=make_workshop("held")), into=old.items.first(), by=officer)
    WorkItem.objects.filter(number=2).update(area="training", aim="辦 10 場", budget=120_000)
    made = annual.draw_up(county=old.county, year=2027, like=old, by=officer, now=AUTUMN)
    assert (made.state, made.edition, made.document_number) == ("draft", 0, "")
    assert titles(made) == titles(old) == ["1. 工作1", "2. 工作2"]
    second = made.items.get(number=2)
    assert (second.area, second.aim, second.budget, second.months) == ("training", "辦 10 場", 120_000, "3–11 月")
    assert not made.uptakes.exists()
    with pytest.raises(ValidationError, match="只能複製同縣市"):
        annual.draw_up(county=County.objects.get(pk="HUA"), year=2027, like=old, by=officer, now=AUTUMN)


@pytest.mark.parametrize(
    ("first", "last", "shown"),
    [(1, 12, "1–12 月"), (5, 5, "5 月"), (None, None, ""), (0, 3, None), (3, 13, None), (6, 5, None), (None, 5, None),
     (5, None, None)],
)  # fmt: skip
def test_months_are_those_of_a_year_and_in_order(officer, first, last, shown):
    found = make_annual(items=0, by=officer)
    if shown is None:
        with pytest.raises(ValidationError, match="月份要從 1 到 12"):
            make_item(found, from_month=first, to_month=last)
        with transaction.atomic(), pytest.raises(IntegrityError):
            WorkItem.objects.create(annual=found, number=9, title="硬塞", from_month=first, to_month=last)
    else:
        assert make_item(found, from_month=first, to_month=last).months == shown


def test_items_change_places_and_keep_numbers_without_gaps(officer):
    found = make_annual(items=3, by=officer)
    first, second, third = found.items.all()
    annual.move_item(item=third, up=True, by=officer, now=AUTUMN)
    assert titles(found) == ["1. 工作1", "2. 工作3", "3. 工作2"]
    annual.move_item(item=first, up=True, by=officer, now=AUTUMN)
    annual.move_item(item=second, up=False, by=officer, now=AUTUMN)
    assert titles(found) == ["1. 工作1", "2. 工作3", "3. 工作2"], "neither end can go further"
    annual.remove_item(item=first, by=officer, now=AUTUMN)
    assert titles(found) == ["1. 工作3", "2. 工作2"]
    annual.remove_item(item=first, by=officer, now=AUTUMN)
    assert make_item(found, title="新的").number == 3


def test_an_item_with_an_action_plan_stays(officer):
    item = make_annual("issued", by=officer).items.get()
    make_uptake(make_followed(workshop=make_workshop("held")), into=item, by=officer)
    annual.reopen(annual=item.annual, reason="經費調整", by=officer, now=AUTUMN)
    with pytest.raises(ValidationError, match="有行動方案的納入紀錄"):
        annual.remove_item(item=item, by=officer, now=AUTUMN)
    changed = annual.change_item(item=item, by=officer, now=AUTUMN, title="改寫", budget=5)
    assert (changed.title, changed.budget) == ("改寫", 5)


def test_issued_it_is_locked_until_a_reason_opens_it_and_issued_anew(officer):
    found = make_annual(items=0, by=officer)
    with pytest.raises(MoveRefused, match="還沒有工作項目"):
        issue(found)
    item = make_item(found)
    issue(found, by=officer)
    found.refresh_from_db()
    assert (found.state, found.edition, found.document_number, found.issued_by) == (
        "issued", 1, NUMBER, str(officer.as_actor().label),
    )  # fmt: skip
    for refused in (
        lambda: annual.describe(annual=found, title="別的", by=officer, now=AUTUMN),
        lambda: make_item(found),
        lambda: annual.change_item(item=item, by=officer, now=AUTUMN, title="別的"),
        lambda: annual.move_item(item=item, up=True, by=officer, now=AUTUMN),
        lambda: annual.remove_item(item=item, by=officer, now=AUTUMN),
    ):
        with pytest.raises(ValidationError, match="已經核定"):
            refused()
    with pytest.raises(MoveRefused):
        issue(found)
    with pytest.raises(MoveRefused, match="為什麼"):
        annual.reopen(annual=found, reason=" ", by=officer, now=AUTUMN)
    annual.reopen(annual=found, reason="增列工作項目", by=officer, now=AUTUMN)
    found.refresh_from_db()
    assert (found.state, found.in_force, found.correction) == ("draft", True, "增列工作項目")
    annual.describe(annual=found, title="修正計畫", by=officer, now=AUTUMN)
    issue(found, document_number="第2號")
    found.refresh_from_db()
    assert (found.edition, found.title, found.document_number) == (2, "修正計畫", "第2號")
    verbs = Event.objects.filter(object_type="actionplans.annualplan", object_key=str(found.pk)).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "created", "work_items_changed", "annual_plan_issued", "annual_plan_reopened", "changed", "annual_plan_issued",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"document_number": " "}, "document_number"),
        ({"document_number": "號" * 51}, "document_number"),
        ({"approver": ""}, "approver"),
        ({"approved_on": dt.date(2026, 9, 4)}, "approved_on"),
    ],
)
def test_an_approval_says_number_day_and_who(officer, facts, field):
    found = make_annual(by=officer)
    with pytest.raises(ValidationError) as refused:
        issue(found, **facts)
    assert list(refused.value.message_dict) == [field]
    issue(found, approved_on=dt.date(2026, 9, 3))


def test_who_sees_the_annual_plans_of_a_county(officer):
    found = make_annual(by=officer)
    make_annual(county="HUA")
    plan = make_followed(workshop=make_workshop("held"))

    def seen(user: User) -> list[AnnualPlan]:
        return list(AnnualPlan.objects.visible_to(user))

    assert seen(officer) == seen(make_user(Role.AUTHORITY_OFFICER, "TTT")) == seen(plan.supervisor) == [found]
    assert len(seen(make_user(Role.ASSOCIATION, None))) == 2
    for role in (Role.SUPERVISOR, Role.UNIT_COORDINATOR, Role.VOLUNTEER, Role.LECTURER):
        assert seen(make_user(role, "TTT")) == [], role
    named = make_user(Role.SUPERVISOR, "TTT")
    make_workshop("closed", supervisor=named)
    assert seen(named) == [found]
    assert set(WorkItem.objects.visible_to(officer)) == set(found.items.all())
