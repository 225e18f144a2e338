"""Pages on annual plans: drawing one up, its work items, its approval, and deciding what goes into it."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.models import AnnualPlan, Plan, Uptake, WorkItem
from actionplans.yearly import annual as annual_plans
from actionplans.yearly import uptakes
from actionplans.yearly.annual_forms import MoneyField
from foundation.accounts.roles import Role
from tests.makers.accounts import give, make_user
from tests.makers.annual import issue, make_annual, make_item, make_uptake
from tests.makers.deciding import AUTUMN
from tests.makers.followup import make_followed
from tests.makers.workshops import make_workshop

pytestmark = pytest.mark.django_db
DECIDED = {"decided_on": "115/9/3", "decided_by": "王處長"}


@pytest.fixture(autouse=True)
def autumn():
    with time_machine.travel(AUTUMN, tick=False):
        yield


@pytest.fixture
def officer(client):
    officer = make_user(county="TTT", name="林小美")
    client.force_login(officer)
    return officer


@pytest.fixture
def plan():
    return make_followed(workshop=make_workshop("closed"), title="偏鄉志工共乘")


def way(name, thing=None):
    return reverse(f"actionplans:{name}", args=[thing.pk] if thing else [])


def page(client, name, thing=None):
    return client.get(way(name, thing)).content.decode()


# Drawing one up -----------------------------------------------------------------------------------------------------


def test_an_annual_plan_is_reached_where_the_plans_are_and_begun(client, officer):
    assert way("annual_list") in page(client, "plans")
    assert "還沒有年度計畫" in page(client, "annual_list")
    begun = page(client, "annual_new")
    assert 'value="115"' in begun
    assert "115年度臺東縣志願服務推動計畫" in begun
    sent = client.post(way("annual_new"), {"year": "116"})
    found = AnnualPlan.objects.get()
    assert (sent["Location"], found.year, found.title) == (way("annual", found), 2027, "116年度臺東縣志願服務推動計畫")
    assert "116 年度（西元 2027 年）" in page(client, "annual", found)
    again = client.post(way("annual_new"), {"year": "2027", "title": "另一份"})
    assert again.status_code == 422
    assert "已經有年度計畫" in again.content.decode()
    assert 'value="另一份"' in again.content.decode()


def test_the_next_one_is_copied_from_its_page(client, officer):
    old = make_annual("issued", items=2, by=officer)
    where = f"{way('annual_new')}?like={old.pk}"
    assert where in page(client, "annual", old)
    shown = client.get(where).content.decode()
    assert 'value="116"' in shown
    assert re.search(rf'<option value="{old.pk}" selected', shown)
    client.post(where, {"year": "116", "like": old.pk})
    assert AnnualPlan.objects.get(year=2027).items.count() == 2
    other = make_annual(county="HUA")
    assert client.post(way("annual_new"), {"year": "117", "like": other.pk}).status_code == 422
    for odd in ("x", "9" * 30, str(other.pk)):
        assert client.get(way("annual_new"), {"like": odd}).status_code == 200


def test_who_is_officer_in_two_counties_says_which(client, officer):
    give(officer, Role.COUNTY_OFFICER, "HUA")
    assert 'name="county"' in page(client, "annual_new")
    client.post(way("annual_new"), {"year": "116", "county": "HUA"})
    assert AnnualPlan.objects.get().county_id == "HUA"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("120000", 120_000), ("１２０，０００元", 120_000), ("120,000", 120_000), ("12萬", 120_000), ("1.5萬元", 15_000),
     ("NT$ 500", 500), ("0", 0), ("", None), ("1000000000000", 10**12)],
)  # fmt: skip
def test_money_is_read_as_people_type_it(typed, amount):
    assert MoneyField(required=False).clean(typed) == amount


@pytest.mark.parametrize("typed", ["十萬", "-5", "1.5", "12萬5千", "1000000000001", "9" * 5000, "1.23456萬"])
def test_and_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError, match=r"讀不成金額|太大了"):
        MoneyField().clean(typed)


def test_work_items_are_added_changed_and_arranged(client, officer):
    found = make_annual(items=0, by=officer)
    facts = {"title": "辦理基礎訓練", "area": "training", "lead_unit": "推廣中心", "aim": "10 場", "from_month": "3月",
             "to_month": "11", "budget": "12萬"}  # fmt: skip
    more = client.post(way("work_item_new", found), facts | {"more": "1"})
    assert more["Location"] == way("work_item_new", found)
    item = found.items.get()
    assert (item.budget, item.from_month, item.number) == (120_000, 3, 1)
    client.post(way("work_item_new", found), {"title": "評鑑"})
    shown = page(client, "annual", found)
    for words in ("辦理基礎訓練", "訓練", "推廣中心", "3–11 月", "120,000", "經費共 120,000 元", "10 場"):
        assert words in shown
    client.post(way("work_item_arrange", item), {"do": "down"})
    assert [str(one) for one in found.items.all()] == ["1. 評鑑", "2. 辦理基礎訓練"]
    client.post(way("work_item_arrange", found.items.get(title="評鑑")), {"do": "out"})
    assert [str(one) for one in found.items.all()] == ["1. 辦理基礎訓練"]
    for wrong, words in (({"title": ""}, "請寫這一項要做的事"),
                         ({"from_month": "12", "to_month": "3"}, "月份要從 1 到 12"),
                         ({"budget": "很多"}, "讀不成金額"), ({"from_month": "13"}, "12")):  # fmt: skip
        refused = client.post(way("work_item_edit", item), facts | wrong)
        assert refused.status_code == 422, wrong
        assert words in refused.content.decode(), wrong


def test_two_who_change_an_item_do_not_undo_each_other(client, officer):
    item = make_item(make_annual(items=0, by=officer), by=officer)
    shown = page(client, "work_item_edit", item)
    then = dict(re.findall(r'name="(initial-[a-z_]+)" value="([^"]*)"', shown))
    annual_plans.change_item(item=item, by=make_user(county="TTT"), now=AUTUMN, lead_unit="衛生局")
    mine = {"title": "改過的", "lead_unit": "社會處", "from_month": "3", "to_month": "11"}
    assert client.post(way("work_item_edit", item), then | mine).status_code == 302
    item.refresh_from_db()
    assert (item.title, item.lead_unit) == ("改過的", "衛生局")


def test_it_is_approved_locked_and_opened_again(client, officer, plan):
    found = make_annual(by=officer)
    make_uptake(plan, "planned", found.items.get(), by=officer)
    facts = {"move": "issue", "document_number": "府社工字第1號", "approved_on": "115/2/2", "approver": "縣長"}
    refused = client.post(way("annual_move", found), facts | {"approver": ""})
    assert refused.status_code == 422
    assert "請寫是誰核定的" in refused.content.decode()
    assert 'value="府社工字第1號"' in refused.content.decode()
    assert client.post(way("annual_move", found), facts, follow=True).status_code == 200
    shown = page(client, "annual", found)
    for words in ("已核定", "府社工字第1號", "內容鎖定", "納入 1 件行動方案"):
        assert words in shown
    assert way("work_item_new", found) not in shown
    late = client.post(way("work_item_edit", found.items.get()), {"title": "偷改"})
    assert late.status_code == 422
    assert "已經核定" in late.content.decode()
    assert client.post(way("annual_move", found), facts).status_code == 422
    assert client.post(way("annual_move", found), {"move": "reopen", "reason": ""}).status_code == 422
    assert client.post(way("annual_move", found), {"move": "reopen", "reason": "增列"}).status_code == 302
    assert "修正中：" in page(client, "annual", found)
    assert client.post(way("annual_move", found), {"move": "nothing"}).status_code == 404
    WorkItem.objects.exclude(uptakes__isnull=False).delete()
    empty = make_annual(items=0, year=2027, by=officer)
    answer = client.post(way("annual_move", empty), facts)
    assert answer.status_code == 422
    assert "還沒有工作項目" in answer.content.decode()


def test_the_title_changes_while_it_is_a_draft(client, officer):
    found = make_annual(by=officer)
    assert client.post(way("annual_edit", found), {"title": "志願服務工作計畫"}).status_code == 302
    issue(found, by=officer)
    late = client.post(way("annual_edit", found), {"title": "別的"})
    assert late.status_code == 422
    found.refresh_from_db()
    assert found.title == "志願服務工作計畫"


# What goes into it --------------------------------------------------------------------------------------------------


def test_a_plan_is_taken_up_and_visible_both_ways(client, officer, plan):
    found = make_annual("issued", items=2, by=officer)
    item = found.items.last()
    assert f"{way('uptake', plan)}?annual={found.pk}" in page(client, "annual", found)
    begun = client.get(way("uptake", plan), {"annual": found.pk}).content.decode()
    assert f'value="annual-{found.pk}" selected' in begun
    sent = client.post(way("uptake", plan), {"state": "taken", "target": f"item-{item.pk}", "seen": 0} | DECIDED)
    assert sent["Location"] == f"{way('plan', plan)}#uptake"
    shown = page(client, "plan", plan)
    for words in (found.title, "2. 工作2", found.document_number, f"{way('annual', found)}#item-{item.pk}"):
        assert words in shown
    there = page(client, "annual", found)
    assert plan.title in there
    assert "data-status=" in there
    assert "還沒決定要不要納入" not in there
    assert found.title in page(client, "plans")


def test_where_the_county_keeps_it_elsewhere_the_document_is_written(client, officer, plan):
    assert 'name="target"' not in page(client, "uptake", plan)
    refused = client.post(way("uptake", plan), {"state": "taken", "seen": 0} | DECIDED)
    assert refused.status_code == 422
    facts = {"document": "115年施政重點", "document_number": "府計字第1號", "document_on": "115/8/1"}
    assert client.post(way("uptake", plan), {"state": "taken", "seen": 0} | facts | DECIDED).status_code == 302
    assert "115年施政重點" in page(client, "plan", plan)


def test_what_was_typed_stays_where_something_is_missing(client, officer, plan):
    make_annual("issued", by=officer)
    typed = {"state": "declined", "seen": 0, "document": "別的文件"} | DECIDED | {"decided_by": "張局長"}
    answer = client.post(way("uptake", plan), typed)
    assert answer.status_code == 422
    for words in ("請寫為什麼不納入", 'value="張局長"', 'value="別的文件"'):
        assert words in answer.content.decode()
    assert client.post(way("uptake", plan), DECIDED).status_code == 422
    assert client.post(way("uptake", plan), typed | {"target": "item-999999"}).status_code == 422


def test_another_decision_made_meanwhile_is_shown_first(client, officer, plan):
    make_uptake(plan, "declined", by=make_user(county="TTT"))
    late = client.post(way("uptake", plan), {"state": "planned", "seen": 0} | DECIDED)
    assert late.status_code == 409
    assert "剛剛有人登錄了另一筆" in late.content.decode()
    assert "經費另列" in late.content.decode()
    assert client.post(way("uptake", plan), {"state": "planned", "seen": 1} | DECIDED).status_code == 302


def test_a_wrong_one_is_corrected_or_taken_back(client, officer, plan):
    assert 'value="open"' not in page(client, "uptake", plan)
    make_uptake(plan, "declined", by=officer)
    shown = page(client, "uptake", plan)
    assert 'value="open"' in shown
    assert "經費另列</textarea>" in shown, "begun from what stands"
    client.post(way("uptake", plan), {"state": "planned", "seen": 1, "corrects": "on"} | DECIDED)
    assert Uptake.objects.get(number=2).corrects.number == 1
    assert "已由第 2 筆更正" in page(client, "plan", plan)
    client.post(way("uptake", plan), {"state": "open", "reason": "登錄錯方案", "seen": 2} | DECIDED)
    plan.refresh_from_db()
    assert plan.uptake is None
    assert "尚未決定" in page(client, "plan", plan)


def test_a_supervisor_reads_and_sees_her_own_plans_alone(client, officer, plan):
    found = make_annual("issued", by=officer)
    other = make_followed(workshop=plan.workshop, title="別人追蹤的")
    for one in (plan, other):
        make_uptake(one, "taken", found.items.get(), by=officer)
    client.force_login(plan.supervisor)
    assert way("annual_list") in page(client, "plans")
    assert found.title in page(client, "annual_list")
    shown = page(client, "annual", found)
    assert plan.title in shown
    assert other.title not in shown
    assert "其中 1 件不是由你追蹤" in shown
    for name in ("annual_edit", "annual_move", "work_item_new", "登錄核定"):
        assert (way(name, found) if name.isascii() else name) not in shown
    assert way("uptake", plan) not in page(client, "plan", plan)


def test_the_association_reads_all_counties(client, officer, plan):
    found, other = make_annual("issued", by=officer), make_annual(county="HUA")
    make_uptake(plan, "declined", by=officer)
    client.force_login(make_user(Role.ASSOCIATION, None))
    listed = page(client, "annual_list")
    assert found.title in listed
    assert other.title in listed
    assert other.title not in client.get(way("annual_list"), {"county": "TTT"}).content.decode()
    assert "經費另列" in page(client, "plan", plan)
    assert way("uptake", plan) not in page(client, "plan", plan)


def test_a_volunteer_sees_what_stands_and_not_why(client, officer, plan):
    found = make_annual("issued", by=officer)
    make_uptake(plan, "taken", found, by=officer, reason="縣長交代")
    client.force_login(make_user(Role.VOLUNTEER, "TTT"))
    shown = page(client, "plan", plan)
    assert found.title in shown
    assert way("annual", found) not in shown
    assert "縣長交代" not in shown


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [("taken", {"納"}), ("planned", {"預"}), ("declined", {"不"}), ("none", {"沒"}), ("", {"納", "預", "不", "沒"}),
     ("x", {"納", "預", "不", "沒"})],
)  # fmt: skip
def test_the_tracker_filters_by_it(client, officer, wanted, titles):
    workshop, found = make_workshop("closed"), make_annual("issued", by=officer)
    for title, state in (("納", "taken"), ("預", "planned"), ("不", "declined"), ("沒", "")):
        made = make_followed(workshop=workshop, title=title)
        if state:
            make_uptake(made, state, found, by=officer)
    listed = client.get(way("plans"), {"uptake": wanted})
    assert {one.title for one in listed.context["plans"]} == titles


def test_pages_ask_as_often_for_three_as_for_one(client, officer):
    workshop, asked = make_workshop("closed"), {}
    for count in (1, 3):
        Plan.objects.update(uptake=None)
        found = make_annual("issued", items=count, year=2026 + count, by=officer)
        for item in found.items.all():
            for into in (item, found):
                make_uptake(make_followed(workshop=workshop), "taken", into, by=officer)
            make_followed(workshop=workshop)
        for name, thing in (("annual_list", None), ("annual", found), ("uptake", Plan.objects.last())):
            client.get(way(name, thing))
            with CaptureQueriesContext(connection) as queries:
                client.get(way(name, thing))
            asked.setdefault(name, []).append(len(queries))
    assert all(one == three for one, three in asked.values()), asked
    assert asked["annual"][0] <= 16, asked


def test_history_reads_in_words(client, officer, plan):
    make_uptake(plan, "planned", by=officer, decided_on=dt.date(2026, 9, 1))
    shown = page(client, "plan", plan)
    assert "決定是否納入年度計畫" in shown
    assert uptakes.count_of(plan) == 1
