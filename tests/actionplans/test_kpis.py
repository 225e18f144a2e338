"""Indicators of an annual plan in a county: taken in, fed, read, forecast, frozen; and the pages on them."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.kpis import keeping, kept, kpi_rows, measures, year_end
from actionplans.kpis.book import shipped
from actionplans.kpis.standing import standings
from actionplans.models import Kpi, KpiFigure, KpiReading, Meeting
from actionplans.yearly import annual as annual_plans
from foundation.accounts.models import County
from foundation.accounts.roles import Role
from tests.makers.accounts import give, make_user
from tests.makers.annual import issue, make_annual
from tests.makers.trainings import make_session, slot
from tests.makers.volunteers import make_book, make_cover, make_enrolment, make_training, make_unit, make_volunteer
from volunteers.models import Enrolment, Lesson, RecordBook, SpotCheck, TrainingSession, Unit
from volunteers.rules import result_forms

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 30, 2, 0, tzinfo=dt.UTC)
JUNE = dt.date(2026, 6, 30)
NEW_JUNE = dt.datetime(2027, 6, 30, 2, 0, tzinfo=dt.UTC)
NEW_YEAR = dt.datetime(2027, 1, 2, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def last_of_june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer(db):
    return make_user(Role.COUNTY_OFFICER, "TTT")


@pytest.fixture
def year(officer):
    """The annual plan of 2026 with all shipped indicators."""
    found = make_annual(by=officer)
    keeping.take_in(annual=found, codes=shipped(), by=officer, now=NOW)
    return found


def of(annual, code, on=JUNE):
    return next(one for one in standings(annual, on=on) if one.kpi.code == code)


def fed(annual, code, value, officer, *, on=JUNE, part="numerator", office=None, now=NOW, chair_level=""):
    kpi = annual.kpis.get(code=code)
    keeping.type_figure(
        kpi=kpi,
        part=part,
        value=Decimal(value),
        on=on,
        note="會議紀錄",
        by=officer,
        now=now,
        office=office,
        chair_level=chair_level,
    )


def test_every_shipped_indicator_is_taken_in_once_with_its_source(year, officer):
    assert year.kpis.count() == len(shipped())
    assert keeping.take_in(annual=year, codes=["growth"], by=officer, now=NOW) == []
    with pytest.raises(ValidationError, match="沒有「moon」這一項指標"):
        keeping.take_in(annual=year, codes=["moon"], by=officer, now=NOW)
    assert all("111.4.8" in one.source for one in year.kpis.all())


def test_people_are_counted_on_the_day_each_once_and_by_age(year):
    unit, other = make_unit(county="TTT"), make_unit(county="TTT")
    old = make_volunteer(born_on=dt.date(1961, 6, 30))
    young = make_volunteer(born_on=dt.date(1961, 7, 1))
    for volunteer, where in ((old, unit), (old, other), (young, unit)):
        make_enrolment(where, volunteer, on=dt.date(2026, 1, 5))
    gone = make_enrolment(unit, on=dt.date(2025, 1, 5))
    Enrolment.objects.filter(pk=gone.pk).update(left_on=dt.date(2026, 1, 31))
    make_enrolment(make_unit(county="HUA"), on=dt.date(2025, 1, 5))
    assert of(year, "senior_share").judgement.value == 50
    growth = of(year, "growth")
    assert [one.value for one in growth.parts] == [2, 1]
    assert (growth.judgement.value, growth.judgement.met) == (100, True)
    assert of(year, "growth", on=dt.date(2026, 1, 31)).parts[0].value == 3
    assert of(year, "insurance_rate").judgement.met is False
    assert of(year, "book_rate").judgement.value == 0


def test_without_anybody_no_rate_is_a_hundred_per_cent(year):
    assert of(year, "insurance_rate").judgement.met is None
    assert "不適用" in of(year, "insurance_rate").judgement.why


def test_a_typed_figure_counts_from_its_day_the_latest_first_and_says_where_it_is_from(year, officer):
    fed(year, "professional_trainings", 0, officer, on=dt.date(2026, 3, 1))
    fed(year, "professional_trainings", 4, officer, on=dt.date(2026, 5, 1))
    fed(year, "professional_trainings", 7, officer, on=dt.date(2026, 4, 1))
    checks = of(year, "professional_trainings")
    assert checks.judgement.met is True
    assert checks.parts[0].value == 4
    assert "會議紀錄" in checks.parts[0].how
    assert of(year, "professional_trainings", on=dt.date(2026, 3, 31)).judgement.met is False


@pytest.mark.parametrize(
    ("code", "given", "field"),
    [
        ("book_checks", {"on": dt.date(2026, 7, 1)}, "on"),
        ("book_checks", {"on": dt.date(2024, 12, 31)}, "on"),
        ("book_checks", {"note": " "}, "note"),
        ("growth", {"part": "spent"}, "part"),
        ("liaison_authorities", {}, "office"),
        ("professional_trainings", {"value": Decimal(-1)}, "__all__"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_by_field(year, officer, code, given, field):
    facts = {"part": "numerator", "value": Decimal(1), "on": JUNE, "note": "公文"} | given
    with pytest.raises(ValidationError) as refused:
        keeping.type_figure(kpi=year.kpis.get(code=code), by=officer, now=NOW, **facts)
    assert field in refused.value.message_dict


def test_authorities_with_two_units_are_asked_and_counted(year, officer):
    assert of(year, "liaison_authorities").judgement.applies is False
    office = make_unit(county="TTT").authority
    assert of(year, "liaison_authorities").judgement.applies is False, "one unit is none to meet with"
    make_unit(county="TTT")
    assert of(year, "liaison_authorities").judgement.met is False
    fed(year, "liaison_authorities", 1, officer, office=office, chair_level="chief_secretary")
    assert of(year, "liaison_authorities").judgement.met is True


@pytest.mark.parametrize(
    ("levels", "met", "value"),
    [
        (("deputy_secretary_general", "mayor"), True, 2),
        (("deputy_secretary_general", "office_head"), False, 1),
        (("deputy_secretary_general", ""), None, 1),
        (("office_head", ""), False, 0),
        (("secretary_general", "deputy_mayor", ""), True, 2),
        (("", ""), None, 0),
        ((), False, 0),
    ],
)
def test_county_meetings_count_by_who_chaired_them_and_what_nobody_knows_is_open(year, officer, levels, met, value):
    for number, level in enumerate(levels, 1):
        make_held(officer, number, level)
    found = of(year, "liaison_county")
    assert (found.judgement.met, found.judgement.value) == (met, value)
    how = found.parts[0].how
    assert ("沒寫主席職級的" in how) is ("" in levels)
    assert ("主席職級不到「副秘書長」的 1 場不算" in how) is ("office_head" in levels)
    if met is None:
        assert "還不能確定算不算" in found.judgement.why


def make_held(officer, number, level, *, held_on=dt.date(2026, 5, 6)):
    return Meeting.objects.create(
        county_id="TTT", year=2026, number=number, title="聯繫會報", held_on=held_on, chair="主席", chair_level=level,
        state="session",
    )  # fmt: skip


def test_a_meeting_planned_or_after_the_day_is_not_held_and_a_county_may_ask_for_a_level_of_its_own(year, officer):
    make_held(officer, 1, "mayor", held_on=JUNE)
    assert of(year, "liaison_county", on=JUNE).judgement.value == 1
    assert of(year, "liaison_county", on=JUNE - dt.timedelta(days=1)).judgement.value == 0
    Meeting.objects.update(state="planned")
    assert of(year, "liaison_county").judgement.value == 0
    Meeting.objects.update(state="session", chair_level="office_head")
    assert of(year, "liaison_county").judgement.value == 0
    keeping.change(kpi=year.kpis.get(code="liaison_county"), chaired_by="office_head", by=officer, now=NOW)
    assert of(year, "liaison_county").judgement.value == 1


@pytest.mark.parametrize(
    ("level", "met"), [("chief_secretary", True), ("office_head", True), ("other", False), ("", None)]
)
def test_a_typed_meeting_of_an_authority_counts_by_who_chaired_it(year, officer, level, met):
    office = make_unit(county="TTT").authority
    make_unit(county="TTT")
    fed(year, "liaison_authorities", 1, officer, office=office, chair_level="mayor")
    KpiFigure.objects.update(chair_level=level)  # "": typed before anybody was asked
    assert of(year, "liaison_authorities").judgement.met is met


def test_a_typed_number_of_county_meetings_says_who_chaired_them(year, officer):
    fed(year, "liaison_county", 2, officer, chair_level="deputy_secretary_general")
    assert of(year, "liaison_county").judgement.met is True
    fed(year, "liaison_county", 3, officer, chair_level="office_head")
    found = of(year, "liaison_county")
    assert (found.judgement.met, found.judgement.value) == (False, 0)
    assert "3 場不算" in found.parts[0].how
    assert "系統算出來是 0" in found.parts[0].how
    with pytest.raises(ValidationError) as refused:
        fed(year, "liaison_county", 1, officer)
    assert "chair_level" in refused.value.message_dict
    fed(year, "liaison_county", 0, officer)  # none was held: nobody chaired it
    assert of(year, "liaison_county").judgement.met is False


def test_reading_twice_a_day_leaves_one_and_a_draft_is_not_read(year, officer):
    assert keeping.read_all(now=NOW) == 0
    issue(year, by=officer, now=NOW)
    assert keeping.read_all(now=NOW) == len(shipped())
    fed(year, "professional_trainings", 4, officer)
    keeping.read_all(now=NOW)
    (reading,) = KpiReading.objects.filter(kpi__code="professional_trainings")
    assert (reading.on, reading.value, reading.met, reading.is_final) == (JUNE, 4, True, False)


def test_figures_of_a_year_are_taken_until_the_end_of_february(year, officer):
    """志願服務法 第 7 條: results within two months; budgets are settled and December's meetings written up by then."""
    fed(year, "book_checks", 1, officer)
    issue(year, by=officer, now=NOW)
    with pytest.raises(ValidationError, match="還沒結束"):
        keeping.freeze(annual=year, by=officer, now=NOW)
    last = dt.datetime(2027, 3, 2, 2, 0, tzinfo=dt.UTC)  # 28 February is a Sunday and a holiday
    with time_machine.travel(NEW_YEAR, tick=False):
        assert keeping.read_all(now=NEW_YEAR) == len(shipped())
        assert not KpiReading.objects.filter(is_final=True).exists()
        fed(year, "online_training", 31_000, officer, on=dt.date(2026, 12, 31), now=NEW_YEAR)
        keeping.read_all(now=last)
        assert not KpiReading.objects.filter(is_final=True).exists()
        reading = KpiReading.objects.get(kpi__code="online_training")
        assert (reading.on, reading.value, reading.met) == (dt.date(2026, 12, 31), 31_000, True)
        keeping.read_all(now=last + dt.timedelta(days=1))
    frozen = set(KpiReading.objects.filter(is_final=True).values_list("kpi__code", flat=True))
    assert {"online_training", "book_checks", "liaison_authorities"} <= frozen
    assert not {"budget", "growth"} & frozen, "what nobody knows waits"


