"""Indicators of an annual plan in a county: taken in, fed, read, forecast, frozen; and the pages on them."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.kpis import keeping
from actionplans.kpis.book import shipped
from actionplans.kpis.standing import standings
from actionplans.models import Kpi, KpiReading
from actionplans.yearly import annual as annual_plans
from foundation.accounts.models import County
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.annual import issue, make_annual
from tests.makers.volunteers import make_enrolment, make_unit, make_volunteer
from volunteers.models import Enrolment

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 30, 2, 0, tzinfo=dt.UTC)
JUNE = dt.date(2026, 6, 30)
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


def fed(annual, code, value, officer, *, on=JUNE, part="numerator", office=None, now=NOW):
    kpi = annual.kpis.get(code=code)
    keeping.type_figure(
        kpi=kpi, part=part, value=Decimal(value), on=on, note="會議紀錄", by=officer, now=now, office=office
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
    fed(year, "book_checks", 0, officer, on=dt.date(2026, 3, 1))
    fed(year, "book_checks", 1, officer, on=dt.date(2026, 5, 1))
    fed(year, "book_checks", 7, officer, on=dt.date(2026, 4, 1))
    checks = of(year, "book_checks")
    assert checks.judgement.met is True
    assert checks.parts[0].value == 1
    assert "會議紀錄" in checks.parts[0].how
    assert of(year, "book_checks", on=dt.date(2026, 3, 31)).judgement.met is False


@pytest.mark.parametrize(
    ("code", "given", "field"),
    [
        ("book_checks", {"on": dt.date(2026, 7, 1)}, "on"),
        ("book_checks", {"on": dt.date(2024, 12, 31)}, "on"),
        ("book_checks", {"note": " "}, "note"),
        ("growth", {}, "part"),
        ("liaison_authorities", {}, "office"),
        ("book_checks", {"value": Decimal(-1)}, "__all__"),
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
    fed(year, "liaison_authorities", 1, officer, office=office)
    assert of(year, "liaison_authorities").judgement.met is True


def test_reading_twice_a_day_leaves_one_and_a_draft_is_not_read(year, officer):
    assert keeping.read_all(now=NOW) == 0
    issue(year, by=officer, now=NOW)
    assert keeping.read_all(now=NOW) == len(shipped())
    fed(year, "book_checks", 1, officer)
    keeping.read_all(now=NOW)
    (reading,) = KpiReading.objects.filter(kpi__code="book_checks")
    assert (reading.on, reading.value, reading.met, reading.is_final) == (JUNE, 1, True, False)


def test_a_year_that_is_over_is_frozen_and_never_moves_again(year, officer):
    fed(year, "book_checks", 1, officer)
    issue(year, by=officer, now=NOW)
    with pytest.raises(ValidationError, match="還沒結束"):
        keeping.freeze(annual=year, by=officer, now=NOW)
    with time_machine.travel(NEW_YEAR, tick=False):
        assert keeping.read_all(now=NEW_YEAR) == len(shipped())
        assert keeping.read_all(now=NEW_YEAR) == 0
        with pytest.raises(ValidationError, match="已經凍結"):
            fed(year, "book_checks", 9, officer, on=dt.date(2026, 12, 31), now=NEW_YEAR)
        # What is entered late about last year changes nothing that was frozen.
        make_enrolment(make_unit(county="TTT"), on=dt.date(2026, 2, 1))
        frozen = of(year, "growth", on=dt.date(2026, 12, 31))
        assert frozen.is_final
        assert frozen.judgement.value is None
        assert frozen.parts[0].value == 1, "the difference can be seen"
        assert of(year, "book_checks", on=dt.date(2026, 12, 31)).judgement.met is True


def test_indicators_are_carried_over_into_the_next_year_without_what_was_measured(year, officer):
    fed(year, "book_checks", 1, officer)
    keeping.change(kpi=year.kpis.get(code="growth"), target=Decimal(5), by=officer, now=NOW)
    following = annual_plans.draw_up(county=County.objects.get(pk="TTT"), year=2027, like=year, by=officer, now=NOW)
    assert following.kpis.count() == len(shipped())
    assert following.kpis.get(code="growth").target == 5
    assert not following.kpis.filter(figures__isnull=False).exists()


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

    keeping.take_in(annual=found, codes=["book_checks"], by=officer, now=NOW)
    asked()
    one = asked()
    keeping.take_in(annual=found, codes=["online_training", "professional_trainings"], by=officer, now=NOW)
    assert asked() == one


def test_the_pages_take_feed_change_and_freeze(client, officer):
    client.force_login(officer)
    found = make_annual(by=officer)
    page = reverse("actionplans:kpis", args=[found.pk])
    client.post(reverse("actionplans:kpi_take", args=[found.pk]), {"code": ["book_checks", "budget", "evaluation"]})
    assert "3 項還沒達成" not in client.get(page).content.decode()
    checks = Kpi.objects.get(code="book_checks")
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
    assert of(found, "book_checks").judgement.met is False
    client.post(edit, {"do": "out"})
    assert not Kpi.objects.filter(pk=checks.pk).exists()
    new = reverse("actionplans:kpi_new", args=[found.pk])
    no_target = client.post(new, {"name": "走訪", "kind": "count", "unit": "次"})
    assert "請寫目標" in no_target.content.decode()
    assert client.post(new, {"name": "走訪", "kind": "count", "unit": "次", "target": "12"}).status_code == 302
    issue(found, by=officer, now=NOW)
    with time_machine.travel(NEW_YEAR, tick=False):
        client.force_login(officer)
        client.post(reverse("actionplans:kpi_freeze", args=[found.pk]))
        assert "年底數字已凍結" in client.get(page).content.decode()


def test_the_command_reads_and_refuses_in_one_line(year, officer):
    issue(year, by=officer, now=NOW)
    out = StringIO()
    call_command("read_kpis", "--now", "2026-06-30T10:00+08:00", stdout=out)
    assert "讀取 14 項指標" in out.getvalue()
    with pytest.raises(CommandError, match="讀不懂"):
        call_command("read_kpis", "--now", "昨天")
    with pytest.raises(CommandError, match="1 到 168"):
        call_command("read_kpis", "--every", "0")
