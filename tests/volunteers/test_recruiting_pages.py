"""The pages of recruiting: fixed numbers of questions, filters in the address, and nothing of what is not public."""

import datetime as dt

import pytest

from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.recruiting import make_application, make_draft, make_opening
from tests.makers.volunteers import make_unit
from volunteers.models import Opening
from volunteers.recruiting import openings

pytestmark = pytest.mark.django_db
LASTING = {"opens_on": dt.date(2020, 1, 1), "closes_on": dt.date(2099, 12, 31)}


@pytest.fixture
def officer(client):
    user = make_user(Role.COUNTY_OFFICER, "TTT")
    client.force_login(user)
    return user


def asked(client, where, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as queries:
        assert client.get(where).status_code == 200
    return len(queries)


@pytest.mark.parametrize("where", ["/register/openings/", "/register/serve/", "/register/serve/atom/"])
def test_a_list_asks_as_much_of_three_as_of_one(client, officer, where, django_assert_max_num_queries):
    first = make_opening(**LASTING)
    make_application(first)
    client.get(where)
    one = asked(client, where, django_assert_max_num_queries)
    for category in ("health", "education"):
        make_application(make_opening(make_unit(category=category), category=category, **LASTING))
    assert asked(client, where, django_assert_max_num_queries) == one


def test_who_applied_asks_as_much_of_three_as_of_one(client, officer, django_assert_max_num_queries):
    found = make_opening(**LASTING)
    make_application(found)
    where = f"/register/openings/{found.pk}/"
    client.get(where)
    one = asked(client, where, django_assert_max_num_queries)
    make_application(found)
    make_application(found)
    assert asked(client, where, django_assert_max_num_queries) == one


def test_the_address_says_which_openings_are_shown(client):
    make_opening(title="海線訪視", **LASTING)
    make_opening(make_unit("HUA", "health"), title="縱谷健走", category="health", slots=("weekend_pm",), **LASTING)
    for query, shown in (
        ("", {"海線訪視", "縱谷健走"}),
        ("?county=HUA", {"縱谷健走"}),
        ("?category=social", {"海線訪視"}),
        ("?slot=weekend_pm", {"縱谷健走"}),
        ("?skill=care&county=TTT", {"海線訪視"}),
        ("?q=訪視", {"海線訪視"}),
        ("?county=nowhere&slot=midnight", {"海線訪視", "縱谷健走"}),
    ):
        for where in ("/register/serve/", "/register/serve/atom/"):
            if "q=" in query and "atom" in where:
                continue
            page = client.get(where + query).content.decode()
            assert {title for title in ("海線訪視", "縱谷健走") if title in page} == shown, where + query


def test_a_draft_is_nowhere_and_a_closed_one_says_that_it_is(client):
    draft, closed = make_draft(**LASTING), make_opening(**LASTING)
    openings.move(opening=closed, name="close", by=make_user(None), now=closed.published_at)
    assert client.get(f"/register/serve/{draft.pk}/").status_code == 404
    assert client.get(f"/register/serve/{draft.pk}/apply/").status_code == 404
    assert "已經結束" in client.get(f"/register/serve/{closed.pk}/").content.decode()
    assert client.get(f"/register/serve/{closed.pk}/apply/").status_code == 302


def test_the_public_page_tells_nothing_of_who_applied(client):
    found = make_opening(**LASTING)
    applied = make_application(found, name="林淑珠", email="lin@example.org")
    for where in ("/register/serve/", f"/register/serve/{found.pk}/", f"/register/serve/{found.pk}/apply/"):
        page = client.get(where).content.decode()
        assert not any(each in page for each in (applied.name, applied.email, applied.phone))
    assert 'property="og:title"' in client.get(f"/register/serve/{found.pk}/").content.decode()


def test_a_refused_move_says_why_on_the_page(client, officer):
    draft = openings.begin(unit=make_unit(filed=False), by=officer, now=dt.datetime(2026, 6, 10, tzinfo=dt.UTC))
    answer = client.post(f"/register/openings/{draft.pk}/move/", {"move": "publish"})
    assert answer.status_code == 422
    assert "核備" in answer.content.decode()
    assert Opening.objects.get().state == "draft"
