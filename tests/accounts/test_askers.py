"""Prepared questions of one person: made once for her rights, and never beyond them."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.accounts.askers import for_each_asker
from foundation.accounts.models import User
from foundation.prepared import PreparedRows
from tests.makers.accounts import make_user
from tests.makers.workshops import make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db

made: list[Any] = []


@for_each_asker
def seen(user: Any, state: str) -> PreparedRows:
    made.append((user, state))

    def rows(least: int) -> Any:
        found = Workshop.objects.filter(state=state) if user is None else Workshop.objects.visible_to(user)
        return found.filter(state=state, pk__gt=least).order_by("pk").values_list("county")

    return PreparedRows(rows, -271828)


def counties(user: Any) -> list[str]:
    fresh = user if user is None or not user.pk else User.objects.get(pk=user.pk)
    return [county for (county,) in seen(fresh, "confirmed").all(0)]


def test_each_sees_what_is_hers_and_what_is_given_or_taken_counts_at_once() -> None:
    for county in ("TTT", "HUA"):
        make_workshop("confirmed", county=county)
    officer, other = make_user("county_officer", county="TTT"), make_user("county_officer", county="HUA")
    assert [counties(officer), counties(other), counties(make_user("association")), counties(None)] == [
        ["TTT"], ["HUA"], ["TTT", "HUA"], ["TTT", "HUA"],
    ]  # fmt: skip
    assert counties(AnonymousUser()) == []
    officer.memberships.update(county="HUA")
    assert counties(officer) == ["HUA"]
    officer.memberships.update(ends_on=timezone.localdate() - dt.timedelta(days=1))
    assert counties(officer) == []
    User.objects.filter(pk=other.pk).update(is_active=False)
    assert counties(other) == []


def test_two_of_the_same_rights_see_each_what_names_her() -> None:
    first, second = make_user("supervisor"), make_user("supervisor")
    make_workshop("confirmed", county="TTT", supervisor=first)
    assert (counties(first), counties(second)) == (["TTT"], [])


def test_it_is_put_together_once_for_a_person_and_a_shape() -> None:
    user = make_user("association")
    made.clear()
    for state in ("confirmed", "confirmed", "held"):
        with CaptureQueriesContext(connection) as asked:
            seen(user, state).all(0)
    assert len(asked) == 1
    assert [state for _user, state in made] == ["confirmed", "held"]