@pytest.mark.parametrize(
    ("year", "last"),
    [
        (2022, dt.date(2023, 3, 1)),
        (2023, dt.date(2024, 2, 29)),
        (2024, dt.date(2025, 3, 3)),
        (2026, dt.date(2027, 3, 2)),
    ],
)
def test_figures_are_taken_as_long_as_results_are(year, last):
    assert year_end.taken_until(year) == last == next(iter(result_forms.forms()[""].rhythm.in_year(year))).due_on


def test_a_frozen_year_never_moves_again(year, officer):
    fed(year, "book_checks", 1, officer)
    issue(year, by=officer, now=NOW)
    march = dt.datetime(2027, 3, 3, 2, 0, tzinfo=dt.UTC)
    with time_machine.travel(march, tick=False):
        fed(year, "growth", 78_633, officer, on=dt.date(2025, 12, 31), part="denominator", now=march)
        fed(year, "growth", 84_924, officer, on=dt.date(2026, 12, 31), now=march)
        first = keeping.read_all(now=march)
        assert 0 < first < len(shipped())
        assert keeping.read_all(now=march) == 0
        with pytest.raises(ValidationError, match="已經凍結"):
            fed(year, "book_checks", 9, officer, on=dt.date(2026, 12, 31), now=march)
        # What is entered late about last year changes nothing that was frozen, nor what it was made of.
        make_enrolment(make_unit(county="TTT"), on=dt.date(2026, 2, 1))
        frozen = of(year, "growth", on=dt.date(2026, 12, 31))
        assert frozen.is_final
        assert frozen.judgement.value == pytest.approx(Fraction("8.000457"), abs=1e-5)
        assert [one.value for one in frozen.parts] == [84_924, 78_633]
        assert all("會議紀錄" in one.how for one in frozen.parts)
        assert of(year, "liaison_authorities", on=dt.date(2026, 12, 31)).state == "none", "not applicable stays so"
        annual_plans.reopen(annual=year, reason="修正第二項工作", by=officer, now=march)
        with pytest.raises(ValidationError, match="已經凍結"):
            keeping.change(kpi=year.kpis.get(code="growth"), target=Decimal(5), by=officer, now=march)


