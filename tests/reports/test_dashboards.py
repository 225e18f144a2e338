"""The dashboards: what each person sees, figures and the rows behind them, honest words, no more queries than ever."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from actionplans.kpis import keeping, kpi_tables
from actionplans.kpis.standing import standings
from actionplans.models import AnnualPlan, Kpi, KpiReading, Milestone, Plan
from actionplans.tracking.waits import waiting_for
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.jobs.models import Job
from foundation.taiwan.counties import COUNTIES
from reports.dashboards import counting, drawings, figures, kept_figures, matrices, places, register, workshop_steps
from reports.dashboards import rows as behind
from reports.dashboards.places import UnknownPlace, Wanted
from reports.dashboards.register import Known
from reports.models import CountyMonth, UnitCount
from tests.makers.accounts import county, give, make_user
from tests.makers.annual import issue, make_annual
from tests.makers.plans import make_adopted, make_full_plan, make_inventory
from tests.makers.results import make_report, serve, window
from tests.makers.volunteers import make_book, make_cover, make_enrolment, make_trained, make_unit
from tests.makers.workshops import make_programme, make_workshop
from volunteers.models import Enrolment, Unit
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 10, 6, 0, tzinfo=dt.UTC)
STATE = Workshop.State
ADDRESS = "/dashboard/"


@pytest.fixture(autouse=True)
def afternoon():
    """All of it happens in the afternoon of 10 June 2026."""
    with time_machine.travel(NOW, tick=False):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def association() -> User:
    return make_user(Role.ASSOCIATION, None)


def officer(code: str = "TTT") -> User:
    return make_user(Role.COUNTY_OFFICER, code)


def coordinator(unit: Unit) -> User:
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, unit.county_id, organisation=unit.organisation)
    return user


def authority(sector: str = "社會福利類") -> User:
    user = make_user(None)
    give(user, Role.AUTHORITY_OFFICER, "TTT", sector=sector)
    return user


def fill(programme: Programme, codes: list[str]) -> None:
    """In each county a workshop ahead, one that was held with a plan, and a reported one; a unit with two people."""
    for code in codes:
        make_workshop(STATE.SUBMITTED, programme=programme, county=code, date=dt.date(2026, 6, 20))
        held = make_workshop(STATE.HELD, programme=programme, county=code, groups=2, date=dt.date(2026, 5, 1))
        make_inventory(held.groups.first(), "S3")
        make_full_plan(held, held.groups.first())
        make_adopted(make_workshop(STATE.REPORTED, programme=programme, county=code), ["R1"])
        unit = make_unit(code)
        serve(unit, make_trained(unit), dt.date(2026, 5, 2), 180)
        make_enrolment(unit)
        counting.count(unit.county, now=NOW)


def build(user: User, **asked: str) -> Any:
    return figures.build(user, Wanted(**asked), now=NOW)


# Whose dashboard -----------------------------------------------------------------------------------------------------


def test_everybody_begins_with_the_widest_she_has() -> None:
    unit = make_unit("TTT", "social", name="海線關懷志工隊")
    make_unit("TTT", "health")
    for user, level, name in (
        (association(), "nation", "全國"), (officer(), "county", "臺東縣"),
        (coordinator(unit), "unit", "海線關懷志工隊"),
    ):  # fmt: skip
        place = build(user).place
        assert (place.level, place.name) == (level, name)
    place = build(authority()).place
    assert place.level == "authority"
    assert set(place.units(authority())) == {unit}


def test_what_is_not_hers_is_not_there() -> None:
    mine, other, far = make_unit("TTT", "social"), make_unit("TTT", "health"), make_unit("HUA", "social")
    for user, asked in (
        (officer(), {"county": "HUA"}), (officer(), {"unit": str(far.pk)}),
        (officer(), {"authority": far.authority.code}), (authority(), {"unit": str(other.pk)}),
        (authority(), {"county": "HUA"}), (coordinator(mine), {"county": "TTT"}),
        (coordinator(mine), {"unit": str(other.pk)}), (association(), {"county": "XXX"}),
        (association(), {"unit": "0"}), (association(), {"authority": "nobody"}),
        (association(), {"programme": "none"}),
    ):  # fmt: skip
        with pytest.raises(UnknownPlace):
            build(user, **asked)
        assert signed_in(user).get(ADDRESS, asked).status_code == 404
    for odd in ("x", "1" * 30, "-1", "²"):
        assert signed_in(association()).get(ADDRESS, {"unit": odd}).status_code == 404
    assert signed_in(association()).get(ADDRESS, {"measure": "odd", "what": "ever"}).status_code == 200


def test_an_association_goes_down_to_a_unit_and_sees_nobodys_name() -> None:
    unit = make_unit("TTT", name="海線關懷志工隊")
    person = make_trained(unit, name="林素珠")
    counting.count(unit.county, now=NOW)
    client = signed_in(association())
    for asked in ({}, {"county": "TTT"}, {"unit": unit.pk}):
        answer = client.get("/dashboard/rows/people-joined/", asked)
        assert answer.context["found"].total == 1
        assert person.name not in answer.content.decode()
    assert "沒有列出姓名" in answer.content.decode()
    assert person.name in signed_in(officer()).get("/dashboard/rows/people-joined/", asked).content.decode()


def test_who_has_two_categories_sees_both_and_may_look_at_each_office_alone() -> None:
    units = [make_unit("TPE", category) for category in ("social", "health", "education")]
    by = make_user(Role.AUTHORITY_OFFICER, "TPE", sector="社會福利類")
    give(by, Role.AUTHORITY_OFFICER, "TPE", sector="衛生類")
    for unit in units:
        make_enrolment(unit)
    counting.count(units[0].county, now=NOW)
    value = build(by)
    assert set(value.place.units(by)) == set(units[:2])
    assert value.place.name == "臺北市衛生類、社會福利類"
    assert value.funnels[0].steps[0].value == 2
    assert value.todos is not None
    client = signed_in(by)
    answer = client.get(ADDRESS)
    assert {one.pk for one in answer.context["offices"]} == {one.authority_id for one in units[:2]}
    assert all(one.authority.code in answer.content.decode() for one in units[:2])
    for unit in units[:2]:
        place = build(by, county="TPE", authority=unit.authority.code).place
        assert (place.authority, set(place.units(by))) == (unit.authority, {unit})
    with pytest.raises(UnknownPlace):
        build(by, authority=units[2].authority.code)


def test_two_categories_without_an_office_of_their_own_are_seen_together() -> None:
    units = [make_unit("TTT", category) for category in ("social", "health", "education")]
    by = authority()
    give(by, Role.AUTHORITY_OFFICER, "TTT", sector="衛生類")
    assert set(build(by).place.units(by)) == set(units[:2])


def test_who_has_categories_in_two_counties_may_choose_between_them() -> None:
    one, other = make_unit("TTT"), make_unit("HUA")
    by = authority()
    give(by, Role.AUTHORITY_OFFICER, "HUA", sector="社會福利類")
    assert {each.pk for each in signed_in(by).get(ADDRESS).context["counties"]} == {"TTT", "HUA"}
    for unit in (one, other):
        assert set(build(by, county=unit.county_id).place.units(by)) == {unit}


# Figures and their rows ----------------------------------------------------------------------------------------------


def figure_of(value: Any, key: str) -> int | None:
    """A figure as the dashboard tells it: a step's, or a sum of the matrix."""
    for funnel in value.funnels:
        for step in funnel.steps:
            if step.key == key:
                return int(step.value)
    return next((cell.value for column, cell in value.matrix.totals if column.key == key), None)


