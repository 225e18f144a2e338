"""The door: who is let through, who is sent to sign in, and who is told that nothing is there."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse

from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.models import Membership
from foundation.accounts.roles import Permission, Role
from tests.makers.accounts import make_user

pytestmark = pytest.mark.django_db


@gate(Permission.ASSIGN_ROLES)
def roles_page(request, **kwargs):
    """For who hands out roles."""
    return HttpResponse(f"in {kwargs}")


@gate(None)
def own_page(request):
    """For anybody with an account."""
    return HttpResponse("in")


@public("an example")
def open_page(request):
    """For everybody."""
    return HttpResponse("in")


def asked(rf, user, method="get", **headers):
    request = getattr(rf, method)("/page/?q=1", headers=headers)
    request.user = user
    return request


@pytest.mark.parametrize("view", [roles_page, own_page])
def test_who_is_not_signed_in_signs_in_and_comes_back(rf, view):
    response = view(asked(rf, AnonymousUser()))
    assert response.status_code == 302
    assert response.url == "/account/login/?next=/page/%3Fq%3D1"


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/form/?a=%E8%8A%B1", "/account/login/?next=/form/%3Fa%3D%25E8%258A%25B1"),
        ("http://elsewhere.example/form/", "/account/login/?next=/page/%3Fq%3D1"),
        ("http://testserver", "/account/login/?next=/"),
        ("http://[", "/account/login/?next=/page/%3Fq%3D1"),
        ("", "/account/login/?next=/page/%3Fq%3D1"),
    ],
)
def test_who_has_sent_something_comes_back_to_the_page_it_was_sent_from(rf, referer, back):
    response = roles_page(asked(rf, AnonymousUser(), "post", referer=referer))
    assert response.status_code == 302
    assert response.url == back


def test_a_page_that_is_only_read_does_not_look_where_one_came_from(rf):
    response = roles_page(asked(rf, AnonymousUser(), referer="http://testserver/form/"))
    assert response.url == "/account/login/?next=/page/%3Fq%3D1"


@pytest.mark.parametrize("role", [None, Role.VOLUNTEER, Role.LECTURER])
def test_who_lacks_the_permission_finds_nothing(rf, role):
    with pytest.raises(Http404):
        roles_page(asked(rf, make_user(role)))


def test_who_is_no_longer_active_finds_nothing(rf):
    with pytest.raises(Http404):
        roles_page(asked(rf, make_user(Role.COUNTY_OFFICER, is_active=False)))


def test_who_holds_the_permission_comes_in(rf):
    assert roles_page(asked(rf, make_user(Role.COUNTY_OFFICER)), pk=3).content == b"in {'pk': 3}"


def test_an_account_is_enough_where_only_an_account_is_asked_for(rf):
    assert own_page(asked(rf, make_user(None))).content == b"in"


def test_a_public_page_asks_nobody(rf):
    assert open_page(asked(rf, AnonymousUser())).content == b"in"


def test_a_view_says_who_may_come_in():
    assert roles_page.gate == "assign_roles"
    assert own_page.gate == "signed-in"
    assert open_page.gate == "public: an example"
    assert roles_page.__name__ == "roles_page"
    assert roles_page.__doc__ == "For who hands out roles."


def test_a_row_of_hers_a_row_of_anothers_and_a_row_that_is_not_there():
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    hers = make_user(Role.VOLUNTEER, "TTT").memberships.get()
    anothers = make_user(Role.VOLUNTEER, "HUA").memberships.get()
    assert get_visible(Membership, officer, pk=hers.pk) == hers
    assert get_visible(Membership.objects.all(), officer, pk=hers.pk) == hers
    answers = set()
    for key in (anothers.pk, 10**6, 10**30, "not-a-number"):
        with pytest.raises(Http404) as refused:
            get_visible(Membership, officer, pk=key)
        answers.add(str(refused.value))
    assert len(answers) == 1, "one answer for what is not there and what is not hers"


def test_two_rows_are_no_row():
    officer = make_user(Role.COUNTY_OFFICER, "TTT")
    make_user(Role.VOLUNTEER)
    make_user(Role.VOLUNTEER)
    with pytest.raises(Http404):
        get_visible(Membership, officer, role=Role.VOLUNTEER)