def test_what_nobody_knows_is_frozen_with_a_reason_only(year, officer):
    issue(year, by=officer, now=NOW)
    with time_machine.travel(NEW_YEAR, tick=False):
        known = keeping.freeze(annual=year, by=officer, now=NEW_YEAR)
        with pytest.raises(ValidationError, match="至少 6 個字"):
            keeping.freeze(annual=year, by=officer, now=NEW_YEAR, unknown_why="不知")
        rest = keeping.freeze(annual=year, by=officer, now=NEW_YEAR, unknown_why="承辦單位沒有留下紀錄")
        assert (known + rest, rest > 0) == (len(shipped()), True)
        assert KpiReading.objects.get(kpi__code="budget", is_final=True).final_why == "承辦單位沒有留下紀錄"
    with pytest.raises(IntegrityError), transaction.atomic():
        KpiReading.objects.filter(kpi__code="budget").update(final_why="")


@pytest.mark.parametrize(("days", "fits"), [(-1, False), (0, True), (92, True), (93, False)])
def test_a_frozen_year_is_opened_for_some_days_and_frozen_anew(year, officer, days, fits):
    fed(year, "book_checks", 1, officer)
    issue(year, by=officer, now=NOW)
    april = dt.datetime(2027, 4, 1, 2, 0, tzinfo=dt.UTC)
    until = april.date() + dt.timedelta(days=days)
    with time_machine.travel(april, tick=False):
        with pytest.raises(ValidationError, match="還沒有凍結"):
            keeping.thaw(annual=year, until=april.date(), reason="決算數字有誤", by=officer, now=april)
        keeping.read_all(now=april)
        thaw = {"annual": year, "reason": "決算數字有誤", "by": officer, "now": april}
        if not fits:
            with pytest.raises(ValidationError, match="三個月"):
                keeping.thaw(until=until, **thaw)
            return
        keeping.thaw(until=until, **thaw)
        keeping.read_all(now=april)
        assert not KpiReading.objects.filter(is_final=True).exists(), "the clock does not freeze it at once"
        fed(year, "book_checks", 2, officer, on=dt.date(2026, 12, 31), now=april)
        keeping.read_all(now=april + dt.timedelta(days=days + 1))
    assert KpiReading.objects.get(kpi__code="book_checks", is_final=True).value == 2