def test_the_rows_of_every_figure_add_up_to_it_on_every_level() -> None:
    programme = make_programme(year=2026)
    fill(programme, ["TTT", "HUA"])
    unit = Unit.objects.filter(county="TTT").get()
    make_report(unit, window(2024))
    everything = (
        (association(), {}), (association(), {"county": "TTT"}), (officer(), {}), (authority(), {}),
        (officer(), {"unit": str(unit.pk)}), (coordinator(unit), {}), (association(), {"unit": str(unit.pk)}),
    )  # fmt: skip
    checked = 0
    for user, asked in everything:
        value = build(user, **asked)
        keys = {step.key for funnel in value.funnels for step in funnel.steps}
        keys |= {column.key for column in value.matrix.columns}
        for key in keys:
            found = behind.behind(user, Wanted(**asked), key, now=NOW)
            assert found.total == figure_of(value, key), (asked, key)
            assert sum(row.number for row in found.rows) + found.hidden == found.total
            checked += 1
        for month, minutes in value.hours.months:
            assert behind.behind(user, Wanted(**asked), f"hours-{month}", now=NOW).total == minutes
    assert checked > 60


def test_a_line_of_the_matrix_is_its_own_dashboards_figure() -> None:
    programme = make_programme(year=2026)
    fill(programme, ["TTT", "HUA"])
    user = association()
    nation = build(user)
    for line, cells in nation.matrix.shown:
        code = dict(pair.split("=") for pair in line.link.split("&"))["county"]
        below = build(user, county=code)
        for column, cell in cells:
            if cell.value is not None:
                assert cell.value == (figure_of(below, column.key) or 0), (line.label, column.key)
    for column, cell in nation.matrix.totals:
        told = [one.cells[nation.matrix.columns.index(column)].value or 0 for one in nation.matrix.lines]
        assert sum(told) == cell.value


def test_steps_go_down_and_name_who_is_missing_once() -> None:
    programme = make_programme(year=2026, tracking_months=[3, 6])
    fill(programme, ["TTT", "HUA"])
    make_workshop(STATE.CONFIRMED, programme=programme, county="TPE")
    funnel = build(association()).funnels[0]
    values = [step.value for step in funnel.steps]
    assert [step.key for step in funnel.steps][-2:] == ["workshops-month_3", "workshops-month_6"]
    assert values == sorted(values, reverse=True)
    assert values[:2] == [7, 4]
    assert funnel.steps[1].note == "還沒有：臺北市"
    assert "臺北市" not in "".join(step.note for step in funnel.steps[2:])


@pytest.mark.parametrize(
    ("held", "later", "last"),
    [
        (False, (False, False, False), 1),
        (False, (True, True, False), 1),  # sheets of a room at work
        (True, (False, False, False), 2),
        (True, (True, False, False), 3),
        (True, (True, True, False), 4),
        (True, (False, True, False), 4),
        (False, (False, False, True), 5),  # adopted while the room still runs
        (True, (True, True, True, True, False), 6),
        (True, (False, False, False, False, True), 7),
    ],
)
def test_the_last_step_taken_counts_for_those_before(held: bool, later: tuple[bool, ...], last: int) -> None:
    assert workshop_steps._last(held, later) == last


@pytest.mark.parametrize(
    ("months", "steps"), [([], []), ([3], [3]), ([6, 3], [3, 6]), ([1, 3, 6], [1, 6]), ([0, 3], [3])]
)
def test_results_are_looked_at_in_the_first_and_the_last_month(months: list[int], steps: list[int]) -> None:
    assert workshop_steps.looked_at(Programme(tracking_months=months)) == steps


