"""Letters about appraisals: begun, soon due, late, told; to whoever keeps the unit, once each, and to nobody else."""

import datetime as dt

import pytest

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from foundation.notices.models import Notice
from tests.makers.accounts import give, make_user
from tests.makers.evaluating import hand_in, make_appraisal
from tests.makers.volunteers import NOW, make_enrolment, make_unit
from volunteers.evaluating import appraisal_letters, appraisals
from volunteers.models import Appraisal, Unit

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def unit() -> Unit:
    made = make_unit(name="海線關懷志工隊")
    make_enrolment(made)
    keeper = make_user(None, email="keeper@example.org")
    give(keeper, Role.UNIT_COORDINATOR, organisation=made.organisation)
    return made


@pytest.fixture
def raters(unit: Unit) -> tuple[User, User]:
    return make_user(Role.COUNTY_OFFICER, unit.county_id), make_user(Role.COUNTY_OFFICER, unit.county_id)


def steps(now: dt.datetime) -> list[tuple[str, str]]:
    appraisal_letters.plan_all(now=now)
    rows = Notice.objects.filter(kind=appraisal_letters.KEY, state=Notice.State.PLANNED).order_by("due_at")
    return [(one.step.partition("-")[0], one.to_address) for one in rows]


def letter(step: str, now: dt.datetime = NOW):
    return appraisal_letters.write(Notice.objects.get(step__startswith=step), now)


def test_a_unit_is_told_when_it_begins_before_it_is_due_when_late_and_of_the_result(unit, raters) -> None:
    one = make_appraisal(unit, raters, self_due_on=NOW.date() + 10 * DAY)
    to = "keeper@example.org"
    assert steps(NOW) == [("begun", to), ("due", to), ("late", to)]
    assert steps(NOW) == [("begun", to), ("due", to), ("late", to)], "planned once, however often"
    begun = letter("begun")
    assert "評鑑開始了" in begun.subject
    assert f"/register/appraisals/{one.pk}/" in begun.url
    hand_in(one)
    assert letter("late") is None, "what has been handed in need not be said any more"
    assert steps(NOW) == []
    points = {each.number: 80 for each in one.rules.indicators}
    for rater in raters:
        appraisals.rate(appraisal=one, points=points, remark="", by=rater, now=NOW)
    appraisals.tell(appraisal=Appraisal.objects.get(), opinion="", by=SYSTEM, now=NOW)
    assert steps(NOW) == [("result", to)]
    assert "結果" in letter("result").subject


@pytest.mark.parametrize(("days", "reminded"), [(7, False), (8, True)])
def test_who_has_a_week_only_is_not_reminded_in_between(unit, raters, days, reminded) -> None:
    make_appraisal(unit, raters, self_due_on=NOW.date() + days * DAY)
    assert ("due" in [step for step, _to in steps(NOW)]) is reminded


def test_an_old_appraisal_tells_nobody_any_more(unit, raters) -> None:
    make_appraisal(unit, raters, self_due_on=NOW.date() + DAY)
    assert steps(NOW + 61 * DAY)
    Notice.objects.all().delete()
    assert steps(NOW + 62 * DAY) == []


@pytest.mark.parametrize("many", [1, 3])
def test_planning_asks_as_much_for_many_as_for_one(raters, many, django_assert_max_num_queries) -> None:
    for _each in range(many):
        one = make_unit()
        make_enrolment(one)
        make_appraisal(one, raters)
    with django_assert_max_num_queries(2):
        list(appraisal_letters.wishes(now=NOW))


def test_the_ledger_shows_a_letter_to_who_sees_the_appraisal(unit, raters) -> None:
    make_appraisal(unit, raters)
    steps(NOW)
    for who, sees in ((raters[0], True), (make_user(Role.COUNTY_OFFICER, "TPE"), False)):
        assert Notice.objects.filter(appraisal_letters.visible(who)).exists() is sees