def test_a_typed_figure_goes_before_what_the_register_counts_and_can_be_taken_back(year, officer):
    make_enrolment(make_unit(county="TTT"), on=dt.date(2026, 1, 5))
    fed(year, "growth", 78_633, officer, on=dt.date(2025, 12, 31), part="denominator")
    fed(year, "growth", 84_924, officer)
    growth = of(year, "growth")
    assert growth.judgement.met is True
    assert "系統算出來是 1" in growth.parts[0].how
    figure = year.kpis.get(code="growth").figures.get(part="numerator")
    with pytest.raises(ValidationError, match="6 個字"):
        keeping.drop_figure(figure=figure, reason="錯", by=officer, now=NOW)
    keeping.drop_figure(figure=figure, reason="登錄到別的年度了", by=officer, now=NOW)
    assert of(year, "growth").parts[0].value == 1


@pytest.mark.parametrize(
    ("code", "part", "taken"),
    [("budget", "budget_before", True), ("budget", "budget", False), ("growth", "denominator", True),
     ("growth", "numerator", False), ("book_checks", "numerator", False)],
)  # fmt: skip
def test_only_what_growth_is_measured_from_is_of_the_year_before(year, officer, code, part, taken):
    def say():
        fed(year, code, 5, officer, on=dt.date(2025, 12, 31), part=part)

    if taken:
        say()
    else:
        with pytest.raises(ValidationError, match="不在這個年度"):
            say()


def test_a_book_that_was_replaced_since_was_held_on_that_day(year):
    unit = make_unit(county="TTT")
    person = make_enrolment(unit, on=dt.date(2026, 1, 5)).volunteer
    book = make_book(person, unit)
    RecordBook.objects.filter(pk=book.pk).update(state=RecordBook.State.REPLACED, issued_on=dt.date(2026, 2, 1))
    assert of(year, "book_rate").judgement.value == 100
    assert of(year, "book_rate", on=dt.date(2026, 1, 31)).judgement.value == 0


@pytest.mark.parametrize(
    ("state", "counts"), [("planned", 0), ("open", 0), ("held", 1), ("closed", 1), ("cancelled", 0)]
)
def test_only_trainings_that_were_held_count(year, state, counts):
    held = make_session(make_unit(county="TTT"), slots=(slot(1, programme="BASIC"),))
    closed_on = JUNE if state == "closed" else None
    TrainingSession.objects.filter(pk=held.pk).update(state=state, closed_on=closed_on)
    Lesson.objects.filter(session=held).update(on=JUNE)
    assert of(year, "basic_trainings").judgement.value == counts


def test_online_courses_are_counted_from_the_register(year):
    person = make_enrolment(make_unit(county="TTT"), on=dt.date(2026, 1, 5)).volunteer
    make_training(person, "BASIC", on=dt.date(2026, 3, 1), is_online=True)
    make_training(person, "SP_SOCIAL", on=dt.date(2025, 12, 31), is_online=True)
    make_training(person, "SP_HEALTH", on=dt.date(2026, 3, 1))
    assert of(year, "online_training").judgement.value == 1


def test_last_year_s_budget_is_carried_over_as_last_year_s(year, officer):
    for part, value, on in (("budget", 90, dt.date(2026, 3, 1)), ("budget", 100, JUNE), ("spent", 95, JUNE)):
        fed(year, "budget", value, officer, on=on, part=part)
    following = annual_plans.draw_up(county=County.objects.get(pk="TTT"), year=2027, like=year, by=officer, now=NOW)
    carried = following.kpis.get(code="budget").figures
    assert dict(carried.values_list("part", "value")) == {"budget_before": 100, "spent_before": 95}


def test_last_year_s_budget_is_read_from_last_year_s_plan_however_late_it_was_settled(year, officer):
    """The new plan is drawn up in autumn; what was spent is known once the year is over."""
    following = annual_plans.draw_up(county=County.objects.get(pk="TTT"), year=2027, like=year, by=officer, now=NOW)
    settled_at = dt.datetime(2027, 2, 10, 2, 0, tzinfo=dt.UTC)
    for part, value in (("budget", 100), ("spent", 80)):
        fed(year, "budget", value, officer, on=dt.date(2026, 12, 31), part=part, now=settled_at)
        fed(following, "budget", value, officer, on=dt.date(2027, 6, 1), part=part, now=NEW_JUNE)
    one = of(following, "budget", on=dt.date(2027, 6, 30))
    told = {each.part: each for each in one.parts}
    assert (told["budget_before"].value, told["spent_before"].value) == (100, 80)
    assert "115 年度計畫" in told["spent_before"].how
    assert "去年 80%" in one.judgement.why
    # What somebody says in the new plan itself goes before it.
    fed(following, "budget", 70, officer, on=dt.date(2026, 12, 31), part="spent_before", now=NEW_JUNE)
    assert {each.part: each.value for each in of(following, "budget", on=dt.date(2027, 6, 30)).parts}[
        "spent_before"
    ] == 70