def test_a_workshop_has_come_to_a_month_when_its_result_is_confirmed() -> None:
    programme = make_programme(year=2026, tracking_months=[3, 6])
    held = make_workshop(STATE.CLOSED, programme=programme, groups=1)
    (plan,) = make_adopted(held, ["R1"])
    day = dt.date(2026, 6, 1)
    result = Milestone.objects.create(
        plan=plan, position=90, kind="result", title="成果", month=3, promised_on=day, due_on=day
    )

    def reached() -> int:
        (one,) = workshop_steps.taken(programme, by=None)
        return one.reached

    assert reached() == 5
    result.reached_at = NOW
    result.save()
    assert reached() == 6
    Plan.objects.update(state=Plan.State.CANDIDATE, code=None)
    assert reached() < 5, "of plans that are adopted alone"


# Tiles ---------------------------------------------------------------------------------------------------------------


def known(joined: int, **lacks: int) -> Known:
    none = dict.fromkeys(counting.FIGURES, 0)
    return Known(none | {"joined": joined} | lacks, (), NOW)


@pytest.mark.parametrize(
    ("joined", "lacking", "value", "met"),
    [(20, 0, Fraction(100), True), (20, 1, Fraction(95), False), (0, 0, None, None), (78_633, 1, None, False)],
)
def test_a_share_is_judged_exactly_and_never_of_nobody(
    joined: int, lacking: int, value: Fraction | None, met: bool | None
) -> None:
    tile, *_others = register.tiles(known(joined, lacks_cover=lacking), on=NOW.date(), link="")
    assert tile.met is met
    if joined == 78_633:
        assert tile.shown == "99.99"
    else:
        assert tile.value == value
    if not joined:
        assert tile.why == "還沒有志工在隊，沒有比率"


def test_the_book_rates_aim_is_met_at_95_and_not_below() -> None:
    for lacking, met in ((1, True), (2, False)):
        tile = register.tiles(known(20, lacks_book=lacking), on=NOW.date(), link="")[1]
        assert (tile.label, tile.met) == ("領冊率", met)


def test_a_tile_and_the_map_show_no_share_that_reaches_what_it_misses() -> None:
    tile = register.tiles(known(100_000, lacks_book=5_004), on=NOW.date(), link="")[1]
    assert (tile.met, tile.shown) == (False, "94.99")
    make_unit("TTT")
    counting.count(county("TTT"), now=NOW)
    for lacking, shown, word in (
        (5_040, "94.9", "八成以上"),
        (20_040, "79.9", "不到八成"),
        (5_000, "95", "九成五以上"),
    ):
        figures_ = dict.fromkeys(counting.FIGURES, 0) | {"joined": 100_000, "lacks_cover": lacking}
        CountyMonth.objects.filter(county="TTT", month=202606).update(figures=figures_)
        spot = next(one for one in build(association(), measure="insured").map.spots if one.county == "TTT")
        assert (spot.shown, spot.word) == (shown, word)


def test_an_authority_and_a_unit_have_a_course_and_a_forecast_from_their_own_months() -> None:
    unit, second, others = make_unit("TTT", "social"), make_unit("TTT", "social"), make_unit("TTT", "health")
    for one, number in ((unit, 4), (second, 4), (others, 8)):
        for _number in range(number):
            make_enrolment(one)
    for month, insured in ((3, 0), (4, 1), (5, 2)):
        if insured:
            make_cover(Enrolment.objects.filter(unit=unit).order_by("pk")[insured - 1].volunteer, unit)
        counting.count(unit.county, now=dt.datetime(2026, month, 20, 6, 0, tzinfo=dt.UTC))
    make_cover(Enrolment.objects.filter(unit=unit).order_by("pk")[2].volunteer, unit)
    counting.count(unit.county, now=NOW)

    def insured(user: User, **asked: str) -> Any:
        return next(one for one in build(user, **asked).tiles if one.key == "lacks_cover")

    def course(tile: Any) -> list[tuple[int, Fraction]]:
        return [(day.month, value) for day, value in tile.points]

    of_unit = [(3, Fraction(0)), (4, Fraction(25)), (5, Fraction(50)), (6, Fraction(75))]
    of_office = [(month, value / 2) for month, value in of_unit]
    assert course(insured(coordinator(unit))) == course(insured(officer(), unit=str(unit.pk))) == of_unit
    assert course(insured(authority())) == of_office
    # The county's own office is in charge of every category here: its course is the county's.
    whole = [(month, value / 4) for month, value in of_unit]
    assert course(insured(officer(), authority=unit.authority.code)) == course(insured(officer())) == whole
    assert [value for _month, value in course(insured(officer(), unit=str(second.pk)))] == [0] * 4
    # 37.5 points in the 82 days from 20 March to 10 June; 204 days are left of the year.
    assert insured(authority()).ahead == 100
    tile = insured(officer())
    assert tile.ahead == Fraction(75, 4) + Fraction(75, 4) * 204 / 82
    assert "依 3/20 到 6/10 的步調" in insured(authority()).ahead_how
    for user, asked in ((coordinator(unit), {}), (authority(), {})):
        html = signed_in(user).get(ADDRESS, asked).content.decode()
        assert "投保率的走勢" in html


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2026, 6, 9, 15, 59, 59, tzinfo=dt.UTC), dt.date(2026, 6, 9)),
        (dt.datetime(2026, 6, 9, 16, 0, tzinfo=dt.UTC), dt.date(2026, 6, 10)),
        (dt.datetime(2025, 12, 31, 15, 59, tzinfo=dt.UTC), dt.date(2025, 12, 31)),
    ],
)
def test_a_plan_counts_on_its_day_in_taiwan(moment: dt.datetime, day: dt.date) -> None:
    programme = make_programme(year=2026)
    make_adopted(make_workshop(STATE.REPORTED, programme=programme, county="TTT"), ["R1", "R2"])
    Plan.objects.update(adopted_at=moment)
    place = build(officer()).place
    assert figures._plans(officer(), place, programme) == [("TTT", day, 2)]


