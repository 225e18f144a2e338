"""Giving and ending roles: who may, to whom, where, and what it leaves behind."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from foundation.accounts.membership import assignable_roles, end_role, give_role
from foundation.accounts.models import Membership, User
from foundation.accounts.roles import ASSIGNABLE_BY, Role
from foundation.audit import trail
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import county, give, make_organisation, make_user

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 6, 10)


def given(by, role=Role.VOLUNTEER, at="TTT", **fields):
    values = {"email": "new@example.org", "name": "林小華", "on": ON} | fields
    return give_role(role=role, by=by, county=county(at) if at else None, **values)


@pytest.mark.parametrize("giver", Role)
@pytest.mark.parametrize("role", Role)
def test_who_may_hand_out_what(giver, role):
    by = make_user(giver, "TTT")
    at = None if role == Role.ASSOCIATION else "TTT"
    if role in ASSIGNABLE_BY.get(giver, ()):
        assert given(by, role, at).role == role
    else:
        with pytest.raises(ValidationError) as refused:
            given(by, role, at)
        assert refused.value.message_dict == {"role": [f"您不能指派「{role.label}」，請洽協會秘書處。"]}
        assert not User.objects.filter(email="new@example.org").exists()


def test_the_roles_offered_stand_in_the_order_of_the_page():
    assert assignable_roles(make_user(Role.ASSOCIATION)) == list(Role)
    assert assignable_roles(make_user(None)) == []


def test_an_officer_gives_roles_in_her_county_only():
    by = make_user(Role.COUNTY_OFFICER, "TTT")
    for at in ("HUA", None):
        with pytest.raises(ValidationError) as refused:
            given(by, at=at)
        assert refused.value.message_dict == {"county": ["只能指派自己縣市的角色。"]}


def test_a_lesser_role_in_another_county_opens_nothing_there():
    """She is an officer in Hualien and only an authority's officer in Taitung, which comes first by its name."""
    by = make_user(Role.AUTHORITY_OFFICER, "TTT")
    give(by, Role.COUNTY_OFFICER, "HUA")
    assert by.access.home_county == "TTT"
    assert given(by, at="HUA").county_id == "HUA"
    with pytest.raises(ValidationError):
        given(by, at="TTT")


def test_an_officer_of_two_counties_gives_roles_in_both():
    by = make_user(Role.COUNTY_OFFICER, "TTT")
    give(by, Role.COUNTY_OFFICER, "HUA")
    assert {given(by, at=at).county_id for at in ("TTT", "HUA")} == {"TTT", "HUA"}


@pytest.mark.parametrize(
    ("role", "at", "fits"),
    [
        (Role.ASSOCIATION, None, True),
        (Role.ASSOCIATION, "TTT", False),
        (Role.LECTURER, None, True),
        (Role.LECTURER, "TTT", True),
        *[(role, None, False) for role in Role if role not in (Role.ASSOCIATION, Role.LECTURER)],
        *[(role, "TTT", True) for role in Role if role not in (Role.ASSOCIATION, Role.LECTURER)],
    ],
)
def test_a_role_fits_its_place(role, at, fits):
    if fits:
        assert given(SYSTEM, role, at).county_id == at
    else:
        with pytest.raises(ValidationError, match="協會秘書處不屬於任何縣市，其他角色要選一個縣市"):
            given(SYSTEM, role, at)
        assert not User.objects.exists()


def test_a_new_account_has_no_password_and_leaves_two_lines():
    by = make_user(Role.COUNTY_OFFICER)
    made = given(by, email="  New@Example.ORG ", phone="０８９－００００００")
    user = made.user
    assert (user.email, user.name, user.phone) == ("new@example.org", "林小華", "089-000000")
    assert not user.has_usable_password()
    assert made.starts_on == ON
    line = trail.history_of(made).get()
    assert (line.verb, line.actor_key, line.county) == (Verb.ROLE_GIVEN, str(by.pk), "TTT")
    assert line.now == {"user": "new@example.org", "role": "volunteer"}
    created = trail.history_of(user).get()
    assert (created.verb, created.county) == (Verb.CREATED, "TTT")


def test_an_account_that_is_there_is_kept_as_it_is():
    known = make_user(None, name="王大明", email="new@example.org")
    assert given(SYSTEM, email="NEW@example.org", name="別的名字").user == known
    known.refresh_from_db()
    assert known.name == "王大明"
    assert not trail.history_of(known).exists()


REGISTERED_OTHERWISE = (
    "這個信箱已經有帳號，帳號上的姓名和您填的不同。請向本人確認姓名和信箱；還是不行，請洽協會秘書處。"
)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("王大明", True),
        (" 王　大明", True),
        ("王大明\u200b", True),
        ("臺大明", False),
        ("王明", False),
        ("王大", False),
        ("王大明明", False),
    ],
)
def test_beyond_her_county_an_officer_gives_a_role_only_to_whom_she_can_name(typed, same):
    """An e-mail address alone must not tell the name that another county knows its owner by."""
    known = make_user(Role.SUPERVISOR, "HUA", name="王大明", email="ming@example.org")
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    if same:
        assert given(officer, email="Ming@example.org", name=typed).user == known
        return
    with pytest.raises(ValidationError) as refused:
        given(officer, email="ming@example.org", name=typed)
    assert refused.value.message_dict == {"name": [REGISTERED_OTHERWISE]}
    assert not Membership.objects.filter(user=known, county="TTT").exists()
    assert not Event.objects.filter(county="TTT").exists()