def test_what_was_carried_over_too_early_gives_way_to_what_was_settled(year, officer):
    for part, value in (("budget", 100), ("spent", 40)):
        fed(year, "budget", value, officer, part=part)
    following = annual_plans.draw_up(county=County.objects.get(pk="TTT"), year=2027, like=year, by=officer, now=NOW)
    fed(year, "budget", 95, officer, on=dt.date(2026, 12, 31), part="spent", now=NEW_YEAR)
    told = {each.part: each.value for each in of(following, "budget", on=dt.date(2027, 6, 30)).parts}
    assert (told["budget_before"], told["spent_before"]) == (100, 95)


def test_indicators_are_carried_over_into_the_next_year_without_what_was_measured(year, officer):
    fed(year, "professional_trainings", 4, officer)
    keeping.change(kpi=year.kpis.get(code="growth"), target=Decimal(5), by=officer, now=NOW)
    following = annual_plans.draw_up(county=County.objects.get(pk="TTT"), year=2027, like=year, by=officer, now=NOW)
    assert following.kpis.count() == len(shipped())
    assert following.kpis.get(code="growth").target == 5
    assert following.kpis.get(code="liaison_authorities").chaired_by == "chief_secretary"
    assert not following.kpis.filter(code="book_checks", figures__isnull=False).exists()


def test_a_year_that_has_not_begun_is_not_judged_by_this_one_s_figures(officer):
    following = make_annual(by=officer, year=2027)
    keeping.take_in(annual=following, codes=["liaison_county"], by=officer, now=NOW)
    found = of(following, "liaison_county")
    assert (found.judgement.met, found.judgement.why) == (None, "年度還沒開始")


def test_an_issued_plan_keeps_its_indicators(year, officer):
    issue(year, by=officer, now=NOW)
    for do in (
        lambda: keeping.take_in(annual=year, codes=["growth"], by=officer, now=NOW),
        lambda: keeping.change(kpi=year.kpis.first(), name="別的", by=officer, now=NOW),
        lambda: keeping.remove(kpi=year.kpis.first(), by=officer, now=NOW),
    ):
        with pytest.raises(ValidationError, match="已經核定"):
            do()


def test_an_own_indicator_is_judged_like_a_shipped_one(officer):
    found = make_annual(by=officer)
    made = keeping.add(
        annual=found, name="青年志工比率", kind="rate", numerator="", denominator="volunteers", target=Decimal(10),
        unit="人", by=officer, now=NOW,
    )  # fmt: skip
    make_enrolment(make_unit(county="TTT"), on=dt.date(2026, 1, 5))
    assert of(found, made.code).judgement.why == "還沒有數字：分子"
    fed(found, made.code, 1, officer)
    assert of(found, made.code).judgement.value == Fraction(100)


def test_the_page_asks_a_fixed_number_of_questions(client, officer):
    client.force_login(officer)
    found = make_annual(by=officer)

    def asked():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse("actionplans:kpis", args=[found.pk])).status_code == 200
        return len(caught)

    keeping.take_in(annual=found, codes=["recognition"], by=officer, now=NOW)
    asked()
    one = asked()
    keeping.take_in(annual=found, codes=["elearning_basic", "professional_trainings"], by=officer, now=NOW)
    assert asked() == one


