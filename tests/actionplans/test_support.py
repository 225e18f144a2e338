"""Groups of authorities and visits to them: assigned, changed, visited within the year, read through a wall."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from actionplans.models import SupportGroup, SupportVisit
from actionplans.yearly import support
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from tests.makers.accounts import make_user
from tests.makers.annual import issue, make_annual
from tests.makers.volunteers import make_unit
from volunteers.models import Authority

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 30, 2, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 6, 30)


@pytest.fixture(autouse=True)
def last_of_june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer():
    return make_user(Role.COUNTY_OFFICER, "TTT")


@pytest.fixture
def year(officer):
    return make_annual(by=officer)


def assign(annual, officer, group="a", way="benchmark", authority=None, **more):
    office = authority or Authority.objects.of_county(annual.county_id).first()
    return support.assign(annual=annual, authority=office, group=group, way=way, by=officer, now=NOW, **more)


def test_an_authority_is_in_one_group_a_year_and_may_change_it(year, officer):
    make_unit("TTT")
    make_unit("TTT")
    office = Authority.objects.of_county("TTT").order_by("pk").first()
    held = assign(year, officer, authority=office)
    assert assign(year, officer, authority=office) == held
    lines = Event.objects.filter(object_type="actionplans.supportgroup").count()
    assert lines == 1, "nothing changed, nothing is written"
    assign(year, officer, "c", "supervision", authority=office, why="只有一個單位")
    first = support.of(year)[0]
    assert (first.group.group, first.group.why, first.units) == ("c", "只有一個單位", office.units.count())
    with pytest.raises(ValidationError, match="不在這個縣市"):
        assign(year, officer, authority=make_unit("HUA").authority)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportGroup.objects.create(annual=year, authority=office, group="a", way="benchmark")


@pytest.mark.parametrize(
    ("on", "words", "fits"),
    [
        (dt.date(2026, 1, 1), "談了保險名冊", True), (TODAY, "談了保險名冊", True),
        (dt.date(2025, 12, 31), "談了保險名冊", False), (TODAY + dt.timedelta(days=1), "談了保險名冊", False),
        (TODAY, "談了", False),
    ],
)  # fmt: skip
def test_a_visit_is_of_the_year_and_says_something(year, officer, on, words, fits):
    group = assign(year, officer)
    issue(year, by=officer, now=NOW)
    if not fits:
        with pytest.raises(ValidationError):
            support.visit(group=group, on=on, words=words, by=officer, now=NOW)
        assert not SupportVisit.objects.exists()
        return
    made = support.visit(group=group, on=on, words=words, by=officer, now=NOW)
    assert support.of(year)[0].visits == [made], "also once the plan is issued"


def test_the_page_assigns_and_visits_and_keeps_what_was_typed(client, year, officer, django_assert_max_num_queries):
    client.force_login(officer)
    office = Authority.objects.of_county("TTT").first()
    page = reverse("actionplans:support", args=[year.pk])
    assert "還沒分組" in client.get(page).text
    there = reverse("actionplans:support_assign", args=[year.pk, office.pk])
    wrong = client.post(there, {"group": "z", "way": "benchmark", "why": "打過的字"})
    assert (wrong.status_code, "打過的字" in wrong.text) == (422, True)
    assert client.post(there, {"group": "b", "way": "newcomers"}).status_code == 302
    visit = reverse("actionplans:support_visit", args=[SupportGroup.objects.get().pk])
    wrong = client.post(visit, {"on": "115/7/1", "words": "下次再去看保險名冊"})
    assert (wrong.status_code, "下次再去看保險名冊" in wrong.text) == (422, True)
    assert client.post(visit, {"on": "115/6/30", "words": "下次再去看保險名冊"}).status_code == 302
    with django_assert_max_num_queries(14):
        shown = client.get(page).text
    assert "乙組" in shown
    assert "下次再去看保險名冊" in shown
    stranger = make_user(Role.COUNTY_OFFICER, "HUA")
    client.force_login(stranger)
    assert client.get(page).status_code == 404
    assert client.post(there, {"group": "a", "way": "benchmark"}).status_code == 404


def shown_on(client, annual):
    """What the page's first form would send as it was shown."""
    html = client.get(reverse("actionplans:support", args=[annual.pk])).content.decode()
    return dict(re.findall(r'<input type="hidden" name="(initial-\w+)"(?: value="([^"]*)")?', html))


def test_two_who_change_one_group_do_not_undo_each_other(client, year, officer):
    make_unit("TTT")
    office = Authority.objects.of_county("TTT").first()
    assign(year, officer, authority=office)
    client.force_login(officer)
    first, second = shown_on(client, year), shown_on(client, year)
    assert first == {"initial-group": "a", "initial-way": "benchmark", "initial-why": ""}
    where = reverse("actionplans:support_assign", args=[year.pk, office.pk])
    asked = {"group": "c", "way": "benchmark", "why": ""}
    assert client.post(where, first | asked).status_code == 302
    assert client.post(where, second | {"group": "a", "way": "benchmark", "why": "新承辦"}).status_code == 302
    held = SupportGroup.objects.get()
    assert (held.group, held.why) == ("c", "新承辦"), "what was not touched stays as it stands"
    answer = client.post(where, second | {"group": "b", "way": "benchmark", "why": "新承辦"})
    assert answer.status_code == 422
    assert "「組別」被改成「丙組」" in answer.content.decode()
    assert SupportGroup.objects.get().group == "c"