def test_plans_are_held_against_the_fewest_that_the_programme_asks() -> None:
    programme = make_programme(year=2026, plans_min=3)
    held = make_workshop(STATE.HELD, programme=programme, groups=3)
    make_adopted(held, ["R1", "R2"])
    make_workshop(STATE.CONFIRMED, programme=programme)
    tile = next(one for one in build(officer()).tiles if one.key == "plans")
    assert (tile.value, tile.target, tile.met) == (2, 3, False)
    make_adopted(make_workshop(STATE.HELD, programme=programme, groups=4), ["R1", "R2", "R3", "S1"])
    tile = next(one for one in build(officer()).tiles if one.key == "plans")
    assert (tile.value, tile.target, tile.met) == (6, 6, True)


def test_a_countys_indicators_are_those_that_were_read_and_none_is_told_twice() -> None:
    by = officer()
    assert build(by).indicators_note == "今年還沒有年度計畫。"
    annual = make_annual(by=by)
    assert build(by).indicators_note == "年度計畫還沒有績效指標。"
    taken = keeping.take_in(annual=annual, codes=["insurance_rate", "basic_trainings"], by=by, now=NOW)
    assert build(by).indicators_note.startswith("指標還沒有讀數")
    for days, value in ((100, 40), (40, 60), (1, 80)):
        KpiReading.objects.create(
            kpi=taken[0], on=NOW.date() - dt.timedelta(days=days), value=value, met=False, why="8 ÷ 10", read_at=NOW
        )
    value = build(by)
    tile, other = value.indicators
    assert (tile.value, tile.target, tile.met, tile.why) == (80, 100, False, "8 ÷ 10")
    assert tile.ahead == 100, "the pace of 99 days leads beyond all, and a rate ends at 100"
    assert (other.value, other.why) == (None, "還沒有讀數")
    assert tile.page.endswith(f"/kpis/#kpi-{taken[0].pk}")
    assert [one.key for one in value.tiles] == ["lacks_book", "lacks_training"]
    nation = build(association())
    (line,) = nation.aims.lines
    assert [cell.word for cell in line.cells] == ["未達成", "還不知道"]
    assert [cell.value for cell in nation.aims.sums] == [0, 0]
    AnnualPlan.objects.update(year=2025)
    assert build(association()).aims is None, "of this year alone"


def read_as(kpi: Kpi, on: dt.date, value: int | None, *, met: bool | None = False, applies: bool = True) -> KpiReading:
    return KpiReading.objects.create(
        kpi=kpi, on=on, value=value, met=met, applies=applies, why="沒有轄有 2 個以上運用單位的機關", read_at=NOW
    )


def kpi_of(annual: AnnualPlan, code: str, by: User) -> Kpi:
    (kpi,) = keeping.take_in(annual=annual, codes=[code], by=by, now=NOW)
    return kpi


def test_an_indicator_that_does_not_apply_is_not_one_that_nobody_knows() -> None:
    by = officer()
    annual = make_annual(by=by)
    kpi, other = keeping.take_in(annual=annual, codes=["liaison_authorities", "basic_trainings"], by=by, now=NOW)
    read_as(kpi, NOW.date(), None, met=None, applies=False)
    read_as(other, NOW.date(), None, met=None)
    page_of = {one.kpi.pk: kpi_tables.word(one.state) for one in standings(annual, on=NOW.date())}
    assert page_of[kpi.pk] == "不適用"
    (line,) = build(association()).aims.lines
    assert [(cell.state, cell.word) for cell in line.cells] == [("none", "不適用"), ("unknown", "還不知道")]
    assert [one.state for one in build(by).indicators] == ["none", "unknown"]
    client = signed_in(by)
    for address in (ADDRESS, reverse("actionplans:kpis", args=[annual.pk])):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "不適用</span>" in answer.content.decode()
    assert client.get("/api/v1/dashboards/").json()["indicators"][0]["state"] == "none"