def test_the_pages_take_feed_change_and_freeze(client, officer):
    client.force_login(officer)
    found = make_annual(by=officer)
    page = reverse("actionplans:kpis", args=[found.pk])
    taken = {"code": ["professional_trainings", "budget", "evaluation"]}
    client.post(reverse("actionplans:kpi_take", args=[found.pk]), taken)
    assert "3 項還沒達成" not in client.get(page).content.decode()
    checks = Kpi.objects.get(code="professional_trainings")
    figure = reverse("actionplans:kpi_figure", args=[checks.pk])
    wrong = client.post(figure, {"value": "一次", "on": "115/6/30", "note": "公文"})
    assert wrong.status_code == 422
    assert "讀不成數字" in wrong.content.decode()
    client.post(figure, {"value": "１", "on": "115/6/30", "note": "府社字第 1 號"})
    assert "府社字第 1 號" in client.get(page).content.decode()
    budget = Kpi.objects.get(code="budget")
    for part, value in (("budget", "100萬"), ("spent", "95萬"), ("budget_before", "100萬")):
        answer = client.post(
            reverse("actionplans:kpi_figure", args=[budget.pk]),
            {"part": part, "value": value, "on": "115/6/30", "note": "決算"},
        )
        assert answer.status_code == 302
    assert of(found, "budget").judgement.met is True
    edit = reverse("actionplans:kpi_edit", args=[checks.pk])
    assert client.post(edit, {"name": "抽驗", "target": "２", "source": "", "why": ""}).status_code == 302
    assert of(found, "professional_trainings").judgement.met is False
    client.post(edit, {"do": "out"})
    assert not Kpi.objects.filter(pk=checks.pk).exists()
    new = reverse("actionplans:kpi_new", args=[found.pk])
    no_target = client.post(new, {"name": "走訪", "kind": "count", "unit": "次"})
    assert "請寫目標" in no_target.content.decode()
    assert client.post(new, {"name": "走訪", "kind": "count", "unit": "次", "target": "12"}).status_code == 302
    issue(found, by=officer, now=NOW)
    with time_machine.travel(NEW_YEAR, tick=False):
        client.force_login(officer)
        freeze = reverse("actionplans:kpi_freeze", args=[found.pk])
        client.post(freeze)
        assert "項還沒有數字，不會自動凍結" in client.get(page).content.decode()
        client.post(freeze, {"unknown_why": "承辦單位沒有留下紀錄"})
        assert "年底數字已凍結" in client.get(page).content.decode()
        client.post(reverse("actionplans:kpi_thaw", args=[found.pk]), {"until": "116/1/31", "reason": "決算數字有誤"})
        assert "年底數字已凍結" not in client.get(page).content.decode()
        drop = reverse("actionplans:kpi_figure", args=[budget.pk])
        assert client.post(drop, {"drop": budget.figures.first().pk, "reason": "金額少了一個零"}).status_code == 302
        assert budget.figures.count() == 2


def test_two_who_change_one_indicator_do_not_undo_each_other(client, officer):
    client.force_login(officer)
    found = make_annual(by=officer)
    (kpi,) = keeping.take_in(annual=found, codes=["book_rate"], by=officer, now=NOW)
    edit = reverse("actionplans:kpi_edit", args=[kpi.pk])
    html = client.get(edit).content.decode()
    names = [name for name in ("name", "target", "source", "why") if f'name="initial-{name}"' in html]
    assert names == ["name", "target", "source", "why"]
    shown = {name: str(getattr(kpi, name)) for name in names}
    page = shown | {f"initial-{name}": value for name, value in shown.items()}
    assert client.post(edit, page | {"target": "90"}).status_code == 302
    assert client.post(edit, page | {"why": "沒有紀錄冊，什麼都登不了。"}).status_code == 302
    kpi.refresh_from_db()
    assert (kpi.target, kpi.why) == (90, "沒有紀錄冊，什麼都登不了。")
    answer = client.post(edit, page | {"target": "80"})
    assert answer.status_code == 422
    assert "「目標」被改成「90.00」" in answer.content.decode()
    kpi.refresh_from_db()
    assert kpi.target == 90


def test_the_command_reads_and_refuses_in_one_line(year, officer):
    issue(year, by=officer, now=NOW)
    out = StringIO()
    call_command("read_kpis", "--now", "2026-06-30T10:00+08:00", stdout=out)
    assert f"讀取 {len(shipped())} 項指標" in out.getvalue()
    with pytest.raises(CommandError, match="讀不懂"):
        call_command("read_kpis", "--now", "昨天")
    with pytest.raises(CommandError, match="1 到 168"):
        call_command("read_kpis", "--every", "0")


def test_the_page_draws_the_course_and_where_it_leads_with_its_table(client, officer):
    client.force_login(officer)
    found = make_annual(by=officer)
    kpi, _other = keeping.take_in(annual=found, codes=["book_checks", "online_training"], by=officer, now=NOW)
    page = reverse("actionplans:kpis", args=[found.pk])
    fed(found, "book_checks", 2, officer)
    assert "的走勢" not in client.get(page).content.decode(), "a single reading is no course"
    KpiReading.objects.create(kpi=kpi, on=JUNE - dt.timedelta(days=60), value=1, met=True, why="1次", read_at=NOW)
    html = client.get(page).content.decode()
    (one,) = [row for row in standings(found, on=JUNE) if row.kpi == kpi]
    assert [value for _day, value in one.course] == [1, 2]
    assert f"{kpi.shown}的走勢：5/1 1 次、6/30 2 次、目標 1 次、推估 12/31 4" in html
    assert "年底推估" in html
    assert html.count("的走勢：") == 1


def test_what_was_typed_since_this_morning_stands_in_course_forecast_and_table(client, officer):
    client.force_login(officer)
    found = make_annual(by=officer)
    kpi, _other = keeping.take_in(annual=found, codes=["book_checks", "online_training"], by=officer, now=NOW)
    may = JUNE - dt.timedelta(days=30)
    KpiReading.objects.create(kpi=kpi, on=may, value=1, met=True, why="1次", read_at=NOW)
    fed(found, "book_checks", 2, officer)
    issue(found)
    keeping.read_all(now=NOW)
    fed(found, "book_checks", 6, officer)
    (one,) = [row for row in standings(found, on=JUNE) if row.kpi == kpi]
    assert one.course == ((may, 1), (JUNE, 6))
    assert one.forecast.value == Fraction(6) * 365 / 181
    html = client.get(reverse("actionplans:kpis", args=[found.pk])).content.decode()
    table = html[html.index(f"{kpi.shown}的歷次讀數") :]
    table = table[: table.index("</table>")]
    assert table.count("115年6月30日") == 1
    assert ">6次<" in table
    assert ">2次<" not in table


