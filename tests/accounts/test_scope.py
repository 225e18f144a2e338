"""Where permissions reach: nation, county, named; added up, begun, ended."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Permission, Role, Task
from foundation.accounts.scope import NOWHERE, Named, Scope, combine, may, reach
from tests.makers.accounts import give, make_organisation, make_user

pytestmark = pytest.mark.django_db
P = Permission
TODAY = dt.date(2026, 6, 10)
DAY = dt.timedelta(days=1)
FOLLOWS = frozenset({Named(Task.SUPERVISOR, "TTT")})
TEACHES = frozenset({Named(Task.LECTURER), Named(Task.ASSISTANT)})


@pytest.fixture
def today(time_machine):
    """Noon of an ordinary day in Taipei."""
    time_machine.move_to(dt.datetime(2026, 6, 10, 12, 0, tzinfo=ZoneInfo("Asia/Taipei")), tick=False)


def test_the_nation_is_everywhere():
    user = make_user(Role.ASSOCIATION)
    assert reach(user, P.SEE_WORKSHOPS) == Scope(everywhere=True)
    assert reach(user, P.SEE_WORKSHOPS).covers("TTT")
    assert reach(user, P.SEE_WORKSHOPS).covers(None)
    assert reach(user, P.ADOPT_PLANS) == NOWHERE


def test_an_officer_reaches_her_county_and_no_other():
    user = make_user(Role.COUNTY_OFFICER, "TTT")
    scope = reach(user, P.ADOPT_PLANS)
    assert scope == Scope(counties=frozenset({"TTT"}))
    assert scope.covers("TTT")
    assert not scope.covers("HUA")
    assert not scope.covers(None)
    assert not reach(user, P.CONFIRM_WORKSHOP)


def test_a_supervisor_reaches_what_names_her():
    scope = reach(make_user(Role.SUPERVISOR, "TTT"), P.READ_SHEETS)
    assert scope == Scope(named=FOLLOWS)
    assert scope
    assert not scope.covers("TTT"), "being named somewhere is not the county"


@pytest.mark.parametrize(
    ("role", "county", "tasks", "answer"),
    [
        (Role.SUPERVISOR, "TTT", ["supervisor"], True),
        (Role.SUPERVISOR, "TTT", [], False),
        (Role.SUPERVISOR, "TTT", ["lecturer", "assistant"], False),
        (Role.SUPERVISOR, "HUA", ["supervisor"], False),
        (Role.LECTURER, "HUA", ["lecturer"], True),
        (Role.LECTURER, None, ["assistant"], True),
        (Role.LECTURER, None, ["supervisor"], False),
        (Role.COUNTY_OFFICER, "TTT", [], True),
        (Role.COUNTY_OFFICER, "HUA", ["supervisor"], False),
    ],
)
def test_a_task_counts_only_for_the_role_that_has_it(role, county, tasks, answer):
    """For a workshop of Taitung that names the person for these tasks."""
    assert reach(make_user(role, county), P.READ_SHEETS).counts_for("TTT", tasks) is answer


def test_an_authority_reaches_her_category_in_her_county():
    scope = reach(make_user(Role.AUTHORITY_OFFICER, "TTT", sector="社福"), P.SEE_UNITS)
    assert scope == Scope(sectors=frozenset({("TTT", "social")}))
    assert scope
    assert not scope.covers("TTT"), "a category is not the county"


@pytest.mark.parametrize("sector", ["", "不知道的類別"])
def test_an_authority_without_a_known_category_reaches_no_unit(sector):
    user = make_user(Role.AUTHORITY_OFFICER, "TTT", sector=sector)
    assert reach(user, P.SEE_UNITS) == NOWHERE
    assert reach(user, P.SEE_PLANS).covers("TTT")


def test_a_coordinator_reaches_her_own_unit():
    organisation = make_organisation()
    user = make_user(None)
    give(user, Role.UNIT_COORDINATOR, organisation=organisation)
    assert reach(user, P.KEEP_VOLUNTEERS) == Scope(organisations=frozenset({organisation.pk}))
    assert may(user, P.KEEP_VOLUNTEERS, county="TTT")
    assert not reach(user, P.KEEP_VOLUNTEERS).covers("TTT")
    assert reach(make_user(Role.UNIT_COORDINATOR), P.KEEP_VOLUNTEERS) == NOWHERE


def test_a_volunteer_reaches_herself():
    user = make_user(Role.VOLUNTEER)
    assert reach(user, P.SEE_OWN_RECORD) == Scope(person=user.pk)
    assert not reach(user, P.SEE_VOLUNTEERS)


def test_memberships_add_up():
    user = make_user(Role.COUNTY_OFFICER, "TTT")
    give(user, Role.COUNTY_OFFICER, "HUA")
    give(user, Role.LECTURER, "ILA")
    assert reach(user, P.WRITE_SHEETS) == Scope(counties=frozenset({"TTT", "HUA"}), named=TEACHES)
    assert reach(user, P.MANAGE_PARTICIPANTS) == Scope(counties=frozenset({"TTT", "HUA"}))
    assert user.access.roles == {Role.COUNTY_OFFICER, Role.LECTURER}


@pytest.mark.parametrize("first", [Role.ASSOCIATION, Role.COUNTY_OFFICER])
def test_the_furthest_reach_wins_in_any_order(first):
    roles = [Role.ASSOCIATION, Role.COUNTY_OFFICER, Role.LECTURER]
    user = make_user(None)
    held = [give(user, role) for role in sorted(roles, key=lambda role: role != first)]
    scope = combine(held).scope(P.SEE_WORKSHOPS)
    assert scope == Scope(True, frozenset({"TTT"}), TEACHES)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "holds"),
    [
        (TODAY, None, True),
        (TODAY + DAY, None, False),
        (TODAY - DAY, None, True),
        (TODAY - DAY, TODAY + DAY, True),
        (TODAY - DAY, TODAY, False),
        (TODAY - DAY, TODAY - DAY, False),
        (TODAY, TODAY, False),
    ],
)
def test_a_role_holds_from_its_first_day_until_the_day_it_ends(today, starts_on, ends_on, holds):
    user = make_user(Role.COUNTY_OFFICER, starts_on=starts_on, ends_on=ends_on)
    assert bool(reach(user, P.SEE_WORKSHOPS)) is holds
    assert Membership.objects.current(TODAY).filter(user=user).exists() is holds


def test_the_day_is_taipeis(time_machine):
    """At one in the morning in Taipei it is still yesterday in Greenwich."""
    user = make_user(Role.COUNTY_OFFICER, starts_on=TODAY)
    time_machine.move_to(dt.datetime(2026, 6, 9, 15, 59, 59, tzinfo=dt.UTC), tick=False)
    assert not reach(user, P.SEE_WORKSHOPS)
    del user.__dict__["access"]
    time_machine.move_to(dt.datetime(2026, 6, 9, 16, 0, tzinfo=dt.UTC), tick=False)
    assert timezone.localdate() == TODAY
    assert reach(user, P.SEE_WORKSHOPS)


def test_who_is_not_active_reaches_nothing():
    user = make_user(Role.ASSOCIATION, is_active=False)
    assert reach(user, P.SEE_WORKSHOPS) == NOWHERE
    assert not may(user, P.SEE_WORKSHOPS)


@pytest.mark.parametrize("nobody", [None, AnonymousUser(), object()])
def test_who_is_not_signed_in_reaches_nothing(nobody):
    assert reach(nobody, P.SEE_PLANS) == NOWHERE


def test_an_account_without_a_role_reaches_nothing():
    user = make_user(None)
    assert not any(reach(user, permission) for permission in P)
    assert (user.access.label, user.access.home_county) == ("", "")


@pytest.mark.parametrize(
    ("role", "county", "answer"),
    [
        (Role.COUNTY_OFFICER, None, True),
        (Role.COUNTY_OFFICER, "TTT", True),
        (Role.COUNTY_OFFICER, "HUA", False),
        (Role.ASSOCIATION, "HUA", True),
        (Role.SUPERVISOR, "HUA", True),
        (Role.UNIT_COORDINATOR, "TTT", False),
    ],
)
def test_may(role, county, answer):
    """A named person may, as far as `may` can tell: the row itself is looked up through `visible_to`."""
    assert may(make_user(role, "TTT"), P.READ_SHEETS, county=county) is answer


def test_rows():
    """The wall as a filter, tried on organisations (who have a county) with a path that names."""
    here, there = make_user(Role.VOLUNTEER, "TTT"), make_user(Role.VOLUNTEER, "HUA")

    def people(scope, named=None):
        found = User.objects.filter(scope.rows("memberships__county", named))
        return set(found)

    from django.db.models import Q

    both = {here, there}
    assert people(Scope(everywhere=True)) == both
    assert people(Scope(counties=frozenset({"TTT"}))) == {here}
    assert people(NOWHERE) == set()
    assert people(NOWHERE, {Task.LECTURER: Q(pk=there.pk)}) == set(), "a name opens nothing without the permission"
    teaches = {Task.LECTURER: Q(pk=there.pk)}
    follows = {Task.SUPERVISOR: Q(pk__in=(here.pk, there.pk))}
    assert people(Scope(named=TEACHES)) == set(), "rows that name nobody stay closed"
    assert people(Scope(named=TEACHES), teaches) == {there}
    assert people(Scope(named=TEACHES), follows) == set(), "being named for another task opens nothing"
    assert people(Scope(named=FOLLOWS), follows) == {here}, "a supervisor's task counts in her county"
    assert people(Scope(counties=frozenset({"TTT"}), named=TEACHES), teaches) == both


def test_memberships_are_read_once_for_a_request(django_assert_num_queries):
    user = User.objects.get(pk=make_user(Role.COUNTY_OFFICER).pk)
    give(user, Role.LECTURER, organisation=make_organisation())
    with django_assert_num_queries(1):
        assert may(user, P.SEE_WORKSHOPS)
        assert may(user, P.ADOPT_PLANS)
        assert user.place_label


def test_the_label_tells_place_and_role():
    assert make_user(Role.COUNTY_OFFICER, "TTT").place_label == "臺東縣・縣市承辦人"
    assert make_user(Role.ASSOCIATION).place_label == "協會秘書處"