def test_the_dashboard_and_the_indicators_page_lead_one_indicator_to_one_end() -> None:
    by = officer()
    annual = make_annual(by=by)
    (kpi,) = keeping.take_in(annual=annual, codes=["book_rate"], by=by, now=NOW)
    # Every day, as it is read: not the first day of a week alone, and not of the half-year alone.
    first = NOW.date() - dt.timedelta(days=200)
    for number in range(201):
        read_as(kpi, first + dt.timedelta(days=number), 20 + number % 5 + number // 9)
    for part, value in (("numerator", 42), ("denominator", 100)):  # as the last reading has it
        keeping.type_figure(
            kpi=kpi, part=part, value=Decimal(value), on=NOW.date(), note="名冊", by=by, now=NOW
        )  # fmt: skip
    (page,) = standings(annual, on=NOW.date())
    (tile,) = build(by).indicators
    assert page.forecast.value is not None
    assert (tile.ahead, tile.ahead_how) == (page.forecast.value, page.forecast.how)
    assert len(tile.points) < 40, "a week has one point"
    KpiReading.objects.filter(kpi=kpi, on=NOW.date()).update(is_final=True)
    (page,) = standings(annual, on=NOW.date())
    (tile,) = build(by).indicators
    assert (tile.ahead, tile.ahead_how) == (page.forecast.value, page.forecast.how) == (None, "年度已經結束")


def test_a_new_year_shows_the_year_before_until_its_own_is_read() -> None:
    by = officer()
    annual = make_annual(by=by)
    kpi = kpi_of(annual, "book_rate", by)
    issue(annual, by=by)
    read_as(kpi, dt.date(2026, 12, 31), 80)
    make_annual(year=2027, by=by)
    new_year = dt.datetime(2027, 1, 5, 6, 0, tzinfo=dt.UTC)
    with time_machine.travel(new_year, tick=False):
        value = figures.build(by, Wanted(), now=new_year)
        assert [one.shown for one in value.indicators] == ["80"]
        assert value.indicators[0].ahead is None
        assert value.indicators_note == "年度計畫還沒有績效指標。這裡是 115 年度的。"
        page = signed_in(by).get(ADDRESS).content.decode()
        assert "這裡是 115 年度的。" in page
        nation = figures.build(association(), Wanted(), now=new_year)
        assert nation.aims is not None
        assert [cell.state for cell in nation.aims.lines[0].cells] == ["missed"]
        assert nation.indicators_note == "今年的指標還沒有讀數。這裡是 115 年度的。"
        assert figures.build(by, Wanted(), now=new_year + dt.timedelta(days=60)).indicators == (), "in March no more"
        fresh = kpi_of(AnnualPlan.objects.get(year=2027), "book_rate", by)
        read_as(fresh, new_year.date(), 10)
        assert [one.shown for one in figures.build(by, Wanted(), now=new_year).indicators] == ["10"]
        nation = figures.build(association(), Wanted(), now=new_year)
        assert nation.aims is not None
        assert [line.page for line in nation.aims.lines] == [reverse("actionplans:kpis", args=[fresh.annual_id])]


@pytest.mark.parametrize(
    ("on", "met", "applies", "is_final", "tone"),
    [
        (dt.date(2026, 12, 31), None, True, False, None),
        (dt.date(2027, 1, 5), None, True, False, "risk"),
        (dt.date(2027, 3, 2), None, True, False, "risk"),  # 28 February is a Sunday and a holiday
        (dt.date(2027, 3, 3), None, True, False, "late"),
        (dt.date(2027, 1, 5), True, True, False, None),
        (dt.date(2027, 1, 5), False, True, False, None),
        (dt.date(2027, 1, 5), None, False, False, None),
        (dt.date(2027, 1, 5), True, True, True, None),
    ],
)
def test_what_last_years_plan_lacks_before_it_is_frozen_waits_for_its_officer(
    on: dt.date, met: bool | None, applies: bool, is_final: bool, tone: str | None
) -> None:
    by = officer()
    annual = make_annual(by=by)
    kpi = kpi_of(annual, "book_rate", by)
    issue(annual, by=by)
    read_as(kpi, dt.date(2026, 12, 31), None, met=met, applies=applies)
    KpiReading.objects.update(is_final=is_final)
    now = dt.datetime.combine(on, dt.time(6), tzinfo=dt.UTC)
    with time_machine.travel(now, tick=False):
        told = {one.code: one for one in figures.build(by, Wanted(), now=now).todos}
        assert (told["kpis_unfinished"].tone if "kpis_unfinished" in told else None) == tone
        if tone:
            assert told["kpis_unfinished"].url == reverse("actionplans:kpis", args=[annual.pk])
        others = figures.build(officer("TPE"), Wanted(), now=now).todos
        assert "kpis_unfinished" not in {one.code for one in others}
        assert "kpis_unfinished" not in {one.code for one in figures.build(association(), Wanted(), now=now).todos}


def test_the_registers_share_stands_until_the_indicator_has_a_reading() -> None:
    by = officer()
    unit = make_unit("TTT")
    make_enrolment(unit)
    counting.count(unit.county, now=NOW)
    annual = make_annual(by=by)
    kpi, other = keeping.take_in(annual=annual, codes=["insurance_rate", "basic_trainings"], by=by, now=NOW)
    read_as(other, NOW.date(), 3)
    assert "lacks_cover" in [one.key for one in build(by).tiles]
    read_as(kpi, NOW.date(), 80)
    assert "lacks_cover" not in [one.key for one in build(by).tiles]


def test_shares_of_the_register_say_that_they_count_a_person_in_each_of_her_units() -> None:
    one, two = make_unit("TTT"), make_unit("TTT")
    person = make_enrolment(one).volunteer
    make_enrolment(two, person)
    counting.count(one.county, now=NOW)
    words = "各單位合計（人次）"
    for user, asked, number in (
        (officer(), {}, 3), (association(), {"measure": "insured"}, 5), (coordinator(one), {}, 0)
    ):  # fmt: skip
        html = signed_in(user).get(ADDRESS, asked).content.decode()
        assert html.count(words) == number
    assert build(association(), measure="plans").map.basis == ""


def test_a_stored_reading_says_of_which_day_it_is() -> None:
    by = officer()
    annual = make_annual(by=by)
    kpi, _other = keeping.take_in(annual=annual, codes=["book_rate", "basic_trainings"], by=by, now=NOW)
    read_as(kpi, dt.date(2026, 6, 3), 80)
    html = signed_in(by).get(ADDRESS).content.decode()
    days = re.findall(r"資料時間：(\S+)", re.sub(r"<[^>]+>", "", html))
    assert days == ["115/06/03"], "of what nobody has read there is no day"
    value = build(by)
    drawn = drawings.draw(value, "print")
    words = [
        re.sub(r"<[^>]+>", "", render_to_string("print/_dashboard_tile.html", {"tile": one.tile, "course": ""}))
        for one in (*drawn.tiles, *drawn.indicators)
    ]
    assert ["資料時間：115/06/03" in one for one in words] == [False] * len(drawn.tiles) + [True, False]


# Age and honest words -----------------------------------------------------------------------------------------------


def test_nothing_is_said_of_what_nobody_has_counted() -> None:
    unit = make_unit()
    make_trained(unit)
    html = signed_in(officer()).get(ADDRESS).content.decode()
    assert "志工人數還沒有統計過" in html
    assert "還沒有統計過，不知道有多少人" in html
    assert not re.search(r"(?<!\d)0%", re.sub(r"<[^>]+>", "", html).replace(" ", ""))
    value = build(officer())
    assert value.counted_at is None
    assert value.matrix is None
    assert all(tile.value is None for tile in value.tiles)


def test_an_empty_county_has_no_shares_of_nobody() -> None:
    counting.count(county("LIE"), now=NOW)
    value = build(officer("LIE"))
    assert value.counted_at is None, "there is no unit that was counted"
    make_unit("LIE")
    counting.count(county("LIE"), now=NOW)
    html = signed_in(officer("LIE")).get(ADDRESS).content.decode()
    assert "還沒有志工在隊，沒有比率" in html
    assert "這十三個月還沒有核可的時數" in html


@pytest.mark.parametrize(("hours", "old"), [(36, False), (37, True)])
def test_an_old_count_says_so(hours: int, old: bool) -> None:
    unit = make_unit()
    make_trained(unit)
    counting.count(unit.county, now=NOW - dt.timedelta(hours=hours))
    html = signed_in(officer()).get(ADDRESS).content.decode()
    assert ("超過一天半沒有重新統計" in html) is old


def test_counts_are_as_old_as_the_oldest_of_them_and_new_units_are_told() -> None:
    for code, hours in (("TTT", 5), ("HUA", 1)):
        make_trained(make_unit(code))
        counting.count(county(code), now=NOW - dt.timedelta(hours=hours))
    value = build(association())
    assert value.counted_at == NOW - dt.timedelta(hours=5)
    assert value.uncounted == 20
    make_unit("TTT")
    assert build(officer()).uncounted == 1


def test_the_rows_of_a_unit_say_where_the_kept_count_is_another() -> None:
    unit = make_unit()
    make_trained(unit)
    counting.count(unit.county, now=NOW)
    asked = Wanted(unit=str(unit.pk))
    assert behind.behind(officer(), asked, "people-joined", now=NOW).kept is None
    make_enrolment(unit)
    found = behind.behind(officer(), asked, "people-joined", now=NOW)
    assert (found.total, found.kept) == (2, 1)
    page = signed_in(officer()).get("/dashboard/rows/people-joined/", {"unit": unit.pk}).content.decode()
    assert "統計時是 1，之後有異動" in page


# What waits ----------------------------------------------------------------------------------------------------------


def test_what_waits_is_what_the_rooms_themselves_say() -> None:
    programme = make_programme(year=2026, held_by=dt.date(2026, 6, 30))
    fill(programme, ["TTT"])
    unit = Unit.objects.get(county="TTT")
    make_report(unit, window(2024))
    by = officer()
    todos = {todo.code: todo for todo in build(by).todos}
    results = signed_in(by).get("/register/results/").context
    assert todos["results_missing"].count == results["missing"] == 1
    assert todos["report"].tone == "late"
    waiting = waiting_for(by, [programme], on=NOW.date(), now=NOW).first()
    assert {f"plans_{one.waits}": one.of_kind for one in waiting} == {
        code: todo.count for code, todo in todos.items() if code.startswith("plans_")
    }
    tones = [todo.tone for todo in build(by).todos]
    assert tones == sorted(tones, key=["late", "risk", ""].index)
    own = {todo.code for todo in build(coordinator(unit)).todos}
    assert own == {"results_own"}
    assert build(association(), county="TTT").todos is None
    nation = {todo.code: todo.count for todo in build(association()).todos}
    assert (nation["confirm"], nation["absent"]) == (1, 21)


# The page ------------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_value_with_a_table_under_each_chart() -> None:
    programme = make_programme(year=2026)
    fill(programme, ["TTT", "HUA"])
    answer = signed_in(association()).get(ADDRESS)
    html = answer.content.decode()
    value = answer.context["value"]
    assert "需要你處理" in html
    assert html.index("需要你處理") < html.index("目標與走勢")
    for funnel in value.funnels:
        assert f'aria-label="{funnel.title}：' in html
        for step in funnel.steps:
            assert f"/dashboard/rows/{step.key}/" in html
    for spot in value.map.spots:
        assert html.count(spot.full) >= 3
    assert len(value.map.spots) == 22
    assert html.count('role="group"') == 1


def test_the_figures_are_drawn_once_for_all_who_see_the_same_and_anew_where_they_differ() -> None:
    unit = make_unit()
    make_enrolment(unit)
    counting.count(unit.county, now=NOW)
    kept_figures._drawn.cache_clear()

    def seen(user: User, language: str = "zh-hant") -> str:
        client = signed_in(user)
        client.cookies["django_language"] = language
        return client.get(ADDRESS).content.decode()

    first, second = seen(officer()), seen(officer())
    drawn = kept_figures._drawn.cache_info()
    assert (drawn.misses, drawn.hits) == (1, 1)
    part = first[first.index('id="d-tiles"') :].partition("</main>")[0]
    assert part in second
    assert "csrfmiddlewaretoken" not in part
    english = seen(officer(), "en")
    assert "What each unit lacks" in english
    assert "各單位缺什麼" not in english
    make_enrolment(unit)
    counting.count(unit.county, now=NOW)
    assert part not in seen(officer())
    assert kept_figures._drawn.cache_info().misses == 3


def test_what_follows_from_an_answer_is_reckoned_once_and_anew_when_the_answer_is_another() -> None:
    programme = make_programme(year=2026)
    fill(programme, ["TTT"])
    user = association()

    def kept() -> tuple[int, int]:
        return register._nation_of.cache_info().hits, workshop_steps._taken.cache_info().hits

    def seen() -> Any:
        value = build(user)
        return value.tiles[0].value, [step.value for step in value.funnels[0].steps]

    first, before = seen(), kept()
    assert seen() == first
    assert kept() == (before[0] + 1, before[1] + 1)
    with translation.override("en"):
        assert register.read(user, places.find(user, Wanted()), now=NOW).parts[0].name == "Taitung County"
    unit = Unit.objects.get()
    Workshop.objects.filter(state=STATE.SUBMITTED).update(state=STATE.CANCELLED)
    for _person in range(3):
        make_enrolment(unit)
    counting.count(unit.county, now=NOW)
    value = build(user)
    joined = next(one for one in value.funnels if one.key == "people").steps[0]
    workshops = next(one for one in value.funnels if one.key == "workshops").steps[0]
    assert (joined.value, workshops.value) == (5, 2)


@pytest.mark.parametrize("measure", ["plans", "trained", "booked", "insured"])
def test_a_tile_of_the_map_has_a_number_and_a_word(measure: str) -> None:
    programme = make_programme(year=2026)
    fill(programme, ["TTT"])
    found = build(association(), measure=measure).map
    spots = {spot.county: spot for spot in found.spots}
    assert {one.code for one in COUNTIES} == set(spots)
    assert all(spot.word == found.words[spot.level] for spot in found.spots)
    if measure == "plans":
        assert (spots["TTT"].shown, spots["TTT"].level, spots["TTT"].unit) == ("2", 3, "件")
        assert (spots["HUA"].shown, spots["HUA"].word) == ("–", "尚未登記")
    else:
        assert (spots["TTT"].shown, spots["TTT"].word) == ("50", "不到八成")
        assert (spots["HUA"].shown, spots["HUA"].word) == ("–", "沒有資料")


@pytest.mark.parametrize(
    ("lacking", "word"),
    [(0, "全部"), (1, "九成五以上"), (5, "九成五以上"), (6, "八成以上"), (20, "八成以上"), (21, "不到八成")],
)
def test_the_levels_of_a_share_on_both_sides(lacking: int, word: str) -> None:
    make_unit("TTT")
    counting.count(county("TTT"), now=NOW)
    figures_ = dict.fromkeys(counting.FIGURES, 0) | {"joined": 100, "lacks_cover": lacking}
    CountyMonth.objects.filter(county="TTT", month=202606).update(figures=figures_)
    found = build(association(), measure="insured").map
    assert next(spot.word for spot in found.spots if spot.county == "TTT") == word


@pytest.mark.parametrize(
    ("part", "whole", "level"),
    [(0, 10, 0), (1, 10, 1), (11, 100, 2), (24, 100, 2), (25, 100, 3), (49, 100, 3), (50, 100, 4), (0, 0, 0)],
)
def test_a_cells_tint_follows_its_share(part: int, whole: int, level: int) -> None:
    assert matrices.heat(part, whole) == level


def test_a_county_with_many_units_shows_the_worst_and_sums_all() -> None:
    make_programme(year=2026)
    for _number in range(matrices.LINES + 2):
        make_enrolment(make_unit("TTT"))
    bad = make_unit("TTT", name="最缺的隊")
    for _number in range(3):
        make_enrolment(bad)
    counting.count(bad.county, now=NOW)
    matrix = build(officer()).matrix
    assert (len(matrix.lines), matrix.more) == (matrices.LINES, 3)
    assert matrix.lines[0].label == "最缺的隊"
    assert dict((column.key, cell.value) for column, cell in matrix.totals)["people-joined"] == matrices.LINES + 5


@pytest.mark.parametrize("who", ["association", "officer", "authority", "coordinator"])
def test_a_dashboards_queries_do_not_grow(who: str) -> None:
    programme = make_programme(year=2026)
    fill(programme, ["TTT"])
    unit = Unit.objects.get(county="TTT")
    by = {
        "association": association, "officer": officer, "authority": authority, "coordinator": lambda: coordinator(unit)
    }[who]()  # fmt: skip
    make_annual("issued", by=officer())
    client = signed_in(by)
    client.get(ADDRESS)
    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS)
    fill(programme, ["TTT", "HUA", "TTT"])
    make_book(make_enrolment(unit).volunteer, unit)
    with CaptureQueriesContext(connection) as many:
        assert client.get(ADDRESS).status_code == 200
    assert len(many) == len(few)
    if who == "association":
        assert len(many) <= 25