def test_where_there_is_no_figure_by_now_nothing_is_forecast(year, officer):
    for day, value in ((dt.date(2026, 1, 31), 60), (dt.date(2026, 5, 31), 80)):
        KpiReading.objects.create(kpi=year.kpis.get(code="insurance_rate"), on=day, value=value, met=False, read_at=NOW)
    make_cover(make_enrolment(make_unit("TTT")).volunteer, Unit.objects.get())
    assert of(year, "insurance_rate").forecast.value is not None
    fed(year, "insurance_rate", 0, officer, part="denominator")
    assert of(year, "insurance_rate").judgement.value is None
    assert of(year, "insurance_rate").forecast.value is None
    issue(year)
    keeping.read_all(now=NOW)
    (kept_one,) = [one for one in kept.with_courses([year], on=JUNE) if one.kpi.code == "insurance_rate"]
    assert kept_one.forecast.value is None


@pytest.mark.parametrize(
    ("code", "upper", "lower", "judged"),
    [
        ("insurance_rate", 90, 22, None),
        ("book_rate", 23, 22, None),
        ("senior_share", 22, 22, True),
    ],
)
def test_more_than_all_is_a_typing_error_and_no_aim_that_was_reached(year, officer, code, upper, lower, judged):
    fed(year, code, lower, officer, part="denominator")
    fed(year, code, upper, officer)
    assert of(year, code).judgement.met is judged


def test_an_own_rate_of_other_things_may_be_over_a_hundred(officer):
    found = make_annual(by=officer)
    keeping.add(annual=found, by=officer, now=NOW, name="達成率", kind="rate", target=Decimal(100), unit="件")
    fed(found, "own-1", 6, officer)
    fed(found, "own-1", 5, officer, part="denominator")
    assert of(found, "own-1").judgement.value == 120
    assert of(found, "own-1").judgement.met


def test_kept_readings_are_told_without_counting_and_a_week_by_one_reading(officer):
    found = make_annual(by=officer)
    kpi, other = keeping.take_in(annual=found, codes=["book_checks", "online_training"], by=officer, now=NOW)
    for day, value in ((1, 1), (2, 2), (8, 3)):  # the first two in one week
        KpiReading.objects.create(kpi=kpi, on=dt.date(2026, 6, day), value=value, met=True, why="讀", read_at=NOW)
    with CaptureQueriesContext(connection) as asked:
        first, second = kept.with_courses([found], on=JUNE)
    assert len(asked) == 2
    assert first.course == [(dt.date(2026, 6, 2), 2), (dt.date(2026, 6, 8), 3)]
    assert (first.reading.value, first.state) == (3, "met")
    assert (second.kpi, second.reading, second.state) == (other, None, "unknown")
    early, never = kept.latest(officer, year=found.year, on=dt.date(2026, 6, 7))
    assert (never.kpi, never.reading) == (other, None)
    assert early.reading.value == 2, "as of the day that is asked for"


# The rows behind a part ----------------------------------------------------------------------------------------------


def behind_of(annual, code, part, user, on=JUNE):
    found = kpi_rows.behind(kpi=annual.kpis.get(code=code), part=part, user=user, on=on)
    return found, [found.shown(one) for one in found.query] if found.query is not None else []


def filled():
    """A county with something of everything that is measured."""
    unit, other = make_unit("TTT"), make_unit("TTT")
    first, second = make_enrolment(unit).volunteer, make_enrolment(other).volunteer
    make_enrolment(other, first)  # in two units, and one person
    make_cover(second, other)
    make_cover(first, unit)  # and not in the other
    make_book(first, unit)
    for person, born in ((first, dt.date(1961, 6, 30)), (second, dt.date(1961, 7, 1))):
        type(person).objects.filter(pk=person.pk).update(born_on=born)
    make_training(second, "GROWTH", on=dt.date(2026, 3, 1), is_online=True)
    SpotCheck.objects.create(
        unit=unit, manner="paper", first_on=dt.date(2026, 1, 1), last_on=JUNE, entries=1, rule="規則", seed="1",
        drawn_at=NOW, drawn_by="承辦", done_on=JUNE,
    )  # fmt: skip
    return unit, other, first, second


