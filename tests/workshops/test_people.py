"""Who is named for a workshop, and what that opens while the role lasts that she was named in."""

import datetime as dt

import pytest

from actionplans.models import Plan
from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Permission, Role
from tests.makers.accounts import give, make_user
from tests.makers.workshops import make_workshop
from workshops.models import Workshop
from workshops.people import may_here

pytestmark = pytest.mark.django_db
P = Permission
LONG_AGO = dt.date(2025, 2, 1)


def opens(user: User, permission: Permission, workshop: Workshop) -> bool:
    """Whether the permission holds at the workshop: the list, the page and the question of one row agree."""
    fresh = User.objects.get(pk=user.pk)
    listed = Workshop.objects.visible_to(fresh, permission).filter(pk=workshop.pk).exists()
    assert may_here(fresh, permission, workshop) is listed
    return listed


def test_a_supervisor_whose_role_here_has_ended_is_out_whatever_she_still_is_elsewhere(client):
    user = make_user(Role.SUPERVISOR, "TTT")
    workshop = make_workshop(Workshop.State.HELD, supervisor=user)
    plan = Plan.objects.create(workshop=workshop, county_id="TTT", title="送餐分流", supervisor=user)
    client.force_login(user)
    assert opens(user, P.READ_SHEETS, workshop)
    assert client.get(f"/workshops/{workshop.pk}/").status_code == 200
    assert client.get(f"/plans/{plan.pk}/").status_code == 200
    Membership.objects.filter(user=user).update(ends_on=LONG_AGO)
    give(user, Role.SUPERVISOR, "HUA")
    assert not opens(user, P.READ_SHEETS, workshop)
    assert client.get(f"/workshops/{workshop.pk}/").status_code == 404
    assert client.get(f"/workshops/{workshop.pk}/report.odt").status_code == 404
    assert client.get(f"/plans/{plan.pk}/").status_code == 404


def test_a_lecturer_runs_only_what_she_teaches(client):
    """Following a workshop up is no lecturer's task, even of somebody who is a lecturer in other rooms."""
    user = make_user(Role.LECTURER, None)
    give(user, Role.SUPERVISOR, "TTT")
    followed = make_workshop(Workshop.State.RUNNING, supervisor=user)
    taught = make_workshop(Workshop.State.RUNNING, county="HUA", lecturer=user)
    helped = make_workshop(Workshop.State.RUNNING, county="ILA", assistant=user)
    assert [opens(user, P.RUN_WORKSHOP, each) for each in (followed, taught, helped)] == [False, True, True]
    assert [opens(user, P.MAKE_COUNTY_REPORT, each) for each in (followed, taught, helped)] == [True, False, False]
    client.force_login(user)
    assert client.post(f"/workshops/{followed.pk}/move/", {"move": "finish"}).status_code == 404
    assert client.post(f"/workshops/{taught.pk}/move/", {"move": "finish"}).status_code == 302
    assert client.get(f"/workshops/{followed.pk}/tables/").status_code == 404