@pytest.mark.parametrize("key", ["people-joined", "workshops-held", "plans", "hours-202605", "results-missing"])
def test_the_queries_of_rows_do_not_grow(key: str) -> None:
    programme = make_programme(year=2026)
    fill(programme, ["TTT"])
    client = signed_in(officer())
    client.get(f"/dashboard/rows/{key}/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/dashboard/rows/{key}/")
    fill(programme, ["TTT", "TTT"])
    with CaptureQueriesContext(connection) as many:
        assert client.get(f"/dashboard/rows/{key}/").status_code == 200
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "key", ["people-nobody", "workshops-none", "hours-190001", "hours-x", "what", "results-x", "plans-x"]
)
def test_there_are_no_rows_of_no_figure(key: str) -> None:
    make_programme(year=2026)
    assert signed_in(officer()).get(f"/dashboard/rows/{key}/").status_code == 404


def test_rows_come_a_page_at_a_time_with_the_sum_of_the_page() -> None:
    unit = make_unit()
    for _number in range(52):
        make_enrolment(unit)
    client = signed_in(officer())
    pages = [client.get("/dashboard/rows/people-joined/", {"unit": unit.pk, "page": page}).context for page in (1, 2)]
    assert [page["on_page"] for page in pages] == [50, 2]
    assert pages[0]["found"].total == 52