@pytest.mark.parametrize(("stored", "typed"), [("臺生", "台生"), ("Ann Lee", "ann lee"), ("ＡＮＮ", "Ann")])
def test_names_are_compared_as_people_write_them(stored, typed):
    known = make_user(None, name=stored, email="x@example.org")
    assert given(make_user(Role.COUNTY_OFFICER, "TTT"), email="x@example.org", name=typed).user == known


@pytest.mark.parametrize("ends_on", [None, dt.date(2026, 1, 1)])
def test_whom_her_page_names_already_she_may_misspell(ends_on):
    known = make_user(Role.VOLUNTEER, "TTT", name="王大明", email="ming@example.org", ends_on=ends_on)
    assert given(make_user(Role.COUNTY_OFFICER, "TTT"), Role.SUPERVISOR, email=known.email, name="王明").user == known


def test_who_sees_everybody_is_asked_for_no_name():
    known = make_user(Role.SUPERVISOR, "HUA", name="王大明", email="ming@example.org")
    made = given(make_user(Role.ASSOCIATION), email=known.email, name="王明")
    assert (made.user, made.county_id) == (known, "TTT")


@pytest.mark.parametrize("wall", [{"role": Role.ASSOCIATION}, {"at": "HUA"}])
def test_whether_an_account_is_there_is_not_told_to_who_may_not_give_the_role(wall):
    known = make_user(Role.SUPERVISOR, "HUA", name="王大明", email="ming@example.org")
    with pytest.raises(ValidationError) as refused:
        given(make_user(Role.COUNTY_OFFICER, "TTT"), email=known.email, name="王明", **wall)
    assert "name" not in refused.value.message_dict


def test_the_same_role_twice_is_refused_with_a_sentence():
    given(SYSTEM)
    with pytest.raises(ValidationError, match="這個人已經有這個角色"):
        given(SYSTEM)
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.LECTURER, Role.ASSOCIATION])
@pytest.mark.parametrize("with_organisation", [True, False])
def test_the_database_holds_one_open_role(role, with_organisation):
    """Also where there is no county or no organisation: nothing is equal to nothing here."""
    user = make_user(None)
    at = None if role == Role.LECTURER else "TTT"
    organisation = make_organisation() if with_organisation else None
    give(user, role, at, organisation=organisation)
    with pytest.raises(IntegrityError), transaction.atomic():
        give(user, role, at, organisation=organisation)


@pytest.mark.parametrize(
    "other",
    [{"county": "HUA"}, {"sector": "社會福利類"}, {"organisation": True}, {"role": Role.UNIT_COORDINATOR}],
    ids=str,
)
def test_what_makes_a_role_another_role(other):
    user = make_user(Role.VOLUNTEER, "TTT")
    if "organisation" in other:
        other = {"organisation": make_organisation()}
    give(user, other.pop("role", Role.VOLUNTEER), other.pop("county", "TTT"), **other)
    assert user.memberships.count() == 2


def test_an_ended_role_may_be_given_again():
    first = given(SYSTEM)
    end_role(membership=first, by=SYSTEM, on=ON)
    assert given(SYSTEM).pk != first.pk


def test_two_accounts_cannot_share_an_address():
    make_user(None, email="someone@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Someone@example.org", name="x")


def test_an_end_before_the_start_is_no_end():
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(Role.VOLUNTEER, starts_on=ON, ends_on=ON - dt.timedelta(days=1))


@pytest.mark.parametrize(("on", "ends"), [(ON + dt.timedelta(days=3), 3), (ON, 0), (ON - dt.timedelta(days=1), 0)])
def test_a_role_ends_on_the_day_and_never_before_it_began(on, ends):
    by = make_user(Role.COUNTY_OFFICER)
    membership = given(by)
    assert end_role(membership=membership, by=by, on=on, reason="調職").ends_on == ON + dt.timedelta(days=ends)
    membership.refresh_from_db()
    assert membership.ends_on == ON + dt.timedelta(days=ends)
    line = trail.history_of(membership).first()
    assert (line.verb, line.reason, line.county) == (Verb.ROLE_ENDED, "調職", "TTT")
    assert (line.was, line.now) == ({"ends_on": None}, {"ends_on": membership.ends_on.isoformat()})


def test_a_role_ends_once():
    membership = given(SYSTEM)
    other_tab = Membership.objects.get(pk=membership.pk)
    end_role(membership=membership, by=SYSTEM, on=ON)
    lines = Event.objects.count()
    with pytest.raises(ValidationError, match="這個角色已經結束"):
        end_role(membership=other_tab, by=SYSTEM, on=ON + dt.timedelta(days=9))
    membership.refresh_from_db()
    assert membership.ends_on == ON
    assert Event.objects.count() == lines


def test_an_officer_sees_the_roles_of_her_county():
    hers = make_user(Role.COUNTY_OFFICER, "TTT")
    make_user(Role.COUNTY_OFFICER, "HUA")
    make_user(Role.LECTURER, None)
    assert set(Membership.objects.visible_to(hers)) == set(hers.memberships.all())
    assert Membership.objects.visible_to(make_user(Role.ASSOCIATION)).count() == 4
    assert not Membership.objects.visible_to(make_user(Role.LECTURER)).exists()


def test_a_membership_reads_as_a_sentence():
    assert str(make_user(Role.COUNTY_OFFICER, name="王小明").memberships.get()) == "王小明・臺東縣縣市承辦人"
    assert str(make_user(Role.ASSOCIATION, name="王小明").memberships.get()) == "王小明・協會秘書處"
