"""Appraising units: an authority's rules, beginning, the unit's own assessment, two raters, the result, mending."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from foundation.accounts.models import Organisation, User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.exports import registry
from foundation.files.models import StoredFile
from tests.makers.accounts import give, make_user
from tests.makers.api import browser
from tests.makers.evaluating import appraise, hand_in, make_appraisal, make_scheme
from tests.makers.files import make_photo
from tests.makers.volunteers import NOW, make_enrolment, make_entry, make_trained, make_unit
from volunteers.evaluating import appraisals, improvements, judging, schemes, turns, unit_evidence
from volunteers.models import Appraisal, AppraisalRating, AppraisalScheme, Authority, Improvement, Unit
from volunteers.rules.appraising import Turn
from volunteers.serving import approvals

pytestmark = pytest.mark.django_db
D = dt.date
DAY = dt.timedelta(days=1)
State = Appraisal.State


@pytest.fixture(autouse=True)
def summer():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def raters() -> tuple[User, User]:
    found = make_user(Role.COUNTY_OFFICER, "TTT"), make_user(Role.AUTHORITY_OFFICER, "TTT")
    found[1].memberships.update(sector="社會福利類")
    return found


@pytest.fixture
def coordinator(unit: Unit) -> User:
    made = make_user(None)
    give(made, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    return made


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def way(name: str, *keys: Any) -> str:
    return reverse(f"volunteers:{name}", args=keys)


def points(one: Appraisal, value: int) -> dict[int, int]:
    return {each.number: value for each in one.rules.indicators}


# An authority's rules ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"aspects": [("行政", Decimal(40), ["有督導"]), ("成效", Decimal("60.01"), ["有成效"])]}, "要剛好 100"),
        ({"aspects": [("行政", Decimal("33.333"), ["有督導"]), ("成效", Decimal("66.667"), ["有成效"])]}, "第二位"),
        ({"aspects": [("行政", Decimal(100), [])]}, "至少要有一個指標"),
        ({"aspects": []}, "1 到 12"),
        ({"aspects": [("行政", Decimal(50), ["有督導"]), ("行政", Decimal(50), ["有督導"])]}, "不能重複"),
        ({"aspects": [("行政", Decimal(100), ["長" * 101])]}, "100 個字"),
        ({"aspects": [("行政", Decimal(120), ["有督導"]), ("成效", Decimal(-20), ["有成效"])]}, "不能是負數"),
        ({"grades": []}, "等第"),
        ({"grades": [("優", Decimal(80)), ("劣", Decimal(1))]}, "從 0 分起"),
        ({"source": "計畫"}, "依據"),
        ({"cycle_years": 11}, "1 到 10 年"),
        ({"appeal_days": 0}, "1 到 365"),
    ],
)
def test_what_is_wrong_with_the_rules_is_said(unit, values, words) -> None:
    with pytest.raises(ValidationError, match=words):
        make_scheme(unit.authority, **values)
    assert not AppraisalScheme.objects.exists()


def test_rules_are_typed_line_by_line_and_hold_from_their_day(unit) -> None:
    typed = schemes.read_aspects("行政管理　40分\n- 有專責的督導\n按時回報成果\n服務成效 60\n服務有具體成效")
    assert typed == [
        ("行政管理", Decimal(40), ["有專責的督導", "按時回報成果"]), ("服務成效", Decimal(60), ["服務有具體成效"]),
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="有專責的督導"):
        schemes.read_aspects("有專責的督導\n行政管理 40")
    old = make_scheme(unit.authority)
    new = make_scheme(unit.authority, valid_from=D(2026, 7, 1), cycle_years=1)
    found = [schemes.in_force([unit.authority_id], day) for day in (D(2019, 12, 31), D(2026, 6, 30), D(2026, 7, 1))]
    assert [one.get(unit.authority_id) and one[unit.authority_id].scheme for one in found] == [None, old, new]
    assert found[2][unit.authority_id].since == D(2020, 1, 1)
    with pytest.raises(ValidationError, match="換一個起日"):
        make_scheme(unit.authority)


# Beginning -----------------------------------------------------------------------------------------------------------


def test_it_begins_with_what_the_register_says(unit, raters) -> None:
    person = make_trained(unit)
    make_enrolment(unit)
    make_entry(unit, person, D(2026, 3, 7))
    approvals.approve_ordinary(unit=unit, month=202603, seed="a", by=SYSTEM, now=NOW)
    one = make_appraisal(unit, raters, first_on=D(2026, 1, 1), last_on=D(2026, 6, 1))
    assert one.state == State.SELF
    assert one.evidence["people"] == 2
    assert (one.evidence["served"], one.evidence["books"]) == (1, 1)
    assert one.evidence["minutes"] == 180
    assert set(one.evidence) == set(unit_evidence.KEYS)


def test_many_are_begun_by_as_many_questions_as_few(unit, raters, django_assert_max_num_queries) -> None:
    make_scheme(unit.authority)
    others = [make_unit() for _one in range(4)]
    for chosen in ([unit], others):
        fresh = list(Unit.objects.filter(pk__in=[one.pk for one in chosen]).select_related("organisation", "authority"))
        with django_assert_max_num_queries(24):
            appraisals.begin(
                units=fresh, year=2026, first_on=D(2025, 1, 1), last_on=D(2025, 12, 31), self_due_on=D(2026, 12, 1),
                raters=raters, by=SYSTEM, now=NOW,
            )  # fmt: skip
    assert Appraisal.objects.count() == 5


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"self_due_on": NOW.date() - DAY}, "不能在今天以前"),
        ({"first_on": D(2026, 2, 1), "last_on": D(2026, 1, 1)}, "不能晚於迄日"),
        ({"first_on": D(2027, 2, 1), "last_on": D(2027, 3, 1)}, "在今天以後"),
    ],
)
def test_days_out_of_order_begin_nothing(unit, raters, values, words) -> None:
    with pytest.raises(ValidationError, match=words):
        make_appraisal(unit, raters, **values)
    assert not Appraisal.objects.exists()


def test_only_who_reviews_the_unit_rates_it_and_two_are_two(unit, raters) -> None:
    stranger = make_user(Role.COUNTY_OFFICER, "HUA")
    for pair in ((raters[0], stranger), (raters[0], raters[0])):
        with pytest.raises(ValidationError, match="評審"):
            make_appraisal(unit, pair)
    health = make_unit(category="health")
    with pytest.raises(ValidationError, match="審查這些單位"):
        make_appraisal(health, raters)
    assert set(appraisals.raters_for([unit, health], NOW.date())) == {raters[0]}
    assert set(appraisals.raters_for([unit, health], NOW.date(), of_all=False)) == set(raters)


def test_a_year_is_appraised_once_and_not_without_rules(unit, raters) -> None:
    with pytest.raises(ValidationError, match="還沒訂評鑑規定"):
        appraisals.begin(
            units=[unit], year=2026, first_on=D(2025, 1, 1), last_on=D(2025, 12, 31), self_due_on=NOW.date(),
            raters=raters, by=SYSTEM, now=NOW,
        )  # fmt: skip
    make_appraisal(unit, raters)
    with pytest.raises(ValidationError, match="海線關懷志工隊"):
        make_appraisal(unit, raters)


# From the unit's assessment to the result ----------------------------------------------------------------------------


def test_a_unit_keeps_for_later_and_hands_in_once(unit, raters, coordinator) -> None:
    one = make_appraisal(unit, raters)
    given = {"words": "", "by": coordinator, "now": NOW}
    appraisals.assess(appraisal=one, points={1: 80}, hand_in=False, **given)
    with pytest.raises(ValidationError, match="每一個指標都要給分"):
        appraisals.assess(appraisal=one, points={1: 80}, hand_in=True, **given)
    with pytest.raises(ValidationError, match="自評說明"):
        appraisals.assess(appraisal=one, points=points(one, 80), hand_in=True, **given)
    appraisals.attach(appraisal=one, data=make_photo(), name="成果.jpg", by=coordinator, now=NOW)
    assert hand_in(one).state == State.RATING
    with pytest.raises(ValidationError, match="狀態已經不同"):
        hand_in(one)
    with pytest.raises(ValidationError, match="狀態已經不同"):
        appraisals.attach(appraisal=one, data=make_photo((9, 9)), name="x.jpg", by=coordinator, now=NOW)
    assert StoredFile.objects.visible_to(raters[1]).count() == StoredFile.objects.visible_to(coordinator).count() == 1
    assert not StoredFile.objects.visible_to(make_user(Role.COUNTY_OFFICER, "HUA")).exists()


def test_what_is_sent_back_is_written_anew(unit, raters) -> None:
    one = hand_in(make_appraisal(unit, raters))
    with pytest.raises(ValidationError, match="要補什麼"):
        appraisals.send_back(appraisal=one, reason="補", by=raters[0], now=NOW)
    assert appraisals.send_back(appraisal=one, reason="請補保險名冊", by=raters[0], now=NOW).state == State.SELF
    assert hand_in(one).state == State.RATING


def test_neither_rater_sees_the_other_before_both_are_in(unit, raters) -> None:
    one = hand_in(make_appraisal(unit, raters))
    with pytest.raises(ValidationError, match="不是這次評鑑的評審"):
        appraisals.rate(appraisal=one, points=points(one, 80), remark="", by=make_user(Role.COUNTY_OFFICER), now=NOW)
    appraisals.rate(appraisal=one, points=points(one, 90), remark="", by=raters[0], now=NOW)
    seen = [judging.seen_by(one.ratings.all(), one.raters, rater) for rater in raters]
    assert [(len(rows), number) for rows, number in seen] == [(1, 1), (0, 1)]
    with pytest.raises(ValidationError, match="兩位評審都送出"):
        appraisals.tell(appraisal=one, opinion="", by=raters[0], now=NOW)
    appraisals.rate(appraisal=one, points=points(one, 80), remark="", by=raters[1], now=NOW)
    appraisals.rate(appraisal=one, points=points(one, 81), remark="", by=raters[1], now=NOW)
    assert AppraisalRating.objects.count() == 2
    told = appraisals.tell(appraisal=one, opinion="帳冊清楚", by=raters[0], now=NOW)
    assert (told.score, told.grade_shown, told.failing) == (Decimal("85.5000"), "甲等", False)


@pytest.mark.parametrize(
    ("first", "second", "grade"),
    [(90, 90, "優等"), (89, 90, "甲等"), (80, 80, "甲等"), (79, 80, "待改善"), (0, 0, "待改善"), (100, 100, "優等")],
)
def test_a_grade_is_read_from_the_exact_mean(unit, raters, first, second, grade) -> None:
    one = appraise(make_appraisal(unit, raters), first, second)
    assert one.grade_shown == grade
    assert one.failing is (grade == "待改善")


def test_the_database_itself_keeps_the_steps(unit, raters) -> None:
    one = make_appraisal(unit, raters)
    for wrong in ({"state": "told"}, {"score": Decimal(80)}, {"second_rater": raters[0]}, {"own": True},
                  {"last_on": D(2020, 1, 1)}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Appraisal.objects.filter(pk=one.pk).update(**wrong)


def test_an_authority_that_is_its_only_unit_assesses_itself(raters) -> None:
    own = make_unit(body="agency")
    Organisation.objects.filter(pk=own.organisation_id).update(name=own.authority.name)
    own = Unit.objects.get(pk=own.pk)
    one = make_appraisal(own, raters)
    assert (one.own, one.raters) == (True, ())
    told = hand_in(one, 91)
    assert (told.state, told.grade_shown) == (State.TOLD, "優等")
    with pytest.raises(ValidationError, match="自己評的"):
        appraisals.appeal(appraisal=told, words="想再看一次結果", by=SYSTEM, now=NOW)
    make_unit()
    assert make_appraisal(own, raters, year=2027).own is False


# Looking again, mending, closing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "fits"), [(0, True), (30, True), (31, False)])
def test_a_result_is_appealed_within_the_authority_s_days(unit, raters, days, fits) -> None:
    one = appraise(make_appraisal(unit, raters), 79)
    when = NOW + days * DAY
    if not fits:
        with pytest.raises(ValidationError, match="已經過了"):
            appraisals.appeal(appraisal=one, words="服務成效漏計兩季", by=SYSTEM, now=when)
        return
    appraisals.appeal(appraisal=one, words="服務成效漏計兩季", by=SYSTEM, now=when)
    with pytest.raises(ValidationError, match="已經申請過"):
        appraisals.appeal(appraisal=one, words="服務成效漏計兩季", by=SYSTEM, now=when)
    held = appraisals.decide(appraisal=one, score=Decimal(80), words="補計兩季的成效", by=raters[0], now=when)
    assert (held.grade_shown, held.first_grade_shown, held.decision) == ("甲等", "待改善", "changed")


def test_something_to_mend_goes_to_and_fro_until_it_is_accepted(unit, raters, coordinator) -> None:
    one = appraise(make_appraisal(unit, raters), 70)
    with pytest.raises(ValidationError, match="不能在今天以前"):
        improvements.ask(appraisal=one, words="請訂訓練計畫", due_on=NOW.date() - DAY, by=raters[0], now=NOW)
    made = improvements.ask(appraisal=one, words="請訂訓練計畫", due_on=NOW.date(), by=raters[0], now=NOW)
    assert [made.is_late(NOW.date() + days * DAY) for days in (0, 1)] == [False, True]
    with pytest.raises(ValidationError, match="沒有等待結案"):
        improvements.accept(improvement=made, by=raters[0], now=NOW)
    improvements.report(improvement=made, words="已訂年度訓練計畫", by=coordinator, now=NOW)
    assert made.is_late(NOW.date() + DAY) is False
    with pytest.raises(ValidationError, match="已經回報過"):
        improvements.report(improvement=made, words="已訂年度訓練計畫", by=coordinator, now=NOW)
    later = NOW.date() + 10 * DAY
    improvements.send_back(improvement=made, reason="請附上課程表", due_on=later, by=raters[0], now=NOW)
    assert (made.returned_why, made.due_on, made.reported_at) == ("請附上課程表", later, None)
    with pytest.raises(ValidationError, match="改善事項沒有結案"):
        appraisals.close(appraisal=one, by=raters[0], now=NOW + 31 * DAY)
    improvements.report(improvement=made, words="課程表如附件", by=coordinator, now=NOW)
    improvements.accept(improvement=made, by=raters[0], now=NOW)
    with pytest.raises(ValidationError, match="複核期間到"):
        appraisals.close(appraisal=one, by=raters[0], now=NOW + 30 * DAY)
    assert appraisals.close(appraisal=one, by=raters[0], now=NOW + 31 * DAY).state == State.CLOSED


def test_a_unit_reads_what_to_mend_only_with_its_result(unit, raters, coordinator) -> None:
    one = hand_in(make_appraisal(unit, raters))
    improvements.ask(appraisal=one, words="請訂訓練計畫", due_on=NOW.date(), by=raters[0], now=NOW)
    appraisals.rate(appraisal=one, points=points(one, 33), remark="亂", by=raters[0], now=NOW)
    assert not Improvement.objects.visible_to(coordinator).exists()
    page = as_(coordinator).get(way("appraisal", one.pk)).content.decode()
    assert "請訂訓練計畫" not in page
    assert ">33<" not in page
    assert "亂" not in page
    assert ">33<" in as_(raters[0]).get(way("appraisal", one.pk)).content.decode()


# Whose turn it is ----------------------------------------------------------------------------------------------------


def test_whose_turn_it_is(unit, raters, django_assert_num_queries) -> None:
    never, told, late, running = unit, make_unit(), make_unit(), make_unit()
    make_scheme(unit.authority)  # every second year, since 2020
    appraise(make_appraisal(told, raters, year=2026), 70)
    appraise(make_appraisal(late, raters, year=2023), 70)
    make_appraisal(running, raters, self_due_on=NOW.date())
    rows = list(Unit.objects.select_related("organisation", "authority").order_by("number"))
    with django_assert_num_queries(2):
        found = turns.standings(rows, on=NOW.date())
    assert [one.turn for one in found] == [Turn.OVERDUE, Turn.DONE, Turn.OVERDUE, Turn.SELF]
    assert [one.due for one in found] == [2021, 2028, 2025, 2021]
    assert found[0].unit == never
    tomorrow = turns.standings(rows, on=NOW.date() + DAY)
    assert tomorrow[3].turn is Turn.SELF_LATE


def test_what_is_overdue_is_counted_for_each_unit(unit, raters) -> None:
    one = appraise(make_appraisal(unit, raters), 70)
    for days in (0, 1):
        improvements.ask(
            appraisal=one, words="請訂訓練計畫", due_on=NOW.date() + days * DAY, by=raters[0], now=NOW
        )  # fmt: skip
    rows = Unit.objects.filter(pk=unit.pk).select_related("organisation", "authority")
    counted = [turns.standings(rows, on=NOW.date() + days * DAY)[0] for days in (0, 1, 2)]
    assert [(each.improvements, each.late) for each in counted] == [(2, 0), (2, 1), (2, 2)]


# Pages, tables, API --------------------------------------------------------------------------------------------------


def test_an_officer_settles_begins_and_tells_on_pages(unit, raters, coordinator) -> None:
    officer = as_(raters[0])
    office = unit.authority
    sent = {
        "cycle_years": "2", "aspects": "行政管理 40\n有督導\n服務成效 60\n有成效", "grades": "優等 90\n普通 0",
        "appeal_days": "30", "source": "評鑑計畫第五點", "valid_from": "115/1/1",
    }  # fmt: skip
    assert "優等 90" in officer.get(way("appraisal_scheme", office.pk)).content.decode()  # the county's published bands
    wrong = officer.post(way("appraisal_scheme", office.pk), sent | {"aspects": "行政管理 40\n有督導"})
    assert wrong.status_code == 422
    assert "要剛好 100" in wrong.content.decode()
    assert officer.post(way("appraisal_scheme", office.pk), sent).status_code == 302
    page = officer.get(way("appraisals")).content.decode()
    assert unit.name in page
    begin = {
        "unit": unit.pk, "year": "115", "first_on": "114/1/1", "last_on": "115/5/31", "self_due_on": "115/12/1",
        "first_rater": raters[0].pk, "second_rater": raters[1].pk,
    }  # fmt: skip
    refused = officer.post(way("appraisal_begin"), {name: value for name, value in begin.items() if name != "unit"})
    assert refused.status_code == 422
    assert officer.post(way("appraisal_begin"), begin).status_code == 302
    one = Appraisal.objects.get()
    kept = as_(coordinator)
    body = {"do": "hand_in", "p1": "80", "p2": "80", "words": "一年來訪視三百戶"}
    assert kept.post(way("appraisal_self", one.pk), body | {"p2": ""}).status_code == 422
    assert kept.post(way("appraisal_self", one.pk), body).status_code == 302
    for rater in raters:
        assert as_(rater).post(way("appraisal_rate", one.pk), {"p1": "95", "p2": "95"}).status_code == 302
    assert officer.post(way("appraisal_move", one.pk), {"move": "tell", "opinion": "很好"}).status_code == 302
    assert "優等" in kept.get(way("unit_appraisals", unit.pk)).content.decode()
    assert "很好" in kept.get(way("appraisal", one.pk)).content.decode()
    assert Event.objects.filter(verb="appraisal_told").count() == 1
    assert officer.post(way("appraisal_move", one.pk), {"move": "nonsense"}).status_code == 404


def test_whoever_sets_the_rules_of_an_office_does_its_work() -> None:
    taipei = Authority.objects.get(code="tpe-health")
    mine, other = make_user(Role.AUTHORITY_OFFICER, "TPE"), make_user(Role.AUTHORITY_OFFICER, "TPE")
    mine.memberships.update(sector="衛生保健類")
    other.memberships.update(sector="社會福利類")
    assert [as_(one).get(way("appraisal_scheme", taipei.pk)).status_code for one in (mine, other)] == [200, 404]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_as_much_for_many_as_for_few(raters, rows, django_assert_max_num_queries) -> None:
    for _one in range(rows):
        unit = make_unit()
        appraise(make_appraisal(unit, raters), 80)
    client = as_(raters[0])
    with django_assert_max_num_queries(20):
        assert client.get(way("appraisals")).status_code == 200


def test_tables_hold_one_s_own_units(unit, raters, coordinator) -> None:
    one = appraise(make_appraisal(unit, raters), 85)
    improvements.ask(appraisal=one, words="請訂訓練計畫", due_on=NOW.date(), by=raters[0], now=NOW)
    make_unit(category="health")
    for user, count in ((raters[0], 2), (raters[1], 1), (coordinator, 1), (make_user(Role.COUNTY_OFFICER, "HUA"), 0)):
        table = registry.find("appraisals", user).tables(user)[0]
        assert len(list(table.cells())) == count
        mends = registry.find("appraisal-improvements", user).tables(user)[0]
        assert len(list(mends.cells())) == min(count, 1)
    done = registry.find("appraisals", raters[0]).tables(raters[0], turn="done")[0]
    [row] = list(done.cells())
    assert row[:2] == [unit.code, "海線關懷志工隊"]
    assert as_(raters[0]).get("/exports/appraisals.csv?turn=nonsense").status_code == 400


def test_a_program_reads_what_was_told(unit, raters, coordinator) -> None:
    one = hand_in(make_appraisal(unit, raters))
    where = reverse("v1:appraisal-list")
    [row] = browser(coordinator).get(where).json()["results"]
    assert (row["state"], row["score"], row["grade"]) == ("rating", None, "")
    improvements.ask(appraisal=one, words="請訂訓練計畫", due_on=NOW.date(), by=raters[0], now=NOW)
    assert browser(coordinator).get(where).json()["results"][0]["improvements"] == []
    for rater in raters:
        appraisals.rate(appraisal=one, points=points(one, 85), remark="", by=rater, now=NOW)
    appraisals.tell(appraisal=one, opinion="", by=raters[0], now=NOW)
    told = browser(coordinator).get(reverse("v1:appraisal-detail", args=[one.pk])).json()
    assert (told["grade"], told["improvements"][0]["words"]) == ("甲等", "請訂訓練計畫")
    assert browser(make_user(Role.COUNTY_OFFICER, "HUA")).get(where).json()["results"] == []
