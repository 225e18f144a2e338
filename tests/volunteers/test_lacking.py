"""Who lacks which training: the same answer as for one person's hours, in a fixed number of questions."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from foundation.accounts.roles import Role
from tests.makers.accounts import give, make_user
from tests.makers.volunteers import make_enrolment, make_trained, make_training, make_unit, make_volunteer
from volunteers.models import Enrolment, ServiceMonth, Unit, Volunteer
from volunteers.rules import completions
from volunteers.rules.courses import PROGRAMMES, special_for
from volunteers.serving import facts
from volunteers.training import lacking

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 10)


def found(on: dt.date = TODAY) -> lacking.Found:
    return lacking.find(Enrolment.objects.all(), on=on)


def person(unit: Unit, *trainings: str, **more: object) -> Volunteer:
    one = make_enrolment(unit).volunteer
    for code in trainings:
        make_training(one, code, unit=unit, minutes=None if PROGRAMMES[code].minutes else 60, **more)
    return one


CASES = [
    ("social", (), ("BASIC", "SP_SOCIAL")),
    ("social", ("BASIC",), ("SP_SOCIAL",)),
    ("social", ("SP_SOCIAL",), ("BASIC",)),
    ("social", ("BASIC", "SP_SOCIAL"), ()),
    ("social", ("BASIC", "SP_HEALTH"), ("SP_SOCIAL",)),
    ("animal", ("BASIC", "SP_ANIMAL_PROTECTOR"), ()),
    ("household", ("BASIC", "SP_CIVIL"), ()),
    ("tax", ("BASIC", "SP_SOCIAL"), ("SP_TAX",)),
    ("tax", ("BASIC", "SP_TAX"), ("SP_TAX",)),
    ("tax", ("BASIC", "SP_SOCIAL", "SP_TAX"), ()),
    ("culture", ("BASIC", "SP_UNIT"), ()),
    ("comprehensive", ("BASIC", "SP_COMPREHENSIVE"), ()),
    ("comprehensive", ("BASIC", "SP_SOCIAL"), ("SP_COMPREHENSIVE",)),
]


@pytest.mark.parametrize(("category", "has", "lacks"), CASES)
def test_what_is_missing_is_what_her_hours_ask_for(category: str, has, lacks) -> None:
    unit = make_unit(category=category)
    one = person(unit, *has)
    gaps = found().gaps
    assert tuple(code for gap in gaps for code in gap.codes) == lacks
    lines = facts.completions_of(one.pk)
    assert (completions.basic(lines).done is None) is ("BASIC" in lacks)
    special = completions.special(category, lines, unit=unit.pk)
    assert (special.done is None) is (special_for(category)[0].code in lacks)


def test_another_units_introduction_is_of_no_use() -> None:
    unit, other = make_unit(category="culture"), make_unit(category="culture")
    one = make_enrolment(unit).volunteer
    make_training(one, "BASIC")
    make_training(one, "SP_UNIT", unit=other, minutes=60)
    assert [gap.codes for gap in found().gaps] == [("SP_UNIT",)]


def test_single_courses_are_added_up() -> None:
    unit = make_unit()
    one, two = person(unit, "SP_SOCIAL"), person(unit, "SP_SOCIAL")
    for number in (1, 2, 3):
        make_training(one, "BASIC", course=number)
    make_training(two, "BASIC", course=1)
    gaps = found().gaps
    assert [gap.volunteer for gap in gaps] == [two.pk]
    assert [course.number for course in lacking.missing(gaps)[gaps[0].enrolment, "social"]] == [2, 3]


@pytest.mark.parametrize(
    ("until", "lapsed", "expiring"),
    [
        (TODAY - dt.timedelta(days=1), 1, 0),
        (TODAY, 0, 1),
        (TODAY + dt.timedelta(days=60), 0, 1),
        (TODAY + dt.timedelta(days=61), 0, 0),
    ],
)
def test_a_qualification_runs_out(until: dt.date, lapsed: int, expiring: int) -> None:
    unit = make_unit(category="fire")
    one = person(unit, "BASIC")
    make_training(one, "SP_FIRE_EMS", valid_until=until)
    answer = found()
    assert (answer.number("lapsed"), answer.number("expiring"), answer.number("")) == (lapsed, expiring, lapsed)


@pytest.mark.parametrize(("month", "asked"), [(202505, False), (202506, True), (202605, True)])
def test_service_in_another_category_asks_for_its_training(month: int, asked: bool) -> None:
    unit = make_unit()
    one = person(unit, "BASIC", "SP_SOCIAL")
    ServiceMonth.objects.create(
        volunteer=one, unit=unit, category="health", month=month, minutes=60, counted=0, times=1, served_people=0
    )
    assert [gap.codes for gap in found().gaps] == ([("SP_HEALTH",)] if asked else [])


def test_who_has_left_or_whose_training_was_revoked() -> None:
    unit = make_unit()
    Enrolment.objects.filter(volunteer=person(unit)).update(left_on=TODAY - dt.timedelta(days=1))
    one = person(unit, "BASIC", "SP_SOCIAL")
    one.trainings.filter(programme="BASIC").update(revoked_on=TODAY, revoked_why="登錄到別人的")
    answer = found()
    assert [gap.codes for gap in answer.gaps] == [("BASIC",)]
    assert answer.people == 1


@pytest.mark.parametrize("people", [1, 3])
def test_the_page_asks_as_many_questions_for_three_as_for_one(client, people, django_assert_max_num_queries) -> None:
    unit = make_unit()
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=unit.organisation)
    client.force_login(user)
    for _one in range(people):
        person(unit)
        make_training(person(unit), "BASIC", course=1)
    with django_assert_max_num_queries(14):
        response = client.get("/register/lacking/")
    assert response.context["page"].paginator.count == 2 * people


def test_the_wall_the_filter_and_the_file(client) -> None:
    unit, other, elsewhere = make_unit(name="海線志工隊"), make_unit("TTT", "health"), make_unit("HUA")
    make_enrolment(unit, make_volunteer("林缺一"))
    make_enrolment(other, make_volunteer("陳缺二"))
    make_enrolment(elsewhere, make_volunteer("黃別縣"))
    make_trained(unit)
    user = make_user(None)
    give(user, Role.COUNTY_OFFICER, "TTT")
    client.force_login(user)
    everybody = client.get("/register/lacking/").content.decode()
    assert "林缺一" in everybody
    assert "黃別縣" not in everybody
    assert client.get("/register/lacking/?category=health").context["page"].paginator.count == 1
    assert client.get("/register/lacking/?what=SP_HEALTH").context["page"].paginator.count == 1
    assert client.get(f"/register/lacking/?unit={elsewhere.pk}").context["page"].paginator.count == 0
    assert client.get("/register/lacking/?unit=x&what=nothing&page=9").status_code == 200
    data = client.get(reverse("exports:download", args=["training-gaps", "csv"]), {"unit": unit.pk})
    rows = list(csv.reader(io.StringIO(data.getvalue().decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["林缺一"]
    assert rows[1][5] == "基礎訓練、社會福利類特殊訓練"