@pytest.mark.parametrize(
    ("code", "part", "number"),
    [
        ("insurance_rate", "numerator", 1),
        ("insurance_rate", "denominator", 2),
        ("book_rate", "numerator", 1),
        ("senior_share", "numerator", 1),
        ("growth", "denominator", 2),
        ("online_training", "numerator", 1),
        ("book_checks", "numerator", 1),
        ("liaison_county", "numerator", 1),
        ("basic_trainings", "numerator", 1),
    ],
)
def test_the_rows_of_a_part_are_those_that_are_counted(year, officer, code, part, number):
    filled()
    make_held(officer, 1, "mayor")
    Lesson.objects.filter(session=make_session(Unit.objects.first(), state="held")).update(
        on=dt.date(2026, 5, 2), programme="BASIC"
    )
    found, rows = behind_of(year, code, part, officer)
    assert (found.total, len(rows)) == (number, number)
    assert all(row.text and row.url for row in rows)
    (standing,) = [one for one in of(year, code).parts if one.part == part]
    assert standing.value == number


def test_every_measure_has_rows_and_each_counts_what_they_are(year, officer):
    filled()
    county = County.objects.get(pk="TTT")
    for name, measure in measures.MEASURES.items():
        rows = measure.rows(county, JUNE)
        number = len({row.volunteer_id for row in rows}) if rows.model is Enrolment else len(rows)
        assert measure.count(county, JUNE) == number, name


def test_who_may_not_see_people_is_told_how_many_there_are_and_nobodys_name(year, officer, client):
    unit, _other, first, _second = filled()
    health = make_user(None)
    give(health, Role.AUTHORITY_OFFICER, "TTT", sector="衛生類")
    kpi = year.kpis.get(code="insurance_rate")
    where = reverse("actionplans:kpi_rows", args=[kpi.pk, "denominator"])
    for user, hidden in ((officer, 0), (make_user(Role.ASSOCIATION, None), 2), (health, 2)):
        client.force_login(user)
        answer = client.get(where)
        assert answer.context["hidden"] == hidden
        html = answer.content.decode()
        assert (first.name in html) is (not hidden)
        assert ("看不到是誰" in html) is bool(hidden)
    client.force_login(make_user(Role.COUNTY_OFFICER, "HUA"))
    assert client.get(where).status_code == 404
    client.force_login(officer)
    assert where in client.get(reverse("actionplans:kpis", args=[year.pk])).content.decode()
    for part in ("spent", "nothing"):
        assert client.get(reverse("actionplans:kpi_rows", args=[kpi.pk, part])).status_code == 404
    # Of a unit of her own category an authority's officer sees the people.
    type(unit).objects.filter(pk=unit.pk).update(category="health")
    client.force_login(health)
    assert client.get(where).context["hidden"] == 1


def test_a_typed_figure_stands_beside_what_is_counted_and_offices_have_a_line_each(year, officer, client):
    office = make_unit("TTT").authority
    make_unit("TTT")
    fed(year, "liaison_authorities", 1, officer, office=office, chair_level="other")
    fed(year, "growth", 500, officer)
    fed(year, "professional_trainings", 3, officer)
    found, _rows = behind_of(year, "liaison_authorities", "numerator", officer)
    assert [one.text for one in found.offices] == [office.name]
    assert "轄 2 個運用單位，開了 0 場" in found.offices[0].detail
    assert "職級不到「主任秘書」的 1 場不算" in found.offices[0].detail
    client.force_login(officer)
    told = {}
    for code in ("growth", "professional_trainings", "liaison_authorities", "recognition"):
        address = reverse("actionplans:kpi_rows", args=[year.kpis.get(code=code).pk, "numerator"])
        told[code] = client.get(address).content.decode()
    assert "不用系統算的" in told["growth"]
    assert "500" in told["growth"]
    assert "會議紀錄" in told["professional_trainings"]
    assert "系統算的" not in told["professional_trainings"]
    assert "這個數字要由承辦人登錄" in told["recognition"]


@pytest.mark.parametrize("code", ["insurance_rate", "liaison_county", "book_checks", "online_training"])
def test_the_rows_of_a_part_ask_the_same_number_of_questions(year, officer, client, code):
    unit, other, first, _second = filled()
    make_held(officer, 1, "mayor")
    client.force_login(officer)
    where = reverse("actionplans:kpi_rows", args=[year.kpis.get(code=code).pk, "numerator"])
    client.get(where)
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    for number in (2, 3):
        make_held(officer, number, "mayor")
        make_cover(make_enrolment(unit).volunteer, unit)
        make_training(first, "GROWTH", on=dt.date(2026, 4, number), is_online=True)
    check = SpotCheck.objects.get()
    for day in (1, 2):
        check.pk, check.unit, check.done_on = None, other, dt.date(2026, 5, day)
        check.save()
    with CaptureQueriesContext(connection) as many:
        assert client.get(where).status_code == 200
    assert len(many) == len(few)


def test_the_rows_come_a_page_at_a_time(year, officer, client):
    unit = make_unit("TTT")
    for _number in range(51):
        make_enrolment(unit)
    client.force_login(officer)
    where = reverse("actionplans:kpi_rows", args=[year.kpis.get(code="book_rate").pk, "denominator"])
    assert [len(client.get(where, {"page": page}).context["rows"]) for page in (1, 2)] == [50, 1]