# Paper, counting anew, API --------------------------------------------------------------------------------------------


def test_the_paper_has_the_same_figures_and_drawings_and_leaves_a_line() -> None:
    programme = make_programme(year=2026)
    fill(programme, ["TTT"])
    by = association()
    value = build(by)
    web, paper = drawings.draw(value, "web"), drawings.draw(value, "print")

    def lines(drawing: object) -> list[str]:
        text = re.sub(r'(class="c-[^"]*"|fill="[^"]*"|stroke="[^"]*"|font-family="[^"]*")', "", str(drawing))
        text = re.sub(r"</?a\b[^>]*>", "", text)
        return [one.replace(" ", "") for one in re.findall(r"<(?:rect|text|polyline|line|circle|path)[^>]*>", text)]

    mine = (web.map, web.hours, *(one.drawing for one in web.funnels))
    theirs = (paper.map, paper.hours, *(one.drawing for one in paper.funnels))
    for one, other in zip(mine, theirs, strict=True):
        assert lines(one) == lines(other)
    answer = signed_in(by).get("/dashboard/paper.pdf")
    data = b"".join(answer.streaming_content)
    assert data.startswith(b"%PDF")
    assert Event.objects.filter(verb="printed").count() == 1


def test_counting_anew_is_a_job_for_who_may(django_capture_on_commit_callbacks: Any) -> None:
    unit = make_unit()
    make_trained(unit)
    by = officer()
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(by).post("/dashboard/count/", {"county": "TTT"})
    job = Job.objects.get()
    assert answer["Location"] == reverse("jobs:job", args=[job.pk])
    assert job.state == "done"
    assert UnitCount.objects.get().joined == 1
    assert signed_in(by).get(answer["Location"]).context["job"].leads_to == "/dashboard/?county=TTT"
    for user, code in ((by, "HUA"), (by, ""), (authority(), "TTT"), (coordinator(unit), "TTT"), (association(), "XXX")):
        assert signed_in(user).post("/dashboard/count/", {"county": code}).status_code == 404
    assert Job.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(association()).post("/dashboard/count/")
    assert CountyMonth.objects.filter(month=202606).count() == 22


def test_the_api_tells_the_same_value_and_rows() -> None:
    programme = make_programme(year=2026)
    fill(programme, ["TTT", "HUA"])
    by = officer()
    client, value = signed_in(by), build(by)
    told = client.get("/api/v1/dashboards/").json()
    assert (told["level"], told["place"]) == ("county", "臺東縣")
    steps = {step["key"]: step["value"] for funnel in told["funnels"] for step in funnel["steps"]}
    assert steps == {step.key: step.value for funnel in value.funnels for step in funnel.steps}
    assert [tile["value"] for tile in told["tiles"]] == [
        None if one.value is None else float(one.value) for one in value.tiles
    ]
    assert [todo["code"] for todo in told["todos"]] == [todo.code for todo in value.todos]
    for key, number in steps.items():
        rows = client.get(f"/api/v1/dashboards/rows/{key}/").json()
        assert rows["total"] == number == sum(row["number"] for row in rows["rows"]) + rows["hidden"]
    assert client.get("/api/v1/dashboards/", {"county": "HUA"}).status_code == 404
    assert client.get("/api/v1/dashboards/rows/people-none/").status_code == 404
    assert client.get("/api/v1/dashboards/", {"place": "TTT"}).status_code == 400
    assert client.get("/api/v1/dashboards/", {"measure": "odd"}).status_code == 400


def test_officers_are_led_to_it_from_where_they_begin() -> None:
    unit = make_unit()
    make_programme(year=2026)
    for user in (association(), officer(), authority(), coordinator(unit)):
        main = signed_in(user).get("/").content.decode().partition("<main")[2]
        assert 'href="/dashboard/"' in main
    supervisor = signed_in(make_user(Role.SUPERVISOR)).get("/").content.decode()
    assert 'href="/dashboard/"' not in supervisor


def test_the_page_speaks_english() -> None:
    programme = make_programme(year=2026)
    fill(programme, ["TTT"])
    client = signed_in(association())
    client.cookies["django_language"] = "en"
    html = client.get(ADDRESS).content.decode()
    assert "Waiting for you" in html
    assert "Number of action plans" in html
    assert "行動方案件數" not in html
    assert ">adopted</text>" in html
